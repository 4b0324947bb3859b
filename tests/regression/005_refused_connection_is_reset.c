/* SPDX-License-Identifier: BSD-3-Clause */
/* A connection that the client's service refused ended like one that had been served: the error of the
 * answer was told after an orderly end. */
#include "tests/scenario/bed.h"

#include <arpa/inet.h>
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

static void refuse(struct isle_ipc_request *request)
{
	isle_ipc_fail(request, -ISLE_ECONNREFUSED);
}

TEST(regression, "a connection that the client refuses is reset")
{
	static struct isle_ipc_service web = { .name = "web", .version = 1, .connect = refuse };
	static struct isle_ipc_request request;
	static uint8_t buffer[70000];
	const struct peer_options server = {
		.window = 70000, .requests = &request, .requests_n = 1, .buffers = buffer
	};
	const struct daemon_options forward = { .forward = true };
	struct sockaddr_in address = { .sin_family = AF_INET };
	uint64_t start = 0;
	struct bed bed;
	ssize_t n;
	char byte;
	int fd;

	bed_start(&bed, &bed_links[BED_UNIX], &forward, &server);
	CHECK_EQ(isle_ipc_register(bed.ctx, &web), 0);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	address.sin_port = htons((uint16_t)bed.daemon.port);
	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	CHECK_EQ(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	while ((n = recv(fd, &byte, 1, MSG_DONTWAIT)) < 0 && errno == EAGAIN &&
	       still_waiting(&start))
		isle_client_poll(&bed.peer->client);
	CHECK(n < 0 && errno == ECONNRESET);
	close(fd);
	bed_stop(&bed);
}
