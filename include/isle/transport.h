/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A transport moves whole frames over one link. It knows no session and no other transport.
 *
 * It is a filled const table, checked by isle_transport_check(). What a link can do is data
 * (`capabilities`), so that nobody asks for its name. Nothing here waits except wait().
 *
 * The daemon splits a link's life in two: open() runs in the supervisor, which holds the descriptors;
 * everything else runs in the worker. A client does both in one process.
 */
#ifndef ISLE_TRANSPORT_H
#define ISLE_TRANSPORT_H

#include <isle/session.h>

#ifdef __cplusplus
extern "C" {
#endif

enum isle_link_capability {
	ISLE_LINK_END = 1,         /* tells when the peer is gone (pipes with an end) */
	ISLE_LINK_CONNECTS = 2,    /* open(LISTEN) gives a listener: accept() makes links of it */
	ISLE_LINK_CREDENTIALS = 4, /* accept() knows uid and pid of the peer */
	ISLE_LINK_FILE = 8,        /* send() takes isle_tx.file */
	ISLE_LINK_MESSAGE = 16,    /* keeps frame boundaries by nature */
	ISLE_LINK_IN_PLACE = 32 /* frames are built where the peer reads them; see lend(), hold() */
};

enum isle_open_how { ISLE_OPEN_LISTEN, ISLE_OPEN_CONNECT };

#define ISLE_LINK_FDS_MAX 8

/* What open() made and run() takes: descriptors and nothing else, so that it crosses a process border. */
struct isle_link_fds {
	int fd[ISLE_LINK_FDS_MAX];
	unsigned n;
};

/* Who is at the other end of an accepted link, as far as the kernel knows. */
struct isle_peer {
	bool known; /* uid, gid, pid are valid */
	uint32_t uid, gid, pid;
	char address[64]; /* printable; "" when there is none */
};

/* Buffers of a link; the caller's, until close(). Receive buffers begin at 4 mod 8, so that the payload
 * behind a 4-byte length and 8-multiple heads is aligned. */
struct isle_link_memory {
	uint8_t *rx;
	size_t rx_bytes; /* >= 8 + frame_max */
	uint8_t *tx;
	size_t tx_bytes; /* >= 8 + largest frame sent */
};

/* What a loop must watch for a link. */
struct isle_link_interest {
	int fd;              /* -1 = none */
	bool readable;       /* wake when it can be read */
	bool writable;       /* wake when it can be written: frames lie unsent */
	uint32_t timeout_ms; /* wake after that; ISLE_NO_DEADLINE = never */
};

struct isle_link; /* each transport's own struct begins with one */

struct isle_transport {
	const char *scheme;    /* "unix": what stands before ':' in an address */
	uint32_t capabilities; /* enum isle_link_capability */
	uint32_t frame_max;    /* largest frame it moves */
	size_t link_bytes;     /* size of its struct */

	/* Supervisor or client. Opens `address` (without "scheme:"). Waits: CONNECT at most for the kernel.
	 * Returns 0 and descriptors (close-on-exec), or -ISLE_E*: EINVAL address, ECONNREFUSED, EACCES... */
	int (*open)(const char *address, enum isle_open_how how, struct isle_link_fds *ret_fds);

	/* Worker. Takes one connection from a listener. Returns 0; -ISLE_EAGAIN none; other: as accept(2).
	 * NULL without ISLE_LINK_CONNECTS. */
	int (*accept)(int listener, struct isle_link_fds *ret_fds, struct isle_peer *ret_peer);

	/* Starts a link. On success the link owns the descriptors; on failure the caller still does. */
	int (*run)(struct isle_link *link, const struct isle_link_fds *fds,
		   const struct isle_link_memory *memory);

	/* Lends memory for one frame: sets tx->buf, cap, file_max, ticket. Returns 0; -ISLE_EAGAIN when
	 * enough lies unsent (at most 2 frames or 16 KiB); -ISLE_ELINK. With ISLE_LINK_IN_PLACE several may
	 * be lent before the first is sent; those given back unused must be the ones lent last. */
	int (*lend)(struct isle_link *link, struct isle_tx *ret_tx);

	/* Gives the lent memory back with tx->len bytes of frame (0 = unused). The frame may lie until
	 * flush(). Returns 0 or -ISLE_ELINK. */
	int (*send)(struct isle_link *link, struct isle_tx *tx);

	/* Moves what lies unsent. Returns 0, -ISLE_EAGAIN (some is left; watch for writable), -ISLE_ELINK. */
	int (*flush)(struct isle_link *link);

	/* Lends the next received frame. Returns its length and *ret_frame; 0 none now; -ISLE_ELINK the
	 * peer is gone; -ISLE_EPROTO framing broken. Valid until give_back(), one at a time. */
	int (*receive)(struct isle_link *link, const uint8_t **ret_frame);
	void (*give_back)(struct isle_link *link);

	/* NULL without ISLE_LINK_IN_PLACE. Between receive() and give_back(): the frame stays valid beyond
	 * give_back(), until release() of the ticket returned. -ISLE_ENOTSUP: not on this link: its frames
	 * are copies. The peer has one buffer less meanwhile. */
	int (*hold)(struct isle_link *link);
	void (*release)(struct isle_link *link, int ticket);

	/* What to watch. */
	void (*interest)(const struct isle_link *link, struct isle_link_interest *ret_interest);

	/* Client side: waits until receive() or flush() may have work, at most timeout_ms.
	 * Returns 0 always: a spurious end is permitted. */
	int (*wait)(struct isle_link *link, uint32_t timeout_ms);

	/* NULL where only bytes and room for bytes move a link. Links that keep time of their own, as for
	 * retransmission: milliseconds until flush() has work though nothing arrived and whatever lend()
	 * said; ISLE_NO_DEADLINE = none. */
	uint32_t (*due)(const struct isle_link *link);

	/* Closes the descriptors; the memory is the caller's again. */
	void (*close)(struct isle_link *link);
};

struct isle_link {
	const struct isle_transport *transport;
	struct isle_session *session; /* optional: lets a pipe ask isle_session_place() */
};

/* Memory for a link of any built-in transport. */
#define ISLE_LINK_BYTES_MAX (64u + 40u * sizeof(void *))
union isle_link_space {
	struct isle_link link;
	uint64_t aligned;
	uint8_t bytes[ISLE_LINK_BYTES_MAX];
};

/* Returns 0, or -ISLE_EINVAL when a mandatory member is missing or figures contradict each other. */
int isle_transport_check(const struct isle_transport *transport);

extern const struct isle_transport isle_transport_unix;
extern const struct isle_transport isle_transport_seqpacket;
extern const struct isle_transport isle_transport_tcp;
extern const struct isle_transport isle_transport_serial;

/* The transport for "scheme:address" among the NULL-ended list `table`; *ret_address is what follows
 * the colon. NULL = unknown scheme. */
const struct isle_transport *isle_transport_find(const struct isle_transport *const *table,
						 const char *text, const char **ret_address);

#ifdef __cplusplus
}
#endif
#endif
