/* SPDX-License-Identifier: BSD-3-Clause */
/* Paths to open objects. */
#include "linux/beneath.h"
#include "linux/errors.h"
#include "linux/walk.h"

#include <isle/errors.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define STATX_WANTED (STATX_BASIC_STATS | STATX_BTIME | STATX_MNT_ID)

static bool is_write(int flags)
{
	return (flags & O_ACCMODE) != O_RDONLY || (flags & (O_TRUNC | O_CREAT));
}

static int look(int fd, struct statx *ret_sx)
{
	return statx(fd, "", AT_EMPTY_PATH, STATX_WANTED, ret_sx) ? isled_error(errno) : 0;
}

/* Returns: 0, ISLED_TRY_WALK, or an error. */
static int open_plain(const struct isled_path *path, int flags, mode_t mode,
		      struct isled_object *ret_object)
{
	char text[2 * ISLE_PATH_BYTES_MAX + 2];
	struct isled_object o = { .fd = -1 };
	const char *below;
	int rc;

	o.export = isled__plain_export(path, text, &below);
	if (!o.export || ((o.export->flags & ISLED_EXPORT_RO) && is_write(flags)))
		return ISLED_TRY_WALK;
	rc = isled__open_beneath(o.export, *below ? below : ".", flags, mode, &o.fd);
	if (rc)
		return rc;
	rc = look(o.fd, &o.sx);
	if (rc >= 0) {
		o.fs = isled_export_fs(o.export, o.fd, &o.sx);
		rc = o.fs == ISLED_FS_PROC ? ISLED_TRY_WALK : 0; /* a procfs mounted below */
	}
	if (rc) {
		close(o.fd);
		return rc;
	}
	o.ro = o.export->flags & ISLED_EXPORT_RO;
	*ret_object = o;
	return 0;
}

/* The walk ended in a folder without a name: "/", ".", the root of an export. */
static int open_folder(struct isled_walk *w, int flags, struct isled_object *o)
{
	if ((flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL))
		return -ISLE_EEXIST;
	if (!(flags & O_PATH) && is_write(flags))
		return -ISLE_EISDIR;
	o->export = w->export;
	o->fd = -1;
	if (!w->export) {
		memset(&o->sx, 0, sizeof(o->sx));
		o->ro = true;
		o->fs = ISLED_FS_MEMORY;
		return 0;
	}
	o->ro = isled_walk_level(w)->ro;
	o->fd = openat(isled_walk_level(w)->fd, ".", flags | O_CLOEXEC);
	return o->fd < 0 ? isled_error(errno) : look(o->fd, &o->sx);
}

/*
 * What a read-only file system answers to open for writing, without opening for writing.
 * Returns: 0 (it exists, and the rest of flags only reads), or the error.
 */
static int open_read_only(int dir, const char *name, int flags)
{
	struct stat st;
	int rc;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW))
		return errno == ENOENT && (flags & O_CREAT) ? -ISLE_EROFS : isled_error(errno);
	if ((flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL))
		return -ISLE_EEXIST;
	if (S_ISLNK(st.st_mode))
		return 0;
	rc = is_write(flags & ~O_CREAT) ? -ISLE_EROFS : 0;
	return rc && S_ISDIR(st.st_mode) ? -ISLE_EISDIR : rc;
}

/*
 * Why something does not open is told of what is there for the client. Returns: error, or -ISLE_ENOENT
 * when a rule hides it under its other name.
 */
