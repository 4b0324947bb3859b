/* SPDX-License-Identifier: BSD-3-Clause */
#include "wire/frame.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "tests/wire/vectors.h"

static int decode_copy(const uint8_t *bytes, size_t n, struct isle_frame *ret_frame)
{
	uint8_t *copy = vectors_copy(bytes, n);
	int error = isle__frame_decode(copy, n, ret_frame);

	free(copy);
	return error;
}

static void check_decodes(const struct vector *v)
{
	struct isle_frame f;
	unsigned i;

	CHECK_EQ(isle__frame_decode(v->bytes, v->bytes_n, &f), 0);
	CHECK_EQ(f.kind, v->frame.kind);
	CHECK_EQ(f.flags, v->frame.flags);
	CHECK_EQ(f.tag, v->frame.tag);
	CHECK_EQ(f.id, v->frame.id);
	CHECK_EQ(f.context, v->frame.context);
	CHECK_EQ(f.service, v->frame.service);
	CHECK_EQ(f.code, v->frame.code);
	CHECK_EQ(f.fixed_bytes, v->frame.fixed_bytes);
	CHECK_EQ(f.len, v->bytes_n);
	CHECK(f.bytes == v->bytes);
	CHECK(f.data == v->bytes + f.fixed_bytes);
	CHECK_EQ(f.data_len, v->tail_n);
	CHECK_MEM(f.data, v->tail, v->tail_n);
	for (i = 0; i < v->words_n; i++)
		CHECK_EQ(isle__frame_word(&f, i), v->words[i]);
}

TEST(frame, "every golden vector decodes to what it says")
{
	CHECK(vectors_each_frame(check_decodes) > 100);
}

static void check_encodes(const struct vector *v)
{
	uint8_t buf[512];
	size_t n;

	memset(buf, 0xaa, sizeof(buf));
	n = isle__frame_encode_header(buf, &v->frame);
	CHECK_EQ(n, ISLE_FRAME_HEADER_BYTES);
	n += isle__words_put(buf + n, v->words, v->words_n);
	memcpy(buf + n, v->tail, v->tail_n);
	CHECK_EQ(n + v->tail_n, v->bytes_n);
	CHECK_MEM(buf, v->bytes, v->bytes_n);
	CHECK_EQ(buf[v->bytes_n], 0xaa);
}

TEST(frame, "every golden vector is encoded to the same bytes")
{
	vectors_each_frame(check_encodes);
}

static void check_refused(const struct vector *v)
{
	struct isle_frame before, f;

	memset(&before, 0x5c, sizeof(before));
	f = before;
	if (decode_copy(v->bytes, v->bytes_n, &f) != -ISLE_EPROTO)
		FAIL("%s was not refused", v->name);
	CHECK_MEM(&f, &before, sizeof(f));
}

TEST(frame, "a frame that breaks a rule is refused and the result untouched")
{
	CHECK(vectors_each("refused", check_refused) >= 25);
}

static void check_truncations(const struct vector *v)
{
	struct isle_frame f;
	size_t n;

	for (n = 0; n < v->bytes_n; n++) {
		int error = decode_copy(v->bytes, n, &f);

		CHECK_EQ(error, n < v->frame.fixed_bytes ? -ISLE_EPROTO : 0);
		if (!error)
			CHECK_EQ(f.data_len, n - v->frame.fixed_bytes);
	}
}

TEST(frame, "every golden vector cut off anywhere in its fixed part is refused")
{
	vectors_each_frame(check_truncations);
}

static volatile uint32_t seen;

/* Reads all that a frame claims to have; a sanitizer says so when it is not there. */
static void touch(const struct isle_frame *f)
{
	uint32_t sum = 0;
	unsigned i;

	for (i = 0; i < 80; i++)
		sum += isle__frame_word(f, i);
	for (i = 0; i < f->data_len; i++)
		sum += f->data[i];
	seen = sum; /* so that no read is dropped */
}

static void check_mutations(const struct vector *v)
{
	static const uint8_t changes[] = { 0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40,
					   0x80, 0x07, 0x0f, 0x7f, 0xff, 0x18, 0x55 };
	uint8_t *copy = vectors_copy(v->bytes, v->bytes_n);
	struct isle_frame f;
	size_t at, i;

	for (at = 0; at < v->bytes_n; at++) {
		for (i = 0; i < sizeof(changes); i++) {
			int error;

			copy[at] = v->bytes[at] ^ changes[i];
			error = isle__frame_decode(copy, v->bytes_n, &f);
			CHECK(error == 0 || error == -ISLE_EPROTO);
			if (at >= ISLE_FRAME_HEADER_BYTES)
				CHECK_EQ(error, 0);
			if (!error) {
				CHECK(f.data_len <= v->bytes_n - ISLE_FRAME_HEADER_BYTES);
				touch(&f);
			}
		}
		copy[at] = v->bytes[at];
	}
	free(copy);
}

TEST(frame, "every golden vector with any byte changed is refused or stays within its bytes")
{
	vectors_each_frame(check_mutations);
}

