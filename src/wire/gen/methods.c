/* SPDX-License-Identifier: BSD-3-Clause */
/* Made by tools/islegen from proto/: do not edit. */
/* clang-format off */
#include "wire/gen/methods.h"

#include <stddef.h>

const struct isle__method isle__methods[ISLE__METHODS_N] = {
	{0, 0, 2, 1, 1, ISLE__METHOD_DATA_IN, "CONTEXT_OPEN"},
	{0, 2, 0, 1, 2, 0, "CONTEXT_CLOSE"},
	{0, 2, 2, 1, 3, ISLE__METHOD_DATA_IN | ISLE__METHOD_DATA_OUT, "BATCH"},
	{0, 0, 0, 1, 4, ISLE__METHOD_BOTH | ISLE__METHOD_DATA_IN | ISLE__METHOD_DATA_OUT, "ECHO"},
	{1, 2, 0, 1, 1, ISLE__METHOD_CHANNEL, "ATTACH"},
	{1, 2, 0, 1, 2, ISLE__METHOD_CHANNEL | ISLE__METHOD_AUTHORITY, "WATCH"},
	{2, 2, 6, 1, 1, ISLE__METHOD_DATA_IN | ISLE__METHOD_MAKES, "OPEN"},
	{2, 2, 0, 1, 2, ISLE__METHOD_HANDLE, "CLOSE"},
	{2, 4, 2, 1, 3, ISLE__METHOD_STREAM_OUT | ISLE__METHOD_DATA_OUT | ISLE__METHOD_HANDLE, "PREAD"},
	{2, 6, 2, 1, 4, ISLE__METHOD_STREAM_IN | ISLE__METHOD_DATA_IN | ISLE__METHOD_HANDLE, "PWRITE"},
	{2, 2, 0, 1, 5, ISLE__METHOD_HANDLE, "FSYNC"},
	{2, 4, 0, 1, 6, ISLE__METHOD_HANDLE, "FTRUNCATE"},
	{2, 2, 0, 1, 7, ISLE__METHOD_DATA_IN, "TRUNCATE"},
	{2, 2, 30, 1, 8, ISLE__METHOD_DATA_IN, "STAT"},
	{2, 2, 30, 1, 9, ISLE__METHOD_HANDLE, "FSTAT"},
	{2, 2, 0, 1, 10, ISLE__METHOD_DATA_IN, "CHMOD"},
	{2, 2, 0, 1, 11, ISLE__METHOD_HANDLE, "FCHMOD"},
	{2, 8, 0, 1, 12, ISLE__METHOD_DATA_IN, "UTIMENS"},
	{2, 8, 0, 1, 13, ISLE__METHOD_HANDLE, "FUTIMENS"},
	{2, 0, 18, 1, 14, ISLE__METHOD_DATA_IN, "STATVFS"},
	{2, 2, 18, 1, 15, ISLE__METHOD_HANDLE, "FSTATVFS"},
	{2, 0, 2, 1, 16, ISLE__METHOD_DATA_IN | ISLE__METHOD_MAKES, "OPENDIR"},
	{2, 6, 4, 1, 17, ISLE__METHOD_STREAM_OUT | ISLE__METHOD_DATA_OUT | ISLE__METHOD_HANDLE, "READDIR"},
	{2, 2, 0, 1, 18, ISLE__METHOD_DATA_IN, "MKDIR"},
	{2, 0, 0, 1, 19, ISLE__METHOD_DATA_IN, "RMDIR"},
	{2, 0, 0, 1, 20, ISLE__METHOD_DATA_IN, "UNLINK"},
	{2, 2, 0, 1, 21, ISLE__METHOD_DATA_IN, "RENAME"},
	{2, 2, 0, 1, 22, ISLE__METHOD_DATA_IN, "LINK"},
	{2, 2, 0, 1, 23, ISLE__METHOD_DATA_IN, "SYMLINK"},
	{2, 0, 0, 1, 24, ISLE__METHOD_DATA_IN | ISLE__METHOD_DATA_OUT, "READLINK"},
	{2, 2, 0, 1, 25, ISLE__METHOD_DATA_IN, "ACCESS"},
	{2, 0, 0, 1, 26, ISLE__METHOD_DATA_OUT, "GETCWD"},
	{2, 0, 0, 1, 27, ISLE__METHOD_DATA_IN, "CHDIR"},
	{2, 2, 2, 1, 28, ISLE__METHOD_STREAM_OUT | ISLE__METHOD_DATA_IN | ISLE__METHOD_DATA_OUT, "GETFILE"},
	{2, 4, 2, 1, 29, ISLE__METHOD_STREAM_IN | ISLE__METHOD_DATA_IN, "PUTFILE"},
	{2, 4, 2, 1, 30, ISLE__METHOD_HANDLE, "LSEEK"},
	{2, 0, 0, 1, 31, 0, "SYNC"},
	{2, 2, 2, 1, 32, ISLE__METHOD_HANDLE | ISLE__METHOD_MAKES, "DUP"},
	{4, 4, 2, 1, 1, ISLE__METHOD_DATA_IN | ISLE__METHOD_MAKES, "REGISTER"},
	{4, 2, 0, 1, 2, ISLE__METHOD_HANDLE, "UNREGISTER"},
	{4, 2, 4, 1, 3, ISLE__METHOD_DATA_IN | ISLE__METHOD_MAKES, "BIND"},
	{4, 2, 0, 1, 4, ISLE__METHOD_HANDLE, "UNBIND"},
	{4, 2, 2, 1, 5, ISLE__METHOD_STREAM_IN | ISLE__METHOD_STREAM_OUT | ISLE__METHOD_BLOCKING | ISLE__METHOD_BOTH | ISLE__METHOD_DATA_IN | ISLE__METHOD_DATA_OUT | ISLE__METHOD_HANDLE, "CALL"},
	{4, 2, 0, 1, 6, ISLE__METHOD_CHANNEL | ISLE__METHOD_BOTH | ISLE__METHOD_DATA_IN | ISLE__METHOD_HANDLE, "CONNECT"},
	{4, 2, 2, 1, 7, ISLE__METHOD_DATA_IN | ISLE__METHOD_HANDLE, "LOOKUP_METHOD"},
	{7, 0, 0, 1, 1, ISLE__METHOD_AUTHORITY | ISLE__METHOD_DATA_OUT, "STATUS"},
	{7, 2, 0, 1, 2, ISLE__METHOD_AUTHORITY, "HOLD"},
	{7, 2, 0, 1, 3, ISLE__METHOD_AUTHORITY | ISLE__METHOD_DATA_OUT, "LIST"},
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
		"session",
		"console",
		"file",
		NULL,
		"ipc",
		NULL,
		NULL,
		"control",
	};

	return service < sizeof(names) / sizeof(names[0]) ? names[service] : NULL;
}
