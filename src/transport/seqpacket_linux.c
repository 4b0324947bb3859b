/* SPDX-License-Identifier: BSD-3-Clause */
/* seqpacket:PATH or seqpacket:@NAME - a socket of this machine that keeps message boundaries. */
#include "transport/socket_linux.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <isle/errors.h>

#define BUF_BYTES (4 * (int)ISLE__SOCKET_FRAME_MAX)
#define OVERHEAD  1024u /* what the kernel may add to a message, generously */

/* Receiving and sending half share no member; see pipe.h. */
struct seq_link {
	struct isle_link link;
	int fd;
	uint32_t tick_ms;
	bool blocks;
	uint8_t *rx;
	uint32_t rx_cap;
	int rx_len; /* of a message that waits to be taken; < 0: an error that does */
	uint8_t *tx;
	uint32_t tx_cap, tx_len; /* tx_len: a message lies unsent */
	int blocked;
};

_Static_assert(sizeof(struct seq_link) <= ISLE_LINK_BYTES_MAX, "a link fits its memory");

static int seq_open(const char *address, enum isle_open_how how, struct isle_link_fds *ret_fds)
{
	return isle__unix_open(SOCK_SEQPACKET, address, how, ret_fds);
}

/* The largest message that the socket takes at once. */
static uint32_t message_max(int fd)
{
	int want = BUF_BYTES, have = 0;
	socklen_t len = sizeof(have);

	getsockopt(fd, SOL_SOCKET, SO_SNDBUF, &have, &len);
	if (have < want) {
		setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &want, sizeof(want));
		getsockopt(fd, SOL_SOCKET, SO_SNDBUF, &have, &len);
	}
	if ((uint32_t)have > ISLE__SOCKET_FRAME_MAX + OVERHEAD)
		return ISLE__SOCKET_FRAME_MAX;
	return (uint32_t)have < OVERHEAD ? 0 : (uint32_t)have - OVERHEAD;
}

static int seq_run(struct isle_link *link, const struct isle_link_fds *fds,
		   const struct isle_link_memory *memory)
{
	uint32_t rx_skip = (8u - (uint32_t)(uintptr_t)memory->rx) & 7u;
	uint32_t tx_skip = (8u - (uint32_t)(uintptr_t)memory->tx) & 7u;
	struct seq_link *q = (struct seq_link *)link;
	struct isle_link keep = *link;
	uint32_t most;

	if (fds->n != 1 || memory->rx_bytes < rx_skip + ISLE_FRAME_BYTES_MIN ||
	    memory->tx_bytes < tx_skip + ISLE_FRAME_BYTES_MIN)
		return -ISLE_EINVAL;
	most = message_max(fds->fd[0]);
	if (most < ISLE_FRAME_BYTES_MIN)
		return -ISLE_EMSGSIZE;
	memset(q, 0, sizeof(*q));
	q->link = keep;
	q->fd = fds->fd[0];
	q->blocks = isle__socket_blocks(q->fd);
	q->tick_ms = ISLE_NO_DEADLINE;
	q->rx = memory->rx + rx_skip;
	q->rx_cap = (uint32_t)memory->rx_bytes - rx_skip;
	q->tx = memory->tx + tx_skip;
	q->tx_cap = (uint32_t)memory->tx_bytes - tx_skip;
	if (q->tx_cap > most)
		q->tx_cap = most;
	return 0;
}

static int seq_lend(struct isle_link *link, struct isle_tx *ret_tx)
{
	struct seq_link *q = (struct seq_link *)link;

	if (q->tx_len)
		return -ISLE_EAGAIN;
	ret_tx->buf = q->tx;
	ret_tx->cap = q->tx_cap;
	ret_tx->file_max = 0;
	return 0;
}

static int seq_flush(struct isle_link *link)
{
	struct seq_link *q = (struct seq_link *)link;
	ssize_t n;
	int r = 0;

	if (q->tx_len) {
		n = send(q->fd, q->tx, q->tx_len, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n >= 0)
			q->tx_len = 0;
		else if (errno == EAGAIN || errno == EINTR || errno == ENOBUFS || errno == ENOMEM)
			r = -ISLE_EAGAIN;
		else
			r = -ISLE_ELINK;
	}
	if (q->blocked != (r == -ISLE_EAGAIN))
		__atomic_store_n(&q->blocked, r == -ISLE_EAGAIN, __ATOMIC_RELAXED);
	return r;
}

static int seq_send(struct isle_link *link, struct isle_tx *tx)
{
	struct seq_link *q = (struct seq_link *)link;
	int r;

	if (!tx->len)
		return 0;
	q->tx_len = (uint32_t)tx->len;
	r = seq_flush(link);
	return r == -ISLE_EAGAIN ? 0 : r;
}

/* Reads one message. Returns > 0; 0 none; -ISLE_ELINK, -ISLE_EPROTO: larger than the buffer. */
static int take(struct seq_link *q, int flags)
{
	ssize_t n = recv(q->fd, q->rx, q->rx_cap, flags | MSG_TRUNC);

	if (!n)
		return -ISLE_ELINK;
	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -ISLE_ELINK;
	if ((size_t)n > q->rx_cap)
		return -ISLE_EPROTO;
	return (int)n;
}

static int seq_receive(struct isle_link *link, const uint8_t **ret_frame)
{
	struct seq_link *q = (struct seq_link *)link;
	int n = q->rx_len;

	if (!n)
		n = take(q, MSG_DONTWAIT);
	q->rx_len = 0;
	if (n > 0)
		*ret_frame = q->rx;
	return n;
}

static void seq_give_back(struct isle_link *link)
{
	(void)link; /* the next read comes with the next receive() */
}

static void seq_interest(const struct isle_link *link, struct isle_link_interest *ret_interest)
{
	const struct seq_link *q = (const struct seq_link *)link;

	ret_interest->fd = q->fd;
	ret_interest->readable = true;
	ret_interest->writable = q->blocked;
	ret_interest->timeout_ms = q->rx_len ? 0 : ISLE_NO_DEADLINE;
}

static int seq_wait(struct isle_link *link, uint32_t timeout_ms)
{
	struct seq_link *q = (struct seq_link *)link;
	bool blocked = __atomic_load_n(&q->blocked, __ATOMIC_RELAXED);

	if (!timeout_ms || q->rx_len)
		return 0;
	if (!q->blocks || blocked) {
		isle__socket_poll(q->fd, blocked, timeout_ms);
		return 0;
	}
	isle__socket_tick(q->fd, timeout_ms, &q->tick_ms);
	q->rx_len = take(q, 0);
	return 0;
}

static void seq_close(struct isle_link *link)
{
	struct seq_link *q = (struct seq_link *)link;

	close(q->fd);
	q->fd = -1;
}

const struct isle_transport isle_transport_seqpacket = {
	.scheme = "seqpacket",
	.capabilities = ISLE_LINK_END | ISLE_LINK_CONNECTS | ISLE_LINK_CREDENTIALS |
			ISLE_LINK_MESSAGE,
	.frame_max = ISLE__SOCKET_FRAME_MAX,
	.link_bytes = sizeof(struct seq_link),
	.open = seq_open,
	.accept = isle__unix_accept,
	.run = seq_run,
	.lend = seq_lend,
	.send = seq_send,
	.flush = seq_flush,
	.receive = seq_receive,
	.give_back = seq_give_back,
	.interest = seq_interest,
	.wait = seq_wait,
	.close = seq_close,
};
