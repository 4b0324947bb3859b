/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A host for one service at a time, without sessions: calls are made and answered by hand, the loop is
 * turned by hand, time passes by hand. Everything of service.h that the built-in services use,
 * with the same rules, so that what a service does wrong shows.
 */
#ifndef FAKEHOST_H
#define FAKEHOST_H

#include <isle/errors.h>
#include <isle/proto.h>
#include <isle/service.h>

#define FAKE_BYTES_MAX 1048576u

struct isle_context {
	struct isle_party *party;
	uint8_t number;
	bool open;
	char name[32];
};

struct isle_party {
	enum isle_role role;
	bool used, up, may_control;
	uint32_t serial, uid, pid;
	uint32_t held_bytes;
	char name[32];
	struct isle_context contexts[4];
};

/* A call that the service serves. Freed with fake_free(). */
struct isle_token {
	struct isle_context *context;
	uint16_t method;
	uint32_t window, budget_ms, in_window;
	bool in_batch, urgent, message;
	/* What the service did. */
	bool kept, accepted, answered, gone, ended;
	int status;
	uint32_t words[40], words_n;
	uint8_t *out; /* bytes of the answer, of the stream, or written */
	uint32_t out_bytes;
	uint32_t sent, consumed; /* argument bytes given, and given back */
	uint32_t room;           /* what write takes now; UINT32_MAX: all */
	const struct isle_token_ops *ops;
	void *state;
	int (*fill)(struct isle_token *token, void *state, struct isle_fill *fill);
	uint32_t stream_words;
	struct isle_token *next;
};

/* A call that the service makes. */
struct isle_outcall {
	struct isle_party *party;
	struct isle_outcall_args args; /* words and data: copies */
	uint32_t words[40];
	uint8_t *out; /* argument data */
	uint32_t out_bytes, room, granted, given;
	bool ended, over; /* over: done or cancelled */
	int cancelled;
	const struct isle_outcall_ops *ops;
	void *state;
	struct isle_outcall *next;
};

struct fake_log {
	char lines[64][512];
	uint32_t n;
	uint32_t audits;
};

extern struct isle_limits fake_limits;
extern struct isle_console_policy fake_console;
extern struct isle_forward fake_forwards[4];
extern uint32_t fake_forwards_n;
extern struct fake_log fake_log;
extern bool fake_held;
extern uint32_t fake_watches;  /* started now */
extern int fake_outcall_error; /* what isle_outcall_start() answers when not 0 */
extern int fake_rotations;
extern bool fake_tail_apart; /* the data of an answer comes with `done`, not before */

struct isle_host *fake_host(void);
/* Start one service; fake_stop() checks that it left nothing behind. */
void fake_start(const struct isle_service *service);
void fake_stop(void);

struct isle_party *fake_attach(enum isle_role role, const char *name);
void fake_lose(struct isle_party *party); /* the link is gone, the session lingers */
void fake_resume(struct isle_party *party);
void fake_leave(struct isle_party *party); /* the session is freed */
struct isle_context *fake_context(struct isle_party *party, uint8_t number);

/* Make a call in context 0; more by the fields of the token before fake_call(). */
struct isle_token *fake_token(struct isle_party *party, uint16_t method);
void fake_call(struct isle_token *token, const uint32_t *words, uint32_t words_n, const void *data,
	       uint32_t bytes, bool end);
/* The usual: one call with words and text, whole. */
struct isle_token *fake_ask(struct isle_party *party, uint16_t method, const uint32_t *words,
			    uint32_t words_n, const char *text);
void fake_data(struct isle_token *token, const void *data, uint32_t bytes, unsigned flags);
void fake_room(struct isle_token *token, uint32_t room);
void fake_cancel(struct isle_token *token, int reason);
void fake_free(struct isle_token *token);

/* The n-th call the service made, 0 first; FAILs when there is none. */
struct isle_outcall *fake_outcall(uint32_t n);
uint32_t fake_outcalls(void);
void fake_result(struct isle_outcall *call, const void *data, uint32_t bytes, unsigned flags);
void fake_done(struct isle_outcall *call, int status, const uint32_t *words, uint32_t words_n,
	       const void *data, uint32_t bytes);
void fake_outcall_room(struct isle_outcall *call, uint32_t room);

/* Turn the loop: what was deferred, ready descriptors. Waits at most wait_ms for the first. */
void fake_turn(int wait_ms);
/* Let time pass: timers that come due run. */
void fake_pass(uint32_t ms);
void fake_rotated(void); /* the rotation asked for is done; fake_console.log is the new file */

/* The value of a status line of the service under test, "" when there is none. */
const char *fake_status(const char *key);

#endif
