/* SPDX-License-Identifier: BSD-3-Clause */
/* Services: offered to the peer, and used from it; channels. */
#include <isle/errors.h>
#include <isle/ipc.h>

#include <stdlib.h>
#include <string.h>

#include "client/internal.h"
#include "harness.h"
#include "tests/client/peer.h"
#include "wire/frame.h"

#define FRAMES 496u

static struct isle_ipc_request requests[3];
static uint8_t request_memory[3 * BENCH_FRAME_MAX];
static struct isle_ipc_request *kept;
static unsigned handled;

static void reverse(struct isle_ipc_request *q)
{
	uint8_t out[BENCH_FRAME_MAX];
	uint32_t i;

	handled++;
	for (i = 0; i < q->len; i++)
		out[i] = q->data[q->len - 1 - i];
	isle_ipc_reply(q, (int32_t)q->len, out, q->len);
}

static void keep(struct isle_ipc_request *q)
{
	handled++;
	kept = q;
}

static void refuse(struct isle_ipc_request *q)
{
	isle_ipc_fail(q, -ISLE_EPERM);
}

static const struct isle_ipc_method methods[] = {
	{ "reverse", reverse },
	{ "keep", keep },
	{ "refuse", refuse },
};

static struct isle_ipc_service service = {
	.name = "tool",
	.version = 2,
	.methods = methods,
	.methods_n = 3,
};

static struct bench *start(void)
{
	struct bench *b = bench_new(FRAMES);

	isle_ipc_serve(&b->client, requests, 3, request_memory);
	bench_connect(b);
	CHECK_EQ(isle_ipc_register(&b->client.context, &service), 0);
	return b;
}

TEST(serve, "a service is registered with the names of its methods")
{
	struct bench *b = start();

	CHECK_EQ(b->peer.service_bytes, 4 + 8 + 5 + 7);
	CHECK_MEM(b->peer.service, "tool\0reverse\0keep\0refuse", 24);
	CHECK_EQ(isle_ipc_unregister(&b->client.context, &service), 0);
	CHECK_EQ(b->peer.service_bytes, 0);
	bench_free(b);
}

TEST(serve, "it is called and answers, whatever the size")
{
	static uint8_t data[BENCH_FRAME_MAX];
	static const uint32_t sizes[] = { 0, 1, 200, 470, 500, 2000 };
	struct bench *b = start();
	struct peer_call call;
	unsigned i, k;

	for (i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)test_random();
	for (i = 0; i < 6; i++) {
		CHECK_EQ(peer_call(&b->peer, &call, 0, data, sizes[i], 1000), 0);
		bench_run(b, 20);
		CHECK_EQ(call.closed, 1);
		CHECK_EQ(call.status, 0);
		CHECK_EQ(call.ret[0], sizes[i]);
		CHECK_EQ(call.call.in_got, sizes[i]);
		for (k = 0; k < sizes[i]; k++)
			CHECK_EQ(call.in[k], data[sizes[i] - 1 - k]);
	}
	bench_free(b);
}

TEST(serve, "what cannot be served is answered with its reason")
{
	static uint8_t data[2 * BENCH_FRAME_MAX];
	struct bench *b = start();
	struct peer_call call;

	CHECK_EQ(peer_call(&b->peer, &call, 2, "x", 1, 1000), 0);
	bench_run(b, 20);
	CHECK_EQ(call.status, -ISLE_EPERM);
	CHECK_EQ(peer_call(&b->peer, &call, 3, "x", 1, 1000), 0);
	bench_run(b, 20);
	CHECK_EQ(call.status, -ISLE_ENOTSUP);
	b->peer.cookie++;
	CHECK_EQ(peer_call(&b->peer, &call, 0, "x", 1, 1000), 0);
	bench_run(b, 20);
	CHECK_EQ(call.status, -ISLE_ENOSERVICE);
	b->peer.cookie--;
	CHECK_EQ(peer_call(&b->peer, &call, 0, data, sizeof(data), 1000), 0);
	bench_run(b, 20);
	CHECK_EQ(call.status, -ISLE_EMSGSIZE);
	CHECK_EQ(call.closed, 1);
	CHECK_EQ(isle_ipc_unregister(&b->client.context, &service), 0);
	CHECK_EQ(peer_call(&b->peer, &call, 0, "x", 1, 1000), 0);
	bench_run(b, 20);
	CHECK_EQ(call.status, -ISLE_ENOSERVICE);
	bench_free(b);
}