static int told(struct isled_walk *w, int error)
{
	const struct isled_export *export;
	struct statx sx;
	bool ro = false;
	int fd, rc = error;

	if (error == -ISLE_ENOENT || !w->export->rules_n)
		return error;
	fd = openat(isled_walk_level(w)->fd, w->name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return error;
	if (look(fd, &sx) >= 0 && isled_walk_check_object(w, &sx, &ro, &export) < 0)
		rc = -ISLE_ENOENT;
	close(fd);
	return rc;
}

/* Opens the walk's last name itself. Returns: 0; ISLED_TRY_WALK: it is a link; or the error. */
static int open_name(struct isled_walk *w, int flags, mode_t mode, struct isled_object *o)
{
	int dir = isled_walk_level(w)->fd, rc;
	char probe;

	rc = isled_walk_check_name(w, &o->ro);
	if (rc >= 0 && o->ro && is_write(flags) && !(flags & O_PATH)) {
		rc = open_read_only(dir, w->name, flags);
		flags &= ~(O_CREAT | O_EXCL | O_TRUNC | O_ACCMODE);
	}
	if (rc < 0)
		return told(w, rc);
	/* A rule may refuse it only once it is open: nothing must have been cut by then. */
	o->fd = openat(dir, w->name, (flags & ~O_TRUNC) | O_NOFOLLOW | O_CLOEXEC, mode);
	if (o->fd >= 0) {
		rc = look(o->fd, &o->sx);
		return rc < 0 || !S_ISLNK(o->sx.stx_mode) ? rc : ISLED_TRY_WALK;
	}
	rc = isled_error(errno);
	if ((errno == ELOOP || errno == ENOTDIR) && readlinkat(dir, w->name, &probe, 1) >= 0)
		return ISLED_TRY_WALK;
	return told(w, rc);
}

/* The rules by object, and what had to wait for them. */
static int admit(struct isled_walk *w, int flags, struct isled_object *o)
{
	int rc = isled_walk_check_object(w, &o->sx, &o->ro, &o->export);

	if (rc < 0)
		return rc;
	o->fs = isled_export_fs(o->export, o->fd, &o->sx);
	if (flags & O_PATH)
		return 0;
	if (o->ro && is_write(flags & ~O_CREAT))
		return -ISLE_EROFS;
	if ((flags & O_TRUNC) && S_ISREG(o->sx.stx_mode) && o->sx.stx_size) {
		if (ftruncate(o->fd, 0))
			return isled_error(errno);
		return look(o->fd, &o->sx);
	}
	return 0;
}

static int open_at(struct isled_walk *w, int flags, mode_t mode, struct isled_object *o)
{
	bool follow = !(flags & O_NOFOLLOW) && (flags & (O_CREAT | O_EXCL)) != (O_CREAT | O_EXCL);
	int rc;

	for (;;) {
		rc = isled_walk_on(w);
		if (rc < 0)
			return rc;
		if (!w->name_len)
			return open_folder(w, flags, o);
		if (w->slash && (flags & O_CREAT))
			return -ISLE_EISDIR;
		if (w->slash)
			flags |= O_DIRECTORY;
		rc = open_name(w, flags, mode, o);
		if (rc != ISLED_TRY_WALK)
			return rc < 0 ? rc : admit(w, flags, o);
		if (!follow && !w->slash) {
			if (flags & O_EXCL)
				return -ISLE_EEXIST;
			if (flags & O_DIRECTORY)
				return -ISLE_ENOTDIR;
			return flags & O_PATH ? admit(w, flags, o) : -ISLE_ELOOP;
		}
		if (o->fd >= 0)
			close(o->fd);
		o->fd = -1;
		rc = isled_walk_follow(w);
		if (rc < 0)
			return rc;
	}
}

/* path_wanted: 0 never, 1 where rules may depend on it, 2 always. */
static int open_by_walk(const struct isled_path *path, int flags, mode_t mode,
			struct isled_object *ret_object, char *ret_path, int path_wanted)
{
	struct isled_object o = { .fd = -1 };
	struct isled_walk w;
	size_t len;
	int rc;

	rc = isled_walk_start(&w, path->exports, path->cwd, path->text, path->len);
	if (rc >= 0)
		rc = open_at(&w, flags, mode, &o);
	if (rc >= 0 && o.export)
		o.fs = isled_export_fs(o.export, o.fd, &o.sx);
	if (rc >= 0 && (path_wanted == 2 || (path_wanted && (!o.export || o.export->walk))))
		rc = isled_walk_path(&w, ret_path, &len);
	isled_walk_end(&w);
	if (rc < 0 && o.fd >= 0)
		close(o.fd);
	if (rc >= 0)
		*ret_object = o;
	return rc;
}

/*
 * A file without a name: the folder is found first, and refused where nothing may be made, then the
 * file is made in that very folder. The rules are about the folder; nothing else knows the file.
 */
static int open_nameless(const struct isled_path *path, int flags, mode_t mode,
			 struct isled_object *ret_object)
{
	struct isled_object o;
	int folder, rc;

	rc = isled_resolve_open(path, O_PATH | O_DIRECTORY | (flags & O_NOFOLLOW), 0, &o, NULL);
	if (rc < 0)
		return rc;
	if (o.fd < 0 || o.ro) {
		if (o.fd >= 0)
			close(o.fd);
		return -ISLE_EROFS;
	}
	folder = o.fd;
	o.fd = openat(folder, ".", flags | O_CLOEXEC, mode);
	rc = o.fd < 0 ? isled_error(errno) : look(o.fd, &o.sx);
	close(folder);
	if (rc < 0 && o.fd >= 0)
		close(o.fd);
	if (rc >= 0)
		*ret_object = o;
	return rc;
}

int isled_resolve_open(const struct isled_path *path, int flags, mode_t mode,
		       struct isled_object *ret_object, char *ret_path)
{
	int rc = isled__check_path(path);

	if (ret_path)
		ret_path[0] = 0;
	if (rc >= 0 && (flags & O_TMPFILE) == O_TMPFILE)
		return open_nameless(path, flags, mode, ret_object);
	if (rc >= 0)
		rc = open_plain(path, flags, mode, ret_object);
	return rc == ISLED_TRY_WALK
		       ? open_by_walk(path, flags, mode, ret_object, ret_path, ret_path != NULL)
		       : rc;
}

int isled_resolve_real(const struct isled_path *path, char ret_path[ISLE_PATH_BYTES_MAX + 1])
{
	struct isled_object o;
	int rc = isled__check_path(path);

	if (rc >= 0)
		rc = open_by_walk(path, O_PATH, 0, &o, ret_path, 2);
	if (rc < 0)
		return rc;
	if (o.fd >= 0)
		close(o.fd);
	if (!ret_path[0])
		strcpy(ret_path, "/");
	return (int)strlen(ret_path);
}
