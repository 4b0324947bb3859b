/* SPDX-License-Identifier: BSD-3-Clause */
/* Names. newlib's own rename() makes a link and removes the old name, its access() looks at the owner's bits:
 * so these take their places. */
#define _DEFAULT_SOURCE
#include <stdio.h>
#include <unistd.h>

#include "port/newlib/system.h"

int _unlink(const char *path)
{
	return isle__newlib_result(isle_file_unlink(isle_newlib.ctx, path));
}

int _link(const char *from, const char *to)
{
	return isle__newlib_result(isle_file_link(isle_newlib.ctx, from, to, 0));
}

int _rename_r(struct _reent *reent, const char *from, const char *to)
{
	(void)reent;
	return isle__newlib_result(isle_file_rename(isle_newlib.ctx, from, to, 0));
}

int _mkdir(const char *path, mode_t mode)
{
	return isle__newlib_result(isle_file_mkdir(isle_newlib.ctx, path, (uint32_t)mode & 07777u));
}

int mkdir(const char *path, mode_t mode)
{
	return _mkdir(path, mode);
}

int rmdir(const char *path)
{
	return isle__newlib_result(isle_file_rmdir(isle_newlib.ctx, path));
}

int symlink(const char *target, const char *path)
{
	return isle__newlib_result(isle_file_symlink(isle_newlib.ctx, target, path));
}

ssize_t readlink(const char *restrict path, char *restrict buf, size_t len)
{
	return isle__newlib_result(isle_file_readlink(isle_newlib.ctx, path, buf, len));
}

/* R_OK, W_OK and X_OK are the bits of the wire. */
int access(const char *path, int mode)
{
	return isle__newlib_result(isle_file_access(isle_newlib.ctx, path, (uint32_t)mode));
}

int chmod(const char *path, mode_t mode)
{
	return isle__newlib_result(isle_file_chmod(isle_newlib.ctx, path, (uint32_t)mode));
}

int truncate(const char *path, off_t size)
{
	return isle__newlib_result(
		size < 0 ? -ISLE_EINVAL
			 : isle_file_truncate(isle_newlib.ctx, path, (uint64_t)size));
}

int chdir(const char *path)
{
	return isle__newlib_result(isle_file_chdir(isle_newlib.ctx, path));
}

char *getcwd(char *buf, size_t len)
{
	int r = isle_file_getcwd(isle_newlib.ctx, buf, buf ? len : 0);

	return isle__newlib_result(r) < 0 ? NULL : buf;
}
