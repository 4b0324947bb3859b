/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A hostile client at the change watches, and a hostile Linux program beside it: nothing outside the
 * exports may be watched, no hidden name may be told. What a watch has got hold of is what the kernel
 * lists of it. Each race runs for about a second against each resolver and prints how often it tried.
 */
#include "tests/linux/tree.h"

#include "linux/watch.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <time.h>

#ifndef RENAME_EXCHANGE
#define RENAME_EXCHANGE 2
#endif

struct swapper {
	char a[512], b[512];
	_Atomic bool stop;
	_Atomic unsigned long swaps;
	bool exchange; /* a with b; else a to b and back */
};

static void *swap(void *arg)
{
	struct swapper *s = arg;

	while (!atomic_load(&s->stop)) {
		if (s->exchange) {
			syscall(SYS_renameat2, AT_FDCWD, s->a, AT_FDCWD, s->b, RENAME_EXCHANGE);
		} else {
			rename(s->a, s->b);
			rename(s->b, s->a);
		}
		atomic_fetch_add(&s->swaps, 1);
	}
	return NULL;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static ino_t number_of(const char *path)
{
	struct stat st;

	CHECK_EQ(stat(path, &st), 0);
	return st.st_ino;
}

/* Does the kernel's list of what this file watches have one of these? */
static bool watches(const struct isled_file *f, const ino_t *forbidden, int n)
{
	char path[64], line[512];
	unsigned long number;
	bool found = false;
	FILE *list;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", f->fd);
	list = fopen(path, "re");
	CHECK(list);
	while (fgets(line, sizeof(line), list))
		if (sscanf(line, "inotify wd:%*x ino:%lx", &number) == 1)
			for (int i = 0; i < n; i++)
				found |= forbidden[i] == number;
	fclose(list);
	return found;
}

static struct isled_file open_watch(struct tree *t, struct isled_quota **ret_quota)
{
	struct isled_quota *quota = calloc(1, sizeof(*quota));
	struct isled_file f;

	CHECK(quota);
	quota->refs = 1;
	quota->max[ISLED_QUOTA_WATCHES] = 100;
	quota->max[ISLED_QUOTA_WATCH_HANDLES] = 1;
	CHECK_EQ(isled_watch_open(&t->exports, quota, 0, &f), 0);
	*ret_quota = quota;
	return f;
}

static void race(struct tree *t, struct swapper *s, const char *path, const ino_t *forbidden, int n)
{
	unsigned long tries = 0, good = 0, escapes = 0;
	struct isled_path p = path_of(t, path);
	struct isled_quota *quota;
	struct isled_file f = open_watch(t, &quota);
	double end = now() + 1;
	pthread_t thread;
	uint32_t watch;

	CHECK_EQ(pthread_create(&thread, NULL, swap, s), 0);
	while (now() < end) {
		for (int i = 0; i < 50; i++, tries++) {
			if (isled_watch_add(&f, &p, ISLE_WATCH_EVENTS, &watch) < 0)
				continue;
			good++;
			escapes += watches(&f, forbidden, n);
			isled_watch_remove(&f, watch);
		}
	}
	atomic_store(&s->stop, true);
	pthread_join(thread, NULL);
	printf("# %lu tries, %lu of them good, %lu swaps, %lu escapes\n", tries, good,
	       atomic_load(&s->swaps), escapes);
	CHECK_EQ(escapes, 0);
	CHECK(tries > 100 && good && atomic_load(&s->swaps) > 100);
	CHECK_EQ(isled_file_close(&f), 0);
	isled_quota_drop(quota);
}

static void outside(struct tree *t, ino_t ret_numbers[3])
{
	ret_numbers[0] = number_of(at(t, "out"));
	ret_numbers[1] = number_of(at(t, "out/secret"));
	ret_numbers[2] = number_of(t->base);
}

TEST_BOTH_WAYS(attack, "race: a folder becomes a link that leads out; watch what is in it")
{
	static struct swapper s;
	ino_t forbidden[3];

	outside(t, forbidden);
	s.exchange = true;
	put_file(at(t, "rw/a/secret"), "good");
	CHECK_EQ(symlink("../out", at(t, "rw/evil")), 0);
	snprintf(s.a, sizeof(s.a), "%s", at(t, "rw/a"));
	snprintf(s.b, sizeof(s.b), "%s", at(t, "rw/evil"));
	race(t, &s, at(t, "rw/a/secret"), forbidden, 3);
}

TEST_BOTH_WAYS(attack, "race: what is watched itself becomes a link that leads out")
{
	static struct swapper s;
	ino_t forbidden[3];

	outside(t, forbidden);
	s.exchange = true;
	CHECK_EQ(symlink(at(t, "out"), at(t, "rw/evil")), 0);
	snprintf(s.a, sizeof(s.a), "%s", at(t, "rw/a"));
	snprintf(s.b, sizeof(s.b), "%s", at(t, "rw/evil"));
	race(t, &s, at(t, "rw/a"), forbidden, 3);
}

TEST_BOTH_WAYS(attack, "race: an ancestor moves out of the export while a watch goes up again")
{
	static struct swapper s;
	ino_t forbidden[3];

	outside(t, forbidden);
	snprintf(s.a, sizeof(s.a), "%s", at(t, "rw/a/b"));
	snprintf(s.b, sizeof(s.b), "%s", at(t, "out/b"));
	race(t, &s, at(t, "rw/a/b/../../a"), forbidden, 3);
}

TEST_BOTH_WAYS(attack, "race: what is hidden cannot be watched through swapped links")
{
	static struct swapper s;
	ino_t forbidden[2];

	s.exchange = true;
	make_folder(at(t, "mix/shown/x"));
	put_file(at(t, "mix/shown/x/file"), "good");
	CHECK_EQ(symlink("../hidden", at(t, "mix/shown/y")), 0);
	forbidden[0] = number_of(at(t, "mix/hidden"));
	forbidden[1] = number_of(at(t, "mix/hidden/file"));
	snprintf(s.a, sizeof(s.a), "%s", at(t, "mix/shown/x"));
	snprintf(s.b, sizeof(s.b), "%s", at(t, "mix/shown/y"));
	race(t, &s, at(t, "mix/shown/x/file"), forbidden, 2);
}

TEST_BOTH_WAYS(attack, "no spelling of a path watches what is outside or hidden")
{
	static const char *const tails[] = {
		"out",
		"out/secret",
		"rw/../out",
		"rw/a/../../out",
		"rw/./../out/secret",
		"rw/leads/secret",
		"rw/leads",
		"rw/root/etc",
		"rw/climbs",
		"mix/hidden",
		"mix/hidden/file",
		"mix/./hidden",
		"mix/shown/../hidden",
		"mix/in/file",
		"mix/in",
		"",
		".",
		"..",
	};
	struct isled_quota *quota;
	struct isled_file f = open_watch(t, &quota);
	ino_t forbidden[5];
	uint32_t watch;

	outside(t, forbidden);
	forbidden[3] = number_of(at(t, "mix/hidden"));
	forbidden[4] = number_of(at(t, "mix/hidden/file"));
	CHECK_EQ(symlink(at(t, "out"), at(t, "rw/leads")), 0);
	CHECK_EQ(symlink("/", at(t, "rw/root")), 0);
	CHECK_EQ(symlink("../../../../../../..", at(t, "rw/climbs")), 0);
	CHECK_EQ(symlink("hidden", at(t, "mix/in")), 0);
	for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++) {
		struct isled_path p = path_of(t, at(t, "%s", tails[i]));
		int rc = isled_watch_add(&f, &p, ISLE_WATCH_EVENTS, &watch);

		CHECK(rc == -ISLE_EACCES || rc == -ISLE_ENOENT);
		CHECK(!watches(&f, forbidden, 5));
	}
	CHECK_EQ(isled_file_close(&f), 0);
	isled_quota_drop(quota);
}

