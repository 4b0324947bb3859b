/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * POLL. Any number of them may wait for one file, beside a read and a write: they have no lane, and the
 * loop watches the descriptor once for all.
 */
#include "service/file/file.h"

#include "wire/gen/file.h"

struct polling {
	struct isled_op op;
	uint32_t events, holds;
};

static uint32_t results(uint32_t holds, uint32_t *words)
{
	const struct isle__file_poll_results r = { .events = holds };

	return isle__file_poll_results_put(&r, words);
}

static void answer(struct isled_op *op, uint32_t holds)
{
	uint32_t words[ISLE_FILE_POLL_RESULTS_WORDS];

	isled_op_end(op, 0, words, results(holds, words), NULL, 0);
}

/* ---- in the loop ---- */

static unsigned awaited(uint32_t events)
{
	return (events & ISLE_POLL_IN ? ISLE_WATCH_READ : 0) |
	       (events & ISLE_POLL_OUT ? ISLE_WATCH_WRITE : 0) |
	       (events & ISLE_POLL_PRI ? ISLE_WATCH_PRI : 0);
}

/* A descriptor that tells nothing is waited for all the same: until the deadline. */
static int wait(struct isled_op *op)
{
	int rc = isled_op_wait_for(op, awaited(((struct polling *)op)->events));

	return rc == -ISLE_EPERM ? 0 : rc;
}

static void ready(struct isled_op *op)
{
	uint32_t holds = isled_file_poll(&op->open->file, ((struct polling *)op)->events);
	int rc = 0;

	if (holds)
		answer(op, holds);
	else
		rc = wait(op);
	if (rc < 0)
		isled_op_end(op, rc, NULL, 0, NULL, 0);
}

/* ---- in a thread ---- */

static void run(struct isled_op *op)
{
	struct polling *p = (struct polling *)op;

	while (!p->holds && !isled_waiter_is_interrupted(&op->waiter))
		p->holds = isled_file_poll_wait(&op->open->file, p->events);
}

/* What one was told the others are not told again. Returns: whether there was one. */
static bool tell_others(struct isled_open *open, uint32_t holds)
{
	struct isled_op *op = open->polls;
	bool told = false;

	while (op) {
		struct polling *p = (struct polling *)op;

		if (op->blocked && (p->events & holds)) {
			answer(op, holds);
			told = true;
			op = open->polls;
		} else {
			op = op->poll_next;
		}
	}
	return told;
}

static void back(struct isled_op *op)
{
	struct polling *p = (struct polling *)op;
	struct isled_open *open = op->open;
	uint32_t holds = p->holds;

	open->refs++;
	p->holds = 0;
	answer(op, holds);
	tell_others(open, holds);
	isled_open_drop(open);
}

/* What came to a call that was given up is not told again by the kernel: it is for the next one. */
static void polling_free(struct isled_op *op)
{
	uint32_t holds = ((struct polling *)op)->holds;

	if (holds && op->files->waiters && !tell_others(op->open, holds))
		op->open->untold |= holds;
}

static uint32_t take_untold(struct isled_open *open, uint32_t events)
{
	uint32_t holds = open->untold;

	if (!(holds & events))
		return 0;
	open->untold = 0;
	return holds;
}

static int wait_in_thread(struct isled_op *op, struct isle_token *token)
{
	struct isled_quota *quota = isled_files_quota(op->files, token);
	int rc = quota ? isled_op_block(op, quota) : -ISLE_ENOMEM;

	return rc == -ISLE_ENOLCK ? -ISLE_ENOMEM : rc;
}

ISLED_FILE_HANDLER(do_poll)
{
	static const struct isle_token_ops ops = { .gone = isled_op_gone };
	uint32_t words[ISLE_FILE_POLL_RESULTS_WORDS], holds;
	struct isle__file_poll_args args;
	struct isled_open *open;
	struct polling *p;
	int rc;

	isle__file_poll_args_get(request->words, request->words_n, &args);
	if (args.events & ~(uint32_t)ISLE_POLL_ALL)
		return -ISLE_EINVAL;
	rc = isled_op_enter_or_queue(state, token, request, ISLED_LANE_NEITHER, isled_file_do_poll,
				     &open);
	if (rc)
		return rc < 0 ? rc : 0;
	holds = isled_file_poll(&open->file, args.events) | take_untold(open, args.events);
	if (holds) {
		isle_token_reply(token, words, results(holds, words), NULL, 0);
		return 0;
	}
	p = isled_op_new(state, sizeof(*p), token, open, ISLED_LANE_IN);
	if (!p)
		return -ISLE_ENOMEM;
	p->events = args.events;
	p->op.ready = ready;
	p->op.run = run;
	p->op.pool_end = back;
	p->op.free = polling_free;
	isle_token_keep(token, &ops, p);
	isled_op_list_poll(&p->op);
	rc = isled_file_poll_needs_thread(&open->file, args.events) ? wait_in_thread(&p->op, token)
								    : wait(&p->op);
	if (rc < 0)
		isled_op_end(&p->op, rc, NULL, 0, NULL, 0);
	return 0;
}
