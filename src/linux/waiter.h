/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * waiter.h - threads of their own for system calls that wait for somebody else and that no descriptor
 * tells the end of: a lock that another holds. A signal ends the call early.
 *
 * A waiter is the caller's storage. It runs once on its thread and is handed back on the owner's
 * thread, by isled_waiters_collect(). How many there may be is the owner's business.
 */
#ifndef ISLED_LINUX_WAITER_H
#define ISLED_LINUX_WAITER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

struct isled_waiters;

struct isled_waiter {
	/*
	 * On its thread. Makes system calls that end with EINTR by a signal, and returns soon once
	 * isled_waiter_is_interrupted().
	 */
	void (*run)(struct isled_waiter *waiter);
	/* On the owner's thread, after run. May free it. */
	void (*done)(struct isled_waiter *waiter);
	/* The rest is private. */
	struct isled_waiters *waiters;
	struct isled_waiter *next;
	pthread_t thread;
	atomic_bool interrupted;
	bool ended;
};

/* Takes SIGUSR2. Returns: 0; -ISLE_ENOMEM, -ISLE_EMFILE. */
int isled_waiters_start(struct isled_waiters **ret_waiters);

/* Waits: until all have ended, which are interrupted. `done` runs for none. */
void isled_waiters_stop(struct isled_waiters *waiters);

/* Readable when there is something to collect. Borrowed. */
int isled_waiters_fd(const struct isled_waiters *waiters);

/* Returns: 0; -ISLE_EAGAIN (no thread can be had). Waits: never. Context: owner's thread. */
int isled_waiter_begin(struct isled_waiters *waiters, struct isled_waiter *waiter);

/*
 * `done` comes soon. The signal may miss a system call that is just about to begin:
 * call isled_waiters_nudge() every few milliseconds until it returns 0.
 */
void isled_waiter_interrupt(struct isled_waiter *waiter);
bool isled_waiter_is_interrupted(const struct isled_waiter *waiter);

/* Signals those again that were interrupted and have not ended. Returns: how many. */
unsigned isled_waiters_nudge(struct isled_waiters *waiters);

/* Runs `done` of each that has ended. Returns: whether any is left. Waits: never. Context: owner's thread. */
bool isled_waiters_collect(struct isled_waiters *waiters);

#endif
