/* SPDX-License-Identifier: BSD-3-Clause */
/* From reset to main(), and where the processor goes when something is wrong. */
#include <stdint.h>

#include "../board.h"
#include "an386.h"

extern uint32_t board_data_start[], board_data_end[], board_data_load[];
extern uint32_t board_bss_start[], board_bss_end[], board_stack_top[];

int main(void);
void board_reset(void);
void board_fault(const uint32_t *frame);

/* The C library's: constructors. */
void __libc_init_array(void);
void _init(void);
void _fini(void);

void _init(void)
{
}

void _fini(void)
{
}

void board_reset(void)
{
	const uint32_t *from = board_data_load;

	for (uint32_t *to = board_data_start; to < board_data_end;)
		*to++ = *from++;
	for (uint32_t *to = board_bss_start; to < board_bss_end;)
		*to++ = 0;
	CPACR |= 0xfu << 20; /* floating point is off after reset */
	__asm volatile("dsb\n\tisb");
	__libc_init_array();
	board_end(main());
}

/* With a C library that has streams it is exit() instead. */
__attribute__((weak)) void board_end(int status)
{
	(void)status;
	board_print("board: main() has ended\n");
	for (;;)
		__asm volatile("wfi");
}

static void print_hex(uint32_t value)
{
	char text[9] = "";

	for (unsigned i = 0; i < 8; i++)
		text[i] = "0123456789abcdef"[value >> (28 - 4 * i) & 15u];
	board_print(text);
}

/* frame: what the processor has put on the stack; its seventh word is where it was. */
void board_fault(const uint32_t *frame)
{
	board_print("board: fault at 0x");
	print_hex(frame[6]);
	board_print("\n");
	for (;;)
		__asm volatile("wfi");
}

/* On the interrupt's own stack pointer, which may have been the cause: the fault's frame is found by it. */
__attribute__((naked)) static void fault(void)
{
	__asm volatile("mov r0, sp\n\t"
		       "ldr r1, =board_stack_top\n\t"
		       "mov sp, r1\n\t"
		       "b board_fault");
}

typedef void (*vector)(void);

__attribute__((section(".vectors"), used)) static const vector vectors[16 + 32] = {
	[0] = (vector)board_stack_top, [1] = board_reset, [2 ... 14] = fault, [15] = an386_tick,
	[16] = an386_uart0_received, /* interrupt 0 */
	[17] = an386_uart0_sent,     /* interrupt 1 */
	[18 ... 47] = fault,
};
