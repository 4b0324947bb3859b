/* SPDX-License-Identifier: BSD-3-Clause */
/* Shared memory: where a device address is, and what its kind asks for. */
#ifndef ISLE_TRANSPORT_SHM_MEMORY_H
#define ISLE_TRANSPORT_SHM_MEMORY_H

#include <isle/shm.h>

#include "transport/shm/access.h"

/* Where `bytes` from `da` on are, all in one region, at 0 mod 4. NULL = refused. */
uint8_t *isle__shm_at(const struct isle_shm *shm, uint64_t da, uint32_t bytes);

/* Before reading what the peer wrote, and after writing what it shall read: all lines of the range, each
 * of which has one writer. Nothing where caches are coherent. */
void isle__shm_see(const struct isle_shm *shm, void *at, uint32_t bytes);
void isle__shm_show(const struct isle_shm *shm, void *at, uint32_t bytes);

struct isle_shm_lines {
	void (*see)(const struct isle_shm *shm, void *at, uint32_t bytes);
	void (*show)(const struct isle_shm *shm, void *at, uint32_t bytes);
};

/* Copies data, one side of it in shared memory, both at 0 mod 4: up to the next multiple of 4 bytes. */
void isle__shm_copy(const struct isle_shm *shm, uint8_t *to, const uint8_t *from, uint32_t bytes);

void isle__shm_barrier(const struct isle_shm *shm);

/* Rings doorbell `id`. */
void isle__shm_kick(const struct isle_shm *shm, uint32_t id);

#endif
