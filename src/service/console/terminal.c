/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The pseudo terminal of a console. While nobody has it open nothing is written to it and nothing
 * wakes the daemon; whoever opens it gets what the last one did not see, as far as the ring has it.
 */
#include "linux/streams.h"
#include "service/console/console.h"

static void opened(struct isled_console *console);

/* The last user has closed it. */
static void closed(struct isled_console *console)
{
	struct isled_console_terminal *terminal = &console->terminal;

	isle_watch_stop(console->host, &terminal->master);
	terminal->open = terminal->waits = false;
	if (isled_pty_in_use(&terminal->pty)) /* opened again meanwhile */
		opened(console);
}

static void interests(struct isled_console *console)
{
	struct isled_console_terminal *terminal = &console->terminal;
	unsigned events = terminal->input.n ? 0 : ISLE_WATCH_READ;

	if (terminal->waits)
		events |= ISLE_WATCH_WRITE;
	if (terminal->open)
		(void)isle_watch_set(console->host, &terminal->master, events);
}

/* Read ahead only so much that it can be kept. */
static void receive(struct isled_console *console)
{
	struct isled_console_terminal *terminal = &console->terminal;
	uint8_t typed[ISLED_CONSOLE_INPUT];

	while (!terminal->input.n) {
		int n = isled_stream_read(terminal->pty.master, typed, sizeof(typed));

		if (n <= 0 || isled_fifo_add(&terminal->input, typed, (uint32_t)n, sizeof(typed)))
			break;
		isled_console_feed(console);
	}
}

static void master_ready(struct isle_watch *watch, unsigned events)
{
	struct isled_console *console = watch->state;

	if (events & ISLE_WATCH_WRITE)
		console->terminal.waits = false;
	if (events & (ISLE_WATCH_READ | ISLE_WATCH_HANGUP))
		receive(console);
	if (events & ISLE_WATCH_HANGUP) {
		closed(console);
		return;
	}
	isled_console_terminal_pump(console);
	interests(console);
}

static void opened(struct isled_console *console)
{
	struct isled_console_terminal *terminal = &console->terminal;

	isled_pty_raw(&terminal->pty);
	if (isle_watch_start(console->host, &terminal->master, ISLE_WATCH_READ) < 0) {
		isle_log(ISLE_LOG_WARNING, "console", "the terminal cannot be watched");
		return;
	}
	terminal->open = true;
	isled_console_terminal_pump(console);
}

static void opens_ready(struct isle_watch *watch, unsigned events)
{
	struct isled_console *console = watch->state;
	struct isled_console_terminal *terminal = &console->terminal;

	(void)events;
	isled_pty_heed(&terminal->pty);
	if (!terminal->open && isled_pty_in_use(&terminal->pty))
		opened(console);
}

void isled_console_terminal_pump(struct isled_console *console)
{
	struct isled_console_terminal *terminal = &console->terminal;
	const uint8_t *bytes;
	uint32_t n;

	if (!terminal->open || terminal->waits)
		return;
	while ((n = isled_reader_next(&terminal->reader, &console->ring, &bytes)) > 0) {
		int taken = isled_stream_write(terminal->pty.master, bytes, n);

		if (taken <= 0) {
			terminal->waits = true;
			interests(console);
			return;
		}
		isled_reader_took(&terminal->reader, (uint32_t)taken);
	}
}

void isled_console_terminal_fed(struct isled_console *console)
{
	interests(console);
}

/* The one that was given, which outlives this process; else one of our own. */
static int get_terminal(struct isled_console *console)
{
	const struct isle_console_policy *policy = isle_host_console(console->host);
	struct isled_console_terminal *terminal = &console->terminal;
	int opens = policy->terminal_opens > 0 ? policy->terminal_opens : -1;

	terminal->borrowed = policy->terminal > 0;
	if (terminal->borrowed)
		return isled_pty_adopt(policy->terminal, opens, &terminal->pty);
	return isled_pty_open(&terminal->pty);
}

void isled_console_terminal_start(struct isled_console *console)
{
	struct isled_console_terminal *terminal = &console->terminal;

	if (get_terminal(console) < 0) {
		isle_log(ISLE_LOG_WARNING, "console", "there is no terminal to be had");
		return;
	}
	terminal->there = true;
	terminal->master.ready = master_ready;
	terminal->opens.ready = opens_ready;
	terminal->master.state = terminal->opens.state = console;
	terminal->master.fd = terminal->pty.master;
	terminal->opens.fd = terminal->pty.opens;
	isled_reader_start(&terminal->reader, &console->ring, 1);
	if (terminal->pty.opens >= 0)
		(void)isle_watch_start(console->host, &terminal->opens, ISLE_WATCH_READ);
	if (isled_pty_in_use(&terminal->pty))
		opened(console);
}

void isled_console_terminal_stop(struct isled_console *console)
{
	struct isled_console_terminal *terminal = &console->terminal;

	if (!terminal->there)
		return;
	if (terminal->open)
		isle_watch_stop(console->host, &terminal->master);
	if (terminal->pty.opens >= 0)
		isle_watch_stop(console->host, &terminal->opens);
	if (!terminal->borrowed)
		isled_pty_close(&terminal->pty);
	isled_fifo_free(&terminal->input);
}
