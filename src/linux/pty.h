/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pty.h - a pseudo terminal whose slave any terminal program may open and close at will.
 *
 * The kernel tells a master that nobody has its slave open (hang-up), but not when somebody
 * opens it again; that comes through `opens`, so that nothing has to be polled.
 */
#ifndef ISLED_LINUX_PTY_H
#define ISLED_LINUX_PTY_H

#include <stdbool.h>
#include <stddef.h>

struct isled_pty {
	int master; /* non-blocking */
	int opens;  /* becomes readable when the slave is opened; -1: not to be had */
	int keep;   /* without `opens`: the slave, held open so that there is no hang-up; else -1 */
	char path[64]; /* of the slave */
};

/*
 * Make one, in raw mode. Memory: descriptors until isled_pty_close().
 * Returns: 0; an error of the kernel (no devpts, EMFILE ...).
 */
int isled_pty_open(struct isled_pty *ret_pty);
/*
 * Use one that another process has made; `opens` may be -1. Memory: the descriptors
 * stay their owner's, so this is not for isled_pty_close(). Returns: 0; an error (not a master).
 */
int isled_pty_adopt(int master, int opens, struct isled_pty *ret_pty);
void isled_pty_close(struct isled_pty *pty);

/* Does anybody have the slave open? */
bool isled_pty_in_use(const struct isled_pty *pty);

/* Bytes pass unaltered, nothing echoes: again, whatever the last user of the slave did. */
void isled_pty_raw(const struct isled_pty *pty);

/* Take what `opens` has to say. */
void isled_pty_heed(const struct isled_pty *pty);

#endif
