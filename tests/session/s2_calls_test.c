/* SPDX-License-Identifier: BSD-3-Clause */
/* S2: many calls in flight, answers in any order; what has one order keeps it. */
#include <string.h>

#include "pair.h"

static struct job jobs[20];

TEST(session, "S2 answers come in any order, each to its own call, both ways at once")
{
	struct end *ends[2] = { &pair.a, &pair.b };
	uint32_t words[20][2];
	unsigned i;

	pair_init();
	pair_up();
	for (i = 0; i < 16; i++) {
		job_init(ends[i % 2], &jobs[i], HOLD);
		words[i][0] = i;
		words[i][1] = ~i;
		jobs[i].call.words = words[i];
		jobs[i].call.words_n = 2;
		job_start(&jobs[i], ISLE_NO_DEADLINE);
	}
	pair_pump();
	CHECK_EQ(pair.a.arrivals, 8);
	CHECK_EQ(pair.b.arrivals, 8);
	for (i = 16; i-- > 0;) {
		struct task *t = ends[!(i % 2)]->arrived[i / 2];

		CHECK_EQ(t->words[0], i);
		t->call.words = t->words;
		t->call.words_n = 2;
		task_reply(t, 0);
		pair_pump();
		CHECK_EQ(jobs[i].closed, 1);
		CHECK_EQ(jobs[i].ret[0], i);
		CHECK_EQ(jobs[i].ret[1], ~i);
		CHECK_EQ(jobs[i].ret[2], 0);
		CHECK(i == 0 || !jobs[i - 1].closed);
	}
}

TEST(session, "S2 a call whose data waits for credit delays nobody else")
{
	static uint8_t data[20000];

	pair_init();
	pair_up();
	job_init(&pair.a, &jobs[0], HOLD);
	jobs[0].call.out = data;
	jobs[0].call.out_left = sizeof(data);
	job_start(&jobs[0], ISLE_NO_DEADLINE);
	pair_pump();
	CHECK(!jobs[0].closed);
	job_init(&pair.a, &jobs[1], ECHO);
	CHECK_EQ(job_run(&jobs[1], 100), 0);
}

TEST(session, "S2 calls of one order leave one after the other, those of another pass")
{
	static uint8_t data[20000];
	struct task *t;

	pair_init();
	pair_up();
	job_init(&pair.a, &jobs[0], HOLD);
	jobs[0].call.out = data;
	jobs[0].call.out_left = sizeof(data);
	jobs[0].call.order = 5;
	job_start(&jobs[0], ISLE_NO_DEADLINE);
	job_init(&pair.a, &jobs[1], ECHO);
	jobs[1].call.order = 5;
	job_start(&jobs[1], ISLE_NO_DEADLINE);
	job_init(&pair.a, &jobs[2], ECHO);
	jobs[2].call.order = 6;
	job_start(&jobs[2], ISLE_NO_DEADLINE);
	pair_pump();
	CHECK_EQ(pair.b.arrivals, 2);
	CHECK_EQ(jobs[2].closed, 1);
	CHECK(!jobs[1].closed);
	t = pair.b.arrived[0];
	t->keep = false;
	isle_call_consumed(&pair.b.s, &t->call, t->data_len);
	pair_pump();
	CHECK(t->ended);
	CHECK_EQ(t->data_len, sizeof(data));
	CHECK_EQ(jobs[1].closed, 1);
}

TEST(session, "S2 never more calls lie at the peer than it takes; the rest follow")
{
	unsigned i, n;

	pair_init();
	pair_up();
	for (i = 0; i < 20; i++) {
		CHECK_EQ(isle_session_can_call(&pair.a.s), i < 8);
		job_init(&pair.a, &jobs[i], HOLD);
		job_start(&jobs[i], ISLE_NO_DEADLINE);
		pair_pump();
		CHECK_EQ(pair.b.arrivals, i < 8 ? i + 1 : 8);
	}
	for (n = 0; n < 20; n++) {
		task_reply(pair.b.arrived[n], 0);
		pair_pump();
		CHECK_EQ(jobs[n].closed, 1);
		CHECK_EQ(pair.b.arrivals, n + 9 < 20 ? n + 9 : 20);
	}
	CHECK_EQ(pair.b.s.counters.violations, 0);
}

TEST(session, "S2 a call given up counts as lying at the peer until its answer came")
{
	unsigned i;

	pair_init();
	pair_up();
	for (i = 0; i < 8; i++) {
		job_init(&pair.a, &jobs[i], HOLD);
		job_start(&jobs[i], ISLE_NO_DEADLINE);
	}
	pair_pump();
	for (i = 0; i < 8; i++)
		isle_call_cancel(&pair.a.s, &jobs[i].call, -ISLE_ECANCELED);
	job_init(&pair.a, &jobs[8], ECHO);
	job_start(&jobs[8], ISLE_NO_DEADLINE);
	pair_pump();
	CHECK_EQ(pair.b.arrivals, 8);
	for (i = 0; i < 8; i++)
		CHECK_EQ(pair.b.arrived[i]->cancelled, 1);
	task_reply(pair.b.arrived[3], 0);
	pair_pump();
	CHECK_EQ(jobs[8].closed, 1);
	CHECK_EQ(pair.b.s.counters.violations, 0);
}

TEST(session, "S2 words and data of every length come back as they were")
{
	static uint8_t data[700], in[700];
	uint32_t words[4] = { 0x01020304, 0xffffffff, 0, 0x80000000 };
	unsigned len;

	pair_init();
	pair_up();
	pattern_fill(data, 0, sizeof(data));
	for (len = 0; len <= sizeof(data); len += len < 40 ? 1 : 37) {
		job_init(&pair.a, &jobs[0], ECHO);
		jobs[0].call.words = words;
		jobs[0].call.words_n = (uint8_t)(len % 5);
		jobs[0].call.out = data;
		jobs[0].call.out_left = len;
		jobs[0].call.in = in;
		jobs[0].call.in_room = sizeof(in);
		memset(in, 0xee, sizeof(in));
		CHECK_EQ(job_run(&jobs[0], 100), 0);
		CHECK_EQ(jobs[0].call.in_got, len);
		CHECK_MEM(in, data, len);
		CHECK(len == sizeof(data) || in[len] == 0xee);
		CHECK_MEM(jobs[0].ret, words, 4 * (len % 5));
	}
}
