/* SPDX-License-Identifier: BSD-3-Clause */
/* The file service over a unix link. */
#include <errno.h>
#include <stdio.h>

#include <isle/batch.h>
#include <isle/file.h>

#include "bench.h"

#define BUFFER_BYTES 65536u
#define SMALL_BYTES  4096u
#define DEPTH_MAX    16u

static struct isle_context *ctx;
static struct isle_file big;

static void check(int r, int expected, const char *what)
{
	if (r == expected)
		return;
	fprintf(stderr, "bench: %s returned %d (%s) instead of %d\n", what, r,
		r < 0 ? isle_error_text(r) : "", expected);
	errno = 0;
	bench_die(what);
}

static void begin(struct bench *b, const struct bench_row *row)
{
	bench_daemon_start(b);
	bench_pin(0, b->cpu[0]);
	bench_pin(b->daemon.supervisor, b->cpu[row->cpu_of_peer]);
	bench_pin(b->daemon.worker, b->cpu[row->cpu_of_peer]);
	ctx = bench_client_open(b, NULL, row->frame_max);
}

static void end(struct bench *b, const struct bench_row *row)
{
	(void)row;
	bench_client_close();
	bench_daemon_stop(b);
}

/* ---- one call ------------------------------------------------------------------------------------ */

struct turn {
	struct bench *b;
	const struct bench_row *row;
};

static void stat_once(struct bench *b, const struct bench_row *row)
{
	struct isle_stat st;

	(void)b;
	check(isle_file_stat(ctx, row->path, &st), 0, "stat");
	bench_check(st.size == SMALL_BYTES && st.type == ISLE_FILE_TYPE_REGULAR, "what stat tells");
}

static void open_read_close_once(struct bench *b, const struct bench_row *row)
{
	static uint64_t memory[1024];
	struct isle_batch batch;
	struct isle_file file;

	isle_batch_begin(&batch, ctx, memory, sizeof(memory));
	isle_file_open(ctx, row->path, ISLE_O_RDONLY, 0, &file);
	isle_file_pread(ctx, &file, b->buf, SMALL_BYTES, 0);
	isle_file_close(ctx, &file);
	check(isle_batch_run(&batch), 0, "batch");
	check(isle_batch_result(&batch, 1), SMALL_BYTES, "pread in a batch");
	bench_check(bench_pattern_holds(b->buf, 0, SMALL_BYTES, false), "content of a small file");
	b->buf[0] = (uint8_t)~b->buf[0]; /* so that the next one must bring it again */
}

static void turn_once(void *arg)
{
	struct turn *turn = arg;

	turn->row->once(turn->b, turn->row);
}

static void call_slice(struct bench *b, const struct bench_row *row, struct bench_figure *ret)
{
	struct turn turn = { b, row };
	struct bench_clock clock;
	unsigned i;

	for (i = 0; i < 200; i++)
		turn_once(&turn);
	bench_clock_start(&clock, row, b->daemon.worker);
	bench_latency(&clock, turn_once, &turn, ret);
}

/* ---- a stream ------------------------------------------------------------------------------------ */

/* Reads as an application does that wants the rate: one half of its buffers is filled while it looks at the
 * other. To be counted, one read after the other. */
static struct isle_op reads[DEPTH_MAX];
static uint8_t buffers[DEPTH_MAX][BUFFER_BYTES];
static uint64_t offsets[DEPTH_MAX];
static unsigned depth, next_read;

static void start_read(struct bench *b, unsigned i)
{
	offsets[i] = b->at;
	isle_async(ctx, &reads[i], NULL, NULL);
	check(isle_file_pread(ctx, &big, buffers[i], BUFFER_BYTES, b->at), 0, "starting a read");
	b->at = (b->at + BUFFER_BYTES) % BENCH_FILE_BYTES;
}

static void read_next(struct bench *b, bool all)
{
	unsigned i = next_read, half = (depth + 1) / 2, k;

	check(isle_op_wait(&reads[i]), BUFFER_BYTES, "read");
	bench_check(bench_pattern_holds(buffers[i], offsets[i], BUFFER_BYTES, all),
		    "content of a file");
	next_read = (i + 1) % depth;
	for (k = 0; next_read % half == 0 && k < half; k++)
		start_read(b, i + 1 - half + k);
}

static void read_once(struct bench *b, const struct bench_row *row)
{
	(void)row;
	read_next(b, false);
}

static void begin_stream(struct bench *b, const struct bench_row *row)
{
	unsigned i;

	begin(b, row);
	check(isle_file_open(ctx, row->path, ISLE_O_RDONLY, 0, &big), 0, "open");
	b->at = 0;
	depth = b->counting ? 1 : DEPTH_MAX;
	next_read = 0;
	for (i = 0; i < depth; i++)
		start_read(b, i);
	for (i = 0; i < 256; i++)
		read_next(b, true);
}

static void end_stream(struct bench *b, const struct bench_row *row)
{
	unsigned i;

	while (next_read % ((depth + 1) / 2))
		read_next(b, false);
	for (i = 0; i < depth; i++)
		isle_op_wait(&reads[i]);
	check(isle_file_close(ctx, &big), 0, "close");
	end(b, row);
}

static size_t turn_stream(void *arg)
{
	turn_once(arg);
	return BUFFER_BYTES;
}

static void stream_slice(struct bench *b, const struct bench_row *row, struct bench_figure *ret)
{
	struct turn turn = { b, row };
	struct bench_clock clock;

	bench_clock_start(&clock, row, b->daemon.worker);
	bench_rate(&clock, turn_stream, &turn, ret);
}

#define FRAME_MAX (65536u + 64u)
#define CALL                                                                                       \
	.unit = "us", .floor_name = "unix stream round trip 64 B", .placement = "both ends cpu 0", \
	.frame_max = FRAME_MAX, .begin = begin, .slice = call_slice,                               \
	.floor = bench_floor_pingpong, .end = end
#define STREAM                                                                 \
	.unit = "MB/s", .higher = true, .path = "/big", .begin = begin_stream, \
	.slice = stream_slice, .end = end_stream, .once = read_once

const struct bench_row bench_rows_file[] = {
	{ .name = "file.stat1.unix.samecpu", .bar = 1.6, .path = "/one", .once = stat_once, CALL },
	{ .name = "file.stat3.unix.samecpu",
	  .bar = 1.75,
	  .path = "/a/b/three",
	  .once = stat_once,
	  CALL },
	{ .name = "file.orc4k.unix.samecpu",
	  .bar = 2.0,
	  .path = "/one",
	  .once = open_read_close_once,
	  CALL },
	{ .name = "file.seqread64k.unix",
	  .floor_name = "native pread, 64 KiB",
	  .bar = 0.5,
	  .placement = "ends on cpu 0 and 1, 16 reads under way",
	  .cpu_of_peer = 1,
	  .frame_max = FRAME_MAX,
	  .floor = bench_floor_pread,
	  STREAM },
	{ .name = "file.seqread496.unix",
	  .floor_name = "unix stream, 64 KiB writes",
	  .bar = 0.3,
	  .bar_value = 1000,
	  .placement = "ends on cpu 0 and 1, 16 reads under way",
	  .cpu_of_peer = 1,
	  .frame_max = 496,
	  .floor = bench_floor_stream,
	  STREAM },
};
const unsigned bench_rows_file_n = sizeof(bench_rows_file) / sizeof(bench_rows_file[0]);
