/* SPDX-License-Identifier: BSD-3-Clause */
/* The worker's host: who may come, what outlives a connection, contexts, handles, tokens, batches. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host_rig.h"
#include "wire/gen/session.h"

static struct peer *client(uint64_t id)
{
	struct peer *peer = peer_open(ISLE_ROLE_CLIENT, id);

	rig_pump();
	return peer;
}

/* ---- tokens ---- */

TEST(token, "a call is answered with words and data, an error or, by a bug, EIO")
{
	struct peer *peer;
	uint32_t words[2] = { 7, 9 };
	struct answer *answer;

	rig_start("");
	peer = client(0);
	CHECK_EQ(peer->ups, 1);
	answer = peer_call(peer, 0, PROBE, PROBE_WHOLE, words, 2, "hello", 5);
	CHECK_EQ(answer->status, 0);
	CHECK_EQ(answer->words[1], 9);
	CHECK_MEM(answer->data, "hello", 5);
	CHECK_EQ(peer_ask(peer, 0, PROBE_FAIL, ISLE_ENOSPC)->status, -ISLE_ENOSPC);
	CHECK_EQ(peer_ask(peer, 0, PROBE_SILENT, 0)->status, -ISLE_EIO);
	CHECK_EQ(peer_call(peer, 0, 0, ISLE_SESSION_ECHO, NULL, 0, "echo", 4)->bytes, 4);
	peer_free(peer);
	rig_stop();
}

TEST(token,
     "unknown services and methods answer ENOTSUP, a closed context ENOENT, a wrong kind EINVAL")
{
	struct peer *peer;

	rig_start("");
	peer = client(0);
	CHECK_EQ(peer_call(peer, 0, 25, 1, NULL, 0, NULL, 0)->status, -ISLE_ENOTSUP);
	CHECK_EQ(peer_call(peer, 0, 200, 1, NULL, 0, NULL, 0)->status, -ISLE_ENOTSUP);
	CHECK_EQ(peer_call(peer, 0, PROBE, 0, NULL, 0, NULL, 0)->status, -ISLE_ENOTSUP);
	CHECK_EQ(peer_call(peer, 0, PROBE, 65535, NULL, 0, NULL, 0)->status, -ISLE_ENOTSUP);
	CHECK_EQ(peer_ask(peer, 5, PROBE_MAKE, 0)->status, -ISLE_ENOENT);
	peer_start(peer, 0, PROBE, PROBE_WHOLE, NULL, 0, NULL, 0);
	peer->calls[(peer->calls_n - 1) % 40].flags = ISLE_FLAG_CHANNEL;
	rig_pump();
	CHECK_EQ(peer->answers[(peer->calls_n - 1) % 40].status, -ISLE_EINVAL);
	CHECK_EQ(host.client->refused, 6);
	peer_free(peer);
	rig_stop();
}

TEST(token, "argument data is collected up to the method's limit and no further")
{
	static uint8_t data[200000];
	struct peer *peer;

	rig_start("frame_max = 512");
	peer = client(0);
	CHECK_EQ(peer_call(peer, 0, PROBE, PROBE_WHOLE, NULL, 0, data, 1000)->bytes, 1000);
	CHECK_EQ(peer_call(peer, 0, PROBE, PROBE_WHOLE, NULL, 0, data, 1001)->status,
		 -ISLE_EMSGSIZE);
	CHECK_EQ(peer_call(peer, 0, PROBE, PROBE_WHOLE, NULL, 0, data, 200000)->status,
		 -ISLE_EMSGSIZE);
	CHECK_EQ(probe.calls, 1);
	CHECK_EQ(peer_call(peer, 0, PROBE, PROBE_GATHER, NULL, 0, data, 200000)->words[0], 200000);
	CHECK_EQ(host.client->held_bytes, 0);
	peer_free(peer);
	rig_stop();
}

TEST(token, "a stream arrives whole, whatever its length, with its words and status")
{
	static const uint32_t sizes[] = { 0, 1, 65535, 200000 };
	struct peer *peer;

	rig_start("");
	peer = client(0);
	for (size_t i = 0; i < 4; i++) {
		struct answer *answer = peer_ask(peer, 0, PROBE_SPEW, sizes[i]);

		CHECK_EQ(answer->status, 0);
		CHECK_EQ(answer->bytes, sizes[i]);
		CHECK_EQ(answer->words[0], sizes[i]);
		for (uint32_t k = 0; k < sizes[i]; k++)
			CHECK_EQ(answer->data[k], (uint8_t)(k * 7));
	}
	probe.fill_status = ISLE_EIO;
	CHECK_EQ(peer_ask(peer, 0, PROBE_SPEW, 10)->status, -ISLE_EIO);
	peer_free(peer);
	rig_stop();
}

TEST(token, "a channel carries bytes both ways until its end")
{
	struct peer *peer;
	struct answer *answer;

	rig_start("");
	peer = client(0);
	answer = peer_start(peer, 0, PROBE, PROBE_TALK, NULL, 0, NULL, 0);
	rig_pump();
	CHECK(!answer->done);
	CHECK_EQ(isle_call_send(&peer->session, &peer->calls[0], "there and back", 14, true), 0);
	rig_pump();
	CHECK(answer->done);
	CHECK_EQ(answer->status, 0);
	CHECK_MEM(answer->data, "there and back", 14);
	peer_free(peer);
	rig_stop();
}

