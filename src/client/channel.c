/* SPDX-License-Identifier: BSD-3-Clause */
/* Channels: a ring for what comes, a buffer for what goes, and the credit between them. */
#include <isle/channel.h>
#include <isle/ipc.h>

#include <string.h>

#include "client/internal.h"

#define LENGTH_BYTES 4u /* before each message in the ring */

static void run_todo(struct isle_todo *todo);

void isle_channel_init(struct isle_channel *ch, void *rx, uint32_t rx_bytes, void *tx,
		       uint32_t tx_bytes, void (*ready)(struct isle_channel *channel), void *self)
{
	memset(ch, 0, sizeof(*ch));
	ch->rx = rx;
	ch->rx_bytes = rx_bytes;
	ch->tx = tx;
	ch->tx_bytes = tx_bytes;
	ch->ready = ready;
	ch->self = self;
	ch->todo.run = run_todo;
	ch->closed = true;
}

/* ---- the ring -------------------------------------------------------------------------------------- */

static void ring_put(struct isle_channel *ch, uint32_t offset, const uint8_t *data, uint32_t len)
{
	uint32_t to = ch->rx_at + offset, first;

	if (to >= ch->rx_bytes)
		to -= ch->rx_bytes;
	first = isle__min(len, ch->rx_bytes - to);
	memcpy(ch->rx + to, data, first);
	memcpy(ch->rx, data + first, len - first);
}

static void ring_get(const struct isle_channel *ch, uint32_t offset, uint8_t *to, uint32_t len)
{
	uint32_t from = ch->rx_at + offset, first;

	if (from >= ch->rx_bytes)
		from -= ch->rx_bytes;
	first = isle__min(len, ch->rx_bytes - from);
	memcpy(to, ch->rx + from, first);
	memcpy(to + first, ch->rx, len - first);
}

static void ring_skip(struct isle_channel *ch, uint32_t len)
{
	ch->rx_used -= len;
	ch->rx_at += len;
	if (ch->rx_at >= ch->rx_bytes)
		ch->rx_at -= ch->rx_bytes;
}

/* Takes what arrived. False: there is no room, which credit rules out for bytes but not for the length
 * fields of many short messages. */
static bool arrived(struct isle_channel *ch, const uint8_t *data, uint32_t len, unsigned flags)
{
	uint32_t more = len + (ch->messages && !ch->message ? LENGTH_BYTES : 0);

	if (flags & ISLE_FLAG_END)
		ch->peer_ended = true;
	if (ch->messages && !len && !(flags & ISLE_FLAG_EOM))
		return true;
	if (more > ch->rx_bytes - ch->rx_used)
		return false;
	ring_put(ch, ch->rx_used + (more - len), data, len);
	ch->rx_used += more;
	if (!ch->messages)
		return true;
	ch->message += more;
	if (flags & ISLE_FLAG_EOM) {
		uint8_t length[LENGTH_BYTES];

		isle__le32_put(length, ch->message - LENGTH_BYTES);
		ring_put(ch, ch->rx_used - ch->message, length, LENGTH_BYTES);
		ch->message = 0;
	}
	return true;
}

/* ---- events ---------------------------------------------------------------------------------------- */

static void announce(struct isle_channel *ch)
{
	ch->changed = 1;
	if (ch->ready && !ch->dropping)
		isle__todo(ch->client, &ch->todo);
	isle__wake(ch->client);
}

static void let_go(struct isle_channel *ch, int status)
{
	if (ch->closed)
		return;
	ch->closed = true;
	ch->status = status;
	ch->call = NULL;
	if (ch->request)
		ch->request->channel = NULL;
	ch->request = NULL;
}

/* Ends a channel that we accepted. */
static void reply(struct isle_channel *ch, int error)
{
	isle_call_reply(&ch->client->session, ch->call, error);
	let_go(ch, error);
}

/* Ends the call from our side, whichever that is. */
static void give_up(struct isle_channel *ch, int error)
{
	if (ch->closed)
		return;
	if (ch->request)
		reply(ch, error);
	else
		isle_call_cancel(&ch->client->session, ch->call, error ? error : -ISLE_ECANCELED);
}

