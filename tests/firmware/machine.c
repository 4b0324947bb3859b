/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include "machine.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define LONG_MS 45000u

/* ---- files that others write ---- */

unsigned file_count(const char *path, const char *text)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	unsigned n = 0;
	struct stat st;
	char *all, *at;
	ssize_t got;

	if (fd < 0)
		return 0;
	CHECK_EQ(fstat(fd, &st), 0);
	all = malloc((size_t)st.st_size + 1);
	got = read(fd, all, (size_t)st.st_size);
	close(fd);
	all[got > 0 ? got : 0] = 0;
	for (at = all; (at = strstr(at, text)); at += strlen(text))
		n++;
	free(all);
	return n;
}

/* For whoever reads why a case failed. */
static void show_end(const char *path)
{
	char text[1500];
	FILE *f = fopen(path, "re");
	size_t n;

	if (!f)
		return;
	fseek(f, 0, SEEK_END);
	fseek(f, ftell(f) > (long)sizeof(text) ? -(long)sizeof(text) : -ftell(f), SEEK_CUR);
	n = fread(text, 1, sizeof(text), f);
	fclose(f);
	printf("# ---- the end of %s\n%.*s# ----\n", path, (int)n, text);
}

void file_wait(const char *path, const char *text, unsigned least)
{
	uint64_t start = now_ms();

	while (file_count(path, text) < least) {
		if (now_ms() - start > LONG_MS) {
			show_end(path);
			FAIL("%s does not have \"%s\" %u times", path, text, least);
		}
		sleep_ms(5);
	}
}

/* ---- QEMU ---- */

static const char *firmware(void)
{
	const char *given = getenv("ISLE_TEST_FIRMWARE");

	return given ? given : ISLE_SOURCE_DIR "/build/firmware/bin/firmware/guest";
}

static void need_machine(void)
{
	if (access("/usr/bin/qemu-system-arm", X_OK) && system("command -v qemu-system-arm >&2"))
		SKIP("there is no qemu-system-arm here");
	if (access(firmware(), R_OK))
		SKIP("there is no firmware: ./dev build firmware");
}

static void become_machine(const struct machine *m, const char *wire, bool is_socket, pid_t parent)
{
	char qmp[200], link[300], own[200], log[200];
	int fd;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	snprintf(qmp, sizeof(qmp), "unix:%s/qmp%u,server=on,wait=off", m->folder, m->n);
	snprintf(link, sizeof(link), "%s,id=link,path=%s", is_socket ? "socket" : "serial", wire);
	snprintf(own, sizeof(own), "file:%s", m->own);
	snprintf(log, sizeof(log), "%s/qemu.log", m->folder);
	fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0666);
	dup2(fd, 1);
	dup2(fd, 2);
	close(fd);
	execlp("qemu-system-arm", "qemu-system-arm", "-M", "mps2-an386", "-nographic",
	       "-nodefaults", "-monitor", "none", "-chardev", link, "-serial", "chardev:link",
	       "-serial", own, "-qmp", qmp, "-kernel", firmware(), (char *)NULL);
	_exit(127);
}

void machine_start(struct machine *m, const char *folder, const char *wire, bool is_socket)
{
	static unsigned started;
	pid_t parent = getpid();

	need_machine();
	m->n = ++started;
	snprintf(m->folder, sizeof(m->folder), "%s", folder);
	snprintf(m->own, sizeof(m->own), "%s/own%u", folder, m->n);
	fflush(stdout);
	m->pid = fork();
	CHECK(m->pid >= 0);
	if (m->pid == 0)
		become_machine(m, wire, is_socket, parent);
}

void machine_kill(struct machine *m)
{
	int status;

	CHECK_EQ(kill(m->pid, SIGKILL), 0);
	CHECK_EQ(waitpid(m->pid, &status, 0), m->pid);
	if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL)
		FAIL("QEMU had ended before, with status 0x%x", status);
}

static int qmp_connect(const struct machine *m)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	uint64_t start = 0;

	CHECK(fd >= 0);
	snprintf(name.sun_path, sizeof(name.sun_path), "%.90s/qmp%u", m->folder, m->n);
	while (connect(fd, (struct sockaddr *)&name, sizeof(name)))
		CHECK(still_waiting(&start));
	return fd;
}

/* Waits until QMP has said `text`. */
static void qmp_says(int fd, const char *text)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	uint64_t start = 0;
	char said[8192];
	size_t n = 0;

	said[0] = 0;
	while (!strstr(said, text)) {
		CHECK(still_waiting(&start) && n < sizeof(said) - 1);
		if (poll(&p, 1, 10) <= 0)
			continue;
		ssize_t got = read(fd, said + n, sizeof(said) - 1 - n);

		CHECK(got > 0);
		n += (size_t)got;
		said[n] = 0;
	}
}

void machine_reset(struct machine *m)
{
	static const char ready[] = "{\"execute\":\"qmp_capabilities\"}\n";
	static const char reset[] = "{\"execute\":\"system_reset\"}\n";
	int fd = qmp_connect(m);

	qmp_says(fd, "QMP");
	CHECK_EQ(write(fd, ready, sizeof(ready) - 1), sizeof(ready) - 1);
	qmp_says(fd, "return");
	CHECK_EQ(write(fd, reset, sizeof(reset) - 1), sizeof(reset) - 1);
	qmp_says(fd, "RESET");
	close(fd);
}
