/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include "harness.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define FDS_MAX  1024
#define GRACE_MS 1000

/* What a case tells the process that runs it; lives in memory that both share. */
struct verdict {
	volatile int failed;
	volatile int skipped;
	char why[256];
	char folder[256];
};

static struct test__case *first_case, **last_case = &first_case;
static struct verdict *verdict;
static uint64_t seed = 1, random_state;
static unsigned int slow = 1;
static volatile pid_t running;

void test__add(struct test__case *test)
{
	*last_case = test;
	last_case = &test->next;
}

void test__fail(const char *file, int line, const char *format, ...)
{
	va_list list;

	verdict->failed = 1;
	va_start(list, format);
	vsnprintf(verdict->why, sizeof(verdict->why), format, list);
	va_end(list);
	printf("# %s:%d: %s\n", file, line, verdict->why);
	fflush(stdout);
	_exit(1);
}

void test__skip(const char *reason)
{
	verdict->skipped = 1;
	snprintf(verdict->why, sizeof(verdict->why), "%s", reason);
	fflush(stdout);
	_exit(0);
}

void test__eq(const char *file, int line, const char *a_text, const char *b_text, int64_t a,
	      int64_t b)
{
	if (a != b)
		test__fail(file, line, "CHECK_EQ(%s, %s): %" PRId64 " is not %" PRId64, a_text,
			   b_text, a, b);
}

int64_t test__ok(const char *file, int line, const char *text, int64_t result)
{
	if (result < 0)
		test__fail(file, line, "CHECK_OK(%s): %" PRId64, text, result);
	return result;
}

void test__str(const char *file, int line, const char *a_text, const char *b_text, const char *a,
	       const char *b)
{
	if (a == b || (a && b && strcmp(a, b) == 0))
		return;
	test__fail(file, line, "CHECK_STR(%s, %s): \"%s\" is not \"%s\"", a_text, b_text,
		   a ? a : "(null)", b ? b : "(null)");
}

void test__mem(const char *file, int line, const char *a_text, const char *b_text, const void *a,
	       const void *b, size_t bytes)
{
	const uint8_t *x = a, *y = b;
	size_t i;

	for (i = 0; i < bytes; i++)
		if (x[i] != y[i])
			test__fail(file, line, "CHECK_MEM(%s, %s): byte %zu is 0x%02x, not 0x%02x",
				   a_text, b_text, i, x[i], y[i]);
}

uint64_t test_seed(void)
{
	return seed;
}

