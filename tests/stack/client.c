/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the client does, one blocking or asynchronous call after the other, and what must come of each:
 * done means done, "cannot have happened" means that it has not, nothing happens twice, every call ends by
 * its time, an open file stays good as long as its session.
 */
#define _GNU_SOURCE
#include "client.h"

#include <stdio.h>
#include <string.h>

struct op ops[OPS_MAX];
unsigned ops_n;
struct isle_client client;
uint8_t noise[DATA_MAX + 4096], buf[DATA_MAX + 16];

static struct isle_client_config config;
static struct isle__pipe_link the_link;
static uint8_t rx[FRAME_MAX + 8192], tx[FRAME_MAX + 20000];

const uint8_t *op_content(unsigned number)
{
	return noise + number * 13 % 4096;
}

const char *op_path(const char *kind, unsigned number)
{
	static char path[300];

	snprintf(path, sizeof(path), "%s/%s%u", world.folder, kind, number);
	return path;
}

unsigned op_new(enum type type, uint32_t size)
{
	ops[ops_n] = (struct op){ .type = (uint8_t)type, .fate = PENDING, .size = size };
	return ops_n++;
}

/* What a call's result says about whether it happened. */
void op_settle(unsigned number, int result, bool maybe)
{
	struct op *op = &ops[number];

	st_trace("op %u ends with %d%s", number, result, maybe ? ", maybe" : "");
	if (op->fate != PENDING)
		st_fail("op %u ends twice", number);
	if (result >= 0)
		op->fate = DONE;
	else
		op->fate = maybe ? MAYBE : NOT;
	if (op->type == MKDIR && result == -ISLE_EEXIST)
		st_fail("op %u: a folder of that name was there: it was made twice", number);
	world.total.ops++;
	world.total.good += result >= 0;
	world.total.maybe += op->fate == MAYBE;
	world.total.never += op->fate == NOT;
	world.total.stale += result == -ISLE_ESTALE;
}

bool op_link_trouble(int result)
{
	return result == -ISLE_ELINK || result == -ISLE_ETIMEDOUT || result == -ISLE_ESTALE ||
	       result == -ISLE_ECANCELED;
}

void op_expect(int result, const char *what)
{
	if (result < 0 && !op_link_trouble(result))
		st_fail("%s: error %d", what, result);
}

/* --- calls --- */

uint64_t began_us;

struct isle_context *deed_begin(const char *who)
{
	client.context.timeout_ms = st_chance(60) ? 500 + st_below(2000) : st_below(60);
	began_us = world.now_us;
	st_trace("%s, %u ms", who, client.context.timeout_ms);
	return &client.context;
}

void deed_check_time(void)
{
	uint64_t took = world.now_us - began_us;

	if (took > (uint64_t)(client.context.timeout_ms + GRACE_MS) * 1000u)
		st_fail("a call with %u ms took %llu us", client.context.timeout_ms,
			(unsigned long long)took);
}

/* --- life --- */

static uint64_t time_us(void *self)
{
	(void)self;
	return world.now_us + 4000000000000u;
}

static void nothing(void *self)
{
	(void)self;
}

static void wait(void *self, uint32_t ms)
{
	(void)self;
	st_wait(ms, NULL, NULL);
}

static const struct isle_port port = {
	.time_us = time_us, .lock = nothing, .unlock = nothing, .wait = wait, .wake = nothing
};

static void changed(struct isle_client *c, int error, bool resumed)
{
	(void)c;
	st_trace("session %s, error %d%s", error ? "down" : "up", error,
		 resumed ? ", resumed" : "");
	world.total.ups += !error;
	console_changed();
}

static void start_client(void)
{
	world.client_life++;
	memset(&client, 0xa5, sizeof(client));
	memset(&config, 0, sizeof(config));
	memset(&the_link, 0, sizeof(the_link));
	config.port = &port;
	config.transport = &stack_transport;
	config.address = "x";
	config.link = &the_link.link;
	config.name = "client";
	config.role = ISLE_ROLE_CLIENT;
	config.frame_max = world.f.client_frame_max;
	config.memory = (struct isle_link_memory){ rx + 4, config.frame_max + 4096, tx + 4,
						   config.frame_max + 16384 };
	config.keepalive_ms = world.f.keepalive_ms;
	config.window = FRAME_MAX;
	config.changed = changed;
	if (isle_client_init(&client, &config) != 0)
		st_fail("client_init");
	service_reset();
	channels_reset();
	console_reset();
	deeds_reset();
}

/* Calls that were under way when the client crashed may have happened. */
static void after_crash(void)
{
	unsigned i;

	for (i = 0; i < ops_n; i++)
		if (ops[i].fate == PENDING)
			ops[i].fate = MAYBE;
}

static void live(void)
{
	if (client.state != ISLE_CLIENT_UP && st_chance(50))
		isle_client_connect(&client, st_below(100));
	if (ops_n < OPS_MAX - 3)
		deeds_do();
	else
		isle_client_poll_wait(&client, st_below(20));
}

/* The faults are over: the session must come up, and everything work. */
static void settle_down(void)
{
	unsigned tries = 0;
	uint64_t until_us;
	int r, n;

	world.client_dies_in = 0;
	while ((r = isle_client_connect(&client, 3000)) != 0)
		if (++tries == 10)
			st_fail("no session after the faults: %d", r);
	while ((n = deeds_pending(&until_us)) >= 0) {
		isle_client_poll_wait(&client, 100);
		if (world.now_us > until_us + 1000000u)
			st_fail("op %d never ends", n);
	}
	client.context.timeout_ms = 20000;
	/* One loss may still be on its way; it must be the last. */
	for (tries = 0; (r = isle_client_echo(&client.context, noise, 100, buf)) != 100; tries++)
		if (tries == 2 || isle_client_connect(&client, 5000) != 0)
			st_fail("echo after the faults: %d", r);
	channels_end();
	console_end();
	if (client.session.in_flight || client.session.calls)
		st_fail("the client's session holds %u calls in the end", client.session.in_flight);
	isle_client_fini(&client);
}

void client_run(void)
{
	unsigned i;

	ops_n = 0;
	console_begin();
	for (i = 0; i < sizeof(noise); i++)
		noise[i] = (uint8_t)(1 + st_below(255)); /* never 0, which is a hole */
	if (setjmp(world.client_crash))
		after_crash();
	start_client();
	while (!world.quiet)
		live();
	settle_down();
	judge_folder();
}
