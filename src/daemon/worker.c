/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include "worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host.h"
#include "links.h"
#include "log.h"

#define GOODBYE_MS 200 /* for the last frames of a clean end */

/* ---- what the supervisor gives ---- */

static int ask(struct isle_host *host, enum isled_request request, int *ret_fds, uint32_t *ret_n)
{
	struct isled_answer answer;
	int status = isled_request_ask(host->supervisor, request, &answer, ret_fds);

	if (status < 0) {
		isle_log(ISLE_LOG_ERROR, "worker", "request %d: %s", request,
			 isle_error_text(-status));
		return status;
	}
	if (request == ISLED_GET_FACTS)
		memcpy(host->supervisor_facts, answer.facts, sizeof(answer.facts));
	*ret_n = answer.fds_n;
	return 0;
}

static void report(void *state, const char *text)
{
	(void)state;
	isle_log(ISLE_LOG_ERROR, "configuration", "%s", text);
}

/* The whole of a small memory file, terminated. The descriptor is closed. */
static char *contents(int fd, size_t *ret_bytes)
{
	struct stat st;
	char *text = NULL;

	if (fstat(fd, &st) == 0 && st.st_size <= ISLED_CONFIG_BYTES_MAX)
		text = malloc((size_t)st.st_size + 1);
	if (text && pread(fd, text, (size_t)st.st_size, 0) == st.st_size) {
		text[st.st_size] = 0;
		*ret_bytes = (size_t)st.st_size;
		close(fd);
		return text;
	}
	free(text);
	close(fd);
	return NULL;
}

static int get_config(struct isle_host *host)
{
	const struct isled_config_errors errors = { .report = report };
	int fds[ISLED_REQUEST_FDS_MAX], error;
	size_t bytes = 0;
	uint32_t n;
	char *text;

	error = ask(host, ISLED_GET_CONFIG, fds, &n);
	if (error < 0 || n != 1)
		return -ISLE_EIO;
	text = contents(fds[0], &bytes);
	if (!text)
		return -ISLE_ENOMEM;
	/* The supervisor has looked at the file system; here it would be another view of it. */
	error = isled_config_read("configuration", text, bytes, 0, &errors, &host->config);
	free(text);
	return error;
}

static int get_exports(struct isle_host *host)
{
	const struct isled_config *config = host->config;
	int fds[ISLED_REQUEST_FDS_MAX], error;

	error = ask(host, ISLED_GET_EXPORTS, fds, &host->exports_n);
	if (error < 0 || host->exports_n != config->exports_n)
		return -ISLE_EIO;
	for (uint32_t i = 0; i < host->exports_n; i++) {
		const struct isled_config_export *export = config->exports[i];

		host->exports[i] = (struct isle_export){
			.path = export->path,
			.root = fds[i],
			.read_only = export->read_only,
			.xdev = export->xdev,
			.hide = (const char *const *)export->hide,
			.hide_count = export->hide_n,
		};
	}
	return 0;
}

/* Lines "rw PATH", one for each descriptor behind the list. */
static int get_grants(struct isle_host *host)
{
	int fds[ISLED_REQUEST_FDS_MAX], error;
	size_t bytes;
	char *line;
	uint32_t n;

	error = ask(host, ISLED_GET_GRANTS, fds, &n);
	if (error < 0 || n < 1)
		return -ISLE_EIO;
	host->grant_names = contents(fds[0], &bytes);
	line = host->grant_names;
	if (!line)
		return -ISLE_ENOMEM;
	for (uint32_t i = 1; i < n; i++) {
		char *end = strchr(line, '\n');

		if (!end || end - line < 4)
			return -ISLE_EIO;
		*end = 0;
		host->grants[host->grants_n++] = (struct isle_grant){
			.path = line + 3,
			.fd = fds[i],
			.read = line[0] == 'r',
			.write = line[1] == 'w',
		};
		line = end + 1;
	}
	return 0;
}

