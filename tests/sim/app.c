/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The two applications: each calls and serves. What a call must lead to is written in its struct op,
 * which both ends reach beside the wire; the rules of the session are judged by it.
 */
#include "sim.h"

#include <string.h>

#define CANARY 0x5a

const char *const op_names[] = { "ADD", "WRITE", "READ", "CHANNEL", "UNKNOWN" };

/* The bytes that a call carries; its results are others. */
static const uint8_t *content(const struct op *op, uint32_t at, bool answer)
{
	uint32_t start = (uint32_t)(op - world.ops) * 97u + (answer ? 50000u : 0u);

	return world.noise + start % (NOISE - 2 * JOB_BYTES) + at;
}

static unsigned number(const struct op *op)
{
	return (unsigned)(op - world.ops);
}

static bool lossy(void)
{
	return world.f.mode == LINK_LOSSY;
}

static void judge_content(const struct op *op, const uint8_t *data, uint32_t at, uint32_t len,
			  bool answer)
{
	if (lossy())
		return;
	if (at > JOB_BYTES || len > JOB_BYTES - at)
		sim_fail("op %u: %u bytes at %u", number(op), len, at);
	if (len && memcmp(data, content(op, at, answer), len) != 0)
		sim_fail("op %u (%s): %s data at %u..%u is wrong", number(op), op_names[op->type],
			 answer ? "result" : "argument", at, at + len);
}

/* --- life --------------------------------------------------------------------------------- */

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

/* --- callee ------------------------------------------------------------------------------- */

/* Some come back late, but never so many that the peer could not make its calls. */
static void give_back(struct side *side)
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
	if (!lossy() && t->op->stored != t->op->size)
		sim_fail("op %u: END after %u bytes of %u", number(t->op), t->op->stored,
			 t->op->size);
	t->ret[0] = t->op->stored;
	t->call.words = t->ret;
	t->call.words_n = 1;
	reply(t, 0);
}

static void task_data(struct task *t, const struct isle_frame *f)
{
	struct op *op = t->op;

	if (t->ended && !lossy())
		sim_fail("op %u: data after its end", number(op));
	judge_content(op, f->data, t->got, f->data_len, false);
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
		t->call.out = content(op, 0, true);
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
	if (lossy())
		return;
	if (op->side == side->nr)
		sim_fail("op %u came back", number(op));
	if (op->executed > 1)
		sim_fail("op %u (%s) was executed twice", number(op), op_names[op->type]);
	if (op->never)
		sim_fail("op %u is executed, its caller was told it cannot have been", number(op));
	if ((t->call.flags & (ISLE_FLAG_URGENT | ISLE_FLAG_CHANNEL | ISLE_FLAG_MESSAGE)) !=
	    op->flags)
		sim_fail("op %u: flags %02x", number(op), t->call.flags);
	if (!op->order)
		return;
	if (op->seq <= side->last_order[op->order])
		sim_fail("op %u of order %u overtook", number(op), op->order);
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
		if (!lossy())
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
		give_back(t->side);
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
	memcpy(dst, content(t->op, t->sent, true), n);
	t->sent += n;
	t->source_left -= n;
	*ret_end = !t->source_left;
	t->sourcing = !*ret_end;
	return n;
}

static void channel_send(struct side *side, struct isle_call *call, struct op *op, uint32_t *sent,
			 bool answer, bool last)
{
	uint32_t n = op->size - *sent;

	n = sim_chance(30) ? n : sim_below(n + 1);
	if (last)
		n = op->size - *sent;
	last = last || (*sent + n == op->size && sim_chance(50));
	if (isle_call_send(&side->s, call, content(op, *sent, answer), n, last) < 0)
		return;
	*sent += n;
	if (op->flags & ISLE_FLAG_MESSAGE)
		*(answer ? &op->answer_eoms_sent : &op->eoms_sent) += 1;
	if (answer)
		op->answer_sent = *sent;
}

