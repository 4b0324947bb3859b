/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A link over a UART, for boards: the reliable framing of the line, with a few functions of the board
 * below it.
 *
 *	static const struct isle_uart uart = { my_write, my_read, my_time_ms, my_wait, NULL,
 *					 ISLE_SERIAL_PATIENCE_MS(115200) };
 *
 *	static int dial(struct isle_client *client)
 *	{
 *		return isle_uart_run(client->config->link, &uart, NULL, &client->config->memory);
 *	}
 *
 * with config.transport = &isle_transport_uart and config.dial = dial. The receive interrupt puts bytes
 * into a struct isle_uart_ring and nothing else; my_read() takes them out.
 */
#ifndef ISLE_SERIAL_H
#define ISLE_SERIAL_H

#include <isle/errors.h>
#include <isle/transport.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ISLE_SERIAL_FRAME_BYTES_MAX 256u /* largest frame on a line */

/* Six packets, since each end may have two before it, and what computers do besides. */
#define ISLE_SERIAL_PATIENCE_MS(speed) (100u + 16500000u / (speed))

/* Memory for a window of n frames (1, 2, 4, 8, 16), each way: struct isle_link_memory. */
#define ISLE_SERIAL_MEMORY_BYTES(n) (8u + 272u * ((n) + 1u))

/* What is below the line. Context of all: the link's owner. None waits but wait(). */
struct isle_uart {
	/* Takes bytes to be sent. Returns how many; -ISLE_EAGAIN no room now; -ISLE_ELINK it is gone. */
	int (*write)(void *self, const uint8_t *bytes, size_t len);
	/* Gives the next byte that arrived. Returns it; -ISLE_EAGAIN none now; -ISLE_ELINK it is gone. */
	int (*read)(void *self);
	/* A clock in milliseconds that never goes back but by its overflow. */
	uint32_t (*time_ms)(void *self);
	/* Optional. Waits for a byte, for room if some was missing, or for timeout_ms; may end early. */
	void (*wait)(void *self, uint32_t timeout_ms);
	/* Optional. The link was closed. */
	void (*close)(void *self);
	/* Silence after which something is sent again: ISLE_SERIAL_PATIENCE_MS(bits per second). */
	uint32_t patience_ms;
	/* Differs from the start before where the board can arrange it (a counter in memory that survives a
	 * reset); else 0. It tells what is left on the line from starts in quick succession. */
	uint8_t start;
};

extern const struct isle_transport isle_transport_uart;

/*
 * Starts a link over a UART: takes the place of open() and run().
 * Memory: `uart` and `memory` until close(). How many frames fit into the memory is the window.
 * Returns 0; -ISLE_EINVAL: less memory than ISLE_SERIAL_MEMORY_BYTES(1).
 */
int isle_uart_run(struct isle_link *link, const struct isle_uart *uart, void *self,
		  const struct isle_link_memory *memory);

/* Between an interrupt and a task: each index has one writer, so no lock is needed. */
struct isle_uart_ring {
	volatile uint8_t *bytes;
	uint16_t mask; /* bytes - 1; a power of two, at most 32768 */
	volatile uint16_t head, tail;
};

/* Context: interrupt. Returns false when the ring is full: the byte is lost, as on the line. */
static inline bool isle_uart_ring_put(struct isle_uart_ring *ring, uint8_t byte)
{
	uint16_t head = ring->head;

	if ((uint16_t)(head - ring->tail) > ring->mask)
		return false;
	ring->bytes[head & ring->mask] = byte;
	ring->head = (uint16_t)(head + 1);
	return true;
}

/* Context: task. Returns the next byte; -ISLE_EAGAIN = none. */
static inline int isle_uart_ring_get(struct isle_uart_ring *ring)
{
	uint16_t tail = ring->tail;
	uint8_t byte;

	if (tail == ring->head)
		return -ISLE_EAGAIN;
	byte = ring->bytes[tail & ring->mask];
	ring->tail = (uint16_t)(tail + 1);
	return byte;
}

#ifdef __cplusplus
}
#endif
#endif
