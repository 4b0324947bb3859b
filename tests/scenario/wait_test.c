/* SPDX-License-Identifier: BSD-3-Clause */
/* Waiting for files: polls of what is no regular file, and hang-ups. */
#define _GNU_SOURCE
#include "bed.h"
#include "mounts.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <isle/watch.h>

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

static void begin_poll(struct bed *bed, const struct isle_file *file, uint32_t events,
		       struct isle_op *op)
{
	isle_async(bed->ctx, op, NULL, NULL);
	CHECK_EQ(isle_file_poll(bed->ctx, file, events), 0);
}

/* What was sent before has been served. */
static void settle(struct bed *bed)
{
	char back;

	CHECK_EQ(isle_client_echo(bed->ctx, "x", 1, &back), 1);
}

/* ---- what is ready ---- */

SCENARIO(poll, "regular files and folders are always ready, for what is asked")
{
	static const char *const names[] = { "/data/f", "/dev/null", "/proc/uptime", "/data" };
	struct isle_file file;

	CHECK_EQ(isle_file_put(bed->ctx, "/data/f", "text", 4, ISLE_O_CREAT, 0644), 4);
	for (int i = 0; i < 4; i++) {
		CHECK_EQ(isle_file_open(bed->ctx, names[i], ISLE_O_RDONLY, 0, &file), 0);
		CHECK_EQ(isle_file_poll(bed->ctx, &file, ISLE_POLL_IN), ISLE_POLL_IN);
		CHECK(isle_file_poll(bed->ctx, &file, ISLE_POLL_IN | ISLE_POLL_OUT) & ISLE_POLL_IN);
		CHECK_EQ(isle_file_poll(bed->ctx, &file, 0x40), -ISLE_EINVAL);
		CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
	}
}

SCENARIO(poll, "what never comes ends with the deadline, with a cancel and with CLOSE")
{
	struct isle_file file;
	struct isle_op op, other;

	CHECK_EQ(isle_file_put(bed->ctx, "/data/f", "text", 4, ISLE_O_CREAT, 0644), 4);
	CHECK_EQ(isle_file_open(bed->ctx, "/data/f", ISLE_O_RDONLY, 0, &file), 0);
	bed->ctx->timeout_ms = 60;
	CHECK_EQ(isle_file_poll(bed->ctx, &file, ISLE_POLL_PRI), -ISLE_ETIMEDOUT);
	bed->ctx->timeout_ms = 20000;
	begin_poll(bed, &file, ISLE_POLL_PRI, &op);
	isle_op_cancel(&op);
	CHECK_EQ(isle_op_wait(&op), -ISLE_ECANCELED);
	begin_poll(bed, &file, ISLE_POLL_PRI, &op);
	begin_poll(bed, &file, 0, &other);
	settle(bed);
	CHECK(!isle_op_finished(&op) && !isle_op_finished(&other));
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
	CHECK_EQ(isle_op_wait(&op), -ISLE_ECANCELED);
	CHECK_EQ(isle_op_wait(&other), -ISLE_ECANCELED);
	bed_status_is(bed, "file.pending", 0);
}

SCENARIO(poll, "it is refused in a batch, and on a handle that is none")
{
	static uint64_t memory[64];
	struct isle_batch batch;
	struct isle_file file;

	CHECK_EQ(isle_file_open(bed->ctx, "/dev/null", ISLE_O_RDONLY, 0, &file), 0);
	isle_batch_begin(&batch, bed->ctx, memory, sizeof(memory));
	CHECK_EQ(isle_file_poll(bed->ctx, &file, ISLE_POLL_IN), 0);
	CHECK(isle_batch_run(&batch) < 0);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
	CHECK_EQ(isle_file_poll(bed->ctx, &file, ISLE_POLL_IN), -ISLE_EBADF);
}

/* ---- terminals and FIFOs ---- */

