/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls that are well framed and still ask for what is not to be had. */
#include "raw.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_CALL(raw, method, words, n, data, len) \
	raw_call(raw, 0, ISLE_SERVICE_FILE, ISLE_FILE_##method, words, n, data, len, NULL)

static bool is_alive(struct raw *raw)
{
	return raw_call(raw, 0, ISLE_SERVICE_SESSION, ISLE_SESSION_ECHO, NULL, 0, "x", 1, NULL) ==
	       0;
}

/* ---- services and methods ---- */

TEST(hostile, "every service and method number is answered, the unknown ones with ENOTSUP")
{
	static const uint16_t methods[] = { 0,  1,  2,  3,  4,  5,  6,   7,   8,     9,     31,
					    32, 33, 34, 63, 64, 65, 255, 256, 32767, 32768, 65535 };
	uint32_t zeros[8] = { 0 };
	struct daemon d;
	struct raw *raw;

	fire_start(&d, NULL);
	raw = raw_open(&d, 0);
	for (unsigned service = 0; service < 256; service++)
		for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
			int r = raw_call(raw, 0, service, methods[i], zeros, 8, NULL, 0, NULL);

			CHECK(r != -1000);
			if (service > 7 || methods[i] == 0 || methods[i] > ISLE_FILE_IOCTL)
				CHECK_EQ(r, -ISLE_ENOTSUP);
		}
	CHECK(is_alive(raw));
	raw_close(raw);
	fire_end(&d);
}

TEST(hostile, "random arguments of every length for every file method harm nobody")
{
	static const uint32_t nasty[] = { 0,          1,          0x7fffffff, 0x80000000,
					  0xfffffff0, 0xffffffff, 0xffffff00, 0xffffff07,
					  4096,       65536,      0x7ffff000 };
	uint8_t data[600];
	uint32_t words[40];
	struct daemon d;
	struct raw *raw;

	fire_start(&d, NULL);
	raw = raw_open(&d, 0);
	for (int i = 0; i < 6000; i++) {
		unsigned method = 1 + (unsigned)(test_random() % (ISLE_FILE_IOCTL + 1)),
			 n = test_random() % 41;
		size_t len = test_random() % sizeof(data);

		for (unsigned w = 0; w < n; w++)
			words[w] = test_random() % 2 ? nasty[test_random() % 11]
						     : (uint32_t)test_random();
		for (size_t at = 0; at < len; at++)
			data[at] = (uint8_t)(test_random() % 3
						     ? (uint8_t) "/data.\0"[test_random() % 7]
						     : test_random());
		CHECK(raw_call(raw, 0, ISLE_SERVICE_FILE, method, words, n, data, len, NULL) !=
		      -1000);
	}
	CHECK(is_alive(raw));
	raw_close(raw);
	fire_end(&d);
}

/* ---- handles ---- */

TEST(hostile, "a handle that is invented, stale or another context's is refused by every method")
{
	static const unsigned methods[] = {
		ISLE_FILE_CLOSE,   ISLE_FILE_PREAD,    ISLE_FILE_PWRITE,   ISLE_FILE_FSYNC,
		ISLE_FILE_FSTAT,   ISLE_FILE_FCHMOD,   ISLE_FILE_FUTIMENS, ISLE_FILE_LSEEK,
		ISLE_FILE_READDIR, ISLE_FILE_FSTATVFS, ISLE_FILE_DUP,      ISLE_FILE_FTRUNCATE
	};
	uint32_t handle, words[8] = { 0 };
	struct raw_frame f;
	struct daemon d;
	struct raw *raw;

	fire_start(&d, NULL);
	data_put(&d, "f", "x", 1);
	raw = raw_open(&d, 0);
	CHECK_EQ(raw_call(raw, 0, ISLE_SERVICE_SESSION, ISLE_SESSION_CONTEXT_OPEN, NULL, 0, "b", 1,
			  &f),
		 0);
	CHECK_EQ(f.words[0], 1);
	CHECK_EQ(raw_open_file(raw, 0, "/data/f", ISLE_O_RDWR, &handle), 0);
	for (size_t m = 0; m < sizeof(methods) / sizeof(methods[0]); m++) {
		words[0] = handle;
		CHECK_EQ(raw_call(raw, 1, ISLE_SERVICE_FILE, methods[m], words, 8, NULL, 0, NULL),
			 -ISLE_EBADF);
		CHECK_EQ(raw_call(raw, 2, ISLE_SERVICE_FILE, methods[m], words, 8, NULL, 0, NULL),
			 -ISLE_ENOENT);
		for (int i = 0; i < 200; i++) {
			int r;

			words[0] = i < 32 ? handle ^ 1u << i : (uint32_t)test_random();
			if (words[0] == handle)
				continue;
			r = raw_call(raw, 0, ISLE_SERVICE_FILE, methods[m], words, 8, NULL, 0,
				     NULL);
			CHECK(r == -ISLE_EBADF || r == -ISLE_ESTALE);
		}
	}
	words[0] = handle;
	CHECK_EQ(FILE_CALL(raw, CLOSE, words, 2, NULL, 0), 0);
	for (size_t m = 0; m < sizeof(methods) / sizeof(methods[0]); m++) {
		int r = raw_call(raw, 0, ISLE_SERVICE_FILE, methods[m], words, 8, NULL, 0, NULL);

		CHECK(r == -ISLE_EBADF || r == -ISLE_ESTALE);
	}
	raw_close(raw);
	fire_end(&d);
}

