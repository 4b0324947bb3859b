/* SPDX-License-Identifier: BSD-3-Clause */
/* What file systems refuse: no space, no quota, no changes any more; and folders that change while they are read. */
#define _GNU_SOURCE
#include "bed.h"
#include "mounts.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define SMALL (1u << 20) /* bytes of the small file system, and of the quota */

/* ---- a small file system of our own, seen by nobody else ---- */

static void put_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	CHECK_EQ(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
}

/* Whoever is not root becomes the same user in a name space of users. */
static bool unshare_mounts(void)
{
	uid_t uid = geteuid();
	gid_t gid = getegid();
	char text[64];

	if (uid == 0)
		return unshare(CLONE_NEWNS) == 0;
	if (unshare(CLONE_NEWUSER | CLONE_NEWNS) < 0)
		return false;
	put_text("/proc/self/setgroups", "deny");
	snprintf(text, sizeof(text), "%u %u 1", uid, uid);
	put_text("/proc/self/uid_map", text);
	snprintf(text, sizeof(text), "%u %u 1", gid, gid);
	put_text("/proc/self/gid_map", text);
	return true;
}

static const char *small_path(void)
{
	static char path[200];

	snprintf(path, sizeof(path), "%s/small", test_folder());
	return path;
}

/* Runs a scenario with /small, which is SMALL bytes and 40 names large. */
static void with_small(unsigned link, void (*scenario)(struct bed *bed))
{
	char more[300];
	const struct daemon_options options = { .more = more };

	if (mkdir(small_path(), 0777) < 0 || !unshare_mounts() ||
	    !mounts_stay_here(test_folder()) ||
	    mount("small", small_path(), "tmpfs", 0, "size=1m,nr_inodes=40,mode=777") < 0)
		SKIP("a file system cannot be mounted here");
	chmod(test_folder(), 0711);
	snprintf(more, sizeof(more), "[export /small]\nroot = %s\nmode = rw\n", small_path());
	bed_run(link, &options, NULL, scenario);
}

