/* SPDX-License-Identifier: BSD-3-Clause */
/* The file service of a real isled, called through libisle. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include <isle/batch.h>
#include <isle/file.h>

#include "harness.h"
#include "tests/service/live.h"

static struct side *mcu;
static struct isle_context *ctx;
static char base[300];

/* ---- the daemon and its tree ---- */

static const char *at(const char *name)
{
	static _Thread_local char ring[8][600];
	static _Thread_local int turn;
	char *text = ring[turn++ % 8];

	snprintf(text, sizeof(ring[0]), "%s/%s", base, name);
	return text;
}

/* The worker may be nobody. */
static void make_folder(const char *path, mode_t mode)
{
	CHECK_EQ(mkdir(path, mode), 0);
	CHECK_EQ(chmod(path, mode), 0);
}

static void put_host(const char *path, const void *data, size_t bytes)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	CHECK(fd >= 0);
	CHECK_EQ(write(fd, data, bytes), (ssize_t)bytes);
	CHECK_EQ(fchmod(fd, 0666), 0);
	close(fd);
}

static void begin_with(const char *extra)
{
	char config[2048];

	snprintf(base, sizeof(base), "%s/tree", test_folder());
	make_folder(base, 0755);
	make_folder(at("rw"), 0777);
	make_folder(at("ro"), 0755);
	make_folder(at("rw/hidden"), 0777);
	put_host(at("ro/file"), "read only", 9);
	put_host(at("rw/hidden/file"), "hidden", 6);
	snprintf(config, sizeof(config),
		 "[export %s/ro]\n[export %s/rw]\nmode = rw\nhide = hidden\n"
		 "[export /proc]\n[export /sys]\n%s",
		 base, base, extra);
	live_start(config);
	mcu = live_client();
	ctx = &mcu->client.context;
}

static void begin(void)
{
	begin_with("");
}

static void end(void)
{
	live_close(mcu);
	live_stop();
}

static uint8_t *pattern(size_t bytes, uint32_t seed)
{
	uint8_t *data = malloc(bytes);

	CHECK(data);
	for (size_t i = 0; i < bytes; i++) {
		seed = seed * 1664525u + 1013904223u;
		data[i] = (uint8_t)(seed >> 24);
	}
	return data;
}

static struct isle_file must_open(const char *path, uint32_t flags)
{
	struct isle_file file;

	CHECK_OK(isle_file_open(ctx, path, flags, 0644, &file));
	return file;
}

static int try_open(const char *path, uint32_t flags)
{
	struct isle_file file;
	int rc = isle_file_open(ctx, path, flags, 0644, &file);

	if (rc >= 0)
		CHECK_OK(isle_file_close(ctx, &file));
	return rc;
}

static uint64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* ---- data ---- */

TEST(service_file, "data of any size arrives as it was sent, both ways")
{
	static const size_t sizes[] = { 0,     1,     7,     511,   4095,  4096,   8191,   8192,
					32767, 32768, 65535, 65536, 65537, 300000, 1100000 };
	struct isle_file file;
	struct isle_stat st;
	uint8_t *out = pattern(1100000, 1), *in = malloc(1200000);

	begin();
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		size_t n = sizes[i];

		file = must_open(at("rw/data"), ISLE_O_RDWR | ISLE_O_CREAT | ISLE_O_TRUNC);
		CHECK_EQ(isle_file_pwrite(ctx, &file, out, n, 0), n);
		CHECK_EQ(isle_file_fstat(ctx, &file, &st), 0);
		CHECK_EQ(st.size, n);
		memset(in, 0xee, n + 100);
		CHECK_EQ(isle_file_pread(ctx, &file, in, n, 0), n);
		CHECK_MEM(in, out, n);
		CHECK_EQ(in[n], 0xee);
		memset(in, 0xee, n + 100);
		CHECK_EQ(isle_file_pread(ctx, &file, in, n + 100, 0), n);
		CHECK_MEM(in, out, n);
		if (n > 10) {
			CHECK_EQ(isle_file_pread(ctx, &file, in, n, 5), n - 5);
			CHECK_MEM(in, out + 5, n - 5);
		}
		CHECK_EQ(isle_file_pread(ctx, &file, in, 10, n), 0);
		CHECK_EQ(isle_file_close(ctx, &file), 0);
	}
	free(out);
	free(in);
	end();
}

TEST(service_file, "what is written through the daemon is what Linux reads")
{
	uint8_t *data = pattern(200000, 2), host[200001];
	int fd;

	begin();
	CHECK_EQ(isle_file_put(ctx, at("rw/new"), data, 200000, ISLE_O_CREAT | ISLE_O_TRUNC, 0640),
		 200000);
	fd = open(at("rw/new"), O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno == EACCES) /* it is another user's */
		fd = -1;
	if (fd >= 0) {
		CHECK_EQ(read(fd, host, sizeof(host)), 200000);
		CHECK_MEM(host, data, 200000);
		close(fd);
	}
	free(data);
	end();
}

TEST(service_file, "appends go to the end, whatever the offset")
{
	struct isle_file file;
	char text[16];

	begin();
	put_host(at("rw/log"), "abc", 3);
	file = must_open(at("rw/log"), ISLE_O_RDWR | ISLE_O_APPEND);
	CHECK_EQ(isle_file_write(ctx, &file, "def", 3), 3);
	CHECK_EQ(isle_file_write(ctx, &file, "ghi", 3), 3);
	CHECK_EQ(isle_file_pread(ctx, &file, text, 16, 0), 9);
	CHECK_MEM(text, "abcdefghi", 9);
	CHECK_EQ(isle_file_close(ctx, &file), 0);
	end();
}

TEST(service_file, "whole files in one round trip, also those of /proc and /sys")
{
	char text[4096], host[4096];
	bool whole;
	FILE *file;
	int n;

	begin();
	CHECK_EQ(isle_file_get(ctx, at("ro/file"), text, sizeof(text), &whole), 9);
	CHECK(whole);
	CHECK_MEM(text, "read only", 9);
	CHECK_EQ(isle_file_get(ctx, at("ro/file"), text, 9, &whole), 9);
	CHECK(whole);
	CHECK_EQ(isle_file_get(ctx, at("ro/file"), text, 4, &whole), 4);
	CHECK(!whole);
	n = isle_file_get(ctx, "/proc/meminfo", text, sizeof(text), &whole);
	CHECK(n > 100);
	CHECK(whole);
	CHECK_MEM(text, "MemTotal:", 9);
	CHECK_EQ(isle_file_get(ctx, "/proc/meminfo", text, 20, &whole), 20);
	CHECK(!whole);
	file = fopen("/sys/kernel/mm/transparent_hugepage/enabled", "re");
	if (file) {
		size_t bytes = fread(host, 1, sizeof(host), file);

		fclose(file);
		CHECK_EQ(isle_file_get(ctx, "/sys/kernel/mm/transparent_hugepage/enabled", text,
				       sizeof(text), &whole),
			 bytes);
		CHECK(whole);
		CHECK_MEM(text, host, bytes);
	}
	CHECK_EQ(isle_file_get(ctx, at("rw"), text, 9, &whole), -ISLE_EISDIR);
	CHECK_EQ(isle_file_get(ctx, at("rw/none"), text, 9, &whole), -ISLE_ENOENT);
	CHECK_EQ(isle_file_put(ctx, at("rw/none"), "x", 1, 0, 0), -ISLE_ENOENT);
	CHECK_EQ(isle_file_put(ctx, at("rw/x"), "x", 1, ISLE_O_CREAT | ISLE_O_EXCL, 0644), 1);
	CHECK_EQ(isle_file_put(ctx, at("rw/x"), "x", 1, ISLE_O_CREAT | ISLE_O_EXCL, 0644),
		 -ISLE_EEXIST);
	CHECK_EQ(isle_file_put(ctx, at("ro/file"), "x", 1, 0, 0), -ISLE_EROFS);
	end();
}

