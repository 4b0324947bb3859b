/* SPDX-License-Identifier: BSD-3-Clause */
/* What the worker's walls cost, and how soon the next worker answers when one is killed. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/openat2.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <isle/errors.h>
#include <isle/file.h>

#include "bench.h"
#include "daemon/filter.h"
#include "daemon/landlock.h"

/* ---- the same work with and without walls ------------------------------------------------------------ */

#define OPS_AT_ONCE 64u
#define KILLS       20u

struct worker {
	pid_t pid;
	int socket; /* a byte asks for a slice, its us per operation come back */
	bool confined;
};

static struct worker confined = { .confined = true }, open_air;
static int tree;

static void open_read_close(void)
{
	const struct open_how how = { .flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
				      .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS };
	static char data[4096];
	int fd = (int)syscall(SYS_openat2, tree, "one", &how, sizeof(how));

	if (fd < 0 || pread(fd, data, sizeof(data), 0) != sizeof(data) || close(fd) < 0)
		_exit(1);
}

static double slice_us(void)
{
	uint64_t start = bench_now_ns(), now = start;
	unsigned n = 0;

	for (; now - start < BENCH_SLICE_MS * 1000000ull; now = bench_now_ns())
		for (unsigned i = 0; i < OPS_AT_ONCE; i++, n++)
			open_read_close();
	return (double)(now - start) / 1e3 / n;
}

static void work(void *arg)
{
	static const char *const nothing[] = { NULL };
	const struct isle_export export = { .path = "/", .root = tree };
	struct worker *w = arg;
	double us;
	char byte;

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (w->confined && (isled_landlock(&export, 1, nothing) < 1 || isled_filter_load() != 1))
		_exit(1);
	while (read(w->socket, &byte, 1) == 1) {
		us = slice_us();
		if (write(w->socket, &us, sizeof(us)) != sizeof(us))
			break;
	}
}

static void hire(struct bench *b, struct worker *w)
{
	int pair[2];

	bench_check(!socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), "socketpair");
	w->socket = pair[1];
	w->pid = bench_fork(work, w, b->cpu[0]);
	close(pair[1]);
	w->socket = pair[0];
}

static void begin_walls(struct bench *b, const struct bench_row *row)
{
	char path[512];

	(void)row;
	snprintf(path, sizeof(path), "%s/tree", b->folder);
	tree = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	bench_check(tree >= 0, path);
	hire(b, &confined);
	hire(b, &open_air);
}

static void ask(struct worker *w, struct bench_figure *ret)
{
	bench_check(write(w->socket, "", 1) == 1 &&
			    read(w->socket, &ret->value, sizeof(ret->value)) == sizeof(double),
		    "a worker behind walls");
	ret->p99 = ret->disturbed = 0;
}

static void confined_slice(struct bench *b, const struct bench_row *row, struct bench_figure *ret)
{
	(void)b;
	(void)row;
	ask(&confined, ret);
}

static void open_slice(struct bench *b, const struct bench_row *row, struct bench_figure *ret)
{
	(void)b;
	(void)row;
	ask(&open_air, ret);
}

static void end_walls(struct bench *b, const struct bench_row *row)
{
	struct worker *const workers[] = { &confined, &open_air };

	(void)b;
	(void)row;
	for (unsigned i = 0; i < 2; i++) {
		kill(workers[i]->pid, SIGKILL);
		close(workers[i]->socket);
		bench_reap(workers[i]->pid);
	}
	close(tree);
}

/* ---- after a kill -------------------------------------------------------------------------------------- */

static struct isle_context *client;

static void begin_recover(struct bench *b, const struct bench_row *row)
{
	bench_daemon_start(b);
	client = bench_client_open(b, NULL, row->frame_max);
}

static double kill_ms(struct bench *b)
{
	pid_t worker = bench_child_of(b->daemon.supervisor);
	uint64_t start = bench_now_ns();
	struct isle_stat st;
	int r;

	bench_check(worker > 0 && !kill(worker, SIGKILL), "killing the worker");
	do {
		r = isle_file_stat(client, "/one", &st);
		bench_check(r == 0 || r == -ISLE_ELINK, "a call after the worker's end");
	} while (r);
	return (double)(bench_now_ns() - start) / 1e6;
}

static void recover_slice(struct bench *b, const struct bench_row *row, struct bench_figure *ret)
{
	double ms, worst = 0;

	(void)row;
	for (unsigned i = 0; i < KILLS; i++) {
		ms = kill_ms(b);
		worst = ms > worst ? ms : worst;
	}
	ret->value = worst;
	snprintf(b->note, sizeof(b->note), "worst of %u kills in a row", KILLS);
}

static void end_recover(struct bench *b, const struct bench_row *row)
{
	(void)row;
	bench_client_close();
	bench_daemon_stop(b);
}

const struct bench_row bench_rows_walls[] = {
	{ .name = "conf.orc4k",
	  .unit = "us",
	  .floor_name = "the same, unconfined",
	  .bar = 1.4,
	  .placement = "one cpu",
	  .begin = begin_walls,
	  .slice = confined_slice,
	  .floor = open_slice,
	  .end = end_walls },
	{ .name = "recover.worker",
	  .unit = "ms",
	  .bar = 20,
	  .placement = "any cpu",
	  .frame_max = 65792,
	  .begin = begin_recover,
	  .slice = recover_slice,
	  .end = end_recover },
};
const unsigned bench_rows_walls_n = sizeof(bench_rows_walls) / sizeof(bench_rows_walls[0]);
