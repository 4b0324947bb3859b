/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The client's side of the console: streams attached, output taken at once, input sent under the
 * client's credit.
 */
#include "service/console/console.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "service/services.h"
#include "wire/gen/console.h"

#define OUTPUT_STEP 1024u

static const char left_text[] = "\x18\r\n[isled: the client has left]\r\n";
static const char back_text[] = "\x18\r\n[isled: the client is back]\r\n";

/* ---- output ---- */

static void pump(struct isled_console *console)
{
	console->pumped = console->ring.end;
	isled_console_log_pump(console);
	isled_console_terminal_pump(console);
	isled_console_watchers_pump(console);
}

static void pump_due(struct isle_later *later)
{
	pump(later->state);
}

void isled_console_pump_later(struct isled_console *console)
{
	isle_later_start(console->host, &console->pump);
}

/* At most OUTPUT_STEP bytes. */
static void output_step(struct isled_console_stream *stream, const uint8_t *data, uint32_t bytes)
{
	struct isled_console *console = stream->console;
	uint8_t out[OUTPUT_STEP + ISLED_FILTER_HELD_MAX];
	uint64_t dropped = stream->filter.dropped;

	if (isle_host_console(console->host)->filter) {
		bytes = (uint32_t)isled_filter_run(&stream->filter, data, bytes, out);
		console->filtered += stream->filter.dropped - dropped;
		data = out;
	}
	isled_ring_add(&console->ring, data, bytes);
	/* A turn of the loop may bring more than readers can be behind. */
	if (console->ring.end - console->pumped >= console->ring.size / 4)
		pump(console);
	else
		isled_console_pump_later(console);
}

static void output(struct isled_console_stream *stream, const uint8_t *data, uint32_t bytes)
{
	while (bytes) {
		uint32_t n = bytes < OUTPUT_STEP ? bytes : OUTPUT_STEP;

		output_step(stream, data, n);
		data += n;
		bytes -= n;
	}
}

static void notice(struct isled_console *console, const char *text)
{
	struct isled_console_watcher *watcher;

	for (watcher = console->watchers; watcher; watcher = watcher->next)
		isled_reader_notice(&watcher->reader, &console->ring, text);
	if (console->terminal.open)
		isled_reader_notice(&console->terminal.reader, &console->ring, text);
	isled_console_pump_later(console);
}

/* ---- input ---- */

/* Returns: bytes that left the input. */
static uint32_t feed_one(struct isled_console *console, struct isled_fifo *input)
{
	struct isle_token *stdio = console->streams[ISLE_CONSOLE_STDIO].token;
	uint32_t n = input->n;
	int taken;

	if (!n || (!stdio && console->client))
		return 0;
	if (stdio) {
		taken = isle_token_write(stdio, isled_fifo_bytes(input), n, 0);
		n = taken > 0 ? (uint32_t)taken : 0;
		console->in_bytes += n;
	} else {
		console->in_dropped += n;
	}
	isled_fifo_take(input, n);
	return n;
}

void isled_console_feed(struct isled_console *console)
{
	struct isled_console_watcher *watcher, *next;

	if (feed_one(console, &console->terminal.input))
		isled_console_terminal_fed(console);
	for (watcher = console->watchers; watcher; watcher = next) {
		next = watcher->next;
		isled_console_watcher_fed(watcher, feed_one(console, &watcher->input));
	}
}

/* ---- the client's streams ---- */

static void detach(struct isled_console_stream *stream)
{
	stream->token = NULL;
	memset(&stream->filter, 0, sizeof(stream->filter));
}

static void stream_data(struct isle_token *token, void *state, const void *data, uint32_t bytes,
			unsigned piece_flags)
{
	struct isled_console_stream *stream = state;

	output(stream, data, bytes);
	if (piece_flags & ISLE_PIECE_END) {
		detach(stream);
		isle_token_reply(token, NULL, 0, NULL, 0);
	} else {
		isle_token_consumed(token, bytes);
	}
}

static void stream_room(struct isle_token *token, void *state)
{
	struct isled_console_stream *stream = state;

	(void)token;
	isled_console_feed(stream->console);
}

static void stream_gone(struct isle_token *token, void *state, int reason)
{
	(void)token;
	(void)reason;
	detach(state);
}

static const struct isle_token_ops stream_ops = { stream_data, stream_room, stream_gone };

