/* SPDX-License-Identifier: BSD-3-Clause */
/* Made by tools/islegen from proto/control.isle: do not edit. */
/* clang-format off */
#include "wire/gen/control.h"

#include "wire/words.h"

void isle__control_hold_args_get(const uint32_t *words, unsigned n, struct isle__control_hold_args *ret)
{
	ret->on = isle__word(words, n, 0);
	ret->seconds = isle__word(words, n, 1);
}

unsigned isle__control_hold_args_put(const struct isle__control_hold_args *from, uint32_t *words)
{
	words[0] = from->on;
	words[1] = from->seconds;
	return 2;
}

void isle__control_list_args_get(const uint32_t *words, unsigned n, struct isle__control_list_args *ret)
{
	ret->what = isle__word(words, n, 0);
}

unsigned isle__control_list_args_put(const struct isle__control_list_args *from, uint32_t *words)
{
	words[0] = from->what;
	words[1] = 0;
	return 2;
}
