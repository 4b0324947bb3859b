/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * sim --seeds A..B     runs them, prints a line for each that fails and the totals
 * sim --seed N [--trace]   runs one
 * --rings                  over the product's rings in shared memory, and nothing else
 */
#include "sim.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void died(int signal_nr)
{
	char line[128];
	int n = snprintf(line, sizeof(line), "not ok - sim: seed %llu: signal %d # step %u\n",
			 (unsigned long long)world.seed, signal_nr, world.steps);

	if (write(1, line, (size_t)n) < 0)
		_exit(2);
	signal(signal_nr, SIG_DFL);
	raise(signal_nr);
}

static int usage(void)
{
	fprintf(stderr,
		"usage: sim --seeds A..B | --seed N [--trace] [--rings] [--failures MAX]\n");
	return 2;
}

static void print_totals(uint64_t from, uint64_t to, unsigned failed)
{
	if (!failed)
		printf("ok - sim: seeds %llu..%llu hold every invariant\n",
		       (unsigned long long)from, (unsigned long long)to);
	printf("# %llu frames, %llu calls, %llu of them good, %llu cuts, %llu crashes, "
	       "%llu times up, %llu lost, %llu late answers\n",
	       (unsigned long long)world.total.frames, (unsigned long long)world.total.calls,
	       (unsigned long long)world.total.good, (unsigned long long)world.total.cuts,
	       (unsigned long long)world.total.crashes, (unsigned long long)world.total.ups,
	       (unsigned long long)world.total.lost, (unsigned long long)world.total.late);
	printf("%u passed, %u failed, 0 skipped\n", failed ? 0 : 1, failed);
}

int main(int argc, char **argv)
{
	unsigned long long from = 1, to = 100, seed;
	unsigned failed = 0, failures_max = 10;
	bool trace = false;
	int i;

	for (i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--trace") == 0)
			trace = true;
		else if (strcmp(argv[i], "--rings") == 0)
			world.rings = true;
		else if (i + 1 == argc)
			return usage();
		else if (strcmp(argv[i], "--seed") == 0)
			from = to = strtoull(argv[++i], NULL, 0);
		else if (strcmp(argv[i], "--failures") == 0)
			failures_max = (unsigned)strtoul(argv[++i], NULL, 0);
		else if (strcmp(argv[i], "--seeds") != 0 ||
			 sscanf(argv[++i], "%llu..%llu", &from, &to) != 2)
			return usage();
	}
	signal(SIGSEGV, died);
	signal(SIGBUS, died);
	signal(SIGABRT, died);
	for (seed = from; seed <= to && failed < failures_max; seed++)
		failed += !sim_seed(seed, trace);
	print_totals(from, to, failed);
	return failed ? 1 : 0;
}
