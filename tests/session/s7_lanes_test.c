/* SPDX-License-Identifier: BSD-3-Clause */
/* S7: two lanes, and the order of one handle which beats them. S10: contexts in turn. */
#include <string.h>

#include "pair.h"

static struct raw r;
static struct job j, k, many[30];
static uint8_t out[100000];

static void bulk(void)
{
	pair_init();
	pair.b.config.window = 1000000;
	pair_up();
	job_init(&pair.a, &j, HOLD);
	j.call.out = out;
	j.call.out_left = sizeof(out);
	j.call.order = 3;
	job_start(&j, ISLE_NO_DEADLINE);
	CHECK(pair_step(&pair.a));
	CHECK(pair_step(&pair.a));
	CHECK_EQ(pair.b.arrivals, 1);
}

TEST(session, "S7 an urgent call overtakes the bulk that is under way")
{
	bulk();
	job_init(&pair.a, &k, ECHO);
	job_start(&k, 10);
	raw_expect(&pair.a, &r, DATA);
	CHECK_OK(end_input(&pair.b, &r));
	/* even one that came later than others that wait */
	job_init(&pair.a, &many[0], HOLD);
	many[0].call.flags = URGENT;
	job_start(&many[0], ISLE_NO_DEADLINE);
	raw_expect(&pair.a, &r, CALL);
	CHECK(r.flags & URGENT);
}

TEST(session, "S7 urgent data and the urgent answer overtake bulk too")
{
	static uint8_t data[5000];
	unsigned steps = 0;

	bulk();
	job_init(&pair.a, &k, ECHO);
	k.call.flags = URGENT;
	k.call.out = data;
	k.call.out_left = sizeof(data);
	k.call.in_room = sizeof(data);
	job_start(&k, ISLE_NO_DEADLINE);
	for (; steps < 6 && !k.closed; steps++) {
		raw_expect(&pair.a, &r, steps ? DATA : CALL);
		CHECK(r.flags & URGENT);
		CHECK_OK(end_input(&pair.b, &r));
		if (steps == 4)
			break;
	}
	CHECK_EQ(steps, 4);
	raw_expect(&pair.a, &r, DATA);
	CHECK(!(r.flags & URGENT));
}

TEST(session, "S7 credits overtake bulk")
{
	struct task *t;

	bulk();
	job_init(&pair.b, &k, HOLD);
	k.call.out = out;
	k.call.out_left = sizeof(out);
	job_start(&k, ISLE_NO_DEADLINE);
	while (pair_step(&pair.b))
		;
	t = task_last(&pair.a);
	CHECK_EQ(t->data_len, 4096);
	isle_call_consumed(&pair.a.s, &t->call, 4096);
	raw_expect(&pair.a, &r, CREDIT);
	CHECK_EQ(raw_word(&r, 16), 8192);
	CHECK_EQ(raw_word(&r, 20), 4096);
	CHECK(r.flags & ANSWER);
}

TEST(session, "S7 a reset overtakes bulk")
{
	bulk();
	job_init(&pair.a, &k, HOLD);
	k.call.flags = URGENT;
	job_start(&k, ISLE_NO_DEADLINE);
	CHECK(pair_step(&pair.a));
	isle_call_cancel(&pair.a.s, &k.call, -ISLE_EINTR);
	raw_expect(&pair.a, &r, CANCEL);
}

TEST(session, "S7 an urgent call of the same order does not overtake")
{
	unsigned steps;

	bulk();
	job_init(&pair.a, &k, ECHO);
	k.call.flags = URGENT;
	k.call.order = 3;
	job_start(&k, ISLE_NO_DEADLINE);
	for (steps = 0; steps < 200 && j.call.out_left; steps++) {
		raw_expect(&pair.a, &r, DATA);
		CHECK_OK(end_input(&pair.b, &r));
	}
	CHECK(steps > 90);
	CHECK(r.flags & END);
	raw_expect(&pair.a, &r, CALL);
	CHECK(r.flags & URGENT);
}

TEST(session, "S7 bulk streams of one lane take turns")
{
	unsigned i, mine = 0;

	bulk();
	job_init(&pair.a, &k, HOLD);
	k.call.out = out;
	k.call.out_left = sizeof(out);
	job_start(&k, ISLE_NO_DEADLINE);
	for (i = 0; i < 40; i++) {
		CHECK(end_output(&pair.a, &r));
		mine += r.id == k.call.id;
	}
	CHECK(mine >= 18 && mine <= 22);
}

/* Context `busy` floods with streams, context `quiet` has one; counts frames of each. */
static void share(unsigned streams, unsigned frames, unsigned *ret_quiet)
{
	unsigned i;

	pair_init();
	pair.b.config.window = 1000000;
	pair.a.config.calls_max = pair.b.config.calls_max = 30;
	end_lend(&pair.b, 0);
	for (i = 8; i < 30; i++) {
		pair.b.tasks[i].end = &pair.b;
		isle_session_lend_call(&pair.b.s, &pair.b.tasks[i].call);
	}
	pair_up();
	for (i = 0; i < streams; i++) {
		job_init(&pair.a, &many[i], HOLD);
		many[i].call.out = out;
		many[i].call.out_left = sizeof(out);
		many[i].call.context = i ? 2 : 7;
		job_start(&many[i], ISLE_NO_DEADLINE);
	}
	*ret_quiet = 0;
	for (i = 0; i < frames; i++) {
		CHECK(end_output(&pair.a, &r));
		CHECK_EQ(r.context, r.id == many[0].call.id ? 7 : 2);
		*ret_quiet += r.context == 7;
	}
}

TEST(session, "S10 contexts send in turn, however many calls one of them has")
{
	unsigned quiet;

	share(2, 60, &quiet);
	CHECK(quiet >= 29 && quiet <= 31);
	share(21, 60, &quiet);
	CHECK(quiet >= 29 && quiet <= 31);
}

TEST(session, "S10 a frame names its context to the other end")
{
	pair_init();
	pair_up();
	job_init(&pair.a, &j, HOLD);
	j.call.context = 15;
	job_start(&j, ISLE_NO_DEADLINE);
	pair_pump();
	CHECK_EQ(task_last(&pair.b)->call.context, 15);
}
