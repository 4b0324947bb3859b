/* SPDX-License-Identifier: BSD-3-Clause */
/* Each case of the list can fail: ports that are wrong in one way each, and whether the list says so. */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

#include "harness.h"
#include "port/template/template.h"
#include "tests/ports/posix_tasks.h"

enum {
	STANDS_STILL = 1,
	GOES_BACK = 1 << 1,
	COARSE = 1 << 2,
	NOT_EXTENDED = 1 << 3,
	LATE_IN_INTERRUPT = 1 << 4,
	NO_LOCK = 1 << 5,
	NO_WAIT = 1 << 6,
	LONG_WAIT = 1 << 7,
	ZERO_WAITS = 1 << 8,
	LIMIT_OVERFLOWS = 1 << 9,
	NO_WAKE = 1 << 10,
	WAKES_ONE = 1 << 11,
	FORGETS_WAKE = 1 << 12,
	KEEPS_LOCK = 1 << 13,
	LEAVES_LOCK = 1 << 14,
};

/* A port of threads that bears being wrong: what is undefined for a mutex is defined here. */
static struct {
	unsigned wrong;
	pthread_mutex_t mutex;
	pthread_cond_t freed, woken;
	bool held, in_interrupt;
	unsigned wakes, asleep, to_wake;
	uint64_t offset_us;
} port = { .mutex = PTHREAD_MUTEX_INITIALIZER,
	   .freed = PTHREAD_COND_INITIALIZER,
	   .woken = PTHREAD_COND_INITIALIZER };

static bool is(unsigned wrong)
{
	return port.wrong & wrong;
}

/* ---- the clock ------------------------------------------------------------------------------------- */

static uint64_t true_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u;
}

static uint64_t time_us(void *self)
{
	uint64_t us = true_us() + port.offset_us;

	(void)self;
	if (is(STANDS_STILL))
		return 12345;
	if (is(GOES_BACK))
		return us & 0xffff;
	if (is(COARSE))
		return us - us % 50000u;
	if (is(NOT_EXTENDED))
		return (uint32_t)us;
	return is(LATE_IN_INTERRUPT) && port.in_interrupt ? us - 100000u : us;
}

static void wind(void *self)
{
	(void)self;
	port.offset_us = 0xffffffffu - 20000u - (uint32_t)true_us();
}

/* ---- lock, wait, wake ------------------------------------------------------------------------------ */

static void take(void)
{
	while (port.held)
		pthread_cond_wait(&port.freed, &port.mutex);
	port.held = true;
}

static void let_go(void)
{
	port.held = false;
	pthread_cond_signal(&port.freed);
}

static void lock(void *self)
{
	(void)self;
	if (is(NO_LOCK))
		return;
	pthread_mutex_lock(&port.mutex);
	take();
	pthread_mutex_unlock(&port.mutex);
}

static void unlock(void *self)
{
	(void)self;
	if (is(NO_LOCK))
		return;
	pthread_mutex_lock(&port.mutex);
	let_go();
	pthread_mutex_unlock(&port.mutex);
}

static uint32_t wrong_time(uint32_t timeout_ms)
{
	if (is(LONG_WAIT))
		return timeout_ms * 20;
	if (is(ZERO_WAITS) && timeout_ms == 0)
		return 100;
	if (is(LIMIT_OVERFLOWS) && timeout_ms == ISLE_NO_DEADLINE)
		return 0;
	return timeout_ms < 10000 ? timeout_ms : 10000;
}

static void sleep_until_woken(uint32_t timeout_ms)
{
	uint64_t end_ns;
	struct timespec end;
	unsigned before = port.wakes;
	int r = 0;

	clock_gettime(CLOCK_REALTIME, &end);
	end_ns = (uint64_t)end.tv_nsec + timeout_ms * UINT64_C(1000000);
	end.tv_sec += (time_t)(end_ns / 1000000000u);
	end.tv_nsec = (long)(end_ns % 1000000000u);
	port.asleep++;
	while (r == 0 && (is(WAKES_ONE) ? !port.to_wake : port.wakes == before))
		r = pthread_cond_timedwait(&port.woken, &port.mutex, &end);
	if (port.to_wake)
		port.to_wake--;
	port.asleep--;
}

