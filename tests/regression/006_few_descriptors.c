/* SPDX-License-Identifier: BSD-3-Clause */
/* Where the system permits few descriptors the client could have them all: nobody else could attach, and
 * the worker spun on its listeners. */
#include "tests/scenario/bed.h"

TEST(regression, "a client with all its handles leaves descriptors to everybody else")
{
	const struct daemon_options few = { .files_max = 256, .limits = "context_handles = 1024" };
	const struct peer_options at_door = { .program = true };
	struct peer *programs[16];
	struct isle_file file;
	struct bed bed;
	char byte;
	int r = 0, n;

	bed_start(&bed, &bed_links[BED_UNIX], &few, NULL);
	data_put(&bed.daemon, "f", "x", 1);
	for (n = 0; r == 0 && n < 2000; n++)
		r = isle_file_open(bed.ctx, "/data/f", ISLE_O_RDONLY, 0, &file);
	CHECK_EQ(r, -ISLE_EMFILE);
	CHECK(n > 10 && n < 256);
	CHECK_EQ(isle_file_get(bed.ctx, "/data/f", &byte, 1, NULL), 1);
	for (int i = 0; i < 16; i++)
		programs[i] = peer_open(&bed, &at_door);
	for (int i = 0; i < 16; i++)
		peer_close(programs[i]);
	CHECK(daemon_log_has(&bed.daemon, "the system permits"));
	bed_stop(&bed);
}
