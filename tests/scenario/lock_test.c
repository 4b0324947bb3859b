/* SPDX-License-Identifier: BSD-3-Clause */
/* Locks: against other handles, against Linux programs, and when somebody goes away. */
#define _GNU_SOURCE
#include "bed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include <isle/lock.h>

#define READ  ISLE_LOCK_READ
#define WRITE ISLE_LOCK_WRITE
#define NONE  ISLE_LOCK_NONE
#define WAIT  ISLE_LOCK_WAIT
#define WHOLE ISLE_LOCK_WHOLE

static struct isle_file open_file(struct bed *bed, const char *path)
{
	struct isle_file file;

	CHECK_EQ(isle_file_open(bed->ctx, path, ISLE_O_RDWR | ISLE_O_CREAT, 0666, &file), 0);
	return file;
}

/* The same file as a Linux program has it. */
static int open_native(struct bed *bed, const char *name)
{
	int fd = open(data_path(&bed->daemon, name), O_RDWR | O_CLOEXEC);

	CHECK(fd >= 0);
	return fd;
}

static int lock(struct bed *bed, const struct isle_file *file, uint32_t kind, uint64_t start,
		uint64_t length)
{
	return isle_file_lock(bed->ctx, file, kind, 0, start, length);
}

static void begin_lock(struct bed *bed, const struct isle_file *file, uint32_t kind, uint32_t flags,
		       uint64_t start, uint64_t length, struct isle_op *op)
{
	isle_async(bed->ctx, op, NULL, NULL);
	CHECK_EQ(isle_file_lock(bed->ctx, file, kind, flags | WAIT, start, length), 0);
}

static bool native_lock(int fd, int command, short type, off_t start, off_t length)
{
	struct flock l = { .l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length };

	return !fcntl(fd, command, &l);
}

/* What was sent before has been served. */
static void settle(struct bed *bed)
{
	char back;

	CHECK_EQ(isle_client_echo(bed->ctx, "x", 1, &back), 1);
}

/* ---- who holds what ---- */

SCENARIO(lock, "ranges hold against other handles, and say what is in the way")
{
	struct isle_file a = open_file(bed, "/data/f"), b = open_file(bed, "/data/f");
	struct isle_lock found;

	CHECK_EQ(lock(bed, &a, WRITE, 10, 10), 0);
	CHECK_EQ(lock(bed, &b, READ, 19, 1), -ISLE_EAGAIN);
	CHECK_EQ(lock(bed, &b, READ, 20, 0), 0);
	CHECK_EQ(lock(bed, &a, READ, 30, 5), 0);
	CHECK_EQ(lock(bed, &a, WRITE, 30, 5), -ISLE_EAGAIN);
	CHECK_EQ(isle_file_getlock(bed->ctx, &b, READ, 0, 0, &found), 0);
	CHECK_EQ(found.kind, WRITE);
	CHECK_EQ(found.start, 10);
	CHECK_EQ(found.length, 10);
	CHECK_EQ(found.pid, 0);
	CHECK_EQ(isle_file_getlock(bed->ctx, &a, WRITE, 25, 1, &found), 0);
	CHECK_EQ(found.kind, READ);
	CHECK_EQ(found.start, 20);
	CHECK_EQ(found.length, 0);
	CHECK_EQ(isle_file_getlock(bed->ctx, &a, WRITE, 0, 20, &found), 0);
	CHECK_EQ(found.kind, NONE);
	CHECK_EQ(lock(bed, &a, NONE, 12, 2), 0);
	CHECK_EQ(lock(bed, &b, WRITE, 12, 2), 0);
	CHECK_EQ(lock(bed, &b, WRITE, 11, 2), -ISLE_EAGAIN);
	CHECK_EQ(isle_file_close(bed->ctx, &a), 0);
	CHECK_EQ(lock(bed, &b, WRITE, 0, 0), 0);
	CHECK_EQ(isle_file_close(bed->ctx, &b), 0);
}

