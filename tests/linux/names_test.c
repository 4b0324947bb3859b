/* SPDX-License-Identifier: BSD-3-Clause */
/* Names: made, removed, moved; and folders listed. */
#include "tree.h"

static int op1(int (*op)(const struct isled_path *), struct tree *t, const char *path)
{
	struct isled_path p = path_of(t, path);

	return op(&p);
}

static int make(struct tree *t, const char *path)
{
	struct isled_path p = path_of(t, path);

	return isled_path_mkdir(&p, 0755);
}

static int move(struct tree *t, const char *from, const char *to, uint32_t flags)
{
	struct isled_path a = path_of(t, from), b = path_of(t, to);

	return isled_path_rename(&a, &b, flags);
}

static int hard(struct tree *t, const char *from, const char *to, uint32_t flags)
{
	struct isled_path a = path_of(t, from), b = path_of(t, to);

	return isled_path_link(&a, &b, flags);
}

static int soft(struct tree *t, const char *target, const char *path)
{
	struct isled_path p = path_of(t, path);

	return isled_path_symlink(target, strlen(target), &p);
}

TEST_BOTH_WAYS(names, "folders are made and removed")
{
	CHECK_EQ(make(t, at(t, "rw/new")), 0);
	CHECK_EQ(make(t, at(t, "rw/new")), -ISLE_EEXIST);
	CHECK_EQ(make(t, at(t, "rw/slash//")), 0);
	CHECK_EQ(make(t, at(t, "rw/x/y")), -ISLE_ENOENT);
	CHECK_EQ(make(t, at(t, "rw/file/y")), -ISLE_ENOTDIR);
	CHECK_EQ(make(t, at(t, "rw/.")), -ISLE_EEXIST);
	CHECK_EQ(make(t, at(t, "rw/new/..")), -ISLE_EEXIST);
	CHECK_EQ(make(t, at(t, "rw")), -ISLE_EEXIST);
	CHECK_EQ(op1(isled_path_rmdir, t, at(t, "rw/new/.")), -ISLE_EINVAL);
	CHECK(op1(isled_path_rmdir, t, at(t, "rw/new/..")) < 0);
	CHECK_EQ(op1(isled_path_rmdir, t, at(t, "rw")), -ISLE_EBUSY);
	CHECK_EQ(op1(isled_path_rmdir, t, at(t, "rw/a")), -ISLE_ENOTEMPTY);
	CHECK_EQ(op1(isled_path_rmdir, t, at(t, "rw/file")), -ISLE_ENOTDIR);
	CHECK_EQ(op1(isled_path_rmdir, t, at(t, "rw/new/")), 0);
	CHECK_EQ(op1(isled_path_rmdir, t, at(t, "rw/new")), -ISLE_ENOENT);
	CHECK_EQ(access(at(t, "rw/slash"), F_OK), 0);
}

TEST_BOTH_WAYS(names, "unlink takes the name itself, also of a link")
{
	CHECK_EQ(soft(t, "file", at(t, "rw/l")), 0);
	CHECK_EQ(op1(isled_path_unlink, t, at(t, "rw/l/")), -ISLE_ENOTDIR);
	CHECK_EQ(op1(isled_path_unlink, t, at(t, "rw/l")), 0);
	CHECK_EQ(access(at(t, "rw/file"), F_OK), 0);
	CHECK_EQ(op1(isled_path_unlink, t, at(t, "rw/a")), -ISLE_EISDIR);
	CHECK_EQ(op1(isled_path_unlink, t, at(t, "rw/file")), 0);
	CHECK_EQ(op1(isled_path_unlink, t, at(t, "rw/file")), -ISLE_ENOENT);
	CHECK_EQ(op1(isled_path_unlink, t, at(t, "ro/file")), -ISLE_EROFS);
}

