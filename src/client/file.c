/* SPDX-License-Identifier: BSD-3-Clause */
/* Files by name and handle: one call below, and a few instructions for each operation. */
#include "client/file.h"

void isle__file_op_init(struct isle_op *op, uint32_t what, const struct isle_file *file)
{
	isle__op_init(op, what & ~(ISLE__ON_FILE | ISLE__MAKES_HANDLE));
	op->words[0] = file->handle;
	op->call.order = file->handle;
	op->epoch = file->epoch;
	if (!file->epoch)
		op->result = -ISLE_EBADF;
}

int isle__file_call(struct isle_context *ctx, uint32_t what, const void *subject, uint32_t a,
		    uint32_t b, int (*finish)(struct isle_op *op), void *target)
{
	struct isle_op op;
	uint32_t *words = op.words;

	if (what & ISLE__ON_FILE) {
		isle__file_op_init(&op, what, subject);
		words++;
		op.call.words_n++;
	} else {
		isle__op_init(&op, what & ~ISLE__MAKES_HANDLE);
		isle__op_text(&op, subject, ISLE_PATH_BYTES_MAX, -ISLE_ENAMETOOLONG);
	}
	words[0] = a;
	words[1] = b;
	op.finish = finish;
	op.target = target;
	op.makes_handle = what & ISLE__MAKES_HANDLE;
	return isle__call(ctx, &op);
}

/* ---- opening --------------------------------------------------------------------------------------- */

static int finish_open(struct isle_op *op)
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
	return isle__file_call(ctx, ISLE__FILE(OPEN, 2, 6) | ISLE__MAKES_HANDLE, path, flags, mode,
			       finish_open, ret_file);
}

int isle__file_opendir(struct isle_context *ctx, const char *path, struct isle_file *ret_file)
{
	return isle__file_call(ctx, ISLE__FILE(OPENDIR, 0, 2) | ISLE__MAKES_HANDLE, path, 0, 0,
			       finish_open, ret_file);
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

	isle__file_op_init(&op, ISLE__FILE(DUP, 1, 2), file);
	op.finish = finish_dup;
	op.target = ret_file;
	op.part.data = file;
	op.makes_handle = true;
	return isle__call(ctx, &op);
}

