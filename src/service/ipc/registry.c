/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Who offers what, who is bound to what, who waits for what.
 */
#include <stdlib.h>
#include <string.h>

#include "service/ipc/ipc.h"
#include "wire/gen/ipc.h"

static void waiters_check(struct isled_ipc *ipc, const struct isled_offer *offer);

/* ---- handles ---- */

static void offer_close(void *object)
{
	struct isled_offer *offer = object, **at = &offer->ipc->offers;

	while (*at != offer)
		at = &(*at)->next;
	*at = offer->next;
	free(offer->methods);
	free(offer);
}

static void binding_close(void *object)
{
	struct isled_binding *binding = object, **at = &binding->ipc->bindings;

	while (*at != binding)
		at = &(*at)->next;
	*at = binding->next;
	free(binding);
}

static const struct isle_handle_type offer_type = { "registration", offer_close };
static const struct isle_handle_type binding_type = { "binding", binding_close };

/* ---- finding ---- */

struct isled_offer *isled_ipc_find(struct isled_ipc *ipc, const char *name,
				   const struct isle_party *party)
{
	struct isled_offer *offer;

	for (offer = ipc->offers; offer; offer = offer->next)
		if ((!party || offer->party == party) && strcmp(offer->name, name) == 0)
			return offer;
	return NULL;
}

static int find_for(struct isled_ipc *ipc, const char *name, uint32_t version_min,
		    struct isled_offer **ret_offer)
{
	struct isled_offer *offer = isled_ipc_find(ipc, name, NULL);

	if (!offer)
		return -ISLE_ENOSERVICE;
	if (offer->version < version_min)
		return -ISLE_EVERSION;
	*ret_offer = offer;
	return 0;
}

static int binding_of(const struct isle_token *token, uint32_t handle,
		      struct isled_binding **ret_binding)
{
	void *object;
	int error = isle_handle_get(isle_token_context(token), handle, &binding_type, &object);

	if (!error)
		*ret_binding = object;
	return error;
}

int isled_ipc_resolve(struct isled_ipc *ipc, const struct isle_token *token, uint32_t handle,
		      struct isled_offer **ret_offer)
{
	struct isled_binding *binding;
	int error = binding_of(token, handle, &binding);

	if (!error)
		error = find_for(ipc, binding->name, binding->version_min, ret_offer);
	return error;
}

/* ---- REGISTER, UNREGISTER ---- */

static bool has_too_many(const struct isled_ipc *ipc, const struct isle_party *party)
{
	const struct isled_offer *offer;
	uint32_t n = 0, most = isle_host_limits(ipc->host)->services;

	for (offer = ipc->offers; offer; offer = offer->next)
		n += offer->party == party;
	return n >= most || n >= ISLE_REGISTRATIONS_MAX;
}

/* Split "name\0method\0method". */
static int offer_names(struct isled_offer *offer, const char *data, uint32_t bytes)
{
	const char *end = bytes ? memchr(data, 0, bytes) : NULL;
	uint32_t length = end ? (uint32_t)(end - data) : bytes;
	int n = isled_ipc_name(data, length, offer->name, ISLE_SERVICE_NAME_BYTES_MAX);

	if (n < 0)
		return n;
	n = isled_ipc_methods(data + length, bytes - length, &offer->methods);
	if (n >= 0)
		offer->methods_n = (uint32_t)n;
	return n < 0 ? n : 0;
}

static int offer_open(struct isled_ipc *ipc, struct isle_token *token, struct isled_offer *offer,
		      uint32_t *ret_handle)
{
	int error;

	if (isled_ipc_find(ipc, offer->name, NULL))
		return -ISLE_EEXIST;
	if (has_too_many(ipc, offer->party))
		return -ISLE_EMFILE;
	error = isle_handle_open(token, &offer_type, offer, ret_handle);
	if (error < 0)
		return error;
	offer->next = ipc->offers;
	ipc->offers = offer;
	return 0;
}

