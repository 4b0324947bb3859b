/* SPDX-License-Identifier: BSD-3-Clause */
/* The services that this daemon was built with, in the order in which they start. */
#include <stddef.h>

#include "host.h"

const struct isle_service *const isled_services[] = {
	&isled_service_session,
	NULL,
};
