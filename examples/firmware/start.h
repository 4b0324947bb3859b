/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For an ordinary program: newlib.c has the C library's streams and files go to Linux, linux/start.c is for a
 * process of Linux, which has its own.
 */
#ifndef FIRMWARE_START_H
#define FIRMWARE_START_H

#include <isle/ipc.h>

/* Brings the board up and waits until isled is there. Calls of services that this context registers are
 * answered whenever the program waits. */
struct isle_context *firmware_start(const char *name);

#endif