static void run_todo(struct isle_todo *todo)
{
	struct isle_channel *ch = ISLE__OWNER_OF(todo, struct isle_channel, todo);

	isle__lock(ch->client);
	if (ch->failing)
		give_up(ch, ch->failing);
	isle__unlock(ch->client);
	if (ch->ready && !ch->dropping)
		ch->ready(ch);
}

/* A call is not cancelled from within its own event. */
static void fail(struct isle_channel *ch, int error)
{
	if (ch->request) {
		reply(ch, error);
	} else {
		ch->failing = error;
		isle__todo(ch->client, &ch->todo);
	}
}

static void end_if_wanted(struct isle_channel *ch)
{
	if (ch->ending && !ch->ended &&
	    isle_call_send(&ch->client->session, ch->call, NULL, 0, true) != -ISLE_EBUSY)
		ch->ended = true;
}

void isle__channel_event(struct isle_channel *ch, enum isle_call_event what,
			 const struct isle_frame *frame)
{
	switch (what) {
	case ISLE_CALL_DATA:
		ch->accepted = true;
		if (!arrived(ch, frame->data, frame->data_len, frame->flags))
			fail(ch, -ISLE_ENOBUFS);
		break;
	case ISLE_CALL_ROOM:
		/* The first room is that of the address having left, when there was one. */
		ch->accepted = ch->accepted || !ch->greeting;
		ch->greeting = false;
		end_if_wanted(ch);
		break;
	case ISLE_CALL_CANCELLED:
		reply(ch, ch->call->status);
		break;
	default:
		let_go(ch, ch->call ? ch->call->status : 0);
	}
	announce(ch);
}

static void on_event(struct isle_call *call, enum isle_call_event what,
		     const struct isle_frame *frame)
{
	isle__channel_event(ISLE__OWNER_OF(call, struct isle_channel, own), what, frame);
}

/* Waits for an event. Returns 0 or -ISLE_ETIMEDOUT. */
static int await(struct isle_channel *ch, uint32_t start, uint32_t timeout_ms)
{
	struct isle_client *c = ch->client;
	uint32_t passed = isle__now(c) - start;

	if (timeout_ms == ISLE_NO_DEADLINE)
		passed = 0;
	else if (passed >= timeout_ms)
		return -ISLE_ETIMEDOUT;
	ch->changed = 0;
	return isle__wait(c, &ch->changed, timeout_ms - passed);
}

/* ---- opening --------------------------------------------------------------------------------------- */

static void renew(struct isle_channel *ch, struct isle_client *c, struct isle_call *call)
{
	ch->client = c;
	ch->call = call;
	ch->status = ch->failing = 0;
	ch->rx_at = ch->rx_used = ch->message = 0;
	ch->accepted = ch->ending = ch->ended = ch->peer_ended = ch->closed = ch->dropping = false;
	ch->messages = call->flags & ISLE_FLAG_MESSAGE;
}

int isle__channel_start(struct isle_context *ctx, struct isle_channel *ch, uint32_t what,
			uint32_t word, const char *text, uint32_t budget_ms)
{
	struct isle_client *c = ctx->client;
	struct isle_call *call = &ch->own;
	int r;

	memset(call, 0, sizeof(*call));
	call->event = on_event;
	call->flags = (uint8_t)(what >> 16 | ISLE_FLAG_CHANNEL);
	call->context = ctx->number;
	call->service = (uint8_t)(what >> 24);
	call->method = (uint8_t)what;
	call->words = ch->words;
	call->words_n = 1;
	ch->words[0] = word;
	call->out = (const uint8_t *)text;
	call->out_left = (uint32_t)strlen(text);
	call->out_more = true;
	renew(ch, c, call);
	ch->greeting = *text;
	/* With messages half the ring is left for their length fields. */
	call->in_room = ch->messages ? ch->rx_bytes / 2 : ch->rx_bytes;
	isle_session_tick(&c->session, isle__now(c));
	r = isle_call_start(&c->session, call, budget_ms);
	if (r)
		let_go(ch, r);
	isle__push(c);
	return r;
}

