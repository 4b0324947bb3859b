/* SPDX-License-Identifier: BSD-3-Clause */
/* Services by name, both ways. */
#include "bed.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define WINDOW   (128u * 1024)
#define REQUESTS 4

static struct isle_ipc_request requests[REQUESTS], program_requests[REQUESTS];
static uint8_t buffers[REQUESTS * WINDOW], program_buffers[REQUESTS * WINDOW];

static const struct peer_options server = {
	.window = WINDOW, .requests = requests, .requests_n = REQUESTS, .buffers = buffers
};
static const struct peer_options at_door = { .program = true,
					     .window = WINDOW,
					     .requests = program_requests,
					     .requests_n = REQUESTS,
					     .buffers = program_buffers };

/* ---- a service ---- */

static struct isle_ipc_request *held;
static unsigned calls;

static void echo(struct isle_ipc_request *request)
{
	calls++;
	isle_ipc_reply(request, (int32_t)request->len - 7, request->data, request->len);
}

static void hold(struct isle_ipc_request *request)
{
	held = request;
}

static void refuse(struct isle_ipc_request *request)
{
	isle_ipc_fail(request, -ISLE_EDOM);
}

static void too_long(struct isle_ipc_request *request)
{
	isle_ipc_reply(request, 0, request->data, request->cap);
}

static const struct isle_ipc_method methods[] = {
	{ "echo", echo }, { "hold", hold }, { "refuse", refuse }, { "too-long", too_long }
};

static struct isle_ipc_service service = {
	.name = "demo.echo", .version = 3, .methods = methods, .methods_n = 4
};

/* Turns both until the call is answered. */
static int turn(struct bed *bed, struct peer *peer, struct isle_op *op)
{
	uint64_t start = 0;

	while (!isle_op_finished(op) && still_waiting(&start)) {
		isle_client_poll(&bed->peer->client);
		isle_client_poll(&peer->client);
	}
	return isle_op_finished(op) ? isle_op_wait(op) : -ISLE_ETIME;
}

static int call(struct bed *bed, struct peer *peer, struct isle_ipc_binding *b, unsigned method,
		const void *in, size_t len, void *out, size_t max, int32_t *status)
{
	struct isle_op op;
	int r;

	isle_async(&peer->client.context, &op, NULL, NULL);
	r = isle_ipc_call(&peer->client.context, b, method, in, len, out, max, status);
	return r ? r : turn(bed, peer, &op);
}

static void bind(struct peer *peer, const char *name, struct isle_ipc_binding *b)
{
	CHECK_EQ(isle_ipc_bind(&peer->client.context, name, 1, b), 0);
}

SCENARIO_WITH(ipc, "a program calls the client's service by name and by number", NULL, &server)
{
	struct peer *program = peer_open(bed, &at_door);
	struct isle_ipc_binding b;
	int32_t status = 0;
	char out[16];

	CHECK_EQ(isle_ipc_register(bed->ctx, &service), 0);
	bind(program, "demo.echo", &b);
	CHECK_EQ(b.version, 3);
	CHECK_EQ(b.methods, 4);
	CHECK_EQ(isle_ipc_method(&program->client.context, &b, "echo"), 0);
	CHECK_EQ(isle_ipc_method(&program->client.context, &b, "too-long"), 3);
	CHECK_EQ(isle_ipc_method(&program->client.context, &b, "none"), -ISLE_ENOENT);
	CHECK_EQ(call(bed, program, &b, 0, "hello", 5, out, sizeof(out), &status), 5);
	CHECK_MEM(out, "hello", 5);
	CHECK_EQ(status, -2);
	CHECK_EQ(call(bed, program, &b, 0, "", 0, out, sizeof(out), &status), 0);
	CHECK_EQ(status, -7);
	CHECK_EQ(call(bed, program, &b, 2, "", 0, out, sizeof(out), &status), -ISLE_EDOM);
	CHECK_EQ(call(bed, program, &b, 3, "", 0, out, sizeof(out), &status), -ISLE_EMSGSIZE);
	CHECK_EQ(call(bed, program, &b, 0, "0123456789", 10, out, 9, &status), -ISLE_EMSGSIZE);
	CHECK_EQ(call(bed, program, &b, 0, "still", 5, out, sizeof(out), &status), 5);
	CHECK_EQ(isle_ipc_unregister(bed->ctx, &service), 0);
	CHECK_EQ(call(bed, program, &b, 0, "x", 1, out, sizeof(out), &status), -ISLE_ENOSERVICE);
	peer_close(program);
}

