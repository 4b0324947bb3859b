/* SPDX-License-Identifier: BSD-3-Clause */
/* UART 0 is the link, UART 1 the board's own output, SysTick the clock. */
#include <isle/baremetal.h>

#include "../board.h"
#include "an386.h"

#define FRAMES 16u /* on their way, each way */
#define SPEED  921600u

extern uint32_t board_kept[];

static struct isle_baremetal bare;
static uint8_t received[4096];
static union isle_link_space link_space;
static _Alignas(8) uint8_t rx[4 + ISLE_SERIAL_MEMORY_BYTES(FRAMES)],
	tx[4 + ISLE_SERIAL_MEMORY_BYTES(FRAMES)];

void an386_tick(void)
{
	isle_baremetal_tick(&bare);
}

/* The one place that reads UART 0. A second one would take bytes from the middle of packets. */
void an386_uart0_received(void)
{
	UART(0, UART_INTCLR) = INT_RX;
	while (UART(0, UART_STATE) & STATE_RX_FULL)
		isle_baremetal_received(&bare, (uint8_t)UART(0, UART_DATA));
}

/* There is room; whoever waits in pause() sees for himself. */
void an386_uart0_sent(void)
{
	UART(0, UART_INTCLR) = INT_TX;
	UART(0, UART_CTRL) &= ~CTRL_TX_IRQ;
}

static size_t uart_write(const uint8_t *bytes, size_t len)
{
	for (size_t n = 0; n < len; n++) {
		if (UART(0, UART_STATE) & STATE_TX_FULL) {
			UART(0, UART_CTRL) |= CTRL_TX_IRQ;
			return n;
		}
		UART(0, UART_DATA) = bytes[n];
	}
	return len;
}

/* WFI ends by an interrupt that is held off as well: none is missed between the look and the sleep. */
static void pause(bool (*look)(void *arg), void *arg)
{
	__asm volatile("cpsid i" ::: "memory");
	if (!look(arg))
		__asm volatile("wfi");
	__asm volatile("cpsie i" ::: "memory");
}

static struct isle_board board = {
	.uart_write = uart_write, .pause = pause, .tick_us = 10000, .speed = SPEED
};

static void start_uart(unsigned n, uint32_t interrupts)
{
	UART(n, UART_BAUDDIV) = CPU_HZ / SPEED;
	UART(n, UART_CTRL) = CTRL_TX | CTRL_RX | interrupts;
	/* A byte that came before RX was on is not offered by QEMU 7.2 until DATA was read once. */
	(void)UART(n, UART_DATA);
}

void board_init(struct isle_client_config *config)
{
	board.start = (uint8_t)++board_kept[0];
	isle_baremetal_init(&bare, &board, received, sizeof(received));
	SYST_RVR = CPU_HZ / 100u - 1u;
	SYST_CVR = 0;
	SYST_CSR = 7; /* processor's clock, interrupt, on */
	start_uart(1, 0);
	start_uart(0, CTRL_RX_IRQ);
	NVIC_ISER = 3;
	config->port = &bare.port;
	config->transport = &isle_transport_uart;
	config->dial = isle_baremetal_dial;
	config->dial_self = &bare;
	config->link = &link_space.link;
	config->memory =
		(struct isle_link_memory){ rx + 4, sizeof(rx) - 4, tx + 4, sizeof(tx) - 4 };
	config->frame_max = ISLE_SERIAL_FRAME_BYTES_MAX;
}

void board_idle(uint32_t timeout_ms)
{
	isle_baremetal_idle(&bare, timeout_ms);
}

unsigned board_starts(void)
{
	return board_kept[0];
}

void board_print(const char *text)
{
	for (; *text; text++) {
		while (UART(1, UART_STATE) & STATE_TX_FULL)
			;
		UART(1, UART_DATA) = (uint8_t)*text;
	}
}
