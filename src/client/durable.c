/* SPDX-License-Identifier: BSD-3-Clause */
#include <isle/durable.h>

#include <string.h>

#include "client/file.h"

#define ONCE (ISLE_O_CREAT | ISLE_O_EXCL | ISLE_O_TRUNC)

/* Device and inode stand together, and the birth with its nanoseconds; fields are never moved. */
static int finish_which(struct isle_op *op)
{
	uint32_t *which = op->target;

	memcpy(which, op->ret + ISLE_FILE_FSTAT_RESULTS_DEV, 16);
	memcpy(which + 4, op->ret + ISLE_FILE_FSTAT_RESULTS_BTIME_S, 12);
	return 0;
}

/* Which file a handle is of. Not static: its memory shall not lie below another call. */
int isle__durable_identify(struct isle_context *ctx, struct isle_durable *ret_durable)
{
	struct isle_op op;

	isle__file_op_init(&op, ISLE__FILE(FSTAT, 1, ISLE_STAT_WORDS) | ISLE__ON_FILE,
			   &ret_durable->file, 0);
	op.finish = finish_which;
	op.target = ret_durable->which;
	return isle__call(ctx, &op);
}

static int open_one(struct isle_context *ctx, const char *path, uint32_t flags, uint32_t mode,
		    struct isle_durable *ret_durable)
{
	int r = isle_file_open(ctx, path, flags, mode, &ret_durable->file);

	if (r)
		return r;
	r = ret_durable->file.type == ISLE_FILE_TYPE_REGULAR
		    ? isle__durable_identify(ctx, ret_durable)
		    : -ISLE_ENOTSUP;
	if (r)
		isle_file_close(ctx, &ret_durable->file);
	ret_durable->path = path;
	return r;
}

int isle_durable_open(struct isle_context *ctx, const char *path, uint32_t flags, uint32_t mode,
		      struct isle_durable *ret_durable)
{
	struct isle_durable fresh;
	int r = open_one(ctx, path, flags, mode, &fresh);

	if (!r)
		*ret_durable = fresh;
	return r;
}

int isle_durable_renew(struct isle_context *ctx, struct isle_durable *d)
{
	struct isle_durable fresh;
	int r;

	if (!d->file.epoch)
		return -ISLE_EBADF;
	if (d->file.epoch == ctx->client->epoch)
		return 0;
	r = open_one(ctx, d->path, d->file.flags & ~(uint32_t)ONCE, 0, &fresh);
	if (r)
		return r == -ISLE_ENOTSUP ? -ISLE_ESTALE : r;
	if (memcmp(fresh.which, d->which, sizeof(d->which)) != 0) {
		isle_file_close(ctx, &fresh.file);
		return -ISLE_ESTALE;
	}
	fresh.file.position = d->file.position;
	*d = fresh;
	return 0;
}
