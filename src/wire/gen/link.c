/* SPDX-License-Identifier: BSD-3-Clause */
/* Made by tools/islegen from proto/link.isle: do not edit. */
/* clang-format off */
#include "wire/gen/link.h"

#include "wire/words.h"

void isle__hello_get(const uint32_t *words, unsigned n, struct isle__hello *ret)
{
	ret->magic = isle__word(words, n, 0);
	ret->version_min = isle__word(words, n, 1);
	ret->version_max = isle__word(words, n, 2);
	ret->features = isle__word(words, n, 3);
	ret->frame_max = isle__word(words, n, 4);
	ret->window = isle__word(words, n, 5);
	ret->calls_max = isle__word(words, n, 6);
	ret->keepalive_ms = isle__word(words, n, 7);
	ret->role = isle__word(words, n, 8);
	ret->nonce = isle__word(words, n, 9);
	ret->tag = isle__word(words, n, 10);
	ret->reserved = isle__word(words, n, 11);
	ret->session_id = isle__word64(words, n, 12);
}

unsigned isle__hello_put(const struct isle__hello *from, uint32_t *words)
{
	words[0] = from->magic;
	words[1] = from->version_min;
	words[2] = from->version_max;
	words[3] = from->features;
	words[4] = from->frame_max;
	words[5] = from->window;
	words[6] = from->calls_max;
	words[7] = from->keepalive_ms;
	words[8] = from->role;
	words[9] = from->nonce;
	words[10] = from->tag;
	words[11] = from->reserved;
	isle__word64_put(words + 12, from->session_id);
	return 14;
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

void isle__ping_get(const uint32_t *words, unsigned n, struct isle__ping *ret)
{
	ret->t1_us = isle__word64(words, n, 0);
}

unsigned isle__ping_put(const struct isle__ping *from, uint32_t *words)
{
	isle__word64_put(words + 0, from->t1_us);
	return 2;
}

void isle__pong_get(const uint32_t *words, unsigned n, struct isle__pong *ret)
{
	ret->t1_us = isle__word64(words, n, 0);
	ret->t2_us = isle__word64(words, n, 2);
	ret->t3_us = isle__word64(words, n, 4);
}

unsigned isle__pong_put(const struct isle__pong *from, uint32_t *words)
{
	isle__word64_put(words + 0, from->t1_us);
	isle__word64_put(words + 2, from->t2_us);
	isle__word64_put(words + 4, from->t3_us);
	return 6;
}

void isle__paused_get(const uint32_t *words, unsigned n, struct isle__paused *ret)
{
	ret->max_s = isle__word(words, n, 0);
	ret->reserved = isle__word(words, n, 1);
}

unsigned isle__paused_put(const struct isle__paused *from, uint32_t *words)
{
	words[0] = from->max_s;
	words[1] = from->reserved;
	return 2;
}
