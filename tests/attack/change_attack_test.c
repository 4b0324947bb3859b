/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The same hostile client and program at what the kernel's own walls do not see: owners, extended
 * attributes, names of files without their contents. Here the walk is the only wall. And at MKNOD,
 * REALPATH, and files without names.
 */
#include "race.h"

#include <sys/xattr.h>

/* ---- the operations ---- */

static const struct isled_xattr attribute = { "user.a", 6 };

static int do_chown(struct tree *t, const char *path)
{
	struct isled_path p = path_of(t, path);

	return isled_path_chown(&p, 0, geteuid() ? geteuid() : 77, UINT32_MAX);
}

static int do_mknod(struct tree *t, const char *path)
{
	struct isled_path p = path_of(t, path);

	return isled_path_mknod(&p, ISLE_FILE_TYPE_FIFO, 0600, 0);
}

static int do_get(struct tree *t, const char *path)
{
	struct isled_path p = path_of(t, path);
	char buf[16];

	return isled_path_get_xattr(&p, 0, &attribute, buf, sizeof(buf));
}

static int do_set(struct tree *t, const char *path)
{
	struct isled_path p = path_of(t, path);

	return isled_path_set_xattr(&p, 0, 0, &attribute, "evil", 4);
}

static int do_remove(struct tree *t, const char *path)
{
	struct isled_path p = path_of(t, path);

	return isled_path_remove_xattr(&p, 0, &attribute);
}

static int do_list(struct tree *t, const char *path)
{
	struct isled_path p = path_of(t, path);
	char *names;
	int rc = isled_path_list_xattr(&p, 0, &names);

	if (rc >= 0)
		free(names);
	return rc;
}

static int do_real(struct tree *t, const char *path)
{
	struct isled_path p = path_of(t, path);
	char text[ISLE_PATH_BYTES_MAX + 1];

	return isled_resolve_real(&p, text);
}

static int do_name(struct tree *t, const char *path)
{
	return try_open(t, path, ISLE_O_PATH);
}

static int do_nameless(struct tree *t, const char *path)
{
	return try_open(t, path, ISLE_O_RDWR | ISLE_O_TMPFILE);
}

static const struct operation {
	const char *name;
	int (*run)(struct tree *t, const char *path);
	bool changes, makes; /* makes: a link at the end is not followed */
} operations[] = {
	{ "chown", do_chown, true, false },        { "mknod", do_mknod, true, true },
	{ "getxattr", do_get, false, false },      { "setxattr", do_set, true, false },
	{ "removexattr", do_remove, true, false }, { "listxattr", do_list, false, false },
	{ "realpath", do_real, false, false },     { "name", do_name, false, false },
	{ "nameless", do_nameless, true, false },
};
#define OPERATIONS (sizeof(operations) / sizeof(operations[0]))

/* All of them answer so; `final`: the path's last name is the link that leads away. */
static void all_answer(struct tree *t, const char *path, int error, bool final)
{
	for (size_t i = 0; i < OPERATIONS; i++) {
		int rc;

		if (final && operations[i].makes)
			continue;
		rc = operations[i].run(t, path);
		if (rc != error)
			FAIL("%s of %s: %d, not %d", operations[i].name, path, rc, error);
	}
}

/* The attacked files are as they were. */
static void check_untouched(const char *path, const char *text)
{
	struct stat st;
	char buf[16];

	CHECK_EQ(stat(path, &st), 0);
	CHECK_EQ(st.st_uid, geteuid());
	CHECK_EQ(st.st_size, (off_t)strlen(text));
	CHECK(getxattr(path, "user.a", buf, sizeof(buf)) < 0);
}

/* ---- what needs no race ---- */

