/* SPDX-License-Identifier: BSD-3-Clause */
#include "text.h"

static int expected_length(uint8_t first)
{
	if (first < 0x80)
		return 1;
	if (first >= 0xc2 && first <= 0xdf)
		return 2;
	if (first >= 0xe0 && first <= 0xef)
		return 3;
	return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

static bool is_printable(uint32_t c)
{
	static const struct {
		uint32_t first, last;
	} bad[] = {
		{ 0x00, 0x1f },     { 0x7f, 0x9f },     { 0x200b, 0x200f },
		{ 0x2028, 0x202e }, { 0x2066, 0x2069 }, { 0xd800, 0xdfff },
		{ 0xfeff, 0xfeff }, { 0xfff9, 0xfffb }, { 0xe0000, 0xe007f },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (c >= bad[i].first && c <= bad[i].last)
			return false;
	return c <= 0x10ffff;
}

/* May c be the second byte after `first`? Refuses overlong forms and surrogates. */
static bool second_fits(uint8_t first, uint8_t c)
{
	return !(first == 0xe0 && c < 0xa0) && !(first == 0xed && c > 0x9f) &&
	       !(first == 0xf0 && c < 0x90) && !(first == 0xf4 && c > 0x8f);
}

int cli_utf8_length(const uint8_t *bytes, size_t n)
{
	int length = n ? expected_length(bytes[0]) : -1;

	for (int i = 1; i < length; i++) {
		if ((size_t)i == n)
			return -1;
		if ((bytes[i] & 0xc0) != 0x80 || (i == 1 && !second_fits(bytes[0], bytes[1])))
			return 0;
	}
	return length;
}

int cli_text_char(const uint8_t *bytes, size_t n)
{
	int length = cli_utf8_length(bytes, n);
	uint32_t c;

	if (length <= 0)
		return length;
	c = length == 1 ? bytes[0] : bytes[0] & (0x7fu >> length);
	for (int i = 1; i < length; i++)
		c = c << 6 | (bytes[i] & 0x3f);
	return is_printable(c) ? length : 0;
}

void cli_text_print(FILE *out, const char *text, size_t n)
{
	const uint8_t *at = (const uint8_t *)text;

	while (n) {
		int length = cli_text_char(at, n);

		if (length <= 0)
			fprintf(out, "\\x%02x", *at);
		else
			fwrite(at, 1, (size_t)length, out);
		length = length > 0 ? length : 1;
		at += length;
		n -= (size_t)length;
	}
}

void cli_json_print(FILE *out, const char *text, size_t n)
{
	const uint8_t *at = (const uint8_t *)text;

	fputc('"', out);
	while (n) {
		int length = cli_text_char(at, n);

		if (length <= 0)
			fprintf(out, "\\u%04x", *at);
		else if (*at == '\\' || *at == '"')
			fprintf(out, "\\%c", *at);
		else
			fwrite(at, 1, (size_t)length, out);
		length = length > 0 ? length : 1;
		at += length;
		n -= (size_t)length;
	}
	fputc('"', out);
}

bool cli_json_is_number(const char *text, size_t n)
{
	size_t i = n && text[0] == '-' ? 1 : 0;

	if (i == n || n - i > 20 || (text[i] == '0' && n - i > 1))
		return false;
	for (; i < n; i++)
		if (text[i] < '0' || text[i] > '9')
			return false;
	return true;
}
