/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <isle/channel.h>
#include <isle/control.h>

#include "door.h"
#include "filter.h"
#include "terminal.h"
#include "verbs.h"

#define DETACH_KEY 0x1d /* ^] */
#define QUIET_MS   300u /* a replay is over when nothing came for so long */
#define TURN_MS    200u /* how late a signal may be noticed */
#define RX_BYTES   65536u

struct view {
	const struct cli_args *args;
	struct isle_channel channel;
	struct cli_filter filter;
	uint8_t rx[RX_BYTES], tx[1024];
	uint8_t typed[256]; /* not yet taken by the channel */
	size_t typed_n;
	uint64_t end_ms, heard_ms;
	bool keys; /* standard input is a terminal in raw mode */
	bool input, done;
	int error;
};

static bool print(struct view *view, const uint8_t *bytes, size_t n)
{
	uint8_t safe[4096 + CLI_FILTER_HELD_MAX];

	if (!view->args->raw) {
		n = cli_filter_run(&view->filter, bytes, n, safe);
		bytes = safe;
	}
	while (n) {
		ssize_t written = write(STDOUT_FILENO, bytes, n);

		if (written < 0 && errno != EINTR)
			return false;
		if (written > 0) {
			bytes += written;
			n -= (size_t)written;
		}
	}
	return true;
}

/* Shows what has come; a bounded part of it, so that keys are looked at in between. */
static void show(struct view *view)
{
	uint8_t bytes[4096];

	for (unsigned i = 0; i < 16 && !view->done; i++) {
		int n = isle_channel_receive(&view->channel, bytes, sizeof(bytes), 0);

		if (n == -ISLE_EAGAIN)
			return;
		view->heard_ms = cli_now_ms();
		view->done = n <= 0 || !print(view, bytes, (size_t)n);
		view->error = n < 0 ? n : 0;
	}
}

/* Takes what was typed up to the detach key. */
static void take_keys(struct view *view)
{
	ssize_t n = read(STDIN_FILENO, view->typed, sizeof(view->typed));
	const uint8_t *key;

	if (n <= 0) {
		view->input = n < 0 && errno == EINTR;
		view->done = view->keys && !view->input; /* the terminal is gone */
		return;
	}
	view->typed_n = (size_t)n;
	key = view->keys ? memchr(view->typed, DETACH_KEY, (size_t)n) : NULL;
	if (key) {
		view->typed_n = (size_t)(key - view->typed);
		view->done = true;
	}
}

static void send_keys(struct view *view)
{
	int n = view->typed_n ? isle_channel_send(&view->channel, view->typed, view->typed_n, 0)
			      : -ISLE_EAGAIN;

	if (n > 0) {
		view->typed_n -= (size_t)n;
		memmove(view->typed, view->typed + n, view->typed_n);
	} else if (n < 0 && n != -ISLE_EAGAIN) {
		view->typed_n = 0; /* receiving tells why it ended */
		view->input = false;
	}
}

static bool is_over(const struct view *view)
{
	uint64_t now = cli_now_ms();

	return view->done || cli_signals_came() || (view->end_ms && now >= view->end_ms) ||
	       (view->args->replay_only && now - view->heard_ms >= QUIET_MS);
}

static void watch(struct view *view)
{
	while (!is_over(view)) {
		int fd = view->input && !view->typed_n ? STDIN_FILENO : -1;

		if (cli_door_turn(fd, TURN_MS))
			take_keys(view);
		send_keys(view);
		show(view);
	}
}

static int attach(struct view *view, struct isle_context *ctx)
{
	uint32_t flags = ISLE_CONSOLE_WATCH_REPLAY;

	if (view->input)
		flags |= ISLE_CONSOLE_WATCH_WRITE;
	isle_channel_init(&view->channel, view->rx, sizeof(view->rx), view->tx, sizeof(view->tx),
			  NULL, NULL);
	return isle_console_watch(ctx, flags, &view->channel);
}

static void start(struct view *view, const char *name)
{
	cli_signals_start();
	view->heard_ms = cli_now_ms();
	if (view->args->for_s)
		view->end_ms = view->heard_ms + view->args->for_s * 1000ull;
	view->keys = view->input && cli_terminal_start();
	if (view->keys)
		fprintf(stderr, "[console of %s; ^] detaches]\r\n", name);
}

static int run(const struct cli_args *args)
{
	static struct view view;
	struct isle_context *ctx;
	int code = cli_door_enter(args, &ctx), error;

	if (code != CLI_DONE)
		return code;
	view.args = args;
	view.input = !args->no_input && !args->replay_only;
	error = attach(&view, ctx);
	if (error < 0) {
		cli_door_close();
		return cli_fail_error(error, "console");
	}
	start(&view, args->operand[0]);
	watch(&view);
	cli_terminal_stop();
	if (view.keys)
		fputs("\n[detached]\n", stderr);
	isle_channel_close(&view.channel, TURN_MS);
	cli_door_close();
	return view.error ? cli_fail_error(view.error, "console") : CLI_DONE;
}

static const struct cli_option options[] = {
	{ 0, "no-input", CLI_FLAG, offsetof(struct cli_args, no_input), 0, 0 },
	{ 0, "replay-only", CLI_FLAG, offsetof(struct cli_args, replay_only), 0, 0 },
	{ 0, "for", CLI_NUMBER, offsetof(struct cli_args, for_s), 1, 86400 },
	{ 0, "raw", CLI_FLAG, offsetof(struct cli_args, raw), 0, 0 },
};

const struct cli_verb cli_verb_console = {
	.name = "console",
	.synopsis = "NAME [--no-input] [--replay-only | --for SECONDS] [--raw]",
	.summary = "shows the client's console and types into it; ^] detaches",
	.help = "Begins with the last output that the daemon has kept. Any number of people may watch.\n"
		"Without a terminal, standard input is sent to the client as it comes.\n\n"
		"  --no-input      only watch\n"
		"  --replay-only   show what was kept, then end\n"
		"  --for SECONDS   end after this time\n"
		"  --raw           let every terminal sequence through, as far as the daemon does;\n"
		"                  without it only text, colours and cursor moves reach the terminal\n",
	.syntax = { options, sizeof(options) / sizeof(options[0]), 1, 1 },
	.run = run,
};
