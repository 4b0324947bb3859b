/* SPDX-License-Identifier: BSD-3-Clause */
#include "links.h"

#include <stddef.h>

const struct isle_transport *const isled_links[] = {
	&isle_transport_unix,
	&isle_transport_seqpacket,
	&isle_transport_tcp,
	&isle_transport_serial,
	NULL,
};
