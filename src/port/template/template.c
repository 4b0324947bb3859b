/* SPDX-License-Identifier: BSD-3-Clause */
/* The port itself. What it needs of your system stands in template.h. */
#include "template.h"

/* Somebody who waits; on the stack of wait(). */
struct my_waiter {
	struct my_waiter *next;
	void *task;
};

/* ---- step 1: the clock ----------------------------------------------------------------------------- */

void my_port_timer_interrupt(struct my_port *my)
{
	my->rounds = my->rounds + 1u;
}

/* Must not go back where the counter goes round, also not while its interrupt is held off; and two words are
 * not read in one piece. */
static uint64_t time_us(void *self)
{
	const struct my_port *my = self;
	uint32_t rounds, count;
	bool late;

	do {
		rounds = my->rounds;
		count = my_timer_count();
		late = my_timer_overflowed() && count < 0x80000000u;
	} while (rounds != my->rounds);
	return (uint64_t)(rounds + late) << 32 | count;
}

/* ---- step 2: the lock. The library holds it for microseconds, never while it waits or calls back ------ */

static void lock(void *self)
{
	my_mutex_take(((struct my_port *)self)->mutex);
}

static void unlock(void *self)
{
	my_mutex_give(((struct my_port *)self)->mutex);
}

/* ---- step 3: wait and wake ------------------------------------------------------------------------- */

/* The list is changed with interrupts held off, for wake() may come from one. Returns false when one came
 * and found nobody: then nobody sleeps now. */
static bool join(struct my_port *my, struct my_waiter *waiter)
{
	uint32_t before = my_interrupts_off();
	bool woken = my->woken;

	my->woken = false;
	waiter->next = my->waiters;
	my->waiters = waiter;
	my_interrupts_on(before);
	return !woken;
}

static void leave(struct my_port *my, struct my_waiter *waiter)
{
	uint32_t before = my_interrupts_off();
	struct my_waiter **at = &my->waiters;

	while (*at && *at != waiter)
		at = &(*at)->next;
	if (*at)
		*at = waiter->next;
	my_interrupts_on(before);
}

/* Gives the lock up meanwhile, as a condition variable does. A wake between unlock and sleep is kept by the
 * task. Ending too early is permitted. */
static void wait(void *self, uint32_t timeout_ms)
{
	struct my_waiter waiter = { 0 };

	waiter.task = my_task_self();
	if (join(self, &waiter)) {
		unlock(self);
		my_task_sleep(timeout_ms);
		lock(self);
	}
	leave(self, &waiter);
}

/* Everybody, not the first. */
static void wake(void *self)
{
	struct my_port *my = self;
	uint32_t before = my_interrupts_off();
	struct my_waiter *waiter;

	my->woken = !my->waiters;
	for (waiter = my->waiters; waiter; waiter = waiter->next)
		my_task_notify(waiter->task);
	my_interrupts_on(before);
}

/* ---- the rest is optional -------------------------------------------------------------------------- */

static void fatal(void *self, const char *what)
{
	(void)self;
	my_stop(what);
}

/*
 * NULL here, and to be added for two cores that share memory: `barrier` (DMB SY on Arm), `kick` (write the
 * register that interrupts the other side) and, when that memory is cached and not coherent, `cache_clean`
 * and `cache_invalidate`. `log` helps while you bring it up.
 */
void my_port_init_one_task(struct my_port *my)
{
	static const struct isle_port filled = { .time_us = time_us, .fatal = fatal };

	my->port = filled;
	my->port.self = my;
	my->waiters = NULL;
	my->woken = false;
	my->mutex = NULL;
	my->rounds = 0;
}

void my_port_init(struct my_port *my)
{
	my_port_init_one_task(my);
	my->mutex = my_mutex_make();
	my->port.lock = lock;
	my->port.unlock = unlock;
	my->port.wait = wait;
	my->port.wake = wake;
}
