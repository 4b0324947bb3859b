/* SPDX-License-Identifier: BSD-3-Clause */
/* Between tasks, and between an interrupt and a task: lock(), wait(), wake(), barrier(). */
#include "tests/ports/list.h"

/* What the tasks of a case share. Only under the lock, except where said. */
struct shared {
	struct ports_run *run;
	uint32_t delay_ms;
	volatile unsigned count, waiting;
	volatile bool go, turn[2], lost;
};

static struct shared shared;

static void begin(struct ports_run *run)
{
	struct shared none = { 0 };

	shared = none;
	shared.run = run;
	shared.delay_ms = 20;
}

static void start(struct ports_run *run, unsigned i, void (*task)(void *arg))
{
	run->ports->tasks->start(run->ports->self, i, task, &shared);
}

static void join(struct ports_run *run, unsigned i)
{
	run->ports->tasks->join(run->ports->self, i);
}

static void wake(struct ports_run *run)
{
	run->port->wake(run->port->self);
}

/* Waits until *go. Returns false when that came about by the time alone, or never. Locked. */
static bool wait_until(struct ports_run *run, const volatile bool *go)
{
	uint64_t begin_us = ports_now(run);
	uint32_t passed = 0, most = run->patience_ms - run->patience_ms / 8u;

	while (!*go && passed < most) {
		run->port->wait(run->port->self, run->patience_ms - passed);
		passed = ports_since_ms(run, begin_us);
	}
	return passed < most;
}

/* ---- lock ------------------------------------------------------------------------------------------ */

static const char *again(struct ports_run *run)
{
	unsigned i;

	for (i = 0; i < 1000; i++) {
		ports_lock(run);
		ports_unlock(run);
	}
	return NULL;
}

static void enter(void *arg)
{
	struct shared *s = arg;

	ports_lock(s->run);
	s->count++;
	ports_unlock(s->run);
}

static const char *keeps_out(struct ports_run *run)
{
	unsigned inside;

	begin(run);
	ports_lock(run);
	start(run, 0, enter);
	ports_sleep(run, 50);
	inside = shared.count;
	ports_unlock(run);
	join(run, 0);
	HOLDS(inside == 0);
	HOLDS(shared.count == 1);
	return NULL;
}

/* Whoever gets in between loses a step. */
static void take_steps(void *arg)
{
	struct shared *s = arg;
	unsigned i, count;

	for (i = 0; i < 20; i++) {
		ports_lock(s->run);
		count = s->count;
		ports_sleep(s->run, 1);
		s->count = count + 1;
		ports_unlock(s->run);
	}
}

static const char *one_at_a_time(struct ports_run *run)
{
	begin(run);
	start(run, 0, take_steps);
	start(run, 1, take_steps);
	join(run, 0);
	join(run, 1);
	HOLDS(shared.count == 40);
	return NULL;
}

/* ---- wait ------------------------------------------------------------------------------------------ */

#define LASTS_MS    100u
#define RETURNS_MAX 250u /* that a system's own interrupts may cause in that time */

static const char *lasts(struct ports_run *run)
{
	uint64_t begin_us = ports_now(run);
	unsigned returns = 0;
	uint32_t passed;

	ports_lock(run);
	while ((passed = ports_since_ms(run, begin_us)) < LASTS_MS && returns < RETURNS_MAX) {
		run->port->wait(run->port->self, LASTS_MS - passed);
		returns++;
	}
	ports_unlock(run);
	HOLDS(returns < RETURNS_MAX);
	HOLDS(ports_since_ms(run, begin_us) < LASTS_MS + run->patience_ms);
	return NULL;
}

static const char *of_no_time(struct ports_run *run)
{
	uint64_t begin_us = ports_now(run);
	unsigned i;

	ports_lock(run);
	for (i = 0; i < 10; i++)
		run->port->wait(run->port->self, 0);
	ports_unlock(run);
	HOLDS(ports_since_ms(run, begin_us) < run->patience_ms);
	return NULL;
}

static void wake_later(void *arg)
{
	struct shared *s = arg;

	ports_sleep(s->run, s->delay_ms);
	ports_lock(s->run);
	s->go = true;
	wake(s->run);
	ports_unlock(s->run);
}

static const char *woken(struct ports_run *run)
{
	bool in_time;

	begin(run);
	ports_lock(run);
	start(run, 0, wake_later);
	in_time = wait_until(run, &shared.go);
	ports_unlock(run);
	join(run, 0);
	run->wakes = in_time;
	HOLDS(in_time);
	return NULL;
}

