/* SPDX-License-Identifier: BSD-3-Clause */
#include "tests/client/peer.h"

#include <isle/errors.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "wire/frame.h"
#include "wire/gen/file.h"

#define HANDLE_MARK 0x500u

/* ---- files ------------------------------------------------------------------------------------------- */

struct peer_file *peer_find(struct peer *peer, const char *name, uint32_t len)
{
	unsigned i;

	for (i = 0; i < PEER_FILES; i++)
		if (peer->files[i].data && strlen(peer->files[i].name) == len &&
		    !memcmp(peer->files[i].name, name, len))
			return &peer->files[i];
	return NULL;
}

struct peer_file *peer_put(struct peer *peer, const char *name, const void *data, uint32_t len)
{
	struct peer_file *f = peer_find(peer, name, (uint32_t)strlen(name));
	unsigned i;

	for (i = 0; !f && i < PEER_FILES; i++)
		if (!peer->files[i].data) {
			f = &peer->files[i];
			f->data = malloc(PEER_DATA);
			snprintf(f->name, sizeof(f->name), "%s", name);
		}
	CHECK(f && len <= PEER_DATA);
	if (len)
		memcpy(f->data, data, len);
	f->len = len;
	return f;
}

static struct peer_file *by_handle(struct peer *peer, uint32_t handle)
{
	uint32_t i = handle & 0xff;

	if ((handle & 0xff00) != HANDLE_MARK || handle >> 16 != (peer->file_epoch & 0xffff) ||
	    i >= PEER_FILES || !peer->files[i].data)
		return NULL;
	return &peer->files[i];
}

static uint32_t handle_of(struct peer *peer, const struct peer_file *f)
{
	return peer->file_epoch << 16 | HANDLE_MARK | (uint32_t)(f - peer->files);
}

/* One operation, of a call or of a batch. */
struct operation {
	uint32_t service, method;
	uint32_t w[8];
	const uint8_t *in;
	uint32_t in_len;
	uint32_t ret[32], ret_n;
	uint8_t *out;
	uint32_t out_len, out_max;
	bool hold;
};

static int op_open(struct peer *p, struct operation *o)
{
	char name[64] = "";
	struct peer_file *f = peer_find(p, (const char *)o->in, o->in_len);

	if (!f && (o->w[0] & ISLE_O_CREAT)) {
		if (o->in_len >= sizeof(name))
			return -ISLE_ENAMETOOLONG;
		memcpy(name, o->in, o->in_len);
		f = peer_put(p, name, NULL, 0);
	}
	if (!f)
		return -ISLE_ENOENT;
	if (o->w[0] & ISLE_O_TRUNC)
		f->len = 0;
	o->ret[0] = handle_of(p, f);
	o->ret[1] = ISLE_FILE_TYPE_REGULAR;
	o->ret[2] = f->len;
	o->ret[4] = strcmp(f->name, "tty") ? ISLE_FILE_IS_SEEKABLE : ISLE_FILE_IS_STREAM;
	o->ret_n = 6;
	return 0;
}

static int op_pread(struct peer *p, struct operation *o)
{
	struct peer_file *f = by_handle(p, o->w[0]);
	uint64_t offset = (uint64_t)o->w[3] << 32 | o->w[2];
	uint32_t n = o->w[1];

	if (!f)
		return -ISLE_EBADF;
	if (!strcmp(f->name, "never")) {
		o->hold = true;
		return 0;
	}
	if (!strcmp(f->name, "tty"))
		CHECK(offset == ISLE_OFFSET_CURRENT);
	if (offset == ISLE_OFFSET_CURRENT)
		offset = 0;
	if (offset > f->len)
		offset = f->len;
	if (n > f->len - offset)
		n = (uint32_t)(f->len - offset);
	if (n > o->out_max)
		return -ISLE_EMSGSIZE;
	memcpy(o->out, f->data + offset, n);
	o->out_len = n;
	o->ret[0] = n;
	o->ret[1] = offset + n == f->len ? ISLE_READ_EOF : 0;
	o->ret_n = 2;
	return 0;
}

