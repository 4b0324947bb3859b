/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of the file face share. */
#ifndef ISLE_CLIENT_FILE_H
#define ISLE_CLIENT_FILE_H

#include <isle/file.h>

#include "client/internal.h"

#define ISLE__FILE(method, words, ret) ISLE__CALL(ISLE_SERVICE_FILE, ISLE_FILE_##method, words, ret)
/* The same for methods whose first argument is a file's handle, which `words` does not count. */
#define ISLE__ON_FILE      (1u << 31)
#define ISLE__MAKES_HANDLE (1u << 30)

/* Prepares a call on an open file: its handle is the first word. */
void isle__file_op_init(struct isle_op *op, uint32_t what, const struct isle_file *file);

/* The one call under most functions: `what` is of ISLE__FILE(), `subject` a path or, with ISLE__ON_FILE, a
 * file; then two argument words and who takes the results. */
int isle__file_call(struct isle_context *ctx, uint32_t what, const void *subject, uint32_t a,
		    uint32_t b, int (*finish)(struct isle_op *op), void *target);

/*
 * Words to a struct of proto.h whose fields stand in the same order: bit i of `wide` = field i has 64 bits.
 * The generated decoders do the same in seven times the code; a test compares the two.
 */
void isle__file_unpack(const uint32_t *words, unsigned fields, uint32_t wide, void *ret);

#define ISLE__STAT_FIELDS    21u
#define ISLE__STAT_WIDE      0x2af03u
#define ISLE__STATVFS_FIELDS 11u
#define ISLE__STATVFS_WIDE   0x1fcu

/* Prepares a call with two strings, each at most a path, as argument data. */
void isle__file_two_texts(struct isle_op *op, uint32_t what, const char *first, const char *second);

/* The next entry of those that were fetched. Returns 1 or -ISLE_EPROTO. */
int isle__dir_take(struct isle_dir *dir, struct isle_dirent *ret_entry, struct isle_stat *ret_stat);

/* As isle_file_open(), of a directory for reading its entries. */
int isle__file_opendir(struct isle_context *ctx, const char *path, struct isle_file *ret_file);

#endif
