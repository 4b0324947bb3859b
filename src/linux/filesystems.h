/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * filesystems.h - what kind of file system a descriptor lies on, as far as it matters for how to
 * read.
 */
#ifndef ISLED_LINUX_FILESYSTEMS_H
#define ISLED_LINUX_FILESYSTEMS_H

#include <stdbool.h>
#include <stdint.h>

enum isled_fs {
	ISLED_FS_DISK,   /* local, with a page cache: try RWF_NOWAIT, else the pool */
	ISLED_FS_MEMORY, /* never waits for a medium: plain reads, inline */
	ISLED_FS_PROC,   /* procfs: made while read, inline; hides the daemon's own processes */
	ISLED_FS_KERNEL, /* sysfs and its relatives: made while read, inline */
	ISLED_FS_REMOTE, /* may wait for another machine or process: always the pool */
};

/*
 * Waits: for a dead network server at worst. Context: any thread.
 * Returns: the kind; ISLED_FS_REMOTE for one that is not known.
 */
enum isled_fs isled_fs_of(int fd);

#endif
