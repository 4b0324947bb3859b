/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdbool.h>
#include <string.h>

#include "filter.h"
#include "text.h"

#define ESC 0x1b
#define CSI 0x9b /* the same as ESC [ for a terminal that does not speak UTF-8 */

struct sink {
	uint8_t *out;
	size_t n;
};

static void put(struct sink *sink, const uint8_t *bytes, size_t n)
{
	memcpy(sink->out + sink->n, bytes, n);
	sink->n += n;
}

static bool is_one_of(const char *list, uint8_t c)
{
	return c && strchr(list, c);
}

/* What moves the cursor, erases or colours: no private marks, no intermediates; and showing the cursor. */
static bool is_sequence_kept(const uint8_t *bytes, size_t n)
{
	static const char *const modes[] = { "?25h", "?25l", "?7h", "?7l", "u", "s" };

	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		if (n - 2 == strlen(modes[i]) && memcmp(bytes + 2, modes[i], n - 2) == 0)
			return true;
	if (!strchr("ABCDEFGHJKLMPSTXdfm@", bytes[n - 1]))
		return false;
	for (size_t i = 2; i + 1 < n; i++)
		if (bytes[i] != ';' && bytes[i] != ':' && (bytes[i] < '0' || bytes[i] > '9'))
			return false;
	return true;
}

static void begin(struct cli_filter *f, enum cli_filter_state state)
{
	f->state = state;
	f->held_n = f->swallowed = 0;
	if (state == CLI_FILTER_SEQUENCE) {
		f->held[f->held_n++] = ESC;
		f->held[f->held_n++] = '[';
	}
}

/* Only so much is dropped for the sake of an end that may never come. */
static bool swallow(struct cli_filter *f)
{
	return f->swallowed++ < CLI_FILTER_SWALLOWED_MAX;
}

static void lone_byte(struct cli_filter *f, struct sink *sink, uint8_t c)
{
	if (c == ESC)
		f->state = CLI_FILTER_ESCAPE;
	else if (c == CSI)
		begin(f, CLI_FILTER_SEQUENCE);
	else if (c >= 0x80)
		put(sink, (const uint8_t *)"?", 1);
	else if (c < 0x20 ? is_one_of("\a\b\t\n\v\f\r", c) : c != 0x7f)
		put(sink, &c, 1);
}

/* Sends a character on when it is whole; a broken one is shown as '?'. */
static void text_byte(struct cli_filter *f, struct sink *sink, uint8_t c)
{
	for (;;) {
		bool alone = f->held_n == 0;
		int length;

		f->held[f->held_n++] = c;
		length = cli_utf8_length(f->held, f->held_n);
		if (length < 0)
			return;
		f->held_n = 0;
		/* 8-bit controls are no text. */
		if (length > 1 && (f->held[0] != 0xc2 || f->held[1] >= 0xa0))
			put(sink, f->held, (size_t)length);
		if (length <= 1 && alone)
			lone_byte(f, sink, c);
		if (length > 1 || alone)
			return;
		put(sink, (const uint8_t *)"?", 1); /* and c begins anew */
	}
}

/* What ends a state without being of it counts as text. */
static void text_again(struct cli_filter *f, struct sink *sink, uint8_t c)
{
	begin(f, CLI_FILTER_TEXT);
	text_byte(f, sink, c);
}

static void sequence_byte(struct cli_filter *f, struct sink *sink, uint8_t c)
{
	bool ended = c >= 0x40 && c < 0x7f;

	if (c < 0x20 || c >= 0x7f) {
		text_again(f, sink, c);
		return;
	}
	if (f->held_n == CLI_FILTER_HELD_MAX - 1 && !ended) {
		begin(f, CLI_FILTER_OVERLONG);
		return;
	}
	f->held[f->held_n++] = c;
	if (!ended)
		return;
	if (is_sequence_kept(f->held, f->held_n))
		put(sink, f->held, f->held_n);
	begin(f, CLI_FILTER_TEXT);
}

static void overlong_byte(struct cli_filter *f, struct sink *sink, uint8_t c)
{
	if (c >= 0x20 && c < 0x40 && swallow(f))
		return;
	if (c >= 0x40 && c < 0x7f)
		begin(f, CLI_FILTER_TEXT);
	else
		text_again(f, sink, c);
}

static void escape_byte(struct cli_filter *f, struct sink *sink, uint8_t c)
{
	const uint8_t both[] = { ESC, c };

	if (c == '[') {
		begin(f, CLI_FILTER_SEQUENCE);
	} else if (is_one_of("]PX^_", c)) {
		begin(f, CLI_FILTER_STRING);
	} else if (c >= 0x20 && c < 0x30) {
		begin(f, CLI_FILTER_SKIP);
	} else if (c < 0x20 || c >= 0x7f) {
		text_again(f, sink, c);
	} else {
		if (is_one_of("78DEM", c)) /* save, restore, down, next line, up */
			put(sink, both, 2);
		begin(f, CLI_FILTER_TEXT);
	}
}

/* A string ends with BEL or ESC \; CAN, SUB and a line feed give it up, so that it hides nothing. */
static void string_byte(struct cli_filter *f, struct sink *sink, uint8_t c)
{
	if (c == ESC)
		f->state = CLI_FILTER_STRING_ESCAPE;
	else if (c == '\n')
		text_again(f, sink, c);
	else if (is_one_of("\a\x18\x1a", c) || !swallow(f))
		begin(f, CLI_FILTER_TEXT);
}

static void string_escape_byte(struct cli_filter *f, struct sink *sink, uint8_t c)
{
	if (c == '\\')
		begin(f, CLI_FILTER_TEXT);
	else
		escape_byte(f, sink, c);
}

static void skip_byte(struct cli_filter *f, struct sink *sink, uint8_t c)
{
	if (c >= 0x20 && c < 0x30 && swallow(f))
		return;
	if (c >= 0x30 && c < 0x7f)
		begin(f, CLI_FILTER_TEXT);
	else
		text_again(f, sink, c);
}

static void (*const by_state[])(struct cli_filter *f, struct sink *sink, uint8_t c) = {
	[CLI_FILTER_TEXT] = text_byte,         [CLI_FILTER_ESCAPE] = escape_byte,
	[CLI_FILTER_SEQUENCE] = sequence_byte, [CLI_FILTER_OVERLONG] = overlong_byte,
	[CLI_FILTER_STRING] = string_byte,     [CLI_FILTER_STRING_ESCAPE] = string_escape_byte,
	[CLI_FILTER_SKIP] = skip_byte,
};

size_t cli_filter_run(struct cli_filter *filter, const uint8_t *in, size_t n, uint8_t *ret_out)
{
	struct sink sink = { ret_out, 0 };

	for (size_t i = 0; i < n; i++)
		by_state[filter->state](filter, &sink, in[i]);
	return sink.n;
}
