/* SPDX-License-Identifier: BSD-3-Clause */
/* Owners, nodes, extended attributes, and paths without links. */
#include "tree.h"

#include <sys/sysmacros.h>
#include <sys/xattr.h>

/* ---- owner ---- */

TEST_BOTH_WAYS(attributes,
	       "a file's own identities are kept and set, on a path, a link and a handle")
{
	struct isled_path p = path_of(t, at(t, "rw/file")), l = path_of(t, at(t, "rw/l"));
	struct isled_file f = must_open(t, at(t, "rw/file"), ISLE_O_RDONLY);
	const uint32_t keep = UINT32_MAX;
	struct isle_stat st;

	CHECK_EQ(symlink("file", at(t, "rw/l")), 0);
	CHECK_EQ(isled_path_chown(&p, 0, keep, keep), 0);
	CHECK_EQ(isled_path_chown(&p, 0, geteuid(), getegid()), 0);
	CHECK_EQ(isled_path_chown(&l, ISLE_AT_NOFOLLOW, geteuid(), keep), 0);
	CHECK_EQ(isled_file_chown(&f, keep, getegid()), 0);
	CHECK_EQ(isled_path_chown(&p, 2, keep, keep), -ISLE_EINVAL);
	if (geteuid() == 0) {
		CHECK_EQ(isled_path_chown(&l, ISLE_AT_NOFOLLOW, 77, 78), 0);
		CHECK_EQ(isled_path_chown(&l, 0, keep, 79), 0);
		CHECK_EQ(stat_of(t, at(t, "rw/l"), ISLE_AT_NOFOLLOW, &st), 0);
		CHECK(st.uid == 77 && st.gid == 78);
		CHECK_EQ(isled_file_stat(&f, &st), 0);
		CHECK(st.uid == 0 && st.gid == 79);
	}
	isled_file_close(&f);
}

TEST_BOTH_WAYS(attributes, "giving files away is refused, and so is a read-only place")
{
	struct isled_path p = path_of(t, at(t, "rw/file")), ro = path_of(t, at(t, "ro/file"));
	struct isled_path locked = path_of(t, at(t, "mix/locked/file"));
	struct isled_path hidden = path_of(t, at(t, "mix/hidden/file"));
	struct isled_path top = path_of(t, at(t, ""));
	struct isled_file f;

	CHECK_EQ(isled_path_chown(&ro, 0, geteuid(), getegid()), -ISLE_EROFS);
	CHECK_EQ(isled_path_chown(&locked, 0, geteuid(), getegid()), -ISLE_EROFS);
	CHECK_EQ(isled_path_chown(&hidden, 0, geteuid(), getegid()), -ISLE_ENOENT);
	CHECK_EQ(isled_path_chown(&top, 0, geteuid(), getegid()), -ISLE_EROFS);
	f = must_open(t, at(t, "ro/file"), ISLE_O_RDONLY);
	CHECK_EQ(isled_file_chown(&f, geteuid(), getegid()), -ISLE_EROFS);
	isled_file_close(&f);
	if (geteuid() == 0)
		CHECK_EQ(chown(at(t, "rw/file"), 65534, 65534), 0);
	if (geteuid() == 0)
		CHECK_EQ(setegid(65534) | seteuid(65534), 0);
	f = must_open(t, at(t, "rw/file"), ISLE_O_RDWR);
	CHECK_EQ(isled_path_chown(&p, 0, 0, UINT32_MAX), -ISLE_EPERM);
	CHECK_EQ(isled_file_chown(&f, UINT32_MAX, 0), -ISLE_EPERM);
	CHECK_EQ(isled_path_chown(&p, 0, geteuid(), UINT32_MAX), 0);
	isled_file_close(&f);
	CHECK_EQ(seteuid(getuid()) | setegid(getgid()), 0);
}

/* ---- nodes ---- */

static int make(struct tree *t, const char *name, uint32_t type, uint32_t mode, uint64_t rdev)
{
	struct isled_path p = path_of(t, at(t, name));

	return isled_path_mknod(&p, type, mode, rdev);
}

static void allow(struct tree *t, const char *export, unsigned flags)
{
	const char *path = at(t, export);
	struct isled_export *e =
		(struct isled_export *)isled_exports_at(&t->exports, path, strlen(path));

	CHECK(e != NULL);
	e->flags = (e->flags & ISLED_EXPORT_RO) | flags;
}

