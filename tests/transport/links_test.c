/* SPDX-License-Identifier: BSD-3-Clause */
/* The socket transports over the real thing: every case runs over unix, tcp and seqpacket. */
#define _GNU_SOURCE
#include <isle/errors.h>
#include <isle/transport.h>

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness.h"
#include "wire/words.h"

#define BUF_BYTES (16384 + 8 + 65536 + 256)

struct end {
	union isle_link_space space;
	struct isle_link *link;
	_Alignas(8) uint8_t rx[BUF_BYTES + 8], tx[BUF_BYTES + 8];
};

struct both {
	const struct isle_transport *transport;
	int listener;
	struct end client, server;
	struct isle_peer peer;
};

static const struct isle_transport *const transports[] = { &isle_transport_unix,
							   &isle_transport_tcp,
							   &isle_transport_seqpacket, NULL };

static struct both *new_both(const struct isle_transport *t)
{
	struct both *b = calloc(1, sizeof(*b));

	CHECK(b);
	b->transport = t;
	b->client.link = &b->client.space.link;
	b->server.link = &b->server.space.link;
	b->client.link->transport = b->server.link->transport = t;
	return b;
}

static int start(struct end *end, const struct isle_link_fds *fds)
{
	struct isle_link_memory memory = { end->rx + 4, BUF_BYTES, end->tx + 4, BUF_BYTES };

	return end->link->transport->run(end->link, fds, &memory);
}

/* A listener at a free address of the transport. */
static void listen_somewhere(const struct isle_transport *t, char *address, size_t bytes,
			     int *ret_fd)
{
	struct isle_link_fds fds;
	unsigned port;

	if (t != &isle_transport_tcp) {
		snprintf(address, bytes, "%s/socket", test_folder());
		CHECK_EQ(t->open(address, ISLE_OPEN_LISTEN, &fds), 0);
		*ret_fd = fds.fd[0];
		return;
	}
	for (port = 20000 + (unsigned)getpid() % 20000;; port++) {
		snprintf(address, bytes, "127.0.0.1:%u", port);
		if (t->open(address, ISLE_OPEN_LISTEN, &fds) == 0)
			break;
		CHECK(port < 60000);
	}
	*ret_fd = fds.fd[0];
}

static struct both *connect_both(const struct isle_transport *t)
{
	struct both *b = new_both(t);
	struct isle_link_fds fds;
	struct pollfd p;
	char address[200];

	listen_somewhere(t, address, sizeof(address), &b->listener);
	CHECK_EQ(t->accept(b->listener, &fds, &b->peer), -ISLE_EAGAIN);
	CHECK_EQ(t->open(address, ISLE_OPEN_CONNECT, &fds), 0);
	CHECK(fcntl(fds.fd[0], F_GETFD) & FD_CLOEXEC);
	CHECK_EQ(start(&b->client, &fds), 0);
	p.fd = b->listener;
	p.events = POLLIN;
	CHECK_EQ(poll(&p, 1, 5000), 1);
	CHECK_EQ(t->accept(b->listener, &fds, &b->peer), 0);
	CHECK_EQ(start(&b->server, &fds), 0);
	return b;
}

static void close_both(struct both *b)
{
	b->transport->close(b->client.link);
	b->transport->close(b->server.link);
	close(b->listener);
	free(b);
}

static int put(struct end *end, size_t len, int fill)
{
	struct isle_tx tx = { 0 };
	int r = end->link->transport->lend(end->link, &tx);

	if (r)
		return r;
	CHECK(tx.cap >= len);
	CHECK(len >= 16);
	memset(tx.buf, fill, len);
	tx.len = len;
	return end->link->transport->send(end->link, &tx);
}

static int flush(struct end *end)
{
	return end->link->transport->flush(end->link);
}

/* The next frame, waiting for it as a client does. */
static int get(struct end *end, const uint8_t **frame)
{
	const struct isle_transport *t = end->link->transport;
	int n, tries = 0;

	while ((n = t->receive(end->link, frame)) == 0) {
		CHECK(++tries < 2000);
		t->wait(end->link, 20);
	}
	if (n > 0)
		t->give_back(end->link);
	return n;
}

#define FOR_EACH(b, body)                                     \
	do {                                                  \
		const struct isle_transport *const *each;     \
		for (each = transports; *each; each++) {      \
			struct both *b = connect_both(*each); \
			body;                                 \
			close_both(b);                        \
		}                                             \
	} while (0)

