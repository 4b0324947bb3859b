/* SPDX-License-Identifier: BSD-3-Clause */
/* The real isled and a real firmware, on an emulated board at the other end of a line; and faults. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "machine.h"
#include "tests/scenario/bed.h"

#define LINE_BYTES_PER_S 92160u /* at 921600 bits per second */

static struct bed bed;
static struct machine machine;
static struct relay relay;
static char console_log[200];
static unsigned copies;
static bool quick; /* the keep-alive is short: a session may end because this machine is busy */

static const struct peer_options at_door = { .program = true };

/* ---- beginning and end ---- */

#define QUICK   "2 s"
#define PATIENT "20 s"

static void begin_daemon(const char *keepalive)
{
	char client[60];
	const struct daemon_options options = { .scheme = "serial", .client = client };

	snprintf(client, sizeof(client), "keepalive = %s\nlinger = 1 s", keepalive);
	signal(SIGPIPE, SIG_IGN);
	quick = strcmp(keepalive, QUICK) == 0;
	bed.link = &bed_links[BED_SERIAL];
	daemon_start(&bed.daemon, &options);
	snprintf(console_log, sizeof(console_log), "%s/console.log", bed.daemon.folder);
}

/* The board sees isled's terminal. */
static void begin(const char *keepalive)
{
	begin_daemon(keepalive);
	machine_start(&machine, bed.daemon.folder, bed.daemon.address, false);
	file_wait(console_log, "guest: life 1 registered 0", 1);
}

static void begin_relayed(const char *keepalive)
{
	begin_daemon(keepalive);
	relay_start(&relay, bed.daemon.folder, bed.daemon.address, test_random());
	machine_start(&machine, bed.daemon.folder, relay.path, true);
	file_wait(console_log, "guest: life 1 registered 0", 1);
}

static void link_is(const char *up)
{
	uint64_t start = 0;

	while (strcmp(bed_status_text(&bed, "link.up"), up) != 0)
		CHECK(still_waiting(&start));
}

/* The board is gone, and isled lets go of all that it had. */
static void end(void)
{
	machine_kill(&machine);
	CHECK_EQ(file_count(machine.own, "fault"), 0);
	if (relay.pid)
		relay_stop(&relay);
	if (quick) {
		link_is("no");
		daemon_check_fds(&bed.daemon);
	}
	daemon_stop(&bed.daemon);
}

/* ---- what Linux asks of it ---- */

/* Calls the firmware's service, as soon as it is there. Returns the bytes of the answer, or an error. */
static int ask(const char *method, const void *in, size_t len, void *out, size_t max,
	       int32_t *ret_status)
{
	struct peer *program = peer_open(&bed, &at_door);
	struct isle_context *ctx = &program->client.context;
	struct isle_ipc_binding b;
	uint64_t start = 0;
	int r, number;

	while ((r = isle_ipc_bind(ctx, "guest", 1, &b)) == -ISLE_ENOSERVICE)
		CHECK(still_waiting(&start));
	CHECK_EQ(r, 0);
	number = isle_ipc_method(ctx, &b, method);
	r = number < 0 ? number
		       : isle_ipc_call(ctx, &b, (uint32_t)number, in, len, out, max, ret_status);
	peer_close(program);
	return r;
}

static void echoes(unsigned life)
{
	uint8_t in[700], out[700];
	int32_t starts = 0;

	pattern_fill(in, sizeof(in), life);
	CHECK_EQ(ask("echo", in, sizeof(in), out, sizeof(out), &starts), sizeof(in));
	CHECK_MEM(out, in, sizeof(in));
	CHECK_EQ(starts, life);
}

/* Has the firmware copy a file of so many bytes; goes on while it does. */
static void start_copy(size_t bytes)
{
	uint8_t *data = malloc(bytes);

	CHECK(data != NULL);
	pattern_fill(data, bytes, ++copies);
	data_put(&bed.daemon, "from", data, bytes);
	CHECK_EQ(ask("copy", "/data/from /data/to", 19, NULL, 0, NULL), 0);
	free(data);
}

