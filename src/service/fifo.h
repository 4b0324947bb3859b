/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fifo.h - bytes that wait for their way on. Zero before first use; no memory while empty.
 */
#ifndef ISLED_SERVICE_FIFO_H
#define ISLED_SERVICE_FIFO_H

#include <stdint.h>

struct isled_fifo {
	uint8_t *memory;
	uint32_t room, at, n; /* n bytes from memory + at */
};

/*
 * Put bytes at the end; at most `max` may wait in all.
 * Returns: 0; -ISLE_ENOBUFS (more than max; nothing was added), -ISLE_ENOMEM.
 */
int isled_fifo_add(struct isled_fifo *fifo, const void *data, uint32_t bytes, uint32_t max);

/* The bytes that wait, in one piece of fifo->n. */
static inline const uint8_t *isled_fifo_bytes(const struct isled_fifo *fifo)
{
	return fifo->memory + fifo->at;
}

/* Drop the first `bytes` (<= n). */
void isled_fifo_take(struct isled_fifo *fifo, uint32_t bytes);
void isled_fifo_free(struct isled_fifo *fifo);

#endif
