/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <string.h>

#include <isle/errors.h>

#include "harness.h"
#include "service/console/ring.h"

static void add(struct isled_ring *ring, const char *text)
{
	isled_ring_add(ring, (const uint8_t *)text, (uint32_t)strlen(text));
}

/* Everything there is, at most `piece` bytes at a time. */
static const char *read_all(struct isled_reader *reader, struct isled_ring *ring, uint32_t piece)
{
	static char text[4096];
	const uint8_t *bytes;
	uint32_t n, at = 0;

	while ((n = isled_reader_next(reader, ring, &bytes)) > 0) {
		n = n < piece ? n : piece;
		memcpy(text + at, bytes, n);
		at += n;
		isled_reader_took(reader, n);
	}
	text[at] = 0;
	return text;
}

TEST(console_ring, "a reader sees what is written, around the end of the memory too")
{
	struct isled_ring ring;
	struct isled_reader reader;

	CHECK_OK(isled_ring_init(&ring, 8));
	isled_reader_start(&reader, &ring, 0);
	for (int i = 0; i < 20; i++) {
		char text[16];

		snprintf(text, sizeof(text), "%05d", i);
		add(&ring, text);
		CHECK_STR(read_all(&reader, &ring, 3), text);
	}
	CHECK_EQ(reader.lost, 0);
	isled_ring_fini(&ring);
}

TEST(console_ring, "a replay begins with the oldest byte that was kept")
{
	struct isled_ring ring;
	struct isled_reader reader;

	CHECK_OK(isled_ring_init(&ring, 8));
	add(&ring, "abc");
	isled_reader_start(&reader, &ring, 1);
	CHECK_STR(read_all(&reader, &ring, 8), "abc");
	add(&ring, "defghijkl");
	isled_reader_start(&reader, &ring, 1);
	CHECK_STR(read_all(&reader, &ring, 8), "efghijkl");
	isled_reader_start(&reader, &ring, 0);
	CHECK_STR(read_all(&reader, &ring, 8), "");
	isled_ring_fini(&ring);
}

TEST(console_ring, "a reader that was too slow is told how much it missed")
{
	struct isled_ring ring;
	struct isled_reader reader;

	CHECK_OK(isled_ring_init(&ring, 8));
	isled_reader_start(&reader, &ring, 0);
	add(&ring, "0123456789");
	CHECK_STR(read_all(&reader, &ring, 5),
		  "\x18\r\n[isled: 2 bytes of output were lost here]\r\n23456789");
	CHECK_EQ(reader.lost, 2);
	add(&ring, "ab");
	CHECK_STR(read_all(&reader, &ring, 5), "ab");
	isled_ring_fini(&ring);
}

TEST(console_ring, "a piece larger than the ring leaves its end")
{
	struct isled_ring ring;
	struct isled_reader reader;

	CHECK_OK(isled_ring_init(&ring, 4));
	add(&ring, "x");
	add(&ring, "0123456789");
	isled_reader_start(&reader, &ring, 1);
	CHECK_STR(read_all(&reader, &ring, 5), "6789");
	CHECK_EQ(ring.end, 11);
	isled_ring_fini(&ring);
}

TEST(console_ring, "a notice shows where it was given, and a later one replaces it")
{
	struct isled_ring ring;
	struct isled_reader reader;

	CHECK_OK(isled_ring_init(&ring, 64));
	isled_reader_start(&reader, &ring, 0);
	add(&ring, "before ");
	isled_reader_notice(&reader, &ring, "<left>");
	add(&ring, "after");
	CHECK_STR(read_all(&reader, &ring, 2), "before <left>after");
	isled_reader_notice(&reader, &ring, "<left>");
	isled_reader_notice(&reader, &ring, "<back>");
	CHECK_STR(read_all(&reader, &ring, 2), "<back>");
	isled_ring_fini(&ring);
}

TEST(console_ring, "a ring without memory is refused")
{
	struct isled_ring ring;

	CHECK_EQ(isled_ring_init(&ring, 0), -ISLE_EINVAL);
}