static void task_work(struct task *t)
{
	struct side *side = t->side;
	bool due = world.now_us >= t->due_us;

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
		else if (sim_chance(1) || (world.quiet && lossy() && due))
			reply(t, -ISLE_EIO);
		break;
	case OP_CHANNEL:
		accept_channel(t);
		channel_send(side, &t->call, t->op, &t->sent, true, due && sim_chance(40));
		if (t->ended && due) {
			t->op->answer_whole = true;
			reply(t, 0);
		} else if (sim_chance(2) || (world.quiet && world.now_us > t->due_us + 5000000u)) {
			reply(t, -ISLE_EGONE);
		}
		break;
	}
}

/* --- caller ------------------------------------------------------------------------------- */

static bool reached(const struct job *j)
{
	return (int32_t)(side_ms(j->side) - j->deadline_ms) >= 0;
}

static void judge_good(struct job *j)
{
	struct op *op = j->op;
	struct isle_call *call = &j->call;

	if (lossy())
		return;
	if (op->executed != 1 || call->maybe)
		sim_fail("op %u (%s) succeeded, executed %u times%s", number(op),
			 op_names[op->type], op->executed, call->maybe ? ", maybe" : "");
	if (op->type == OP_WRITE && (op->stored != op->size || j->ret[0] != op->size))
		sim_fail("op %u: written %u of %u bytes", number(op), op->stored, op->size);
	if (op->type == OP_READ && call->in_got != op->size)
		sim_fail("op %u: read %u of %u bytes", number(op), call->in_got, op->size);
	if (op->type == OP_READ && call->in)
		judge_content(op, j->in, 0, op->size, true);
	if (op->type == OP_CHANNEL &&
	    (j->got != op->answer_sent || op->answer_eoms_got != op->answer_eoms_sent))
		sim_fail("op %u: %u of %u bytes, %u of %u messages of the channel", number(op),
			 j->got, op->answer_sent, op->answer_eoms_got, op->answer_eoms_sent);
}

static void judge_bad(struct job *j)
{
	struct op *op = j->op;
	int status = j->call.status;
	/* A callee whose budget is over cuts an answer that is already on its way. */
	bool answered = op->replied && (op->reply_status == status || status == -ISLE_ETIMEDOUT);

	if (lossy())
		return;
	if (status == -ISLE_ELINK && j->side->s.state == ISLE_SESSION_UP && !answered)
		sim_fail("op %u: ELINK while the session is up", number(op));
	if (status == -ISLE_ETIMEDOUT && !answered && (j->forever || !reached(j)))
		sim_fail("op %u: ETIMEDOUT before its time", number(op));
	if (op->type == OP_WRITE && j->call.out_done > op->stored)
		sim_fail("op %u: %u bytes acknowledged, %u stored", number(op), j->call.out_done,
			 op->stored);
	if (j->call.maybe || answered || status == -ISLE_EMSGSIZE)
		return;
	if (op->executed)
		sim_fail("op %u (%s) was executed, its caller is told it cannot have been (%d)",
			 number(op), op_names[op->type], status);
	op->never = true;
}

static void job_closed(struct job *j)
{
	struct op *op = j->op;

	sim_trace("%u: op %u (%s) ends with %d%s", j->side->nr, number(op), op_names[op->type],
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
	judge_content(j->op, f->data, j->got, f->data_len, true);
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

static bool intact(const struct job *j)
{
	const uint8_t *call = (const uint8_t *)&j->call;
	size_t i, n = j->got < JOB_BYTES ? j->got + 1 : JOB_BYTES;

	for (i = 0; i < sizeof(j->call); i++)
		if (call[i] != CANARY)
			return false;
	return !n || (j->in[0] == CANARY && memcmp(j->in, j->in + 1, n - 1) == 0);
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
		call->out = content(op, 0, false);
		call->out_left = op->size;
	}
}

static void start(struct side *side, struct job *j)
{
	bool forever = sim_chance(30) && !lossy() && !world.f.same_nonce;
	uint32_t budget = sim_chance(40) ? sim_below(30) : sim_below(1500);
	struct op *op;

	if (j->quarantined && !intact(j))
		sim_fail("side %u: memory of a call that ended was touched", side->nr);
	memset(&j->call, 0, sizeof(j->call));
	j->quarantined = false;
	op = j->op = draw_op(side);
	j->got = j->unconsumed = j->sent = 0;
	j->since_us = world.now_us;
	j->words[0] = number(op);
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
		  number(op), op_names[op->type], op->size, op->order, op->flags,
		  forever ? -1 : (int)budget);
	if (isle_call_start(&side->s, &j->call, forever ? ISLE_NO_DEADLINE : budget)) {
		if (side->s.state == ISLE_SESSION_UP)
			sim_fail("op %u was not taken", number(op));
		op->live = false;
		op->never = true;
		j->op = NULL;
		return;
	}
	world.total.calls++;
}

