/* SPDX-License-Identifier: BSD-3-Clause */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness.h"
#include "ipc_steps.h"

static struct sockaddr_in place;
static int listener;

static void begin(void)
{
	socklen_t length = sizeof(place);

	listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	CHECK_OK(listener);
	place.sin_family = AF_INET;
	place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	CHECK_OK(bind(listener, (struct sockaddr *)&place, sizeof(place)));
	CHECK_OK(listen(listener, 16));
	CHECK_OK(getsockname(listener, (struct sockaddr *)&place, &length));
	fake_forwards[0] = (struct isle_forward){ "127.0.0.1:80", listener, "web" };
	fake_forwards_n = 1;
	ipc_begin();
}

static void end(void)
{
	fake_stop();
	close(listener);
}

static int dial(void)
{
	const struct timeval patience = { .tv_sec = 5 };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	CHECK_OK(fd);
	CHECK_OK(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)));
	CHECK_OK(connect(fd, (struct sockaddr *)&place, sizeof(place)));
	fake_turn(1000);
	return fd;
}

static const char *count(const char *what)
{
	char key[64];

	snprintf(key, sizeof(key), "forward.127.0.0.1:80.%s", what);
	return fake_status(key);
}

static void expect_reset(int fd)
{
	char byte;

	CHECK_EQ(recv(fd, &byte, 1, 0), -1);
	CHECK_EQ(errno, ECONNRESET);
	close(fd);
}

static void turn_until(struct isle_outcall *out, uint32_t bytes)
{
	for (int i = 0; i < 100 && out->out_bytes < bytes; i++)
		fake_turn(50);
	CHECK_EQ(out->out_bytes, bytes);
}

TEST(forward, "a connection becomes a channel to the client's service and bytes flow both ways")
{
	struct isle_outcall *out;
	struct sockaddr_in me;
	socklen_t length = sizeof(me);
	char address[64], buffer[16];
	int fd;

	begin();
	ipc_register(client, "web", 1, 33);
	fd = dial();
	out = fake_outcall(0);
	CHECK(out->party == client);
	CHECK_EQ(out->args.flags, ISLE_OUTCALL_CHANNEL);
	CHECK_EQ(out->words[0], 33);
	getsockname(fd, (struct sockaddr *)&me, &length);
	snprintf(address, sizeof(address), "127.0.0.1:%u", ntohs(me.sin_port));
	out->out[out->out_bytes] = 0;
	CHECK_STR((char *)out->out, address);
	out->out_bytes = 0;
	CHECK_EQ(send(fd, "GET", 3, 0), 3);
	turn_until(out, 3);
	CHECK_OK(shutdown(fd, SHUT_WR));
	for (int i = 0; i < 100 && !out->ended; i++)
		fake_turn(50);
	CHECK(out->ended);
	fake_result(out, "page", 4, ISLE_PIECE_END);
	CHECK_EQ(recv(fd, buffer, sizeof(buffer), 0), 4);
	CHECK_MEM(buffer, "page", 4);
	CHECK_EQ(recv(fd, buffer, sizeof(buffer), 0), 0);
	fake_done(out, 0, NULL, 0, NULL, 0);
	CHECK_STR(count("open"), "0");
	CHECK_STR(count("accepted"), "1");
	CHECK_STR(count("reset"), "0");
	close(fd);
	end();
}

TEST(forward, "without the service connections are reset and counted")
{
	uint32_t handle;

	begin();
	expect_reset(dial());
	ipc_register(person, "web", 1, 1); /* the client's service is meant */
	expect_reset(dial());
	fake_leave(person);
	handle = ipc_register(client, "web", 1, 1);
	fake_ask(client, ISLE_IPC_UNREGISTER, &handle, 1, NULL);
	expect_reset(dial());
	ipc_register(client, "web", 1, 1);
	fake_lose(client);
	expect_reset(dial());
	fake_leave(client);
	expect_reset(dial());
	CHECK_STR(count("accepted"), "5");
	CHECK_STR(count("reset"), "5");
	CHECK_STR(count("open"), "0");
	end();
}

TEST(forward, "no more connections than the limit")
{
	int first, second;

	begin();
	ipc_register(client, "web", 1, 1);
	first = dial();
	second = dial();
	expect_reset(dial());
	CHECK_STR(count("open"), "2");
	close(first);
	close(second);
	end();
}

TEST(forward, "a refusal, a reset and a lost client reset the connection")
{
	int fd;

	begin();
	ipc_register(client, "web", 1, 1);
	fd = dial();
	fake_done(fake_outcall(0), -ISLE_ECONNREFUSED, NULL, 0, NULL, 0);
	expect_reset(fd);
	fake_outcall_error = -ISLE_EAGAIN;
	expect_reset(dial());
	fake_outcall_error = 0;
	fd = dial();
	fake_leave(client);
	expect_reset(fd);
	end();
}

