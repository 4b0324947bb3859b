/* SPDX-License-Identifier: BSD-3-Clause */
#include "linux/waiter.h"

#include "linux/errors.h"

#include <isle/errors.h>

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { STACK_BYTES = 128 * 1024, NUDGE_MS = 2 };

struct isled_waiters {
	pthread_mutex_t lock; /* of the list's `ended` */
	struct isled_waiter *first;
	int event;
};

static void interrupted(int number)
{
	(void)number;
}

int isled_waiters_start(struct isled_waiters **ret_waiters)
{
	struct sigaction action = { .sa_handler = interrupted }; /* no SA_RESTART */
	struct isled_waiters *w = calloc(1, sizeof(*w));
	int rc;

	if (!w)
		return -ISLE_ENOMEM;
	w->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (w->event < 0) {
		rc = isled_error(errno);
		free(w);
		return rc;
	}
	pthread_mutex_init(&w->lock, NULL);
	sigaction(SIGUSR2, &action, NULL);
	*ret_waiters = w;
	return 0;
}

static void *serve(void *arg)
{
	struct isled_waiter *waiter = arg;
	struct isled_waiters *w = waiter->waiters;
	uint64_t one = 1;

	waiter->run(waiter);
	pthread_mutex_lock(&w->lock);
	waiter->ended = true;
	while (write(w->event, &one, sizeof(one)) < 0 && errno == EINTR)
		;
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

/* Signals belong to the owner's thread, all but the one. */
int isled_waiter_begin(struct isled_waiters *w, struct isled_waiter *waiter)
{
	sigset_t most, before;
	pthread_attr_t attr;
	int rc;

	waiter->waiters = w;
	waiter->ended = false;
	atomic_init(&waiter->interrupted, false);
	sigfillset(&most);
	sigdelset(&most, SIGUSR2);
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK_BYTES);
	pthread_sigmask(SIG_SETMASK, &most, &before);
	rc = pthread_create(&waiter->thread, &attr, serve, waiter);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attr);
	if (rc)
		return -ISLE_EAGAIN;
	waiter->next = w->first;
	w->first = waiter;
	return 0;
}

int isled_waiters_fd(const struct isled_waiters *w)
{
	return w->event;
}

bool isled_waiter_is_interrupted(const struct isled_waiter *waiter)
{
	return atomic_load(&waiter->interrupted);
}

/* A thread that has ended is there until it was joined. */
void isled_waiter_interrupt(struct isled_waiter *waiter)
{
	atomic_store(&waiter->interrupted, true);
	pthread_kill(waiter->thread, SIGUSR2);
}

static bool has_ended(struct isled_waiters *w, const struct isled_waiter *waiter)
{
	bool ended;

	pthread_mutex_lock(&w->lock);
	ended = waiter->ended;
	pthread_mutex_unlock(&w->lock);
	return ended;
}

unsigned isled_waiters_nudge(struct isled_waiters *w)
{
	unsigned n = 0;

	for (struct isled_waiter *waiter = w->first; waiter; waiter = waiter->next) {
		if (!isled_waiter_is_interrupted(waiter) || has_ended(w, waiter))
			continue;
		pthread_kill(waiter->thread, SIGUSR2);
		n++;
	}
	return n;
}

/* One that has ended, off the list and joined; or NULL. */
static struct isled_waiter *take_ended(struct isled_waiters *w)
{
	struct isled_waiter **at = &w->first, *waiter;

	while (*at && !has_ended(w, *at))
		at = &(*at)->next;
	waiter = *at;
	if (waiter) {
		*at = waiter->next;
		pthread_join(waiter->thread, NULL);
	}
	return waiter;
}

static void drain(struct isled_waiters *w)
{
	uint64_t drained;

	while (read(w->event, &drained, sizeof(drained)) < 0 && errno == EINTR)
		;
}

bool isled_waiters_collect(struct isled_waiters *w)
{
	struct isled_waiter *waiter;

	drain(w);
	while ((waiter = take_ended(w)))
		waiter->done(waiter);
	return w->first;
}

void isled_waiters_stop(struct isled_waiters *w)
{
	struct pollfd ended = { .fd = w->event, .events = POLLIN };

	for (struct isled_waiter *waiter = w->first; waiter; waiter = waiter->next)
		isled_waiter_interrupt(waiter);
	while (w->first) {
		poll(&ended, 1, NUDGE_MS);
		drain(w);
		while (take_ended(w))
			;
		isled_waiters_nudge(w);
	}
	pthread_mutex_destroy(&w->lock);
	close(w->event);
	free(w);
}
