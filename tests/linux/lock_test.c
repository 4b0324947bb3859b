/* SPDX-License-Identifier: BSD-3-Clause */
/* Locks of open files, beside what the kernel says; and threads that wait. */
#include "tests/linux/tree.h"

#include "linux/lock.h"
#include "linux/waiter.h"

#include <poll.h>
#include <signal.h>
#include <sys/file.h>

enum { BYTES = 24 };

struct bench {
	struct isled_locks locks;
	struct isled_quota *quota;
	char path[300];
};

static void begin(struct bench *b)
{
	memset(b, 0, sizeof(*b));
	b->quota = calloc(1, sizeof(*b->quota));
	CHECK(b->quota);
	b->quota->refs = 1;
	for (int i = 0; i < ISLED_QUOTAS; i++)
		b->quota->max[i] = 1000;
	snprintf(b->path, sizeof(b->path), "%s/f", test_folder());
	put_file(b->path, "text");
}

static struct isled_file open_file(struct bench *b)
{
	struct isled_file f = { .fd = open(b->path, O_RDWR | O_CLOEXEC),
				.type = ISLE_FILE_TYPE_REGULAR,
				.flags = ISLE_O_RDWR };

	CHECK(f.fd >= 0);
	return f;
}

static void end(struct bench *b)
{
	CHECK_EQ(b->quota->used[ISLED_QUOTA_LOCKS], 0);
	CHECK_EQ(b->quota->refs, 1);
	CHECK(!b->locks.holders && !b->locks.waits);
	isled_quota_drop(b->quota);
}

static struct isled_lock range(uint32_t kind, uint64_t start, uint64_t end)
{
	return (struct isled_lock){ .kind = kind, .start = start, .end = end };
}

/* What the kernel says somebody else than `fd` has of this byte. */
static uint32_t held(int fd, uint64_t at)
{
	struct flock l = {
		.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = (off_t)at, .l_len = 1
	};

	CHECK_EQ(fcntl(fd, F_OFD_GETLK, &l), 0);
	return l.l_type == F_UNLCK   ? ISLE_LOCK_NONE
	       : l.l_type == F_RDLCK ? ISLE_LOCK_READ
				     : ISLE_LOCK_WRITE;
}

/* Stretches of one kind, as they should have been counted. */
static uint32_t stretches(const uint32_t *kinds)
{
	uint32_t n = 0;

	for (int i = 0; i < BYTES; i++)
		n += kinds[i] && (!i || kinds[i - 1] != kinds[i]);
	return n;
}

static struct isled_lock any_range(void)
{
	uint64_t start = test_random() % BYTES, end = start + test_random() % (BYTES - start);

	return range((uint32_t)(test_random() % 3), start, end);
}

static void check_all(struct bench *b, int other, const uint32_t *kinds)
{
	for (uint64_t i = 0; i < BYTES; i++)
		CHECK_EQ(held(other, i), kinds[i]);
	CHECK_EQ(b->quota->used[ISLED_QUOTA_LOCKS], stretches(kinds));
}

TEST(lock, "whatever is locked and unlocked, the kernel has it and it is counted")
{
	uint32_t kinds[BYTES] = { 0 };
	struct isled_file f;
	struct bench b;
	int other;

	begin(&b);
	f = open_file(&b);
	other = open(b.path, O_RDWR | O_CLOEXEC);
	for (int i = 0; i < 3000; i++) {
		struct isled_lock l = any_range();

		CHECK_EQ(isled_lock_take(&b.locks, &f, b.quota, &l), 0);
		for (uint64_t k = l.start; k <= l.end; k++)
			kinds[k] = l.kind;
		check_all(&b, other, kinds);
	}
	CHECK_EQ(isled_file_close(&f), 0);
	close(other);
	end(&b);
}

static void run(struct isled_waiter *waiter);

struct waiting {
	struct isled_waiter waiter;
	struct isled_lock_wait wait;
	bool done;
};

static void run(struct isled_waiter *waiter)
{
	isled_lock_wait_run(&((struct waiting *)(void *)waiter)->wait, waiter);
}

static void done(struct isled_waiter *waiter)
{
	((struct waiting *)(void *)waiter)->done = true;
}

static void collect(struct isled_waiters *waiters, struct waiting *w)
{
	struct pollfd p = { .fd = isled_waiters_fd(waiters), .events = POLLIN };

	while (!w->done) {
		poll(&p, 1, 2);
		isled_waiters_collect(waiters);
		isled_waiters_nudge(waiters);
	}
}