TEST(frame, "random bytes are refused or stay within themselves")
{
	unsigned accepted = 0, round;

	for (round = 0; round < 200000; round++) {
		uint8_t bytes[64];
		struct isle_frame f;
		size_t n = test_random() % sizeof(bytes), i;

		for (i = 0; i < sizeof(bytes); i++)
			bytes[i] = (uint8_t)test_random();
		/* Mostly sound where nearly everything would fail at once. */
		bytes[0] %= 12;
		bytes[1] &= 0x7f;
		bytes[8] &= 0x1f;
		bytes[12] &= 0x7c;
		bytes[13] = 0;
		if (isle__frame_decode(bytes, n, &f))
			continue;
		accepted++;
		CHECK(f.fixed_bytes >= 16 && f.fixed_bytes <= n);
		CHECK_EQ(f.fixed_bytes + f.data_len, n);
		touch(&f);
	}
	CHECK(accepted > 100);
}

static void check_alignments(const struct vector *v)
{
	uint64_t room[72];
	unsigned shift;

	for (shift = 1; shift < 8; shift++) {
		uint8_t *at = (uint8_t *)room + shift;
		struct isle_frame f;

		memcpy(at, v->bytes, v->bytes_n);
		CHECK_EQ(isle__frame_decode(at, v->bytes_n, &f), 0);
		CHECK_EQ(isle__frame_word(&f, 1), v->words_n > 1 ? v->words[1] : 0);
	}
}

TEST(frame, "a frame may lie at any address")
{
	vectors_each_frame(check_alignments);
}

TEST(frame, "words that an older peer does not send read as zero")
{
	static const uint8_t reply[24] = { ISLE_KIND_REPLY,
					   0,
					   1,
					   0,
					   1,
					   0,
					   0,
					   0,
					   0,
					   0,
					   0,
					   0,
					   24,
					   0,
					   0,
					   0,
					   0x78,
					   0x56,
					   0x34,
					   0x12,
					   1,
					   0,
					   0,
					   0x80 };
	struct isle_frame f;
	uint32_t words[4] = { 9, 9, 9, 9 };

	CHECK_EQ(isle__frame_decode(reply, sizeof(reply), &f), 0);
	CHECK_EQ(isle__frame_word(&f, 0), 0x12345678);
	CHECK_EQ(isle__frame_word(&f, 2), 0);
	CHECK_EQ(isle__frame_word(&f, 4000000000u), 0);
	CHECK_EQ(isle__frame_word64(&f, 0), (int64_t)UINT64_C(0x8000000112345678));
	CHECK_EQ(isle__frame_word64(&f, 1), 0x80000001);
	isle__frame_words(&f, 1, words, 4);
	CHECK_EQ(words[0], 0x80000001);
	CHECK(!words[1] && !words[2] && !words[3]);
	isle__frame_words(&f, 70000, words, 1);
	CHECK_EQ(words[0], 0);
}

TEST(frame, "words that a newer peer appends are skipped and the tail lies behind them")
{
	uint8_t data[40] = { ISLE_KIND_DATA, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 32 };
	struct isle_frame f;

	memcpy(data + 32, "the tail", 8);
	CHECK_EQ(isle__frame_decode(data, sizeof(data), &f), 0);
	CHECK_EQ(f.data_len, 8);
	CHECK_MEM(f.data, "the tail", 8);
}

TEST(frame, "the head of a frame decodes as soon as its fixed part is there")
{
	uint8_t credit[24] = { ISLE_KIND_CREDIT, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 24 };
	struct isle_frame f;
	size_t n;

	for (n = 0; n <= 24; n++)
		CHECK_EQ(isle__frame_decode_head(credit, n, 100, &f), n < 24 ? -ISLE_EAGAIN : 0);
	CHECK_EQ(f.len, 100);
	CHECK_EQ(f.data_len, 76);
	CHECK_EQ(isle__frame_decode_head(credit, 24, 23, &f), -ISLE_EPROTO);
	CHECK_EQ(isle__frame_decode_head(credit, 24, ISLE_FRAME_BYTES_MAX, &f), 0);
	CHECK_EQ(isle__frame_decode_head(credit, 24, ISLE_FRAME_BYTES_MAX + 1, &f), -ISLE_EPROTO);
	CHECK_EQ(isle__frame_decode_head(credit, 24, SIZE_MAX, &f), -ISLE_EPROTO);
}

TEST(frame, "an odd number of words is padded and bytes that are missing read as zero words")
{
	static const uint32_t words[3] = { 0x04030201, 0x08070605, 0x0c0b0a09 };
	static const uint8_t bytes[16] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 };
	uint8_t buf[17] = { 0 };
	uint32_t back[4] = { 9, 9, 9, 9 };

	buf[16] = 0xaa;
	CHECK_EQ(isle__words_put(buf, words, 3), 16);
	CHECK_MEM(buf, bytes, 16);
	CHECK_EQ(buf[16], 0xaa);
	CHECK_EQ(isle__words_put(buf, words, 0), 0);
	isle__words_get(bytes, 11, back, 4);
	CHECK_EQ(back[1], words[1]);
	CHECK_EQ(back[2], 0);
	CHECK_EQ(back[3], 0);
}