static int op_pwrite(struct peer *p, struct operation *o)
{
	struct peer_file *f = by_handle(p, o->w[0]);
	uint64_t offset = o->w[1] & ISLE_WRITE_APPEND && f ? f->len
							   : (uint64_t)o->w[3] << 32 | o->w[2];

	if (!f)
		return -ISLE_EBADF;
	CHECK_EQ(o->w[4], o->in_len);
	if (offset + o->in_len > PEER_DATA)
		return -ISLE_ENOSPC;
	memcpy(f->data + offset, o->in, o->in_len);
	if (offset + o->in_len > f->len)
		f->len = (uint32_t)offset + o->in_len;
	o->ret[0] = o->in_len;
	o->ret_n = 2;
	return 0;
}

static void fill_stat(const struct peer_file *f, const struct peer *p, uint32_t *words)
{
	struct isle_stat st = { .dev = 0x1122334455667788ull,
				.ino = (uint64_t)(f - p->files) + 1,
				.type = ISLE_FILE_TYPE_REGULAR,
				.mode = 0644,
				.size = f->len,
				.mtime_s = -5,
				.mtime_ns = 999999999,
				.btime_s = 1700000000,
				.mask = ISLE_STAT_HAS_BTIME };

	isle__stat_put(&st, words);
}

static int op_stat(struct peer *p, struct operation *o)
{
	struct peer_file *f = o->method == ISLE_FILE_STAT
				      ? peer_find(p, (const char *)o->in, o->in_len)
				      : by_handle(p, o->w[0]);

	if (!f)
		return o->method == ISLE_FILE_STAT ? -ISLE_ENOENT : -ISLE_EBADF;
	fill_stat(f, p, o->ret);
	o->ret_n = ISLE_STAT_WORDS;
	return 0;
}

static int op_readdir(struct peer *p, struct operation *o)
{
	uint32_t cookie = o->w[2], fixed = o->w[1] & ISLE_READDIR_ATTRS ? 144 : 24, entries = 0;
	uint64_t done = cookie;

	for (; cookie < PEER_FILES; cookie++) {
		struct peer_file *f = &p->files[cookie];
		struct isle__dirent d = { .ino = cookie + 1,
					  .cookie = cookie + 1,
					  .type = ISLE_FILE_TYPE_REGULAR,
					  .name_bytes = (uint32_t)strlen(f->name) };
		uint32_t bytes = fixed + ((d.name_bytes + 7) & ~7u), words[32];

		if (!f->data)
			continue;
		if (bytes > o->out_max - o->out_len)
			break;
		isle__dirent_put(&d, words);
		isle__words_put(o->out + o->out_len, words, 6);
		if (fixed > 24) {
			fill_stat(f, p, words);
			isle__words_put(o->out + o->out_len + 24, words, 30);
		}
		memset(o->out + o->out_len + fixed, 0, bytes - fixed);
		memcpy(o->out + o->out_len + fixed, f->name, d.name_bytes);
		o->out_len += bytes;
		entries++;
		done = cookie + 1;
	}
	if (!entries && cookie < PEER_FILES)
		return -ISLE_EMSGSIZE;
	o->ret[0] = entries;
	o->ret[1] = cookie == PEER_FILES;
	o->ret[2] = (uint32_t)done;
	o->ret_n = 4;
	return 0;
}

static int op_names(struct peer *p, struct operation *o)
{
	uint32_t first = o->w[o->method == ISLE_FILE_SYMLINK ? 0 : 1];
	struct peer_file *f;

	if (first > o->in_len || o->in_len - first >= sizeof(f->name))
		return -ISLE_EINVAL;
	f = peer_find(p, (const char *)o->in, first);
	if (!f)
		return -ISLE_ENOENT;
	memset(f->name, 0, sizeof(f->name));
	memcpy(f->name, o->in + first, o->in_len - first);
	return 0;
}

