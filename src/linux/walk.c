/* SPDX-License-Identifier: BSD-3-Clause */
#include "linux/walk.h"

#include "linux/errors.h"

#include <isle/errors.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define PROC_ROOT_INO 1
#define STATX_WANTED  (STATX_BASIC_STATS | STATX_BTIME | STATX_MNT_ID)

/* ---- the text that is still to go ---- */

static int prepend(struct isled_walk *w, const char *text, size_t len)
{
	size_t need = len + 1;

	if (need > w->rest_pos)
		return -ISLE_ENAMETOOLONG;
	w->rest_pos -= need;
	memcpy(w->rest + w->rest_pos, text, len);
	w->rest[w->rest_pos + len] = '/';
	return 0;
}

static void skip_slashes(struct isled_walk *w)
{
	while (w->rest[w->rest_pos] == '/')
		w->rest_pos++;
}

/* Takes the next component into name. Returns: 1; 0 (none left); -ISLE_ENAMETOOLONG. */
static int take_component(struct isled_walk *w, bool *ret_last)
{
	size_t n, before;

	skip_slashes(w);
	n = strcspn(w->rest + w->rest_pos, "/");
	if (n > ISLE_FILE_NAME_BYTES_MAX)
		return -ISLE_ENAMETOOLONG;
	memcpy(w->name, w->rest + w->rest_pos, n);
	w->name[n] = 0;
	w->name_len = n;
	if (!n)
		return 0;
	w->rest_pos += n;
	before = w->rest_pos;
	skip_slashes(w);
	w->slash = w->rest_pos != before;
	*ret_last = !w->rest[w->rest_pos];
	return 1;
}

/* ---- where the walk is ---- */

const struct isled_level *isled_walk_level(const struct isled_walk *w)
{
	return w->depth ? &w->levels[w->kept - 1] : &w->root;
}

static void drop_levels(struct isled_walk *w)
{
	while (w->kept)
		close(w->levels[--w->kept].fd);
	w->depth = 0;
}

static void enter(struct isled_walk *w, const struct isled_export *e)
{
	drop_levels(w);
	memcpy(w->at, e->path, e->path_len);
	w->at_len = e->path_len;
	w->at[w->at_len] = 0;
	w->export = e;
	w->root = (struct isled_level){
		.fd = e->root,
		.ro = e->flags & ISLED_EXPORT_RO,
		.proc = e->fs == ISLED_FS_PROC,
		.proc_root = e->fs == ISLED_FS_PROC && e->id.ino == PROC_ROOT_INO,
	};
	if (e->rules_n && !w->blind)
		isled__walk_look_rules_up(w->exports, e);
}

static void enter_top(struct isled_walk *w)
{
	const struct isled_export *e = isled_exports_at(w->exports, "", 0);

	drop_levels(w);
	w->at_len = 0;
	w->at[0] = 0;
	w->export = NULL;
	if (e)
		enter(w, e);
}

static void cut_at(struct isled_walk *w)
{
	while (w->at_len && w->at[--w->at_len] != '/')
		;
	w->at[w->at_len] = 0;
}

/* Walks to the present path again: its descriptor is not kept, or it lies in an outer export. */
static int walk_again(struct isled_walk *w)
{
	int rc = prepend(w, ".", 1); /* so that the folder itself is meant if nothing follows */

	if (rc >= 0)
		rc = prepend(w, w->at, w->at_len);
	enter_top(w);
	return rc;
}

static int go_up(struct isled_walk *w)
{
	bool at_root = w->export && !w->depth;

	if (!w->at_len)
		return 0;
	cut_at(w);
	if (at_root || (!w->export && isled_exports_of(w->exports, w->at, w->at_len)))
		return walk_again(w);
	if (!w->export)
		return 0;
	w->depth--;
	close(w->levels[--w->kept].fd);
	return w->depth && !w->kept ? walk_again(w) : 0;
}

static int append_name(struct isled_walk *w)
{
	if (w->name_len + 1 > ISLE_PATH_BYTES_MAX - w->at_len)
		return -ISLE_ENAMETOOLONG;
	w->at[w->at_len++] = '/';
	memcpy(w->at + w->at_len, w->name, w->name_len + 1);
	w->at_len += w->name_len;
	return 0;
}

static void push_level(struct isled_walk *w, const struct isled_level *level)
{
	if (w->kept == ISLED_WALK_LEVELS) {
		close(w->levels[0].fd);
		memmove(w->levels, w->levels + 1, sizeof(w->levels) - sizeof(w->levels[0]));
		w->kept--;
	}
	w->levels[w->kept++] = *level;
	w->depth++;
}

