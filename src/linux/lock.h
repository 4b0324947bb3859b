/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lock.h - locks of open files: ranges as fcntl() has them (F_OFD_*), the whole file as flock() has it.
 *
 * The kernel decides who has a lock. What it cannot tell is written down here as well, for each open
 * file (all files that isled_file_dup() made of it): to count, to find circles of waiters, and to
 * put back what was there before when a lock arrives just as nobody wants it any more.
 *
 * Context: one thread, but for isled_lock_wait_run().
 */
#ifndef ISLED_LINUX_LOCK_H
#define ISLED_LINUX_LOCK_H

#include "linux/file.h"
#include "linux/quota.h"
#include "linux/waiter.h"

struct isled_lock {
	uint32_t kind;       /* ISLE_LOCK_NONE, READ, WRITE */
	bool whole;          /* what flock() takes; else: */
	uint64_t start, end; /* first and last byte; INT64_MAX: all that may come */
};

/* Every open file that has, or waits for, a lock. Zero at first. */
struct isled_locks {
	struct isled_holder *holders;
	struct isled_lock_wait *waits;
};

/* One lock that is waited for. */
struct isled_lock_wait {
	struct isled_lock_wait *next;
	struct isled_locks *locks; /* NULL: not begun, or ended */
	struct isled_holder *holder;
	struct isled_lock lock;
	uint32_t before; /* of the whole file, until then */
	int fd;
	bool now; /* another machine is asked: that takes its time, but does not wait for others */
	int result; /* of isled_lock_wait_run() */
};

/*
 * Arguments of the wire. Returns: 0; -ISLE_EINVAL (kind, an unknown flag, a range with WHOLE),
 * -ISLE_EOVERFLOW (beyond 63 bits).
 */
int isled_lock_make(uint32_t kind, uint32_t flags, uint64_t start, uint64_t length,
		    struct isled_lock *ret_lock);

/*
 * Take or give back a lock, without waiting. quota: of whom it is counted for.
 * Returns: 0; -ISLE_EAGAIN (others have it), -ISLE_ENOLCK (the quota), -ISLE_EBADF (not opened for
 * that), -ISLE_EROFS (a lock would hold up others where the client may change nothing),
 * -ISLE_ENOTSUP (a grant: one open file for all), -ISLE_ENOMEM.
 */
int isled_lock_take(struct isled_locks *locks, struct isled_file *file, struct isled_quota *quota,
		    const struct isled_lock *lock);

/* Is that asked over a network? Then isled_lock_take() belongs into a thread: wait->now. */
bool isled_lock_is_remote(const struct isled_file *file);

/*
 * Begin to wait for it. `wait` is the caller's until isled_lock_wait_end(), file stays open.
 * Returns: 0; as take; -ISLE_EDEADLK (the open files of this daemon would wait in a circle).
 */
int isled_lock_wait_begin(struct isled_locks *locks, struct isled_file *file,
			  struct isled_quota *quota, const struct isled_lock *lock,
			  struct isled_lock_wait *wait);

/* Waits: for the lock, or until interrupted. Context: the waiter's thread. */
void isled_lock_wait_run(struct isled_lock_wait *wait, const struct isled_waiter *waiter);

/*
 * Nobody waits any more. Without `keep`, a lock that came is given back, as if it had not.
 * Returns: 0; -ISLE_ECANCELED (interrupted, or no `keep`), -ISLE_ENOLCK, -ISLE_ENOMEM.
 */
int isled_lock_wait_end(struct isled_lock_wait *wait, bool keep);

/*
 * Who is in the way. Returns: 0 and *ret_lock (kind NONE: nobody), *ret_pid (0: not a process that
 * locks by fcntl()); -ISLE_EINVAL (kind).
 */
int isled_lock_find(const struct isled_file *file, const struct isled_lock *lock,
		    struct isled_lock *ret_lock, uint32_t *ret_pid);

/* ---- for file.c ---- */

/* The same open file has one more descriptor. Returns: 0; -ISLE_ENOMEM. */
int isled_lock_share(struct isled_file *file);

/* A descriptor of it is about to be closed; with the last one the locks go. */
void isled_lock_leave(struct isled_file *file);

/* The last handle is closed: the locks go now, though an operation keeps the descriptor open. */
void isled_lock_drop_all(struct isled_file *file);

#endif
