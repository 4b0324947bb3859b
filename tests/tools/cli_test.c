/* SPDX-License-Identifier: BSD-3-Clause */
/* isle against a running isled with a client. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <isle/limits.h>

#include "harness.h"
#include "place.h"

static struct place place;

static int isle(const char *words)
{
	return place_isle(&place, words, NULL, 0);
}

static bool said(const char *text)
{
	return strstr(place.out, text) != NULL;
}

static bool complained(const char *text)
{
	return strstr(place.err, text) != NULL;
}

TEST(cli, "a call by name, by number and in hexadecimal brings the result as it is")
{
	place_start(&place);
	place_client(&place, "t", "");
	CHECK_EQ(isle("call t svc echo hello"), 0);
	CHECK_STR(place.out, "hello");
	CHECK_STR(place.err, "");
	CHECK_EQ(isle("call t svc 0 hello"), 0);
	CHECK_STR(place.out, "hello");
	CHECK_EQ(isle("call t svc echo -x 00ff1b5b00"), 0);
	CHECK_EQ(place.out_n, 5);
	CHECK_MEM(place.out, "\x00\xff\x1b[\x00", 5);
	CHECK_EQ(isle("call t svc echo"), 0);
	CHECK_EQ(place.out_n, 0);
	place_stop(&place);
}

TEST(cli, "an answer that cannot be written is no mistake of the command line")
{
	int status;

	place_start(&place);
	place_client(&place, "t", "");
	status = system(ISLE_BIN_DIR "/isle call t svc echo hello >/dev/full 2>/dev/null");
	CHECK(WIFEXITED(status));
	CHECK_EQ(WEXITSTATUS(status), 1);
	place_stop(&place);
}

TEST(cli, "standard input goes to the call and comes back byte for byte")
{
	static char bytes[40000];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)test_random();
	place_start(&place);
	place_client(&place, "t", "");
	CHECK_EQ(place_isle(&place, "call t svc echo -", bytes, sizeof(bytes)), 0);
	CHECK_EQ(place.out_n, sizeof(bytes));
	CHECK_MEM(place.out, bytes, sizeof(bytes));
	CHECK_EQ(place_isle(&place, "call t svc echo -x -", "00 ff\n5b", 8), 0);
	CHECK_EQ(place.out_n, 3);
	CHECK_MEM(place.out, "\x00\xff[", 3);
	CHECK_EQ(place_isle(&place, "call t svc echo -x -", "00\0ff", 5), 2);
	place_stop(&place);
}

TEST(cli, "an error of the service is exit 1, with its name on standard error")
{
	place_start(&place);
	place_client(&place, "t", "");
	CHECK_EQ(isle("call t svc fail"), 1);
	CHECK(complained("EACCES"));
	CHECK_STR(place.out, "");
	CHECK_EQ(isle("call t svc busy"), 1);
	CHECK(complained("EBUSY"));
	CHECK_STR(place.out, "part");
	CHECK_EQ(isle("call t svc odd"), 1);
	CHECK(complained("-9999"));
	CHECK_EQ(isle("call t svc nosuchmethod"), 1);
	CHECK(complained("ENOENT"));
	place_stop(&place);
}

TEST(cli, "what cannot be reached is exit 3")
{
	place_start(&place);
	CHECK_EQ(isle("call nobody svc echo"), 3);
	CHECK(complained("ENOENT"));
	CHECK_EQ(isle("call t svc echo"), 3);
	CHECK(complained("ENOSERVICE"));
	place_client(&place, "t", "");
	CHECK_EQ(isle("call t other echo"), 3);
	place_stop(&place);
	CHECK_EQ(isle("call t svc echo"), 3);
	CHECK_EQ(isle("status t"), 3);
}

TEST(cli, "a deadline that passes is exit 4")
{
	place_start(&place);
	place_client(&place, "t", "");
	CHECK_EQ(isle("call t svc slow -t 200"), 4);
	CHECK(complained("ETIMEDOUT"));
	CHECK_EQ(isle("call t svc echo still-there"), 0);
	CHECK_STR(place.out, "still-there");
	place_stop(&place);
}

TEST(cli, "a wrong command line is exit 2 and says what is right")
{
	static const char *const lines[] = { "",
					     "nosuchverb",
					     "--run-dir",
					     "--run-dir /tmp nosuchverb",
					     "--nosuch list",
					     "call",
					     "call t svc",
					     "call t svc echo a b",
					     "call t svc echo -x 0g",
					     "call t svc echo -t 0",
					     "call ../t svc echo",
					     "call _ svc echo",
					     "status",
					     "hold t --for 0",
					     "policy t x",
					     "console t --nosuch" };

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		CHECK_EQ(isle(lines[i]), 2);
		CHECK(place.err[0]);
		CHECK_STR(place.out, "");
	}
}

TEST(cli, "the folder of the doors may be named before the verb")
{
	char line[600];

	place_start(&place);
	snprintf(line, sizeof(line), "--run-dir %s status t", place.folder);
	CHECK_EQ(isle(line), 0);
	snprintf(line, sizeof(line), "--run-dir=%s list", place.folder);
	CHECK_EQ(isle(line), 0);
	CHECK(said("t               waiting"));
	CHECK_EQ(isle("--run-dir /nonexistent status t"), 3);
	place_stop(&place);
}

TEST(cli, "help and version need no daemon")
{
	static const char *const verbs[] = { "list", "status", "console", "policy", "call", "hold" };

	CHECK_EQ(isle("--version"), 0);
	CHECK(strncmp(place.out, "isle ", 5) == 0);
	CHECK_EQ(isle("--help"), 0);
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		char line[64];

		CHECK(isle("--help") == 0 && said(verbs[i]));
		snprintf(line, sizeof(line), "%s --help", verbs[i]);
		CHECK_EQ(isle(line), 0);
		CHECK(strncmp(place.out, "usage: isle ", 12) == 0);
	}
}

TEST(cli, "status tells link, session, services, counters and handles; with --json as JSON")
{
	static const char check[] =
		"python3 -c 'import json,sys\n"
		"s=json.load(sys.stdin)\n"
		"assert s[\"link\"][\"up\"]==\"yes\" and s[\"link\"][\"client\"]==\"1234\"\n"
		"assert isinstance(s[\"session\"][\"id\"],str)\n"
		"assert isinstance(s[\"counters\"][\"frames_in\"],int)\n"
		"assert any(\"svc\" in l for l in s[\"lists\"][\"services\"])\n"
		"for l in \"contexts\",\"handles\",\"programs\": assert isinstance(s[\"lists\"][l],list)'";
	FILE *python;

	place_start(&place);
	place_client(&place, "1234", "");
	CHECK_EQ(isle("status t"), 0);
	CHECK(said("\nlink\n") && said("\nsession\n") && said("\ncounters\n"));
	CHECK(said("\nregistered services\n  svc"));
	CHECK_EQ(isle("status t --json"), 0);
	python = popen(check, "w");
	CHECK(python != NULL);
	fputs(place.out, python);
	CHECK_EQ(pclose(python), 0);
	place_stop(&place);
}

static void leave_stale_socket(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s/old.sock", place.folder);
	CHECK_OK(bind(fd, (struct sockaddr *)&address, sizeof(address)));
	close(fd);
}

TEST(cli, "list tells who is connected, who is waited for and what is left over")
{
	place_start(&place);
	leave_stale_socket();
	CHECK_EQ(isle("list"), 0);
	CHECK(said("t               waiting"));
	CHECK(said("old             not running"));
	place_client(&place, "core1", "");
	CHECK_EQ(isle("list"), 0);
	CHECK(said("t               connected  core1  "));
	place_stop(&place);
}

TEST(cli, "a client's name cannot drive the terminal of whoever lists it")
{
	place_start(&place);
	place_client(&place, "a\x1b[2J\xc2\x9b\nb", "");
	CHECK_EQ(isle("list"), 0);
	CHECK(said("connected") && !strchr(place.out, '\x1b') && !strstr(place.out, "\xc2\x9b"));
	CHECK_EQ(isle("status t"), 0);
	CHECK(said("\\x1b[2J") && !strchr(place.out, '\x1b'));
	CHECK_EQ(isle("status t --json"), 0);
	CHECK(!strchr(place.out, '\x1b'));
	place_stop(&place);
}

TEST(cli, "the console's replay shows text and colours, and nothing else")
{
	place_start(&place);
	place_client(&place, "t", "\x1b]0;title\ahello \x1b[31mred\x1b[0m\x1b[6n\n");
	CHECK_EQ(isle("console t --replay-only"), 0);
	CHECK_STR(place.out, "hello \x1b[31mred\x1b[0m\n");
	CHECK_STR(place.err, "");
	place_stop(&place);
}

TEST(cli, "with --raw the console's bytes come as they are")
{
	static const char greeting[] = "\x1b]0;title\ahello\x1b[6n\n";

	place_start(&place);
	place_client(&place, "t", greeting);
	CHECK_EQ(isle("console t --replay-only --raw"), 0);
	CHECK_STR(place.out, greeting);
	place_stop(&place);
}

TEST(cli, "what is typed reaches the client unless input is off")
{
	place_start(&place);
	place_client(&place, "t", "");
	CHECK_EQ(place_isle(&place, "console t --for 1 --no-input", "no\n", 3), 0);
	CHECK(!said("got"));
	CHECK_EQ(place_isle(&place, "console t --for 2", "yes\n", 4), 0);
	CHECK(said("got yes"));
	place_stop(&place);
}

/* Reads from the terminal until `text` came. */
static void expect(int terminal, const char *text)
{
	char seen[4096];
	size_t n = 0;

	for (seen[0] = '\0'; !strstr(seen, text);) {
		ssize_t got = read(terminal, seen + n, sizeof(seen) - 1 - n);

		CHECK(got > 0);
		n += (size_t)got;
		seen[n] = '\0';
	}
}

