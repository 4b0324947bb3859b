/* SPDX-License-Identifier: BSD-3-Clause */
/* A line as a link. */
#include <string.h>

#include <isle/errors.h>

#include "transport/serial/line.h"

static struct isle__line *line_of(struct isle_link *link)
{
	return (struct isle__line *)link;
}

int isle_uart_run(struct isle_link *link, const struct isle_uart *uart, void *self,
		  const struct isle_link_memory *memory)
{
	struct isle__line *l = line_of(link);
	size_t bytes = memory->rx_bytes < memory->tx_bytes ? memory->rx_bytes : memory->tx_bytes;
	unsigned n = ISLE__LINE_WINDOW_MAX;

	while (bytes < ISLE_SERIAL_MEMORY_BYTES(n)) {
		n >>= 1;
		if (!n)
			return -ISLE_EINVAL;
	}
	memset(&l->up, 0, sizeof(*l) - offsetof(struct isle__line, up));
	l->uart = uart;
	l->self = self;
	l->last = (uint8_t)(n - 1u);
	l->tx = (struct isle__line_slot *)memory->tx;
	l->rx = (struct isle__line_slot *)memory->rx;
	l->out = (uint8_t *)(l->tx + n);
	l->in.at = (uint8_t *)(l->rx + n);
	l->nonce = (uint8_t)(1u + 4u * ISLE__LINE_NONCES * uart->start);
	l->syn_due = true;
	return 0;
}

/* ---- sending ---- */

/* Two frames unsent are enough: an urgent one shall not wait for more. */
int isle__line_lend(struct isle_link *link, struct isle_tx *ret_tx)
{
	struct isle__line *l = line_of(link);
	unsigned n = l->s.tx_count;

	if (!l->up || l->s.tx_wanted || n > l->last || n > l->peer_last)
		return -ISLE_EAGAIN;
	ret_tx->buf = isle__line_slot(l, l->tx, l->s.tx_first + n)->frame;
	ret_tx->cap = ISLE__LINE_FRAME_MAX;
	ret_tx->file_max = 0;
	return 0;
}

int isle__line_send(struct isle_link *link, struct isle_tx *tx)
{
	struct isle__line *l = line_of(link);

	if (tx->len) {
		*(tx->buf - offsetof(struct isle__line_slot, frame)) = (uint8_t)(tx->len - 1u);
		l->s.tx_wanted = (uint16_t)(1u << l->s.tx_count++); /* nothing else was: lend() */
	}
	return 0;
}

int isle__line_flush(struct isle_link *link)
{
	struct isle__line *l = line_of(link);
	const struct isle_uart *uart = l->uart;
	struct isle_tx tx;

	l->now_ms = uart->time_ms(l->self);
	if (isle__line_reached(l->now_ms, l->retry_ms)) { /* nothing was heard for too long */
		if (!l->up)
			l->syn_due = true;
		else if (l->s.tx_count)
			l->s.tx_wanted |= 1u;
	}
	for (;;) {
		int n;

		if (!l->out_len) {
			l->out_at = 0;
			l->out_len = (uint16_t)isle__line_put(l);
			if (!l->out_len)
				return isle__line_lend(link, &tx);
		}
		n = uart->write(l->self, l->out + l->out_at, l->out_len);
		if (n <= 0)
			return n;
		l->out_at = (uint16_t)(l->out_at + n);
		l->out_len = (uint16_t)(l->out_len - n);
	}
}

/* ---- receiving ---- */

int isle__line_receive(struct isle_link *link, const uint8_t **ret_frame)
{
	struct isle__line *l = line_of(link);
	struct isle__line_slot *slot;

	l->now_ms = l->uart->time_ms(l->self);
	while (!(l->s.rx_have & 1u)) {
		int n = l->uart->read(l->self);

		if (n < 0)
			return n == -ISLE_EAGAIN ? 0 : n;
		n = isle__line_decode(&l->in, (uint8_t)n);
		if (n)
			isle__line_take(l, n);
	}
	slot = isle__line_slot(l, l->rx, l->s.rx_next);
	*ret_frame = slot->frame;
	return slot->less_1 + 1;
}

void isle__line_give_back(struct isle_link *link)
{
	struct isle__line *l = line_of(link);

	unsigned last = l->peer_last < l->last ? l->peer_last : l->last;

	l->s.rx_have >>= 1;
	l->s.rx_next++;
	if (++l->s.untold >= last - last / 4u) /* three quarters of what the peer may send */
		l->ack_ms = l->now_ms;
}

/* Right behind flush(), which told the time. */
uint32_t isle__line_due(const struct isle_link *link)
{
	const struct isle__line *l = (const struct isle__line *)link;
	int32_t left = (int32_t)(l->retry_ms - l->now_ms);

	if (l->out_len)
		return 1;
	if (l->s.ack_due)
		left = (int32_t)(l->ack_ms - l->now_ms);
	else if (l->up && !l->s.tx_count)
		return ISLE_NO_DEADLINE;
	return left < 0 ? 0 : (uint32_t)left;
}
