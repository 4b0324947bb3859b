/* SPDX-License-Identifier: BSD-3-Clause */
/* Attributes, of open files and by path. */
#include "linux/errors.h"
#include "linux/file.h"
#include "linux/flags.h"

#include <isle/errors.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define STATX_WANTED (STATX_BASIC_STATS | STATX_BTIME)

#ifndef SYS_fchmodat2
#define SYS_fchmodat2 \
	452 /* younger than the headers may be; the same on every architecture of ours */
#endif

enum { PROC_FD_PATH_BYTES = 32 };

/* A parent of exports: a folder that can be read, and nothing else. */
static void made_up_stat(struct isle_stat *ret_stat)
{
	*ret_stat = (struct isle_stat){ .ino = 1,
					.type = ISLE_FILE_TYPE_DIRECTORY,
					.mode = 0555,
					.nlink = 2,
					.blksize = 4096 };
}

static void made_up_statvfs(struct isle_statvfs *ret_statvfs)
{
	*ret_statvfs = (struct isle_statvfs){ .bsize = 4096,
					      .frsize = 4096,
					      .flags = ISLE_MOUNT_RDONLY,
					      .namemax = ISLE_FILE_NAME_BYTES_MAX };
}

/* Opens the object itself, for what is then done to the descriptor. */
static int open_object(const struct isled_path *path, uint32_t at_flags, bool change,
		       struct isled_object *o)
{
	int rc;

	if (at_flags & ~(uint32_t)ISLE_AT_NOFOLLOW)
		return -ISLE_EINVAL;
	rc = isled_resolve_open(path, O_PATH | (at_flags & ISLE_AT_NOFOLLOW ? O_NOFOLLOW : 0), 0, o,
				NULL);
	if (rc < 0)
		return rc;
	if (change && o->ro) {
		if (o->fd >= 0)
			close(o->fd);
		return -ISLE_EROFS;
	}
	return 0;
}

static int done(struct isled_object *o, int result)
{
	int rc = result ? isled_error(errno) : 0;

	if (o->fd >= 0)
		close(o->fd);
	return rc;
}

/* The name of an open descriptor: the way to its object for calls that take no descriptor. */
static const char *proc_fd_path(int fd, char text[PROC_FD_PATH_BYTES])
{
	snprintf(text, PROC_FD_PATH_BYTES, "/proc/self/fd/%d", fd);
	return text;
}

/* ---- stat ---- */

int isled_file_stat(const struct isled_file *f, struct isle_stat *ret_stat)
{
	struct statx sx;

	if (f->fd < 0) {
		made_up_stat(ret_stat);
		return 0;
	}
	if (statx(f->fd, "", AT_EMPTY_PATH, STATX_WANTED, &sx))
		return isled_error(errno);
	isled_flags_stat(&sx, ret_stat);
	return 0;
}

/*
 * One system call for the common case. Returns: 1 done; 0 not that case (a link to be followed,
 * another file system that first has to be looked at); or an error.
 */
static int stat_single(const struct isled_path *path, uint32_t at_flags, struct isle_stat *ret_stat)
{
	char name[ISLE_FILE_NAME_BYTES_MAX + 1];
	const struct isled_export *e;
	struct statx sx;

	if (!isled_resolve_single(path, &e, name))
		return 0;
	if (statx(e->root, name, AT_SYMLINK_NOFOLLOW, STATX_WANTED, &sx))
		return isled_error(errno);
	if (makedev(sx.stx_dev_major, sx.stx_dev_minor) != e->id.dev)
		return 0;
	if (S_ISLNK(sx.stx_mode) && !(at_flags & ISLE_AT_NOFOLLOW))
		return 0;
	isled_flags_stat(&sx, ret_stat);
	return 1;
}

int isled_path_stat(const struct isled_path *path, uint32_t at_flags, struct isle_stat *ret_stat)
{
	struct isled_object o;
	int rc = 0;

	if (!(at_flags & ~(uint32_t)ISLE_AT_NOFOLLOW))
		rc = stat_single(path, at_flags, ret_stat);
	if (rc)
		return rc < 0 ? rc : 0;
	rc = open_object(path, at_flags, false, &o);
	if (rc < 0)
		return rc;
	if (o.fd < 0)
		made_up_stat(ret_stat);
	else
		isled_flags_stat(&o.sx, ret_stat);
	return done(&o, 0);
}

static int statvfs_of(int fd, bool ro, struct isle_statvfs *ret_statvfs)
{
	struct statvfs facts;

	if (fd < 0) {
		made_up_statvfs(ret_statvfs);
		return 0;
	}
	if (fstatvfs(fd, &facts))
		return -1;
	isled_flags_statvfs(&facts, ret_statvfs);
	if (ro)
		ret_statvfs->flags |= ISLE_MOUNT_RDONLY;
	return 0;
}

int isled_file_statvfs(const struct isled_file *f, struct isle_statvfs *ret_statvfs)
{
	return statvfs_of(f->fd, f->ro, ret_statvfs) ? isled_error(errno) : 0;
}

int isled_path_statvfs(const struct isled_path *path, struct isle_statvfs *ret_statvfs)
{
	struct isled_object o;
	int rc = open_object(path, 0, false, &o);

	return rc < 0 ? rc : done(&o, statvfs_of(o.fd, o.ro, ret_statvfs));
}

/* ---- chmod ---- */

int isled_file_chmod(const struct isled_file *f, uint32_t mode)
{
	mode_t host;
	int rc = isled_flags_mode(mode, &host);

	if (rc < 0)
		return rc;
	if (f->ro || f->fd < 0)
		return -ISLE_EROFS;
	return fchmod(f->fd, host) ? isled_error(errno) : 0;
}

