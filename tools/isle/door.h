/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The door of a daemon: its unix socket, and an ordinary session of role `program` on it.
 */
#ifndef CLI_DOOR_H
#define CLI_DOOR_H

#include <isle/client.h>

#include "args.h"

#define CLI_FOLDERS_MAX 2

/*
 * The folders where doors may be, best first: --run-dir, or ISLED_RUN_DIR, or what the user's are.
 * Memory: the strings last as long as the program.
 * Returns: how many.
 */
unsigned cli_door_folders(const struct cli_args *args, const char *ret_folders[CLI_FOLDERS_MAX]);

/*
 * Connects to the socket at `path` and agrees on a session. One at a time, and it does not come back
 * when it was lost. Waits: at most timeout_ms.
 * Memory: what *ret_ctx points to is this module's own, until cli_door_close().
 * Returns: 0; -ISLE_ENOENT there is no socket; -ISLE_EACCES; -ISLE_ECONNREFUSED nobody listens;
 * -ISLE_ETIMEDOUT; -ISLE_ELINK the daemon hung up; what it answered to hello.
 */
int cli_door_open(const char *path, uint32_t timeout_ms, struct isle_context **ret_ctx);

/* Says goodbye. Harmless when no door is open. */
void cli_door_close(void);

/*
 * Opens the door of args->operand[0], or says on stderr why not.
 * Waits: at most args->timeout_ms. Returns: an enum cli_exit; CLI_DONE = it is open.
 */
int cli_door_enter(const struct cli_args *args, struct isle_context **ret_ctx);

/*
 * Waits until the link has something to do, or the descriptor `fd` (-1 = none) can be read, at most
 * timeout_ms, and turns the client. Returns: true when `fd` can be read.
 */
bool cli_door_turn(int fd, uint32_t timeout_ms);

/* Milliseconds of a clock that never goes back. */
uint64_t cli_now_ms(void);

#endif