TEST(lock, "a lock that came when nobody wanted it any more leaves what was there before")
{
	uint32_t kinds[BYTES] = { 0 };
	struct isled_waiters *waiters;
	struct isled_file f, g;
	struct waiting w;
	struct bench b;
	int other;

	begin(&b);
	CHECK_EQ(isled_waiters_start(&waiters), 0);
	f = open_file(&b);
	g = open_file(&b);
	other = open(b.path, O_RDWR | O_CLOEXEC);
	for (int i = 0; i < 300; i++) {
		struct isled_lock l = any_range(), all = range(ISLE_LOCK_NONE, 0, BYTES);
		bool keep = i % 3 == 0, interrupt = i % 3 == 1;

		CHECK_EQ(isled_lock_take(&b.locks, &f, b.quota, &l), 0);
		for (uint64_t k = l.start; k <= l.end; k++)
			kinds[k] = l.kind;
		l = any_range();
		l.kind = 1 + i % 2;
		/* In its way is one byte beyond, or nothing. */
		all.kind = ISLE_LOCK_READ;
		all.start = all.end = BYTES;
		l.end = BYTES;
		CHECK_EQ(isled_lock_take(&b.locks, &g, b.quota, &all), 0);
		memset(&w, 0, sizeof(w));
		w.waiter.run = run;
		w.waiter.done = done;
		CHECK_EQ(isled_lock_wait_begin(&b.locks, &f, b.quota, &l, &w.wait), 0);
		CHECK_EQ(isled_waiter_begin(waiters, &w.waiter), 0);
		if (interrupt)
			isled_waiter_interrupt(&w.waiter);
		all.kind = ISLE_LOCK_NONE;
		CHECK_EQ(isled_lock_take(&b.locks, &g, b.quota, &all), 0);
		collect(waiters, &w);
		if (!interrupt)
			CHECK_EQ(w.wait.result, 0);
		CHECK_EQ(isled_lock_wait_end(&w.wait, keep), keep ? 0 : -ISLE_ECANCELED);
		if (keep)
			for (uint64_t k = l.start; k < BYTES; k++)
				kinds[k] = l.kind;
		if (keep) {
			all.start = all.end = BYTES;
			CHECK_EQ(isled_lock_take(&b.locks, &f, b.quota, &all), 0);
		}
		check_all(&b, other, kinds);
	}
	CHECK_EQ(isled_file_close(&f), 0);
	CHECK_EQ(isled_file_close(&g), 0);
	isled_waiters_stop(waiters);
	close(other);
	end(&b);
}

TEST(lock, "a lock of the whole file that came too late leaves the one before")
{
	struct isled_lock shared = { .kind = ISLE_LOCK_READ, .whole = true }, alone = shared;
	struct isled_waiters *waiters;
	struct isled_file f;
	struct waiting w;
	struct bench b;
	int other;

	begin(&b);
	CHECK_EQ(isled_waiters_start(&waiters), 0);
	f = open_file(&b);
	other = open(b.path, O_RDWR | O_CLOEXEC);
	alone.kind = ISLE_LOCK_WRITE;
	for (int i = 0; i < 60; i++) {
		CHECK_EQ(isled_lock_take(&b.locks, &f, b.quota, &shared), 0);
		CHECK_EQ(flock(other, LOCK_SH), 0);
		CHECK_EQ(isled_lock_take(&b.locks, &f, b.quota, &alone), -ISLE_EAGAIN);
		memset(&w, 0, sizeof(w));
		w.waiter.run = run;
		w.waiter.done = done;
		CHECK_EQ(isled_lock_wait_begin(&b.locks, &f, b.quota, &alone, &w.wait), 0);
		CHECK_EQ(isled_waiter_begin(waiters, &w.waiter), 0);
		if (i % 2)
			isled_waiter_interrupt(&w.waiter);
		CHECK_EQ(flock(other, LOCK_UN), 0);
		collect(waiters, &w);
		CHECK_EQ(isled_lock_wait_end(&w.wait, false), -ISLE_ECANCELED);
		CHECK_EQ(flock(other, LOCK_EX | LOCK_NB), -1);
		CHECK_EQ(flock(other, LOCK_SH | LOCK_NB), 0);
		CHECK_EQ(flock(other, LOCK_UN), 0);
	}
	CHECK_EQ(isled_file_close(&f), 0);
	isled_waiters_stop(waiters);
	close(other);
	end(&b);
}

