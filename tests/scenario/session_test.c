/* SPDX-License-Identifier: BSD-3-Clause */
/* What happens to a session: deadlines, losses, returns. */
#include "bed.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct peer_options at_door = { .program = true };

/* A FIFO that nothing is written to: reading it blocks. */
static int make_fifo(struct bed *bed)
{
	const char *path = data_path(&bed->daemon, "p");
	int fd;

	CHECK_EQ(mkfifo(path, 0666), 0);
	data_give(path);
	fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	CHECK(fd >= 0);
	return fd;
}

SCENARIO(session, "echoes of every size come back")
{
	static uint8_t out[200000], in[200000];

	for (uint32_t len = 0; len <= sizeof(out); len = len * 3 / 2 + 1) {
		pattern_fill(out, len, len);
		CHECK_EQ(isle_client_echo(bed->ctx, out, len, in), len);
		pattern_check(in, len, len);
	}
}

static unsigned finished;

static void count(struct isle_op *op, int result)
{
	(void)op;
	CHECK_EQ(result, 100);
	finished++;
}

SCENARIO(session, "as many calls as are permitted are under way at once")
{
	static struct isle_op ops[200];
	static uint8_t out[100], in[200][100];
	unsigned started = 0, refused = 0;
	int r;

	pattern_fill(out, sizeof(out), 5);
	for (int i = 0; i < 200; i++) {
		isle_async(bed->ctx, &ops[i], count, NULL);
		r = isle_client_echo(bed->ctx, out, sizeof(out), in[i]);
		CHECK(r == 0 || r == -ISLE_EAGAIN);
		started += r == 0;
		refused += r != 0;
	}
	CHECK(started >= 16);
	peer_until(bed->peer, &finished, started);
	CHECK_EQ(finished, started);
	(void)refused;
}

/* ---- deadlines ---- */

SCENARIO(s3, "a call ends at its deadline, whatever the daemon does, and says what may have been")
{
	int fd = make_fifo(bed), r;
	struct isle_file file;
	uint64_t begin;
	char byte;

	CHECK_EQ(isle_file_open(bed->ctx, "/data/p", ISLE_O_RDONLY, 0, &file), 0);
	for (uint32_t ms = 1; ms < 100; ms *= 4) {
		begin = now_ms();
		bed->ctx->timeout_ms = ms;
		r = isle_file_read(bed->ctx, &file, &byte, 1);
		CHECK_EQ(r, -ISLE_ETIMEDOUT);
		CHECK(now_ms() - begin >= ms - 1);
	}
	CHECK(bed->ctx->maybe);
	CHECK_EQ(kill(daemon_worker(&bed->daemon), SIGSTOP), 0);
	bed->ctx->timeout_ms = 30;
	CHECK_EQ(isle_file_mkdir(bed->ctx, "/data/d", 0755), -ISLE_ETIMEDOUT);
	CHECK(bed->ctx->maybe);
	CHECK_EQ(kill(daemon_worker(&bed->daemon), SIGCONT), 0);
	bed->ctx->timeout_ms = 20000;
	CHECK_EQ(isle_client_echo(bed->ctx, "x", 1, &byte), 1);
	CHECK_EQ(isle_file_close(bed->ctx, &file), 0);
	close(fd);
}

/* ---- the worker dies ---- */

static unsigned ended;
static int results[8];

static void note(struct isle_op *op, int result)
{
	results[(int)(intptr_t)op->self]++;
	CHECK_EQ(result, -ISLE_ELINK);
	ended++;
}