/* Until the firmware says how it ended; false: it lost the session meanwhile. */
static bool ended(const char *well, unsigned failed_before)
{
	uint64_t start = now_ms();
	bool well_now, failed_now;

	do {
		sleep_ms(5);
		well_now = file_count(console_log, well);
		failed_now = file_count(console_log, "guest: failed") > failed_before;
		if (now_ms() - start > 45000)
			file_wait(console_log, well, 1);
	} while (!well_now && !failed_now);
	return well_now;
}

/* The whole of it arrives, and the firmware has in hand what stood in the file. */
static void copies_well(size_t bytes)
{
	uint8_t *data = malloc(bytes + 1);
	uint32_t sum = 0;
	char text[80];
	unsigned failed;

	CHECK(data != NULL);
	do {
		failed = file_count(console_log, "guest: failed");
		start_copy(bytes);
		pattern_fill(data, bytes, copies);
		sum = 0;
		for (size_t i = 0; i < bytes; i++)
			sum = (sum << 5 | sum >> 27) ^ data[i];
		snprintf(text, sizeof(text), "guest: copied %zu sum %u", bytes, sum);
	} while (!ended(text, failed) && quick);
	CHECK_EQ(file_count(console_log, text), 1);
	CHECK_EQ(data_get(&bed.daemon, "to", data, bytes + 1), bytes);
	pattern_check(data, bytes, copies);
	free(data);
}

/* Until some of the copy has arrived. */
static void wait_midway(void)
{
	uint64_t start = 0;
	uint8_t data[4096];

	while (access(data_path(&bed.daemon, "to"), R_OK) ||
	       data_get(&bed.daemon, "to", data, sizeof(data)) < sizeof(data))
		CHECK(still_waiting(&start));
}

static void begin_midway(void)
{
	unlink(data_path(&bed.daemon, "to"));
	start_copy(200000);
	wait_midway();
}

/* ---- without faults ---- */

/* With ISLE_TEST_PAUSE: tells its process by that file and stays, until it is killed. */
static void pause_if_asked(void)
{
	const char *path = getenv("ISLE_TEST_PAUSE");
	FILE *f = path ? fopen(path, "we") : NULL;

	if (!f)
		return;
	fprintf(f, "%d\n", (int)machine.pid);
	fclose(f);
	for (;;)
		pause();
}

TEST_WITHIN(firmware, 90, "it comes up: a console, files, and a call from Linux")
{
	begin(PATIENT);
	pause_if_asked();
	echoes(1);
	copies_well(20000);
	CHECK_EQ(file_count(machine.own, "lost"), 0);
	end();
}

TEST_WITHIN(firmware, 90, "the guide's first firmware shows a file, and sends back what is typed")
{
	const struct daemon_options options = { .scheme = "serial", .more = "[export /etc]" };
	struct isle_channel channel;
	static uint8_t rx[256], tx[64];
	struct peer *person;
	char name[64] = "", text[128];
	FILE *f = fopen("/etc/hostname", "re");

	CHECK(f && fgets(name, sizeof(name), f));
	fclose(f);
	name[strcspn(name, "\n")] = 0;
	bed.link = &bed_links[BED_SERIAL];
	setenv("ISLE_TEST_FIRMWARE", ISLE_SOURCE_DIR "/build/firmware/bin/firmware/hello", 1);
	daemon_start(&bed.daemon, &options);
	snprintf(console_log, sizeof(console_log), "%s/console.log", bed.daemon.folder);
	machine_start(&machine, bed.daemon.folder, bed.daemon.address, false);
	snprintf(text, sizeof(text), "hello from the firmware to %s", name);
	file_wait(console_log, text, 1);
	person = peer_open(&bed, &at_door);
	isle_channel_init(&channel, rx, sizeof(rx), tx, sizeof(tx), NULL, NULL);
	CHECK_EQ(isle_console_watch(&person->client.context, ISLE_CONSOLE_WATCH_WRITE, &channel),
		 0);
	CHECK_EQ(isle_channel_send_all(&channel, "good day\n", 9, 5000), 9);
	file_wait(console_log, "good day", 1);
	isle_channel_close(&channel, 1000);
	peer_close(person);
	machine_kill(&machine);
	daemon_stop(&bed.daemon);
}