SCENARIO(poll, "many polls, a blocked read and writes share one terminal")
{
	char path[64], text[32];
	int master = open_pty(path, sizeof(path));
	struct isle_op polls[5], read_op;
	struct isle_file file;

	if (master < 0) {
		bed_skip(bed, "there are no pseudo terminals here");
		return;
	}
	CHECK_EQ(isle_file_open(bed->ctx, path, ISLE_O_RDWR, 0, &file), 0);
	CHECK_EQ(isle_file_poll(bed->ctx, &file, ISLE_POLL_IN | ISLE_POLL_OUT), ISLE_POLL_OUT);
	for (int i = 0; i < 3; i++)
		begin_poll(bed, &file, ISLE_POLL_IN, &polls[i]);
	isle_async(bed->ctx, &read_op, NULL, NULL);
	CHECK_EQ(isle_file_read(bed->ctx, &file, text, sizeof(text)), 0);
	for (int i = 3; i < 5; i++)
		begin_poll(bed, &file, ISLE_POLL_IN | ISLE_POLL_PRI, &polls[i]);
	CHECK_EQ(isle_file_write(bed->ctx, &file, "out", 3), 3);
	CHECK_EQ(read(master, text, sizeof(text)), 3);
	for (int i = 0; i < 5; i++)
		CHECK(!isle_op_finished(&polls[i]));
	isle_op_cancel(&polls[1]);
	CHECK_EQ(isle_op_wait(&polls[1]), -ISLE_ECANCELED);
	settle(bed);
	CHECK_EQ(write(master, "typed", 5), 5);
	for (int i = 0; i < 5; i++)
		if (i != 1)
			CHECK_EQ(isle_op_wait(&polls[i]), ISLE_POLL_IN);
	CHECK_EQ(isle_op_wait(&read_op), 5);
	CHECK_MEM(text, "typed", 5);
	begin_poll(bed, &file, ISLE_POLL_IN, &polls[0]);
	settle(bed);
	CHECK(!isle_op_finished(&polls[0]));
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
	CHECK_EQ(isle_op_wait(&polls[0]), -ISLE_ECANCELED);
	close(master);
}

SCENARIO(poll, "a terminal whose other side closes says HUP to polls and EIO to writes")
{
	char path[64], text[8];
	int master = open_pty(path, sizeof(path)), r;
	struct isle_op in, nothing, read_op;
	struct isle_file file;

	if (master < 0)
		return; /* as said above */
	CHECK_EQ(isle_file_open(bed->ctx, path, ISLE_O_RDWR, 0, &file), 0);
	begin_poll(bed, &file, ISLE_POLL_IN, &in);
	begin_poll(bed, &file, 0, &nothing);
	isle_async(bed->ctx, &read_op, NULL, NULL);
	CHECK_EQ(isle_file_read(bed->ctx, &file, text, sizeof(text)), 0);
	settle(bed);
	CHECK(!isle_op_finished(&in) && !isle_op_finished(&nothing) && !isle_op_finished(&read_op));
	close(master);
	CHECK(isle_op_wait(&in) & ISLE_POLL_HUP);
	CHECK(isle_op_wait(&nothing) & ISLE_POLL_HUP);
	r = isle_op_wait(&read_op);
	CHECK(r == 0 || r == -ISLE_EIO);
	CHECK(isle_file_poll(bed->ctx, &file, 0) & ISLE_POLL_HUP);
	CHECK_EQ(isle_file_write(bed->ctx, &file, "x", 1), -ISLE_EIO);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
}

