/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * isled as processes: the supervisor, its worker, signals, readiness. This program is also a rogue
 * worker: a supervisor that runs in it starts it again with --worker, see rogue().
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/log.h"
#include "daemon/supervisor.h"
#include "daemon/walls.h"
#include "harness.h"

#define ISLED ISLE_BIN_DIR "/isled"

/* ---- files and messages ---- */

static char conf_path[300], link_path[300], door_path[300], log_path[300];
static int notify_fd = -1;

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	CHECK(file != NULL);
	CHECK(fputs(text, file) >= 0);
	CHECK_EQ(fclose(file), 0);
}

static void read_file(const char *path, char *ret_text, size_t max)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, ret_text, max - 1);

	ret_text[n > 0 ? n : 0] = 0;
	if (fd >= 0)
		close(fd);
}

static void write_config(const char *extra)
{
	char text[1024];

	snprintf(text, sizeof(text), "[client]\nname = t\nlink = unix:%s\n%s", link_path, extra);
	write_file(conf_path, text);
}

/* Folder, configuration, and a socket for the readiness datagrams. */
static void prepare(const char *extra)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const char *folder = test_folder();

	snprintf(conf_path, sizeof(conf_path), "%s/t.conf", folder);
	snprintf(link_path, sizeof(link_path), "%s/link", folder);
	snprintf(door_path, sizeof(door_path), "%s/t.sock", folder);
	snprintf(log_path, sizeof(log_path), "%s/stderr", folder);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/notify", folder);
	write_config(extra);
	unlink(address.sun_path);
	notify_fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	CHECK_EQ(bind(notify_fd, (struct sockaddr *)&address, sizeof(address)), 0);
	CHECK_EQ(chmod(address.sun_path, 0777), 0);
	setenv("NOTIFY_SOCKET", address.sun_path, 1);
	unsetenv("WATCHDOG_USEC");
}

/* Waits for a datagram that holds `word`. */
static void expect_notify(const char *word)
{
	char text[256];

	for (;;) {
		struct pollfd poll_fd = { notify_fd, POLLIN, 0 };
		ssize_t n;

		if (poll(&poll_fd, 1, 20000) != 1) {
			char log[4096];

			read_file(log_path, log, sizeof(log));
			FAIL("no %s; the log says:\n%s", word, log);
		}
		n = recv(notify_fd, text, sizeof(text) - 1, 0);
		CHECK(n > 0);
		text[n] = 0;
		if (strstr(text, word))
			return;
	}
}

static bool log_says(const char *words)
{
	char text[16384];

	read_file(log_path, text, sizeof(text));
	return strstr(text, words) != NULL;
}

static void wait_for_log(const char *words)
{
	while (!log_says(words))
		usleep(2000);
}

/* ---- processes ---- */

static void to_log(void)
{
	int fd = open(log_path, O_WRONLY | O_CREAT | O_APPEND, 0666);

	dup2(fd, STDERR_FILENO);
	dup2(fd, STDOUT_FILENO);
	close(fd);
}

/* uid 0: as we are. */
static pid_t start_as(uid_t uid)
{
	pid_t pid = fork();

	if (pid == 0) {
		char own[16];

		snprintf(own, sizeof(own), "%d", (int)getpid());
		setenv("WATCHDOG_PID", own, 1); /* as the service manager does */
		if (geteuid() == 0)
			setgroups(1, &(gid_t){ 54321 }); /* one more to be dropped */
		to_log();
		if (uid && (setgid(uid) < 0 || setuid(uid) < 0))
			_exit(99);
		execl(ISLED, "isled", "--run-dir", test_folder(), "-c", conf_path, NULL);
		_exit(98);
	}
	return pid;
}

static pid_t start(void)
{
	pid_t pid = start_as(0);

	expect_notify("READY=1");
	return pid;
}

static int end_of(pid_t pid)
{
	int status = 0;

	CHECK_EQ(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static void stop(pid_t pid)
{
	kill(pid, SIGTERM);
	CHECK_EQ(end_of(pid), 0);
	close(notify_fd);
}

static pid_t worker_of(pid_t pid)
{
	char path[64], text[64];

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)pid, (int)pid);
	read_file(path, text, sizeof(text));
	return (pid_t)atoi(text);
}

/* A worker other than `old`, or any when 0. */
static pid_t new_worker(pid_t pid, pid_t old)
{
	pid_t worker;

	while ((worker = worker_of(pid)) == 0 || worker == old)
		usleep(2000);
	return worker;
}

static bool is_running(pid_t pid)
{
	char path[64], text[512];

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	read_file(path, text, sizeof(text));
	return text[0] && !strstr(text, ") Z ") && !strstr(text, ") X ");
}

