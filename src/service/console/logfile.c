/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The log file of a console: a reader of the ring that writes to the descriptor the supervisor
 * opened, and asks it for a new one when the file is full.
 */
#include <stdlib.h>

#include "linux/streams.h"
#include "service/console/console.h"

void isled_console_log_start(struct isled_console *console)
{
	struct isled_console_log *log = &console->log;
	int fd = isle_host_console(console->host)->log;

	isled_reader_start(&log->reader, &console->ring, 1);
	if (fd >= 0 && isled_stream_size(fd, &log->size) < 0)
		log->size = 0;
}

static void rotated(void *state)
{
	struct isled_console *console = state;
	const struct isle_console_policy *policy = isle_host_console(console->host);
	struct isled_console_log *log = &console->log;

	log->rotating = false;
	if (policy->log < 0 || isled_stream_size(policy->log, &log->size) < 0)
		log->size = 0;
	if (log->size >= policy->log_bytes) {
		log->failures++;
		log->not_before_ms = isle_host_now_ms(console->host) + ISLED_CONSOLE_LOG_RETRY_MS;
		isle_log(ISLE_LOG_ERROR, "console", "the log file was not rotated");
	}
	isled_console_log_pump(console);
}

/* Returns: may `n` more bytes go into the file? */
static bool has_room(struct isled_console *console, const struct isle_console_policy *policy,
		     uint32_t n)
{
	struct isled_console_log *log = &console->log;

	if (!policy->log_bytes || !log->size || log->size + n <= policy->log_bytes)
		return true;
	if (!log->rotating && isle_host_now_ms(console->host) >= log->not_before_ms) {
		log->rotating = isle_host_rotate_log(console->host, rotated, console) >= 0;
		if (!log->rotating) /* one is under way that we did not ask for */
			log->not_before_ms = isle_host_now_ms(console->host) + 100;
	}
	return false;
}

/* A piece that cannot be written is lost: the client does not wait for the disk. */
static void append(struct isled_console *console, int fd, const uint8_t *bytes, uint32_t n)
{
	struct isled_console_log *log = &console->log;
	int written = isled_stream_write(fd, bytes, n);

	if (written < 0) {
		log->failures++;
		log->reader.lost += n;
		isle_log(ISLE_LOG_ERROR, "console", "the log file cannot be written (error %d)",
			 -written);
		isled_reader_took(&log->reader, n);
		return;
	}
	log->size += (uint32_t)written;
	isled_reader_took(&log->reader, (uint32_t)written);
}

void isled_console_log_pump(struct isled_console *console)
{
	const struct isle_console_policy *policy = isle_host_console(console->host);
	struct isled_console_log *log = &console->log;
	const uint8_t *bytes;
	uint32_t n;

	if (policy->log < 0) {
		isled_reader_start(&log->reader, &console->ring, 0);
		return;
	}
	while ((n = isled_reader_next(&log->reader, &console->ring, &bytes)) > 0) {
		if (!has_room(console, policy, n))
			return;
		append(console, policy->log, bytes, n);
	}
}
