/* SPDX-License-Identifier: BSD-3-Clause */
/* Too much of everything. */
#include "raw.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define LOG_MAX 60000u /* bytes that no flood of these tests may exceed */

static bool is_alive(struct raw *raw)
{
	return raw_call(raw, 0, ISLE_SERVICE_SESSION, ISLE_SESSION_ECHO, NULL, 0, "x", 1, NULL) ==
	       0;
}

/* `n` copies of a frame of 40 bytes, in as few writes as can be. */
static void send_many(struct raw *raw, const uint8_t frame[44], unsigned n)
{
	static uint8_t bytes[44 * 1000];
	unsigned now;

	for (unsigned i = 0; i < 1000; i++)
		memcpy(bytes + 44 * i, frame, 44);
	for (; n; n -= now) {
		now = n < 1000 ? n : 1000;
		CHECK(raw_send(raw, bytes, 44 * (size_t)now));
	}
}

TEST(hostile, "a hundred thousand frames of another session are dropped, with few words")
{
	uint8_t frame[44] = { 40, 0, 0, 0, ISLE_KIND_CALL, ISLE_FLAG_END };
	struct daemon d;
	struct raw *raw;

	fire_start(&d, NULL);
	raw = raw_open(&d, 0);
	frame[6] = (uint8_t)(raw->tag + 1);
	frame[7] = (uint8_t)(raw->tag >> 8);
	frame[8] = 1;
	frame[16] = 24;
	send_many(raw, frame, 100000);
	CHECK(is_alive(raw));
	raw_close(raw);
	CHECK(daemon_log_bytes(&d) < LOG_MAX);
	fire_end(&d);
}

TEST(hostile, "a hundred thousand frames before hello are dropped, with few words")
{
	uint8_t frame[44] = { 40, 0, 0, 0, 77 };
	struct daemon d;
	struct raw *raw;

	fire_start(&d, NULL);
	raw = raw_connect(&d);
	send_many(raw, frame, 100000);
	CHECK_EQ(raw_hello(raw, &(struct raw_hello){ 0 }), 0);
	CHECK(is_alive(raw));
	raw_close(raw);
	CHECK(daemon_log_bytes(&d) < LOG_MAX);
	fire_end(&d);
}

TEST(hostile, "a thousand sessions that break the protocol leave no trace but a few lines")
{
	const struct raw_frame bad = { .kind = 99 };
	struct daemon d;

	fire_start(&d, NULL);
	for (int i = 0; i < 1000; i++) {
		struct raw *raw = raw_open(&d, 0);
		struct raw_frame f = bad;

		f.tag = raw->tag;
		raw_put(raw, &f, NULL, 0, NULL, 0);
		raw_expect_end(raw, ISLE_EPROTO);
		raw_close(raw);
	}
	CHECK(daemon_log_bytes(&d) < LOG_MAX);
	fire_end(&d);
}

/* Keeps `depth` calls under way until `n` were answered; each must fail with `error`. */
static void call_many(struct raw *raw, unsigned n, unsigned service, unsigned method,
		      const uint32_t *words, const void *data, size_t len, int error)
{
	unsigned sent = 0, got = 0;
	struct raw_frame f;

	while (got < n) {
		while (sent < n && sent - got < 32) {
			raw_call_start(raw, 0, service, method, words, 2, data, len);
			sent++;
		}
		CHECK_EQ(raw_get(raw, &f, 10000), 1);
		if (f.kind != ISLE_KIND_REPLY)
			continue;
		CHECK_EQ(-(int)f.code, error);
		got++;
	}
}

TEST(hostile, "a hundred thousand refused calls are answered, and audited with few words")
{
	const uint32_t words[2] = { ISLE_O_RDONLY, 0 };
	struct daemon d;
	struct raw *raw;

	fire_start(&d, NULL);
	raw = raw_open(&d, 0);
	call_many(raw, 50000, ISLE_SERVICE_FILE, ISLE_FILE_OPEN, words, "/etc/passwd", 11,
		  -ISLE_EACCES);
	call_many(raw, 50000, ISLE_SERVICE_FILE, 999, words, "", 0, -ISLE_ENOTSUP);
	CHECK(is_alive(raw));
	raw_close(raw);
	CHECK(daemon_log_has(&d, "suppressed") || daemon_log_bytes(&d) < LOG_MAX);
	CHECK(daemon_log_bytes(&d) < LOG_MAX);
	fire_end(&d);
}

