/* SPDX-License-Identifier: BSD-3-Clause */
/* Open files that a device request makes. */
#include "linux/device.h"

#include <isle/errors.h>

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <unistd.h>

#include "linux/errors.h"
#include "linux/file.h"

int isled_device_made(int fd, const struct isled_file *of, struct isled_file *ret_file)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0) {
		flags = isled_error(errno);
		close(fd);
		return flags;
	}
	*ret_file = (struct isled_file){
		.fd = fd,
		.type = ISLE_FILE_TYPE_CHAR,
		.traits = ISLE_FILE_IS_STREAM,
		.flags = ISLE_O_RDONLY,
		.ro = of->ro && !(of->flags & ISLE_O_WRONLY),
		.fs = of->fs,
		.access = ISLED_CLASS_POLL,
		.granted = of->granted,
	};
	return 0;
}

void isled_device_drop(int fd)
{
	if (fd >= 0)
		close(fd);
}

bool isled_device_matches(const char *pattern, const char *path)
{
	return fnmatch(pattern, path, FNM_PATHNAME) == 0;
}