static int connect_to(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	CHECK_EQ(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

/* The value of a line of /proc/PID/status. */
static void status_of(pid_t pid, const char *key, char *ret_value, size_t max)
{
	char path[64], text[4096], *at;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	read_file(path, text, sizeof(text));
	at = strstr(text, key);
	CHECK(at != NULL);
	at += strlen(key) + 1;
	at += strspn(at, "\t ");
	at[strcspn(at, "\n")] = 0;
	snprintf(ret_value, max, "%s", at);
}

static bool exists(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

/* ---- the life of the daemon ---- */

TEST(process, "it says when it is ready, serves link and door, and leaves nothing when it ends")
{
	pid_t pid;
	int fd;

	prepare("");
	pid = start();
	fd = connect_to(link_path);
	close(fd);
	fd = connect_to(door_path);
	close(fd);
	kill(pid, SIGTERM);
	expect_notify("STOPPING=1");
	CHECK_EQ(end_of(pid), 0);
	close(notify_fd);
	CHECK(!exists(link_path) && !exists(door_path));
}

TEST(process, "a killed worker is replaced, and who waits at the link's listener is served")
{
	pid_t pid, worker, next;
	char byte;
	int fd;

	prepare("testing = yes\nrestart_backoff = off\n");
	pid = start();
	for (int i = 0; i < 5; i++) {
		worker = new_worker(pid, 0);
		kill(worker, SIGSTOP);
		fd = connect_to(link_path);
		kill(worker, SIGKILL);
		expect_notify("READY=1");
		next = new_worker(pid, worker);
		CHECK(next != worker && is_running(next));
		/* The daemon speaks first when it accepts: that it is there. */
		CHECK_EQ(read(fd, &byte, 1), 1);
		close(fd);
	}
	stop(pid);
}

TEST(process, "a worker ends with its supervisor")
{
	pid_t pid, worker;

	prepare("");
	pid = start();
	worker = new_worker(pid, 0);
	kill(pid, SIGKILL);
	CHECK_EQ(end_of(pid), -SIGKILL);
	while (is_running(worker))
		usleep(2000);
	close(notify_fd);
}

TEST(process, "one that was killed leaves sockets that the next one takes over")
{
	pid_t pid;

	prepare("");
	pid = start();
	kill(pid, SIGKILL);
	end_of(pid);
	CHECK(exists(link_path) && exists(door_path));
	pid = start();
	close(connect_to(link_path));
	stop(pid);
}

TEST(process, "HUP with a mistake keeps everything; with a good file there is a new worker")
{
	pid_t pid, worker;

	prepare("");
	pid = start();
	worker = new_worker(pid, 0);
	write_config("nonsense = 1\n");
	kill(pid, SIGHUP);
	wait_for_log("the old one goes on");
	CHECK(log_says("t.conf:4: unknown key nonsense in [client]"));
	CHECK_EQ(worker_of(pid), worker);
	CHECK(is_running(worker));
	write_config("linger = 1 s\n");
	kill(pid, SIGHUP);
	expect_notify("READY=1");
	CHECK(new_worker(pid, worker) != worker);
	CHECK(!is_running(worker));
	close(connect_to(link_path));
	stop(pid);
}

TEST(process, "a second daemon for the same name is refused and harms nothing")
{
	pid_t pid, second;

	prepare("");
	pid = start();
	second = start_as(0);
	CHECK_EQ(end_of(second), 1);
	CHECK(log_says("t is served already by isled with pid"));
	close(connect_to(link_path));
	close(connect_to(door_path));
	stop(pid);
}

TEST(process, "mistakes in the configuration end the start with status 1 and the line")
{
	prepare("link = unix:/x\n");
	CHECK_EQ(end_of(start_as(0)), 1);
	CHECK(log_says("t.conf:4: link stands in line 3 already"));
	unlink(conf_path);
	CHECK_EQ(end_of(start_as(0)), 1);
	CHECK(log_says("t.conf: no such file"));
	close(notify_fd);
}

TEST(process, "started by root, the worker is somebody else without any right, and is not dumpable")
{
	char text[256], path[64];
	struct stat st;
	pid_t pid, worker;

	if (geteuid() != 0)
		SKIP("needs root");
	prepare("");
	CHECK_EQ(chmod(test_folder(), 0777), 0);
	pid = start();
	worker = new_worker(pid, 0);
	CHECK(log_says("confinement: separate-uid"));
	status_of(worker, "Uid:", text, sizeof(text));
	CHECK_STR(text, "65534\t65534\t65534\t65534");
	status_of(worker, "Groups:", text, sizeof(text));
	CHECK_EQ(strspn(text, " \t"), strlen(text));
	status_of(worker, "CapEff:", text, sizeof(text));
	CHECK_STR(text, "0000000000000000");
	status_of(worker, "CapPrm:", text, sizeof(text));
	CHECK_STR(text, "0000000000000000");
	status_of(worker, "NoNewPrivs:", text, sizeof(text));
	CHECK_STR(text, "1");
	/* The files of a process that is not dumpable belong to root. */
	snprintf(path, sizeof(path), "/proc/%d/maps", (int)worker);
	CHECK_EQ(stat(path, &st), 0);
	CHECK_EQ(st.st_uid, 0);
	stop(pid);
}

#define WALLS "landlock,seccomp"

static pid_t start_with(const char *walls)
{
	pid_t pid = fork();

	if (pid == 0) {
		to_log();
		execl(ISLED, "isled", "--run-dir", test_folder(), "-c", conf_path,
		      "--require-confinement", walls, NULL);
		_exit(127);
	}
	return pid;
}

TEST(process, "the walls that are required stand before anything is served")
{
	char text[64];
	pid_t pid;

	if (ISLED_SANITIZER)
		SKIP("a sanitizer has no walls");
	prepare("");
	pid = start_with(WALLS);
	expect_notify("READY=1");
	CHECK(log_says("," WALLS " (uid"));
	status_of(new_worker(pid, 0), "Seccomp:", text, sizeof(text));
	CHECK_STR(text, "2");
	stop(pid);
}

TEST(process, "without a wall that is required isled does not serve, and says which")
{
	prepare("testing = yes\nconfine = no\n");
	CHECK_EQ(end_of(start_with(WALLS)), 1);
	CHECK(log_says("required: same-uid," WALLS));
	CHECK(!log_says("is served at"));
	write_config("confine = no\n");
	CHECK_EQ(end_of(start_as(0)), 1);
	CHECK(log_says("t.conf:4: confine = no needs testing = yes"));
	CHECK_EQ(end_of(start_with("moat")), 2);
	CHECK(log_says("no confinement is called moat"));
	close(notify_fd);
}

TEST(process, "started by a normal user, both processes keep the uid and are not dumpable")
{
	uid_t uid = geteuid() ? geteuid() : 65534;
	char path[64], text[64];
	pid_t pid, worker;
	struct stat st;

	prepare("");
	CHECK_EQ(chmod(test_folder(), 0777), 0);
	CHECK_EQ(chmod(conf_path, 0644), 0);
	pid = start_as(geteuid() ? 0 : uid);
	expect_notify("READY=1");
	worker = new_worker(pid, 0);
	CHECK(log_says("confinement: same-uid"));
	status_of(worker, "NoNewPrivs:", text, sizeof(text));
	CHECK_STR(text, "1");
	for (int i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "/proc/%d/maps", (int)(i ? worker : pid));
		CHECK_EQ(stat(path, &st), 0);
		CHECK_EQ(st.st_uid, 0);
	}
	stop(pid);
}

TEST(process, "a worker holds the descriptors it was given and no other")
{
	char path[64], link[256];
	pid_t pid, worker;
	int leak;

	prepare("[export /e]\nroot = /\n");
	leak = open("/dev/zero", O_RDONLY); /* inherited by the supervisor: not close-on-exec */
	pid = start();
	worker = new_worker(pid, 0);
	for (int fd = 0; fd < 64; fd++) {
		ssize_t n;

		snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)worker, fd);
		n = readlink(path, link, sizeof(link) - 1);
		link[n > 0 ? n : 0] = 0;
		CHECK(strcmp(link, "/dev/zero") != 0);
	}
	close(leak);
	stop(pid);
}

