/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Single accesses to memory that somebody else changes meanwhile: aligned, of their own width, done once,
 * little-endian. All that the rings read and write there goes through these; tests put another header in
 * the place of this one, which counts, checks and stops.
 */
#ifndef ISLE_TRANSPORT_SHM_ACCESS_H
#define ISLE_TRANSPORT_SHM_ACCESS_H

#include <stdint.h>

/* Of the same value on every core, and nothing at all on most. */
static inline uint32_t isle__shm_little(uint32_t value, unsigned bytes)
{
	const union {
		uint32_t word;
		uint8_t first;
	} probe = { 1 };

	if (probe.first)
		return value;
	value = (value & 0xff00ff00u) >> 8 | (value & 0x00ff00ffu) << 8;
	return bytes == 2 ? value : value >> 16 | value << 16;
}

static inline uint32_t isle__shm_get8(const void *at)
{
	return *(const volatile uint8_t *)at;
}

static inline uint32_t isle__shm_get16(const void *at)
{
	return isle__shm_little(*(const volatile uint16_t *)at, 2);
}

static inline uint32_t isle__shm_get32(const void *at)
{
	return isle__shm_little(*(const volatile uint32_t *)at, 4);
}

static inline void isle__shm_put8(void *at, uint32_t value)
{
	*(volatile uint8_t *)at = (uint8_t)value;
}

static inline void isle__shm_put16(void *at, uint32_t value)
{
	*(volatile uint16_t *)at = (uint16_t)isle__shm_little(value, 2);
}

static inline void isle__shm_put32(void *at, uint32_t value)
{
	*(volatile uint32_t *)at = isle__shm_little(value, 4);
}

#endif
