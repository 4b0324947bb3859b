/* SPDX-License-Identifier: BSD-3-Clause */
/* Two ends of ours over shared memory: every size, every kind of memory, every way to find each other. */
#include <string.h>

#include "harness.h"
#include "tests/transport/shm_bed.h"

static struct bed bed;

static const struct bed_figures epochs = {
	.end = { &isle_shm_driver_epochs, &isle_shm_device_epochs },
	.entries = 16,
	.align = 64,
	.buffer_bytes = 512,
};

static void start(const struct bed_figures *f)
{
	bed_init(&bed, f);
	CHECK_EQ(bed_run(&bed, DRIVER), 0);
	CHECK_EQ(bed_run(&bed, DEVICE), 0);
	bed_join(&bed);
}

static void start_with_table(const struct bed_figures *f)
{
	struct isle_shm_table table = { .notify = 0, .features = 1 };

	if (f->flags[DEVICE] == ISLE_SHM_EVENT_IDX)
		table.features |= 0x20000000u;
	bed_init(&bed, f);
	memcpy(table.ring, bed.end[0].shm.ring, sizeof(table.ring));
	CHECK_EQ(isle_shm_table_write(bed.memory, 4096, &table), ISLE_SHM_TABLE_BYTES);
	CHECK_EQ(isle_shm_table_read(bed.memory, 4096, &table), 0);
	for (unsigned i = 0; i < 2; i++)
		bed.end[i].shm.life_da += table.vdev;
	CHECK_EQ(bed_run(&bed, DEVICE), 0);
	CHECK_EQ(bed_run(&bed, DRIVER), 0);
	bed_join(&bed);
}

TEST(shm, "the table of the transport passes the check, and a link fits the memory of any")
{
	CHECK_EQ(isle_transport_check(&isle_transport_rings), 0);
	CHECK(isle_transport_rings.link_bytes <= ISLE_LINK_BYTES_MAX);
}

TEST(shm, "messages of every length arrive whole, both ways")
{
	start(&epochs);
	CHECK_EQ(isle_shm_mtu(bed_link(&bed, DEVICE)), 496);
	for (uint32_t len = 1; len <= 496; len++) {
		CHECK_EQ(bed_send(&bed, DRIVER, len, len), 0);
		CHECK_EQ(bed_take(&bed, DEVICE, len, len), 1);
		CHECK_EQ(bed_send(&bed, DEVICE, len + 5, len), 0);
		CHECK_EQ(bed_take(&bed, DRIVER, len + 5, len), 1);
	}
	bed_fini(&bed);
}

TEST_WITHIN(shm, 120, "rings of 2 to 1024 buffers of 208 bytes to 64 KiB, at any interleaving")
{
	static const unsigned figures[][3] = { { 2, 4, 208 },     { 2, 16, 512 },
					       { 4, 64, 65536 },  { 8, 32, 4096 },
					       { 64, 4096, 512 }, { 256, 4096, 512 },
					       { 1024, 64, 208 } };
	struct bed_figures f = epochs;

	for (unsigned i = 0; i < sizeof(figures) / sizeof(figures[0]); i++)
		for (unsigned flags = 0; flags < 4; flags++) {
			f.entries = figures[i][0];
			f.align = figures[i][1];
			f.buffer_bytes = figures[i][2];
			f.flags[0] = f.flags[1] = flags;
			f.far = i & 1;
			start(&f);
			bed_exchange(&bed, f.buffer_bytes > 4096 ? 60 : 3000, f.buffer_bytes - 16);
			bed_fini(&bed);
		}
}

TEST_WITHIN(shm, 120, "the indices pass 65536 many times")
{
	struct bed_figures f = epochs;

	for (unsigned flags = 0; flags < 3; flags++) {
		f.entries = flags == 2 ? 2 : 16;
		f.flags[0] = f.flags[1] = flags;
		start(&f);
		bed_exchange(&bed, 300000, 24);
		bed_fini(&bed);
	}
}

