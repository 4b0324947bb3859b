/* SPDX-License-Identifier: BSD-3-Clause */
/* Operations that take longer: whose turn it is, the pool, the end. */
#include "service/file/file.h"

#include <stdlib.h>
#include <string.h>

/* A call that came while the file was busy, and goes to its handler in its turn. */
struct set_aside {
	struct isled_op op;
	isled_handler *handler;
	uint32_t words_n;
	uint32_t words[16];
};

static const struct isle_token_ops ops_of_op = { .gone = isled_op_gone };

/* ---- lanes ---- */

static bool is_stream(const struct isled_open *open)
{
	return open->file.access == ISLED_CLASS_POLL;
}

static bool is_busy(struct isled_open *open, enum isled_lane lane)
{
	if (open->passing) {
		open->passing = false;
		return false;
	}
	return open->lanes[lane].active || open->lanes[lane].first;
}

static void run_lane(struct isled_open *open, enum isled_lane lane)
{
	struct isled_op *op;

	if (open->lanes[lane].turning)
		return;
	open->lanes[lane].turning = true;
	open->refs++;
	while (!open->lanes[lane].active && (op = open->lanes[lane].first)) {
		open->lanes[lane].first = op->next;
		if (!op->next)
			open->lanes[lane].end = &open->lanes[lane].first;
		op->queued = false;
		open->lanes[lane].active = op;
		op->turn(op);
	}
	open->lanes[lane].turning = false;
	isled_open_drop(open);
}

static void unqueue(struct isled_op *op)
{
	struct isled_op **at = &op->open->lanes[op->lane].first;

	while (*at != op)
		at = &(*at)->next;
	*at = op->next;
	if (!*at)
		op->open->lanes[op->lane].end = at;
	op->queued = false;
}

/* Also files of /proc can be without data for now. */
static bool waits_for_peer(const struct isled_open *open)
{
	const struct isled_op *op = open->lanes[ISLED_LANE_IN].active;

	return op && (op->waiting || op->blocked);
}

/* A device may never answer; the end of its handle does not wait for that. */
static bool ends_device(const struct isle_token *token, const struct isled_open *open)
{
	const struct isled_op *op = open->lanes[ISLED_LANE_IN].active;

	return op && op->on_device && isle_token_method(token) == ISLE_FILE_CLOSE;
}

void *isled_op_new(struct isled_files *files, size_t bytes, struct isle_token *token,
		   struct isled_open *open, enum isled_lane lane)
{
	struct isled_op *op = calloc(1, bytes);

	if (!op)
		return NULL;
	op->files = files;
	op->token = token;
	op->open = open;
	op->lane = open && is_stream(open) ? lane : ISLED_LANE_IN;
	if (open)
		open->refs++;
	op->all_next = files->ops;
	op->all_at = &files->ops;
	if (files->ops)
		files->ops->all_at = &op->all_next;
	files->ops = op;
	files->ops_n++;
	return op;
}

void isled_op_take_lane(struct isled_op *op)
{
	op->open->lanes[op->lane].active = op;
}

void isled_op_adopt(struct isled_op *op, struct isled_open *open)
{
	open->refs++;
	op->open = open;
	op->lane = is_stream(open) ? ISLED_LANE_OUT : ISLED_LANE_IN;
	isled_op_take_lane(op);
}

void isled_op_queue(struct isled_op *op)
{
	struct isled_open *open = op->open;

	op->queued = true;
	*open->lanes[op->lane].end = op;
	open->lanes[op->lane].end = &op->next;
}

void isled_open_run(struct isled_open *open)
{
	open->refs++;
	for (int i = 0; i < ISLED_LANES; i++)
		run_lane(open, i);
	isled_open_drop(open);
}

void isled_op_begin(struct isled_op *op)
{
	struct isled_open *open = op->open;
	enum isled_lane lane = op->lane;

	isled_op_queue(op);
	run_lane(open, lane);
}

