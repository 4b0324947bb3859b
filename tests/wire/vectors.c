/* SPDX-License-Identifier: BSD-3-Clause */
#include "tests/wire/vectors.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"

static size_t hex(const char *text, uint8_t *ret_bytes, size_t max)
{
	size_t n = 0;
	unsigned byte;

	while (sscanf(text + 2 * n, "%2x", &byte) == 1) {
		CHECK(n < max);
		ret_bytes[n++] = (uint8_t)byte;
	}
	return n;
}

static void add_header(struct isle_frame *frame, const char *key, uint32_t value)
{
	if (!strcmp(key, "kind"))
		frame->kind = (uint8_t)value;
	else if (!strcmp(key, "flags"))
		frame->flags = (uint8_t)value;
	else if (!strcmp(key, "tag"))
		frame->tag = (uint16_t)value;
	else if (!strcmp(key, "id"))
		frame->id = value;
	else if (!strcmp(key, "context"))
		frame->context = (uint8_t)value;
	else if (!strcmp(key, "service"))
		frame->service = (uint8_t)value;
	else if (!strcmp(key, "code"))
		frame->code = (uint16_t)value;
	else if (!strcmp(key, "fixed_bytes"))
		frame->fixed_bytes = (uint16_t)value;
	else
		FAIL("unknown line '%s' in a vector", key);
}

static void add_line(struct vector *vector, const char *key, const char *rest)
{
	uint32_t value = (uint32_t)strtoul(rest, NULL, 0);

	if (!strcmp(key, "word")) {
		CHECK(vector->words_n < 64);
		vector->words[vector->words_n++] = value;
	} else if (!strcmp(key, "tail")) {
		vector->tail_n = hex(rest, vector->tail, sizeof(vector->tail));
	} else if (!strcmp(key, "bytes")) {
		vector->bytes_n = hex(rest, vector->bytes, sizeof(vector->bytes));
	} else {
		vector->is_frame = true;
		add_header(&vector->frame, key, value);
	}
}

unsigned vectors_each(const char *file, void (*visit)(const struct vector *vector))
{
	static struct vector vector;
	char path[512], line[2048], key[32];
	unsigned count = 0;
	int at;
	FILE *f;

	snprintf(path, sizeof(path), "%s/proto/vectors/%s.txt", ISLE_SOURCE_DIR, file);
	f = fopen(path, "r");
	CHECK(f != NULL);
	while (fgets(line, sizeof(line), f)) {
		if (line[0] == '#' || sscanf(line, "%31s %n", key, &at) != 1)
			continue;
		if (strcmp(key, "vector")) {
			add_line(&vector, key, line + at);
		} else {
			memset(&vector, 0, sizeof(vector));
			sscanf(line + at, "%79s", vector.name);
		}
		if (!strcmp(key, "bytes")) {
			visit(&vector);
			count++;
		}
	}
	fclose(f);
	CHECK(count > 0);
	return count;
}

unsigned vectors_each_frame(void (*visit)(const struct vector *vector))
{
	static const char *const files[] = {
		"link", "session", "console", "file", "ipc", "control"
	};
	unsigned i, count = 0;

	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		count += vectors_each(files[i], visit);
	return count;
}

uint8_t *vectors_copy(const uint8_t *bytes, size_t n)
{
	uint8_t *copy = malloc(n ? n : 1);

	CHECK(copy != NULL);
	memcpy(copy, bytes, n);
	return copy;
}
