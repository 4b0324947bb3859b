/* SPDX-License-Identifier: BSD-3-Clause */
/* Open files: data, kinds of files, attributes. */
#include "tree.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/sysmacros.h>
#include <termios.h>

static int64_t read_at(struct isled_file *f, char *buf, size_t n, uint64_t offset)
{
	struct iovec iov = { buf, n };
	int64_t got = isled_file_read(f, &iov, 1, offset, false);

	return got == ISLED_COLD ? isled_file_read(f, &iov, 1, offset, true) : got;
}

static int64_t write_at(struct isled_file *f, const char *buf, size_t n, uint64_t offset)
{
	struct iovec iov = { (char *)buf, n };
	int64_t put = isled_file_write(f, &iov, 1, offset, false, false);

	return put == ISLED_COLD ? isled_file_write(f, &iov, 1, offset, false, true) : put;
}

TEST_BOTH_WAYS(file, "create, exclusive, truncate and append mean what they say")
{
	const uint32_t creat = ISLE_O_RDWR | ISLE_O_CREAT;
	struct isled_path p = path_of(t, at(t, "rw/new"));
	struct isled_file f;
	uint64_t size = 7;
	char buf[16];

	CHECK_EQ(try_open(t, at(t, "rw/new"), ISLE_O_RDWR), -ISLE_ENOENT);
	CHECK_EQ(isled_file_open(&p, creat | ISLE_O_EXCL, 0600, &f, &size), 0);
	CHECK_EQ(size, 0);
	CHECK_EQ(f.type, ISLE_FILE_TYPE_REGULAR);
	CHECK_EQ(f.traits, ISLE_FILE_IS_SEEKABLE);
	CHECK_EQ(write_at(&f, "abcdef", 6, 0), 6);
	CHECK_EQ(read_at(&f, buf, 16, 2), 4);
	CHECK_MEM(buf, "cdef", 4);
	CHECK_EQ(read_at(&f, buf, 16, 6), 0);
	CHECK_EQ(isled_file_close(&f), 0);
	CHECK_EQ(try_open(t, at(t, "rw/new"), creat | ISLE_O_EXCL), -ISLE_EEXIST);
	CHECK_EQ(isled_file_open(&p, ISLE_O_WRONLY | ISLE_O_APPEND, 0, &f, &size), 0);
	CHECK_EQ(size, 6);
	CHECK_EQ(write_at(&f, "gh", 2, 0), 2);
	CHECK_EQ(read_at(&f, buf, 1, 0), -ISLE_EBADF);
	isled_file_close(&f);
	CHECK_OK(slurp(t, at(t, "rw/new"), buf, sizeof(buf)));
	CHECK_STR(buf, "abcdefgh");
	CHECK_EQ(isled_file_open(&p, ISLE_O_WRONLY | ISLE_O_TRUNC, 0, &f, &size), 0);
	CHECK_EQ(size, 0);
	isled_file_close(&f);
	CHECK_EQ(isled_file_open(&p, creat, 04755, &f, &size), -ISLE_EPERM);
}

TEST_BOTH_WAYS(file, "the bits of a client's mode arrive, and none it must not set")
{
	struct isled_path p = path_of(t, at(t, "rw/new"));
	struct isled_file f;
	struct isle_stat st;
	uint64_t size;

	CHECK_EQ(isled_file_open(&p, ISLE_O_RDWR | ISLE_O_CREAT, 0640, &f, &size), 0);
	CHECK_EQ(isled_file_stat(&f, &st), 0);
	CHECK_EQ(st.mode, 0640);
	CHECK_EQ(isled_file_chmod(&f, 06755), -ISLE_EPERM);
	CHECK_EQ(isled_path_chmod(&p, 0, 04755), -ISLE_EPERM);
	CHECK_EQ(isled_file_chmod(&f, 0604), 0);
	CHECK_EQ(isled_path_stat(&p, 0, &st), 0);
	CHECK_EQ(st.mode, 0604);
	CHECK_EQ(isled_path_chmod(&p, 0, 0600), 0);
	CHECK_EQ(isled_file_stat(&f, &st), 0);
	CHECK_EQ(st.mode, 0600);
	CHECK_EQ(isled_path_chmod(&p, 2, 0600), -ISLE_EINVAL);
	isled_file_close(&f);
}