static int op_whole(struct peer *p, struct operation *o)
{
	char name[64] = "";
	struct peer_file *f;

	if (o->method == ISLE_FILE_PUTFILE) {
		CHECK_EQ(o->in_len, o->w[2] + o->w[3]);
		CHECK(o->w[2] < sizeof(name));
		memcpy(name, o->in, o->w[2]);
		peer_put(p, name, o->in + o->w[2], o->w[3]);
		o->ret[0] = o->w[3];
	} else {
		f = peer_find(p, (const char *)o->in, o->in_len);
		if (!f)
			return -ISLE_ENOENT;
		o->out_len = f->len < o->w[0] ? f->len : o->w[0];
		if (o->out_len > o->out_max)
			return -ISLE_EMSGSIZE;
		memcpy(o->out, f->data, o->out_len);
		o->ret[0] = o->out_len;
		o->ret[1] = o->out_len == f->len ? ISLE_READ_EOF : 0;
	}
	o->ret_n = 2;
	return 0;
}

static int op_text(struct peer *p, struct operation *o)
{
	static const char cwd[] = "/where/we/are";

	(void)p;
	o->out_len = sizeof(cwd) - 1;
	if (o->out_len > o->out_max)
		return -ISLE_EMSGSIZE;
	memcpy(o->out, cwd, o->out_len);
	return 0;
}

static int op_handle(struct peer *p, struct operation *o)
{
	struct peer_file *f = by_handle(p, o->w[0]);

	if (!f)
		return -ISLE_EBADF;
	o->ret[0] = o->w[0];
	o->ret_n = o->method == ISLE_FILE_DUP ? 2 : 0;
	return 0;
}

static int op_opendir(struct peer *p, struct operation *o)
{
	o->ret[0] = handle_of(p, &p->files[0]);
	o->ret_n = 2;
	return 0;
}

static int op_lseek(struct peer *p, struct operation *o)
{
	struct peer_file *f = by_handle(p, o->w[0]);

	if (!f)
		return -ISLE_EBADF;
	CHECK_EQ(o->w[1], ISLE_SEEK_END);
	o->ret[0] = f->len + o->w[2];
	o->ret_n = 2;
	return 0;
}

static int op_unlink(struct peer *p, struct operation *o)
{
	struct peer_file *f = peer_find(p, (const char *)o->in, o->in_len);

	if (!f)
		return -ISLE_ENOENT;
	free(f->data);
	memset(f, 0, sizeof(*f));
	return 0;
}

static int serve_file(struct peer *p, struct operation *o)
{
	static int (*const ops[40])(struct peer *, struct operation *) = {
		[ISLE_FILE_OPEN] = op_open,       [ISLE_FILE_CLOSE] = op_handle,
		[ISLE_FILE_PREAD] = op_pread,     [ISLE_FILE_PWRITE] = op_pwrite,
		[ISLE_FILE_STAT] = op_stat,       [ISLE_FILE_FSTAT] = op_stat,
		[ISLE_FILE_OPENDIR] = op_opendir, [ISLE_FILE_READDIR] = op_readdir,
		[ISLE_FILE_RENAME] = op_names,    [ISLE_FILE_GETFILE] = op_whole,
		[ISLE_FILE_PUTFILE] = op_whole,   [ISLE_FILE_GETCWD] = op_text,
		[ISLE_FILE_READLINK] = op_text,   [ISLE_FILE_FSYNC] = op_handle,
		[ISLE_FILE_DUP] = op_handle,      [ISLE_FILE_LSEEK] = op_lseek,
		[ISLE_FILE_UNLINK] = op_unlink,   [ISLE_FILE_SYMLINK] = op_names,
		[ISLE_FILE_LINK] = op_names,
	};

	if (o->method >= 40 || !ops[o->method])
		return -ISLE_ENOTSUP;
	return ops[o->method](p, o);
}

/* ---- batches ------------------------------------------------------------------------------------------- */

