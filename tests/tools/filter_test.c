/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include "harness.h"
#include "service/console/filter.h"
#include "tests/service/filter_samples.h"
#include "tools/isle/filter.h"

/* What comes out when `n` bytes go in, `step` at a time. */
static const char *passed(const char *text, size_t n, size_t step)
{
	static char result[1024];
	struct cli_filter filter = { 0 };
	size_t out = 0;

	for (size_t at = 0; at < n; at += step) {
		size_t part = n - at < step ? n - at : step;

		out += cli_filter_run(&filter, (const uint8_t *)text + at, part,
				      (uint8_t *)result + out);
	}
	result[out] = '\0';
	return result;
}

/* However the bytes are cut, the same comes out. */
static void check(const char *text, size_t n, const char *expected)
{
	for (size_t step = 1; step <= n; step++)
		CHECK_STR(passed(text, n, step), expected);
}
#define PASSES(literal)          check(literal, sizeof(literal) - 1, literal)
#define BECOMES(literal, result) check(literal, sizeof(literal) - 1, result)

TEST(filter, "text, line ends, colours and cursor moves pass")
{
	PASSES("hello\r\n\tworld\b\a");
	PASSES("\x1b[1;31mred\x1b[0m \x1b[38:2:1:2:3mx\x1b[m");
	PASSES("\x1b[2J\x1b[H\x1b[10;20H\x1b[K\x1b[3A");
	PASSES("\x1b[?25lhidden\x1b[?25h");
	PASSES("gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x9a\x80");
}

TEST(filter, "titles, clipboard and other strings are dropped with all they hold")
{
	BECOMES("a\x1b]0;title\ab", "ab");
	BECOMES("a\x1b]52;c;ZXZpbA==\x1b\\b", "ab");
	BECOMES("a\x1bP+q544e\x1b\\b\x1b_x\x1b\\c\x1b^x\x1b\\d\x1bXx\x1b\\e", "abcde");
	BECOMES("a\x1b]0;x\\y\ab", "ab");
}

TEST(filter, "a string that never ends hides no more than its line")
{
	BECOMES("a\x1b]0;title\nb", "a\nb");
	BECOMES("a\x1bPx\x18z", "az");
	BECOMES("a\x1b]x\x1b[31mb", "a\x1b[31mb");
}

TEST(filter, "reports, modes, printing and windows are dropped")
{
	BECOMES("a\x1b[6nb\x1b[cc\x1b[>0cd", "abcd");
	BECOMES("a\x1b[?1049hb\x1b[?2004lc\x1b[?1000hd", "abcd");
	BECOMES("a\x1b[5ib\x1b[21tc\x1b[!pd\x1b[0;1;\"q", "abcd");
	BECOMES("a\x1b[?25;6hb", "ab");
}

TEST(filter, "escapes outside sequences and shifted character sets are dropped")
{
	BECOMES("a\x1b"
		"cb\x1b(0c\x1b#8d\x1b=e",
		"abcde");
	BECOMES("a\x0e\x0f\x05\x01z", "az");
	BECOMES("\x1b\x1b[31mx", "\x1b[31mx");
	BECOMES("\x1b[31\nx", "\nx");
}

TEST(filter, "a sequence longer than any that is needed is dropped")
{
	BECOMES("a\x1b[1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1mb", "ab");
}

TEST(filter,
     "8-bit controls are dropped, but for CSI alone; broken characters become question marks")
{
	BECOMES("a\x9b"
		"2Jb",
		"a\x1b[2Jb");
	BECOMES("a\xc2\x9b"
		"2Jb",
		"a2Jb");
	BECOMES("a\xff\xc3(b", "a?\?(b");
	BECOMES("a\xe2\x82\nb", "a?\nb");
}

TEST(filter, "what the daemon's filter is held to holds here too")
{
	for (size_t i = 0; i < FILTER_SAMPLES_N; i++) {
		const struct filter_sample *s = &filter_samples[i];

		check(s->in, strlen(s->in), s->out ? s->out : s->in);
	}
}

/* What the daemon lets through, isle does, and the other way round. */
TEST(filter, "whatever the bytes, the daemon's filter and this one agree")
{
	static const char alphabet[] =
		"\x1b\x1b\x1b[[]PX?;;::0125789chnmluADEM(#x\a\b\v\\\n\x18\x1a\x7f\x9b\xc2\xc2\x85\xe2\x80\x8f"
		"\xe0\xa0\xed\xf0\x9f\xf4 >!";
	static uint8_t in[2000], ours[4096], theirs[4096];

	for (int round = 0; round < 20000; round++) {
		struct isled_filter daemon = { 0 };
		struct cli_filter isle = { 0 };
		/* Long ones meet what is dropped at most. */
		size_t n = round % 16 ? 100 : sizeof(in), ours_n, theirs_n;

		for (size_t i = 0; i < n; i++)
			in[i] = round % 3
					? (uint8_t)alphabet[test_random() % (sizeof(alphabet) - 1)]
					: (uint8_t)test_random();
		if (round % 32 == 0) {
			static const char *const starts[] = { "\x1b]", "\x1b(", "\x1b[" };

			memset(in, round & 32 ? ';' : '/', 1500);
			memcpy(in, starts[round / 64 % 3], 2);
		}
		theirs_n = isled_filter_run(&daemon, in, n, theirs);
		ours_n = cli_filter_run(&isle, in, n, ours);
		CHECK_EQ(ours_n, theirs_n);
		CHECK_MEM(ours, theirs, ours_n);
	}
}
