/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The whole client (turns, calls, files, batches, channels, console, services offered) against a daemon
 * made of fuzz bytes, in virtual time. Answers mostly fit the call they are for. What must hold: every
 * call ends by its deadline, nothing outside its memory, no call lives on in the end.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <isle/batch.h>
#include <isle/console.h>
#include <isle/file.h>
#include <isle/ipc.h>

#include "wire/frame.h"

#define FRAME_MAX 2048u
#define WINDOW    4096u
#define IDS       8

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must_at(int line, bool holds)
{
	if (holds)
		return;
	fprintf(stderr, "client.c:%d\n", line);
	abort();
}

#define must(x) must_at(__LINE__, (x))

/* --- the input ------------------------------------------------------------------------------------ */

static const uint8_t *bytes;
static size_t bytes_left;

static unsigned take(void)
{
	if (!bytes_left)
		return 0;
	bytes_left--;
	return *bytes++;
}

/* --- the daemon --------------------------------------------------------------------------------------- */

static uint64_t now_us;
static uint32_t nonce, ids[IDS], ids_n, cookie;
static uint8_t frame[FRAME_MAX], sent[FRAME_MAX + 64];
static size_t frame_len;
static bool running;

static void put_header(unsigned kind, unsigned flags, uint32_t id, unsigned fixed)
{
	memset(frame, 0, 128);
	frame[0] = (uint8_t)kind;
	frame[1] = (uint8_t)flags;
	isle__le16_put(frame + 2, kind == ISLE_KIND_HELLO ? 0 : take() == 77 ? 78 : 77);
	isle__le32_put(frame + 4, id);
	isle__le16_put(frame + 12, fixed);
	frame_len = fixed;
}

static void put_hello(void)
{
	static const uint32_t words[] = { ISLE_MAGIC, 1, 1, 7, 2048, 8192, 8, 0, ISLE_ROLE_DAEMON };
	unsigned i, how = take();

	put_header(ISLE_KIND_HELLO, how & 1 && how & 2 ? 0 : ISLE_FLAG_ANSWER, 0, 72);
	for (i = 0; i < 9; i++)
		isle__le32_put(frame + 16 + 4 * i, words[i]);
	isle__le32_put(frame + 52, how & 4 && how & 8 ? 0 : nonce);
	isle__le32_put(frame + 56, 77);
	isle__le32_put(frame + 64, 1 + how / 64);
	if (how & 16 && how & 32)
		isle__le16_put(frame + 10, take());
}

static void put_data(unsigned at_most)
{
	unsigned n = take() * (take() % 4 ? 1 : 8), i, how = take();

	if (n > at_most)
		n = at_most;
	for (i = 0; i < n; i++)
		frame[frame_len++] = (uint8_t)(i < 64 && how & 1 ? take() : how);
}

static void put_answer(void)
{
	unsigned how = take(), words = how % 8 * 2, i;
	uint32_t id = ids[take() % IDS];

	put_header(how & 64 ? ISLE_KIND_DATA : ISLE_KIND_REPLY,
		   ISLE_FLAG_ANSWER | (how & 128 ? take() & 3 : 0), id ? id : 1, 16 + 4 * words);
	if (!(how & 64) && how & 32)
		isle__le16_put(frame + 10, take());
	for (i = 0; i < words; i++)
		isle__le32_put(frame + 16 + 4 * i,
			       take() % 4 ? take() % 64 : take() << 24 | take());
	put_data(1500);
}

static void put_request(void)
{
	unsigned how = take();

	put_header(ISLE_KIND_CALL, how & 1 ? ISLE_FLAG_END : 0, 1 + how % 16, 32);
	if (how & 16)
		frame[1] |= ISLE_FLAG_CHANNEL;
	frame[9] = how & 32 ? ISLE_SERVICE_IPC : (uint8_t)(take() % 8);
	isle__le16_put(frame + 10, frame[9] != ISLE_SERVICE_IPC ? take() % 8
				   : how & 16                   ? ISLE_IPC_CONNECT
								: ISLE_IPC_CALL);
	isle__le32_put(frame + 16, how & 64 ? ISLE_NO_DEADLINE : take());
	isle__le32_put(frame + 20, take() * 16);
	isle__le32_put(frame + 24, how & 128 ? take() : cookie);
	isle__le32_put(frame + 28, take() % 3);
	put_data(1500);
}

