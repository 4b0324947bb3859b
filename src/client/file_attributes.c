/* SPDX-License-Identifier: BSD-3-Clause */
/* Owners, nodes and extended attributes. */
#include <string.h>

#include "client/file.h"

static int chown(struct isle_context *ctx, const void *subject, uint32_t uid, uint32_t gid,
		 uint32_t flags, unsigned what)
{
	struct isle_op op;
	uint32_t *word = op.words + (what & ISLE__ON_FILE ? 1 : 0);

	isle__file_op_init(&op, what, subject, 0);
	word[0] = uid;
	word[1] = gid;
	word[2] = flags;
	return isle__call(ctx, &op);
}

int isle_file_chown(struct isle_context *ctx, const char *path, uint32_t uid, uint32_t gid,
		    uint32_t flags)
{
	return chown(ctx, path, uid, gid, flags, ISLE__FILE(CHOWN, 3, 0));
}

int isle_file_fchown(struct isle_context *ctx, const struct isle_file *file, uint32_t uid,
		     uint32_t gid)
{
	return chown(ctx, file, uid, gid, 0, ISLE__FILE(FCHOWN, 3, 0) | ISLE__ON_FILE);
}

int isle_file_mknod(struct isle_context *ctx, const char *path, enum isle_file_type type,
		    uint32_t mode, uint64_t rdev)
{
	struct isle_op op;

	isle__file_op_init(&op, ISLE__FILE(MKNOD, 4, 0), path, (uint32_t)type);
	op.words[1] = mode;
	isle__word64_put(op.words + 2, rdev);
	return isle__call(ctx, &op);
}

/* ---- extended attributes --------------------------------------------------------------------------- */

/* `name` NULL: of all names. A length of 0 asks for the length, which comes with the refusal. */
static int fetch(struct isle_context *ctx, const char *path, const char *name, void *buf,
		 size_t len, uint32_t flags)
{
	struct isle_op op;
	int r;

	if (name) {
		isle__file_two_texts(&op, ISLE__FILE(GETXATTR, 2, 2), path, name);
		op.words[1] = (uint32_t)op.part.len;
	} else {
		isle__file_op_init(&op, ISLE__FILE(LISTXATTR, 1, 2), path, 0);
	}
	op.words[0] = flags;
	op.call.in = buf;
	op.call.in_room = len < ISLE_FILE_BYTES_MAX ? (uint32_t)len : ISLE_FILE_BYTES_MAX;
	op.finish = isle__finish_count;
	r = isle__call(ctx, &op);
	return r == -ISLE_ERANGE && !len && op.ret[0] ? (int)(op.ret[0] & 0x7fffffffu) : r;
}

int isle_file_get_xattr(struct isle_context *ctx, const char *path, const char *name, void *buf,
			size_t len, uint32_t flags)
{
	return fetch(ctx, path, name, buf, len, flags);
}

int isle_file_list_xattr(struct isle_context *ctx, const char *path, char *buf, size_t len,
			 uint32_t flags)
{
	return fetch(ctx, path, NULL, buf, len, flags);
}

int isle_file_remove_xattr(struct isle_context *ctx, const char *path, const char *name,
			   uint32_t flags)
{
	struct isle_op op;

	isle__file_two_texts(&op, ISLE__FILE(REMOVEXATTR, 2, 0), path, name);
	op.words[0] = flags;
	op.words[1] = (uint32_t)op.part.len;
	return isle__call(ctx, &op);
}

/* The value comes behind path and name; its length stands where no argument word is. */
static bool next_value(struct isle_op *op)
{
	op->part.data = op->target;
	op->part.len = op->words[4];
	op->words[4] = 0;
	return op->part.len != 0;
}

int isle_file_set_xattr(struct isle_context *ctx, const char *path, const char *name,
			const void *value, size_t len, uint32_t how, uint32_t flags)
{
	struct isle_op op;

	isle__file_two_texts(&op, ISLE__FILE(SETXATTR, 4, 0), path, name);
	op.words[0] = flags;
	op.words[1] = how;
	op.words[2] = (uint32_t)op.part.len;
	op.words[3] = (uint32_t)op.second.len;
	op.words[4] = (uint32_t)len;
	if (len > ISLE_FILE_XATTR_BYTES_MAX)
		op.result = -ISLE_E2BIG;
	op.target = (void *)(uintptr_t)value;
	op.next = next_value;
	return isle__call(ctx, &op);
}
