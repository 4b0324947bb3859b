/* SPDX-License-Identifier: BSD-3-Clause */
/* The file face and batches, against files in memory. */
#include <isle/batch.h>
#include <isle/errors.h>
#include <isle/file.h>

#include <stdio.h>
#include <string.h>

#include "client/file.h"
#include "harness.h"
#include "tests/client/peer.h"
#include "wire/gen/file.h"

#define FRAMES 496u

static struct bench *start(struct isle_context **ret_ctx)
{
	struct bench *b = bench_new(FRAMES);

	bench_connect(b);
	*ret_ctx = &b->client.context;
	return b;
}

TEST(file, "reads and writes of any length go by one call and move the position")
{
	static uint8_t data[100000], back[100001];
	struct isle_context *ctx;
	struct bench *b = start(&ctx);
	struct isle_file f;
	unsigned i, calls;

	for (i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)test_random();
	CHECK_EQ(isle_file_open(ctx, "new", ISLE_O_RDWR | ISLE_O_CREAT, 0644, &f), 0);
	calls = b->peer.calls;
	CHECK_EQ(isle_file_write(ctx, &f, data, sizeof(data)), sizeof(data));
	CHECK_EQ(f.position, sizeof(data));
	CHECK_EQ(ctx->acked_bytes, sizeof(data));
	CHECK_EQ(isle_file_seek(ctx, &f, 0, ISLE_SEEK_SET), 0);
	CHECK_EQ(isle_file_read(ctx, &f, back, 10), 10);
	CHECK_EQ(isle_file_read(ctx, &f, back + 10, sizeof(back)), sizeof(data) - 10);
	CHECK_MEM(back, data, sizeof(data));
	CHECK_EQ(isle_file_read(ctx, &f, back, sizeof(back)), 0); /* end */
	CHECK_EQ(isle_file_pread(ctx, &f, back, 5, 99998), 2);
	CHECK_EQ(f.position, sizeof(data));
	CHECK_EQ(isle_file_pwrite(ctx, &f, "abc", 3, 1), 3);
	CHECK_EQ(isle_file_pread(ctx, &f, back, 5, 0), 5);
	CHECK_MEM(back + 1, "abc", 3);
	CHECK_EQ(b->peer.calls - calls, 7);
	CHECK_EQ(isle_file_close(ctx, &f), 0);
	CHECK_EQ(isle_file_read(ctx, &f, back, 1), -ISLE_EBADF);
	bench_free(b);
}

TEST(file, "a short buffer gets what fits and no byte more")
{
	struct isle_context *ctx;
	struct bench *b = start(&ctx);
	char buf[8] = "........", tiny[4] = "####";
	bool whole = true;

	peer_put(&b->peer, "f", "0123456789", 10);
	CHECK_EQ(isle_file_get(ctx, "f", buf, 6, &whole), 6);
	CHECK(!whole);
	CHECK_MEM(buf, "012345..", 8);
	CHECK_EQ(isle_file_readlink(ctx, "f", tiny, 3), -ISLE_EMSGSIZE);
	CHECK_MEM(tiny, "####", 4);
	CHECK_EQ(isle_file_getcwd(ctx, buf, sizeof(buf)), -ISLE_ERANGE);
	CHECK_EQ(isle_file_getcwd(ctx, buf, 0), -ISLE_ERANGE);
	bench_free(b);
}

TEST(file, "the working directory comes terminated")
{
	struct isle_context *ctx;
	struct bench *b = start(&ctx);
	char buf[14];

	memset(buf, '#', sizeof(buf));
	CHECK_EQ(isle_file_getcwd(ctx, buf, sizeof(buf)), 13);
	CHECK_STR(buf, "/where/we/are");
	CHECK_EQ(isle_file_getcwd(ctx, buf, sizeof(buf) - 1), -ISLE_ERANGE);
	bench_free(b);
}