TEST(hostile, "ten thousand opens reach the quota, and everything else goes on")
{
	struct raw *raw, *door;
	struct raw_frame f;
	uint32_t handle;
	unsigned good = 0;
	struct daemon d;
	int r;

	fire_start(&d, NULL);
	data_put(&d, "f", "x", 1);
	raw = raw_open(&d, 0);
	for (int c = 1; c < 8; c++) {
		char name[16];

		snprintf(name, sizeof(name), "c%d", c);
		CHECK_EQ(raw_call(raw, 0, ISLE_SERVICE_SESSION, ISLE_SESSION_CONTEXT_OPEN, NULL, 0,
				  name, strlen(name), NULL),
			 0);
	}
	for (int i = 0; i < 10000; i++) {
		r = raw_open_file(raw, (unsigned)i % 8, "/data/f", ISLE_O_RDONLY, &handle);
		CHECK(r == 0 || r == -ISLE_EMFILE);
		good += r == 0;
	}
	CHECK_EQ(good, 1024);
	CHECK_EQ(raw_call(raw, 0, ISLE_SERVICE_FILE, ISLE_FILE_GETFILE, (uint32_t[]){ 10, 0 }, 2,
			  "/data/f", 7, &f),
		 0);
	CHECK_EQ(f.words[0], 1);
	CHECK_EQ(raw_call(raw, 0, ISLE_SERVICE_FILE, ISLE_FILE_STAT, (uint32_t[]){ 0, 0 }, 2,
			  "/data/f", 7, NULL),
		 0);
	door = raw_connect_door(&d);
	CHECK_EQ(raw_hello(door, &(struct raw_hello){ .role = ISLE_ROLE_PROGRAM }), 0);
	CHECK_EQ(raw_call(door, 0, ISLE_SERVICE_CONTROL, ISLE_CONTROL_STATUS, NULL, 0, NULL, 0,
			  NULL),
		 0);
	raw_close(door);
	CHECK_EQ(raw_call(raw, 3, ISLE_SERVICE_FILE, ISLE_FILE_CLOSE, (uint32_t[]){ handle, 0 }, 2,
			  NULL, 0, NULL) <= 0,
		 1);
	raw_close(raw);
	CHECK(daemon_log_bytes(&d) < LOG_MAX);
	fire_end(&d);
}

TEST(hostile, "one context's quota leaves the others theirs")
{
	struct raw_frame f;
	struct daemon d;
	struct raw *raw;
	uint32_t handle;

	fire_start(&d, NULL);
	data_put(&d, "f", "x", 1);
	raw = raw_open(&d, 0);
	CHECK_EQ(raw_call(raw, 0, ISLE_SERVICE_SESSION, ISLE_SESSION_CONTEXT_OPEN, NULL, 0, "b", 1,
			  &f),
		 0);
	for (int i = 0; i < 256; i++)
		CHECK_EQ(raw_open_file(raw, 1, "/data/f", ISLE_O_RDONLY, &handle), 0);
	CHECK_EQ(raw_open_file(raw, 1, "/data/f", ISLE_O_RDONLY, &handle), -ISLE_EMFILE);
	CHECK_EQ(raw_open_file(raw, 0, "/data/f", ISLE_O_RDONLY, &handle), 0);
	raw_close(raw);
	fire_end(&d);
}

/* Kilobytes of memory that the worker has touched. */
static long resident(const struct daemon *d)
{
	char path[64], line[128];
	long kilobytes = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)daemon_worker(d));
	f = fopen(path, "re");
	CHECK(f != NULL);
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, "VmRSS: %ld", &kilobytes) == 1)
			break;
	fclose(f);
	return kilobytes;
}

TEST(hostile, "a client that asks for megabytes and takes nothing costs the daemon little")
{
	uint32_t handle, words[4] = { 0, 1u << 20, 0, 0 };
	uint8_t *mega = calloc(1, 1u << 20);
	struct raw *raw, *door;
	uint64_t bytes = 0;
	struct raw_frame f;
	unsigned ended = 0;
	struct daemon d;
	long before;

	fire_start(&d, NULL);
	data_put(&d, "f", mega, 1u << 20);
	raw = raw_open(&d, 0);
	CHECK_EQ(raw_open_file(raw, 0, "/data/f", ISLE_O_RDONLY, &handle), 0);
	before = resident(&d);
	words[0] = handle;
	for (int i = 0; i < 60; i++)
		raw_call_start(raw, 0, ISLE_SERVICE_FILE, ISLE_FILE_PREAD, words, 4, NULL, 0);
	sleep_ms(100);
	door = raw_connect_door(&d);
	CHECK_EQ(raw_hello(door, &(struct raw_hello){ .role = ISLE_ROLE_PROGRAM }), 0);
	for (int i = 0; i < 100; i++)
		CHECK(is_alive(door));
	CHECK(resident(&d) - before < 16384);
	raw_close(door);
	while (ended < 60) {
		CHECK_EQ(raw_get(raw, &f, 10000), 1);
		bytes += f.data_len;
		if (f.kind == ISLE_KIND_REPLY) {
			CHECK_EQ(f.code, 0);
			ended++;
		}
	}
	CHECK(bytes >= 60ull << 20);
	raw_close(raw);
	free(mega);
	fire_end(&d);
}

