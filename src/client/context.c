/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include "client/internal.h"

static int finish_open(struct isle_op *op)
{
	struct isle_context *owner = op->target;

	if (!op->ret[0] || op->ret[0] >= ISLE_CONTEXTS_MAX)
		return -ISLE_EPROTO;
	owner->number = (uint8_t)op->ret[0];
	owner->epoch = owner->client->epoch;
	return 0;
}

/* Contexts are made by calls of context 0. */
static int reopen(struct isle_context *owner)
{
	struct isle_client *c = owner->client;
	struct isle_context zero;
	struct isle_op op;
	bool known;

	isle__lock(c);
	known = owner->epoch == c->epoch;
	isle__unlock(c);
	if (known)
		return 0;
	isle_context_share(&c->context, &zero);
	zero.timeout_ms = owner->timeout_ms;
	isle__op_init(&op, ISLE__CALL(ISLE_SERVICE_SESSION, ISLE_SESSION_CONTEXT_OPEN, 0, 2));
	isle__op_text(&op, owner->name, ISLE_NAME_BYTES_MAX, -ISLE_EINVAL);
	op.finish = finish_open;
	op.target = owner;
	return op.result ? op.result : isle__call_known(&zero, &op);
}

int isle_context_open(struct isle_client *client, const char *name, uint32_t timeout_ms,
		      struct isle_context *ret_ctx)
{
	struct isle_context ctx;
	int r;

	memset(&ctx, 0, sizeof(ctx));
	ctx.client = client;
	ctx.timeout_ms = timeout_ms;
	ctx.name = name;
	ctx.reopen = reopen;
	r = reopen(&ctx);
	if (r)
		return r;
	*ret_ctx = ctx;
	ret_ctx->owner = ret_ctx;
	return 0;
}

void isle_context_share(struct isle_context *from, struct isle_context *ret_ctx)
{
	memset(ret_ctx, 0, sizeof(*ret_ctx));
	ret_ctx->client = from->client;
	ret_ctx->timeout_ms = from->timeout_ms;
	ret_ctx->owner = from->owner;
}

int isle_context_close(struct isle_context *ctx)
{
	struct isle_context zero;
	struct isle_op op;

	if (ctx->owner != ctx || !ctx->reopen)
		return -ISLE_EINVAL;
	isle_context_share(&ctx->client->context, &zero);
	zero.timeout_ms = ctx->timeout_ms;
	isle__op_init(&op, ISLE__CALL(ISLE_SERVICE_SESSION, ISLE_SESSION_CONTEXT_CLOSE, 2, 0));
	op.words[0] = ctx->number;
	op.epoch = ctx->epoch;
	ctx->owner = &ctx->client->context;
	ctx->reopen = NULL;
	return isle__call(&zero, &op);
}
