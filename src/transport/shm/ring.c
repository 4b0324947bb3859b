/* SPDX-License-Identifier: BSD-3-Clause */
#include "transport/shm/ring.h"

int isle__vring_init(struct isle__vring *r)
{
	const struct isle_shm *shm = r->shm;
	const struct isle_shm_ring *ring = &shm->ring[r->nr];
	uint32_t n = ring->entries, used = ISLE_SHM_USED_OFFSET(n, ring->align);

	r->mask = (uint16_t)(n - 1u);
	r->desc = isle__shm_at(shm, ring->da, used + 6u + 8u * n);
	if (!r->desc)
		return -ISLE_EINVAL;
	r->own = r->peer = r->desc + n * ISLE__DESC_BYTES;
	if (r->role->sends)
		r->peer = r->desc + used;
	else
		r->own = r->desc + used;
	return r->role->find(r);
}

uint32_t isle__ring_look(const struct isle__vring *r, uint8_t *at)
{
	isle__shm_see(r->shm, at, 2);
	return isle__shm_get16(at);
}

void isle__ring_say(const struct isle__vring *r, uint8_t *at, uint32_t value)
{
	isle__shm_put16(at, value);
	isle__shm_show(r->shm, at, 2);
}

/* Those that a sender begins with are before the first. */
unsigned isle__vring_waiting(const struct isle__vring *r)
{
	return (uint16_t)(isle__ring_look(r, r->peer + 2) - r->seen);
}

void isle__vring_begin(struct isle__vring *r, bool events)
{
	const struct isle__role *role = r->role;
	uint32_t n = r->mask + 1u;

	r->events = events;
	r->wish = r->own;
	r->their_wish = r->peer;
	if (events) {
		r->wish += 4 + (n << role->own_shift);
		r->their_wish += 4 + (n << role->peer_shift);
	}
	role->begin(r);
}

/* Asks for the doorbell, late. Returns what came meanwhile. */
static unsigned arm(struct isle__vring *r)
{
	if (r->shm->flags & ISLE_SHM_POLLED || r->armed)
		return 0;
	r->armed = true;
	isle__ring_say(r, r->wish, r->events ? r->seen : 0);
	isle__shm_barrier(r->shm);
	return isle__vring_waiting(r);
}

static void disarm(struct isle__vring *r)
{
	if (!r->armed || r->shm->flags & ISLE_SHM_ALWAYS_KICK)
		return;
	r->armed = false;
	if (!r->events)
		isle__ring_say(r, r->wish, ISLE__RING_QUIET);
}

int isle__vring_get(struct isle__vring *r, struct isle__buffer *ret_buffer)
{
	unsigned n = isle__vring_waiting(r);

	if (!n)
		n = arm(r);
	if (!n)
		return 0;
	isle__shm_barrier(r->shm); /* the entry is read after the index */
	if (n > r->mask + 1u || r->role->get(r, ret_buffer))
		return -ISLE_EPROTO;
	r->seen++;
	disarm(r);
	return 1;
}

void isle__vring_unget(struct isle__vring *r, unsigned id)
{
	r->role->unget(r, id);
	r->seen--;
}

void isle__vring_put(struct isle__vring *r, unsigned id, uint32_t bytes)
{
	r->role->put(r, id, bytes);
	r->made++;
}

void isle__vring_show(struct isle__vring *r)
{
	if (r->shown == r->made)
		return;
	isle__shm_barrier(r->shm); /* entry and buffer are there before the index */
	r->shown = r->made;
	isle__ring_say(r, r->own + 2, r->made);
}

static bool wanted(const struct isle__vring *r, uint16_t since)
{
	uint32_t wish;

	isle__shm_barrier(r->shm); /* the index is there before the peer's wish is read */
	wish = isle__ring_look(r, r->their_wish);
	if (r->shm->flags & ISLE_SHM_ALWAYS_KICK)
		return true;
	return r->events ? (uint16_t)(r->shown - 1u - wish) < since : !(wish & ISLE__RING_QUIET);
}

void isle__vring_ring(struct isle__vring *r)
{
	uint16_t since;

	isle__vring_show(r);
	since = (uint16_t)(r->shown - r->rung);
	r->rung = r->shown;
	if (since && wanted(r, since))
		isle__shm_kick(r->shm, r->shm->ring[r->nr].notify);
}
