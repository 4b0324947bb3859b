/* SPDX-License-Identifier: BSD-3-Clause */
#include "pair.h"

#include <stdlib.h>
#include <string.h>

#define JOB_MEMORIES 32

struct pair pair;

uint8_t pattern(uint32_t at)
{
	return (uint8_t)(at * 7u + (at >> 8) * 13u + 1u);
}

void pattern_fill(uint8_t *dst, uint32_t at, uint32_t len)
{
	uint32_t i;

	for (i = 0; i < len; i++)
		dst[i] = pattern(at + i);
}

bool pattern_is(const uint8_t *data, uint32_t at, uint32_t len)
{
	uint32_t i;

	for (i = 0; i < len; i++)
		if (data[i] != pattern(at + i))
			return false;
	return true;
}

uint32_t checksum(const uint8_t *data, uint32_t len)
{
	uint32_t sum = 1, i;

	for (i = 0; i < len; i++)
		sum = sum * 31u + data[i];
	return sum;
}

/* --- the application: callee --------------------------------------------------------------- */

static uint32_t gathered[TASKS_MAX][2];

void task_reply(struct task *t, int status)
{
	isle_call_reply(&t->end->s, &t->call, status);
}

static void task_answer(struct task *t)
{
	uint32_t *result = gathered[t - t->end->tasks];

	if (t->call.method == ECHO) {
		t->call.words = t->words;
		t->call.words_n = 4;
		t->call.out = t->data;
		t->call.out_left = t->data_len;
		task_reply(t, 0);
	} else if (t->call.method == GATHER) {
		result[0] = t->data_len;
		result[1] = checksum(t->data, t->data_len);
		t->call.words = result;
		t->call.words_n = 2;
		task_reply(t, 0);
	}
}

static void task_data(struct task *t, const struct isle_frame *frame)
{
	CHECK(t->data_len + frame->data_len <= DATA_MAX);
	CHECK(!t->ended);
	if (frame->data_len)
		memcpy(t->data + t->data_len, frame->data, frame->data_len);
	t->data_len += (uint32_t)frame->data_len;
	t->eoms += (frame->flags & EOM) != 0;
	t->ended = frame->flags & END;
	if (!t->keep && frame->data_len)
		isle_call_consumed(&t->end->s, &t->call, (uint32_t)frame->data_len);
	if (t->ended)
		task_answer(t);
}

static void task_request(struct task *t, const struct isle_frame *frame)
{
	static uint8_t memory[2 * TASKS_MAX][DATA_MAX];
	struct isle_session *s = &t->end->s;
	unsigned i;

	memset(t->words, 0, sizeof(t->words));
	t->data = memory[(t->end == &pair.b ? TASKS_MAX : 0) + (t - t->end->tasks)];
	t->data_len = t->at = 0;
	t->datas = t->eoms = t->rooms = t->cancelled = t->closed = 0;
	t->ended = t->starve = false;
	t->keep = t->call.method == HOLD || t->call.method == OPEN;
	t->requests++;
	t->end->arrived[t->end->arrivals++ % 256] = t;
	for (i = 0; i < 8; i++)
		t->words[i] = isle__frame_word(frame, 2 + i);
	if (t->call.method == SPEW) {
		CHECK(t->words[0] <= DATA_MAX);
		pattern_fill(t->data, 0, t->words[0]);
		t->call.out = t->data;
		t->call.out_left = t->words[0];
		task_reply(t, 0);
		return;
	}
	if (t->call.method == SOURCE) {
		t->left = t->words[0];
		isle_call_source(s, &t->call);
		task_reply(t, 0);
		return;
	}
	if (t->call.method == OPEN)
		isle_call_accept(s, &t->call);
	if (t->call.method == 0 || t->call.method > OPEN) {
		task_reply(t, -ISLE_ENOTSUP);
		return;
	}
	task_data(t, frame);
}