TEST(serve, "an answer may come later, and cancelling is seen")
{
	struct bench *b = start();
	struct peer_call first, second;

	CHECK_EQ(peer_call(&b->peer, &first, 1, "1", 1, 1000), 0);
	bench_run(b, 20);
	CHECK(kept);
	CHECK(!isle_ipc_cancelled(kept));
	CHECK_EQ(peer_call(&b->peer, &second, 0, "ab", 2, 1000), 0);
	bench_run(b, 20);
	CHECK_EQ(second.closed, 1); /* nobody waits behind it */
	isle_ipc_reply(kept, 5, "later", 5);
	bench_run(b, 20);
	CHECK_EQ(first.ret[0], 5);
	CHECK_MEM(first.in, "later", 5);
	CHECK_EQ(peer_call(&b->peer, &first, 1, "1", 1, 50), 0);
	bench_run(b, 100);
	CHECK_EQ(first.status, -ISLE_ETIMEDOUT);
	CHECK(isle_ipc_cancelled(kept));
	isle_ipc_reply(kept, 0, NULL, 0);
	bench_run(b, 20);
	CHECK_EQ(peer_call(&b->peer, &first, 0, "1", 1, 50), 0);
	bench_run(b, 20);
	CHECK_EQ(first.status, 0);
	bench_free(b);
}

TEST(serve, "an answer to a lost session harms nothing, and the service comes back")
{
	struct bench *b = start();
	struct peer_call call;
	unsigned i;

	for (i = 0; i < 5; i++) { /* more often than there are requests */
		b->peer.service_bytes = 0;
		CHECK_EQ(peer_call(&b->peer, &call, 1, "1", 1, 1000), 0);
		bench_run(b, 20);
		b->peer.forget = true;
		isle_loopback_cut(&b->wire);
		bench_run(b, 300);
		CHECK_EQ(call.status, -ISLE_ELINK);
		CHECK(isle_ipc_cancelled(kept));
		isle_ipc_reply(kept, 0, "too late", 8);
		CHECK_EQ(b->peer.service_bytes, 24);
	}
	CHECK_EQ(peer_call(&b->peer, &call, 0, "abc", 3, 1000), 0);
	bench_run(b, 20);
	CHECK_EQ(call.status, 0);
	bench_free(b);
}

TEST(serve, "the peer's echo is answered too")
{
	struct bench *b = start();
	struct peer_call call;

	CHECK_EQ(peer_call(&b->peer, &call, 0, "echo!", 5, 1000), 0);
	call.call.service = ISLE_SERVICE_SESSION;
	call.call.method = ISLE_SESSION_ECHO;
	call.call.words_n = 0;
	bench_run(b, 20);
	CHECK_EQ(call.status, 0);
	CHECK_MEM(call.in, "echo!", 5);
	bench_free(b);
}

/* ---- using --------------------------------------------------------------------------------------------- */

