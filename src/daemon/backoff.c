/* SPDX-License-Identifier: BSD-3-Clause */
#include "backoff.h"

uint32_t isled_backoff_died(struct isled_backoff *backoff, uint64_t lived_ms)
{
	uint32_t wait = backoff->next_ms;

	if (backoff->off)
		return 0;
	if (lived_ms >= ISLED_BACKOFF_CALM_MS) {
		backoff->next_ms = ISLED_BACKOFF_MIN_MS;
		return 0;
	}
	backoff->next_ms = wait ? wait * 2 : ISLED_BACKOFF_MIN_MS;
	if (backoff->next_ms > ISLED_BACKOFF_MAX_MS)
		backoff->next_ms = ISLED_BACKOFF_MAX_MS;
	return wait;
}
