/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A tree in the case's folder, and exports of it: for tests of the room that asks Linux.
 *
 *	B/ro/file "read only"   exported read-only as /ro
 *	B/rw/                   exported as /rw
 *	B/mix/                  exported as /mix, with rules: hidden/, shown/, locked/ (ro)
 *	B/out/secret            not exported
 *
 * The client's names are B/..., with B the case's folder: a client names Linux paths.
 */
#ifndef ISLED_TESTS_LINUX_TREE_H
#define ISLED_TESTS_LINUX_TREE_H

#include "harness.h"
#include "linux/exports.h"
#include "linux/file.h"
#include "linux/flags.h"
#include "linux/resolve.h"

#include <isle/errors.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct tree {
	struct isled_exports exports;
	char base[256];
	char cwd[4096];
};

/* A path in the tree, as text that lasts for a few calls. */
static inline const char *at(const struct tree *t, const char *format, ...)
{
	static char ring[8][PATH_MAX + 256];
	static int turn;
	char *text = ring[turn++ % 8];
	size_t n = (size_t)snprintf(text, sizeof(ring[0]), "%s/", t->base);
	va_list args;

	va_start(args, format);
	vsnprintf(text + n, sizeof(ring[0]) - n, format, args);
	va_end(args);
	return text;
}

static inline struct isled_path path_of(struct tree *t, const char *text)
{
	return (struct isled_path){ &t->exports, t->cwd, text, strlen(text) };
}

static inline void put_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	CHECK(fd >= 0);
	CHECK_EQ(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

static inline void make_folder(const char *path)
{
	CHECK_EQ(mkdir(path, 0755), 0);
}

static inline int export_at(struct tree *t, const char *path, unsigned flags)
{
	int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC), rc;

	CHECK(fd >= 0);
	rc = isled_exports_add(&t->exports, path, fd, flags);
	if (rc < 0)
		close(fd);
	return rc;
}

static inline void tree_make(struct tree *t, bool walk)
{
	umask(022);
	t->cwd[0] = 0;
	CHECK(realpath(test_folder(), t->base) != NULL);
	make_folder(at(t, "ro"));
	make_folder(at(t, "ro/sub"));
	make_folder(at(t, "rw"));
	make_folder(at(t, "rw/a"));
	make_folder(at(t, "rw/a/b"));
	make_folder(at(t, "mix"));
	make_folder(at(t, "mix/hidden"));
	make_folder(at(t, "mix/shown"));
	make_folder(at(t, "mix/locked"));
	make_folder(at(t, "mix/deep"));
	make_folder(at(t, "mix/deep/er"));
	make_folder(at(t, "out"));
	put_file(at(t, "ro/file"), "read only");
	put_file(at(t, "rw/file"), "hello");
	put_file(at(t, "rw/a/b/deep"), "deep");
	put_file(at(t, "mix/hidden/file"), "hidden");
	put_file(at(t, "mix/shown/file"), "shown");
	put_file(at(t, "mix/locked/file"), "locked");
	put_file(at(t, "mix/deep/er/key"), "key");
	put_file(at(t, "out/secret"), "secret");

	isled_exports_init(&t->exports);
	t->exports.force_walk = walk;
	CHECK_EQ(export_at(t, at(t, "ro"), ISLED_EXPORT_RO), 0);
	CHECK_EQ(export_at(t, at(t, "rw"), 0), 0);
	CHECK_EQ(export_at(t, at(t, "mix"), 0), 0);
	CHECK_EQ(isled_exports_add_rule(&t->exports, at(t, "mix/hidden"), ISLED_RULE_HIDE), 0);
	CHECK_EQ(isled_exports_add_rule(&t->exports, at(t, "mix/deep/er/key"), ISLED_RULE_HIDE), 0);
	CHECK_EQ(isled_exports_add_rule(&t->exports, at(t, "mix/locked"), ISLED_RULE_RO), 0);
	isled_exports_seal(&t->exports);
}

static inline void tree_drop(struct tree *t)
{
	isled_exports_fini(&t->exports);
}

/* Opens and closes. Returns: what open returned. */
static inline int try_open(struct tree *t, const char *path, uint32_t flags)
{
	struct isled_path p = path_of(t, path);
	struct isled_file f;
	uint64_t size;
	int rc = isled_file_open(&p, flags, 0644, &f, &size);

	if (rc >= 0)
		CHECK_EQ(isled_file_close(&f), 0);
	return rc;
}

static inline struct isled_file must_open(struct tree *t, const char *path, uint32_t flags)
{
	struct isled_path p = path_of(t, path);
	struct isled_file f;
	uint64_t size;

	CHECK_OK(isled_file_open(&p, flags, 0644, &f, &size));
	return f;
}

/* Reads a whole file. Returns: its bytes, or the error. */
static inline int slurp(struct tree *t, const char *path, char *ret_text, size_t max)
{
	struct isled_path p = path_of(t, path);
	struct isled_file f;
	uint64_t size, done = 0;
	int64_t n;
	int rc = isled_file_open(&p, ISLE_O_RDONLY, 0, &f, &size);

	if (rc < 0)
		return rc;
	do {
		struct iovec iov = { ret_text + done, max - 1 - done };

		n = isled_file_read(&f, &iov, 1, done, true);
		done += n > 0 ? (uint64_t)n : 0;
	} while (n > 0 && done < max - 1);
	isled_file_close(&f);
	ret_text[done] = 0;
	return n < 0 ? (int)n : (int)done;
}

static inline int stat_of(struct tree *t, const char *path, uint32_t at_flags,
			  struct isle_stat *ret_stat)
{
	struct isled_path p = path_of(t, path);

	return isled_path_stat(&p, at_flags, ret_stat);
}

static inline int exists(struct tree *t, const char *path)
{
	struct isle_stat st;

	return stat_of(t, path, 0, &st);
}

/* A case that has to hold for openat2 and for the walk. */
#define TEST_BOTH_WAYS(area, sentence)    TEST_BOTH__(area, sentence, TEST__JOIN(both_, __LINE__))
#define TEST_BOTH__(area, sentence, name) TEST_BOTH2__(area, sentence, name)
#define TEST_BOTH2__(area, sentence, name)                          \
	static void name(struct tree *t);                           \
	static void name##_run(bool walk)                           \
	{                                                           \
		struct tree t;                                      \
                                                                    \
		tree_make(&t, walk);                                \
		name(&t);                                           \
		tree_drop(&t);                                      \
	}                                                           \
	TEST__CASE(area, 30, sentence " (openat2)", name##_openat2) \
	{                                                           \
		name##_run(false);                                  \
	}                                                           \
	TEST__CASE(area, 30, sentence " (walk)", name##_walk)       \
	{                                                           \
		name##_run(true);                                   \
	}                                                           \
	static void name(struct tree *t)

#endif
