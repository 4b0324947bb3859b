/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include "harness.h"
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

TEST(filter, "8-bit controls and broken characters become question marks")
{
	BECOMES("a\x9b"
		"2Jb",
		"a?2Jb");
	BECOMES("a\xc2\x9b"
		"2Jb",
		"a?\?2Jb");
	BECOMES("a\xff\xc3(b", "a?\?(b");
	BECOMES("a\xe2\x82\nb", "a?\nb");
}
