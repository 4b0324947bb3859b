/* SPDX-License-Identifier: BSD-3-Clause */
/* Endpoints, names and tables. */
#include <string.h>

#include "harness.h"
#include "tests/transport/shm_bed.h"

static struct bed bed;

static const struct bed_figures figures = {
	.end = { &isle_shm_driver_epochs, &isle_shm_device_epochs },
	.entries = 16,
	.align = 64,
	.buffer_bytes = 512,
};

struct user {
	struct isle_rpmsg_endpoint endpoint;
	unsigned got, bound;
	uint32_t src, len;
	uint8_t first;
	bool keeps;
	uint16_t ticket;
};

static bool received(struct isle_rpmsg_endpoint *endpoint, const struct isle_rpmsg_message *m)
{
	struct user *u = (struct user *)endpoint;

	u->got++;
	u->src = m->src;
	u->len = m->len;
	u->first = m->data[0];
	u->ticket = m->ticket;
	return u->keeps && m->in_place;
}

static void bound(struct isle_rpmsg_endpoint *endpoint)
{
	((struct user *)endpoint)->bound++;
}

static const struct isle_rpmsg_owner owner = { received, bound };

static struct user user(const char *name, uint32_t address)
{
	return (struct user){ .endpoint = { .owner = &owner, .name = name, .address = address } };
}

static void start(void)
{
	bed_init(&bed, &figures);
	CHECK_EQ(bed_run(&bed, DRIVER), 0);
	CHECK_EQ(bed_run(&bed, DEVICE), 0);
	bed_join(&bed);
}

/* Both look, tell what they have to tell, and look again. */
static void settle(void)
{
	const uint8_t *frame;

	for (unsigned i = 0; i < 6; i++) {
		CHECK_EQ(bed_table()->receive(bed_link(&bed, i & 1), &frame), 0);
		bed_table()->flush(bed_link(&bed, i & 1));
	}
}

static int say(struct user *u, unsigned end, uint8_t value)
{
	struct isle_tx tx = { .file = -1 };
	int r = isle_rpmsg_lend(bed_link(&bed, end), &u->endpoint, &tx);

	if (r)
		return r;
	tx.buf[0] = value;
	tx.len = 1;
	return isle_rpmsg_send(bed_link(&bed, end), &u->endpoint, &tx);
}

TEST(names, "an endpoint finds the one of its name, whoever opens first, and messages go both ways")
{
	for (unsigned first = 0; first < 2; first++) {
		struct user a = user("sensor", 0), b = user("sensor", 0), c = user("motor", 0);

		start();
		CHECK_EQ(isle_rpmsg_open(bed_link(&bed, DRIVER), &c.endpoint), 0);
		CHECK_EQ(isle_rpmsg_open(bed_link(&bed, first), &a.endpoint), 0);
		settle();
		CHECK_EQ(say(&a, first, 1), -ISLE_ENOTCONN);
		CHECK_EQ(isle_rpmsg_open(bed_link(&bed, !first), &b.endpoint), 0);
		settle();
		CHECK_EQ(a.endpoint.peer, b.endpoint.address);
		CHECK_EQ(say(&a, first, 7), 0); /* from which the other one learns who it is */
		settle();
		CHECK_EQ(b.got, 1);
		CHECK_EQ(b.first, 7);
		CHECK_EQ(b.src, a.endpoint.address);
		CHECK_EQ(say(&b, !first, 8), 0);
		settle();
		CHECK_EQ(a.first, 8);
		CHECK_EQ(a.bound, 1);
		CHECK_EQ(c.got + c.bound, 0);
		bed_exchange(&bed, 200, 400); /* isle's own goes on beside them */
		bed_fini(&bed);
	}
}

TEST(names, "an endpoint that closes is taken from its peer, one that comes again is found again")
{
	struct user a = user("sensor", 0), b = user("sensor", 0);

	start();
	CHECK_EQ(isle_rpmsg_open(bed_link(&bed, DRIVER), &a.endpoint), 0);
	for (unsigned i = 0; i < 3; i++) {
		b = user("sensor", 0);
		CHECK_EQ(isle_rpmsg_open(bed_link(&bed, DEVICE), &b.endpoint), 0);
		CHECK_EQ(b.endpoint.address, 1025 + i); /* a new one each time */
		settle();
		CHECK_EQ(a.endpoint.peer, b.endpoint.address);
		CHECK_EQ(isle_rpmsg_close(bed_link(&bed, DEVICE), &b.endpoint), 0);
		settle();
		CHECK_EQ(a.endpoint.peer, ISLE_RPMSG_ANY);
		CHECK_EQ(a.bound, 2 * i + 2);
	}
	bed_fini(&bed);
}

