/* SPDX-License-Identifier: BSD-3-Clause */
/* The rarer ways to open, flags of open files, holes, space and copies. */
#define _GNU_SOURCE
#include "bed.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct isle_file must_open(struct bed *bed, const char *path, uint32_t flags)
{
	struct isle_file file;

	CHECK_EQ(isle_file_open(bed->ctx, path, flags, 0644, &file), 0);
	return file;
}

static void must_close(struct bed *bed, struct isle_file *file)
{
	CHECK_EQ(isle_file_close(bed->ctx, file), 0);
}

static int try_open(struct bed *bed, const char *path, uint32_t flags)
{
	struct isle_file file;
	int r = isle_file_open(bed->ctx, path, flags, 0644, &file);

	if (r == 0)
		must_close(bed, &file);
	return r;
}

/* ---- open ---- */

SCENARIO(space, "data arrives with sync, data sync, without access time, and past the page cache")
{
	static const uint32_t flags[] = { ISLE_O_SYNC, ISLE_O_DSYNC, ISLE_O_NOATIME,
					  ISLE_O_DIRECT };
	const uint32_t open = ISLE_O_RDWR | ISLE_O_CREAT;
	const size_t n = 3 * 65536 + 4096;
	uint8_t *out = malloc(n + 1), *back = malloc(n + 1);

	for (unsigned i = 0; i < 4; i++) {
		struct isle_file file;
		int r = isle_file_open(bed->ctx, "/data/f", open | flags[i], 0644, &file);

		if (r == -ISLE_EINVAL && flags[i] == ISLE_O_DIRECT)
			break; /* the file system knows no direct transfers */
		CHECK_EQ(r, 0);
		CHECK_EQ(isle_file_get_flags(bed->ctx, &file), (int)(ISLE_O_RDWR | flags[i]));
		pattern_fill(out + 1, n, i);
		CHECK_EQ(isle_file_pwrite(bed->ctx, &file, out + 1, n, 8192), n);
		CHECK_EQ(isle_file_pwrite(bed->ctx, &file, out + 1, 4096, 0), 4096);
		CHECK_EQ(isle_file_pread(bed->ctx, &file, back + 1, n, 8192), n);
		pattern_check(back + 1, n, i);
		CHECK_EQ(isle_file_pread(bed->ctx, &file, back + 1, 8192, n), 8192);
		CHECK_EQ(isle_file_pread(bed->ctx, &file, back + 1, 8192, 8192 + n - 4096), 4096);
		CHECK_EQ(isle_file_pread(bed->ctx, &file, back + 1, 8192, 1 << 20), 0);
		must_close(bed, &file);
		CHECK_EQ(isle_file_unlink(bed->ctx, "/data/f"), 0);
	}
	free(out);
	free(back);
}

SCENARIO(space, "a direct write that comes behind others keeps its place, and one to the end too")
{
	struct isle_file file;
	struct isle_op op[3];
	uint8_t out[8192], back[3 * 8192];

	if (isle_file_open(bed->ctx, "/data/f", ISLE_O_RDWR | ISLE_O_CREAT | ISLE_O_DIRECT, 0644,
			   &file)) {
		bed_skip(bed, "the file system knows no direct transfers");
		return;
	}
	pattern_fill(out, sizeof(out), 1);
	for (int i = 0; i < 3; i++) {
		isle_async(bed->ctx, &op[i], NULL, NULL);
		CHECK_EQ(isle_file_pwrite(bed->ctx, &file, out, sizeof(out), i * 4096u), 0);
	}
	for (int i = 0; i < 3; i++)
		CHECK_EQ(isle_op_wait(&op[i]), sizeof(out));
	CHECK_EQ(isle_file_set_flags(bed->ctx, &file, ISLE_O_DIRECT | ISLE_O_APPEND), 0);
	CHECK_EQ(isle_file_write(bed->ctx, &file, out, sizeof(out)), sizeof(out));
	must_close(bed, &file);
	CHECK_EQ(data_get(&bed->daemon, "f", back, sizeof(back)), sizeof(back));
	CHECK_MEM(back, out, 4096);
	CHECK_MEM(back + 4096, out, 4096);
	CHECK_MEM(back + 8192, out, 8192);
	CHECK_MEM(back + 16384, out, 8192);
}

