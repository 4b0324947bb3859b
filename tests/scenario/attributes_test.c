/* SPDX-License-Identifier: BSD-3-Clause */
/* Owners, nodes, extended attributes and paths without links. */
#define _GNU_SOURCE
#include "bed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#define KEEP UINT32_MAX

SCENARIO(owner, "the client keeps or confirms who owns a file, and gives none away")
{
	struct isle_file file;
	struct isle_stat st;

	CHECK_EQ(isle_file_put(bed->ctx, "/data/f", "x", 1, ISLE_O_CREAT, 0644), 1);
	CHECK_EQ(isle_file_symlink(bed->ctx, "f", "/data/l"), 0);
	CHECK_EQ(isle_file_stat(bed->ctx, "/data/f", &st), 0);
	CHECK_EQ(isle_file_chown(bed->ctx, "/data/f", KEEP, KEEP, 0), 0);
	CHECK_EQ(isle_file_chown(bed->ctx, "/data/f", st.uid, st.gid, 0), 0);
	CHECK_EQ(isle_file_chown(bed->ctx, "/data/l", st.uid, KEEP, ISLE_AT_NOFOLLOW), 0);
	CHECK_EQ(isle_file_chown(bed->ctx, "/data/f", st.uid + 1, KEEP, 0), -ISLE_EPERM);
	CHECK_EQ(isle_file_chown(bed->ctx, "/data/f", 0, 0, 0), -ISLE_EPERM);
	CHECK_EQ(isle_file_chown(bed->ctx, "/data/f", KEEP, KEEP, 2), -ISLE_EINVAL);
	CHECK_EQ(isle_file_chown(bed->ctx, "/data/none", KEEP, KEEP, 0), -ISLE_ENOENT);
	CHECK_EQ(isle_file_chown(bed->ctx, "/ro/f", st.uid, st.gid, 0), -ISLE_EROFS);
	CHECK_EQ(isle_file_chown(bed->ctx, "/etc/hostname", KEEP, KEEP, 0), -ISLE_EACCES);
	CHECK_EQ(isle_file_chown(bed->ctx, "/dev/null", st.uid, KEEP, 0), -ISLE_EPERM);
	CHECK_EQ(isle_file_open(bed->ctx, "/data/f", ISLE_O_RDONLY, 0, &file), 0);
	CHECK_EQ(isle_file_fchown(bed->ctx, &file, st.uid, st.gid), 0);
	CHECK_EQ(isle_file_fchown(bed->ctx, &file, KEEP, st.gid + 1), -ISLE_EPERM);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
	CHECK_EQ(isle_file_open(bed->ctx, "/ro/f", ISLE_O_RDONLY, 0, &file), 0);
	CHECK_EQ(isle_file_fchown(bed->ctx, &file, KEEP, KEEP), -ISLE_EROFS);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
}

/* ---- nodes ---- */

#define NULL_DEVICE ((uint64_t)1 << 32 | 3)

