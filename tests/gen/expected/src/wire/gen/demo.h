/* SPDX-License-Identifier: BSD-3-Clause */
/* Made by tools/islegen from proto/demo.isle: do not edit. */
/* clang-format off */
#ifndef ISLE_WIRE_GEN_DEMO_H
#define ISLE_WIRE_GEN_DEMO_H

#include <isle/proto.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Words of demo.isle to structs and back. `words` is in host order.
 *
 * _get: Fields beyond the `n` words that are there read as zero, words beyond the fields are skipped.
 * _put: Returns: how many words were written, always even, ISLE_..._WORDS of proto.h.
 * Waits: never. Memory: nothing is kept. Context: any.
 */

void isle__point_get(const uint32_t *words, unsigned n, struct isle_point *ret);
unsigned isle__point_put(const struct isle_point *from, uint32_t *words);

/* In a tail. */
struct isle__entry {
	uint32_t colour; /* which (colour) */
	uint32_t name_bytes; /* length */
};
void isle__entry_get(const uint32_t *words, unsigned n, struct isle__entry *ret);
unsigned isle__entry_put(const struct isle__entry *from, uint32_t *words);

struct isle__demo_make_args {
	uint32_t colour; /* which (colour) */
};
void isle__demo_make_args_get(const uint32_t *words, unsigned n, struct isle__demo_make_args *ret);
unsigned isle__demo_make_args_put(const struct isle__demo_make_args *from, uint32_t *words);

struct isle__demo_make_results {
	uint32_t thing; /* closed by nothing */
	uint64_t size; /* how big */
};
void isle__demo_make_results_get(const uint32_t *words, unsigned n, struct isle__demo_make_results *ret);
unsigned isle__demo_make_results_put(const struct isle__demo_make_results *from, uint32_t *words);

struct isle__demo_look_args {
	uint32_t thing; /* from MAKE */
};
void isle__demo_look_args_get(const uint32_t *words, unsigned n, struct isle__demo_look_args *ret);
unsigned isle__demo_look_args_put(const struct isle__demo_look_args *from, uint32_t *words);

#define isle__demo_look_results_get isle__point_get
#define isle__demo_look_results_put isle__point_put

struct isle__demo_talk_args {
	int64_t since; /* when */
};
void isle__demo_talk_args_get(const uint32_t *words, unsigned n, struct isle__demo_talk_args *ret);
unsigned isle__demo_talk_args_put(const struct isle__demo_talk_args *from, uint32_t *words);

#ifdef __cplusplus
}
#endif

#endif
