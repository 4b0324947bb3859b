/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <string.h>

#include "harness.h"
#include "tests/wire/messages.h"
#include "tests/wire/vectors.h"
#include "wire/gen/file.h"
#include "wire/gen/methods.h"

static unsigned found;

static const struct message_case *case_of(const struct vector *v)
{
	const struct message_case *c;

	for (c = message_cases; c->vector; c++)
		if (!strcmp(c->vector, v->name))
			return c;
	return NULL;
}

static void check_message(const struct vector *v)
{
	const struct message_case *c = case_of(v);
	const char *wrong;
	uint32_t out[64];
	unsigned n, i, there;

	if (!c)
		return;
	found++;
	there = v->words_n - c->first;
	wrong = c->wrong(v->words + c->first, there);
	if (wrong)
		FAIL("%s: %s is wrong", v->name, wrong);
	for (n = 0; n <= there; n++) {
		memset(out, 0xaa, sizeof(out));
		CHECK_EQ(c->copy(v->words + c->first, n, out), there);
		for (i = 0; i < there; i++)
			CHECK_EQ(out[i], i < n ? v->words[c->first + i] : 0);
		CHECK_EQ(out[there], 0xaaaaaaaa);
	}
}

static unsigned cases(void)
{
	unsigned n = 0;

	while (message_cases[n].vector)
		n++;
	return n;
}

TEST(codec, "every message decodes from its vector, encodes to it, and reads missing words as zero")
{
	vectors_each_frame(check_message);
	vectors_each("layouts", check_message);
	CHECK_EQ(found, cases());
}

TEST(codec, "words beyond those a message knows are skipped")
{
	uint32_t words[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	struct isle__file_fsync_args args;

	isle__file_fsync_args_get(words, 8, &args);
	CHECK_EQ(args.handle, 1);
	CHECK_EQ(args.data_only, 2);
}

TEST(codec, "times before 1970 keep their sign")
{
	struct isle_stat stat = { .mtime_s = -5, .mtime_ns = 7 }, back;
	uint32_t words[ISLE_STAT_WORDS];

	CHECK_EQ(isle__stat_put(&stat, words), ISLE_STAT_WORDS);
	CHECK_EQ(words[ISLE_STAT_MTIME_S], 0xfffffffb);
	CHECK_EQ(words[ISLE_STAT_MTIME_S + 1], 0xffffffff);
	isle__stat_get(words, ISLE_STAT_WORDS, &back);
	CHECK_EQ(back.mtime_s, -5);
	CHECK_EQ(back.mtime_ns, 7);
}

TEST(codec, "every method is found by its numbers and nothing else is")
{
	unsigned i;

	for (i = 0; i < ISLE__METHODS_N; i++) {
		const struct isle__method *m = &isle__methods[i];

		CHECK(isle__method_find(m->service, m->number) == m);
		CHECK(isle__service_name(m->service) != NULL);
		CHECK(m->arg_words % 2 == 0 && m->result_words % 2 == 0);
	}
	CHECK(isle__method_find(ISLE_SERVICE_FILE, 0) == NULL);
	CHECK(isle__method_find(ISLE_SERVICE_FILE, 999) == NULL);
	CHECK(isle__method_find(3, 1) == NULL);
	CHECK(isle__method_find(258, 1) == NULL);
	CHECK(isle__service_name(3) == NULL);
	CHECK(isle__service_name(4000000000u) == NULL);
	CHECK_STR(isle__service_name(ISLE_SERVICE_CONTROL), "control");
}

TEST(codec, "the method table says what a batch and the daemon need to know")
{
	const struct isle__method *m = isle__method_find(ISLE_SERVICE_FILE, ISLE_FILE_PREAD);

	CHECK(m != NULL);
	CHECK_STR(m->name, "PREAD");
	CHECK_EQ(m->props, ISLE__METHOD_HANDLE | ISLE__METHOD_STREAM_OUT | ISLE__METHOD_DATA_OUT);
	CHECK_EQ(m->arg_words, ISLE_FILE_PREAD_ARGS_WORDS);
	m = isle__method_find(ISLE_SERVICE_FILE, ISLE_FILE_OPEN);
	CHECK_EQ(m->props, ISLE__METHOD_MAKES | ISLE__METHOD_DATA_IN);
	m = isle__method_find(ISLE_SERVICE_CONSOLE, ISLE_CONSOLE_WATCH);
	CHECK_EQ(m->props, ISLE__METHOD_CHANNEL | ISLE__METHOD_AUTHORITY);
	m = isle__method_find(ISLE_SERVICE_IPC, ISLE_IPC_CALL);
	CHECK(m->props & ISLE__METHOD_BLOCKING);
	CHECK(m->props & ISLE__METHOD_BOTH);
}

TEST(codec, "errors have names and texts, and names lead back to numbers")
{
	unsigned known = 0;
	int e;

	for (e = 1; e <= (int)ISLE_ERROR_MAX; e++) {
		if (!strcmp(isle_error_name(e), "E?"))
			continue;
		known++;
		CHECK_EQ(isle_error_by_name(isle_error_name(e)), e);
		CHECK_STR(isle_error_name(-e), isle_error_name(e));
		CHECK(strlen(isle_error_text(e)) > 3);
	}
	CHECK(known >= 90);
	CHECK_STR(isle_error_name(-ISLE_ENOENT), "ENOENT");
	CHECK_STR(isle_error_text(-ISLE_ELINK), "link lost while the call was pending");
	CHECK_STR(isle_error_name(0), "OK");
	CHECK_STR(isle_error_name(-2147483647 - 1), "E?");
	CHECK_STR(isle_error_text(30000), "unknown error");
	CHECK_EQ(isle_error_by_name("ENOTHING"), 0);
}