SCENARIO(node, "FIFOs, sockets and files are made, devices are not")
{
	struct stat st;

	CHECK_EQ(isle_file_mknod(bed->ctx, "/data/p", ISLE_FILE_TYPE_FIFO, 0640, 0), 0);
	CHECK_EQ(stat(data_path(&bed->daemon, "p"), &st), 0);
	CHECK_EQ(st.st_mode, S_IFIFO | 0640);
	CHECK_EQ(isle_file_mknod(bed->ctx, "/data/s", ISLE_FILE_TYPE_SOCKET, 0600, 0), 0);
	CHECK_EQ(stat(data_path(&bed->daemon, "s"), &st), 0);
	CHECK_EQ(st.st_mode, S_IFSOCK | 0600);
	CHECK_EQ(isle_file_mknod(bed->ctx, "/data/f", ISLE_FILE_TYPE_REGULAR, 0600, 0), 0);
	CHECK_EQ(isle_file_mknod(bed->ctx, "/data/f", ISLE_FILE_TYPE_FIFO, 0600, 0), -ISLE_EEXIST);
	CHECK_EQ(isle_file_mknod(bed->ctx, "/data/d", ISLE_FILE_TYPE_CHAR, 0600, NULL_DEVICE),
		 -ISLE_EPERM);
	CHECK_EQ(isle_file_mknod(bed->ctx, "/data/d", ISLE_FILE_TYPE_BLOCK, 0600, NULL_DEVICE),
		 -ISLE_EPERM);
	CHECK_EQ(isle_file_mknod(bed->ctx, "/data/d", ISLE_FILE_TYPE_DIRECTORY, 0600, 0),
		 -ISLE_EINVAL);
	CHECK_EQ(isle_file_mknod(bed->ctx, "/data/d", ISLE_FILE_TYPE_FIFO, 0600, 1), -ISLE_EINVAL);
	CHECK_EQ(isle_file_mknod(bed->ctx, "/data/d", ISLE_FILE_TYPE_FIFO, 02600, 0), -ISLE_EPERM);
	CHECK_EQ(isle_file_mknod(bed->ctx, "/data/no/d", ISLE_FILE_TYPE_FIFO, 0600, 0),
		 -ISLE_ENOENT);
	CHECK_EQ(isle_file_mknod(bed->ctx, "/ro/d", ISLE_FILE_TYPE_FIFO, 0600, 0), -ISLE_EROFS);
	CHECK_EQ(isle_file_mknod(bed->ctx, "/etc/d", ISLE_FILE_TYPE_FIFO, 0600, 0), -ISLE_EACCES);
	CHECK(stat(data_path(&bed->daemon, "d"), &st) < 0);
}

static const struct daemon_options with_none = {
	.more = "[export /tmp]\nmode = rw\nmknod = none",
};
static const struct daemon_options with_any = {
	.more = "[export /tmp]\nmode = rw\nmknod = any",
};

SCENARIO_WITH(node, "an export without nodes makes none", &with_none, NULL)
{
	CHECK_EQ(isle_file_mknod(bed->ctx, "/tmp/isle-no-node", ISLE_FILE_TYPE_FIFO, 0600, 0),
		 -ISLE_EPERM);
	CHECK_EQ(isle_file_mknod(bed->ctx, "/tmp/isle-no-node", ISLE_FILE_TYPE_REGULAR, 0600, 0),
		 -ISLE_EPERM);
	CHECK_EQ(isle_file_mknod(bed->ctx, "/data/p", ISLE_FILE_TYPE_FIFO, 0600, 0), 0);
}

SCENARIO_WITH(node, "where policy lets devices be made, Linux still does not", &with_any, NULL)
{
	CHECK_EQ(isle_file_mknod(bed->ctx, "/tmp/isle-no-node", ISLE_FILE_TYPE_CHAR, 0600,
				 NULL_DEVICE),
		 -ISLE_EPERM);
	CHECK_EQ(isle_file_mknod(bed->ctx, "/tmp/isle-no-node", ISLE_FILE_TYPE_CHAR, 0600,
				 UINT64_MAX),
		 -ISLE_EINVAL);
}

/* ---- extended attributes ---- */

static bool has_xattrs(struct bed *bed)
{
	data_put(&bed->daemon, "f", "x", 1);
	if (!setxattr(data_path(&bed->daemon, "f"), "user.probe", "1", 1, 0))
		return !removexattr(data_path(&bed->daemon, "f"), "user.probe");
	bed_skip(bed, "the file system has no extended attributes for users");
	return false;
}

