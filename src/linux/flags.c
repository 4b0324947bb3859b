/* SPDX-License-Identifier: BSD-3-Clause */
#include "linux/flags.h"

#include <isle/errors.h>

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/xattr.h>
#include <unistd.h>

struct bit {
	uint32_t canonical;
	int host;
};

static const struct bit open_bits[] = {
	{ ISLE_O_CREAT, O_CREAT },
	{ ISLE_O_EXCL, O_EXCL },
	{ ISLE_O_TRUNC, O_TRUNC },
	{ ISLE_O_APPEND, O_APPEND },
	{ ISLE_O_NONBLOCK, 0 },
	{ ISLE_O_DIRECTORY, O_DIRECTORY },
	{ ISLE_O_NOFOLLOW, O_NOFOLLOW },
	{ ISLE_O_CLOEXEC, 0 },
	{ ISLE_O_NOCTTY, 0 },
	{ ISLE_O_SYNC, O_SYNC },
	{ ISLE_O_DSYNC, O_DSYNC },
	{ ISLE_O_TMPFILE, O_TMPFILE },
	{ ISLE_O_NOATIME, O_NOATIME },
	{ ISLE_O_DIRECT, O_DIRECT },
};

/* What goes with PATH; the kernel would pass the rest over. */
#define BESIDE_PATH                                                                          \
	(ISLE_O_PATH | ISLE_O_DIRECTORY | ISLE_O_NOFOLLOW | ISLE_O_CLOEXEC | ISLE_O_NOCTTY | \
	 ISLE_O_NONBLOCK)

/* Combinations in which a flag would mean nothing, or two things. */
static bool make_sense(uint32_t flags)
{
	if (flags & ISLE_O_PATH)
		return !(flags & ~(uint32_t)BESIDE_PATH);
	if (!(flags & ISLE_O_ACCMODE))
		return false;
	if (flags & ISLE_O_TMPFILE)
		return (flags & ISLE_O_WRONLY) && !(flags & ISLE_O_CREAT);
	if ((flags & ISLE_O_EXCL) && !(flags & ISLE_O_CREAT))
		return false;
	if ((flags & ISLE_O_TRUNC) && (flags & ISLE_O_ACCMODE) == ISLE_O_RDONLY)
		return false;
	return !(flags & ISLE_O_CREAT) || !(flags & ISLE_O_DIRECTORY);
}

int isled_flags_open(uint32_t flags, int *ret_host)
{
	static const int access_modes[] = { O_PATH, O_RDONLY, O_WRONLY, O_RDWR };
	int host = O_CLOEXEC;

	if ((flags & ~(uint32_t)ISLE_O_ALL) || !make_sense(flags))
		return -ISLE_EINVAL;
	for (size_t i = 0; i < sizeof(open_bits) / sizeof(open_bits[0]); i++)
		if (flags & open_bits[i].canonical)
			host |= open_bits[i].host;
	if (!(flags & ISLE_O_PATH))
		host |= O_NOCTTY | O_NONBLOCK;
	*ret_host = host | access_modes[flags & ISLE_O_ACCMODE];
	return 0;
}

int isled_flags_status(uint32_t flags)
{
	int host = O_NONBLOCK;

	for (size_t i = 0; i < sizeof(open_bits) / sizeof(open_bits[0]); i++)
		if (flags & ISLED_FLAGS_STATUS & open_bits[i].canonical)
			host |= open_bits[i].host;
	return host;
}

int isled_flags_fallocate(uint32_t flags, int *ret_host)
{
	static const int kinds[] = { 0, FALLOC_FL_PUNCH_HOLE, FALLOC_FL_ZERO_RANGE };
	const uint32_t kind = flags / ISLE_FALLOCATE_PUNCH_HOLE;

	if (kind >= sizeof(kinds) / sizeof(kinds[0]) ||
	    ((flags & ISLE_FALLOCATE_PUNCH_HOLE) && !(flags & ISLE_FALLOCATE_KEEP_SIZE)))
		return -ISLE_EINVAL;
	*ret_host = kinds[kind] | (flags & ISLE_FALLOCATE_KEEP_SIZE ? FALLOC_FL_KEEP_SIZE : 0);
	return 0;
}

int isled_flags_xattr(uint32_t how, int *ret_host)
{
	static const int host[] = { 0, XATTR_CREATE, XATTR_REPLACE };

	if (how >= sizeof(host) / sizeof(host[0]))
		return -ISLE_EINVAL;
	*ret_host = host[how];
	return 0;
}

