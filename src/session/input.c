/* SPDX-License-Identifier: BSD-3-Clause */
/* Frames in: one function for each kind. Whatever the peer sends is checked here, before any owner
 * hears of it; a frame that no correct peer can send is a violation and ends the session. */
#include <string.h>

#include "session/internal.h"

/* Data for a stream of ours: exactly within the credit, not after its end. */
static int take_data(struct isle_call *c, const struct isle_frame *f)
{
	uint32_t len = (uint32_t)f->data_len;
	uint8_t ended = f->flags & ISLE_FLAG_END ? ISLE__IN_ENDED : 0;

	if (len > c->in_granted - c->in_got || (c->bits & ISLE__IN_ENDED))
		return -ISLE_EPROTO;
	c->bits |= ended;
	if (c->in && f->data != c->in + c->in_got)
		memcpy(c->in + c->in_got, f->data, len);
	c->in_got += len;
	/* The end of a plain call's results is told by its close. */
	if (c->bits & ISLE__MINE && !(c->flags & ISLE_FLAG_CHANNEL))
		ended = 0;
	if (!c->in && (len || ended || (f->flags & ISLE_FLAG_EOM)))
		c->event(c, ISLE_CALL_DATA, f);
	return 0;
}

static int on_call(struct isle_session *s, const struct isle_frame *f)
{
	struct isle_call *c = s->unused;

	if ((f->flags & ISLE_FLAG_ANSWER) || !c || f->data_len > s->config->window)
		return -ISLE_EPROTO;
	s->unused = c->next;
	memset(c, 0, sizeof(*c));
	c->event = s->config->ops->serve;
	c->id = f->id;
	c->context = f->context;
	c->service = f->service;
	c->method = f->code;
	c->flags = f->flags & (ISLE_FLAG_URGENT | ISLE_FLAG_CHANNEL | ISLE_FLAG_MESSAGE);
	c->out_granted = isle__frame_fixed(f, 1);
	c->out_more = true;
	c->in_granted = s->config->window;
	c->in_got = (uint32_t)f->data_len;
	if (f->flags & ISLE_FLAG_END)
		c->bits = ISLE__IN_ENDED;
	c->state = ISLE__CALL_OPEN;
	isle__call_begin(s, c, isle__frame_fixed(f, 0));
	s->counters.calls_in++;
	c->event(c, ISLE_CALL_REQUEST, f);
	return 0;
}

static int on_reply(struct isle_session *s, struct isle_call *c, const struct isle_frame *f)
{
	c->bits |= ISLE__CANCELLED;
	/* The callee's error is a reset: its stream has no orderly end to tell of. */
	if (f->data_len || (!f->code && !(c->bits & ISLE__IN_ENDED))) {
		if (take_data(c, f))
			return -ISLE_EPROTO;
		if (isle__call_find(s, f->id, ISLE__MINE) != c) /* given up in the event above */
			return 0;
	}
	/* Answered: nothing "maybe" about it, unless the callee itself had to give it up. */
	if (f->code != ISLE_ETIMEDOUT && f->code != ISLE_ELINK)
		c->state = ISLE__CALL_REPLY;
	isle__frame_words(f, 0, c->ret_words, c->ret_n);
	isle__call_close(s, c, isle__status(f->code));
	return 0;
}

static int on_data(struct isle_call *c, const struct isle_frame *f)
{
	return c->state == ISLE__CALL_REPLY ? 0 : take_data(c, f);
}

/* Credit only ever grows. What would take it back is old or wrong, and has no effect. */
static void on_credit(struct isle_call *c, const struct isle_frame *f)
{
	uint32_t granted = isle__frame_fixed(f, 0), done = isle__frame_fixed(f, 1);

	if (isle__reached(granted, c->out_granted) &&
	    granted - c->out_sent <= ISLE_WINDOW_BYTES_MAX)
		c->out_granted = granted;
	if (done - c->out_done <= c->out_sent - c->out_done)
		c->out_done = done;
	if (c->state == ISLE__CALL_OPEN)
		c->event(c, ISLE_CALL_ROOM, NULL);
}

static int on_cancel(struct isle_call *c, const struct isle_frame *f)
{
	if (c->bits & ISLE__MINE)
		return -ISLE_EPROTO;
	isle__call_stop(c, f->code ? isle__status(f->code) : -ISLE_ECANCELED);
	return 0;
}

static void on_ping(struct isle_session *s, const struct isle_frame *f)
{
	isle__frame_words(f, 0, s->ping_words, 2);
	isle__word64_put(s->ping_words + 2, s->config->ops->time_us(s));
	s->due |= ISLE__DUE_PONG;
}

static void on_pong(struct isle_session *s, const struct isle_frame *f)
{
	isle__frame_words(f, 0, s->pong_words, 6);
	s->pong_us = s->config->ops->time_us(s);
}

/* t1 and t4 are our clock, t2 and t3 the peer's: as in NTP (RFC 5905, section 8). */
int64_t isle_session_clock(const struct isle_session *s, uint32_t *ret_rtt_us)
{
	uint64_t t1 = isle__word64(s->pong_words, 6, 0), t2 = isle__word64(s->pong_words, 6, 2);
	uint64_t t3 = isle__word64(s->pong_words, 6, 4), t4 = s->pong_us;

	*ret_rtt_us = (uint32_t)((t4 - t1) - (t3 - t2));
	return (int64_t)((t2 - t1) + (t3 - t4)) / 2;
}

/* A sign of life from the future is what silence is counted from. */
static void on_paused(struct isle_session *s, const struct isle_frame *f)
{
	s->heard_ms = s->now_ms + isle__min(isle__frame_fixed(f, 0), ISLE_PAUSE_S_MAX) * 1000u;
}

