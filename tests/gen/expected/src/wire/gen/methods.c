/* SPDX-License-Identifier: BSD-3-Clause */
/* Made by tools/islegen from proto/: do not edit. */
/* clang-format off */
#include "wire/gen/methods.h"

#include <stddef.h>

const struct isle__method isle__methods[ISLE__METHODS_N] = {
	{5, 2, 4, 1, 1, ISLE__METHOD_BOTH | ISLE__METHOD_DATA_IN | ISLE__METHOD_MAKES, "MAKE"},
	{5, 2, 4, 2, 2, ISLE__METHOD_STREAM_OUT | ISLE__METHOD_DATA_OUT | ISLE__METHOD_HANDLE, "LOOK"},
	{5, 2, 0, 1, 9, ISLE__METHOD_CHANNEL | ISLE__METHOD_MESSAGES | ISLE__METHOD_BLOCKING | ISLE__METHOD_AUTHORITY, "TALK"},
};

const struct isle__method *isle__method_find(unsigned service, unsigned number)
{
	unsigned i;

	for (i = 0; i < ISLE__METHODS_N; i++)
		if (isle__methods[i].service == service && isle__methods[i].number == number)
			return &isle__methods[i];
	return NULL;
}

const char *isle__service_name(unsigned service)
{
	static const char *const names[] = {
		NULL,
		NULL,
		NULL,
		NULL,
		NULL,
		"demo",
	};

	return service < sizeof(names) / sizeof(names[0]) ? names[service] : NULL;
}
