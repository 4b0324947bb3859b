/* SPDX-License-Identifier: BSD-3-Clause */
/* Change watches: what is told, what is not, and when it ends. */
#define _GNU_SOURCE
#include "bed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <isle/watch.h>

#define CREATE ISLE_WATCH_CREATE
#define DELETE ISLE_WATCH_DELETE
#define FROM   ISLE_WATCH_MOVED_FROM
#define TO     ISLE_WATCH_MOVED_TO
#define NAMES  (CREATE | DELETE | FROM | TO)

static uint8_t memory[4096];

static struct isle_watcher open_watch(struct bed *bed, uint32_t flags)
{
	struct isle_watcher w;

	CHECK_EQ(isle_watch_open(bed->ctx, flags, memory, sizeof(memory), &w), 0);
	return w;
}

static uint32_t add(struct bed *bed, struct isle_watcher *w, const char *path, uint32_t mask)
{
	return (uint32_t)CHECK_OK(isle_watch_add(bed->ctx, w, path, mask));
}

/* The next change is this one. Returns: its cookie. */
static uint32_t expect(struct bed *bed, struct isle_watcher *w, uint32_t watch, uint32_t mask,
		       const char *name)
{
	struct isle_change change;

	CHECK_EQ(isle_watch_read(bed->ctx, w, &change), 1);
	CHECK_EQ(change.mask, mask);
	CHECK_EQ(change.watch, watch);
	CHECK_STR(change.name, name);
	CHECK_EQ(change.name_bytes, strlen(name));
	return change.cookie;
}

static void expect_nothing(struct bed *bed, struct isle_watcher *w)
{
	struct isle_change change;

	CHECK_EQ(isle_watch_read(bed->ctx, w, &change), -ISLE_EAGAIN);
}

static void touch(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);

	CHECK(fd >= 0);
	close(fd);
}

static void move(struct bed *bed, const char *from, const char *to)
{
	CHECK_EQ(rename(data_path(&bed->daemon, from), data_path(&bed->daemon, to)), 0);
}

static void settle(struct bed *bed)
{
	char back;

	CHECK_EQ(isle_client_echo(bed->ctx, "x", 1, &back), 1);
}

/* ---- what is told ---- */

SCENARIO(watch, "what Linux programs and the client do in a folder is told, in order")
{
	struct isle_watcher w = open_watch(bed, ISLE_O_NONBLOCK);
	uint32_t d = add(bed, &w, "/data", NAMES), cookie;

	expect_nothing(bed, &w);
	touch(data_path(&bed->daemon, "a"));
	CHECK_EQ(isle_file_mkdir(bed->ctx, "/data/sub", 0755), 0);
	move(bed, "a", "b");
	CHECK_EQ(isle_file_rmdir(bed->ctx, "/data/sub"), 0);
	CHECK_EQ(unlink(data_path(&bed->daemon, "b")), 0);
	expect(bed, &w, d, CREATE, "a");
	expect(bed, &w, d, CREATE | ISLE_WATCH_ISDIR, "sub");
	cookie = expect(bed, &w, d, FROM, "a");
	CHECK(cookie);
	CHECK_EQ(expect(bed, &w, d, TO, "b"), cookie);
	expect(bed, &w, d, DELETE | ISLE_WATCH_ISDIR, "sub");
	expect(bed, &w, d, DELETE, "b");
	expect_nothing(bed, &w);
	CHECK_EQ(isle_watch_close(bed->ctx, &w), 0);
}