TEST(names, "low and fixed addresses are taken as they are; no address is given twice")
{
	struct user low = user("a", 1), again = user("b", 1), names = user("c", 53), many[200];

	start();
	CHECK_EQ(isle_rpmsg_open(bed_link(&bed, DEVICE), &low.endpoint), 0);
	CHECK_EQ(isle_rpmsg_open(bed_link(&bed, DEVICE), &again.endpoint), -ISLE_EADDRINUSE);
	CHECK_EQ(isle_rpmsg_open(bed_link(&bed, DEVICE), &names.endpoint), -ISLE_EADDRINUSE);
	for (unsigned i = 0; i < 200; i++) {
		many[i] = user(NULL, i == 3 ? 1100 : 0);
		CHECK_EQ(isle_rpmsg_open(bed_link(&bed, DEVICE), &many[i].endpoint), 0);
		for (unsigned k = 0; k < i; k++)
			CHECK(many[i].endpoint.address != many[k].endpoint.address);
	}
	bed_fini(&bed);
}

TEST(names, "a name of 31 characters finds its like")
{
	struct user a = user("0123456789012345678901234567890", 0), b = a;

	start();
	CHECK_EQ(isle_rpmsg_open(bed_link(&bed, DRIVER), &a.endpoint), 0);
	CHECK_EQ(isle_rpmsg_open(bed_link(&bed, DEVICE), &b.endpoint), 0);
	settle();
	CHECK_EQ(a.endpoint.peer, b.endpoint.address);
	bed_fini(&bed);
}

static char heard[64];

static void announced(struct isle_link *link, const char *name, uint32_t address)
{
	CHECK(link == bed_link(&bed, DRIVER));
	CHECK(address >= 1024);
	strncat(heard, name, 20);
}

TEST(names, "a name nobody waits for is told; several of one name find one peer each")
{
	struct user a = user("tty", 0), b = user("tty", 0), x = user("tty", 0), y = user("tty", 0);

	start();
	bed.end[DRIVER].shm.announced = announced;
	CHECK_EQ(isle_rpmsg_open(bed_link(&bed, DRIVER), &x.endpoint), 0);
	settle();
	CHECK_EQ(isle_rpmsg_open(bed_link(&bed, DEVICE), &a.endpoint), 0);
	settle();
	CHECK_EQ(x.endpoint.peer, a.endpoint.address);
	CHECK_STR(heard, "");
	CHECK_EQ(isle_rpmsg_open(bed_link(&bed, DEVICE), &b.endpoint), 0);
	settle();
	CHECK_EQ(x.endpoint.peer, a.endpoint.address);
	CHECK_STR(heard, "tty");
	CHECK_EQ(isle_rpmsg_open(bed_link(&bed, DRIVER), &y.endpoint), 0);
	settle();
	CHECK_EQ(say(&b, DEVICE, 1), 0); /* y was announced to b, which had no peer yet */
	settle();
	CHECK_EQ(y.got, 1);
	bed_fini(&bed);
}

static size_t heard_bytes;

static void measured(struct isle_link *link, const char *name, uint32_t address)
{
	(void)link;
	(void)address;
	heard_bytes = strlen(name);
}

TEST(names, "a name without an end, or with anything behind its end, is bounded by its field")
{
	struct isle_tx tx = { .file = -1 };
	struct user a = user("sensor", 0), raw = user(NULL, 9);

	start();
	CHECK_EQ(isle_rpmsg_open(bed_link(&bed, DRIVER), &a.endpoint), 0);
	raw.endpoint.peer = 53;
	bed.end[DRIVER].shm.announced = measured;
	CHECK_EQ(isle_rpmsg_open(bed_link(&bed, DEVICE), &raw.endpoint), 0);
	settle();
	for (unsigned i = 0; i < 4; i++) {
		CHECK_EQ(isle_rpmsg_lend(bed_link(&bed, DEVICE), &raw.endpoint, &tx), 0);
		memset(tx.buf, 'x', 44);
		if (i == 1)
			memcpy(tx.buf, "sensor", 7);
		memset(tx.buf + 32, 0, 8);
		tx.buf[32] = 99;
		tx.len = i == 2 ? 39 : i == 3 ? 44 : 40;
		CHECK_EQ(isle_rpmsg_send(bed_link(&bed, DEVICE), &raw.endpoint, &tx), 0);
		settle();
		CHECK_EQ(a.endpoint.peer, i ? 99 : ISLE_RPMSG_ANY);
		CHECK_EQ(heard_bytes, 32);
	}
	bed_fini(&bed);
}

