/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pool.h - a few threads for what would keep the loop from turning: fsync, cold reads, slow
 * devices.
 *
 * A job is the caller's storage. It runs once on some thread and is then handed back on the
 * owner's thread, by isled_pool_collect(), which the owner calls when isled_pool_fd() is
 * readable. Nothing that waits for a peer (tty, FIFO, socket) is ever run here, so every job
 * ends.
 */
#ifndef ISLED_LINUX_POOL_H
#define ISLED_LINUX_POOL_H

#include <stdbool.h>

enum isled_job_state { ISLED_JOB_IDLE, ISLED_JOB_QUEUED, ISLED_JOB_RUNNING, ISLED_JOB_DONE };

struct isled_job {
	/* On a thread of the pool. Touches only what belongs to the job meanwhile. */
	void (*run)(struct isled_job *job);
	/* On the owner's thread, after run. May submit the job again, or free it. */
	void (*done)(struct isled_job *job);
	/* The pool's: */
	enum isled_job_state state;
	struct isled_job *next;
};

struct isled_pool;

/*
 * At most `threads` threads, started as they are needed, and `queue` jobs that wait.
 * Returns: 0; -ISLE_ENOMEM, -ISLE_EMFILE, -ISLE_EINVAL (a zero).
 */
int isled_pool_start(unsigned threads, unsigned queue, struct isled_pool **ret_pool);

/*
 * Waits: until running jobs have ended. Jobs that had not begun are dropped; `done` runs for
 * none.
 */
void isled_pool_stop(struct isled_pool *pool);

/* Readable when there is something to collect. Borrowed. */
int isled_pool_fd(const struct isled_pool *pool);

/*
 * Returns: 0; -ISLE_EAGAIN (the queue is full, or no thread can be started), -ISLE_EBUSY (that
 * job is under way). Waits: never. Context: owner's thread.
 */
int isled_pool_submit(struct isled_pool *pool, struct isled_job *job);

/*
 * Take back a job that has not begun. Returns: whether it was taken back; then `done` does not
 * run. Otherwise it is running or has run, and `done` will be called.
 */
bool isled_pool_withdraw(struct isled_pool *pool, struct isled_job *job);

/* Runs `done` of every finished job. Returns: how many. Waits: never. Context: owner's thread. */
unsigned isled_pool_collect(struct isled_pool *pool);

#endif