SCENARIO_WITH(ipc, "payloads of every size go through and come back", NULL, &server)
{
	static const uint32_t sizes[] = { 1, 100, 167, 168, 169, 511, 4096, 65535, 65536, 100000 };
	struct peer *program = peer_open(bed, &at_door);
	uint8_t *in = malloc(WINDOW), *out = malloc(WINDOW);
	struct isle_ipc_binding b;

	CHECK_EQ(isle_ipc_register(bed->ctx, &service), 0);
	bind(program, "demo.echo", &b);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		pattern_fill(in, sizes[i], sizes[i]);
		CHECK_EQ(call(bed, program, &b, 0, in, sizes[i], out, WINDOW, NULL), sizes[i]);
		pattern_check(out, sizes[i], sizes[i]);
	}
	CHECK_EQ(isle_ipc_unregister(bed->ctx, &service), 0);
	peer_close(program);
	free(in);
	free(out);
}

SCENARIO_WITH(ipc, "a caller's deadline and its giving up reach the service", NULL, &server)
{
	struct peer *program = peer_open(bed, &at_door);
	struct isle_context *ctx = &program->client.context;
	struct isle_ipc_binding b;
	uint64_t start = 0;
	struct isle_op op;
	char out[8];

	CHECK_EQ(isle_ipc_register(bed->ctx, &service), 0);
	bind(program, "demo.echo", &b);
	ctx->timeout_ms = 50;
	CHECK_EQ(call(bed, program, &b, 1, "x", 1, out, 8, NULL), -ISLE_ETIMEDOUT);
	ctx->timeout_ms = 20000;
	while ((!held || !isle_ipc_cancelled(held)) && still_waiting(&start))
		isle_client_poll(&bed->peer->client);
	CHECK(held && isle_ipc_cancelled(held));
	isle_ipc_reply(held, 0, "late", 4);
	held = NULL;
	isle_async(ctx, &op, NULL, NULL);
	CHECK_EQ(isle_ipc_call(ctx, &b, 1, "x", 1, out, 8, NULL), 0);
	while (!held && still_waiting(&start)) {
		isle_client_poll(&program->client);
		isle_client_poll(&bed->peer->client);
	}
	CHECK(!isle_ipc_cancelled(held));
	isle_op_cancel(&op);
	CHECK_EQ(isle_op_wait(&op), -ISLE_ECANCELED);
	while (!isle_ipc_cancelled(held) && still_waiting(&start)) {
		isle_client_poll(&program->client);
		isle_client_poll(&bed->peer->client);
	}
	CHECK(isle_ipc_cancelled(held));
	isle_ipc_fail(held, -ISLE_ECANCELED);
	CHECK_EQ(call(bed, program, &b, 0, "ok", 2, out, 8, NULL), 2);
	peer_close(program);
}

SCENARIO_WITH(ipc, "the client calls a service of a Linux program", NULL, &server)
{
	struct peer *program = peer_open(bed, &at_door);
	struct isle_ipc_binding b;
	struct isle_op op;
	char out[16];

	CHECK_EQ(isle_ipc_bind(bed->ctx, "demo.echo", 1, &b), -ISLE_ENOSERVICE);
	CHECK_EQ(isle_ipc_register(&program->client.context, &service), 0);
	CHECK_EQ(isle_ipc_bind(bed->ctx, "demo.echo", 4, &b), -ISLE_EVERSION);
	CHECK_EQ(isle_ipc_bind(bed->ctx, "demo.echo", 3, &b), 0);
	isle_async(bed->ctx, &op, NULL, NULL);
	CHECK_EQ(isle_ipc_call(bed->ctx, &b, 0, "hello", 5, out, sizeof(out), NULL), 0);
	CHECK_EQ(turn(bed, program, &op), 5);
	CHECK_MEM(out, "hello", 5);
	peer_close(program);
	CHECK_EQ(isle_ipc_call(bed->ctx, &b, 0, "x", 1, out, sizeof(out), NULL), -ISLE_ENOSERVICE);
	CHECK_EQ(isle_ipc_unbind(bed->ctx, &b), 0);
}

SCENARIO_WITH(ipc, "a name is registered once, and what is no name not at all", NULL, &server)
{
	static struct isle_ipc_service same = {
		.name = "demo.echo", .version = 1, .methods = methods, .methods_n = 1
	};
	static struct isle_ipc_service bad = {
		.name = "no\x1b[31mname", .version = 1, .methods = methods, .methods_n = 1
	};
	struct peer *program = peer_open(bed, &at_door);

	CHECK_EQ(isle_ipc_register(bed->ctx, &service), 0);
	CHECK_EQ(isle_ipc_register(&program->client.context, &same), -ISLE_EEXIST);
	CHECK_EQ(isle_ipc_register(&program->client.context, &bad), -ISLE_EINVAL);
	CHECK_EQ(isle_ipc_unregister(bed->ctx, &service), 0);
	peer_close(program);
}

