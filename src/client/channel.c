/* SPDX-License-Identifier: BSD-3-Clause */
/* Channels: memory for what comes, a buffer for what goes, and the credit between them. */
#include <isle/channel.h>

#include <string.h>

#include "client/internal.h"

void isle__channel_run(struct isle_notice *notice)
{
	struct isle_channel *ch = ISLE__OWNER_OF(notice, struct isle_channel, notice);

	if (ch->ready && !ch->dropping)
		ch->ready(ch);
}

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
	ch->notice.run = isle__channel_run;
	ch->closed = true;
}

/* ---- what was received ----------------------------------------------------------------------------- */

uint8_t *isle__channel_room(struct isle_channel *ch, uint32_t len)
{
	if (len > ch->rx_bytes - ch->rx_used)
		return NULL;
	/* Credit comes back by halves of the window: each byte is moved once at most. */
	if (len > ch->rx_bytes - ch->rx_used - ch->rx_at) {
		memmove(ch->rx, ch->rx + ch->rx_at, ch->rx_used);
		ch->rx_at = 0;
	}
	return ch->rx + ch->rx_at + ch->rx_used;
}

void isle__channel_arrived(struct isle_channel *ch, const uint8_t *data, uint32_t len,
			   unsigned flags)
{
	uint8_t *to;

	if (flags & ISLE_FLAG_END)
		ch->peer_ended = true;
	if (ch->framing) {
		ch->framing->arrived(ch, data, len, flags);
		return;
	}
	to = isle__channel_room(ch, len);
	if (!to)
		return; /* credit rules it out */
	memcpy(to, data, len);
	ch->rx_used += len;
}

/* ---- events ---------------------------------------------------------------------------------------- */

void isle__channel_announce(struct isle_channel *ch)
{
	ch->changed = 1;
	if (ch->ready && !ch->dropping)
		isle__notice(ch->client, &ch->notice);
	isle__wake(ch->client);
}

void isle__channel_let_go(struct isle_channel *ch, int status)
{
	if (ch->closed)
		return;
	ch->closed = true;
	ch->status = status;
	ch->call = NULL;
}

void isle__channel_give_up(struct isle_channel *ch, int error)
{
	if (ch->closed)
		return;
	if (ch->end)
		ch->end(ch, error);
	else
		isle_call_cancel(&ch->client->session, ch->call, error ? error : -ISLE_ECANCELED);
}

static void end_if_wanted(struct isle_channel *ch)
{
	if (ch->ending && !ch->ended && !ch->closed &&
	    isle_call_send(&ch->client->session, ch->call, NULL, 0, true) != -ISLE_EBUSY)
		ch->ended = true;
}

void isle__channel_event(struct isle_channel *ch, enum isle_call_event what,
			 const struct isle_frame *frame)
{
	if (what == ISLE_CALL_DATA) {
		ch->accepted = true;
		isle__channel_arrived(ch, frame->data, frame->data_len, frame->flags);
	} else if (what == ISLE_CALL_ROOM) {
		/* The first room is that of the address having left, when there was one. */
		ch->accepted = ch->accepted || !ch->greeting;
		ch->greeting = false;
		end_if_wanted(ch);
	} else if (ch->call) {
		isle__channel_let_go(ch, ch->call->status);
	}
	isle__channel_announce(ch);
}

static void on_event(struct isle_call *call, enum isle_call_event what,
		     const struct isle_frame *frame)
{
	isle__channel_event(ISLE__OWNER_OF(call, struct isle_channel, own), what, frame);
}

int isle__channel_do(struct isle_channel *ch,
		     int (*step)(struct isle_channel *channel, struct isle__io *io),
		     struct isle__io *io, uint32_t timeout_ms)
{
	struct isle_client *c = ch->client;
	uint32_t since;
	int r;