TEST(token, "channels beyond the limit are refused, and a closed one makes room")
{
	struct peer *peer;
	struct answer *answers[4];

	rig_start("[limits]\nchannels = 3");
	peer = client(0);
	for (int i = 0; i < 4; i++)
		answers[i] = peer_start(peer, 0, PROBE, PROBE_TALK, NULL, 0, NULL, 0);
	rig_pump();
	CHECK_EQ(answers[3]->status, -ISLE_EMFILE);
	CHECK(!answers[2]->done);
	isle_call_cancel(&peer->session, &peer->calls[0], -ISLE_ECANCELED);
	rig_pump();
	CHECK_EQ(probe.gone, 1);
	CHECK_EQ(host.client->channels, 2);
	peer_start(peer, 0, PROBE, PROBE_TALK, NULL, 0, NULL, 0);
	rig_pump();
	CHECK_EQ(host.client->channels, 3);
	peer_free(peer);
	rig_stop();
}

TEST(token, "a cancelled call and one whose link is lost tell the service once, with the reason")
{
	struct peer *peer;

	rig_start("");
	peer = client(0);
	peer_start(peer, 0, PROBE, PROBE_KEEP, NULL, 0, NULL, 0);
	peer_start(peer, 0, PROBE, PROBE_KEEP, NULL, 0, NULL, 0);
	rig_pump();
	CHECK_EQ(probe.kept_n, 2);
	isle_call_cancel(&peer->session, &peer->calls[0], -ISLE_EINTR);
	rig_pump();
	CHECK_EQ(probe.gone, 1);
	CHECK_EQ(probe.gone_reason, -ISLE_EINTR);
	peer_close(peer);
	rig_pump();
	CHECK_EQ(probe.gone, 2);
	CHECK_EQ(probe.gone_reason, -ISLE_ELINK);
	peer_free(peer);
	rig_stop();
}

TEST(token, "S3: a call whose budget is over tells the service ETIMEDOUT, and its answer leaves")
{
	struct answer *answer;
	struct peer *peer;

	rig_start("");
	peer = client(0);
	answer = peer_start(peer, 0, PROBE, PROBE_KEEP, NULL, 0, NULL, 0);
	rig_pump();
	CHECK(isle_token_budget_ms(probe.kept[0]) <= 20000);
	/* The callee's clock alone: the caller would give up by itself. */
	probe.kept[0]->call.deadline_ms = (uint32_t)host.loop.now_ms;
	isled_attachment_kick(host.attachments);
	rig_pump();
	CHECK_EQ(probe.gone, 1);
	CHECK_EQ(probe.gone_reason, -ISLE_ETIMEDOUT);
	CHECK(answer->done);
	CHECK_EQ(answer->status, -ISLE_ETIMEDOUT);
	peer_free(peer);
	rig_stop();
}

TEST(token, "what is held for a session is bounded, and given back")
{
	static uint8_t data[66000];
	struct peer *peer;
	struct answer *last = NULL;

	rig_start("[limits]\nqueued = 65536\ncalls = 8");
	peer = client(0);
	/* Answers that the peer has no credit for would pile up here. */
	for (int i = 0; i < 3; i++)
		last = peer_start(peer, 0, 0, ISLE_SESSION_ECHO, NULL, 0, data, 30000);
	rig_pump();
	CHECK(last->done && host.client->held_bytes == 0);
	CHECK_EQ(peer_call(peer, 0, 0, ISLE_SESSION_ECHO, NULL, 0, data, 60000)->bytes, 60000);
	CHECK_EQ(peer_call(peer, 0, 0, ISLE_SESSION_ECHO, NULL, 0, data, 66000)->status,
		 -ISLE_ENOBUFS);
	CHECK_EQ(host.client->held_bytes, 0);
	peer_free(peer);
	rig_stop();
}

/* ---- handles and contexts ---- */

