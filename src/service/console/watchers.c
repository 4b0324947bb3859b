/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Linux programs that see the client's output, and may type.
 */
#include <stdlib.h>

#include "service/console/console.h"
#include "wire/gen/console.h"

static void forget(struct isled_console_watcher *watcher)
{
	struct isled_console *console = watcher->console;
	struct isled_console_watcher **at = &console->watchers;

	while (*at != watcher)
		at = &(*at)->next;
	*at = watcher->next;
	console->watchers_n--;
	isled_fifo_free(&watcher->input);
	free(watcher);
}

/* Never waits and never makes the client wait: what the watcher does not take stays in the ring. */
static void show(struct isled_console_watcher *watcher)
{
	struct isled_console *console = watcher->console;
	uint64_t lost = watcher->reader.lost;
	const uint8_t *bytes;
	uint32_t n;

	while ((n = isled_reader_next(&watcher->reader, &console->ring, &bytes)) > 0) {
		int taken;

		if (n > ISLED_CONSOLE_PIECE)
			n = ISLED_CONSOLE_PIECE;
		taken = isle_token_write(watcher->token, bytes, n, 0);

		if (taken > 0)
			isled_reader_took(&watcher->reader, (uint32_t)taken);
		if (taken < 0 || (uint32_t)taken < n)
			break;
	}
	console->lost += watcher->reader.lost - lost;
}

void isled_console_watchers_pump(struct isled_console *console)
{
	struct isled_console_watcher *watcher;

	for (watcher = console->watchers; watcher; watcher = watcher->next)
		show(watcher);
}

void isled_console_watcher_fed(struct isled_console_watcher *watcher, uint32_t bytes)
{
	struct isle_token *token = watcher->token;

	if (bytes)
		isle_token_consumed(token, bytes);
	if (watcher->ending && !watcher->input.n) {
		forget(watcher);
		isle_token_reply(token, NULL, 0, NULL, 0);
	}
}

static void watcher_data(struct isle_token *token, void *state, const void *data, uint32_t bytes,
			 unsigned piece_flags)
{
	struct isled_console_watcher *watcher = state;
	struct isled_console *console = watcher->console;
	int error = 0;

	if (bytes && !watcher->may_write)
		error = -ISLE_EBADF;
	else if (bytes)
		error = isled_fifo_add(&watcher->input, data, bytes, isle_token_in_window(token));
	if (error) {
		forget(watcher);
		isle_token_fail(token, error);
		return;
	}
	watcher->ending = watcher->ending || (piece_flags & ISLE_PIECE_END);
	isled_console_feed(console);
}

static void watcher_room(struct isle_token *token, void *state)
{
	(void)token;
	show(state);
}

static void watcher_gone(struct isle_token *token, void *state, int reason)
{
	(void)token;
	(void)reason;
	forget(state);
}

static const struct isle_token_ops watcher_ops = { watcher_data, watcher_room, watcher_gone };

int isled_console_watch(void *service_state, struct isle_token *token,
			const struct isle_request *request)
{
	struct isled_console *console = service_state;
	struct isle__console_watch_args args;
	struct isled_console_watcher *watcher;

	isle__console_watch_args_get(request->words, request->words_n, &args);
	if (!isle_party_may_control(isle_token_party(token))) {
		isle_audit(token, "console WATCH", NULL, 0, -ISLE_EPERM);
		return -ISLE_EPERM;
	}
	if (args.flags & ~ISLE_CONSOLE_WATCH_ALL || isle_token_is_message(token))
		return -ISLE_EINVAL;
	if (console->watchers_n >= isle_host_limits(console->host)->watchers)
		return -ISLE_EMFILE;
	watcher = calloc(1, sizeof(*watcher));
	if (!watcher)
		return -ISLE_ENOMEM;
	watcher->console = console;
	watcher->token = token;
	watcher->may_write = args.flags & ISLE_CONSOLE_WATCH_WRITE;
	isled_reader_start(&watcher->reader, &console->ring,
			   args.flags & ISLE_CONSOLE_WATCH_REPLAY);
	watcher->next = console->watchers;
	console->watchers = watcher;
	console->watchers_n++;
	isle_token_keep(token, &watcher_ops, watcher);
	isle_token_accept(token);
	show(watcher);
	if (request->data_bytes || request->data_end)
		watcher_data(token, watcher, request->data, request->data_bytes,
			     request->data_end ? ISLE_PIECE_END : 0);
	return 0;
}

void isled_console_watchers_stop(struct isled_console *console)
{
	while (console->watchers) {
		struct isle_token *token = console->watchers->token;

		forget(console->watchers);
		isle_token_fail(token, -ISLE_ESTOPPING);
	}
}
