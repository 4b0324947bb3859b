/* SPDX-License-Identifier: BSD-3-Clause */
/* A PWRITE that brought more than it had announced was freed while the pool was still at work on it. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/hostile/raw.h"

/* A device that every write goes to the pool for, and that does nothing with it. */
static const char *device(void)
{
	static const char *const known[] = { "/dev/fuse", "/dev/vsock" };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (access(known[i], R_OK | W_OK) == 0)
			return known[i];
	SKIP("no such device here");
	return NULL;
}

TEST(regression, "a write that brings more than it said ends when the pool gives it back")
{
	uint32_t words[8] = { ISLE_NO_DEADLINE, 0, 0, 0, 0xffffffffu, 0xffffffffu, 8, 0 };
	struct raw_frame call = { .kind = ISLE_KIND_CALL, .service = ISLE_SERVICE_FILE },
			 data = { .kind = ISLE_KIND_DATA, .flags = ISLE_FLAG_END }, f;
	struct daemon_options options = { 0 };
	const char *path = device();
	struct daemon d;
	struct raw *raw;
	char grant[80];

	snprintf(grant, sizeof(grant), "[grants]\ngrant = %s rw\n", path);
	options.more = grant;
	fire_start(&d, &options);
	raw = raw_open(&d, 0);
	CHECK_EQ(raw_open_file(raw, 0, path, ISLE_O_RDWR, &words[2]), 0);
	call.code = ISLE_FILE_PWRITE;
	call.tag = data.tag = raw->tag;
	for (int i = 0; i < 20; i++) {
		call.id = data.id = ++raw->next_id;
		/* Both frames are there before the daemon looks. */
		CHECK_EQ(kill(d.first, SIGSTOP), 0);
		raw_put(raw, &call, words, 8, "abcd", 4);
		raw_put(raw, &data, NULL, 0, "efghijkl", 8);
		CHECK_EQ(kill(d.first, SIGCONT), 0);
		CHECK_EQ(raw_answer(raw, call.id, &f), -ISLE_EINVAL);
	}
	CHECK_EQ(raw_call(raw, 0, ISLE_SERVICE_FILE, ISLE_FILE_CLOSE, (uint32_t[]){ words[2], 0 },
			  2, NULL, 0, NULL),
		 0);
	raw_close(raw);
	fire_end(&d);
}
