/* SPDX-License-Identifier: BSD-3-Clause */
/* Offering services, and answering the calls that come. */
#include <isle/ipc.h>

#include <string.h>

#include "client/internal.h"

/* ---- requests -------------------------------------------------------------------------------------- */

static void register_again(struct isle_notice *notice);

static struct isle_ipc_service *find(struct isle_client *c, uint32_t cookie)
{
	struct isle_hook *hook;

	for (hook = c->hooks; hook; hook = hook->next)
		if (hook->notice.run == register_again) {
			struct isle_ipc_service *s =
				ISLE__OWNER_OF(hook, struct isle_ipc_service, hook);

			if (s->cookie == cookie)
				return s;
		}
	return NULL;
}

static void answer(struct isle_ipc_request *q, int error)
{
	q->state = ISLE__REQUEST_ANSWERED;
	isle_call_reply(&q->client->session, &q->call, error);
}

/* The engine and the handler are both done with it. */
static void reuse(struct isle_ipc_request *q)
{
	q->state = ISLE__REQUEST_IDLE;
	q->gone = false;
	isle_session_lend_call(&q->client->session, &q->call);
}

static void handle(struct isle_notice *notice)
{
	struct isle_ipc_request *q = ISLE__OWNER_OF(notice, struct isle_ipc_request, notice);

	q->state = ISLE__REQUEST_HANDLED;
	if (q->call.flags & ISLE_FLAG_CHANNEL)
		q->service->connect(q);
	else
		q->service->methods[q->method].handler(q);
}

/* What may be asked of us. Returns 0 or why not. */
static int check(struct isle_ipc_request *q, const struct isle_frame *frame)
{
	bool channel = q->call.flags & ISLE_FLAG_CHANNEL;

	if (q->call.service == ISLE_SERVICE_SESSION && q->call.method == ISLE_SESSION_ECHO &&
	    !channel)
		return 0;
	if (q->call.service != ISLE_SERVICE_IPC ||
	    q->call.method != (channel ? ISLE_IPC_CONNECT : ISLE_IPC_CALL) ||
	    (q->call.flags & ISLE_FLAG_MESSAGE))
		return -ISLE_ENOTSUP;
	q->service = find(q->client, isle__frame_word(frame, 2 + ISLE_IPC_CALL_ARGS_TARGET));
	q->method = isle__frame_word(frame, 2 + ISLE_IPC_CALL_ARGS_METHOD);
	if (!q->service)
		return -ISLE_ENOSERVICE;
	if (channel)
		return q->service->connect ? 0 : -ISLE_ECONNREFUSED;
	return q->method < q->service->methods_n ? 0 : -ISLE_ENOTSUP;
}

/* All that belongs to the call is there. */
static void complete(struct isle_ipc_request *q)
{
	if (!q->service) { /* echo */
		q->call.out = q->data;
		q->call.out_left = q->len;
		answer(q, 0);
		return;
	}
	q->state = ISLE__REQUEST_WAITING;
	isle__notice(q->client, &q->notice);
}

static void gather(struct isle_ipc_request *q, const struct isle_frame *frame)
{
	bool channel = q->call.flags & ISLE_FLAG_CHANNEL;

	if (q->state == ISLE__REQUEST_ANSWERED || (q->state == ISLE__REQUEST_HANDLED && !channel))
		return;
	if (frame->data_len > q->cap - q->got) {
		isle__notice_drop(q->client, &q->notice);
		answer(q, -ISLE_EMSGSIZE);
		return;
	}
	memcpy(q->data + q->got, frame->data, frame->data_len);
	q->got += frame->data_len;
	q->ended = frame->flags & ISLE_FLAG_END;
	if (q->state != ISLE__REQUEST_GATHERING)
		return; /* of a channel that is not accepted yet */
	q->len = q->got;
	if (q->ended || channel)
		complete(q);
	else if (q->got == q->cap)
		answer(q, -ISLE_EMSGSIZE);
}

