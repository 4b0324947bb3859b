/* SPDX-License-Identifier: BSD-3-Clause */
/* S5: channels. Credit by absolute position, half close, reset with a reason, bytes and messages. */
#include <string.h>

#include "pair.h"

static struct job j;
static struct task *t;
static uint8_t out[20000];

static void channel(unsigned flags)
{
	pair_init();
	pair_up();
	pattern_fill(out, 0, sizeof(out));
	job_init(&pair.a, &j, OPEN);
	j.call.flags = (uint8_t)(CHANNEL | flags);
	j.call.in_room = 2048;
	j.call.out_more = true;
	job_start(&j, 1000);
	pair_pump();
	t = task_last(&pair.b);
	CHECK(!j.closed);
	CHECK(t->call.flags & CHANNEL);
}

static int send_a(uint32_t at, uint32_t len, bool last)
{
	return isle_call_send(&pair.a.s, &j.call, out + at, len, last);
}

static int send_b(uint32_t at, uint32_t len, bool last)
{
	return isle_call_send(&pair.b.s, &t->call, out + at, len, last);
}

TEST(session, "S5 a channel is told to its caller as accepted and then knows no deadline")
{
	channel(0);
	CHECK(j.rooms >= 1);
	pair_run(5000);
	CHECK(!j.closed);
	CHECK_EQ(t->cancelled, 0);
}

TEST(session, "S5 a channel that nobody accepts ends by its deadline")
{
	pair_init();
	pair_up();
	job_init(&pair.a, &j, HOLD);
	j.call.flags = CHANNEL;
	j.call.out_more = true;
	job_start(&j, 200);
	pair_run(200);
	CHECK_EQ(j.closed, 1);
	CHECK_EQ(j.call.status, -ISLE_ETIMEDOUT);
	CHECK_EQ(task_last(&pair.b)->cancelled, 1);
}

TEST(session, "S5 bytes flow both ways and each direction closes by itself")
{
	channel(0);
	CHECK_EQ(send_a(0, 100, true), 0);
	CHECK_EQ(send_b(0, 200, false), 0);
	pair_pump();
	CHECK_EQ(t->data_len, 100);
	CHECK(t->ended);
	CHECK_EQ(j.data_len, 200);
	CHECK(!j.ended);
	CHECK_EQ(send_a(0, 1, false), -ISLE_EPIPE);
	CHECK_EQ(send_b(200, 50, true), 0);
	pair_pump();
	CHECK_EQ(j.data_len, 250);
	CHECK(j.ended);
	CHECK(!j.closed);
	CHECK(pattern_is(j.data, 0, 250));
	CHECK_EQ(send_b(0, 1, false), -ISLE_EPIPE);
	task_reply(t, 0);
	pair_pump();
	CHECK_EQ(j.closed, 1);
	CHECK_EQ(j.call.status, 0);
	CHECK_EQ(t->closed, 1);
}

TEST(session, "S5 an end without a byte is told too")
{
	channel(0);
	CHECK_EQ(send_a(0, 0, true), 0);
	CHECK_EQ(send_b(0, 0, true), 0);
	pair_pump();
	CHECK(t->ended);
	CHECK(j.ended);
}

TEST(session, "S5 data stops at the credit and goes on as it is consumed, both ways")
{
	unsigned i;

	channel(0);
	j.keep = true;
	CHECK_EQ(send_a(0, 20000, false), 0);
	CHECK_EQ(send_b(0, 20000, false), 0);
	pair_pump();
	CHECK_EQ(t->data_len, 4096);
	CHECK_EQ(j.data_len, 2048);
	for (i = 1; i <= 3; i++) {
		isle_call_consumed(&pair.b.s, &t->call, 4096);
		isle_call_consumed(&pair.a.s, &j.call, 2048);
		pair_pump();
		CHECK_EQ(t->data_len, 4096 * (i + 1));
		CHECK_EQ(j.data_len, 2048 * (i + 1));
		CHECK_EQ(j.call.out_done, 4096 * i);
	}
	CHECK(pattern_is(t->data, 0, t->data_len));
	CHECK(pattern_is(j.data, 0, j.data_len));
}

/* Both ends as if 4 GiB had flowed already. */
static void near_wrap(uint32_t at)
{
	j.call.out_granted += at - j.call.out_sent;
	j.call.out_sent = at;
	t->call.in_granted += at - t->call.in_got;
	t->call.in_got = t->call.in_done = at;
	t->call.out_granted += at - t->call.out_sent;
	t->call.out_sent = at;
	j.call.in_granted += at - j.call.in_got;
	j.call.in_got = j.call.in_done = at;
}

