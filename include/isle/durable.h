/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Files that are found again: a record, owned by the caller, of which file it is, so that the client can
 * open it anew when the daemon's worker has been replaced, and be sure that it is the same file.
 *
 *	do
 *		r = isle_file_write(ctx, &log.file, line, len);
 *	while (r == -ISLE_ESTALE && isle_durable_renew(ctx, &log) == 0);
 *
 * -ISLE_ESTALE says that nothing was sent; a call that may have happened ends with -ISLE_ELINK and
 * ctx->maybe, and is never repeated by the library.
 *
 * Context: as file.h; one task at a time uses a record.
 */
#ifndef ISLE_DURABLE_H
#define ISLE_DURABLE_H

#include <isle/file.h>

#ifdef __cplusplus
extern "C" {
#endif

struct isle_durable {
	struct isle_file
		file; /* for every function of file.h; its position is kept by isle_durable_renew() */
	const char *path;  /* the caller's */
	uint32_t which[7]; /* device, inode and birth, as FSTAT told them */
};

/*
 * Opens a regular file as isle_file_open() does, and notes which one it is.
 * Waits: two calls. Memory: `path` stays the caller's and must live as long as the record.
 * Returns: 0; the errors of isle_file_open() and isle_file_fstat(); -ISLE_ENOTSUP: not a regular file
 * (terminals, FIFOs and devices have no second life); nothing is open then.
 */
int isle_durable_open(struct isle_context *ctx, const char *path, uint32_t flags, uint32_t mode,
		      struct isle_durable *ret_durable);

/*
 * Opens it again if its handle is of an earlier session, without CREAT, EXCL and TRUNC. Locks are not
 * taken again.
 * Waits: not at all when the handle is good; else two calls.
 * Returns: 0: the handle is good; -ISLE_ESTALE: another file has the path now, the record stays as it is;
 * -ISLE_ENOENT: none has; -ISLE_EBADF: closed; -ISLE_ELINK, -ISLE_ETIMEDOUT: no session now, try again later.
 */
int isle_durable_renew(struct isle_context *ctx, struct isle_durable *durable);

#ifdef __cplusplus
}
#endif

#endif
