/* SPDX-License-Identifier: BSD-3-Clause */
/* Life of a session: hello, keep-alive, loss, goodbye. */
#include <string.h>

#include "session/internal.h"

/* Which state may follow which; bit n = enum isle_session_state n. */
static const uint8_t moves[] = {
	[ISLE_SESSION_DOWN] = 1u << ISLE_SESSION_HELLO,
	[ISLE_SESSION_HELLO] = 1u << ISLE_SESSION_UP | 1u << ISLE_SESSION_DOWN,
	[ISLE_SESSION_UP] = 1u << ISLE_SESSION_HELLO | 1u << ISLE_SESSION_DOWN,
};

void isle__session_move(struct isle_session *s, enum isle_session_state to)
{
	if (moves[s->state] >> to & 1u)
		s->state = (uint8_t)to;
}

void isle_session_init(struct isle_session *s, const struct isle_session_config *config)
{
	memset(s, 0, sizeof(*s));
	s->config = config;
}

void isle_session_lend_call(struct isle_session *s, struct isle_call *call)
{
	memset(call, 0, sizeof(*call));
	call->event = s->config->ops->serve;
	call->next = s->unused;
	s->unused = call;
}

/* The presenting side speaks first and repeats; the accepting side says once that it is there. */
static void hello_begin(struct isle_session *s)
{
	s->nonce++;
	s->hello_ms = s->now_ms;
	s->due |= ISLE__DUE_HELLO;
}

void isle_session_link_up(struct isle_session *s, uint32_t now_ms, uint32_t nonce)
{
	s->now_ms = now_ms;
	s->nonce = nonce;
	s->due = 0;
	s->bye = 0;
	isle__session_move(s, ISLE_SESSION_HELLO);
	hello_begin(s);
}

/* Every pending call ends here, once, whatever its state. New ones that an event handler starts are
 * refused, because the session is no longer up. */
static void end_calls(struct isle_session *s)
{
	while (s->calls)
		isle__call_close(s, s->calls, -ISLE_ELINK);
	memset(s->late, 0, sizeof(s->late));
	s->late_cancel = 0;
	s->in_flight = 0;
}

static void lose(struct isle_session *s, enum isle_session_state to, int error)
{
	bool was_up = s->state == ISLE_SESSION_UP;

	isle__session_move(s, to);
	s->due &= ISLE__DUE_GOODBYE;
	if (!was_up)
		return;
	s->counters.lost++;
	if (error != -ISLE_ELINK)
		s->id = 0;
	end_calls(s);
	s->config->ops->changed(s, error, false);
}

void isle__session_end(struct isle_session *s, int error)
{
	lose(s, ISLE_SESSION_HELLO, error);
	if (s->state == ISLE_SESSION_HELLO && !s->config->ops->accept)
		hello_begin(s);
}

void isle_session_link_down(struct isle_session *s, int error)
{
	s->due = 0;
	lose(s, ISLE_SESSION_DOWN, error);
}

void isle_session_goodbye(struct isle_session *s, int error)
{
	bool was_up = s->state == ISLE_SESSION_UP;

	lose(s, ISLE_SESSION_DOWN, error ? error : -ISLE_ESHUTDOWN);
	s->bye = (uint16_t)-error;
	s->due = was_up ? ISLE__DUE_GOODBYE : 0;
}

void isle_session_pause(struct isle_session *s, uint16_t seconds)
{
	s->pause_s = seconds;
	s->due |= ISLE__DUE_PAUSED;
}

void isle_session_hold(struct isle_session *s, bool held)
{
	s->held = held;
	s->heard_ms = s->now_ms;
}

/* What both sides learn from the other's hello. */
static void adopt(struct isle_session *s, const struct isle_hello *h, bool resumed)
{
	uint32_t ours = s->config->keepalive_ms;

	s->peer_frame_max = h->frame_max;
	s->peer_window = h->window;
	s->peer_role = h->role;
	s->peer_calls_max = (uint16_t)isle__min(h->calls_max, ISLE_CALLS_OUT_MAX);
	s->keepalive_ms = !ours || !h->keepalive_ms ? 0
			  : ours > h->keepalive_ms  ? ours
						    : h->keepalive_ms;
	s->heard_ms = s->sent_ms = s->now_ms;
	s->paused_ms = s->now_ms;
	s->fresh = true;
	isle__session_move(s, ISLE_SESSION_UP);
	s->config->ops->changed(s, 0, resumed);
}

/* A tag that no frame of the session before carries. */
static uint16_t next_tag(const struct isle_session *s, uint64_t id)
{
	uint16_t tag = (uint16_t)(s->tag + 1u + ((uint16_t)id & 0xfffu));

	return tag ? tag : 1;
}

/* Accepting side. A repeated hello gets the same answer as long as nothing else was heard: the answer
 * may just have crossed the repetition. */
