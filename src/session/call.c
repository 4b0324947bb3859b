/* SPDX-License-Identifier: BSD-3-Clause */
/* Life of a call, seen from either end. */
#include "session/internal.h"

struct isle_call *isle__call_find(const struct isle_session *s, uint32_t id, unsigned mine)
{
	struct isle_call *c;

	for (c = s->calls; c; c = c->next)
		if (c->id == id && (c->bits & ISLE__MINE) == mine)
			break;
	return c;
}

static struct isle_call **place_of(struct isle_session *s, const struct isle_call *call)
{
	struct isle_call **at = &s->calls;

	while (*at && *at != call)
		at = &(*at)->next;
	return at;
}

void isle__call_begin(struct isle_session *s, struct isle_call *call, uint32_t budget_ms)
{
	if (budget_ms != ISLE_NO_DEADLINE) {
		call->bits |= ISLE__TIMED;
		call->deadline_ms = s->now_ms + isle__min(budget_ms, ISLE_BUDGET_MS_MAX);
	}
	call->next = NULL;
	call->stamp = s->stamp;
	*place_of(s, NULL) = call;
}

void isle__call_close(struct isle_session *s, struct isle_call *call, int status)
{
	*place_of(s, call) = call->next;
	call->maybe = (call->bits & ISLE__MINE) && call->state == ISLE__CALL_OPEN;
	call->state = ISLE__CALL_FREE;
	call->status = (int16_t)status;
	call->event(call, ISLE_CALL_CLOSED, NULL);
}

void isle__call_stop(struct isle_call *call, int status)
{
	if (call->bits & ISLE__CANCELLED)
		return;
	call->bits |= ISLE__CANCELLED;
	call->out_left = 0;
	call->status = (int16_t)status;
	if (call->state == ISLE__CALL_REPLY)
		call->bits &= (uint16_t) ~(ISLE__SOURCE | ISLE__STARVED); /* just the data is cut */
	else
		call->event(call, ISLE_CALL_CANCELLED, NULL);
}

bool isle_session_can_call(const struct isle_session *s)
{
	return s->state == ISLE_SESSION_UP && s->in_flight < s->peer_calls_max;
}

int isle_call_start(struct isle_session *s, struct isle_call *call, uint32_t budget_ms)
{
	if (s->state != ISLE_SESSION_UP)
		return -ISLE_ELINK;
	if (24u + 4u * call->words_n > ISLE_FRAME_BYTES_MIN)
		return -ISLE_EMSGSIZE;
	call->bits = ISLE__MINE;
	call->state = ISLE__CALL_QUEUED;
	call->maybe = false;
	call->status = 0;
	call->id = 0;
	call->out_sent = call->out_done = 0;
	call->in_got = call->in_done = 0;
	call->out_granted = s->peer_window;
	call->in_granted = call->in_room;
	isle__call_begin(s, call, budget_ms);
	return 0;
}

void isle_call_cancel(struct isle_session *s, struct isle_call *call, int error)
{
	if (call->state == ISLE__CALL_FREE || !(call->bits & ISLE__MINE))
		return;
	if (call->state == ISLE__CALL_OPEN && !(call->bits & ISLE__CANCELLED)) {
		s->out.code[call->id % ISLE_CALLS_OUT_MAX] = (uint8_t)-error;
		s->due |= ISLE__DUE_CANCEL;
	}
	isle__call_close(s, call, error);
}

int isle_call_send(struct isle_session *s, struct isle_call *call, const void *data, uint32_t len,
		   bool last)
{
	(void)s;
	if (call->state == ISLE__CALL_FREE || call->state == ISLE__CALL_REPLY || !call->out_more)
		return -ISLE_EPIPE;
	if (call->out_left || (call->bits & ISLE__OUT_EOM))
		return -ISLE_EBUSY;
	call->out = data;
	call->out_left = len;
	if (call->flags & ISLE_FLAG_MESSAGE)
		call->bits |= ISLE__OUT_EOM;
	call->out_more = !last;
	return 0;
}

void isle_call_source(struct isle_session *s, struct isle_call *call)
{
	(void)s;
	call->bits = (uint16_t)((call->bits & ~ISLE__STARVED) | ISLE__SOURCE);
}

/* Half a window is given back at once: fewer credit frames, and the peer never runs dry. */
void isle_call_consumed(struct isle_session *s, struct isle_call *call, uint32_t len)
{
	uint32_t window = call->bits & ISLE__MINE ? call->in_room : s->config->window;

	call->in_done += len;
	if (call->state == ISLE__CALL_FREE || (call->bits & ISLE__IN_ENDED))
		return;
	if (call->in_done + window - call->in_granted > window / 2) {
		call->in_granted = call->in_done + window;
		call->bits |= ISLE__CREDIT_DUE;
	}
}

void isle_call_accept(struct isle_session *s, struct isle_call *call)
{
	(void)s;
	call->bits |= ISLE__CREDIT_DUE;
	call->bits &= (uint16_t)~ISLE__TIMED;
}

uint32_t isle_call_credit(const struct isle_call *call)
{
	return call->out_granted - call->out_sent;
}

void isle_call_reply(struct isle_session *s, struct isle_call *call, int status)
{
	(void)s;
	if (call->state != ISLE__CALL_OPEN || (call->bits & ISLE__MINE))
		return;
	if (!(call->flags & ISLE_FLAG_CHANNEL) && call->out_left > isle_call_credit(call))
		status = -ISLE_EMSGSIZE;
	if (ISLE_FRAME_HEADER_BYTES + 4u * call->words_n > ISLE_FRAME_BYTES_MIN) {
		call->words_n = 0;
		status = -ISLE_EMSGSIZE;
	}
	if (call->bits & ISLE__CANCELLED)
		status = call->status;
	if (status < 0) {
		call->bits &= (uint16_t) ~(ISLE__SOURCE | ISLE__STARVED);
		call->out_left = 0;
	}
	call->status = (int16_t)status;
	call->state = ISLE__CALL_REPLY;
}
