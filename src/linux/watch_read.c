/* SPDX-License-Identifier: BSD-3-Clause */
/* Native records to canonical ones, without those that nobody may be told of. */
#include "linux/watching.h"

#include "linux/flags.h"
#include "linux/walk.h"

#include <isle/errors.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/sysmacros.h>
#include <unistd.h>

/* ---- what may be told ---- */

static const struct inotify_event *event_at(const struct isled_watching *w)
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

static void close_folder(struct isled_watching *w)
{
	if (w->folder >= 0)
		close(w->folder);
	w->folder = -1;
	w->folder_wd = 0;
}

/* The folder, as long as it is found where it was when the watch began; else -1. */
static int folder_of(struct isled_watching *w, const struct isled_watched *e)
{
	struct isled_path path = { w->exports, "", *e->path ? e->path : "/", 0 };
	struct isled_object o;

	if (w->folder_wd == e->wd)
		return w->folder;
	close_folder(w);
	w->folder_wd = e->wd;
	path.len = strlen(path.text);
	if (isled_resolve_open(&path, O_PATH | O_NOFOLLOW, 0, &o, NULL) < 0)
		return -1;
	w->folder = o.fd;
	if (o.fd >= 0 && (makedev(o.sx.stx_dev_major, o.sx.stx_dev_minor) != e->id.dev ||
			  o.sx.stx_ino != e->id.ino)) {
		close(o.fd);
		w->folder = -1;
	}
	return w->folder;
}

/* A name in a folder of an export with rules, or with another export beneath it. */
static bool may_tell_name(struct isled_watching *w, const struct isled_watched *e, const char *name,
			  size_t len)
{
	char path[ISLE_PATH_BYTES_MAX + ISLE_FILE_NAME_BYTES_MAX + 2];
	size_t n = strlen(e->path);
	struct stat st;
	int folder;

	memcpy(path, e->path, n);
	path[n++] = '/';
	memcpy(path + n, name, len);
	n += len;
	path[n] = 0;
	if (isled_exports_at(w->exports, path, n) ||
	    (isled_export_rules_for_path(e->export, path, n) & 1u << ISLED_RULE_HIDE))
		return false;
	folder = e->export->rules_n ? folder_of(w, e) : -1;
	return folder < 0 || fstatat(folder, path + n - len, &st, AT_SYMLINK_NOFOLLOW) ||
	       !is_hidden_object(e->export, st.st_dev, st.st_ino);
}

static bool may_tell(struct isled_watching *w, const struct inotify_event *event)
{
	const struct isled_watched *e = isled__watch_find(w, event->wd);

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

/* Of what nobody may be told so much is read in one go: others have their turn, and the loop comes back. */
enum { READS_MAX = 4 };

static void step(struct isled_watching *w)
{
	w->at += (uint32_t)(sizeof(struct inotify_event) + event_at(w)->len);
	w->first_is_due = false;
}

/* Is there one to be told? It stands at `at` then. */
static bool find_next(struct isled_watching *w, int fd)
{
	int reads = 0;
	ssize_t n;

	while (!w->first_is_due) {
		if (w->at < w->end) {
			w->first_is_due = may_tell(w, event_at(w));
			if (!w->first_is_due)
				step(w);
			continue;
		}
		if (reads++ == READS_MAX)
			return false;
		do
			n = read(fd, w->native, sizeof(w->native));
		while (n < 0 && errno == EINTR);
		if (n <= 0)
			return false;
		w->at = 0;
		w->end = (uint32_t)n;
	}
	return true;
}

bool isled__watch_ready(struct isled_file *file)
{
	struct isled_watching *w = file->records_state;
	bool found = find_next(w, file->fd);

	close_folder(w);
	return found;
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
	put_word(to + 4 * ISLE_CHANGE_MASK, isled_flags_change(event->mask));
	put_word(to + 4 * ISLE_CHANGE_COOKIE, event->cookie);
	put_word(to + 4 * ISLE_CHANGE_NAME_BYTES, (uint32_t)name_bytes(event));
	memcpy(to + ISLE_CHANGE_BYTES, event->name, name_bytes(event));
}

static void note_told(struct isled_watching *w, const struct inotify_event *event)
{
	struct isled_watched *e = event->mask & IN_IGNORED ? isled__watch_find(w, event->wd) : NULL;

	if (e)
		isled__watch_drop(w, e);
}

int64_t isled__watch_read(struct isled_file *file, void *to, size_t bytes)
{
	struct isled_watching *w = file->records_state;
	int64_t result = ISLED_WAIT;
	size_t done = 0, n;

	while (find_next(w, file->fd)) {
		const struct inotify_event *event = event_at(w);

		n = ISLE_CHANGE_BYTES + ((name_bytes(event) + 7u) & ~(size_t)7);
		if (n > bytes - done) {
			result = -ISLE_EINVAL;
			break;
		}
		put_record(event, (uint8_t *)to + done, n);
		done += n;
		note_told(w, event);
		step(w);
	}
	close_folder(w);
	return done ? (int64_t)done : result;
}