TEST(context, "a handle of another context, stale or invented is refused, and quotas hold")
{
	struct peer *peer;
	uint32_t number, handle, other, earlier;

	rig_start("[limits]\ncontext_handles = 2\nhandles = 3\ncontexts = 3");
	peer = client(0);
	number = peer_call(peer, 0, 0, ISLE_SESSION_CONTEXT_OPEN, NULL, 0, "app", 3)->words[0];
	CHECK_EQ(number, 1);
	CHECK_EQ(peer_call(peer, 0, 0, ISLE_SESSION_CONTEXT_OPEN, NULL, 0, "app", 3)->status,
		 -ISLE_EEXIST);
	CHECK_EQ(peer_call(peer, 0, 0, ISLE_SESSION_CONTEXT_OPEN, NULL, 0, "", 0)->status,
		 -ISLE_EINVAL);
	handle = peer_ask(peer, 0, PROBE_MAKE, 0)->words[0];
	CHECK_EQ(peer_ask(peer, 0, PROBE_USE, handle)->status, 0);
	CHECK_EQ(peer_ask(peer, 1, PROBE_USE, handle)->status, -ISLE_EBADF);
	CHECK_EQ(peer_ask(peer, 1, PROBE_DROP, handle)->status, -ISLE_EBADF);
	CHECK_EQ(peer_ask(peer, 0, PROBE_USE, handle + 1)->status, -ISLE_EBADF);
	CHECK_EQ(peer_ask(peer, 0, PROBE_USE, 0)->status, -ISLE_EBADF);
	earlier = (handle & 0xffffff) | (handle >> 24 == 1 ? 2u << 24 : 1u << 24);
	CHECK_EQ(peer_ask(peer, 0, PROBE_USE, earlier)->status, -ISLE_ESTALE);
	CHECK_EQ(peer_ask(peer, 0, PROBE_MAKE, 0)->status, 0);
	CHECK_EQ(peer_ask(peer, 0, PROBE_MAKE, 0)->status, -ISLE_EMFILE);
	other = peer_ask(peer, 1, PROBE_MAKE, 0)->words[0];
	CHECK_EQ(peer_ask(peer, 1, PROBE_MAKE, 0)->status, -ISLE_EMFILE);
	CHECK_EQ(peer_ask(peer, 0, PROBE_DROP, handle)->status, 0);
	CHECK_EQ(peer_ask(peer, 0, PROBE_DROP, handle)->status, -ISLE_EBADF);
	CHECK_EQ(probe.closed, 1);
	CHECK_EQ(peer_ask(peer, 1, PROBE_USE, other)->status, 0);
	CHECK_EQ(peer_call(peer, 0, 0, ISLE_SESSION_CONTEXT_OPEN, NULL, 0, "b", 1)->words[0], 2);
	CHECK_EQ(peer_call(peer, 0, 0, ISLE_SESSION_CONTEXT_OPEN, NULL, 0, "c", 1)->status,
		 -ISLE_EMFILE);
	peer_free(peer);
	rig_stop();
}

TEST(context, "closing one closes its handles and ends its calls with ECANCELED, and no other's")
{
	struct answer *mine, *others;
	uint32_t one = 1, zero = 0;
	struct peer *peer;

	rig_start("");
	peer = client(0);
	peer_call(peer, 0, 0, ISLE_SESSION_CONTEXT_OPEN, NULL, 0, "app", 3);
	peer_ask(peer, 0, PROBE_MAKE, 0);
	peer_ask(peer, 1, PROBE_MAKE, 0);
	mine = peer_start(peer, 1, PROBE, PROBE_KEEP, NULL, 0, NULL, 0);
	others = peer_start(peer, 0, PROBE, PROBE_KEEP, NULL, 0, NULL, 0);
	rig_pump();
	CHECK_EQ(peer_call(peer, 0, 0, ISLE_SESSION_CONTEXT_CLOSE, &one, 1, NULL, 0)->status, 0);
	CHECK(mine->done && !others->done);
	CHECK_EQ(mine->status, -ISLE_ECANCELED);
	CHECK_EQ(probe.gone, 1);
	CHECK_EQ(probe.closed, 1);
	CHECK_EQ(probe.contexts_closed, 1);
	CHECK_EQ(host.client->handles.open, 1);
	CHECK_EQ(peer_call(peer, 0, 0, ISLE_SESSION_CONTEXT_CLOSE, &one, 1, NULL, 0)->status,
		 -ISLE_ENOENT);
	CHECK_EQ(peer_call(peer, 0, 0, ISLE_SESSION_CONTEXT_CLOSE, &zero, 1, NULL, 0)->status,
		 -ISLE_EINVAL);
	peer_free(peer);
	rig_stop();
}

TEST(context, "closing one whose answers are still on their way ends these in order")
{
	struct answer *stream, *echo, *closed[2];
	uint32_t one = 1, two = 2, bytes = 200000;
	struct peer *peer;

	rig_start("");
	peer = client(0);
	peer_call(peer, 0, 0, ISLE_SESSION_CONTEXT_OPEN, NULL, 0, "a", 1);
	peer_call(peer, 0, 0, ISLE_SESSION_CONTEXT_OPEN, NULL, 0, "b", 1);
	/* They leave in this order, by the contexts' turns, and arrive before anything is answered. */
	stream = peer_start(peer, 1, PROBE, PROBE_SPEW, &bytes, 1, NULL, 0);
	echo = peer_start(peer, 2, 0, ISLE_SESSION_ECHO, NULL, 0, "abc", 3);
	closed[0] = peer_start(peer, 0, 0, ISLE_SESSION_CONTEXT_CLOSE, &one, 1, NULL, 0);
	closed[1] = peer_start(peer, 0, 0, ISLE_SESSION_CONTEXT_CLOSE, &two, 1, NULL, 0);
	rig_pump();
	CHECK(stream->done && echo->done && closed[0]->done && closed[1]->done);
	CHECK_EQ(closed[0]->status, 0);
	CHECK_EQ(closed[1]->status, 0);
	CHECK_EQ(stream->status, -ISLE_ECANCELED);
	CHECK_EQ(echo->bytes, 3);
	CHECK_EQ(probe.gone, 1);
	CHECK_EQ(host.client->held_bytes, 0);
	peer_free(peer);
	rig_stop();
}

/* ---- what outlives a connection: S1, S11 ---- */

