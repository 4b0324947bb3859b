/* SPDX-License-Identifier: BSD-3-Clause */
/* The POSIX port, as far as it goes without a link; also under ThreadSanitizer. */
#include <stdio.h>

#include "harness.h"
#include "tests/ports/posix_tasks.h"

static void print(void *self, const char *text)
{
	(void)self;
	fputs(text, stdout);
}

TEST(ports, "the POSIX port passes the list alone")
{
	struct isle_port_posix posix;
	struct ports ports = { .name = "posix, no link",
			       .print = print,
			       .port = &posix.port,
			       .tick_us = 1000,
			       .tasks = &posix_tasks };

	isle_port_posix_init(&posix);
	posix.port.barrier = NULL; /* its case is about tasks that race, on purpose */
	CHECK_EQ(ports_run(&ports), 0);
	isle_port_posix_fini(&posix);
}
