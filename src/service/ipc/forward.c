/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Forwards: each connection accepted on a listener of the configuration becomes a channel to the
 * client's service, the peer's address being its data. While there is no such service, and beyond
 * the limit, connections are reset and counted.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "linux/streams.h"
#include "service/ipc/ipc.h"

#define ACCEPTS_PER_TURN 16u
#define PAUSE_MS         200u /* no descriptors left: look again then */

/* ---- accepting ---- */

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
		if (isled_connection_open(forward, fd, peer) < 0) {
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
		isled_connections_reset(forward, -ISLE_ESTOPPING);
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