TEST(use, "a service is bound and called; bound again in a new session")
{
	struct bench *b = start();
	struct isle_context *ctx = &b->client.context;
	struct isle_ipc_binding binding;
	char out[8] = "";
	int32_t status;

	CHECK_EQ(isle_ipc_bind(ctx, "nobody", 0, &binding), -ISLE_ENOSERVICE);
	CHECK_EQ(isle_ipc_bind(ctx, "adder", 1, &binding), 0);
	CHECK_EQ(binding.version, 3);
	CHECK_EQ(isle_ipc_call(ctx, &binding, 0, "abc", 3, out, sizeof(out), &status), 3);
	CHECK_MEM(out, "bcd", 3);
	CHECK_EQ(status, -7);
	CHECK_EQ(isle_ipc_call(ctx, &binding, 0, "abc", 3, out, 2, &status), -ISLE_EMSGSIZE);
	CHECK_EQ(isle_ipc_method(ctx, &binding, "add"), 0);
	b->peer.forget = true;
	isle_loopback_cut(&b->wire);
	bench_run(b, 300);
	CHECK_EQ(isle_ipc_call(ctx, &binding, 0, "xyz", 3, out, sizeof(out), NULL), 3);
	CHECK_MEM(out, "yz{", 3);
	CHECK_EQ(isle_ipc_unbind(ctx, &binding), 0);
	CHECK_EQ(isle_ipc_call(ctx, &binding, 0, "xyz", 3, out, sizeof(out), NULL), -ISLE_EBADF);
	bench_free(b);
}

TEST(use, "a channel carries bytes both ways and ends from either side")
{
	static uint8_t rx[700], tx[300], data[20000], back[20000];
	struct bench *b = start();
	struct isle_context *ctx = &b->client.context;
	struct isle_ipc_binding binding;
	struct isle_channel ch;
	uint32_t sent = 0, got = 0;
	int r;

	for (r = 0; r < 20000; r++)
		data[r] = (uint8_t)test_random();
	CHECK_EQ(isle_ipc_bind(ctx, "adder", 1, &binding), 0);
	isle_channel_init(&ch, rx, sizeof(rx), tx, sizeof(tx), NULL, NULL);
	CHECK_EQ(isle_channel_send(&ch, "x", 1, 0), -ISLE_EPIPE);
	CHECK_EQ(isle_ipc_connect(ctx, &binding, "me", &ch), 0);
	while (got < sizeof(back)) {
		r = isle_channel_send(&ch, data + sent, sizeof(data) - sent, 0);
		CHECK(r >= 0 || r == -ISLE_EAGAIN);
		sent += r > 0 ? (uint32_t)r : 0;
		r = isle_channel_receive(&ch, back + got, sizeof(back) - got, 100);
		CHECK(r > 0);
		got += (uint32_t)r;
	}
	CHECK_MEM(back, data, sizeof(data));
	CHECK_EQ(isle_channel_receive(&ch, back, 1, 0), -ISLE_EAGAIN);
	CHECK_EQ(isle_channel_receive(&ch, back, 1, 30), -ISLE_ETIMEDOUT);
	CHECK_EQ(isle_channel_shutdown(&ch), 0);
	CHECK_EQ(isle_channel_send(&ch, "x", 1, 0), -ISLE_EPIPE);
	CHECK_EQ(isle_channel_receive(&ch, back, 1, 100), 0);
	CHECK_EQ(isle_channel_close(&ch, 100), 0);
	CHECK_EQ(isle_channel_send(&ch, "x", 1, 0), -ISLE_EPIPE);
	bench_free(b);
}

TEST(use, "a refused channel says why, a lost one that it was lost")
{
	static uint8_t rx[100], tx[100];
	struct bench *b = start();
	struct isle_context *ctx = &b->client.context;
	struct isle_ipc_binding binding;
	struct isle_channel ch;

	CHECK_EQ(isle_ipc_bind(ctx, "adder", 1, &binding), 0);
	isle_channel_init(&ch, rx, sizeof(rx), tx, sizeof(tx), NULL, NULL);
	binding.handle = 404;
	CHECK_EQ(isle_ipc_connect(ctx, &binding, "me", &ch), -ISLE_ECONNREFUSED);
	binding.handle = 99;
	CHECK_EQ(isle_ipc_connect(ctx, &binding, "", &ch), 0);
	isle_loopback_cut(&b->wire);
	CHECK_EQ(isle_channel_receive(&ch, rx, 1, 1000), -ISLE_ELINK);
	CHECK_EQ(isle_channel_close(&ch, 100), -ISLE_ELINK);
	bench_free(b);
}