SCENARIO(space, "a file that is only named tells about itself, and everything else is EBADF")
{
	struct isle_times times = { .atime_s = 1, .mtime_s = 1 };
	struct isle_file file, other, real;
	struct isle_statvfs fs;
	struct isle_stat st;
	uint64_t copied;
	char byte = 'x';

	data_put(&bed->daemon, "f", "12345", 5);
	CHECK_EQ(symlink("f", data_path(&bed->daemon, "l")), 0);
	real = must_open(bed, "/data/f", ISLE_O_RDWR);
	file = must_open(bed, "/data/f", ISLE_O_PATH);
	CHECK_EQ(isle_file_fstat(bed->ctx, &file, &st), 0);
	CHECK_EQ(st.size, 5);
	CHECK_EQ(isle_file_fstatvfs(bed->ctx, &file, &fs), 0);
	CHECK_EQ(isle_file_get_flags(bed->ctx, &file), ISLE_O_PATH);
	CHECK_EQ(isle_file_dup(bed->ctx, &file, &other), 0);
	CHECK_EQ(isle_file_fstat(bed->ctx, &other, &st), 0);
	must_close(bed, &other);
	CHECK_EQ(isle_file_read(bed->ctx, &file, &byte, 1), -ISLE_EBADF);
	CHECK_EQ(isle_file_write(bed->ctx, &file, &byte, 1), -ISLE_EBADF);
	CHECK_EQ(isle_file_seek(bed->ctx, &file, 0, ISLE_SEEK_END), -ISLE_EBADF);
	CHECK_EQ(isle_file_fsync(bed->ctx, &file), -ISLE_EBADF);
	CHECK_EQ(isle_file_ftruncate(bed->ctx, &file, 0), -ISLE_EBADF);
	CHECK_EQ(isle_file_fchmod(bed->ctx, &file, 0600), -ISLE_EBADF);
	CHECK_EQ(isle_file_fchown(bed->ctx, &file, UINT32_MAX, UINT32_MAX), -ISLE_EBADF);
	CHECK_EQ(isle_file_futimens(bed->ctx, &file, &times), -ISLE_EBADF);
	CHECK_EQ(isle_file_set_flags(bed->ctx, &file, 0), -ISLE_EBADF);
	CHECK_EQ(isle_file_allocate(bed->ctx, &file, 0, 0, 1), -ISLE_EBADF);
	CHECK_EQ(isle_file_copy(bed->ctx, &file, 0, &real, 9, 1, &copied), -ISLE_EBADF);
	CHECK_EQ(isle_file_copy(bed->ctx, &real, 0, &file, 9, 1, &copied), -ISLE_EBADF);
	must_close(bed, &file);
	must_close(bed, &real);
	file = must_open(bed, "/data/l", ISLE_O_PATH | ISLE_O_NOFOLLOW);
	CHECK_EQ(file.type, ISLE_FILE_TYPE_SYMLINK);
	must_close(bed, &file);
	CHECK_EQ(try_open(bed, "/data/none", ISLE_O_PATH), -ISLE_ENOENT);
	CHECK_EQ(try_open(bed, "/etc/hostname", ISLE_O_PATH), -ISLE_EACCES);
	CHECK_EQ(try_open(bed, "/none/secret", ISLE_O_PATH), -ISLE_ENOENT);
}

SCENARIO(space, "a folder that is only named has no entries to tell")
{
	uint8_t buf[1024] __attribute__((aligned(8)));
	struct isle_dirent entry;
	struct isle_dir dir = { .buf = buf, .cap = sizeof(buf) };

	dir.file = must_open(bed, "/data", ISLE_O_PATH | ISLE_O_DIRECTORY);
	CHECK_EQ(isle_file_readdir(bed->ctx, &dir, &entry, NULL), -ISLE_EBADF);
	CHECK_EQ(isle_file_closedir(bed->ctx, &dir), 0);
}

