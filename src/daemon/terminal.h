/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The console's pseudo terminal, held by the supervisor: it outlives a worker, so whoever has it open
 * stays, and the worker needs no right to make one. NAME.console in the run folder leads to it.
 */
#ifndef ISLED_TERMINAL_H
#define ISLED_TERMINAL_H

#include <sys/types.h>

#include "linux/pty.h"

struct isled_terminal {
	struct isled_pty pty; /* master -1: there is none */
	char link[108];       /* "" = not published */
};

/*
 * Make one and publish it. Who may open it: our uid and, when not (gid_t)-1, `group`.
 * What fails is logged and done without.
 */
void isled_terminal_open(const char *rundir, const char *name, gid_t group,
			 struct isled_terminal *ret_terminal);
void isled_terminal_close(struct isled_terminal *terminal);

#endif
