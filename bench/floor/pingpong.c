/* SPDX-License-Identifier: BSD-3-Clause */
/* Floor of a call: 64 bytes there and back over a unix stream, both ends blocking. */
#define _GNU_SOURCE
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../bench.h"

#define MESSAGE_BYTES 64

struct ends {
	int fd[2];
	uint8_t message[MESSAGE_BYTES];
};

static void answer(void *arg)
{
	struct ends *e = arg;
	uint8_t message[MESSAGE_BYTES];

	close(e->fd[0]);
	while (read(e->fd[1], message, sizeof(message)) == sizeof(message))
		if (write(e->fd[1], message, sizeof(message)) != sizeof(message))
			return;
}

static void exchange(void *arg)
{
	struct ends *e = arg;
	uint8_t back[MESSAGE_BYTES];

	e->message[0]++;
	bench_check(write(e->fd[0], e->message, sizeof(back)) == sizeof(back) &&
			    read(e->fd[0], back, sizeof(back)) == sizeof(back) &&
			    !memcmp(back, e->message, sizeof(back)),
		    "exchange over a socket");
}

void bench_floor_pingpong(struct bench *b, const struct bench_row *row, struct bench_figure *ret)
{
	struct ends e = { .message = { 0 } };
	struct bench_clock clock;
	unsigned i;
	pid_t pid;

	bench_check(!socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, e.fd), "socketpair");
	pid = bench_fork(answer, &e, b->cpu[row->cpu_of_peer]);
	close(e.fd[1]);
	for (i = 0; i < 200; i++)
		exchange(&e);
	bench_clock_start(&clock, row, pid);
	bench_latency(&clock, exchange, &e, ret);
	close(e.fd[0]);
	bench_reap(pid);
}
