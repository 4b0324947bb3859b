/* SPDX-License-Identifier: BSD-3-Clause */
/* The daemon without a client: how large it is, and how soon it is there. */
#include <stdio.h>
#include <unistd.h>

#include "bench.h"

static void begin(struct bench *b, const struct bench_row *row)
{
	(void)b;
	(void)row;
}

static void end(struct bench *b, const struct bench_row *row)
{
	(void)row;
	bench_daemon_stop(b);
}

/* The larger of the two processes, a moment after they are ready. */
static void rss_slice(struct bench *b, const struct bench_row *row, struct bench_figure *ret)
{
	double supervisor, worker;

	(void)row;
	bench_daemon_start(b);
	usleep(20000);
	supervisor = bench_rss_mb(b->daemon.supervisor);
	worker = bench_rss_mb(b->daemon.worker);
	bench_daemon_stop(b);
	snprintf(b->note, sizeof(b->note), "supervisor %.2f MB, worker %.2f MB", supervisor,
		 worker);
	ret->value = supervisor > worker ? supervisor : worker;
}

static void ready_slice(struct bench *b, const struct bench_row *row, struct bench_figure *ret)
{
	(void)row;
	bench_daemon_start(b);
	ret->value = b->daemon.ready_ms;
	bench_daemon_stop(b);
}

const struct bench_row bench_rows_idle[] = {
	{ .name = "idle.rss",
	  .unit = "MB",
	  .bar = 2.5,
	  .placement = "any cpu",
	  .begin = begin,
	  .slice = rss_slice,
	  .end = end },
	{ .name = "idle.ready",
	  .unit = "ms",
	  .bar = 5,
	  .placement = "any cpu",
	  .begin = begin,
	  .slice = ready_slice,
	  .end = end },
};
const unsigned bench_rows_idle_n = sizeof(bench_rows_idle) / sizeof(bench_rows_idle[0]);