TEST(session, "S5 positions pass 2^32 and credit still counts")
{
	channel(0);
	t->keep = false;
	near_wrap(0xffffffffu - 5000);
	CHECK_EQ(send_a(0, 20000, false), 0);
	CHECK_EQ(send_b(0, 20000, false), 0);
	pair_pump();
	CHECK_EQ(t->data_len, 20000);
	CHECK_EQ(j.data_len, 20000);
	CHECK(pattern_is(t->data, 0, 20000));
	CHECK(pattern_is(j.data, 0, 20000));
	CHECK(j.call.out_sent < 20000);
	t->keep = true;
	CHECK_EQ(send_a(0, 20000, false), 0);
	pair_pump();
	CHECK_EQ(t->data_len - 20000 <= 4096, true);
	CHECK_EQ(pair.a_input + pair.b_input, 0);
}

TEST(session, "S5 the caller resets a channel and the callee learns the reason")
{
	channel(0);
	CHECK_EQ(send_b(0, 20000, false), 0);
	isle_call_cancel(&pair.a.s, &j.call, -ISLE_ECONNRESET);
	CHECK_EQ(j.closed, 1);
	pair_pump();
	CHECK_EQ(t->cancelled, 1);
	CHECK_EQ(t->cancel_status, -ISLE_ECONNRESET);
	task_reply(t, 0);
	pair_pump();
	CHECK_EQ(t->closed, 1);
	CHECK_EQ(pair.a.s.in_flight, 0);
	CHECK_EQ(pair.a_input + pair.b_input, 0);
}

TEST(session, "S5 the callee resets a channel and the caller learns the reason")
{
	channel(0);
	CHECK_EQ(send_a(0, 20000, false), 0);
	CHECK_EQ(send_b(0, 20000, false), 0);
	task_reply(t, -ISLE_EGONE);
	pair_pump();
	CHECK_EQ(j.closed, 1);
	CHECK_EQ(j.call.status, -ISLE_EGONE);
	CHECK_EQ(t->closed, 1);
	CHECK_EQ(pair.a_input + pair.b_input, 0);
}

TEST(session, "S5 what was given before the answer arrives before it")
{
	channel(0);
	CHECK_EQ(send_b(0, 20000, false), 0);
	task_reply(t, 0);
	pair_pump();
	CHECK_EQ(j.closed, 1);
	CHECK_EQ(j.call.status, 0);
	CHECK_EQ(j.data_len, 20000);
	CHECK(pattern_is(j.data, 0, 20000));
}

TEST(session, "S5 messages keep their borders in both directions, also empty and long ones")
{
	static const uint32_t lens[] = { 1, 0, 1000, 5000, 0, 3 };
	unsigned i, at = 0;

	channel(MESSAGE);
	t->keep = false;
	CHECK(t->call.flags & MESSAGE);
	for (i = 0; i < 6; i++) {
		CHECK_EQ(send_a(at, lens[i], false), 0);
		CHECK_EQ(send_b(at, lens[i], false), 0);
		pair_pump();
		at += lens[i];
		CHECK_EQ(t->eoms, i + 1);
		CHECK_EQ(j.eoms, i + 1);
		CHECK_EQ(t->data_len, at);
		CHECK_EQ(j.data_len, at);
	}
	CHECK_EQ(send_a(at, 10, true), 0);
	pair_pump();
	CHECK_EQ(t->eoms, 7);
	CHECK(t->ended);
}

TEST(session, "S5 the border of the last message comes with the answer")
{
	channel(MESSAGE);
	CHECK_EQ(send_b(0, 100, false), 0);
	task_reply(t, 0);
	pair_pump();
	CHECK_EQ(j.closed, 1);
	CHECK_EQ(j.data_len, 100);
	CHECK_EQ(j.eoms, 1);
}

TEST(session, "S5 bytes carry no borders")
{
	channel(0);
	CHECK_EQ(send_a(0, 100, false), 0);
	pair_pump();
	CHECK_EQ(t->eoms, 0);
}

TEST(session, "S5 a lost link resets channels at both ends")
{
	channel(0);
	isle_session_link_down(&pair.a.s, -ISLE_ELINK);
	isle_session_link_down(&pair.b.s, -ISLE_ELINK);
	CHECK_EQ(j.closed, 1);
	CHECK_EQ(j.call.status, -ISLE_ELINK);
	CHECK(j.call.maybe);
	CHECK_EQ(t->closed, 1);
}
