/* SPDX-License-Identifier: BSD-3-Clause */
/* Directories: entries come by the bufferful and are told one by one. */
#include <string.h>

#include "client/file.h"

int isle_file_opendir(struct isle_context *ctx, const char *path, uint32_t flags, void *buf,
		      size_t cap, struct isle_dir *ret_dir)
{
	struct isle_dir *dir = ret_dir;
	struct isle_op op;

	dir->buf = buf;
	dir->cap = cap > ISLE_FILE_BYTES_MAX ? ISLE_FILE_BYTES_MAX : (uint32_t)cap;
	dir->flags = flags;
	isle_file_seekdir(dir, 0);
	isle__file_op_init(&op, ISLE__FILE(OPENDIR, 0, 2) | ISLE__MAKES_HANDLE, path, 0);
	op.finish = isle__file_finish_open;
	op.target = &dir->file;
	return isle__call(ctx, &op);
}

void isle_file_seekdir(struct isle_dir *dir, uint64_t cookie)
{
	dir->cookie = cookie;
	dir->at = dir->used = 0;
	dir->eof = false;
}

int isle_file_closedir(struct isle_context *ctx, struct isle_dir *dir)
{
	return isle_file_close(ctx, &dir->file);
}

static int finish_fetch(struct isle_op *op)
{
	struct isle_dir *dir = op->target;

	dir->at = 0;
	dir->used = op->call.in_got;
	/* No entries and no end: a daemon that would keep us asking for ever. */
	dir->eof = op->ret[ISLE_FILE_READDIR_RESULTS_EOF] || !op->ret[0] || !dir->used;
	return 0;
}

int isle_file_fetchdir(struct isle_context *ctx, struct isle_dir *dir)
{
	struct isle_op op;

	isle__file_op_init(&op, ISLE__FILE(READDIR, 5, 4) | ISLE__ON_FILE, &dir->file, dir->flags);
	isle__word64_put(op.words + 2, dir->cookie);
	op.call.in = dir->buf;
	op.call.in_room = dir->cap;
	op.finish = finish_fetch;
	op.target = dir;
	return isle__call(ctx, &op);
}

/* Takes one record out of the buffer. The name is moved one byte towards its length field, which has been
 * read by then, and so finds room for its end. Not static: its memory shall not lie below a call. */
int isle__dir_take(struct isle_dir *dir, struct isle_dirent *ret_entry, struct isle_stat *ret_stat)
{
	uint32_t left = dir->used - dir->at, fixed = ISLE_DIRENT_BYTES, n;
	uint32_t words[ISLE_DIRENT_WORDS + ISLE_STAT_WORDS];
	uint8_t *at = dir->buf + dir->at;

	if (dir->flags & ISLE_READDIR_ATTRS)
		fixed += ISLE_STAT_BYTES;
	if (left < fixed)
		return -ISLE_EPROTO;
	isle__words_get(at, fixed, words, fixed / 4);
	n = words[ISLE_DIRENT_NAME_BYTES];
	if (n > ISLE_FILE_NAME_BYTES_MAX || n > left - fixed)
		return -ISLE_EPROTO;
	if (ret_stat && fixed > ISLE_DIRENT_BYTES)
		isle__file_unpack(words + ISLE_DIRENT_WORDS, ISLE__STAT_FIELDS, ISLE__STAT_WIDE,
				  ret_stat);
	isle__file_unpack(words, ISLE__DIRENT_FIELDS, ISLE__DIRENT_WIDE, ret_entry);
	dir->cookie = ret_entry->cookie;
	ret_entry->name = memmove(at + fixed - 1, at + fixed, n);
	at[fixed - 1 + n] = 0;
	fixed += (n + 7u) & ~7u;
	dir->at = fixed < left ? dir->at + fixed : dir->used;
	return 1;
}

static bool is_dot(const char *name)
{
	return name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2]));
}

int isle_file_readdir(struct isle_context *ctx, struct isle_dir *dir, struct isle_dirent *ret_entry,
		      struct isle_stat *ret_stat)
{
	int r;

	for (;;) {
		if (dir->at < dir->used) {
			r = isle__dir_take(dir, ret_entry, ret_stat);
			if (r < 0 || !is_dot(ret_entry->name))
				return r;
			continue;
		}
		if (dir->eof)
			return 0;
		if (ctx->take) /* in a batch, or not to be waited for: it could never go on */
			return -ISLE_ENOTSUP;
		r = isle_file_fetchdir(ctx, dir);
		if (r < 0)
			return r;
	}
}
