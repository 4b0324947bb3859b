/* SPDX-License-Identifier: BSD-3-Clause */
/* The time: the port's clock, set once by when Linux was started and how long it has run. */
#define _DEFAULT_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "port/newlib/system.h"

#define SECOND 1000000u

static uint64_t now_us(void)
{
	const struct isle_port *port = isle_newlib.ctx->client->config->port;

	return port->time_us(port->self);
}

/* The number behind `key` at the start of a line; 0: not to be had. */
static uint32_t number_in(const char *path, const char *key)
{
	FILE *file = fopen(path, "r");
	uint32_t number = 0;
	char line[32];

	if (!file)
		return 0;
	while (!number && fgets(line, sizeof(line), file))
		if (!strncmp(line, key, strlen(key)))
			number = (uint32_t)strtoul(line + strlen(key), NULL, 10);
	fclose(file);
	return number;
}

int isle_newlib_clock(void)
{
	uint32_t begin = number_in("/proc/stat", "btime "), up = number_in("/proc/uptime", "");

	if (!begin || !up)
		return -1;
	isle_newlib.clock_us = (uint64_t)(begin + up) * SECOND - now_us();
	return 0;
}

int _gettimeofday(struct timeval *ret_time, void *zone)
{
	uint64_t us = isle_newlib.clock_us + now_us();

	(void)zone;
	ret_time->tv_sec = (time_t)(us / SECOND);
	ret_time->tv_usec = (suseconds_t)((uint32_t)us - (uint32_t)ret_time->tv_sec * SECOND);
	return 0;
}

/* There is one process, and it has the processor for itself. */
clock_t _times(struct tms *ret_times)
{
	clock_t ticks = (clock_t)(now_us() / (SECOND / CLOCKS_PER_SEC));

	*ret_times = (struct tms){ .tms_utime = ticks };
	return ticks;
}

/* Whoever sleeps turns the client: the link lives on, and calls from Linux are answered. */
static void sleep_us(uint64_t us)
{
	uint64_t begin = now_us(), gone;

	while ((gone = now_us() - begin) < us) {
		uint64_t left = us - gone;

		isle_client_poll_wait(isle_newlib.ctx->client,
				      left < SECOND ? (uint32_t)left / 1000u + 1u : 1000u);
	}
}

unsigned sleep(unsigned seconds)
{
	sleep_us((uint64_t)seconds * SECOND);
	return 0;
}

int usleep(useconds_t us)
{
	sleep_us(us);
	return 0;
}