SCENARIO(s1,
	 "when the worker is killed each pending call ends once, handles are stale, work goes on")
{
	static struct isle_op ops[4];
	struct isle_file file, other;
	char text[4][4], word[8];
	int fd = make_fifo(bed);

	CHECK_EQ(isle_file_put(bed->ctx, "/data/f", "kept", 4, ISLE_O_CREAT, 0644), 4);
	CHECK_EQ(isle_file_open(bed->ctx, "/data/p", ISLE_O_RDONLY, 0, &file), 0);
	CHECK_EQ(isle_file_open(bed->ctx, "/data/f", ISLE_O_RDWR, 0, &other), 0);
	CHECK_EQ(isle_file_chdir(bed->ctx, "/data"), 0);
	for (intptr_t i = 0; i < 4; i++) {
		isle_async(bed->ctx, &ops[i], note, (void *)i);
		CHECK_EQ(isle_file_read(bed->ctx, &file, text[i], 4), 0);
	}
	CHECK_EQ(isle_client_echo(bed->ctx, "x", 1, word), 1);
	daemon_kill_worker(&bed->daemon);
	peer_until(bed->peer, &ended, 4);
	peer_until(bed->peer, &bed->peer->ups, 2);
	CHECK_EQ(bed->peer->resumed, 0);
	CHECK_EQ(isle_file_pread(bed->ctx, &other, word, 4, 0), -ISLE_ESTALE);
	CHECK_EQ(isle_file_pwrite(bed->ctx, &other, "x", 1, 0), -ISLE_ESTALE);
	CHECK_EQ(isle_file_close(bed->ctx, &file), -ISLE_ESTALE);
	CHECK_EQ(isle_file_get(bed->ctx, "/data/f", word, 8, NULL), 4);
	CHECK_MEM(word, "kept", 4);
	CHECK_EQ(isle_file_getcwd(bed->ctx, word, 8), 1);
	CHECK_EQ(ended, 4);
	for (int i = 0; i < 4; i++)
		CHECK_EQ(results[i], 1);
	bed_status_is(bed, "daemon.restarts", 1);
	close(fd);
}

SCENARIO(s1, "a worker that dies again and again is started again and again")
{
	char byte;

	for (unsigned i = 2; i < 8; i++) {
		daemon_kill_worker(&bed->daemon);
		peer_until(bed->peer, &bed->peer->ups, i);
		CHECK_EQ(isle_client_echo(bed->ctx, "x", 1, &byte), 1);
	}
	bed_status_is(bed, "daemon.restarts", 6);
}

/* ---- the link blinks ---- */

SCENARIO(s1, "a link that blinks within the linger leaves handles and directory as they were")
{
	int fd = make_fifo(bed);
	struct isle_file file, fifo;
	struct isle_context other;
	struct isle_op op;
	char text[16];

	CHECK_EQ(isle_context_open(&bed->peer->client, "other", 5000, &other), 0);
	CHECK_EQ(isle_file_chdir(&other, "/data"), 0);
	CHECK_EQ(isle_file_open(&other, "f", ISLE_O_RDWR | ISLE_O_CREAT, 0644, &file), 0);
	CHECK_EQ(isle_file_open(bed->ctx, "/data/p", ISLE_O_RDONLY, 0, &fifo), 0);
	for (unsigned i = 1; i < 4; i++) {
		isle_async(bed->ctx, &op, NULL, NULL);
		CHECK_EQ(isle_file_read(bed->ctx, &fifo, text, 1), 0);
		peer_cut(bed->peer);
		CHECK_EQ(isle_op_wait(&op), -ISLE_ELINK);
		peer_until(bed->peer, &bed->peer->resumed, i);
		CHECK_EQ(isle_file_write(&other, &file, "abc", 3), 3);
		CHECK_EQ(isle_file_getcwd(&other, text, sizeof(text)), 5);
		CHECK_STR(text, "/data");
	}
	CHECK_EQ(isle_file_pread(&other, &file, text, 16, 0), 9);
	CHECK_EQ(write(fd, "z", 1), 1);
	CHECK_EQ(isle_file_read(bed->ctx, &fifo, text, 1), 1);
	CHECK_EQ(isle_file_close(&other, &file), 0);
	CHECK_EQ(isle_file_close(bed->ctx, &fifo), 0);
	close(fd);
}

static const struct daemon_options short_linger = { .client = "linger = 1 ms" };

