/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The real isled, started for one test case: a configuration of its own, everything below the case's
 * folder, started by whoever runs the test. Started by root the worker is nobody, as in the field.
 */
#ifndef ISLE_TEST_SCENARIO_DAEMON_H
#define ISLE_TEST_SCENARIO_DAEMON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "harness.h"

struct daemon_options {
	const char *scheme;  /* "unix" (when NULL), "seqpacket", "tcp" */
	uint32_t frame_max;  /* 0: the default */
	const char *client;  /* more lines of [client] */
	const char *limits;  /* lines of [limits] */
	const char *more;    /* more sections */
	bool forward;        /* a port of loopback leads to the service `web` */
	const char *program; /* another isled, of those in bin/tests/with */
	unsigned files_max;  /* descriptors that a process may have open; 0: as we may */
};

/*
 * The client sees: /data (rw), /ro (the same folder, ro), /proc, /sys, /dev, /none (hidden part
 * `secret`). On Linux /data is `data`.
 */
struct daemon {
	char folder[128], link[200], address[200]; /* link: with the scheme; address: without */
	char door[160], data[160], log[160];
	int notify, port; /* port: of the forward */
	pid_t pid;        /* the supervisor */
	unsigned fds;     /* of the worker when it was ready; 0: cannot be told */
	pid_t first;      /* that worker */
};

/* Starts it and waits until it is ready. */
void daemon_start(struct daemon *d, const struct daemon_options *options);

/* Stops it by SIGTERM: it must end well, by itself. */
void daemon_stop(struct daemon *d);

/* The worker at present; 0 = none. */
pid_t daemon_worker(const struct daemon *d);

/* Kills the worker and waits for its successor to be ready. */
void daemon_kill_worker(struct daemon *d);

/* Waits for the next readiness datagram. */
void daemon_wait_ready(struct daemon *d);

/* Descriptors that a process has open; 0 = the kernel does not tell us. */
unsigned daemon_fds(pid_t pid);

/* Waits until the worker has no more descriptors than when it was ready, and is still the same. */
void daemon_check_fds(struct daemon *d);

/* What isled has logged so far: bytes; and whether `text` is in it. */
size_t daemon_log_bytes(const struct daemon *d);
bool daemon_log_has(const struct daemon *d, const char *text);

/* ---- files on the Linux side ---- */

/* PATH below /data as Linux names it; in one of four buffers. */
const char *data_path(const struct daemon *d, const char *name);
/* Makes a file that the worker may change. */
void data_put(const struct daemon *d, const char *name, const void *bytes, size_t len);
/* Its contents; returns the number of bytes, at most `max`. */
size_t data_get(const struct daemon *d, const char *name, void *buf, size_t max);
/* Gives a path to the worker's user. */
void data_give(const char *path);

/* A port of loopback that nobody has at the moment. */
int free_port(void);

uint64_t now_ms(void);
void sleep_ms(unsigned ms);

/* True until 10 s (times ISLE_TEST_SLOW) have passed since `*start`, which is 0 at first; sleeps 1 ms. */
bool still_waiting(uint64_t *start);

#endif