TEST(shm, "ends that differ in doorbells by index or always still wake each other")
{
	for (unsigned i = 0; i < 16; i++) {
		struct bed_figures f = epochs;

		f.entries = 4;
		f.flags[0] = i & 3;
		f.flags[1] = i >> 2;
		start(&f);
		bed_exchange(&bed, 5000, 100);
		bed_fini(&bed);
	}
}

TEST(shm, "a message costs at most one doorbell, a burst by index one in all")
{
	struct bed_figures f = epochs;
	unsigned before;

	f.flags[0] = f.flags[1] = ISLE_SHM_EVENT_IDX;
	start(&f);
	CHECK_EQ(bed_take(&bed, DEVICE, 0, 0), 0);
	before = bed.end[DEVICE].rung;
	for (uint32_t i = 0; i < 10; i++) {
		CHECK_EQ(bed_send(&bed, DRIVER, i, 9), 0);
		bed_table()->flush(bed_link(&bed, DRIVER));
	}
	CHECK_EQ(bed.end[DEVICE].rung, before + 1);
	for (uint32_t i = 0; i < 10; i++)
		CHECK_EQ(bed_take(&bed, DEVICE, i, 9), 1);
	CHECK_EQ(bed_take(&bed, DEVICE, 0, 0), 0);
	CHECK_EQ(bed_send(&bed, DRIVER, 10, 9), 0);
	bed_table()->flush(bed_link(&bed, DRIVER));
	CHECK_EQ(bed.end[DEVICE].rung, before + 2);
	bed_fini(&bed);
}

TEST(shm, "who polls is never rung, and who always rings spares none")
{
	struct bed_figures f = epochs;
	unsigned before;

	f.flags[DEVICE] = ISLE_SHM_POLLED | ISLE_SHM_EVENT_IDX;
	f.flags[DRIVER] = ISLE_SHM_EVENT_IDX;
	start(&f);
	CHECK_EQ(bed_send(&bed, DRIVER, 0, 9), 0);
	bed_table()->flush(bed_link(&bed, DRIVER));
	CHECK_EQ(bed_take(&bed, DEVICE, 0, 9), 1);
	before = bed.end[DEVICE].rung;
	for (uint32_t i = 0; i < 100; i++) {
		CHECK_EQ(bed_send(&bed, DRIVER, i, 9), 0);
		bed_table()->flush(bed_link(&bed, DRIVER));
		CHECK_EQ(bed_take(&bed, DEVICE, i, 9), 1);
		CHECK_EQ(bed_take(&bed, DEVICE, i, 9), 0);
	}
	CHECK_EQ(bed.end[DEVICE].rung, before);
	bed_fini(&bed);
	f.flags[DRIVER] = ISLE_SHM_ALWAYS_KICK;
	start(&f);
	before = bed.end[DEVICE].rung;
	for (uint32_t i = 0; i < 8; i++) {
		CHECK_EQ(bed_send(&bed, DRIVER, i, 9), 0);
		bed_table()->flush(bed_link(&bed, DRIVER));
	}
	CHECK_EQ(bed.end[DEVICE].rung, before + 8);
	bed_fini(&bed);
}

TEST(shm,
     "a virtio status and a table bring the two together, with doorbells by index where both can")
{
	struct bed_figures f = epochs;

	f.end[0] = &isle_shm_driver_status;
	f.end[1] = &isle_shm_device_status;
	for (unsigned flags = 0; flags < 16; flags++) {
		f.flags[0] = flags & 3;
		f.flags[1] = flags >> 2;
		start_with_table(&f);
		CHECK_EQ(bed.end[0].l.rx.events, flags == 10);
		CHECK_EQ(bed.end[1].l.rx.events, flags == 10);
		bed_exchange(&bed, 2000, 496);
		bed_fini(&bed);
	}
}

