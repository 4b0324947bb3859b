/* SPDX-License-Identifier: BSD-3-Clause */
/* Frames out. Nothing is queued as bytes: a frame is built at the moment the link can take it, so an
 * urgent one never waits behind more than what the link already holds. */
#include <string.h>

#include "session/internal.h"

/* Writes a header. `kind`: flags in bits 8-15; `route`: context, service << 8, code << 16. */
static size_t put_header(const struct isle_session *s, uint8_t *buf, uint32_t kind, uint32_t id,
			 uint32_t route, size_t fixed)
{
	uint32_t words[4] = { kind, id, route, (uint32_t)fixed };

	if (kind != ISLE_KIND_HELLO && kind != (ISLE_KIND_HELLO | ISLE_FLAG_ANSWER << 8))
		words[0] |= (uint32_t)s->tag << 16;
	isle__words_put(buf, words, 4);
	return fixed;
}

static size_t put_words(uint8_t *buf, const uint32_t *words, unsigned n)
{
	return isle__words_put(buf + ISLE_FRAME_HEADER_BYTES, words, n) + ISLE_FRAME_HEADER_BYTES;
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
	bool answer = config->ops->accept && (s->bye || s->state == ISLE_SESSION_UP);
	uint32_t words[ISLE_FRAME_HELLO_WORDS] = {
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
	size_t len = put_words(buf, words, ISLE_FRAME_HELLO_WORDS), name = strlen(config->name);

	put_header(s, buf, ISLE_KIND_HELLO | (answer ? ISLE_FLAG_ANSWER << 8 : 0), 0,
		   (uint32_t)s->bye << 16, len);
	s->bye = 0;
	if (s->state != ISLE_SESSION_UP)
		s->fresh = true;
	memcpy(buf + len, config->name, name);
	return len + name;
}

static size_t put_cancel(struct isle_session *s, uint8_t *buf)
{
	unsigned i;

	for (i = 0; i < ISLE_CALLS_OUT_MAX; i++) {
		if (!s->late[i].id || s->late[i].told)
			continue;
		s->late[i].told = true;
		s->due |= ISLE__DUE_CANCEL; /* there may be more */
		return put_header(s, buf, ISLE_KIND_CANCEL, s->late[i].id,
				  (uint32_t)s->late[i].code << 16, ISLE_FRAME_HEADER_BYTES);
	}
	return 0;
}

/* PING, PONG or PAUSED. */
static size_t put_sign(struct isle_session *s, uint8_t *buf, unsigned due)
{
	uint64_t now = s->config->ops->time_us(s);
	uint32_t kind = ISLE_KIND_PING, n = 2, words[6];

	isle__word64_put(words, now);
	if (due == ISLE__DUE_PAUSED) {
		kind = ISLE_KIND_PAUSED;
		words[0] = s->pause_s;
		words[1] = 0;
	} else if (due == ISLE__DUE_PONG) {
		kind = ISLE_KIND_PONG;
		n = 6;
		isle__word64_put(words, s->ping_us[0]);
		isle__word64_put(words + 2, s->ping_us[1]);
		isle__word64_put(words + 4, now);
	}
	return put_header(s, buf, kind, 0, 0, put_words(buf, words, n));
}

/* The first control frame that is due; 0 when it turns out to be none. */
static size_t put_control(struct isle_session *s, uint8_t *buf)
{
	unsigned due = s->due & (0u - s->due), bye = s->bye;

	s->due &= (uint8_t)~due;
	if (due == ISLE__DUE_HELLO)
		return put_hello(s, buf);
	if (due == ISLE__DUE_GOODBYE) {
		s->bye = 0;
		return put_header(s, buf, ISLE_KIND_GOODBYE, 0, bye << 16, ISLE_FRAME_HEADER_BYTES);
	}
	if (s->state != ISLE_SESSION_UP)
		return 0;
	return due == ISLE__DUE_CANCEL ? put_cancel(s, buf) : put_sign(s, buf, due);
}

static bool all_sent(const struct isle_call *c)
{
	return c->state != ISLE__CALL_QUEUED && !c->out_left &&
	       !(c->bits & (ISLE__SOURCE | ISLE__STARVED)) &&
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
	if (c->bits & ISLE__STARVED)
		return false;
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
		if (!n && !*ret_last)
			c->bits |= ISLE__STARVED;
	} else {
		if (n) {
			memcpy(dst, c->out, n);
			c->out += n;
		}
		c->out_left -= n;
		*ret_last = !c->out_left;
	}
	c->out_sent += n;
	return n;
}

