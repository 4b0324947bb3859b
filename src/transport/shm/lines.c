/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory whose caches are not coherent: whole lines, each written by one end only. */
#include "transport/shm/memory.h"

/* The lines of a range; returns how many bytes they are. */
static size_t lines(const struct isle_shm *shm, uintptr_t at, uint32_t bytes, uintptr_t *ret_start)
{
	uintptr_t rest = shm->line_bytes - (uintptr_t)1;

	*ret_start = at & ~rest;
	return ((at + bytes + rest) & ~rest) - *ret_start;
}

static void see(const struct isle_shm *shm, void *at, uint32_t bytes)
{
	uintptr_t start;
	size_t n = lines(shm, (uintptr_t)at, bytes, &start);
	shm->port->cache_invalidate(shm->port->self, (void *)start, n);
}

static void show(const struct isle_shm *shm, void *at, uint32_t bytes)
{
	uintptr_t start;
	size_t n = lines(shm, (uintptr_t)at, bytes, &start);
	shm->port->cache_clean(shm->port->self, (void *)start, n);
}

const struct isle_shm_lines isle_shm_lines = { see, show };