int isled_flags_node(uint32_t type, mode_t *ret_host)
{
	static const mode_t formats[] = {
		[ISLE_FILE_TYPE_REGULAR] = S_IFREG, [ISLE_FILE_TYPE_CHAR] = S_IFCHR,
		[ISLE_FILE_TYPE_BLOCK] = S_IFBLK,   [ISLE_FILE_TYPE_FIFO] = S_IFIFO,
		[ISLE_FILE_TYPE_SOCKET] = S_IFSOCK,
	};

	if (type >= sizeof(formats) / sizeof(formats[0]) || !formats[type])
		return -ISLE_EINVAL;
	*ret_host = formats[type];
	return 0;
}

int isled_flags_mode(uint32_t mode, mode_t *ret_host)
{
	if (mode & ~07777u)
		return -ISLE_EINVAL;
	if (mode & 07000u)
		return -ISLE_EPERM;
	*ret_host = (mode_t)mode;
	return 0;
}

uint32_t isled_flags_type(mode_t host)
{
	return isled_flags_dtype((unsigned char)IFTODT(host));
}

uint32_t isled_flags_dtype(unsigned char d_type)
{
	static const uint8_t types[] = {
		[DT_REG] = ISLE_FILE_TYPE_REGULAR, [DT_DIR] = ISLE_FILE_TYPE_DIRECTORY,
		[DT_LNK] = ISLE_FILE_TYPE_SYMLINK, [DT_CHR] = ISLE_FILE_TYPE_CHAR,
		[DT_BLK] = ISLE_FILE_TYPE_BLOCK,   [DT_FIFO] = ISLE_FILE_TYPE_FIFO,
		[DT_SOCK] = ISLE_FILE_TYPE_SOCKET,
	};

	return d_type < sizeof(types) ? types[d_type] : ISLE_FILE_TYPE_UNKNOWN;
}

int isled_flags_access(uint32_t mode, int *ret_host)
{
	if (mode & ~(uint32_t)(ISLE_ACCESS_READ | ISLE_ACCESS_WRITE | ISLE_ACCESS_EXECUTE))
		return -ISLE_EINVAL;
	*ret_host = (mode & ISLE_ACCESS_READ ? R_OK : 0) | (mode & ISLE_ACCESS_WRITE ? W_OK : 0) |
		    (mode & ISLE_ACCESS_EXECUTE ? X_OK : 0);
	return 0;
}

int isled_flags_whence(uint32_t whence, int *ret_host)
{
	static const int host[] = { [ISLE_SEEK_SET] = SEEK_SET,
				    [ISLE_SEEK_CUR] = -1,
				    [ISLE_SEEK_END] = SEEK_END,
				    [ISLE_SEEK_DATA] = SEEK_DATA,
				    [ISLE_SEEK_HOLE] = SEEK_HOLE };

	if (whence >= sizeof(host) / sizeof(host[0]) || host[whence] < 0)
		return -ISLE_EINVAL;
	*ret_host = host[whence];
	return 0;
}

int isled_flags_time(int64_t s, uint32_t ns, struct timespec *ret_host)
{
	struct timespec host = { .tv_sec = (time_t)s, .tv_nsec = (long)ns };

	if (ns == ISLE_TIME_NS_NOW)
		host.tv_nsec = UTIME_NOW;
	else if (ns == ISLE_TIME_NS_OMIT)
		host.tv_nsec = UTIME_OMIT;
	else if (ns > 999999999u || (int64_t)host.tv_sec != s)
		return -ISLE_EINVAL;
	*ret_host = host;
	return 0;
}

static uint64_t device(uint32_t major, uint32_t minor)
{
	return (uint64_t)major << 32 | minor;
}