static void put_call_header(struct isle_session *s, const struct isle_call *c, uint8_t *buf,
			    uint32_t kind, uint32_t route, size_t fixed)
{
	kind |= (uint32_t)(c->flags & ISLE_FLAG_URGENT) << 8;
	if (!(c->bits & ISLE__MINE))
		kind |= ISLE_FLAG_ANSWER << 8;
	put_header(s, buf, kind, c->id, route | c->context, fixed);
}

static size_t put_credit(struct isle_session *s, struct isle_call *c, uint8_t *buf)
{
	uint32_t words[2] = { c->in_granted, c->in_done };
	size_t fixed = put_words(buf, words, 2);

	c->bits &= (uint16_t)~ISLE__CREDIT_DUE;
	put_call_header(s, c, buf, ISLE_KIND_CREDIT, 0, fixed);
	return fixed;
}

/* END and EOM as far as this frame is the last of its stream or message; in bits 8-15. */
static unsigned end_flags(struct isle_call *c, bool last)
{
	unsigned flags = 0;

	if (last && (c->bits & ISLE__OUT_EOM)) {
		c->bits &= (uint16_t)~ISLE__OUT_EOM;
		flags = ISLE_FLAG_EOM << 8;
	}
	if (last && !c->out_more) {
		c->bits |= ISLE__OUT_ENDED;
		flags |= ISLE_FLAG_END << 8;
	}
	return flags;
}

static void put_first(struct isle_session *s, struct isle_call *c, uint8_t *buf, unsigned flags,
		      size_t head)
{
	uint32_t words[2] = { ISLE_NO_DEADLINE, c->in_granted };

	if (c->bits & ISLE__TIMED)
		words[0] = isle__reached(s->now_ms, c->deadline_ms) ? 0
								    : c->deadline_ms - s->now_ms;
	isle__words_put(buf + 24, c->words, c->words_n);
	put_words(buf, words, 2);
	put_call_header(s, c, buf, ISLE_KIND_CALL | flags | (uint32_t)c->flags << 8,
			(uint32_t)c->service << 8 | (uint32_t)c->method << 16, head);
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
	uint32_t n, flags;

	if (first || reply)
		head += (c->words_n + 1u) / 2u * 8u;
	if (tx->file_max > s->peer_frame_max - head)
		tx->file_max = s->peer_frame_max - head;
	n = take_out(s, c, tx, tx->buf + head, (uint32_t)(tx->cap - head), &last);
	tx->len = head + (tx->file_len ? 0 : n);
	flags = reply ? ISLE_FLAG_END << 8 : end_flags(c, last);
	if (first) {
		put_first(s, c, tx->buf, flags, head);
	} else if (reply && last) {
		if (c->bits & ISLE__OUT_EOM)
			flags |= ISLE_FLAG_EOM << 8;
		put_words(tx->buf, c->words, c->words_n);
		put_call_header(s, c, tx->buf, ISLE_KIND_REPLY | flags, (uint32_t)-c->status << 16,
				head);
		isle__call_close(s, c, c->status);
		return true;
	} else {
		if (reply) {
			flags = 0;
			memset(tx->buf + ISLE_FRAME_HEADER_BYTES, 0,
			       head - ISLE_FRAME_HEADER_BYTES);
		}
		if (!n && !flags) {
			tx->len = 0;
			return false;
		}
		put_call_header(s, c, tx->buf, ISLE_KIND_DATA | flags, 0, head);
	}
	if (n && last && c->out_more && !(c->bits & ISLE__SOURCE))
		c->event(c, ISLE_CALL_ROOM, NULL);
	return true;
}

static bool put_next(struct isle_session *s, struct isle_tx *tx)
{
	struct isle_call *c;

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
