/* SPDX-License-Identifier: BSD-3-Clause */
/* isled: serves one client runtime. See isled(8). */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <isle/errors.h>

#include "host.h"
#include "log.h"
#include "rundir.h"
#include "supervisor.h"
#include "walls.h"
#include "worker.h"

static const char usage[] =
	"usage: isled [-v] [--run-dir DIR] -c FILE|NAME\n"
	"       isled --check FILE     look for mistakes in a configuration\n"
	"       isled --explain FILE   say in plain words what a configuration permits\n"
	"       isled --version | --help\n"
	"\n"
	"  -c, --config FILE|NAME  NAME stands for /etc/isled/NAME.conf, or without root for\n"
	"                          $XDG_CONFIG_HOME/isled/NAME.conf (~/.config/isled/NAME.conf)\n"
	"      --run-dir DIR       where the doors are: /run/isled or $XDG_RUNTIME_DIR/isled\n"
	"      --require-confinement WALLS\n"
	"                          do not serve with less: any of separate-uid, landlock and\n"
	"                          seccomp, with commas, or all\n"
	"  -v, --verbose           log more\n";

enum { RUN_DIR = 256, CHECK, EXPLAIN, VERSION, REQUIRE };

static const struct option options[] = {
	{ "config", required_argument, NULL, 'c' },
	{ "run-dir", required_argument, NULL, RUN_DIR },
	{ "check", required_argument, NULL, CHECK },
	{ "explain", required_argument, NULL, EXPLAIN },
	{ "require-confinement", required_argument, NULL, REQUIRE },
	{ "verbose", no_argument, NULL, 'v' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, VERSION },
	{ NULL, 0, NULL, 0 },
};

static void report(void *state, const char *text)
{
	fprintf(state, "%s\n", text);
}

/* --check and --explain. Mistakes go to stderr. */
static int look_at(const char *file, bool explain)
{
	const struct isled_config_errors errors = { .report = report, .state = stderr };
	struct isled_config *config;
	char *text;
	int bytes = isled_config_load(file, &text), error;

	if (bytes < 0) {
		fprintf(stderr, "%s: %s\n", file, isle_error_text(-bytes));
		return 1;
	}
	error = isled_config_read(file, text, (size_t)bytes, ISLED_CONFIG_LOOK, &errors, &config);
	free(text);
	if (error < 0)
		return 1;
	if (explain)
		isled_config_explain(config, stdout);
	else
		printf("%s: good\n", file);
	isled_config_free(config);
	return 0;
}

/* A name stands for a file in the usual folder. */
static int find_file(const char *given, char *ret_file, size_t max)
{
	const char *home = getenv("HOME"), *folder = getenv("XDG_CONFIG_HOME"), *dot;
	int n;

	dot = strrchr(given, '.');
	if (strchr(given, '/') || (dot && strcmp(dot, ".conf") == 0))
		n = snprintf(ret_file, max, "%s", given);
	else if (geteuid() == 0)
		n = snprintf(ret_file, max, "/etc/isled/%s.conf", given);
	else if (folder && *folder)
		n = snprintf(ret_file, max, "%s/isled/%s.conf", folder, given);
	else
		n = snprintf(ret_file, max, "%s/.config/isled/%s.conf", home ? home : "", given);
	return n > 0 && (size_t)n < max ? 0 : -ISLE_ENAMETOOLONG;
}

static int serve(const char *given, const char *rundir, bool verbose, unsigned walls)
{
	struct isled_options run = { .verbose = verbose, .walls = walls };
	char file[4096], folder[4096];

	isled_log_start("isled", verbose ? ISLE_LOG_DEBUG : ISLE_LOG_INFO);
	if (find_file(given, file, sizeof(file)) < 0) {
		fprintf(stderr, "isled: %s: too long\n", given);
		return 2;
	}
	if (!rundir && isled_rundir_default(folder, sizeof(folder)) < 0) {
		fprintf(stderr, "isled: XDG_RUNTIME_DIR is not set; say --run-dir DIR\n");
		return 2;
	}
	run.file = file;
	run.rundir = rundir ? rundir : folder;
	return isled_supervisor_run(&run);
}

static int worker(char **argv)
{
	for (int i = 2; i < 6; i++)
		if (!argv[i])
			return 2;
	return isled_worker_run((uid_t)strtoul(argv[2], NULL, 10),
				(gid_t)strtoul(argv[3], NULL, 10), argv[4][0] == '1',
				(unsigned)strtoul(argv[5], NULL, 10));
}

/* What is asked for besides serving: told at once. Returns the exit status. */
static int tell(int option, const char *argument)
{
	switch (option) {
	case CHECK:
	case EXPLAIN:
		return look_at(argument, option == EXPLAIN);
	case 'h':
		fputs(usage, stdout);
		return 0;
	case VERSION:
		printf("isled %s\n", isled_version);
		return 0;
	}
	fputs(usage, stderr);
	return 2;
}

int main(int argc, char **argv)
{
	const char *config = NULL, *rundir = NULL;
	unsigned walls = 0;
	bool verbose = false;
	int option;

	/* What the supervisor starts; of no use to anyone else. */
	if (argc == 6 && strcmp(argv[1], "--worker") == 0)
		return worker(argv);
	while ((option = getopt_long(argc, argv, "c:vh", options, NULL)) != -1) {
		switch (option) {
		case 'c':
			config = optarg;
			break;
		case RUN_DIR:
			rundir = optarg;
			break;
		case REQUIRE:
			if (isled_walls_read(optarg, &walls) == 0)
				break;
			fprintf(stderr, "isled: no confinement is called %s\n", optarg);
			return 2;
		case 'v':
			verbose = true;
			break;
		default:
			return tell(option, optarg);
		}
	}
	if (!config || optind != argc)
		return tell('?', NULL);
	return serve(config, rundir, verbose, walls);
}
