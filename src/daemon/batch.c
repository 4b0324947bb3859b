/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Batches: at most 8 operations in one call, run one after the other, stopped at the first error.
 * Each operation has a token of its own, so services need not know. The results are laid down in
 * the memory of the outer token's answer. However a batch ends, the handles made in it and not
 * marked KEEP are closed.
 */
#include <stdlib.h>
#include <string.h>

#include "host.h"
#include "session/internal.h"
#include "wire/gen/session.h"

#define RECORD_BYTES (ISLE_BATCH_RESULT_WORDS * 4u)
#define GROWTH_BYTES 8192u
#define STEP_BYTES   16384u /* a stream is asked for this much at a time */

struct isled_batch {
	struct isle_token *outer;
	struct isle_token op;
	uint32_t next_at; /* in outer->args: the next operation */
	uint32_t ops_n, done;
	uint32_t bytes;  /* of results complete so far, in outer->buffer */
	uint32_t pulled; /* data of the stream under way */
	uint32_t made[ISLE_BATCH_OPS_MAX];
	bool keep[ISLE_BATCH_OPS_MAX];
	bool waiting; /* the operation under way is not answered */
	bool running; /* run() is on the stack */
	bool failed;
};

static uint32_t padded(uint32_t bytes)
{
	return (bytes + 7u) & ~7u;
}

/* Bytes that the answer may still grow by. */
static uint32_t room(const struct isled_batch *batch)
{
	uint32_t credit = isle_call_credit(&batch->outer->call);

	return credit > batch->bytes ? credit - batch->bytes : 0;
}

/* In large steps: a result often is followed by another. */
static int reserve(struct isled_batch *batch, uint32_t bytes)
{
	struct isle_token *outer = batch->outer;
	uint32_t want = batch->bytes + bytes, ample = (want + GROWTH_BYTES) & ~(GROWTH_BYTES - 1u);

	if (want <= outer->buffer_max ||
	    isled_token_reserve(outer, &outer->buffer, &outer->buffer_max, ample) == 0)
		return 0;
	return isled_token_reserve(outer, &outer->buffer, &outer->buffer_max, want);
}

/* ---- reading the operations ---- */

/* The operation at `at`. Returns its length with words and data; 0: it does not fit. */
static uint32_t read_op(const struct isle_token *outer, uint32_t at, struct isle__batch_op *ret_op)
{
	uint32_t left = outer->args_bytes - at, words[ISLE_BATCH_OP_WORDS], n;

	if (left < sizeof(words))
		return 0;
	isle__words_get(outer->args + at, sizeof(words), words, ISLE_BATCH_OP_WORDS);
	isle__batch_op_get(words, ISLE_BATCH_OP_WORDS, ret_op);
	left -= (uint32_t)sizeof(words);
	n = ret_op->words_n;
	if (n % 2 || n > left / 4 || ret_op->data_bytes > left - n * 4 ||
	    padded(ret_op->data_bytes) > left - n * 4)
		return 0;
	return (uint32_t)sizeof(words) + n * 4 + padded(ret_op->data_bytes);
}

/* Everything is looked through before the first operation runs. */
static int check_ops(const struct isle_token *outer, uint32_t ops_n)
{
	struct isle__batch_op op;
	uint32_t at = 0, bytes;

	if (ops_n == 0 || ops_n > ISLE_BATCH_OPS_MAX)
		return -ISLE_EINVAL;
	for (uint32_t i = 0; i < ops_n; i++) {
		bytes = read_op(outer, at, &op);
		if (!bytes || (op.flags & ~(uint32_t)ISLE_BATCH_KEEP) ||
		    op.words_n > ISLED_WORDS_MAX)
			return -ISLE_EINVAL;
		at += bytes;
	}
	return at == outer->args_bytes ? 0 : -ISLE_EINVAL;
}

/* A handle argument may stand for one made earlier in this batch. */
static int resolve(const struct isled_batch *batch, uint32_t *word)
{
	uint32_t index = *word - ISLE_BATCH_REF;

	if (*word < ISLE_BATCH_REF)
		return 0;
	if (index >= batch->done || !batch->made[index])
		return -ISLE_EBADF;
	*word = batch->made[index];
	return 0;
}

/* ---- laying down results ---- */

static void put_record(struct isled_batch *batch, int status, uint32_t words_n, uint32_t data_bytes)
{
	const struct isle__batch_result result = {
		.status = (uint32_t)-status,
		.words_n = words_n,
		.data_bytes = data_bytes,
	};
	uint8_t *at = batch->outer->buffer + batch->bytes;
	uint32_t words[ISLE_BATCH_RESULT_WORDS];

	isle__words_put(at, words, isle__batch_result_put(&result, words));
	memset(at + RECORD_BYTES + words_n * 4 + data_bytes, 0, padded(data_bytes) - data_bytes);
	batch->bytes += RECORD_BYTES + words_n * 4 + padded(data_bytes);
	batch->done++;
	batch->failed = status < 0;
	batch->waiting = false;
	batch->op.phase = ISLED_TOKEN_ANSWERED;
}

