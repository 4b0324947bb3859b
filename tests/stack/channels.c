/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Channels: the client opens one to its own service, through the worker, and is both ends of it. What an end
 * receives is what the other has sent, from the start and without a gap; an end that is told is the true
 * one; when one end has closed the other one does not stay open.
 */
#define _GNU_SOURCE
#include "client.h"

#include <isle/channel.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NEAR_BYTES      3000u
#define TX_BYTES        700u
#define PERIOD          4096u
#define CONNECTIONS_MAX 4000u

/* What an end has sent, which the other one may still receive when it is gone. shut: its end, too. */
struct past {
	uint32_t sent, sending;
	bool shut;
};

/* near: of the caller; far: of the service. */
static struct end {
	struct isle_channel channel;
	bool open;
	unsigned number; /* of the connection */
	uint32_t got;
	uint8_t tx[TX_BYTES];
	struct past past[CONNECTIONS_MAX];
} near, far;

static unsigned connections;
static uint8_t near_rx[NEAR_BYTES], far_rx[FRAME_MAX];

static struct past *past_of(struct end *end, unsigned number)
{
	return &end->past[number];
}

static void begin_end(struct end *end, unsigned number)
{
	end->open = false;
	end->number = number;
	end->got = 0;
	memset(past_of(end, number), 0, sizeof(struct past));
}

static uint8_t content(const struct end *end, unsigned number, uint32_t at)
{
	return noise[(number * 13 + (end == &near) * 1000u + at) % PERIOD];
}

static void check_reason(int r, const char *what)
{
	if (r < 0 && r != -ISLE_EAGAIN && r != -ISLE_EPIPE && r != -ISLE_ESHUTDOWN)
		op_expect(r, what);
}

static void close_end(struct end *end, int error)
{
	st_trace("connection %u: the %s end is closed, %u sent, %u received", end->number,
		 end == &near ? "near" : "far", past_of(end, end->number)->sent, end->got);
	isle_channel_reset(&end->channel, error);
	end->open = false;
}

/* ---- both ends ---- */

static void send(struct end *end, uint32_t len, uint32_t timeout_ms)
{
	struct past *past = past_of(end, end->number);
	uint8_t piece[2000];
	uint32_t i;
	int r;

	for (i = 0; i < len; i++)
		piece[i] = content(end, end->number, past->sent + i);
	past->sending = len; /* what is taken may arrive before this returns */
	r = isle_channel_send(&end->channel, piece, len, timeout_ms);
	past->sending = 0;
	check_reason(r, "channel_send");
	if (r == 0 || r > (int)len)
		st_fail("connection %u: %d bytes of %u sent", end->number, r, len);
	if (r > 0)
		past->sent += (uint32_t)r;
}

static int receive(struct end *end, struct end *other, uint32_t timeout_ms)
{
	const struct past *past = past_of(other, end->number);
	uint8_t piece[1500];
	int r, i;

	r = isle_channel_receive(&end->channel, piece, 1 + st_below(sizeof(piece)), timeout_ms);
	check_reason(r, "channel_receive");
	for (i = 0; i < r; i++)
		if (piece[i] != content(other, end->number, end->got + (uint32_t)i))
			st_fail("connection %u: byte %u is not what was sent", end->number,
				end->got + (uint32_t)i);
	if (r > 0)
		end->got += (uint32_t)r;
	if (end->got > past->sent + past->sending)
		st_fail("connection %u: %u received, %u sent", end->number, end->got, past->sent);
	if (r == 0 && (!past->shut || end->got != past->sent))
		st_fail("connection %u: an end after %u bytes of %u", end->number, end->got,
			past->sent);
	return r;
}

/* ---- the service's end: everything from ready() ---- */