int isle__channel_open(struct isle_context *ctx, struct isle_channel *ch, uint32_t what,
		       uint32_t word, const char *text)
{
	struct isle_client *c = ctx->client;
	uint32_t begin;
	int r;

	isle__lock(c);
	begin = isle__now(c);
	r = isle__channel_start(ctx->owner, ch, what, word, text, ctx->timeout_ms);
	while (!r && !ch->accepted && !ch->closed)
		r = await(ch, begin, ctx->timeout_ms);
	if (!r && ch->closed)
		r = ch->status < 0 ? ch->status : -ISLE_ECONNREFUSED;
	if (r)
		give_up(ch, r);
	isle__unlock(c);
	return r;
}

int isle_channel_accept(struct isle_channel *ch, struct isle_ipc_request *request)
{
	struct isle_client *c = request->client;
	int r = 0;

	isle__lock(c);
	if (request->gone || request->cancelled)
		r = -ISLE_ELINK;
	else if (ch->rx_bytes < c->session_config.window)
		r = -ISLE_EINVAL;
	if (!r) {
		renew(ch, c, &request->call);
		ch->request = request;
		ch->accepted = true;
		request->channel = ch;
		request->state = ISLE__REQUEST_ANSWERED;
		isle_call_consumed(&c->session, &request->call, request->len);
		isle_call_accept(&c->session, &request->call);
		/* What came before we accepted. */
		if (request->got > request->len || request->ended)
			arrived(ch, request->data + request->len, request->got - request->len,
				request->ended ? ISLE_FLAG_END : 0);
		isle__push(c);
		announce(ch);
	}
	isle__unlock(c);
	return r;
}

/* ---- sending --------------------------------------------------------------------------------------- */

/* Takes up to `len` bytes. Returns how many, or why none. */
static int try_send(struct isle_channel *ch, const void *data, size_t len, bool whole)
{
	uint32_t n = len < ch->tx_bytes ? (uint32_t)len : ch->tx_bytes;

	if (ch->closed)
		return ch->status < 0 ? ch->status : -ISLE_EPIPE;
	if (ch->ending)
		return -ISLE_EPIPE;
	if (whole && n < len)
		return -ISLE_EMSGSIZE;
	if (!ch->accepted || ch->call->out_left || (ch->call->bits & ISLE__OUT_EOM))
		return -ISLE_EAGAIN;
	memcpy(ch->tx, data, n);
	if (isle_call_send(&ch->client->session, ch->call, ch->tx, n, false))
		return -ISLE_EPIPE;
	return (int)n;
}

static int send_some(struct isle_channel *ch, const void *data, size_t len, uint32_t timeout_ms,
		     bool whole, bool all)
{
	struct isle_client *c = ch->client;
	uint32_t begin;
	size_t sent = 0;
	int r;

	if (!c)
		return -ISLE_EPIPE;
	isle__lock(c);
	begin = isle__now(c);
	do {
		r = try_send(ch, (const uint8_t *)data + sent, len - sent, whole);
		if (r >= 0) {
			sent += (size_t)r;
			isle__push(c);
			if (!all || sent == len)
				break;
		} else if (r != -ISLE_EAGAIN || !timeout_ms) {
			break;
		} else {
			r = await(ch, begin, timeout_ms);
		}
	} while (r >= 0);
	isle__unlock(c);
	return sent ? (int)sent : r;
}

int isle_channel_send(struct isle_channel *ch, const void *data, size_t len, uint32_t timeout_ms)
{
	return len ? send_some(ch, data, len, timeout_ms, false, false) : 0;
}

int isle_channel_send_all(struct isle_channel *ch, const void *data, size_t len,
			  uint32_t timeout_ms)
{
	return len ? send_some(ch, data, len, timeout_ms, false, true) : 0;
}

int isle_channel_send_message(struct isle_channel *ch, const void *data, size_t len,
			      uint32_t timeout_ms)
{
	int r = send_some(ch, data, len, timeout_ms, true, false);

	return r < 0 ? r : 0;
}

/* ---- receiving ------------------------------------------------------------------------------------- */

static int nothing_there(const struct isle_channel *ch)
{
	if (ch->closed && ch->status < 0)
		return ch->status;
	if (ch->peer_ended || ch->closed)
		return ch->messages ? -ISLE_EPIPE : 0;
	return -ISLE_EAGAIN;
}