SCENARIO(lock, "it holds against Linux programs and theirs hold here")
{
	struct isle_file a = open_file(bed, "/data/f");
	int fd = open_native(bed, "f");
	struct isle_lock found;

	CHECK_EQ(lock(bed, &a, WRITE, 0, 10), 0);
	CHECK(!native_lock(fd, F_OFD_SETLK, F_RDLCK, 5, 1));
	CHECK(!native_lock(fd, F_SETLK, F_RDLCK, 5, 1));
	CHECK(native_lock(fd, F_SETLK, F_WRLCK, 10, 7));
	CHECK_EQ(lock(bed, &a, READ, 16, 1), -ISLE_EAGAIN);
	CHECK_EQ(isle_file_getlock(bed->ctx, &a, READ, 0, 0, &found), 0);
	CHECK_EQ(found.kind, WRITE);
	CHECK_EQ(found.pid, getpid());
	CHECK_EQ(found.start, 10);
	CHECK_EQ(found.length, 7);
	CHECK_EQ(isle_file_lock(bed->ctx, &a, WRITE, WHOLE, 0, 0), 0);
	CHECK_EQ(flock(fd, LOCK_SH | LOCK_NB), -1);
	CHECK_EQ(isle_file_lock(bed->ctx, &a, READ, WHOLE, 0, 0), 0);
	CHECK_EQ(flock(fd, LOCK_SH | LOCK_NB), 0);
	CHECK_EQ(isle_file_lock(bed->ctx, &a, WRITE, WHOLE, 0, 0), -ISLE_EAGAIN);
	CHECK_EQ(flock(fd, LOCK_UN), 0);
	CHECK_EQ(flock(fd, LOCK_EX | LOCK_NB), -1); /* what it had before is still there */
	CHECK_EQ(isle_file_lock(bed->ctx, &a, NONE, WHOLE, 0, 0), 0);
	CHECK_EQ(flock(fd, LOCK_EX | LOCK_NB), 0);
	CHECK_EQ(isle_file_close(bed->ctx, &a), 0);
	CHECK(native_lock(fd, F_OFD_SETLK, F_WRLCK, 0, 10));
	close(fd);
}

SCENARIO(lock, "it belongs to the open file: a duplicate has it too, and the last one frees it")
{
	struct isle_file a = open_file(bed, "/data/f"), b;
	int fd = open_native(bed, "f");

	CHECK_EQ(isle_file_dup(bed->ctx, &a, &b), 0);
	CHECK_EQ(lock(bed, &a, WRITE, 0, 10), 0);
	CHECK_EQ(lock(bed, &b, WRITE, 5, 10), 0);
	CHECK_EQ(isle_file_close(bed->ctx, &a), 0);
	CHECK(!native_lock(fd, F_OFD_SETLK, F_RDLCK, 0, 1));
	CHECK_EQ(lock(bed, &b, NONE, 0, 3), 0);
	CHECK(native_lock(fd, F_OFD_SETLK, F_RDLCK, 0, 3));
	CHECK(!native_lock(fd, F_OFD_SETLK, F_RDLCK, 3, 1));
	CHECK_EQ(isle_file_close(bed->ctx, &b), 0);
	CHECK(native_lock(fd, F_OFD_SETLK, F_WRLCK, 0, 0));
	close(fd);
}

SCENARIO(lock, "arguments that make no sense, and files that cannot be locked, are refused")
{
	struct isle_file a = open_file(bed, "/data/f"), r;
	struct isle_lock found;

	CHECK_EQ(isle_file_open(bed->ctx, "/data/f", ISLE_O_RDONLY, 0, &r), 0);
	CHECK_EQ(lock(bed, &a, 3, 0, 1), -ISLE_EINVAL);
	CHECK_EQ(isle_file_lock(bed->ctx, &a, READ, 4, 0, 1), -ISLE_EINVAL);
	CHECK_EQ(isle_file_lock(bed->ctx, &a, READ, WHOLE, 0, 1), -ISLE_EINVAL);
	CHECK_EQ(isle_file_lock(bed->ctx, &a, READ, WHOLE, 1, 0), -ISLE_EINVAL);
	CHECK_EQ(lock(bed, &a, READ, INT64_MAX, 1), 0);
	CHECK_EQ(lock(bed, &a, READ, INT64_MAX, 2), -ISLE_EOVERFLOW);
	CHECK_EQ(lock(bed, &a, READ, (uint64_t)INT64_MAX + 1, 0), -ISLE_EOVERFLOW);
	CHECK_EQ(lock(bed, &a, READ, 1, UINT64_MAX), -ISLE_EOVERFLOW);
	CHECK_EQ(lock(bed, &r, WRITE, 0, 1), -ISLE_EBADF);
	CHECK_EQ(isle_file_lock(bed->ctx, &r, WRITE, WHOLE, 0, 0), -ISLE_EBADF);
	CHECK_EQ(lock(bed, &r, READ, 0, 1), 0);
	CHECK_EQ(isle_file_getlock(bed->ctx, &a, NONE, 0, 0, &found), -ISLE_EINVAL);
	CHECK_EQ(isle_file_getlock(bed->ctx, &a, READ, 2, UINT64_MAX, &found), -ISLE_EOVERFLOW);
	CHECK_EQ(isle_file_close(bed->ctx, &r), 0);
	CHECK_EQ(lock(bed, &r, READ, 0, 1), -ISLE_EBADF);
	CHECK_EQ(isle_file_open(bed->ctx, "/ro/f", ISLE_O_RDONLY, 0, &r), 0);
	CHECK_EQ(lock(bed, &r, READ, 0, 1), -ISLE_EROFS);
	CHECK_EQ(isle_file_lock(bed->ctx, &r, READ, WHOLE, 0, 0), -ISLE_EROFS);
	CHECK_EQ(isle_file_getlock(bed->ctx, &r, READ, INT64_MAX, 1, &found), 0);
	CHECK_EQ(isle_file_close(bed->ctx, &r), 0);
	CHECK_EQ(isle_file_close(bed->ctx, &a), 0);
}

