/* SPDX-License-Identifier: BSD-3-Clause */
#include "linux/file.h"

#include "linux/direct.h"
#include "linux/errors.h"
#include "linux/flags.h"
#include "linux/lock.h"

#include <isle/errors.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#ifndef RWF_NOWAIT
#define RWF_NOWAIT 0x8
#endif
#ifndef RWF_APPEND
#define RWF_APPEND 0x10
#endif

enum { QUIET_S = 2 };

/* ---- what kind of file it is ---- */

static bool is_tty(int fd)
{
	struct termios t;

	return !ioctl(fd, TCGETS, &t);
}

/* null, zero, full, random, urandom: nothing behind them that could be harmed, and none waits. */
static bool is_harmless(const struct statx *sx)
{
	static const uint8_t minors[] = { 3, 5, 7, 8, 9 };

	if (sx->stx_rdev_major != 1)
		return false;
	for (size_t i = 0; i < sizeof(minors); i++)
		if (sx->stx_rdev_minor == minors[i])
			return true;
	return false;
}

/* /dev/tty would be the daemon's own terminal, whoever has started it. */
static bool is_own_terminal(const struct statx *sx)
{
	return sx->stx_rdev_major == 5 && sx->stx_rdev_minor == 0;
}

static enum isled_access_class class_of(const struct isled_file *f, const struct statx *sx)
{
	static const uint8_t by_fs[] = {
		[ISLED_FS_DISK] = ISLED_CLASS_DISK,   [ISLED_FS_MEMORY] = ISLED_CLASS_INLINE,
		[ISLED_FS_PROC] = ISLED_CLASS_INLINE, [ISLED_FS_KERNEL] = ISLED_CLASS_POOL,
		[ISLED_FS_REMOTE] = ISLED_CLASS_POOL,
	};

	if (f->traits & ISLE_FILE_IS_TTY || f->type == ISLE_FILE_TYPE_FIFO ||
	    f->type == ISLE_FILE_TYPE_SOCKET)
		return ISLED_CLASS_POLL;
	if (f->type == ISLE_FILE_TYPE_CHAR && is_harmless(sx))
		return ISLED_CLASS_INLINE;
	if (f->type == ISLE_FILE_TYPE_CHAR || f->type == ISLE_FILE_TYPE_BLOCK)
		return ISLED_CLASS_POOL;
	return by_fs[f->fs];
}

/* Everything about an open descriptor. */
static void classify(struct isled_file *f, const struct statx *sx)
{
	bool plain = f->fs == ISLED_FS_DISK || f->fs == ISLED_FS_MEMORY;

	f->type = isled_flags_type(sx->stx_mode);
	if (f->flags & ISLE_O_PATH) { /* a name: there is nothing to move */
		f->access = ISLED_CLASS_INLINE;
		return;
	}
	if (f->type == ISLE_FILE_TYPE_CHAR && is_tty(f->fd))
		f->traits |= ISLE_FILE_IS_TTY;
	if (f->type == ISLE_FILE_TYPE_REGULAR && !plain)
		f->traits |= f->fs == ISLED_FS_REMOTE ? 0 : ISLE_FILE_IS_VIRTUAL;
	if ((f->type == ISLE_FILE_TYPE_REGULAR && plain) || lseek(f->fd, 0, SEEK_CUR) >= 0)
		f->traits |= ISLE_FILE_IS_SEEKABLE;
	else
		f->traits |= ISLE_FILE_IS_STREAM;
	f->access = class_of(f, sx);
}

static bool needs_grant(const struct isled_file *f, const struct statx *sx)
{
	if (f->flags & ISLE_O_PATH)
		return false;
	if (f->type == ISLE_FILE_TYPE_BLOCK)
		return true;
	return f->type == ISLE_FILE_TYPE_CHAR && !is_harmless(sx) &&
	       (!(f->traits & ISLE_FILE_IS_TTY) || is_own_terminal(sx));
}

