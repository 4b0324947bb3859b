/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * CALL: one call of one party becomes a call of the other. Arguments and results are passed on as
 * they come; what the next link does not take at once waits here, and no credit is given for it.
 * Each side may end it: caller gone -> the registrar's call is cancelled; registrar gone -> ELINK
 * (it may have happened).
 */
#include <stdlib.h>
#include <string.h>

#include "service/ipc/ipc.h"
#include "wire/gen/ipc.h"

/* Longer argument data, and what is not whole yet, follows the call under its own credit. */
#define DIRECT_MAX 4096u

struct isled_relay {
	struct isled_ipc *ipc;
	struct isle_token *token;
	struct isle_outcall *call; /* NULL after `done` */
	struct isled_fifo args, results;
	bool args_end;   /* behind what waits in `args` comes the end */
	bool args_whole; /* the caller has sent the end */
	bool streaming;  /* the answer is a stream: relay_fill() */
	int status;
	uint32_t words_n;
	uint32_t words[ISLE_IPC_CALL_RESULTS_WORDS];
};

/* Results that wait are the caller's: however many calls it has under way, they share its one limit. */
static int results_add(struct isled_relay *relay, const void *data, uint32_t bytes)
{
	struct isle_party *party = isle_token_party(relay->token);
	int error = isle_party_hold(party, bytes);

	if (error < 0)
		return error;
	error = isled_fifo_add(&relay->results, data, bytes, UINT32_MAX / 4);
	if (error < 0)
		isle_party_release(party, bytes);
	return error;
}

static void results_take(struct isled_relay *relay, uint32_t bytes)
{
	isled_fifo_take(&relay->results, bytes);
	isle_party_release(isle_token_party(relay->token), bytes);
}

/* Before the token is gone. */
static void relay_free(struct isled_relay *relay)
{
	results_take(relay, relay->results.n);
	isled_fifo_free(&relay->args);
	isled_fifo_free(&relay->results);
	free(relay);
}

/* Ends it from here, both ways. An answer that has begun is ended by relay_fill(). */
static void relay_fail(struct isled_relay *relay, int error)
{
	struct isle_token *token = relay->token;

	relay->ipc->failed++;
	if (relay->call)
		isle_outcall_cancel(relay->call, error);
	relay->call = NULL;
	relay->status = error;
	if (relay->streaming) {
		isle_token_resume(token);
	} else {
		relay_free(relay);
		isle_token_fail(token, error);
	}
}

/* ---- results: registrar to caller ---- */

static int relay_fill(struct isle_token *token, void *state, struct isle_fill *fill)
{
	struct isled_relay *relay = state;
	uint32_t n = relay->results.n < fill->max ? relay->results.n : fill->max;
	int status = relay->status;

	if (!relay->call && status < 0) {
		relay_free(relay);
		return status;
	}
	/* The caller's last byte of credit is kept for the answer: without any, nothing could be sent. */
	if (relay->call && n && n >= isle_token_window(token))
		n = isle_token_window(token) - 1;
	if (n)
		memcpy(fill->buffer, isled_fifo_bytes(&relay->results), n);
	results_take(relay, n);
	fill->bytes = n;
	if (relay->call) {
		if (n)
			isle_outcall_consumed(relay->call, n);
	} else if (!relay->results.n) {
		fill->end = true;
		fill->words_n = relay->words_n;
		memcpy(fill->words, relay->words, sizeof(relay->words));
		relay_free(relay);
	}
	return 0;
}

static const struct isle_token_ops relay_token_ops;

/*
 * Begins the stream, or goes on with it; the relay may be gone afterwards. Not before the arguments are
 * whole: once the answer has begun the session hears no more of them.
 */
static void results_send(struct isled_relay *relay)
{
	if (relay->streaming) {
		isle_token_resume(relay->token);
	} else if (relay->results.n && relay->args_whole) {
		relay->streaming = true;
		isle_token_stream(relay->token, &relay_token_ops, relay, relay_fill,
				  ISLE_IPC_CALL_RESULTS_WORDS);
	}
}

/* ---- arguments: caller to registrar ---- */

int isled_ipc_pass(struct isle_token *token, struct isle_outcall *call, struct isled_fifo *waiting,
		   bool *end)
{
	uint32_t n = waiting->n;
	int taken;

	if (!n && !*end)
		return 0;
	taken = isle_outcall_write(call, n ? isled_fifo_bytes(waiting) : NULL, n,
				   *end ? ISLE_PIECE_END : 0);
	if (taken == -ISLE_EAGAIN)
		return 0;
	if (taken < 0)
		return taken;
	if ((uint32_t)taken == n)
		*end = false;
	isled_fifo_take(waiting, (uint32_t)taken);
	isle_token_consumed(token, (uint32_t)taken);
	return 0;
}

/* Returns: 0, or an error with which to end the call. */
static int args_send(struct isled_relay *relay)
{
	return isled_ipc_pass(relay->token, relay->call, &relay->args, &relay->args_end);
}

static void relay_data(struct isle_token *token, void *state, const void *data, uint32_t bytes,
		       unsigned piece_flags)
{
	struct isled_relay *relay = state;
	int error = 0;

	if (relay->call)
		error = isled_fifo_add(&relay->args, data, bytes, isle_token_in_window(token));
	else /* answered already: the rest does not matter */
		isle_token_consumed(token, bytes);
	if (piece_flags & ISLE_PIECE_END)
		relay->args_end = relay->args_whole = true;
	if (!error && relay->call)
		error = args_send(relay);
	if (error)
		relay_fail(relay, error);
	else
		results_send(relay);
}

