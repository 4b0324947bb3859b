/* SPDX-License-Identifier: BSD-3-Clause */
/* Made by tools/islegen from proto/link.isle: do not edit. */
/* clang-format off */
#ifndef ISLE_WIRE_GEN_LINK_H
#define ISLE_WIRE_GEN_LINK_H

#include <isle/proto.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Words of link.isle to structs and back. `words` is in host order.
 *
 * _get: Fields beyond the `n` words that are there read as zero, words beyond the fields are skipped.
 * _put: Returns: how many words were written, always even, ISLE_..._WORDS of proto.h.
 * Waits: never. Memory: nothing is kept. Context: any.
 */

/*
 * Sent by both ends, repeated until answered. The connecting side's session_id is the one it remembers, or 0 after a start;
 * the answer's is the session's, and its tag is the tag of every frame from now on. The tail is the sender's name.
 */
struct isle__hello {
	uint32_t magic; /* ISLE_MAGIC */
	uint32_t version_min; /* lowest version the sender speaks */
	uint32_t version_max; /* highest one; in the answer both are the version chosen */
	uint32_t features; /* what the sender serves (features) */
	uint32_t frame_max; /* largest frame the sender can receive, in bytes */
	uint32_t window; /* bytes of argument data the sender takes per call before it grants more */
	uint32_t calls_max; /* calls that the sender takes at a time */
	uint32_t keepalive_ms; /* silence after which the sender takes the link for lost, 0 never; the shorter of both counts, and 0 of either turns it off. A PING goes out after a third of it */
	uint32_t role; /* what the sender is (session_role) */
	uint32_t nonce; /* drawn by the connecting side, returned in the answer: tells the answer to this HELLO from that to an earlier one */
	uint32_t tag; /* in the answer: the session's tag */
	uint32_t reserved; /* 0 */
	uint64_t session_id; /* 0 for none */
};
void isle__hello_get(const uint32_t *words, unsigned n, struct isle__hello *ret);
unsigned isle__hello_put(const struct isle__hello *from, uint32_t *words);

/* The method's argument words follow. */
struct isle__call {
	uint32_t budget_ms; /* what is left of the deadline, counted from arrival; ISLE_NO_DEADLINE for none */
	uint32_t window; /* bytes of result data that the caller can take without further CREDIT */
};
void isle__call_get(const uint32_t *words, unsigned n, struct isle__call *ret);
unsigned isle__call_put(const struct isle__call *from, uint32_t *words);

/*
 * Positions count the bytes of one direction of one call, modulo 2^32. Without ANSWER it comes from the caller and concerns
 * the result stream, with ANSWER it comes from the callee and concerns the argument stream.
 */
struct isle__credit {
	uint32_t granted; /* the other end may send up to this position */
	uint32_t done; /* up to here the bytes have been consumed */
};
void isle__credit_get(const uint32_t *words, unsigned n, struct isle__credit *ret);
unsigned isle__credit_put(const struct isle__credit *from, uint32_t *words);

struct isle__ping {
	uint64_t t1_us; /* the sender's clock */
};
void isle__ping_get(const uint32_t *words, unsigned n, struct isle__ping *ret);
unsigned isle__ping_put(const struct isle__ping *from, uint32_t *words);

struct isle__pong {
	uint64_t t1_us; /* from the PING */
	uint64_t t2_us; /* the answering side's clock when the PING arrived */
	uint64_t t3_us; /* and when this left */
};
void isle__pong_get(const uint32_t *words, unsigned n, struct isle__pong *ret);
unsigned isle__pong_put(const struct isle__pong *from, uint32_t *words);

struct isle__paused {
	uint32_t max_s; /* after this time the sender counts as lost again */
	uint32_t reserved; /* 0 */
};
void isle__paused_get(const uint32_t *words, unsigned n, struct isle__paused *ret);
unsigned isle__paused_put(const struct isle__paused *from, uint32_t *words);

#ifdef __cplusplus
}
#endif

#endif
