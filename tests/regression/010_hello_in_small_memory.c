/* SPDX-License-Identifier: BSD-3-Clause */
/* With the least memory for sending, a pipe lent what a short unsent frame had left of it: a hello with a
 * long name was written beyond its end. */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <isle/errors.h>
#include <isle/proto.h>
#include <isle/transport.h>

#include "harness.h"

#define TX_BYTES    (8u + ISLE_FRAME_BYTES_MIN) /* the least that is permitted */
#define HELLO_BYTES (ISLE_FRAME_HEADER_BYTES + 4u * ISLE_FRAME_HELLO_WORDS + ISLE_NAME_BYTES_MAX)

TEST(regression, "what a pipe lends has room for a hello, whatever lies unsent before it")
{
	static uint64_t rx[64], tx[TX_BYTES / 8];
	const struct isle_transport *unix_ = &isle_transport_unix;
	const struct isle_link_memory memory = { (uint8_t *)rx + 4, sizeof(rx) - 4, (uint8_t *)tx,
						 sizeof(tx) };
	struct isle_link *link = calloc(1, unix_->link_bytes);
	struct isle_link_fds fds = { .n = 1 };
	int pair[2];

	CHECK(link != NULL);
	CHECK_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair), 0);
	fds.fd[0] = pair[0];
	link->transport = unix_;
	CHECK_EQ(unix_->run(link, &fds, &memory), 0);
	for (size_t len = 16; len < 100; len += 8) {
		struct isle_tx out;

		CHECK_EQ(unix_->lend(link, &out), 0);
		CHECK(out.cap >= HELLO_BYTES);
		CHECK(out.buf + out.cap <= (uint8_t *)tx + sizeof(tx));
		memset(out.buf, 0, len);
		out.len = len;
		out.file_len = 0;
		CHECK_EQ(unix_->send(link, &out), 0);
	}
	unix_->close(link);
	close(pair[1]);
	free(link);
}