static int serve_batch(struct peer *p, struct operation *batch)
{
	uint32_t at = 0, i, handles[8] = { 0 }, head[6];
	int r = 0;

	p->batches++;
	for (i = 0; i < batch->w[0] && !r; i++) {
		struct operation o = { 0 };
		uint32_t result[4];

		CHECK(batch->in_len - at >= 24);
		isle__words_get(batch->in + at, 24, head, 6);
		o.service = head[0];
		o.method = head[1];
		CHECK(head[3] <= 8 && head[3] % 2 == 0);
		at += 24;
		isle__words_get(batch->in + at, 4 * head[3], o.w, 8);
		at += 4 * head[3];
		if ((o.w[0] & 0xffffff00u) == ISLE_BATCH_REF)
			o.w[0] = handles[o.w[0] & 7u];
		o.in = batch->in + at;
		o.in_len = head[4];
		at += (head[4] + 7u) & ~7u;
		CHECK(at <= batch->in_len);
		o.out = batch->out + batch->out_len + 16 + 8; /* moved into place below */
		o.out_max = PEER_DATA - batch->out_len - 400;
		r = serve_file(p, &o);
		handles[i] = o.ret[0];
		if (o.hold)
			r = -ISLE_ENOTSUP;
		if (r)
			o.ret_n = o.out_len = 0;
		result[0] = (uint32_t)-r;
		result[1] = (o.ret_n + 1) & ~1u;
		result[2] = o.out_len;
		result[3] = 0;
		memmove(batch->out + batch->out_len + 16 + 4 * result[1], o.out, o.out_len);
		isle__words_put(batch->out + batch->out_len, result, 4);
		isle__words_put(batch->out + batch->out_len + 16, o.ret, o.ret_n);
		batch->out_len += 16 + 4 * result[1] + ((o.out_len + 7) & ~7u);
	}
	CHECK(r || at == batch->in_len);
	batch->ret[0] = i;
	batch->ret_n = 2;
	return batch->out_len > batch->out_max ? -ISLE_EMSGSIZE : 0;
}

/* ---- calls --------------------------------------------------------------------------------------------- */

static int serve_session(struct peer *p, struct operation *o)
{
	switch (o->method) {
	case ISLE_SESSION_ECHO:
		memcpy(o->out, o->in, o->in_len);
		o->out_len = o->in_len;
		return 0;
	case ISLE_SESSION_CONTEXT_OPEN:
		o->ret[0] = ++p->contexts;
		o->ret_n = 2;
		return 0;
	case ISLE_SESSION_CONTEXT_CLOSE:
		return 0;
	case ISLE_SESSION_BATCH:
		return serve_batch(p, o);
	default:
		return -ISLE_ENOTSUP;
	}
}

static int serve_ipc(struct peer *p, struct operation *o)
{
	if (o->method == ISLE_IPC_REGISTER) {
		if (o->in_len > sizeof(p->service))
			return -ISLE_EINVAL;
		memcpy(p->service, o->in, o->in_len);
		p->service_bytes = o->in_len;
		p->cookie = o->w[2];
		o->ret[0] = 77;
		o->ret_n = 2;
		return 0;
	}
	if (o->method == ISLE_IPC_BIND) {
		if (o->in_len != 5 || memcmp(o->in, "adder", 5))
			return -ISLE_ENOSERVICE;
		o->ret[0] = 99;
		o->ret[1] = 3;
		o->ret[2] = 1;
		o->ret_n = 4;
		return 0;
	}
	if (o->method == ISLE_IPC_CALL) { /* adds one to each byte */
		uint32_t i;

		for (i = 0; i < o->in_len; i++)
			o->out[i] = (uint8_t)(o->in[i] + 1);
		o->out_len = o->in_len;
		o->ret[0] = (uint32_t)-7;
		o->ret_n = 2;
		return o->out_len > o->out_max ? -ISLE_EMSGSIZE : 0;
	}
	if (o->method == ISLE_IPC_UNREGISTER)
		p->service_bytes = 0;
	if (o->method == ISLE_IPC_LOOKUP_METHOD)
		o->ret_n = 2;
	return 0;
}

