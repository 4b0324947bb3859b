/* SPDX-License-Identifier: BSD-3-Clause */
/* Files by name and handle: one call below, and a few instructions for each operation. */
#include <string.h>

#include "client/file.h"

/* Beside what ISLE__FILE() holds: the call is about a link itself. */
#define FACTS_NOFOLLOW (1u << 16)

void isle__file_op_init(struct isle_op *op, unsigned what, const void *subject, uint32_t a)
{
	const struct isle_file *file = subject;

	memset(op, 0, sizeof(*op));
	op->call.service = ISLE_SERVICE_FILE;
	op->call.method = what & 63u;
	op->call.words_n = what >> 6 & 7u;
	op->call.ret_n = what >> 9 & 31u;
	op->makes_handle = what & ISLE__MAKES_HANDLE;
	if (!(what & ISLE__ON_FILE)) {
		op->words[0] = a;
		isle__op_text(op, subject, ISLE_PATH_BYTES_MAX, -ISLE_ENAMETOOLONG);
		return;
	}
	op->words[0] = op->call.order = file->handle;
	op->words[1] = a;
	op->epoch = file->epoch;
	if (!file->epoch)
		op->result = -ISLE_EBADF;
}

int isle__file_call(struct isle_context *ctx, const void *subject, uint32_t a, unsigned what)
{
	struct isle_op op;

	isle__file_op_init(&op, what, subject, a);
	return isle__call(ctx, &op);
}

/* ---- opening --------------------------------------------------------------------------------------- */

int isle__file_finish_open(struct isle_op *op)
{
	struct isle_file *file = op->target;

	file->handle = op->ret[ISLE_FILE_OPEN_RESULTS_HANDLE];
	file->type = (uint8_t)op->ret[ISLE_FILE_OPEN_RESULTS_TYPE];
	file->size = isle__word64(op->ret, 4, ISLE_FILE_OPEN_RESULTS_SIZE);
	file->traits = (uint8_t)op->ret[ISLE_FILE_OPEN_RESULTS_TRAITS];
	file->flags = op->words[0];
	file->position = 0;
	file->epoch = op->ctx->client->epoch;
	return 0;
}

int isle_file_open(struct isle_context *ctx, const char *path, uint32_t flags, uint32_t mode,
		   struct isle_file *ret_file)
{
	struct isle_op op;

	isle__file_op_init(&op, ISLE__FILE(OPEN, 2, 6) | ISLE__MAKES_HANDLE, path, flags);
	op.words[1] = mode;
	op.finish = isle__file_finish_open;
	op.target = ret_file;
	return isle__call(ctx, &op);
}

static int finish_dup(struct isle_op *op)
{
	struct isle_file *file = op->target;

	*file = *(const struct isle_file *)op->part.data;
	file->handle = op->ret[ISLE_FILE_DUP_RESULTS_HANDLE];
	file->epoch = op->ctx->client->epoch;
	return 0;
}

int isle_file_dup(struct isle_context *ctx, const struct isle_file *file,
		  struct isle_file *ret_file)
{
	struct isle_op op;

	isle__file_op_init(&op, ISLE__FILE(DUP, 1, 2) | ISLE__ON_FILE | ISLE__MAKES_HANDLE, file,
			   0);
	op.finish = finish_dup;
	op.target = ret_file;
	op.part.data = file;
	return isle__call(ctx, &op);
}

int isle_file_close(struct isle_context *ctx, struct isle_file *file)
{
	int r = isle__file_call(ctx, file, 0, ISLE__FILE(CLOSE, 1, 0) | ISLE__ON_FILE);

	file->epoch = 0;
	return r;
}

/* ---- attributes ------------------------------------------------------------------------------------ */

