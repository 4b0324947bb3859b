/* SPDX-License-Identifier: BSD-3-Clause */
/* One connection: its link, its session, and the turn that moves frames between the two. */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "host.h"

#define FRAMES_PER_TURN 64u   /* taken, and sent, before others get their turn */
#define CLOSE_MS        1000u /* a goodbye that has not left by then never leaves */

static uint32_t now_of(const struct isled_attachment *a)
{
	return (uint32_t)a->host->loop.now_ms;
}

/* ---- the end ---- */

static void reap(struct isle_later *later)
{
	struct isled_attachment *a = later->state;

	free(a->tokens);
	free(a->link);
	free(a->block);
	free(a);
}

static void unlist(struct isled_attachment *a)
{
	struct isled_attachment **at = &a->host->attachments;

	while (*at != a)
		at = &(*at)->next;
	*at = a->next;
}

/* The struct stays until the present callbacks have returned. */
static void close_now(struct isled_attachment *a)
{
	struct isled_loop *loop = &a->host->loop;

	if (a->dead)
		return;
	a->dead = true;
	isle_session_link_down(&a->session, -ISLE_ELINK);
	isled_loop_unwatch(loop, &a->watch);
	isled_loop_untimer(loop, &a->tick);
	isled_loop_untimer(loop, &a->hello);
	isled_loop_unlater(loop, &a->pump);
	a->link->transport->close(a->link);
	unlist(a);
	if (a->is_client)
		isled_rejoin(a->host);
	else
		a->host->programs--;
	isled_loop_later(loop, &a->reap);
}

static void begin_closing(struct isled_attachment *a)
{
	if (a->closing)
		return;
	a->closing = true;
	isled_loop_timer(&a->host->loop, &a->hello, CLOSE_MS);
	isled_attachment_kick(a);
}

void isled_attachment_end(struct isled_attachment *a, int error)
{
	if (a->dead)
		return;
	isle_session_goodbye(&a->session, error);
	begin_closing(a);
}

void isled_attachments_close(struct isle_host *host)
{
	while (host->attachments) {
		struct isled_attachment *a = host->attachments;

		close_now(a);
		isled_loop_unlater(&host->loop, &a->reap);
		reap(&a->reap);
	}
}

/* Nothing useful said, or a goodbye stuck. */
static void hello_due(struct isle_timer *timer)
{
	struct isled_attachment *a = timer->state;

	bool comes_again = a->link->transport->capabilities & ISLE_LINK_CONNECTS;

	if (a->closing || (!a->party && comes_again))
		close_now(a);
}

/* ---- the turn ---- */

static void receive(struct isled_attachment *a)
{
	const struct isle_transport *transport = a->link->transport;
	const uint8_t *frame;

	a->readable = false;
	for (unsigned n = 0; n < FRAMES_PER_TURN; n++) {
		int bytes = transport->receive(a->link, &frame), error;

		if (bytes == 0)
			return;
		if (bytes < 0) {
			close_now(a);
			return;
		}
		a->bytes_in += (uint64_t)bytes;
		error = isle_session_input(&a->session, now_of(a), frame, (size_t)bytes);
		transport->give_back(a->link);
		if (error < 0) {
			a->host->violations++;
			isle_log(ISLE_LOG_WARNING, "session",
				 "%s: protocol violation, session ended",
				 a->is_client ? "client" : "program");
			begin_closing(a);
			return;
		}
		if (a->closing || a->dead)
			return;
	}
	a->readable = true; /* there may be more, but others come first */
}

/* Returns whether frames may be left, which the link takes when nothing of it is unsent. */
static bool send_frames(struct isled_attachment *a)
{
	const struct isle_transport *transport = a->link->transport;

	for (unsigned n = 0; n < FRAMES_PER_TURN; n++) {
		struct isle_tx tx = { .file = -1 };

		if (transport->lend(a->link, &tx) < 0)
			return true;
		if (!isle_session_output(&a->session, now_of(a), &tx)) {
			tx.len = 0;
			transport->send(a->link, &tx);
			return false;
		}
		a->bytes_out += tx.len + tx.file_len;
		if (transport->send(a->link, &tx) < 0) {
			close_now(a);
			return false;
		}
	}
	return true;
}