TEST(shm, "a device waits for the status, for as long as it takes")
{
	struct bed_figures f = epochs;
	struct isle_tx tx;

	f.end[0] = &isle_shm_driver_status;
	f.end[1] = &isle_shm_device_status;
	start_with_table(&f);
	CHECK_EQ(bed_run(&bed, DEVICE), 0);
	for (unsigned i = 0; i < 100; i++)
		CHECK_EQ(bed_table()->lend(bed_link(&bed, DEVICE), &tx), -ISLE_EAGAIN);
	CHECK_EQ(bed_table()->due(bed_link(&bed, DEVICE)), 10);
	CHECK_EQ(bed_run(&bed, DRIVER), 0);
	bed_join(&bed);
	bed_fini(&bed);
}

TEST(shm, "in a fixed layout the first doorbell brings the device up")
{
	static const unsigned figures[][2] = { { 0x1000, 256 }, { 16, 2 } };
	struct bed_figures f = epochs;
	struct isle_tx tx;

	f.end[0] = &isle_shm_driver_kick;
	f.end[1] = &isle_shm_device_kick;
	for (unsigned i = 0; i < 2; i++) {
		f.align = figures[i][0];
		f.entries = figures[i][1];
		bed_init(&bed, &f);
		CHECK_EQ(bed_run(&bed, DEVICE), 0);
		CHECK_EQ(bed_table()->lend(bed_link(&bed, DEVICE), &tx), -ISLE_EAGAIN);
		CHECK_EQ(bed_run(&bed, DRIVER), 0);
		bed_join(&bed);
		bed_exchange(&bed, 2000, 496);
		bed_fini(&bed);
	}
}

TEST(shm, "fixed addresses need no name service")
{
	struct bed_figures f = epochs;

	f.flags[0] = f.flags[1] = ISLE_SHM_NO_NAMES;
	bed_init(&bed, &f);
	for (unsigned i = 0; i < 2; i++) {
		bed.end[i].shm.address = 30 + i;
		bed.end[i].shm.peer = 31 - i;
	}
	CHECK_EQ(bed_run(&bed, DRIVER), 0);
	CHECK_EQ(bed_run(&bed, DEVICE), 0);
	bed_join(&bed);
	bed_exchange(&bed, 1000, 496);
	CHECK_EQ(bed.end[0].l.isle.address, 30);
	CHECK_EQ(bed.end[0].l.dropped + bed.end[1].l.dropped, 0);
	bed_fini(&bed);
}

TEST_WITHIN(shm, 60, "memory without coherence needs nothing but lines cleaned and invalidated")
{
	struct bed_figures f = epochs;

	for (unsigned i = 1; i < 4; i++) { /* one of the two, the other, both */
		for (unsigned flags = 0; flags < 3; flags++) {
			f.flags[0] = f.flags[1] = flags;
			f.lines[0] = i & 1;
			f.lines[1] = i & 2;
			f.entries = flags ? 16 : 2;
			f.line_bytes = flags == 2 ? 32 : 64;
			start(&f);
			bed_exchange(&bed, 3000, 496);
			bed_fini(&bed);
		}
	}
}

TEST(shm, "lines that both ends write are refused where caches are not coherent")
{
	struct bed_figures f = epochs;

	f.lines[0] = true;
	f.align = 16;
	bed_init(&bed, &f);
	CHECK_EQ(bed_run(&bed, DRIVER), -ISLE_EINVAL);
	bed.end[0].shm.ring[0].align = bed.end[0].shm.ring[1].align = 64;
	bed.end[0].shm.buffer_bytes = 520;
	CHECK_EQ(bed_run(&bed, DRIVER), -ISLE_EINVAL);
	bed.end[0].shm.buffer_bytes = 512;
	bed.end[0].port.cache_clean = NULL;
	CHECK_EQ(bed_run(&bed, DRIVER), -ISLE_EINVAL);
	bed_fini(&bed);
}

TEST(shm, "memory that is not cached, and peers that are not trusted, get their messages copied")
{
	struct bed_figures f = epochs;

	for (unsigned i = 0; i < 4; i++) {
		f.flags[0] = i & 1 ? ISLE_SHM_WORDS : ISLE_SHM_COPY;
		f.flags[1] = i & 2 ? ISLE_SHM_WORDS : ISLE_SHM_COPY;
		f.lines[1] = i == 1;
		start(&f);
		bed_exchange(&bed, 3000, 496);
		bed_fini(&bed);
	}
}

