/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * beneath.h - one openat2() beneath an export's root: what the resolver tries first. Between the
 * resolver's files.
 */
#ifndef ISLED_LINUX_BENEATH_H
#define ISLED_LINUX_BENEATH_H

#include "linux/resolve.h"

#define ISLED_TRY_WALK 1 /* the component walk has to decide */

/* Returns: 0; -ISLE_ENOENT (empty), -ISLE_ENAMETOOLONG, -ISLE_EINVAL (zero byte). */
int isled__check_path(const struct isled_path *path);

/*
 * An export that openat2 alone can serve, and the rest of the path beneath it, in `text` (twice a
 * path and two bytes long). Text that is not canonical up to the export's root matches none, or an
 * outer export, which has walk set. Returns: NULL when the walk has to do it.
 */
const struct isled_export *isled__plain_export(const struct isled_path *path, char *text,
					       const char **ret_below);

/* Returns: 0 and a descriptor, ISLED_TRY_WALK, or an error. */
int isled__open_beneath(const struct isled_export *export, const char *name, int flags, mode_t mode,
			int *ret_fd);

#endif