static pid_t start_on_terminal(char **argv, int *ret_terminal)
{
	int terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), other;
	pid_t pid;

	CHECK(terminal >= 0 && grantpt(terminal) == 0 && unlockpt(terminal) == 0);
	other = open(ptsname(terminal), O_RDWR | O_NOCTTY | O_CLOEXEC);
	CHECK(other >= 0);
	pid = fork();
	CHECK(pid >= 0);
	if (!pid) {
		dup2(other, 0);
		dup2(other, 1);
		dup2(other, 2);
		execv(argv[0], argv);
		_exit(127);
	}
	close(other);
	*ret_terminal = terminal;
	return pid;
}

TEST(cli, "on a terminal keys go to the client one by one, and ^] detaches")
{
	char line[] = "console t", *argv[8];
	int terminal, status;
	pid_t pid;

	place_start(&place);
	place_client(&place, "t", "greeting\n");
	place_words(line, argv, 8);
	pid = start_on_terminal(argv, &terminal);
	expect(terminal, "greeting\r\n");
	CHECK_EQ(write(terminal, "\x03", 1), 1); /* ^C is the client's */
	expect(terminal, "got");
	CHECK_EQ(write(terminal, "\x1d", 1), 1);
	expect(terminal, "detached");
	CHECK_EQ(waitpid(pid, &status, 0), pid);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	close(terminal);
	CHECK_EQ(isle("call t svc echo still-there"), 0);
	place_stop(&place);
}

