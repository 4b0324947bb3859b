/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * flags.h - open flags, modes, types and times as the wire has them, and as Linux has them.
 * All functions: Waits: never. Memory: none. Context: any thread.
 */
#ifndef ISLED_LINUX_FLAGS_H
#define ISLED_LINUX_FLAGS_H

#include <isle/proto.h>

#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>

/*
 * ISLE_O_* to O_*. O_CLOEXEC, O_NOCTTY and O_NONBLOCK are always in the result (but O_CLOEXEC alone
 * with O_PATH): whether the client wants to wait is the caller's business.
 * Returns: 0; -ISLE_EINVAL (unknown bit, no access mode without PATH, EXCL, TRUNC, TMPFILE or PATH
 * in company that makes no sense).
 */
int isled_flags_open(uint32_t flags, int *ret_host);

/* What can be changed of an open file; of these Linux knows all but NONBLOCK, which is the daemon's. */
#define ISLED_FLAGS_STATUS (ISLE_O_APPEND | ISLE_O_NONBLOCK | ISLE_O_NOATIME | ISLE_O_DIRECT)

/* Those bits of `flags` as F_SETFL takes them, with O_NONBLOCK. */
int isled_flags_status(uint32_t flags);

/* ISLE_FALLOCATE_*. Returns: 0; -ISLE_EINVAL (unknown bit, two that exclude each other). */
int isled_flags_fallocate(uint32_t flags, int *ret_host);

/* ISLE_XATTR_*. Returns: 0; -ISLE_EINVAL (unknown bit, both). */
int isled_flags_xattr(uint32_t how, int *ret_host);

/* ISLE_FILE_TYPE_* of what mknod makes to S_IFMT. Returns: 0; -ISLE_EINVAL (nothing of those). */
int isled_flags_node(uint32_t type, mode_t *ret_host);

/*
 * Permission bits. Set-uid, set-gid and sticky bits are never set for a client.
 * Returns: 0; -ISLE_EPERM (one of those three), -ISLE_EINVAL (a bit beyond 07777).
 */
int isled_flags_mode(uint32_t mode, mode_t *ret_host);

/* S_IFMT bits, or the d_type of a directory entry, to ISLE_FILE_TYPE_*. */
uint32_t isled_flags_type(mode_t host);
uint32_t isled_flags_dtype(unsigned char d_type);

/*
 * ISLE_ACCESS_* to R_OK, W_OK, X_OK.
 * Returns: 0; -ISLE_EINVAL (unknown bit).
 */
int isled_flags_access(uint32_t mode, int *ret_host);

/* ISLE_SEEK_*. Returns: 0; -ISLE_EINVAL (unknown, or CUR, which only the client knows). */
int isled_flags_whence(uint32_t whence, int *ret_host);

/*
 * A time to be set; ns may be ISLE_TIME_NS_NOW or ISLE_TIME_NS_OMIT.
 * Returns: 0; -ISLE_EINVAL (ns beyond 999,999,999).
 */
int isled_flags_time(int64_t s, uint32_t ns, struct timespec *ret_host);

/*
 * ISLE_WATCH_* that are asked for, to IN_*; what the walk looks at (ONLYDIR, NOFOLLOW) is not among those.
 * Returns: 0; -ISLE_EINVAL (a bit that is unknown or only told, or no event).
 */
int isled_flags_watch(uint32_t mask, uint32_t *ret_host);

/* IN_* that are told, to ISLE_WATCH_*. */
uint32_t isled_flags_change(uint32_t host);

/* What Linux tells of a file, in canonical form. */
void isled_flags_stat(const struct statx *from, struct isle_stat *ret_stat);
void isled_flags_statvfs(const struct statvfs *from, struct isle_statvfs *ret_statvfs);

#endif