int isle_file_close(struct isle_context *ctx, struct isle_file *file)
{
	int r = isle__file_call(ctx, ISLE__FILE(CLOSE, 0, 0) | ISLE__ON_FILE, file, 0, 0, NULL,
				NULL);

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

static int finish_stat(struct isle_op *op)
{
	isle__file_unpack(op->ret, ISLE__STAT_FIELDS, ISLE__STAT_WIDE, op->target);
	return 0;
}

static int finish_statvfs(struct isle_op *op)
{
	isle__file_unpack(op->ret, ISLE__STATVFS_FIELDS, ISLE__STATVFS_WIDE, op->target);
	return 0;
}

int isle_file_stat(struct isle_context *ctx, const char *path, struct isle_stat *ret_stat)
{
	return isle__file_call(ctx, ISLE__FILE(STAT, 1, ISLE_STAT_WORDS), path, 0, 0, finish_stat,
			       ret_stat);
}

int isle_file_lstat(struct isle_context *ctx, const char *path, struct isle_stat *ret_stat)
{
	return isle__file_call(ctx, ISLE__FILE(STAT, 1, ISLE_STAT_WORDS), path, ISLE_AT_NOFOLLOW, 0,
			       finish_stat, ret_stat);
}

int isle_file_fstat(struct isle_context *ctx, const struct isle_file *file,
		    struct isle_stat *ret_stat)
{
	return isle__file_call(ctx, ISLE__FILE(FSTAT, 0, ISLE_STAT_WORDS) | ISLE__ON_FILE, file, 0,
			       0, finish_stat, ret_stat);
}

int isle_file_statvfs(struct isle_context *ctx, const char *path, struct isle_statvfs *ret_statvfs)
{
	return isle__file_call(ctx, ISLE__FILE(STATVFS, 0, ISLE_STATVFS_WORDS), path, 0, 0,
			       finish_statvfs, ret_statvfs);
}

int isle_file_fstatvfs(struct isle_context *ctx, const struct isle_file *file,
		       struct isle_statvfs *ret_statvfs)
{
	return isle__file_call(ctx, ISLE__FILE(FSTATVFS, 0, ISLE_STATVFS_WORDS) | ISLE__ON_FILE,
			       file, 0, 0, finish_statvfs, ret_statvfs);
}

int isle_file_chmod(struct isle_context *ctx, const char *path, uint32_t mode)
{
	return isle__file_call(ctx, ISLE__FILE(CHMOD, 2, 0), path, mode, 0, NULL, NULL);
}

int isle_file_fchmod(struct isle_context *ctx, const struct isle_file *file, uint32_t mode)
{
	return isle__file_call(ctx, ISLE__FILE(FCHMOD, 1, 0) | ISLE__ON_FILE, file, mode, 0, NULL,
			       NULL);
}

static int set_times(struct isle_context *ctx, struct isle_op *op, const struct isle_times *times)
{
	isle__word64_put(op->words + 1, (uint64_t)times->atime_s);
	op->words[3] = times->atime_ns;
	isle__word64_put(op->words + 4, (uint64_t)times->mtime_s);
	op->words[6] = times->mtime_ns;
	return isle__call(ctx, op);
}

int isle_file_utimens(struct isle_context *ctx, const char *path, const struct isle_times *times,
		      uint32_t flags)
{
	struct isle_op op;

	isle__op_init(&op, ISLE__FILE(UTIMENS, 7, 0));
	isle__op_text(&op, path, ISLE_PATH_BYTES_MAX, -ISLE_ENAMETOOLONG);
	op.words[0] = flags;
	return set_times(ctx, &op, times);
}

int isle_file_futimens(struct isle_context *ctx, const struct isle_file *file,
		       const struct isle_times *times)
{
	struct isle_op op;

	isle__file_op_init(&op, ISLE__FILE(FUTIMENS, 7, 0), file);
	return set_times(ctx, &op, times);
}

/* ---- size and medium ------------------------------------------------------------------------------- */

int isle_file_fsync(struct isle_context *ctx, const struct isle_file *file)
{
	return isle__file_call(ctx, ISLE__FILE(FSYNC, 1, 0) | ISLE__ON_FILE, file, 0, 0, NULL,
			       NULL);
}

int isle_file_fdatasync(struct isle_context *ctx, const struct isle_file *file)
{
	return isle__file_call(ctx, ISLE__FILE(FSYNC, 1, 0) | ISLE__ON_FILE, file, 1, 0, NULL,
			       NULL);
}

int isle_file_sync(struct isle_context *ctx)
{
	return isle__file_call(ctx, ISLE__FILE(SYNC, 0, 0), "", 0, 0, NULL, NULL);
}

int isle_file_ftruncate(struct isle_context *ctx, const struct isle_file *file, uint64_t size)
{
	return isle__file_call(ctx, ISLE__FILE(FTRUNCATE, 2, 0) | ISLE__ON_FILE, file,
			       (uint32_t)size, (uint32_t)(size >> 32), NULL, NULL);
}

int isle_file_truncate(struct isle_context *ctx, const char *path, uint64_t size)
{
	return isle__file_call(ctx, ISLE__FILE(TRUNCATE, 2, 0), path, (uint32_t)size,
			       (uint32_t)(size >> 32), NULL, NULL);
}

/* ---- names ----------------------------------------------------------------------------------------- */

int isle_file_mkdir(struct isle_context *ctx, const char *path, uint32_t mode)
{
	return isle__file_call(ctx, ISLE__FILE(MKDIR, 1, 0), path, mode, 0, NULL, NULL);
}

int isle_file_rmdir(struct isle_context *ctx, const char *path)
{
	return isle__file_call(ctx, ISLE__FILE(RMDIR, 0, 0), path, 0, 0, NULL, NULL);
}

int isle_file_unlink(struct isle_context *ctx, const char *path)
{
	return isle__file_call(ctx, ISLE__FILE(UNLINK, 0, 0), path, 0, 0, NULL, NULL);
}

int isle_file_access(struct isle_context *ctx, const char *path, uint32_t mode)
{
	return isle__file_call(ctx, ISLE__FILE(ACCESS, 2, 0), path, mode, 0, NULL, NULL);
}

int isle_file_chdir(struct isle_context *ctx, const char *path)
{
	return isle__file_call(ctx, ISLE__FILE(CHDIR, 0, 0), path, 0, 0, NULL, NULL);
}

/* The first one's length is left to the caller. */
void isle__file_two_texts(struct isle_op *op, uint32_t what, const char *first, const char *second)
{
	isle__op_init(op, what);
	isle__op_text(op, second, ISLE_PATH_BYTES_MAX, -ISLE_ENAMETOOLONG);
	op->second.data = second;
	op->second.len = op->call.out_left;
	isle__op_text(op, first, ISLE_PATH_BYTES_MAX, -ISLE_ENAMETOOLONG);
	op->part.data = first;
	op->part.len = op->call.out_left;
	op->call.out_left = 0;
	op->in_pieces = true;
}

/* Two strings as argument data, the first one's length as the last argument word. */
static int two_names(struct isle_context *ctx, uint32_t what, uint32_t flags, const char *first,
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
