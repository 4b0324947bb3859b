/* SPDX-License-Identifier: BSD-3-Clause */
/* Made by tools/islegen from proto/link.isle: do not edit. */
/* clang-format off */
#ifndef ISLE_WIRE_GEN_LINK_H
#define ISLE_WIRE_GEN_LINK_H

#include <isle/proto.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Words of link.isle to structs and back. `words` is in host order.
 *
 * _get: Fields beyond the `n` words that are there read as zero, words beyond the fields are skipped.
 * _put: Returns: how many words were written, always even, ISLE_..._WORDS of proto.h.
 * Waits: never. Memory: nothing is kept. Context: any.
 */

/* Asks. */
struct isle__ping {
	uint64_t t1_us; /* a clock */
};
void isle__ping_get(const uint32_t *words, unsigned n, struct isle__ping *ret);
unsigned isle__ping_put(const struct isle__ping *from, uint32_t *words);

struct isle__call {
	uint32_t budget_ms; /* time */
	uint32_t window; /* room */
};
void isle__call_get(const uint32_t *words, unsigned n, struct isle__call *ret);
unsigned isle__call_put(const struct isle__call *from, uint32_t *words);

struct isle__credit {
	uint32_t granted; /* up to here */
	uint32_t done; /* and here */
};
void isle__credit_get(const uint32_t *words, unsigned n, struct isle__credit *ret);
unsigned isle__credit_put(const struct isle__credit *from, uint32_t *words);

#ifdef __cplusplus
}
#endif

#endif
