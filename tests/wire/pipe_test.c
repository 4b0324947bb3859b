/* SPDX-License-Identifier: BSD-3-Clause */
#include "wire/pipe.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "tests/wire/vectors.h"

/* All golden frames one behind the other as a pipe carries them. */
static uint8_t stream[64 * 1024];
static size_t stream_n, frames_n;

static void append(const struct vector *v)
{
	CHECK(stream_n + 4 + v->bytes_n <= sizeof(stream));
	stream_n += isle__pipe_encode(stream + stream_n, (uint32_t)v->bytes_n);
	memcpy(stream + stream_n, v->bytes, v->bytes_n);
	stream_n += v->bytes_n;
	frames_n++;
}

/* Takes every frame that is there and compares it with the stream from *at on. */
static unsigned take_all(struct isle__pipe *pipe, size_t *at)
{
	unsigned count = 0;

	for (;;) {
		const uint8_t *frame;
		int len = isle__pipe_next(pipe, &frame);

		CHECK(len >= 0);
		if (len == 0)
			return count;
		CHECK(frame >= pipe->buf && frame + len <= pipe->buf + pipe->cap);
		CHECK_EQ(len, isle__le32_get(stream + *at));
		CHECK_MEM(frame, stream + *at + 4, (size_t)len);
		*at += 4 + (size_t)len;
		count++;
	}
}

/* Feeds the stream in chunks; chunk 0 = of random size. */
static void feed(uint32_t cap, uint32_t frame_max, size_t chunk)
{
	uint8_t *buf = malloc(cap);
	struct isle__pipe pipe;
	size_t in = 0, out = 0, frames = 0;

	CHECK(buf != NULL);
	CHECK_EQ(isle__pipe_init(&pipe, buf, cap, frame_max), 0);
	while (in < stream_n) {
		size_t room, n = chunk ? chunk : 1 + test_random() % 700;
		uint8_t *at = isle__pipe_room(&pipe, &room);

		CHECK(room > 0);
		CHECK(at >= buf && at + room <= buf + cap);
		n = n < room ? n : room;
		n = n < stream_n - in ? n : stream_n - in;
		memcpy(at, stream + in, n);
		in += n;
		isle__pipe_received(&pipe, n);
		frames += take_all(&pipe, &out);
	}
	CHECK_EQ(frames, frames_n);
	free(buf);
}

TEST(pipe, "frames come out whole however the pipe cuts them, from the smallest buffer up")
{
	uint32_t cap;
	size_t chunk;

	vectors_each_frame(append);
	for (cap = 4 + 256; cap < 4 + 256 + 1200; cap += 37)
		for (chunk = 0; chunk < 60; chunk++)
			feed(cap, 256, chunk);
	feed(sizeof(stream), 256, sizeof(stream));
}

TEST(pipe, "a frame received in one piece is not moved and lies at 0 mod 8")
{
	uint64_t memory[64];
	uint8_t *buf = (uint8_t *)memory + 4;
	struct isle__pipe pipe;
	const uint8_t *frame;
	size_t room;
	unsigned round;

	CHECK_EQ(isle__pipe_init(&pipe, buf, 404, 400), 0);
	for (round = 0; round < 3; round++) {
		uint8_t *at = isle__pipe_room(&pipe, &room);

		CHECK(at == buf && room == 404);
		isle__pipe_encode(at, 100);
		isle__pipe_received(&pipe, 104);
		CHECK_EQ(isle__pipe_next(&pipe, &frame), 100);
		CHECK(frame == at + 4 && (uintptr_t)frame % 8 == 0);
		CHECK_EQ(isle__pipe_next(&pipe, &frame), 0);
	}
}

