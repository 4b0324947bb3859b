/* SPDX-License-Identifier: BSD-3-Clause */
#define _POSIX_C_SOURCE 200809L
#include "tests/ports/posix_tasks.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

static struct thread {
	pthread_t id;
	void (*run)(void *arg);
	void *arg;
} threads[2];

static void *begin(void *arg)
{
	struct thread *thread = arg;

	thread->run(thread->arg);
	return NULL;
}

static void start(void *self, unsigned i, void (*run)(void *arg), void *arg)
{
	(void)self;
	threads[i].run = run;
	threads[i].arg = arg;
	if (pthread_create(&threads[i].id, NULL, begin, &threads[i]))
		abort();
}

static void join(void *self, unsigned i)
{
	(void)self;
	pthread_join(threads[i].id, NULL);
}

static void sleep_ms(void *self, uint32_t ms)
{
	struct timespec time = { (time_t)(ms / 1000u), (long)(ms % 1000u) * 1000000 };

	(void)self;
	nanosleep(&time, NULL);
}

const struct ports_tasks posix_tasks = { start, join, sleep_ms };
