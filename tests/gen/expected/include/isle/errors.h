/* SPDX-License-Identifier: BSD-3-Clause */
/* Made by tools/islegen from proto/errors.isle: do not edit. */
/* clang-format off */
#ifndef ISLE_ERRORS_H
#define ISLE_ERRORS_H

#ifdef __cplusplus
extern "C" {
#endif

/* What can go wrong. Functions return it negative: -ISLE_ENOENT. */
enum isle_error {
	ISLE_OK     = 0, /* success */
	ISLE_ENOENT = 2, /* not there */
	ISLE_EIO    = 300, /* broken */
};

#define ISLE_ERROR_MAX 300u

/*
 * Name ("ENOENT") and text of an error, given positive or negative.
 * Waits: never.
 * Returns: a string that lasts; for a number without entry "E?" and "unknown error".
 * Context: any. A program that calls neither does not carry the tables.
 */
const char *isle_error_name(int error);
const char *isle_error_text(int error);

/*
 * Number of an error by its name ("ENOENT").
 * Returns: the positive number, 0 for an unknown name.
 */
int isle_error_by_name(const char *name);

#ifdef __cplusplus
}
#endif

#endif
