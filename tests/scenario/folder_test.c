/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading folders. */
#include "bed.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MANY 2000

static uint64_t buffer[4096]; /* 32 KiB, 8-aligned */

/* Names for seven files of 0 to 6 bytes: a name costs less than a file. */
static void make_many(struct bed *bed, int many)
{
	char name[32], file[16];

	CHECK_EQ(mkdir(data_path(&bed->daemon, "many"), 0777), 0);
	for (int i = 0; i < many; i++) {
		snprintf(name, sizeof(name), "many/%d-entry", i);
		snprintf(file, sizeof(file), "%d", i % 7);
		if (i < 7)
			data_put(&bed->daemon, file, "012345", (size_t)i);
		CHECK_EQ(link(data_path(&bed->daemon, file), data_path(&bed->daemon, name)), 0);
	}
}

static void read_many(struct bed *bed, uint32_t flags, size_t cap)
{
	static uint8_t seen[MANY];
	struct isle_dirent entry;
	struct isle_stat st;
	struct isle_dir dir;
	unsigned n = 0;
	int r;

	memset(seen, 0, sizeof(seen));
	CHECK_EQ(isle_file_opendir(bed->ctx, "/data/many", flags, buffer, cap, &dir), 0);
	while ((r = isle_file_readdir(bed->ctx, &dir, &entry, &st)) == 1) {
		int i = atoi(entry.name);

		CHECK(i >= 0 && i < MANY && !seen[i]++);
		CHECK_EQ(strlen(entry.name), entry.name_bytes);
		CHECK_STR(strchr(entry.name, '-'), "-entry");
		if (flags & ISLE_READDIR_ATTRS) {
			CHECK_EQ(st.type, ISLE_FILE_TYPE_REGULAR);
			CHECK_EQ(st.ino, entry.ino);
			CHECK_EQ(st.size, i % 7);
		}
		n++;
	}
	CHECK_EQ(r, 0);
	CHECK_EQ(n, MANY);
	CHECK_EQ(isle_file_readdir(bed->ctx, &dir, &entry, &st), 0);
	CHECK_EQ(isle_file_closedir(bed->ctx, &dir), 0);
}

SCENARIO(folder, "2,000 entries come once each, with and without attributes")
{
	make_many(bed, MANY);
	read_many(bed, 0, sizeof(buffer));
	read_many(bed, 0, 1000);
	read_many(bed, ISLE_READDIR_ATTRS, sizeof(buffer));
}

SCENARIO(folder, "seekdir goes on behind any entry, and from the start")
{
	static char names[300][16];
	static uint64_t cookies[301];
	struct isle_dirent entry;
	struct isle_dir dir;
	int n = 0;

	make_many(bed, 300);
	CHECK_EQ(isle_file_opendir(bed->ctx, "/data/many", 0, buffer, sizeof(buffer), &dir), 0);
	for (; isle_file_readdir(bed->ctx, &dir, &entry, NULL) == 1; n++) {
		cookies[n + 1] = entry.cookie;
		snprintf(names[n], sizeof(names[n]), "%s", entry.name);
	}
	CHECK_EQ(n, 300);
	for (int i = 0; i < 300; i += 47) {
		isle_file_seekdir(&dir, cookies[i]);
		CHECK_EQ(isle_file_readdir(bed->ctx, &dir, &entry, NULL), 1);
		CHECK_STR(entry.name, names[i]);
		CHECK_EQ(entry.cookie, cookies[i + 1]);
	}
	isle_file_seekdir(&dir, cookies[300]);
	CHECK_EQ(isle_file_readdir(bed->ctx, &dir, &entry, NULL), 0);
	CHECK_EQ(isle_file_closedir(bed->ctx, &dir), 0);
}

