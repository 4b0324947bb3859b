/* SPDX-License-Identifier: BSD-3-Clause */
/* Life of a client, deadlines, cancel, asynchronous calls, contexts. */
#include <isle/console.h>
#include <isle/errors.h>
#include <isle/file.h>

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "tests/client/peer.h"

#define FRAMES 496u

TEST(client, "a wrong configuration is refused")
{
	struct bench *b = bench_new(FRAMES);
	struct isle_client_config k = b->config;
	struct isle_client c;

	k.port = NULL;
	CHECK_EQ(isle_client_init(&c, &k), -ISLE_EINVAL);
	k = b->config;
	k.frame_max = 100;
	CHECK_EQ(isle_client_init(&c, &k), -ISLE_EINVAL);
	k = b->config;
	k.memory.rx_bytes = k.frame_max;
	CHECK_EQ(isle_client_init(&c, &k), -ISLE_EINVAL);
	k = b->config;
	k.window = k.frame_max - 1;
	CHECK_EQ(isle_client_init(&c, &k), -ISLE_EINVAL);
	bench_free(b);
}

TEST(client, "it connects, says hello and goodbye")
{
	struct bench *b = bench_new(FRAMES);

	CHECK(!isle_client_is_up(&b->client));
	bench_connect(b);
	CHECK(isle_client_is_up(&b->client));
	CHECK_EQ(b->peer.session.state, ISLE_SESSION_UP);
	isle_client_close(&b->client);
	CHECK(!isle_client_is_up(&b->client));
	CHECK_EQ(isle_client_echo(&b->client.context, "x", 1, (char[1]){ 0 }), -ISLE_ELINK);
	bench_run(b, 3000);
	CHECK_EQ(b->dials, 1); /* closed means closed */
	bench_connect(b);
	CHECK_EQ(b->peer.ups, 2);
	bench_free(b);
}

TEST(client, "an echo of any size comes back whole")
{
	static const uint32_t sizes[] = { 0, 1, 7, 400, 470, 480, 496, 1000, 4096, 5000, 70000 };
	static uint8_t data[70000], back[70000];
	struct bench *b = bench_new(FRAMES);
	unsigned i;

	for (i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)test_random();
	bench_connect(b);
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		memset(back, 0, sizeof(back));
		CHECK_EQ(isle_client_echo(&b->client.context, data, sizes[i], back), sizes[i]);
		CHECK_MEM(back, data, sizes[i]);
	}
	bench_free(b);
}

TEST(client, "nobody there: connect ends by its deadline with the reason, and goes on trying")
{
	struct bench *b = bench_new(FRAMES);
	uint64_t start = b->now_us;

	b->absent = true;
	CHECK_EQ(isle_client_connect(&b->client, 0), -ISLE_ETIMEDOUT);
	CHECK_EQ(isle_client_connect(&b->client, 300), -ISLE_ECONNREFUSED);
	CHECK(b->now_us - start >= 300000 && b->now_us - start < 320000);
	bench_run(b, 200);
	CHECK(b->dials > 3);
	CHECK(b->dials < 30); /* ever more rarely */
	CHECK_EQ(b->client.error, -ISLE_ECONNREFUSED);
	b->absent = false;
	bench_run(b, 1100);
	CHECK(isle_client_is_up(&b->client));
	CHECK(b->now_us - start < 2000000);
	bench_free(b);
}

TEST(client, "a refused hello is told at once")
{
	struct bench *b = bench_new(FRAMES);

	b->peer.refuse = -ISLE_EBUSY;
	CHECK_EQ(isle_client_connect(&b->client, 1000), -ISLE_EBUSY);
	CHECK(b->now_us < 1100000);
	b->peer.refuse = 0;
	bench_run(b, 1500);
	CHECK(isle_client_is_up(&b->client));
	bench_free(b);
}

TEST(client, "a call that is not answered ends by its deadline, and may have happened")
{
	struct bench *b = bench_new(FRAMES);
	struct isle_context *ctx = &b->client.context;
	struct isle_file file;
	char buf[8];
	uint64_t start;

	peer_put(&b->peer, "never", "x", 1);
	peer_put(&b->peer, "some", "abc", 3);
	bench_connect(b);
	CHECK_EQ(isle_file_open(ctx, "never", ISLE_O_RDONLY, 0, &file), 0);
	ctx->timeout_ms = 50;
	start = b->now_us;
	CHECK_EQ(isle_file_read(ctx, &file, buf, sizeof(buf)), -ISLE_ETIMEDOUT);
	CHECK(b->now_us - start >= 50000 && b->now_us - start <= 60000);
	CHECK(ctx->maybe);
	bench_run(b, 20);
	CHECK_EQ(b->peer.cancelled, 1);
	CHECK_EQ(isle_file_get(ctx, "some", buf, sizeof(buf), NULL),
		 3); /* others are not disturbed */
	CHECK(!ctx->maybe);
	bench_free(b);
}

