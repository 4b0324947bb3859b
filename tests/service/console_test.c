/* SPDX-License-Identifier: BSD-3-Clause */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "fakehost.h"
#include "harness.h"
#include "service/services.h"

static struct isle_party *client, *person;

static struct isle_token *attach(struct isle_party *party, uint32_t stream)
{
	struct isle_token *token = fake_token(party, ISLE_CONSOLE_ATTACH);

	fake_call(token, &stream, 1, NULL, 0, false);
	return token;
}

static struct isle_token *watch(struct isle_party *party, uint32_t flags)
{
	struct isle_token *token = fake_token(party, ISLE_CONSOLE_WATCH);

	fake_call(token, &flags, 1, NULL, 0, false);
	return token;
}

static void begin(void)
{
	fake_start(&isled_service_console);
	client = fake_attach(ISLE_PEER_CLIENT, "mcu");
	person = fake_attach(ISLE_PEER_PROGRAM, "person");
}

static void print(struct isle_token *token, const char *text)
{
	fake_data(token, text, (uint32_t)strlen(text), 0);
}

/* What was written to a channel since it was looked at last. */
static const char *seen(struct isle_token *token)
{
	fake_turn(0);
	token->out[token->out_bytes] = 0;
	token->out_bytes = 0;
	return (char *)token->out;
}

TEST(console, "output reaches a watcher, and credit goes back at once")
{
	struct isle_token *out, *watcher;

	begin();
	out = attach(client, ISLE_CONSOLE_STDIO);
	watcher = watch(person, 0);
	CHECK(out->accepted && watcher->accepted);
	print(out, "hello\n");
	CHECK_STR(seen(watcher), "hello\n");
	CHECK_EQ(out->consumed, 6);
	fake_stop();
}

TEST(console, "stderr and stdout come in the order they were written")
{
	struct isle_token *out, *err, *watcher;

	begin();
	out = attach(client, ISLE_CONSOLE_STDIO);
	err = attach(client, ISLE_CONSOLE_STDERR);
	watcher = watch(person, 0);
	print(out, "one ");
	print(err, "two ");
	print(out, "three");
	CHECK_STR(seen(watcher), "one two three");
	fake_stop();
}

TEST(console, "a watcher that comes later sees the ring first, if it asks")
{
	struct isle_token *out;

	begin();
	out = attach(client, ISLE_CONSOLE_STDIO);
	print(out, "early ");
	CHECK_STR(seen(watch(person, ISLE_CONSOLE_WATCH_REPLAY)), "early ");
	fake_stop();
}

TEST(console, "a watcher that does not ask sees only what comes")
{
	struct isle_token *out, *watcher;

	begin();
	out = attach(client, ISLE_CONSOLE_STDIO);
	print(out, "early ");
	watcher = watch(person, 0);
	print(out, "late");
	CHECK_STR(seen(watcher), "late");
	fake_stop();
}

TEST(console, "a sequence split over pieces and streams stays whole, and harmful ones go")
{
	struct isle_token *out, *err, *watcher;

	begin();
	out = attach(client, ISLE_CONSOLE_STDIO);
	err = attach(client, ISLE_CONSOLE_STDERR);
	watcher = watch(person, 0);
	print(out, "a\x1b[3");
	print(err, "!");
	print(out, "1mb\x1b]0;ti");
	print(out, "tle\ac");
	CHECK_STR(seen(watcher), "a!\x1b[31mbc");
	CHECK_STR(fake_status("console.filtered"), "1");
	fake_stop();
}

TEST(console, "without the filter bytes pass as they are")
{
	struct isle_token *out, *watcher;

	fake_console = (struct isle_console_policy){ .ring_bytes = 64, .log = -1 };
	begin();
	out = attach(client, ISLE_CONSOLE_STDIO);
	watcher = watch(person, 0);
	print(out, "\x1b]0;t\a\x9b");
	CHECK_STR(seen(watcher), "\x1b]0;t\a\x9b");
	fake_stop();
}

TEST(console, "a slow watcher never holds the client up and is told what it lost")
{
	struct isle_token *out, *watcher;
	static char text[20001];

	begin();
	out = attach(client, ISLE_CONSOLE_STDIO);
	watcher = watch(person, 0);
	watcher->room = 3;
	memset(text, 'x', 20000);
	print(out, text);
	CHECK_EQ(out->consumed, 20000);
	fake_turn(0);
	CHECK_EQ(watcher->out_bytes, 3);
	fake_room(watcher, UINT32_MAX);
	memcpy(text, "xxx\x18\r\n[isled: 15901 bytes of output were lost here]\r\n", 53);
	memset(text + 53, 'x', 4096);
	text[53 + 4096] = 0;
	CHECK_STR(seen(watcher), text);
	CHECK_STR(fake_status("console.lost_bytes"), "15901");
	fake_stop();
}