#define WITH_SMALL(sentence, scenario)                                                             \
	WITH_SMALL__ON(sentence " (unix)", scenario, scenario##_unix, BED_UNIX)                    \
	WITH_SMALL__ON(sentence " (unix with frames of 192 bytes)", scenario, scenario##_smallest, \
		       BED_SMALLEST)                                                               \
	WITH_SMALL__ON(sentence " (a serial line)", scenario, scenario##_serial, BED_SERIAL)

#define WITH_SMALL__ON(sentence, scenario, name, link) \
	TEST__CASE(media, 30, sentence, name)          \
	{                                              \
		with_small(link, scenario);            \
	}

static long long size_of(struct bed *bed, const char *path)
{
	struct isle_stat st;

	CHECK_EQ(isle_file_stat(bed->ctx, path, &st), 0);
	return (long long)st.size;
}

/* A write of n bytes that fails with `error`. Returns: what it says it has written. */
static uint32_t failing_write(struct bed *bed, struct isle_file *file, const void *data, size_t n,
			      int error)
{
	struct isle_op op;

	isle_async(bed->ctx, &op, NULL, NULL);
	CHECK_EQ(isle_file_pwrite(bed->ctx, file, data, n, 0), 0);
	CHECK_EQ(isle_op_wait(&op), error);
	return op.ret[0];
}

static void full(struct bed *bed)
{
	const size_t n = 2 * SMALL;
	uint8_t *data = calloc(1, n);
	struct isle_file file, from;
	uint64_t copied = 0;
	uint32_t written;

	pattern_fill(data, n, 1);
	data_put(&bed->daemon, "large", data, n);
	CHECK_EQ(isle_file_open(bed->ctx, "/small/f", ISLE_O_RDWR | ISLE_O_CREAT, 0644, &file), 0);
	written = failing_write(bed, &file, data, n, -ISLE_ENOSPC);
	CHECK(written > SMALL / 2 && written < n);
	CHECK_EQ(size_of(bed, "/small/f"), written);
	CHECK_EQ(isle_file_pwrite(bed->ctx, &file, data, 100, 0), 100); /* room it has */
	CHECK_EQ(isle_file_ftruncate(bed->ctx, &file, 0), 0);

	CHECK_EQ(isle_file_put(bed->ctx, "/small/p", data, n, ISLE_O_CREAT, 0644), -ISLE_ENOSPC);
	CHECK(size_of(bed, "/small/p") > SMALL / 2);
	CHECK_EQ(isle_file_unlink(bed->ctx, "/small/p"), 0);

	CHECK_EQ(isle_file_allocate(bed->ctx, &file, 0, 0, n), -ISLE_ENOSPC);
	CHECK_EQ(isle_file_allocate(bed->ctx, &file, 0, 0, SMALL / 2), 0);
	CHECK_EQ(isle_file_ftruncate(bed->ctx, &file, 0), 0);

	CHECK_EQ(isle_file_open(bed->ctx, "/data/large", ISLE_O_RDONLY, 0, &from), 0);
	CHECK_EQ(isle_file_copy(bed->ctx, &from, 0, &file, 0, n, &copied), -ISLE_ENOSPC);
	CHECK(copied > SMALL / 2 && copied < n);
	CHECK_EQ(size_of(bed, "/small/f"), copied);
	CHECK_EQ(isle_file_pread(bed->ctx, &file, data, SMALL / 2, 0), SMALL / 2);
	pattern_check(data, SMALL / 2, 1);
	CHECK_EQ(isle_file_close(bed->ctx, &from), 0);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
	CHECK_EQ(isle_file_unlink(bed->ctx, "/small/f"), 0);
	CHECK_EQ(isle_file_put(bed->ctx, "/small/f", data, SMALL / 2, ISLE_O_CREAT, 0644),
		 SMALL / 2);
	free(data);
}

WITH_SMALL("a full file system says ENOSPC and how much it took, to a write, a copy and a claim",
	   full)

static void no_names(struct bed *bed)
{
	char name[64];
	int r = 0, n;

	for (n = 0; r >= 0 && n < 100; n++) {
		snprintf(name, sizeof(name), "/small/%d", n);
		r = isle_file_put(bed->ctx, name, "", 0, ISLE_O_CREAT | ISLE_O_EXCL, 0644);
	}
	CHECK_EQ(r, -ISLE_ENOSPC);
	CHECK(n > 20);
	CHECK_EQ(isle_file_mkdir(bed->ctx, "/small/d", 0755), -ISLE_ENOSPC);
	CHECK_EQ(isle_file_symlink(bed->ctx, "x", "/small/d"), -ISLE_ENOSPC);
	CHECK_EQ(isle_file_mknod(bed->ctx, "/small/d", ISLE_FILE_TYPE_FIFO, 0600, 0), -ISLE_ENOSPC);
	CHECK_EQ(isle_file_unlink(bed->ctx, "/small/0"), 0);
	CHECK_EQ(isle_file_mkdir(bed->ctx, "/small/d", 0755), 0);
}

WITH_SMALL("a file system without room for names says ENOSPC to whatever makes one", no_names)

static void remount(unsigned long flags)
{
	CHECK_EQ(mount(NULL, small_path(), NULL, MS_REMOUNT | flags, "size=1m"), 0);
}

static void read_only(struct bed *bed)
{
	const struct isle_times times = { .atime_s = 1, .mtime_s = 1 };
	struct isle_context *ctx = bed->ctx;
	struct isle_file file, out;
	uint64_t copied;
	char text[8];

	CHECK_EQ(isle_file_put(ctx, "/small/f", "hello", 5, ISLE_O_CREAT, 0644), 5);
	CHECK_EQ(isle_file_open(ctx, "/small/f", ISLE_O_RDONLY, 0, &file), 0);
	remount(MS_RDONLY);
	CHECK_EQ(isle_file_pread(ctx, &file, text, 8, 0), 5);
	CHECK_EQ(isle_file_fchmod(ctx, &file, 0600), -ISLE_EROFS);
	CHECK_EQ(isle_file_fchown(ctx, &file, UINT32_MAX, UINT32_MAX), -ISLE_EROFS);
	CHECK_EQ(isle_file_futimens(ctx, &file, &times), -ISLE_EROFS);
	CHECK_EQ(isle_file_open(ctx, "/small/f", ISLE_O_RDWR, 0, &out), -ISLE_EROFS);
	CHECK_EQ(isle_file_open(ctx, "/small", ISLE_O_RDWR | ISLE_O_TMPFILE, 0600, &out),
		 -ISLE_EROFS);
	CHECK_EQ(isle_file_put(ctx, "/small/g", "x", 1, ISLE_O_CREAT, 0644), -ISLE_EROFS);
	CHECK_EQ(isle_file_truncate(ctx, "/small/f", 0), -ISLE_EROFS);
	CHECK_EQ(isle_file_chmod(ctx, "/small/f", 0600), -ISLE_EROFS);
	CHECK_EQ(isle_file_chown(ctx, "/small/f", UINT32_MAX, UINT32_MAX, 0), -ISLE_EROFS);
	CHECK_EQ(isle_file_utimens(ctx, "/small/f", &times, 0), -ISLE_EROFS);
	CHECK_EQ(isle_file_set_xattr(ctx, "/small/f", "user.a", "1", 1, 0, 0), -ISLE_EROFS);
	CHECK_EQ(isle_file_mkdir(ctx, "/small/d", 0755), -ISLE_EROFS);
	CHECK_EQ(isle_file_mknod(ctx, "/small/d", ISLE_FILE_TYPE_FIFO, 0600, 0), -ISLE_EROFS);
	CHECK_EQ(isle_file_unlink(ctx, "/small/f"), -ISLE_EROFS);
	CHECK_EQ(isle_file_rename(ctx, "/small/f", "/small/g", 0), -ISLE_EROFS);
	CHECK_EQ(isle_file_access(ctx, "/small/f", ISLE_ACCESS_WRITE), -ISLE_EROFS);
	remount(0);
	CHECK_EQ(isle_file_open(ctx, "/small/f", ISLE_O_WRONLY, 0, &out), 0);
	CHECK_EQ(isle_file_copy(ctx, &file, 0, &out, 5, 5, &copied), 0);
	CHECK_EQ(copied, 5);
	CHECK_EQ(isle_file_close(ctx, &out), 0);
	CHECK_EQ(isle_file_close(ctx, &file), 0);
}

WITH_SMALL("a file system that becomes read-only in the middle is EROFS to all changes", read_only)

/* ---- a quota ---- */

/* From now on, also for our children, Linux says EDQUOT to what writes or takes space behind SMALL bytes. */
static bool set_quota(void)
{
	const uint32_t half = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 4 : 0;
	const uint32_t low = offsetof(struct seccomp_data, args[3]) + half;
	const uint32_t claim = offsetof(struct seccomp_data, args[2]) + half;
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_pwritev2, 0, 2),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, low),
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, SMALL, 4, 3),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_fallocate, 0, 2),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, claim),
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, SMALL, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EDQUOT),
	};
	const struct sock_fprog program = { sizeof(code) / sizeof(code[0]), code };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

