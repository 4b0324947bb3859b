/* SPDX-License-Identifier: BSD-3-Clause */
/* What is really in the folder, against what the client was told. */
#define _GNU_SOURCE
#include "client.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void judge_log(void)
{
	static uint32_t records[OPS_MAX * 2][4];
	static unsigned seen[OPS_MAX];
	int fd = open(op_path("log", 0), O_RDONLY);
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
	int fd = open(op_path("data", 0), O_RDONLY);
	unsigned n, i;
	ssize_t got;

	for (n = 0; n < ops_n; n++) {
		if (ops[n].type != PWRITE)
			continue;
		memset(buf, 0, sizeof(buf));
		got = fd < 0 ? 0 : pread(fd, buf, ops[n].size, (off_t)n * SLOT);
		if (ops[n].fate == DONE &&
		    (got != (ssize_t)ops[n].size || memcmp(buf, op_content(n), ops[n].size) != 0))
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
		there = stat(op_path(ops[n].type == MKDIR ? "dir" : "put", n), &st) == 0;
		if (ops[n].fate == DONE && !there)
			st_fail("op %u was acknowledged and is not there", n);
		if (ops[n].fate == NOT && there)
			st_fail("op %u cannot have happened, and is there", n);
		if (ops[n].fate == DONE && ops[n].type == PUT && st.st_size != ops[n].size)
			st_fail("op %u has %lld bytes", n, (long long)st.st_size);
	}
}

void judge_folder(void)
{
	judge_log();
	judge_data();
	judge_names();
}