static void look_after_time(struct isled_attachment *a, const struct isle_link_interest *interest)
{
	uint32_t next = isle_session_tick(&a->session, now_of(a));
	struct isled_loop *loop = &a->host->loop;

	if (interest->timeout_ms < next)
		next = interest->timeout_ms;
	if (next == ISLE_NO_DEADLINE)
		isled_loop_untimer(loop, &a->tick);
	else if (!a->tick.priv_slot || a->tick.priv_at_ms > loop->now_ms + next)
		isled_loop_timer(loop, &a->tick, next);
}

/* What the loop is to watch, or the end when all has left that shall. */
static void settle(struct isled_attachment *a, bool more, int unsent)
{
	struct isle_link_interest interest;
	unsigned events = 0;

	if (unsent == -ISLE_ELINK || (a->closing && unsent == 0 && !more)) {
		close_now(a);
		return;
	}
	a->link->transport->interest(a->link, &interest);
	if (interest.readable && !a->closing)
		events |= ISLE_WATCH_READ;
	if (interest.writable)
		events |= ISLE_WATCH_WRITE;
	isled_loop_set(&a->host->loop, &a->watch, events);
	look_after_time(a, &interest);
	if ((more && unsent == 0) || a->readable)
		isled_loop_later(&a->host->loop, &a->pump);
}

static void turn(struct isled_attachment *a)
{
	bool more = false;
	int unsent = 0;

	a->turning = true;
	if (a->readable && !a->closing)
		receive(a);
	if (!a->dead)
		more = send_frames(a);
	if (!a->dead)
		unsent = a->link->transport->flush(a->link);
	a->turning = false; /* what time brings up below wants another turn */
	if (!a->dead)
		settle(a, more, unsent);
}

static void pump(struct isle_later *later)
{
	turn(later->state);
}

void isled_attachment_kick(struct isled_attachment *a)
{
	if (!a->turning && !a->dead)
		isled_loop_later(&a->host->loop, &a->pump);
}

static void link_ready(struct isle_watch *watch, unsigned events)
{
	struct isled_attachment *a = watch->state;

	if (events & (ISLE_WATCH_READ | ISLE_WATCH_HANGUP))
		a->readable = true;
	if (a->closing && (events & ISLE_WATCH_HANGUP))
		close_now(a);
	else
		turn(a);
}

/* Deadlines and keep-alive; the tick itself is a part of the turn's end. */
static void tick_due(struct isle_timer *timer)
{
	struct isled_attachment *a = timer->state;

	isle_session_tick(&a->session, now_of(a));
	if (!a->dead)
		turn(a);
}

/* ---- what the session asks ---- */

static void session_changed(struct isle_session *session, int error, bool resumed)
{
	struct isled_attachment *a = (struct isled_attachment *)session;

	if (error == 0) {
		isled_loop_untimer(&a->host->loop, &a->hello);
		isled_party_up(a, resumed);
		return;
	}
	isled_party_lost(a, error);
	if (a->dead)
		return;
	if (a->link->transport->capabilities & ISLE_LINK_END)
		begin_closing(a);
	else
		isled_loop_timer(&a->host->loop, &a->hello, ISLED_HELLO_MS);
}

static int session_accept(struct isle_session *session, const struct isle_hello *hello,
			  uint64_t *ret_id)
{
	struct isled_attachment *a = (struct isled_attachment *)session;
	int result = a->closing ? -ISLE_ESTOPPING : isled_party_accept(a, hello, ret_id);

	if (result < 0)
		begin_closing(a);
	return result;
}

