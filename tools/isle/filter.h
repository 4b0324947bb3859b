/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Lets through of a stream of terminal output what shows text: printable characters, line feed,
 * return, tab, backspace, bell, colours, cursor moves and erasing. Everything else a terminal would
 * obey (titles, clipboard, key bindings, reports typed back as input, modes) is dropped. The same
 * comes out as of the daemon's filter (docs/services/console.md), which a configuration may turn off.
 */
#ifndef CLI_FILTER_H
#define CLI_FILTER_H

#include <stddef.h>
#include <stdint.h>

#define CLI_FILTER_HELD_MAX      40
#define CLI_FILTER_SWALLOWED_MAX 1024

enum cli_filter_state {
	CLI_FILTER_TEXT,
	CLI_FILTER_ESCAPE,   /* after ESC */
	CLI_FILTER_SEQUENCE, /* after ESC [ */
	CLI_FILTER_OVERLONG, /* a sequence longer than any that is let through */
	CLI_FILTER_STRING,   /* OSC, DCS, APC, PM, SOS: dropped up to their end */
	CLI_FILTER_STRING_ESCAPE,
	CLI_FILTER_SKIP /* an escape with intermediate bytes, up to its last */
};

/* Zero before first use. */
struct cli_filter {
	enum cli_filter_state state;
	uint8_t held[CLI_FILTER_HELD_MAX]; /* begun, not yet known to be harmless */
	size_t held_n, swallowed;
};

/*
 * Memory: `ret_out` has room for n + CLI_FILTER_HELD_MAX bytes.
 * Returns: how many of them were written.
 */
size_t cli_filter_run(struct cli_filter *filter, const uint8_t *in, size_t n, uint8_t *ret_out);

#endif
