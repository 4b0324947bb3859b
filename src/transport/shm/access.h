/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Single accesses to memory that somebody else changes meanwhile: aligned, of their own width, done once,
 * little-endian. All that the rings read and write there goes through these; tests put another header in
 * the place of this one, which counts, checks and stops.
 */
#ifndef ISLE_TRANSPORT_SHM_ACCESS_H
#define ISLE_TRANSPORT_SHM_ACCESS_H

#include "wire/words.h"

static inline uint32_t isle__shm_get8(const void *at)
{
	return *(const volatile uint8_t *)at;
}

static inline uint32_t isle__shm_get16(const void *at)
{
	uint16_t word = *(const volatile uint16_t *)at;

	return isle__le16_get((const uint8_t *)&word);
}

static inline uint32_t isle__shm_get32(const void *at)
{
	uint32_t word = *(const volatile uint32_t *)at;

	return isle__le32_get((const uint8_t *)&word);
}

static inline void isle__shm_put8(void *at, uint32_t value)
{
	*(volatile uint8_t *)at = (uint8_t)value;
}

static inline void isle__shm_put16(void *at, uint32_t value)
{
	uint16_t word;

	isle__le16_put((uint8_t *)&word, value);
	*(volatile uint16_t *)at = word;
}

static inline void isle__shm_put32(void *at, uint32_t value)
{
	uint32_t word;

	isle__le32_put((uint8_t *)&word, value);
	*(volatile uint32_t *)at = word;
}

#endif
