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
	.open = unix_open,
	.accept = isle__unix_accept,
	.run = isle__stream_run,
	ISLE__STREAM_MEMBERS,
};
