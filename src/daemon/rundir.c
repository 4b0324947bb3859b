/* SPDX-License-Identifier: BSD-3-Clause */
#include "rundir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <isle/errors.h>
#include <isle/service.h>

int isled_rundir_default(char *ret_path, size_t max)
{
	const char *folder = getenv("XDG_RUNTIME_DIR");
	int n;

	if (geteuid() == 0)
		n = snprintf(ret_path, max, "/run/isled");
	else if (folder && folder[0] == '/')
		n = snprintf(ret_path, max, "%s/isled", folder);
	else
		return -ISLE_ENOENT;
	return n > 0 && (size_t)n < max ? 0 : -ISLE_ENAMETOOLONG;
}

static int failed(const char *what, const char *path)
{
	int native = errno;

	isle_log(ISLE_LOG_ERROR, "supervisor", "%s %s: %s", what, path, strerror(native));
	return native == EACCES || native == EPERM ? -ISLE_EACCES : -ISLE_EIO;
}

static int take_lock(const char *rundir, const char *name)
{
	char path[4200], pid[16];
	int fd, n;

	snprintf(path, sizeof(path), "%s/%s.lock", rundir, name);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
	if (fd < 0)
		return failed("open", path);
	if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		n = (int)read(fd, pid, sizeof(pid) - 1);
		pid[n > 0 ? n : 0] = 0;
		pid[strspn(pid, "0123456789")] = 0;
		isle_log(ISLE_LOG_ERROR, "supervisor", "%s is served already by isled with pid %s",
			 name, pid);
		close(fd);
		return -ISLE_EBUSY;
	}
	n = snprintf(pid, sizeof(pid), "%d\n", (int)getpid());
	if (ftruncate(fd, 0) < 0 || pwrite(fd, pid, (size_t)n, 0) != n) {
		close(fd);
		return failed("write", path);
	}
	return fd;
}

static int listen_at(struct isled_door *door, bool anyone, gid_t group)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	mode_t mask;
	int bound;

	strcpy(address.sun_path, door->path);
	door->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (door->listener < 0)
		return failed("socket", door->path);
	/* The lock is ours, so whatever has this name was left by an earlier life. */
	unlink(door->path);
	mask = umask(0177);
	bound = bind(door->listener, (struct sockaddr *)&address, sizeof(address));
	umask(mask);
	if (bound < 0 || listen(door->listener, 64) < 0)
		return failed("listen", door->path);
	if (group != (gid_t)-1 && chown(door->path, (uid_t)-1, group) < 0)
		return failed("chown", door->path);
	if ((anyone || group != (gid_t)-1) && chmod(door->path, anyone ? 0666 : 0660) < 0)
		return failed("chmod", door->path);
	return 0;
}

int isled_door_open(const char *rundir, const char *name, bool anyone, gid_t group,
		    struct isled_door *ret_door)
{
	struct isled_door door = { .listener = -1, .lock = -1 };
	int n = snprintf(door.path, sizeof(door.path), "%s/%s.sock", rundir, name), error;

	if (n < 0 || (size_t)n >= sizeof(door.path)) {
		isle_log(ISLE_LOG_ERROR, "supervisor", "%s/%s.sock: too long for a socket", rundir,
			 name);
		return -ISLE_ENAMETOOLONG;
	}
	if (mkdir(rundir, 0755) < 0 && errno != EEXIST)
		return failed("mkdir", rundir);
	door.lock = take_lock(rundir, name);
	if (door.lock < 0)
		return door.lock;
	error = listen_at(&door, anyone, group);
	if (error < 0) {
		isled_door_close(&door);
		return error;
	}
	*ret_door = door;
	return 0;
}

void isled_door_close(struct isled_door *door)
{
	if (door->listener >= 0) {
		unlink(door->path);
		close(door->listener);
	}
	/* The lock's file stays: removing it would let two daemons hold two locks. */
	if (door->lock >= 0)
		close(door->lock);
	door->listener = door->lock = -1;
}
