/* SPDX-License-Identifier: BSD-3-Clause */
/* Runs the list and says what came of it. */
#include "tests/ports/list.h"

#include <string.h>

#define PATIENCE_MS 5000u

/* ---- for the cases --------------------------------------------------------------------------------- */

uint64_t ports_now(struct ports_run *run)
{
	return run->port->time_us(run->port->self);
}

uint64_t ports_since(struct ports_run *run, uint64_t start_us)
{
	return ports_now(run) - start_us;
}

uint32_t ports_since_ms(struct ports_run *run, uint64_t start_us)
{
	return (uint32_t)(ports_since(run, start_us) / 1000u);
}

void ports_lock(struct ports_run *run)
{
	if (run->port->lock)
		run->port->lock(run->port->self);
}

void ports_unlock(struct ports_run *run)
{
	if (run->port->unlock)
		run->port->unlock(run->port->self);
}

void ports_sleep(struct ports_run *run, uint32_t ms)
{
	const struct ports *ports = run->ports;
	uint64_t start = ports_now(run);

	if (ports->tasks)
		ports->tasks->sleep_ms(ports->self, ms);
	else
		while (ports_since_ms(run, start) < ms)
			;
}

/* ---- what is said ---------------------------------------------------------------------------------- */

static void say(struct ports_run *run, const char *text)
{
	const struct ports *ports = run->ports;
	size_t len = strlen(text);

	ports->print(ports->self, text);
	if (!ports->report || len > ports->report_bytes - run->reported)
		return;
	memcpy(ports->report + run->reported, text, len);
	run->reported += len;
}

static void say_number(struct ports_run *run, int number)
{
	unsigned left = number < 0 ? 0u - (unsigned)number : (unsigned)number;
	char digits[12], *at = digits + sizeof(digits) - 1;

	*at = 0;
	do
		*--at = (char)('0' + left % 10);
	while (left /= 10);
	if (number < 0)
		*--at = '-';
	say(run, at);
}

static void say_case(struct ports_run *run, const char *verdict, const struct ports_case *c)
{
	say(run, verdict);
	say(run, " - port on ");
	say(run, run->ports->name);
	say(run, ": ");
	say(run, c->sentence);
}

static void say_totals(struct ports_run *run)
{
	if (run->left_out) {
		say(run, "# left out: ");
		say_number(run, (int)run->left_out);
		say(run, "\n");
	}
	say_number(run, (int)run->passed);
	say(run, " passed, ");
	say_number(run, (int)run->failed);
	say(run, " failed, 0 skipped\n");
}

/* ---- the list -------------------------------------------------------------------------------------- */

static unsigned has(const struct ports *ports)
{
	const struct isle_port *port = ports->port;

	return (port->lock ? PORTS_LOCK : 0u) | (port->wait ? PORTS_WAIT : 0u) |
	       (port->barrier ? PORTS_BARRIER : 0u) | (ports->tasks ? PORTS_TASKS : 0u) |
	       (ports->wind ? PORTS_WIND : 0u) | (ports->interrupt ? PORTS_INTERRUPT : 0u) |
	       (ports->config ? PORTS_LINK : 0u);
}

static const char *missing(unsigned needs)
{
	static const char *const names[] = { "lock",   "wait",        "barrier", "tasks",
					     "wind()", "interrupt()", "link" };
	unsigned i = 0;

	while (!(needs >> i & 1u))
		i++;
	return names[i];
}

static void leave_out(struct ports_run *run, const struct ports_case *c, unsigned lacks)
{
	run->left_out++;
	say_case(run, "# left out", c);
	say(run, lacks ? " # no " : " # it would tell nothing after what failed");
	say(run, lacks ? missing(lacks) : "");
	say(run, "\n");
}

static void judge(struct ports_run *run, const struct ports_case *c)
{
	const char *wrong;

	say(run, "# ");
	say(run, c->name);
	say(run, "\n");
	run->got = 0;
	wrong = c->run(run);
	say_case(run, wrong ? "not ok" : "ok", c);
	if (wrong) {
		run->failed++;
		say(run, " # ");
		say(run, wrong);
		if (run->got) {
			say(run, ", but ");
			say_number(run, run->got);
		}
	} else {
		run->passed++;
	}
	say(run, "\n");
}

static void run_cases(struct ports_run *run, const struct ports_case *c)
{
	for (; c->name; c++) {
		unsigned lacks = c->needs & ~has(run->ports);

		if (run->stop || lacks)
			leave_out(run, c, run->stop ? 0 : lacks);
		else
			judge(run, c);
	}
}

int ports_run(const struct ports *ports)
{
	static const struct ports_case *const lists[] = { ports_time, ports_sync, ports_link };
	struct ports_run run;
	unsigned i;

	memset(&run, 0, sizeof(run));
	run.ports = ports;
	run.port = ports->port;
	run.folder = ports->folder ? ports->folder : "/data";
	run.patience_ms = ports->patience_ms ? ports->patience_ms : PATIENCE_MS;
	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		run_cases(&run, lists[i]);
	say_totals(&run);
	ports_link_end(&run);
	return (int)run.failed;
}
