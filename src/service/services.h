/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * services.h - the built-in services, for whoever registers them.
 */
#ifndef ISLED_SERVICE_SERVICES_H
#define ISLED_SERVICE_SERVICES_H

#include <isle/service.h>

extern const struct isle_service isled_service_console;
extern const struct isle_service isled_service_file;
extern const struct isle_service isled_service_ipc;
extern const struct isle_service isled_service_control;

#endif
