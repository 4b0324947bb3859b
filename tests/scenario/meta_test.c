/* SPDX-License-Identifier: BSD-3-Clause */
/* What is known about files, and changing it. */
#define _GNU_SOURCE
#include "bed.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static void check_stat(const struct isle_stat *st, const char *native, bool follow)
{
	struct stat want;

	CHECK_EQ(follow ? stat(native, &want) : lstat(native, &want), 0);
	CHECK_EQ(st->ino, want.st_ino);
	CHECK_EQ(st->mode, want.st_mode & 07777);
	CHECK_EQ(st->nlink, want.st_nlink);
	CHECK_EQ(st->uid, want.st_uid);
	CHECK_EQ(st->gid, want.st_gid);
	CHECK_EQ(st->size, want.st_size);
	CHECK_EQ(st->blocks, want.st_blocks);
	CHECK_EQ(st->blksize, want.st_blksize);
	CHECK_EQ(st->mtime_s, want.st_mtim.tv_sec);
	CHECK_EQ(st->mtime_ns, want.st_mtim.tv_nsec);
	CHECK_EQ(st->ctime_s, want.st_ctim.tv_sec);
	CHECK_EQ(st->ctime_ns, want.st_ctim.tv_nsec);
}

SCENARIO(meta, "stat tells what Linux tells, of the file and with lstat of the link")
{
	const char *file = data_path(&bed->daemon, "f"), *link = data_path(&bed->daemon, "l");
	struct isle_file handle;
	struct isle_stat st;

	data_put(&bed->daemon, "f", "12345", 5);
	CHECK_EQ(symlink("f", link), 0);
	CHECK_EQ(isle_file_stat(bed->ctx, "/data/f", &st), 0);
	CHECK_EQ(st.type, ISLE_FILE_TYPE_REGULAR);
	check_stat(&st, file, true);
	CHECK_EQ(isle_file_stat(bed->ctx, "/data/l", &st), 0);
	check_stat(&st, file, true);
	CHECK_EQ(isle_file_lstat(bed->ctx, "/data/l", &st), 0);
	CHECK_EQ(st.type, ISLE_FILE_TYPE_SYMLINK);
	check_stat(&st, link, false);
	CHECK_EQ(isle_file_open(bed->ctx, "/data/f", ISLE_O_RDONLY, 0, &handle), 0);
	CHECK_EQ(isle_file_fstat(bed->ctx, &handle, &st), 0);
	check_stat(&st, file, true);
	CHECK_EQ(isle_file_close(bed->ctx, &handle), 0);
	CHECK_EQ(isle_file_stat(bed->ctx, "/data", &st), 0);
	CHECK_EQ(st.type, ISLE_FILE_TYPE_DIRECTORY);
}

SCENARIO(meta, "a device's numbers are told apart from its file system's")
{
	struct isle_stat st;
	struct stat want;

	CHECK_EQ(stat("/dev/null", &want), 0);
	CHECK_EQ(isle_file_stat(bed->ctx, "/dev/null", &st), 0);
	CHECK_EQ(st.type, ISLE_FILE_TYPE_CHAR);
	CHECK_EQ(st.rdev, (uint64_t)major(want.st_rdev) << 32 | minor(want.st_rdev));
}

SCENARIO(meta, "stat is refused where there is nothing, or nothing to see")
{
	struct isle_stat st;

	data_put(&bed->daemon, "f", "x", 1);
	data_put(&bed->daemon, "secret", "x", 1);
	CHECK_EQ(isle_file_stat(bed->ctx, "/data/none", &st), -ISLE_ENOENT);
	CHECK_EQ(isle_file_stat(bed->ctx, "/data/f/x", &st), -ISLE_ENOTDIR);
	CHECK_EQ(isle_file_stat(bed->ctx, "/etc/hostname", &st), -ISLE_EACCES);
	CHECK_EQ(isle_file_stat(bed->ctx, "/none/secret", &st), -ISLE_ENOENT);
	CHECK_EQ(isle_file_lstat(bed->ctx, "/none/secret", &st), -ISLE_ENOENT);
	CHECK_EQ(isle_file_stat(bed->ctx, "", &st), -ISLE_ENOENT);
}