static void swap_frames(struct both *b)
{
	const uint8_t *frame;
	unsigned i;

	CHECK_EQ(isle_transport_check(b->transport), 0);
	for (i = 0; i < 50; i++) {
		size_t len = 16 + i * 1310;

		CHECK_EQ(put(&b->client, len, (int)i), 0);
		CHECK_EQ(flush(&b->client), 0);
		CHECK_EQ(get(&b->server, &frame), len);
		CHECK_EQ(frame[0], i);
		CHECK_EQ(frame[len - 1], i);
		CHECK_EQ((uintptr_t)frame & 3, 0);
		CHECK_EQ(put(&b->server, 24, 7), 0);
		CHECK_EQ(flush(&b->server), 0);
		CHECK_EQ(get(&b->client, &frame), 24);
	}
}

TEST(links, "frames of every size cross both ways")
{
	FOR_EACH(b, swap_frames(b));
}

static void fill_up(struct both *b)
{
	const uint8_t *frame;
	unsigned sent = 0, got = 0;
	struct isle_link_interest interest;
	int r = 0;

	while (sent < 100000 && !r) {
		r = put(&b->server, 1000, (int)(sent % 251));
		sent += !r;
	}
	CHECK_EQ(r, -ISLE_EAGAIN);
	b->transport->interest(b->server.link, &interest);
	CHECK(interest.fd >= 0 && interest.writable);
	while (got < sent) {
		CHECK_EQ(get(&b->client, &frame), 1000);
		CHECK_EQ(frame[999], got % 251);
		got++;
		r = flush(&b->server);
		CHECK(r == 0 || r == -ISLE_EAGAIN);
	}
	b->transport->interest(b->server.link, &interest);
	CHECK(!interest.writable);
	CHECK_EQ(b->transport->receive(b->client.link, &frame), 0);
}

TEST(links, "a full link says so, keeps order and loses nothing")
{
	FOR_EACH(b, fill_up(b));
}

static void lose_peer(struct both *b)
{
	const uint8_t *frame;
	int r = 0, i;

	CHECK_EQ(put(&b->server, 100, 1), 0);
	CHECK_EQ(flush(&b->server), 0);
	b->transport->close(b->server.link);
	CHECK_EQ(get(&b->client, &frame), 100);
	CHECK_EQ(get(&b->client, &frame), -ISLE_ELINK);
	for (i = 0; i < 1000 && r != -ISLE_ELINK; i++) {
		r = put(&b->client, 100, 1);
		if (!r)
			r = flush(&b->client);
		usleep(100);
	}
	CHECK_EQ(r, -ISLE_ELINK);
	/* close_both() closes descriptor -1 of the server once more: harmless. */
}

TEST(links, "the end of the peer is told, after what it sent")
{
	FOR_EACH(b, lose_peer(b));
}

TEST(links, "many small frames leave in one write and arrive by one read")
{
	struct both *b = connect_both(&isle_transport_unix);
	struct isle_link_interest interest;
	const uint8_t *frame;
	uint8_t raw[8192];
	ssize_t n;
	unsigned i;

	for (i = 0; i < 20; i++)
		CHECK_EQ(put(&b->client, 64, (int)i), 0);
	b->transport->interest(b->server.link, &interest);
	CHECK(recv(interest.fd, raw, sizeof(raw), MSG_DONTWAIT | MSG_PEEK) < 0); /* staged */
	CHECK_EQ(flush(&b->client), 0);
	n = recv(interest.fd, raw, sizeof(raw), MSG_DONTWAIT | MSG_PEEK);
	CHECK_EQ(n, 20 * 68);
	CHECK_EQ(isle__le32_get(raw), 64);
	CHECK_EQ(b->transport->receive(b->server.link, &frame), 64);
	CHECK(recv(interest.fd, raw, sizeof(raw), MSG_DONTWAIT) < 0); /* all taken by one read */
	for (i = 1; i < 20; i++) {
		CHECK_EQ(b->transport->receive(b->server.link, &frame), 64);
		CHECK_EQ(frame[0], i);
	}
	CHECK_EQ(b->transport->receive(b->server.link, &frame), 0);
	close_both(b);
}

/* ---- file pages ------------------------------------------------------------------------------------ */

