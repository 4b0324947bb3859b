/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include "harness.h"
#include "live.h"

#define WAIT_MS 10000

/* ---- a service that the client offers ---- */

static struct isle_channel accepted;
static uint8_t accepted_rx[LIVE_WINDOW], accepted_tx[LIVE_WINDOW];

static void turn_round(struct isle_ipc_request *request)
{
	for (uint32_t i = 0; i < request->len / 2; i++) {
		uint8_t byte = request->data[i];

		request->data[i] = request->data[request->len - 1 - i];
		request->data[request->len - 1 - i] = byte;
	}
	isle_ipc_reply(request, 7, request->data, request->len);
}

static void never(struct isle_ipc_request *request)
{
	(void)request;
}

static void refuse(struct isle_ipc_request *request)
{
	isle_ipc_fail(request, -ISLE_ENOTSUP);
}

/* Sends back what comes, and closes after the end. */
static void echo_ready(struct isle_channel *channel)
{
	uint8_t bytes[4096];
	int n = -ISLE_EAGAIN;

	while (channel->tx_bytes &&
	       (n = isle_channel_receive(channel, bytes, sizeof(bytes), 0)) > 0)
		if (isle_channel_send_all(channel, bytes, (size_t)n, WAIT_MS) < 0)
			return;
	if (n == 0)
		isle_channel_close(channel, WAIT_MS);
	else if (n != -ISLE_EAGAIN)
		isle_channel_reset(channel, n);
}

static void take_channel(struct isle_ipc_request *request)
{
	isle_channel_init(&accepted, accepted_rx, sizeof(accepted_rx), accepted_tx,
			  sizeof(accepted_tx), echo_ready, NULL);
	CHECK_EQ(isle_channel_accept(&accepted, request), 0);
}

static const struct isle_ipc_method methods[] = {
	{ "turn", turn_round },
	{ "never", never },
	{ "refuse", refuse },
};
static struct isle_ipc_service service = {
	.name = "svc", .version = 2, .methods = methods, .methods_n = 3, .connect = take_channel
};

static struct side *mcu, *prog;
static struct isle_ipc_binding binding;

static void begin(const char *extra)
{
	live_start(extra);
	mcu = live_client();
	prog = live_program();
}

static void offer(void)
{
	CHECK_EQ(isle_ipc_register(&mcu->client.context, &service), 0);
	CHECK_EQ(isle_ipc_bind(&prog->client.context, "svc", 1, &binding), 0);
}

static void end(void)
{
	live_close(prog);
	live_close(mcu);
	live_stop();
}

/* ---- ipc ---- */

TEST(live_ipc, "a program calls the client, by name and with long data both ways")
{
	static uint8_t in[60000], out[60000];
	int32_t status = 0;
	int method;

	begin("");
	offer();
	CHECK_EQ(binding.version, 2);
	CHECK_EQ(binding.methods, 3);
	method = isle_ipc_method(&prog->client.context, &binding, "turn");
	CHECK_EQ(method, 0);
	CHECK_EQ(isle_ipc_call(&prog->client.context, &binding, 0, "abc", 3, out, sizeof(out),
			       &status),
		 3);
	CHECK_MEM(out, "cba", 3);
	CHECK_EQ(status, 7);
	for (uint32_t i = 0; i < sizeof(in); i++)
		in[i] = (uint8_t)(i * 5 >> 2);
	CHECK_EQ(isle_ipc_call(&prog->client.context, &binding, 0, in, sizeof(in), out, sizeof(out),
			       &status),
		 sizeof(in));
	for (uint32_t i = 0; i < sizeof(in); i++)
		CHECK(out[i] == in[sizeof(in) - 1 - i]);
	CHECK_EQ(isle_ipc_call(&prog->client.context, &binding, 0, "", 0, out, sizeof(out), NULL),
		 0);
	end();
}

TEST(live_ipc, "errors of every kind come back as what they are")
{
	uint8_t out[2];

	begin("");
	offer();
	CHECK_EQ(isle_ipc_call(&prog->client.context, &binding, 2, "x", 1, out, 2, NULL),
		 -ISLE_ENOTSUP);
	CHECK_EQ(isle_ipc_call(&prog->client.context, &binding, 9, "x", 1, out, 2, NULL),
		 -ISLE_ENOTSUP);
	CHECK_EQ(isle_ipc_call(&prog->client.context, &binding, 0, "abc", 3, out, 2, NULL),
		 -ISLE_EMSGSIZE);
	CHECK_EQ(isle_ipc_unregister(&mcu->client.context, &service), 0);
	CHECK_EQ(isle_ipc_call(&prog->client.context, &binding, 0, "x", 1, out, 2, NULL),
		 -ISLE_ENOSERVICE);
	CHECK_EQ(isle_ipc_bind(&prog->client.context, "svc", 1, &binding), -ISLE_ENOSERVICE);
	end();
}

