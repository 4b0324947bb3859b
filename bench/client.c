/* SPDX-License-Identifier: BSD-3-Clause */
/* The client whose calls are measured: libisle as an application links it. */
#include <errno.h>
#include <stdio.h>

#include <isle/client.h>

#include "bench.h"

#define LINK_BYTES (ISLE_FRAME_BYTES_MAX + 16384 + 8)

static _Alignas(8) uint8_t rx[4 + LINK_BYTES], tx[4 + LINK_BYTES];
static union isle_link_space link_space;
static struct isle_port_posix port;
static struct isle_client client;
static struct isle_client_config config = {
	.port = &port.port,
	.transport = &isle_transport_unix,
	.link = &link_space.link,
	.memory = { rx + 4, LINK_BYTES, tx + 4, LINK_BYTES },
	.name = "bench",
	.role = ISLE_ROLE_CLIENT,
	.retry_max_ms = 1, /* a worker that is killed again and again */
};

struct isle_context *bench_client_open(struct bench *b, const char *address, uint32_t frame_max)
{
	static char path[512];
	int r;

	snprintf(path, sizeof(path), "%s/link", b->folder);
	config.address = address ? address : path;
	config.role = address ? ISLE_ROLE_PROGRAM : ISLE_ROLE_CLIENT;
	config.frame_max = frame_max;
	isle_port_posix_init(&port);
	r = isle_client_init(&client, &config);
	if (!r)
		r = isle_client_connect(&client, 5000);
	if (r < 0) {
		fprintf(stderr, "bench: %s: %s\n", config.address, isle_error_text(r));
		errno = 0;
		bench_die("connecting to isled");
	}
	return &client.context;
}

void bench_client_close(void)
{
	isle_client_fini(&client);
	isle_port_posix_fini(&port);
}