static int make_file(size_t bytes)
{
	char path[200];
	uint8_t *data = malloc(bytes);
	size_t i;
	int fd;

	CHECK(data);
	for (i = 0; i < bytes; i++)
		data[i] = (uint8_t)(i * 7 + i / 256);
	snprintf(path, sizeof(path), "%s/file", test_folder());
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	CHECK(fd >= 0);
	CHECK_EQ(write(fd, data, bytes), bytes);
	free(data);
	return fd;
}

static int put_file(struct end *end, int fd, uint64_t offset, size_t bytes)
{
	struct isle_tx tx = { 0 };
	int r = end->link->transport->lend(end->link, &tx);

	if (r)
		return r;
	CHECK(tx.file_max >= bytes);
	memset(tx.buf, 0xaa, 24);
	tx.len = 24;
	tx.file = fd;
	tx.file_offset = offset;
	tx.file_len = bytes;
	return end->link->transport->send(end->link, &tx);
}

static void files_cross(struct both *b)
{
	const uint8_t *frame;
	unsigned i, sent = 0;
	int fd = make_file(300000), r = 0;

	/* Far more than the socket holds, and the descriptor is closed before it has gone. */
	while (sent < 64 && (r = put_file(&b->server, fd, sent * 1000, 65536)) == 0)
		sent++;
	CHECK_EQ(r, -ISLE_EAGAIN);
	close(fd);
	fd = open("/dev/zero", O_RDONLY | O_CLOEXEC); /* takes the number over */
	for (i = 0; i < sent; i++) {
		size_t at;

		while (b->transport->receive(b->client.link, &frame) == 0) {
			r = flush(&b->server);
			CHECK(r == 0 || r == -ISLE_EAGAIN);
			b->transport->wait(b->client.link, 1);
		}
		CHECK_EQ(frame[0], 0xaa);
		for (at = 0; at < 65536; at += 501)
			CHECK_EQ(frame[24 + at],
				 (uint8_t)((i * 1000 + at) * 7 + (i * 1000 + at) / 256));
	}
	close(fd);
}

TEST(links, "file pages cross behind a head, also when the file is closed early")
{
	struct both *b = connect_both(&isle_transport_unix);

	files_cross(b);
	close_both(b);
	b = connect_both(&isle_transport_tcp);
	files_cross(b);
	close_both(b);
}

static void file_is_cut(struct both *b)
{
	const uint8_t *frame;
	int fd = make_file(10000);

	CHECK_EQ(put_file(&b->server, fd, 4000, 60000), 0);
	CHECK_EQ(put(&b->server, 32, 5), 0);
	CHECK_EQ(flush(&b->server), 0);
	CHECK_EQ(get(&b->client, &frame), 60024);
	CHECK_EQ(frame[24 + 5999], (uint8_t)(9999 * 7 + 9999 / 256));
	CHECK_EQ(frame[24 + 6000], 0);
	CHECK_EQ(frame[60023], 0);
	CHECK_EQ(get(&b->client, &frame), 32);
	close(fd);
}

TEST(links, "a file shorter than promised is made up by zeros")
{
	struct both *b = connect_both(&isle_transport_unix);

	file_is_cut(b);
	close_both(b);
	b = connect_both(&isle_transport_tcp);
	file_is_cut(b);
	close_both(b);
}

/* ---- hostile pipes ----------------------------------------------------------------------------------- */

static int raw_fd(struct end *end)
{
	struct isle_link_interest interest;

	end->link->transport->interest(end->link, &interest);
	return interest.fd;
}

TEST(links, "a broken length ends the pipe")
{
	static const uint32_t lengths[] = { 0, 15, 65536 + 257, 0x7fffffff, 0xffffffff };
	const uint8_t *frame;
	uint8_t word[4];
	unsigned i;

	for (i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		struct both *b = connect_both(&isle_transport_unix);

		isle__le32_put(word, lengths[i]);
		CHECK_EQ(send(raw_fd(&b->client), word, 4, 0), 4);
		CHECK_EQ(get(&b->server, &frame), -ISLE_EPROTO);
		close_both(b);
	}
}

