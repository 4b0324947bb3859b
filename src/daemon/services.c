/* SPDX-License-Identifier: BSD-3-Clause */
/* The services that this daemon was built with, in the order in which they start. */
#include <stddef.h>

#include "host.h"
#include "service/services.h"

const struct isle_service *const isled_services[] = {
	&isled_service_session, &isled_service_console, &isled_service_file,
	&isled_service_ipc,     &isled_service_control, NULL,
};
