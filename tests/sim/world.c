/* SPDX-License-Identifier: BSD-3-Clause */
#include "sim.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define STEPS_MAX 400000u
#define IDLE_US   120000000u /* after the quiet began, everything must have ended by then */

struct world world;
static jmp_buf failed;

/* splitmix64 */
static uint64_t random64(void)
{
	uint64_t z = (world.random += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

uint32_t sim_random(void)
{
	return (uint32_t)(random64() >> 32);
}

uint32_t sim_below(uint32_t n)
{
	return (uint32_t)((uint64_t)sim_random() * n >> 32);
}

uint32_t sim_between(uint32_t low, uint32_t high)
{
	return low + sim_below(high - low + 1);
}

bool sim_chance(unsigned percent)
{
	return sim_below(100) < percent;
}

void sim_trace(const char *format, ...)
{
	va_list list;

	if (!world.trace)
		return;
	printf("# %9.3f ", (double)world.now_us / 1000.0);
	va_start(list, format);
	vprintf(format, list);
	va_end(list);
	printf("\n");
}

void sim_fail(const char *format, ...)
{
	va_list list;

	printf("not ok - sim: seed %llu: ", (unsigned long long)world.seed);
	va_start(list, format);
	vprintf(format, list);
	va_end(list);
	printf(" # step %u at %.3f ms; sim --seed %llu --trace\n", world.steps,
	       (double)world.now_us / 1000.0, (unsigned long long)world.seed);
	fflush(stdout);
	longjmp(failed, 1);
}

void sim_at(unsigned slot, uint64_t us)
{
	if (us < world.at[slot])
		world.at[slot] = us;
}

static uint32_t one_of(const uint32_t *list, unsigned n)
{
	return list[sim_below(n)];
}

#define ONE_OF(...)                               \
	one_of((const uint32_t[]){ __VA_ARGS__ }, \
	       sizeof((uint32_t[]){ __VA_ARGS__ }) / sizeof(uint32_t))

/* A link so slow that one frame takes longer than the keep-alive is nobody's fault but the figures'. */
static void slow_link(void)
{
	struct figures *f = &world.f;
	uint64_t us = 0;
	unsigned i;

	if (f->mode == LINK_PIPE && f->chunk < 5000) {
		f->size_max = f->size_max < 2000 ? f->size_max : 2000;
		f->queue_bytes = f->queue_bytes < 1000 ? f->queue_bytes : 1000;
		if (f->chunk < 100) {
			f->delay_us = f->delay_us < 200 ? f->delay_us : 200;
			f->quiet_us = f->quiet_us < 100000 ? f->quiet_us : 100000;
			f->size_max = f->size_max < 500 ? f->size_max : 500;
		}
		for (i = 0; i < 2; i++) {
			struct isle_session_config *c = &world.sides[i].config;

			c->frame_max = c->frame_max < 1024 ? c->frame_max : 1024;
			c->window = c->window < 5000 ? c->window : 5000;
		}
		us = 3000u * (uint64_t)f->delay_us * 2 / (f->chunk + 1);
	}
	us = 4 * (us + 4 * f->delay_us + f->slack_us);
	for (i = 0; i < 2; i++)
		if (world.sides[i].config.keepalive_ms &&
		    world.sides[i].config.keepalive_ms < us / 1000)
			world.sides[i].config.keepalive_ms = (uint32_t)(us / 1000);
}

/* The seed's figures: extreme ones are as likely as ordinary ones. */
static void draw_figures(void)
{
	struct figures *f = &world.f;
	unsigned i;

	f->mode = ONE_OF(LINK_PIPE, LINK_PIPE, LINK_PIPE, LINK_MESSAGE, LINK_MESSAGE, LINK_LOSSY);
	if (world.rings)
		f->mode = LINK_RINGS;
	f->delay_us = ONE_OF(0, 20, 200, 2000, 20000);
	f->chunk = ONE_OF(1, 7, 100, 5000, 100000, 100000);
	f->queue_bytes = ONE_OF(1, 1, 1000, 16384);
	f->work_us = ONE_OF(500, 3000, 3000, 20000);
	f->fault_us = ONE_OF(0, 20000, 100000, 400000, 2000000);
	f->slack_us = ONE_OF(0, 0, 1000, 5000);
	f->size_max = ONE_OF(10, 2000, 2000, 20000, JOB_BYTES);
	f->quiet_us = sim_between(20000, 800000);
	f->same_nonce = sim_chance(4);
	for (i = 0; i < 2; i++) {
		struct isle_session_config *c = &world.sides[i].config;

		c->frame_max = ONE_OF(192, 200, 496, 1024, 4096, 65536);
		c->window = c->frame_max * ONE_OF(1, 1, 2, 5) + ONE_OF(0, 0, 1, 100);
		c->keepalive_ms = ONE_OF(0, 30, 100, 300, 1000);
		c->calls_max = sim_between(1, LENT - SPARE);
		c->role = i ? ISLE_ROLE_DAEMON : ISLE_ROLE_CLIENT;
		c->name = i ? "daemon" : "client";
		c->features = 7;
		if (f->mode == LINK_LOSSY)
			c->keepalive_ms = 100;
		world.sides[i].nr = i;
		world.sides[i].clock_us = (uint64_t)sim_random() * 1000u;
		if (sim_chance(20)) /* the millisecond counter passes 2^32 soon */
			world.sides[i].clock_us = (0x100000000u - sim_below(500)) * 1000u;
	}
	slow_link();
	sim_trace("mode %d, delay %u us, chunk %u, queue %u, faults %u us, quiet %llu us",
		  (int)f->mode, f->delay_us, f->chunk, f->queue_bytes, f->fault_us,
		  (unsigned long long)f->quiet_us);
	for (i = 0; i < 2; i++)
		sim_trace("side %u: frame_max %u, window %u, keepalive %u, calls_max %u", i,
			  world.sides[i].config.frame_max, world.sides[i].config.window,
			  world.sides[i].config.keepalive_ms, world.sides[i].config.calls_max);
}

static void fault(void)
{
	struct side *side = &world.sides[sim_below(2)];

	world.at[AT_FAULT] = world.now_us + sim_between(1, 2 * world.f.fault_us);
	switch (sim_below(7)) {
	case 0:
	case 1:
		link_cut();
		break;
	case 2:
		if (side->alive)
			side_crash(side);
		break;
	case 3:
		side->die_after = 1 + sim_below(8);
		break;
	case 4:
		link_stall();
		break;
	case 5:
		side->frozen_us = world.now_us + sim_below(400000);
		sim_trace("side %u frozen until %llu", side->nr,
			  (unsigned long long)side->frozen_us);
		break;
	default:
		side->clock_us += sim_chance(50) ? sim_below(1000000) : sim_below(20000000);
		sim_trace("side %u: clock jumps", side->nr);
	}
}

static void begin_quiet(void)
{
	sim_trace("quiet from here");
	world.quiet = true;
	world.at[AT_FAULT] = NEVER;
	world.sides[0].die_after = world.sides[1].die_after = 0;
	if (world.f.mode == LINK_LOSSY) /* what was lost stays lost: only a new link mends it */
		link_cut();
}

static void happen(unsigned slot)
{
	struct side *side = &world.sides[slot & 1];

	world.at[slot] = NEVER;
	if (slot == AT_FAULT) {
		fault();
		return;
	}
	if (slot == AT_QUIET) {
		begin_quiet();
		return;
	}
	if (side->frozen_us > world.now_us && slot < AT_RESTART) {
		world.at[slot] = side->frozen_us;
		return;
	}
	switch (slot & ~1u) {
	case AT_DELIVER:
		link_deliver(side);
		break;
	case AT_TURN:
		side_turn(side);
		break;
	case AT_WORK:
		world.at[slot] = world.now_us + sim_between(1, 2 * world.f.work_us);
		if (side->alive)
			app_work(side);
		side_turn(side);
		break;
	case AT_NOTICE:
		link_notice(side);
		break;
	case AT_RESTART:
		side_start(side->nr);
		break;
	}
}

static void step(void)
{
	unsigned i, next = 0;

	for (i = 1; i < SLOTS; i++)
		if (world.at[i] < world.at[next])
			next = i;
	if (world.at[next] == NEVER)
		sim_fail("nothing happens any more");
	if (world.at[next] > world.now_us)
		world.now_us = world.at[next];
	if (++world.steps > STEPS_MAX)
		sim_fail("no end after %u steps", STEPS_MAX);
	happen(next);
}

static bool all_idle(void)
{
	return world.quiet && world.sides[0].alive && world.sides[1].alive &&
	       world.sides[0].s.state == ISLE_SESSION_UP &&
	       world.sides[1].s.state == ISLE_SESSION_UP &&
	       world.sides[0].s.tag == world.sides[1].s.tag && app_idle(&world.sides[0]) &&
	       app_idle(&world.sides[1]);
}

static void run(uint64_t seed)
{
	uint64_t until;
	unsigned i;

	for (i = 0; i < SLOTS; i++)
		world.at[i] = NEVER;
	draw_figures();
	for (i = 0; i < NOISE; i += 8) {
		uint64_t r = random64();

		memcpy(world.noise + i, &r, 8);
	}
	link_reset();
	side_start(0);
	side_start(1);
	world.at[AT_QUIET] = world.f.quiet_us;
	if (world.f.fault_us)
		world.at[AT_FAULT] = sim_below(world.f.fault_us);
	until = world.f.quiet_us + IDLE_US;
	while (!all_idle()) {
		if (world.now_us > until) {
			for (i = 0; i < 2; i++)
				if (!app_idle(&world.sides[i]))
					app_check_end(&world.sides[i]);
			sim_fail("the session is not up again (states %u, %u)",
				 world.sides[0].s.state, world.sides[1].s.state);
		}
		step();
	}
	for (i = 0; i < 2; i++)
		app_check_end(&world.sides[i]);
	(void)seed;
}

bool sim_seed(uint64_t seed, bool trace)
{
	memset(world.sides, 0, sizeof(world.sides));
	memset(world.ops, 0, sizeof(world.ops));
	world.ops_n = world.steps = 0;
	world.now_us = 0;
	world.quiet = false;
	world.seed = seed;
	world.trace = trace;
	world.random = seed * 0xd1342543de82ef95u + 1;
	if (setjmp(failed))
		return false;
	run(seed);
	return true;
}
