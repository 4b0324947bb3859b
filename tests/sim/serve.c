/* SPDX-License-Identifier: BSD-3-Clause */
/* The callee's half of an application. */
#include "sim.h"

#include <string.h>

/* Some come back late, but never so many that the peer could not make its calls. */
void app_give_back(struct side *side)
{
	unsigned i, waiting = 0;

	for (i = 0; i < LENT; i++)
		waiting += side->tasks[i].back;
	for (i = 0; i < LENT && waiting; i++) {
		if (!side->tasks[i].back || (waiting <= SPARE && !world.quiet && sim_chance(50)))
			continue;
		side->tasks[i].back = false;
		isle_session_lend_call(&side->s, &side->tasks[i].call);
		waiting--;
	}
}

static void reply(struct task *t, int status)
{
	struct op *op = t->op;

	t->replied = true;
	if (op && !op->replied) {
		op->replied = true;
		op->reply_status = t->cancelled ? t->call.status : status;
	}
	isle_call_reply(&t->side->s, &t->call, status);
}

static void answer_write(struct task *t)
{
	if (!app_lossy() && t->op->stored != t->op->size)
		sim_fail("op %u: END after %u bytes of %u", app_number(t->op), t->op->stored,
			 t->op->size);
	t->ret[0] = t->op->stored;
	t->call.words = t->ret;
	t->call.words_n = 1;
	reply(t, 0);
}

static void task_data(struct task *t, const struct isle_frame *f)
{
	struct op *op = t->op;

	if (t->ended && !app_lossy())
		sim_fail("op %u: data after its end", app_number(op));
	app_judge_content(op, f->data, t->got, f->data_len, false);
	t->got += f->data_len;
	t->unconsumed += f->data_len;
	t->ended = t->ended || (f->flags & ISLE_FLAG_END);
	if (f->flags & ISLE_FLAG_EOM)
		op->eoms_got++;
	if (op->type == OP_WRITE)
		op->stored += f->data_len;
	if (t->unconsumed && sim_chance(50)) {
		isle_call_consumed(&t->side->s, &t->call, t->unconsumed);
		t->unconsumed = 0;
	}
	if (op->type == OP_WRITE && t->ended && !t->cancelled && sim_chance(70))
		answer_write(t);
}

static void begin_read(struct task *t)
{
	struct op *op = t->op;

	if (op->size > JOB_BYTES)
		return; /* damaged on the way */
	if (sim_chance(50)) {
		t->source_left = op->size;
		t->sourcing = true;
		isle_call_source(&t->side->s, &t->call);
		op->answer_sent = op->size;
	} else {
		t->call.out = app_content(op, 0, true);
		t->call.out_left = op->size;
		op->answer_sent = op->size;
	}
	if (sim_chance(60) || !t->sourcing)
		reply(t, 0);
}

static void accept_channel(struct task *t)
{
	if (!t->accepted)
		isle_call_accept(&t->side->s, &t->call);
	t->accepted = true;
}

static void judge_request(struct task *t)
{
	struct op *op = t->op;
	struct side *side = t->side;

	op->executed++;
	if (app_lossy())
		return;
	if (op->side == side->nr)
		sim_fail("op %u came back", app_number(op));
	if (op->executed > 1)
		sim_fail("op %u (%s) was executed twice", app_number(op), op_names[op->type]);
	if (op->never)
		sim_fail("op %u is executed, its caller was told it cannot have been",
			 app_number(op));
	if ((t->call.flags & (ISLE_FLAG_URGENT | ISLE_FLAG_CHANNEL | ISLE_FLAG_MESSAGE)) !=
	    op->flags)
		sim_fail("op %u: flags %02x", app_number(op), t->call.flags);
	if (!op->order)
		return;
	if (op->seq <= side->last_order[op->order])
		sim_fail("op %u of order %u overtook", app_number(op), op->order);
	side->last_order[op->order] = op->seq;
}