static const struct daemon_options few = { .limits = "locks = 4\nwaits = 2" };

SCENARIO_WITH(lock, "no more ranges than the limit says, however they come about", &few, NULL)
{
	struct isle_file a = open_file(bed, "/data/f"), b = open_file(bed, "/data/g");

	for (uint64_t i = 0; i < 3; i++)
		CHECK_EQ(lock(bed, &a, READ, i * 10, 5), 0);
	CHECK_EQ(lock(bed, &b, READ, 0, 10), 0);
	CHECK_EQ(lock(bed, &a, READ, 100, 5), -ISLE_ENOLCK);
	CHECK_EQ(lock(bed, &b, NONE, 5, 1), -ISLE_ENOLCK); /* it would be two */
	CHECK_EQ(lock(bed, &b, WRITE, 5, 1), -ISLE_ENOLCK);
	CHECK_EQ(lock(bed, &a, READ, 5, 5), 0); /* two become one */
	CHECK_EQ(lock(bed, &b, NONE, 5, 1), 0);
	CHECK_EQ(lock(bed, &a, READ, 100, 5), -ISLE_ENOLCK);
	CHECK_EQ(lock(bed, &a, NONE, 0, 0), 0);
	CHECK_EQ(lock(bed, &a, READ, 100, 5), 0);
	CHECK_EQ(isle_file_close(bed->ctx, &b), 0);
	for (uint64_t i = 0; i < 3; i++)
		CHECK_EQ(lock(bed, &a, READ, i * 10, 5), 0);
	CHECK_EQ(isle_file_close(bed->ctx, &a), 0);
}

/* ---- waiting ---- */

SCENARIO(lock, "who waits has it as soon as a Linux program or another handle lets go")
{
	struct isle_file a = open_file(bed, "/data/f"), b = open_file(bed, "/data/f");
	int fd = open_native(bed, "f");
	struct isle_op op;

	for (int i = 0; i < 2; i++) {
		uint32_t whole = i ? WHOLE : 0;

		CHECK(whole ? !flock(fd, LOCK_EX) : native_lock(fd, F_OFD_SETLK, F_WRLCK, 0, 0));
		begin_lock(bed, &a, READ, whole, 0, 0, &op);
		settle(bed);
		CHECK(!isle_op_finished(&op));
		CHECK(whole ? !flock(fd, LOCK_UN) : native_lock(fd, F_OFD_SETLK, F_UNLCK, 0, 0));
		CHECK_EQ(isle_op_wait(&op), 0);
		begin_lock(bed, &b, WRITE, whole, 0, 0, &op);
		settle(bed);
		CHECK(!isle_op_finished(&op));
		CHECK_EQ(isle_file_lock(bed->ctx, &a, NONE, whole, 0, 0), 0);
		CHECK_EQ(isle_op_wait(&op), 0);
		CHECK_EQ(isle_file_lock(bed->ctx, &a, READ, whole, 0, 0), -ISLE_EAGAIN);
	}
	CHECK_EQ(isle_file_close(bed->ctx, &a), 0);
	CHECK_EQ(isle_file_close(bed->ctx, &b), 0);
	bed_status_is(bed, "file.pending", 0);
	close(fd);
}