TEST(use, "messages keep their bounds, and too many of them reset the channel")
{
	static uint8_t rx[400], tx[300], data[300], back[300];
	static const uint32_t sizes[] = { 1, 100, 0, 60, 7 };
	struct bench *b = start();
	struct isle_channel ch;
	unsigned i, k;
	int r = 0;

	memset(data, 'm', sizeof(data));
	isle_channel_init(&ch, rx, sizeof(rx), tx, sizeof(tx), NULL, NULL);
	ch.framing = &isle__messages;
	CHECK_EQ(isle__channel_open(&b->client.context, &ch,
				    ISLE__CALL(ISLE_SERVICE_IPC, ISLE_IPC_CONNECT, 1,
					       ISLE_FLAG_MESSAGE),
				    1, ""),
		 0);
	CHECK_EQ(isle_channel_send_message(&ch, back, 301, 100), -ISLE_EMSGSIZE);
	for (i = 0; i < 60; i++) { /* three under way at a time, many times round the ring */
		CHECK_EQ(isle_channel_send_message(&ch, data, 1 + sizes[i % 5], 100), 0);
		bench_run(b, 2);
		if (i < 2)
			continue;
		k = 1 + sizes[(i - 2) % 5];
		if (k > 1)
			CHECK_EQ(isle_channel_receive(&ch, back, k - 1, 100), -ISLE_EMSGSIZE);
		CHECK_EQ(isle_channel_receive(&ch, back, sizeof(back), 100), k);
		CHECK_MEM(back, data, k);
	}
	CHECK_EQ(isle_channel_receive(&ch, back, sizeof(back), 0), 1 + sizes[58 % 5]);
	CHECK_EQ(isle_channel_receive(&ch, back, sizeof(back), 0), 1 + sizes[59 % 5]);
	CHECK_EQ(isle_channel_receive(&ch, back, sizeof(back), 0), -ISLE_EAGAIN);
	for (i = 0; i < 400 && !r; i++) { /* 5 bytes of memory for each byte of credit */
		r = isle_channel_send_message(&ch, data, 1, 100);
		bench_run(b, 1);
	}
	while ((r = isle_channel_receive(&ch, back, sizeof(back), 100)) > 0)
		;
	CHECK_EQ(r, -ISLE_ENOBUFS);
	bench_free(b);
}

/* ---- accepting ----------------------------------------------------------------------------------------- */

static struct isle_channel accepted;
static uint8_t accepted_rx[BENCH_FRAME_MAX], accepted_tx[256];
static unsigned announced;
static char address[32];

static void when_ready(struct isle_channel *ch)
{
	uint8_t buf[100];
	int n;

	announced++;
	while ((n = isle_channel_receive(ch, buf, sizeof(buf), 0)) > 0)
		CHECK_EQ(isle_channel_send(ch, buf, (size_t)n, 0), n);
	if (!n)
		isle_channel_close(ch, 0);
}

static void on_connect(struct isle_ipc_request *q)
{
	memcpy(address, q->data, q->len);
	isle_channel_init(&accepted, accepted_rx, sizeof(accepted_rx), accepted_tx,
			  sizeof(accepted_tx), when_ready, NULL);
	CHECK_EQ(isle_channel_accept(&accepted, q), 0);
}

struct stream {
	struct isle_call call;
	uint32_t words[1];
	uint8_t got[600];
	uint32_t got_n;
	unsigned closed;
	int status;
	bool ended;
	struct peer *peer;
};

