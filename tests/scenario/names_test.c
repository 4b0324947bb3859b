/* SPDX-License-Identifier: BSD-3-Clause */
/* Making, moving and removing names; the working directory of each context. */
#include "bed.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void touch(struct bed *bed, const char *path)
{
	CHECK_EQ(isle_file_put(bed->ctx, path, "x", 1, ISLE_O_CREAT, 0644), 1);
}

SCENARIO(names, "mkdir and rmdir make and remove empty folders")
{
	struct stat st;

	CHECK_EQ(isle_file_mkdir(bed->ctx, "/data/d", 0750), 0);
	CHECK_EQ(stat(data_path(&bed->daemon, "d"), &st), 0);
	CHECK_EQ(st.st_mode, S_IFDIR | 0750);
	CHECK_EQ(isle_file_mkdir(bed->ctx, "/data/d", 0750), -ISLE_EEXIST);
	CHECK_EQ(isle_file_mkdir(bed->ctx, "/data/no/d", 0750), -ISLE_ENOENT);
	CHECK_EQ(isle_file_mkdir(bed->ctx, "/ro/d2", 0750), -ISLE_EROFS);
	CHECK_EQ(isle_file_mkdir(bed->ctx, "/etc/d", 0750), -ISLE_EACCES);
	touch(bed, "/data/d/f");
	CHECK_EQ(isle_file_mkdir(bed->ctx, "/data/d/f/d", 0750), -ISLE_ENOTDIR);
	CHECK_EQ(isle_file_rmdir(bed->ctx, "/data/d"), -ISLE_ENOTEMPTY);
	CHECK_EQ(isle_file_rmdir(bed->ctx, "/data/d/f"), -ISLE_ENOTDIR);
	CHECK_EQ(isle_file_unlink(bed->ctx, "/data/d/f"), 0);
	CHECK_EQ(isle_file_rmdir(bed->ctx, "/ro/d"), -ISLE_EROFS);
	CHECK_EQ(isle_file_rmdir(bed->ctx, "/data/d"), 0);
	CHECK_EQ(isle_file_rmdir(bed->ctx, "/data/d"), -ISLE_ENOENT);
	CHECK(isle_file_rmdir(bed->ctx, "/data") < 0);
	CHECK_EQ(stat(bed->daemon.data, &st), 0);
}

SCENARIO(names, "unlink removes a name and no folder")
{
	touch(bed, "/data/f");
	CHECK_EQ(isle_file_mkdir(bed->ctx, "/data/d", 0755), 0);
	CHECK_EQ(isle_file_unlink(bed->ctx, "/ro/f"), -ISLE_EROFS);
	CHECK_EQ(isle_file_unlink(bed->ctx, "/data/f"), 0);
	CHECK_EQ(isle_file_unlink(bed->ctx, "/data/f"), -ISLE_ENOENT);
	CHECK_EQ(isle_file_unlink(bed->ctx, "/data/d"), -ISLE_EISDIR);
	CHECK_EQ(isle_file_unlink(bed->ctx, "/etc/hostname"), -ISLE_EACCES);
	data_put(&bed->daemon, "secret", "x", 1);
	CHECK_EQ(isle_file_symlink(bed->ctx, "none", "/data/l"), 0);
	CHECK_EQ(isle_file_unlink(bed->ctx, "/data/l"), 0);
}

SCENARIO(names, "rename moves, replaces, and with NOREPLACE does not")
{
	char byte;

	touch(bed, "/data/a");
	CHECK_EQ(isle_file_put(bed->ctx, "/data/b", "bb", 2, ISLE_O_CREAT, 0644), 2);
	CHECK_EQ(isle_file_rename(bed->ctx, "/data/a", "/data/b", ISLE_RENAME_NOREPLACE),
		 -ISLE_EEXIST);
	CHECK_EQ(isle_file_rename(bed->ctx, "/data/a", "/data/c", ISLE_RENAME_NOREPLACE), 0);
	CHECK_EQ(isle_file_rename(bed->ctx, "/data/c", "/data/b", 0), 0);
	CHECK_EQ(data_get(&bed->daemon, "b", &byte, 1), 1);
	CHECK_EQ(byte, 'x');
	CHECK_EQ(isle_file_rename(bed->ctx, "/data/c", "/data/d", 0), -ISLE_ENOENT);
	CHECK_EQ(isle_file_rename(bed->ctx, "/data/b", "/data/d", 0x80), -ISLE_EINVAL);
	CHECK_EQ(isle_file_rename(bed->ctx, "/data/b", "/ro/d", 0), -ISLE_EROFS);
	CHECK_EQ(isle_file_rename(bed->ctx, "/ro/b", "/data/d", 0), -ISLE_EROFS);
	CHECK_EQ(isle_file_rename(bed->ctx, "/data/b", "/etc/d", 0), -ISLE_EACCES);
	CHECK_EQ(isle_file_rename(bed->ctx, "/etc/hostname", "/data/d", 0), -ISLE_EACCES);
}

