/* SPDX-License-Identifier: BSD-3-Clause */
/* Attributes. */
#define _DEFAULT_SOURCE
#include <limits.h>
#include <string.h>

#include "port/newlib/system.h"

static void time_of(int64_t seconds, uint32_t ns, struct timespec *to)
{
	to->tv_sec = (time_t)seconds;
	to->tv_nsec = (long)ns;
}

static int told(int r, const struct isle_stat *from, struct stat *to)
{
	if (!r && from->size > INT_MAX)
		r = -ISLE_EOVERFLOW;
	if (r < 0)
		return isle__newlib_result(r);
	to->st_dev = (dev_t)from->dev;
	to->st_ino = (ino_t)from->ino;
	to->st_mode = (mode_t)(isle__newlib_type(from->type) << 12 | from->mode);
	to->st_nlink = (nlink_t)from->nlink;
	to->st_uid = (uid_t)from->uid;
	to->st_gid = (gid_t)from->gid;
	to->st_rdev = (dev_t)((from->rdev >> 32) << 8 | (from->rdev & 255u));
	to->st_size = (off_t)from->size;
	to->st_blksize = (blksize_t)from->blksize;
	to->st_blocks = (blkcnt_t)from->blocks;
	time_of(from->atime_s, from->atime_ns, &to->st_atim);
	time_of(from->mtime_s, from->mtime_ns, &to->st_mtim);
	time_of(from->ctime_s, from->ctime_ns, &to->st_ctim);
	return 0;
}

/* Of a path, or of a descriptor when there is none. */
static int stat_of(const char *path, int fd, struct stat *ret_stat)
{
	struct isle_stat st;
	int r;

	if (path)
		r = isle_file_stat(isle_newlib.ctx, path, &st);
	else
		r = isle_file_fstat(isle_newlib.ctx, isle__newlib_file(fd), &st);
	return told(r, &st, ret_stat);
}

int _fstat(int fd, struct stat *ret_stat)
{
	if (!isle__newlib_is_console(fd))
		return stat_of(NULL, fd, ret_stat);
	memset(ret_stat, 0, sizeof(*ret_stat));
	ret_stat->st_mode = S_IFCHR | 0600;
	return 0;
}

int _stat(const char *path, struct stat *ret_stat)
{
	return stat_of(path, 0, ret_stat);
}

int lstat(const char *path, struct stat *ret_stat)
{
	struct isle_stat st;

	return told(isle_file_lstat(isle_newlib.ctx, path, &st), &st, ret_stat);
}
