/* SPDX-License-Identifier: BSD-3-Clause */
/* What a process may do, and how it gives that up. */
#ifndef ISLED_IDENTITY_H
#define ISLED_IDENTITY_H

#include <sys/types.h>

/*
 * The worker's first act: become uid and gid when root, for good, with no other group and no
 * capability; no core file, not dumpable, no new privileges. Checks that it took.
 * Returns: 1 (another user than the supervisor now), 0 (the same); -ISLE_EPERM (it did not take: the caller must end).
 */
int isled_identity_drop(uid_t uid, gid_t gid);

/* No core file, not dumpable: nobody of the same user looks into this process. */
void isled_identity_close_up(void);

/* Permit this process `wanted` open descriptors, as far as the system lets it.
 * Returns: how many it may have open, at most `wanted`. */
unsigned isled_identity_files(unsigned wanted);

/* Close every descriptor from `first` on. */
void isled_identity_close_from(int first);

#endif
