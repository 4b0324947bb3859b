/* SPDX-License-Identifier: BSD-3-Clause */
/* Floor of the UART, its end on Linux: a terminal, and at its other end a board that only moves bytes. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "../bench.h"

static int line = -1, held = -1;
static pid_t board;

static void give(const uint8_t *bytes, size_t len)
{
	struct pollfd p = { .fd = line, .events = POLLOUT };

	while (len) {
		ssize_t n = write(line, bytes, len);

		if (n < 0)
			bench_check(poll(&p, 1, 10000) == 1, "the floor's board takes nothing");
		else
			bytes += n, len -= (size_t)n;
	}
}

/* Woken by each byte we would take a CPU of the board; a nap lets some gather. */
static void take(uint8_t *bytes, size_t len)
{
	unsigned naps = 0;

	while (len) {
		ssize_t n = read(line, bytes, len);

		if (n > 0) {
			bytes += n;
			len -= (size_t)n;
			naps = 0;
			continue;
		}
		bench_check(++naps < 50000, "the floor's board says nothing");
		usleep(200);
	}
}

static void ask(char what, uint32_t len)
{
	uint8_t head[5] = { (uint8_t)what, (uint8_t)len, (uint8_t)(len >> 8), (uint8_t)(len >> 16),
			    (uint8_t)(len >> 24) };

	give(head, sizeof(head));
}

/* It turns all the time: it stands still while others are measured. */
void bench_floor_uart_begin(struct bench *b)
{
	struct termios raw;
	uint8_t byte;

	line = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	bench_check(line >= 0 && !grantpt(line) && !unlockpt(line), "a pty");
	held = open(ptsname(line), O_RDWR | O_NOCTTY | O_CLOEXEC);
	bench_check(held >= 0 && !tcgetattr(held, &raw), "a pty");
	cfmakeraw(&raw);
	bench_check(!tcsetattr(held, TCSANOW, &raw), "a pty");
	board = bench_board_start(b, "bench_floor", ptsname(line));
	take(&byte, 1);
	bench_check(byte == 'r', "the floor's board");
	kill(board, SIGSTOP);
}

void bench_floor_uart_end(void)
{
	bench_board_stop(board);
	close(line);
	close(held);
}

/* Bytes that came there right, by their sum. */
void bench_floor_uart_down(const uint8_t *bytes, uint32_t len)
{
	uint32_t sum = 0;
	uint8_t said[5];

	kill(board, SIGCONT);
	ask('D', len);
	give(bytes, len);
	take(said, sizeof(said));
	kill(board, SIGSTOP);
	for (uint32_t i = 0; i < len; i++)
		sum += bytes[i];
	bench_check(said[0] == 'd' && said[1] == (uint8_t)sum && said[2] == (uint8_t)(sum >> 8) &&
			    said[3] == (uint8_t)(sum >> 16) && said[4] == (uint8_t)(sum >> 24),
		    "bytes at the floor's board");
}

void bench_floor_uart_up(uint32_t len)
{
	uint8_t bytes[4096];

	kill(board, SIGCONT);
	ask('U', len);
	for (uint32_t at = 0; at < len; at += sizeof(bytes)) {
		uint32_t n = len - at < sizeof(bytes) ? len - at : (uint32_t)sizeof(bytes);

		take(bytes, n);
		for (uint32_t i = 0; i < n; i++)
			bench_check(bytes[i] == (uint8_t)(at + i), "bytes of the floor's board");
	}
	kill(board, SIGSTOP);
}
