/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The real thing: an isled of its own in the test's folder, the client runtime and Linux programs as
 * libisle clients in this process, each turned by a thread.
 */
#ifndef LIVE_H
#define LIVE_H

#include <isle/channel.h>
#include <isle/client.h>
#include <isle/console.h>
#include <isle/control.h>
#include <isle/ipc.h>

#define LIVE_FRAME    8192u
#define LIVE_WINDOW   65536u
#define LIVE_REQUESTS 8u

/* frame_max of the sides opened from now on: LIVE_FRAME, or up to LIVE_WINDOW. */
extern uint32_t live_frame;

struct side {
	struct isle_client client;
	struct isle_client_config config;
	struct isle_port_posix port;
	_Alignas(16) uint8_t link[512];
	uint8_t rx[90112], tx[90112];
	struct isle_ipc_request requests[LIVE_REQUESTS];
	uint8_t *buffers;
	char address[256];
	unsigned long thread;
	bool stop; /* atomic */
};

/* `extra`: lines of the configuration after [client] and its name and link. */
void live_start(const char *extra);
void live_stop(void);
/* Kill the worker; the supervisor starts another. */
void live_kill_worker(void);

/* A session of the client runtime, or of a program at the door. */
struct side *live_client(void);
struct side *live_program(void);
void live_close(struct side *side);

/* A value of `isle status`, "" when there is none. */
const char *live_status(struct side *program, const char *key);

int live_port(void); /* a TCP port on loopback that is free */
int live_dial(int port);

#endif
