/* SPDX-License-Identifier: BSD-3-Clause */
#include "linux/resolve.h"

#include "linux/errors.h"
#include "linux/walk.h"

#include <isle/errors.h>

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define STATX_WANTED (STATX_BASIC_STATS | STATX_BTIME | STATX_MNT_ID)
#define TRY_WALK     1 /* the walk has to decide */

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

/* Returns: 0, TRY_WALK, or an error. */
static int open_beneath(const struct isled_export *e, const char *name, int flags, mode_t mode,
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
		return TRY_WALK;
	return isled_error(errno);
}

/* ---- which way ---- */

static int check_text(const struct isled_path *path)
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

/*
 * An export that openat2 alone can serve, and the rest of the path beneath it. Text that is not
 * canonical up to the export's root matches none, or an outer export, which has walk set.
 */
static const struct isled_export *plain_export(const struct isled_path *path, char *text,
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

	if (check_text(path) < 0)
		return false;
	e = plain_export(path, text, &below);
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

/* ---- objects ---- */

static bool is_write(int flags)
{
	return (flags & O_ACCMODE) != O_RDONLY || (flags & (O_TRUNC | O_CREAT));
}

static int look(int fd, struct statx *ret_sx)
{
	return statx(fd, "", AT_EMPTY_PATH, STATX_WANTED, ret_sx) ? isled_error(errno) : 0;
}

/* Returns: 0, TRY_WALK, or an error. */
static int open_plain(const struct isled_path *path, int flags, mode_t mode,
		      struct isled_object *ret_object)
{
	char text[2 * ISLE_PATH_BYTES_MAX + 2];
	struct isled_object o = { .fd = -1 };
	const char *below;
	int rc;

	o.export = plain_export(path, text, &below);
	if (!o.export || ((o.export->flags & ISLED_EXPORT_RO) && is_write(flags)))
		return TRY_WALK;
	rc = open_beneath(o.export, *below ? below : ".", flags, mode, &o.fd);
	if (rc)
		return rc;
	rc = look(o.fd, &o.sx);
	if (rc >= 0) {
		o.fs = isled_export_fs(o.export, o.fd, &o.sx);
		rc = o.fs == ISLED_FS_PROC ? TRY_WALK : 0; /* a procfs mounted below */
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

/* Opens the walk's last name itself. Returns: 0; TRY_WALK: it is a link; or the error. */
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
		return rc;
	/* A rule may refuse it only once it is open: nothing must have been cut by then. */
	o->fd = openat(dir, w->name, (flags & ~O_TRUNC) | O_NOFOLLOW | O_CLOEXEC, mode);
	if (o->fd >= 0) {
		rc = look(o->fd, &o->sx);
		return rc < 0 || !S_ISLNK(o->sx.stx_mode) ? rc : TRY_WALK;
	}
	rc = isled_error(errno);
	if ((errno == ELOOP || errno == ENOTDIR) && readlinkat(dir, w->name, &probe, 1) >= 0)
		return TRY_WALK;
	return rc;
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
		if (rc != TRY_WALK)
			return rc < 0 ? rc : admit(w, flags, o);
		if (!follow && !w->slash) {
			if (flags & O_PATH)
				return admit(w, flags, o);
			return flags & O_EXCL        ? -ISLE_EEXIST
			       : flags & O_DIRECTORY ? -ISLE_ENOTDIR
						     : -ISLE_ELOOP;
		}
		if (o->fd >= 0)
			close(o->fd);
		o->fd = -1;
		rc = isled_walk_follow(w);
		if (rc < 0)
			return rc;
	}
}

static int open_by_walk(const struct isled_path *path, int flags, mode_t mode,
			struct isled_object *ret_object, char *ret_path)
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
	if (rc >= 0 && ret_path && (!o.export || o.export->walk))
		rc = isled_walk_path(&w, ret_path, &len);
	isled_walk_end(&w);
	if (rc < 0 && o.fd >= 0)
		close(o.fd);
	if (rc >= 0)
		*ret_object = o;
	return rc;
}

int isled_resolve_open(const struct isled_path *path, int flags, mode_t mode,
		       struct isled_object *ret_object, char *ret_path)
{
	int rc = check_text(path);

	if (ret_path)
		ret_path[0] = 0;
	if (rc >= 0)
		rc = open_plain(path, flags, mode, ret_object);
	return rc == TRY_WALK ? open_by_walk(path, flags, mode, ret_object, ret_path) : rc;
}

/* ---- places ---- */

static bool is_dots(const char *name)
{
	return name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2]));
}

