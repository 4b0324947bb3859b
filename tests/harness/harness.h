/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The test harness: one program per area, main() included.
 *
 *	TEST(frame, "a frame shorter than its header is refused")
 *	{
 *		CHECK_EQ(isle_frame_decode(bytes, 3, &frame), -ISLE_EPROTO);
 *	}
 *
 * Each case runs in a forked process with a process group of its own, which is killed when the
 * case takes longer than its time (30 s; ISLE_TEST_SLOW=N in the environment multiplies it). A
 * case fails when a check fails, when it dies, when it leaves a descriptor open that was not open
 * before, or when a process it started is still alive one second after it ended.
 *
 * Command line: --list, --only SUBSTRING, --seed N.
 * Output: `ok - area: sentence`, `not ok - area: sentence # why`, `skip - area: sentence # reason`
 * and at the end `N passed, N failed, N skipped`. Exit: 0 when nothing failed, else 1.
 */
#ifndef ISLE_TEST_HARNESS_H
#define ISLE_TEST_HARNESS_H

#include <stddef.h>
#include <stdint.h>

#define TEST(area, sentence) TEST_WITHIN(area, 30, sentence)

/* The same with a time of its own, in seconds. */
#define TEST_WITHIN(area, seconds, sentence) \
	TEST__AT(area, seconds, sentence, TEST__JOIN(test_##area##_, __LINE__))

/* Checks end the case at once, from any of its threads and in processes it forked. */
#define CHECK(x)                                                         \
	do {                                                             \
		if (!(x))                                                \
			test__fail(__FILE__, __LINE__, "CHECK(%s)", #x); \
	} while (0)

/* Integers only; both sides are compared as 64 bits. */
#define CHECK_EQ(a, b) test__eq(__FILE__, __LINE__, #a, #b, (int64_t)(a), (int64_t)(b))

/* The result is >= 0; gives its value, as an expression. */
#define CHECK_OK(x) test__ok(__FILE__, __LINE__, #x, (int64_t)(x))

/* Strings; NULL equals only NULL. */
#define CHECK_STR(a, b)        test__str(__FILE__, __LINE__, #a, #b, (a), (b))
#define CHECK_MEM(a, b, bytes) test__mem(__FILE__, __LINE__, #a, #b, (a), (b), (bytes))

/* End the case with a message (printf). */
#define FAIL(...) test__fail(__FILE__, __LINE__, __VA_ARGS__)

/* End the case as skipped, with the reason. */
#define SKIP(reason) test__skip(reason)

/* The seed of this run (--seed, 1 when not given). */
uint64_t test_seed(void);

/* The next of a series that depends on the seed and on the case's name only. */
uint64_t test_random(void);

/* A new empty folder for this case, removed with all that is in it when the case has ended. */
const char *test_folder(void);

struct test__case {
	const char *area;
	const char *sentence;
	unsigned int seconds;
	void (*run)(void);
	struct test__case *next;
};

void test__add(struct test__case *test);
void test__fail(const char *file, int line, const char *format, ...)
	__attribute__((noreturn, format(printf, 3, 4)));
void test__skip(const char *reason) __attribute__((noreturn));
void test__eq(const char *file, int line, const char *a_text, const char *b_text, int64_t a,
	      int64_t b);
int64_t test__ok(const char *file, int line, const char *text, int64_t result);
void test__str(const char *file, int line, const char *a_text, const char *b_text, const char *a,
	       const char *b);
void test__mem(const char *file, int line, const char *a_text, const char *b_text, const void *a,
	       const void *b, size_t bytes);

#define TEST__JOIN(a, b)                           TEST__JOIN2(a, b)
#define TEST__JOIN2(a, b)                          a##b
#define TEST__AT(area_, seconds_, sentence_, name) TEST__CASE(area_, seconds_, sentence_, name)
#define TEST__CASE(area_, seconds_, sentence_, name)                                         \
	static void name(void);                                                              \
	__attribute__((constructor)) static void name##_add(void)                            \
	{                                                                                    \
		static struct test__case test = { #area_, sentence_, seconds_, name, NULL }; \
		test__add(&test);                                                            \
	}                                                                                    \
	static void name(void)

#endif
