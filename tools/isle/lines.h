/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The answer of control STATUS: lines `section.key=value`.
 */
#ifndef CLI_LINES_H
#define CLI_LINES_H

#include <stdbool.h>
#include <stddef.h>

/* A piece of an answer; not terminated, not trusted. */
struct cli_piece {
	const char *at;
	size_t n;
};

struct cli_line {
	struct cli_piece section, key, value;
};

/*
 * Takes the next line of the `*n` bytes at `*text` and moves both behind it. A line without '.' or '='
 * comes with an empty section and key and the whole line as its value; empty lines are left out.
 * Returns: false at the end.
 */
bool cli_line_next(const char **text, size_t *n, struct cli_line *ret_line);

bool cli_piece_is(struct cli_piece piece, const char *text);
bool cli_piece_same(struct cli_piece a, struct cli_piece b);

/* The value of `section`.`key` in an answer. Returns: false when it is not there. */
bool cli_lines_find(const char *text, size_t n, const char *section, const char *key,
		    struct cli_piece *ret_value);

#endif
