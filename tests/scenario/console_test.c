/* SPDX-License-Identifier: BSD-3-Clause */
/* The client's console, and the people who watch it. */
#include "bed.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct peer_options at_door = { .program = true };

/* Somebody at the console: a program with a channel. */
struct watcher {
	struct peer *peer;
	struct isle_channel channel;
	uint8_t rx[8192], tx[256];
	char text[2 << 20];
	size_t n;
};

static struct watcher *watch(struct bed *bed, uint32_t flags)
{
	struct watcher *w = calloc(1, sizeof(*w));

	w->peer = peer_open(bed, &at_door);
	isle_channel_init(&w->channel, w->rx, sizeof(w->rx), w->tx, sizeof(w->tx), NULL, NULL);
	CHECK_EQ(isle_console_watch(&w->peer->client.context, flags, &w->channel), 0);
	return w;
}

static void watch_end(struct watcher *w)
{
	isle_channel_close(&w->channel, 1000);
	peer_close(w->peer);
	free(w);
}

static void take(struct watcher *w)
{
	int r = isle_channel_receive(&w->channel, w->text + w->n, sizeof(w->text) - w->n - 1, 5);

	if (r > 0)
		w->n += (size_t)r;
	w->text[w->n] = 0;
}

static void sees(struct bed *bed, struct watcher *w, const char *text)
{
	uint64_t start = 0;

	while (!strstr(w->text, text) && still_waiting(&start)) {
		isle_client_poll(&bed->peer->client);
		take(w);
	}
	if (!strstr(w->text, text))
		FAIL("a watcher does not see \"%s\" but \"%.200s\"", text, w->text);
}

struct console {
	struct isle_console console;
	uint8_t rx[256], tx[4096];
};

static struct console *console_open(struct bed *bed, enum isle_console_stream stream)
{
	struct console *c = calloc(1, sizeof(*c));

	CHECK_EQ(isle_console_open(bed->ctx, stream, c->rx, sizeof(c->rx), c->tx, sizeof(c->tx),
				   &c->console),
		 0);
	return c;
}

static void console_end(struct console *c)
{
	isle_console_close(&c->console);
	free(c);
}

SCENARIO(console, "what the client prints is seen, by who comes later too, and is in the log")
{
	struct console *c = console_open(bed, ISLE_CONSOLE_STDIO);
	struct watcher *now = watch(bed, 0), *later;
	char path[200], text[100] = "";
	uint64_t start = 0;
	int fd;

	CHECK_EQ(isle_console_puts(&c->console, "good morning\n"), 0);
	sees(bed, now, "good morning");
	later = watch(bed, ISLE_CONSOLE_WATCH_REPLAY);
	sees(bed, later, "good morning");
	CHECK_EQ(isle_console_write(&c->console, "again", 5), 5);
	CHECK_EQ(isle_console_flush(&c->console), 0);
	sees(bed, now, "again");
	sees(bed, later, "again");
	snprintf(path, sizeof(path), "%s/console.log", bed->daemon.folder);
	do {
		fd = open(path, O_RDONLY | O_CLOEXEC);
		CHECK(fd >= 0 && read(fd, text, sizeof(text) - 1) >= 0);
		close(fd);
	} while (!strstr(text, "again") && still_waiting(&start));
	CHECK(strstr(text, "good morning\n") != NULL && strstr(text, "again") != NULL);
	watch_end(now);
	watch_end(later);
	console_end(c);
}

SCENARIO(console, "what is typed reaches the client's stdin")
{
	struct console *c = console_open(bed, ISLE_CONSOLE_STDIO);
	struct watcher *w = watch(bed, ISLE_CONSOLE_WATCH_WRITE);
	char text[300];
	size_t n = 0;
	uint64_t start = 0;
	int r;

	CHECK_EQ(isle_console_read(&c->console, text, sizeof(text), 0), -ISLE_EAGAIN);
	CHECK_EQ(isle_channel_send_all(&w->channel, "help\n", 5, 5000), 5);
	while (n < 5 && still_waiting(&start)) {
		isle_client_poll(&w->peer->client);
		r = isle_console_read(&c->console, text + n, sizeof(text) - n, 5);
		n += r > 0 ? (size_t)r : 0;
	}
	CHECK_EQ(n, 5);
	CHECK_MEM(text, "help\n", 5);
	watch_end(w);
	console_end(c);
}

SCENARIO(console, "a watcher without leave to type is cut off when it types")
{
	struct console *c = console_open(bed, ISLE_CONSOLE_STDIO);
	struct watcher *w = watch(bed, 0);
	uint64_t start = 0;
	char byte;
	int r;

	CHECK_EQ(isle_channel_send_all(&w->channel, "x", 1, 5000), 1);
	while ((r = isle_channel_receive(&w->channel, &byte, 1, 5)) == -ISLE_ETIMEDOUT &&
	       still_waiting(&start))
		;
	CHECK(r < 0 && r != -ISLE_ETIMEDOUT);
	CHECK_EQ(isle_console_read(&c->console, &byte, 1, 0), -ISLE_EAGAIN);
	watch_end(w);
	console_end(c);
}

SCENARIO(console, "a megabyte is printed without waiting for watchers that do not read")
{
	static uint8_t line[8192];
	struct console *c = console_open(bed, ISLE_CONSOLE_STDIO);
	struct watcher *w = watch(bed, 0);

	memset(line, '-', sizeof(line));
	line[sizeof(line) - 1] = '\n';
	for (int i = 0; i < 128; i++)
		CHECK_EQ(isle_console_write(&c->console, line, sizeof(line)), sizeof(line));
	CHECK_EQ(isle_console_puts(&c->console, "the end"), 0);
	CHECK_EQ(isle_console_flush(&c->console), 0);
	sees(bed, w, "the end");
	bed_status_is(bed, "console.output_bytes", 128 * 8192 + 7);
	watch_end(w);
	console_end(c);
}

