/* SPDX-License-Identifier: BSD-3-Clause */
/* Names: everything here acts on a folder's descriptor and one name in it. */
#include "linux/errors.h"
#include "linux/file.h"
#include "linux/flags.h"

#include <isle/errors.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#ifndef RENAME_NOREPLACE
#define RENAME_NOREPLACE 1
#endif

/* What a path answers that ends in no name of its own: as a mount point would. */
struct answers {
	int dot, dotdot, root;
};

/*
 * Find the place for a change there.
 * Returns: 0 and a place of kind NAME, not read-only; else nothing has to be closed.
 */
static int find(const struct isled_path *path, bool follow, const struct answers *answers,
		struct isled_place *p)
{
	int rc = isled_place_find(path, follow, p);

	if (rc < 0)
		return rc;
	switch (p->kind) {
	case ISLED_PLACE_NAME:
		break;
	case ISLED_PLACE_DOT:
		return answers->dot;
	case ISLED_PLACE_DOTDOT:
		return answers->dotdot;
	case ISLED_PLACE_ROOT:
		return answers->root;
	}
	if (!p->ro)
		return 0;
	isled_place_close(p);
	return -ISLE_EROFS;
}

/* A read-only file system says first what is wrong with the name. */
static int find_new(const struct isled_path *path, struct isled_place *p)
{
	static const struct answers exists = { -ISLE_EEXIST, -ISLE_EEXIST, -ISLE_EEXIST };

	return find(path, false, &exists, p);
}

static int done(struct isled_place *p, int result)
{
	int rc = result ? isled_error(errno) : 0;

	isled_place_close(p);
	return rc;
}

int isled_path_mkdir(const struct isled_path *path, uint32_t mode)
{
	struct isled_place p;
	mode_t host;
	int rc = isled_flags_mode(mode, &host);

	if (rc >= 0)
		rc = find_new(path, &p);
	return rc < 0 ? rc : done(&p, mkdirat(p.dir, p.name, host));
}

/* Returns: 0, or why this export has no such nodes made. */
static int may_make(const struct isled_export *export, mode_t format)
{
	const bool device = format == S_IFCHR || format == S_IFBLK;

	if (export->flags & ISLED_EXPORT_NO_NODES)
		return -ISLE_EPERM;
	return device && !(export->flags & ISLED_EXPORT_DEVICES) ? -ISLE_EPERM : 0;
}

/* Returns: 0 and the number; -ISLE_EINVAL: it is none, or of what is no device. */
static int take_rdev(uint64_t rdev, mode_t format, dev_t *ret_host)
{
	const uint32_t major = (uint32_t)(rdev >> 32), minor = (uint32_t)rdev;

	if (rdev && format != S_IFCHR && format != S_IFBLK)
		return -ISLE_EINVAL;
	if (major > 0xfff || minor > 0xfffff)
		return -ISLE_EINVAL;
	*ret_host = makedev(major, minor);
	return 0;
}

int isled_path_mknod(const struct isled_path *path, uint32_t type, uint32_t mode, uint64_t rdev)
{
	struct isled_place p;
	mode_t format, host;
	dev_t dev;
	int rc;

	rc = isled_flags_node(type, &format);
	if (rc >= 0)
		rc = isled_flags_mode(mode, &host);
	if (rc >= 0)
		rc = take_rdev(rdev, format, &dev);
	if (rc >= 0)
		rc = find_new(path, &p);
	if (rc < 0)
		return rc;
	rc = may_make(p.export, format);
	if (rc < 0) {
		isled_place_close(&p);
		return rc;
	}
	return done(&p, mknodat(p.dir, p.name, format | host, dev));
}

int isled_path_rmdir(const struct isled_path *path)
{
	static const struct answers answers = { -ISLE_EINVAL, -ISLE_ENOTEMPTY, -ISLE_EBUSY };
	struct isled_place p;
	int rc = find(path, false, &answers, &p);

	return rc < 0 ? rc : done(&p, unlinkat(p.dir, p.name, AT_REMOVEDIR));
}

