/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Waiting for files: until one is ready (poll), and until something changes (change watch).
 *
 * Waits, memory and further returns: as in file.h.
 */
#ifndef ISLE_WATCH_H
#define ISLE_WATCH_H

#include <isle/file.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Waits until one of `events` (ISLE_POLL_*) holds; ERR, HUP and NVAL are told in any case. Any number may
 * wait for one file, beside reads and writes. A regular file is always ready. Of an attribute of sysfs: read
 * it, then ask for PRI, which comes when it changed since.
 * Returns what holds; -ISLE_EINVAL; -ISLE_ECANCELED the file was closed meanwhile.
 */
int isle_file_poll(struct isle_context *ctx, const struct isle_file *file, uint32_t events);

/*
 * Tells of changes of files and directories. Caller-owned. `file` may be polled for IN, which says nothing
 * about what isle_watch_next() still has, and read by isle_file_read() instead.
 */
struct isle_watcher {
	struct isle_file file;
	uint8_t *buf; /* the caller's */
	uint32_t cap, used, at;
};

/* One change. */
struct isle_change {
	uint32_t watch;  /* from isle_watch_add(); 0 with OVERFLOW */
	uint32_t mask;   /* ISLE_WATCH_* */
	uint32_t cookie; /* joins MOVED_FROM and MOVED_TO */
	const char *
		name; /* in the directory watched, "" for itself; terminated; lies in buf until the next */
	uint32_t name_bytes;
};

/*
 * `buf`: `cap` bytes for changes; 288 have room for any, the more the fewer round trips.
 * flags: 0 or ISLE_O_NONBLOCK. Returns 0; -ISLE_EMFILE; -ISLE_EINVAL.
 */
int isle_watch_open(struct isle_context *ctx, uint32_t flags, void *buf, size_t cap,
		    struct isle_watcher *ret_watcher);
int isle_watch_close(struct isle_context *ctx, struct isle_watcher *watcher);

/*
 * Watches a file, or a directory with the names in it. mask: ISLE_WATCH_*. Again for the same: the new mask
 * replaces the old one. Returns the number that stands in its changes; -ISLE_ENOSPC too many; -ISLE_ENOTDIR
 * with ONLYDIR; -ISLE_EINVAL.
 */
int isle_watch_add(struct isle_context *ctx, struct isle_watcher *watcher, const char *path,
		   uint32_t mask);
/* Returns 0; -ISLE_EINVAL: there is none of that number, or GONE told that it has ended. After OVERFLOW that may
 * be lost as well: remove what is not there any more, it counts until then. */
int isle_watch_remove(struct isle_context *ctx, struct isle_watcher *watcher, uint32_t watch);

/*
 * The next change, waiting for it. After OVERFLOW changes are lost: look at everything again.
 * Returns 1; -ISLE_EAGAIN with NONBLOCK; -ISLE_EINVAL: buf is too small for it; -ISLE_ECANCELED closed.
 */
int isle_watch_read(struct isle_context *ctx, struct isle_watcher *watcher,
		    struct isle_change *ret_change);

/* The next of those that were fetched already. Local. Returns 1; 0: none is left. */
int isle_watch_next(struct isle_watcher *watcher, struct isle_change *ret_change);

/* Fetches a bufferful, waiting for the first; isle_watch_read() does so by itself. For isle_async(). Returns
 * how many bytes; as read. */
int isle_watch_fetch(struct isle_context *ctx, struct isle_watcher *watcher);

#ifdef __cplusplus
}
#endif

#endif