SCENARIO(meta, "chmod and fchmod set the mode, of the client's own files only")
{
	struct isle_file file;
	struct stat st;

	CHECK_EQ(isle_file_put(bed->ctx, "/data/f", "x", 1, ISLE_O_CREAT, 0644), 1);
	CHECK_EQ(isle_file_chmod(bed->ctx, "/data/f", 0600), 0);
	CHECK_EQ(stat(data_path(&bed->daemon, "f"), &st), 0);
	CHECK_EQ(st.st_mode & 07777, 0600);
	CHECK_EQ(isle_file_open(bed->ctx, "/data/f", ISLE_O_RDONLY, 0, &file), 0);
	CHECK_EQ(isle_file_fchmod(bed->ctx, &file, 0640), 0);
	CHECK_EQ(stat(data_path(&bed->daemon, "f"), &st), 0);
	CHECK_EQ(st.st_mode & 07777, 0640);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
	CHECK(isle_file_chmod(bed->ctx, "/data/f", 0200000) < 0);
	CHECK_EQ(isle_file_chmod(bed->ctx, "/data/none", 0600), -ISLE_ENOENT);
	CHECK_EQ(isle_file_chmod(bed->ctx, "/ro/f", 0600), -ISLE_EROFS);
	CHECK_EQ(isle_file_chmod(bed->ctx, "/dev/null", 0600), -ISLE_EPERM);
	CHECK_EQ(isle_file_chmod(bed->ctx, "/etc/hostname", 0600), -ISLE_EACCES);
}

SCENARIO(meta, "utimens sets times to the nanosecond, to now, or leaves them")
{
	struct isle_times t = {
		.atime_s = 1000000000, .atime_ns = 123456789, .mtime_s = 4000000000ll, .mtime_ns = 7
	};
	struct isle_file file;
	struct isle_stat st;

	CHECK_EQ(isle_file_put(bed->ctx, "/data/f", "x", 1, ISLE_O_CREAT, 0644), 1);
	CHECK_EQ(isle_file_utimens(bed->ctx, "/data/f", &t, 0), 0);
	CHECK_EQ(isle_file_stat(bed->ctx, "/data/f", &st), 0);
	CHECK_EQ(st.atime_s, 1000000000);
	CHECK_EQ(st.atime_ns, 123456789);
	CHECK_EQ(st.mtime_s, 4000000000ll);
	CHECK_EQ(st.mtime_ns, 7);
	t.atime_ns = ISLE_TIME_NS_OMIT;
	t.mtime_ns = ISLE_TIME_NS_NOW;
	CHECK_EQ(isle_file_open(bed->ctx, "/data/f", ISLE_O_WRONLY, 0, &file), 0);
	CHECK_EQ(isle_file_futimens(bed->ctx, &file, &t), 0);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
	CHECK_EQ(isle_file_stat(bed->ctx, "/data/f", &st), 0);
	CHECK_EQ(st.atime_s, 1000000000);
	CHECK(st.mtime_s > 1600000000ll && st.mtime_s < 4000000000ll);
	t.mtime_ns = 1000000000;
	CHECK_EQ(isle_file_utimens(bed->ctx, "/data/f", &t, 0), -ISLE_EINVAL);
	t.mtime_ns = 5;
	CHECK_EQ(isle_file_utimens(bed->ctx, "/data/f", &t, 0x10), -ISLE_EINVAL);
	CHECK_EQ(isle_file_utimens(bed->ctx, "/data/none", &t, 0), -ISLE_ENOENT);
	CHECK_EQ(isle_file_utimens(bed->ctx, "/ro/f", &t, 0), -ISLE_EROFS);
	CHECK_EQ(isle_file_utimens(bed->ctx, "/etc/hostname", &t, 0), -ISLE_EACCES);
}

