/* SPDX-License-Identifier: BSD-3-Clause */
/* S9: what a correct peer cannot send ends that session only, with a count and a goodbye. */
#include <string.h>

#include "pair.h"

static struct raw r;
static struct job j;
static unsigned tag;

enum verdict { VIOLATION, IGNORED };

/* Puts r into a fresh session of each role which has a call of ours (id 1) and one of the peer's (id 7). */
static void setup(struct end *e)
{
	struct raw call;

	pair_init();
	tag = raw_up(e);
	job_init(e, &j, HOLD);
	j.call.in_room = 100;
	job_start(&j, ISLE_NO_DEADLINE);
	raw_expect(e, &r, CALL);
	CHECK_EQ(r.id, j.call.id);
	raw_call(&call, tag, 7, HOLD, 0);
	CHECK_OK(end_input(e, &call));
}

static void judge(struct end *e, enum verdict verdict)
{
	unsigned before = e->s.counters.violations, arrivals = e->arrivals;
	int err = end_input(e, &r);

	if (verdict == IGNORED) {
		CHECK_EQ(err, 0);
		CHECK_EQ(e->s.counters.violations, before);
		CHECK_EQ(e->s.state, ISLE_SESSION_UP);
		CHECK_EQ(e->arrivals, arrivals);
		return;
	}
	CHECK_EQ(err, -ISLE_EPROTO);
	CHECK_EQ(e->s.counters.violations, before + 1);
	CHECK(e->s.state != ISLE_SESSION_UP);
	CHECK_EQ(e->arrivals, arrivals);
	CHECK_EQ(e->downs, 1);
	CHECK_EQ(e->last_error, -ISLE_EPROTO);
	CHECK_EQ(j.closed, 1);
	CHECK_EQ(j.call.status, -ISLE_ELINK);
	CHECK_EQ(task_last(e)->closed, 1);
	raw_expect(e, &r, GOODBYE);
	CHECK_EQ(r.code, ISLE_EPROTO);
	CHECK_EQ(r.tag, tag);
}

#define BOTH(e) for (e = &pair.a; e; e = e == &pair.a ? &pair.b : NULL)

TEST(session, "S9 a truncated frame is a violation, at whatever byte")
{
	struct end *e;
	size_t len;

	BOTH(e)
	{
		for (len = 0; len < 24; len++) {
			setup(e);
			raw_call(&r, tag, 9, ECHO, END);
			r.len = len;
			judge(e, VIOLATION);
		}
	}
}

TEST(session, "S9 an oversized frame is a violation, one of just frame_max is not")
{
	struct end *e;

	BOTH(e)
	{
		setup(e);
		raw_frame(&r, DATA, 0, tag, 7);
		raw_data(&r, NULL, 1024 - 16);
		judge(e, IGNORED);
		raw_frame(&r, DATA, 0, tag, 7);
		raw_data(&r, NULL, 1025 - 16);
		judge(e, VIOLATION);
	}
}

TEST(session, "S9 unknown kinds and flags are violations")
{
	static const uint8_t kinds[] = { 0, 11, 12, 127, 255 };
	struct end *e;
	unsigned i;

	BOTH(e)
	{
		for (i = 0; i < sizeof(kinds); i++) {
			setup(e);
			raw_frame(&r, kinds[i], 0, tag, 7);
			judge(e, VIOLATION);
		}
		for (i = 0; i < 2; i++) {
			setup(e);
			raw_frame(&r, DATA, i ? 0x80 : 0x40, tag, 7);
			judge(e, VIOLATION);
		}
	}
}

static void fixed_is(unsigned fixed)
{
	r.bytes[12] = (uint8_t)fixed;
	r.bytes[13] = (uint8_t)(fixed >> 8);
}

TEST(session, "S9 a fixed part that is too short, too long or no multiple of 8 is a violation")
{
	static const unsigned wrong[] = { 0, 8, 15, 17, 20, 23, 32, 1024, 65528, 65535 };
	struct end *e;
	unsigned i;

	BOTH(e)
	{
		for (i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
			setup(e);
			raw_call(&r, tag, 9, ECHO, END);
			fixed_is(wrong[i]);
			judge(e, VIOLATION);
		}
	}
}

TEST(session, "S9 a call without an id, and a ping with one, are violations")
{
	struct end *e;

	BOTH(e)
	{
		setup(e);
		raw_call(&r, tag, 0, ECHO, END);
		judge(e, VIOLATION);
		setup(e);
		raw_frame(&r, PING, 0, tag, 5);
		raw_words(&r, 2, (const uint32_t[]){ 1, 2 });
		judge(e, VIOLATION);
	}
}

