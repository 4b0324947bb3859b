/* SPDX-License-Identifier: BSD-3-Clause */
/* Opening: every flag, every way to be refused. */
#include "bed.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int try_open(struct bed *bed, const char *path, uint32_t flags)
{
	struct isle_file file;
	int r = isle_file_open(bed->ctx, path, flags, 0644, &file);

	if (r == 0)
		CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
	return r;
}

SCENARIO(open, "a file opened for reading is read, for writing written, and not the other way")
{
	struct isle_file r, w, rw;
	char text[8] = "";

	data_put(&bed->daemon, "f", "hello", 5);
	CHECK_EQ(isle_file_open(bed->ctx, "/data/f", ISLE_O_RDONLY, 0, &r), 0);
	CHECK_EQ(isle_file_open(bed->ctx, "/data/f", ISLE_O_WRONLY, 0, &w), 0);
	CHECK_EQ(isle_file_open(bed->ctx, "/data/f", ISLE_O_RDWR, 0, &rw), 0);
	CHECK_EQ(r.type, ISLE_FILE_TYPE_REGULAR);
	CHECK_EQ(r.size, 5);
	CHECK_EQ(r.traits & (ISLE_FILE_IS_SEEKABLE | ISLE_FILE_IS_STREAM | ISLE_FILE_IS_VIRTUAL),
		 ISLE_FILE_IS_SEEKABLE);
	CHECK_EQ(isle_file_write(bed->ctx, &r, "x", 1), -ISLE_EBADF);
	CHECK_EQ(isle_file_read(bed->ctx, &w, text, 1), -ISLE_EBADF);
	CHECK_EQ(isle_file_write(bed->ctx, &w, "J", 1), 1);
	CHECK_EQ(isle_file_read(bed->ctx, &rw, text, sizeof(text)), 5);
	CHECK_MEM(text, "Jello", 5);
	CHECK_EQ(isle_file_pwrite(bed->ctx, &rw, "y", 1, 4), 1);
	CHECK_EQ(isle_file_read(bed->ctx, &r, text, sizeof(text)), 5);
	CHECK_MEM(text, "Jelly", 5);
	CHECK_EQ(isle_file_close(bed->ctx, &r), 0);
	CHECK_EQ(isle_file_close(bed->ctx, &w), 0);
	CHECK_EQ(isle_file_close(bed->ctx, &rw), 0);
}

SCENARIO(open, "CREAT makes a file with its mode, and EXCL refuses what is there")
{
	struct isle_file file;
	struct stat st;

	CHECK_EQ(try_open(bed, "/data/new", ISLE_O_RDWR), -ISLE_ENOENT);
	CHECK_EQ(isle_file_open(bed->ctx, "/data/new", ISLE_O_RDWR | ISLE_O_CREAT | ISLE_O_EXCL,
				0604, &file),
		 0);
	CHECK_EQ(file.size, 0);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
	CHECK_EQ(stat(data_path(&bed->daemon, "new"), &st), 0);
	CHECK_EQ(st.st_mode, S_IFREG | 0604);
	CHECK_EQ(try_open(bed, "/data/new", ISLE_O_RDWR | ISLE_O_CREAT), 0);
	CHECK_EQ(try_open(bed, "/data/new", ISLE_O_RDWR | ISLE_O_CREAT | ISLE_O_EXCL),
		 -ISLE_EEXIST);
	CHECK_EQ(symlink("nowhere", data_path(&bed->daemon, "dangling")), 0);
	CHECK_EQ(try_open(bed, "/data/dangling", ISLE_O_RDWR | ISLE_O_CREAT | ISLE_O_EXCL),
		 -ISLE_EEXIST);
	CHECK_EQ(try_open(bed, "/data/dangling", ISLE_O_RDWR), -ISLE_ENOENT);
	CHECK_EQ(try_open(bed, "/data/no/new", ISLE_O_RDWR | ISLE_O_CREAT), -ISLE_ENOENT);
	CHECK_EQ(try_open(bed, "/data/new/x", ISLE_O_RDWR | ISLE_O_CREAT), -ISLE_ENOTDIR);
}

SCENARIO(open, "set-id and sticky bits of a new file's mode are EPERM, and no file is made")
{
	static const uint32_t modes[] = { 04755, 02755, 01755, 07777 };
	struct isle_file file;
	struct stat st;

	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		CHECK_EQ(isle_file_open(bed->ctx, "/data/s", ISLE_O_WRONLY | ISLE_O_CREAT, modes[i],
					&file),
			 -ISLE_EPERM);
	CHECK(stat(data_path(&bed->daemon, "s"), &st) < 0);
}

