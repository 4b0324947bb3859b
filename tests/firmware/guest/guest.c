/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The firmware of the tests. Linux calls its service `guest`; what takes long is done by the superloop and
 * told on the console, again and again until it is out, since the session may end meanwhile.
 */
#include <string.h>

#include <isle/console.h>
#include <isle/file.h>
#include <isle/ipc.h>

#include "examples/firmware/board.h"

#define WINDOW   1024u
#define REQUESTS 2u

static struct isle_client client;
static struct isle_console console;
static struct isle_ipc_request requests[REQUESTS];
static uint8_t request_memory[REQUESTS * WINDOW], typed[64], printed[256];
static char job[256]; /* "FROM TO"; "" = none */
static bool lost;

static void changed(struct isle_client *c, int error, bool resumed)
{
	(void)c;
	(void)resumed;
	if (!!error == lost)
		return;
	lost = error;
	board_print(lost ? "guest: lost\n" : "guest: found\n");
}

static struct isle_client_config config = {
	.name = "guest",
	.role = ISLE_ROLE_CLIENT,
	.window = WINDOW,
	.keepalive_ms = 60000, /* the daemon's, which is less, counts */
	.timeout_ms = 20000,
	.changed = changed,
};

/* ---- saying ---- */

static char *append(char *at, const char *text)
{
	size_t len = strlen(text);

	memcpy(at, text, len);
	return at + len;
}

static char *append_number(char *at, uint32_t value)
{
	char text[11], *digit = text + 10;

	*digit = 0;
	do
		*--digit = (char)('0' + value % 10);
	while (value /= 10);
	return append(at, digit);
}

static void say(const char *what, uint32_t number, const char *more, uint32_t second)
{
	char text[80], *at = append(text, "guest: ");

	at = append_number(append(at, what), number);
	at = append_number(append(at, more), second);
	*at++ = '\n';
	*at = 0;
	board_print(text);
	while (isle_console_puts(&console, text) < 0)
		isle_client_poll_wait(&client, 10);
}

/* ---- the service ---- */

static void echo(struct isle_ipc_request *request)
{
	isle_ipc_reply(request, (int32_t)board_starts(), request->data, request->len);
}

static void copy(struct isle_ipc_request *request)
{
	if (request->len >= sizeof(job)) {
		isle_ipc_fail(request, -ISLE_EMSGSIZE);
		return;
	}
	memcpy(job, request->data, request->len);
	job[request->len] = 0;
	isle_ipc_reply(request, 0, NULL, 0);
}

static const struct isle_ipc_method methods[] = { { "echo", echo }, { "copy", copy } };
static struct isle_ipc_service service = {
	.name = "guest", .version = 1, .methods = methods, .methods_n = 2
};

/* ---- the job ---- */

static int copy_pieces(struct isle_file *from, struct isle_file *to, uint32_t *ret_sum)
{
	static uint8_t piece[4096];
	uint32_t sum = 0;
	int all = 0, n;

	while ((n = isle_file_read(&client.context, from, piece, sizeof(piece))) > 0) {
		int written = isle_file_write(&client.context, to, piece, (size_t)n);

		if (written != n)
			return written < 0 ? written : -ISLE_EIO;
		for (int i = 0; i < n; i++)
			sum = (sum << 5 | sum >> 27) ^ piece[i];
		all += n;
	}
	*ret_sum = sum;
	return n < 0 ? n : all;
}

/* The next one may be given while this one is done. */
static void do_job(void)
{
	struct isle_context *ctx = &client.context;
	char from[sizeof(job)], *to;
	struct isle_file in, out;
	uint32_t sum = 0;
	int r = -ISLE_EINVAL;

	memcpy(from, job, sizeof(job));
	job[0] = 0;
	to = strchr(from, ' ');
	if (to) {
		*to++ = 0;
		r = isle_file_open(ctx, from, ISLE_O_RDONLY, 0, &in);
	}
	if (r >= 0) {
		r = isle_file_open(ctx, to, ISLE_O_WRONLY | ISLE_O_CREAT | ISLE_O_TRUNC, 0666,
				   &out);
		if (r >= 0) {
			r = copy_pieces(&in, &out, &sum);
			isle_file_close(ctx, &out);
		}
		isle_file_close(ctx, &in);
	}
	if (r < 0)
		say("failed ", (uint32_t)-r, " in life ", board_starts());
	else
		say("copied ", (uint32_t)r, " sum ", sum);
}

int main(void)
{
	int r;

	board_init(&config);
	if (isle_client_init(&client, &config) < 0)
		return 1;
	isle_ipc_serve(&client, requests, REQUESTS, request_memory);
	while (isle_client_connect(&client, 5000) < 0)
		board_print("guest: nobody is there\n");
	/* Both go on trying when the link is lost just now. */
	isle_console_open(&client.context, ISLE_CONSOLE_STDIO, typed, sizeof(typed), printed,
			  sizeof(printed), &console);
	r = isle_ipc_register(&client.context, &service);
	say("life ", board_starts(), " registered ", (uint32_t)-r);
	for (;;) {
		uint32_t due_ms = isle_client_poll(&client);

		if (job[0])
			do_job();
		else
			board_idle(due_ms);
	}
}