TEST(hostile, "a handle of one service is none of another's")
{
	uint32_t file, words[4] = { 0 };
	struct raw_frame f;
	struct daemon d;
	struct raw *raw;
	int r;

	fire_start(&d, NULL);
	data_put(&d, "f", "x", 1);
	raw = raw_open(&d, 0);
	CHECK_EQ(raw_open_file(raw, 0, "/data/f", ISLE_O_RDWR, &file), 0);
	CHECK_EQ(raw_call(raw, 0, ISLE_SERVICE_IPC, ISLE_IPC_REGISTER, words, 4, "name", 4, &f), 0);
	words[0] = f.words[0];
	r = FILE_CALL(raw, PREAD, words, 4, NULL, 0);
	CHECK(r == -ISLE_EBADF);
	CHECK_EQ(FILE_CALL(raw, CLOSE, words, 2, NULL, 0), -ISLE_EBADF);
	words[0] = file;
	for (unsigned m = ISLE_IPC_UNREGISTER; m <= ISLE_IPC_LOOKUP_METHOD; m++)
		if (m != ISLE_IPC_BIND && m != ISLE_IPC_CONNECT)
			CHECK(raw_call(raw, 0, ISLE_SERVICE_IPC, m, words, 4, "x", 1, NULL) < 0);
	CHECK(is_alive(raw));
	raw_close(raw);
	fire_end(&d);
}

/* ---- counts, offsets, lengths ---- */