SCENARIO(meta, "utimens with NOFOLLOW sets the link's own times")
{
	struct isle_times t = { .atime_s = 100, .mtime_s = 200 };
	struct isle_stat st;

	CHECK_EQ(isle_file_put(bed->ctx, "/data/f", "x", 1, ISLE_O_CREAT, 0644), 1);
	CHECK_EQ(isle_file_symlink(bed->ctx, "f", "/data/l"), 0);
	CHECK_EQ(isle_file_utimens(bed->ctx, "/data/l", &t, ISLE_AT_NOFOLLOW), 0);
	CHECK_EQ(isle_file_lstat(bed->ctx, "/data/l", &st), 0);
	CHECK_EQ(st.mtime_s, 200);
	CHECK_EQ(isle_file_stat(bed->ctx, "/data/f", &st), 0);
	CHECK(st.mtime_s > 1600000000ll);
}

SCENARIO(meta, "statvfs tells the file system's figures and that an export is read-only")
{
	struct isle_statvfs fs;
	struct isle_file file;
	struct statvfs want;

	data_put(&bed->daemon, "f", "x", 1);
	CHECK_EQ(statvfs(bed->daemon.data, &want), 0);
	CHECK_EQ(isle_file_statvfs(bed->ctx, "/data/f", &fs), 0);
	CHECK_EQ(fs.bsize, want.f_bsize);
	CHECK_EQ(fs.frsize, want.f_frsize);
	CHECK_EQ(fs.blocks, want.f_blocks);
	CHECK_EQ(fs.files, want.f_files);
	CHECK_EQ(fs.namemax, want.f_namemax);
	CHECK_EQ(fs.flags & ISLE_MOUNT_RDONLY, 0);
	CHECK_EQ(isle_file_statvfs(bed->ctx, "/ro/f", &fs), 0);
	CHECK_EQ(fs.flags & ISLE_MOUNT_RDONLY, ISLE_MOUNT_RDONLY);
	CHECK_EQ(isle_file_open(bed->ctx, "/data/f", ISLE_O_RDONLY, 0, &file), 0);
	CHECK_EQ(isle_file_fstatvfs(bed->ctx, &file, &fs), 0);
	CHECK_EQ(fs.blocks, want.f_blocks);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
	CHECK_EQ(isle_file_statvfs(bed->ctx, "/data/none", &fs), -ISLE_ENOENT);
	CHECK_EQ(isle_file_statvfs(bed->ctx, "/etc", &fs), -ISLE_EACCES);
}

SCENARIO(meta, "access says what the client may, which is what policy and the worker may")
{
	const uint32_t all = ISLE_ACCESS_READ | ISLE_ACCESS_WRITE | ISLE_ACCESS_EXECUTE;

	CHECK_EQ(isle_file_put(bed->ctx, "/data/f", "x", 1, ISLE_O_CREAT, 0600), 1);
	CHECK_EQ(isle_file_access(bed->ctx, "/data/f", ISLE_ACCESS_EXISTS), 0);
	CHECK_EQ(isle_file_access(bed->ctx, "/data/f", ISLE_ACCESS_READ | ISLE_ACCESS_WRITE), 0);
	CHECK_EQ(isle_file_access(bed->ctx, "/data/f", ISLE_ACCESS_EXECUTE), -ISLE_EACCES);
	CHECK_EQ(isle_file_access(bed->ctx, "/data", all), 0);
	CHECK_EQ(isle_file_access(bed->ctx, "/ro/f", ISLE_ACCESS_READ), 0);
	CHECK_EQ(isle_file_access(bed->ctx, "/ro/f", ISLE_ACCESS_WRITE), -ISLE_EROFS);
	CHECK_EQ(isle_file_access(bed->ctx, "/data/none", ISLE_ACCESS_EXISTS), -ISLE_ENOENT);
	CHECK_EQ(isle_file_access(bed->ctx, "/etc/hostname", ISLE_ACCESS_EXISTS), -ISLE_EACCES);
	CHECK_EQ(isle_file_access(bed->ctx, "/data/f", 8), -ISLE_EINVAL);
}
