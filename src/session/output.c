/* SPDX-License-Identifier: BSD-3-Clause */
/* Frames out. Nothing is queued as bytes: a frame is built at the moment the link can take it, so an
 * urgent one never waits behind more than what the link already holds. */
#include <string.h>

#include "session/internal.h"

/* Writes header and words. Returns the length of the fixed part. */
static size_t put_frame(uint8_t *buf, struct isle_frame *f, const uint32_t *words, unsigned words_n)
{
	f->fixed_bytes = (uint16_t)(ISLE_FRAME_HEADER_BYTES +
				    isle__words_put(buf + ISLE_FRAME_HEADER_BYTES, words, words_n));
	isle__frame_encode_header(buf, f);
	return f->fixed_bytes;
}

static size_t put_plain(struct isle_session *s, uint8_t *buf, unsigned kind, uint32_t id,
			unsigned code, const uint32_t *words, unsigned words_n)
{
	struct isle_frame f = {
		.kind = (uint8_t)kind, .tag = s->tag, .id = id, .code = (uint16_t)code
	};

	return put_frame(buf, &f, words, words_n);
}

static uint32_t unused_calls(const struct isle_session *s)
{
	const struct isle_call *c;
	uint32_t n = 0;

	for (c = s->unused; c; c = c->next)
		n++;
	return isle__min(n, s->config->calls_max);
}

static size_t put_hello(struct isle_session *s, uint8_t *buf)
{
	const struct isle_session_config *config = s->config;
	const char *name = config->name;
	bool answer = s->state == ISLE_SESSION_UP || (config->ops->accept && s->bye);
	uint32_t words[14] = {
		ISLE_MAGIC,
		ISLE_VERSION,
		ISLE_VERSION,
		config->features,
		config->frame_max,
		config->window,
		unused_calls(s),
		config->keepalive_ms,
		config->role,
		s->nonce,
		s->tag,
		0,
		(uint32_t)s->id,
		(uint32_t)(s->id >> 32),
	};
	struct isle_frame f = { .kind = ISLE_KIND_HELLO,
				.flags = answer ? ISLE_FLAG_ANSWER : 0,
				.code = answer ? s->bye : 0 };
	size_t len;

	if (answer && s->bye)
		words[12] = words[13] = 0;
	s->bye = 0;
	len = put_frame(buf, &f, words, 14);
	while (*name && len < ISLE_FRAME_BYTES_MIN)
		buf[len++] = (uint8_t)*name++;
	return len;
}

static size_t put_control(struct isle_session *s, uint8_t *buf)
{
	uint16_t due = s->due & (uint16_t)-s->due;
	uint64_t now;

	s->due &= (uint16_t)~due;
	if (due == ISLE__DUE_GOODBYE) {
		size_t len = put_plain(s, buf, ISLE_KIND_GOODBYE, 0, s->bye, NULL, 0);

		s->bye = 0;
		return len;
	}
	if (due == ISLE__DUE_HELLO)
		return put_hello(s, buf);
	if (s->state != ISLE_SESSION_UP)
		return 0;
	now = s->config->ops->time_us(s);
	if (due == ISLE__DUE_PONG) {
		uint32_t w[6] = { (uint32_t)s->pong_t1, (uint32_t)(s->pong_t1 >> 32),
				  (uint32_t)s->pong_t2, (uint32_t)(s->pong_t2 >> 32),
				  (uint32_t)now,        (uint32_t)(now >> 32) };

		return put_plain(s, buf, ISLE_KIND_PONG, 0, 0, w, 6);
	} else {
		uint32_t w[2] = { (uint32_t)now, (uint32_t)(now >> 32) };

		if (due == ISLE__DUE_PING)
			return put_plain(s, buf, ISLE_KIND_PING, 0, 0, w, 2);
		w[0] = s->pause_s;
		return put_plain(s, buf, ISLE_KIND_PAUSED, 0, 0, w, 1);
	}
}

static size_t put_cancel(struct isle_session *s, uint8_t *buf)
{
	unsigned i = 0;

	while (!(s->late_cancel >> i & 1u))
		i++;
	s->late_cancel &= ~(1u << i);
	return put_plain(s, buf, ISLE_KIND_CANCEL, s->late[i], s->late_code[i], NULL, 0);
}

