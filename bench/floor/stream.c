/* SPDX-License-Identifier: BSD-3-Clause */
/* Floor of a stream: 64 KiB writes into a unix stream, read as they come. */
#define _GNU_SOURCE
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../bench.h"

#define WRITE_BYTES 65536u

struct ends {
	int fd[2];
	uint8_t *buf;
	uint64_t at;
};

static void pour(void *arg)
{
	static uint8_t data[WRITE_BYTES];
	struct ends *e = arg;

	close(e->fd[0]);
	bench_pattern_fill(data, 0, sizeof(data));
	while (write(e->fd[1], data, sizeof(data)) > 0)
		;
}

static size_t take(void *arg)
{
	struct ends *e = arg;
	size_t have = 0;

	while (have < WRITE_BYTES) {
		ssize_t n = read(e->fd[0], e->buf + have, WRITE_BYTES - have);

		bench_check(n > 0, "reading a socket");
		have += (size_t)n;
	}
	bench_check(bench_pattern_holds(e->buf, 0, have, false), "content of a stream");
	return have;
}

void bench_floor_stream(struct bench *b, const struct bench_row *row, struct bench_figure *ret)
{
	struct ends e = { .buf = b->buf };
	struct bench_clock clock;
	pid_t pid;

	bench_check(!socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, e.fd), "socketpair");
	pid = bench_fork(pour, &e, b->cpu[row->cpu_of_peer]);
	close(e.fd[1]);
	take(&e);
	bench_clock_start(&clock, row, pid);
	bench_rate(&clock, take, &e, ret);
	close(e.fd[0]);
	bench_reap(pid);
}
