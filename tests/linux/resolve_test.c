/* SPDX-License-Identifier: BSD-3-Clause */
/* Paths to objects: exports, rules, links, the forms a path may have. Both resolvers. */
#include "tree.h"

static void check_text(struct tree *t, const char *path, const char *text)
{
	char got[64];

	CHECK_OK(slurp(t, path, got, sizeof(got)));
	CHECK_STR(got, text);
}

TEST_BOTH_WAYS(resolve, "a file in an export is found however its path is written")
{
	check_text(t, at(t, "ro/file"), "read only");
	check_text(t, at(t, "rw//a/./b///deep"), "deep");
	check_text(t, at(t, "rw/a/b/../b/deep"), "deep");
	check_text(t, at(t, "rw/../ro/file"), "read only");
	check_text(t, at(t, "rw/a/b/../../../ro/file"), "read only");
	check_text(t, at(t, "./rw/file"), "hello");
	CHECK_EQ(exists(t, at(t, "rw/a/")), 0);
	CHECK_EQ(exists(t, at(t, "rw/a/.")), 0);
	CHECK_EQ(exists(t, at(t, "rw/")), 0);
	CHECK_EQ(exists(t, at(t, "rw/file/")), -ISLE_ENOTDIR);
	CHECK_EQ(exists(t, at(t, "rw/file/x")), -ISLE_ENOTDIR);
	CHECK_EQ(exists(t, at(t, "rw/none")), -ISLE_ENOENT);
	CHECK_EQ(exists(t, at(t, "rw/none/x")), -ISLE_ENOENT);
}

TEST_BOTH_WAYS(resolve, "outside the exports everything is EACCES, whether it is there or not")
{
	CHECK_EQ(exists(t, at(t, "out/secret")), -ISLE_EACCES);
	CHECK_EQ(exists(t, at(t, "none")), -ISLE_EACCES);
	CHECK_EQ(exists(t, "/etc/passwd"), -ISLE_EACCES);
	CHECK_EQ(exists(t, at(t, "rw/../out/secret")), -ISLE_EACCES);
	CHECK_EQ(exists(t, at(t, "rw/a/../../out/secret")), -ISLE_EACCES);
	CHECK_EQ(try_open(t, at(t, "out/new"), ISLE_O_WRONLY | ISLE_O_CREAT), -ISLE_EACCES);
	CHECK_EQ(access(at(t, "out/new"), F_OK), -1);
}

TEST_BOTH_WAYS(resolve, "an export ends at whole components")
{
	make_folder(at(t, "rw-private"));
	put_file(at(t, "rw-private/key"), "x");
	CHECK_EQ(exists(t, at(t, "rw-private/key")), -ISLE_EACCES);
	CHECK_EQ(exists(t, at(t, "rw-private")), -ISLE_EACCES);
	CHECK_EQ(exists(t, at(t, "r")), -ISLE_EACCES);
}

TEST_BOTH_WAYS(resolve, "paths that are none: empty, with a zero byte, too long")
{
	char text[5000];
	struct isled_path p = { &t->exports, "", text, 0 };
	struct isle_stat st;
	size_t n;

	CHECK_EQ(isled_path_stat(&p, 0, &st), -ISLE_ENOENT);
	n = (size_t)snprintf(text, sizeof(text), "%s", at(t, "rw/file"));
	text[n] = 0;
	p.len = n + 1;
	CHECK_EQ(isled_path_stat(&p, 0, &st), -ISLE_EINVAL);
	memset(text, '/', sizeof(text));
	n = (size_t)snprintf(text, sizeof(text), "%s", at(t, "rw"));
	text[n] = '/';
	memcpy(text + 4091, "file", 4);
	p.len = 4095;
	CHECK_EQ(isled_path_stat(&p, 0, &st), 0);
	p.len = 4096;
	CHECK_EQ(isled_path_stat(&p, 0, &st), -ISLE_ENAMETOOLONG);
	memset(text + n + 1, 'x', 256);
	p.len = n + 1 + 255;
	CHECK_EQ(isled_path_stat(&p, 0, &st), -ISLE_ENOENT);
	p.len++;
	CHECK_EQ(isled_path_stat(&p, 0, &st), -ISLE_ENAMETOOLONG);
}

