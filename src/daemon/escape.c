/* SPDX-License-Identifier: BSD-3-Clause */
/* Text that a peer made, for logs and terminals. */
#include <stdio.h>
#include <string.h>

#include <isle/service.h>

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

size_t isle_text_escape(char *ret_text, size_t max, const void *bytes, size_t count)
{
	const unsigned char *from = (const unsigned char *)bytes;
	size_t at = 0;
	char piece[8];

	while (count) {
		size_t used = printable(from, count), n = used;

		if (used) {
			memcpy(piece, from, used);
		} else {
			used = 1;
			n = (size_t)(from[0] == '\\'
					     ? snprintf(piece, sizeof(piece), "\\\\")
					     : snprintf(piece, sizeof(piece), "\\x%02x", from[0]));
		}
		/* Room for "..." and the end, unless this is the last piece. */
		if (at + n + (count > used ? 4 : 1) > max) {
			memcpy(ret_text + at, "...", 4);
			return at + 3;
		}
		memcpy(ret_text + at, piece, n);
		at += n;
		from += used;
		count -= used;
	}
	ret_text[at] = 0;
	return at;
}
