/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The first process of the emulated machine, and all that it needs of a system: loads the modules that /modules
 * lists, runs the program that /program names, and switches the machine off.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

static void mount_at(const char *type, const char *where)
{
	mkdir(where, 0755);
	if (mount(type, where, type, 0, NULL) < 0)
		printf("# mount %s: %s\n", where, strerror(errno));
}

/* "NAME.ko parameters" */
static void load(char *line)
{
	char *parameters = line + strcspn(line, " \n"), path[280];
	int fd;

	if (*parameters)
		*parameters++ = 0;
	parameters[strcspn(parameters, "\n")] = 0;
	snprintf(path, sizeof(path), "/lib/%s", line);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || syscall(SYS_finit_module, fd, parameters, 0) < 0)
		printf("# module %s: %s\n", line, strerror(errno));
	close(fd);
}

static void load_all(void)
{
	FILE *list = fopen("/modules", "re");
	char line[256];

	while (list && fgets(line, sizeof(line), list))
		load(line);
	if (list)
		fclose(list);
}

static void run(void)
{
	char program[512] = "", *const args[] = { program, NULL };
	FILE *name = fopen("/program", "re");
	int status = 0;
	pid_t pid;

	if (!name || !fgets(program, sizeof(program), name))
		return;
	program[strcspn(program, "\n")] = 0;
	pid = fork();
	if (pid == 0) {
		setenv("HOME", "/tmp", 1);
		setenv("PATH", "/bin", 1);
		execv(program, args);
		printf("# %s: %s\n", program, strerror(errno));
		_exit(127);
	}
	while (waitpid(pid, &status, 0) != pid)
		;
	printf("# the program ended with status %d\n", WEXITSTATUS(status));
}

int main(void)
{
	int console;

	mount_at("devtmpfs", "/dev");
	console = open("/dev/console", O_RDWR);
	for (int fd = 0; console >= 0 && fd < 3; fd++)
		dup2(console, fd);
	setvbuf(stdout, NULL, _IOLBF, 0);
	mount_at("proc", "/proc");
	mount_at("sysfs", "/sys");
	mkdir("/tmp", 01777); /* no mount: the tree may be a folder of it */
	mount_at("devpts", "/dev/pts");
	chmod("/tmp", 01777);
	load_all();
	run();
	sync();
	reboot(RB_POWER_OFF);
	return 0;
}