TEST(hostile, "counts and offsets that overflow are refused or cut, never believed")
{
	uint32_t h, big[2] = { 0xffffffff, 0x7fffffff };
	struct raw_frame f;
	struct daemon d;
	struct raw *raw;
	int r;

	fire_start(&d, NULL);
	data_put(&d, "f", "12345", 5);
	raw = raw_open(&d, 0);
	CHECK_EQ(raw_open_file(raw, 0, "/data/f", ISLE_O_RDWR, &h), 0);
	CHECK_EQ(FILE_CALL(raw, PREAD, ((uint32_t[]){ h, 0xffffffff, 0, 0 }), 4, NULL, 0),
		 -ISLE_EINVAL);
	CHECK_EQ(raw_call(raw, 0, ISLE_SERVICE_FILE, ISLE_FILE_PREAD,
			  (uint32_t[]){ h, 0x7ffff000, 0, 0 }, 4, NULL, 0, &f),
		 0);
	CHECK_EQ(f.words[0], 5);
	CHECK(FILE_CALL(raw, PREAD, ((uint32_t[]){ h, 10, big[0], 0xffffffff }), 4, NULL, 0) < 0);
	CHECK(FILE_CALL(raw, PREAD, ((uint32_t[]){ h, 10, 0, 0x80000000 }), 4, NULL, 0) < 0);
	CHECK(FILE_CALL(raw, PWRITE, ((uint32_t[]){ h, 0, big[0], big[1], 1 }), 5, "x", 1) < 0);
	CHECK(FILE_CALL(raw, PWRITE, ((uint32_t[]){ h, 0, 0, 0x80000000, 1 }), 5, "x", 1) < 0);
	CHECK(FILE_CALL(raw, PWRITE, ((uint32_t[]){ h, 8, 0, 0, 1 }), 5, "x", 1) < 0);
	/* A count that the data belies. */
	CHECK(FILE_CALL(raw, PWRITE, ((uint32_t[]){ h, 0, 0, 0, 100 }), 5, "abc", 3) <= 0);
	CHECK(FILE_CALL(raw, PWRITE, ((uint32_t[]){ h, 0, 0, 0, 0xffffffff }), 5, "abc", 3) < 0);
	CHECK(FILE_CALL(raw, PWRITE, ((uint32_t[]){ h, 0, 0, 0, 2 }), 5, "abcdef", 6) <= 0);
	CHECK(FILE_CALL(raw, FTRUNCATE, ((uint32_t[]){ h, 0, 0x80000000, 0 }), 4, NULL, 0) < 0);
	CHECK(FILE_CALL(raw, LSEEK, ((uint32_t[]){ h, 0, 0, 0 }), 4, NULL, 0) <= 0);
	CHECK(FILE_CALL(raw, LSEEK, ((uint32_t[]){ h, 99, 0, 0 }), 4, NULL, 0) < 0);
	r = FILE_CALL(raw, LSEEK, ((uint32_t[]){ h, ISLE_SEEK_END, 0xffffffff, 0x7fffffff }), 4,
		      NULL, 0);
	CHECK(r < 0);
	CHECK(is_alive(raw));
	raw_close(raw);
	fire_end(&d);
}

TEST(hostile, "two paths in one call are divided only where both are")
{
	static const uint32_t lengths[] = { 0,    1,          7,          8,          9,
					    4096, 0x7fffffff, 0x80000000, 0xfffffff8, 0xffffffff };
	char data[] = "/data/a/data/b";
	struct daemon d;
	struct raw *raw;
	struct stat st;

	fire_start(&d, NULL);
	raw = raw_open(&d, 0);
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++)
		for (size_t len = 0; len <= 14; len += 7) {
			uint32_t two[4] = { 0, lengths[i], 0, 0 }, one[4] = { lengths[i], 0, 0, 0 };
			uint32_t put[4] = { ISLE_O_CREAT, 0644, lengths[i], 0xffffffff };

			CHECK(FILE_CALL(raw, RENAME, two, 2, data, len) < 0);
			CHECK(FILE_CALL(raw, LINK, two, 2, data, len) < 0);
			CHECK(FILE_CALL(raw, PUTFILE, put, 4, data, len) < 0);
			if (!lengths[i] || lengths[i] >= len)
				CHECK(FILE_CALL(raw, SYMLINK, one, 2, data, len) < 0);
		}
	CHECK(stat(data_path(&d, "a"), &st) < 0 && stat(data_path(&d, "b"), &st) < 0);
	CHECK(is_alive(raw));
	raw_close(raw);
	fire_end(&d);
}

TEST(hostile, "missing argument words read as zero and added ones are skipped")
{
	uint32_t words[40] = { 0 };
	struct daemon d;
	struct raw *raw;

	fire_start(&d, NULL);
	data_put(&d, "f", "12345", 5);
	raw = raw_open(&d, 0);
	for (unsigned n = 0; n <= 40; n++) {
		words[0] = ISLE_O_RDONLY;
		CHECK_EQ(raw_call(raw, 0, ISLE_SERVICE_FILE, ISLE_FILE_ACCESS, words + 1,
				  n > 39 ? 39 : n, "/data/f", 7, NULL),
			 0);
	}
	CHECK(FILE_CALL(raw, OPEN, NULL, 0, "/data/f", 7) < 0); /* no access mode */
	CHECK(FILE_CALL(raw, PREAD, NULL, 0, NULL, 0) < 0);
	raw_close(raw);
	fire_end(&d);
}

/* ---- paths ---- */

struct path_case {
	const char *path;
	size_t len;
};

static char longest[70000];

