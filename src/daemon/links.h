/* SPDX-License-Identifier: BSD-3-Clause */
/* The transports that this daemon was built with. */
#ifndef ISLED_LINKS_H
#define ISLED_LINKS_H

#include <isle/transport.h>

extern const struct isle_transport *const isled_links[]; /* NULL at the end */

#endif
