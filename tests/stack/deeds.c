/* SPDX-License-Identifier: BSD-3-Clause */
/* What the client does with files, waiting for each or not. */
#define _GNU_SOURCE
#include "client.h"

#include <string.h>

#define ASYNC 3

static struct isle_file log_file, data_file;
static bool log_open, data_open;
static uint64_t log_session, data_session;

static struct async {
	struct isle_op op;
	struct isle_context ctx;
	int number; /* -1: free */
	uint64_t until_us;
} asyncs[ASYNC];

/* An open file may be lost with its session only. */
static void check_stale(int result, uint64_t session)
{
	if (result == -ISLE_ESTALE && session == client.session.id && client.session.id)
		st_fail("an open file is stale, though its session goes on");
}

static bool open_log(void)
{
	int r;

	if (log_open)
		return true;
	r = isle_file_open(begin(), op_path("log", 0), ISLE_O_WRONLY | ISLE_O_CREAT | ISLE_O_APPEND,
			   0644, &log_file);
	deed_check_time();
	op_expect(r, "open log");
	log_open = r == 0;
	log_session = client.session.id;
	return log_open;
}

static bool open_data(void)
{
	int r;

	if (data_open)
		return true;
	r = isle_file_open(begin(), op_path("data", 0), ISLE_O_RDWR | ISLE_O_CREAT, 0644,
			   &data_file);
	deed_check_time();
	op_expect(r, "open data");
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
	n = op_new(APPEND, 16);
	record[0] = n;
	record[1] = ~n;
	memcpy(record + 2, op_content(n), 8);
	st_trace("op %u: append", n);
	r = isle_file_write(begin(), &log_file, record, sizeof(record));
	deed_check_time();
	op_expect(r, "append");
	check_stale(r, log_session);
	op_settle(n, r, client.context.maybe);
	if (r == -ISLE_ESTALE)
		log_open = false;
}

static void do_pwrite(void)
{
	unsigned n;
	int r;

	if (!open_data())
		return;
	n = op_new(PWRITE, 1 + st_below(DATA_MAX - 1));
	st_trace("op %u: write %u bytes", n, ops[n].size);
	r = isle_file_pwrite(begin(), &data_file, op_content(n), ops[n].size, (uint64_t)n * SLOT);
	deed_check_time();
	op_expect(r, "pwrite");
	check_stale(r, data_session);
	if (r >= 0 && (uint32_t)r != ops[n].size)
		st_fail("op %u: %d bytes of %u written", n, r, ops[n].size);
	if (r < 0 && client.context.acked_bytes > ops[n].size)
		st_fail("op %u: %u bytes acknowledged", n, client.context.acked_bytes);
	op_settle(n, r, client.context.maybe);
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
	op_expect(r, "read");
	if (r >= 0 && ((uint32_t)r != ops[n].size || memcmp(data, op_content(n), ops[n].size) != 0))
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
	deed_check_time();
	check_stale(r, data_session);
	check_read((unsigned)n, r, buf);
	if (r == -ISLE_ESTALE)
		data_open = false;
}

static void do_mkdir(void)
{
	unsigned n = op_new(MKDIR, 0);
	int r;

	st_trace("op %u: mkdir", n);
	r = isle_file_mkdir(begin(), op_path("dir", n), 0755);
	deed_check_time();
	if (r != -ISLE_EEXIST)
		op_expect(r, "mkdir");
	op_settle(n, r, client.context.maybe);
}

static void do_put(void)
{
	unsigned n = op_new(PUT, st_below(3000));
	int r;

	st_trace("op %u: put %u bytes", n, ops[n].size);
	r = isle_file_put(begin(), op_path("put", n), op_content(n), ops[n].size,
			  ISLE_O_CREAT | ISLE_O_EXCL, 0644);
	deed_check_time();
	if (r == -ISLE_EEXIST)
		st_fail("op %u: the file was there: it was made twice", n);
	op_expect(r, "put");
	op_settle(n, r, client.context.maybe);
}

static void do_get(void)
{
	int n = find_done(PUT), r;

	if (n < 0)
		return;
	r = isle_file_get(begin(), op_path("put", (unsigned)n), buf, sizeof(buf), NULL);
	deed_check_time();
	check_read((unsigned)n, r, buf);
}

static void do_echo(void)
{
	uint32_t len = st_below(2000);
	int r = isle_client_echo(begin(), noise, len, buf);

	deed_check_time();
	op_expect(r, "echo");
	if (r >= 0 && ((uint32_t)r != len || memcmp(buf, noise, len) != 0))
		st_fail("echo of %u bytes", len);
}

static void do_stat(void)
{
	int n = find_done(PUT), r;
	struct isle_stat st;

	if (n < 0)
		return;
	r = isle_file_stat(begin(), op_path("put", (unsigned)n), &st);
	deed_check_time();
	op_expect(r, "stat");
	if (r == 0 && st.size != ops[n].size)
		st_fail("op %d: size %llu", n, (unsigned long long)st.size);
}

static void do_close(void)
{
	if (data_open && st_chance(50)) {
		int r = isle_file_close(begin(), &data_file);

		deed_check_time();
		op_expect(r, "close");
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
	op_expect(result, "asynchronous mkdir");
	op_settle((unsigned)a->number, result, op->call.maybe);
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
	n = op_new(MKDIR, 0);
	a->number = (int)n;
	a->until_us = world.now_us + (a->ctx.timeout_ms + GRACE_MS) * 1000u;
	memcpy(paths[a - asyncs], op_path("dir", n), sizeof(paths[0]));
	isle_async(&a->ctx, &a->op, async_done, NULL);
	st_trace("op %u: mkdir, asynchronous, %u ms", n, a->ctx.timeout_ms);
	r = isle_file_mkdir(&a->ctx, paths[a - asyncs], 0755);
	if (r == 0)
		return;
	if (r != -ISLE_EAGAIN)
		op_expect(r, "asynchronous mkdir");
	op_settle(n, r, false);
	a->number = -1;
}

/* --- all of them --- */

static void (*const deeds[])(void) = { do_append,   do_append,  do_pwrite, do_pwrite,  do_pread,
				       do_mkdir,    do_put,     do_get,    do_echo,    do_stat,
				       do_close,    do_poll,    do_async,  do_async,   do_batch,
				       do_register, do_call,    do_call,   do_channel, do_channel,
				       do_channel,  do_console, do_console };

void deeds_reset(void)
{
	unsigned i;

	log_open = data_open = false;
	for (i = 0; i < ASYNC; i++)
		asyncs[i].number = -1;
}

void deeds_do(void)
{
	deeds[st_below(sizeof(deeds) / sizeof(*deeds))]();
}

int deeds_pending(uint64_t *ret_until_us)
{
	unsigned i;

	for (i = 0; i < ASYNC; i++)
		if (asyncs[i].number >= 0) {
			*ret_until_us = asyncs[i].until_us;
			return asyncs[i].number;
		}
	return -1;
}