TEST(process, "the service manager's watchdog hears of it while the worker's loop turns")
{
	pid_t pid, worker;

	prepare("");
	setenv("WATCHDOG_USEC", "300000", 1);
	pid = start();
	worker = new_worker(pid, 0);
	for (int i = 0; i < 4; i++)
		expect_notify("WATCHDOG=1");
	kill(worker, SIGSTOP);
	for (;;) { /* it falls silent */
		struct pollfd poll_fd = { notify_fd, POLLIN, 0 };
		char text[64];

		if (poll(&poll_fd, 1, 1500) == 0)
			break;
		CHECK(recv(notify_fd, text, sizeof(text), 0) > 0);
	}
	kill(worker, SIGCONT);
	expect_notify("WATCHDOG=1");
	stop(pid);
}

/* ---- who may come ---- */

/* Connects as another user with one more group. Returns how many bytes of a hello came: 0 when
 * refused, -1 when not even connected. */
static int hello_bytes_as(uid_t uid, gid_t group, const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int status, fd;
	pid_t pid = fork();
	char byte;

	if (pid == 0) {
		if (setgroups(1, &group) < 0 || setgid(uid) < 0 || setuid(uid) < 0)
			_exit(98);
		fd = socket(AF_UNIX, SOCK_STREAM, 0);
		snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
		if (connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
			_exit(99);
		_exit((int)read(fd, &byte, 1));
	}
	CHECK_EQ(waitpid(pid, &status, 0), pid);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) != 98);
	return WEXITSTATUS(status) == 99 ? -1 : WEXITSTATUS(status);
}