static void serve(struct isle_call *call, enum isle_call_event what, const struct isle_frame *frame)
{
	struct task *t = (struct task *)call;

	switch (what) {
	case ISLE_CALL_REQUEST:
		task_request(t, frame);
		break;
	case ISLE_CALL_DATA:
		t->datas++;
		task_data(t, frame);
		break;
	case ISLE_CALL_ROOM:
		t->rooms++;
		break;
	case ISLE_CALL_CANCELLED:
		t->cancelled++;
		t->cancel_status = call->status;
		break;
	case ISLE_CALL_CLOSED:
		t->closed++;
		t->end->closings++;
		if (!t->end->no_lend)
			isle_session_lend_call(&t->end->s, call);
		break;
	}
}

static size_t fill(struct isle_call *call, struct isle_tx *tx, uint8_t *dst, size_t max,
		   bool *ret_end)
{
	struct task *t = (struct task *)call;
	uint32_t n = t->left < max ? t->left : (uint32_t)max;

	(void)tx;
	pattern_fill(dst, t->at, n);
	t->at += n;
	t->left -= n;
	*ret_end = t->left == 0 && !t->starve;
	return n;
}

struct task *task_last(struct end *e)
{
	CHECK(e->arrivals > 0);
	return e->arrived[(e->arrivals - 1) % 256];
}

/* --- the application: caller --------------------------------------------------------------- */

static uint8_t job_memory[JOB_MEMORIES][DATA_MAX];
static unsigned job_memories;

static void job_event(struct isle_call *call, enum isle_call_event what,
		      const struct isle_frame *frame)
{
	struct job *j = (struct job *)call;

	CHECK(!j->closed);
	switch (what) {
	case ISLE_CALL_REQUEST:
	case ISLE_CALL_CANCELLED:
		FAIL("a caller got event %d", (int)what);
	case ISLE_CALL_DATA:
		CHECK(!j->ended);
		j->datas++;
		j->eoms += (frame->flags & EOM) != 0;
		j->ended = frame->flags & END;
		CHECK(j->data_len + frame->data_len <= DATA_MAX);
		if (!j->data)
			j->data = job_memory[job_memories++ % JOB_MEMORIES];
		if (frame->data_len)
			memcpy(j->data + j->data_len, frame->data, frame->data_len);
		j->data_len += (uint32_t)frame->data_len;
		if (!j->keep && frame->data_len)
			isle_call_consumed(&j->end->s, call, (uint32_t)frame->data_len);
		break;
	case ISLE_CALL_ROOM:
		j->rooms++;
		break;
	case ISLE_CALL_CLOSED:
		j->closed++;
		j->order = ++j->end->closings;
		break;
	}
}

void job_init(struct end *e, struct job *j, unsigned method)
{
	memset(j, 0, sizeof(*j));
	j->end = e;
	j->call.event = job_event;
	j->call.service = SERVICE;
	j->call.method = (uint16_t)method;
	j->call.ret_words = j->ret;
	j->call.ret_n = 8;
}

void job_start(struct job *j, uint32_t budget_ms)
{
	CHECK_OK(isle_call_start(&j->end->s, &j->call, budget_ms));
}

int job_run(struct job *j, uint32_t budget_ms)
{
	job_start(j, budget_ms);
	pair_pump();
	CHECK_EQ(j->closed, 1);
	return j->call.status;
}

/* --- the ends ------------------------------------------------------------------------------- */

static struct end *end_of(struct isle_session *s)
{
	return s == &pair.a.s ? &pair.a : &pair.b;
}

static void changed(struct isle_session *s, int error, bool resumed)
{
	struct end *e = end_of(s);

	if (error) {
		e->downs++;
		e->last_error = error;
	} else {
		e->ups++;
		e->last_resumed = resumed;
	}
}

static int accept_hello(struct isle_session *s, const struct isle_hello *hello, uint64_t *ret_id)
{
	struct end *e = end_of(s);

	e->hello = *hello;
	if (e->refuse)
		return e->refuse;
	if (hello->session_id && hello->session_id == e->known_id)
		return 1;
	*ret_id = e->known_id = ++e->next_id;
	return 0;
}