TEST_BOTH_WAYS(resolve, "a relative path begins at the working directory")
{
	snprintf(t->cwd, sizeof(t->cwd), "%s", at(t, "rw/a"));
	check_text(t, "b/deep", "deep");
	check_text(t, "../file", "hello");
	check_text(t, "../../ro/file", "read only");
	CHECK_EQ(exists(t, "."), 0);
	CHECK_EQ(exists(t, "../../out/secret"), -ISLE_EACCES);
	t->cwd[0] = 0;
	check_text(t, at(t, "rw/file") + 1, "hello");
}

TEST_BOTH_WAYS(resolve, "the parents of exports are folders that can be seen and not changed")
{
	struct isle_stat st;
	struct isled_path p;

	CHECK_EQ(stat_of(t, "/", 0, &st), 0);
	CHECK_EQ(st.type, ISLE_FILE_TYPE_DIRECTORY);
	CHECK_EQ(stat_of(t, at(t, "."), 0, &st), 0);
	CHECK_EQ(st.mode, 0555);
	CHECK_EQ(try_open(t, at(t, ""), ISLE_O_RDONLY | ISLE_O_DIRECTORY), 0);
	CHECK_EQ(try_open(t, at(t, ""), ISLE_O_WRONLY), -ISLE_EISDIR);
	p = path_of(t, at(t, ""));
	CHECK_EQ(isled_path_chmod(&p, 0, 0777), -ISLE_EROFS);
	CHECK_EQ(isled_path_rmdir(&p), -ISLE_EBUSY);
	CHECK_EQ(isled_path_mkdir(&p, 0777), -ISLE_EEXIST);
	p = path_of(t, at(t, "new"));
	CHECK_EQ(isled_path_mkdir(&p, 0777), -ISLE_EACCES);
}

TEST_BOTH_WAYS(resolve, "symbolic links are followed as the client would see them")
{
	CHECK_EQ(symlink("a/b/deep", at(t, "rw/rel")), 0);
	CHECK_EQ(symlink(at(t, "rw/file"), at(t, "rw/abs")), 0);
	CHECK_EQ(symlink(at(t, "ro"), at(t, "rw/other")), 0);
	CHECK_EQ(symlink("../ro/file", at(t, "rw/up")), 0);
	CHECK_EQ(symlink("abs", at(t, "rw/chain")), 0);
	CHECK_EQ(symlink("a/", at(t, "rw/folder")), 0);
	check_text(t, at(t, "rw/rel"), "deep");
	check_text(t, at(t, "rw/abs"), "hello");
	check_text(t, at(t, "rw/other/file"), "read only");
	check_text(t, at(t, "rw/up"), "read only");
	check_text(t, at(t, "rw/chain"), "hello");
	check_text(t, at(t, "rw/folder/b/deep"), "deep");
	CHECK_EQ(exists(t, at(t, "rw/folder")), 0);
	CHECK_EQ(exists(t, at(t, "rw/chain/")), -ISLE_ENOTDIR);
	CHECK_EQ(try_open(t, at(t, "rw/up"), ISLE_O_WRONLY), -ISLE_EROFS);
	CHECK_EQ(try_open(t, at(t, "rw/abs"), ISLE_O_RDONLY | ISLE_O_NOFOLLOW), -ISLE_ELOOP);
}

TEST_BOTH_WAYS(resolve, "symbolic links that lead outside lead nowhere")
{
	CHECK_EQ(symlink(at(t, "out/secret"), at(t, "rw/abs")), 0);
	CHECK_EQ(symlink("../out/secret", at(t, "rw/rel")), 0);
	CHECK_EQ(symlink("/", at(t, "rw/top")), 0);
	CHECK_EQ(symlink("../../../../../../../../../../../..", at(t, "rw/up")), 0);
	CHECK_EQ(exists(t, at(t, "rw/abs")), -ISLE_EACCES);
	CHECK_EQ(exists(t, at(t, "rw/rel")), -ISLE_EACCES);
	CHECK_EQ(exists(t, at(t, "rw/top/etc/passwd")), -ISLE_EACCES);
	CHECK_EQ(exists(t, at(t, "rw/up/etc/passwd")), -ISLE_EACCES);
	CHECK_EQ(exists(t, at(t, "rw/top")), 0); /* "/" itself is a parent of exports */
	CHECK_EQ(try_open(t, at(t, "rw/abs"), ISLE_O_WRONLY | ISLE_O_CREAT), -ISLE_EACCES);
}

