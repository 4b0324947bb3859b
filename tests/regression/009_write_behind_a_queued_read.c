/* SPDX-License-Identifier: BSD-3-Clause */
/* The turn of a batch's PWRITE could come before its data was taken over: it was answered with EINVAL, and
 * the daemon then used its memory after it was freed. */
#include <signal.h>
#include <string.h>

#include "tests/hostile/raw.h"

/* FSYNC, which goes to the pool, then PWRITE of 8 bytes at 0. */
static void write_batch(uint32_t handle, uint32_t words[24])
{
	const uint32_t batch[24] = { ISLE_SERVICE_FILE,
				     ISLE_FILE_FSYNC,
				     0,
				     2,
				     0,
				     0,
				     handle,
				     0,
				     ISLE_SERVICE_FILE,
				     ISLE_FILE_PWRITE,
				     0,
				     6,
				     8,
				     0,
				     handle,
				     0,
				     0,
				     0,
				     8,
				     0 };

	memcpy(words, batch, sizeof(batch));
	memcpy(words + 20, "ABCDEFGH", 8);
}

TEST(regression, "a write of a batch waits for its turn behind a read that came between")
{
	const uint32_t two[2] = { 2, 0 };
	uint32_t handle, words[24], id, result;
	struct raw_frame f;
	struct raw *raw;
	struct daemon d;

	fire_start(&d, NULL);
	data_put(&d, "f", "12345678", 8);
	raw = raw_open(&d, 0);
	CHECK_EQ(raw_open_file(raw, 0, "/data/f", ISLE_O_RDWR, &handle), 0);
	write_batch(handle, words);
	/* Both calls are there before the daemon looks. */
	CHECK_EQ(kill(d.first, SIGSTOP), 0);
	id = raw_call_start(raw, 0, ISLE_SERVICE_SESSION, ISLE_SESSION_BATCH, two, 2, words, 88);
	raw_call_start(raw, 0, ISLE_SERVICE_FILE, ISLE_FILE_PREAD, (uint32_t[]){ handle, 8, 0, 0 },
		       4, NULL, 0);
	CHECK_EQ(kill(d.first, SIGCONT), 0);
	CHECK_EQ(raw_answer(raw, id, &f), 0);
	CHECK_EQ(f.words[0], 2);
	CHECK(f.data_len >= 36);
	memcpy(&result, f.data + 16, 4); /* status of the write */
	CHECK_EQ(result, 0);
	CHECK_EQ(raw_call(raw, 0, ISLE_SERVICE_FILE, ISLE_FILE_PREAD,
			  (uint32_t[]){ handle, 8, 0, 0 }, 4, NULL, 0, &f),
		 0);
	CHECK_EQ(f.data_len, 8);
	CHECK_MEM(f.data, "ABCDEFGH", 8);
	raw_close(raw);
	fire_end(&d);
}
