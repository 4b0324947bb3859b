/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Up to 8 operations in one round trip. Between begin and run the calls made with the context are
 * noted instead of made; a file opened in the batch can be used by the calls after it.
 *
 *	isle_batch_begin(&batch, &ctx, memory, sizeof(memory));
 *	isle_file_open(&ctx, "/etc/hostname", ISLE_O_RDONLY, 0, &file);
 *	isle_file_pread(&ctx, &file, text, sizeof(text), 0);
 *	isle_file_close(&ctx, &file);
 *	r = isle_batch_run(&batch);
 *	n = isle_batch_result(&batch, 1);
 *
 * The daemon stops behind the first operation that fails. Files opened in the batch are closed when it
 * ends, unless isle_batch_keep() was called. Calls that may block for long, readv and reading a directory
 * are refused with -ISLE_ENOTSUP.
 */
#ifndef ISLE_BATCH_H
#define ISLE_BATCH_H

#include <isle/client.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Caller-owned; the library's. */
struct isle_batch {
	struct isle_context *ctx;
	uint8_t *buf;
	size_t cap, used, flags_at;
	int error;
	unsigned n, executed;
	uint32_t epoch;
	struct isle_batch_slot {
		int (*finish)(struct isle_op *op);
		void *target;
		uint8_t *in;
		uint32_t in_room;
		uint32_t op_words[1];
		struct isle_part part;
		int result;
		uint8_t ret_n;
	} op[ISLE_BATCH_OPS_MAX];
};

/* Begins. Memory: `buf` (8-aligned) takes arguments and results of all operations: for each 56 bytes, its
 * path and its data, each rounded up to 8; until isle_batch_run() or isle_batch_drop(). */
void isle_batch_begin(struct isle_batch *batch, struct isle_context *ctx, void *buf, size_t cap);

/* The handle made by the operation noted last outlives the batch. */
void isle_batch_keep(struct isle_batch *batch);

/*
 * Runs it under one deadline, ctx->timeout_ms. Waits: as a call.
 * Returns 0: all succeeded; the error of the first that failed; -ISLE_E2BIG: more than 8 or buffer too
 * small, nothing was sent; -ISLE_ETIMEDOUT, -ISLE_ELINK.
 */
int isle_batch_run(struct isle_batch *batch);

/* Result of operation n as its function would have returned it; -ISLE_ECANCELED: it was not executed. */
int isle_batch_result(const struct isle_batch *batch, unsigned n);

/* Ends noting without running. */
void isle_batch_drop(struct isle_batch *batch);

#ifdef __cplusplus
}
#endif

#endif