/* Pages that leave the page cache while a read runs go through the pool, others by reference. */
TEST(service_file, "a file that is not in memory reads right, whatever part of it is")
{
	enum { BYTES = 4 * 1024 * 1024, PIECE = 65536 };
	uint8_t *data = pattern(BYTES, 5), *in = malloc(PIECE);
	struct isle_file file;

	live_frame = LIVE_WINDOW; /* large enough for pages */
	begin();
	put_host(at("rw/cold"), data, BYTES);
	for (int round = 0; round < 3; round++) {
		int fd = open(at("rw/cold"), O_RDWR | O_CLOEXEC);

		CHECK(fd >= 0);
		CHECK_EQ(fsync(fd), 0);
		CHECK_EQ(posix_fadvise(fd, 0, 0, POSIX_FADV_RANDOM), 0);
		CHECK_EQ(posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED), 0);
		close(fd);
		file = must_open(at("rw/cold"), ISLE_O_RDONLY);
		for (size_t i = 0; i < BYTES; i += PIECE) {
			CHECK_EQ(isle_file_pread(ctx, &file, in, PIECE, i), PIECE);
			CHECK_MEM(in, data + i, PIECE);
		}
		CHECK_EQ(isle_file_close(ctx, &file), 0);
	}
	end();
	free(in);
	free(data);
}

/* ---- frames of other sizes ---- */

/* A session of its own whose frames have that size; calls turn it. */
struct sized {
	struct isle_client client;
	struct isle_client_config config;
	struct isle_port_posix port;
	union isle_link_space link;
	char address[300];
	uint8_t *rx, *tx;
};

static struct isle_context *sized_open(struct sized *s, uint32_t frame_max)
{
	uint32_t bytes = frame_max + 16384;

	memset(s, 0, sizeof(*s));
	s->rx = malloc(bytes);
	s->tx = malloc(bytes);
	snprintf(s->address, sizeof(s->address), "%s/t.link", test_folder());
	isle_port_posix_init(&s->port);
	s->config = (struct isle_client_config){
		.port = &s->port.port,
		.transport = &isle_transport_unix,
		.address = s->address,
		.link = &s->link.link,
		.memory = { s->rx + 4, bytes - 4, s->tx + 4, bytes - 4 },
		.name = "mcu",
		.role = ISLE_ROLE_CLIENT,
		.frame_max = frame_max,
		.timeout_ms = 10000,
	};
	CHECK_EQ(isle_client_init(&s->client, &s->config), 0);
	CHECK_EQ(isle_client_connect(&s->client, 10000), 0);
	return &s->client.context;
}

static void sized_close(struct sized *s)
{
	isle_client_close(&s->client);
	isle_client_fini(&s->client);
	isle_port_posix_fini(&s->port);
	free(s->rx);
	free(s->tx);
}

/* Out of the page cache, as far as the file system lets go. */
static void make_cold(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	CHECK(fd >= 0);
	CHECK_EQ(fsync(fd), 0);
	CHECK_EQ(posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED), 0);
	close(fd);
}

TEST(service_file, "long data arrives whole in small and in large frames, cold and cached")
{
	static const uint32_t frames[] = { 192, 496, 4096, 65600, ISLE_FRAME_BYTES_MAX };
	enum { BYTES = 3000001 };
	static const struct timespec long_ago[2] = { { 1000, 0 }, { 1000, 0 } };
	uint8_t *out = pattern(BYTES, 7), *in = malloc(BYTES);
	static struct sized s;
	struct isle_file file;

	begin();
	live_close(mcu);
	put_host(at("rw/big"), out, BYTES);
	/* Files that nobody works on are sent in another way. */
	CHECK_EQ(utimensat(AT_FDCWD, at("rw/big"), long_ago, 0), 0);
	for (size_t f = 0; f < sizeof(frames) / sizeof(frames[0]); f++) {
		ctx = sized_open(&s, frames[f] < isle_transport_unix.frame_max
					     ? frames[f]
					     : isle_transport_unix.frame_max);
		file = must_open(at("rw/big"), ISLE_O_RDONLY);
		for (int cached = 0; cached < 2; cached++) {
			if (f == 3 && cached)
				put_host(at("rw/big"), out, BYTES);
			for (uint64_t n = 1000; n <= 700000; n = n * 5 + 77) {
				if (!cached)
					make_cold(at("rw/big"));
				memset(in, 0xee, BYTES);
				for (uint64_t at = 0; at < 1500000 && at < n * 40; at += n) {
					CHECK_EQ(isle_file_pread(ctx, &file, in + at, n, at), n);
					CHECK_MEM(in + at, out + at, n);
				}
			}
			if (!cached)
				make_cold(at("rw/big"));
			CHECK_EQ(isle_file_pread(ctx, &file, in, BYTES, 100), BYTES - 100);
			CHECK_MEM(in, out + 100, BYTES - 100);
			CHECK_EQ(isle_file_get(ctx, at("rw/big"), in, 200000, NULL), 200000);
			CHECK_MEM(in, out, 200000);
		}
		CHECK_EQ(isle_file_close(ctx, &file), 0);
		CHECK_EQ(isle_file_put(ctx, at("rw/copy"), out, BYTES, ISLE_O_CREAT | ISLE_O_TRUNC,
				       0644),
			 BYTES);
		memset(in, 0xee, BYTES);
		CHECK_EQ(isle_file_get(ctx, at("rw/copy"), in, BYTES, NULL), BYTES);
		CHECK_MEM(in, out, BYTES);
		sized_close(&s);
	}
	free(out);
	free(in);
	mcu = live_client();
	end();
}

static atomic_bool stop_cutting;

static void *cut(void *arg)
{
	static uint8_t data[400000];

	(void)arg;
	memset(data, 0x55, sizeof(data));
	while (!atomic_load(&stop_cutting)) {
		put_host(at("rw/cut"), data, sizeof(data));
		CHECK_EQ(truncate(at("rw/cut"), 70000), 0);
	}
	return NULL;
}

TEST(service_file,
     "reading a file that is cut and written again all the time ends, and is right afterwards")
{
	static uint8_t data[300000];
	static struct sized s;
	struct isle_file file;
	pthread_t thread;
	uint64_t stop;
	int n;

	begin();
	live_close(mcu);
	put_host(at("rw/cut"), "", 0);
	ctx = sized_open(&s, 65600);
	file = must_open(at("rw/cut"), ISLE_O_RDONLY);
	CHECK_EQ(pthread_create(&thread, NULL, cut, NULL), 0);
	for (stop = now_ms() + 1000; now_ms() < stop;) {
		n = isle_file_pread(ctx, &file, data, sizeof(data), 0);
		CHECK_OK(n);
	}
	atomic_store(&stop_cutting, true);
	pthread_join(thread, NULL);
	n = isle_file_pread(ctx, &file, data, sizeof(data), 0);
	CHECK_EQ(n, 70000);
	for (int i = 0; i < n; i++)
		CHECK_EQ(data[i], 0x55);
	CHECK_EQ(isle_file_close(ctx, &file), 0);
	sized_close(&s);
	mcu = live_client();
	end();
}

TEST(service_file, "a file that shrinks while it is read ends there, and no zeros are made up")
{
	static uint8_t data[262144];
	struct isle_file file;
	int n;

	begin();
	memset(data, 0x55, sizeof(data));
	for (int round = 0; round < 50; round++) {
		put_host(at("rw/shrink"), data, sizeof(data));
		file = must_open(at("rw/shrink"), ISLE_O_RDONLY);
		CHECK_EQ(truncate(at("rw/shrink"), 100000 + round), 0);
		n = isle_file_pread(ctx, &file, data, sizeof(data), 0);
		CHECK_EQ(n, 100000 + round);
		for (int i = 0; i < n; i++)
			CHECK_EQ(data[i], 0x55);
		memset(data, 0x55, sizeof(data));
		CHECK_EQ(isle_file_close(ctx, &file), 0);
	}
	end();
}

