/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the client does, one blocking or asynchronous call after the other, and what must come of each:
 * done means done, "cannot have happened" means that it has not, nothing happens twice, every call ends by
 * its time, an open file stays good as long as its session.
 */
#define _GNU_SOURCE
#include "stack.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <isle/batch.h>
#include <isle/client.h>
#include <isle/file.h>
#include <isle/ipc.h>

#define OPS_MAX   300
#define SLOT      32768u /* room for one op's data in the common file */
#define DATA_MAX  20000u
#define ASYNC     3
#define GRACE_MS  2u /* one poll */
#define FRAME_MAX 65792u
#define REQUESTS  4

enum type { APPEND, PWRITE, MKDIR, PUT, CALLED };
enum fate { UNBORN, PENDING, DONE, MAYBE, NOT };

/* What became of each call that changes something. */
static struct op {
	uint8_t type, fate;
	uint32_t size;
	unsigned executed; /* by the service that is called */
} ops[OPS_MAX];
static unsigned ops_n;

static struct isle_client client;
static struct isle_client_config config;
static struct isle__pipe_link the_link;
static uint8_t rx[FRAME_MAX + 8192], tx[FRAME_MAX + 20000];
static struct isle_file log_file, data_file;
static bool log_open, data_open;
static uint64_t log_session, data_session;
static uint8_t noise[DATA_MAX + 4096], buf[DATA_MAX + 16];

static struct async {
	struct isle_op op;
	struct isle_context ctx;
	int number; /* -1: free */
	uint8_t in[DATA_MAX];
	uint64_t until_us;
} asyncs[ASYNC];

static const uint8_t *content(unsigned number)
{
	return noise + number * 13 % 4096;
}

static const char *path_of(const char *kind, unsigned number)
{
	static char path[300];

	snprintf(path, sizeof(path), "%s/%s%u", world.folder, kind, number);
	return path;
}

static uint64_t time_us(void *self)
{
	(void)self;
	return world.now_us + 4000000000000u;
}

static void nothing(void *self)
{
	(void)self;
}

static void wait(void *self, uint32_t ms)
{
	(void)self;
	st_wait(ms, NULL, NULL);
}

static const struct isle_port port = {
	.time_us = time_us, .lock = nothing, .unlock = nothing, .wait = wait, .wake = nothing
};

static void changed(struct isle_client *c, int error, bool resumed)
{
	(void)c;
	st_trace("session %s, error %d%s", error ? "down" : "up", error,
		 resumed ? ", resumed" : "");
	world.total.ups += !error;
}

/* --- fates ----------------------------------------------------------------------------------------- */

static unsigned new_op(enum type type, uint32_t size)
{
	ops[ops_n] = (struct op){ .type = (uint8_t)type, .fate = PENDING, .size = size };
	return ops_n++;
}

/* What a call's result says about whether it happened. */
static void settle(unsigned number, int result, bool maybe)
{
	struct op *op = &ops[number];

	st_trace("op %u ends with %d%s", number, result, maybe ? ", maybe" : "");
	if (op->fate != PENDING)
		st_fail("op %u ends twice", number);
	if (result >= 0)
		op->fate = DONE;
	else
		op->fate = maybe ? MAYBE : NOT;
	if (op->type == MKDIR && result == -ISLE_EEXIST)
		st_fail("op %u: a folder of that name was there: it was made twice", number);
	world.total.ops++;
	world.total.good += result >= 0;
	world.total.maybe += op->fate == MAYBE;
	world.total.never += op->fate == NOT;
	world.total.stale += result == -ISLE_ESTALE;
}

static bool link_trouble(int result)
{
	return result == -ISLE_ELINK || result == -ISLE_ETIMEDOUT || result == -ISLE_ESTALE ||
	       result == -ISLE_ECANCELED;
}

static void expect(int result, const char *what)
{
	if (result < 0 && !link_trouble(result))
		st_fail("%s: error %d", what, result);
}