TEST(names, "messages kept by an endpoint starve nobody but the peer's buffers")
{
	struct user a = user("bulk", 0), b = user("bulk", 0);
	uint16_t tickets[16];
	unsigned n = 0;

	start();
	a.keeps = true;
	CHECK_EQ(isle_rpmsg_open(bed_link(&bed, DRIVER), &a.endpoint), 0);
	CHECK_EQ(isle_rpmsg_open(bed_link(&bed, DEVICE), &b.endpoint), 0);
	settle();
	while (n < 16 && say(&b, DEVICE, (uint8_t)n) == 0) {
		settle();
		tickets[n++] = a.ticket;
	}
	CHECK_EQ(n, 16);
	CHECK_EQ(say(&b, DEVICE, 0), -ISLE_EAGAIN);
	for (uint32_t i = 0; i < 50; i++) {
		CHECK_EQ(bed_send(&bed, DRIVER, i, 40), 0);
		CHECK_EQ(bed_take(&bed, DEVICE, i, 40), 1);
		CHECK_EQ(bed_take(&bed, DEVICE, i, 40), 0);
	}
	while (n--)
		isle_rpmsg_release(bed_link(&bed, DRIVER), tickets[n]);
	settle();
	a.keeps = false;
	for (unsigned i = 0; i < 100; i++) {
		CHECK_EQ(say(&b, DEVICE, (uint8_t)i), 0);
		settle();
	}
	CHECK_EQ(a.got, 116);
	bed_fini(&bed);
}

TEST(names, "an owner's flood of messages lets the link's own frames through")
{
	struct user a = user("flood", 0), b = user("flood", 0);
	struct bed_figures f = figures;
	const uint8_t *frame;
	unsigned turns = 0;

	f.entries = 256;
	bed_init(&bed, &f);
	CHECK_EQ(bed_run(&bed, DRIVER), 0);
	CHECK_EQ(bed_run(&bed, DEVICE), 0);
	bed_join(&bed);
	CHECK_EQ(isle_rpmsg_open(bed_link(&bed, DRIVER), &a.endpoint), 0);
	CHECK_EQ(isle_rpmsg_open(bed_link(&bed, DEVICE), &b.endpoint), 0);
	settle();
	for (unsigned i = 0; i < 200; i++)
		CHECK_EQ(say(&b, DEVICE, 1), 0);
	CHECK_EQ(bed_send(&bed, DEVICE, 3, 9), 0);
	while (bed_table()->receive(bed_link(&bed, DRIVER), &frame) == 0) {
		CHECK_EQ(bed_table()->due(bed_link(&bed, DRIVER)), 0);
		turns++;
	}
	CHECK(turns >= 6 && turns < 10);
	CHECK_EQ(a.got, 200);
	bed_fini(&bed);
}

/* ---- tables ---- */

static uint32_t words[64];

static void make_table(void)
{
	/* A carveout, a trace buffer, a device of another kind, RPMsg. */
	static const uint32_t table[64] = { 1,
					    4,
					    0,
					    0,
					    32,
					    88,
					    128,
					    168,
					    /* 32: carveout */ 0,
					    0x1000,
					    0x81000,
					    0x2000,
					    0,
					    0,
					    0x676e6972 /* "ring" */,
					    0x73 /* "s" */,
					    0,
					    0,
					    0,
					    0,
					    0,
					    0,
					    /* 88: trace */ 2,
					    0,
					    0,
					    0,
					    0,
					    0,
					    0,
					    0,
					    0,
					    0,
					    /* 128: a console */ 3,
					    3,
					    0,
					    0,
					    0,
					    0,
					    0x200,
					    0,
					    0,
					    0,
					    /* 168: RPMsg */ 3,
					    7,
					    5,
					    1,
					    0,
					    0,
					    0x200,
					    /* its rings */ 0x4000,
					    0x1000,
					    256,
					    1,
					    0,
					    0x8000,
					    0x1000,
					    128,
					    2,
					    0 };

	for (unsigned i = 0; i < 64; i++)
		isle__shm_put32(&words[i], table[i]);
}