SCENARIO(poll, "a FIFO is ready when the other side writes, makes room, or leaves")
{
	static char filling[65536];
	int fd = make_fifo(bed, "p");
	struct isle_file r, w;
	struct isle_op op;

	CHECK_EQ(fcntl(fd, F_SETPIPE_SZ, 4096), 4096);
	CHECK_EQ(isle_file_open(bed->ctx, "/data/p", ISLE_O_RDONLY, 0, &r), 0);
	CHECK_EQ(isle_file_open(bed->ctx, "/data/p", ISLE_O_WRONLY, 0, &w), 0);
	begin_poll(bed, &r, ISLE_POLL_IN, &op);
	settle(bed);
	CHECK(!isle_op_finished(&op));
	CHECK_EQ(write(fd, filling, 4096), 4096);
	CHECK_EQ(isle_op_wait(&op), ISLE_POLL_IN);
	begin_poll(bed, &w, ISLE_POLL_OUT, &op);
	settle(bed);
	CHECK(!isle_op_finished(&op));
	CHECK_EQ(isle_file_read(bed->ctx, &r, filling, 4096), 4096);
	CHECK_EQ(isle_op_wait(&op), ISLE_POLL_OUT);
	begin_poll(bed, &r, ISLE_POLL_IN, &op);
	settle(bed);
	CHECK(!isle_op_finished(&op));
	close(fd);
	CHECK_EQ(isle_file_close(bed->ctx, &w), 0);
	CHECK_EQ(isle_op_wait(&op), ISLE_POLL_HUP);
	CHECK_EQ(isle_file_close(bed->ctx, &r), 0);
}

/* ---- attributes ---- */

/* A process in a mount namespace of its own that mounts or unmounts with each byte. */
struct mounter {
	pid_t pid;
	int order, done;
};

static void mount_on_order(const char *place, int order, int done)
{
	char byte = unshare(CLONE_NEWNS) || !mounts_stay_here(place) ? 'n' : 'y';
	bool mounted = false;

	do {
		if (write(done, &byte, 1) != 1)
			break;
		if (read(order, &byte, 1) != 1)
			break;
		if (!mounted)
			mounted = !mount("none", place, "tmpfs", 0, NULL);
		else
			mounted = umount(place) != 0;
	} while (1);
	_exit(0);
}

static bool mounter_start(struct bed *bed, struct mounter *m)
{
	int order[2], done[2];
	char answer;

	CHECK_EQ(mkdir(data_path(&bed->daemon, "place"), 0755), 0);
	CHECK_EQ(pipe2(order, O_CLOEXEC) + pipe2(done, O_CLOEXEC), 0);
	m->pid = fork();
	CHECK(m->pid >= 0);
	if (!m->pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(order[1]);
		close(done[0]);
		mount_on_order(data_path(&bed->daemon, "place"), order[0], done[1]);
	}
	close(order[0]);
	close(done[1]);
	m->order = order[1];
	m->done = done[0];
	CHECK_EQ(read(m->done, &answer, 1), 1);
	return answer == 'y';
}

static void mounter_order(struct mounter *m)
{
	CHECK_EQ(write(m->order, "x", 1), 1);
}

static void mounter_done(struct mounter *m)
{
	char byte;

	CHECK_EQ(read(m->done, &byte, 1), 1);
}

static void mounter_stop(struct mounter *m)
{
	close(m->order);
	close(m->done);
	CHECK_EQ(waitpid(m->pid, NULL, 0), m->pid);
}

/* One mount may be more than one change. */
static void drain(struct bed *bed, struct isle_file *file)
{
	while (isle_file_poll(bed->ctx, file, ISLE_POLL_IN | ISLE_POLL_PRI) & ISLE_POLL_PRI)
		;
}

