/* SPDX-License-Identifier: BSD-3-Clause */
/* Open files that a device request makes: GPIO lines, whose events are read in canonical form. */
#include "linux/device.h"

#include <isle/errors.h>

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <linux/gpio.h>
#include <poll.h>
#include <unistd.h>

#include "linux/errors.h"
#include "linux/file.h"

/* ---- events of lines ---- */

enum { EVENT_BYTES = 4 * ISLE_GPIO_EVENT_WORDS, EVENTS_AT_ONCE = 16 };

_Static_assert((int)ISLE_GPIO_EVENT_RISING == (int)GPIO_V2_LINE_EVENT_RISING_EDGE &&
		       (int)ISLE_GPIO_EVENT_FALLING == (int)GPIO_V2_LINE_EVENT_FALLING_EDGE,
	       "kinds pass as they are");

static void put_event(const struct gpio_v2_line_event *event, uint8_t *to)
{
	isled_ioctl_put_wide(to, ISLE_GPIO_EVENT_TIME_NS, event->timestamp_ns);
	isled_ioctl_put_word(to, ISLE_GPIO_EVENT_KIND, event->id);
	isled_ioctl_put_word(to, ISLE_GPIO_EVENT_LINE, event->offset);
	isled_ioctl_put_word(to, ISLE_GPIO_EVENT_SEQUENCE, event->seqno);
	isled_ioctl_put_word(to, ISLE_GPIO_EVENT_LINE_SEQUENCE, event->line_seqno);
}

static int64_t read_events(struct isled_file *file, void *to, size_t bytes)
{
	struct gpio_v2_line_event events[EVENTS_AT_ONCE];
	size_t max = bytes / EVENT_BYTES, n;
	ssize_t got;

	if (!max)
		return -ISLE_EINVAL;
	if (max > EVENTS_AT_ONCE)
		max = EVENTS_AT_ONCE;
	do
		got = read(file->fd, events, max * sizeof(events[0]));
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return errno == EAGAIN ? ISLED_WAIT : isled_error(errno);
	n = (size_t)got / sizeof(events[0]);
	for (size_t i = 0; i < n; i++)
		put_event(&events[i], (uint8_t *)to + i * EVENT_BYTES);
	return (int64_t)(n * EVENT_BYTES);
}

static bool has_events(struct isled_file *file)
{
	struct pollfd p = { .fd = file->fd, .events = POLLIN };

	return poll(&p, 1, 0) > 0;
}

static void nothing_to_close(struct isled_file *file)
{
	(void)file;
}

static const struct isled_records line_events = {
	.read = read_events,
	.ready = has_events,
	.close = nothing_to_close,
};

/* ---- what a request has made ---- */

int isled_device_made(int fd, const struct isled_file *of, struct isled_file *ret_file)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0) {
		flags = isled_error(errno);
		close(fd);
		return flags;
	}
	*ret_file = (struct isled_file){
		.fd = fd,
		.type = ISLE_FILE_TYPE_CHAR,
		.traits = ISLE_FILE_IS_STREAM,
		.flags = ISLE_O_RDONLY,
		.ro = of->ro && !(of->flags & ISLE_O_WRONLY),
		.fs = of->fs,
		.access = ISLED_CLASS_POLL,
		.granted = of->granted,
		.records = &line_events,
	};
	return 0;
}

void isled_device_drop(int fd)
{
	if (fd >= 0)
		close(fd);
}

bool isled_device_matches(const char *pattern, const char *path)
{
	return fnmatch(pattern, path, FNM_PATHNAME) == 0;
}
