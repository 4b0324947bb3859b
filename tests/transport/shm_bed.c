/* SPDX-License-Identifier: BSD-3-Clause */
#include "tests/transport/shm_bed.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"

#define COPY_BYTES 65536u

static struct bed *now; /* doorbells know only their end */

static uint32_t below(uint32_t n)
{
	return (uint32_t)((test_random() >> 32) * n >> 32);
}

/* ---- the ports ---- */

static void kick(void *self, unsigned id)
{
	struct bed_end *e = &now->end[!((struct bed_end *)self)->nr];

	(void)id;
	e->rung++;
	e->asleep = false;
	isle_shm_kicked(&e->l.link);
}

static void barrier(void *self)
{
	(void)self;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
}

static void check_lines(const struct bed_end *e, const void *start, size_t bytes)
{
	size_t at = (size_t)((const uint8_t *)start - e->view);

	if (at > BED_BYTES || bytes > BED_BYTES - at || (at | bytes) % now->f.line_bytes)
		FAIL("lines from %zu, %zu bytes", at, bytes);
}

static void clean(void *self, const void *start, size_t bytes)
{
	const struct bed_end *e = self;

	check_lines(e, start, bytes);
	memcpy(now->memory + ((const uint8_t *)start - e->view), start, bytes);
}

static void invalidate(void *self, void *start, size_t bytes)
{
	const struct bed_end *e = self;

	check_lines(e, start, bytes);
	memcpy(start, now->memory + ((uint8_t *)start - e->view), bytes);
}

static uint64_t time_us(void *self)
{
	(void)self;
	return 0;
}

/* ---- beginning and end ---- */

static void *get_pages(void)
{
	void *at = NULL;

	CHECK_EQ(posix_memalign(&at, 4096, BED_BYTES), 0);
	memset(at, 0xa5, BED_BYTES);
	return at;
}

static void init_end(struct bed *bed, unsigned nr)
{
	struct bed_end *e = &bed->end[nr];
	const struct bed_figures *f = &bed->f;
	uint64_t da = f->far ? BED_DA + 0x700000000u : BED_DA;

	e->nr = nr;
	e->view = f->lines[nr] ? get_pages() : bed->memory;
	e->port = (struct isle_port){ .self = e,
				      .time_us = time_us,
				      .barrier = barrier,
				      .kick = kick,
				      .cache_clean = clean,
				      .cache_invalidate = invalidate };
	/* The rings in one region, the buffers in another. */
	e->region[0] = (struct isle_shm_region){ da, BED_BUFFERS, e->view };
	e->region[1] = (struct isle_shm_region){ da + BED_BUFFERS, BED_BYTES - BED_BUFFERS,
						 e->view + BED_BUFFERS };
	e->shm = (struct isle_shm){
		.port = &e->port,
		.end = f->end[nr],
		.regions = e->region,
		.regions_n = 2,
		.flags = (uint8_t)f->flags[nr],
		.line_bytes = (uint16_t)f->line_bytes,
		.lines = f->lines[nr] ? &isle_shm_lines : NULL,
		.ring = { { da + BED_RING_0, f->align, 1, (uint16_t)f->entries },
			  { da + BED_RING_1, f->align, 2, (uint16_t)f->entries } },
		.life_da = da + BED_LIFE,
		.life_notify = 0,
		.buffer_bytes = f->buffer_bytes,
		.buffers_da = { da + BED_BUFFERS,
				da + BED_BUFFERS + (uint64_t)f->entries * f->buffer_bytes },
	};
	e->rx = malloc(COPY_BYTES + 1024);
	e->tx = malloc(COPY_BYTES + 1024);
	CHECK(e->rx && e->tx);
}

void bed_init(struct bed *bed, const struct bed_figures *f)
{
	memset(bed, 0, sizeof(*bed));
	bed->f = *f;
	if (!bed->f.line_bytes)
		bed->f.line_bytes = 64;
	bed->memory = get_pages();
	now = bed;
	init_end(bed, 0);
	init_end(bed, 1);
}

void bed_fini(struct bed *bed)
{
	for (unsigned i = 0; i < 2; i++) {
		free(bed->end[i].rx);
		free(bed->end[i].tx);
		if (bed->end[i].view != bed->memory)
			free(bed->end[i].view);
	}
	free(bed->memory);
}

int bed_run(struct bed *bed, unsigned end)
{
	struct bed_end *e = &bed->end[end];
	struct isle_link_memory memory = { e->rx + 4, COPY_BYTES + 512, e->tx + 4,
					   COPY_BYTES + 512 };

	now = bed;
	bed->acting = end;
	if (isle_shm_check(&e->shm))
		return -ISLE_EINVAL;
	memset(&e->l, 0xa5, sizeof(e->l));
	e->l.link.transport = bed_table();
	e->asleep = false;
	return isle_shm_run(&e->l.link, &e->shm, &memory);
}