	if (!c)
		return -ISLE_EPIPE;
	isle__lock(c);
	since = isle__now(c);
	for (;;) {
		ch->changed = 0;
		r = step(ch, io);
		if (r != -ISLE_EAGAIN || (io && !timeout_ms))
			break;
		r = isle__wait(c, &ch->changed, since, timeout_ms);
		if (r)
			break;
	}
	if (r >= 0)
		isle__push(c);
	isle__unlock(c);
	return r;
}

static int why_closed(const struct isle_channel *ch, int otherwise)
{
	return ch->status < 0 ? ch->status : otherwise;
}

/* ---- opening --------------------------------------------------------------------------------------- */

void isle__channel_renew(struct isle_channel *ch, struct isle_client *c, struct isle_call *call)
{
	memset(ch, 0, offsetof(struct isle_channel, client));
	ch->client = c;
	ch->call = call;
}

void isle__channel_start(struct isle_context *ctx, struct isle_channel *ch, uint32_t what,
			 uint32_t word, const char *text, uint32_t budget_ms)
{
	struct isle_client *c = ctx->client;
	struct isle_call *call = &ch->own;
	int r;

	memset(call, 0, sizeof(*call));
	isle__call_set(call, what);
	call->flags = call->ret_n | ISLE_FLAG_CHANNEL;
	call->ret_n = 0;
	call->event = on_event;
	call->context = ctx->number;
	call->words = ch->words;
	ch->words[0] = word;
	call->out = (const uint8_t *)text;
	call->out_left = (uint32_t)strlen(text);
	call->out_more = true;
	isle__channel_renew(ch, c, call);
	ch->greeting = *text;
	/* With messages half of the memory is left for their length fields. */
	call->in_room = ch->framing ? ch->rx_bytes / 2 : ch->rx_bytes;
	isle_session_tick(&c->session, isle__now(c));
	r = isle_call_start(&c->session, call, budget_ms);
	if (r)
		isle__channel_let_go(ch, r);
	isle__push(c);
}

static int step_open(struct isle_channel *ch, struct isle__io *io)
{
	(void)io;
	if (ch->closed)
		return why_closed(ch, -ISLE_ECONNREFUSED);
	return ch->accepted ? 0 : -ISLE_EAGAIN;
}

static int step_give_up(struct isle_channel *ch, struct isle__io *io)
{
	isle__channel_give_up(ch, io->error);
	return 0;
}

int isle__channel_opened(struct isle_channel *ch, uint32_t timeout_ms)
{
	int r = isle__channel_do(ch, step_open, NULL, timeout_ms);

	if (r)
		isle_channel_reset(ch, r); /* nothing of it is left to do */
	return r;
}

int isle__channel_open(struct isle_context *ctx, struct isle_channel *ch, uint32_t what,
		       uint32_t word, const char *text)
{
	isle__lock(ctx->client);
	isle__channel_start(ctx->owner, ch, what, word, text, ctx->timeout_ms);
	isle__unlock(ctx->client);
	return isle__channel_opened(ch, ctx->timeout_ms);
}

/* ---- sending --------------------------------------------------------------------------------------- */

static int step_send(struct isle_channel *ch, struct isle__io *io)
{
	do {
		uint32_t n = io->len < ch->tx_bytes ? (uint32_t)io->len : ch->tx_bytes;

		if (ch->closed || ch->ending)
			return why_closed(ch, -ISLE_EPIPE);
		if (!ch->accepted || ch->call->out_left || (ch->call->bits & ISLE__OUT_EOM))
			return -ISLE_EAGAIN;
		memcpy(ch->tx, io->at, n);
		if (isle_call_send(&ch->client->session, ch->call, ch->tx, n, false))
			return -ISLE_EPIPE;
		isle__push(ch->client);
		io->at += n;
		io->len -= n;
	} while (io->all && io->len);
	return 0;
}