/* ---- names and attributes ---- */

TEST(service_file, "policy: outside is EACCES, hidden is not there, read-only stays so")
{
	struct isle_statvfs v;
	struct isle_stat st;

	begin();
	CHECK_EQ(isle_file_stat(ctx, "/etc/passwd", &st), -ISLE_EACCES);
	CHECK_EQ(isle_file_stat(ctx, at("rw/../../x"), &st), -ISLE_EACCES);
	CHECK_EQ(isle_file_stat(ctx, at("rw/hidden"), &st), -ISLE_ENOENT);
	CHECK_EQ(try_open(at("rw/hidden/file"), ISLE_O_RDONLY), -ISLE_ENOENT);
	CHECK_EQ(try_open(at("ro/file"), ISLE_O_RDWR), -ISLE_EROFS);
	CHECK_EQ(isle_file_unlink(ctx, at("ro/file")), -ISLE_EROFS);
	CHECK_EQ(isle_file_chmod(ctx, at("ro/file"), 0600), -ISLE_EROFS);
	CHECK_EQ(try_open("/proc/self/mem", ISLE_O_RDWR), -ISLE_ENOENT);
	CHECK_EQ(isle_file_stat(ctx, "/proc/thread-self", &st), -ISLE_ENOENT);
	CHECK_EQ(isle_file_statvfs(ctx, at("ro"), &v), 0);
	CHECK(v.flags & ISLE_MOUNT_RDONLY);
	CHECK_EQ(try_open(at("rw/x"), ISLE_O_RDONLY | 0x80000000u), -ISLE_EINVAL);
	CHECK_EQ(try_open(at("rw/x"), ISLE_O_RDONLY | ISLE_O_TMPFILE), -ISLE_EINVAL);
	end();
}

TEST(service_file, "the daemon's processes are nowhere in /proc")
{
	struct side *program;
	struct isle_stat st;
	char path[64];

	begin();
	program = live_program();
	snprintf(path, sizeof(path), "/proc/%s/status", live_status(program, "daemon.worker_pid"));
	CHECK_EQ(isle_file_stat(ctx, path, &st), -ISLE_ENOENT);
	snprintf(path, sizeof(path), "/proc/%s/status",
		 live_status(program, "daemon.supervisor_pid"));
	CHECK_EQ(isle_file_stat(ctx, path, &st), -ISLE_ENOENT);
	snprintf(path, sizeof(path), "/proc/%d/status", getpid());
	CHECK_EQ(isle_file_stat(ctx, path, &st), 0);
	live_close(program);
	end();
}

TEST(service_file, "folders, names, links and attributes")
{
	struct isle_times times = { .atime_s = 1000, .mtime_s = 2000, .mtime_ns = 3 };
	struct isle_stat st;
	char target[64];

	begin();
	CHECK_EQ(isle_file_mkdir(ctx, at("rw/d"), 0755), 0);
	CHECK_EQ(isle_file_mkdir(ctx, at("rw/d"), 0755), -ISLE_EEXIST);
	CHECK_EQ(isle_file_put(ctx, at("rw/d/f"), "abc", 3, ISLE_O_CREAT, 0600), 3);
	CHECK_EQ(isle_file_chmod(ctx, at("rw/d/f"), 0640), 0);
	CHECK_EQ(isle_file_chmod(ctx, at("rw/d/f"), 04755), -ISLE_EPERM);
	CHECK_EQ(isle_file_utimens(ctx, at("rw/d/f"), &times, 0), 0);
	CHECK_EQ(isle_file_symlink(ctx, "d/f", at("rw/l")), 0);
	CHECK_EQ(isle_file_stat(ctx, at("rw/l"), &st), 0);
	CHECK_EQ(st.mode, 0640);
	CHECK_EQ(st.mtime_s, 2000);
	CHECK_EQ(st.mtime_ns, 3);
	CHECK_EQ(isle_file_lstat(ctx, at("rw/l"), &st), 0);
	CHECK_EQ(st.type, ISLE_FILE_TYPE_SYMLINK);
	CHECK_EQ(isle_file_readlink(ctx, at("rw/l"), target, sizeof(target)), 3);
	CHECK_MEM(target, "d/f", 3);
	CHECK_EQ(isle_file_link(ctx, at("rw/d/f"), at("rw/f2"), 0), 0);
	CHECK_EQ(isle_file_rename(ctx, at("rw/f2"), at("rw/f3"), 0), 0);
	CHECK_EQ(isle_file_rename(ctx, at("rw/f3"), at("rw/l"), ISLE_RENAME_NOREPLACE),
		 -ISLE_EEXIST);
	CHECK_EQ(isle_file_truncate(ctx, at("rw/f3"), 1), 0);
	CHECK_EQ(isle_file_stat(ctx, at("rw/d/f"), &st), 0);
	CHECK_EQ(st.size, 1);
	CHECK_EQ(st.nlink, 2);
	CHECK_EQ(isle_file_access(ctx, at("rw/f3"), ISLE_ACCESS_READ | ISLE_ACCESS_WRITE), 0);
	CHECK_EQ(isle_file_unlink(ctx, at("rw/f3")), 0);
	CHECK_EQ(isle_file_rmdir(ctx, at("rw/d")), -ISLE_ENOTEMPTY);
	end();
}

TEST(service_file, "a folder is listed whole, with attributes, whatever the buffer")
{
	static const size_t caps[] = { 512, 4096, 60000 };
	uint8_t *buf = aligned_alloc(8, 65536);
	struct isle_dirent entry;
	struct isle_dir dir;
	struct isle_stat st, by_path;
	char name[64];
	int rc;

	begin();
	make_folder(at("rw/many"), 0777);
	for (int i = 0; i < 500; i++) {
		snprintf(name, sizeof(name), "rw/many/f%d", i);
		put_host(at(name), name, (size_t)i % 20);
	}
	for (int c = 0; c < 3; c++) {
		for (uint32_t flags = 0; flags < 2; flags++) {
			uint8_t seen[500] = { 0 };
			int count = 0;

			CHECK_EQ(isle_file_opendir(ctx, at("rw/many"), flags, buf, caps[c], &dir),
				 0);
			while ((rc = isle_file_readdir(ctx, &dir, &entry, &st)) == 1) {
				int i = atoi(entry.name + 1);

				CHECK(i >= 0 && i < 500 && !seen[i]);
				seen[i] = 1;
				count++;
				if (flags) {
					CHECK_EQ(st.size, i % 20);
					CHECK_EQ(st.type, ISLE_FILE_TYPE_REGULAR);
				}
			}
			CHECK_EQ(rc, 0);
			CHECK_EQ(count, 500);
			CHECK_EQ(isle_file_closedir(ctx, &dir), 0);
		}
	}
	CHECK_EQ(isle_file_opendir(ctx, at("rw"), ISLE_READDIR_ATTRS, buf, 4096, &dir), 0);
	while ((rc = isle_file_readdir(ctx, &dir, &entry, &st)) == 1) {
		CHECK(strcmp(entry.name, "hidden") != 0);
		CHECK_EQ(isle_file_lstat(ctx, at("rw/many"), &by_path), 0);
		CHECK_EQ(st.ino, by_path.ino);
		CHECK_EQ(st.mode, by_path.mode);
		CHECK_EQ(st.btime_ns, by_path.btime_ns);
	}
	CHECK_EQ(isle_file_closedir(ctx, &dir), 0);
	free(buf);
	end();
}

