/* SPDX-License-Identifier: BSD-3-Clause */
/* Files: moving bytes. Whatever the length, one call moves them; the session streams. */
#include <string.h>

#include "client/file.h"

#define READ  (ISLE__FILE(PREAD, 4, 2) | ISLE__ON_FILE)
#define WRITE (ISLE__FILE(PWRITE, 5, 2) | ISLE__ON_FILE)

static uint32_t clip(size_t len)
{
	return len > ISLE_FILE_BYTES_MAX ? ISLE_FILE_BYTES_MAX : (uint32_t)len;
}

/* Where the next byte by position is. */
static uint64_t here(const struct isle_file *file)
{
	return file->traits & ISLE_FILE_IS_STREAM ? ISLE_OFFSET_CURRENT : file->position;
}

static void advance(struct isle_file *file, int n)
{
	if (file && n > 0 && !(file->traits & ISLE_FILE_IS_STREAM))
		file->position += (unsigned)n;
}

/* ---- reading and writing ----------------------------------------------------------------------------- */

static int finish_read(struct isle_op *op)
{
	int n = isle__finish_count(op);

	advance(op->target, n);
	return n;
}

static int finish_write(struct isle_op *op)
{
	struct isle_file *file = op->target;
	uint32_t n = op->ret[0];

	if (n > ISLE_FILE_BYTES_MAX)
		return -ISLE_EPROTO;
	if (file && !(file->flags & ISLE_O_APPEND))
		advance(file, (int)n);
	return (int)n;
}

/* As pieces are sent, but towards them. */
static void scatter(struct isle_op *op, const uint8_t *data, size_t len)
{
	bool end;

	isle__op_fill(&op->call, NULL, (uint8_t *)(uintptr_t)data, len, &end);
}

static size_t total(const struct isle_part *parts, unsigned parts_n)
{
	size_t sum = 0;

	for (; parts_n; parts_n--, parts++)
		sum += parts->len > ISLE_FILE_BYTES_MAX - sum ? ISLE_FILE_BYTES_MAX - sum
							      : parts->len;
	return sum;
}

/*
 * All eight ways to move bytes: `buf` with `parts_n` 0, or so many parts at `buf`. By position (`offset`
 * NULL) the file is moved on.
 */
static int transfer(struct isle_context *ctx, struct isle_file *file, const void *buf, size_t len,
		    const uint64_t *offset, unsigned parts_n, bool write)
{
	struct isle_op op;
	uint32_t n;

	if (parts_n)
		len = total(buf, parts_n);
	n = clip(len);
	isle__file_op_init(&op, write ? WRITE : READ, file, n);
	isle__word64_put(op.words + 2, offset ? *offset : here(file));
	op.parts = buf;
	op.parts_left = parts_n;
	if (!offset)
		op.target = file;
	if (!write) {
		op.finish = finish_read;
		op.call.in_room = n;
		op.inward = true;
		if (parts_n)
			op.data = scatter;
		else
			op.call.in = (uint8_t *)(uintptr_t)buf;
		return isle__call(ctx, &op);
	}
	op.finish = finish_write;
	op.words[4] = n;
	op.words[1] = !offset && (file->flags & ISLE_O_APPEND) ? ISLE_WRITE_APPEND : 0;
	op.in_pieces = parts_n;
	op.call.out = buf;
	if (!parts_n)
		op.call.out_left = n;
	else if (n == ISLE_FILE_BYTES_MAX)
		op.result = -ISLE_EINVAL; /* pieces cannot be cut short */
	return isle__call(ctx, &op);
}

int isle_file_read(struct isle_context *ctx, struct isle_file *file, void *buf, size_t len)
{
	return transfer(ctx, file, buf, len, NULL, 0, false);
}

int isle_file_pread(struct isle_context *ctx, const struct isle_file *file, void *buf, size_t len,
		    uint64_t offset)
{
	return transfer(ctx, (struct isle_file *)(uintptr_t)file, buf, len, &offset, 0, false);
}

int isle_file_readv(struct isle_context *ctx, struct isle_file *file, const struct isle_part *parts,
		    unsigned parts_n)
{
	return transfer(ctx, file, parts, 0, NULL, parts_n, false);
}

int isle_file_write(struct isle_context *ctx, struct isle_file *file, const void *data, size_t len)
{
	return transfer(ctx, file, data, len, NULL, 0, true);
}

