/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Everything at once: hundreds of operations on few files, of several contexts, cancelled, their handles and
 * contexts closed and the link cut under them, while a Linux program locks and changes the same files.
 */
#define _GNU_SOURCE
#include "raw.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CALLS = 48, HANDLES = 24, FILES = 4, CONTEXTS = 3 };

struct flying {
	uint32_t id;
	uint16_t method;
	uint8_t context;
};

struct storm {
	struct raw *raw;
	struct flying calls[CALLS + 8]; /* some are made by an answer */
	uint32_t handles[HANDLES];
	uint8_t owners[HANDLES];
	bool open[CONTEXTS]; /* contexts */
	unsigned calls_n, answered;
};

static unsigned below(unsigned n)
{
	return (unsigned)(test_random() % n);
}

static const char *any_path(void)
{
	static const char *const paths[] = {
		"/data/f0",   "/data/f1", "/data/f2",  "/data/f3",     "/data/fifo", "/data",
		"/none",      "/none/f0", "/dev/null", "/proc/mounts", "/data/new",  "/none/secret",
		"/data/link", "/",        "/dev/zero", "/dev/ptmx"
	};

	return paths[below(16)];
}

static uint32_t any_handle(struct storm *s, unsigned context)
{
	for (int i = 0; i < 60; i++) {
		unsigned n = below(HANDLES);

		if (s->handles[n] && s->owners[n] == context)
			return s->handles[n];
	}
	return s->handles[below(HANDLES)];
}

static void forget(struct storm *s, uint32_t handle)
{
	for (int i = 0; i < HANDLES; i++)
		if (s->handles[i] == handle && below(8))
			s->handles[i] = 0;
}

/* ---- the answers ---- */

static void note(struct storm *s, uint32_t id, uint16_t method, unsigned context)
{
	CHECK(s->calls_n < CALLS + 8);
	s->calls[s->calls_n++] = (struct flying){ id, method, (uint8_t)context };
}

static void keep_handle(struct storm *s, uint32_t handle, unsigned context)
{
	unsigned n = below(HANDLES);

	if (s->handles[n]) {
		note(s,
		     raw_call_start(s->raw, s->owners[n], ISLE_SERVICE_FILE, ISLE_FILE_CLOSE,
				    (uint32_t[]){ s->handles[n], 0 }, 2, NULL, 0),
		     ISLE_FILE_CLOSE, s->owners[n]);
	}
	s->handles[n] = handle;
	s->owners[n] = (uint8_t)context;
}

static bool makes_handle(unsigned method)
{
	return method == ISLE_FILE_OPEN || method == ISLE_FILE_DUP || method == ISLE_FILE_WATCH ||
	       method == ISLE_FILE_OPENDIR;
}

static void take_answer(struct storm *s, const struct raw_frame *f)
{
	for (unsigned i = 0; i < s->calls_n; i++) {
		struct flying call = s->calls[i];

		if (call.id != f->id)
			continue;
		s->calls[i] = s->calls[--s->calls_n];
		s->answered++;
		if (!f->code && makes_handle(call.method))
			keep_handle(s, f->words[0], call.context);
		return;
	}
}

/* Takes what has come, and waits a little while there is no room. False: the link has ended. */
static bool hear(struct storm *s)
{
	struct raw_frame f;
	int r;

	while ((r = raw_get(s->raw, &f, s->calls_n >= CALLS ? 2 : 0)) > 0) {
		if (f.kind == ISLE_KIND_GOODBYE)
			FAIL("the session was ended with error %u", f.code);
		if (f.kind == ISLE_KIND_REPLY)
			take_answer(s, &f);
	}
	return r < 0;
}

/* ---- the calls ---- */

static uint64_t any_offset(void)
{
	static const uint64_t nasty[] = {
		0, 1, 4096, 0x7fffffffffffffff, 0x8000000000000000, 0xffffffffffffffff
	};

	return below(8) ? below(300000) : nasty[below(6)];
}

static void put64(uint32_t *words, unsigned at, uint64_t value)
{
	words[at] = (uint32_t)value;
	words[at + 1] = (uint32_t)(value >> 32);
}

struct shot {
	uint16_t method;
	unsigned n;
	uint32_t words[12];
	uint8_t data[600];
	size_t len;
};

static void shoot_path(struct shot *shot, uint16_t method, unsigned n, uint32_t w0, uint32_t w1)
{
	const char *path = any_path();

	shot->method = method;
	shot->n = n;
	shot->words[0] = w0;
	shot->words[1] = w1;
	shot->len = strlen(path);
	memcpy(shot->data, path, shot->len);
}

