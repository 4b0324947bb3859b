/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reliable frames on a line that loses and damages bytes: both ends, pure. Bytes and time come in by
 * struct isle_uart, packets go out by it; nothing waits.
 *
 * Frames are numbered; the receiver keeps those that arrive behind a gap, tells in every packet what it
 * has, and at once when something was damaged or missing. A line keeps the order of its packets, so a
 * packet that was sent before one that arrived, and did not arrive itself, is lost: that, and not the
 * clock, is what brings retransmissions. The clock helps when nothing comes back at all.
 *
 * Numbers begin at 0 with each link reset. An end that starts sends SYN with its nonce until it hears that
 * nonce back. Until then it takes no frame: what lies in FIFOs from an earlier life is before the answer,
 * since a line keeps order. An end in use that hears a SYN without its own nonce knows that the other
 * one has started again: it takes a new nonce, forgets all frames and asks in turn.
 */
#ifndef ISLE_TRANSPORT_SERIAL_LINE_H
#define ISLE_TRANSPORT_SERIAL_LINE_H

#include <isle/serial.h>

#include "wire/line.h"

#define ISLE__LINE_WINDOW_MAX 16u
#define ISLE__LINE_SENT       32u

/* A frame on its way. In memory at 4 mod 8 the frame is at 0 mod 8. */
struct isle__line_slot {
	uint8_t less_1; /* length of the frame - 1 */
	uint8_t unused[4];
	uint8_t head[ISLE__LINE_HEAD_BYTES];
	uint8_t frame[ISLE__LINE_FRAME_MAX];
	uint8_t crc[ISLE__LINE_CRC_BYTES];
};

/* What begins anew with a link reset. */
struct isle__line_state {
	uint8_t rx_next;     /* the frame to be taken next */
	uint8_t rx_stamp;    /* of the frame that came last */
	uint8_t damaged;     /* counts what came damaged */
	uint8_t ack_due;     /* by ack_ms */
	uint8_t untold;      /* frames taken of which the peer does not know */
	uint8_t tx_first;    /* the frame that the peer takes next */
	uint8_t tx_count;    /* frames from there on, sent or to be sent */
	uint8_t tx_stamp;    /* of the frame sent last */
	uint8_t tx_open;     /* so many of the last sent may still be on their way */
	uint8_t damage_told; /* what the peer's count of what came damaged was */
	uint16_t rx_have;    /* bit i: frame rx_next + i has come */
	uint16_t tx_wanted;  /* bit i: frame tx_first + i is to be sent, first or again */
};

/* Begins every link of this kind. Small members first: they are cheaper to reach. */
struct isle__line {
	struct isle_link link;
	uint8_t up, syn_due;
	uint8_t nonce, peer; /* ours; the other end's as last heard, 0 = none */
	uint8_t last;        /* slots each way - 1, of a power of two */
	uint8_t peer_last;
	struct isle__line_state s;
	uint16_t out_at,
		out_len; /* the packet that is being written: where it goes on, what is left */
	struct isle__line_decoder in;
	struct isle__line_slot *tx, *rx; /* behind them one packet each */
	uint8_t *out;
	uint32_t now_ms;
	uint32_t retry_ms; /* when to send again though nothing was heard */
	uint32_t ack_ms;   /* when to acknowledge at the latest */
	const struct isle_uart *uart;
	void *self;
	uint8_t sent[ISLE__LINE_SENT]; /* which frame had a stamp */
};

/* A packet of `n` bytes came in, at l->in.at; n < 0: a damaged one. */
void isle__line_take(struct isle__line *l, int n);

/* The next packet into l->out. Returns its length; 0 = there is nothing to say. */
unsigned isle__line_put(struct isle__line *l);

static inline struct isle__line_slot *isle__line_slot(const struct isle__line *l,
						      struct isle__line_slot *slots, unsigned seq)
{
	return slots + (seq & l->last);
}

static inline bool isle__line_reached(uint32_t now, uint32_t at)
{
	return (int32_t)(now - at) >= 0;
}

/* The members of struct isle_transport, for tables that add an OS. */
int isle__line_lend(struct isle_link *link, struct isle_tx *ret_tx);
int isle__line_send(struct isle_link *link, struct isle_tx *tx);
int isle__line_flush(struct isle_link *link);
int isle__line_receive(struct isle_link *link, const uint8_t **ret_frame);
void isle__line_give_back(struct isle_link *link);
uint32_t isle__line_due(const struct isle_link *link);

#endif
