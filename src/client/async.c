/* SPDX-License-Identifier: BSD-3-Clause */
#include "client/internal.h"

static void run_done(struct isle_notice *notice)
{
	struct isle_op *op = ISLE__OWNER_OF(notice, struct isle_op, notice);

	op->done(op, op->result);
}

static int take(struct isle_context *ctx, struct isle_op *from)
{
	struct isle_op *op = ctx->taker;
	struct isle_client *c = ctx->client;
	int r = from->result;

	ctx->take = NULL;
	from->self = op->self;
	from->done = op->done;
	*op = *from;
	op->ctx = ctx;
	op->notice.run = run_done;
	isle__lock(c);
	if (r < 0)
		; /* a bad argument */
	else if (c->state == ISLE_CLIENT_UP && !isle_session_can_call(&c->session))
		r = -ISLE_EAGAIN;
	else if (ctx->owner->reopen && ctx->owner->epoch != c->epoch)
		r = -ISLE_ESTALE;
	else
		r = isle__op_start(ctx, op);
	if (!r)
		isle__push(c);
	else
		op->finished = 1;
	op->result = r;
	isle__unlock(c);
	return r;
}

void isle_async(struct isle_context *ctx, struct isle_op *op,
		void (*done)(struct isle_op *op, int result), void *self)
{
	op->done = done;
	op->self = self;
	ctx->take = take;
	ctx->taker = op;
}

void isle_op_cancel(struct isle_op *op)
{
	struct isle_client *c = op->ctx->client;

	isle__lock(c);
	isle_call_cancel(&c->session, &op->call, -ISLE_ECANCELED);
	isle__push(c);
	isle__unlock(c);
}

int isle_op_wait(struct isle_op *op)
{
	struct isle_client *c = op->ctx->client;

	isle__lock(c);
	isle__wait(c, &op->finished, 0, ISLE_NO_DEADLINE);
	isle__unlock(c);
	return op->result;
}

bool isle_op_finished(struct isle_op *op)
{
	struct isle_client *c = op->ctx->client;
	bool finished;

	isle__lock(c);
	finished = op->finished;
	isle__unlock(c);
	return finished;
}