SCENARIO(watch, "what is done to a file is told, up to its end")
{
	struct isle_watcher w = open_watch(bed, ISLE_O_NONBLOCK);
	struct isle_file file;
	uint32_t f;

	CHECK_EQ(isle_file_open(bed->ctx, "/data/f", ISLE_O_RDWR | ISLE_O_CREAT, 0644, &file), 0);
	f = add(bed, &w, "/data/f", ISLE_WATCH_EVENTS);
	CHECK_EQ(isle_file_write(bed->ctx, &file, "abc", 3), 3);
	expect(bed, &w, f, ISLE_WATCH_MODIFY, "");
	CHECK_EQ(isle_file_pread(bed->ctx, &file, &(char){ 0 }, 1, 0), 1);
	expect(bed, &w, f, ISLE_WATCH_ACCESS, "");
	CHECK_EQ(isle_file_fchmod(bed->ctx, &file, 0600), 0);
	expect(bed, &w, f, ISLE_WATCH_ATTRIB, "");
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
	expect(bed, &w, f, ISLE_WATCH_CLOSE_WRITE, "");
	move(bed, "f", "g");
	expect(bed, &w, f, ISLE_WATCH_MOVE_SELF, "");
	CHECK_EQ(isle_file_get(bed->ctx, "/data/g", &(char){ 0 }, 1, NULL), 1);
	expect(bed, &w, f, ISLE_WATCH_OPEN, "");
	expect(bed, &w, f, ISLE_WATCH_ACCESS, "");
	expect(bed, &w, f, ISLE_WATCH_CLOSE_NOWRITE, "");
	/* Another mask in place of the first. */
	CHECK_EQ(add(bed, &w, "/data/g", ISLE_WATCH_DELETE_SELF), f);
	CHECK_EQ(isle_file_chmod(bed->ctx, "/data/g", 0644), 0);
	expect_nothing(bed, &w);
	CHECK_EQ(unlink(data_path(&bed->daemon, "g")), 0);
	expect(bed, &w, f, ISLE_WATCH_DELETE_SELF, "");
	expect(bed, &w, f, ISLE_WATCH_GONE, "");
	CHECK_EQ(isle_watch_remove(bed->ctx, &w, f), -ISLE_EINVAL);
	expect_nothing(bed, &w);
	CHECK_EQ(isle_watch_close(bed->ctx, &w), 0);
}

SCENARIO(watch, "a watch of one shot, and one that is removed, tell that they are gone")
{
	struct isle_watcher w = open_watch(bed, ISLE_O_NONBLOCK);
	uint32_t d = add(bed, &w, "/data", CREATE | ISLE_WATCH_ONESHOT);

	touch(data_path(&bed->daemon, "a"));
	touch(data_path(&bed->daemon, "b"));
	expect(bed, &w, d, CREATE, "a");
	expect(bed, &w, d, ISLE_WATCH_GONE, "");
	expect_nothing(bed, &w);
	d = add(bed, &w, "/data", CREATE | ISLE_WATCH_ONLYDIR);
	touch(data_path(&bed->daemon, "c"));
	CHECK_EQ(isle_watch_remove(bed->ctx, &w, d), 0);
	touch(data_path(&bed->daemon, "d"));
	expect(bed, &w, d, ISLE_WATCH_GONE, "");
	expect_nothing(bed, &w);
	CHECK_EQ(isle_watch_remove(bed->ctx, &w, d), -ISLE_EINVAL);
	CHECK_EQ(isle_watch_close(bed->ctx, &w), 0);
}

SCENARIO(watch, "names of any bytes and lengths come whole")
{
	struct isle_watcher w = open_watch(bed, ISLE_O_NONBLOCK);
	uint32_t d = add(bed, &w, "/data", CREATE);
	char name[256];

	for (size_t n = 1; n <= 255; n += n < 20 ? 1 : 47) {
		for (size_t i = 0; i < n; i++)
			name[i] = (char)(0x80 + (i * 37 + n) % 0x7f);
		name[n] = 0;
		touch(data_path(&bed->daemon, name));
		expect(bed, &w, d, CREATE, name);
	}
	expect_nothing(bed, &w);
	CHECK_EQ(isle_watch_close(bed->ctx, &w), 0);
}

/* ---- reading ---- */

