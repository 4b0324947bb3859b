/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <isle/ipc.h>

#include "door.h"
#include "text.h"
#include "verbs.h"

/* As much as the wire lets one call bring; pages are touched only as far as they are used. */
#define DATA_MAX ISLE_WINDOW_BYTES_MAX

struct payload {
	const void *data;
	size_t len;
};

/* Returns: bytes read, less than `max`; -1 = as many or more, or an error. */
static ssize_t read_all(int fd, uint8_t *to, size_t max)
{
	size_t n = 0;

	for (;;) {
		ssize_t got = read(fd, to + n, max - n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 || (got && n + (size_t)got == max))
			return -1;
		if (got == 0)
			return (ssize_t)n;
		n += (size_t)got;
	}
}

static int take_stdin(uint8_t *room, struct payload *ret_payload)
{
	ssize_t n = read_all(STDIN_FILENO, room, DATA_MAX);

	if (n < 0)
		return cli_fail(CLI_USAGE, "call: standard input cannot be read, or is too long");
	*ret_payload = (struct payload){ room, (size_t)n };
	return CLI_DONE;
}

static int take_hex(const char *text, uint8_t *room, struct payload *ret_payload)
{
	int n = cli_hex_parse(text, room, DATA_MAX);

	if (n < 0)
		return cli_fail(CLI_USAGE, "call: BYTES are not pairs of hexadecimal digits");
	*ret_payload = (struct payload){ room, (size_t)n };
	return CLI_DONE;
}

static int take_payload(const struct cli_args *args, uint8_t *room, struct payload *ret_payload)
{
	const char *text = args->operands_n > 3 ? args->operand[3] : "";
	int code;

	if (strcmp(text, "-") == 0) {
		code = take_stdin(room, ret_payload);
		if (code != CLI_DONE || !args->hex)
			return code;
		/* A zero byte is no digit either. */
		room[ret_payload->len] = '\0';
		text = strlen((char *)room) == ret_payload->len ? (char *)room : "?";
	}
	if (args->hex)
		return take_hex(text, room, ret_payload);
	*ret_payload = (struct payload){ text, strlen(text) };
	return CLI_DONE;
}

/* What is left until `end_ms` becomes the time of the next call made with `ctx`. */
static void spend(struct isle_context *ctx, uint64_t end_ms)
{
	uint64_t now = cli_now_ms();

	ctx->timeout_ms = now < end_ms ? (uint32_t)(end_ms - now) : 1;
}

static int method_of(struct isle_context *ctx, struct isle_ipc_binding *binding, const char *text)
{
	uint32_t number;

	if (cli_number_parse(text, 0x7fffffff, &number) == 0)
		return (int)number;
	return isle_ipc_method(ctx, binding, text);
}

static int show(const uint8_t *answer, size_t n, int32_t verdict, const char *what)
{
	if (fwrite(answer, 1, n, stdout) != n || fflush(stdout) != 0)
		return cli_fail(CLI_REFUSED, "call: standard output cannot be written");
	if (verdict >= 0)
		return CLI_DONE;
	if (verdict >= -(int32_t)ISLE_ERROR_MAX && isle_error_name(verdict)[1] != '?')
		return cli_fail(CLI_REFUSED, "%s: %s: %s", what, isle_error_name(verdict),
				isle_error_text(verdict));
	return cli_fail(CLI_REFUSED, "%s: the service answered %d", what, (int)verdict);
}

static int call(struct isle_context *ctx, const struct cli_args *args,
		const struct payload *payload, uint8_t *room, uint64_t end_ms)
{
	struct isle_ipc_binding binding;
	int32_t verdict = 0;
	int result, method;

	spend(ctx, end_ms);
	result = isle_ipc_bind(ctx, args->operand[1], 0, &binding);
	if (result < 0)
		return cli_fail_error(result, "the service");
	spend(ctx, end_ms);
	method = method_of(ctx, &binding, args->operand[2]);
	if (method < 0)
		return cli_fail_error(method, "the method");
	spend(ctx, end_ms);
	result = isle_ipc_call(ctx, &binding, (uint32_t)method, payload->data, payload->len, room,
			       DATA_MAX, &verdict);
	if (result < 0)
		return cli_fail_error(result, "the call");
	return show(room, (size_t)result, verdict, "the call");
}

static int run_with(const struct cli_args *args, uint8_t *room)
{
	struct isle_context *ctx;
	struct payload payload = { NULL, 0 };
	int code = take_payload(args, room, &payload);
	uint64_t end_ms = cli_now_ms() + args->timeout_ms;

	if (code == CLI_DONE)
		code = cli_door_enter(args, &ctx);
	if (code == CLI_DONE)
		code = call(ctx, args, &payload, room + DATA_MAX, end_ms);
	cli_door_close();
	return code;
}

static int run(const struct cli_args *args)
{
	uint8_t *room = malloc(2 * (size_t)DATA_MAX);
	int code = room ? run_with(args, room) : cli_fail(CLI_UNREACHABLE, "call: out of memory");

	free(room);
	return code;
}

static const struct cli_option options[] = {
	{ 'x', "hex", CLI_FLAG, offsetof(struct cli_args, hex), 0, 0 },
	{ 't', "timeout", CLI_NUMBER, offsetof(struct cli_args, timeout_ms), 1,
	  ISLE_BUDGET_MS_MAX },
};

const struct cli_verb cli_verb_call = {
	.name = "call",
	.synopsis = "NAME SERVICE METHOD [BYTES] [-x] [-t MS]",
	.summary = "calls a method of a service that is registered with the client or by a program",
	.help = "METHOD is a registered name or a number. BYTES are sent as they stand; with -x they\n"
		"are hexadecimal digits; - means standard input. The result goes to standard output as\n"
		"it came, an error's name to standard error.\n\n"
		"  -x, --hex         BYTES are hexadecimal\n"
		"  -t, --timeout MS  deadline of everything together, default 5000\n\n"
		"Exit: 0 answered, 1 an error of the service (or the answer could not be written), 2 usage,\n"
		"3 not reachable (no daemon, no client, service not registered, no memory here), 4 the\n"
		"deadline passed.\n",
	.syntax = { options, sizeof(options) / sizeof(options[0]), 3, 4 },
	.run = run,
};
