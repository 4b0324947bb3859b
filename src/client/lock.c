/* SPDX-License-Identifier: BSD-3-Clause */
#include <isle/lock.h>

#include "client/file.h"

int isle_file_lock(struct isle_context *ctx, const struct isle_file *file, uint32_t kind,
		   uint32_t flags, uint64_t start, uint64_t length)
{
	struct isle_op op;

	isle__file_op_init(&op, ISLE__FILE(LOCK, 7, 0) | ISLE__ON_FILE, file, kind);
	op.words[2] = flags;
	isle__word64_put(op.words + 3, start);
	isle__word64_put(op.words + 5, length);
	return isle__call(ctx, &op);
}

static int finish_getlock(struct isle_op *op)
{
	struct isle_lock *lock = op->target;

	lock->kind = op->ret[ISLE_FILE_GETLOCK_RESULTS_KIND];
	lock->pid = op->ret[ISLE_FILE_GETLOCK_RESULTS_PID];
	lock->start = isle__word64(op->ret, ISLE_FILE_GETLOCK_RESULTS_WORDS,
				   ISLE_FILE_GETLOCK_RESULTS_START);
	lock->length = isle__word64(op->ret, ISLE_FILE_GETLOCK_RESULTS_WORDS,
				    ISLE_FILE_GETLOCK_RESULTS_LENGTH);
	return 0;
}

int isle_file_getlock(struct isle_context *ctx, const struct isle_file *file, uint32_t kind,
		      uint64_t start, uint64_t length, struct isle_lock *ret_lock)
{
	struct isle_op op;

	isle__file_op_init(&op, ISLE__FILE(GETLOCK, 6, 6) | ISLE__ON_FILE, file, kind);
	isle__word64_put(op.words + 2, start);
	isle__word64_put(op.words + 4, length);
	op.finish = finish_getlock;
	op.target = ret_lock;
	return isle__call(ctx, &op);
}
