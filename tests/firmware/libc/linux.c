/* SPDX-License-Identifier: BSD-3-Clause */
/* A process has files and streams: nothing is to be started. */
#include <stddef.h>

#include "examples/firmware/start.h"

struct isle_context *firmware_start(const char *name)
{
	(void)name;
	return NULL;
}
