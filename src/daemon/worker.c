/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include "worker.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "host.h"
#include "links.h"
#include "log.h"

#define GOODBYE_MS 200 /* for the last frames of a clean end */
#define FILES_OWN  48u /* descriptors of the loop, pool, console, log and supervisor */

/* ---- listening ---- */

static int open_doors(struct isle_host *host)
{
	int fds[ISLED_REQUEST_FDS_MAX], error;
	uint32_t n;

	error = isled_given_ask(host, ISLED_GET_LINK, fds, &n);
	if (error < 0 || n < 1)
		return -ISLE_EIO;
	if (host->link->capabilities & ISLE_LINK_CONNECTS)
		error = isled_listen(host, host->link, fds[0], true);
	else
		isled_join(host, host->link, fds, n);
	if (error == 0)
		error = isled_given_ask(host, ISLED_GET_DOOR, fds, &n);
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
	isled_listen_no_more(host);
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
	int separate;

	prctl(PR_SET_NAME, "isled-worker", 0, 0, 0);
	separate = isled_identity_drop(uid, gid);
	if (separate < 0) {
		isle_log(ISLE_LOG_ERROR, "worker", "cannot become uid %u", (unsigned)uid);
		return separate;
	}
	isled_identity_close_from(ISLED_WORKER_SOCKET + 1);
	/* A change of uid forgets this; and the supervisor may be gone already. */
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	host->walls = separate ? ISLED_WALL_UID : 0;
	host->pid = (uint32_t)getpid();
	return 0;
}

/*
 * The client's handles may not eat the descriptors that everything else needs: where the system gives
 * too few for both, there are fewer handles.
 */
static void share_files(struct isle_host *host)
{
	struct isle_limits *limits = &host->config->limits;
	unsigned others = FILES_OWN + host->exports_n + host->grants_n + limits->calls +
			  limits->programs + 2 * ISLED_UNKNOWN_MAX +
			  host->forwards_n * (1 + limits->forwards);
	unsigned files = isled_identity_files(others + limits->handles);

	if (files == others + limits->handles)
		return;
	limits->handles = files > others ? files - others : 1;
	isle_log(ISLE_LOG_WARNING, "worker", "the system permits %u descriptors: %u handles", files,
		 limits->handles);
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

	error = isled_given_ask(host, ISLED_READY, fds, &n);
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

static int start(struct isle_host *host, unsigned required)
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
		error = isled_given_all(host);
	if (error < 0)
		return error;
	isled_log_set_rate(host->config->limits.log_lines);
	share_files(host);
	error = isled_walls_up(host, required);
	if (error < 0)
		return error;
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

int isled_worker_run(uid_t uid, gid_t gid, bool verbose, unsigned walls)
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
		error = start(&host, walls);
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
