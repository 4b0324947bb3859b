/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls in: from the session's events to the service's handler, and the service `session`. */
#include <stdio.h>
#include <string.h>

#include "host.h"
#include "session/internal.h"

#define DATA_MAX_DEFAULT 8192u /* two paths */

/* ---- finding and permitting ---- */

static bool permitted(const struct isle_party *party, uint16_t props)
{
	if ((props & ISLE_METHOD_CONTROL) && !party->may_control)
		return false;
	if ((props & ISLE_METHOD_CLIENT) && party->role != ISLE_PEER_CLIENT)
		return false;
	return !(props & ISLE_METHOD_PROGRAM) || party->role == ISLE_PEER_PROGRAM;
}

int isled_router_find(const struct isle_party *party, uint32_t service, uint32_t method,
		      const struct isled_service **ret_service,
		      const struct isle_method **ret_method)
{
	const struct isled_service *found;

	if (service >= ISLED_SERVICES_MAX || method >= ISLED_METHODS_MAX)
		return -ISLE_ENOTSUP;
	found = &party->host->services[service];
	if (!found->table || !found->methods[method])
		return -ISLE_ENOTSUP;
	if (!permitted(party, found->props[method]))
		return -ISLE_EPERM;
	*ret_service = found;
	*ret_method = found->methods[method];
	return 0;
}

/* ---- handling ---- */

void isled_router_handle(struct isle_token *token, const struct isle_request *request)
{
	int result;

	token->phase = ISLED_TOKEN_HANDLING;
	result = token->method->handle(token->service->state, token, request);
	if (token->phase == ISLED_TOKEN_FREE || token->phase == ISLED_TOKEN_ANSWERED)
		return;
	if (result < 0) {
		isle_token_fail(token, result);
	} else if (token->phase == ISLED_TOKEN_HANDLING) {
		isle_log(ISLE_LOG_ERROR, "router", "%s.%u answered nothing",
			 token->service->table->name, token->method->number);
		isle_token_fail(token, -ISLE_EIO);
	}
}

static uint32_t data_max(const struct isle_token *token)
{
	return token->method->data_max ? token->method->data_max : DATA_MAX_DEFAULT;
}

/* Argument data that does not come in one frame and that the service wants whole. */
static int collect(struct isle_token *token, const struct isle_frame *frame)
{
	uint32_t bytes = token->args_bytes + frame->data_len, room = bytes;
	int error;

	if (bytes > data_max(token))
		return -ISLE_EMSGSIZE;
	if (room < data_max(token) / 2)
		room = data_max(token) / 2 < 65536 ? data_max(token) / 2 : bytes;
	error = isled_token_reserve(token, &token->args, &token->args_max, room);
	if (error < 0)
		return error;
	if (frame->data_len)
		memcpy(token->args + token->args_bytes, frame->data, frame->data_len);
	token->args_bytes = bytes;
	isle_call_consumed(&token->attachment->session, &token->call, frame->data_len);
	isled_attachment_kick(token->attachment);
	return 0;
}

static void handle_collected(struct isle_token *token)
{
	uint32_t words[ISLED_WORDS_MAX]; /* the answer is built in the token's own */
	const struct isle_request request = {
		.words = words,
		.words_n = token->words_n,
		.data = token->args,
		.data_bytes = token->args_bytes,
		.data_end = true,
	};

	memcpy(words, token->words, sizeof(words));
	isled_router_handle(token, &request);
}

static uint32_t argument_words(const struct isle_frame *frame, uint32_t *ret_words)
{
	uint32_t n = (frame->fixed_bytes - ISLE_FRAME_HEADER_BYTES) / 4;

	n = n > 2 ? n - 2 : 0;
	if (n > ISLED_WORDS_MAX)
		n = ISLED_WORDS_MAX; /* what comes behind is of a later version */
	isle__frame_words(frame, 2, ret_words, n);
	/* A handler that looks beyond what was sent sees zeros, not what lay here before. */
	memset(ret_words + n, 0, (ISLED_WORDS_MAX - n) * sizeof(ret_words[0]));
	return n;
}