SCENARIO(space, "a file without a name holds data and is nowhere to be found")
{
	const uint32_t flags = ISLE_O_RDWR | ISLE_O_TMPFILE;
	uint8_t buf[1024] __attribute__((aligned(8)));
	struct isle_dirent entry;
	struct isle_file file;
	struct isle_stat st;
	struct isle_dir dir;
	char text[8];
	int r = isle_file_open(bed->ctx, "/data", flags, 0600, &file);

	if (r == -ISLE_ENOTSUP) {
		bed_skip(bed, "the file system makes no files without names");
		return;
	}
	CHECK_EQ(r, 0);
	CHECK_EQ(isle_file_pwrite(bed->ctx, &file, "hello", 5, 0), 5);
	CHECK_EQ(isle_file_pread(bed->ctx, &file, text, 8, 0), 5);
	CHECK_EQ(isle_file_fstat(bed->ctx, &file, &st), 0);
	CHECK_EQ(st.nlink, 0);
	CHECK_EQ(st.mode, 0600);
	CHECK_EQ(isle_file_opendir(bed->ctx, "/data", 0, buf, sizeof(buf), &dir), 0);
	CHECK_EQ(isle_file_readdir(bed->ctx, &dir, &entry, NULL), 0);
	CHECK_EQ(isle_file_closedir(bed->ctx, &dir), 0);
	must_close(bed, &file);
	CHECK_EQ(try_open(bed, "/ro", flags), -ISLE_EROFS);
	CHECK_EQ(try_open(bed, "/", flags), -ISLE_EROFS);
	CHECK_EQ(try_open(bed, "/none", flags), -ISLE_EROFS);
	CHECK_EQ(try_open(bed, "/etc", flags), -ISLE_EACCES);
	CHECK_EQ(try_open(bed, "/data/missing", flags), -ISLE_ENOENT);
}

static const struct daemon_options small_window = { .limits = "window = 4K\n" };

SCENARIO_WITH(space, "a direct write needs no more room at the daemon than there is", &small_window,
	      NULL)
{
	const size_t n = 65536 + 4096;
	uint8_t *out = malloc(n);
	struct isle_file file;

	if (isle_file_open(bed->ctx, "/data/f", ISLE_O_WRONLY | ISLE_O_CREAT | ISLE_O_DIRECT, 0644,
			   &file)) {
		bed_skip(bed, "the file system knows no direct transfers");
		free(out);
		return;
	}
	pattern_fill(out, n, 1);
	CHECK_EQ(isle_file_pwrite(bed->ctx, &file, out, n, 0), n);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
	CHECK_EQ(data_get(&bed->daemon, "f", out, n), n);
	pattern_check(out, n, 1);
	/* The path takes a part of the room at first. */
	pattern_fill(out, n, 2);
	CHECK_EQ(isle_file_put(bed->ctx, "/data/f", out, n, ISLE_O_DIRECT, 0), n);
	CHECK_EQ(data_get(&bed->daemon, "f", out, n), n);
	pattern_check(out, n, 2);
	free(out);
}

/* ---- flags ---- */

SCENARIO(space, "flags are told, set, shared by DUP, and not by another open")
{
	struct isle_file a, b, c;
	char text[16];

	CHECK_EQ(isle_file_put(bed->ctx, "/data/f", "12345", 5, ISLE_O_CREAT, 0644), 5);
	a = must_open(bed, "/data/f", ISLE_O_RDWR | ISLE_O_CREAT);
	c = must_open(bed, "/data/f", ISLE_O_RDWR);
	CHECK_EQ(isle_file_dup(bed->ctx, &a, &b), 0);
	CHECK_EQ(isle_file_get_flags(bed->ctx, &a), ISLE_O_RDWR);
	CHECK_EQ(isle_file_set_flags(bed->ctx, &a, ISLE_O_APPEND | ISLE_O_NONBLOCK | ISLE_O_TRUNC),
		 0);
	CHECK_EQ(isle_file_get_flags(bed->ctx, &b), ISLE_O_RDWR | ISLE_O_APPEND | ISLE_O_NONBLOCK);
	CHECK_EQ(isle_file_get_flags(bed->ctx, &c), ISLE_O_RDWR);
	CHECK_EQ(isle_file_write(bed->ctx, &b, "67", 2), 2);
	CHECK_EQ(isle_file_write(bed->ctx, &a, "89", 2), 2);
	CHECK_EQ(data_get(&bed->daemon, "f", text, 16), 9);
	CHECK_MEM(text, "123456789", 9);
	must_close(bed, &a);
	CHECK_EQ(isle_file_set_flags(bed->ctx, &b, ISLE_O_NOATIME), 0);
	CHECK_EQ(isle_file_get_flags(bed->ctx, &b), ISLE_O_RDWR | ISLE_O_NOATIME);
	CHECK_EQ(isle_file_pwrite(bed->ctx, &b, "X", 1, 0), 1);
	CHECK_EQ(data_get(&bed->daemon, "f", text, 16), 9);
	CHECK_EQ(text[0], 'X');
	CHECK_EQ(isle_file_set_flags(bed->ctx, &b, 0x80000000u), -ISLE_EINVAL);
	must_close(bed, &b);
	must_close(bed, &c);
	CHECK_EQ(isle_file_get_flags(bed->ctx, &c), -ISLE_EBADF);
}

