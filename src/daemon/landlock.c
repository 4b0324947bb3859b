/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include "landlock.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <isle/errors.h>

/*
 * From <linux/landlock.h>, said here because the headers of older systems lack what their kernels have.
 * The numbers of the calls are the same on every architecture.
 */
#define CREATE_RULESET 444
#define ADD_RULE       445
#define RESTRICT_SELF  446
#define ASK_VERSION    1u
#define PATH_BENEATH   1

struct ruleset {
	uint64_t fs, net, scoped;
};
struct path_beneath {
	uint64_t allowed;
	int32_t parent;
} __attribute__((packed));

enum {
	EXECUTE = 1 << 0,
	WRITE_FILE = 1 << 1,
	READ_FILE = 1 << 2,
	READ_DIR = 1 << 3,
	REMOVE_AND_MAKE = 0x1ff0, /* REMOVE_DIR .. MAKE_SYM */
	REFER = 1 << 13,
	TRUNCATE = 1 << 14,
	IOCTL_DEV = 1 << 15,
};

#define TREE_READ  (READ_FILE | READ_DIR | IOCTL_DEV)
#define TREE_WRITE (TREE_READ | WRITE_FILE | REMOVE_AND_MAKE | REFER | TRUNCATE)
#define FILE_WRITE (READ_FILE | WRITE_FILE | IOCTL_DEV)

/* What a version can refuse. Programs are never executed: no rule permits that. */
struct version {
	struct ruleset refuses;
	size_t ruleset_bytes;
};

static const struct version versions[] = {
	[2] = { { 0x3fff, 0, 0 }, 8 },
	[3] = { { 0x7fff, 0, 0 }, 8 },
	[4] = { { 0x7fff, 3, 0 }, 16 }, /* binding and connecting TCP */
	[5] = { { 0xffff, 3, 0 }, 16 },
	[6] = { { 0xffff, 3, 3 }, 24 }, /* abstract sockets, signals */
};

#define VERSION_MAX ((int)(sizeof(versions) / sizeof(versions[0])) - 1)

static int add(int rules, const struct version *version, int parent, uint64_t allowed)
{
	const struct path_beneath rule = { allowed & version->refuses.fs, parent };

	return syscall(ADD_RULE, rules, PATH_BENEATH, &rule, 0) < 0 ? -ISLE_EPERM : 0;
}

static int add_file(int rules, const struct version *version, const char *path)
{
	int error, fd = open(path, O_PATH | O_CLOEXEC);

	if (fd < 0)
		return 0;
	error = add(rules, version, fd, FILE_WRITE);
	close(fd);
	return error;
}

int isled_landlock(const struct isle_export *exports, uint32_t exports_n, const char *const *beside)
{
	int found = (int)syscall(CREATE_RULESET, NULL, 0, ASK_VERSION), rules, error = 0;
	const struct version *version;

	if (found < 2)
		return 0;
	version = &versions[found < VERSION_MAX ? found : VERSION_MAX];
	rules = (int)syscall(CREATE_RULESET, &version->refuses, version->ruleset_bytes, 0);
	if (rules < 0)
		return 0;
	for (uint32_t i = 0; !error && i < exports_n; i++)
		error = add(rules, version, exports[i].root,
			    exports[i].read_only ? TREE_READ : TREE_WRITE);
	for (; !error && *beside; beside++)
		error = add_file(rules, version, *beside);
	if (!error && syscall(RESTRICT_SELF, rules, 0) < 0)
		error = -ISLE_EPERM;
	close(rules);
	return error < 0 ? error : (int)(version - versions);
}
