/* SPDX-License-Identifier: BSD-3-Clause */
/* What is no regular file: /proc, /sys, FIFOs, terminals, devices. */
#define _GNU_SOURCE
#include "bed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

static int make_fifo(struct bed *bed, const char *name)
{
	const char *path = data_path(&bed->daemon, name);
	int fd;

	CHECK_EQ(mkfifo(path, 0666), 0);
	data_give(path);
	fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	CHECK(fd >= 0);
	return fd;
}

/* ---- /proc and /sys ---- */

static size_t native(const char *path, char *text, size_t max)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t n = 0;
	ssize_t got;

	CHECK(fd >= 0);
	while ((got = read(fd, text + n, max - n)) > 0)
		n += (size_t)got;
	close(fd);
	return n;
}

SCENARIO(virtual, "files of /proc with size 0 are read to their end")
{
	static char want[200000], got[200000];
	size_t n = native("/proc/filesystems", want, sizeof(want)), at = 0;
	struct isle_file file;
	bool whole;
	int r;

	CHECK(n > 0);
	CHECK_EQ(isle_file_get(bed->ctx, "/proc/filesystems", got, sizeof(got), &whole), n);
	CHECK(whole);
	CHECK_MEM(got, want, n);
	CHECK_EQ(isle_file_open(bed->ctx, "/proc/filesystems", ISLE_O_RDONLY, 0, &file), 0);
	CHECK_EQ(file.size, 0);
	CHECK_EQ(file.traits & ISLE_FILE_IS_VIRTUAL, ISLE_FILE_IS_VIRTUAL);
	while ((r = isle_file_read(bed->ctx, &file, got + at, 37)) > 0)
		at += (size_t)r;
	CHECK_EQ(r, 0);
	CHECK_EQ(at, n);
	CHECK_MEM(got, want, n);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
}

SCENARIO(virtual, "a long file of /proc is one piece, whatever a frame holds")
{
	static char got[1000000];
	int n = isle_file_get(bed->ctx, "/proc/kallsyms", got, sizeof(got), NULL);
	const char *name = "/proc/kallsyms";

	if (n == -ISLE_ENOENT || n == 0) {
		name = "/proc/cpuinfo";
		n = isle_file_get(bed->ctx, name, got, sizeof(got), NULL);
	}
	CHECK(n > 500);
	CHECK(memchr(got, 0, (size_t)n) == NULL);
	CHECK(memchr(got, '\n', (size_t)n) != NULL);
}

SCENARIO(virtual, "an attribute of /sys is read")
{
	static const char *const names[] = { "/sys/kernel/uevent_seqnum", "/sys/kernel/fscaps",
					     "/sys/devices/system/cpu/online" };
	char want[256], got[256];
	size_t i, n;

	for (i = 0; i < 3 && access(names[i], R_OK) < 0; i++)
		;
	if (i == 3) {
		bed_skip(bed, "no attribute of /sys can be read here");
		return;
	}
	n = native(names[i], want, sizeof(want));
	CHECK_EQ(isle_file_get(bed->ctx, names[i], got, sizeof(got), NULL), n);
	CHECK_MEM(got, want, n);
}

SCENARIO(virtual, "the daemon's own /proc leads the client nowhere")
{
	char path[64], text[64];
	int worker = daemon_worker(&bed->daemon);

	snprintf(path, sizeof(path), "/proc/%d/mem", worker);
	CHECK(isle_file_get(bed->ctx, path, text, sizeof(text), NULL) < 0);
	snprintf(path, sizeof(path), "/proc/%d/environ", worker);
	CHECK(isle_file_get(bed->ctx, path, text, sizeof(text), NULL) < 0);
	snprintf(path, sizeof(path), "/proc/%d/root/etc/hostname", worker);
	CHECK(isle_file_get(bed->ctx, path, text, sizeof(text), NULL) < 0);
	CHECK(isle_file_get(bed->ctx, "/proc/self/mem", text, sizeof(text), NULL) < 0);
	CHECK(isle_file_get(bed->ctx, "/proc/self/root/etc/hostname", text, sizeof(text), NULL) <
	      0);
	CHECK(isle_file_get(bed->ctx, "/proc/self/fd/0", text, sizeof(text), NULL) < 0);
	CHECK(isle_file_get(bed->ctx, "/proc/self/cwd/etc/hostname", text, sizeof(text), NULL) < 0);
}

/* ---- FIFOs ---- */

