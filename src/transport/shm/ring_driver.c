/* SPDX-License-Identifier: BSD-3-Clause */
/* The driver's half of a ring: it owns the buffers, and knows from private memory where each is. */
#include <string.h>

#include "transport/shm/ring.h"

static int driver_find(struct isle__vring *r)
{
	const struct isle_shm *shm = r->shm;

	r->buffers = isle__shm_at(shm, shm->buffers_da[r->nr], shm->buffer_bytes * (r->mask + 1u));
	return r->buffers ? 0 : -ISLE_EINVAL;
}

/* How long it is counts only where the device wrote it: length `bytes` as the device says, or 0. */
static int driver_get(struct isle__vring *r, struct isle__buffer *ret_buffer)
{
	uint32_t at = r->seen & r->mask, id = at, bytes = r->shm->buffer_bytes, used = bytes;
	uint8_t *entry = r->peer + 4 + 8 * at;

	if (!r->fresh || r->seen < 0x8000u) {
		isle__shm_see(r->shm, entry, 8);
		id = isle__shm_get32(entry);
		if (!r->nr)
			used = isle__shm_get32(entry + 4);
		if (r->seen == 0x4000u)
			r->fresh = false;
	}
	if (id > r->mask || !(r->away[id >> 3] & 1u << (id & 7u)))
		return -ISLE_EPROTO;
	r->away[id >> 3] = (uint8_t)(r->away[id >> 3] & ~(1u << (id & 7u)));
	ret_buffer->at = r->buffers + id * bytes;
	ret_buffer->bytes = used <= bytes ? used : 0;
	ret_buffer->id = (uint16_t)id;
	return 0;
}

static void hand_over(struct isle__vring *r, unsigned id)
{
	r->away[id >> 3] = (uint8_t)(r->away[id >> 3] | 1u << (id & 7u));
}

/* The descriptor was written when the ring was made. */
static void driver_put(struct isle__vring *r, unsigned id, uint32_t bytes)
{
	(void)bytes;
	hand_over(r, id);
	isle__ring_say(r, r->own + 4 + 2 * (r->made & r->mask), id);
}

static void write_descriptor(const struct isle__vring *r, unsigned id)
{
	const struct isle_shm *shm = r->shm;
	uint64_t da = shm->buffers_da[r->nr] + (uint64_t)id * shm->buffer_bytes;
	uint8_t *d = r->desc + ISLE__DESC_BYTES * id;

	isle__shm_put32(d, (uint32_t)da);
	isle__shm_put32(d + 4, (uint32_t)(da >> 32));
	isle__shm_put32(d + 8, shm->buffer_bytes);
	isle__shm_put32(d + 12, r->nr ? 0 : ISLE__DESC_WRITE);
}

/* For sending, all buffers are ours: as if the device had given back `entries` before the first. */
static void driver_begin(struct isle__vring *r)
{
	uint32_t n = r->mask + 1u, i;
	uint32_t bytes = ISLE_SHM_RING_BYTES(n, r->shm->ring[r->nr].align);

	for (i = 0; i < bytes; i += 2)
		isle__shm_put16(r->desc + i, 0);
	memset(r->away, 0xff, (n + 7u) / 8u);
	r->made = r->shown = r->rung = 0;
	r->seen = (uint16_t)(r->nr ? 0u - n : 0u);
	r->fresh = r->nr;
	r->armed = true; /* as zeros say */
	for (i = 0; i < n; i++)
		write_descriptor(r, i);
	isle__shm_show(r->shm, r->desc, bytes);
	for (i = 0; i < n && !r->nr; i++)
		isle__vring_put(r, i, 0);
	isle__vring_show(r);
}

const struct isle__role isle__role_driver = {
	.sends = 1,
	.own_shift = 1,
	.peer_shift = 3,
	.find = driver_find,
	.begin = driver_begin,
	.get = driver_get,
	.unget = hand_over,
	.put = driver_put,
};
