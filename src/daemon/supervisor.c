/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include "supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <isle/errors.h>

#include "config_values.h"
#include "identity.h"
#include "log.h"
#include "notify.h"

#define STOP_MS 2000u /* a worker that was told to end has this long */

extern char **environ;

/* ---- the worker's process ---- */

/* In the child: nothing but the socket, and the program again. Signals as they were before us. */
static void become_worker(struct isled_supervisor *s, int socket)
{
	char uid[16], gid[16], walls[16], verbose[2] = { s->options.verbose ? '1' : '0', 0 };
	char *args[] = { "isled", "--worker", uid, gid, verbose, walls, NULL };
	int program = fcntl(s->program, F_DUPFD_CLOEXEC, ISLED_WORKER_SOCKET + 1);
	sigset_t none;

	/* The service manager is none of the worker's business. */
	unsetenv("NOTIFY_SOCKET");
	unsetenv("WATCHDOG_USEC");
	unsetenv("WATCHDOG_PID");
	snprintf(uid, sizeof(uid), "%u", (unsigned)s->worker_uid);
	snprintf(gid, sizeof(gid), "%u", (unsigned)s->worker_gid);
	snprintf(walls, sizeof(walls), "%u", s->options.walls);
	if (socket == ISLED_WORKER_SOCKET)
		fcntl(socket, F_SETFD, 0);
	else if (dup2(socket, ISLED_WORKER_SOCKET) < 0)
		_exit(127);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	syscall(SYS_execveat, program, "", args, environ, AT_EMPTY_PATH);
	execve("/proc/self/exe", args, environ);
	_exit(127);
}

static void end_worker(struct isled_supervisor *s, int number)
{
	if (s->worker > 0)
		kill(s->worker, number);
	if (s->state != ISLED_WORKER_NONE)
		s->state = ISLED_WORKER_STOPPING;
	if (number != SIGKILL)
		isled_loop_timer(&s->loop, &s->kill, STOP_MS);
}

static void kill_due(struct isle_timer *timer)
{
	struct isled_supervisor *s = timer->state;

	if (s->worker > 0) {
		isle_log(ISLE_LOG_WARNING, "supervisor", "worker %d does not end: killed",
			 (int)s->worker);
		kill(s->worker, SIGKILL);
	}
}

static void socket_ready(struct isle_watch *watch, unsigned events)
{
	struct isled_supervisor *s = watch->state;
	int result;

	(void)events;
	result = isled_request_serve(s, &s->asked, watch->fd);
	if (result >= 0)
		return;
	if (result == -ISLE_EPERM) {
		s->refused++;
		isle_log(ISLE_LOG_ERROR, "supervisor",
			 "worker %d asked what is not permitted: killed (%u so far)",
			 (int)s->worker, s->refused);
	}
	/* Gone, or not to be heard any more; SIGCHLD says the rest. */
	end_worker(s, SIGKILL);
	isled_loop_unwatch(&s->loop, watch);
}

static void schedule_restart(struct isled_supervisor *s, uint32_t after_ms)
{
	if (isled_loop_timer(&s->loop, &s->restart, after_ms) < 0)
		isled_loop_stop(&s->loop, 1);
}

static void start_worker(struct isled_supervisor *s)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0) {
		isle_log(ISLE_LOG_ERROR, "supervisor", "socketpair: %s", strerror(errno));
		schedule_restart(s, ISLED_BACKOFF_MAX_MS);
		return;
	}
	s->worker = fork();
	if (s->worker == 0)
		become_worker(s, pair[1]);
	close(pair[1]);
	if (s->worker < 0) {
		isle_log(ISLE_LOG_ERROR, "supervisor", "fork: %s", strerror(errno));
		close(pair[0]);
		schedule_restart(s, ISLED_BACKOFF_MAX_MS);
		return;
	}
	s->state = ISLED_WORKER_STARTING;
	s->worker_started_ms = s->loop.now_ms;
	isled_request_begin(&s->asked);
	s->socket.fd = pair[0];
	if (isled_loop_watch(&s->loop, &s->socket, ISLE_WATCH_READ) < 0)
		end_worker(s, SIGKILL);
}