int isled_ipc_register(void *state, struct isle_token *token, const struct isle_request *request)
{
	struct isled_ipc *ipc = state;
	struct isle__ipc_register_args args;
	struct isle__ipc_register_results results;
	struct isled_offer *offer;
	uint32_t words[ISLE_IPC_REGISTER_RESULTS_WORDS];
	int error;

	isle__ipc_register_args_get(request->words, request->words_n, &args);
	if (args.flags)
		return -ISLE_EINVAL;
	offer = calloc(1, sizeof(*offer));
	if (!offer)
		return -ISLE_ENOMEM;
	offer->ipc = ipc;
	offer->party = isle_token_party(token);
	offer->context = isle_context_number(isle_token_context(token));
	offer->version = args.version;
	offer->cookie = args.cookie;
	error = offer_names(offer, request->data, request->data_bytes);
	if (!error)
		error = offer_open(ipc, token, offer, &results.registration);
	if (error) {
		free(offer->methods);
		free(offer);
		return error;
	}
	isle_token_reply(token, words, isle__ipc_register_results_put(&results, words), NULL, 0);
	waiters_check(ipc, offer);
	return 0;
}

int isled_ipc_unregister(void *state, struct isle_token *token, const struct isle_request *request)
{
	struct isle__ipc_unregister_args args;
	int error;

	(void)state;
	isle__ipc_unregister_args_get(request->words, request->words_n, &args);
	error = isle_handle_close(isle_token_context(token), args.registration, &offer_type);
	if (!error)
		isle_token_reply(token, NULL, 0, NULL, 0);
	return error;
}

/* ---- BIND, UNBIND ---- */

/* Makes the binding and answers. Returns: 0 answered; an error with which to answer. */
static int bind_now(struct isled_ipc *ipc, struct isle_token *token, const char *name,
		    uint32_t version_min, const struct isled_offer *offer)
{
	struct isle_party *party = isle_token_party(token);
	struct isle__ipc_bind_results results = { 0, offer->version, offer->methods_n };
	uint32_t words[ISLE_IPC_BIND_RESULTS_WORDS], n = 0;
	struct isled_binding *binding;
	int error;

	for (binding = ipc->bindings; binding; binding = binding->next)
		n += binding->party == party;
	if (n >= ISLE_BINDINGS_MAX)
		return -ISLE_EMFILE;
	binding = calloc(1, sizeof(*binding));
	if (!binding)
		return -ISLE_ENOMEM;
	error = isle_handle_open(token, &binding_type, binding, &results.binding);
	if (error < 0) {
		free(binding);
		return error;
	}
	binding->ipc = ipc;
	binding->party = party;
	binding->version_min = version_min;
	memcpy(binding->name, name, strlen(name) + 1);
	binding->next = ipc->bindings;
	ipc->bindings = binding;
	isle_token_reply(token, words, isle__ipc_bind_results_put(&results, words), NULL, 0);
	return 0;
}

/* Takes the waiter off the list; it must be answered or gone. */
static void waiter_end(struct isled_waiter *waiter)
{
	struct isled_waiter **at = &waiter->ipc->waiters;

	while (*at != waiter)
		at = &(*at)->next;
	*at = waiter->next;
	isle_timer_stop(waiter->ipc->host, &waiter->timer);
	free(waiter);
}

static void waiter_gone(struct isle_token *token, void *state, int reason)
{
	(void)token;
	(void)reason;
	waiter_end(state);
}

static void waiter_due(struct isle_timer *timer)
{
	struct isled_waiter *waiter = timer->state;
	struct isle_token *token = waiter->token;

	waiter_end(waiter);
	isle_token_fail(token, -ISLE_ENOSERVICE);
}

static const struct isle_token_ops waiter_ops = { .gone = waiter_gone };

