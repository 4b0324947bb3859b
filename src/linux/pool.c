/* SPDX-License-Identifier: BSD-3-Clause */
#include "linux/pool.h"

#include "linux/errors.h"

#include <isle/errors.h>

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { THREADS_MAX = 64, STACK_BYTES = 128 * 1024 };

struct list {
	struct isled_job *first, **end;
};

struct isled_pool {
	pthread_mutex_t lock;
	pthread_cond_t work;
	struct list queued, done;
	unsigned queued_n, queue_max;
	unsigned threads, threads_max, idle;
	bool stopping;
	int event;
	pthread_t thread[THREADS_MAX];
};

static void list_init(struct list *list)
{
	list->first = NULL;
	list->end = &list->first;
}

static void list_add(struct list *list, struct isled_job *job)
{
	job->next = NULL;
	*list->end = job;
	list->end = &job->next;
}

static struct isled_job *list_take(struct list *list)
{
	struct isled_job *job = list->first;

	if (!job)
		return NULL;
	list->first = job->next;
	if (!list->first)
		list->end = &list->first;
	return job;
}

static void notify(struct isled_pool *pool)
{
	uint64_t one = 1;

	while (write(pool->event, &one, sizeof(one)) < 0 && errno == EINTR)
		;
}

static void *serve(void *arg)
{
	struct isled_pool *pool = arg;
	struct isled_job *job;

	pthread_mutex_lock(&pool->lock);
	for (;;) {
		while (!pool->stopping && !pool->queued.first) {
			pool->idle++;
			pthread_cond_wait(&pool->work, &pool->lock);
			pool->idle--;
		}
		if (pool->stopping)
			break;
		job = list_take(&pool->queued);
		pool->queued_n--;
		job->state = ISLED_JOB_RUNNING;
		pthread_mutex_unlock(&pool->lock);
		job->run(job);
		pthread_mutex_lock(&pool->lock);
		job->state = ISLED_JOB_DONE;
		list_add(&pool->done, job);
		notify(pool);
	}
	pthread_mutex_unlock(&pool->lock);
	return NULL;
}

int isled_pool_start(unsigned threads, unsigned queue, struct isled_pool **ret_pool)
{
	struct isled_pool *pool;

	if (!threads || !queue)
		return -ISLE_EINVAL;
	pool = calloc(1, sizeof(*pool));
	if (!pool)
		return -ISLE_ENOMEM;
	pool->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (pool->event < 0) {
		free(pool);
		return isled_error(errno);
	}
	pool->threads_max = threads < THREADS_MAX ? threads : THREADS_MAX;
	pool->queue_max = queue;
	list_init(&pool->queued);
	list_init(&pool->done);
	pthread_mutex_init(&pool->lock, NULL);
	pthread_cond_init(&pool->work, NULL);
	*ret_pool = pool;
	return 0;
}

void isled_pool_stop(struct isled_pool *pool)
{
	pthread_mutex_lock(&pool->lock);
	pool->stopping = true;
	pthread_cond_broadcast(&pool->work);
	pthread_mutex_unlock(&pool->lock);
	for (unsigned i = 0; i < pool->threads; i++)
		pthread_join(pool->thread[i], NULL);
	pthread_cond_destroy(&pool->work);
	pthread_mutex_destroy(&pool->lock);
	close(pool->event);
	free(pool);
}

int isled_pool_fd(const struct isled_pool *pool)
{
	return pool->event;
}

/* Signals belong to the owner's thread. */
static bool add_thread(struct isled_pool *pool)
{
	sigset_t all, before;
	pthread_attr_t attr;
	int rc;

	sigfillset(&all);
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK_BYTES);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	rc = pthread_create(&pool->thread[pool->threads], &attr, serve, pool);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attr);
	if (!rc)
		pool->threads++;
	return !rc;
}

int isled_pool_submit(struct isled_pool *pool, struct isled_job *job)
{
	int rc = 0;

	pthread_mutex_lock(&pool->lock);
	if (job->state == ISLED_JOB_QUEUED || job->state == ISLED_JOB_RUNNING ||
	    job->state == ISLED_JOB_DONE)
		rc = -ISLE_EBUSY;
	else if (pool->queued_n == pool->queue_max)
		rc = -ISLE_EAGAIN;
	else if (pool->queued_n >= pool->idle && pool->threads < pool->threads_max &&
		 !add_thread(pool) && !pool->threads)
		rc = -ISLE_EAGAIN;
	if (rc >= 0) {
		job->state = ISLED_JOB_QUEUED;
		list_add(&pool->queued, job);
		pool->queued_n++;
		pthread_cond_signal(&pool->work);
	}
	pthread_mutex_unlock(&pool->lock);
	return rc;
}

static bool unlink_job(struct list *list, struct isled_job *job)
{
	struct isled_job **at = &list->first;

	while (*at && *at != job)
		at = &(*at)->next;
	if (!*at)
		return false;
	*at = job->next;
	if (!*at)
		list->end = at;
	return true;
}

bool isled_pool_withdraw(struct isled_pool *pool, struct isled_job *job)
{
	bool taken = false;

	pthread_mutex_lock(&pool->lock);
	if (job->state == ISLED_JOB_QUEUED && unlink_job(&pool->queued, job)) {
		pool->queued_n--;
		job->state = ISLED_JOB_IDLE;
		taken = true;
	}
	pthread_mutex_unlock(&pool->lock);
	return taken;
}

unsigned isled_pool_collect(struct isled_pool *pool)
{
	struct isled_job *job, *next;
	unsigned count = 0;
	uint64_t drained;
	ssize_t n;

	do
		n = read(pool->event, &drained, sizeof(drained));
	while (n < 0 && errno == EINTR);
	pthread_mutex_lock(&pool->lock);
	job = pool->done.first;
	list_init(&pool->done);
	pthread_mutex_unlock(&pool->lock);
	for (; job; job = next, count++) {
		next = job->next;
		job->state = ISLED_JOB_IDLE;
		job->done(job);
	}
	return count;
}
