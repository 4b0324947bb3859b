/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Turning the link. One task at a time does it, whoever comes first; it gives the lock up while it waits
 * for input, so that others can start calls and send. They wait on the port until it wakes them.
 */
#include "client/internal.h"

#define RETRY_MS 10u
#define FRAMES   32u

/* In 32 bits: the small cores cannot divide more. 2^32 is 4294967 * 1000 + 296. */
uint32_t isle__now(struct isle_client *c)
{
	uint64_t us = c->config->port->time_us(c->config->port->self);
	uint32_t low = (uint32_t)us, high = (uint32_t)(us >> 32);

	c->now_us = low;
	c->now_ms = high * 4294967u + low / 1000u + (high * 296u + low % 1000u) / 1000u;
	return c->now_ms;
}

void isle__lock(struct isle_client *c)
{
	if (c->config->port->lock)
		c->config->port->lock(c->config->port->self);
}

void isle__unlock(struct isle_client *c)
{
	if (c->config->port->unlock)
		c->config->port->unlock(c->config->port->self);
}

void isle__wake(struct isle_client *c)
{
	c->stirred = true;
	if (c->waiting)
		c->config->port->wake(c->config->port->self);
}

/* ---- callbacks ------------------------------------------------------------------------------------- */

void isle__notice(struct isle_client *c, struct isle_notice *notice)
{
	if (notice->queued)
		return;
	notice->queued = true;
	notice->next = NULL;
	*c->notices_end = notice;
	c->notices_end = &notice->next;
	isle__wake(c);
}

void isle__notice_drop(struct isle_client *c, struct isle_notice *notice)
{
	struct isle_notice **at = &c->notices;

	if (!notice->queued)
		return;
	while (*at != notice)
		at = &(*at)->next;
	*at = notice->next;
	if (!*at)
		c->notices_end = at;
	notice->queued = false;
}

void isle__dispatch(struct isle_client *c)
{
	unsigned n;

	if (c->dispatching)
		return;
	c->dispatching = true;
	for (n = 0; n < FRAMES && c->notices; n++) {
		struct isle_notice *notice = c->notices;

		isle__notice_drop(c, notice);
		isle__unlock(c);
		notice->run(notice);
		isle__lock(c);
	}
	c->dispatching = false;
}

void isle__hook(struct isle_client *c, struct isle_hook *hook)
{
	hook->next = c->hooks;
	c->hooks = hook;
}

void isle__unhook(struct isle_client *c, struct isle_hook *hook)
{
	struct isle_hook **at = &c->hooks;

	while (*at && *at != hook)
		at = &(*at)->next;
	if (*at)
		*at = hook->next;
	isle__notice_drop(c, &hook->notice);
}

/* ---- the link -------------------------------------------------------------------------------------- */

static bool linked(const struct isle_client *c)
{
	return c->state >= ISLE_CLIENT_HELLO;
}

/* The first attempt after a session that lasted comes at once, later ones ever more rarely. */
static void back_off(struct isle_client *c)
{
	uint32_t max = c->config->retry_max_ms ? c->config->retry_max_ms : 1000u;

	c->dial_ms = isle__now(c) + c->retry_ms;
	c->retry_ms = c->retry_ms ? isle__min(c->retry_ms * 2, max) : RETRY_MS;
}

static void drop(struct isle_client *c)
{
	c->config->transport->close(c->config->link);
	isle_session_link_down(&c->session, -ISLE_ELINK);
	if (c->up_ms && c->now_ms - c->up_ms >= 1000u)
		c->retry_ms = 0;
	c->up_ms = 0;
	c->broken = c->stuck = c->more = false;
	c->state = c->wanted ? ISLE_CLIENT_DOWN : ISLE_CLIENT_CLOSED;
	back_off(c);
}

static void dial(struct isle_client *c)
{
	int r = isle__link_open(c);

	if (r) {
		c->error = r;
		if (r == -ISLE_EINVAL)
			c->settled = 1;
		back_off(c);
		return;
	}
	c->state = ISLE_CLIENT_HELLO;
	isle_session_link_up(&c->session, c->now_ms, c->now_us);
}

/* Memory for a frame; what lies unsent is moved on if that is what it takes. */
static int lend(struct isle_client *c, struct isle_tx *tx)
{
	const struct isle_transport *t = c->config->transport;
	int r = t->lend(c->config->link, tx);

	if (r != -ISLE_EAGAIN)
		return r;
	r = t->flush(c->config->link);
	return r ? r : t->lend(c->config->link, tx);
}

void isle__push(struct isle_client *c)
{
	const struct isle_transport *t = c->config->transport;
	struct isle_link *link = c->config->link;
	uint32_t n = c->frames_max;
	struct isle_tx tx;
	bool some = true;
	int r;

	if (!linked(c) || c->broken)
		return;
	do {
		r = lend(c, &tx);
		if (r)
			break;
		some = isle_session_output(&c->session, c->now_ms, &tx);
		r = t->send(link, &tx);
	} while (some && !r && --n);
	if (!r)
		r = t->flush(link);
	c->stuck = r == -ISLE_EAGAIN;
	if (r && !c->stuck)
		c->broken = true;
	if (!n)
		c->more = true;
}

