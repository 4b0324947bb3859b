/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * isle - looks at a running isled from the Linux side, and calls its client.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <isle/errors.h>

#include "verbs.h"

static const struct cli_verb *const verbs[] = {
	&cli_verb_list,   &cli_verb_status, &cli_verb_console,
	&cli_verb_policy, &cli_verb_call,   &cli_verb_hold,
};
#define VERBS_N (sizeof(verbs) / sizeof(verbs[0]))

int cli_fail(int code, const char *format, ...)
{
	va_list list;

	fputs("isle: ", stderr);
	va_start(list, format);
	vfprintf(stderr, format, list);
	va_end(list);
	fputc('\n', stderr);
	return code;
}

int cli_fail_error(int error, const char *what)
{
	static const struct {
		int error, code;
	} special[] = {
		{ -ISLE_ETIMEDOUT, CLI_LATE },        { -ISLE_ENOSERVICE, CLI_UNREACHABLE },
		{ -ISLE_ELINK, CLI_UNREACHABLE },     { -ISLE_ECONNREFUSED, CLI_UNREACHABLE },
		{ -ISLE_ENOTCONN, CLI_UNREACHABLE },  { -ISLE_ESTOPPING, CLI_UNREACHABLE },
		{ -ISLE_ESLEEPING, CLI_UNREACHABLE }, { -ISLE_EGONE, CLI_UNREACHABLE },
	};
	int code = CLI_REFUSED;

	for (size_t i = 0; i < sizeof(special) / sizeof(special[0]); i++)
		if (special[i].error == error)
			code = special[i].code;
	return cli_fail(code, "%s: %s: %s", what, isle_error_name(error), isle_error_text(error));
}

static void usage(FILE *out)
{
	fputs("usage: isle [--run-dir DIR] VERB [ARGUMENTS]\n\n", out);
	for (size_t i = 0; i < VERBS_N; i++)
		fprintf(out, "  %-8s %s\n", verbs[i]->name, verbs[i]->summary);
	fputs("\nisle VERB --help says more about one. --run-dir DIR (or ISLED_RUN_DIR in the\n"
	      "environment), before the verb or behind it, is where the daemon's sockets are, if not in\n"
	      "/run/isled or, for a normal user, in $XDG_RUNTIME_DIR/isled.\n",
	      out);
}

static void verb_usage(const struct cli_verb *verb, FILE *out)
{
	fprintf(out, "usage: isle %s%s%s\n", verb->name, *verb->synopsis ? " " : "",
		verb->synopsis);
	if (out == stdout)
		fprintf(out, "\n%s.\n\n%s", verb->summary, verb->help);
}

static const struct cli_verb *find(const char *name)
{
	for (size_t i = 0; i < VERBS_N; i++)
		if (strcmp(verbs[i]->name, name) == 0)
			return verbs[i];
	return NULL;
}

static int run(const struct cli_verb *verb, int argc, char **argv)
{
	struct cli_args args = { .timeout_ms = 5000 };

	if (cli_args_parse(&verb->syntax, argc, argv, &args) < 0) {
		fprintf(stderr, "isle: %s: %s\n", verb->name, args.wrong);
		verb_usage(verb, stderr);
		return CLI_USAGE;
	}
	if (args.help) {
		verb_usage(verb, stdout);
		return CLI_DONE;
	}
	return verb->run(&args);
}

static int help(const char *name)
{
	const struct cli_verb *verb = name ? find(name) : NULL;

	if (verb)
		verb_usage(verb, stdout);
	else
		usage(name ? stderr : stdout);
	return name && !verb ? CLI_USAGE : CLI_DONE;
}

/*
 * --run-dir DIR may stand before the verb: brings the verb to argv[1], so that the option stands behind
 * it. Without a verb nothing is changed.
 */
static void bring_verb_forward(int argc, char **argv)
{
	static const char option[] = "--run-dir";
	size_t n = strlen(option);
	int at = 1;
	char *verb;

	while (at < argc && strncmp(argv[at], option, n) == 0 &&
	       (!argv[at][n] || argv[at][n] == '='))
		at += argv[at][n] ? 1 : 2;
	if (at >= argc)
		return;
	verb = argv[at];
	memmove(argv + 2, argv + 1, (size_t)(at - 1) * sizeof(*argv));
	argv[1] = verb;
}

int main(int argc, char **argv)
{
	const struct cli_verb *verb;
	const char *word;

	bring_verb_forward(argc, argv);
	word = argc > 1 ? argv[1] : "";
	verb = find(word);
	if (verb)
		return run(verb, argc - 2, argv + 2);
	if (strcmp(word, "--version") == 0) {
		puts("isle " CLI_VERSION);
		return CLI_DONE;
	}
	if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0)
		return help(argc > 2 ? argv[2] : NULL);
	if (word[0] == '-')
		fprintf(stderr, "isle: there is no option %.60s before the verb\n", word);
	else if (*word)
		fprintf(stderr, "isle: there is no verb %.60s\n", word);
	usage(stderr);
	return CLI_USAGE;
}
