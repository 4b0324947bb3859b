/* SPDX-License-Identifier: BSD-3-Clause */
/* The remaining ways to open, flags that change, space, holes and copies. */
#include "tree.h"

#include <stdlib.h>
#include <sys/statfs.h>
#include <sys/vfs.h>

static int64_t write_now(struct isled_file *f, const void *buf, size_t n, uint64_t offset)
{
	struct iovec iov = { (void *)buf, n };

	return isled_file_write(f, &iov, 1, offset, false, true);
}

static int64_t read_now(struct isled_file *f, void *buf, size_t n, uint64_t offset)
{
	struct iovec iov = { buf, n };

	return isled_file_read(f, &iov, 1, offset, true);
}

static int host_flags(const struct isled_file *f)
{
	return fcntl(f->fd, F_GETFL);
}

TEST_BOTH_WAYS(space, "sync, data sync and no access time arrive at Linux")
{
	static const struct {
		uint32_t ours;
		int host;
	} flags[] = { { ISLE_O_SYNC, O_SYNC },
		      { ISLE_O_DSYNC, O_DSYNC },
		      { ISLE_O_NOATIME, O_NOATIME },
		      { ISLE_O_APPEND, O_APPEND } };

	for (size_t i = 0; i < 4; i++) {
		struct isled_file f = must_open(t, at(t, "rw/file"), ISLE_O_RDWR | flags[i].ours);

		CHECK_EQ(host_flags(&f) & flags[i].host, flags[i].host);
		CHECK(host_flags(&f) & O_NONBLOCK);
		isled_file_close(&f);
	}
}

TEST_BOTH_WAYS(space, "what is written with sync or data sync waits for the medium, in the pool")
{
	static const uint32_t flags[] = { ISLE_O_SYNC, ISLE_O_DSYNC };
	char byte = 'x';
	struct iovec iov = { &byte, 1 };

	for (int i = 0; i < 2; i++) {
		struct isled_file f = must_open(t, at(t, "rw/file"), ISLE_O_WRONLY | flags[i]);

		CHECK_EQ(isled_file_write(&f, &iov, 1, 0, false, false), ISLED_COLD);
		CHECK_EQ(isled_file_write(&f, &iov, 1, 0, false, true), 1);
		isled_file_close(&f);
	}
}

TEST_BOTH_WAYS(space, "without access time a foreign file does not open")
{
	if (geteuid() != 0)
		SKIP("needs a file of somebody else: run as root");
	CHECK_EQ(seteuid(65534), 0);
	CHECK_EQ(try_open(t, at(t, "rw/file"), ISLE_O_RDONLY), 0);
	CHECK_EQ(try_open(t, at(t, "rw/file"), ISLE_O_RDONLY | ISLE_O_NOATIME), -ISLE_EPERM);
	CHECK_EQ(seteuid(0), 0);
}

TEST_BOTH_WAYS(space, "a file that is only named tells its attributes and moves nothing")
{
	const uint32_t named = ISLE_O_PATH;
	struct isle_statvfs v;
	struct isle_stat st;
	struct isled_file f;
	char byte;

	CHECK_EQ(symlink("file", at(t, "rw/l")), 0);
	CHECK_EQ(mkfifo(at(t, "rw/fifo"), 0600), 0);
	f = must_open(t, at(t, "rw/file"), named);
	CHECK_EQ(isled_file_stat(&f, &st), 0);
	CHECK_EQ(st.size, 5);
	CHECK_EQ(isled_file_statvfs(&f, &v), 0);
	CHECK_EQ(f.traits, 0);
	CHECK_EQ(read_now(&f, &byte, 1, 0), -ISLE_EBADF);
	CHECK_EQ(write_now(&f, &byte, 1, 0), -ISLE_EBADF);
	CHECK_EQ(isled_file_truncate(&f, 0), -ISLE_EBADF);
	CHECK_EQ(isled_file_set_status(&f, 0), -ISLE_EBADF);
	isled_file_close(&f);
	f = must_open(t, at(t, "rw/l"), named | ISLE_O_NOFOLLOW);
	CHECK_EQ(f.type, ISLE_FILE_TYPE_SYMLINK);
	CHECK_EQ(isled_file_stat(&f, &st), 0);
	CHECK_EQ(st.type, ISLE_FILE_TYPE_SYMLINK);
	isled_file_close(&f);
	CHECK_EQ(try_open(t, at(t, "rw/l"), named | ISLE_O_NOFOLLOW | ISLE_O_DIRECTORY),
		 -ISLE_ENOTDIR);
	CHECK_EQ(try_open(t, at(t, "rw/l"), named | ISLE_O_DIRECTORY), -ISLE_ENOTDIR);
	CHECK_EQ(try_open(t, at(t, "rw/a"), named | ISLE_O_DIRECTORY), 0);
	CHECK_EQ(try_open(t, at(t, "rw/fifo"), named), 0);
	CHECK_EQ(try_open(t, at(t, "ro/file"), named), 0);
	CHECK_EQ(try_open(t, at(t, ""), named), 0);
	CHECK_EQ(try_open(t, at(t, "rw/none"), named), -ISLE_ENOENT);
	CHECK_EQ(try_open(t, at(t, "mix/hidden/file"), named), -ISLE_ENOENT);
	CHECK_EQ(try_open(t, at(t, "out/secret"), named), -ISLE_EACCES);
	CHECK_EQ(try_open(t, at(t, "rw/file"), named | ISLE_O_RDONLY), -ISLE_EINVAL);
	CHECK_EQ(try_open(t, at(t, "rw/file"), named | ISLE_O_CREAT), -ISLE_EINVAL);
}

