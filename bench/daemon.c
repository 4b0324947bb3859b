/* SPDX-License-Identifier: BSD-3-Clause */
/* The folder with what the rows read, and the isled that serves it. */
#define _GNU_SOURCE
#include "bench.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define CHUNK_BYTES 65536u

static const char *in_folder(struct bench *b, const char *name)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s/%s", b->folder, name);
	return path;
}

static void make_file(struct bench *b, const char *name, uint64_t bytes)
{
	int fd = open(in_folder(b, name), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0644);
	uint64_t at;

	bench_check(fd >= 0, name);
	for (at = 0; at < bytes; at += CHUNK_BYTES) {
		size_t len = bytes - at < CHUNK_BYTES ? (size_t)(bytes - at) : CHUNK_BYTES;

		bench_pattern_fill(b->buf, at, len);
		bench_check(write(fd, b->buf, len) == (ssize_t)len, name);
	}
	close(fd);
}

static void make_config(struct bench *b)
{
	/* Who watches it from inside needs calls that the worker may not make. */
	const char *walls = getenv("ISLE_BENCH_UNDER") ? "confine = no\n" : "";
	FILE *f = fopen(in_folder(b, "isled.conf"), "we");

	bench_check(f != NULL, "isled.conf");
	fprintf(f,
		"[client]\nname = bench\nlink = unix:%s/link\nkeepalive = 0\n"
		"testing = yes\nrestart_backoff = off\n%s\n"
		"[export /]\nroot = %s/tree\nmode = ro\n",
		b->folder, walls, b->folder);
	bench_check(!fclose(f), "isled.conf");
	f = fopen(in_folder(b, "uart.conf"), "we");
	bench_check(f != NULL, "uart.conf");
	fprintf(f,
		"[client]\nname = bench\nlink = serial:%s/tty,pty\nkeepalive = 0\n\n"
		"[export /down]\nroot = %s/tree\nmode = ro\n[export /up]\nroot = %s/up\nmode = rw\n",
		b->folder, b->folder, b->folder);
	bench_check(!fclose(f), "uart.conf");
}

/* Beside the programs, since a temporary folder may be in memory or small. */
void bench_tree_make(struct bench *b)
{
	static const char *const folders[] = { "tree", "tree/a", "tree/a/b", "run", "up" };
	unsigned i;

	snprintf(b->folder, sizeof(b->folder), "%s/bench-XXXXXX", b->bin);
	bench_check(mkdtemp(b->folder) != NULL, b->folder);
	bench_check(!chmod(b->folder, 0755), b->folder);
	for (i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		bench_check(!mkdir(in_folder(b, folders[i]), 0755), folders[i]);
	make_file(b, "tree/one", 4096);
	make_file(b, "tree/a/b/three", 4096);
	make_file(b, "tree/down", 65536);
	bench_check(!chmod(in_folder(b, "up"), 0777), "up");
	make_config(b);
}

/* A file at rest: all of it cached and clean, and not changed for a while. Only the rows that read it
 * have to wait for it. */
static void make_big_once(struct bench *b)
{
	const struct timespec times[2] = { { .tv_sec = 1000000000 }, { .tv_sec = 1000000000 } };
	struct stat st;
	int fd;

	if (!stat(in_folder(b, "tree/big"), &st))
		return;
	make_file(b, "tree/big", BENCH_FILE_BYTES);
	fd = open(in_folder(b, "tree/big"), O_WRONLY | O_CLOEXEC);
	bench_check(fd >= 0 && !fsync(fd) && !futimens(fd, times), "a big file");
	close(fd);
}

static int remove_one(const char *path, const struct stat *st, int what, struct FTW *where)
{
	(void)st;
	(void)what;
	(void)where;
	return remove(path);
}

void bench_tree_remove(struct bench *b)
{
	if (b->folder[0])
		nftw(b->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	b->folder[0] = 0;
}

/* ---- isled --------------------------------------------------------------------------------------- */

/* ISLE_BENCH_UNDER: a program that runs isled and watches it, with its arguments. */
static void run_isled(struct bench *b, const char *notify, int log)
{
	char program[512], config[512], rundir[512], list[512], *argv[24], *under;
	const char *watcher = getenv("ISLE_BENCH_UNDER");
	unsigned n = 0;

	snprintf(program, sizeof(program), "%s/isled", b->bin);
	snprintf(config, sizeof(config), "%s/%s", b->folder, b->config ? b->config : "isled.conf");
	snprintf(rundir, sizeof(rundir), "%s/run", b->folder);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	setenv("NOTIFY_SOCKET", notify, 1);
	dup2(log, 1);
	dup2(log, 2);
	snprintf(list, sizeof(list), "%s", watcher ? watcher : "");
	for (under = strtok(list, " "); under && n < 16; under = strtok(NULL, " "))
		argv[n++] = under;
	argv[n++] = program;
	argv[n++] = "--run-dir";
	argv[n++] = rundir;
	argv[n++] = "-c";
	argv[n++] = config;
	argv[n] = NULL;
	execvp(argv[0], argv);
	_exit(127);
}

static int open_notify(struct sockaddr_un *un)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	memset(un, 0, sizeof(*un));
	un->sun_family = AF_UNIX;
	snprintf(un->sun_path + 1, sizeof(un->sun_path) - 1, "isle-bench-%d", (int)getpid());
	bench_check(fd >= 0 && !bind(fd, (struct sockaddr *)un,
				     (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 +
						 strlen(un->sun_path + 1))),
		    "notification socket");
	return fd;
}

static void show_log(const char *log)
{
	char line[512];
	FILE *f = fopen(log, "re");

	while (f && fgets(line, sizeof(line), f))
		fputs(line, stderr);
	if (f)
		fclose(f);
}

static void await_ready(struct bench *b, int notify, const char *log)
{
	struct pollfd p = { .fd = notify, .events = POLLIN };
	char text[512];

	for (;;) {
		ssize_t n = poll(&p, 1, 10000) == 1 ? recv(notify, text, sizeof(text) - 1, 0) : 0;

		if (n <= 0) {
			show_log(log);
			kill(b->daemon.supervisor, SIGTERM);
			errno = 0;
			bench_die("starting isled");
		}
		text[n] = 0;
		if (strstr(text, "READY=1"))
			return;
	}
}

void bench_daemon_start(struct bench *b)
{
	char log[512], name[128];
	struct sockaddr_un un;
	int notify = open_notify(&un), fd;
	uint64_t start;

	if (!b->config)
		make_big_once(b);
	snprintf(log, sizeof(log), "%s/log", b->folder);
	snprintf(name, sizeof(name), "@%s", un.sun_path + 1);
	fd = open(log, O_CREAT | O_APPEND | O_WRONLY | O_CLOEXEC, 0644);
	bench_check(fd >= 0, log);
	start = bench_now_ns();
	b->daemon.supervisor = fork();
	bench_check(b->daemon.supervisor >= 0, "fork");
	if (!b->daemon.supervisor)
		run_isled(b, name, fd);
	await_ready(b, notify, log);
	b->daemon.ready_ms = (double)(bench_now_ns() - start) / 1e6;
	b->daemon.worker = bench_child_of(b->daemon.supervisor);
	bench_check(b->daemon.worker != 0, "finding the worker");
	close(fd);
	close(notify);
}

void bench_daemon_stop(struct bench *b)
{
	if (!b->daemon.supervisor)
		return;
	kill(b->daemon.supervisor, SIGTERM);
	bench_reap(b->daemon.supervisor);
	b->daemon.supervisor = b->daemon.worker = 0;
}