static void restart_due(struct isle_timer *timer)
{
	struct isled_supervisor *s = timer->state;

	if (s->ending || s->state != ISLED_WORKER_NONE)
		return;
	s->restarts++;
	start_worker(s);
}

static void describe_end(int status, char *ret_text, size_t max)
{
	if (WIFSIGNALED(status))
		snprintf(ret_text, max, "was ended by signal %d (%s)", WTERMSIG(status),
			 strsignal(WTERMSIG(status)));
	else
		snprintf(ret_text, max, "ended with status %d", WEXITSTATUS(status));
}

static void worker_ended(struct isled_supervisor *s, int status)
{
	bool told = s->ending || s->reloading;
	uint32_t wait;
	char text[96];

	isled_loop_unwatch(&s->loop, &s->socket);
	close(s->socket.fd);
	s->socket.fd = -1;
	isled_loop_untimer(&s->loop, &s->kill);
	describe_end(status, text, sizeof(text));
	isle_log(told ? ISLE_LOG_DEBUG : ISLE_LOG_WARNING, "supervisor", "worker %d %s",
		 (int)s->worker, text);
	s->worker = -1;
	s->state = ISLED_WORKER_NONE;
	if (s->ending) {
		isled_loop_stop(&s->loop, 0);
		return;
	}
	if (s->reloading) {
		s->reloading = false;
		schedule_restart(s, 0);
		return;
	}
	if (!s->was_ready && WIFEXITED(status)) {
		/* It said why; again would be the same. */
		isled_loop_stop(&s->loop, 1);
		return;
	}
	wait = isled_backoff_died(&s->backoff, s->loop.now_ms - s->worker_started_ms);
	if (wait)
		isle_log(ISLE_LOG_WARNING, "supervisor", "next worker in %u ms", wait);
	schedule_restart(s, wait);
}

static void reap(struct isled_supervisor *s)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		if (pid == s->worker)
			worker_ended(s, status);
}

/* ---- configuration ---- */

/* Who the worker will be. */
static void choose_user(struct isled_supervisor *s)
{
	const struct isled_config *config = s->held->config;

	s->worker_uid = geteuid();
	s->worker_gid = getegid();
	if (s->worker_uid != 0)
		return;
	if (config->user_given) {
		s->worker_uid = config->user;
		s->worker_gid = config->user_group;
	} else if (isled_value_user("nobody", &s->worker_uid, &s->worker_gid) < 0) {
		s->worker_uid = s->worker_gid = 65534;
	}
}

static void adopt(struct isled_supervisor *s, struct isled_held *held)
{
	struct isled_held *old = s->held;

	s->held = held;
	s->backoff.off = !held->config->restart_backoff;
	isled_log_set_rate(held->config->limits.log_lines);
	choose_user(s);
	isled_held_close(old, old && strcmp(old->config->link, held->config->link) != 0);
}

/* Everything of the new configuration is open before anything of the old one is let go. */
static int load_again(struct isled_supervisor *s, struct isled_held **ret_held)
{
	struct isled_config *config;
	size_t bytes;
	char *text;
	int error = isled_config_open(s->options.file, &text, &bytes, &config);

	if (error < 0)
		return error;
	if (strcmp(config->name, s->held->config->name) != 0) {
		isle_log(ISLE_LOG_ERROR, "configuration",
			 "%s: the name can only change by a restart", s->options.file);
		error = -ISLE_EINVAL;
	} else {
		error = isled_held_open(config, text, bytes, s->held, ret_held);
	}
	if (error < 0)
		isled_config_free(config);
	free(text);
	return error;
}