TEST(service_file, "each context has a working directory of its own")
{
	struct isle_context other;
	struct isle_stat st;
	char text[600];

	begin();
	CHECK_EQ(isle_context_open(&mcu->client, "other", 5000, &other), 0);
	CHECK_OK(isle_file_getcwd(ctx, text, sizeof(text)));
	CHECK_STR(text, "/");
	CHECK_EQ(isle_file_chdir(ctx, at("ro")), 0);
	CHECK_EQ(isle_file_chdir(ctx, "../rw"), 0);
	CHECK_OK(isle_file_getcwd(ctx, text, sizeof(text)));
	CHECK_STR(text, at("rw"));
	CHECK_EQ(isle_file_stat(ctx, "../ro/file", &st), 0);
	CHECK_EQ(isle_file_stat(&other, "file", &st), -ISLE_EACCES);
	CHECK_EQ(isle_file_chdir(&other, at("ro")), 0);
	CHECK_EQ(isle_file_stat(&other, "file", &st), 0);
	CHECK_EQ(isle_file_stat(ctx, "file", &st), -ISLE_ENOENT);
	CHECK_EQ(isle_file_chdir(ctx, at("ro/file")), -ISLE_ENOTDIR);
	CHECK_EQ(isle_context_close(&other), 0);
	end();
}

/* ---- several operations ---- */

TEST(service_file, "open, read and close in one batch")
{
	_Alignas(8) uint8_t memory[8192];
	struct isle_batch batch;
	struct isle_file file;
	char text[16];

	begin();
	for (int i = 0; i < 300; i++) { /* handles do not pile up */
		isle_batch_begin(&batch, ctx, memory, sizeof(memory));
		isle_file_open(ctx, at("ro/file"), ISLE_O_RDONLY, 0, &file);
		isle_file_pread(ctx, &file, text, sizeof(text), 0);
		isle_file_close(ctx, &file);
		CHECK_EQ(isle_batch_run(&batch), 0);
		CHECK_EQ(isle_batch_result(&batch, 1), 9);
		CHECK_MEM(text, "read only", 9);
	}
	isle_batch_begin(&batch, ctx, memory, sizeof(memory));
	isle_file_open(ctx, at("ro/none"), ISLE_O_RDONLY, 0, &file);
	isle_file_pread(ctx, &file, text, sizeof(text), 0);
	CHECK_EQ(isle_batch_run(&batch), -ISLE_ENOENT);
	CHECK_EQ(isle_batch_result(&batch, 1), -ISLE_ECANCELED);
	end();
}

TEST(service_file, "a batch does not wait for a peer, but for the medium it does")
{
	_Alignas(8) uint8_t memory[8192];
	struct isle_batch batch;
	struct isle_file file;
	char text[16];

	begin();
	CHECK_EQ(mkfifo(at("rw/fifo"), 0666), 0);
	CHECK_EQ(chmod(at("rw/fifo"), 0666), 0);
	file = must_open(at("rw/fifo"), ISLE_O_RDONLY);
	isle_batch_begin(&batch, ctx, memory, sizeof(memory));
	isle_file_read(ctx, &file, text, sizeof(text));
	CHECK_EQ(isle_batch_run(&batch), -ISLE_EAGAIN);
	CHECK_EQ(isle_file_close(ctx, &file), 0);
	isle_batch_begin(&batch, ctx, memory, sizeof(memory));
	isle_file_open(ctx, at("rw/fifo"), ISLE_O_WRONLY, 0, &file);
	CHECK_EQ(isle_batch_run(&batch), -ISLE_EAGAIN);
	isle_batch_begin(&batch, ctx, memory, sizeof(memory));
	isle_file_open(ctx, at("rw/new"), ISLE_O_RDWR | ISLE_O_CREAT, 0644, &file);
	isle_file_pwrite(ctx, &file, "abc", 3, 0);
	isle_file_fsync(ctx, &file);
	isle_file_pread(ctx, &file, text, sizeof(text), 0);
	isle_file_close(ctx, &file);
	CHECK_EQ(isle_batch_run(&batch), 0);
	CHECK_EQ(isle_batch_result(&batch, 3), 3);
	end();
}

TEST(service_file, "operations of one handle keep their order, also behind fsync")
{
	enum { ROUNDS = 40 };
	static struct isle_context view[4 * ROUNDS];
	static struct isle_op op[4 * ROUNDS];
	static uint32_t value[ROUNDS], got[ROUNDS];
	struct isle_file file;
	int n = 0;

	begin();
	file = must_open(at("rw/order"), ISLE_O_RDWR | ISLE_O_CREAT);
	for (int i = 0; i < ROUNDS; i++) {
		value[i] = (uint32_t)i * 77 + 1;
		for (int k = 0; k < 3; k++) {
			isle_context_share(ctx, &view[n]);
			isle_async(&view[n], &op[n], NULL, NULL);
			if (k == 0)
				CHECK_OK(isle_file_pwrite(&view[n], &file, &value[i], 4, 0));
			else if (k == 1)
				CHECK_OK(isle_file_fsync(&view[n], &file));
			else
				CHECK_OK(isle_file_pread(&view[n], &file, &got[i], 4, 0));
			n++;
		}
		if (n % 12 == 0)
			for (int k = n - 12; k < n; k++)
				CHECK_OK(isle_op_wait(&op[k]));
	}
	for (int k = n - n % 12; k < n; k++)
		CHECK_OK(isle_op_wait(&op[k]));
	for (int i = 0; i < ROUNDS; i++)
		CHECK_EQ(got[i], value[i]);
	CHECK_EQ(isle_file_close(ctx, &file), 0);
	CHECK_EQ(isle_file_sync(ctx), 0);
	end();
}

/* ---- what blocks ---- */

struct blocked {
	struct isle_context view;
	struct isle_op op;
	char text[64];
};

static void start_read(struct blocked *b, struct isle_file *file)
{
	isle_context_share(ctx, &b->view);
	isle_async(&b->view, &b->op, NULL, NULL);
	CHECK_OK(isle_file_read(&b->view, file, b->text, sizeof(b->text)));
}

TEST(service_file, "a blocked read of a FIFO delays nobody, ends with data, or is cancelled")
{
	static struct blocked b;
	struct isle_file fifo, file;
	struct isle_stat st;
	int writer;

	begin();
	CHECK_EQ(mkfifo(at("rw/fifo"), 0666), 0);
	CHECK_EQ(chmod(at("rw/fifo"), 0666), 0);
	fifo = must_open(at("rw/fifo"), ISLE_O_RDONLY);
	CHECK_EQ(fifo.type, ISLE_FILE_TYPE_FIFO);
	start_read(&b, &fifo);
	for (int i = 0; i < 100; i++) {
		CHECK_EQ(isle_file_stat(ctx, at("ro/file"), &st), 0);
		file = must_open(at("ro/file"), ISLE_O_RDONLY);
		CHECK_EQ(isle_file_close(ctx, &file), 0);
	}
	CHECK(!isle_op_finished(&b.op));
	writer = open(at("rw/fifo"), O_WRONLY | O_CLOEXEC);
	CHECK(writer >= 0);
	CHECK_EQ(isle_file_fstat(ctx, &fifo, &st), 0); /* does not wait for the read */
	CHECK_EQ(write(writer, "hello", 5), 5);
	CHECK_EQ(isle_op_wait(&b.op), 5);
	CHECK_MEM(b.text, "hello", 5);

	start_read(&b, &fifo);
	usleep(20000);
	isle_op_cancel(&b.op);
	CHECK_EQ(isle_op_wait(&b.op), -ISLE_ECANCELED);
	CHECK_EQ(write(writer, "again", 5), 5);
	start_read(&b, &fifo);
	CHECK_EQ(isle_op_wait(&b.op), 5);
	close(writer);
	start_read(&b, &fifo);
	CHECK_EQ(isle_op_wait(&b.op), 0); /* end of file */
	CHECK_EQ(isle_file_close(ctx, &fifo), 0);
	end();
}