SCENARIO(lock, "a wait that a cancel, the deadline or CLOSE ends leaves nothing behind")
{
	struct isle_file a = open_file(bed, "/data/f"), b = open_file(bed, "/data/f");
	int fd = open_native(bed, "f");
	struct isle_op op;

	for (int i = 0; i < 2; i++) {
		uint32_t whole = i ? WHOLE : 0;

		CHECK_EQ(isle_file_lock(bed->ctx, &a, WRITE, whole, 0, 0), 0);
		begin_lock(bed, &b, WRITE, whole, 0, 0, &op);
		settle(bed);
		isle_op_cancel(&op);
		CHECK_EQ(isle_op_wait(&op), -ISLE_ECANCELED);
		bed->ctx->timeout_ms = 60;
		CHECK_EQ(isle_file_lock(bed->ctx, &b, READ, WAIT | whole, 0, 0), -ISLE_ETIMEDOUT);
		bed->ctx->timeout_ms = 20000;
		begin_lock(bed, &b, WRITE, whole, 0, 0, &op);
		CHECK_EQ(isle_file_close(bed->ctx, &b), 0);
		CHECK_EQ(isle_op_wait(&op), -ISLE_ECANCELED);
		bed_status_is(bed, "file.pending", 0);
		CHECK_EQ(isle_file_lock(bed->ctx, &a, NONE, whole, 0, 0), 0);
		CHECK(whole ? !flock(fd, LOCK_EX | LOCK_NB)
			    : native_lock(fd, F_OFD_SETLK, F_WRLCK, 0, 0));
		CHECK(whole ? !flock(fd, LOCK_UN) : native_lock(fd, F_OFD_SETLK, F_UNLCK, 0, 0));
		b = open_file(bed, "/data/f");
	}
	CHECK_EQ(isle_file_close(bed->ctx, &a), 0);
	CHECK_EQ(isle_file_close(bed->ctx, &b), 0);
	close(fd);
}

SCENARIO(lock,
	 "a lock that arrives as its call is given up is there or not, and what was there stays")
{
	struct isle_file a = open_file(bed, "/data/f"), b = open_file(bed, "/data/f");
	int fd = open_native(bed, "f"), r;
	struct isle_op op;
	bool undone;
	char byte;

	for (int i = 0; i < 60; i++) {
		CHECK_EQ(lock(bed, &a, READ, 0, 100), 0);
		CHECK_EQ(lock(bed, &b, READ, 50, 20), 0);
		/* b's READ shall become WRITE as soon as a lets go of it. */
		begin_lock(bed, &b, WRITE, 0, 40, 40, &op);
		settle(bed);
		if (i % 2)
			CHECK_EQ(lock(bed, &a, NONE, 0, 0), 0);
		else
			CHECK(native_lock(fd, F_OFD_SETLK, F_RDLCK, 200, 1));
		for (int k = i % 7; k; k--)
			isle_client_poll(&bed->peer->client);
		isle_op_cancel(&op);
		r = isle_op_wait(&op);
		CHECK(r == 0 || r == -ISLE_ECANCELED);
		CHECK_EQ(lock(bed, &a, NONE, 0, 0), 0);
		if (r < 0) {
			/* The next call on b comes behind the undoing. */
			CHECK_EQ(isle_file_pread(bed->ctx, &b, &byte, 1, 0), 0);
			/* Answered before the cancel came, or undone; nothing between. */
			undone = native_lock(fd, F_OFD_SETLK, F_RDLCK, 50, 20);
			CHECK(!native_lock(fd, F_OFD_SETLK, F_WRLCK, 50, 1));
			CHECK_EQ(native_lock(fd, F_OFD_SETLK, F_WRLCK, 40, 10), undone);
			CHECK_EQ(native_lock(fd, F_OFD_SETLK, F_WRLCK, 70, 10), undone);
		}
		CHECK(native_lock(fd, F_OFD_SETLK, F_UNLCK, 0, 0));
		CHECK_EQ(lock(bed, &b, NONE, 0, 0), 0);
		CHECK(native_lock(fd, F_OFD_SETLK, F_WRLCK, 0, 0));
		CHECK(native_lock(fd, F_OFD_SETLK, F_UNLCK, 0, 0));
	}
	CHECK_EQ(isle_file_close(bed->ctx, &a), 0);
	CHECK_EQ(isle_file_close(bed->ctx, &b), 0);
	bed_status_is(bed, "file.pending", 0);
	close(fd);
}