/* ---- rules ---- */

int isled_walk_path(const struct isled_walk *w, char ret_path[ISLE_PATH_BYTES_MAX + 1],
		    size_t *ret_len)
{
	size_t len = w->at_len;

	if (w->name_len && w->name_len + 1 > ISLE_PATH_BYTES_MAX - len)
		return -ISLE_ENAMETOOLONG;
	memcpy(ret_path, w->at, len + 1);
	if (w->name_len) {
		ret_path[len++] = '/';
		memcpy(ret_path + len, w->name, w->name_len + 1);
		len += w->name_len;
	}
	*ret_len = len;
	return 0;
}

int isled_walk_check_name(struct isled_walk *w, bool *ret_ro)
{
	const struct isled_level *level = isled_walk_level(w);
	char path[ISLE_PATH_BYTES_MAX + 1];
	unsigned kinds = 0;
	size_t len;
	int rc;

	if (level->proc_root && isled_exports_own_proc(w->exports, w->name))
		return -ISLE_ENOENT;
	if (w->export->rules_n && !w->blind) {
		rc = isled_walk_path(w, path, &len);
		if (rc < 0)
			return rc;
		kinds = isled_export_rules_for_path(w->export, path, len);
	}
	if (kinds & 1u << ISLED_RULE_HIDE)
		return -ISLE_ENOENT;
	*ret_ro = level->ro || (kinds & 1u << ISLED_RULE_RO);
	return 0;
}

static bool on_other_mount(const struct isled_export *e, const struct statx *sx)
{
	if (e->has_mount && (sx->stx_mask & STATX_MNT_ID))
		return sx->stx_mnt_id != e->mount;
	return makedev(sx->stx_dev_major, sx->stx_dev_minor) != e->id.dev;
}

int isled_walk_check_object(struct isled_walk *w, const struct statx *sx, bool *ret_ro,
			    const struct isled_export **ret_export)
{
	dev_t dev = makedev(sx->stx_dev_major, sx->stx_dev_minor);
	const struct isled_export *inner;
	unsigned kinds;

	*ret_export = w->export;
	if ((w->export->flags & ISLED_EXPORT_NO_XDEV) && on_other_mount(w->export, sx))
		return -ISLE_EACCES;
	if (w->blind || !w->export->walk)
		return 0;
	inner = isled_exports_by_id(w->exports, w->export, dev, sx->stx_ino);
	if (inner) {
		*ret_export = inner;
		*ret_ro = inner->flags & ISLED_EXPORT_RO;
		return 0;
	}
	kinds = isled_export_rules_for_id(w->export, dev, sx->stx_ino);
	if (kinds & 1u << ISLED_RULE_HIDE)
		return -ISLE_ENOENT;
	*ret_ro |= (kinds & 1u << ISLED_RULE_RO) != 0;
	return 0;
}

/* ---- steps ---- */

/* As prepend, in the place of the last component: only slashes that stood behind it stay. */
static int replace_component(struct isled_walk *w, const char *text, size_t len)
{
	bool at_end;
	int rc;

	if (w->slash && (rc = prepend(w, "", 0)) < 0)
		return rc;
	at_end = !w->rest[w->rest_pos];
	rc = prepend(w, text, len);
	if (rc >= 0 && at_end)
		w->rest[w->rest_pos + len] = 0;
	return rc;
}

int isled_walk_follow(struct isled_walk *w)
{
	const struct isled_level *level = isled_walk_level(w);
	char target[ISLE_PATH_BYTES_MAX + 1];
	ssize_t n;
	int rc;

	if (++w->links > ISLE_SYMLINKS_MAX || (level->proc && !level->proc_root))
		return -ISLE_ELOOP;
	n = readlinkat(level->fd, w->name, target, sizeof(target));
	if (n < 0 && errno == EINVAL) /* no link any more: try that name again */
		return replace_component(w, w->name, w->name_len);
	if (n < 0)
		return isled_error(errno);
	if (n == 0)
		return -ISLE_ENOENT;
	if ((size_t)n > ISLE_PATH_BYTES_MAX)
		return -ISLE_ENAMETOOLONG;
	rc = replace_component(w, target, (size_t)n);
	if (rc >= 0 && target[0] == '/')
		enter_top(w);
	return rc;
}