TEST(hostile, "answers that nobody takes stop their caller only")
{
	static uint8_t data[60000];
	uint32_t handle, id;
	struct raw *raw, *door;
	struct pollfd p;
	struct daemon d;
	unsigned n = 0;

	fire_start(&d, NULL);
	data_put(&d, "f", data, sizeof(data));
	raw = raw_open(&d, 0);
	CHECK_EQ(raw_open_file(raw, 0, "/data/f", ISLE_O_RDONLY, &handle), 0);
	p = (struct pollfd){ .fd = raw->fd, .events = POLLOUT };
	id = raw->next_id;
	while (n < 60 && poll(&p, 1, 100) == 1) {
		raw_call_start(raw, 0, ISLE_SERVICE_SESSION, ISLE_SESSION_ECHO, NULL, 0, data,
			       sizeof(data));
		n++;
	}
	door = raw_connect_door(&d);
	CHECK_EQ(raw_hello(door, &(struct raw_hello){ .role = ISLE_ROLE_PROGRAM }), 0);
	for (int i = 0; i < 200; i++)
		CHECK(is_alive(door));
	raw_close(door);
	for (unsigned i = 0; i < n; i++) /* in the order of the calls, as all go the same way */
		CHECK_EQ(raw_answer(raw, id + 1 + i, NULL), 0);
	CHECK(is_alive(raw));
	raw_close(raw);
	fire_end(&d);
}

