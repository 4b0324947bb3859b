/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A worker's host in this process, without a supervisor, and peers that speak to it over real
 * sockets with the session engine. A service of its own, number 20, does what a test needs.
 */
#ifndef ISLE_TEST_DAEMON_HOST_RIG_H
#define ISLE_TEST_DAEMON_HOST_RIG_H

#include "daemon/host.h"
#include "harness.h"

#define PROBE 20u

enum probe_method {
	PROBE_MAKE = 1, /* makes a handle; words: handle, 0 */
	PROBE_USE,      /* looks a handle up */
	PROBE_DROP,     /* closes a handle */
	PROBE_KEEP,     /* keeps the token in probe.kept */
	PROBE_SPEW,     /* a stream of words[0] bytes of pattern */
	PROBE_GATHER,   /* takes pieces; answers with their number of bytes */
	PROBE_TALK,     /* a channel that sends back what it gets */
	PROBE_FAIL,     /* returns the error words[0] */
	PROBE_SILENT,   /* a bug: answers nothing */
	PROBE_CONTROL,  /* for those who may control */
	PROBE_WHOLE,    /* at most 1000 bytes, collected; answers with them */
	PROBE_CLIENT    /* for the client only */
};

/* What the service has seen. */
struct probe {
	struct isle_token *kept[64];
	int kept_n, gone, gone_reason, closed, attached, resumed, lost, parties_gone,
		contexts_closed;
	int calls;
	uint32_t fill_status;
};
extern struct probe probe;
extern struct isle_host host;

struct answer {
	int status;
	uint32_t words[8];
	uint8_t data[300000];
	uint32_t bytes;
	bool done, maybe;
};

struct peer {
	struct isle_session session;
	struct isle_session_config config;
	struct isle_link *link;
	const struct isle_transport *transport;
	uint8_t *memory;
	struct isle_call calls[40], served[8];
	struct answer answers[40];
	int calls_n;
	int ups, downs, last_error;
	bool resumed, gone;
	/* incoming calls */
	struct isle_call *request;
	uint32_t request_words[8];
	bool hold_requests;
};

/* Starts the host; `extra` is added to the [client] section of its configuration. */
void rig_start(const char *extra);
void rig_stop(void);
void rig_pump(void); /* until all is quiet */
/* Connects a peer; id 0 or what it remembers. Not pumped. */
struct peer *peer_open(unsigned role, uint64_t id);
void peer_close(struct peer *peer); /* the link, as by a crash */
void peer_free(struct peer *peer);

/* Start a call; the answer appears at the returned place after rig_pump(). */
struct answer *peer_start(struct peer *peer, unsigned context, unsigned service, unsigned method,
			  const uint32_t *words, unsigned words_n, const void *data,
			  uint32_t bytes);
/* The same, to its end. */
struct answer *peer_call(struct peer *peer, unsigned context, unsigned service, unsigned method,
			 const uint32_t *words, unsigned words_n, const void *data, uint32_t bytes);
/* With words_n 1 and no data. */
struct answer *peer_ask(struct peer *peer, unsigned context, unsigned method, uint32_t word);

#endif
