/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Little-endian words at any address, on any machine. Compilers make single loads and stores of the
 * byte accesses where the core permits them.
 *
 * Waits: never. Memory: nothing is kept. Context: any, interrupts included.
 */
#ifndef ISLE_WIRE_WORDS_H
#define ISLE_WIRE_WORDS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

static inline uint32_t isle__le16_get(const uint8_t *at)
{
	return (uint32_t)at[0] | (uint32_t)at[1] << 8;
}

static inline uint32_t isle__le32_get(const uint8_t *at)
{
	return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 |
	       (uint32_t)at[3] << 24;
}

static inline uint64_t isle__le64_get(const uint8_t *at)
{
	return (uint64_t)isle__le32_get(at) | (uint64_t)isle__le32_get(at + 4) << 32;
}

static inline void isle__le16_put(uint8_t *at, uint32_t value)
{
	at[0] = (uint8_t)value;
	at[1] = (uint8_t)(value >> 8);
}

static inline void isle__le32_put(uint8_t *at, uint32_t value)
{
	at[0] = (uint8_t)value;
	at[1] = (uint8_t)(value >> 8);
	at[2] = (uint8_t)(value >> 16);
	at[3] = (uint8_t)(value >> 24);
}

static inline void isle__le64_put(uint8_t *at, uint64_t value)
{
	isle__le32_put(at, (uint32_t)value);
	isle__le32_put(at + 4, (uint32_t)(value >> 32));
}

/* Word `i` of an array of `n` in host order; one that is missing is 0. */
static inline uint32_t isle__word(const uint32_t *words, unsigned n, unsigned i)
{
	return i < n ? words[i] : 0;
}

/* Words `i` and `i` + 1 as one value, the low one first. */
static inline uint64_t isle__word64(const uint32_t *words, unsigned n, unsigned i)
{
	return (uint64_t)isle__word(words, n, i) | (uint64_t)isle__word(words, n, i + 1) << 32;
}

static inline void isle__word64_put(uint32_t *words, uint64_t value)
{
	words[0] = (uint32_t)value;
	words[1] = (uint32_t)(value >> 32);
}

/* Reads `n` words from the `bytes` bytes at `at`; those that are not there become 0. */
void isle__words_get(const uint8_t *at, size_t bytes, uint32_t *ret_words, unsigned n);

/* Writes `n` words, and a zero word behind an odd number. Returns: the bytes written, a multiple of 8. */
size_t isle__words_put(uint8_t *at, const uint32_t *words, unsigned n);

#ifdef __cplusplus
}
#endif

#endif