static void set_aside_turn(struct isled_op *op)
{
	struct set_aside *aside = (struct set_aside *)op;
	struct isle_request request = { .words = aside->words,
					.words_n = aside->words_n,
					.data_end = true };
	struct isle_token *token = op->token;
	struct isled_open *open = op->open;
	struct isled_files *files = op->files;
	int error;

	op->token = NULL;
	open->lanes[op->lane].active = NULL;
	open->passing = true;
	isle_token_keep(token, NULL, NULL);
	error = aside->handler(files, token, &request);
	open->passing = false;
	if (error < 0)
		isle_token_fail(token, error);
	isled_op_finish(op);
}

static int put_aside(struct isled_files *files, struct isle_token *token,
		     const struct isle_request *request, struct isled_open *open,
		     enum isled_lane lane, isled_handler *handler)
{
	struct set_aside *aside = isled_op_new(files, sizeof(*aside), token, open, lane);

	if (!aside)
		return -ISLE_ENOMEM;
	aside->handler = handler;
	aside->words_n = request->words_n < 16 ? request->words_n : 16;
	memcpy(aside->words, request->words, aside->words_n * sizeof(aside->words[0]));
	aside->op.turn = set_aside_turn;
	isle_token_keep(token, &ops_of_op, aside);
	isled_op_begin(&aside->op);
	return 1;
}

/* What is left of a file that is only named. */
static bool serves_path(uint16_t method)
{
	static const uint16_t served[] = { ISLE_FILE_FSTAT, ISLE_FILE_FSTATVFS, ISLE_FILE_CLOSE,
					   ISLE_FILE_DUP, ISLE_FILE_GETFL };

	for (size_t i = 0; i < sizeof(served) / sizeof(served[0]); i++)
		if (served[i] == method)
			return true;
	return false;
}

int isled_open_of(const struct isle_token *token, const struct isle_request *request,
		  struct isled_open **ret_open)
{
	struct isled_open *open;
	void *object;
	int rc;

	rc = isle_handle_get(isle_token_context(token), request->words_n ? request->words[0] : 0,
			     &isled_file_handle, &object);
	if (rc < 0)
		return rc;
	open = object;
	if ((open->file.flags & ISLE_O_PATH) && !serves_path(isle_token_method(token)))
		return -ISLE_EBADF;
	*ret_open = open;
	return 0;
}

int isled_op_enter(struct isle_token *token, const struct isle_request *request,
		   enum isled_lane lane, struct isled_open **ret_open)
{
	struct isled_open *open;
	int rc = isled_open_of(token, request, &open);

	if (rc < 0)
		return rc;
	if (lane == ISLED_LANE_NEITHER &&
	    (is_stream(open) || waits_for_peer(open) || ends_device(token, open)))
		rc = 0;
	else if (is_busy(open, is_stream(open) ? lane : ISLED_LANE_IN)) {
		if ((is_stream(open) || waits_for_peer(open)) && isle_token_in_batch(token))
			return -ISLE_EAGAIN;
		rc = 1;
	}
	*ret_open = open;
	return rc;
}

int isled_op_enter_or_queue(struct isled_files *files, struct isle_token *token,
			    const struct isle_request *request, enum isled_lane lane,
			    isled_handler *handler, struct isled_open **ret_open)
{
	struct isled_open *open;
	int rc = isled_op_enter(token, request, lane, &open);

	if (rc == 1)
		return put_aside(files, token, request, open, lane, handler);
	if (rc == 0)
		*ret_open = open;
	return rc;
}

/* ---- the end ---- */