static void finish_task(struct peer_task *t)
{
	struct peer *p = t->peer;
	struct operation o = { .service = t->call.service,
			       .method = t->call.method,
			       .in = t->in,
			       .in_len = t->in_len,
			       .out = t->out,
			       .out_max = isle_call_credit(&t->call) };
	int r;

	memcpy(o.w, t->words, sizeof(t->words));
	if (o.service == ISLE_SERVICE_SESSION)
		r = serve_session(p, &o);
	else if (o.service == ISLE_SERVICE_FILE)
		r = serve_file(p, &o);
	else
		r = serve_ipc(p, &o);
	if (o.hold || p->silent) {
		t->held = true;
		return;
	}
	memcpy(t->ret, o.ret, sizeof(t->ret));
	t->call.words = t->ret;
	t->call.words_n = (uint8_t)o.ret_n;
	t->call.out = t->out;
	t->call.out_left = r ? 0 : o.out_len;
	isle_call_reply(&p->session, &t->call, r);
}

/* The console and ipc CONNECT echo what they get. */
static void echo(struct peer_task *t)
{
	uint32_t n = t->in_len - t->echo_at;

	if (!n || t->call.out_left)
		return;
	if (isle_call_send(&t->peer->session, &t->call, t->in + t->echo_at, n, false))
		return;
	t->echo_at += n;
}

static void take(struct peer_task *t, const struct isle_frame *f)
{
	struct isle_session *s = &t->peer->session;
	bool channel = t->call.flags & ISLE_FLAG_CHANNEL;

	CHECK(f->data_len <= PEER_DATA - t->in_len);
	memcpy(t->in + t->in_len, f->data, f->data_len);
	t->in_len += f->data_len;
	isle_call_consumed(s, &t->call, f->data_len);
	if (!channel) {
		if (f->flags & ISLE_FLAG_END)
			finish_task(t);
		return;
	}
	echo(t);
	if (f->flags & ISLE_FLAG_END)
		isle_call_reply(s, &t->call, 0);
}

static void begin(struct peer_task *t, const struct isle_frame *f)
{
	t->peer->calls++;
	t->in_len = t->echo_at = 0;
	t->held = false;
	isle__frame_words(f, 2, t->words, 8);
	if (t->call.flags & ISLE_FLAG_CHANNEL) {
		t->in_len = t->echo_at = 0;
		isle_call_consumed(&t->peer->session, &t->call, f->data_len); /* address */
		if (t->words[0] == 404) {
			isle_call_reply(&t->peer->session, &t->call, -ISLE_ECONNREFUSED);
			return;
		}
		isle_call_accept(&t->peer->session, &t->call);
		return;
	}
	take(t, f);
}

static void serve(struct isle_call *call, enum isle_call_event what, const struct isle_frame *f)
{
	struct peer_task *t = (struct peer_task *)call;

	switch (what) {
	case ISLE_CALL_REQUEST:
		begin(t, f);
		break;
	case ISLE_CALL_DATA:
		take(t, f);
		break;
	case ISLE_CALL_ROOM:
		if (call->flags & ISLE_FLAG_CHANNEL)
			echo(t);
		break;
	case ISLE_CALL_CANCELLED:
		t->peer->cancelled++;
		isle_call_reply(&t->peer->session, call, -ISLE_ECANCELED);
		break;
	case ISLE_CALL_CLOSED:
		isle_session_lend_call(&t->peer->session, call);
		break;
	}
}

/* ---- the peer ------------------------------------------------------------------------------------------ */

static struct peer *peer_of(struct isle_session *s)
{
	return (struct peer *)s;
}

static void changed(struct isle_session *s, int error, bool resumed)
{
	peer_of(s)->ups += !error;
	if (!error && !resumed) {
		peer_of(s)->file_epoch++;
		peer_of(s)->contexts = 0;
	}
}

static int accept_hello(struct isle_session *s, const struct isle_hello *hello, uint64_t *ret_id)
{
	struct peer *p = peer_of(s);

	if (p->refuse)
		return p->refuse;
	if (!p->forget && s->id && hello->session_id == s->id)
		return 1;
	*ret_id = ++p->next_id << 32 | 5;
	return 0;
}

static uint64_t time_us(struct isle_session *s)
{
	return peer_of(s)->now_ms * 1000ull;
}

