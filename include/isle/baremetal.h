/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The port for boards without an operating system: one superloop, interrupts, a tick, a UART as link.
 *
 *	static const struct isle_board board = { .uart_write = write, .pause = pause,
 *						 .tick_us = 1000, .speed = 115200 };
 *	static struct isle_baremetal bare;
 *	static uint8_t received[1024];
 *
 *	void tick_interrupt(void) { isle_baremetal_tick(&bare); }
 *	void uart_interrupt(void) { isle_baremetal_received(&bare, UART->DATA); }
 *
 *	isle_baremetal_init(&bare, &board, received, sizeof(received));
 *
 * and in the client's configuration: .port = &bare.port, .transport = &isle_transport_uart,
 * .dial = isle_baremetal_dial, .dial_self = &bare, .frame_max = ISLE_SERIAL_FRAME_BYTES_MAX.
 */
#ifndef ISLE_BAREMETAL_H
#define ISLE_BAREMETAL_H

#include <isle/client.h>
#include <isle/port.h>
#include <isle/serial.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What differs from board to board. */
struct isle_board {
	/* Gives bytes to the UART. Returns how many it took; when that is not all, an interrupt comes as soon as
	 * there is room again, so that pause() ends. */
	size_t (*uart_write)(const uint8_t *bytes, size_t len);
	/* Optional. Sleeps until an interrupt, unless `look` says true: with interrupts held off it asks, then
	 * waits for one that is pending or comes (WFI), then lets them in. NULL = the processor turns. */
	void (*pause)(bool (*look)(void *arg), void *arg);
	uint32_t tick_us; /* microseconds between two calls of isle_baremetal_tick() */
	uint32_t speed;   /* of the UART, bits per second */
	uint8_t start;    /* see struct isle_uart */
};

/* One client's port and UART. All members are the library's; hand out &bare->port. */
struct isle_baremetal {
	struct isle_port port;
	struct isle_uart uart;
	struct isle_uart_ring ring;
	const struct isle_board *board;
	volatile uint32_t ticks, rounds; /* rounds: of ticks */
	volatile uint32_t lost;          /* bytes that found the ring full */
};

/*
 * Sets up port and UART. Interrupts may come from now on.
 * Memory: `bare`, `board`, `ring` for ever. ring_bytes: a power of two, 32768 at most, so large that it
 * holds what arrives between two turns of the client.
 */
void isle_baremetal_init(struct isle_baremetal *bare, const struct isle_board *board, void *ring,
			 size_t ring_bytes);

/* For isle_client_config.dial. */
int isle_baremetal_dial(struct isle_client *client);

/*
 * Sleeps until a byte has come or another interrupt, at most until the next tick when timeout_ms is not 0.
 * For a superloop that has nothing to do: isle_baremetal_idle(&bare, isle_client_poll(&client)).
 */
void isle_baremetal_idle(struct isle_baremetal *bare, uint32_t timeout_ms);

/* Context: the tick's interrupt. An interrupt that may come in the middle of it does not read the clock. */
static inline void isle_baremetal_tick(struct isle_baremetal *bare)
{
	uint32_t ticks = bare->ticks + 1u;

	if (!ticks)
		bare->rounds = bare->rounds + 1u;
	bare->ticks = ticks;
}

/* Context: the UART's interrupt, for each byte. Nobody else may read the UART. */
static inline void isle_baremetal_received(struct isle_baremetal *bare, uint8_t byte)
{
	if (!isle_uart_ring_put(&bare->ring, byte))
		bare->lost = bare->lost + 1u;
}

#ifdef __cplusplus
}
#endif
#endif
