/* SPDX-License-Identifier: BSD-3-Clause */
/* What the supervisor answers to each permitted request. */
#include <string.h>
#include <unistd.h>

#include <isle/errors.h>

#include "notify.h"
#include "supervisor.h"

static int give(struct isled_answer *answer, int *ret_fds, const int *fds, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		ret_fds[i] = fds[i];
	answer->fds_n = n;
	return 0;
}

int isled_supervisor_give_facts(struct isled_supervisor *s, struct isled_answer *answer, int *fds)
{
	(void)fds;
	answer->facts[ISLED_FACT_PID] = (uint64_t)getpid();
	answer->facts[ISLED_FACT_RESTARTS] = s->restarts;
	answer->facts[ISLED_FACT_START_MS] = s->started_ms;
	answer->facts[ISLED_FACT_UID] = geteuid();
	answer->facts[ISLED_FACT_ALIVE_MS] = s->watchdog_ms ? s->watchdog_ms / 3 + 1 : 0;
	return 0;
}

int isled_supervisor_give_config(struct isled_supervisor *s, struct isled_answer *answer, int *fds)
{
	return give(answer, fds, &s->held->text, 1);
}

int isled_supervisor_give_link(struct isled_supervisor *s, struct isled_answer *answer, int *fds)
{
	return give(answer, fds, s->held->link.fd, s->held->link.n);
}

int isled_supervisor_give_door(struct isled_supervisor *s, struct isled_answer *answer, int *fds)
{
	return give(answer, fds, &s->door.listener, 1);
}

int isled_supervisor_give_exports(struct isled_supervisor *s, struct isled_answer *answer, int *fds)
{
	return give(answer, fds, s->held->exports, s->held->exports_n);
}

int isled_supervisor_give_grants(struct isled_supervisor *s, struct isled_answer *answer, int *fds)
{
	return give(answer, fds, s->held->grants, s->held->grants_n);
}

int isled_supervisor_give_forwards(struct isled_supervisor *s, struct isled_answer *answer,
				   int *fds)
{
	return give(answer, fds, s->held->forwards, s->held->forwards_n);
}

int isled_supervisor_give_log(struct isled_supervisor *s, struct isled_answer *answer, int *fds)
{
	return give(answer, fds, &s->held->log, s->held->log >= 0);
}

int isled_supervisor_give_terminal(struct isled_supervisor *s, struct isled_answer *answer,
				   int *fds)
{
	const int both[] = { s->terminal.pty.master, s->terminal.pty.opens };

	return give(answer, fds, both, both[0] < 0 ? 0 : both[1] < 0 ? 1 : 2);
}

int isled_supervisor_take_ready(struct isled_supervisor *s, struct isled_answer *answer, int *fds)
{
	(void)answer;
	(void)fds;
	s->state = ISLED_WORKER_SERVING;
	s->alive_ms = s->loop.now_ms;
	isled_notify(s->was_ready ? "READY=1\nSTATUS=serving again" : "READY=1\nSTATUS=serving");
	isle_log(ISLE_LOG_NOTICE, "supervisor", "%s is served at %s (worker %d)",
		 s->held->config->name, s->held->config->link, (int)s->worker);
	s->was_ready = true;
	return 0;
}

int isled_supervisor_rotate_log(struct isled_supervisor *s, struct isled_answer *answer, int *fds)
{
	int error = isled_held_rotate(s->held);

	return error < 0 ? error : give(answer, fds, &s->held->log, 1);
}

int isled_supervisor_take_alive(struct isled_supervisor *s, struct isled_answer *answer, int *fds)
{
	(void)answer;
	(void)fds;
	s->alive_ms = s->loop.now_ms;
	return 0;
}
