/* SPDX-License-Identifier: BSD-3-Clause */
#include <isle/baremetal.h>

#include <string.h>

/* Nothing is written here: an interrupt may ask while the superloop does. */
static uint64_t time_us(void *self)
{
	const struct isle_baremetal *bare = self;
	uint32_t rounds, ticks;

	do {
		rounds = bare->rounds;
		ticks = bare->ticks;
	} while (rounds != bare->rounds);
	return ((uint64_t)rounds << 32 | ticks) * bare->board->tick_us;
}

/* ---- the UART below the line ---- */

static int uart_write(void *self, const uint8_t *bytes, size_t len)
{
	const struct isle_board *board = ((struct isle_baremetal *)self)->board;
	size_t n = board->uart_write(bytes, len);

	return n ? (int)n : -ISLE_EAGAIN;
}

static int uart_read(void *self)
{
	return isle_uart_ring_get(&((struct isle_baremetal *)self)->ring);
}

/* A line is not exact: 1024 of our microseconds spare small cores a division of 64 bits. */
static uint32_t uart_time_ms(void *self)
{
	return (uint32_t)(time_us(self) >> 10);
}

static bool has_byte(void *self)
{
	const struct isle_uart_ring *ring = &((struct isle_baremetal *)self)->ring;

	return ring->head != ring->tail;
}

static void uart_wait(void *self, uint32_t timeout_ms)
{
	const struct isle_board *board = ((struct isle_baremetal *)self)->board;

	if (timeout_ms && board->pause)
		board->pause(has_byte, self);
}

void isle_baremetal_idle(struct isle_baremetal *bare, uint32_t timeout_ms)
{
	uart_wait(bare, timeout_ms);
}

void isle_baremetal_init(struct isle_baremetal *bare, const struct isle_board *board, void *ring,
			 size_t ring_bytes)
{
	memset(bare, 0, sizeof(*bare));
	bare->board = board;
	bare->ring.bytes = ring;
	bare->ring.mask = (uint16_t)(ring_bytes - 1u);
	bare->port.self = bare;
	bare->port.time_us = time_us;
	bare->uart.write = uart_write;
	bare->uart.read = uart_read;
	bare->uart.time_ms = uart_time_ms;
	bare->uart.wait = uart_wait;
	bare->uart.patience_ms = ISLE_SERIAL_PATIENCE_MS(board->speed);
	bare->uart.start = board->start;
}

int isle_baremetal_dial(struct isle_client *client)
{
	const struct isle_client_config *config = client->config;
	struct isle_baremetal *bare = config->dial_self;

	return isle_uart_run(config->link, &bare->uart, bare, &config->memory);
}
