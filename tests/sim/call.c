/* SPDX-License-Identifier: BSD-3-Clause */
/* The caller's half of an application, and what must come of its calls. */
#include "sim.h"

#include <string.h>

bool app_due(const struct job *j)
{
	return (int32_t)(side_ms(j->side) - j->deadline_ms) >= 0;
}

static void judge_good(struct job *j)
{
	struct op *op = j->op;
	struct isle_call *call = &j->call;

	if (app_lossy())
		return;
	if (op->executed != 1 || call->maybe)
		sim_fail("op %u (%s) succeeded, executed %u times%s", app_number(op),
			 op_names[op->type], op->executed, call->maybe ? ", maybe" : "");
	if (op->type == OP_WRITE && (op->stored != op->size || j->ret[0] != op->size))
		sim_fail("op %u: written %u of %u bytes", app_number(op), op->stored, op->size);
	if (op->type == OP_READ && call->in_got != op->size)
		sim_fail("op %u: read %u of %u bytes", app_number(op), call->in_got, op->size);
	if (op->type == OP_READ && call->in)
		app_judge_content(op, j->in, 0, op->size, true);
	if (op->type == OP_CHANNEL &&
	    (j->got != op->answer_sent || op->answer_eoms_got != op->answer_eoms_sent))
		sim_fail("op %u: %u of %u bytes, %u of %u messages of the channel", app_number(op),
			 j->got, op->answer_sent, op->answer_eoms_got, op->answer_eoms_sent);
}

static void judge_bad(struct job *j)
{
	struct op *op = j->op;
	int status = j->call.status;
	/* A callee whose budget is over cuts an answer that is already on its way. */
	bool answered = op->replied && (op->reply_status == status || status == -ISLE_ETIMEDOUT);

	if (app_lossy())
		return;
	if (status == -ISLE_ELINK && j->side->s.state == ISLE_SESSION_UP && !answered)
		sim_fail("op %u: ELINK while the session is up", app_number(op));
	if (status == -ISLE_ETIMEDOUT && !answered && (j->forever || !app_due(j)))
		sim_fail("op %u: ETIMEDOUT before its time", app_number(op));
	if (op->type == OP_WRITE && j->call.out_done > op->stored)
		sim_fail("op %u: %u bytes acknowledged, %u stored", app_number(op),
			 j->call.out_done, op->stored);
	if (j->call.maybe || answered || status == -ISLE_EMSGSIZE)
		return;
	if (op->executed)
		sim_fail("op %u (%s) was executed, its caller is told it cannot have been (%d)",
			 app_number(op), op_names[op->type], status);
	op->never = true;
}

static void job_closed(struct job *j)
{
	struct op *op = j->op;

	sim_trace("%u: op %u (%s) ends with %d%s", j->side->nr, app_number(op), op_names[op->type],
		  j->call.status, j->call.maybe ? ", maybe" : "");
	if (j->call.status >= 0)
		judge_good(j);
	else
		judge_bad(j);
	world.total.good += j->call.status >= 0;
	op->live = false;
	j->op = NULL;
	/* The memory is ours again: whoever touches it now is caught. */
	j->quarantined = true;
	memset(&j->call, CANARY, sizeof(j->call));
	memset(j->in, CANARY, op->size < JOB_BYTES ? op->size + 1 : JOB_BYTES);
	j->got = op->size;
}

static void job_data(struct job *j, const struct isle_frame *f)
{
	app_judge_content(j->op, f->data, j->got, f->data_len, true);
	j->got += f->data_len;
	j->unconsumed += f->data_len;
	j->op->answer_eoms_got += (f->flags & ISLE_FLAG_EOM) != 0;
	if (j->op->type == OP_CHANNEL)
		j->timed = false;
	if (sim_chance(2)) {
		isle_call_cancel(&j->side->s, &j->call, -ISLE_ECONNABORTED);
	} else if (sim_chance(50)) {
		isle_call_consumed(&j->side->s, &j->call, j->unconsumed);
		j->unconsumed = 0;
	}
}

static void job_event(struct isle_call *call, enum isle_call_event what, const struct isle_frame *f)
{
	struct job *j = (struct job *)call;

	if (!j->op)
		sim_fail("side %u: event %d of a call that ended", j->side->nr, (int)what);
	switch (what) {
	case ISLE_CALL_DATA:
		job_data(j, f);
		break;
	case ISLE_CALL_ROOM:
		if (j->op->type == OP_CHANNEL)
			j->timed = false; /* it may have been accepted */
		break;
	case ISLE_CALL_CLOSED:
		job_closed(j);
		break;
	default:
		sim_fail("a caller gets event %d", (int)what);
	}
}