TEST_BOTH_WAYS(names, "rename replaces, and does not when told so")
{
	put_file(at(t, "rw/other"), "other");
	CHECK_EQ(move(t, at(t, "rw/file"), at(t, "rw/other"), ISLE_RENAME_NOREPLACE), -ISLE_EEXIST);
	CHECK_EQ(move(t, at(t, "rw/file"), at(t, "rw/other"), 2), -ISLE_EINVAL);
	CHECK_EQ(move(t, at(t, "rw/file"), at(t, "rw/new"), ISLE_RENAME_NOREPLACE), 0);
	CHECK_EQ(move(t, at(t, "rw/new"), at(t, "rw/other"), 0), 0);
	CHECK_EQ(access(at(t, "rw/new"), F_OK), -1);
	CHECK_EQ(move(t, at(t, "rw/a"), at(t, "rw/a/b/c"), 0), -ISLE_EINVAL);
	CHECK_EQ(move(t, at(t, "rw/a/"), at(t, "rw/z/"), 0), 0);
	CHECK_EQ(move(t, at(t, "rw/other"), at(t, "mix/shown/other"), 0), 0);
	CHECK_EQ(access(at(t, "mix/shown/other"), F_OK), 0);
	CHECK_EQ(move(t, at(t, "rw/z"), at(t, "rw"), 0), -ISLE_EBUSY);
	CHECK_EQ(move(t, at(t, "rw"), at(t, "rw/z"), 0), -ISLE_EBUSY);
	CHECK_EQ(move(t, at(t, "rw/z/."), at(t, "rw/y"), 0), -ISLE_EBUSY);
	CHECK_EQ(move(t, at(t, "ro/file"), at(t, "rw/y"), 0), -ISLE_EROFS);
	CHECK_EQ(move(t, at(t, "rw/z"), at(t, "ro/y"), 0), -ISLE_EROFS);
	CHECK_EQ(move(t, at(t, "rw/z"), at(t, "out/y"), 0), -ISLE_EACCES);
}

TEST_BOTH_WAYS(names, "a folder with a rule or an export beneath it keeps its name")
{
	CHECK_EQ(move(t, at(t, "mix/deep"), at(t, "mix/moved"), 0), -ISLE_EBUSY);
	CHECK_EQ(move(t, at(t, "mix/deep/er"), at(t, "rw/er"), 0), -ISLE_EBUSY);
	CHECK_EQ(move(t, at(t, "rw/a"), at(t, "mix/deep"), 0), -ISLE_EBUSY);
	CHECK_EQ(move(t, at(t, "mix/deep/er/key"), at(t, "rw/key"), 0), -ISLE_ENOENT);
	CHECK_EQ(move(t, at(t, "rw/file"), at(t, "mix/deep/er/key"), 0), -ISLE_ENOENT);
	CHECK_EQ(move(t, at(t, "mix/locked/file"), at(t, "rw/key"), 0), -ISLE_EROFS);
	CHECK_EQ(move(t, at(t, "mix/shown"), at(t, "mix/seen"), 0), 0);
}

TEST_BOTH_WAYS(names, "hard links stay among places with equal rights")
{
	struct stat st;

	CHECK_EQ(hard(t, at(t, "rw/file"), at(t, "rw/a/second"), 0), 0);
	CHECK_EQ(stat(at(t, "rw/file"), &st), 0);
	CHECK_EQ(st.st_nlink, 2);
	CHECK_EQ(hard(t, at(t, "rw/file"), at(t, "rw/a/second"), 0), -ISLE_EEXIST);
	CHECK_EQ(hard(t, at(t, "ro/file"), at(t, "rw/stolen"), 0), -ISLE_EXDEV);
	CHECK_EQ(hard(t, at(t, "mix/locked/file"), at(t, "mix/stolen"), 0), -ISLE_EXDEV);
	CHECK_EQ(hard(t, at(t, "rw/file"), at(t, "ro/new"), 0), -ISLE_EROFS);
	CHECK_EQ(hard(t, at(t, "mix/deep/er/key"), at(t, "mix/stolen"), 0), -ISLE_ENOENT);
	CHECK_EQ(hard(t, at(t, "rw/a"), at(t, "rw/b"), 0), -ISLE_EPERM);
	CHECK_EQ(hard(t, at(t, "rw"), at(t, "rw/b"), 0), -ISLE_EPERM);
	CHECK_EQ(hard(t, at(t, "rw/file"), at(t, "rw/b"), 2), 0);
	CHECK_EQ(hard(t, at(t, "rw/file"), at(t, "rw/c"), 4), -ISLE_EINVAL);
	CHECK_EQ(access(at(t, "rw/stolen"), F_OK), -1);
	/* a hidden file that has another name already gets no third one */
	CHECK_EQ(link(at(t, "mix/deep/er/key"), at(t, "mix/shown/hard")), 0);
	CHECK_EQ(hard(t, at(t, "mix/shown/hard"), at(t, "rw/stolen"), 0), -ISLE_EXDEV);
	CHECK_EQ(access(at(t, "rw/stolen"), F_OK), -1);
}

