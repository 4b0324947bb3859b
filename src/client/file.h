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

/* As isle_file_open(), of a directory for reading its entries. */
int isle__file_opendir(struct isle_context *ctx, const char *path, struct isle_file *ret_file);

#endif