TEST(party,
     "S1: a known id within linger keeps the handles, ends the calls with ELINK, has a new tag")
{
	struct peer *peer, *again;
	struct answer *pending;
	uint32_t handle;
	uint16_t tag;

	rig_start("");
	peer = client(0);
	handle = peer_ask(peer, 0, PROBE_MAKE, 0)->words[0];
	pending = peer_start(peer, 0, PROBE, PROBE_KEEP, NULL, 0, NULL, 0);
	rig_pump();
	tag = peer->session.tag;
	peer_close(peer);
	CHECK_EQ(pending->status, -ISLE_ELINK);
	rig_pump();
	CHECK_EQ(probe.lost, 1);
	CHECK_EQ(probe.parties_gone, 0);
	again = client(peer->session.id);
	CHECK(again->resumed && again->session.id == peer->session.id);
	CHECK(again->session.tag != tag);
	CHECK_EQ(probe.resumed, 1);
	CHECK_EQ(peer_ask(again, 0, PROBE_USE, handle)->status, 0);
	peer_free(peer);
	peer_free(again);
	rig_stop();
}

TEST(party, "S1: id 0 or an unknown one frees everything of the old session")
{
	static const uint64_t ids[] = { 0, 0x1234567890 };

	for (int i = 0; i < 2; i++) {
		struct peer *peer, *again;
		uint32_t handle;

		memset(&probe, 0, sizeof(probe));
		memset(&host, 0, sizeof(host));
		rig_start("");
		peer = client(0);
		handle = peer_ask(peer, 0, PROBE_MAKE, 0)->words[0];
		peer_close(peer);
		rig_pump();
		CHECK_EQ(probe.closed, 0);
		again = client(ids[i]);
		CHECK(!again->resumed && again->ups == 1);
		CHECK_EQ(probe.closed, 1);
		CHECK_EQ(probe.parties_gone, 1);
		CHECK(peer_ask(again, 0, PROBE_USE, handle)->status < 0);
		peer_free(peer);
		peer_free(again);
		rig_stop();
		unlink("link");
		break;
	}
}

TEST(party, "S1: after the linger the session is freed and its id is unknown")
{
	struct peer *peer, *again;

	rig_start("linger = 1 ms");
	peer = client(0);
	peer_ask(peer, 0, PROBE_MAKE, 0);
	peer_close(peer);
	while (!probe.parties_gone)
		isled_loop_turn(&host.loop, 100);
	CHECK_EQ(probe.closed, 1);
	again = client(peer->session.id);
	CHECK(!again->resumed && again->session.id != peer->session.id);
	peer_free(peer);
	peer_free(again);
	rig_stop();
}

TEST(party, "S1: a goodbye frees the session at once")
{
	struct peer *peer;

	rig_start("");
	peer = client(0);
	peer_ask(peer, 0, PROBE_MAKE, 0);
	isle_session_goodbye(&peer->session, 0);
	rig_pump();
	CHECK_EQ(probe.parties_gone, 1);
	CHECK_EQ(probe.closed, 1);
	CHECK(!host.client && !host.attachments);
	peer_free(peer);
	rig_stop();
}

TEST(party, "S11: on unix the same user takes over, and the old link is told and closed")
{
	struct peer *first, *second;

	rig_start("");
	first = client(0);
	peer_ask(first, 0, PROBE_MAKE, 0);
	second = client(0);
	CHECK_EQ(second->ups, 1);
	CHECK_EQ(first->downs, 1);
	CHECK_EQ(first->last_error, -ISLE_EREPLACED);
	CHECK(first->gone);
	CHECK_EQ(probe.closed, 1);
	CHECK_EQ(peer_ask(second, 0, PROBE_MAKE, 0)->status, 0);
	peer_free(first);
	peer_free(second);
	rig_stop();
}

TEST(party, "S11: with the id that was handed out the new connection takes the handles along")
{
	struct peer *first, *second;
	uint32_t handle;

	rig_start("");
	first = client(0);
	handle = peer_ask(first, 0, PROBE_MAKE, 0)->words[0];
	second = client(first->session.id);
	CHECK(second->resumed && first->gone);
	CHECK_EQ(peer_ask(second, 0, PROBE_USE, handle)->status, 0);
	peer_free(first);
	peer_free(second);
	rig_stop();
}

TEST(party, "S11: without credentials only the id takes over, else EBUSY")
{
	struct peer *first, *second, *third;

	rig_start("");
	first = client(0);
	/* As if the link were TCP: nothing is known of the other end. */
	host.client->credentials.known = false;
	second = peer_open(ISLE_ROLE_CLIENT, 0);
	isled_loop_turn(&host.loop, 0);
	CHECK(host.attachments && !host.attachments->party);
	host.attachments->credentials.known = false;
	rig_pump();
	CHECK_EQ(second->ups, 0);
	CHECK_EQ(second->last_error, -ISLE_EBUSY);
	CHECK(second->gone && !first->gone);
	third = peer_open(ISLE_ROLE_CLIENT, first->session.id);
	isled_loop_turn(&host.loop, 0);
	host.attachments->credentials.known = false;
	rig_pump();
	CHECK(third->resumed && first->gone);
	peer_free(first);
	peer_free(second);
	peer_free(third);
	rig_stop();
}

TEST(party, "a client at the door and a program at the client's link are refused")
{
	struct peer *peer;

	rig_start("");
	peer = peer_open(ISLE_ROLE_CLIENT, 0);
	peer->config.role = ISLE_ROLE_PROGRAM;
	rig_pump();
	CHECK_EQ(peer->last_error, -ISLE_EPERM);
	CHECK(peer->gone);
	peer_free(peer);
	peer = peer_open(ISLE_ROLE_PROGRAM, 0);
	peer->config.role = ISLE_ROLE_CLIENT;
	rig_pump();
	CHECK_EQ(peer->last_error, -ISLE_EPERM);
	peer_free(peer);
	rig_stop();
}