static int get_forwards(struct isle_host *host)
{
	int fds[ISLED_REQUEST_FDS_MAX], error;

	error = ask(host, ISLED_GET_FORWARDS, fds, &host->forwards_n);
	if (error < 0 || host->forwards_n != host->config->forwards_n)
		return -ISLE_EIO;
	for (uint32_t i = 0; i < host->forwards_n; i++)
		host->forwards[i] = (struct isle_forward){
			.address = host->config->forwards[i]->address,
			.listener = fds[i],
			.service = host->config->forwards[i]->service,
		};
	return 0;
}

static int get_console(struct isle_host *host)
{
	const struct isled_config *config = host->config;
	int fds[ISLED_REQUEST_FDS_MAX], error;
	uint32_t n;

	error = ask(host, ISLED_GET_LOG, fds, &n);
	host->console = (struct isle_console_policy){
		.ring_bytes = config->ring_bytes,
		.filter = config->filter,
		.log = error == 0 && n == 1 ? fds[0] : -1,
		.log_bytes = config->log_bytes,
		.log_keep = config->log_keep,
	};
	return error;
}

static int get_all(struct isle_host *host)
{
	static int (*const getters[])(struct isle_host * host) = {
		get_config, get_exports, get_grants, get_forwards, get_console,
	};
	int fds[ISLED_REQUEST_FDS_MAX], error;
	uint32_t n;

	error = ask(host, ISLED_GET_FACTS, fds, &n);
	for (size_t i = 0; error == 0 && i < sizeof(getters) / sizeof(getters[0]); i++)
		error = getters[i](host);
	return error;
}

/* ---- listening ---- */

static int open_doors(struct isle_host *host)
{
	int fds[ISLED_REQUEST_FDS_MAX], error;
	uint32_t n;

	error = ask(host, ISLED_GET_LINK, fds, &n);
	if (error < 0 || n != 1)
		return -ISLE_EIO;
	error = isled_listen(host, host->link, fds[0], true);
	if (error == 0)
		error = ask(host, ISLED_GET_DOOR, fds, &n);
	if (error < 0 || n != 1)
		return -ISLE_EIO;
	return isled_listen(host, &isle_transport_unix, fds[0], false);
}

/* ---- the supervisor while we serve ---- */

static void take_rotation(struct isle_host *host, const struct isled_answer *answer, const int *fds)
{
	void (*done)(void *state) = host->rotated;

	host->asked_rotation = false;
	host->rotated = NULL;
	if (answer->status == 0 && answer->fds_n == 1) {
		if (host->console.log >= 0)
			close(host->console.log);
		host->console.log = fds[0];
	}
	if (done)
		done(host->rotated_state);
}

static void supervisor_ready(struct isle_watch *watch, unsigned events)
{
	struct isle_host *host = watch->state;
	int fds[ISLED_REQUEST_FDS_MAX], result;
	struct isled_answer answer;

	(void)events;
	result = isled_request_answer(watch->fd, &answer, fds);
	if (result < 0)
		_exit(0); /* without a supervisor there is no worker, not even for a goodbye */
	/* The answers come in the order of the requests; only a rotation's says something. */
	if (result > 0 && (answer.fds_n || answer.status < 0) && host->asked_rotation)
		take_rotation(host, &answer, fds);
}

static void alive_due(struct isle_timer *timer)
{
	struct isle_host *host = timer->state;

	isled_request_send(host->supervisor, ISLED_ALIVE);
	isled_loop_timer(&host->loop, timer, (uint32_t)host->supervisor_facts[ISLED_FACT_ALIVE_MS]);
}

/* ---- lines that were not logged ---- */

static void summary_due(struct isle_timer *timer)
{
	(void)timer;
	isled_log_summary();
}

static void log_owes(void *state)
{
	struct isle_host *host = state;

	if (!host->log_summary.priv_slot)
		isled_loop_timer(&host->loop, &host->log_summary, 1000);
}

/* ---- the end ---- */

static void end(struct isle_host *host)
{
	if (host->ending)
		return;
	host->ending = true;
	for (unsigned i = 0; i < 2; i++)
		isled_loop_unwatch(&host->loop, &host->listeners[i].watch);
	for (struct isled_attachment *a = host->attachments; a; a = a->next)
		isled_attachment_end(a, -ISLE_ESTOPPING);
	isled_loop_stop(&host->loop, 0);
}

static void on_signal(struct isled_loop *loop, int number)
{
	if (number == SIGTERM)
		end(loop->state);
}

