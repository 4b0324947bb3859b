/* SPDX-License-Identifier: BSD-3-Clause */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "door.h"
#include "verbs.h"

#define FRAME_MAX 65536u
#define SLICE_MS  20u

static struct {
	struct isle_client client;
	struct isle_client_config config;
	struct isle_port_posix port;
	struct isle_link_fds fds;
	union isle_link_space link;
	_Alignas(16) uint8_t rx[FRAME_MAX + 8];
	_Alignas(16) uint8_t tx[FRAME_MAX + 8];
	bool is_open, dialled, lost;
} door;

uint64_t cli_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

unsigned cli_door_folders(const struct cli_args *args, const char *ret_folders[CLI_FOLDERS_MAX])
{
	static char own[512];
	const char *given = args->run_dir ? args->run_dir : getenv("ISLED_RUN_DIR");
	const char *runtime = getenv("XDG_RUNTIME_DIR");
	unsigned n = 0;

	if (given && *given) {
		ret_folders[0] = given;
		return 1;
	}
	if (geteuid() != 0 && runtime && *runtime &&
	    snprintf(own, sizeof(own), "%s/isled", runtime) < (int)sizeof(own))
		ret_folders[n++] = own;
	ret_folders[n++] = "/run/isled";
	return n;
}

/* The library dials again by itself after a loss; a command that is run once wants to know instead. */
static int dial(struct isle_client *client)
{
	int error;

	if (door.dialled) {
		door.lost = true;
		return -ISLE_ELINK;
	}
	door.dialled = true;
	error = client->config->transport->run(client->config->link, &door.fds,
					       &client->config->memory);
	if (error < 0)
		close(door.fds.fd[0]);
	return error;
}

/* The daemon's own answer to hello ends the waiting at once, and so does the loss of the link. */
static int agree(uint32_t timeout_ms)
{
	uint64_t end = cli_now_ms() + timeout_ms;
	int error;

	do
		error = isle_client_connect(&door.client, SLICE_MS);
	while ((error == -ISLE_ETIMEDOUT || error == -ISLE_ELINK) && !door.lost &&
	       cli_now_ms() < end);
	return error;
}

int cli_door_open(const char *path, uint32_t timeout_ms, struct isle_context **ret_ctx)
{
	const struct isle_transport *transport = &isle_transport_unix;
	int error;

	memset(&door, 0, sizeof(door));
	error = transport->open(path, ISLE_OPEN_CONNECT, &door.fds);
	if (error < 0)
		return error;
	isle_port_posix_init(&door.port);
	door.config = (struct isle_client_config){
		.port = &door.port.port,
		.transport = transport,
		.address = path,
		.link = &door.link.link,
		.memory = { door.rx, sizeof(door.rx), door.tx, sizeof(door.tx) },
		.dial = dial,
		.name = "isle",
		.role = ISLE_ROLE_PROGRAM,
		.frame_max = FRAME_MAX,
		.timeout_ms = timeout_ms,
	};
	error = isle_client_init(&door.client, &door.config);
	if (error < 0)
		return error;
	door.is_open = true;
	error = agree(timeout_ms);
	if (error < 0)
		cli_door_close();
	else
		*ret_ctx = &door.client.context;
	return error;
}

void cli_door_close(void)
{
	if (!door.is_open)
		return;
	door.is_open = false;
	isle_client_close(&door.client);
	isle_client_fini(&door.client);
	isle_port_posix_fini(&door.port);
}

static int open_in(const char *folder, const struct cli_args *args, struct isle_context **ret_ctx)
{
	char path[512];

	if (snprintf(path, sizeof(path), "%s/%s.sock", folder, args->operand[0]) >=
	    (int)sizeof(path))
		return -ISLE_ENAMETOOLONG;
	return cli_door_open(path, args->timeout_ms, ret_ctx);
}

int cli_door_enter(const struct cli_args *args, struct isle_context **ret_ctx)
{
	const char *folders[CLI_FOLDERS_MAX];
	unsigned n = cli_door_folders(args, folders), i = 0;
	int error = -ISLE_ENOENT;

	if (!cli_name_is_good(args->operand[0]))
		return cli_fail(CLI_USAGE, "that cannot be the name of a client");
	for (i = 0; i < n && error == -ISLE_ENOENT; i++)
		error = open_in(folders[i], args, ret_ctx);
	if (!error)
		return CLI_DONE;
	if (error == -ISLE_ENOENT)
		return cli_fail(CLI_UNREACHABLE, "%s: ENOENT: no isled serves it in %s%s%s",
				args->operand[0], folders[0], n > 1 ? " or " : "",
				n > 1 ? folders[1] : "");
	cli_fail_error(error, args->operand[0]);
	return error == -ISLE_ETIMEDOUT ? CLI_LATE : CLI_UNREACHABLE;
}

bool cli_door_turn(int fd, uint32_t timeout_ms)
{
	struct isle_link *link = door.config.link;
	struct isle_link_interest interest;
	struct pollfd fds[2] = { { .fd = fd, .events = POLLIN }, { .fd = -1 } };
	uint32_t due_ms = isle_client_poll(&door.client);

	if (isle_client_is_up(&door.client)) {
		link->transport->interest(link, &interest);
		fds[1].fd = interest.fd;
		fds[1].events = (short)((interest.readable ? POLLIN : 0) |
					(interest.writable ? POLLOUT : 0));
	}
	if (due_ms < timeout_ms)
		timeout_ms = due_ms;
	poll(fds, 2, timeout_ms > 60000 ? 60000 : (int)timeout_ms);
	isle_client_poll(&door.client);
	return fd >= 0 && (fds[0].revents & (POLLIN | POLLHUP | POLLERR));
}
