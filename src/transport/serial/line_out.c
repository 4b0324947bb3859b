/* SPDX-License-Identifier: BSD-3-Clause */
/* Packets out: resets first, then frames in their order, then acknowledgements alone. */
#include "transport/serial/line.h"

/* The next frame that is to be sent. */
static struct isle__line_slot *next(struct isle__line *l)
{
	struct isle__line_state *s = &l->s;
	struct isle__line_slot *slot;
	unsigned seq = s->tx_first, bit = 1;

	for (; !(s->tx_wanted & bit); bit <<= 1)
		seq++;
	s->tx_wanted ^= (uint16_t)bit;
	l->sent[++s->tx_stamp % ISLE__LINE_SENT] = (uint8_t)seq;
	s->tx_open++;
	slot = isle__line_slot(l, l->tx, seq);
	slot->head[0] = (uint8_t)seq;
	slot->head[2] = s->tx_stamp;
	return slot;
}

unsigned isle__line_put(struct isle__line *l)
{
	struct isle__line_state *s = &l->s;
	uint8_t small[ISLE__LINE_HEAD_BYTES + ISLE__LINE_CRC_BYTES], *packet = small;
	unsigned len = ISLE__LINE_HEAD_BYTES;

	if (l->syn_due || s->tx_wanted)
		l->retry_ms = l->now_ms + l->uart->patience_ms;
	if (l->syn_due) {
		l->syn_due = false;
		packet[0] = (uint8_t)(l->up * ISLE__LINE_UP | l->last);
		packet[1] = l->nonce;
		packet[2] = l->peer;
		return (unsigned)isle__line_encode(l->out, packet, ISLE__LINE_SYN_BYTES);
	}
	if (s->tx_wanted) {
		struct isle__line_slot *slot = next(l);

		packet = slot->head;
		len += slot->less_1 + 1u;
	} else if (s->ack_due && isle__line_reached(l->now_ms, l->ack_ms)) {
		packet[0] = packet[2] = 0;
	} else {
		return 0;
	}
	packet[1] = s->rx_next;
	packet[3] = s->rx_stamp;
	packet[4] = s->damaged;
	isle__le16_put(packet + 5, s->rx_have);
	s->ack_due = s->untold = 0;
	return (unsigned)isle__line_encode(l->out, packet, len);
}