TEST(hostile, "connections that say nothing do not pile up")
{
	struct raw *raws[200];
	uint64_t start = 0;
	unsigned refused = 0;
	struct daemon d;
	char byte;

	fire_start(&d, NULL);
	for (int i = 0; i < 200; i++)
		raws[i] = raw_connect(&d);
	while (refused < 192 && still_waiting(&start)) {
		refused = 0;
		for (int i = 0; i < 200; i++)
			refused += recv(raws[i]->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0 ||
				   (errno == ECONNRESET);
	}
	CHECK(daemon_fds(d.first) <= d.fds + 10 || !d.fds);
	CHECK(daemon_log_has(&d, "too many that said no hello"));
	for (int i = 0; i < 200; i++)
		raw_close(raws[i]);
	CHECK(daemon_log_bytes(&d) < LOG_MAX);
	fire_end(&d);
}

TEST(hostile, "coming and going a thousand times leaves nothing open")
{
	struct daemon d;
	uint32_t handle;

	fire_start(&d, NULL);
	data_put(&d, "f", "x", 1);
	for (int i = 0; i < 1000; i++) {
		struct raw *raw = raw_open(&d, 0);

		CHECK_EQ(raw_open_file(raw, 0, "/data/f", ISLE_O_RDONLY, &handle), 0);
		raw_close(raw);
	}
	CHECK(daemon_log_bytes(&d) < LOG_MAX);
	fire_end(&d);
}

TEST(hostile, "contexts, services, bindings and channels end at their limits")
{
	char name[32];
	struct raw_frame f;
	struct daemon d;
	struct raw *raw;
	int r = 0, n;

	fire_start(&d, NULL);
	raw = raw_open(&d, 0);
	for (n = 0; n < 300 && r == 0; n++) {
		snprintf(name, sizeof(name), "c%d", n);
		r = raw_call(raw, 0, ISLE_SERVICE_SESSION, ISLE_SESSION_CONTEXT_OPEN, NULL, 0, name,
			     strlen(name), NULL);
	}
	CHECK_EQ(r, -ISLE_EMFILE);
	CHECK_EQ(n, 16);
	for (r = n = 0; n < 300 && r == 0; n++) {
		snprintf(name, sizeof(name), "s%d", n);
		r = raw_call(raw, 0, ISLE_SERVICE_IPC, ISLE_IPC_REGISTER,
			     (uint32_t[]){ 0, 0, 0, 0 }, 4, name, strlen(name), &f);
	}
	CHECK_EQ(r, -ISLE_EMFILE);
	CHECK_EQ(n, 65);
	for (r = n = 0; n < 3000 && r == 0; n++)
		r = raw_call(raw, 0, ISLE_SERVICE_IPC, ISLE_IPC_BIND, (uint32_t[]){ 0, 0 }, 2, "s0",
			     2, &f);
	CHECK_EQ(r, -ISLE_EMFILE);
	CHECK(is_alive(raw));
	raw_close(raw);
	fire_end(&d);
}

/* ---- who may take over ---- */

static const struct daemon_options over_tcp = { .scheme = "tcp" };

TEST(s11, "on tcp only the session id that was handed out takes over")
{
	const struct raw_hello wrong = { .session_id = 0x1234567812345678ull };
	struct raw *first, *second, *third;
	uint32_t handle;
	struct daemon d;

	fire_start(&d, &over_tcp);
	data_put(&d, "f", "x", 1);
	first = raw_open(&d, 0);
	CHECK_EQ(raw_open_file(first, 0, "/data/f", ISLE_O_RDONLY, &handle), 0);
	second = raw_connect(&d);
	CHECK_EQ(raw_hello(second, &(struct raw_hello){ 0 }), -ISLE_EBUSY);
	raw_close(second);
	second = raw_connect(&d);
	CHECK_EQ(raw_hello(second, &wrong), -ISLE_EBUSY);
	CHECK(is_alive(first));
	third = raw_open(&d, first->id);
	CHECK_EQ(third->id, first->id);
	CHECK(third->tag != first->tag);
	raw_expect_end(first, ISLE_EREPLACED);
	CHECK_EQ(raw_call(third, 0, ISLE_SERVICE_FILE, ISLE_FILE_PREAD,
			  (uint32_t[]){ handle, 1, 0, 0 }, 4, NULL, 0, NULL),
		 0);
	raw_close(first);
	raw_close(second);
	raw_close(third);
	fire_end(&d);
}

TEST(s8, "a client that said it will sleep is not lost while it does")
{
	const struct raw_frame f = { .kind = ISLE_KIND_PAUSED };
	struct raw *raw;
	struct raw_frame paused = f;
	struct daemon d;

	fire_start(&d, NULL);
	raw = raw_connect(&d);
	CHECK_EQ(raw_hello(raw, &(struct raw_hello){ .keepalive_ms = 60 }), 0);
	paused.tag = raw->tag;
	CHECK(raw_put(raw, &paused, (uint32_t[]){ 1, 0 }, 2, NULL, 0));
	sleep_ms(300);
	CHECK(is_alive(raw));
	raw_close(raw);
	raw = raw_connect(&d);
	CHECK_EQ(raw_hello(raw, &(struct raw_hello){ .keepalive_ms = 60 }), 0);
	raw_expect_end(raw, 0);
	raw_close(raw);
	fire_end(&d);
}

/* ---- what is long, from one context ---- */

TEST(hostile, "endless copies and allocations of one context leave another its turn")
{
	const uint32_t far[2] = { 0xffffffff, 0x7fffffff };
	uint32_t zero, null, full, mine;
	struct daemon d;
	struct raw *raw;

	fire_start(&d, NULL);
	data_put(&d, "f", "abc", 3);
	data_put(&d, "g", "abc", 3);
	raw = raw_open(&d, 0);
	CHECK_EQ(raw_call(raw, 0, ISLE_SERVICE_SESSION, ISLE_SESSION_CONTEXT_OPEN, NULL, 0, "b", 1,
			  NULL),
		 0);
	for (int i = 0; i < 20; i++) {
		CHECK_EQ(raw_open_file(raw, 1, "/dev/zero", ISLE_O_RDONLY, &zero), 0);
		CHECK_EQ(raw_open_file(raw, 1, "/dev/null", ISLE_O_WRONLY, &null), 0);
		CHECK_EQ(raw_open_file(raw, 1, "/data/f", ISLE_O_RDWR, &full), 0);
		raw_call_start(raw, 1, ISLE_SERVICE_FILE, ISLE_FILE_COPY,
			       (uint32_t[]){ zero, null, 0, 0, 0, 0, far[0], far[1] }, 8, NULL, 0);
		raw_call_start(raw, 1, ISLE_SERVICE_FILE, ISLE_FILE_FALLOCATE,
			       (uint32_t[]){ full,
					     ISLE_FALLOCATE_KEEP_SIZE | ISLE_FALLOCATE_PUNCH_HOLE,
					     0, 0, far[0], far[1] },
			       6, NULL, 0);
	}
	for (int i = 0; i < 20; i++) {
		CHECK_EQ(raw_open_file(raw, 0, "/data/g", ISLE_O_RDWR, &mine), 0);
		CHECK_EQ(raw_call(raw, 0, ISLE_SERVICE_FILE, ISLE_FILE_FSYNC,
				  (uint32_t[]){ mine, 0 }, 2, NULL, 0, NULL),
			 0);
	}
	CHECK_EQ(raw_call(raw, 0, ISLE_SERVICE_SESSION, ISLE_SESSION_CONTEXT_CLOSE,
			  (uint32_t[]){ 1, 0 }, 2, NULL, 0, NULL),
		 0);
	raw_close(raw);
	fire_end(&d);
}