TEST_BOTH_WAYS(names, "a hard link is made to a link, or to what it names when told so")
{
	struct stat st;

	CHECK_EQ(soft(t, "file", at(t, "rw/l")), 0);
	CHECK_EQ(hard(t, at(t, "rw/l"), at(t, "rw/l2"), 0), 0);
	CHECK_EQ(lstat(at(t, "rw/l2"), &st), 0);
	CHECK(S_ISLNK(st.st_mode));
	CHECK_EQ(hard(t, at(t, "rw/l"), at(t, "rw/f2"), ISLE_AT_FOLLOW), 0);
	CHECK_EQ(lstat(at(t, "rw/f2"), &st), 0);
	CHECK(S_ISREG(st.st_mode));
	CHECK_EQ(soft(t, at(t, "out/secret"), at(t, "rw/bad")), 0);
	CHECK_EQ(hard(t, at(t, "rw/bad"), at(t, "rw/stolen"), ISLE_AT_FOLLOW), -ISLE_EACCES);
}

TEST_BOTH_WAYS(names, "the target of a symbolic link is any bytes but zero")
{
	struct isled_path p = path_of(t, at(t, "rw/l"));
	char long_target[ISLE_PATH_BYTES_MAX + 1];

	memset(long_target, 'x', sizeof(long_target));
	CHECK_EQ(isled_path_symlink("", 0, &p), -ISLE_ENOENT);
	CHECK_EQ(isled_path_symlink("a\0b", 3, &p), -ISLE_EINVAL);
	CHECK_EQ(isled_path_symlink(long_target, sizeof(long_target), &p), -ISLE_ENAMETOOLONG);
	CHECK_EQ(isled_path_symlink("\xff\xfe", 2, &p), 0);
	CHECK_EQ(isled_path_symlink("x", 1, &p), -ISLE_EEXIST);
}

/* Lists a folder in portions of `portion` names. Returns: how many. */
static int list(struct tree *t, const char *path, unsigned portion, char *ret_names, size_t max)
{
	struct isled_file f = must_open(t, path, ISLE_O_RDONLY | ISLE_O_DIRECTORY);
	static struct isled_folder folder;
	uint64_t cookie = 0;
	struct isled_entry e;
	int count = 0, rc;

	ret_names[0] = 0;
	do {
		CHECK_EQ(isled_folder_start(&folder, &t->exports, &f, cookie, 0), 0);
		rc = 1;
		for (unsigned i = 0; i < portion && rc == 1; i++) {
			rc = isled_folder_next(&folder, &e);
			CHECK(rc >= 0);
			if (!rc)
				break;
			CHECK_EQ(e.name_len, strlen(e.name));
			if (strlen(ret_names) + e.name_len + 2 < max)
				strcat(strcat(ret_names, " "), e.name);
			cookie = e.cookie;
			count++;
		}
	} while (rc == 1);
	isled_file_close(&f);
	return count;
}

TEST_BOTH_WAYS(folder, "every name comes once, whatever the portions")
{
	char names[65536], name[64], word[64];

	for (int i = 0; i < 700; i++) {
		snprintf(name, sizeof(name), "rw/a/name%d", i);
		put_file(at(t, name), "");
	}
	for (unsigned portion = 1; portion < 5000; portion = portion * 7 + 1) {
		CHECK_EQ(list(t, at(t, "rw/a"), portion, names, sizeof(names)), 701);
		strcat(names, " ");
		for (int i = 0; i < 700; i++) {
			snprintf(word, sizeof(word), " name%d ", i);
			CHECK(strstr(names, word) != NULL);
		}
	}
}

TEST_BOTH_WAYS(folder, "hidden names do not come")
{
	char names[4096];

	CHECK_EQ(list(t, at(t, "mix"), 100, names, sizeof(names)), 3);
	CHECK(strstr(names, "hidden") == NULL);
	CHECK(strstr(names, "locked") != NULL);
	CHECK_EQ(list(t, at(t, "mix/deep/er"), 100, names, sizeof(names)), 0);
	CHECK_EQ(link(at(t, "mix/deep/er/key"), at(t, "mix/shown/hard")), 0);
	CHECK_EQ(list(t, at(t, "mix/shown"), 100, names, sizeof(names)), 1);
}

TEST_BOTH_WAYS(folder, "a parent of exports lists the ways to them")
{
	char names[4096];

	for (unsigned portion = 1; portion < 4; portion++) {
		CHECK_EQ(list(t, t->base, portion, names, sizeof(names)), 3);
		CHECK_STR(names, " ro rw mix");
		CHECK_EQ(list(t, "/", portion, names, sizeof(names)), 1);
	}
}