SCENARIO(watch, "records come whole, as many as fit, and one that does not fit stays")
{
	struct isle_watcher w = open_watch(bed, ISLE_O_NONBLOCK);
	uint32_t d = add(bed, &w, "/data", CREATE);
	uint8_t buf[200];

	touch(data_path(&bed->daemon, "12345678"));
	touch(data_path(&bed->daemon, "9"));
	touch(data_path(&bed->daemon, "a"));
	CHECK_EQ(isle_file_read(bed->ctx, &w.file, buf, 23), -ISLE_EINVAL);
	CHECK_EQ(isle_file_poll(bed->ctx, &w.file, ISLE_POLL_IN), ISLE_POLL_IN);
	CHECK_EQ(isle_file_read(bed->ctx, &w.file, buf, 24), 24);
	CHECK_MEM(buf + 16, "12345678", 8);
	CHECK_EQ(buf[12], 8);
	CHECK_EQ(isle_file_poll(bed->ctx, &w.file, ISLE_POLL_IN), ISLE_POLL_IN);
	CHECK_EQ(isle_file_read(bed->ctx, &w.file, buf, 47), 24);
	CHECK_MEM(buf + 16, "9\0\0\0\0\0\0\0", 8);
	expect(bed, &w, d, CREATE, "a");
	CHECK_EQ(isle_file_read(bed->ctx, &w.file, buf, 10), -ISLE_EAGAIN);
	CHECK_EQ(isle_file_pread(bed->ctx, &w.file, buf, 100, 0), -ISLE_ESPIPE);
	CHECK_EQ(isle_watch_close(bed->ctx, &w), 0);
}

SCENARIO(watch, "a read waits for the first change, beside polls, and both can be given up")
{
	struct isle_watcher w = open_watch(bed, 0);
	struct isle_op read_op, polls[2];
	struct isle_change change;
	uint32_t d = add(bed, &w, "/data", CREATE);

	isle_async(bed->ctx, &read_op, NULL, NULL);
	CHECK_EQ(isle_watch_fetch(bed->ctx, &w), 0);
	for (int i = 0; i < 2; i++) {
		isle_async(bed->ctx, &polls[i], NULL, NULL);
		CHECK_EQ(isle_file_poll(bed->ctx, &w.file, ISLE_POLL_IN), 0);
	}
	settle(bed);
	CHECK(!isle_op_finished(&read_op) && !isle_op_finished(&polls[0]));
	CHECK_EQ(isle_file_poll(bed->ctx, &w.file, 0x80), -ISLE_EINVAL);
	isle_op_cancel(&polls[1]);
	CHECK_EQ(isle_op_wait(&polls[1]), -ISLE_ECANCELED);
	settle(bed);
	touch(data_path(&bed->daemon, "a"));
	CHECK_EQ(isle_op_wait(&polls[0]), ISLE_POLL_IN);
	CHECK_EQ(isle_op_wait(&read_op), 24);
	CHECK_EQ(isle_watch_next(&w, &change), 1);
	CHECK_EQ(change.watch, d);
	CHECK_STR(change.name, "a");
	CHECK_EQ(isle_watch_next(&w, &change), 0);
	bed->ctx->timeout_ms = 60;
	CHECK_EQ(isle_watch_read(bed->ctx, &w, &change), -ISLE_ETIMEDOUT);
	CHECK_EQ(isle_file_poll(bed->ctx, &w.file, ISLE_POLL_IN), -ISLE_ETIMEDOUT);
	bed->ctx->timeout_ms = 20000;
	touch(data_path(&bed->daemon, "b"));
	expect(bed, &w, d, CREATE, "b");
	isle_async(bed->ctx, &read_op, NULL, NULL);
	CHECK_EQ(isle_watch_fetch(bed->ctx, &w), 0);
	CHECK_EQ(isle_watch_close(bed->ctx, &w), 0);
	CHECK_EQ(isle_op_wait(&read_op), -ISLE_ECANCELED);
	bed_status_is(bed, "file.pending", 0);
}

/* ---- what is not told ---- */