/* ---- the board ---- */

static pid_t watch_console(char *ret_path, size_t max)
{
	pid_t pid;

	snprintf(ret_path, max, "%s/watched", bed.daemon.folder);
	fflush(stdout);
	pid = fork();
	CHECK(pid >= 0);
	if (pid == 0) {
		char run[200];
		int fds[2];

		snprintf(run, sizeof(run), "%s/run", bed.daemon.folder);
		if (pipe(fds)) /* nothing is typed, and it does not end */
			_exit(127);
		dup2(fds[0], 0);
		dup2(open(ret_path, O_WRONLY | O_CREAT | O_TRUNC, 0666), 1);
		execl(ISLE_BIN_DIR "/isle", "isle", "--run-dir", run, "console", "test",
		      (char *)NULL);
		_exit(127);
	}
	return pid;
}

TEST_WITHIN(firmware, 90,
	    "reset through QMP with a watcher at its console: the watcher sees the new life")
{
	char watched[200];
	pid_t watcher;
	int status;

	begin(PATIENT);
	watcher = watch_console(watched, sizeof(watched));
	file_wait(watched, "guest: life 1 ", 1);
	for (unsigned life = 2; life < 5; life++) {
		char text[40];

		machine_reset(&machine);
		snprintf(text, sizeof(text), "guest: life %u registered 0", life);
		file_wait(watched, text, 1);
		echoes(life);
	}
	CHECK_EQ(waitpid(watcher, &status, WNOHANG), 0);
	CHECK_EQ(kill(watcher, SIGKILL), 0);
	CHECK_EQ(waitpid(watcher, &status, 0), watcher);
	copies_well(5000);
	end();
}

TEST_WITHIN(firmware, 120, "reset in mid-transfer: its handles are freed, and it starts over")
{
	long long handles;

	begin(PATIENT);
	handles = bed_status(&bed, "session.handles");
	CHECK(handles >= 0);
	for (unsigned life = 2; life < 5; life++) {
		char text[40];

		begin_midway();
		CHECK_EQ(bed_status(&bed, "session.handles"), handles + 2);
		machine_reset(&machine);
		snprintf(text, sizeof(text), "guest: life %u registered 0", life);
		file_wait(console_log, text, 1);
		bed_status_is(&bed, "session.handles", handles);
		echoes(life);
	}
	copies_well(5000);
	end();
}

TEST_WITHIN(firmware, 120,
	    "killed in mid-transfer: isled knows by the keep-alive, and another board may come")
{
	begin(QUICK);
	for (unsigned i = 0; i < 2; i++) {
		begin_midway();
		machine_kill(&machine);
		link_is("no");
		daemon_check_fds(&bed.daemon);
		machine_start(&machine, bed.daemon.folder, bed.daemon.address, false);
		file_wait(console_log, "guest: life 1 registered 0", i + 2);
		echoes(1);
	}
	copies_well(5000);
	end();
}

/* ---- isled ---- */

TEST_WITHIN(firmware, 120,
	    "the worker killed in mid-transfer: the firmware's call ends, and it goes on by itself")
{
	char text[60];

	begin(PATIENT);
	snprintf(text, sizeof(text), "guest: failed %d in life 1", ISLE_ELINK);
	for (unsigned i = 0; i < 3; i++) {
		begin_midway();
		daemon_kill_worker(&bed.daemon);
		file_wait(console_log, text, i + 1);
		echoes(1);
	}
	copies_well(5000);
	end();
}

/* ---- the wire ---- */