TEST_BOTH_WAYS(space, "a file without a name is made where files may be made, and nowhere else")
{
	const uint32_t nameless = ISLE_O_RDWR | ISLE_O_TMPFILE;
	struct isle_stat st;
	struct isled_file f;
	char buf[4];

	if (try_open(t, at(t, "rw"), nameless) == -ISLE_ENOTSUP)
		SKIP("the file system makes no files without names");
	f = must_open(t, at(t, "rw/a"), nameless);
	CHECK_EQ(f.type, ISLE_FILE_TYPE_REGULAR);
	CHECK_EQ(write_now(&f, "abc", 3, 0), 3);
	CHECK_EQ(read_now(&f, buf, 4, 0), 3);
	CHECK_EQ(isled_file_stat(&f, &st), 0);
	CHECK_EQ(st.nlink, 0);
	CHECK_EQ(st.mode, 0644);
	isled_file_close(&f);
	CHECK_EQ(symlink("a", at(t, "rw/la")), 0);
	CHECK_EQ(try_open(t, at(t, "rw/la"), nameless), 0);
	CHECK_EQ(try_open(t, at(t, "rw/la"), nameless | ISLE_O_NOFOLLOW), -ISLE_ENOTDIR);
	CHECK_EQ(try_open(t, at(t, "rw/a"), nameless | ISLE_O_EXCL), 0);
	CHECK_EQ(try_open(t, at(t, "mix/shown"), nameless), 0);
	CHECK_EQ(try_open(t, at(t, "rw/file"), nameless), -ISLE_ENOTDIR);
	CHECK_EQ(try_open(t, at(t, "rw/none"), nameless), -ISLE_ENOENT);
	CHECK_EQ(try_open(t, at(t, "ro"), nameless), -ISLE_EROFS);
	CHECK_EQ(try_open(t, at(t, "ro/sub"), nameless), -ISLE_EROFS);
	CHECK_EQ(try_open(t, at(t, "mix/locked"), nameless), -ISLE_EROFS);
	CHECK_EQ(try_open(t, at(t, "mix/hidden"), nameless), -ISLE_ENOENT);
	CHECK_EQ(try_open(t, at(t, "out"), nameless), -ISLE_EACCES);
	CHECK_EQ(try_open(t, at(t, ""), nameless), -ISLE_EROFS);
	CHECK_EQ(try_open(t, at(t, "rw"), ISLE_O_RDONLY | ISLE_O_TMPFILE), -ISLE_EINVAL);
	CHECK_EQ(try_open(t, at(t, "rw"), nameless | ISLE_O_CREAT), -ISLE_EINVAL);
}

TEST_BOTH_WAYS(space, "flags of an open file are set and cleared, at Linux too")
{
	struct isled_file f = must_open(t, at(t, "rw/file"), ISLE_O_RDWR);

	CHECK_EQ(isled_file_set_status(&f, ISLE_O_APPEND | ISLE_O_NOATIME), 0);
	CHECK_EQ(host_flags(&f) & (O_APPEND | O_NOATIME | O_NONBLOCK),
		 O_APPEND | O_NOATIME | O_NONBLOCK);
	CHECK_EQ(isled_file_set_status(&f, ISLE_O_RDONLY | ISLE_O_NONBLOCK | ISLE_O_CREAT), 0);
	CHECK_EQ(host_flags(&f) & (O_APPEND | O_NOATIME | O_ACCMODE), O_RDWR);
	CHECK_EQ(isled_file_set_status(&f, 1u << 31), -ISLE_EINVAL);
	isled_file_close(&f);
}