TEST(session, "S9 a context that cannot be is a violation")
{
	struct end *e;

	BOTH(e)
	{
		setup(e);
		raw_call(&r, tag, 9, ECHO, END);
		r.bytes[8] = 16;
		judge(e, VIOLATION);
	}
}

TEST(session, "S9 an answer to a question nobody asked is a violation")
{
	static const uint8_t kinds[] = { REPLY, DATA, CREDIT };
	struct end *e;
	unsigned i;

	BOTH(e)
	{
		for (i = 0; i < 3; i++) {
			setup(e);
			raw_frame(&r, kinds[i], ANSWER, tag, 2);
			raw_words(&r, 2, (const uint32_t[]){ 0, 0 });
			judge(e, VIOLATION);
		}
		/* the peer's own call is not one of ours */
		setup(e);
		raw_frame(&r, REPLY, ANSWER | END, tag, 7);
		judge(e, VIOLATION);
	}
}

TEST(session, "S9 an answer or a cancelling that goes the wrong way is a violation")
{
	struct end *e;

	BOTH(e)
	{
		setup(e);
		raw_frame(&r, REPLY, END, tag, j.call.id);
		judge(e, VIOLATION);
		setup(e);
		raw_frame(&r, CANCEL, ANSWER, tag, 7);
		judge(e, VIOLATION);
	}
}

TEST(session, "S9 a second answer is a violation")
{
	struct end *e;

	BOTH(e)
	{
		setup(e);
		raw_frame(&r, REPLY, ANSWER | END, tag, j.call.id);
		CHECK_OK(end_input(e, &r));
		CHECK_EQ(j.closed, 1);
		CHECK_EQ(j.call.status, 0);
		raw_frame(&r, REPLY, ANSWER | END, tag, j.call.id);
		j.call.status = -ISLE_ELINK; /* what judge() wants of a pending one */
		judge(e, VIOLATION);
	}
}

TEST(session, "S9 a call with the id of a pending one is a violation")
{
	struct end *e;

	BOTH(e)
	{
		setup(e);
		raw_call(&r, tag, 7, ECHO, END);
		judge(e, VIOLATION);
	}
}

TEST(session, "S9 a call that claims to be an answer is a violation")
{
	struct end *e;

	BOTH(e)
	{
		setup(e);
		raw_call(&r, tag, 9, ECHO, END | ANSWER);
		judge(e, VIOLATION);
	}
}

TEST(session, "S9 more calls than were permitted are a violation")
{
	struct end *e;
	unsigned i;

	BOTH(e)
	{
		setup(e);
		for (i = 0; i < 7; i++) {
			raw_call(&r, tag, 100 + i, HOLD, END);
			CHECK_OK(end_input(e, &r));
		}
		raw_call(&r, tag, 200, HOLD, END);
		judge(e, VIOLATION);
	}
}

TEST(session, "S9 data above the credit is a violation, up to it is not; both streams")
{
	struct end *e;
	unsigned i;

	BOTH(e)
	{
		setup(e);
		for (i = 0; i < 4; i++) { /* window 4096 */
			raw_frame(&r, DATA, 0, tag, 7);
			raw_data(&r, NULL, 1000);
			judge(e, IGNORED);
		}
		raw_frame(&r, DATA, 0, tag, 7);
		raw_data(&r, NULL, 97);
		judge(e, VIOLATION);
		setup(e);
		j.keep = true;
		raw_frame(&r, DATA, ANSWER, tag, j.call.id);
		raw_data(&r, NULL, 100);
		judge(e, IGNORED);
		raw_frame(&r, DATA, ANSWER, tag, j.call.id);
		raw_data(&r, NULL, 1);
		judge(e, VIOLATION);
	}
}

TEST(session, "S9 result data above the window is a violation, also in the answer itself")
{
	static uint8_t in[100];
	struct end *e;

	BOTH(e)
	{
		pair_init();
		tag = raw_up(e);
		job_init(e, &j, HOLD);
		j.call.in = in;
		j.call.in_room = sizeof(in);
		job_start(&j, ISLE_NO_DEADLINE);
		raw_expect(e, &r, CALL);
		CHECK_EQ(raw_word(&r, 20), 100);
		raw_call(&r, tag, 7, HOLD, 0);
		CHECK_OK(end_input(e, &r));
		raw_frame(&r, REPLY, ANSWER | END, tag, j.call.id);
		raw_data(&r, NULL, 101);
		judge(e, VIOLATION);
	}
}