TEST_WITHIN(firmware, 120, "a wire that harms one byte in a thousand: everything arrives, once")
{
	begin_relayed(PATIENT);
	relay.harm->faults = 1000;
	copies_well(30000);
	echoes(1);
	CHECK(relay.harm->harmed > 10);
	CHECK_EQ(file_count(machine.own, "lost"), 0);
	relay.harm->faults = 0;
	end();
}

TEST_WITHIN(firmware, 120, "a wire that harms one byte in a hundred still works")
{
	begin_relayed(PATIENT);
	relay.harm->faults = 10000;
	copies_well(2000);
	CHECK(relay.harm->harmed > 20);
	relay.harm->faults = 0;
	echoes(1);
	end();
}

TEST_WITHIN(firmware, 120,
	    "a wire that is cut: both ends know within the keep-alive, and meet again")
{
	begin_relayed(QUICK);
	begin_midway();
	relay.harm->cut = true;
	file_wait(machine.own, "guest: lost", 1);
	link_is("no");
	relay.harm->cut = false;
	file_wait(machine.own, "guest: found", 1);
	file_wait(console_log, "guest: failed", 1);
	copies_well(5000);
	end();
}

/* isled hears a minute's worth of noise, as fast as it takes it; the board as much as it takes meanwhile. With
 * ISLE_TEST_NOISE_S=60 it has its minute too. */
TEST_WITHIN(firmware, 240, "noise ends the session, brings nobody, and is over when it is over")
{
	const char *given = getenv("ISLE_TEST_NOISE_S");
	uint64_t least_ms = given ? (uint64_t)atoi(given) * 1000 : 3000, start;

	begin_relayed(QUICK);
	begin_midway();
	relay.harm->noise = true;
	start = now_ms();
	while (now_ms() - start < least_ms || relay.harm->noise_up < 60 * LINE_BYTES_PER_S) {
		CHECK(now_ms() - start < 200000);
		sleep_ms(10);
	}
	file_wait(machine.own, "guest: lost", 1);
	link_is("no");
	relay.harm->noise = false;
	printf("# noise of %llu bytes up, %llu down\n", (unsigned long long)relay.harm->noise_up,
	       (unsigned long long)relay.harm->noise_down);
	CHECK(relay.harm->noise_down > 10000);
	file_wait(console_log, "guest: failed", 1);
	copies_well(5000);
	end();
}

/* ---- the machine that runs this ---- */

static pid_t run_paused(const char *program, const char *path)
{
	pid_t pid = fork();

	CHECK(pid >= 0);
	if (pid)
		return pid;
	setenv("ISLE_TEST_PAUSE", path, 1);
	execl(program, program, "--only", "it comes up", (char *)NULL);
	_exit(127);
}

/* All that it had started come to us when it is gone. */
TEST_WITHIN(firmware, 90,
	    "when the tests are killed in the middle, neither QEMU nor isled survives")
{
	char path[200], program[400];
	bool seen_machine = false;
	uint64_t start = 0;
	pid_t tests, pid;
	int at = 0, status;
	ssize_t n;

	if (access("/usr/bin/qemu-system-arm", X_OK))
		SKIP("there is no qemu-system-arm here");
	n = readlink("/proc/self/exe", program, sizeof(program) - 1);
	CHECK(n > 0);
	program[n] = 0;
	CHECK_EQ(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	snprintf(path, sizeof(path), "%s/paused", test_folder());
	fflush(stdout);
	tests = run_paused(program, path);
	while (at <= 0) {
		FILE *f = fopen(path, "re");

		CHECK(still_waiting(&start));
		CHECK_EQ(waitpid(tests, &status, WNOHANG), 0);
		if (f && fscanf(f, "%d", &at) != 1)
			at = 0;
		if (f)
			fclose(f);
	}
	CHECK_EQ(kill(at, 0), 0);
	CHECK_EQ(kill(tests, SIGKILL), 0);
	while ((pid = waitpid(-1, &status, 0)) > 0)
		seen_machine |= pid == at;
	CHECK(seen_machine);
}