TEST(console, "more output than the ring within one turn is not lost to a watcher that keeps up")
{
	struct isle_token *out, *watcher;
	char line[101];

	begin();
	out = attach(client, ISLE_CONSOLE_STDIO);
	watcher = watch(person, 0);
	memset(line, 'y', 100);
	line[100] = 0;
	for (int i = 0; i < 200; i++) /* 20000 bytes, a ring of 4096 */
		print(out, line);
	fake_turn(0);
	CHECK_EQ(watcher->out_bytes, 20000);
	fake_stop();
}

TEST(console, "what a watcher types becomes stdin under the client's credit")
{
	struct isle_token *in, *watcher;

	begin();
	in = attach(client, ISLE_CONSOLE_STDIO);
	watcher = watch(person, ISLE_CONSOLE_WATCH_WRITE);
	in->room = 2;
	fake_data(watcher, "hello", 5, 0);
	CHECK_EQ(in->out_bytes, 2);
	CHECK_EQ(watcher->consumed, 2);
	fake_room(in, UINT32_MAX);
	CHECK_STR(seen(in), "hello");
	CHECK_EQ(watcher->consumed, 5);
	fake_stop();
}

TEST(console, "a watcher that closes is answered when what it typed has left")
{
	struct isle_token *in, *first, *second;

	begin();
	in = attach(client, ISLE_CONSOLE_STDIO);
	first = watch(person, ISLE_CONSOLE_WATCH_WRITE);
	second = watch(person, 0);
	in->room = 2;
	fake_data(first, "reboot\n", 7, ISLE_PIECE_END);
	CHECK(!first->answered);
	fake_room(in, UINT32_MAX);
	CHECK(first->answered);
	CHECK_EQ(first->status, 0);
	CHECK_STR(seen(in), "reboot\n");
	fake_data(second, NULL, 0, ISLE_PIECE_END);
	CHECK(second->answered);
	CHECK_STR(fake_status("console.watchers"), "0");
	fake_stop();
}

TEST(console, "a watcher that did not ask to write is ended when it does")
{
	struct isle_token *in, *watcher;

	begin();
	in = attach(client, ISLE_CONSOLE_STDIO);
	watcher = watch(person, 0);
	fake_data(watcher, "x", 1, 0);
	CHECK_EQ(watcher->status, -ISLE_EBADF);
	CHECK_EQ(in->out_bytes, 0);
	print(in, "goes on");
	fake_turn(0);
	fake_stop();
}

TEST(console, "what was typed for a client that left does not reach the next")
{
	struct isle_token *in, *watcher;

	begin();
	in = attach(client, ISLE_CONSOLE_STDIO);
	in->room = 0;
	watcher = watch(person, ISLE_CONSOLE_WATCH_WRITE);
	fake_data(watcher, "rm -rf\n", 7, 0);
	fake_leave(client);
	CHECK_EQ(watcher->consumed, 7);
	client = fake_attach(ISLE_PEER_CLIENT, "mcu");
	in = attach(client, ISLE_CONSOLE_STDIO);
	CHECK_STR(seen(in), "");
	CHECK_STR(fake_status("console.input_dropped_bytes"), "7");
	fake_stop();
}

TEST(console, "over a blink what was typed waits")
{
	struct isle_token *in, *watcher;

	begin();
	attach(client, ISLE_CONSOLE_STDIO);
	watcher = watch(person, ISLE_CONSOLE_WATCH_WRITE);
	fake_lose(client);
	fake_data(watcher, "ls\n", 3, 0);
	CHECK_EQ(watcher->consumed, 0);
	fake_resume(client);
	in = attach(client, ISLE_CONSOLE_STDIO);
	CHECK_STR(seen(in), "ls\n");
	CHECK_STR(seen(watcher), "");
	fake_stop();
}

TEST(console, "watchers stay when the client leaves, and see that it left and came back")
{
	struct isle_token *out, *watcher;

	begin();
	out = attach(client, ISLE_CONSOLE_STDIO);
	watcher = watch(person, 0);
	print(out, "one");
	fake_leave(client);
	CHECK_STR(seen(watcher), "one\x18\r\n[isled: the client has left]\r\n");
	client = fake_attach(ISLE_PEER_CLIENT, "mcu");
	out = attach(client, ISLE_CONSOLE_STDIO);
	print(out, "two");
	CHECK_STR(seen(watcher), "\x18\r\n[isled: the client is back]\r\ntwo");
	CHECK_STR(seen(watch(person, ISLE_CONSOLE_WATCH_REPLAY)), "onetwo");
	fake_stop();
}

