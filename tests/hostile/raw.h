/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A hostile client: frames written by hand, thrown at the real isled over a unix or TCP link. The bytes
 * are laid out here once more on purpose; nothing of the product's codec or client is used.
 */
#ifndef ISLE_TEST_HOSTILE_RAW_H
#define ISLE_TEST_HOSTILE_RAW_H

#include <isle/errors.h>
#include <isle/proto.h>

#include "tests/scenario/daemon.h"

#define RAW_FRAME_MAX 66048u

struct raw_frame {
	uint8_t kind, flags;
	uint16_t tag;
	uint32_t id;
	uint8_t context, service;
	uint16_t code, fixed_bytes;
	uint32_t words[40], words_n;
	const uint8_t *data; /* in raw->in, until the next frame */
	uint32_t data_len;
};

struct raw {
	int fd;
	uint16_t tag;
	uint64_t id;      /* of the session */
	uint32_t next_id; /* of the last call */
	uint32_t nonce;
	uint8_t in[RAW_FRAME_MAX + 4];
};

/* What a hello says, beside what is always right. */
struct raw_hello {
	uint64_t session_id;
	uint32_t nonce, role, frame_max, keepalive_ms, magic, version;
	const void *name;
	uint32_t name_len;
};

struct raw *raw_connect(const struct daemon *d); /* to the client's link */
struct raw *raw_connect_door(const struct daemon *d);
void raw_close(struct raw *raw); /* without a word */

/* Sends bytes as they are. False: the link is closed. */
bool raw_send(struct raw *raw, const void *bytes, size_t len);

/* Sends a frame: `head` as it is (fixed_bytes 0 = as the words need), length in front. */
bool raw_put(struct raw *raw, const struct raw_frame *head, const uint32_t *words, unsigned n,
	     const void *data, size_t len);

/* The next frame. Returns 1; 0: the link is closed; -1: nothing came within `ms`. */
int raw_get(struct raw *raw, struct raw_frame *ret_frame, int ms);

/* Says hello and takes the answer into raw. Returns 0 or -ISLE_E*; -1000: the link was closed. */
int raw_hello(struct raw *raw, const struct raw_hello *hello);
/* Connected and past hello. */
struct raw *raw_open(const struct daemon *d, uint64_t session_id);

/* Starts a plain call with all its data. Returns its id. */
uint32_t raw_call_start(struct raw *raw, unsigned context, unsigned service, unsigned method,
			const uint32_t *words, unsigned n, const void *data, size_t len);
/* Calls and waits for the answer; what comes beside is dropped. Returns 0 or -ISLE_E*; -1000: closed. The
 * answer's words are in ret_frame (may be NULL). */
int raw_call(struct raw *raw, unsigned context, unsigned service, unsigned method,
	     const uint32_t *words, unsigned n, const void *data, size_t len,
	     struct raw_frame *ret_frame);
/* The answer of a call that was started. */
int raw_answer(struct raw *raw, uint32_t id, struct raw_frame *ret_frame);

/* The session must end with a goodbye that says `error`, or just by the link's end when it is 0. */
void raw_expect_end(struct raw *raw, int error);

/* File calls. */
int raw_open_file(struct raw *raw, unsigned context, const char *path, uint32_t flags,
		  uint32_t *ret_handle);

/* ---- the daemon under fire ---- */

void fire_start(struct daemon *d, const struct daemon_options *options);
/* It is the same worker, serves a new client, and has all its descriptors back. Stops it. */
void fire_end(struct daemon *d);

#endif