static int take_channel(struct isle_token *token)
{
	struct isle_party *party = token->context->party;

	if (party->channels >= party->host->config->limits.channels)
		return -ISLE_EMFILE;
	party->channels++;
	token->is_channel = true;
	return 0;
}

/* Everything that is checked before a service hears of a call. */
static int admit(struct isle_token *token, const struct isle_frame *frame)
{
	struct isle_party *party = token->attachment->party;
	struct isle_context *context = party->contexts[frame->context];
	bool channel = token->call.flags & ISLE_FLAG_CHANNEL;
	uint16_t props;
	int error;

	token->context = context ? context : party->contexts[0];
	if (!context)
		return -ISLE_ENOENT;
	error = isled_router_find(party, frame->service, frame->code, &token->service,
				  &token->method);
	if (error < 0)
		return error;
	props = isled_token_props(token);
	if (channel != !!(props & ISLE_METHOD_CHANNEL))
		return -ISLE_EINVAL;
	if (!(props & (ISLE_METHOD_CHANNEL | ISLE_METHOD_STREAM_IN)) &&
	    frame->data_len > data_max(token))
		return -ISLE_EMSGSIZE;
	return channel ? take_channel(token) : 0;
}

static void refuse(struct isle_token *token, const struct isle_frame *frame, int error)
{
	char what[32];
	int n = snprintf(what, sizeof(what), "%u of service %u", frame->code, frame->service);

	if (error == -ISLE_EPERM)
		isle_audit(token, "method", what, (uint32_t)n, error);
	else
		token->context->party->refused++;
	isle_token_fail(token, error);
}

static void request(struct isle_token *token, const struct isle_frame *frame)
{
	bool end = frame->flags & ISLE_FLAG_END;
	uint32_t words[ISLED_WORDS_MAX];
	struct isle_request request = {
		.words = words, .data = frame->data, .data_bytes = frame->data_len, .data_end = end
	};
	int error;

	token->phase = ISLED_TOKEN_HANDLING;
	token->batch = token->runs = NULL;
	token->args_bytes = 0;
	error = admit(token, frame);
	if (error < 0) {
		refuse(token, frame, error);
		return;
	}
	request.words_n = argument_words(frame, words);
	if (end || (isled_token_props(token) & (ISLE_METHOD_CHANNEL | ISLE_METHOD_STREAM_IN))) {
		isled_router_handle(token, &request);
		return;
	}
	token->phase = ISLED_TOKEN_COLLECTING;
	token->words_n = (uint8_t)request.words_n;
	memcpy(token->words, words, sizeof(words));
	error = collect(token, frame);
	if (error < 0)
		isle_token_fail(token, error);
}

static void more_data(struct isle_token *token, const struct isle_frame *frame)
{
	unsigned flags = 0;
	int error;

	if (token->phase == ISLED_TOKEN_COLLECTING) {
		error = collect(token, frame);
		if (error < 0)
			isle_token_fail(token, error);
		else if (frame->flags & ISLE_FLAG_END)
			handle_collected(token);
		return;
	}
	if (frame->flags & ISLE_FLAG_END)
		flags |= ISLE_PIECE_END;
	if (frame->flags & ISLE_FLAG_EOM)
		flags |= ISLE_PIECE_EOM;
	if (token->phase == ISLED_TOKEN_KEPT && token->ops && token->ops->data)
		token->ops->data(token, token->state, frame->data, frame->data_len, flags);
	else
		isle_token_consumed(token, frame->data_len);
}

static void cancelled(struct isle_token *token)
{
	int reason = token->call.status;

	if (token->phase == ISLED_TOKEN_ANSWERED || token->phase == ISLED_TOKEN_FREE)
		return;
	isled_token_gone(token, reason);
	isle_call_reply(&token->attachment->session, &token->call, reason);
	isled_attachment_kick(token->attachment);
}

