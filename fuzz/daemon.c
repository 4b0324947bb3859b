/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The whole worker (attachment, session, parties, router, batches, services, files) against a client and a
 * program made of fuzz bytes. Most frames have the session's tag, a method that exists and handles that were
 * handed out, so that the services are reached. Contexts come and go with streams, batches and calls from
 * one to the other under way.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/host.h"
#include "daemon/log.h"
#include "service/services.h"
#include "wire/gen/methods.h"

#define HANDLES   16
#define FDS_CHECK 256u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct isle_host host;
static int root; /* the export's folder */
static char folder[64] = "/tmp/isle-fuzz-XXXXXX";

/* --- the input ------------------------------------------------------------------------------------ */

static const uint8_t *bytes;
static size_t bytes_left;

static unsigned take(void)
{
	if (!bytes_left)
		return 0;
	bytes_left--;
	return *bytes++;
}

/* --- the worker ------------------------------------------------------------------------------------- */

static void quiet(enum isle_level level, const char *text)
{
	(void)level;
	(void)text;
}

static void report(void *state, const char *text)
{
	(void)state;
	fprintf(stderr, "%s\n", text);
	abort();
}

static void must_at(int line, bool holds)
{
	if (holds)
		return;
	fprintf(stderr, "daemon.c:%d: errno %d\n", line, errno);
	abort();
}

#define must(x) must_at(__LINE__, (x))

static void start_worker(void)
{
	static const struct isle_service *const services[] = { &isled_service_session,
							       &isled_service_file,
							       &isled_service_ipc,
							       &isled_service_control, NULL };
	const struct isled_config_errors errors = { .report = report };
	char text[512];
	unsigned i;

	must(mkdtemp(folder) != NULL);
	snprintf(text, sizeof(text),
		 "[client]\nname = fuzz\nlink = unix:/run/fuzz\nkeepalive = 0\nlinger = 0\n"
		 "[export /x]\nroot = %s\nmode = rw\nhide = secret\n[limits]\nhandles = 64\n",
		 folder);
	must(isled_config_read("fuzz", text, strlen(text), 0, &errors, &host.config) == 0);
	isled_log_redirect(quiet, NULL);
	must(isled_loop_init(&host.loop) == 0);
	host.loop.state = &host;
	host.supervisor = -1;
	host.supervisor_facts[3] = geteuid();
	host.link = &isle_transport_unix;
	host.console.log = -1;
	host.exports[0] = (struct isle_export){
		.path = "/x",
		.root = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC),
		.hide = (const char *const *)host.config->exports[0]->hide,
		.hide_count = host.config->exports[0]->hide_n,
	};
	host.exports_n = 1;
	isled_host_init_session(&host);
	for (i = 0; services[i]; i++)
		must(isle_service_register(&host, services[i]) == 0);
	host.listeners[0] = (struct isled_listener){ .host = &host,
						     .transport = &isle_transport_unix,
						     .is_client = true };
	host.listeners[1] =
		(struct isled_listener){ .host = &host, .transport = &isle_transport_unix };
	root = host.exports[0].root;
}

/* --- the peers --------------------------------------------------------------------------------------- */

static struct peer {
	int fd;
	unsigned tag;
	uint32_t handles[HANDLES], handles_n;
	uint8_t contexts[HANDLES]; /* of the handles */
	uint32_t next_id, asked;   /* the last call it got */
	uint8_t in[300000];
	size_t in_len;
} peers[2], *peer; /* the client and a program; who speaks */

static void learn(struct peer *p, const uint8_t *frame, size_t len)
{
	uint32_t fixed = isle__le16_get(frame + 12);

	must(len >= 16 && fixed <= len);
	if (frame[0] == ISLE_KIND_HELLO && (frame[1] & ISLE_FLAG_ANSWER))
		p->tag = isle__le32_get(frame + 56);
	if (frame[0] == ISLE_KIND_CALL)
		p->asked = isle__le32_get(frame + 4);
	if (frame[0] == ISLE_KIND_REPLY && fixed >= 24 && !isle__le16_get(frame + 10)) {
		p->contexts[p->handles_n % HANDLES] = frame[8];
		p->handles[p->handles_n++ % HANDLES] = isle__le32_get(frame + 16);
	}
}

