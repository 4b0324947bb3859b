/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * LOCK and GETLOCK. A lock that others have is waited for in a thread of its own, by the system call that
 * waits, not by asking again; whatever ends the call ends that thread.
 */
#include "service/file/file.h"

#include "wire/gen/file.h"

struct locking {
	struct isled_op op;
	struct isled_lock_wait wait;
};

static void locking_free(struct isled_op *op)
{
	struct isled_lock_wait *wait = &((struct locking *)op)->wait;

	if (wait->locks)
		isled_lock_wait_end(wait, false);
}

static void run(struct isled_op *op)
{
	isled_lock_wait_run(&((struct locking *)op)->wait, &op->waiter);
}

static void back(struct isled_op *op)
{
	isled_op_end(op, isled_lock_wait_end(&((struct locking *)op)->wait, true), NULL, 0, NULL,
		     0);
}

static int wait_for(struct isled_files *files, struct isle_token *token, struct isled_open *open,
		    struct isled_quota *quota, const struct isled_lock *lock)
{
	static const struct isle_token_ops ops = { .gone = isled_op_gone };
	struct locking *l = isled_op_new(files, sizeof(*l), token, open, ISLED_LANE_OUT);
	int rc;

	if (!l)
		return -ISLE_ENOMEM;
	l->op.run = run;
	l->op.pool_end = back;
	l->op.free = locking_free;
	l->wait.now = isled_lock_is_remote(&open->file);
	isled_op_take_lane(&l->op);
	isle_token_keep(token, &ops, l);
	rc = isled_lock_wait_begin(&files->locks, &open->file, quota, lock, &l->wait);
	if (rc >= 0)
		rc = isled_op_block(&l->op, quota);
	if (rc < 0)
		isled_op_end(&l->op, rc, NULL, 0, NULL, 0);
	return 0;
}

ISLED_FILE_HANDLER(do_lock)
{
	struct isled_files *files = state;
	struct isle__file_lock_args args;
	struct isled_quota *quota;
	struct isled_open *open;
	struct isled_lock lock;
	int rc;

	isle__file_lock_args_get(request->words, request->words_n, &args);
	rc = isled_lock_make(args.kind, args.flags, args.start, args.length, &lock);
	if (rc < 0)
		return rc;
	rc = isled_op_enter_or_queue(state, token, request, ISLED_LANE_OUT, isled_file_do_lock,
				     &open);
	if (rc)
		return rc < 0 ? rc : 0;
	quota = isled_files_quota(files, token);
	if (!quota)
		return -ISLE_ENOMEM;
	if (isled_lock_is_remote(&open->file))
		return wait_for(files, token, open, quota, &lock);
	rc = isled_lock_take(&files->locks, &open->file, quota, &lock);
	if (rc == -ISLE_EAGAIN && (args.flags & ISLE_LOCK_WAIT) && !isle_token_in_batch(token))
		return wait_for(files, token, open, quota, &lock);
	if (rc < 0)
		return rc;
	isle_token_reply(token, NULL, 0, NULL, 0);
	return 0;
}

ISLED_FILE_HANDLER(do_getlock)
{
	uint32_t words[ISLE_FILE_GETLOCK_RESULTS_WORDS];
	struct isle__file_getlock_results r = { 0 };
	struct isle__file_getlock_args args;
	struct isled_lock lock, found;
	struct isled_open *open;
	int rc;

	isle__file_getlock_args_get(request->words, request->words_n, &args);
	rc = isled_lock_make(args.kind, 0, args.start, args.length, &lock);
	if (rc < 0)
		return rc;
	rc = isled_op_enter_or_queue(state, token, request, ISLED_LANE_NEITHER,
				     isled_file_do_getlock, &open);
	if (rc)
		return rc < 0 ? rc : 0;
	rc = isled_lock_find(&open->file, &lock, &found, &r.pid);
	if (rc < 0)
		return rc;
	r.kind = found.kind;
	r.start = found.start;
	if (found.end != INT64_MAX)
		r.length = found.end - found.start + 1;
	isle_token_reply(token, words, isle__file_getlock_results_put(&r, words), NULL, 0);
	return 0;
}
