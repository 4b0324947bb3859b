/* SPDX-License-Identifier: BSD-3-Clause */
/* Made by tools/islegen from proto/link.isle: do not edit. */
/* clang-format off */
#include "wire/gen/link.h"

#include "wire/words.h"

void isle__ping_get(const uint32_t *words, unsigned n, struct isle__ping *ret)
{
	ret->t1_us = isle__word64(words, n, 0);
}

unsigned isle__ping_put(const struct isle__ping *from, uint32_t *words)
{
	isle__word64_put(words + 0, from->t1_us);
	return 2;
}

void isle__call_get(const uint32_t *words, unsigned n, struct isle__call *ret)
{
	ret->budget_ms = isle__word(words, n, 0);
	ret->window = isle__word(words, n, 1);
}

unsigned isle__call_put(const struct isle__call *from, uint32_t *words)
{
	words[0] = from->budget_ms;
	words[1] = from->window;
	return 2;
}

void isle__credit_get(const uint32_t *words, unsigned n, struct isle__credit *ret)
{
	ret->granted = isle__word(words, n, 0);
	ret->done = isle__word(words, n, 1);
}

unsigned isle__credit_put(const struct isle__credit *from, uint32_t *words)
{
	words[0] = from->granted;
	words[1] = from->done;
	return 2;
}