SCENARIO_WITH(s1, "a link that comes back too late finds nothing of before", &short_linger, NULL)
{
	struct isle_file file;
	char byte;

	if (!bed_link_ends(bed)) /* by the time it comes back nothing was lost for the daemon */
		return;
	CHECK_EQ(isle_file_open(bed->ctx, "/data/f", ISLE_O_RDWR | ISLE_O_CREAT, 0644, &file), 0);
	peer_cut(bed->peer);
	bed_status_is(bed, "session.handles", -1);
	peer_until(bed->peer, &bed->peer->ups, 2);
	CHECK_EQ(bed->peer->resumed, 0);
	CHECK_EQ(isle_file_pread(bed->ctx, &file, &byte, 1, 0), -ISLE_ESTALE);
	bed_status_is(bed, "session.handles", 0);
}

/* ---- the client starts again ---- */

SCENARIO(s1, "a client that starts again frees everything of its earlier life")
{
	static struct isle_file files[40];
	struct peer *old = bed->peer;

	for (int i = 0; i < 40; i++)
		CHECK_EQ(isle_file_open(bed->ctx, "/data/f", ISLE_O_RDWR | ISLE_O_CREAT, 0644,
					&files[i]),
			 0);
	CHECK_EQ(bed_status(bed, "session.handles"), 40);
	peer_cut(old);
	peer_close(old);
	bed->peer = peer_open(bed, NULL);
	bed->ctx = &bed->peer->client.context;
	CHECK_EQ(bed_status(bed, "session.handles"), 0);
	CHECK_EQ(isle_file_access(bed->ctx, "/data/f", 0), 0);
}

SCENARIO(s1, "a goodbye frees everything at once")
{
	struct isle_file file;

	CHECK_EQ(isle_file_open(bed->ctx, "/data/f", ISLE_O_RDWR | ISLE_O_CREAT, 0644, &file), 0);
	peer_calm(bed->peer);
	isle_client_close(&bed->peer->client);
	bed_status_is(bed, "session.handles", -1);
	CHECK_EQ(isle_client_connect(&bed->peer->client, 10000), 0);
	CHECK_EQ(isle_file_close(bed->ctx, &file), -ISLE_ESTALE);
	bed_status_is(bed, "session.handles", 0);
}

/* ---- keep-alive ---- */

static const struct peer_options lively = { .keepalive_ms = 150 };

SCENARIO_WITH(s8, "a client that falls silent is lost, unless it is held, and comes back", NULL,
	      &lively)
{
	struct peer *program = peer_open(bed, &at_door);
	struct isle_context *door = &program->client.context;
	char byte;

	CHECK_EQ(isle_control_hold(door, true, 60), 0);
	sleep_ms(400);
	CHECK_STR(bed_status_text(bed, "link.up"), "yes");
	CHECK_EQ(isle_control_hold(door, false, 0), 0);
	for (uint64_t start = 0; strcmp(bed_status_text(bed, "link.up"), "no") != 0;)
		CHECK(still_waiting(&start));
	while (!isle_client_is_up(&bed->peer->client) || bed->peer->ups < 2)
		isle_client_poll_wait(&bed->peer->client, 5);
	CHECK_EQ(isle_client_echo(bed->ctx, "x", 1, &byte), 1);
	CHECK_EQ(isle_control_hold(door, true, ISLE_HOLD_S_MAX + 1), -ISLE_EINVAL);
	peer_close(program);
}

/* ---- a second connection ---- */

SCENARIO(s11, "a second client of the same user takes over on unix and waits on tcp")
{
	bool tcp = strcmp(bed->link->scheme, "tcp") == 0;
	struct peer *second, *first = bed->peer;
	char byte;
	int r;

	if (!bed_link_ends(bed)) /* a line has two ends */
		return;
	second = peer_make(bed, NULL);
	r = isle_client_connect(&second->client, 5000);
	if (tcp) {
		CHECK_EQ(r, -ISLE_EBUSY);
		CHECK_EQ(isle_client_echo(bed->ctx, "x", 1, &byte), 1);
		isle_client_close(&first->client);
		CHECK_EQ(isle_client_connect(&second->client, 5000), 0);
	} else {
		CHECK_EQ(r, 0);
		CHECK_EQ(isle_client_echo(&second->client.context, "x", 1, &byte), 1);
		peer_until(first, &first->downs, 1);
		CHECK_EQ(first->lost, -ISLE_EREPLACED);
	}
	peer_close(first);
	bed->peer = second;
	CHECK_EQ(isle_client_connect(&second->client, 5000), 0);
}

