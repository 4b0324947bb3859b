/* SPDX-License-Identifier: BSD-3-Clause */
/* A console whose opening took longer than its context permits stayed without a channel until the next loss of
 * the session, though it had said that it would attach itself. */
#include "tests/scenario/bed.h"

#include <string.h>

TEST(regression, "a console that could not be opened in time attaches itself all the same")
{
	static uint8_t memory[2][256];
	struct isle_console console;
	uint64_t start = 0;
	struct bed bed;

	bed_start(&bed, &bed_links[BED_UNIX], NULL, NULL);
	bed.ctx->timeout_ms = 0;
	CHECK_EQ(isle_console_open(bed.ctx, ISLE_CONSOLE_STDIO, memory[0], 256, memory[1], 256,
				   &console),
		 -ISLE_ETIMEDOUT);
	bed.ctx->timeout_ms = 1000;
	while (strcmp(bed_status_text(&bed, "console.stdio"), "attached") != 0) {
		isle_client_poll(&bed.peer->client);
		CHECK(still_waiting(&start));
	}
	CHECK_EQ(isle_console_write(&console, "there\n", 6), 6);
	isle_console_close(&console);
	bed_stop(&bed);
}