TEST(console, "the end of a client's stream is answered after everything was taken")
{
	struct isle_token *out, *watcher;

	begin();
	out = attach(client, ISLE_CONSOLE_STDIO);
	watcher = watch(person, 0);
	fake_data(out, "bye", 3, ISLE_PIECE_END);
	CHECK(out->answered);
	CHECK_EQ(out->status, 0);
	CHECK_STR(seen(watcher), "bye");
	CHECK_EQ(attach(client, ISLE_CONSOLE_STDIO)->status, 0);
	fake_stop();
}

TEST(console, "a stream is attached once")
{
	struct isle_token *first;

	begin();
	first = attach(client, ISLE_CONSOLE_STDIO);
	CHECK_EQ(attach(client, ISLE_CONSOLE_STDIO)->status, -ISLE_EBUSY);
	fake_cancel(first, -ISLE_ECANCELED);
	CHECK(!attach(client, ISLE_CONSOLE_STDIO)->answered);
	fake_stop();
}

TEST(console, "unknown streams and flags are refused")
{
	struct isle_token *messages;
	uint32_t stream = 0;

	begin();
	CHECK_EQ(attach(client, 2)->status, -ISLE_EINVAL);
	CHECK_EQ(attach(client, UINT32_MAX)->status, -ISLE_EINVAL);
	CHECK_EQ(watch(person, 4)->status, -ISLE_EINVAL);
	messages = fake_token(client, ISLE_CONSOLE_ATTACH);
	messages->message = true;
	fake_call(messages, &stream, 1, NULL, 0, false);
	CHECK_EQ(messages->status, -ISLE_EINVAL);
	fake_stop();
}

TEST(console, "a program without authority may not watch, and that is audited")
{
	begin();
	person->may_control = false;
	CHECK_EQ(watch(person, 0)->status, -ISLE_EPERM);
	CHECK_EQ(fake_log.audits, 1);
	fake_stop();
}

TEST(console, "there are not more watchers than the limit")
{
	struct isle_token *first;

	begin();
	first = watch(person, 0);
	watch(person, 0);
	CHECK_EQ(watch(person, 0)->status, -ISLE_EMFILE);
	CHECK_STR(fake_status("console.watchers"), "2");
	fake_cancel(first, -ISLE_ECANCELED);
	CHECK(!watch(person, 0)->answered);
	fake_stop();
}

/* ---- the log file ---- */

static int open_log(const char *name)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", test_folder(), name);
	return open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static const char *contents(int fd)
{
	static char text[8192];
	ssize_t n = pread(fd, text, sizeof(text) - 1, 0);

	text[n < 0 ? 0 : n] = 0;
	return text;
}

TEST(console, "output goes to the log file, notices do not")
{
	int fd = open_log("a");
	struct isle_token *out;

	fake_console = (struct isle_console_policy){ .ring_bytes = 64, .log = fd, .filter = true };
	begin();
	out = attach(client, ISLE_CONSOLE_STDIO);
	print(out, "one\x1b]0;t\a\n");
	fake_leave(client);
	fake_turn(0);
	CHECK_STR(contents(fd), "one\n");
	fake_stop();
	close(fd);
}

TEST(console, "a full log file is rotated, and nothing is lost meanwhile")
{
	int first = open_log("a"), second = open_log("b");
	struct isle_token *out;

	fake_console =
		(struct isle_console_policy){ .ring_bytes = 64, .log = first, .log_bytes = 10 };
	begin();
	out = attach(client, ISLE_CONSOLE_STDIO);
	print(out, "12345678");
	fake_turn(0);
	print(out, "abcd");
	fake_turn(0);
	print(out, "ef");
	fake_turn(0);
	CHECK_EQ(fake_rotations, 1);
	CHECK_STR(contents(first), "12345678");
	fake_console.log = second;
	fake_rotated();
	CHECK_STR(contents(second), "abcdef");
	fake_stop();
	close(first);
	close(second);
}

