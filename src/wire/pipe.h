/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Frames on a byte pipe (unix, tcp, virtio-serial): each is preceded by its length as a 32-bit word.
 *
 * The decoder owns no memory: its owner receives bytes straight into the buffer, frames come out in
 * place. A receive buffer begins at 4 mod 8, so that the frame behind the length begins at 0 mod 8.
 *
 * Waits: never. Context: the link's owner.
 */
#ifndef ISLE_WIRE_PIPE_H
#define ISLE_WIRE_PIPE_H

#include "wire/frame.h"

#ifdef __cplusplus
extern "C" {
#endif

struct isle__pipe {
	uint8_t *buf;       /* the caller's */
	uint32_t cap;       /* bytes at buf: at least 4 + frame_max */
	uint32_t frame_max; /* a longer frame is a violation */
	uint32_t start;     /* first byte not yet handed out as a frame */
	uint32_t end;       /* behind the last byte received */
};

/*
 * Starts afresh, also after a loss.
 * Memory: `buf` until the pipe is no longer used.
 * Returns 0; -ISLE_EINVAL: cap < 4 + frame_max.
 */
int isle__pipe_init(struct isle__pipe *pipe, uint8_t *buf, uint32_t cap, uint32_t frame_max);

/*
 * Where the next bytes are to be received, and at most how many (never 0 after isle__pipe_next()
 * returned 0). Frames handed out before are no longer valid: what remains may be moved to the front.
 */
uint8_t *isle__pipe_room(struct isle__pipe *pipe, size_t *ret_room);

/* `bytes` bytes were received there, at most the room. */
static inline void isle__pipe_received(struct isle__pipe *pipe, size_t bytes)
{
	pipe->end += (uint32_t)bytes;
}

/*
 * Takes the next whole frame.
 * Memory: *ret_frame lies in the buffer and is valid until isle__pipe_room().
 * Returns its length (>= 16); 0: more bytes are needed; -ISLE_EPROTO: a length below 16 or above
 * frame_max, the pipe is lost. The frame's contents are not looked at.
 */
int isle__pipe_next(struct isle__pipe *pipe, const uint8_t **ret_frame);

/*
 * What is known of a frame that is not yet complete, for an owner that places its tail elsewhere.
 * Only after isle__pipe_next() returned 0.
 * Returns the bytes of it that are here. *ret_head and *ret_len, the length of the whole frame, are set
 * once that length has arrived.
 */
size_t isle__pipe_peek(const struct isle__pipe *pipe, const uint8_t **ret_head, uint32_t *ret_len);

/* The partial frame of isle__pipe_peek() was completed elsewhere: forget what is here of it. */
static inline void isle__pipe_drop(struct isle__pipe *pipe)
{
	pipe->start = pipe->end = 0;
}

/* Writes the length that precedes a frame of `len` bytes. Returns 4. */
static inline size_t isle__pipe_encode(uint8_t *at, uint32_t len)
{
	isle__le32_put(at, len);
	return ISLE_PIPE_LENGTH_BYTES;
}

#ifdef __cplusplus
}
#endif

#endif