void bed_join(struct bed *bed)
{
	struct isle_tx tx;
	const uint8_t *frame;

	for (unsigned i = 0; i < 100; i++) {
		bool both = true;

		for (unsigned n = 0; n < 2; n++) {
			struct isle_link *link = bed_link(bed, n);

			bed->acting = n;
			CHECK_EQ(bed_table()->receive(link, &frame), 0);
			if (bed_table()->lend(link, &tx)) {
				both = false;
			} else {
				tx.len = 0;
				CHECK_EQ(bed_table()->send(link, &tx), 0);
			}
			bed_table()->flush(link);
		}
		if (both)
			return;
	}
	FAIL("the two do not meet: %d %d, peers %x %x", bed->end[0].l.up, bed->end[1].l.up,
	     bed->end[0].l.isle.peer, bed->end[1].l.isle.peer);
}

/* ---- messages ---- */

static uint8_t byte_of(uint32_t number, size_t i)
{
	return (uint8_t)(number * 7 + i * 13 + (i >> 8) + 1);
}

int bed_send(struct bed *bed, unsigned end, uint32_t number, size_t len)
{
	struct isle_tx tx = { .file = -1 };
	int r;

	bed->acting = end;
	r = bed_table()->lend(bed_link(bed, end), &tx);
	if (r)
		return r;
	CHECK(len <= tx.cap);
	for (size_t i = 0; i < len; i++)
		tx.buf[i] = byte_of(number, i);
	tx.len = len;
	CHECK_EQ(bed_table()->send(bed_link(bed, end), &tx), 0);
	return 0;
}

int bed_take(struct bed *bed, unsigned end, uint32_t number, size_t len)
{
	const uint8_t *frame;
	int n;

	bed->acting = end;
	n = bed_table()->receive(bed_link(bed, end), &frame);
	if (n <= 0)
		return n;
	CHECK_EQ(n, len);
	for (size_t i = 0; i < len; i++)
		if (frame[i] != byte_of(number, i))
			FAIL("message %u of %zu bytes: byte %zu is %u", number, len, i, frame[i]);
	bed_table()->give_back(bed_link(bed, end));
	return 1;
}

static size_t length_of(unsigned from, uint32_t number, size_t len_max)
{
	return 1 + (number * 2654435761u + from * 77777u) % len_max;
}

/* One deed of an end that is awake. It falls asleep when there was nothing to do. */
static void turn(struct bed *bed, unsigned nr, size_t len_max)
{
	struct bed_end *e = &bed->end[nr];
	bool idle = true;
	uint32_t n;

	for (n = below(4); n--;) {
		int r = bed_take(bed, nr, e->got, length_of(!nr, e->got, len_max));

		CHECK(r >= 0);
		e->got += (uint32_t)r;
		idle &= !r;
	}
	for (n = below(4); n-- && e->sent < e->want;) {
		int r = bed_send(bed, nr, e->sent, length_of(nr, e->sent, len_max));

		CHECK(r == 0 || r == -ISLE_EAGAIN);
		e->sent += !r;
		idle &= r != 0;
	}
	if (!idle && below(3))
		return;
	bed_table()->flush(bed_link(bed, nr));
	/* Whoever sleeps has seen that nothing is there, and that nothing can be sent. */
	if (bed_take(bed, nr, e->got, length_of(!nr, e->got, len_max)) == 1) {
		e->got++;
		return;
	}
	if (e->sent < e->want) {
		if (bed_send(bed, nr, e->sent, length_of(nr, e->sent, len_max)) == 0) {
			e->sent++;
			return;
		}
	}
	bed_table()->flush(bed_link(bed, nr));
	e->asleep = true;
}

void bed_exchange(struct bed *bed, uint32_t count, size_t len_max)
{
	now = bed;
	for (unsigned i = 0; i < 2; i++) {
		bed->end[i].sent = bed->end[i].got = 0;
		bed->end[i].want = count;
		bed->end[i].asleep = false;
	}
	while (bed->end[0].got < count || bed->end[1].got < count) {
		unsigned nr = below(2);

		if (bed->end[nr].asleep)
			nr = !nr;
		if (bed->end[nr].asleep)
			FAIL("both sleep: %u and %u of %u are there", bed->end[0].got,
			     bed->end[1].got, count);
		turn(bed, nr, len_max);
	}
}
