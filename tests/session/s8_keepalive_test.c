/* SPDX-License-Identifier: BSD-3-Clause */
/* S8: keep-alive, pauses, hold, and the clocks of the two ends. */
#include "pair.h"

static struct raw r;
static struct job j;

static void alive(uint32_t a_ms, uint32_t b_ms)
{
	pair_init();
	pair.a.config.keepalive_ms = a_ms;
	pair.b.config.keepalive_ms = b_ms;
	pair_up();
}

TEST(session, "S8 keep-alive 0 of either end means none: silence for weeks, no wake-up")
{
	unsigned sent, way;

	for (way = 0; way < 3; way++) {
		alive(way == 1 ? 300 : 0, way == 2 ? 300 : 0);
		sent = pair.a_sent + pair.b_sent;
		CHECK_EQ(isle_session_tick(&pair.a.s, pair.now), ISLE_NO_DEADLINE);
		CHECK_EQ(isle_session_tick(&pair.b.s, pair.now), ISLE_NO_DEADLINE);
		pair_run(40u * 86400u * 1000u);
		CHECK_EQ(pair.a_sent + pair.b_sent, sent);
		job_init(&pair.a, &j, ECHO);
		CHECK_EQ(job_run(&j, 10), 0);
	}
}

TEST(session, "S8 an idle session with keep-alive stays up, for the price of a few frames")
{
	unsigned sent;

	alive(300, 300);
	sent = pair.a_sent + pair.b_sent;
	pair_run(30000);
	CHECK_EQ(pair.a.downs + pair.b.downs, 0);
	sent = pair.a_sent + pair.b_sent - sent;
	CHECK(sent >= 100 && sent <= 1300);
}

TEST(session, "S8 a peer that fell silent is lost within the keep-alive time")
{
	uint32_t start, next;

	pair_init();
	pair.a.config.keepalive_ms = 300;
	isle_session_link_up(&pair.a.s, pair.now, 1);
	raw_expect(&pair.a, &r, HELLO);
	raw_hello(&r, ANSWER, raw_word(&r, 52), 9, 42);
	r.bytes[44] = 200; /* the shorter one counts */
	CHECK_OK(end_input(&pair.a, &r));
	job_init(&pair.a, &j, HOLD);
	job_start(&j, ISLE_NO_DEADLINE);
	for (start = pair.now; !j.closed; pair.now += next) {
		CHECK(pair.now - start <= 200);
		next = isle_session_tick(&pair.a.s, pair.now);
		while (end_output(&pair.a, &r))
			;
		if (!j.closed)
			CHECK(next >= 1 && next <= 200);
		else
			break;
	}
	CHECK(pair.now - start >= 150);
	CHECK_EQ(j.call.status, -ISLE_ELINK);
	CHECK_EQ(pair.a.last_error, -ISLE_ELINK);
}

/* Advances one end only; the other is silent. */
static void alone(struct end *e, uint32_t ms)
{
	uint32_t i, step;

	for (i = 0; i < ms; i += step, pair.now += step) {
		step = isle_session_tick(&e->s, pair.now);
		while (end_output(e, &r))
			;
		if (step > ms - i)
			step = ms - i;
	}
	isle_session_tick(&e->s, pair.now);
}

TEST(session, "S8 keep-alive still works after months of uptime")
{
	unsigned i;

	alive(300, 300);
	for (i = 0; i < 12; i++) {
		pair.now += 250;
		pair_run(1);
	}
	/* as if 30 days of chatter had passed at both ends */
	for (i = 0; i < 30; i++) {
		pair.now += 86400000u - 250;
		isle_session_hold(&pair.a.s, true);
		isle_session_hold(&pair.b.s, true);
		isle_session_tick(&pair.a.s, pair.now);
		isle_session_tick(&pair.b.s, pair.now);
		isle_session_hold(&pair.a.s, false);
		isle_session_hold(&pair.b.s, false);
		pair_run(250);
	}
	CHECK_EQ(pair.a.downs + pair.b.downs, 0);
	alone(&pair.b, 301);
	CHECK_EQ(pair.b.downs, 1);
}