TEST(service_file, "a device that has nothing now is waited for, and closed all the same")
{
	static struct blocked b;
	struct isle_file file;
	struct isle_stat st;
	char text[8192];
	int rc = 1;

	if (access("/dev/kmsg", R_OK))
		SKIP("/dev/kmsg is not for this user");
	begin_with("[grants]\ngrant = /dev/kmsg ro\n");
	file = must_open("/dev/kmsg", ISLE_O_RDONLY);
	ctx->timeout_ms = 300;
	while (rc > 0 || rc == -ISLE_EPIPE) /* what the kernel has said so far */
		rc = isle_file_read(ctx, &file, text, sizeof(text));
	CHECK_EQ(rc, -ISLE_ETIMEDOUT);
	ctx->timeout_ms = ISLE_NO_DEADLINE;
	start_read(&b, &file);
	ctx->timeout_ms = 10000;
	usleep(50000);
	CHECK_EQ(isle_file_stat(ctx, at("ro/file"), &st), 0);
	CHECK_EQ(isle_file_close(ctx, &file), 0);
	rc = isle_op_wait(&b.op);
	CHECK(rc == -ISLE_ECANCELED || rc > 0); /* the kernel may have had something to say */
	end();
}

TEST(service_file, "a read that blocks ends at its deadline, and with its handle")
{
	static struct blocked b;
	struct isle_file fifo;
	uint64_t began;
	char text[8];

	begin();
	CHECK_EQ(mkfifo(at("rw/fifo"), 0666), 0);
	CHECK_EQ(chmod(at("rw/fifo"), 0666), 0);
	fifo = must_open(at("rw/fifo"), ISLE_O_RDONLY);
	ctx->timeout_ms = 200;
	began = now_ms();
	CHECK_EQ(isle_file_read(ctx, &fifo, text, sizeof(text)), -ISLE_ETIMEDOUT);
	CHECK(now_ms() - began >= 190);
	ctx->timeout_ms = 10000;
	start_read(&b, &fifo);
	CHECK_EQ(isle_file_close(ctx, &fifo), 0);
	CHECK_EQ(isle_op_wait(&b.op), -ISLE_ECANCELED);
	fifo = must_open(at("rw/fifo"), ISLE_O_RDONLY | ISLE_O_NONBLOCK);
	CHECK_EQ(isle_file_read(ctx, &fifo, text, sizeof(text)), 0);
	CHECK_EQ(isle_file_close(ctx, &fifo), 0);
	end();
}

TEST(service_file, "a FIFO without a reader: open waits for one, or says so when it must not")
{
	static struct isle_context view;
	static struct isle_op op;
	static struct isle_file fifo;
	char text[8];
	int reader;

	begin();
	CHECK_EQ(mkfifo(at("rw/fifo"), 0666), 0);
	CHECK_EQ(chmod(at("rw/fifo"), 0666), 0);
	CHECK_EQ(try_open(at("rw/fifo"), ISLE_O_WRONLY | ISLE_O_NONBLOCK), -ISLE_ENXIO);
	ctx->timeout_ms = 150;
	CHECK_EQ(try_open(at("rw/fifo"), ISLE_O_WRONLY), -ISLE_ETIMEDOUT);
	ctx->timeout_ms = 10000;
	isle_context_share(ctx, &view);
	isle_async(&view, &op, NULL, NULL);
	CHECK_OK(isle_file_open(&view, at("rw/fifo"), ISLE_O_WRONLY, 0, &fifo));
	usleep(50000);
	CHECK(!isle_op_finished(&op));
	reader = open(at("rw/fifo"), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	CHECK_EQ(isle_op_wait(&op), 0);
	CHECK_EQ(isle_file_write(ctx, &fifo, "hi", 2), 2);
	CHECK_EQ(read(reader, text, sizeof(text)), 2);
	close(reader);
	CHECK_EQ(isle_file_write(ctx, &fifo, "hi", 2), -ISLE_EPIPE);
	CHECK_EQ(isle_file_close(ctx, &fifo), 0);
	end();
}

static void *drain(void *arg)
{
	static uint8_t bytes[65536];
	size_t *count = arg;
	ssize_t n;
	int fd = open(at("rw/fifo"), O_RDONLY | O_CLOEXEC);

	CHECK(fd >= 0);
	usleep(50000); /* let it fill up */
	while ((n = read(fd, bytes, sizeof(bytes))) > 0)
		*count += (size_t)n;
	close(fd);
	return NULL;
}

TEST(service_file, "a long write to a slow reader arrives whole")
{
	uint8_t *data = pattern(500000, 3);
	struct isle_file fifo;
	pthread_t thread;
	size_t count = 0;

	begin();
	CHECK_EQ(mkfifo(at("rw/fifo"), 0666), 0);
	CHECK_EQ(chmod(at("rw/fifo"), 0666), 0);
	CHECK_EQ(pthread_create(&thread, NULL, drain, &count), 0);
	fifo = must_open(at("rw/fifo"), ISLE_O_WRONLY);
	CHECK_EQ(isle_file_write(ctx, &fifo, data, 500000), 500000);
	CHECK_EQ(isle_file_close(ctx, &fifo), 0);
	pthread_join(thread, NULL);
	CHECK_EQ(count, 500000);
	free(data);
	end();
}

TEST(service_file, "an idle terminal: a read waits, a write goes through meanwhile")
{
	static struct blocked b;
	struct isle_file tty;
	struct termios raw;
	char name[64], text[8], extra[128];
	int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);

	if (master < 0 || grantpt(master) || unlockpt(master) ||
	    ptsname_r(master, name, sizeof(name)))
		SKIP("no pseudo terminals here");
	snprintf(extra, sizeof(extra), "[grants]\ngrant = %s rw\n", name);
	CHECK_EQ(tcgetattr(master, &raw), 0);
	cfmakeraw(&raw);
	CHECK_EQ(tcsetattr(master, TCSANOW, &raw), 0);
	begin_with(extra);
	tty = must_open(name, ISLE_O_RDWR);
	CHECK(tty.traits & ISLE_FILE_IS_TTY);
	start_read(&b, &tty);
	CHECK_EQ(isle_file_write(ctx, &tty, "out", 3), 3);
	CHECK_EQ(read(master, text, sizeof(text)), 3);
	CHECK(!isle_op_finished(&b.op));
	CHECK_EQ(write(master, "in", 2), 2);
	CHECK_EQ(isle_op_wait(&b.op), 2);
	CHECK_EQ(isle_file_close(ctx, &tty), 0);
	end();
	close(master);
}

/* ---- handles and grants ---- */

TEST(service_file, "a grant opens what no export does, within its rights")
{
	char extra[700], text[64];
	struct isle_stat st;
	struct isle_file file;

	snprintf(extra, sizeof(extra), "[grants]\ngrant = %s/secret ro\n", test_folder());
	snprintf(text, sizeof(text), "granted");
	put_host(strcat(strcpy((char[400]){ 0 }, test_folder()), "/secret"), text, 7);
	begin_with(extra);
	snprintf(extra, sizeof(extra), "%s/secret", test_folder());
	CHECK_EQ(isle_file_stat(ctx, extra, &st), 0);
	CHECK_EQ(st.size, 7);
	CHECK_EQ(isle_file_get(ctx, extra, text, sizeof(text), NULL), 7);
	CHECK_EQ(try_open(extra, ISLE_O_RDWR), -ISLE_EACCES);
	file = must_open(extra, ISLE_O_RDONLY);
	CHECK_EQ(isle_file_pread(ctx, &file, text, 4, 3), 4);
	CHECK_MEM(text, "nted", 4);
	CHECK_EQ(isle_file_fchmod(ctx, &file, 0777), -ISLE_EROFS);
	CHECK_EQ(isle_file_close(ctx, &file), 0);
	CHECK_EQ(try_open(extra, ISLE_O_RDONLY), 0); /* closing did not take it away */
	end();
}