static bool all_sent(const struct isle_call *c)
{
	return c->state != ISLE__CALL_QUEUED && !c->out_left && !(c->bits & ISLE__SOURCE) &&
	       (!c->out_more || (c->flags & ISLE_FLAG_CHANNEL));
}

/* The order of one handle beats lanes and turns: a call waits for the earlier ones of its order. */
static bool waits_in_order(const struct isle_session *s, const struct isle_call *call)
{
	const struct isle_call *c;

	for (c = s->calls; c != call; c = c->next)
		if (call->order && c->order == call->order && (c->bits & ISLE__MINE) &&
		    !all_sent(c))
			return true;
	return false;
}

static bool ready(const struct isle_session *s, const struct isle_call *c)
{
	if (c->bits & ISLE__CREDIT_DUE)
		return true;
	if (c->state == ISLE__CALL_QUEUED)
		return s->in_flight < s->peer_calls_max && !waits_in_order(s, c);
	if (c->out_left || (c->bits & ISLE__SOURCE))
		return isle_call_credit(c) != 0;
	return c->state == ISLE__CALL_REPLY || (c->bits & ISLE__OUT_EOM) ||
	       (!c->out_more && !(c->bits & ISLE__OUT_ENDED));
}

/* Who sends next: credits, then urgent calls, then the context whose turn it is, in it the call that
 * sent longest ago. */
static struct isle_call *pick(struct isle_session *s)
{
	struct isle_call *c, *best = NULL;
	uint32_t best_rank = 0xffffffffu;

	for (c = s->calls; c; c = c->next) {
		uint32_t rank = 0xffffu & ~(uint32_t)(s->stamp - c->stamp);

		if (!ready(s, c))
			continue;
		if (c->bits & ISLE__CREDIT_DUE)
			rank = 0;
		else if (!(c->flags & ISLE_FLAG_URGENT))
			rank |= (1u + ((c->context - s->turn - 1u) & 15u)) << 16;
		if (rank < best_rank) {
			best_rank = rank;
			best = c;
		}
	}
	return best;
}

/* Moves up to `room` bytes of the call's data to `dst`; returns how many. *ret_last: none is left. */
static uint32_t take_out(struct isle_session *s, struct isle_call *c, struct isle_tx *tx,
			 uint8_t *dst, uint32_t room, bool *ret_last)
{
	uint32_t credit = isle_call_credit(c), n = isle__min(isle__min(c->out_left, room), credit);

	if (c->bits & ISLE__SOURCE) {
		*ret_last = false;
		tx->file_max = isle__min((uint32_t)tx->file_max, credit);
		n = (uint32_t)s->config->ops->fill(c, tx, dst, isle__min(room, credit), ret_last);
		if (!n || *ret_last)
			c->bits &= (uint16_t)~ISLE__SOURCE;
	} else {
		if (n)
			memcpy(dst, c->out, n);
		c->out += n;
		c->out_left -= n;
		*ret_last = !c->out_left;
	}
	c->out_sent += n;
	return n;
}

/* Header of a frame of `c` whose words, if any, stand in `buf` already. */
static void put_call_header(struct isle_session *s, const struct isle_call *c, uint8_t *buf,
			    unsigned kind, unsigned flags, unsigned code, size_t fixed)
{
	struct isle_frame f = {
		.kind = (uint8_t)kind,
		.flags = (uint8_t)(flags | (c->flags & ISLE_FLAG_URGENT) |
				   (c->bits & ISLE__MINE ? 0 : ISLE_FLAG_ANSWER)),
		.tag = s->tag,
		.id = c->id,
		.context = c->context,
		.code = (uint16_t)code,
		.fixed_bytes = (uint16_t)fixed,
	};

	if (kind == ISLE_KIND_CALL) {
		f.service = c->service;
		f.flags = (uint8_t)(flags | c->flags);
	}
	isle__frame_encode_header(buf, &f);
}

static size_t put_credit(struct isle_session *s, struct isle_call *c, uint8_t *buf)
{
	uint32_t words[2] = { c->in_granted, c->in_done };

	c->bits &= (uint16_t)~ISLE__CREDIT_DUE;
	isle__words_put(buf + ISLE_FRAME_HEADER_BYTES, words, 2);
	put_call_header(s, c, buf, ISLE_KIND_CREDIT, 0, 0, 24);
	return 24;
}

