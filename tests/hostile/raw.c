/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include "raw.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define CLOSED  (-1000)
#define WAIT_MS 10000

/* ---- the link ---- */

static struct raw *raw_new(int fd)
{
	struct raw *raw = calloc(1, sizeof(*raw));

	CHECK(raw != NULL && fd >= 0);
	raw->fd = fd;
	raw->nonce = (uint32_t)test_random();
	return raw;
}

static struct raw *connect_unix(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct raw *raw = raw_new(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));

	snprintf(address.sun_path, sizeof(address.sun_path), "%.100s", path);
	CHECK_EQ(connect(raw->fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return raw;
}

static struct raw *connect_tcp(const char *address_text)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	struct raw *raw = raw_new(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	address.sin_port = htons((uint16_t)atoi(strchr(address_text, ':') + 1));
	CHECK_EQ(connect(raw->fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return raw;
}

struct raw *raw_connect(const struct daemon *d)
{
	return strncmp(d->link, "tcp:", 4) == 0 ? connect_tcp(d->address)
						: connect_unix(d->address);
}

struct raw *raw_connect_door(const struct daemon *d)
{
	return connect_unix(d->door);
}

void raw_close(struct raw *raw)
{
	close(raw->fd);
	free(raw);
}

bool raw_send(struct raw *raw, const void *bytes, size_t len)
{
	const uint8_t *at = bytes;
	ssize_t n;

	while (len) {
		n = send(raw->fd, at, len, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		at += n;
		len -= (size_t)n;
	}
	return true;
}

/* ---- frames ---- */

static void put16(uint8_t *at, uint32_t v)
{
	at[0] = (uint8_t)v;
	at[1] = (uint8_t)(v >> 8);
}

static void put32(uint8_t *at, uint32_t v)
{
	put16(at, v);
	put16(at + 2, v >> 16);
}

static uint32_t get16(const uint8_t *at)
{
	return (uint32_t)at[0] | (uint32_t)at[1] << 8;
}

static uint32_t get32(const uint8_t *at)
{
	return get16(at) | get16(at + 2) << 16;
}

bool raw_put(struct raw *raw, const struct raw_frame *f, const uint32_t *words, unsigned n,
	     const void *data, size_t len)
{
	uint8_t *bytes = calloc(1, 4 + 16 + 4 * (size_t)n + 8 + len);
	size_t fixed = 16 + (4 * (size_t)n + 7) / 8 * 8;
	bool sent;

	CHECK(bytes != NULL);
	put32(bytes, (uint32_t)(fixed + len));
	bytes[4] = f->kind;
	bytes[5] = f->flags;
	put16(bytes + 6, f->tag);
	put32(bytes + 8, f->id);
	bytes[12] = f->context;
	bytes[13] = f->service;
	put16(bytes + 14, f->code);
	put16(bytes + 16, f->fixed_bytes ? f->fixed_bytes : (uint32_t)fixed);
	for (unsigned i = 0; i < n; i++)
		put32(bytes + 20 + 4 * i, words[i]);
	if (len)
		memcpy(bytes + 4 + fixed, data, len);
	sent = raw_send(raw, bytes, 4 + fixed + len);
	free(bytes);
	return sent;
}

/* Returns 1, 0 closed, -1 late. */
static int read_all(struct raw *raw, uint8_t *to, size_t len, int ms)
{
	struct pollfd p = { .fd = raw->fd, .events = POLLIN };
	ssize_t n;

	while (len) {
		if (poll(&p, 1, ms) <= 0)
			return -1;
		n = recv(raw->fd, to, len, 0);
		if (n <= 0)
			return 0;
		to += n;
		len -= (size_t)n;
	}
	return 1;
}

static void decode(struct raw *raw, uint32_t len, struct raw_frame *f)
{
	const uint8_t *at = raw->in;

	memset(f, 0, sizeof(*f));
	f->kind = at[0];
	f->flags = at[1];
	f->tag = (uint16_t)get16(at + 2);
	f->id = get32(at + 4);
	f->context = at[8];
	f->service = at[9];
	f->code = (uint16_t)get16(at + 10);
	f->fixed_bytes = (uint16_t)get16(at + 12);
	CHECK(f->fixed_bytes >= 16 && f->fixed_bytes <= len && f->fixed_bytes % 8 == 0);
	f->words_n = (f->fixed_bytes - 16u) / 4;
	for (uint32_t i = 0; i < f->words_n && i < 40; i++)
		f->words[i] = get32(at + 16 + 4 * i);
	f->data = at + f->fixed_bytes;
	f->data_len = len - f->fixed_bytes;
}

int raw_get(struct raw *raw, struct raw_frame *ret_frame, int ms)
{
	uint8_t length[4];
	int r = read_all(raw, length, 4, ms);
	uint32_t len = get32(length);

	if (r <= 0)
		return r;
	CHECK(len >= 16 && len <= sizeof(raw->in));
	r = read_all(raw, raw->in, len, WAIT_MS);
	if (r > 0)
		decode(raw, len, ret_frame);
	return r;
}

/* ---- hello ---- */

int raw_hello(struct raw *raw, const struct raw_hello *h)
{
	uint32_t nonce = h->nonce ? h->nonce : ++raw->nonce;
	const uint32_t words[14] = { h->magic ? h->magic : 0x454c5349u,
				     h->version ? h->version : 1,
				     h->version ? h->version : 1,
				     7,
				     h->frame_max ? h->frame_max : RAW_FRAME_MAX,
				     262144,
				     16,
				     h->keepalive_ms,
				     h->role ? h->role : ISLE_ROLE_CLIENT,
				     nonce,
				     0,
				     0,
				     (uint32_t)h->session_id,
				     (uint32_t)(h->session_id >> 32) };
	const struct raw_frame head = { .kind = ISLE_KIND_HELLO };
	struct raw_frame f;
	int r;

	raw_put(raw, &head, words, 14, h->name ? h->name : "raw", h->name ? h->name_len : 3);
	do {
		r = raw_get(raw, &f, WAIT_MS);
		if (r <= 0)
			return CLOSED;
	} while (f.kind != ISLE_KIND_HELLO || !(f.flags & ISLE_FLAG_ANSWER) || f.words[9] != nonce);
	if (f.code)
		return -(int)f.code;
	raw->tag = (uint16_t)f.words[10];
	raw->id = (uint64_t)f.words[13] << 32 | f.words[12];
	CHECK(raw->tag != 0 && raw->id != 0);
	return 0;
}

struct raw *raw_open(const struct daemon *d, uint64_t session_id)
{
	const struct raw_hello hello = { .session_id = session_id };
	struct raw *raw = raw_connect(d);

	CHECK_EQ(raw_hello(raw, &hello), 0);
	return raw;
}

/* ---- calls ---- */

uint32_t raw_call_start(struct raw *raw, unsigned context, unsigned service, unsigned method,
			const uint32_t *args, unsigned n, const void *data, size_t len)
{
	const struct raw_frame head = { .kind = ISLE_KIND_CALL,
					.flags = ISLE_FLAG_END,
					.tag = raw->tag,
					.id = ++raw->next_id,
					.context = (uint8_t)context,
					.service = (uint8_t)service,
					.code = (uint16_t)method };
	uint32_t words[42] = { ISLE_NO_DEADLINE, 1u << 20 };

	CHECK(n <= 40);
	if (n)
		memcpy(words + 2, args, 4 * (size_t)n);
	raw_put(raw, &head, words, n + 2, data, len);
	return raw->next_id;
}

int raw_answer(struct raw *raw, uint32_t id, struct raw_frame *ret_frame)
{
	struct raw_frame f;

	for (;;) {
		int r = raw_get(raw, &f, WAIT_MS);

		if (r < 0)
			FAIL("no answer to call %u", id);
		if (r == 0 || f.kind == ISLE_KIND_GOODBYE)
			return CLOSED;
		if (f.kind == ISLE_KIND_REPLY && f.id == id)
			break;
	}
	CHECK(f.flags & ISLE_FLAG_ANSWER);
	if (ret_frame)
		*ret_frame = f;
	return -(int)f.code;
}

int raw_call(struct raw *raw, unsigned context, unsigned service, unsigned method,
	     const uint32_t *words, unsigned n, const void *data, size_t len,
	     struct raw_frame *ret_frame)
{
	return raw_answer(raw, raw_call_start(raw, context, service, method, words, n, data, len),
			  ret_frame);
}

int raw_open_file(struct raw *raw, unsigned context, const char *path, uint32_t flags,
		  uint32_t *ret_handle)
{
	const uint32_t words[2] = { flags, 0644 };
	struct raw_frame f;
	int r = raw_call(raw, context, ISLE_SERVICE_FILE, ISLE_FILE_OPEN, words, 2, path,
			 strlen(path), &f);

	if (r == 0)
		*ret_handle = f.words[0];
	return r;
}

void raw_expect_end(struct raw *raw, int error)
{
	struct raw_frame f;
	int r, said = 0;

	while ((r = raw_get(raw, &f, WAIT_MS)) > 0)
		if (f.kind == ISLE_KIND_GOODBYE)
			said = f.code;
	if (r < 0)
		FAIL("the session goes on");
	CHECK_EQ(said, error);
}

/* ---- the daemon under fire ---- */

void fire_start(struct daemon *d, const struct daemon_options *options)
{
	static const struct daemon_options usual;

	signal(SIGPIPE, SIG_IGN);
	daemon_start(d, options ? options : &usual);
}

void fire_end(struct daemon *d)
{
	const struct raw_frame bye = { .kind = ISLE_KIND_GOODBYE };
	struct raw_frame f = bye;
	struct raw *raw;
	uint64_t start = 0;
	int r;

	CHECK_EQ(daemon_worker(d), d->first);
	do { /* hostile ones that said no hello may still be in the way for a moment */
		raw = raw_connect(d);
		r = raw_hello(raw, &(struct raw_hello){ 0 });
		if (r)
			raw_close(raw);
	} while (r && still_waiting(&start));
	CHECK_EQ(r, 0);
	CHECK_EQ(raw_call(raw, 0, ISLE_SERVICE_SESSION, ISLE_SESSION_ECHO, NULL, 0, "alive", 5, &f),
		 0);
	CHECK_EQ(f.data_len, 5);
	f = bye;
	f.tag = raw->tag;
	raw_put(raw, &f, NULL, 0, NULL, 0);
	raw_close(raw);
	daemon_check_fds(d);
	CHECK_EQ(daemon_worker(d), d->first);
	daemon_stop(d);
}
