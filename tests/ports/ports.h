/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The list that a port has to pass: what include/isle/port.h asks of it, and then a client on it against
 * a real isled. C99, no heap, of the C library memcpy() and its kin only; so it runs on a board.
 *
 *	static const struct ports ports = { .name = "my board", .print = print, .port = &my.port,
 *					    .tick_us = 1000 };
 *
 *	int main(void)
 *	{
 *		return ports_run(&ports);
 *	}
 *
 * That runs the cases of the port alone. With `config` a client runs the others; tests/ports/run is what
 * stands on the Linux side then. What a port does not have is left 0, and the cases that need it are left
 * out, each with a line that says so.
 *
 * Output: `# sentence` before a case (the last one is where a board hangs), then
 * `ok - port on NAME: sentence` or `not ok - port on NAME: sentence # why`, and at the end
 * `N passed, N failed, N skipped`.
 */
#ifndef ISLE_TEST_PORTS_H
#define ISLE_TEST_PORTS_H

#include <isle/client.h>

/* Tasks of the port's system, two beside the one that runs the list. */
struct ports_tasks {
	/* Runs run(arg) in task `i`, 0 or 1. It may run at once or later, at any priority. */
	void (*start)(void *self, unsigned i, void (*run)(void *arg), void *arg);
	/* Waits until it has returned. */
	void (*join)(void *self, unsigned i);
	/* Lets other tasks run, also of lower priority. */
	void (*sleep_ms)(void *self, uint32_t ms);
};

/* A port and what can be done with it. All is the caller's until ports_run() returns. */
struct ports {
	const char *name;
	/* Shows a piece of text; a line ends with \n. */
	void (*print)(void *self, const char *text);
	void *self; /* handed back to print(), tasks, wind() and interrupt() */

	const struct isle_port *port;
	uint32_t tick_us; /* the clock's resolution, 20000 at most */

	/* Optional: there are tasks. */
	const struct ports_tasks *tasks;
	/* Optional: sets the counter below the clock so that it goes round in 10 to 50 ms. */
	void (*wind)(void *self);
	/* Optional: has run(arg) called by an interrupt, once, in about a millisecond. */
	void (*interrupt)(void *self, void (*run)(void *arg), void *arg);

	/* Optional: the client's configuration, ready for isle_client_init(), with a keep-alive. */
	const struct isle_client_config *config;
	const char *folder; /* that tests/ports/run exports; NULL = "/data" */
	/* Data that is sent about: two halves, one to send, one to receive. 1 KiB at least. */
	uint8_t *memory;
	size_t memory_bytes;
	/* Optional: what was printed is kept here too, and written at the end to the file `result` of the folder;
	 * for boards that have no way to print. 4 KiB are enough. */
	char *report;
	size_t report_bytes;

	/* After how long something counts as never; 0 = 5000. */
	uint32_t patience_ms;
};

/* Runs all cases. Returns how many failed. */
int ports_run(const struct ports *ports);

#endif