static void door_is_for_control_group(void)
{
	pid_t pid;

	prepare("control_group = 54321\n");
	CHECK_EQ(chmod(test_folder(), 0755), 0);
	pid = start();
	CHECK_EQ(hello_bytes_as(0, 1, door_path), 1);
	CHECK_EQ(hello_bytes_as(65534, 54321, door_path), 1);
	CHECK_EQ(hello_bytes_as(65534, 12345, door_path), -1);
	CHECK_EQ(chmod(door_path, 0666), 0); /* and when the file's mode does not hold them off */
	CHECK_EQ(hello_bytes_as(65534, 12345, door_path), 0);
	stop(pid);
	CHECK(log_says("program refused (uid 65534"));
}

static void door_is_for_anyone(void)
{
	pid_t pid;

	prepare("programs = anyone\n");
	CHECK_EQ(chmod(test_folder(), 0755), 0);
	pid = start();
	CHECK_EQ(hello_bytes_as(65534, 12345, door_path), 1);
	stop(pid);
}

static void link_is_for_listed_users(void)
{
	pid_t pid;

	prepare("peer_uid = 54321\npeer_uid = 65534\n");
	CHECK_EQ(chmod(test_folder(), 0755), 0);
	pid = start();
	CHECK_EQ(hello_bytes_as(65534, 1, link_path), 1);
	CHECK_EQ(hello_bytes_as(0, 1, link_path), 1);
	CHECK_EQ(hello_bytes_as(12345, 1, link_path), 0);
	stop(pid);
	CHECK(log_says("client refused (uid 12345"));
}

TEST(process, "door and link open to those whom the configuration names, and to no one else")
{
	if (geteuid() != 0)
		SKIP("needs root to be somebody else");
	door_is_for_control_group();
	door_is_for_anyone();
	link_is_for_listed_users();
}

/* ---- rogue workers ---- */

/* What this program does when a supervisor starts it as its worker. */
__attribute__((constructor)) static void rogue(int argc, char **argv)
{
	struct isled_answer answer;
	int fds[ISLED_REQUEST_FDS_MAX], fd;
	const char *how = getenv("ROGUE");

	if (argc != 6 || strcmp(argv[1], "--worker") != 0 || !how)
		return;
	fd = open(getenv("ROGUE_LOG"), O_WRONLY | O_APPEND | O_CREAT, 0600);
	if (write(fd, "s", 1) != 1)
		_exit(9);
	if (strcmp(how, "unknown") == 0) {
		struct isled_ask ask = { 99, 0 };

		send(ISLED_WORKER_SOCKET, &ask, sizeof(ask), 0);
	} else if (strcmp(how, "twice") == 0) {
		isled_request_ask(ISLED_WORKER_SOCKET, ISLED_GET_CONFIG, &answer, fds);
		isled_request_send(ISLED_WORKER_SOCKET, ISLED_GET_CONFIG);
	} else if (strcmp(how, "early") == 0) {
		isled_request_send(ISLED_WORKER_SOCKET, ISLED_ROTATE_LOG);
	} else {
		_exit(3);
	}
	sleep(25);
	if (write(fd, "!", 1) != 1)
		_exit(9);
	_exit(0);
}

static void run_rogue(const char *how, const char *words)
{
	struct isled_options options = { .file = conf_path };
	char started[64];
	pid_t pid;

	prepare("testing = yes\nrestart_backoff = off\n");
	setenv("ROGUE", how, 1);
	snprintf(started, sizeof(started), "%s/started", test_folder());
	setenv("ROGUE_LOG", started, 1);
	options.rundir = test_folder();
	pid = fork();
	if (pid == 0) {
		to_log();
		_exit(isled_supervisor_run(&options));
	}
	wait_for_log(words);
	if (strcmp(how, "exit") == 0) {
		CHECK_EQ(end_of(pid), 1);
		close(notify_fd);
	} else {
		wait_for_log("(3 so far)"); /* ended and started again, three times */
		stop(pid);
	}
	read_file(started, started, sizeof(started));
	CHECK(started[0] == 's' && !strchr(started, '!'));
}

TEST(rogue, "a worker that asks for what is not in the table is killed")
{
	run_rogue("unknown", "asked what is not permitted: killed (1 so far)");
}

TEST(rogue, "a worker that asks twice for what it gets once is killed")
{
	run_rogue("twice", "asked what is not permitted: killed (1 so far)");
}

TEST(rogue, "a worker that asks before its time is killed")
{
	run_rogue("early", "asked what is not permitted: killed (1 so far)");
}

TEST(rogue, "a worker that gives up before it ever served ends the daemon")
{
	run_rogue("exit", "ended with status 3");
}
