/* SPDX-License-Identifier: BSD-3-Clause */
/* Tokens: what a service does with a call. Contracts: service.h. */
#include <stdlib.h>
#include <string.h>

#include "host.h"
#include "session/internal.h"

/* ---- memory ---- */

int isled_token_reserve(struct isle_token *token, uint8_t **memory, uint32_t *max, uint32_t bytes)
{
	struct isle_party *party = token->context->party;
	uint8_t *bigger;

	if (bytes <= *max)
		return 0;
	if (party->held_bytes + (bytes - *max) > party->host->config->limits.queued_bytes)
		return -ISLE_ENOBUFS;
	bigger = realloc(*memory, bytes);
	if (!bigger)
		return -ISLE_ENOMEM;
	party->held_bytes += bytes - *max;
	*memory = bigger;
	*max = bytes;
	return 0;
}

static void release(struct isle_token *token, uint8_t **memory, uint32_t *max)
{
	if (!*max)
		return;
	token->context->party->held_bytes -= *max;
	free(*memory);
	*memory = NULL;
	*max = 0;
}

/* Where the answer's data goes out from. `data` may lie in the token's buffer already. */
static int place_data(struct isle_token *token, const void *data, uint32_t bytes)
{
	const uint8_t *at = data;
	int error;

	if (token->buffer && at >= token->buffer && at < token->buffer + token->buffer_max) {
		token->call.out = at;
		token->call.out_left = bytes;
		return 0;
	}
	error = isled_token_reserve(token, &token->buffer, &token->buffer_max, bytes);
	if (error < 0)
		return error;
	if (bytes)
		memcpy(token->buffer, data, bytes);
	token->call.out = token->buffer;
	token->call.out_left = bytes;
	return 0;
}

/* ---- the end of a token ---- */

static bool is_open(const struct isle_token *token)
{
	return token->phase != ISLED_TOKEN_FREE && token->phase != ISLED_TOKEN_ANSWERED;
}

static int answer(struct isle_token *token, int status, const uint32_t *words, uint32_t words_n,
		  const void *data, uint32_t bytes)
{
	struct isle_call *call = &token->call;
	bool channel = call->flags & ISLE_FLAG_CHANNEL;

	if (!is_open(token))
		return -ISLE_EINVAL;
	if (token->batch) {
		isled_batch_answer(token, status, words, words_n, data, bytes);
		return 0;
	}
	if (words_n > ISLED_WORDS_MAX || (channel && bytes) || bytes > isle_call_credit(call))
		status = -ISLE_EMSGSIZE;
	else if (!channel && status >= 0)
		status = place_data(token, data, bytes);
	if (words_n > ISLED_WORDS_MAX)
		words_n = 0;
	if (words_n)
		memcpy(token->words, words, words_n * sizeof(words[0]));
	call->words = token->words;
	call->words_n = (uint8_t)words_n;
	token->phase = ISLED_TOKEN_ANSWERED;
	isle_call_reply(&token->attachment->session, call, status);
	isled_attachment_kick(token->attachment);
	return status;
}

int isle_token_reply(struct isle_token *token, const uint32_t *words, uint32_t words_n,
		     const void *data, uint32_t data_bytes)
{
	return answer(token, 0, words, words_n, data, data_bytes);
}

void isle_token_fail(struct isle_token *token, int error)
{
	isle_token_fail_words(token, error, NULL, 0);
}

void isle_token_fail_words(struct isle_token *token, int error, const uint32_t *words,
			   uint32_t words_n)
{
	answer(token, error < 0 ? error : -ISLE_EIO, words, words_n, NULL, 0);
}

void isled_token_gone(struct isle_token *token, int reason)
{
	const struct isle_token_ops *ops = token->ops;
	struct isled_batch *batch = token->runs;

	token->phase = ISLED_TOKEN_ANSWERED;
	token->runs = NULL;
	if (batch)
		isled_batch_gone(batch, reason);
	else if (ops && ops->gone)
		ops->gone(token, token->state, reason);
}

