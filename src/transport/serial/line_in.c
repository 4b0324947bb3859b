/* SPDX-License-Identifier: BSD-3-Clause */
/* Packets in: what the other end has, what it sends, and its resets. */
#include <string.h>

#include "transport/serial/line.h"

#define LATER_MS 10u /* an acknowledgement waits so long for a frame to ride on */

/* The peer has taken all before `ack`, and what `have` says is there. The line keeps order: all that was sent
 * before a packet that came is there or lost, and so is one packet for each that came damaged since. */
static void acked(struct isle__line *l, const uint8_t *head)
{
	struct isle__line_state *s = &l->s;
	unsigned done = (uint8_t)(head[1] - s->tx_first), n = s->tx_count - done, wanted, i;
	int open = s->tx_open, left = open - (uint8_t)(head[4] - s->damage_told);
	int behind = (uint8_t)(s->tx_stamp - head[3]);

	if (n > ISLE__LINE_WINDOW_MAX)
		return;
	s->damage_told = head[4];
	s->tx_first = head[1];
	s->tx_count = (uint8_t)n;
	wanted = s->tx_wanted >> done;
	if (left > behind)
		left = behind;
	for (; open > 0 && open > left; open--) {
		i = (uint8_t)(l->sent[(s->tx_stamp - open + 1) % ISLE__LINE_SENT] - s->tx_first);
		if (i < n)
			wanted |= 1u << i;
	}
	if (!open) /* nothing is on its way, so what is not there is to be sent */
		wanted = (1u << n) - 1u;
	s->tx_open = (uint8_t)open;
	s->tx_wanted = (uint16_t)(wanted & ~isle__le16_get(head + 5));
}

static void frame(struct isle__line *l, const uint8_t *head, unsigned len)
{
	struct isle__line_state *s = &l->s;
	struct isle__line_slot *slot = isle__line_slot(l, l->rx, head[0]);
	unsigned i = (uint8_t)(head[0] - s->rx_next);

	if (!s->ack_due)
		l->ack_ms = l->now_ms + LATER_MS;
	s->ack_due = true;
	s->rx_stamp = head[2];
	if (i > l->last)
		return;
	s->rx_have |= (uint16_t)(1u << i);
	slot->less_1 = (uint8_t)(len - 1u);
	memcpy(slot->frame, head + ISLE__LINE_HEAD_BYTES, len);
}

static void syn(struct isle__line *l, const uint8_t *head)
{
	uint8_t theirs = head[1], ours = l->nonce, was_up = l->up;

	if (theirs == ours) /* an echo */
		return;
	l->up = head[2] == ours;
	if (was_up > l->up)
		l->nonce = (uint8_t)(ours + ISLE__LINE_NONCES);
	if (!was_up || !l->up || theirs != l->peer)
		memset(&l->s, 0, sizeof(l->s));
	l->peer = theirs;
	l->peer_last = head[0] & 15u;
	l->syn_due = !(l->up && head[0] & ISLE__LINE_UP);
}

void isle__line_take(struct isle__line *l, int n)
{
	const uint8_t *head = l->in.at;

	if (n == (int)ISLE__LINE_SYN_BYTES) {
		syn(l, head);
	} else if (!l->up) {
		return;
	} else if (n < 0) {
		l->s.damaged++;
		l->s.ack_due = true;
		l->ack_ms = l->now_ms;
	} else {
		n -= (int)ISLE__LINE_HEAD_BYTES;
		if (n >= 0)
			acked(l, head);
		if (n > 0)
			frame(l, head, (unsigned)n);
	}
}