TEST(file, "seeking is local except from the end")
{
	struct isle_context *ctx;
	struct bench *b = start(&ctx);
	struct isle_file f, tty;
	unsigned calls;

	peer_put(&b->peer, "f", "0123456789", 10);
	peer_put(&b->peer, "tty", "typed", 5);
	CHECK_EQ(isle_file_open(ctx, "f", ISLE_O_RDONLY, 0, &f), 0);
	CHECK_EQ(f.size, 10);
	CHECK_EQ(f.type, ISLE_FILE_TYPE_REGULAR);
	calls = b->peer.calls;
	CHECK_EQ(isle_file_seek(ctx, &f, 4, ISLE_SEEK_SET), 0);
	CHECK_EQ(isle_file_seek(ctx, &f, -3, ISLE_SEEK_CUR), 0);
	CHECK_EQ(f.position, 1);
	CHECK_EQ(isle_file_seek(ctx, &f, -2, ISLE_SEEK_CUR), -ISLE_EINVAL);
	CHECK_EQ(isle_file_seek(ctx, &f, -1, ISLE_SEEK_SET), -ISLE_EINVAL);
	CHECK_EQ(isle_file_seek(ctx, &f, INT64_MAX, ISLE_SEEK_CUR), -ISLE_EOVERFLOW);
	CHECK_EQ(f.position, 1);
	CHECK_EQ(b->peer.calls, calls);
	CHECK_EQ(isle_file_seek(ctx, &f, 0, ISLE_SEEK_END), 0);
	CHECK_EQ(f.position, 10);
	CHECK_EQ(isle_file_open(ctx, "tty", ISLE_O_RDONLY, 0, &tty), 0);
	CHECK_EQ(isle_file_seek(ctx, &tty, 0, ISLE_SEEK_SET), -ISLE_ESPIPE);
	CHECK_EQ(isle_file_read(ctx, &tty, (char[8]){ 0 }, 8), 5);
	CHECK_EQ(tty.position, 0);
	bench_free(b);
}

TEST(file, "appending goes to the end and leaves the position")
{
	struct isle_context *ctx;
	struct bench *b = start(&ctx);
	struct isle_file f;
	char buf[8];

	peer_put(&b->peer, "f", "0123", 4);
	CHECK_EQ(isle_file_open(ctx, "f", ISLE_O_RDWR | ISLE_O_APPEND, 0, &f), 0);
	CHECK_EQ(isle_file_write(ctx, &f, "45", 2), 2);
	CHECK_EQ(f.position, 0);
	CHECK_EQ(isle_file_read(ctx, &f, buf, 8), 6);
	CHECK_EQ(f.position, 6);
	CHECK_MEM(buf, "012345", 6);
	bench_free(b);
}

TEST(file, "several pieces are read and written by one call")
{
	static char big[3000], back[3000];
	struct isle_part out[4] = { { "ab", 2 }, { "", 0 }, { big, sizeof(big) }, { "z", 1 } };
	struct isle_part in[3] = { { back, 1 }, { back + 1, 2998 }, { back + 2999, 1 } };
	struct isle_context *ctx;
	struct bench *b = start(&ctx);
	struct isle_file f;
	char tail[8];

	memset(big, 'm', sizeof(big));
	CHECK_EQ(isle_file_open(ctx, "f", ISLE_O_RDWR | ISLE_O_CREAT, 0644, &f), 0);
	CHECK_EQ(isle_file_writev(ctx, &f, out, 4), 3003);
	CHECK_EQ(isle_file_seek(ctx, &f, 0, ISLE_SEEK_SET), 0);
	CHECK_EQ(isle_file_readv(ctx, &f, in, 3), 3000);
	CHECK_EQ(back[0], 'a');
	CHECK_EQ(back[1], 'b');
	CHECK_EQ(back[2], 'm');
	CHECK_EQ(back[2999], 'm');
	CHECK_EQ(isle_file_read(ctx, &f, tail, 8), 3);
	CHECK_MEM(tail, "mmz", 3);
	bench_free(b);
}

