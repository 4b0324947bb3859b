/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of this folder share, and what newlib calls. */
#ifndef ISLE_PORT_NEWLIB_SYSTEM_H
#define ISLE_PORT_NEWLIB_SYSTEM_H

#include <sys/stat.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/types.h>

#include <isle/newlib.h>

struct _reent;

/* What newlib calls and declares nowhere. */
int _open(const char *path, int flags, int mode);
int _close(int fd);
int _read(int fd, char *buf, int len);
int _write(int fd, const char *data, int len);
int _lseek(int fd, int offset, int whence);
int _fstat(int fd, struct stat *ret_stat);
int _stat(const char *path, struct stat *ret_stat);
int _isatty(int fd);
int _fcntl(int fd, int what, int arg);
int _unlink(const char *path);
int _link(const char *from, const char *to);
int _mkdir(const char *path, mode_t mode);
int _rename_r(struct _reent *reent, const char *from, const char *to);
int _gettimeofday(struct timeval *ret_time, void *zone);
clock_t _times(struct tms *ret_times);
int _kill(int pid, int number);
int _getpid(void);
int lstat(const char *path, struct stat *ret_stat);
void *_sbrk(ptrdiff_t bytes);
void _exit(int status);

/* What a function of POSIX returns for what one of libisle returned; sets errno. */
int isle__newlib_result(int r);

#define ISLE__NEWLIB_FIRST 3 /* descriptor that is not a stream of the console */

static inline bool isle__newlib_is_console(int fd)
{
	return (unsigned)fd < ISLE__NEWLIB_FIRST;
}

/* The file of a descriptor. Of one that is not open: a file whose every call says EBADF. */
struct isle_file *isle__newlib_file(int fd);

/* The streams of the console. */
int isle__newlib_hear(char *buf, int len);
int isle__newlib_say(const char *data, int len);

/* ISLE_O_* for newlib's O_*. Returns them; 0: a bit that has no meaning here. */
uint32_t isle__newlib_flags(int flags);

/* Newlib's O_* for ISLE_O_*. */
int isle__newlib_flags_back(uint32_t flags);

/* Type bits of st_mode, in 4 bits, for a type of the wire. */
static inline unsigned isle__newlib_type(uint32_t type)
{
#define ISLE__NEWLIB_TYPE(isle, mode) ((uint32_t)(mode) >> 12 << 4 * (isle))
	const uint32_t types = ISLE__NEWLIB_TYPE(ISLE_FILE_TYPE_REGULAR, S_IFREG) |
			       ISLE__NEWLIB_TYPE(ISLE_FILE_TYPE_DIRECTORY, S_IFDIR) |
			       ISLE__NEWLIB_TYPE(ISLE_FILE_TYPE_SYMLINK, S_IFLNK) |
			       ISLE__NEWLIB_TYPE(ISLE_FILE_TYPE_CHAR, S_IFCHR) |
			       ISLE__NEWLIB_TYPE(ISLE_FILE_TYPE_BLOCK, S_IFBLK) |
			       ISLE__NEWLIB_TYPE(ISLE_FILE_TYPE_FIFO, S_IFIFO) |
			       ISLE__NEWLIB_TYPE(ISLE_FILE_TYPE_SOCKET, S_IFSOCK);

	return types >> 4 * (type & 7u) & 15u;
}

#endif