TEST_BOTH_WAYS(file, "offsets beyond the end of numbers are refused, sparse ones work")
{
	struct isled_file f = must_open(t, at(t, "rw/file"), ISLE_O_RDWR);
	uint64_t offset;
	char buf[8];

	CHECK_EQ(read_at(&f, buf, 8, INT64_MAX), -ISLE_EINVAL);
	CHECK_EQ(read_at(&f, buf, 8, (uint64_t)INT64_MAX + 1), -ISLE_EINVAL);
	CHECK_EQ(write_at(&f, buf, 8, INT64_MAX - 7), -ISLE_EINVAL);
	CHECK_EQ(write_at(&f, buf, 8, ISLE_OFFSET_CURRENT), -ISLE_EINVAL);
	CHECK_EQ(write_at(&f, "end", 3, 5000000000ull), 3);
	CHECK_EQ(isled_file_seek(&f, ISLE_SEEK_END, -3, &offset), 0);
	CHECK_EQ(offset, 5000000000ull);
	CHECK_EQ(isled_file_seek(&f, ISLE_SEEK_DATA, 8192, &offset), 0);
	CHECK(offset > 4999990000ull);
	CHECK_EQ(isled_file_seek(&f, ISLE_SEEK_HOLE, 0, &offset), 0);
	CHECK(offset <= 65536);
	CHECK_EQ(isled_file_seek(&f, ISLE_SEEK_CUR, 0, &offset), -ISLE_EINVAL);
	CHECK_EQ(isled_file_truncate(&f, 2), 0);
	CHECK_EQ(read_at(&f, buf, 8, 0), 2);
	CHECK_EQ(isled_file_truncate(&f, (uint64_t)INT64_MAX + 1), -ISLE_EINVAL);
	CHECK_EQ(isled_file_sync(&f, true), 0);
	CHECK_EQ(isled_file_sync(&f, false), 0);
	isled_file_close(&f);
}

TEST_BOTH_WAYS(file, "stat tells what the host says, of a link, its target and an open file")
{
	struct isled_path p = path_of(t, at(t, "rw/file"));
	struct isle_stat a, b, l;
	struct isled_file f;
	struct stat host;

	CHECK_EQ(symlink("file", at(t, "rw/l")), 0);
	CHECK_EQ(stat(at(t, "rw/file"), &host), 0);
	CHECK_EQ(stat_of(t, at(t, "rw/l"), 0, &a), 0);
	CHECK_EQ(stat_of(t, at(t, "rw/l"), ISLE_AT_NOFOLLOW, &l), 0);
	CHECK_EQ(stat_of(t, at(t, "rw/l"), 2, &l), -ISLE_EINVAL);
	f = must_open(t, at(t, "rw/file"), ISLE_O_RDONLY);
	CHECK_EQ(isled_file_stat(&f, &b), 0);
	CHECK_MEM(&a, &b, sizeof(a));
	CHECK_EQ(a.ino, host.st_ino);
	CHECK_EQ(a.size, 5);
	CHECK_EQ(a.nlink, 1);
	CHECK_EQ(a.uid, host.st_uid);
	CHECK_EQ(a.mtime_s, host.st_mtime);
	CHECK_EQ(a.mtime_ns, host.st_mtim.tv_nsec);
	CHECK_EQ(a.blocks, host.st_blocks);
	CHECK_EQ(a.dev, (uint64_t)major(host.st_dev) << 32 | minor(host.st_dev));
	CHECK_EQ(l.type, ISLE_FILE_TYPE_SYMLINK);
	CHECK_EQ(l.size, 4);
	CHECK_EQ(isled_path_unlink(&p), 0);
	CHECK_EQ(isled_file_stat(&f, &b), 0);
	CHECK_EQ(b.nlink, 0);
	isled_file_close(&f);
}