TEST(service_file, "too many open files is an error of that call, and closing mends it")
{
	static struct isle_file files[64];
	struct isle_stat st;
	int n = 0, rc = 0;

	begin_with("[limits]\nhandles = 40\ncontext_handles = 32\n");
	while (n < 64 &&
	       (rc = isle_file_open(ctx, at("ro/file"), ISLE_O_RDONLY, 0, &files[n])) >= 0)
		n++;
	CHECK_EQ(rc, -ISLE_EMFILE);
	CHECK_EQ(n, 32);
	CHECK_EQ(isle_file_stat(ctx, at("ro/file"), &st), 0);
	CHECK_EQ(isle_file_get(ctx, at("ro/file"), files, 9, NULL), 9);
	CHECK_EQ(isle_file_close(ctx, &files[20]), 0);
	CHECK_EQ(isle_file_open(ctx, at("ro/file"), ISLE_O_RDONLY, 0, &files[20]), 0);
	end();
}

TEST(service_file, "handles that are stale, invented or of the wrong kind are refused")
{
	struct isle_file file, dup, bad;
	char text[16];

	begin();
	file = must_open(at("ro/file"), ISLE_O_RDONLY);
	CHECK_EQ(isle_file_dup(ctx, &file, &dup), 0);
	bad = file;
	bad.handle ^= 0x00f00000;
	CHECK_EQ(isle_file_pread(ctx, &bad, text, 4, 0), -ISLE_EBADF);
	bad.handle = 0xdeadbeef;
	CHECK(isle_file_pread(ctx, &bad, text, 4, 0) < 0);
	CHECK_EQ(isle_file_pwrite(ctx, &file, text, 4, 0), -ISLE_EBADF);
	CHECK_EQ(isle_file_close(ctx, &file), 0);
	CHECK_EQ(isle_file_pread(ctx, &file, text, 4, 0), -ISLE_EBADF);
	CHECK_EQ(isle_file_pread(ctx, &dup, text, 4, 0), 4);
	CHECK_EQ(isle_file_close(ctx, &dup), 0);
	end();
}

TEST(service_file, "a new worker knows no old handle")
{
	struct isle_file file;
	char text[16];
	int rc;

	begin();
	file = must_open(at("ro/file"), ISLE_O_RDONLY);
	live_kill_worker();
	for (int i = 0; i < 200; i++) {
		rc = isle_file_pread(ctx, &file, text, 4, 0);
		if (rc != -ISLE_ELINK && rc != -ISLE_ETIMEDOUT)
			break;
		usleep(20000);
	}
	CHECK_EQ(rc, -ISLE_ESTALE);
	CHECK_EQ(isle_file_get(ctx, at("ro/file"), text, 9, NULL), 9);
	end();
}

/* ---- bad arguments ---- */

TEST(service_file, "counts and offsets beyond the end of numbers are refused")
{
	struct isle_file file;
	char text[16] = "";

	begin();
	file = must_open(at("rw/new"), ISLE_O_RDWR | ISLE_O_CREAT);
	CHECK_EQ(isle_file_pread(ctx, &file, text, 16, INT64_MAX - 3), -ISLE_EINVAL);
	CHECK_EQ(isle_file_pread(ctx, &file, text, 16, UINT64_MAX - 3), -ISLE_EINVAL);
	CHECK_EQ(isle_file_pwrite(ctx, &file, text, 16, INT64_MAX - 3), -ISLE_EINVAL);
	CHECK_EQ(isle_file_ftruncate(ctx, &file, UINT64_MAX), -ISLE_EINVAL);
	CHECK_EQ(isle_file_truncate(ctx, at("rw/new"), UINT64_MAX), -ISLE_EINVAL);
	CHECK_EQ(isle_file_fchmod(ctx, &file, 0x10000), -ISLE_EINVAL);
	CHECK_EQ(isle_file_close(ctx, &file), 0);
	end();
}

/* ---- calls that no honest client makes ---- */

struct raw {
	struct isle_call call;
	uint32_t words[12], ret[40];
	uint8_t out[600], in[4096];
	bool closed;
};

static void raw_event(struct isle_call *call, enum isle_call_event what,
		      const struct isle_frame *frame)
{
	(void)frame;
	if (what == ISLE_CALL_CLOSED)
		((struct raw *)call)->closed = true;
}

static uint32_t odd_word(const uint32_t *handles)
{
	static const uint32_t odd[] = {
		0,          1,          2,    3,    7,     0xffffffff, 0xfffffff0, 0x7fffffff,
		0x80000000, 0xffffff00, 4095, 4096, 65536, 0x7ffff000, 0x3fffffff
	};
	uint64_t r = test_random();

	if (r % 3 == 0)
		return handles[(r >> 8) % 4];
	if (r % 3 == 1)
		return odd[(r >> 8) % (sizeof(odd) / sizeof(odd[0]))];
	return (uint32_t)(r >> 32) >> ((r >> 8) % 32);
}

static void fill_odd(struct raw *r, const uint32_t *handles)
{
	static const char *const paths[] = { "rw/odd", "rw", "ro/file", "rw/../../..", "rw/l", "" };
	uint64_t choice = test_random();
	int n = 0;

	r->call.event = raw_event;
	r->call.service = ISLE_SERVICE_FILE;
	r->call.method = (uint16_t)(choice % 53);
	if (r->call.method == ISLE_FILE_FALLOCATE) /* it would take the disk */
		r->call.method = ISLE_FILE_COPY;
	r->call.words = r->words;
	r->call.words_n = (uint8_t)((choice >> 8) % 9);
	for (unsigned i = 0; i < r->call.words_n; i++)
		r->words[i] = odd_word(handles);
	if (r->call.words_n && (choice >> 16) % 2)
		r->words[0] = handles[(choice >> 17) % 4];
	if ((choice >> 20) % 4)
		n = snprintf((char *)r->out, sizeof(r->out), "%s", at(paths[(choice >> 24) % 6]));
	for (; (choice >> 28) % 3 == 0 && n < 500 && test_random() % 40; n++)
		r->out[n] = (uint8_t)test_random();
	r->call.out = r->out;
	r->call.out_left = (uint32_t)n;
	r->call.ret_words = r->ret;
	r->call.ret_n = 40;
	r->call.in = r->in;
	r->call.in_room = (choice >> 32) % 2 ? sizeof(r->in) : (uint32_t)(choice >> 33) % 40;
}

/* What the calls before have made of the names they know. */
static void begin_again(int round)
{
	char away[64];

	snprintf(away, sizeof(away), "rw/away%d", round);
	CHECK_EQ(chmod(at("rw"), 0777), 0);
	rename(at("rw/odd"), at(away));
	put_host(at("rw/odd"), "odd", 3);
	unlink(at("rw/fifo"));
	CHECK_EQ(mkfifo(at("rw/fifo"), 0666), 0);
	CHECK_EQ(chmod(at("rw/fifo"), 0666), 0);
}

