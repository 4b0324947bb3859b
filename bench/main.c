/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * isle_bench --bin FOLDER [--only PREFIX] [--json FILE]
 * isle_bench --bin FOLDER --only ROW --times N    does a row's operation N times, for bench/counts;
 *                                                 N = 0 lists the rows that have one
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"

static uint8_t buf[65536];
static struct bench bench = { .buf = buf };
static pid_t owner;

static void clean_up(void)
{
	if (getpid() != owner)
		return; /* a forked floor that failed */
	bench_daemon_stop(&bench);
	bench_tree_remove(&bench);
}

/* Interrupted in the middle of a row: nobody else would remove a quarter of a gigabyte. */
static void leave(int number)
{
	(void)number;
	exit(1);
}

/* The quieter rounds to the front. */
static void sort_by_quiet(struct bench_figure (*rounds)[2])
{
	unsigned i, k;

	for (i = 1; i < BENCH_ROUNDS; i++)
		for (k = i; k && rounds[k][0].disturbed + rounds[k][1].disturbed <
					 rounds[k - 1][0].disturbed + rounds[k - 1][1].disturbed;
		     k--) {
			struct bench_figure swap[2];

			memcpy(swap, rounds[k], sizeof(swap));
			memcpy(rounds[k], rounds[k - 1], sizeof(swap));
			memcpy(rounds[k - 1], swap, sizeof(swap));
		}
}

static void sum_up(struct bench_figure (*rounds)[2], struct bench_result *ret)
{
	double value[BENCH_KEPT], p99[BENCH_KEPT], floor[BENCH_KEPT], ratio[BENCH_KEPT];
	unsigned i;

	sort_by_quiet(rounds);
	for (i = 0; i < BENCH_KEPT; i++) {
		value[i] = rounds[i][0].value;
		p99[i] = rounds[i][0].p99;
		floor[i] = rounds[i][1].value;
		ratio[i] = value[i] / floor[i];
	}
	ret->value = bench_median(value, BENCH_KEPT);
	ret->p99 = bench_median(p99, BENCH_KEPT);
	if (ret->row->floor_name) {
		ret->floor = bench_median(floor, BENCH_KEPT);
		ret->ratio = bench_median(ratio, BENCH_KEPT);
	}
	ret->disturbed = rounds[BENCH_KEPT - 1][0].disturbed;
}

static void measure(const struct bench_row *row, const char *json)
{
	struct bench_figure rounds[BENCH_ROUNDS][2] = { { { 0 } } };
	struct bench_result result = { .row = row, .note = bench.note };
	unsigned i;

	bench.note[0] = 0;
	row->begin(&bench, row);
	for (i = 0; i < BENCH_ROUNDS; i++) {
		row->slice(&bench, row, &rounds[i][0]);
		if (row->floor)
			row->floor(&bench, row, &rounds[i][1]);
	}
	row->end(&bench, row);
	sum_up(rounds, &result);
	bench_table_row(&result);
	if (json)
		bench_json_row(json, &result);
}

/* Calls `found` for every row whose name begins with `prefix`. */
static unsigned each_row(const char *prefix, void (*found)(const struct bench_row *, const char *),
			 const char *arg)
{
	const struct {
		const struct bench_row *rows;
		unsigned n;
	} tables[] = { { bench_rows_file, bench_rows_file_n },
		       { bench_rows_serial, bench_rows_serial_n },
		       { bench_rows_uart, bench_rows_uart_n },
		       { bench_rows_idle, bench_rows_idle_n },
		       { bench_rows_walls, bench_rows_walls_n } };
	unsigned t, i, n = 0;

	for (t = 0; t < sizeof(tables) / sizeof(tables[0]); t++)
		for (i = 0; i < tables[t].n; i++) {
			if (strncmp(tables[t].rows[i].name, prefix, strlen(prefix)))
				continue;
			n++;
			if (!tables[t].rows[i].there || tables[t].rows[i].there(&bench))
				found(&tables[t].rows[i], arg);
		}
	return n;
}

/* For bench/counts: the row's operation and nothing else. */
static void repeat(const struct bench_row *row, const char *times)
{
	unsigned long n = strtoul(times, NULL, 10), i;
	uint64_t client, worker;

	if (!row->once)
		return;
	puts(row->name);
	if (!n)
		return;
	bench.counting = true;
	row->begin(&bench, row);
	client = bench_cpu_ns(0);
	worker = bench_cpu_ns(bench.daemon.worker);
	for (i = 0; i < n; i++)
		row->once(&bench, row);
	printf("CPU time of an operation: client %.2f us, worker %.2f us\n",
	       (double)(bench_cpu_ns(0) - client) / 1e3 / (double)n,
	       (double)(bench_cpu_ns(bench.daemon.worker) - worker) / 1e3 / (double)n);
	row->end(&bench, row);
}

static int usage(void)
{
	fputs("usage: bench [--only PREFIX] [--json FILE]\n", stderr);
	return 2;
}

int main(int argc, char **argv)
{
	const char *only = "", *json = NULL, *times = NULL;
	int i;

	for (i = 1; i + 1 < argc && !strncmp(argv[i], "--", 2); i += 2) {
		if (!strcmp(argv[i], "--bin"))
			bench.bin = argv[i + 1];
		else if (!strcmp(argv[i], "--only"))
			only = argv[i + 1];
		else if (!strcmp(argv[i], "--json"))
			json = argv[i + 1];
		else if (!strcmp(argv[i], "--times"))
			times = argv[i + 1];
		else
			break;
	}
	if (i != argc || !bench.bin)
		return usage();
	owner = getpid();
	atexit(clean_up);
	signal(SIGINT, leave);
	signal(SIGTERM, leave);
	bench_find_cpus(&bench);
	bench_tree_make(&bench);
	if (json)
		remove(json);
	if (times)
		return each_row(only, repeat, times) ? 0 : 2;
	bench_table_head(&bench, bench_floor_polled_us(&bench));
	if (!each_row(only, measure, json)) {
		fprintf(stderr, "bench: no row begins with %s\n", only);
		return 2;
	}
	return 0;
}
