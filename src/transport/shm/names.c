/* SPDX-License-Identifier: BSD-3-Clause */
/* The name service: what this end has is announced, what the other one announces finds its endpoint. */
#include <string.h>

#include "transport/shm/link.h"

#define GONE 1u

int isle__names_send(struct isle__shm *l, const struct isle_rpmsg_endpoint *endpoint,
		     uint32_t flags)
{
	const char *name = endpoint->name;
	struct isle_tx tx;
	unsigned i;

	if (isle__shm_lend(l, &tx))
		return -ISLE_EAGAIN;
	for (i = 0; i < ISLE_RPMSG_NAME_BYTES - 1u; i++)
		tx.buf[i] = (uint8_t)(*name ? *name++ : 0);
	tx.buf[i] = 0;
	isle__shm_put32(tx.buf + 32, endpoint->address);
	isle__shm_put32(tx.buf + 36, flags);
	tx.len = ISLE__RPMSG_NAMES_BYTES;
	isle__shm_send(l, &tx, endpoint->address, ISLE__RPMSG_NAMES);
	return 0;
}

void isle__names_tell(struct isle__shm *l)
{
	struct isle_rpmsg_endpoint *e;

	for (e = l->endpoints; e; e = e->next) {
		if (e->announced || !e->name || !l->names)
			continue;
		if (isle__names_send(l, e, 0))
			return;
		e->announced = true;
	}
}

/* Our own endpoint has one peer, the last; of others several may have a name, each for one of the peer's. */
static bool names_received(struct isle_rpmsg_endpoint *service, const struct isle_rpmsg_message *m)
{
	struct isle__shm *l = (struct isle__shm *)(void *)((uint8_t *)service -
							   offsetof(struct isle__shm, service));
	uint32_t names[ISLE__RPMSG_NAMES_BYTES / 4], address;
	struct isle_rpmsg_endpoint *e;
	bool gone;

	if (m->len != sizeof(names) || !l->names)
		return false;
	isle__shm_copy(l->shm, (uint8_t *)names, m->data, sizeof(names));
	address = isle__shm_get32(names + 8);
	gone = isle__shm_get32(names + 9) & GONE;
	names[8] = 0; /* the name may have no end */
	for (e = l->endpoints; e; e = e->next) {
		if (e->fixed || !e->name || strcmp(e->name, (const char *)names))
			continue;
		if (e->peer == address || (!gone && (e->peer == ISLE_RPMSG_ANY || !e->owner))) {
			isle__rpmsg_bind(e, gone ? ISLE_RPMSG_ANY : address);
			return false;
		}
	}
	if (l->shm->announced && !gone)
		l->shm->announced(&l->link, (const char *)names, address);
	return false;
}

const struct isle_rpmsg_owner isle__names_owner = { names_received, NULL };
