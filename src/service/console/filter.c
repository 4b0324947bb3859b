/* SPDX-License-Identifier: BSD-3-Clause */
#include "service/console/filter.h"

#include <stdbool.h>
#include <string.h>

#define ESC 0x1b
#define CSI 0x9b /* the same as ESC [ for a terminal that does not speak UTF-8 */

struct out {
	uint8_t *at;
};

static void put(struct out *out, const void *bytes, size_t n)
{
	memcpy(out->at, bytes, n);
	out->at += n;
}

static void hold(struct isled_filter *f, uint8_t c, enum isled_filter_state state)
{
	f->held[f->held_n++] = c;
	f->state = state;
}

/* Forget what is held, and go on with `state`. */
static void drop(struct isled_filter *f, enum isled_filter_state state)
{
	f->dropped++;
	f->held_n = 0;
	f->swallowed = 0;
	f->state = state;
}

static void pass(struct isled_filter *f, struct out *out)
{
	put(out, f->held, f->held_n);
	f->held_n = 0;
	f->state = ISLED_FILTER_TEXT;
}

/* What moves the cursor, erases or colours, without private marks; and showing the cursor. */
static bool sequence_passes(const uint8_t *bytes, size_t n)
{
	static const char *const modes[] = { "?25h", "?25l", "?7h", "?7l", "u", "s" };
	uint8_t last = bytes[n - 1];

	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		if (n - 2 == strlen(modes[i]) && memcmp(bytes + 2, modes[i], n - 2) == 0)
			return true;
	if (!strchr("ABCDEFGHJKLMPSTXdfm@", last))
		return false;
	for (size_t i = 2; i + 1 < n; i++)
		if (bytes[i] < '0' || bytes[i] > ';')
			return false;
	return true;
}