/* The answer does not fit: the operation is done, but says so. */
static void put_error(struct isled_batch *batch, int error)
{
	if (room(batch) < RECORD_BYTES || reserve(batch, RECORD_BYTES) < 0) {
		batch->failed = true;
		batch->waiting = false;
		batch->op.phase = ISLED_TOKEN_ANSWERED;
		return;
	}
	put_record(batch, error, 0, 0);
}

static void finish(struct isled_batch *batch)
{
	struct isle_token *outer = batch->outer;
	const uint32_t words[2] = { batch->done, 0 };
	uint32_t bytes = batch->bytes;

	for (unsigned i = 0; i < ISLE_BATCH_OPS_MAX; i++)
		if (batch->made[i] && !batch->keep[i])
			isle_handle_close(outer->context, batch->made[i], NULL);
	outer->runs = NULL;
	free(batch);
	if (bytes)
		isle_token_reply(outer, words, 2, outer->buffer, bytes);
	else
		isle_token_fail(outer, -ISLE_EMSGSIZE);
}

/* ---- running ---- */

static void begin_op(struct isled_batch *batch, const struct isle__batch_op *op)
{
	struct isle_token *outer = batch->outer, *token = &batch->op;

	memset(token, 0, sizeof(*token));
	token->attachment = outer->attachment;
	token->context = outer->context;
	token->batch = batch;
	token->call.flags = outer->call.flags;
	token->call.bits = outer->call.bits;
	token->call.deadline_ms = outer->call.deadline_ms;
	token->phase = ISLED_TOKEN_HANDLING;
	batch->keep[batch->done] = op->flags & ISLE_BATCH_KEEP;
	batch->waiting = true;
	batch->pulled = 0;
}

static int run_op(struct isled_batch *batch)
{
	struct isle_token *outer = batch->outer, *token = &batch->op;
	uint32_t words[ISLED_WORDS_MAX];
	struct isle_request request = { .words = words, .data_end = true };
	struct isle__batch_op op;
	uint32_t at = batch->next_at;
	int error;

	batch->next_at += read_op(outer, at, &op);
	begin_op(batch, &op);
	error = isled_router_find(outer->context->party, op.service, op.method, &token->service,
				  &token->method);
	if (error < 0)
		return error;
	if (isled_token_props(token) & (ISLE_METHOD_CHANNEL | ISLE_METHOD_NO_BATCH))
		return -ISLE_ENOTSUP;
	at += ISLE_BATCH_OP_WORDS * 4;
	isle__words_get(outer->args + at, op.words_n * 4, words, ISLED_WORDS_MAX);
	if (op.words_n && (isled_token_props(token) & ISLE_METHOD_HANDLE)) {
		error = resolve(batch, &words[0]);
		if (error < 0)
			return error;
	}
	request.words_n = op.words_n;
	request.data = outer->args + at + op.words_n * 4;
	request.data_bytes = op.data_bytes;
	isled_router_handle(token, &request);
	return 0;
}

static void run(struct isled_batch *batch)
{
	batch->running = true;
	while (!batch->waiting && !batch->failed && batch->done < batch->ops_n) {
		int error = run_op(batch);

		if (error < 0)
			put_error(batch, error);
	}
	batch->running = false;
	if (!batch->waiting)
		finish(batch);
}

int isled_batch_start(struct isle_token *token, const struct isle_request *request)
{
	struct isled_batch *batch;
	int error;

	/* The operations must stay until the last of them has run. */
	if (token->args != request->data) {
		error = isled_token_reserve(token, &token->args, &token->args_max,
					    request->data_bytes);
		if (error < 0)
			return error;
		if (request->data_bytes)
			memcpy(token->args, request->data, request->data_bytes);
		token->args_bytes = request->data_bytes;
	}
	error = check_ops(token, request->words_n ? request->words[0] : 0);
	if (error < 0)
		return error;
	batch = calloc(1, sizeof(*batch));
	if (!batch)
		return -ISLE_ENOMEM;
	batch->outer = token;
	batch->ops_n = request->words[0];
	token->runs = batch;
	token->phase = ISLED_TOKEN_KEPT;
	run(batch);
	return 0;
}

void isled_batch_gone(struct isled_batch *batch, int reason)
{
	struct isle_context *context = batch->outer->context;

	if (batch->waiting)
		isled_token_gone(&batch->op, reason);
	for (unsigned i = 0; i < ISLE_BATCH_OPS_MAX; i++)
		if (batch->made[i] && !batch->keep[i])
			isle_handle_close(context, batch->made[i], NULL);
	free(batch);
}

