/* SPDX-License-Identifier: BSD-3-Clause */
/* The transport table, the loopback and the faulty link. */
#include <isle/errors.h>
#include <isle/transport.h>

#include <string.h>

#include "harness.h"
#include "transport/faulty.h"
#include "transport/loopback.h"

#define FRAME_MAX 512u

static uint64_t queue_memory[2][300], rx_memory[2][80], tx_memory[2][80];
static struct isle_loopback wire;
static struct isle_loopback_link ends[2];

static void join(void)
{
	unsigned i;

	CHECK_EQ(isle_loopback_init(&wire, queue_memory[0], sizeof(queue_memory[0]),
				    queue_memory[1], sizeof(queue_memory[1]), FRAME_MAX),
		 0);
	for (i = 0; i < 2; i++) {
		struct isle_link_memory memory = { (uint8_t *)rx_memory[i] + 4, 600,
						   (uint8_t *)tx_memory[i], 600 };

		CHECK_EQ(isle_loopback_join(&ends[i], &wire, i, &memory), 0);
	}
}

/* Sends a frame whose bytes are all `fill`. */
static int put(struct isle_link *link, size_t len, int fill)
{
	struct isle_tx tx = { 0 };
	int r = link->transport->lend(link, &tx);

	if (r)
		return r;
	CHECK(tx.cap >= len);
	memset(tx.buf, fill, len);
	tx.len = len;
	r = link->transport->send(link, &tx);
	return r ? r : link->transport->flush(link);
}

static int get(struct isle_link *link, uint8_t *copy)
{
	const uint8_t *frame;
	int n = link->transport->receive(link, &frame);

	if (n > 0) {
		memcpy(copy, frame, (size_t)n);
		link->transport->give_back(link);
	}
	return n;
}

TEST(transport, "the built-in tables pass the check, a table with a hole does not")
{
	struct isle_transport t = isle_transport_loopback;

	CHECK_EQ(isle_transport_check(&isle_transport_loopback), 0);
	CHECK_EQ(isle_transport_check(&isle_transport_faulty), 0);
	t.flush = NULL;
	CHECK_EQ(isle_transport_check(&t), -ISLE_EINVAL);
	t = isle_transport_loopback;
	t.frame_max = 100;
	CHECK_EQ(isle_transport_check(&t), -ISLE_EINVAL);
	t = isle_transport_loopback;
	t.capabilities |= ISLE_LINK_CONNECTS;
	CHECK_EQ(isle_transport_check(&t), -ISLE_EINVAL);
}

TEST(transport, "an address finds its transport by the whole scheme")
{
	const struct isle_transport *const table[] = { &isle_transport_loopback,
						       &isle_transport_faulty, NULL };
	const char *address = NULL;

	CHECK(isle_transport_find(table, "faulty:a:b", &address) == &isle_transport_faulty);
	CHECK_STR(address, "a:b");
	CHECK(!isle_transport_find(table, "fault:x", &address));
	CHECK(!isle_transport_find(table, "faulty", &address));
}

TEST(transport, "loopback frames arrive whole, in order, until it is full")
{
	uint8_t copy[600];
	unsigned sent = 0, got = 0;
	int n;

	join();
	while (put(&ends[0].link, 17 + sent, (int)sent + 1) == 0)
		sent++;
	CHECK(sent > 3);
	CHECK_EQ(put(&ends[0].link, 17, 9), -ISLE_EAGAIN);
	while ((n = get(&ends[1].link, copy)) > 0) {
		CHECK_EQ(n, 17 + got);
		CHECK_EQ(copy[n - 1], got + 1);
		got++;
	}
	CHECK_EQ(got, sent);
	for (n = 0; n < 200; n++) { /* many times round the ring */
		CHECK_EQ(put(&ends[1].link, 100 + (size_t)n, n), 0);
		CHECK_EQ(get(&ends[0].link, copy), 100 + n);
		CHECK_EQ(copy[99], n);
	}
}

TEST(transport, "a cut loopback ends both links")
{
	uint8_t copy[600];

	join();
	CHECK_EQ(put(&ends[0].link, 20, 1), 0);
	isle_loopback_cut(&wire);
	CHECK_EQ(get(&ends[1].link, copy), -ISLE_ELINK);
	CHECK_EQ(put(&ends[0].link, 20, 1), -ISLE_ELINK);
	isle_loopback_mend(&wire);
	CHECK_EQ(get(&ends[1].link, copy), 0);
}

