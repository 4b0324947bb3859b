/* SPDX-License-Identifier: BSD-3-Clause */
/* Floor of a file: the same file read natively, with the same check. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "../bench.h"

#define READ_BYTES 65536u

struct reader {
	int fd;
	struct bench *b;
};

static size_t take(void *arg)
{
	struct reader *r = arg;
	struct bench *b = r->b;

	bench_check(pread(r->fd, b->buf, READ_BYTES, (off_t)b->at) == READ_BYTES &&
			    bench_pattern_holds(b->buf, b->at, READ_BYTES, false),
		    "reading a file");
	b->at = (b->at + READ_BYTES) % BENCH_FILE_BYTES;
	return READ_BYTES;
}

void bench_floor_pread(struct bench *b, const struct bench_row *row, struct bench_figure *ret)
{
	struct reader r = { .b = b };
	struct bench_clock clock;
	uint64_t at = b->at;
	char path[300];

	snprintf(path, sizeof(path), "%s/tree%s", b->folder, row->path);
	r.fd = open(path, O_RDONLY | O_CLOEXEC);
	bench_check(r.fd >= 0, path);
	bench_clock_start(&clock, row, 0);
	bench_rate(&clock, take, &r, ret);
	close(r.fd);
	b->at = at;
}
