/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Floor of the UART, its end on the board: bytes and nothing else. 'D' and a length of 4 bytes: takes that
 * many, answers 'd' and their sum in 4 bytes. 'U' and a length: sends that many. It receives by interrupt and
 * sleeps when there is nothing: a board that turns takes a CPU of whoever brings the bytes.
 */
#include <stdint.h>

#include "examples/firmware/mps2-an386/an386.h"

extern uint32_t board_stack_top[];
void board_reset(void);

static uint8_t queue[4096];
static volatile uint32_t head, tail;

static void received(void)
{
	UART(0, UART_INTCLR) = INT_RX;
	while (UART(0, UART_STATE) & STATE_RX_FULL)
		queue[head++ % sizeof(queue)] = (uint8_t)UART(0, UART_DATA);
}

static uint8_t take(void)
{
	while (head == tail) {
		__asm volatile("cpsid i" ::: "memory");
		if (head == tail)
			__asm volatile("wfi");
		__asm volatile("cpsie i" ::: "memory");
	}
	return queue[tail++ % sizeof(queue)];
}

static void give(uint8_t byte)
{
	while (UART(0, UART_STATE) & STATE_TX_FULL)
		;
	UART(0, UART_DATA) = byte;
}

static uint32_t take_word(void)
{
	uint32_t word = 0;

	for (unsigned i = 0; i < 32; i += 8)
		word |= (uint32_t)take() << i;
	return word;
}

static void down(uint32_t n)
{
	uint32_t sum = 0;

	while (n--)
		sum += take();
	give('d');
	for (unsigned i = 0; i < 32; i += 8)
		give((uint8_t)(sum >> i));
}

void board_reset(void)
{
	head = tail = 0;
	UART(0, UART_BAUDDIV) = 16;
	UART(0, UART_CTRL) = CTRL_TX | CTRL_RX | CTRL_RX_IRQ;
	(void)UART(0, UART_DATA);
	NVIC_ISER = 1;
	give('r');
	for (;;) {
		uint8_t what = take();
		uint32_t n = take_word();

		if (what == 'D')
			down(n);
		else
			for (uint32_t i = 0; i < n; i++)
				give((uint8_t)i);
	}
}

__attribute__((section(".vectors"), used)) static const uintptr_t vectors[17] = {
	[0] = (uintptr_t)board_stack_top,
	[1] = (uintptr_t)board_reset,
	[16] = (uintptr_t)received,
};
