/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A deterministic simulator of both ends of a session. One seed decides everything: figures of the two
 * configurations, the workload, the link's delays and faults, crashes, clocks. Time is virtual.
 *
 *	world.c  the seed's random series, time, what happens next
 *	link.c   the link between the two sides, and its faults
 *	side.c   one process: a product session, its clock, its life and death
 *	app.c    the two applications; call.c and serve.c their halves
 *	watch.c  what must hold of every frame
 *
 * Side 0 presents (the client runtime), side 1 accepts (the daemon).
 */
#ifndef ISLE_SIM_H
#define ISLE_SIM_H

#include <isle/errors.h>
#include <isle/session.h>
#include <wire/frame.h>
#include <wire/pipe.h>

#define JOBS      10      /* calls each side makes at a time */
#define LENT      12      /* calls each side lends; calls_max is at most LENT - SPARE */
#define SPARE     4       /* of them may be given back late */
#define OPS_MAX   1000    /* calls of one seed */
#define JOB_BYTES 70000u  /* largest data of one call */
#define NOISE     200000u /* random bytes, of which all data is cut */

enum link_mode {
	LINK_PIPE,    /* bytes in order, an end that is told */
	LINK_MESSAGE, /* frames in order, no end; what is in it outlives both ends */
	LINK_LOSSY,   /* frames, some lost, twice, out of order or damaged */
	LINK_RINGS    /* frames in shared memory; only when asked for */
};

enum op_type { OP_ADD, OP_WRITE, OP_READ, OP_CHANNEL, OP_UNKNOWN, OP_TYPES };

/* A call as the judge sees it, from both ends; it outlives both. */
struct op {
	uint8_t side, type, flags;
	bool live;      /* the caller waits for it */
	bool abandoned; /* the caller crashed */
	bool never;     /* the caller was told that it cannot have happened */
	bool replied;   /* by the callee, with reply_status */
	bool answer_whole;
	int reply_status;
	uint32_t order, seq, size, window;
	uint32_t executed;    /* requests seen by the callee's application */
	uint32_t stored;      /* bytes of it in the model of the file */
	uint32_t answer_sent; /* bytes and message ends given by the callee */
	uint32_t eoms_sent, eoms_got, answer_eoms_sent, answer_eoms_got;
};

/* A call in the hands of its caller. */
struct job {
	struct isle_call call;
	struct op *op;
	struct side *side;
	bool timed; /* it must end by its deadline */
	bool forever, quarantined;
	uint32_t deadline_ms, got, unconsumed, sent;
	uint32_t words[3], ret[2];
	uint64_t since_us;
	uint8_t in[JOB_BYTES];
};

/* A call in the hands of its callee. */
struct task {
	struct isle_call call;
	struct op *op;
	struct side *side;
	bool held, ended, cancelled, replied, accepted, sourcing, back; /* back: to be lent again */
	uint32_t got, unconsumed, sent, source_left;
	uint32_t ret[2];
	uint64_t due_us;
};

struct watched {
	uint32_t id;
	bool mine, live, ended, closed;
	uint32_t sent, granted;
};

struct side {
	struct isle_session s;
	struct isle_session_config config;
	struct isle_session_ops ops;
	unsigned nr;
	bool alive, linked;
	unsigned life; /* how often it started */
	uint64_t clock_us;
	uint64_t frozen_us;
	uint64_t heard_us; /* by its own clock */
	unsigned die_after;
	struct job jobs[JOBS];
	struct task tasks[LENT];
	/* accepting side */
	uint64_t known_id;
	uint64_t lost_us;
	unsigned link_life; /* life of the peer that this link was made with */
	unsigned peer_life; /* and of the one the session was with */
	struct watched watched[80];
	unsigned watched_n;
	struct isle__pipe pipe;
	uint8_t rx[80000];
	uint8_t head[2048];
	uint32_t head_len, place_len, place_got; /* place_len: a payload is being placed */
	uint32_t last_order[8];
};

struct figures {
	enum link_mode mode;
	uint32_t delay_us, chunk, queue_bytes, work_us, fault_us, slack_us;
	uint32_t size_max;
	uint64_t quiet_us;
	bool same_nonce;
};