SCENARIO(xattr, "extended attributes are set, told, listed and removed")
{
	struct isle_context *ctx = bed->ctx;
	char text[64];

	if (!has_xattrs(bed))
		return;
	CHECK_EQ(isle_file_list_xattr(ctx, "/data/f", text, sizeof(text), 0), 0);
	CHECK_EQ(isle_file_set_xattr(ctx, "/data/f", "user.a", "one", 3, 0, 0), 0);
	CHECK_EQ(getxattr(data_path(&bed->daemon, "f"), "user.a", text, sizeof(text)), 3);
	CHECK_MEM(text, "one", 3);
	CHECK_EQ(isle_file_set_xattr(ctx, "/data/f", "user.a", "1", 1, ISLE_XATTR_CREATE, 0),
		 -ISLE_EEXIST);
	CHECK_EQ(isle_file_set_xattr(ctx, "/data/f", "user.b", "2", 1, ISLE_XATTR_REPLACE, 0),
		 -ISLE_ENODATA);
	CHECK_EQ(isle_file_set_xattr(ctx, "/data/f", "user.b", NULL, 0, 0, 0), 0);
	CHECK_EQ(isle_file_get_xattr(ctx, "/data/f", "user.a", text, sizeof(text), 0), 3);
	CHECK_MEM(text, "one", 3);
	CHECK_EQ(isle_file_get_xattr(ctx, "/data/f", "user.a", NULL, 0, 0), 3);
	CHECK_EQ(isle_file_get_xattr(ctx, "/data/f", "user.a", text, 2, 0), -ISLE_ERANGE);
	CHECK_EQ(isle_file_get_xattr(ctx, "/data/f", "user.b", text, 2, 0), 0);
	CHECK_EQ(isle_file_get_xattr(ctx, "/data/f", "user.b", NULL, 0, 0), 0);
	CHECK_EQ(isle_file_get_xattr(ctx, "/data/f", "user.c", text, 2, 0), -ISLE_ENODATA);
	CHECK_EQ(isle_file_list_xattr(ctx, "/data/f", NULL, 0, 0), 14);
	CHECK_EQ(isle_file_list_xattr(ctx, "/data/f", text, 13, 0), -ISLE_ERANGE);
	CHECK_EQ(isle_file_list_xattr(ctx, "/data/f", text, 14, 0), 14);
	CHECK(!memcmp(text, "user.a\0user.b", 14) || !memcmp(text, "user.b\0user.a", 14));
	CHECK_EQ(isle_file_remove_xattr(ctx, "/data/f", "user.a", 0), 0);
	CHECK_EQ(isle_file_remove_xattr(ctx, "/data/f", "user.a", 0), -ISLE_ENODATA);
}

SCENARIO(xattr, "a value as long as a file system takes arrives both ways")
{
	uint8_t *value = malloc(70000), *back = malloc(70000);
	int r, n;

	if (!has_xattrs(bed)) {
		free(value), free(back);
		return;
	}
	pattern_fill(value, 70000, 1);
	for (n = 65536; n > 1000; n /= 2) {
		r = isle_file_set_xattr(bed->ctx, "/data/f", "user.long", value, (size_t)n, 0, 0);
		if (r == 0)
			break;
		CHECK(r == -ISLE_ENOSPC || r == -ISLE_E2BIG);
	}
	CHECK_EQ(r, 0);
	CHECK_EQ(isle_file_get_xattr(bed->ctx, "/data/f", "user.long", NULL, 0, 0), n);
	CHECK_EQ(isle_file_get_xattr(bed->ctx, "/data/f", "user.long", back, (size_t)n - 1, 0),
		 -ISLE_ERANGE);
	CHECK_EQ(isle_file_get_xattr(bed->ctx, "/data/f", "user.long", back, 70000, 0), n);
	pattern_check(back, (size_t)n, 1);
	CHECK_EQ(isle_file_set_xattr(bed->ctx, "/data/f", "user.long", value, 70000, 0, 0),
		 -ISLE_E2BIG);
	free(value);
	free(back);
}

