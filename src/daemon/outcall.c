/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls from a service to a party. Contracts: service.h. */
#include <stdlib.h>
#include <string.h>

#include "host.h"
#include "session/internal.h"

static void free_call(struct isle_outcall *out)
{
	if (out->party_held) {
		struct isle_party *party = out->attachment->party;

		/* The session may have ended; its party is told after its calls. */
		if (party)
			party->held_bytes -= out->party_held;
	}
	free(out->out);
	free(out->in);
	free(out);
}

static void closed(struct isle_outcall *out)
{
	struct isle_result result = { .words = out->result, .words_n = ISLED_WORDS_MAX };

	if (out->call.status < 0)
		memset(out->result, 0, sizeof(out->result));
	if (out->in) {
		result.data = out->in;
		result.data_bytes = out->call.in_got;
	}
	if (!out->cancelled)
		out->ops->done(out, out->state, out->call.status, &result);
	free_call(out);
}

static void event(struct isle_call *call, enum isle_call_event what, const struct isle_frame *frame)
{
	struct isle_outcall *out = (struct isle_outcall *)call;
	unsigned flags = 0;

	switch (what) {
	case ISLE_CALL_DATA:
		if (frame->flags & ISLE_FLAG_END)
			flags |= ISLE_PIECE_END;
		if (frame->flags & ISLE_FLAG_EOM)
			flags |= ISLE_PIECE_EOM;
		out->ops->data(out, out->state, frame->data, frame->data_len, flags);
		break;
	case ISLE_CALL_ROOM:
		if (out->ops->room && isle_outcall_room(out))
			out->ops->room(out, out->state);
		break;
	case ISLE_CALL_CLOSED:
		closed(out);
		break;
	default:
		break;
	}
}

static int grow_out(struct isle_outcall *out, uint32_t bytes)
{
	uint8_t *bigger;

	if (bytes <= out->out_max)
		return 0;
	bigger = realloc(out->out, bytes);
	if (!bigger)
		return -ISLE_ENOMEM;
	out->out = bigger;
	out->out_max = bytes;
	return 0;
}

/* What the call needs until it ends, counted against the party. */
static int get_memory(struct isle_outcall *out, const struct isle_outcall_args *args,
		      struct isle_party *party)
{
	uint32_t in = out->ops->data ? 0 : args->window, held = in + args->data_bytes;

	if (party->held_bytes + held > party->host->config->limits.queued_bytes)
		return -ISLE_EAGAIN;
	if (in) {
		out->in = malloc(in);
		if (!out->in)
			return -ISLE_ENOMEM;
	}
	if (grow_out(out, args->data_bytes) < 0)
		return -ISLE_ENOMEM;
	if (args->data_bytes)
		memcpy(out->out, args->data, args->data_bytes);
	out->party_held = held;
	party->held_bytes += held;
	return 0;
}

static void fill_call(struct isle_outcall *out, const struct isle_outcall_args *args)
{
	struct isle_call *call = &out->call;

	memcpy(out->words, args->words, args->words_n * sizeof(out->words[0]));
	call->event = event;
	call->words = out->words;
	call->words_n = (uint8_t)args->words_n;
	call->ret_words = out->result;
	call->ret_n = ISLED_WORDS_MAX;
	call->context = args->context;
	call->service = args->service;
	call->method = args->method;
	if (args->flags & ISLE_OUTCALL_CHANNEL)
		call->flags |= ISLE_FLAG_CHANNEL;
	if (args->flags & ISLE_OUTCALL_MESSAGE)
		call->flags |= ISLE_FLAG_MESSAGE;
	if (args->flags & ISLE_OUTCALL_URGENT)
		call->flags |= ISLE_FLAG_URGENT;
	call->out_more = args->flags & (ISLE_OUTCALL_CHANNEL | ISLE_OUTCALL_MORE);
	call->out = out->out;
	call->out_left = args->data_bytes;
	call->in = out->in;
	call->in_room = args->window;
	out->ended = !call->out_more;
}

static uint32_t in_flight(const struct isle_session *session)
{
	const struct isle_call *call;
	uint32_t n = 0;

	for (call = session->calls; call; call = call->next)
		n += (call->bits & ISLE__MINE) != 0;
	return n;
}

int isle_outcall_start(struct isle_party *party, const struct isle_outcall_args *args,
		       const struct isle_outcall_ops *ops, void *state,
		       struct isle_outcall **ret_call)
{
	struct isled_attachment *attachment = party->attachment;
	struct isle_outcall *out;
	int error;

	if (!attachment || attachment->closing)
		return -ISLE_ELINK;
	if (args->words_n > ISLED_WORDS_MAX || !ops->done)
		return -ISLE_EMSGSIZE;
	if (in_flight(&attachment->session) >= party->host->config->limits.calls)
		return -ISLE_EAGAIN;
	out = calloc(1, sizeof(*out));
	if (!out)
		return -ISLE_ENOMEM;
	out->attachment = attachment;
	out->ops = ops;
	out->state = state;
	error = get_memory(out, args, party);
	if (error == 0) {
		fill_call(out, args);
		error = isle_call_start(&attachment->session, &out->call, args->budget_ms);
	}
	if (error < 0) {
		free_call(out);
		return error;
	}
	isled_attachment_kick(attachment);
	*ret_call = out;
	return 0;
}

uint32_t isle_outcall_room(const struct isle_outcall *out)
{
	return out->ended || out->call.out_left || (out->call.bits & ISLE__OUT_EOM)
		       ? 0
		       : ISLED_PIECE_MAX;
}

int isle_outcall_write(struct isle_outcall *out, const void *data, uint32_t bytes,
		       unsigned piece_flags)
{
	uint32_t take = bytes < ISLED_PIECE_MAX ? bytes : ISLED_PIECE_MAX;
	bool end = (piece_flags & ISLE_PIECE_END) && take == bytes;
	int error;

	if (out->ended)
		return -ISLE_EPIPE;
	if ((out->call.flags & ISLE_FLAG_MESSAGE) && take < bytes)
		return -ISLE_EMSGSIZE;
	if (!isle_outcall_room(out))
		return bytes ? 0 : -ISLE_EAGAIN;
	error = grow_out(out, take);
	if (error < 0)
		return error;
	if (take)
		memcpy(out->out, data, take);
	error = isle_call_send(&out->attachment->session, &out->call, out->out, take, end);
	if (error < 0)
		return error;
	out->ended = end;
	isled_attachment_kick(out->attachment);
	return (int)take;
}

void isle_outcall_consumed(struct isle_outcall *out, uint32_t bytes)
{
	isle_call_consumed(&out->attachment->session, &out->call, bytes);
	isled_attachment_kick(out->attachment);
}

void isle_outcall_cancel(struct isle_outcall *out, int reason)
{
	struct isled_attachment *attachment = out->attachment;

	out->cancelled = true;
	isle_call_cancel(&attachment->session, &out->call, reason);
	isled_attachment_kick(attachment);
}
