/* SPDX-License-Identifier: BSD-3-Clause */
/* A firmware on an emulated board reads and writes a file over its UART: an application's bytes, beside the
 * bytes that the bare UART moves. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <isle/ipc.h>

#include "bench.h"

#define DOWN_BYTES 12288u
#define UP_BYTES   163840u

static struct isle_context *ctx;
static struct isle_ipc_binding binding;
static pid_t board;

static bool there(const struct bench *b)
{
	return bench_board_there(b);
}

static void check(int r, const char *what)
{
	if (r >= 0)
		return;
	fprintf(stderr, "bench: %s: %s\n", what, isle_error_text(r));
	errno = 0;
	bench_die(what);
}

/* Has the firmware do it; the answer comes when it is done. */
static void call(const char *method, uint32_t bytes, void *out, size_t max)
{
	int number = isle_ipc_method(ctx, &binding, method);
	int32_t left = 0;

	check(number, method);
	check(isle_ipc_call(ctx, &binding, (uint32_t)number, &bytes, sizeof(bytes), out, max,
			    &left),
	      method);
	bench_check(left == 0, "a transfer that has ended early");
}

static void begin(struct bench *b, const struct bench_row *row)
{
	char tty[300], door[300];
	int r, tries;

	(void)row;
	b->config = "uart.conf";
	bench_daemon_start(b);
	snprintf(tty, sizeof(tty), "%s/tty", b->folder);
	board = bench_board_start(b, "bench", tty);
	snprintf(door, sizeof(door), "%s/run/bench.sock", b->folder);
	ctx = bench_client_open(b, door, 4096);
	ctx->timeout_ms = 30000;
	for (tries = 0; (r = isle_ipc_bind(ctx, "bench", 1, &binding)) == -ISLE_ENOSERVICE; tries++)
		bench_check(tries < 1000 && !usleep(10000), "the board");
	check(r, "the board's service");
	bench_floor_uart_begin(b);
}

static void end(struct bench *b, const struct bench_row *row)
{
	(void)row;
	bench_floor_uart_end();
	bench_client_close();
	bench_board_stop(board);
	bench_daemon_stop(b);
	b->config = NULL;
}

static void figure(uint64_t from_ns, uint32_t bytes, struct bench_figure *ret)
{
	ret->value = bytes / ((double)(bench_now_ns() - from_ns) / 1e6);
	ret->disturbed = 0; /* of the emulator's threads nobody keeps account */
}

static void down(struct bench *b, const struct bench_row *row, struct bench_figure *ret)
{
	uint64_t from = bench_now_ns();
	uint32_t sum = 0, expected = 0;

	(void)row;
	call("down", DOWN_BYTES, &sum, sizeof(sum));
	figure(from, DOWN_BYTES, ret);
	bench_pattern_fill(b->buf, 0, DOWN_BYTES);
	for (uint32_t i = 0; i < DOWN_BYTES; i++)
		expected += b->buf[i];
	bench_check(sum == expected, "what the board has read");
}

static void down_floor(struct bench *b, const struct bench_row *row, struct bench_figure *ret)
{
	uint64_t from;

	(void)row;
	bench_pattern_fill(b->buf, 0, DOWN_BYTES);
	kill(board, SIGSTOP); /* its clock ticks */
	from = bench_now_ns();
	bench_floor_uart_down(b->buf, DOWN_BYTES);
	figure(from, DOWN_BYTES, ret);
	kill(board, SIGCONT);
}

static void check_file(struct bench *b)
{
	char path[300];
	uint8_t byte[UP_BYTES / 16];
	uint32_t at = 0;
	int fd;

	snprintf(path, sizeof(path), "%s/up/file", b->folder);
	fd = open(path, O_RDWR | O_CLOEXEC);
	bench_check(fd >= 0, path);
	for (ssize_t n; (n = read(fd, byte, sizeof(byte))) > 0; at += (uint32_t)n)
		for (ssize_t i = 0; i < n; i++)
			bench_check(byte[i] == (uint8_t)(at + i), "what the board has written");
	bench_check(at == UP_BYTES && !ftruncate(fd, 0), "how much the board has written");
	close(fd);
}

static void up(struct bench *b, const struct bench_row *row, struct bench_figure *ret)
{
	uint64_t from = bench_now_ns();

	(void)row;
	call("up", UP_BYTES, NULL, 0);
	figure(from, UP_BYTES, ret);
	check_file(b);
}

static void up_floor(struct bench *b, const struct bench_row *row, struct bench_figure *ret)
{
	uint64_t from;

	(void)b;
	(void)row;
	kill(board, SIGSTOP);
	from = bench_now_ns();
	bench_floor_uart_up(UP_BYTES);
	figure(from, UP_BYTES, ret);
	kill(board, SIGCONT);
}

#define UART                                                                                       \
	.unit = "KB/s", .floor_name = "the bare UART, the same bytes", .bar = 0.8, .higher = true, \
	.placement = "any cpu", .there = there, .begin = begin, .end = end

const struct bench_row bench_rows_uart[] = {
	{ .name = "serial.down", .slice = down, .floor = down_floor, UART },
	{ .name = "serial.up", .slice = up, .floor = up_floor, UART },
};
const unsigned bench_rows_uart_n = sizeof(bench_rows_uart) / sizeof(bench_rows_uart[0]);
