/* SPDX-License-Identifier: BSD-3-Clause */
/* Change watches on the room that asks Linux: what is kept, counted and told. */
#include "tests/linux/tree.h"

#include "linux/watch.h"

#include <dirent.h>

static struct isled_quota *new_quota(uint32_t watches)
{
	struct isled_quota *quota = calloc(1, sizeof(*quota));

	CHECK(quota);
	quota->refs = 1;
	quota->max[ISLED_QUOTA_WATCHES] = watches;
	quota->max[ISLED_QUOTA_WATCH_HANDLES] = 2;
	return quota;
}

static int add(struct tree *t, struct isled_file *f, const char *path, uint32_t mask)
{
	struct isled_path p = path_of(t, path);
	uint32_t watch = 0;
	int rc = isled_watch_add(f, &p, mask, &watch);

	return rc < 0 ? rc : (int)watch;
}

struct record {
	uint32_t watch, mask, cookie, bytes;
	char name[264];
};

/* A word of the wire, on any processor. */
static uint32_t le32(const uint8_t *at)
{
	return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* Returns: 1, 0 when there is none. */
static int next(struct isled_file *f, struct record *ret)
{
	uint8_t raw[ISLE_CHANGE_BYTES + 256];
	struct iovec iov = { raw, sizeof(raw) };
	int64_t n = 0;

	memset(ret, 0, sizeof(*ret));
	for (size_t room = ISLE_CHANGE_BYTES; n == 0 || n == -ISLE_EINVAL; room += 8) {
		iov.iov_len = room; /* one at a time */
		n = isled_file_read(f, &iov, 1, ISLE_OFFSET_CURRENT, false);
	}
	if (n == ISLED_WAIT)
		return 0;
	CHECK(n >= ISLE_CHANGE_BYTES);
	ret->watch = le32(raw);
	ret->mask = le32(raw + 4);
	ret->cookie = le32(raw + 8);
	ret->bytes = le32(raw + 12);
	CHECK_EQ(n, ISLE_CHANGE_BYTES + ((ret->bytes + 7) & ~7u));
	memcpy(ret->name, raw + ISLE_CHANGE_BYTES, ret->bytes);
	return 1;
}

static unsigned descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned n = 0;

	CHECK(dir);
	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

TEST_BOTH_WAYS(watch, "an object that rules hide is not told under any name it has")
{
	struct isled_quota *quota = new_quota(10);
	struct isled_file f;
	struct record r;
	int d;

	CHECK_EQ(isled_watch_open(&t->exports, quota, 0, &f), 0);
	d = add(t, &f, at(t, "mix/deep/er"), ISLE_WATCH_EVENTS & ~ISLE_WATCH_ACCESS);
	CHECK(d > 0);
	CHECK_EQ(add(t, &f, at(t, "mix/hidden"), ISLE_WATCH_CREATE), -ISLE_ENOENT);
	CHECK_EQ(add(t, &f, at(t, "mix/hidden/file"), ISLE_WATCH_MODIFY), -ISLE_ENOENT);
	CHECK_EQ(add(t, &f, at(t, "mix/deep/er/key"), ISLE_WATCH_MODIFY), -ISLE_ENOENT);
	CHECK_EQ(link(at(t, "mix/deep/er/key"), at(t, "mix/deep/er/alias")), 0);
	put_file(at(t, "mix/deep/er/alias"), "other");
	put_file(at(t, "mix/deep/er/key"), "more");
	CHECK_EQ(next(&f, &r), 0);
	put_file(at(t, "mix/deep/er/new"), "seen");
	CHECK_EQ(next(&f, &r), 1);
	CHECK_STR(r.name, "new");
	CHECK_EQ(r.mask, ISLE_WATCH_CREATE);
	CHECK_EQ(r.watch, d);
	CHECK_EQ(isled_file_close(&f), 0);
	CHECK_EQ(quota->refs, 1);
	isled_quota_drop(quota);
}

TEST_BOTH_WAYS(watch,
	       "a folder that was watched before it took a hidden name tells nothing any more")
{
	struct isled_quota *quota = new_quota(10);
	struct timespec second = { 2, 100000000 };
	struct isled_file f;
	struct record r;

	CHECK_EQ(isled_watch_open(&t->exports, quota, 0, &f), 0);
	CHECK(add(t, &f, at(t, "mix/shown"), ISLE_WATCH_CREATE) > 0);
	CHECK_EQ(rename(at(t, "mix/hidden"), at(t, "mix/was")), 0);
	CHECK_EQ(rename(at(t, "mix/shown"), at(t, "mix/hidden")), 0);
	nanosleep(&second, NULL); /* rules are looked up once a second */
	put_file(at(t, "mix/hidden/x"), "x");
	CHECK_EQ(next(&f, &r), 0);
	CHECK_EQ(isled_file_close(&f), 0);
	isled_quota_drop(quota);
}

TEST_BOTH_WAYS(
	watch,
	"a storm that overflows is told, and a watch that ended in it counts until it is removed")
{
	struct isled_quota *quota = new_quota(50);
	char from[300], to[300];
	int ids[40];
	unsigned long told = 0, fds = descriptors(), most = 0;
	struct isled_file f;
	struct record r;
	FILE *limit = fopen("/proc/sys/fs/inotify/max_queued_events", "re");
	int d;

	CHECK(limit && fscanf(limit, "%lu", &most) == 1);
	fclose(limit);
	if (most > 100000)
		SKIP("the queue of this kernel is too long to be filled");
	CHECK_EQ(isled_watch_open(&t->exports, quota, 0, &f), 0);
	d = add(t, &f, at(t, "mix/shown"), ISLE_WATCH_MOVED_FROM | ISLE_WATCH_MOVED_TO);
	CHECK(d > 0);
	for (int i = 0; i < 40; i++) {
		make_folder(at(t, "mix/deep/%d", i));
		ids[i] = add(t, &f, at(t, "mix/deep/%d", i), ISLE_WATCH_CREATE);
		CHECK(ids[i] > 0);
	}
	CHECK_EQ(quota->used[ISLED_QUOTA_WATCHES], 41);
	snprintf(from, sizeof(from), "%s", at(t, "mix/shown/file"));
	snprintf(to, sizeof(to), "%s", at(t, "mix/shown/elif"));
	for (unsigned long i = 0; i < most / 2 + 100; i++) {
		CHECK_EQ(rename(from, to), 0);
		CHECK_EQ(rename(to, from), 0);
	}
	for (int i = 0; i < 40; i++)
		CHECK_EQ(rmdir(at(t, "mix/deep/%d", i)), 0);
	/* (Were a folder still open here, its end would not be told.) */
	while (next(&f, &r) && !(r.mask & ISLE_WATCH_OVERFLOW)) {
		CHECK_EQ(r.watch, d);
		told++;
	}
	CHECK_EQ(r.mask, ISLE_WATCH_OVERFLOW);
	CHECK_EQ(r.watch, 0);
	CHECK_EQ(r.bytes, 0);
	CHECK(told >= most - 1);
	CHECK_EQ(next(&f, &r), 0);
	CHECK_EQ(quota->used[ISLED_QUOTA_WATCHES], 41);
	for (int i = 0; i < 40; i++)
		CHECK_EQ(isled_watch_remove(&f, (uint32_t)ids[i]), 0);
	CHECK_EQ(quota->used[ISLED_QUOTA_WATCHES], 1);
	CHECK_EQ(rename(from, to), 0);
	CHECK_EQ(next(&f, &r), 1);
	CHECK_STR(r.name, "file");
	CHECK_EQ(isled_file_close(&f), 0);
	CHECK_EQ(quota->used[ISLED_QUOTA_WATCHES], 0);
	CHECK_EQ(descriptors(), fds);
	isled_quota_drop(quota);
}

TEST_BOTH_WAYS(watch, "the end of a folder is told where rules hold, too")
{
	struct isled_quota *quota = new_quota(50);
	struct isled_file f;
	struct record r;
	int d;

	CHECK_EQ(isled_watch_open(&t->exports, quota, 0, &f), 0);
	make_folder(at(t, "mix/deep/er/x"));
	d = add(t, &f, at(t, "mix/deep/er/x"), ISLE_WATCH_CREATE | ISLE_WATCH_DELETE_SELF);
	CHECK(d > 0);
	make_folder(at(t, "mix/deep/er/x/y"));
	CHECK_EQ(next(&f, &r), 1);
	CHECK_STR(r.name, "y");
	CHECK_EQ(rmdir(at(t, "mix/deep/er/x/y")), 0);
	CHECK_EQ(rmdir(at(t, "mix/deep/er/x")), 0);
	CHECK_EQ(next(&f, &r), 1);
	CHECK_EQ(r.mask, ISLE_WATCH_DELETE_SELF);
	CHECK_EQ(next(&f, &r), 1);
	CHECK_EQ(r.mask, ISLE_WATCH_GONE);
	CHECK_EQ(r.watch, d);
	CHECK_EQ(quota->used[ISLED_QUOTA_WATCHES], 0);
	CHECK_EQ(isled_file_close(&f), 0);
	isled_quota_drop(quota);
}

TEST_BOTH_WAYS(watch, "what is added and removed without end stays counted right")
{
	struct isled_quota *quota = new_quota(8);
	int ids[12] = { 0 }, have = 0;
	struct isled_file f;
	struct record r;

	CHECK_EQ(isled_watch_open(&t->exports, quota, 0, &f), 0);
	for (int i = 0; i < 12; i++)
		make_folder(at(t, "%s/w%d", i % 2 ? "rw" : "mix", i));
	for (int round = 0; round < 2000; round++) {
		int i = (int)(test_random() % 12), rc;

		if (ids[i] && test_random() % 2) {
			CHECK_EQ(isled_watch_remove(&f, (uint32_t)ids[i]), 0);
			ids[i] = 0;
			have--;
		} else {
			rc = add(t, &f, at(t, "%s/w%d", i % 2 ? "rw" : "mix", i),
				 ISLE_WATCH_CREATE);
			if (!ids[i] && have == 8) {
				CHECK_EQ(rc, -ISLE_ENOSPC);
				continue;
			}
			CHECK(rc > 0 && (!ids[i] || ids[i] == rc));
			have += !ids[i];
			ids[i] = rc;
		}
		CHECK_EQ(quota->used[ISLED_QUOTA_WATCHES], have);
		while (next(&f, &r))
			CHECK_EQ(r.mask, ISLE_WATCH_GONE);
	}
	CHECK_EQ(isled_file_close(&f), 0);
	isled_quota_drop(quota);
}

TEST_BOTH_WAYS(watch, "a file that may not be read may not be watched")
{
	struct isled_quota *quota = new_quota(8);
	struct isled_file f;

	if (!geteuid())
		CHECK_EQ(seteuid(65534), 0);
	CHECK_EQ(isled_watch_open(&t->exports, quota, 0, &f), 0);
	CHECK_EQ(add(t, &f, at(t, "rw/none"), ISLE_WATCH_MODIFY), -ISLE_ENOENT);
	if (!getuid()) {
		CHECK_EQ(seteuid(0), 0);
		CHECK_EQ(chmod(at(t, "rw/file"), 0600), 0);
		CHECK_EQ(chmod(t->base, 0755), 0);
		CHECK_EQ(seteuid(65534), 0);
		CHECK_EQ(add(t, &f, at(t, "rw/file"), ISLE_WATCH_MODIFY), -ISLE_EACCES);
		CHECK_EQ(seteuid(0), 0);
	}
	CHECK_EQ(quota->used[ISLED_QUOTA_WATCHES], 0);
	CHECK_EQ(isled_file_close(&f), 0);
	isled_quota_drop(quota);
}
