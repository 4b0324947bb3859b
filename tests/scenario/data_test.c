/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading, writing, seeking, cutting. */
#include "bed.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MIB (1u << 20)

static uint8_t *big(void)
{
	uint8_t *memory = malloc(2 * MIB);

	CHECK(memory != NULL);
	return memory;
}

static void open_new(struct bed *bed, const char *path, struct isle_file *ret_file)
{
	CHECK_EQ(isle_file_open(bed->ctx, path, ISLE_O_RDWR | ISLE_O_CREAT | ISLE_O_TRUNC, 0644,
				ret_file),
		 0);
}

static void write_and_read(struct bed *bed, struct isle_file *file, uint8_t *memory, uint32_t len)
{
	CHECK_EQ(isle_file_ftruncate(bed->ctx, file, 0), 0);
	CHECK_EQ(isle_file_seek(bed->ctx, file, 0, ISLE_SEEK_SET), 0);
	pattern_fill(memory, len, len);
	CHECK_EQ(isle_file_write(bed->ctx, file, memory, len), len);
	CHECK_EQ(file->position, len);
	memset(memory, 0xee, len + 8);
	CHECK_EQ(data_get(&bed->daemon, "f", memory, 2 * MIB), len);
	pattern_check(memory, len, len);
	memset(memory, 0xee, len + 8);
	CHECK_EQ(isle_file_pread(bed->ctx, file, memory, len + 8, 0), len);
	pattern_check(memory, len, len);
	CHECK_EQ(memory[len], 0xee);
	if (len) {
		CHECK_EQ(isle_file_pread(bed->ctx, file, memory, len, 0), len);
		CHECK_EQ(isle_file_pread(bed->ctx, file, memory, 1, len - 1), 1);
	}
	CHECK_EQ(isle_file_pread(bed->ctx, file, memory, 8, len), 0);
}

SCENARIO(data, "data of every size around a frame's end arrives as it was, both ways")
{
	static const uint32_t around[] = { 0, 1, 2, 7, 4095, 4096, 4097, 65535, 65536, 65537, MIB };
	static const int beside[] = { -57, -49, -41, -40, -33, -32, -25, -24,
				      -17, -16, -15, -1,  0,   1,   8 };
	uint32_t frames[] = { bed->peer->config.frame_max,
			      bed->link->daemon_frame ? bed->link->daemon_frame : 66048 };
	uint8_t *memory = big();
	struct isle_file file;

	open_new(bed, "/data/f", &file);
	for (size_t i = 0; i < sizeof(around) / sizeof(around[0]); i++)
		write_and_read(bed, &file, memory, around[i]);
	for (size_t i = 0; i < sizeof(beside) / sizeof(beside[0]); i++)
		for (size_t f = 0; f < 2; f++)
			write_and_read(bed, &file, memory, (uint32_t)((int)frames[f] + beside[i]));
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
	free(memory);
}

SCENARIO(data, "pread and pwrite leave the position where it is")
{
	struct isle_file file;
	char text[8];

	open_new(bed, "/data/f", &file);
	CHECK_EQ(isle_file_write(bed->ctx, &file, "abcdef", 6), 6);
	CHECK_EQ(isle_file_pwrite(bed->ctx, &file, "XY", 2, 1), 2);
	CHECK_EQ(isle_file_pread(bed->ctx, &file, text, 3, 0), 3);
	CHECK_MEM(text, "aXY", 3);
	CHECK_EQ(file.position, 6);
	CHECK_EQ(isle_file_write(bed->ctx, &file, "g", 1), 1);
	CHECK_EQ(isle_file_pread(bed->ctx, &file, text, 8, 3), 4);
	CHECK_MEM(text, "defg", 4);
	CHECK_EQ(isle_file_read(bed->ctx, &file, text, 8), 0);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
}

SCENARIO(data, "vectored data is gathered into one write and scattered from one read")
{
	static uint8_t a[3], b[70000], c[1];
	const struct isle_part parts[] = {
		{ a, sizeof(a) }, { b, sizeof(b) }, { NULL, 0 }, { c, 1 }
	};
	struct isle_file file;
	size_t all = sizeof(a) + sizeof(b) + 1;

	pattern_fill(a, sizeof(a), 1);
	pattern_fill(b, sizeof(b), 2);
	pattern_fill(c, sizeof(c), 3);
	open_new(bed, "/data/f", &file);
	CHECK_EQ(isle_file_writev(bed->ctx, &file, parts, 4), all);
	CHECK_EQ(file.position, all);
	memset(a, 0, sizeof(a));
	memset(b, 0, sizeof(b));
	CHECK_EQ(isle_file_seek(bed->ctx, &file, 0, ISLE_SEEK_SET), 0);
	CHECK_EQ(isle_file_readv(bed->ctx, &file, parts, 4), all);
	pattern_check(a, sizeof(a), 1);
	pattern_check(b, sizeof(b), 2);
	pattern_check(c, sizeof(c), 3);
	CHECK_EQ(isle_file_seek(bed->ctx, &file, -2, ISLE_SEEK_END), 0);
	CHECK_EQ(isle_file_readv(bed->ctx, &file, parts, 4), 2);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
}

