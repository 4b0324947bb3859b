/* SPDX-License-Identifier: BSD-3-Clause */
/* The template of a port, filled in: threads as tasks, a signal as the timer's interrupt. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

#include "harness.h"
#include "port/template/template.h"
#include "tests/ports/posix_tasks.h"

static struct my_port mine;
static uint64_t offset_us;
static volatile sig_atomic_t served; /* overflows whose interrupt has been served */

/* ---- the interrupt --------------------------------------------------------------------------------- */

static void (*volatile handler)(void *arg);
static void *volatile handler_arg;

static void on_signal(int number)
{
	(void)number;
	handler(handler_arg);
}

static void interrupt_in(long us, void (*run)(void *arg), void *arg)
{
	const struct itimerval soon = { .it_value = { 0, us } };

	handler = run;
	handler_arg = arg;
	signal(SIGALRM, on_signal);
	setitimer(ITIMER_REAL, &soon, NULL);
}

static void interrupt(void *self, void (*run)(void *arg), void *arg)
{
	(void)self;
	interrupt_in(1000, run, arg);
}

/* ---- step 1 ---------------------------------------------------------------------------------------- */

static uint64_t full_count(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u + offset_us;
}

uint32_t my_timer_count(void)
{
	return (uint32_t)full_count();
}

bool my_timer_overflowed(void)
{
	return full_count() >> 32 != (uint64_t)served;
}

static void overflow(void *arg)
{
	(void)arg;
	my_port_timer_interrupt(&mine);
	served++;
}

/* The interrupt comes when the counter has gone round already, as interrupts do. */
static void wind(void *self)
{
	(void)self;
	offset_us += 0xffffffffu - 20000u - my_timer_count();
	interrupt_in(30000, overflow, NULL);
}

/* ---- step 2 ---------------------------------------------------------------------------------------- */

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

void *my_mutex_make(void)
{
	return &mutex;
}

void my_mutex_take(void *which)
{
	pthread_mutex_lock(which);
}

void my_mutex_give(void *which)
{
	pthread_mutex_unlock(which);
}

/* ---- step 3 ---------------------------------------------------------------------------------------- */

static pthread_mutex_t interrupts = PTHREAD_MUTEX_INITIALIZER;

static void hold_signal(int how)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	pthread_sigmask(how, &set, NULL);
}

void *my_task_self(void)
{
	static __thread sem_t notified;
	static __thread bool made;

	if (!made)
		sem_init(&notified, 0, 0);
	made = true;
	return &notified;
}

void my_task_notify(void *task)
{
	sem_post(task);
}

void my_task_sleep(uint32_t timeout_ms)
{
	struct timespec end;

	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += timeout_ms / 1000u;
	end.tv_nsec += (long)(timeout_ms % 1000u) * 1000000;
	if (end.tv_nsec >= 1000000000) {
		end.tv_sec++;
		end.tv_nsec -= 1000000000;
	}
	while (sem_clockwait(my_task_self(), CLOCK_MONOTONIC, &end) < 0 && errno == EINTR)
		; /* a signal is no wake */
}

uint32_t my_interrupts_off(void)
{
	hold_signal(SIG_BLOCK);
	pthread_mutex_lock(&interrupts);
	return 0;
}

void my_interrupts_on(uint32_t before)
{
	(void)before;
	pthread_mutex_unlock(&interrupts);
	hold_signal(SIG_UNBLOCK);
}

void my_stop(const char *what)
{
	puts(what);
	abort();
}

/* ---- the list -------------------------------------------------------------------------------------- */

static void print(void *self, const char *text)
{
	(void)self;
	fputs(text, stdout);
}

TEST(ports, "the template of a port, filled in, passes the list")
{
	struct ports ports = { .name = "the template",
			       .print = print,
			       .port = &mine.port,
			       .tick_us = 1000,
			       .tasks = &posix_tasks,
			       .wind = wind,
			       .interrupt = interrupt };

	my_port_init(&mine);
	offset_us = 0ull - full_count(); /* as after a reset */
	CHECK_EQ(ports_run(&ports), 0);
}

TEST(ports, "the template for one task, filled in, passes the list")
{
	struct ports ports = { .name = "the template for one task",
			       .print = print,
			       .port = &mine.port,
			       .tick_us = 1000,
			       .wind = wind,
			       .interrupt = interrupt };

	my_port_init_one_task(&mine);
	offset_us = 0ull - full_count();
	CHECK_EQ(ports_run(&ports), 0);
}
