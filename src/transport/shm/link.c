/* SPDX-License-Identifier: BSD-3-Clause */
/* The two rings as a link. */
#include <string.h>

#include "transport/shm/link.h"

#define LOOK_MS     10u /* for the peer, while it is not there */
#define FRAME_LEAST (ISLE_SHM_LINK_BUFFER_MIN - ISLE__RPMSG_HEAD_BYTES)

/* ---- beginning ---- */

/* The memory for one way: a bit for each buffer, and room for one message where they are copied. */
static int init_ring(struct isle__vring *r, const struct isle_shm *shm, uint8_t *at, size_t bytes)
{
	size_t bits = ISLE_SHM_BITS_BYTES(shm->ring[r->nr].entries);
	bool copied = shm->flags & (ISLE_SHM_COPY | ISLE_SHM_WORDS);

	if (bytes < bits + (copied ? FRAME_LEAST : 0))
		return -ISLE_EINVAL;
	bytes -= bits;
	r->shm = shm;
	r->role = shm->end->role;
	r->away = at;
	r->room = at + bits;
	r->room_bytes = (uint32_t)bytes & ~3u;
	return isle__vring_init(r);
}

int isle_shm_run(struct isle_link *link, const struct isle_shm *shm,
		 const struct isle_link_memory *memory)
{
	struct isle__shm *l = isle__shm_of(link);

	memset(&l->shm, 0, sizeof(*l) - offsetof(struct isle__shm, shm));
	l->shm = shm;
	l->next_address = ISLE_RPMSG_DYNAMIC;
	l->isle.name = "isle";
	l->isle.address = shm->address;
	l->isle.peer = shm->peer;
	l->tx.nr = shm->end->role->sends;
	l->rx.nr = !l->tx.nr;
	isle_rpmsg_open(link, &l->isle);
	l->service.owner = &isle__names_owner;
	l->service.address = ISLE__RPMSG_NAMES;
	l->service.peer = ISLE__RPMSG_NAMES;
	isle_rpmsg_open(link, &l->service);
	if (init_ring(&l->rx, shm, memory->rx, memory->rx_bytes) ||
	    init_ring(&l->tx, shm, memory->tx, memory->tx_bytes))
		return -ISLE_EINVAL;
	return shm->end->start(l);
}

bool isle__shm_meet(struct isle__shm *l)
{
	return l->shm->end->meet(l);
}

void isle_shm_kicked(struct isle_link *link)
{
	isle__shm_of(link)->kicked = true;
}

/* ---- up and down ---- */

bool isle__shm_events(const struct isle__shm *l)
{
	return (l->shm->flags & (ISLE_SHM_EVENT_IDX | ISLE_SHM_ALWAYS_KICK)) == ISLE_SHM_EVENT_IDX;
}

void isle__shm_up(struct isle__shm *l, bool names, bool events)
{
	struct isle_rpmsg_endpoint *e;

	l->names = names && !(l->shm->flags & ISLE_SHM_NO_NAMES);
	events = events && isle__shm_events(l);
	isle__vring_begin(&l->rx, events);
	isle__vring_begin(&l->tx, events);
	for (e = l->endpoints; e; e = e->next)
		e->announced = false;
	l->up = true;
}

bool isle__shm_apart(struct isle__shm *l)
{
	struct isle_rpmsg_endpoint *e;

	if (!l->up)
		return true;
	if (l->out)
		return false;
	l->up = false;
	for (e = l->endpoints; e; e = e->next)
		if (!e->fixed)
			isle__rpmsg_bind(e, ISLE_RPMSG_ANY);
	return true;
}

uint32_t isle__life_get(const struct isle__shm *l, uint8_t *at)
{
	isle__shm_see(l->shm, at, 4);
	return isle__shm_get32(at);
}

void isle__life_put(const struct isle__shm *l, uint8_t *at, uint32_t value)
{
	isle__shm_put32(at, value);
	isle__shm_show(l->shm, at, 4);
	isle__shm_barrier(l->shm);
}

/* ---- the transport ---- */

int isle__rings_lend(struct isle_link *link, struct isle_tx *ret_tx)
{
	int r = isle_rpmsg_lend(link, &isle__shm_of(link)->isle, ret_tx);

	if (!r && ret_tx->cap < FRAME_LEAST)
		r = -ISLE_ELINK;
	return r == -ISLE_ENOTCONN ? -ISLE_EAGAIN : r;
}

int isle__rings_send(struct isle_link *link, struct isle_tx *tx)
{
	return isle_rpmsg_send(link, &isle__shm_of(link)->isle, tx);
}

static int settle(struct isle__shm *l, int result)
{
	isle__vring_ring(&l->rx);
	isle__vring_ring(&l->tx);
	return result;
}

int isle__rings_flush(struct isle_link *link)
{
	struct isle__shm *l = isle__shm_of(link);

	if (!isle__shm_meet(l))
		return 0;
	isle__names_tell(l);
	return settle(l, 0);
}

int isle__rings_receive(struct isle_link *link, const uint8_t **ret_frame)
{
	struct isle__shm *l = isle__shm_of(link);
	struct isle_rpmsg_message m;
	int r;

	if (!isle__shm_meet(l))
		return 0;
	r = isle__shm_next(l, &m);
	if (r <= 0)
		return settle(l, r);
	l->held = m.ticket;
	l->keep = false;
	*ret_frame = m.data;
	return (int)m.len;
}

void isle__rings_give_back(struct isle_link *link)
{
	struct isle__shm *l = isle__shm_of(link);

	if (!l->keep)
		isle__shm_give(l, l->held);
}

int isle__rings_hold(struct isle_link *link)
{
	struct isle__shm *l = isle__shm_of(link);

	if (isle__shm_copies(l))
		return -ISLE_ENOTSUP;
	l->keep = true;
	return l->held;
}

void isle__rings_release(struct isle_link *link, int ticket)
{
	isle__shm_give(isle__shm_of(link), (unsigned)ticket);
}

bool isle_shm_pending(const struct isle_link *link)
{
	const struct isle__shm *l = isle__shm_of(link);

	return l->up &&
	       (isle__vring_waiting(&l->rx) || (l->tx.armed && isle__vring_waiting(&l->tx)));
}

uint32_t isle_shm_mtu(const struct isle_link *link)
{
	return isle__shm_of(link)->mtu;
}

uint32_t isle__rings_due(const struct isle_link *link)
{
	const struct isle__shm *l = isle__shm_of(link);

	if (!l->up)
		return LOOK_MS;
	return l->more ? 0 : ISLE_NO_DEADLINE;
}

int isle__rings_wait(struct isle_link *link, uint32_t timeout_ms)
{
	const struct isle_shm *shm = isle__shm_of(link)->shm;

	if (shm->wait && timeout_ms)
		shm->wait(shm->port->self, timeout_ms);
	return 0;
}

void isle__rings_close(struct isle_link *link)
{
	struct isle__shm *l = isle__shm_of(link);

	l->out = 0;
	isle__shm_apart(l);
	l->shm->end->leave(l);
}