/* ---- open and close ---- */

/* ENXIO says "no reader" of a FIFO, and other things of other files. */
static int no_peer(const struct isled_path *path, uint32_t flags)
{
	struct isled_object o;
	int rc;

	if (flags & ISLE_O_NONBLOCK)
		return -ISLE_ENXIO;
	rc = isled_resolve_open(path, O_PATH, 0, &o, NULL);
	if (rc < 0)
		return rc;
	if (o.fd >= 0)
		close(o.fd);
	return S_ISFIFO(o.sx.stx_mode) ? ISLED_RETRY : -ISLE_ENXIO;
}

static int take_object(const struct isled_object *o, uint32_t flags, const char *at,
		       struct isled_file *f)
{
	*f = (struct isled_file){
		.fd = o->fd, .flags = flags, .ro = o->ro, .fs = o->fs, .export = o->export
	};
	if (o->fd < 0) {
		f->type = ISLE_FILE_TYPE_DIRECTORY;
		f->access = ISLED_CLASS_INLINE;
	} else {
		classify(f, &o->sx);
		if (needs_grant(f, &o->sx))
			return -ISLE_EACCES;
	}
	if (f->type != ISLE_FILE_TYPE_DIRECTORY || (f->export && !f->export->walk))
		return 0;
	f->path = strdup(at);
	return f->path ? 0 : -ISLE_ENOMEM;
}

int isled_file_open(const struct isled_path *path, uint32_t flags, uint32_t mode,
		    struct isled_file *ret_file, uint64_t *ret_size)
{
	char at[ISLE_PATH_BYTES_MAX + 1];
	struct isled_object o;
	struct isled_file f;
	mode_t host_mode = 0;
	int host, rc;

	rc = isled_flags_open(flags, &host);
	if (rc >= 0 && (flags & (ISLE_O_CREAT | ISLE_O_TMPFILE)))
		rc = isled_flags_mode(mode, &host_mode);
	if (rc >= 0)
		rc = isled_resolve_open(path, host, host_mode, &o, at);
	if (rc == -ISLE_ENXIO)
		return no_peer(path, flags);
	if (rc < 0)
		return rc;
	rc = take_object(&o, flags, at, &f);
	if (rc < 0) {
		if (o.fd >= 0)
			close(o.fd);
		return rc;
	}
	*ret_file = f;
	*ret_size = o.sx.stx_size;
	return 0;
}

/* What would have to be said when it was opened, or would change it for all that hold it. */
#define NOT_OF_GRANTS (ISLE_O_SYNC | ISLE_O_DSYNC | ISLE_O_TMPFILE | ISLE_O_NOATIME | ISLE_O_DIRECT)

int isled_file_adopt(int fd, uint32_t flags, bool can_read, bool can_write,
		     struct isled_file *ret_file, uint64_t *ret_size)
{
	struct isled_file f = { .fd = -1, .flags = flags, .adopted = true };
	struct statx sx;
	int host, rc;

	rc = isled_flags_open(flags, &host);
	if (rc >= 0 && (flags & NOT_OF_GRANTS))
		rc = -ISLE_ENOTSUP;
	if (rc < 0)
		return rc;
	if (((flags & ISLE_O_RDONLY) && !can_read) || ((flags & ISLE_O_WRONLY) && !can_write))
		return -ISLE_EACCES;
	f.fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (f.fd < 0)
		return isled_error(errno);
	if (statx(f.fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &sx) ||
	    ((flags & ISLE_O_TRUNC) && S_ISREG(sx.stx_mode) && sx.stx_size && ftruncate(f.fd, 0))) {
		rc = isled_error(errno);
		close(f.fd);
		return rc;
	}
	fcntl(f.fd, F_SETFL, fcntl(f.fd, F_GETFL) | O_NONBLOCK);
	f.fs = isled_fs_of(f.fd);
	f.ro = !can_write;
	classify(&f, &sx);
	*ret_file = f;
	*ret_size = flags & ISLE_O_TRUNC ? 0 : sx.stx_size;
	return 0;
}

