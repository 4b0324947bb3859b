/* SPDX-License-Identifier: BSD-3-Clause */
/* Who may come: connections at the client's link and at the door. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "host.h"

#define PER_TURN 8
#define PAUSE_MS 200u
#define JOIN_MS  500u
#define GROUPS   64

static bool in_net(const struct isled_net *net, const struct in6_addr *address)
{
	for (unsigned bit = 0; bit < net->bits; bit++) {
		unsigned mask = 0x80u >> bit % 8;

		if ((net->address.s6_addr[bit / 8] ^ address->s6_addr[bit / 8]) & mask)
			return false;
	}
	return true;
}

static bool address_of(int fd, struct in6_addr *ret_address)
{
	struct sockaddr_storage name;
	socklen_t bytes = sizeof(name);

	if (getpeername(fd, (struct sockaddr *)&name, &bytes) < 0)
		return false;
	if (name.ss_family == AF_INET6) {
		*ret_address = ((struct sockaddr_in6 *)&name)->sin6_addr;
		return true;
	}
	memset(ret_address, 0, sizeof(*ret_address));
	ret_address->s6_addr[10] = ret_address->s6_addr[11] = 0xff;
	memcpy(&ret_address->s6_addr[12], &((struct sockaddr_in *)&name)->sin_addr, 4);
	return name.ss_family == AF_INET;
}

/* TCP: a listed range; loopback when there is no list. */
static bool net_permitted(const struct isled_config *config, int fd)
{
	struct in6_addr address;

	if (!address_of(fd, &address))
		return false;
	if (!config->peers_n)
		return IN6_IS_ADDR_LOOPBACK(&address) ||
		       (IN6_IS_ADDR_V4MAPPED(&address) && address.s6_addr[12] == 127);
	for (unsigned i = 0; i < config->peers_n; i++)
		if (in_net(&config->peers[i], &address))
			return true;
	return false;
}

/* Unix: the one who started isled, or a listed user. */
static bool uid_permitted(const struct isle_host *host, uint32_t uid)
{
	const struct isled_config *config = host->config;

	for (unsigned i = 0; i < config->peer_uids_n; i++)
		if (config->peer_uids[i] == uid)
			return true;
	return uid == (uint32_t)host->supervisor_facts[ISLED_FACT_UID];
}

static bool in_group(int fd, const struct isle_peer *peer, gid_t group)
{
	gid_t groups[GROUPS];
	socklen_t bytes = sizeof(groups);

	if (group == (gid_t)-1)
		return false;
	if (peer->gid == group)
		return true;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups, &bytes) < 0)
		return false;
	for (size_t i = 0; i < bytes / sizeof(groups[0]); i++)
		if (groups[i] == group)
			return true;
	return false;
}

static bool may_control(const struct isle_host *host, int fd, const struct isle_peer *peer)
{
	return peer->known &&
	       (peer->uid == 0 || peer->uid == (uint32_t)host->supervisor_facts[ISLED_FACT_UID] ||
		in_group(fd, peer, host->config->control_gid));
}

/* Connections of this kind that have not said who they are. */
static uint32_t unknown(const struct isle_host *host, bool is_client)
{
	const struct isled_attachment *a;
	uint32_t n = 0;

	for (a = host->attachments; a; a = a->next)
		n += a->is_client == is_client && !a->party;
	return n;
}

static const char *refusal(const struct isled_listener *listener, int fd,
			   const struct isle_peer *peer, bool controls)
{
	const struct isle_host *host = listener->host;
	const struct isled_config *config = host->config;

	if (unknown(host, listener->is_client) >= ISLED_UNKNOWN_MAX)
		return "too many that said no hello";
	if (!listener->is_client) {
		if (!controls && !config->any_program)
			return "this user may not attach";
		return host->programs >= config->limits.programs ? "too many programs" : NULL;
	}
	if (!peer->known)
		return net_permitted(config, fd) ? NULL : "its address is not permitted";
	return uid_permitted(host, peer->uid) ? NULL : "this user may not be the client";
}

