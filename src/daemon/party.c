/* SPDX-License-Identifier: BSD-3-Clause */
/* Parties: what outlives a connection, and who may take it up again. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "host.h"

/* ---- contexts ---- */

struct told {
	struct isle_party *party;
	struct isle_context *context;
	bool resumed;
};

static void tell_context_closed(struct isled_service *service, void *argument)
{
	const struct told *told = argument;

	if (service->table->context_closed)
		service->table->context_closed(service->state, told->context);
}

static struct isle_context *make_context(struct isle_party *party, uint8_t number, const void *name,
					 size_t bytes)
{
	struct isle_context *context = calloc(1, sizeof(*context));

	if (!context)
		return NULL;
	context->party = party;
	context->number = number;
	isle_text_escape(context->name, sizeof(context->name), name, bytes);
	party->contexts[number] = context;
	return context;
}

static bool is_taken(const struct isle_party *party, const char *name)
{
	for (unsigned i = 0; i < ISLE_CONTEXTS_MAX; i++)
		if (party->contexts[i] && strcmp(party->contexts[i]->name, name) == 0)
			return true;
	return false;
}

int isled_context_open(struct isle_party *party, const void *name, uint32_t bytes)
{
	char escaped[ISLE_NAME_BYTES_MAX * 4 + 1];
	unsigned number, open = 0;

	if (bytes == 0 || bytes > ISLE_NAME_BYTES_MAX || memchr(name, 0, bytes))
		return -ISLE_EINVAL;
	isle_text_escape(escaped, sizeof(escaped), name, bytes);
	if (is_taken(party, escaped))
		return -ISLE_EEXIST;
	for (unsigned i = 0; i < ISLE_CONTEXTS_MAX; i++)
		open += party->contexts[i] != NULL;
	for (number = 1; number < ISLE_CONTEXTS_MAX && party->contexts[number]; number++)
		;
	if (number == ISLE_CONTEXTS_MAX || open >= party->host->config->limits.contexts)
		return -ISLE_EMFILE;
	return make_context(party, (uint8_t)number, name, bytes) ? (int)number : -ISLE_ENOMEM;
}

static void close_handles(struct isle_context *context)
{
	struct isled_handles *handles = &context->party->handles;

	for (uint32_t i = 0; i < handles->slots_n && context->handles; i++) {
		struct isled_slot *slot = &handles->slots[i];

		if (slot->type && slot->owner == context->number)
			isle_handle_close(context, isled_handles_name(handles, slot), NULL);
	}
}

void isled_context_close(struct isle_context *context)
{
	struct told told = { .party = context->party, .context = context };

	isled_router_cancel_context(context, -ISLE_ECANCELED);
	close_handles(context);
	isled_host_each_service(context->party->host, tell_context_closed, &told);
	context->party->contexts[context->number] = NULL;
	free(context);
}

/* ---- the life of a party ---- */

static void tell_gone(struct isled_service *service, void *argument)
{
	const struct told *told = argument;

	if (service->table->party_gone)
		service->table->party_gone(service->state, told->party);
}

static void tell_lost(struct isled_service *service, void *argument)
{
	const struct told *told = argument;

	if (service->table->party_lost)
		service->table->party_lost(service->state, told->party);
}

static void tell_attached(struct isled_service *service, void *argument)
{
	const struct told *told = argument;

	if (service->table->party_attached)
		service->table->party_attached(service->state, told->party, told->resumed);
}

void isled_party_free(struct isle_party *party)
{
	struct isle_host *host = party->host;
	struct isle_party **at = &host->parties;
	struct told told = { .party = party };

	isled_loop_untimer(&host->loop, &party->linger);
	for (unsigned i = ISLE_CONTEXTS_MAX; i-- > 0;)
		if (party->contexts[i])
			isled_context_close(party->contexts[i]);
	isled_host_each_service(host, tell_gone, &told);
	while (*at != party)
		at = &(*at)->next;
	*at = party->next;
	if (host->client == party)
		host->client = NULL;
	isled_handles_fini(&party->handles);
	free(party);
}

static void linger_due(struct isle_timer *timer)
{
	struct isle_party *party = timer->state;

	isle_log(ISLE_LOG_INFO, "session", "%s did not come back in time", party->name);
	isled_party_free(party);
}

static uint64_t draw_id(void)
{
	uint64_t id = 0;

	while (id == 0)
		if (getrandom(&id, sizeof(id), 0) != sizeof(id) && errno != EINTR)
			return 0;
	return id;
}

