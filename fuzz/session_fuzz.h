/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A session of one role against a peer made of fuzz bytes. The bytes are a list of steps: a frame whose
 * header mostly fits the session (so that the fuzzer gets beyond the first check), raw bytes, time,
 * output, and what an application may do. Included by one target for each role.
 *
 * What must hold: nothing outside its memory, every call of ours ends once, every call lent comes back,
 * and a session whose link is down holds nothing.
 */
#ifndef ISLE_FUZZ_SESSION_H
#define ISLE_FUZZ_SESSION_H

#include <stdlib.h>
#include <string.h>

#include <isle/errors.h>
#include <isle/session.h>

#include "wire/frame.h"

#define JOBS      4
#define LENT      4
#define FRAME_MAX 512u
#define WINDOW    1024u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct job {
	struct isle_call call;
	bool live;
	uint32_t words[2], ret[3], got;
	uint8_t in[300];
};

struct task {
	struct isle_call call;
	bool held, back;
	uint32_t got;
};

static struct isle_session session;
static struct job jobs[JOBS];
static struct task tasks[LENT];
static uint32_t now_ms;
static const uint8_t noise[4000];

/* --- the input ------------------------------------------------------------------------------- */

static const uint8_t *bytes;
static size_t bytes_left;

static unsigned take(void)
{
	if (!bytes_left)
		return 0;
	bytes_left--;
	return *bytes++;
}

static unsigned take16(void)
{
	unsigned low = take();

	return low | take() << 8;
}

/* --- the application -------------------------------------------------------------------------- */

static void need(bool holds)
{
	if (!holds)
		abort();
}

static void job_event(struct isle_call *call, enum isle_call_event what, const struct isle_frame *f)
{
	struct job *j = (struct job *)call;

	need(j->live);
	switch (what) {
	case ISLE_CALL_DATA:
		j->got += f->data_len;
		if (take() % 4 == 0)
			isle_call_cancel(&session, call, -ISLE_EINTR);
		else if (take() % 2)
			isle_call_consumed(&session, call, f->data_len);
		break;
	case ISLE_CALL_ROOM:
		break;
	case ISLE_CALL_CLOSED:
		need(call->in_got <= call->in_granted || !call->in);
		j->live = false;
		memset(call, 0x5a, sizeof(*call));
		break;
	default:
		abort();
	}
}

static void serve(struct isle_call *call, enum isle_call_event what, const struct isle_frame *f)
{
	struct task *t = (struct task *)call;

	need(t->held == (what != ISLE_CALL_REQUEST));
	switch (what) {
	case ISLE_CALL_REQUEST:
		t->held = true;
		t->got = 0;
		/* fall through */
	case ISLE_CALL_DATA:
		t->got += f->data_len;
		need(t->got <= 0x40000000u);
		if (f->data_len)
			need(f->data[f->data_len - 1] + 1 != 0);
		if (take() % 4 == 0)
			isle_call_reply(&session, call, -(int)(take() % 100));
		break;
	case ISLE_CALL_ROOM:
		break;
	case ISLE_CALL_CANCELLED:
		need(call->status < 0);
		if (take() % 2)
			isle_call_reply(&session, call, 0);
		break;
	case ISLE_CALL_CLOSED:
		t->held = false;
		memset(call, 0x5a, sizeof(*call));
		t->back = true;
		break;
	}
}

static size_t fill(struct isle_call *call, struct isle_tx *tx, uint8_t *dst, size_t max,
		   bool *ret_end)
{
	size_t n = take16() % (max + 1);

	(void)call;
	(void)tx;
	memset(dst, 'f', n);
	*ret_end = take() % 3 == 0;
	return n;
}

static void changed(struct isle_session *s, int error, bool resumed)
{
	(void)resumed;
	need(error <= 0);
	need(error || s->state == ISLE_SESSION_UP);
	need(!error || !s->calls);
}

static inline int accept_hello(struct isle_session *s, const struct isle_hello *hello,
			       uint64_t *ret_id)
{
	unsigned what = take() % 8;

	need(hello->name_len <= ISLE_NAME_BYTES_MAX);
	if (what == 0)
		return -ISLE_EBUSY;
	if (what < 3 && hello->session_id && hello->session_id == s->id)
		return 1;
	*ret_id = 1 + take();
	return 0;
}

