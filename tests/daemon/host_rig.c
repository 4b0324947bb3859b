/* SPDX-License-Identifier: BSD-3-Clause */
#include "host_rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "daemon/log.h"

struct probe probe;
struct isle_host host;

static char link_path[256], door_path[256];
static int link_fd, door_fd;

/* ---- the service ---- */

static void close_object(void *object)
{
	(void)object;
	probe.closed++;
}

static const struct isle_handle_type type = { "probe", close_object };

static int make(void *state, struct isle_token *token, const struct isle_request *request)
{
	uint32_t words[2] = { 0 };
	int error = isle_handle_open(token, &type, &probe, &words[0]);

	(void)state;
	(void)request;
	return error < 0 ? error : isle_token_reply(token, words, 2, NULL, 0);
}

static int use(void *state, struct isle_token *token, const struct isle_request *request)
{
	void *object;
	int error = isle_handle_get(isle_token_context(token), request->words[0], &type, &object);

	(void)state;
	return error < 0 ? error : isle_token_reply(token, NULL, 0, "used", 4);
}

static int drop(void *state, struct isle_token *token, const struct isle_request *request)
{
	int error = isle_handle_close(isle_token_context(token), request->words[0], &type);

	(void)state;
	return error < 0 ? error : isle_token_reply(token, NULL, 0, NULL, 0);
}

static void gone(struct isle_token *token, void *state, int reason)
{
	(void)token;
	(void)state;
	probe.gone++;
	probe.gone_reason = reason;
}

static const struct isle_token_ops keep_ops = { .gone = gone };

static int keep(void *state, struct isle_token *token, const struct isle_request *request)
{
	(void)state;
	(void)request;
	isle_token_keep(token, &keep_ops, NULL);
	probe.kept[probe.kept_n++ % 64] = token;
	return 0;
}

struct spew {
	uint32_t at, total;
};

static int spew_fill(struct isle_token *token, void *state, struct isle_fill *fill)
{
	struct spew *spew = state;
	uint8_t *to = fill->buffer;

	(void)token;
	while (fill->bytes < fill->max && spew->at < spew->total)
		to[fill->bytes++] = (uint8_t)(spew->at++ * 7);
	fill->end = spew->at == spew->total;
	if (fill->end) {
		fill->status = -(int)probe.fill_status;
		fill->words_n = 2;
		fill->words[0] = spew->total;
		free(spew);
	}
	return 0;
}

static void spew_gone(struct isle_token *token, void *state, int reason)
{
	gone(token, state, reason);
	free(state);
}

static int spew(void *state, struct isle_token *token, const struct isle_request *request)
{
	static const struct isle_token_ops ops = { .gone = spew_gone };
	struct spew *spew = calloc(1, sizeof(*spew));

	(void)state;
	spew->total = request->words[0];
	isle_token_stream(token, &ops, spew, spew_fill, 2);
	return 0;
}

static uint32_t gathered;

static void gather_data(struct isle_token *token, void *state, const void *data, uint32_t bytes,
			unsigned flags)
{
	uint32_t words[2] = { 0 };

	(void)state;
	(void)data;
	gathered += bytes;
	isle_token_consumed(token, bytes);
	words[0] = gathered;
	if (flags & ISLE_PIECE_END)
		isle_token_reply(token, words, 2, NULL, 0);
}

static int gather(void *state, struct isle_token *token, const struct isle_request *request)
{
	static const struct isle_token_ops ops = { .data = gather_data, .gone = gone };

	gathered = 0;
	isle_token_keep(token, &ops, state);
	gather_data(token, state, request->data, request->data_bytes,
		    request->data_end ? ISLE_PIECE_END : 0);
	return 0;
}

static void talk_data(struct isle_token *token, void *state, const void *data, uint32_t bytes,
		      unsigned flags)
{
	(void)state;
	isle_token_write(token, data, bytes, flags);
	isle_token_consumed(token, bytes);
	if (flags & ISLE_PIECE_END)
		isle_token_reply(token, NULL, 0, NULL, 0);
}

