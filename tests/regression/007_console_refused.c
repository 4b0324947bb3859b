/* SPDX-License-Identifier: BSD-3-Clause */
/* A console that could not be opened stayed in the client's list, whatever became of its memory. */
#include "tests/scenario/bed.h"

#include <stdlib.h>
#include <string.h>

TEST(regression, "a console that is refused is forgotten")
{
	struct isle_console *twice = malloc(sizeof(*twice));
	static uint8_t memory[4][256];
	struct isle_console console;
	struct bed bed;

	bed_start(&bed, &bed_links[BED_UNIX], NULL, NULL);
	CHECK_EQ(isle_console_open(bed.ctx, ISLE_CONSOLE_STDIO, memory[0], 256, memory[1], 256,
				   &console),
		 0);
	CHECK_EQ(isle_console_open(bed.ctx, ISLE_CONSOLE_STDIO, memory[2], 256, memory[3], 256,
				   twice),
		 -ISLE_EBUSY);
	memset(twice, 0x5a, sizeof(*twice));
	peer_cut(bed.peer);
	peer_until(bed.peer, &bed.peer->ups, 2);
	isle_console_close(&console);
	bed_stop(&bed);
	free(twice);
}