SCENARIO(console, "stdout and stderr are two streams, each open once")
{
	struct console *out = console_open(bed, ISLE_CONSOLE_STDIO);
	struct console *err = console_open(bed, ISLE_CONSOLE_STDERR);
	struct watcher *w = watch(bed, 0);
	struct console again;

	CHECK_EQ(isle_console_open(bed->ctx, ISLE_CONSOLE_STDERR, again.rx, sizeof(again.rx),
				   again.tx, sizeof(again.tx), &again.console),
		 -ISLE_EBUSY);
	CHECK_EQ(isle_console_puts(&err->console, "oh no"), 0);
	sees(bed, w, "oh no");
	CHECK_EQ(isle_console_puts(&out->console, "oh yes"), 0);
	sees(bed, w, "oh yes");
	console_end(err);
	err = console_open(bed, ISLE_CONSOLE_STDERR);
	console_end(err);
	console_end(out);
	watch_end(w);
}

SCENARIO(console, "sequences that would act on the watcher's terminal do not reach it")
{
	static const char bad[] =
		"\x1b]52;c;aGk=\x07<\x1b[21t\x1b]0;title\x1b\\>\x1bP+q\x1b\\\x1b[5i!\x9b"
		"5i";
	struct console *c = console_open(bed, ISLE_CONSOLE_STDIO);
	struct watcher *w = watch(bed, 0);

	CHECK_EQ(isle_console_puts(&c->console, "\x1b[31mred\x1b[0m "), 0);
	CHECK_EQ(isle_console_write(&c->console, bad, sizeof(bad) - 1), sizeof(bad) - 1);
	CHECK_EQ(isle_console_puts(&c->console, "\r\nover\r\n"), 0);
	sees(bed, w, "over");
	CHECK(strstr(w->text, "\x1b[31mred\x1b[0m") != NULL);
	CHECK(strstr(w->text, "<") != NULL && strstr(w->text, "!") != NULL);
	CHECK(strstr(w->text, "\x1b]") == NULL);
	CHECK(strstr(w->text, "\x1bP") == NULL);
	CHECK(strstr(w->text, "\x1b[21t") == NULL);
	CHECK(strstr(w->text, "\x1b[5i") == NULL && strchr(w->text, 0x9b) == NULL);
	watch_end(w);
	console_end(c);
}

SCENARIO(console, "any terminal program can open the console's terminal")
{
	struct console *c = console_open(bed, ISLE_CONSOLE_STDIO);
	const char *path = bed_status_text(bed, "console.terminal");
	char text[64];
	uint64_t start = 0;
	size_t n = 0;
	int fd;
	ssize_t r;

	if (!*path) {
		console_end(c);
		bed_skip(bed, "there are no pseudo terminals here");
		return;
	}
	fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	CHECK(fd >= 0);
	CHECK_EQ(isle_console_puts(&c->console, "shown"), 0);
	while (n < 5 && still_waiting(&start)) {
		isle_client_poll(&bed->peer->client);
		r = read(fd, text + n, sizeof(text) - n);
		n += r > 0 ? (size_t)r : 0;
	}
	CHECK_EQ(n, 5);
	CHECK_MEM(text, "shown", 5);
	CHECK_EQ(write(fd, "typed", 5), 5);
	n = 0;
	while (n < 5 && still_waiting(&start)) {
		r = isle_console_read(&c->console, text + n, sizeof(text) - n, 5);
		n += r > 0 ? (size_t)r : 0;
	}
	CHECK_MEM(text, "typed", 5);
	close(fd);
	console_end(c);
}

SCENARIO(console, "the console attaches itself again after its link broke or the worker died")
{
	struct console *c = console_open(bed, ISLE_CONSOLE_STDIO);
	struct watcher *w = watch(bed, 0);
	uint64_t start = 0;

	CHECK_EQ(isle_console_puts(&c->console, "before"), 0);
	sees(bed, w, "before");
	peer_cut(bed->peer);
	peer_until(bed->peer, &bed->peer->ups, 2);
	while (isle_console_puts(&c->console, "between") != 0 && still_waiting(&start))
		isle_client_poll_wait(&bed->peer->client, 5);
	sees(bed, w, "between");
	watch_end(w);
	daemon_kill_worker(&bed->daemon);
	peer_until(bed->peer, &bed->peer->ups, 3);
	while (isle_console_puts(&c->console, "after") != 0 && still_waiting(&start))
		isle_client_poll_wait(&bed->peer->client, 5);
	w = watch(bed, ISLE_CONSOLE_WATCH_REPLAY);
	sees(bed, w, "after");
	watch_end(w);
	console_end(c);
}

static const struct daemon_options two_watchers = { .limits = "watchers = 2" };

SCENARIO_WITH(console, "no more may watch than the limit says", &two_watchers, NULL)
{
	struct watcher *a = watch(bed, 0), *b = watch(bed, 0);
	struct peer *peer = peer_open(bed, &at_door);
	static uint8_t rx[256], tx[64];
	struct isle_channel channel;

	isle_channel_init(&channel, rx, sizeof(rx), tx, sizeof(tx), NULL, NULL);
	CHECK_EQ(isle_console_watch(&peer->client.context, 0, &channel), -ISLE_EMFILE);
	watch_end(a);
	isle_channel_init(&channel, rx, sizeof(rx), tx, sizeof(tx), NULL, NULL);
	CHECK_EQ(isle_console_watch(&peer->client.context, 0, &channel), 0);
	isle_channel_close(&channel, 100);
	peer_close(peer);
	watch_end(b);
}