TEST_BOTH_WAYS(file, "times are set, set to now and left alone")
{
	struct isled_path p = path_of(t, at(t, "rw/file"));
	struct timespec times[2];
	struct isle_stat st;
	struct isled_file f;

	CHECK_EQ(isled_flags_time(1000, 5, &times[0]), 0);
	CHECK_EQ(isled_flags_time(2000, 6, &times[1]), 0);
	CHECK_EQ(isled_path_utimens(&p, 0, times), 0);
	CHECK_EQ(isled_path_stat(&p, 0, &st), 0);
	CHECK_EQ(st.atime_s, 1000);
	CHECK_EQ(st.mtime_s, 2000);
	CHECK_EQ(st.mtime_ns, 6);
	f = must_open(t, at(t, "rw/file"), ISLE_O_RDONLY);
	CHECK_EQ(isled_flags_time(0, ISLE_TIME_NS_OMIT, &times[0]), 0);
	CHECK_EQ(isled_flags_time(0, ISLE_TIME_NS_NOW, &times[1]), 0);
	CHECK_EQ(isled_file_utimens(&f, times), 0);
	CHECK_EQ(isled_file_stat(&f, &st), 0);
	CHECK_EQ(st.atime_s, 1000);
	CHECK(st.mtime_s > 1000000000);
	isled_file_close(&f);
	CHECK_EQ(symlink("file", at(t, "rw/l")), 0);
	p = path_of(t, at(t, "rw/l"));
	CHECK_EQ(isled_flags_time(3000, 0, &times[0]), 0);
	CHECK_EQ(isled_flags_time(3000, 0, &times[1]), 0);
	CHECK_EQ(isled_path_utimens(&p, ISLE_AT_NOFOLLOW, times), 0);
	CHECK_EQ(stat_of(t, at(t, "rw/l"), ISLE_AT_NOFOLLOW, &st), 0);
	CHECK_EQ(st.mtime_s, 3000);
	CHECK_EQ(stat_of(t, at(t, "rw/file"), 0, &st), 0);
	CHECK(st.mtime_s != 3000);
	p = path_of(t, at(t, "ro/file"));
	CHECK_EQ(isled_path_utimens(&p, 0, times), -ISLE_EROFS);
}

TEST_BOTH_WAYS(file, "statvfs, access, truncate and readlink by path")
{
	struct isled_path p = path_of(t, at(t, "ro/file"));
	char target[ISLE_PATH_BYTES_MAX + 1];
	struct isle_statvfs v;
	struct isle_stat st;

	CHECK_EQ(isled_path_statvfs(&p, &v), 0);
	CHECK(v.blocks > 0 && v.bsize > 0 && v.namemax >= 255);
	CHECK(v.flags & ISLE_MOUNT_RDONLY);
	CHECK_EQ(isled_path_access(&p, 0, ISLE_ACCESS_READ), 0);
	CHECK_EQ(isled_path_access(&p, 0, ISLE_ACCESS_EXISTS), 0);
	CHECK_EQ(isled_path_access(&p, 0, ISLE_ACCESS_EXECUTE), -ISLE_EACCES);
	CHECK_EQ(isled_path_access(&p, 0, 64), -ISLE_EINVAL);
	p = path_of(t, at(t, "rw/file"));
	CHECK_EQ(isled_path_statvfs(&p, &v), 0);
	CHECK(!(v.flags & ISLE_MOUNT_RDONLY));
	CHECK_EQ(isled_path_truncate(&p, 3), 0);
	CHECK_EQ(isled_path_stat(&p, 0, &st), 0);
	CHECK_EQ(st.size, 3);
	CHECK_EQ(isled_path_readlink(&p, target), -ISLE_EINVAL);
	CHECK_EQ(symlink("some/\xff/where", at(t, "rw/l")), 0);
	p = path_of(t, at(t, "rw/l"));
	CHECK_EQ(isled_path_readlink(&p, target), 12);
	CHECK_MEM(target, "some/\xff/where", 12);
}

TEST_BOTH_WAYS(file, "two handles of one open file")
{
	struct isled_file a = must_open(t, at(t, "rw/file"), ISLE_O_RDONLY), b;
	char buf[8];

	CHECK_EQ(isled_file_dup(&a, &b), 0);
	CHECK_EQ(isled_file_close(&a), 0);
	CHECK_EQ(read_at(&b, buf, 8, 0), 5);
	CHECK_EQ(isled_file_close(&b), 0);
}

