/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdbool.h>
#include <string.h>

#include "filter.h"
#include "text.h"

#define ESC 0x1b

struct sink {
	uint8_t *out;
	size_t n;
};

static void put(struct sink *sink, const uint8_t *bytes, size_t n)
{
	memcpy(sink->out + sink->n, bytes, n);
	sink->n += n;
}

static bool is_control_kept(uint8_t c)
{
	return c && c < 0x20 && strchr("\a\b\t\n\r", c);
}

/* What moves the cursor, erases or colours: no private marks, no intermediates. */
static bool is_sequence_kept(const uint8_t *bytes, size_t n)
{
	uint8_t last = bytes[n - 1];

	if (last == 'h' || last == 'l') /* show and hide the cursor */
		return n == 6 && memcmp(bytes, "\x1b[?25", 5) == 0;
	if (!strchr("ABCDEFGHJKLMPSTXdfm@", last))
		return false;
	for (size_t i = 2; i + 1 < n; i++)
		if (bytes[i] != ';' && bytes[i] != ':' && (bytes[i] < '0' || bytes[i] > '9'))
			return false;
	return true;
}

/* Sends the held character on when it is whole; a broken one is shown as '?'. */
static void text_flush(struct cli_filter *f, struct sink *sink)
{
	while (f->held_n) {
		int length = cli_text_char(f->held, f->held_n);

		if (length < 0)
			return;
		if (length > 0)
			put(sink, f->held, (size_t)length);
		else
			put(sink, (const uint8_t *)"?", 1);
		length = length ? length : 1;
		f->held_n -= (size_t)length;
		memmove(f->held, f->held + length, f->held_n);
	}
}

static void text_byte(struct cli_filter *f, struct sink *sink, uint8_t c)
{
	if (c >= 0x20 && c != 0x7f) {
		f->held[f->held_n++] = c;
		text_flush(f, sink);
		return;
	}
	if (f->held_n)
		put(sink, (const uint8_t *)"?", 1);
	f->held_n = 0;
	if (c == ESC) {
		f->state = CLI_FILTER_ESCAPE;
		f->held[f->held_n++] = c;
	} else if (is_control_kept(c)) {
		put(sink, &c, 1);
	}
}

static enum cli_filter_state after_escape(uint8_t c)
{
	if (c == '[')
		return CLI_FILTER_SEQUENCE;
	if (c && strchr("]P_^X", c))
		return CLI_FILTER_STRING;
	return c >= 0x20 && c < 0x30 ? CLI_FILTER_SKIP : CLI_FILTER_TEXT;
}

static void sequence_byte(struct cli_filter *f, struct sink *sink, uint8_t c)
{
	if (c < 0x20 || c >= 0x7f) { /* not part of a sequence: given up */
		f->state = CLI_FILTER_TEXT;
		f->held_n = 0;
		text_byte(f, sink, c);
		return;
	}
	if (f->state == CLI_FILTER_SEQUENCE && f->held_n < CLI_FILTER_HELD_MAX)
		f->held[f->held_n++] = c;
	else
		f->state = CLI_FILTER_OVERLONG;
	if (c < 0x40)
		return;
	if (f->state == CLI_FILTER_SEQUENCE && is_sequence_kept(f->held, f->held_n))
		put(sink, f->held, f->held_n);
	f->state = CLI_FILTER_TEXT;
	f->held_n = 0;
}

static void escape_byte(struct cli_filter *f, struct sink *sink, uint8_t c)
{
	f->held_n = 0;
	f->state = after_escape(c);
	if (f->state == CLI_FILTER_SEQUENCE) {
		f->held[f->held_n++] = ESC;
		f->held[f->held_n++] = c;
	} else if (f->state == CLI_FILTER_TEXT && (c < 0x20 || c >= 0x7f)) {
		text_byte(f, sink, c);
	}
}

/* A string ends with BEL or ESC \; CAN, SUB and a line feed give it up, so that it hides nothing. */
static void string_byte(struct cli_filter *f, struct sink *sink, uint8_t c)
{
	if (f->state == CLI_FILTER_STRING_ESCAPE && c != '\\') {
		escape_byte(f, sink, c);
		return;
	}
	if (c == ESC)
		f->state = CLI_FILTER_STRING_ESCAPE;
	else if (f->state == CLI_FILTER_STRING_ESCAPE || (c && strchr("\a\x18\x1a\n", c)))
		f->state = CLI_FILTER_TEXT;
	if (c == '\n')
		text_byte(f, sink, c);
}

static void skip_byte(struct cli_filter *f, struct sink *sink, uint8_t c)
{
	f->state = CLI_FILTER_TEXT;
	if (c < 0x20)
		text_byte(f, sink, c);
}

static void (*const by_state[])(struct cli_filter *f, struct sink *sink, uint8_t c) = {
	[CLI_FILTER_TEXT] = text_byte,         [CLI_FILTER_ESCAPE] = escape_byte,
	[CLI_FILTER_SEQUENCE] = sequence_byte, [CLI_FILTER_OVERLONG] = sequence_byte,
	[CLI_FILTER_STRING] = string_byte,     [CLI_FILTER_STRING_ESCAPE] = string_byte,
	[CLI_FILTER_SKIP] = skip_byte,
};

size_t cli_filter_run(struct cli_filter *filter, const uint8_t *in, size_t n, uint8_t *ret_out)
{
	struct sink sink = { ret_out, 0 };

	for (size_t i = 0; i < n; i++)
		by_state[filter->state](filter, &sink, in[i]);
	return sink.n;
}
