/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Both shipped ends in one process under virtual time: libisle with its faces, and the daemon's worker
 * (loop, attachment, parties, router, batches, services, files on tmpfs), joined by simulated pipes. One
 * seed decides delays, cuts, crashes of either end at any step, and what the client does. What the worker
 * asks of the kernel for its loop is answered here (clock, epoll, random numbers, threads of the pool);
 * everything else is the product's own objects and real files.
 *
 *	world.c   time, what happens next, faults
 *	pipes.c   a transport over simulated byte pipes
 *	system.c  clock, epoll and pool for the worker
 *	daemon.c  a worker's life
 *	client.h  the client: what it does, and what must come of it
 */
#ifndef ISLE_STACK_H
#define ISLE_STACK_H

#include <setjmp.h>

#include <isle/errors.h>
#include <isle/session.h>
#include <isle/transport.h>

#include "transport/pipe.h"

struct isle_host; /* the worker's; its isle_context is another than the client's */

#define CONNS 4 /* connections that may exist at a time */
#define FD_FIRST \
	1000000 /* descriptors of simulated ends; the listener is one more than their last */
#define FD_LISTEN (FD_FIRST + 2 * CONNS)
#define FD_EPOLL  (FD_LISTEN + 1)
#define FD_POOL   (FD_LISTEN + 2)
#define NEVER     UINT64_MAX

struct figures {
	uint32_t delay_us, buffer_bytes, chunk, fault_us, cpu_us;
	uint32_t client_frame_max, keepalive_ms;
	uint64_t quiet_us;
	bool crashes;
};

struct world {
	uint64_t now_us, random, seed;
	unsigned steps;
	bool trace, quiet;
	struct figures f;
	char folder[200];
	/* faults to come */
	uint64_t fault_us;
	unsigned client_dies_in; /* waits; 0 = does not */
	unsigned daemon_dies_in; /* calls into the simulated system */
	jmp_buf failed, client_crash, daemon_crash;
	bool in_daemon;
	/* the worker */
	struct isle_host *host;
	bool daemon_alive;
	unsigned daemon_life, client_life;
	uint64_t daemon_free_us, daemon_start_us, daemon_frozen_us;
	struct {
		uint64_t ops, good, maybe, never, stale, cuts, daemon_crashes, client_crashes, ups;
	} total;
};
extern struct world world;

/* world.c */
uint32_t st_random(void);
uint64_t st_random64(void);
uint32_t st_below(uint32_t n);
bool st_chance(unsigned percent);
void st_fail(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));
void st_trace(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Lets the world go on until `ready` (may be NULL) says so, or for that long. */
void st_wait(uint32_t ms, bool (*ready)(const void *), const void *argument);
bool st_seed(uint64_t seed, bool trace, const char *folder);

/* pipes.c */
extern const struct isle_transport stack_transport;
void pipes_reset(void);
uint64_t pipes_next(unsigned *ret_way); /* when something arrives next, and where */
void pipes_arrive(unsigned way);
void pipes_cut(void);             /* every connection, at any byte */
void pipes_end_of(unsigned side); /* that process is gone: 0 client, 1 daemon */
void pipes_close(int fd);
unsigned pipes_events(int fd); /* EPOLLIN ... of a descriptor */
bool pipes_stall(void);

/* system.c */
void system_reset(void);
void system_point(void);        /* a step of the worker: it may die here */
bool system_daemon_ready(void); /* its epoll would return at once */
uint64_t system_pool_next(void);
void system_pool_run(void);

/* daemon.c */
void daemon_start(void);
void daemon_turn(void);
void daemon_crash(void);
void daemon_stop(void); /* in order; frees all */
uint64_t daemon_next_us(void);
const char *daemon_holds(void); /* what of a client is still there; NULL nothing */

/* client.c */
void client_run(void);

/* console.c */
void judge_console(void);

#endif