TEST_BOTH_WAYS(folder, "entries carry types, numbers and on demand everything else")
{
	struct isled_file f = must_open(t, at(t, "rw"), ISLE_O_RDONLY);
	static struct isled_folder folder;
	struct isle_stat st, by_path;
	struct isled_entry e;
	int seen = 0;

	CHECK_EQ(isled_folder_start(&folder, &t->exports, &f, 0, 0), 0);
	while (isled_folder_next(&folder, &e) == 1) {
		CHECK_EQ(isled_folder_stat(&folder, &e, &st), 0);
		CHECK_EQ(stat_of(t, at(t, "rw/%s", e.name), ISLE_AT_NOFOLLOW, &by_path), 0);
		CHECK_MEM(&st, &by_path, sizeof(st));
		CHECK(e.type == st.type || e.type == ISLE_FILE_TYPE_UNKNOWN);
		CHECK_EQ(e.ino, st.ino);
		seen++;
	}
	CHECK_EQ(seen, 2);
	CHECK_EQ(isled_folder_start(&folder, &t->exports, &f, UINT64_MAX, 0), -ISLE_EINVAL);
	isled_file_close(&f);
	f = must_open(t, at(t, "rw/file"), ISLE_O_RDONLY);
	CHECK_EQ(isled_folder_start(&folder, &t->exports, &f, 0, 0), -ISLE_ENOTDIR);
	isled_file_close(&f);
}

TEST_BOTH_WAYS(folder, "an export that has its root elsewhere appears where it is named")
{
	static struct isled_folder folder;
	struct isled_entry e;
	struct isled_file f;
	char names[4096];
	struct isle_stat st;
	int fd = open(at(t, "out"), O_PATH | O_CLOEXEC);

	CHECK_EQ(isled_exports_add(&t->exports, at(t, "rw/far"), fd, 0), 0);
	fd = open(at(t, "ro"), O_PATH | O_CLOEXEC);
	CHECK_EQ(isled_exports_add(&t->exports, at(t, "rw/x/y"), fd, ISLED_EXPORT_RO), 0);
	fd = open(at(t, "ro"), O_PATH | O_CLOEXEC);
	CHECK_EQ(isled_exports_add(&t->exports, at(t, "rw/a/b"), fd, ISLED_EXPORT_RO), 0);
	isled_exports_seal(&t->exports);
	CHECK_EQ(exists(t, at(t, "rw/far/secret")), 0);
	CHECK_EQ(exists(t, at(t, "rw/a/../far/secret")), 0);
	CHECK_EQ(exists(t, at(t, "rw/x/y/file")), 0);
	CHECK_EQ(exists(t, at(t, "rw/./x/y/file")), 0);
	CHECK_EQ(exists(t, at(t, "rw/x/y/../../file")), 0);
	CHECK_EQ(exists(t, at(t, "rw/x/..")), 0);
	CHECK_EQ(exists(t, at(t, "rw/x/z")), -ISLE_EACCES);
	CHECK_EQ(exists(t, at(t, "rw/a/b/deep")), -ISLE_ENOENT);
	CHECK_EQ(stat_of(t, at(t, "rw/x"), 0, &st), 0);
	CHECK_EQ(st.mode, 0555);
	CHECK_EQ(make(t, at(t, "rw/x")), -ISLE_EEXIST);
	CHECK_EQ(make(t, at(t, "rw/x/new")), -ISLE_EACCES);
	for (unsigned portion = 1; portion < 7; portion++) {
		CHECK_EQ(list(t, at(t, "rw"), portion, names, sizeof(names)), 4);
		CHECK(strstr(names, " far") && strstr(names, " x") && strstr(names, " a"));
	}
	CHECK_EQ(list(t, at(t, "rw/x"), 9, names, sizeof(names)), 1);
	CHECK_STR(names, " y");
	CHECK_EQ(list(t, at(t, "rw/a"), 9, names, sizeof(names)), 1);
	f = must_open(t, at(t, "rw"), ISLE_O_RDONLY);
	CHECK_EQ(isled_folder_start(&folder, &t->exports, &f, 0, 0), 0);
	while (isled_folder_next(&folder, &e) == 1) {
		struct isle_stat by_path;

		CHECK_EQ(isled_folder_stat(&folder, &e, &st), 0);
		CHECK_EQ(stat_of(t, at(t, "rw/%s", e.name), 0, &by_path), 0);
		CHECK_EQ(st.ino, by_path.ino);
		CHECK_EQ(st.mode, by_path.mode);
	}
	CHECK_EQ(isled_folder_start(&folder, &t->exports, &f, UINT64_MAX, 0), -ISLE_EINVAL);
	isled_file_close(&f);
}
