/* SPDX-License-Identifier: BSD-3-Clause */
/* One case of each fate. Not a test: harness_test.c runs it and reads what it prints. */
#include "harness.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

TEST(good, "passes")
{
	CHECK(1);
	CHECK_EQ(2 + 2, 4);
	CHECK_EQ(CHECK_OK(7), 7);
	CHECK_STR("a", "a");
	CHECK_MEM("ab", "ab", 2);
}

TEST(bad, "check")
{
	CHECK(1 == 2);
}

TEST(bad, "eq")
{
	CHECK_EQ(1, 2);
}

TEST(bad, "ok")
{
	CHECK_OK(-22);
}

TEST(bad, "str")
{
	CHECK_STR("a", "b");
}

TEST(bad, "null str")
{
	CHECK_STR("a", NULL);
}

TEST(bad, "mem")
{
	CHECK_MEM("ab", "ac", 2);
}

TEST(bad, "dies")
{
	abort();
}

TEST(bad, "exits")
{
	exit(3);
}

TEST_WITHIN(bad, 1, "sleeps")
{
	for (;;)
		pause();
}

TEST(bad, "leaks a descriptor")
{
	CHECK_OK(open("/dev/null", O_RDONLY));
}

TEST(bad, "leaves a process")
{
	if (fork() == 0)
		for (;;)
			pause();
}

TEST(bad, "leaves a daemon")
{
	if (fork() == 0) {
		setsid();
		if (fork() == 0)
			for (;;)
				pause();
		_exit(0);
	}
	wait(NULL);
}

TEST(bad, "fails in a process it forked")
{
	if (fork() == 0)
		CHECK(!"reached");
	wait(NULL);
}

TEST(skip, "is skipped")
{
	SKIP("no such thing here");
}

TEST(seed, "prints a series")
{
	printf("series %llx\n", (unsigned long long)test_random());
}

TEST(folder, "makes a folder")
{
	printf("folder %s\n", test_folder());
	CHECK(access(test_folder(), W_OK) == 0);
}
