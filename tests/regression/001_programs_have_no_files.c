/* SPDX-License-Identifier: BSD-3-Clause */
/* A program at the door, for instance of the control group, opened the client's exports and grants with
 * the rights of the worker. */
#include "tests/scenario/bed.h"

TEST(regression, "a program at the door has no part in the client's files")
{
	const struct peer_options at_door = { .program = true };
	struct isle_file file;
	struct peer *program;
	char text[4];
	struct bed bed;

	bed_start(&bed, &bed_links[BED_UNIX], NULL, NULL);
	data_put(&bed.daemon, "f", "x", 1);
	program = peer_open(&bed, &at_door);
	CHECK_EQ(isle_file_open(&program->client.context, "/data/f", ISLE_O_RDONLY, 0, &file),
		 -ISLE_EPERM);
	CHECK_EQ(isle_file_get(&program->client.context, "/data/f", text, 4, NULL), -ISLE_EPERM);
	CHECK_EQ(isle_file_get(bed.ctx, "/data/f", text, 4, NULL), 1);
	peer_close(program);
	bed_stop(&bed);
}