int isled_file_dup(struct isled_file *file, struct isled_file *ret_file)
{
	struct isled_file f = *file;

	if (file->records)
		return -ISLE_EBADF;
	f.path = NULL;
	if (file->path && !(f.path = strdup(file->path)))
		return -ISLE_ENOMEM;
	if (f.fd >= 0) {
		f.fd = fcntl(file->fd, F_DUPFD_CLOEXEC, 0);
		if (f.fd < 0) {
			free(f.path);
			return isled_error(errno);
		}
	}
	if (isled_lock_share(file) < 0) {
		f.holder = NULL;
		isled_file_close(&f);
		return -ISLE_ENOMEM;
	}
	f.holder = file->holder;
	*ret_file = f;
	return 0;
}

int isled_file_close(struct isled_file *file)
{
	int rc = 0;

	if (file->records)
		file->records->close(file);
	file->records = NULL;
	isled_lock_leave(file);
	if (file->fd >= 0 && close(file->fd) && errno != EINTR)
		rc = isled_error(errno);
	file->fd = -1;
	free(file->path);
	file->path = NULL;
	return rc;
}

void isled_file_close_early(struct isled_file *file)
{
	close(file->fd);
	file->fd = -1;
}

/* ---- data ---- */

static int check_transfer(const struct isled_file *f, uint32_t wanted, const struct iovec *iov,
			  int n, uint64_t offset)
{
	uint64_t left;

	if (!(f->flags & wanted))
		return -ISLE_EBADF;
	if (f->type == ISLE_FILE_TYPE_DIRECTORY)
		return -ISLE_EISDIR;
	if (!(f->traits & ISLE_FILE_IS_SEEKABLE))
		return offset == ISLE_OFFSET_CURRENT ? 0 : -ISLE_ESPIPE;
	if (offset > INT64_MAX)
		return -ISLE_EINVAL;
	left = INT64_MAX - offset;
	for (int i = 0; i < n; i++) {
		if (iov[i].iov_len > left)
			return -ISLE_EINVAL;
		left -= iov[i].iov_len;
	}
	return 0;
}

static int64_t outcome(struct isled_file *f, ssize_t n)
{
	if (n >= 0)
		return n;
	if (errno == EAGAIN && (f->access == ISLED_CLASS_POLL || f->access == ISLED_CLASS_POOL ||
				f->fs == ISLED_FS_PROC))
		return ISLED_WAIT;
	return isled_error(errno);
}

/* A FIFO says end of file also before its first writer came; only poll() knows the difference. */
static int64_t end_of_stream(const struct isled_file *f)
{
	struct pollfd p = { .fd = f->fd, .events = POLLIN };

	if (f->type != ISLE_FILE_TYPE_FIFO || (isled_file_flags(f) & ISLE_O_NONBLOCK))
		return 0;
	return poll(&p, 1, 0) == 0 ? ISLED_WAIT : 0;
}

static size_t total(const struct iovec *iov, int n)
{
	size_t sum = 0;

	for (int i = 0; i < n; i++)
		sum += iov[i].iov_len;
	return sum;
}