TEST(client, "a call that never left did not happen")
{
	struct bench *b = bench_new(FRAMES);
	struct isle_context *ctx = &b->client.context;
	char back[4];

	CHECK_EQ(isle_client_echo(ctx, "abc", 3, back), -ISLE_ELINK);
	CHECK(!ctx->maybe);
	bench_connect(b);
	/* The wire is full: the call stays here. */
	b->wire.queue[1].used = b->wire.queue[1].cap - 10;
	b->frozen = 1000000;
	ctx->timeout_ms = 30;
	CHECK_EQ(isle_client_echo(ctx, "abc", 3, back), -ISLE_ETIMEDOUT);
	CHECK(!ctx->maybe);
	bench_free(b);
}

TEST(client, "a streamed write that is given up says how much was acknowledged")
{
	static uint8_t data[50000];
	struct bench *b = bench_new(FRAMES);
	struct isle_context *ctx = &b->client.context;
	struct isle_file file;

	peer_put(&b->peer, "some", "", 0);
	bench_connect(b);
	CHECK_EQ(isle_file_open(ctx, "some", ISLE_O_WRONLY, 0, &file), 0);
	b->peer.silent = true;
	ctx->timeout_ms = 100;
	CHECK_EQ(isle_file_write(ctx, &file, data, sizeof(data)), -ISLE_ETIMEDOUT);
	CHECK(ctx->maybe);
	CHECK(ctx->acked_bytes > 40000 && ctx->acked_bytes <= sizeof(data));
	bench_free(b);
}

TEST(client, "a lost link ends what is pending once, and the client comes back")
{
	struct bench *b = bench_new(FRAMES);
	struct isle_context *ctx = &b->client.context;
	struct isle_file file, never;
	struct isle_op op;
	char buf[8];

	peer_put(&b->peer, "some", "abc", 3);
	peer_put(&b->peer, "never", "", 0);
	bench_connect(b);
	CHECK_EQ(isle_file_open(ctx, "some", ISLE_O_RDONLY, 0, &file), 0);
	CHECK_EQ(isle_file_open(ctx, "never", ISLE_O_RDONLY, 0, &never), 0);
	isle_async(ctx, &op, NULL, NULL);
	CHECK_EQ(isle_file_read(ctx, &never, buf, sizeof(buf)), 0);
	bench_run(b, 10);
	CHECK(!isle_op_finished(&op));
	isle_loopback_cut(&b->wire);
	CHECK_EQ(isle_op_wait(&op), -ISLE_ELINK);
	CHECK(op.call.maybe);
	bench_run(b, 300);
	CHECK(isle_client_is_up(&b->client));
	/* The session was resumed: the handle is still good. */
	CHECK_EQ(isle_file_read(ctx, &file, buf, sizeof(buf)), 3);
	b->peer.forget = true;
	isle_loopback_cut(&b->wire);
	bench_run(b, 300);
	CHECK(isle_client_is_up(&b->client));
	CHECK_EQ(isle_file_read(ctx, &file, buf, sizeof(buf)), -ISLE_ESTALE);
	CHECK_EQ(isle_file_close(ctx, &file), -ISLE_ESTALE);
	CHECK_EQ(isle_file_close(ctx, &file), -ISLE_EBADF);
	CHECK_EQ(isle_file_open(ctx, "some", ISLE_O_RDONLY, 0, &file), 0);
	CHECK_EQ(isle_file_read(ctx, &file, buf, sizeof(buf)), 3);
	bench_free(b);
}

TEST(client, "silence beyond the keep-alive is a loss")
{
	struct bench *b = bench_new(FRAMES);

	b->config.keepalive_ms = 300;
	b->peer.config.keepalive_ms = 300;
	CHECK_EQ(isle_client_init(&b->client, &b->config), 0);
	bench_connect(b);
	bench_run(b, 2000); /* pings keep it */
	CHECK_EQ(b->peer.ups, 1);
	b->peer.link = NULL; /* the peer hangs */
	bench_run(b, 400);
	CHECK_EQ(b->client.session.counters.lost, 1);
	bench_free(b);
}

/* ---- asynchronous ------------------------------------------------------------------------------------ */

struct tally {
	unsigned done;
	int result;
};

static void when_done(struct isle_op *op, int result)
{
	struct tally *t = op->self;

	t->done++;
	t->result = result;
}

