/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The memory byte by byte, against images made here from what the specification of virtio's split ring
 * and the RPMsg implementations in use have at each offset; nothing of the product makes them.
 */
#include <string.h>

#include "harness.h"
#include "tests/transport/shm_bed.h"

static struct bed bed;
static uint8_t image[BED_BYTES];

static void le(size_t at, unsigned bytes, uint64_t value)
{
	for (; bytes--; value >>= 8)
		image[at++] = (uint8_t)value;
}

static void text(size_t at, const char *s, size_t bytes)
{
	memset(image + at, 0, bytes);
	memcpy(image + at, s, strlen(s));
}

static void compare(size_t from, size_t to)
{
	for (size_t at = from; at < to; at++)
		if (image[at] != bed.memory[at])
			FAIL("offset 0x%zx is 0x%02x, should be 0x%02x", at, bed.memory[at],
			     image[at]);
}

static const struct bed_figures status = {
	.end = { &isle_shm_driver_status, &isle_shm_device_status },
	.entries = 4,
	.align = 256,
	.buffer_bytes = 512,
};

/* Four buffers: descriptors 64 bytes, avail at 64: 4 + 8 + 2 = 14, used at 256: 4 + 32 + 2 = 38. */
#define AVAIL 64u
#define USED  256u
#define END   (USED + 38u)

static void expect_rings(void)
{
	memset(image, 0xa5, sizeof(image));
	memset(image + BED_RING_0, 0, END);
	memset(image + BED_RING_1, 0, END);
	for (unsigned i = 0; i < 4; i++) {
		le(BED_RING_0 + 16 * i, 8, BED_DA + BED_BUFFERS + 512 * i);
		le(BED_RING_0 + 16 * i + 8, 4, 512);
		le(BED_RING_0 + 16 * i + 12, 2, 2);
		le(BED_RING_0 + AVAIL + 4 + 2 * i, 2, i);
		le(BED_RING_1 + 16 * i, 8, BED_DA + BED_BUFFERS + 2048 + 512 * i);
		le(BED_RING_1 + 16 * i + 8, 4, 512);
	}
	le(BED_RING_0 + AVAIL + 2, 2, 4);
}

static void begin(const struct bed_figures *f)
{
	bed_init(&bed, f);
	memset(bed.memory, 0, 64);
	/* A vdev entry at the beginning: type, id, notify, features offered. */
	bed.memory[0] = 3;
	bed.memory[4] = 7;
	bed.memory[12] = 1;
	CHECK_EQ(bed_run(&bed, DEVICE), 0);
	CHECK_EQ(bed_run(&bed, DRIVER), 0);
}

static void expect_name(size_t buffer, uint32_t address)
{
	le(buffer, 4, address);
	le(buffer + 4, 4, 53);
	le(buffer + 8, 4, 0);
	le(buffer + 12, 2, 40);
	le(buffer + 14, 2, 0);
	text(buffer + 16, "isle", 32);
	le(buffer + 48, 4, address);
	le(buffer + 52, 4, 0);
}

TEST(image, "the driver makes rings and status as they are laid down")
{
	begin(&status);
	expect_rings();
	compare(BED_RING_0, BED_RING_0 + END);
	compare(BED_RING_1, BED_RING_1 + END);
	compare(BED_BUFFERS, BED_BUFFERS + 4096); /* buffers are not touched */
	memset(image, 0, 28);
	le(0, 4, 3);
	le(4, 4, 7);
	le(12, 4, 1);
	le(16, 4, 1); /* taken: the name service */
	image[24] = 4;
	compare(0, 28);
	bed_fini(&bed);
}

