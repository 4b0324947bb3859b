/* SPDX-License-Identifier: BSD-3-Clause */
/* The same for a process of Linux. The link is named by ISLE_LINK: serial:/run/m4.tty, unix:/run/m4.link ... */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "../board.h"

#define FRAME_MAX 4096u
#define MEMORY    (16384u + FRAME_MAX)

static struct isle_port_posix port;
static union isle_link_space link_space;
static _Alignas(8) uint8_t rx[4 + MEMORY], tx[4 + MEMORY];

void board_init(struct isle_client_config *config)
{
	static const struct isle_transport *const transports[] = { &isle_transport_unix,
								   &isle_transport_seqpacket,
								   &isle_transport_tcp,
								   &isle_transport_serial, NULL };
	const char *link = getenv("ISLE_LINK");

	if (!link)
		link = "unix:/run/m4.link";
	config->transport = isle_transport_find(transports, link, &config->address);
	if (!config->transport) {
		fprintf(stderr, "ISLE_LINK=%s is not a link\n", link);
		exit(2);
	}
	isle_port_posix_init(&port);
	config->port = &port.port;
	config->link = &link_space.link;
	config->memory = (struct isle_link_memory){ rx + 4, MEMORY, tx + 4, MEMORY };
	config->frame_max = config->transport->frame_max < FRAME_MAX ? config->transport->frame_max
								     : FRAME_MAX;
}

void board_idle(uint32_t timeout_ms)
{
	const struct timespec a_moment = { 0, 1000000 };

	if (timeout_ms)
		nanosleep(&a_moment, NULL);
}

unsigned board_starts(void)
{
	return 1;
}

void board_print(const char *text)
{
	fputs(text, stderr);
}
