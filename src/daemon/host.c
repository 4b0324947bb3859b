/* SPDX-License-Identifier: BSD-3-Clause */
/* What services are offered beside tokens and calls. Contracts: service.h. */
#include <stdarg.h>
#include <stdio.h>

#include "host.h"
#include "log.h"

/* ---- handles ---- */

int isle_handle_open(struct isle_token *token, const struct isle_handle_type *type, void *object,
		     uint32_t *ret_handle)
{
	struct isle_context *context = token->context;
	int error;

	if (context->handles >= context->party->host->config->limits.context_handles)
		return -ISLE_EMFILE;
	error = isled_handles_open(&context->party->handles, context->number, type, object,
				   ret_handle);
	if (error < 0)
		return error;
	context->handles++;
	if (token->batch)
		isled_batch_made(token->batch, *ret_handle);
	return 0;
}

int isle_handle_get(struct isle_context *context, uint32_t handle,
		    const struct isle_handle_type *type, void **ret_object)
{
	struct isled_slot *slot;
	int error =
		isled_handles_find(&context->party->handles, context->number, handle, type, &slot);

	if (error < 0)
		return error;
	*ret_object = slot->object;
	return 0;
}

/* *type is what is wanted, NULL any; and then what it is. */
static int take(struct isle_context *context, uint32_t handle, const struct isle_handle_type **type,
		void **ret_object)
{
	struct isled_handles *handles = &context->party->handles;
	struct isled_slot *slot;
	int error = isled_handles_find(handles, context->number, handle, *type, &slot);

	if (error < 0)
		return error;
	*type = slot->type;
	*ret_object = slot->object;
	isled_handles_drop(handles, slot);
	context->handles--;
	return 0;
}

int isle_handle_take(struct isle_context *context, uint32_t handle,
		     const struct isle_handle_type *type, void **ret_object)
{
	return take(context, handle, &type, ret_object);
}

int isle_handle_close(struct isle_context *context, uint32_t handle,
		      const struct isle_handle_type *type)
{
	void *object;
	int error = take(context, handle, &type, &object);

	if (error < 0)
		return error;
	if (type->close)
		type->close(object);
	return 0;
}

bool isle_party_next_handle(const struct isle_party *party, uint32_t *cursor, uint32_t *ret_handle,
			    uint8_t *ret_context, const char **ret_type)
{
	const struct isled_handles *handles = &party->handles;

	for (; *cursor < handles->slots_n; ++*cursor) {
		const struct isled_slot *slot = &handles->slots[*cursor];

		if (!slot->type)
			continue;
		*ret_handle = isled_handles_name(handles, slot);
		*ret_context = slot->owner;
		*ret_type = slot->type->name;
		++*cursor;
		return true;
	}
	return false;
}

/* ---- contexts and parties ---- */

uint8_t isle_context_number(const struct isle_context *context)
{
	return context->number;
}

const char *isle_context_name(const struct isle_context *context)
{
	return context->name;
}

struct isle_party *isle_context_party(const struct isle_context *context)
{
	return context->party;
}

void **isle_context_slot(struct isle_context *context, const struct isle_service *service)
{
	return &context->slots[service->number];
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
	return party->attachment != NULL;
}

bool isle_party_may_control(const struct isle_party *party)
{
	return party->may_control;
}

uint32_t isle_party_uid(const struct isle_party *party)
{
	return party->credentials.known ? party->credentials.uid : UINT32_MAX;
}

uint32_t isle_party_pid(const struct isle_party *party)
{
	return party->credentials.known ? party->credentials.pid : 0;
}

uint32_t isle_party_serial(const struct isle_party *party)
{
	return party->serial;
}

struct isle_context *isle_party_context(struct isle_party *party, uint8_t number)
{
	return number < ISLE_CONTEXTS_MAX ? party->contexts[number] : NULL;
}

int isle_party_hold(struct isle_party *party, uint32_t bytes)
{
	uint64_t max = party->host->config->limits.queued_bytes;

	if (party->held_bytes > max || bytes > max - party->held_bytes)
		return -ISLE_ENOBUFS;
	party->held_bytes += bytes;
	return 0;
}

void isle_party_release(struct isle_party *party, uint32_t bytes)
{
	party->held_bytes -= bytes;
}

void **isle_party_slot(struct isle_party *party, const struct isle_service *service)
{
	return &party->slots[service->number];
}

struct isle_party *isle_host_client(struct isle_host *host)
{
	return host->client;
}

struct isle_party *isle_host_next_party(struct isle_host *host, const struct isle_party *after)
{
	return after ? after->next : host->parties;
}

/* ---- policy and limits ---- */

const struct isle_export *isle_host_exports(struct isle_host *host, uint32_t *ret_count)
{
	*ret_count = host->exports_n;
	return host->exports;
}

const struct isle_grant *isle_host_grants(struct isle_host *host, uint32_t *ret_count)
{
	*ret_count = host->grants_n;
	return host->grants;
}

const struct isle_request_rule *isle_host_request_rules(struct isle_host *host, uint32_t *ret_count)
{
	*ret_count = host->config->requests_n;
	return host->config->requests;
}

const struct isle_forward *isle_host_forwards(struct isle_host *host, uint32_t *ret_count)
{
	*ret_count = host->forwards_n;
	return host->forwards;
}

