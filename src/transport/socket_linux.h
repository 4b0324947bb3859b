/* SPDX-License-Identifier: BSD-3-Clause */
/* What the socket transports of Linux share. */
#ifndef ISLE_TRANSPORT_SOCKET_LINUX_H
#define ISLE_TRANSPORT_SOCKET_LINUX_H

#include <sys/socket.h>

#include "transport/pipe.h"

/* Frames of the socket transports: 64 KiB of data and any head. */
#define ISLE__SOCKET_FRAME_MAX (65536u + 256u)

/* errno as -ISLE_E*. */
int isle__socket_error(void);

/* A new socket bound and listening, or connected, as `how` says. A connecting one waits in its calls, a
 * listening one never; connecting itself does not wait: the first frames do. */
int isle__socket_open(int type, const struct sockaddr *address, socklen_t len,
		      enum isle_open_how how, struct isle_link_fds *ret_fds);
int isle__socket_accept(int listener, struct sockaddr *ret_address, socklen_t *len,
			struct isle_link_fds *ret_fds);
void isle__socket_credentials(int fd, struct isle_peer *ret_peer);

/* "path" or "@abstract name". Returns 0 or -ISLE_EINVAL, -ISLE_ENAMETOOLONG. */
int isle__unix_open(int type, const char *address, enum isle_open_how how,
		    struct isle_link_fds *ret_fds);
int isle__unix_accept(int listener, struct isle_link_fds *ret_fds, struct isle_peer *ret_peer);

/* Waits in poll() for input, with `writable` for room too. */
void isle__socket_poll(int fd, bool writable, uint32_t timeout_ms);

/* True when calls on the descriptor wait. */
bool isle__socket_blocks(int fd);

/* Sets the time after which a blocking read ends; *tick_ms is what it has now. Changed only when needed. */
void isle__socket_tick(int fd, uint32_t timeout_ms, uint32_t *tick_ms);

/* Members of struct isle_transport for stream sockets. */
int isle__stream_run(struct isle_link *link, const struct isle_link_fds *fds,
		     const struct isle_link_memory *memory);
int isle__stream_flush(struct isle_link *link);
void isle__stream_interest(const struct isle_link *link, struct isle_link_interest *ret_interest);
int isle__stream_wait(struct isle_link *link, uint32_t timeout_ms);
void isle__stream_close(struct isle_link *link);

/* What the tables of stream sockets have in common. */
#define ISLE__STREAM_MEMBERS                                                               \
	.frame_max = ISLE__SOCKET_FRAME_MAX, .link_bytes = sizeof(struct isle__pipe_link), \
	.lend = isle__pipe_lend, .send = isle__pipe_send, .flush = isle__stream_flush,     \
	.receive = isle__pipe_receive, .give_back = isle__pipe_give_back,                  \
	.interest = isle__stream_interest, .wait = isle__stream_wait, .close = isle__stream_close

#endif
