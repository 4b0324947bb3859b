/* SPDX-License-Identifier: BSD-3-Clause */
/* Paths to a folder and a name in it, and to working directories. */
#include "linux/beneath.h"
#include "linux/errors.h"
#include "linux/walk.h"

#include <isle/errors.h>

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static bool is_dots(const char *name)
{
	return name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2]));
}

/* Returns: 0, ISLED_TRY_WALK, or an error. */
static int place_plain(const struct isled_path *path, bool follow, struct isled_place *p)
{
	char text[2 * ISLE_PATH_BYTES_MAX + 2], probe;
	const char *below, *name;
	size_t n;
	char *cut;
	int rc;

	p->export = isled__plain_export(path, text, &below);
	if (!p->export || (p->export->flags & ISLED_EXPORT_NO_XDEV))
		return ISLED_TRY_WALK;
	n = strlen(below);
	while (n && below[n - 1] == '/')
		p->slash = true, n--;
	text[below - text + (ptrdiff_t)n] = 0;
	cut = strrchr(below, '/');
	name = cut ? cut + 1 : below;
	n = strlen(name);
	if (!n || is_dots(name) || (follow && p->slash))
		return ISLED_TRY_WALK;
	if (n > ISLE_FILE_NAME_BYTES_MAX)
		return -ISLE_ENAMETOOLONG;
	memcpy(p->name, name, n + 1);
	p->dir = p->export->root;
	if (cut) {
		*cut = 0;
		rc = isled__open_beneath(p->export, below, O_PATH | O_DIRECTORY, 0, &p->dir);
		if (rc)
			return rc;
		p->own_dir = true;
	}
	p->ro = p->export->flags & ISLED_EXPORT_RO;
	if (!follow || readlinkat(p->dir, p->name, &probe, 1) < 0)
		return 0;
	isled_place_close(p);
	return ISLED_TRY_WALK;
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
	int rc = isled__check_path(path);

	if (rc >= 0)
		rc = place_plain(path, follow, &p);
	if (rc == ISLED_TRY_WALK)
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