static void take(struct isled_listener *listener, struct isle_link_fds *fds,
		 const struct isle_peer *peer)
{
	bool controls = !listener->is_client && may_control(listener->host, fds->fd[0], peer);
	const char *why = refusal(listener, fds->fd[0], peer, controls);

	if (!why && isled_attach(listener, fds, peer, controls) < 0)
		why = "no memory or descriptors";
	if (!why)
		return;
	listener->host->refusals++;
	isle_log(ISLE_LOG_WARNING, "accept", "%s refused (uid %d, pid %d): %s",
		 listener->is_client ? "client" : "program", peer->known ? (int)peer->uid : -1,
		 peer->known ? (int)peer->pid : 0, why);
	for (unsigned i = 0; i < fds->n; i++)
		close(fds->fd[i]);
}

/* Who waits in the queue stays there, and the loop must not spin on it. */
static void pause_due(struct isle_timer *timer)
{
	struct isled_listener *listener = timer->state;
	struct isled_loop *loop = &listener->host->loop;

	if (isled_loop_watch(loop, &listener->watch, ISLE_WATCH_READ) < 0)
		isled_loop_timer(loop, timer, PAUSE_MS);
}

static void not_accepted(struct isled_listener *listener, int error)
{
	struct isled_loop *loop = &listener->host->loop;

	isle_log(ISLE_LOG_WARNING, "accept", "accept: %s", isle_error_text(-error));
	if (error != -ISLE_EMFILE && error != -ISLE_ENFILE && error != -ISLE_ENOBUFS &&
	    error != -ISLE_ENOMEM)
		return;
	if (isled_loop_timer(loop, &listener->pause, PAUSE_MS) >= 0)
		isled_loop_unwatch(loop, &listener->watch);
}

static void ready(struct isle_watch *watch, unsigned events)
{
	struct isled_listener *listener = watch->state;

	(void)events;
	for (int i = 0; i < PER_TURN; i++) {
		struct isle_link_fds fds = { .n = 0 };
		struct isle_peer peer = { .known = false };
		int error = listener->transport->accept(watch->fd, &fds, &peer);

		if (error == -ISLE_EAGAIN)
			return;
		if (error < 0) {
			not_accepted(listener, error);
			return;
		}
		take(listener, &fds, &peer);
	}
}

int isled_listen(struct isle_host *host, const struct isle_transport *transport, int fd,
		 bool is_client)
{
	struct isled_listener *listener = &host->listeners[is_client ? 0 : 1];

	*listener = (struct isled_listener){
		.watch = { .ready = ready, .state = listener, .fd = fd },
		.pause = { .due = pause_due, .state = listener },
		.host = host,
		.transport = transport,
		.is_client = is_client,
	};
	return isled_loop_watch(&host->loop, &listener->watch, ISLE_WATCH_READ);
}

/* ---- links without a listener ---- */

static void join_due(struct isle_timer *timer)
{
	struct isled_listener *listener = timer->state;
	const struct isle_peer peer = { .known = false };
	struct isle_link_fds fds = { .n = 0 };

	for (; fds.n < listener->fds.n; fds.n++) {
		fds.fd[fds.n] = fcntl(listener->fds.fd[fds.n], F_DUPFD_CLOEXEC, 0);
		if (fds.fd[fds.n] < 0)
			break;
	}
	if (fds.n == listener->fds.n && isled_attach(listener, &fds, &peer, false) == 0)
		return;
	while (fds.n > 0)
		close(fds.fd[--fds.n]);
	isled_loop_timer(&listener->host->loop, timer, JOIN_MS);
}

void isled_join(struct isle_host *host, const struct isle_transport *transport, const int *fds,
		uint32_t n)
{
	struct isled_listener *listener = &host->listeners[0];

	*listener = (struct isled_listener){
		.watch = { .fd = -1 },
		.pause = { .due = join_due, .state = listener },
		.host = host,
		.transport = transport,
		.is_client = true,
	};
	for (; listener->fds.n < n && listener->fds.n < ISLE_LINK_FDS_MAX; listener->fds.n++)
		listener->fds.fd[listener->fds.n] = fds[listener->fds.n];
	join_due(&listener->pause);
}

void isled_rejoin(struct isle_host *host)
{
	if (host->listeners[0].fds.n && !host->ending)
		isled_loop_timer(&host->loop, &host->listeners[0].pause, JOIN_MS);
}

void isled_listen_no_more(struct isle_host *host)
{
	for (unsigned i = 0; i < 2; i++) {
		struct isled_listener *listener = &host->listeners[i];

		isled_loop_untimer(&host->loop, &listener->pause);
		isled_loop_unwatch(&host->loop, &listener->watch);
	}
}
