/* SPDX-License-Identifier: BSD-3-Clause */
/* A port of Linux that leads to a service of the client. */
#include "bed.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define WINDOW 70000u
#define MANY   4

static struct isle_ipc_request requests[MANY];
static uint8_t buffers[MANY * WINDOW];

static const struct peer_options server = {
	.window = WINDOW, .requests = requests, .requests_n = MANY, .buffers = buffers
};
static const struct daemon_options with_port = { .forward = true, .limits = "forwards = 3" };

/* One connection at the client: what comes goes back, upside down if it says so. */
struct mirror {
	struct isle_channel channel;
	uint8_t rx[WINDOW], tx[1000], bytes[700];
	size_t n, at;
	unsigned received;
	bool used, hold, ended;
};
static struct mirror mirrors[MANY];
static unsigned connections;
static bool hold_next;

static void reflect(struct isle_channel *channel)
{
	struct mirror *m = channel->self;
	int r;

	while (!m->hold) {
		if (m->at == m->n) {
			r = isle_channel_receive(channel, m->bytes, sizeof(m->bytes), 0);
			if (r == 0 && !m->ended) {
				m->ended = true;
				isle_channel_shutdown(channel);
			}
			if (r <= 0)
				return;
			m->received += (unsigned)r;
			m->n = (size_t)r;
			m->at = 0;
		}
		r = isle_channel_send(channel, m->bytes + m->at, m->n - m->at, 0);
		if (r <= 0)
			return;
		m->at += (size_t)r;
	}
}

static void connected(struct isle_ipc_request *request)
{
	struct mirror *m = &mirrors[connections++ % MANY];

	CHECK(request->len > 9 && memcmp(request->data, "127.0.0.1", 9) == 0);
	m->hold = hold_next;
	isle_channel_init(&m->channel, m->rx, sizeof(m->rx), m->tx, sizeof(m->tx), reflect, m);
	CHECK_EQ(isle_channel_accept(&m->channel, request), 0);
}

static void refused(struct isle_ipc_request *request)
{
	isle_ipc_fail(request, -ISLE_ECONNREFUSED);
}

static struct isle_ipc_service web = { .name = "web", .version = 1, .connect = connected };
static struct isle_ipc_service shut = { .name = "web", .version = 1, .connect = refused };

static int dial(struct bed *bed)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	address.sin_port = htons((uint16_t)bed->daemon.port);
	CHECK(fd >= 0);
	CHECK_EQ(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	fcntl(fd, F_SETFL, O_NONBLOCK);
	return fd;
}

/* Receives until `want` bytes are there or it ends; returns how many, or -errno. */
static int receive(struct bed *bed, int fd, uint8_t *buf, size_t want)
{
	uint64_t start = 0;
	size_t got = 0;
	ssize_t n;

	while (got < want && still_waiting(&start)) {
		isle_client_poll(&bed->peer->client);
		n = recv(fd, buf + got, want - got, 0);
		if (n == 0)
			break;
		if (n < 0 && errno != EAGAIN)
			return -errno;
		got += n > 0 ? (size_t)n : 0;
	}
	return (int)got;
}

SCENARIO_WITH(forward, "while the service is not registered connections are reset and counted",
	      &with_port, &server)
{
	uint8_t byte;
	int fd = dial(bed);

	CHECK_EQ(receive(bed, fd, &byte, 1), -ECONNRESET);
	close(fd);
	CHECK_EQ(isle_ipc_register(bed->ctx, &shut), 0);
	fd = dial(bed);
	CHECK_EQ(receive(bed, fd, &byte, 1), -ECONNRESET);
	close(fd);
	CHECK_EQ(isle_ipc_unregister(bed->ctx, &shut), 0);
	fd = dial(bed);
	CHECK_EQ(receive(bed, fd, &byte, 1), -ECONNRESET);
	close(fd);
	CHECK_EQ(isle_file_access(bed->ctx, "/data", 0), 0);
}

