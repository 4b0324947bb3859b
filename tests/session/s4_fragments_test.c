/* SPDX-License-Identifier: BSD-3-Clause */
/* S4: arguments and results larger than a frame, under credit, at every frame size. */
#include <string.h>

#include "pair.h"

static struct job j;
static uint8_t out[200000], in[200000];

static const uint32_t frames[] = { 192, 200, 256, 496, 1024, 4096, 65536 };
static const uint32_t sizes[] = { 0, 1, 7, 168, 169, 1000, 4096, 70000, 200000 };

static void sized_pair(uint32_t frame_max, uint32_t window)
{
	pair_init();
	pair.a.config.frame_max = pair.b.config.frame_max = frame_max;
	pair.a.config.window = pair.b.config.window = window;
	pair_up();
	pattern_fill(out, 0, sizeof(out));
}

static void each_size(void (*run)(uint32_t frame_max, uint32_t size))
{
	unsigned f, n;

	for (f = 0; f < sizeof(frames) / sizeof(*frames); f++) {
		sized_pair(frames[f], frames[f] * 3 / 2);
		for (n = 0; n < sizeof(sizes) / sizeof(*sizes); n++) {
			memset(in, 0, sizeof(in));
			run(frames[f], sizes[n]);
			CHECK_EQ(pair.a_input, 0);
			CHECK_EQ(pair.b_input, 0);
		}
	}
}

static void gather(uint32_t frame_max, uint32_t size)
{
	(void)frame_max;
	job_init(&pair.a, &j, GATHER);
	j.call.out = out;
	j.call.out_left = size;
	CHECK_EQ(job_run(&j, 1000), 0);
	CHECK_EQ(j.ret[0], size);
	CHECK_EQ(j.ret[1], checksum(out, size));
}

TEST(session, "S4 arguments of any size arrive whole at any frame size")
{
	each_size(gather);
}

static void spew(uint32_t frame_max, uint32_t size)
{
	unsigned sent = pair.b_sent, method, into;

	for (method = SPEW; method <= SOURCE; method++) {
		for (into = 0; into < 2; into++) {
			sent = pair.b_sent;
			job_init(&pair.a, &j, method);
			j.call.words = &size;
			j.call.words_n = 1;
			j.call.in = into ? in : NULL;
			j.call.in_room = size + 1;
			CHECK_EQ(job_run(&j, 1000), 0);
			CHECK_EQ(j.call.in_got, size);
			CHECK(pattern_is(into ? in : j.data, 0, size));
			CHECK(pair.b_sent - sent <= 3 + size / (frame_max - 24));
		}
	}
}

TEST(session, "S4 results of any size arrive whole, from memory and from a source")
{
	each_size(spew);
}

static void spew_backwards(uint32_t frame_max, uint32_t size)
{
	(void)frame_max;
	job_init(&pair.b, &j, SPEW);
	j.call.words = &size;
	j.call.words_n = 1;
	j.call.in = in;
	j.call.in_room = sizeof(in);
	CHECK_EQ(job_run(&j, 1000), 0);
	CHECK_EQ(j.call.in_got, size);
	CHECK(pattern_is(in, 0, size));
}

TEST(session, "S4 the accepting side calls in the same way")
{
	each_size(spew_backwards);
}

TEST(session, "S4 a result above the caller's window is EMSGSIZE, one that just fits is not")
{
	uint32_t size = 3000;

	sized_pair(1024, 4096);
	job_init(&pair.a, &j, SPEW);
	j.call.words = &size;
	j.call.words_n = 1;
	j.call.in = in;
	j.call.in_room = 2999;
	CHECK_EQ(job_run(&j, 1000), -ISLE_EMSGSIZE);
	CHECK_EQ(in[0], 0);
	job_init(&pair.a, &j, SPEW);
	j.call.words = &size;
	j.call.words_n = 1;
	j.call.in = in;
	j.call.in_room = 3000;
	CHECK_EQ(job_run(&j, 1000), 0);
	CHECK_EQ(j.call.in_got, 3000);
}