TEST(session, "S9 END twice, or data after END, is a violation")
{
	struct end *e;
	unsigned i;

	BOTH(e)
	{
		for (i = 0; i < 2; i++) {
			setup(e);
			raw_frame(&r, DATA, END, tag, 7);
			raw_data(&r, NULL, 5);
			judge(e, IGNORED);
			raw_frame(&r, DATA, i ? END : 0, tag, 7);
			raw_data(&r, NULL, 5 * !i);
			judge(e, VIOLATION);
		}
	}
}

static void credit(uint32_t id, unsigned flags, uint32_t granted, uint32_t done)
{
	raw_frame(&r, CREDIT, flags, tag, id);
	raw_words(&r, 2, (const uint32_t[]){ granted, done });
}

TEST(session, "S9 credit that goes backwards or beyond all bounds does not count")
{
	static uint8_t out[20000];
	struct end *e;
	uint32_t sent;

	BOTH(e)
	{
		pair_init();
		tag = raw_up(e);
		job_init(e, &j, HOLD);
		j.call.out = out;
		j.call.out_left = sizeof(out);
		job_start(&j, ISLE_NO_DEADLINE);
		while (end_output(e, &r))
			;
		CHECK_EQ(j.call.out_sent, 4096);
		credit(j.call.id, ANSWER, 6000, 4000);
		judge(e, IGNORED);
		while (end_output(e, &r))
			;
		CHECK_EQ(j.call.out_sent, 6000);
		CHECK_EQ(j.call.out_done, 4000);
		credit(j.call.id, ANSWER, 5000, 3000);
		end_input(e, &r);
		CHECK_EQ(isle_call_credit(&j.call), 0);
		CHECK(j.call.out_done >= 4000);
		sent = j.call.out_sent;
		if (e->s.state != ISLE_SESSION_UP)
			continue; /* a violation is as good */
		credit(j.call.id, ANSWER, 6000 + 0x80000000u, 4000);
		end_input(e, &r);
		while (e->s.state == ISLE_SESSION_UP && end_output(e, &r))
			;
		CHECK_EQ(j.call.out_sent, sent);
		if (e->s.state != ISLE_SESSION_UP)
			continue;
		credit(j.call.id, ANSWER, 6000, 7000); /* acknowledges what was never sent */
		end_input(e, &r);
		CHECK(j.call.out_done <= j.call.out_sent);
	}
}

TEST(session, "S9 what crosses our own answer or our own reset is no violation")
{
	struct end *e;

	BOTH(e)
	{
		setup(e);
		task_reply(task_last(e), -ISLE_EIO);
		raw_expect(e, &r, REPLY);
		raw_frame(&r, DATA, END, tag, 7);
		raw_data(&r, NULL, 5);
		judge(e, IGNORED);
		credit(7, 0, 5000, 5000);
		judge(e, IGNORED);
		raw_frame(&r, CANCEL, 0, tag, 7);
		judge(e, IGNORED);
		isle_call_cancel(&e->s, &j.call, -ISLE_EINTR);
		raw_frame(&r, DATA, ANSWER, tag, j.call.id);
		raw_data(&r, NULL, 5);
		judge(e, IGNORED);
		raw_frame(&r, REPLY, ANSWER | END, tag, j.call.id);
		judge(e, IGNORED);
	}
}

TEST(session, "S9 the session that was ended comes back, the other ends of the daemon go on")
{
	struct job k;

	pair_init();
	pair_up();
	raw_frame(&r, 99, 0, pair.a.s.tag, j.call.id);
	CHECK_EQ(end_input(&pair.b, &r), -ISLE_EPROTO);
	pair_pump();
	pair_run(1000);
	CHECK_EQ(pair.a.s.state, ISLE_SESSION_UP);
	CHECK_EQ(pair.b.s.state, ISLE_SESSION_UP);
	CHECK_EQ(pair.a.downs, 1);
	CHECK_EQ(pair.b.s.counters.violations, 1);
	job_init(&pair.a, &k, ECHO);
	CHECK_EQ(job_run(&k, 10), 0);
}

TEST(session, "S9 an unknown method gets a negative answer and the session goes on")
{
	pair_init();
	pair_up();
	job_init(&pair.a, &j, 4711);
	CHECK_EQ(job_run(&j, 10), -ISLE_ENOTSUP);
	CHECK_EQ(pair.a.downs + pair.b.downs, 0);
}

