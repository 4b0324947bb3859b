/* SPDX-License-Identifier: BSD-3-Clause */
/* The device's half of a ring: what a buffer is stands in the descriptor that the driver wrote. */
#include "transport/shm/ring.h"

static int device_find(struct isle__vring *r)
{
	(void)r;
	return 0;
}

static int device_get(struct isle__vring *r, struct isle__buffer *ret_buffer)
{
	uint32_t id = isle__ring_look(r, r->peer + 4 + 2 * (r->seen & r->mask)), bytes;
	uint8_t *d = r->desc + ISLE__DESC_BYTES * (id & r->mask);
	uint64_t da;

	isle__shm_see(r->shm, d, ISLE__DESC_BYTES);
	da = (uint64_t)isle__shm_get32(d + 4) << 32 | isle__shm_get32(d);
	bytes = isle__shm_get32(d + 8);
	if (id > r->mask || bytes > ISLE_SHM_BUFFER_BYTES_MAX ||
	    isle__shm_get16(d + 12) & (ISLE__DESC_NEXT | ISLE__DESC_INDIRECT))
		return -ISLE_EPROTO;
	ret_buffer->at = isle__shm_at(r->shm, da, bytes);
	ret_buffer->bytes = bytes;
	ret_buffer->id = (uint16_t)id;
	return ret_buffer->at ? 0 : -ISLE_EPROTO;
}

static void device_unget(struct isle__vring *r, unsigned id)
{
	(void)r;
	(void)id;
}

static void device_put(struct isle__vring *r, unsigned id, uint32_t bytes)
{
	uint8_t *entry = r->own + 4 + 8 * (r->made & r->mask);

	isle__shm_put32(entry, id);
	isle__shm_put32(entry + 4, bytes);
	isle__shm_show(r->shm, entry, 8);
}

/* Some drivers count their own buffers in our index before we begin: it goes on from where it stands. */
static void device_begin(struct isle__vring *r)
{
	r->made = r->shown = r->rung = (uint16_t)isle__ring_look(r, r->own + 2);
	r->seen = 0;
	r->armed = !(isle__shm_get16(r->own) & ISLE__RING_QUIET);
}

const struct isle__role isle__role_device = {
	.sends = 0,
	.own_shift = 3,
	.peer_shift = 1,
	.find = device_find,
	.begin = device_begin,
	.get = device_get,
	.unget = device_unget,
	.put = device_put,
};
