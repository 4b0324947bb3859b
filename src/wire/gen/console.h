/* SPDX-License-Identifier: BSD-3-Clause */
/* Made by tools/islegen from proto/console.isle: do not edit. */
/* clang-format off */
#ifndef ISLE_WIRE_GEN_CONSOLE_H
#define ISLE_WIRE_GEN_CONSOLE_H

#include <isle/proto.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Words of console.isle to structs and back. `words` is in host order.
 *
 * _get: Fields beyond the `n` words that are there read as zero, words beyond the fields are skipped.
 * _put: Returns: how many words were written, always even, ISLE_..._WORDS of proto.h.
 * Waits: never. Memory: nothing is kept. Context: any.
 */

struct isle__console_attach_args {
	uint32_t stream; /* which (console_stream) */
};
void isle__console_attach_args_get(const uint32_t *words, unsigned n, struct isle__console_attach_args *ret);
unsigned isle__console_attach_args_put(const struct isle__console_attach_args *from, uint32_t *words);

struct isle__console_watch_args {
	uint32_t flags; /* an unknown bit is EINVAL (console_watch_flags) */
};
void isle__console_watch_args_get(const uint32_t *words, unsigned n, struct isle__console_watch_args *ret);
unsigned isle__console_watch_args_put(const struct isle__console_watch_args *from, uint32_t *words);

#ifdef __cplusplus
}
#endif

#endif