/* Length of the UTF-8 character that begins with c; 1 when none can. */
static size_t character_length(uint8_t c)
{
	if (c < 0xc2 || c > 0xf4)
		return 1;
	return c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

/* May c be the second byte after `first`? Refuses overlong forms and surrogates. */
static bool second_fits(uint8_t first, uint8_t c)
{
	return !(first == 0xe0 && c < 0xa0) && !(first == 0xed && c > 0x9f) &&
	       !(first == 0xf0 && c < 0x90) && !(first == 0xf4 && c > 0x8f);
}

static void begin_sequence(struct isled_filter *f)
{
	hold(f, ESC, ISLED_FILTER_ESCAPE);
	hold(f, '[', ISLED_FILTER_SEQUENCE);
}

/* Each returns true when it has dealt with c, false when c begins anew as text. */

static bool text(struct isled_filter *f, struct out *out, uint8_t c)
{
	static const char kept[] = "\a\b\t\n\v\f\r";

	if (c == ESC)
		hold(f, c, ISLED_FILTER_ESCAPE);
	else if (c < 0x20 ? c && strchr(kept, c) : c < 0x7f)
		put(out, &c, 1);
	else if (c < 0x80)
		f->dropped++;
	else if (character_length(c) > 1)
		hold(f, c, ISLED_FILTER_CHARACTER);
	else if (c == CSI)
		begin_sequence(f);
	else
		put(out, "?", 1);
	return true;
}

static bool character(struct isled_filter *f, struct out *out, uint8_t c)
{
	bool fits = (c & 0xc0) == 0x80 && (f->held_n > 1 || second_fits(f->held[0], c));

	if (!fits) {
		put(out, "?", 1);
		f->held_n = 0;
		f->state = ISLED_FILTER_TEXT;
		return false;
	}
	hold(f, c, ISLED_FILTER_CHARACTER);
	if (f->held_n < character_length(f->held[0]))
		return true;
	if (f->held[0] == 0xc2 && c < 0xa0) /* an 8-bit control */
		drop(f, ISLED_FILTER_TEXT);
	else
		pass(f, out);
	return true;
}

static bool escape(struct isled_filter *f, struct out *out, uint8_t c)
{
	if (c == '[') {
		hold(f, c, ISLED_FILTER_SEQUENCE);
	} else if (strchr("]PX^_", c) && c) {
		drop(f, ISLED_FILTER_STRING);
	} else if (strchr("78DEM", c) && c) { /* save, restore, down, next line, up */
		hold(f, c, ISLED_FILTER_TEXT);
		pass(f, out);
	} else if (c >= 0x20 && c < 0x30) {
		drop(f, ISLED_FILTER_INTER);
	} else {
		drop(f, ISLED_FILTER_TEXT);
		return c >= 0x30 && c < 0x7f;
	}
	return true;
}

static bool intermediate(struct isled_filter *f, struct out *out, uint8_t c)
{
	(void)out;
	if (c >= 0x20 && c < 0x30 && f->swallowed++ < ISLED_FILTER_STRING_MAX)
		return true;
	f->state = ISLED_FILTER_TEXT;
	return c >= 0x30 && c < 0x7f;
}

static bool sequence(struct isled_filter *f, struct out *out, uint8_t c)
{
	if (c >= 0x20 && c < 0x40) {
		if (f->held_n < ISLED_FILTER_HELD_MAX - 1)
			hold(f, c, ISLED_FILTER_SEQUENCE);
		else
			drop(f, ISLED_FILTER_OVERLONG);
		return true;
	}
	if (c < 0x20 || c > 0x7e) {
		drop(f, ISLED_FILTER_TEXT);
		return false;
	}
	hold(f, c, ISLED_FILTER_SEQUENCE);
	if (sequence_passes(f->held, f->held_n))
		pass(f, out);
	else
		drop(f, ISLED_FILTER_TEXT);
	return true;
}

static bool overlong(struct isled_filter *f, struct out *out, uint8_t c)
{
	(void)out;
	if (c >= 0x20 && c < 0x40 && f->swallowed++ < ISLED_FILTER_STRING_MAX)
		return true;
	f->state = ISLED_FILTER_TEXT;
	return c >= 0x40 && c < 0x7f;
}

static bool string(struct isled_filter *f, struct out *out, uint8_t c)
{
	bool ends = c && strchr("\a\n\x18\x1a", c); /* CAN and SUB give it up */

	(void)out;
	if (c == ESC) {
		f->state = ISLED_FILTER_STRING_ESCAPE;
		return true;
	}
	if (!ends && f->swallowed++ < ISLED_FILTER_STRING_MAX)
		return true;
	f->state = ISLED_FILTER_TEXT;
	return c != '\n';
}

/* ESC \ ends a string; any other escape ends it too and counts itself. */
static bool string_escape(struct isled_filter *f, struct out *out, uint8_t c)
{
	if (c == '\\') {
		f->state = ISLED_FILTER_TEXT;
		return true;
	}
	hold(f, ESC, ISLED_FILTER_ESCAPE);
	return escape(f, out, c);
}

size_t isled_filter_run(struct isled_filter *filter, const uint8_t *in, size_t bytes,
			uint8_t *ret_out)
{
	static bool (*const steps[])(struct isled_filter *, struct out *, uint8_t) = {
		[ISLED_FILTER_TEXT] = text,         [ISLED_FILTER_CHARACTER] = character,
		[ISLED_FILTER_ESCAPE] = escape,     [ISLED_FILTER_INTER] = intermediate,
		[ISLED_FILTER_SEQUENCE] = sequence, [ISLED_FILTER_OVERLONG] = overlong,
		[ISLED_FILTER_STRING] = string,     [ISLED_FILTER_STRING_ESCAPE] = string_escape,
	};
	struct out out = { ret_out };

	for (size_t i = 0; i < bytes; i++)
		if (!steps[filter->state](filter, &out, in[i]))
			(void)text(filter, &out, in[i]);
	return (size_t)(out.at - ret_out);
}
