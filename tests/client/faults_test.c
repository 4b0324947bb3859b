/* SPDX-License-Identifier: BSD-3-Clause */
/* The client over links that misbehave: whatever happens, each call ends once, in time, with a result. */
#include <isle/batch.h>
#include <isle/errors.h>
#include <isle/file.h>

#include <string.h>

#include "harness.h"
#include "tests/client/peer.h"

#define FRAMES     496u
#define TIMEOUT_MS 200u

static uint32_t below(uint32_t n)
{
	return (uint32_t)(test_random() % n);
}

/* What a result may be when the link may fail. */
static bool definite(int r)
{
	return r == -ISLE_ETIMEDOUT || r == -ISLE_ELINK || r == -ISLE_ESTALE || r == -ISLE_EAGAIN;
}

static bool lying; /* the link breaks its contract: contents cannot be trusted */

static int do_echo(struct isle_context *ctx)
{
	static uint8_t data[3000], back[3000];
	uint32_t len = below(sizeof(data)), i;
	int r;

	for (i = 0; i < len; i++)
		data[i] = (uint8_t)test_random();
	r = isle_client_echo(ctx, data, len, back);
	if (r < 0)
		return r;
	if (lying)
		return 0;
	CHECK_EQ(r, len);
	CHECK_MEM(data, back, len);
	return 0;
}

static int do_file(struct isle_context *ctx)
{
	static uint8_t data[9000], back[9000];
	uint32_t len = below(sizeof(data));
	struct isle_file file;
	int r;

	memset(data, (int)below(256), sizeof(data));
	r = lying ? -ISLE_ENOTSUP : isle_file_put(ctx, "f", data, len, ISLE_O_CREAT, 0600);
	if (r < 0)
		return r;
	CHECK_EQ(r, len);
	/* Acknowledged means done, whatever became of the link since. */
	r = isle_file_open(ctx, "f", ISLE_O_RDONLY, 0, &file);
	if (r < 0)
		return r;
	r = isle_file_read(ctx, &file, back, sizeof(back));
	if (r < 0)
		return r;
	CHECK_EQ(r, len);
	CHECK_MEM(data, back, len);
	return isle_file_close(ctx, &file);
}

static int do_batch(struct isle_context *ctx)
{
	static uint64_t memory[600];
	struct isle_batch batch;
	struct isle_file file;
	char buf[64];
	int r;

	isle_batch_begin(&batch, ctx, memory, sizeof(memory));
	isle_file_open(ctx, "small", ISLE_O_RDONLY, 0, &file);
	isle_file_read(ctx, &file, buf, sizeof(buf));
	isle_file_close(ctx, &file);
	r = isle_batch_run(&batch);
	if (!r)
		CHECK_MEM(buf, "small contents", 14);
	return r;
}

static unsigned told;

static void tell(struct isle_op *op, int result)
{
	(void)op;
	CHECK(result == 4 || result < 0);
	told++;
}

static int do_async(struct bench *b, struct isle_context *ctx)
{
	struct isle_op op[3];
	char back[3][4];
	unsigned i, taken = 0, before = told;

	for (i = 0; i < 3; i++) {
		isle_async(ctx, &op[i], tell, NULL);
		taken += isle_client_echo(ctx, "abcd", 4, back[i]) == 0;
	}
	if (below(3) == 0 && taken == 3)
		isle_op_cancel(&op[below(3)]);
	bench_run(b, TIMEOUT_MS + 20);
	CHECK_EQ(told - before, taken);
	return 0;
}

static void run_seed(const struct isle_faulty_plan *plan, bool lies)
{
	struct bench *b = bench_new(FRAMES);
	struct isle_context *ctx = &b->client.context;
	unsigned i;

	b->plan = *plan;
	lying = lies;
	bench_harm(b);
	CHECK_EQ(isle_client_init(&b->client, &b->config), 0);
	peer_put(&b->peer, "small", "small contents", 14);
	ctx->timeout_ms = TIMEOUT_MS;
	isle_client_connect(&b->client, 300);
	for (i = 0; i < 12; i++) {
		uint64_t start = b->now_us;
		int r = 0;

		switch (below(4)) {
		case 0:
			r = do_echo(ctx);
			break;
		case 1:
			r = do_file(ctx);
			break;
		case 2:
			r = do_batch(ctx);
			break;
		case 3:
			r = do_async(b, ctx);
			break;
		}
		/* At most four calls in a row, each within its deadline and a poll. */
		CHECK(b->now_us - start <= 4u * (TIMEOUT_MS + 10) * 1000);
		if (r < 0 && !lies)
			CHECK_EQ(definite(r) ? 0 : r, 0);
		if (r == -ISLE_ELINK)
			bench_run(b, below(50));
	}
	lying = false;
	memset(&b->plan, 0, sizeof(b->plan));
	memset(&b->faulty.plan, 0, sizeof(b->faulty.plan));
	isle_loopback_cut(&b->wire);
	bench_run(b, 3000);
	CHECK(isle_client_is_up(&b->client));
	CHECK_EQ(do_echo(ctx), 0);
	bench_free(b);
}

TEST_WITHIN(faults, 120,
	    "stalls and deaths of the link: right results or definite errors, and recovery")
{
	unsigned i;

	for (i = 0; i < 300; i++) {
		struct isle_faulty_plan plan = { .seed = (uint32_t)test_random() };

		if (i % 2)
			plan.die_at = 1 + below(400);
		if (i % 3) {
			plan.stall = (uint16_t)below(3000);
			plan.stall_steps = (uint16_t)below(60);
		}
		run_seed(&plan, false);
	}
}

TEST_WITHIN(faults, 120, "lost and repeated frames: calls end in time, nothing hangs or crashes")
{
	unsigned i;

	for (i = 0; i < 200; i++) {
		struct isle_faulty_plan plan = { .seed = (uint32_t)test_random(),
						 .drop = (uint16_t)below(4000),
						 .duplicate = (uint16_t)below(3000) };

		run_seed(&plan, true);
	}
}
