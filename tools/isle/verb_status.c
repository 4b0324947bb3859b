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
	const char *name;
} lists[] = {
	{ ISLE_CONTROL_LIST_CONTEXTS, "contexts" },
	{ ISLE_CONTROL_LIST_SERVICES, "services" },
	{ ISLE_CONTROL_LIST_HANDLES, "handles" },
	{ ISLE_CONTROL_LIST_PROGRAMS, "programs" },
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

static void print_text(const struct answer *answer)
{
	const char *text = answer->text;
	size_t n = answer->n;
	struct cli_piece section = { "", 0 };
	struct cli_line line;

	while (cli_line_next(&text, &n, &line)) {
		if (!cli_piece_same(section, line.section)) {
			section = line.section;
			print_piece(stdout, section);
			putchar('\n');
		}
		fputs("  ", stdout);
		print_piece(stdout, line.key);
		printf("%*s", line.key.n < 18 ? 18 - (int)line.key.n : 1, "");
		print_piece(stdout, line.value);
		putchar('\n');
	}
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

static void json_value(struct cli_piece value)
{
	if (cli_piece_is(value, "true") || cli_piece_is(value, "false") ||
	    cli_json_is_number(value.at, value.n))
		print_piece(stdout, value);
	else
		cli_json_print(stdout, value.at, value.n);
}

static void json_status(const struct answer *answer)
{
	const char *text = answer->text, *comma = "";
	size_t n = answer->n;
	struct cli_piece section = { "", 0 };
	struct cli_line line;

	while (cli_line_next(&text, &n, &line)) {
		if (!cli_piece_same(section, line.section)) {
			fputs(section.n ? "\n  },\n  " : "\n  ", stdout);
			section = line.section;
			cli_json_print(stdout, section.at, section.n);
			fputs(": {", stdout);
			comma = "";
		}
		printf("%s\n    ", comma);
		comma = ",";
		cli_json_print(stdout, line.key.at, line.key.n);
		fputs(": ", stdout);
		json_value(line.value);
	}
	fputs(section.n ? "\n  },\n" : "\n", stdout);
}

static void json_list(const char *text, size_t n)
{
	const char *comma = "";
	struct cli_line line;

	putchar('[');
	while (cli_line_next(&text, &n, &line)) {
		const char *from = line.section.n ? line.section.at : line.value.at;

		printf("%s\n    ", comma);
		comma = ",";
		cli_json_print(stdout, from, (size_t)(line.value.at + line.value.n - from));
	}
	fputs(*comma ? "\n  ]" : "]", stdout);
}

static void print_answer(const struct answer *answer, bool json)
{
	if (json) {
		putchar('{');
		json_status(answer);
	} else {
		print_text(answer);
	}
	for (size_t i = 0; i < LISTS_N; i++) {
		const char *text = answer->text + answer->list_at[i];
		size_t n = answer->list_at[i + 1] - answer->list_at[i];

		if (json) {
			printf("  \"%s\": ", lists[i].name);
			json_list(text, n);
			fputs(i + 1 < LISTS_N ? ",\n" : "\n}\n", stdout);
		} else {
			print_list(lists[i].name, text, n);
		}
	}
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
	print_answer(&answer, args->json);
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