/* An open file may be lost with its session only. */
static void check_stale(int result, uint64_t session)
{
	if (result == -ISLE_ESTALE && session == client.session.id && client.session.id)
		st_fail("an open file is stale, though its session goes on");
}

/* --- calls --------------------------------------------------------------------------------------------- */

static uint64_t began_us;

static struct isle_context *begin_call(const char *who)
{
	client.context.timeout_ms = st_chance(60) ? 500 + st_below(2000) : st_below(60);
	began_us = world.now_us;
	st_trace("%s, %u ms", who, client.context.timeout_ms);
	return &client.context;
}

#define begin() begin_call(__func__)

static void check_time(void)
{
	uint64_t took = world.now_us - began_us;

	if (took > (uint64_t)(client.context.timeout_ms + GRACE_MS) * 1000u)
		st_fail("a call with %u ms took %llu us", client.context.timeout_ms,
			(unsigned long long)took);
}

static bool open_log(void)
{
	int r;

	if (log_open)
		return true;
	r = isle_file_open(begin(), path_of("log", 0), ISLE_O_WRONLY | ISLE_O_CREAT | ISLE_O_APPEND,
			   0644, &log_file);
	check_time();
	expect(r, "open log");
	log_open = r == 0;
	log_session = client.session.id;
	return log_open;
}

static bool open_data(void)
{
	int r;

	if (data_open)
		return true;
	r = isle_file_open(begin(), path_of("data", 0), ISLE_O_RDWR | ISLE_O_CREAT, 0644,
			   &data_file);
	check_time();
	expect(r, "open data");
	data_open = r == 0;
	data_session = client.session.id;
	return data_open;
}

static void do_append(void)
{
	uint32_t record[4];
	unsigned n;
	int r;

	if (!open_log())
		return;
	n = new_op(APPEND, 16);
	record[0] = n;
	record[1] = ~n;
	memcpy(record + 2, content(n), 8);
	st_trace("op %u: append", n);
	r = isle_file_write(begin(), &log_file, record, sizeof(record));
	check_time();
	expect(r, "append");
	check_stale(r, log_session);
	settle(n, r, client.context.maybe);
	if (r == -ISLE_ESTALE)
		log_open = false;
}

static void do_pwrite(void)
{
	unsigned n;
	int r;

	if (!open_data())
		return;
	n = new_op(PWRITE, 1 + st_below(DATA_MAX - 1));
	st_trace("op %u: write %u bytes", n, ops[n].size);
	r = isle_file_pwrite(begin(), &data_file, content(n), ops[n].size, (uint64_t)n * SLOT);
	check_time();
	expect(r, "pwrite");
	check_stale(r, data_session);
	if (r >= 0 && (uint32_t)r != ops[n].size)
		st_fail("op %u: %d bytes of %u written", n, r, ops[n].size);
	if (r < 0 && client.context.acked_bytes > ops[n].size)
		st_fail("op %u: %u bytes acknowledged", n, client.context.acked_bytes);
	settle(n, r, client.context.maybe);
	if (r == -ISLE_ESTALE)
		data_open = false;
}

static int find_done(enum type type)
{
	unsigned tries, n;

	for (tries = 0; ops_n && tries < 10; tries++) {
		n = st_below(ops_n);
		if (ops[n].type == type && ops[n].fate == DONE)
			return (int)n;
	}
	return -1;
}

static void check_read(unsigned n, int r, const uint8_t *data)
{
	expect(r, "read");
	if (r >= 0 && ((uint32_t)r != ops[n].size || memcmp(data, content(n), ops[n].size) != 0))
		st_fail("op %u: what was written is not what is read (%d bytes of %u)", n, r,
			ops[n].size);
}