TEST_BOTH_WAYS(resolve, "40 links are followed, the 41st is ELOOP, and so is a ring")
{
	char from[16], to[16];

	for (int i = 1; i <= 41; i++) {
		snprintf(from, sizeof(from), "rw/l%d", i);
		snprintf(to, sizeof(to), i == 1 ? "file" : "l%d", i - 1);
		CHECK_EQ(symlink(to, at(t, from)), 0);
	}
	CHECK_EQ(symlink("ring", at(t, "rw/ring")), 0);
	check_text(t, at(t, "rw/l40"), "hello");
	CHECK_EQ(exists(t, at(t, "rw/l41")), -ISLE_ELOOP);
	CHECK_EQ(exists(t, at(t, "rw/ring")), -ISLE_ELOOP);
	CHECK_EQ(try_open(t, at(t, "rw/ring"), ISLE_O_WRONLY | ISLE_O_CREAT), -ISLE_ELOOP);
}

TEST_BOTH_WAYS(resolve, "a file is created through a dangling link, inside and nowhere else")
{
	CHECK_EQ(symlink("a/new", at(t, "rw/dangling")), 0);
	CHECK_EQ(symlink(at(t, "rw/a/new2"), at(t, "rw/absolute")), 0);
	CHECK_EQ(try_open(t, at(t, "rw/dangling"), ISLE_O_WRONLY), -ISLE_ENOENT);
	CHECK_EQ(try_open(t, at(t, "rw/dangling"), ISLE_O_WRONLY | ISLE_O_CREAT | ISLE_O_EXCL),
		 -ISLE_EEXIST);
	CHECK_EQ(try_open(t, at(t, "rw/dangling"), ISLE_O_WRONLY | ISLE_O_CREAT), 0);
	CHECK_EQ(access(at(t, "rw/a/new"), F_OK), 0);
	CHECK_EQ(try_open(t, at(t, "rw/absolute"), ISLE_O_WRONLY | ISLE_O_CREAT), 0);
	CHECK_EQ(access(at(t, "rw/a/new2"), F_OK), 0);
	CHECK_EQ(try_open(t, at(t, "rw/x/"), ISLE_O_WRONLY | ISLE_O_CREAT), -ISLE_EISDIR);
}

TEST_BOTH_WAYS(resolve, "hidden names are not there, under any name of theirs")
{
	CHECK_EQ(exists(t, at(t, "mix/hidden")), -ISLE_ENOENT);
	CHECK_EQ(exists(t, at(t, "mix/hidden/file")), -ISLE_ENOENT);
	CHECK_EQ(exists(t, at(t, "mix/shown/../hidden/file")), -ISLE_ENOENT);
	CHECK_EQ(exists(t, at(t, "mix/deep/er/key")), -ISLE_ENOENT);
	check_text(t, at(t, "mix/shown/file"), "shown");
	CHECK_EQ(symlink("../hidden", at(t, "mix/shown/link")), 0);
	CHECK_EQ(exists(t, at(t, "mix/shown/link/file")), -ISLE_ENOENT);
	CHECK_EQ(link(at(t, "mix/deep/er/key"), at(t, "mix/shown/hard")), 0);
	CHECK_EQ(exists(t, at(t, "mix/shown/hard")), -ISLE_ENOENT);
	CHECK_EQ(try_open(t, at(t, "mix/shown/hard"), ISLE_O_WRONLY | ISLE_O_TRUNC), -ISLE_ENOENT);
	CHECK_EQ(try_open(t, at(t, "mix/hidden/new"), ISLE_O_WRONLY | ISLE_O_CREAT), -ISLE_ENOENT);
}

