/* SPDX-License-Identifier: BSD-3-Clause */
/* The folder where doors are, and the door of one daemon: NAME.sock, guarded by NAME.lock. */
#ifndef ISLED_RUNDIR_H
#define ISLED_RUNDIR_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct isled_door {
	char path[108];
	int listener; /* unix stream, non-blocking */
	int lock;     /* held as long as the daemon lives */
};

/* The folder when none was given: /run/isled for root, else $XDG_RUNTIME_DIR/isled.
 * Returns 0, -ISLE_ENOENT (no XDG_RUNTIME_DIR), -ISLE_ENAMETOOLONG. */
int isled_rundir_default(char *ret_path, size_t max);

/*
 * Make the folder if need be, take the lock, listen. Who may connect: everyone with `anyone`, else
 * our uid and, when not (gid_t)-1, `group`. Logs what fails.
 * Returns: 0; -ISLE_EBUSY (another isled serves that name), -ISLE_EACCES, -ISLE_ENAMETOOLONG, -ISLE_EIO.
 */
int isled_door_open(const char *rundir, const char *name, bool anyone, gid_t group,
		    struct isled_door *ret_door);
void isled_door_close(struct isled_door *door);

#endif