static int try_receive(struct isle_channel *ch, uint8_t *buf, size_t len)
{
	uint32_t n = ch->rx_used, head = 0;
	uint8_t length[LENGTH_BYTES];

	if (ch->messages) {
		if (ch->rx_used == ch->message)
			return nothing_there(ch);
		ring_get(ch, 0, length, LENGTH_BYTES);
		n = isle__le32_get(length);
		head = LENGTH_BYTES;
		if (n > len)
			return -ISLE_EMSGSIZE;
	} else if (!n) {
		return nothing_there(ch);
	}
	if (n > len)
		n = (uint32_t)len;
	ring_get(ch, head, buf, n);
	ring_skip(ch, head + n);
	if (ch->call)
		isle_call_consumed(&ch->client->session, ch->call, n);
	return (int)n;
}

int isle_channel_receive(struct isle_channel *ch, void *buf, size_t len, uint32_t timeout_ms)
{
	struct isle_client *c = ch->client;
	uint32_t begin;
	int r;

	if (!c)
		return -ISLE_EPIPE;
	isle__lock(c);
	begin = isle__now(c);
	while ((r = try_receive(ch, buf, len)) == -ISLE_EAGAIN && timeout_ms) {
		r = await(ch, begin, timeout_ms);
		if (r)
			break;
	}
	if (r > 0)
		isle__push(c);
	isle__unlock(c);
	return r;
}

/* ---- ending ---------------------------------------------------------------------------------------- */

int isle_channel_shutdown(struct isle_channel *ch)
{
	struct isle_client *c = ch->client;

	if (!c)
		return -ISLE_EPIPE;
	isle__lock(c);
	if (!ch->closed) {
		ch->ending = true;
		end_if_wanted(ch);
		isle__push(c);
	}
	isle__unlock(c);
	return 0;
}

static bool flushed(const struct isle_channel *ch)
{
	return ch->closed || (!ch->call->out_left && (!ch->ending || ch->ended));
}

bool isle_channel_flushed(struct isle_channel *ch)
{
	bool r;

	if (!ch->client)
		return true;
	isle__lock(ch->client);
	r = flushed(ch);
	isle__unlock(ch->client);
	return r;
}

int isle__channel_flush(struct isle_channel *ch, uint32_t timeout_ms)
{
	uint32_t begin;
	int r = 0;

	isle__lock(ch->client);
	begin = isle__now(ch->client);
	while (!r && !flushed(ch))
		r = await(ch, begin, timeout_ms);
	if (ch->closed)
		r = ch->status < 0 ? ch->status : -ISLE_EPIPE;
	isle__unlock(ch->client);
	return r;
}

/* Waits for what is left to do; what still arrives is thrown away. */
static int wind_up(struct isle_channel *ch, uint32_t timeout_ms)
{
	uint32_t begin = isle__now(ch->client);
	int r = 0;

	ch->ending = true;
	end_if_wanted(ch);
	isle__push(ch->client);
	while (!r && !ch->closed && (!flushed(ch) || !ch->request)) {
		if (ch->call && ch->rx_used) {
			isle_call_consumed(&ch->client->session, ch->call, ch->rx_used);
			ring_skip(ch, ch->rx_used);
			ch->message = 0;
		}
		r = timeout_ms ? await(ch, begin, timeout_ms) : -ISLE_ETIMEDOUT;
	}
	return r;
}

int isle_channel_close(struct isle_channel *ch, uint32_t timeout_ms)
{
	struct isle_client *c = ch->client;
	int r;

	if (!c)
		return 0;
	isle__lock(c);
	ch->dropping = true;
	isle__todo_drop(c, &ch->todo);
	r = ch->closed ? 0 : wind_up(ch, timeout_ms);
	if (ch->closed)
		r = ch->status < 0 ? ch->status : 0;
	give_up(ch, r);
	isle__push(c);
	isle__unlock(c);
	return r;
}

void isle_channel_reset(struct isle_channel *ch, int error)
{
	struct isle_client *c = ch->client;

	if (!c)
		return;
	isle__lock(c);
	ch->dropping = true;
	isle__todo_drop(c, &ch->todo);
	give_up(ch, error);
	isle__push(c);
	isle__unlock(c);
}