TEST(session, "S8 a peer that announced a pause is not lost, until the pause is over")
{
	alive(300, 300);
	isle_session_pause(&pair.a.s, 5);
	pair_pump();
	alone(&pair.b, 4990);
	CHECK_EQ(pair.b.downs, 0);
	alone(&pair.b, 320);
	CHECK_EQ(pair.b.downs, 1);
}

TEST(session, "S8 what still left behind the announcement does not end the pause")
{
	alive(300, 300);
	isle_session_pause(&pair.a.s, 5);
	pair_pump();
	job_init(&pair.a, &j, HOLD);
	job_start(&j, ISLE_NO_DEADLINE);
	pair_pump();
	CHECK_EQ(pair.b.arrivals, 1);
	alone(&pair.b, 4990);
	CHECK_EQ(pair.b.downs, 0);
	alone(&pair.b, 320);
	CHECK_EQ(pair.b.downs, 1);
}

TEST(session, "S8 hold suspends expiry, and its end does not take revenge")
{
	alive(300, 300);
	isle_session_hold(&pair.b.s, true);
	alone(&pair.b, 100000);
	CHECK_EQ(pair.b.downs, 0);
	isle_session_hold(&pair.b.s, false);
	alone(&pair.b, 290);
	CHECK_EQ(pair.b.downs, 0);
	alone(&pair.b, 20);
	CHECK_EQ(pair.b.downs, 1);
}

TEST(session, "S8 PING tells the offset of the clocks and the time of the way")
{
	uint64_t t2, t3;
	uint32_t rtt;
	unsigned tag;

	alive(300, 300);
	pair.b.clock_us = 5000000;
	pair_run(1000);
	CHECK_EQ(isle_session_clock(&pair.a.s, &rtt), 5000000);
	CHECK_EQ(rtt, 0);

	pair_init();
	tag = raw_up(&pair.b);
	raw_frame(&r, PING, 0, tag, 0);
	raw_words(&r, 2, (const uint32_t[]){ 0x89abcdef, 0x01234567 });
	CHECK_OK(end_input(&pair.b, &r));
	t2 = pair.now * 1000u;
	pair.now += 3;
	t3 = pair.now * 1000u;
	raw_expect(&pair.b, &r, PONG);
	CHECK_EQ(raw_word(&r, 16), 0x89abcdef);
	CHECK_EQ(raw_word(&r, 20), 0x01234567);
	CHECK_EQ(raw_word(&r, 24), t2);
	CHECK_EQ(raw_word(&r, 32), t3);
}

TEST(session, "S8 the way's time and a clock behind ours are reckoned from three timestamps")
{
	uint64_t t1;
	uint32_t rtt;
	unsigned tag;
	int i;

	pair_init();
	pair.a.config.keepalive_ms = 300;
	isle_session_link_up(&pair.a.s, pair.now, 1);
	raw_expect(&pair.a, &r, HELLO);
	raw_hello(&r, ANSWER, raw_word(&r, 52), tag = 9, 42);
	r.bytes[44] = 200;
	CHECK_OK(end_input(&pair.a, &r));
	for (i = 0; i < 200 && !end_output(&pair.a, &r); i++)
		isle_session_tick(&pair.a.s, ++pair.now);
	CHECK_EQ(r.kind, PING);
	t1 = raw_word(&r, 16);
	CHECK_EQ(t1, pair.now * 1000u);
	/* 4 ms to there, 1 ms there, 4 ms back; its clock shows 700 ms less */
	raw_frame(&r, PONG, 0, tag, 0);
	raw_words(&r, 6,
		  (const uint32_t[]){ (uint32_t)t1, 0, (uint32_t)t1 + 4000 - 700000, 0,
				      (uint32_t)t1 + 5000 - 700000, 0 });
	pair.now += 9;
	CHECK_OK(end_input(&pair.a, &r));
	CHECK_EQ(isle_session_clock(&pair.a.s, &rtt), -700000);
	CHECK_EQ(rtt, 8000);
}
