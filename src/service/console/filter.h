/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * filter.h - lets through of a stream of terminal output what shows text: characters, line feed,
 * return, tab, backspace, bell, colours, cursor moves, erasing. Dropped is everything else that a
 * terminal would obey: titles and clipboard (OSC), device control strings (DCS, APC, PM, SOS),
 * questions that the terminal would answer as if it were typed, printing, modes, character sets,
 * resets, 8-bit controls. A byte that is not UTF-8 becomes '?'; only a lone 0x9b is read as ESC [.
 *
 * What is dropped by mistake is bounded: a string without end lasts to the end of its line, and
 * for at most ISLED_FILTER_STRING_MAX bytes.
 */
#ifndef ISLED_CONSOLE_FILTER_H
#define ISLED_CONSOLE_FILTER_H

#include <stddef.h>
#include <stdint.h>

#define ISLED_FILTER_HELD_MAX   40u
#define ISLED_FILTER_STRING_MAX 1024u

enum isled_filter_state {
	ISLED_FILTER_TEXT,
	ISLED_FILTER_CHARACTER, /* within a UTF-8 character */
	ISLED_FILTER_ESCAPE,    /* after ESC */
	ISLED_FILTER_INTER,     /* ESC and intermediate bytes */
	ISLED_FILTER_SEQUENCE,  /* after ESC [ */
	ISLED_FILTER_OVERLONG,  /* a sequence longer than any that passes */
	ISLED_FILTER_STRING,    /* up to BEL or ESC \ */
	ISLED_FILTER_STRING_ESCAPE
};

/* Zero before first use. */
struct isled_filter {
	enum isled_filter_state state;
	uint8_t held[ISLED_FILTER_HELD_MAX]; /* begun, not yet known to be harmless */
	uint32_t held_n, swallowed;
	uint64_t dropped; /* sequences and controls that did not pass */
};

/*
 * Memory: ret_out has room for bytes + ISLED_FILTER_HELD_MAX. Returns: how many were written.
 * A sequence comes out whole or not at all, whatever the pieces it came in.
 */
size_t isled_filter_run(struct isled_filter *filter, const uint8_t *in, size_t bytes,
			uint8_t *ret_out);

#endif