TEST_BOTH_WAYS(resolve, "a hidden name stays hidden when what it names is replaced")
{
	CHECK_EQ(exists(t, at(t, "mix/deep/er/key")), -ISLE_ENOENT);
	put_file(at(t, "out/new"), "new key");
	CHECK_EQ(rename(at(t, "out/new"), at(t, "mix/deep/er/key")), 0);
	CHECK_EQ(exists(t, at(t, "mix/deep/er/key")), -ISLE_ENOENT);
	CHECK_EQ(rename(at(t, "mix/hidden"), at(t, "mix/moved")), 0);
	CHECK_EQ(exists(t, at(t, "mix/moved/file")), -ISLE_ENOENT); /* the same folder */
	make_folder(at(t, "mix/hidden"));
	CHECK_EQ(exists(t, at(t, "mix/hidden")), -ISLE_ENOENT);
}

TEST_BOTH_WAYS(resolve, "what a rule makes read-only can be read and not changed")
{
	struct isled_path p = path_of(t, at(t, "mix/locked/file"));
	struct isled_file f;

	check_text(t, at(t, "mix/locked/file"), "locked");
	CHECK_EQ(try_open(t, at(t, "mix/locked/file"), ISLE_O_RDWR), -ISLE_EROFS);
	CHECK_EQ(try_open(t, at(t, "mix/locked/file"), ISLE_O_RDONLY | ISLE_O_CREAT), 0);
	CHECK_EQ(try_open(t, at(t, "mix/locked/new"), ISLE_O_WRONLY | ISLE_O_CREAT), -ISLE_EROFS);
	CHECK_EQ(isled_path_chmod(&p, 0, 0600), -ISLE_EROFS);
	CHECK_EQ(isled_path_unlink(&p), -ISLE_EROFS);
	CHECK_EQ(isled_path_truncate(&p, 0), -ISLE_EROFS);
	CHECK_EQ(isled_path_access(&p, 0, ISLE_ACCESS_WRITE), -ISLE_EROFS);
	CHECK_EQ(isled_path_access(&p, 0, ISLE_ACCESS_READ), 0);
	f = must_open(t, at(t, "mix/locked/file"), ISLE_O_RDONLY);
	CHECK_EQ(isled_file_chmod(&f, 0600), -ISLE_EROFS);
	isled_file_close(&f);
}

TEST_BOTH_WAYS(resolve, "a read-only export answers as a read-only mount does")
{
	struct isled_path p = path_of(t, at(t, "ro/new"));

	CHECK_EQ(try_open(t, at(t, "ro/file"), ISLE_O_WRONLY), -ISLE_EROFS);
	CHECK_EQ(try_open(t, at(t, "ro/file"), ISLE_O_RDWR | ISLE_O_TRUNC), -ISLE_EROFS);
	CHECK_EQ(try_open(t, at(t, "ro/new"), ISLE_O_WRONLY | ISLE_O_CREAT), -ISLE_EROFS);
	CHECK_EQ(try_open(t, at(t, "ro/new"), ISLE_O_WRONLY), -ISLE_ENOENT);
	CHECK_EQ(try_open(t, at(t, "ro/sub"), ISLE_O_WRONLY), -ISLE_EISDIR);
	CHECK_EQ(try_open(t, at(t, "ro/file"), ISLE_O_WRONLY | ISLE_O_CREAT | ISLE_O_EXCL),
		 -ISLE_EEXIST);
	CHECK_EQ(isled_path_mkdir(&p, 0755), -ISLE_EROFS);
	CHECK_EQ(isled_path_symlink("x", 1, &p), -ISLE_EROFS);
}

TEST_BOTH_WAYS(resolve, "an export within an export has its own rules, by every way in")
{
	put_file(at(t, "rw/a/b/x"), "x");
	CHECK_EQ(export_at(t, at(t, "rw/a/b"), ISLED_EXPORT_RO), 0);
	CHECK_EQ(export_at(t, at(t, "rw/a/b"), 0), -ISLE_EEXIST);
	isled_exports_seal(&t->exports);
	CHECK_EQ(try_open(t, at(t, "rw/a/b/x"), ISLE_O_WRONLY), -ISLE_EROFS);
	CHECK_EQ(try_open(t, at(t, "rw/a/../a/b/x"), ISLE_O_WRONLY), -ISLE_EROFS);
	CHECK_EQ(symlink("a/b", at(t, "rw/link")), 0);
	CHECK_EQ(try_open(t, at(t, "rw/link/x"), ISLE_O_WRONLY), -ISLE_EROFS);
	check_text(t, at(t, "rw/a/b/../../file"), "hello");
	check_text(t, at(t, "rw/link/../../file"), "hello");
	/* renamed by somebody else: still that folder */
	CHECK_EQ(rename(at(t, "rw/a"), at(t, "rw/moved")), 0);
	CHECK_EQ(try_open(t, at(t, "rw/moved/b/x"), ISLE_O_WRONLY), -ISLE_EROFS);
}

