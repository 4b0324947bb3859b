/* SPDX-License-Identifier: BSD-3-Clause */
/* What terminal output becomes: the daemon's filter and that of isle are held to the same table. */
#ifndef TEST_FILTER_SAMPLES_H
#define TEST_FILTER_SAMPLES_H

#include <stddef.h>

struct filter_sample {
	const char *what, *in, *out; /* out NULL: as it came */
};

static const struct filter_sample filter_samples[] = {
	{ "text", "hello\r\n\tworld\b\a\n", "hello\r\n\tworld\b\a\n" },
	{ "UTF-8", "gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x98\x80", NULL },
	{ "colours", "\x1b[1;31mred\x1b[0m \x1b[38;2;1;2;3mx\x1b[38:5:7my", NULL },
	{ "cursor moves and erasing", "\x1b[2J\x1b[H\x1b[10;20Hx\x1b[K\x1b[3A\x1b[s\x1b[u", NULL },
	{ "show and hide the cursor", "\x1b[?25l\x1b[?25h", NULL },
	{ "line wrap on and off", "\x1b[?7l\x1b[?7h", NULL },
	{ "line feed, index, next line, up",
	  "\x1b"
	  "D\x1b"
	  "E\x1bM",
	  NULL },
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
	{ "a string given up by CAN or SUB", "a\x1b]0;x\x18z\x1bPx\x1ay", "azy" },
	{ "a string without end", "a\x1b]0;lost\nb", "a\nb" },
	{ "escape after escape", "a\x1b\x1b\x1b[1mb", "a\x1b[1mb" },
	{ "an overlong sequence",
	  "a\x1b[1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1mb", "ab" },
};

#define FILTER_SAMPLES_N (sizeof(filter_samples) / sizeof(filter_samples[0]))

#endif
