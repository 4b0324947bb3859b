/* SPDX-License-Identifier: BSD-3-Clause */
#include "linux/watch.h"

#include "linux/errors.h"
#include "linux/walk.h"

#include <isle/errors.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/sysmacros.h>
#include <unistd.h>

enum { NATIVE_BYTES = 4096, FIRST_ROOM = 16, PROC_PATH_BYTES = 40 };

struct entry {
	int wd;
	const struct isled_export *export;
	struct isled_id id;
	char *path; /* where rules may depend on it; else NULL */
	int dir;    /* then, of a folder; else -1 */
	bool proc;
};

/* The state behind the file. */
struct watching {
	struct isled_exports *exports;
	struct isled_quota *quota;
	struct entry *entries; /* in order of wd */
	uint32_t n, room;
	uint32_t at, end;  /* of what was read and not told yet */
	bool first_is_due; /* what stands at `at` will be told */
	char native[NATIVE_BYTES] __attribute__((aligned(8)));
};

/* ---- masks ---- */

static const struct {
	uint32_t canonical, host;
} bits[] = {
	{ ISLE_WATCH_ACCESS, IN_ACCESS },
	{ ISLE_WATCH_MODIFY, IN_MODIFY },
	{ ISLE_WATCH_ATTRIB, IN_ATTRIB },
	{ ISLE_WATCH_CLOSE_WRITE, IN_CLOSE_WRITE },
	{ ISLE_WATCH_CLOSE_NOWRITE, IN_CLOSE_NOWRITE },
	{ ISLE_WATCH_OPEN, IN_OPEN },
	{ ISLE_WATCH_MOVED_FROM, IN_MOVED_FROM },
	{ ISLE_WATCH_MOVED_TO, IN_MOVED_TO },
	{ ISLE_WATCH_CREATE, IN_CREATE },
	{ ISLE_WATCH_DELETE, IN_DELETE },
	{ ISLE_WATCH_DELETE_SELF, IN_DELETE_SELF },
	{ ISLE_WATCH_MOVE_SELF, IN_MOVE_SELF },
	{ ISLE_WATCH_ONESHOT, IN_ONESHOT },
	{ ISLE_WATCH_ISDIR, IN_ISDIR },
	{ ISLE_WATCH_OVERFLOW, IN_Q_OVERFLOW },
	{ ISLE_WATCH_GONE, IN_IGNORED },
	{ ISLE_WATCH_UNMOUNT, IN_UNMOUNT },
};

#define ASKED (ISLE_WATCH_EVENTS | ISLE_WATCH_ONLYDIR | ISLE_WATCH_NOFOLLOW | ISLE_WATCH_ONESHOT)

enum { BITS_N = sizeof(bits) / sizeof(bits[0]) };

static int mask_to_host(uint32_t mask, uint32_t *ret_host)
{
	uint32_t host = 0;

	if ((mask & ~(uint32_t)ASKED) || !(mask & ISLE_WATCH_EVENTS))
		return -ISLE_EINVAL;
	for (int i = 0; i < BITS_N; i++)
		if (mask & bits[i].canonical)
			host |= bits[i].host;
	*ret_host = host;
	return 0;
}

static uint32_t mask_from_host(uint32_t host)
{
	uint32_t mask = 0;

	for (int i = 0; i < BITS_N; i++)
		if (host & bits[i].host)
			mask |= bits[i].canonical;
	return mask;
}

/* ---- what is watched ---- */

/* The entry with this wd, or where it would stand. */
static uint32_t place_of(const struct watching *w, int wd)
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

static struct entry *entry_of(const struct watching *w, int wd)
{
	uint32_t i = place_of(w, wd);

	return i < w->n && w->entries[i].wd == wd ? &w->entries[i] : NULL;
}

static bool is_watched(const struct watching *w, const struct isled_id *id)
{
	for (uint32_t i = 0; i < w->n; i++)
		if (w->entries[i].id.dev == id->dev && w->entries[i].id.ino == id->ino)
			return true;
	return false;
}

static void clear(struct entry *e)
{
	if (e->dir >= 0)
		close(e->dir);
	free(e->path);
}

static void drop(struct watching *w, struct entry *e)
{
	clear(e);
	w->n--;
	memmove(e, e + 1, (size_t)(w->entries + w->n - e) * sizeof(*e));
	isled_quota_give_back(w->quota, ISLED_QUOTA_WATCHES, 1);
}

