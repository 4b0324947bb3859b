/* SPDX-License-Identifier: BSD-3-Clause */
#include "line_sim.h"

#include <string.h>

static struct sim *now; /* the functions of a UART know only their end */

static uint32_t draw(struct sim *sim)
{
	uint64_t z = (sim->random += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return (uint32_t)((z ^ (z >> 31)) >> 32);
}

uint32_t sim_below(struct sim *sim, uint32_t n)
{
	return (uint32_t)((uint64_t)draw(sim) * n >> 32);
}

struct isle__line *sim_line(struct sim *sim, unsigned end)
{
	return (struct isle__line *)&sim->end[end].space.link;
}

/* ---- the UART ---- */

static int uart_write(void *self, const uint8_t *bytes, size_t len)
{
	struct sim_end *e = self;
	int n = 0;

	for (; len-- && e->out_end - e->out_at < e->fifo_bytes; n++)
		e->out[e->out_end++ % SIM_QUEUE] = *bytes++;
	return n ? n : -ISLE_EAGAIN;
}

static int uart_read(void *self)
{
	struct sim_end *e = self;

	if (e->in_at == e->in_end || e->in_us[e->in_at % SIM_QUEUE] > now->now_us)
		return -ISLE_EAGAIN;
	return e->in[e->in_at++ % SIM_QUEUE];
}

static uint32_t uart_time_ms(void *self)
{
	(void)self;
	return (uint32_t)(now->now_us / 1000) + now->clock_ms;
}

/* ---- the line ---- */

static void arrive(struct sim *sim, unsigned end, uint8_t byte)
{
	struct sim_end *e = &sim->end[end];

	if (e->in_end - e->in_at >= SIM_QUEUE)
		return; /* overrun */
	e->in_us[e->in_end % SIM_QUEUE] = sim->now_us + sim->delay_us;
	e->in[e->in_end++ % SIM_QUEUE] = byte;
}

static void harm(struct sim *sim, unsigned to, uint8_t byte)
{
	switch (sim_below(sim, 4)) {
	case 0:
		return;
	case 1:
		byte ^= (uint8_t)(1u << sim_below(sim, 8));
		break;
	case 2:
		arrive(sim, to, byte);
		break;
	default:
		arrive(sim, to, (uint8_t)draw(sim));
	}
	arrive(sim, to, byte);
}

static void carry(struct sim *sim, unsigned from)
{
	struct sim_end *e = &sim->end[from];
	unsigned to = sim->echo ? from : !from;
	uint8_t byte;

	if (e->out_at == e->out_end) {
		if (sim->noise[to])
			arrive(sim, to, (uint8_t)draw(sim));
		return;
	}
	byte = e->out[e->out_at++ % SIM_QUEUE];
	e->line_bytes++;
	if (sim->faults && sim_below(sim, 1000000) < sim->faults)
		harm(sim, to, byte);
	else
		arrive(sim, to, byte);
}

/* ---- the owner ---- */

static size_t frame_bytes(const struct sim *sim, uint32_t life, uint32_t number)
{
	if (sim->full)
		return ISLE__LINE_FRAME_MAX;
	return 16 + (life * 31 + number * 57) % (ISLE__LINE_FRAME_MAX - 15);
}

static uint8_t frame_byte(uint32_t life, uint32_t number, size_t i)
{
	return (uint8_t)(i % 5 ? life * 7 + number * 13 + i : 0);
}

static void check(struct sim *sim, struct sim_end *e, const uint8_t *frame, size_t len)
{
	uint32_t life, number;
	size_t i;

	memcpy(&life, frame, 4);
	memcpy(&number, frame + 4, 4);
	if (len < 16 || len != frame_bytes(sim, life, number))
		sim->wrong = "a frame of a wrong length";
	for (i = 8; i < len; i++)
		if (frame[i] != frame_byte(life, number, i))
			sim->wrong = "a damaged frame";
	if (life < e->peer_life)
		sim->wrong = "a frame of a life that is over";
	if (life != e->peer_life)
		e->got = 0;
	e->peer_life = life;
	if (number < e->got)
		sim->wrong = "a frame came twice";
	if (number > e->got && ((struct isle__line *)e)->s.rx_next) /* a reset forgets frames */
		sim->wrong = "a frame is missing";
	e->got = number + 1;
}

static void take_frames(struct sim *sim, struct sim_end *e)
{
	struct isle_link *link = &e->space.link;
	const uint8_t *frame;
	int n;

	while ((n = isle__line_receive(link, &frame)) > 0) {
		check(sim, e, frame, (size_t)n);
		isle__line_give_back(link);
	}
	if (n)
		sim->wrong = "an error of the link";
}

/* Frames of any length; never more than two unsent. */
static void send_frames(struct sim *sim, struct sim_end *e)
{
	struct isle_link *link = &e->space.link;
	struct isle_tx tx;
	size_t i;

	while (e->sent < e->want) {
		struct isle__line *l = (struct isle__line *)link;
		uint32_t before = e->out_end - e->out_at + l->out_len;

		if (isle__line_lend(link, &tx)) {
			if (isle__line_flush(link))
				return;
			continue;
		}
		if (before > e->urgent_bytes_max)
			e->urgent_bytes_max = before;
		memcpy(tx.buf, &e->life, 4);
		memcpy(tx.buf + 4, &e->sent, 4);
		tx.len = frame_bytes(sim, e->life, e->sent);
		for (i = 8; i < tx.len; i++)
			tx.buf[i] = frame_byte(e->life, e->sent, i);
		e->sent++;
		if (tx.len > tx.cap || isle__line_send(link, &tx))
			sim->wrong = "send";
	}
	isle__line_flush(link);
}

/* ---- time ---- */

void sim_init(struct sim *sim, uint64_t seed, uint32_t speed)
{
	memset(sim, 0, sizeof(*sim));
	sim->random = seed * 0x9e3779b97f4a7c15u;
	sim->byte_ns = (uint32_t)(10000000000u / speed);
	sim->delay_us = 100;
	for (unsigned i = 0; i < 2; i++) {
		struct sim_end *e = &sim->end[i];

		e->uart = (struct isle_uart){ .write = uart_write,
					      .read = uart_read,
					      .time_ms = uart_time_ms,
					      .patience_ms = ISLE_SERIAL_PATIENCE_MS(speed) };
		e->fifo_bytes = 64;
		e->turn_us = 200;
		e->want = 0xffffffffu;
	}
	now = sim;
}

void sim_start(struct sim *sim, unsigned end, unsigned window)
{
	struct sim_end *e = &sim->end[end];
	struct isle_link_memory memory = { e->rx + end, ISLE_SERIAL_MEMORY_BYTES(window),
					   e->tx + end, ISLE_SERIAL_MEMORY_BYTES(window) };

	now = sim;
	if (isle_uart_run(&e->space.link, &e->uart, e, &memory))
		sim->wrong = "run";
	sim_line(sim, end)->nonce |= (uint8_t)(2 * end); /* end 1 is a daemon's */
	e->life++;
	e->uart.start++;
	e->sent = 0;
	e->out_at = e->out_end;
	e->halted = false;
	sim->loose_us = sim->now_us + 6000u * e->uart.patience_ms;
}

static void turn(struct sim *sim, struct sim_end *e)
{
	e->next_us = sim->now_us + 1 + sim_below(sim, 2 * e->turn_us);
	if (e->halted || !e->life)
		return;
	take_frames(sim, e);
	send_frames(sim, e);
}

static void step(struct sim *sim)
{
	bool busy = sim->noise[0] || sim->noise[1];
	uint64_t next = UINT64_MAX;

	for (unsigned i = 0; i < 2; i++)
		busy |= sim->end[i].out_at != sim->end[i].out_end;
	if (busy)
		next = (sim->line_ns + sim->byte_ns) / 1000;
	for (unsigned i = 0; i < 2; i++)
		if (sim->end[i].next_us < next)
			next = sim->end[i].next_us;
	if (next > sim->now_us)
		sim->now_us = next;
	if (!busy && sim->line_ns < sim->now_us * 1000)
		sim->line_ns = sim->now_us * 1000;
	for (; (sim->line_ns + sim->byte_ns) / 1000 <= sim->now_us; sim->line_ns += sim->byte_ns) {
		carry(sim, 0);
		carry(sim, 1);
	}
	for (unsigned i = 0; i < 2; i++)
		if (sim->end[i].next_us <= sim->now_us)
			turn(sim, &sim->end[i]);
}

bool sim_run(struct sim *sim, uint64_t us)
{
	uint64_t until = sim->now_us + us;

	now = sim;
	while (sim->now_us < until && !sim->wrong)
		step(sim);
	return !sim->wrong;
}

static bool finished(const struct sim *sim)
{
	for (unsigned i = 0; i < 2; i++)
		if (sim->end[i].got != sim->end[!i].want ||
		    sim->end[i].peer_life != sim->end[!i].life)
			return false;
	return true;
}

bool sim_finish(struct sim *sim, uint64_t us)
{
	uint64_t until = sim->now_us + us;

	now = sim;
	while (sim->now_us < until && !sim->wrong && !finished(sim))
		step(sim);
	if (!sim->wrong && !finished(sim))
		sim->wrong = "not all frames came";
	return !sim->wrong;
}