static uint64_t time_us(struct isle_session *s)
{
	(void)s;
	return (uint64_t)now_ms * 1000u;
}

static void start(struct job *j)
{
	unsigned how = take();

	if (j->live)
		return;
	memset(&j->call, 0, sizeof(j->call));
	j->call.event = job_event;
	j->call.words = j->words;
	j->call.words_n = how % 3;
	j->call.ret_words = j->ret;
	j->call.ret_n = 3;
	j->call.method = 1;
	j->call.flags =
		(uint8_t)(take() & (ISLE_FLAG_URGENT | ISLE_FLAG_CHANNEL | ISLE_FLAG_MESSAGE));
	j->call.order = take() % 3;
	j->call.context = take() % 3;
	j->call.out = noise;
	j->call.out_left = take16() % sizeof(noise);
	j->call.out_more = how & 8;
	j->call.in = how & 16 ? j->in : NULL;
	j->call.in_room = how & 16 ? sizeof(j->in) : take16();
	j->live = true;
	if (isle_call_start(&session, &j->call, how & 32 ? take() : ISLE_NO_DEADLINE))
		j->live = false;
}

static void use_job(struct job *j)
{
	switch (take() % 4) {
	case 0:
		start(j);
		break;
	case 1:
		if (j->live)
			isle_call_cancel(&session, &j->call, -(int)(1 + take() % 200));
		break;
	case 2:
		if (j->live)
			isle_call_send(&session, &j->call, noise, take16() % sizeof(noise),
				       take() % 2);
		break;
	default:
		if (j->live && j->call.in_got != j->call.in_done)
			isle_call_consumed(&session, &j->call, j->call.in_got - j->call.in_done);
	}
}

static void use_task(struct task *t)
{
	if (!t->held) {
		if (t->back) {
			t->back = false;
			isle_session_lend_call(&session, &t->call);
		}
		return;
	}
	switch (take() % 6) {
	case 0:
		t->call.out = noise;
		t->call.out_left = take16() % sizeof(noise);
		t->call.words = jobs[0].words;
		t->call.words_n = take() % 3;
		/* fall through */
	case 1:
		isle_call_reply(&session, &t->call, -(int)(take() % 100));
		break;
	case 2:
		isle_call_send(&session, &t->call, noise, take16() % sizeof(noise), take() % 2);
		break;
	case 3:
		isle_call_accept(&session, &t->call);
		break;
	case 4:
		isle_call_source(&session, &t->call);
		break;
	default:
		if (t->call.in_got != t->call.in_done)
			isle_call_consumed(&session, &t->call, t->call.in_got - t->call.in_done);
	}
}

/* --- the peer ---------------------------------------------------------------------------------- */

static void input(const uint8_t *frame, size_t len)
{
	uint8_t *exact = malloc(len ? len : 1), *place;
	size_t room, fixed = len >= 16 ? isle__le16_get(frame + 12) : 0;

	if (!exact)
		abort();
	memcpy(exact, frame, len);
	place = fixed && fixed <= len && take() % 2
			? isle_session_place(&session, exact, fixed, len, &room)
			: NULL;
	if (place) {
		need(room == len - fixed);
		memcpy(place, exact + fixed, room);
		isle_session_input_placed(&session, now_ms, exact, fixed, len);
	} else {
		isle_session_input(&session, now_ms, exact, len);
	}
	free(exact);
}

static void put_hello_words(uint8_t *at)
{
	static const uint32_t usual[] = { ISLE_MAGIC, 1, 1, 7, 512, 1024, 4, 100 };
	unsigned i, odd = take();

	for (i = 0; i < 8; i++)
		isle__le32_put(at + 4 * i, odd == i ? take16() << 8 : usual[i]);
	isle__le32_put(at + 36, odd & 64 ? take() : session.nonce);
	isle__le32_put(at + 40, take());
	isle__le32_put(at + 48, odd & 128 ? take() : (uint32_t)session.id);
}

