/* SPDX-License-Identifier: BSD-3-Clause */
#include "fakehost.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"

#define PARTIES      8
#define HANDLES      512
#define OUTCALLS_MAX 4096

struct isle_limits fake_limits;
struct isle_console_policy fake_console;
struct isle_forward fake_forwards[4];
uint32_t fake_forwards_n;
struct fake_log fake_log;
bool fake_held;
uint32_t fake_watches;
int fake_outcall_error;
int fake_rotations;
bool fake_tail_apart;

struct isle_host {
	const struct isle_service *service;
	void *state;
	struct isle_party parties[PARTIES];
	uint32_t next_serial;
	struct isle_token *tokens;
	struct isle_outcall *calls[OUTCALLS_MAX];
	uint32_t calls_n;
	struct {
		struct isle_context *context;
		const struct isle_handle_type *type;
		void *object;
	} handles[HANDLES];
	struct isle_watch *watches;
	struct isle_timer *timers[64];
	struct isle_later *later;
	uint64_t now_ms;
	void (*rotated)(void *state);
	void *rotated_state;
};

static struct isle_host host;

struct isle_host *fake_host(void)
{
	return &host;
}

/* ---- the service under test ---- */

void fake_start(const struct isle_service *service)
{
	const struct isle_limits limits = {
		.handles = 256,
		.context_handles = 128,
		.contexts = 4,
		.calls = 64,
		.channels = 16,
		.watchers = 2,
		.programs = 4,
		.services = 3,
		.forwards = 2,
		.queued_bytes = 262144,
		.window = 65536,
		.log_lines = 20,
	};

	if (!fake_limits.window)
		fake_limits = limits;
	if (!fake_console.ring_bytes) {
		fake_console.ring_bytes = 4096;
		fake_console.filter = true;
		fake_console.log = -1;
	}
	host.service = service;
	CHECK_OK(service->start(&host, &host.state));
}

void fake_stop(void)
{
	for (unsigned i = 0; i < PARTIES; i++)
		if (host.parties[i].used)
			fake_leave(&host.parties[i]);
	host.service->stop(host.state);
	CHECK_EQ(fake_watches, 0);
	CHECK(!host.later);
	for (unsigned i = 0; i < 64; i++)
		CHECK(!host.timers[i]);
	for (uint32_t i = 0; i < host.calls_n; i++) {
		CHECK(host.calls[i]->over);
		free(host.calls[i]->out);
		free(host.calls[i]);
	}
	while (host.tokens)
		fake_free(host.tokens);
	memset(&host, 0, sizeof(host));
}

struct isle_party *fake_attach(enum isle_role role, const char *name)
{
	for (unsigned i = 0; i < PARTIES; i++) {
		struct isle_party *party = &host.parties[i];

		if (party->used)
			continue;
		memset(party, 0, sizeof(*party));
		party->used = party->up = true;
		party->may_control = role == ISLE_PEER_PROGRAM;
		party->role = role;
		party->serial = ++host.next_serial;
		snprintf(party->name, sizeof(party->name), "%s", name);
		fake_context(party, 0);
		if (host.service->party_attached)
			host.service->party_attached(host.state, party, false);
		return party;
	}
	FAIL("too many parties");
}

struct isle_context *fake_context(struct isle_party *party, uint8_t number)
{
	struct isle_context *context = &party->contexts[number];

	context->party = party;
	context->number = number;
	context->open = true;
	snprintf(context->name, sizeof(context->name), "context-%u", number);
	return context;
}

static void end_all(struct isle_party *party, int reason)
{
	struct isle_token *token;

	for (token = host.tokens; token; token = token->next)
		if (token->context->party == party && !token->answered && !token->gone)
			fake_cancel(token, reason);
	for (uint32_t i = 0; i < host.calls_n; i++)
		if (host.calls[i]->party == party && !host.calls[i]->over)
			fake_done(host.calls[i], reason, NULL, 0, NULL, 0);
}

void fake_lose(struct isle_party *party)
{
	party->up = false;
	end_all(party, -ISLE_ELINK);
	if (host.service->party_lost)
		host.service->party_lost(host.state, party);
}

void fake_resume(struct isle_party *party)
{
	party->up = true;
	if (host.service->party_attached)
		host.service->party_attached(host.state, party, true);
}

