/* SPDX-License-Identifier: BSD-3-Clause */
#include "live.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

static pid_t daemon_pid;

static void path_of(char *ret_path, size_t max, const char *name)
{
	CHECK(snprintf(ret_path, max, "%s/%s", test_folder(), name) < (int)max);
}

void live_start(const char *extra)
{
	char config[300], link[300];
	FILE *file;

	CHECK_OK(chmod(test_folder(), 0755));
	path_of(config, sizeof(config), "t.conf");
	path_of(link, sizeof(link), "t.link");
	file = fopen(config, "we");
	CHECK(file);
	fprintf(file, "[client]\nname = t\nlink = unix:%s\nkeepalive = 0 s\n%s", link, extra);
	CHECK_EQ(fclose(file), 0);
	daemon_pid = fork();
	CHECK_OK(daemon_pid);
	if (daemon_pid == 0) {
		path_of(link, sizeof(link), "daemon.log");
		CHECK(freopen(link, "w", stderr));
		execl(ISLE_BIN_DIR "/isled", "isled", "--run-dir", test_folder(), "-c", config,
		      (char *)NULL);
		_exit(127);
	}
}

/* What a sanitizer or a crash of the worker left in the log. */
static void check_log(void)
{
	static const char *const bad[] = { "Sanitizer", "runtime error" };
	char path[300], line[1000];
	FILE *file;

	path_of(path, sizeof(path), "daemon.log");
	file = fopen(path, "re");
	CHECK(file);
	while (fgets(line, sizeof(line), file))
		for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
			if (strstr(line, bad[i]))
				FAIL("isled said: %s", line);
	CHECK_EQ(fclose(file), 0);
}

void live_stop(void)
{
	int status;

	CHECK_OK(kill(daemon_pid, SIGTERM));
	CHECK_EQ(waitpid(daemon_pid, &status, 0), daemon_pid);
	CHECK(WIFEXITED(status));
	CHECK_EQ(WEXITSTATUS(status), 0);
	check_log();
}

/* ---- clients ---- */

uint32_t live_frame = LIVE_FRAME;

static void *turn(void *argument)
{
	struct side *side = argument;

	while (!__atomic_load_n(&side->stop, __ATOMIC_RELAXED))
		isle_client_poll_wait(&side->client, 20);
	return NULL;
}

static struct side *open_side(const char *socket, uint32_t role)
{
	struct side *side = calloc(1, sizeof(*side));
	pthread_t thread;

	CHECK(side);
	path_of(side->address, sizeof(side->address), socket);
	CHECK(isle_transport_unix.link_bytes <= sizeof(side->link));
	isle_port_posix_init(&side->port);
	side->config = (struct isle_client_config){
		.port = &side->port.port,
		.transport = &isle_transport_unix,
		.address = side->address,
		.link = (struct isle_link *)side->link,
		.memory = { side->rx, sizeof(side->rx), side->tx, sizeof(side->tx) },
		.name = role == ISLE_ROLE_CLIENT ? "mcu" : "prog",
		.role = role,
		.frame_max = live_frame,
		.window = LIVE_WINDOW,
		.timeout_ms = 10000,
		.retry_max_ms = 50,
	};
	CHECK_OK(isle_client_init(&side->client, &side->config));
	side->buffers = malloc(LIVE_REQUESTS * LIVE_WINDOW);
	isle_ipc_serve(&side->client, side->requests, LIVE_REQUESTS, side->buffers);
	CHECK_EQ(pthread_create(&thread, NULL, turn, side), 0);
	side->thread = thread;
	CHECK_EQ(isle_client_connect(&side->client, 10000), 0);
	return side;
}

struct side *live_client(void)
{
	return open_side("t.link", ISLE_ROLE_CLIENT);
}

struct side *live_program(void)
{
	return open_side("t.sock", ISLE_ROLE_PROGRAM);
}

void live_close(struct side *side)
{
	isle_client_close(&side->client);
	__atomic_store_n(&side->stop, true, __ATOMIC_RELAXED);
	pthread_join(side->thread, NULL);
	isle_client_fini(&side->client);
	isle_port_posix_fini(&side->port);
	free(side->buffers);
	free(side);
}

const char *live_status(struct side *program, const char *key)
{
	static char text[65536], value[512];
	int n = isle_control_status(&program->client.context, text, sizeof(text) - 1);
	size_t length = strlen(key);

	CHECK_OK(n);
	text[n] = 0;
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
		if (strncmp(line, key, length) == 0 && line[length] == '=') {
			snprintf(value, sizeof(value), "%s", line + length + 1);
			return value;
		}
	return "";
}

void live_kill_worker(void)
{
	struct side *program = live_program();
	int pid = atoi(live_status(program, "daemon.worker_pid"));

	CHECK(pid > 1);
	live_close(program);
	CHECK_OK(kill(pid, SIGKILL));
}

/* ---- TCP ---- */

int live_port(void)
{
	struct sockaddr_in place = { .sin_family = AF_INET };
	socklen_t length = sizeof(place);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	CHECK_OK(bind(fd, (struct sockaddr *)&place, sizeof(place)));
	CHECK_OK(getsockname(fd, (struct sockaddr *)&place, &length));
	close(fd);
	return ntohs(place.sin_port);
}

int live_dial(int port)
{
	const struct timeval patience = { .tv_sec = 10 };
	struct sockaddr_in place = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	CHECK_OK(fd);
	place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	CHECK_OK(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)));
	CHECK_OK(connect(fd, (struct sockaddr *)&place, sizeof(place)));
	return fd;
}