TEST(forward, "a connection reset by its peer resets the channel")
{
	const struct linger now = { 1, 0 };
	int fd;

	begin();
	ipc_register(client, "web", 1, 1);
	fd = dial();
	CHECK_OK(setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now)));
	close(fd);
	for (int i = 0; i < 100 && !fake_outcall(0)->over; i++)
		fake_turn(50);
	CHECK_EQ(fake_outcall(0)->cancelled, -ISLE_ECONNRESET);
	end();
}

TEST(forward, "without credit nothing more is read, and the loop does not spin")
{
	struct isle_outcall *out;
	uint32_t before;
	int fd;

	begin();
	ipc_register(client, "web", 1, 1);
	fd = dial();
	out = fake_outcall(0);
	out->out_bytes = 0;
	out->room = 4;
	CHECK_EQ(send(fd, "0123456789", 10, 0), 10);
	turn_until(out, 4);
	CHECK_OK(shutdown(fd, SHUT_WR));
	fake_turn(50);
	before = fake_watches;
	CHECK_EQ(before, 1); /* the listener's */
	fake_outcall_room(out, UINT32_MAX);
	CHECK_EQ(out->out_bytes, 10);
	for (int i = 0; i < 100 && !out->ended; i++)
		fake_turn(50);
	CHECK(out->ended);
	close(fd);
	end();
}

/* Gives as much of the series as there is credit for. Returns: how much. */
static uint32_t give(struct isle_outcall *out, uint64_t at)
{
	static uint8_t data[65536];
	uint32_t n = out->granted - out->given;

	CHECK(n <= sizeof(data));
	for (uint32_t i = 0; i < n; i++)
		data[i] = (uint8_t)((at + i) * 31 >> 3);
	if (n)
		fake_result(out, data, n, 0);
	fake_turn(0);
	return n;
}

TEST(forward, "a slow peer holds back the client's credit, and gets every byte")
{
	struct isle_outcall *out;
	uint64_t sent = 0, got = 0;
	uint32_t n, idle = 0;
	int fd, small = 16384;

	begin();
	CHECK_OK(setsockopt(listener, SOL_SOCKET, SO_SNDBUF, &small, sizeof(small)));
	CHECK_OK(setsockopt(listener, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small)));
	ipc_register(client, "web", 1, 1);
	fd = dial();
	out = fake_outcall(0);
	while (idle < 10) { /* until nothing is taken any more: nobody reads */
		n = give(out, sent);
		sent += n;
		idle = n ? 0 : idle + 1;
		CHECK(sent < 64u << 20);
		if (!n)
			fake_turn(20);
	}
	while (got < sent) {
		uint8_t part[16384];
		ssize_t m = recv(fd, part, sizeof(part), 0);

		CHECK(m > 0);
		for (ssize_t i = 0; i < m; i++)
			CHECK(part[i] == (uint8_t)((got + (uint64_t)i) * 31 >> 3));
		got += (uint64_t)m;
		fake_turn(0);
	}
	CHECK(give(out, sent) > 0);
	close(fd);
	end();
}

TEST(forward, "a service that closes before its peer has finished does not cut its answer short")
{
	struct isle_outcall *out;
	char buffer[16];
	int fd;

	begin();
	ipc_register(client, "web", 1, 1);
	fd = dial();
	out = fake_outcall(0);
	CHECK_EQ(send(fd, "unread", 6, 0), 6);
	fake_result(out, "answer", 6, 0);
	fake_done(out, 0, NULL, 0, NULL, 0);
	for (int i = 0; i < 5; i++)
		fake_turn(10);
	CHECK_EQ(send(fd, "more", 4, 0), 4);
	fake_turn(10);
	CHECK_EQ(recv(fd, buffer, sizeof(buffer), 0), 6);
	CHECK_EQ(recv(fd, buffer, sizeof(buffer), 0), 0);
	CHECK_STR(count("open"), "1");
	fake_pass(2000); /* it never closes: that ends as well */
	CHECK_STR(count("open"), "0");
	close(fd);
	end();
}

TEST(forward, "without descriptors connections wait and the loop does not spin")
{
	struct rlimit limit, none;
	int fd;

	begin();
	ipc_register(client, "web", 1, 1);
	CHECK_OK(getrlimit(RLIMIT_NOFILE, &limit));
	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	none = limit;
	none.rlim_cur = (rlim_t)fd + 1;
	CHECK_OK(setrlimit(RLIMIT_NOFILE, &none));
	CHECK_OK(connect(fd, (struct sockaddr *)&place, sizeof(place)));
	fake_turn(1000);
	CHECK_EQ(fake_watches, 0);
	CHECK_STR(count("accepted"), "0");
	CHECK_OK(setrlimit(RLIMIT_NOFILE, &limit));
	fake_pass(200);
	fake_turn(1000);
	CHECK_STR(count("accepted"), "1");
	CHECK_STR(count("open"), "1");
	close(fd);
	end();
}