/* Returns: 0, TRY_WALK, or an error. */
static int place_plain(const struct isled_path *path, bool follow, struct isled_place *p)
{
	char text[2 * ISLE_PATH_BYTES_MAX + 2], probe;
	const char *below, *name;
	size_t n;
	char *cut;
	int rc;

	p->export = plain_export(path, text, &below);
	if (!p->export || (p->export->flags & ISLED_EXPORT_NO_XDEV))
		return TRY_WALK;
	n = strlen(below);
	while (n && below[n - 1] == '/')
		p->slash = true, n--;
	text[below - text + (ptrdiff_t)n] = 0;
	cut = strrchr(below, '/');
	name = cut ? cut + 1 : below;
	n = strlen(name);
	if (!n || is_dots(name) || (follow && p->slash))
		return TRY_WALK;
	if (n > ISLE_FILE_NAME_BYTES_MAX)
		return -ISLE_ENAMETOOLONG;
	memcpy(p->name, name, n + 1);
	p->dir = p->export->root;
	if (cut) {
		*cut = 0;
		rc = open_beneath(p->export, below, O_PATH | O_DIRECTORY, 0, &p->dir);
		if (rc)
			return rc;
		p->own_dir = true;
	}
	p->ro = p->export->flags & ISLED_EXPORT_RO;
	if (!follow || readlinkat(p->dir, p->name, &probe, 1) < 0)
		return 0;
	isled_place_close(p);
	return TRY_WALK;
}

static int place_at(struct isled_walk *w, bool follow, struct isled_place *p)
{
	char path[ISLE_PATH_BYTES_MAX + 1], probe;
	size_t len;
	int rc;

	for (;;) {
		rc = isled_walk_on(w);
		if (rc < 0)
			return rc;
		p->export = w->export;
		p->ro = !w->export || isled_walk_level(w)->ro;
		p->kind = w->dots == 2 ? ISLED_PLACE_DOTDOT
			  : w->dots    ? ISLED_PLACE_DOT
				       : ISLED_PLACE_ROOT;
		if (!w->name_len)
			return 0;
		rc = isled_walk_check_name(w, &p->ro);
		if (rc < 0)
			return rc;
		if (!follow || readlinkat(isled_walk_level(w)->fd, w->name, &probe, 1) < 0)
			break;
		rc = isled_walk_follow(w);
		if (rc < 0)
			return rc;
	}
	p->kind = ISLED_PLACE_NAME;
	p->slash = w->slash;
	memcpy(p->name, w->name, w->name_len + 1);
	rc = isled_walk_path(w, path, &len);
	if (rc >= 0)
		p->fixed = w->export->walk && isled_exports_inside(w->exports, path, len);
	return rc;
}

static int place_by_walk(const struct isled_path *path, bool follow, struct isled_place *p)
{
	struct isled_walk w;
	int rc;

	*p = (struct isled_place){ .dir = -1 };
	rc = isled_walk_start(&w, path->exports, path->cwd, path->text, path->len);
	if (rc >= 0)
		rc = place_at(&w, follow, p);
	if (rc < 0 || p->kind != ISLED_PLACE_NAME) {
		isled_walk_end(&w);
		return rc;
	}
	p->dir = isled_walk_end_take(&w);
	p->own_dir = p->dir >= 0;
	if (!p->own_dir)
		p->dir = p->export->root;
	return 0;
}

int isled_place_find(const struct isled_path *path, bool follow, struct isled_place *ret_place)
{
	struct isled_place p = { .dir = -1 };
	int rc = check_text(path);

	if (rc >= 0)
		rc = place_plain(path, follow, &p);
	if (rc == TRY_WALK)
		rc = place_by_walk(path, follow, &p);
	if (rc < 0)
		return rc;
	if (p.slash)
		strcat(p.name, "/");
	*ret_place = p;
	return 0;
}

void isled_place_close(struct isled_place *place)
{
	if (place->own_dir)
		close(place->dir);
	place->own_dir = false;
}

/* ---- folders ---- */

int isled_resolve_folder(const struct isled_path *path, char ret_path[ISLE_PATH_BYTES_MAX + 1])
{
	static const char dot[] = "/.";
	char text[ISLE_PATH_BYTES_MAX + sizeof(dot)];
	struct isled_walk w;
	size_t len;
	int rc;

	if (path->len > ISLE_PATH_BYTES_MAX - 2)
		return -ISLE_ENAMETOOLONG;
	memcpy(text, path->text, path->len);
	memcpy(text + path->len, dot, sizeof(dot));
	rc = isled_walk_start(&w, path->exports, path->cwd, text, path->len ? path->len + 2 : 0);
	if (rc >= 0)
		rc = isled_walk_on(&w); /* "/.": all of it are folders */
	if (rc >= 0)
		rc = isled_walk_path(&w, ret_path, &len);
	isled_walk_end(&w);
	return rc < 0 ? rc : (int)len;
}
