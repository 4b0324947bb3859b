/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A link that wraps another one and does to its incoming frames what a plan says, from a seed. Wrap both
 * ends to harm both directions.
 *
 * A transport is reliable by contract. stall, delay and die_at keep that contract: a session must live on
 * over them, or end with a definite error when the link does. drop, duplicate, reorder, flip and truncate
 * break it: over those a session may be lost, but never hang, crash or lie about it.
 */
#ifndef ISLE_TRANSPORT_FAULTY_H
#define ISLE_TRANSPORT_FAULTY_H

#include <isle/transport.h>

struct isle_faulty_plan {
	uint32_t seed;
	/* Chances in 65536, per received frame. */
	uint16_t drop, duplicate, reorder, flip, truncate;
	/* Per step, a step being any lend(), flush() or receive(): nothing moves for some steps. */
	uint16_t stall;
	uint16_t stall_steps;
	uint32_t die_at; /* the link ends at this step; 0 = never */
};

struct isle_faulty_link {
	struct isle_link link;
	struct isle_link *inner;
	struct isle_faulty_plan plan;
	uint32_t random, steps, stalled_until;
	uint8_t *held; /* a frame of the owner's memory */
	uint32_t held_cap, held_len;
	bool held_due;   /* the held frame comes next */
	bool inner_lent; /* the frame handed out is the inner link's */
	bool dead;
	uint32_t faults; /* done so far */
};

extern const struct isle_transport isle_transport_faulty;

/* Wraps the running link `inner`; close() closes both. Memory: `held` takes one frame. */
void isle_faulty_wrap(struct isle_faulty_link *link, struct isle_link *inner,
		      const struct isle_faulty_plan *plan, void *held, uint32_t held_bytes);

#endif