static int hello_accept(struct isle_session *s, const struct isle_hello *h, uint32_t nonce)
{
	uint64_t id = 0;
	int r;

	if (s->state == ISLE_SESSION_UP && s->fresh && nonce == s->nonce &&
	    h->session_id == s->presented) {
		s->due |= ISLE__DUE_HELLO;
		return 0;
	}
	lose(s, ISLE_SESSION_HELLO, -ISLE_ELINK);
	r = s->config->ops->accept(s, h, &id);
	s->nonce = nonce;
	s->bye = r < 0 ? (uint16_t)-r : 0;
	s->due = ISLE__DUE_HELLO;
	if (r < 0)
		return 0;
	s->presented = h->session_id;
	s->id = r > 0 ? h->session_id : id;
	s->tag = next_tag(s, s->id);
	adopt(s, h, r > 0);
	return 0;
}

static int hello_answered(struct isle_session *s, const struct isle_hello *h, uint16_t code,
			  uint16_t tag)
{
	bool resumed = s->id != 0 && s->id == h->session_id;

	if (code) {
		s->config->ops->changed(s, -(int)code, false);
		return 0;
	}
	s->due &= (uint16_t)~ISLE__DUE_HELLO;
	s->id = h->session_id;
	s->tag = tag;
	adopt(s, h, resumed);
	return 0;
}

int isle__hello_input(struct isle_session *s, const struct isle_frame *f)
{
	struct isle_hello h;
	uint32_t w[14], i;
	bool accepts = s->config->ops->accept != NULL, answer = f->flags & ISLE_FLAG_ANSWER;

	for (i = 0; i < 14; i++)
		w[i] = isle__frame_word(f, i);
	h.features = w[3];
	h.frame_max = isle__min(w[4], ISLE_FRAME_BYTES_MAX);
	h.window = isle__min(w[5], ISLE_WINDOW_BYTES_MAX);
	h.calls_max = w[6];
	h.keepalive_ms = isle__min(w[7], ISLE_KEEPALIVE_MS_MAX);
	h.role = w[8];
	h.session_id = (uint64_t)w[13] << 32 | w[12];
	h.name = (const char *)f->data;
	h.name_len = f->data_len;
	if (w[0] != ISLE_MAGIC || w[1] > ISLE_VERSION || w[2] < ISLE_VERSION ||
	    h.frame_max < ISLE_FRAME_BYTES_MIN || f->data_len > ISLE_NAME_BYTES_MAX) {
		s->counters.violations++;
		return -ISLE_EPROTO;
	}
	if (accepts && !answer)
		return hello_accept(s, &h, w[9]);
	if (!accepts && answer && s->state == ISLE_SESSION_HELLO && w[9] == s->nonce)
		return hello_answered(s, &h, f->code, (uint16_t)w[10]);
	if (!accepts && !answer) { /* the accepting side is there and has no session */
		if (s->state == ISLE_SESSION_UP)
			isle__session_end(s, -ISLE_ELINK);
		s->due |= ISLE__DUE_HELLO;
		return 0;
	}
	s->counters.dropped++;
	return 0;
}

/* Milliseconds until `at`, and the least of them in *next. True when it is due. */
static bool due_at(const struct isle_session *s, uint32_t at, uint32_t *next)
{
	if (isle__reached(s->now_ms, at))
		return true;
	*next = isle__min(*next, at - s->now_ms);
	return false;
}

/* Ends the first call whose time is over; the list may have changed then, so one at a time. */
static bool expire_one(struct isle_session *s, uint32_t *next)
{
	struct isle_call *c;

	for (c = s->calls; c; c = c->next) {
		if (!(c->bits & ISLE__TIMED) || !due_at(s, c->deadline_ms, next))
			continue;
		c->bits &= (uint16_t)~ISLE__TIMED;
		if (c->bits & ISLE__MINE)
			isle_call_cancel(s, c, -ISLE_ETIMEDOUT);
		else
			isle__call_stop(c, -ISLE_ETIMEDOUT);
		return true;
	}
	return false;
}

/* A ping after a third of the permitted silence, the loss after all of it. */
static void keepalive(struct isle_session *s, uint32_t *next)
{
	uint32_t third = s->keepalive_ms / 3 + 1;

	if (!s->keepalive_ms || s->held || !due_at(s, s->paused_ms, next))
		return;
	if (due_at(s, s->heard_ms + s->keepalive_ms, next)) {
		isle__session_end(s, -ISLE_ELINK);
		return;
	}
	if (due_at(s, s->heard_ms + third, next) && due_at(s, s->sent_ms + third, next)) {
		s->due |= ISLE__DUE_PING;
		s->sent_ms = s->now_ms;
		*next = isle__min(*next, third);
	}
}

uint32_t isle_session_tick(struct isle_session *s, uint32_t now_ms)
{
	uint32_t next = ISLE_NO_DEADLINE;

	s->now_ms = now_ms;
	while (expire_one(s, &next))
		;
	if (s->state == ISLE_SESSION_UP)
		keepalive(s, &next);
	if (s->state == ISLE_SESSION_HELLO && !s->config->ops->accept &&
	    due_at(s, s->hello_ms, &next)) {
		s->due |= ISLE__DUE_HELLO;
		s->hello_ms = now_ms + ISLE__HELLO_RETRY_MS;
		next = isle__min(next, ISLE__HELLO_RETRY_MS);
	}
	return next;
}