TEST_BOTH_WAYS(file, "a FIFO without a peer neither blocks nor fails")
{
	struct isled_file r, w;
	struct pollfd p;
	char buf[8];

	CHECK_EQ(mkfifo(at(t, "rw/fifo"), 0600), 0);
	CHECK_EQ(try_open(t, at(t, "rw/fifo"), ISLE_O_WRONLY), ISLED_RETRY);
	CHECK_EQ(try_open(t, at(t, "rw/fifo"), ISLE_O_WRONLY | ISLE_O_NONBLOCK), -ISLE_ENXIO);
	r = must_open(t, at(t, "rw/fifo"), ISLE_O_RDONLY);
	CHECK_EQ(r.type, ISLE_FILE_TYPE_FIFO);
	CHECK_EQ(r.traits, ISLE_FILE_IS_STREAM);
	CHECK_EQ(read_at(&r, buf, 8, ISLE_OFFSET_CURRENT), ISLED_WAIT);
	CHECK_EQ(read_at(&r, buf, 8, 0), -ISLE_ESPIPE);
	w = must_open(t, at(t, "rw/fifo"), ISLE_O_WRONLY);
	CHECK_EQ(read_at(&r, buf, 8, ISLE_OFFSET_CURRENT), ISLED_WAIT);
	CHECK_EQ(write_at(&w, "abc", 3, ISLE_OFFSET_CURRENT), 3);
	p = (struct pollfd){ .fd = r.fd, .events = POLLIN };
	CHECK_EQ(poll(&p, 1, 0), 1);
	CHECK_EQ(read_at(&r, buf, 8, ISLE_OFFSET_CURRENT), 3);
	isled_file_close(&w);
	CHECK_EQ(read_at(&r, buf, 8, ISLE_OFFSET_CURRENT), 0); /* now it is the end */
	isled_file_close(&r);
	r = must_open(t, at(t, "rw/fifo"), ISLE_O_RDONLY | ISLE_O_NONBLOCK);
	CHECK_EQ(read_at(&r, buf, 8, ISLE_OFFSET_CURRENT), 0);
	isled_file_close(&r);
}

TEST_BOTH_WAYS(file, "a full FIFO takes what fits, then has to be waited for; no reader is EPIPE")
{
	static char big[1 << 17];
	struct isled_file r, w;
	int64_t n;

	signal(SIGPIPE, SIG_IGN);
	CHECK_EQ(mkfifo(at(t, "rw/fifo"), 0600), 0);
	r = must_open(t, at(t, "rw/fifo"), ISLE_O_RDONLY);
	w = must_open(t, at(t, "rw/fifo"), ISLE_O_WRONLY);
	n = write_at(&w, big, sizeof(big), ISLE_OFFSET_CURRENT);
	CHECK(n > 0 && n < (int64_t)sizeof(big));
	CHECK_EQ(write_at(&w, big, sizeof(big), ISLE_OFFSET_CURRENT), ISLED_WAIT);
	isled_file_close(&r);
	CHECK_EQ(write_at(&w, big, 1, ISLE_OFFSET_CURRENT), -ISLE_EPIPE);
	isled_file_close(&w);
}

TEST(file, "an idle terminal has to be waited for, and is none of ours to become controlling")
{
	struct tree t;
	struct isled_file f;
	char name[64], buf[8];
	struct termios raw;
	int master;

	tree_make(&t, false);
	master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (master < 0 || grantpt(master) || unlockpt(master) ||
	    ptsname_r(master, name, sizeof(name)))
		SKIP("no pseudo terminals here");
	CHECK_EQ(export_at(&t, "/dev/pts", 0), 0);
	isled_exports_seal(&t.exports);
	f = must_open(&t, name, ISLE_O_RDWR);
	CHECK_EQ(f.traits, ISLE_FILE_IS_TTY | ISLE_FILE_IS_STREAM);
	CHECK_EQ(tcgetattr(f.fd, &raw), 0);
	cfmakeraw(&raw);
	CHECK_EQ(tcsetattr(f.fd, TCSANOW, &raw), 0);
	CHECK_EQ(read_at(&f, buf, 8, ISLE_OFFSET_CURRENT), ISLED_WAIT);
	CHECK_EQ(write(master, "hi", 2), 2);
	CHECK_EQ(read_at(&f, buf, 8, ISLE_OFFSET_CURRENT), 2);
	CHECK_EQ(write_at(&f, "yo", 2, ISLE_OFFSET_CURRENT), 2);
	CHECK_EQ(read(master, buf, 8), 2);
	isled_file_close(&f);
	close(master);
	tree_drop(&t);
}