static void shoot_open(struct shot *shot)
{
	static const uint32_t more[] = { 0,
					 0,
					 0,
					 ISLE_O_NONBLOCK,
					 ISLE_O_NONBLOCK,
					 ISLE_O_CREAT,
					 ISLE_O_APPEND,
					 ISLE_O_PATH,
					 ISLE_O_DIRECT,
					 ISLE_O_TMPFILE };

	shoot_path(shot, ISLE_FILE_OPEN, 2,
		   (below(3) ? ISLE_O_RDWR : 1 + below(3)) | more[below(10)], 0666);
}

static void shoot_xattr(struct shot *shot)
{
	shoot_path(shot, ISLE_FILE_GETXATTR, 4, below(2), 0);
	shot->words[1] = (uint32_t)shot->len;
	memcpy(shot->data + shot->len, "user.a", 6);
	shot->len += 6;
	if (below(2)) {
		shot->method = ISLE_FILE_SETXATTR;
		shot->words[2] = shot->words[1];
		shot->words[1] = 0;
		shot->words[3] = 6;
		shot->len += below(400);
	}
}

static void shoot_range(struct storm *s, struct shot *shot, uint16_t method, unsigned context)
{
	shot->method = method;
	shot->words[0] = any_handle(s, context);
	shot->words[1] = below(6) ? 1 + below(2) : below(5);
	shot->n = 6;
	if (method == ISLE_FILE_LOCK) {
		shot->words[2] = below(6) ? below(4) : below(8);
		shot->n = ISLE_FILE_LOCK_ARGS_WORDS;
		if (shot->words[2] & ISLE_LOCK_WHOLE)
			return;
		put64(shot->words, ISLE_FILE_LOCK_ARGS_START, below(8) * 10);
		put64(shot->words, ISLE_FILE_LOCK_ARGS_LENGTH, below(4) ? below(40) : any_offset());
		return;
	}
	put64(shot->words, 2, any_offset());
	put64(shot->words, 4, any_offset());
	if (method == ISLE_FILE_COPY) {
		shot->words[1] = any_handle(s, context);
		put64(shot->words, 6, below(3) ? below(5000000) : any_offset());
		shot->n = 8;
	}
	/* A disk is not filled by a test. */
	if (method == ISLE_FILE_FALLOCATE)
		shot->words[3] = shot->words[5] = 0;
}

static void shoot_write(struct storm *s, struct shot *shot, unsigned context)
{
	shot->method = ISLE_FILE_PWRITE;
	shot->n = ISLE_FILE_PWRITE_ARGS_WORDS;
	shot->words[0] = any_handle(s, context);
	shot->len = below(sizeof(shot->data));
	put64(shot->words, ISLE_FILE_PWRITE_ARGS_OFFSET,
	      below(2) ? below(200000) : ISLE_OFFSET_CURRENT);
	shot->words[ISLE_FILE_PWRITE_ARGS_COUNT] = (uint32_t)shot->len;
}

static void shoot_ioctl(struct storm *s, struct shot *shot, unsigned context)
{
	shot->method = ISLE_FILE_IOCTL;
	shot->n = 3;
	shot->words[0] = any_handle(s, context);
	shot->words[1] = below(8) << 8 | below(20);
	shot->words[2] = below(3);
	shot->len = below(2) ? 0 : below(20) * 4;
	/* An address of it hangs; and the fake keeps an end of the lines that were requested last. */
	if (shot->words[1] == ISLE_IOCTL_I2C_TRANSFER || shot->words[1] == ISLE_IOCTL_GPIO_REQUEST)
		shot->words[1] = ISLE_IOCTL_I2C_SMBUS;
}

static void shoot_handle(struct storm *s, struct shot *shot, unsigned context)
{
	static const uint16_t methods[] = { ISLE_FILE_CLOSE,  ISLE_FILE_CLOSE,   ISLE_FILE_CLOSE,
					    ISLE_FILE_PREAD,  ISLE_FILE_PREAD,   ISLE_FILE_PREAD,
					    ISLE_FILE_POLL,   ISLE_FILE_POLL,    ISLE_FILE_POLL,
					    ISLE_FILE_FSYNC,  ISLE_FILE_FSTAT,   ISLE_FILE_DUP,
					    ISLE_FILE_DUP,    ISLE_FILE_SETFL,   ISLE_FILE_READDIR,
					    ISLE_FILE_FCHMOD, ISLE_FILE_FSTATVFS };

	shot->method = methods[below(17)];
	shot->words[0] = any_handle(s, context);
	shot->words[1] = below(3) ? 1 + below(ISLE_POLL_ALL) : 1u << below(6);
	shot->n = 6;
	if (shot->method == ISLE_FILE_CLOSE) {
		forget(s, shot->words[0]);
	} else if (shot->method == ISLE_FILE_PREAD) {
		shot->words[1] = below(100000);
		put64(shot->words, 2, below(2) ? below(200000) : ISLE_OFFSET_CURRENT);
		shot->n = 4;
	} else if (shot->method == ISLE_FILE_SETFL) {
		shot->words[1] = below(2) ? ISLE_O_NONBLOCK : 0;
	} else if (shot->method == ISLE_FILE_FCHMOD) {
		shot->words[1] = 0666;
	}
}

