/* SPDX-License-Identifier: BSD-3-Clause */
/* The link as rings in shared memory, of the product: what is in it outlives neither end, nobody tells. */
#include "sim.h"

#include <string.h>

#include "transport/shm/link.h"

#define BYTES     0x90000u
#define BUFFERS   0x10000u
#define CAP_LEAST 192u

static union {
	uint64_t aligned[BYTES / 8];
	uint8_t bytes[BYTES];
} memory;

static struct end {
	struct isle__shm l;
	struct isle_shm shm;
	uint64_t rx[8200], tx[8200];
	bool run, rung;
} ends[2];

static void barrier(void *self)
{
	(void)self;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
}

static void kick(void *self, unsigned id)
{
	struct end *other = &ends[self == &ends[0]];

	(void)id;
	other->rung = true;
}

static struct isle_port ports[2] = {
	{ .self = &ends[0], .barrier = barrier, .kick = kick },
	{ .self = &ends[1], .barrier = barrier, .kick = kick },
};
static const struct isle_shm_region region = { 0, BYTES, memory.bytes };

/* Side 0 is the client: the device. Figures by the seed; the memory is what was there before. */
void rings_reset(void)
{
	static const uint16_t entries[] = { 2, 4, 8, 32 };
	static const uint32_t bytes[] = { 208, 256, 512, 4096 };
	struct isle_shm shm = { .regions = &region, .regions_n = 1, .line_bytes = 64 };
	uint32_t n = entries[sim_below(4)];

	shm.buffer_bytes = bytes[sim_below(4)];
	for (unsigned i = 0; i < 2; i++) {
		shm.ring[i] = (struct isle_shm_ring){ 0x1000 + 0x1000 * i, 64, i, (uint16_t)n };
		shm.buffers_da[i] = BUFFERS + i * n * shm.buffer_bytes;
	}
	for (unsigned i = 0; i < 2; i++) {
		ends[i].shm = shm;
		ends[i].shm.port = &ports[i];
		ends[i].shm.end = i ? &isle_shm_driver_epochs : &isle_shm_device_epochs;
		ends[i].shm.flags = sim_chance(50) ? ISLE_SHM_EVENT_IDX : 0;
		if (sim_chance(30))
			ends[i].shm.flags |= sim_chance(50) ? ISLE_SHM_COPY : ISLE_SHM_WORDS;
		ends[i].run = false;
		if (isle_shm_check(&ends[i].shm))
			sim_fail("figures of the rings");
	}
	sim_trace("rings of %u buffers of %u bytes", n, shm.buffer_bytes);
}

void rings_start(unsigned nr)
{
	struct end *e = &ends[nr];
	struct isle_link_memory space = { (uint8_t *)e->rx + 4, sizeof(e->rx) - 4,
					  (uint8_t *)e->tx + 4, sizeof(e->tx) - 4 };

	memset(&e->l, 0xa5, sizeof(e->l));
	e->l.link.transport = &isle_transport_rings;
	if (isle_shm_run(&e->l.link, &e->shm, &space))
		sim_fail("the rings do not start");
	e->run = e->rung = true;
}

void rings_stop(unsigned nr, bool crashed)
{
	if (ends[nr].run && !crashed)
		isle_transport_rings.close(&ends[nr].l.link);
	ends[nr].run = false;
}

bool rings_rung(unsigned nr)
{
	return ends[nr].run && ends[nr].rung;
}

uint32_t rings_room(unsigned nr)
{
	struct isle_link *link = &ends[nr].l.link;
	struct isle_tx tx;

	if (!ends[nr].run || isle_transport_rings.lend(link, &tx))
		return 0;
	if (tx.cap < CAP_LEAST)
		sim_fail("side %u: room for %zu bytes", nr, tx.cap);
	tx.len = 0;
	isle_transport_rings.send(link, &tx);
	return (uint32_t)tx.cap;
}

void rings_send(unsigned nr, const uint8_t *frame, uint32_t len)
{
	struct isle_link *link = &ends[nr].l.link;
	struct isle_tx tx;

	if (isle_transport_rings.lend(link, &tx) || tx.cap < len)
		sim_fail("side %u: there was room", nr);
	memcpy(tx.buf, frame, len);
	tx.len = len;
	isle_transport_rings.send(link, &tx);
	isle_transport_rings.flush(link);
}

/* Some of the frames that came. Returns whether the side shall look again without being rung. */
bool rings_deliver(struct side *to)
{
	struct end *e = &ends[to->nr];
	struct isle_link *link = &e->l.link;
	unsigned n = 1 + sim_below(4);
	const uint8_t *frame;

	e->rung = false;
	while (n-- && to->alive && to->linked) {
		int len = isle_transport_rings.receive(link, &frame);

		if (len < 0)
			sim_fail("side %u: rings: %d", to->nr, len);
		if (!len) {
			isle_transport_rings.flush(link);
			return !e->l.up;
		}
		side_frame(to, frame, (uint32_t)len);
		if (to->alive && to->linked)
			isle_transport_rings.give_back(link);
	}
	return to->alive && to->linked;
}