void isled_op_finish(struct isled_op *op)
{
	struct isled_open *open = op->open;
	enum isled_lane lane = op->lane;

	*op->all_at = op->all_next;
	if (op->all_next)
		op->all_next->all_at = op->all_at;
	op->files->ops_n--;
	if (op->blocked) /* at the worker's end */
		isled_quota_drop(op->quota);
	if (op->free)
		op->free(op);
	if (open && open->lanes[lane].active == op)
		open->lanes[lane].active = NULL;
	free(op);
	if (!open)
		return;
	run_lane(open, lane);
	isled_open_drop(open);
}

static struct isled_pool *pool_of(const struct isled_op *op)
{
	return op->on_device ? op->files->device_pool : op->files->pool;
}

/*
 * The lane is free before the answer goes out: the answer may bring a CLOSE of the same batch. What a
 * thread is at work on stays until it is back (isled_op_back), and its lane with it.
 */
void isled_op_end(struct isled_op *op, int error, const uint32_t *words, uint32_t words_n,
		  const void *data, uint32_t data_bytes)
{
	bool stays = op->blocked || (op->pooled && !isled_pool_withdraw(pool_of(op), &op->job));
	struct isle_token *token = op->token;

	isled_op_stop_waiting(op);
	if (op->queued)
		unqueue(op);
	if (op->blocked)
		isled_op_interrupt(op);
	op->token = NULL;
	if (!stays && op->open && op->open->lanes[op->lane].active == op)
		op->open->lanes[op->lane].active = NULL;
	if (token && error < 0)
		isle_token_fail_words(token, error, words, words_n);
	else if (token)
		isle_token_reply(token, words, words_n, data, data_bytes);
	if (!stays)
		isled_op_finish(op);
}

void isled_op_gone(struct isle_token *token, void *state, int reason)
{
	struct isled_op *op = state;

	(void)token, (void)reason;
	op->token = NULL;
	isled_op_end(op, 0, NULL, 0, NULL, 0);
}

/* The tokens first: answering one may bring the next operation of its batch. */
static void cancel_lane(struct isled_open *open, enum isled_lane lane)
{
	struct isled_op *op;

	while ((op = open->lanes[lane].first))
		isled_op_end(op, -ISLE_ECANCELED, NULL, 0, NULL, 0);
	op = open->lanes[lane].active;
	if (!op)
		return;
	if (op->cancel) {
		isled_op_stop_waiting(op);
		op->cancel(op);
		return;
	}
	isled_op_end(op, -ISLE_ECANCELED, NULL, 0, NULL, 0);
}

void isled_open_cancel(struct isled_open *open)
{
	open->refs++;
	for (int i = 0; i < ISLED_LANES; i++)
		cancel_lane(open, i);
	while (open->polls)
		isled_op_end(open->polls, -ISLE_ECANCELED, NULL, 0, NULL, 0);
	isled_lock_drop_all(&open->file);
	isled_open_drop(open);
}

/* ---- the pool ---- */

static void job_run(struct isled_job *job)
{
	struct isled_op *op = (struct isled_op *)job;

	op->run(op);
}

void isled_op_back(struct isled_op *op)
{
	if (op->token)
		op->pool_end(op);
	else
		isled_op_finish(op);
}

static void job_done(struct isled_job *job)
{
	struct isled_op *op = (struct isled_op *)job;

	op->pooled = false;
	isled_op_back(op);
}

int isled_op_pool(struct isled_op *op)
{
	int rc;

	op->job.run = job_run;
	op->job.done = job_done;
	rc = isled_pool_submit(pool_of(op), &op->job);
	if (rc < 0)
		return rc;
	op->pooled = true;
	op->files->pooled++;
	return 0;
}

/* ---- memory for data on its way ---- */

uint8_t *isled_stage_take(struct isled_files *files)
{
	uint8_t *stage = files->spare_stage;

	files->spare_stage = NULL;
	return stage ? stage : malloc(ISLED_FILE_STAGE_BYTES);
}

void isled_stage_give_back(struct isled_files *files, uint8_t *stage)
{
	if (files->spare_stage)
		free(stage);
	else
		files->spare_stage = stage;
}