static uint64_t held[80];
static struct isle_faulty_link faulty;

static void wrap(const struct isle_faulty_plan *plan)
{
	join();
	isle_faulty_wrap(&faulty, &ends[1].link, plan, held, sizeof(held));
}

/* Sends 400 numbered frames; counts how they come out. */
struct outcome {
	unsigned arrived, out_of_order, damaged, short_ones;
};

static struct outcome run(void)
{
	struct outcome o = { 0 };
	uint8_t copy[600];
	int last = -1, n, i, k;

	for (i = 0; i < 400; i++) {
		CHECK_EQ(put(&ends[0].link, 64, i / 2 % 256), 0);
		while ((n = get(&faulty.link, copy)) != 0) {
			CHECK(n > 0);
			o.arrived++;
			o.short_ones += n < 64;
			for (k = 1; k < n; k++)
				if (copy[k] != copy[0])
					break;
			o.damaged += k < n;
			o.out_of_order += copy[0] < last && last - copy[0] < 100;
			last = copy[0];
		}
	}
	return o;
}

TEST(transport, "a faulty link without a plan changes nothing")
{
	struct isle_faulty_plan plan = { .seed = 1 };
	struct outcome o;

	wrap(&plan);
	o = run();
	CHECK_EQ(o.arrived, 400);
	CHECK_EQ(o.damaged + o.short_ones + faulty.faults, 0);
}

TEST(transport, "each fault is done, and the same seed does the same")
{
	struct isle_faulty_plan drop = { .seed = 3, .drop = 6000 };
	struct isle_faulty_plan twice = { .seed = 3, .duplicate = 6000 };
	struct isle_faulty_plan flip = { .seed = 3, .flip = 6000 };
	struct isle_faulty_plan cut = { .seed = 3, .truncate = 6000 };
	unsigned first;

	wrap(&drop);
	first = run().arrived;
	CHECK(first < 400 && first > 300);
	wrap(&drop);
	CHECK_EQ(run().arrived, first);
	wrap(&twice);
	CHECK(run().arrived > 400);
	wrap(&flip);
	CHECK(run().damaged > 10);
	wrap(&cut);
	CHECK(run().short_ones > 10);
}

TEST(transport, "reordering swaps frames and loses none")
{
	struct isle_faulty_plan plan = { .seed = 5, .reorder = 20000 };
	uint8_t copy[600];
	unsigned arrived = 0, swapped = 0;
	int i, n, last = -1;

	wrap(&plan);
	for (i = 0; i < 200; i += 4) {
		for (n = 0; n < 4; n++)
			CHECK_EQ(put(&ends[0].link, 20, i + n), 0);
		while ((n = get(&faulty.link, copy)) > 0) {
			arrived++;
			swapped += copy[0] < last;
			last = copy[0];
		}
	}
	CHECK_EQ(arrived, 200);
	CHECK(swapped > 5);
}

TEST(transport, "a stalled link moves nothing for a while and loses nothing")
{
	struct isle_faulty_plan plan = { .seed = 7, .stall = 20000, .stall_steps = 5 };
	uint8_t copy[600];
	unsigned arrived = 0, empty = 0;
	int i;

	wrap(&plan);
	for (i = 0; i < 20; i++)
		CHECK_EQ(put(&ends[0].link, 20, i), 0);
	for (i = 0; i < 400; i++) {
		if (get(&faulty.link, copy) > 0)
			CHECK_EQ(copy[0], arrived++);
		else
			empty++;
	}
	CHECK_EQ(arrived, 20);
	CHECK(empty > 20);
}

TEST(transport, "a link dies at the step that was asked for")
{
	struct isle_faulty_plan plan = { .seed = 7, .die_at = 10 };
	uint8_t copy[600];
	int i;

	wrap(&plan);
	for (i = 0; i < 9; i++)
		CHECK_EQ(get(&faulty.link, copy), 0);
	CHECK_EQ(get(&faulty.link, copy), -ISLE_ELINK);
	CHECK_EQ(faulty.link.transport->flush(&faulty.link), -ISLE_ELINK);
	faulty.link.transport->close(&faulty.link);
	CHECK_EQ(put(&ends[0].link, 20, 1), -ISLE_ELINK);
}