static int talk(void *state, struct isle_token *token, const struct isle_request *request)
{
	static const struct isle_token_ops ops = { .data = talk_data, .gone = gone };

	(void)request;
	isle_token_keep(token, &ops, state);
	isle_token_accept(token);
	return 0;
}

static int fail(void *state, struct isle_token *token, const struct isle_request *request)
{
	(void)state;
	(void)token;
	return -(int)request->words[0];
}

static int silent(void *state, struct isle_token *token, const struct isle_request *request)
{
	(void)state;
	(void)token;
	(void)request;
	return 0;
}

static int whole(void *state, struct isle_token *token, const struct isle_request *request)
{
	void *room;
	uint32_t n = isle_token_lend(token, request->data_bytes, &room);

	(void)state;
	probe.calls++;
	if (n < request->data_bytes)
		return -ISLE_EMSGSIZE;
	if (n)
		memcpy(room, request->data, n);
	return isle_token_reply(token, request->words, request->words_n, room, n);
}

static const struct isle_method methods[] = {
	{ "MAKE", PROBE_MAKE, 0, 0, make },
	{ "USE", PROBE_USE, ISLE_METHOD_HANDLE, 0, use },
	{ "DROP", PROBE_DROP, ISLE_METHOD_HANDLE, 0, drop },
	{ "KEEP", PROBE_KEEP, 0, 0, keep },
	{ "SPEW", PROBE_SPEW, 0, 0, spew },
	{ "GATHER", PROBE_GATHER, ISLE_METHOD_STREAM_IN, 0, gather },
	{ "TALK", PROBE_TALK, ISLE_METHOD_CHANNEL, 0, talk },
	{ "FAIL", PROBE_FAIL, 0, 0, fail },
	{ "SILENT", PROBE_SILENT, 0, 0, silent },
	{ "CONTROL", PROBE_CONTROL, ISLE_METHOD_CONTROL, 0, whole },
	{ "WHOLE", PROBE_WHOLE, 0, 1000, whole },
	{ "CLIENT", PROBE_CLIENT, ISLE_METHOD_CLIENT | ISLE_METHOD_NO_BATCH, 0, whole },
};

static void attached(void *state, struct isle_party *party, bool resumed)
{
	(void)state;
	(void)party;
	probe.attached++;
	probe.resumed += resumed;
}

static void lost(void *state, struct isle_party *party)
{
	(void)state;
	(void)party;
	probe.lost++;
}

static void party_gone(void *state, struct isle_party *party)
{
	(void)state;
	(void)party;
	probe.parties_gone++;
}

static void context_closed(void *state, struct isle_context *context)
{
	(void)state;
	(void)context;
	probe.contexts_closed++;
}

static const struct isle_service service = {
	.name = "probe",
	.number = PROBE,
	.version = 1,
	.methods = methods,
	.method_count = sizeof(methods) / sizeof(methods[0]),
	.party_attached = attached,
	.party_lost = lost,
	.party_gone = party_gone,
	.context_closed = context_closed,
};

/* ---- the host ---- */

static void report(void *state, const char *text)
{
	(void)state;
	FAIL("%s", text);
}

static void quiet(enum isle_level level, const char *text)
{
	(void)level;
	(void)text;
}

static int open_listener(const char *path, bool is_client)
{
	struct isle_link_fds fds = { .n = 0 };

	CHECK_EQ(isle_transport_unix.open(path, ISLE_OPEN_LISTEN, &fds), 0);
	CHECK_EQ(isled_listen(&host, &isle_transport_unix, fds.fd[0], is_client), 0);
	return fds.fd[0];
}