SCENARIO(watch, "a hidden name is not told, nor does it end a wait")
{
	struct isle_watcher w = open_watch(bed, ISLE_O_NONBLOCK), all;
	static uint8_t more[1024];
	struct isle_op op, poll_op;
	struct isle_change change;
	uint32_t d;

	d = add(bed, &w, "/none", NAMES | ISLE_WATCH_ATTRIB);
	CHECK_EQ(isle_watch_add(bed->ctx, &w, "/none/secret", NAMES), -ISLE_ENOENT);
	CHECK_EQ(mkdir(data_path(&bed->daemon, "secret"), 0777), 0);
	CHECK_EQ(isle_watch_add(bed->ctx, &w, "/none/secret", NAMES), -ISLE_ENOENT);
	CHECK_EQ(isle_watch_add(bed->ctx, &w, "/none/secret/x", NAMES), -ISLE_ENOENT);
	touch(data_path(&bed->daemon, "secret/x"));
	touch(data_path(&bed->daemon, "shown"));
	CHECK_EQ(chmod(data_path(&bed->daemon, "secret"), 0755), 0);
	expect(bed, &w, d, CREATE, "shown");
	expect_nothing(bed, &w);
	/* Another way to the same folder, where nothing is hidden. */
	CHECK_EQ(isle_watch_open(bed->ctx, 0, more, sizeof(more), &all), 0);
	add(bed, &all, "/data", NAMES);
	CHECK_EQ(isle_watch_close(bed->ctx, &w), 0);
	w = open_watch(bed, 0);
	d = add(bed, &w, "/none", NAMES);
	isle_async(bed->ctx, &op, NULL, NULL);
	CHECK_EQ(isle_watch_fetch(bed->ctx, &w), 0);
	isle_async(bed->ctx, &poll_op, NULL, NULL);
	CHECK_EQ(isle_file_poll(bed->ctx, &w.file, ISLE_POLL_IN), 0);
	CHECK_EQ(unlink(data_path(&bed->daemon, "secret/x")), 0);
	CHECK_EQ(rmdir(data_path(&bed->daemon, "secret")), 0);
	CHECK_EQ(isle_watch_read(bed->ctx, &all, &change), 1);
	CHECK_STR(change.name, "secret");
	settle(bed);
	CHECK(!isle_op_finished(&op) && !isle_op_finished(&poll_op));
	CHECK_EQ(unlink(data_path(&bed->daemon, "shown")), 0);
	CHECK_EQ(isle_op_wait(&poll_op), ISLE_POLL_IN);
	CHECK_EQ(isle_op_wait(&op), 24);
	expect(bed, &w, d, DELETE, "shown");
	CHECK_EQ(isle_watch_close(bed->ctx, &w), 0);
	CHECK_EQ(isle_watch_close(bed->ctx, &all), 0);
}

static const struct daemon_options inner = {
	.more = "[export /data/inner]\nroot = /usr\n[export /far/away]\nroot = /usr\n"
};

SCENARIO_WITH(watch, "a name behind which the client sees another export is not told", &inner, NULL)
{
	struct isle_watcher w = open_watch(bed, ISLE_O_NONBLOCK);
	uint32_t d = add(bed, &w, "/data", NAMES);

	CHECK_EQ(mkdir(data_path(&bed->daemon, "inner"), 0777), 0);
	touch(data_path(&bed->daemon, "inner2"));
	CHECK_EQ(rmdir(data_path(&bed->daemon, "inner")), 0);
	expect(bed, &w, d, CREATE, "inner2");
	expect_nothing(bed, &w);
	CHECK(add(bed, &w, "/data/inner", NAMES) != d);
	CHECK_EQ(isle_watch_add(bed->ctx, &w, "/far", NAMES), -ISLE_EACCES);
	CHECK_EQ(isle_watch_close(bed->ctx, &w), 0);
}

