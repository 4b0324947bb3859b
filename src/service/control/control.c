/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Verbs about the daemon itself: what it knows (status.c), lists (lists.c), holding the client's
 * keep-alive.
 */
#include "service/control/control.h"

#include <stdlib.h>
#include <string.h>

#include "service/services.h"
#include "wire/gen/control.h"

/* ---- text that grows ---- */

void isled_control_line(struct isle_status_sink *sink, const char *line)
{
	struct isled_control_text *text = (struct isled_control_text *)sink;
	const char *space = strchr(line, ' '), *equals = strchr(line, '=');
	uint32_t n = (uint32_t)strlen(line), at = text->text.n;

	if (isled_fifo_add(&text->text, line, n, ISLED_CONTROL_TEXT_MAX) ||
	    isled_fifo_add(&text->text, "\n", 1, ISLED_CONTROL_TEXT_MAX)) {
		text->cut = true;
		return;
	}
	/* A service may write "key value" as well. */
	if (space && (!equals || equals > space))
		text->text.memory[text->text.at + at + (uint32_t)(space - line)] = '=';
}

int isled_control_answer(struct isle_token *token, struct isled_control_text *text)
{
	if (text->cut)
		isle_token_fail(token, -ISLE_EMSGSIZE);
	else
		isle_token_reply(token, NULL, 0,
				 text->text.n ? isled_fifo_bytes(&text->text) : NULL, text->text.n);
	isled_fifo_free(&text->text);
	return 0;
}

int isled_control_permitted(const struct isle_token *token, const char *verb)
{
	if (isle_party_may_control(isle_token_party(token)))
		return 0;
	isle_audit(token, verb, NULL, 0, -ISLE_EPERM);
	return -ISLE_EPERM;
}

/* ---- HOLD ---- */

static void let_go(struct isle_timer *timer)
{
	struct isled_control *control = timer->state;

	control->held = false;
	isle_host_hold(control->host, false);
	isle_log(ISLE_LOG_NOTICE, "control", "the hold has ended");
}

static int hold(void *service_state, struct isle_token *token, const struct isle_request *request)
{
	struct isled_control *control = service_state;
	struct isle__control_hold_args args;
	int error = isled_control_permitted(token, "control HOLD");

	if (error)
		return error;
	isle__control_hold_args_get(request->words, request->words_n, &args);
	if (args.on > 1 || args.seconds > ISLE_HOLD_S_MAX)
		return -ISLE_EINVAL;
	if (args.on && !isle_host_client(control->host))
		return -ISLE_ENOTCONN;
	if (args.on) {
		uint32_t seconds = args.seconds ? args.seconds : ISLE_HOLD_S_MAX;

		error = isle_timer_start(control->host, &control->timer, seconds * 1000);
		if (error < 0)
			return error;
	} else {
		isle_timer_stop(control->host, &control->timer);
	}
	control->held = args.on;
	isle_host_hold(control->host, control->held);
	isle_token_reply(token, NULL, 0, NULL, 0);
	return 0;
}

/* A client that was halted and reset under a debugger is held on. */
static void party_attached(void *service_state, struct isle_party *party, bool resumed)
{
	struct isled_control *control = service_state;

	(void)resumed;
	if (control->held && isle_party_role(party) == ISLE_PEER_CLIENT)
		isle_host_hold(control->host, true);
}

/* ---- the service ---- */

static int start(struct isle_host *host, void **ret_service_state)
{
	struct isled_control *control = calloc(1, sizeof(*control));

	if (!control)
		return -ISLE_ENOMEM;
	control->host = host;
	control->timer.due = let_go;
	control->timer.state = control;
	*ret_service_state = control;
	return 0;
}

static void stop(void *service_state)
{
	struct isled_control *control = service_state;

	isle_timer_stop(control->host, &control->timer);
	free(control);
}

static void status(void *service_state, struct isle_party *client, void *out)
{
	struct isled_control *control = service_state;

	(void)client;
	isle_status_line(out, "control.held=%s", control->held ? "yes" : "no");
}

static const struct isle_method methods[] = {
	{ "STATUS", ISLE_CONTROL_STATUS, ISLE_METHOD_CONTROL | ISLE_METHOD_PROGRAM, 0,
	  isled_control_status },
	{ "HOLD", ISLE_CONTROL_HOLD, ISLE_METHOD_CONTROL | ISLE_METHOD_PROGRAM, 0, hold },
	{ "LIST", ISLE_CONTROL_LIST, ISLE_METHOD_CONTROL | ISLE_METHOD_PROGRAM, 0,
	  isled_control_list },
};

const struct isle_service isled_service_control = {
	.name = "control",
	.number = ISLE_SERVICE_CONTROL,
	.version = 1,
	.methods = methods,
	.method_count = sizeof(methods) / sizeof(methods[0]),
	.start = start,
	.stop = stop,
	.party_attached = party_attached,
	.status = status,
};
