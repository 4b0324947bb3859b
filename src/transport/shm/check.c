/* SPDX-License-Identifier: BSD-3-Clause */
/* Whether the figures of a link can be what they say. */
#include "transport/shm/memory.h"

static bool is_power(uint32_t value, uint32_t min, uint32_t max)
{
	return value >= min && value <= max && !(value & (value - 1u));
}

static bool ring_sound(const struct isle_shm_ring *ring, uint32_t line)
{
	return is_power(ring->entries, 2, ISLE_SHM_ENTRIES_MAX) &&
	       is_power(ring->align, 4, 65536) && ring->align >= line && !(ring->da & (line - 1u));
}

static bool buffers_sound(const struct isle_shm *shm, uint32_t unit)
{
	uint32_t bytes = shm->buffer_bytes;

	return bytes >= ISLE_SHM_BUFFER_BYTES_MIN && bytes <= ISLE_SHM_BUFFER_BYTES_MAX &&
	       !((bytes | shm->buffers_da[0] | shm->buffers_da[1]) & (unit - 1u));
}

int isle_shm_check(const struct isle_shm *shm)
{
	const struct isle_port *port = shm->port;
	uint32_t line = shm->lines ? shm->line_bytes : 4;
	uint32_t unit = line > 8 ? line : 8;
	unsigned i;

	if (!port || !port->barrier || !shm->end || !is_power(shm->line_bytes, 16, 1024) ||
	    shm->regions_n > ISLE_SHM_REGIONS_MAX || (!shm->regions_n && !port->address))
		return -ISLE_EINVAL;
	if (shm->lines && (!port->cache_clean || !port->cache_invalidate))
		return -ISLE_EINVAL;
	for (i = 0; i < shm->regions_n; i++) {
		const struct isle_shm_region *r = &shm->regions[i];

		if (((uintptr_t)r->at | r->bytes | (uintptr_t)r->da) & (unit - 1u))
			return -ISLE_EINVAL;
	}
	for (i = 0; i < 2; i++)
		if (!ring_sound(&shm->ring[i], line))
			return -ISLE_EINVAL;
	return !shm->buffer_bytes || buffers_sound(shm, unit) ? 0 : -ISLE_EINVAL;
}
