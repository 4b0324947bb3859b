/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of the list share: a case is a function that returns NULL, or what did not hold. */
#ifndef ISLE_TEST_PORTS_LIST_H
#define ISLE_TEST_PORTS_LIST_H

#include "tests/ports/ports.h"

/* What a case needs of the port. */
enum {
	PORTS_LOCK = 1,
	PORTS_WAIT = 2,
	PORTS_BARRIER = 4,
	PORTS_TASKS = 8,
	PORTS_WIND = 16,
	PORTS_INTERRUPT = 32,
	PORTS_LINK = 64
};

struct ports_run {
	const struct ports *ports;
	const struct isle_port *port;
	const char *folder;
	uint32_t patience_ms;
	int got; /* what the call that did not hold returned */
	unsigned passed, failed, left_out;
	size_t reported;
	bool stop;  /* nothing else makes sense */
	bool wakes; /* a wake has been seen to end a wait */
};

struct ports_case {
	const char *name;
	const char *sentence;
	unsigned needs;
	const char *(*run)(struct ports_run *run);
};

extern const struct ports_case ports_time[], ports_sync[], ports_link[];

/* Ends a case unless x holds. */
#define HOLDS(x)                   \
	do {                       \
		if (!(x))          \
			return #x; \
	} while (0)

/* The same for what a call returns. */
#define GIVES(call, want)                                     \
	do {                                                  \
		run->got = (int)(call);                       \
		if (run->got != (int)(want))                  \
			return #call " does not give " #want; \
		run->got = 0;                                 \
	} while (0)

uint64_t ports_now(struct ports_run *run);

/* Microseconds and milliseconds since a moment. */
uint64_t ports_since(struct ports_run *run, uint64_t start_us);
uint32_t ports_since_ms(struct ports_run *run, uint64_t start_us);

/* Nothing, if the port has none. */
void ports_lock(struct ports_run *run);
void ports_unlock(struct ports_run *run);

/* Lets other tasks run where there are any, else turns. */
void ports_sleep(struct ports_run *run, uint32_t ms);

/* Behind the last case: sends the report, says goodbye. */
void ports_link_end(struct ports_run *run);

#endif
