/* SPDX-License-Identifier: BSD-3-Clause */
/* One call: what all faces stand on. */
#include <string.h>

#include "client/internal.h"

void isle__call_set(struct isle_call *call, uint32_t what)
{
	call->service = (uint8_t)(what >> 24);
	call->ret_n = (uint8_t)(what >> 16);
	call->words_n = (uint8_t)(what >> 8);
	call->method = (uint8_t)what;
}

void isle__op_init(struct isle_op *op, uint32_t what)
{
	memset(op, 0, sizeof(*op));
	isle__call_set(&op->call, what);
}

void isle__op_text(struct isle_op *op, const char *text, size_t max, int error)
{
	size_t len = strlen(text);

	if (len > max)
		op->result = error;
	op->call.out = (const uint8_t *)text;
	op->call.out_left = (uint32_t)len;
}

int isle__finish_bytes(struct isle_op *op)
{
	return (int)op->call.in_got;
}

int isle__finish_count(struct isle_op *op)
{
	return op->ret[0] > op->call.in_got ? -ISLE_EPROTO : (int)op->ret[0];
}

size_t isle__op_fill(struct isle_call *call, struct isle_tx *tx, uint8_t *dst, size_t max,
		     bool *ret_end)
{
	struct isle_op *op = (struct isle_op *)(void *)call;
	size_t n = 0;

	(void)tx;
	for (;;) {
		uint8_t *piece = (uint8_t *)(uintptr_t)op->part.data;
		size_t len = op->part.len < max - n ? op->part.len : max - n;

		if (len) /* an empty piece may be nowhere */
			memcpy(op->inward ? piece : dst + n, op->inward ? dst + n : piece, len);
		n += len;
		op->part.data = piece + len;
		op->part.len -= len;
		if (op->part.len)
			return n;
		if (op->second.len) {
			op->part = op->second;
			op->second.len = 0;
		} else if (op->parts_left) {
			op->parts_left--;
			op->part = *op->parts++;
		} else if (!op->next || !op->next(op)) {
			*ret_end = true;
			return n;
		}
	}
}

static void on_event(struct isle_call *call, enum isle_call_event what,
		     const struct isle_frame *frame)
{
	struct isle_op *op = (struct isle_op *)(void *)call;
	struct isle_client *c = op->ctx->client;

	if (what == ISLE_CALL_DATA && op->data)
		op->data(op, frame->data, frame->data_len);
	if (what != ISLE_CALL_CLOSED)
		return;
	op->result = call->status;
	if (!op->result && op->finish)
		op->result = op->finish(op);
	op->finished = 1;
	if (op->done)
		isle__notice(c, &op->notice);
	isle__wake(c);
}

int isle__op_start(struct isle_context *ctx, struct isle_op *op)
{
	struct isle_client *c = ctx->client;
	int r;

	op->ctx = ctx;
	op->call.event = on_event;
	op->call.words = op->words;
	op->call.ret_words = op->ret;
	op->call.context = ctx->owner->number;
	if (op->epoch && op->epoch != c->epoch)
		return -ISLE_ESTALE;
	isle_session_tick(&c->session, isle__now(c));
	r = isle_call_start(&c->session, &op->call, ctx->timeout_ms);
	if (!r && op->in_pieces)
		isle_call_source(&c->session, &op->call);
	return r;
}

int isle__call_known(struct isle_context *ctx, struct isle_op *op)
{
	struct isle_client *c = ctx->client;
	int r;

	isle__lock(c);
	if (c->state != ISLE_CLIENT_UP && !c->turning)
		isle__turn(c, 0); /* who only makes calls gets the link back, too */
	r = isle__op_start(ctx, op);
	if (r)
		op->result = r;
	else
		isle__wait(c, &op->finished, 0, ISLE_NO_DEADLINE);
	ctx->maybe = op->call.maybe;
	ctx->acked_bytes = op->call.out_done;
	isle__unlock(c);
	return op->result;
}

int isle__call(struct isle_context *ctx, struct isle_op *op)
{
	struct isle_context *owner = ctx->owner;
	int r;

	if (ctx->take)
		return ctx->take(ctx, op);
	if (op->result < 0)
		return op->result;
	/* A context of its own is unknown to a new session until it is opened there. */
	r = owner->reopen ? owner->reopen(owner) : 0;
	return r ? r : isle__call_known(ctx, op);
}
