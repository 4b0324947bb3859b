/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * errors.h - the host's errno values as canonical errors.
 */
#ifndef ISLED_LINUX_ERRORS_H
#define ISLED_LINUX_ERRORS_H

#include <stdint.h>

/*
 * Translate a host errno (positive).
 * Returns: -ISLE_Exxx. A value without a canonical twin becomes -ISLE_EIO; it is counted and
 * kept for isled_error_unmapped(), so that whoever logs can name the original.
 * Waits: never. Memory: none. Context: any thread.
 */
int isled_error(int host_errno);

/*
 * How many errno values had no canonical twin since the start.
 * Returns: the count; *ret_last_errno is the latest such value, untouched when there was none.
 * Context: any thread.
 */
uint32_t isled_error_unmapped(int *ret_last_errno);

#endif