TEST(session, "S4 a source never passes the caller's window")
{
	uint32_t size = 3000;

	sized_pair(1024, 4096);
	job_init(&pair.a, &j, SOURCE);
	j.call.words = &size;
	j.call.words_n = 1;
	j.call.in = in;
	j.call.in_room = 2000;
	job_start(&j, 100);
	pair_pump();
	CHECK(!j.closed);
	CHECK_EQ(j.call.in_got, 2000);
	pair_run(100);
	CHECK_EQ(j.call.status, -ISLE_ETIMEDOUT);
	CHECK_EQ(pair.a.s.counters.violations, 0);
	CHECK_EQ(task_last(&pair.b)->closed, 1);
}

TEST(session, "S4 arguments stop at the callee's window until it has consumed")
{
	struct task *t;
	uint32_t got;

	sized_pair(1024, 4096);
	job_init(&pair.a, &j, HOLD);
	j.call.out = out;
	j.call.out_left = 20000;
	job_start(&j, 1000);
	pair_pump();
	t = task_last(&pair.b);
	CHECK_EQ(t->data_len, 4096);
	while (!t->ended) {
		got = t->data_len;
		isle_call_consumed(&pair.b.s, &t->call, 2500);
		pair_pump();
		CHECK(t->data_len > got && t->data_len <= got + 2500);
	}
	CHECK_EQ(t->data_len, 20000);
	CHECK(pattern_is(t->data, 0, 20000));
}

TEST(session, "S4 a stream is given in pieces by isle_call_send and ends when its owner says so")
{
	unsigned i;

	sized_pair(256, 1024);
	job_init(&pair.a, &j, GATHER);
	j.call.out_more = true;
	job_start(&j, 1000);
	for (i = 0; i < 20; i++) {
		CHECK_EQ(isle_call_send(&pair.a.s, &j.call, out + i * 1000, 1000, i == 19), 0);
		CHECK_EQ(isle_call_send(&pair.a.s, &j.call, out, 1, false),
			 i == 19 ? -ISLE_EPIPE : -ISLE_EBUSY);
		j.rooms = 0;
		pair_pump();
		CHECK(i == 19 || j.rooms >= 1);
		CHECK_EQ(j.closed, i == 19);
	}
	CHECK_EQ(j.call.status, 0);
	CHECK_EQ(j.ret[0], 20000);
	CHECK_EQ(j.ret[1], checksum(out, 20000));
}

TEST(session, "S4 a source that has nothing for the moment is asked again and not cut short")
{
	struct task *t;
	uint32_t size = 0;

	sized_pair(256, 1024);
	job_init(&pair.a, &j, HOLD);
	j.call.words = &size;
	j.call.words_n = 1;
	j.call.in = in;
	j.call.in_room = 2000;
	job_start(&j, 1000);
	pair_pump();
	t = task_last(&pair.b);
	t->left = 100;
	t->starve = true; /* fill() has 100 bytes, then nothing, not the end */
	isle_call_source(&pair.b.s, &t->call);
	pair_pump();
	CHECK_EQ(j.call.in_got, 100);
	CHECK(!j.closed);
	task_reply(t, 0);
	pair_pump();
	CHECK(!j.closed);
	t->left = 900;
	t->starve = false;
	isle_call_source(&pair.b.s, &t->call);
	pair_pump();
	CHECK_EQ(j.closed, 1);
	CHECK_EQ(j.call.status, 0);
	CHECK_EQ(j.call.in_got, 1000);
	CHECK(pattern_is(in, 0, 1000));
}

