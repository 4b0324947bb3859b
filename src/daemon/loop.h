/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The event loop: epoll for descriptors, a heap of one-shot timers, deferred calls, one signalfd.
 * Everything runs in the thread that calls isled_loop_run(). A turn handles at most
 * ISLED_LOOP_EVENTS descriptors, then timers, then what was deferred; with nothing to do it
 * sleeps without a timeout.
 */
#ifndef ISLED_LOOP_H
#define ISLED_LOOP_H

#include <signal.h>
#include <sys/epoll.h>

#include <isle/service.h>

#define ISLED_LOOP_EVENTS 32

struct isled_loop {
	int epoll;
	struct isle_timer **heap; /* heap[0] is due first */
	uint32_t heap_n, heap_max;
	struct isle_later *later, **later_end;
	struct epoll_event events[ISLED_LOOP_EVENTS];
	int events_n, event_at; /* of the turn under way, so that a stopped watch is not told */
	uint64_t now_ms;
	uint64_t turns;
	bool stopping;
	int result;
	struct isle_watch signals;
	void (*signal)(struct isled_loop *loop, int number);
	void *state;
};

/* Returns: 0, -ISLE_EMFILE, -ISLE_ENFILE, -ISLE_ENOMEM. */
int isled_loop_init(struct isled_loop *loop);
void isled_loop_fini(struct isled_loop *loop);

/* Block these signals and have `signal` told of each from the loop. `state` is the owner's.
 * Returns: 0, -ISLE_EMFILE, -ISLE_ENFILE, -ISLE_EBUSY (called before). */
int isled_loop_signals(struct isled_loop *loop, const sigset_t *set,
		       void (*signal)(struct isled_loop *loop, int number));

/* Contracts of these: isle_watch_start() and its neighbours in service.h. */
int isled_loop_watch(struct isled_loop *loop, struct isle_watch *watch, unsigned events);
int isled_loop_set(struct isled_loop *loop, struct isle_watch *watch, unsigned events);
void isled_loop_unwatch(struct isled_loop *loop, struct isle_watch *watch);
int isled_loop_timer(struct isled_loop *loop, struct isle_timer *timer, uint32_t after_ms);
void isled_loop_untimer(struct isled_loop *loop, struct isle_timer *timer);
void isled_loop_later(struct isled_loop *loop, struct isle_later *later);
void isled_loop_unlater(struct isled_loop *loop, struct isle_later *later);

/* Run until isled_loop_stop(). Waits: for events. Returns: the result given to stop. */
int isled_loop_run(struct isled_loop *loop);
void isled_loop_stop(struct isled_loop *loop, int result);

/* One turn that waits at most wait_ms (-1: without end); for tests. */
void isled_loop_turn(struct isled_loop *loop, int wait_ms);

#endif