TEST_BOTH_WAYS(attack, "outside every export nothing is changed, told or named, by any operation")
{
	static const char *const texts[] = { "rw/../out/secret",
					     "out/secret",
					     "out",
					     "out/none",
					     "rw/a/../../out/secret",
					     "rw/./.././out/./secret",
					     "rw/a/b/../../..//out/secret",
					     "rw/../../../../../../../../../../etc/passwd",
					     "rw-private/file" };

	make_folder(at(t, "rw-private"));
	put_file(at(t, "rw-private/file"), "secret");
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		all_answer(t, at(t, texts[i]), -ISLE_EACCES, false);
	all_answer(t, "/etc/passwd", -ISLE_EACCES, false);
	all_answer(t, "/proc/self/mem", -ISLE_EACCES, false);
	check_untouched(at(t, "out/secret"), "secret");
	check_untouched(at(t, "rw-private/file"), "secret");
}

TEST_BOTH_WAYS(attack, "links that leave lead no operation out")
{
	static const char *const links[] = { "relative", "absolute", "chain", "deep/absolute" };

	make_folder(at(t, "rw/deep"));
	CHECK_EQ(symlink("../out/secret", at(t, "rw/relative")), 0);
	CHECK_EQ(symlink(at(t, "out/secret"), at(t, "rw/absolute")), 0);
	CHECK_EQ(symlink("deep/absolute", at(t, "rw/chain")), 0);
	CHECK_EQ(symlink(at(t, "out/secret"), at(t, "rw/deep/absolute")), 0);
	CHECK_EQ(symlink("../out", at(t, "rw/folder")), 0);
	CHECK_EQ(symlink("/proc/self/root", at(t, "rw/root")), 0);
	CHECK_EQ(symlink("/proc/self/cwd", at(t, "rw/cwd")), 0);
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++)
		all_answer(t, at(t, "rw/%s", links[i]), -ISLE_EACCES, true);
	all_answer(t, at(t, "rw/folder"), -ISLE_EACCES, true);
	all_answer(t, at(t, "rw/folder/secret"), -ISLE_EACCES, false);
	all_answer(t, at(t, "rw/folder/none"), -ISLE_EACCES, false);
	all_answer(t, at(t, "rw/root/etc/passwd"), -ISLE_EACCES, false);
	all_answer(t, at(t, "rw/cwd/x"), -ISLE_EACCES, false);
	/* A link at the end is not followed by what makes a name; it is in the way. */
	CHECK_EQ(do_mknod(t, at(t, "rw/absolute")), -ISLE_EEXIST);
	check_untouched(at(t, "out/secret"), "secret");
}

TEST_BOTH_WAYS(attack, "what is hidden is not there for any operation, under any name")
{
	struct isled_path from = path_of(t, at(t, "mix/hidden"));
	struct isled_path to = path_of(t, at(t, "mix/shown/moved"));
	char key[300];

	CHECK_EQ(symlink("../hidden", at(t, "mix/shown/l")), 0);
	CHECK_EQ(symlink(at(t, "mix/deep/er/key"), at(t, "rw/to-key")), 0);
	all_answer(t, at(t, "mix/hidden"), -ISLE_ENOENT, false);
	all_answer(t, at(t, "mix/hidden/file"), -ISLE_ENOENT, false);
	all_answer(t, at(t, "mix/shown/../hidden/file"), -ISLE_ENOENT, false);
	all_answer(t, at(t, "mix/shown/l"), -ISLE_ENOENT, true);
	all_answer(t, at(t, "mix/shown/l/file"), -ISLE_ENOENT, false);
	all_answer(t, at(t, "rw/to-key"), -ISLE_ENOENT, true);
	all_answer(t, at(t, "mix/deep/er/key"), -ISLE_ENOENT, false);
	CHECK_EQ(isled_path_rename(&from, &to, 0), -ISLE_ENOENT);
	check_untouched(at(t, "mix/hidden/file"), "hidden");
	/* Under another name of the host's: known by what it is. */
	snprintf(key, sizeof(key), "%s", at(t, "mix/shown/key"));
	CHECK_EQ(link(at(t, "mix/deep/er/key"), key), 0);
	CHECK_EQ(rename(at(t, "mix/hidden"), at(t, "mix/shown/moved")), 0);
	for (size_t i = 0; i < OPERATIONS; i++) {
		if (!operations[i].makes)
			CHECK_EQ(operations[i].run(t, key), -ISLE_ENOENT);
		if (!operations[i].makes)
			CHECK_EQ(operations[i].run(t, at(t, "mix/shown/moved")), -ISLE_ENOENT);
		CHECK_EQ(operations[i].run(t, at(t, "mix/shown/moved/file")), -ISLE_ENOENT);
	}
	check_untouched(key, "key");
}

