/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the worker's loop asks of the kernel, answered in virtual time. The linker sends the calls of the
 * product's objects here (--wrap).
 */
#define _GNU_SOURCE
#include "stack.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "linux/pool.h"

#define WATCHES 64
#define JOBS    64

int __wrap_clock_gettime(clockid_t clock, struct timespec *ret_now);
ssize_t __wrap_getrandom(void *to, size_t bytes, unsigned flags);
int __wrap_epoll_create1(int flags);
int __wrap_epoll_ctl(int epoll, int verb, int fd, struct epoll_event *event);
int __wrap_epoll_wait(int epoll, struct epoll_event *events, int max, int timeout);
int __wrap_close(int fd);
int __real_close(int fd);
int __wrap_isled_pool_start(unsigned threads, unsigned queue, struct isled_pool **ret_pool);
void __wrap_isled_pool_stop(struct isled_pool *pool);
int __wrap_isled_pool_fd(const struct isled_pool *pool);
int __wrap_isled_pool_submit(struct isled_pool *pool, struct isled_job *job);
bool __wrap_isled_pool_withdraw(struct isled_pool *pool, struct isled_job *job);
unsigned __wrap_isled_pool_collect(struct isled_pool *pool);

static struct watch {
	int fd;
	uint32_t events;
	void *data;
} watches[WATCHES];
static unsigned watches_n;

static struct isled_job *jobs[JOBS];
static uint64_t jobs_due[JOBS];
static unsigned jobs_n, pools_n;

void system_reset(void)
{
	watches_n = jobs_n = 0;
}

void system_point(void)
{
	if (!world.in_daemon || !world.daemon_dies_in || --world.daemon_dies_in)
		return;
	longjmp(world.daemon_crash, 1);
}

int __wrap_clock_gettime(clockid_t clock, struct timespec *ret_now)
{
	(void)clock;
	ret_now->tv_sec = 100 + (time_t)(world.now_us / 1000000u);
	ret_now->tv_nsec = (long)(world.now_us % 1000000u) * 1000;
	return 0;
}

ssize_t __wrap_getrandom(void *to, size_t bytes, unsigned flags)
{
	uint8_t *at = to;
	size_t i;

	(void)flags;
	for (i = 0; i < bytes; i++)
		at[i] = (uint8_t)st_random();
	return (ssize_t)bytes;
}

int __wrap_epoll_create1(int flags)
{
	(void)flags;
	watches_n = pools_n = 0;
	return FD_EPOLL;
}

int __wrap_epoll_ctl(int epoll, int verb, int fd, struct epoll_event *event)
{
	unsigned i;

	(void)epoll;
	system_point();
	for (i = 0; i < watches_n && watches[i].fd != fd; i++)
		;
	if ((verb == EPOLL_CTL_ADD) == (i < watches_n) || i == WATCHES) {
		errno = verb == EPOLL_CTL_ADD ? EEXIST : ENOENT;
		return -1;
	}
	if (verb == EPOLL_CTL_DEL) {
		watches[i] = watches[--watches_n];
		return 0;
	}
	if (verb == EPOLL_CTL_ADD)
		watches_n++;
	watches[i] = (struct watch){ .fd = fd, .events = event->events, .data = event->data.ptr };
	return 0;
}

static uint32_t pool_events(void)
{
	unsigned i;

	for (i = 0; i < jobs_n; i++)
		if (jobs[i]->state == ISLED_JOB_DONE)
			return EPOLLIN;
	return 0;
}

static uint32_t events_of(const struct watch *w)
{
	uint32_t events = 0;

	if (w->fd == FD_POOL)
		events = pool_events();
	else if (w->fd >= FD_FIRST && w->fd <= FD_LISTEN)
		events = pipes_events(w->fd);
	return events & (w->events | EPOLLHUP | EPOLLERR);
}

bool system_daemon_ready(void)
{
	unsigned i;

	for (i = 0; i < watches_n; i++)
		if (events_of(&watches[i]))
			return true;
	return false;
}

int __wrap_epoll_wait(int epoll, struct epoll_event *events, int max, int timeout)
{
	unsigned i, first = watches_n ? st_below(watches_n) : 0;
	int n = 0;

	(void)epoll;
	(void)timeout;
	system_point();
	for (i = 0; i < watches_n && n < max; i++) {
		const struct watch *w = &watches[(first + i) % watches_n];

		if (events_of(w))
			events[n++] =
				(struct epoll_event){ .events = events_of(w), .data.ptr = w->data };
	}
	return n;
}

int __wrap_close(int fd)
{
	if (fd >= FD_FIRST && fd < FD_LISTEN)
		pipes_close(fd);
	else if (fd < FD_FIRST)
		return __real_close(fd);
	return 0;
}

/* --- the pools: jobs run later, in virtual time, in this thread. All jobs are told by the first one ---- */

int __wrap_isled_pool_start(unsigned threads, unsigned queue, struct isled_pool **ret_pool)
{
	(void)threads;
	(void)queue;
	*ret_pool = (struct isled_pool *)&jobs[pools_n++];
	return 0;
}

void __wrap_isled_pool_stop(struct isled_pool *pool)
{
	(void)pool;
	jobs_n = 0;
}

int __wrap_isled_pool_fd(const struct isled_pool *pool)
{
	return FD_POOL + (int)((struct isled_job *const *)pool - jobs);
}

int __wrap_isled_pool_submit(struct isled_pool *pool, struct isled_job *job)
{
	(void)pool;
	system_point();
	if (jobs_n == JOBS)
		return -ISLE_EAGAIN;
	job->state = ISLED_JOB_QUEUED;
	jobs_due[jobs_n] = world.now_us + st_below(20000);
	jobs[jobs_n++] = job;
	return 0;
}

static void forget_job(unsigned i)
{
	jobs_n--;
	jobs[i] = jobs[jobs_n];
	jobs_due[i] = jobs_due[jobs_n];
}

bool __wrap_isled_pool_withdraw(struct isled_pool *pool, struct isled_job *job)
{
	unsigned i;

	(void)pool;
	for (i = 0; i < jobs_n; i++) {
		if (jobs[i] != job || job->state != ISLED_JOB_QUEUED || st_chance(50))
			continue;
		job->state = ISLED_JOB_IDLE;
		forget_job(i);
		return true;
	}
	return false;
}

unsigned __wrap_isled_pool_collect(struct isled_pool *pool)
{
	unsigned i, n = 0;

	(void)pool;
	for (i = 0; i < jobs_n;) {
		struct isled_job *job = jobs[i];

		if (job->state != ISLED_JOB_DONE) {
			i++;
			continue;
		}
		forget_job(i);
		job->state = ISLED_JOB_IDLE;
		job->done(job);
		n++;
		i = 0;
	}
	return n;
}

uint64_t system_pool_next(void)
{
	uint64_t best = NEVER;
	unsigned i;

	for (i = 0; i < jobs_n; i++)
		if (jobs[i]->state == ISLED_JOB_QUEUED && jobs_due[i] < best)
			best = jobs_due[i];
	return best;
}

void system_pool_run(void)
{
	unsigned i, best = JOBS;

	for (i = 0; i < jobs_n; i++)
		if (jobs[i]->state == ISLED_JOB_QUEUED &&
		    (best == JOBS || jobs_due[i] < jobs_due[best]))
			best = i;
	if (best == JOBS)
		return;
	jobs[best]->run(jobs[best]);
	jobs[best]->state = ISLED_JOB_DONE;
}
