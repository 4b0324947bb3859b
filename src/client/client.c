/* SPDX-License-Identifier: BSD-3-Clause */
/* Life of a client. */
#include <string.h>

#include "client/internal.h"

static struct isle_client *client_of(struct isle_session *s)
{
	return ISLE__OWNER_OF(s, struct isle_client, session);
}

static void serve(struct isle_call *call, enum isle_call_event what, const struct isle_frame *frame)
{
	((struct isle__incoming *)(void *)call)->take(call, what, frame);
}

static void changed(struct isle_session *s, int error, bool resumed)
{
	struct isle_client *c = client_of(s);
	struct isle_hook *hook;

	c->error = error;
	c->resumed = resumed;
	c->settled = 1;
	if (!error) {
		c->state = ISLE_CLIENT_UP;
		c->up_ms = c->now_ms | 1;
		if (!resumed)
			c->epoch++;
		for (hook = c->hooks; hook; hook = hook->next)
			isle__notice(c, &hook->notice);
	} else {
		c->state = ISLE_CLIENT_HELLO;
		if (c->config->transport->capabilities & ISLE_LINK_END)
			c->broken = true; /* a new link is the surest way to a new session */
	}
	if (c->config->changed)
		isle__notice(c, &c->told);
	isle__wake(c);
}

static void tell(struct isle_notice *notice)
{
	struct isle_client *c = ISLE__OWNER_OF(notice, struct isle_client, told);

	c->config->changed(c, c->error, c->resumed);
}

static uint64_t time_us(struct isle_session *s)
{
	const struct isle_port *port = client_of(s)->config->port;

	return port->time_us(port->self);
}

static const struct isle_session_ops session_ops = {
	.serve = serve,
	.changed = changed,
	.hello = isle_session_presents,
	.fill = isle__op_fill,
	.time_us = time_us,
};

static bool sound(const struct isle_client_config *k)
{
	const struct isle_port *port = k->port;

	if (!port || !port->time_us || !port->lock != !port->unlock ||
	    (port->lock && !port->wait) || !port->wait != !port->wake || !k->transport ||
	    !k->link || !k->name)
		return false;
	if (k->memory.rx_bytes < 8u + k->frame_max ||
	    k->memory.tx_bytes < 8u + ISLE_FRAME_BYTES_MIN)
		return false;
	return (k->dial || k->address) && k->frame_max >= ISLE_FRAME_BYTES_MIN &&
	       k->frame_max <= k->transport->frame_max && strlen(k->name) <= ISLE_NAME_BYTES_MAX &&
	       (!k->window || k->window >= k->frame_max);
}

int isle_client_init(struct isle_client *c, const struct isle_client_config *config)
{
	if (!sound(config))
		return -ISLE_EINVAL;
	memset(c, 0, sizeof(*c));
	c->config = config;
	c->notices_end = &c->notices;
	c->told.run = tell;
	c->frames_max = config->poll_frames ? config->poll_frames : 32;
	c->epoch = 1; /* 0 is of files that are not open */
	c->session_config.ops = &session_ops;
	c->session_config.name = config->name;
	c->session_config.role = config->role;
	c->session_config.frame_max = config->frame_max;
	c->session_config.window = config->window ? config->window : config->frame_max;
	c->session_config.keepalive_ms = config->keepalive_ms;
	isle_session_init(&c->session, &c->session_config);
	c->context.client = c;
	c->context.owner = &c->context;
	c->context.timeout_ms = config->timeout_ms ? config->timeout_ms : 5000u;
	return 0;
}

/* Not static, nor beside its caller: its memory shall not lie below a turn. */
int isle__link_open(struct isle_client *c)
{
	const struct isle_client_config *config = c->config;
	struct isle_link_fds fds;
	int r;

	config->link->transport = config->transport;
	config->link->session = &c->session;
	if (config->dial)
		return config->dial(c);
	r = config->transport->open(config->address, ISLE_OPEN_CONNECT, &fds);
	return r ? r : config->transport->run(config->link, &fds, &config->memory);
}

int isle_client_connect(struct isle_client *c, uint32_t timeout_ms)
{
	int r = 0;

	isle__lock(c);
	if (!c->wanted) {
		c->wanted = true;
		c->retry_ms = 0;
		c->dial_ms = isle__now(c);
		if (c->state == ISLE_CLIENT_CLOSED)
			c->state = ISLE_CLIENT_DOWN;
	}
	if (c->state != ISLE_CLIENT_UP) {
		c->error = -ISLE_ETIMEDOUT;
		c->settled = 0;
		isle__wait(c, &c->settled, isle__now(c), timeout_ms);
		r = c->state == ISLE_CLIENT_UP ? 0 : c->error;
	}
	isle__unlock(c);
	return r;
}

void isle_client_close(struct isle_client *c)
{
	isle__lock(c);
	c->wanted = false;
	if (c->state == ISLE_CLIENT_DOWN)
		c->state = ISLE_CLIENT_CLOSED;
	if (c->state == ISLE_CLIENT_UP) {
		isle_session_goodbye(&c->session, 0);
		c->broken = false;
		isle__push(c);
	}
	c->broken = true;
	if (!c->turning)
		isle__turn(c, 0); /* which closes the link */
	isle__unlock(c);
}

void isle_client_fini(struct isle_client *c)
{
	isle_client_close(c);
	isle__lock(c);
	isle__dispatch(c);
	isle__unlock(c);
}

bool isle_client_is_up(struct isle_client *c)
{
	bool up;

	isle__lock(c);
	up = c->state == ISLE_CLIENT_UP;
	isle__unlock(c);
	return up;
}

int isle_client_echo(struct isle_context *ctx, const void *data, size_t len, void *ret_data)
{
	struct isle_op op;

	isle__op_init(&op, ISLE__CALL(ISLE_SERVICE_SESSION, ISLE_SESSION_ECHO, 0, 0));
	if (len > ISLE_WINDOW_BYTES_MAX)
		op.result = -ISLE_EMSGSIZE;
	op.call.out = data;
	op.call.out_left = op.call.in_room = (uint32_t)len;
	op.call.in = ret_data;
	op.finish = isle__finish_bytes;
	return isle__call(ctx, &op);
}
