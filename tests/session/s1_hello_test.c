/* SPDX-License-Identifier: BSD-3-Clause */
/* S1: hello, session ids, tags, and what an earlier life left in the rings. */
#include "pair.h"

static struct raw r;

TEST(session, "S1 hello both ways brings the session up with what each side said")
{
	pair_init();
	pair.b.config.frame_max = 2048;
	pair.b.config.window = 8192;
	pair.a.config.calls_max = 3;
	pair_up();
	CHECK_EQ(pair.a.ups, 1);
	CHECK_EQ(pair.b.ups, 1);
	CHECK_EQ(pair.a.last_resumed, false);
	CHECK_EQ(pair.a.s.peer_frame_max, 2048);
	CHECK_EQ(pair.b.s.peer_frame_max, 1024);
	CHECK_EQ(pair.a.s.peer_window, 8192);
	CHECK_EQ(pair.b.s.peer_calls_max, 3);
	CHECK_EQ(pair.a.s.peer_role, ISLE_ROLE_DAEMON);
	CHECK_EQ(pair.b.s.peer_role, ISLE_ROLE_CLIENT);
	CHECK(pair.a.s.id != 0 && pair.a.s.id == pair.b.s.id);
	CHECK(pair.a.s.tag != 0 && pair.a.s.tag == pair.b.s.tag);
	CHECK_EQ(pair.b.hello.session_id, 0);
	CHECK_EQ(pair.b.hello.name_len, 8);
}

TEST(session, "S1 hello is repeated until answered, then no more")
{
	unsigned hellos = 0, ms;
	uint32_t nonce = 0;

	pair_init();
	isle_session_link_up(&pair.a.s, pair.now, 1);
	for (ms = 0; ms < 1000; ms++, pair.now++) {
		isle_session_tick(&pair.a.s, pair.now);
		while (end_output(&pair.a, &r)) {
			CHECK_EQ(r.kind, HELLO);
			CHECK_EQ(r.tag, 0);
			hellos++;
			nonce = raw_word(&r, 52);
		}
	}
	CHECK(hellos >= 3 && hellos <= 100);
	raw_hello(&r, ANSWER, nonce, 9, 42);
	CHECK_OK(end_input(&pair.a, &r));
	for (ms = 0; ms < 1000; ms++, pair.now++) {
		isle_session_tick(&pair.a.s, pair.now);
		CHECK(!end_output(&pair.a, &r));
	}
	CHECK_EQ(pair.a.ups, 1);
}

TEST(session, "S1 the repetition that crossed the answer gets the same answer and harms nothing")
{
	unsigned tag, id;

	pair_init();
	isle_session_link_up(&pair.b.s, pair.now, 1);
	raw_hello(&r, 0, 5, 0, 0);
	CHECK_OK(end_input(&pair.b, &r));
	CHECK_OK(end_input(&pair.b, &r));
	raw_expect(&pair.b, &r, HELLO);
	tag = raw_word(&r, 56);
	id = raw_word(&r, 64);
	raw_hello(&r, 0, 5, 0, 0);
	CHECK_OK(end_input(&pair.b, &r));
	raw_expect(&pair.b, &r, HELLO);
	CHECK_EQ(raw_word(&r, 56), tag);
	CHECK_EQ(raw_word(&r, 64), id);
	CHECK_EQ(pair.b.ups, 1);
	CHECK_EQ(pair.b.downs, 0);
}

TEST(session, "S1 the answer to another hello is dropped")
{
	uint32_t nonce;

	pair_init();
	isle_session_link_up(&pair.a.s, pair.now, 1);
	raw_expect(&pair.a, &r, HELLO);
	nonce = raw_word(&r, 52);
	raw_hello(&r, ANSWER, nonce + 1, 9, 42);
	CHECK_OK(end_input(&pair.a, &r));
	CHECK_EQ(pair.a.s.state, ISLE_SESSION_HELLO);
	raw_hello(&r, ANSWER, nonce, 9, 42);
	CHECK_OK(end_input(&pair.a, &r));
	CHECK_EQ(pair.a.s.state, ISLE_SESSION_UP);
}

TEST(session, "S1 another link has another nonce, though the clock that gives it stands still")
{
	uint32_t nonce;

	pair_init();
	isle_session_link_up(&pair.a.s, pair.now, 7);
	raw_expect(&pair.a, &r, HELLO);
	nonce = raw_word(&r, 52);
	isle_session_link_down(&pair.a.s, -ISLE_ELINK);
	isle_session_link_up(&pair.a.s, pair.now, 7);
	raw_expect(&pair.a, &r, HELLO);
	CHECK(raw_word(&r, 52) != nonce);
	raw_hello(&r, ANSWER, nonce, 9, 42); /* to the hello of the link before */
	CHECK_OK(end_input(&pair.a, &r));
	CHECK_EQ(pair.a.s.state, ISLE_SESSION_HELLO);
}

