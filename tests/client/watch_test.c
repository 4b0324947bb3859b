/* SPDX-License-Identifier: BSD-3-Clause */
/* Changes as they come from a daemon, also from one that sends anything. */
#include <isle/errors.h>
#include <isle/watch.h>

#include <string.h>

#include "harness.h"

static void put(uint8_t *to, uint32_t word)
{
	for (int i = 0; i < 4; i++)
		to[i] = (uint8_t)(word >> 8 * i);
}

static uint32_t put_change(uint8_t *to, uint32_t watch, uint32_t mask, uint32_t cookie,
			   const char *name, uint32_t bytes)
{
	put(to, watch);
	put(to + 4, mask);
	put(to + 8, cookie);
	put(to + 12, bytes);
	memset(to + 16, 0, (bytes + 7u) & ~7u);
	memcpy(to + 16, name, bytes);
	return 16 + ((bytes + 7u) & ~7u);
}

TEST(watch, "changes are taken apart where they lie, with names of any length")
{
	char name[256], want[256];
	uint8_t buf[16384];
	struct isle_watcher w = { .buf = buf, .cap = sizeof(buf) };
	struct isle_change change;

	for (uint32_t n = 0; n < 25; n++) {
		memset(name, (int)('a' + n), n);
		w.used += put_change(buf + w.used, n + 1, n * 3, n * 7, name, n);
	}
	memset(name, 0xfe, 255);
	w.used += put_change(buf + w.used, 99, 1, 2, name, 255);
	for (uint32_t n = 0; n < 25; n++) {
		CHECK_EQ(isle_watch_next(&w, &change), 1);
		memset(want, (int)('a' + n), n);
		want[n] = 0;
		CHECK_STR(change.name, want);
		CHECK_EQ(change.name_bytes, n);
		CHECK_EQ(change.watch, n + 1);
		CHECK_EQ(change.mask, n * 3);
		CHECK_EQ(change.cookie, n * 7);
	}
	CHECK_EQ(isle_watch_next(&w, &change), 1);
	CHECK_EQ(change.name_bytes, 255);
	CHECK_EQ(strlen(change.name), 255);
	CHECK_EQ(isle_watch_next(&w, &change), 0);
	CHECK_EQ(isle_watch_next(&w, &change), 0);
}

TEST(watch, "records that cannot be are an error and nothing beyond them is touched")
{
	static const uint32_t bad[] = { 9, 16, 256, 0x7fffffff, 0xfffffff0, 0xffffffff };
	uint8_t buf[64];
	struct isle_watcher w = { .buf = buf, .cap = sizeof(buf) };
	struct isle_change change;

	for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		memset(buf, 0xee, sizeof(buf));
		put_change(buf, 1, 1, 1, "", 0);
		put(buf + 12, bad[i]);
		w.at = 0;
		w.used = 24; /* room for a name of 8 */
		CHECK_EQ(isle_watch_next(&w, &change), -ISLE_EPROTO);
		for (unsigned k = 24; k < sizeof(buf); k++)
			CHECK_EQ(buf[k], 0xee);
	}
	for (w.used = 1; w.used < 16; w.used++) {
		w.at = 0;
		CHECK_EQ(isle_watch_next(&w, &change), -ISLE_EPROTO);
	}
	/* A last name without its padding is taken. */
	put_change(buf, 1, 1, 1, "abc", 3);
	w.at = 0;
	w.used = 19;
	CHECK_EQ(isle_watch_next(&w, &change), 1);
	CHECK_STR(change.name, "abc");
	CHECK_EQ(isle_watch_next(&w, &change), 0);
}