static const struct path_case outside[] = {
	{ "..", 2 },
	{ "../..", 5 },
	{ "/..", 3 },
	{ "/data/..", 8 },
	{ "/data/../etc/passwd", 19 },
	{ "/data/../data/../../etc/passwd", 30 },
	{ "/etc/passwd", 11 },
	{ "/data/./../etc/passwd", 21 },
	{ "/data//..//etc//passwd", 22 },
	{ "/data/link/passwd", 17 },
	{ "/data/up/etc/passwd", 19 },
	{ "/datax", 6 },
	{ "/dat", 4 },
	{ "", 0 },
	{ "\0", 1 },
	{ "/data/f\0", 8 },
	{ "/data\0/f", 8 },
	{ "/data/f\0.txt", 12 },
	{ "/proc/self/root/etc/passwd", 26 },
	{ "/proc/self/cwd", 14 },
	{ "/proc/self/exe", 14 },
	{ "/proc/1/root/etc/passwd", 23 },
	{ "/none/secret", 12 },
	{ "/none/./secret", 14 },
	{ "/none/d/../secret", 17 },
	{ "/none//secret", 13 },
	{ "/none/tosecret", 14 },
	{ longest, 4096 },
	{ longest, 4097 },
	{ longest, 8192 },
	{ longest, 60000 },
};

TEST(hostile, "no path leads any method out of the exports, and each gets a clear error")
{
	static const unsigned methods[] = { ISLE_FILE_OPEN,    ISLE_FILE_TRUNCATE,
					    ISLE_FILE_CHMOD,   ISLE_FILE_UTIMENS,
					    ISLE_FILE_MKDIR,   ISLE_FILE_RMDIR,
					    ISLE_FILE_UNLINK,  ISLE_FILE_GETFILE,
					    ISLE_FILE_STATVFS, ISLE_FILE_STAT };
	struct daemon d;
	struct raw *raw;
	struct stat st;

	fire_start(&d, NULL);
	memset(longest, '/', sizeof(longest));
	memcpy(longest, "/data", 5);
	data_put(&d, "f", "x", 1);
	data_put(&d, "secret", "the secret", 10);
	CHECK_EQ(mkdir(data_path(&d, "d"), 0777), 0);
	CHECK_EQ(symlink("/etc", data_path(&d, "link")), 0);
	CHECK_EQ(symlink("../../../../../..", data_path(&d, "up")), 0);
	CHECK_EQ(symlink("secret", data_path(&d, "tosecret")), 0);
	raw = raw_open(&d, 0);
	for (size_t i = 0; i < sizeof(outside) / sizeof(outside[0]); i++)
		for (size_t m = 0; m < sizeof(methods) / sizeof(methods[0]); m++) {
			uint32_t words[8] = { methods[m] == ISLE_FILE_OPEN ? ISLE_O_RDWR : 0, 0 };
			int r;

			if (methods[m] == ISLE_FILE_GETFILE)
				words[0] = 100;
			/* A parent of the exports can be looked at, and no more. */
			if (outside[i].len <= 8 && strstr(outside[i].path, "..") &&
			    (methods[m] == ISLE_FILE_STAT || methods[m] == ISLE_FILE_STATVFS))
				continue;
			r = raw_call(raw, 0, ISLE_SERVICE_FILE, methods[m], words, 8,
				     outside[i].path, outside[i].len, NULL);
			if (r >= 0 || r == -1000 || r == -ISLE_EIO)
				FAIL("method %u, path \"%.30s\" of %zu bytes: %d", methods[m],
				     outside[i].path, outside[i].len, r);
		}
	CHECK_EQ(stat(data_path(&d, "secret"), &st), 0);
	CHECK_EQ(st.st_size, 10);
	CHECK(is_alive(raw));
	raw_close(raw);
	fire_end(&d);
}

/* ---- batches ---- */

static size_t put_op(uint8_t *at, uint32_t service, uint32_t method, uint32_t words_n,
		     uint32_t bytes)
{
	const uint32_t head[6] = { service, method, 0, words_n, bytes, 0 };

	for (int i = 0; i < 6; i++)
		for (int b = 0; b < 4; b++)
			at[4 * i + b] = (uint8_t)(head[i] >> 8 * b);
	return 24;
}

