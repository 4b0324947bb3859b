/* SPDX-License-Identifier: BSD-3-Clause */
/* Canonical values against the host's. */
#include "harness.h"
#include "linux/errors.h"
#include "linux/flags.h"

#include <isle/errors.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

TEST(errors, "every errno of the host has a canonical error, and the right one")
{
	char name[32];

	for (int e = 1; e < 134; e++) {
		const char *host = strerrorname_np(e);

		if (!host)
			continue;
		snprintf(name, sizeof(name), "%s", host);
		if (e == EOPNOTSUPP)
			strcpy(name, "ENOTSUP");
		if (isle_error_by_name(name))
			CHECK_STR(isle_error_name(isled_error(e)), name);
		else if (e == ERESTART)
			CHECK_EQ(isled_error(e), -ISLE_EINTR);
		else
			CHECK_EQ(isled_error(e), -ISLE_EIO);
	}
}

TEST(errors, "an errno without a canonical twin is EIO, counted, and its number kept")
{
	int last = 7;

	CHECK_EQ(isled_error_unmapped(&last), 0);
	CHECK_EQ(last, 7);
	CHECK_EQ(isled_error(4711), -ISLE_EIO);
	CHECK_EQ(isled_error(-3), -ISLE_EIO);
	CHECK_EQ(isled_error_unmapped(&last), 2);
	CHECK_EQ(last, -3);
}