TEST_BOTH_WAYS(attack,
	       "race: a name that takes and leaves its hidden name is never told by that name")
{
	static struct swapper s;
	struct isled_path p = path_of(t, at(t, "mix"));
	unsigned long told = 0, leaks = 0;
	struct isled_quota *quota;
	struct isled_file f = open_watch(t, &quota);
	uint8_t buf[4096];
	struct iovec iov = { buf, sizeof(buf) };
	double end = now() + 1;
	pthread_t thread;
	uint32_t watch;

	CHECK_EQ(isled_watch_add(&f, &p, ISLE_WATCH_EVENTS, &watch), 0);
	snprintf(s.a, sizeof(s.a), "%s", at(t, "mix/hidden"));
	snprintf(s.b, sizeof(s.b), "%s", at(t, "mix/free"));
	CHECK_EQ(pthread_create(&thread, NULL, swap, &s), 0);
	while (now() < end) {
		int64_t n = isled_file_read(&f, &iov, 1, ISLE_OFFSET_CURRENT, false);

		if (n == ISLED_WAIT)
			continue;
		CHECK(n > 0);
		told++;
		leaks += memmem(buf, (size_t)n, "hidden", 6) != NULL;
	}
	atomic_store(&s.stop, true);
	pthread_join(thread, NULL);
	printf("# %lu reads, %lu swaps, %lu leaks\n", told, atomic_load(&s.swaps), leaks);
	CHECK_EQ(leaks, 0);
	CHECK(atomic_load(&s.swaps) > 100);
	CHECK_EQ(isled_file_close(&f), 0);
	isled_quota_drop(quota);
}

