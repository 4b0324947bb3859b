/* SPDX-License-Identifier: BSD-3-Clause */
/* The link. Each direction is a queue of frames behind their lengths, whatever its kind. */
#include "sim.h"

#include <string.h>

#define QUEUE     400000u
#define FRAME_MAX 140000u
#define LOOK_US   10000u /* for the other end, where it is not there */

static struct queue {
	uint8_t bytes[QUEUE];
	uint32_t head, len;
	uint64_t stalled_us;
} queues[2]; /* [n]: towards side n */

/* PIPE: whether the two are joined. An end sees the cut when it has read what arrived before. */
static bool joined;
static bool telling[2]; /* side n has yet to see the cut */

static uint32_t least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static uint32_t length_at(const uint8_t *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static uint64_t soon(void)
{
	return world.now_us + sim_below(2 * world.f.delay_us + 1);
}

static void empty(struct queue *q)
{
	q->head = q->len = 0;
}

void link_reset(void)
{
	empty(&queues[0]);
	empty(&queues[1]);
	queues[0].stalled_us = queues[1].stalled_us = 0;
	joined = telling[0] = telling[1] = false;
	if (world.rings)
		rings_reset();
}

uint32_t link_room(const struct side *from)
{
	if (world.rings)
		return rings_room(from->nr);
	return queues[!from->nr].len < world.f.queue_bytes ? FRAME_MAX : 0;
}

static void expect_delivery(unsigned to)
{
	uint64_t at = soon();

	if (!queues[to].len && !rings_rung(to))
		return;
	if (at < queues[to].stalled_us)
		at = queues[to].stalled_us;
	sim_at(AT_DELIVER + to, at);
}

static void append(struct queue *q, const uint8_t *frame, uint32_t len)
{
	uint8_t *at;

	if (q->head + q->len + 4 + len > QUEUE) {
		memmove(q->bytes, q->bytes + q->head, q->len);
		q->head = 0;
	}
	if (q->len + 4 + len > QUEUE)
		return; /* only what was sent twice */
	at = q->bytes + q->head + q->len;
	isle__pipe_encode(at, len);
	memcpy(at + 4, frame, len);
	q->len += 4 + len;
}

void link_send(struct side *from, const uint8_t *frame, uint32_t len)
{
	struct queue *q = &queues[!from->nr];

	if (world.rings) {
		rings_send(from->nr, frame, len);
		expect_delivery(!from->nr);
		return;
	}
	if (world.f.mode == LINK_PIPE && !joined)
		return; /* it does not know yet */
	append(q, frame, len);
	expect_delivery(!from->nr);
}

/* Whole frames, some of them mistreated where the link does that. */
static void deliver_frames(struct side *to, struct queue *q)
{
	static uint8_t frame[140000];
	bool lossy = world.f.mode == LINK_LOSSY && !world.quiet;
	unsigned n = 1 + sim_below(4);
	uint32_t len;

	while (n-- && q->len) {
		len = length_at(q->bytes + q->head);
		memcpy(frame, q->bytes + q->head + 4, len);
		q->head += 4 + len;
		q->len -= 4 + len;
		if (lossy && sim_chance(3)) {
			sim_trace("frame to %u lost", to->nr);
			continue;
		}
		if (lossy && sim_chance(2)) {
			sim_trace("frame to %u twice", to->nr);
			append(q, frame, len);
		}
		if (lossy && q->len && sim_chance(2)) {
			sim_trace("frame to %u late", to->nr);
			append(q, frame, len);
			continue;
		}
		if (lossy && sim_chance(2))
			frame[sim_below(len)] ^= (uint8_t)(1u << sim_below(8));
		if (to->alive && to->linked)
			side_frame(to, frame, len);
	}
}

/* Continues a payload whose head is known, where the session wants it. */
static void deliver_placed(struct side *to, const uint8_t *bytes, uint32_t n)
{
	size_t room;
	uint8_t *at = isle_session_place(&to->s, to->head, to->head_len,
					 to->head_len + to->place_len, &room);

	if (at && room != to->place_len)
		sim_fail("side %u places %zu bytes of %u", to->nr, room, to->place_len);
	if (at)
		memcpy(at + to->place_got, bytes, n);
	to->place_got += n;
	if (to->place_got == to->place_len) {
		uint32_t frame_len = to->head_len + to->place_len;

		to->place_len = 0;
		side_placed(to, frame_len);
	}
}

/* A frame that is not whole yet may be one whose payload has its place. */
static void try_place(struct side *to)
{
	const uint8_t *head;
	uint32_t frame_len;
	size_t here = isle__pipe_peek(&to->pipe, &head, &frame_len), room;
	uint32_t fixed, got;

	if (here < 16 || !sim_chance(70))
		return;
	fixed = head[12] | (uint32_t)head[13] << 8;
	if (here < fixed || fixed > sizeof(to->head) || here >= frame_len)
		return;
	if (!isle_session_place(&to->s, head, fixed, frame_len, &room))
		return;
	memcpy(to->head, head, fixed);
	to->head_len = fixed;
	to->place_len = frame_len - fixed;
	to->place_got = 0;
	got = (uint32_t)here - fixed;
	if (got)
		deliver_placed(to, head + fixed, got);
	isle__pipe_drop(&to->pipe);
}

static void take_frames(struct side *to)
{
	const uint8_t *frame;
	int len;

	while (to->alive && to->linked && (len = isle__pipe_next(&to->pipe, &frame)) != 0) {
		if (len < 0)
			sim_fail("side %u: framing broken", to->nr);
		side_frame(to, frame, (uint32_t)len);
	}
	if (to->alive && to->linked)
		try_place(to);
}

static void deliver_bytes(struct side *to, struct queue *q)
{
	uint32_t n = least(q->len, sim_between(1, world.f.chunk)), some;
	const uint8_t *bytes;
	size_t room;
	uint8_t *at;

	while (n && q->len && to->alive && to->linked) {
		some = n = least(n, q->len);
		bytes = q->bytes + q->head;
		if (to->place_len) {
			some = least(n, to->place_len - to->place_got);
		} else {
			at = isle__pipe_room(&to->pipe, &room);
			some = least(n, (uint32_t)room);
			memcpy(at, bytes, some);
			isle__pipe_received(&to->pipe, some);
		}
		q->head += some;
		q->len -= some;
		n -= some;
		if (to->place_len)
			deliver_placed(to, bytes, some);
		else
			take_frames(to);
	}
}

void link_forget(unsigned nr)
{
	rings_stop(nr, true);
	telling[nr] = false;
}

void link_ready(const struct side *to)
{
	if (world.rings)
		rings_start(to->nr);
	expect_delivery(to->nr);
	expect_delivery(!to->nr);
}

static void deliver_rings(struct side *to)
{
	if (rings_deliver(to))
		sim_at(AT_DELIVER + to->nr, world.now_us + sim_below(LOOK_US));
	if (telling[to->nr])
		sim_at(AT_NOTICE + to->nr, soon());
	side_turn(to);
	expect_delivery(to->nr);
	expect_delivery(!to->nr);
}

void link_deliver(struct side *to)
{
	struct queue *q = &queues[to->nr];
	bool there = to->alive && to->linked;

	if (world.f.mode != LINK_PIPE && !there)
		return; /* it stays where it is until link_ready() */
	if (world.rings) {
		deliver_rings(to);
		return;
	}
	if (world.f.mode != LINK_PIPE)
		deliver_frames(to, q);
	else if (there)
		deliver_bytes(to, q);
	else
		empty(q);
	expect_delivery(to->nr);
	if (telling[to->nr] && !q->len)
		sim_at(AT_NOTICE + to->nr, soon());
	side_turn(to);
	side_turn(&world.sides[!to->nr]); /* there is room again */
}

/* A pipe loses its last bytes, from any byte on. Messages without an end stay where they are. */
void link_cut(void)
{
	unsigned i;

	if (world.f.mode == LINK_PIPE && !joined)
		return;
	world.total.cuts++;
	sim_trace("link cut");
	joined = false;
	for (i = 0; i < 2; i++) {
		struct queue *q = &queues[i];

		telling[i] = world.sides[i].alive;
		if (world.f.mode == LINK_PIPE)
			q->len = sim_chance(30) ? 0 : sim_below(q->len + 1);
		if (!q->len || world.f.mode != LINK_PIPE)
			sim_at(AT_NOTICE + i, soon());
	}
}

/* Both ends of a pipe come up when both are there and have seen the end of the one before. */
static void join(void)
{
	unsigned i;

	if (world.f.mode == LINK_PIPE) {
		for (i = 0; i < 2; i++)
			if (!world.sides[i].alive || world.sides[i].linked)
				return;
		empty(&queues[0]);
		empty(&queues[1]);
		joined = true;
		telling[0] = telling[1] = false;
		world.sides[0].link_life = world.sides[1].life;
		world.sides[1].link_life = world.sides[0].life;
	}
	for (i = 0; i < 2; i++)
		if (world.sides[i].alive && !world.sides[i].linked &&
		    (joined || world.f.mode != LINK_PIPE))
			side_link_up(&world.sides[i]);
}

void link_notice(struct side *side)
{
	if (telling[side->nr]) {
		telling[side->nr] = false;
		if (side->alive && side->linked) {
			rings_stop(side->nr, false);
			side_link_down(side);
		}
		sim_at(AT_NOTICE + side->nr, world.now_us + sim_below(50000));
	} else if (side->alive && !side->linked) {
		join();
		if (!side->linked) /* the other one is not there */
			sim_at(AT_NOTICE + side->nr, world.now_us + sim_between(1, 50000));
	}
}

void link_stall(void)
{
	unsigned to = sim_below(2);

	queues[to].stalled_us = world.now_us + sim_below(500000);
	sim_trace("link to %u stalls", to);
	if (world.at[AT_DELIVER + to] < queues[to].stalled_us)
		world.at[AT_DELIVER + to] = queues[to].stalled_us;
}