void isled_router_event(struct isle_call *call, enum isle_call_event what,
			const struct isle_frame *frame)
{
	struct isle_token *token = (struct isle_token *)call;

	switch (what) {
	case ISLE_CALL_REQUEST:
		request(token, frame);
		break;
	case ISLE_CALL_DATA:
		more_data(token, frame);
		break;
	case ISLE_CALL_ROOM:
		if (token->phase == ISLED_TOKEN_KEPT && token->ops && token->ops->room &&
		    isle_token_room(token))
			token->ops->room(token, token->state);
		break;
	case ISLE_CALL_CANCELLED:
		cancelled(token);
		break;
	case ISLE_CALL_CLOSED:
		isled_token_closed(token);
		isle_session_lend_call(&token->attachment->session, call);
		break;
	}
}

/* The answer, or the rest of one, may still have to leave when the context is no more. */
static void leave_context(struct isle_token *token, int reason)
{
	if (token->phase != ISLED_TOKEN_ANSWERED) {
		isled_token_gone(token, reason);
		isle__call_stop(&token->call, reason); /* a stream that has begun is cut */
		isle_call_reply(&token->attachment->session, &token->call, reason);
	}
	token->context = token->context->party->contexts[0];
}

void isled_router_cancel_context(struct isle_context *context, int reason)
{
	struct isled_attachment *attachment = context->party->attachment;
	struct isle_call *call;

	if (!attachment)
		return;
	for (uint32_t i = 0; i < attachment->tokens_n; i++) {
		struct isle_token *token = &attachment->tokens[i];

		if (token->context == context && token->phase != ISLED_TOKEN_HANDLING)
			leave_context(token, reason);
	}
	/* The list may have changed with each end. */
	for (call = attachment->session.calls; call;) {
		if (!(call->bits & ISLE__MINE) || call->context != context->number) {
			call = call->next;
			continue;
		}
		isle_call_cancel(&attachment->session, call, reason);
		call = attachment->session.calls;
	}
	isled_attachment_kick(attachment);
}

/* ---- the service `session` ---- */

static int context_open(void *state, struct isle_token *token, const struct isle_request *request)
{
	struct isle_party *party = isle_token_party(token);
	int number;
	uint32_t words[2] = { 0 };

	(void)state;
	number = isled_context_open(party, request->data, request->data_bytes);
	if (number < 0)
		return number;
	words[0] = (uint32_t)number;
	return isle_token_reply(token, words, 2, NULL, 0);
}

static int context_close(void *state, struct isle_token *token, const struct isle_request *request)
{
	struct isle_party *party = isle_token_party(token);
	uint32_t number = request->words_n ? request->words[0] : 0;

	(void)state;
	if (number == 0 || number >= ISLE_CONTEXTS_MAX)
		return -ISLE_EINVAL;
	if (!party->contexts[number])
		return -ISLE_ENOENT;
	/* Answered first: the call may belong to the context that ends. */
	if (token->context->number == number)
		return -ISLE_EINVAL;
	isled_context_close(party->contexts[number]);
	return isle_token_reply(token, NULL, 0, NULL, 0);
}

static int batch(void *state, struct isle_token *token, const struct isle_request *request)
{
	(void)state;
	return isled_batch_start(token, request);
}

static int echo(void *state, struct isle_token *token, const struct isle_request *request)
{
	(void)state;
	return isle_token_reply(token, NULL, 0, request->data, request->data_bytes);
}

static const struct isle_method methods[] = {
	{ "CONTEXT_OPEN", ISLE_SESSION_CONTEXT_OPEN, ISLE_METHOD_NO_BATCH, 0, context_open },
	{ "CONTEXT_CLOSE", ISLE_SESSION_CONTEXT_CLOSE, ISLE_METHOD_NO_BATCH, 0, context_close },
	{ "BATCH", ISLE_SESSION_BATCH, ISLE_METHOD_NO_BATCH, 1048576, batch },
	{ "ECHO", ISLE_SESSION_ECHO, 0, 1048576, echo },
};

const struct isle_service isled_service_session = {
	.name = "session",
	.number = 0,
	.version = 1,
	.methods = methods,
	.method_count = sizeof(methods) / sizeof(methods[0]),
};
