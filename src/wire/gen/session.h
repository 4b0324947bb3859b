/* SPDX-License-Identifier: BSD-3-Clause */
/* Made by tools/islegen from proto/session.isle: do not edit. */
/* clang-format off */
#ifndef ISLE_WIRE_GEN_SESSION_H
#define ISLE_WIRE_GEN_SESSION_H

#include <isle/proto.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Words of session.isle to structs and back. `words` is in host order.
 *
 * _get: Fields beyond the `n` words that are there read as zero, words beyond the fields are skipped.
 * _put: Returns: how many words were written, always even, ISLE_..._WORDS of proto.h.
 * Waits: never. Memory: nothing is kept. Context: any.
 */

/* Precedes each operation in the argument data of BATCH: argument words and data follow, the data padded to 8 bytes. */
struct isle__batch_op {
	uint32_t service; /* service of the operation */
	uint32_t method; /* its method */
	uint32_t flags; /* an unknown bit is EINVAL (batch_flags) */
	uint32_t words_n; /* argument words that follow; even */
	uint32_t data_bytes; /* bytes of argument data that follow them, without padding */
	uint32_t reserved; /* 0 */
};
void isle__batch_op_get(const uint32_t *words, unsigned n, struct isle__batch_op *ret);
unsigned isle__batch_op_put(const struct isle__batch_op *from, uint32_t *words);

/* Precedes each result in the result data of BATCH, in the same manner. */
struct isle__batch_result {
	uint32_t status; /* error number of the operation, 0 = success */
	uint32_t words_n; /* result words that follow; even */
	uint32_t data_bytes; /* bytes of result data that follow them, without padding */
	uint32_t reserved; /* 0 */
};
void isle__batch_result_get(const uint32_t *words, unsigned n, struct isle__batch_result *ret);
unsigned isle__batch_result_put(const struct isle__batch_result *from, uint32_t *words);

struct isle__session_context_open_results {
	uint32_t context; /* number for the frame header */
};
void isle__session_context_open_results_get(const uint32_t *words, unsigned n, struct isle__session_context_open_results *ret);
unsigned isle__session_context_open_results_put(const struct isle__session_context_open_results *from, uint32_t *words);

struct isle__session_context_close_args {
	uint32_t context; /* number of the context */
};
void isle__session_context_close_args_get(const uint32_t *words, unsigned n, struct isle__session_context_close_args *ret);
unsigned isle__session_context_close_args_put(const struct isle__session_context_close_args *from, uint32_t *words);

struct isle__session_batch_args {
	uint32_t ops; /* number of operations */
};
void isle__session_batch_args_get(const uint32_t *words, unsigned n, struct isle__session_batch_args *ret);
unsigned isle__session_batch_args_put(const struct isle__session_batch_args *from, uint32_t *words);

struct isle__session_batch_results {
	uint32_t done; /* operations executed, the failed one included */
};
void isle__session_batch_results_get(const uint32_t *words, unsigned n, struct isle__session_batch_results *ret);
unsigned isle__session_batch_results_put(const struct isle__session_batch_results *from, uint32_t *words);

#ifdef __cplusplus
}
#endif

#endif