struct caller {
	int result;
	bool maybe;
};

static void *call_never(void *argument)
{
	struct caller *caller = argument;
	struct isle_context ctx;

	isle_context_share(&prog->client.context, &ctx);
	caller->result = isle_ipc_call(&ctx, &binding, 1, "x", 1, NULL, 0, NULL);
	return NULL;
}

TEST(live_ipc, "a registrar that is lost in mid-call ends it with ELINK")
{
	struct caller caller = { 1, false };
	pthread_t thread;

	begin("");
	offer();
	CHECK_EQ(pthread_create(&thread, NULL, call_never, &caller), 0);
	while (atoi(live_status(prog, "ipc.calls")) < 1)
		usleep(1000);
	isle_client_close(&mcu->client);
	CHECK_EQ(pthread_join(thread, NULL), 0);
	CHECK_EQ(caller.result, -ISLE_ELINK);
	end();
}

TEST(live_ipc, "bytes flow through a channel both ways and the end comes through")
{
	static uint8_t rx[LIVE_WINDOW], tx[LIVE_WINDOW], bytes[10000];
	struct isle_channel channel;
	uint32_t sent = 0, got = 0, total = 1000000;

	begin("");
	offer();
	isle_channel_init(&channel, rx, sizeof(rx), tx, sizeof(tx), NULL, NULL);
	CHECK_EQ(isle_ipc_connect(&prog->client.context, &binding, "me", &channel), 0);
	while (got < total) {
		int n;

		for (uint32_t i = 0; i < sizeof(bytes); i++)
			bytes[i] = (uint8_t)((sent + i) * 3 >> 1);
		n = sent < total ? isle_channel_send(&channel, bytes, sizeof(bytes), 0) : 0;
		if (n > 0 && (sent += (uint32_t)n) >= total)
			CHECK_EQ(isle_channel_shutdown(&channel), 0);
		n = isle_channel_receive(&channel, bytes, sizeof(bytes), n > 0 ? 0 : WAIT_MS);
		if (n == -ISLE_EAGAIN)
			continue;
		if (n <= 0)
			FAIL("received %d after %u of %u bytes", n, got, sent);
		for (int i = 0; i < n; i++)
			CHECK(bytes[i] == (uint8_t)((got + (uint32_t)i) * 3 >> 1));
		got += (uint32_t)n;
	}
	while (got < sent)
		got += (uint32_t)CHECK_OK(
			isle_channel_receive(&channel, bytes, sizeof(bytes), WAIT_MS));
	CHECK_EQ(isle_channel_receive(&channel, bytes, sizeof(bytes), WAIT_MS), 0);
	CHECK_EQ(isle_channel_close(&channel, WAIT_MS), 0);
	end();
}

TEST(live_ipc, "a service without channels refuses them")
{
	static uint8_t rx[LIVE_WINDOW], tx[64];
	struct isle_channel channel;

	begin("");
	service.connect = NULL;
	offer();
	isle_channel_init(&channel, rx, sizeof(rx), tx, sizeof(tx), NULL, NULL);
	CHECK_EQ(isle_ipc_connect(&prog->client.context, &binding, "me", &channel),
		 -ISLE_ECONNREFUSED);
	end();
}

/* ---- forwards ---- */

static int begin_forward(void)
{
	char extra[128];
	int port = live_port();

	snprintf(extra, sizeof(extra), "[forward]\nforward = tcp:127.0.0.1:%d -> svc\n", port);
	begin(extra);
	return port;
}

TEST(live_forward, "a TCP connection reaches the client's service, with half close")
{
	int port = begin_forward(), fd;
	char buffer[64];
	size_t got = 0;

	offer();
	fd = live_dial(port);
	CHECK_EQ(send(fd, "GET / please", 12, 0), 12);
	CHECK_OK(shutdown(fd, SHUT_WR));
	for (ssize_t n; (n = recv(fd, buffer + got, sizeof(buffer) - got, 0)) != 0;)
		got += (size_t)CHECK_OK(n);
	CHECK_EQ(got, 12);
	CHECK_MEM(buffer, "GET / please", 12);
	close(fd);
	end();
}

TEST(live_forward, "a service that refuses resets the connection, and does not end it")
{
	int port = begin_forward(), fd;
	char byte;

	service.connect = NULL;
	offer();
	fd = live_dial(port);
	CHECK_EQ(recv(fd, &byte, 1, 0), -1);
	CHECK_EQ(errno, ECONNRESET);
	close(fd);
	end();
}

