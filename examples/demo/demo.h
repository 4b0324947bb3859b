/* SPDX-License-Identifier: BSD-3-Clause */
/* The parts of the demo's client. */
#ifndef DEMO_H
#define DEMO_H

#include <isle/console.h>
#include <isle/file.h>
#include <isle/ipc.h>

struct demo {
	struct isle_client client;
	struct isle_console console;
	const char *tree; /* to be copied */
	const char *copy; /* to there */
	uint64_t most;    /* bytes at most */
};

/* Prints on the client's console, as printf(). */
void say(struct demo *demo, const char *format, ...) __attribute__((format(printf, 2, 3)));

uint64_t now_ms(void);

/* Copies the tree, says what was left out, and compares its sums with those of Linux.
 * Returns 0, or < 0 when something differs or fails. */
int demo_copy(struct demo *demo);

/* Offers the service `web`: a page over HTTP on each channel that is opened to it. Returns 0 or an error. */
int demo_web(struct demo *demo);

/* What one incoming call or channel may bring. */
#define DEMO_WINDOW 16384u

#endif
