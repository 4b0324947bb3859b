/* SPDX-License-Identifier: BSD-3-Clause */
/* The link of a board: nothing but the line. */
#include <isle/errors.h>

#include "transport/serial/line.h"

static int uart_open(const char *address, enum isle_open_how how, struct isle_link_fds *ret_fds)
{
	(void)address;
	(void)how;
	(void)ret_fds;
	return -ISLE_ENOTSUP; /* isle_uart_run() */
}

static int uart_run(struct isle_link *link, const struct isle_link_fds *fds,
		    const struct isle_link_memory *memory)
{
	(void)link;
	(void)fds;
	(void)memory;
	return -ISLE_ENOTSUP;
}

static void uart_interest(const struct isle_link *link, struct isle_link_interest *ret_interest)
{
	ret_interest->fd = -1;
	ret_interest->readable = true;
	ret_interest->writable = false;
	ret_interest->timeout_ms = isle__line_due(link);
}

static int uart_wait(struct isle_link *link, uint32_t timeout_ms)
{
	const struct isle__line *l = (const struct isle__line *)link;

	if (l->uart->wait && timeout_ms)
		l->uart->wait(l->self, timeout_ms);
	return 0;
}

static void uart_close(struct isle_link *link)
{
	const struct isle__line *l = (const struct isle__line *)link;

	if (l->uart->close)
		l->uart->close(l->self);
}

const struct isle_transport isle_transport_uart = {
	.scheme = "uart",
	.frame_max = ISLE_SERIAL_FRAME_BYTES_MAX,
	.link_bytes = sizeof(struct isle__line),
	.open = uart_open,
	.run = uart_run,
	.lend = isle__line_lend,
	.send = isle__line_send,
	.flush = isle__line_flush,
	.receive = isle__line_receive,
	.give_back = isle__line_give_back,
	.interest = uart_interest,
	.wait = uart_wait,
	.due = isle__line_due,
	.close = uart_close,
};
