/* SPDX-License-Identifier: BSD-3-Clause */
/* Watches and locks of a real isled, in numbers; and what is under way at the end. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <isle/lock.h>
#include <isle/watch.h>

#include "harness.h"
#include "tests/service/live.h"

/* A leak detector looks for the worker's threads there, as far as its walls let it. */
#define SEEN "[export /proc]\n"

static struct side *mcu;
static struct isle_context *ctx;
static char base[300];
static uint8_t memory[65536];

static const char *at(const char *format, int number)
{
	static char ring[4][600];
	static int turn;
	char *text = ring[turn++ % 4];
	size_t n = (size_t)snprintf(text, sizeof(ring[0]), "%s/", base);

	snprintf(text + n, sizeof(ring[0]) - n, format, number);
	return text;
}

/* The worker may be nobody. */
static void make_folder(const char *path)
{
	CHECK_EQ(mkdir(path, 0777), 0);
	CHECK_EQ(chmod(path, 0777), 0);
}

static void begin(const char *limits)
{
	char config[1024];

	snprintf(base, sizeof(base), "%s/tree", test_folder());
	make_folder(base);
	snprintf(config, sizeof(config),
		 "[export %s]\nmode = rw\nhide = none\n" SEEN "[limits]\n%s", base, limits);
	live_start(config);
	mcu = live_client();
	ctx = &mcu->client.context;
}

static void end(void)
{
	live_close(mcu);
	live_stop();
}

/* ---- attributes ---- */

/* A control group is a folder of attributes that one may make; "" when that is not possible here. */
static const char *make_group(void)
{
	static char path[128];

	snprintf(path, sizeof(path), "/sys/fs/cgroup/unified/isle-w%d", (int)getpid());
	if (!mkdir(path, 0755))
		return path;
	snprintf(path, sizeof(path), "/sys/fs/cgroup/isle-w%d", (int)getpid());
	if (!access("/sys/fs/cgroup/cgroup.procs", W_OK) && !mkdir(path, 0755))
		return path;
	return "";
}

TEST(service_wait, "an attribute gets the bytes of a call in one write, whatever a frame holds")
{
	const char *group = make_group();
	char config[512], path[200], text[2000];
	struct isle_file file;
	int n;

	if (!*group)
		SKIP("no control group can be made here");
	snprintf(path, sizeof(path), "%s/cgroup.max.depth", group);
	CHECK_EQ(chmod(path, 0666), 0);
	snprintf(config, sizeof(config), "[export %s]\nmode = rw\n" SEEN, group);
	live_frame = 512;
	live_start(config);
	mcu = live_client();
	ctx = &mcu->client.context;
	/* It takes a number with any white space before: written in pieces, the first would be none. */
	memset(text, ' ', sizeof(text));
	memcpy(text + sizeof(text) - 2, "17", 2);
	CHECK_EQ(isle_file_put(ctx, path, text, sizeof(text), 0, 0), sizeof(text));
	n = isle_file_get(ctx, path, text, sizeof(text), NULL);
	CHECK_EQ(n, 3);
	CHECK_MEM(text, "17\n", 3);
	CHECK_EQ(isle_file_open(ctx, path, ISLE_O_RDWR, 0, &file), 0);
	CHECK_EQ(isle_file_pwrite(ctx, &file, "nonsense", 8, 0), -ISLE_EINVAL);
	CHECK_EQ(isle_file_pwrite(ctx, &file, "9", 1, 0), 1);
	CHECK_EQ(isle_file_pread(ctx, &file, text, sizeof(text), 0), 2);
	CHECK_MEM(text, "9\n", 2);
	CHECK_EQ(isle_file_close(ctx, &file), 0);
	end();
	CHECK_EQ(rmdir(group), 0);
}

/* ---- in numbers ---- */