static void do_pread(void)
{
	int n = find_done(PWRITE), r;

	if (n < 0 || !open_data())
		return;
	memset(buf, 0, sizeof(buf));
	r = isle_file_pread(begin(), &data_file, buf, ops[n].size, (uint64_t)n * SLOT);
	check_time();
	check_stale(r, data_session);
	check_read((unsigned)n, r, buf);
	if (r == -ISLE_ESTALE)
		data_open = false;
}

static void do_mkdir(void)
{
	unsigned n = new_op(MKDIR, 0);
	int r;

	st_trace("op %u: mkdir", n);
	r = isle_file_mkdir(begin(), path_of("dir", n), 0755);
	check_time();
	if (r != -ISLE_EEXIST)
		expect(r, "mkdir");
	settle(n, r, client.context.maybe);
}

static void do_put(void)
{
	unsigned n = new_op(PUT, st_below(3000));
	int r;

	st_trace("op %u: put %u bytes", n, ops[n].size);
	r = isle_file_put(begin(), path_of("put", n), content(n), ops[n].size,
			  ISLE_O_CREAT | ISLE_O_EXCL, 0644);
	check_time();
	if (r == -ISLE_EEXIST)
		st_fail("op %u: the file was there: it was made twice", n);
	expect(r, "put");
	settle(n, r, client.context.maybe);
}

static void do_get(void)
{
	int n = find_done(PUT), r;

	if (n < 0)
		return;
	r = isle_file_get(begin(), path_of("put", (unsigned)n), buf, sizeof(buf), NULL);
	check_time();
	check_read((unsigned)n, r, buf);
}

static void do_echo(void)
{
	uint32_t len = st_below(2000);
	int r = isle_client_echo(begin(), noise, len, buf);

	check_time();
	expect(r, "echo");
	if (r >= 0 && ((uint32_t)r != len || memcmp(buf, noise, len) != 0))
		st_fail("echo of %u bytes", len);
}

static void do_stat(void)
{
	int n = find_done(PUT), r;
	struct isle_stat st;

	if (n < 0)
		return;
	r = isle_file_stat(begin(), path_of("put", (unsigned)n), &st);
	check_time();
	expect(r, "stat");
	if (r == 0 && st.size != ops[n].size)
		st_fail("op %d: size %llu", n, (unsigned long long)st.size);
}

static void do_close(void)
{
	if (data_open && st_chance(50)) {
		int r = isle_file_close(begin(), &data_file);

		check_time();
		expect(r, "close");
		check_stale(r, data_session);
		data_open = false;
	}
}

static void do_poll(void)
{
	isle_client_poll_wait(&client, st_below(20));
}

/* --- asynchronous calls ------------------------------------------------------------------------------------ */

static void async_done(struct isle_op *op, int result)
{
	struct async *a = (struct async *)op;

	if (a->number < 0)
		st_fail("an asynchronous call ends twice");
	if (world.now_us > a->until_us)
		st_fail("op %d ends %llu us late", a->number,
			(unsigned long long)(world.now_us - a->until_us));
	expect(result, "asynchronous mkdir");
	settle((unsigned)a->number, result, op->call.maybe);
	a->number = -1;
}

static void do_async(void)
{
	struct async *a = &asyncs[st_below(ASYNC)];
	unsigned n;
	int r;
	static char paths[ASYNC][300];

	if (a->number >= 0) {
		if (st_chance(10))
			isle_op_cancel(&a->op);
		return;
	}
	isle_context_share(&client.context, &a->ctx);
	a->ctx.timeout_ms = st_below(400);
	n = new_op(MKDIR, 0);
	a->number = (int)n;
	a->until_us = world.now_us + (a->ctx.timeout_ms + GRACE_MS) * 1000u;
	memcpy(paths[a - asyncs], path_of("dir", n), sizeof(paths[0]));
	isle_async(&a->ctx, &a->op, async_done, NULL);
	st_trace("op %u: mkdir, asynchronous, %u ms", n, a->ctx.timeout_ms);
	r = isle_file_mkdir(&a->ctx, paths[a - asyncs], 0755);
	if (r == 0)
		return;
	if (r != -ISLE_EAGAIN)
		expect(r, "asynchronous mkdir");
	settle(n, r, false);
	a->number = -1;
}

