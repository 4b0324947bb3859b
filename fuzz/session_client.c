/* SPDX-License-Identifier: BSD-3-Clause */
/* A client's session against a daemon made of fuzz bytes. */
#include "session_fuzz.h"

static const struct isle_session_ops ops = {
	.serve = serve,
	.changed = changed,
	.hello = isle_session_presents,
	.fill = fill,
	.time_us = time_us,
};

static const struct isle_session_config config = {
	.ops = &ops,
	.name = "client",
	.role = ISLE_ROLE_CLIENT,
	.frame_max = FRAME_MAX,
	.window = WINDOW,
	.keepalive_ms = 300,
	.features = 7,
	.calls_max = LENT,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_session(&config, data, size);
}
