/* SPDX-License-Identifier: BSD-3-Clause */
/* What an open file is ready for. */
#include "linux/file.h"

#include <errno.h>
#include <poll.h>

static const struct {
	uint32_t canonical;
	short host;
} bits[] = { { ISLE_POLL_IN, POLLIN },   { ISLE_POLL_PRI, POLLPRI }, { ISLE_POLL_OUT, POLLOUT },
	     { ISLE_POLL_ERR, POLLERR }, { ISLE_POLL_HUP, POLLHUP }, { ISLE_POLL_NVAL, POLLNVAL } };

enum { BITS_N = sizeof(bits) / sizeof(bits[0]) };

static short to_host(uint32_t events)
{
	short host = 0;

	for (int i = 0; i < BITS_N; i++)
		if (events & bits[i].canonical)
			host |= bits[i].host;
	return host;
}

static uint32_t ask(int fd, uint32_t events, int wait_ms)
{
	struct pollfd p = { .fd = fd, .events = to_host(events) };
	uint32_t holds = 0;

	if (poll(&p, 1, wait_ms) <= 0)
		return 0;
	for (int i = 0; i < BITS_N; i++)
		if (p.revents & bits[i].host)
			holds |= bits[i].canonical;
	return holds;
}

uint32_t isled_file_poll(struct isled_file *file, uint32_t events)
{
	if (file->records)
		return (events & ISLE_POLL_IN) && file->records->ready(file) ? ISLE_POLL_IN : 0;
	if (file->fd < 0)
		return events & (ISLE_POLL_IN | ISLE_POLL_OUT);
	return ask(file->fd, events, 0);
}

bool isled_file_poll_needs_thread(const struct isled_file *file, uint32_t events)
{
	return file->fs == ISLED_FS_PROC && !file->records && file->fd >= 0 &&
	       !(events & (ISLE_POLL_IN | ISLE_POLL_OUT));
}

uint32_t isled_file_poll_wait(const struct isled_file *file, uint32_t events)
{
	return ask(file->fd, events, -1);
}