static void quota(struct bed *bed)
{
	const size_t n = 2 * SMALL;
	uint8_t *data = calloc(1, n);
	struct isle_file file, from;
	uint64_t copied = 0;
	uint32_t written;

	CHECK_EQ(isle_file_open(bed->ctx, "/data/f", ISLE_O_RDWR | ISLE_O_CREAT, 0644, &file), 0);
	written = failing_write(bed, &file, data, n, -ISLE_EDQUOT);
	CHECK(written >= SMALL && written < n);
	CHECK_EQ(size_of(bed, "/data/f"), written);
	CHECK_EQ(isle_file_put(bed->ctx, "/data/p", data, n, ISLE_O_CREAT, 0644), -ISLE_EDQUOT);
	CHECK_EQ(isle_file_allocate(bed->ctx, &file, 0, SMALL, 4096), -ISLE_EDQUOT);
	CHECK_EQ(isle_file_ftruncate(bed->ctx, &file, 0), 0);
	CHECK_EQ(isle_file_open(bed->ctx, "/dev/zero", ISLE_O_RDONLY, 0, &from), 0);
	CHECK_EQ(isle_file_copy(bed->ctx, &from, 0, &file, 0, n, &copied), -ISLE_EDQUOT);
	CHECK_EQ(copied, SMALL);
	CHECK_EQ(size_of(bed, "/data/f"), SMALL);
	CHECK_EQ(isle_file_close(bed->ctx, &from), 0);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
	free(data);
}

