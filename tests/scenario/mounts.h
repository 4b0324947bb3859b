/* SPDX-License-Identifier: BSD-3-Clause */
/* Mounts that nobody else sees. */
#ifndef ISLE_TEST_SCENARIO_MOUNTS_H
#define ISLE_TEST_SCENARIO_MOUNTS_H

#include <stdbool.h>

/*
 * In a mount namespace of its own: what this process mounts at or below `folder` stays there from now on.
 * Also where the root is not a mount of its own, as after chroot. Returns: whether that can be had.
 */
bool mounts_stay_here(const char *folder);

#endif
