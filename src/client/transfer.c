/* SPDX-License-Identifier: BSD-3-Clause */
/* Files: moving bytes. Whatever the length, one call moves them; the session streams. */
#include <string.h>

#include "client/file.h"

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

/* ---- reading --------------------------------------------------------------------------------------- */

static int finish_read(struct isle_op *op)
{
	int n = isle__finish_count(op);

	advance(op->target, n);
	return n;
}

/* `moved`: the file when it is read by position, else NULL. */
static void read_init(struct isle_op *op, const struct isle_file *file, struct isle_file *moved,
		      uint64_t offset, size_t len)
{
	isle__file_op_init(op, ISLE__FILE(PREAD, 4, 2), file);
	op->call.in_room = op->words[1] = clip(len);
	isle__word64_put(op->words + 2, offset);
	op->finish = finish_read;
	op->target = moved;
}

int isle_file_read(struct isle_context *ctx, struct isle_file *file, void *buf, size_t len)
{
	struct isle_op op;

	read_init(&op, file, file, here(file), len);
	op.call.in = buf;
	return isle__call(ctx, &op);
}

int isle_file_pread(struct isle_context *ctx, const struct isle_file *file, void *buf, size_t len,
		    uint64_t offset)
{
	struct isle_op op;

	read_init(&op, file, NULL, offset, len);
	op.call.in = buf;
	return isle__call(ctx, &op);
}

/* The pieces are the application's memory, const only as far as the list goes. */
static void scatter(struct isle_op *op, const uint8_t *data, size_t len)
{
	while (len && op->parts_left) {
		size_t room = op->parts->len - op->part.len, n = len < room ? len : room;

		memcpy((uint8_t *)(uintptr_t)op->parts->data + op->part.len, data, n);
		op->part.len += n;
		data += n;
		len -= n;
		if (op->part.len == op->parts->len) {
			op->parts++;
			op->parts_left--;
			op->part.len = 0;
		}
	}
}

static size_t total(const struct isle_part *parts, unsigned parts_n)
{
	size_t sum = 0;

	for (; parts_n; parts_n--, parts++)
		sum += parts->len > ISLE_FILE_BYTES_MAX - sum ? ISLE_FILE_BYTES_MAX - sum
							      : parts->len;
	return sum;
}

int isle_file_readv(struct isle_context *ctx, struct isle_file *file, const struct isle_part *parts,
		    unsigned parts_n)
{
	struct isle_op op;

	read_init(&op, file, file, here(file), total(parts, parts_n));
	op.parts = parts;
	op.parts_left = parts_n;
	op.data = scatter;
	return isle__call(ctx, &op);
}

/* ---- writing --------------------------------------------------------------------------------------- */

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

static void write_init(struct isle_op *op, const struct isle_file *file, struct isle_file *moved,
		       uint64_t offset, size_t len)
{
	isle__file_op_init(op, ISLE__FILE(PWRITE, 5, 2), file);
	op->words[1] = moved && file->flags & ISLE_O_APPEND ? ISLE_WRITE_APPEND : 0;
	isle__word64_put(op->words + 2, offset);
	op->words[4] = clip(len);
	op->finish = finish_write;
	op->target = moved;
}

int isle_file_write(struct isle_context *ctx, struct isle_file *file, const void *data, size_t len)
{
	struct isle_op op;

	write_init(&op, file, file, here(file), len);
	op.call.out = data;
	op.call.out_left = op.words[4];
	return isle__call(ctx, &op);
}

int isle_file_pwrite(struct isle_context *ctx, const struct isle_file *file, const void *data,
		     size_t len, uint64_t offset)
{
	struct isle_op op;

	write_init(&op, file, NULL, offset, len);
	op.call.out = data;
	op.call.out_left = op.words[4];
	return isle__call(ctx, &op);
}

int isle_file_writev(struct isle_context *ctx, struct isle_file *file,
		     const struct isle_part *parts, unsigned parts_n)
{
	struct isle_op op;
	size_t sum = total(parts, parts_n);

	write_init(&op, file, file, here(file), sum);
	if (sum >= ISLE_FILE_BYTES_MAX)
		op.result = -ISLE_EINVAL; /* pieces cannot be cut short */
	op.parts = parts;
	op.parts_left = parts_n;
	op.in_pieces = true;
	return isle__call(ctx, &op);
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
	isle__file_op_init(&op, ISLE__FILE(LSEEK, 4, 2), file);
	op.words[1] = (uint32_t)whence;
	isle__word64_put(op.words + 2, (uint64_t)offset);
	op.finish = finish_seek;
	op.target = file;
	return isle__call(ctx, &op);
}

/* ---- results as text ------------------------------------------------------------------------------- */

int isle_file_readlink(struct isle_context *ctx, const char *path, char *buf, size_t len)
{
	struct isle_op op;

	isle__op_init(&op, ISLE__FILE(READLINK, 0, 0));
	isle__op_text(&op, path, ISLE_PATH_BYTES_MAX, -ISLE_ENAMETOOLONG);
	op.call.in = (uint8_t *)buf;
	op.call.in_room = clip(len);
	op.finish = isle__finish_bytes;
	return isle__call(ctx, &op);
}

static int finish_text(struct isle_op *op)
{
	((char *)op->target)[op->call.in_got] = 0;
	return (int)op->call.in_got;
}

int isle_file_getcwd(struct isle_context *ctx, char *buf, size_t len)
{
	struct isle_op op;
	int r;

	isle__op_init(&op, ISLE__FILE(GETCWD, 0, 0));
	if (!len)
		op.result = -ISLE_ERANGE;
	op.call.in = (uint8_t *)buf;
	op.call.in_room = len ? clip(len - 1) : 0;
	op.finish = finish_text;
	op.target = buf;
	r = isle__call(ctx, &op);
	return r == -ISLE_EMSGSIZE ? -ISLE_ERANGE : r;
}

/* ---- whole files ----------------------------------------------------------------------------------- */

static int finish_get(struct isle_op *op)
{
	if (op->target)
		*(bool *)op->target = op->ret[ISLE_FILE_GETFILE_RESULTS_FLAGS] & ISLE_READ_EOF;
	return isle__finish_count(op);
}

int isle_file_get(struct isle_context *ctx, const char *path, void *buf, size_t len,
		  bool *ret_whole)
{
	struct isle_op op;

	isle__op_init(&op, ISLE__FILE(GETFILE, 1, 2));
	isle__op_text(&op, path, ISLE_PATH_BYTES_MAX, -ISLE_ENAMETOOLONG);
	op.words[0] = op.call.in_room = clip(len);
	op.call.in = buf;
	op.finish = finish_get;
	op.target = ret_whole;
	return isle__call(ctx, &op);
}

int isle_file_put(struct isle_context *ctx, const char *path, const void *data, size_t len,
		  uint32_t flags, uint32_t mode)
{
	struct isle_op op;

	isle__op_init(&op, ISLE__FILE(PUTFILE, 4, 2));
	isle__op_text(&op, path, ISLE_PATH_BYTES_MAX, -ISLE_ENAMETOOLONG);
	op.part.data = path;
	op.part.len = op.call.out_left;
	op.second.data = data;
	op.second.len = clip(len);
	op.call.out_left = 0;
	op.in_pieces = true;
	op.words[0] = flags;
	op.words[1] = mode;
	op.words[2] = (uint32_t)op.part.len;
	op.words[3] = (uint32_t)op.second.len;
	op.finish = finish_write;
	return isle__call(ctx, &op);
}
