/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * watch.h - changes of files and folders (inotify) as canonical records (struct change of the wire).
 *
 * What may be watched is what the export walk leads to; names that rules hide, and names behind which the
 * client sees another export, are not told. A watch follows its object like an open file does, and keeps
 * no descriptor of it.
 * Waits: for a medium at worst, in add. Context: the thread that owns the exports.
 */
#ifndef ISLED_LINUX_WATCH_H
#define ISLED_LINUX_WATCH_H

#include "linux/file.h"
#include "linux/quota.h"

/*
 * A file that is read for changes. flags: 0 or ISLE_O_NONBLOCK.
 * Returns: 0; -ISLE_EINVAL (flags), -ISLE_EMFILE (the quota, or the kernel's), -ISLE_ENOMEM.
 */
int isled_watch_open(struct isled_exports *exports, struct isled_quota *quota, uint32_t flags,
		     struct isled_file *ret_file);

/*
 * Returns: 0 and *ret_watch; -ISLE_EINVAL (not such a file; a mask with unknown bits or without events),
 * -ISLE_ENOTDIR (ONLYDIR), -ISLE_ENOSPC (the quota, or the kernel's), -ISLE_EACCES (also a parent
 * of exports, which never changes), errors of the path.
 */
int isled_watch_add(struct isled_file *file, const struct isled_path *path, uint32_t mask,
		    uint32_t *ret_watch);

/*
 * What was not read yet is dropped, but GONE comes. A watch that ended by itself is one until that is read; if
 * it was lost in an overflow, until this. Returns: 0; -ISLE_EINVAL (no such watch).
 */
int isled_watch_remove(struct isled_file *file, uint32_t watch);

#endif
