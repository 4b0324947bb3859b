/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>
#include <string.h>

#include "service/ipc/ipc.h"

static bool is_name_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c && strchr("._-/:", c));
}

int isled_ipc_name(const void *bytes, uint32_t count, char *ret_name, uint32_t bytes_max)
{
	const char *from = bytes;

	if (!count || count > bytes_max || from[0] == '.' || from[0] == '/')
		return -ISLE_EINVAL;
	for (uint32_t i = 0; i < count; i++)
		if (!is_name_byte(from[i]))
			return -ISLE_EINVAL;
	memcpy(ret_name, from, count);
	ret_name[count] = 0;
	return 0;
}

static bool is_there(const char *names, uint32_t n, const char *name)
{
	for (; n; n--, names += strlen(names) + 1)
		if (strcmp(names, name) == 0)
			return true;
	return false;
}

int isled_ipc_methods(const char *bytes, uint32_t count, char **ret_methods)
{
	char name[ISLE_METHOD_NAME_BYTES_MAX + 1];
	char *methods, *at;
	uint32_t n = 0;

	if (!count) {
		*ret_methods = NULL;
		return 0;
	}
	methods = at = malloc(count + 1);
	if (!methods)
		return -ISLE_ENOMEM;
	while (count) {
		/* A zero, then a name up to the next zero. */
		const char *end = memchr(bytes + 1, 0, count - 1);
		uint32_t length = end ? (uint32_t)(end - bytes - 1) : count - 1;

		if (bytes[0] || n == ISLE_METHODS_MAX ||
		    isled_ipc_name(bytes + 1, length, name, ISLE_METHOD_NAME_BYTES_MAX) < 0 ||
		    is_there(methods, n, name)) {
			free(methods);
			return -ISLE_EINVAL;
		}
		memcpy(at, name, length + 1);
		at += length + 1;
		n++;
		bytes += length + 1;
		count -= length + 1;
	}
	*ret_methods = methods;
	return (int)n;
}
