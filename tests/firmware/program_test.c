/* SPDX-License-Identifier: BSD-3-Clause */
/* Ordinary C programs on the emulated board: what they print is what they print anywhere. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "machine.h"
#include "tests/scenario/bed.h"

#define NOBODY 65534

static struct daemon isled;
static struct machine machine;
static char console_log[200], said[16384], *at;

/* A person at the console. */
static pid_t person;
static int keys;

static void begin_daemon(const char *scheme, const char *client)
{
	const struct daemon_options options = { .scheme = scheme, .client = client };

	signal(SIGPIPE, SIG_IGN);
	daemon_start(&isled, &options);
	snprintf(console_log, sizeof(console_log), "%s/console.log", isled.folder);
}

static void begin(const char *program, const char *environment)
{
	char path[300];

	begin_daemon("serial", "keepalive = 20 s");
	data_put(&isled, "environment", environment, strlen(environment));
	snprintf(path, sizeof(path), ISLE_SOURCE_DIR "/build/firmware/bin/firmware/%s", program);
	setenv("ISLE_TEST_FIRMWARE", path, 1);
	machine_start(&machine, isled.folder, isled.address, false);
}

static void sit_down(void)
{
	char run[200];
	int fds[2];

	snprintf(run, sizeof(run), "%s/run", isled.folder);
	CHECK_EQ(pipe2(fds, O_CLOEXEC), 0);
	fflush(stdout);
	person = fork();
	CHECK(person >= 0);
	if (person == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(fds[0], 0);
		dup2(open("/dev/null", O_WRONLY), 1);
		execl(ISLE_BIN_DIR "/isle", "isle", "--run-dir", run, "console", "test",
		      (char *)NULL);
		_exit(127);
	}
	close(fds[0]);
	keys = fds[1];
}

static void type(const char *text)
{
	CHECK_EQ(write(keys, text, strlen(text)), (ssize_t)strlen(text));
}

static void stand_up(void)
{
	close(keys);
	CHECK_EQ(kill(person, SIGKILL), 0);
	CHECK_EQ(waitpid(person, NULL, 0), person);
}

static void end(void)
{
	machine_kill(&machine);
	CHECK_EQ(file_count(machine.own, "fault"), 0);
	CHECK_EQ(file_count(machine.own, "lost"), 0);
	daemon_stop(&isled);
}

static void read_all(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = read(fd, said, sizeof(said) - 1);

	CHECK(n >= 0 && n < (ssize_t)sizeof(said) - 1);
	close(fd);
	said[n] = 0;
	at = said;
}

static const char *line(void)
{
	char *begin_of_line = at, *end_of_line = at + strcspn(at, "\n");

	at = *end_of_line ? end_of_line + 1 : end_of_line;
	*end_of_line = 0;
	return begin_of_line;
}

static void line_is(const char *expected)
{
	CHECK_STR(line(), expected);
}

/* ---- main.c ------------------------------------------------------------------------------------------ */

/* The checksum of a file, which the program calls FOLDER/NAME. */
static void cksum_is(const char *folder, const char *name)
{
	char command[700], expected[500], sum[100] = "";
	FILE *pipe;

	snprintf(command, sizeof(command), "cksum <%s", data_path(&isled, name));
	pipe = popen(command, "re");
	CHECK(pipe != NULL && fgets(sum, sizeof(sum), pipe) != NULL);
	pclose(pipe);
	sum[strcspn(sum, "\n")] = 0;
	snprintf(expected, sizeof(expected), "%s %s/%s", sum, folder, name);
	line_is(expected);
}

static void time_is(time_t begin_s)
{
	struct tm tm = { 0 };
	const char *end_of_time = strptime(line(), "it is %Y-%m-%d %H:%M:%S UTC", &tm);
	time_t told;

	CHECK(end_of_time != NULL && !*end_of_time);
	told = timegm(&tm);
	CHECK(told >= begin_s - 3 && told <= time(NULL) + 3);
}