/* An answer now and then; when the caller has said all, so do we. */
static void far_ready(struct isle_channel *channel)
{
	bool *shut = &past_of(&far, far.number)->shut;
	int r = 1;

	(void)channel;
	while (far.open && r > 0)
		r = receive(&far, &near, 0);
	if (!far.open)
		return;
	if (r == -ISLE_EAGAIN) {
		if (!*shut && st_chance(50))
			send(&far, 1 + st_below(900), 0);
		return;
	}
	if (r == 0 && !*shut) {
		*shut = true;
		r = isle_channel_shutdown(&far.channel);
	}
	if (r < 0 || channel->closed) {
		close_end(&far, -ISLE_ECANCELED);
	} else if (isle_channel_flushed(channel)) {
		st_trace("connection %u: the far end says farewell", far.number);
		isle_channel_close(channel, 0);
		far.open = false;
	}
}

static void far_asked(struct isle_ipc_request *request)
{
	char text[16] = "";
	int r;

	memcpy(text, request->data, request->len < 15 ? request->len : 15);
	if (far.open) {
		isle_ipc_fail(request, -ISLE_ECONNREFUSED);
		return;
	}
	begin_end(&far, (unsigned)strtoul(text, NULL, 10) % CONNECTIONS_MAX);
	isle_channel_init(&far.channel, far_rx, sizeof(far_rx), far.tx, sizeof(far.tx), far_ready,
			  NULL);
	r = isle_channel_accept(&far.channel, request);
	far.open = r == 0;
	st_trace("connection %u: asked for, %d", far.number, r);
	if (r != 0)
		isle_ipc_fail(request, r);
}

void channels_offer(struct isle_ipc_service *service)
{
	service->connect = far_asked;
}

/* ---- the caller's end ---- */

static void do_connect(void)
{
	struct isle_ipc_binding *binding = service_binding();
	char text[16];
	int r;

	if (!binding)
		return;
	connections = (connections + 1) % CONNECTIONS_MAX;
	begin_end(&near, connections);
	snprintf(text, sizeof(text), "%u", near.number);
	isle_channel_init(&near.channel, near_rx, sizeof(near_rx), near.tx, sizeof(near.tx), NULL,
			  NULL);
	r = isle_ipc_connect(begin(), binding, text, &near.channel);
	st_trace("connection %u: %d", near.number, r);
	if (r != -ISLE_ECONNREFUSED && r != -ISLE_ENOSERVICE)
		check_reason(r, "connect");
	near.open = r == 0;
}

static void check_wait(uint64_t from_us, uint32_t timeout_ms)
{
	if (world.now_us - from_us > (uint64_t)(timeout_ms + GRACE_MS) * 1000u)
		st_fail("connection %u: %u ms took %llu us", near.number, timeout_ms,
			(unsigned long long)(world.now_us - from_us));
}

static void leave(uint32_t timeout_ms)
{
	int r;

	past_of(&near, near.number)->shut = true;
	r = isle_channel_close(&near.channel, timeout_ms);
	st_trace("connection %u: left, %d", near.number, r);
	check_reason(r, "channel_close");
	near.open = false;
}

void do_channel(void)
{
	uint32_t timeout_ms = st_chance(40) ? 0 : st_below(60);
	uint64_t from_us = world.now_us;
	bool *shut = &past_of(&near, near.number)->shut;
	unsigned what = st_below(100);

	if (!near.open) {
		do_connect();
		return;
	}
	if (near.channel.closed && what < 50)
		close_end(&near, -ISLE_ECANCELED);
	else if (what < 45 && !*shut)
		send(&near, 1 + st_below(2000), timeout_ms);
	else if (what < 90)
		receive(&near, &far, timeout_ms);
	else if (what < 94 && !*shut)
		*shut = isle_channel_shutdown(&near.channel) == 0;
	else if (what < 97)
		leave(timeout_ms);
	else
		close_end(&near, -ISLE_ECANCELED);
	check_wait(from_us, timeout_ms);
}

void channels_reset(void)
{
	near.open = far.open = false;
}

/* The near end closes: the far one follows. */
void channels_end(void)
{
	uint64_t until_us = world.now_us + 5000000u;

	if (near.open)
		leave(2000);
	while (far.open && world.now_us < until_us)
		isle_client_poll_wait(&client, 50);
	if (far.open)
		st_fail("connection %u: the far end stays open", far.number);
	isle_client_poll_wait(&client, 50); /* its farewell leaves */
}
