/* SPDX-License-Identifier: BSD-3-Clause */
/* OPEN, OPENDIR, DUP, CLOSE, and what an open file is. */
#include "service/file/file.h"

#include <stdlib.h>
#include <string.h>

#include "linux/flags.h"
#include "service/services.h"
#include "wire/gen/file.h"

/* How often a FIFO without a reader is tried again: nothing tells when one comes. */
#define RETRY_FIRST_MS 5u
#define RETRY_MAX_MS   100u

/* ---- open files ---- */

static void handle_closed(void *object)
{
	struct isled_open *open = object;

	isled_open_cancel(open);
	isled_open_drop(open);
}

const struct isle_handle_type isled_file_handle = { .name = "file", .close = handle_closed };

struct isled_open *isled_open_new(struct isled_files *files, struct isled_file *file)
{
	struct isled_open *open = calloc(1, sizeof(*open));

	if (!open) {
		isled_file_close(file);
		return NULL;
	}
	open->files = files;
	open->file = *file;
	open->refs = 1;
	open->same = open;
	for (int i = 0; i < ISLED_LANES; i++)
		open->lanes[i].end = &open->lanes[i].first;
	files->open_n++;
	return open;
}

int isled_open_drop(struct isled_open *open)
{
	struct isled_open *other;
	int rc = 0;

	if (--open->refs)
		return 0;
	for (other = open; other->same != open; other = other->same)
		;
	other->same = open->same;
	if (!isled_closing_start(open->files, &open->file))
		rc = isled_file_close(&open->file);
	open->files->open_n--;
	free(open);
	return rc;
}

/* ---- paths ---- */

struct isled_path isled_files_path(struct isled_files *files, const struct isle_token *token,
				   const void *text, uint32_t bytes)
{
	void **slot = isle_context_slot(isle_token_context(token), &isled_service_file);

	return (struct isled_path){ &files->exports, *slot ? *slot : "", text, bytes };
}

int isled_files_refused(const struct isle_token *token, const char *verb, const void *text,
			uint32_t bytes, int result)
{
	if (result == -ISLE_EACCES || result == -ISLE_EROFS || result == -ISLE_EPERM)
		isle_audit(token, verb, text, bytes, result);
	return result;
}

/* Grants are few and exact: the path must be written as in the policy. */
const struct isle_grant *isled_files_grant(struct isled_files *files, const struct isled_path *path)
{
	const struct isle_grant *grants;
	size_t before = 0;
	uint32_t n;

	grants = isle_host_grants(files->host, &n);
	if (!n || !path->len)
		return NULL;
	if (*(const char *)path->text != '/')
		before = strlen(path->cwd) + 1;
	for (uint32_t i = 0; i < n; i++) {
		const char *name = grants[i].path;

		if (strlen(name) != before + path->len ||
		    memcmp(name + before, path->text, path->len))
			continue;
		if (!before || (!memcmp(name, path->cwd, before - 1) && name[before - 1] == '/'))
			return &grants[i];
	}
	return NULL;
}

int isled_files_open(struct isled_files *files, const struct isle_token *token, const void *text,
		     uint32_t bytes, uint32_t flags, uint32_t mode, struct isled_file *ret_file,
		     uint64_t *ret_size)
{
	struct isled_path path = isled_files_path(files, token, text, bytes);
	const struct isle_grant *grant = isled_files_grant(files, &path);
	int rc;

	if (grant)
		rc = isled_file_adopt(grant->fd, flags, grant->read, grant->write, ret_file,
				      ret_size);
	else
		rc = isled_file_open(&path, flags, mode, ret_file, ret_size);
	if (grant && rc >= 0)
		ret_file->granted = grant->path;
	return isled_files_refused(token, "open", text, bytes, rc);
}

struct isled_quota *isled_files_quota(struct isled_files *files, const struct isle_token *token)
{
	void **slot = isle_party_slot(isle_token_party(token), &isled_service_file);
	const struct isle_limits *limits = isle_host_limits(files->host);
	struct isled_quota *quota = *slot;