void isled_token_closed(struct isle_token *token)
{
	if (token->phase == ISLED_TOKEN_FREE)
		return;
	if (token->phase != ISLED_TOKEN_ANSWERED)
		isled_token_gone(token, token->call.status < 0 ? token->call.status : -ISLE_ELINK);
	if (token->context) {
		if (token->is_channel)
			token->context->party->channels--;
		release(token, &token->args, &token->args_max);
		release(token, &token->buffer, &token->buffer_max);
	}
	token->context = NULL;
	token->is_channel = token->ended = false;
	token->ops = NULL;
	token->fill = NULL;
	token->phase = ISLED_TOKEN_FREE;
}

/* ---- keeping ---- */

void isle_token_keep(struct isle_token *token, const struct isle_token_ops *ops, void *state)
{
	token->ops = ops;
	token->state = state;
	if (is_open(token))
		token->phase = ISLED_TOKEN_KEPT;
}

uint32_t isle_token_lend(struct isle_token *token, uint32_t want, void **ret_room)
{
	uint32_t bytes = want < ISLED_PIECE_MAX ? want : ISLED_PIECE_MAX;

	if (token->batch)
		return isled_batch_lend(token, bytes, ret_room);
	if (bytes > isle_call_credit(&token->call))
		bytes = isle_call_credit(&token->call);
	if (isled_token_reserve(token, &token->buffer, &token->buffer_max, bytes) < 0)
		return 0;
	*ret_room = token->buffer;
	return bytes;
}

/* ---- streams of result data ---- */

/* Nothing can be sent to a caller that takes no data; what remains is how it ends. */
static void end_without_data(struct isle_token *token)
{
	struct isle_fill fill = { .file = -1 };
	int error = token->fill(token, token->state, &fill);

	if (error == 0 && !fill.end && token->ops && token->ops->gone)
		token->ops->gone(token, token->state, -ISLE_EMSGSIZE);
	if (error == 0 && (!fill.end || fill.bytes))
		error = -ISLE_EMSGSIZE;
	else if (error == 0)
		error = fill.status;
	answer(token, error, fill.words, fill.words_n, NULL, 0);
}

void isle_token_stream(struct isle_token *token, const struct isle_token_ops *ops, void *state,
		       int (*fill)(struct isle_token *token, void *state, struct isle_fill *fill),
		       uint32_t words_n)
{
	struct isle_session *session = &token->attachment->session;

	if (!is_open(token))
		return;
	token->ops = ops;
	token->state = state;
	token->fill = fill;
	token->phase = ISLED_TOKEN_STREAMING;
	token->words_n = (uint8_t)(words_n < 16 ? words_n : 16);
	if (token->batch) {
		isled_batch_pull(token);
	} else if (!isle_call_credit(&token->call)) {
		end_without_data(token);
	} else {
		memset(token->words, 0, token->words_n * sizeof(token->words[0]));
		token->call.words = token->words;
		token->call.words_n = token->words_n;
		isle_call_source(session, &token->call);
		isle_call_reply(session, &token->call, 0);
		isled_attachment_kick(token->attachment);
	}
}

void isle_token_resume(struct isle_token *token)
{
	if (token->phase != ISLED_TOKEN_STREAMING)
		return;
	if (token->batch) {
		isled_batch_pull(token);
		return;
	}
	isle_call_source(&token->attachment->session, &token->call);
	isled_attachment_kick(token->attachment);
}

static void end_of_stream(struct isle_token *token, int status, const uint32_t *words, uint32_t n)
{
	token->phase = ISLED_TOKEN_ANSWERED;
	token->call.status = (int16_t)status;
	if (n > token->words_n)
		n = token->words_n;
	memcpy(token->words, words, n * sizeof(words[0]));
}

