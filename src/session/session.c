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

/* The one place that changes session->state. */
static void move(struct isle_session *s, enum isle_session_state to)
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
	call->state = ISLE__CALL_FREE;
	call->next = s->unused;
	s->unused = call;
}

/* The presenting side speaks first and repeats; the accepting side says once that it is there. */
static void hello_begin(struct isle_session *s)
{
	s->nonce++;
	s->fresh = false;
	s->timer_ms = s->now_ms;
	s->due |= ISLE__DUE_HELLO;
}

void isle_session_link_up(struct isle_session *s, uint32_t now_ms, uint32_t nonce)
{
	s->now_ms = now_ms;
	/* Not one of those used last: a clock that stands still between two links would give it again. */
	if (s->nonce - nonce - 1u >= 1024u)
		s->nonce = nonce;
	s->due = 0;
	s->bye = 0;
	move(s, ISLE_SESSION_HELLO);
	hello_begin(s);
}

/* New calls that an event handler starts are refused, because the session is no longer up. */
void isle__session_lose(struct isle_session *s, enum isle_session_state to, int error)
{
	bool was_up = s->state == ISLE_SESSION_UP;

	move(s, to);
	s->due &= ISLE__DUE_GOODBYE;
	if (!was_up)
		return;
	s->counters.lost++;
	if (error != -ISLE_ELINK)
		s->id = 0;
	while (s->calls)
		isle__call_close(s, s->calls, -ISLE_ELINK);
	memset(&s->out, 0, sizeof(s->out));
	s->in_flight = 0;
	s->config->ops->changed(s, error, false);
}

void isle__session_end(struct isle_session *s, int error)
{
	isle__session_lose(s, ISLE_SESSION_HELLO, error);
	if (!s->config->ops->accept)
		hello_begin(s);
}

void isle_session_link_down(struct isle_session *s, int error)
{
	s->due = 0;
	isle__session_lose(s, ISLE_SESSION_DOWN, error);
}

void isle_session_goodbye(struct isle_session *s, int error)
{
	if (s->state == ISLE_SESSION_UP) {
		s->due = ISLE__DUE_GOODBYE;
		s->bye = (uint8_t)-error;
	}
	isle__session_lose(s, ISLE_SESSION_DOWN, error ? error : -ISLE_ESHUTDOWN);
}

void isle_session_pause(struct isle_session *s, uint16_t seconds)
{
	s->pause_s = seconds;
	if (s->state == ISLE_SESSION_UP)
		s->due |= ISLE__DUE_PAUSED;
}

void isle_session_hold(struct isle_session *s, bool held)
{
	s->held = held;
	s->heard_ms = s->now_ms;
}

void isle__session_adopt(struct isle_session *s, const struct isle_hello *h, uint64_t id,
			 bool resumed)
{
	uint32_t ours = s->config->keepalive_ms, theirs = h->keepalive_ms;

	s->id = id;
	s->peer_frame_max = h->frame_max;
	s->peer_window = h->window;
	s->peer_role = h->role;
	s->peer_calls_max = (uint16_t)isle__min(h->calls_max, ISLE_CALLS_OUT_MAX);
	s->keepalive_ms = ours && theirs ? isle__min(ours, theirs) : 0;
	s->heard_ms = s->timer_ms = s->now_ms;
	s->fresh = true;
	move(s, ISLE_SESSION_UP);
	s->config->ops->changed(s, 0, resumed);
}

/* Presenting side. Only an answer to what we sent counts. One with our nonce while we are up, other than
 * the one that brought us up: that came from an earlier life with the same nonce, or the accepting side
 * took our repeated hello for a new life; it is the later one that counts. */