static bool has_entry(struct bed *bed, const char *path, const void *name, size_t len,
		      uint32_t *ret_type)
{
	struct isle_dirent entry;
	struct isle_dir dir;
	bool found = false;

	CHECK_EQ(isle_file_opendir(bed->ctx, path, 0, buffer, sizeof(buffer), &dir), 0);
	while (CHECK_OK(isle_file_readdir(bed->ctx, &dir, &entry, NULL)) == 1) {
		CHECK(strcmp(entry.name, ".") != 0 && strcmp(entry.name, "..") != 0);
		if (entry.name_bytes != len || memcmp(entry.name, name, len) != 0)
			continue;
		found = true;
		*ret_type = entry.type;
	}
	CHECK_EQ(isle_file_closedir(bed->ctx, &dir), 0);
	return found;
}

SCENARIO(folder, "names of 255 bytes and names that are no UTF-8 come as they are")
{
	char longest[256], odd[] = "a\xff\xfe\x80\n\x1b[31m\"\\z", path[300];
	uint32_t type;

	memset(longest, 'L', 255);
	longest[255] = 0;
	snprintf(path, sizeof(path), "/data/%s", longest);
	CHECK_EQ(isle_file_put(bed->ctx, path, "", 0, ISLE_O_CREAT, 0644), 0);
	snprintf(path, sizeof(path), "/data/%s", odd);
	CHECK_EQ(isle_file_mkdir(bed->ctx, path, 0755), 0);
	CHECK(has_entry(bed, "/data", longest, 255, &type));
	CHECK_EQ(type, ISLE_FILE_TYPE_REGULAR);
	CHECK(has_entry(bed, "/data", odd, strlen(odd), &type));
	CHECK_EQ(type, ISLE_FILE_TYPE_DIRECTORY);
	CHECK_EQ(isle_file_rmdir(bed->ctx, path), 0);
}

SCENARIO(folder, "hidden names are not listed, and a parent of exports lists those")
{
	uint32_t type;

	data_put(&bed->daemon, "secret", "x", 1);
	data_put(&bed->daemon, "f", "x", 1);
	CHECK(has_entry(bed, "/data", "secret", 6, &type));
	CHECK(has_entry(bed, "/none", "f", 1, &type));
	CHECK(!has_entry(bed, "/none", "secret", 6, &type));
	CHECK(has_entry(bed, "/", "data", 4, &type));
	CHECK_EQ(type, ISLE_FILE_TYPE_DIRECTORY);
	CHECK(has_entry(bed, "/", "none", 4, &type));
	CHECK(!has_entry(bed, "/", "etc", 3, &type));
}

SCENARIO(folder, "an empty folder ends at once, and what is none is refused")
{
	struct isle_dirent entry;
	struct isle_dir dir;

	CHECK_EQ(isle_file_mkdir(bed->ctx, "/data/d", 0755), 0);
	CHECK_EQ(isle_file_opendir(bed->ctx, "/data/d", 0, buffer, sizeof(buffer), &dir), 0);
	CHECK_EQ(isle_file_readdir(bed->ctx, &dir, &entry, NULL), 0);
	CHECK_EQ(isle_file_closedir(bed->ctx, &dir), 0);
	data_put(&bed->daemon, "f", "x", 1);
	CHECK_EQ(isle_file_opendir(bed->ctx, "/data/f", 0, buffer, sizeof(buffer), &dir),
		 -ISLE_ENOTDIR);
	CHECK_EQ(isle_file_opendir(bed->ctx, "/data/n", 0, buffer, sizeof(buffer), &dir),
		 -ISLE_ENOENT);
	CHECK_EQ(isle_file_opendir(bed->ctx, "/etc", 0, buffer, sizeof(buffer), &dir),
		 -ISLE_EACCES);
}

SCENARIO(folder, "a buffer too small for one entry is said to be too small")
{
	struct isle_dirent entry;
	struct isle_dir dir;

	data_put(&bed->daemon, "a-name-of-some-length-that-needs-more-than-there-is", "x", 1);
	CHECK_EQ(isle_file_opendir(bed->ctx, "/data", 0, buffer, 40, &dir), 0);
	CHECK_EQ(isle_file_readdir(bed->ctx, &dir, &entry, NULL), -ISLE_EMSGSIZE);
	CHECK_EQ(isle_file_closedir(bed->ctx, &dir), 0);
}