static void request(struct task *t, const struct isle_frame *f)
{
	uint32_t n = isle__frame_word(f, 2);
	struct side *side = t->side;

	t->held = true;
	t->ended = t->cancelled = t->replied = t->accepted = t->sourcing = t->back = false;
	t->got = t->unconsumed = t->sent = t->source_left = 0;
	t->op = NULL;
	t->due_us = world.now_us + sim_below(sim_chance(70) ? 2000 : 300000);
	if (n >= world.ops_n || f->code != world.ops[n].type) {
		if (!app_lossy())
			sim_fail("side %u: a call that nobody made", side->nr);
		reply(t, -ISLE_EINVAL);
		return;
	}
	t->op = &world.ops[n];
	judge_request(t);
	switch (t->op->type) {
	case OP_UNKNOWN:
		reply(t, -ISLE_ENOTSUP);
		return;
	case OP_CHANNEL:
		if (sim_chance(80))
			accept_channel(t);
		break;
	case OP_READ:
		begin_read(t);
		break;
	case OP_ADD:
		if (sim_chance(50))
			reply(t, 0);
		break;
	}
	if (f->data_len || (f->flags & (ISLE_FLAG_END | ISLE_FLAG_EOM)))
		task_data(t, f);
}

void app_serve(struct isle_call *call, enum isle_call_event what, const struct isle_frame *f)
{
	struct task *t = (struct task *)call;

	if ((what == ISLE_CALL_REQUEST) == t->held)
		sim_fail("side %u: event %d of a call that is %s", t->side->nr, (int)what,
			 t->held ? "served" : "not served");
	switch (what) {
	case ISLE_CALL_REQUEST:
		request(t, f);
		break;
	case ISLE_CALL_DATA:
		task_data(t, f);
		break;
	case ISLE_CALL_ROOM:
		break;
	case ISLE_CALL_CANCELLED:
		if (t->cancelled || t->replied)
			sim_fail("side %u: cancelled %s", t->side->nr,
				 t->replied ? "after the reply" : "twice");
		t->cancelled = true;
		if (sim_chance(50))
			reply(t, 0);
		break;
	case ISLE_CALL_CLOSED:
		t->held = false;
		t->op = NULL;
		memset(call, CANARY, sizeof(*call));
		t->back = true;
		app_give_back(t->side);
		break;
	}
}

size_t app_fill(struct isle_call *call, struct isle_tx *tx, uint8_t *dst, size_t max, bool *ret_end)
{
	struct task *t = (struct task *)call;
	uint32_t n = t->source_left < max ? t->source_left : (uint32_t)max;

	(void)tx;
	if (sim_chance(30) && !world.quiet)
		return 0;
	if (!t->op)
		sim_fail("side %u: fill() for a call that is not served", t->side->nr);
	n = sim_chance(50) ? n : sim_below(n + 1);
	memcpy(dst, app_content(t->op, t->sent, true), n);
	t->sent += n;
	t->source_left -= n;
	*ret_end = !t->source_left;
	t->sourcing = !*ret_end;
	return n;
}

void app_task_work(struct task *t)
{
	struct side *side = t->side;
	bool due = world.now_us >= t->due_us;

	if (t->held && t->sourcing && !t->cancelled)
		isle_call_source(&side->s, &t->call);
	if (!t->held || t->replied)
		return;
	if (t->unconsumed && (sim_chance(50) || world.quiet)) {
		uint32_t n = sim_chance(50) ? t->unconsumed : sim_between(1, t->unconsumed);

		t->unconsumed -= n;
		isle_call_consumed(&side->s, &t->call, n);
	}
	if (!t->op || t->cancelled) {
		if (due || sim_chance(30))
			reply(t, 0);
		return;
	}
	switch (t->op->type) {
	case OP_ADD:
	case OP_READ:
		if (due)
			reply(t, 0);
		break;
	case OP_WRITE:
		if (t->ended)
			answer_write(t);
		else if (sim_chance(1) || (world.quiet && app_lossy() && due))
			reply(t, -ISLE_EIO);
		break;
	case OP_CHANNEL:
		accept_channel(t);
		app_channel_send(side, &t->call, t->op, &t->sent, true, due && sim_chance(40));
		if (t->ended && due) {
			t->op->answer_whole = true;
			reply(t, 0);
		} else if (sim_chance(2) || (world.quiet && world.now_us > t->due_us + 5000000u)) {
			reply(t, -ISLE_EGONE);
		}
		break;
	}
}
