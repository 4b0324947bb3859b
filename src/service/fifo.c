/* SPDX-License-Identifier: BSD-3-Clause */
#include "service/fifo.h"

#include <stdlib.h>
#include <string.h>

#include <isle/errors.h>

/* Room behind the bytes for `more`: moves them to the front, or to larger memory. */
static int widen(struct isled_fifo *fifo, uint32_t more)
{
	uint32_t room = fifo->room ? fifo->room : 512;
	uint8_t *memory;

	if (more <= fifo->room - fifo->at - fifo->n)
		return 0;
	if (more <= fifo->room - fifo->n && fifo->at >= fifo->n) {
		memcpy(fifo->memory, isled_fifo_bytes(fifo), fifo->n);
		fifo->at = 0;
		return 0;
	}
	while (room - fifo->n < more)
		room *= 2;
	memory = malloc(room);
	if (!memory)
		return -ISLE_ENOMEM;
	if (fifo->n)
		memcpy(memory, isled_fifo_bytes(fifo), fifo->n);
	free(fifo->memory);
	fifo->memory = memory;
	fifo->room = room;
	fifo->at = 0;
	return 0;
}

int isled_fifo_add(struct isled_fifo *fifo, const void *data, uint32_t bytes, uint32_t max)
{
	int error;

	if (max > UINT32_MAX / 4)
		max = UINT32_MAX / 4; /* so that doubling cannot overflow */
	if (fifo->n > max || bytes > max - fifo->n)
		return -ISLE_ENOBUFS;
	if (!bytes)
		return 0;
	error = widen(fifo, bytes);
	if (error)
		return error;
	memcpy(fifo->memory + fifo->at + fifo->n, data, bytes);
	fifo->n += bytes;
	return 0;
}

void isled_fifo_take(struct isled_fifo *fifo, uint32_t bytes)
{
	fifo->at += bytes;
	fifo->n -= bytes;
	if (!fifo->n)
		isled_fifo_free(fifo);
}

void isled_fifo_free(struct isled_fifo *fifo)
{
	free(fifo->memory);
	memset(fifo, 0, sizeof(*fifo));
}