TEST(file, "attributes come whole")
{
	struct isle_context *ctx;
	struct bench *b = start(&ctx);
	struct isle_stat st;
	struct isle_file f;

	peer_put(&b->peer, "f", "0123", 4);
	CHECK_EQ(isle_file_stat(ctx, "f", &st), 0);
	CHECK_EQ(st.dev, 0x1122334455667788ull);
	CHECK_EQ(st.size, 4);
	CHECK_EQ(st.mtime_s, -5);
	CHECK_EQ(st.mtime_ns, 999999999);
	CHECK_EQ(st.mask, ISLE_STAT_HAS_BTIME);
	memset(&st, 0, sizeof(st));
	CHECK_EQ(isle_file_open(ctx, "f", ISLE_O_RDONLY, 0, &f), 0);
	CHECK_EQ(isle_file_fstat(ctx, &f, &st), 0);
	CHECK_EQ(st.mode, 0644);
	st.size = 1234;
	CHECK_EQ(isle_file_lstat(ctx, "none", &st), -ISLE_ENOENT);
	CHECK_EQ(st.size, 1234); /* untouched on failure */
	bench_free(b);
}

TEST(file, "two names cross in one frame, long ones in several")
{
	struct isle_context *ctx;
	struct bench *b = start(&ctx);
	char name[5000], buf[4];

	peer_put(&b->peer, "old", "123", 3);
	CHECK_EQ(isle_file_rename(ctx, "old", "brand-new", 0), 0);
	CHECK_EQ(isle_file_get(ctx, "brand-new", buf, 4, NULL), 3);
	CHECK_EQ(isle_file_symlink(ctx, "brand-new", "x"), 0);
	memset(name, 'n', sizeof(name));
	name[4095] = 0;
	CHECK_EQ(isle_file_rename(ctx, name, name, 0), -ISLE_EINVAL); /* the peer's short names */
	name[4095] = 'n';
	name[4096] = 0;
	CHECK_EQ(isle_file_rename(ctx, "x", name, 0), -ISLE_ENAMETOOLONG);
	CHECK_EQ(isle_file_unlink(ctx, name), -ISLE_ENAMETOOLONG);
	bench_free(b);
}

TEST(file, "a whole file is put and got in one call each")
{
	static char data[9000], back[9000];
	struct isle_context *ctx;
	struct bench *b = start(&ctx);
	bool whole = false;

	memset(data, 'd', sizeof(data));
	CHECK_EQ(isle_file_put(ctx, "f", data, sizeof(data), ISLE_O_CREAT, 0600), sizeof(data));
	CHECK_EQ(isle_file_get(ctx, "f", back, sizeof(back), &whole), sizeof(data));
	CHECK(whole);
	CHECK_MEM(back, data, sizeof(data));
	CHECK_EQ(b->peer.calls, 2);
	CHECK_EQ(isle_file_put(ctx, "f", "", 0, 0, 0), 0);
	CHECK_EQ(isle_file_get(ctx, "f", back, 9, NULL), 0);
	bench_free(b);
}

static void walk(uint32_t flags, size_t cap)
{
	static uint64_t memory[600];
	struct isle_context *ctx;
	struct bench *b = start(&ctx);
	struct isle_dirent e;
	struct isle_stat st;
	struct isle_dir dir;
	char name[32];
	uint64_t cookie = 0;
	int i, r;

	peer_put(&b->peer, ".", "", 0);
	peer_put(&b->peer, "..", "", 0);
	for (i = 0; i < 16; i++) {
		snprintf(name, sizeof(name), "%.*s", i + 1, "abcdefghijklmnop");
		peer_put(&b->peer, name, name, (uint32_t)i);
	}
	CHECK_EQ(isle_file_opendir(ctx, "/", flags, memory, cap, &dir), 0);
	for (i = 0; (r = isle_file_readdir(ctx, &dir, &e, &st)) == 1; i++) {
		snprintf(name, sizeof(name), "%.*s", i + 1, "abcdefghijklmnop");
		CHECK_STR(e.name, name);
		CHECK_EQ(e.name_bytes, i + 1);
		if (flags)
			CHECK_EQ(st.size, i);
		if (i == 7)
			cookie = e.cookie;
	}
	CHECK_EQ(r, 0);
	CHECK_EQ(i, 16);
	CHECK_EQ(isle_file_readdir(ctx, &dir, &e, NULL), 0);
	isle_file_seekdir(&dir, cookie);
	CHECK_EQ(isle_file_readdir(ctx, &dir, &e, NULL), 1);
	CHECK_EQ(e.name_bytes, 9);
	CHECK_EQ(isle_file_closedir(ctx, &dir), 0);
	bench_free(b);
}

