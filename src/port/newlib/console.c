/* SPDX-License-Identifier: BSD-3-Clause */
/* Standard input, output and error. */
#include "port/newlib/system.h"

#define REST 1000u /* milliseconds; what comes in ends it */

/* Waits a little when that can help: for input, or for a link that somebody still wants. */
static bool wait_for(int r)
{
	struct isle_client *client = isle_newlib.ctx->client;

	if (r != -ISLE_EAGAIN && (r != -ISLE_ELINK || client->state == ISLE_CLIENT_CLOSED))
		return false;
	isle_client_poll_wait(client, REST);
	return true;
}

/* Handlers print while we wait here: so it is a poll and not a call that waits. */
int isle__newlib_hear(char *buf, int len)
{
	int r;

	if (!isle_newlib.console)
		return -ISLE_EBADF;
	if (!len)
		return 0;
	do
		r = isle_console_read(isle_newlib.console, buf, (size_t)len, 0);
	while (wait_for(r));
	return r;
}

int isle__newlib_say(const char *data, int len)
{
	struct isle_console *console = isle_newlib.console;
	uint32_t begin;
	int r;

	if (!console)
		return -ISLE_EBADF;
	begin = console->ctx->client->now_ms;
	do
		r = isle_console_write(console, data, (size_t)len);
	while (console->ctx->client->now_ms - begin < console->ctx->timeout_ms && wait_for(r));
	return r;
}
