/* SPDX-License-Identifier: BSD-3-Clause */
#include "transport/loopback.h"

#include <string.h>

#include <isle/errors.h>

#include "wire/words.h"

#define LENGTH_BYTES 4u

int isle_loopback_init(struct isle_loopback *wire, void *towards_0, uint32_t bytes_0,
		       void *towards_1, uint32_t bytes_1, uint32_t frame_max)
{
	if (bytes_0 < LENGTH_BYTES || bytes_1 < LENGTH_BYTES ||
	    frame_max > bytes_0 - LENGTH_BYTES || frame_max > bytes_1 - LENGTH_BYTES)
		return -ISLE_EINVAL;
	memset(wire, 0, sizeof(*wire));
	wire->queue[0].buf = towards_0;
	wire->queue[0].cap = bytes_0;
	wire->queue[1].buf = towards_1;
	wire->queue[1].cap = bytes_1;
	wire->frame_max = frame_max;
	return 0;
}

int isle_loopback_join(struct isle_loopback_link *link, struct isle_loopback *wire, unsigned end,
		       const struct isle_link_memory *memory)
{
	uint32_t rx_skip = (8u - (uint32_t)(uintptr_t)memory->rx) & 7u;
	uint32_t tx_skip = (8u - (uint32_t)(uintptr_t)memory->tx) & 7u;

	if (end > 1 || memory->rx_bytes < rx_skip + wire->frame_max ||
	    memory->tx_bytes < tx_skip + ISLE_FRAME_BYTES_MIN)
		return -ISLE_EINVAL;
	link->link.transport = &isle_transport_loopback;
	link->wire = wire;
	link->end = end;
	link->rx = memory->rx + rx_skip;
	link->rx_cap = (uint32_t)memory->rx_bytes - rx_skip;
	link->tx = memory->tx + tx_skip;
	link->tx_cap = (uint32_t)memory->tx_bytes - tx_skip;
	if (link->tx_cap > wire->frame_max)
		link->tx_cap = wire->frame_max;
	return 0;
}

void isle_loopback_cut(struct isle_loopback *wire)
{
	wire->queue[0].used = wire->queue[1].used = 0;
	wire->cut = true;
}

void isle_loopback_mend(struct isle_loopback *wire)
{
	wire->queue[0].used = wire->queue[1].used = 0;
	wire->cut = false;
}

static void put(struct isle_loopback_queue *q, const uint8_t *data, uint32_t len)
{
	uint32_t to = (q->at + q->used) % q->cap, first = q->cap - to;

	if (first > len)
		first = len;
	memcpy(q->buf + to, data, first);
	memcpy(q->buf, data + first, len - first);
	q->used += len;
}

static void take(struct isle_loopback_queue *q, uint8_t *to, uint32_t len)
{
	uint32_t first = q->cap - q->at;

	if (first > len)
		first = len;
	memcpy(to, q->buf + q->at, first);
	memcpy(to + first, q->buf, len - first);
	q->at = (q->at + len) % q->cap;
	q->used -= len;
}

static struct isle_loopback_queue *outgoing(struct isle_link *link)
{
	struct isle_loopback_link *l = (struct isle_loopback_link *)link;

	return &l->wire->queue[!l->end];
}

static int loopback_open(const char *address, enum isle_open_how how, struct isle_link_fds *ret_fds)
{
	(void)address;
	(void)how;
	(void)ret_fds;
	return -ISLE_ENOTSUP; /* isle_loopback_join() */
}

static int loopback_run(struct isle_link *link, const struct isle_link_fds *fds,
			const struct isle_link_memory *memory)
{
	(void)link;
	(void)fds;
	(void)memory;
	return -ISLE_ENOTSUP;
}

static int loopback_lend(struct isle_link *link, struct isle_tx *ret_tx)
{
	struct isle_loopback_link *l = (struct isle_loopback_link *)link;
	struct isle_loopback_queue *q = outgoing(link);

	if (l->wire->cut)
		return -ISLE_ELINK;
	if (q->cap - q->used < LENGTH_BYTES + l->tx_cap)
		return -ISLE_EAGAIN;
	ret_tx->buf = l->tx;
	ret_tx->cap = l->tx_cap;
	ret_tx->file_max = 0;
	return 0;
}

static int loopback_send(struct isle_link *link, struct isle_tx *tx)
{
	struct isle_loopback_link *l = (struct isle_loopback_link *)link;
	uint8_t length[LENGTH_BYTES];

	if (l->wire->cut)
		return -ISLE_ELINK;
	if (!tx->len)
		return 0;
	isle__le32_put(length, (uint32_t)tx->len);
	put(outgoing(link), length, LENGTH_BYTES);
	put(outgoing(link), tx->buf, (uint32_t)tx->len);
	return 0;
}

static int loopback_flush(struct isle_link *link)
{
	return ((struct isle_loopback_link *)link)->wire->cut ? -ISLE_ELINK : 0;
}

static int loopback_receive(struct isle_link *link, const uint8_t **ret_frame)
{
	struct isle_loopback_link *l = (struct isle_loopback_link *)link;
	struct isle_loopback_queue *q = &l->wire->queue[l->end];
	uint8_t length[LENGTH_BYTES];
	uint32_t len;

	if (l->wire->cut)
		return -ISLE_ELINK;
	if (!q->used)
		return 0;
	take(q, length, LENGTH_BYTES);
	len = isle__le32_get(length);
	if (len > l->rx_cap || len > q->used)
		return -ISLE_EPROTO;
	take(q, l->rx, len);
	*ret_frame = l->rx;
	return (int)len;
}

static void loopback_give_back(struct isle_link *link)
{
	(void)link; /* taken out of the queue already */
}

static void loopback_interest(const struct isle_link *link, struct isle_link_interest *ret_interest)
{
	const struct isle_loopback_link *l = (const struct isle_loopback_link *)link;

	ret_interest->fd = -1;
	ret_interest->readable = ret_interest->writable = false;
	ret_interest->timeout_ms = l->wire->cut || l->wire->queue[l->end].used ? 0
									       : ISLE_NO_DEADLINE;
}

static int loopback_wait(struct isle_link *link, uint32_t timeout_ms)
{
	(void)link;
	(void)timeout_ms;
	return 0;
}

static void loopback_close(struct isle_link *link)
{
	isle_loopback_cut(((struct isle_loopback_link *)link)->wire);
}

const struct isle_transport isle_transport_loopback = {
	.scheme = "loopback",
	.capabilities = ISLE_LINK_END | ISLE_LINK_MESSAGE,
	.frame_max = ISLE_FRAME_BYTES_MAX,
	.link_bytes = sizeof(struct isle_loopback_link),
	.open = loopback_open,
	.run = loopback_run,
	.lend = loopback_lend,
	.send = loopback_send,
	.flush = loopback_flush,
	.receive = loopback_receive,
	.give_back = loopback_give_back,
	.interest = loopback_interest,
	.wait = loopback_wait,
	.close = loopback_close,
};
