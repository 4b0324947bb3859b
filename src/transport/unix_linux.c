/* SPDX-License-Identifier: BSD-3-Clause */
/* unix:PATH or unix:@NAME - a stream socket of this machine. */
#include "transport/socket_linux.h"

static int unix_open(const char *address, enum isle_open_how how, struct isle_link_fds *ret_fds)
{
	return isle__unix_open(SOCK_STREAM, address, how, ret_fds);
}

const struct isle_transport isle_transport_unix = {
	.scheme = "unix",
	.capabilities = ISLE_LINK_END | ISLE_LINK_CONNECTS | ISLE_LINK_CREDENTIALS | ISLE_LINK_FILE,
	.frame_max = ISLE__SOCKET_FRAME_MAX,
	.link_bytes = sizeof(struct isle__pipe_link),
	.open = unix_open,
	.accept = isle__unix_accept,
	.run = isle__stream_run,
	.lend = isle__pipe_lend,
	.send = isle__pipe_send,
	.flush = isle__stream_flush,
	.receive = isle__pipe_receive,
	.give_back = isle__pipe_give_back,
	.interest = isle__stream_interest,
	.wait = isle__stream_wait,
	.close = isle__stream_close,
};
