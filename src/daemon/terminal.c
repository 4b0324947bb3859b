/* SPDX-License-Identifier: BSD-3-Clause */
#include "terminal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <isle/errors.h>
#include <isle/service.h>

static int publish(const char *rundir, const char *name, struct isled_terminal *terminal)
{
	char fresh[sizeof(terminal->link)];
	int n = snprintf(fresh, sizeof(fresh), "%s/.%s.console", rundir, name);

	if (n < 0 || (size_t)n >= sizeof(fresh))
		return ENAMETOOLONG;
	snprintf(terminal->link, sizeof(terminal->link), "%s/%s.console", rundir, name);
	/* Renamed into place: who opens it finds the old one or the new one. */
	unlink(fresh);
	if (symlink(terminal->pty.path, fresh) == 0 && rename(fresh, terminal->link) == 0)
		return 0;
	n = errno;
	unlink(fresh);
	terminal->link[0] = 0;
	return n;
}

static int permit(const char *path, gid_t group)
{
	if (group != (gid_t)-1 && chown(path, (uid_t)-1, group) < 0)
		return errno;
	return chmod(path, group != (gid_t)-1 ? 0660 : 0600) < 0 ? errno : 0;
}

void isled_terminal_open(const char *rundir, const char *name, gid_t group,
			 struct isled_terminal *ret_terminal)
{
	struct isled_terminal terminal = { .link = "" };
	int error = isled_pty_open(&terminal.pty);

	if (error < 0) {
		ret_terminal->pty.master = -1;
		isle_log(ISLE_LOG_WARNING, "supervisor", "no terminal for the console: %s",
			 isle_error_text(-error));
		return;
	}
	error = permit(terminal.pty.path, group);
	if (!error)
		error = publish(rundir, name, &terminal);
	if (error)
		isle_log(ISLE_LOG_WARNING, "supervisor", "%s: %s", terminal.pty.path,
			 strerror(error));
	*ret_terminal = terminal;
}

void isled_terminal_close(struct isled_terminal *terminal)
{
	if (terminal->pty.master < 0)
		return;
	if (terminal->link[0])
		unlink(terminal->link);
	isled_pty_close(&terminal->pty);
}