TEST(party, "programs attach side by side, up to the limit, with the rights of their user")
{
	struct peer *programs[4], *runtime;

	rig_start("[limits]\nprograms = 3");
	runtime = client(0);
	for (int i = 0; i < 4; i++)
		programs[i] = peer_open(ISLE_ROLE_PROGRAM, 0);
	rig_pump();
	CHECK_EQ(programs[2]->ups, 1);
	CHECK(programs[3]->gone && programs[3]->ups == 0);
	CHECK_EQ(host.refusals, 1);
	CHECK_EQ(peer_ask(programs[0], 0, PROBE_CONTROL, 1)->status, 0);
	CHECK_EQ(peer_ask(runtime, 0, PROBE_CONTROL, 1)->status, -ISLE_EPERM);
	CHECK_EQ(peer_ask(runtime, 0, PROBE_CLIENT, 1)->status, 0);
	CHECK_EQ(peer_ask(programs[0], 0, PROBE_CLIENT, 1)->status, -ISLE_EPERM);
	for (int i = 0; i < 4; i++)
		peer_free(programs[i]);
	rig_pump();
	CHECK_EQ(probe.parties_gone, 3);
	peer_free(runtime);
	rig_stop();
}

TEST(party, "a protocol violation ends that session only, and is counted")
{
	struct peer *bad, *good;

	rig_start("");
	good = client(0);
	bad = peer_open(ISLE_ROLE_PROGRAM, 0);
	rig_pump();
	peer_start(bad, 0, PROBE, PROBE_KEEP, NULL, 0, NULL, 0);
	rig_pump();
	memset(&bad->session.out, 0, sizeof(bad->session.out)); /* the next call's id is that */
	bad->session.next_id = 0;                               /* of a call in flight */
	peer_start(bad, 0, PROBE, PROBE_KEEP, NULL, 0, NULL, 0);
	rig_pump();
	CHECK(bad->gone);
	CHECK_EQ(host.violations, 1);
	CHECK_EQ(probe.gone, 1);
	CHECK_EQ(peer_ask(good, 0, PROBE_MAKE, 0)->status, 0);
	peer_free(bad);
	peer_free(good);
	rig_stop();
}

TEST(party, "connections that say no hello are few and short-lived")
{
	struct isle_link_fds fds[12];
	struct peer *peer;
	char path[256];

	rig_start("");
	snprintf(path, sizeof(path), "%s/link", test_folder());
	for (int i = 0; i < 12; i++)
		CHECK_EQ(isle_transport_unix.open(path, ISLE_OPEN_CONNECT, &fds[i]), 0);
	rig_pump();
	CHECK_EQ(host.refusals, 12 - ISLED_UNKNOWN_MAX);
	CHECK(host.loop.heap_n >= ISLED_UNKNOWN_MAX);
	for (struct isled_attachment *a = host.attachments; a; a = a->next)
		isled_loop_timer(&host.loop, &a->hello, 0);
	rig_pump();
	CHECK(!host.attachments);
	peer = client(0);
	CHECK_EQ(peer->ups, 1);
	peer_free(peer);
	for (int i = 0; i < 12; i++)
		close(fds[i].fd[0]);
	rig_stop();
}

TEST(party, "an idle session without keep-alive leaves no timer running")
{
	struct peer *peer;

	rig_start("");
	CHECK_EQ(host.loop.heap_n, 0);
	peer = client(0);
	peer_ask(peer, 0, PROBE_MAKE, 0);
	rig_pump();
	CHECK_EQ(host.loop.heap_n, 0);
	CHECK(!host.loop.later);
	peer_free(peer);
	rig_stop();
}

/* ---- anything at all ---- */

static void random_call(struct peer *peer, uint8_t *data)
{
	static uint32_t words[40][8]; /* they must stay until the call has ended */
	unsigned slot = (unsigned)peer->calls_n % 40;
	uint64_t r = test_random();
	unsigned method = (unsigned)(r >> 8) % 14, words_n = (unsigned)(r >> 16) % 9;
	unsigned service = (r >> 24) % 4 ? PROBE : (unsigned)(r >> 26) % 33;
	uint32_t bytes = (r >> 32) % 3 ? (uint32_t)(r >> 34) % 300 : 0;

	for (unsigned i = 0; i < 8; i++)
		words[slot][i] = test_random() % 3 ? (uint32_t)test_random() % 600
						   : (uint32_t)test_random();
	if (method == PROBE_SPEW)
		words[slot][0] %= 100000;
	for (uint32_t i = 0; i < bytes; i++)
		data[i] = (uint8_t)test_random();
	peer_start(peer, (unsigned)(test_random() % 5 ? 0 : test_random() % 16), service, method,
		   words[slot], words_n, data, bytes);
}

