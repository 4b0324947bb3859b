/* SPDX-License-Identifier: BSD-3-Clause */
/* A worker's life, without a supervisor. */
#define _GNU_SOURCE
#include "stack.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/host.h"
#include "daemon/log.h"
#include "service/services.h"

static void report(void *state, const char *text)
{
	(void)state;
	st_fail("%s", text);
}

static void log_line(enum isle_level level, const char *text)
{
	(void)level;
	st_trace("isled: %s", text);
}

static void read_config(struct isle_host *host)
{
	const struct isled_config_errors errors = { .report = report };
	char text[1024];

	snprintf(text, sizeof(text),
		 "[client]\nname = stack\nlink = unix:/run/stack\nkeepalive = %u ms\n"
		 "[export %s]\nmode = rw\n[limits]\nlog_lines = 10000\n",
		 world.f.keepalive_ms, world.folder);
	if (isled_config_read("stack", text, strlen(text), 0, &errors, &host->config) != 0)
		st_fail("configuration");
}

static const struct isle_service *const services[] = { &isled_service_session, &isled_service_file,
						       &isled_service_ipc, &isled_service_console,
						       NULL };

static int open_log(void)
{
	char path[300];
	int fd;

	snprintf(path, sizeof(path), "%s/console0", world.folder);
	fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd < 0)
		st_fail("console's log");
	return fd;
}

void daemon_start(void)
{
	struct isle_host *host = calloc(1, sizeof(*host));
	unsigned i;

	st_trace("a worker starts");
	isled_log_redirect(log_line, NULL);
	world.host = host;
	world.daemon_start_us = NEVER;
	world.daemon_life++;
	read_config(host);
	if (isled_loop_init(&host->loop) != 0)
		st_fail("loop");
	host->loop.state = host;
	host->supervisor = -1;
	host->supervisor_facts[3] = geteuid();
	host->link = &stack_transport;
	host->console.log = open_log();
	host->exports[0] =
		(struct isle_export){ .path = host->config->exports[0]->path,
				      .root = open(world.folder, O_PATH | O_DIRECTORY | O_CLOEXEC),
				      .hide = (const char *const *)host->config->exports[0]->hide };
	host->exports_n = 1;
	isled_host_init_session(host);
	for (i = 0; services[i]; i++)
		if (isle_service_register(host, services[i]) != 0)
			st_fail("service %s", services[i]->name);
	if (isled_listen(host, &stack_transport, FD_LISTEN, true) != 0)
		st_fail("listen");
	world.daemon_alive = true;
	world.daemon_free_us = world.now_us;
}

static void stop_service(struct isled_service *service, void *argument)
{
	(void)argument;
	if (service->table->stop)
		service->table->stop(service->state);
}

void daemon_stop(void)
{
	struct isle_host *host = world.host;

	isled_attachments_close(host);
	while (host->parties)
		isled_party_free(host->parties);
	isled_host_each_service(host, stop_service, NULL);
	close(host->exports[0].root);
	close(host->console.log);
	isled_config_free(host->config);
	isled_loop_fini(&host->loop);
	free(host);
	world.host = NULL;
	world.daemon_alive = false;
}

/* As by SIGKILL: what it held is gone, in this process it is merely forgotten. */
void daemon_crash(void)
{
	st_trace("the worker crashes");
	world.total.daemon_crashes++;
	world.in_daemon = false;
	world.daemon_alive = false;
	world.daemon_dies_in = 0;
	pipes_end_of(1);
	system_reset();
	world.daemon_start_us = world.now_us + st_below(st_chance(50) ? 1000 : 100000);
}

const char *daemon_holds(void)
{
	return world.host->attachments ? "connection" : world.host->parties ? "party" : NULL;
}

uint64_t daemon_next_us(void)
{
	const struct isled_loop *loop;
	uint64_t at = NEVER;

	if (!world.daemon_alive)
		return NEVER;
	loop = &world.host->loop;
	if (loop->later || system_daemon_ready())
		at = world.now_us;
	else if (loop->heap_n)
		at = loop->heap[0]->priv_at_ms * 1000u - 100000000u;
	if (at < world.daemon_free_us)
		at = world.daemon_free_us;
	if (at < world.daemon_frozen_us)
		at = world.daemon_frozen_us;
	return at;
}

void daemon_turn(void)
{
	if (setjmp(world.daemon_crash)) {
		daemon_crash();
		return;
	}
	world.in_daemon = true;
	isled_loop_turn(&world.host->loop, 0);
	world.in_daemon = false;
	world.daemon_free_us = world.now_us + 1 + st_below(world.f.cpu_us);
}