static void put_other(void)
{
	static const uint8_t kinds[] = { ISLE_KIND_CREDIT, ISLE_KIND_CREDIT, ISLE_KIND_DATA,
					 ISLE_KIND_CANCEL, ISLE_KIND_PING,   ISLE_KIND_PONG,
					 ISLE_KIND_PAUSED, ISLE_KIND_GOODBYE };
	unsigned kind = kinds[take() % 8], how = take(), i;
	bool no_id = kind >= ISLE_KIND_PING;

	put_header(kind, how & 1 && kind != ISLE_KIND_CANCEL ? ISLE_FLAG_ANSWER : 0,
		   no_id     ? 0
		   : how & 1 ? ids[how / 2 % IDS] | 1
			     : 1 + how % 16,
		   kind == ISLE_KIND_PONG ? 40 : 24);
	for (i = 16; i < frame_len; i += 4)
		isle__le32_put(frame + i, take() << (how % 16));
	if (kind == ISLE_KIND_DATA)
		put_data(500);
}

static void put_raw(void)
{
	unsigned n = take() % 100;

	for (frame_len = 0; frame_len < n; frame_len++)
		frame[frame_len] = (uint8_t)take();
}

/* --- the link ------------------------------------------------------------------------------------------- */

static int open_link(const char *address, enum isle_open_how how, struct isle_link_fds *ret_fds)
{
	(void)address;
	(void)how;
	ret_fds->n = 0;
	return bytes_left && take() % 8 ? 0 : -ISLE_ECONNREFUSED;
}

static int run(struct isle_link *link, const struct isle_link_fds *fds,
	       const struct isle_link_memory *memory)
{
	(void)link;
	(void)fds;
	(void)memory;
	running = true;
	return 0;
}

static int lend(struct isle_link *link, struct isle_tx *ret_tx)
{
	(void)link;
	ret_tx->buf = sent;
	ret_tx->cap = FRAME_MAX;
	ret_tx->file_max = 0;
	return take() % 16 == 15 ? -ISLE_EAGAIN : 0;
}

static int send(struct isle_link *link, struct isle_tx *tx)
{
	struct isle_frame f;

	(void)link;
	if (!tx->len)
		return 0;
	must(isle__frame_decode(sent, tx->len, &f) == 0);
	if (f.kind == ISLE_KIND_HELLO)
		nonce = isle__le32_get(sent + 52);
	if (f.kind != ISLE_KIND_CALL)
		return 0;
	ids[ids_n++ % IDS] = f.id;
	if (f.service == ISLE_SERVICE_IPC && f.code == ISLE_IPC_REGISTER)
		cookie = isle__le32_get(sent + 24 + 4 * ISLE_IPC_REGISTER_ARGS_COOKIE);
	return 0;
}

static int flush(struct isle_link *link)
{
	(void)link;
	return take() % 32 == 31 ? -ISLE_EAGAIN : 0;
}

static int receive(struct isle_link *link, const uint8_t **ret_frame)
{
	unsigned what = take();

	(void)link;
	if (!bytes_left)
		return -ISLE_ELINK;
	switch (what % 16) {
	case 0:
	case 1:
	case 2:
		return 0;
	case 3:
	case 4:
		put_hello();
		break;
	case 5:
	case 6:
		put_other();
		break;
	case 7:
	case 8:
		put_request();
		break;
	case 9:
		put_raw();
		break;
	default:
		put_answer();
	}
	if (!frame_len)
		return 0;
	*ret_frame = frame;
	return (int)frame_len;
}

static void give_back(struct isle_link *link)
{
	(void)link;
}

static void interest(const struct isle_link *link, struct isle_link_interest *ret_interest)
{
	(void)link;
	memset(ret_interest, 0, sizeof(*ret_interest));
	ret_interest->fd = -1;
}

static void pass(uint32_t ms)
{
	now_us += 1000u * (ms == ISLE_NO_DEADLINE ? 1000u : ms);
}

static int wait(struct isle_link *link, uint32_t timeout_ms)
{
	unsigned ms = take();

	(void)link;
	pass(bytes_left && ms < timeout_ms ? ms : timeout_ms);
	return 0;
}