SCENARIO(space, "whether a read waits is a flag that can be changed")
{
	const char *path = data_path(&bed->daemon, "p");
	struct isle_file file, other;
	char text[8];
	int fd;

	CHECK_EQ(mkfifo(path, 0666), 0);
	data_give(path);
	fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	file = must_open(bed, "/data/p", ISLE_O_RDONLY | ISLE_O_NONBLOCK);
	CHECK_EQ(isle_file_dup(bed->ctx, &file, &other), 0);
	CHECK_EQ(isle_file_read(bed->ctx, &file, text, 8), -ISLE_EAGAIN);
	CHECK_EQ(isle_file_set_flags(bed->ctx, &file, 0), 0);
	bed->ctx->timeout_ms = 60;
	CHECK_EQ(isle_file_read(bed->ctx, &file, text, 8), -ISLE_ETIMEDOUT);
	CHECK_EQ(isle_file_read(bed->ctx, &other, text, 8), -ISLE_ETIMEDOUT);
	bed->ctx->timeout_ms = 20000;
	CHECK_EQ(isle_file_set_flags(bed->ctx, &other, ISLE_O_NONBLOCK), 0);
	CHECK_EQ(isle_file_read(bed->ctx, &file, text, 8), -ISLE_EAGAIN);
	CHECK_EQ(write(fd, "hi", 2), 2);
	CHECK_EQ(isle_file_read(bed->ctx, &file, text, 8), 2);
	must_close(bed, &file);
	must_close(bed, &other);
	close(fd);
}

/* ---- holes and space ---- */

SCENARIO(space, "data and holes are found")
{
	struct isle_file file = must_open(bed, "/data/f", ISLE_O_RDWR | ISLE_O_CREAT);

	CHECK_EQ(isle_file_ftruncate(bed->ctx, &file, 1 << 20), 0);
	CHECK_EQ(isle_file_pwrite(bed->ctx, &file, "data", 4, 1 << 19), 4);
	CHECK_EQ(isle_file_seek(bed->ctx, &file, 0, ISLE_SEEK_DATA), 0);
	CHECK(file.position > 0 && file.position <= 1 << 19);
	CHECK_EQ(isle_file_seek(bed->ctx, &file, 1 << 19, ISLE_SEEK_HOLE), 0);
	CHECK(file.position > 1 << 19 && file.position < 1 << 20);
	CHECK_EQ(isle_file_seek(bed->ctx, &file, (int64_t)file.position, ISLE_SEEK_DATA),
		 -ISLE_ENXIO);
	CHECK_EQ(isle_file_seek(bed->ctx, &file, 1 << 20, ISLE_SEEK_HOLE), -ISLE_ENXIO);
	CHECK_EQ(isle_file_seek(bed->ctx, &file, -4096, ISLE_SEEK_END), 0);
	CHECK_EQ(file.position, (1 << 20) - 4096);
	must_close(bed, &file);
}