TEST(flags, "close-on-exec, no controlling terminal and non-blocking are always in force")
{
	int host;

	CHECK_EQ(isled_flags_open(ISLE_O_RDONLY, &host), 0);
	CHECK_EQ(host, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	CHECK_EQ(isled_flags_open(ISLE_O_RDWR | ISLE_O_CREAT | ISLE_O_EXCL | ISLE_O_APPEND, &host),
		 0);
	CHECK_EQ(host, O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
}

TEST(flags, "each unknown open flag is EINVAL, and so is one that means nothing beside another")
{
	static const uint32_t senseless[] = {
		0,
		ISLE_O_RDONLY | ISLE_O_EXCL,
		ISLE_O_RDONLY | ISLE_O_TRUNC,
		ISLE_O_RDWR | ISLE_O_CREAT | ISLE_O_DIRECTORY,
		ISLE_O_RDONLY | ISLE_O_TMPFILE,
		ISLE_O_RDWR | ISLE_O_TMPFILE | ISLE_O_CREAT,
		ISLE_O_PATH | ISLE_O_RDONLY,
		ISLE_O_PATH | ISLE_O_CREAT,
		ISLE_O_PATH | ISLE_O_TMPFILE,
		ISLE_O_PATH | ISLE_O_SYNC,
	};
	int host = 4711;

	for (int i = 0; i < 32; i++)
		if (!(1u << i & ISLE_O_ALL)) {
			CHECK_EQ(isled_flags_open(ISLE_O_RDONLY | 1u << i, &host), -ISLE_EINVAL);
			CHECK_EQ(isled_flags_open(ISLE_O_PATH | 1u << i, &host), -ISLE_EINVAL);
		}
	for (size_t i = 0; i < sizeof(senseless) / sizeof(senseless[0]); i++)
		CHECK_EQ(isled_flags_open(senseless[i], &host), -ISLE_EINVAL);
	CHECK_EQ(host, 4711);
}

TEST(flags, "the rarer open flags, and those that change later")
{
	const int always = O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
	int host;

	CHECK_EQ(isled_flags_open(ISLE_O_WRONLY | ISLE_O_SYNC, &host), 0);
	CHECK_EQ(host, O_WRONLY | O_SYNC | always);
	CHECK_EQ(isled_flags_open(ISLE_O_WRONLY | ISLE_O_DSYNC, &host), 0);
	CHECK_EQ(host, O_WRONLY | O_DSYNC | always);
	CHECK_EQ(isled_flags_open(ISLE_O_RDWR | ISLE_O_DIRECT | ISLE_O_NOATIME, &host), 0);
	CHECK_EQ(host, O_RDWR | O_DIRECT | O_NOATIME | always);
	CHECK_EQ(isled_flags_open(ISLE_O_RDWR | ISLE_O_TMPFILE | ISLE_O_EXCL, &host), 0);
	CHECK_EQ(host, O_RDWR | O_TMPFILE | O_EXCL | always);
	/* openat2 takes nothing beside it. */
	CHECK_EQ(isled_flags_open(ISLE_O_PATH | ISLE_O_NONBLOCK | ISLE_O_DIRECTORY, &host), 0);
	CHECK_EQ(host, O_PATH | O_DIRECTORY | O_CLOEXEC);
	CHECK_EQ(isled_flags_status(ISLE_O_ALL), O_APPEND | O_NONBLOCK | O_NOATIME | O_DIRECT);
	CHECK_EQ(isled_flags_status(0), O_NONBLOCK);
}

TEST(flags, "ways to allocate, to set an attribute, kinds of nodes")
{
	mode_t format;
	int host;

	CHECK_EQ(isled_flags_fallocate(0, &host), 0);
	CHECK_EQ(host, 0);
	CHECK_EQ(isled_flags_fallocate(ISLE_FALLOCATE_KEEP_SIZE, &host), 0);
	CHECK_EQ(host, FALLOC_FL_KEEP_SIZE);
	CHECK_EQ(isled_flags_fallocate(3, &host), 0);
	CHECK_EQ(host, FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE);
	CHECK_EQ(isled_flags_fallocate(5, &host), 0);
	CHECK_EQ(host, FALLOC_FL_KEEP_SIZE | FALLOC_FL_ZERO_RANGE);
	CHECK_EQ(isled_flags_fallocate(4, &host), 0);
	CHECK_EQ(host, FALLOC_FL_ZERO_RANGE);
	CHECK_EQ(isled_flags_fallocate(2, &host), -ISLE_EINVAL);
	CHECK_EQ(isled_flags_fallocate(7, &host), -ISLE_EINVAL);
	CHECK_EQ(isled_flags_fallocate(8, &host), -ISLE_EINVAL);
	CHECK_EQ(isled_flags_xattr(ISLE_XATTR_CREATE, &host), 0);
	CHECK_EQ(host, XATTR_CREATE);
	CHECK_EQ(isled_flags_xattr(ISLE_XATTR_REPLACE, &host), 0);
	CHECK_EQ(host, XATTR_REPLACE);
	CHECK_EQ(isled_flags_xattr(3, &host), -ISLE_EINVAL);
	CHECK_EQ(isled_flags_node(ISLE_FILE_TYPE_BLOCK, &format), 0);
	CHECK_EQ(format, S_IFBLK);
	CHECK_EQ(isled_flags_node(ISLE_FILE_TYPE_UNKNOWN, &format), -ISLE_EINVAL);
	CHECK_EQ(isled_flags_node(ISLE_FILE_TYPE_DIRECTORY, &format), -ISLE_EINVAL);
}

TEST(flags, "a client cannot set set-uid, set-gid or sticky bits")
{
	mode_t mode = 1;

	CHECK_EQ(isled_flags_mode(0755, &mode), 0);
	CHECK_EQ(mode, 0755);
	CHECK_EQ(isled_flags_mode(04755, &mode), -ISLE_EPERM);
	CHECK_EQ(isled_flags_mode(02755, &mode), -ISLE_EPERM);
	CHECK_EQ(isled_flags_mode(01777, &mode), -ISLE_EPERM);
	CHECK_EQ(isled_flags_mode(0100755, &mode), -ISLE_EINVAL);
}

TEST(flags, "file types, access modes, whence and times")
{
	struct timespec t;
	int host;

	CHECK_EQ(isled_flags_type(S_IFREG | 0644), ISLE_FILE_TYPE_REGULAR);
	CHECK_EQ(isled_flags_type(S_IFDIR), ISLE_FILE_TYPE_DIRECTORY);
	CHECK_EQ(isled_flags_type(S_IFIFO), ISLE_FILE_TYPE_FIFO);
	CHECK_EQ(isled_flags_dtype(0), ISLE_FILE_TYPE_UNKNOWN);
	CHECK_EQ(isled_flags_dtype(14), ISLE_FILE_TYPE_UNKNOWN);
	CHECK_EQ(isled_flags_access(ISLE_ACCESS_READ | ISLE_ACCESS_EXECUTE, &host), 0);
	CHECK_EQ(host, R_OK | X_OK);
	CHECK_EQ(isled_flags_access(8, &host), -ISLE_EINVAL);
	CHECK_EQ(isled_flags_whence(ISLE_SEEK_END, &host), 0);
	CHECK_EQ(host, SEEK_END);
	CHECK_EQ(isled_flags_whence(ISLE_SEEK_CUR, &host), -ISLE_EINVAL);
	CHECK_EQ(isled_flags_whence(5, &host), -ISLE_EINVAL);
	CHECK_EQ(isled_flags_time(-5, 999999999, &t), 0);
	CHECK_EQ(t.tv_sec, -5);
	CHECK_EQ(isled_flags_time(0, 1000000000, &t), -ISLE_EINVAL);
	CHECK_EQ(isled_flags_time(0, ISLE_TIME_NS_NOW, &t), 0);
	CHECK_EQ(t.tv_nsec, UTIME_NOW);
	CHECK_EQ(isled_flags_time(0, ISLE_TIME_NS_OMIT, &t), 0);
	CHECK_EQ(t.tv_nsec, UTIME_OMIT);
}
