/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A port, ready to be copied to src/port/YOURS/ and filled. It compiles as it stands; a client on it
 * believes that time stands still and so never gives up. Work from the top downwards: after step 1 a
 * superloop works, step 2 is for several tasks, the rest is optional.
 *
 * Two things a port never does: allocate memory, and call the library.
 */
#include <isle/port.h>

/* What your port needs to remember. Put it where you like; `self` brings you back to it. */
struct my_port {
	struct isle_port port;
	volatile uint32_t ticks_high; /* of a 32-bit timer: how often it went round */
};

/*
 * Step 1, mandatory: the time in microseconds.
 *
 * It must never go backwards, also not when a 32-bit counter goes round. With a free-running timer of
 * 1 MHz: count its overflow interrupt in ticks_high, and read
 *
 *	do {
 *		high = my->ticks_high;
 *		low = TIMER->COUNT;
 *	} while (high != my->ticks_high);
 *	return (uint64_t)high << 32 | low;
 *
 * A millisecond tick times 1000 will do as well; deadlines are then as coarse as the tick.
 */
static uint64_t my_time_us(void *self)
{
	const struct my_port *my = self;

	return (uint64_t)my->ticks_high << 32;
}

/*
 * Step 2, when several tasks use one client: a mutex, and a way to sleep until woken.
 *
 * lock() and unlock() are a plain mutex, with priority inheritance if you have it. The library holds it
 * for microseconds, never while it waits or calls you back. With one task leave both members NULL.
 */
static void my_lock(void *self)
{
	(void)self; /* FreeRTOS: xSemaphoreTake(my->mutex, portMAX_DELAY); Zephyr: k_mutex_lock() */
}

static void my_unlock(void *self)
{
	(void)self;
}

/*
 * wait() gives the lock up, sleeps until wake() or for timeout_ms (0xffffffff = no limit), and takes the
 * lock again, as a condition variable does. Without one: give a counting semaphore in wake(), and here
 * unlock, take the semaphore with the timeout, lock. Ending too early is permitted, so a wake() too many
 * does no harm.
 */
static void my_wait(void *self, uint32_t timeout_ms)
{
	(void)timeout_ms;
	my_unlock(self);
	my_lock(self);
}

/* Ends every wait(). Called with the lock held. */
static void my_wake(void *self)
{
	(void)self;
}

/* Optional: the application used the library wrongly. Stop where a debugger sees it. */
static void my_fatal(void *self, const char *what)
{
	(void)self;
	(void)what;
	for (;;)
		;
}

/*
 * The rest is optional and NULL here. Two cores that share memory need `barrier` (DMB SY on Arm), `kick`
 * (write the mailbox register that interrupts the other side) and, when that memory is cached and not
 * coherent, `cache_clean` and `cache_invalidate`. `log` helps while you bring it up.
 */
void my_port_init(struct my_port *my);
void my_port_init(struct my_port *my)
{
	static const struct isle_port filled = {
		.time_us = my_time_us,
		.lock = my_lock,
		.unlock = my_unlock,
		.wait = my_wait,
		.wake = my_wake,
		.fatal = my_fatal,
	};

	my->port = filled;
	my->port.self = my;
	my->ticks_high = 0;
}
