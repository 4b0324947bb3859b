/* SPDX-License-Identifier: BSD-3-Clause */
#include <isle/batch.h>

#include <string.h>

#include "client/internal.h"

/* ---- noting ---------------------------------------------------------------------------------------- */

static size_t padded(size_t len)
{
	return (len + 7u) & ~(size_t)7u;
}

/* Copies the argument data, in one piece or in several. */
static size_t copy_data(struct isle_op *op, uint8_t *to, size_t room)
{
	bool end = false;

	if (op->in_pieces)
		return isle__op_fill(&op->call, NULL, to, room, &end);
	if (op->call.out_left)
		memcpy(to, op->call.out, op->call.out_left);
	return op->call.out_left;
}

static size_t data_bytes(const struct isle_op *op)
{
	size_t sum = op->in_pieces ? op->part.len + op->second.len : op->call.out_left;
	unsigned i;

	for (i = 0; i < op->parts_left && op->in_pieces; i++)
		sum += op->parts[i].len;
	return sum;
}

static int note(struct isle_batch *batch, struct isle_op *op)
{
	struct isle_batch_slot *slot = &batch->op[batch->n];
	uint32_t words_n = (op->call.words_n + 1u) & ~1u;
	size_t bytes = data_bytes(op), head = ISLE_BATCH_OP_BYTES + 4u * words_n;
	uint32_t record[ISLE_BATCH_OP_WORDS] = { op->call.service, op->call.method, 0, words_n,
						 (uint32_t)bytes };
	uint8_t *at = batch->buf + batch->used;

	if (batch->n == ISLE_BATCH_OPS_MAX || bytes > batch->cap ||
	    head + padded(bytes) > batch->cap - batch->used)
		return -ISLE_E2BIG;
	if (op->next || op->data)
		return -ISLE_ENOTSUP;
	if (op->epoch && batch->epoch && op->epoch != batch->epoch)
		return -ISLE_ESTALE;
	if (op->epoch)
		batch->epoch = op->epoch;
	batch->flags_at = batch->used + 4u * ISLE_BATCH_OP_FLAGS;
	isle__words_put(at, record, ISLE_BATCH_OP_WORDS);
	isle__words_put(at + ISLE_BATCH_OP_BYTES, op->words, op->call.words_n);
	memset(at + head + padded(bytes) - (bytes ? 8 : 0), 0, bytes ? 8 : 0);
	copy_data(op, at + head, bytes);
	batch->used += head + padded(bytes);
	slot->finish = op->finish;
	slot->target = op->target;
	slot->in = op->call.in;
	slot->in_room = op->call.in_room;
	slot->ret_n = op->call.ret_n;
	slot->result = -ISLE_ECANCELED;
	slot->op_words[0] = op->words[0];
	slot->part = op->part;
	return 0;
}

static int take(struct isle_context *ctx, struct isle_op *op)
{
	struct isle_batch *batch = ctx->taker;
	struct isle_client *c = ctx->client;

	if (!batch->error)
		batch->error = op->result < 0 ? op->result : note(batch, op);
	if (batch->error)
		return batch->error;
	if (op->makes_handle && op->finish) { /* what comes after may name it */
		op->ctx = ctx;
		op->ret[0] = ISLE_BATCH_REF + batch->n;
		isle__lock(c);
		op->finish(op);
		isle__unlock(c);
	}
	batch->n++;
	return 0;
}

void isle_batch_begin(struct isle_batch *batch, struct isle_context *ctx, void *buf, size_t cap)
{
	memset(batch, 0, sizeof(*batch));
	batch->ctx = ctx;
	batch->buf = buf;
	batch->cap = cap & ~(size_t)7u;
	ctx->take = take;
	ctx->taker = batch;
}

void isle_batch_keep(struct isle_batch *batch)
{
	if (batch->n)
		isle__le32_put(batch->buf + batch->flags_at, ISLE_BATCH_KEEP);
}

void isle_batch_drop(struct isle_batch *batch)
{
	batch->ctx->take = NULL;
}

/* ---- running --------------------------------------------------------------------------------------- */

/* Gives one operation its result. Returns the bytes of its record, 0 = it is broken. */
static size_t settle(struct isle_batch *batch, struct isle_batch_slot *slot, const uint8_t *at,
		     size_t left)
{
	uint32_t head[ISLE_BATCH_RESULT_WORDS], words_bytes, bytes;
	struct isle_op op;

	if (left < ISLE_BATCH_RESULT_BYTES)
		return 0;
	isle__words_get(at, ISLE_BATCH_RESULT_BYTES, head, ISLE_BATCH_RESULT_WORDS);
	left -= ISLE_BATCH_RESULT_BYTES;
	if (head[ISLE_BATCH_RESULT_WORDS_N] > left / 4)
		return 0;
	words_bytes = 4u * head[ISLE_BATCH_RESULT_WORDS_N];
	bytes = head[ISLE_BATCH_RESULT_DATA_BYTES];
	if (bytes > left - words_bytes)
		return 0;
	isle__op_init(&op, 0);
	op.ctx = batch->ctx;
	op.target = slot->target;
	op.part = slot->part;
	op.words[0] = slot->op_words[0];
	op.call.ret_n = slot->ret_n;
	at += ISLE_BATCH_RESULT_BYTES;
	isle__words_get(at, words_bytes, op.ret, slot->ret_n);
	op.call.in = slot->in;
	op.call.in_got = isle__min(bytes, slot->in_room);
	if (op.call.in_got)
		memcpy(slot->in, at + words_bytes, op.call.in_got);
	/* What cannot be an error number is not success either. */
	slot->result = head[ISLE_BATCH_RESULT_STATUS] > 255 ? -ISLE_EIO
							    : -(int)head[ISLE_BATCH_RESULT_STATUS];
	if (!slot->result && slot->finish)
		slot->result = slot->finish(&op);
	return ISLE_BATCH_RESULT_BYTES + words_bytes + padded(bytes);
}

/* Returns the first error. */
static int settle_all(struct isle_batch *batch, const uint8_t *at, size_t left)
{
	unsigned i;

	for (i = 0; i < batch->executed; i++) {
		size_t n = settle(batch, &batch->op[i], at, left);

		if (!n)
			return -ISLE_EPROTO;
		if (batch->op[i].result < 0)
			return batch->op[i].result;
		n = n < left ? n : left;
		at += n;
		left -= n;
	}
	return i < batch->n ? -ISLE_EPROTO : 0;
}

int isle_batch_run(struct isle_batch *batch)
{
	struct isle_client *c = batch->ctx->client;
	struct isle_op op;
	int r;

	batch->ctx->take = NULL;
	batch->ctx->maybe = false;
	if (batch->error)
		return batch->error;
	isle__op_init(&op, ISLE__CALL(ISLE_SERVICE_SESSION, ISLE_SESSION_BATCH, 1, 2));
	op.words[0] = batch->n;
	op.epoch = batch->epoch;
	op.call.out = batch->buf;
	op.call.out_left = (uint32_t)batch->used;
	op.call.in = batch->buf + batch->used;
	op.call.in_room = (uint32_t)(batch->cap - batch->used);
	op.finish = isle__finish_bytes;
	r = isle__call(batch->ctx, &op);
	if (r < 0)
		return r;
	batch->executed = op.ret[0] < batch->n ? op.ret[0] : batch->n;
	isle__lock(c);
	r = settle_all(batch, op.call.in, (size_t)r);
	isle__unlock(c);
	return r;
}

int isle_batch_result(const struct isle_batch *batch, unsigned n)
{
	return n < batch->n ? batch->op[n].result : -ISLE_EINVAL;
}