static void read_all(struct peer *p)
{
	ssize_t n;
	size_t at = 0;

	while ((n = recv(p->fd, p->in + p->in_len, sizeof(p->in) - p->in_len, MSG_DONTWAIT)) > 0) {
		p->in_len += (size_t)n;
		while (p->in_len - at >= 4 && p->in_len - at - 4 >= isle__le32_get(p->in + at)) {
			learn(p, p->in + at + 4, isle__le32_get(p->in + at));
			at += 4 + isle__le32_get(p->in + at);
		}
		memmove(p->in, p->in + at, p->in_len - at);
		p->in_len -= at;
		at = 0;
	}
}

static void turn(unsigned n)
{
	do {
		isled_loop_turn(&host.loop, 0);
		read_all(&peers[0]);
		read_all(&peers[1]);
	} while (n--);
}

static void put_frame(const uint8_t *frame, size_t len)
{
	uint8_t out[4 + 2000];

	isle__le32_put(out, (uint32_t)len);
	memcpy(out + 4, frame, len);
	if (send(peer->fd, out, 4 + len, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		bytes_left = 0; /* it has closed the link */
}

static size_t put_header(uint8_t *buf, unsigned kind, unsigned flags, uint32_t id)
{
	memset(buf, 0, 16);
	buf[0] = (uint8_t)kind;
	buf[1] = (uint8_t)flags;
	isle__le16_put(buf + 2, kind == ISLE_KIND_HELLO ? 0 : peer->tag);
	isle__le32_put(buf + 4, id);
	return 16;
}

static void hello(void)
{
	static const uint32_t words[] = { ISLE_MAGIC, 1, 1, 7, 4096, 8192, 8, 0, ISLE_ROLE_CLIENT };
	uint8_t buf[100];
	unsigned i;

	put_header(buf, ISLE_KIND_HELLO, 0, 0);
	memset(buf + 16, 0, 56);
	for (i = 0; i < 9; i++)
		isle__le32_put(buf + 16 + 4 * i, words[i]);
	if (peer == &peers[1])
		isle__le32_put(buf + 48, ISLE_ROLE_PROGRAM);
	isle__le32_put(buf + 52, take());
	isle__le16_put(buf + 12, 72);
	memcpy(buf + 72, "fuzz", 4);
	put_frame(buf, 76);
}

static unsigned owner; /* the context of the handle that was last taken */

static uint32_t word(unsigned i)
{
	unsigned how = take(), n = peer->handles_n < HANDLES ? peer->handles_n : HANDLES;

	if (i == 0 && how & 1 && n) {
		owner = peer->contexts[how / 2 % n];
		return peer->handles[how / 2 % n];
	}
	if (how % 16 == 15)
		return ISLE_BATCH_REF + take() % 9;
	if (how % 16 == 14)
		return 0xffffffffu - take();
	return how % 4 ? how / 4 : take() << (how / 4 % 25);
}

static size_t put_path(uint8_t *at)
{
	static const char *const paths[] = { "/x/a",       "/x/b",      "/x/d", "/x/d/c",
					     "/x/l",       "a",         "/",    "/x",
					     "/x/../x/a",  "/x/secret", "..",   "/x/d/../../..",
					     "/proc/self", "/x/fifo",   "x/a",  "/x/big" };
	unsigned how = take();
	size_t n = 0;

	if (how & 128) {
		for (n = 0; n < how % 32u; n++)
			at[n] = (uint8_t)take();
		return n;
	}
	strcpy((char *)at, paths[how % 16]);
	return strlen((char *)at);
}

static size_t put_data(uint8_t *at)
{
	unsigned how = take();
	size_t n = put_path(at);

	if (how & 1) { /* names that follow one another, or a path and what is to be written */
		at[n++] = how & 2 ? 0 : 'x';
		n += put_path(at + n);
	}
	for (; how & 4 && n < 600; n++)
		at[n] = (uint8_t)how;
	return how & 8 ? 0 : n;
}

static size_t put_words(uint8_t *at, unsigned n)
{
	unsigned i;

	for (i = 0; i < n; i++)
		isle__le32_put(at + 4 * i, word(i));
	return 4 * n;
}

/* A list of operations with consistent lengths. */
static size_t put_batch(uint8_t *at)
{
	unsigned ops = take() % 9, i;
	uint8_t *start = at;

	for (i = 0; i < ops && at - start < 1000; i++) {
		const struct isle__method *m = &isle__methods[take() % ISLE__METHODS_N];
		uint8_t *head = at;
		size_t words, data;

		at += 24;
		words = put_words(at, m->arg_words);
		at += words;
		data = put_data(at);
		memset(at + data, 0, 8);
		at += (data + 7) & ~(size_t)7;
		isle__le32_put(head, m->service);
		isle__le32_put(head + 4, m->number);
		isle__le32_put(head + 8, take() & 1);
		isle__le32_put(head + 12, (uint32_t)words / 4);
		isle__le32_put(head + 16, (uint32_t)data);
		isle__le32_put(head + 20, 0);
	}
	return (size_t)(at - start);
}

static void call(const struct isle__method *m)
{
	unsigned how = take();
	uint8_t buf[2000];
	size_t len = put_header(buf, ISLE_KIND_CALL, how & 1 ? ISLE_FLAG_END : 0, ++peer->next_id);

	if (m->props & ISLE__METHOD_CHANNEL)
		buf[1] |= ISLE_FLAG_CHANNEL;
	buf[1] |= how & (ISLE_FLAG_URGENT | (how & 128 ? 0xff : 0));
	buf[9] = m->service;
	isle__le16_put(buf + 10, m->number);
	isle__le32_put(buf + 16, how & 8 ? take() : ISLE_NO_DEADLINE);
	isle__le32_put(buf + 20, how & 16 ? take() : 20000);
	owner = 0;
	len = 24 + put_words(buf + 24, m->arg_words);
	buf[8] = (uint8_t)(how & 2 ? take() % 4 : owner);
	isle__le16_put(buf + 12, (uint32_t)len);
	if (m->service == ISLE_SERVICE_SESSION && m->number == ISLE_SESSION_BATCH)
		len += put_batch(buf + len);
	else
		len += put_data(buf + len);
	put_frame(buf, len);
}

/* What lasts, or goes from one peer to the other. */
static const struct isle__method *busy(void)
{
	static const uint8_t methods[][2] = {
		{ ISLE_SERVICE_SESSION, ISLE_SESSION_BATCH },
		{ ISLE_SERVICE_IPC, ISLE_IPC_CALL },
		{ ISLE_SERVICE_IPC, ISLE_IPC_CONNECT },
		{ ISLE_SERVICE_IPC, ISLE_IPC_CALL },
		{ ISLE_SERVICE_FILE, ISLE_FILE_GETFILE },
		{ ISLE_SERVICE_FILE, ISLE_FILE_PREAD },
		{ ISLE_SERVICE_SESSION, ISLE_SESSION_ECHO },
		{ ISLE_SERVICE_IPC, ISLE_IPC_BIND },
	};
	const uint8_t *method = methods[take() % 8];

	return isle__method_find(method[0], method[1]);
}

/* A call with one argument word that matters. */
static void ask(unsigned service, unsigned method, uint32_t argument, const char *text)
{
	const struct isle__method *m = isle__method_find(service, method);
	uint8_t buf[100] = { 0 };
	size_t len = put_header(buf, ISLE_KIND_CALL, ISLE_FLAG_END, ++peer->next_id);

	buf[9] = (uint8_t)service;
	isle__le16_put(buf + 10, method);
	isle__le32_put(buf + 16, ISLE_NO_DEADLINE);
	isle__le32_put(buf + 24, argument);
	len = 24 + 4 * (size_t)m->arg_words;
	isle__le16_put(buf + 12, (uint32_t)len);
	strcpy((char *)buf + len, text);
	put_frame(buf, len + strlen(text));
}

static void context(bool opened, unsigned how)
{
	static const char *const names[] = { "one", "two", "three" };

	if (opened)
		ask(ISLE_SERVICE_SESSION, ISLE_SESSION_CONTEXT_OPEN, 0, names[how % 3]);
	else
		ask(ISLE_SERVICE_SESSION, ISLE_SESSION_CONTEXT_CLOSE, 1 + how % 3, "");
}

/* A later frame of a call. */
static void more(void)
{
	static const uint8_t kinds[] = { ISLE_KIND_DATA,   ISLE_KIND_DATA,  ISLE_KIND_CREDIT,
					 ISLE_KIND_CANCEL, ISLE_KIND_REPLY, ISLE_KIND_PING };
	unsigned kind = kinds[take() % 6], how = take();
	uint8_t buf[1000];
	uint32_t id = kind == ISLE_KIND_PING ? 0 : peer->next_id - how % 4;
	size_t len = put_header(buf, kind, how & 16 ? ISLE_FLAG_END : 0, id ? id : kind != 7);

	if (kind == ISLE_KIND_CREDIT || kind == ISLE_KIND_PING) {
		isle__le32_put(buf + 16, take() << 8);
		isle__le32_put(buf + 20, take());
		len = 24;
	} else if (kind == ISLE_KIND_REPLY) {
		buf[1] = ISLE_FLAG_ANSWER | ISLE_FLAG_END;
	}
	if (kind == ISLE_KIND_REPLY || (kind != ISLE_KIND_PING && how & 32)) {
		buf[1] |= ISLE_FLAG_ANSWER; /* to the call that it got */
		isle__le32_put(buf + 4, peer->asked);
	}
	isle__le16_put(buf + 12, (uint32_t)len);
	if (kind == ISLE_KIND_DATA)
		len += put_data(buf + len);
	put_frame(buf, len);
}

static void raw(void)
{
	uint8_t buf[80];
	size_t len = 16 + take() % 64, i;

	for (i = 0; i < len; i++)
		buf[i] = (uint8_t)take();
	if (take() % 4)
		isle__le16_put(buf + 2, peer->tag);
	put_frame(buf, len);
}

/* --- one input ------------------------------------------------------------------------------------------- */

/* Sockets, and what lies in the folder; the fuzzer opens others of its own. */
static unsigned descriptors(void)
{
	struct stat here, st;
	unsigned n = 0;
	int fd;

	must(fstat(root, &here) == 0);
	for (fd = 0; fd < (int)FDS_CHECK; fd++)
		n += fstat(fd, &st) == 0 && (S_ISSOCK(st.st_mode) || st.st_dev == here.st_dev);
	return n;
}

static void tidy(void)
{
	static const char *const names[] = { "a", "b", "l", "d/c", "fifo", "secret", "big" };
	unsigned i;
	int big;

	for (i = 0; i < 7; i++)
		unlinkat(root, names[i], 0);
	unlinkat(root, "d", AT_REMOVEDIR);
	must(mkdirat(root, "d", 0755) == 0 || errno == EEXIST || errno == ENOTDIR);
	if (symlinkat("a", root, "l") < 0 || mkfifoat(root, "fifo", 0644) < 0)
		must(errno == EEXIST);
	big = openat(root, "big", O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
	must(big < 0 || ftruncate(big, 100000) == 0);
	close(big);
	close(openat(root, "secret", O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
}

static void connect_peer(struct peer *p)
{
	const struct isle_peer credentials = { .known = true, .uid = geteuid(), .gid = getegid() };
	struct isle_link_fds fds = { .n = 1 };
	int pair[2];

	must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) == 0);
	memset(p, 0, sizeof(*p));
	p->fd = pair[0];
	fds.fd[0] = pair[1];
	must(isled_attach(&host.listeners[p - peers], &fds, &credentials, true) == 0);
	peer = p;
	hello();
	turn(1);
}

/* What the other side of a relay needs: a service of the program, and the client bound to it. */
static void relay(unsigned how)
{
	peer = &peers[1];
	ask(ISLE_SERVICE_IPC, ISLE_IPC_REGISTER, how % 2, "a");
	turn(1);
	peer = &peers[0];
	ask(ISLE_SERVICE_IPC, ISLE_IPC_BIND, how % 4, "a");
	turn(1);
}

static void step(void)
{
	unsigned what = take();

	switch (what % 8) {
	case 0:
		if (what & 32)
			hello();
		else
			peer = &peers[what / 8 % 2];
		break;
	case 1:
		if (what & 32)
			raw();
		else
			context(what & 16, what / 8);
		break;
	case 2:
	case 3:
		more();
		break;
	case 4:
		call(busy());
		break;
	default:
		call(&isle__methods[take() % ISLE__METHODS_N]);
	}
	if (what & 64)
		turn(what & 128 ? 2 : 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static unsigned before;
	unsigned n;

	if (!before) {
		start_worker();
		before = descriptors();
	}
	bytes = data;
	bytes_left = size;
	tidy();
	connect_peer(&peers[1]);
	connect_peer(&peers[0]);
	if (take() % 2) {
		context(true, 0);
		context(true, 1);
		turn(1);
		relay(take());
	}
	while (bytes_left)
		step();
	turn(3);
	close(peers[0].fd);
	close(peers[1].fd);
	/* A job of the pool that is running holds its descriptor until it has ended. */
	for (n = 0; host.attachments || host.parties || descriptors() != before; n++) {
		must(n < 3000);
		isled_loop_turn(&host.loop, n > 10 ? 1 : 0);
	}
	return 0;
}