static int attach(void *service_state, struct isle_token *token, const struct isle_request *request)
{
	struct isled_console *console = service_state;
	struct isled_console_stream *stream;
	struct isle__console_attach_args args;

	isle__console_attach_args_get(request->words, request->words_n, &args);
	if (args.stream >= ISLED_CONSOLE_STREAMS || isle_token_is_message(token))
		return -ISLE_EINVAL;
	stream = &console->streams[args.stream];
	if (stream->token)
		return -ISLE_EBUSY;
	stream->token = token;
	console->attached = true;
	isle_token_keep(token, &stream_ops, stream);
	isle_token_accept(token);
	if (console->left) {
		console->left = false;
		notice(console, back_text);
	}
	if (request->data_bytes || request->data_end)
		stream_data(token, stream, request->data, request->data_bytes,
			    request->data_end ? ISLE_PIECE_END : 0);
	isled_console_feed(console);
	return 0;
}

/* ---- the service ---- */

static void party_attached(void *service_state, struct isle_party *party, bool resumed)
{
	struct isled_console *console = service_state;

	(void)resumed;
	if (isle_party_role(party) == ISLE_PEER_CLIENT)
		console->client = true;
}

static void party_gone(void *service_state, struct isle_party *party)
{
	struct isled_console *console = service_state;

	if (isle_party_role(party) != ISLE_PEER_CLIENT)
		return;
	console->client = false;
	for (unsigned i = 0; i < ISLED_CONSOLE_STREAMS; i++)
		detach(&console->streams[i]);
	if (console->attached) {
		console->attached = false;
		console->left = true;
		notice(console, left_text);
	}
	/* What was typed for it must not reach the next one. */
	isled_console_feed(console);
}

static int start(struct isle_host *host, void **ret_service_state)
{
	struct isled_console *console = calloc(1, sizeof(*console));
	uint32_t size = isle_host_console(host)->ring_bytes;
	int error;

	if (!console)
		return -ISLE_ENOMEM;
	console->host = host;
	error = isled_ring_init(&console->ring, size ? size : ISLE_CONSOLE_RING_BYTES);
	if (error) {
		free(console);
		return error;
	}
	for (unsigned i = 0; i < ISLED_CONSOLE_STREAMS; i++)
		console->streams[i].console = console;
	console->pump.run = pump_due;
	console->pump.state = console;
	isled_console_log_start(console);
	isled_console_terminal_start(console);
	*ret_service_state = console;
	return 0;
}

static void stop(void *service_state)
{
	struct isled_console *console = service_state;

	isled_console_log_pump(console);
	isle_later_stop(console->host, &console->pump);
	isled_console_watchers_stop(console);
	isled_console_terminal_stop(console);
	isled_ring_fini(&console->ring);
	free(console);
}

static void status(void *service_state, struct isle_party *client, void *out)
{
	static const char *const names[] = { "stdio", "stderr" };
	struct isled_console *console = service_state;
	struct isled_console_terminal *terminal = &console->terminal;

	(void)client;
	for (unsigned i = 0; i < ISLED_CONSOLE_STREAMS; i++)
		isle_status_line(out, "console.%s=%s", names[i],
				 console->streams[i].token ? "attached" : "detached");
	if (terminal->there) {
		isle_status_line(out, "console.terminal=%s", terminal->pty.path);
		isle_status_line(out, "console.terminal_open=%s", terminal->open ? "yes" : "no");
	}
	isle_status_line(out, "console.watchers=%" PRIu32, console->watchers_n);
	isle_status_line(out, "console.output_bytes=%" PRIu64, console->ring.end);
	isle_status_line(out, "console.input_bytes=%" PRIu64, console->in_bytes);
	isle_status_line(out, "console.input_dropped_bytes=%" PRIu64, console->in_dropped);
	isle_status_line(out, "console.lost_bytes=%" PRIu64,
			 console->lost + terminal->reader.lost + console->log.reader.lost);
	isle_status_line(out, "console.filtered=%" PRIu64, console->filtered);
	isle_status_line(out, "console.log_failures=%" PRIu64, console->log.failures);
}

static const struct isle_method methods[] = {
	{ "ATTACH", ISLE_CONSOLE_ATTACH,
	  ISLE_METHOD_CHANNEL | ISLE_METHOD_CLIENT | ISLE_METHOD_NO_BATCH, 0, attach },
	{ "WATCH", ISLE_CONSOLE_WATCH,
	  ISLE_METHOD_CHANNEL | ISLE_METHOD_PROGRAM | ISLE_METHOD_CONTROL | ISLE_METHOD_NO_BATCH, 0,
	  isled_console_watch },
};

const struct isle_service isled_service_console = {
	.name = "console",
	.number = ISLE_SERVICE_CONSOLE,
	.version = 1,
	.methods = methods,
	.method_count = sizeof(methods) / sizeof(methods[0]),
	.start = start,
	.stop = stop,
	.party_attached = party_attached,
	.party_gone = party_gone,
	.status = status,
};
