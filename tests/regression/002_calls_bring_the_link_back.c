/* SPDX-License-Identifier: BSD-3-Clause */
/* A task that only made blocking calls got ELINK for ever once the link was lost: nothing dialled. */
#include "tests/scenario/bed.h"

TEST(regression, "blocking calls alone bring a lost link back")
{
	uint64_t start = 0;
	struct bed bed;
	char byte;
	int r;

	bed_start(&bed, &bed_links[BED_UNIX], NULL, NULL);
	daemon_kill_worker(&bed.daemon);
	do
		r = isle_client_echo(bed.ctx, "x", 1, &byte);
	while (r == -ISLE_ELINK && still_waiting(&start));
	CHECK_EQ(r, 1);
	bed_stop(&bed);
}
