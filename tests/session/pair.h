/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Two ends of a session in one process, joined by nothing but a loop, in virtual time; and a raw
 * peer, which is a handful of frames written by hand. The bytes are laid out here once more on
 * purpose: the tests do not borrow the product's codec to judge it.
 */
#ifndef ISLE_TEST_SESSION_PAIR_H
#define ISLE_TEST_SESSION_PAIR_H

#include <isle/errors.h>
#include <isle/session.h>
#include <wire/frame.h>

#include "harness.h"

#define TASKS_MAX 40
#define DATA_MAX  (512 * 1024)
#define SERVICE   9u /* any built-in number: the engine does not look at it */

/* Methods of the application at each end. */
enum method {
	ECHO = 1, /* answers with the words and the data it got */
	HOLD,     /* does nothing by itself */
	GATHER,   /* takes data to its end, answers with their number and checksum */
	SPEW,     /* answers with words[0] bytes of pattern, from memory */
	SOURCE,   /* the same, pulled by fill() */
	OPEN      /* accepts a channel, then nothing by itself */
};

struct end;

/* A call as its callee sees it. */
struct task {
	struct isle_call call;
	struct end *end;
	uint8_t *data;
	uint32_t data_len, words[16], left, at;
	unsigned requests, datas, eoms, rooms, cancelled, closed;
	int cancel_status;
	bool ended;
	bool keep;   /* data is not consumed by itself */
	bool starve; /* fill() has no more for the moment, which is not the end */
};

/* A call as its caller sees it. */
struct job {
	struct isle_call call;
	struct end *end;
	uint8_t *data; /* what came without an `in` buffer */
	uint32_t data_len, ret[8];
	unsigned datas, eoms, rooms, closed, order;
	bool ended, keep;
};

struct end {
	struct isle_session s;
	struct isle_session_config config;
	struct isle_session_ops ops;
	struct task tasks[TASKS_MAX];
	struct task *arrived[256]; /* in the order of their requests */
	unsigned arrivals, ups, downs, closings;
	int last_error;
	bool last_resumed, no_lend;
	/* accepting side */
	uint64_t known_id, next_id;
	struct isle_hello hello;
	int refuse;
	uint64_t clock_us; /* added to the virtual time */
};

struct pair {
	struct end a, b; /* a presents, b accepts */
	uint32_t now;
	unsigned a_sent, b_sent;
	int a_input, b_input; /* worst result of isle_session_input() */
};

/* The state of the one pair of a case; the harness gives each case a process. */
extern struct pair pair;

/* Before pair_up(): both ends with frames of 1024 bytes, window 4096, 8 lent calls, no keep-alive. */
void pair_init(void);
void pair_up(void);
void end_lend(struct end *e, unsigned n);
void end_forget(struct end *e); /* a crash: as after the process start */

/* One frame, both ways until silence, time. */
bool pair_step(struct end *from);
void pair_pump(void);
void pair_run(uint32_t ms);

/* One frame of an end, decoded by hand and not delivered. */
struct raw {
	uint8_t bytes[70000];
	size_t len;
	uint8_t kind, flags, context, service;
	uint16_t tag, code, fixed;
	uint32_t id;
	const uint8_t *data;
	size_t data_len;
};
bool end_output(struct end *e, struct raw *r);
uint32_t raw_word(const struct raw *r, unsigned at);
int end_input(struct end *e, const struct raw *r);

/* Frames by hand. */
void raw_frame(struct raw *r, unsigned kind, unsigned flags, unsigned tag, uint32_t id);
void raw_words(struct raw *r, unsigned n, const uint32_t *words);
void raw_data(struct raw *r, const void *data, size_t len);
void raw_call(struct raw *r, unsigned tag, uint32_t id, unsigned method, unsigned flags);
void raw_hello(struct raw *r, unsigned flags, uint32_t nonce, unsigned tag, uint64_t id);
/* Brings one end up against the raw peer; returns the tag. */
unsigned raw_up(struct end *e);
/* What the end says next, skipping nothing; FAILs when it is silent or says another kind. */
void raw_expect(struct end *e, struct raw *r, unsigned kind);

void job_init(struct end *e, struct job *j, unsigned method);
void job_start(struct job *j, uint32_t budget_ms);
/* One call from start to answer; returns its status. */
int job_run(struct job *j, uint32_t budget_ms);
struct task *task_last(struct end *e);
void task_reply(struct task *t, int status);

uint8_t pattern(uint32_t at);
void pattern_fill(uint8_t *dst, uint32_t at, uint32_t len);
bool pattern_is(const uint8_t *data, uint32_t at, uint32_t len);
uint32_t checksum(const uint8_t *data, uint32_t len);

enum { HELLO = 1, CALL, REPLY, DATA, CREDIT, CANCEL, PING, PONG, PAUSED, GOODBYE };
enum { END = 1, EOM = 2, URGENT = 4, ANSWER = 8, CHANNEL = 16, MESSAGE = 32 };
enum { MAGIC = 0x454c5349 };

#endif
