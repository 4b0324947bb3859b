/* SPDX-License-Identifier: BSD-3-Clause */
/* A channel that could not be opened stayed in the client's list of callbacks, whatever became of its
 * memory. */
#include <stdlib.h>
#include <string.h>

#include "tests/scenario/bed.h"

static unsigned told;

static void ready(struct isle_channel *channel)
{
	(void)channel;
	told++;
}

TEST(regression, "a channel that did not open is told nothing afterwards")
{
	const struct peer_options options = { .callbacks_in_poll = true };
	struct isle_channel *channel = calloc(1, sizeof(*channel));
	struct isle_ipc_service service = { .name = "s", .version = 1 };
	struct isle_ipc_binding binding;
	static uint8_t rx[65536], tx[256];
	struct bed bed;

	CHECK(channel != NULL);
	bed_start(&bed, &bed_links[BED_UNIX], NULL, &options);
	CHECK_EQ(isle_ipc_register(bed.ctx, &service), 0);
	CHECK_EQ(isle_ipc_bind(bed.ctx, "s", 1, &binding), 0);
	CHECK_EQ(isle_ipc_unregister(bed.ctx, &service), 0);
	isle_channel_init(channel, rx, sizeof(rx), tx, sizeof(tx), ready, NULL);
	CHECK_EQ(isle_ipc_connect(bed.ctx, &binding, "", channel), -ISLE_ENOSERVICE);
	memset(channel, 0x5a, sizeof(*channel));
	isle_client_poll(&bed.peer->client);
	CHECK_EQ(told, 0);
	bed_stop(&bed);
	free(channel);
}
