/* SPDX-License-Identifier: BSD-3-Clause */
/* Channels of messages. In the ring each is preceded by its length. */
#include <isle/channel.h>

#include "client/internal.h"

#define LENGTH_BYTES 4u

/* Credit does not rule out that the length fields of many short messages fill the ring. */
static bool message_arrived(struct isle_channel *ch, const uint8_t *data, uint32_t len,
			    unsigned flags)
{
	uint32_t more = len + (ch->message ? 0 : LENGTH_BYTES);
	uint8_t length[LENGTH_BYTES];

	if (!len && !(flags & ISLE_FLAG_EOM))
		return true;
	if (more > ch->rx_bytes - ch->rx_used)
		return false;
	isle__ring_put(ch, ch->rx_used + (more - len), data, len);
	ch->rx_used += more;
	ch->message += more;
	if (flags & ISLE_FLAG_EOM) {
		isle__le32_put(length, ch->message - LENGTH_BYTES);
		isle__ring_put(ch, ch->rx_used - ch->message, length, LENGTH_BYTES);
		ch->message = 0;
	}
	return true;
}

static int message_receive(struct isle_channel *ch, struct isle__io *io)
{
	uint8_t length[LENGTH_BYTES];
	uint32_t n;
	int r;

	if (ch->rx_used == ch->message) {
		r = isle__channel_empty(ch);
		return r ? r : -ISLE_EPIPE;
	}
	isle__ring_get(ch, 0, length, LENGTH_BYTES);
	n = isle__le32_get(length);
	if (n > io->len)
		return -ISLE_EMSGSIZE;
	isle__ring_get(ch, LENGTH_BYTES, io->at, n);
	isle__channel_consumed(ch, LENGTH_BYTES + n, n);
	return (int)n;
}

const struct isle__framing isle__messages = { message_arrived, message_receive };

int isle_channel_send_message(struct isle_channel *ch, const void *data, size_t len,
			      uint32_t timeout_ms)
{
	int r = isle__channel_send(ch, data, len, timeout_ms, ISLE__SEND_WHOLE);

	return r < 0 ? r : 0;
}