TEST(links, "frames that arrive byte by byte are put together")
{
	struct both *b = connect_both(&isle_transport_unix);
	const uint8_t *frame;
	uint8_t raw[4 + 300];
	unsigned i;

	isle__le32_put(raw, 300);
	for (i = 0; i < 300; i++)
		raw[4 + i] = (uint8_t)i;
	for (i = 0; i < sizeof(raw); i++) {
		CHECK_EQ(b->transport->receive(b->server.link, &frame), 0);
		CHECK_EQ(send(raw_fd(&b->client), raw + i, 1, 0), 1);
	}
	CHECK_EQ(get(&b->server, &frame), 300);
	CHECK_EQ(frame[299], (uint8_t)299);
	close_both(b);
}

TEST(links, "a message larger than the buffer ends a seqpacket link, an empty one too")
{
	struct both *b = connect_both(&isle_transport_seqpacket);
	uint8_t *big = calloc(1, BUF_BYTES + 100);
	const uint8_t *frame;

	CHECK(big);
	CHECK_EQ(send(raw_fd(&b->client), big, BUF_BYTES + 100, 0), BUF_BYTES + 100);
	CHECK_EQ(get(&b->server, &frame), -ISLE_EPROTO);
	close_both(b);
	b = connect_both(&isle_transport_seqpacket);
	CHECK_EQ(send(raw_fd(&b->client), big, 0, 0), 0);
	CHECK_EQ(get(&b->server, &frame), -ISLE_ELINK);
	close_both(b);
	free(big);
}

/* ---- addresses --------------------------------------------------------------------------------------- */

TEST(links, "the peer of a unix link is known, of a tcp link its address")
{
	struct both *b = connect_both(&isle_transport_unix);

	CHECK(b->peer.known);
	CHECK_EQ(b->peer.uid, getuid());
	CHECK_EQ(b->peer.pid, getpid());
	close_both(b);
	b = connect_both(&isle_transport_tcp);
	CHECK(!b->peer.known);
	CHECK(!strncmp(b->peer.address, "127.0.0.1:", 10));
	close_both(b);
}

TEST(links, "wrong addresses are refused with their reason")
{
	struct isle_link_fds fds;
	char path[300];

	CHECK_EQ(isle_transport_unix.open("", ISLE_OPEN_CONNECT, &fds), -ISLE_EINVAL);
	memset(path, 'x', 200);
	path[200] = 0;
	CHECK_EQ(isle_transport_unix.open(path, ISLE_OPEN_CONNECT, &fds), -ISLE_ENAMETOOLONG);
	snprintf(path, sizeof(path), "%s/none", test_folder());
	CHECK_EQ(isle_transport_unix.open(path, ISLE_OPEN_CONNECT, &fds), -ISLE_ENOENT);
	CHECK_EQ(isle_transport_tcp.open("127.0.0.1", ISLE_OPEN_CONNECT, &fds), -ISLE_EINVAL);
	CHECK_EQ(isle_transport_tcp.open("127.0.0.1:", ISLE_OPEN_CONNECT, &fds), -ISLE_EINVAL);
	CHECK_EQ(isle_transport_tcp.open("127.0.0.1:65536", ISLE_OPEN_CONNECT, &fds), -ISLE_EINVAL);
	CHECK_EQ(isle_transport_tcp.open("127.0.0.1:-1", ISLE_OPEN_CONNECT, &fds), -ISLE_EINVAL);
	CHECK_EQ(isle_transport_tcp.open("nobody.invalid:80", ISLE_OPEN_CONNECT, &fds),
		 -ISLE_EINVAL);
}

TEST(links, "a socket file left over is replaced, one in use is not, a file never")
{
	struct isle_link_fds first, second;
	char path[300];
	int fd;

	snprintf(path, sizeof(path), "%s/socket", test_folder());
	CHECK_EQ(isle_transport_unix.open(path, ISLE_OPEN_LISTEN, &first), 0);
	CHECK_EQ(isle_transport_unix.open(path, ISLE_OPEN_LISTEN, &second), -ISLE_EADDRINUSE);
	close(first.fd[0]);
	CHECK_EQ(isle_transport_unix.open(path, ISLE_OPEN_LISTEN, &second), 0);
	close(second.fd[0]);
	snprintf(path, sizeof(path), "%s/plain", test_folder());
	fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	close(fd);
	CHECK_EQ(isle_transport_unix.open(path, ISLE_OPEN_LISTEN, &first), -ISLE_EADDRINUSE);
	CHECK_EQ(access(path, F_OK), 0);
}
