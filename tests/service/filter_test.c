/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include "harness.h"
#include "service/console/filter.h"

struct sample {
	const char *what, *in, *out;
};

static const struct sample samples[] = {
	{ "text", "hello\r\n\tworld\b\a\n", "hello\r\n\tworld\b\a\n" },
	{ "UTF-8", "gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x98\x80", NULL },
	{ "colours", "\x1b[1;31mred\x1b[0m \x1b[38;2;1;2;3mx\x1b[38:5:7my", NULL },
	{ "cursor moves and erasing", "\x1b[2J\x1b[H\x1b[10;20Hx\x1b[K\x1b[3A\x1b[s\x1b[u", NULL },
	{ "show and hide the cursor", "\x1b[?25l\x1b[?25h", NULL },
	{ "save and restore",
	  "\x1b"
	  "7x\x1b"
	  "8",
	  NULL },
	{ "a title", "a\x1b]0;evil\ab", "ab" },
	{ "a title ended by ST", "a\x1b]2;evil\x1b\\b", "ab" },
	{ "the clipboard", "\x1b]52;c;cm0gLXJm\ax", "x" },
	{ "a device control string", "a\x1bP1$r0m\x1b\\b", "ab" },
	{ "APC, PM, SOS", "a\x1b_x\x1b\\\x1b^y\x1b\\\x1bXz\x1b\\b", "ab" },
	{ "a report of the position", "a\x1b[6nb", "ab" },
	{ "device attributes", "a\x1b[cb\x1b[>cc\x1b[=cd", "abcd" },
	{ "a title report", "a\x1b[21tb", "ab" },
	{ "printing", "a\x1b[5ib", "ab" },
	{ "modes", "a\x1b[?1000hb\x1b[?2004hc\x1b[4hd\x1b[?1049he", "abcde" },
	{ "key bindings", "a\x1b[>4;2mb\x1b[>1ub", "abb" },
	{ "repeat", "a\x1b[99999999bb", "ab" },
	{ "resets",
	  "a\x1b"
	  "cb\x1b[!pc",
	  "abc" },
	{ "character sets",
	  "a\x1b(0b\x0e"
	  "c\x0f"
	  "d",
	  "abcd" },
	{ "intermediates", "a\x1b[1 qb\x1b#8c", "abc" },
	{ "answer-back and other controls", "a\x05\x01\x02\x7f\x1a\x18z", "az" },
	{ "8-bit controls in UTF-8",
	  "a\xc2\x9b"
	  "31mb\xc2\x9d"
	  "0;x\ac",
	  "a31mb0;x\ac" },
	{ "8-bit sequences",
	  "a\x9b"
	  "31mb\x9b"
	  "5ic",
	  "a\x1b[31mbc" },
	{ "other 8-bit controls",
	  "a\x9d"
	  "0;b\x85z",
	  "a?0;b?z" },
	{ "overlong forms", "\xc0\x9a|\xe0\x80\x9a|\xf0\x80\x80\x9a|", "??|???|????|" },
	{ "surrogates and beyond", "\xed\xa0\x80|\xf4\x90\x80\x80|\xf5", "???|????|?" },
	{ "a broken character",
	  "\xe2\x82|\xc3"
	  "A",
	  "?|?A" },
	{ "a sequence broken by a control", "\x1b[3\n1m", "\n1m" },
	{ "a sequence broken by a sequence", "\x1b[3\x1b[32mx", "\x1b[32mx" },
	{ "a string broken by a sequence", "\x1b]0;t\x1b[32mx", "\x1b[32mx" },
	{ "a string without end", "a\x1b]0;lost\nb", "a\nb" },
	{ "escape after escape", "a\x1b\x1b\x1b[1mb", "a\x1b[1mb" },
	{ "an overlong sequence",
	  "a\x1b[1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1mb", "ab" },
};

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
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		const struct sample *s = &samples[i];
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