static void close_link(struct isle_link *link)
{
	(void)link;
	must(running);
	running = false;
}

static const struct isle_transport transport = {
	.scheme = "fuzz",
	.capabilities = ISLE_LINK_END,
	.frame_max = FRAME_MAX,
	.link_bytes = sizeof(struct isle_link),
	.open = open_link,
	.run = run,
	.lend = lend,
	.send = send,
	.flush = flush,
	.receive = receive,
	.give_back = give_back,
	.interest = interest,
	.wait = wait,
	.close = close_link,
};

static uint64_t time_us(void *self)
{
	(void)self;
	return now_us;
}

static void nothing(void *self)
{
	(void)self;
}

static void port_wait(void *self, uint32_t ms)
{
	(void)self;
	pass(ms);
}

static const struct isle_port port = {
	.time_us = time_us, .lock = nothing, .unlock = nothing, .wait = port_wait, .wake = nothing
};

/* --- the application --------------------------------------------------------------------------------------- */

static struct isle_client client;
static struct isle_context *ctx;
static struct isle_file file;
static struct isle_dir dir;
static struct isle_console console;
static struct isle_channel channel;
static struct isle_ipc_binding binding;
static struct isle_ipc_request requests[3];
static uint8_t request_memory[3][WINDOW], *buf;
static uint64_t dir_memory[100], batch_memory[200];
static uint8_t rings[6][WINDOW];
static bool console_open, channel_open, registered;

static void handler(struct isle_ipc_request *request)
{
	unsigned how = take();

	if (how & 1)
		isle_ipc_fail(request, -ISLE_EBUSY);
	else
		isle_ipc_reply(request, 1, request->data, how & 2 ? request->len : how % 64);
}

static void connect_handler(struct isle_ipc_request *request)
{
	if (channel_open || take() % 4 == 0) {
		isle_ipc_fail(request, -ISLE_EBUSY);
		return;
	}
	isle_channel_init(&channel, rings[0], WINDOW, rings[1], 100, NULL, NULL);
	channel_open = isle_channel_accept(&channel, request) == 0;
	if (!channel_open)
		isle_ipc_fail(request, -ISLE_EBUSY);
}

static const struct isle_ipc_method methods[] = { { "one", handler }, { "two", handler } };
static struct isle_ipc_service service;

static void use_file(unsigned how)
{
	static struct isle_stat st; /* in a batch it is filled in later */
	struct isle_dirent entry;

	switch (how % 12) {
	case 0:
		isle_file_open(ctx, "/f", ISLE_O_RDWR, 0, &file);
		break;
	case 1:
		isle_file_read(ctx, &file, buf, 300);
		break;
	case 2:
		isle_file_pread(ctx, &file, buf, 600, 5);
		break;
	case 3:
		isle_file_write(ctx, &file, buf, 600);
		break;
	case 4:
		isle_file_stat(ctx, "/f", &st);
		break;
	case 5:
		isle_file_opendir(ctx, "/d", how & 16 ? ISLE_READDIR_ATTRS : 0, dir_memory,
				  sizeof(dir_memory), &dir);
		break;
	case 6:
	case 7:
		if (isle_file_readdir(ctx, &dir, &entry, &st) == 1)
			must(strlen(entry.name) == entry.name_bytes || !entry.name_bytes);
		break;
	case 8:
		isle_file_get(ctx, "/f", buf, 500, NULL);
		break;
	case 9:
		isle_file_put(ctx, "/f", buf, 700, ISLE_O_CREAT, 0644);
		break;
	case 10:
		isle_file_readlink(ctx, "/l", (char *)buf, 100);
		break;
	default:
		isle_file_getcwd(ctx, (char *)buf, 100);
	}
}

static void use_batch(void)
{
	struct isle_batch batch;
	unsigned i;

	isle_batch_begin(&batch, ctx, batch_memory, sizeof(batch_memory));
	isle_file_open(ctx, "/f", ISLE_O_RDONLY, 0, &file);
	isle_file_pread(ctx, &file, buf, 200, 0);
	if (take() % 2)
		use_file(take() % 5);
	isle_file_close(ctx, &file);
	isle_batch_run(&batch);
	for (i = 0; i < 5; i++)
		isle_batch_result(&batch, i);
}

