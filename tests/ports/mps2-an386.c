/* SPDX-License-Identifier: BSD-3-Clause */
/* The list on the emulated board: a superloop on the bare processor. UART 1 shows what it says. */
#include <isle/baremetal.h>

#include <string.h>

#include "examples/firmware/board.h"
#include "examples/firmware/mps2-an386/an386.h"
#include "tests/ports/ports.h"

#define SCB_VTOR    REG(0xe000ed08u)
#define TIMER(reg)  REG(0x40000000u + (reg)) /* timer 0, of Arm's CMSDK: counts down */
#define TIMER_CTRL  0x0u
#define TIMER_VALUE 0x4u
#define TIMER_CLEAR 0xcu
#define CTRL_ON     1u
#define CTRL_IRQ    8u
#define TIMER_IRQ   8u

static struct isle_client_config config = { .name = "board",
					    .role = ISLE_ROLE_CLIENT,
					    .keepalive_ms = 2000 };
static struct isle_baremetal *bare;
static uint8_t memory[4096];
static char report[6000];

/* ---- the port: that of bare metal, and a wait -------------------------------------------------------- */

static volatile bool stirred;

static bool look(void *unused)
{
	(void)unused;
	return stirred;
}

/* The tick ends each pause, so that the time is looked at. */
static void wait(void *self, uint32_t timeout_ms)
{
	uint64_t end_us = bare->port.time_us(self) + timeout_ms * UINT64_C(1000);

	while (!stirred && bare->port.time_us(self) < end_us)
		bare->board->pause(look, NULL);
	stirred = false;
}

static void wake(void *self)
{
	(void)self;
	stirred = true;
}

static void barrier(void *self)
{
	(void)self;
	__asm volatile("dmb sy" ::: "memory");
}

/* ---- an interrupt of our own ------------------------------------------------------------------------- */

typedef void (*vector)(void);

static _Alignas(256) vector vectors[48];
static void (*volatile interrupt_run)(void *arg);
static void *volatile interrupt_arg;

static void timer_interrupt(void)
{
	TIMER(TIMER_CTRL) = 0;
	TIMER(TIMER_CLEAR) = 1;
	interrupt_run(interrupt_arg);
}

static void take_timer(void)
{
	memcpy(vectors, (const void *)(uintptr_t)SCB_VTOR, sizeof(vectors));
	vectors[16 + TIMER_IRQ] = timer_interrupt;
	SCB_VTOR = (uint32_t)(uintptr_t)vectors;
	NVIC_ISER = 1u << TIMER_IRQ;
}

static void interrupt(void *self, void (*run)(void *arg), void *arg)
{
	(void)self;
	interrupt_run = run;
	interrupt_arg = arg;
	TIMER(TIMER_VALUE) = CPU_HZ / 1000u;
	TIMER(TIMER_CTRL) = CTRL_ON | CTRL_IRQ;
}

/* ---- the list ---------------------------------------------------------------------------------------- */

static void print(void *self, const char *text)
{
	(void)self;
	board_print(text);
}

/* The count of ticks goes round soon. */
static void wind(void *self)
{
	(void)self;
	bare->ticks = 0xffffffffu - 20u;
}

int main(void)
{
	static struct isle_port port;
	struct ports ports = { .name = "mps2-an386",
			       .print = print,
			       .port = &port,
			       .tick_us = 10000,
			       .wind = wind,
			       .interrupt = interrupt,
			       .config = &config,
			       .memory = memory,
			       .memory_bytes = sizeof(memory),
			       .report = report,
			       .report_bytes = sizeof(report) };

	board_init(&config);
	take_timer();
	bare = config.dial_self;
	port = bare->port;
	port.wait = wait;
	port.wake = wake;
	port.barrier = barrier;
	config.port = &port;
	return ports_run(&ports);
}
