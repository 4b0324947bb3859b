/* SPDX-License-Identifier: BSD-3-Clause */
/* Using services that others offer. */
#include <isle/ipc.h>

#include "client/internal.h"

#define IPC(method, words, ret) ISLE__CALL(ISLE_SERVICE_IPC, ISLE_IPC_##method, words, ret)

static int finish_bind(struct isle_op *op)
{
	struct isle_ipc_binding *binding = op->target;

	binding->handle = op->ret[ISLE_IPC_BIND_RESULTS_BINDING];
	binding->version = op->ret[ISLE_IPC_BIND_RESULTS_VERSION];
	binding->methods = op->ret[ISLE_IPC_BIND_RESULTS_METHODS];
	binding->epoch = op->ctx->client->epoch;
	return 0;
}

static int bind(struct isle_context *ctx, struct isle_ipc_binding *binding)
{
	struct isle_op op;

	isle__op_init(&op, IPC(BIND, 1, 4));
	isle__op_text(&op, binding->name, ISLE_SERVICE_NAME_BYTES_MAX, -ISLE_EINVAL);
	op.words[0] = binding->version_min;
	op.finish = finish_bind;
	op.target = binding;
	return isle__call(ctx, &op);
}

int isle_ipc_bind(struct isle_context *ctx, const char *name, uint32_t version_min,
		  struct isle_ipc_binding *ret_binding)
{
	ret_binding->name = name;
	ret_binding->version_min = version_min;
	ret_binding->epoch = 0;
	return bind(ctx, ret_binding);
}

static void op_init(struct isle_op *op, uint32_t what, const struct isle_ipc_binding *binding)
{
	isle__op_init(op, what);
	op->words[0] = binding->handle;
	op->epoch = binding->epoch;
	if (!binding->epoch)
		op->result = -ISLE_EBADF;
}

int isle_ipc_unbind(struct isle_context *ctx, struct isle_ipc_binding *binding)
{
	struct isle_op op;

	op_init(&op, IPC(UNBIND, 1, 0), binding);
	binding->epoch = 0;
	return isle__call(ctx, &op);
}

static int finish_word(struct isle_op *op)
{
	return op->ret[0] > 0x7fffffffu ? -ISLE_EPROTO : (int)op->ret[0];
}

int isle_ipc_method(struct isle_context *ctx, struct isle_ipc_binding *binding, const char *name)
{
	struct isle_op op;

	op_init(&op, IPC(LOOKUP_METHOD, 1, 2), binding);
	isle__op_text(&op, name, ISLE_METHOD_NAME_BYTES_MAX, -ISLE_EINVAL);
	op.finish = finish_word;
	return isle__call(ctx, &op);
}

static int finish_call(struct isle_op *op)
{
	if (op->target)
		*(int32_t *)op->target = (int32_t)op->ret[ISLE_IPC_CALL_RESULTS_STATUS];
	return (int)op->call.in_got;
}

static int call(struct isle_context *ctx, const struct isle_ipc_binding *binding, uint32_t method,
		const struct isle_part *in, const struct isle_part *out, int32_t *ret_status)
{
	struct isle_op op;

	op_init(&op, IPC(CALL, 2, 2), binding);
	op.words[1] = method;
	op.call.out = in->data;
	op.call.out_left = (uint32_t)in->len;
	op.call.in = (uint8_t *)(uintptr_t)out->data;
	op.call.in_room = (uint32_t)out->len;
	if (in->len > ISLE_WINDOW_BYTES_MAX || out->len > ISLE_WINDOW_BYTES_MAX)
		op.result = -ISLE_EINVAL;
	op.finish = finish_call;
	op.target = ret_status;
	return isle__call(ctx, &op);
}

int isle_ipc_call(struct isle_context *ctx, struct isle_ipc_binding *binding, uint32_t method,
		  const void *in, size_t in_len, void *out, size_t out_max, int32_t *ret_status)
{
	struct isle_part give = { in, in_len }, take = { out, out_max };
	int r = call(ctx, binding, method, &give, &take, ret_status);

	if (r != -ISLE_ESTALE)
		return r;
	r = bind(ctx, binding);
	return r ? r : call(ctx, binding, method, &give, &take, ret_status);
}

int isle_ipc_connect(struct isle_context *ctx, struct isle_ipc_binding *binding,
		     const char *address, struct isle_channel *channel)
{
	struct isle_client *c = ctx->client;
	bool old;
	int r = ctx->owner->reopen ? ctx->owner->reopen(ctx->owner) : 0;

	isle__lock(c);
	old = binding->epoch != c->epoch;
	isle__unlock(c);
	if (!r && old)
		r = bind(ctx, binding);
	return r ? r
		 : isle__channel_open(ctx, channel, IPC(CONNECT, 1, 0), binding->handle, address);
}