static void relay_gone(struct isle_token *token, void *state, int reason)
{
	struct isled_relay *relay = state;

	(void)token;
	if (relay->call)
		isle_outcall_cancel(relay->call, reason);
	relay_free(relay);
}

static const struct isle_token_ops relay_token_ops = { .data = relay_data, .gone = relay_gone };

/* ---- the registrar's answer ---- */

static void result_data(struct isle_outcall *call, void *state, const void *data, uint32_t bytes,
			unsigned piece_flags)
{
	struct isled_relay *relay = state;
	int error;

	(void)call;
	(void)piece_flags;
	if (!bytes)
		return;
	error = results_add(relay, data, bytes);
	if (!error && !isle_token_window(relay->token) && !relay->streaming)
		error = -ISLE_EMSGSIZE;
	if (error)
		relay_fail(relay, error);
	else
		results_send(relay);
}

static void args_room(struct isle_outcall *call, void *state)
{
	struct isled_relay *relay = state;
	int error = args_send(relay);

	(void)call;
	if (error)
		relay_fail(relay, error);
}

/* The whole answer at once. What waited is the token's now, and counted as such: no longer here. */
static void result_reply(struct isled_relay *relay, const struct isle_result *result)
{
	struct isled_fifo waited = relay->results;
	struct isle_token *token = relay->token;
	uint32_t words[ISLE_IPC_CALL_RESULTS_WORDS], words_n = relay->words_n;
	bool whole = !waited.n;

	memcpy(words, relay->words, sizeof(words));
	isle_party_release(isle_token_party(token), waited.n);
	memset(&relay->results, 0, sizeof(relay->results));
	relay_free(relay);
	isle_token_reply(token, words, words_n, whole ? result->data : isled_fifo_bytes(&waited),
			 whole ? result->data_bytes : waited.n);
	isled_fifo_free(&waited);
}

static void result_done(struct isle_outcall *call, void *state, int status,
			const struct isle_result *result)
{
	struct isled_relay *relay = state;
	struct isle_token *token = relay->token;
	struct isle__ipc_call_results results;

	(void)call;
	relay->call = NULL;
	isle__ipc_call_results_get(result->words, result->words_n, &results);
	relay->words_n = isle__ipc_call_results_put(&results, relay->words);
	if (status >= 0 && (relay->streaming || relay->results.n))
		status = results_add(relay, result->data, result->data_bytes);
	if (status < 0) {
		relay_fail(relay, status);
	} else if (relay->streaming) {
		isle_token_resume(token);
	} else {
		result_reply(relay, result);
	}
}

static const struct isle_outcall_ops relay_call_ops = { result_data, args_room, result_done };

/* ---- beginning ---- */

static uint32_t smaller(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* Calls the registrar. Returns: 0 or how the call is answered. */
static int relay_start(struct isled_relay *relay, const struct isled_offer *offer, uint32_t method,
		       const struct isle_request *request)
{
	const struct isle__ipc_call_args args = { offer->cookie, method };
	uint32_t words[ISLE_IPC_CALL_ARGS_WORDS];
	uint32_t flags = isle_token_is_urgent(relay->token) ? ISLE_OUTCALL_URGENT : 0;
	const struct isle_outcall_args out = {
		.context = offer->context,
		.service = ISLE_SERVICE_IPC,
		.method = ISLE_IPC_CALL,
		.flags = flags | (relay->args_whole ? 0 : ISLE_OUTCALL_MORE),
		.budget_ms = isle_token_budget_ms(relay->token),
		.window = smaller(isle_token_window(relay->token),
				  isle_host_limits(relay->ipc->host)->queued_bytes),
		.words = words,
		.words_n = isle__ipc_call_args_put(&args, words),
		.data = request->data,
		.data_bytes = relay->args_whole ? request->data_bytes : 0,
	};
	int error = isle_outcall_start(offer->party, &out, &relay_call_ops, relay, &relay->call);

	/* During a blink nothing can be sent: say so while it is sure that nothing was. */
	return error == -ISLE_ELINK ? -ISLE_ENOSERVICE : error;
}

int isled_ipc_call(void *state, struct isle_token *token, const struct isle_request *request)
{
	struct isled_ipc *ipc = state;
	struct isle__ipc_call_args args;
	struct isled_offer *offer = NULL;
	struct isled_relay *relay;
	int error;

	isle__ipc_call_args_get(request->words, request->words_n, &args);
	error = isled_ipc_resolve(ipc, token, args.target, &offer);
	if (error)
		return error;
	relay = calloc(1, sizeof(*relay));
	if (!relay)
		return -ISLE_ENOMEM;
	relay->ipc = ipc;
	relay->token = token;
	relay->args_whole = request->data_end && request->data_bytes <= DIRECT_MAX;
	error = relay_start(relay, offer, args.method, request);
	if (error < 0) {
		free(relay);
		return error;
	}
	ipc->calls++;
	isle_token_keep(token, &relay_token_ops, relay);
	if (relay->args_whole)
		isle_token_consumed(token, request->data_bytes);
	else
		relay_data(token, relay, request->data, request->data_bytes,
			   request->data_end ? ISLE_PIECE_END : 0);
	return 0;
}
