/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One scenario list over every link: a scenario is a function over a connected client and the real
 * daemon, and becomes one test case for each link of the table in bed.c.
 *
 *	SCENARIO(file, "a file that was written is read back")
 *	{
 *		struct isle_context *ctx = bed->ctx;
 *		...
 *	}
 *
 * When it returns, the client says goodbye, the worker must have let go of every descriptor, and the
 * daemon must end well. The simulator (tests/sim) has the scenarios over loopback links.
 */
#ifndef ISLE_TEST_SCENARIO_BED_H
#define ISLE_TEST_SCENARIO_BED_H

#include <isle/batch.h>
#include <isle/channel.h>
#include <isle/client.h>
#include <isle/console.h>
#include <isle/control.h>
#include <isle/file.h>
#include <isle/ipc.h>

#include "daemon.h"
#include "transport/faulty.h"

struct bed_link {
	const char *name, *scheme;
	uint32_t client_frame, daemon_frame; /* 0: the default */
	bool faulty; /* it stalls, delays and hands over odd pieces, by the seed */
};

/* A client and everything it needs; memory from malloc. */
struct peer {
	struct isle_client client;
	struct isle_client_config config;
	struct isle_port_posix port;
	union isle_link_space link, inner;
	struct isle_faulty_plan plan;
	char address[200];
	uint8_t *memory;
	pid_t relay; /* cuts the bytes of a faulty link into odd pieces */
	int relay_stop;
	unsigned ups, downs, resumed; /* what changed() told */
	int lost;                     /* the last error it told */
	bool faulty;
	uint32_t die_at;
};

struct bed {
	const struct bed_link *link;
	struct daemon daemon;
	struct peer *peer;
	struct isle_context *ctx; /* context 0 of the client */
	const char *skip;
};

/* This machine lacks what the scenario needs; told once, for the first link, when the scenario returns. */
void bed_skip(struct bed *bed, const char *reason);

/* The link tells when an end is gone; a serial line does not. */
bool bed_link_ends(const struct bed *bed);

/* How a peer differs from the usual one; all may be 0. */
struct peer_options {
	uint32_t frame_max, keepalive_ms, window, timeout_ms;
	uint32_t die_at; /* a faulty link dies within about so many steps, again and again */
	bool program;    /* at the door */
	bool callbacks_in_poll;
	bool plain; /* without faults, whatever the link is */
	struct isle_ipc_request *requests;
	unsigned requests_n;
	void *buffers; /* of requests_n * (window or frame_max) bytes */
};

/* A client that is set up, not connected. */
struct peer *peer_make(struct bed *bed, const struct peer_options *options);
/* The same, connected. */
struct peer *peer_open(struct bed *bed, const struct peer_options *options);
/* Its link has no faults from now on: a goodbye, which does not wait, gets through. */
void peer_calm(struct peer *peer);
/* Says goodbye and frees it. */
void peer_close(struct peer *peer);
/* The client is gone without a word, as by a reset: its link closes, that is all. */
void peer_vanish(struct peer *peer);
/* The link breaks under the client, which does not know yet. */
void peer_cut(struct peer *peer);
/* Turns it until *flag is at least `least`; fails the case when that takes too long. */
void peer_until(struct peer *peer, const volatile unsigned *flag, unsigned least);

/* Begins and ends a bed; the scenarios of SCENARIO() need neither. */
void bed_start(struct bed *bed, const struct bed_link *link, const struct daemon_options *options,
	       const struct peer_options *client);
void bed_stop(struct bed *bed);

/* The value of a line of the daemon's status as a number; -1 = there is no such line. */
long long bed_status(struct bed *bed, const char *key);
/* The line's text in one of two buffers; "" = there is none. */
const char *bed_status_text(struct bed *bed, const char *key);
/* Waits until a line of the status has this value. */
void bed_status_is(struct bed *bed, const char *key, long long value);

/* Bytes that show where they come from. */
void pattern_fill(uint8_t *buf, size_t len, uint32_t seed);
void pattern_check(const uint8_t *buf, size_t len, uint32_t seed);

extern const struct bed_link bed_links[];
#define BED_UNIX      0
#define BED_SEQPACKET 1
#define BED_TCP       2
#define BED_SMALLEST  3 /* unix, frames of 192 bytes */
#define BED_SMALL     4 /* seqpacket, frames of 512 bytes */
#define BED_FAULTY    5
#define BED_SERIAL    6 /* a pseudo terminal, frames of 256 bytes */

void bed_run(unsigned link, const struct daemon_options *options, const struct peer_options *client,
	     void (*scenario)(struct bed *bed));

#define SCENARIO(area, sentence) SCENARIO_WITH(area, sentence, NULL, NULL)

/* With options of the daemon and of the client. */
#define SCENARIO_WITH(area, sentence, options, client) \
	SCENARIO__AT(area, sentence, options, client, TEST__JOIN(scenario_##area##_, __LINE__))

#define SCENARIO__AT(area, sentence, options, client, name)                                        \
	static void name(struct bed *bed);                                                         \
	SCENARIO__ON(area, " over unix", sentence, BED_UNIX, options, client, name, 0)             \
	SCENARIO__ON(area, " over seqpacket", sentence, BED_SEQPACKET, options, client, name, 1)   \
	SCENARIO__ON(area, " over tcp", sentence, BED_TCP, options, client, name, 2)               \
	SCENARIO__ON(area, " over unix with frames of 192 bytes", sentence, BED_SMALLEST, options, \
		     client, name, 3)                                                              \
	SCENARIO__ON(area, " over seqpacket with frames of 512 bytes", sentence, BED_SMALL,        \
		     options, client, name, 4)                                                     \
	SCENARIO__ON(area, " over a faulty unix link", sentence, BED_FAULTY, options, client,      \
		     name, 5)                                                                      \
	SCENARIO__ON(area, " over a serial line", sentence, BED_SERIAL, options, client, name, 6)  \
	static void name(struct bed *bed)

#define SCENARIO__ON(area, link_text, sentence, link, options, client, name, n) \
	SCENARIO__CASE(#area link_text, sentence, link, options, client, name, name##_on_##n)

#define SCENARIO__CASE(area_text, sentence_, link, options, client, name, unique)           \
	static void unique(void)                                                            \
	{                                                                                   \
		bed_run(link, options, client, name);                                       \
	}                                                                                   \
	__attribute__((constructor)) static void unique##_add(void)                         \
	{                                                                                   \
		static struct test__case test = { area_text, sentence_, 30, unique, NULL }; \
		test__add(&test);                                                           \
	}

#endif
