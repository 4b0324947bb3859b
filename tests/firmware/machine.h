/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The board in QEMU, and the wire between it and isled. Both are processes that end with the process that
 * started them, however that ends.
 */
#ifndef ISLE_TEST_FIRMWARE_MACHINE_H
#define ISLE_TEST_FIRMWARE_MACHINE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "tests/scenario/daemon.h"

struct machine {
	pid_t pid;
	unsigned n; /* how many were started before */
	char folder[128];
	char own[160]; /* what came out of its second UART */
};

/* Skips the case where there is no QEMU. `wire`: the path of a terminal, or of a relay's socket. */
void machine_start(struct machine *m, const char *folder, const char *wire, bool is_socket);
/* Resets the board as its button would, through QMP. */
void machine_reset(struct machine *m);
/* Kills it and waits until it is gone. */
void machine_kill(struct machine *m);

/* What the wire does to bytes; may be changed at any time. */
struct harm {
	volatile uint32_t faults; /* of a million bytes: lost, flipped, repeated, inserted */
	volatile bool cut;        /* nothing gets through */
	volatile bool noise; /* nothing gets through, and each end hears random bytes all the time */
	/* Counted by the relay. */
	volatile uint64_t harmed;
	volatile uint64_t noise_up,
		noise_down; /* bytes taken by the daemon's terminal, by the board */
};

struct relay {
	pid_t pid;
	struct harm *harm; /* shared with the relay */
	char path[160];    /* its socket */
};

/* Between the daemon's terminal and whoever connects to relay->path, one after the other. */
void relay_start(struct relay *relay, const char *folder, const char *tty, uint64_t seed);
void relay_stop(struct relay *relay);

/* How often `text` stands in a file that others write; 0 also when there is no file. */
unsigned file_count(const char *path, const char *text);
/* Waits until it stands there at least so often; fails the case after long. */
void file_wait(const char *path, const char *text, unsigned least);

#endif
