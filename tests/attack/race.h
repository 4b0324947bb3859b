/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A hostile Linux program beside the client: it exchanges a folder or a file for a link while the
 * client uses its name. Each race runs for about a second and prints how often it tried.
 */
#ifndef ISLED_TESTS_ATTACK_RACE_H
#define ISLED_TESTS_ATTACK_RACE_H

#include "tests/linux/tree.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <time.h>

#ifndef RENAME_EXCHANGE
#define RENAME_EXCHANGE 2
#endif

struct swapper {
	const char *a, *b;
	_Atomic bool stop;
	_Atomic unsigned long swaps;
	bool exchange; /* a with b; else a to b and back */
};

static inline void *swap(void *arg)
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

static inline double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* One attempt. Returns: whether it got at something outside. */
typedef bool attempt_fn(struct tree *t, const char *path, int *ret_result);

static inline void race(struct tree *t, struct swapper *s, const char *path, attempt_fn *attempt)
{
	unsigned long tries = 0, escapes = 0, good = 0;
	double end = now() + 1;
	pthread_t thread;
	int result;

	CHECK_EQ(pthread_create(&thread, NULL, swap, s), 0);
	while (now() < end) {
		for (int i = 0; i < 100; i++) {
			escapes += attempt(t, path, &result);
			good += result >= 0;
			tries++;
		}
	}
	atomic_store(&s->stop, true);
	pthread_join(thread, NULL);
	printf("# %lu tries, %lu of them good, %lu swaps, %lu escapes\n", tries, good,
	       atomic_load(&s->swaps), escapes);
	CHECK_EQ(escapes, 0);
	CHECK(tries > 100 && atomic_load(&s->swaps) > 100);
}

/* rw/a, a folder with a file `secret` of 4 bytes, against rw/evil, a link to where it has 6. */
static inline void swap_folder(struct tree *t, const char *target, const char *path,
			       attempt_fn *attempt)
{
	char a[512], b[512], where[600];
	struct swapper s = { .a = a, .b = b, .exchange = true };

	put_file(at(t, "rw/a/secret"), "good");
	CHECK_EQ(symlink(target, at(t, "rw/evil")), 0);
	snprintf(a, sizeof(a), "%s", at(t, "rw/a"));
	snprintf(b, sizeof(b), "%s", at(t, "rw/evil"));
	snprintf(where, sizeof(where), "%s", at(t, path));
	race(t, &s, where, attempt);
}

/* rw/a/secret, a file of 4 bytes, against rw/a/evil, a link to one of 6 outside. */
static inline void swap_file(struct tree *t, attempt_fn *attempt)
{
	char a[512], b[512], where[600];
	struct swapper s = { .a = a, .b = b, .exchange = true };

	put_file(at(t, "rw/a/secret"), "good");
	CHECK_EQ(symlink(at(t, "out/secret"), at(t, "rw/a/evil")), 0);
	snprintf(a, sizeof(a), "%s", at(t, "rw/a/secret"));
	snprintf(b, sizeof(b), "%s", at(t, "rw/a/evil"));
	snprintf(where, sizeof(where), "%s", a);
	race(t, &s, where, attempt);
}

#endif