/* Of two that wait through two handles of one file, the first gets it or was given back what it had. */
static void check_second(struct bench *b, bool first_gets_it)
{
	struct isled_lock shared = { .kind = ISLE_LOCK_READ, .whole = true }, alone = shared;
	struct isled_lock_wait first = { 0 }, second = { 0 };
	int other = open(b->path, O_RDWR | O_CLOEXEC);
	struct isled_file f = open_file(b), g;

	alone.kind = ISLE_LOCK_WRITE;
	CHECK_EQ(isled_file_dup(&f, &g), 0);
	CHECK_EQ(isled_lock_take(&b->locks, &f, b->quota, &shared), 0);
	CHECK_EQ(flock(other, LOCK_SH), 0);
	first.now = second.now = true; /* no thread */
	CHECK_EQ(isled_lock_wait_begin(&b->locks, &f, b->quota, &alone, &first), 0);
	CHECK_EQ(isled_lock_wait_begin(&b->locks, &g, b->quota, &alone, &second), 0);
	CHECK_EQ(flock(other, LOCK_UN), 0);
	if (first_gets_it)
		first.result = flock(f.fd, LOCK_EX | LOCK_NB);
	CHECK_EQ(isled_lock_wait_end(&first, true), first_gets_it ? 0 : -ISLE_ECANCELED);
	CHECK_EQ(isled_lock_wait_end(&second, false), -ISLE_ECANCELED);
	CHECK_EQ(flock(other, LOCK_EX | LOCK_NB), -1);
	CHECK_EQ(flock(other, LOCK_SH | LOCK_NB), first_gets_it ? -1 : 0);
	CHECK_EQ(isled_file_close(&f), 0);
	CHECK_EQ(isled_file_close(&g), 0);
	CHECK_EQ(flock(other, LOCK_EX | LOCK_NB), 0);
	close(other);
}

TEST(lock,
     "of two that wait for the whole file by one open file, one that is given up takes nothing")
{
	struct bench b;

	begin(&b);
	check_second(&b, true);
	check_second(&b, false);
	end(&b);
}

TEST(lock, "what another machine or a grant would have to tell is not waited for here")
{
	struct isled_lock l = range(ISLE_LOCK_WRITE, 0, 1);
	struct isled_file f;
	struct bench b;

	begin(&b);
	f = open_file(&b);
	f.granted = "/a/grant";
	CHECK_EQ(isled_lock_take(&b.locks, &f, b.quota, &l), -ISLE_ENOTSUP);
	f.granted = NULL;
	f.fs = ISLED_FS_REMOTE;
	CHECK(isled_lock_is_remote(&f));
	CHECK_EQ(isled_file_close(&f), 0);
	end(&b);
}

/* ---- threads that wait ---- */

struct reader {
	struct isled_waiter waiter;
	int fd;
	_Atomic unsigned calls;
	bool done;
};

static void read_on(struct isled_waiter *waiter)
{
	struct reader *r = (struct reader *)(void *)waiter;
	char byte;

	while (!isled_waiter_is_interrupted(waiter)) {
		atomic_fetch_add(&r->calls, 1);
		if (read(r->fd, &byte, 1) == 1)
			return;
	}
}

static void read_done(struct isled_waiter *waiter)
{
	((struct reader *)(void *)waiter)->done = true;
}

TEST(waiter, "one that is interrupted at any moment ends, the others go on")
{
	static struct reader readers[16];
	struct isled_waiters *waiters;
	struct pollfd ended;
	int pipes[16][2];
	bool more = true;

	CHECK_EQ(isled_waiters_start(&waiters), 0);
	for (int round = 0; round < 20; round++) {
		memset(readers, 0, sizeof(readers));
		for (int i = 0; i < 16; i++) {
			CHECK_EQ(pipe(pipes[i]), 0);
			readers[i].fd = pipes[i][0];
			readers[i].waiter.run = read_on;
			readers[i].waiter.done = read_done;
			CHECK_EQ(isled_waiter_begin(waiters, &readers[i].waiter), 0);
			if (i % 2)
				isled_waiter_interrupt(&readers[i].waiter);
		}
		ended = (struct pollfd){ .fd = isled_waiters_fd(waiters), .events = POLLIN };
		for (int i = 0; i < 16; i += 2)
			CHECK_EQ(write(pipes[i][1], "x", 1), 1);
		do {
			poll(&ended, 1, 2);
			more = isled_waiters_collect(waiters);
			isled_waiters_nudge(waiters);
		} while (more);
		for (int i = 0; i < 16; i++) {
			CHECK(readers[i].done);
			close(pipes[i][0]);
			close(pipes[i][1]);
		}
	}
	isled_waiters_stop(waiters);
}

TEST(waiter, "stopping ends those that still wait")
{
	static struct reader readers[8];
	struct isled_waiters *waiters;
	int p[2];

	CHECK_EQ(isled_waiters_start(&waiters), 0);
	CHECK_EQ(pipe(p), 0);
	for (int i = 0; i < 8; i++) {
		readers[i].fd = p[0];
		readers[i].waiter.run = read_on;
		readers[i].waiter.done = read_done;
		CHECK_EQ(isled_waiter_begin(waiters, &readers[i].waiter), 0);
	}
	isled_waiters_stop(waiters);
	for (int i = 0; i < 8; i++)
		CHECK(!readers[i].done);
	close(p[0]);
	close(p[1]);
}
