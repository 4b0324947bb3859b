/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The two applications: each calls (call.c) and serves (serve.c). What a call must lead to is written in
 * its struct op, which both ends reach beside the wire; the rules of the session are judged by it.
 */
#include "sim.h"

#include <string.h>

const char *const op_names[] = { "ADD", "WRITE", "READ", "CHANNEL", "UNKNOWN" };

/* The bytes that a call carries; its results are others. */
const uint8_t *app_content(const struct op *op, uint32_t at, bool answer)
{
	uint32_t start = (uint32_t)(op - world.ops) * 97u + (answer ? 50000u : 0u);

	return world.noise + start % (NOISE - 2 * JOB_BYTES) + at;
}

unsigned app_number(const struct op *op)
{
	return (unsigned)(op - world.ops);
}

bool app_lossy(void)
{
	return world.f.mode == LINK_LOSSY;
}

void app_judge_content(const struct op *op, const uint8_t *data, uint32_t at, uint32_t len,
		       bool answer)
{
	if (app_lossy())
		return;
	if (at > JOB_BYTES || len > JOB_BYTES - at)
		sim_fail("op %u: %u bytes at %u", app_number(op), len, at);
	if (len && memcmp(data, app_content(op, at, answer), len) != 0)
		sim_fail("op %u (%s): %s data at %u..%u is wrong", app_number(op),
			 op_names[op->type], answer ? "result" : "argument", at, at + len);
}

void app_channel_send(struct side *side, struct isle_call *call, struct op *op, uint32_t *sent,
		      bool answer, bool last)
{
	uint32_t n = op->size - *sent;

	n = sim_chance(30) ? n : sim_below(n + 1);
	if (last)
		n = op->size - *sent;
	last = last || (*sent + n == op->size && sim_chance(50));
	if (isle_call_send(&side->s, call, app_content(op, *sent, answer), n, last) < 0)
		return;
	*sent += n;
	if (op->flags & ISLE_FLAG_MESSAGE)
		*(answer ? &op->answer_eoms_sent : &op->eoms_sent) += 1;
	if (answer)
		op->answer_sent = *sent;
}

bool app_intact(const struct job *j)
{
	const uint8_t *call = (const uint8_t *)&j->call;
	size_t i, n = j->got < JOB_BYTES ? j->got + 1 : JOB_BYTES;

	for (i = 0; i < sizeof(j->call); i++)
		if (call[i] != CANARY)
			return false;
	return !n || (j->in[0] == CANARY && memcmp(j->in, j->in + 1, n - 1) == 0);
}

void app_init(struct side *side)
{
	unsigned i;

	for (i = 0; i < JOBS; i++) {
		side->jobs[i].op = NULL;
		side->jobs[i].quarantined = false;
		side->jobs[i].side = side;
	}
	memset(side->tasks, 0, sizeof(side->tasks));
	memset(side->last_order, 0, sizeof(side->last_order));
	for (i = 0; i < LENT; i++) {
		side->tasks[i].side = side;
		isle_session_lend_call(&side->s, &side->tasks[i].call);
	}
}

void app_crash(struct side *side)
{
	unsigned i;

	for (i = 0; i < JOBS; i++)
		if (side->jobs[i].op) {
			side->jobs[i].op->abandoned = true;
			side->jobs[i].op->live = false;
			side->jobs[i].op = NULL;
		}
}

void app_changed(struct side *side, int error, bool resumed)
{
	unsigned i;

	if (error) {
		world.total.lost++;
		for (i = 0; i < LENT; i++)
			if (side->tasks[i].held)
				sim_fail("side %u: a call is still served after the session's end",
					 side->nr);
		return;
	}
	world.total.ups++;
	/* In a ring lie hellos of earlier lives; what follows them puts that right. */
	if (resumed && world.f.mode == LINK_PIPE && side->peer_life != side->link_life)
		sim_fail("side %u: resumed with life %u of the peer, it was %u", side->nr,
			 side->link_life, side->peer_life);
	side->peer_life = side->link_life;
}

void app_work(struct side *side)
{
	unsigned i, n = sim_below(4);

	app_give_back(side);
	/* Time is told by input(), output() and tick(). */
	isle_session_tick(&side->s, side_ms(side));
	for (i = 0; i < LENT; i++) {
		app_task_work(&side->tasks[i]);
	}
	for (i = 0; i < JOBS; i++)
		app_job_work(&side->jobs[i]);
	if (side->s.state != ISLE_SESSION_UP && !sim_chance(3))
		n = 0;
	for (i = 0; i < JOBS && n && !world.quiet; i++) {
		if (side->jobs[i].op || world.ops_n >= OPS_MAX - 4)
			continue;
		app_start(side, &side->jobs[i]);
		n--;
	}
}

void app_check_deadlines(struct side *side, uint32_t next_ms)
{
	unsigned i;

	for (i = 0; i < JOBS; i++) {
		const struct job *j = &side->jobs[i];

		if (!j->op || !j->timed || (app_lossy() && j->op->type == OP_CHANNEL))
			continue;
		if (app_due(j))
			sim_fail("op %u (%s) outlives its deadline", app_number(j->op),
				 op_names[j->op->type]);
		if (next_ms > j->deadline_ms - side_ms(side))
			sim_fail("op %u: a deadline in %u ms, tick() wants to sleep for %u",
				 app_number(j->op), j->deadline_ms - side_ms(side), next_ms);
	}
}

bool app_idle(const struct side *side)
{
	unsigned i;

	for (i = 0; i < JOBS; i++)
		if (side->jobs[i].op)
			return false;
	for (i = 0; i < LENT; i++)
		if (side->tasks[i].held || side->tasks[i].back)
			return false;
	return app_lossy() || side->s.in_flight == 0;
}

void app_check_end(struct side *side)
{
	const struct isle_call *c;
	unsigned i, n = 0;

	for (i = 0; i < JOBS; i++) {
		if (side->jobs[i].op)
			sim_fail("op %u (%s) of side %u never ends", app_number(side->jobs[i].op),
				 op_names[side->jobs[i].op->type], side->nr);
		if (side->jobs[i].quarantined && !app_intact(&side->jobs[i]))
			sim_fail("side %u: memory of a call that ended was touched", side->nr);
	}
	for (i = 0; i < LENT; i++)
		if (side->tasks[i].held)
			sim_fail("side %u serves op %d for ever", side->nr,
				 side->tasks[i].op ? (int)app_number(side->tasks[i].op) : -1);
	if (side->s.calls)
		sim_fail("side %u: a call is left in the session", side->nr);
	for (c = side->s.unused; c; c = c->next)
		n++;
	if (n != LENT)
		sim_fail("side %u: %u lent calls of %u came back", side->nr, n, LENT);
	if (!app_lossy() && side->s.in_flight)
		sim_fail("side %u: %u calls in flight in the end", side->nr, side->s.in_flight);
	world.total.late += side->s.counters.late;
}
