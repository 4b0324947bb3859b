/* SPDX-License-Identifier: BSD-3-Clause */
/* Endpoints: their addresses, and what their owners send. */

#include "transport/shm/link.h"

static bool taken(const struct isle__shm *l, uint32_t address)
{
	return address == ISLE_RPMSG_ANY || isle__rpmsg_at(l, address);
}

int isle_rpmsg_open(struct isle_link *link, struct isle_rpmsg_endpoint *endpoint)
{
	struct isle__shm *l = isle__shm_of(link);

	if (endpoint->address && taken(l, endpoint->address))
		return -ISLE_EADDRINUSE;
	for (; !endpoint->address; l->next_address++) /* one that was given back is not the next */
		if (!taken(l, l->next_address))
			endpoint->address = l->next_address;
	endpoint->fixed = endpoint->peer != 0;
	if (!endpoint->fixed)
		endpoint->peer = ISLE_RPMSG_ANY;
	endpoint->announced = false;
	endpoint->next = l->endpoints;
	l->endpoints = endpoint;
	return 0;
}

int isle_rpmsg_close(struct isle_link *link, struct isle_rpmsg_endpoint *endpoint)
{
	struct isle__shm *l = isle__shm_of(link);
	struct isle_rpmsg_endpoint **at = &l->endpoints;

	if (isle__shm_meet(l) && endpoint->announced && isle__names_send(l, endpoint, 1))
		return -ISLE_EAGAIN;
	while (*at != endpoint)
		at = &(*at)->next;
	*at = endpoint->next;
	return 0;
}

void isle__rpmsg_bind(struct isle_rpmsg_endpoint *endpoint, uint32_t peer)
{
	endpoint->peer = peer;
	if (endpoint->owner && endpoint->owner->bound)
		endpoint->owner->bound(endpoint);
}

int isle_rpmsg_lend(struct isle_link *link, struct isle_rpmsg_endpoint *endpoint,
		    struct isle_tx *ret_tx)
{
	struct isle__shm *l = isle__shm_of(link);

	if (!isle__shm_meet(l))
		return -ISLE_EAGAIN;
	isle__names_tell(l);
	if (endpoint->peer == ISLE_RPMSG_ANY)
		return -ISLE_ENOTCONN;
	return isle__shm_lend(l, ret_tx);
}

int isle_rpmsg_send(struct isle_link *link, struct isle_rpmsg_endpoint *endpoint,
		    struct isle_tx *tx)
{
	isle__shm_send(isle__shm_of(link), tx, endpoint->address, endpoint->peer);
	return 0;
}

void isle_rpmsg_release(struct isle_link *link, uint16_t ticket)
{
	isle__shm_give(isle__shm_of(link), ticket);
}