TEST_WITHIN(service_wait, 90,
	    "in a tree of 10,000 folders the limit answers, and nothing else suffers")
{
	enum { FOLDERS = 10000, TRIED = 2000 };
	struct isle_watcher w, other;
	struct isle_change change;
	struct isle_stat st;
	int good = 0, full = 0, rc;

	begin("watches = 500\n");
	for (int i = 0; i < FOLDERS; i++)
		CHECK_EQ(mkdir(at("d%d", i), 0755), 0);
	CHECK_EQ(isle_watch_open(ctx, ISLE_O_NONBLOCK, memory, sizeof(memory), &w), 0);
	for (int i = 0; i < TRIED; i++) {
		rc = isle_watch_add(ctx, &w, at("d%d", i), ISLE_WATCH_CREATE);
		good += rc > 0;
		full += rc == -ISLE_ENOSPC;
		if (i % 100 == 0)
			CHECK_EQ(isle_file_stat(ctx, at("d%d", FOLDERS - 1), &st), 0);
	}
	CHECK_EQ(good, 500);
	CHECK_EQ(full, TRIED - 500);
	CHECK_EQ(isle_watch_open(ctx, 0, memory, sizeof(memory), &other), 0);
	CHECK_EQ(isle_watch_add(ctx, &other, at("d%d", 0), ISLE_WATCH_CREATE), -ISLE_ENOSPC);
	CHECK_EQ(mkdir(at("d%d/new", 499), 0755), 0);
	CHECK_EQ(mkdir(at("d%d/new", 500), 0755), 0);
	CHECK_EQ(isle_watch_read(ctx, &w, &change), 1);
	CHECK_STR(change.name, "new");
	CHECK_EQ(isle_watch_read(ctx, &w, &change), -ISLE_EAGAIN);
	CHECK_EQ(isle_watch_close(ctx, &w), 0);
	CHECK(isle_watch_add(ctx, &other, at("d%d", 0), ISLE_WATCH_CREATE) > 0);
	CHECK_EQ(isle_watch_close(ctx, &other), 0);
	end();
}

TEST_WITHIN(service_wait, 90,
	    "a storm of renames overflows, which is told, and changes come again after it")
{
	unsigned long most = 0, told = 0;
	struct isle_change change = { 0 };
	struct isle_watcher w;
	char from[600], to[600];
	FILE *limit = fopen("/proc/sys/fs/inotify/max_queued_events", "re");
	int d, rc, ids[3];

	CHECK(limit && fscanf(limit, "%lu", &most) == 1);
	fclose(limit);
	if (most > 100000)
		SKIP("the queue of this kernel is too long to be filled");
	begin("watches = 4\n");
	make_folder(at("storm", 0));
	for (int i = 0; i < 4; i++)
		make_folder(at("d%d", i));
	CHECK_EQ(isle_watch_open(ctx, ISLE_O_NONBLOCK, memory, sizeof(memory), &w), 0);
	d = isle_watch_add(ctx, &w, at("storm", 0), ISLE_WATCH_MOVED_FROM | ISLE_WATCH_MOVED_TO);
	CHECK(d > 0);
	for (int i = 0; i < 3; i++)
		ids[i] = (int)CHECK_OK(isle_watch_add(ctx, &w, at("d%d", i), ISLE_WATCH_CREATE));
	snprintf(from, sizeof(from), "%s", at("storm/a", 0));
	snprintf(to, sizeof(to), "%s", at("storm/b", 0));
	make_folder(from);
	for (unsigned long i = 0; i < most / 4 + 100; i++) {
		CHECK_EQ(rename(from, to), 0);
		CHECK_EQ(rename(to, from), 0);
	}
	for (int i = 0; i < 3; i++)
		CHECK_EQ(rmdir(at("d%d", i)), 0); /* told by nobody */
	CHECK_EQ(isle_watch_add(ctx, &w, at("d%d", 3), ISLE_WATCH_CREATE), -ISLE_ENOSPC);
	while ((rc = isle_watch_read(ctx, &w, &change)) == 1 &&
	       !(change.mask & ISLE_WATCH_OVERFLOW)) {
		CHECK_EQ(change.watch, d);
		told++;
	}
	CHECK_EQ(rc, 1);
	CHECK_EQ(change.watch, 0);
	CHECK(told >= most - 1);
	CHECK_EQ(isle_watch_read(ctx, &w, &change), -ISLE_EAGAIN);
	CHECK_EQ(isle_watch_add(ctx, &w, at("d%d", 3), ISLE_WATCH_CREATE), -ISLE_ENOSPC);
	CHECK_EQ(isle_watch_remove(ctx, &w, (uint32_t)ids[1]), 0);
	CHECK(isle_watch_add(ctx, &w, at("d%d", 3), ISLE_WATCH_CREATE) > 0);
	CHECK_EQ(rename(from, to), 0);
	CHECK_EQ(isle_watch_read(ctx, &w, &change), 1);
	CHECK_STR(change.name, "a");
	end();
}

