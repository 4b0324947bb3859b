/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Extended attributes. The object is opened as every other, beneath its export; the calls that take
 * no O_PATH descriptor reach it through /proc/self/fd.
 */
#include "linux/errors.h"
#include "linux/file.h"
#include "linux/flags.h"

#include <isle/errors.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

/* As Linux has them. */
enum { NAME_MAX_BYTES = 255, LIST_MAX_BYTES = 65536 };

static const char prefix[] = "user.";
#define PREFIX_BYTES (sizeof(prefix) - 1)

/* An open object, and its name for calls that want one. */
struct target {
	struct isled_object object;
	char path[32];
};

static int open_target(const struct isled_path *path, uint32_t at_flags, bool change,
		       struct target *t)
{
	int rc;

	if (at_flags & ~(uint32_t)ISLE_AT_NOFOLLOW)
		return -ISLE_EINVAL;
	rc = isled_resolve_open(path, O_PATH | (at_flags & ISLE_AT_NOFOLLOW ? O_NOFOLLOW : 0), 0,
				&t->object, NULL);
	if (rc < 0)
		return rc;
	if (change && t->object.ro)
		rc = -ISLE_EROFS;
	else if (t->object.fd < 0)
		rc = -ISLE_ENOTSUP;
	if (rc < 0 && t->object.fd >= 0)
		close(t->object.fd);
	snprintf(t->path, sizeof(t->path), "/proc/self/fd/%d", t->object.fd);
	return rc;
}

static int done(struct target *t, ssize_t result)
{
	int rc = result < 0 ? isled_error(errno) : (int)result;

	close(t->object.fd);
	return rc;
}

static int take_name(const struct isled_xattr *x, char ret_name[NAME_MAX_BYTES + 1])
{
	if (x->name_len > NAME_MAX_BYTES)
		return -ISLE_ERANGE;
	if (!x->name_len || memchr(x->name, 0, x->name_len))
		return -ISLE_EINVAL;
	if (x->name_len < PREFIX_BYTES || memcmp(x->name, prefix, PREFIX_BYTES))
		return -ISLE_EPERM;
	if (x->name_len == PREFIX_BYTES)
		return -ISLE_EINVAL;
	memcpy(ret_name, x->name, x->name_len);
	ret_name[x->name_len] = 0;
	return 0;
}

int isled_path_get_xattr(const struct isled_path *path, uint32_t at_flags,
			 const struct isled_xattr *xattr, void *ret_value, size_t bytes)
{
	char name[NAME_MAX_BYTES + 1];
	struct target t;
	int rc = take_name(xattr, name);

	if (rc >= 0)
		rc = open_target(path, at_flags, false, &t);
	return rc < 0 ? rc : done(&t, getxattr(t.path, name, ret_value, bytes));
}

int isled_path_set_xattr(const struct isled_path *path, uint32_t at_flags, uint32_t how,
			 const struct isled_xattr *xattr, const void *value, size_t bytes)
{
	char name[NAME_MAX_BYTES + 1];
	struct target t;
	int host, rc = isled_flags_xattr(how, &host);

	if (rc >= 0)
		rc = take_name(xattr, name);
	if (rc >= 0)
		rc = open_target(path, at_flags, true, &t);
	return rc < 0 ? rc : done(&t, setxattr(t.path, name, value, bytes, host));
}

int isled_path_remove_xattr(const struct isled_path *path, uint32_t at_flags,
			    const struct isled_xattr *xattr)
{
	char name[NAME_MAX_BYTES + 1];
	struct target t;
	int rc = take_name(xattr, name);

	if (rc >= 0)
		rc = open_target(path, at_flags, true, &t);
	return rc < 0 ? rc : done(&t, removexattr(t.path, name));
}

/* Names of other kinds tell of the host. Returns: bytes of those that stay. */
static size_t keep_ours(char *names, size_t bytes)
{
	size_t kept = 0, n;

	for (size_t at = 0; at < bytes; at += n) {
		n = strnlen(names + at, bytes - at - 1) + 1;
		if (n <= PREFIX_BYTES || memcmp(names + at, prefix, PREFIX_BYTES))
			continue;
		memmove(names + kept, names + at, n);
		kept += n;
	}
	return kept;
}

int isled_path_list_xattr(const struct isled_path *path, uint32_t at_flags, char **ret_names)
{
	struct target t;
	char *names;
	int rc = open_target(path, at_flags, false, &t);

	if (rc < 0)
		return rc;
	names = malloc(LIST_MAX_BYTES);
	errno = ENOMEM;
	rc = done(&t, names ? listxattr(t.path, names, LIST_MAX_BYTES) : -1);
	if (rc < 0) {
		free(names);
		return rc;
	}
	*ret_names = names;
	return (int)keep_ours(names, (size_t)rc);
}