SCENARIO(space, "space is taken, given back and cleared")
{
	struct isle_file file = must_open(bed, "/data/f", ISLE_O_RDWR | ISLE_O_CREAT), r;
	const uint32_t keep = ISLE_FALLOCATE_KEEP_SIZE;
	struct isle_stat st;
	char text[8];
	int rc = isle_file_allocate(bed->ctx, &file, 0, 0, 200u << 20); /* in several pieces */

	if (rc == -ISLE_ENOTSUP) {
		bed_skip(bed, "the file system takes no space ahead");
		return;
	}
	CHECK_EQ(rc, 0);
	CHECK_EQ(isle_file_fstat(bed->ctx, &file, &st), 0);
	CHECK_EQ(st.size, 200u << 20);
	CHECK(st.blocks >= (200u << 20) / 512);
	CHECK_EQ(isle_file_allocate(bed->ctx, &file, keep | ISLE_FALLOCATE_PUNCH_HOLE, 0,
				    200u << 20),
		 0);
	CHECK_EQ(isle_file_fstat(bed->ctx, &file, &st), 0);
	CHECK_EQ(st.size, 200u << 20);
	CHECK(st.blocks < 1000);
	CHECK_EQ(isle_file_pwrite(bed->ctx, &file, "abcdef", 6, 0), 6);
	rc = isle_file_allocate(bed->ctx, &file, ISLE_FALLOCATE_ZERO_RANGE, 1, 4);
	CHECK(rc == 0 || rc == -ISLE_ENOTSUP);
	CHECK_EQ(isle_file_pread(bed->ctx, &file, text, 6, 0), 6);
	CHECK_MEM(text, rc ? "abcdef" : "a\0\0\0\0f", 6);
	CHECK_EQ(isle_file_allocate(bed->ctx, &file, 0, 0, 0), -ISLE_EINVAL);
	CHECK_EQ(isle_file_allocate(bed->ctx, &file, 8, 0, 1), -ISLE_EINVAL);
	CHECK_EQ(isle_file_allocate(bed->ctx, &file, ISLE_FALLOCATE_PUNCH_HOLE, 0, 1),
		 -ISLE_EINVAL);
	CHECK_EQ(isle_file_allocate(bed->ctx, &file, 0, INT64_MAX, INT64_MAX), -ISLE_EFBIG);
	r = must_open(bed, "/data/f", ISLE_O_RDONLY);
	CHECK_EQ(isle_file_allocate(bed->ctx, &r, 0, 0, 1), -ISLE_EBADF);
	must_close(bed, &r);
	must_close(bed, &file);
	r = must_open(bed, "/dev/null", ISLE_O_WRONLY);
	CHECK_EQ(isle_file_allocate(bed->ctx, &r, 0, 0, 1), -ISLE_ENODEV);
	must_close(bed, &r);
}

/* ---- copies ---- */

SCENARIO(copy, "files are copied inside the daemon, whatever their length")
{
	static const size_t sizes[] = { 0, 1, 4096, 65537, 3000001 };
	uint8_t *data = malloc(3000001), *back = malloc(3000002);
	struct isle_file from, to;
	uint64_t copied;

	for (unsigned i = 0; i < 5; i++) {
		size_t n = sizes[i];

		pattern_fill(data, n, i);
		data_put(&bed->daemon, "from", data, n);
		data_put(&bed->daemon, "to", "", 0);
		from = must_open(bed, "/data/from", ISLE_O_RDONLY);
		to = must_open(bed, "/data/to", ISLE_O_WRONLY);
		CHECK_EQ(isle_file_copy(bed->ctx, &from, 0, &to, 0, UINT64_MAX, &copied), 0);
		CHECK_EQ(copied, n);
		CHECK_EQ(from.position, 0);
		CHECK_EQ(isle_file_copy(bed->ctx, &from, n, &to, 0, 1, &copied), 0);
		CHECK_EQ(copied, 0);
		must_close(bed, &from);
		must_close(bed, &to);
		CHECK_EQ(data_get(&bed->daemon, "to", back, n + 1), n);
		pattern_check(back, n, i);
	}
	free(data);
	free(back);
}