int isle_file_pwrite(struct isle_context *ctx, const struct isle_file *file, const void *data,
		     size_t len, uint64_t offset)
{
	return transfer(ctx, (struct isle_file *)(uintptr_t)file, data, len, &offset, 0, true);
}

int isle_file_writev(struct isle_context *ctx, struct isle_file *file,
		     const struct isle_part *parts, unsigned parts_n)
{
	return transfer(ctx, file, parts, 0, NULL, parts_n, true);
}

/* ---- position -------------------------------------------------------------------------------------- */

static int finish_seek(struct isle_op *op)
{
	struct isle_file *file = op->target;

	file->position = isle__word64(op->ret, 2, ISLE_FILE_LSEEK_RESULTS_OFFSET);
	return 0;
}

int isle_file_seek(struct isle_context *ctx, struct isle_file *file, int64_t offset,
		   enum isle_whence whence)
{
	uint64_t base = whence == ISLE_SEEK_CUR ? file->position : 0, to = base + (uint64_t)offset;
	struct isle_op op;

	if (file->traits & ISLE_FILE_IS_STREAM)
		return -ISLE_ESPIPE;
	if (whence == ISLE_SEEK_SET || whence == ISLE_SEEK_CUR) {
		if (to >> 63)
			return offset < 0 ? -ISLE_EINVAL : -ISLE_EOVERFLOW;
		file->position = to;
		return 0;
	}
	isle__file_op_init(&op, ISLE__FILE(LSEEK, 4, 2) | ISLE__ON_FILE, file, (uint32_t)whence);
	isle__word64_put(op.words + 2, (uint64_t)offset);
	op.finish = finish_seek;
	op.target = file;
	return isle__call(ctx, &op);
}

/* ---- results as bytes ------------------------------------------------------------------------------- */

/* A path as argument, bytes as result. */
static int fetch(struct isle_context *ctx, unsigned what, const char *path, void *buf, size_t len,
		 int (*finish)(struct isle_op *op), void *target)
{
	struct isle_op op;

	isle__file_op_init(&op, what, path, clip(len));
	op.call.in_room = op.words[0];
	op.call.in = buf;
	op.finish = finish;
	op.target = target;
	return isle__call(ctx, &op);
}

int isle_file_readlink(struct isle_context *ctx, const char *path, char *buf, size_t len)
{
	return fetch(ctx, ISLE__FILE(READLINK, 0, 0), path, buf, len, isle__finish_bytes, NULL);
}

static int finish_text(struct isle_op *op)
{
	((char *)op->target)[op->call.in_got] = 0;
	return (int)op->call.in_got;
}

/* A path as result, terminated. */
static int path_of(struct isle_context *ctx, unsigned what, const char *path, char *buf, size_t len)
{
	int r = -ISLE_EMSGSIZE;

	if (len)
		r = fetch(ctx, what, path, buf, len - 1, finish_text, buf);
	return r == -ISLE_EMSGSIZE ? -ISLE_ERANGE : r;
}

int isle_file_getcwd(struct isle_context *ctx, char *buf, size_t len)
{
	return path_of(ctx, ISLE__FILE(GETCWD, 0, 0), "", buf, len);
}

int isle_file_realpath(struct isle_context *ctx, const char *path, char *buf, size_t len)
{
	return path_of(ctx, ISLE__FILE(REALPATH, 0, 0), path, buf, len);
}

static int finish_get(struct isle_op *op)
{
	if (op->target)
		*(bool *)op->target = op->ret[ISLE_FILE_GETFILE_RESULTS_FLAGS] & ISLE_READ_EOF;
	return isle__finish_count(op);
}

int isle_file_get(struct isle_context *ctx, const char *path, void *buf, size_t len,
		  bool *ret_whole)
{
	return fetch(ctx, ISLE__FILE(GETFILE, 1, 2), path, buf, len, finish_get, ret_whole);
}

int isle_file_put(struct isle_context *ctx, const char *path, const void *data, size_t len,
		  uint32_t flags, uint32_t mode)
{
	struct isle_op op;

	isle__file_two_texts(&op, ISLE__FILE(PUTFILE, 4, 2), path, "");
	op.second.data = data;
	op.words[3] = clip(len);
	op.second.len = op.words[3];
	op.words[2] = (uint32_t)op.part.len;
	op.words[0] = flags;
	op.words[1] = mode;
	op.finish = finish_write;
	return isle__call(ctx, &op);
}