static void shoot_watch(struct storm *s, struct shot *shot, unsigned context)
{
	if (!below(4)) {
		shot->method = ISLE_FILE_WATCH;
		shot->n = 2;
		shot->words[0] = below(2) ? ISLE_O_NONBLOCK : 0;
	} else if (below(3)) {
		shoot_path(shot, ISLE_FILE_WATCH_ADD, 2, any_handle(s, context),
			   ISLE_WATCH_EVENTS | (below(3) ? 0 : ISLE_WATCH_ONESHOT));
	} else {
		shot->method = ISLE_FILE_WATCH_REMOVE;
		shot->n = 2;
		shot->words[0] = any_handle(s, context);
		shot->words[1] = below(30);
	}
}

static void aim(struct storm *s, struct shot *shot, unsigned context)
{
	static const uint16_t ranges[] = { ISLE_FILE_LOCK,     ISLE_FILE_LOCK, ISLE_FILE_LOCK,
					   ISLE_FILE_GETLOCK,  ISLE_FILE_COPY, ISLE_FILE_COPY,
					   ISLE_FILE_FALLOCATE };
	static const uint16_t names[] = { ISLE_FILE_LISTXATTR, ISLE_FILE_REALPATH, ISLE_FILE_UNLINK,
					  ISLE_FILE_MKNOD, ISLE_FILE_GETFILE };
	unsigned n = below(20);

	memset(shot, 0, sizeof(*shot));
	if (n < 3)
		shoot_open(shot);
	else if (n < 10)
		shoot_handle(s, shot, context);
	else if (n < 14)
		shoot_range(s, shot, ranges[below(7)], context);
	else if (n < 16)
		shoot_watch(s, shot, context);
	else if (n < 17)
		shoot_write(s, shot, context);
	else if (n < 18)
		shoot_ioctl(s, shot, context);
	else if (n < 19)
		shoot_xattr(shot);
	else
		shoot_path(shot, names[below(5)], 4, below(8), 0600);
	if (shot->method == ISLE_FILE_UNLINK)
		shot->len = (size_t)sprintf((char *)shot->data, "/data/new");
}

static size_t put_op(uint8_t *at, const struct shot *shot)
{
	const uint32_t words_n = (shot->n + 1) & ~1u;
	const uint32_t head[6] = { ISLE_SERVICE_FILE, shot->method,        below(2),
				   words_n,           (uint32_t)shot->len, 0 };

	memcpy(at, head, 24);
	memcpy(at + 24, shot->words, 4 * (size_t)words_n);
	memcpy(at + 24 + 4 * (size_t)words_n, shot->data, shot->len);
	return 24 + 4 * (size_t)words_n + ((shot->len + 7) & ~(size_t)7);
}

static void batch(struct storm *s, unsigned context)
{
	uint8_t data[8 * 700] = { 0 };
	uint32_t n = 1 + below(8);
	struct shot shot;
	size_t len = 0;

	for (uint32_t i = 0; i < n; i++) {
		aim(s, &shot, context);
		if (!i && below(2))
			shoot_open(&shot);
		else if (i && below(2) && shot.method != ISLE_FILE_OPEN)
			shot.words[0] = ISLE_BATCH_REF + below(i);
		len += put_op(data + len, &shot);
	}
	note(s,
	     raw_call_start(s->raw, context, ISLE_SERVICE_SESSION, ISLE_SESSION_BATCH,
			    (uint32_t[]){ n, 0 }, 2, data, len),
	     0, context);
}

static void cancel_one(struct storm *s)
{
	unsigned i = below(CALLS);
	struct raw_frame f = { .kind = ISLE_KIND_CANCEL, .code = ISLE_ECANCELED };

	if (i >= s->calls_n)
		return;
	f.tag = s->raw->tag;
	f.id = s->calls[i].id;
	raw_put(s->raw, &f, NULL, 0, NULL, 0); /* it counts until it is answered */
}