/* --- batches ------------------------------------------------------------------------------------------------ */

static uint64_t batch_memory[(DATA_MAX + 8000) / 8];

/* Makes a folder, writes by a file opened in the batch, fails, and would make another folder. */
static void do_batch(void)
{
	unsigned first = new_op(MKDIR, 0), write, never;
	struct isle_context *ctx = begin();
	char first_path[300], never_path[300];
	struct isle_batch batch;
	struct isle_file file;
	struct isle_stat st;
	int r;

	write = new_op(PWRITE, 1 + st_below(3000));
	never = new_op(MKDIR, 0);
	strcpy(first_path, path_of("dir", first));
	strcpy(never_path, path_of("dir", never));
	isle_batch_begin(&batch, ctx, batch_memory, sizeof(batch_memory));
	isle_file_mkdir(ctx, first_path, 0755);
	isle_file_open(ctx, path_of("data", 0), ISLE_O_RDWR | ISLE_O_CREAT, 0644, &file);
	isle_file_pwrite(ctx, &file, content(write), ops[write].size, (uint64_t)write * SLOT);
	isle_file_stat(ctx, path_of("nothing", 0), &st);
	isle_file_mkdir(ctx, never_path, 0755);
	r = isle_batch_run(&batch);
	check_time();
	st_trace("batch of ops %u, %u, %u: %d", first, write, never, r);
	if (r >= 0 || isle_batch_result(&batch, 4) >= 0)
		st_fail("a batch goes on behind an error");
	if (r == -ISLE_ENOENT) {
		settle(first, isle_batch_result(&batch, 0), false);
		settle(write, isle_batch_result(&batch, 2), false);
		settle(never, -ISLE_ECANCELED, false);
		return;
	}
	/* Files opened in a batch belong to a session; there has to have been one. */
	if (r != -ISLE_EBADF || client.epoch)
		expect(r, "batch");
	settle(first, r, ctx->maybe);
	settle(write, r, ctx->maybe);
	settle(never, r, false);
}

/* --- a service of our own, called through the worker ---------------------------------------------------------- */

static struct isle_ipc_request requests[REQUESTS];
static uint8_t request_memory[REQUESTS][FRAME_MAX];
static struct isle_ipc_service service;
static struct isle_ipc_binding binding;
static bool registered, bound;

static void handler(struct isle_ipc_request *request)
{
	uint32_t n;

	if (request->len < 4)
		st_fail("a request of %u bytes", request->len);
	memcpy(&n, request->data, 4);
	if (n >= ops_n || ops[n].type != CALLED || request->len != 4 + ops[n].size ||
	    memcmp(request->data + 4, content(n), ops[n].size) != 0)
		st_fail("a request that nobody made");
	if (ops[n].executed++)
		st_fail("op %u is executed twice", n);
	if (ops[n].fate == NOT)
		st_fail("op %u is executed, its caller was told it cannot have been", n);
	isle_ipc_reply(request, (int32_t)n, request->data, request->len);
}

static const struct isle_ipc_method methods[] = { { "one", handler } };

static void do_register(void)
{
	int r;

	if (registered)
		return;
	service.name = "stack";
	service.methods = methods;
	service.methods_n = 1;
	r = isle_ipc_register(begin(), &service);
	check_time();
	if (r != -ISLE_EEXIST) /* of an earlier life that lingers */
		expect(r, "register");
	registered = r == 0 || link_trouble(r);
}

