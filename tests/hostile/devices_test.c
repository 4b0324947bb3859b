/* SPDX-License-Identifier: BSD-3-Clause */
/* Device requests that no client should make, against an isled whose kernel is played by fake devices. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "raw.h"

#define IOCTL(raw, words, data, len) \
	raw_call(raw, 0, ISLE_SERVICE_FILE, ISLE_FILE_IOCTL, words, 3, data, len, NULL)

static const struct daemon_options fake = {
	.more = "[grants]\ngrant = /dev/null rw\ngrant = /dev/zero ro\n"
		"ioctl = 0x80046601 out 4 /dev/zer*\n",
	.program = "isled_fake",
};

static bool is_alive(struct raw *raw)
{
	return raw_call(raw, 0, ISLE_SERVICE_SESSION, ISLE_SESSION_ECHO, NULL, 0, "x", 1, NULL) ==
	       0;
}

TEST(hostile, "every device request with every length and value is answered, and harms nobody")
{
	static const uint32_t values[] = { 0, 1, 2, 42, 43, 64, 0x7fffffff, 0x80000001, 0xffffffff };
	static uint8_t data[2000];
	uint32_t handle, words[3];
	struct daemon d;
	struct raw *raw;

	fire_start(&d, &fake);
	raw = raw_open(&d, 0);
	CHECK_EQ(raw_open_file(raw, 0, "/dev/null", ISLE_O_RDWR, &handle), 0);
	words[0] = handle;
	for (unsigned family = 0; family < 8; family++)
		for (unsigned n = 0; n < 20; n++)
			for (unsigned i = 0; i < 60; i++) {
				size_t len = i < 30 ? 4 * i : test_random() % sizeof(data);

				words[1] = family << 8 | n;
				words[2] = values[test_random() % 9];
				for (size_t at = 0; at < len; at += 1 + test_random() % 7)
					data[at] = (uint8_t)test_random();
				/* The one address that hangs. */
				if (words[1] == ISLE_IOCTL_I2C_TRANSFER)
					memset(data, 0x51, 8);
				CHECK(IOCTL(raw, words, data, len) != -1000);
			}
	CHECK(is_alive(raw));
	raw_close(raw);
	fire_end(&d);
}

TEST(hostile, "numbers of the kernel's that nobody has listed never reach it")
{
	uint32_t handle, words[3] = { 0 };
	struct daemon d;
	struct raw *raw;
	int r;

	fire_start(&d, &fake);
	raw = raw_open(&d, 0);
	CHECK_EQ(raw_open_file(raw, 0, "/dev/null", ISLE_O_RDWR, &words[0]), 0);
	for (int i = 0; i < 3000; i++) {
		words[1] = (uint32_t)test_random() | 0x10000;
		r = IOCTL(raw, words, NULL, 0);
		CHECK_EQ(r, words[1] == 0x80046601 ? -ISLE_EPERM : -ISLE_ENOTTY);
	}
	words[1] = 0x80046601; /* listed, for another path */
	CHECK_EQ(IOCTL(raw, words, NULL, 0), -ISLE_EPERM);
	handle = words[0];
	CHECK_EQ(raw_open_file(raw, 0, "/dev/zero", ISLE_O_RDONLY, &words[0]), 0);
	CHECK_EQ(IOCTL(raw, words, NULL, 0), -ISLE_ENOTTY); /* says the kernel */
	CHECK_EQ(IOCTL(raw, words, "abcd", 4), -ISLE_EINVAL);
	words[2] = 1;
	CHECK_EQ(IOCTL(raw, words, NULL, 0), -ISLE_EINVAL);
	words[1] = ISLE_IOCTL_WATCHDOG_KEEPALIVE; /* changes what is granted to be read */
	words[2] = 0;
	CHECK_EQ(IOCTL(raw, words, NULL, 0), -ISLE_EPERM);
	words[0] = handle;
	CHECK_EQ(IOCTL(raw, words, NULL, 0), 0);
	words[1] = ISLE_IOCTL_WATCHDOG_OPTIONS; /* no line names it */
	words[2] = 1;
	CHECK_EQ(IOCTL(raw, words, NULL, 0), -ISLE_EPERM);
	CHECK(is_alive(raw));
	raw_close(raw);
	fire_end(&d);
}

TEST(hostile, "devices that hang, as many as there are places, hold up no file and no echo")
{
	static const uint32_t message[] = { 0x52, 0, 1, 0 };
	uint32_t words[3] = { 0, ISLE_IOCTL_I2C_TRANSFER, 1 }, handles[12], good;
	uint8_t data[17] = { 0 };
	struct daemon d;
	struct raw *raw;

	for (int i = 0; i < 4; i++)
		data[4 * i] = (uint8_t)message[i];
	fire_start(&d, &fake);
	data_put(&d, "f", "abc", 3);
	raw = raw_open(&d, 0);
	for (int i = 0; i < 12; i++) {
		CHECK_EQ(raw_open_file(raw, 0, "/dev/null", ISLE_O_RDWR, &handles[i]), 0);
		words[0] = handles[i];
		raw_call_start(raw, 0, ISLE_SERVICE_FILE, ISLE_FILE_IOCTL, words, 3, data, 17);
	}
	CHECK(is_alive(raw));
	CHECK_EQ(raw_open_file(raw, 0, "/data/f", ISLE_O_RDWR, &good), 0);
	CHECK_EQ(raw_call(raw, 0, ISLE_SERVICE_FILE, ISLE_FILE_FSYNC, (uint32_t[]){ good, 0 }, 2,
			  NULL, 0, NULL),
		 0);
	CHECK_EQ(raw_call(raw, 0, ISLE_SERVICE_FILE, ISLE_FILE_CLOSE, handles, 2, NULL, 0, NULL),
		 0);
	raw_close(raw); /* with eleven under way; the worker ends them when it is told to end */
	daemon_kill_worker(&d);
	d.first = daemon_worker(&d);
	fire_end(&d);
}
