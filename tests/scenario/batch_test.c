/* SPDX-License-Identifier: BSD-3-Clause */
/* Several operations in one round trip. */
#include "bed.h"

#include <string.h>

static uint64_t memory[4096];

SCENARIO(batch, "open, read and close go in one round trip")
{
	struct isle_batch batch;
	struct isle_file file;
	struct isle_stat st;
	char text[100];

	data_put(&bed->daemon, "f", "in a batch", 10);
	isle_batch_begin(&batch, bed->ctx, memory, sizeof(memory));
	CHECK_EQ(isle_file_open(bed->ctx, "/data/f", ISLE_O_RDONLY, 0, &file), 0);
	CHECK_EQ(isle_file_fstat(bed->ctx, &file, &st), 0);
	CHECK_EQ(isle_file_pread(bed->ctx, &file, text, sizeof(text), 3), 0);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
	CHECK_EQ(isle_batch_run(&batch), 0);
	CHECK_EQ(isle_batch_result(&batch, 0), 0);
	CHECK_EQ(isle_batch_result(&batch, 2), 7);
	CHECK_EQ(isle_batch_result(&batch, 3), 0);
	CHECK_MEM(text, "a batch", 7);
	CHECK_EQ(st.size, 10);
	bed_status_is(bed, "session.handles", 0);
}

SCENARIO(batch, "the first failure ends it, and its files are closed all the same")
{
	struct isle_batch batch;
	struct isle_file file;
	struct isle_stat st;

	isle_batch_begin(&batch, bed->ctx, memory, sizeof(memory));
	CHECK_EQ(isle_file_open(bed->ctx, "/data/f", ISLE_O_RDWR | ISLE_O_CREAT, 0644, &file), 0);
	CHECK_EQ(isle_file_stat(bed->ctx, "/data/none", &st), 0);
	CHECK_EQ(isle_file_mkdir(bed->ctx, "/data/never", 0755), 0);
	CHECK_EQ(isle_batch_run(&batch), -ISLE_ENOENT);
	CHECK_EQ(isle_batch_result(&batch, 0), 0);
	CHECK_EQ(isle_batch_result(&batch, 1), -ISLE_ENOENT);
	CHECK_EQ(isle_batch_result(&batch, 2), -ISLE_ECANCELED);
	CHECK_EQ(isle_file_access(bed->ctx, "/data/never", 0), -ISLE_ENOENT);
	bed_status_is(bed, "session.handles", 0);
}

SCENARIO(batch, "a file that is kept outlives it, others do not")
{
	struct isle_file kept, dropped;
	struct isle_batch batch;
	char text[4];
	int r;

	isle_batch_begin(&batch, bed->ctx, memory, sizeof(memory));
	CHECK_EQ(isle_file_open(bed->ctx, "/data/a", ISLE_O_RDWR | ISLE_O_CREAT, 0644, &kept), 0);
	isle_batch_keep(&batch);
	CHECK_EQ(isle_file_open(bed->ctx, "/data/b", ISLE_O_RDWR | ISLE_O_CREAT, 0644, &dropped),
		 0);
	CHECK_EQ(isle_file_write(bed->ctx, &kept, "abc", 3), 0);
	CHECK_EQ(isle_batch_run(&batch), 0);
	CHECK_EQ(isle_batch_result(&batch, 2), 3);
	CHECK_EQ(isle_file_pread(bed->ctx, &kept, text, 4, 0), 3);
	CHECK_MEM(text, "abc", 3);
	r = isle_file_pread(bed->ctx, &dropped, text, 4, 0);
	CHECK(r == -ISLE_EBADF || r == -ISLE_ESTALE);
	CHECK_EQ(bed_status(bed, "session.handles"), 1);
	CHECK_EQ(isle_file_close(bed->ctx, &kept), 0);
}

SCENARIO(batch, "eight operations go, a ninth does not, nor more than the buffer holds")
{
	struct isle_batch batch;
	struct isle_stat st[9];

	for (int n = 8; n < 10; n++) {
		isle_batch_begin(&batch, bed->ctx, memory, sizeof(memory));
		for (int i = 0; i < n; i++)
			isle_file_stat(bed->ctx, "/data", &st[i]);
		CHECK_EQ(isle_batch_run(&batch), n == 8 ? 0 : -ISLE_E2BIG);
	}
	isle_batch_begin(&batch, bed->ctx, memory, 64);
	isle_file_stat(bed->ctx, "/data", &st[0]);
	isle_file_stat(bed->ctx, "/data", &st[1]);
	CHECK_EQ(isle_batch_run(&batch), -ISLE_E2BIG);
	isle_batch_begin(&batch, bed->ctx, memory, sizeof(memory));
	isle_file_mkdir(bed->ctx, "/data/dropped", 0755);
	isle_batch_drop(&batch);
	CHECK_EQ(isle_file_access(bed->ctx, "/data/dropped", 0), -ISLE_ENOENT);
}

SCENARIO(batch, "what may block for long is refused in it")
{
	struct isle_batch batch;
	struct isle_dirent entry;
	struct isle_dir dir;
	static uint64_t entries[64];
	uint8_t bytes[8];

	CHECK_EQ(isle_file_opendir(bed->ctx, "/data", 0, entries, sizeof(entries), &dir), 0);
	isle_batch_begin(&batch, bed->ctx, memory, sizeof(memory));
	CHECK_EQ(isle_file_readdir(bed->ctx, &dir, &entry, NULL), -ISLE_ENOTSUP);
	isle_batch_drop(&batch);
	CHECK_EQ(isle_file_closedir(bed->ctx, &dir), 0);
	isle_batch_begin(&batch, bed->ctx, memory, sizeof(memory));
	CHECK_EQ(isle_client_echo(bed->ctx, "1234567", 8, bytes), 0);
	CHECK_EQ(isle_batch_run(&batch), 0);
	CHECK_STR((const char *)bytes, "1234567");
}

SCENARIO(batch, "whole data of some size goes through it")
{
	static uint8_t out[12000], in[12000];
	struct isle_batch batch;
	struct isle_file file;

	pattern_fill(out, sizeof(out), 1);
	isle_batch_begin(&batch, bed->ctx, memory, sizeof(memory));
	CHECK_EQ(isle_file_open(bed->ctx, "/data/f", ISLE_O_RDWR | ISLE_O_CREAT, 0644, &file), 0);
	CHECK_EQ(isle_file_pwrite(bed->ctx, &file, out, sizeof(out), 5), 0);
	CHECK_EQ(isle_file_pread(bed->ctx, &file, in, sizeof(in), 5), 0);
	CHECK_EQ(isle_batch_run(&batch), 0);
	CHECK_EQ(isle_batch_result(&batch, 1), sizeof(out));
	CHECK_EQ(isle_batch_result(&batch, 2), sizeof(in));
	pattern_check(in, sizeof(in), 1);
	bed_status_is(bed, "session.handles", 0);
}