SCENARIO(open, "TRUNC empties a file and APPEND writes at its end whoever else writes")
{
	struct isle_file a, b;
	char text[32];

	data_put(&bed->daemon, "f", "old contents", 12);
	CHECK_EQ(isle_file_open(bed->ctx, "/data/f", ISLE_O_WRONLY | ISLE_O_TRUNC, 0, &a), 0);
	CHECK_EQ(data_get(&bed->daemon, "f", text, sizeof(text)), 0);
	CHECK_EQ(isle_file_close(bed->ctx, &a), 0);
	CHECK_EQ(isle_file_open(bed->ctx, "/data/f", ISLE_O_WRONLY | ISLE_O_APPEND, 0, &a), 0);
	CHECK_EQ(isle_file_open(bed->ctx, "/data/f", ISLE_O_WRONLY | ISLE_O_APPEND, 0, &b), 0);
	CHECK_EQ(isle_file_write(bed->ctx, &a, "one ", 4), 4);
	CHECK_EQ(isle_file_write(bed->ctx, &b, "two ", 4), 4);
	CHECK_EQ(isle_file_write(bed->ctx, &a, "three", 5), 5);
	CHECK_EQ(data_get(&bed->daemon, "f", text, sizeof(text)), 13);
	CHECK_MEM(text, "one two three", 13);
	CHECK_EQ(isle_file_close(bed->ctx, &a), 0);
	CHECK_EQ(isle_file_close(bed->ctx, &b), 0);
}

SCENARIO(open, "DIRECTORY wants a folder, and a folder is not written, nor read as a file")
{
	struct isle_file folder;
	char byte;

	data_put(&bed->daemon, "f", "x", 1);
	CHECK_EQ(isle_file_mkdir(bed->ctx, "/data/d", 0755), 0);
	CHECK_EQ(try_open(bed, "/data/f", ISLE_O_RDONLY | ISLE_O_DIRECTORY), -ISLE_ENOTDIR);
	CHECK_EQ(try_open(bed, "/data/d", ISLE_O_WRONLY), -ISLE_EISDIR);
	CHECK_EQ(try_open(bed, "/data/d", ISLE_O_RDWR), -ISLE_EISDIR);
	CHECK_EQ(isle_file_open(bed->ctx, "/data/d", ISLE_O_RDONLY | ISLE_O_DIRECTORY, 0, &folder),
		 0);
	CHECK_EQ(folder.type, ISLE_FILE_TYPE_DIRECTORY);
	CHECK_EQ(isle_file_pread(bed->ctx, &folder, &byte, 1, 0), -ISLE_EISDIR);
	CHECK_EQ(isle_file_close(bed->ctx, &folder), 0);
}

SCENARIO(open, "NOFOLLOW refuses a symbolic link at the end, and only there")
{
	data_put(&bed->daemon, "f", "x", 1);
	CHECK_EQ(symlink("f", data_path(&bed->daemon, "link")), 0);
	CHECK_EQ(symlink(".", data_path(&bed->daemon, "here")), 0);
	CHECK_EQ(symlink("loop", data_path(&bed->daemon, "loop")), 0);
	CHECK_EQ(try_open(bed, "/data/link", ISLE_O_RDONLY), 0);
	CHECK_EQ(try_open(bed, "/data/link", ISLE_O_RDONLY | ISLE_O_NOFOLLOW), -ISLE_ELOOP);
	CHECK_EQ(try_open(bed, "/data/here/f", ISLE_O_RDONLY | ISLE_O_NOFOLLOW), 0);
	CHECK_EQ(try_open(bed, "/data/loop", ISLE_O_RDONLY), -ISLE_ELOOP);
}

SCENARIO(open, "unknown flags and those that contradict each other are EINVAL")
{
	static const uint32_t senseless[] = { ISLE_O_RDWR | ISLE_O_EXCL, ISLE_O_RDWR | ISLE_O_PATH,
					      ISLE_O_PATH | ISLE_O_CREAT,
					      ISLE_O_RDONLY | ISLE_O_TMPFILE,
					      ISLE_O_RDWR | ISLE_O_TMPFILE | ISLE_O_CREAT };

	data_put(&bed->daemon, "f", "x", 1);
	for (size_t i = 0; i < sizeof(senseless) / sizeof(senseless[0]); i++)
		CHECK_EQ(try_open(bed, "/data/f", senseless[i]), -ISLE_EINVAL);
	for (unsigned bit = 0; bit < 32; bit++)
		if (!(ISLE_O_ALL & 1u << bit))
			CHECK_EQ(try_open(bed, "/data/f", ISLE_O_RDWR | 1u << bit), -ISLE_EINVAL);
	CHECK_EQ(try_open(bed, "/data/f", 0), -ISLE_EINVAL);
	CHECK_EQ(try_open(bed, "/data/f", ISLE_O_CREAT), -ISLE_EINVAL);
	CHECK_EQ(try_open(bed, "/data/f", ISLE_O_RDONLY | ISLE_O_TRUNC), -ISLE_EINVAL);
	CHECK_EQ(try_open(bed, "/data/f", ISLE_O_RDWR | ISLE_O_CLOEXEC | ISLE_O_NOCTTY), 0);
	CHECK_EQ(try_open(bed, "/data/f", ISLE_O_RDWR | ISLE_O_NONBLOCK), 0);
}