size_t isled_router_fill(struct isle_call *call, struct isle_tx *tx, uint8_t *dst, size_t max,
			 bool *ret_end)
{
	struct isle_token *token = (struct isle_token *)call;
	uint32_t file_max = isle_session_file_max(&token->attachment->session, call, tx, dst);
	struct isle_fill fill = {
		.buffer = dst,
		.max = (uint32_t)max,
		.file_max = file_max,
		.file = -1,
	};
	int error = token->fill(token, token->state, &fill);

	if (error < 0) {
		end_of_stream(token, error, fill.words, 0);
		*ret_end = true;
		return 0;
	}
	if (fill.end) {
		end_of_stream(token, fill.status, fill.words, fill.words_n);
		*ret_end = true;
	}
	if (fill.file >= 0 && fill.bytes) {
		tx->file = fill.file;
		tx->file_offset = fill.file_offset;
		tx->file_len = fill.bytes < file_max ? fill.bytes : file_max;
		return tx->file_len;
	}
	return fill.bytes < max ? fill.bytes : max;
}

/* ---- channels, and argument data that comes in pieces ---- */

void isle_token_accept(struct isle_token *token)
{
	if (token->batch)
		return;
	isle_call_accept(&token->attachment->session, &token->call);
	isled_attachment_kick(token->attachment);
}

void isle_token_consumed(struct isle_token *token, uint32_t bytes)
{
	if (token->batch)
		return;
	isle_call_consumed(&token->attachment->session, &token->call, bytes);
	isled_attachment_kick(token->attachment);
}

uint32_t isle_token_in_window(const struct isle_token *token)
{
	return isle_token_host(token)->session.window;
}

uint32_t isle_token_room(const struct isle_token *token)
{
	const struct isle_call *call = &token->call;

	return token->batch || token->ended || call->out_left || (call->bits & ISLE__OUT_EOM)
		       ? 0
		       : ISLED_PIECE_MAX;
}

int isle_token_write(struct isle_token *token, const void *data, uint32_t bytes,
		     unsigned piece_flags)
{
	bool message = token->call.flags & ISLE_FLAG_MESSAGE, end = piece_flags & ISLE_PIECE_END;
	uint32_t take = bytes < ISLED_PIECE_MAX ? bytes : ISLED_PIECE_MAX;
	int error;

	if (token->batch || token->ended || !is_open(token))
		return -ISLE_EPIPE;
	if (message && take < bytes)
		return -ISLE_EMSGSIZE;
	if (!isle_token_room(token))
		return bytes ? 0 : -ISLE_EAGAIN;
	end = end && take == bytes;
	error = isled_token_reserve(token, &token->buffer, &token->buffer_max, take);
	if (error < 0)
		return error;
	if (take)
		memcpy(token->buffer, data, take);
	error = isle_call_send(&token->attachment->session, &token->call, token->buffer, take, end);
	if (error < 0)
		return error;
	token->ended = end;
	isled_attachment_kick(token->attachment);
	return (int)take;
}

/* ---- facts ---- */

struct isle_host *isle_token_host(const struct isle_token *token)
{
	return token->context->party->host;
}

struct isle_party *isle_token_party(const struct isle_token *token)
{
	return token->context->party;
}

struct isle_context *isle_token_context(const struct isle_token *token)
{
	return token->context;
}

uint16_t isle_token_method(const struct isle_token *token)
{
	return token->method->number;
}

uint16_t isled_token_props(const struct isle_token *token)
{
	return token->service->props[token->method->number];
}

uint32_t isle_token_window(const struct isle_token *token)
{
	return token->batch ? isled_batch_window(token->batch) : isle_call_credit(&token->call);
}

uint32_t isle_token_budget_ms(const struct isle_token *token)
{
	const struct isle_session *session = &token->attachment->session;
	const struct isle_call *call = &token->call;

	if (!(call->bits & ISLE__TIMED))
		return ISLE_NO_DEADLINE;
	return isle__reached(session->now_ms, call->deadline_ms)
		       ? 0
		       : call->deadline_ms - session->now_ms;
}

bool isle_token_in_batch(const struct isle_token *token)
{
	return token->batch != NULL;
}

bool isle_token_is_urgent(const struct isle_token *token)
{
	return token->call.flags & ISLE_FLAG_URGENT;
}

bool isle_token_is_message(const struct isle_token *token)
{
	return token->call.flags & ISLE_FLAG_MESSAGE;
}