void rig_start(const char *extra)
{
	const struct isled_config_errors errors = { .report = report };
	char text[2048];

	isled_log_redirect(quiet, NULL);
	snprintf(link_path, sizeof(link_path), "%s/link", test_folder());
	snprintf(door_path, sizeof(door_path), "%s/door", test_folder());
	snprintf(text, sizeof(text), "[client]\nname = rig\nlink = unix:%s\nkeepalive = 0\n%s\n",
		 link_path, extra);
	CHECK_EQ(isled_config_read("rig", text, strlen(text), 0, &errors, &host.config), 0);
	CHECK_EQ(isled_loop_init(&host.loop), 0);
	host.loop.state = &host;
	host.supervisor_facts[ISLED_FACT_UID] = geteuid();
	isled_host_init_session(&host);
	CHECK_EQ(isle_service_register(&host, &isled_service_session), 0);
	CHECK_EQ(isle_service_register(&host, &service), 0);
	link_fd = open_listener(link_path, true);
	door_fd = open_listener(door_path, false);
}

void rig_stop(void)
{
	isled_attachments_close(&host);
	while (host.parties)
		isled_party_free(host.parties);
	isled_config_free(host.config);
	isled_loop_fini(&host.loop);
	close(link_fd);
	close(door_fd);
}

/* ---- peers ---- */

static struct peer *peers[64];
static int peers_n;