static void wait(void *self, uint32_t timeout_ms)
{
	if (is(NO_WAIT))
		return;
	if (is(FORGETS_WAKE)) {
		unlock(self);
		posix_tasks.sleep_ms(NULL, 5);
		lock(self); /* and a wake in between finds nobody */
	}
	pthread_mutex_lock(&port.mutex);
	if (!is(KEEPS_LOCK))
		let_go();
	sleep_until_woken(wrong_time(timeout_ms));
	if (!is(KEEPS_LOCK) && !is(LEAVES_LOCK) && !is(NO_LOCK))
		take();
	pthread_mutex_unlock(&port.mutex);
}

static void wake(void *self)
{
	(void)self;
	if (is(NO_WAKE))
		return;
	pthread_mutex_lock(&port.mutex);
	port.wakes++;
	port.to_wake = port.asleep ? 1 : 0;
	pthread_cond_broadcast(&port.woken);
	pthread_mutex_unlock(&port.mutex);
}

static const struct isle_port with_tasks = {
	.time_us = time_us, .lock = lock, .unlock = unlock, .wait = wait, .wake = wake
};

/* ---- a superloop, whose interrupt is a signal ------------------------------------------------------ */

static volatile sig_atomic_t stirred;
static void (*volatile handler)(void *arg);
static void *volatile handler_arg;

static void on_signal(int number)
{
	(void)number;
	port.in_interrupt = true;
	handler(handler_arg);
	port.in_interrupt = false;
}

static void interrupt(void *self, void (*run)(void *arg), void *arg)
{
	const struct itimerval soon = { .it_value = { 0, 1000 } };

	(void)self;
	handler = run;
	handler_arg = arg;
	signal(SIGALRM, on_signal);
	setitimer(ITIMER_REAL, &soon, NULL);
}

/* As a processor does it: with interrupts held off look, then sleep until one is pending. */
static void loop_wait(void *self, uint32_t timeout_ms)
{
	uint64_t end_us = true_us() + timeout_ms * UINT64_C(1000);
	struct timespec tick = { 0, 1000000 };
	sigset_t held, before;

	(void)self;
	if (is(FORGETS_WAKE))
		stirred = 0;
	sigemptyset(&held);
	sigaddset(&held, SIGALRM);
	sigprocmask(SIG_BLOCK, &held, &before);
	while (!stirred && true_us() < end_us)
		pselect(0, NULL, NULL, NULL, &tick, &before);
	stirred = 0;
	sigprocmask(SIG_SETMASK, &before, NULL);
}

static void loop_wake(void *self)
{
	(void)self;
	if (!is(NO_WAKE))
		stirred = 1;
}

static const struct isle_port superloop = { .time_us = time_us,
					    .wait = loop_wait,
					    .wake = loop_wake };

/* ---- what the list says ---------------------------------------------------------------------------- */

static char said[20000];

static void print(void *self, const char *text)
{
	size_t used = strlen(said);

	(void)self;
	fputs(text[0] == 'o' || text[0] == 'n' ? "# " : "", stdout); /* no case of this program */
	fputs(text, stdout);
	CHECK(used + strlen(text) < sizeof(said));
	strcpy(said + used, text);
}

static int run_list(unsigned wrong, const struct isle_port *functions, unsigned patience_ms)
{
	struct ports ports = { .name = "test",
			       .print = print,
			       .port = functions,
			       .tick_us = 1000,
			       .wind = wind,
			       .patience_ms = patience_ms };

	port.wrong = wrong;
	if (functions->lock)
		ports.tasks = &posix_tasks;
	else
		ports.interrupt = interrupt;
	return ports_run(&ports);
}