static void frame(void)
{
	uint8_t buf[FRAME_MAX + 300] = { 0 };
	unsigned kind = take() % 12, flags = take(), odd = take(), id = take() % 6, words, i;
	static const uint8_t least[] = { 0, 14, 2, 0, 0, 2, 0, 2, 6, 2, 0, 0 };
	size_t len = 16;

	buf[0] = (uint8_t)kind;
	buf[1] = (uint8_t)(odd & 1 ? flags : flags & 0x3f);
	isle__le16_put(buf + 2, kind == ISLE_KIND_HELLO ? 0 : odd & 2 ? take16() : session.tag);
	if (id == 5 && session.calls)
		id = session.calls->id;
	isle__le32_put(buf + 4, kind >= ISLE_KIND_CALL && kind <= ISLE_KIND_CANCEL ? id : 0);
	buf[8] = (uint8_t)(odd & 4 ? take() : take() & 3);
	isle__le16_put(buf + 10, take() % 128 == 0 ? take16() : take() % 3);
	words = least[kind] + (odd & 8 ? take() % 8 : 0);
	for (i = 0; i < words; i++)
		isle__le32_put(buf + len + 4 * i, take() % 2 ? take() : take16() << (take() % 17));
	if (kind == ISLE_KIND_HELLO)
		put_hello_words(buf + 16);
	len += (words + 1) / 2 * 8;
	isle__le16_put(buf + 12, odd & 16 ? take16() : len);
	len += odd & 32 ? take16() % (sizeof(buf) - len) : take() % 32;
	input(buf, len);
}

static void raw(void)
{
	uint8_t buf[64];
	size_t len = take() % sizeof(buf), i;

	for (i = 0; i < len; i++)
		buf[i] = (uint8_t)take();
	input(buf, len);
}

static void output(void)
{
	uint8_t buf[FRAME_MAX];
	struct isle_tx tx = { .buf = buf };
	struct isle_frame f;
	unsigned n = take() % 8;

	do {
		tx.cap = sizeof(buf);
		if (!isle_session_output(&session, now_ms, &tx))
			return;
		need(tx.len >= 16 && tx.len <= sizeof(buf));
		need(isle__frame_decode(buf, tx.len, &f) == 0);
	} while (n--);
}

static void links(void)
{
	switch (take() % 8) {
	case 0:
		isle_session_link_down(&session, -ISLE_ELINK);
		break;
	case 1:
		isle_session_goodbye(&session, -(int)(take() % 100));
		break;
	case 2:
		isle_session_pause(&session, (uint16_t)take());
		break;
	case 3:
		isle_session_hold(&session, take() % 2);
		break;
	default:
		if (session.state == ISLE_SESSION_DOWN)
			isle_session_link_up(&session, now_ms, take());
	}
}

static void step(void)
{
	unsigned what = take();

	switch (what % 8) {
	case 0:
	case 1:
	case 2:
		frame();
		break;
	case 3:
		output();
		break;
	case 4:
		use_job(&jobs[what / 8 % JOBS]);
		break;
	case 5:
		use_task(&tasks[what / 8 % LENT]);
		break;
	case 6:
		now_ms += what & 128 ? take16() : what / 8;
		isle_session_tick(&session, now_ms);
		break;
	default:
		if (what & 16)
			raw();
		else
			links();
	}
}

static void check_end(void)
{
	const struct isle_call *c;
	unsigned i, n = 0;

	isle_session_link_down(&session, -ISLE_ELINK);
	need(!session.calls && session.in_flight == 0);
	for (i = 0; i < JOBS; i++)
		need(!jobs[i].live);
	for (i = 0; i < LENT; i++)
		need(!tasks[i].held);
	for (i = 0; i < LENT; i++)
		n += tasks[i].back;
	for (c = session.unused; c; c = c->next)
		n++;
	need(n == LENT);
}

static int fuzz_session(const struct isle_session_config *config, const uint8_t *data, size_t size)
{
	unsigned i;

	bytes = data;
	bytes_left = size;
	memset(jobs, 0, sizeof(jobs));
	memset(tasks, 0, sizeof(tasks));
	now_ms = 0xffffff00u;
	memset(&session, 0xa5, sizeof(session));
	isle_session_init(&session, config);
	for (i = 0; i < LENT; i++)
		isle_session_lend_call(&session, &tasks[i].call);
	isle_session_link_up(&session, now_ms, 1);
	while (bytes_left)
		step();
	check_end();
	return 0;
}

#endif
