/* SPDX-License-Identifier: BSD-3-Clause */
/* Where the bytes of a file lie: its length, its holes, and copying from file to file. */
#include "linux/errors.h"
#include "linux/file.h"
#include "linux/flags.h"

#include <isle/errors.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

int isled_file_truncate(struct isled_file *f, uint64_t size)
{
	int rc;

	if (!(f->flags & ISLE_O_WRONLY))
		return -ISLE_EBADF;
	if (size > INT64_MAX)
		return -ISLE_EINVAL;
	do
		rc = ftruncate(f->fd, (off_t)size);
	while (rc && errno == EINTR);
	return rc ? isled_error(errno) : 0;
}

int isled_file_seek(struct isled_file *f, uint32_t whence, int64_t offset, uint64_t *ret_offset)
{
	int host, rc;
	off_t at;

	rc = isled_flags_whence(whence, &host);
	if (rc < 0)
		return rc;
	if (!(f->traits & ISLE_FILE_IS_SEEKABLE) || f->type == ISLE_FILE_TYPE_DIRECTORY)
		return -ISLE_ESPIPE;
	at = lseek(f->fd, offset, host);
	if (at < 0)
		return isled_error(errno);
	*ret_offset = (uint64_t)at;
	return 0;
}

/* ---- fallocate ---- */

int isled_file_check_allocate(const struct isled_file *f, uint32_t flags, uint64_t offset,
			      uint64_t length)
{
	int host, rc = isled_flags_fallocate(flags, &host);

	if (rc < 0)
		return rc;
	if (!(f->flags & ISLE_O_WRONLY))
		return -ISLE_EBADF;
	if (offset > INT64_MAX || !length || length > INT64_MAX)
		return -ISLE_EINVAL;
	return offset > INT64_MAX - length ? -ISLE_EFBIG : 0;
}

int isled_file_allocate(struct isled_file *f, uint32_t flags, uint64_t offset, uint64_t length)
{
	int host, rc = isled_flags_fallocate(flags, &host);

	if (rc < 0)
		return rc;
	do
		rc = fallocate(f->fd, host, (off_t)offset, (off_t)length);
	while (rc && errno == EINTR);
	return rc ? isled_error(errno) : 0;
}

/* ---- copy ---- */

static bool can_copy(const struct isled_file *f)
{
	return f->type != ISLE_FILE_TYPE_DIRECTORY && (f->traits & ISLE_FILE_IS_SEEKABLE) &&
	       f->access != ISLED_CLASS_POLL;
}

static bool is_same(const struct stat *a, const struct stat *b)
{
	return a->st_ino == b->st_ino && a->st_dev == b->st_dev && S_ISREG(a->st_mode);
}

int isled_file_check_copy(const struct isled_file *from, uint64_t offset,
			  const struct isled_file *to, uint64_t to_offset, uint64_t *count)
{
	const uint64_t far = offset > to_offset ? offset : to_offset;
	struct stat a, b;
	uint64_t left;

	if (!(from->flags & ISLE_O_RDONLY) || !(to->flags & ISLE_O_WRONLY) ||
	    (isled_file_flags(to) & ISLE_O_APPEND))
		return -ISLE_EBADF;
	if (from->type == ISLE_FILE_TYPE_DIRECTORY || to->type == ISLE_FILE_TYPE_DIRECTORY)
		return -ISLE_EISDIR;
	if (!can_copy(from) || !can_copy(to))
		return -ISLE_ESPIPE;
	if (far > INT64_MAX)
		return -ISLE_EINVAL;
	if (*count > INT64_MAX - far)
		*count = INT64_MAX - far;
	if (fstat(from->fd, &a) || fstat(to->fd, &b))
		return isled_error(errno);
	if (!is_same(&a, &b))
		return 0;
	/* Within one file its end would go on before the copy. */
	left = (uint64_t)a.st_size > offset ? (uint64_t)a.st_size - offset : 0;
	if (*count > left)
		*count = left;
	return offset < to_offset + *count && to_offset < offset + *count ? -ISLE_EINVAL : 0;
}

/* Everything that is read must be written, or the rest would be lost. */
static int64_t write_out(struct isled_file *to, const char *data, size_t bytes, uint64_t offset)
{
	size_t done = 0;
	int64_t n;

	while (done < bytes) {
		struct iovec iov = { (char *)data + done, bytes - done };

		n = isled_file_write(to, &iov, 1, offset + done, false, true);
		if (n <= 0 && done)
			break;
		if (n <= 0)
			return n == ISLED_WAIT ? -ISLE_EAGAIN : n ? n : -ISLE_EIO;
		done += (size_t)n;
	}
	return (int64_t)done;
}

static int64_t copy_by_hand(struct isled_file *from, uint64_t offset, struct isled_file *to,
			    uint64_t to_offset, size_t count)
{
	struct iovec iov = { NULL, count < ISLED_COPY_BUFFER ? count : ISLED_COPY_BUFFER };
	int64_t n;

	iov.iov_base = malloc(iov.iov_len);
	if (!iov.iov_base)
		return -ISLE_ENOMEM;
	n = isled_file_read(from, &iov, 1, offset, true);
	if (n > 0)
		n = write_out(to, iov.iov_base, (size_t)n, to_offset);
	else if (n == ISLED_WAIT)
		n = -ISLE_EAGAIN;
	free(iov.iov_base);
	return n;
}

/* Between what kinds Linux does not copy, and says so in several ways. */
static bool is_refusal(int error)
{
	return error == EXDEV || error == EOPNOTSUPP || error == EINVAL || error == ENOSYS;
}

int64_t isled_file_copy(struct isled_file *from, uint64_t offset, struct isled_file *to,
			uint64_t to_offset, size_t count)
{
	off_t in = (off_t)offset, out = (off_t)to_offset;
	ssize_t n = 0;

	/* Made while it is read: Linux would look at its size, which is 0. */
	if (!(from->traits & ISLE_FILE_IS_VIRTUAL) && !from->no_copy) {
		do
			n = copy_file_range(from->fd, &in, to->fd, &out, count, 0);
		while (n < 0 && errno == EINTR);
		if (n > 0)
			return n;
		if (n < 0 && !is_refusal(errno))
			return isled_error(errno);
		from->no_copy = n < 0;
	}
	return copy_by_hand(from, offset, to, to_offset, count);
}