static void on_goodbye(struct isle_session *s, const struct isle_frame *f)
{
	isle__session_end(s, f->code ? isle__status(f->code) : -ISLE_ESHUTDOWN);
}

static int violation(struct isle_session *s)
{
	s->counters.violations++;
	if (s->state == ISLE_SESSION_UP) {
		s->bye = ISLE_EPROTO;
		s->due |= ISLE__DUE_GOODBYE;
		isle__session_end(s, -ISLE_EPROTO);
	}
	return -ISLE_EPROTO;
}

/* An answer to a call never made is a lie; the reply sets the id free. */
static bool answers(struct isle_session *s, const struct isle_frame *f)
{
	unsigned i = f->id % ISLE_CALLS_OUT_MAX;

	if (s->out.id[i] != f->id)
		return false;
	if (f->kind == ISLE_KIND_REPLY) {
		s->out.id[i] = s->out.code[i] = 0;
		s->in_flight--;
	}
	return true;
}

/* A frame of the call `c`, NULL with CALL. */
static int take_of_call(struct isle_session *s, struct isle_call *c, const struct isle_frame *f)
{
	switch (f->kind) {
	case ISLE_KIND_CALL:
		return on_call(s, f);
	case ISLE_KIND_REPLY:
		return on_reply(s, c, f);
	case ISLE_KIND_DATA:
		return on_data(c, f);
	case ISLE_KIND_CREDIT:
		on_credit(c, f);
		return 0;
	default:
		return on_cancel(c, f);
	}
}

static void take_sign(struct isle_session *s, const struct isle_frame *f)
{
	switch (f->kind) {
	case ISLE_KIND_PING:
		on_ping(s, f);
		break;
	case ISLE_KIND_PONG:
		on_pong(s, f);
		break;
	case ISLE_KIND_PAUSED:
		on_paused(s, f);
		break;
	default:
		on_goodbye(s, f);
	}
}

static int dispatch(struct isle_session *s, const struct isle_frame *f)
{
	unsigned answer = f->flags & ISLE_FLAG_ANSWER;
	struct isle_call *c;

	if (!f->id) {
		take_sign(s, f);
		return 0;
	}
	if (answer ? !answers(s, f) : f->kind == ISLE_KIND_REPLY)
		return -ISLE_EPROTO;
	c = isle__call_find(s, f->id, answer);
	if (f->kind == ISLE_KIND_CALL)
		return c ? -ISLE_EPROTO : take_of_call(s, c, f);
	if (!c) {
		s->counters.late++; /* we gave it up, or it crossed our reply */
		return 0;
	}
	/* The callee's first sign of life is its acceptance of a channel, which has no deadline from
	 * then on. */
	if (answer && (c->flags & ISLE_FLAG_CHANNEL))
		c->bits &= (uint16_t)~ISLE__TIMED;
	return take_of_call(s, c, f);
}

static int take_frame(struct isle_session *s, uint32_t now_ms, const struct isle_frame *f,
		      int error)
{
	s->now_ms = now_ms;
	s->counters.frames_in++;
	if (!error && f->kind == ISLE_KIND_HELLO && s->state != ISLE_SESSION_DOWN)
		return isle__hello_input(s, f) ? violation(s) : 0;
	if (s->state != ISLE_SESSION_UP || (!error && f->tag != s->tag)) {
		s->counters.dropped++; /* before hello, or left over from an earlier life */
		return 0;
	}
	if (error)
		return violation(s);
	if (isle__reached(now_ms, s->heard_ms)) /* else it said that it pauses */
		s->heard_ms = now_ms;
	s->fresh = false;
	return dispatch(s, f) ? violation(s) : 0;
}

int isle_session_input(struct isle_session *s, uint32_t now_ms, const uint8_t *buf, size_t len)
{
	struct isle_frame f;
	int error = isle__frame_decode(buf, len, &f);

	if (len > s->config->frame_max)
		error = -ISLE_EPROTO;
	return take_frame(s, now_ms, &f, error);
}

uint8_t *isle_session_place(struct isle_session *s, const uint8_t *head, size_t len,
			    size_t frame_len, size_t *ret_bytes)
{
	struct isle_frame f;
	struct isle_call *c;
	size_t bytes;

	if (s->state != ISLE_SESSION_UP || frame_len > s->config->frame_max ||
	    isle__frame_decode_head(head, len, frame_len, &f) || f.tag != s->tag ||
	    !(f.flags & ISLE_FLAG_ANSWER) ||
	    (f.kind != ISLE_KIND_DATA && f.kind != ISLE_KIND_REPLY))
		return NULL;
	c = isle__call_find(s, f.id, ISLE__MINE);
	bytes = frame_len - f.fixed_bytes;
	if (!c || !c->in || frame_len < len || bytes > c->in_granted - c->in_got)
		return NULL;
	*ret_bytes = bytes;
	return c->in + c->in_got;
}

int isle_session_input_placed(struct isle_session *s, uint32_t now_ms, const uint8_t *head,
			      size_t len, size_t frame_len)
{
	struct isle_frame f;
	int error = isle__frame_decode_head(head, len, frame_len, &f);
	size_t bytes;

	if (!error) {
		f.data = isle_session_place(s, head, len, frame_len, &bytes);
		/* Nothing else than that the call ended meanwhile, or all did. */
		if (!f.data &&
		    (isle__call_find(s, f.id, ISLE__MINE) || !(f.flags & ISLE_FLAG_ANSWER) ||
		     (f.kind != ISLE_KIND_DATA && f.kind != ISLE_KIND_REPLY)))
			error = -ISLE_EPROTO;
	}
	return take_frame(s, now_ms, &f, error);
}
