/* SPDX-License-Identifier: BSD-3-Clause */
/* Frames out. Nothing is queued as bytes: a frame is built at the moment the link can take it, so an
 * urgent one never waits behind more than what the link already holds. */
#include <string.h>

#include "session/internal.h"

/* A frame's head while it is put together: the header's four words, then those of the fixed part. KIND: flags
 * in bits 8-15, tag in 16-31; ROUTE: context, service << 8, code << 16; FIXED: bytes. */
enum { KIND, ID, ROUTE, FIXED, WORDS, HEAD_WORDS_MAX = WORDS + ISLE_FRAME_HELLO_WORDS };

static uint32_t unused_calls(const struct isle_session *s)
{
	const struct isle_call *c;
	uint32_t n = 0;

	for (c = s->unused; c; c = c->next)
		n++;
	return isle__min(n, s->config->calls_max);
}

static void hello_words(struct isle_session *s, uint32_t *head)
{
	const struct isle_session_config *config = s->config;
	uint32_t *word = head + WORDS;

	head[KIND] = ISLE_KIND_HELLO;
	if (config->ops->accept && (s->bye || s->state == ISLE_SESSION_UP))
		head[KIND] |= ISLE_FLAG_ANSWER << 8;
	*word++ = ISLE_MAGIC;
	*word++ = ISLE_VERSION;
	*word++ = ISLE_VERSION;
	*word++ = config->features;
	*word++ = config->frame_max;
	*word++ = config->window;
	*word++ = unused_calls(s);
	*word++ = config->keepalive_ms;
	*word++ = config->role;
	*word++ = s->nonce;
	*word++ = s->tag;
	*word++ = 0;
	isle__word64_put(word, s->id);
	if (s->state != ISLE_SESSION_UP)
		s->fresh = true;
}

/* False: there is none, the answer came first. */
static bool cancel_words(struct isle_session *s, uint32_t *head)
{
	unsigned i;

	for (i = 0; i < ISLE_CALLS_OUT_MAX; i++) {
		if (!s->out.code[i])
			continue;
		head[ID] = s->out.id[i];
		head[ROUTE] = (uint32_t)s->out.code[i] << 16;
		s->out.code[i] = 0;
		s->due |= ISLE__DUE_CANCEL; /* there may be more */
		return true;
	}
	return false;
}