static int make_room(struct watching *w)
{
	uint32_t room = w->room ? w->room * 2 : FIRST_ROOM;
	struct entry *more;

	if (w->n < w->room)
		return 0;
	more = realloc(w->entries, room * sizeof(*more));
	if (!more)
		return -ISLE_ENOMEM;
	w->entries = more;
	w->room = room;
	return 0;
}

/* The kernel's list of them: "inotify wd:5 ino:..." for each. */
static void drop_those_gone(struct watching *w, int fd)
{
	char path[PROC_PATH_BYTES], line[512];
	uint32_t kept = 0;
	FILE *list;
	int wd;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	list = fopen(path, "re");
	if (!list)
		return;
	for (uint32_t i = 0; i < w->n; i++)
		w->entries[i].id.known = false;
	while (fgets(line, sizeof(line), list)) {
		struct entry *e = sscanf(line, "inotify wd:%x", (unsigned *)&wd) == 1
					  ? entry_of(w, wd)
					  : NULL;

		if (e)
			e->id.known = true;
	}
	fclose(list);
	for (uint32_t i = 0; i < w->n; i++) {
		if (w->entries[i].id.known)
			w->entries[kept++] = w->entries[i];
		else
			clear(&w->entries[i]);
	}
	isled_quota_give_back(w->quota, ISLED_QUOTA_WATCHES, w->n - kept);
	w->n = kept;
}

/* ---- what may be told ---- */

static const struct inotify_event *event_at(const struct watching *w)
{
	return (const struct inotify_event *)(const void *)(w->native + w->at);
}

static size_t name_bytes(const struct inotify_event *event)
{
	return event->len ? strnlen(event->name, event->len) : 0;
}

static bool is_hidden_object(const struct isled_export *export, dev_t dev, ino_t ino)
{
	return isled_export_rules_for_id(export, dev, ino) & 1u << ISLED_RULE_HIDE;
}

/* A name in a folder of an export with rules, or with another export beneath it. */
static bool may_tell_name(const struct watching *w, const struct entry *e, const char *name,
			  size_t len)
{
	char path[ISLE_PATH_BYTES_MAX + ISLE_FILE_NAME_BYTES_MAX + 2];
	size_t n = strlen(e->path);
	struct stat st;

	memcpy(path, e->path, n);
	path[n++] = '/';
	memcpy(path + n, name, len);
	n += len;
	path[n] = 0;
	if (isled_exports_at(w->exports, path, n) ||
	    (isled_export_rules_for_path(e->export, path, n) & 1u << ISLED_RULE_HIDE))
		return false;
	return e->dir < 0 || fstatat(e->dir, path + n - len, &st, AT_SYMLINK_NOFOLLOW) ||
	       !is_hidden_object(e->export, st.st_dev, st.st_ino);
}

static bool may_tell(const struct watching *w, const struct inotify_event *event)
{
	const struct entry *e = entry_of(w, event->wd);

	if (event->mask & (IN_Q_OVERFLOW | IN_IGNORED))
		return true;
	if (!e)
		return false;
	if (e->proc && event->len && isled_exports_own_proc(w->exports, event->name))
		return false;
	if (!e->path)
		return true;
	isled__walk_look_rules_up(w->exports, e->export);
	if (is_hidden_object(e->export, e->id.dev, e->id.ino))
		return false;
	return !event->len || may_tell_name(w, e, event->name, name_bytes(event));
}

/* ---- reading ---- */

static void step(struct watching *w)
{
	w->at += (uint32_t)(sizeof(struct inotify_event) + event_at(w)->len);
	w->first_is_due = false;
}

static bool ready(struct isled_file *file)
{
	struct watching *w = file->records_state;
	ssize_t n;

	while (!w->first_is_due) {
		if (w->at < w->end) {
			w->first_is_due = may_tell(w, event_at(w));
			if (!w->first_is_due)
				step(w);
			continue;
		}
		do
			n = read(file->fd, w->native, sizeof(w->native));
		while (n < 0 && errno == EINTR);
		if (n <= 0)
			return false;
		w->at = 0;
		w->end = (uint32_t)n;
	}
	return true;
}

