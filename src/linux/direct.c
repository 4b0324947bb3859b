/* SPDX-License-Identifier: BSD-3-Clause */
#include "linux/direct.h"

#include "linux/errors.h"

#include <isle/errors.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#ifndef RWF_APPEND
#define RWF_APPEND 0x10
#endif

/* What any block device is content with. */
enum { ALIGN = 4096 };

static size_t total(const struct iovec *iov, int n)
{
	size_t sum = 0;

	for (int i = 0; i < n; i++)
		sum += iov[i].iov_len;
	return sum;
}

/* No bytes: no memory is needed, but something to free. */
static void *aligned(size_t bytes)
{
	return aligned_alloc(ALIGN, (bytes + ALIGN) & ~(size_t)(ALIGN - 1));
}

static void scatter(const struct iovec *iov, int n, const char *from, size_t bytes)
{
	for (int i = 0; i < n && bytes; i++) {
		size_t part = iov[i].iov_len < bytes ? iov[i].iov_len : bytes;

		memcpy(iov[i].iov_base, from, part);
		from += part;
		bytes -= part;
	}
}

static void gather(const struct iovec *iov, int n, char *to)
{
	for (int i = 0; i < n; i++) {
		if (iov[i].iov_len)
			memcpy(to, iov[i].iov_base, iov[i].iov_len);
		to += iov[i].iov_len;
	}
}

int64_t isled__direct_read(struct isled_file *f, const struct iovec *iov, int n, int64_t offset)
{
	size_t bytes = total(iov, n);
	char *memory = aligned(bytes);
	ssize_t got;

	if (!memory)
		return -ISLE_ENOMEM;
	do
		got = offset < 0 ? read(f->fd, memory, bytes)
				 : pread(f->fd, memory, bytes, (off_t)offset);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		got = isled_error(errno);
	else
		scatter(iov, n, memory, (size_t)got);
	free(memory);
	return got;
}

int64_t isled__direct_write(struct isled_file *f, const struct iovec *iov, int n, int64_t offset,
			    bool append)
{
	struct iovec all = { .iov_len = total(iov, n) };
	ssize_t put;

	all.iov_base = aligned(all.iov_len);
	if (!all.iov_base)
		return -ISLE_ENOMEM;
	gather(iov, n, all.iov_base);
	do
		put = offset < 0 ? write(f->fd, all.iov_base, all.iov_len)
				 : pwritev2(f->fd, &all, 1, (off_t)offset, append ? RWF_APPEND : 0);
	while (put < 0 && errno == EINTR);
	if (put < 0)
		put = isled_error(errno);
	free(all.iov_base);
	return put;
}
