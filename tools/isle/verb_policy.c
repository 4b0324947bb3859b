/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "verbs.h"

/* The daemon beside this program, so that both are of one build. Returns: its length, 0 = none. */
static size_t beside(char *ret_path, size_t max)
{
	static const char name[] = "/isled";
	ssize_t n = readlink("/proc/self/exe", ret_path, max - sizeof(name));
	char *slash;

	if (n <= 0 || (size_t)n >= max - sizeof(name))
		return 0;
	ret_path[n] = '\0';
	slash = strrchr(ret_path, '/');
	if (!slash)
		return 0;
	memcpy(slash, name, sizeof(name));
	return access(ret_path, X_OK) == 0 ? strlen(ret_path) : 0;
}

static int run(const struct cli_args *args)
{
	char path[PATH_MAX];
	char *const argv[] = { "isled", "--explain", (char *)args->operand[1], NULL };

	if (strcmp(args->operand[0], "check") != 0)
		return cli_fail(CLI_USAGE, "policy: the only thing to do with a policy is: check");
	fflush(stdout);
	if (beside(path, sizeof(path)))
		execv(path, argv);
	execvp("isled", argv);
	return cli_fail(CLI_UNREACHABLE, "policy: isled is not found: %s", strerror(errno));
}

const struct cli_verb cli_verb_policy = {
	.name = "policy",
	.synopsis = "check FILE",
	.summary = "checks a configuration and says in words what it permits",
	.help = "The daemon's own parser reads FILE, as it would at its start; nothing is opened or\n"
		"changed. Mistakes are reported as FILE:LINE: and the exit status is not 0.\n",
	.syntax = { NULL, 0, 2, 2 },
	.run = run,
};
