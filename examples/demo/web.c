/* SPDX-License-Identifier: BSD-3-Clause */
/* A page over HTTP, served from callbacks: nothing here waits. */
#include "demo.h"

#include <stdio.h>
#include <string.h>

#define VISITORS 4

struct visitor {
	struct isle_channel channel;
	struct demo *demo;
	uint8_t rx[DEMO_WINDOW], tx[1024];
	char end[4]; /* the last bytes of the request */
	char address[48];
	bool busy, answered;
};

static struct visitor visitors[VISITORS];
static unsigned visits;

static void leave(struct visitor *v)
{
	isle_channel_close(&v->channel, 0);
	v->busy = false;
}

static void answer(struct visitor *v)
{
	char page[400], text[600];
	int n;

	v->answered = true;
	n = snprintf(page, sizeof(page),
		     "<html><body>\n<p>This page comes from a client runtime behind isled.</p>\n"
		     "<p>You are visitor %u, from %s.</p>\n</body></html>\n",
		     ++visits, v->address);
	n = snprintf(text, sizeof(text),
		     "HTTP/1.0 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n"
		     "Connection: close\r\n\r\n%s",
		     n, page);
	isle_channel_send(&v->channel, text, (size_t)n, 0);
	isle_channel_shutdown(&v->channel);
}

/* Something to read, room to write, or the end. */
static void ready(struct isle_channel *channel)
{
	struct visitor *v = channel->self;
	char buf[256];
	int n, i;

	while ((n = isle_channel_receive(channel, buf, sizeof(buf), 0)) > 0)
		for (i = 0; i < n; i++) {
			memmove(v->end, v->end + 1, 3);
			v->end[3] = buf[i];
			if (!v->answered && !memcmp(v->end, "\r\n\r\n", 4))
				answer(v);
		}
	if (v->answered ? isle_channel_flushed(channel) : n != -ISLE_EAGAIN)
		leave(v);
}

static void visit(struct isle_ipc_request *request)
{
	struct visitor *v = visitors;
	uint32_t len = request->len;

	while (v < visitors + VISITORS && v->busy)
		v++;
	if (v == visitors + VISITORS) {
		isle_ipc_fail(request, -ISLE_EBUSY);
		return;
	}
	memset(v, 0, sizeof(*v));
	if (len >= sizeof(v->address))
		len = sizeof(v->address) - 1;
	memcpy(v->address, request->data, len);
	isle_channel_init(&v->channel, v->rx, sizeof(v->rx), v->tx, sizeof(v->tx), ready, v);
	v->busy = isle_channel_accept(&v->channel, request) == 0;
	if (!v->busy)
		isle_ipc_fail(request, -ISLE_EIO);
}

int demo_web(struct demo *demo)
{
	static struct isle_ipc_service web = { .name = "web", .version = 1, .connect = visit };

	return isle_ipc_register(&demo->client.context, &web);
}