static void do_call(void)
{
	unsigned n;
	int r;
	int32_t status = -1;

	if (!registered)
		return;
	if (!bound) {
		r = isle_ipc_bind(begin(), "stack", 0, &binding);
		check_time();
		if (r != -ISLE_ENOSERVICE)
			expect(r, "bind");
		bound = r == 0;
		return;
	}
	n = new_op(CALLED, st_below(st_chance(80) ? 100 : 1500));
	memcpy(buf, &n, 4);
	memcpy(buf + 4, content(n), ops[n].size);
	st_trace("op %u: call of %u bytes", n, ops[n].size);
	r = isle_ipc_call(begin(), &binding, 0, buf, 4 + ops[n].size, buf + 4000, 4000, &status);
	/* It may have to bind anew first. */
	if (world.now_us - began_us > 2000u * (client.context.timeout_ms + GRACE_MS))
		st_fail("op %u took too long", n);
	if (r >= 0 && ((uint32_t)r != 4 + ops[n].size || status != (int32_t)n ||
		       memcmp(buf + 4000, buf, 4 + ops[n].size) != 0))
		st_fail("op %u: %d bytes, status %d", n, r, status);
	if (r < 0 && r != -ISLE_ENOSERVICE && r != -ISLE_EAGAIN)
		expect(r, "call");
	settle(n, r, client.context.maybe);
	if (ops[n].fate == DONE && ops[n].executed != 1)
		st_fail("op %u succeeded, executed %u times", n, ops[n].executed);
	if (ops[n].fate == NOT && ops[n].executed)
		st_fail("op %u cannot have happened, executed %u times", n, ops[n].executed);
}

/* --- life ---------------------------------------------------------------------------------------------- */

static void (*const deeds[])(void) = { do_append,   do_append, do_pwrite, do_pwrite, do_pread,
				       do_mkdir,    do_put,    do_get,    do_echo,   do_stat,
				       do_close,    do_poll,   do_async,  do_async,  do_batch,
				       do_register, do_call,   do_call };

static void start_client(void)
{
	unsigned i;

	world.client_life++;
	memset(&client, 0xa5, sizeof(client));
	memset(&config, 0, sizeof(config));
	memset(&the_link, 0, sizeof(the_link));
	config.port = &port;
	config.transport = &stack_transport;
	config.address = "x";
	config.link = &the_link.link;
	config.name = "client";
	config.role = ISLE_ROLE_CLIENT;
	config.frame_max = world.f.client_frame_max;
	config.memory = (struct isle_link_memory){ rx + 4, config.frame_max + 4096, tx + 4,
						   config.frame_max + 16384 };
	config.keepalive_ms = world.f.keepalive_ms;
	config.window = FRAME_MAX;
	config.changed = changed;
	if (isle_client_init(&client, &config) != 0)
		st_fail("client_init");
	isle_ipc_serve(&client, requests, REQUESTS, request_memory);
	memset(&service, 0, sizeof(service));
	memset(&binding, 0, sizeof(binding));
	registered = bound = false;
	log_open = data_open = false;
	for (i = 0; i < ASYNC; i++)
		asyncs[i].number = -1;
}

/* Calls that were under way when the client crashed may have happened. */
static void after_crash(void)
{
	unsigned i;

	for (i = 0; i < ops_n; i++)
		if (ops[i].fate == PENDING)
			ops[i].fate = MAYBE;
}

static void live(void)
{
	if (client.state != ISLE_CLIENT_UP && st_chance(50))
		isle_client_connect(&client, st_below(100));
	if (ops_n < OPS_MAX - 3)
		deeds[st_below(sizeof(deeds) / sizeof(*deeds))]();
	else
		do_poll();
}