static void with_quota(unsigned link)
{
	if (!set_quota())
		SKIP("no system call can be made to fail here");
	bed_run(link, NULL, NULL, quota);
}

TEST(media, "a used up quota says EDQUOT and how much was taken (unix)")
{
	with_quota(BED_UNIX);
}

TEST(media, "a used up quota says EDQUOT and how much was taken (unix with frames of 192 bytes)")
{
	with_quota(BED_SMALLEST);
}

TEST(media, "a used up quota says EDQUOT and how much was taken (a serial line)")
{
	with_quota(BED_SERIAL);
}

/* ---- a folder that changes while it is read ---- */

enum { STAY = 100000, GO = 20000 };

static void touch_in(int folder, const char *format, int number)
{
	char name[32];
	int fd;

	snprintf(name, sizeof(name), format, number);
	fd = openat(folder, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	CHECK(fd >= 0);
	close(fd);
}

/* Names come and go as fast as they can. */
static pid_t disturb(int folder)
{
	char name[32], other[32];
	pid_t pid = fork();

	CHECK(pid >= 0);
	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (int i = 0;; i = (i + 1) % GO) {
		snprintf(name, sizeof(name), "go-%d", i);
		snprintf(other, sizeof(other), "moved-%d", i);
		if (unlinkat(folder, name, 0))
			renameat(folder, other, folder, name);
		else
			close(openat(folder, other, O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
	}
}

static void large_folder(struct bed *bed)
{
	uint8_t *buf = aligned_alloc(8, 65536), *seen = calloc(1, STAY);
	struct isle_dirent entry;
	struct isle_dir dir;
	unsigned told = 0;
	int folder, n, r;
	pid_t pid;

	CHECK_EQ(mkdir(data_path(&bed->daemon, "d"), 0755), 0);
	folder = open(data_path(&bed->daemon, "d"), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	for (int i = 0; i < STAY; i++)
		touch_in(folder, "stay-%d", i);
	for (int i = 0; i < GO; i++)
		touch_in(folder, "go-%d", i);
	CHECK_EQ(isle_file_opendir(bed->ctx, "/data/d", 0, buf, 65536, &dir), 0);
	pid = disturb(folder);
	while ((r = isle_file_readdir(bed->ctx, &dir, &entry, NULL)) == 1)
		if (sscanf(entry.name, "stay-%d", &n) == 1) {
			CHECK(n >= 0 && n < STAY);
			CHECK(!seen[n]++);
			told++;
		}
	CHECK_EQ(kill(pid, SIGKILL), 0);
	CHECK_EQ(waitpid(pid, NULL, 0), pid);
	CHECK_EQ(r, 0);
	CHECK_EQ(told, STAY);
	CHECK_EQ(isle_file_closedir(bed->ctx, &dir), 0);
	close(folder);
	free(buf);
	free(seen);
}

TEST_WITHIN(media, 120,
	    "of 100000 names in a folder that changes all the time each that stays comes once")
{
	bed_run(BED_UNIX, NULL, NULL, large_folder);
}
