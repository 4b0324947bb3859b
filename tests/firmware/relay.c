/* SPDX-License-Identifier: BSD-3-Clause */
/* The wire between the daemon's terminal and the board: a process that harms what it carries. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "machine.h"

#define PIECE 256u

struct wire {
	struct harm *harm;
	int tty, board, listener; /* board: -1 = nobody is connected */
	uint64_t random;
};

static uint32_t draw(struct wire *w, uint32_t n)
{
	w->random = w->random * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)((w->random >> 33) % n);
}

static size_t harm(struct wire *w, uint8_t *out, uint8_t byte)
{
	size_t n = 0;

	if (w->harm->faults && draw(w, 1000000) < w->harm->faults) {
		w->harm->harmed = w->harm->harmed + 1;
		switch (draw(w, 4)) {
		case 0:
			return 0;
		case 1:
			byte ^= (uint8_t)(1u << draw(w, 8));
			break;
		case 2:
			out[n++] = byte;
			break;
		default:
			out[n++] = (uint8_t)draw(w, 256);
		}
	}
	out[n++] = byte;
	return n;
}

/* All of it, however long that takes; what nobody takes any more is lost. */
static void put(int to, const uint8_t *bytes, size_t len)
{
	struct pollfd p = { .fd = to, .events = POLLOUT };

	while (len && to >= 0) {
		ssize_t n = write(to, bytes, len);

		if (n > 0) {
			bytes += n;
			len -= (size_t)n;
		} else if (poll(&p, 1, 100) <= 0 || p.revents & (POLLHUP | POLLERR)) {
			return;
		}
	}
}

/* Returns false when `from` has ended. */
static bool carry(struct wire *w, int from, int to)
{
	uint8_t in[PIECE], out[2 * PIECE];
	ssize_t got = read(from, in, sizeof(in));
	size_t n = 0;

	if (got <= 0)
		return got != 0;
	if (w->harm->cut || w->harm->noise)
		return true;
	for (ssize_t i = 0; i < got; i++)
		n += harm(w, out + n, in[i]);
	put(to, out, n);
	return true;
}

/* As much as is taken without waiting, but not without end. */
static uint64_t blare(struct wire *w, int to)
{
	uint8_t bytes[PIECE];
	uint64_t all = 0;
	ssize_t n = 0;

	if (to < 0)
		return 0;
	for (unsigned turns = 0; turns < 16 && n >= 0; turns++) {
		for (unsigned i = 0; i < PIECE; i++)
			bytes[i] = (uint8_t)draw(w, 256);
		n = write(to, bytes, sizeof(bytes));
		all += n > 0 ? (uint64_t)n : 0;
	}
	return all;
}

/* Little lies between the ends, as on a wire. */
static void take_board(struct wire *w)
{
	int bytes = 1024;

	w->board = accept4(w->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	setsockopt(w->board, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof(bytes));
}

static void turn(struct wire *w)
{
	struct pollfd p[2] = { { .fd = w->tty, .events = POLLIN }, { .events = POLLIN } };

	p[1].fd = w->board < 0 ? w->listener : w->board;
	poll(p, 2, w->harm->noise ? 1 : 20);
	if (p[0].revents & POLLIN)
		carry(w, w->tty, w->board);
	if (p[1].revents && w->board < 0) {
		take_board(w);
	} else if (p[1].revents && !carry(w, w->board, w->tty)) {
		close(w->board);
		w->board = -1;
	}
	if (w->harm->noise) {
		w->harm->noise_up = w->harm->noise_up + blare(w, w->tty);
		w->harm->noise_down = w->harm->noise_down + blare(w, w->board);
	}
}

static int listen_at(const char *path)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	CHECK(fd >= 0);
	snprintf(name.sun_path, sizeof(name.sun_path), "%.100s", path);
	CHECK_EQ(bind(fd, (struct sockaddr *)&name, sizeof(name)), 0);
	CHECK_EQ(listen(fd, 4), 0);
	return fd;
}

static void become_relay(struct wire *w, pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGPIPE, SIG_IGN);
	if (getppid() != parent)
		_exit(1);
	for (;;)
		turn(w);
}

void relay_start(struct relay *relay, const char *folder, const char *tty, uint64_t seed)
{
	struct wire w = { .board = -1, .random = seed };
	pid_t parent = getpid();

	relay->harm = mmap(NULL, sizeof(*relay->harm), PROT_READ | PROT_WRITE,
			   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	CHECK(relay->harm != MAP_FAILED);
	snprintf(relay->path, sizeof(relay->path), "%s/wire", folder);
	w.harm = relay->harm;
	w.listener = listen_at(relay->path);
	w.tty = open(tty, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	CHECK(w.tty >= 0);
	fflush(stdout);
	relay->pid = fork();
	CHECK(relay->pid >= 0);
	if (relay->pid == 0)
		become_relay(&w, parent);
	close(w.listener);
	close(w.tty);
}

void relay_stop(struct relay *relay)
{
	int status;

	CHECK_EQ(kill(relay->pid, SIGKILL), 0);
	CHECK_EQ(waitpid(relay->pid, &status, 0), relay->pid);
	munmap(relay->harm, sizeof(*relay->harm));
}