TEST_BOTH_WAYS(resolve, "deep paths and many steps up and down end")
{
	char text[4200];
	size_t n = (size_t)snprintf(text, sizeof(text), "%s", at(t, "rw"));
	char deep[4200];
	struct isled_path p;
	struct isle_stat st;

	for (int i = 0; i < 60; i++) {
		strcat(text, "/d");
		make_folder(text);
	}
	CHECK_EQ(exists(t, text), 0);
	strcpy(deep, text);
	while (strlen(deep) < 4000)
		strcat(deep, "/../../../../../../../../../../../../../../../../../../../.."
			     "/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d");
	CHECK_EQ(exists(t, deep), 0);
	p = path_of(t, deep);
	CHECK_EQ(isled_path_stat(&p, 0, &st), 0);
	(void)n;
}

TEST_BOTH_WAYS(resolve, "the working directory is kept without links and dots")
{
	char got[ISLE_PATH_BYTES_MAX + 1];
	struct isled_path p;

	CHECK_EQ(symlink(at(t, "rw/a"), at(t, "rw/link")), 0);
	p = path_of(t, at(t, "rw//link/./b/../b/"));
	CHECK_EQ(isled_resolve_folder(&p, got), (int)strlen(at(t, "rw/a/b")));
	CHECK_STR(got, at(t, "rw/a/b"));
	p = path_of(t, "/");
	CHECK_EQ(isled_resolve_folder(&p, got), 0);
	CHECK_STR(got, "");
	p = path_of(t, at(t, "rw/file"));
	CHECK_EQ(isled_resolve_folder(&p, got), -ISLE_ENOTDIR);
	p = path_of(t, at(t, "out"));
	CHECK_EQ(isled_resolve_folder(&p, got), -ISLE_EACCES);
}

TEST_BOTH_WAYS(resolve, "malformed exports and rules are refused")
{
	int fd = open(at(t, "out"), O_PATH | O_CLOEXEC);
	int file = open(at(t, "out/secret"), O_PATH | O_CLOEXEC);

	CHECK_EQ(isled_exports_add(&t->exports, "relative", fd, 0), -ISLE_EINVAL);
	CHECK_EQ(isled_exports_add(&t->exports, "/a//b", fd, 0), -ISLE_EINVAL);
	CHECK_EQ(isled_exports_add(&t->exports, "/a/../b", fd, 0), -ISLE_EINVAL);
	CHECK_EQ(isled_exports_add(&t->exports, "/a/", fd, 0), -ISLE_EINVAL);
	CHECK_EQ(isled_exports_add(&t->exports, "/a", file, 0), -ISLE_EINVAL);
	CHECK_EQ(isled_exports_add_rule(&t->exports, "/elsewhere", ISLED_RULE_HIDE), -ISLE_EINVAL);
	CHECK_EQ(isled_exports_add_rule(&t->exports, at(t, "rw"), ISLED_RULE_HIDE), -ISLE_EINVAL);
	close(fd);
	close(file);
}

TEST(resolve, "an export of / serves everything, and other exports cut their part out of it")
{
	struct tree t;

	tree_make(&t, false);
	CHECK_EQ(export_at(&t, "/", ISLED_EXPORT_RO), 0);
	isled_exports_seal(&t.exports);
	CHECK_EQ(exists(&t, "/etc/passwd"), 0);
	CHECK_EQ(exists(&t, "/../../etc/passwd"), 0);
	CHECK_EQ(exists(&t, at(&t, "out/secret")), 0);
	CHECK_EQ(try_open(&t, at(&t, "out/secret"), ISLE_O_WRONLY), -ISLE_EROFS);
	CHECK_EQ(try_open(&t, at(&t, "rw/file"), ISLE_O_WRONLY), 0);
	CHECK_EQ(exists(&t, at(&t, "mix/hidden")), -ISLE_ENOENT);
	tree_drop(&t);
}