/* The session has let go of it; a handler that still has it gives it back itself. */
static void closed(struct isle_ipc_request *q)
{
	if (q->channel) {
		isle__channel_event(q->channel, ISLE_CALL_CLOSED, NULL);
		q->channel = NULL;
	} else if (q->state == ISLE__REQUEST_HANDLED) {
		q->gone = true;
	}
	isle__notice_drop(q->client, &q->notice);
	if (!q->gone)
		reuse(q);
}

static void pass_on(struct isle_channel *ch, enum isle_call_event what,
		    const struct isle_frame *frame)
{
	if (what != ISLE_CALL_CANCELLED) {
		isle__channel_event(ch, what, frame);
		return;
	}
	isle__channel_give_up(ch, ch->call->status);
	isle__channel_announce(ch);
}

static void take(struct isle_call *call, enum isle_call_event what, const struct isle_frame *frame)
{
	struct isle_ipc_request *q = ISLE__OWNER_OF(call, struct isle_ipc_request, call);
	int error;

	if (q->channel && what != ISLE_CALL_CLOSED) {
		pass_on(q->channel, what, frame);
		return;
	}
	switch (what) {
	case ISLE_CALL_REQUEST:
		q->state = ISLE__REQUEST_GATHERING;
		q->service = NULL;
		q->got = q->len = 0;
		q->ended = q->cancelled = false;
		error = check(q, frame);
		if (error)
			answer(q, error);
		else
			gather(q, frame);
		break;
	case ISLE_CALL_DATA:
		gather(q, frame);
		break;
	case ISLE_CALL_ROOM:
		break;
	case ISLE_CALL_CANCELLED:
		q->cancelled = true;
		if (q->state != ISLE__REQUEST_HANDLED) {
			isle__notice_drop(q->client, &q->notice);
			answer(q, -ISLE_ECANCELED);
		}
		break;
	case ISLE_CALL_CLOSED:
		closed(q);
		break;
	}
}

void isle_ipc_serve(struct isle_client *client, struct isle_ipc_request *requests, unsigned n,
		    void *buf)
{
	uint32_t bytes = client->session_config.window;
	unsigned i;

	isle__lock(client);
	client->session_config.calls_max = n;
	for (i = 0; i < n; i++) {
		struct isle_ipc_request *q = &requests[i];

		memset(q, 0, sizeof(*q));
		q->take = take;
		q->client = client;
		q->data = (uint8_t *)buf + (size_t)i * bytes;
		q->cap = bytes;
		q->notice.run = handle;
		isle_session_lend_call(&client->session, &q->call);
	}
	isle__unlock(client);
}

static void finish(struct isle_ipc_request *q, int error)
{
	if (q->gone) {
		reuse(q);
		return;
	}
	answer(q, error);
	isle__push(q->client);
}

void isle_ipc_reply(struct isle_ipc_request *q, int32_t status, const void *data, size_t len)
{
	isle__lock(q->client);
	if (len <= q->cap && len)
		memmove(q->data, data, len);
	q->words[0] = (uint32_t)status;
	q->call.words = q->words;
	q->call.words_n = 1;
	q->call.out = q->data;
	q->call.out_left = len <= q->cap ? (uint32_t)len : 0;
	finish(q, len <= q->cap ? 0 : -ISLE_EMSGSIZE);
	isle__unlock(q->client);
}

void isle_ipc_fail(struct isle_ipc_request *q, int error)
{
	isle__lock(q->client);
	finish(q, error);
	isle__unlock(q->client);
}

bool isle_ipc_cancelled(struct isle_ipc_request *q)
{
	bool r;

	isle__lock(q->client);
	r = q->cancelled || q->gone;
	isle__unlock(q->client);
	return r;
}

/* ---- registering ----------------------------------------------------------------------------------- */