SCENARIO(xattr, "names of others, places of others and links have none for the client")
{
	struct isle_context *ctx = bed->ctx;
	char text[64];

	if (!has_xattrs(bed))
		return;
	data_put(&bed->daemon, "secret", "x", 1);
	CHECK_EQ(isle_file_symlink(ctx, "f", "/data/l"), 0);
	CHECK_EQ(isle_file_symlink(ctx, "/etc/hostname", "/data/out"), 0);
	CHECK_EQ(isle_file_get_xattr(ctx, "/data/f", "security.selinux", text, 64, 0), -ISLE_EPERM);
	CHECK_EQ(isle_file_set_xattr(ctx, "/data/f", "trusted.x", "1", 1, 0, 0), -ISLE_EPERM);
	CHECK_EQ(isle_file_remove_xattr(ctx, "/data/f", "system.x", 0), -ISLE_EPERM);
	CHECK_EQ(isle_file_set_xattr(ctx, "/data/f", "user.", "1", 1, 0, 0), -ISLE_EINVAL);
	CHECK_EQ(isle_file_set_xattr(ctx, "/data/f", "user.a", "1", 1, 8, 0), -ISLE_EINVAL);
	CHECK_EQ(isle_file_set_xattr(ctx, "/data/f", "user.a", "1", 1, 0, 2), -ISLE_EINVAL);
	CHECK_EQ(isle_file_set_xattr(ctx, "/ro/f", "user.a", "1", 1, 0, 0), -ISLE_EROFS);
	CHECK_EQ(isle_file_remove_xattr(ctx, "/ro/f", "user.a", 0), -ISLE_EROFS);
	CHECK_EQ(isle_file_get_xattr(ctx, "/none/secret", "user.a", text, 64, 0), -ISLE_ENOENT);
	CHECK_EQ(isle_file_set_xattr(ctx, "/data/out", "user.a", "1", 1, 0, 0), -ISLE_EACCES);
	CHECK_EQ(isle_file_list_xattr(ctx, "/etc/hostname", text, 64, 0), -ISLE_EACCES);
	CHECK_EQ(isle_file_get_xattr(ctx, "/data/none", "user.a", text, 64, 0), -ISLE_ENOENT);
	CHECK_EQ(isle_file_set_xattr(ctx, "/data/l", "user.a", "1", 1, 0, ISLE_AT_NOFOLLOW),
		 -ISLE_EPERM);
	CHECK_EQ(isle_file_list_xattr(ctx, "/data/f", text, 64, 0), 0);
	CHECK_EQ(isle_file_get_xattr(ctx, "/proc/version", "user.a", text, 64, 0), -ISLE_ENOTSUP);
	CHECK_EQ(isle_file_get_xattr(ctx, "/", "user.a", text, 64, 0), -ISLE_ENOTSUP);
}

/* ---- paths without links ---- */

static void check_real(struct bed *bed, const char *path, const char *want)
{
	char text[256];

	CHECK_EQ(isle_file_realpath(bed->ctx, path, text, sizeof(text)), (int)strlen(want));
	CHECK_STR(text, want);
}

SCENARIO(real, "a path without links is the one the client sees")
{
	char text[16];

	CHECK_EQ(isle_file_mkdir(bed->ctx, "/data/d", 0755), 0);
	data_put(&bed->daemon, "secret", "x", 1);
	CHECK_EQ(isle_file_put(bed->ctx, "/data/d/f", "x", 1, ISLE_O_CREAT, 0644), 1);
	CHECK_EQ(isle_file_symlink(bed->ctx, "/data/d", "/data/l"), 0);
	CHECK_EQ(isle_file_symlink(bed->ctx, "/ro/d/../l/f", "/data/over"), 0);
	CHECK_EQ(isle_file_symlink(bed->ctx, bed->daemon.data, "/data/host"), 0);
	check_real(bed, "/data/l/f", "/data/d/f");
	check_real(bed, "/data//./d/../l", "/data/d");
	check_real(bed, "/data/over", "/data/d/f");
	check_real(bed, "/", "/");
	CHECK_EQ(isle_file_chdir(bed->ctx, "/data/l"), 0);
	check_real(bed, "f", "/data/d/f");
	check_real(bed, "..", "/data");
	CHECK_EQ(isle_file_realpath(bed->ctx, "/data/d/f", text, 9), -ISLE_ERANGE);
	CHECK_EQ(isle_file_realpath(bed->ctx, "/data/d/f", text, 10), 9);
	CHECK_EQ(isle_file_realpath(bed->ctx, "/data/d/f", text, 0), -ISLE_ERANGE);
	CHECK_EQ(isle_file_realpath(bed->ctx, "/data/none", text, 16), -ISLE_ENOENT);
	CHECK_EQ(isle_file_realpath(bed->ctx, "/none/secret", text, 16), -ISLE_ENOENT);
	CHECK_EQ(isle_file_realpath(bed->ctx, "/data/d/f/", text, 16), -ISLE_ENOTDIR);
	CHECK_EQ(isle_file_realpath(bed->ctx, "/data/host", text, 16), -ISLE_EACCES);
	CHECK_EQ(isle_file_realpath(bed->ctx, "/etc", text, 16), -ISLE_EACCES);
}