TEST(service_wait, "many locks that wait hold up no file, no device and no answer")
{
	enum { WAITS = 16 };
	struct isle_file holder, files[WAITS], other;
	static struct isle_op ops[WAITS];
	struct isle_stat st;
	char text[8];

	begin("");
	CHECK_EQ(isle_file_put(ctx, at("f", 0), "abc", 3, ISLE_O_CREAT, 0666), 3);
	CHECK_EQ(isle_file_open(ctx, at("f", 0), ISLE_O_RDWR, 0, &holder), 0);
	CHECK_EQ(isle_file_lock(ctx, &holder, ISLE_LOCK_WRITE, 0, 0, 0), 0);
	for (int i = 0; i < WAITS; i++) {
		CHECK_EQ(isle_file_open(ctx, at("f", 0), ISLE_O_RDWR, 0, &files[i]), 0);
		isle_async(ctx, &ops[i], NULL, NULL);
		CHECK_EQ(isle_file_lock(ctx, &files[i], ISLE_LOCK_WRITE, ISLE_LOCK_WAIT, 0, 0), 0);
	}
	for (int i = 0; i < 50; i++) {
		CHECK_EQ(isle_file_open(ctx, at("g", 0), ISLE_O_RDWR | ISLE_O_CREAT, 0666, &other),
			 0);
		CHECK_EQ(isle_file_write(ctx, &other, "text", 4), 4);
		CHECK_EQ(isle_file_fsync(ctx, &other), 0);
		CHECK_EQ(isle_file_pread(ctx, &other, text, 4, 0), 4);
		CHECK_EQ(isle_file_close(ctx, &other), 0);
		CHECK_EQ(isle_file_stat(ctx, at("g", 0), &st), 0);
	}
	for (int i = 0; i < WAITS; i++)
		CHECK(!isle_op_finished(&ops[i]));
	CHECK_EQ(isle_file_close(ctx, &holder), 0);
	/* Each of them in turn, in the kernel's order. */
	for (int left = WAITS; left; left--) {
		int i = 0;

		while (i < WAITS && (!files[i].epoch || !isle_op_finished(&ops[i])))
			i = (i + 1) % WAITS;
		CHECK_EQ(isle_op_wait(&ops[i]), 0);
		CHECK_EQ(isle_file_close(ctx, &files[i]), 0);
	}
	end();
}

TEST(service_wait,
     "whatever waits when the client leaves, or when isled ends, nothing stays behind")
{
	struct isle_file a, b, c;
	static struct isle_op ops[6];
	struct isle_watcher w;
	struct flock l = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int fd;

	for (int i = 0; i < 3; i++) {
		if (i == 0)
			begin("");
		else
			mcu = live_client();
		ctx = &mcu->client.context;
		CHECK_EQ(isle_file_open(ctx, at("f", 0), ISLE_O_RDWR | ISLE_O_CREAT, 0666, &a), 0);
		CHECK_EQ(isle_file_open(ctx, at("f", 0), ISLE_O_RDWR, 0, &b), 0);
		CHECK_EQ(isle_file_open(ctx, at("f", 0), ISLE_O_RDWR, 0, &c), 0);
		CHECK_EQ(isle_file_lock(ctx, &a, ISLE_LOCK_WRITE, 0, 0, 0), 0);
		CHECK_EQ(isle_watch_open(ctx, 0, memory, sizeof(memory), &w), 0);
		CHECK(isle_watch_add(ctx, &w, base, ISLE_WATCH_CREATE) > 0);
		isle_async(ctx, &ops[0], NULL, NULL);
		CHECK_EQ(isle_file_lock(ctx, &b, ISLE_LOCK_READ, ISLE_LOCK_WAIT, 0, 0), 0);
		isle_async(ctx, &ops[1], NULL, NULL);
		CHECK_EQ(isle_file_lock(ctx, &c, ISLE_LOCK_WRITE, ISLE_LOCK_WAIT, 0, 0), 0);
		isle_async(ctx, &ops[2], NULL, NULL);
		CHECK_EQ(isle_watch_fetch(ctx, &w), 0);
		isle_async(ctx, &ops[3], NULL, NULL);
		CHECK_EQ(isle_file_poll(ctx, &w.file, ISLE_POLL_IN), 0);
		isle_async(ctx, &ops[4], NULL, NULL);
		CHECK_EQ(isle_file_poll(ctx, &a, ISLE_POLL_PRI), 0);
		CHECK_EQ(isle_client_echo(ctx, "x", 1, &(char){ 0 }), 1);
		for (int k = 0; k < 5; k++)
			CHECK(k == 3 || !isle_op_finished(&ops[k]));
		if (i < 2)
			live_close(mcu);
	}
	live_stop(); /* the last ones wait */
	fd = open(at("f", 0), O_RDWR | O_CLOEXEC);
	CHECK(fd >= 0);
	CHECK_EQ(fcntl(fd, F_SETLKW, &l), 0);
	close(fd);
	live_close(mcu);
}