TEST(hostile, "malformed batches are refused before anything in them runs")
{
	static const uint32_t nasty[] = { 1,          7,          41,         0x3fffffff,
					  0x40000000, 0x7fffffff, 0xfffffff9, 0xffffffff };
	uint8_t data[200] = { 0 };
	struct daemon d;
	struct raw *raw;

	fire_start(&d, NULL);
	raw = raw_open(&d, 0);
	for (size_t i = 0; i < sizeof(nasty) / sizeof(nasty[0]); i++)
		for (size_t j = 0; j < sizeof(nasty) / sizeof(nasty[0]); j++)
			for (size_t len = 0; len < 64; len += 8) {
				put_op(data, ISLE_SERVICE_FILE, ISLE_FILE_MKDIR, nasty[i],
				       nasty[j]);
				if (len >= 24 + 8 * ((nasty[i] + 1) / 2) && nasty[j] <= len)
					continue; /* well-formed */
				CHECK(raw_call(raw, 0, ISLE_SERVICE_SESSION, ISLE_SESSION_BATCH,
					       (uint32_t[]){ nasty[i] % 12, 0 }, 2, data, len,
					       NULL) != -1000);
			}
	for (uint32_t n = 9; n < 12; n++) {
		for (uint32_t i = 0; i < 8; i++)
			put_op(data + 24 * i, ISLE_SERVICE_SESSION, ISLE_SESSION_ECHO, 0, 0);
		CHECK(raw_call(raw, 0, ISLE_SERVICE_SESSION, ISLE_SESSION_BATCH,
			       (uint32_t[]){ n, 0 }, 2, data, 192, NULL) < 0);
	}
	put_op(data, ISLE_SERVICE_SESSION, ISLE_SESSION_BATCH, 0, 0);
	CHECK(raw_call(raw, 0, ISLE_SERVICE_SESSION, ISLE_SESSION_BATCH, (uint32_t[]){ 1, 0 }, 2,
		       data, 24, NULL) <= 0);
	CHECK(is_alive(raw));
	raw_close(raw);
	fire_end(&d);
}

TEST(hostile, "a copy in a batch, whose file another call closes before its turn, ends well")
{
	uint8_t data[24 + 8 + 24 + 32];
	uint32_t from, to, second;
	struct daemon d;
	struct raw *raw;

	fire_start(&d, NULL);
	data_put(&d, "f", "abc", 3);
	data_put(&d, "g", "abc", 3);
	raw = raw_open(&d, 0);
	for (int i = 0; i < 60; i++) {
		CHECK_EQ(raw_open_file(raw, 0, "/data/f", ISLE_O_RDWR, &from), 0);
		CHECK_EQ(raw_open_file(raw, 0, "/data/g", ISLE_O_RDWR, &to), 0);
		memset(data, 0, sizeof(data));
		put_op(data, ISLE_SERVICE_FILE, ISLE_FILE_FSYNC, 2, 0);
		memcpy(data + 24, i % 2 ? &to : &from, 4);
		put_op(data + 32, ISLE_SERVICE_FILE, ISLE_FILE_COPY, 8, 0);
		memcpy(data + 56, &from, 4);
		memcpy(data + 60, &to, 4);
		data[80] = 3;
		raw_call_start(raw, 0, ISLE_SERVICE_SESSION, ISLE_SESSION_BATCH,
			       (uint32_t[]){ 2, 0 }, 2, data, sizeof(data));
		second = raw_call_start(raw, 0, ISLE_SERVICE_FILE, ISLE_FILE_CLOSE,
					(uint32_t[]){ i % 2 ? to : from, 0 }, 2, NULL, 0);
		CHECK_EQ(raw_answer(raw, second, NULL), 0);
		CHECK_EQ(FILE_CALL(raw, CLOSE, ((uint32_t[]){ i % 2 ? from : to, 0 }), 2, NULL, 0),
			 0);
	}
	CHECK(is_alive(raw));
	raw_close(raw);
	fire_end(&d);
}

/* ---- names with escapes ---- */

static void has_no_controls(const uint8_t *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((text[i] < ' ' && text[i] != '\n') || text[i] == 0x7f)
			FAIL("byte 0x%02x at %zu: \"%.40s\"", text[i], i, (const char *)text + i);
}

