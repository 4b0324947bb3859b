/* SPDX-License-Identifier: BSD-3-Clause */
/* What the supervisor opens for the worker and holds beyond the worker's life. */
#ifndef ISLED_HELD_H
#define ISLED_HELD_H

#include <isle/transport.h>

#include "config.h"
#include "requests.h"

struct isled_held {
	struct isled_config *config; /* taken */
	int text;                    /* memory with the configuration, read-only for others */
	struct isle_link_fds link;
	int exports[ISLED_EXPORTS_MAX];
	int forwards[ISLED_FORWARDS_MAX];
	int grants[ISLED_REQUEST_FDS_MAX]; /* [0] is the list of the others */
	unsigned exports_n, forwards_n, grants_n;
	int log; /* -1: none */
};

/*
 * Open everything a configuration names. What stands unchanged in `old` (NULL at the first time)
 * is taken over, so that nobody who waits in a listener's queue is lost. Takes `config` when it
 * succeeds. Each failure is logged with the file and the line.
 * Returns: 0, or the first error.
 */
int isled_held_open(struct isled_config *config, const char *text, size_t bytes,
		    const struct isled_held *old, struct isled_held **ret_held);
/* Close the descriptors; with `remove` also take a socket's name away. */
void isled_held_close(struct isled_held *held, bool remove);

/* Set the console's log aside (log.1, log.2 ..) and begin a new one. Returns 0 or < 0: the old
 * one goes on. */
int isled_held_rotate(struct isled_held *held);

/* Remove a socket's name behind which nobody listens. */
void isled_held_remove_stale(const char *path);

#endif
