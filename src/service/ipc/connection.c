/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One forwarded connection: a socket joined to a channel of the client's service.
 */
#include <stdlib.h>
#include <string.h>

#include "linux/streams.h"
#include "service/ipc/ipc.h"
#include "wire/gen/ipc.h"

#define READ_BYTES  16384u
#define ACCEPT_MS   10000u /* the client takes the connection by then, or it is reset */
#define FAREWELL_MS 2000u  /* a peer may go on sending so long after the service closed */

struct isled_connection {
	struct isled_forward *forward;
	struct isle_outcall *call; /* NULL after `done` */
	struct isle_watch watch;   /* watch.fd: the socket */
	bool watching;
	struct isled_fifo to_client, to_peer;
	bool peer_ended;    /* the peer sends nothing more */
	bool client_end;    /* that has still to be told to the client */
	bool to_peer_end;   /* behind what waits for the peer comes the end */
	bool ended_to_peer; /* it was told */
	struct isle_timer farewell;
	struct isled_connection *next;
};

/* ---- the end of a connection ---- */

static void connection_unlink(struct isled_connection *c)
{
	struct isled_connection **at = &c->forward->connections;
	struct isle_host *host = c->forward->ipc->host;

	while (*at != c)
		at = &(*at)->next;
	*at = c->next;
	c->forward->open--;
	if (c->watching)
		isle_watch_stop(host, &c->watch);
	isle_timer_stop(host, &c->farewell);
	isled_fifo_free(&c->to_client);
	isled_fifo_free(&c->to_peer);
	free(c);
}

static void connection_close(struct isled_connection *c)
{
	int fd = c->watch.fd;

	connection_unlink(c);
	isled_stream_close(fd);
}

static void connection_reset(struct isled_connection *c, int reason)
{
	int fd = c->watch.fd;

	c->forward->reset++;
	if (c->call)
		isle_outcall_cancel(c->call, reason);
	connection_unlink(c);
	isled_stream_reset(fd);
}

static void farewell_due(struct isle_timer *timer)
{
	connection_reset(timer->state, -ISLE_ETIMEDOUT);
}

/* ---- what the socket is watched for ---- */

/*
 * Level-triggered, and a hang-up is told unasked: with nothing to wait for, the watch is stopped, else
 * a peer that has gone would spin the loop until the client gives credit.
 */
static void interests(struct isled_connection *c)
{
	struct isle_host *host = c->forward->ipc->host;
	unsigned events = 0;

	if (!c->peer_ended && !c->to_client.n)
		events |= ISLE_WATCH_READ;
	if (c->to_peer.n)
		events |= ISLE_WATCH_WRITE;
	if (events && !c->watching) {
		c->watching = isle_watch_start(host, &c->watch, events) >= 0;
		if (!c->watching)
			isle_log(ISLE_LOG_ERROR, "forward", "a connection cannot be watched");
	} else if (events) {
		(void)isle_watch_set(host, &c->watch, events);
	} else if (c->watching) {
		isle_watch_stop(host, &c->watch);
		c->watching = false;
	}
}

/* ---- peer to client; each returns 0 or an error with which to reset ---- */

static int send_to_client(struct isled_connection *c)
{
	unsigned flags = c->client_end ? ISLE_PIECE_END : 0;
	uint32_t n = c->to_client.n;
	int taken;

	if (!c->call) {
		isled_fifo_free(&c->to_client);
		return 0;
	}
	if (!n && !flags)
		return 0;
	taken = isle_outcall_write(c->call, n ? isled_fifo_bytes(&c->to_client) : NULL, n, flags);
	if (taken == -ISLE_EAGAIN)
		return 0;
	if (taken < 0)
		return taken;
	if ((uint32_t)taken == n)
		c->client_end = false;
	isled_fifo_take(&c->to_client, (uint32_t)taken);
	return 0;
}

static int receive(struct isled_connection *c)
{
	uint8_t bytes[READ_BYTES];
	int n, error;

	if (c->peer_ended || c->to_client.n)
		return 0;
	n = isled_stream_read(c->watch.fd, bytes, sizeof(bytes));
	if (n == -ISLE_EAGAIN)
		return 0;
	if (n < 0)
		return n;
	if (n == 0)
		c->peer_ended = c->client_end = true;
	error = isled_fifo_add(&c->to_client, bytes, (uint32_t)n, sizeof(bytes));
	return error ? error : send_to_client(c);
}

/* ---- client to peer ---- */