TEST(file, "a directory is read in buffers of any size, with and without attributes")
{
	walk(0, 4096);
	walk(0, 48);
	walk(ISLE_READDIR_ATTRS, 4096);
	walk(ISLE_READDIR_ATTRS, 200);
}

TEST(file, "a buffer too small for one entry is an error, not an end")
{
	struct isle_context *ctx;
	struct bench *b = start(&ctx);
	struct isle_dirent e;
	struct isle_dir dir;
	uint64_t memory[3];

	peer_put(&b->peer, "name", "", 0);
	CHECK_EQ(isle_file_opendir(ctx, "/", 0, memory, sizeof(memory), &dir), 0);
	CHECK_EQ(isle_file_readdir(ctx, &dir, &e, NULL), -ISLE_EMSGSIZE);
	bench_free(b);
}

/* ---- batches ------------------------------------------------------------------------------------------- */

TEST(batch, "open, read, close: one call")
{
	static uint64_t memory[400];
	struct isle_context *ctx;
	struct bench *b = start(&ctx);
	struct isle_batch batch;
	struct isle_stat st;
	struct isle_file f;
	char buf[32];

	peer_put(&b->peer, "f", "0123456789", 10);
	isle_batch_begin(&batch, ctx, memory, sizeof(memory));
	CHECK_EQ(isle_file_open(ctx, "f", ISLE_O_RDONLY, 0, &f), 0);
	CHECK_EQ(isle_file_read(ctx, &f, buf, 4), 0);
	CHECK_EQ(isle_file_fstat(ctx, &f, &st), 0);
	CHECK_EQ(isle_file_pread(ctx, &f, buf + 4, 20, 4), 0);
	CHECK_EQ(isle_file_close(ctx, &f), 0);
	CHECK_EQ(b->peer.calls, 0);
	CHECK_EQ(isle_batch_run(&batch), 0);
	CHECK_EQ(b->peer.calls, 1);
	CHECK_EQ(isle_batch_result(&batch, 0), 0);
	CHECK_EQ(isle_batch_result(&batch, 1), 4);
	CHECK_EQ(isle_batch_result(&batch, 2), 0);
	CHECK_EQ(isle_batch_result(&batch, 3), 6);
	CHECK_EQ(isle_batch_result(&batch, 5), -ISLE_EINVAL);
	CHECK_MEM(buf, "0123456789", 10);
	CHECK_EQ(st.size, 10);
	CHECK_EQ(isle_file_stat(ctx, "f", &st), 0); /* calls are calls again */
	CHECK_EQ(b->peer.calls, 2);
	bench_free(b);
}

TEST(batch, "it stops behind the first that fails")
{
	static uint64_t memory[400];
	struct isle_context *ctx;
	struct bench *b = start(&ctx);
	struct isle_batch batch;
	struct isle_stat st = { .size = 99 };

	peer_put(&b->peer, "f", "0", 1);
	isle_batch_begin(&batch, ctx, memory, sizeof(memory));
	isle_file_rename(ctx, "f", "g", 0);
	isle_file_stat(ctx, "f", &st);
	isle_file_unlink(ctx, "g");
	CHECK_EQ(isle_batch_run(&batch), -ISLE_ENOENT);
	CHECK_EQ(isle_batch_result(&batch, 0), 0);
	CHECK_EQ(isle_batch_result(&batch, 1), -ISLE_ENOENT);
	CHECK_EQ(isle_batch_result(&batch, 2), -ISLE_ECANCELED);
	CHECK_EQ(st.size, 99);
	CHECK(peer_find(&b->peer, "g", 1));
	bench_free(b);
}