TEST_BOTH_WAYS(space, "what a grant opened for others as well keeps its flags")
{
	int fd = open(at(t, "rw/file"), O_RDWR | O_CLOEXEC);
	struct isled_file f;
	uint64_t size;

	CHECK_EQ(isled_file_adopt(fd, ISLE_O_RDWR | ISLE_O_SYNC, true, true, &f, &size),
		 -ISLE_ENOTSUP);
	CHECK_EQ(isled_file_adopt(fd, ISLE_O_RDWR | ISLE_O_APPEND, true, true, &f, &size), 0);
	if (write_now(&f, "!", 1, 0) == -ISLE_ENOTSUP)
		SKIP("Linux appends to no file that was not opened so");
	CHECK_EQ(isled_file_set_status(&f, ISLE_O_DIRECT), -ISLE_EINVAL);
	CHECK_EQ(isled_file_set_status(&f, ISLE_O_APPEND), 0);
	CHECK_EQ(fcntl(fd, F_GETFL) & O_APPEND, 0);
	isled_file_close(&f);
	close(fd);
	fd = open(at(t, "rw/file"), O_RDONLY | O_CLOEXEC);
	CHECK_EQ(lseek(fd, 0, SEEK_END), 6); /* it was written at the end all the same */
	close(fd);
}

/* ---- past the page cache ---- */

TEST_BOTH_WAYS(space, "direct transfers work out of any memory, and Linux decides about offsets")
{
	struct isled_file f;
	struct isled_path p = path_of(t, at(t, "rw/direct"));
	char *memory = malloc(3 * 65536 + 1), *odd = memory + 1;
	uint64_t size;
	int rc;

	rc = isled_file_open(&p, ISLE_O_RDWR | ISLE_O_CREAT | ISLE_O_DIRECT, 0600, &f, &size);
	if (rc == -ISLE_EINVAL)
		SKIP("the file system knows no direct transfers");
	CHECK_EQ(rc, 0);
	memset(odd, 'd', 3 * 65536);
	CHECK_EQ(read_now(&f, odd, 4096, 0), 0);
	CHECK_EQ(write_now(&f, odd, 2 * 65536, 65536), 2 * 65536);
	CHECK_EQ(read_now(&f, odd, 65536, 0), 65536);
	CHECK_EQ(odd[0], 0);
	CHECK_EQ(read_now(&f, odd, 65536, 65536), 65536);
	CHECK_EQ(odd[65535], 'd');
	CHECK_EQ(isled_file_read(&f, &(struct iovec){ odd, 4096 }, 1, 0, false), ISLED_COLD);
	CHECK_EQ(isled_file_write(&f, &(struct iovec){ odd, 4096 }, 1, 0, false, false),
		 ISLED_COLD);
	CHECK(!isled_file_can_send(&f));
	/* Some file systems go by way of the page cache then. */
	rc = (int)read_now(&f, odd, 4096, 1);
	CHECK(rc == -ISLE_EINVAL || rc == 4096);
	rc = (int)write_now(&f, odd, 100, 0);
	CHECK(rc == -ISLE_EINVAL || rc == 100);
	isled_file_close(&f);
	free(memory);
}

/* ---- holes ---- */

/* The file of 1 MiB has its only data at 512 KiB. */
static void check_holes(const char *path)
{
	struct isled_file f = { .flags = ISLE_O_RDWR, .traits = ISLE_FILE_IS_SEEKABLE };
	uint64_t at;

	f.fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	CHECK(f.fd >= 0);
	CHECK_EQ(ftruncate(f.fd, 1 << 20), 0);
	CHECK_EQ(pwrite(f.fd, "data", 4, 1 << 19), 4);
	CHECK_EQ(isled_file_seek(&f, ISLE_SEEK_DATA, 0, &at), 0);
	CHECK(at > 0 && at <= 1 << 19);
	CHECK_EQ(isled_file_seek(&f, ISLE_SEEK_HOLE, 1 << 19, &at), 0);
	CHECK(at > 1 << 19 && at < 1 << 20);
	CHECK_EQ(isled_file_seek(&f, ISLE_SEEK_DATA, (int64_t)at, &at), -ISLE_ENXIO);
	CHECK_EQ(isled_file_seek(&f, ISLE_SEEK_HOLE, 1 << 20, &at), -ISLE_ENXIO);
	CHECK_EQ(isled_file_seek(&f, ISLE_SEEK_DATA, -1, &at), -ISLE_ENXIO);
	isled_file_close(&f);
	unlink(path);
}