static int send_to_peer(struct isled_connection *c)
{
	while (c->to_peer.n) {
		int n = isled_stream_write(c->watch.fd, isled_fifo_bytes(&c->to_peer),
					   c->to_peer.n);

		if (n == -ISLE_EAGAIN)
			return 0;
		if (n < 0)
			return n;
		isled_fifo_take(&c->to_peer, (uint32_t)n);
		if (c->call)
			isle_outcall_consumed(c->call, (uint32_t)n);
	}
	if (c->to_peer_end && !c->ended_to_peer) {
		c->ended_to_peer = true;
		isled_stream_end(c->watch.fd);
	}
	return 0;
}

/* After any step: goes on, closes, or resets with `error`. The connection may be gone afterwards. */
static void settle(struct isled_connection *c, int error)
{
	if (error)
		connection_reset(c, error);
	else if (!c->call && c->ended_to_peer && c->peer_ended)
		connection_close(c);
	else
		interests(c);
}

static void socket_ready(struct isle_watch *watch, unsigned events)
{
	struct isled_connection *c = watch->state;
	int error = 0;

	if (events & ISLE_WATCH_WRITE)
		error = send_to_peer(c);
	if (!error && events & (ISLE_WATCH_READ | ISLE_WATCH_HANGUP))
		error = receive(c);
	/* With both directions shut the socket hangs up; what is left needs no watching. */
	if (!error && events & ISLE_WATCH_HANGUP && c->to_peer.n)
		error = send_to_peer(c);
	settle(c, error);
}

/* ---- the client's side ---- */

static void client_data(struct isle_outcall *call, void *state, const void *data, uint32_t bytes,
			unsigned piece_flags)
{
	struct isled_connection *c = state;
	int error = isled_fifo_add(&c->to_peer, data, bytes, ISLED_IPC_CHANNEL_WINDOW);

	(void)call;
	if (piece_flags & ISLE_PIECE_END)
		c->to_peer_end = true;
	settle(c, error ? error : send_to_peer(c));
}

static void client_room(struct isle_outcall *call, void *state)
{
	struct isled_connection *c = state;

	(void)call;
	settle(c, send_to_client(c));
}

/* Closed well: the peer gets the rest, then the end; what it still sends is read and forgotten. */
static void client_done(struct isle_outcall *call, void *state, int status,
			const struct isle_result *result)
{
	struct isled_connection *c = state;

	(void)call;
	(void)result;
	c->call = NULL;
	c->to_peer_end = true;
	isled_fifo_free(&c->to_client);
	if (status >= 0) {
		status = send_to_peer(c);
		(void)isle_timer_start(c->forward->ipc->host, &c->farewell, FAREWELL_MS);
	}
	settle(c, status);
}

static const struct isle_outcall_ops client_ops = { client_data, client_room, client_done };

/* ---- beginning ---- */

static int channel_open(struct isled_connection *c, const struct isled_offer *offer,
			const char *peer)
{
	uint32_t words[ISLE_IPC_CONNECT_ARGS_WORDS];
	const struct isle__ipc_connect_args args = { offer->cookie };
	const struct isle_outcall_args out = {
		.context = offer->context,
		.service = ISLE_SERVICE_IPC,
		.method = ISLE_IPC_CONNECT,
		.flags = ISLE_OUTCALL_CHANNEL,
		.budget_ms = ACCEPT_MS,
		.window = ISLED_IPC_CHANNEL_WINDOW,
		.words = words,
		.words_n = isle__ipc_connect_args_put(&args, words),
		.data = peer,
		.data_bytes = (uint32_t)strlen(peer),
	};

	return isle_outcall_start(offer->party, &out, &client_ops, c, &c->call);
}

int isled_connection_open(struct isled_forward *forward, int fd, const char *peer)
{
	struct isled_ipc *ipc = forward->ipc;
	struct isle_party *client = isle_host_client(ipc->host);
	const struct isled_offer *offer = NULL;
	struct isled_connection *c;
	int error;

	if (client && isle_party_is_up(client))
		offer = isled_ipc_find(ipc, forward->policy->service, client);
	if (!offer)
		return -ISLE_ENOSERVICE;
	if (forward->open >= isle_host_limits(ipc->host)->forwards)
		return -ISLE_EMFILE;
	c = calloc(1, sizeof(*c));
	if (!c)
		return -ISLE_ENOMEM;
	c->forward = forward;
	c->watch.fd = fd;
	c->watch.ready = socket_ready;
	c->watch.state = c->farewell.state = c;
	c->farewell.due = farewell_due;
	error = channel_open(c, offer, peer);
	if (error < 0) {
		free(c);
		return error;
	}
	c->next = forward->connections;
	forward->connections = c;
	forward->open++;
	interests(c);
	return 0;
}

void isled_connections_reset(struct isled_forward *forward, int reason)
{
	while (forward->connections)
		connection_reset(forward->connections, reason);
}