TEST(session, "S9 a longer fixed part than we know is skipped, a missing word is zero")
{
	pair_init();
	tag = raw_up(&pair.b);
	raw_call(&r, tag, 5, ECHO, END);
	raw_words(&r, 6, (const uint32_t[]){ 1, 2, 3, 4, 5, 6 });
	raw_data(&r, "tail", 4);
	CHECK_OK(end_input(&pair.b, &r));
	CHECK_EQ(task_last(&pair.b)->data_len, 4);
	CHECK_MEM(task_last(&pair.b)->data, "tail", 4);
	raw_expect(&pair.b, &r, REPLY);
	CHECK_EQ(raw_word(&r, 16), 1);
	raw_call(&r, tag, 6, ECHO, END);
	CHECK_OK(end_input(&pair.b, &r));
	CHECK_EQ(task_last(&pair.b)->words[2], 0);
}

TEST(session, "S9 goodbye ends both ends with its reason and nothing pending is left")
{
	pair_init();
	pair_up();
	job_init(&pair.a, &j, HOLD);
	job_start(&j, ISLE_NO_DEADLINE);
	pair_pump();
	isle_session_goodbye(&pair.b.s, -ISLE_ESTOPPING);
	CHECK_EQ(task_last(&pair.b)->closed, 1);
	pair_step(&pair.b);
	CHECK_EQ(j.closed, 1);
	CHECK_EQ(j.call.status, -ISLE_ELINK);
	CHECK_EQ(pair.a.last_error, -ISLE_ESTOPPING);
}

TEST(session, "S9 an error number that cannot be one becomes EIO, never success")
{
	static const unsigned codes[] = { 256, 0x7fff, 0x8000, 0xff00, 0xffff };
	struct task *t;
	unsigned i;

	for (i = 0; i < 5; i++) {
		setup(&pair.b);
		t = task_last(&pair.b);
		raw_frame(&r, REPLY, ANSWER | END, tag, j.call.id);
		r.bytes[10] = (uint8_t)codes[i];
		r.bytes[11] = (uint8_t)(codes[i] >> 8);
		CHECK_OK(end_input(&pair.b, &r));
		CHECK_EQ(j.call.status, -ISLE_EIO);
		raw_frame(&r, CANCEL, 0, tag, 7);
		r.bytes[10] = (uint8_t)codes[i];
		r.bytes[11] = (uint8_t)(codes[i] >> 8);
		CHECK_OK(end_input(&pair.b, &r));
		CHECK_EQ(t->cancel_status, -ISLE_EIO);
		raw_frame(&r, GOODBYE, 0, tag, 0);
		r.bytes[10] = (uint8_t)codes[i];
		r.bytes[11] = (uint8_t)(codes[i] >> 8);
		end_input(&pair.b, &r);
		CHECK_EQ(pair.b.last_error, -ISLE_EIO);
	}
}

/* What an application may do inside its data event. */
static struct job again;
static int how;

static void again_event(struct isle_call *call, enum isle_call_event what,
			const struct isle_frame *frame)
{
	struct isle_session *s = &pair.a.s;

	(void)frame;
	if (what == ISLE_CALL_CLOSED)
		again.closed++;
	if (what != ISLE_CALL_DATA)
		return;
	if (how == 2) {
		isle_session_link_down(s, -ISLE_ELINK);
		return;
	}
	isle_call_cancel(s, call, -ISLE_EINTR);
	if (how == 1)
		CHECK_OK(isle_call_start(s, call, ISLE_NO_DEADLINE));
}

TEST(session, "S9 a call may be given up, started again or lose its link inside its own data event")
{
	unsigned kind;

	for (how = 0; how < 3; how++) {
		for (kind = REPLY; kind <= DATA; kind++) {
			pair_init();
			tag = raw_up(&pair.a);
			job_init(&pair.a, &again, HOLD);
			again.call.event = again_event;
			again.call.in_room = 100;
			job_start(&again, ISLE_NO_DEADLINE);
			raw_expect(&pair.a, &r, CALL);
			raw_frame(&r, kind, ANSWER, tag, again.call.id);
			raw_data(&r, NULL, 10);
			CHECK_OK(end_input(&pair.a, &r));
			CHECK_EQ(again.closed, 1);
			CHECK_EQ(pair.a.s.counters.violations, 0);
			CHECK_EQ(pair.a.s.in_flight, how != 2 && kind == DATA);
			CHECK_EQ(pair.a.s.state, how == 2 ? ISLE_SESSION_DOWN : ISLE_SESSION_UP);
			if (how != 1)
				continue;
			do
				CHECK(end_output(&pair.a, &r));
			while (r.kind != CALL);
			raw_frame(&r, REPLY, ANSWER, tag, r.id);
			CHECK_OK(end_input(&pair.a, &r));
			CHECK_EQ(again.closed, 2);
			CHECK_EQ(again.call.status, 0);
		}
	}
}