/* END and EOM as far as this frame is the last of its stream or message. */
static unsigned end_flags(struct isle_call *c, bool last)
{
	unsigned flags = 0;

	if (last && (c->bits & ISLE__OUT_EOM)) {
		c->bits &= (uint16_t)~ISLE__OUT_EOM;
		flags = ISLE_FLAG_EOM;
	}
	if (last && !c->out_more) {
		c->bits |= ISLE__OUT_ENDED;
		flags |= ISLE_FLAG_END;
	}
	return flags;
}

static size_t put_words(const struct isle_call *c, uint8_t *at)
{
	return isle__words_put(at, c->words, c->words_n);
}

static void put_first(struct isle_session *s, struct isle_call *c, uint8_t *buf, unsigned flags,
		      size_t head)
{
	uint32_t words[2] = { ISLE_NO_DEADLINE, c->in_granted };

	if (c->bits &
	    ISLE__TIMED) /* never 0 here: what is over was closed by the tick or is so soon */
		words[0] = isle__reached(s->now_ms, c->deadline_ms) ? 0
								    : c->deadline_ms - s->now_ms;
	isle__words_put(buf + ISLE_FRAME_HEADER_BYTES, words, 2);
	put_words(c, buf + 24);
	put_call_header(s, c, buf, ISLE_KIND_CALL, flags, c->method, head);
	c->state = ISLE__CALL_OPEN;
	s->in_flight++;
	s->counters.calls_out++;
}

/* The next frame of the call's stream: CALL at first, REPLY at last, DATA between. False: a source had
 * nothing after all. The fixed part of a reply is kept free before its data is asked for, since only
 * then is known whether this frame is the last; when it is not, DATA has a longer fixed part, which is
 * skipped. */
static bool put_stream(struct isle_session *s, struct isle_call *c, struct isle_tx *tx)
{
	bool first = c->state == ISLE__CALL_QUEUED, reply = c->state == ISLE__CALL_REPLY, last;
	size_t head = ISLE_FRAME_HEADER_BYTES + (first ? 8u : 0u);
	uint32_t n;

	if (first || reply)
		head += (c->words_n + 1u) / 2u * 8u;
	if (tx->file_max > s->peer_frame_max - head)
		tx->file_max = s->peer_frame_max - head;
	n = take_out(s, c, tx, tx->buf + head, (uint32_t)(tx->cap - head), &last);
	tx->len = head + (tx->file_len ? 0 : n);
	if (first) {
		put_first(s, c, tx->buf, end_flags(c, last), head);
	} else if (reply && last) {
		put_words(c, tx->buf + ISLE_FRAME_HEADER_BYTES);
		put_call_header(s, c, tx->buf, ISLE_KIND_REPLY, ISLE_FLAG_END, (unsigned)-c->status,
				head);
		isle__call_close(s, c, c->status);
		return true;
	} else {
		unsigned flags = reply ? 0 : end_flags(c, last);

		if (!n && !flags)
			return false;
		if (reply)
			memset(tx->buf + ISLE_FRAME_HEADER_BYTES, 0,
			       head - ISLE_FRAME_HEADER_BYTES);
		put_call_header(s, c, tx->buf, ISLE_KIND_DATA, flags, 0, head);
	}
	if (n && last && c->out_more && !(c->bits & ISLE__SOURCE))
		c->event(c, ISLE_CALL_ROOM, NULL);
	return true;
}

static bool put_next(struct isle_session *s, struct isle_tx *tx)
{
	struct isle_call *c;

	if (s->late_cancel) {
		tx->len = put_cancel(s, tx->buf);
		return true;
	}
	while ((c = pick(s)) != NULL) {
		if (c->bits & ISLE__CREDIT_DUE) {
			tx->len = put_credit(s, c, tx->buf);
			return true;
		}
		c->stamp = ++s->stamp;
		if (!(c->flags & ISLE_FLAG_URGENT))
			s->turn = c->context;
		if (put_stream(s, c, tx))
			return true;
	}
	return false;
}

bool isle_session_output(struct isle_session *s, uint32_t now_ms, struct isle_tx *tx)
{
	s->now_ms = now_ms;
	tx->len = 0;
	tx->file_len = 0;
	if (s->state == ISLE_SESSION_UP && tx->cap > s->peer_frame_max)
		tx->cap = s->peer_frame_max;
	while (s->due && !tx->len)
		tx->len = put_control(s, tx->buf);
	if (!tx->len && (s->state != ISLE_SESSION_UP || !put_next(s, tx)))
		return false;
	s->counters.frames_out++;
	return true;
}
