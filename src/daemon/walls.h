/* SPDX-License-Identifier: BSD-3-Clause */
/* The walls around the worker: which there are, what they are called, and how they are put up. */
#ifndef ISLED_WALLS_H
#define ISLED_WALLS_H

#include <stddef.h>

struct isle_host;

/* A sanitizer looks into its own process, by files and calls that are closed by walls. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define ISLED_SANITIZER 1
#else
#define ISLED_SANITIZER 0
#endif

/* Each is good without the others; what cannot be had on a system is missing there. */
enum isled_wall {
	ISLED_WALL_UID = 1,      /* the worker is another user than the supervisor */
	ISLED_WALL_LANDLOCK = 2, /* the kernel opens nothing for it outside the exports */
	ISLED_WALL_SECCOMP = 4,  /* it may make the listed system calls only */
	ISLED_WALLS_ALL = 7
};

#define ISLED_WALLS_TEXT_MAX 40

/* For people and status: "separate-uid,landlock,seccomp", or "same-uid" where there is none. */
void isled_walls_text(unsigned walls, char ret_text[ISLED_WALLS_TEXT_MAX]);

/* Reads such a text; "all" stands for every wall. Returns: 0, -ISLE_EINVAL. */
int isled_walls_read(const char *text, unsigned *ret_walls);

/*
 * The worker's, once it has been given everything and before it starts a thread or reads a byte of a peer:
 * puts up Landlock and the filter of system calls, adds them to host->walls and says so in the log.
 * Returns: 0; -ISLE_EPERM (a wall that is there could not be put up, or one that is required is missing:
 * the worker must end).
 */
int isled_walls_up(struct isle_host *host, unsigned required);

#endif
