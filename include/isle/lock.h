/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Locks of open files. They belong to the open file (isle_file_dup() makes another handle for the same one),
 * hold against its other openers here and on Linux, and are gone with its last handle, with the context, with
 * the session. After a loss of the session nothing is locked any more.
 *
 * Waits, memory and further returns: as in file.h.
 */
#ifndef ISLE_LOCK_H
#define ISLE_LOCK_H

#include <isle/file.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What somebody holds. */
struct isle_lock {
	uint32_t kind;          /* enum isle_lock_kind; NONE: nobody */
	uint32_t pid;           /* of a Linux process that locks by fcntl(), else 0 */
	uint64_t start, length; /* length 0: to the end, wherever it is */
};

/*
 * Locks (ISLE_LOCK_READ, WRITE) or unlocks (NONE) `length` bytes from `start`; length 0: to the end,
 * wherever it is. READ needs a file opened for reading, WRITE one opened for writing.
 * flags: WAIT: until it can be had, or the deadline; WHOLE: what flock() locks, start and length are 0.
 * Returns 0; -ISLE_EAGAIN others have it; -ISLE_EDEADLK waiting would never end; -ISLE_ENOLCK too many, or
 * too many are waited for; -ISLE_EROFS a place that can only be read; -ISLE_ENOTSUP a grant;
 * -ISLE_ECANCELED the file was closed meanwhile; -ISLE_EINVAL; -ISLE_EOVERFLOW.
 * A call that was given up (deadline, isle_op_cancel()) may have had the lock just before: unlock then.
 */
int isle_file_lock(struct isle_context *ctx, const struct isle_file *file, uint32_t kind,
		   uint32_t flags, uint64_t start, uint64_t length);

/* What stands in the way of such a lock of bytes. Returns 0; -ISLE_EINVAL, -ISLE_EOVERFLOW. */
int isle_file_getlock(struct isle_context *ctx, const struct isle_file *file, uint32_t kind,
		      uint64_t start, uint64_t length, struct isle_lock *ret_lock);

#ifdef __cplusplus
}
#endif

#endif
