/* SPDX-License-Identifier: BSD-3-Clause */
/* Descriptors. */
#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include "port/newlib/system.h"

struct isle_file *isle__newlib_file(int fd)
{
	unsigned n = (unsigned)fd - ISLE__NEWLIB_FIRST;

	return n < isle_newlib.files_n ? &isle_newlib.files[n] : &isle_newlib.none;
}

int _open(const char *path, int flags, int mode)
{
	struct isle_file *file = isle_newlib.files, *end = file + isle_newlib.files_n;
	int r = -ISLE_EMFILE;

	while (file < end && file->epoch)
		file++;
	if (file < end)
		r = isle_file_open(isle_newlib.ctx, path, isle__newlib_flags(flags), (uint32_t)mode,
				   file);
	return isle__newlib_result(r ? r : (int)(file - isle_newlib.files) + ISLE__NEWLIB_FIRST);
}

int _close(int fd)
{
	return isle__newlib_is_console(fd)
		       ? 0
		       : isle__newlib_result(
				 isle_file_close(isle_newlib.ctx, isle__newlib_file(fd)));
}

int _read(int fd, char *buf, int len)
{
	int r;

	if (!isle__newlib_is_console(fd))
		r = isle_file_read(isle_newlib.ctx, isle__newlib_file(fd), buf, (size_t)len);
	else
		r = (isle_newlib.hear ? isle_newlib.hear : isle__newlib_hear)(buf, len);
	return isle__newlib_result(r);
}

int _write(int fd, const char *data, int len)
{
	return isle__newlib_result(isle__newlib_is_console(fd)
					   ? isle__newlib_say(data, len)
					   : isle_file_write(isle_newlib.ctx, isle__newlib_file(fd),
							     data, (size_t)len));
}

int _lseek(int fd, int offset, int whence)
{
	struct isle_file *file = isle__newlib_file(fd);
	int r = isle__newlib_is_console(fd) ? -ISLE_ESPIPE : -ISLE_EBADF;

	if (file->epoch)
		r = isle_file_seek(isle_newlib.ctx, file, offset, (enum isle_whence)whence);
	if (!r)
		r = file->position > INT_MAX ? -ISLE_EOVERFLOW : (int)file->position;
	return isle__newlib_result(r);
}

int _isatty(int fd)
{
	const struct isle_file *file = isle__newlib_file(fd);

	if (isle__newlib_is_console(fd) || (file->epoch && file->traits & ISLE_FILE_IS_TTY))
		return 1;
	return isle__newlib_result(-ISLE_ENOTTY) + 1;
}

int fsync(int fd)
{
	return isle__newlib_result(isle_file_fsync(isle_newlib.ctx, isle__newlib_file(fd)));
}

int ftruncate(int fd, off_t size)
{
	return isle__newlib_result(size < 0 ? -ISLE_EINVAL
					    : isle_file_ftruncate(isle_newlib.ctx,
								  isle__newlib_file(fd),
								  (uint64_t)size));
}

/* newlib's own says ENOSYS. What is open is closed on exec, and not otherwise to be had. */
int fcntl(int fd, int what, ...)
{
	const struct isle_file *file = isle__newlib_file(fd);
	int r = -ISLE_EINVAL;

	if (!file->epoch && !isle__newlib_is_console(fd))
		r = -ISLE_EBADF;
	else if (what == F_GETFD || what == F_SETFD)
		r = what == F_GETFD;
	else if (what == F_GETFL)
		r = file->epoch ? isle__newlib_flags_back(file->flags) : O_RDWR;
	return isle__newlib_result(r);
}

int _fcntl(int fd, int what, int arg)
{
	return fcntl(fd, what, arg);
}
