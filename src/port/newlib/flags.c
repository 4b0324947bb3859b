/* SPDX-License-Identifier: BSD-3-Clause */
/* Bits: newlib's to those of the wire and back. */
#define _DEFAULT_SOURCE
#include <fcntl.h>

#include "port/newlib/system.h"

/* What fopen() adds for "b", where the C library makes a difference. */
#ifndef O_BINARY
#define O_BINARY 0
#endif

/* Numbers of newlib's bits, in the order of the wire's. */
#define FIRST             4 /* number of ISLE_O_CREAT */
#define BIT(isle, newlib) [__builtin_ctz(isle) - FIRST] = __builtin_ctz(newlib)
static const uint8_t bits[] = {
	BIT(ISLE_O_CREAT, O_CREAT),       BIT(ISLE_O_EXCL, O_EXCL),
	BIT(ISLE_O_TRUNC, O_TRUNC),       BIT(ISLE_O_APPEND, O_APPEND),
	BIT(ISLE_O_NONBLOCK, O_NONBLOCK), BIT(ISLE_O_DIRECTORY, O_DIRECTORY),
	BIT(ISLE_O_NOFOLLOW, O_NOFOLLOW), BIT(ISLE_O_CLOEXEC, O_CLOEXEC),
	BIT(ISLE_O_NOCTTY, O_NOCTTY),     BIT(ISLE_O_SYNC, O_SYNC),
};

/* The access mode is one more at the wire: 3, which is none, becomes a bit that has no meaning. */
uint32_t isle__newlib_flags(int flags)
{
	uint32_t left = (uint32_t)flags & ~(uint32_t)(O_ACCMODE | O_BINARY);
	uint32_t ret = (flags & O_ACCMODE) + 1u;
	unsigned i;

	for (i = 0; i < sizeof(bits); i++)
		if (left >> bits[i] & 1u) {
			left -= 1u << bits[i];
			ret += 1u << (i + FIRST);
		}
	return left ? 0 : ret;
}

int isle__newlib_flags_back(uint32_t flags)
{
	uint32_t ret = (flags & ISLE_O_ACCMODE) - 1;
	unsigned i;

	for (i = 0; i < sizeof(bits); i++)
		ret += (flags >> (i + FIRST) & 1u) << bits[i];
	return (int)ret;
}