static void waiters_check(struct isled_ipc *ipc, const struct isled_offer *offer)
{
	struct isled_waiter *waiter, *next;

	for (waiter = ipc->waiters; waiter; waiter = next) {
		struct isle_token *token = waiter->token;
		int error = -ISLE_EVERSION;

		next = waiter->next;
		if (strcmp(waiter->name, offer->name) != 0)
			continue;
		if (offer->version >= waiter->version_min)
			error = bind_now(ipc, token, waiter->name, waiter->version_min, offer);
		waiter_end(waiter);
		if (error)
			isle_token_fail(token, error);
	}
}

static int bind_later(struct isled_ipc *ipc, struct isle_token *token, const char *name,
		      const struct isle__ipc_bind_args *args)
{
	struct isled_waiter *waiter;
	int error;

	if (isle_token_in_batch(token))
		return -ISLE_ENOTSUP;
	waiter = calloc(1, sizeof(*waiter));
	if (!waiter)
		return -ISLE_ENOMEM;
	waiter->timer.due = waiter_due;
	waiter->timer.state = waiter;
	error = isle_timer_start(ipc->host, &waiter->timer, args->wait_ms);
	if (error < 0) {
		free(waiter);
		return error;
	}
	waiter->ipc = ipc;
	waiter->token = token;
	waiter->version_min = args->version_min;
	memcpy(waiter->name, name, strlen(name) + 1);
	waiter->next = ipc->waiters;
	ipc->waiters = waiter;
	isle_token_keep(token, &waiter_ops, waiter);
	return 0;
}

int isled_ipc_bind(void *state, struct isle_token *token, const struct isle_request *request)
{
	struct isled_ipc *ipc = state;
	char name[ISLE_SERVICE_NAME_BYTES_MAX + 1];
	struct isle__ipc_bind_args args;
	struct isled_offer *offer;
	int error = isled_ipc_name(request->data, request->data_bytes, name, sizeof(name) - 1);

	if (error)
		return error;
	isle__ipc_bind_args_get(request->words, request->words_n, &args);
	error = find_for(ipc, name, args.version_min, &offer);
	if (!error)
		return bind_now(ipc, token, name, args.version_min, offer);
	if (error == -ISLE_ENOSERVICE && args.wait_ms)
		return bind_later(ipc, token, name, &args);
	return error;
}

int isled_ipc_unbind(void *state, struct isle_token *token, const struct isle_request *request)
{
	struct isle__ipc_unbind_args args;
	int error;

	(void)state;
	isle__ipc_unbind_args_get(request->words, request->words_n, &args);
	error = isle_handle_close(isle_token_context(token), args.binding, &binding_type);
	if (!error)
		isle_token_reply(token, NULL, 0, NULL, 0);
	return error;
}

/* ---- LOOKUP_METHOD ---- */

int isled_ipc_lookup(void *state, struct isle_token *token, const struct isle_request *request)
{
	char name[ISLE_METHOD_NAME_BYTES_MAX + 1];
	struct isle__ipc_lookup_method_args args;
	struct isle__ipc_lookup_method_results results = { 0 };
	uint32_t words[ISLE_IPC_LOOKUP_METHOD_RESULTS_WORDS];
	struct isled_binding *binding;
	struct isled_offer *offer;
	const char *at;
	int error;

	isle__ipc_lookup_method_args_get(request->words, request->words_n, &args);
	error = binding_of(token, args.binding, &binding);
	if (!error)
		error = find_for(state, binding->name, binding->version_min, &offer);
	if (error)
		return error;
	if (isled_ipc_name(request->data, request->data_bytes, name, sizeof(name) - 1) < 0)
		return -ISLE_ENOENT;
	for (at = offer->methods; results.method < offer->methods_n; results.method++) {
		if (strcmp(at, name) == 0) {
			isle_token_reply(token, words,
					 isle__ipc_lookup_method_results_put(&results, words), NULL,
					 0);
			return 0;
		}
		at += strlen(at) + 1;
	}
	return -ISLE_ENOENT;
}
