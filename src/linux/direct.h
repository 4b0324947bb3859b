/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * direct.h - transfers past the page cache, out of and into any memory. Linux wants the memory
 * aligned as it wants offset and count; a client knows of the last two only. Between file.c and
 * direct.c.
 */
#ifndef ISLED_LINUX_DIRECT_H
#define ISLED_LINUX_DIRECT_H

#include "linux/file.h"

/*
 * One system call by way of aligned memory. offset -1: at the descriptor's position.
 * Memory: the heap, as much as is moved, until it returns. Waits: for the medium.
 * Returns: bytes; -ISLE_EINVAL (offset or count not aligned), -ISLE_ENOMEM and what Linux says.
 */
int64_t isled__direct_read(struct isled_file *file, const struct iovec *iov, int n, int64_t offset);
int64_t isled__direct_write(struct isled_file *file, const struct iovec *iov, int n, int64_t offset,
			    bool append);

#endif
