/* SPDX-License-Identifier: BSD-3-Clause */
/* serial: over real pseudo terminals: addresses, settings, pairs of ends, and a relay that harms bytes. */
#define _GNU_SOURCE
#include <isle/errors.h>
#include <isle/transport.h>

#include <asm/termbits.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness.h"
#include "transport/serial/line.h"
#include "transport/serial/serial_linux.h"

#define FRAME  256u
#define MEMORY 6000u

struct end {
	union isle_link_space space;
	uint8_t rx[MEMORY], tx[MEMORY];
	uint32_t sent, got;
};

static const struct isle_transport *const serial = &isle_transport_serial;

static void start(struct end *end, const char *address, enum isle_open_how how)
{
	struct isle_link_memory memory = { end->rx + 4, MEMORY - 4, end->tx + 4, MEMORY - 4 };
	struct isle_link_fds fds;

	memset(end, 0, sizeof(*end));
	end->space.link.transport = serial;
	CHECK_EQ(serial->open(address, how, &fds), 0);
	for (unsigned i = 0; i < fds.n; i++)
		CHECK(fcntl(fds.fd[i], F_GETFD) & FD_CLOEXEC);
	CHECK_EQ(serial->run(&end->space.link, &fds, &memory), 0);
}

/* Sends what the line takes up to `want` frames, takes what has come. Returns whether something moved. */
static bool turn(struct end *end, uint32_t want)
{
	struct isle_link *link = &end->space.link;
	const uint8_t *frame;
	struct isle_tx tx;
	bool moved = false;
	int n;

	while ((n = serial->receive(link, &frame)) > 0) {
		uint32_t number;

		memcpy(&number, frame, 4);
		CHECK_EQ(number, end->got);
		CHECK_EQ(n, 16 + number * 7 % 241);
		for (int i = 4; i < n; i++)
			CHECK_EQ(frame[i], (uint8_t)(number + (uint32_t)i));
		end->got++;
		serial->give_back(link);
		moved = true;
	}
	CHECK_EQ(n, 0);
	while (end->sent < want) {
		if (serial->lend(link, &tx) && (serial->flush(link) || serial->lend(link, &tx)))
			break;
		memcpy(tx.buf, &end->sent, 4);
		tx.len = 16 + end->sent * 7 % 241;
		for (size_t i = 4; i < tx.len; i++)
			tx.buf[i] = (uint8_t)(end->sent + i);
		CHECK_EQ(serial->send(link, &tx), 0);
		end->sent++;
		moved = true;
	}
	n = serial->flush(link);
	CHECK(n == 0 || n == -ISLE_EAGAIN);
	return moved;
}

static struct end a, b;

static void swap_frames(uint32_t n)
{
	uint32_t want_a = a.got + n, want_b = b.got + n;

	a.sent = b.got;
	b.sent = a.got;
	while (a.got < want_a || b.got < want_b) {
		bool moved = turn(&a, want_b);

		if (!(turn(&b, want_a) || moved))
			serial->wait(&a.space.link, 1);
	}
}

static const char *path_of(const char *name)
{
	static char path[300];

	snprintf(path, sizeof(path), "%s/%s", test_folder(), name);
	return path;
}

static void start_pair(void)
{
	char address[320];

	snprintf(address, sizeof(address), "%s,pty", path_of("line"));
	start(&a, address, ISLE_OPEN_LISTEN);
	start(&b, path_of("line"), ISLE_OPEN_CONNECT);
}

static void stop_pair(void)
{
	serial->close(&a.space.link);
	serial->close(&b.space.link);
}

/* ---- addresses ---- */

