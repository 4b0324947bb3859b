/* SPDX-License-Identifier: BSD-3-Clause */
/* Flags of an open file, its space, and copying inside the daemon. */
#include "client/file.h"

/* What the daemon may change of them while the file is open. */
#define CHANGING (ISLE_O_APPEND | ISLE_O_NONBLOCK | ISLE_O_NOATIME | ISLE_O_DIRECT)

static int finish_flags(struct isle_op *op)
{
	struct isle_file *file = op->target;
	uint32_t now = op->call.ret_n ? op->ret[ISLE_FILE_GETFL_RESULTS_FLAGS] : op->words[1];

	file->flags = (file->flags & ~(uint32_t)CHANGING) | (now & CHANGING);
	return op->call.ret_n ? (int)(now & ISLE_O_ALL) : 0;
}

static int flags(struct isle_context *ctx, struct isle_file *file, uint32_t set, unsigned what)
{
	struct isle_op op;

	isle__file_op_init(&op, what, file, set);
	op.finish = finish_flags;
	op.target = file;
	return isle__call(ctx, &op);
}

int isle_file_get_flags(struct isle_context *ctx, struct isle_file *file)
{
	return flags(ctx, file, 0, ISLE__FILE(GETFL, 1, 2) | ISLE__ON_FILE);
}

int isle_file_set_flags(struct isle_context *ctx, struct isle_file *file, uint32_t to)
{
	return flags(ctx, file, to, ISLE__FILE(SETFL, 2, 0) | ISLE__ON_FILE);
}

int isle_file_allocate(struct isle_context *ctx, const struct isle_file *file, uint32_t how,
		       uint64_t offset, uint64_t length)
{
	struct isle_op op;

	isle__file_op_init(&op, ISLE__FILE(FALLOCATE, 6, 0) | ISLE__ON_FILE, file, how);
	isle__word64_put(op.words + 2, offset);
	isle__word64_put(op.words + 4, length);
	return isle__call(ctx, &op);
}

static int finish_copy(struct isle_op *op)
{
	*(uint64_t *)op->target = isle__word64(op->ret, 2, ISLE_FILE_COPY_RESULTS_COUNT);
	return 0;
}

int isle_file_copy(struct isle_context *ctx, const struct isle_file *from, uint64_t offset,
		   const struct isle_file *to, uint64_t to_offset, uint64_t count,
		   uint64_t *ret_copied)
{
	struct isle_op op;
	int r;

	isle__file_op_init(&op, ISLE__FILE(COPY, 0, 2) | ISLE__ON_FILE, from, to->handle);
	op.call.words_n = 8; /* more than fit into what stands in a call */
	isle__word64_put(op.words + 2, offset);
	isle__word64_put(op.words + 4, to_offset);
	isle__word64_put(op.words + 6, count);
	op.finish = finish_copy;
	op.target = ret_copied;
	if (to->epoch != from->epoch && from->epoch)
		op.result = to->epoch ? -ISLE_ESTALE : -ISLE_EBADF;
	*ret_copied = 0;
	r = isle__call(ctx, &op);
	if (r < 0) /* it came with the error */
		*ret_copied = isle__word64(op.ret, 2, ISLE_FILE_COPY_RESULTS_COUNT);
	return r;
}