SCENARIO(fifo, "one write call is one write, all or nothing")
{
	static uint8_t bytes[3000], back[8192];
	int fd = make_fifo(bed, "p");
	struct isle_file file;

	CHECK(fcntl(fd, F_SETPIPE_SZ, 4096) == 4096);
	CHECK_EQ(write(fd, back, 2000), 2000);
	pattern_fill(bytes, sizeof(bytes), 1);
	CHECK_EQ(isle_file_open(bed->ctx, "/data/p", ISLE_O_WRONLY | ISLE_O_NONBLOCK, 0, &file), 0);
	CHECK_EQ(file.type, ISLE_FILE_TYPE_FIFO);
	CHECK_EQ(file.traits & (ISLE_FILE_IS_STREAM | ISLE_FILE_IS_SEEKABLE), ISLE_FILE_IS_STREAM);
	CHECK_EQ(isle_file_write(bed->ctx, &file, bytes, sizeof(bytes)), -ISLE_EAGAIN);
	CHECK_EQ(read(fd, back, sizeof(back)), 2000);
	CHECK_EQ(isle_file_write(bed->ctx, &file, bytes, sizeof(bytes)), sizeof(bytes));
	CHECK_EQ(read(fd, back, sizeof(back)), sizeof(bytes));
	pattern_check(back, sizeof(bytes), 1);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
	close(fd);
}

SCENARIO(fifo, "a blocked write waits for room and then is whole")
{
	static uint8_t bytes[20000], back[20000];
	int fd = make_fifo(bed, "p");
	size_t got = 0;
	struct isle_file file;
	struct isle_op op;
	ssize_t n;

	CHECK(fcntl(fd, F_SETPIPE_SZ, 4096) == 4096);
	pattern_fill(bytes, sizeof(bytes), 1);
	CHECK_EQ(isle_file_open(bed->ctx, "/data/p", ISLE_O_WRONLY, 0, &file), 0);
	isle_async(bed->ctx, &op, NULL, NULL);
	CHECK_EQ(isle_file_write(bed->ctx, &file, bytes, sizeof(bytes)), 0);
	while (got < sizeof(bytes)) {
		n = read(fd, back + got, sizeof(back) - got);
		if (n > 0)
			got += (size_t)n;
		isle_client_poll_wait(&bed->peer->client, 1);
	}
	CHECK_EQ(isle_op_wait(&op), sizeof(bytes));
	pattern_check(back, sizeof(bytes), 1);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
	close(fd);
}

SCENARIO(fifo, "without a peer a reader waits in its first read and a writer in its open")
{
	struct isle_file r, w, b;
	struct isle_op op;
	char text[8];

	close(make_fifo(bed, "p"));
	CHECK_EQ(isle_file_open(bed->ctx, "/data/p", ISLE_O_WRONLY | ISLE_O_NONBLOCK, 0, &w),
		 -ISLE_ENXIO);
	bed->ctx->timeout_ms = 60;
	CHECK_EQ(isle_file_open(bed->ctx, "/data/p", ISLE_O_WRONLY, 0, &w), -ISLE_ETIMEDOUT);
	CHECK_EQ(isle_file_open(bed->ctx, "/data/p", ISLE_O_RDONLY, 0, &b), 0);
	CHECK_EQ(isle_file_read(bed->ctx, &b, text, 8), -ISLE_ETIMEDOUT);
	bed->ctx->timeout_ms = 20000;
	CHECK_EQ(isle_file_open(bed->ctx, "/data/p", ISLE_O_RDONLY | ISLE_O_NONBLOCK, 0, &r), 0);
	CHECK_EQ(isle_file_read(bed->ctx, &r, text, 8), 0);
	isle_async(bed->ctx, &op, NULL, NULL);
	CHECK_EQ(isle_file_read(bed->ctx, &b, text, 8), 0);
	CHECK_EQ(isle_file_open(bed->ctx, "/data/p", ISLE_O_WRONLY, 0, &w), 0);
	CHECK_EQ(isle_file_read(bed->ctx, &r, text, 8), -ISLE_EAGAIN);
	CHECK(!isle_op_finished(&op));
	CHECK_EQ(isle_file_write(bed->ctx, &w, "hi", 2), 2);
	CHECK_EQ(isle_op_wait(&op), 2);
	CHECK_EQ(isle_file_close(bed->ctx, &w), 0);
	CHECK_EQ(isle_file_read(bed->ctx, &b, text, 8), 0);
	CHECK_EQ(isle_file_seek(bed->ctx, &b, 0, ISLE_SEEK_END), -ISLE_ESPIPE);
	CHECK_EQ(isle_file_close(bed->ctx, &r), 0);
	CHECK_EQ(isle_file_close(bed->ctx, &b), 0);
	bed_status_is(bed, "session.handles", 0);
}

