/* SPDX-License-Identifier: BSD-3-Clause */
/* The daemon's session against a client made of fuzz bytes. */
#include "session_fuzz.h"

static const struct isle_session_ops ops = {
	.serve = serve,
	.changed = changed,
	.hello = isle_session_accepts,
	.accept = accept_hello,
	.fill = fill,
	.time_us = time_us,
};

static const struct isle_session_config config = {
	.ops = &ops,
	.name = "daemon",
	.role = ISLE_ROLE_DAEMON,
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