static const char *without_limit(struct ports_run *run)
{
	unsigned returns = 0;

	HOLDS(run->wakes); /* or this would last for ever */
	begin(run);
	shared.delay_ms = 200;
	ports_lock(run);
	start(run, 0, wake_later);
	for (; !shared.go && returns < RETURNS_MAX; returns++)
		run->port->wait(run->port->self, ISLE_NO_DEADLINE);
	ports_unlock(run);
	join(run, 0);
	HOLDS(returns < RETURNS_MAX);
	return NULL;
}

#define ROUNDS 1000u

/* Waits for its turn and passes it on, so that each wake comes as close to a wait as can be. */
static void pass_turns(struct shared *s, unsigned mine)
{
	unsigned i;

	ports_lock(s->run);
	for (i = 0; i < ROUNDS && !s->lost; i++) {
		if (!wait_until(s->run, &s->turn[mine]))
			s->lost = true;
		s->turn[mine] = false;
		s->turn[!mine] = true;
		wake(s->run);
	}
	ports_unlock(s->run);
}

static void pass_to_0(void *arg)
{
	pass_turns(arg, 1);
}

static const char *not_lost(struct ports_run *run)
{
	begin(run);
	shared.turn[0] = true;
	start(run, 0, pass_to_0);
	pass_turns(&shared, 0);
	join(run, 0);
	HOLDS(!shared.lost);
	return NULL;
}

static void wait_for_go(void *arg)
{
	struct shared *s = arg;

	ports_lock(s->run);
	s->waiting++;
	if (!wait_until(s->run, &s->go))
		s->lost = true;
	ports_unlock(s->run);
}

/* Both are in wait() once they have said that they will be and the lock is free. */
static const char *wakes_all(struct ports_run *run)
{
	bool done;

	begin(run);
	start(run, 0, wait_for_go);
	start(run, 1, wait_for_go);
	do {
		ports_sleep(run, 1);
		ports_lock(run);
		done = shared.lost || shared.waiting == 2;
		if (done) {
			shared.go = true;
			wake(run);
		}
		ports_unlock(run);
	} while (!done);
	join(run, 0);
	join(run, 1);
	HOLDS(!shared.lost);
	return NULL;
}

/* Comes in while another waits, and stays for a while behind its wake. */
static void come_in(void *arg)
{
	struct shared *s = arg;

	ports_lock(s->run);
	s->go = true;
	wake(s->run);
	ports_sleep(s->run, 50);
	s->count = 1;
	ports_unlock(s->run);
}

/* What the one who waited sees: whether the other came in in time, and whether it had gone again. */
static void wait_for_other(struct ports_run *run, bool *ret_in_time, bool *ret_gone)
{
	begin(run);
	ports_lock(run);
	start(run, 0, come_in);
	*ret_in_time = wait_until(run, &shared.go);
	*ret_gone = shared.count == 1;
	ports_unlock(run);
	join(run, 0);
}

static const char *gives_lock_up(struct ports_run *run)
{
	bool in_time, gone;

	wait_for_other(run, &in_time, &gone);
	run->wakes = run->wakes && in_time;
	HOLDS(in_time);
	return NULL;
}

static const char *takes_lock_again(struct ports_run *run)
{
	bool in_time, gone;

	wait_for_other(run, &in_time, &gone);
	HOLDS(!in_time || gone);
	return NULL;
}

/* ---- wake from an interrupt ------------------------------------------------------------------------ */

static void wake_in_interrupt(void *arg)
{
	struct shared *s = arg;

	s->go = true;
	wake(s->run);
}

static const char *woken_by_interrupt(struct ports_run *run)
{
	bool in_time = true;
	unsigned i;

	for (i = 0; i < 20 && in_time; i++) {
		begin(run);
		ports_lock(run);
		run->ports->interrupt(run->ports->self, wake_in_interrupt, &shared);
		in_time = wait_until(run, &shared.go);
		ports_unlock(run);
	}
	HOLDS(in_time);
	return NULL;
}

/* Here the interrupt has come and gone before the wait begins. */
static const char *interrupt_not_lost(struct ports_run *run)
{
	uint64_t begin_us = ports_now(run);
	uint32_t waited;

	begin(run);
	ports_lock(run);
	run->ports->interrupt(run->ports->self, wake_in_interrupt, &shared);
	while (!shared.go && ports_since_ms(run, begin_us) < run->patience_ms)
		;
	begin_us = ports_now(run);
	run->port->wait(run->port->self, run->patience_ms);
	waited = ports_since_ms(run, begin_us);
	ports_unlock(run);
	HOLDS(shared.go);
	HOLDS(waited < run->patience_ms - run->patience_ms / 8u);
	return NULL;
}

