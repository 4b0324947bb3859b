/* SPDX-License-Identifier: BSD-3-Clause */
/* Files that are found again after a worker's end. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <isle/durable.h>

#include "bed.h"

static void lose_worker(struct bed *bed)
{
	daemon_kill_worker(&bed->daemon);
	bed->peer->ups = 0;
	peer_until(bed->peer, &bed->peer->ups, 1);
}

static void open_log(struct bed *bed, struct isle_durable *ret_log)
{
	const uint32_t flags = ISLE_O_RDWR | ISLE_O_CREAT | ISLE_O_EXCL;

	CHECK_EQ(isle_durable_open(bed->ctx, "/data/log", flags, 0644, ret_log), 0);
	CHECK_EQ(isle_file_write(bed->ctx, &ret_log->file, "one ", 4), 4);
}

SCENARIO(durable, "a file is found again, at its position, and what was acknowledged is in it")
{
	struct isle_durable log;
	char text[9] = "";

	open_log(bed, &log);
	CHECK_EQ(isle_durable_renew(bed->ctx, &log), 0); /* nothing to be done */
	lose_worker(bed);
	CHECK_EQ(isle_file_write(bed->ctx, &log.file, "two ", 4), -ISLE_ESTALE);
	CHECK_EQ(isle_durable_renew(bed->ctx, &log), 0);
	CHECK_EQ(isle_file_write(bed->ctx, &log.file, "two ", 4), 4);
	CHECK_EQ(data_get(&bed->daemon, "log", text, 8), 8);
	CHECK_STR(text, "one two ");
	CHECK_EQ(isle_file_close(bed->ctx, &log.file), 0);
	CHECK_EQ(isle_durable_renew(bed->ctx, &log), -ISLE_EBADF);
}

SCENARIO(durable, "another file of the same name is not taken for it")
{
	struct isle_durable log, before;

	open_log(bed, &log);
	lose_worker(bed);
	CHECK_EQ(rename(data_path(&bed->daemon, "log"), data_path(&bed->daemon, "old")), 0);
	before = log;
	CHECK_EQ(isle_durable_renew(bed->ctx, &log), -ISLE_ENOENT);
	data_put(&bed->daemon, "log", "another", 7);
	CHECK_EQ(isle_durable_renew(bed->ctx, &log), -ISLE_ESTALE);
	CHECK_MEM(&log, &before, sizeof(log));
	CHECK_EQ(unlink(data_path(&bed->daemon, "log")), 0);
	CHECK_EQ(mkfifo(data_path(&bed->daemon, "log"), 0666), 0);
	data_give(data_path(&bed->daemon, "log"));
	CHECK_EQ(isle_durable_renew(bed->ctx, &log), -ISLE_ESTALE);
	CHECK_EQ(unlink(data_path(&bed->daemon, "log")), 0);
	CHECK_EQ(rename(data_path(&bed->daemon, "old"), data_path(&bed->daemon, "log")), 0);
	CHECK_EQ(isle_durable_renew(bed->ctx, &log), 0);
	CHECK_EQ(isle_file_close(bed->ctx, &log.file), 0);
}

SCENARIO(durable, "what is no regular file has no record")
{
	struct isle_durable none = { 0 };

	CHECK_EQ(mkfifo(data_path(&bed->daemon, "p"), 0666), 0);
	data_give(data_path(&bed->daemon, "p"));
	CHECK_EQ(isle_durable_open(bed->ctx, "/data/p", ISLE_O_RDONLY, 0, &none), -ISLE_ENOTSUP);
	CHECK_EQ(isle_durable_open(bed->ctx, "/data/none", ISLE_O_RDONLY, 0, &none), -ISLE_ENOENT);
	CHECK_EQ(none.file.epoch, 0);
	CHECK_EQ(isle_durable_renew(bed->ctx, &none), -ISLE_EBADF);
}
