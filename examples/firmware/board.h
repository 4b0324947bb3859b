/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What an application here is told about where it runs. mps2-an386/ is a microcontroller in QEMU, linux/
 * a process; the application is the same.
 */
#ifndef FIRMWARE_BOARD_H
#define FIRMWARE_BOARD_H

#include <isle/client.h>

/* Brings the board up, and fills in what of the client's configuration depends on it: port, transport,
 * address or dial, link, memory, frame_max. */
void board_init(struct isle_client_config *config);

/* Sleeps until something has happened, at most timeout_ms; may end early. */
void board_idle(uint32_t timeout_ms);

/* How often the board has started since it was without power; a process: 1. */
unsigned board_starts(void);

/* What becomes of a board when main() has returned; a program may define it. Does not return. */
void board_end(int status);

/* The board's own output, which needs nobody: for what is said before there is a link. */
void board_print(const char *text);

#endif