static void turn_context(struct storm *s, unsigned context)
{
	char name[8];

	snprintf(name, sizeof(name), "c%u", context);
	if (!s->open[context]) {
		s->open[context] = true;
		note(s,
		     raw_call_start(s->raw, 0, ISLE_SERVICE_SESSION, ISLE_SESSION_CONTEXT_OPEN,
				    NULL, 0, name, strlen(name)),
		     0, 0);
		return;
	}
	s->open[context] = false;
	for (int i = 0; i < HANDLES; i++)
		if (s->owners[i] == context)
			s->handles[i] = 0;
	note(s,
	     raw_call_start(s->raw, 0, ISLE_SERVICE_SESSION, ISLE_SESSION_CONTEXT_CLOSE,
			    (uint32_t[]){ context, 0 }, 2, NULL, 0),
	     0, 0);
}

static void fire(struct storm *s)
{
	unsigned context = below(CONTEXTS), n = below(100);
	struct shot shot;

	if (n < 12 || s->calls_n >= CALLS) {
		cancel_one(s);
	} else if (context && n < (s->open[context] ? 13 : 60)) {
		turn_context(s, context);
	} else if (n < 26) {
		batch(s, context);
	} else {
		aim(s, &shot, context);
		note(s,
		     raw_call_start(s->raw, context, ISLE_SERVICE_FILE, shot.method, shot.words,
				    shot.n, shot.data, shot.len),
		     shot.method, context);
	}
}

/* ---- the Linux program ---- */

static void disturb(const struct daemon *d)
{
	const char *const names[] = { "f0", "f1", "f2", "f3", "fifo", "secret", "new" };
	int fds[7] = { -1, -1, -1, -1, -1, -1, -1 };

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;) {
		unsigned n = below(7);
		struct flock lock = { .l_type = (short)below(3),
				      .l_start = below(80),
				      .l_len = 10 };

		if (fds[n] < 0)
			fds[n] = open(data_path(d, names[n]), O_RDWR | O_NONBLOCK | O_CREAT, 0666);
		fcntl(fds[n], F_OFD_SETLK, &lock);
		flock(fds[n], (below(3) ? LOCK_UN : below(2) ? LOCK_SH : LOCK_EX) | LOCK_NB);
		if (!below(3) && write(fds[n], "0123456789", 10) < 0 && !below(8))
			(void)ftruncate(fds[n], below(100000));
		if (!below(4)) {
			close(fds[n]);
			fds[n] = -1;
		}
		usleep(below(2000));
	}
}

static pid_t disturber(const struct daemon *d)
{
	pid_t pid = fork();

	CHECK(pid >= 0);
	if (!pid) {
		disturb(d);
		_exit(0);
	}
	return pid;
}

static void end_disturber(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* ---- the storm ---- */

static void prepare(struct daemon *d)
{
	static const struct daemon_options options = {
		.more = "[grants]\ngrant = /dev/null rw\n",
		.program = "isled_fake",
	};
	static uint8_t bytes[150000];
	char name[16];

	fire_start(d, &options);
	for (int i = 0; i < FILES; i++) {
		snprintf(name, sizeof(name), "f%d", i);
		data_put(d, name, bytes, sizeof(bytes));
	}
	data_put(d, "secret", "x", 1);
	CHECK_EQ(mkfifo(data_path(d, "fifo"), 0666), 0);
	CHECK_EQ(symlink("f0", data_path(d, "link")), 0);
}

/* A link that ends by itself is a failure. */
static void rage(struct storm *s, const struct daemon *d, unsigned shots)
{
	memset(s, 0, sizeof(*s));
	s->open[0] = true;
	s->raw = raw_open(d, 0);
	for (unsigned i = 0; i < shots; i++) {
		fire(s);
		if (!hear(s))
			FAIL("the link was closed");
	}
}

static unsigned rounds(void)
{
	const char *text = getenv("ISLE_STORM");

	return text ? (unsigned)atoi(text) : 3;
}

TEST(hostile, "a storm of calls, cancels and closes leaves the same worker, with nothing kept")
{
	unsigned answered = 0;
	struct daemon d;
	struct storm s;
	pid_t pid;

	prepare(&d);
	pid = disturber(&d);
	for (unsigned i = 0; i < rounds(); i++) {
		rage(&s, &d, 1500);
		CHECK_EQ(daemon_worker(&d), d.first);
		answered += s.answered;
		raw_close(s.raw);
	}
	end_disturber(pid);
	CHECK(answered > rounds() * 200);
	fire_end(&d);
}

TEST(hostile, "a worker that is told to end in the middle of a storm ends well")
{
	struct daemon d;
	struct storm s;
	pid_t pid;

	prepare(&d);
	pid = disturber(&d);
	rage(&s, &d, 400 + below(400));
	CHECK_EQ(daemon_worker(&d), d.first);
	daemon_stop(&d);
	end_disturber(pid);
	raw_close(s.raw);
}