/* Let the goodbyes leave. */
static void drain(struct isle_host *host)
{
	uint64_t until = host->loop.now_ms + GOODBYE_MS;

	while (host->attachments && host->loop.now_ms < until)
		isled_loop_turn(&host->loop, GOODBYE_MS / 4);
	isled_attachments_close(host);
	while (host->parties)
		isled_party_free(host->parties);
}

static void stop_service(struct isled_service *service, void *argument)
{
	(void)argument;
	if (service->table->stop)
		service->table->stop(service->state);
}

/* ---- the life ---- */

static int become(struct isle_host *host, uid_t uid, gid_t gid)
{
	int level;

	prctl(PR_SET_NAME, "isled-worker", 0, 0, 0);
	level = isled_identity_drop(uid, gid);
	if (level < 0) {
		isle_log(ISLE_LOG_ERROR, "worker", "cannot become uid %u", (unsigned)uid);
		return level;
	}
	isled_identity_close_from(ISLED_WORKER_SOCKET + 1);
	/* A change of uid forgets this; and the supervisor may be gone already. */
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	host->level = (enum isled_level)level;
	host->pid = (uint32_t)getpid();
	isle_log(ISLE_LOG_NOTICE, "worker", "confinement: %s (uid %u)",
		 isled_level_name(host->level), (unsigned)geteuid());
	return 0;
}

static int start_services(struct isle_host *host)
{
	for (unsigned i = 0; isled_services[i]; i++) {
		int error = isle_service_register(host, isled_services[i]);

		if (error < 0) {
			isle_log(ISLE_LOG_ERROR, "worker", "service %s: %s",
				 isled_services[i]->name, isle_error_text(-error));
			return error;
		}
	}
	return 0;
}

static int watch_supervisor(struct isle_host *host)
{
	uint32_t n;
	int fds[ISLED_REQUEST_FDS_MAX], error;

	error = ask(host, ISLED_READY, fds, &n);
	if (error < 0)
		return error;
	host->supervisor_watch = (struct isle_watch){ .ready = supervisor_ready,
						      .state = host,
						      .fd = host->supervisor };
	host->alive.due = alive_due;
	host->alive.state = host;
	if (host->supervisor_facts[ISLED_FACT_ALIVE_MS])
		isled_loop_timer(&host->loop, &host->alive, 1);
	return isled_loop_watch(&host->loop, &host->supervisor_watch, ISLE_WATCH_READ);
}

static int start(struct isle_host *host)
{
	const char *address;
	sigset_t set;
	int error;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT); /* a terminal's ^C is the supervisor's to answer */
	sigaddset(&set, SIGHUP);
	signal(SIGPIPE, SIG_IGN);
	error = isled_loop_signals(&host->loop, &set, on_signal);
	if (error == 0)
		error = get_all(host);
	if (error < 0)
		return error;
	isled_log_set_rate(host->config->limits.log_lines);
	host->log_summary.due = summary_due;
	isled_log_on_debt(log_owes, host);
	host->link = isle_transport_find(isled_links, host->config->link, &address);
	if (!host->link)
		return -ISLE_EPROTONOSUPPORT;
	isled_host_init_session(host);
	error = start_services(host);
	if (error == 0)
		error = open_doors(host);
	return error < 0 ? error : watch_supervisor(host);
}

int isled_worker_run(uid_t uid, gid_t gid, bool verbose)
{
	static struct isle_host host;
	int error;

	isled_log_start("isled-worker", verbose ? ISLE_LOG_DEBUG : ISLE_LOG_INFO);
	host.supervisor = ISLED_WORKER_SOCKET;
	error = become(&host, uid, gid);
	if (error == 0)
		error = isled_loop_init(&host.loop);
	host.loop.state = &host;
	if (error == 0)
		error = start(&host);
	if (error == 0)
		error = isled_loop_run(&host.loop);
	drain(&host);
	isled_host_each_service(&host, stop_service, NULL);
	isled_config_free(host.config);
	free(host.grant_names);
	isled_log_on_debt(NULL, NULL);
	isled_log_summary();
	isled_loop_fini(&host.loop);
	return error < 0 ? 1 : 0;
}