/* ---- what the tokens of operations do ---- */

void isled_batch_answer(struct isle_token *operation, int status, const uint32_t *words,
			uint32_t words_n, const void *data, uint32_t data_bytes)
{
	struct isled_batch *batch = operation->batch;
	uint32_t even = (words_n + 1) & ~1u, total = RECORD_BYTES + even * 4 + padded(data_bytes);
	struct isle_token *outer = batch->outer;
	const uint8_t *from = data;
	bool lent = data_bytes && outer->buffer && from >= outer->buffer &&
		    from < outer->buffer + outer->buffer_max;
	size_t offset = lent ? (size_t)((uintptr_t)from - (uintptr_t)outer->buffer) : 0;

	if (words_n > ISLED_WORDS_MAX || data_bytes > room(batch) || total > room(batch) ||
	    reserve(batch, total) < 0) {
		put_error(batch, -ISLE_EMSGSIZE);
	} else {
		uint8_t *at = outer->buffer + batch->bytes + RECORD_BYTES;

		if (data_bytes)
			memmove(at + even * 4, lent ? outer->buffer + offset : from, data_bytes);
		isle__words_put(at, words, words_n);
		put_record(batch, status, even, data_bytes);
	}
	if (!batch->running)
		run(batch);
}

static uint32_t data_room(const struct isled_batch *batch, uint32_t words_n)
{
	uint32_t head = RECORD_BYTES + ((words_n + 1) & ~1u) * 4, left = room(batch);

	return left > head ? (left - head) & ~7u : 0;
}

uint32_t isled_batch_window(const struct isled_batch *batch)
{
	const struct isle_token *op = &batch->op;

	return data_room(batch, op->service->result_words[op->method->number]);
}

uint32_t isled_batch_lend(struct isle_token *operation, uint32_t want, void **ret_room)
{
	struct isled_batch *batch = operation->batch;
	uint32_t words_n = operation->service->result_words[operation->method->number];
	uint32_t left = data_room(batch, words_n), head;

	if (want > left)
		want = left;
	/* Behind the words, so that it need not be moved; behind any words when they are not known. */
	head = RECORD_BYTES + (words_n ? (words_n + 1) & ~1u : ISLED_WORDS_MAX) * 4;
	if (reserve(batch, head + padded(want)) < 0)
		return 0;
	*ret_room = batch->outer->buffer + batch->bytes + head;
	return want;
}

void isled_batch_made(struct isled_batch *batch, uint32_t handle)
{
	if (!batch->made[batch->done])
		batch->made[batch->done] = handle;
}

/* The stream is given up here, not by its service, which still has to free what it keeps for it. */
static int give_up(struct isle_token *token, int error)
{
	if (token->ops && token->ops->gone)
		token->ops->gone(token, token->state, error);
	return error;
}

/* One step of a stream. Returns 1 to go on, 0 to wait, < 0 error; *ret_end with the answer in fill. */
static int pull_step(struct isled_batch *batch, struct isle_fill *fill, bool *ret_end)
{
	struct isle_token *token = &batch->op;
	uint32_t head = RECORD_BYTES + ((token->words_n + 1u) & ~1u) * 4;
	uint32_t left = data_room(batch, token->words_n) - batch->pulled;
	int error;

	*fill = (struct isle_fill){ .file = -1, .max = left < STEP_BYTES ? left : STEP_BYTES };
	error = reserve(batch, head + padded(batch->pulled + fill->max));
	if (error < 0)
		return give_up(token, error);
	fill->buffer = batch->outer->buffer + batch->bytes + head + batch->pulled;
	error = token->fill(token, token->state, fill);
	if (error < 0)
		return error;
	*ret_end = fill->end;
	if (!fill->end && !fill->max)
		return give_up(token, -ISLE_EMSGSIZE);
	if (fill->bytes > fill->max)
		return fill->end ? -ISLE_EIO : give_up(token, -ISLE_EIO);
	batch->pulled += fill->bytes;
	return fill->bytes ? 1 : 0;
}

void isled_batch_pull(struct isle_token *operation)
{
	struct isled_batch *batch = operation->batch;
	struct isle_fill fill;
	bool end = false;
	int result;

	do
		result = pull_step(batch, &fill, &end);
	while (result > 0 && !end);
	if (result == 0 && !end)
		return; /* the service resumes */
	if (result < 0) {
		isled_batch_answer(operation, result, NULL, 0, NULL, 0);
		return;
	}
	if (fill.words_n > operation->words_n)
		fill.words_n = operation->words_n;
	isled_batch_answer(operation, fill.status, fill.words, operation->words_n,
			   batch->outer->buffer + batch->bytes + RECORD_BYTES +
				   ((operation->words_n + 1u) & ~1u) * 4,
			   batch->pulled);
}