static uint64_t peer_time(struct isle_session *session)
{
	struct timespec now;

	(void)session;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static void peer_changed(struct isle_session *session, int error, bool resumed)
{
	struct peer *peer = (struct peer *)session;

	if (error == 0) {
		peer->ups++;
		peer->resumed = resumed;
	} else {
		peer->downs++;
		peer->last_error = error;
	}
}

static void peer_serve(struct isle_call *call, enum isle_call_event what,
		       const struct isle_frame *frame)
{
	struct peer *peer = NULL;

	for (int i = 0; i < peers_n; i++)
		if (call >= peers[i]->served && call < peers[i]->served + 8)
			peer = peers[i];
	if (what == ISLE_CALL_REQUEST) {
		peer->request = call;
		isle__frame_words(frame, 2, peer->request_words, 8);
		if (peer->hold_requests)
			return;
		call->words = peer->request_words;
		call->words_n = 2;
		isle_call_reply(&peer->session, call, 0);
	} else if (what == ISLE_CALL_CLOSED) {
		isle_session_lend_call(&peer->session, call);
	}
}

static const struct isle_session_ops peer_ops = {
	.serve = peer_serve,
	.changed = peer_changed,
	.hello = isle_session_presents,
	.time_us = peer_time,
};

static uint32_t now_ms(void)
{
	return (uint32_t)(peer_time(NULL) / 1000);
}

struct peer *peer_open(unsigned role, uint64_t id)
{
	struct peer *peer = calloc(1, sizeof(*peer));
	const size_t half = 200000;
	struct isle_link_fds fds;
	struct isle_link_memory memory;

	peer->transport = &isle_transport_unix;
	peer->memory = malloc(2 * half + 16);
	memory = (struct isle_link_memory){ peer->memory + 4, half, peer->memory + 4 + half, half };
	peer->config = (struct isle_session_config){
		.ops = &peer_ops,
		.name = "peer",
		.role = role,
		.frame_max = 65792,
		.window = 65792,
		.calls_max = 8,
	};
	peer->link = calloc(1, peer->transport->link_bytes);
	CHECK_EQ(peer->transport->open(role == ISLE_ROLE_CLIENT ? link_path : door_path,
				       ISLE_OPEN_CONNECT, &fds),
		 0);
	CHECK_EQ(peer->transport->run(peer->link, &fds, &memory), 0);
	peer->link->transport = peer->transport;
	peer->link->session = &peer->session;
	isle_session_init(&peer->session, &peer->config);
	peer->session.id = id;
	for (int i = 0; i < 8; i++)
		isle_session_lend_call(&peer->session, &peer->served[i]);
	isle_session_link_up(&peer->session, now_ms(), (uint32_t)test_random());
	peers[peers_n++] = peer;
	return peer;
}

void peer_close(struct peer *peer)
{
	if (peer->gone)
		return;
	peer->gone = true;
	peer->transport->close(peer->link);
	isle_session_link_down(&peer->session, -ISLE_ELINK);
}

void peer_free(struct peer *peer)
{
	peer_close(peer);
	for (int i = 0; i < peers_n; i++)
		if (peers[i] == peer)
			peers[i] = peers[--peers_n];
	free(peer->link);
	free(peer->memory);
	free(peer);
}

static bool peer_turn(struct peer *peer)
{
	const uint8_t *frame;
	bool moved = false;
	int bytes = 0;

	if (peer->gone)
		return false;
	while ((bytes = peer->transport->receive(peer->link, &frame)) > 0) {
		isle_session_input(&peer->session, now_ms(), frame, (size_t)bytes);
		peer->transport->give_back(peer->link);
		moved = true;
	}
	if (bytes < 0) {
		peer_close(peer);
		return true;
	}
	isle_session_tick(&peer->session, now_ms());
	for (;;) {
		struct isle_tx tx = { .file = -1 };

		if (peer->transport->lend(peer->link, &tx) < 0)
			break;
		if (!isle_session_output(&peer->session, now_ms(), &tx)) {
			tx.len = 0;
			peer->transport->send(peer->link, &tx);
			break;
		}
		peer->transport->send(peer->link, &tx);
		moved = true;
	}
	peer->transport->flush(peer->link);
	return moved;
}

void rig_pump(void)
{
	for (int quiet_turns = 0; quiet_turns < 4;) {
		bool moved = false;

		isled_loop_turn(&host.loop, 0);
		moved = host.loop.later != NULL;
		for (int i = 0; i < peers_n; i++)
			moved |= peer_turn(peers[i]);
		quiet_turns = moved ? 0 : quiet_turns + 1;
	}
}

static void call_event(struct isle_call *call, enum isle_call_event what,
		       const struct isle_frame *frame)
{
	struct peer *peer = NULL;
	struct answer *answer;

	for (int i = 0; i < peers_n; i++)
		if (call >= peers[i]->calls && call < peers[i]->calls + 40)
			peer = peers[i];
	answer = &peer->answers[call - peer->calls];
	if (what == ISLE_CALL_DATA) {
		CHECK(answer->bytes + frame->data_len <= sizeof(answer->data));
		memcpy(answer->data + answer->bytes, frame->data, frame->data_len);
		answer->bytes += frame->data_len;
		isle_call_consumed(&peer->session, call, frame->data_len);
	} else if (what == ISLE_CALL_CLOSED) {
		answer->status = call->status;
		answer->maybe = call->maybe;
		answer->done = true;
	}
}

struct answer *peer_start(struct peer *peer, unsigned context, unsigned service_number,
			  unsigned method, const uint32_t *words, unsigned words_n,
			  const void *data, uint32_t bytes)
{
	int i = peer->calls_n++ % 40;
	struct isle_call *call = &peer->calls[i];
	struct answer *answer = &peer->answers[i];

	memset(call, 0, sizeof(*call));
	memset(answer, 0, offsetof(struct answer, data));
	answer->bytes = 0;
	answer->done = false;
	call->event = call_event;
	call->words = words;
	call->words_n = (uint8_t)words_n;
	call->ret_words = answer->words;
	call->ret_n = 8;
	call->context = (uint8_t)context;
	call->service = (uint8_t)service_number;
	call->method = (uint16_t)method;
	call->out = data;
	call->out_left = bytes;
	call->in_room = 262144;
	if (service_number == PROBE && method == PROBE_TALK) {
		call->flags = ISLE_FLAG_CHANNEL;
		call->out_more = true;
	}
	CHECK_EQ(isle_call_start(&peer->session, call, 20000), 0);
	return answer;
}

struct answer *peer_call(struct peer *peer, unsigned context, unsigned service_number,
			 unsigned method, const uint32_t *words, unsigned words_n, const void *data,
			 uint32_t bytes)
{
	struct answer *answer =
		peer_start(peer, context, service_number, method, words, words_n, data, bytes);

	rig_pump();
	CHECK(answer->done);
	return answer;
}

struct answer *peer_ask(struct peer *peer, unsigned context, unsigned method, uint32_t word)
{
	return peer_call(peer, context, PROBE, method, &word, 1, NULL, 0);
}