/* ---- barrier --------------------------------------------------------------------------------------- */

static const char *comes_back(struct ports_run *run)
{
	unsigned i;

	for (i = 0; i < 1000; i++)
		run->port->barrier(run->port->self);
	return NULL;
}

#define CROSSINGS 20000u
#define CROSS_MS  500u

/* Two tasks write each its own word and read the other's: at least one must see the other. Not locked: this
 * is about what the lock is made of. Words that do not share a line of a cache. */
static volatile struct {
	uint32_t word, unused[31];
} words[2];
static volatile uint32_t seen[2], at[2];
static volatile bool crossed_over, given_up;

static void meet(struct ports_run *run, unsigned mine, uint32_t round)
{
	unsigned spins = 0;

	run->port->barrier(run->port->self);
	at[mine] = round;
	while (at[!mine] < round && !given_up)
		if (++spins % 20000 == 0)
			ports_sleep(run, 1);
	run->port->barrier(run->port->self);
}

static void cross(struct ports_run *run, unsigned mine)
{
	uint64_t begin_us = ports_now(run);
	uint32_t round;

	for (round = 1; round < CROSSINGS && !given_up; round++) {
		words[mine].word = 0;
		meet(run, mine, 3 * round);
		words[mine].word = round;
		run->port->barrier(run->port->self);
		seen[mine] = words[!mine].word;
		meet(run, mine, 3 * round + 1);
		if (!seen[0] && !seen[1])
			crossed_over = true;
		meet(run, mine, 3 * round + 2);
		if (crossed_over || ports_since_ms(run, begin_us) > CROSS_MS)
			given_up = true;
	}
	given_up = true;
}

static void cross_1(void *arg)
{
	cross(((struct shared *)arg)->run, 1);
}

static const char *keeps_order(struct ports_run *run)
{
	begin(run);
	at[0] = at[1] = 0;
	crossed_over = given_up = false;
	start(run, 0, cross_1);
	cross(run, 0);
	join(run, 0);
	HOLDS(!crossed_over);
	return NULL;
}

const struct ports_case ports_sync[] = {
	{ "lock: again", "a lock that was given back can be taken again", PORTS_LOCK, again },
	{ "lock: keeps out", "the lock keeps another task out", PORTS_LOCK | PORTS_TASKS,
	  keeps_out },
	{ "lock: one at a time", "between two tasks no step is lost under the lock",
	  PORTS_LOCK | PORTS_TASKS, one_at_a_time },
	{ "wait: lasts", "a wait that nobody ends lasts its time", PORTS_WAIT, lasts },
	{ "wait: no time", "a wait of no time comes back", PORTS_WAIT, of_no_time },
	{ "wait: woken", "a wake from another task ends a wait",
	  PORTS_WAIT | PORTS_LOCK | PORTS_TASKS, woken },
	{ "wait: gives the lock up", "another task gets the lock while one waits",
	  PORTS_WAIT | PORTS_LOCK | PORTS_TASKS, gives_lock_up },
	{ "wait: takes the lock again", "a wait comes back with the lock held",
	  PORTS_WAIT | PORTS_LOCK | PORTS_TASKS, takes_lock_again },
	{ "wait: not lost", "a wake is not lost, however close to the wait it comes",
	  PORTS_WAIT | PORTS_LOCK | PORTS_TASKS, not_lost },
	{ "wait: wakes all", "one wake ends the wait of every task",
	  PORTS_WAIT | PORTS_LOCK | PORTS_TASKS, wakes_all },
	{ "wait: without limit", "a wait without limit ends by a wake",
	  PORTS_WAIT | PORTS_LOCK | PORTS_TASKS, without_limit },
	{ "wait: interrupt", "a wake from an interrupt ends a wait", PORTS_WAIT | PORTS_INTERRUPT,
	  woken_by_interrupt },
	{ "wait: interrupt before it", "a wake from an interrupt before the wait is not lost",
	  PORTS_WAIT | PORTS_INTERRUPT, interrupt_not_lost },
	{ "barrier: comes back", "the barrier comes back", PORTS_BARRIER, comes_back },
	{ "barrier: keeps order", "the barrier keeps the order of two tasks",
	  PORTS_BARRIER | PORTS_TASKS, keeps_order },
	{ NULL, NULL, 0, NULL },
};