void peer_init(struct peer *p)
{
	unsigned i;

	memset(p, 0, sizeof(*p));
	p->ops.serve = serve;
	p->ops.changed = changed;
	p->ops.hello = isle_session_accepts;
	p->ops.accept = accept_hello;
	p->ops.time_us = time_us;
	p->config.ops = &p->ops;
	p->config.name = "peer";
	p->config.role = ISLE_ROLE_DAEMON;
	p->config.frame_max = BENCH_FRAME_MAX;
	p->config.window = 4096;
	p->config.calls_max = PEER_TASKS - 4;
	isle_session_init(&p->session, &p->config);
	for (i = 0; i < PEER_TASKS; i++) {
		p->tasks[i].peer = p;
		p->tasks[i].in = malloc(PEER_DATA);
		p->tasks[i].out = malloc(PEER_DATA);
		isle_session_lend_call(&p->session, &p->tasks[i].call);
	}
}

void peer_fini(struct peer *p)
{
	unsigned i;

	for (i = 0; i < PEER_TASKS; i++) {
		free(p->tasks[i].in);
		free(p->tasks[i].out);
	}
	for (i = 0; i < PEER_FILES; i++)
		free(p->files[i].data);
}

void peer_link(struct peer *p, struct isle_link *link)
{
	isle_session_link_down(&p->session, -ISLE_ELINK);
	p->link = link;
	p->down = false;
	isle_session_link_up(&p->session, p->now_ms, 1);
}

static bool send_all(struct peer *p)
{
	const struct isle_transport *t = p->link->transport;
	bool moved = false, some = true;
	struct isle_tx tx;

	while (some && t->lend(p->link, &tx) == 0) {
		some = isle_session_output(&p->session, p->now_ms, &tx);
		moved |= some;
		if (t->send(p->link, &tx))
			break;
	}
	t->flush(p->link);
	return moved;
}

bool peer_turn(struct peer *p, uint32_t now_ms)
{
	const struct isle_transport *t;
	const uint8_t *frame;
	bool moved = false;
	int n;

	p->now_ms = now_ms;
	if (!p->link || p->down)
		return false;
	t = p->link->transport;
	isle_session_tick(&p->session, now_ms);
	while ((n = t->receive(p->link, &frame)) > 0) {
		moved = true;
		n = isle_session_input(&p->session, now_ms, frame, (size_t)n);
		t->give_back(p->link);
		if (n)
			break;
	}
	moved |= send_all(p);
	if (n < 0) {
		p->down = true;
		isle_session_link_down(&p->session, -ISLE_ELINK);
	}
	return moved;
}

static void on_call(struct isle_call *call, enum isle_call_event what,
		    const struct isle_frame *frame)
{
	struct peer_call *c = (struct peer_call *)call;

	(void)frame;
	if (what == ISLE_CALL_CLOSED) {
		c->closed++;
		c->status = call->status;
	}
}

int peer_call(struct peer *p, struct peer_call *c, uint32_t method, const void *data, uint32_t len,
	      uint32_t budget_ms)
{
	memset(c, 0, sizeof(*c));
	c->call.event = on_call;
	c->call.service = ISLE_SERVICE_IPC;
	c->call.method = ISLE_IPC_CALL;
	c->words[0] = p->cookie;
	c->words[1] = method;
	c->call.words = c->words;
	c->call.words_n = 2;
	c->call.ret_words = c->ret;
	c->call.ret_n = 2;
	c->call.out = data;
	c->call.out_left = len;
	c->call.in = c->in;
	c->call.in_room = sizeof(c->in);
	return isle_call_start(&p->session, &c->call, budget_ms);
}

/* ---- the bench ----------------------------------------------------------------------------------------- */

static struct bench *bench; /* one in a process */

static uint64_t bench_time(void *self)
{
	return ((struct bench *)self)->now_us;
}