SCENARIO(names, "folders are renamed, but not into themselves nor over full ones")
{
	CHECK_EQ(isle_file_mkdir(bed->ctx, "/data/a", 0755), 0);
	CHECK_EQ(isle_file_mkdir(bed->ctx, "/data/b", 0755), 0);
	touch(bed, "/data/b/f");
	touch(bed, "/data/f");
	CHECK_EQ(isle_file_rename(bed->ctx, "/data/a", "/data/a/x", 0), -ISLE_EINVAL);
	CHECK_EQ(isle_file_rename(bed->ctx, "/data/a", "/data/b", 0), -ISLE_ENOTEMPTY);
	CHECK_EQ(isle_file_rename(bed->ctx, "/data/f", "/data/a", 0), -ISLE_EISDIR);
	CHECK_EQ(isle_file_rename(bed->ctx, "/data/a", "/data/f", 0), -ISLE_ENOTDIR);
	CHECK_EQ(isle_file_rename(bed->ctx, "/data/b", "/data/a", 0), 0);
	CHECK_EQ(isle_file_access(bed->ctx, "/data/a/f", 0), 0);
}

SCENARIO(names, "link gives a file a second name, the link itself or what it leads to")
{
	struct isle_stat st;

	touch(bed, "/data/f");
	CHECK_EQ(isle_file_link(bed->ctx, "/data/f", "/data/g", 0), 0);
	CHECK_EQ(isle_file_stat(bed->ctx, "/data/g", &st), 0);
	CHECK_EQ(st.nlink, 2);
	CHECK_EQ(isle_file_link(bed->ctx, "/data/f", "/data/g", 0), -ISLE_EEXIST);
	CHECK_EQ(isle_file_link(bed->ctx, "/data/none", "/data/h", 0), -ISLE_ENOENT);
	CHECK_EQ(isle_file_symlink(bed->ctx, "f", "/data/s"), 0);
	CHECK_EQ(isle_file_link(bed->ctx, "/data/s", "/data/s2", 0), 0);
	CHECK_EQ(isle_file_lstat(bed->ctx, "/data/s2", &st), 0);
	CHECK_EQ(st.type, ISLE_FILE_TYPE_SYMLINK);
	CHECK_EQ(isle_file_link(bed->ctx, "/data/s", "/data/f3", ISLE_AT_FOLLOW), 0);
	CHECK_EQ(isle_file_lstat(bed->ctx, "/data/f3", &st), 0);
	CHECK_EQ(st.type, ISLE_FILE_TYPE_REGULAR);
	CHECK_EQ(st.nlink, 3);
	CHECK_EQ(isle_file_mkdir(bed->ctx, "/data/d", 0755), 0);
	CHECK_EQ(isle_file_link(bed->ctx, "/data/d", "/data/d2", 0), -ISLE_EPERM);
	CHECK_EQ(isle_file_link(bed->ctx, "/data/f", "/ro/x", 0), -ISLE_EROFS);
	CHECK_EQ(isle_file_link(bed->ctx, "/etc/hostname", "/data/x", 0), -ISLE_EACCES);
	CHECK_EQ(isle_file_link(bed->ctx, "/data/f", "/data/x", 0x40), -ISLE_EINVAL);
}

SCENARIO(names, "a read-only export's files get no name where they may be written")
{
	struct isle_file file;
	int r;

	touch(bed, "/data/f");
	r = isle_file_link(bed->ctx, "/ro/f", "/data/thief", 0);
	CHECK(r == -ISLE_EROFS || r == -ISLE_EXDEV);
	CHECK_EQ(isle_file_open(bed->ctx, "/data/thief", ISLE_O_WRONLY, 0, &file), -ISLE_ENOENT);
}

