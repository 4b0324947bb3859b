/* SPDX-License-Identifier: BSD-3-Clause */
/* The deadline of a call passed inside the turn that was about to sleep: the sleep had no end then. */
#include "tests/scenario/bed.h"

#include <pthread.h>
#include <signal.h>

static void *call(void *arg)
{
	struct isle_context *ctx = arg;
	char byte;

	for (uint32_t ms = 1; ms < 30; ms += 3) {
		ctx->timeout_ms = ms;
		CHECK_EQ(isle_client_echo(ctx, "x", 1, &byte), -ISLE_ETIMEDOUT);
	}
	return NULL;
}

TEST(regression, "calls to a daemon that stands still end in time, in one task and in several")
{
	struct isle_context contexts[3];
	pthread_t threads[3];
	struct bed bed;

	bed_start(&bed, &bed_links[BED_UNIX], NULL, NULL);
	CHECK_EQ(kill(daemon_worker(&bed.daemon), SIGSTOP), 0);
	isle_context_share(bed.ctx, &contexts[0]);
	call(&contexts[0]);
	for (int i = 0; i < 3; i++) {
		isle_context_share(bed.ctx, &contexts[i]);
		CHECK_EQ(pthread_create(&threads[i], NULL, call, &contexts[i]), 0);
	}
	for (int i = 0; i < 3; i++)
		pthread_join(threads[i], NULL);
	CHECK_EQ(kill(daemon_worker(&bed.daemon), SIGCONT), 0);
	bed_stop(&bed);
}
