/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * In the place of the product's header of this name: every access is told to the test first, which says
 * where it really goes. The test may not return from it: that is a death between two stores.
 */
#ifndef ISLE_TRANSPORT_SHM_ACCESS_H
#define ISLE_TRANSPORT_SHM_ACCESS_H

#include <stdbool.h>

#include "wire/words.h"

void *test_access(const void *at, unsigned bytes, bool store);

static inline uint32_t isle__shm_get8(const void *at)
{
	return *(const volatile uint8_t *)test_access(at, 1, false);
}

static inline uint32_t isle__shm_get16(const void *at)
{
	uint16_t word = *(const volatile uint16_t *)test_access(at, 2, false);

	return isle__le16_get((const uint8_t *)&word);
}

static inline uint32_t isle__shm_get32(const void *at)
{
	uint32_t word = *(const volatile uint32_t *)test_access(at, 4, false);

	return isle__le32_get((const uint8_t *)&word);
}

static inline void isle__shm_put8(void *at, uint32_t value)
{
	*(volatile uint8_t *)test_access(at, 1, true) = (uint8_t)value;
}

static inline void isle__shm_put16(void *at, uint32_t value)
{
	uint16_t word;

	isle__le16_put((uint8_t *)&word, value);
	*(volatile uint16_t *)test_access(at, 2, true) = word;
}

static inline void isle__shm_put32(void *at, uint32_t value)
{
	uint32_t word;

	isle__le32_put((uint8_t *)&word, value);
	*(volatile uint32_t *)test_access(at, 4, true) = word;
}

#endif
