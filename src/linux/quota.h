/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * quota.h - how much of what one session may have. Held by the session and by everything that counts
 * in it, since a lock that is still waited for may outlive its session by a moment.
 * All functions: Waits: never. Context: one thread.
 */
#ifndef ISLED_LINUX_QUOTA_H
#define ISLED_LINUX_QUOTA_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

enum isled_quota_kind {
	ISLED_QUOTA_LOCKS,         /* ranges that are locked */
	ISLED_QUOTA_WAITS,         /* threads that wait on its behalf */
	ISLED_QUOTA_WATCHES,       /* objects that are watched */
	ISLED_QUOTA_WATCH_HANDLES, /* handles that tell of them */
	ISLED_QUOTAS
};

struct isled_quota {
	unsigned refs;
	uint32_t used[ISLED_QUOTAS], max[ISLED_QUOTAS];
};

static inline struct isled_quota *isled_quota_hold(struct isled_quota *quota)
{
	quota->refs++;
	return quota;
}

static inline void isled_quota_drop(struct isled_quota *quota)
{
	if (!--quota->refs)
		free(quota);
}

/* Returns: whether that many were left. */
static inline bool isled_quota_take(struct isled_quota *quota, enum isled_quota_kind kind,
				    uint32_t n)
{
	if (quota->used[kind] > quota->max[kind] || n > quota->max[kind] - quota->used[kind])
		return false;
	quota->used[kind] += n;
	return true;
}

static inline void isled_quota_give_back(struct isled_quota *quota, enum isled_quota_kind kind,
					 uint32_t n)
{
	quota->used[kind] -= n;
}

#endif