TEST(live_forward, "while the service is not registered connections are reset")
{
	int port = begin_forward(), fd;
	char byte, key[64];

	fd = live_dial(port);
	CHECK_EQ(recv(fd, &byte, 1, 0), -1);
	CHECK_EQ(errno, ECONNRESET);
	close(fd);
	snprintf(key, sizeof(key), "forward.127.0.0.1:%d.reset", port);
	CHECK_STR(live_status(prog, key), "1");
	end();
}

/* ---- console ---- */

static const char *receive(struct isle_channel *channel, size_t want)
{
	static char text[70000];
	size_t got = 0;

	while (got < want) {
		int n = isle_channel_receive(channel, text + got, sizeof(text) - 1 - got, WAIT_MS);

		if (n <= 0)
			FAIL("received %d after %zu bytes", n, got);
		got += (size_t)n;
	}
	text[got] = 0;
	return text;
}

TEST(live_console, "a person sees what the client prints, and types")
{
	static uint8_t crx[256], ctx[1024], wrx[LIVE_WINDOW], wtx[256];
	struct isle_console console;
	struct isle_channel watcher;
	char typed[16];

	begin("");
	CHECK_EQ(isle_console_open(&mcu->client.context, ISLE_CONSOLE_STDIO, crx, sizeof(crx), ctx,
				   sizeof(ctx), &console),
		 0);
	CHECK_EQ(isle_console_puts(&console, "early \x1b]0;title\a"), 0);
	CHECK_EQ(isle_console_flush(&console), 0);
	isle_channel_init(&watcher, wrx, sizeof(wrx), wtx, sizeof(wtx), NULL, NULL);
	CHECK_EQ(isle_console_watch(&prog->client.context,
				    ISLE_CONSOLE_WATCH_REPLAY | ISLE_CONSOLE_WATCH_WRITE, &watcher),
		 0);
	CHECK_STR(receive(&watcher, 6), "early ");
	CHECK_EQ(isle_console_puts(&console, "late"), 0);
	CHECK_STR(receive(&watcher, 4), "late");
	CHECK_EQ(isle_channel_send_all(&watcher, "ls\n", 3, WAIT_MS), 3);
	CHECK_EQ(isle_console_read(&console, typed, sizeof(typed), WAIT_MS), 3);
	CHECK_MEM(typed, "ls\n", 3);
	CHECK_EQ(isle_channel_close(&watcher, WAIT_MS), 0);
	isle_console_close(&console);
	end();
}

TEST(live_console, "a client that prints much is not held up by a watcher that does not read")
{
	static uint8_t crx[256], ctx[4096], wrx[LIVE_WINDOW], wtx[16];
	struct isle_console console;
	struct isle_channel watcher;
	static char line[1000];

	begin("");
	CHECK_EQ(isle_console_open(&mcu->client.context, ISLE_CONSOLE_STDIO, crx, sizeof(crx), ctx,
				   sizeof(ctx), &console),
		 0);
	isle_channel_init(&watcher, wrx, sizeof(wrx), wtx, sizeof(wtx), NULL, NULL);
	CHECK_EQ(isle_console_watch(&prog->client.context, 0, &watcher), 0);
	memset(line, 'x', sizeof(line));
	for (int i = 0; i < 2000; i++)
		for (size_t at = 0; at < sizeof(line);)
			at += (size_t)CHECK_OK(
				isle_console_write(&console, line + at, sizeof(line) - at));
	CHECK_EQ(isle_console_flush(&console), 0);
	isle_console_close(&console); /* answered: all of it was taken */
	CHECK_STR(live_status(prog, "console.output_bytes"), "2000000");
	isle_channel_reset(&watcher, -ISLE_ECANCELED);
	end();
}

TEST(live_console, "any terminal program may open the console")
{
	static uint8_t crx[256], ctx[256];
	struct isle_console console;
	char text[64] = "", path[128];
	size_t got = 0;
	int fd;

	begin("");
	CHECK_EQ(isle_console_open(&mcu->client.context, ISLE_CONSOLE_STDIO, crx, sizeof(crx), ctx,
				   sizeof(ctx), &console),
		 0);
	snprintf(path, sizeof(path), "%s/t.console", test_folder());
	if (!live_status(prog, "console.terminal")[0]) {
		isle_console_close(&console);
		end();
		SKIP("no pseudo terminal to be had here");
	}
	got = (size_t)CHECK_OK(readlink(path, text, sizeof(text) - 1));
	CHECK_STR(text, live_status(prog, "console.terminal"));
	fd = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
	CHECK_OK(fd);
	got = 0;
	CHECK_EQ(isle_console_puts(&console, "hello"), 0);
	while (got < 5)
		got += (size_t)CHECK_OK(read(fd, text + got, sizeof(text) - got));
	CHECK_MEM(text, "hello", 5);
	CHECK_EQ(write(fd, "\x03q", 2), 2);
	for (got = 0; got < 2;)
		got += (size_t)CHECK_OK(
			isle_console_read(&console, text + got, sizeof(text) - got, WAIT_MS));
	CHECK_MEM(text, "\x03q", 2);
	close(fd);
	isle_console_close(&console);
	end();
	CHECK_EQ(access(path, F_OK), -1);
}