int isled_path_unlink(const struct isled_path *path)
{
	static const struct answers answers = { -ISLE_EISDIR, -ISLE_EISDIR, -ISLE_EISDIR };
	struct isled_place p;
	int rc = find(path, false, &answers, &p);

	return rc < 0 ? rc : done(&p, unlinkat(p.dir, p.name, 0));
}

static int rename_host(const struct isled_place *from, const struct isled_place *to, bool noreplace)
{
	if (!noreplace)
		return renameat(from->dir, from->name, to->dir, to->name);
	if (!syscall(SYS_renameat2, from->dir, from->name, to->dir, to->name, RENAME_NOREPLACE))
		return 0;
	if (errno == ENOSYS)
		errno = EOPNOTSUPP;
	return -1;
}

int isled_path_rename(const struct isled_path *from, const struct isled_path *to,
		      uint32_t rename_flags)
{
	static const struct answers busy = { -ISLE_EBUSY, -ISLE_EBUSY, -ISLE_EBUSY };
	struct isled_place a, b;
	int rc;

	if (rename_flags & ~(uint32_t)ISLE_RENAME_NOREPLACE)
		return -ISLE_EINVAL;
	rc = find(from, false, &busy, &a);
	if (rc < 0)
		return rc;
	rc = find(to, false, &busy, &b);
	if (rc < 0) {
		isled_place_close(&a);
		return rc;
	}
	if (a.fixed || b.fixed)
		rc = -ISLE_EBUSY;
	else if (rename_host(&a, &b, rename_flags & ISLE_RENAME_NOREPLACE))
		rc = isled_error(errno);
	isled_place_close(&a);
	isled_place_close(&b);
	return rc;
}

/* Did the new name turn out to be an object that a rule protects under its other name? */
static bool is_protected(const struct isled_place *from, const struct isled_place *to)
{
	struct stat st;

	if (!from->export->rules_n || fstatat(to->dir, to->name, &st, AT_SYMLINK_NOFOLLOW))
		return false;
	return isled_export_rules_for_id(from->export, st.st_dev, st.st_ino) != 0;
}

static int link_places(const struct isled_place *from, const struct isled_place *to)
{
	if (from->kind != ISLED_PLACE_NAME)
		return -ISLE_EPERM;
	if (from->ro)
		return -ISLE_EXDEV;
	if (linkat(from->dir, from->name, to->dir, to->name, 0))
		return isled_error(errno);
	if (!is_protected(from, to))
		return 0;
	unlinkat(to->dir, to->name, 0);
	return -ISLE_EXDEV;
}

int isled_path_link(const struct isled_path *from, const struct isled_path *to, uint32_t at_flags)
{
	struct isled_place a, b;
	int rc;

	if (at_flags & ~(uint32_t)ISLE_AT_FOLLOW)
		return -ISLE_EINVAL;
	rc = isled_place_find(from, at_flags & ISLE_AT_FOLLOW, &a);
	if (rc < 0)
		return rc;
	rc = find_new(to, &b);
	if (rc >= 0) {
		rc = link_places(&a, &b);
		isled_place_close(&b);
	}
	isled_place_close(&a);
	return rc;
}

int isled_path_symlink(const void *target, size_t target_len, const struct isled_path *path)
{
	char text[ISLE_PATH_BYTES_MAX + 1];
	struct isled_place p;
	int rc;

	if (!target_len)
		return -ISLE_ENOENT;
	if (target_len > ISLE_PATH_BYTES_MAX)
		return -ISLE_ENAMETOOLONG;
	if (memchr(target, 0, target_len))
		return -ISLE_EINVAL;
	memcpy(text, target, target_len);
	text[target_len] = 0;
	rc = find_new(path, &p);
	return rc < 0 ? rc : done(&p, symlinkat(text, p.dir, p.name));
}
