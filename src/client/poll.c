/* SPDX-License-Identifier: BSD-3-Clause */
#include <isle/watch.h>

#include "client/file.h"

static int finish_poll(struct isle_op *op)
{
	return (int)(op->ret[ISLE_FILE_POLL_RESULTS_EVENTS] & ISLE_POLL_ALL);
}

int isle_file_poll(struct isle_context *ctx, const struct isle_file *file, uint32_t events)
{
	struct isle_op op;

	isle__file_op_init(&op, ISLE__FILE(POLL, 2, 2) | ISLE__ON_FILE, file, events);
	op.finish = finish_poll;
	return isle__call(ctx, &op);
}