SCENARIO(lock,
	 "a lock that arrives just as CLOSE ends its call is undone, and what was there stays")
{
	struct isle_file a = open_file(bed, "/data/f"), b = open_file(bed, "/data/f"), other;
	int fd = open_native(bed, "f"), r, undone = 0;
	struct isle_op op, unlock, closing;

	for (int i = 0; i < 12; i++) {
		CHECK_EQ(isle_file_dup(bed->ctx, &b, &other), 0);
		CHECK_EQ(lock(bed, &a, READ, 0, 100), 0);
		CHECK_EQ(lock(bed, &b, READ, 50, 20), 0);
		begin_lock(bed, &other, WRITE, 0, 40, 40, &op);
		settle(bed);
		isle_async(bed->ctx, &unlock, NULL, NULL);
		CHECK_EQ(lock(bed, &a, NONE, 0, 0), 0);
		for (int k = i % 4; k; k--)
			isle_client_poll(&bed->peer->client);
		isle_async(bed->ctx, &closing, NULL, NULL);
		CHECK_EQ(isle_file_close(bed->ctx, &other), 0);
		r = isle_op_wait(&op);
		CHECK_EQ(isle_op_wait(&unlock), 0);
		CHECK_EQ(isle_op_wait(&closing), 0);
		bed_status_is(bed, "file.pending", 0);
		if (r < 0) {
			CHECK_EQ(r, -ISLE_ECANCELED);
			CHECK(native_lock(fd, F_OFD_SETLK, F_RDLCK, 50, 20));
			CHECK(!native_lock(fd, F_OFD_SETLK, F_WRLCK, 50, 1));
			CHECK(native_lock(fd, F_OFD_SETLK, F_WRLCK, 40, 10));
			CHECK(native_lock(fd, F_OFD_SETLK, F_WRLCK, 70, 10));
			undone++;
		} else {
			CHECK(!native_lock(fd, F_OFD_SETLK, F_RDLCK, 40, 1));
		}
		CHECK(native_lock(fd, F_OFD_SETLK, F_UNLCK, 0, 0));
		CHECK_EQ(lock(bed, &b, NONE, 0, 0), 0);
	}
	printf("# %d of 12 were undone, or ended before\n", undone);
	CHECK_EQ(isle_file_close(bed->ctx, &a), 0);
	CHECK_EQ(isle_file_close(bed->ctx, &b), 0);
	close(fd);
}

SCENARIO_WITH(lock, "no more waits than the limit says, and they hold up nobody", &few, NULL)
{
	struct isle_file a = open_file(bed, "/data/f"), b[3];
	struct isle_op ops[2];
	char text[4];

	CHECK_EQ(lock(bed, &a, WRITE, 0, 0), 0);
	for (int i = 0; i < 3; i++)
		b[i] = open_file(bed, "/data/f");
	for (int i = 0; i < 2; i++)
		begin_lock(bed, &b[i], WRITE, 0, 0, 0, &ops[i]);
	CHECK_EQ(isle_file_lock(bed->ctx, &b[2], WRITE, WAIT, 0, 0), -ISLE_ENOLCK);
	CHECK_EQ(isle_file_write(bed->ctx, &a, "abc", 3), 3);
	CHECK_EQ(isle_file_fsync(bed->ctx, &a), 0);
	CHECK_EQ(isle_file_pread(bed->ctx, &b[2], text, 3, 0), 3);
	CHECK(!isle_op_finished(&ops[0]) && !isle_op_finished(&ops[1]));
	CHECK_EQ(isle_file_close(bed->ctx, &b[0]), 0);
	CHECK_EQ(isle_op_wait(&ops[0]), -ISLE_ECANCELED);
	CHECK_EQ(lock(bed, &a, NONE, 0, 0), 0);
	CHECK_EQ(isle_op_wait(&ops[1]), 0);
	bed_status_is(bed, "file.pending", 0);
	begin_lock(bed, &b[2], WRITE, 0, 0, 0, &ops[0]);
	CHECK_EQ(isle_file_close(bed->ctx, &b[1]), 0);
	CHECK_EQ(isle_op_wait(&ops[0]), 0);
	CHECK_EQ(isle_file_close(bed->ctx, &b[2]), 0);
	CHECK_EQ(isle_file_close(bed->ctx, &a), 0);
}

