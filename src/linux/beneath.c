/* SPDX-License-Identifier: BSD-3-Clause */
#include "linux/beneath.h"

#include "linux/errors.h"

#include <isle/errors.h>

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { OPENAT2_TRIES = 3 };

/* ---- openat2 ---- */

static int openat2_raw(int dir, const char *name, uint64_t flags, mode_t mode, uint64_t resolve)
{
	struct open_how how = { .flags = flags, .mode = mode, .resolve = resolve };

#ifdef SYS_openat2
	return (int)syscall(SYS_openat2, dir, name, &how, sizeof(how));
#else
	(void)dir, (void)name, (void)how;
	errno = ENOSYS;
	return -1;
#endif
}

/* Asked once: an old kernel, an emulator and a system call filter all say no. */
bool isled_resolve_has_openat2(const struct isled_exports *exports)
{
	static _Atomic int known; /* 1 yes, 2 no */
	int fd;

	if (exports->force_walk)
		return false;
	if (!atomic_load_explicit(&known, memory_order_relaxed)) {
		fd = openat2_raw(AT_FDCWD, ".", O_PATH | O_CLOEXEC, 0, RESOLVE_BENEATH);
		atomic_store_explicit(&known, fd < 0 ? 2 : 1, memory_order_relaxed);
		if (fd >= 0)
			close(fd);
	}
	return atomic_load_explicit(&known, memory_order_relaxed) == 1;
}

int isled__open_beneath(const struct isled_export *e, const char *name, int flags, mode_t mode,
			int *ret_fd)
{
	uint64_t resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
	int fd = -1;

	if (e->flags & ISLED_EXPORT_NO_XDEV)
		resolve |= RESOLVE_NO_XDEV;
	for (int i = 0; fd < 0 && i < OPENAT2_TRIES; i++) {
		fd = openat2_raw(e->root, name, (uint64_t)(flags | O_CLOEXEC),
				 flags & O_CREAT ? mode : 0, resolve);
		if (fd < 0 && errno != EAGAIN && errno != EINTR)
			break;
	}
	if (fd >= 0) {
		*ret_fd = fd;
		return 0;
	}
	if (errno == EXDEV || errno == EAGAIN || (errno == ELOOP && !(flags & O_NOFOLLOW)))
		return ISLED_TRY_WALK;
	return isled_error(errno);
}

/* ---- which way ---- */

int isled__check_path(const struct isled_path *path)
{
	if (!path->len)
		return -ISLE_ENOENT;
	if (path->len > ISLE_PATH_BYTES_MAX)
		return -ISLE_ENAMETOOLONG;
	return memchr(path->text, 0, path->len) ? -ISLE_EINVAL : 0;
}

/* The path as absolute text, terminated; it may be longer than a path. Returns: its length. */
static size_t absolute(const struct isled_path *path, char ret_text[2 * ISLE_PATH_BYTES_MAX + 2])
{
	size_t at = 0;

	if (*(const char *)path->text != '/') {
		at = strlen(path->cwd);
		memcpy(ret_text, path->cwd, at);
		ret_text[at++] = '/';
	}
	memcpy(ret_text + at, path->text, path->len);
	ret_text[at + path->len] = 0;
	return at + path->len;
}

const struct isled_export *isled__plain_export(const struct isled_path *path, char *text,
					       const char **ret_below)
{
	const struct isled_export *e;
	size_t len;

	if (!isled_resolve_has_openat2(path->exports))
		return NULL;
	len = absolute(path, text);
	e = isled_exports_of(path->exports, text, len);
	if (!e || e->walk || len > ISLE_PATH_BYTES_MAX)
		return NULL;
	*ret_below = text + e->path_len;
	while (**ret_below == '/')
		++*ret_below;
	return e;
}

bool isled_resolve_single(const struct isled_path *path, const struct isled_export **ret_export,
			  char ret_name[ISLE_FILE_NAME_BYTES_MAX + 1])
{
	char text[2 * ISLE_PATH_BYTES_MAX + 2];
	const struct isled_export *e;
	const char *below;
	size_t n;

	if (isled__check_path(path) < 0)
		return false;
	e = isled__plain_export(path, text, &below);
	if (!e || (e->flags & ISLED_EXPORT_NO_XDEV))
		return false;
	n = strlen(below);
	if (!n || n > ISLE_FILE_NAME_BYTES_MAX || strchr(below, '/') || !strcmp(below, ".") ||
	    !strcmp(below, ".."))
		return false;
	memcpy(ret_name, below, n + 1);
	*ret_export = e;
	return true;
}
