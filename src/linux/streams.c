/* SPDX-License-Identifier: BSD-3-Clause */
#include "linux/streams.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "linux/errors.h"

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	struct sockaddr_storage room;
};

static void show(const union address *from, char *ret_text)
{
	char host[INET6_ADDRSTRLEN] = "";

	if (from->any.sa_family == AF_INET) {
		inet_ntop(AF_INET, &from->v4.sin_addr, host, sizeof(host));
		snprintf(ret_text, ISLED_PEER_BYTES_MAX, "%s:%u", host, ntohs(from->v4.sin_port));
	} else if (from->any.sa_family == AF_INET6) {
		inet_ntop(AF_INET6, &from->v6.sin6_addr, host, sizeof(host));
		snprintf(ret_text, ISLED_PEER_BYTES_MAX, "[%s]:%u", host,
			 ntohs(from->v6.sin6_port));
	} else {
		snprintf(ret_text, ISLED_PEER_BYTES_MAX, "unix");
	}
}

int isled_stream_accept(int listener, char ret_peer[ISLED_PEER_BYTES_MAX], int *ret_fd)
{
	union address from = { .any = { .sa_family = AF_UNIX } };
	socklen_t length = sizeof(from);
	int one = 1;
	int fd = accept4(listener, &from.any, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (fd < 0)
		return isled_error(errno);
	if (from.any.sa_family == AF_INET || from.any.sa_family == AF_INET6)
		(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	show(&from, ret_peer);
	*ret_fd = fd;
	return 0;
}

int isled_stream_read(int fd, void *ret_bytes, size_t max)
{
	ssize_t n;

	do {
		n = read(fd, ret_bytes, max);
	} while (n < 0 && errno == EINTR);
	return n < 0 ? isled_error(errno) : (int)n;
}

int isled_stream_write(int fd, const void *data, size_t bytes)
{
	ssize_t n;

	do {
		n = send(fd, data, bytes, MSG_NOSIGNAL);
		if (n < 0 && errno == ENOTSOCK)
			n = write(fd, data, bytes);
	} while (n < 0 && errno == EINTR);
	return n < 0 ? isled_error(errno) : (int)n;
}

void isled_stream_end(int fd)
{
	(void)shutdown(fd, SHUT_WR);
}

void isled_stream_close(int fd)
{
	close(fd);
}

void isled_stream_reset(int fd)
{
	const struct linger now = { .l_onoff = 1, .l_linger = 0 };

	(void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	close(fd);
}

int isled_stream_size(int fd, uint64_t *ret_bytes)
{
	struct stat facts;

	if (fstat(fd, &facts))
		return isled_error(errno);
	*ret_bytes = (uint64_t)facts.st_size;
	return 0;
}
