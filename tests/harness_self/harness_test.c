/* SPDX-License-Identifier: BSD-3-Clause */
#include "harness.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char output[8192];

/* Runs the sample program with arguments; leaves what it printed in `output`. */
static int run_sample(const char *arguments)
{
	char command[512];
	size_t length;
	FILE *pipe;

	snprintf(command, sizeof(command), "unset ISLE_TEST_SLOW; exec %s/tests/harness_sample %s",
		 ISLE_BIN_DIR, arguments);
	pipe = popen(command, "r");
	CHECK(pipe);
	length = fread(output, 1, sizeof(output) - 1, pipe);
	output[length] = '\0';
	return WEXITSTATUS(pclose(pipe));
}

static void expect(const char *only, int status, const char *line)
{
	char arguments[128];

	snprintf(arguments, sizeof(arguments), "--only '%s'", only);
	if (run_sample(arguments) != status || !strstr(output, line))
		FAIL("--only '%s' printed: %s", only, output);
}

TEST(harness, "a case whose checks hold passes")
{
	expect("good: passes", 0, "ok - good: passes\n1 passed, 0 failed, 0 skipped\n");
}

TEST(harness, "each kind of check can fail and says where")
{
	expect("bad: check", 1, "not ok - bad: check # CHECK(1 == 2)\n0 passed, 1 failed");
	expect("bad: check", 1, "sample.c:");
	expect("bad: eq", 1, "# CHECK_EQ(1, 2): 1 is not 2");
	expect("bad: ok", 1, "# CHECK_OK(-22): -22");
	expect("bad: str", 1, "\"a\" is not \"b\"");
	expect("bad: null str", 1, "\"a\" is not \"(null)\"");
	expect("bad: mem", 1, "byte 1 is 0x62, not 0x63");
	expect("bad: fails in a process it forked", 1, "not ok");
}

TEST(harness, "a case that dies, exits or does not end fails, and the rest still runs")
{
	expect("bad: dies", 1, "# died of signal 6");
	expect("bad: exits", 1, "# exit status 3");
	expect("bad: sleeps", 1, "# not ended after");
	expect("s", 1, "ok - folder: makes a folder");
}

TEST(harness, "a descriptor left open fails the case")
{
	expect("leaks a descriptor", 1, "left open: /dev/null");
}

TEST(harness, "a process left alive is killed and fails the case, in its group or not")
{
	expect("leaves a process", 1, "# left a process behind");
	expect("leaves a daemon", 1, "# left a process behind");
}

TEST(harness, "a skipped case says why and is no failure")
{
	expect("is skipped", 0,
	       "skip - skip: is skipped # no such thing here\n0 passed, 0 failed, 1");
}

TEST(harness, "a seed gives the same series each time, another seed another")
{
	char first[sizeof(output)];

	run_sample("--only series");
	strcpy(first, output);
	run_sample("--only series");
	CHECK_STR(output, first);
	run_sample("--seed 2 --only series");
	CHECK(strcmp(output, first) != 0);
}

TEST(harness, "a case's folder is gone afterwards")
{
	char *path, *end;

	run_sample("--only folder");
	path = strstr(output, "folder /");
	CHECK(path);
	path += strlen("folder ");
	end = strchr(path, '\n');
	CHECK(end);
	*end = '\0';
	CHECK(access(path, F_OK) < 0);
}

TEST(harness, "--list names every case and runs none")
{
	CHECK_EQ(run_sample("--list"), 0);
	CHECK(strstr(output, "bad: dies\n"));
	CHECK(!strstr(output, "passed"));
}
