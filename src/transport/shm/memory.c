/* SPDX-License-Identifier: BSD-3-Clause */
#include "transport/shm/memory.h"

uint8_t *isle__shm_at(const struct isle_shm *shm, uint64_t da, uint32_t bytes)
{
	const struct isle_shm_region *r = shm->regions, *end = r + shm->regions_n;
	const struct isle_port *port = shm->port;

	if (da & 3u)
		return NULL;
	for (; r < end; r++) {
		uint64_t from = da - r->da;

		if (from < r->bytes && bytes <= r->bytes - (size_t)from)
			return (uint8_t *)r->at + (size_t)from;
	}
	return port->address ? port->address(port->self, da, bytes) : NULL;
}

void isle__shm_see(const struct isle_shm *shm, void *at, uint32_t bytes)
{
	if (shm->lines)
		shm->lines->see(shm, at, bytes);
}

void isle__shm_show(const struct isle_shm *shm, void *at, uint32_t bytes)
{
	if (shm->lines)
		shm->lines->show(shm, at, bytes);
}

void isle__shm_copy(const struct isle_shm *shm, uint8_t *to, const uint8_t *from, uint32_t bytes)
{
	uint32_t i;

	if (shm->copy)
		shm->copy(to, from, bytes);
	else
		for (i = 0; i < bytes; i += 4)
			isle__shm_put32(to + i, isle__shm_get32(from + i));
}

void isle__shm_barrier(const struct isle_shm *shm)
{
	shm->port->barrier(shm->port->self);
}

void isle__shm_kick(const struct isle_shm *shm, uint32_t id)
{
	if (shm->port->kick)
		shm->port->kick(shm->port->self, id);
}