TEST(space, "data and holes are found, on a disk and in memory")
{
	char path[300];
	struct statfs fs;

	snprintf(path, sizeof(path), "%s/holes", test_folder());
	check_holes(path);
	if (statfs("/dev/shm", &fs) || fs.f_type != 0x01021994 || access("/dev/shm", W_OK))
		SKIP("no tmpfs at /dev/shm");
	snprintf(path, sizeof(path), "/dev/shm/isle-holes-%d", getpid());
	check_holes(path);
}

/* ---- fallocate ---- */

TEST_BOTH_WAYS(space, "space is taken, given back and cleared")
{
	struct isled_file f = must_open(t, at(t, "rw/file"), ISLE_O_RDWR), r;
	struct isle_stat st;
	char buf[8];

	if (isled_file_allocate(&f, 0, 0, 1 << 20) == -ISLE_ENOTSUP)
		SKIP("the file system cannot");
	CHECK_EQ(isled_file_stat(&f, &st), 0);
	CHECK_EQ(st.size, 1 << 20);
	CHECK(st.blocks >= (1 << 20) / 512);
	CHECK_EQ(isled_file_allocate(&f, ISLE_FALLOCATE_KEEP_SIZE, 1 << 20, 1 << 20), 0);
	CHECK_EQ(isled_file_stat(&f, &st), 0);
	CHECK_EQ(st.size, 1 << 20);
	CHECK_EQ(read_now(&f, buf, 5, 0), 5);
	CHECK_MEM(buf, "hello", 5);
	CHECK_EQ(isled_file_allocate(&f, ISLE_FALLOCATE_PUNCH_HOLE | ISLE_FALLOCATE_KEEP_SIZE, 1,
				     3),
		 0);
	CHECK_EQ(read_now(&f, buf, 5, 0), 5);
	CHECK_MEM(buf, "h\0\0\0o", 5);

	CHECK_EQ(isled_file_check_allocate(&f, 0, 0, 0), -ISLE_EINVAL);
	CHECK_EQ(isled_file_check_allocate(&f, 8, 0, 1), -ISLE_EINVAL);
	CHECK_EQ(isled_file_check_allocate(&f, ISLE_FALLOCATE_PUNCH_HOLE, 0, 1), -ISLE_EINVAL);
	CHECK_EQ(isled_file_check_allocate(&f, 7, 0, 1), -ISLE_EINVAL);
	CHECK_EQ(isled_file_check_allocate(&f, 0, UINT64_MAX, 1), -ISLE_EINVAL);
	CHECK_EQ(isled_file_check_allocate(&f, 0, 0, UINT64_MAX), -ISLE_EINVAL);
	CHECK_EQ(isled_file_check_allocate(&f, 0, INT64_MAX, INT64_MAX), -ISLE_EFBIG);
	isled_file_close(&f);
	r = must_open(t, at(t, "rw/file"), ISLE_O_RDONLY);
	CHECK_EQ(isled_file_check_allocate(&r, 0, 0, 1), -ISLE_EBADF);
	isled_file_close(&r);
}

/* ---- copy ---- */

static uint64_t copy_all(struct isled_file *from, struct isled_file *to, uint64_t count)
{
	uint64_t done = 0;
	int64_t n;

	while ((n = isled_file_copy(from, done, to, done, count - done)) > 0)
		done += (uint64_t)n;
	CHECK_EQ(n, 0);
	return done;
}

