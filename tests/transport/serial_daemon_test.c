/* SPDX-License-Identifier: BSD-3-Clause */
/* The real isled and a client over two pseudo terminals, with a line between them that has a speed and does
 * to bytes what it is told. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/scenario/bed.h"

#define PER_MS 100u /* bytes a millisecond: a megabit */

/* What the line does; written by the test, read by the line. */
struct line {
	pthread_t thread;
	int daemon, client, held; /* held: the client's terminal, so that it never ends */
	volatile uint32_t faults; /* of a million bytes */
	volatile bool cut, noise, stop;
	uint64_t random;
	char path[160];
};

static struct line line;
static struct bed bed;

static uint32_t draw(uint32_t n)
{
	line.random = line.random * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)((line.random >> 33) % n);
}

static size_t harm(uint8_t *out, uint8_t byte)
{
	size_t n = 0;

	if (line.faults && draw(1000000) < line.faults)
		switch (draw(4)) {
		case 0:
			return 0;
		case 1:
			byte ^= (uint8_t)(1u << draw(8));
			break;
		case 2:
			out[n++] = byte;
			break;
		default:
			out[n++] = (uint8_t)draw(256);
		}
	out[n++] = byte;
	return n;
}

static void carry(int from, int to)
{
	uint8_t in[PER_MS], out[2 * PER_MS];
	ssize_t got = read(from, in, sizeof(in));
	size_t n = 0;

	for (ssize_t i = 0; i < got && !line.cut; i++)
		n += harm(out + n, in[i]);
	while (line.noise && n < PER_MS)
		out[n++] = (uint8_t)draw(256);
	if (n && write(to, out, n) < 0)
		return; /* an overrun */
}

static void *run(void *unused)
{
	while (!line.stop) {
		carry(line.daemon, line.client);
		carry(line.client, line.daemon);
		sleep_ms(1);
	}
	return unused;
}

static int open_line(const char *path)
{
	int fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);

	CHECK(fd >= 0);
	return fd;
}

/* isled at one terminal; the client shall find the other one. */
static void begin(const char *client_section)
{
	struct daemon_options options = { .scheme = "serial", .client = client_section };
	struct isle_link_fds fds;
	char address[200];

	memset(&line, 0, sizeof(line));
	line.random = test_random();
	bed.link = &bed_links[BED_SERIAL];
	daemon_start(&bed.daemon, &options);
	line.daemon = open_line(bed.daemon.address);
	snprintf(line.path, sizeof(line.path), "%s/other", bed.daemon.folder);
	snprintf(address, sizeof(address), "%s,pty", line.path);
	CHECK_EQ(isle_transport_serial.open(address, ISLE_OPEN_LISTEN, &fds), 0);
	line.client = fds.fd[0];
	line.held = fds.fd[1];
	snprintf(bed.daemon.address, sizeof(bed.daemon.address), "%s", line.path);
	CHECK_EQ(pthread_create(&line.thread, NULL, run, NULL), 0);
}

static void come(const struct peer_options *options)
{
	bed.peer = peer_open(&bed, options);
	bed.ctx = &bed.peer->client.context;
}

static void end(void)
{
	line.cut = line.noise = false;
	line.faults = 0;
	peer_close(bed.peer);
	daemon_check_fds(&bed.daemon);
	daemon_stop(&bed.daemon);
	line.stop = true;
	pthread_join(line.thread, NULL);
	close(line.daemon);
	close(line.client);
	close(line.held);
}

static void there_and_back(size_t bytes)
{
	uint8_t *out = malloc(bytes), *in = malloc(bytes);
	bool whole = false;

	CHECK(out && in);
	pattern_fill(out, bytes, (uint32_t)bytes);
	CHECK_EQ(isle_file_put(bed.ctx, "/data/f", out, bytes, ISLE_O_CREAT | ISLE_O_TRUNC, 0644),
		 (int)bytes);
	CHECK_EQ(data_get(&bed.daemon, "f", in, bytes), bytes);
	CHECK_MEM(in, out, bytes);
	memset(in, 0, bytes);
	CHECK_EQ(isle_file_get(bed.ctx, "/data/f", in, bytes, &whole), (int)bytes);
	CHECK(whole);
	CHECK_MEM(in, out, bytes);
	free(out);
	free(in);
}

