/* SPDX-License-Identifier: BSD-3-Clause */
#include "stack.h"

#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define STEPS_MAX 300000u

struct world world;

/* splitmix64 */
uint64_t st_random64(void)
{
	uint64_t z = (world.random += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

uint32_t st_random(void)
{
	return (uint32_t)(st_random64() >> 32);
}

uint32_t st_below(uint32_t n)
{
	return (uint32_t)((uint64_t)st_random() * n >> 32);
}

bool st_chance(unsigned percent)
{
	return st_below(100) < percent;
}

void st_trace(const char *format, ...)
{
	va_list list;

	if (!world.trace)
		return;
	printf("# %9.3f ", (double)world.now_us / 1000.0);
	va_start(list, format);
	vprintf(format, list);
	va_end(list);
	printf("\n");
	fflush(stdout);
}

void st_fail(const char *format, ...)
{
	va_list list;

	printf("not ok - stack: seed %llu: ", (unsigned long long)world.seed);
	va_start(list, format);
	vprintf(format, list);
	va_end(list);
	printf(" # at %.3f ms; stack --seed %llu --trace\n", (double)world.now_us / 1000.0,
	       (unsigned long long)world.seed);
	fflush(stdout);
	longjmp(world.failed, 1);
}

#define ONE_OF(...)          \
	((const uint32_t[]){ \
		__VA_ARGS__ })[st_below(sizeof((uint32_t[]){ __VA_ARGS__ }) / sizeof(uint32_t))]

static void draw_figures(void)
{
	struct figures *f = &world.f;

	f->delay_us = ONE_OF(1, 20, 200, 3000);
	f->buffer_bytes = ONE_OF(300, 5000, 70000, 200000);
	f->chunk = ONE_OF(50, 3000, 200000, 200000);
	f->fault_us = ONE_OF(0, 5000, 50000, 300000);
	f->cpu_us = ONE_OF(1, 30, 300);
	f->client_frame_max = ONE_OF(192, 496, 2048, 16384, 65792);
	f->keepalive_ms = ONE_OF(0, 0, 300, 1000);
	f->quiet_us = 20000 + st_below(300000);
	f->crashes = st_chance(70);
	if (f->chunk < 3000 || f->buffer_bytes < 3000)
		f->delay_us = f->delay_us < 200 ? f->delay_us : 200;
	st_trace("delay %u us, buffer %u, chunk %u, faults %u us, frame_max %u, keepalive %u",
		 f->delay_us, f->buffer_bytes, f->chunk, f->fault_us, f->client_frame_max,
		 f->keepalive_ms);
}

/* --- what happens next ----------------------------------------------------------------------- */

static void fault(void)
{
	world.fault_us = world.now_us + 1 + st_below(2 * world.f.fault_us);
	switch (st_below(world.f.crashes ? 6 : 3)) {
	case 0:
		st_trace("the link is cut");
		world.total.cuts++;
		pipes_cut();
		break;
	case 1:
		pipes_stall();
		break;
	case 2:
		world.daemon_frozen_us = world.now_us + st_below(100000);
		st_trace("the worker stops for a while");
		break;
	case 3:
		if (world.daemon_alive)
			daemon_crash();
		break;
	case 4:
		world.daemon_dies_in = 1 + st_below(300);
		break;
	case 5:
		world.client_dies_in = 1 + st_below(20);
		break;
	}
}

static void begin_quiet(void)
{
	st_trace("quiet from here");
	world.quiet = true;
	world.fault_us = NEVER;
	world.client_dies_in = world.daemon_dies_in = 0;
}

/* One event not later than `limit`; false when there is none. */
static bool step(uint64_t limit)
{
	unsigned way = 0;
	uint64_t at[5];
	unsigned i, next = 0;

	if (!world.quiet && world.now_us >= world.f.quiet_us)
		begin_quiet();
	at[0] = pipes_next(&way);
	at[1] = daemon_next_us();
	at[2] = world.fault_us;
	at[3] = world.daemon_start_us;
	at[4] = system_pool_next();
	for (i = 1; i < 5; i++)
		if (at[i] < at[next])
			next = i;
	if (at[next] > limit)
		return false;
	if (at[next] > world.now_us)
		world.now_us = at[next];
	if (++world.steps > STEPS_MAX)
		st_fail("no end after %u steps", STEPS_MAX);
	switch (next) {
	case 0:
		pipes_arrive(way);
		break;
	case 1:
		daemon_turn();
		break;
	case 2:
		fault();
		break;
	case 3:
		daemon_start();
		break;
	default:
		system_pool_run();
	}
	return true;
}

void st_wait(uint32_t ms, bool (*ready)(const void *), const void *argument)
{
	uint64_t until = ms == ISLE_NO_DEADLINE ? world.now_us + 3600000000u
						: world.now_us + (uint64_t)ms * 1000u;

	if (world.client_dies_in && --world.client_dies_in == 0) {
		st_trace("the client crashes");
		world.total.client_crashes++;
		pipes_end_of(0);
		longjmp(world.client_crash, 1);
	}
	while (!(ready && ready(argument)))
		if (!step(until)) {
			if (until > world.now_us)
				world.now_us = until;
			return;
		}
}

/* --- one seed ---------------------------------------------------------------------------------- */

static unsigned descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned n = 0;

	while (dir && readdir(dir))
		n++;
	if (dir)
		closedir(dir);
	return n;
}

static void make_folder(const char *folder)
{
	char path[256];

	snprintf(world.folder, sizeof(world.folder), "%s/seed", folder);
	snprintf(path, sizeof(path), "rm -rf %s", world.folder);
	if (access(world.folder, F_OK) == 0 && system(path) != 0)
		st_fail("rm");
	if (mkdir(world.folder, 0755) != 0)
		st_fail("mkdir %s", world.folder);
}

static void run(const char *folder)
{
	unsigned before, after, i;

	draw_figures();
	make_folder(folder);
	before = descriptors();
	pipes_reset();
	system_reset();
	world.fault_us = world.f.fault_us ? st_below(world.f.fault_us) : NEVER;
	daemon_start();
	client_run();
	/* The goodbye reaches the worker, which then holds nothing of the client's; what an older
	 * connection still brought lingers for a while. */
	st_wait(5000 + ISLE_LINGER_MS, NULL, NULL);
	if (daemon_holds())
		st_fail("the worker still holds a %s", daemon_holds());
	daemon_stop();
	judge_console();
	after = descriptors();
	for (i = 0; world.daemon_life == 1 && after != before && i < 1; i++)
		st_fail("%u descriptors before, %u after", before, after);
}

bool st_seed(uint64_t seed, bool trace, const char *folder)
{
	world.steps = world.client_life = world.daemon_life = 0;
	world.client_dies_in = world.daemon_dies_in = 0;
	world.now_us = 0;
	world.daemon_free_us = world.daemon_frozen_us = 0;
	world.daemon_start_us = NEVER;
	world.quiet = world.in_daemon = world.daemon_alive = false;
	world.seed = seed;
	world.trace = trace;
	world.random = seed * 0xd1342543de82ef95u + 7;
	if (setjmp(world.failed))
		return false;
	run(folder);
	return true;
}