	if (quota)
		return quota;
	quota = calloc(1, sizeof(*quota));
	if (!quota)
		return NULL;
	quota->refs = 1;
	quota->max[ISLED_QUOTA_LOCKS] = limits->locks;
	quota->max[ISLED_QUOTA_WAITS] = limits->waits;
	quota->max[ISLED_QUOTA_WATCHES] = limits->watches;
	quota->max[ISLED_QUOTA_WATCH_HANDLES] = limits->watch_handles;
	*slot = quota;
	return quota;
}

/* ---- OPEN ---- */

int isled_files_make_handle(struct isled_files *files, struct isle_token *token,
			    struct isled_file *file, struct isled_open *of, uint32_t *ret_handle)
{
	struct isled_open *open = isled_open_new(files, file);
	int rc;

	if (!open)
		return -ISLE_ENOMEM;
	if (of) {
		open->same = of->same;
		of->same = open;
	}
	rc = isle_handle_open(token, &isled_file_handle, open, ret_handle);
	if (rc < 0)
		isled_open_drop(open);
	return rc;
}

/* Makes the handle and answers; takes file. Returns: 0, or an error with which to fail. */
static int answer_open(struct isled_files *files, struct isle_token *token, struct isled_file *file,
		       uint64_t size)
{
	struct isle__file_open_results r = { .type = file->type,
					     .size = size,
					     .traits = file->traits };
	uint32_t words[ISLE_FILE_OPEN_RESULTS_WORDS];
	int rc = isled_files_make_handle(files, token, file, NULL, &r.handle);

	if (rc < 0)
		return rc;
	isle_token_reply(token, words, isle__file_open_results_put(&r, words), NULL, 0);
	return 0;
}

/* A FIFO that nobody reads: tried again until somebody does. */
struct opening {
	struct isled_op op;
	struct isle_timer timer;
	uint32_t every_ms;
	uint32_t flags, mode, bytes;
	char path[];
};

static void opening_free(struct isled_op *op)
{
	isle_timer_stop(op->files->host, &((struct opening *)op)->timer);
}

static void try_again(struct isle_timer *timer)
{
	struct opening *o = timer->state;
	struct isle_token *token = o->op.token;
	struct isled_files *files = o->op.files;
	struct isled_file file;
	uint64_t size;
	int rc;

	rc = isled_files_open(files, token, o->path, o->bytes, o->flags, o->mode, &file, &size);
	if (rc == ISLED_RETRY) {
		o->every_ms = o->every_ms < RETRY_MAX_MS / 2 ? o->every_ms * 2 : RETRY_MAX_MS;
		if (isle_timer_start(files->host, timer, o->every_ms) >= 0)
			return;
		rc = -ISLE_ENOMEM;
	}
	o->op.token = NULL;
	if (rc >= 0)
		rc = answer_open(files, token, &file, size);
	if (rc < 0)
		isle_token_fail(token, rc);
	isled_op_finish(&o->op);
}

static int open_later(struct isled_files *files, struct isle_token *token,
		      const struct isle__file_open_args *args, const void *path, uint32_t bytes)
{
	static const struct isle_token_ops ops = { .gone = isled_op_gone };
	struct opening *o;

	if (isle_token_in_batch(token))
		return -ISLE_EAGAIN;
	o = isled_op_new(files, sizeof(*o) + bytes, token, NULL, ISLED_LANE_OUT);
	if (!o)
		return -ISLE_ENOMEM;
	o->op.free = opening_free;
	o->flags = args->flags;
	o->mode = args->mode;
	o->bytes = bytes;
	memcpy(o->path, path, bytes);
	o->every_ms = RETRY_FIRST_MS;
	o->timer.due = try_again;
	o->timer.state = o;
	isle_token_keep(token, &ops, o);
	files->waited++;
	if (isle_timer_start(files->host, &o->timer, o->every_ms) < 0)
		isled_op_end(&o->op, -ISLE_ENOMEM, NULL, 0, NULL, 0);
	return 0;
}