const struct isle_limits *isle_host_limits(struct isle_host *host)
{
	return &host->config->limits;
}

const struct isle_console_policy *isle_host_console(struct isle_host *host)
{
	return &host->console;
}

const char *isle_host_name(struct isle_host *host)
{
	return host->config->name;
}

int isle_host_rotate_log(struct isle_host *host, void (*done)(void *state), void *state)
{
	if (host->asked_rotation)
		return -ISLE_EAGAIN;
	if (isled_request_send(host->supervisor, ISLED_ROTATE_LOG) < 0)
		return -ISLE_EAGAIN;
	host->asked_rotation = true;
	host->rotated = done;
	host->rotated_state = state;
	return 0;
}

void isle_host_hold(struct isle_host *host, bool hold)
{
	host->hold = hold;
	if (!host->client || !host->client->attachment)
		return;
	isle_session_hold(&host->client->attachment->session, hold);
	isled_attachment_kick(host->client->attachment);
}

/* ---- facts ---- */

void isle_party_facts(const struct isle_party *party, struct isle_party_facts *ret_facts)
{
	const struct isled_attachment *a = party->attachment;
	struct isle_party_facts facts = {
		.session_id = party->id,
		.up_ms = party->host->loop.now_ms - party->since_ms,
		.refused = party->refused,
		.handles = party->handles.open,
		.version = ISLE_VERSION,
		.up = a != NULL,
		.held = party->host->hold && party->role == ISLE_PEER_CLIENT,
	};

	for (unsigned i = 0; i < ISLE_CONTEXTS_MAX; i++)
		facts.contexts += party->contexts[i] != NULL;
	snprintf(facts.link, sizeof(facts.link), "%s",
		 party->role == ISLE_PEER_CLIENT ? party->host->config->link : "door");
	if (a) {
		const struct isle_session *session = &a->session;

		facts.frames_in = session->counters.frames_in;
		facts.frames_out = session->counters.frames_out;
		facts.calls_in = session->counters.calls_in;
		facts.calls_out = session->counters.calls_out;
		facts.violations = session->counters.violations;
		facts.bytes_in = a->bytes_in;
		facts.bytes_out = a->bytes_out;
		facts.frame_max = session->peer_frame_max;
		facts.keepalive_ms = session->keepalive_ms;
		facts.clock_offset_us = isle_session_clock(session, &facts.round_trip_us);
	}
	*ret_facts = facts;
}

void isle_host_facts(struct isle_host *host, struct isle_host_facts *ret_facts)
{
	*ret_facts = (struct isle_host_facts){
		.supervisor_pid = (uint32_t)host->supervisor_facts[ISLED_FACT_PID],
		.worker_pid = host->pid,
		.restarts = (uint32_t)host->supervisor_facts[ISLED_FACT_RESTARTS],
		.uptime_ms = host->loop.now_ms - host->supervisor_facts[ISLED_FACT_START_MS],
		.log_suppressed = isled_log_suppressed(),
		.audit_refusals = host->refusals,
		.link_violations = host->violations,
		.confinement = host->walls_text,
		.link = host->config->link,
		.version = isled_version,
	};
}

struct collected {
	struct isle_party *client;
	void *out;
};

static void collect(struct isled_service *service, void *argument)
{
	const struct collected *collected = argument;

	if (service->table->status)
		service->table->status(service->state, collected->client, collected->out);
}

void isle_host_collect_status(struct isle_host *host, void *out)
{
	struct collected collected = { host->client, out };

	isled_host_each_service(host, collect, &collected);
}

void isle_status_line(void *out, const char *format, ...)
{
	struct isle_status_sink *sink = out;
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	sink->line(sink, text);
}

/* ---- the loop ---- */

int isle_watch_start(struct isle_host *host, struct isle_watch *watch, unsigned events)
{
	return isled_loop_watch(&host->loop, watch, events);
}

int isle_watch_set(struct isle_host *host, struct isle_watch *watch, unsigned events)
{
	return isled_loop_set(&host->loop, watch, events);
}

void isle_watch_stop(struct isle_host *host, struct isle_watch *watch)
{
	isled_loop_unwatch(&host->loop, watch);
}

int isle_timer_start(struct isle_host *host, struct isle_timer *timer, uint32_t after_ms)
{
	return isled_loop_timer(&host->loop, timer, after_ms);
}

void isle_timer_stop(struct isle_host *host, struct isle_timer *timer)
{
	isled_loop_untimer(&host->loop, timer);
}

void isle_later_start(struct isle_host *host, struct isle_later *later)
{
	isled_loop_later(&host->loop, later);
}

void isle_later_stop(struct isle_host *host, struct isle_later *later)
{
	isled_loop_unlater(&host->loop, later);
}

uint64_t isle_host_now_ms(struct isle_host *host)
{
	return host->loop.now_ms;
}

/* ---- refusals ---- */

void isle_audit(const struct isle_token *token, const char *verb, const void *what,
		uint32_t what_bytes, int error)
{
	struct isle_party *party = token->context->party;
	char text[160];

	party->refused++;
	party->host->refusals++;
	isle_text_escape(text, sizeof(text), what, what_bytes);
	isle_log(ISLE_LOG_WARNING, "refused", "%s (context %u): %s %s: %s", party->name,
		 token->context->number, verb, text, isle_error_text(error < 0 ? -error : error));
}
