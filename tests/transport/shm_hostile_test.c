/* SPDX-License-Identifier: BSD-3-Clause */
/* A peer that writes anything anywhere at any time gets garbage, or the end of the link, and no more. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "tests/transport/shm_bed.h"

static struct bed bed;

static struct bed_figures figures = {
	.end = { &isle_shm_driver_epochs, &isle_shm_device_epochs },
	.entries = 16,
	.align = 64,
	.buffer_bytes = 512,
};

static uint32_t below(uint64_t *state, uint32_t n)
{
	uint64_t z = (*state += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	z ^= z >> 31;
	return (uint32_t)((z >> 32) * n >> 32);
}

/* Where it hurts: indices, entries, descriptors, lives, heads. */
static void harm(uint64_t *state)
{
	static const uint32_t places[][2] = {
		{ BED_LIFE, 128 }, { BED_RING_0, 512 }, { BED_RING_1, 512 }, { BED_BUFFERS, 16384 }
	};
	static const uint32_t values[] = { 0, 1, 2, 15, 16, 0x7f, 0x80, 0xff };
	uint32_t place = below(state, 4);
	uint32_t at = places[place][0] + below(state, places[place][1]);
	volatile uint8_t *byte = bed.memory + at;

	if (place == 3)
		byte = bed.memory + (at & ~511u) + below(state, 16); /* a head */
	if (below(state, 2))
		*byte = (uint8_t)(*byte ^ 1u << below(state, 8));
	else
		*byte = (uint8_t)values[below(state, 8)];
}

/* One turn of an owner that believes nothing but the lengths it is given. */
static unsigned turn(unsigned end, uint64_t *state)
{
	struct isle_link *link = bed_link(&bed, end);
	struct isle_tx tx = { .file = -1 };
	const uint8_t *frame;
	unsigned got = 0, sum = 0;
	int n;

	while (got < 20 && (n = bed_table()->receive(link, &frame)) > 0) {
		if (n > 65520)
			FAIL("a frame of %d bytes", n);
		for (int i = 0; i < n; i++)
			sum += frame[i];
		bed_table()->give_back(link);
		got++;
	}
	if (got < 20 && n < 0)
		return 1000000;
	for (unsigned i = below(state, 4); i--;) {
		n = bed_table()->lend(link, &tx);
		if (n == -ISLE_ELINK)
			return 1000000;
		if (n)
			break;
		if (tx.cap < 192 || tx.cap > 65520)
			FAIL("room for %zu bytes", tx.cap);
		memset(tx.buf, (int)sum, tx.cap);
		tx.len = below(state, 5) ? 1 + below(state, (uint32_t)tx.cap) : 0;
		bed_table()->send(link, &tx);
	}
	bed_table()->flush(link);
	bed_table()->due(link);
	isle_shm_pending(link);
	return got;
}

static void begin(unsigned flags, bool status)
{
	figures.flags[0] = figures.flags[1] = flags;
	figures.end[0] = status ? &isle_shm_driver_status : &isle_shm_driver_epochs;
	figures.end[1] = status ? &isle_shm_device_status : &isle_shm_device_epochs;
	bed_init(&bed, &figures);
	/* Only what the ends may touch at all is there: one page more is not theirs. */
	for (unsigned i = 0; i < 2; i++)
		bed.end[i].region[1].bytes = 0x8000;
	CHECK_EQ(bed_run(&bed, DEVICE), 0);
	CHECK_EQ(bed_run(&bed, DRIVER), 0);
}

static void outside_is_untouched(void)
{
	for (size_t at = BED_BUFFERS + 0x8000; at < BED_BYTES; at++)
		if (bed.memory[at] != 0xa5)
			FAIL("byte 0x%zx is not in any region and was written", at);
}

static void start_again(unsigned end)
{
	bed_table()->close(bed_link(&bed, end));
	CHECK_EQ(bed_run(&bed, end), 0);
}

TEST_WITHIN(hostile, 120, "words changed between any two turns harm nothing outside of the regions")
{
	unsigned ended = 0, got = 0;

	for (unsigned run = 0; run < 24; run++) {
		uint64_t state = test_seed() * 1000 + run;

		begin(run % 4 | (run & 4 ? ISLE_SHM_COPY : 0) | (run & 8 ? ISLE_SHM_WORDS : 0),
		      run & 16);
		for (unsigned i = 0; i < 20000; i++) {
			unsigned end = i & 1, n = turn(end, &state);

			if (n == 1000000)
				ended++;
			else
				got += n;
			if (n == 1000000)
				start_again(end);
			if (i % 500 == 0) { /* what an end says of itself may have been changed */
				start_again(DEVICE);
				start_again(DRIVER);
			}
			if (!below(&state, 3))
				harm(&state);
		}
		outside_is_untouched();
		bed_fini(&bed);
	}
	CHECK(ended > 100);
	CHECK(got > 10000);
}

static bool stop;

static void *scribble(void *arg)
{
	uint64_t state = test_seed() + 7;

	(void)arg;
	while (!__atomic_load_n(&stop, __ATOMIC_RELAXED))
		harm(&state);
	return NULL;
}