SCENARIO(open, "what policy does not open is refused with the error it has for that")
{
	data_put(&bed->daemon, "f", "x", 1);
	data_put(&bed->daemon, "secret", "x", 1);
	CHECK_EQ(try_open(bed, "/etc/hostname", ISLE_O_RDONLY), -ISLE_EACCES);
	CHECK_EQ(try_open(bed, "/data2", ISLE_O_RDONLY), -ISLE_EACCES);
	CHECK_EQ(try_open(bed, "/dat", ISLE_O_RDONLY), -ISLE_EACCES);
	CHECK_EQ(try_open(bed, "/ro/f", ISLE_O_RDONLY), 0);
	CHECK_EQ(try_open(bed, "/ro/f", ISLE_O_RDWR), -ISLE_EROFS);
	CHECK_EQ(try_open(bed, "/ro/new", ISLE_O_WRONLY | ISLE_O_CREAT), -ISLE_EROFS);
	CHECK_EQ(try_open(bed, "/none/f", ISLE_O_RDONLY), 0);
	CHECK_EQ(try_open(bed, "/none/secret", ISLE_O_RDONLY), -ISLE_ENOENT);
	CHECK_EQ(try_open(bed, "/data/../etc/hostname", ISLE_O_RDONLY), -ISLE_EACCES);
	CHECK_EQ(symlink("/etc/hostname", data_path(&bed->daemon, "out")), 0);
	CHECK_EQ(symlink("../../../../../../etc/hostname", data_path(&bed->daemon, "up")), 0);
	CHECK_EQ(try_open(bed, "/data/out", ISLE_O_RDONLY), -ISLE_EACCES);
	CHECK_EQ(try_open(bed, "/data/up", ISLE_O_RDONLY), -ISLE_EACCES);
	CHECK_EQ(symlink("/ro/f", data_path(&bed->daemon, "over")), 0);
	CHECK_EQ(try_open(bed, "/data/over", ISLE_O_RDONLY), 0);
	CHECK_EQ(try_open(bed, "/data/over", ISLE_O_RDWR), -ISLE_EROFS);
	CHECK_EQ(unlink(data_path(&bed->daemon, "f")), 0);
	CHECK_EQ(mkfifo(data_path(&bed->daemon, "f"), 0600), 0);
}

SCENARIO(open, "names and paths have their limits, and no byte more")
{
	static char path[4200], name[300];
	size_t at;

	memset(name, 'n', 255);
	name[255] = 0;
	snprintf(path, sizeof(path), "/data/%s", name);
	CHECK_EQ(try_open(bed, path, ISLE_O_WRONLY | ISLE_O_CREAT), 0);
	strcat(path, "n");
	CHECK_EQ(try_open(bed, path, ISLE_O_WRONLY | ISLE_O_CREAT), -ISLE_ENAMETOOLONG);
	strcpy(path, "/data");
	for (at = 5; at < 4093; at += 2)
		memcpy(path + at, "/.", 2);
	strcpy(path + at, "/f");
	CHECK_EQ(strlen(path), 4095);
	CHECK_EQ(try_open(bed, path, ISLE_O_WRONLY | ISLE_O_CREAT), 0);
	strcpy(path + at, "/ff");
	CHECK_EQ(try_open(bed, path, ISLE_O_WRONLY | ISLE_O_CREAT), -ISLE_ENAMETOOLONG);
	CHECK_EQ(try_open(bed, "", ISLE_O_RDONLY), -ISLE_ENOENT);
	CHECK_EQ(try_open(bed, "/data/f/", ISLE_O_RDONLY), -ISLE_ENOTDIR);
	CHECK_EQ(try_open(bed, "//data///./f", ISLE_O_RDONLY), 0);
}

SCENARIO(open, "a closed handle is known no more, and its slot's next file is another one")
{
	struct isle_file file, old;
	char text[4];

	data_put(&bed->daemon, "f", "x", 1);
	CHECK_EQ(isle_file_open(bed->ctx, "/data/f", ISLE_O_RDONLY, 0, &file), 0);
	old = file;
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
	CHECK_EQ(isle_file_close(bed->ctx, &file), -ISLE_EBADF);
	for (int i = 0; i < 300; i++) {
		int r = isle_file_pread(bed->ctx, &old, text, 1, 0);

		CHECK(r == -ISLE_EBADF || r == -ISLE_ESTALE);
		CHECK_EQ(isle_file_open(bed->ctx, "/data/f", ISLE_O_RDONLY, 0, &file), 0);
		CHECK(file.handle != old.handle);
		CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
	}
}

SCENARIO(open, "a second handle for the same open file lives on its own")
{
	struct isle_file file, twin;
	char text[4];

	data_put(&bed->daemon, "f", "abc", 3);
	CHECK_EQ(isle_file_open(bed->ctx, "/data/f", ISLE_O_RDONLY, 0, &file), 0);
	CHECK_EQ(isle_file_dup(bed->ctx, &file, &twin), 0);
	CHECK(twin.handle != file.handle);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
	CHECK_EQ(isle_file_read(bed->ctx, &twin, text, 4), 3);
	CHECK_EQ(isle_file_close(bed->ctx, &twin), 0);
	CHECK_EQ(isle_file_dup(bed->ctx, &twin, &file), -ISLE_EBADF);
}