void fake_leave(struct isle_party *party)
{
	if (party->up)
		fake_lose(party);
	for (unsigned i = 0; i < HANDLES; i++)
		if (host.handles[i].object && host.handles[i].context->party == party) {
			host.handles[i].type->close(host.handles[i].object);
			host.handles[i].object = NULL;
		}
	if (host.service->party_gone)
		host.service->party_gone(host.state, party);
	CHECK_EQ(party->held_bytes, 0);
	party->used = false;
}

/* ---- calls in ---- */

struct isle_token *fake_token(struct isle_party *party, uint16_t method)
{
	struct isle_token *token = calloc(1, sizeof(*token));

	token->context = &party->contexts[0];
	token->method = method;
	token->window = 65536;
	token->budget_ms = 5000;
	token->in_window = fake_limits.window;
	token->room = UINT32_MAX;
	token->out = malloc(FAKE_BYTES_MAX);
	token->next = host.tokens;
	host.tokens = token;
	return token;
}

void fake_call(struct isle_token *token, const uint32_t *words, uint32_t words_n, const void *data,
	       uint32_t bytes, bool end)
{
	/* Copies, of exactly that size, so that reading beyond shows under ASan. */
	uint32_t *words_copy = malloc(words_n * 4 + 1);
	uint8_t *copy = malloc(bytes ? bytes : 1);
	const struct isle_request request = { words_copy, words_n, copy, bytes, end };
	const struct isle_method *method = &host.service->methods[token->method - 1];
	int result;

	if (words_n)
		memcpy(words_copy, words, words_n * 4);
	if (bytes)
		memcpy(copy, data, bytes);
	CHECK_EQ(method->number, token->method);
	token->sent += bytes;
	result = method->handle(host.state, token, &request);
	if (result < 0) {
		CHECK(!token->answered);
		isle_token_fail(token, result);
	}
	CHECK(token->answered || token->kept);
	free(words_copy);
	free(copy);
}

struct isle_token *fake_ask(struct isle_party *party, uint16_t method, const uint32_t *words,
			    uint32_t words_n, const char *text)
{
	struct isle_token *token = fake_token(party, method);

	fake_call(token, words, words_n, text, text ? (uint32_t)strlen(text) : 0, true);
	return token;
}

void fake_data(struct isle_token *token, const void *data, uint32_t bytes, unsigned flags)
{
	uint8_t *copy = malloc(bytes ? bytes : 1);

	CHECK(!token->gone);
	if (bytes)
		memcpy(copy, data, bytes);
	token->sent += bytes;
	CHECK(token->sent - token->consumed <= token->in_window);
	/* As in the daemon: an answer that has begun does not hear of arguments any more. */
	if (!token->answered && !token->fill)
		token->ops->data(token, token->state, copy, bytes, flags);
	free(copy);
}

static void fill_all(struct isle_token *token)
{
	while (!token->answered) {
		uint8_t buffer[700];
		uint32_t credit = token->window - token->out_bytes;
		struct isle_fill fill = { .buffer = buffer, .file = -1 };
		int error;

		fill.max = credit < sizeof(buffer) ? credit : sizeof(buffer);
		if (!fill.max)
			return; /* as in the daemon: nothing is asked for without credit */
		error = token->fill(token, token->state, &fill);
		if (error < 0) {
			isle_token_fail(token, error);
			return;
		}
		CHECK(fill.bytes <= fill.max);
		memcpy(token->out + token->out_bytes, buffer, fill.bytes);
		token->out_bytes += fill.bytes;
		if (fill.end) {
			CHECK(fill.words_n <= token->stream_words);
			isle_token_reply(token, fill.words, fill.words_n, NULL, 0);
		} else if (!fill.bytes) {
			return;
		}
	}
}

void fake_room(struct isle_token *token, uint32_t room)
{
	token->room = room;
	if (token->ops && token->ops->room && !token->answered && !token->gone)
		token->ops->room(token, token->state);
}

void fake_cancel(struct isle_token *token, int reason)
{
	token->gone = true;
	if (token->ops && token->ops->gone)
		token->ops->gone(token, token->state, reason);
}

void fake_free(struct isle_token *token)
{
	struct isle_token **at = &host.tokens;

	while (*at != token)
		at = &(*at)->next;
	*at = token->next;
	free(token->out);
	free(token);
}

void isle_token_keep(struct isle_token *token, const struct isle_token_ops *ops, void *state)
{
	CHECK(!token->answered);
	token->kept = true;
	token->ops = ops;
	token->state = state;
}

