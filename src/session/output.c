/* SPDX-License-Identifier: BSD-3-Clause */
/* Frames out. Nothing is queued as bytes: a frame is built at the moment the link can take it, so an
 * urgent one never waits behind more than what the link already holds. */
#include <string.h>

#include "session/internal.h"

/* A frame's head while it is put together: the header's four words, then those of the fixed part. */
enum { KIND, ID, ROUTE, FIXED, WORDS };
#define HEAD_WORDS_MAX (ISLE_FRAME_BYTES_MIN / 4u)

/* Writes a head with `n` words after the header. Returns its length. KIND: flags in bits 8-15; ROUTE:
 * context, service << 8, code << 16. */
static size_t put_head(const struct isle_session *s, uint8_t *buf, uint32_t *head, unsigned n)
{
	if ((uint8_t)head[KIND] != ISLE_KIND_HELLO)
		head[KIND] |= (uint32_t)s->tag << 16;
	head[FIXED] = ISLE_FRAME_HEADER_BYTES + (n + 1u) / 2u * 8u;
	return isle__words_put(buf, head, WORDS + n);
}

static uint32_t unused_calls(const struct isle_session *s)
{
	const struct isle_call *c;
	uint32_t n = 0;

	for (c = s->unused; c; c = c->next)
		n++;
	return isle__min(n, s->config->calls_max);
}

static unsigned hello_words(struct isle_session *s, uint32_t *head)
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
	return ISLE_FRAME_HELLO_WORDS;
}

static void cancel_words(struct isle_session *s, uint32_t *head)
{
	unsigned i;

	for (i = 0; i < ISLE_CALLS_OUT_MAX; i++) {
		if (!s->late[i].code)
			continue;
		head[KIND] = ISLE_KIND_CANCEL;
		head[ID] = s->late[i].id;
		head[ROUTE] = (uint32_t)s->late[i].code << 16;
		s->late[i].code = 0;
		s->due |= ISLE__DUE_CANCEL; /* there may be more */
		break;
	}
}

/* PING, PONG or PAUSED. */
static unsigned sign_words(struct isle_session *s, uint32_t *head, unsigned due)
{
	unsigned n = 0;

	head[KIND] = ISLE_KIND_PING;
	if (due == ISLE__DUE_PAUSED) {
		head[KIND] = ISLE_KIND_PAUSED;
		head[WORDS] = s->pause_s;
		return 2;
	}
	if (due == ISLE__DUE_PONG) {
		head[KIND] = ISLE_KIND_PONG;
		memcpy(head + WORDS, s->ping_words, sizeof(s->ping_words));
		n = 4;
	}
	isle__word64_put(head + WORDS + n, s->config->ops->time_us(s));
	return n + 2;
}

/* The first control frame that is due; 0 when it turns out to be none. */
static size_t put_control(struct isle_session *s, uint8_t *buf)
{
	unsigned due = s->due & (0u - s->due), n = 0;
	uint32_t head[WORDS + ISLE_FRAME_HELLO_WORDS];
	const char *tail = "";
	size_t len;

	s->due &= (uint8_t)~due;
	memset(head, 0, sizeof(head));
	if (due <= ISLE__DUE_HELLO) {
		head[KIND] = ISLE_KIND_GOODBYE;
		if (due == ISLE__DUE_HELLO) {
			n = hello_words(s, head);
			tail = s->config->name;
		}
		head[ROUTE] = (uint32_t)s->bye << 16;
		s->bye = 0;
	} else if (s->state != ISLE_SESSION_UP) {
		return 0;
	} else if (due == ISLE__DUE_CANCEL) {
		cancel_words(s, head);
	} else {
		n = sign_words(s, head, due);
	}
	if (!head[KIND])
		return 0;
	len = put_head(s, buf, head, n);
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

static size_t put_call_head(struct isle_session *s, const struct isle_call *c, uint8_t *buf,
			    uint32_t *head, unsigned n)
{
	head[KIND] |= (uint32_t)(c->flags & ISLE_FLAG_URGENT) << 8;
	if (!(c->bits & ISLE__MINE))
		head[KIND] |= ISLE_FLAG_ANSWER << 8;
	head[ID] = c->id;
	head[ROUTE] |= c->context;
	return put_head(s, buf, head, n);
}

static size_t put_credit(struct isle_session *s, struct isle_call *c, uint8_t *buf)
{
	uint32_t head[WORDS + 2] = { ISLE_KIND_CREDIT, 0, 0, 0, c->in_granted, c->in_done };

	c->bits &= (uint16_t)~ISLE__CREDIT_DUE;
	return put_call_head(s, c, buf, head, 2);
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

static void first_words(struct isle_session *s, struct isle_call *c, uint32_t *head)
{
	uint32_t budget = ISLE_NO_DEADLINE;

	if (c->bits & ISLE__TIMED)
		budget = isle__reached(s->now_ms, c->deadline_ms) ? 0 : c->deadline_ms - s->now_ms;
	head[KIND] = ISLE_KIND_CALL | (uint32_t)c->flags << 8;
	head[ROUTE] = (uint32_t)c->service << 8 | (uint32_t)c->method << 16;
	head[WORDS] = budget;
	head[WORDS + 1] = c->in_granted;
	c->state = ISLE__CALL_OPEN;
	s->in_flight++;
	s->counters.calls_out++;
}

/* The next frame of the call's stream: CALL at first, REPLY at last, DATA between. False: a source had
 * nothing after all. The fixed part of a reply is kept free before its data is asked for, since only
 * then is known whether this frame is the last; when it is not, DATA has a longer fixed part with the words
 * as they are at the moment, which is skipped. */
static bool put_stream(struct isle_session *s, struct isle_call *c, struct isle_tx *tx)
{
	bool reply = c->state == ISLE__CALL_REPLY, last;
	unsigned own = c->state == ISLE__CALL_QUEUED ? 2 : 0, n = 0;
	uint32_t head[HEAD_WORDS_MAX], bytes, flags;
	size_t len;

	if (own || reply)
		n = own + c->words_n;
	len = ISLE_FRAME_HEADER_BYTES + (n + 1u) / 2u * 8u;
	if (tx->file_max > s->peer_frame_max - len)
		tx->file_max = s->peer_frame_max - len;
	bytes = take_out(s, c, tx, tx->buf + len, (uint32_t)(tx->cap - len), &last);
	tx->len = len + (tx->file_len ? 0 : bytes);
	flags = end_flags(c, last);
	if (n > own)
		memcpy(head + WORDS + own, c->words, 4u * (n - own));
	head[KIND] = ISLE_KIND_DATA;
	head[ROUTE] = 0;
	reply = reply && last;
	if (reply) {
		head[KIND] = ISLE_KIND_REPLY;
		head[ROUTE] = (uint32_t)-c->status << 16;
		flags |= ISLE_FLAG_END << 8;
	} else if (own) {
		first_words(s, c, head);
	} else if (!bytes && !flags) {
		tx->len = 0;
		return false;
	}
	head[KIND] |= flags;
	put_call_head(s, c, tx->buf, head, n);
	if (reply)
		isle__call_close(s, c, c->status);
	else if (bytes && last && c->out_more && !(c->bits & ISLE__SOURCE))
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
