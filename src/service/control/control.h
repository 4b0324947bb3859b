/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * control.h - between the files of the control service.
 */
#ifndef ISLED_CONTROL_H
#define ISLED_CONTROL_H

#include <isle/errors.h>
#include <isle/proto.h>
#include <isle/service.h>

#include "service/fifo.h"

#define ISLED_CONTROL_TEXT_MAX 262144u

struct isled_control {
	struct isle_host *host;
	struct isle_timer timer; /* ends the hold */
	bool held;
};

/* An answer under construction. Zero before first use; sink.line = isled_control_line. */
struct isled_control_text {
	struct isle_status_sink sink; /* first: the sink is the text */
	struct isled_fifo text;
	bool cut;
};

void isled_control_line(struct isle_status_sink *sink, const char *line);
/* Answer with the text, or with EMSGSIZE when it was cut; frees it. Returns: 0. */
int isled_control_answer(struct isle_token *token, struct isled_control_text *text);

/* Returns: 0, or -ISLE_EPERM, and the attempt is audited. */
int isled_control_permitted(const struct isle_token *token, const char *verb);

/* ---- status.c, lists.c ---- */

int isled_control_status(void *service_state, struct isle_token *token,
			 const struct isle_request *request);
int isled_control_list(void *service_state, struct isle_token *token,
		       const struct isle_request *request);

#endif
