/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of the file face share. */
#ifndef ISLE_CLIENT_FILE_H
#define ISLE_CLIENT_FILE_H

#include <isle/file.h>

#include "client/internal.h"

/* What stands in a call of the file service, in 16 bits: a constant that is one instruction. */
#define ISLE__FILE(method, words, ret) \
	((unsigned)(ISLE_FILE_##method) | (unsigned)(words) << 6 | (unsigned)(ret) << 9)
/* The same for methods whose first argument word is a file's handle. */
#define ISLE__ON_FILE      (1u << 14)
#define ISLE__MAKES_HANDLE (1u << 15)

/* Prepares a call: `subject` is a path or, with ISLE__ON_FILE, a file; `a` is the argument word that comes
 * first or behind the handle. */
void isle__file_op_init(struct isle_op *op, unsigned what, const void *subject, uint32_t a);

/* The one call under most functions that only tell whether it went well. */
int isle__file_call(struct isle_context *ctx, const void *subject, uint32_t a, unsigned what);

/*
 * Words to a struct of proto.h whose fields stand in the same order: bit i of `wide` = field i has 64 bits.
 * The generated decoders do the same in seven times the code; a test compares the two.
 */
void isle__file_unpack(const uint32_t *words, unsigned fields, uint32_t wide, void *ret);

#define ISLE__DIRENT_FIELDS  4u
#define ISLE__DIRENT_WIDE    0x3u
#define ISLE__STAT_FIELDS    21u
#define ISLE__STAT_WIDE      0x2af03u
#define ISLE__STATVFS_FIELDS 11u
#define ISLE__STATVFS_WIDE   0x1fcu

/* Prepares a call with two strings, each at most a path, as argument data. */
void isle__file_two_texts(struct isle_op *op, unsigned what, const char *first, const char *second);

/* The next entry of those that were fetched. Returns 1 or -ISLE_EPROTO. */
int isle__dir_take(struct isle_dir *dir, struct isle_dirent *ret_entry, struct isle_stat *ret_stat);

struct isle_durable;

/* Notes which file durable->file is. Returns 0 or an error. */
int isle__durable_identify(struct isle_context *ctx, struct isle_durable *durable);

/* Finish function of what opens a file: op->target. */
int isle__file_finish_open(struct isle_op *op);

#endif
