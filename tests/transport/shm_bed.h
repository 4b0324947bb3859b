/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Both ends of a link over shared memory in one process. Each end sleeps when it found nothing to do, until
 * the other one rings; so a doorbell that should have been rung shows as a standstill.
 */
#ifndef ISLE_TESTS_SHM_BED_H
#define ISLE_TESTS_SHM_BED_H

#include <isle/shm.h>

#include "transport/shm/link.h"

#define BED_BYTES   0x2200000u
#define BED_DA      0x90000000u /* of the first byte; the highest needs more than 31 bits */
#define BED_LIFE    0x0u        /* offsets */
#define BED_RING_0  0x4000u
#define BED_RING_1  0x18000u
#define BED_BUFFERS 0x40000u

enum { DRIVER, DEVICE };

struct bed_figures {
	const struct isle_shm_end *end[2];
	unsigned entries, align, buffer_bytes, line_bytes;
	unsigned flags[2];
	bool lines[2]; /* its cache is not coherent: a memory of its own */
	bool far;      /* device addresses above 4 GiB */
};

struct bed_end {
	struct isle__shm l;
	struct isle_shm shm;
	struct isle_port port;
	struct isle_shm_region region[2];
	uint8_t *view; /* the memory as this end sees it */
	uint8_t *rx, *tx;
	unsigned nr;
	unsigned rung; /* doorbells of this end that rang */
	bool asleep;
	uint32_t sent, got, want; /* messages: numbers */
};

struct bed {
	struct bed_figures f;
	uint8_t *memory; /* the shared memory itself */
	struct bed_end end[2];
	unsigned acting; /* the end whose code runs */
};

/* The memory of one bed at a time; freed by bed_fini(). */
void bed_init(struct bed *bed, const struct bed_figures *f);
void bed_fini(struct bed *bed);

/* (Re)starts an end: a new life, nothing remembered. */
int bed_run(struct bed *bed, unsigned end);

/* Both ends turn until both are up and know each other. */
void bed_join(struct bed *bed);

/* Sends message `number` of `len` bytes; 0 or as lend(). */
int bed_send(struct bed *bed, unsigned end, uint32_t number, size_t len);

/* Takes the next message; checks that it is `number` in `len` bytes, if there is one. 1, 0 or an error. */
int bed_take(struct bed *bed, unsigned end, uint32_t number, size_t len);

/* Both send `count` messages of lengths by the seed, in an order by the seed, and check what they get. */
void bed_exchange(struct bed *bed, uint32_t count, size_t len_max);

static inline struct isle_link *bed_link(struct bed *bed, unsigned end)
{
	return &bed->end[end].l.link;
}

static inline const struct isle_transport *bed_table(void)
{
	return &isle_transport_rings;
}

#endif