/* The first control frame that is due; 0 when it turns out to be none. */
static size_t put_control(struct isle_session *s, uint8_t *buf)
{
	unsigned kind = ISLE_KIND_GOODBYE, n = 0;
	uint32_t head[HEAD_WORDS_MAX];
	const char *tail = "";
	size_t len;

	while (!(s->due >> kind & 1u))
		kind--;
	s->due &= (uint16_t) ~(1u << kind);
	memset(head, 0, sizeof(head));
	head[KIND] = kind | (uint32_t)s->tag << 16;
	if (kind == ISLE_KIND_CANCEL) {
		if (!cancel_words(s, head))
			return 0;
	} else if (kind == ISLE_KIND_PAUSED) {
		head[WORDS] = s->pause_s;
		n = 2;
	} else if (kind == ISLE_KIND_PING || kind == ISLE_KIND_PONG) {
		if (kind == ISLE_KIND_PONG)
			n = 4;
		memcpy(head + WORDS, s->ping_words, 4 * n);
		isle__word64_put(head + WORDS + n, s->config->ops->time_us(s));
		n += 2;
	} else {
		if (kind == ISLE_KIND_HELLO) {
			hello_words(s, head);
			n = ISLE_FRAME_HELLO_WORDS;
			tail = s->config->name;
		}
		head[ROUTE] = (uint32_t)s->bye << 16;
		s->bye = 0;
	}
	head[FIXED] = 4 * (WORDS + n);
	len = isle__words_put(buf, head, WORDS + n);
	while (*tail)
		buf[len++] = (uint8_t)*tail++;
	return len;
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

uint32_t isle_session_file_max(const struct isle_session *s, const struct isle_call *call,
			       const struct isle_tx *tx, const uint8_t *dst)
{
	uint32_t room = s->peer_frame_max - (uint32_t)(dst - tx->buf);

	return isle__min(isle__min((uint32_t)tx->file_max, room), isle_call_credit(call));
}

/* Moves up to `room` bytes of the call's data to `dst`; returns how many. *ret_last: none is left. */
static uint32_t take_out(struct isle_session *s, struct isle_call *c, struct isle_tx *tx,
			 uint8_t *dst, uint32_t room, bool *ret_last)
{
	uint32_t credit = isle_call_credit(c), n = isle__min(isle__min(c->out_left, room), credit);

	if (c->bits & ISLE__SOURCE) {
		*ret_last = false;
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

/* END and EOM as far as this frame is the last of its stream or message; in bits 8-15. */
static unsigned end_flags(struct isle_call *c)
{
	unsigned bits = c->bits, flags = 0;

	if (bits & ISLE__OUT_EOM)
		flags = ISLE_FLAG_EOM << 8;
	bits &= ~(unsigned)ISLE__OUT_EOM;
	if (!c->out_more) {
		bits |= ISLE__OUT_ENDED;
		flags |= ISLE_FLAG_END << 8;
	}
	c->bits = (uint16_t)bits;
	return flags;
}

/* There is room: no more calls are in flight. The rest of an id counts on, so that what is late is known. */
static uint32_t new_id(struct isle_session *s)
{
	unsigned i = 0;

	while (s->out.id[i])
		i++;
	s->next_id += 2 * ISLE_CALLS_OUT_MAX;
	s->out.id[i] = s->next_id | ISLE_CALLS_OUT_MAX | i; /* never 0 */
	return s->out.id[i];
}

static void first_words(struct isle_session *s, struct isle_call *c, uint32_t *head)
{
	head[KIND] = ISLE_KIND_CALL | (uint32_t)c->flags << 8;
	head[ROUTE] = (uint32_t)c->service << 8 | (uint32_t)c->method << 16;
	head[WORDS] = c->bits & ISLE__TIMED ? isle__left(c->deadline_ms, s->now_ms)
					    : ISLE_NO_DEADLINE;
	head[WORDS + 1] = c->in_granted;
	c->state = ISLE__CALL_OPEN;
	c->id = new_id(s);
	s->in_flight++;
	s->counters.calls_out++;
}

static unsigned credit_words(struct isle_call *c, struct isle_tx *tx, uint32_t *head)
{
	c->bits &= (uint16_t)~ISLE__CREDIT_DUE;
	head[KIND] = ISLE_KIND_CREDIT;
	head[FIXED] = 4 * (WORDS + 2);
	head[WORDS] = c->in_granted;
	head[WORDS + 1] = c->in_done;
	tx->len = 4 * (WORDS + 2);
	return 2;
}

/* The next frame of the call's stream: CALL at first, REPLY at last, DATA between. tx->len 0: a source had
 * nothing after all. The fixed part of a reply is kept free before its data is asked for, since only
 * then is known whether this frame is the last; when it is not, DATA has a longer fixed part with the words
 * as they are at the moment, which is skipped. */
static unsigned stream_words(struct isle_session *s, struct isle_call *c, struct isle_tx *tx,
			     uint32_t *head, bool *ret_room)
{
	bool reply = c->state == ISLE__CALL_REPLY, last;
	unsigned own = c->state == ISLE__CALL_QUEUED ? 2 : 0, n = own || reply ? c->words_n : 0;
	uint32_t bytes, flags;
	size_t len;

	len = 4 * (WORDS + own) + (n + 1u) / 2u * 8u;
	head[FIXED] = len;
	bytes = take_out(s, c, tx, tx->buf + len, (uint32_t)(tx->cap - len), &last);
	isle__words_put(tx->buf + 4 * (WORDS + own), c->words, n);
	flags = last ? end_flags(c) : 0;
	head[KIND] = ISLE_KIND_DATA;
	if (reply && last) {
		head[KIND] = ISLE_KIND_REPLY;
		head[ROUTE] = (uint32_t)-c->status << 16;
		flags |= ISLE_FLAG_END << 8;
	} else if (own) {
		first_words(s, c, head);
	} else if (!bytes && !flags) {
		return 0;
	}
	head[KIND] |= flags;
	tx->len = len + (tx->file_len ? 0 : bytes);
	*ret_room = bytes && last && c->out_more && !(c->bits & ISLE__SOURCE);
	return own;
}

/* False: there was nothing to send after all. */
static bool put_frame(struct isle_session *s, struct isle_call *c, struct isle_tx *tx)
{
	uint32_t head[WORDS + 2];
	bool room = false;
	unsigned n;

	head[ROUTE] = 0;
	if (c->bits & ISLE__CREDIT_DUE) {
		n = credit_words(c, tx, head);
	} else {
		c->stamp = ++s->stamp;
		if (!(c->flags & ISLE_FLAG_URGENT))
			s->turn = c->context;
		n = stream_words(s, c, tx, head, &room);
		if (!tx->len)
			return false;
	}
	head[KIND] |= (uint32_t)s->tag << 16 | (uint32_t)(c->flags & ISLE_FLAG_URGENT) << 8;
	if (!(c->bits & ISLE__MINE))
		head[KIND] |= ISLE_FLAG_ANSWER << 8;
	head[ID] = c->id;
	head[ROUTE] |= c->context;
	isle__words_put(tx->buf, head, WORDS + n);
	if ((uint8_t)head[KIND] == ISLE_KIND_REPLY)
		isle__call_close(s, c, c->status);
	else if (room)
		c->event(c, ISLE_CALL_ROOM, NULL);
	return true;
}

static bool put_next(struct isle_session *s, struct isle_tx *tx)
{
	struct isle_call *c;

	while ((c = pick(s)) != NULL)
		if (put_frame(s, c, tx))
			return true;
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