static void use_ipc(unsigned how)
{
	switch (how % 6) {
	case 0:
		if (!registered)
			isle_ipc_register(ctx, &service);
		registered = true;
		break;
	case 1:
		isle_ipc_bind(ctx, "other", 0, &binding);
		break;
	case 2:
		binding.name = "other";
		isle_ipc_call(ctx, &binding, 0, buf, 100, buf, 300, NULL);
		break;
	case 3:
		if (channel_open)
			break;
		isle_channel_init(&channel, rings[0], WINDOW, rings[1], 100, NULL, NULL);
		binding.name = "other";
		channel_open = true; /* a request that comes meanwhile finds it taken */
		channel_open = isle_ipc_connect(ctx, &binding, "me", &channel) == 0;
		break;
	case 4:
		binding.name = "other";
		isle_ipc_method(ctx, &binding, "name");
		break;
	default:
		isle_client_echo(ctx, buf, 200, buf + 300);
	}
}

static void use_channel(unsigned how)
{
	if (!console_open) {
		isle_console_open(ctx, ISLE_CONSOLE_STDIO, rings[2], 64, rings[3], 256, &console);
		console_open = true;
	}
	switch (how % 8) {
	case 0:
		isle_console_write(&console, buf, how);
		break;
	case 1:
		isle_console_read(&console, buf, 50, how % 32);
		break;
	case 2:
		isle_console_flush(&console);
		break;
	case 3:
		if (channel_open)
			isle_channel_send(&channel, buf, 1 + how, how % 32);
		break;
	case 4:
		if (channel_open)
			isle_channel_receive(&channel, buf, 100, how % 32);
		break;
	case 5:
		if (channel_open)
			isle_channel_shutdown(&channel);
		break;
	case 6:
		if (channel_open)
			isle_channel_close(&channel, how % 32);
		channel_open = false;
		break;
	default:
		isle_client_poll(&client);
	}
}

static void step(void)
{
	unsigned what = take();
	uint64_t began = now_us;

	ctx->timeout_ms = take() % 64;
	switch (what % 4) {
	case 0:
		use_file(what / 4);
		break;
	case 1:
		use_batch();
		break;
	case 2:
		use_ipc(what / 4);
		break;
	default:
		use_channel(what / 4);
	}
	/* A binding or a context may be made anew within a call, and the console opens. */
	must(now_us - began <= 4u * 1000u * (ctx->timeout_ms + 32u));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct isle_link link;
	static uint8_t rx[FRAME_MAX + 64], tx[FRAME_MAX + 64];
	const struct isle_client_config config = {
		.port = &port,
		.transport = &transport,
		.address = "x",
		.link = &link,
		.memory = { rx, sizeof(rx), tx, sizeof(tx) },
		.name = "fuzz",
		.role = ISLE_ROLE_CLIENT,
		.frame_max = FRAME_MAX,
		.window = WINDOW,
		.keepalive_ms = 300,
		.timeout_ms = 50,
	};
	unsigned tail;

	bytes = data;
	bytes_left = size;
	now_us = 1000000;
	ids_n = nonce = cookie = 0;
	memset(ids, 0, sizeof(ids));
	console_open = channel_open = registered = running = false;
	memset(&file, 0, sizeof(file));
	memset(&dir, 0, sizeof(dir));
	memset(&binding, 0, sizeof(binding));
	memset(&service, 0, sizeof(service));
	service.name = "fuzz";
	service.methods = methods;
	service.methods_n = 2;
	service.connect = connect_handler;
	dir.buf = (uint8_t *)dir_memory;
	buf = calloc(1, 1000);
	must(buf && isle_client_init(&client, &config) == 0);
	isle_ipc_serve(&client, requests, 3, request_memory);
	ctx = &client.context;
	isle_client_connect(&client, 100);
	while (bytes_left)
		step();
	for (tail = 0; tail < 8; tail++)
		step();
	ctx->timeout_ms = 50;
	if (registered)
		isle_ipc_unregister(ctx, &service);
	if (channel_open)
		isle_channel_close(&channel, 10);
	if (console_open)
		isle_console_close(&console);
	isle_client_fini(&client);
	must(!running && !client.session.calls);
	free(buf);
	return 0;
}