SCENARIO(watch, "links are followed through the exports, and nothing outside is watched")
{
	struct isle_watcher w = open_watch(bed, ISLE_O_NONBLOCK);
	uint32_t d = add(bed, &w, "/data", CREATE), l;

	CHECK_EQ(symlink("/data", data_path(&bed->daemon, "in")), 0);
	CHECK_EQ(symlink("/tmp", data_path(&bed->daemon, "out")), 0);
	CHECK_EQ(symlink("../..", data_path(&bed->daemon, "up")), 0);
	for (int i = 0; i < 3; i++)
		expect(bed, &w, d, CREATE, (const char *[]){ "in", "out", "up" }[i]);
	CHECK_EQ(add(bed, &w, "/data/in", CREATE), d);
	CHECK_EQ(isle_watch_add(bed->ctx, &w, "/data/out", CREATE), -ISLE_EACCES);
	CHECK_EQ(isle_watch_add(bed->ctx, &w, "/data/up", CREATE), -ISLE_EACCES);
	CHECK_EQ(isle_watch_add(bed->ctx, &w, "/tmp", CREATE), -ISLE_EACCES);
	CHECK_EQ(isle_watch_add(bed->ctx, &w, "/data/../tmp", CREATE), -ISLE_EACCES);
	CHECK_EQ(isle_watch_add(bed->ctx, &w, "/proc/self/cwd", CREATE), -ISLE_ENOENT);
	CHECK_EQ(isle_watch_add(bed->ctx, &w, "/data/in/none", CREATE), -ISLE_ENOENT);
	CHECK_EQ(isle_watch_add(bed->ctx, &w, "", CREATE), -ISLE_ENOENT);
	l = add(bed, &w, "/data/out", ISLE_WATCH_DELETE_SELF | ISLE_WATCH_NOFOLLOW);
	CHECK(l != d);
	CHECK_EQ(unlink(data_path(&bed->daemon, "out")), 0);
	expect(bed, &w, l, ISLE_WATCH_DELETE_SELF, "");
	CHECK_EQ(isle_watch_close(bed->ctx, &w), 0);
}

SCENARIO(watch, "arguments that make no sense, and handles of other kinds, are refused")
{
	struct isle_watcher w = open_watch(bed, 0), file = w;
	struct isle_file copy;
	struct isle_stat st;

	touch(data_path(&bed->daemon, "f"));
	CHECK_EQ(isle_watch_open(bed->ctx, ISLE_O_RDWR, memory, sizeof(memory), &file),
		 -ISLE_EINVAL);
	CHECK_EQ(isle_watch_add(bed->ctx, &w, "/data", 0), -ISLE_EINVAL);
	CHECK_EQ(isle_watch_add(bed->ctx, &w, "/data", ISLE_WATCH_ONLYDIR), -ISLE_EINVAL);
	CHECK_EQ(isle_watch_add(bed->ctx, &w, "/data", CREATE | 0x8000), -ISLE_EINVAL);
	CHECK_EQ(isle_watch_add(bed->ctx, &w, "/data", CREATE | ISLE_WATCH_OVERFLOW), -ISLE_EINVAL);
	CHECK_EQ(isle_watch_add(bed->ctx, &w, "/data/f", CREATE | ISLE_WATCH_ONLYDIR),
		 -ISLE_ENOTDIR);
	CHECK_EQ(isle_watch_remove(bed->ctx, &w, 0), -ISLE_EINVAL);
	CHECK_EQ(isle_watch_remove(bed->ctx, &w, UINT32_MAX), -ISLE_EINVAL);
	CHECK_EQ(isle_file_open(bed->ctx, "/data", ISLE_O_RDONLY, 0, &file.file), 0);
	CHECK_EQ(isle_watch_add(bed->ctx, &file, "/data", CREATE), -ISLE_EINVAL);
	CHECK_EQ(isle_watch_remove(bed->ctx, &file, 1), -ISLE_EINVAL);
	CHECK_EQ(isle_file_close(bed->ctx, &file.file), 0);
	/* What is for files is not for watches. */
	CHECK_EQ(isle_file_dup(bed->ctx, &w.file, &copy), -ISLE_EBADF);
	CHECK_EQ(isle_file_pwrite(bed->ctx, &w.file, "x", 1, 0), -ISLE_EBADF);
	CHECK(isle_file_fchmod(bed->ctx, &w.file, 0777) < 0);
	CHECK(isle_file_ftruncate(bed->ctx, &w.file, 0) < 0);
	isle_file_fstat(bed->ctx, &w.file, &st);
	CHECK_EQ(isle_watch_close(bed->ctx, &w), 0);
	CHECK_EQ(isle_watch_add(bed->ctx, &w, "/data", CREATE), -ISLE_EBADF);
}