TEST(client, "an asynchronous call returns at once and is told once")
{
	struct bench *b = bench_new(FRAMES);
	struct isle_context *ctx = &b->client.context;
	struct isle_op op[4];
	struct tally t[4] = { { 0, 0 } };
	struct isle_stat st = { 0 };
	char buf[3][16] = { "" };
	unsigned i;

	peer_put(&b->peer, "one", "first", 5);
	peer_put(&b->peer, "two", "second", 6);
	bench_connect(b);
	isle_async(ctx, &op[0], when_done, &t[0]);
	CHECK_EQ(isle_file_get(ctx, "one", buf[0], 16, NULL), 0);
	isle_async(ctx, &op[1], when_done, &t[1]);
	CHECK_EQ(isle_file_get(ctx, "two", buf[1], 16, NULL), 0);
	isle_async(ctx, &op[2], when_done, &t[2]);
	CHECK_EQ(isle_file_get(ctx, "three", buf[2], 16, NULL), 0);
	isle_async(ctx, &op[3], when_done, &t[3]);
	CHECK_EQ(isle_file_stat(ctx, "two", &st), 0);
	CHECK_EQ(b->peer.calls, 0);
	bench_run(b, 20);
	for (i = 0; i < 4; i++)
		CHECK_EQ(t[i].done, 1);
	CHECK_EQ(t[0].result, 5);
	CHECK_EQ(t[1].result, 6);
	CHECK_EQ(t[2].result, -ISLE_ENOENT);
	CHECK_EQ(t[3].result, 0);
	CHECK_EQ(st.size, 6);
	CHECK_MEM(buf[1], "second", 6);
	bench_free(b);
}

TEST(client, "an asynchronous call that cannot leave says so and is not told")
{
	struct bench *b = bench_new(FRAMES);
	struct isle_context *ctx = &b->client.context;
	struct isle_op op[20];
	struct tally t = { 0, 0 };
	struct isle_file never;
	char buf[4];
	unsigned taken = 0;
	int r = 0;

	isle_async(ctx, &op[0], when_done, &t);
	CHECK_EQ(isle_client_echo(ctx, "a", 1, buf), -ISLE_ELINK);
	CHECK_EQ(isle_op_wait(&op[0]), -ISLE_ELINK);
	peer_put(&b->peer, "never", "", 0);
	bench_connect(b);
	CHECK_EQ(isle_file_open(ctx, "never", ISLE_O_RDONLY, 0, &never), 0);
	while (taken < 20 && !r) {
		isle_async(ctx, &op[taken], when_done, &t);
		r = isle_file_pread(ctx, &never, buf, 4, 0);
		taken += !r;
		bench_run(b, 2);
	}
	CHECK_EQ(r, -ISLE_EAGAIN);
	CHECK_EQ(taken, b->peer.config.calls_max);
	CHECK_EQ(t.done, 0);
	isle_op_cancel(&op[3]);
	bench_run(b, 10);
	CHECK_EQ(t.done, 1);
	CHECK_EQ(t.result, -ISLE_ECANCELED);
	isle_client_close(&b->client);
	bench_run(b, 1);
	CHECK_EQ(t.done, taken);
	CHECK_EQ(t.result, -ISLE_ELINK);
	bench_free(b);
}

TEST(client, "a bad argument does not make the next call asynchronous")
{
	struct bench *b = bench_new(FRAMES);
	struct isle_context *ctx = &b->client.context;
	struct isle_file closed = { 0 };
	struct isle_op op;
	char buf[4];

	bench_connect(b);
	isle_async(ctx, &op, NULL, NULL);
	CHECK_EQ(isle_file_read(ctx, &closed, buf, 4), -ISLE_EBADF);
	CHECK(isle_op_finished(&op));
	CHECK_EQ(isle_client_echo(ctx, "abcd", 4, buf), 4);
	bench_free(b);
}

static void call_again(struct isle_op *op, int result)
{
	struct bench *b = op->self;
	char back[4];

	CHECK_EQ(result, 3);
	CHECK_EQ(isle_client_echo(&b->client.context, "wxyz", 4, back), 4);
	b->dials += 100;
}

TEST(client, "a callback may make blocking calls")
{
	struct bench *b = bench_new(FRAMES);
	struct isle_op op;
	char buf[4];

	bench_connect(b);
	isle_async(&b->client.context, &op, call_again, b);
	CHECK_EQ(isle_client_echo(&b->client.context, "abc", 3, buf), 0);
	bench_run(b, 20);
	CHECK_EQ(b->dials, 101);
	bench_free(b);
}

