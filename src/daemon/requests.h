/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a worker may ask of its supervisor: one table, and nothing else. A request is a number and
 * an argument, never a string, never bytes of a client; the answer is a status, a few numbers and
 * descriptors. Whatever the table does not permit now is refused, counted, and ends the worker.
 */
#ifndef ISLED_REQUESTS_H
#define ISLED_REQUESTS_H

#include <stdbool.h>
#include <stdint.h>

#define ISLED_REQUEST_FDS_MAX 64
#define ISLED_WORKER_SOCKET   3 /* where a worker finds its end */

enum isled_request {
	ISLED_GET_FACTS = 1, /* facts: see enum isled_fact */
	ISLED_GET_CONFIG,    /* fd: memory with the configuration's text */
	ISLED_GET_LINK,      /* fds of the client's link */
	ISLED_GET_DOOR,      /* fd: listener for programs */
	ISLED_GET_EXPORTS,   /* fds: roots, in the order of the configuration */
	ISLED_GET_GRANTS,    /* fds: memory with lines "rw PATH", then the files */
	ISLED_GET_FORWARDS,  /* fds: listeners, in the order of the configuration */
	ISLED_GET_LOG,       /* fd: the console's log, if there is one */
	ISLED_GET_TERMINAL, /* fds: the console's terminal if there is one, and who opens it if known */
	ISLED_READY,        /* the worker serves */
	ISLED_ROTATE_LOG, /* fd: a new log; the old one is set aside */
	ISLED_ALIVE,      /* the worker's loop turns */
	ISLED_REQUESTS_END
};

enum isled_fact {
	ISLED_FACT_PID,      /* the supervisor's */
	ISLED_FACT_RESTARTS, /* of the worker, so far */
	ISLED_FACT_START_MS, /* of the supervisor; monotonic */
	ISLED_FACT_UID,      /* who started isled */
	ISLED_FACT_ALIVE_MS, /* how often ALIVE is wanted; 0 never */
	ISLED_FACTS
};

struct isled_ask {
	uint32_t request, arg;
};

struct isled_answer {
	int32_t status;
	uint32_t fds_n;
	uint64_t facts[ISLED_FACTS];
};

/* ---- the supervisor's end ---- */

struct isled_supervisor;

enum isled_phase { ISLED_PHASE_START = 1, ISLED_PHASE_SERVE = 2 };

/* `burst` at once, and then one each every_ms; zeros = no limit. */
struct isled_rate {
	uint32_t burst, every_ms;
};

struct isled_permit {
	const char *name;
	unsigned phases; /* in which it is permitted */
	uint32_t max;    /* how often in a worker's life; 0 = no limit */
	struct isled_rate rate;
	/* Fill the answer's facts and fds (borrowed); returns the status. */
	int (*serve)(struct isled_supervisor *supervisor, struct isled_answer *answer, int *fds);
};

/* What one worker has asked so far. */
struct isled_asked {
	unsigned phase; /* enum isled_phase */
	uint32_t counts[ISLED_REQUESTS_END];
	uint32_t too_often; /* refused for their rate */
	/* When the request's whole burst may be asked for again; over the lives of workers. */
	uint64_t rested_ms[ISLED_REQUESTS_END];
};

/*
 * May this be asked now? Counts it when it may. Pure but for *asked.
 * Returns: the permit; NULL = end the worker (unknown number, wrong phase or length, too often).
 */
const struct isled_permit *isled_request_check(struct isled_asked *asked, const void *message,
					       int bytes);

/* Does a request that is permitted keep to its rate? Spends one when it does, else counts it in
 * asked->too_often. */
bool isled_request_spend(struct isled_asked *asked, enum isled_request request, uint64_t now_ms);
/* What a new worker may ask; it does not get anew what an earlier one has spent. */
void isled_request_begin(struct isled_asked *asked);

/* Read one request from `socket`, serve it, answer it; one that comes too often is answered with
 * -ISLE_EAGAIN. Returns: 1 served; 0 nothing there;
 * -ISLE_ELINK the worker is gone; -ISLE_EPERM not permitted: end the worker. */
int isled_request_serve(struct isled_supervisor *supervisor, struct isled_asked *asked, int socket);

/* ---- the worker's end ---- */

/* Ask and wait for the answer. Only before the worker serves. Returns: the answer's status;
 * -ISLE_ELINK the supervisor is gone. Descriptors are the caller's. */
int isled_request_ask(int socket, enum isled_request request, struct isled_answer *ret_answer,
		      int *ret_fds);

/* Send a request; its answer comes as isled_request_answer(). Returns 0 or -ISLE_ELINK. */
int isled_request_send(int socket, enum isled_request request);
/* Take an answer that has come. Returns: 1; 0 none there; -ISLE_ELINK the supervisor is gone. */
int isled_request_answer(int socket, struct isled_answer *ret_answer, int *ret_fds);

#endif