/* ---- limits and ends ---- */

static const struct daemon_options few = { .limits = "watches = 3\nwatch_handles = 2" };

SCENARIO_WITH(watch, "no more watches and handles for them than the limits say", &few, NULL)
{
	struct isle_watcher a = open_watch(bed, ISLE_O_NONBLOCK), b = open_watch(bed, 0), c;
	char name[32];
	uint32_t id;

	CHECK_EQ(isle_watch_open(bed->ctx, 0, memory, sizeof(memory), &c), -ISLE_EMFILE);
	for (int i = 0; i < 5; i++) {
		snprintf(name, sizeof(name), "d%d", i);
		CHECK_EQ(mkdir(data_path(&bed->daemon, name), 0755), 0);
	}
	id = add(bed, &a, "/data/d0", CREATE | ISLE_WATCH_DELETE_SELF);
	add(bed, &a, "/data/d1", CREATE);
	add(bed, &b, "/data/d1", CREATE);
	CHECK_EQ(isle_watch_add(bed->ctx, &a, "/data/d2", CREATE), -ISLE_ENOSPC);
	CHECK_EQ(isle_watch_add(bed->ctx, &b, "/data/d2", CREATE), -ISLE_ENOSPC);
	CHECK_EQ(add(bed, &a, "/data/d0", DELETE | ISLE_WATCH_DELETE_SELF), id);
	CHECK_EQ(rmdir(data_path(&bed->daemon, "d0")), 0);
	expect(bed, &a, id, ISLE_WATCH_DELETE_SELF, "");
	expect(bed, &a, id, ISLE_WATCH_GONE, "");
	id = add(bed, &b, "/data/d2", CREATE);
	CHECK_EQ(isle_watch_add(bed->ctx, &b, "/data/d3", CREATE), -ISLE_ENOSPC);
	CHECK_EQ(isle_watch_remove(bed->ctx, &b, id), 0);
	add(bed, &b, "/data/d3", CREATE);
	CHECK_EQ(isle_watch_close(bed->ctx, &b), 0);
	for (int i = 2; i < 4; i++) {
		snprintf(name, sizeof(name), "/data/d%d", i);
		add(bed, &a, name, CREATE);
	}
	CHECK_EQ(isle_watch_add(bed->ctx, &a, "/data/d4", CREATE), -ISLE_ENOSPC);
	CHECK_EQ(isle_watch_open(bed->ctx, 0, memory, sizeof(memory), &c), 0);
	CHECK_EQ(isle_watch_close(bed->ctx, &c), 0);
	CHECK_EQ(isle_watch_close(bed->ctx, &a), 0);
}

SCENARIO(watch, "after a blink of the link it goes on, after the worker's death it is stale")
{
	struct isle_watcher w = open_watch(bed, ISLE_O_NONBLOCK);
	unsigned resumed = bed->peer->resumed, ups;
	struct isle_change change;
	uint32_t d = add(bed, &w, "/data", CREATE);

	peer_cut(bed->peer);
	touch(data_path(&bed->daemon, "a"));
	peer_until(bed->peer, &bed->peer->resumed, resumed + 1);
	expect(bed, &w, d, CREATE, "a");
	ups = bed->peer->ups;
	daemon_kill_worker(&bed->daemon);
	peer_until(bed->peer, &bed->peer->ups, ups + 1);
	CHECK_EQ(isle_watch_read(bed->ctx, &w, &change), -ISLE_ESTALE);
	CHECK_EQ(isle_watch_add(bed->ctx, &w, "/data", CREATE), -ISLE_ESTALE);
}
