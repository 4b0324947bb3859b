/* SPDX-License-Identifier: BSD-3-Clause */
/* Attributes and names: calls that are answered at once. And FSYNC and SYNC, which never are. */
#include "service/file/file.h"

#include <stdlib.h>
#include <string.h>

#include "linux/flags.h"
#include "service/services.h"
#include "wire/gen/file.h"

static int ok(struct isle_token *token, int result)
{
	if (result >= 0)
		isle_token_reply(token, NULL, 0, NULL, 0);
	return result < 0 ? result : 0;
}

/* The end of a call that has the request's whole data as its path. */
static int done(struct isle_token *token, const char *verb, const struct isle_request *request,
		int result)
{
	isled_files_refused(token, verb, request->data, request->data_bytes, result);
	return ok(token, result);
}

static struct isled_path path_of(void *state, const struct isle_token *token,
				 const struct isle_request *request)
{
	return isled_files_path(state, token, request->data, request->data_bytes);
}

/* ---- stat ---- */

static int answer_stat(struct isle_token *token, const struct isle_stat *st)
{
	uint32_t words[ISLE_STAT_WORDS];

	isle_token_reply(token, words, isle__stat_put(st, words), NULL, 0);
	return 0;
}

static int answer_statvfs(struct isle_token *token, const struct isle_statvfs *st)
{
	uint32_t words[ISLE_STATVFS_WORDS];

	isle_token_reply(token, words, isle__statvfs_put(st, words), NULL, 0);
	return 0;
}

static int stat_grant(const struct isle_grant *grant, struct isle_stat *ret_stat)
{
	struct isled_file f = { .fd = grant->fd };

	return isled_file_stat(&f, ret_stat);
}

ISLED_FILE_HANDLER(do_stat)
{
	struct isled_path path = path_of(state, token, request);
	const struct isle_grant *grant = isled_files_grant(state, &path);
	struct isle__file_stat_args args;
	struct isle_stat st;
	int rc;

	isle__file_stat_args_get(request->words, request->words_n, &args);
	rc = grant ? stat_grant(grant, &st) : isled_path_stat(&path, args.flags, &st);
	if (rc < 0)
		return isled_files_refused(token, "stat", path.text, (uint32_t)path.len, rc);
	return answer_stat(token, &st);
}

ISLED_FILE_HANDLER(do_fstat)
{
	struct isled_open *open;
	struct isle_stat st;
	int rc;

	rc = isled_op_enter_or_queue(state, token, request, ISLED_LANE_NEITHER, isled_file_do_fstat,
				     &open);
	if (!rc)
		rc = isled_file_stat(&open->file, &st);
	else if (rc == 1)
		return 0;
	return rc < 0 ? rc : answer_stat(token, &st);
}

ISLED_FILE_HANDLER(do_statvfs)
{
	struct isled_path path = path_of(state, token, request);
	struct isle_statvfs st;
	int rc = isled_path_statvfs(&path, &st);

	return rc < 0 ? done(token, "statvfs", request, rc) : answer_statvfs(token, &st);
}

/* Calls on a handle that do not touch its data need not wait for their turn. */
ISLED_FILE_HANDLER(do_fstatvfs)
{
	struct isle_statvfs st;
	struct isled_open *open;
	int rc = isled_open_of(token, request, &open);

	(void)state;
	if (rc >= 0)
		rc = isled_file_statvfs(&open->file, &st);
	return rc < 0 ? rc : answer_statvfs(token, &st);
}

/* ---- mode, times, length, position ---- */

ISLED_FILE_HANDLER(do_chmod)
{
	struct isled_path path = path_of(state, token, request);
	struct isle__file_chmod_args args;

	isle__file_chmod_args_get(request->words, request->words_n, &args);
	return done(token, "chmod", request, isled_path_chmod(&path, args.flags, args.mode));
}

ISLED_FILE_HANDLER(do_fchmod)
{
	struct isle__file_fchmod_args args;
	struct isled_open *open;
	int rc = isled_open_of(token, request, &open);

	(void)state;
	isle__file_fchmod_args_get(request->words, request->words_n, &args);
	return ok(token, rc < 0 ? rc : isled_file_chmod(&open->file, args.mode));
}

ISLED_FILE_HANDLER(do_chown)
{
	struct isled_path path = path_of(state, token, request);
	struct isle__file_chown_args args;

	isle__file_chown_args_get(request->words, request->words_n, &args);
	return done(token, "chown", request,
		    isled_path_chown(&path, args.flags, args.uid, args.gid));
}

ISLED_FILE_HANDLER(do_fchown)
{
	struct isle__file_fchown_args args;
	struct isled_open *open;
	int rc = isled_open_of(token, request, &open);

	(void)state;
	isle__file_fchown_args_get(request->words, request->words_n, &args);
	return ok(token, rc < 0 ? rc : isled_file_chown(&open->file, args.uid, args.gid));
}

