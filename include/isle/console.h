/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The client's standard streams, seen by a person through `isle console`.
 *
 * After the loss of a session the console attaches itself again. What is written meanwhile is refused
 * with -ISLE_ELINK, nothing is dropped silently.
 */
#ifndef ISLE_CONSOLE_H
#define ISLE_CONSOLE_H

#include <isle/channel.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Caller-owned. `channel` may be used with the functions of channel.h. */
struct isle_console {
	struct isle_channel channel;
	struct isle_context *ctx;
	struct isle_hook hook;
	uint32_t stream;
};

/*
 * Opens stdout and stdin, or stderr (ISLE_CONSOLE_STDIO, ISLE_CONSOLE_STDERR). Memory: rx for typed bytes,
 * tx for written ones, e.g. 64 and 256; `ctx`; all until isle_console_close().
 * Waits: ctx->timeout_ms. Returns 0; -ISLE_EBUSY: open already; -ISLE_ELINK, -ISLE_ETIMEDOUT: not yet, it
 * attaches itself when there is a session.
 */
int isle_console_open(struct isle_context *ctx, enum isle_console_stream stream, void *rx,
		      uint32_t rx_bytes, void *tx, uint32_t tx_bytes,
		      struct isle_console *ret_console);

/* Writes bytes. Returns how many were taken: all, or those that went in before the deadline of the console's
 * context passed; -ISLE_ETIMEDOUT: none; -ISLE_ELINK. */
int isle_console_write(struct isle_console *console, const void *data, size_t len);

/* The same without waiting: -ISLE_EAGAIN when none was taken. */
int isle_console_try_write(struct isle_console *console, const void *data, size_t len);

/* Writes a string and no newline of its own. Returns 0 or as isle_console_write(). */
int isle_console_puts(struct isle_console *console, const char *text);

/* Reads what was typed, at least 1 byte; timeout_ms 0 = -ISLE_EAGAIN when there is none. */
int isle_console_read(struct isle_console *console, void *buf, size_t len, uint32_t timeout_ms);

/* Waits until everything written has left. Returns 0, -ISLE_ETIMEDOUT, -ISLE_ELINK. */
int isle_console_flush(struct isle_console *console);

void isle_console_close(struct isle_console *console);

#ifdef __cplusplus
}
#endif

#endif