SCENARIO(names, "a symbolic link keeps its target byte for byte")
{
	static char target[3000], back[4096];

	memset(target, 't', sizeof(target) - 1);
	target[5] = (char)0xff;
	target[6] = '\n';
	CHECK_EQ(isle_file_symlink(bed->ctx, target, "/data/l"), 0);
	CHECK_EQ(isle_file_readlink(bed->ctx, "/data/l", back, sizeof(back)), sizeof(target) - 1);
	CHECK_MEM(back, target, sizeof(target) - 1);
	CHECK_EQ(readlink(data_path(&bed->daemon, "l"), back, sizeof(back)), sizeof(target) - 1);
	CHECK_MEM(back, target, sizeof(target) - 1);
	CHECK_EQ(isle_file_symlink(bed->ctx, "x", "/data/l"), -ISLE_EEXIST);
	CHECK_EQ(isle_file_symlink(bed->ctx, "", "/data/e"), -ISLE_ENOENT);
	CHECK_EQ(isle_file_symlink(bed->ctx, "x", "/ro/e"), -ISLE_EROFS);
	CHECK_EQ(isle_file_symlink(bed->ctx, "x", "/etc/e"), -ISLE_EACCES);
	touch(bed, "/data/f");
	CHECK_EQ(isle_file_readlink(bed->ctx, "/data/f", back, sizeof(back)), -ISLE_EINVAL);
	CHECK_EQ(isle_file_readlink(bed->ctx, "/data/none", back, sizeof(back)), -ISLE_ENOENT);
}

SCENARIO(names, "the working directory is where relative paths begin")
{
	char cwd[64];

	CHECK_EQ(isle_file_getcwd(bed->ctx, cwd, sizeof(cwd)), 1);
	CHECK_STR(cwd, "/");
	CHECK_EQ(isle_file_mkdir(bed->ctx, "data/d", 0755), 0);
	CHECK_EQ(isle_file_chdir(bed->ctx, "/data/d"), 0);
	touch(bed, "f");
	CHECK_EQ(isle_file_access(bed->ctx, "/data/d/f", 0), 0);
	CHECK_EQ(isle_file_getcwd(bed->ctx, cwd, sizeof(cwd)), 7);
	CHECK_STR(cwd, "/data/d");
	CHECK_EQ(isle_file_chdir(bed->ctx, "f"), -ISLE_ENOTDIR);
	CHECK_EQ(isle_file_chdir(bed->ctx, "none"), -ISLE_ENOENT);
	CHECK_EQ(isle_file_chdir(bed->ctx, "/etc"), -ISLE_EACCES);
	CHECK_EQ(isle_file_getcwd(bed->ctx, cwd, 7), -ISLE_ERANGE);
	CHECK_EQ(isle_file_chdir(bed->ctx, ".."), 0);
	CHECK_EQ(isle_file_getcwd(bed->ctx, cwd, sizeof(cwd)), 5);
	CHECK_STR(cwd, "/data");
	CHECK_EQ(isle_file_chdir(bed->ctx, "../../.."), 0);
	CHECK_EQ(isle_file_access(bed->ctx, "data/d/f", 0), 0);
}

SCENARIO(context, "each context has its own working directory and its own handles")
{
	struct isle_context a, b;
	struct isle_file file;
	char cwd[64], byte;
	int r;

	CHECK_EQ(isle_context_open(&bed->peer->client, "a", 5000, &a), 0);
	CHECK_EQ(isle_context_open(&bed->peer->client, "b", 5000, &b), 0);
	CHECK_EQ(isle_context_open(&bed->peer->client, "a", 5000, &b), -ISLE_EEXIST);
	CHECK_EQ(isle_file_mkdir(&a, "/data/a", 0755), 0);
	CHECK_EQ(isle_file_chdir(&a, "/data/a"), 0);
	CHECK_EQ(isle_file_chdir(&b, "/data"), 0);
	CHECK_EQ(isle_file_getcwd(&a, cwd, sizeof(cwd)), 7);
	CHECK_STR(cwd, "/data/a");
	CHECK_EQ(isle_file_getcwd(bed->ctx, cwd, sizeof(cwd)), 1);
	CHECK_EQ(isle_file_open(&a, "f", ISLE_O_RDWR | ISLE_O_CREAT, 0644, &file), 0);
	r = isle_file_pread(&b, &file, &byte, 1, 0);
	CHECK(r == -ISLE_EBADF || r == -ISLE_ESTALE);
	CHECK_EQ(isle_file_pread(&a, &file, &byte, 1, 0), 0);
	CHECK_EQ(isle_context_close(&a), 0);
	bed_status_is(bed, "session.handles", 0);
	CHECK_EQ(isle_context_open(&bed->peer->client, "a", 5000, &a), 0);
	CHECK_EQ(isle_file_getcwd(&a, cwd, sizeof(cwd)), 1);
	CHECK_EQ(isle_context_close(&a), 0);
	CHECK_EQ(isle_context_close(&b), 0);
}

