/* SPDX-License-Identifier: BSD-3-Clause */
/* The list on POSIX: usage: ports_posix [LINK], such as unix:/run/m4.link; the port alone without one. */
#define _POSIX_C_SOURCE 200809L
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tests/ports/posix_tasks.h"

#define FRAME_MAX    4096u
#define MEMORY_BYTES 6000u

static const struct isle_transport *const transports[] = { &isle_transport_unix,
							   &isle_transport_seqpacket,
							   &isle_transport_tcp,
							   &isle_transport_serial, NULL };
static _Alignas(8) uint8_t rx[MEMORY_BYTES], tx[MEMORY_BYTES], memory[100000];
static union isle_link_space link_space;
static struct isle_port_posix port;
static struct isle_client_config config = {
	.port = &port.port,
	.link = &link_space.link,
	.memory = { rx + 4, sizeof(rx) - 4, tx + 4, sizeof(tx) - 4 },
	.name = "board",
	.role = ISLE_ROLE_CLIENT,
	.keepalive_ms = 2000,
};

static void print(void *self, const char *text)
{
	(void)self;
	fputs(text, stdout);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	struct ports ports = { .name = "posix",
			       .print = print,
			       .port = &port.port,
			       .tick_us = 1000,
			       .tasks = &posix_tasks,
			       .memory = memory,
			       .memory_bytes = sizeof(memory) };
	char name[40];

	isle_port_posix_init(&port);
	if (argc > 1) {
		config.transport = isle_transport_find(transports, argv[1], &config.address);
		if (!config.transport)
			return 2;
		config.frame_max = config.transport->frame_max < FRAME_MAX
					   ? config.transport->frame_max
					   : FRAME_MAX;
		snprintf(name, sizeof(name), "posix over %s", config.transport->scheme);
		ports.name = name;
		ports.config = &config;
	}
	return ports_run(&ports) > 0;
}
