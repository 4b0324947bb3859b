/* SPDX-License-Identifier: BSD-3-Clause */
#include "service/console/ring.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <isle/errors.h>

int isled_ring_init(struct isled_ring *ring, uint32_t size)
{
	if (!size)
		return -ISLE_EINVAL;
	ring->memory = malloc(size);
	ring->size = size;
	ring->end = 0;
	return ring->memory ? 0 : -ISLE_ENOMEM;
}

void isled_ring_fini(struct isled_ring *ring)
{
	free(ring->memory);
	ring->memory = NULL;
}

void isled_ring_add(struct isled_ring *ring, const uint8_t *data, uint32_t bytes)
{
	uint32_t at, first;

	if (bytes > ring->size) {
		ring->end += bytes - ring->size;
		data += bytes - ring->size;
		bytes = ring->size;
	}
	at = (uint32_t)(ring->end % ring->size);
	first = bytes < ring->size - at ? bytes : ring->size - at;
	memcpy(ring->memory + at, data, first);
	memcpy(ring->memory, data + first, bytes - first);
	ring->end += bytes;
}

uint64_t isled_ring_begin(const struct isled_ring *ring)
{
	return ring->end > ring->size ? ring->end - ring->size : 0;
}

void isled_reader_start(struct isled_reader *reader, const struct isled_ring *ring, int replay)
{
	memset(reader, 0, sizeof(*reader));
	reader->at = replay ? isled_ring_begin(ring) : ring->end;
}

void isled_reader_notice(struct isled_reader *reader, const struct isled_ring *ring,
			 const char *text)
{
	reader->notice = text;
	reader->notice_at = ring->end;
}

/*
 * The reader may have got the first half of an escape sequence: CAN ends it, so that what follows
 * the gap cannot complete it to something else.
 */
static void skip_lost(struct isled_reader *reader, uint64_t begin)
{
	reader->lost += begin - reader->at;
	reader->gap += begin - reader->at;
	reader->at = begin;
	reader->aside_at = 0;
	reader->aside_n = (uint32_t)snprintf(reader->aside, sizeof(reader->aside),
					     "\x18\r\n[isled: %" PRIu64
					     " bytes of output were lost here]\r\n",
					     reader->gap);
}

static void show_notice(struct isled_reader *reader)
{
	reader->aside_at = 0;
	reader->aside_n =
		(uint32_t)snprintf(reader->aside, sizeof(reader->aside), "%s", reader->notice);
	reader->notice = NULL;
}

uint32_t isled_reader_next(struct isled_reader *reader, const struct isled_ring *ring,
			   const uint8_t **ret_bytes)
{
	uint64_t begin = isled_ring_begin(ring), end = ring->end;
	uint32_t at;

	/* A gap that grows before it was told of is one gap. */
	if (!reader->aside_n)
		reader->gap = 0;
	if (reader->at < begin && (!reader->aside_n || (reader->gap && !reader->aside_at)))
		skip_lost(reader, begin);
	else if (!reader->aside_n && reader->notice && reader->at >= reader->notice_at)
		show_notice(reader);
	if (reader->aside_n) {
		*ret_bytes = (const uint8_t *)reader->aside + reader->aside_at;
		return reader->aside_n;
	}
	if (reader->notice)
		end = reader->notice_at;
	if (reader->at == end)
		return 0;
	at = (uint32_t)(reader->at % ring->size);
	*ret_bytes = ring->memory + at;
	return end - reader->at < ring->size - at ? (uint32_t)(end - reader->at) : ring->size - at;
}

void isled_reader_took(struct isled_reader *reader, uint32_t bytes)
{
	if (reader->aside_n) {
		reader->aside_at += bytes;
		reader->aside_n -= bytes;
	} else {
		reader->at += bytes;
	}
}