/* Waiting is what makes time pass, when nothing else happens. */
static int bench_wait(struct isle_link *link, uint32_t timeout_ms)
{
	struct bench *b = bench;
	struct isle_link_interest interest;

	isle_transport_loopback.interest(link, &interest);
	if (interest.timeout_ms == 0 || !timeout_ms)
		return 0;
	if (b->frozen)
		b->frozen--;
	else if (peer_turn(&b->peer, (uint32_t)(b->now_us / 1000)))
		return 0;
	b->now_us += 1000;
	return 0;
}

static void bench_sleep(void *self, uint32_t timeout_ms)
{
	(void)timeout_ms;
	((struct bench *)self)->now_us += 1000;
}

static void bench_wake(void *self)
{
	(void)self;
}

static int bench_dial(struct isle_client *client)
{
	struct bench *b = client->config->dial_self;
	struct isle_link_memory memory[2] = {
		{ (uint8_t *)b->memory[0], sizeof(b->memory[0]), (uint8_t *)b->memory[1],
		  sizeof(b->memory[1]) },
		{ (uint8_t *)b->memory[2], sizeof(b->memory[2]), (uint8_t *)b->memory[3],
		  sizeof(b->memory[3]) },
	};
	unsigned i;

	b->dials++;
	if (b->absent)
		return -ISLE_ECONNREFUSED;
	isle_loopback_mend(&b->wire);
	for (i = 0; i < 2; i++)
		CHECK_EQ(isle_loopback_join(&b->ends[i], &b->wire, i, &memory[i]), 0);
	b->ends[0].link.transport = &b->transport;
	if (b->harmed) {
		static uint64_t held[BENCH_FRAME_MAX / 8];

		b->plan.seed = b->plan.seed * 5 + b->dials;
		isle_faulty_wrap(&b->faulty, &b->ends[0].link, &b->plan, held, sizeof(held));
	}
	peer_link(&b->peer, &b->ends[1].link);
	return 0;
}

struct bench *bench_new(uint32_t frame_max)
{
	struct bench *b = calloc(1, sizeof(*b));

	CHECK(b);
	bench = b;
	b->now_us = 1000000;
	b->transport = isle_transport_loopback;
	b->transport.wait = bench_wait;
	CHECK_EQ(isle_loopback_init(&b->wire, b->memory[4], sizeof(b->memory[4]), b->memory[5],
				    sizeof(b->memory[5]), frame_max),
		 0);
	peer_init(&b->peer);
	b->peer.config.frame_max = frame_max;
	b->port.self = b;
	b->port.time_us = bench_time;
	b->port.wait = bench_sleep;
	b->port.wake = bench_wake;
	b->config.port = &b->port;
	b->config.transport = &b->transport;
	b->config.link = &b->ends[0].link;
	b->config.memory.rx = (uint8_t *)b->memory[0];
	b->config.memory.rx_bytes = sizeof(b->memory[0]);
	b->config.memory.tx = (uint8_t *)b->memory[1];
	b->config.memory.tx_bytes = sizeof(b->memory[1]);
	b->config.dial = bench_dial;
	b->config.dial_self = b;
	b->config.name = "test";
	b->config.role = ISLE_ROLE_CLIENT;
	b->config.frame_max = frame_max;
	b->config.window = BENCH_FRAME_MAX;
	b->config.timeout_ms = 1000;
	CHECK_EQ(isle_client_init(&b->client, &b->config), 0);
	return b;
}

void bench_harm(struct bench *b)
{
	b->harmed = true;
	b->config.transport = &isle_transport_faulty;
	b->config.link = &b->faulty.link;
}

void bench_connect(struct bench *b)
{
	CHECK_EQ(isle_client_connect(&b->client, 1000), 0);
}

void bench_free(struct bench *b)
{
	isle_client_fini(&b->client);
	peer_turn(&b->peer, 0);
	peer_fini(&b->peer);
	free(b);
}

void bench_run(struct bench *b, uint32_t ms)
{
	uint64_t until = b->now_us + ms * 1000ull;

	while (b->now_us < until) {
		uint64_t before = b->now_us;
		bool moved = peer_turn(&b->peer, (uint32_t)(b->now_us / 1000));

		isle_client_poll_wait(&b->client, 1);
		if (b->now_us == before && !moved)
			b->now_us += 1000;
	}
}