/* splitmix64 */
uint64_t test_random(void)
{
	uint64_t z = (random_state += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

static void seed_case(const struct test__case *test)
{
	const char *s;

	random_state = seed;
	for (s = test->sentence; *s; s++)
		random_state = (random_state ^ (uint8_t)*s) * 0x100000001b3u;
}

const char *test_folder(void)
{
	const char *base = getenv("TMPDIR");

	if (verdict->folder[0])
		return verdict->folder;
	snprintf(verdict->folder, sizeof(verdict->folder), "%s/isle-test-XXXXXX",
		 base ? base : "/tmp");
	if (!mkdtemp(verdict->folder))
		FAIL("mkdtemp(%s): %s", verdict->folder, strerror(errno));
	return verdict->folder;
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	remove(path);
	return 0;
}

static int open_folder(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)ftw;
	if (type == FTW_D || type == FTW_DNR)
		chmod(path, 0700);
	return 0;
}

static void remove_folder(const char *path)
{
	nftw(path, open_folder, 16, FTW_PHYS);
	nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

/* Marks which descriptors are open. */
static void list_fds(bool *open_fds)
{
	DIR *dir = opendir("/proc/self/fd");
	struct dirent *entry;
	int fd;

	memset(open_fds, 0, FDS_MAX);
	if (!dir)
		return;
	while ((entry = readdir(dir))) {
		fd = atoi(entry->d_name);
		if (entry->d_name[0] != '.' && fd != dirfd(dir) && fd < FDS_MAX)
			open_fds[fd] = true;
	}
	closedir(dir);
}

static void check_fds(const bool *before)
{
	static bool after[FDS_MAX];
	char link[64], name[128];
	ssize_t length;
	int fd, leaked = 0;

	list_fds(after);
	for (fd = 0; fd < FDS_MAX; fd++) {
		if (!after[fd] || before[fd])
			continue;
		snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
		length = readlink(link, name, sizeof(name) - 1);
		name[length < 0 ? 0 : length] = '\0';
		printf("# descriptor %d is left open: %s\n", fd, name);
		leaked++;
	}
	if (leaked)
		test__fail(__FILE__, __LINE__, "%d descriptors left open", leaked);
}

static void run_child(const struct test__case *test, pid_t parent, const sigset_t *mask)
{
	static bool before[FDS_MAX];

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	sigprocmask(SIG_SETMASK, mask, NULL);
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	list_fds(before);
	seed_case(test);
	test->run();
	check_fds(before);
	fflush(stdout);
	exit(0);
}

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Waits for a child to change state, until `end` at most. */
static void wait_sigchld(const sigset_t *sigchld, int64_t end)
{
	int64_t left = end - now_ms();
	struct timespec t;

	if (left <= 0)
		return;
	t.tv_sec = left / 1000;
	t.tv_nsec = left % 1000 * 1000000;
	sigtimedwait(sigchld, NULL, &t);
}

/* Kills what reached us by the death of its parent and is in no group of ours. */
static void kill_orphans(void)
{
	char path[64];
	FILE *children;
	int pid;

	snprintf(path, sizeof(path), "/proc/self/task/%d/children", (int)getpid());
	children = fopen(path, "r");
	if (!children)
		return;
	while (fscanf(children, "%d", &pid) == 1)
		kill(pid, SIGKILL);
	fclose(children);
}

/*
 * Waits until nothing the case started is alive; what is alive after the grace is killed.
 * Returns whether something had to be.
 */
static bool reap(pid_t group, const sigset_t *sigchld, int64_t grace_ms)
{
	int64_t end = now_ms() + grace_ms;
	bool killed = false;
	pid_t pid;

	for (;;) {
		pid = waitpid(-1, NULL, WNOHANG);
		if (pid > 0)
			continue;
		if (pid < 0 && errno == ECHILD)
			return killed;
		if (now_ms() >= end) {
			killed = true;
			kill(-group, SIGKILL);
			kill_orphans();
			end = now_ms() + 100;
		}
		wait_sigchld(sigchld, end);
	}
}

/* Runs the case's process to its end; returns its wait status, or -1 when its time was over. */
static int wait_child(pid_t pid, const struct test__case *test, const sigset_t *sigchld)
{
	int64_t end = now_ms() + (int64_t)test->seconds * slow * 1000;
	int status;

	while (waitpid(pid, &status, WNOHANG) == 0) {
		if (now_ms() >= end) {
			kill(-pid, SIGKILL);
			kill(pid, SIGKILL);
			waitpid(pid, &status, 0);
			return -1;
		}
		wait_sigchld(sigchld, end);
	}
	return status;
}

/* Says in verdict->why why a case failed that could not say so itself. */
static void explain(const struct test__case *test, int status, bool killed)
{
	char *why = verdict->why;
	size_t max = sizeof(verdict->why);

	if (verdict->failed)
		return;
	if (status == -1)
		snprintf(why, max, "not ended after %u s", test->seconds * slow);
	else if (WIFSIGNALED(status))
		snprintf(why, max, "died of signal %d (%s)", WTERMSIG(status),
			 strsignal(WTERMSIG(status)));
	else if (WEXITSTATUS(status))
		snprintf(why, max, "exit status %d", WEXITSTATUS(status));
	else if (killed)
		snprintf(why, max, "left a process behind");
	else
		return;
	verdict->failed = 1;
}

static void on_signal(int number)
{
	if (running > 0)
		kill(-running, SIGKILL);
	_exit(128 + number);
}

static void run_case(const struct test__case *test)
{
	sigset_t sigchld, mask;
	pid_t parent = getpid();
	bool killed;
	int status;

	memset(verdict, 0, sizeof(*verdict));
	sigemptyset(&sigchld);
	sigaddset(&sigchld, SIGCHLD);
	sigprocmask(SIG_BLOCK, &sigchld, &mask);
	fflush(stdout);
	running = fork();
	if (running < 0) {
		perror("fork");
		exit(1);
	}
	if (running == 0)
		run_child(test, parent, &mask);
	setpgid(running, running);
	status = wait_child(running, test, &sigchld);
	killed = reap(running, &sigchld, status == 0 ? (int64_t)GRACE_MS * slow : 0);
	running = 0;
	sigprocmask(SIG_SETMASK, &mask, NULL);
	explain(test, status, killed);
	if (verdict->folder[0])
		remove_folder(verdict->folder);
}

/* Prints the verdict; returns 0 passed, 1 failed, 2 skipped. */
static int print_verdict(const struct test__case *test)
{
	if (verdict->failed) {
		printf("not ok - %s: %s # %s", test->area, test->sentence, verdict->why);
		printf(seed == 1 ? "\n" : " (--seed %" PRIu64 ")\n", seed);
		return 1;
	}
	if (verdict->skipped) {
		printf("skip - %s: %s # %s\n", test->area, test->sentence, verdict->why);
		return 2;
	}
	printf("ok - %s: %s\n", test->area, test->sentence);
	return 0;
}

struct arguments {
	bool list;
	const char *only;
};

static void usage(const char *program)
{
	fprintf(stderr, "usage: %s [--list] [--only SUBSTRING] [--seed N]\n", program);
	exit(2);
}

static void read_arguments(int argc, char **argv, struct arguments *ret_arguments)
{
	int i;

	for (i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--list"))
			ret_arguments->list = true;
		else if (!strcmp(argv[i], "--only") && i + 1 < argc)
			ret_arguments->only = argv[++i];
		else if (!strcmp(argv[i], "--seed") && i + 1 < argc)
			seed = strtoull(argv[++i], NULL, 0);
		else
			usage(argv[0]);
	}
}

static bool is_chosen(const struct test__case *test, const struct arguments *arguments)
{
	char name[512];

	if (!arguments->only)
		return true;
	snprintf(name, sizeof(name), "%s: %s", test->area, test->sentence);
	return strstr(name, arguments->only) != NULL;
}

static void prepare(void)
{
	const char *factor = getenv("ISLE_TEST_SLOW");

	if (factor && atoi(factor) > 0)
		slow = (unsigned int)atoi(factor);
	verdict = mmap(NULL, sizeof(*verdict), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		       -1, 0);
	if (verdict == MAP_FAILED) {
		perror("mmap");
		exit(1);
	}
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);
}

int main(int argc, char **argv)
{
	struct arguments arguments = { false, NULL };
	const struct test__case *test;
	int count[3] = { 0, 0, 0 };

	read_arguments(argc, argv, &arguments);
	prepare();
	for (test = first_case; test; test = test->next) {
		if (!is_chosen(test, &arguments))
			continue;
		if (arguments.list) {
			printf("%s: %s\n", test->area, test->sentence);
			continue;
		}
		run_case(test);
		count[print_verdict(test)]++;
	}
	if (!arguments.list)
		printf("%d passed, %d failed, %d skipped\n", count[0], count[1], count[2]);
	return count[1] ? 1 : 0;
}
