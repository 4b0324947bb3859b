/* SPDX-License-Identifier: BSD-3-Clause */
/* Channels that others open, in a file of its own: who only opens some does not link it. */
#include <isle/channel.h>
#include <isle/ipc.h>

#include "client/internal.h"

static void end(struct isle_channel *ch, int error)
{
	ch->request->channel = NULL;
	isle_call_reply(&ch->client->session, ch->call, error);
	isle__channel_let_go(ch, error);
}

static void take(struct isle_channel *ch, struct isle_ipc_request *request)
{
	struct isle_client *c = request->client;

	isle__channel_renew(ch, c, &request->call);
	ch->framing = NULL;
	ch->request = request;
	ch->end = end;
	ch->accepted = true;
	request->channel = ch;
	request->state = ISLE__REQUEST_ANSWERED;
	isle_call_consumed(&c->session, &request->call, request->len);
	isle_call_accept(&c->session, &request->call);
	/* What came before we accepted. */
	isle__channel_arrived(ch, request->data + request->len, request->got - request->len,
			      request->ended ? ISLE_FLAG_END : 0);
	isle__push(c);
	isle__channel_announce(ch);
}

int isle_channel_accept(struct isle_channel *ch, struct isle_ipc_request *request)
{
	struct isle_client *c = request->client;
	int r = 0;

	isle__lock(c);
	if (request->gone || request->cancelled)
		r = -ISLE_ELINK;
	else if (ch->rx_bytes < c->session_config.window)
		r = -ISLE_EINVAL;
	else
		take(ch, request);
	isle__unlock(c);
	return r;
}