static void on_stream(struct isle_call *call, enum isle_call_event what, const struct isle_frame *f)
{
	struct stream *s = (struct stream *)call;

	if (what == ISLE_CALL_DATA) {
		memcpy(s->got + s->got_n, f->data, f->data_len);
		s->got_n += f->data_len;
		s->ended |= f->flags & ISLE_FLAG_END;
		isle_call_consumed(&s->peer->session, call, f->data_len);
	}
	if (what == ISLE_CALL_CLOSED) {
		s->closed++;
		s->status = call->status;
	}
}

static void open_stream(struct bench *b, struct stream *s)
{
	memset(s, 0, sizeof(*s));
	s->peer = &b->peer;
	s->call.event = on_stream;
	s->call.service = ISLE_SERVICE_IPC;
	s->call.method = ISLE_IPC_CONNECT;
	s->call.flags = ISLE_FLAG_CHANNEL;
	s->words[0] = b->peer.cookie;
	s->call.words = s->words;
	s->call.words_n = 1;
	s->call.out = (const uint8_t *)"1.2.3.4:5";
	s->call.out_left = 9;
	s->call.out_more = true;
	s->call.in_room = 128;
	CHECK_EQ(isle_call_start(&b->peer.session, &s->call, 1000), 0);
}

TEST(accept, "a channel is accepted, served from its callback, and closed")
{
	struct bench *b;
	struct stream s;

	service.connect = on_connect;
	b = start();
	open_stream(b, &s);
	bench_run(b, 10);
	CHECK_STR(address, "1.2.3.4:5");
	CHECK_EQ(isle_call_send(&b->peer.session, &s.call, "hello", 5, false), 0);
	bench_run(b, 10);
	CHECK_EQ(s.got_n, 5);
	CHECK_MEM(s.got, "hello", 5);
	CHECK_EQ(isle_call_send(&b->peer.session, &s.call, "bye", 3, true), 0);
	bench_run(b, 20);
	CHECK_EQ(s.closed, 1);
	CHECK_EQ(s.got_n, 8);
	CHECK(s.ended);
	bench_free(b);
}

TEST(accept, "what was sent before the channel was accepted is not lost")
{
	struct bench *b;
	struct stream s;

	service.connect = keep;
	b = start();
	open_stream(b, &s);
	peer_turn(&b->peer, 1000);
	CHECK_EQ(isle_call_send(&b->peer.session, &s.call, "early", 5, false), 0);
	bench_run(b, 10);
	CHECK(kept);
	CHECK_EQ(kept->len, 9);
	isle_channel_init(&accepted, accepted_rx, sizeof(accepted_rx), accepted_tx,
			  sizeof(accepted_tx), NULL, NULL);
	CHECK_EQ(isle_channel_accept(&accepted, kept), 0);
	CHECK_EQ(isle_channel_receive(&accepted, accepted_tx, 100, 100), 5);
	CHECK_MEM(accepted_tx, "early", 5);
	isle_channel_reset(&accepted, -ISLE_EIO);
	bench_run(b, 10);
	CHECK_EQ(s.status, -ISLE_EIO);
	bench_free(b);
}

TEST(accept, "requests are used again after channels and refusals")
{
	struct bench *b;
	struct stream s;
	unsigned i;

	service.connect = on_connect;
	b = start();
	for (i = 0; i < 10; i++) {
		open_stream(b, &s);
		bench_run(b, 10);
		if (i % 2)
			isle_call_cancel(&b->peer.session, &s.call, -ISLE_ECANCELED);
		else
			CHECK_EQ(isle_call_send(&b->peer.session, &s.call, NULL, 0, true), 0);
		bench_run(b, 10);
		CHECK_EQ(s.closed, 1);
	}
	service.connect = NULL;
	for (i = 0; i < 10; i++) {
		open_stream(b, &s);
		bench_run(b, 10);
		CHECK_EQ(s.status, -ISLE_ECONNREFUSED);
	}
	bench_free(b);
}
