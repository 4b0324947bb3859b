/* SPDX-License-Identifier: BSD-3-Clause */
/* What the generated codecs make of each golden vector; messages.c is made by tools/islegen. */
#ifndef ISLE_TESTS_WIRE_MESSAGES_H
#define ISLE_TESTS_WIRE_MESSAGES_H

#include <stdint.h>

struct message_case {
	const char *vector; /* its name in proto/vectors; NULL ends the list */
	unsigned first;     /* word of the vector at which the layout begins */
	/* Decodes; the name of a field that is not what the vector was made from, NULL if all are. */
	const char *(*wrong)(const uint32_t *words, unsigned n);
	/* Decodes and encodes; the words written. */
	unsigned (*copy)(const uint32_t *words, unsigned n, uint32_t *ret_words);
};

extern const struct message_case message_cases[];

#endif