void isle__file_unpack(const uint32_t *words, unsigned fields, uint32_t wide, void *ret)
{
	struct narrow_first {
		uint32_t narrow;
		uint64_t wide;
	};
	const uintptr_t align = offsetof(struct narrow_first, wide) - 1;
	char *to = ret;

	for (; fields; fields--, wide >>= 1) {
		if (wide & 1u) {
			to = (char *)ret + (((uintptr_t)(to - (char *)ret) + align) & ~align);
			*(uint64_t *)(void *)to = isle__word64(words, 2, 0);
			to += 8;
			words += 2;
		} else {
			*(uint32_t *)(void *)to = *words++;
			to += 4;
		}
	}
}

static int finish_facts(struct isle_op *op)
{
	if (op->call.ret_n == ISLE_STAT_WORDS)
		isle__file_unpack(op->ret, ISLE__STAT_FIELDS, ISLE__STAT_WIDE, op->target);
	else
		isle__file_unpack(op->ret, ISLE__STATVFS_FIELDS, ISLE__STATVFS_WIDE, op->target);
	return 0;
}

/* A call of `what` that brings attributes. */
static int facts(struct isle_context *ctx, const void *subject, void *ret, unsigned what)
{
	struct isle_op op;

	isle__file_op_init(&op, what, subject, what & FACTS_NOFOLLOW ? ISLE_AT_NOFOLLOW : 0);
	op.finish = finish_facts;
	op.target = ret;
	return isle__call(ctx, &op);
}

int isle_file_stat(struct isle_context *ctx, const char *path, struct isle_stat *ret_stat)
{
	return facts(ctx, path, ret_stat, ISLE__FILE(STAT, 1, ISLE_STAT_WORDS));
}

int isle_file_lstat(struct isle_context *ctx, const char *path, struct isle_stat *ret_stat)
{
	return facts(ctx, path, ret_stat, ISLE__FILE(STAT, 1, ISLE_STAT_WORDS) | FACTS_NOFOLLOW);
}

int isle_file_fstat(struct isle_context *ctx, const struct isle_file *file,
		    struct isle_stat *ret_stat)
{
	return facts(ctx, file, ret_stat, ISLE__FILE(FSTAT, 1, ISLE_STAT_WORDS) | ISLE__ON_FILE);
}

int isle_file_statvfs(struct isle_context *ctx, const char *path, struct isle_statvfs *ret_statvfs)
{
	return facts(ctx, path, ret_statvfs, ISLE__FILE(STATVFS, 0, ISLE_STATVFS_WORDS));
}

int isle_file_fstatvfs(struct isle_context *ctx, const struct isle_file *file,
		       struct isle_statvfs *ret_statvfs)
{
	return facts(ctx, file, ret_statvfs,
		     ISLE__FILE(FSTATVFS, 1, ISLE_STATVFS_WORDS) | ISLE__ON_FILE);
}

int isle_file_chmod(struct isle_context *ctx, const char *path, uint32_t mode)
{
	return isle__file_call(ctx, path, mode, ISLE__FILE(CHMOD, 2, 0));
}

int isle_file_fchmod(struct isle_context *ctx, const struct isle_file *file, uint32_t mode)
{
	return isle__file_call(ctx, file, mode, ISLE__FILE(FCHMOD, 2, 0) | ISLE__ON_FILE);
}

/* Their words begin at the second one either way. */
static int set_times(struct isle_context *ctx, const void *subject, const struct isle_times *times,
		     uint32_t a, unsigned what)
{
	struct isle_op op;

	isle__file_op_init(&op, what, subject, a);
	isle__word64_put(op.words + 1, (uint64_t)times->atime_s);
	op.words[3] = times->atime_ns;
	isle__word64_put(op.words + 4, (uint64_t)times->mtime_s);
	op.words[6] = times->mtime_ns;
	return isle__call(ctx, &op);
}

int isle_file_utimens(struct isle_context *ctx, const char *path, const struct isle_times *times,
		      uint32_t flags)
{
	return set_times(ctx, path, times, flags, ISLE__FILE(UTIMENS, 7, 0));
}

int isle_file_futimens(struct isle_context *ctx, const struct isle_file *file,
		       const struct isle_times *times)
{
	return set_times(ctx, file, times, 0, ISLE__FILE(FUTIMENS, 7, 0) | ISLE__ON_FILE);
}

