/* SPDX-License-Identifier: BSD-3-Clause */
/* One process of the two: a session of the product, a clock, a life. */
#include "sim.h"

#include <string.h>

static struct side *side_of(const struct isle_session *s)
{
	return s == &world.sides[0].s ? &world.sides[0] : &world.sides[1];
}

uint64_t side_us(const struct side *side)
{
	return side->clock_us + world.now_us;
}

uint32_t side_ms(const struct side *side)
{
	return (uint32_t)(side_us(side) / 1000u);
}

static uint64_t time_us(struct isle_session *s)
{
	return side_us(side_of(s));
}

static void changed(struct isle_session *s, int error, bool resumed)
{
	struct side *side = side_of(s);

	sim_trace("%u: session %s, error %d%s", side->nr, error ? "down" : "up", error,
		  resumed ? ", resumed" : "");
	watch_reset(side);
	if (!error)
		side->heard_us = side_us(side);
	else
		side->lost_us = side_us(side);
	app_changed(side, error, resumed);
}

static int accept_hello(struct isle_session *s, const struct isle_hello *hello, uint64_t *ret_id)
{
	struct side *side = side_of(s);

	if (!world.quiet && sim_chance(3))
		return -ISLE_EBUSY;
	if (hello->session_id && hello->session_id == side->known_id &&
	    side_us(side) - side->lost_us < ISLE_LINGER_MS * 1000u)
		return 1;
	side->known_id = (uint64_t)sim_random() << 32 | sim_random() | 1u;
	*ret_id = side->known_id;
	return 0;
}

void side_start(unsigned nr)
{
	struct side *side = &world.sides[nr];

	sim_trace("side %u starts", nr);
	side->ops = (struct isle_session_ops){ .serve = app_serve,
					       .changed = changed,
					       .hello = nr ? isle_session_accepts
							   : isle_session_presents,
					       .accept = nr ? accept_hello : NULL,
					       .fill = app_fill,
					       .time_us = time_us };
	side->config.ops = &side->ops;
	side->alive = true;
	link_forget(nr);
	side->linked = false;
	side->life++;
	side->known_id = 0;
	side->peer_life = 0;
	side->place_len = 0;
	side->die_after = 0;
	memset(&side->s, 0xa5, sizeof(side->s));
	isle_session_init(&side->s, &side->config);
	app_init(side);
	watch_reset(side);
	sim_at(AT_WORK + nr, world.now_us + sim_below(1000));
	sim_at(AT_NOTICE + nr, world.now_us + sim_below(1000));
}

/* The process is gone between two instructions; nothing of it is told anything. */
void side_crash(struct side *side)
{
	sim_trace("side %u crashes", side->nr);
	world.total.crashes++;
	app_crash(side);
	side->alive = side->linked = false;
	world.at[AT_TURN + side->nr] = world.at[AT_WORK + side->nr] = NEVER;
	if (world.f.mode == LINK_PIPE)
		link_cut();
	sim_at(AT_RESTART + side->nr, world.now_us + sim_below(sim_chance(50) ? 1000 : 500000));
}

void side_link_up(struct side *side)
{
	uint32_t nonce = world.f.same_nonce ? 7 : sim_random();

	sim_trace("%u: link up", side->nr);
	side->linked = true;
	side->place_len = 0;
	if (isle__pipe_init(&side->pipe, side->rx, sizeof(side->rx), side->config.frame_max))
		sim_fail("pipe");
	isle_session_link_up(&side->s, side_ms(side), nonce);
	link_ready(side);
	side_turn(side);
}

void side_link_down(struct side *side)
{
	sim_trace("%u: link down", side->nr);
	side->linked = false;
	side->place_len = 0;
	isle_session_link_down(&side->s, -ISLE_ELINK);
	side_turn(side);
}

/* Silence longer than agreed must have been noticed. */
static void check_silence(const struct side *side)
{
	const struct isle_session *s = &side->s;

	if (s->state == ISLE_SESSION_UP && s->keepalive_ms &&
	    side_us(side) / 1000u - side->heard_us / 1000u > s->keepalive_ms)
		sim_fail("side %u: silent for %llu ms and still up", side->nr,
			 (unsigned long long)(side_us(side) - side->heard_us) / 1000u);
}

static bool output(struct side *side, uint32_t room)
{
	static uint8_t frame[140000];
	struct isle_tx tx = { .buf = frame, .cap = room };

	if (!isle_session_output(&side->s, side_ms(side), &tx))
		return false;
	watch_out(side, frame, (uint32_t)tx.len);
	link_send(side, frame, (uint32_t)tx.len);
	if (side->die_after && --side->die_after == 0) {
		side_crash(side);
		return false;
	}
	return true;
}

void side_turn(struct side *side)
{
	uint32_t next, room;

	if (!side->alive || side->frozen_us > world.now_us)
		return;
	next = isle_session_tick(&side->s, side_ms(side));
	app_check_deadlines(side, next);
	check_silence(side);
	while (side->linked && (room = link_room(side)) != 0 && output(side, room))
		;
	if (!side->alive)
		return;
	next = isle_session_tick(&side->s, side_ms(side));
	if (next != ISLE_NO_DEADLINE)
		sim_at(AT_TURN + side->nr,
		       world.now_us + (uint64_t)next * 1000u + sim_below(world.f.slack_us + 1));
}

static void judge_input(struct side *side, int error)
{
	if (!error)
		return;
	/* With one nonce for all lives, an old answer in the ring may be taken until the new comes. */
	if (world.f.mode == LINK_PIPE || (world.f.mode != LINK_LOSSY && !world.f.same_nonce))
		sim_fail("side %u: the other end broke the protocol", side->nr);
	sim_trace("%u: violation", side->nr);
}

void side_frame(struct side *side, const uint8_t *frame, uint32_t len)
{
	watch_in(side, frame, len);
	if (side->s.state == ISLE_SESSION_UP && (frame[2] | frame[3] << 8) == side->s.tag &&
	    frame[0] != ISLE_KIND_HELLO)
		side->heard_us = side_us(side);
	sim_trace("     -> %u kind %u id %u", side->nr, frame[0], frame[4] | frame[5] << 8);
	judge_input(side, isle_session_input(&side->s, side_ms(side), frame, len));
}

void side_placed(struct side *side, uint32_t frame_len)
{
	watch_in(side, side->head, frame_len);
	if (side->s.state == ISLE_SESSION_UP && (side->head[2] | side->head[3] << 8) == side->s.tag)
		side->heard_us = side_us(side);
	sim_trace("     => %u kind %u id %u", side->nr, side->head[0],
		  side->head[4] | side->head[5] << 8);
	judge_input(side, isle_session_input_placed(&side->s, side_ms(side), side->head,
						    side->head_len, frame_len));
}
