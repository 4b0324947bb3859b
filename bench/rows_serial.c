/* SPDX-License-Identifier: BSD-3-Clause */
/* Two ends of serial: with a line of a megabit between them that harms one byte in a thousand, and the same
 * line clean. All of it in this process: the line is the bottleneck by far. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <isle/errors.h>
#include <isle/transport.h>

#include "bench.h"

#define SLICE_MS   400u /* a slice of the usual length has too few losses */
#define PER_MS     100u
#define MEMORY     8192u
#define FRAME      256u
#define PATH_BYTES 300

struct end {
	union isle_link_space space;
	uint8_t rx[MEMORY], tx[MEMORY];
	uint32_t sent, got;
};

static struct {
	struct end from, to;
	int line[2], held; /* the line's terminals, by the end they lead to */
	uint64_t random, moved_ns;
	uint32_t faults; /* of a million bytes */
} s;

static const struct isle_transport *const serial = &isle_transport_serial;

static uint32_t draw(uint32_t n)
{
	s.random = s.random * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)((s.random >> 33) % n);
}

static size_t harm(uint8_t *out, uint8_t byte)
{
	size_t n = 0;

	if (s.faults && draw(1000000) < s.faults)
		switch (draw(4)) {
		case 0:
			return 0;
		case 1:
			byte ^= (uint8_t)(1u << draw(8));
			break;
		case 2:
			out[n++] = byte;
			break;
		default:
			out[n++] = (uint8_t)draw(256);
		}
	out[n++] = byte;
	return n;
}

static void carry(int from, int to, size_t most)
{
	uint8_t in[64 * PER_MS], out[2 * sizeof(in)];
	ssize_t got = read(from, in, most < sizeof(in) ? most : sizeof(in));
	size_t n = 0;

	for (ssize_t i = 0; i < got; i++)
		n += harm(out + n, in[i]);
	if (n && write(to, out, n) != (ssize_t)n)
		bench_die("the line");
}

/* As many bytes each way as the time since the last turn is worth. */
static void move_line(void)
{
	uint64_t now = bench_now_ns();
	size_t most = (size_t)((now - s.moved_ns) * PER_MS / 1000000u);

	if (!most)
		return;
	s.moved_ns = now;
	carry(s.line[0], s.line[1], most);
	carry(s.line[1], s.line[0], most);
}

static void take_frames(struct end *e)
{
	struct isle_link *link = &e->space.link;
	const uint8_t *frame;
	int n;

	while ((n = serial->receive(link, &frame)) > 0) {
		uint32_t number;

		memcpy(&number, frame, sizeof(number));
		bench_check(n == FRAME && number == e->got && frame[n - 1] == (uint8_t)number,
			    "a frame of the line");
		e->got++;
		serial->give_back(link);
	}
	bench_check(n == 0, "the link");
}

static void send_frames(struct end *e)
{
	struct isle_link *link = &e->space.link;
	struct isle_tx tx;

	while (!serial->lend(link, &tx) || !serial->flush(link)) {
		if (serial->lend(link, &tx))
			continue;
		memset(tx.buf, (uint8_t)e->sent, FRAME);
		memcpy(tx.buf, &e->sent, sizeof(e->sent));
		e->sent++;
		tx.len = FRAME;
		serial->send(link, &tx);
	}
}

static void turn(void)
{
	take_frames(&s.from);
	send_frames(&s.from);
	take_frames(&s.to);
	serial->flush(&s.to.space.link);
	move_line();
	usleep(200);
}

static void start(struct end *e, const char *address, enum isle_open_how how)
{
	struct isle_link_memory memory = { e->rx + 4, MEMORY - 4, e->tx + 4, MEMORY - 4 };
	struct isle_link_fds fds;

	e->space.link.transport = serial;
	bench_check(serial->open(address, how, &fds) == 0 &&
			    serial->run(&e->space.link, &fds, &memory) == 0,
		    "a terminal");
}

static void begin(struct bench *b, const struct bench_row *row)
{
	char path[2][PATH_BYTES], address[PATH_BYTES + 8];
	struct isle_link_fds fds;

	(void)row;
	memset(&s, 0, sizeof(s));
	for (unsigned i = 0; i < 2; i++)
		snprintf(path[i], sizeof(path[i]), "%s/line%u", b->folder, i);
	snprintf(address, sizeof(address), "%s,pty", path[0]);
	start(&s.from, address, ISLE_OPEN_LISTEN);
	s.line[0] = open(path[0], O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	snprintf(address, sizeof(address), "%s,pty", path[1]);
	bench_check(s.line[0] >= 0 && serial->open(address, ISLE_OPEN_LISTEN, &fds) == 0, "a pty");
	s.line[1] = fds.fd[0];
	s.held = fds.fd[1];
	start(&s.to, path[1], ISLE_OPEN_CONNECT);
	s.moved_ns = bench_now_ns();
	while (!s.to.got)
		turn();
}

static void end(struct bench *b, const struct bench_row *row)
{
	char path[PATH_BYTES];

	(void)row;
	serial->close(&s.from.space.link);
	serial->close(&s.to.space.link);
	close(s.line[0]);
	close(s.line[1]);
	close(s.held);
	for (unsigned i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "%s/line%u", b->folder, i);
		unlink(path);
	}
}

static void run(uint32_t faults, const struct bench_row *row, struct bench_figure *ret)
{
	struct bench_clock clock;
	uint64_t from;
	uint32_t got;

	s.faults = faults;
	for (unsigned i = 0; i < 100; i++) /* what the slice before had on its way */
		turn();
	bench_clock_start(&clock, row, 0);
	from = bench_now_ns();
	got = s.to.got;
	while (bench_now_ns() - from < SLICE_MS * 1000000u)
		turn();
	ret->value = (s.to.got - got) * FRAME / ((double)(bench_now_ns() - from) / 1e6);
	ret->disturbed = 0; /* the line waits for its time, not for a CPU */
}

static void slice(struct bench *b, const struct bench_row *row, struct bench_figure *ret)
{
	(void)b;
	run(1000, row, ret);
}

static void clean(struct bench *b, const struct bench_row *row, struct bench_figure *ret)
{
	(void)b;
	run(0, row, ret);
}

const struct bench_row bench_rows_serial[] = {
	{ .name = "serial.lossy",
	  .unit = "KB/s",
	  .floor_name = "the same line, clean",
	  .bar = 0.7,
	  .higher = true,
	  .placement = "any cpu",
	  .begin = begin,
	  .slice = slice,
	  .floor = clean,
	  .end = end },
};
const unsigned bench_rows_serial_n = sizeof(bench_rows_serial) / sizeof(bench_rows_serial[0]);
