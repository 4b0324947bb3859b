/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * stack --seeds A..B       runs them, prints a line for each that fails and the totals
 * stack --seed N [--trace] runs one
 *
 * What a crashed worker had is forgotten in this process, so a new process is made every now and then.
 */
#include "stack.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define SEEDS_PER_PROCESS 20

static void died(int signal_nr)
{
	char line[128];
	int n = snprintf(line, sizeof(line), "not ok - stack: seed %llu: signal %d\n",
			 (unsigned long long)world.seed, signal_nr);

	if (write(1, line, (size_t)n) < 0)
		_exit(2);
	signal(signal_nr, SIG_DFL);
	raise(signal_nr);
}

static unsigned run_some(unsigned long long from, unsigned long long to, bool trace,
			 const char *folder)
{
	unsigned failed = 0;

	for (; from <= to; from++)
		failed += !st_seed(from, trace, folder);
	return failed;
}

static unsigned in_child(unsigned long long from, unsigned long long to, bool trace,
			 const char *folder, struct world *shared)
{
	int status = 0;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		unsigned failed = run_some(from, to, trace, folder);

		shared->total = world.total;
		fflush(stdout);
		_exit(failed > 100 ? 100 : (int)failed);
	}
	waitpid(child, &status, 0);
	world.total = shared->total;
	return WIFEXITED(status) ? (unsigned)WEXITSTATUS(status) : 1;
}

static void print_totals(unsigned long long from, unsigned long long to, unsigned failed)
{
	if (!failed)
		printf("ok - stack: seeds %llu..%llu hold every invariant\n", from, to);
	printf("# %llu calls: %llu good, %llu maybe, %llu certainly not; %llu stale, %llu cuts, "
	       "%llu worker crashes, %llu client crashes, %llu times up\n",
	       (unsigned long long)world.total.ops, (unsigned long long)world.total.good,
	       (unsigned long long)world.total.maybe, (unsigned long long)world.total.never,
	       (unsigned long long)world.total.stale, (unsigned long long)world.total.cuts,
	       (unsigned long long)world.total.daemon_crashes,
	       (unsigned long long)world.total.client_crashes, (unsigned long long)world.total.ups);
	printf("%u passed, %u failed, 0 skipped\n", failed ? 0 : 1, failed);
}

/* tmpfs where there is one. */
static const char *make_folder(char *path, size_t bytes)
{
	snprintf(path, bytes, "/dev/shm/isle-stack-XXXXXX");
	if (mkdtemp(path))
		return path;
	snprintf(path, bytes, "/tmp/isle-stack-XXXXXX");
	return mkdtemp(path);
}

int main(int argc, char **argv)
{
	unsigned long long from = 1, to = 100, seed, last;
	unsigned failed = 0, failures_max = 10;
	char folder[64], command[100];
	struct world *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
				    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	bool trace = false;
	int i;

	for (i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--trace") == 0)
			trace = true;
		else if (i + 1 < argc && strcmp(argv[i], "--seed") == 0)
			from = to = strtoull(argv[++i], NULL, 0);
		else if (i + 1 < argc && strcmp(argv[i], "--failures") == 0)
			failures_max = (unsigned)strtoul(argv[++i], NULL, 0);
		else if (i + 1 == argc || strcmp(argv[i], "--seeds") != 0 ||
			 sscanf(argv[++i], "%llu..%llu", &from, &to) != 2)
			return 2;
	}
	if (shared == MAP_FAILED || !make_folder(folder, sizeof(folder)))
		return 2;
	signal(SIGSEGV, died);
	signal(SIGBUS, died);
	signal(SIGABRT, died);
	for (seed = from; seed <= to && failed < failures_max; seed = last + 1) {
		last = seed + SEEDS_PER_PROCESS - 1 < to ? seed + SEEDS_PER_PROCESS - 1 : to;
		failed += in_child(seed, last, trace, folder, shared);
	}
	print_totals(from, to, failed);
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command) != 0 || failed ? 1 : 0;
}
