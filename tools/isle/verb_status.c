/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <string.h>

#include <isle/control.h>

#include "door.h"
#include "lines.h"
#include "text.h"
#include "verbs.h"

#define TEXT_MAX 262144u

static const struct {
	enum isle_control_list what;
	const char *name, *title;
} lists[] = {
	{ ISLE_CONTROL_LIST_CONTEXTS, "contexts", "contexts" },
	{ ISLE_CONTROL_LIST_SERVICES, "services", "registered services" },
	{ ISLE_CONTROL_LIST_HANDLES, "handles", "open handles" },
	{ ISLE_CONTROL_LIST_PROGRAMS, "programs", "attached programs" },
};
#define LISTS_N (sizeof(lists) / sizeof(lists[0]))

/* What the daemon said: the lines of STATUS and those of each list. */
struct answer {
	char text[TEXT_MAX];
	size_t n;
	size_t list_at[LISTS_N + 1]; /* list i stands from here up to the next */
};

static void print_piece(FILE *out, struct cli_piece piece)
{
	cli_text_print(out, piece.at, piece.n);
}

/* Sections may come in pieces; each is shown once, where its first line stands. */
static bool is_first(const struct answer *answer, const struct cli_line *line)
{
	const char *text = answer->text;
	size_t n = answer->n;
	struct cli_line other;

	while (cli_line_next(&text, &n, &other) && other.value.at != line->value.at)
		if (cli_piece_same(other.section, line->section))
			return false;
	return true;
}

static void each_section(const struct answer *answer,
			 void (*show)(const struct cli_line *first, const char *text, size_t n))
{
	const char *text = answer->text;
	size_t n = answer->n;
	struct cli_line line;

	while (cli_line_next(&text, &n, &line))
		if (is_first(answer, &line))
			show(&line, text, n);
}

/* The next line of the section of `*line`, which it becomes. */
static bool next_of_section(struct cli_line *line, const char **text, size_t *n)
{
	struct cli_piece section = line->section;

	while (cli_line_next(text, n, line))
		if (cli_piece_same(line->section, section))
			return true;
	return false;
}

static void show_section(const struct cli_line *first, const char *text, size_t n)
{
	struct cli_line line = *first;

	print_piece(stdout, line.section);
	putchar('\n');
	do {
		fputs("  ", stdout);
		print_piece(stdout, line.key);
		printf("%*s", line.key.n < 22 ? 22 - (int)line.key.n : 1, "");
		print_piece(stdout, line.value);
		putchar('\n');
	} while (next_of_section(&line, &text, &n));
}

/* A name or an id of digits only is a string all the same. */
static bool is_text(struct cli_piece key)
{
	static const char *const keys[] = { "id", "name", "client", "address", "version" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (cli_piece_is(key, keys[i]))
			return true;
	return false;
}

static void json_member(const struct cli_line *line)
{
	cli_json_print(stdout, line->key.at, line->key.n);
	fputs(": ", stdout);
	if (!is_text(line->key) && cli_json_is_number(line->value.at, line->value.n))
		print_piece(stdout, line->value);
	else
		cli_json_print(stdout, line->value.at, line->value.n);
}

static void json_section(const struct cli_line *first, const char *text, size_t n)
{
	struct cli_line line = *first;
	const char *comma = "\n    ";

	fputs("  ", stdout);
	cli_json_print(stdout, line.section.at, line.section.n);
	fputs(": {", stdout);
	do {
		fputs(comma, stdout);
		json_member(&line);
		comma = ",\n    ";
	} while (next_of_section(&line, &text, &n));
	fputs("\n  },\n", stdout);
}

static void json_list(const char *text, size_t n)
{
	const char *comma = "";
	struct cli_line line;

	putchar('[');
	while (cli_line_next(&text, &n, &line)) {
		const char *from = line.section.n ? line.section.at : line.value.at;

		printf("%s\n      ", comma);
		comma = ",";
		cli_json_print(stdout, from, (size_t)(line.value.at + line.value.n - from));
	}
	fputs(*comma ? "\n    ]" : "]", stdout);
}

static void print_list(const char *name, const char *text, size_t n)
{
	struct cli_line line;

	if (n)
		printf("%s\n", name);
	while (cli_line_next(&text, &n, &line)) {
		const char *from = line.section.n ? line.section.at : line.value.at;

		fputs("  ", stdout);
		cli_text_print(stdout, from, (size_t)(line.value.at + line.value.n - from));
		putchar('\n');
	}
}

static void print_json(const struct answer *answer)
{
	puts("{");
	each_section(answer, json_section);
	fputs("  \"lists\": {", stdout);
	for (size_t i = 0; i < LISTS_N; i++) {
		printf("%s\n    \"%s\": ", i ? "," : "", lists[i].name);
		json_list(answer->text + answer->list_at[i],
			  answer->list_at[i + 1] - answer->list_at[i]);
	}
	puts("\n  }\n}");
}

static void print_text(const struct answer *answer)
{
	each_section(answer, show_section);
	for (size_t i = 0; i < LISTS_N; i++)
		print_list(lists[i].title, answer->text + answer->list_at[i],
			   answer->list_at[i + 1] - answer->list_at[i]);
}

static int ask(struct isle_context *ctx, struct answer *ret_answer)
{
	int n = isle_control_status(ctx, ret_answer->text, TEXT_MAX / 2);
	size_t used;

	if (n < 0)
		return n;
	used = ret_answer->n = (size_t)n;
	for (size_t i = 0; i < LISTS_N; i++) {
		ret_answer->list_at[i] = used;
		n = isle_control_list(ctx, lists[i].what, ret_answer->text + used, TEXT_MAX - used);
		if (n < 0)
			return n;
		used += (size_t)n;
	}
	ret_answer->list_at[LISTS_N] = used;
	return 0;
}

static int run(const struct cli_args *args)
{
	static struct answer answer;
	struct isle_context *ctx;
	int code = cli_door_enter(args, &ctx), error;

	if (code != CLI_DONE)
		return code;
	error = ask(ctx, &answer);
	cli_door_close();
	if (error < 0)
		return cli_fail_error(error, "status");
	if (args->json)
		print_json(&answer);
	else
		print_text(&answer);
	return CLI_DONE;
}

static const struct cli_option options[] = {
	{ 0, "json", CLI_FLAG, offsetof(struct cli_args, json), 0, 0 },
};

const struct cli_verb cli_verb_status = {
	.name = "status",
	.synopsis = "NAME [--json]",
	.summary = "shows link, session, services, counters and handles of one client",
	.help = "  --json  the same for programs\n",
	.syntax = { options, sizeof(options) / sizeof(options[0]), 1, 1 },
	.run = run,
};