void isled_flags_stat(const struct statx *from, struct isle_stat *ret_stat)
{
	*ret_stat = (struct isle_stat){
		.dev = device(from->stx_dev_major, from->stx_dev_minor),
		.ino = from->stx_ino,
		.type = isled_flags_type(from->stx_mode),
		.mode = from->stx_mode & 07777u,
		.nlink = from->stx_nlink,
		.uid = from->stx_uid,
		.gid = from->stx_gid,
		.blksize = from->stx_blksize,
		.rdev = device(from->stx_rdev_major, from->stx_rdev_minor),
		.size = from->stx_size,
		.blocks = from->stx_blocks,
		.atime_s = from->stx_atime.tv_sec,
		.atime_ns = from->stx_atime.tv_nsec,
		.mtime_s = from->stx_mtime.tv_sec,
		.mtime_ns = from->stx_mtime.tv_nsec,
		.ctime_s = from->stx_ctime.tv_sec,
		.ctime_ns = from->stx_ctime.tv_nsec,
	};
	if (from->stx_mask & STATX_BTIME) {
		ret_stat->btime_s = from->stx_btime.tv_sec;
		ret_stat->btime_ns = from->stx_btime.tv_nsec;
		ret_stat->mask = ISLE_STAT_HAS_BTIME;
	}
}

void isled_flags_statvfs(const struct statvfs *from, struct isle_statvfs *ret_statvfs)
{
	static const struct bit bits[] = { { ISLE_MOUNT_RDONLY, ST_RDONLY },
					   { ISLE_MOUNT_NOSUID, ST_NOSUID },
					   { ISLE_MOUNT_NODEV, ST_NODEV },
					   { ISLE_MOUNT_NOEXEC, ST_NOEXEC } };

	*ret_statvfs = (struct isle_statvfs){
		.bsize = (uint32_t)from->f_bsize,
		.frsize = (uint32_t)from->f_frsize,
		.blocks = from->f_blocks,
		.bfree = from->f_bfree,
		.bavail = from->f_bavail,
		.files = from->f_files,
		.ffree = from->f_ffree,
		.favail = from->f_favail,
		.fsid = from->f_fsid,
		.namemax = (uint32_t)from->f_namemax,
	};
	for (size_t i = 0; i < sizeof(bits) / sizeof(bits[0]); i++)
		if (from->f_flag & (unsigned long)bits[i].host)
			ret_statvfs->flags |= bits[i].canonical;
}

/* ---- change watches ---- */

static const struct {
	uint32_t canonical, host;
} watch_bits[] = {
	{ ISLE_WATCH_ACCESS, IN_ACCESS },
	{ ISLE_WATCH_MODIFY, IN_MODIFY },
	{ ISLE_WATCH_ATTRIB, IN_ATTRIB },
	{ ISLE_WATCH_CLOSE_WRITE, IN_CLOSE_WRITE },
	{ ISLE_WATCH_CLOSE_NOWRITE, IN_CLOSE_NOWRITE },
	{ ISLE_WATCH_OPEN, IN_OPEN },
	{ ISLE_WATCH_MOVED_FROM, IN_MOVED_FROM },
	{ ISLE_WATCH_MOVED_TO, IN_MOVED_TO },
	{ ISLE_WATCH_CREATE, IN_CREATE },
	{ ISLE_WATCH_DELETE, IN_DELETE },
	{ ISLE_WATCH_DELETE_SELF, IN_DELETE_SELF },
	{ ISLE_WATCH_MOVE_SELF, IN_MOVE_SELF },
	{ ISLE_WATCH_ONESHOT, IN_ONESHOT },
	{ ISLE_WATCH_ISDIR, IN_ISDIR },
	{ ISLE_WATCH_OVERFLOW, IN_Q_OVERFLOW },
	{ ISLE_WATCH_GONE, IN_IGNORED },
	{ ISLE_WATCH_UNMOUNT, IN_UNMOUNT },
};

#define WATCH_ASKED \
	(ISLE_WATCH_EVENTS | ISLE_WATCH_ONLYDIR | ISLE_WATCH_NOFOLLOW | ISLE_WATCH_ONESHOT)

enum { WATCH_BITS_N = sizeof(watch_bits) / sizeof(watch_bits[0]) };

int isled_flags_watch(uint32_t mask, uint32_t *ret_host)
{
	uint32_t host = 0;

	if ((mask & ~(uint32_t)WATCH_ASKED) || !(mask & ISLE_WATCH_EVENTS))
		return -ISLE_EINVAL;
	for (int i = 0; i < WATCH_BITS_N; i++)
		if (mask & watch_bits[i].canonical)
			host |= watch_bits[i].host;
	*ret_host = host;
	return 0;
}

uint32_t isled_flags_change(uint32_t host)
{
	uint32_t mask = 0;

	for (int i = 0; i < WATCH_BITS_N; i++)
		if (host & watch_bits[i].host)
			mask |= watch_bits[i].canonical;
	return mask;
}
