/* SPDX-License-Identifier: BSD-3-Clause */
#include "wire/words.h"

void isle__words_get(const uint8_t *at, size_t bytes, uint32_t *ret_words, unsigned n)
{
	size_t there = bytes / 4;
	unsigned i;

	for (i = 0; i < n; i++)
		ret_words[i] = i < there ? isle__le32_get(at + 4 * (size_t)i) : 0;
}

size_t isle__words_put(uint8_t *at, const uint32_t *words, unsigned n)
{
	unsigned padded = n + (n & 1);
	unsigned i;

	for (i = 0; i < padded; i++)
		isle__le32_put(at + 4 * (size_t)i, i < n ? words[i] : 0);
	return 4 * (size_t)padded;
}
