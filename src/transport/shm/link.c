/* SPDX-License-Identifier: BSD-3-Clause */
/* The two rings as a link. */
#include <string.h>

#include "transport/shm/link.h"

#define LOOK_MS     10u /* for the peer, while it is not there */
#define COPY_MAX    (ISLE_SHM_BUFFER_BYTES_MAX - ISLE__RPMSG_HEAD_BYTES)
#define FRAME_LEAST (ISLE_SHM_LINK_BUFFER_MIN - ISLE__RPMSG_HEAD_BYTES)

/* ---- beginning ---- */

/* The memory for one way: a bit for each buffer, and room for one message where they are copied. */
static int init_ring(struct isle__shm *l, struct isle__vring *r, unsigned nr, uint8_t *at,
		     size_t bytes, uint16_t *ret_room)
{
	uint8_t *start = at;

	r->shm = l->shm;
	r->role = l->shm->end->role;
	r->nr = (uint8_t)nr;
	r->away = at += (0u - (uintptr_t)at) & 7u;
	at += ISLE_SHM_BITS_BYTES(l->shm->ring[nr].entries);
	if (bytes < (size_t)(at - start))
		return -ISLE_EINVAL;
	bytes -= (size_t)(at - start);
	*ret_room = (uint16_t)(bytes < COPY_MAX ? bytes & ~(size_t)3 : COPY_MAX);
	if (*ret_room < FRAME_LEAST && l->shm->flags & (ISLE_SHM_COPY | ISLE_SHM_WORDS))
		return -ISLE_EINVAL;
	return isle__vring_init(r);
}

static uint8_t *room_of(const struct isle__vring *r)
{
	return r->away + ISLE_SHM_BITS_BYTES(r->mask + 1u);
}

int isle_shm_run(struct isle_link *link, const struct isle_shm *shm,
		 const struct isle_link_memory *memory)
{
	struct isle__shm *l = isle__shm_of(link);
	unsigned sends = shm->end->role->sends;

	memset(&l->shm, 0, sizeof(*l) - offsetof(struct isle__shm, shm));
	l->shm = shm;
	l->isle.name = "isle";
	l->isle.address = shm->address;
	l->isle.peer = shm->peer;
	if (init_ring(l, &l->rx, !sends, memory->rx, memory->rx_bytes, &l->copy_bytes) ||
	    init_ring(l, &l->tx, sends, memory->tx, memory->tx_bytes, &l->bounce_bytes) ||
	    isle_rpmsg_open(link, &l->isle))
		return -ISLE_EINVAL;
	if (shm->flags & (ISLE_SHM_COPY | ISLE_SHM_WORDS))
		l->copy = room_of(&l->rx);
	l->bounce = room_of(&l->tx);
	return shm->end->start(l);
}

void isle_shm_kicked(struct isle_link *link)
{
	isle__shm_of(link)->kicked = true;
}

/* ---- up and down ---- */

uint32_t isle__shm_features(const struct isle__shm *l)
{
	uint32_t features = 0;

	if (!(l->shm->flags & ISLE_SHM_NO_NAMES))
		features |= ISLE_SHM_FEATURE_NAMES;
	if (l->shm->flags & ISLE_SHM_EVENT_IDX)
		features |= ISLE_SHM_FEATURE_EVENT_IDX;
	return features;
}

void isle__shm_up(struct isle__shm *l, uint32_t features)
{
	struct isle_rpmsg_endpoint *e;

	l->names = (features & ISLE_SHM_FEATURE_NAMES) != 0;
	l->rx.events = l->tx.events = (features & ISLE_SHM_FEATURE_EVENT_IDX) != 0;
	l->rx.role->begin(&l->rx);
	l->rx.role->begin(&l->tx);
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

int isle__life_find(struct isle__shm *l, uint32_t bytes)
{
	l->life = isle__shm_at(l->shm, l->shm->life_da, bytes);
	return l->life ? 0 : -ISLE_EINVAL;
}

uint32_t isle__life_get(const struct isle__shm *l, uint32_t offset)
{
	isle__shm_see(l->shm, l->life + offset, 4);
	return isle__shm_get32(l->life + offset);
}

void isle__life_put(const struct isle__shm *l, uint32_t offset, uint32_t value)
{
	isle__shm_put32(l->life + offset, value);
	isle__shm_show(l->shm, l->life + offset, 4);
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

	if (!l->shm->end->meet(l))
		return 0;
	isle__names_tell(l);
	return settle(l, 0);
}

int isle__rings_receive(struct isle_link *link, const uint8_t **ret_frame)
{
	struct isle__shm *l = isle__shm_of(link);
	struct isle_rpmsg_message m;
	int r;

	if (!l->shm->end->meet(l))
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

	if (l->copy)
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

	if (shm->wait && timeout_ms && !isle_shm_pending(link))
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