/* Files of a folder come in the order of the file system. */
static void lines_are(const char *const *expected, unsigned n)
{
	unsigned found = 0;

	for (unsigned i = 0; i < n; i++) {
		const char *is = line();
		unsigned known = 0;

		while (known < n && strcmp(is, expected[known]) != 0)
			known++;
		if (known == n)
			FAIL("unexpected: %s", is);
		found |= 1u << known;
	}
	CHECK_EQ(found, (1u << n) - 1);
}

static void main_shows(time_t begin_s, const char *folder)
{
	static const char *const tree[] = { "  table.txt, 950 bytes", "  environment, 15 bytes",
					    "  numbers, 5000 bytes" };
	char holds[300];

	snprintf(holds, sizeof(holds), "%s holds", folder);
	line_is("hello from the board");
	time_is(begin_s);
	line_is("table.txt has 950 bytes, its line 20 says 400");
	line_is("red begins with card 0");
	line_is("green begins with card 1");
	line_is("blue begins with card 2");
	line_is("/etc/shadow: Permission denied");
	line_is(holds);
	lines_are(tree, 3);
	cksum_is(folder, "table.txt");
	line_is("ready");
}

/* Linux calls its service, as soon as it is there. */
static void greets(void)
{
	char command[500], answer[200] = "";
	uint64_t start = 0;

	snprintf(command, sizeof(command),
		 ISLE_BIN_DIR "/isle --run-dir %s/run call test demo greet reader 2>/dev/null",
		 isled.folder);
	while (!answer[0]) {
		FILE *pipe = popen(command, "re");

		CHECK(pipe != NULL && still_waiting(&start));
		if (!fgets(answer, sizeof(answer), pipe))
			answer[0] = 0;
		pclose(pipe);
	}
	CHECK_STR(answer, "hello, reader, from the firmware\n");
}

static void put_numbers(void)
{
	uint8_t numbers[5000];

	pattern_fill(numbers, sizeof(numbers), 1);
	data_put(&isled, "numbers", numbers, sizeof(numbers));
}

TEST_WITHIN(firmware, 90,
	    "an ordinary C program: every line it prints, and what is typed at its console")
{
	time_t begin_s = time(NULL);

	begin("main", "NAME=the board\n");
	put_numbers();
	file_wait(console_log, "ready\n", 1);
	greets();
	sit_down();
	type("sum /data/numbers\n");
	type("walk /data/nuu\b\bix\r"); /* taken back, and Enter as a terminal sends it */
	type("sum /data/environment\nquit\n");
	file_wait(console_log, "goodbye", 1);
	read_all(console_log);
	main_shows(begin_s, "/data");
	line_is("sum /data/numbers");
	cksum_is("/data", "numbers");
	line_is("walk /data/nuu\b \b\b \bix");
	line_is("/data/nix: No such file or directory");
	line_is("sum /data/environment");
	cksum_is("/data", "environment");
	line_is("quit");
	line_is("goodbye");
	line_is("");
	stand_up();
	end();
}

/* What is typed while the client is not back yet is dropped. */
static void sums_until_heard(void)
{
	static const char answer[] = " 15 /data/environment\n";
	unsigned before = file_count(console_log, answer);
	uint64_t start = 0;

	for (unsigned i = 0; file_count(console_log, answer) == before; i++) {
		if (i % 500 == 0)
			type("sum /data/environment\n");
		CHECK(still_waiting(&start));
	}
}

TEST_WITHIN(firmware, 90,
	    "an ordinary C program goes on over the loss of isled's worker, and waits for its line")
{
	begin("main", "NAME=the board\n");
	file_wait(console_log, "ready\n", 1);
	for (unsigned i = 0; i < 3; i++) {
		daemon_kill_worker(&isled);
		sit_down();
		sums_until_heard();
		stand_up();
	}
	end();
}

static pid_t start_process(const char *output)
{
	int fds[2];
	pid_t pid;

	CHECK_EQ(pipe2(fds, O_CLOEXEC), 0);
	keys = fds[1];
	fflush(stdout);
	pid = fork();
	CHECK(pid >= 0);
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(fds[0], 0);
		dup2(open(output, O_WRONLY | O_CREAT | O_TRUNC, 0666), 1);
		setenv("ISLE_LINK", isled.link, 1);
		setenv("DATA", isled.data, 1);
		setenv("NAME", "the board", 1);
		if (geteuid() == 0 && (setgid(NOBODY) || setuid(NOBODY)))
			_exit(126);
		execl(ISLE_BIN_DIR "/firmware/main", "main", (char *)NULL);
		_exit(127);
	}
	close(fds[0]);
	return pid;
}