ISLED_FILE_HANDLER(do_utimens)
{
	struct isled_path path = path_of(state, token, request);
	struct isle__file_utimens_args args;
	struct timespec times[2];
	int rc;

	isle__file_utimens_args_get(request->words, request->words_n, &args);
	rc = isled_flags_time(args.atime_s, args.atime_ns, &times[0]);
	if (rc >= 0)
		rc = isled_flags_time(args.mtime_s, args.mtime_ns, &times[1]);
	if (rc >= 0)
		rc = isled_path_utimens(&path, args.flags, times);
	return done(token, "utimens", request, rc);
}

ISLED_FILE_HANDLER(do_futimens)
{
	struct isle__file_futimens_args args;
	struct timespec times[2];
	struct isled_open *open;
	int rc;

	isle__file_futimens_args_get(request->words, request->words_n, &args);
	rc = isled_flags_time(args.atime_s, args.atime_ns, &times[0]);
	if (rc >= 0)
		rc = isled_flags_time(args.mtime_s, args.mtime_ns, &times[1]);
	if (rc < 0)
		return rc;
	rc = isled_op_enter_or_queue(state, token, request, ISLED_LANE_NEITHER,
				     isled_file_do_futimens, &open);
	if (rc == 1)
		return 0;
	return ok(token, rc < 0 ? rc : isled_file_utimens(&open->file, times));
}

ISLED_FILE_HANDLER(do_truncate)
{
	struct isled_path path = path_of(state, token, request);
	struct isle__file_truncate_args args;

	isle__file_truncate_args_get(request->words, request->words_n, &args);
	return done(token, "truncate", request, isled_path_truncate(&path, args.size));
}

ISLED_FILE_HANDLER(do_ftruncate)
{
	struct isle__file_ftruncate_args args;
	struct isled_open *open;
	int rc;

	isle__file_ftruncate_args_get(request->words, request->words_n, &args);
	rc = isled_op_enter_or_queue(state, token, request, ISLED_LANE_NEITHER,
				     isled_file_do_ftruncate, &open);
	if (rc == 1)
		return 0;
	return ok(token, rc < 0 ? rc : isled_file_truncate(&open->file, args.size));
}

ISLED_FILE_HANDLER(do_lseek)
{
	uint32_t words[ISLE_FILE_LSEEK_RESULTS_WORDS];
	struct isle__file_lseek_results r = { 0 };
	struct isle__file_lseek_args args;
	struct isled_open *open;
	int rc;

	isle__file_lseek_args_get(request->words, request->words_n, &args);
	rc = isled_op_enter_or_queue(state, token, request, ISLED_LANE_NEITHER, isled_file_do_lseek,
				     &open);
	if (rc == 1)
		return 0;
	if (rc >= 0)
		rc = isled_file_seek(&open->file, args.whence, args.offset, &r.offset);
	if (rc >= 0)
		isle_token_reply(token, words, isle__file_lseek_results_put(&r, words), NULL, 0);
	return rc;
}

ISLED_FILE_HANDLER(do_access)
{
	struct isled_path path = path_of(state, token, request);
	struct isle__file_access_args args;

	isle__file_access_args_get(request->words, request->words_n, &args);
	/* A question, not an attempt: no is an answer and nothing for the audit. */
	return ok(token, isled_path_access(&path, args.flags, args.mode));
}

/* ---- to the medium ---- */

struct syncing {
	struct isled_op op;
	bool data_only;
	int result;
};

static void sync_run(struct isled_op *op)
{
	struct syncing *s = (struct syncing *)op;

	s->result = op->open ? isled_file_sync(&op->open->file, s->data_only)
			     : isled_exports_sync(&op->files->exports);
}

static void sync_end(struct isled_op *op)
{
	isled_op_end(op, ((struct syncing *)op)->result, NULL, 0, NULL, 0);
}

static int start_sync(struct isled_files *files, struct isle_token *token, struct isled_open *open,
		      bool data_only)
{
	static const struct isle_token_ops ops = { .gone = isled_op_gone };
	struct syncing *s = isled_op_new(files, sizeof(*s), token, open, ISLED_LANE_OUT);
	int rc;

	if (!s)
		return -ISLE_ENOMEM;
	s->data_only = data_only;
	s->op.run = sync_run;
	s->op.pool_end = sync_end;
	isle_token_keep(token, &ops, s);
	if (open)
		isled_op_take_lane(&s->op);
	rc = isled_op_pool(&s->op);
	if (rc < 0)
		isled_op_end(&s->op, rc, NULL, 0, NULL, 0);
	return 0;
}

ISLED_FILE_HANDLER(do_fsync)
{
	struct isle__file_fsync_args args;
	struct isled_open *open;
	int rc;

	isle__file_fsync_args_get(request->words, request->words_n, &args);
	rc = isled_op_enter_or_queue(state, token, request, ISLED_LANE_NEITHER, isled_file_do_fsync,
				     &open);
	if (rc == 1)
		return 0;
	if (rc < 0)
		return rc;
	if (open->file.access == ISLED_CLASS_POLL)
		return -ISLE_EINVAL;
	return start_sync(state, token, open, args.data_only);
}

ISLED_FILE_HANDLER(do_sync)
{
	(void)request;
	return start_sync(state, token, NULL, false);
}
