/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include "harness.h"
#include "tools/isle/lines.h"

TEST(lines, "a line is section, key and value")
{
	const char *text = "link.address=unix:/run/a.b=c\n\nsession.state=up";
	size_t n = strlen(text);
	struct cli_line line;

	CHECK(cli_line_next(&text, &n, &line));
	CHECK(cli_piece_is(line.section, "link"));
	CHECK(cli_piece_is(line.key, "address"));
	CHECK(cli_piece_is(line.value, "unix:/run/a.b=c"));
	CHECK(cli_line_next(&text, &n, &line));
	CHECK(cli_piece_is(line.section, "session"));
	CHECK(cli_piece_is(line.key, "state"));
	CHECK(cli_piece_is(line.value, "up"));
	CHECK(!cli_line_next(&text, &n, &line));
}

TEST(lines, "a line that is not of this form is all value")
{
	const char *text = "a.b\n=x\nab=c.d\n.=\n";
	size_t n = strlen(text);
	struct cli_line line;

	CHECK(cli_line_next(&text, &n, &line));
	CHECK(!line.section.n && cli_piece_is(line.value, "a.b"));
	CHECK(cli_line_next(&text, &n, &line));
	CHECK(!line.section.n && cli_piece_is(line.value, "=x"));
	CHECK(cli_line_next(&text, &n, &line));
	CHECK(!line.section.n && cli_piece_is(line.value, "ab=c.d"));
	CHECK(cli_line_next(&text, &n, &line));
	CHECK(!line.section.n && !line.key.n && !line.value.n);
	CHECK(!cli_line_next(&text, &n, &line));
}

TEST(lines, "nothing behind the end is read")
{
	char text[] = "a.b=c\nx.y=z";
	const char *at = text;
	size_t n = 3;
	struct cli_line line;

	CHECK(cli_line_next(&at, &n, &line));
	CHECK(cli_piece_is(line.value, "a.b"));
	CHECK(!cli_line_next(&at, &n, &line));
}

TEST(lines, "a value is found by section and key")
{
	const char *text = "a.x=1\nb.x=2\nb.y=3\n";
	struct cli_piece value;

	CHECK(cli_lines_find(text, strlen(text), "b", "x", &value));
	CHECK(cli_piece_is(value, "2"));
	CHECK(!cli_lines_find(text, strlen(text), "a", "y", &value));
}