TEST(service_file, "arguments of any kind at every method get an answer, and nobody comes to harm")
{
	enum { CALLS = 6000, BUDGET_MS = 50 };
	static struct sized s;
	static struct raw r;
	struct isle_file files[4];
	struct isle_stat st;
	uint32_t handles[4], pid_before;
	struct side *program;

	begin();
	program = live_program();
	pid_before = (uint32_t)atoi(live_status(program, "daemon.worker_pid"));
	live_close(mcu);
	ctx = sized_open(&s, 4096);
	for (int i = 0; i < CALLS; i++) {
		if (i % 100 == 0) { /* they close handles too */
			begin_again(i);
			files[0] = must_open(at("rw/odd"), ISLE_O_RDWR | ISLE_O_CREAT);
			files[1] = must_open(at("rw"), ISLE_O_RDONLY);
			files[2] = must_open("/proc/meminfo", ISLE_O_RDONLY);
			files[3] = files[0];
			isle_file_open(ctx, at("rw/fifo"), ISLE_O_RDWR, 0, &files[3]);
			for (int k = 0; k < 4; k++)
				handles[k] = files[k].handle;
		}
		memset(&r, 0, sizeof(r));
		fill_odd(&r, handles);
		CHECK_EQ(isle_call_start(&s.client.session, &r.call, BUDGET_MS), 0);
		while (!r.closed)
			isle_client_poll_wait(&s.client, 20);
		CHECK(r.call.status <= 0);
		if (i % 100 == 99)
			for (int k = 0; k < 4; k++)
				isle_file_close(ctx, &files[k]);
	}
	CHECK_EQ(isle_file_stat(ctx, at("ro/file"), &st), 0);
	CHECK_EQ(st.size, 9);
	sized_close(&s);
	CHECK_EQ(atoi(live_status(program, "daemon.worker_pid")), pid_before);
	CHECK_EQ(atoi(live_status(program, "session.violations")), 0);
	live_close(program);
	mcu = live_client();
	end();
}

static int raw_call(struct sized *s, struct raw *r, uint32_t method, const uint32_t *words,
		    uint32_t n, const void *data, uint32_t bytes)
{
	memset(r, 0, sizeof(*r));
	memcpy(r->words, words, n * sizeof(words[0]));
	memcpy(r->out, data, bytes);
	r->call.event = raw_event;
	r->call.service = ISLE_SERVICE_FILE;
	r->call.method = (uint16_t)method;
	r->call.words = r->words;
	r->call.words_n = (uint8_t)n;
	r->call.out = r->out;
	r->call.out_left = bytes;
	r->call.ret_words = r->ret;
	r->call.ret_n = 40;
	r->call.in = r->in;
	r->call.in_room = sizeof(r->in);
	CHECK_EQ(isle_call_start(&s->client.session, &r->call, 10000), 0);
	while (!r->closed)
		isle_client_poll_wait(&s->client, 20);
	return r->call.status;
}

TEST(service_file, "lengths that contradict each other and unknown bits are EINVAL")
{
	static struct sized s;
	static struct raw r;
	struct isle_file file;
	char path[400];
	uint32_t n, h;

	begin();
	live_close(mcu);
	ctx = sized_open(&s, 4096);
	n = (uint32_t)snprintf(path, sizeof(path), "%s", at("rw/new"));
	file = must_open(path, ISLE_O_RDWR | ISLE_O_CREAT);
	h = file.handle;
#define RAW(method, data, bytes, ...)                               \
	raw_call(&s, &r, method, (const uint32_t[]){ __VA_ARGS__ }, \
		 sizeof((const uint32_t[]){ __VA_ARGS__ }) / 4, data, bytes)
	/* handle, flags, offset, count */
	CHECK_EQ(RAW(ISLE_FILE_PWRITE, "abcdef", 6, h, 0, 0, 0, 6), 0);
	CHECK_EQ(r.ret[0], 6);
	CHECK_EQ(RAW(ISLE_FILE_PWRITE, "UVWXYZ", 6, h, 0, 0, 0, 2), -ISLE_EINVAL);
	CHECK_EQ(RAW(ISLE_FILE_PWRITE, "GH", 2, h, 0, 0, 0, 6), -ISLE_EINVAL);
	CHECK_EQ(r.ret[0], 2);
	CHECK_EQ(RAW(ISLE_FILE_PWRITE, "x", 1, h, 2, 0, 0, 1), -ISLE_EINVAL);
	CHECK_EQ(RAW(ISLE_FILE_PWRITE, "x", 1, h, 0, 0, 0, 0x7ffff001), -ISLE_EINVAL);
	CHECK_EQ(RAW(ISLE_FILE_PREAD, "", 0, h, 4096, 0, 0), 0);
	CHECK_EQ(r.ret[0], 6);
	CHECK_MEM(r.in, "GHcdef", 6);
	CHECK_EQ(RAW(ISLE_FILE_PREAD, "", 0, h, 0x7ffff001, 0, 0), -ISLE_EINVAL);
	CHECK_EQ(RAW(ISLE_FILE_PREAD, "", 0, h), 0); /* words that are missing are 0 */
	CHECK_EQ(r.ret[0], 0);
	CHECK_EQ(RAW(ISLE_FILE_READDIR, "", 0, h, 2, 0, 0, 0), -ISLE_EINVAL);
	CHECK_EQ(RAW(ISLE_FILE_READDIR, "", 0, h, 0, 0, 0, 0), -ISLE_ENOTDIR);
	CHECK_EQ(RAW(ISLE_FILE_RENAME, path, n, 0, n + 1), -ISLE_EINVAL);
	CHECK_EQ(RAW(ISLE_FILE_LINK, path, n, 0, 0xffffffff), -ISLE_EINVAL);
	CHECK_EQ(RAW(ISLE_FILE_SYMLINK, path, n, 0xfffffff0), -ISLE_EINVAL);
	CHECK_EQ(RAW(ISLE_FILE_STAT, path, n, 4), -ISLE_EINVAL);
	CHECK_EQ(RAW(ISLE_FILE_STAT, "a\0b", 3, 0), -ISLE_EINVAL);
	CHECK_EQ(RAW(ISLE_FILE_STAT, "", 0, 0), -ISLE_ENOENT);
	/* flags, mode, path_bytes, count */
	CHECK_EQ(RAW(ISLE_FILE_PUTFILE, path, n, 0, 0, n + 1, 0), -ISLE_EINVAL);
	CHECK_EQ(RAW(ISLE_FILE_PUTFILE, path, n, 0, 0, n, 3), -ISLE_EINVAL);
	CHECK_EQ(RAW(ISLE_FILE_PUTFILE, path, n, 0, 0, 4096, 3), -ISLE_ENAMETOOLONG);
	CHECK_EQ(RAW(ISLE_FILE_PUTFILE, path, n, ISLE_O_RDONLY, 0, n, 0), -ISLE_EINVAL);
	CHECK_EQ(RAW(ISLE_FILE_PUTFILE, path, n, 0x80000000, 0, n, 0), -ISLE_EINVAL);
	CHECK_EQ(RAW(ISLE_FILE_LSEEK, "", 0, h, ISLE_SEEK_CUR, 0, 0), -ISLE_EINVAL);
	CHECK_EQ(RAW(ISLE_FILE_UTIMENS, path, n, 0, 0, 0, 1000000000, 0, 0, 0), -ISLE_EINVAL);
	CHECK_EQ(RAW(63, path, n, 0), -ISLE_ENOTSUP);
	CHECK_EQ(RAW(ISLE_FILE_SETFL, "", 0, h, 0x80000000), -ISLE_EINVAL);
	CHECK_EQ(RAW(ISLE_FILE_CHOWN, path, n, 0xffffffff, 0xffffffff, 2), -ISLE_EINVAL);
	CHECK_EQ(RAW(ISLE_FILE_MKNOD, path, n, 0, 0600, 0, 0), -ISLE_EINVAL);
	CHECK_EQ(RAW(ISLE_FILE_MKNOD, path, n, ISLE_FILE_TYPE_FIFO, 010600, 0, 0), -ISLE_EINVAL);
	CHECK_EQ(RAW(ISLE_FILE_FALLOCATE, "", 0, h, 16, 0, 0, 1, 0), -ISLE_EINVAL);
	CHECK_EQ(RAW(ISLE_FILE_FALLOCATE, "", 0, h, 0, 0, 0x80000000, 1, 0), -ISLE_EINVAL);
	/* handle, to, offset, to offset, count */
	CHECK_EQ(RAW(ISLE_FILE_COPY, "", 0, h, 0xffffff00, 0, 0, 9, 0, 1, 0), -ISLE_EBADF);
	CHECK_EQ(RAW(ISLE_FILE_COPY, "", 0, h, 0, 0, 0, 9, 0, 1, 0), -ISLE_EBADF);
	CHECK_EQ(RAW(ISLE_FILE_COPY, "", 0, h), -ISLE_EBADF);
	CHECK_EQ(RAW(ISLE_FILE_COPY, "", 0, h, h, 0, 0x80000000, 9, 0, 1, 0), -ISLE_EINVAL);
	CHECK_EQ(RAW(ISLE_FILE_GETXATTR, path, n, 0, n + 1), -ISLE_EINVAL);
	CHECK_EQ(RAW(ISLE_FILE_GETXATTR, path, n, 0, 0xffffffff), -ISLE_EINVAL);
	CHECK_EQ(RAW(ISLE_FILE_GETXATTR, path, n, 0, n), -ISLE_EINVAL); /* no name */
	CHECK_EQ(RAW(ISLE_FILE_SETXATTR, path, n, 0, 0, n, 1), -ISLE_EINVAL);
	CHECK_EQ(RAW(ISLE_FILE_SETXATTR, path, n, 0, 0, 1, 0xffffffff), -ISLE_EINVAL);
	CHECK_EQ(RAW(ISLE_FILE_REMOVEXATTR, path, n, 0, n + 1), -ISLE_EINVAL);
	CHECK_EQ(RAW(ISLE_FILE_LISTXATTR, path, n, 2), -ISLE_EINVAL);
	CHECK_EQ(RAW(ISLE_FILE_REALPATH, "a\0b", 3), -ISLE_EINVAL);
	CHECK_EQ(isle_file_close(ctx, &file), 0);
	sized_close(&s);
	mcu = live_client();
	end();
}