static void log_is_clean(struct daemon *d)
{
	size_t n = daemon_log_bytes(d), got;
	uint8_t *log = malloc(n);
	FILE *f = fopen(d->log, "re");

	CHECK(f != NULL);
	got = fread(log, 1, n, f);
	fclose(f);
	has_no_controls(log, got);
	free(log);
}

TEST(hostile, "terminal escapes in names reach neither the log nor the lists")
{
	static const char evil[] = "\x1b]0;owned\x07\x1b[2J\r\n\x7f\x9b!";
	const struct raw_hello hello = { .name = evil, .name_len = sizeof(evil) - 1 };
	const struct raw_hello program = { .role = ISLE_ROLE_PROGRAM,
					   .name = evil,
					   .name_len = sizeof(evil) - 1 };
	struct raw *raw, *door;
	char path[100] = "/etc/";
	struct raw_frame f;
	struct daemon d;

	fire_start(&d, NULL);
	raw = raw_connect(&d);
	CHECK_EQ(raw_hello(raw, &hello), 0);
	CHECK_EQ(raw_call(raw, 0, ISLE_SERVICE_SESSION, ISLE_SESSION_CONTEXT_OPEN, NULL, 0, evil,
			  sizeof(evil) - 1, NULL),
		 0);
	raw_call(raw, 0, ISLE_SERVICE_IPC, ISLE_IPC_REGISTER, (uint32_t[]){ 0, 0, 0, 0 }, 4, evil,
		 sizeof(evil) - 1, NULL);
	strcat(path, evil);
	CHECK_EQ(FILE_CALL(raw, UNLINK, NULL, 0, path, strlen(path)), -ISLE_EACCES);
	door = raw_connect_door(&d);
	CHECK_EQ(raw_hello(door, &program), 0);
	CHECK_EQ(raw_call(door, 0, ISLE_SERVICE_CONTROL, ISLE_CONTROL_STATUS, NULL, 0, NULL, 0, &f),
		 0);
	has_no_controls(f.data, f.data_len);
	for (uint32_t what = 0; what < 4; what++) {
		CHECK_EQ(raw_call(door, 0, ISLE_SERVICE_CONTROL, ISLE_CONTROL_LIST,
				  (uint32_t[]){ what, 0 }, 2, NULL, 0, &f),
			 0);
		has_no_controls(f.data, f.data_len);
	}
	raw_close(door);
	raw_close(raw);
	log_is_clean(&d);
	fire_end(&d);
}

TEST(hostile, "a client may not use what is for programs, nor the other way round")
{
	struct raw *raw, *door;
	struct daemon d;
	int r;

	fire_start(&d, NULL);
	raw = raw_open(&d, 0);
	for (unsigned m = 0; m < 8; m++)
		CHECK(raw_call(raw, 0, ISLE_SERVICE_CONTROL, m, NULL, 0, NULL, 0, NULL) < 0);
	door = raw_connect_door(&d);
	CHECK_EQ(raw_hello(door, &(struct raw_hello){ .role = ISLE_ROLE_PROGRAM }), 0);
	CHECK_EQ(raw_call(door, 0, ISLE_SERVICE_CONTROL, ISLE_CONTROL_STATUS, NULL, 0, NULL, 0,
			  NULL),
		 0);
	for (unsigned m = 1; m <= ISLE_FILE_IOCTL; m++) {
		r = raw_call(door, 0, ISLE_SERVICE_FILE, m, (uint32_t[]){ 1, 0 }, 2, "/data", 5,
			     NULL);
		CHECK_EQ(r, -ISLE_EPERM);
	}
	CHECK(raw_call(door, 0, ISLE_SERVICE_CONTROL, ISLE_CONTROL_LIST, (uint32_t[]){ 99, 0 }, 2,
		       NULL, 0, NULL) < 0);
	CHECK(raw_call(door, 0, ISLE_SERVICE_CONTROL, ISLE_CONTROL_HOLD, (uint32_t[]){ 2, 1 }, 2,
		       NULL, 0, NULL) < 0);
	raw_close(door);
	raw_close(raw);
	fire_end(&d);
}
