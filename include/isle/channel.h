/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A channel: bytes or messages both ways, with credit. It is opened by isle_ipc_connect() or the console,
 * or accepted by isle_channel_accept() from a handler.
 *
 * Each function takes a timeout; 0 = does not wait, which is what a handler or ready() uses: -ISLE_EAGAIN
 * then means "nothing now", and ready() tells when to ask again.
 */
#ifndef ISLE_CHANNEL_H
#define ISLE_CHANNEL_H

#include <isle/client.h>

#ifdef __cplusplus
extern "C" {
#endif

struct isle_ipc_request;
struct isle__framing;

/* Caller-owned; all members but `self` are the library's. */
struct isle_channel {
	/* Begin anew each time it is opened. */
	uint8_t changed;
	bool accepted, ending, ended, peer_ended, closed, dropping, greeting;
	struct isle_call *call; /* NULL: not open */
	/* Ends the call, when we accepted it. */
	void (*end)(struct isle_channel *channel, int error);
	struct isle_ipc_request *request; /* which we accepted */
	int status;                       /* why it closed; 0 = well */
	uint32_t rx_at, rx_used;          /* what was received: first byte, how many */
	uint32_t message; /* bytes of the message that is not yet complete, with its length field */
	/* Stay. */
	struct isle_client *client;
	uint8_t *rx, *tx;
	uint32_t rx_bytes, tx_bytes;
	const struct isle__framing *framing; /* NULL: bytes */
	void (*ready)(struct isle_channel *channel);
	void *self; /* the application's */
	struct isle_notice notice;
	uint32_t words[2];
	struct isle_call own; /* used when we opened it */
};

/*
 * Sets up a channel's memory. `rx`: what the peer may send ahead; with messages each takes 4 bytes more.
 * `tx`: what may be sent without waiting; for messages the longest one. Memory: both until it is closed.
 * `ready` (NULL = none): called from isle_client_poll() or a blocking call whenever there is something to
 * receive, room to send, or the end.
 */
void isle_channel_init(struct isle_channel *channel, void *rx, uint32_t rx_bytes, void *tx,
		       uint32_t tx_bytes, void (*ready)(struct isle_channel *channel), void *self);

/*
 * Takes the channel that `request` asks for; in a connect handler, before it returns or later.
 * The receive memory of an accepted channel is `channel`'s own; it must have at least config->window bytes.
 * Returns 0; -ISLE_EINVAL: too small; -ISLE_ELINK: the session is gone.
 */
int isle_channel_accept(struct isle_channel *channel, struct isle_ipc_request *request);

/*
 * Sends bytes; returns how many were taken, at least 1 (len > 0). Waits until there is room, or
 * with wait_all until all are taken. What is taken goes out even if the channel is closed afterwards.
 * -ISLE_EAGAIN: no room now (timeout 0); -ISLE_ETIMEDOUT; -ISLE_EPIPE: ended or closed; the reason of a reset.
 */
int isle_channel_send(struct isle_channel *channel, const void *data, size_t len,
		      uint32_t timeout_ms);
int isle_channel_send_all(struct isle_channel *channel, const void *data, size_t len,
			  uint32_t timeout_ms);

/* One message, whole or not at all. Returns 0; -ISLE_EMSGSIZE: longer than `tx`; else as above. */
int isle_channel_send_message(struct isle_channel *channel, const void *data, size_t len,
			      uint32_t timeout_ms);

/*
 * Receives bytes (at least 1), or one message. Returns the number; 0: the peer ended its direction (bytes);
 * -ISLE_EPIPE the same for messages; -ISLE_EMSGSIZE: the message is longer than len and stays;
 * -ISLE_EAGAIN; -ISLE_ETIMEDOUT; -ISLE_ELINK or another reason: reset.
 */
int isle_channel_receive(struct isle_channel *channel, void *buf, size_t len, uint32_t timeout_ms);

/* Nothing more is sent (half close); what was taken goes out before. */
int isle_channel_shutdown(struct isle_channel *channel);

/* True once everything taken has left this side. */
bool isle_channel_flushed(struct isle_channel *channel);

/*
 * Closes the channel; its memory is the caller's again when this returns. Waits up to timeout_ms for what
 * was taken to leave and, when we opened it, for the peer's farewell; after that it is reset.
 * Returns 0, or why the channel had failed before.
 */
int isle_channel_close(struct isle_channel *channel, uint32_t timeout_ms);

/* Closes it at once; the peer sees `error` (< 0). */
void isle_channel_reset(struct isle_channel *channel, int error);

#ifdef __cplusplus
}
#endif

#endif
