/* SPDX-License-Identifier: BSD-3-Clause */
#include "transport/faulty.h"

#include <string.h>

#include <isle/errors.h>
#include <isle/limits.h>

void isle_faulty_wrap(struct isle_faulty_link *link, struct isle_link *inner,
		      const struct isle_faulty_plan *plan, void *held, uint32_t held_bytes)
{
	memset(link, 0, sizeof(*link));
	link->link.transport = &isle_transport_faulty;
	link->inner = inner;
	link->plan = *plan;
	link->random = plan->seed * 2654435769u | 1u;
	link->held = held;
	link->held_cap = held_bytes;
}

/* xorshift32: Marsaglia, 2003. */
static uint32_t draw(struct isle_faulty_link *f)
{
	f->random ^= f->random << 13;
	f->random ^= f->random >> 17;
	f->random ^= f->random << 5;
	return f->random;
}

static bool happens(struct isle_faulty_link *f, uint16_t chance)
{
	if (!chance || (draw(f) >> 8 & 0xffffu) >= chance)
		return false;
	f->faults++;
	return true;
}

/* Counts a step. Returns 0; -ISLE_EAGAIN stalled; -ISLE_ELINK dead. */
static int step(struct isle_faulty_link *f)
{
	f->steps++;
	if (f->plan.die_at && f->steps >= f->plan.die_at)
		f->dead = true;
	if (f->dead)
		return -ISLE_ELINK;
	if ((int32_t)(f->stalled_until - f->steps) > 0)
		return -ISLE_EAGAIN;
	if (happens(f, f->plan.stall))
		f->stalled_until = f->steps + f->plan.stall_steps;
	return 0;
}

static struct isle_faulty_link *self(struct isle_link *link)
{
	return (struct isle_faulty_link *)link;
}

static int faulty_open(const char *address, enum isle_open_how how, struct isle_link_fds *ret_fds)
{
	(void)address;
	(void)how;
	(void)ret_fds;
	return -ISLE_ENOTSUP; /* isle_faulty_wrap() */
}

static int faulty_run(struct isle_link *link, const struct isle_link_fds *fds,
		      const struct isle_link_memory *memory)
{
	(void)link;
	(void)fds;
	(void)memory;
	return -ISLE_ENOTSUP;
}

static int faulty_lend(struct isle_link *link, struct isle_tx *ret_tx)
{
	struct isle_faulty_link *f = self(link);
	int r = step(f);

	return r ? r : f->inner->transport->lend(f->inner, ret_tx);
}

static int faulty_send(struct isle_link *link, struct isle_tx *tx)
{
	struct isle_link *inner = self(link)->inner;

	return inner->transport->send(inner, tx);
}

static int faulty_flush(struct isle_link *link)
{
	struct isle_faulty_link *f = self(link);
	int r = step(f);

	return r ? r : f->inner->transport->flush(f->inner);
}

static int hand_out_held(struct isle_faulty_link *f, const uint8_t **ret_frame)
{
	int len = (int)f->held_len;

	f->held_len = 0;
	f->held_due = false;
	f->inner_lent = false;
	*ret_frame = f->held;
	return len;
}

static void hold(struct isle_faulty_link *f, const uint8_t *frame, uint32_t len)
{
	memcpy(f->held, frame, len);
	f->held_len = len;
}

/* Decides what becomes of a frame. Returns its new length, 0 when it does not come now. */
static int harm(struct isle_faulty_link *f, const uint8_t **frame, uint32_t len)
{
	bool room = !f->held_len && len <= f->held_cap;

	if (happens(f, f->plan.drop))
		return 0;
	if (room && happens(f, f->plan.reorder)) {
		hold(f, *frame, len);
		return 0;
	}
	if (room && happens(f, f->plan.duplicate)) {
		hold(f, *frame, len);
		f->held_due = true;
	} else if (room && happens(f, f->plan.flip)) {
		hold(f, *frame, len);
		f->held[draw(f) % len] ^= (uint8_t)(1u << (draw(f) >> 8 & 7u));
		return -1;
	} else if (happens(f, f->plan.truncate)) {
		return (int)(draw(f) % len);
	}
	return (int)len;
}

static int faulty_receive(struct isle_link *link, const uint8_t **ret_frame)
{
	struct isle_faulty_link *f = self(link);
	const uint8_t *frame = NULL;
	int r = step(f), len;

	if (r)
		return r == -ISLE_EAGAIN ? 0 : r;
	if (f->held_due)
		return hand_out_held(f, ret_frame);
	for (;;) {
		r = f->inner->transport->receive(f->inner, &frame);
		if (r < 0 || (!r && !f->held_len))
			return r;
		if (!r) /* nothing overtook it */
			return hand_out_held(f, ret_frame);
		len = harm(f, &frame, (uint32_t)r);
		if (len > 0)
			break;
		f->inner->transport->give_back(f->inner);
		if (len < 0)
			return hand_out_held(f, ret_frame);
	}
	if (f->held_len)
		f->held_due = true;
	f->inner_lent = true;
	*ret_frame = frame;
	return len;
}

static void faulty_give_back(struct isle_link *link)
{
	struct isle_faulty_link *f = self(link);

	if (f->inner_lent)
		f->inner->transport->give_back(f->inner);
	f->inner_lent = false;
}

static void faulty_interest(const struct isle_link *link, struct isle_link_interest *ret_interest)
{
	const struct isle_faulty_link *f = (const struct isle_faulty_link *)link;

	f->inner->transport->interest(f->inner, ret_interest);
	if (f->dead || f->held_due)
		ret_interest->timeout_ms = 0;
	else if (((int32_t)(f->stalled_until - f->steps) > 0 || f->held_len) &&
		 ret_interest->timeout_ms > 1)
		ret_interest->timeout_ms = 1;
}

/* Others send meanwhile, so only what never changes is looked at: with faults that may hold a frame back
 * there is something to do again soon. */
static int faulty_wait(struct isle_link *link, uint32_t timeout_ms)
{
	const struct isle_faulty_plan *plan = &self(link)->plan;
	struct isle_link *inner = self(link)->inner;

	if ((plan->stall || plan->duplicate || plan->reorder || plan->die_at) && timeout_ms > 1)
		timeout_ms = 1;
	return inner->transport->wait(inner, timeout_ms);
}

static void faulty_close(struct isle_link *link)
{
	struct isle_faulty_link *f = self(link);

	f->dead = true;
	f->inner->transport->close(f->inner);
}

const struct isle_transport isle_transport_faulty = {
	.scheme = "faulty",
	.capabilities = ISLE_LINK_END,
	.frame_max = ISLE_FRAME_BYTES_MAX,
	.link_bytes = sizeof(struct isle_faulty_link),
	.open = faulty_open,
	.run = faulty_run,
	.lend = faulty_lend,
	.send = faulty_send,
	.flush = faulty_flush,
	.receive = faulty_receive,
	.give_back = faulty_give_back,
	.interest = faulty_interest,
	.wait = faulty_wait,
	.close = faulty_close,
};
