/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads as the tasks of the list. */
#ifndef ISLE_TEST_POSIX_TASKS_H
#define ISLE_TEST_POSIX_TASKS_H

#include "tests/ports/ports.h"

extern const struct ports_tasks posix_tasks;

#endif