SCENARIO(copy, "a part is copied to another place, also within one file")
{
	struct isle_file file;
	uint64_t copied;
	char text[32];

	CHECK_EQ(isle_file_put(bed->ctx, "/data/f", "0123456789", 10, ISLE_O_CREAT, 0644), 10);
	file = must_open(bed, "/data/f", ISLE_O_RDWR);
	CHECK_EQ(isle_file_copy(bed->ctx, &file, 2, &file, 20, 3, &copied), 0);
	CHECK_EQ(copied, 3);
	CHECK_EQ(isle_file_copy(bed->ctx, &file, 20, &file, 10, UINT64_MAX, &copied), 0);
	CHECK_EQ(copied, 3);
	CHECK_EQ(isle_file_copy(bed->ctx, &file, 0, &file, 5, 6, &copied), -ISLE_EINVAL);
	CHECK_EQ(copied, 0);
	CHECK_EQ(data_get(&bed->daemon, "f", text, 32), 23);
	CHECK_MEM(text,
		  "0123456789234\0\0\0\0\0\0\0"
		  "234",
		  23);
	must_close(bed, &file);
}

SCENARIO(copy, "what is made while it is read is copied too")
{
	static char want[100000], got[100000];
	struct isle_file from = must_open(bed, "/proc/filesystems", ISLE_O_RDONLY), to;
	uint64_t copied;
	int n = isle_file_pread(bed->ctx, &from, want, sizeof(want), 0);

	to = must_open(bed, "/data/f", ISLE_O_WRONLY | ISLE_O_CREAT);
	CHECK_EQ(isle_file_copy(bed->ctx, &from, 0, &to, 0, UINT64_MAX, &copied), 0);
	CHECK_EQ(copied, n);
	CHECK_EQ(data_get(&bed->daemon, "f", got, sizeof(got)), n);
	CHECK_MEM(got, want, (size_t)n);
	must_close(bed, &from);
	must_close(bed, &to);
}

SCENARIO(copy, "a copy is refused where it cannot be, with the right error")
{
	struct isle_file r, w, a, dir, gone;
	uint64_t copied = 7;

	data_put(&bed->daemon, "f", "12345", 5);
	r = must_open(bed, "/data/f", ISLE_O_RDONLY);
	w = must_open(bed, "/data/w", ISLE_O_WRONLY | ISLE_O_CREAT);
	a = must_open(bed, "/data/w", ISLE_O_WRONLY | ISLE_O_APPEND);
	dir = must_open(bed, "/data", ISLE_O_RDONLY | ISLE_O_DIRECTORY);
	gone = must_open(bed, "/data/w", ISLE_O_WRONLY);
	CHECK_EQ(isle_file_copy(bed->ctx, &w, 0, &w, 9, 1, &copied), -ISLE_EBADF);
	CHECK_EQ(copied, 0);
	CHECK_EQ(isle_file_copy(bed->ctx, &r, 0, &r, 9, 1, &copied), -ISLE_EBADF);
	CHECK_EQ(isle_file_copy(bed->ctx, &r, 0, &a, 0, 1, &copied), -ISLE_EBADF);
	CHECK_EQ(isle_file_copy(bed->ctx, &dir, 0, &w, 0, 1, &copied), -ISLE_EISDIR);
	CHECK_EQ(isle_file_copy(bed->ctx, &r, UINT64_MAX, &w, 0, 1, &copied), -ISLE_EINVAL);
	must_close(bed, &gone);
	CHECK_EQ(isle_file_copy(bed->ctx, &r, 0, &gone, 0, 1, &copied), -ISLE_EBADF);
	CHECK_EQ(isle_file_copy(bed->ctx, &gone, 0, &w, 0, 1, &copied), -ISLE_EBADF);
	must_close(bed, &r);
	must_close(bed, &w);
	must_close(bed, &a);
	must_close(bed, &dir);
}

/* One of the calls that the next scenario makes, none of which is waited for. */
static int step(struct bed *bed, int n, struct isle_file *from, struct isle_file *to,
		uint64_t copied[2], uint8_t first[4])
{
	switch (n) {
	case 0:
		return isle_file_fsync(bed->ctx, from); /* in the pool, for a while */
	case 1:
		return isle_file_pwrite(bed->ctx, from, "new", 4, 0);
	case 2:
		return isle_file_fsync(bed->ctx, to);
	case 3:
		return isle_file_pwrite(bed->ctx, to, "lost", 4, 0);
	case 4:
		return isle_file_copy(bed->ctx, from, 0, to, 0, 2000000, &copied[0]);
	case 5:
		return isle_file_pread(bed->ctx, to, first, 4, 1999996);
	case 6: /* the other way round: neither may wait for the other for ever */
		return isle_file_copy(bed->ctx, to, 0, from, 2000000, 4, &copied[1]);
	default:
		return isle_file_pwrite(bed->ctx, from, "old", 4, 0);
	}
}

