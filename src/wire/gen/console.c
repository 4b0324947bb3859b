/* SPDX-License-Identifier: BSD-3-Clause */
/* Made by tools/islegen from proto/console.isle: do not edit. */
/* clang-format off */
#include "wire/gen/console.h"

#include "wire/words.h"

void isle__console_attach_args_get(const uint32_t *words, unsigned n, struct isle__console_attach_args *ret)
{
	ret->stream = isle__word(words, n, 0);
}

unsigned isle__console_attach_args_put(const struct isle__console_attach_args *from, uint32_t *words)
{
	words[0] = from->stream;
	words[1] = 0;
	return 2;
}

void isle__console_watch_args_get(const uint32_t *words, unsigned n, struct isle__console_watch_args *ret)
{
	ret->flags = isle__word(words, n, 0);
}

unsigned isle__console_watch_args_put(const struct isle__console_watch_args *from, uint32_t *words)
{
	words[0] = from->flags;
	words[1] = 0;
	return 2;
}