int isle_token_reply(struct isle_token *token, const uint32_t *words, uint32_t words_n,
		     const void *data, uint32_t data_bytes)
{
	CHECK(!token->answered && !token->gone);
	token->answered = true;
	if (data_bytes > token->window - token->out_bytes && data_bytes) {
		token->status = -ISLE_EMSGSIZE;
		return token->status;
	}
	CHECK(words_n <= 40);
	if (words_n)
		memcpy(token->words, words, words_n * 4);
	token->words_n = words_n;
	if (data_bytes)
		memcpy(token->out + token->out_bytes, data, data_bytes);
	token->out_bytes += data_bytes;
	return 0;
}

void isle_token_fail(struct isle_token *token, int error)
{
	CHECK(!token->answered && !token->gone);
	CHECK(error < 0);
	token->answered = true;
	token->status = error;
}

void isle_token_stream(struct isle_token *token, const struct isle_token_ops *ops, void *state,
		       int (*fill)(struct isle_token *token, void *state, struct isle_fill *fill),
		       uint32_t words_n)
{
	isle_token_keep(token, ops, state);
	token->fill = fill;
	token->stream_words = words_n;
	fill_all(token);
}

void isle_token_resume(struct isle_token *token)
{
	CHECK(token->fill);
	fill_all(token);
}

void isle_token_accept(struct isle_token *token)
{
	token->accepted = true;
}

void isle_token_consumed(struct isle_token *token, uint32_t bytes)
{
	CHECK(!token->gone);
	token->consumed += bytes;
	CHECK(token->consumed <= token->sent);
}

uint32_t isle_token_in_window(const struct isle_token *token)
{
	return token->in_window;
}

static int take(uint8_t *out, uint32_t *out_bytes, uint32_t *room, bool *ended, const void *data,
		uint32_t bytes, unsigned flags)
{
	uint32_t n = bytes < *room ? bytes : *room;

	if (*ended)
		return -ISLE_EPIPE;
	if (!*room)
		return bytes ? 0 : -ISLE_EAGAIN;
	CHECK(n <= FAKE_BYTES_MAX - *out_bytes);
	if (n)
		memcpy(out + *out_bytes, data, n);
	*out_bytes += n;
	if (*room != UINT32_MAX)
		*room -= n;
	if (flags & ISLE_PIECE_END && n == bytes)
		*ended = true;
	return (int)n;
}

int isle_token_write(struct isle_token *token, const void *data, uint32_t bytes,
		     unsigned piece_flags)
{
	CHECK(!token->answered && !token->gone);
	return take(token->out, &token->out_bytes, &token->room, &token->ended, data, bytes,
		    piece_flags);
}

struct isle_party *isle_token_party(const struct isle_token *token)
{
	return token->context->party;
}

struct isle_context *isle_token_context(const struct isle_token *token)
{
	return token->context;
}

uint32_t isle_token_window(const struct isle_token *token)
{
	return token->window - token->out_bytes;
}

uint32_t isle_token_budget_ms(const struct isle_token *token)
{
	return token->budget_ms;
}

bool isle_token_in_batch(const struct isle_token *token)
{
	return token->in_batch;
}

bool isle_token_is_urgent(const struct isle_token *token)
{
	return token->urgent;
}

bool isle_token_is_message(const struct isle_token *token)
{
	return token->message;
}

/* ---- handles ---- */

int isle_handle_open(struct isle_token *token, const struct isle_handle_type *type, void *object,
		     uint32_t *ret_handle)
{
	for (uint32_t i = 0; i < HANDLES; i++) {
		if (host.handles[i].object)
			continue;
		if (i >= fake_limits.handles)
			break;
		host.handles[i].context = token->context;
		host.handles[i].type = type;
		host.handles[i].object = object;
		*ret_handle = i + 1;
		return 0;
	}
	return -ISLE_EMFILE;
}

int isle_handle_get(struct isle_context *context, uint32_t handle,
		    const struct isle_handle_type *type, void **ret_object)
{
	if (!handle || handle > HANDLES || !host.handles[handle - 1].object ||
	    host.handles[handle - 1].context != context || host.handles[handle - 1].type != type)
		return -ISLE_EBADF;
	*ret_object = host.handles[handle - 1].object;
	return 0;
}

int isle_handle_close(struct isle_context *context, uint32_t handle,
		      const struct isle_handle_type *type)
{
	void *object;
	int error = isle_handle_get(context, handle, type, &object);

	if (error)
		return error;
	host.handles[handle - 1].object = NULL;
	type->close(object);
	return 0;
}