enum slot {
	AT_DELIVER,     /* + side that gets it */
	AT_TURN = 2,    /* + side */
	AT_WORK = 4,    /* + side */
	AT_NOTICE = 6,  /* + side: the link's end or its coming up is seen */
	AT_RESTART = 8, /* + side */
	AT_FAULT = 10,
	AT_QUIET = 11,
	SLOTS
};
#define NEVER UINT64_MAX

struct world {
	uint64_t now_us, at[SLOTS];
	uint64_t random;
	uint64_t seed;
	bool trace, quiet;
	bool rings; /* all seeds over LINK_RINGS */
	unsigned steps, ops_n;
	struct figures f;
	struct side sides[2];
	struct op ops[OPS_MAX];
	uint8_t noise[NOISE];
	/* totals over all seeds */
	struct {
		uint64_t frames, calls, good, cuts, crashes, ups, lost, late;
	} total;
};

extern struct world world;

/* world.c */
uint32_t sim_random(void);
uint32_t sim_below(uint32_t n);                    /* 0 when n is 0 */
uint32_t sim_between(uint32_t low, uint32_t high); /* both possible */
bool sim_chance(unsigned percent);
void sim_fail(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));
void sim_trace(const char *format, ...) __attribute__((format(printf, 1, 2)));
void sim_at(unsigned slot, uint64_t us);  /* no later than that */
bool sim_seed(uint64_t seed, bool trace); /* false: it failed, and said why */

/* link.c */
void link_reset(void);
void link_forget(unsigned nr);               /* a new process has seen nothing */
uint32_t link_room(const struct side *from); /* the largest frame that can be sent now */
void link_send(struct side *from, const uint8_t *frame, uint32_t len);
void link_deliver(struct side *to);
void link_ready(const struct side *to); /* it can receive from now on */
void link_cut(void);                    /* both directions, at any byte; the ends are told later */
void link_notice(struct side *side);
void link_stall(void);

/* rings.c; the same as link.c's where the link is in shared memory */
void rings_reset(void);
void rings_start(unsigned nr);
void rings_stop(unsigned nr, bool crashed);
bool rings_rung(unsigned nr);
uint32_t rings_room(unsigned nr); /* the largest frame that can be sent now */
void rings_send(unsigned nr, const uint8_t *frame, uint32_t len);
bool rings_deliver(struct side *to);

/* side.c */
void side_start(unsigned nr);
void side_crash(struct side *side);
void side_turn(struct side *side);
void side_frame(struct side *side, const uint8_t *frame, uint32_t len);
void side_placed(struct side *side, uint32_t frame_len);
void side_link_up(struct side *side);
void side_link_down(struct side *side);
uint64_t side_us(const struct side *side);
uint32_t side_ms(const struct side *side);

#define CANARY 0x5a /* fills memory that is its owner's again */

/* app.c */
const uint8_t *app_content(const struct op *op, uint32_t at, bool answer);
unsigned app_number(const struct op *op);
bool app_lossy(void);
void app_judge_content(const struct op *op, const uint8_t *data, uint32_t at, uint32_t len,
		       bool answer);
void app_channel_send(struct side *side, struct isle_call *call, struct op *op, uint32_t *sent,
		      bool answer, bool last);
bool app_intact(const struct job *j);
bool app_due(const struct job *j); /* its deadline has passed */
extern const char *const op_names[];
void app_init(struct side *side);
void app_crash(struct side *side);
void app_work(struct side *side);
void app_changed(struct side *side, int error, bool resumed);
void app_check_deadlines(struct side *side, uint32_t next_ms);
bool app_idle(const struct side *side);
void app_check_end(struct side *side);

/* call.c */
void app_start(struct side *side, struct job *j);
void app_job_work(struct job *j);

/* serve.c */
void app_task_work(struct task *t);
void app_give_back(struct side *side);
void app_serve(struct isle_call *call, enum isle_call_event what, const struct isle_frame *frame);
size_t app_fill(struct isle_call *call, struct isle_tx *tx, uint8_t *dst, size_t max,
		bool *ret_end);

/* watch.c */
void watch_reset(struct side *side);
void watch_out(struct side *side, const uint8_t *frame, uint32_t len);
void watch_in(struct side *side, const uint8_t *frame, uint32_t len);

#endif
