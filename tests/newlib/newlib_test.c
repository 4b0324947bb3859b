/* SPDX-License-Identifier: BSD-3-Clause */
/* What the port for newlib translates. Its tables are by name, so the names of another C library check them. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>

#include <isle/errors.h>
#include <isle/proto.h>

#include "harness.h"
#include "port/newlib/system.h"

#define HOST_MAX 200

static int host_errno(const char *name)
{
	for (int e = 1; e < HOST_MAX; e++) {
		const char *is = strerrorname_np(e);

		if (is && strcmp(is, name) == 0)
			return e;
	}
	return 0;
}

/* What has no number of its own in newlib, or another name. */
static const struct {
	int isle, host;
} nearest[] = {
	{ ISLE_ENOTSUP, ENOTSUP }, /* another name of it comes first */
	{ ISLE_EREMOTEIO, EIO },
	{ ISLE_EMEDIUMTYPE, ENOMEDIUM },
	{ ISLE_ENOKEY, EACCES },
	{ ISLE_EKEYEXPIRED, EACCES },
	{ ISLE_EKEYREVOKED, EACCES },
	{ ISLE_EKEYREJECTED, EACCES },
	{ ISLE_EHWPOISON, EIO },
	{ ISLE_ERFKILL, ENETDOWN },
	{ ISLE_ENOATTR, ENODATA },
	{ ISLE_ELINK, ENOLINK },
	{ ISLE_EVERSION, EPROTONOSUPPORT },
	{ ISLE_ENOSERVICE, ENXIO },
	{ ISLE_EREPLACED, ECONNABORTED },
	{ ISLE_ESTOPPING, ESHUTDOWN },
	{ ISLE_ESLEEPING, EHOSTDOWN },
	{ ISLE_EGONE, ECONNRESET },
};

static int expected(int error)
{
	for (unsigned i = 0; i < sizeof(nearest) / sizeof(nearest[0]); i++)
		if (nearest[i].isle == error)
			return nearest[i].host;
	return host_errno(isle_error_name(error));
}

TEST(newlib, "every error of libisle is the C library's error of that name, or the nearest")
{
	unsigned known = 0;

	for (int e = 1; e <= (int)ISLE_ERROR_MAX; e++) {
		if (strcmp(isle_error_name(e), "E?") == 0)
			continue;
		if (!expected(e))
			FAIL("%s has no number here", isle_error_name(e));
		if (isle_newlib_errno(-e) != expected(e))
			FAIL("%s becomes %s", isle_error_name(e),
			     strerrorname_np(isle_newlib_errno(-e)));
		CHECK_EQ(isle_newlib_errno(e), expected(e));
		known++;
	}
	CHECK(known >= 109);
}

TEST(newlib, "an error that nobody knows is EIO")
{
	static const int unknown[] = { 103, 150, 199, (int)ISLE_ERROR_MAX + 1, 1000, INT_MAX };

	for (unsigned i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
		CHECK_EQ(isle_newlib_errno(unknown[i]), EIO);
		CHECK_EQ(isle_newlib_errno(-unknown[i]), EIO);
	}
	CHECK_EQ(isle_newlib_errno(INT_MIN), EIO);
	CHECK_EQ(isle_newlib_errno(0), 0);
}

TEST(newlib, "a failure sets errno and is -1; a result leaves errno alone")
{
	errno = 77;
	CHECK_EQ(isle__newlib_result(5), 5);
	CHECK_EQ(isle__newlib_result(0), 0);
	CHECK_EQ(errno, 77);
	CHECK_EQ(isle__newlib_result(-ISLE_ENOTEMPTY), -1);
	CHECK_EQ(errno, ENOTEMPTY);
}

/* O_SYNC is two bits on Linux and one in newlib, so the board's list has that. */
static const struct {
	int host;
	uint32_t isle;
} flags[] = {
	{ O_CREAT, ISLE_O_CREAT },       { O_EXCL, ISLE_O_EXCL },
	{ O_TRUNC, ISLE_O_TRUNC },       { O_APPEND, ISLE_O_APPEND },
	{ O_NONBLOCK, ISLE_O_NONBLOCK }, { O_DIRECTORY, ISLE_O_DIRECTORY },
	{ O_NOFOLLOW, ISLE_O_NOFOLLOW }, { O_CLOEXEC, ISLE_O_CLOEXEC },
	{ O_NOCTTY, ISLE_O_NOCTTY },
};

TEST(newlib, "each flag of open() is the wire's, and comes back")
{
	static const int modes[] = { O_RDONLY, O_WRONLY, O_RDWR };
	static const uint32_t isle[] = { ISLE_O_RDONLY, ISLE_O_WRONLY, ISLE_O_RDWR };
	uint32_t all = ISLE_O_RDWR;
	int host = O_RDWR;

	for (unsigned i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		for (unsigned m = 0; m < 3; m++) {
			CHECK_EQ(isle__newlib_flags(modes[m] | flags[i].host),
				 isle[m] | flags[i].isle);
			CHECK_EQ(isle__newlib_flags_back(isle[m] | flags[i].isle),
				 modes[m] | flags[i].host);
		}
		all |= flags[i].isle;
		host |= flags[i].host;
	}
	CHECK_EQ(isle__newlib_flags(host), all);
	CHECK_EQ(isle__newlib_flags_back(all), host);
}

TEST(newlib, "a flag that means nothing is never dropped: the wire gets what it refuses")
{
	CHECK_EQ(isle__newlib_flags(O_RDWR | O_TMPFILE), 0);
	CHECK_EQ(isle__newlib_flags((int)(O_RDONLY | 0x40000000u)), 0);
	CHECK_EQ(isle__newlib_flags(3) & ISLE_O_ACCMODE, 0);
}

TEST(newlib, "each kind of file has its bits of st_mode, an unknown one none")
{
	static const struct {
		uint32_t isle;
		unsigned mode;
	} types[] = {
		{ ISLE_FILE_TYPE_UNKNOWN, 0 },         { ISLE_FILE_TYPE_REGULAR, S_IFREG },
		{ ISLE_FILE_TYPE_DIRECTORY, S_IFDIR }, { ISLE_FILE_TYPE_SYMLINK, S_IFLNK },
		{ ISLE_FILE_TYPE_CHAR, S_IFCHR },      { ISLE_FILE_TYPE_BLOCK, S_IFBLK },
		{ ISLE_FILE_TYPE_FIFO, S_IFIFO },      { ISLE_FILE_TYPE_SOCKET, S_IFSOCK },
	};

	for (unsigned i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		CHECK_EQ(isle__newlib_type(types[i].isle) << 12, types[i].mode);
	CHECK(isle__newlib_type(0xffffffffu) < 16);
}