SCENARIO(data, "positions have 64 bits")
{
	static const uint64_t places[] = { 0xffffffffull, 0x100000000ull, 5368709123ull,
					   0x1ffffffffffull };
	struct isle_file file;
	char text[4];

	open_new(bed, "/data/f", &file);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		CHECK_EQ(isle_file_pwrite(bed->ctx, &file, "far", 3, places[i]), 3);
		CHECK_EQ(isle_file_pread(bed->ctx, &file, text, 4, places[i]), 3);
		CHECK_MEM(text, "far", 3);
		CHECK_EQ(isle_file_seek(bed->ctx, &file, 0, ISLE_SEEK_END), 0);
		CHECK_EQ(file.position, places[i] + 3);
		CHECK_EQ(isle_file_seek(bed->ctx, &file, -3, ISLE_SEEK_CUR), 0);
		CHECK_EQ(isle_file_read(bed->ctx, &file, text, 3), 3);
		CHECK_MEM(text, "far", 3);
	}
	CHECK_EQ(isle_file_seek(bed->ctx, &file, 1, ISLE_SEEK_DATA), 0);
	CHECK(file.position > 1);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
}

SCENARIO(data, "seeking before the start or where no data is fails, and the position stays")
{
	struct isle_file file;

	data_put(&bed->daemon, "f", "12345", 5);
	CHECK_EQ(isle_file_open(bed->ctx, "/data/f", ISLE_O_RDONLY, 0, &file), 0);
	CHECK_EQ(isle_file_seek(bed->ctx, &file, 3, ISLE_SEEK_SET), 0);
	CHECK_EQ(isle_file_seek(bed->ctx, &file, -4, ISLE_SEEK_CUR), -ISLE_EINVAL);
	CHECK_EQ(isle_file_seek(bed->ctx, &file, -6, ISLE_SEEK_END), -ISLE_EINVAL);
	CHECK_EQ(isle_file_seek(bed->ctx, &file, -1, ISLE_SEEK_SET), -ISLE_EINVAL);
	CHECK_EQ(isle_file_seek(bed->ctx, &file, 5, ISLE_SEEK_DATA), -ISLE_ENXIO);
	CHECK_EQ(isle_file_seek(bed->ctx, &file, 0, (enum isle_whence)9), -ISLE_EINVAL);
	CHECK_EQ(file.position, 3);
	CHECK_EQ(isle_file_seek(bed->ctx, &file, 0, ISLE_SEEK_HOLE), 0);
	CHECK_EQ(file.position, 5);
	CHECK_EQ(isle_file_seek(bed->ctx, &file, 100, ISLE_SEEK_END), 0);
	CHECK_EQ(file.position, 105);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
}

SCENARIO(data, "offsets that no file has are refused")
{
	struct isle_file file;
	char byte = 'x';

	open_new(bed, "/data/f", &file);
	CHECK_EQ(isle_file_pread(bed->ctx, &file, &byte, 1, 1ull << 63), -ISLE_EINVAL);
	CHECK_EQ(isle_file_pwrite(bed->ctx, &file, &byte, 1, 1ull << 63), -ISLE_EINVAL);
	CHECK(isle_file_pread(bed->ctx, &file, &byte, 1, (1ull << 63) - 1) <= 0);
	CHECK(isle_file_pwrite(bed->ctx, &file, &byte, 1, (1ull << 63) - 1) < 0);
	CHECK_EQ(isle_file_ftruncate(bed->ctx, &file, 1ull << 63), -ISLE_EINVAL);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
}

SCENARIO(data, "what was written survives fsync, fdatasync and sync")
{
	struct isle_file file;

	open_new(bed, "/data/f", &file);
	CHECK_EQ(isle_file_write(bed->ctx, &file, "x", 1), 1);
	CHECK_EQ(isle_file_fsync(bed->ctx, &file), 0);
	CHECK_EQ(isle_file_fdatasync(bed->ctx, &file), 0);
	CHECK_EQ(isle_file_sync(bed->ctx), 0);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
	CHECK_EQ(isle_file_fsync(bed->ctx, &file), -ISLE_EBADF);
}