TEST(shm, "figures out of range and memory outside of the regions are refused")
{
	struct isle_shm sound;
	struct isle_shm_region region;

	bed_init(&bed, &epochs);
	sound = bed.end[0].shm;
	region = bed.end[0].region[0];
#define REFUSED(change)                                        \
	do {                                                   \
		change;                                        \
		CHECK_EQ(bed_run(&bed, DRIVER), -ISLE_EINVAL); \
		bed.end[0].shm = sound;                        \
		bed.end[0].region[0] = region;                 \
	} while (0)
	REFUSED(bed.end[0].shm.ring[0].entries = 1);
	REFUSED(bed.end[0].shm.ring[1].entries = 3);
	REFUSED(bed.end[0].shm.ring[1].entries = 2048);
	REFUSED(bed.end[0].shm.ring[0].align = 2);
	REFUSED(bed.end[0].shm.ring[0].align = 48);
	REFUSED(bed.end[0].shm.ring[0].da += 2);
	REFUSED(bed.end[0].shm.ring[0].da += 1ull << 32);
	REFUSED(bed.end[0].shm.ring[0].da = BED_DA + BED_BUFFERS - 64);
	REFUSED(bed.end[0].shm.ring[0].da = BED_DA - 4);
	REFUSED(bed.end[0].shm.buffer_bytes = 56);
	REFUSED(bed.end[0].shm.buffer_bytes = 65544);
	REFUSED(bed.end[0].shm.buffer_bytes = 513);
	REFUSED(bed.end[0].shm.buffers_da[1] = BED_DA + BED_BYTES - 16 * 512 + 8);
	REFUSED(bed.end[0].shm.buffers_da[0] = 0xfffffffffffffff8u);
	REFUSED(bed.end[0].shm.line_bytes = 48);
	REFUSED(bed.end[0].shm.line_bytes = 4);
	REFUSED(bed.end[0].shm.life_da = BED_DA + BED_BUFFERS - 64);
	REFUSED(bed.end[0].shm.regions_n = 0);
	REFUSED(bed.end[0].region[0].bytes = BED_RING_1);
	bed.end[0].port.barrier = NULL;
	CHECK_EQ(bed_run(&bed, DRIVER), -ISLE_EINVAL);
	bed_fini(&bed);
}

TEST(shm, "a peer that returns nothing makes its sender wait and nobody else")
{
	uint32_t n = 0;

	start(&epochs);
	while (bed_send(&bed, DRIVER, n, 40) == 0)
		n++;
	CHECK(n >= 15 && n <= 16); /* one may still announce a name */
	for (unsigned i = 0; i < 100; i++)
		CHECK_EQ(bed_send(&bed, DRIVER, n, 40), -ISLE_EAGAIN);
	for (uint32_t i = 0; i < 100; i++) {
		CHECK_EQ(bed_send(&bed, DEVICE, i, 40), 0);
		CHECK_EQ(bed_take(&bed, DRIVER, i, 40), 1);
		CHECK_EQ(bed_take(&bed, DRIVER, i, 40), 0);
	}
	bed_fini(&bed);
}

TEST(shm, "several buffers are lent at once, sent in any order, and the last given back unused")
{
	struct isle_tx tx[4];

	start(&epochs);
	for (unsigned round = 0; round < 50000; round++) {
		for (unsigned i = 0; i < 4; i++) {
			CHECK_EQ(bed_table()->lend(bed_link(&bed, round & 1), &tx[i]), 0);
			tx[i].buf[0] = (uint8_t)(round + i);
			tx[i].len = 1;
		}
		tx[3].len = 0;
		bed_table()->send(bed_link(&bed, round & 1), &tx[3]);
		for (unsigned i = 0; i < 3; i++)
			bed_table()->send(bed_link(&bed, round & 1), &tx[2 - i]);
		for (unsigned i = 0; i < 3; i++) {
			const uint8_t *frame;

			CHECK_EQ(bed_table()->receive(bed_link(&bed, !(round & 1)), &frame), 1);
			CHECK_EQ(frame[0], (uint8_t)(round + 2 - i));
			bed_table()->give_back(bed_link(&bed, !(round & 1)));
		}
	}
	bed_fini(&bed);
}

