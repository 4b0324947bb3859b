/* SPDX-License-Identifier: BSD-3-Clause */
/* Batches, and a service of the client's own that it calls through the worker. */
#define _GNU_SOURCE
#include "client.h"

#include <string.h>

#define REQUESTS 4

static uint64_t batch_memory[(DATA_MAX + 8000) / 8];

/* Makes a folder, writes by a file opened in the batch, fails, and would make another folder. */
void do_batch(void)
{
	unsigned first = op_new(MKDIR, 0), write, never;
	struct isle_context *ctx = begin();
	char first_path[300], never_path[300];
	struct isle_batch batch;
	struct isle_file file;
	struct isle_stat st;
	int r;

	write = op_new(PWRITE, 1 + st_below(3000));
	never = op_new(MKDIR, 0);
	strcpy(first_path, op_path("dir", first));
	strcpy(never_path, op_path("dir", never));
	isle_batch_begin(&batch, ctx, batch_memory, sizeof(batch_memory));
	isle_file_mkdir(ctx, first_path, 0755);
	isle_file_open(ctx, op_path("data", 0), ISLE_O_RDWR | ISLE_O_CREAT, 0644, &file);
	isle_file_pwrite(ctx, &file, op_content(write), ops[write].size, (uint64_t)write * SLOT);
	isle_file_stat(ctx, op_path("nothing", 0), &st);
	isle_file_mkdir(ctx, never_path, 0755);
	r = isle_batch_run(&batch);
	deed_check_time();
	st_trace("batch of ops %u, %u, %u: %d", first, write, never, r);
	if (r >= 0 || isle_batch_result(&batch, 4) >= 0)
		st_fail("a batch goes on behind an error");
	if (r == -ISLE_ENOENT) {
		op_settle(first, isle_batch_result(&batch, 0), false);
		op_settle(write, isle_batch_result(&batch, 2), false);
		op_settle(never, -ISLE_ECANCELED, false);
		return;
	}
	/* Files opened in a batch belong to a session; there has to have been one. */
	if (r != -ISLE_EBADF || client.epoch)
		op_expect(r, "batch");
	op_settle(first, r, ctx->maybe);
	op_settle(write, r, ctx->maybe);
	op_settle(never, r, false);
}

static struct isle_ipc_request requests[REQUESTS];
static uint8_t request_memory[REQUESTS][FRAME_MAX];
static struct isle_ipc_service service;
static struct isle_ipc_binding binding;
static bool registered, bound;

static void handler(struct isle_ipc_request *request)
{
	uint32_t n;

	if (request->len < 4)
		st_fail("a request of %u bytes", request->len);
	memcpy(&n, request->data, 4);
	if (n >= ops_n || ops[n].type != CALLED || request->len != 4 + ops[n].size ||
	    memcmp(request->data + 4, op_content(n), ops[n].size) != 0)
		st_fail("a request that nobody made");
	if (ops[n].executed++)
		st_fail("op %u is executed twice", n);
	if (ops[n].fate == NOT)
		st_fail("op %u is executed, its caller was told it cannot have been", n);
	isle_ipc_reply(request, (int32_t)n, request->data, request->len);
}

static const struct isle_ipc_method methods[] = { { "one", handler } };

void do_register(void)
{
	int r;

	if (registered)
		return;
	service.name = "stack";
	service.methods = methods;
	service.methods_n = 1;
	channels_offer(&service);
	r = isle_ipc_register(begin(), &service);
	deed_check_time();
	if (r != -ISLE_EEXIST) /* of an earlier life that lingers */
		op_expect(r, "register");
	registered = r == 0 || op_link_trouble(r);
}

void do_call(void)
{
	unsigned n;
	int r;
	int32_t status = -1;

	if (!registered)
		return;
	if (!bound) {
		r = isle_ipc_bind(begin(), "stack", 0, &binding);
		deed_check_time();
		if (r != -ISLE_ENOSERVICE)
			op_expect(r, "bind");
		bound = r == 0;
		return;
	}
	n = op_new(CALLED, st_below(st_chance(80) ? 100 : 1500));
	memcpy(buf, &n, 4);
	memcpy(buf + 4, op_content(n), ops[n].size);
	st_trace("op %u: call of %u bytes", n, ops[n].size);
	r = isle_ipc_call(begin(), &binding, 0, buf, 4 + ops[n].size, buf + 4000, 4000, &status);
	/* It may have to bind anew first. */
	if (world.now_us - began_us > 2000u * (client.context.timeout_ms + GRACE_MS))
		st_fail("op %u took too long", n);
	if (r >= 0 && ((uint32_t)r != 4 + ops[n].size || status != (int32_t)n ||
		       memcmp(buf + 4000, buf, 4 + ops[n].size) != 0))
		st_fail("op %u: %d bytes, status %d", n, r, status);
	if (r < 0 && r != -ISLE_ENOSERVICE && r != -ISLE_EAGAIN)
		op_expect(r, "call");
	op_settle(n, r, client.context.maybe);
	if (ops[n].fate == DONE && ops[n].executed != 1)
		st_fail("op %u succeeded, executed %u times", n, ops[n].executed);
	if (ops[n].fate == NOT && ops[n].executed)
		st_fail("op %u cannot have happened, executed %u times", n, ops[n].executed);
}

struct isle_ipc_binding *service_binding(void)
{
	return registered && bound ? &binding : NULL;
}

void service_reset(void)
{
	isle_ipc_serve(&client, requests, REQUESTS, request_memory);
	memset(&service, 0, sizeof(service));
	memset(&binding, 0, sizeof(binding));
	registered = bound = false;
}