int isle__channel_send(struct isle_channel *ch, const void *data, size_t len, uint32_t timeout_ms,
		       bool all)
{
	struct isle__io io;
	int r;

	io.at = (uint8_t *)(uintptr_t)data;
	io.len = len;
	io.all = all;
	r = isle__channel_do(ch, step_send, &io, timeout_ms);
	return io.len < len ? (int)(len - io.len) : r;
}

int isle_channel_send(struct isle_channel *ch, const void *data, size_t len, uint32_t timeout_ms)
{
	return len ? isle__channel_send(ch, data, len, timeout_ms, false) : 0;
}

int isle_channel_send_all(struct isle_channel *ch, const void *data, size_t len,
			  uint32_t timeout_ms)
{
	return len ? isle__channel_send(ch, data, len, timeout_ms, true) : 0;
}

/* ---- receiving ------------------------------------------------------------------------------------- */

int isle__channel_empty(const struct isle_channel *ch)
{
	return ch->closed || ch->peer_ended ? why_closed(ch, 0) : -ISLE_EAGAIN;
}

static int step_receive(struct isle_channel *ch, struct isle__io *io)
{
	uint32_t n = ch->rx_used;

	if (ch->framing)
		return ch->framing->receive(ch, io);
	if (!n)
		return isle__channel_empty(ch);
	if (n > io->len)
		n = (uint32_t)io->len;
	memcpy(io->at, ch->rx + ch->rx_at, n);
	isle__channel_consumed(ch, n, n);
	return (int)n;
}

void isle__channel_consumed(struct isle_channel *ch, uint32_t len, uint32_t bytes)
{
	ch->rx_used -= len;
	ch->rx_at += len;
	if (ch->call)
		isle_call_consumed(&ch->client->session, ch->call, bytes);
}

int isle_channel_receive(struct isle_channel *ch, void *buf, size_t len, uint32_t timeout_ms)
{
	struct isle__io io;

	io.at = buf;
	io.len = len;
	return isle__channel_do(ch, step_receive, &io, timeout_ms);
}

/* ---- ending ---------------------------------------------------------------------------------------- */

static int step_shutdown(struct isle_channel *ch, struct isle__io *io)
{
	(void)io;
	ch->ending = true;
	end_if_wanted(ch);
	return 0;
}

int isle_channel_shutdown(struct isle_channel *ch)
{
	return isle__channel_do(ch, step_shutdown, NULL, 0);
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

static int step_flush(struct isle_channel *ch, struct isle__io *io)
{
	(void)io;
	if (ch->closed)
		return why_closed(ch, -ISLE_EPIPE);
	return flushed(ch) ? 0 : -ISLE_EAGAIN;
}

int isle__channel_flush(struct isle_channel *ch, uint32_t timeout_ms)
{
	return isle__channel_do(ch, step_flush, NULL, timeout_ms);
}

static void hush(struct isle_channel *ch)
{
	ch->dropping = true;
	isle__notice_drop(ch->client, &ch->notice);
}

/* Does what is left to do; what still arrives is thrown away. */
static int step_close(struct isle_channel *ch, struct isle__io *io)
{
	hush(ch);
	step_shutdown(ch, io);
	isle__push(ch->client);
	if (ch->closed)
		return why_closed(ch, 0);
	if (flushed(ch) && ch->request)
		return 0;
	isle__channel_consumed(ch, ch->rx_used, ch->rx_used);
	ch->message = 0;
	return -ISLE_EAGAIN;
}

int isle_channel_close(struct isle_channel *ch, uint32_t timeout_ms)
{
	int r;

	if (!ch->client)
		return 0;
	r = isle__channel_do(ch, step_close, NULL, timeout_ms);
	isle_channel_reset(ch, r);
	return r;
}

static int step_reset(struct isle_channel *ch, struct isle__io *io)
{
	hush(ch);
	return step_give_up(ch, io);
}

void isle_channel_reset(struct isle_channel *ch, int error)
{
	struct isle__io io;

	io.error = error;
	isle__channel_do(ch, step_reset, &io, 0);
}
