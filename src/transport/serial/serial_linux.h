/* SPDX-License-Identifier: BSD-3-Clause */
/* Addresses of serial links: PATH[,SPEED][,rtscts] or PATH,pty. */
#ifndef ISLE_TRANSPORT_SERIAL_LINUX_H
#define ISLE_TRANSPORT_SERIAL_LINUX_H

#include <stdbool.h>
#include <stdint.h>

struct isle__serial_address {
	char path[256];
	uint32_t speed; /* bits per second; 115200 when not said */
	bool rtscts;    /* hardware flow control */
	bool pty;       /* a new pseudo terminal; `path` becomes a link to its other end */
};

/* Returns 0; -ISLE_EINVAL: not such an address; -ISLE_ENAMETOOLONG. */
int isle__serial_parse(const char *text, struct isle__serial_address *ret_address);

#endif