/* ---- size and medium ------------------------------------------------------------------------------- */

int isle_file_fsync(struct isle_context *ctx, const struct isle_file *file)
{
	return isle__file_call(ctx, file, 0, ISLE__FILE(FSYNC, 2, 0) | ISLE__ON_FILE);
}

int isle_file_fdatasync(struct isle_context *ctx, const struct isle_file *file)
{
	return isle__file_call(ctx, file, 1, ISLE__FILE(FSYNC, 2, 0) | ISLE__ON_FILE);
}

int isle_file_sync(struct isle_context *ctx)
{
	return isle__file_call(ctx, "", 0, ISLE__FILE(SYNC, 0, 0));
}

static int set_size(struct isle_context *ctx, const void *subject, uint64_t size, unsigned what)
{
	struct isle_op op;

	isle__file_op_init(&op, what, subject, 0);
	isle__word64_put(op.words + (what & ISLE__ON_FILE ? 1 : 0), size);
	return isle__call(ctx, &op);
}

int isle_file_ftruncate(struct isle_context *ctx, const struct isle_file *file, uint64_t size)
{
	return set_size(ctx, file, size, ISLE__FILE(FTRUNCATE, 3, 0) | ISLE__ON_FILE);
}

int isle_file_truncate(struct isle_context *ctx, const char *path, uint64_t size)
{
	return set_size(ctx, path, size, ISLE__FILE(TRUNCATE, 2, 0));
}

/* ---- names ----------------------------------------------------------------------------------------- */

int isle_file_mkdir(struct isle_context *ctx, const char *path, uint32_t mode)
{
	return isle__file_call(ctx, path, mode, ISLE__FILE(MKDIR, 1, 0));
}

int isle_file_rmdir(struct isle_context *ctx, const char *path)
{
	return isle__file_call(ctx, path, 0, ISLE__FILE(RMDIR, 0, 0));
}

int isle_file_unlink(struct isle_context *ctx, const char *path)
{
	return isle__file_call(ctx, path, 0, ISLE__FILE(UNLINK, 0, 0));
}

int isle_file_access(struct isle_context *ctx, const char *path, uint32_t mode)
{
	return isle__file_call(ctx, path, mode, ISLE__FILE(ACCESS, 2, 0));
}

int isle_file_chdir(struct isle_context *ctx, const char *path)
{
	return isle__file_call(ctx, path, 0, ISLE__FILE(CHDIR, 0, 0));
}

/* The first one's length is left to the caller. */
void isle__file_two_texts(struct isle_op *op, unsigned what, const char *first, const char *second)
{
	isle__file_op_init(op, what, second, 0);
	op->second.data = second;
	op->second.len = op->call.out_left;
	isle__op_text(op, first, ISLE_PATH_BYTES_MAX, -ISLE_ENAMETOOLONG);
	op->part.data = first;
	op->part.len = op->call.out_left;
	op->call.out_left = 0;
	op->in_pieces = true;
}

/* Two strings as argument data, the first one's length as the last argument word. */
static int two_names(struct isle_context *ctx, unsigned what, uint32_t flags, const char *first,
		     const char *second)
{
	struct isle_op op;

	isle__file_two_texts(&op, what, first, second);
	op.words[0] = flags;
	op.words[op.call.words_n - 1] = (uint32_t)op.part.len;
	return isle__call(ctx, &op);
}

int isle_file_rename(struct isle_context *ctx, const char *from, const char *to, uint32_t flags)
{
	return two_names(ctx, ISLE__FILE(RENAME, 2, 0), flags, from, to);
}

int isle_file_link(struct isle_context *ctx, const char *from, const char *to, uint32_t flags)
{
	return two_names(ctx, ISLE__FILE(LINK, 2, 0), flags, from, to);
}

int isle_file_symlink(struct isle_context *ctx, const char *target, const char *path)
{
	return two_names(ctx, ISLE__FILE(SYMLINK, 1, 0), 0, target, path);
}
