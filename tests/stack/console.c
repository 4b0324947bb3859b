/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The console: what the client has written is in the worker's log file, in order, nothing twice; of each
 * attachment as far as it came, of the last one all.
 */
#define _GNU_SOURCE
#include "client.h"

#include <isle/console.h>

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SAID_MAX        60000u
#define ATTACHMENTS_MAX 4000u

static struct isle_console console;
static bool open_; /* or would be, were there a session */
static uint8_t rx[64], tx[300];

/* All that was taken, and where what was taken in an attachment begins. */
static uint8_t said[SAID_MAX];
static uint32_t said_n, begins[ATTACHMENTS_MAX];
static unsigned begins_n;
static bool whole; /* the last attachment has been closed in order */

/* The session came or went: what is taken from now on is of another attachment. */
void console_changed(void)
{
	if (whole || (begins_n && begins[begins_n - 1] == said_n))
		return;
	if (begins_n == ATTACHMENTS_MAX)
		st_fail("too many attachments");
	begins[begins_n++] = said_n;
}

void console_begin(void)
{
	said_n = begins_n = 0;
	whole = false;
}

void console_reset(void)
{
	open_ = false;
	console_changed();
}

static void open_console(void)
{
	int r = isle_console_open(begin(), ISLE_CONSOLE_STDIO, rx, sizeof(rx), tx, sizeof(tx),
				  &console);

	deed_check_time();
	/* The worker may not know yet that a client before us has crashed. */
	if (r != -ISLE_EBUSY)
		op_expect(r, "console_open");
	open_ = r == 0 || op_link_trouble(r);
	st_trace("the console opens: %d", r);
}

/* Lines as no other one is; bytes are kept before they are sent: the link may be lost meanwhile. */
static void say(uint32_t len)
{
	uint32_t i;
	int r;

	if (said_n + len > SAID_MAX)
		return;
	for (i = 0; i < len; i++)
		said[said_n + i] = (uint8_t)('a' + (noise[(said_n + i) % sizeof(noise)] % 26));
	r = isle_console_write(&console, said + said_n, len);
	st_trace("%u bytes for the console: %d", len, r);
	if (r < 0 && r != -ISLE_EPIPE && (r != -ISLE_EAGAIN || client.context.timeout_ms))
		op_expect(r, "console_write");
	if (r == 0 || r > (int)len)
		st_fail("%d bytes of %u taken by the console", r, len);
	if (r > 0)
		said_n += (uint32_t)r;
}

void do_console(void)
{
	uint8_t byte;
	int r;

	if (!open_) {
		open_console();
		return;
	}
	begin();
	if (st_chance(70)) {
		say(1 + st_below(500));
	} else if (st_chance(80)) {
		r = isle_console_read(&console, &byte, 1, client.context.timeout_ms);
		if (r > 0)
			st_fail("the console brings what nobody has typed");
		if (r != -ISLE_EAGAIN && r != -ISLE_EPIPE && r != 0)
			op_expect(r, "console_read");
	} else {
		r = isle_console_flush(&console);
		if (r != -ISLE_EPIPE)
			op_expect(r, "console_flush");
	}
	deed_check_time();
}

/* All that is written now arrives. */
void console_end(void)
{
	uint64_t until_us = world.now_us + 10000000u;

	if (!open_)
		return;
	client.context.timeout_ms = 5000;
	while (console.channel.closed || !console.channel.accepted) {
		isle_client_poll_wait(&client, 50);
		if (world.now_us > until_us)
			st_fail("the console does not attach itself");
	}
	say(300);
	whole = true;
	isle_console_close(&console);
	open_ = false;
}

/* ---- the log, when all is over ---- */

static uint32_t common(const uint8_t *a, uint32_t a_n, const uint8_t *b, uint32_t b_n)
{
	uint32_t n = 0;

	while (n < a_n && n < b_n && a[n] == b[n])
		n++;
	return n;
}

void judge_console(void)
{
	static uint8_t log[SAID_MAX + 1];
	static bool here[SAID_MAX + 2], next[SAID_MAX + 2];
	int fd = open(op_path("console", 0), O_RDONLY | O_CLOEXEC);
	uint32_t n = 0, at, k, len;
	unsigned i;

	n = (uint32_t)read(fd, log, sizeof(log));
	close(fd);
	if (n > said_n)
		st_fail("the console's log has %u bytes, %u were written", n, said_n);
	memset(here, 0, sizeof(here));
	here[0] = true;
	for (i = 0; i < begins_n; i++) {
		bool last = i + 1 == begins_n && whole;

		len = (i + 1 < begins_n ? begins[i + 1] : said_n) - begins[i];
		memset(next, 0, sizeof(next));
		for (at = 0; at <= n; at++)
			for (k = here[at] ? 0 : UINT32_MAX;
			     k <= common(said + begins[i], len, log + at, n - at) &&
			     k != UINT32_MAX;
			     k++)
				next[at + k] = next[at + k] || !last || k == len;
		memcpy(here, next, sizeof(here));
	}
	if (!here[n])
		st_fail("the console's log is not what was written");
}
