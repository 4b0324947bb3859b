/* SPDX-License-Identifier: BSD-3-Clause */
#include "wire/frame.h"

/* What a frame of each kind must have: fixed part in units of 8 bytes, and bit 7: a call id. */
#define WITH_ID      0x80u
#define UNITS(words) (uint8_t)((ISLE_FRAME_HEADER_BYTES + 4u * (words)) / 8u)

static const uint8_t rules[] = {
	0,
	UNITS(ISLE_FRAME_HELLO_WORDS),
	UNITS(ISLE_FRAME_CALL_WORDS) | WITH_ID,
	UNITS(ISLE_FRAME_REPLY_WORDS) | WITH_ID,
	UNITS(ISLE_FRAME_DATA_WORDS) | WITH_ID,
	UNITS(ISLE_FRAME_CREDIT_WORDS) | WITH_ID,
	UNITS(ISLE_FRAME_CANCEL_WORDS) | WITH_ID,
	UNITS(ISLE_FRAME_PING_WORDS),
	UNITS(ISLE_FRAME_PONG_WORDS),
	UNITS(ISLE_FRAME_PAUSED_WORDS),
	UNITS(ISLE_FRAME_GOODBYE_WORDS),
};

static int frame_is_sound(const struct isle_frame *frame)
{
	uint8_t rule;

	if (frame->kind == 0 || frame->kind >= sizeof(rules))
		return 0;
	rule = rules[frame->kind];
	return !(frame->fixed_bytes & 7) && frame->fixed_bytes <= frame->len &&
	       frame->fixed_bytes >= 8u * (rule & ~WITH_ID) &&
	       (frame->id != 0) == (rule >= WITH_ID) && !(frame->flags & ~ISLE_FLAG_ALL) &&
	       frame->context < ISLE_CONTEXTS_MAX;
}

int isle__frame_decode_head(const uint8_t *buf, size_t len, size_t frame_len,
			    struct isle_frame *ret_frame)
{
	struct isle_frame frame;

	if (frame_len < ISLE_FRAME_HEADER_BYTES || frame_len > ISLE_FRAME_BYTES_MAX)
		return -ISLE_EPROTO;
	if (len < ISLE_FRAME_HEADER_BYTES)
		return -ISLE_EAGAIN;
	frame.kind = buf[0];
	frame.flags = buf[1];
	frame.tag = (uint16_t)isle__le16_get(buf + 2);
	frame.id = isle__le32_get(buf + 4);
	frame.context = buf[8];
	frame.service = buf[9];
	frame.code = (uint16_t)isle__le16_get(buf + 10);
	frame.fixed_bytes = (uint16_t)isle__le16_get(buf + 12);
	frame.len = (uint32_t)frame_len;
	frame.data_len = frame.len - frame.fixed_bytes;
	frame.bytes = buf;
	frame.data = buf + frame.fixed_bytes;
	if (!frame_is_sound(&frame))
		return -ISLE_EPROTO;
	if (len < frame.fixed_bytes)
		return -ISLE_EAGAIN;
	*ret_frame = frame;
	return 0;
}

void isle__frame_words(const struct isle_frame *frame, unsigned first, uint32_t *ret_words,
		       unsigned n)
{
	size_t at = ISLE_FRAME_HEADER_BYTES + 4 * (size_t)first;
	size_t there = at < frame->fixed_bytes ? frame->fixed_bytes - at : 0;

	isle__words_get(frame->bytes + at, there, ret_words, n);
}

size_t isle__frame_encode_header(uint8_t *buf, const struct isle_frame *frame)
{
	uint32_t words[ISLE_FRAME_HEADER_BYTES / 4];

	words[0] = frame->kind | (uint32_t)frame->flags << 8 | (uint32_t)frame->tag << 16;
	words[1] = frame->id;
	words[2] = frame->context | (uint32_t)frame->service << 8 | (uint32_t)frame->code << 16;
	words[3] = frame->fixed_bytes;
	return isle__words_put(buf, words, ISLE_FRAME_HEADER_BYTES / 4);
}