/* ---- parties ---- */

uint8_t isle_context_number(const struct isle_context *context)
{
	return context->number;
}

const char *isle_context_name(const struct isle_context *context)
{
	return context->name;
}

enum isle_role isle_party_role(const struct isle_party *party)
{
	return party->role;
}

const char *isle_party_name(const struct isle_party *party)
{
	return party->name;
}

bool isle_party_is_up(const struct isle_party *party)
{
	return party->up;
}

bool isle_party_may_control(const struct isle_party *party)
{
	return party->may_control;
}

uint32_t isle_party_uid(const struct isle_party *party)
{
	return party->uid;
}

uint32_t isle_party_pid(const struct isle_party *party)
{
	return party->pid;
}

int isle_party_hold(struct isle_party *party, uint32_t bytes)
{
	if (bytes > fake_limits.queued_bytes - party->held_bytes)
		return -ISLE_ENOBUFS;
	party->held_bytes += bytes;
	return 0;
}

void isle_party_release(struct isle_party *party, uint32_t bytes)
{
	CHECK(bytes <= party->held_bytes);
	party->held_bytes -= bytes;
}

struct isle_context *isle_party_context(struct isle_party *party, uint8_t number)
{
	return number < 4 && party->contexts[number].open ? &party->contexts[number] : NULL;
}

struct isle_party *isle_host_client(struct isle_host *h)
{
	for (unsigned i = 0; i < PARTIES; i++)
		if (h->parties[i].used && h->parties[i].role == ISLE_PEER_CLIENT)
			return &h->parties[i];
	return NULL;
}

struct isle_party *isle_host_next_party(struct isle_host *h, const struct isle_party *after)
{
	for (size_t i = after ? (size_t)(after - h->parties) + 1 : 0; i < PARTIES; i++)
		if (h->parties[i].used)
			return &h->parties[i];
	return NULL;
}

/* ---- calls out ---- */

int isle_outcall_start(struct isle_party *party, const struct isle_outcall_args *args,
		       const struct isle_outcall_ops *ops, void *state,
		       struct isle_outcall **ret_call)
{
	struct isle_outcall *call;

	if (fake_outcall_error)
		return fake_outcall_error;
	if (!party->up)
		return -ISLE_ELINK;
	CHECK(host.calls_n < OUTCALLS_MAX);
	call = calloc(1, sizeof(*call));
	call->party = party;
	call->args = *args;
	memcpy(call->words, args->words, args->words_n * 4);
	call->args.words = call->words;
	call->out = malloc(FAKE_BYTES_MAX);
	if (args->data_bytes)
		memcpy(call->out, args->data, args->data_bytes);
	call->out_bytes = args->data_bytes;
	call->room = UINT32_MAX;
	call->granted = args->window;
	call->ended = !(args->flags & (ISLE_OUTCALL_CHANNEL | ISLE_OUTCALL_MORE));
	call->ops = ops;
	call->state = state;
	host.calls[host.calls_n++] = call;
	*ret_call = call;
	return 0;
}

struct isle_outcall *fake_outcall(uint32_t n)
{
	if (n >= host.calls_n)
		FAIL("the service made %u calls only", host.calls_n);
	return host.calls[n];
}

uint32_t fake_outcalls(void)
{
	return host.calls_n;
}

void fake_result(struct isle_outcall *call, const void *data, uint32_t bytes, unsigned flags)
{
	uint8_t *copy = malloc(bytes ? bytes : 1);

	if (bytes)
		memcpy(copy, data, bytes);
	CHECK(!call->over);
	call->given += bytes;
	CHECK(call->given <= call->granted);
	call->ops->data(call, call->state, copy, bytes, flags);
	free(copy);
}

void fake_done(struct isle_outcall *call, int status, const uint32_t *words, uint32_t words_n,
	       const void *data, uint32_t bytes)
{
	struct isle_result result = { words, words_n, data, bytes };

	CHECK(!call->over);
	if (call->ops->data && bytes && !fake_tail_apart) {
		fake_result(call, data, bytes, 0);
		if (call->over) /* given up in there */
			return;
		result.data = NULL;
		result.data_bytes = 0;
	}
	call->over = true;
	call->ops->done(call, call->state, status, &result);
}

