/* SPDX-License-Identifier: BSD-3-Clause */
/* Made by tools/islegen from proto/session.isle: do not edit. */
/* clang-format off */
#include "wire/gen/session.h"

#include "wire/words.h"

void isle__batch_op_get(const uint32_t *words, unsigned n, struct isle__batch_op *ret)
{
	ret->service = isle__word(words, n, 0);
	ret->method = isle__word(words, n, 1);
	ret->flags = isle__word(words, n, 2);
	ret->words_n = isle__word(words, n, 3);
	ret->data_bytes = isle__word(words, n, 4);
	ret->reserved = isle__word(words, n, 5);
}

unsigned isle__batch_op_put(const struct isle__batch_op *from, uint32_t *words)
{
	words[0] = from->service;
	words[1] = from->method;
	words[2] = from->flags;
	words[3] = from->words_n;
	words[4] = from->data_bytes;
	words[5] = from->reserved;
	return 6;
}

void isle__batch_result_get(const uint32_t *words, unsigned n, struct isle__batch_result *ret)
{
	ret->status = isle__word(words, n, 0);
	ret->words_n = isle__word(words, n, 1);
	ret->data_bytes = isle__word(words, n, 2);
	ret->reserved = isle__word(words, n, 3);
}

unsigned isle__batch_result_put(const struct isle__batch_result *from, uint32_t *words)
{
	words[0] = from->status;
	words[1] = from->words_n;
	words[2] = from->data_bytes;
	words[3] = from->reserved;
	return 4;
}

void isle__session_context_open_results_get(const uint32_t *words, unsigned n, struct isle__session_context_open_results *ret)
{
	ret->context = isle__word(words, n, 0);
}

unsigned isle__session_context_open_results_put(const struct isle__session_context_open_results *from, uint32_t *words)
{
	words[0] = from->context;
	words[1] = 0;
	return 2;
}

void isle__session_context_close_args_get(const uint32_t *words, unsigned n, struct isle__session_context_close_args *ret)
{
	ret->context = isle__word(words, n, 0);
}

unsigned isle__session_context_close_args_put(const struct isle__session_context_close_args *from, uint32_t *words)
{
	words[0] = from->context;
	words[1] = 0;
	return 2;
}

void isle__session_batch_args_get(const uint32_t *words, unsigned n, struct isle__session_batch_args *ret)
{
	ret->ops = isle__word(words, n, 0);
}

unsigned isle__session_batch_args_put(const struct isle__session_batch_args *from, uint32_t *words)
{
	words[0] = from->ops;
	words[1] = 0;
	return 2;
}

void isle__session_batch_results_get(const uint32_t *words, unsigned n, struct isle__session_batch_results *ret)
{
	ret->done = isle__word(words, n, 0);
}

unsigned isle__session_batch_results_put(const struct isle__session_batch_results *from, uint32_t *words)
{
	words[0] = from->done;
	words[1] = 0;
	return 2;
}