SCENARIO(fifo, "a writer that waits for a reader goes on when one comes")
{
	struct isle_file r, w;
	struct isle_op op;

	close(make_fifo(bed, "p"));
	isle_async(bed->ctx, &op, NULL, NULL);
	CHECK_EQ(isle_file_open(bed->ctx, "/data/p", ISLE_O_WRONLY, 0, &w), 0);
	CHECK_EQ(isle_file_access(bed->ctx, "/data/p", 0), 0);
	CHECK(!isle_op_finished(&op));
	CHECK_EQ(isle_file_open(bed->ctx, "/data/p", ISLE_O_RDONLY | ISLE_O_NONBLOCK, 0, &r), 0);
	CHECK_EQ(isle_op_wait(&op), 0);
	CHECK_EQ(isle_file_close(bed->ctx, &r), 0);
	CHECK_EQ(isle_file_close(bed->ctx, &w), 0);
}

SCENARIO(fifo, "writing where nobody reads any more is EPIPE and no signal")
{
	struct isle_file w;
	int fd = make_fifo(bed, "p");

	CHECK_EQ(isle_file_open(bed->ctx, "/data/p", ISLE_O_WRONLY, 0, &w), 0);
	CHECK_EQ(isle_file_write(bed->ctx, &w, "x", 1), 1);
	close(fd);
	CHECK_EQ(isle_file_write(bed->ctx, &w, "x", 1), -ISLE_EPIPE);
	CHECK_EQ(isle_file_close(bed->ctx, &w), 0);
	CHECK_EQ(daemon_worker(&bed->daemon), bed->daemon.first);
}

SCENARIO(fifo, "a blocked read delays nobody and can be given up without eating data")
{
	int fd = make_fifo(bed, "p");
	struct isle_file file;
	struct isle_stat st;
	struct isle_op op;
	char text[8];

	CHECK_EQ(isle_file_open(bed->ctx, "/data/p", ISLE_O_RDONLY, 0, &file), 0);
	isle_async(bed->ctx, &op, NULL, NULL);
	CHECK_EQ(isle_file_read(bed->ctx, &file, text, sizeof(text)), 0);
	for (int i = 0; i < 20; i++) {
		CHECK_EQ(isle_file_stat(bed->ctx, "/data", &st), 0);
		CHECK_EQ(isle_client_echo(bed->ctx, "x", 1, text), 1);
	}
	CHECK(!isle_op_finished(&op));
	isle_op_cancel(&op);
	CHECK_EQ(isle_op_wait(&op), -ISLE_ECANCELED);
	CHECK_EQ(isle_file_stat(bed->ctx, "/data", &st), 0); /* the cancel has arrived */
	CHECK_EQ(write(fd, "later", 5), 5);
	CHECK_EQ(isle_file_read(bed->ctx, &file, text, sizeof(text)), 5);
	CHECK_MEM(text, "later", 5);
	bed->ctx->timeout_ms = 50;
	CHECK_EQ(isle_file_read(bed->ctx, &file, text, sizeof(text)), -ISLE_ETIMEDOUT);
	bed->ctx->timeout_ms = 20000;
	isle_async(bed->ctx, &op, NULL, NULL);
	CHECK_EQ(isle_file_read(bed->ctx, &file, text, sizeof(text)), 0);
	CHECK_EQ(isle_file_access(bed->ctx, "/data/p", 0), 0);
	CHECK_EQ(write(fd, "now", 3), 3);
	CHECK_EQ(isle_op_wait(&op), 3);
	CHECK_MEM(text, "now", 3);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
	close(fd);
}

SCENARIO(fifo, "two dozen blocked reads leave room for everything else")
{
	enum { N = 24 };
	static struct isle_op ops[N];
	static struct isle_file files[N];
	static char text[N], name[N][32];
	struct isle_stat st;
	int fd[N];

	for (int i = 0; i < N; i++) {
		snprintf(name[i], sizeof(name[i]), "/data/p%d", i);
		fd[i] = make_fifo(bed, name[i] + 6);
		CHECK_EQ(isle_file_open(bed->ctx, name[i], ISLE_O_RDONLY, 0, &files[i]), 0);
		isle_async(bed->ctx, &ops[i], NULL, NULL);
		CHECK_EQ(isle_file_read(bed->ctx, &files[i], &text[i], 1), 0);
	}
	CHECK_EQ(isle_file_put(bed->ctx, "/data/f", "x", 1, ISLE_O_CREAT, 0644), 1);
	CHECK_EQ(isle_file_stat(bed->ctx, "/proc/uptime", &st), 0);
	CHECK(isle_file_get(bed->ctx, "/proc/uptime", &text, 1, NULL) == 1);
	for (int i = N - 1; i >= 0; i--) {
		CHECK(!isle_op_finished(&ops[i]));
		text[0] = (char)i;
		CHECK_EQ(write(fd[i], text, 1), 1);
		CHECK_EQ(isle_op_wait(&ops[i]), 1);
		CHECK_EQ(text[i], i);
		close(fd[i]);
	}
}

