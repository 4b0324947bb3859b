/* SPDX-License-Identifier: BSD-3-Clause */
/* Channels of messages. Where they are received each is preceded by its length. */
#include <isle/channel.h>

#include <string.h>

#include "client/internal.h"

#define LENGTH_BYTES 4u

static void run_failed(struct isle_notice *notice)
{
	struct isle_channel *ch = ISLE__OWNER_OF(notice, struct isle_channel, notice);

	notice->run = isle__channel_run;
	isle__lock(ch->client);
	isle__channel_give_up(ch, -ISLE_ENOBUFS);
	isle__unlock(ch->client);
	isle__channel_run(notice);
}

static void message_arrived(struct isle_channel *ch, const uint8_t *data, uint32_t len,
			    unsigned flags)
{
	uint32_t more = len + (ch->message ? 0 : LENGTH_BYTES);
	uint8_t *to;

	if (!len && !(flags & ISLE_FLAG_EOM))
		return;
	to = isle__channel_room(ch, more);
	if (!to) {
		/* Credit does not rule out that the length fields of many short messages fill the memory.
		 * A call is not cancelled from within its own event. */
		ch->notice.run = run_failed;
		isle__notice(ch->client, &ch->notice);
		return;
	}
	memcpy(to + (more - len), data, len);
	ch->rx_used += more;
	ch->message += more;
	if (flags & ISLE_FLAG_EOM) {
		isle__le32_put(to + more - ch->message, ch->message - LENGTH_BYTES);
		ch->message = 0;
	}
}

static int message_receive(struct isle_channel *ch, struct isle__io *io)
{
	const uint8_t *at = ch->rx + ch->rx_at;
	uint32_t n;
	int r;

	if (ch->rx_used == ch->message) {
		r = isle__channel_empty(ch);
		return r ? r : -ISLE_EPIPE;
	}
	n = isle__le32_get(at);
	if (n > io->len)
		return -ISLE_EMSGSIZE;
	memcpy(io->at, at + LENGTH_BYTES, n);
	isle__channel_consumed(ch, LENGTH_BYTES + n, n);
	return (int)n;
}

const struct isle__framing isle__messages = { message_arrived, message_receive };

int isle_channel_send_message(struct isle_channel *ch, const void *data, size_t len,
			      uint32_t timeout_ms)
{
	int r = -ISLE_EMSGSIZE;

	if (len <= ch->tx_bytes)
		r = isle__channel_send(ch, data, len, timeout_ms, false);
	return r < 0 ? r : 0;
}
