/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A small daemon for tests of the client: files in memory, an echoing console, a registry of one service.
 * It stands on the session engine and any link, and is turned by whoever holds it.
 */
#ifndef ISLE_TEST_CLIENT_PEER_H
#define ISLE_TEST_CLIENT_PEER_H

#include <isle/client.h>

#include "transport/faulty.h"
#include "transport/loopback.h"

#define PEER_TASKS 16
#define PEER_FILES 24
#define PEER_DATA  (300 * 1024)

struct peer_file {
	char name[64];
	uint8_t *data;
	uint32_t len;
};

struct peer_task {
	struct isle_call call;
	struct peer *peer;
	uint8_t *in, *out;
	uint32_t in_len;
	uint32_t words[8], ret[32];
	uint32_t echo_at, echo_len; /* console */
	bool held;
};

struct peer {
	struct isle_session session;
	struct isle_session_config config;
	struct isle_session_ops ops;
	struct isle_link *link;
	struct peer_task tasks[PEER_TASKS];
	struct peer_file files[PEER_FILES];
	uint64_t next_id;
	uint32_t now_ms;
	uint32_t file_epoch; /* part of handles: changes with each session */
	uint32_t cookie;     /* of the service that the client registered */
	char service[200];
	uint32_t service_bytes;
	unsigned calls, batches, contexts, cancelled, ups;
	int refuse;  /* answer hellos with this error */
	bool forget; /* never resume */
	bool silent; /* take everything, answer nothing */
	bool down;   /* the link has ended */
};

void peer_init(struct peer *peer);
void peer_fini(struct peer *peer);
void peer_link(struct peer *peer, struct isle_link *link);
/* Receives, serves, sends. Returns true when something moved. */
bool peer_turn(struct peer *peer, uint32_t now_ms);
struct peer_file *peer_put(struct peer *peer, const char *name, const void *data, uint32_t len);
struct peer_file *peer_find(struct peer *peer, const char *name, uint32_t len);

/* A call of the peer to the client's service. */
struct peer_call {
	struct isle_call call;
	uint32_t words[2], ret[2];
	uint8_t in[4096];
	int status;
	unsigned closed;
};
int peer_call(struct peer *peer, struct peer_call *call, uint32_t method, const void *data,
	      uint32_t len, uint32_t budget_ms);

/* ---- both ends in one thread, in virtual time -------------------------------------------------------- */

#define BENCH_FRAME_MAX 2048u

struct bench {
	struct isle_client client;
	struct isle_client_config config;
	struct isle_port port;
	struct peer peer;
	struct isle_loopback wire;
	struct isle_loopback_link ends[2];
	struct isle_transport transport; /* loopback whose wait() turns the peer */
	uint64_t now_us;
	struct isle_faulty_link faulty;
	struct isle_faulty_plan plan; /* used when `harmed` */
	bool harmed;
	bool absent;     /* dial finds nobody */
	unsigned dials;  /* attempts */
	unsigned frozen; /* the peer is not turned for so many waits */
	uint64_t memory[6][BENCH_FRAME_MAX];
};

/* A client connected to a peer; frames of at most frame_max bytes. */
struct bench *bench_new(uint32_t frame_max);
void bench_connect(struct bench *b);
/* From the next link on, what the client receives is harmed as b->plan says. Before bench_connect(). */
void bench_harm(struct bench *b);
void bench_free(struct bench *b);
/* Turns both ends for so many virtual milliseconds. */
void bench_run(struct bench *b, uint32_t ms);

#endif
