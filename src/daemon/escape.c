/* SPDX-License-Identifier: BSD-3-Clause */
/* Text that a peer made, for logs and terminals. */
#include <stdio.h>
#include <string.h>

#include <isle/service.h>

#define PIECE 8 /* the longest: "\\xNN" and its end */

/* Length of the well-formed, printable UTF-8 sequence at `s`, 0 when there is none. */
static size_t printable(const unsigned char *s, size_t left)
{
	static const struct {
		unsigned char mask, value;
		uint32_t min;
	} heads[] = { { 0xe0, 0xc0, 0x80 }, { 0xf0, 0xe0, 0x800 }, { 0xf8, 0xf0, 0x10000 } };
	uint32_t c;

	if (s[0] < 0x80)
		return s[0] >= ' ' && s[0] != 0x7f && s[0] != '\\';
	for (size_t i = 0; i < 3; i++) {
		if ((s[0] & heads[i].mask) != heads[i].value)
			continue;
		if (left < i + 2)
			return 0;
		c = s[0] & (unsigned char)~heads[i].mask;
		for (size_t k = 1; k < i + 2; k++) {
			if ((s[k] & 0xc0) != 0x80)
				return 0;
			c = c << 6 | (s[k] & 0x3f);
		}
		/* C1 controls, surrogates, and marks that turn the direction of text. */
		if (c < heads[i].min || c > 0x10ffff || c < 0xa0 || (c >= 0xd800 && c < 0xe000) ||
		    (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
		    (c >= 0x2066 && c <= 0x2069) || c == 0xfeff)
			return 0;
		return i + 2;
	}
	return 0;
}

/* One character, or one byte that is none, as text. Returns the bytes of text. */
static size_t escape(const unsigned char *from, size_t left, char *ret_piece, size_t *ret_used)
{
	size_t used = printable(from, left);

	*ret_used = used ? used : 1;
	if (used) {
		memcpy(ret_piece, from, used);
		return used;
	}
	if (from[0] == '\\')
		return (size_t)snprintf(ret_piece, PIECE, "\\\\");
	return (size_t)snprintf(ret_piece, PIECE, "\\x%02x", from[0]);
}

static bool fits(const unsigned char *from, size_t count, size_t max)
{
	size_t at = 0, used;
	char piece[PIECE];

	for (; count && at < max; from += used, count -= used)
		at += escape(from, count, piece, &used);
	return at < max;
}

size_t isle_text_escape(char *ret_text, size_t max, const void *bytes, size_t count)
{
	const unsigned char *from = (const unsigned char *)bytes;
	size_t room = fits(from, count, max) ? max - 1 : max - 4, at = 0, used, n;
	char piece[PIECE];

	for (; count; from += used, count -= used) {
		n = escape(from, count, piece, &used);
		if (at + n > room) {
			memcpy(ret_text + at, "...", 4);
			return at + 3;
		}
		memcpy(ret_text + at, piece, n);
		at += n;
	}
	ret_text[at] = 0;
	return at;
}
