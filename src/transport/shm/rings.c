/* SPDX-License-Identifier: BSD-3-Clause */
/* The link of a board: nothing but the memory and the port's doorbell. */
#include "transport/shm/link.h"

static int rings_open(const char *address, enum isle_open_how how, struct isle_link_fds *ret_fds)
{
	(void)address;
	(void)how;
	(void)ret_fds;
	return -ISLE_ENOTSUP; /* isle_shm_run() */
}

static int rings_run(struct isle_link *link, const struct isle_link_fds *fds,
		     const struct isle_link_memory *memory)
{
	(void)link;
	(void)fds;
	(void)memory;
	return -ISLE_ENOTSUP;
}

static void rings_interest(const struct isle_link *link, struct isle_link_interest *ret_interest)
{
	ret_interest->fd = -1;
	ret_interest->readable = true;
	ret_interest->writable = false;
	ret_interest->timeout_ms = isle__rings_due(link);
}

const struct isle_transport isle_transport_rings = {
	.scheme = "rings",
	.capabilities = ISLE_LINK_MESSAGE | ISLE_LINK_IN_PLACE,
	.frame_max = ISLE_SHM_BUFFER_BYTES_MAX - ISLE__RPMSG_HEAD_BYTES,
	.link_bytes = sizeof(struct isle__shm),
	.open = rings_open,
	.run = rings_run,
	.lend = isle__rings_lend,
	.send = isle__rings_send,
	.flush = isle__rings_flush,
	.receive = isle__rings_receive,
	.give_back = isle__rings_give_back,
	.hold = isle__rings_hold,
	.release = isle__rings_release,
	.interest = rings_interest,
	.wait = isle__rings_wait,
	.due = isle__rings_due,
	.close = isle__rings_close,
};