SCENARIO(lock, "what comes behind a waiting lock on its handle comes after it")
{
	struct isle_file a = open_file(bed, "/data/f"), b = open_file(bed, "/data/f");
	struct isle_op op, write_op;
	char text[4];

	CHECK_EQ(lock(bed, &a, WRITE, 0, 0), 0);
	begin_lock(bed, &b, WRITE, 0, 0, 0, &op);
	isle_async(bed->ctx, &write_op, NULL, NULL);
	CHECK_EQ(isle_file_pwrite(bed->ctx, &b, "new", 3, 0), 0);
	settle(bed);
	CHECK_EQ(isle_file_pwrite(bed->ctx, &a, "old", 3, 0), 3);
	CHECK(!isle_op_finished(&write_op));
	CHECK_EQ(lock(bed, &a, NONE, 0, 0), 0);
	CHECK_EQ(isle_op_wait(&op), 0);
	CHECK_EQ(isle_op_wait(&write_op), 3);
	CHECK_EQ(isle_file_pread(bed->ctx, &a, text, 3, 0), 3);
	CHECK_MEM(text, "new", 3);
	CHECK_EQ(isle_file_close(bed->ctx, &a), 0);
	CHECK_EQ(isle_file_close(bed->ctx, &b), 0);
}

SCENARIO(lock, "handles that would wait for each other in a circle are told")
{
	struct isle_file f[3];
	struct isle_op ops[2];

	for (int i = 0; i < 3; i++) {
		f[i] = open_file(bed, "/data/f");
		CHECK_EQ(lock(bed, &f[i], WRITE, (uint64_t)i, 1), 0);
	}
	begin_lock(bed, &f[0], WRITE, 0, 1, 1, &ops[0]);
	begin_lock(bed, &f[1], READ, 0, 2, 1, &ops[1]);
	CHECK_EQ(isle_file_lock(bed->ctx, &f[2], READ, WAIT, 0, 1), -ISLE_EDEADLK);
	CHECK_EQ(lock(bed, &f[2], READ, 0, 1), -ISLE_EAGAIN);
	CHECK(!isle_op_finished(&ops[0]) && !isle_op_finished(&ops[1]));
	CHECK_EQ(lock(bed, &f[2], NONE, 0, 0), 0);
	CHECK_EQ(isle_op_wait(&ops[1]), 0);
	CHECK_EQ(isle_file_close(bed->ctx, &f[1]), 0);
	CHECK_EQ(isle_op_wait(&ops[0]), 0);
	/* Two kinds of locks, one circle. */
	f[1] = open_file(bed, "/data/f");
	CHECK_EQ(isle_file_lock(bed->ctx, &f[1], WRITE, WHOLE, 0, 0), 0);
	begin_lock(bed, &f[0], READ, WHOLE, 0, 0, &ops[0]);
	CHECK_EQ(isle_file_lock(bed->ctx, &f[1], READ, WAIT, 0, 1), -ISLE_EDEADLK);
	CHECK_EQ(isle_file_close(bed->ctx, &f[1]), 0);
	CHECK_EQ(isle_op_wait(&ops[0]), 0);
	CHECK_EQ(isle_file_close(bed->ctx, &f[0]), 0);
	CHECK_EQ(isle_file_close(bed->ctx, &f[2]), 0);
}

SCENARIO(lock, "in a batch it does not wait, and goes with the handle")
{
	static uint64_t memory[64];
	struct isle_file a = open_file(bed, "/data/f"), b = open_file(bed, "/data/f");
	struct isle_batch batch;
	struct isle_op op;

	CHECK_EQ(lock(bed, &a, WRITE, 0, 0), 0);
	isle_batch_begin(&batch, bed->ctx, memory, sizeof(memory));
	CHECK_EQ(isle_file_lock(bed->ctx, &b, READ, WAIT, 0, 1), 0);
	CHECK_EQ(isle_batch_run(&batch), -ISLE_EAGAIN);
	begin_lock(bed, &b, WRITE, 0, 0, 0, &op);
	isle_batch_begin(&batch, bed->ctx, memory, sizeof(memory));
	CHECK_EQ(isle_file_pwrite(bed->ctx, &b, "x", 1, 0), 0);
	CHECK_EQ(isle_batch_run(&batch), -ISLE_EAGAIN); /* behind one that waits */
	isle_op_cancel(&op);
	CHECK_EQ(isle_op_wait(&op), -ISLE_ECANCELED);
	CHECK_EQ(isle_file_close(bed->ctx, &a), 0);
	CHECK_EQ(isle_file_close(bed->ctx, &b), 0);
}

