/* SPDX-License-Identifier: BSD-3-Clause */
#include "linux/pty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <termios.h>
#include <unistd.h>

#include "linux/errors.h"

void isled_pty_raw(const struct isled_pty *pty)
{
	struct termios mode;

	if (tcgetattr(pty->master, &mode))
		return;
	cfmakeraw(&mode);
	(void)tcsetattr(pty->master, TCSANOW, &mode);
}

/* Open and close the slave once: from then on the master reports a hang-up while it is closed. */
static int settle(struct isled_pty *pty)
{
	int slave = open(pty->path, O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);

	if (slave < 0)
		return isled_error(errno);
	isled_pty_raw(pty);
	pty->opens = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (pty->opens >= 0 && inotify_add_watch(pty->opens, pty->path, IN_OPEN) < 0) {
		close(pty->opens);
		pty->opens = -1;
	}
	if (pty->opens < 0)
		pty->keep = slave;
	else
		close(slave);
	return 0;
}

int isled_pty_open(struct isled_pty *ret_pty)
{
	struct isled_pty pty = { .opens = -1, .keep = -1 };
	int error;

	pty.master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
	if (pty.master < 0)
		return isled_error(errno);
	if (grantpt(pty.master) || unlockpt(pty.master))
		error = isled_error(errno);
	else if ((error = ptsname_r(pty.master, pty.path, sizeof(pty.path))) != 0)
		error = isled_error(error);
	else
		error = settle(&pty);
	if (error < 0) {
		close(pty.master);
		return error;
	}
	*ret_pty = pty;
	return 0;
}

int isled_pty_adopt(int master, int opens, struct isled_pty *ret_pty)
{
	struct isled_pty pty = { .master = master, .opens = opens, .keep = -1 };
	int error = ptsname_r(master, pty.path, sizeof(pty.path));

	if (error)
		return isled_error(error);
	*ret_pty = pty;
	return 0;
}

void isled_pty_close(struct isled_pty *pty)
{
	const int all[] = { pty->master, pty->opens, pty->keep };

	for (unsigned i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (all[i] >= 0)
			close(all[i]);
	pty->master = pty->opens = pty->keep = -1;
}

bool isled_pty_in_use(const struct isled_pty *pty)
{
	struct pollfd poll_for = { .fd = pty->master };

	return poll(&poll_for, 1, 0) < 0 || !(poll_for.revents & POLLHUP);
}

void isled_pty_heed(const struct isled_pty *pty)
{
	char events[1024] __attribute__((aligned(__alignof__(struct inotify_event))));

	while (read(pty->opens, events, sizeof(events)) > 0)
		;
}
