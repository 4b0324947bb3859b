/* SPDX-License-Identifier: BSD-3-Clause */
/* S3: deadlines, budgets, cancelling, late answers, and what may have happened. */
#include "pair.h"

static struct raw r;
static struct job j, k;

TEST(session, "S3 the budget travels as what is left of it")
{
	pair_init();
	raw_up(&pair.a);
	job_init(&pair.a, &j, HOLD);
	job_start(&j, 100);
	job_init(&pair.a, &k, HOLD);
	job_start(&k, ISLE_NO_DEADLINE);
	pair.now += 30;
	CHECK_EQ(isle_session_tick(&pair.a.s, pair.now), 70);
	raw_expect(&pair.a, &r, CALL);
	CHECK_EQ(raw_word(&r, 16), 70);
	raw_expect(&pair.a, &r, CALL);
	CHECK_EQ(raw_word(&r, 16), ISLE_NO_DEADLINE);
}

TEST(session, "S3 at the deadline the call ends with ETIMEDOUT and the callee is told to stop")
{
	pair_init();
	pair_up();
	job_init(&pair.a, &j, HOLD);
	job_start(&j, 50);
	pair_run(49);
	CHECK(!j.closed);
	CHECK_EQ(pair.b.arrivals, 1);
	pair_run(1);
	CHECK_EQ(j.closed, 1);
	CHECK_EQ(j.call.status, -ISLE_ETIMEDOUT);
	CHECK(j.call.maybe);
	CHECK_EQ(task_last(&pair.b)->cancelled, 1);
}

TEST(session, "S3 the caller's CANCEL reaches a callee that counts no budget")
{
	unsigned id;

	pair_init();
	raw_up(&pair.a);
	job_init(&pair.a, &j, HOLD);
	job_start(&j, 50);
	raw_expect(&pair.a, &r, CALL);
	id = r.id;
	pair.now += 50;
	isle_session_tick(&pair.a.s, pair.now);
	CHECK_EQ(j.closed, 1);
	raw_expect(&pair.a, &r, CANCEL);
	CHECK_EQ(r.id, id);
	CHECK_EQ(r.code, ISLE_ETIMEDOUT);
	CHECK(!end_output(&pair.a, &r));
}

TEST(session, "S3 a callee stops by its own clock when the budget is over, once")
{
	unsigned tag;

	pair_init();
	tag = raw_up(&pair.b);
	raw_frame(&r, CALL, END, tag, 9);
	r.bytes[9] = SERVICE;
	r.bytes[10] = HOLD;
	raw_words(&r, 2, (const uint32_t[]){ 25, 0 });
	CHECK_OK(end_input(&pair.b, &r));
	CHECK_EQ(isle_session_tick(&pair.b.s, pair.now), 25);
	pair.now += 24;
	isle_session_tick(&pair.b.s, pair.now);
	CHECK_EQ(task_last(&pair.b)->cancelled, 0);
	pair.now += 1;
	isle_session_tick(&pair.b.s, pair.now);
	CHECK_EQ(task_last(&pair.b)->cancelled, 1);
	CHECK_EQ(task_last(&pair.b)->cancel_status, -ISLE_ETIMEDOUT);
	raw_frame(&r, CANCEL, 0, tag, 9);
	r.bytes[10] = ISLE_ETIMEDOUT;
	CHECK_OK(end_input(&pair.b, &r));
	CHECK_EQ(task_last(&pair.b)->cancelled, 1);
	task_reply(task_last(&pair.b), 0);
	raw_expect(&pair.b, &r, REPLY);
	CHECK_EQ(r.code, ISLE_ETIMEDOUT);
	CHECK_EQ(task_last(&pair.b)->closed, 1);
}

TEST(session, "S3 a call that never left says so: it cannot have happened")
{
	pair_init();
	raw_up(&pair.a);
	job_init(&pair.a, &j, HOLD);
	job_start(&j, 20);
	pair.now += 20;
	isle_session_tick(&pair.a.s, pair.now);
	CHECK_EQ(j.closed, 1);
	CHECK_EQ(j.call.status, -ISLE_ETIMEDOUT);
	CHECK(!j.call.maybe);
	CHECK(!end_output(&pair.a, &r));
}

TEST(session, "S3 a lost link says of each call whether it may have happened")
{
	pair_init();
	raw_up(&pair.a);
	job_init(&pair.a, &j, HOLD);
	job_start(&j, 20);
	raw_expect(&pair.a, &r, CALL);
	job_init(&pair.a, &k, HOLD);
	job_start(&k, 20);
	isle_session_link_down(&pair.a.s, -ISLE_ELINK);
	CHECK_EQ(j.closed, 1);
	CHECK_EQ(k.closed, 1);
	CHECK_EQ(j.call.status, -ISLE_ELINK);
	CHECK_EQ(k.call.status, -ISLE_ELINK);
	CHECK(j.call.maybe);
	CHECK(!k.call.maybe);
}

