/* SPDX-License-Identifier: BSD-3-Clause */
#include <isle/control.h>

#include "client/internal.h"

static int text_call(struct isle_context *ctx, uint32_t what, uint32_t word, char *text, size_t len)
{
	struct isle_op op;

	isle__op_init(&op, what);
	op.words[0] = word;
	op.call.in = (uint8_t *)text;
	op.call.in_room = len > ISLE_WINDOW_BYTES_MAX ? ISLE_WINDOW_BYTES_MAX : (uint32_t)len;
	op.finish = isle__finish_bytes;
	return isle__call(ctx, &op);
}

int isle_control_status(struct isle_context *ctx, char *text, size_t len)
{
	return text_call(ctx, ISLE__CALL(ISLE_SERVICE_CONTROL, ISLE_CONTROL_STATUS, 0, 0), 0, text,
			 len);
}

int isle_control_list(struct isle_context *ctx, enum isle_control_list what, char *text, size_t len)
{
	return text_call(ctx,
			 ISLE__CALL(ISLE_SERVICE_CONTROL, ISLE_CONTROL_LIST,
				    ISLE_CONTROL_LIST_ARGS_WORDS, 0),
			 what, text, len);
}

int isle_control_hold(struct isle_context *ctx, bool on, uint32_t seconds)
{
	struct isle_op op;

	isle__op_init(&op, ISLE__CALL(ISLE_SERVICE_CONTROL, ISLE_CONTROL_HOLD,
				      ISLE_CONTROL_HOLD_ARGS_WORDS, 0));
	op.words[ISLE_CONTROL_HOLD_ARGS_ON] = on;
	op.words[ISLE_CONTROL_HOLD_ARGS_SECONDS] = seconds;
	return isle__call(ctx, &op);
}

int isle_console_watch(struct isle_context *ctx, uint32_t flags, struct isle_channel *channel)
{
	return isle__channel_open(ctx, channel,
				  ISLE__CALL(ISLE_SERVICE_CONSOLE, ISLE_CONSOLE_WATCH, 1, 0), flags,
				  "");
}
