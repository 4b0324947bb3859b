/* SPDX-License-Identifier: BSD-3-Clause */
#include "linux/watching.h"

#include "linux/errors.h"
#include "linux/flags.h"

#include <isle/errors.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/sysmacros.h>
#include <unistd.h>

enum { FIRST_ROOM = 16, PATH_BYTES = 40 };

/* ---- what is watched ---- */

/* The entry with this wd, or where it would stand. */
static uint32_t place_of(const struct isled_watching *w, int wd)
{
	uint32_t low = 0, high = w->n;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (w->entries[middle].wd < wd)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct isled_watched *isled__watch_find(const struct isled_watching *w, int wd)
{
	uint32_t i = place_of(w, wd);

	return i < w->n && w->entries[i].wd == wd ? &w->entries[i] : NULL;
}

static bool is_watched(const struct isled_watching *w, const struct isled_id *id)
{
	for (uint32_t i = 0; i < w->n; i++)
		if (w->entries[i].id.dev == id->dev && w->entries[i].id.ino == id->ino)
			return true;
	return false;
}

void isled__watch_drop(struct isled_watching *w, struct isled_watched *e)
{
	free(e->path);
	w->n--;
	memmove(e, e + 1, (size_t)(w->entries + w->n - e) * sizeof(*e));
	isled_quota_give_back(w->quota, ISLED_QUOTA_WATCHES, 1);
}

static int make_room(struct isled_watching *w)
{
	uint32_t room = w->room ? w->room * 2 : FIRST_ROOM;
	struct isled_watched *more;

	if (w->n < w->room)
		return 0;
	more = realloc(w->entries, room * sizeof(*more));
	if (!more)
		return -ISLE_ENOMEM;
	w->entries = more;
	w->room = room;
	return 0;
}

static void leave_records(struct isled_file *file)
{
	struct isled_watching *w = file->records_state;

	while (w->n)
		isled__watch_drop(w, &w->entries[w->n - 1]);
}

static void close_records(struct isled_file *file)
{
	struct isled_watching *w = file->records_state;

	leave_records(file);
	isled_quota_give_back(w->quota, ISLED_QUOTA_WATCH_HANDLES, 1);
	isled_quota_drop(w->quota);
	free(w->entries);
	free(w);
}

static const struct isled_records changes = {
	.read = isled__watch_read,
	.ready = isled__watch_ready,
	.close = close_records,
	.leave = leave_records,
};

/* ---- the calls ---- */

int isled_watch_open(struct isled_exports *exports, struct isled_quota *quota, uint32_t flags,
		     struct isled_file *ret_file)
{
	struct isled_watching *w;
	int fd;

	if (flags & ~(uint32_t)ISLE_O_NONBLOCK)
		return -ISLE_EINVAL;
	if (!isled_quota_take(quota, ISLED_QUOTA_WATCH_HANDLES, 1))
		return -ISLE_EMFILE;
	fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	w = fd < 0 ? NULL : calloc(1, sizeof(*w));
	if (!w) {
		int rc = fd < 0 ? isled_error(errno) : -ISLE_ENOMEM;

		if (fd >= 0)
			close(fd);
		isled_quota_give_back(quota, ISLED_QUOTA_WATCH_HANDLES, 1);
		return rc;
	}
	w->exports = exports;
	w->folder = -1;
	w->quota = isled_quota_hold(quota);
	*ret_file = (struct isled_file){
		.fd = fd,
		.type = ISLE_FILE_TYPE_UNKNOWN,
		.traits = ISLE_FILE_IS_STREAM,
		.flags = flags | ISLE_O_RDONLY,
		.ro = true,
		.fs = ISLED_FS_MEMORY,
		.access = ISLED_CLASS_POLL,
		.records = &changes,
		.records_state = w,
	};
	return 0;
}

/* Puts e, which may be another mask for what is watched already, in its place. Takes e. */
static int keep(struct isled_watching *w, int fd, const struct isled_watched *e, bool counted)
{
	struct isled_watched *old = isled__watch_find(w, e->wd);
	uint32_t i;

	if (old) {
		free(old->path);
		*old = *e;
		if (counted)
			isled_quota_give_back(w->quota, ISLED_QUOTA_WATCHES, 1);
		return 0;
	}
	if (!counted && !isled_quota_take(w->quota, ISLED_QUOTA_WATCHES, 1)) {
		inotify_rm_watch(fd, e->wd);
		return -ISLE_ENOSPC;
	}
	i = place_of(w, e->wd);
	memmove(w->entries + i + 1, w->entries + i, (w->n - i) * sizeof(*e));
	w->entries[i] = *e;
	w->n++;
	return 0;
}

static int add_object(struct isled_file *file, struct isled_object *o, const char *at,
		      uint32_t host, uint32_t *ret_watch)
{
	struct isled_watching *w = file->records_state;
	struct isled_watched e = { .export = o->export, .proc = o->fs == ISLED_FS_PROC };
	char name[PATH_BYTES];
	bool counted = false;
	int rc;

	e.id = (struct isled_id){ makedev(o->sx.stx_dev_major, o->sx.stx_dev_minor), o->sx.stx_ino,
				  true };
	if (!is_watched(w, &e.id)) {
		counted = isled_quota_take(w->quota, ISLED_QUOTA_WATCHES, 1);
		if (!counted)
			return -ISLE_ENOSPC;
	}
	snprintf(name, sizeof(name), "/proc/self/fd/%d", o->fd);
	rc = make_room(w);
	/* The root of everything has the path "". */
	if (rc >= 0 && o->export->walk && !(e.path = strdup(at)))
		rc = -ISLE_ENOMEM;
	if (rc >= 0) {
		e.wd = inotify_add_watch(file->fd, name, host);
		rc = e.wd < 0 ? isled_error(errno) : keep(w, file->fd, &e, counted);
		counted = counted && e.wd < 0;
	}
	if (rc < 0) {
		free(e.path);
		if (counted)
			isled_quota_give_back(w->quota, ISLED_QUOTA_WATCHES, 1);
		return rc;
	}
	*ret_watch = (uint32_t)e.wd;
	return 0;
}

int isled_watch_add(struct isled_file *file, const struct isled_path *path, uint32_t mask,
		    uint32_t *ret_watch)
{
	char at[ISLE_PATH_BYTES_MAX + 1];
	struct isled_object o;
	uint32_t host;
	int rc;

	if (file->records != &changes)
		return -ISLE_EINVAL;
	rc = isled_flags_watch(mask, &host);
	if (rc >= 0)
		rc = isled_resolve_open(
			path, O_PATH | (mask & ISLE_WATCH_NOFOLLOW ? O_NOFOLLOW : 0), 0, &o, at);
	if (rc < 0)
		return rc;
	if (o.fd < 0)
		return -ISLE_EACCES;
	if ((mask & ISLE_WATCH_ONLYDIR) && !S_ISDIR(o.sx.stx_mode))
		rc = -ISLE_ENOTDIR;
	else
		rc = add_object(file, &o, at, host, ret_watch);
	close(o.fd);
	return rc;
}

int isled_watch_remove(struct isled_file *file, uint32_t watch)
{
	struct isled_watching *w = file->records_state;
	struct isled_watched *e;

	if (file->records != &changes)
		return -ISLE_EINVAL;
	e = watch <= INT32_MAX ? isled__watch_find(w, (int)watch) : NULL;
	if (!e)
		return -ISLE_EINVAL;
	inotify_rm_watch(file->fd, e->wd);
	isled__watch_drop(w, e);
	return 0;
}