ISLED_FILE_HANDLER(do_open)
{
	struct isled_files *files = state;
	struct isle__file_open_args args;
	struct isled_file file;
	uint64_t size;
	int rc;

	isle__file_open_args_get(request->words, request->words_n, &args);
	rc = isled_files_open(files, token, request->data, request->data_bytes, args.flags,
			      args.mode, &file, &size);
	if (rc == ISLED_RETRY)
		return open_later(files, token, &args, request->data, request->data_bytes);
	return rc < 0 ? rc : answer_open(files, token, &file, size);
}

int isled_files_answer_handle(struct isled_files *files, struct isle_token *token,
			      struct isled_file *file, struct isled_open *of)
{
	uint32_t words[2] = { 0 };
	int rc = isled_files_make_handle(files, token, file, of, &words[0]);

	if (rc < 0)
		return rc;
	isle_token_reply(token, words, 2, NULL, 0);
	return 0;
}

ISLED_FILE_HANDLER(do_opendir)
{
	struct isled_files *files = state;
	struct isled_file file;
	uint64_t size;
	int rc;

	rc = isled_files_open(files, token, request->data, request->data_bytes,
			      ISLE_O_RDONLY | ISLE_O_DIRECTORY, 0, &file, &size);
	return rc < 0 ? rc : isled_files_answer_handle(files, token, &file, NULL);
}

ISLED_FILE_HANDLER(do_dup)
{
	struct isled_files *files = state;
	struct isled_file file;
	struct isled_open *open;
	int rc;

	rc = isled_open_of(token, request, &open);
	if (rc >= 0)
		rc = isled_file_dup(&open->file, &file);
	return rc < 0 ? rc : isled_files_answer_handle(files, token, &file, open);
}

/* ---- GETFL, SETFL ---- */

/* Those that are in force while a file is open. */
#define LASTING (ISLE_O_ACCMODE | ISLED_FLAGS_STATUS | ISLE_O_SYNC | ISLE_O_DSYNC | ISLE_O_PATH)

ISLED_FILE_HANDLER(do_getfl)
{
	struct isle__file_getfl_results r = { 0 };
	uint32_t words[ISLE_FILE_GETFL_RESULTS_WORDS];
	struct isled_open *open;
	int rc = isled_open_of(token, request, &open);

	(void)state;
	if (rc < 0)
		return rc;
	r.flags = isled_file_flags(&open->file) & LASTING;
	isle_token_reply(token, words, isle__file_getfl_results_put(&r, words), NULL, 0);
	return 0;
}

ISLED_FILE_HANDLER(do_setfl)
{
	struct isle__file_setfl_args args;
	struct isled_open *open, *each;
	int rc;

	isle__file_setfl_args_get(request->words, request->words_n, &args);
	rc = isled_op_enter_or_queue(state, token, request, ISLED_LANE_NEITHER, isled_file_do_setfl,
				     &open);
	if (rc == 1)
		return 0;
	if (rc >= 0)
		rc = isled_file_set_status(&open->file, args.flags);
	if (rc < 0)
		return rc;
	each = open;
	do {
		uint32_t now = isled_file_flags(&each->file) & ~(uint32_t)ISLED_FLAGS_STATUS;

		now |= args.flags & ISLED_FLAGS_STATUS;
		__atomic_store_n(&each->file.flags, now, __ATOMIC_RELAXED);
		each = each->same;
	} while (each != open);
	isle_token_reply(token, NULL, 0, NULL, 0);
	return 0;
}

/* ---- CLOSE ---- */

ISLED_FILE_HANDLER(do_close)
{
	struct isled_files *files = state;
	struct isled_closing *before;
	struct isled_open *open;
	void *object;
	int rc;

	/* What waits for a peer would hold it up for ever, and ends with it. */
	rc = isled_op_enter_or_queue(files, token, request, ISLED_LANE_NEITHER, isled_file_do_close,
				     &open);
	if (rc)
		return rc < 0 ? rc : 0;
	rc = isle_handle_take(isle_token_context(token), request->words[0], &isled_file_handle,
			      &object);
	if (rc < 0)
		return rc;
	isled_open_cancel(open);
	before = files->closings;
	rc = isled_open_drop(open);
	if (rc < 0)
		return rc;
	if (files->closings != before)
		isled_closing_answers(files->closings, token);
	else
		isle_token_reply(token, NULL, 0, NULL, 0);
	return 0;
}
