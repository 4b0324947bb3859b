/* SPDX-License-Identifier: BSD-3-Clause */
/* The daemon's small parts: loop, log, escaping, handles, back-off, notification. */
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <isle/errors.h>
#include <isle/limits.h>

#include "daemon/backoff.h"
#include "daemon/handles.h"
#include "daemon/log.h"
#include "daemon/loop.h"
#include "daemon/notify.h"
#include "harness.h"

/* ---- back-off ---- */

TEST(backoff, "the first death restarts at once, the next ones wait 0.1 s doubling to 5 s")
{
	static const uint32_t waits[] = { 0, 100, 200, 400, 800, 1600, 3200, 5000, 5000 };
	struct isled_backoff backoff = { 0 };

	for (size_t i = 0; i < sizeof(waits) / sizeof(waits[0]); i++)
		CHECK_EQ(isled_backoff_died(&backoff, 50), waits[i]);
}

TEST(backoff, "a worker that lived 10 s begins anew, and off is always at once")
{
	struct isled_backoff backoff = { 0 };

	for (int i = 0; i < 6; i++)
		isled_backoff_died(&backoff, 1);
	CHECK_EQ(isled_backoff_died(&backoff, 10000), 0);
	CHECK_EQ(isled_backoff_died(&backoff, 9999), 100);
	backoff.off = true;
	CHECK_EQ(isled_backoff_died(&backoff, 1), 0);
	CHECK_EQ(isled_backoff_died(&backoff, 1), 0);
}

/* ---- handles ---- */

static const struct isle_handle_type type_a = { "a", NULL }, type_b = { "b", NULL };

TEST(handles, "a stale, foreign, invented or mistyped handle is refused")
{
	struct isled_handles handles, later;
	struct isled_slot *slot;
	uint32_t handle, again;
	int object;

	isled_handles_init(&handles, 100, 1000);
	isled_handles_init(&later, 100, 1001);
	CHECK_EQ(isled_handles_open(&handles, 3, &type_a, &object, &handle), 0);
	CHECK_EQ(isled_handles_find(&handles, 3, handle, &type_a, &slot), 0);
	CHECK(slot->object == &object);
	CHECK_EQ(isled_handles_name(&handles, slot), handle);
	CHECK_EQ(isled_handles_find(&handles, 2, handle, &type_a, &slot), -ISLE_EBADF);
	CHECK_EQ(isled_handles_find(&handles, 3, handle, &type_b, &slot), -ISLE_EBADF);
	CHECK_EQ(isled_handles_find(&handles, 3, handle + 1, &type_a, &slot), -ISLE_EBADF);
	CHECK_EQ(isled_handles_find(&handles, 3, handle | 0xfff, &type_a, &slot), -ISLE_EBADF);
	CHECK_EQ(isled_handles_find(&handles, 3, 0, &type_a, &slot), -ISLE_EBADF);
	CHECK_EQ(isled_handles_find(&handles, 3, ISLE_BATCH_REF, &type_a, &slot), -ISLE_EBADF);
	CHECK_EQ(isled_handles_find(&later, 3, handle, &type_a, &slot), -ISLE_ESTALE);
	isled_handles_find(&handles, 3, handle, NULL, &slot);
	isled_handles_drop(&handles, slot);
	CHECK_EQ(isled_handles_find(&handles, 3, handle, &type_a, &slot), -ISLE_EBADF);
	for (int i = 0; i < 33; i++)
		CHECK_EQ(isled_handles_open(&handles, 3, &type_a, &object, &again), 0);
	CHECK_EQ(isled_handles_find(&handles, 3, handle, &type_a, &slot), -ISLE_EBADF);
	isled_handles_fini(&handles);
	isled_handles_fini(&later);
}

TEST(handles, "slots are reused first-in first-out with a new generation")
{
	struct isled_handles handles;
	uint32_t first, second, next;
	struct isled_slot *slot;
	int object;

	isled_handles_init(&handles, 32, 7);
	isled_handles_open(&handles, 0, &type_a, &object, &first);
	isled_handles_find(&handles, 0, first, NULL, &slot);
	isled_handles_drop(&handles, slot);
	isled_handles_open(&handles, 0, &type_a, &object, &second);
	CHECK((second & 0xfff) != (first & 0xfff));
	for (int i = 0; i < 31; i++)
		CHECK_EQ(isled_handles_open(&handles, 0, &type_a, &object, &next), 0);
	CHECK_EQ(next & 0xfff, first & 0xfff);
	CHECK(next != first);
	CHECK_EQ(isled_handles_open(&handles, 0, &type_a, &object, &next), -ISLE_EMFILE);
	isled_handles_fini(&handles);
}