TEST_BOTH_WAYS(attack, "many changes that nobody may be told of hold up nobody")
{
	struct isled_path p = path_of(t, at(t, "mix"));
	struct isled_quota *quota;
	struct isled_file f = open_watch(t, &quota);
	uint8_t buf[4096];
	struct iovec iov = { buf, sizeof(buf) };
	int calls = 0, left;
	uint32_t watch;
	int64_t n;

	CHECK_EQ(isled_watch_add(&f, &p, ISLE_WATCH_EVENTS, &watch), 0);
	for (int i = 0; i < 1500; i++) { /* opened, closed, opened: never twice the same */
		int fd = open(at(t, "mix/hidden"), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

		CHECK(fd >= 0);
		close(fd);
	}
	put_file(at(t, "mix/fresh"), "");
	do {
		n = isled_file_read(&f, &iov, 1, ISLE_OFFSET_CURRENT, false);
		CHECK_EQ(ioctl(f.fd, FIONREAD, &left), 0);
		calls++;
	} while (n == ISLED_WAIT && left);
	CHECK(n > 0 && calls > 2);
	CHECK_EQ(isled_file_close(&f), 0);
	isled_quota_drop(quota);
}

TEST(attack, "a name that is hidden in the root of everything is told by no watch")
{
	static const char *const hidden[] = { "hidden", "twice" };
	static const char *const names[] = { "hidden", "twice", "shown" };
	static struct tree tree;
	struct tree *t = &tree;
	struct isled_quota *quota;
	uint8_t buf[4096] = { 0 };
	struct iovec iov = { buf, sizeof(buf) };
	struct isled_file f;
	uint32_t watch;
	int64_t n;
	int fd;

	CHECK(realpath(test_folder(), t->base) != NULL);
	for (int i = 0; i < 3; i++)
		put_file(at(t, "%s", names[i]), "");
	fd = open(t->base, O_PATH | O_DIRECTORY | O_CLOEXEC);
	isled_exports_init(&t->exports);
	CHECK_EQ(isled_exports_add(&t->exports, "/", fd, 0), 0);
	for (int i = 0; i < 2; i++) {
		char rule[32] = "/";

		CHECK_EQ(isled_exports_add_rule(&t->exports, strcat(rule, hidden[i]),
						ISLED_RULE_HIDE),
			 0);
	}
	isled_exports_seal(&t->exports);
	f = open_watch(t, &quota);
	CHECK_EQ(isled_watch_add(&f, &(struct isled_path){ &t->exports, "", "/", 1 },
				 ISLE_WATCH_EVENTS, &watch),
		 0);
	for (int i = 0; i < 3; i++)
		put_file(at(t, "%s", names[i]), "changed");
	CHECK_EQ(unlink(at(t, "hidden")), 0);
	n = isled_file_read(&f, &iov, 1, ISLE_OFFSET_CURRENT, false);
	CHECK(n > 0 && memmem(buf, (size_t)n, "shown", 5));
	CHECK(!memmem(buf, (size_t)n, "hidden", 6) && !memmem(buf, (size_t)n, "twice", 5));
	CHECK_EQ(isled_file_close(&f), 0);
	isled_quota_drop(quota);
	isled_exports_fini(&t->exports);
}