SCENARIO_WITH(ipc, "a call whose server dies ends once, and the service comes back by itself", NULL,
	      &server)
{
	struct peer *program = peer_open(bed, &at_door);
	struct isle_context *ctx = &program->client.context;
	struct isle_ipc_binding b;
	uint64_t start = 0;
	struct isle_op op;
	char out[8];
	int r;

	held = NULL;
	CHECK_EQ(isle_ipc_register(bed->ctx, &service), 0);
	bind(program, "demo.echo", &b);
	isle_async(ctx, &op, NULL, NULL);
	CHECK_EQ(isle_ipc_call(ctx, &b, 1, "x", 1, out, 8, NULL), 0);
	while (!held && still_waiting(&start)) {
		isle_client_poll(&program->client);
		isle_client_poll(&bed->peer->client);
	}
	peer_cut(bed->peer);
	r = turn(bed, program, &op);
	CHECK(r == -ISLE_ELINK || r == -ISLE_ENOSERVICE);
	while (!isle_ipc_cancelled(held) && still_waiting(&start))
		isle_client_poll(&bed->peer->client);
	CHECK(isle_ipc_cancelled(held));
	isle_ipc_fail(held, -ISLE_ECANCELED);
	do
		r = call(bed, program, &b, 0, "back", 4, out, 8, NULL);
	while ((r == -ISLE_ENOSERVICE || r == -ISLE_ELINK) && still_waiting(&start));
	CHECK_EQ(r, 4);
	daemon_kill_worker(&bed->daemon);
	peer_until(bed->peer, &bed->peer->ups, 3);
	peer_until(program, &program->ups, 2);
	while ((r = isle_ipc_bind(ctx, "demo.echo", 1, &b)) == -ISLE_ENOSERVICE &&
	       still_waiting(&start))
		isle_client_poll(&bed->peer->client);
	CHECK_EQ(r, 0);
	CHECK_EQ(call(bed, program, &b, 0, "anew", 4, out, 8, NULL), 4);
	CHECK_MEM(out, "anew", 4);
	peer_close(program);
}

/* ---- channels ---- */

static struct isle_channel accepted;
static uint8_t accepted_rx[WINDOW], accepted_tx[5000];

/* Sends back what comes, and its end. */
static void reflect(struct isle_channel *channel)
{
	static uint8_t bytes[3000], *at;
	static int n;
	int r;

	for (;;) {
		if (!n) {
			r = isle_channel_receive(channel, bytes, sizeof(bytes), 0);
			if (r == 0)
				isle_channel_shutdown(channel);
			if (r <= 0)
				return;
			n = r;
			at = bytes;
		}
		r = isle_channel_send(channel, at, (size_t)n, 0);
		if (r <= 0)
			return;
		at += r;
		n -= r;
	}
}

static void connected(struct isle_ipc_request *request)
{
	isle_channel_init(&accepted, accepted_rx, sizeof(accepted_rx), accepted_tx,
			  sizeof(accepted_tx), reflect, NULL);
	CHECK_EQ(isle_channel_accept(&accepted, request), 0);
}

/* Connecting waits; somebody must turn the other side meanwhile. */
static struct peer *_Atomic turned;

static void *turn_server(void *arg)
{
	struct peer *peer;

	while ((peer = turned) != NULL)
		isle_client_poll_wait(&peer->client, 2);
	return arg;
}

static struct isle_ipc_service mirror = { .name = "mirror", .version = 1, .connect = connected };

SCENARIO_WITH(ipc, "a channel carries bytes both ways, and each direction ends by itself", NULL,
	      &server)
{
	enum { ALL = 300000 };
	static uint8_t rx[20000], tx[7000], out[ALL], in[ALL];
	struct peer *program = peer_open(bed, &at_door);
	struct isle_channel channel;
	struct isle_ipc_binding b;
	size_t sent = 0, got = 0;
	pthread_t thread;
	uint64_t start = 0;
	int r;

	CHECK_EQ(isle_ipc_register(bed->ctx, &mirror), 0);
	bind(program, "mirror", &b);
	isle_channel_init(&channel, rx, sizeof(rx), tx, sizeof(tx), NULL, NULL);
	turned = bed->peer;
	CHECK_EQ(pthread_create(&thread, NULL, turn_server, NULL), 0);
	CHECK_EQ(isle_ipc_connect(&program->client.context, &b, "me", &channel), 0);
	turned = NULL;
	pthread_join(thread, NULL);
	pattern_fill(out, ALL, 1);
	while (got < ALL && still_waiting(&start)) {
		r = isle_channel_send(&channel, out + sent, ALL - sent, 0);
		sent += r > 0 ? (size_t)r : 0;
		if (sent == ALL && r > 0)
			CHECK_EQ(isle_channel_shutdown(&channel), 0);
		r = isle_channel_receive(&channel, in + got, ALL - got, 0);
		got += r > 0 ? (size_t)r : 0;
		isle_client_poll(&program->client);
		isle_client_poll(&bed->peer->client);
	}
	CHECK_EQ(got, ALL);
	pattern_check(in, ALL, 1);
	while ((r = isle_channel_receive(&channel, in, 1, 0)) == -ISLE_EAGAIN &&
	       still_waiting(&start)) {
		isle_client_poll(&program->client);
		isle_client_poll(&bed->peer->client);
	}
	CHECK_EQ(r, 0);
	isle_channel_close(&accepted, 0);
	isle_channel_close(&channel, 100);
	peer_close(program);
}
