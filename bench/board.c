/* SPDX-License-Identifier: BSD-3-Clause */
/* A board in QEMU at the other end of a terminal. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "bench.h"

static void path_of(const struct bench *b, const char *firmware, char *ret_path, size_t max)
{
	snprintf(ret_path, max, "%s/../../firmware/bin/firmware/%s", b->bin, firmware);
}

static bool has_emulator(void)
{
	char list[4096], path[4200], *folder;

	snprintf(list, sizeof(list), "%s", getenv("PATH") ? getenv("PATH") : "/usr/bin");
	for (folder = strtok(list, ":"); folder; folder = strtok(NULL, ":")) {
		snprintf(path, sizeof(path), "%s/qemu-system-arm", folder);
		if (!access(path, X_OK))
			return true;
	}
	return false;
}

bool bench_board_there(const struct bench *b)
{
	char bench[1024], floor[1024];

	path_of(b, "bench", bench, sizeof(bench));
	path_of(b, "bench_floor", floor, sizeof(floor));
	return !access(bench, R_OK) && !access(floor, R_OK) && has_emulator();
}

pid_t bench_board_start(const struct bench *b, const char *firmware, const char *tty)
{
	pid_t parent = getpid(), pid;
	char path[1024], link[1024];
	int null;

	path_of(b, firmware, path, sizeof(path));
	snprintf(link, sizeof(link), "serial,id=link,path=%s", tty);
	pid = fork();
	bench_check(pid >= 0, "fork");
	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	null = open("/dev/null", O_WRONLY);
	dup2(null, 1);
	dup2(null, 2);
	execlp("qemu-system-arm", "qemu-system-arm", "-M", "mps2-an386", "-nographic",
	       "-nodefaults", "-monitor", "none", "-chardev", link, "-serial", "chardev:link",
	       "-kernel", path, (char *)NULL);
	_exit(127);
}

void bench_board_stop(pid_t pid)
{
	kill(pid, SIGKILL);
	bench_reap(pid);
}
