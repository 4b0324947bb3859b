/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One frame: a header of 16 bytes, a fixed part of 32-bit words, a raw tail (see docs/protocol.md).
 *
 * Waits: never. Memory: a decoded frame points into the bytes it was decoded from. Context: any.
 */
#ifndef ISLE_WIRE_FRAME_H
#define ISLE_WIRE_FRAME_H

#include <isle/errors.h>
#include <isle/limits.h>
#include <isle/proto.h>

#include "wire/words.h"

#ifdef __cplusplus
extern "C" {
#endif

struct isle_frame {
	uint8_t kind;         /* enum isle_frame_kind */
	uint8_t flags;        /* ISLE_FLAG_* */
	uint16_t tag;         /* of the session; 0 in HELLO */
	uint32_t id;          /* of the call; 0 where the kind has none */
	uint8_t context;      /* < ISLE_CONTEXTS_MAX */
	uint8_t service;      /* CALL: enum isle_service_number */
	uint16_t code;        /* CALL: method; REPLY, CANCEL, GOODBYE: error number */
	uint16_t fixed_bytes; /* header and fixed part */
	uint32_t len;         /* the whole frame */
	uint32_t data_len;    /* the tail */
	const uint8_t *bytes; /* the header's first byte */
	const uint8_t *data;  /* the tail's first byte */
};

/*
 * Decodes the head of a frame of `frame_len` bytes of which the first `len` are here, and checks every
 * rule that can be checked without knowing the session: length, fixed_bytes, kind, the words this kind
 * must have, known flags only, a call id where one belongs and nowhere else, context. `data` points
 * behind the fixed part, `data_len` says how long the whole tail is.
 * Memory: `buf` may have any alignment.
 * Returns 0; -ISLE_EPROTO: a rule is broken; -ISLE_EAGAIN: header or fixed part are not yet complete.
 * *ret_frame is untouched then.
 */
int isle__frame_decode_head(const uint8_t *buf, size_t len, size_t frame_len,
			    struct isle_frame *ret_frame);

/* Decodes a whole frame. Returns 0 or -ISLE_EPROTO. */
static inline int isle__frame_decode(const uint8_t *buf, size_t len, struct isle_frame *ret_frame)
{
	return isle__frame_decode_head(buf, len, len, ret_frame);
}

/* Word `i` of the fixed part, counted from byte 16; 0 when the sender did not send it. */
static inline uint32_t isle__frame_word(const struct isle_frame *frame, unsigned i)
{
	size_t at = ISLE_FRAME_HEADER_BYTES + 4 * (size_t)i;

	return at < frame->fixed_bytes ? isle__le32_get(frame->bytes + at) : 0;
}

/* The same for a word that every frame of its kind has, as the decoder has checked. */
static inline uint32_t isle__frame_fixed(const struct isle_frame *frame, unsigned i)
{
	return isle__le32_get(frame->bytes + ISLE_FRAME_HEADER_BYTES + 4 * (size_t)i);
}

/* Words `i` and `i` + 1 as one value. */
static inline uint64_t isle__frame_word64(const struct isle_frame *frame, unsigned i)
{
	return (uint64_t)isle__frame_word(frame, i) | (uint64_t)isle__frame_word(frame, i + 1)
							      << 32;
}

/* Words from `first` on into an array of `n`; missing ones become 0. */
void isle__frame_words(const struct isle_frame *frame, unsigned first, uint32_t *ret_words,
		       unsigned n);

/*
 * Writes the header of `frame`: kind, flags, tag, id, context, service, code and fixed_bytes are used.
 * Memory: `buf` has room for 16 bytes.
 * Returns 16. Words follow by isle__words_put(), then the tail.
 */
size_t isle__frame_encode_header(uint8_t *buf, const struct isle_frame *frame);

#ifdef __cplusplus
}
#endif

#endif