static void blink(void)
{
	isle_session_link_down(&pair.a.s, -ISLE_ELINK);
	isle_session_link_down(&pair.b.s, -ISLE_ELINK);
	pair_up();
}

TEST(session, "S1 after a blink the same session goes on under another tag")
{
	unsigned tag, i;
	uint64_t id;

	pair_init();
	pair_up();
	id = pair.a.s.id;
	for (i = 0; i < 50; i++) {
		tag = pair.a.s.tag;
		blink();
		CHECK_EQ(pair.a.s.id, id);
		CHECK_EQ(pair.b.s.id, id);
		CHECK(pair.a.s.tag != tag && pair.a.s.tag != 0);
		CHECK(pair.a.last_resumed && pair.b.last_resumed);
	}
}

TEST(session, "S1 a blink ends the calls in flight with ELINK at both ends")
{
	struct job j;

	pair_init();
	pair_up();
	job_init(&pair.a, &j, HOLD);
	job_start(&j, ISLE_NO_DEADLINE);
	pair_pump();
	blink();
	CHECK_EQ(j.closed, 1);
	CHECK_EQ(j.call.status, -ISLE_ELINK);
	CHECK(j.call.maybe);
	CHECK_EQ(pair.b.tasks[7].closed + pair.b.tasks[0].closed, 1);
	CHECK_EQ(task_last(&pair.b)->closed, 1);
}

TEST(session, "S1 a started client presents id 0 and everything of the old session is freed")
{
	struct job j;
	uint64_t id;
	unsigned tag;

	pair_init();
	pair_up();
	id = pair.b.s.id;
	tag = pair.b.s.tag;
	job_init(&pair.a, &j, HOLD);
	job_start(&j, ISLE_NO_DEADLINE);
	pair_pump();
	end_forget(&pair.a);
	isle_session_link_up(&pair.a.s, pair.now, 1234);
	pair_pump(); /* the link of the accepting side never went down */
	CHECK_EQ(pair.b.s.state, ISLE_SESSION_UP);
	CHECK_EQ(pair.b.downs, 1);
	CHECK_EQ(pair.b.ups, 2);
	CHECK_EQ(pair.b.last_resumed, false);
	CHECK(pair.b.s.id != id && pair.b.s.tag != tag);
	CHECK_EQ(task_last(&pair.b)->closed, 1);
	CHECK_EQ(pair.a.s.id, pair.b.s.id);
}

TEST(session, "S1 an accepting side that restarted does not know the id and gives a new one")
{
	uint64_t id;

	pair_init();
	pair_up();
	id = pair.a.s.id;
	end_forget(&pair.b);
	isle_session_link_down(&pair.a.s, -ISLE_ELINK);
	pair_up();
	CHECK_EQ(pair.b.hello.session_id, id);
	CHECK_EQ(pair.a.last_resumed, false);
	CHECK(pair.a.s.id != id);
	CHECK_EQ(pair.a.s.id, pair.b.s.id);
}

TEST(session, "S1 an accepting side that restarted does not give the tag the client had before")
{
	unsigned tag;

	pair_init();
	pair_up();
	tag = pair.a.s.tag;
	end_forget(&pair.b);
	pair.b.next_id--; /* chance has it that the same id is drawn */
	isle_session_link_down(&pair.a.s, -ISLE_ELINK);
	pair_up();
	CHECK(pair.a.s.tag != tag);
}

TEST(session, "S1 an accepting side that restarted unseen is noticed and the session comes back")
{
	struct job j;

	pair_init();
	pair_up();
	job_init(&pair.a, &j, HOLD);
	job_start(&j, ISLE_NO_DEADLINE);
	pair_pump();
	end_forget(&pair.b);
	isle_session_link_up(&pair.b.s, pair.now, 4321);
	pair_pump();
	pair_run(1000);
	CHECK_EQ(j.closed, 1);
	CHECK_EQ(j.call.status, -ISLE_ELINK);
	CHECK_EQ(pair.a.s.state, ISLE_SESSION_UP);
	CHECK_EQ(pair.a.s.tag, pair.b.s.tag);
}

