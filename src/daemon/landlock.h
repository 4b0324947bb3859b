/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Landlock: the kernel itself lets the worker open nothing outside the exports. It does not see stat,
 * chmod, chown, utimes and extended attributes, nor what was open before: there the walk is the wall.
 */
#ifndef ISLED_LANDLOCK_H
#define ISLED_LANDLOCK_H

#include <stdint.h>

#include <isle/service.h>

/*
 * Close everything but the exports, for this thread and those it starts. `beside`: further paths that stay
 * open for reading and writing, ended by NULL; one that is not there does not count.
 *
 * Returns: the version of Landlock that is in force (2 or more); 0 (this kernel has none, or only version
 * 1, which would forbid every rename into another folder); -ISLE_EPERM (refused though it is there).
 */
int isled_landlock(const struct isle_export *exports, uint32_t exports_n,
		   const char *const *beside);

#endif