TEST(session, "S4 a long answer with words carries nothing else in the words' place")
{
	static struct raw r;
	uint32_t words[4] = { 1, 2, 3, 4 };
	struct task *t;
	unsigned tag, n;

	pair_init();
	tag = raw_up(&pair.b);
	raw_call(&r, tag, 1, HOLD, END);
	CHECK_OK(end_input(&pair.b, &r));
	t = task_last(&pair.b);
	t->call.out = out;
	t->call.out_left = 3000;
	t->call.words = words;
	t->call.words_n = 4;
	task_reply(t, 0);
	for (n = 0; n < 3; n++)
		raw_expect(&pair.b, &r, DATA);
	raw_expect(&pair.b, &r, REPLY);
	CHECK_EQ(raw_word(&r, 28), 4);
}

TEST(session, "S4 an error cuts what was to be sent")
{
	static struct raw r;
	struct task *t;
	unsigned tag;

	pair_init();
	tag = raw_up(&pair.b);
	raw_call(&r, tag, 1, HOLD, END);
	CHECK_OK(end_input(&pair.b, &r));
	t = task_last(&pair.b);
	t->call.out = out;
	t->call.out_left = 3000;
	task_reply(t, -ISLE_EIO);
	raw_expect(&pair.b, &r, REPLY);
	CHECK_EQ(r.code, ISLE_EIO);
	CHECK_EQ(r.data_len, 0);
	CHECK_EQ(t->closed, 1);
}

TEST(session, "S4 a call that ends while its data is being placed costs the session nothing")
{
	static struct raw r;
	unsigned tag, i;
	size_t bytes;

	for (i = 0; i < 2; i++) {
		pair_init();
		tag = raw_up(&pair.a);
		job_init(&pair.a, &j, HOLD);
		j.call.in = in;
		j.call.in_room = 500;
		job_start(&j, 10);
		raw_expect(&pair.a, &r, CALL);
		raw_frame(&r, i ? REPLY : DATA, ANSWER, tag, j.call.id);
		raw_data(&r, NULL, 300);
		CHECK(isle_session_place(&pair.a.s, r.bytes, 16, r.len, &bytes) == in);
		CHECK_EQ(bytes, 300);
		pair.now += 10;
		isle_session_tick(&pair.a.s, pair.now);
		CHECK_EQ(j.closed, 1);
		CHECK(!isle_session_place(&pair.a.s, r.bytes, 16, r.len, &bytes));
		CHECK_EQ(isle_session_input_placed(&pair.a.s, pair.now, r.bytes, 16, r.len), 0);
		CHECK_EQ(pair.a.s.counters.late, 1);
		CHECK_EQ(pair.a.s.in_flight, !i);
	}
}

TEST(session, "S4 nothing is placed that the call did not ask for")
{
	static struct raw r;
	unsigned tag;
	size_t bytes;

	pair_init();
	tag = raw_up(&pair.a);
	job_init(&pair.a, &j, HOLD);
	j.call.in = in;
	j.call.in_room = 500;
	job_start(&j, 10);
	raw_expect(&pair.a, &r, CALL);
	raw_frame(&r, DATA, ANSWER, tag, j.call.id);
	CHECK(!isle_session_place(&pair.a.s, r.bytes, 16, 517, &bytes));
	CHECK(isle_session_place(&pair.a.s, r.bytes, 16, 516, &bytes) == in);
	CHECK(!isle_session_place(&pair.a.s, r.bytes, 15, 500, &bytes));
	CHECK(!isle_session_place(&pair.a.s, r.bytes, 16, 10, &bytes));
	raw_frame(&r, DATA, ANSWER, tag + 1, 1);
	CHECK(!isle_session_place(&pair.a.s, r.bytes, 16, 100, &bytes));
	raw_frame(&r, DATA, 0, tag, j.call.id);
	CHECK(!isle_session_place(&pair.a.s, r.bytes, 16, 100, &bytes));
	raw_frame(&r, DATA, ANSWER, tag, 2);
	CHECK(!isle_session_place(&pair.a.s, r.bytes, 16, 100, &bytes));
	raw_frame(&r, CREDIT, ANSWER, tag, j.call.id);
	raw_words(&r, 2, (const uint32_t[]){ 0, 0 });
	CHECK(!isle_session_place(&pair.a.s, r.bytes, 24, 100, &bytes));
}
