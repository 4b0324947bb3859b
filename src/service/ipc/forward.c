/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Forwards: each connection accepted on a listener of the configuration becomes a channel to the
 * client's service, the peer's address being its data. While there is no such service, and beyond
 * the limit, connections are reset and counted.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "linux/streams.h"
#include "service/ipc/ipc.h"
#include "wire/gen/ipc.h"

#define ACCEPTS_PER_TURN 16u
#define READ_BYTES       16384u
#define PAUSE_MS         200u   /* no descriptors left: look again then */
#define ACCEPT_MS        10000u /* the client takes the connection by then, or it is reset */
#define FAREWELL_MS      2000u  /* a peer may go on sending so long after the service closed */

struct isled_forward {
	struct isled_ipc *ipc;
	const struct isle_forward *policy;
	struct isle_watch watch;
	struct isle_timer pause;
	bool watching;
	uint32_t open;
	uint64_t accepted, reset;
	struct connection *connections;
};

struct connection {
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
	struct connection *next;
};

/* ---- the end of a connection ---- */

static void connection_unlink(struct connection *c)
{
	struct connection **at = &c->forward->connections;
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

static void connection_close(struct connection *c)
{
	int fd = c->watch.fd;

	connection_unlink(c);
	isled_stream_close(fd);
}

static void connection_reset(struct connection *c, int reason)
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
static void interests(struct connection *c)
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

static int send_to_client(struct connection *c)
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

static int receive(struct connection *c)
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

static int send_to_peer(struct connection *c)
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
static void settle(struct connection *c, int error)
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
	struct connection *c = watch->state;
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
	struct connection *c = state;
	int error = isled_fifo_add(&c->to_peer, data, bytes, ISLED_IPC_CHANNEL_WINDOW);

	(void)call;
	if (piece_flags & ISLE_PIECE_END)
		c->to_peer_end = true;
	settle(c, error ? error : send_to_peer(c));
}

static void client_room(struct isle_outcall *call, void *state)
{
	struct connection *c = state;

	(void)call;
	settle(c, send_to_client(c));
}

/* Closed well: the peer gets the rest, then the end; what it still sends is read and forgotten. */
static void client_done(struct isle_outcall *call, void *state, int status,
			const struct isle_result *result)
{
	struct connection *c = state;

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

/* ---- accepting ---- */

static int channel_open(struct connection *c, const struct isled_offer *offer, const char *peer)
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

/* Returns: 0; < 0: it was not joined to the service, the socket is still the caller's. */
static int connection_open(struct isled_forward *forward, int fd, const char *peer)
{
	struct isled_ipc *ipc = forward->ipc;
	struct isle_party *client = isle_host_client(ipc->host);
	const struct isled_offer *offer = NULL;
	struct connection *c;
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

/* No descriptor, no memory: the connection waits in the kernel, and the loop must not spin on it. */
static void pause_accepting(struct isled_forward *forward)
{
	isle_watch_stop(forward->ipc->host, &forward->watch);
	forward->watching = false;
	isle_log(ISLE_LOG_WARNING, "forward", "%s: no descriptors left, waiting",
		 forward->policy->address);
	(void)isle_timer_start(forward->ipc->host, &forward->pause, PAUSE_MS);
}

static void pause_due(struct isle_timer *timer)
{
	struct isled_forward *forward = timer->state;

	forward->watching =
		isle_watch_start(forward->ipc->host, &forward->watch, ISLE_WATCH_READ) >= 0;
	if (!forward->watching)
		(void)isle_timer_start(forward->ipc->host, &forward->pause, PAUSE_MS);
}

static bool is_shortage(int error)
{
	return error == -ISLE_EMFILE || error == -ISLE_ENFILE || error == -ISLE_ENOBUFS ||
	       error == -ISLE_ENOMEM;
}

static void listener_ready(struct isle_watch *watch, unsigned events)
{
	struct isled_forward *forward = watch->state;
	char peer[ISLED_PEER_BYTES_MAX];

	(void)events;
	for (unsigned i = 0; i < ACCEPTS_PER_TURN; i++) {
		int fd = -1, error = isled_stream_accept(watch->fd, peer, &fd);

		if (error == -ISLE_EAGAIN)
			return;
		if (error < 0) {
			/* A connection that died in the queue is not ours to bemoan. */
			if (is_shortage(error) || error == -ISLE_EINVAL || error == -ISLE_EBADF) {
				pause_accepting(forward);
				return;
			}
			continue;
		}
		forward->accepted++;
		if (connection_open(forward, fd, peer) < 0) {
			forward->reset++;
			isled_stream_reset(fd);
		}
	}
}

/* ---- all of them ---- */

int isled_ipc_forwards_start(struct isled_ipc *ipc)
{
	uint32_t n = 0;
	const struct isle_forward *policy = isle_host_forwards(ipc->host, &n);
	int error;

	if (!n)
		return 0;
	ipc->forwards = calloc(n, sizeof(*ipc->forwards));
	if (!ipc->forwards)
		return -ISLE_ENOMEM;
	ipc->forwards_n = n;
	for (uint32_t i = 0; i < n; i++) {
		struct isled_forward *forward = &ipc->forwards[i];

		forward->ipc = ipc;
		forward->policy = &policy[i];
		forward->watch.fd = policy[i].listener;
		forward->watch.ready = listener_ready;
		forward->pause.due = pause_due;
		forward->watch.state = forward->pause.state = forward;
		error = isle_watch_start(ipc->host, &forward->watch, ISLE_WATCH_READ);
		if (error < 0)
			return error;
		forward->watching = true;
	}
	return 0;
}

void isled_ipc_forwards_stop(struct isled_ipc *ipc)
{
	for (uint32_t i = 0; i < ipc->forwards_n; i++) {
		struct isled_forward *forward = &ipc->forwards[i];

		if (!forward->ipc)
			break;
		while (forward->connections)
			connection_reset(forward->connections, -ISLE_ESTOPPING);
		isle_timer_stop(ipc->host, &forward->pause);
		if (forward->watching)
			isle_watch_stop(ipc->host, &forward->watch);
	}
	free(ipc->forwards);
	ipc->forwards = NULL;
	ipc->forwards_n = 0;
}

void isled_ipc_forwards_status(struct isled_ipc *ipc, void *out)
{
	for (uint32_t i = 0; i < ipc->forwards_n; i++) {
		const struct isled_forward *forward = &ipc->forwards[i];
		const char *address = forward->policy->address;

		isle_status_line(out, "forward.%s.service=%s", address, forward->policy->service);
		isle_status_line(out, "forward.%s.accepted=%" PRIu64, address, forward->accepted);
		isle_status_line(out, "forward.%s.reset=%" PRIu64, address, forward->reset);
		isle_status_line(out, "forward.%s.open=%" PRIu32, address, forward->open);
	}
}