static uint64_t session_time_us(struct isle_session *session)
{
	struct timespec now;

	(void)session;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static const struct isle_session_ops session_ops = {
	.serve = isled_router_event,
	.changed = session_changed,
	.hello = isle_session_accepts,
	.accept = session_accept,
	.fill = isled_router_fill,
	.time_us = session_time_us,
};

static uint32_t least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

void isled_host_init_session(struct isle_host *host)
{
	const struct isled_config *config = host->config;
	uint32_t frame_max = least(config->frame_max, isle_transport_unix.frame_max);

	if (host->link)
		frame_max = least(frame_max, host->link->frame_max);

	host->session = (struct isle_session_config){
		.ops = &session_ops,
		.name = config->name,
		.role = ISLE_ROLE_DAEMON,
		.frame_max = frame_max,
		.window = config->limits.window > frame_max ? config->limits.window : frame_max,
		.keepalive_ms = config->keepalive_ms,
		.features = ISLE_FEATURE_CONTEXTS | ISLE_FEATURE_BATCH | ISLE_FEATURE_CHANNELS,
		.calls_max = config->limits.calls,
	};
}

/* ---- the beginning ---- */

static int get_memory(struct isled_attachment *a)
{
	struct isle_host *host = a->host;
	size_t rx = host->session.frame_max + 8192, tx = host->session.frame_max + 16384;

	a->tokens_n = host->config->limits.calls;
	a->tokens = calloc(a->tokens_n, sizeof(a->tokens[0]));
	rx = (rx + 7) & ~(size_t)7;
	a->block = malloc(8 + rx + tx);
	if (!a->tokens || !a->block)
		return -ISLE_ENOMEM;
	a->memory.rx = a->block + 4;
	a->memory.rx_bytes = rx;
	a->memory.tx = a->block + 4 + rx;
	a->memory.tx_bytes = tx;
	return 0;
}

static void init(struct isled_attachment *a, struct isled_listener *listener)
{
	a->host = listener->host;
	a->is_client = listener->is_client;
	a->watch.ready = link_ready;
	a->tick.due = tick_due;
	a->hello.due = hello_due;
	a->pump.run = pump;
	a->reap.run = reap;
	a->watch.state = a->tick.state = a->hello.state = a->pump.state = a->reap.state = a;
	a->watch.fd = -1;
}

static void begin_session(struct isled_attachment *a)
{
	isle_session_init(&a->session, &a->host->session);
	for (uint32_t i = a->tokens_n; i-- > 0;) {
		a->tokens[i].attachment = a;
		isle_session_lend_call(&a->session, &a->tokens[i].call);
	}
	isle_session_link_up(&a->session, now_of(a), 0);
	isled_loop_timer(&a->host->loop, &a->hello, ISLED_HELLO_MS);
	isled_attachment_kick(a);
}

int isled_attach(struct isled_listener *listener, const struct isle_link_fds *fds,
		 const struct isle_peer *credentials, bool may_control)
{
	struct isled_attachment *a = calloc(1, sizeof(*a));
	struct isle_link_interest interest;
	int error;

	if (!a)
		return -ISLE_ENOMEM;
	init(a, listener);
	a->credentials = *credentials;
	a->may_control = may_control;
	a->link = calloc(1, listener->transport->link_bytes);
	error = a->link ? get_memory(a) : -ISLE_ENOMEM;
	if (error == 0)
		error = listener->transport->run(a->link, fds, &a->memory);
	if (error < 0) {
		reap(&a->reap);
		return error;
	}
	a->link->transport = listener->transport;
	a->link->session = &a->session;
	a->link->transport->interest(a->link, &interest);
	a->watch.fd = interest.fd;
	a->next = a->host->attachments;
	a->host->attachments = a;
	if (!a->is_client)
		a->host->programs++;
	begin_session(a);
	if (isled_loop_watch(&a->host->loop, &a->watch, ISLE_WATCH_READ) < 0)
		close_now(a); /* the descriptors are the link's */
	return 0;
}