TEST_BOTH_WAYS(attack, "what is read-only stays as it is, by any operation and any way to it")
{
	static const char *const files[] = { "ro/file", "rw/to-ro", "mix/locked/file",
					     "mix/to-locked", "rw/into/file" };

	CHECK_EQ(symlink(at(t, "ro/file"), at(t, "rw/to-ro")), 0);
	CHECK_EQ(symlink("locked/file", at(t, "mix/to-locked")), 0);
	CHECK_EQ(symlink("../ro", at(t, "rw/into")), 0);
	for (size_t i = 0; i < OPERATIONS; i++) {
		if (!operations[i].changes || operations[i].run == do_nameless)
			continue;
		for (size_t k = operations[i].makes ? 5 : 0; k < 5; k++)
			CHECK_EQ(operations[i].run(t, at(t, files[k])), -ISLE_EROFS);
	}
	CHECK_EQ(do_mknod(t, at(t, "ro/new")), -ISLE_EROFS);
	CHECK_EQ(do_mknod(t, at(t, "rw/into/new")), -ISLE_EROFS);
	CHECK_EQ(do_mknod(t, at(t, "mix/locked/new")), -ISLE_EROFS);
	CHECK_EQ(do_nameless(t, at(t, "ro")), -ISLE_EROFS);
	CHECK_EQ(do_nameless(t, at(t, "rw/into")), -ISLE_EROFS);
	CHECK_EQ(do_nameless(t, at(t, "rw/into/sub")), -ISLE_EROFS);
	CHECK_EQ(do_nameless(t, at(t, "mix/locked")), -ISLE_EROFS);
	CHECK_EQ(do_nameless(t, t->base), -ISLE_EROFS);
	check_untouched(at(t, "ro/file"), "read only");
	check_untouched(at(t, "mix/locked/file"), "locked");
}

TEST_BOTH_WAYS(attack, "the daemon's own processes are there for no operation either")
{
	char path[64];

	CHECK_EQ(export_at(t, "/proc", 0), 0);
	isled_exports_seal(&t->exports);
	all_answer(t, "/proc/self", -ISLE_ENOENT, true);
	all_answer(t, "/proc/self/fd/0", -ISLE_ENOENT, false);
	all_answer(t, "/proc/thread-self/root", -ISLE_ENOENT, false);
	snprintf(path, sizeof(path), "/proc/%d/mem", getpid());
	all_answer(t, path, -ISLE_ENOENT, false);
	snprintf(path, sizeof(path), "/proc/%d/cwd", getppid());
	for (size_t i = 0; i < OPERATIONS; i++)
		if (!operations[i].makes)
			CHECK_EQ(operations[i].run(t, path), -ISLE_ELOOP);
}

/* ---- races ---- */

static bool is_touched(struct tree *t)
{
	struct stat st;
	char buf[16];

	CHECK_EQ(stat(at(t, "out/secret"), &st), 0);
	return st.st_uid == 77 || getxattr(at(t, "out/secret"), "user.a", buf, sizeof(buf)) >= 0;
}

static bool own_it(struct tree *t, const char *path, int *ret_result)
{
	*ret_result = do_chown(t, path);
	do_set(t, path);
	do_remove(t, path);
	do_set(t, path);
	return is_touched(t);
}

static bool peek_it(struct tree *t, const char *path, int *ret_result)
{
	static const struct isled_xattr x = { "user.s", 6 };
	struct isled_path p = path_of(t, path);
	char buf[16], *names;
	int rc;

	*ret_result = isled_path_list_xattr(&p, 0, &names);
	if (*ret_result >= 0)
		free(names);
	rc = isled_path_get_xattr(&p, 0, &x, buf, sizeof(buf));
	return *ret_result > 0 || rc >= 0; /* inside it has none */
}