/* Another user: a process of its own. Returns what its connect returned. */
static int connect_as(struct bed *bed, uid_t uid)
{
	int status;
	pid_t pid = fork();

	CHECK(pid >= 0);
	if (pid == 0) {
		if (setgid(uid) < 0 || setuid(uid) < 0)
			_exit(99);
		_exit(-isle_client_connect(&peer_make(bed, NULL)->client, 300));
	}
	CHECK_EQ(waitpid(pid, &status, 0), pid);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) != 99);
	return -WEXITSTATUS(status);
}

TEST(s11, "on unix another user is busy'd while the first is there, and strangers are not heard")
{
	const struct daemon_options options = { .client = "peer_uid = 0\npeer_uid = 1" };
	struct bed bed;

	if (geteuid() != 0)
		SKIP("needs root to be two users");
	bed_start(&bed, &bed_links[BED_UNIX], &options, NULL);
	chmod(bed.daemon.address, 0666);
	CHECK_EQ(connect_as(&bed, 1), -ISLE_EBUSY);
	CHECK(connect_as(&bed, 2) < 0);
	CHECK(daemon_log_has(&bed.daemon, "this user may not be the client"));
	isle_client_close(&bed.peer->client);
	CHECK_EQ(connect_as(&bed, 1), 0);
	bed_stop(&bed);
}

/* ---- programs ---- */

SCENARIO(door, "programs come and go beside the client, several at once")
{
	struct peer *a = peer_open(bed, &at_door), *b = peer_open(bed, &at_door);
	char text[4096], byte;
	int n;

	CHECK_EQ(isle_client_echo(&a->client.context, "x", 1, &byte), 1);
	CHECK_EQ(isle_client_echo(&b->client.context, "x", 1, &byte), 1);
	n = isle_control_list(&a->client.context, ISLE_CONTROL_LIST_PROGRAMS, text,
			      sizeof(text) - 1);
	CHECK_OK(n);
	text[n] = 0;
	CHECK(strstr(text, "tester") != NULL);
	CHECK_EQ(isle_client_echo(bed->ctx, "x", 1, &byte), 1);
	CHECK(isle_control_status(bed->ctx, text, sizeof(text)) < 0);
	peer_close(a);
	CHECK_EQ(isle_client_echo(&b->client.context, "x", 1, &byte), 1);
	peer_close(b);
}

SCENARIO(door, "a program is no client and a client no program")
{
	struct peer *wrong = peer_make(bed, &at_door);

	wrong->client.session_config.role = ISLE_ROLE_CLIENT;
	CHECK_EQ(isle_client_connect(&wrong->client, 5000), -ISLE_EPERM);
	peer_close(wrong);
	isle_client_close(&bed->peer->client);
	bed->peer->client.session_config.role = ISLE_ROLE_PROGRAM;
	CHECK_EQ(isle_client_connect(&bed->peer->client, 5000), -ISLE_EPERM);
}

static const struct daemon_options two_programs = { .limits = "programs = 2" };

SCENARIO_WITH(door, "no more programs attach than the limit says", &two_programs, NULL)
{
	struct peer *a = peer_open(bed, &at_door), *b = peer_open(bed, &at_door), *c;

	c = peer_make(bed, &at_door);
	CHECK(isle_client_connect(&c->client, 200) < 0);
	peer_close(a);
	CHECK_EQ(isle_client_connect(&c->client, 5000), 0);
	peer_close(b);
	peer_close(c);
}