TEST(table, "a table as others write it is read: carveouts and the first RPMsg device")
{
	struct isle_shm_table t;
	struct isle_shm_carveout c;

	make_table();
	CHECK_EQ(isle_shm_table_read(words, sizeof(words), &t), 0);
	CHECK_EQ(t.vdev, 168);
	CHECK_EQ(t.notify, 5);
	CHECK_EQ(t.features, 1);
	CHECK_EQ(t.ring[0].da, 0x4000);
	CHECK_EQ(t.ring[0].align, 0x1000);
	CHECK_EQ(t.ring[0].entries, 256);
	CHECK_EQ(t.ring[0].notify, 1);
	CHECK_EQ(t.ring[1].da, 0x8000);
	CHECK_EQ(t.ring[1].entries, 128);
	CHECK_EQ(t.ring[1].notify, 2);
	CHECK_EQ(t.carveout_n, 1);
	CHECK_EQ(isle_shm_table_carveout(words, sizeof(words), 0, &c), 0);
	CHECK_EQ(c.da, 0x1000);
	CHECK_EQ(c.pa, 0x81000);
	CHECK_EQ(c.bytes, 0x2000);
	CHECK_STR(c.name, "rings");
	CHECK_EQ(isle_shm_table_carveout(words, sizeof(words), 1, &c), -ISLE_ENOENT);
}

TEST(table, "the table that is written has each figure at its offset")
{
	struct isle_shm_table t = { .notify = 9, .features = 0x20000001 };
	static const uint32_t expected[22] = { 1,    1,   0,     0,      20, 3,  7, 9, 0x20000001,
					       0,    0,   0x200, 0x4000, 64, 16, 1, 0, 0xffffffff,
					       4096, 256, 2,     0 };
	uint32_t made[22];

	t.ring[0] = (struct isle_shm_ring){ 0x4000, 64, 1, 16 };
	t.ring[1] = (struct isle_shm_ring){ 0xffffffff, 4096, 2, 256 };
	CHECK_EQ(isle_shm_table_write(made, sizeof(made), &t), 88);
	for (unsigned i = 0; i < 22; i++)
		CHECK_EQ(isle__shm_get32(&made[i]), expected[i]);
	CHECK_EQ(isle_shm_table_write(made, 87, &t), -ISLE_EINVAL);
	t.ring[1].da = 1ull << 32;
	CHECK_EQ(isle_shm_table_write(made, 88, &t), -ISLE_EINVAL);
}

TEST(table, "another version, offsets outside, rings that are none: refused")
{
	static const struct {
		unsigned word;
		uint32_t value;
		int result;
	} cases[] = {
		{ 0, 2, -ISLE_EPROTO },          { 1, 65, -ISLE_EPROTO },
		{ 1, 0xffffffff, -ISLE_EPROTO }, { 1, 3, -ISLE_ENOENT },
		{ 7, 170, -ISLE_EPROTO },        { 7, 0xfffffffc, -ISLE_EPROTO },
		{ 7, 252, -ISLE_EPROTO },        { 7, 256, -ISLE_EPROTO },
		{ 48, 0xff00, -ISLE_EPROTO },    { 48, 0x100, -ISLE_EPROTO },
		{ 50, 3, -ISLE_EPROTO },         { 50, 0, -ISLE_EPROTO },
		{ 51, 0, -ISLE_EPROTO },         { 51, 100, -ISLE_EPROTO },
		{ 56, 0x10000, -ISLE_EPROTO },   { 43, 6, -ISLE_ENOENT },
	};
	struct isle_shm_table t;

	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		make_table();
		isle__shm_put32(&words[cases[i].word], cases[i].value);
		if (isle_shm_table_read(words, sizeof(words), &t) != cases[i].result)
			FAIL("word %u as 0x%x", cases[i].word, cases[i].value);
	}
	make_table();
	for (size_t bytes = 0; bytes < 235; bytes++)
		CHECK(isle_shm_table_read(words, bytes, &t) < 0);
	CHECK_EQ(isle_shm_table_read(words, 236, &t), 0);
}