TEST(batch, "what does not fit is refused before anything is sent")
{
	static uint64_t memory[40];
	struct isle_context *ctx;
	struct bench *b = start(&ctx);
	struct isle_batch batch;
	struct isle_file f = { 0 };
	struct isle_part part = { memory, 8 };
	char long_name[300];
	unsigned i;

	memset(long_name, 'x', sizeof(long_name));
	long_name[299] = 0;
	isle_batch_begin(&batch, ctx, memory, sizeof(memory));
	CHECK_EQ(isle_file_unlink(ctx, "a"), 0);
	CHECK_EQ(isle_file_unlink(ctx, long_name), -ISLE_E2BIG);
	CHECK_EQ(isle_file_unlink(ctx, "b"), -ISLE_E2BIG);
	CHECK_EQ(isle_batch_run(&batch), -ISLE_E2BIG);
	isle_batch_begin(&batch, ctx, memory, sizeof(memory));
	for (i = 0; i < 8; i++)
		CHECK_EQ(isle_file_unlink(ctx, "a"), 0);
	CHECK_EQ(isle_file_unlink(ctx, "a"), -ISLE_E2BIG);
	isle_batch_drop(&batch);
	isle_batch_begin(&batch, ctx, memory, sizeof(memory));
	CHECK_EQ(isle_file_read(ctx, &f, long_name, 3), -ISLE_EBADF);
	CHECK_EQ(isle_batch_run(&batch), -ISLE_EBADF);
	isle_batch_begin(&batch, ctx, memory, sizeof(memory));
	f.epoch = b->client.epoch;
	CHECK_EQ(isle_file_readv(ctx, &f, &part, 1), -ISLE_ENOTSUP);
	isle_batch_drop(&batch);
	CHECK_EQ(b->peer.calls, 0);
	bench_free(b);
}

TEST(batch, "a file kept by it can be used afterwards")
{
	static uint64_t memory[400];
	struct isle_context *ctx;
	struct bench *b = start(&ctx);
	struct isle_batch batch;
	struct isle_file f;
	char buf[16];

	isle_batch_begin(&batch, ctx, memory, sizeof(memory));
	isle_file_open(ctx, "made", ISLE_O_RDWR | ISLE_O_CREAT, 0644, &f);
	isle_batch_keep(&batch);
	isle_file_write(ctx, &f, "hello", 5);
	CHECK_EQ(isle_batch_run(&batch), 0);
	CHECK_EQ(isle_batch_result(&batch, 1), 5);
	CHECK_EQ(isle_file_pread(ctx, &f, buf, 16, 0), 5);
	CHECK_MEM(buf, "hello", 5);
	bench_free(b);
}

/* ---- decoding -------------------------------------------------------------------------------------------- */

TEST(file, "the compact decoder says what the generated ones say")
{
	uint32_t words[ISLE_STAT_WORDS];
	struct isle_statvfs vfs[2];
	struct isle_stat st[2];
	unsigned i;

	for (i = 0; i < ISLE_STAT_WORDS; i++)
		words[i] = (uint32_t)test_random();
	memset(st, 0, sizeof(st));
	memset(vfs, 0, sizeof(vfs));
	isle__stat_get(words, ISLE_STAT_WORDS, &st[0]);
	isle__file_unpack(words, ISLE__STAT_FIELDS, ISLE__STAT_WIDE, &st[1]);
	CHECK_MEM(&st[0], &st[1], sizeof(st[0]));
	isle__statvfs_get(words, ISLE_STATVFS_WORDS, &vfs[0]);
	isle__file_unpack(words, ISLE__STATVFS_FIELDS, ISLE__STATVFS_WIDE, &vfs[1]);
	CHECK_MEM(&vfs[0], &vfs[1], sizeof(vfs[0]));
}
