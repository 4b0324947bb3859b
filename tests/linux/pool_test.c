/* SPDX-License-Identifier: BSD-3-Clause */
#include "harness.h"
#include "linux/pool.h"

#include <isle/errors.h>

#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>

struct work {
	struct isled_job job;
	int ran, done;
	pthread_t thread;
	sem_t *gate, *began;
};

static void run(struct isled_job *job)
{
	struct work *w = (struct work *)job;

	w->thread = pthread_self();
	if (w->began)
		sem_post(w->began);
	if (w->gate)
		sem_wait(w->gate);
	w->ran++;
}

static void done(struct isled_job *job)
{
	((struct work *)job)->done++;
}

static void collect(struct isled_pool *pool, unsigned wanted)
{
	struct pollfd p = { .fd = isled_pool_fd(pool), .events = POLLIN };

	for (unsigned got = 0; got < wanted;) {
		CHECK_EQ(poll(&p, 1, 10000), 1);
		got += isled_pool_collect(pool);
	}
}

TEST(pool, "each job runs once, on another thread, and comes back once on this one")
{
	enum { JOBS = 500 };
	struct work *w = calloc(JOBS, sizeof(*w));
	struct isled_pool *pool;

	CHECK_EQ(isled_pool_start(3, JOBS, &pool), 0);
	for (int i = 0; i < JOBS; i++) {
		w[i].job.run = run;
		w[i].job.done = done;
		CHECK_EQ(isled_pool_submit(pool, &w[i].job), 0);
	}
	collect(pool, JOBS);
	CHECK_EQ(isled_pool_collect(pool), 0);
	for (int i = 0; i < JOBS; i++) {
		CHECK_EQ(w[i].ran, 1);
		CHECK_EQ(w[i].done, 1);
		CHECK(!pthread_equal(w[i].thread, pthread_self()));
	}
	CHECK_EQ(isled_pool_submit(pool, &w[0].job), 0);
	collect(pool, 1);
	CHECK_EQ(w[0].ran, 2);
	isled_pool_stop(pool);
	free(w);
}

TEST(pool, "the queue is bounded, and what waits in it can be taken back")
{
	struct work w[4] = { 0 };
	struct isled_pool *pool;
	sem_t gate;

	sem_init(&gate, 0, 0);
	for (int i = 0; i < 4; i++)
		w[i] = (struct work){ .job = { .run = run, .done = done }, .gate = &gate };
	CHECK_EQ(isled_pool_start(1, 2, &pool), 0);
	CHECK_EQ(isled_pool_submit(pool, &w[0].job), 0);
	/* until it has begun it may stand in the queue, then two more fit */
	while (isled_pool_submit(pool, &w[1].job) < 0 || isled_pool_submit(pool, &w[2].job) < 0)
		isled_pool_withdraw(pool, &w[1].job);
	CHECK_EQ(isled_pool_submit(pool, &w[0].job), -ISLE_EBUSY);
	CHECK_EQ(isled_pool_submit(pool, &w[3].job), -ISLE_EAGAIN);
	CHECK(isled_pool_withdraw(pool, &w[1].job));
	CHECK(!isled_pool_withdraw(pool, &w[1].job));
	CHECK(!isled_pool_withdraw(pool, &w[0].job));
	CHECK_EQ(isled_pool_submit(pool, &w[3].job), 0);
	for (int i = 0; i < 3; i++)
		sem_post(&gate);
	collect(pool, 3);
	CHECK_EQ(w[0].done, 1);
	CHECK_EQ(w[1].done, 0);
	CHECK_EQ(w[1].ran, 0);
	CHECK_EQ(w[2].done, 1);
	CHECK_EQ(w[3].done, 1);
	isled_pool_stop(pool);
	sem_destroy(&gate);
}

TEST(pool, "stopping waits for what runs, and tells nobody of what it drops")
{
	struct work w[2] = { 0 };
	struct isled_pool *pool;
	sem_t gate, began;

	sem_init(&gate, 0, 0);
	sem_init(&began, 0, 0);
	for (int i = 0; i < 2; i++)
		w[i] = (struct work){ .job = { .run = run, .done = done }, .gate = &gate };
	w[0].began = &began;
	CHECK_EQ(isled_pool_start(1, 4, &pool), 0);
	CHECK_EQ(isled_pool_submit(pool, &w[0].job), 0);
	CHECK_EQ(isled_pool_submit(pool, &w[1].job), 0);
	sem_wait(&began);
	/* Once for each: the second may begin before the pool hears that it is to stop. */
	sem_post(&gate);
	sem_post(&gate);
	isled_pool_stop(pool);
	CHECK_EQ(w[0].ran, 1);
	CHECK_EQ(w[0].done + w[1].done, 0);
	sem_destroy(&gate);
	sem_destroy(&began);
	CHECK_EQ(isled_pool_start(0, 4, &pool), -ISLE_EINVAL);
	CHECK_EQ(isled_pool_start(4, 0, &pool), -ISLE_EINVAL);
}
