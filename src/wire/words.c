/* SPDX-License-Identifier: BSD-3-Clause */
#include "wire/words.h"

void isle__words_get(const uint8_t *at, size_t bytes, uint32_t *ret_words, unsigned n)
{
	size_t there = bytes / 4;
	unsigned i;

	for (i = 0; i < n && i < there; i++)
		ret_words[i] = isle__le32_get(at + 4 * (size_t)i);
	for (; i < n; i++)
		ret_words[i] = 0;
}

size_t isle__words_put(uint8_t *at, const uint32_t *words, unsigned n)
{
	unsigned i;

	for (i = 0; i < ((n + 1u) & ~1u); i++)
		isle__le32_put(at + 4 * (size_t)i, isle__word(words, n, i));
	return 4 * (size_t)i;
}
