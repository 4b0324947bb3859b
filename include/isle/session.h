/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The session: two ends' agreed state on one link. Both ends call and both serve.
 *
 * The engine does no I/O, keeps no time, allocates nothing and calls nothing but the functions that
 * its owner gave it: frames and the time go in, frames and events come out. All memory is the
 * caller's: one struct isle_session, one struct isle_call for each call made, and as many struct
 * isle_call as the owner is ready to serve at once.
 *
 * One object, struct isle_call, is a call seen from either end. A channel is a call that stays open:
 * its argument stream carries bytes from caller to callee, its result stream the other way, both
 * under credit by absolute position. END is the half close, the reply closes for good.
 *
 * Time is told by input(), output() and tick(); after a pause, tick() before starting calls.
 *
 * Context of every function: the thread that owns the session, or any thread under its owner's lock.
 * None may be called from an interrupt. None waits.
 */
#ifndef ISLE_SESSION_H
#define ISLE_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <isle/limits.h>
#include <isle/proto.h>

#ifdef __cplusplus
extern "C" {
#endif

struct isle_frame; /* wire/frame.h: a decoded frame, borrowed */
struct isle_session;
struct isle_call;

#define ISLE_CALLS_OUT_MAX 32u /* calls of ours that may lie unanswered at the peer */

/* What a call's owner is told. The call is valid in each; what may be done with it is said here. */
enum isle_call_event {
	/* Callee: a new call. frame: its arguments and first data. Answer it now or later. */
	ISLE_CALL_REQUEST,
	/* More data of the peer's stream: frame->data, frame->data_len, frame->flags (EOM, END). Only
	 * where the call has no `in` buffer. Data may be 0 bytes long with END. Give credit back by
	 * isle_call_consumed(). */
	ISLE_CALL_DATA,
	/* All data given by isle_call_send() is on the link, or the peer granted more credit, or the
	 * peer accepted the channel. */
	ISLE_CALL_ROOM,
	/* Callee: the caller gave up, or its budget is over (call->status says which). Stop the work
	 * and reply soon; whatever is replied, the caller sees its own reason. Comes at most once. */
	ISLE_CALL_CANCELLED,
	/* Caller: the answer is there, call->status and the result words are set; or the deadline
	 * passed, or the link was lost. The call's memory is its owner's again. Comes exactly once.
	 * Callee: the reply is on the link, or the session was lost (call->status = -ISLE_ELINK).
	 * The engine has let go of it; give it back by isle_session_lend_call() once its memory can be
	 * used for the next request. Comes exactly once. */
	ISLE_CALL_CLOSED
};

/*
 * One call, of either end. Caller-owned. Callers fill the first group (zero = not used) and leave
 * the rest alone; the engine keeps pointers into what they point to until ISLE_CALL_CLOSED.
 */
struct isle_call {
	struct isle_call *next; /* the engine's */
	/* Both ends: told what happens. Never NULL while the engine holds the call. */
	void (*event)(struct isle_call *call, enum isle_call_event what,
		      const struct isle_frame *frame);
	uint8_t state;   /* the engine's */
	uint8_t flags;   /* ISLE_FLAG_URGENT, _CHANNEL, _MESSAGE */
	uint8_t context; /* whose call it is */
	uint8_t service; /* and for whom: callers fill in, callees read */
	bool out_more;   /* `out` is not all: isle_call_send() follows (channels, streams) */
	uint8_t words_n, ret_n;
	bool maybe; /* result, caller: ended without an answer, it may have happened all the same */
	uint16_t method;
	int16_t status;        /* result: >= 0, or -ISLE_Exxx */
	uint16_t bits, stamp;  /* the engine's */
	const uint32_t *words; /* argument words (caller) or result words (callee), host order */
	uint32_t *ret_words;   /* caller: where result words go; missing ones are set to 0 */
	const uint8_t *out;    /* data to send: arguments (caller), results (callee) */
	uint8_t *in;           /* caller: where result data goes; NULL = ISLE_CALL_DATA instead */
	uint32_t out_left;     /* bytes at `out` not yet sent */
	uint32_t in_room;      /* caller: bytes at `in`, or first credit when `in` is NULL */
	uint32_t order;        /* calls with the same order (not 0) are sent one after the other */
	/* The engine's, to be read by others: positions in the two streams. */
	uint32_t out_sent, out_granted, out_done; /* sent; may be sent; the peer said it consumed */
	uint32_t in_got, in_done, in_granted;
	uint32_t id, deadline_ms;
};

/* Where one frame is built: the memory of a link's lent send buffer. */
struct isle_tx {
	uint8_t *buf;    /* in: `cap` bytes, at 0 mod 8 where the link can arrange it */
	size_t cap;      /* in: >= 136, a hello with the longest name */
	size_t len;      /* out: bytes of the frame in buf; 0 = nothing to send */
	size_t file_max; /* in: file bytes the link can send behind the frame's head; 0 = it cannot */
	int file; /* out: when file_len > 0, the frame goes on with that many bytes of this */
	uint64_t file_offset; /* descriptor from this offset; frame length = len + file_len. It stays */
	size_t file_len;      /* open until the link's send() had it. */
	uint32_t ticket;      /* the link's, from lend() to send() */
};

enum isle_session_state {
	ISLE_SESSION_DOWN,  /* no link */
	ISLE_SESSION_HELLO, /* link there, hello not yet answered */
	ISLE_SESSION_UP
};

/* What a hello said: the words of the frame, and the peer's name. Borrowed; bounded, but not trusted. */
struct isle_hello {
	uint32_t magic, version_min, version_max, features, frame_max, window, calls_max;
	uint32_t keepalive_ms, role, nonce, tag, reserved;
	uint32_t id_words[2];
	uint64_t session_id; /* presented: 0 after a start */
	const char *name;    /* not terminated */
	size_t name_len;
};

/* The owner's side of a session; const, shared by any number of sessions. */
struct isle_session_ops {
	/* Event handler of every incoming call: set as call->event when a request arrives. */
	void (*serve)(struct isle_call *call, enum isle_call_event what,
		      const struct isle_frame *frame);
	/* Up (error 0; resumed: the peer kept handles and registrations of the session before), or
	 * down with the reason (-ISLE_ELINK, -ISLE_EPROTO ...). Calls have ended before `down`. */
	void (*changed)(struct isle_session *s, int error, bool resumed);
	/* Which side this is: isle_session_presents() or isle_session_accepts(). */
	int (*hello)(struct isle_session *s, const struct isle_hello *hello,
		     const struct isle_frame *frame);
	/* Accepting side only, NULL elsewhere. Answers a hello: > 0 resume: go on with the presented
	 * id; 0 new: *ret_id is a fresh random id, everything of the old session is freed;
	 * < 0 refuse with that error. */
	int (*accept)(struct isle_session *s, const struct isle_hello *hello, uint64_t *ret_id);
	/* Optional: fill a stream begun by isle_call_source(): write up to `max` bytes at `dst` and return
	 * how many, or set tx->file, file_offset, file_len (<= isle_session_file_max()) and
	 * return file_len. 0 = none at the moment. *ret_end (false before) when these were the last.
	 * The result words of a reply already given are encoded after this: fill() may still set them. */
	size_t (*fill)(struct isle_call *call, struct isle_tx *tx, uint8_t *dst, size_t max,
		       bool *ret_end);
	/* Microseconds of a clock that never goes back; for PING. */
	uint64_t (*time_us)(struct isle_session *s);
};

struct isle_session_config {
	const struct isle_session_ops *ops;
	const char *name;      /* <= ISLE_NAME_BYTES_MAX bytes */
	uint32_t role;         /* ISLE_ROLE_*; ISLE_ROLE_DAEMON accepts, the others present */
	uint32_t frame_max;    /* largest frame we take; >= ISLE_FRAME_BYTES_MIN */
	uint32_t window;       /* first credit of each stream we receive; >= frame_max */
	uint32_t keepalive_ms; /* silence after which the link counts as lost; 0 = never */
	uint32_t features;
	uint32_t calls_max; /* calls we serve at once, <= the number lent; more is the peer's violation.
	                        * Lend more where replies may leave before the work has let go. */
};

struct isle_session_counters {
	uint32_t frames_in, frames_out, dropped, violations, calls_in, calls_out, late, lost;
};

struct isle_session {
	const struct isle_session_config *config;
	struct isle_call *calls;  /* ours and the peer's, oldest first */
	struct isle_call *unused; /* lent by isle_session_lend_call() */
	uint8_t state;            /* enum isle_session_state */
	uint8_t turn;             /* context that sent last */
	bool held;                /* keep-alive is suspended */
	bool fresh;   /* no frame of this session was heard yet; before it: hello was sent */
	uint8_t bye;  /* the reason a goodbye or a refusal carries */
	uint16_t due; /* control frames to send */
	uint16_t tag, stamp, pause_s;
	uint16_t in_flight; /* calls of ours that the peer has not answered */
	uint16_t peer_calls_max;
	uint32_t now_ms, heard_ms;
	uint32_t timer_ms; /* of the next hello or ping */
	uint32_t next_id, nonce;
	uint32_t keepalive_ms; /* agreed */
	uint32_t peer_frame_max, peer_window, peer_role;
	struct isle_session_counters counters;
	uint64_t id;            /* remembered; 0 after init */
	uint64_t presented;     /* accepting side: the id in the hello that made this session */
	uint32_t ping_words[4]; /* t1 and t2 of the ping to be answered */
	uint64_t pong_us;       /* when the last PONG came */
	uint32_t pong_words[6]; /* and the moments it told; see isle_session_clock() */
	/* Calls of ours that the peer has not answered. The low bits of an id say where it stands. */
	struct {
		uint32_t id[ISLE_CALLS_OUT_MAX];  /* 0 = free */
		uint8_t code[ISLE_CALLS_OUT_MAX]; /* why it was given up, until CANCEL is sent */
	} out;
};

/* The two sides of hello: struct isle_session_ops.hello, not to be called otherwise. */
int isle_session_presents(struct isle_session *s, const struct isle_hello *hello,
			  const struct isle_frame *frame);
int isle_session_accepts(struct isle_session *s, const struct isle_hello *hello,
			 const struct isle_frame *frame);

/* Sets up a session. Memory: `config` must outlive it. Lend at least one call before it may serve. */
void isle_session_init(struct isle_session *s, const struct isle_session_config *config);

/* Lends a call object for one incoming request; again after each ISLE_CALL_CLOSED of one. How many are
 * lent before the first hello is what the peer is told as calls_max. */
void isle_session_lend_call(struct isle_session *s, struct isle_call *call);

/* The link came up: hello begins. `nonce`: differs from start to start where the port can arrange it. */
void isle_session_link_up(struct isle_session *s, uint32_t now_ms, uint32_t nonce);

/* The link is gone, or the owner wants it so: everything pending ends with `error` (< 0). */
void isle_session_link_down(struct isle_session *s, int error);

/* Says goodbye with `error` (0 = done), then ends as by a loss once that frame was taken. */
void isle_session_goodbye(struct isle_session *s, int error);

/* We shall be silent for `seconds` (sleep): the peer suspends its keep-alive. */
void isle_session_pause(struct isle_session *s, uint16_t seconds);

/* The peer's clock minus ours in microseconds, and the round trip, as the last answered ping told. */
int64_t isle_session_clock(const struct isle_session *s, uint32_t *ret_rtt_us);

/* Suspends (true) or resumes keep-alive here: a debugger halts the peer. */
void isle_session_hold(struct isle_session *s, bool held);

/*
 * Takes one frame. Memory: `buf` is read, not kept.
 * Returns 0, or -ISLE_EPROTO: the peer broke the protocol, the session is over; the owner of a pipe
 * closes the link after isle_session_output() gave the goodbye.
 */
int isle_session_input(struct isle_session *s, uint32_t now_ms, const uint8_t *buf, size_t len);

/*
 * For pipes that want to receive bulk data where it belongs. `head`: the first `len` bytes of a frame, at
 * least its fixed part. Returns where its payload may be received straight away and *ret_bytes, the
 * payload's length if the whole frame has `frame_len` bytes; NULL = take it the usual way. Pure: the
 * frame counts only when isle_session_input_placed() gets it, with the payload in place. Who receives in
 * pieces asks again before each: the call may have ended, and its memory is its owner's then; the rest
 * is thrown away and isle_session_input_placed() called all the same.
 */
uint8_t *isle_session_place(struct isle_session *s, const uint8_t *head, size_t len,
			    size_t frame_len, size_t *ret_bytes);
int isle_session_input_placed(struct isle_session *s, uint32_t now_ms, const uint8_t *head,
			      size_t len, size_t frame_len);

/* Builds the next frame to send in `tx` (see there). Returns true when there is one. Urgent calls and
 * credits come first, then contexts in turn. Ask again until false or the link takes no more. */
bool isle_session_output(struct isle_session *s, uint32_t now_ms, struct isle_tx *tx);

/* For fill(), with what it was given: how many bytes of a file it may name. */
uint32_t isle_session_file_max(const struct isle_session *s, const struct isle_call *call,
			       const struct isle_tx *tx, const uint8_t *dst);

/* Lets time pass: deadlines, hello, keep-alive. Returns the milliseconds until it must be called again,
 * ISLE_NO_DEADLINE when nothing is due. New calls and frames may make it earlier. */
uint32_t isle_session_tick(struct isle_session *s, uint32_t now_ms);

/*
 * Starts a call. Memory: `call` and what it points to are the engine's until ISLE_CALL_CLOSED.
 * Returns 0 (the event will come, exactly once), or the call was not taken: -ISLE_ELINK no session;
 * -ISLE_EMSGSIZE the words do not fit the peer's frame.
 */
int isle_call_start(struct isle_session *s, struct isle_call *call, uint32_t budget_ms);

/* True when a call started now would leave at once (try-variants). */
bool isle_session_can_call(const struct isle_session *s);

/* Caller: gives up. The call closes with `error` (< 0) inside this function. For a channel it is the
 * reset with a reason. No effect on a call that has closed. */
void isle_call_cancel(struct isle_session *s, struct isle_call *call, int error);

/* Both ends: more data for the out stream, or with last = true its end (half close). `data` stays
 * until ISLE_CALL_ROOM. Returns 0, -ISLE_EBUSY (the data before is not yet sent), -ISLE_EPIPE (ended). */
int isle_call_send(struct isle_session *s, struct isle_call *call, const void *data, uint32_t len,
		   bool last);

/* Both ends: the out stream is pulled from config->ops->fill() whenever there is credit; call again when
 * fill() had nothing and now has. */
void isle_call_source(struct isle_session *s, struct isle_call *call);

/* Both ends: `len` bytes of the in stream were consumed; credit flows back. */
void isle_call_consumed(struct isle_session *s, struct isle_call *call, uint32_t len);

/* Callee: takes a channel, before any data flows. */
void isle_call_accept(struct isle_session *s, struct isle_call *call);

/* Callee: answers. `status` 0 or < 0; call->words, words_n, and call->out/out_left (plain calls) as set
 * before. Data of a source or of isle_call_send() goes out first. Exactly once per request; words and
 * data stay until ISLE_CALL_CLOSED. Result data above the caller's window: the answer is -ISLE_EMSGSIZE. */
void isle_call_reply(struct isle_session *s, struct isle_call *call, int status);

/* Callee: bytes of result data that the caller can take at the moment. */
uint32_t isle_call_credit(const struct isle_call *call);

#ifdef __cplusplus
}
#endif
#endif