TEST(image, "a name, a message and its return stand where they are laid down, from the driver")
{
	size_t buffer = BED_BUFFERS + 2048;

	begin(&status);
	expect_rings();
	bed.end[DRIVER].l.isle.peer = 0x12345678;
	CHECK_EQ(bed_send(&bed, DRIVER, 0, 3), 0);
	expect_name(buffer, 1024);
	le(buffer + 512, 4, 1024);
	le(buffer + 516, 4, 0x12345678);
	le(buffer + 520, 4, 0);
	le(buffer + 524, 2, 3);
	le(buffer + 526, 2, 0);
	for (unsigned i = 0; i < 3; i++)
		image[buffer + 528 + i] = (uint8_t)(i * 13 + 1);
	le(BED_RING_1 + AVAIL, 2, 1);     /* who sends wants to hear of no return */
	le(BED_RING_1 + AVAIL + 2, 2, 2); /* two are to be read */
	le(BED_RING_1 + AVAIL + 4, 2, 0);
	le(BED_RING_1 + AVAIL + 6, 2, 1);
	compare(BED_RING_0, BED_BUFFERS + 8192);
	/* The device takes the name, and the other one is for nobody. */
	CHECK_EQ(bed_take(&bed, DEVICE, 0, 0), 0);
	CHECK_EQ(bed.end[DEVICE].l.isle.peer, 1024);
	CHECK_EQ(bed.end[DEVICE].l.dropped, 1);
	le(BED_RING_1 + USED, 2, 0);
	le(BED_RING_1 + USED + 2, 2, 2);
	le(BED_RING_1 + USED + 12, 4, 1); /* entry 1: id 1 */
	compare(BED_RING_1, BED_RING_1 + END);
	bed_fini(&bed);
}

TEST(image, "a name and a message stand where they are laid down, from the device")
{
	begin(&status);
	bed.end[DEVICE].l.isle.peer = 77;
	CHECK_EQ(bed_send(&bed, DEVICE, 5, 100), 0);
	expect_rings();
	expect_name(BED_BUFFERS, 1024);
	le(BED_BUFFERS + 512, 4, 1024);
	le(BED_BUFFERS + 516, 4, 77);
	le(BED_BUFFERS + 520, 4, 0);
	le(BED_BUFFERS + 524, 2, 100);
	le(BED_BUFFERS + 526, 2, 0);
	for (unsigned i = 0; i < 100; i++)
		image[BED_BUFFERS + 528 + i] = (uint8_t)(35 + i * 13 + 1);
	le(BED_RING_0 + USED, 2, 1);
	le(BED_RING_0 + USED + 2, 2, 2);
	le(BED_RING_0 + USED + 4, 4, 0);
	le(BED_RING_0 + USED + 8, 4, 56);
	le(BED_RING_0 + USED + 12, 4, 1);
	le(BED_RING_0 + USED + 16, 4, 116);
	compare(BED_RING_0, BED_BUFFERS + 8192);
	bed_fini(&bed);
}

TEST(image, "a device takes what a driver laid down by hand, in the ways that are in use")
{
	struct bed_figures f = status;
	/* Length in the descriptor: that of the message, or of the whole buffer; with WRITE or without. */
	static const uint32_t ways[][3] = { { 16 + 20, 0, 0 },
					    { 512, 0, 0xdead0001 },
					    { 512, 2, 0x70000 } };

	for (unsigned way = 0; way < 3; way++) {
		bed_init(&bed, &f);
		bed.end[DEVICE].shm.address = 3; /* a low one */
		memset(bed.memory, 0, 64);
		CHECK_EQ(bed_run(&bed, DEVICE), 0);
		expect_rings();
		for (unsigned i = 0; i < 20; i++)
			image[BED_BUFFERS + 0x3000 + 16 + i] = (uint8_t)(9 * 7 + i * 13 + 1);
		le(BED_RING_1, 8, BED_DA + BED_BUFFERS + 0x3000);
		le(BED_RING_1 + 8, 4, ways[way][0]);
		le(BED_RING_1 + 12, 2, ways[way][1]);
		le(BED_BUFFERS + 0x3000, 4, 9);
		le(BED_BUFFERS + 0x3004, 4, 3);
		le(BED_BUFFERS + 0x3008, 4, ways[way][2]); /* theirs */
		le(BED_BUFFERS + 0x300c, 2, 20);
		le(BED_BUFFERS + 0x300e, 2, 0);
		le(BED_RING_1 + AVAIL + 2, 2, 1);
		if (way == 2) /* one that counts its own buffers in the device's index */
			le(BED_RING_1 + USED + 2, 2, 4);
		memcpy(bed.memory + BED_RING_0, image + BED_RING_0, BED_BYTES - BED_RING_0);
		bed.memory[24] = way ? 4 : 15; /* some set ACKNOWLEDGE and DRIVER as well */
		CHECK_EQ(bed_take(&bed, DEVICE, 9, 20), 1);
		CHECK_EQ(bed.end[DEVICE].l.isle.peer, 9);
		CHECK_EQ(bed_take(&bed, DEVICE, 0, 0), 0);
		le(BED_RING_1 + USED + 2, 2, way == 2 ? 5 : 1);
		le(BED_RING_1 + USED + 4, 8, 0);
		compare(BED_RING_1 + USED, BED_RING_1 + END);
		bed_fini(&bed);
	}
}