TEST(handles, "no handle is 0 or could be a reference of a batch, in any session")
{
	for (uint64_t id = 0; id < 600; id++) {
		struct isled_handles handles;
		uint32_t handle;
		int object;

		isled_handles_init(&handles, 1, id);
		isled_handles_open(&handles, 15, &type_a, &object, &handle);
		CHECK(handle >> 24 != 0 && handle < ISLE_BATCH_REF);
		isled_handles_fini(&handles);
	}
}

/* ---- log ---- */

static char lines[64][256];
static int lines_n;
static uint64_t fake_ms;

static void take_line(enum isle_level level, const char *text)
{
	(void)level;
	snprintf(lines[lines_n++ % 64], sizeof(lines[0]), "%s", text);
}

static uint64_t fake_now(void)
{
	return fake_ms;
}

TEST(log, "lines of a kind beyond the rate are counted and summed up, other kinds go on")
{
	isled_log_redirect(take_line, fake_now);
	isled_log_set_rate(5);
	for (int i = 0; i < 1000; i++)
		isle_log(ISLE_LOG_WARNING, "flood", "line %d", i);
	CHECK_EQ(lines_n, 5);
	isle_log(ISLE_LOG_WARNING, "other", "still heard");
	CHECK_STR(lines[5], "other: still heard");
	CHECK(isled_log_owes());
	fake_ms = 1000;
	isle_log(ISLE_LOG_WARNING, "flood", "again");
	CHECK_STR(lines[6], "flood: 995 more lines suppressed");
	CHECK_STR(lines[7], "flood: again");
	CHECK_EQ(isled_log_suppressed(), 995);
	CHECK(!isled_log_owes());
}

static void note_debt(void *state)
{
	++*(int *)state;
}

TEST(log, "whoever sums up later is told once that lines are being held back")
{
	int debts = 0;

	isled_log_redirect(take_line, fake_now);
	isled_log_set_rate(1);
	isled_log_on_debt(note_debt, &debts);
	for (int i = 0; i < 10; i++)
		isle_log(ISLE_LOG_WARNING, "flood", "x");
	CHECK_EQ(debts, 1);
	isled_log_summary();
	CHECK_STR(lines[1], "flood: 9 more lines suppressed");
	isle_log(ISLE_LOG_WARNING, "flood", "x");
	CHECK_EQ(debts, 2);
}

TEST(log, "no control byte reaches the terminal, and lines below the level cost nothing")
{
	isled_log_redirect(take_line, fake_now);
	isled_log_start("x", ISLE_LOG_INFO);
	isle_log(ISLE_LOG_INFO, "k", "a\x1b[2Jb\nc");
	CHECK_STR(lines[0], "k: a?[2Jb?c");
	isle_log(ISLE_LOG_DEBUG, "k", "not said");
	CHECK_EQ(lines_n, 1);
}

TEST(escape, "printable UTF-8 stays, everything else becomes visible")
{
	static const struct {
		const char *from, *to;
	} cases[] = {
		{ "plain", "plain" },
		{ "gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f" },
		{ "a\x1b[31mb", "a\\x1b[31mb" },
		{ "back\\slash", "back\\\\slash" },
		{ "\xc3", "\\xc3" },
		{ "\xc0\xaf", "\\xc0\\xaf" },
		{ "\xc2\x9b", "\\xc2\\x9b" },
		{ "\xe2\x80\xae", "\\xe2\\x80\\xae" },
		{ "\xed\xa0\x80", "\\xed\\xa0\\x80" },
		{ "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80" },
		{ "\x7f\r\n", "\\x7f\\x0d\\x0a" },
	};
	char text[64];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		isle_text_escape(text, sizeof(text), cases[i].from, strlen(cases[i].from));
		CHECK_STR(text, cases[i].to);
	}
	CHECK_EQ(isle_text_escape(text, 8, "12345678", 8), 7);
	CHECK_STR(text, "1234...");
	CHECK_EQ(isle_text_escape(text, 8, "1234567", 7), 7);
	CHECK_STR(text, "1234567");
	CHECK_EQ(isle_text_escape(text, 8, "\1\1\1", 3), 7);
	CHECK_STR(text, "\\x01...");
}