static void reload(struct isled_supervisor *s)
{
	struct isled_held *held;

	if (load_again(s, &held) < 0) {
		isle_log(ISLE_LOG_ERROR, "supervisor",
			 "the configuration is not taken over; the old one goes on");
		return;
	}
	isle_log(ISLE_LOG_NOTICE, "supervisor", "new configuration: a new worker");
	adopt(s, held);
	s->reloading = s->worker > 0;
	if (s->reloading)
		end_worker(s, SIGTERM);
}

/* ---- signals and time ---- */

static void end(struct isled_supervisor *s)
{
	if (s->ending)
		return;
	s->ending = true;
	isled_notify("STOPPING=1");
	isle_log(ISLE_LOG_NOTICE, "supervisor", "ending");
	if (s->worker > 0)
		end_worker(s, SIGTERM);
	else
		isled_loop_stop(&s->loop, 0);
}

static void on_signal(struct isled_loop *loop, int number)
{
	struct isled_supervisor *s = loop->state;

	if (number == SIGCHLD)
		reap(s);
	else if (number == SIGHUP)
		reload(s);
	else
		end(s);
}

/* The manager hears of us as long as the worker's loop turns. */
static void watchdog_due(struct isle_timer *timer)
{
	struct isled_supervisor *s = timer->state;

	if (s->state != ISLED_WORKER_SERVING || s->loop.now_ms - s->alive_ms < s->watchdog_ms)
		isled_notify("WATCHDOG=1");
	isled_loop_timer(&s->loop, timer, s->watchdog_ms / 3 + 1);
}

static int start(struct isled_supervisor *s)
{
	sigset_t set;
	int error;

	s->loop.state = s;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGCHLD);
	error = isled_loop_signals(&s->loop, &set, on_signal);
	if (error < 0)
		return error;
	s->program = open("/proc/self/exe", O_PATH | O_CLOEXEC);
	isled_identity_close_up();
	s->started_ms = s->loop.now_ms;
	s->watchdog_ms = isled_notify_watchdog_ms();
	if (s->watchdog_ms)
		isled_loop_timer(&s->loop, &s->watchdog, 1);
	start_worker(s);
	return 0;
}

static void init(struct isled_supervisor *s, const struct isled_options *options)
{
	memset(s, 0, sizeof(*s));
	s->options = *options;
	s->worker = -1;
	s->program = s->socket.fd = s->door.listener = s->door.lock = -1;
	s->terminal.pty.master = -1;
	s->socket.ready = socket_ready;
	s->restart.due = restart_due;
	s->kill.due = kill_due;
	s->watchdog.due = watchdog_due;
	s->socket.state = s->restart.state = s->kill.state = s->watchdog.state = s;
}

/* The door first: its lock says that nobody else serves this name. */
static int open_all(struct isled_supervisor *s)
{
	struct isled_config *config;
	struct isled_held *held;
	size_t bytes;
	char *text;
	int error = isled_config_open(s->options.file, &text, &bytes, &config);

	if (error < 0)
		return error;
	error = isled_door_open(s->options.rundir, config->name, config->any_program,
				config->control_gid, &s->door);
	if (error == 0)
		error = isled_held_open(config, text, bytes, NULL, &held);
	free(text);
	if (error < 0) {
		isled_config_free(config);
		return error;
	}
	adopt(s, held);
	isled_terminal_open(s->options.rundir, config->name, config->control_gid, &s->terminal);
	return 0;
}

static int serve(struct isled_supervisor *s)
{
	int error = open_all(s);

	if (error == 0)
		error = start(s);
	return error < 0 ? error : isled_loop_run(&s->loop);
}

int isled_supervisor_run(const struct isled_options *options)
{
	struct isled_supervisor s;
	int result;

	init(&s, options);
	result = isled_loop_init(&s.loop);
	if (result == 0)
		result = serve(&s);
	if (s.program >= 0)
		close(s.program);
	isled_terminal_close(&s.terminal);
	isled_door_close(&s.door);
	isled_held_close(s.held, true);
	isled_log_summary();
	isled_loop_fini(&s.loop);
	return result == 0 ? 0 : 1;
}
