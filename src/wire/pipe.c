/* SPDX-License-Identifier: BSD-3-Clause */
#include "wire/pipe.h"

#include <string.h>

/* Remainders up to this are moved to the front at once: cheaper than a second receive. */
#define MOVE_BYTES 256u

int isle__pipe_init(struct isle__pipe *pipe, uint8_t *buf, uint32_t cap, uint32_t frame_max)
{
	if (cap < ISLE_PIPE_LENGTH_BYTES || frame_max > cap - ISLE_PIPE_LENGTH_BYTES)
		return -ISLE_EINVAL;
	pipe->buf = buf;
	pipe->cap = cap;
	pipe->frame_max = frame_max;
	pipe->start = 0;
	pipe->end = 0;
	return 0;
}

size_t isle__pipe_peek(const struct isle__pipe *pipe, const uint8_t **ret_head, uint32_t *ret_len)
{
	uint32_t have = pipe->end - pipe->start;
	const uint8_t *at = pipe->buf + pipe->start;

	if (have < ISLE_PIPE_LENGTH_BYTES)
		return 0;
	*ret_head = at + ISLE_PIPE_LENGTH_BYTES;
	*ret_len = isle__le32_get(at);
	return have - ISLE_PIPE_LENGTH_BYTES;
}

int isle__pipe_next(struct isle__pipe *pipe, const uint8_t **ret_frame)
{
	uint32_t have = pipe->end - pipe->start;
	const uint8_t *at = pipe->buf + pipe->start;
	uint32_t len;

	if (have < ISLE_PIPE_LENGTH_BYTES)
		return 0;
	len = isle__le32_get(at);
	if (len < ISLE_FRAME_HEADER_BYTES || len > pipe->frame_max)
		return -ISLE_EPROTO;
	if (have - ISLE_PIPE_LENGTH_BYTES < len)
		return 0;
	pipe->start += ISLE_PIPE_LENGTH_BYTES + len;
	*ret_frame = at + ISLE_PIPE_LENGTH_BYTES;
	return (int)len;
}

uint8_t *isle__pipe_room(struct isle__pipe *pipe, size_t *ret_room)
{
	uint8_t *at = pipe->buf + pipe->start;
	uint32_t have = pipe->end - pipe->start;

	/* A long remainder whose frame ends within the buffer stays where it is. */
	if (have <= MOVE_BYTES ||
	    isle__le32_get(at) > pipe->cap - pipe->start - ISLE_PIPE_LENGTH_BYTES) {
		memmove(pipe->buf, at, have);
		pipe->start = 0;
		pipe->end = have;
	}
	*ret_room = pipe->cap - pipe->end;
	return pipe->buf + pipe->end;
}