/* The faults are over: the session must come up, and everything work. */
static void settle_down(void)
{
	unsigned i, tries = 0;
	int r;

	world.client_dies_in = 0;
	while ((r = isle_client_connect(&client, 3000)) != 0)
		if (++tries == 10)
			st_fail("no session after the faults: %d", r);
	for (i = 0; i < ASYNC; i++)
		while (asyncs[i].number >= 0) {
			isle_client_poll_wait(&client, 100);
			if (world.now_us > asyncs[i].until_us + 1000000u)
				st_fail("op %d never ends", asyncs[i].number);
		}
	client.context.timeout_ms = 20000;
	/* One loss may still be on its way; it must be the last. */
	for (tries = 0; (r = isle_client_echo(&client.context, noise, 100, buf)) != 100; tries++)
		if (tries == 2 || isle_client_connect(&client, 5000) != 0)
			st_fail("echo after the faults: %d", r);
	if (client.session.in_flight || client.session.calls)
		st_fail("the client's session holds %u calls in the end", client.session.in_flight);
	isle_client_fini(&client);
}

/* --- judgement: what is really in the folder ---------------------------------------------------------------- */

static void judge_log(void)
{
	static uint32_t records[OPS_MAX * 2][4];
	static unsigned seen[OPS_MAX];
	int fd = open(path_of("log", 0), O_RDONLY);
	ssize_t bytes = fd < 0 ? 0 : read(fd, records, sizeof(records));
	unsigned i, n;

	if (fd >= 0)
		close(fd);
	memset(seen, 0, sizeof(seen));
	if (bytes % 16)
		st_fail("the log has %zd bytes", bytes);
	for (i = 0; i < (unsigned)bytes / 16; i++) {
		n = records[i][0];
		if (n >= ops_n || records[i][1] != ~n || ops[n].type != APPEND)
			st_fail("record %u of the log is nobody's", i);
		if (seen[n]++)
			st_fail("op %u is in the log twice", n);
	}
	for (n = 0; n < ops_n; n++) {
		if (ops[n].type != APPEND)
			continue;
		if (ops[n].fate == DONE && !seen[n])
			st_fail("op %u was acknowledged and is not in the log", n);
		if (ops[n].fate == NOT && seen[n])
			st_fail("op %u cannot have happened, and is in the log", n);
	}
}

static void judge_data(void)
{
	int fd = open(path_of("data", 0), O_RDONLY);
	unsigned n, i;
	ssize_t got;

	for (n = 0; n < ops_n; n++) {
		if (ops[n].type != PWRITE)
			continue;
		memset(buf, 0, sizeof(buf));
		got = fd < 0 ? 0 : pread(fd, buf, ops[n].size, (off_t)n * SLOT);
		if (ops[n].fate == DONE &&
		    (got != (ssize_t)ops[n].size || memcmp(buf, content(n), ops[n].size) != 0))
			st_fail("op %u was acknowledged and is not in the file", n);
		for (i = 0; ops[n].fate == NOT && i < ops[n].size; i++)
			if (buf[i])
				st_fail("op %u cannot have happened, and is in the file", n);
	}
	if (fd >= 0)
		close(fd);
}

static void judge_names(void)
{
	struct stat st;
	unsigned n;
	bool there;

	for (n = 0; n < ops_n; n++) {
		if (ops[n].type != MKDIR && ops[n].type != PUT)
			continue;
		there = stat(path_of(ops[n].type == MKDIR ? "dir" : "put", n), &st) == 0;
		if (ops[n].fate == DONE && !there)
			st_fail("op %u was acknowledged and is not there", n);
		if (ops[n].fate == NOT && there)
			st_fail("op %u cannot have happened, and is there", n);
		if (ops[n].fate == DONE && ops[n].type == PUT && st.st_size != ops[n].size)
			st_fail("op %u has %lld bytes", n, (long long)st.st_size);
	}
}

void client_run(void)
{
	unsigned i;

	ops_n = 0;
	for (i = 0; i < sizeof(noise); i++)
		noise[i] = (uint8_t)(1 + st_below(255)); /* never 0, which is a hole */
	if (setjmp(world.client_crash))
		after_crash();
	start_client();
	while (!world.quiet)
		live();
	settle_down();
	judge_log();
	judge_data();
	judge_names();
}