/* ---- loop ---- */

struct seen {
	struct isled_loop *loop;
	struct isle_watch a, b;
	struct isle_timer timers[64];
	int order[64], n, later_runs;
};

static void stop_other(struct isle_watch *watch, unsigned events)
{
	struct seen *seen = watch->state;

	(void)events;
	seen->n++;
	isled_loop_unwatch(seen->loop, watch == &seen->a ? &seen->b : &seen->a);
}

TEST(loop, "a watch that was stopped in the same turn is not told")
{
	struct seen seen = { 0 };
	struct isled_loop loop;
	int p[2], q[2];

	CHECK_EQ(isled_loop_init(&loop), 0);
	CHECK_EQ(pipe(p) + pipe(q), 0);
	seen.loop = &loop;
	seen.a = (struct isle_watch){ .ready = stop_other, .state = &seen, .fd = p[0] };
	seen.b = (struct isle_watch){ .ready = stop_other, .state = &seen, .fd = q[0] };
	CHECK_EQ(isled_loop_watch(&loop, &seen.a, ISLE_WATCH_READ), 0);
	CHECK_EQ(isled_loop_watch(&loop, &seen.b, ISLE_WATCH_READ), 0);
	CHECK_EQ(write(p[1], "x", 1) + write(q[1], "x", 1), 2);
	isled_loop_turn(&loop, 0);
	CHECK_EQ(seen.n, 1);
	for (int i = 0; i < 2; i++) {
		close(p[i]);
		close(q[i]);
	}
	isled_loop_fini(&loop);
}

static void note_events(struct isle_watch *watch, unsigned events)
{
	struct seen *seen = watch->state;

	seen->order[seen->n++] = (int)events;
}

/* Two ends of a TCP connection: its urgent byte is an exceptional condition. */
static void connect_pair(int ret_ends[2])
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t length = sizeof(to);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	CHECK_EQ(bind(listener, (struct sockaddr *)&to, length), 0);
	CHECK_EQ(listen(listener, 1), 0);
	CHECK_EQ(getsockname(listener, (struct sockaddr *)&to, &length), 0);
	ret_ends[0] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	CHECK_EQ(connect(ret_ends[0], (struct sockaddr *)&to, length), 0);
	ret_ends[1] = accept(listener, NULL, NULL);
	CHECK(ret_ends[1] >= 0);
	close(listener);
}

TEST(loop, "an exceptional condition is told to a watch that asked for it, and to no other")
{
	struct seen seen = { 0 };
	struct isled_loop loop;
	struct pollfd arrived;
	int ends[2];

	CHECK_EQ(isled_loop_init(&loop), 0);
	connect_pair(ends);
	seen.a = (struct isle_watch){ .ready = note_events, .state = &seen, .fd = ends[1] };
	CHECK_EQ(isled_loop_watch(&loop, &seen.a, ISLE_WATCH_PRI), 0);
	isled_loop_turn(&loop, 0);
	CHECK_EQ(seen.n, 0);
	CHECK_EQ(send(ends[0], "!", 1, MSG_OOB), 1);
	arrived = (struct pollfd){ ends[1], POLLPRI, 0 };
	CHECK_EQ(poll(&arrived, 1, -1), 1);
	isled_loop_turn(&loop, 0);
	CHECK_EQ(seen.n, 1);
	CHECK_EQ(seen.order[0], ISLE_WATCH_PRI);
	CHECK_EQ(isled_loop_set(&loop, &seen.a, ISLE_WATCH_WRITE), 0);
	isled_loop_turn(&loop, 0);
	CHECK_EQ(seen.n, 2);
	CHECK_EQ(seen.order[1], ISLE_WATCH_WRITE);
	isled_loop_unwatch(&loop, &seen.a);
	close(ends[0]);
	close(ends[1]);
	isled_loop_fini(&loop);
}

static void note_timer(struct isle_timer *timer)
{
	struct seen *seen = timer->state;

	seen->order[seen->n++] = (int)(timer - seen->timers);
}