TEST_BOTH_WAYS(attributes, "FIFOs, sockets and files are made, devices only where policy says so")
{
	const uint64_t null = (uint64_t)1 << 32 | 3;
	struct stat st;
	int rc;

	CHECK_EQ(make(t, "rw/fifo", ISLE_FILE_TYPE_FIFO, 0666, 0), 0);
	CHECK_EQ(make(t, "rw/socket", ISLE_FILE_TYPE_SOCKET, 0600, 0), 0);
	CHECK_EQ(make(t, "rw/plain", ISLE_FILE_TYPE_REGULAR, 0600, 0), 0);
	CHECK_EQ(lstat(at(t, "rw/fifo"), &st), 0);
	CHECK_EQ(st.st_mode, S_IFIFO | 0644);
	CHECK_EQ(lstat(at(t, "rw/socket"), &st), 0);
	CHECK_EQ(st.st_mode, S_IFSOCK | 0600);
	CHECK_EQ(make(t, "rw/fifo", ISLE_FILE_TYPE_FIFO, 0666, 0), -ISLE_EEXIST);
	CHECK_EQ(make(t, "rw/none/x", ISLE_FILE_TYPE_FIFO, 0666, 0), -ISLE_ENOENT);
	CHECK_EQ(make(t, "rw/x", ISLE_FILE_TYPE_DIRECTORY, 0666, 0), -ISLE_EINVAL);
	CHECK_EQ(make(t, "rw/x", ISLE_FILE_TYPE_SYMLINK, 0666, 0), -ISLE_EINVAL);
	CHECK_EQ(make(t, "rw/x", 99, 0666, 0), -ISLE_EINVAL);
	CHECK_EQ(make(t, "rw/x", ISLE_FILE_TYPE_FIFO, 04666, 0), -ISLE_EPERM);
	CHECK_EQ(make(t, "rw/x", ISLE_FILE_TYPE_FIFO, 0666, 1), -ISLE_EINVAL);
	CHECK_EQ(make(t, "rw/x", ISLE_FILE_TYPE_CHAR, 0666, null), -ISLE_EPERM);
	CHECK_EQ(make(t, "rw/x", ISLE_FILE_TYPE_BLOCK, 0666, null), -ISLE_EPERM);
	CHECK_EQ(make(t, "ro/x", ISLE_FILE_TYPE_FIFO, 0666, 0), -ISLE_EROFS);
	CHECK_EQ(make(t, "mix/locked/x", ISLE_FILE_TYPE_FIFO, 0666, 0), -ISLE_EROFS);
	CHECK_EQ(make(t, "mix/hidden/x", ISLE_FILE_TYPE_FIFO, 0666, 0), -ISLE_ENOENT);
	CHECK_EQ(make(t, "mix/hidden", ISLE_FILE_TYPE_FIFO, 0666, 0), -ISLE_ENOENT);
	CHECK_EQ(make(t, "out/x", ISLE_FILE_TYPE_FIFO, 0666, 0), -ISLE_EACCES);

	allow(t, "rw", ISLED_EXPORT_NO_NODES);
	CHECK_EQ(make(t, "rw/x", ISLE_FILE_TYPE_FIFO, 0666, 0), -ISLE_EPERM);
	CHECK_EQ(make(t, "rw/x", ISLE_FILE_TYPE_REGULAR, 0666, 0), -ISLE_EPERM);
	allow(t, "rw", ISLED_EXPORT_DEVICES);
	CHECK_EQ(make(t, "rw/x", ISLE_FILE_TYPE_CHAR, 0600, (uint64_t)0x1000 << 32), -ISLE_EINVAL);
	CHECK_EQ(make(t, "rw/x", ISLE_FILE_TYPE_CHAR, 0600, 0x100000), -ISLE_EINVAL);
	rc = make(t, "rw/x", ISLE_FILE_TYPE_CHAR, 0600, null);
	CHECK(rc == 0 || rc == -ISLE_EPERM);
	if (rc == 0) {
		CHECK_EQ(lstat(at(t, "rw/x"), &st), 0);
		CHECK_EQ(st.st_rdev, makedev(1, 3));
	}
	if (geteuid() != 0)
		return;
	CHECK_EQ(chmod(at(t, "rw"), 0777), 0);
	CHECK_EQ(seteuid(65534), 0);
	CHECK_EQ(make(t, "rw/y", ISLE_FILE_TYPE_CHAR, 0600, null), -ISLE_EPERM);
	CHECK_EQ(seteuid(0), 0);
}

/* ---- extended attributes ---- */

static int get(struct tree *t, const char *name, const char *attr, char *ret, size_t n)
{
	struct isled_path p = path_of(t, at(t, name));
	struct isled_xattr x = { attr, strlen(attr) };

	return isled_path_get_xattr(&p, 0, &x, ret, n);
}

static int set(struct tree *t, const char *name, const char *attr, const char *value, uint32_t how)
{
	struct isled_path p = path_of(t, at(t, name));
	struct isled_xattr x = { attr, strlen(attr) };

	return isled_path_set_xattr(&p, 0, how, &x, value, strlen(value));
}