static bool name_it(struct tree *t, const char *path, int *ret_result)
{
	struct isled_path p = path_of(t, path);
	struct isled_file f;
	struct isle_stat st = { .size = 0 };
	uint64_t size;

	*ret_result = isled_file_open(&p, ISLE_O_PATH, 0, &f, &size);
	if (*ret_result < 0)
		return false;
	CHECK_EQ(isled_file_stat(&f, &st), 0);
	isled_file_close(&f);
	return st.size == 6;
}

static bool resolve_it(struct tree *t, const char *path, int *ret_result)
{
	char text[ISLE_PATH_BYTES_MAX + 1];
	struct isled_path p = path_of(t, path);

	*ret_result = isled_resolve_real(&p, text);
	return *ret_result >= 0 && strncmp(text, at(t, "rw/"), strlen(at(t, "rw/"))) != 0;
}

static bool node_it(struct tree *t, const char *path, int *ret_result)
{
	struct isled_path p = path_of(t, path);
	struct stat st;
	bool escaped;

	*ret_result = do_mknod(t, path);
	escaped = !lstat(at(t, "out/victim"), &st);
	isled_path_unlink(&p);
	return escaped;
}

/* Linux tells in which folder a file without a name was made. */
static bool nameless_it(struct tree *t, const char *path, int *ret_result)
{
	struct isled_path p = path_of(t, path);
	char link[64], where[4096];
	struct isled_file f;
	uint64_t size;
	ssize_t n;

	*ret_result = isled_file_open(&p, ISLE_O_RDWR | ISLE_O_TMPFILE, 0600, &f, &size);
	if (*ret_result < 0)
		return false;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", f.fd);
	n = readlink(link, where, sizeof(where) - 1);
	CHECK(n > 0);
	where[n] = 0;
	isled_file_close(&f);
	return strncmp(where, at(t, "out"), strlen(at(t, "out"))) == 0;
}

TEST_BOTH_WAYS(attack, "race: a folder becomes a link that leads out; chown and setxattr")
{
	swap_folder(t, "../out", "rw/a/secret", own_it);
}

TEST_BOTH_WAYS(attack, "race: the file itself becomes a link that leads out; chown and setxattr")
{
	swap_file(t, own_it);
}

TEST_BOTH_WAYS(attack, "race: a folder becomes a link that leads out; getxattr and listxattr")
{
	if (setxattr(at(t, "out/secret"), "user.s", "1", 1, 0))
		SKIP("the file system has no extended attributes for users");
	swap_folder(t, at(t, "out"), "rw/a/secret", peek_it);
}

TEST_BOTH_WAYS(attack, "race: the file itself becomes a link that leads out; getxattr, listxattr")
{
	if (setxattr(at(t, "out/secret"), "user.s", "1", 1, 0))
		SKIP("the file system has no extended attributes for users");
	swap_file(t, peek_it);
}

TEST_BOTH_WAYS(attack, "race: a folder becomes a link that leads out; a file is named")
{
	swap_folder(t, "../out", "rw/a/secret", name_it);
}

TEST_BOTH_WAYS(attack, "race: the file itself becomes a link that leads out; it is named")
{
	swap_file(t, name_it);
}

TEST_BOTH_WAYS(attack, "race: a folder becomes a link that leads out; a path without links")
{
	swap_folder(t, at(t, "out"), "rw/a/secret", resolve_it);
}

TEST_BOTH_WAYS(attack, "race: a folder becomes a link that leads out; mknod")
{
	swap_folder(t, "../out", "rw/a/victim", node_it);
}

TEST_BOTH_WAYS(attack, "race: a folder becomes a link that leads out; a file without a name")
{
	if (try_open(t, at(t, "rw"), ISLE_O_RDWR | ISLE_O_TMPFILE) < 0)
		SKIP("the file system makes no files without names");
	swap_folder(t, at(t, "out"), "rw/a", nameless_it);
}