TEST(serial, "addresses are taken apart, and what is none is refused")
{
	static const char *const wrong[] = {
		"",
		"ttyS1",
		"/dev/",
		"/dev/ttyS1,",
		"/dev/ttyS1,0",
		"/d,1152OO",
		"/d,-1",
		"/d,rtscts,rtscts",
		"/d,9600,19200",
		"/d,pty,rtscts",
		"/d,pty,pty",
		"/d,9600x",
		"/d,,9600",
		"/d,4294967296115200",
		"/d,20000001",
		"/d,49",
	};
	struct isle__serial_address a1;
	char longest[400];

	CHECK_EQ(isle_transport_check(serial), 0);
	CHECK_EQ(isle__serial_parse("/dev/ttyS1", &a1), 0);
	CHECK_STR(a1.path, "/dev/ttyS1");
	CHECK_EQ(a1.speed, 115200);
	CHECK(!a1.rtscts && !a1.pty);
	CHECK_EQ(isle__serial_parse("/dev/ttyUSB0,3000000,rtscts", &a1), 0);
	CHECK_STR(a1.path, "/dev/ttyUSB0");
	CHECK_EQ(a1.speed, 3000000);
	CHECK(a1.rtscts && !a1.pty);
	CHECK_EQ(isle__serial_parse("/run/m4.tty,pty", &a1), 0);
	CHECK(a1.pty);
	for (unsigned i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		CHECK_EQ(isle__serial_parse(wrong[i], &a1), -ISLE_EINVAL);
	memset(longest, 'x', sizeof(longest));
	longest[0] = '/';
	longest[sizeof(longest) - 1] = 0;
	CHECK_EQ(isle__serial_parse(longest, &a1), -ISLE_ENAMETOOLONG);
}

TEST(serial, "what is no terminal is refused with its reason")
{
	struct isle_link_fds fds;
	char address[320];
	int fd;

	CHECK_EQ(serial->open("/dev/null", ISLE_OPEN_CONNECT, &fds), -ISLE_ENOTTY);
	CHECK_EQ(serial->open(path_of("none"), ISLE_OPEN_CONNECT, &fds), -ISLE_ENOENT);
	snprintf(address, sizeof(address), "%s,pty", path_of("none"));
	CHECK_EQ(serial->open(address, ISLE_OPEN_CONNECT, &fds), -ISLE_EINVAL);
	fd = open(path_of("none"), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	close(fd);
	CHECK(serial->open(address, ISLE_OPEN_LISTEN, &fds) < 0); /* a file is not replaced */
	CHECK_EQ(access(path_of("none"), F_OK), 0);
}

TEST(serial, "a terminal is raw, of any speed, with flow control when it was asked for")
{
	char address[320];
	struct termios2 t;
	int fd;

	start_pair();
	fd = open(path_of("line"), O_RDWR | O_NOCTTY | O_CLOEXEC);
	snprintf(address, sizeof(address), "%s,250000,rtscts", path_of("line"));
	serial->close(&b.space.link);
	start(&b, address, ISLE_OPEN_CONNECT);
	CHECK_EQ(ioctl(fd, TCGETS2, &t), 0);
	CHECK_EQ(t.c_ospeed, 250000);
	CHECK_EQ(t.c_ispeed, 250000);
	CHECK_EQ(t.c_cflag & (CSIZE | PARENB | CREAD | CLOCAL), CS8 | CREAD | CLOCAL);
	CHECK(t.c_cflag & CRTSCTS);
	CHECK_EQ(t.c_lflag, 0);
	CHECK_EQ(t.c_oflag, 0);
	CHECK_EQ(t.c_iflag, IGNBRK);
	close(fd);
	stop_pair();
}

/* ---- two ends ---- */

TEST(serial, "frames cross both ways, each value of a byte in them")
{
	start_pair();
	swap_frames(3000);
	stop_pair();
}

static bool together(void)
{
	const struct isle__line *of_a = (const struct isle__line *)&a.space.link;
	const struct isle__line *of_b = (const struct isle__line *)&b.space.link;

	return of_a->up && of_b->up && of_a->peer == of_b->nonce && of_b->peer == of_a->nonce;
}

/* What still comes of an earlier life is let go. */
static void drain(struct end *end)
{
	const uint8_t *frame;

	serial->flush(&end->space.link);
	while (serial->receive(&end->space.link, &frame) > 0)
		serial->give_back(&end->space.link);
}

TEST(serial, "a client that comes again is heard, whatever the one before had left")
{
	start_pair();
	for (unsigned i = 0; i < 20; i++) {
		swap_frames(50);
		for (unsigned k = 0; k < i % 4; k++)
			turn(&b, b.sent + 20);
		serial->close(&b.space.link);
		start(&b, path_of("line"), ISLE_OPEN_CONNECT);
		while (!together()) {
			drain(&a);
			drain(&b);
		}
		a.got = 0;
	}
	stop_pair();
}

TEST(serial, "nobody at the other end: no end, no room, and hardly a turn")
{
	char address[320];
	struct isle_link_interest interest;
	struct isle_tx tx;
	const uint8_t *frame;
	int64_t ms = 0;
	unsigned turns = 0;

	snprintf(address, sizeof(address), "%s,pty", path_of("line"));
	start(&a, address, ISLE_OPEN_LISTEN);
	while (ms < 1000) {
		CHECK_EQ(serial->receive(&a.space.link, &frame), 0);
		CHECK_EQ(serial->lend(&a.space.link, &tx), -ISLE_EAGAIN);
		CHECK_EQ(serial->flush(&a.space.link), -ISLE_EAGAIN);
		serial->interest(&a.space.link, &interest);
		CHECK(interest.fd >= 0 && interest.readable && !interest.writable);
		CHECK(interest.timeout_ms > 0 && interest.timeout_ms < 1000);
		serial->wait(&a.space.link, interest.timeout_ms);
		ms += interest.timeout_ms;
		turns++;
	}
	CHECK(turns < 20);
	serial->close(&a.space.link);
}

TEST(serial, "a terminal whose other end has closed is the end of the link")
{
	struct isle_tx tx;
	const uint8_t *frame;

	start_pair();
	swap_frames(10);
	serial->close(&a.space.link);
	CHECK_EQ(serial->receive(&b.space.link, &frame), -ISLE_ELINK);
	serial->lend(&b.space.link, &tx);
	serial->close(&b.space.link);
}

TEST(serial, "a link that a dead daemon left is replaced by the next one's")
{
	start_pair();
	swap_frames(5);
	stop_pair(); /* leaves the name behind */
	start_pair();
	swap_frames(5);
	stop_pair();
}

/* ---- a relay ---- */

/* Moves bytes from one terminal to the other and harms one in a thousand. */
static void relay(int from, int to)
{
	uint8_t in[512], out[1024];
	ssize_t n = read(from, in, sizeof(in));
	size_t at = 0;

	for (ssize_t i = 0; i < n; i++) {
		uint64_t dice = test_random();
		uint8_t byte = in[i];

		if (dice % 1000 == 0)
			switch (dice / 1000 % 4) {
			case 0:
				continue;
			case 1:
				byte ^= (uint8_t)(1u << dice / 4000 % 8);
				break;
			case 2:
				out[at++] = byte;
				break;
			default:
				out[at++] = (uint8_t)(dice >> 32);
			}
		out[at++] = byte;
	}
	for (size_t done = 0; done < at;) {
		n = write(to, out + done, at - done);
		if (n < 0 && errno != EAGAIN)
			FAIL("relay: %s", strerror(errno));
		if (n < 0)
			return; /* full: lost, as on a line */
		done += (size_t)n;
	}
}

TEST(serial, "a relay that harms one byte in a thousand loses nothing for the ends")
{
	char address[320];
	int fds[2];

	for (unsigned i = 0; i < 2; i++) {
		snprintf(address, sizeof(address), "%s%u,pty", path_of("line"), i);
		start(i ? &b : &a, address, ISLE_OPEN_LISTEN);
		snprintf(address, sizeof(address), "%s%u", path_of("line"), i);
		fds[i] = open(address, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
		CHECK(fds[i] >= 0);
	}
	((struct isle__line *)&b.space.link)->nonce ^= 2; /* as a client's */
	while (a.got < 5000 || b.got < 5000) {
		struct pollfd p[2] = { { .fd = fds[0], .events = POLLIN },
				       { .fd = fds[1], .events = POLLIN } };

		turn(&a, 5000);
		turn(&b, 5000);
		poll(p, 2, 1);
		relay(fds[0], fds[1]);
		relay(fds[1], fds[0]);
	}
	close(fds[0]);
	close(fds[1]);
	stop_pair();
}
