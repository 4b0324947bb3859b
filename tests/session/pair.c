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

/* --- frames by hand ------------------------------------------------------------------------- */

static void put16(uint8_t *p, unsigned v)
{
	p[0] = (uint8_t)v;
	p[1] = (uint8_t)(v >> 8);
}

static void put32(uint8_t *p, uint32_t v)
{
	put16(p, v & 0xffff);
	put16(p + 2, v >> 16);
}

static uint32_t get32(const uint8_t *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static void raw_decode(struct raw *r)
{
	CHECK(r->len >= 16);
	r->kind = r->bytes[0];
	r->flags = r->bytes[1];
	r->tag = (uint16_t)(r->bytes[2] | r->bytes[3] << 8);
	r->id = get32(r->bytes + 4);
	r->context = r->bytes[8];
	r->service = r->bytes[9];
	r->code = (uint16_t)(r->bytes[10] | r->bytes[11] << 8);
	r->fixed = (uint16_t)(r->bytes[12] | r->bytes[13] << 8);
	CHECK(r->fixed >= 16 && r->fixed % 8 == 0 && r->fixed <= r->len);
	CHECK_EQ(r->bytes[14] | r->bytes[15], 0);
	r->data = r->bytes + r->fixed;
	r->data_len = r->len - r->fixed;
}

bool end_output(struct end *e, struct raw *r)
{
	struct isle_tx tx = { .buf = r->bytes, .cap = sizeof(r->bytes), .file = -1 };
	bool some;
	unsigned i;

	memset(r->bytes, 0xee, 4096);
	some = isle_session_output(&e->s, pair.now, &tx);
	CHECK_EQ(some, tx.len > 0);
	CHECK_EQ(tx.file_len, 0);
	if (!some)
		return false;
	r->len = tx.len;
	raw_decode(r);
	for (i = 16; r->kind == DATA && i < r->fixed; i++)
		CHECK(r->bytes[i] != 0xee); /* nothing of what the memory held before */
	if (e->s.peer_frame_max && r->kind != HELLO)
		CHECK(r->len <= e->s.peer_frame_max);
	return true;
}

/* A copy of the exact size, so that a read beyond its end is seen by a sanitizer. */
int end_input(struct end *e, const struct raw *r)
{
	uint8_t *copy = malloc(r->len ? r->len : 1);
	int err;

	memcpy(copy, r->bytes, r->len);
	err = isle_session_input(&e->s, pair.now, copy, r->len);
	free(copy);
	return err;
}

uint32_t raw_word(const struct raw *r, unsigned at)
{
	return at + 4 <= r->fixed ? get32(r->bytes + at) : 0;
}

void raw_frame(struct raw *r, unsigned kind, unsigned flags, unsigned tag, uint32_t id)
{
	memset(r->bytes, 0, 256);
	r->bytes[0] = (uint8_t)kind;
	r->bytes[1] = (uint8_t)flags;
	put16(r->bytes + 2, tag);
	put32(r->bytes + 4, id);
	put16(r->bytes + 12, 16);
	r->len = 16;
	raw_decode(r);
}

void raw_words(struct raw *r, unsigned n, const uint32_t *words)
{
	unsigned i;

	for (i = 0; i < n; i++)
		put32(r->bytes + r->len + 4 * i, words[i]);
	r->len += 4 * n;
	if (n % 2) {
		put32(r->bytes + r->len, 0);
		r->len += 4;
	}
	put16(r->bytes + 12, (unsigned)r->len);
	raw_decode(r);
}

void raw_data(struct raw *r, const void *data, size_t len)
{
	if (data)
		memcpy(r->bytes + r->len, data, len);
	else
		memset(r->bytes + r->len, 'x', len);
	r->len += len;
	raw_decode(r);
}

void raw_call(struct raw *r, unsigned tag, uint32_t id, unsigned method, unsigned flags)
{
	raw_frame(r, CALL, flags, tag, id);
	r->bytes[9] = SERVICE;
	put16(r->bytes + 10, method);
	raw_words(r, 2, (const uint32_t[]){ ISLE_NO_DEADLINE, 4096 });
}

void raw_hello(struct raw *r, unsigned flags, uint32_t nonce, unsigned tag, uint64_t id)
{
	uint32_t role = flags & ANSWER ? ISLE_ROLE_DAEMON : ISLE_ROLE_CLIENT;

	raw_frame(r, HELLO, flags, 0, 0);
	raw_words(r, 14,
		  (const uint32_t[]){ MAGIC, 1, 1, 7, 1024, 4096, 8, 0, role, nonce, tag, 0,
				      (uint32_t)id, (uint32_t)(id >> 32) });
	raw_data(r, "raw", 3);
}

void raw_expect(struct end *e, struct raw *r, unsigned kind)
{
	if (!end_output(e, r))
		FAIL("silent, where a frame of kind %u was expected", kind);
	if (r->kind != kind)
		FAIL("a frame of kind %u, where %u was expected", r->kind, kind);
}

unsigned raw_up(struct end *e)
{
	static struct raw r;
	unsigned tag = 0x1234;

	isle_session_link_up(&e->s, pair.now, 99);
	if (e->ops.accept) {
		raw_hello(&r, 0, 5, 0, 0);
		CHECK_OK(end_input(e, &r));
		raw_expect(e, &r, HELLO);
		CHECK_EQ(r.flags, ANSWER);
		tag = raw_word(&r, 56);
	} else {
		raw_expect(e, &r, HELLO);
		raw_hello(&r, ANSWER, raw_word(&r, 52), tag, 42);
		CHECK_OK(end_input(e, &r));
	}
	CHECK_EQ(e->s.state, ISLE_SESSION_UP);
	return tag;
}
