/* SPDX-License-Identifier: BSD-3-Clause */
/* In a batch the attributes of a file were decoded as those of a file system. */
#include <isle/batch.h>

#include "tests/scenario/bed.h"

TEST(regression, "a batch fills in the attributes of files and of file systems as calls do")
{
	struct isle_stat alone = { 0 }, together = { 0 };
	struct isle_statvfs disk_alone = { 0 }, disk_together = { 0 };
	static uint8_t buf[2048];
	struct isle_batch batch;
	struct bed bed;

	bed_start(&bed, &bed_links[BED_UNIX], NULL, NULL);
	data_put(&bed.daemon, "f", "12345", 5);
	CHECK_OK(isle_file_stat(bed.ctx, "/data/f", &alone));
	CHECK_OK(isle_file_statvfs(bed.ctx, "/data/f", &disk_alone));
	isle_batch_begin(&batch, bed.ctx, buf, sizeof(buf));
	CHECK_OK(isle_file_stat(bed.ctx, "/data/f", &together));
	CHECK_OK(isle_file_statvfs(bed.ctx, "/data/f", &disk_together));
	CHECK_OK(isle_batch_run(&batch));
	CHECK_EQ(together.size, 5);
	CHECK_EQ(together.ino, alone.ino);
	CHECK_EQ(together.mtime_ns, alone.mtime_ns);
	CHECK_EQ(together.mask, alone.mask);
	CHECK_EQ(disk_together.blocks, disk_alone.blocks);
	CHECK_EQ(disk_together.namemax, disk_alone.namemax);
	bed_stop(&bed);
}
