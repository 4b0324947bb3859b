/* SPDX-License-Identifier: BSD-3-Clause */
#define _POSIX_C_SOURCE 200809L
#include <isle/port.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct sync {
	pthread_mutex_t mutex;
	pthread_cond_t woken;
};

_Static_assert(sizeof(struct sync) <= sizeof(((struct isle_port_posix *)0)->memory),
	       "the port fits its memory");

static struct sync *sync_of(void *self)
{
	return (struct sync *)((struct isle_port_posix *)self)->memory;
}

static uint64_t time_us(void *self)
{
	struct timespec ts;

	(void)self;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000u + (uint64_t)ts.tv_nsec / 1000u;
}

static void lock(void *self)
{
	pthread_mutex_lock(&sync_of(self)->mutex);
}

static void unlock(void *self)
{
	pthread_mutex_unlock(&sync_of(self)->mutex);
}

static void wait(void *self, uint32_t timeout_ms)
{
	struct sync *sync = sync_of(self);
	struct timespec ts;

	if (timeout_ms == 0xffffffffu) {
		pthread_cond_wait(&sync->woken, &sync->mutex);
		return;
	}
	clock_gettime(CLOCK_MONOTONIC, &ts);
	ts.tv_sec += timeout_ms / 1000u;
	ts.tv_nsec += (long)(timeout_ms % 1000u) * 1000000;
	if (ts.tv_nsec >= 1000000000) {
		ts.tv_nsec -= 1000000000;
		ts.tv_sec++;
	}
	pthread_cond_timedwait(&sync->woken, &sync->mutex, &ts);
}

static void wake(void *self)
{
	pthread_cond_broadcast(&sync_of(self)->woken);
}

static void barrier(void *self)
{
	(void)self;
	__sync_synchronize();
}

static void fatal(void *self, const char *what)
{
	(void)self;
	fprintf(stderr, "isle: %s\n", what);
	abort();
}

void isle_port_posix_init(struct isle_port_posix *posix)
{
	pthread_condattr_t attr;

	memset(posix, 0, sizeof(*posix));
	posix->port.self = posix;
	posix->port.time_us = time_us;
	posix->port.lock = lock;
	posix->port.unlock = unlock;
	posix->port.wait = wait;
	posix->port.wake = wake;
	posix->port.barrier = barrier;
	posix->port.fatal = fatal;
	pthread_mutex_init(&sync_of(posix)->mutex, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&sync_of(posix)->woken, &attr);
	pthread_condattr_destroy(&attr);
}

void isle_port_posix_fini(struct isle_port_posix *posix)
{
	pthread_cond_destroy(&sync_of(posix)->woken);
	pthread_mutex_destroy(&sync_of(posix)->mutex);
}
