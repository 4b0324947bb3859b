/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <isle/console.h>
#include <isle/ipc.h>

#include "harness.h"
#include "place.h"

/* ---- isled --------------------------------------------------------------------------------------- */

static void write_config(const struct place *place)
{
	char path[512];
	FILE *file;

	snprintf(path, sizeof(path), "%s/t.conf", place->folder);
	file = fopen(path, "w");
	CHECK(file != NULL);
	/* The daemon's own filter is off: what the tool filters is looked at. */
	fprintf(file,
		"[client]\nname = t\nlink = unix:%s/link\nkeepalive = 0\n"
		"[console]\nfilter = no\n",
		place->folder);
	fclose(file);
}

static pid_t start(char *const argv[], int in, int out, int err)
{
	pid_t pid = fork();

	CHECK(pid >= 0);
	if (pid)
		return pid;
	dup2(in, 0);
	dup2(out, 1);
	dup2(err, 2);
	for (int fd = 3; fd < 64; fd++)
		close(fd);
	execv(argv[0], argv);
	_exit(127);
}

void place_start(struct place *place)
{
	char conf[512], log_file[512];
	char *argv[] = {
		ISLE_BIN_DIR "/isled", "--run-dir", (char *)test_folder(), "-c", conf, NULL
	};
	int nothing = open("/dev/null", O_RDWR | O_CLOEXEC), log;

	memset(place, 0, sizeof(*place));
	place->folder = test_folder();
	setenv("ISLED_RUN_DIR", place->folder, 1);
	write_config(place);
	snprintf(conf, sizeof(conf), "%s/t.conf", place->folder);
	snprintf(log_file, sizeof(log_file), "%s/isled.log", place->folder);
	log = open(log_file, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	place->isled = start(argv, nothing, nothing, log);
	close(log);
	close(nothing);
	for (int i = 0; i < 200 && place_isle(place, "status t", NULL, 0) != 0; i++)
		usleep(50000);
	CHECK_EQ(place_isle(place, "status t", NULL, 0), 0);
}

static void end(pid_t *pid, int number)
{
	if (*pid <= 0)
		return;
	kill(*pid, number);
	waitpid(*pid, NULL, 0);
	*pid = 0;
}

void place_stop(struct place *place)
{
	end(&place->client, SIGKILL);
	end(&place->isled, SIGTERM);
}

/* ---- the client ------------------------------------------------------------------------------------- */

static struct isle_client client;
static struct isle_console console;

static void echo(struct isle_ipc_request *request)
{
	isle_ipc_reply(request, 0, request->data, request->len);
}

static void fail(struct isle_ipc_request *request)
{
	isle_ipc_fail(request, -ISLE_EACCES);
}

static void busy(struct isle_ipc_request *request)
{
	isle_ipc_reply(request, -ISLE_EBUSY, "part", 4);
}

static void odd(struct isle_ipc_request *request)
{
	isle_ipc_reply(request, -9999, NULL, 0);
}

static void slow(struct isle_ipc_request *request)
{
	request->self = NULL;
}

static void print_typed(void)
{
	char typed[64];
	int n = isle_console_read(&console, typed, sizeof(typed), 0);

	if (n > 0) {
		isle_console_puts(&console, "got ");
		isle_console_write(&console, typed, (size_t)n);
	}
}

__attribute__((noreturn)) static void be_client(const char *folder, const char *name,
						const char *greeting, int ready)
{
	static const struct isle_ipc_method methods[] = { { "echo", echo },
							  { "fail", fail },
							  { "busy", busy },
							  { "odd", odd },
							  { "slow", slow } };
	static union isle_link_space link_space;
	static uint8_t rx[66000], tx[66000], typed[64], printed[4096], payloads[4 * 66000];
	static struct isle_ipc_request requests[4];
	static struct isle_port_posix port;
	static struct isle_client_config config;
	static struct isle_ipc_service service = {
		.name = "svc", .version = 1, .methods = methods, .methods_n = 5
	};
	char path[512];

	snprintf(path, sizeof(path), "%s/link", folder);
	isle_port_posix_init(&port);
	config = (struct isle_client_config){
		.port = &port.port,
		.transport = &isle_transport_unix,
		.address = path,
		.link = &link_space.link,
		.memory = { rx, sizeof(rx), tx, sizeof(tx) },
		.name = name,
		.role = ISLE_ROLE_CLIENT,
		.frame_max = 65536,
		.window = 66000,
	};
	if (isle_client_init(&client, &config) < 0)
		_exit(1);
	isle_ipc_serve(&client, requests, 4, payloads);
	if (isle_client_connect(&client, 10000) < 0 ||
	    isle_console_open(&client.context, ISLE_CONSOLE_STDIO, typed, sizeof(typed), printed,
			      sizeof(printed), &console) < 0 ||
	    isle_ipc_register(&client.context, &service) < 0)
		_exit(2);
	isle_console_puts(&console, greeting);
	isle_console_flush(&console);
	if (write(ready, "r", 1) != 1)
		_exit(3);
	for (;;) {
		isle_client_poll_wait(&client, 1000);
		print_typed();
	}
}

void place_client(struct place *place, const char *name, const char *greeting)
{
	int ready[2];
	char byte;

	CHECK_OK(pipe(ready));
	place->client = fork();
	CHECK(place->client >= 0);
	if (!place->client)
		be_client(place->folder, name, greeting, ready[1]);
	close(ready[1]);
	CHECK_EQ(read(ready[0], &byte, 1), 1);
	close(ready[0]);
}

/* ---- isle --------------------------------------------------------------------------------------------- */

void place_words(char *line, char **ret_argv, size_t max)
{
	size_t n = 0;
	char *word;

	ret_argv[n++] = ISLE_BIN_DIR "/isle";
	while (line && (word = strsep(&line, " ")) != NULL) {
		CHECK(n + 1 < max);
		ret_argv[n++] = strcmp(word, "_") == 0 ? word + 1 : word;
	}
	ret_argv[n] = NULL;
}

struct stream {
	char *at;
	size_t n, max;
};

static bool collect(struct pollfd *fd, struct stream *stream)
{
	ssize_t n;

	if (fd->fd < 0 || !fd->revents)
		return fd->fd >= 0;
	n = read(fd->fd, stream->at + stream->n, stream->max - 1 - stream->n);
	if (n > 0) {
		stream->n += (size_t)n;
		return true;
	}
	close(fd->fd);
	fd->fd = -1;
	return false;
}

static size_t talk(struct pollfd *fds, struct place *place, const char *in, size_t in_n)
{
	struct stream out = { place->out, 0, sizeof(place->out) };
	struct stream err = { place->err, 0, sizeof(place->err) };
	bool more = true;

	while (more) {
		if (fds[2].fd >= 0 && !in_n) {
			close(fds[2].fd);
			fds[2].fd = -1;
		}
		poll(fds, 3, -1);
		if (fds[2].fd >= 0 && fds[2].revents) {
			ssize_t n = write(fds[2].fd, in, in_n);

			in += n > 0 ? n : 0;
			in_n = n > 0 ? in_n - (size_t)n : 0;
		}
		more = collect(&fds[0], &out);
		more = collect(&fds[1], &err) || more;
	}
	place->out[out.n] = place->err[err.n] = '\0';
	return out.n;
}

int place_isle(struct place *place, const char *words, const char *in, size_t in_n)
{
	char line[1024], *argv[32];
	int in_fds[2], out_fds[2], err_fds[2], status;
	struct pollfd fds[3];
	pid_t pid;

	snprintf(line, sizeof(line), "%s", words);
	place_words(line, argv, 32);
	signal(SIGPIPE, SIG_IGN);
	CHECK_OK(pipe2(in_fds, O_CLOEXEC));
	CHECK_OK(pipe2(out_fds, O_CLOEXEC));
	CHECK_OK(pipe2(err_fds, O_CLOEXEC));
	pid = start(argv, in_fds[0], out_fds[1], err_fds[1]);
	close(in_fds[0]);
	close(out_fds[1]);
	close(err_fds[1]);
	fds[0] = (struct pollfd){ out_fds[0], POLLIN, 0 };
	fds[1] = (struct pollfd){ err_fds[0], POLLIN, 0 };
	fds[2] = (struct pollfd){ in_fds[1], POLLOUT, 0 };
	place->out_n = talk(fds, place, in, in_n);
	if (fds[2].fd >= 0)
		close(fds[2].fd);
	CHECK_EQ(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