TEST(session, "S1 frames with the tag of an earlier session are dropped and counted")
{
	unsigned old, tag;

	pair_init();
	old = raw_up(&pair.b);
	raw_hello(&r, 0, 6, 0, 0);
	CHECK_OK(end_input(&pair.b, &r));
	raw_expect(&pair.b, &r, HELLO);
	tag = raw_word(&r, 56);
	CHECK(tag != old);
	raw_call(&r, old, 1, ECHO, END);
	CHECK_OK(end_input(&pair.b, &r));
	raw_frame(&r, GOODBYE, 0, old, 0);
	CHECK_OK(end_input(&pair.b, &r));
	raw_frame(&r, CANCEL, 0, old, 1);
	CHECK_OK(end_input(&pair.b, &r));
	CHECK_EQ(pair.b.arrivals, 0);
	CHECK_EQ(pair.b.s.state, ISLE_SESSION_UP);
	CHECK(pair.b.s.counters.dropped >= 3);
	raw_call(&r, tag, 1, ECHO, END);
	CHECK_OK(end_input(&pair.b, &r));
	CHECK_EQ(pair.b.arrivals, 1);
}

TEST(session, "S1 nothing but hello is taken before hello")
{
	unsigned kind;

	pair_init();
	isle_session_link_up(&pair.b.s, pair.now, 1);
	for (kind = CALL; kind <= GOODBYE; kind++) {
		raw_frame(&r, kind, 0, 0, kind <= CANCEL);
		if (kind == CALL)
			raw_call(&r, 0, 1, ECHO, END);
		end_input(&pair.b, &r);
		raw_frame(&r, kind, 0, 0x101, kind <= CANCEL);
		end_input(&pair.b, &r);
	}
	CHECK_EQ(pair.b.arrivals, 0);
	CHECK_EQ(pair.b.ups, 0);
	raw_hello(&r, 0, 5, 0, 0);
	CHECK_OK(end_input(&pair.b, &r));
	CHECK_EQ(pair.b.ups, 1);
}

TEST(session, "S1 a hello out of the blue ends what was pending, then the new session works")
{
	struct job j;

	pair_init();
	raw_up(&pair.b);
	job_init(&pair.b, &j, ECHO);
	job_start(&j, ISLE_NO_DEADLINE);
	raw_expect(&pair.b, &r, CALL);
	raw_hello(&r, 0, 1000, 0, 0);
	CHECK_OK(end_input(&pair.b, &r));
	CHECK_EQ(j.closed, 1);
	CHECK_EQ(j.call.status, -ISLE_ELINK);
	CHECK_EQ(pair.b.s.state, ISLE_SESSION_UP);
	raw_expect(&pair.b, &r, HELLO);
}

TEST(session, "S1 a refused hello says why and no session begins")
{
	struct job j;

	pair_init();
	pair.b.refuse = -ISLE_EBUSY;
	isle_session_link_up(&pair.a.s, pair.now, 77);
	isle_session_link_up(&pair.b.s, pair.now, 78);
	pair_pump();
	CHECK_EQ(pair.a.ups, 0);
	CHECK_EQ(pair.b.ups, 0);
	CHECK_EQ(pair.a.last_error, -ISLE_EBUSY);
	job_init(&pair.a, &j, ECHO);
	CHECK_EQ(isle_call_start(&pair.a.s, &j.call, 10), -ISLE_ELINK);
	pair.b.refuse = 0;
	isle_session_link_down(&pair.a.s, -ISLE_ELINK);
	isle_session_link_down(&pair.b.s, -ISLE_ELINK);
	pair_up();
}

static int hello_with(unsigned at, uint32_t value)
{
	int err;

	pair_init();
	isle_session_link_up(&pair.b.s, pair.now, 1);
	raw_hello(&r, 0, 5, 0, 0);
	r.bytes[at] = (uint8_t)value;
	r.bytes[at + 1] = (uint8_t)(value >> 8);
	r.bytes[at + 2] = (uint8_t)(value >> 16);
	r.bytes[at + 3] = (uint8_t)(value >> 24);
	err = end_input(&pair.b, &r);
	return pair.b.ups ? 1 : err;
}

TEST(session, "S1 a hello with another magic, no common version or a tiny frame makes no session")
{
	CHECK_EQ(hello_with(16, MAGIC), 1);
	CHECK(hello_with(16, MAGIC + 1) <= 0);
	CHECK(hello_with(20, 2) <= 0);
	CHECK(hello_with(24, 0) <= 0);
	CHECK_EQ(hello_with(24, 7), 1);
	CHECK(hello_with(32, 0) <= 0);
	CHECK(hello_with(32, 127) <= 0);
}

TEST(session, "S1 a hello of a later version with a longer fixed part is understood")
{
	pair_init();
	isle_session_link_up(&pair.b.s, pair.now, 1);
	raw_hello(&r, 0, 5, 0, 0);
	r.len = r.fixed;
	raw_words(&r, 4, (const uint32_t[]){ 1, 2, 3, 4 });
	raw_data(&r, "later", 5);
	CHECK_OK(end_input(&pair.b, &r));
	CHECK_EQ(pair.b.ups, 1);
	CHECK_EQ(pair.b.hello.name_len, 5);
}