TEST(client, "callbacks can be kept to the poll")
{
	struct bench *b = bench_new(FRAMES);
	struct tally t = { 0, 0 };
	struct isle_op op;
	char buf[4], back[4];

	b->config.callbacks_in_poll = true;
	bench_connect(b);
	isle_async(&b->client.context, &op, when_done, &t);
	CHECK_EQ(isle_client_echo(&b->client.context, "abc", 3, buf), 0);
	CHECK_EQ(isle_client_echo(&b->client.context, "abcd", 4, back), 4);
	CHECK_EQ(isle_client_echo(&b->client.context, "abcd", 4, back), 4);
	CHECK_EQ(t.done, 0);
	isle_client_poll(&b->client);
	CHECK_EQ(t.done, 1);
	bench_free(b);
}

TEST(client, "poll is bounded whatever comes in")
{
	struct bench *b = bench_new(FRAMES);
	struct isle_context *ctx = &b->client.context;
	struct isle_op op;
	static uint8_t buf[20000];
	uint32_t before;

	b->config.poll_frames = 3;
	CHECK_EQ(isle_client_init(&b->client, &b->config), 0);
	peer_put(&b->peer, "big", buf, sizeof(buf));
	bench_connect(b);
	isle_async(ctx, &op, NULL, NULL);
	CHECK_EQ(isle_file_get(ctx, "big", buf, sizeof(buf), NULL), 0);
	while (peer_turn(&b->peer, 1000))
		;
	before = b->client.session.counters.frames_in;
	CHECK_EQ(isle_client_poll(&b->client), 0); /* more is waiting */
	CHECK_EQ(b->client.session.counters.frames_in - before, 3);
	CHECK_EQ(isle_op_wait(&op), sizeof(buf));
	bench_free(b);
}

/* ---- contexts ---------------------------------------------------------------------------------------- */

TEST(client, "a context has its own number, and a new one in a new session")
{
	struct bench *b = bench_new(FRAMES);
	struct isle_context ctx, share;
	char buf[4];

	bench_connect(b);
	CHECK_EQ(isle_context_open(&b->client, "app", 1000, &ctx), 0);
	CHECK_EQ(ctx.number, 1);
	isle_context_share(&ctx, &share);
	CHECK_EQ(isle_client_echo(&share, "abc", 3, buf), 3);
	b->peer.forget = true;
	isle_loopback_cut(&b->wire);
	bench_run(b, 300);
	CHECK_EQ(b->peer.contexts, 0);
	CHECK_EQ(isle_client_echo(&share, "abc", 3, buf), 3);
	CHECK_EQ(b->peer.contexts, 1);
	CHECK_EQ(isle_context_close(&share), -ISLE_EINVAL);
	CHECK_EQ(isle_context_close(&ctx), 0);
	CHECK_EQ(isle_context_close(&ctx), -ISLE_EINVAL);
	bench_free(b);
}

/* ---- console ----------------------------------------------------------------------------------------- */

TEST(client, "the console takes text, gives what was typed, and attaches itself again")
{
	static uint8_t rx[64], tx[32];
	struct bench *b = bench_new(FRAMES);
	struct isle_console console;
	char buf[200], text[200];
	int n = 0, r;

	bench_connect(b);
	CHECK_EQ(isle_console_open(&b->client.context, ISLE_CONSOLE_STDIO, rx, sizeof(rx), tx,
				   sizeof(tx), &console),
		 0);
	CHECK_EQ(isle_console_puts(&console, "hello\n"), 0);
	CHECK_EQ(isle_console_flush(&console), 0);
	CHECK_EQ(isle_console_read(&console, buf, sizeof(buf), 1000), 6);
	CHECK_MEM(buf, "hello\n", 6);
	CHECK_EQ(isle_console_read(&console, buf, sizeof(buf), 0), -ISLE_EAGAIN);
	/* Longer than both buffers: the echo needs room, so it is read between. */
	memset(text, 'x', sizeof(text));
	while (n < 200) {
		r = isle_console_try_write(&console, text + n, (size_t)(200 - n));
		CHECK(r > 0 || r == -ISLE_EAGAIN);
		n += r > 0 ? r : 0;
		r = isle_console_read(&console, buf, sizeof(buf), 0);
		CHECK(r > 0 || r == -ISLE_EAGAIN);
		bench_run(b, 2);
	}
	isle_loopback_cut(&b->wire);
	while ((r = isle_console_read(&console, buf, sizeof(buf), 100)) > 0)
		;
	CHECK_EQ(r, -ISLE_ELINK);
	CHECK_EQ(isle_console_puts(&console, "lost"), -ISLE_ELINK);
	bench_run(b, 300);
	CHECK_EQ(isle_console_puts(&console, "again"), 0);
	CHECK_EQ(isle_console_read(&console, buf, sizeof(buf), 1000), 5);
	isle_console_close(&console);
	bench_free(b);
}