TEST(live_console, "what was printed is in the log file")
{
	static uint8_t crx[256], ctx[256];
	struct isle_console console;
	char path[300], extra[400], text[64] = "";
	int fd;

	snprintf(path, sizeof(path), "%s/console.log", test_folder());
	snprintf(extra, sizeof(extra), "[console]\nlog = %s\n", path);
	begin(extra);
	CHECK_EQ(isle_console_open(&mcu->client.context, ISLE_CONSOLE_STDIO, crx, sizeof(crx), ctx,
				   sizeof(ctx), &console),
		 0);
	CHECK_EQ(isle_console_puts(&console, "logged\n"), 0);
	isle_console_close(&console);
	end();
	fd = open(path, O_RDONLY | O_CLOEXEC);
	CHECK_OK(fd);
	CHECK_EQ(read(fd, text, sizeof(text)), 7);
	CHECK_STR(text, "logged\n");
	close(fd);
}

TEST(live_console, "after the worker's death terminal, console, service and forward come back")
{
	static uint8_t crx[256], ctx[256], wrx[LIVE_WINDOW], wtx[16];
	struct isle_console console;
	struct isle_channel watcher;
	int port = begin_forward(), fd, terminal;
	char byte = 0, path[256], text[8] = "";

	offer();
	snprintf(path, sizeof(path), "%s/t.console", test_folder());
	terminal = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
	CHECK(terminal >= 0 || !live_status(prog, "console.terminal")[0]);
	CHECK_EQ(isle_console_open(&mcu->client.context, ISLE_CONSOLE_STDIO, crx, sizeof(crx), ctx,
				   sizeof(ctx), &console),
		 0);
	live_kill_worker();
	for (int i = 0; i < 500 && byte != 'x'; i++) { /* until the new worker knows the service */
		fd = live_dial(port);
		if (send(fd, "x", 1, MSG_NOSIGNAL) == 1)
			(void)!recv(fd, &byte, 1, 0);
		close(fd);
		usleep(10000);
	}
	CHECK_EQ(byte, 'x');
	isle_channel_init(&watcher, wrx, sizeof(wrx), wtx, sizeof(wtx), NULL, NULL);
	CHECK_EQ(isle_console_watch(&prog->client.context, 0, &watcher), 0);
	while (strcmp(live_status(prog, "console.stdio"), "attached") != 0)
		usleep(10000);
	CHECK_EQ(isle_console_puts(&console, "alive"), 0);
	CHECK_STR(receive(&watcher, 5), "alive");
	for (size_t got = 0; terminal >= 0 && got < 5;) /* it was open all the time */
		got += (size_t)CHECK_OK(read(terminal, text + got, 5 - got));
	CHECK(terminal < 0 || strcmp(text, "alive") == 0);
	close(terminal);
	CHECK_STR(live_status(prog, "daemon.restarts"), "1");
	isle_channel_reset(&watcher, -ISLE_ECANCELED);
	isle_console_close(&console);
	end();
}

/* ---- control ---- */

TEST(live_control, "status, lists and hold over the door")
{
	char text[4096];
	int n;

	begin("");
	offer();
	CHECK_STR(live_status(prog, "daemon.name"), "t");
	CHECK_STR(live_status(prog, "link.up"), "yes");
	CHECK_STR(live_status(prog, "link.client"), "mcu");
	CHECK_STR(live_status(prog, "service.svc"), "version 2, methods 3, by mcu");
	n = (int)CHECK_OK(isle_control_list(&prog->client.context, ISLE_CONTROL_LIST_SERVICES, text,
					    sizeof(text) - 1));
	text[n] = 0;
	CHECK_STR(text, "svc=version 2, methods 3, by mcu\n");
	n = (int)CHECK_OK(isle_control_list(&prog->client.context, ISLE_CONTROL_LIST_HANDLES, text,
					    sizeof(text) - 1));
	text[n] = 0;
	CHECK(strstr(text, "registration"));
	CHECK_EQ(isle_control_hold(&prog->client.context, true, 5), 0);
	CHECK_STR(live_status(prog, "session.held"), "yes");
	CHECK_EQ(isle_control_hold(&prog->client.context, false, 0), 0);
	CHECK_STR(live_status(prog, "session.held"), "no");
	end();
}

TEST(live_control, "the client runtime itself has no authority, and asking is audited")
{
	char text[64];

	begin("");
	CHECK_EQ(isle_control_status(&mcu->client.context, text, sizeof(text)), -ISLE_EPERM);
	CHECK_STR(live_status(prog, "daemon.audit_refusals"), "1");
	end();
}