TEST(session,
     "S1 a port without a random source finds its session though an old answer lay in the ring")
{
	static struct raw stale;
	struct job j;
	uint64_t id;

	pair_init();
	pair_up();
	job_init(&pair.a, &j, ECHO);
	CHECK_EQ(job_run(&j, 10), 0);
	/* The client starts anew with the same nonce; its former answer is still there. */
	end_forget(&pair.a);
	isle_session_link_up(&pair.a.s, pair.now, 77);
	id = pair.b.s.id;
	raw_hello(&r, ANSWER, 78, pair.b.s.tag, id);
	CHECK_OK(end_input(&pair.a, &r)); /* before we said anything */
	CHECK_EQ(pair.a.s.state, ISLE_SESSION_HELLO);
	raw_expect(&pair.a, &r, HELLO);
	CHECK_EQ(raw_word(&r, 52), 78);
	stale = r;
	raw_hello(&r, ANSWER, 78, pair.b.s.tag, id);
	CHECK_OK(end_input(&pair.a, &r));
	CHECK_OK(end_input(&pair.b, &stale));
	pair_pump();
	pair_run(1000);
	CHECK_EQ(pair.a.s.state, ISLE_SESSION_UP);
	CHECK_EQ(pair.a.s.tag, pair.b.s.tag);
	CHECK_EQ(pair.a.s.id, pair.b.s.id);
	CHECK(pair.b.s.id != id);
	job_init(&pair.a, &j, ECHO);
	CHECK_EQ(job_run(&j, 10), 0);
}

TEST(session, "S1 a client of another version is told so")
{
	pair_init();
	isle_session_link_up(&pair.b.s, pair.now, 1);
	raw_expect(&pair.b, &r, HELLO);
	raw_hello(&r, 0, 5, 0, 0);
	r.bytes[20] = r.bytes[24] = 2;
	end_input(&pair.b, &r);
	CHECK_EQ(pair.b.ups, 0);
	raw_expect(&pair.b, &r, HELLO);
	CHECK_EQ(r.flags, ANSWER);
	CHECK_EQ(r.code, ISLE_EVERSION);
	CHECK_EQ(raw_word(&r, 52), 5);
}

TEST(session,
     "S1 calls out to a client that started again with the same nonce do not wait for ever")
{
	struct job j;

	pair_init();
	isle_session_link_up(&pair.b.s, pair.now, 1);
	raw_hello(&r, 0, 5, 0, 0);
	CHECK_OK(end_input(&pair.b, &r));
	raw_expect(&pair.b, &r, HELLO);
	job_init(&pair.b, &j, HOLD);
	job_start(&j, ISLE_NO_DEADLINE);
	raw_expect(&pair.b, &r, CALL);
	raw_hello(&r, 0, 5, 0, 0);
	CHECK_OK(end_input(&pair.b, &r));
	CHECK_EQ(j.closed, 1);
	CHECK_EQ(j.call.status, -ISLE_ELINK);
	CHECK(j.call.maybe);
	CHECK_EQ(pair.b.s.in_flight, 0);
	CHECK_EQ(pair.b.s.state, ISLE_SESSION_UP);
}

TEST(session, "S1 who is refused after all, though a first answer took it, asks again")
{
	uint32_t nonce, refusals;

	pair_init();
	isle_session_link_up(&pair.a.s, pair.now, 1);
	raw_expect(&pair.a, &r, HELLO);
	nonce = raw_word(&r, 52);
	raw_hello(&r, ANSWER, nonce, 9, 42);
	CHECK_OK(end_input(&pair.a, &r));
	CHECK_EQ(pair.a.s.state, ISLE_SESSION_UP);
	for (refusals = 0; refusals < 3; refusals++) {
		raw_hello(&r, ANSWER, nonce, 0, 0);
		r.bytes[10] = ISLE_EBUSY;
		CHECK_OK(end_input(&pair.a, &r));
		CHECK_EQ(pair.a.s.state, ISLE_SESSION_HELLO);
		CHECK_EQ(pair.a.last_error, -ISLE_EBUSY);
		pair.now += 100;
		isle_session_tick(&pair.a.s, pair.now);
		raw_expect(&pair.a, &r, HELLO);
	}
	raw_hello(&r, ANSWER, nonce, 10, 42);
	CHECK_OK(end_input(&pair.a, &r));
	CHECK_EQ(pair.a.s.state, ISLE_SESSION_UP);
}