TEST_WITHIN(firmware, 60, "the same C program as a process of Linux prints the same")
{
	time_t begin_s = time(NULL);
	char output[200];
	int status;
	pid_t pid;

	begin_daemon("unix", geteuid() == 0 ? "peer_uid = 65534" : NULL);
	data_put(&isled, "environment", "NAME=the board\n", 15);
	put_numbers();
	snprintf(output, sizeof(output), "%s/output", isled.folder);
	pid = start_process(output);
	type("sum ");
	type(data_path(&isled, "numbers"));
	type("\n");
	greets();
	type("quit\n");
	CHECK_EQ(waitpid(pid, &status, 0), pid);
	CHECK_EQ(status, 0);
	close(keys);
	read_all(output);
	main_shows(begin_s, isled.data);
	cksum_is(isled.data, "numbers");
	line_is("goodbye");
	line_is("");
	daemon_stop(&isled);
}

/* ---- the list ---------------------------------------------------------------------------------------- */

/* The same program as a process, in a folder of its own. Returns its output. */
static void run_natively(char *output, size_t max)
{
	const struct rlimit files = { 3 + 8, 3 + 8 };
	char folder[200], path[260];
	int fds[2], status;
	pid_t pid;

	snprintf(folder, sizeof(folder), "%s/native", isled.folder);
	snprintf(output, max, "%s/native.out", isled.folder);
	snprintf(path, sizeof(path), "%s", output);
	CHECK_EQ(mkdir(folder, 0777), 0);
	data_give(folder);
	CHECK_EQ(pipe2(fds, O_CLOEXEC), 0);
	fflush(stdout);
	pid = fork();
	CHECK(pid >= 0);
	if (pid == 0) {
		dup2(fds[0], 0);
		dup2(open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666), 1);
		setenv("DATA", folder, 1);
		setenv("GIVEN", "a value", 1);
		if (geteuid() == 0 && (setgid(NOBODY) || setuid(NOBODY)))
			_exit(126);
		close_range(3, ~0u, 0);
		setrlimit(RLIMIT_NOFILE, &files);
		execl(ISLE_BIN_DIR "/tests/libc", "libc", (char *)NULL);
		_exit(127);
	}
	close(fds[0]);
	CHECK_EQ(write(fds[1], "typed one\ntyped two\ntyped enough\n", 33), 33);
	close(fds[1]);
	CHECK_EQ(waitpid(pid, &status, 0), pid);
	CHECK_EQ(status, 0);
}

/* A board's console shows what is typed. */
static const char *line_not_typed(void)
{
	const char *is;

	while (!strncmp(is = line(), "typed ", 6))
		;
	return is;
}

TEST_WITHIN(firmware, 120, "the C library on the board does what that of Linux does, line by line")
{
	static char native[sizeof(said)];
	const char *native_at = native, *is;
	char path[260];
	unsigned n = 0;

	begin("libc", "# as a process has it\nDATA=/data\n\nGIVEN=a value\n");
	run_natively(path, sizeof(path));
	file_wait(console_log, "type now\n", 1);
	sit_down();
	type("typed one\ntyped two\ntyped enough\n");
	file_wait(console_log, "end of the list\n", 1);
	read_all(path);
	memcpy(native, said, sizeof(native));
	read_all(console_log);
	do {
		size_t len = strcspn(native_at, "\n");

		is = line_not_typed();
		if (strlen(is) != len || strncmp(is, native_at, len) != 0)
			FAIL("on the board \"%s\", on Linux \"%.*s\"", is, (int)len, native_at);
		native_at += len + !!native_at[len];
		n++;
	} while (*at);
	CHECK(n >= 120);
	CHECK_EQ(*native_at, 0);
	stand_up();
	end();
}
