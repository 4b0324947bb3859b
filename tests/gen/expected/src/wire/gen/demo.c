/* SPDX-License-Identifier: BSD-3-Clause */
/* Made by tools/islegen from proto/demo.isle: do not edit. */
/* clang-format off */
#include "wire/gen/demo.h"

#include "wire/words.h"

void isle__point_get(const uint32_t *words, unsigned n, struct isle_point *ret)
{
	ret->x = (int32_t)isle__word(words, n, 0);
	ret->y = (int64_t)isle__word64(words, n, 1);
	ret->z = isle__word(words, n, 3);
}

unsigned isle__point_put(const struct isle_point *from, uint32_t *words)
{
	words[0] = (uint32_t)from->x;
	isle__word64_put(words + 1, (uint64_t)from->y);
	words[3] = from->z;
	return 4;
}

void isle__entry_get(const uint32_t *words, unsigned n, struct isle__entry *ret)
{
	ret->colour = isle__word(words, n, 0);
	ret->name_bytes = isle__word(words, n, 1);
}

unsigned isle__entry_put(const struct isle__entry *from, uint32_t *words)
{
	words[0] = from->colour;
	words[1] = from->name_bytes;
	return 2;
}

void isle__demo_make_args_get(const uint32_t *words, unsigned n, struct isle__demo_make_args *ret)
{
	ret->colour = isle__word(words, n, 0);
}

unsigned isle__demo_make_args_put(const struct isle__demo_make_args *from, uint32_t *words)
{
	words[0] = from->colour;
	words[1] = 0;
	return 2;
}

void isle__demo_make_results_get(const uint32_t *words, unsigned n, struct isle__demo_make_results *ret)
{
	ret->thing = isle__word(words, n, 0);
	ret->size = isle__word64(words, n, 1);
}

unsigned isle__demo_make_results_put(const struct isle__demo_make_results *from, uint32_t *words)
{
	words[0] = from->thing;
	isle__word64_put(words + 1, from->size);
	words[3] = 0;
	return 4;
}

void isle__demo_look_args_get(const uint32_t *words, unsigned n, struct isle__demo_look_args *ret)
{
	ret->thing = isle__word(words, n, 0);
}

unsigned isle__demo_look_args_put(const struct isle__demo_look_args *from, uint32_t *words)
{
	words[0] = from->thing;
	words[1] = 0;
	return 2;
}

void isle__demo_talk_args_get(const uint32_t *words, unsigned n, struct isle__demo_talk_args *ret)
{
	ret->since = (int64_t)isle__word64(words, n, 0);
}

unsigned isle__demo_talk_args_put(const struct isle__demo_talk_args *from, uint32_t *words)
{
	isle__word64_put(words + 0, (uint64_t)from->since);
	return 2;
}
