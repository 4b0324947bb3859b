/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>

#include <isle/control.h>

#include "door.h"
#include "verbs.h"

static int run(const struct cli_args *args)
{
	struct isle_context *ctx;
	int code = cli_door_enter(args, &ctx), error;

	if (code != CLI_DONE)
		return code;
	error = isle_control_hold(ctx, !args->off, args->for_s);
	if (error < 0)
		code = cli_fail_error(error, "hold");
	else if (args->off)
		puts("let go: silence counts again");
	else
		printf("held for %u s: the client may be silent\n",
		       args->for_s ? args->for_s : ISLE_HOLD_S_MAX);
	cli_door_close();
	return code;
}

static const struct cli_option options[] = {
	{ 0, "for", CLI_NUMBER, offsetof(struct cli_args, for_s), 1, ISLE_HOLD_S_MAX },
	{ 0, "off", CLI_FLAG, offsetof(struct cli_args, off), 0, 0 },
};

const struct cli_verb cli_verb_hold = {
	.name = "hold",
	.synopsis = "NAME [--for SECONDS | --off]",
	.summary = "keeps the client's session although it is silent, as when a debugger halts it",
	.help = "Until the time is over, or --off, silence of the client ends neither its session nor\n"
		"its calls.\n\n"
		"  --for SECONDS  how long; without it one day, which is the longest\n"
		"  --off          ends it\n",
	.syntax = { options, sizeof(options) / sizeof(options[0]), 1, 1 },
	.run = run,
};
