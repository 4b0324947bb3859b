/* SPDX-License-Identifier: BSD-3-Clause */
#include "loop.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include <isle/errors.h>

static const struct {
	int native, error;
} errors[] = { { EMFILE, -ISLE_EMFILE }, { ENFILE, -ISLE_ENFILE }, { ENOSPC, -ISLE_ENOSPC },
	       { EPERM, -ISLE_EPERM },   { EEXIST, -ISLE_EEXIST }, { EBADF, -ISLE_EBADF } };

static int last_error(void)
{
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (errors[i].native == errno)
			return errors[i].error;
	return -ISLE_ENOMEM;
}

static void look_at_clock(struct isled_loop *loop)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	loop->now_ms = (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

int isled_loop_init(struct isled_loop *loop)
{
	*loop = (struct isled_loop){ .epoll = epoll_create1(EPOLL_CLOEXEC), .signals.fd = -1 };
	loop->later_end = &loop->later;
	if (loop->epoll < 0)
		return last_error();
	look_at_clock(loop);
	return 0;
}

void isled_loop_fini(struct isled_loop *loop)
{
	if (loop->signals.fd >= 0)
		close(loop->signals.fd);
	if (loop->epoll >= 0)
		close(loop->epoll);
	free(loop->heap);
	loop->heap = NULL;
	loop->epoll = loop->signals.fd = -1;
}

/* ---- descriptors ---- */

static uint32_t to_epoll(unsigned events)
{
	return (events & ISLE_WATCH_READ ? EPOLLIN | EPOLLRDHUP : 0) |
	       (events & ISLE_WATCH_WRITE ? EPOLLOUT : 0) |
	       (events & ISLE_WATCH_PRI ? EPOLLPRI : 0);
}

static int control(struct isled_loop *loop, int verb, struct isle_watch *watch, unsigned events)
{
	struct epoll_event event = { .events = to_epoll(events), .data.ptr = watch };

	if (epoll_ctl(loop->epoll, verb, watch->fd, &event) < 0)
		return last_error();
	watch->priv_events = events;
	return 0;
}

int isled_loop_watch(struct isled_loop *loop, struct isle_watch *watch, unsigned events)
{
	return control(loop, EPOLL_CTL_ADD, watch, events);
}

int isled_loop_set(struct isled_loop *loop, struct isle_watch *watch, unsigned events)
{
	return watch->priv_events == events ? 0 : control(loop, EPOLL_CTL_MOD, watch, events);
}

void isled_loop_unwatch(struct isled_loop *loop, struct isle_watch *watch)
{
	if (watch->fd >= 0)
		epoll_ctl(loop->epoll, EPOLL_CTL_DEL, watch->fd, NULL);
	for (int i = loop->event_at; i < loop->events_n; i++)
		if (loop->events[i].data.ptr == watch)
			loop->events[i].data.ptr = NULL;
}

static void tell_watches(struct isled_loop *loop)
{
	for (loop->event_at = 0; loop->event_at < loop->events_n;) {
		const struct epoll_event *event = &loop->events[loop->event_at++];
		struct isle_watch *watch = event->data.ptr;
		unsigned events = 0;

		if (!watch)
			continue;
		if (event->events & (EPOLLIN | EPOLLRDHUP))
			events |= ISLE_WATCH_READ;
		if (event->events & EPOLLOUT)
			events |= ISLE_WATCH_WRITE;
		if (event->events & EPOLLPRI)
			events |= ISLE_WATCH_PRI;
		if (event->events & (EPOLLHUP | EPOLLERR))
			events |= ISLE_WATCH_HANGUP;
		watch->ready(watch, events);
	}
	loop->events_n = 0;
}

/* ---- timers: a binary heap ---- */

static void place(struct isled_loop *loop, uint32_t at, struct isle_timer *timer)
{
	loop->heap[at] = timer;
	timer->priv_slot = at + 1;
}

static void sift_up(struct isled_loop *loop, uint32_t at, struct isle_timer *timer)
{
	while (at > 0 && loop->heap[(at - 1) / 2]->priv_at_ms > timer->priv_at_ms) {
		place(loop, at, loop->heap[(at - 1) / 2]);
		at = (at - 1) / 2;
	}
	place(loop, at, timer);
}

static void sift_down(struct isled_loop *loop, uint32_t at, struct isle_timer *timer)
{
	for (;;) {
		uint32_t child = 2 * at + 1;

		if (child >= loop->heap_n)
			break;
		if (child + 1 < loop->heap_n &&
		    loop->heap[child + 1]->priv_at_ms < loop->heap[child]->priv_at_ms)
			child++;
		if (loop->heap[child]->priv_at_ms >= timer->priv_at_ms)
			break;
		place(loop, at, loop->heap[child]);
		at = child;
	}
	sift_up(loop, at, timer);
}

static int make_room(struct isled_loop *loop)
{
	uint32_t max = loop->heap_max ? loop->heap_max * 2 : 16;
	struct isle_timer **heap;

	if (loop->heap_n < loop->heap_max)
		return 0;
	heap = realloc(loop->heap, max * sizeof(*heap));
	if (!heap)
		return -ISLE_ENOMEM;
	loop->heap = heap;
	loop->heap_max = max;
	return 0;
}

int isled_loop_timer(struct isled_loop *loop, struct isle_timer *timer, uint32_t after_ms)
{
	int error;

	look_at_clock(loop);
	timer->priv_at_ms = loop->now_ms + after_ms;
	if (timer->priv_slot) {
		sift_down(loop, timer->priv_slot - 1, timer);
		return 0;
	}
	error = make_room(loop);
	if (error < 0)
		return error;
	sift_up(loop, loop->heap_n++, timer);
	return 0;
}

void isled_loop_untimer(struct isled_loop *loop, struct isle_timer *timer)
{
	uint32_t at = timer->priv_slot;
	struct isle_timer *last;

	if (!at)
		return;
	timer->priv_slot = 0;
	last = loop->heap[--loop->heap_n];
	if (last != timer)
		sift_down(loop, at - 1, last);
}

static void run_timers(struct isled_loop *loop)
{
	/* Those due at the start of the turn: one that restarts itself with 0 waits its turn. */
	uint64_t now = loop->now_ms;

	for (uint32_t n = loop->heap_n; n && loop->heap_n && loop->heap[0]->priv_at_ms <= now;
	     n--) {
		struct isle_timer *timer = loop->heap[0];

		isled_loop_untimer(loop, timer);
		timer->due(timer);
	}
}

/* ---- deferred calls ---- */

void isled_loop_later(struct isled_loop *loop, struct isle_later *later)
{
	if (later->priv_queued)
		return;
	later->priv_queued = true;
	later->priv_next = NULL;
	*loop->later_end = later;
	loop->later_end = &later->priv_next;
}

void isled_loop_unlater(struct isled_loop *loop, struct isle_later *later)
{
	struct isle_later **at = &loop->later;

	if (!later->priv_queued)
		return;
	later->priv_queued = false;
	while (*at != later)
		at = &(*at)->priv_next;
	*at = later->priv_next;
	if (loop->later_end == &later->priv_next)
		loop->later_end = at;
}

static void run_deferred(struct isled_loop *loop)
{
	struct isle_later mark = { .priv_queued = false };

	if (!loop->later)
		return;
	/* What is deferred from here on runs in the next turn, so that descriptors get theirs. */
	isled_loop_later(loop, &mark);
	while (loop->later != &mark) {
		struct isle_later *later = loop->later;

		isled_loop_unlater(loop, later);
		later->run(later);
	}
	isled_loop_unlater(loop, &mark);
}

/* ---- signals ---- */

static void signals_ready(struct isle_watch *watch, unsigned events)
{
	struct isled_loop *loop = watch->state;
	struct signalfd_siginfo info;

	(void)events;
	if (read(watch->fd, &info, sizeof(info)) == sizeof(info))
		loop->signal(loop, (int)info.ssi_signo);
}

int isled_loop_signals(struct isled_loop *loop, const sigset_t *set,
		       void (*signal)(struct isled_loop *loop, int number))
{
	if (loop->signals.fd >= 0)
		return -ISLE_EBUSY;
	sigprocmask(SIG_BLOCK, set, NULL);
	loop->signals = (struct isle_watch){
		.ready = signals_ready,
		.state = loop,
		.fd = signalfd(-1, set, SFD_CLOEXEC | SFD_NONBLOCK),
	};
	if (loop->signals.fd < 0)
		return last_error();
	loop->signal = signal;
	return isled_loop_watch(loop, &loop->signals, ISLE_WATCH_READ);
}

/* ---- turns ---- */

static int time_to_wait(const struct isled_loop *loop, int wait_ms)
{
	uint64_t left;

	if (loop->later)
		return 0;
	if (!loop->heap_n)
		return wait_ms;
	if (loop->heap[0]->priv_at_ms <= loop->now_ms)
		return 0;
	left = loop->heap[0]->priv_at_ms - loop->now_ms;
	if (left > INT_MAX)
		left = INT_MAX;
	return wait_ms >= 0 && (uint64_t)wait_ms < left ? wait_ms : (int)left;
}

void isled_loop_turn(struct isled_loop *loop, int wait_ms)
{
	if (loop->heap_n)
		look_at_clock(loop);
	loop->events_n = epoll_wait(loop->epoll, loop->events, ISLED_LOOP_EVENTS,
				    time_to_wait(loop, wait_ms));
	if (loop->events_n < 0)
		loop->events_n = 0;
	loop->turns++;
	look_at_clock(loop);
	tell_watches(loop);
	run_timers(loop);
	run_deferred(loop);
}

int isled_loop_run(struct isled_loop *loop)
{
	while (!loop->stopping)
		isled_loop_turn(loop, -1);
	return loop->result;
}

void isled_loop_stop(struct isled_loop *loop, int result)
{
	loop->stopping = true;
	loop->result = result;
}
