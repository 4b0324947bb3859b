/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the files of this room share. "Locked" means: the port's lock is held, and the function may give it
 * up and take it again where its comment says that it waits.
 */
#ifndef ISLE_CLIENT_INTERNAL_H
#define ISLE_CLIENT_INTERNAL_H

#include <isle/client.h>

#include "session/internal.h"
#include "wire/frame.h"

#define ISLE__OWNER_OF(member_pointer, type, member) \
	((type *)(void *)((char *)(member_pointer)-offsetof(type, member)))

void isle__lock(struct isle_client *c);
void isle__unlock(struct isle_client *c);

/* ---- client.c -------------------------------------------------------------------------------------- */

/* Starts the link. Returns 0 or an error. Locked. */
int isle__link_open(struct isle_client *c);

/* ---- turn.c: all locked -------------------------------------------------------------------------- */

/* The time, in ms; also c->now_ms. */
uint32_t isle__now(struct isle_client *c);

/* Sends what the session and the link permit. */
void isle__push(struct isle_client *c);

/* Dials, sends, waits for input at most wait_ms, receives. Not while c->turning. */
void isle__turn(struct isle_client *c, uint32_t wait_ms);

/* Waits until *flag is not 0, at most timeout_ms from `since_ms` on. Returns 0 or -ISLE_ETIMEDOUT. */
int isle__wait(struct isle_client *c, const uint8_t *flag, uint32_t since_ms, uint32_t timeout_ms);

/* Has notice->run called soon, without the lock. Once, however often it is asked for before. */
void isle__notice(struct isle_client *c, struct isle_notice *notice);

/* Takes back what was asked for. */
void isle__notice_drop(struct isle_client *c, struct isle_notice *notice);

/* Calls what waits for it, unless a task does so already. */
void isle__dispatch(struct isle_client *c);

/* Ends the waiting of other tasks. */
void isle__wake(struct isle_client *c);

void isle__hook(struct isle_client *c, struct isle_hook *hook);
void isle__unhook(struct isle_client *c, struct isle_hook *hook);

/* ---- call.c ---------------------------------------------------------------------------------------- */

/* What stands in a call: service, method, number of argument and of result words. */
#define ISLE__CALL(service, method, words, ret) \
	((uint32_t)(service) << 24 | (uint32_t)(ret) << 16 | (uint32_t)(words) << 8 | (method))

void isle__call_set(struct isle_call *call, uint32_t what);

/* Clears `op` and sets what `what`, of ISLE__CALL(), says. */
void isle__op_init(struct isle_op *op, uint32_t what);

/* Sets the argument data to a path or another string. Too long: op->result. */
void isle__op_text(struct isle_op *op, const char *text, size_t max, int error);

/* Makes the call that `op` describes, in the way `ctx` says. op->result < 0: only fails so.
 * Returns its result. Waits. Not locked. */
int isle__call(struct isle_context *ctx, struct isle_op *op);

/* The same for a context that the daemon knows, which is not in a batch or the like: starts and waits. */
int isle__call_known(struct isle_context *ctx, struct isle_op *op);

/* Starts it. Returns 0 or an error. Locked. */
int isle__op_start(struct isle_context *ctx, struct isle_op *op);

/* Fills a stream from op->parts, see struct isle_session_ops; with op->inward the other way round. */
size_t isle__op_fill(struct isle_call *call, struct isle_tx *tx, uint8_t *dst, size_t max,
		     bool *ret_end);

/* Results: finish functions. First result word as count, bounded by what has arrived. */
int isle__finish_count(struct isle_op *op);
/* Bytes of result data. */
int isle__finish_bytes(struct isle_op *op);

/* ---- incoming calls -------------------------------------------------------------------------------- */

/* What every call object lent to the session begins with. */
struct isle__incoming {
	struct isle_call call;
	void (*take)(struct isle_call *call, enum isle_call_event what,
		     const struct isle_frame *frame);
};

/* Where a request stands; request->state. ANSWERED: the application is done with it. */
enum {
	ISLE__REQUEST_IDLE,
	ISLE__REQUEST_GATHERING,
	ISLE__REQUEST_WAITING,
	ISLE__REQUEST_HANDLED,
	ISLE__REQUEST_ANSWERED
};

/* ---- channel.c ------------------------------------------------------------------------------------- */

struct isle_channel;

/* What a channel's function is to do, and what of it is left. */
struct isle__io {
	uint8_t *at;
	size_t len;
	int error;
	bool all;
};

/* How what arrives is kept, when not as mere bytes. */
struct isle__framing {
	void (*arrived)(struct isle_channel *ch, const uint8_t *data, uint32_t len, unsigned flags);
	int (*receive)(struct isle_channel *channel, struct isle__io *io); /* a step */
};

/* To be set as channel->framing before a channel of messages is opened. */
extern const struct isle__framing isle__messages;

/* What each channel begins with: open, and nothing sent or received. */
void isle__channel_renew(struct isle_channel *ch, struct isle_client *c, struct isle_call *call);

/* Where `len` bytes more are received; NULL: there is no room. */
uint8_t *isle__channel_room(struct isle_channel *ch, uint32_t len);

/* Takes what arrived. */
void isle__channel_arrived(struct isle_channel *ch, const uint8_t *data, uint32_t len,
			   unsigned flags);

/* Frees `len` received bytes and gives credit for `bytes` back. */
void isle__channel_consumed(struct isle_channel *ch, uint32_t len, uint32_t bytes);

/* Something happened: wakes who waits for it, has ready() called. */
void isle__channel_announce(struct isle_channel *ch);

/* channel->notice.run: calls ready(). */
void isle__channel_run(struct isle_notice *notice);

/* Its call is no more. */
void isle__channel_let_go(struct isle_channel *ch, int status);

/* Ends its call from our side, whichever that is. */
void isle__channel_give_up(struct isle_channel *ch, int error);

/* What receiving returns when there is nothing: 0 at the end. */
int isle__channel_empty(const struct isle_channel *ch);

/* Takes steps, locked, until one gives another result than -ISLE_EAGAIN, or timeout_ms are over: the last
 * result, which with `io` may be EAGAIN when timeout_ms is 0. Not locked. */
int isle__channel_do(struct isle_channel *channel,
		     int (*step)(struct isle_channel *channel, struct isle__io *io),
		     struct isle__io *io, uint32_t timeout_ms);

/* Sends. Returns how many bytes were taken, or why none. Not locked. */
int isle__channel_send(struct isle_channel *channel, const void *data, size_t len,
		       uint32_t timeout_ms, bool all);

/* Starts to open a channel: `what` is of ISLE__CALL() with flags (ISLE_FLAG_MESSAGE) in the place of result
 * words; one argument word and `text`. When that fails the channel is closed, with the reason. Locked. */
void isle__channel_start(struct isle_context *owner, struct isle_channel *channel, uint32_t what,
			 uint32_t word, const char *text, uint32_t budget_ms);

/* Waits until the channel is accepted. Returns 0 or why not. Not locked. */
int isle__channel_opened(struct isle_channel *channel, uint32_t timeout_ms);

/* Both of them. Not locked. */
int isle__channel_open(struct isle_context *ctx, struct isle_channel *channel, uint32_t what,
		       uint32_t word, const char *text);

/* Waits until all that was taken has left. Returns 0, -ISLE_ETIMEDOUT, or why the channel closed. */
int isle__channel_flush(struct isle_channel *channel, uint32_t timeout_ms);

/* An event of an accepted channel's call. Locked. */
void isle__channel_event(struct isle_channel *channel, enum isle_call_event what,
			 const struct isle_frame *frame);

#endif
