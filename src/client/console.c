/* SPDX-License-Identifier: BSD-3-Clause */
#include <isle/console.h>

#include <string.h>

#include "client/internal.h"

#define ATTACH ISLE__CALL(ISLE_SERVICE_CONSOLE, ISLE_CONSOLE_ATTACH, 1, 0)

/* Channels never outlive a link, so each session has a new one. The streams are the whole runtime's: they go
 * by context 0. */
static void attach(struct isle_notice *notice)
{
	struct isle_console *console = ISLE__OWNER_OF(notice, struct isle_console, hook.notice);
	struct isle_client *c = console->ctx->client;

	isle__lock(c);
	if (console->channel.closed)
		isle__channel_start(&c->context, &console->channel, ATTACH, console->stream, "",
				    ISLE_NO_DEADLINE);
	isle__unlock(c);
}

static void forget(struct isle_console *console)
{
	struct isle_client *c = console->ctx->client;

	isle__lock(c);
	isle__unhook(c, &console->hook);
	isle__unlock(c);
}

int isle_console_open(struct isle_context *ctx, enum isle_console_stream stream, void *rx,
		      uint32_t rx_bytes, void *tx, uint32_t tx_bytes,
		      struct isle_console *ret_console)
{
	struct isle_console *console = ret_console;
	int r;

	memset(console, 0, sizeof(*console));
	console->channel.rx = rx;
	console->channel.rx_bytes = rx_bytes;
	console->channel.tx = tx;
	console->channel.tx_bytes = tx_bytes;
	console->channel.closed = true;
	console->ctx = ctx;
	console->stream = stream;
	console->hook.notice.run = attach;
	isle__lock(ctx->client);
	isle__hook(ctx->client, &console->hook);
	isle__unlock(ctx->client);
	attach(&console->hook.notice);
	r = isle__channel_opened(&console->channel, ctx->timeout_ms);
	if (r == -ISLE_ETIMEDOUT)
		attach(&console->hook.notice); /* in this session, if it may be */
	else if (r < 0 && r != -ISLE_ELINK)
		forget(console);
	return r;
}

int isle_console_write(struct isle_console *console, const void *data, size_t len)
{
	return isle_channel_send_all(&console->channel, data, len, console->ctx->timeout_ms);
}

int isle_console_try_write(struct isle_console *console, const void *data, size_t len)
{
	return isle_channel_send(&console->channel, data, len, 0);
}

int isle_console_puts(struct isle_console *console, const char *text)
{
	size_t len = strlen(text);
	int r = isle_console_write(console, text, len);

	return r < 0 ? r : (size_t)r < len ? -ISLE_ETIMEDOUT : 0;
}

int isle_console_read(struct isle_console *console, void *buf, size_t len, uint32_t timeout_ms)
{
	return isle_channel_receive(&console->channel, buf, len, timeout_ms);
}

int isle_console_flush(struct isle_console *console)
{
	return isle__channel_flush(&console->channel, console->ctx->timeout_ms);
}

void isle_console_close(struct isle_console *console)
{
	forget(console);
	isle_channel_close(&console->channel, console->ctx->timeout_ms);
}