SCENARIO_WITH(forward, "each connection is a channel of its own, with credit and half close",
	      &with_port, &server)
{
	enum { ALL = 400000 };
	static uint8_t out[2][ALL], in[2][ALL];
	size_t sent[2] = { 0, 0 }, got[2] = { 0, 0 };
	uint64_t start = 0;
	int fd[2];
	ssize_t n;

	CHECK_EQ(isle_ipc_register(bed->ctx, &web), 0);
	for (int i = 0; i < 2; i++) {
		fd[i] = dial(bed);
		pattern_fill(out[i], ALL, (uint32_t)i);
	}
	while ((got[0] < ALL || got[1] < ALL) && still_waiting(&start)) {
		for (int i = 0; i < 2; i++) {
			n = send(fd[i], out[i] + sent[i], ALL - sent[i], MSG_NOSIGNAL);
			sent[i] += n > 0 ? (size_t)n : 0;
			if (n > 0 && sent[i] == ALL)
				CHECK_EQ(shutdown(fd[i], SHUT_WR), 0);
			n = recv(fd[i], in[i] + got[i], ALL - got[i], 0);
			got[i] += n > 0 ? (size_t)n : 0;
		}
		isle_client_poll(&bed->peer->client);
	}
	for (int i = 0; i < 2; i++) {
		uint8_t byte;

		CHECK_EQ(got[i], ALL);
		pattern_check(in[i], ALL, (uint32_t)i);
		CHECK_EQ(receive(bed, fd[i], &byte, 1), 0);
		close(fd[i]);
	}
	for (int i = 0; i < 2; i++)
		isle_channel_close(&mirrors[i].channel, 100);
	CHECK_EQ(isle_ipc_unregister(bed->ctx, &web), 0);
}

SCENARIO_WITH(forward, "a service that does not read stops its sender, and nobody else", &with_port,
	      &server)
{
	static uint8_t bytes[65536];
	size_t sent = 0, before = 1;
	uint64_t start = 0;
	int fd, small = 4096;
	ssize_t n;

	hold_next = true;
	CHECK_EQ(isle_ipc_register(bed->ctx, &web), 0);
	fd = dial(bed);
	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &small, sizeof(small));
	while (before != sent && still_waiting(&start)) {
		before = sent;
		for (int i = 0; i < 30; i++) {
			n = send(fd, bytes, sizeof(bytes), MSG_NOSIGNAL);
			sent += n > 0 ? (size_t)n : 0;
			isle_client_poll_wait(&bed->peer->client, 1);
		}
	}
	CHECK_EQ(sent, before);
	CHECK(sent > 0 && sent < 64u << 20);
	CHECK_EQ(isle_file_access(bed->ctx, "/data", 0), 0);
	mirrors[0].hold = false;
	while (mirrors[0].received < sent && still_waiting(&start)) {
		isle_client_poll(&bed->peer->client);
		reflect(&mirrors[0].channel);
		while (recv(fd, bytes, sizeof(bytes), 0) > 0)
			;
	}
	CHECK_EQ(mirrors[0].received, sent);
	close(fd);
	isle_channel_close(&mirrors[0].channel, 100);
}

SCENARIO_WITH(forward, "beyond the limit connections are reset", &with_port, &server)
{
	uint8_t byte;
	int fd[4];

	CHECK_EQ(isle_ipc_register(bed->ctx, &web), 0);
	for (int i = 0; i < 3; i++) {
		fd[i] = dial(bed);
		CHECK_EQ(send(fd[i], "x", 1, MSG_NOSIGNAL), 1);
		CHECK_EQ(receive(bed, fd[i], &byte, 1), 1);
	}
	fd[3] = dial(bed);
	CHECK_EQ(receive(bed, fd[3], &byte, 1), -ECONNRESET);
	for (int i = 0; i < 4; i++)
		close(fd[i]);
	CHECK_EQ(connections, 3);
}

SCENARIO_WITH(forward, "when the client's link breaks its connections are reset", &with_port,
	      &server)
{
	uint64_t start = 0;
	uint8_t byte;
	int fd, r;

	CHECK_EQ(isle_ipc_register(bed->ctx, &web), 0);
	fd = dial(bed);
	CHECK_EQ(send(fd, "x", 1, MSG_NOSIGNAL), 1);
	CHECK_EQ(receive(bed, fd, &byte, 1), 1);
	peer_cut(bed->peer);
	CHECK_EQ(receive(bed, fd, &byte, 1), -ECONNRESET);
	close(fd);
	do { /* until it is registered again */
		fd = dial(bed);
		CHECK(send(fd, "y", 1, MSG_NOSIGNAL) == 1 || errno == ECONNRESET || errno == EPIPE);
		r = receive(bed, fd, &byte, 1);
		close(fd);
	} while (r != 1 && still_waiting(&start));
	CHECK_EQ(r, 1);
	CHECK_EQ(byte, 'y');
}