static struct isle_party *make_party(struct isled_attachment *attachment,
				     const struct isle_hello *hello)
{
	struct isle_host *host = attachment->host;
	struct isle_party *party = calloc(1, sizeof(*party));

	if (!party)
		return NULL;
	party->id = draw_id();
	if (!party->id || !make_context(party, 0, "main", 4)) {
		free(party);
		return NULL;
	}
	party->host = host;
	party->role = attachment->is_client ? ISLE_PEER_CLIENT : ISLE_PEER_PROGRAM;
	party->serial = ++host->next_serial;
	party->credentials = attachment->credentials;
	party->linger.due = linger_due;
	party->linger.state = party;
	isle_text_escape(party->name, sizeof(party->name), hello->name, hello->name_len);
	isled_handles_init(&party->handles, host->config->limits.handles, party->id);
	party->next = host->parties;
	host->parties = party;
	if (attachment->is_client)
		host->client = party;
	return party;
}

/* ---- hello ---- */

/* Whether the one who presents itself now may take up what that party has. */
static bool is_same(const struct isle_party *party, const struct isled_attachment *attachment)
{
	const struct isle_peer *a = &party->credentials, *b = &attachment->credentials;

	return a->known == b->known && (!a->known || (a->uid == b->uid && a->gid == b->gid));
}

static struct isle_party *find_known(const struct isled_attachment *attachment, uint64_t id)
{
	struct isle_party *party = attachment->host->parties;

	for (; id && party; party = party->next)
		if (party->id == id && (party->role == ISLE_PEER_CLIENT) == attachment->is_client &&
		    is_same(party, attachment))
			return party;
	return NULL;
}

/* S11: another connection has the client's name. Returns 0: it gives way; -ISLE_EBUSY. */
static int take_over(struct isled_attachment *attachment, struct isle_party *current, bool known)
{
	if (!current || !current->attachment || current->attachment == attachment)
		return 0;
	if (!known && (!attachment->credentials.known || !is_same(current, attachment)))
		return -ISLE_EBUSY;
	isle_log(ISLE_LOG_NOTICE, "session", "%s is taken over by a new connection", current->name);
	isled_attachment_end(current->attachment, -ISLE_EREPLACED);
	return 0;
}

static void join(struct isled_attachment *attachment, struct isle_party *party)
{
	attachment->party = party;
	party->attachment = attachment;
	party->credentials = attachment->credentials;
	party->may_control = attachment->may_control;
	party->since_ms = party->host->loop.now_ms;
	isled_loop_untimer(&party->host->loop, &party->linger);
}

int isled_party_accept(struct isled_attachment *attachment, const struct isle_hello *hello,
		       uint64_t *ret_id)
{
	struct isle_host *host = attachment->host;
	struct isle_party *party;
	int error;

	if (attachment->is_client != (hello->role == ISLE_ROLE_CLIENT))
		return -ISLE_EPERM;
	party = find_known(attachment, hello->session_id);
	error = take_over(attachment, attachment->is_client ? host->client : party, party != NULL);
	if (error < 0)
		return error;
	/* Taking over may have freed it. */
	party = find_known(attachment, hello->session_id);
	if (party) {
		attachment->session.tag = party->last_tag;
		join(attachment, party);
		*ret_id = party->id;
		return 1;
	}
	if (attachment->is_client && host->client)
		isled_party_free(host->client);
	party = make_party(attachment, hello);
	if (!party)
		return -ISLE_ENOMEM;
	join(attachment, party);
	*ret_id = party->id;
	return 0;
}

void isled_party_up(struct isled_attachment *attachment, bool resumed)
{
	struct told told = { .party = attachment->party, .resumed = resumed };
	struct isle_host *host = attachment->host;

	isle_session_hold(&attachment->session, host->hold && attachment->is_client);
	isle_log(ISLE_LOG_INFO, "session", "%s %s (uid %d, pid %d)", told.party->name,
		 resumed ? "is back" : "has connected",
		 attachment->credentials.known ? (int)attachment->credentials.uid : -1,
		 attachment->credentials.known ? (int)attachment->credentials.pid : 0);
	isled_host_each_service(host, tell_attached, &told);
}

/* Why a session ended, for the log. */
static const char *farewell(int error)
{
	if (error == -ISLE_ESHUTDOWN)
		return "goodbye";
	return error == -ISLE_ELINK ? "link lost" : isle_error_text(error);
}

void isled_party_lost(struct isled_attachment *attachment, int error)
{
	struct isle_party *party = attachment->party;
	struct isle_host *host = attachment->host;
	struct told told = { .party = party };
	bool lingers;

	if (!party)
		return;
	/* A program's link does not blink: when it ends, the program has ended. */
	lingers = attachment->is_client && (error == -ISLE_ELINK || error == -ISLE_EREPLACED) &&
		  host->config->linger_ms && !host->ending;
	attachment->party = NULL;
	party->attachment = NULL;
	party->last_tag = attachment->session.tag;
	isle_log(ISLE_LOG_INFO, "session", "%s has gone: %s%s", party->name, farewell(error),
		 lingers ? ", its handles are kept for a while" : "");
	isled_host_each_service(host, tell_lost, &told);
	if (!lingers || isled_loop_timer(&host->loop, &party->linger, host->config->linger_ms) < 0)
		isled_party_free(party);
}
