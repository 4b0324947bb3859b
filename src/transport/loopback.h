/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Two links in memory, joined by two queues: for tests and simulation. Deterministic, no OS, no waiting.
 *
 * Both ends belong to one thread, or are guarded by their owner.
 */
#ifndef ISLE_TRANSPORT_LOOPBACK_H
#define ISLE_TRANSPORT_LOOPBACK_H

#include <isle/transport.h>

/* Frames on their way in one direction: a ring of bytes, each frame behind its length. */
struct isle_loopback_queue {
	uint8_t *buf;
	uint32_t cap, at, used;
};

struct isle_loopback {
	struct isle_loopback_queue queue[2]; /* queue[n]: towards end n */
	uint32_t frame_max;
	bool cut;
};

struct isle_loopback_link {
	struct isle_link link;
	struct isle_loopback *wire;
	unsigned end;
	uint8_t *rx, *tx;
	uint32_t rx_cap, tx_cap;
};

extern const struct isle_transport isle_transport_loopback;

/* Memory: each buffer holds at least 4 + frame_max bytes; until both links are closed.
 * Returns 0 or -ISLE_EINVAL. */
int isle_loopback_init(struct isle_loopback *wire, void *towards_0, uint32_t bytes_0,
		       void *towards_1, uint32_t bytes_1, uint32_t frame_max);

/* Makes `link` end 0 or 1; takes the place of open() and run(). Returns 0 or -ISLE_EINVAL. */
int isle_loopback_join(struct isle_loopback_link *link, struct isle_loopback *wire, unsigned end,
		       const struct isle_link_memory *memory);

/* The wire breaks: frames on their way are lost, both ends see -ISLE_ELINK. */
void isle_loopback_cut(struct isle_loopback *wire);

/* Makes a wire new after both ends have closed. */
void isle_loopback_mend(struct isle_loopback *wire);

#endif