/* ---- somebody goes away ---- */

SCENARIO(lock, "it is gone with its context and with its session")
{
	struct isle_file a, b = open_file(bed, "/data/g");
	int f = open_native(bed, "g"), g;
	struct isle_context other;
	struct isle_op op;

	CHECK_EQ(isle_context_open(&bed->peer->client, "other", 5000, &other), 0);
	CHECK_EQ(isle_file_open(&other, "/data/f", ISLE_O_RDWR | ISLE_O_CREAT, 0666, &a), 0);
	g = open_native(bed, "f");
	CHECK_EQ(isle_file_lock(&other, &a, WRITE, 0, 0, 0), 0);
	CHECK(!native_lock(g, F_OFD_SETLK, F_RDLCK, 0, 1));
	CHECK_EQ(isle_context_close(&other), 0);
	CHECK(native_lock(g, F_OFD_SETLK, F_RDLCK, 0, 1));
	CHECK_EQ(lock(bed, &b, WRITE, 0, 0), 0);
	a = open_file(bed, "/data/f");
	begin_lock(bed, &a, WRITE, 0, 0, 0, &op); /* one that is still waited for */
	settle(bed);
	CHECK(!native_lock(f, F_OFD_SETLK, F_RDLCK, 0, 1));
	peer_calm(bed->peer);
	isle_client_close(&bed->peer->client);
	CHECK_EQ(isle_op_wait(&op), -ISLE_ELINK);
	CHECK(native_lock(f, F_OFD_SETLKW, F_WRLCK, 0, 1));
	CHECK(native_lock(g, F_OFD_SETLKW, F_WRLCK, 0, 1));
	CHECK_EQ(isle_client_connect(&bed->peer->client, 10000), 0);
	bed_status_is(bed, "file.pending", 0);
	close(f);
	close(g);
}

SCENARIO(lock, "a client that starts again, or a worker that dies, lets go at once")
{
	struct isle_file a = open_file(bed, "/data/f");
	int fd = open_native(bed, "f");
	unsigned ups = bed->peer->ups;

	CHECK_EQ(lock(bed, &a, WRITE, 0, 0), 0);
	peer_cut(bed->peer);
	peer_close(bed->peer);
	bed->peer = peer_open(bed, NULL);
	bed->ctx = &bed->peer->client.context;
	CHECK(native_lock(fd, F_OFD_SETLKW, F_WRLCK, 0, 0));
	CHECK(native_lock(fd, F_OFD_SETLK, F_UNLCK, 0, 0));
	ups = bed->peer->ups;
	a = open_file(bed, "/data/f");
	CHECK_EQ(lock(bed, &a, WRITE, 0, 0), 0);
	daemon_kill_worker(&bed->daemon);
	CHECK(native_lock(fd, F_OFD_SETLKW, F_WRLCK, 0, 0));
	peer_until(bed->peer, &bed->peer->ups, ups + 1);
	CHECK_EQ(lock(bed, &a, WRITE, 0, 0), -ISLE_ESTALE);
	close(fd);
}

SCENARIO(lock, "a link that blinks leaves it, and ends who waits")
{
	struct isle_file a = open_file(bed, "/data/f"), b = open_file(bed, "/data/f");
	unsigned resumed = bed->peer->resumed;
	int fd = open_native(bed, "f");
	struct isle_op op;
	char byte;

	CHECK_EQ(lock(bed, &a, WRITE, 0, 0), 0);
	begin_lock(bed, &b, WRITE, 0, 0, 0, &op);
	settle(bed);
	peer_cut(bed->peer);
	CHECK_EQ(isle_op_wait(&op), -ISLE_ELINK);
	peer_until(bed->peer, &bed->peer->resumed, resumed + 1);
	CHECK(!native_lock(fd, F_OFD_SETLK, F_RDLCK, 0, 1));
	CHECK_EQ(isle_file_close(bed->ctx, &a), 0);
	CHECK_EQ(isle_file_pread(bed->ctx, &b, &byte, 1, 0), 0);
	CHECK(native_lock(fd, F_OFD_SETLK, F_WRLCK, 0, 1));
	CHECK_EQ(isle_file_close(bed->ctx, &b), 0);
	close(fd);
}
