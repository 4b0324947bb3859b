/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A port, ready to be copied to src/port/YOURS/. template.c is complete; what it asks of your system stands
 * below, and system.c has it as stubs that compile and do nothing. Work through them step by step, with
 * tests/ports run after each: the guide is docs/guide/port.md.
 *
 * Two things a port never does: allocate memory, and call the library.
 */
#ifndef MY_PORT_H
#define MY_PORT_H

#include <stdbool.h>

#include <isle/port.h>

struct my_waiter;

/* What a port has to remember; `self` leads back to it. One for each client, which gets &mine->port. */
struct my_port {
	struct isle_port port;
	struct my_waiter *waiters;
	volatile bool woken; /* while nobody waited */
	void *mutex;
	volatile uint32_t rounds; /* how often the timer went round */
};

/* For an application with several tasks; for one task (a superloop) the second. */
void my_port_init(struct my_port *my);
void my_port_init_one_task(struct my_port *my);

/* To be called by the timer's overflow interrupt, which then clears the flag of my_timer_overflowed(). */
void my_port_timer_interrupt(struct my_port *my);

/* ---- what of your system this needs: system.c ------------------------------------------------------ */

/* Step 1. A timer of 32 bits that counts microseconds and goes round by itself, and whether it has done so
 * without its interrupt having been served yet. Context: task and ISR. */
uint32_t my_timer_count(void);
bool my_timer_overflowed(void);

/* Step 2, for several tasks. A mutex, not recursive, with priority inheritance if you have it. */
void *my_mutex_make(void);
void my_mutex_take(void *mutex);
void my_mutex_give(void *mutex);

/* Step 3, for several tasks. The task that runs; lets a task go on; sleeps until that or timeout_ms
 * (0xffffffff = no limit). A my_task_notify() that comes before the sleep must end it at once: what a
 * semaphore of each task does, or a task notification. notify: context task and ISR. */
void *my_task_self(void);
void my_task_notify(void *task);
void my_task_sleep(uint32_t timeout_ms);

/* Step 3. Holds interrupts off for a few instructions; on() gets what off() returned. */
uint32_t my_interrupts_off(void);
void my_interrupts_on(uint32_t before);

/* Optional. The application used the library wrongly: stop where a debugger sees it. */
void my_stop(const char *what);

#endif