static int unset(struct tree *t, const char *name, const char *attr)
{
	struct isled_path p = path_of(t, at(t, name));
	struct isled_xattr x = { attr, strlen(attr) };

	return isled_path_remove_xattr(&p, 0, &x);
}

static bool has_xattrs(struct tree *t)
{
	return !setxattr(at(t, "rw/file"), "user.probe", "1", 1, 0) &&
	       !removexattr(at(t, "rw/file"), "user.probe");
}

TEST_BOTH_WAYS(attributes, "extended attributes are set, told, listed and removed")
{
	struct isled_path p = path_of(t, at(t, "rw/file"));
	char buf[64], *names;

	if (!has_xattrs(t))
		SKIP("the file system has no extended attributes for users");
	CHECK_EQ(set(t, "rw/file", "user.a", "one", 0), 0);
	CHECK_EQ(set(t, "rw/file", "user.a", "1", ISLE_XATTR_CREATE), -ISLE_EEXIST);
	CHECK_EQ(set(t, "rw/file", "user.b", "2", ISLE_XATTR_REPLACE), -ISLE_ENODATA);
	CHECK_EQ(set(t, "rw/file", "user.b", "", ISLE_XATTR_CREATE), 0);
	CHECK_EQ(set(t, "rw/file", "user.b", "x", 3), -ISLE_EINVAL);
	CHECK_EQ(set(t, "rw/file", "user.b", "x", 4), -ISLE_EINVAL);
	CHECK_EQ(get(t, "rw/file", "user.a", buf, sizeof(buf)), 3);
	CHECK_MEM(buf, "one", 3);
	CHECK_EQ(get(t, "rw/file", "user.a", NULL, 0), 3);
	CHECK_EQ(get(t, "rw/file", "user.a", buf, 2), -ISLE_ERANGE);
	CHECK_EQ(get(t, "rw/file", "user.b", buf, 2), 0);
	CHECK_EQ(get(t, "rw/file", "user.c", buf, 2), -ISLE_ENODATA);
	CHECK_EQ(isled_path_list_xattr(&p, 0, &names), 14);
	CHECK(!memcmp(names, "user.a\0user.b", 14) || !memcmp(names, "user.b\0user.a", 14));
	free(names);
	CHECK_EQ(unset(t, "rw/file", "user.a"), 0);
	CHECK_EQ(unset(t, "rw/file", "user.a"), -ISLE_ENODATA);
	CHECK_EQ(set(t, "rw/a", "user.of-a-folder", "1", 0), 0);
}

TEST_BOTH_WAYS(attributes, "other names than those of users are refused and not told")
{
	static const char *const foreign[] = {
		"security.selinux", "trusted.x", "system.posix_acl_access",
		"userx.a",          "user",      "USER.a"
	};
	struct isled_path p = path_of(t, at(t, "rw/file"));
	struct isled_xattr zero = { "user.a\0b", 8 };
	char name[300], buf[8], *names;

	if (!has_xattrs(t))
		SKIP("the file system has no extended attributes for users");
	for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++) {
		CHECK_EQ(get(t, "rw/file", foreign[i], buf, 8), -ISLE_EPERM);
		CHECK_EQ(set(t, "rw/file", foreign[i], "x", 0), -ISLE_EPERM);
		CHECK_EQ(unset(t, "rw/file", foreign[i]), -ISLE_EPERM);
	}
	CHECK_EQ(set(t, "rw/file", "", "x", 0), -ISLE_EINVAL);
	CHECK_EQ(set(t, "rw/file", "user.", "x", 0), -ISLE_EINVAL);
	CHECK_EQ(isled_path_set_xattr(&p, 0, 0, &zero, "x", 1), -ISLE_EINVAL);
	memset(name, 'n', sizeof(name));
	memcpy(name, "user.", 5);
	name[256] = 0;
	CHECK_EQ(set(t, "rw/file", name, "x", 0), -ISLE_ERANGE);
	name[255] = 0;
	CHECK_EQ(set(t, "rw/file", name, "x", 0), 0);
	CHECK_EQ(unset(t, "rw/file", name), 0);
	if (geteuid() == 0)
		CHECK_EQ(setxattr(at(t, "rw/file"), "trusted.t", "1", 1, 0), 0);
	CHECK_EQ(isled_path_list_xattr(&p, 0, &names), 0);
	free(names);
}