static struct op *draw_op(struct side *side)
{
	struct op *op = &world.ops[world.ops_n++];
	static const uint8_t types[] = { OP_ADD,  OP_ADD,  OP_ADD,     OP_WRITE,  OP_WRITE,
					 OP_READ, OP_READ, OP_CHANNEL, OP_UNKNOWN };

	op->side = (uint8_t)side->nr;
	op->type = types[sim_below(sizeof(types))];
	op->flags = sim_chance(15) ? ISLE_FLAG_URGENT : 0;
	if (op->type == OP_CHANNEL)
		op->flags |= sim_chance(40) ? ISLE_FLAG_CHANNEL | ISLE_FLAG_MESSAGE
					    : ISLE_FLAG_CHANNEL;
	op->size = sim_chance(20) ? 0 : sim_below(world.f.size_max);
	if (op->type == OP_ADD || op->type == OP_UNKNOWN)
		op->size = sim_below(20);
	op->order = sim_chance(30) ? sim_between(1, 4) : 0;
	op->seq = world.ops_n;
	op->window = op->size;
	op->live = true;
	return op;
}

static void set_data(struct job *j)
{
	struct op *op = j->op;
	struct isle_call *call = &j->call;

	if (op->type == OP_READ) {
		call->in = sim_chance(70) ? j->in : NULL;
		/* a source learns its end from the last byte: it needs credit for one more */
		call->in_room = op->size + 1;
		if (!call->in && op->size > 200 && sim_chance(50))
			call->in_room = op->size; /* a window of just that many */
		memset(j->in, 0, op->size < JOB_BYTES ? op->size + 1 : op->size);
	} else if (op->type == OP_CHANNEL) {
		call->in_room = sim_between(1, 3000);
		call->out_more = true;
	} else {
		call->out = app_content(op, 0, false);
		call->out_left = op->size;
	}
}

void app_start(struct side *side, struct job *j)
{
	bool forever = sim_chance(30) && !app_lossy() && !world.f.same_nonce;
	uint32_t budget = sim_chance(40) ? sim_below(30) : sim_below(1500);
	struct op *op;

	if (j->quarantined && !app_intact(j))
		sim_fail("side %u: memory of a call that ended was touched", side->nr);
	memset(&j->call, 0, sizeof(j->call));
	j->quarantined = false;
	op = j->op = draw_op(side);
	j->got = j->unconsumed = j->sent = 0;
	j->since_us = world.now_us;
	j->words[0] = app_number(op);
	j->words[1] = op->size;
	j->call.event = job_event;
	j->call.words = j->words;
	j->call.words_n = (uint8_t)sim_between(1, 3);
	j->call.ret_words = j->ret;
	j->call.ret_n = 2;
	j->call.service = 9;
	j->call.method = op->type;
	j->call.flags = op->flags;
	j->call.context = (uint8_t)sim_below(3);
	j->call.order = op->order;
	set_data(j);
	j->timed = !forever;
	j->forever = forever;
	j->deadline_ms = side->s.now_ms + budget;
	sim_trace("%u: op %u (%s) of %u bytes, order %u, flags %02x, budget %d", side->nr,
		  app_number(op), op_names[op->type], op->size, op->order, op->flags,
		  forever ? -1 : (int)budget);
	if (isle_call_start(&side->s, &j->call, forever ? ISLE_NO_DEADLINE : budget)) {
		if (side->s.state == ISLE_SESSION_UP)
			sim_fail("op %u was not taken", app_number(op));
		op->live = false;
		op->never = true;
		j->op = NULL;
		return;
	}
	world.total.calls++;
}

void app_job_work(struct job *j)
{
	struct side *side = j->side;
	uint64_t age = world.now_us - j->since_us;

	if (!j->op)
		return;
	if (j->unconsumed && (sim_chance(50) || world.quiet)) {
		isle_call_consumed(&side->s, &j->call, j->unconsumed);
		j->unconsumed = 0;
	}
	if (j->op->type == OP_CHANNEL) {
		app_channel_send(side, &j->call, j->op, &j->sent, false,
				 age > 100000 && sim_chance(40));
		if (!j->op)
			return;
	}
	if ((!world.quiet && sim_chance(2)) || (world.quiet && app_lossy() && age > 8000000u))
		isle_call_cancel(&side->s, &j->call, -ISLE_EINTR);
}
