/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading a folder in a batch noted itself until the batch was full. */
#include "tests/scenario/bed.h"

TEST(regression, "reading a folder is refused in a batch and leaves what was noted")
{
	static uint64_t memory[512], entries[64];
	struct isle_dirent entry;
	struct isle_batch batch;
	struct isle_stat st;
	struct isle_dir dir;
	struct bed bed;

	bed_start(&bed, &bed_links[BED_UNIX], NULL, NULL);
	CHECK_EQ(isle_file_opendir(bed.ctx, "/data", 0, entries, sizeof(entries), &dir), 0);
	isle_batch_begin(&batch, bed.ctx, memory, sizeof(memory));
	CHECK_EQ(isle_file_stat(bed.ctx, "/data", &st), 0);
	CHECK_EQ(isle_file_readdir(bed.ctx, &dir, &entry, NULL), -ISLE_ENOTSUP);
	CHECK_EQ(isle_batch_run(&batch), 0);
	CHECK_EQ(isle_file_closedir(bed.ctx, &dir), 0);
	bed_stop(&bed);
}