TEST(loop, "timers run in the order of their times, and stopped ones do not")
{
	struct seen seen = { 0 };
	struct isled_loop loop;

	CHECK_EQ(isled_loop_init(&loop), 0);
	for (int i = 0; i < 64; i++) {
		seen.timers[i] = (struct isle_timer){ .due = note_timer, .state = &seen };
		CHECK_EQ(isled_loop_timer(&loop, &seen.timers[i], (uint32_t)((i * 37) % 64) * 2),
			 0);
	}
	for (int i = 0; i < 64; i += 3)
		isled_loop_untimer(&loop, &seen.timers[i]);
	while (loop.heap_n)
		isled_loop_turn(&loop, -1);
	CHECK_EQ(seen.n, 64 - 22);
	for (int i = 1; i < seen.n; i++)
		CHECK((seen.order[i - 1] * 37) % 64 < (seen.order[i] * 37) % 64);
	for (int i = 0; i < seen.n; i++)
		CHECK(seen.order[i] % 3 != 0);
	isled_loop_fini(&loop);
}

static void again(struct isle_later *later)
{
	struct seen *seen = later->state;

	seen->later_runs++;
	isled_loop_later(seen->loop, later);
}

TEST(loop, "what defers itself again waits for the next turn")
{
	struct seen seen = { 0 };
	struct isle_later later = { .run = again, .state = &seen };
	struct isled_loop loop;

	CHECK_EQ(isled_loop_init(&loop), 0);
	seen.loop = &loop;
	isled_loop_later(&loop, &later);
	isled_loop_later(&loop, &later);
	isled_loop_turn(&loop, -1);
	CHECK_EQ(seen.later_runs, 1);
	isled_loop_turn(&loop, -1);
	CHECK_EQ(seen.later_runs, 2);
	isled_loop_unlater(&loop, &later);
	isled_loop_turn(&loop, 0);
	CHECK_EQ(seen.later_runs, 2);
	isled_loop_fini(&loop);
}

static void note_signal(struct isled_loop *loop, int number)
{
	*(int *)loop->state = number;
}

TEST(loop, "a signal is told from the loop")
{
	struct isled_loop loop;
	int seen = 0;
	sigset_t set;

	CHECK_EQ(isled_loop_init(&loop), 0);
	loop.state = &seen;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	CHECK_EQ(isled_loop_signals(&loop, &set, note_signal), 0);
	CHECK_EQ(isled_loop_signals(&loop, &set, note_signal), -ISLE_EBUSY);
	raise(SIGUSR1);
	CHECK_EQ(seen, 0);
	isled_loop_turn(&loop, 1000);
	CHECK_EQ(seen, SIGUSR1);
	isled_loop_fini(&loop);
}

/* ---- notification ---- */

static void check_notify(const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	char text[64] = "";

	strcpy(address.sun_path, name);
	if (name[0] == '@')
		address.sun_path[0] = 0;
	CHECK_EQ(bind(fd, (struct sockaddr *)&address,
		      (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(name) +
				  (name[0] != '@'))),
		 0);
	setenv("NOTIFY_SOCKET", name, 1);
	CHECK_EQ(isled_notify("READY=1"), 1);
	CHECK_EQ(recv(fd, text, sizeof(text), MSG_DONTWAIT), 7);
	CHECK_STR(text, "READY=1");
	close(fd);
}

TEST(notify, "readiness goes to a named and to an abstract socket, or nowhere")
{
	char path[100];

	unsetenv("NOTIFY_SOCKET");
	CHECK_EQ(isled_notify("READY=1"), 0);
	snprintf(path, sizeof(path), "%s/notify", test_folder());
	check_notify(path);
	snprintf(path, sizeof(path), "@isled-test-%d", (int)getpid());
	check_notify(path);
	setenv("NOTIFY_SOCKET", "relative", 1);
	CHECK_EQ(isled_notify("READY=1"), -ISLE_EINVAL);
}

TEST(notify, "the watchdog's time counts only for the process it names")
{
	char pid[16];

	setenv("WATCHDOG_USEC", "3000000", 1);
	unsetenv("WATCHDOG_PID");
	CHECK_EQ(isled_notify_watchdog_ms(), 3000);
	setenv("WATCHDOG_PID", "1", 1);
	CHECK_EQ(isled_notify_watchdog_ms(), 0);
	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	setenv("WATCHDOG_PID", pid, 1);
	CHECK_EQ(isled_notify_watchdog_ms(), 3000);
}