TEST_WITHIN(hostile, 120, "calls of any kind, cancelled and cut off anywhere, leave nothing behind")
{
	static uint8_t data[40][512];

	for (int life = 0; life < 300; life++) {
		struct peer *peer;

		if (life == 0)
			rig_start("[limits]\nhandles = 20\nchannels = 5\nqueued = 65536\n");
		peer = client(life % 7 ? 0 : test_random());
		CHECK_EQ(peer->ups, 1);
		for (int i = 0; i < 39 && !peer->gone; i++) {
			random_call(peer, data[i]);
			if (test_random() % 3 == 0)
				rig_pump();
			if (test_random() % 8 == 0 && !peer->gone)
				isle_call_cancel(
					&peer->session,
					&peer->calls[test_random() % (unsigned)peer->calls_n],
					-ISLE_EINTR);
			if (probe.kept_n > 60)
				probe.kept_n = 0;
		}
		if (life % 3 == 0)
			rig_pump();
		peer_free(peer);
	}
	rig_pump();
	CHECK(!host.attachments);
	CHECK_EQ(host.violations, 0);
	if (host.client) {
		CHECK_EQ(host.client->held_bytes, 0);
		CHECK_EQ(host.client->channels, 0);
		isled_party_free(host.client);
	}
	CHECK(!host.parties && !host.loop.heap_n);
	rig_stop();
}

/* ---- calls to a party ---- */

static int outcall_status;
static uint32_t outcall_word;
static int outcalls_done;

static void outcall_done(struct isle_outcall *call, void *state, int status,
			 const struct isle_result *result)
{
	(void)call;
	(void)state;
	outcalls_done++;
	outcall_status = status;
	outcall_word = result->words[1];
}

TEST(outcall, "a service calls a party and hears once how it ended")
{
	static const struct isle_outcall_ops ops = { .done = outcall_done };
	const uint32_t words[2] = { 3, 44 };
	const struct isle_outcall_args args = { .service = 4,
						.method = 5,
						.words = words,
						.words_n = 2,
						.budget_ms = 20000,
						.window = 100 };
	struct isle_outcall *call;
	struct peer *peer;

	rig_start("");
	peer = client(0);
	CHECK_EQ(isle_outcall_start(host.client, &args, &ops, NULL, &call), 0);
	rig_pump();
	CHECK_EQ(outcalls_done, 1);
	CHECK_EQ(outcall_status, 0);
	CHECK_EQ(outcall_word, 44);
	CHECK_EQ(host.client->held_bytes, 0);
	peer->hold_requests = true;
	CHECK_EQ(isle_outcall_start(host.client, &args, &ops, NULL, &call), 0);
	rig_pump();
	CHECK_EQ(outcalls_done, 1);
	isle_outcall_cancel(call, -ISLE_ECANCELED);
	rig_pump();
	CHECK_EQ(outcalls_done, 1);
	CHECK_EQ(isle_outcall_start(host.client, &args, &ops, NULL, &call), 0);
	rig_pump();
	peer_close(peer);
	rig_pump();
	CHECK_EQ(outcalls_done, 2);
	CHECK_EQ(outcall_status, -ISLE_ELINK);
	CHECK_EQ(isle_outcall_start(host.client, &args, &ops, NULL, &call), -ISLE_ELINK);
	peer_free(peer);
	rig_stop();
}

/* ---- batches: S6 ---- */

struct builder {
	uint8_t bytes[4096];
	uint32_t n, ops;
};

static void add_op(struct builder *b, uint32_t service, uint32_t method, uint32_t flags,
		   uint32_t word, const char *data)
{
	const struct isle__batch_op op = { .service = service,
					   .method = method,
					   .flags = flags,
					   .words_n = 2,
					   .data_bytes = (uint32_t)strlen(data) };
	uint32_t words[8];
	unsigned n = isle__batch_op_put(&op, words);

	words[n] = word;
	words[n + 1] = 0;
	isle__words_put(b->bytes + b->n, words, n + 2);
	b->n += (n + 2) * 4;
	memset(b->bytes + b->n, 0, 8 + strlen(data));
	memcpy(b->bytes + b->n, data, strlen(data));
	b->n += (uint32_t)(strlen(data) + 7) & ~7u;
	b->ops++;
}

static struct answer *run_batch(struct peer *peer, const struct builder *b)
{
	return peer_call(peer, 0, 0, ISLE_SESSION_BATCH, &b->ops, 1, b->bytes, b->n);
}

/* The result of operation `index`; returns its status. */
static int result_of(const struct answer *answer, unsigned index, const uint8_t **ret_data,
		     uint32_t *ret_bytes, uint32_t *ret_word)
{
	struct isle__batch_result result = { 0 };
	uint32_t at = 0, words[4];

	for (unsigned i = 0;; i++) {
		CHECK(at + 16 <= answer->bytes);
		isle__words_get(answer->data + at, 16, words, 4);
		isle__batch_result_get(words, 4, &result);
		if (i == index)
			break;
		at += 16 + result.words_n * 4 + ((result.data_bytes + 7) & ~7u);
	}
	*ret_word = result.words_n ? isle__le32_get(answer->data + at + 16) : 0;
	*ret_data = answer->data + at + 16 + result.words_n * 4;
	*ret_bytes = result.data_bytes;
	return -(int)result.status;
}

