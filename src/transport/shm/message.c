/* SPDX-License-Identifier: BSD-3-Clause */
/* Messages: their heads, where they go, and the buffers they are in. */
#include "transport/shm/link.h"

#define BUDGET 32u /* messages for others in a row */

/* ---- sending ---- */

int isle__shm_lend(struct isle__shm *l, struct isle_tx *ret_tx)
{
	struct isle__buffer b;
	uint32_t cap;
	int r = l->bounce_to ? 0 : isle__vring_get(&l->tx, &b);

	if (!r)
		return -ISLE_EAGAIN;
	if (r < 0 || b.bytes < ISLE_SHM_BUFFER_BYTES_MIN)
		return -ISLE_ELINK;
	l->out++;
	cap = (b.bytes & ~3u) - ISLE__RPMSG_HEAD_BYTES;
	ret_tx->buf = b.at + ISLE__RPMSG_HEAD_BYTES;
	if (l->shm->flags & ISLE_SHM_WORDS) {
		l->bounce_to = ret_tx->buf;
		ret_tx->buf = l->tx.room;
		if (cap > l->tx.room_bytes)
			cap = l->tx.room_bytes;
	}
	l->mtu = (uint16_t)cap;
	ret_tx->cap = cap;
	ret_tx->file_max = 0;
	ret_tx->ticket = b.id;
	return 0;
}

void isle__shm_send(struct isle__shm *l, struct isle_tx *tx, uint32_t src, uint32_t dst)
{
	uint32_t len = (uint32_t)tx->len, whole = ISLE__RPMSG_HEAD_BYTES + len;
	uint8_t *head = tx->buf;

	l->out--;
	if (l->bounce_to) {
		head = l->bounce_to;
		isle__shm_copy(l->shm, head, tx->buf, len);
		l->bounce_to = NULL;
	}
	if (!len) {
		isle__vring_unget(&l->tx, tx->ticket);
		return;
	}
	head -= ISLE__RPMSG_HEAD_BYTES;
	isle__shm_put32(head, src);
	isle__shm_put32(head + 4, dst);
	isle__shm_put32(head + 8, 0);
	isle__shm_put32(head + 12, len);
	isle__shm_show(l->shm, head, whole);
	isle__vring_put(&l->tx, tx->ticket, whole);
	isle__vring_show(&l->tx);
}

/* ---- receiving ---- */

void isle__shm_give(struct isle__shm *l, unsigned id)
{
	l->out--;
	isle__vring_put(&l->rx, id, 0);
	if ((uint16_t)(l->rx.made - l->rx.shown) > l->rx.mask / 4u)
		isle__vring_show(&l->rx);
}

struct isle_rpmsg_endpoint *isle__rpmsg_at(const struct isle__shm *l, uint32_t address)
{
	struct isle_rpmsg_endpoint *e = l->endpoints;

	while (e && e->address != address)
		e = e->next;
	return e;
}

/* The head, read once. Returns the address that the message is for; ISLE_RPMSG_ANY = it is none. */
static uint32_t read_head(const struct isle__shm *l, const struct isle__buffer *b,
			  struct isle_rpmsg_message *m)
{
	if (b->bytes < ISLE__RPMSG_HEAD_BYTES)
		return ISLE_RPMSG_ANY;
	isle__shm_see(l->shm, b->at, b->bytes);
	m->src = isle__shm_get32(b->at);
	m->len = isle__shm_get16(b->at + 12);
	m->data = b->at + ISLE__RPMSG_HEAD_BYTES;
	m->ticket = b->id;
	m->in_place = !isle__shm_copies(l);
	if (!m->len || m->len > b->bytes - ISLE__RPMSG_HEAD_BYTES)
		return ISLE_RPMSG_ANY;
	return isle__shm_get32(b->at + 4);
}

/* A message for one of us. Returns whether the buffer stays with somebody. */
static bool serve(struct isle__shm *l, struct isle_rpmsg_endpoint *e, struct isle_rpmsg_message *m)
{
	if (!m->in_place) {
		if (m->len > l->rx.room_bytes)
			return false;
		isle__shm_copy(l->shm, l->rx.room, m->data, m->len);
		m->data = l->rx.room;
	}
	if (e->peer == ISLE_RPMSG_ANY)
		isle__rpmsg_bind(e, m->src);
	return !e->owner || e->owner->received(e, m);
}

int isle__shm_next(struct isle__shm *l, struct isle_rpmsg_message *ret_message)
{
	unsigned n = BUDGET;

	l->more = false;
	while (n--) {
		struct isle_rpmsg_endpoint *e;
		struct isle__buffer b;
		uint32_t dst;
		int r = isle__vring_get(&l->rx, &b);

		if (r <= 0)
			return r;
		l->out++;
		dst = read_head(l, &b, ret_message);
		e = isle__rpmsg_at(l, dst);
		if (e && serve(l, e, ret_message)) {
			if (!e->owner)
				return 1;
			continue;
		}
		if (!e)
			l->dropped++;
		isle__shm_give(l, b.id);
	}
	l->more = true;
	return 0;
}