void fake_outcall_room(struct isle_outcall *call, uint32_t room)
{
	call->room = room;
	if (!call->over && call->ops->room)
		call->ops->room(call, call->state);
}

int isle_outcall_write(struct isle_outcall *call, const void *data, uint32_t bytes,
		       unsigned piece_flags)
{
	CHECK(!call->over);
	return take(call->out, &call->out_bytes, &call->room, &call->ended, data, bytes,
		    piece_flags);
}

void isle_outcall_consumed(struct isle_outcall *call, uint32_t bytes)
{
	CHECK(!call->over);
	call->granted += bytes;
}

void isle_outcall_cancel(struct isle_outcall *call, int reason)
{
	CHECK(!call->over);
	call->over = true;
	call->cancelled = reason;
}

/* ---- policy, facts ---- */

const struct isle_limits *isle_host_limits(struct isle_host *h)
{
	(void)h;
	return &fake_limits;
}

const struct isle_console_policy *isle_host_console(struct isle_host *h)
{
	(void)h;
	return &fake_console;
}

const struct isle_forward *isle_host_forwards(struct isle_host *h, uint32_t *ret_count)
{
	(void)h;
	*ret_count = fake_forwards_n;
	return fake_forwards;
}

const char *isle_host_name(struct isle_host *h)
{
	(void)h;
	return "fake";
}

int isle_host_rotate_log(struct isle_host *h, void (*done)(void *state), void *state)
{
	if (h->rotated)
		return -ISLE_EAGAIN;
	fake_rotations++;
	h->rotated = done;
	h->rotated_state = state;
	return 0;
}

void fake_rotated(void)
{
	void (*done)(void *) = host.rotated;

	CHECK(done);
	host.rotated = NULL;
	done(host.rotated_state);
}

void isle_party_facts(const struct isle_party *party, struct isle_party_facts *ret_facts)
{
	memset(ret_facts, 0, sizeof(*ret_facts));
	ret_facts->session_id = 0x1234;
	ret_facts->up = party->up;
	snprintf(ret_facts->link, sizeof(ret_facts->link), "unix:/fake");
}

void isle_host_facts(struct isle_host *h, struct isle_host_facts *ret_facts)
{
	(void)h;
	memset(ret_facts, 0, sizeof(*ret_facts));
	ret_facts->version = "0";
	ret_facts->confinement = "same-uid";
	ret_facts->link = "unix:/fake";
}

bool isle_party_next_handle(const struct isle_party *party, uint32_t *cursor, uint32_t *ret_handle,
			    uint8_t *ret_context, const char **ret_type)
{
	for (; *cursor < HANDLES; (*cursor)++) {
		uint32_t i = *cursor;

		if (!host.handles[i].object || host.handles[i].context->party != party)
			continue;
		*ret_handle = i + 1;
		*ret_context = host.handles[i].context->number;
		*ret_type = host.handles[i].type->name;
		(*cursor)++;
		return true;
	}
	return false;
}

const struct isle_service *isle_host_next_service(struct isle_host *h,
						  const struct isle_service *after)
{
	return after ? NULL : h->service;
}

void isle_host_collect_status(struct isle_host *h, void *out)
{
	if (h->service->status)
		h->service->status(h->state, isle_host_client(h), out);
}