SCENARIO(copy, "what is asked before and behind a copy keeps its order on both files")
{
	static const int results[] = { 0, 4, 0, 4, 0, 4, 0, 4 };
	uint8_t *data = malloc(2000000), *back = malloc(2000000), first[4] = { 0 };
	struct isle_file from, to;
	uint64_t copied[2] = { 0 };
	struct isle_op op[8];

	pattern_fill(data, 2000000, 1);
	data_put(&bed->daemon, "from", data, 2000000);
	data_put(&bed->daemon, "to", data, 1000000);
	from = must_open(bed, "/data/from", ISLE_O_RDWR);
	to = must_open(bed, "/data/to", ISLE_O_RDWR);
	for (int i = 0; i < 8; i++) {
		isle_async(bed->ctx, &op[i], NULL, NULL);
		CHECK_EQ(step(bed, i, &from, &to, copied, first), 0);
	}
	for (int i = 0; i < 8; i++)
		CHECK_EQ(isle_op_wait(&op[i]), results[i]);
	CHECK_EQ(copied[0], 2000000);
	CHECK_EQ(copied[1], 4);
	CHECK_MEM(first, data + 1999996, 4);
	must_close(bed, &from);
	must_close(bed, &to);
	CHECK_EQ(data_get(&bed->daemon, "to", back, 2000000), 2000000);
	CHECK_MEM(back, "new", 4);
	CHECK_MEM(back + 4, data + 4, 2000000 - 4);
	free(data);
	free(back);
	bed_status_is(bed, "file.pending", 0);
}

SCENARIO(copy, "a copy without end answers what it has before its deadline")
{
	struct isle_file from = must_open(bed, "/dev/zero", ISLE_O_RDONLY);
	struct isle_file to = must_open(bed, "/dev/null", ISLE_O_WRONLY);
	uint64_t copied = 0;

	bed->ctx->timeout_ms = 1500;
	CHECK_EQ(isle_file_copy(bed->ctx, &from, 0, &to, 0, UINT64_MAX, &copied), 0);
	CHECK(copied > 0);
	bed->ctx->timeout_ms = 20000;
	must_close(bed, &from);
	must_close(bed, &to);
	bed_status_is(bed, "file.pending", 0);
}

SCENARIO(copy, "many copies without end hold up nothing else, and each can be given up")
{
	enum { N = 6 }; /* more than the pool has threads */
	struct isle_file from[N], to[N], file;
	struct isle_op op[N];
	uint64_t copied[N];

	for (int i = 0; i < N; i++) {
		from[i] = must_open(bed, "/dev/zero", ISLE_O_RDONLY);
		to[i] = must_open(bed, "/dev/null", ISLE_O_WRONLY);
		isle_async(bed->ctx, &op[i], NULL, NULL);
		CHECK_EQ(isle_file_copy(bed->ctx, &from[i], 0, &to[i], 0, UINT64_MAX, &copied[i]),
			 0);
	}
	file = must_open(bed, "/data/f", ISLE_O_RDWR | ISLE_O_CREAT);
	for (int i = 0; i < 10; i++) {
		CHECK_EQ(isle_file_pwrite(bed->ctx, &file, "x", 1, 0), 1);
		CHECK_EQ(isle_file_fsync(bed->ctx, &file), 0); /* needs the pool as well */
	}
	for (int i = 0; i < N; i++) {
		CHECK(!isle_op_finished(&op[i]));
		isle_op_cancel(&op[i]);
		CHECK_EQ(isle_op_wait(&op[i]), -ISLE_ECANCELED);
	}
	for (int i = 0; i < N; i++) {
		must_close(bed, &from[i]);
		must_close(bed, &to[i]);
	}
	must_close(bed, &file);
	bed_status_is(bed, "file.pending", 0);
	bed_status_is(bed, "file.open", 0);
}