static void hello_answered(struct isle_session *s, const struct isle_hello *h, uint16_t code)
{
	bool up = s->state == ISLE_SESSION_UP;

	if (h->nonce != s->nonce || (up ? !code && h->tag == s->tag : !s->fresh)) {
		s->counters.dropped++;
		return;
	}
	isle__session_lose(s, ISLE_SESSION_HELLO, -ISLE_ELINK);
	if (code) {
		s->fresh = true; /* goes on asking */
		s->config->ops->changed(s, isle__status(code), false);
		return;
	}
	s->due &= (uint16_t)~ISLE__DUE_HELLO;
	s->tag = (uint16_t)h->tag;
	isle__session_adopt(s, h, h->session_id, s->id && s->id == h->session_id);
}

int isle_session_presents(struct isle_session *s, const struct isle_hello *h,
			  const struct isle_frame *frame)
{
	if (frame->flags & ISLE_FLAG_ANSWER) {
		hello_answered(s, h, frame->code);
		return 0;
	}
	/* The accepting side says that it is there: what we thought we had with it is gone. */
	if (s->state == ISLE_SESSION_UP)
		isle__session_end(s, -ISLE_ELINK);
	s->due |= ISLE__DUE_HELLO;
	return 0;
}

int isle__hello_input(struct isle_session *s, const struct isle_frame *f)
{
	struct isle_hello h;

	isle__frame_words(f, 0, (uint32_t *)&h, ISLE_FRAME_HELLO_WORDS);
	h.frame_max = isle__min(h.frame_max, ISLE_FRAME_BYTES_MAX);
	h.window = isle__min(h.window, ISLE_WINDOW_BYTES_MAX);
	h.session_id = (uint64_t)h.id_words[1] << 32 | h.id_words[0];
	h.name = (const char *)f->data;
	h.name_len = f->data_len;
	if (h.magic != ISLE_MAGIC || h.frame_max < ISLE_FRAME_BYTES_MIN ||
	    h.keepalive_ms > ISLE_KEEPALIVE_MS_MAX || h.name_len > ISLE_NAME_BYTES_MAX)
		return -ISLE_EPROTO;
	return s->config->ops->hello(s, &h, f);
}

/* True when `at` is due; else *next shrinks to the time that is left. */
static bool due_at(const struct isle_session *s, uint32_t at, uint32_t *next)
{
	uint32_t left = isle__left(at, s->now_ms);

	if (left)
		*next = isle__min(*next, left);
	return !left;
}

/* Ends the calls whose time is over; the list may have changed then, so from the start each time. */
static void expire(struct isle_session *s, uint32_t *next)
{
	struct isle_call *c;

	for (c = s->calls; c;) {
		if (!(c->bits & ISLE__TIMED) || !due_at(s, c->deadline_ms, next)) {
			c = c->next;
			continue;
		}
		c->bits &= (uint16_t)~ISLE__TIMED;
		if (c->bits & ISLE__MINE)
			isle_call_cancel(s, c, -ISLE_ETIMEDOUT);
		else
			isle__call_stop(c, -ISLE_ETIMEDOUT);
		c = s->calls;
	}
}

/* A ping is due after a third of the permitted silence; all of it is the loss. */
uint32_t isle_session_tick(struct isle_session *s, uint32_t now_ms)
{
	uint32_t next = ISLE_NO_DEADLINE, period = s->keepalive_ms / 3 + 1;
	uint16_t due = ISLE__DUE_PING;

	s->now_ms = now_ms;
	expire(s, &next);
	if (s->state == ISLE_SESSION_UP) {
		if (!s->keepalive_ms || s->held)
			return next;
		if (due_at(s, s->heard_ms + s->keepalive_ms, &next))
			isle__session_end(s, -ISLE_ELINK);
		else if (!due_at(s, s->heard_ms + period, &next))
			return next;
	}
	if (s->state != ISLE_SESSION_UP) {
		if (s->state != ISLE_SESSION_HELLO || s->config->ops->accept)
			return next;
		due = ISLE__DUE_HELLO;
		period = ISLE__HELLO_RETRY_MS;
	}
	if (due_at(s, s->timer_ms, &next)) {
		s->due |= due;
		s->timer_ms = now_ms + period;
		next = isle__min(next, period);
	}
	return next;
}
