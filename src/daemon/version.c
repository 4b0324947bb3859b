/* SPDX-License-Identifier: BSD-3-Clause */
#include "host.h"

const char isled_version[] = ISLED_VERSION;
