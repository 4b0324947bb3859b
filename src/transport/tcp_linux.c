/* SPDX-License-Identifier: BSD-3-Clause */
/* tcp:ADDRESS:PORT - numeric IPv4, [IPv6] or "localhost". */
#include "transport/socket_linux.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <isle/errors.h>

union address {
	struct sockaddr any;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
};

/* Returns the length of *ret_to, 0 = not an address. */
static socklen_t parse(const char *text, union address *ret_to)
{
	const char *colon = strrchr(text, ':');
	char host[64], *end;
	unsigned long port;
	size_t len;

	if (!colon || colon == text)
		return 0;
	port = strtoul(colon + 1, &end, 10);
	if (*end || end == colon + 1 || port > 65535 || strchr("+- \t", colon[1]))
		return 0;
	len = (size_t)(colon - text);
	if (text[0] == '[' && text[len - 1] == ']') {
		text++;
		len -= 2;
	}
	if (len >= sizeof(host))
		return 0;
	memcpy(host, text, len);
	host[len] = 0;
	memset(ret_to, 0, sizeof(*ret_to));
	if (inet_pton(AF_INET, strcmp(host, "localhost") ? host : "127.0.0.1",
		      &ret_to->in.sin_addr) == 1) {
		ret_to->in.sin_family = AF_INET;
		ret_to->in.sin_port = htons((uint16_t)port);
		return sizeof(ret_to->in);
	}
	if (inet_pton(AF_INET6, host, &ret_to->in6.sin6_addr) != 1)
		return 0;
	ret_to->in6.sin6_family = AF_INET6;
	ret_to->in6.sin6_port = htons((uint16_t)port);
	return sizeof(ret_to->in6);
}

static int tcp_open(const char *address, enum isle_open_how how, struct isle_link_fds *ret_fds)
{
	union address to;
	socklen_t len = parse(address, &to);

	if (!len)
		return -ISLE_EINVAL;
	return isle__socket_open(SOCK_STREAM, &to.any, len, how, ret_fds);
}

static void print(const union address *from, struct isle_peer *ret_peer)
{
	char host[INET6_ADDRSTRLEN];

	memset(ret_peer, 0, sizeof(*ret_peer));
	if (from->any.sa_family == AF_INET &&
	    inet_ntop(AF_INET, &from->in.sin_addr, host, sizeof(host)))
		snprintf(ret_peer->address, sizeof(ret_peer->address), "%s:%u", host,
			 ntohs(from->in.sin_port));
	else if (from->any.sa_family == AF_INET6 &&
		 inet_ntop(AF_INET6, &from->in6.sin6_addr, host, sizeof(host)))
		snprintf(ret_peer->address, sizeof(ret_peer->address), "[%s]:%u", host,
			 ntohs(from->in6.sin6_port));
}

static int tcp_accept(int listener, struct isle_link_fds *ret_fds, struct isle_peer *ret_peer)
{
	union address from = { .any.sa_family = AF_UNSPEC };
	socklen_t len = sizeof(from);
	int r = isle__socket_accept(listener, &from.any, &len, ret_fds);

	if (!r)
		print(&from, ret_peer);
	return r;
}

static int tcp_run(struct isle_link *link, const struct isle_link_fds *fds,
		   const struct isle_link_memory *memory)
{
	static const int one = 1;
	int r = isle__stream_run(link, fds, memory);

	/* Frames are complete when they are written: waiting for more only costs time. */
	if (!r)
		setsockopt(fds->fd[0], IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	return r;
}

const struct isle_transport isle_transport_tcp = {
	.scheme = "tcp",
	.capabilities = ISLE_LINK_END | ISLE_LINK_CONNECTS | ISLE_LINK_FILE,
	.open = tcp_open,
	.accept = tcp_accept,
	.run = tcp_run,
	ISLE__STREAM_MEMBERS,
};