TEST_WITHIN(hostile, 120, "a thread that scribbles over everything at full speed crashes nobody")
{
	pthread_t thread;
	uint64_t state = test_seed();
	unsigned flags[] = { ISLE_SHM_EVENT_IDX, ISLE_SHM_COPY, ISLE_SHM_WORDS };

	for (unsigned run = 0; run < 3; run++) {
		begin(flags[run], false);
		__atomic_store_n(&stop, false, __ATOMIC_RELAXED);
		CHECK_EQ(pthread_create(&thread, NULL, scribble, NULL), 0);
		for (unsigned i = 0; i < 100000; i++)
			if (turn(i & 1, &state) == 1000000)
				start_again(i & 1);
		__atomic_store_n(&stop, true, __ATOMIC_RELAXED);
		pthread_join(thread, NULL);
		outside_is_untouched();
		bed_fini(&bed);
	}
}

/* ---- one wrong word each ---- */

static void put16(size_t at, unsigned value)
{
	bed.memory[at] = (uint8_t)value;
	bed.memory[at + 1] = (uint8_t)(value >> 8);
}

static void put32(size_t at, uint32_t value)
{
	put16(at, value & 0xffff);
	put16(at + 2, value >> 16);
}

#define AVAIL (16u * 16u)
#define USED  ISLE_SHM_USED_OFFSET(16, 64)

/* Both have announced their name: one entry of each ring is used. */
static void join(void)
{
	begin(0, false);
	bed_join(&bed);
}

TEST(hostile, "an index that runs ahead, or back, is the end")
{
	const uint8_t *frame;

	for (unsigned i = 0; i < 4; i++) {
		join();
		put16(BED_RING_0 + USED + 2, i & 1 ? 100 : 0);
		put16(BED_RING_1 + AVAIL + 2, i & 1 ? 100 : 0);
		CHECK_EQ(bed_table()->receive(bed_link(&bed, i >> 1), &frame), -ISLE_EPROTO);
		bed_fini(&bed);
	}
}

TEST(hostile, "a buffer that the device does not have, or an id that is none, is the end")
{
	const uint8_t *frame;
	struct isle_tx tx;

	for (unsigned i = 0; i < 2; i++) {
		join();
		put32(BED_BUFFERS + 512 + 4, 1024);
		put32(BED_BUFFERS + 512 + 12, 5);
		put32(BED_RING_0 + USED + 4 + 8, 1); /* entry 1 of what is received */
		put32(BED_RING_0 + USED + 4 + 12, 100);
		put32(BED_RING_0 + USED + 4 + 16, i ? 16 : 1); /* a second time */
		put16(BED_RING_0 + USED + 2, 3);
		CHECK_EQ(bed_table()->receive(bed_link(&bed, DRIVER), &frame), 5);
		bed_table()->hold(bed_link(&bed, DRIVER));
		bed_table()->give_back(bed_link(&bed, DRIVER));
		CHECK_EQ(bed_table()->receive(bed_link(&bed, DRIVER), &frame), -ISLE_EPROTO);
		bed_fini(&bed);
	}
	join();
	for (unsigned i = 0; i < 15; i++)
		CHECK_EQ(bed_send(&bed, DRIVER, i, 9), 0);
	put32(BED_RING_1 + USED + 4, 0xffff0000);
	put16(BED_RING_1 + USED + 2, 1);
	CHECK_EQ(bed_table()->lend(bed_link(&bed, DRIVER), &tx), -ISLE_ELINK);
	bed_fini(&bed);
}

TEST(hostile, "a descriptor that leads out of the regions, is a chain or has no room, is the end")
{
	static const struct {
		uint32_t low, high, bytes, flags;
	} cases[] = {
		{ 0, 0, 512, 2 },
		{ BED_DA + BED_BUFFERS, 1, 512, 2 },
		{ BED_DA + BED_BUFFERS + 0x8000 - 504, 0, 512, 2 },
		{ BED_DA + BED_BUFFERS - 256, 0, 512,
		  2 }, /* half in one region, half in the other */
		{ 0xfffffff0, 0xffffffff, 512, 2 },
		{ BED_DA + BED_BUFFERS + 2, 0, 512, 2 },
		{ BED_DA + BED_BUFFERS, 0, 0xffffffff, 2 },
		{ BED_DA + BED_BUFFERS, 0, 65540, 2 },
		{ BED_DA + BED_BUFFERS, 0, 63, 2 },
		{ BED_DA + BED_BUFFERS, 0, 200, 2 },
		{ BED_DA + BED_BUFFERS, 0, 512, 3 },
		{ BED_DA + BED_BUFFERS, 0, 512, 6 },
	};
	struct isle_tx tx;

	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		join();
		put32(BED_RING_0 + 16,
		      cases[i].low); /* the second: the first has carried the name */
		put32(BED_RING_0 + 20, cases[i].high);
		put32(BED_RING_0 + 24, cases[i].bytes);
		put16(BED_RING_0 + 28, cases[i].flags);
		if (bed_table()->lend(bed_link(&bed, DEVICE), &tx) != -ISLE_ELINK)
			FAIL("case %u", i);
		bed_fini(&bed);
	}
}

TEST(hostile,
     "the reserved word of a message is nobody's: changed while the message is held, it means nothing")
{
	const uint8_t *frame;

	join();
	for (uint32_t i = 0; i < 40; i++) {
		CHECK_EQ(bed_send(&bed, DEVICE, i, 100), 0);
		CHECK_EQ(bed_table()->receive(bed_link(&bed, DRIVER), &frame), 100);
		memset((uint8_t *)(uintptr_t)frame - 16, 0xff, 16);
		bed_table()->give_back(bed_link(&bed, DRIVER));
	}
	bed_exchange(&bed, 200, 496);
	bed_fini(&bed);
}
