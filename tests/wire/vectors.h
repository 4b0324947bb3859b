/* SPDX-License-Identifier: BSD-3-Clause */
/* Reads the golden vectors of proto/vectors. */
#ifndef ISLE_TESTS_WIRE_VECTORS_H
#define ISLE_TESTS_WIRE_VECTORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wire/frame.h"

struct vector {
	char name[80];
	bool is_frame;           /* has a header; else only words and bytes */
	struct isle_frame frame; /* header, words and tail as the text says them */
	uint32_t words[64];
	unsigned words_n;
	uint8_t tail[64];
	size_t tail_n;
	uint8_t bytes[512];
	size_t bytes_n;
};

/* Calls `visit` for each vector of proto/vectors/FILE.txt. Returns how many; fails the case at none. */
unsigned vectors_each(const char *file, void (*visit)(const struct vector *vector));

/* The same for every file that holds frames which must be accepted. */
unsigned vectors_each_frame(void (*visit)(const struct vector *vector));

/* A copy at the end of memory of its own, so that a sanitizer sees any step beyond. free() it. */
uint8_t *vectors_copy(const uint8_t *bytes, size_t n);

#endif
