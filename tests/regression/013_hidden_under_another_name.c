/* SPDX-License-Identifier: BSD-3-Clause */
/* A hidden file that has a second name was not there under that one either; but OPENDIR of it said ENOTDIR, and
 * opening it to be made anew EEXIST: so it was there after all. */
#include "tests/scenario/bed.h"

#include <unistd.h>

static void hidden(struct bed *bed)
{
	const uint32_t anew = ISLE_O_WRONLY | ISLE_O_CREAT | ISLE_O_EXCL;
	uint8_t buf[1024] __attribute__((aligned(8)));
	struct isle_file file;
	struct isle_dir dir;

	data_put(&bed->daemon, "secret", "x", 1);
	CHECK_EQ(link(data_path(&bed->daemon, "secret"), data_path(&bed->daemon, "alias")), 0);
	CHECK_EQ(isle_file_open(bed->ctx, "/none/alias", ISLE_O_RDONLY, 0, &file), -ISLE_ENOENT);
	CHECK_EQ(isle_file_opendir(bed->ctx, "/none/alias", 0, buf, sizeof(buf), &dir),
		 -ISLE_ENOENT);
	CHECK_EQ(isle_file_open(bed->ctx, "/none/alias", anew, 0600, &file), -ISLE_ENOENT);
	CHECK_EQ(isle_file_open(bed->ctx, "/none/alias", ISLE_O_WRONLY, 0, &file), -ISLE_ENOENT);
}

TEST(regression, "a hidden file is not there under its other name, whatever is asked of it")
{
	bed_run(BED_UNIX, NULL, NULL, hidden);
}