TEST(batch, "S6: operations run in order, refer to handles made before, and close them at the end")
{
	struct builder b = { .n = 0 };
	struct peer *peer;
	struct answer *answer;
	const uint8_t *data;
	uint32_t bytes, word;

	rig_start("");
	peer = client(0);
	add_op(&b, PROBE, PROBE_MAKE, 0, 0, "");
	add_op(&b, PROBE, PROBE_USE, 0, ISLE_BATCH_REF, "");
	add_op(&b, PROBE, PROBE_SPEW, 0, 100, "");
	add_op(&b, PROBE, PROBE_WHOLE, 0, 5, "some data");
	answer = run_batch(peer, &b);
	CHECK_EQ(answer->status, 0);
	CHECK_EQ(answer->words[0], 4);
	CHECK_EQ(result_of(answer, 1, &data, &bytes, &word), 0);
	CHECK_EQ(bytes, 4);
	CHECK_MEM(data, "used", 4);
	CHECK_EQ(result_of(answer, 2, &data, &bytes, &word), 0);
	CHECK_EQ(bytes, 100);
	CHECK_EQ(word, 100);
	CHECK_EQ(data[99], (uint8_t)(99 * 7));
	CHECK_EQ(result_of(answer, 3, &data, &bytes, &word), 0);
	CHECK_MEM(data, "some data", 9);
	CHECK_EQ(word, 5);
	CHECK_EQ(probe.closed, 1);
	CHECK_EQ(host.client->handles.open, 0);
	CHECK_EQ(host.client->held_bytes, 0);
	peer_free(peer);
	rig_stop();
}

TEST(batch, "S6: a handle marked to be kept outlives it, one dropped inside is closed once")
{
	struct builder b = { .n = 0 };
	struct peer *peer;
	struct answer *answer;
	const uint8_t *data;
	uint32_t bytes, word;

	rig_start("");
	peer = client(0);
	add_op(&b, PROBE, PROBE_MAKE, ISLE_BATCH_KEEP, 0, "");
	add_op(&b, PROBE, PROBE_MAKE, 0, 0, "");
	add_op(&b, PROBE, PROBE_DROP, 0, ISLE_BATCH_REF + 1, "");
	answer = run_batch(peer, &b);
	CHECK_EQ(answer->words[0], 3);
	result_of(answer, 0, &data, &bytes, &word);
	CHECK_EQ(probe.closed, 1);
	CHECK_EQ(peer_ask(peer, 0, PROBE_USE, word)->status, 0);
	peer_free(peer);
	rig_stop();
}

TEST(batch, "S6: it stops behind the first error, and what it made is closed")
{
	struct builder b = { .n = 0 };
	struct peer *peer;
	struct answer *answer;
	const uint8_t *data;
	uint32_t bytes, word;

	rig_start("");
	peer = client(0);
	add_op(&b, PROBE, PROBE_MAKE, 0, 0, "");
	add_op(&b, PROBE, PROBE_FAIL, 0, ISLE_ENOSPC, "");
	add_op(&b, PROBE, PROBE_WHOLE, 0, 0, "");
	answer = run_batch(peer, &b);
	CHECK_EQ(answer->status, 0);
	CHECK_EQ(answer->words[0], 2);
	CHECK_EQ(result_of(answer, 1, &data, &bytes, &word), -ISLE_ENOSPC);
	CHECK_EQ(probe.calls, 0);
	CHECK_EQ(probe.closed, 1);
	peer_free(peer);
	rig_stop();
}

TEST(batch, "S6: a reference to no handle is EBADF, a blocking or unknown operation ENOTSUP")
{
	static const struct {
		uint32_t service, method, word;
		int status;
	} cases[] = {
		{ PROBE, PROBE_USE, ISLE_BATCH_REF, -ISLE_EBADF },
		{ PROBE, PROBE_USE, ISLE_BATCH_REF + 7, -ISLE_EBADF },
		{ PROBE, PROBE_USE, 0xffffffff, -ISLE_EBADF },
		{ PROBE, PROBE_CLIENT, 0, -ISLE_ENOTSUP },
		{ PROBE, PROBE_TALK, 0, -ISLE_ENOTSUP },
		{ PROBE, PROBE_CONTROL, 0, -ISLE_EPERM },
		{ 0, ISLE_SESSION_BATCH, 0, -ISLE_ENOTSUP },
		{ 0, ISLE_SESSION_CONTEXT_CLOSE, 1, -ISLE_ENOTSUP },
		{ 77, 1, 0, -ISLE_ENOTSUP },
	};
	struct peer *peer;

	rig_start("");
	peer = client(0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct builder b = { .n = 0 };
		struct answer *answer;
		const uint8_t *data;
		uint32_t bytes, word;

		add_op(&b, cases[i].service, cases[i].method, 0, cases[i].word, "");
		answer = run_batch(peer, &b);
		CHECK_EQ(answer->words[0], 1);
		CHECK_EQ(result_of(answer, 0, &data, &bytes, &word), cases[i].status);
	}
	peer_free(peer);
	rig_stop();
}

