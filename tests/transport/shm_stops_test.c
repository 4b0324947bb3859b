/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Every access of the rings goes through the test here: an end dies between any two stores and comes back;
 * and memory that takes nothing but aligned words gets nothing else.
 */
#define _GNU_SOURCE /* memfd_create */
#include <setjmp.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness.h"
#include "tests/transport/shm_bed.h"

static struct bed bed;
static jmp_buf dead;
static unsigned mortal = 2; /* the end that dies; 2 = none */
static unsigned stores_left, stores, accesses;
static uint8_t *trap, *real; /* who goes to `trap` by himself does not come back */

void *test_access(const void *at, unsigned bytes, bool store)
{
	uintptr_t from = (uintptr_t)at - (uintptr_t)trap;

	accesses++;
	if ((uintptr_t)at % bytes)
		FAIL("%u bytes at an address that ends with %x", bytes,
		     (unsigned)(uintptr_t)at & 15u);
	if (store && bed.acting == mortal) {
		stores++;
		if (!stores_left--)
			longjmp(dead, 1);
	}
	return trap && from < BED_BYTES ? real + from : (void *)(uintptr_t)at;
}

static struct bed_figures figures = {
	.end = { &isle_shm_driver_epochs, &isle_shm_device_epochs },
	.entries = 4,
	.align = 64,
	.buffer_bytes = 256,
};

/* The end begins a life that ends before its store `at`. Returns whether it came to that. */
static bool live_until(unsigned end, unsigned at, void (*life)(unsigned end))
{
	mortal = end;
	stores = 0;
	stores_left = at;
	if (setjmp(dead) == 0) {
		life(end);
		mortal = 2;
		return false;
	}
	mortal = 2;
	return true;
}

static void whole_life(unsigned end)
{
	CHECK_EQ(bed_run(&bed, end), 0);
	bed_join(&bed);
	bed_exchange(&bed, 12, 200);
	bed_table()->close(bed_link(&bed, end));
}

/* What it left behind does not keep the next life from working, and nothing of it comes. */
static void lives_again(unsigned end)
{
	CHECK_EQ(bed_run(&bed, end), 0);
	bed_join(&bed);
	bed_exchange(&bed, 12, 200);
}

TEST_WITHIN(stops, 120,
	    "an end that dies between any two stores comes back, the other one lives on")
{
	for (unsigned flags = 0; flags < 3; flags++) {
		unsigned deaths[2] = { 0, 0 };

		figures.flags[0] = figures.flags[1] = flags;
		bed_init(&bed, &figures);
		CHECK_EQ(bed_run(&bed, DRIVER), 0);
		CHECK_EQ(bed_run(&bed, DEVICE), 0);
		for (unsigned end = 0; end < 2; end++)
			for (unsigned at = 0; live_until(end, at, whole_life); at++) {
				deaths[end]++;
				lives_again(end);
			}
		CHECK(deaths[DRIVER] > 100);
		CHECK(deaths[DEVICE] > 60);
		bed_fini(&bed);
	}
}

static void try_to_start(unsigned end)
{
	const uint8_t *frame;

	CHECK_EQ(bed_run(&bed, end), 0);
	for (unsigned i = 0; i < 3; i++)
		bed_table()->receive(bed_link(&bed, end), &frame);
}

TEST_WITHIN(stops, 120, "it may die again while it comes back, or both may die")
{
	bed_init(&bed, &figures);
	CHECK_EQ(bed_run(&bed, DRIVER), 0);
	CHECK_EQ(bed_run(&bed, DEVICE), 0);
	for (unsigned run = 0; run < 3000; run++) {
		unsigned end = run & 1, lives = 1 + (unsigned)(test_random() >> 62);

		while (lives--) {
			live_until(end, (unsigned)(test_random() >> 32) % 150, whole_life);
			if (test_random() >>
			    63) { /* the other one has its turn, once this one tries */
				live_until(end, (unsigned)(test_random() >> 32) % 8, try_to_start);
				CHECK_EQ(bed_run(&bed, end), 0);
				end = !end;
			}
		}
		lives_again(end);
	}
	bed_fini(&bed);
}

TEST(stops, "device memory gets aligned words and nothing else, at both ends")
{
	int fd = memfd_create("words", MFD_CLOEXEC);

	CHECK_OK(fd);
	CHECK_EQ(ftruncate(fd, BED_BYTES), 0);
	real = mmap(NULL, BED_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	trap = mmap(NULL, BED_BYTES, PROT_NONE, MAP_SHARED, fd, 0);
	CHECK(real != MAP_FAILED && trap != MAP_FAILED);
	close(fd);
	for (unsigned flags = 0; flags < 4; flags++) {
		figures.flags[0] = figures.flags[1] = flags | ISLE_SHM_WORDS;
		bed_init(&bed, &figures);
		for (unsigned i = 0; i < 4; i++) {
			struct isle_shm_region *r = &bed.end[i / 2].region[i % 2];

			r->at = trap + ((uint8_t *)r->at - bed.memory);
		}
		CHECK_EQ(bed_run(&bed, DRIVER), 0);
		CHECK_EQ(bed_run(&bed, DEVICE), 0);
		bed_join(&bed);
		accesses = 0;
		bed_exchange(&bed, 500, 240);
		CHECK(accesses > 500 * 30);
		bed_fini(&bed);
	}
	munmap(real, BED_BYTES);
	munmap(trap, BED_BYTES);
}