TEST_BOTH_WAYS(attributes, "exports hold for extended attributes, also at a link itself")
{
	struct isled_xattr x = { "user.a", 6 };
	char link[300], buf[8], *names;
	struct isled_path l, top = path_of(t, t->base);

	snprintf(link, sizeof(link), "%s", at(t, "rw/l"));
	l = path_of(t, link);
	CHECK_EQ(symlink("file", at(t, "rw/l")), 0);
	CHECK_EQ(set(t, "ro/file", "user.a", "1", 0), -ISLE_EROFS);
	CHECK_EQ(unset(t, "ro/file", "user.a"), -ISLE_EROFS);
	CHECK_EQ(set(t, "mix/locked/file", "user.a", "1", 0), -ISLE_EROFS);
	CHECK_EQ(set(t, "mix/hidden/file", "user.a", "1", 0), -ISLE_ENOENT);
	CHECK_EQ(get(t, "mix/hidden/file", "user.a", buf, 8), -ISLE_ENOENT);
	CHECK_EQ(get(t, "out/secret", "user.a", buf, 8), -ISLE_EACCES);
	CHECK_EQ(isled_path_list_xattr(&top, 0, &names), -ISLE_ENOTSUP);
	CHECK_EQ(isled_path_list_xattr(&l, 2, &names), -ISLE_EINVAL);
	CHECK_EQ(isled_path_get_xattr(&top, 0, &x, buf, 8), -ISLE_ENOTSUP);
	CHECK_EQ(isled_path_set_xattr(&top, 0, 0, &x, buf, 8), -ISLE_EROFS);
	/* A link has none of a user's; what it names must not get it instead. */
	CHECK(isled_path_set_xattr(&l, ISLE_AT_NOFOLLOW, 0, &x, buf, 8) < 0);
	CHECK(getxattr(at(t, "rw/file"), "user.a", buf, 8) < 0);
	if (!has_xattrs(t))
		return;
	CHECK_EQ(isled_path_set_xattr(&l, 0, 0, &x, "12", 2), 0);
	CHECK_EQ(getxattr(at(t, "rw/file"), "user.a", buf, 8), 2);
}

/* ---- paths without links ---- */

static void check_real(struct tree *t, const char *path, const char *want)
{
	char real[ISLE_PATH_BYTES_MAX + 1] = "untouched";
	struct isled_path p = path_of(t, path);

	CHECK_EQ(isled_resolve_real(&p, real), (int)strlen(want));
	CHECK_STR(real, want);
}

static int real(struct tree *t, const char *path)
{
	char text[ISLE_PATH_BYTES_MAX + 1];
	struct isled_path p = path_of(t, path);

	return isled_resolve_real(&p, text);
}

TEST_BOTH_WAYS(attributes, "a path without links is the one the client sees")
{
	CHECK_EQ(symlink("a/b", at(t, "rw/l")), 0);
	CHECK_EQ(symlink(at(t, "ro"), at(t, "rw/to-ro")), 0);
	CHECK_EQ(symlink("missing", at(t, "rw/dangling")), 0);
	CHECK_EQ(symlink("loop", at(t, "rw/loop")), 0);
	CHECK_EQ(symlink(at(t, "out/secret"), at(t, "rw/outside")), 0);
	CHECK_EQ(symlink("../hidden", at(t, "mix/shown/l")), 0);
	check_real(t, at(t, "rw//./l/../b/deep"), at(t, "rw/a/b/deep"));
	check_real(t, at(t, "rw/l"), at(t, "rw/a/b"));
	check_real(t, at(t, "rw/l/"), at(t, "rw/a/b"));
	check_real(t, at(t, "rw/to-ro/file"), at(t, "ro/file"));
	check_real(t, at(t, "rw/file"), at(t, "rw/file"));
	check_real(t, "/", "/");
	check_real(t, "/../.", "/");
	check_real(t, t->base, t->base);
	strcpy(t->cwd, at(t, "rw/a"));
	check_real(t, "b", at(t, "rw/a/b"));
	check_real(t, ".", at(t, "rw/a"));
	CHECK_EQ(real(t, ""), -ISLE_ENOENT);
	CHECK_EQ(real(t, at(t, "rw/none")), -ISLE_ENOENT);
	CHECK_EQ(real(t, at(t, "rw/dangling")), -ISLE_ENOENT);
	CHECK_EQ(real(t, at(t, "rw/loop")), -ISLE_ELOOP);
	CHECK_EQ(real(t, at(t, "rw/file/")), -ISLE_ENOTDIR);
	CHECK_EQ(real(t, at(t, "rw/file/x")), -ISLE_ENOTDIR);
	CHECK_EQ(real(t, at(t, "rw/outside")), -ISLE_EACCES);
	CHECK_EQ(real(t, at(t, "out")), -ISLE_EACCES);
	CHECK_EQ(real(t, at(t, "mix/hidden")), -ISLE_ENOENT);
	CHECK_EQ(real(t, at(t, "mix/hidden/file")), -ISLE_ENOENT);
	CHECK_EQ(real(t, at(t, "mix/shown/l")), -ISLE_ENOENT);
	CHECK_EQ(real(t, at(t, "mix/deep/er/key")), -ISLE_ENOENT);
}
