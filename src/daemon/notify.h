/* SPDX-License-Identifier: BSD-3-Clause */
/* The datagram that tells a service manager how we are. */
#ifndef ISLED_NOTIFY_H
#define ISLED_NOTIFY_H

#include <stdint.h>

/* Send `text` ("READY=1", several lines joined by newlines) where NOTIFY_SOCKET says; a name that
 * begins with @ is abstract. Returns: 1 sent, 0 nobody asked, < 0 it could not be sent. */
int isled_notify(const char *text);

/* Milliseconds between signs of life that the manager asks of this process; 0 none. */
uint32_t isled_notify_watchdog_ms(void);

#endif