static void job_work(struct job *j)
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
		channel_send(side, &j->call, j->op, &j->sent, false,
			     age > 100000 && sim_chance(40));
		if (!j->op)
			return;
	}
	if ((!world.quiet && sim_chance(2)) || (world.quiet && lossy() && age > 8000000u))
		isle_call_cancel(&side->s, &j->call, -ISLE_EINTR);
}

static void rearm(struct task *t)
{
	if (t->held && t->sourcing && !t->cancelled)
		isle_call_source(&t->side->s, &t->call);
}

void app_work(struct side *side)
{
	unsigned i, n = sim_below(4);

	give_back(side);
	/* Time is told by input(), output() and tick(). */
	isle_session_tick(&side->s, side_ms(side));
	for (i = 0; i < LENT; i++) {
		task_work(&side->tasks[i]);
		rearm(&side->tasks[i]);
	}
	for (i = 0; i < JOBS; i++)
		job_work(&side->jobs[i]);
	if (side->s.state != ISLE_SESSION_UP && !sim_chance(3))
		n = 0;
	for (i = 0; i < JOBS && n && !world.quiet; i++) {
		if (side->jobs[i].op || world.ops_n >= OPS_MAX - 4)
			continue;
		start(side, &side->jobs[i]);
		n--;
	}
}

/* --- judgement ---------------------------------------------------------------------------- */

void app_check_deadlines(struct side *side, uint32_t next_ms)
{
	unsigned i;

	for (i = 0; i < JOBS; i++) {
		const struct job *j = &side->jobs[i];

		if (!j->op || !j->timed || (lossy() && j->op->type == OP_CHANNEL))
			continue;
		if (reached(j))
			sim_fail("op %u (%s) outlives its deadline", number(j->op),
				 op_names[j->op->type]);
		if (next_ms > j->deadline_ms - side_ms(side))
			sim_fail("op %u: a deadline in %u ms, tick() wants to sleep for %u",
				 number(j->op), j->deadline_ms - side_ms(side), next_ms);
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
	return lossy() || side->s.in_flight == 0;
}

void app_check_end(struct side *side)
{
	const struct isle_call *c;
	unsigned i, n = 0;

	for (i = 0; i < JOBS; i++) {
		if (side->jobs[i].op)
			sim_fail("op %u (%s) of side %u never ends", number(side->jobs[i].op),
				 op_names[side->jobs[i].op->type], side->nr);
		if (side->jobs[i].quarantined && !intact(&side->jobs[i]))
			sim_fail("side %u: memory of a call that ended was touched", side->nr);
	}
	for (i = 0; i < LENT; i++)
		if (side->tasks[i].held)
			sim_fail("side %u serves op %d for ever", side->nr,
				 side->tasks[i].op ? (int)number(side->tasks[i].op) : -1);
	if (side->s.calls)
		sim_fail("side %u: a call is left in the session", side->nr);
	for (c = side->s.unused; c; c = c->next)
		n++;
	if (n != LENT)
		sim_fail("side %u: %u lent calls of %u came back", side->nr, n, LENT);
	if (!lossy() && side->s.in_flight)
		sim_fail("side %u: %u calls in flight in the end", side->nr, side->s.in_flight);
	world.total.late += side->s.counters.late;
}
