/* SPDX-License-Identifier: BSD-3-Clause */
/* Operations that wait for others: for a descriptor in the loop, or in a thread of their own. */
#include "service/file/file.h"

/* ---- readiness ---- */

/* Has the loop watch for what the operations of this file wait for: a descriptor is watched once. */
static int set_watch(struct isled_open *open)
{
	struct isle_host *host = open->files->host;
	unsigned wanted = 0;
	int rc = 0;

	for (const struct isled_op *op = open->waiting; op; op = op->wait_next)
		wanted |= op->awaited;
	if (open->watched && !open->waiting) {
		isle_watch_stop(host, &open->watch);
		open->watched = false;
	} else if (open->watched) {
		rc = isle_watch_set(host, &open->watch, wanted);
	} else if (open->waiting) {
		rc = isle_watch_start(host, &open->watch, wanted);
		open->watched = rc >= 0;
	}
	return rc;
}

static void unlist(struct isled_op *op)
{
	struct isled_op **at = &op->open->waiting;

	while (*at != op)
		at = &(*at)->wait_next;
	*at = op->wait_next;
	op->waiting = false;
}

void isled_op_list_poll(struct isled_op *op)
{
	op->polling = true;
	op->poll_next = op->open->polls;
	op->open->polls = op;
}

static void unlist_poll(struct isled_op *op)
{
	struct isled_op **at;

	if (!op->polling)
		return; /* it may have no file yet */
	at = &op->open->polls;
	while (*at != op)
		at = &(*at)->poll_next;
	*at = op->poll_next;
	op->polling = false;
}

void isled_op_stop_waiting(struct isled_op *op)
{
	unlist_poll(op);
	if (!op->waiting)
		return;
	unlist(op);
	set_watch(op->open);
}

/* One that is due; a poll before a read takes what it is to be told of. */
static struct isled_op *next_due(struct isled_open *open)
{
	struct isled_op *found = NULL;

	for (struct isled_op *op = open->waiting; op; op = op->wait_next)
		if (op->due && (!found || op->polling))
			found = op;
	return found;
}

/* All that are meant are marked first: what one of them does may end others, and begin new ones. */
static void watch_ready(struct isle_watch *watch, unsigned events)
{
	struct isled_open *open = watch->state;
	struct isled_op *op;

	open->refs++;
	for (op = open->waiting; op; op = op->wait_next)
		op->due = events & (op->awaited | ISLE_WATCH_HANGUP);
	while ((op = next_due(open))) {
		op->due = false;
		unlist(op);
		set_watch(open);
		op->ready(op);
	}
	isled_open_drop(open);
}

int isled_op_wait_for(struct isled_op *op, unsigned awaited)
{
	struct isled_open *open = op->open;
	int rc;

	open->watch.ready = watch_ready;
	open->watch.state = open;
	open->watch.fd = open->file.fd;
	op->awaited = awaited;
	op->due = false;
	op->waiting = true;
	op->wait_next = open->waiting;
	open->waiting = op;
	rc = set_watch(open);
	if (rc < 0 && rc != -ISLE_EPERM) {
		unlist(op);
		return rc;
	}
	op->files->waited++;
	return rc;
}

int isled_op_wait(struct isled_op *op)
{
	static const unsigned events[] = { ISLE_WATCH_READ, ISLE_WATCH_WRITE };
	int rc;

	if ((isled_file_flags(&op->open->file) & ISLE_O_NONBLOCK) || isle_token_in_batch(op->token))
		return -ISLE_EAGAIN;
	rc = isled_op_wait_for(op, events[op->lane]);
	if (rc != -ISLE_EPERM)
		return rc;
	isled_op_stop_waiting(op); /* it has nothing to poll for */
	return -ISLE_EAGAIN;
}

/* ---- threads that wait for others ---- */

#define NUDGE_MS 3u

static void waiters_ready(struct isle_watch *watch, unsigned events)
{
	struct isled_files *files = watch->state;

	(void)events;
	if (!isled_waiters_collect(files->waiters))
		isled_op_stop_waiters(files);
}

static void nudge(struct isle_timer *timer)
{
	struct isled_files *files = timer->state;

	if (isled_waiters_nudge(files->waiters))
		isle_timer_start(files->host, timer, NUDGE_MS);
}

/* With the first operation that needs one. */
static int start_waiters(struct isled_files *files)
{
	int rc = isled_waiters_start(&files->waiters);

	if (rc < 0)
		return rc;
	files->nudge.due = nudge;
	files->nudge.state = files;
	files->waiters_watch.ready = waiters_ready;
	files->waiters_watch.state = files;
	files->waiters_watch.fd = isled_waiters_fd(files->waiters);
	rc = isle_watch_start(files->host, &files->waiters_watch, ISLE_WATCH_READ);
	if (rc < 0) {
		isled_waiters_stop(files->waiters);
		files->waiters = NULL;
	}
	return rc;
}

void isled_op_stop_waiters(struct isled_files *files)
{
	if (!files->waiters)
		return;
	isle_timer_stop(files->host, &files->nudge);
	isle_watch_stop(files->host, &files->waiters_watch);
	isled_waiters_stop(files->waiters);
	files->waiters = NULL;
}

static void waiter_run(struct isled_waiter *waiter)
{
	struct isled_op *op = ISLED_OP_OF(waiter);

	op->run(op);
}

static void waiter_done(struct isled_waiter *waiter)
{
	struct isled_op *op = ISLED_OP_OF(waiter);

	op->blocked = false;
	isled_quota_give_back(op->quota, ISLED_QUOTA_WAITS, 1);
	isled_quota_drop(op->quota);
	isled_op_back(op);
}

int isled_op_block(struct isled_op *op, struct isled_quota *quota)
{
	int rc = op->files->waiters ? 0 : start_waiters(op->files);

	if (rc < 0)
		return rc;
	if (!isled_quota_take(quota, ISLED_QUOTA_WAITS, 1))
		return -ISLE_ENOLCK;
	op->waiter.run = waiter_run;
	op->waiter.done = waiter_done;
	rc = isled_waiter_begin(op->files->waiters, &op->waiter);
	if (rc < 0) {
		isled_quota_give_back(quota, ISLED_QUOTA_WAITS, 1);
		return -ISLE_ENOLCK;
	}
	op->quota = isled_quota_hold(quota);
	op->blocked = true;
	op->files->waited++;
	return 0;
}

void isled_op_interrupt(struct isled_op *op)
{
	isled_waiter_interrupt(&op->waiter);
	isle_timer_start(op->files->host, &op->files->nudge, NUDGE_MS);
}
