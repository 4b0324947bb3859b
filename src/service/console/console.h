/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * console.h - between the files of the console service.
 *
 * All output of the client goes, filtered, into one ring. Watchers, the pseudo terminal and the
 * log file are readers of the ring, each at its own pace. Input of watchers and of the pseudo
 * terminal waits in small buffers, one for each, until the client gives credit.
 */
#ifndef ISLED_CONSOLE_H
#define ISLED_CONSOLE_H

#include <isle/errors.h>
#include <isle/proto.h>
#include <isle/service.h>

#include "linux/pty.h"
#include "service/console/filter.h"
#include "service/console/ring.h"
#include "service/fifo.h"

#define ISLED_CONSOLE_STREAMS      2u
#define ISLED_CONSOLE_INPUT        1024u  /* read ahead from the terminal */
#define ISLED_CONSOLE_PIECE        16384u /* given to a watcher at a time */
#define ISLED_CONSOLE_LOG_RETRY_MS 10000u

struct isled_console;

/* One stream of the client, while it is attached. */
struct isled_console_stream {
	struct isled_console *console;
	struct isle_token *token; /* or NULL */
	struct isled_filter filter;
};

struct isled_console_watcher {
	struct isled_console *console;
	struct isle_token *token;
	struct isled_reader reader;
	struct isled_fifo input; /* typed, waits for the client */
	bool may_write;
	bool ending; /* it closes, and is answered when what it typed has left */
	struct isled_console_watcher *next;
};

struct isled_console_terminal {
	struct isled_pty pty;
	bool borrowed; /* descriptors are the host's */
	bool there;    /* there is one */
	bool open;     /* somebody has it open; `master` is started */
	bool waits;    /* it takes nothing more until it is writable */
	struct isle_watch master, opens;
	struct isled_reader reader;
	struct isled_fifo input; /* typed, waits for the client */
};

struct isled_console_log {
	struct isled_reader reader;
	uint64_t size, not_before_ms;
	bool rotating;
	uint64_t failures;
};

struct isled_console {
	struct isle_host *host;
	struct isled_ring ring;
	struct isled_console_stream streams[ISLED_CONSOLE_STREAMS];
	struct isled_console_watcher *watchers;
	uint32_t watchers_n;
	struct isled_console_terminal terminal;
	struct isled_console_log log;
	struct isle_later pump;
	uint64_t pumped; /* ring.end at the last pump */
	bool client, attached, left;
	uint64_t in_bytes, in_dropped, lost, filtered;
};

/* ---- console.c ---- */

/* Send input on as far as the client takes it; without a client it is dropped. */
void isled_console_feed(struct isled_console *console);
/* Give readers what is new, from the loop. */
void isled_console_pump_later(struct isled_console *console);

/* ---- watchers.c ---- */

int isled_console_watch(void *service_state, struct isle_token *token,
			const struct isle_request *request);
void isled_console_watchers_pump(struct isled_console *console);
void isled_console_watchers_stop(struct isled_console *console);
/* Give credit back for input that was sent on or dropped; the watcher may be gone afterwards. */
void isled_console_watcher_fed(struct isled_console_watcher *watcher, uint32_t bytes);

/* ---- terminal.c ---- */

void isled_console_terminal_start(struct isled_console *console);
void isled_console_terminal_stop(struct isled_console *console);
void isled_console_terminal_pump(struct isled_console *console);
/* There is room for input again. */
void isled_console_terminal_fed(struct isled_console *console);

/* ---- logfile.c ---- */

void isled_console_log_start(struct isled_console *console);
void isled_console_log_pump(struct isled_console *console);

#endif
