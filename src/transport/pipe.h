/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Links over a byte pipe: what unix, tcp and whatever else moves bytes have in common.
 *
 * Small frames are staged and leave in one write; many arrive by one read and are handed out in place.
 * Large result data is received straight into the buffer of the call it belongs to, where the link's owner
 * set link->session. The operating system's part is four functions.
 *
 * The sending and the receiving half share no member, so that one thread may wait in the receiving half
 * while others send; each half is guarded by the owner.
 */
#ifndef ISLE_TRANSPORT_PIPE_H
#define ISLE_TRANSPORT_PIPE_H

#include <isle/transport.h>

#include "wire/pipe.h"

struct isle__pipe_link;

/* A piece of memory to be filled. */
struct isle__span {
	uint8_t *at;
	size_t len;
};

/* All return > 0: bytes moved, 0: none now, -ISLE_ELINK: the pipe has ended. None waits. */
struct isle__pipe_os {
	/* more: bytes follow at once. */
	int (*send)(struct isle__pipe_link *p, const uint8_t *data, size_t len, bool more);
	int (*receive)(struct isle__pipe_link *p, struct isle__span *spans, unsigned n);
	/* Optional. Sends file pages; -ISLE_ENODATA: the file ends before `offset`. */
	int (*send_file)(struct isle__pipe_link *p, int file, uint64_t offset, size_t len);
	/* Optional. Keeps a descriptor for later (a copy, or < 0), and closes that copy. */
	int (*keep_file)(int file);
	void (*drop_file)(int file);
};

struct isle__pipe_link {
	struct isle_link link;
	const struct isle__pipe_os *os;
	int fd;
	uint32_t tick_ms; /* receiving: time limit that the descriptor has at present */
	bool blocks;      /* the descriptor waits; see wait() of the transport */

	/* Receiving. */
	struct isle__pipe rx;
	uint32_t placed; /* bytes of the partial frame that were received elsewhere */
	bool drained;    /* the last read took all there was */
	uint8_t bulk;    /* a frame was large not long ago: read heads apart */

	/* Sending. */
	uint8_t *tx; /* 4 mod 8 */
	uint32_t tx_cap, tx_start, tx_end;
	uint32_t file_left;
	uint64_t file_offset;
	int file;
	bool file_kept; /* `file` is ours */
	bool padding;   /* the file turned out shorter: zeros instead */
	int blocked;    /* some lies unsent; read by wait() of another thread, so atomic there */
};

/* Starts both halves on `memory`. Returns 0; -ISLE_EINVAL: too small for any frame. */
int isle__pipe_link_init(struct isle__pipe_link *p, const struct isle__pipe_os *os, int fd,
			 const struct isle_link_memory *memory, uint32_t frame_max);

/* As in struct isle_transport. */
int isle__pipe_lend(struct isle_link *link, struct isle_tx *ret_tx);
int isle__pipe_send(struct isle_link *link, struct isle_tx *tx);
int isle__pipe_flush(struct isle_link *link);
int isle__pipe_receive(struct isle_link *link, const uint8_t **ret_frame);
void isle__pipe_give_back(struct isle_link *link);

/* True when receive() has a whole frame without reading. */
bool isle__pipe_has_frame(const struct isle__pipe_link *p);

/* True when the bytes to come belong elsewhere than into the link's own buffer. */
bool isle__pipe_in_body(const struct isle__pipe_link *p);

/* Where a blocking read may put bytes, and that it did. */
struct isle__span isle__pipe_room_for(struct isle__pipe_link *p);
void isle__pipe_arrived(struct isle__pipe_link *p, size_t asked, size_t got);

/* Lets go of a kept file. */
void isle__pipe_link_fini(struct isle__pipe_link *p);

#endif