static uint64_t time_us(struct isle_session *s)
{
	return (uint64_t)pair.now * 1000u + end_of(s)->clock_us;
}

void end_lend(struct end *e, unsigned n)
{
	unsigned i;

	for (i = 0; i < n; i++) {
		memset(&e->tasks[i].call, 0, sizeof(e->tasks[i].call));
		e->tasks[i].end = e;
		isle_session_lend_call(&e->s, &e->tasks[i].call);
	}
}

void end_forget(struct end *e)
{
	memset(&e->s, 0xa5, sizeof(e->s));
	isle_session_init(&e->s, &e->config);
	end_lend(e, 8);
	e->known_id = 0;
}

static void end_init(struct end *e, const char *name, uint32_t role)
{
	e->ops = (struct isle_session_ops){ .serve = serve,
					    .changed = changed,
					    .hello = isle_session_presents,
					    .fill = fill,
					    .time_us = time_us };
	if (role == ISLE_ROLE_DAEMON) {
		e->ops.hello = isle_session_accepts;
		e->ops.accept = accept_hello;
	}
	e->config = (struct isle_session_config){ .ops = &e->ops,
						  .name = name,
						  .role = role,
						  .frame_max = 1024,
						  .window = 4096,
						  .features = 7,
						  .calls_max = 8 };
	e->next_id = 0x1122334455667700u;
	end_forget(e);
}

void pair_init(void)
{
	memset(&pair, 0, sizeof(pair));
	pair.now = 1000;
	end_init(&pair.a, "firmware", ISLE_ROLE_CLIENT);
	end_init(&pair.b, "daemon", ISLE_ROLE_DAEMON);
}

void pair_up(void)
{
	isle_session_link_up(&pair.a.s, pair.now, 77);
	isle_session_link_up(&pair.b.s, pair.now, 78);
	pair_pump();
	CHECK_EQ(pair.a.s.state, ISLE_SESSION_UP);
	CHECK_EQ(pair.b.s.state, ISLE_SESSION_UP);
}

static uint8_t *place_of(struct end *to, const struct raw *r, size_t *ret_bytes)
{
	/* Every other frame takes the way of the pipes. */
	if ((pair.a_sent + pair.b_sent) % 2)
		return NULL;
	return isle_session_place(&to->s, r->bytes, r->fixed, r->len, ret_bytes);
}

bool pair_step(struct end *from)
{
	static struct raw r;
	struct end *to = from == &pair.a ? &pair.b : &pair.a;
	int *worst = to == &pair.a ? &pair.a_input : &pair.b_input;
	uint8_t *place;
	size_t bytes = 0;
	int err;

	if (!end_output(from, &r))
		return false;
	*(from == &pair.a ? &pair.a_sent : &pair.b_sent) += 1;
	place = place_of(to, &r, &bytes);
	if (place) {
		CHECK_EQ(bytes, r.len - r.fixed);
		memcpy(place, r.bytes + r.fixed, bytes);
		err = isle_session_input_placed(&to->s, pair.now, r.bytes, r.fixed, r.len);
	} else {
		err = end_input(to, &r);
	}
	if (err < *worst)
		*worst = err;
	return true;
}

void pair_pump(void)
{
	unsigned turns = 0;
	bool more;

	do {
		more = pair_step(&pair.a);
		more |= pair_step(&pair.b);
		if (++turns > 100000)
			FAIL("the ends do not fall silent");
	} while (more);
}

void pair_run(uint32_t ms)
{
	uint32_t left = ms, a, b, step;

	for (;;) {
		a = isle_session_tick(&pair.a.s, pair.now);
		b = isle_session_tick(&pair.b.s, pair.now);
		pair_pump();
		a = isle_session_tick(&pair.a.s, pair.now);
		b = isle_session_tick(&pair.b.s, pair.now);
		step = a < b ? a : b;
		if (left == 0)
			return;
		if (step > left)
			step = left;
		if (step == 0)
			step = 1;
		left -= step;
		pair.now += step;
	}
}