static bool failed(const char *sentence)
{
	char line[200];

	snprintf(line, sizeof(line), "not ok - port on test: %s #", sentence);
	return strstr(said, line) != NULL;
}

/* One way to be wrong, and the case that shows it. */
#define CAUGHT(wrong, functions, what, sentence)             \
	TEST(ports, what " is caught")                       \
	{                                                    \
		CHECK(run_list(wrong, functions, 300) >= 1); \
		CHECK(failed(sentence));                     \
	}

TEST(ports, "a right port of threads passes")
{
	CHECK_EQ(run_list(0, &with_tasks, 0), 0);
	CHECK(strstr(said, "\n15 passed, 0 failed, 0 skipped\n") != NULL);
}

TEST(ports, "a right port of a superloop passes")
{
	CHECK_EQ(run_list(0, &superloop, 0), 0);
	CHECK(strstr(said, "\n9 passed, 0 failed, 0 skipped\n") != NULL);
}

CAUGHT(STANDS_STILL, &with_tasks, "a clock that stands still", "the clock goes on")
CAUGHT(GOES_BACK, &with_tasks, "a counter of 16 bits", "the clock never goes back")
CAUGHT(COARSE, &with_tasks, "a clock with steps of 50 ms", "the clock is as fine as the port says")
CAUGHT(NOT_EXTENDED, &with_tasks, "a counter of 32 bits that nobody extends",
       "the clock goes on where its counter goes round")
CAUGHT(LATE_IN_INTERRUPT, &superloop, "a clock that is late in interrupts",
       "the clock can be read in an interrupt")
CAUGHT(NO_LOCK, &with_tasks, "a lock that keeps nobody out", "the lock keeps another task out")
CAUGHT(NO_LOCK, &with_tasks, "a lock that loses steps",
       "between two tasks no step is lost under the lock")
CAUGHT(NO_WAIT, &with_tasks, "a wait that does not wait", "a wait that nobody ends lasts its time")
CAUGHT(LONG_WAIT, &with_tasks, "a wait that lasts too long",
       "a wait that nobody ends lasts its time")
CAUGHT(ZERO_WAITS, &with_tasks, "a wait of no time that waits", "a wait of no time comes back")
CAUGHT(LIMIT_OVERFLOWS, &with_tasks, "a wait without limit that comes back at once",
       "a wait without limit ends by a wake")
CAUGHT(NO_WAKE, &with_tasks, "a wake that does nothing", "a wake from another task ends a wait")
CAUGHT(NO_WAKE, &superloop, "a wake that does nothing in an interrupt",
       "a wake from an interrupt ends a wait")
CAUGHT(WAKES_ONE, &with_tasks, "a wake that ends one of two waits",
       "one wake ends the wait of every task")
CAUGHT(FORGETS_WAKE, &with_tasks, "a wake that is lost on the way into the wait",
       "a wake is not lost, however close to the wait it comes")
CAUGHT(FORGETS_WAKE, &superloop, "a wake of an interrupt that is forgotten",
       "a wake from an interrupt before the wait is not lost")
CAUGHT(KEEPS_LOCK, &with_tasks, "a wait that keeps the lock",
       "another task gets the lock while one waits")
CAUGHT(LEAVES_LOCK, &with_tasks, "a wait that comes back without the lock",
       "a wait comes back with the lock held")

TEST(ports, "behind a clock that stands still nothing else is tried")
{
	CHECK_EQ(run_list(STANDS_STILL, &with_tasks, 300), 1);
	CHECK(strstr(said, "\n0 passed, 1 failed, 0 skipped\n") != NULL);
}

TEST(ports, "the template as it stands fails at its first step, the clock")
{
	static struct my_port mine;

	my_port_init(&mine);
	CHECK_EQ(run_list(0, &mine.port, 300), 1);
	CHECK(failed("the clock goes on"));
}
