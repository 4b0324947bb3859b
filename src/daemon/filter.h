/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The system calls that the worker may make: a list, by libseccomp. What stands in no list is answered with
 * ENOSYS, as an older kernel would (a new C library must not end the daemon), and a line in the kernel's
 * log; what serves to get out ends the process.
 */
#ifndef ISLED_FILTER_H
#define ISLED_FILTER_H

#include <stdint.h>

/*
 * In force for this thread and those it starts.
 * Returns: 1; 0 (a kernel without it, or a build whose sanitizer needs calls of its own); -ISLE_EPERM.
 */
int isled_filter_load(void);

/*
 * The filter as instructions for another machine, for tests: `arch` as libseccomp names it (SCMP_ARCH_ARM ...).
 * Returns: 0, -ISLE_EIO.
 */
int isled_filter_export(uint32_t arch, int fd);

/* A name of the lists, from 0 on; NULL behind the last. */
const char *isled_filter_allowed(unsigned i);
const char *isled_filter_deadly(unsigned i);

#endif