int64_t isled_file_read(struct isled_file *f, const struct iovec *iov, int n, uint64_t offset,
			bool may_wait)
{
	bool seekable = f->traits & ISLE_FILE_IS_SEEKABLE;
	ssize_t got;
	int rc;

	rc = check_transfer(f, ISLE_O_RDONLY, iov, n, offset);
	if (rc < 0)
		return rc;
	if (f->records)
		return f->records->read(f, iov[0].iov_base, iov[0].iov_len);
	if (!may_wait && (f->access == ISLED_CLASS_POOL || isled_file_is_direct(f)))
		return ISLED_COLD;
	if (f->access == ISLED_CLASS_DISK && !may_wait) {
		if (f->no_nowait)
			return ISLED_COLD;
		got = preadv2(f->fd, iov, n, (off_t)offset, RWF_NOWAIT);
		if (got < 0 && (errno == EOPNOTSUPP || errno == ENOSYS))
			f->no_nowait = true;
		if (got < 0 && (f->no_nowait || errno == EAGAIN || errno == EINTR))
			return ISLED_COLD;
		return outcome(f, got);
	}
	if (isled_file_is_direct(f))
		return isled__direct_read(f, iov, n, seekable ? (int64_t)offset : -1);
	do
		got = seekable ? preadv(f->fd, iov, n, (off_t)offset) : readv(f->fd, iov, n);
	while (got < 0 && errno == EINTR);
	if (got == 0 && !seekable && total(iov, n))
		return end_of_stream(f);
	return outcome(f, got);
}

static bool write_waits(const struct isled_file *f)
{
	if (f->access == ISLED_CLASS_POOL || f->fs == ISLED_FS_PROC || isled_file_is_direct(f))
		return true;
	return (f->flags & (ISLE_O_SYNC | ISLE_O_DSYNC)) && f->access != ISLED_CLASS_POLL;
}

int64_t isled_file_write(struct isled_file *f, const struct iovec *iov, int n, uint64_t offset,
			 bool append, bool may_wait)
{
	bool seekable = f->traits & ISLE_FILE_IS_SEEKABLE;
	ssize_t put;
	int rc;

	append |= f->adopted && (isled_file_flags(f) & ISLE_O_APPEND); /* else Linux does it */
	if (append && seekable)
		offset = 0;
	rc = check_transfer(f, ISLE_O_WRONLY, iov, n, offset);
	if (rc < 0)
		return rc;
	if (!may_wait && write_waits(f))
		return ISLED_COLD;
	if (isled_file_is_direct(f))
		return isled__direct_write(f, iov, n, seekable ? (int64_t)offset : -1, append);
	do
		put = seekable ? pwritev2(f->fd, iov, n, (off_t)offset, append ? RWF_APPEND : 0)
			       : writev(f->fd, iov, n);
	while (put < 0 && errno == EINTR);
	return outcome(f, put);
}

int isled_file_size(const struct isled_file *f, uint64_t *ret_size, bool *ret_quiet)
{
	struct timespec now;
	struct stat st;

	if (fstat(f->fd, &st))
		return isled_error(errno);
	clock_gettime(CLOCK_REALTIME_COARSE, &now);
	*ret_size = (uint64_t)st.st_size;
	*ret_quiet = now.tv_sec - st.st_mtime > QUIET_S;
	return 0;
}

static bool byte_is_hot(const struct isled_file *f, uint64_t offset)
{
	char byte;
	struct iovec iov = { &byte, 1 };

	return preadv2(f->fd, &iov, 1, (off_t)offset, RWF_NOWAIT) >= 0;
}

/* What follows a part that was hot lies on its last page, or on one that was read ahead with it. */
bool isled_file_is_hot(struct isled_file *f, uint64_t offset, uint32_t bytes)
{
	if (f->access != ISLED_CLASS_DISK)
		return f->access == ISLED_CLASS_INLINE;
	if (f->no_nowait || (offset != f->hot_end && !byte_is_hot(f, offset)) ||
	    !byte_is_hot(f, offset + bytes - 1))
		return false;
	f->hot_end = offset + bytes;
	return true;
}

bool isled_file_can_send(const struct isled_file *f)
{
	return f->type == ISLE_FILE_TYPE_REGULAR && (f->flags & ISLE_O_RDONLY) &&
	       !isled_file_is_direct(f) &&
	       (f->access == ISLED_CLASS_DISK || f->fs == ISLED_FS_MEMORY);
}

int isled_file_sync(struct isled_file *f, bool data_only)
{
	if (f->fd < 0)
		return -ISLE_EROFS;
	return (data_only ? fdatasync(f->fd) : fsync(f->fd)) ? isled_error(errno) : 0;
}
