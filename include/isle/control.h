/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For Linux programs at the door of a daemon: looks at the daemon, holds its client, watches its
 * client's console. Needs authority: uid 0, the daemon's own uid, or its control group.
 *
 * What the daemon says may have been made by a client that took it over: treat it as untrusted.
 *
 * Waits: as a call, at most ctx->timeout_ms. Returns of every function, beside what stands with it:
 * -ISLE_EPERM no authority; -ISLE_ETIMEDOUT, -ISLE_ELINK.
 */
#ifndef ISLE_CONTROL_H
#define ISLE_CONTROL_H

#include <isle/channel.h>
#include <isle/client.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Lines `section.key=value`. Returns the number of bytes, not terminated; -ISLE_EMSGSIZE: more than len. */
int isle_control_status(struct isle_context *ctx, char *text, size_t len);

/* One line for each entry of a list. Returns as isle_control_status(). */
int isle_control_list(struct isle_context *ctx, enum isle_control_list what, char *text,
		      size_t len);

/*
 * Suspends the expiry of the client's session and calls (on), or lets it go on. `seconds`: at most this
 * long, 0 = ISLE_HOLD_S_MAX. Returns 0; -ISLE_EINVAL; -ISLE_ENOTCONN: no client is there.
 */
int isle_control_hold(struct isle_context *ctx, bool on, uint32_t seconds);

/*
 * Opens a channel to the client's console. flags: ISLE_CONSOLE_WATCH_REPLAY, ISLE_CONSOLE_WATCH_WRITE.
 * `channel` was set up by isle_channel_init(). Waits until it is accepted.
 * Returns 0; -ISLE_EMFILE: as many watch as may.
 */
int isle_console_watch(struct isle_context *ctx, uint32_t flags, struct isle_channel *channel);

#ifdef __cplusplus
}
#endif

#endif
