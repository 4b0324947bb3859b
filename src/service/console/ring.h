/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ring.h - the last output of a console, and readers that follow it at their own pace. Writing
 * never waits: a reader that falls behind by more than the ring is told how much it missed.
 */
#ifndef ISLED_CONSOLE_RING_H
#define ISLED_CONSOLE_RING_H

#include <stdint.h>

struct isled_ring {
	uint8_t *memory;
	uint32_t size;
	uint64_t end; /* bytes ever written */
};

/* Zero before first use, then isled_reader_start(). */
struct isled_reader {
	uint64_t at;
	uint64_t lost; /* in all */
	const char *notice;
	uint64_t notice_at;
	char aside[128]; /* text of ours that goes out before the ring's next byte */
	uint32_t aside_at, aside_n;
	uint64_t gap; /* lost bytes that `aside` tells of, 0 when it is a notice */
};

/* Returns: 0, -ISLE_ENOMEM, -ISLE_EINVAL (size 0). */
int isled_ring_init(struct isled_ring *ring, uint32_t size);
void isled_ring_fini(struct isled_ring *ring);
void isled_ring_add(struct isled_ring *ring, const uint8_t *data, uint32_t bytes);
/* Position of the oldest byte that is still there. */
uint64_t isled_ring_begin(const struct isled_ring *ring);

/* replay: begin with what the ring has kept, else with what comes now. */
void isled_reader_start(struct isled_reader *reader, const struct isled_ring *ring, int replay);

/* Show `text` (a constant) where the ring ends now; a later notice replaces one not yet reached. */
void isled_reader_notice(struct isled_reader *reader, const struct isled_ring *ring,
			 const char *text);

/*
 * What comes next for this reader, in one piece. Borrowed until the ring is written.
 * Returns: bytes at *ret_bytes; 0: nothing now.
 */
uint32_t isled_reader_next(struct isled_reader *reader, const struct isled_ring *ring,
			   const uint8_t **ret_bytes);
/* The first `bytes` of what isled_reader_next() gave are dealt with. */
void isled_reader_took(struct isled_reader *reader, uint32_t bytes);

#endif