SCENARIO(poll,
	 "a change of the mounts is told once to each poll that waits for it, and none is missed")
{
	enum { PRI = ISLE_POLL_PRI | ISLE_POLL_ERR };
	struct isle_op first, second;
	struct isle_file file;
	char path[64];
	struct mounter m;

	if (!mounter_start(bed, &m)) {
		mounter_stop(&m);
		bed_skip(bed, "nothing can be mounted here");
		return;
	}
	snprintf(path, sizeof(path), "/proc/%d/mountinfo", (int)m.pid);
	CHECK_EQ(isle_file_open(bed->ctx, path, ISLE_O_RDONLY, 0, &file), 0);
	CHECK_EQ(isle_file_poll(bed->ctx, &file, ISLE_POLL_IN), ISLE_POLL_IN);
	begin_poll(bed, &file, ISLE_POLL_PRI, &first);
	begin_poll(bed, &file, ISLE_POLL_PRI, &second);
	settle(bed);
	CHECK(!isle_op_finished(&first) && !isle_op_finished(&second));
	mounter_order(&m);
	CHECK_EQ(isle_op_wait(&first), PRI);
	CHECK_EQ(isle_op_wait(&second), PRI);
	mounter_done(&m);
	drain(bed, &file);
	for (int i = 0; i < 40; i++) { /* the change comes just before, with or after the poll */
		if (i % 3 == 0)
			mounter_order(&m);
		begin_poll(bed, &file, ISLE_POLL_PRI, &first);
		if (i % 3 == 1)
			mounter_order(&m);
		if (i % 3 == 2) {
			settle(bed);
			mounter_order(&m);
		}
		CHECK_EQ(isle_op_wait(&first), PRI);
		mounter_done(&m);
		drain(bed, &file);
	}
	begin_poll(bed, &file, ISLE_POLL_PRI, &first);
	settle(bed);
	isle_op_cancel(&first);
	CHECK_EQ(isle_op_wait(&first), -ISLE_ECANCELED);
	begin_poll(bed, &file, ISLE_POLL_PRI, &first);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
	CHECK_EQ(isle_op_wait(&first), -ISLE_ECANCELED);
	bed_status_is(bed, "file.pending", 0);
	mounter_stop(&m);
}

/* A process that joins a control group: its attribute cgroup.events tells. */
static pid_t join_group(const char *procs)
{
	pid_t pid = fork();
	int fd;

	CHECK(pid >= 0);
	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	fd = open(procs, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, "0", 1) != 1)
		_exit(1);
	for (;;)
		pause();
}

SCENARIO(poll, "an attribute that changed since it was read says PRI")
{
	char group[128], path[200], text[128];
	struct isle_file file;
	struct isle_op op;
	pid_t pid;
	int n;

	snprintf(group, sizeof(group), "/sys/fs/cgroup/unified/isle-%d", (int)getpid());
	if (mkdir(group, 0755)) {
		snprintf(group, sizeof(group), "/sys/fs/cgroup/isle-%d", (int)getpid());
		if (access("/sys/fs/cgroup/cgroup.procs", W_OK) || mkdir(group, 0755)) {
			bed_skip(bed, "no control group can be made here");
			return;
		}
	}
	snprintf(path, sizeof(path), "%s/cgroup.events", group);
	CHECK_EQ(isle_file_open(bed->ctx, path, ISLE_O_RDONLY, 0, &file), 0);
	n = isle_file_pread(bed->ctx, &file, text, sizeof(text), 0);
	CHECK(n > 0);
	CHECK_MEM(text, "populated 0", 11);
	begin_poll(bed, &file, ISLE_POLL_PRI, &op);
	settle(bed);
	CHECK(!isle_op_finished(&op));
	snprintf(path, sizeof(path), "%s/cgroup.procs", group);
	pid = join_group(path);
	CHECK_EQ(isle_op_wait(&op), ISLE_POLL_PRI | ISLE_POLL_ERR);
	CHECK_EQ(isle_file_poll(bed->ctx, &file, ISLE_POLL_PRI), ISLE_POLL_PRI | ISLE_POLL_ERR);
	CHECK(isle_file_pread(bed->ctx, &file, text, sizeof(text), 0) > 0);
	CHECK_MEM(text, "populated 1", 11);
	begin_poll(bed, &file, ISLE_POLL_PRI, &op);
	settle(bed);
	CHECK(!isle_op_finished(&op));
	kill(pid, SIGKILL);
	CHECK_EQ(waitpid(pid, NULL, 0), pid);
	CHECK_EQ(isle_op_wait(&op), ISLE_POLL_PRI | ISLE_POLL_ERR);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
	CHECK_EQ(rmdir(group), 0);
}