SCENARIO(data, "truncate cuts and lengthens a file, by handle and by name")
{
	struct isle_file file, r;
	uint8_t text[16];
	struct stat st;

	open_new(bed, "/data/f", &file);
	CHECK_EQ(isle_file_write(bed->ctx, &file, "123456", 6), 6);
	CHECK_EQ(isle_file_ftruncate(bed->ctx, &file, 4), 0);
	CHECK_EQ(data_get(&bed->daemon, "f", text, 16), 4);
	CHECK_EQ(isle_file_truncate(bed->ctx, "/data/f", 8), 0);
	CHECK_EQ(data_get(&bed->daemon, "f", text, 16), 8);
	CHECK_MEM(text, "1234\0\0\0\0", 8);
	CHECK_EQ(isle_file_ftruncate(bed->ctx, &file, 6000000000ull), 0);
	CHECK_EQ(stat(data_path(&bed->daemon, "f"), &st), 0);
	CHECK_EQ(st.st_size, 6000000000ll);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
	CHECK_EQ(isle_file_open(bed->ctx, "/data/f", ISLE_O_RDONLY, 0, &r), 0);
	CHECK_EQ(isle_file_ftruncate(bed->ctx, &r, 1), -ISLE_EBADF);
	CHECK_EQ(isle_file_close(bed->ctx, &r), 0);
	CHECK_EQ(isle_file_truncate(bed->ctx, "/data/none", 1), -ISLE_ENOENT);
	CHECK_EQ(isle_file_truncate(bed->ctx, "/data", 1), -ISLE_EISDIR);
	CHECK_EQ(isle_file_truncate(bed->ctx, "/ro/f", 1), -ISLE_EROFS);
	CHECK_EQ(isle_file_truncate(bed->ctx, "/etc/hostname", 1), -ISLE_EACCES);
	CHECK_EQ(isle_file_truncate(bed->ctx, "/data/f", 1ull << 63), -ISLE_EINVAL);
}

SCENARIO(data, "an unlinked file lives on as long as it is open")
{
	struct isle_file file;
	struct isle_stat st;
	char text[4];

	open_new(bed, "/data/f", &file);
	CHECK_EQ(isle_file_write(bed->ctx, &file, "abc", 3), 3);
	CHECK_EQ(isle_file_unlink(bed->ctx, "/data/f"), 0);
	CHECK_EQ(isle_file_fstat(bed->ctx, &file, &st), 0);
	CHECK_EQ(st.nlink, 0);
	CHECK_EQ(isle_file_pread(bed->ctx, &file, text, 4, 0), 3);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
}

SCENARIO(whole, "a whole file is read and written in one round trip")
{
	uint8_t *memory = big(), *back = big();
	bool whole;

	for (uint32_t len = 0; len <= 300000; len = len ? len * 7 + 3 : 1) {
		pattern_fill(memory, len, len);
		CHECK_EQ(isle_file_put(bed->ctx, "/data/w", memory, len,
				       ISLE_O_CREAT | ISLE_O_TRUNC, 0640),
			 len);
		CHECK_EQ(data_get(&bed->daemon, "w", back, 2 * MIB), len);
		pattern_check(back, len, len);
		memset(back, 0, len);
		CHECK_EQ(isle_file_get(bed->ctx, "/data/w", back, len + 1, &whole), len);
		CHECK(whole);
		pattern_check(back, len, len);
		if (len > 1) {
			CHECK_EQ(isle_file_get(bed->ctx, "/data/w", back, len - 1, &whole),
				 len - 1);
			CHECK(!whole);
		}
	}
	free(memory);
	free(back);
}

SCENARIO(whole, "a whole file is refused like an open, and nothing is left behind")
{
	char text[8];
	bool whole;

	CHECK_EQ(isle_file_get(bed->ctx, "/data/none", text, 8, &whole), -ISLE_ENOENT);
	CHECK_EQ(isle_file_get(bed->ctx, "/data", text, 8, &whole), -ISLE_EISDIR);
	CHECK_EQ(isle_file_get(bed->ctx, "/etc/hostname", text, 8, &whole), -ISLE_EACCES);
	CHECK_EQ(isle_file_put(bed->ctx, "/data/none", "x", 1, 0, 0), -ISLE_ENOENT);
	CHECK_EQ(isle_file_put(bed->ctx, "/ro/none", "x", 1, ISLE_O_CREAT, 0644), -ISLE_EROFS);
	CHECK_EQ(isle_file_put(bed->ctx, "/data/w", "one", 3, ISLE_O_CREAT | ISLE_O_EXCL, 0644), 3);
	CHECK_EQ(isle_file_put(bed->ctx, "/data/w", "one", 3, ISLE_O_CREAT | ISLE_O_EXCL, 0644),
		 -ISLE_EEXIST);
	CHECK_EQ(isle_file_put(bed->ctx, "/data/w", "two", 3, ISLE_O_APPEND, 0), 3);
	CHECK_EQ(data_get(&bed->daemon, "w", text, 8), 6);
	CHECK_MEM(text, "onetwo", 6);
	CHECK_EQ(isle_file_put(bed->ctx, "/data/w", "x", 1, ISLE_O_PATH, 0), -ISLE_EINVAL);
	CHECK_EQ(isle_file_put(bed->ctx, "/data/w", "x", 1, 0x80000000u, 0), -ISLE_EINVAL);
	bed_status_is(bed, "session.handles", 0);
}