TEST(cli, "hold needs a client, and off ends it")
{
	place_start(&place);
	CHECK_EQ(isle("hold t"), 3);
	place_client(&place, "t", "");
	CHECK_EQ(isle("hold t --for 60"), 0);
	CHECK(said("60 s"));
	CHECK_EQ(isle("status t"), 0);
	CHECK(said("held                  yes"));
	CHECK_EQ(isle("hold t --off"), 0);
	CHECK_EQ(isle("status t"), 0);
	CHECK(said("held                  no"));
	place_stop(&place);
}

TEST(cli, "policy check explains a good configuration and names the line of a mistake")
{
	char path[512], line[600], expected[600];
	FILE *file;

	snprintf(path, sizeof(path), "%s/p.conf", test_folder());
	file = fopen(path, "w");
	fputs("[client]\nname = p\nlink = unix:/tmp/p.link\n", file);
	fclose(file);
	snprintf(line, sizeof(line), "policy check %s", path);
	CHECK_EQ(isle(line), 0);
	CHECK(said("unix:/tmp/p.link"));
	file = fopen(path, "a");
	fputs("nosuchkey = 1\n", file);
	fclose(file);
	CHECK(isle(line) != 0);
	snprintf(expected, sizeof(expected), "%s:4:", path);
	CHECK(complained(expected));
}