static void pull(struct isle_client *c)
{
	const struct isle_transport *t = c->config->transport;
	struct isle_link *link = c->config->link;
	uint32_t n = c->frames_max;
	const uint8_t *frame;
	int r;

	do {
		r = t->receive(link, &frame);
		c->more = r > 0;
		if (r <= 0)
			break;
		r = isle_session_input(&c->session, c->now_ms, frame, (size_t)r);
		t->give_back(link);
	} while (!r && --n);
	if (r >= 0)
		return;
	if (r == -ISLE_EPROTO)
		isle__push(c); /* goodbye */
	c->broken = true;
}

/* ---- taking turns ---------------------------------------------------------------------------------- */

/* Waits on the port, if that can be. */
static void doze(struct isle_client *c, uint32_t wait_ms)
{
	const struct isle_port *port = c->config->port;

	if (!port->wait)
		return;
	c->waiting++;
	port->wait(port->self, wait_ms);
	c->waiting--;
}

/* Waits for input or room; without a link until it is time to dial. */
static void rest(struct isle_client *c, uint32_t wait_ms)
{
	if (!linked(c)) {
		doze(c, wait_ms);
		return;
	}
	isle__unlock(c);
	c->config->transport->wait(c->config->link, wait_ms);
	isle__lock(c);
}

static uint32_t until_dial(const struct isle_client *c)
{
	return c->state == ISLE_CLIENT_DOWN ? isle__left(c->dial_ms, c->now_ms) : ISLE_NO_DEADLINE;
}

/* When the link wants a turn by itself. Whoever waits for input only does not see that there is room. */
static uint32_t until_link(const struct isle_client *c, uint32_t stuck_ms)
{
	const struct isle_transport *t = c->config->transport;

	if (t->due && linked(c))
		return t->due(c->config->link);
	return c->stuck ? stuck_ms : ISLE_NO_DEADLINE;
}

/* Lets time pass and sends. Returns the milliseconds, at most wait_ms, until that is wanted again. */
static uint32_t proceed(struct isle_client *c, uint32_t wait_ms, uint32_t stuck_ms)
{
	wait_ms = isle__min(wait_ms, isle_session_tick(&c->session, isle__now(c)));
	isle__push(c);
	return isle__min(wait_ms, until_link(c, stuck_ms));
}

void isle__turn(struct isle_client *c, uint32_t wait_ms)
{
	uint32_t left;

	c->turning = true;
	c->stirred = false;
	isle__now(c);
	left = until_dial(c);
	if (!left)
		dial(c);
	wait_ms = proceed(c, isle__min(wait_ms, left), ISLE_NO_DEADLINE);
	if (wait_ms && !c->broken && !c->more && !c->stirred)
		rest(c, wait_ms);
	isle__now(c);
	if (linked(c) && !c->broken)
		pull(c);
	proceed(c, 0, 0); /* who waited for the time is told now */
	if (linked(c) && c->broken)
		drop(c);
	c->turning = false;
	isle__wake(c);
}

/* Lets another task turn, and waits for what comes of it. */
static void follow(struct isle_client *c, uint32_t wait_ms)
{
	c->stirred = false;
	wait_ms = proceed(c, wait_ms, 1);
	if (wait_ms && !c->stirred)
		doze(c, wait_ms);
}

static void step(struct isle_client *c, uint32_t wait_ms)
{
	if (c->turning)
		follow(c, wait_ms);
	else
		isle__turn(c, wait_ms);
}

int isle__wait(struct isle_client *c, const uint8_t *flag, uint32_t since_ms, uint32_t timeout_ms)
{
	while (!*flag) {
		uint32_t left = timeout_ms;

		if (timeout_ms != ISLE_NO_DEADLINE) {
			uint32_t passed = isle__now(c) - since_ms;

			if (passed >= timeout_ms)
				return -ISLE_ETIMEDOUT;
			left = timeout_ms - passed;
		}
		if (c->notices && !c->dispatching && !c->config->callbacks_in_poll)
			left = 0;
		step(c, left);
		if (!c->config->callbacks_in_poll)
			isle__dispatch(c);
	}
	return 0;
}

uint32_t isle_client_poll_wait(struct isle_client *c, uint32_t timeout_ms)
{
	uint32_t due;

	isle__lock(c);
	if (c->notices)
		timeout_ms = 0;
	step(c, timeout_ms);
	isle__dispatch(c);
	due = isle__min(isle_session_tick(&c->session, c->now_ms), until_dial(c));
	due = isle__min(due, until_link(c, 1));
	if (c->notices || c->more)
		due = 0;
	isle__unlock(c);
	return due;
}

uint32_t isle_client_poll(struct isle_client *c)
{
	return isle_client_poll_wait(c, 0);
}