SCENARIO(copy, "the end of a context ends its copies, at whichever of the two files they wait")
{
	struct isle_context own;
	struct isle_file from, to, other;
	struct isle_op op[3];
	uint64_t copied[3], start = 0;

	CHECK_EQ(isle_context_open(&bed->peer->client, "copier", 10000, &own), 0);
	own.timeout_ms = 20000;
	CHECK_EQ(isle_file_open(&own, "/dev/zero", ISLE_O_RDWR, 0, &from), 0);
	CHECK_EQ(isle_file_open(&own, "/dev/null", ISLE_O_RDWR, 0, &to), 0);
	CHECK_EQ(isle_file_open(&own, "/dev/null", ISLE_O_RDWR, 0, &other), 0);
	isle_async(&own, &op[0], NULL, NULL);
	CHECK_EQ(isle_file_copy(&own, &from, 0, &to, 0, UINT64_MAX, &copied[0]), 0);
	isle_async(&own, &op[1], NULL, NULL);
	CHECK_EQ(isle_file_copy(&own, &other, 0, &to, 0, UINT64_MAX, &copied[1]), 0);
	isle_async(&own, &op[2], NULL, NULL);
	CHECK_EQ(isle_file_copy(&own, &from, 0, &other, 0, UINT64_MAX, &copied[2]), 0);
	while (bed_status(bed, "file.pending") < 6 && still_waiting(&start)) /* they are there */
		isle_client_poll(&bed->peer->client);
	CHECK_EQ(isle_context_close(&own), 0);
	for (int i = 0; i < 3; i++)
		CHECK_EQ(isle_op_wait(&op[i]), -ISLE_ECANCELED);
	bed_status_is(bed, "file.pending", 0);
	bed_status_is(bed, "file.open", 0);
}

static const struct daemon_options forgets = { .client = "linger = 20 ms\n" };

SCENARIO_WITH(copy, "a client that is lost in the middle of a copy leaves nothing running",
	      &forgets, NULL)
{
	struct isle_file from = must_open(bed, "/dev/zero", ISLE_O_RDONLY);
	struct isle_file to = must_open(bed, "/dev/null", ISLE_O_WRONLY);
	uint64_t copied, start = 0;
	struct isle_op op;

	if (!bed_link_ends(bed))
		return;
	isle_async(bed->ctx, &op, NULL, NULL);
	CHECK_EQ(isle_file_copy(bed->ctx, &from, 0, &to, 0, UINT64_MAX, &copied), 0);
	while (bed_status(bed, "file.pending") < 2 && still_waiting(&start))
		isle_client_poll(&bed->peer->client);
	peer_vanish(bed->peer);
	bed->peer = NULL;
	bed_status_is(bed, "file.pending", 0);
}

SCENARIO(copy, "a file is opened, copied and told of in one batch")
{
	uint64_t memory[128], copied = 7;
	struct isle_file from, to;
	struct isle_batch batch;
	char text[8];

	data_put(&bed->daemon, "f", "hello", 5);
	to = must_open(bed, "/data/to", ISLE_O_RDWR | ISLE_O_CREAT);
	isle_batch_begin(&batch, bed->ctx, memory, sizeof(memory));
	CHECK_EQ(isle_file_open(bed->ctx, "/data/f", ISLE_O_RDONLY, 0, &from), 0);
	CHECK_EQ(isle_file_get_flags(bed->ctx, &from), 0);
	CHECK_EQ(isle_file_copy(bed->ctx, &from, 1, &to, 0, 100, &copied), 0);
	CHECK_EQ(isle_file_pread(bed->ctx, &to, text, 8, 0), 0);
	CHECK_EQ(isle_batch_run(&batch), 0);
	CHECK_EQ(isle_batch_result(&batch, 1), ISLE_O_RDONLY);
	CHECK_EQ(isle_batch_result(&batch, 3), 4);
	CHECK_EQ(copied, 4);
	CHECK_MEM(text, "ello", 4);
	must_close(bed, &to);
}
