/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * streams.h - non-blocking byte streams of the host: accepted connections, terminals, the log
 * file. Every descriptor made here is non-blocking and closed on exec. No function waits.
 */
#ifndef ISLED_LINUX_STREAMS_H
#define ISLED_LINUX_STREAMS_H

#include <stddef.h>
#include <stdint.h>

#define ISLED_PEER_BYTES_MAX 80 /* of an address as text */

/*
 * Take one waiting connection; TCP sends without delay.
 * *ret_peer: "127.0.0.1:4711", "[::1]:4711" or "unix".
 * Returns: 0; -ISLE_EAGAIN (none waits); -ISLE_EMFILE, -ISLE_ENFILE, -ISLE_ENOBUFS, -ISLE_ENOMEM
 * (no room here; the connection goes on waiting); another error (that connection is gone).
 */
int isled_stream_accept(int listener, char ret_peer[ISLED_PEER_BYTES_MAX], int *ret_fd);

/* Returns: bytes (>= 1); 0: the end; -ISLE_EAGAIN; another error of the kernel. */
int isled_stream_read(int fd, void *ret_bytes, size_t max);

/* Returns: bytes taken (>= 1; 0 only when bytes is 0); -ISLE_EAGAIN; another error. No signal. */
int isled_stream_write(int fd, const void *data, size_t bytes);

/* Nothing more is sent; the peer reads the end. */
void isled_stream_end(int fd);
void isled_stream_close(int fd);
/* Close so that the peer sees a reset, whatever lies unsent. */
void isled_stream_reset(int fd);

/* Length of a file. Returns: 0 or an error of the kernel. */
int isled_stream_size(int fd, uint64_t *ret_bytes);

#endif
