/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * LIST: one line for each entry.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "service/control/control.h"
#include "wire/gen/control.h"

#define CONTEXT_NUMBERS 16u

static void add(struct isled_control_text *text, const char *line)
{
	uint32_t n = (uint32_t)strlen(line);

	if (isled_fifo_add(&text->text, line, n, ISLED_CONTROL_TEXT_MAX) ||
	    isled_fifo_add(&text->text, "\n", 1, ISLED_CONTROL_TEXT_MAX))
		text->cut = true;
}

static void contexts(struct isle_host *host, struct isled_control_text *text)
{
	struct isle_party *client = isle_host_client(host);
	char line[256];

	for (uint8_t i = 0; client && i < CONTEXT_NUMBERS; i++) {
		const struct isle_context *context = isle_party_context(client, i);

		if (!context)
			continue;
		snprintf(line, sizeof(line), "%u %s", i, isle_context_name(context));
		add(text, line);
	}
}

/* What the services' status says of registered names: lines "service.NAME=what". */
static void service_line(struct isle_status_sink *sink, const char *line)
{
	static const char start[] = "service.";

	if (strncmp(line, start, sizeof(start) - 1) == 0)
		add((struct isled_control_text *)sink, line + sizeof(start) - 1);
}

static void services(struct isle_host *host, struct isled_control_text *text)
{
	text->sink.line = service_line;
	isle_host_collect_status(host, &text->sink);
}

static void handles(struct isle_host *host, struct isled_control_text *text)
{
	struct isle_party *client = isle_host_client(host);
	uint32_t cursor = 0, handle;
	uint8_t context;
	const char *type;
	char line[128];

	while (client && isle_party_next_handle(client, &cursor, &handle, &context, &type)) {
		snprintf(line, sizeof(line), "0x%08" PRIx32 " context %u %s", handle, context,
			 type);
		add(text, line);
	}
}

static void programs(struct isle_host *host, struct isled_control_text *text)
{
	struct isle_party *party = NULL;
	char line[256];

	while ((party = isle_host_next_party(host, party)) != NULL) {
		if (isle_party_role(party) != ISLE_PEER_PROGRAM)
			continue;
		snprintf(line, sizeof(line), "%s pid %" PRIu32 " uid %" PRIu32,
			 isle_party_name(party), isle_party_pid(party), isle_party_uid(party));
		add(text, line);
	}
}

int isled_control_list(void *service_state, struct isle_token *token,
		       const struct isle_request *request)
{
	static void (*const lists[])(struct isle_host *, struct isled_control_text *) = {
		[ISLE_CONTROL_LIST_CONTEXTS] = contexts,
		[ISLE_CONTROL_LIST_SERVICES] = services,
		[ISLE_CONTROL_LIST_HANDLES] = handles,
		[ISLE_CONTROL_LIST_PROGRAMS] = programs,
	};
	struct isled_control *control = service_state;
	struct isled_control_text text = { .sink = { isled_control_line } };
	struct isle__control_list_args args;
	int error = isled_control_permitted(token, "control LIST");

	if (error)
		return error;
	isle__control_list_args_get(request->words, request->words_n, &args);
	if (args.what >= sizeof(lists) / sizeof(lists[0]))
		return -ISLE_EINVAL;
	lists[args.what](control->host, &text);
	return isled_control_answer(token, &text);
}