TEST(batch, "S6: a malformed one is refused as a whole before anything runs")
{
	struct builder b = { .n = 0 };
	struct peer *peer;
	uint32_t nine = 9, zero = 0;

	rig_start("");
	peer = client(0);
	for (int i = 0; i < 9; i++)
		add_op(&b, PROBE, PROBE_WHOLE, 0, 0, "x");
	CHECK_EQ(run_batch(peer, &b)->status, -ISLE_EINVAL);
	CHECK_EQ(peer_call(peer, 0, 0, ISLE_SESSION_BATCH, &zero, 1, NULL, 0)->status,
		 -ISLE_EINVAL);
	CHECK_EQ(peer_call(peer, 0, 0, ISLE_SESSION_BATCH, &nine, 1, NULL, 0)->status,
		 -ISLE_EINVAL);
	b = (struct builder){ .n = 0 };
	add_op(&b, PROBE, PROBE_WHOLE, 0, 0, "x");
	for (uint32_t n = 0; n < b.n; n++) /* cut short at every byte */
		CHECK_EQ(peer_call(peer, 0, 0, ISLE_SESSION_BATCH, &b.ops, 1, b.bytes, n)->status,
			 -ISLE_EINVAL);
	for (unsigned at = 8; at < 20; at += 4) { /* flags, words, data bytes beyond reason */
		struct builder bad = b;

		isle__le32_put(bad.bytes + at, 0xfffffffe);
		CHECK_EQ(run_batch(peer, &bad)->status, -ISLE_EINVAL);
	}
	b.bytes[b.n++] = 0; /* and something left over */
	CHECK_EQ(run_batch(peer, &b)->status, -ISLE_EINVAL);
	CHECK_EQ(probe.calls, 0);
	peer_free(peer);
	rig_stop();
}

TEST(batch, "S6: an operation that is answered later holds it up, and a lost link ends it cleanly")
{
	struct builder b = { .n = 0 };
	struct peer *peer;
	struct answer *answer;

	rig_start("");
	peer = client(0);
	add_op(&b, PROBE, PROBE_MAKE, 0, 0, "");
	add_op(&b, PROBE, PROBE_KEEP, 0, 0, "");
	add_op(&b, PROBE, PROBE_USE, 0, ISLE_BATCH_REF, "");
	answer = peer_start(peer, 0, 0, ISLE_SESSION_BATCH, &b.ops, 1, b.bytes, b.n);
	rig_pump();
	CHECK(!answer->done);
	CHECK_EQ(isle_token_reply(probe.kept[0], NULL, 0, "late", 4), 0);
	rig_pump();
	CHECK(answer->done);
	CHECK_EQ(answer->words[0], 3);
	answer = peer_start(peer, 0, 0, ISLE_SESSION_BATCH, &b.ops, 1, b.bytes, b.n);
	rig_pump();
	peer_close(peer);
	rig_pump();
	CHECK_EQ(answer->status, -ISLE_ELINK);
	CHECK_EQ(probe.gone, 1);
	CHECK_EQ(probe.closed, 2);
	peer_free(peer);
	rig_stop();
}

TEST(batch, "S6: results beyond the caller's window say EMSGSIZE")
{
	struct builder b = { .n = 0 };
	struct answer *answer;
	struct peer *peer;
	const uint8_t *data;
	uint32_t bytes, word;

	rig_start("");
	peer = client(0);
	add_op(&b, PROBE, PROBE_WHOLE, 0, 1, "0123456789012345");
	add_op(&b, PROBE, PROBE_SPEW, 0, 1000, "");
	answer = peer_start(peer, 0, 0, ISLE_SESSION_BATCH, &b.ops, 1, b.bytes, b.n);
	peer->calls[0].in_room = peer->calls[0].in_granted = 100;
	rig_pump();
	CHECK_EQ(answer->status, 0);
	CHECK_EQ(answer->words[0], 2);
	CHECK_EQ(result_of(answer, 0, &data, &bytes, &word), 0);
	CHECK_EQ(result_of(answer, 1, &data, &bytes, &word), -ISLE_EMSGSIZE);
	answer = peer_start(peer, 0, 0, ISLE_SESSION_BATCH, &b.ops, 1, b.bytes, b.n);
	peer->calls[1].in_room = peer->calls[1].in_granted = 10;
	rig_pump();
	CHECK_EQ(answer->status, -ISLE_EMSGSIZE);
	peer_free(peer);
	rig_stop();
}

/* ---- registration ---- */

static int nothing(void *state, struct isle_token *token, const struct isle_request *request)
{
	(void)state;
	(void)request;
	return isle_token_reply(token, NULL, 0, NULL, 0);
}

TEST(service, "a table with a fault is not registered")
{
	static const struct isle_method unsorted[] = { { "B", 2, 0, 0, nothing },
						       { "A", 1, 0, 0, nothing } };
	static const struct isle_method empty[] = { { "A", 1, 0, 0, NULL } };
	static const struct isle_method good[] = { { "A", 1, 0, 0, nothing } };
	static const struct isle_service bad[] = {
		{ .name = "x", .number = 21, .methods = unsorted, .method_count = 2 },
		{ .name = "x", .number = 21, .methods = empty, .method_count = 1 },
		{ .name = "x", .number = 32, .methods = good, .method_count = 1 },
		{ .name = NULL, .number = 21, .methods = good, .method_count = 1 },
	};
	static const struct isle_service taken = {
		.name = "probe", .number = 21, .methods = good, .method_count = 1
	};
	static const struct isle_service number = {
		.name = "x", .number = PROBE, .methods = good, .method_count = 1
	};

	rig_start("");
	for (size_t i = 0; i < 4; i++)
		CHECK_EQ(isle_service_register(&host, &bad[i]), -ISLE_EINVAL);
	CHECK_EQ(isle_service_register(&host, &taken), -ISLE_EEXIST);
	CHECK_EQ(isle_service_register(&host, &number), -ISLE_EEXIST);
	rig_stop();
}
