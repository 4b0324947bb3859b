/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include "daemon.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define NOBODY 65534

uint64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

void sleep_ms(unsigned ms)
{
	struct timespec t = { ms / 1000, (long)(ms % 1000) * 1000000 };

	nanosleep(&t, NULL);
}

static uint64_t patience_ms(void)
{
	const char *slow = getenv("ISLE_TEST_SLOW");

	return 10000u * (uint64_t)(slow && atoi(slow) > 0 ? atoi(slow) : 1);
}

bool still_waiting(uint64_t *start)
{
	if (!*start)
		*start = now_ms();
	sleep_ms(1);
	return now_ms() - *start < patience_ms();
}

/* ---- files ---- */

void data_give(const char *path)
{
	if (geteuid() == 0 && lchown(path, NOBODY, NOBODY) < 0)
		FAIL("chown %s: %s", path, strerror(errno));
}

const char *data_path(const struct daemon *d, const char *name)
{
	static char paths[4][600];
	static unsigned turn;
	char *path = paths[turn++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", d->data, name);
	return path;
}

void data_put(const struct daemon *d, const char *name, const void *bytes, size_t len)
{
	const char *path = data_path(d, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

	if (fd < 0 || write(fd, bytes, len) != (ssize_t)len)
		FAIL("%s: %s", path, strerror(errno));
	close(fd);
	data_give(path);
}

size_t data_get(const struct daemon *d, const char *name, void *buf, size_t max)
{
	const char *path = data_path(d, name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		FAIL("%s: %s", path, strerror(errno));
	n = read(fd, buf, max);
	close(fd);
	CHECK(n >= 0);
	return (size_t)n;
}

static void make_folder(const char *path)
{
	if (mkdir(path, 0777) < 0 || chmod(path, 0777) < 0)
		FAIL("mkdir %s: %s", path, strerror(errno));
}

/* ---- the configuration ---- */

int free_port(void)
{
	struct sockaddr_in name = { .sin_family = AF_INET };
	socklen_t bytes = sizeof(name);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	CHECK(fd >= 0);
	CHECK_EQ(bind(fd, (struct sockaddr *)&name, sizeof(name)), 0);
	CHECK_EQ(getsockname(fd, (struct sockaddr *)&name, &bytes), 0);
	close(fd);
	return ntohs(name.sin_port);
}

static void write_config(struct daemon *d, const struct daemon_options *options)
{
	char path[200];
	FILE *f;

	snprintf(path, sizeof(path), "%s/isled.conf", d->folder);
	f = fopen(path, "we");
	CHECK(f != NULL);
	fprintf(f, "[client]\nname = test\nlink = %s\ntesting = yes\nrestart_backoff = off\n",
		d->link);
	if (options->frame_max)
		fprintf(f, "frame_max = %u\n", options->frame_max);
	fprintf(f, "%s\n[console]\nlog = %s/console.log\n", options->client ? options->client : "",
		d->folder);
	fprintf(f, "[export /data]\nroot = %s\nmode = rw\n[export /ro]\nroot = %s\n", d->data,
		d->data);
	fprintf(f, "[export /none]\nroot = %s\nhide = secret\n", d->data);
	fprintf(f, "[export /proc]\n[export /sys]\n[export /dev]\nmode = rw\n");
	if (d->port)
		fprintf(f, "[forward]\nforward = tcp:127.0.0.1:%d -> web\n", d->port);
	fprintf(f, "[limits]\n%s\n%s\n", options->limits ? options->limits : "",
		options->more ? options->more : "");
	fclose(f);
}

static void choose_names(struct daemon *d, const struct daemon_options *options)
{
	const char *scheme = options->scheme ? options->scheme : "unix";

	snprintf(d->folder, sizeof(d->folder), "%s", test_folder());
	snprintf(d->door, sizeof(d->door), "%s/run/test.sock", d->folder);
	snprintf(d->data, sizeof(d->data), "%s/data", d->folder);
	snprintf(d->log, sizeof(d->log), "%s/log", d->folder);
	if (strcmp(scheme, "tcp") == 0)
		snprintf(d->address, sizeof(d->address), "127.0.0.1:%d", free_port());
	else
		snprintf(d->address, sizeof(d->address), "%s/link", d->folder);
	snprintf(d->link, sizeof(d->link), "%.20s:%.150s%s", scheme, d->address,
		 strcmp(scheme, "serial") == 0 ? ",pty" : "");
	d->port = options->forward ? free_port() : 0;
}

/* ---- the process ---- */

static int listen_for_ready(const struct daemon *d, char *ret_name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%.90s/notify", d->folder);
	strcpy(ret_name, address.sun_path);
	CHECK(fd >= 0);
	CHECK_EQ(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

static void become_daemon(const struct daemon *d, const struct daemon_options *options,
			  const char *notify)
{
	char conf[200], run[200], program[600];
	int log = open(d->log, O_WRONLY | O_CREAT | O_APPEND, 0666);

	snprintf(conf, sizeof(conf), "%s/isled.conf", d->folder);
	snprintf(run, sizeof(run), "%s/run", d->folder);
	const struct rlimit files = { options->files_max, options->files_max };

	prctl(PR_SET_PDEATHSIG, SIGKILL); /* it does not outlive the tests, however they end */
	if (options->files_max)
		setrlimit(RLIMIT_NOFILE, &files);
	dup2(log, 2);
	close(log);
	umask(022);
	setenv("NOTIFY_SOCKET", notify, 1);
	unsetenv("JOURNAL_STREAM");
	snprintf(program, sizeof(program), ISLE_BIN_DIR "/%s%s",
		 options->program ? "tests/with/" : "",
		 options->program ? options->program : "isled");
	execl(program, "isled", "-c", conf, "--run-dir", run, (char *)NULL);
	_exit(127);
}

/* Shows the end of the log, for whoever reads why a case failed. */
static void show_log(const struct daemon *d)
{
	char text[3000];
	int fd = open(d->log, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return;
	lseek(fd, -(off_t)sizeof(text) + 1, SEEK_END);
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	printf("# ---- log of isled\n%.*s# ----\n", (int)(n > 0 ? n : 0), text);
}

void daemon_wait_ready(struct daemon *d)
{
	struct pollfd p = { .fd = d->notify, .events = POLLIN };
	uint64_t start = now_ms();
	char text[256];
	int status;
	ssize_t n;

	while (now_ms() - start < patience_ms()) {
		if (waitpid(d->pid, &status, WNOHANG) == d->pid) {
			show_log(d);
			FAIL("isled ended with status 0x%x", status);
		}
		if (poll(&p, 1, 50) <= 0)
			continue;
		n = recv(d->notify, text, sizeof(text) - 1, 0);
		text[n > 0 ? n : 0] = 0;
		if (strncmp(text, "READY=1", 7) == 0)
			return;
	}
	show_log(d);
	FAIL("isled was not ready in time");
}

void daemon_start(struct daemon *d, const struct daemon_options *options)
{
	char notify[128];

	memset(d, 0, sizeof(*d));
	umask(0);
	choose_names(d, options);
	chmod(d->folder, 0711);
	make_folder(d->data);
	write_config(d, options);
	d->notify = listen_for_ready(d, notify);
	fflush(stdout);
	d->pid = fork();
	CHECK(d->pid >= 0);
	if (d->pid == 0)
		become_daemon(d, options, notify);
	daemon_wait_ready(d);
	d->first = daemon_worker(d);
	d->fds = daemon_fds(d->first);
}

void daemon_stop(struct daemon *d)
{
	uint64_t start = 0;
	pid_t got;
	int status = 0;

	if (daemon_log_has(d, "Sanitizer") || daemon_log_has(d, "runtime error")) {
		show_log(d);
		FAIL("a sanitizer has spoken");
	}
	kill(d->pid, SIGTERM);
	while ((got = waitpid(d->pid, &status, WNOHANG)) == 0 && still_waiting(&start))
		;
	close(d->notify);
	if (got == d->pid && WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return;
	show_log(d);
	FAIL("isled ended with status 0x%x (%d)", status, (int)got);
}

pid_t daemon_worker(const struct daemon *d)
{
	char path[64];
	int pid = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)d->pid, (int)d->pid);
	f = fopen(path, "re");
	CHECK(f != NULL);
	if (fscanf(f, "%d", &pid) != 1)
		pid = 0;
	fclose(f);
	return pid;
}

void daemon_kill_worker(struct daemon *d)
{
	pid_t worker = daemon_worker(d);

	CHECK(worker > 0);
	/* A worker of root has another uid than a test that is not root; it is never so. */
	CHECK_EQ(kill(worker, SIGKILL), 0);
	daemon_wait_ready(d);
	CHECK(daemon_worker(d) != worker);
}

/* ---- what it has open, what it says ---- */

unsigned daemon_fds(pid_t pid)
{
	struct dirent *entry;
	char path[64];
	struct stat st;
	unsigned n = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/fd", (int)pid);
	dir = opendir(path);
	if (!dir) /* not dumpable, we are not root; since Linux 6.2 the size is the number */
		return stat(path, &st) == 0 ? (unsigned)st.st_size : 0;
	while ((entry = readdir(dir)))
		n += entry->d_name[0] != '.';
	closedir(dir);
	return n;
}

void daemon_check_fds(struct daemon *d)
{
	uint64_t start = 0;
	unsigned now;

	if (!d->fds || daemon_worker(d) != d->first)
		return;
	while ((now = daemon_fds(d->first)) > d->fds && still_waiting(&start))
		;
	if (now > d->fds) {
		show_log(d);
		FAIL("the worker has %u descriptors open, not %u", now, d->fds);
	}
}

size_t daemon_log_bytes(const struct daemon *d)
{
	struct stat st;

	CHECK_EQ(stat(d->log, &st), 0);
	return (size_t)st.st_size;
}

bool daemon_log_has(const struct daemon *d, const char *text)
{
	size_t max = daemon_log_bytes(d);
	char *log = malloc(max + 1);
	int fd = open(d->log, O_RDONLY | O_CLOEXEC);
	ssize_t n = read(fd, log, max);
	bool has;

	close(fd);
	has = n > 0 && memmem(log, (size_t)n, text, strlen(text)) != NULL;
	free(log);
	return has;
}