static void put_word(uint8_t *to, uint32_t word)
{
	for (int i = 0; i < 4; i++)
		to[i] = (uint8_t)(word >> 8 * i);
}

static void put_record(const struct inotify_event *event, uint8_t *to, size_t bytes)
{
	bool lost = event->mask & IN_Q_OVERFLOW;

	memset(to, 0, bytes);
	put_word(to + 4 * ISLE_CHANGE_WATCH, lost ? 0 : (uint32_t)event->wd);
	put_word(to + 4 * ISLE_CHANGE_MASK, mask_from_host(event->mask));
	put_word(to + 4 * ISLE_CHANGE_COOKIE, event->cookie);
	put_word(to + 4 * ISLE_CHANGE_NAME_BYTES, (uint32_t)name_bytes(event));
	memcpy(to + ISLE_CHANGE_BYTES, event->name, name_bytes(event));
}

static void note_told(struct watching *w, int fd, const struct inotify_event *event)
{
	struct entry *e = event->mask & IN_IGNORED ? entry_of(w, event->wd) : NULL;

	if (e)
		drop(w, e);
	if (event->mask & IN_Q_OVERFLOW)
		drop_those_gone(w, fd);
}

static int64_t read_records(struct isled_file *file, void *to, size_t bytes)
{
	struct watching *w = file->records_state;
	size_t done = 0, n;

	while (ready(file)) {
		const struct inotify_event *event = event_at(w);

		n = ISLE_CHANGE_BYTES + ((name_bytes(event) + 7u) & ~(size_t)7);
		if (n > bytes - done)
			return done ? (int64_t)done : -ISLE_EINVAL;
		put_record(event, (uint8_t *)to + done, n);
		done += n;
		note_told(w, file->fd, event);
		step(w);
	}
	return done ? (int64_t)done : ISLED_WAIT;
}

static void close_records(struct isled_file *file)
{
	struct watching *w = file->records_state;

	while (w->n)
		drop(w, &w->entries[w->n - 1]);
	isled_quota_give_back(w->quota, ISLED_QUOTA_WATCH_HANDLES, 1);
	isled_quota_drop(w->quota);
	free(w->entries);
	free(w);
}

static const struct isled_records changes = {
	.read = read_records,
	.ready = ready,
	.close = close_records,
};

/* ---- the calls ---- */

int isled_watch_open(struct isled_exports *exports, struct isled_quota *quota, uint32_t flags,
		     struct isled_file *ret_file)
{
	struct watching *w;
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

/* What is kept about an object in an export with rules. May take o->fd. */
static int describe(struct isled_object *o, const char *at, struct entry *e)
{
	e->path = strdup(at);
	if (!e->path)
		return -ISLE_ENOMEM;
	if (S_ISDIR(o->sx.stx_mode) && o->export->rules_n) {
		e->dir = o->fd;
		o->fd = -1;
	}
	return 0;
}

/* Puts e, which may be another mask for what is watched already, in its place. Takes e. */
static int keep(struct watching *w, int fd, const struct entry *e, bool counted)
{
	struct entry *old = entry_of(w, e->wd);
	uint32_t i;

	if (old) {
		clear(old);
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
	struct watching *w = file->records_state;
	struct entry e = { .export = o->export, .dir = -1, .proc = o->fs == ISLED_FS_PROC };
	char name[PROC_PATH_BYTES];
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
	if (rc >= 0 && *at)
		rc = describe(o, at, &e);
	if (rc >= 0) {
		e.wd = inotify_add_watch(file->fd, name, host);
		rc = e.wd < 0 ? isled_error(errno) : keep(w, file->fd, &e, counted);
		counted = counted && e.wd < 0;
	}
	if (rc < 0) {
		clear(&e);
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
	rc = mask_to_host(mask, &host);
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
	if (o.fd >= 0)
		close(o.fd);
	return rc;
}

int isled_watch_remove(struct isled_file *file, uint32_t watch)
{
	struct watching *w = file->records_state;
	struct entry *e;

	if (file->records != &changes)
		return -ISLE_EINVAL;
	e = watch <= INT32_MAX ? entry_of(w, (int)watch) : NULL;
	if (!e)
		return -ISLE_EINVAL;
	inotify_rm_watch(file->fd, e->wd);
	drop(w, e);
	return 0;
}
