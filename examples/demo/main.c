/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The demo's client: what a client runtime does with isled, in one program.
 * usage: demo_client unix:PATH TREE COPY MOST
 */
#define _GNU_SOURCE
#include "demo.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define REQUESTS   8
#define LINK_BYTES (8 + 2 * 16384)

static struct demo demo;
static struct isle_port_posix port;
static union isle_link_space link_space;
static _Alignas(8) uint8_t rx[4 + LINK_BYTES], tx[4 + LINK_BYTES];
static struct isle_ipc_request requests[REQUESTS];
static uint8_t request_memory[REQUESTS * DEMO_WINDOW];
static uint8_t typed[256], printed[4096];
static volatile sig_atomic_t stop;

static struct isle_client_config config = {
	.port = &port.port,
	.link = &link_space.link,
	.memory = { rx + 4, LINK_BYTES, tx + 4, LINK_BYTES },
	.name = "demo",
	.role = ISLE_ROLE_CLIENT,
	.frame_max = DEMO_WINDOW,
	.window = DEMO_WINDOW,
	.keepalive_ms = 5000,
	.timeout_ms = 10000,
};

uint64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

void say(struct demo *d, const char *format, ...)
{
	char text[1000];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (n > 0)
		isle_console_write(&d->console, text, strlen(text));
}

/* ---- small files ------------------------------------------------------------------------------------- */

/* Says the first line of a file that begins with `key`; "" = the first line. */
static int say_line(const char *path, const char *key)
{
	static char text[65536];
	char *line = text;
	int n = isle_file_get(&demo.client.context, path, text, sizeof(text) - 1, NULL);

	if (n < 0)
		return n;
	text[n] = 0;
	while (strncmp(line, key, strlen(key)) && (line = strchr(line, '\n')) != NULL)
		line++;
	if (!line)
		return -ISLE_ENOENT;
	say(&demo, "  %-28s %.*s\n", path, (int)strcspn(line, "\n"), line);
	return n;
}

static int read_system(void)
{
	static const char *const attributes[] = { "/sys/class/net/lo/mtu", "/sys/kernel/fscaps",
						  "/sys/power/state", NULL };
	uint64_t start = now_ms();
	unsigned i;
	int n;

	say(&demo, "reading what the kernel makes up\n");
	n = say_line("/proc/cpuinfo", "model name");
	if (n < 0)
		n = say_line("/proc/cpuinfo", "");
	if (n >= 0)
		n = say_line("/proc/meminfo", "MemTotal");
	for (i = 0; n >= 0 && attributes[i]; i++)
		if (say_line(attributes[i], "") >= 0)
			break;
	if (n < 0 || !attributes[i])
		return n < 0 ? n : -ISLE_ENOENT;
	say(&demo, "| small files of /proc and /sys | 3 files | %llu ms |\n",
	    (unsigned long long)(now_ms() - start));
	return 0;
}

/* ---- speed ------------------------------------------------------------------------------------------- */

static int measure_stat(void)
{
	uint64_t start = now_ms(), took;
	struct isle_stat st;
	int i, r = 0;

	for (i = 0; i < 5000 && !r; i++)
		r = isle_file_stat(&demo.client.context, demo.tree, &st);
	took = now_ms() - start + 1;
	if (!r)
		say(&demo, "| stat, one after the other | 5000 calls | %llu calls/s |\n",
		    (unsigned long long)(5000000 / took));
	return r;
}

/* ---- what is refused --------------------------------------------------------------------------------- */

static int be_refused(void)
{
	static const char path[] = "/etc/shadow";
	char text[16];
	int r = isle_file_get(&demo.client.context, path, text, sizeof(text), NULL);

	say(&demo, "asking for %s, which is outside the exports: %s\n", path, isle_error_text(r));
	return r == -ISLE_EACCES ? 0 : -ISLE_EPERM;
}

/* ---- what is offered --------------------------------------------------------------------------------- */

static void greet(struct isle_ipc_request *request)
{
	char text[200];
	int n = snprintf(text, sizeof(text), "hello, %.*s, from behind isled\n",
			 request->len < 100 ? (int)request->len : 100, (char *)request->data);

	isle_ipc_reply(request, 0, text, (size_t)n);
}

static const struct isle_ipc_method methods[] = { { "greet", greet } };
static struct isle_ipc_service service = {
	.name = "demo", .version = 1, .methods = methods, .methods_n = 1
};

static int offer(void)
{
	int r = isle_ipc_register(&demo.client.context, &service);

	if (!r)
		r = demo_web(&demo);
	if (!r)
		say(&demo, "offering the services `demo` and `web`\n");
	return r;
}

static void on_signal(int number)
{
	(void)number;
	stop = 1;
}

static void serve(void)
{
	struct sigaction action = { .sa_handler = on_signal };

	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	while (!stop)
		isle_client_poll_wait(&demo.client, 1000);
	say(&demo, "goodbye\n");
	isle_console_flush(&demo.console);
}

static int begin(const char *address)
{
	static const struct isle_transport *const transports[] = { &isle_transport_unix,
								   &isle_transport_seqpacket,
								   &isle_transport_tcp, NULL };
	int r;

	config.transport = isle_transport_find(transports, address, &config.address);
	if (!config.transport)
		return -ISLE_EINVAL;
	isle_port_posix_init(&port);
	r = isle_client_init(&demo.client, &config);
	if (r)
		return r;
	isle_ipc_serve(&demo.client, requests, REQUESTS, request_memory);
	r = isle_client_connect(&demo.client, 10000);
	if (r)
		return r;
	return isle_console_open(&demo.client.context, ISLE_CONSOLE_STDIO, typed, sizeof(typed),
				 printed, sizeof(printed), &demo.console);
}

int main(int argc, char **argv)
{
	static int (*const steps[])(void) = { read_system, be_refused, measure_stat };
	unsigned i;
	int r;

	if (argc != 5) {
		fprintf(stderr, "usage: demo_client unix:PATH TREE COPY MOST\n");
		return 2;
	}
	demo.tree = argv[2];
	demo.copy = argv[3];
	demo.most = strtoull(argv[4], NULL, 10);
	r = begin(argv[1]);
	if (!r)
		say(&demo, "hello, this is the demo's client\n");
	for (i = 0; i < 3 && !r; i++)
		r = steps[i]();
	if (!r)
		r = demo_copy(&demo);
	if (!r)
		r = offer();
	if (r) {
		say(&demo, "it went wrong: %s\n", isle_error_text(r));
		fprintf(stderr, "demo_client: %s\n", isle_error_text(r));
		return 1;
	}
	say(&demo, "ready\n");
	serve();
	isle_client_fini(&demo.client);
	return 0;
}
