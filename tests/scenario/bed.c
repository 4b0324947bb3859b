/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include "bed.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define FRAME_MAX (65536u + 256u)
#define MEMORY    (8u + FRAME_MAX + 32768u)

const struct bed_link bed_links[] = {
	[BED_UNIX] = { .name = "unix", .scheme = "unix" },
	[BED_SEQPACKET] = { .name = "seqpacket", .scheme = "seqpacket" },
	[BED_TCP] = { .name = "tcp", .scheme = "tcp" },
	[BED_SMALLEST] = { .name = "smallest",
			   .scheme = "unix",
			   .client_frame = 192,
			   .daemon_frame = 512 },
	[BED_SMALL] = { .name = "small",
			.scheme = "seqpacket",
			.client_frame = 512,
			.daemon_frame = 512 },
	[BED_FAULTY] = { .name = "faulty", .scheme = "unix", .faulty = true },
	[BED_SERIAL] = { .name = "serial", .scheme = "serial", .client_frame = 256 },
};

/* ---- the relay: a process between the ends of a stream that hands over odd pieces, late ---- */

static int stream_socket(struct sockaddr_un *ret_address, const char *path)
{
	memset(ret_address, 0, sizeof(*ret_address));
	ret_address->sun_family = AF_UNIX;
	snprintf(ret_address->sun_path, sizeof(ret_address->sun_path), "%.100s", path);
	return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static uint32_t relay_random(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

/* One piece from one end to the other. False: an end is gone. */
static bool relay_piece(int from, int to, uint32_t *state)
{
	static uint8_t bytes[65536];
	uint32_t dice = relay_random(state) % 16;
	size_t want = dice < 6    ? 1 + dice
		      : dice < 12 ? 1 + relay_random(state) % 500
				  : sizeof(bytes);
	ssize_t n = recv(from, bytes, want, 0), sent;

	if (n <= 0)
		return false;
	for (ssize_t at = 0; at < n; at += sent) {
		sent = send(to, bytes + at, (size_t)(n - at), MSG_NOSIGNAL);
		if (sent <= 0)
			return false;
	}
	if (dice == 0)
		usleep(relay_random(state) % 300);
	return true;
}

static void relay_connection(int client, const char *target, uint32_t *state)
{
	struct sockaddr_un address;
	struct pollfd p[2] = { { .fd = client, .events = POLLIN }, { .events = POLLIN } };

	p[1].fd = stream_socket(&address, target);
	if (connect(p[1].fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		while (poll(p, 2, -1) > 0) {
			if (p[0].revents && !relay_piece(p[0].fd, p[1].fd, state))
				break;
			if (p[1].revents && !relay_piece(p[1].fd, p[0].fd, state))
				break;
		}
	close(p[1].fd);
	close(client);
}

/* Until nobody holds the other end of `stop`; what a client has said before that is still handed over. */
static void relay(int listener, int stop, const char *target, uint32_t state)
{
	struct pollfd p[2] = { { .fd = listener, .events = POLLIN }, { .fd = stop } };

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (int fd = 3; fd < 256; fd++) /* a link that others close must end */
		if (fd != listener && fd != stop)
			close(fd);
	while (poll(p, 2, -1) > 0 && !(p[1].revents && !p[0].revents))
		relay_connection(accept4(listener, NULL, NULL, SOCK_CLOEXEC), target, &state);
	_exit(0);
}

static void start_relay(struct peer *peer, const char *target)
{
	uint32_t state = (uint32_t)test_random();
	static unsigned relays;
	struct sockaddr_un address;
	int listener, stop[2];
	char path[200];

	snprintf(path, sizeof(path), "%s.%u", target, ++relays);
	snprintf(peer->address, sizeof(peer->address), "%s", path);
	listener = stream_socket(&address, path);
	CHECK_EQ(bind(listener, (struct sockaddr *)&address, sizeof(address)), 0);
	CHECK_EQ(listen(listener, 4), 0);
	CHECK_EQ(pipe2(stop, O_CLOEXEC), 0);
	fflush(stdout);
	peer->relay = fork();
	CHECK(peer->relay >= 0);
	if (peer->relay == 0)
		relay(listener, stop[0], target, state);
	close(listener);
	close(stop[0]);
	peer->relay_stop = stop[1];
}

/* ---- a client ---- */

static struct peer *peer_of(struct isle_client *client)
{
	return client->config->self;
}

static void changed(struct isle_client *client, int error, bool resumed)
{
	struct peer *peer = peer_of(client);

	if (error) {
		peer->downs++;
		peer->lost = error;
	} else {
		peer->ups++;
		peer->resumed += resumed;
	}
}

/* The inner link runs as usual; the faulty one around it is what the client sees. */
static int dial_faulty(struct isle_client *client)
{
	const struct isle_transport *unix_link = &isle_transport_unix;
	struct peer *peer = client->config->dial_self;
	struct isle_link_fds fds;
	int r = unix_link->open(peer->address, ISLE_OPEN_CONNECT, &fds);

	if (r)
		return r;
	peer->inner.link.transport = unix_link;
	peer->inner.link.session = NULL;
	r = unix_link->run(&peer->inner.link, &fds, &client->config->memory);
	if (r)
		return r;
	isle_faulty_wrap((struct isle_faulty_link *)&peer->link, &peer->inner.link, &peer->plan,
			 peer->memory + 2 * MEMORY, MEMORY);
	peer->link.link.session = NULL;
	peer->plan.seed += 17;
	if (peer->die_at)
		peer->plan.die_at = 30 + (uint32_t)test_random() % peer->die_at;
	return 0;
}

static void set_faults(struct peer *peer, const struct peer_options *options)
{
	peer->faulty = true;
	peer->config.transport = &isle_transport_faulty;
	peer->config.dial = dial_faulty;
	peer->config.dial_self = peer;
	peer->plan.seed = (uint32_t)test_random();
	peer->plan.stall = 6000;
	peer->plan.stall_steps = (uint16_t)(1 + test_random() % 4);
	peer->die_at = options->die_at;
}

static void set_config(struct bed *bed, struct peer *peer, const struct peer_options *options)
{
	struct isle_client_config *config = &peer->config;

	config->port = &peer->port.port;
	config->link = &peer->link.link;
	config->memory.rx = peer->memory + 4;
	config->memory.rx_bytes = MEMORY - 8;
	config->memory.tx = peer->memory + MEMORY;
	config->memory.tx_bytes = MEMORY;
	config->address = peer->address;
	config->name = options->program ? "tester" : "rtos";
	config->role = options->program ? ISLE_ROLE_PROGRAM : ISLE_ROLE_CLIENT;
	config->frame_max = options->frame_max        ? options->frame_max
			    : bed->link->client_frame ? bed->link->client_frame
						      : FRAME_MAX;
	config->window = options->window;
	config->keepalive_ms = options->keepalive_ms;
	config->timeout_ms = options->timeout_ms ? options->timeout_ms : 20000;
	config->retry_max_ms = 20;
	config->callbacks_in_poll = options->callbacks_in_poll;
	config->changed = changed;
	config->self = peer;
}

struct peer *peer_make(struct bed *bed, const struct peer_options *given)
{
	static const struct isle_transport *const transports[] = { &isle_transport_unix,
								   &isle_transport_seqpacket,
								   &isle_transport_tcp,
								   &isle_transport_serial, NULL };
	static const struct peer_options usual;
	const struct peer_options *options = given ? given : &usual;
	struct peer *peer = calloc(1, sizeof(*peer));
	const char *address;

	CHECK(peer != NULL);
	CHECK_EQ(posix_memalign((void **)&peer->memory, 8, 3 * MEMORY), 0);
	isle_port_posix_init(&peer->port);
	set_config(bed, peer, options);
	peer->config.transport = isle_transport_find(transports, bed->daemon.link, &address);
	snprintf(peer->address, sizeof(peer->address), "%s", bed->daemon.address);
	if (options->program) {
		peer->config.transport = &isle_transport_unix;
		snprintf(peer->address, sizeof(peer->address), "%s", bed->daemon.door);
		if (!options->frame_max)
			peer->config.frame_max = FRAME_MAX;
	} else if (bed->link->faulty && !options->plain) {
		set_faults(peer, options);
		start_relay(peer, bed->daemon.address);
	}
	CHECK_EQ(isle_client_init(&peer->client, &peer->config), 0);
	if (options->requests_n)
		isle_ipc_serve(&peer->client, options->requests, options->requests_n,
			       options->buffers);
	return peer;
}

struct peer *peer_open(struct bed *bed, const struct peer_options *options)
{
	struct peer *peer = peer_make(bed, options);

	CHECK_EQ(isle_client_connect(&peer->client, 10000), 0);
	return peer;
}

static void peer_free(struct peer *peer)
{
	int status;

	if (peer->relay > 0) {
		close(peer->relay_stop);
		waitpid(peer->relay, &status, 0);
	}
	isle_port_posix_fini(&peer->port);
	free(peer->memory);
	free(peer);
}

void peer_calm(struct peer *peer)
{
	struct isle_faulty_link *faulty = (struct isle_faulty_link *)&peer->link;

	if (!peer->faulty)
		return;
	faulty->plan.stall = 0;
	faulty->plan.die_at = peer->die_at = 0;
	faulty->stalled_until = faulty->steps;
}

void peer_close(struct peer *peer)
{
	peer_calm(peer);
	isle_client_fini(&peer->client);
	peer_free(peer);
}

static int fd_of(struct peer *peer)
{
	struct isle_link_interest interest;

	peer->config.transport->interest(peer->config.link, &interest);
	return interest.fd;
}

void peer_cut(struct peer *peer)
{
	if (peer->config.transport == &isle_transport_serial) { /* for the peer it has ended */
		int null = open("/dev/null", O_RDWR | O_CLOEXEC);

		CHECK(dup3(null, fd_of(peer), O_CLOEXEC) >= 0);
		close(null);
		return;
	}
	CHECK(shutdown(fd_of(peer), SHUT_RDWR) == 0 || errno == ENOTCONN);
}

/* A goodbye into a link that is shut goes nowhere. */
void peer_vanish(struct peer *peer)
{
	peer_cut(peer);
	peer_close(peer);
}

void peer_until(struct peer *peer, const volatile unsigned *flag, unsigned least)
{
	uint64_t start = now_ms();

	while (*flag < least) {
		isle_client_poll_wait(&peer->client, 5);
		if (now_ms() - start > 10000)
			FAIL("waited too long");
	}
}

/* ---- a bed ---- */

void bed_start(struct bed *bed, const struct bed_link *link, const struct daemon_options *given,
	       const struct peer_options *client)
{
	struct daemon_options options = { 0 };

	signal(SIGPIPE, SIG_IGN);
	memset(bed, 0, sizeof(*bed));
	if (given)
		options = *given;
	bed->link = link;
	options.scheme = link->scheme;
	if (!options.frame_max)
		options.frame_max = link->daemon_frame;
	daemon_start(&bed->daemon, &options);
	bed->peer = peer_open(bed, client);
	bed->ctx = &bed->peer->client.context;
}

void bed_stop(struct bed *bed)
{
	if (bed->peer)
		peer_close(bed->peer);
	daemon_check_fds(&bed->daemon);
	daemon_stop(&bed->daemon);
}

void bed_run(unsigned link, const struct daemon_options *options, const struct peer_options *client,
	     void (*scenario)(struct bed *bed))
{
	struct bed bed;

	bed_start(&bed, &bed_links[link], options, client);
	scenario(&bed);
	bed_stop(&bed);
	if (bed.skip)
		SKIP(bed.skip);
}

void bed_skip(struct bed *bed, const char *reason)
{
	if (bed->link == &bed_links[BED_UNIX])
		bed->skip = reason;
}

bool bed_link_ends(const struct bed *bed)
{
	return bed->peer->config.transport->capabilities & ISLE_LINK_END;
}

/* ---- status ---- */

const char *bed_status_text(struct bed *bed, const char *key)
{
	static char values[2][256];
	static unsigned turn;
	static char text[65536];
	const struct peer_options at_door = { .program = true };
	struct peer *program = peer_open(bed, &at_door);
	char *value = values[turn++ % 2], *line;
	size_t len = strlen(key);
	int n = isle_control_status(&program->client.context, text, sizeof(text) - 1);

	peer_close(program);
	CHECK_OK(n);
	text[n] = 0;
	value[0] = 0;
	for (line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
		if (strncmp(line, key, len) == 0 && line[len] == '=')
			snprintf(value, sizeof(values[0]), "%s", line + len + 1);
	return value;
}

long long bed_status(struct bed *bed, const char *key)
{
	const char *text = bed_status_text(bed, key);

	return *text ? strtoll(text, NULL, 10) : -1;
}

void bed_status_is(struct bed *bed, const char *key, long long value)
{
	uint64_t start = 0;
	long long now;

	while ((now = bed_status(bed, key)) != value && still_waiting(&start))
		;
	if (now != value)
		FAIL("%s=%lld, not %lld", key, now, value);
}

/* ---- bytes ---- */

static uint8_t pattern(size_t at, uint32_t seed)
{
	uint32_t x = (uint32_t)at * 2654435761u + seed * 40503u;

	return (uint8_t)(x >> 24 ^ x >> 11);
}

void pattern_fill(uint8_t *buf, size_t len, uint32_t seed)
{
	for (size_t i = 0; i < len; i++)
		buf[i] = pattern(i, seed);
}

void pattern_check(const uint8_t *buf, size_t len, uint32_t seed)
{
	for (size_t i = 0; i < len; i++)
		if (buf[i] != pattern(i, seed))
			FAIL("byte %zu of %zu is 0x%02x, not 0x%02x", i, len, buf[i],
			     pattern(i, seed));
}
