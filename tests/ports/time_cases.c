/* SPDX-License-Identifier: BSD-3-Clause */
/* The clock: time_us(). */
#include "tests/ports/list.h"

#define READS_MAX   20000000u /* after so many a clock that did not move stands still */
#define TICK_US_MAX 20000u
#define JUMP_US     60000000u /* nobody is held up for so long between two readings */

static const char *goes_on(struct ports_run *run)
{
	uint64_t start = ports_now(run);
	uint32_t n = 0;

	while (ports_now(run) == start && n < READS_MAX)
		n++;
	run->stop = n == READS_MAX;
	HOLDS(n < READS_MAX);
	return NULL;
}

/* Reads the clock for a while; neither back nor far ahead. */
static const char *steady(struct ports_run *run, uint32_t for_us)
{
	uint64_t start = ports_now(run), last = start, now;

	do {
		now = ports_now(run);
		run->stop = now < last;
		HOLDS(now >= last);
		HOLDS(now - last < JUMP_US);
		last = now;
	} while (now - start < for_us);
	return NULL;
}

static const char *never_back(struct ports_run *run)
{
	return steady(run, 100000);
}

static const char *is_fine(struct ports_run *run)
{
	uint64_t last = ports_now(run), now, least = JUMP_US;
	unsigned steps = 0;

	HOLDS(run->ports->tick_us && run->ports->tick_us <= TICK_US_MAX);
	while (steps < 50) {
		now = ports_now(run);
		if (now == last)
			continue;
		if (now - last < least)
			least = now - last;
		last = now;
		steps++;
	}
	HOLDS(least <= run->ports->tick_us);
	return NULL;
}

static const char *goes_round(struct ports_run *run)
{
	run->ports->wind(run->ports->self);
	return steady(run, 100000);
}

struct reading {
	struct ports_run *run;
	uint64_t us;
	volatile uint8_t there;
};

static void read_clock(void *arg)
{
	struct reading *reading = arg;

	reading->us = ports_now(reading->run);
	reading->there = 1;
}

static const char *in_interrupt(struct ports_run *run)
{
	struct reading reading = { run, 0, 0 };
	uint64_t start, before, now;
	unsigned i;

	for (i = 0; i < 100; i++) {
		reading.there = 0;
		start = before = ports_now(run);
		run->ports->interrupt(run->ports->self, read_clock, &reading);
		do {
			now = ports_now(run);
			HOLDS(now >= before && now - before < JUMP_US);
			HOLDS(now - start < run->patience_ms * 1000u);
			before = now;
		} while (!reading.there);
		HOLDS(reading.us >= start);
		HOLDS(reading.us <= ports_now(run));
	}
	return NULL;
}

const struct ports_case ports_time[] = {
	{ "time: goes on", "the clock goes on", 0, goes_on },
	{ "time: never back", "the clock never goes back", 0, never_back },
	{ "time: is fine", "the clock is as fine as the port says", 0, is_fine },
	{ "time: goes round", "the clock goes on where its counter goes round", PORTS_WIND,
	  goes_round },
	{ "time: in an interrupt", "the clock can be read in an interrupt", PORTS_INTERRUPT,
	  in_interrupt },
	{ NULL, NULL, 0, NULL },
};