/* The service's name is followed by its methods' names, each behind a zero byte. */
static bool next_name(struct isle_op *op)
{
	struct isle_ipc_service *s = op->target;
	unsigned n = s->piece++;

	if (n / 2 >= s->methods_n)
		return false;
	op->part.data = n & 1u ? s->methods[n / 2].name : "";
	op->part.len = n & 1u ? strlen(s->methods[n / 2].name) : 1;
	return true;
}

static int finish_register(struct isle_op *op)
{
	struct isle_ipc_service *s = op->target;

	s->handle = op->ret[ISLE_IPC_REGISTER_RESULTS_REGISTRATION];
	s->epoch = op->ctx->client->epoch;
	return 0;
}

/* Locked. */
static int start(struct isle_ipc_service *s)
{
	struct isle_op *op = &s->op;
	int r;

	isle__op_init(op, ISLE__CALL(ISLE_SERVICE_IPC, ISLE_IPC_REGISTER, 3, 2));
	op->words[ISLE_IPC_REGISTER_ARGS_VERSION] = s->version;
	op->words[ISLE_IPC_REGISTER_ARGS_COOKIE] = s->cookie;
	op->part.data = s->name;
	op->part.len = strlen(s->name);
	op->in_pieces = true;
	op->next = next_name;
	op->finish = finish_register;
	op->target = s;
	s->piece = 0;
	r = isle__op_start(s->ctx, op);
	if (r) {
		op->finished = 1;
		op->result = r;
	}
	isle__push(s->ctx->client);
	return r;
}

/* A session that is not the one before knows nothing of the service. */
static void register_again(struct isle_notice *notice)
{
	struct isle_ipc_service *s = ISLE__OWNER_OF(notice, struct isle_ipc_service, hook.notice);
	struct isle_context *owner = s->ctx->owner;
	struct isle_client *c = s->ctx->client;

	if (owner->reopen)
		owner->reopen(owner);
	isle__lock(c);
	if (s->epoch != c->epoch && s->op.finished)
		start(s);
	isle__unlock(c);
}

static uint32_t new_cookie(struct isle_client *c)
{
	uint32_t cookie = 1;

	while (find(c, cookie))
		cookie++;
	return cookie;
}

int isle_ipc_register(struct isle_context *ctx, struct isle_ipc_service *s)
{
	struct isle_client *c = ctx->client;
	int r;

	if (strlen(s->name) > ISLE_SERVICE_NAME_BYTES_MAX || s->methods_n > ISLE_METHODS_MAX)
		return -ISLE_EINVAL;
	isle__lock(c);
	s->ctx = ctx;
	s->epoch = 0;
	s->cookie = new_cookie(c);
	memset(&s->hook, 0, sizeof(s->hook));
	s->hook.notice.run = register_again;
	isle__hook(c, &s->hook);
	isle__unlock(c);
	if (ctx->owner->reopen)
		ctx->owner->reopen(ctx->owner);
	isle__lock(c);
	r = start(s);
	if (!r) {
		isle__wait(c, &s->op.finished, 0, ISLE_NO_DEADLINE);
		r = s->op.result;
	}
	if (r < 0 && r != -ISLE_ELINK && r != -ISLE_ETIMEDOUT)
		isle__unhook(c, &s->hook);
	isle__unlock(c);
	return r;
}

int isle_ipc_unregister(struct isle_context *ctx, struct isle_ipc_service *s)
{
	struct isle_client *c = ctx->client;
	struct isle_op op;

	isle__op_init(&op, ISLE__CALL(ISLE_SERVICE_IPC, ISLE_IPC_UNREGISTER, 1, 0));
	isle__lock(c);
	isle__unhook(c, &s->hook);
	if (!s->op.finished)
		isle_call_cancel(&c->session, &s->op.call, -ISLE_ECANCELED);
	op.words[0] = s->handle;
	op.epoch = s->epoch;
	if (!s->epoch)
		op.result = -ISLE_EBADF;
	isle__unlock(c);
	return isle__call(ctx, &op);
}
