/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The supervisor: opens what needs privilege, holds it, starts the worker, starts it again when
 * it dies. It reads the requests of its worker and signals, and never a byte that a client wrote.
 */
#ifndef ISLED_SUPERVISOR_H
#define ISLED_SUPERVISOR_H

#include <stdbool.h>

#include "backoff.h"
#include "held.h"
#include "loop.h"
#include "requests.h"
#include "rundir.h"
#include "terminal.h"

struct isled_options {
	const char *file;   /* the configuration */
	const char *rundir; /* absolute */
	bool verbose;
	unsigned walls; /* enum isled_wall: what the worker must have */
};

enum isled_worker_state {
	ISLED_WORKER_NONE,     /* none runs, a restart may be due */
	ISLED_WORKER_STARTING, /* exec'ed, asks for its things */
	ISLED_WORKER_SERVING,
	ISLED_WORKER_STOPPING /* told to end */
};

struct isled_supervisor {
	struct isled_loop loop;
	struct isled_options options;
	struct isled_held *held;
	struct isled_door door;
	struct isled_terminal terminal;
	uid_t worker_uid;
	gid_t worker_gid;
	int program; /* descriptor of our own executable */
	/* The worker. */
	enum isled_worker_state state;
	pid_t worker;
	uint64_t worker_started_ms;
	struct isle_watch socket; /* our end; fd -1 without a worker */
	struct isled_asked asked;
	/* What happens to it. */
	struct isled_backoff backoff;
	struct isle_timer restart, kill, watchdog;
	uint64_t started_ms, alive_ms;
	uint32_t restarts, refused;
	uint32_t watchdog_ms;
	bool was_ready, ending, reloading;
};

/* Serve until told to end. Returns the exit status of the program. */
int isled_supervisor_run(const struct isled_options *options);

/* ---- what the table of requests calls (struct isled_permit.serve) ---- */
int isled_supervisor_give_facts(struct isled_supervisor *s, struct isled_answer *answer, int *fds);
int isled_supervisor_give_config(struct isled_supervisor *s, struct isled_answer *answer, int *fds);
int isled_supervisor_give_link(struct isled_supervisor *s, struct isled_answer *answer, int *fds);
int isled_supervisor_give_door(struct isled_supervisor *s, struct isled_answer *answer, int *fds);
int isled_supervisor_give_exports(struct isled_supervisor *s, struct isled_answer *answer,
				  int *fds);
int isled_supervisor_give_grants(struct isled_supervisor *s, struct isled_answer *answer, int *fds);
int isled_supervisor_give_forwards(struct isled_supervisor *s, struct isled_answer *answer,
				   int *fds);
int isled_supervisor_give_log(struct isled_supervisor *s, struct isled_answer *answer, int *fds);
int isled_supervisor_give_terminal(struct isled_supervisor *s, struct isled_answer *answer,
				   int *fds);
int isled_supervisor_take_ready(struct isled_supervisor *s, struct isled_answer *answer, int *fds);
int isled_supervisor_rotate_log(struct isled_supervisor *s, struct isled_answer *answer, int *fds);
int isled_supervisor_take_alive(struct isled_supervisor *s, struct isled_answer *answer, int *fds);

#endif
