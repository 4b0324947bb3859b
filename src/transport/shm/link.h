/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A link over two rings: messages with their heads, endpoints, names, and the ways to find that the other
 * end is there.
 *
 * | off | size | name | meaning |
 * |---|---|---|---|
 * | 0 | u32 | src | address of the sender |
 * | 4 | u32 | dst | address of the receiver |
 * | 8 | u32 | reserved | 0 when sent; others keep something there: ignored when received |
 * | 12 | u16 | len | bytes behind the head |
 * | 14 | u16 | flags | 0 |
 *
 * A message to address 53 announces a name, or that it is gone:
 * | off | size | name | meaning |
 * |---|---|---|---|
 * | 0 | 32 | name | ends with a zero; zeros behind it when sent, anything when received |
 * | 32 | u32 | address | of the endpoint |
 * | 36 | u32 | flags | 1 = gone |
 */
#ifndef ISLE_TRANSPORT_SHM_LINK_H
#define ISLE_TRANSPORT_SHM_LINK_H

#include "transport/shm/ring.h"

#define ISLE__RPMSG_HEAD_BYTES  16u
#define ISLE__RPMSG_NAMES       53u
#define ISLE__RPMSG_NAMES_BYTES 40u

struct isle__shm;

struct isle_shm_end {
	const struct isle__role *role;
	/* The link begins. Returns 0 or -ISLE_EINVAL. */
	int (*start)(struct isle__shm *l);
	/* Looks whether the peer is there, does what the moment asks for, and calls isle__shm_up() and
	 * isle__shm_apart(). Before anything else in the rings is touched. Returns whether it may be. */
	bool (*meet)(struct isle__shm *l);
	/* The link ends. */
	void (*leave)(struct isle__shm *l);
};

struct isle__shm {
	struct isle_link link;
	const struct isle_shm *shm;
	uint8_t up, kicked;
	uint8_t names;      /* the name service is used */
	uint8_t keep;       /* what is held is kept beyond give_back() */
	uint8_t more;       /* receive() stopped before it saw all */
	uint16_t out;       /* buffers in somebody's hands: the rings cannot be left */
	uint16_t held;      /* what receive() gave */
	uint16_t mtu;       /* of what was lent last; 0 = nothing yet */
	uint16_t dropped;   /* messages that nobody wanted, or that were none */
	uint8_t *bounce_to; /* where what is made in tx.room goes; NULL = nothing */
	uint8_t *life, *their_life;
	uint32_t epoch, theirs;
	uint32_t next_address;
	struct isle_rpmsg_endpoint *endpoints;
	struct isle_rpmsg_endpoint isle;
	struct isle_rpmsg_endpoint service; /* of names */
	struct isle__vring rx, tx;
};

static inline struct isle__shm *isle__shm_of(const struct isle_link *link)
{
	return (struct isle__shm *)(uintptr_t)link;
}

/* What is received is copied before it is looked at. */
static inline bool isle__shm_copies(const struct isle__shm *l)
{
	return (l->shm->flags & (ISLE_SHM_COPY | ISLE_SHM_WORDS)) != 0;
}

/* Both rings begin anew, with the name service and with doorbells by index where both ends can. */
void isle__shm_up(struct isle__shm *l, bool names, bool events);

/* Whether this end can do doorbells by index. */
bool isle__shm_events(const struct isle__shm *l);

/* The rings are left. Returns false when somebody still has a buffer: not yet. */
bool isle__shm_apart(struct isle__shm *l);

/* end->meet() */
bool isle__shm_meet(struct isle__shm *l);

/* A word in the memory of the lives. */
uint32_t isle__life_get(const struct isle__shm *l, uint8_t *at);
void isle__life_put(const struct isle__shm *l, uint8_t *at, uint32_t value);

/* A buffer to send in, and its sending (tx->len 0: back, unused). -ISLE_EAGAIN, -ISLE_ELINK. */
int isle__shm_lend(struct isle__shm *l, struct isle_tx *ret_tx);
void isle__shm_send(struct isle__shm *l, struct isle_tx *tx, uint32_t src, uint32_t dst);

/* The next message that is for the link's own endpoint; all others are served. Returns 1, 0 or
 * -ISLE_EPROTO. */
int isle__shm_next(struct isle__shm *l, struct isle_rpmsg_message *ret_message);
void isle__shm_give(struct isle__shm *l, unsigned id);

/* The endpoint at an address; NULL = none. */
struct isle_rpmsg_endpoint *isle__rpmsg_at(const struct isle__shm *l, uint32_t address);

/* The endpoint has a peer, or none any more. */
void isle__rpmsg_bind(struct isle_rpmsg_endpoint *endpoint, uint32_t peer);

/* Announces what is not yet; one endpoint, or that it is gone; and takes what is announced. */
void isle__names_tell(struct isle__shm *l);
int isle__names_send(struct isle__shm *l, const struct isle_rpmsg_endpoint *endpoint,
		     uint32_t flags);
extern const struct isle_rpmsg_owner isle__names_owner;

/* The members of struct isle_transport, for tables that add an OS. */
int isle__rings_lend(struct isle_link *link, struct isle_tx *ret_tx);
int isle__rings_send(struct isle_link *link, struct isle_tx *tx);
int isle__rings_flush(struct isle_link *link);
int isle__rings_receive(struct isle_link *link, const uint8_t **ret_frame);
void isle__rings_give_back(struct isle_link *link);
int isle__rings_hold(struct isle_link *link);
void isle__rings_release(struct isle_link *link, int ticket);
uint32_t isle__rings_due(const struct isle_link *link);
int isle__rings_wait(struct isle_link *link, uint32_t timeout_ms);
void isle__rings_close(struct isle_link *link);

#endif
