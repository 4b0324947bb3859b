/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of this room share. */
#ifndef ISLE_SESSION_INTERNAL_H
#define ISLE_SESSION_INTERNAL_H

#include <isle/errors.h>
#include <isle/session.h>

#include "wire/frame.h"

/* Where a call stands; call->state. */
enum {
	ISLE__CALL_FREE,   /* the owner's */
	ISLE__CALL_QUEUED, /* ours, CALL not yet sent */
	ISLE__CALL_OPEN,
	ISLE__CALL_REPLY /* answered; a reply of ours leaves when its data has */
};

/* call->bits */
enum {
	ISLE__OUT_ENDED = 1, /* END is sent */
	ISLE__IN_ENDED = 2,  /* END was received */
	ISLE__CREDIT_DUE = 4,
	ISLE__MINE = ISLE_FLAG_ANSWER, /* so frames with that flag are for it */
	ISLE__SOURCE = 16,             /* fill() may have something */
	ISLE__TIMED = 32,              /* deadline_ms counts */
	ISLE__CANCELLED = 64, /* the handler was told; of ours: answered, so it needs no CANCEL */
	ISLE__OUT_EOM = 128,  /* EOM goes with the last byte of `out` */
	ISLE__STARVED = 256   /* fill() had nothing; isle_call_source() ends it */
};

/* session->due: kinds of control frames to send, the highest first. */
enum {
	ISLE__DUE_HELLO = 1 << ISLE_KIND_HELLO,
	ISLE__DUE_CANCEL = 1 << ISLE_KIND_CANCEL,
	ISLE__DUE_PING = 1 << ISLE_KIND_PING,
	ISLE__DUE_PONG = 1 << ISLE_KIND_PONG,
	ISLE__DUE_PAUSED = 1 << ISLE_KIND_PAUSED,
	ISLE__DUE_GOODBYE = 1 << ISLE_KIND_GOODBYE
};

#define ISLE__HELLO_RETRY_MS 100u

/* True when moment `a` is not before `b`; both within 2^31 ms of each other. */
static inline bool isle__reached(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) >= 0;
}

/* Milliseconds from `now` to `at`, 0 when that is reached. */
static inline uint32_t isle__left(uint32_t at, uint32_t now)
{
	int32_t left = (int32_t)(at - now);

	return left > 0 ? (uint32_t)left : 0;
}

static inline uint32_t isle__min(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* The status an error number from the wire stands for; one that cannot be an error is EIO. */
static inline int isle__status(uint32_t code)
{
	return code > 255 ? -ISLE_EIO : -(int)code;
}

/* Moves to a state that is not up. Every pending call ends there with ELINK, once; then the owner is told
 * `error`. */
void isle__session_lose(struct isle_session *s, enum isle_session_state to, int error);

/* Takes over what both sides learn from the other's hello: the session is up. */
void isle__session_adopt(struct isle_session *s, const struct isle_hello *h, uint64_t id,
			 bool resumed);

/* Ends everything pending with ELINK and tells the owner `error`; hello begins again. */
void isle__session_end(struct isle_session *s, int error);

/* The call with that id, ours or the peer's; NULL. */
struct isle_call *isle__call_find(const struct isle_session *s, uint32_t id, unsigned mine);

/* Puts a call on the list; its time runs from now on. */
void isle__call_begin(struct isle_session *s, struct isle_call *call, uint32_t budget_ms);

/* Takes the call off the list and tells its owner. */
void isle__call_close(struct isle_session *s, struct isle_call *call, int status);

/* Callee: tells the handler once to stop. */
void isle__call_stop(struct isle_call *call, int status);

int isle__hello_input(struct isle_session *s, const struct isle_frame *frame);

#endif
