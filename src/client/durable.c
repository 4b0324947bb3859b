/* SPDX-License-Identifier: BSD-3-Clause */
#include <isle/durable.h>

#include "client/file.h"

#define ONCE (ISLE_O_CREAT | ISLE_O_EXCL | ISLE_O_TRUNC)

/* Which file a handle is of. */
static int identify(struct isle_context *ctx, struct isle_durable *ret_durable)
{
	struct isle_stat st;
	int r = isle_file_fstat(ctx, &ret_durable->file, &st);

	if (r)
		return r;
	ret_durable->dev = st.dev;
	ret_durable->ino = st.ino;
	ret_durable->btime_s = st.mask & ISLE_STAT_HAS_BTIME ? st.btime_s : 0;
	ret_durable->btime_ns = st.mask & ISLE_STAT_HAS_BTIME ? st.btime_ns : 0;
	return 0;
}

static int open_one(struct isle_context *ctx, const char *path, uint32_t flags, uint32_t mode,
		    struct isle_durable *ret_durable)
{
	int r = isle_file_open(ctx, path, flags, mode, &ret_durable->file);

	if (r)
		return r;
	r = ret_durable->file.type == ISLE_FILE_TYPE_REGULAR ? identify(ctx, ret_durable)
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
	if (fresh.dev != d->dev || fresh.ino != d->ino || fresh.btime_s != d->btime_s ||
	    fresh.btime_ns != d->btime_ns) {
		isle_file_close(ctx, &fresh.file);
		return -ISLE_ESTALE;
	}
	fresh.file.position = d->file.position;
	*d = fresh;
	return 0;
}