static int chmod_object(int fd, mode_t mode)
{
	char text[PROC_FD_PATH_BYTES];

	if (!syscall(SYS_fchmodat2, fd, "", mode, AT_EMPTY_PATH))
		return 0;
	if (errno != ENOSYS && errno != EPERM)
		return -1;
	return fchmodat(AT_FDCWD, proc_fd_path(fd, text), mode, 0);
}

int isled_path_chmod(const struct isled_path *path, uint32_t at_flags, uint32_t mode)
{
	struct isled_object o;
	mode_t host;
	int rc;

	rc = isled_flags_mode(mode, &host);
	if (rc >= 0)
		rc = open_object(path, at_flags, true, &o);
	if (rc < 0)
		return rc;
	if (S_ISLNK(o.sx.stx_mode)) {
		done(&o, 0);
		return -ISLE_ENOTSUP;
	}
	return done(&o, chmod_object(o.fd, host));
}

/* ---- owner ---- */

int isled_file_chown(const struct isled_file *f, uint32_t uid, uint32_t gid)
{
	if (f->ro || f->fd < 0)
		return -ISLE_EROFS;
	return fchown(f->fd, (uid_t)uid, (gid_t)gid) ? isled_error(errno) : 0;
}

int isled_path_chown(const struct isled_path *path, uint32_t at_flags, uint32_t uid, uint32_t gid)
{
	struct isled_object o;
	int rc = open_object(path, at_flags, true, &o);

	if (rc < 0)
		return rc;
	return done(&o, fchownat(o.fd, "", (uid_t)uid, (gid_t)gid, AT_EMPTY_PATH));
}

/* ---- flags ---- */

int isled_file_set_status(const struct isled_file *f, uint32_t flags)
{
	if (flags & ~(uint32_t)ISLE_O_ALL)
		return -ISLE_EINVAL;
	if (f->flags & ISLE_O_PATH)
		return -ISLE_EBADF;
	/* What others hold as well is not changed under them; appending we can do ourselves. */
	if (f->adopted || f->fd < 0)
		return flags & (ISLE_O_NOATIME | ISLE_O_DIRECT) ? -ISLE_EINVAL : 0;
	return fcntl(f->fd, F_SETFL, isled_flags_status(flags)) ? isled_error(errno) : 0;
}

/* ---- times ---- */

int isled_file_utimens(const struct isled_file *f, const struct timespec times[2])
{
	if (f->ro || f->fd < 0)
		return -ISLE_EROFS;
	return futimens(f->fd, times) ? isled_error(errno) : 0;
}

static int utimens_object(int fd, const struct timespec times[2])
{
	char text[PROC_FD_PATH_BYTES];

	if (!utimensat(fd, "", times, AT_EMPTY_PATH))
		return 0;
	if (errno != EINVAL && errno != ENOENT) /* what kernels before 5.8 say to the flag */
		return -1;
	return utimensat(AT_FDCWD, proc_fd_path(fd, text), times, 0);
}

int isled_path_utimens(const struct isled_path *path, uint32_t at_flags,
		       const struct timespec times[2])
{
	struct isled_object o;
	int rc = open_object(path, at_flags, true, &o);

	return rc < 0 ? rc : done(&o, utimens_object(o.fd, times));
}

/* ---- access ---- */

static int access_object(int fd, int mode)
{
	char text[PROC_FD_PATH_BYTES];

#ifdef SYS_faccessat2
	if (!syscall(SYS_faccessat2, fd, "", mode, AT_EMPTY_PATH | AT_EACCESS))
		return 0;
	if (errno != ENOSYS && errno != EPERM)
		return -1;
#endif
	return faccessat(AT_FDCWD, proc_fd_path(fd, text), mode, 0);
}

int isled_path_access(const struct isled_path *path, uint32_t at_flags, uint32_t mode)
{
	struct isled_object o;
	int host, rc;

	rc = isled_flags_access(mode, &host);
	if (rc >= 0)
		rc = open_object(path, at_flags, (mode & ISLE_ACCESS_WRITE) != 0, &o);
	if (rc < 0)
		return rc;
	return done(&o, o.fd < 0 || S_ISLNK(o.sx.stx_mode) ? 0 : access_object(o.fd, host));
}

/* ---- truncate, readlink ---- */

int isled_path_truncate(const struct isled_path *path, uint64_t size)
{
	struct isled_file f;
	uint64_t old_size;
	int rc;

	if (size > INT64_MAX)
		return -ISLE_EINVAL;
	rc = isled_file_open(path, ISLE_O_WRONLY | ISLE_O_NONBLOCK, 0, &f, &old_size);
	if (rc < 0)
		return rc == -ISLE_ENXIO ? -ISLE_EINVAL : rc;
	rc = isled_file_truncate(&f, size);
	isled_file_close(&f);
	return rc;
}

int isled_path_readlink(const struct isled_path *path, char ret_target[ISLE_PATH_BYTES_MAX + 1])
{
	struct isled_object o;
	ssize_t n = -1;
	int rc = open_object(path, ISLE_AT_NOFOLLOW, false, &o);

	if (rc < 0)
		return rc;
	errno = EINVAL;
	if (o.fd >= 0 && S_ISLNK(o.sx.stx_mode))
		n = readlinkat(o.fd, "", ret_target, ISLE_PATH_BYTES_MAX + 1);
	rc = done(&o, n < 0);
	return rc < 0 ? rc : (size_t)n > ISLE_PATH_BYTES_MAX ? -ISLE_ENAMETOOLONG : (int)n;
}