/* Into the folder `name`, which is open as level->fd; takes the descriptor. */
static int step_into(struct isled_walk *w, struct isled_level *level, const struct statx *sx)
{
	const struct isled_export *export;
	int rc;

	rc = S_ISDIR(sx->stx_mode) ? isled_walk_check_object(w, sx, &level->ro, &export)
				   : -ISLE_ENOTDIR;
	if (rc >= 0 && export == w->export)
		rc = append_name(w);
	if (rc < 0 || export != w->export) {
		close(level->fd);
		if (rc >= 0)
			enter(w, export);
		return rc;
	}
	level->proc = isled_export_fs(w->export, level->fd, sx) == ISLED_FS_PROC;
	level->proc_root = level->proc && sx->stx_ino == PROC_ROOT_INO;
	push_level(w, level);
	return 0;
}

static int step(struct isled_walk *w)
{
	struct isled_level level = { .fd = -1 };
	struct statx sx;
	int rc;

	rc = isled_walk_check_name(w, &level.ro);
	if (rc < 0)
		return rc;
	level.fd = openat(isled_walk_level(w)->fd, w->name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (level.fd < 0)
		return isled_error(errno);
	if (statx(level.fd, "", AT_EMPTY_PATH, STATX_WANTED, &sx)) {
		rc = isled_error(errno);
		close(level.fd);
		return rc;
	}
	if (!S_ISLNK(sx.stx_mode))
		return step_into(w, &level, &sx);
	close(level.fd);
	return isled_walk_follow(w);
}

/*
 * Does name lead to an export, although it is not there in the folder? An export may have its root
 * elsewhere.
 */
static bool leads_on(const struct isled_walk *w, const char *path, size_t len)
{
	struct stat st;

	return isled_exports_above(w->exports, path, len) &&
	       fstatat(isled_walk_level(w)->fd, w->name, &st, AT_SYMLINK_NOFOLLOW) &&
	       errno == ENOENT;
}

/* Is name a border between exports? Returns: 1 and stands behind it; 0; -ISLE_EACCES (outside). */
static int cross_border(struct isled_walk *w)
{
	char path[ISLE_PATH_BYTES_MAX + 1];
	const struct isled_export *e;
	size_t len;
	int rc;

	if (w->export && !w->export->walk)
		return 0;
	rc = isled_walk_path(w, path, &len);
	if (rc < 0)
		return rc;
	e = isled_exports_at(w->exports, path, len);
	if (e) {
		enter(w, e);
		return 1;
	}
	if (w->export && !leads_on(w, path, len))
		return 0;
	if (!isled_exports_above(w->exports, path, len))
		return -ISLE_EACCES;
	drop_levels(w);
	w->export = NULL;
	rc = append_name(w);
	return rc < 0 ? rc : 1;
}

static int take_step(struct isled_walk *w, bool last, bool *ret_done)
{
	int rc;

	if (++w->steps > ISLED_WALK_STEPS_MAX)
		return -ISLE_ELOOP;
	w->dots = 0;
	if (!strcmp(w->name, ".") || !strcmp(w->name, "..")) {
		w->dots = (unsigned)w->name_len;
		return w->name_len == 2 ? go_up(w) : 0;
	}
	rc = cross_border(w);
	if (rc)
		return rc;
	*ret_done = last;
	return last ? 0 : step(w);
}

int isled_walk_on(struct isled_walk *w)
{
	bool last = false, done = false;
	int rc;

	do {
		rc = take_component(w, &last);
		if (rc <= 0)
			return rc;
		rc = take_step(w, last, &done);
	} while (rc >= 0 && !done);
	return rc;
}

/* ---- begin and end ---- */

int isled_walk_start(struct isled_walk *w, struct isled_exports *exports, const char *cwd,
		     const void *text, size_t len)
{
	int rc = 0;

	w->exports = exports;
	w->export = NULL;
	w->kept = w->depth = w->links = w->steps = w->dots = 0;
	w->blind = w->slash = false;
	w->name_len = w->at_len = 0;
	w->name[0] = w->at[0] = 0;
	if (!len)
		return -ISLE_ENOENT;
	if (len > ISLE_PATH_BYTES_MAX)
		return -ISLE_ENAMETOOLONG;
	if (memchr(text, 0, len))
		return -ISLE_EINVAL;
	w->rest_pos = sizeof(w->rest) - 1 - len;
	memcpy(w->rest + w->rest_pos, text, len);
	w->rest[sizeof(w->rest) - 1] = 0;
	if (*(const char *)text != '/')
		rc = prepend(w, cwd, strlen(cwd));
	enter_top(w);
	return rc;
}

void isled_walk_end(struct isled_walk *w)
{
	drop_levels(w);
}

int isled_walk_end_take(struct isled_walk *w)
{
	int fd = -1;

	if (w->depth)
		fd = w->levels[--w->kept].fd;
	drop_levels(w);
	return fd;
}