TEST_WITHIN(serial, 60, "a file crosses a line that harms one byte in a thousand, there and back")
{
	begin(NULL);
	come(NULL);
	line.faults = 1000;
	there_and_back(100000);
	end();
}

TEST_WITHIN(serial, 60,
	    "one byte in a hundred harmed: a file still crosses, and a client still comes")
{
	begin(NULL);
	line.faults = 10000;
	come(NULL);
	there_and_back(6000);
	end();
}

static void *kill_soon(void *unused)
{
	sleep_ms(100);
	daemon_kill_worker(&bed.daemon);
	return unused;
}

TEST_WITHIN(serial, 60,
	    "when nothing crosses any more both ends know within the keep-alive, and go on after it")
{
	const struct peer_options options = { .keepalive_ms = 1000 };
	uint64_t start = 0;
	char byte;

	begin("keepalive = 1 s");
	come(&options);
	CHECK_EQ(isle_client_echo(bed.ctx, "x", 1, &byte), 1);
	CHECK_STR(bed_status_text(&bed, "link.up"), "yes");
	line.cut = true;
	CHECK(isle_client_echo(bed.ctx, "x", 1, &byte) == -ISLE_ELINK);
	peer_until(bed.peer, &bed.peer->downs, 1);
	CHECK_EQ(bed.peer->lost, -ISLE_ELINK);
	while (strcmp(bed_status_text(&bed, "link.up"), "no") != 0)
		CHECK(still_waiting(&start));
	line.cut = false;
	peer_until(bed.peer, &bed.peer->ups, 2);
	there_and_back(3000);
	end();
}

TEST_WITHIN(serial, 60,
	    "a worker killed in mid-transfer on a bad line: the call ends, the client goes on")
{
	static uint8_t data[60000];

	begin(NULL);
	line.faults = 1000;
	for (unsigned i = 0; i < 3; i++) {
		pthread_t killer;
		int r;

		if (!bed.peer)
			come(NULL);
		CHECK_EQ(pthread_create(&killer, NULL, kill_soon, NULL), 0);
		r = isle_file_put(bed.ctx, "/data/f", data, sizeof(data),
				  ISLE_O_CREAT | ISLE_O_TRUNC, 0644);
		CHECK_EQ(r, -ISLE_ELINK);
		pthread_join(killer, NULL);
		CHECK_EQ(isle_client_connect(&bed.peer->client, 10000), 0);
		there_and_back(2000);
	}
	end();
}

static void *cut_soon(void *unused)
{
	sleep_ms(60);
	peer_cut(bed.peer);
	return unused;
}

TEST_WITHIN(serial, 60, "a client killed in mid-frame, and its successor")
{
	static uint8_t data[60000];
	pthread_t killer;

	begin(NULL);
	come(NULL);
	for (unsigned i = 0; i < 5; i++) {
		there_and_back(2000);
		CHECK_EQ(pthread_create(&killer, NULL, cut_soon, NULL), 0);
		CHECK_EQ(isle_file_put(bed.ctx, "/data/f", data, sizeof(data),
				       ISLE_O_CREAT | ISLE_O_TRUNC, 0644),
			 -ISLE_ELINK);
		pthread_join(killer, NULL);
		peer_close(bed.peer);
		come(NULL);
	}
	there_and_back(2000);
	end();
}

TEST_WITHIN(serial, 60,
	    "noise brings nobody, costs little, and does not keep a client away afterwards")
{
	char text[64];
	FILE *stat;
	unsigned long user = 0, system = 0;

	begin(NULL);
	line.noise = true;
	sleep_ms(5000);
	snprintf(text, sizeof(text), "/proc/%d/stat", (int)daemon_worker(&bed.daemon));
	stat = fopen(text, "re");
	CHECK(stat && fscanf(stat, "%*d %*s %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
			     &user, &system) == 2);
	fclose(stat);
	printf("# 5 s of noise: %lu + %lu ticks of the worker\n", user, system);
	line.noise = false;
	come(NULL);
	there_and_back(1000);
	end();
}