TEST(session, "S3 a late answer is known, dropped and counted, and the next call gets its own")
{
	static uint8_t in[64] = { 0 };
	unsigned tag, id;

	pair_init();
	tag = raw_up(&pair.a);
	job_init(&pair.a, &j, HOLD);
	j.call.in = in;
	j.call.in_room = sizeof(in);
	job_start(&j, 20);
	raw_expect(&pair.a, &r, CALL);
	id = r.id;
	pair.now += 20;
	isle_session_tick(&pair.a.s, pair.now);
	CHECK_EQ(j.closed, 1);
	raw_expect(&pair.a, &r, CANCEL);
	job_init(&pair.a, &k, HOLD);
	job_start(&k, 20);
	raw_expect(&pair.a, &r, CALL);
	CHECK(r.id != id);
	raw_frame(&r, DATA, ANSWER, tag, id);
	raw_data(&r, "late", 4);
	CHECK_OK(end_input(&pair.a, &r));
	raw_frame(&r, REPLY, END | ANSWER, tag, id);
	raw_words(&r, 2, (const uint32_t[]){ 1, 2 });
	raw_data(&r, "late", 4);
	CHECK_OK(end_input(&pair.a, &r));
	CHECK_EQ(j.closed, 1);
	CHECK_EQ(j.ret[0], 0);
	CHECK_EQ(in[0], 0);
	CHECK_EQ(k.closed, 0);
	CHECK(pair.a.s.counters.late >= 1);
	/* A second answer to the same call is nobody's. */
	raw_frame(&r, REPLY, END | ANSWER, tag, id);
	CHECK_EQ(end_input(&pair.a, &r), -ISLE_EPROTO);
}

TEST(session,
     "S3 cancelling ends the call inside, tells the callee why, and the reply meets nobody")
{
	pair_init();
	pair_up();
	job_init(&pair.a, &j, HOLD);
	job_start(&j, ISLE_NO_DEADLINE);
	pair_pump();
	isle_call_cancel(&pair.a.s, &j.call, -ISLE_EINTR);
	CHECK_EQ(j.closed, 1);
	CHECK_EQ(j.call.status, -ISLE_EINTR);
	CHECK(j.call.maybe);
	isle_call_cancel(&pair.a.s, &j.call, -ISLE_EINTR);
	CHECK_EQ(j.closed, 1);
	CHECK_EQ(task_last(&pair.b)->cancelled, 0);
	pair_pump();
	CHECK_EQ(task_last(&pair.b)->cancelled, 1);
	CHECK_EQ(task_last(&pair.b)->cancel_status, -ISLE_EINTR);
	task_reply(task_last(&pair.b), 0);
	pair_pump();
	CHECK_EQ(task_last(&pair.b)->closed, 1);
	CHECK_EQ(pair.a.s.counters.violations, 0);
	CHECK_EQ(pair.a.s.in_flight, 0);
	job_init(&pair.a, &k, ECHO);
	CHECK_EQ(job_run(&k, 10), 0);
}

TEST(session, "S3 the reply and the CANCEL may cross")
{
	unsigned tag;

	pair_init();
	tag = raw_up(&pair.b);
	raw_call(&r, tag, 3, ECHO, END);
	CHECK_OK(end_input(&pair.b, &r));
	raw_expect(&pair.b, &r, REPLY);
	raw_frame(&r, CANCEL, 0, tag, 3);
	r.bytes[10] = ISLE_ETIMEDOUT;
	CHECK_OK(end_input(&pair.b, &r));
	CHECK_EQ(pair.b.s.state, ISLE_SESSION_UP);
	CHECK_EQ(task_last(&pair.b)->cancelled, 0);
	CHECK_EQ(task_last(&pair.b)->closed, 1);
}

TEST(session, "S3 deadlines hold while the millisecond counter passes 2^32")
{
	pair_init();
	pair.now = 0xffffffffu - 20;
	pair_up();
	job_init(&pair.a, &j, HOLD);
	job_start(&j, 50);
	job_init(&pair.a, &k, HOLD);
	job_start(&k, ISLE_NO_DEADLINE);
	pair_run(49);
	CHECK(!j.closed);
	pair_run(1);
	CHECK_EQ(j.closed, 1);
	CHECK(!k.closed);
}

TEST(session, "S3 each of many deadlines is kept, and tick says when the next is")
{
	static struct job many[20];
	unsigned i, ms, closed;

	pair_init();
	pair_up();
	for (i = 0; i < 20; i++) {
		job_init(&pair.a, &many[i], HOLD);
		job_start(&many[i], 5 + (i * 7) % 20);
	}
	for (ms = 1; ms <= 30; ms++) {
		pair_run(1);
		for (i = closed = 0; i < 20; i++) {
			CHECK_EQ(many[i].closed, 5 + (i * 7) % 20 <= ms);
			closed += many[i].closed;
		}
		/* What a replying callee frees goes to those that wait. */
	}
	CHECK_EQ(closed, 20);
}

TEST(session, "S3 an abandoned stream says how much of it was acknowledged")
{
	static uint8_t data[20000];
	struct task *t;

	pair_init();
	pair_up();
	job_init(&pair.a, &j, HOLD);
	j.call.out = data;
	j.call.out_left = sizeof(data);
	job_start(&j, 50);
	pair_pump();
	t = task_last(&pair.b);
	CHECK_EQ(t->data_len, 4096);
	isle_call_consumed(&pair.b.s, &t->call, 3000);
	pair_run(50);
	CHECK_EQ(j.closed, 1);
	CHECK_EQ(j.call.status, -ISLE_ETIMEDOUT);
	CHECK(j.call.maybe);
	CHECK_EQ(j.call.out_done, 3000);
}
