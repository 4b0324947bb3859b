/* SPDX-License-Identifier: BSD-3-Clause */
/* How long to wait before a worker that died is started again. Pure. */
#ifndef ISLED_BACKOFF_H
#define ISLED_BACKOFF_H

#include <stdbool.h>
#include <stdint.h>

#define ISLED_BACKOFF_CALM_MS 10000u /* a worker that lived this long died of something new */
#define ISLED_BACKOFF_MIN_MS  100u
#define ISLED_BACKOFF_MAX_MS  5000u

struct isled_backoff {
	uint32_t next_ms; /* 0 at first */
	bool off;         /* always 0 */
};

/* A worker died after lived_ms. Returns: the wait: 0, then 100, 200 .. 5000 while each dies young. */
uint32_t isled_backoff_died(struct isled_backoff *backoff, uint64_t lived_ms);

#endif