/* ---- terminals and devices ---- */

static int open_pty(char *ret_path, size_t max)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	struct termios t;

	if (master < 0 || grantpt(master) < 0 || unlockpt(master) < 0 ||
	    ptsname_r(master, ret_path, max) != 0 || chmod(ret_path, 0666) < 0) {
		close(master);
		return -1;
	}
	tcgetattr(master, &t);
	cfmakeraw(&t);
	tcsetattr(master, TCSANOW, &t);
	return master;
}

SCENARIO(tty, "an idle terminal is read without delaying anyone, and written")
{
	char path[64], text[32];
	int master = open_pty(path, sizeof(path));
	struct isle_file file;
	struct isle_op op;

	if (master < 0) {
		bed_skip(bed, "there are no pseudo terminals here");
		return;
	}
	CHECK_EQ(isle_file_open(bed->ctx, path, ISLE_O_RDWR, 0, &file), 0);
	CHECK_EQ(file.type, ISLE_FILE_TYPE_CHAR);
	CHECK_EQ(file.traits & ISLE_FILE_IS_TTY, ISLE_FILE_IS_TTY);
	isle_async(bed->ctx, &op, NULL, NULL);
	CHECK_EQ(isle_file_read(bed->ctx, &file, text, sizeof(text)), 0);
	CHECK_EQ(isle_file_access(bed->ctx, "/data", 0), 0);
	CHECK(!isle_op_finished(&op));
	CHECK_EQ(write(master, "typed", 5), 5);
	CHECK_EQ(isle_op_wait(&op), 5);
	CHECK_MEM(text, "typed", 5);
	CHECK_EQ(isle_file_write(bed->ctx, &file, "shown", 5), 5);
	CHECK_EQ(read(master, text, sizeof(text)), 5);
	CHECK_MEM(text, "shown", 5);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
	close(master);
}

SCENARIO(tty, "a terminal that hangs up ends its blocked read")
{
	char path[64], text[32];
	int master = open_pty(path, sizeof(path)), r;
	struct isle_file file;
	struct isle_op op;

	if (master < 0)
		return; /* as said above */
	CHECK_EQ(isle_file_open(bed->ctx, path, ISLE_O_RDWR, 0, &file), 0);
	isle_async(bed->ctx, &op, NULL, NULL);
	CHECK_EQ(isle_file_read(bed->ctx, &file, text, sizeof(text)), 0);
	CHECK_EQ(isle_file_access(bed->ctx, "/data", 0), 0);
	close(master);
	r = isle_op_wait(&op);
	CHECK(r == 0 || r == -ISLE_EIO);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
}

SCENARIO(device, "null, zero and urandom behave as they do")
{
	static uint8_t bytes[100000];
	struct isle_file file;
	size_t zeros = 0;

	CHECK_EQ(isle_file_open(bed->ctx, "/dev/null", ISLE_O_RDWR, 0, &file), 0);
	CHECK_EQ(isle_file_write(bed->ctx, &file, bytes, sizeof(bytes)), sizeof(bytes));
	CHECK_EQ(isle_file_read(bed->ctx, &file, bytes, sizeof(bytes)), 0);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
	memset(bytes, 1, sizeof(bytes));
	CHECK_EQ(isle_file_open(bed->ctx, "/dev/zero", ISLE_O_RDONLY, 0, &file), 0);
	CHECK_EQ(isle_file_read(bed->ctx, &file, bytes, sizeof(bytes)), sizeof(bytes));
	for (size_t i = 0; i < sizeof(bytes); i++)
		CHECK_EQ(bytes[i], 0);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
	CHECK_EQ(isle_file_open(bed->ctx, "/dev/urandom", ISLE_O_RDONLY, 0, &file), 0);
	CHECK_EQ(isle_file_read(bed->ctx, &file, bytes, 4096), 4096);
	for (size_t i = 0; i < 4096; i++)
		zeros += !bytes[i];
	CHECK(zeros < 100);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
}
