/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One virtio ring, seen from one end. An end writes one of its two halves (`own`: the driver `avail`,
 * the device `used`) and reads the other (`peer`). It gets buffers from the peer's half and puts them
 * into its own, for receiving as for sending: who sends gets an empty buffer and puts a full one.
 *
 * | half | offset | size | meaning |
 * |---|---|---|---|
 * | both | 0 | 2 | flags; 1 = ring no doorbell |
 * | both | 2 | 2 | index: entries written since the beginning, mod 65536 |
 * | avail | 4 | 2 n | entries: id |
 * | avail | 4 + 2 n | 2 | event: ring the doorbell when used passes this |
 * | used | 4 | 8 n | entries: id of 4 bytes, length of 4 |
 * | used | 4 + 8 n | 2 | event: ring the doorbell when avail passes this |
 *
 * Each index has one writer, and what this end needs to know of its own it knows from private memory: what
 * it wrote is never read back. Of what the peer wrote each word is read once and checked.
 *
 * Waits: never. Context: the link's owner.
 */
#ifndef ISLE_TRANSPORT_SHM_RING_H
#define ISLE_TRANSPORT_SHM_RING_H

#include "transport/shm/memory.h"

#define ISLE__DESC_BYTES    16u
#define ISLE__DESC_NEXT     1u
#define ISLE__DESC_WRITE    2u
#define ISLE__DESC_INDIRECT 4u
#define ISLE__RING_QUIET    1u /* flags of a half */

/* Small members first: they are cheaper to reach. */
struct isle__vring {
	uint8_t nr;     /* 0: from device to driver; 1: from driver to device */
	uint8_t fresh;  /* driver: the buffers have not been round once */
	uint8_t armed;  /* the peer shall ring when there is something */
	uint8_t events; /* doorbells by index */
	uint16_t mask;  /* entries - 1 */
	uint16_t seen;  /* entries of the peer taken */
	uint16_t made;  /* entries of ours written */
	uint16_t shown; /* of them the peer may see */
	uint16_t rung;  /* of them the peer has been told */
	const struct isle_shm *shm;
	const struct isle__role *role;
	uint8_t *desc, *own, *peer;
	uint8_t *wish, *their_wish; /* when to ring: a half's flags, or its event */
	uint8_t *buffers;           /* driver: the first one */
	uint8_t *away;              /* driver: a bit for each buffer that the peer has */
	uint8_t *room;              /* for one message, where they are copied */
	uint32_t room_bytes;
};

/* A buffer that is ours for the moment. */
struct isle__buffer {
	uint8_t *at;
	uint32_t bytes; /* received: written by the peer at most; to send: room */
	uint16_t id;
};

/* What is different in the two roles. */
struct isle__role {
	uint8_t sends;                 /* the ring that this end sends in */
	uint8_t own_shift, peer_shift; /* an entry of that half has 1 << shift bytes */
	/* Finds the buffers. Returns 0 or -ISLE_EINVAL. */
	int (*find)(struct isle__vring *r);
	/* The ring begins: the driver makes it, zeros, descriptors and the buffers it receives in; the
	 * device goes on with what the driver made. */
	void (*begin)(struct isle__vring *r);
	int (*get)(struct isle__vring *r, struct isle__buffer *ret_buffer);
	void (*unget)(struct isle__vring *r, unsigned id);
	void (*put)(struct isle__vring *r, unsigned id, uint32_t bytes);
};

extern const struct isle__role isle__role_driver, isle__role_device;

/* Sets ring r->nr up as r->shm says, all of it in one region; the memory is not touched until
 * role->begin(). Returns 0 or -ISLE_EINVAL. */
int isle__vring_init(struct isle__vring *r);

/* The ring begins anew, with doorbells by index or not. */
void isle__vring_begin(struct isle__vring *r, bool events);

/* The next buffer of the peer. Returns 1; 0 none: the peer will ring when there is one, unless polled;
 * -ISLE_EPROTO: the peer wrote what it must not. */
int isle__vring_get(struct isle__vring *r, struct isle__buffer *ret_buffer);

/* How many there are. */
unsigned isle__vring_waiting(const struct isle__vring *r);

/* Takes back the get() of the buffer that came last and was not put. */
void isle__vring_unget(struct isle__vring *r, unsigned id);

/* Puts a buffer into our half; `bytes` were written to it. */
void isle__vring_put(struct isle__vring *r, unsigned id, uint32_t bytes);

/* Lets the peer see what was put. */
void isle__vring_show(struct isle__vring *r);

/* Does so, and rings if the peer wants the doorbell for it. */
void isle__vring_ring(struct isle__vring *r);

/* An access to a half or a descriptor, in memory of any kind. */
uint32_t isle__ring_look(const struct isle__vring *r, uint8_t *at);
void isle__ring_say(const struct isle__vring *r, uint8_t *at, uint32_t value);

#endif
