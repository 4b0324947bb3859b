/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * CONNECT: a channel of one party joined to a channel of the other. What one side has granted and
 * the other has sent waits here; credit goes back when it has left. Half closes and resets are
 * passed on.
 */
#include <stdlib.h>
#include <string.h>

#include "service/ipc/ipc.h"
#include "wire/gen/ipc.h"

#define ADDRESS_MAX 255u

struct joint {
	struct isled_ipc *ipc;
	struct isle_token *token;
	struct isle_outcall *call; /* NULL after `done` */
	struct isled_fifo to_callee, to_caller;
	bool callee_end, caller_end; /* behind what waits comes the end of that direction */
	bool greeting;               /* the address has not left yet */
	bool accepted;
};

static void joint_free(struct joint *joint)
{
	isled_fifo_free(&joint->to_callee);
	isled_fifo_free(&joint->to_caller);
	free(joint);
}

/* Resets both sides. */
static void joint_fail(struct joint *joint, int error)
{
	struct isle_token *token = joint->token;

	joint->ipc->failed++;
	if (joint->call)
		isle_outcall_cancel(joint->call, error);
	joint_free(joint);
	isle_token_fail(token, error);
}

/* Returns: 0, or an error with which to reset. */
static int send_to_callee(struct joint *joint)
{
	if (!joint->call || !joint->accepted)
		return 0;
	return isled_ipc_pass(joint->token, joint->call, &joint->to_callee, &joint->callee_end);
}

/* Sends, and closes when the callee has and nothing is left; the joint may be gone afterwards. */
static void send_to_caller(struct joint *joint)
{
	unsigned flags = joint->caller_end ? ISLE_PIECE_END : 0;
	uint32_t n = joint->to_caller.n;
	struct isle_token *token = joint->token;
	int taken = 0;

	if (n || flags)
		taken = isle_token_write(token, n ? isled_fifo_bytes(&joint->to_caller) : NULL, n,
					 flags);
	if (taken == -ISLE_EAGAIN)
		return;
	if (taken < 0) {
		joint_fail(joint, taken);
		return;
	}
	if ((uint32_t)taken == n)
		joint->caller_end = false;
	isled_fifo_take(&joint->to_caller, (uint32_t)taken);
	if (joint->call) {
		if (taken)
			isle_outcall_consumed(joint->call, (uint32_t)taken);
	} else if (!joint->to_caller.n) {
		joint_free(joint);
		isle_token_reply(token, NULL, 0, NULL, 0);
	}
}

/* ---- the caller's side ---- */

static void caller_data(struct isle_token *token, void *state, const void *data, uint32_t bytes,
			unsigned piece_flags)
{
	struct joint *joint = state;
	int error;

	if (!joint->call) { /* the callee has closed: nobody takes it any more */
		isle_token_consumed(token, bytes);
		return;
	}
	error = isled_fifo_add(&joint->to_callee, data, bytes, isle_token_in_window(token));
	if (piece_flags & ISLE_PIECE_END)
		joint->callee_end = true;
	if (!error)
		error = send_to_callee(joint);
	if (error)
		joint_fail(joint, error);
}

static void caller_room(struct isle_token *token, void *state)
{
	(void)token;
	send_to_caller(state);
}

static void caller_gone(struct isle_token *token, void *state, int reason)
{
	struct joint *joint = state;

	(void)token;
	if (joint->call)
		isle_outcall_cancel(joint->call, reason);
	joint_free(joint);
}

static const struct isle_token_ops caller_ops = { caller_data, caller_room, caller_gone };

/* ---- the callee's side ---- */

/* The caller's deadline ends when the callee takes the channel, not before. */
static void accept(struct joint *joint)
{
	if (joint->accepted)
		return;
	joint->accepted = true;
	isle_token_accept(joint->token);
}

static void callee_data(struct isle_outcall *call, void *state, const void *data, uint32_t bytes,
			unsigned piece_flags)
{
	struct joint *joint = state;
	int error;

	(void)call;
	accept(joint);
	error = isled_fifo_add(&joint->to_caller, data, bytes, ISLED_IPC_CHANNEL_WINDOW);
	if (piece_flags & ISLE_PIECE_END)
		joint->caller_end = true;
	if (error)
		joint_fail(joint, error);
	else
		send_to_caller(joint);
}

static void callee_room(struct isle_outcall *call, void *state)
{
	struct joint *joint = state;
	int error;

	(void)call;
	if (joint->greeting) { /* of the address: not yet a sign of life */
		joint->greeting = false;
		return;
	}
	accept(joint);
	error = send_to_callee(joint);
	if (error)
		joint_fail(joint, error);
}

static void callee_done(struct isle_outcall *call, void *state, int status,
			const struct isle_result *result)
{
	struct joint *joint = state;

	(void)call;
	(void)result;
	joint->call = NULL;
	if (status < 0)
		joint_fail(joint, status);
	else
		send_to_caller(joint);
}

static const struct isle_outcall_ops callee_ops = { callee_data, callee_room, callee_done };

/* ---- beginning ---- */

/* Asks the registrar for a channel. Returns: 0 or how the call is answered. */
static int joint_start(struct joint *joint, const struct isled_offer *offer,
		       const struct isle_request *request)
{
	const struct isle__ipc_connect_args args = { offer->cookie };
	uint32_t words[ISLE_IPC_CONNECT_ARGS_WORDS];
	const struct isle_outcall_args out = {
		.context = offer->context,
		.service = ISLE_SERVICE_IPC,
		.method = ISLE_IPC_CONNECT,
		.flags = ISLE_OUTCALL_CHANNEL,
		.budget_ms = isle_token_budget_ms(joint->token), /* until it is accepted */
		.window = ISLED_IPC_CHANNEL_WINDOW,
		.words = words,
		.words_n = isle__ipc_connect_args_put(&args, words),
		.data = request->data,
		.data_bytes = request->data_bytes,
	};
	int error = isle_outcall_start(offer->party, &out, &callee_ops, joint, &joint->call);

	return error == -ISLE_ELINK ? -ISLE_ENOSERVICE : error;
}

int isled_ipc_connect(void *state, struct isle_token *token, const struct isle_request *request)
{
	struct isled_ipc *ipc = state;
	struct isle__ipc_connect_args args;
	struct isled_offer *offer = NULL;
	struct joint *joint;
	int error;

	if (isle_token_is_message(token))
		return -ISLE_ENOTSUP;
	if (request->data_bytes > ADDRESS_MAX)
		return -ISLE_EINVAL;
	isle__ipc_connect_args_get(request->words, request->words_n, &args);
	error = isled_ipc_resolve(ipc, token, args.target, &offer);
	if (error)
		return error;
	joint = calloc(1, sizeof(*joint));
	if (!joint)
		return -ISLE_ENOMEM;
	joint->ipc = ipc;
	joint->token = token;
	joint->greeting = request->data_bytes > 0;
	error = joint_start(joint, offer, request);
	if (error < 0) {
		free(joint);
		return error;
	}
	ipc->channels++;
	isle_token_keep(token, &caller_ops, joint);
	isle_token_consumed(token, request->data_bytes);
	if (request->data_end)
		caller_data(token, joint, NULL, 0, ISLE_PIECE_END);
	return 0;
}
