/* SPDX-License-Identifier: BSD-3-Clause */
/* Changes come by the bufferful and are told one by one. */
#include <isle/watch.h>

#include <string.h>

#include "client/file.h"

static int finish_open(struct isle_op *op)
{
	struct isle_file *file = op->target;

	isle__file_finish_open(op);
	file->traits = ISLE_FILE_IS_STREAM;
	return 0;
}

int isle_watch_open(struct isle_context *ctx, uint32_t flags, void *buf, size_t cap,
		    struct isle_watcher *ret_watcher)
{
	struct isle_watcher *watcher = ret_watcher;
	struct isle_op op;

	watcher->buf = buf;
	watcher->cap = cap > ISLE_FILE_BYTES_MAX ? ISLE_FILE_BYTES_MAX : (uint32_t)cap;
	watcher->used = watcher->at = 0;
	isle__file_op_init(&op, ISLE__FILE(WATCH, 1, 2) | ISLE__MAKES_HANDLE, "", flags);
	op.finish = finish_open;
	op.target = &watcher->file;
	return isle__call(ctx, &op);
}

int isle_watch_close(struct isle_context *ctx, struct isle_watcher *watcher)
{
	return isle_file_close(ctx, &watcher->file);
}

static int finish_add(struct isle_op *op)
{
	return (int)(op->ret[ISLE_FILE_WATCH_ADD_RESULTS_WATCH] & INT32_MAX);
}

int isle_watch_add(struct isle_context *ctx, struct isle_watcher *watcher, const char *path,
		   uint32_t mask)
{
	struct isle_op op;

	isle__file_op_init(&op, ISLE__FILE(WATCH_ADD, 2, 2) | ISLE__ON_FILE, &watcher->file, mask);
	isle__op_text(&op, path, ISLE_PATH_BYTES_MAX, -ISLE_ENAMETOOLONG);
	op.finish = finish_add;
	return isle__call(ctx, &op);
}

int isle_watch_remove(struct isle_context *ctx, struct isle_watcher *watcher, uint32_t watch)
{
	return isle__file_call(ctx, &watcher->file, watch,
			       ISLE__FILE(WATCH_REMOVE, 2, 0) | ISLE__ON_FILE);
}

static int finish_fetch(struct isle_op *op)
{
	struct isle_watcher *watcher = op->target;
	int n = isle__finish_count(op);

	watcher->at = 0;
	watcher->used = n < 0 ? 0 : (uint32_t)n;
	return n;
}

int isle_watch_fetch(struct isle_context *ctx, struct isle_watcher *watcher)
{
	struct isle_op op;

	isle__file_op_init(&op, ISLE__FILE(PREAD, 4, 2) | ISLE__ON_FILE, &watcher->file,
			   watcher->cap);
	isle__word64_put(op.words + 2, ISLE_OFFSET_CURRENT);
	op.call.in = watcher->buf;
	op.call.in_room = watcher->cap;
	op.finish = finish_fetch;
	op.target = watcher;
	return isle__call(ctx, &op);
}

/* The name is moved one byte towards what was read before it, and so finds room for its end. */
int isle_watch_next(struct isle_watcher *watcher, struct isle_change *ret_change)
{
	uint32_t left = watcher->used - watcher->at, n, words[ISLE_CHANGE_WORDS];
	uint8_t *at = watcher->buf + watcher->at;

	if (!left)
		return 0;
	if (left < ISLE_CHANGE_BYTES)
		return -ISLE_EPROTO;
	isle__words_get(at, ISLE_CHANGE_BYTES, words, ISLE_CHANGE_WORDS);
	n = words[ISLE_CHANGE_NAME_BYTES];
	if (n > ISLE_FILE_NAME_BYTES_MAX || n > left - ISLE_CHANGE_BYTES)
		return -ISLE_EPROTO;
	ret_change->watch = words[ISLE_CHANGE_WATCH];
	ret_change->mask = words[ISLE_CHANGE_MASK];
	ret_change->cookie = words[ISLE_CHANGE_COOKIE];
	ret_change->name_bytes = n;
	ret_change->name = memmove(at + ISLE_CHANGE_BYTES - 1, at + ISLE_CHANGE_BYTES, n);
	at[ISLE_CHANGE_BYTES - 1 + n] = 0;
	n = ISLE_CHANGE_BYTES + ((n + 7u) & ~7u);
	watcher->at = n < left ? watcher->at + n : watcher->used;
	return 1;
}

int isle_watch_read(struct isle_context *ctx, struct isle_watcher *watcher,
		    struct isle_change *ret_change)
{
	int r = isle_watch_next(watcher, ret_change);

	if (r)
		return r;
	if (ctx->take) /* in a batch, or not to be waited for: it could never go on */
		return -ISLE_ENOTSUP;
	r = isle_watch_fetch(ctx, watcher);
	if (r <= 0)
		return r ? r : -ISLE_EPROTO;
	return isle_watch_next(watcher, ret_change);
}
