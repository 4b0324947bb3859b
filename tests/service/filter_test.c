/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include "harness.h"
#include "service/console/filter.h"
#include "tests/service/filter_samples.h"

static size_t run(struct isled_filter *f, const char *in, size_t n, size_t piece, uint8_t *out)
{
	size_t at = 0, made = 0;

	while (at < n) {
		size_t take = n - at < piece ? n - at : piece;
		size_t got = isled_filter_run(f, (const uint8_t *)in + at, take, out + made);

		CHECK(got <= take + ISLED_FILTER_HELD_MAX);
		made += got;
		at += take;
	}
	out[made] = 0;
	return made;
}

static void check_all(size_t piece)
{
	for (size_t i = 0; i < FILTER_SAMPLES_N; i++) {
		const struct filter_sample *s = &filter_samples[i];
		struct isled_filter f = { 0 };
		uint8_t out[1024];

		run(&f, s->in, strlen(s->in), piece, out);
		if (strcmp((char *)out, s->out ? s->out : s->in) != 0)
			FAIL("%s, in pieces of %zu", s->what, piece);
	}
}

TEST(console_filter, "what shows text passes and what a terminal would obey does not")
{
	check_all(1000);
}

TEST(console_filter, "it does not matter in which pieces the text comes")
{
	for (size_t piece = 1; piece < 8; piece++)
		check_all(piece);
}

TEST(console_filter, "zero bytes are dropped")
{
	struct isled_filter f = { 0 };
	uint8_t out[64];

	CHECK_EQ(run(&f, "a\0\x1b\0b\x1b[\0c", 9, 100, out), 3);
	CHECK_STR((char *)out, "abc");
}

TEST(console_filter, "a string without end hides at most a kilobyte")
{
	static char in[4096];
	static uint8_t out[8192];
	struct isled_filter f = { 0 };
	size_t n;

	memset(in, 'x', sizeof(in));
	memcpy(in, "\x1bP", 2);
	n = run(&f, in, sizeof(in), 100, out);
	CHECK(n >= sizeof(in) - 2 - ISLED_FILTER_STRING_MAX - 1);
	CHECK(n < sizeof(in) - 2);
}

TEST(console_filter, "an incomplete sequence is held back until it is whole")
{
	struct isled_filter f = { 0 };
	uint8_t out[64];

	CHECK_EQ(run(&f, "a\x1b[3", 4, 100, out), 1);
	CHECK_EQ(run(&f, "2m", 2, 100, out), 5);
	CHECK_STR((char *)out, "\x1b[32m");
}

TEST(console_filter, "what is dropped is counted")
{
	struct isled_filter f = { 0 };
	uint8_t out[64];

	run(&f, "\x1b]0;t\a\x1b[6n\x05", 11, 100, out);
	CHECK_EQ(f.dropped, 3);
}

/* Every ESC that came out begins a sequence of the few kinds that may. */
static void check_safe(const uint8_t *out, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		CHECK(out[i] >= 0x20 || strchr("\a\b\t\n\v\f\r\x1b", out[i]));
		CHECK(out[i] != 0 && out[i] != 0x7f);
		CHECK(!(out[i] == 0xc2 && out[i + 1] < 0xa0));
		if (out[i] != 0x1b)
			continue;
		CHECK(strchr("[78DEM", out[i + 1]));
		if (out[i + 1] != '[')
			continue;
		for (i += 2; out[i] < 0x40; i++)
			CHECK(strchr("0123456789:;?", out[i]));
		CHECK(strchr("ABCDEFGHJKLMPSTXdfm@hlsu", out[i]));
	}
}

TEST(console_filter, "no bytes whatever get a forbidden sequence through")
{
	static const char alphabet[] = "\x1b\x1b[]P?;0125cnthmAx\a\\\n\x9b\xc2\xe2\x80!\x18 >";
	static uint8_t out[4096];
	char in[512];

	for (int round = 0; round < 20000; round++) {
		struct isled_filter f = { 0 };
		size_t n;

		for (size_t i = 0; i < sizeof(in); i++)
			in[i] = round & 1 ? (char)test_random()
					  : alphabet[test_random() % (sizeof(alphabet) - 1)];
		n = run(&f, in, sizeof(in), 1 + (size_t)(test_random() % 64), out);
		check_safe(out, n);
	}
}