TEST_BOTH_WAYS(space, "a file is copied, from disks and from what is made while it is read")
{
	static char want[200000], got[200000];
	struct isled_file to = must_open(t, at(t, "rw/to"), ISLE_O_RDWR | ISLE_O_CREAT), from;
	int fd = open("/proc/filesystems", O_RDONLY | O_CLOEXEC);
	ssize_t n = read(fd, want, sizeof(want));

	close(fd);
	from = must_open(t, at(t, "rw/file"), ISLE_O_RDONLY);
	CHECK_EQ(copy_all(&from, &to, UINT32_MAX), 5);
	CHECK(!from.no_copy);
	isled_file_close(&from);
	CHECK_EQ(read_now(&to, got, 9, 0), 5);
	CHECK_MEM(got, "hello", 5);
	CHECK_EQ(isled_file_truncate(&to, 0), 0);
	CHECK_EQ(export_at(t, "/proc", ISLED_EXPORT_RO), 0);
	isled_exports_seal(&t->exports);
	from = must_open(t, "/proc/filesystems", ISLE_O_RDONLY);
	CHECK_EQ(copy_all(&from, &to, UINT32_MAX), n);
	CHECK_EQ(read_now(&to, got, sizeof(got), 0), n);
	CHECK_MEM(got, want, (size_t)n);
	isled_file_close(&from);
	isled_file_close(&to);
}

TEST_BOTH_WAYS(space, "what Linux does not copy by itself is copied by hand")
{
	struct isled_file to = must_open(t, at(t, "rw/to"), ISLE_O_RDWR | ISLE_O_CREAT), from;
	char byte = 'x';

	CHECK_EQ(export_at(t, "/dev", 0), 0);
	isled_exports_seal(&t->exports);
	from = must_open(t, "/dev/zero", ISLE_O_RDONLY);
	CHECK_EQ(copy_all(&from, &to, 0), 0);
	CHECK(isled_file_copy(&from, 0, &to, 0, 100000) > 0);
	CHECK(from.no_copy);
	CHECK_EQ(read_now(&to, &byte, 1, 0), 1);
	CHECK_EQ(byte, 0);
	isled_file_close(&from);
	isled_file_close(&to);
}

TEST_BOTH_WAYS(space, "a copy is refused where it means nothing")
{
	struct isled_file f = must_open(t, at(t, "rw/file"), ISLE_O_RDWR), r, w, a, d, fifo;
	uint64_t count = UINT64_MAX;

	CHECK_EQ(mkfifo(at(t, "rw/fifo"), 0600), 0);
	r = must_open(t, at(t, "ro/file"), ISLE_O_RDONLY);
	w = must_open(t, at(t, "rw/w"), ISLE_O_WRONLY | ISLE_O_CREAT);
	a = must_open(t, at(t, "rw/w"), ISLE_O_WRONLY | ISLE_O_APPEND);
	d = must_open(t, at(t, "rw/a"), ISLE_O_RDONLY);
	fifo = must_open(t, at(t, "rw/fifo"), ISLE_O_RDWR);
	CHECK_EQ(isled_file_check_copy(&r, 0, &w, 0, &count), 0);
	CHECK_EQ(count, INT64_MAX);
	CHECK_EQ(isled_file_check_copy(&r, 0, &r, 0, &count), -ISLE_EBADF);
	CHECK_EQ(isled_file_check_copy(&w, 0, &w, 0, &count), -ISLE_EBADF);
	CHECK_EQ(isled_file_check_copy(&r, 0, &a, 0, &count), -ISLE_EBADF);
	CHECK_EQ(isled_file_check_copy(&d, 0, &w, 0, &count), -ISLE_EISDIR);
	CHECK_EQ(isled_file_check_copy(&fifo, 0, &w, 0, &count), -ISLE_ESPIPE);
	CHECK_EQ(isled_file_check_copy(&r, 0, &fifo, 0, &count), -ISLE_ESPIPE);
	CHECK_EQ(isled_file_check_copy(&r, UINT64_MAX, &w, 0, &count), -ISLE_EINVAL);
	CHECK_EQ(isled_file_check_copy(&r, 0, &w, UINT64_MAX, &count), -ISLE_EINVAL);
	count = 100;
	CHECK_EQ(isled_file_check_copy(&f, 0, &f, 4, &count), -ISLE_EINVAL);
	count = 100;
	CHECK_EQ(isled_file_check_copy(&f, 0, &f, 5, &count), 0);
	CHECK_EQ(count, 5); /* not what it will be longer by itself */
	count = 100;
	CHECK_EQ(isled_file_check_copy(&f, 9, &f, 0, &count), 0);
	CHECK_EQ(count, 0);
	isled_file_close(&f), isled_file_close(&r), isled_file_close(&w);
	isled_file_close(&a), isled_file_close(&d), isled_file_close(&fifo);
}