TEST(shm, "a frame that is held stays as it is while others come and go")
{
	for (unsigned to = 0; to < 2; to++) {
		const uint8_t *frame;
		int ticket;

		start(&epochs);
		CHECK_EQ(bed_send(&bed, !to, 7, 100), 0);
		CHECK_EQ(bed_table()->receive(bed_link(&bed, to), &frame), 100);
		ticket = bed_table()->hold(bed_link(&bed, to));
		CHECK_OK(ticket);
		bed_table()->give_back(bed_link(&bed, to));
		for (uint32_t i = 0; i < 1000; i++) {
			CHECK_EQ(bed_send(&bed, !to, i, 90), 0);
			CHECK_EQ(bed_take(&bed, to, i, 90), 1);
			CHECK_EQ(frame[0], (uint8_t)(7 * 7 + 1));
			CHECK_EQ(frame[99], (uint8_t)(7 * 7 + 99 * 13 + 1));
		}
		bed_table()->release(bed_link(&bed, to), ticket);
		bed_exchange(&bed, 500, 496);
		bed_fini(&bed);
	}
}

static void write_until_gone(unsigned end)
{
	struct isle_tx tx[2];

	CHECK_EQ(bed_run(&bed, end), 0);
	bed_join(&bed);
	bed.acting = end;
	for (unsigned i = 0; i < 2; i++)
		CHECK_EQ(bed_table()->lend(bed_link(&bed, end), &tx[i]), 0);
	memset(tx[1].buf, 0xee, tx[1].cap);
	tx[1].len = tx[1].cap;
	bed_table()->send(bed_link(&bed, end), &tx[1]);
}

TEST(shm, "who holds a buffer keeps the rings as they are until it is given back")
{
	const uint8_t *frame;
	struct isle_tx tx;

	for (unsigned end = 0; end < 2; end++) {
		bed_init(&bed, &epochs);
		CHECK_EQ(bed_run(&bed, !end), 0);
		write_until_gone(end);
		CHECK_EQ(bed_table()->receive(bed_link(&bed, !end), &frame), 496);
		CHECK_EQ(bed_run(&bed, end), 0); /* the peer starts again meanwhile */
		for (unsigned i = 0; i < 10; i++) {
			bed_table()->flush(bed_link(&bed, end));
			CHECK_EQ(bed_table()->lend(bed_link(&bed, end), &tx), -ISLE_EAGAIN);
			CHECK_EQ(bed_table()->lend(bed_link(&bed, !end), &tx), -ISLE_EAGAIN);
			CHECK_EQ(frame[17], 0xee);
		}
		bed_table()->give_back(bed_link(&bed, !end));
		bed_join(&bed);
		bed_exchange(&bed, 100, 200);
		bed_fini(&bed);
	}
}

static bool in_between;

static void barrier(void *self)
{
	(void)self;
	if (in_between) {
		in_between = false;
		CHECK_EQ(bed_send(&bed, DRIVER, 5, 9), 0);
	}
}

TEST(shm, "what comes while an end asks for the doorbell is not slept through")
{
	for (unsigned flags = 0; flags < 3; flags += 2) {
		struct bed_figures f = epochs;

		f.flags[0] = f.flags[1] = flags;
		start(&f);
		CHECK_EQ(bed_send(&bed, DRIVER, 4, 9), 0);
		CHECK_EQ(bed_take(&bed, DEVICE, 4, 9), 1);
		bed.end[DEVICE].port.barrier = barrier;
		in_between = true;
		CHECK_EQ(bed_take(&bed, DEVICE, 5, 9), 1);
		CHECK(!in_between);
		bed_fini(&bed);
	}
}