TEST(image, "a driver takes every legal length that a device writes, and no other")
{
	/* used.len, header len, whether it is a message */
	static const uint32_t ways[][3] = {
		{ 512, 20, 1 }, { 36, 20, 1 },     { 100, 20, 1 }, { 512, 496, 1 },
		{ 35, 20, 0 },  { 512, 497, 0 },   { 513, 20, 0 }, { 0xffffffff, 20, 0 },
		{ 15, 0, 0 },   { 512, 60000, 0 }, { 0, 20, 0 }
	};

	for (unsigned i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		begin(&status);
		memcpy(image, bed.memory, sizeof(image));
		le(BED_BUFFERS, 4, 55);
		le(BED_BUFFERS + 4, 4, 1024);
		le(BED_BUFFERS + 8, 4, 0xffffffff);
		le(BED_BUFFERS + 12, 2, ways[i][1]);
		le(BED_BUFFERS + 14, 2, 0xffff);
		for (unsigned k = 0; k < 496; k++)
			image[BED_BUFFERS + 16 + k] = (uint8_t)(3 * 7 + k * 13 + (k >> 8) + 1);
		le(BED_RING_0 + USED + 4, 4, 0);
		le(BED_RING_0 + USED + 8, 4, ways[i][0]);
		le(BED_RING_0 + USED + 2, 2, 1);
		memcpy(bed.memory, image, sizeof(image));
		CHECK_EQ(bed_take(&bed, DRIVER, 3, ways[i][1]), ways[i][2]);
		CHECK_EQ(bed.end[DRIVER].l.dropped, !ways[i][2]);
		bed_table()->flush(bed_link(&bed, DRIVER));
		le(BED_RING_0 + AVAIL + 2, 2, 5); /* the buffer is back */
		le(BED_RING_0 + AVAIL + 4, 2, 0);
		compare(BED_RING_0 + AVAIL + 2, BED_RING_0 + AVAIL + 12);
		bed_fini(&bed);
	}
}

TEST(image, "events and epochs stand where they are laid down")
{
	struct bed_figures f = status;

	f.end[0] = &isle_shm_driver_epochs;
	f.end[1] = &isle_shm_device_epochs;
	f.flags[0] = f.flags[1] = ISLE_SHM_EVENT_IDX;
	bed_init(&bed, &f);
	memset(bed.memory, 0, 4096);
	CHECK_EQ(bed_run(&bed, DRIVER), 0);
	CHECK_EQ(bed_run(&bed, DEVICE), 0);
	memset(image, 0, 4096);
	le(0, 4, 7);
	le(64, 4, 7);
	compare(0, 4096);
	bed_join(&bed);
	le(4, 4, 7);
	le(68, 4, 7);
	compare(0, 4096);
	/* Each has announced its name; both have asked to be rung at the next. */
	memcpy(image, bed.memory, sizeof(image));
	le(BED_RING_0 + AVAIL + 12, 2, 1);
	le(BED_RING_1 + USED + 36, 2, 1);
	compare(BED_RING_0, BED_BUFFERS);
	bed_fini(&bed);
}