TEST_BOTH_WAYS(file, "files that are made while they are read have size 0 and read right")
{
	struct isled_path p = path_of(t, "/proc/meminfo");
	char buf[4096], host[4096];
	struct isled_file f;
	uint64_t size = 1;
	int n, fd;

	CHECK_EQ(export_at(t, "/proc", ISLED_EXPORT_RO), 0);
	CHECK_EQ(export_at(t, "/sys", ISLED_EXPORT_RO), 0);
	isled_exports_seal(&t->exports);
	CHECK_EQ(isled_file_open(&p, ISLE_O_RDONLY, 0, &f, &size), 0);
	CHECK_EQ(size, 0);
	CHECK(f.traits & ISLE_FILE_IS_VIRTUAL);
	isled_file_close(&f);
	n = slurp(t, "/proc/meminfo", buf, sizeof(buf));
	CHECK(n > 200);
	CHECK_MEM(buf, "MemTotal:", 9);
	fd = open("/sys/kernel/mm/transparent_hugepage/enabled", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	n = (int)read(fd, host, sizeof(host));
	close(fd);
	CHECK_EQ(slurp(t, "/sys/kernel/mm/transparent_hugepage/enabled", buf, sizeof(buf)), n);
	CHECK_MEM(buf, host, (size_t)n);
}

TEST_BOTH_WAYS(file, "devices need a grant, but for the harmless ones")
{
	char buf[8];
	struct isled_file f;
	struct stat st;

	CHECK_EQ(export_at(t, "/dev", 0), 0);
	isled_exports_seal(&t->exports);
	f = must_open(t, "/dev/zero", ISLE_O_RDWR);
	buf[0] = 1;
	CHECK_EQ(read_at(&f, buf, 8, f.traits & ISLE_FILE_IS_SEEKABLE ? 0 : ISLE_OFFSET_CURRENT),
		 8);
	CHECK_EQ(buf[0], 0);
	isled_file_close(&f);
	CHECK_EQ(try_open(t, "/dev/null", ISLE_O_WRONLY), 0);
	CHECK(try_open(t, "/dev/tty", ISLE_O_RDWR) < 0);
	if (!stat("/dev/mem", &st))
		CHECK(try_open(t, "/dev/mem", ISLE_O_RDONLY) < 0);
	if (!stat("/dev/kmsg", &st))
		CHECK(try_open(t, "/dev/kmsg", ISLE_O_RDONLY) < 0);
	CHECK(try_open(t, "/dev/fd/0", ISLE_O_RDONLY) < 0);
	CHECK(try_open(t, "/dev/stdin", ISLE_O_RDONLY) < 0);
}

TEST(file, "a granted descriptor serves within its rights and stays open")
{
	struct tree t;
	struct isled_file f;
	uint64_t size;
	char buf[8];
	int fd;

	tree_make(&t, false);
	fd = open(at(&t, "out/secret"), O_RDONLY | O_CLOEXEC);
	CHECK_EQ(isled_file_adopt(fd, ISLE_O_RDWR, true, false, &f, &size), -ISLE_EACCES);
	CHECK_EQ(isled_file_adopt(fd, ISLE_O_RDONLY, true, false, &f, &size), 0);
	CHECK_EQ(size, 6);
	CHECK_EQ(read_at(&f, buf, 8, 0), 6);
	CHECK_EQ(isled_file_chmod(&f, 0777), -ISLE_EROFS);
	CHECK_EQ(isled_file_close(&f), 0);
	CHECK_EQ(close(fd), 0);
	tree_drop(&t);
}