void isle_status_line(void *out, const char *format, ...)
{
	struct isle_status_sink *sink = out;
	char line[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	sink->line(sink, line);
}

void isle_host_hold(struct isle_host *h, bool hold)
{
	(void)h;
	fake_held = hold;
}

struct status_search {
	struct isle_status_sink sink;
	const char *key;
	char *value;
};

static void status_line(struct isle_status_sink *sink, const char *line)
{
	struct status_search *search = (struct status_search *)sink;
	size_t n = strlen(search->key);

	if (strncmp(line, search->key, n) == 0 && line[n] == '=')
		snprintf(search->value, 512, "%s", line + n + 1);
}

const char *fake_status(const char *key)
{
	static char value[512];
	struct status_search search = { { status_line }, key, value };

	value[0] = 0;
	isle_host_collect_status(&host, &search.sink);
	return value;
}

/* ---- the loop ---- */

int isle_watch_start(struct isle_host *h, struct isle_watch *watch, unsigned events)
{
	struct isle_watch *other;

	for (other = h->watches; other; other = other->priv_next)
		CHECK(other != watch);
	watch->priv_events = events;
	watch->priv_next = h->watches;
	h->watches = watch;
	fake_watches++;
	return 0;
}

int isle_watch_set(struct isle_host *h, struct isle_watch *watch, unsigned events)
{
	(void)h;
	watch->priv_events = events;
	return 0;
}

void isle_watch_stop(struct isle_host *h, struct isle_watch *watch)
{
	struct isle_watch **at = &h->watches;

	while (*at && *at != watch)
		at = &(*at)->priv_next;
	CHECK(*at);
	*at = watch->priv_next;
	fake_watches--;
}

int isle_timer_start(struct isle_host *h, struct isle_timer *timer, uint32_t after_ms)
{
	uint32_t free_slot = 64;

	for (uint32_t i = 0; i < 64; i++) {
		if (!h->timers[i] && free_slot == 64)
			free_slot = i;
		if (h->timers[i] == timer)
			free_slot = i;
	}
	CHECK(free_slot < 64);
	for (uint32_t i = 0; i < 64; i++)
		if (h->timers[i] == timer)
			h->timers[i] = NULL;
	h->timers[free_slot] = timer;
	timer->priv_at_ms = h->now_ms + after_ms;
	return 0;
}

void isle_timer_stop(struct isle_host *h, struct isle_timer *timer)
{
	for (uint32_t i = 0; i < 64; i++)
		if (h->timers[i] == timer)
			h->timers[i] = NULL;
}

void isle_later_start(struct isle_host *h, struct isle_later *later)
{
	if (later->priv_queued)
		return;
	later->priv_queued = true;
	later->priv_next = h->later;
	h->later = later;
}

void isle_later_stop(struct isle_host *h, struct isle_later *later)
{
	struct isle_later **at = &h->later;

	while (*at && *at != later)
		at = &(*at)->priv_next;
	if (*at)
		*at = later->priv_next;
	later->priv_queued = false;
}

uint64_t isle_host_now_ms(struct isle_host *h)
{
	return h->now_ms;
}

static void run_later(void)
{
	struct isle_later *later;

	while ((later = host.later) != NULL) {
		host.later = later->priv_next;
		later->priv_queued = false;
		later->run(later);
	}
}

void fake_turn(int wait_ms)
{
	struct pollfd fds[64];
	struct isle_watch *watches[64], *watch;
	nfds_t n = 0;

	run_later();
	for (watch = host.watches; watch && n < 64; watch = watch->priv_next, n++) {
		short events = (short)((watch->priv_events & ISLE_WATCH_READ ? POLLIN : 0) |
				       (watch->priv_events & ISLE_WATCH_WRITE ? POLLOUT : 0) |
				       (watch->priv_events & ISLE_WATCH_PRI ? POLLPRI : 0));

		fds[n] = (struct pollfd){ watch->fd, events, 0 };
		watches[n] = watch;
	}
	if (poll(fds, n, wait_ms) <= 0)
		return;
	for (nfds_t i = 0; i < n; i++) {
		unsigned events = (fds[i].revents & POLLIN ? ISLE_WATCH_READ : 0) |
				  (fds[i].revents & POLLOUT ? ISLE_WATCH_WRITE : 0) |
				  (fds[i].revents & POLLPRI ? ISLE_WATCH_PRI : 0) |
				  (fds[i].revents & (POLLHUP | POLLERR) ? ISLE_WATCH_HANGUP : 0);

		for (watch = host.watches; watch && watch != watches[i]; watch = watch->priv_next)
			;
		if (events && watch)
			watch->ready(watch, events);
	}
	run_later();
}

void fake_pass(uint32_t ms)
{
	host.now_ms += ms;
	for (uint32_t i = 0; i < 64; i++) {
		struct isle_timer *timer = host.timers[i];

		if (!timer || timer->priv_at_ms > host.now_ms)
			continue;
		host.timers[i] = NULL;
		timer->due(timer);
	}
	run_later();
}

/* ---- log ---- */

void isle_log(enum isle_level level, const char *kind, const char *format, ...)
{
	char *line = fake_log.lines[fake_log.n++ % 64];
	int n = snprintf(line, 512, "%d %s: ", level, kind);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(line + n, 512 - (size_t)n, format, arguments);
	va_end(arguments);
}

void isle_audit(const struct isle_token *token, const char *verb, const void *what,
		uint32_t what_bytes, int error)
{
	(void)token;
	(void)what;
	(void)what_bytes;
	isle_log(ISLE_LOG_NOTICE, "audit", "%s error %d", verb, -error);
	fake_log.audits++;
}
