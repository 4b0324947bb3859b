/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include "lines.h"

static void split(const char *line, size_t n, struct cli_line *ret_line)
{
	const char *equals = memchr(line, '=', n);
	size_t name_n = equals ? (size_t)(equals - line) : 0;
	const char *dot = name_n ? memchr(line, '.', name_n) : NULL;

	*ret_line = (struct cli_line){ .value = { line, n } };
	if (!dot)
		return;
	ret_line->section = (struct cli_piece){ line, (size_t)(dot - line) };
	ret_line->key = (struct cli_piece){ dot + 1, (size_t)(equals - dot - 1) };
	ret_line->value = (struct cli_piece){ equals + 1, n - name_n - 1 };
}

bool cli_line_next(const char **text, size_t *n, struct cli_line *ret_line)
{
	while (*n) {
		const char *line = *text, *end = memchr(line, '\n', *n);
		size_t length = end ? (size_t)(end - line) : *n;

		*text += length + (end ? 1 : 0);
		*n -= length + (end ? 1 : 0);
		if (length) {
			split(line, length, ret_line);
			return true;
		}
	}
	return false;
}

bool cli_piece_is(struct cli_piece piece, const char *text)
{
	return piece.n == strlen(text) && memcmp(piece.at, text, piece.n) == 0;
}

bool cli_piece_same(struct cli_piece a, struct cli_piece b)
{
	return a.n == b.n && (!a.n || memcmp(a.at, b.at, a.n) == 0);
}

bool cli_lines_find(const char *text, size_t n, const char *section, const char *key,
		    struct cli_piece *ret_value)
{
	struct cli_line line;

	while (cli_line_next(&text, &n, &line)) {
		if (!cli_piece_is(line.section, section) || !cli_piece_is(line.key, key))
			continue;
		*ret_value = line.value;
		return true;
	}
	return false;
}
