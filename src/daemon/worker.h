/* SPDX-License-Identifier: BSD-3-Clause */
/* The worker: unprivileged, speaks with the client and with programs. */
#ifndef ISLED_WORKER_H
#define ISLED_WORKER_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * A worker's whole life; its socket is descriptor ISLED_WORKER_SOCKET. walls: which it must have (enum
 * isled_wall). Returns the exit status.
 */
int isled_worker_run(uid_t uid, gid_t gid, bool verbose, unsigned walls);

#endif