TEST(pipe, "the long remainder of a frame that ends within the buffer stays where it is")
{
	static uint8_t buf[4096];
	struct isle__pipe pipe;
	const uint8_t *frame;
	uint32_t len;
	size_t room;

	CHECK_EQ(isle__pipe_init(&pipe, buf, sizeof(buf), 2000), 0);
	isle__pipe_encode(buf, 16);
	isle__pipe_encode(buf + 20, 2000);
	isle__pipe_received(&pipe, 20 + 4 + 1500);
	CHECK_EQ(isle__pipe_next(&pipe, &frame), 16);
	CHECK_EQ(isle__pipe_next(&pipe, &frame), 0);
	CHECK_EQ(isle__pipe_peek(&pipe, &frame, &len), 1500);
	CHECK_EQ(len, 2000);
	CHECK(frame == buf + 24);
	CHECK(isle__pipe_room(&pipe, &room) == buf + 1524);
	isle__pipe_received(&pipe, 500);
	CHECK_EQ(isle__pipe_next(&pipe, &frame), 2000);
	CHECK(frame == buf + 24);
}

TEST(pipe, "the long remainder of a frame that would end beyond the buffer moves to its front")
{
	uint8_t buf[2300];
	struct isle__pipe pipe;
	const uint8_t *frame;
	size_t room;

	memset(buf, 0x42, sizeof(buf));
	CHECK_EQ(isle__pipe_init(&pipe, buf, sizeof(buf), 2000), 0);
	isle__pipe_encode(buf, 500);
	isle__pipe_encode(buf + 504, 2000);
	isle__pipe_received(&pipe, 504 + 4 + 1000);
	CHECK_EQ(isle__pipe_next(&pipe, &frame), 500);
	CHECK_EQ(isle__pipe_next(&pipe, &frame), 0);
	CHECK(isle__pipe_room(&pipe, &room) == buf + 1004);
	CHECK_EQ(room, sizeof(buf) - 1004);
	isle__pipe_received(&pipe, 1000);
	CHECK_EQ(isle__pipe_next(&pipe, &frame), 2000);
	CHECK(frame == buf + 4 && frame[0] == 0x42 && frame[999] == 0x42);
}

TEST(pipe, "a length below 16 or above frame_max is a violation as soon as it is read")
{
	static const struct {
		uint32_t len;
		int result;
	} cases[] = { { 0, -ISLE_EPROTO },
		      { 1, -ISLE_EPROTO },
		      { 15, -ISLE_EPROTO },
		      { 16, 0 },
		      { 300, 0 },
		      { 301, -ISLE_EPROTO },
		      { 0x7fffffff, -ISLE_EPROTO },
		      { 0x80000000u, -ISLE_EPROTO },
		      { 0xfffffffcu, -ISLE_EPROTO },
		      { 0xffffffffu, -ISLE_EPROTO } };
	uint8_t buf[304];
	struct isle__pipe pipe;
	const uint8_t *frame = NULL;
	size_t i, room;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CHECK_EQ(isle__pipe_init(&pipe, buf, sizeof(buf), 300), 0);
		isle__pipe_encode(isle__pipe_room(&pipe, &room), cases[i].len);
		isle__pipe_received(&pipe, 3);
		CHECK_EQ(isle__pipe_next(&pipe, &frame), 0);
		isle__pipe_received(&pipe, 1);
		CHECK_EQ(isle__pipe_next(&pipe, &frame), cases[i].result);
		CHECK(frame == NULL);
	}
}

TEST(pipe, "a frame completed elsewhere is forgotten")
{
	uint8_t buf[304];
	struct isle__pipe pipe;
	const uint8_t *frame;
	size_t room;

	CHECK_EQ(isle__pipe_init(&pipe, buf, sizeof(buf), 300), 0);
	isle__pipe_encode(buf, 200);
	isle__pipe_received(&pipe, 60);
	CHECK_EQ(isle__pipe_next(&pipe, &frame), 0);
	isle__pipe_drop(&pipe);
	CHECK(isle__pipe_room(&pipe, &room) == buf);
	CHECK_EQ(room, sizeof(buf));
}

TEST(pipe, "a buffer that does not hold the largest frame is refused")
{
	uint8_t buf[64];
	struct isle__pipe pipe;

	CHECK_EQ(isle__pipe_init(&pipe, buf, 64, 61), -ISLE_EINVAL);
	CHECK_EQ(isle__pipe_init(&pipe, buf, 3, 0), -ISLE_EINVAL);
	CHECK_EQ(isle__pipe_init(&pipe, buf, 64, 0xffffffffu), -ISLE_EINVAL);
	CHECK_EQ(isle__pipe_init(&pipe, buf, 64, 60), 0);
}