SCENARIO(context, "there are fifteen contexts beside the first, and no more")
{
	static struct isle_context contexts[16];
	char name[16][16];
	int i;

	for (i = 0; i < 15; i++) {
		snprintf(name[i], sizeof(name[i]), "c%d", i);
		CHECK_EQ(isle_context_open(&bed->peer->client, name[i], 5000, &contexts[i]), 0);
	}
	CHECK_EQ(isle_context_open(&bed->peer->client, "more", 5000, &contexts[15]), -ISLE_EMFILE);
	CHECK_EQ(isle_context_close(&contexts[7]), 0);
	CHECK_EQ(isle_context_open(&bed->peer->client, "more", 5000, &contexts[15]), 0);
}

/* Every byte that a name may have; each name has the most a name may have. */
static void longest_name(char *ret_path, unsigned seed)
{
	size_t n = (size_t)sprintf(ret_path, "/data/n/");

	for (unsigned i = 0; i < 255; i++) {
		ret_path[n + i] = (char)(0x80 + (seed + i * 7) % 0x80);
		if (i % 16 == 0)
			ret_path[n + i] = (char)(1 + (seed + i) % 30); /* control characters too */
	}
	ret_path[n + 255] = 0;
}

SCENARIO(names, "names of 255 bytes that are no text are made, told, moved and removed")
{
	uint8_t buf[2048] __attribute__((aligned(8)));
	char paths[5][300], real[300], more[304];
	struct isle_context *ctx = bed->ctx;
	struct isle_dirent entry;
	unsigned seen = 0;
	struct isle_dir dir;
	struct isle_stat st;

	CHECK_EQ(isle_file_mkdir(ctx, "/data/n", 0755), 0);
	for (unsigned i = 0; i < 5; i++) {
		longest_name(paths[i], i);
		if (i < 4)
			CHECK_EQ(isle_file_put(ctx, paths[i], "xxx", i, ISLE_O_CREAT, 0644), i);
	}
	CHECK_EQ(isle_file_opendir(ctx, "/data/n", ISLE_READDIR_ATTRS, buf, sizeof(buf), &dir), 0);
	while (isle_file_readdir(ctx, &dir, &entry, &st) == 1) {
		CHECK_EQ(entry.name_bytes, 255);
		for (unsigned i = 0; i < 4; i++)
			if (strcmp(entry.name, paths[i] + 8) == 0) {
				CHECK_EQ(st.size, i);
				seen |= 1u << i;
			}
	}
	CHECK_EQ(seen, 15);
	CHECK_EQ(isle_file_closedir(ctx, &dir), 0);
	for (unsigned i = 0; i < 4; i++) {
		CHECK_EQ(isle_file_stat(ctx, paths[i], &st), 0);
		CHECK_EQ(st.size, i);
	}
	CHECK_EQ(isle_file_realpath(ctx, paths[0], real, sizeof(real)), 8 + 255);
	CHECK_STR(real, paths[0]);
	CHECK_EQ(isle_file_rename(ctx, paths[1], paths[4], 0), 0);
	CHECK_EQ(isle_file_stat(ctx, paths[1], &st), -ISLE_ENOENT);
	CHECK_EQ(isle_file_symlink(ctx, paths[4] + 8, paths[1]), 0);
	CHECK_EQ(isle_file_stat(ctx, paths[1], &st), 0);
	snprintf(more, sizeof(more), "%s!", paths[0]);
	CHECK_EQ(isle_file_stat(ctx, more, &st), -ISLE_ENAMETOOLONG);
	CHECK_EQ(isle_file_mkdir(ctx, more, 0755), -ISLE_ENAMETOOLONG);
	for (unsigned i = 0; i < 5; i++)
		CHECK_EQ(isle_file_unlink(ctx, paths[i]), 0);
	CHECK_EQ(isle_file_rmdir(ctx, "/data/n"), 0);
}
