/* SPDX-License-Identifier: BSD-3-Clause */
/* Made by tools/islegen from proto/control.isle: do not edit. */
/* clang-format off */
#ifndef ISLE_WIRE_GEN_CONTROL_H
#define ISLE_WIRE_GEN_CONTROL_H

#include <isle/proto.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Words of control.isle to structs and back. `words` is in host order.
 *
 * _get: Fields beyond the `n` words that are there read as zero, words beyond the fields are skipped.
 * _put: Returns: how many words were written, always even, ISLE_..._WORDS of proto.h.
 * Waits: never. Memory: nothing is kept. Context: any.
 */

struct isle__control_hold_args {
	uint32_t on; /* 1 holds, 0 lets go */
	uint32_t seconds; /* at most this long; 0 means the longest */
};
void isle__control_hold_args_get(const uint32_t *words, unsigned n, struct isle__control_hold_args *ret);
unsigned isle__control_hold_args_put(const struct isle__control_hold_args *from, uint32_t *words);

struct isle__control_list_args {
	uint32_t what; /* which list (control_list) */
};
void isle__control_list_args_get(const uint32_t *words, unsigned n, struct isle__control_list_args *ret);
unsigned isle__control_list_args_put(const struct isle__control_list_args *from, uint32_t *words);

#ifdef __cplusplus
}
#endif

#endif