TEST(console, "a log file that cannot be rotated is not asked for again at once")
{
	int fd = open_log("a");
	struct isle_token *out;

	fake_console = (struct isle_console_policy){ .ring_bytes = 64, .log = fd, .log_bytes = 10 };
	begin();
	out = attach(client, ISLE_CONSOLE_STDIO);
	for (int i = 0; i < 10; i++) {
		print(out, "0123456789");
		fake_turn(0);
		if (i == 1)
			fake_rotated(); /* the same file as before */
	}
	CHECK_EQ(fake_rotations, 1);
	CHECK_EQ(strlen(contents(fd)), 10);
	fake_pass(10000);
	print(out, "x");
	fake_turn(0);
	CHECK_EQ(fake_rotations, 2);
	fake_rotated();
	fake_stop();
	close(fd);
}

TEST(console, "a log file that cannot be written is counted and does not stop the console")
{
	int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
	struct isle_token *out, *watcher;

	if (fd < 0)
		SKIP("no /dev/full here");
	fake_console = (struct isle_console_policy){ .ring_bytes = 64, .log = fd };
	begin();
	out = attach(client, ISLE_CONSOLE_STDIO);
	watcher = watch(person, 0);
	print(out, "text");
	CHECK_STR(seen(watcher), "text");
	CHECK_STR(fake_status("console.log_failures"), "1");
	fake_stop();
	close(fd);
}

/* ---- the pseudo terminal ---- */

static int open_terminal(void)
{
	const char *path = fake_status("console.terminal");
	int fd;

	if (!path[0])
		SKIP("no pseudo terminal to be had here");
	fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	CHECK_OK(fd);
	fake_turn(1000);
	CHECK_STR(fake_status("console.terminal_open"), "yes");
	return fd;
}

static const char *read_terminal(int fd, size_t want)
{
	static char text[8192];
	size_t at = 0;

	for (int i = 0; i < 200 && at < want; i++) {
		struct pollfd ready = { .fd = fd, .events = POLLIN };
		ssize_t n;

		fake_turn(0);
		if (poll(&ready, 1, 20) > 0) {
			n = read(fd, text + at, sizeof(text) - 1 - at);
			at += n > 0 ? (size_t)n : 0;
		}
	}
	text[at] = 0;
	return text;
}

TEST(console, "a terminal program sees the output and types, byte for byte")
{
	struct isle_token *out;
	struct termios mode;
	int fd;

	begin();
	out = attach(client, ISLE_CONSOLE_STDIO);
	print(out, "early\n");
	fd = open_terminal();
	CHECK_STR(read_terminal(fd, 6), "early\n");
	CHECK_EQ(tcgetattr(fd, &mode), 0);
	CHECK(!(mode.c_lflag & (ECHO | ICANON | ISIG)) && !(mode.c_oflag & OPOST));
	CHECK_EQ(write(fd, "\x03\r\x04x", 4), 4);
	for (int i = 0; i < 100 && out->out_bytes < 4; i++)
		fake_turn(20);
	CHECK_STR(seen(out), "\x03\r\x04x");
	close(fd);
	fake_stop();
}

TEST(console, "a terminal opened again goes on where it was closed")
{
	struct isle_token *out;
	int fd;

	begin();
	out = attach(client, ISLE_CONSOLE_STDIO);
	fd = open_terminal();
	print(out, "one");
	CHECK_STR(read_terminal(fd, 3), "one");
	close(fd);
	for (int i = 0; i < 100 && !strcmp(fake_status("console.terminal_open"), "yes"); i++)
		fake_turn(20);
	CHECK_STR(fake_status("console.terminal_open"), "no");
	print(out, "two");
	fake_turn(0);
	fd = open_terminal();
	CHECK_STR(read_terminal(fd, 3), "two");
	close(fd);
	fake_stop();
}

TEST(console, "nothing wakes the loop while nobody has the terminal open")
{
	unsigned before;

	begin();
	attach(client, ISLE_CONSOLE_STDIO);
	close(open_terminal());
	for (int i = 0; i < 100 && !strcmp(fake_status("console.terminal_open"), "yes"); i++)
		fake_turn(20);
	before = fake_watches;
	CHECK_EQ(before, 1); /* that somebody opens it */
	fake_stop();
}

TEST(console, "a terminal that is open and not read never blocks the client")
{
	struct isle_token *out, *watcher;
	static char text[50001];
	int fd;

	begin();
	out = attach(client, ISLE_CONSOLE_STDIO);
	fd = open_terminal();
	watcher = watch(person, 0);
	memset(text, 'z', 50000);
	for (int i = 0; i < 4; i++) {
		print(out, text);
		fake_turn(0);
		watcher->out_bytes = 0;
	}
	CHECK_EQ(out->consumed, 200000);
	print(out, "END");
	CHECK_STR(seen(watcher), "END");
	close(fd);
	fake_stop();
}
