/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The verbs of `isle`: one file each, one const table.
 */
#ifndef CLI_VERBS_H
#define CLI_VERBS_H

#include "args.h"

/* How the program ends. */
enum cli_exit {
	CLI_DONE = 0,
	CLI_REFUSED = 1, /* answered, with an error; or the answer could not be shown */
	CLI_USAGE = 2,   /* the command line is wrong */
	CLI_UNREACHABLE =
		3,   /* nothing was called: daemon, client, service or memory is not there */
	CLI_LATE = 4 /* the deadline passed */
};

struct cli_verb {
	const char *name;
	const char *synopsis; /* behind the name */
	const char *summary;  /* one line of the list */
	const char *help;     /* the rest of --help */
	struct cli_syntax syntax;
	int (*run)(const struct cli_args *args); /* returns an enum cli_exit */
};

extern const struct cli_verb cli_verb_list;
extern const struct cli_verb cli_verb_status;
extern const struct cli_verb cli_verb_console;
extern const struct cli_verb cli_verb_policy;
extern const struct cli_verb cli_verb_call;
extern const struct cli_verb cli_verb_hold;

/* "isle: VERB: what" on stderr; returns `code`. The arguments must be safe to print. */
int cli_fail(int code, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Says that `error` (< 0) befell `what`, and returns how the program ends for that. */
int cli_fail_error(int error, const char *what);

#endif