/* ---- what only shows when something is slow ---- */

TEST(service_file, "a file that is cut while it is read gives no zeros")
{
	static uint8_t data[400000], in[400000];
	static struct isle_context view;
	static struct isle_op op;
	static struct sized s;
	struct isle_file file;
	int n;

	begin();
	live_close(mcu);
	memset(data, 0x55, sizeof(data));
	ctx = sized_open(&s, 65600);
	/* Some of these have a part in the daemon yet when the link's buffers are full. */
	for (size_t count = 100000; count <= sizeof(in); count += 12000) {
		put_host(at("rw/cut"), data, sizeof(data));
		file = must_open(at("rw/cut"), ISLE_O_RDONLY);
		memset(in, 0xee, sizeof(in));
		isle_context_share(ctx, &view);
		isle_async(&view, &op, NULL, NULL);
		CHECK_OK(isle_file_pread(&view, &file, in, count, 0));
		usleep(20000); /* nobody takes what comes */
		CHECK_EQ(truncate(at("rw/cut"), 1000), 0);
		n = isle_op_wait(&op);
		CHECK_OK(n);
		for (int i = 0; i < n; i++)
			CHECK_EQ(in[i], 0x55);
		CHECK_EQ(isle_file_close(ctx, &file), 0);
	}
	sized_close(&s);
	mcu = live_client();
	end();
}

static atomic_int turn_of;

static void note_turn(struct isle_op *op, int result)
{
	CHECK_OK(result);
	atomic_store((atomic_int *)op->self, atomic_fetch_add(&turn_of, 1) + 1);
}

TEST(service_file, "what is quick does not overtake what is slow on the same handle")
{
	enum { ROUNDS = 30 };
	static struct isle_context view[2];
	static struct isle_op op[2];
	struct isle_file file;
	struct isle_stat st;
	atomic_int turns[2];

	begin();
	file = must_open(at("rw/order"), ISLE_O_RDWR | ISLE_O_CREAT);
	for (int i = 0; i < ROUNDS; i++) {
		CHECK_EQ(isle_file_pwrite(ctx, &file, &i, sizeof(i), (uint64_t)i * 4), 4);
		atomic_store(&turns[0], 0);
		atomic_store(&turns[1], 0);
		for (int k = 0; k < 2; k++) {
			isle_context_share(ctx, &view[k]);
			isle_async(&view[k], &op[k], note_turn, &turns[k]);
			CHECK_OK(k ? isle_file_fstat(&view[k], &file, &st)
				   : isle_file_fsync(&view[k], &file));
		}
		while (!atomic_load(&turns[0]) || !atomic_load(&turns[1]))
			usleep(200);
		CHECK(atomic_load(&turns[0]) < atomic_load(&turns[1]));
	}
	CHECK_EQ(isle_file_close(ctx, &file), 0);
	end();
}

TEST(service_file, "operations that are given up in the pool come to no harm")
{
	enum { ROUNDS = 150 };
	static struct isle_context view;
	static struct isle_op op;
	struct isle_file file;
	int given_up = 0, n;

	begin();
	for (int i = 0; i < ROUNDS; i++) {
		file = must_open(at("rw/given"), ISLE_O_RDWR | ISLE_O_CREAT);
		CHECK_EQ(isle_file_pwrite(ctx, &file, &i, sizeof(i), (uint64_t)i * 4096), 4);
		isle_context_share(ctx, &view);
		isle_async(&view, &op, NULL, NULL);
		CHECK_OK(isle_file_fsync(&view, &file));
		usleep((useconds_t)(test_random() % 300));
		isle_op_cancel(&op);
		n = isle_op_wait(&op);
		CHECK(n == 0 || n == -ISLE_ECANCELED);
		given_up += n < 0;
		CHECK_EQ(isle_file_close(ctx, &file), 0);
	}
	printf("# %d of %d were given up\n", given_up, ROUNDS);
	end();
}

TEST(service_file, "whatever is under way when the client leaves, nothing stays behind")
{
	static uint8_t big[2000000], in[2000000];
	static struct isle_context view[4];
	static struct isle_op op[4];
	static struct sized s;
	struct side *program;
	struct isle_file file, fifo;
	int left = -1;

	begin();
	live_close(mcu);
	CHECK_EQ(mkfifo(at("rw/fifo"), 0666), 0);
	CHECK_EQ(chmod(at("rw/fifo"), 0666), 0);
	put_host(at("rw/big"), big, sizeof(big));
	for (int round = 0; round < 30; round++) {
		ctx = sized_open(&s, 8192);
		file = must_open(at("rw/big"), ISLE_O_RDWR);
		fifo = must_open(at("rw/fifo"), ISLE_O_RDONLY);
		for (int k = 0; k < 4; k++) {
			isle_context_share(ctx, &view[k]);
			isle_async(&view[k], &op[k], NULL, NULL);
			if (k == 0)
				CHECK_OK(isle_file_read(&view[k], &fifo, in, 10));
			else if (k == 1)
				CHECK_OK(isle_file_pread(&view[k], &file, in, sizeof(in), 0));
			else if (k == 2)
				CHECK_OK(isle_file_pwrite(&view[k], &file, big, sizeof(big), 0));
			else
				CHECK_OK(isle_file_fsync(&view[k], &file));
		}
		for (int i = 0; i < round % 5; i++)
			isle_client_poll(&s.client);
		isle_client_close(&s.client);
		for (int k = 0; k < 4; k++)
			CHECK(isle_op_finished(&op[k]));
		sized_close(&s);
	}
	mcu = live_client(); /* a new session ends the one that lingers */
	program = live_program();
	for (int i = 0; i < 200 && left; i++) {
		usleep(10000);
		left = atoi(live_status(program, "file.open"));
		left += atoi(live_status(program, "file.pending"));
	}
	CHECK_EQ(left, 0);
	live_close(program);
	end();
}
