/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Long reads as a stream: straight from the file into the link's frames, or by reference to the
 * file where the link can send that; what is cold is fetched by the pool first.
 */
#include "service/file/file.h"

#include <stdlib.h>
#include <string.h>

/* Frames smaller than this are filled from a stage: one system call for many of them. */
#define DIRECT_MIN 4096u
/* Shorter ranges are copied faster than they are referred to. */
#define BY_FILE_MIN ISLED_FILE_STREAM_MIN

struct reading {
	struct isled_op op;
	struct isle_later later; /* ends the operation outside of fill */
	uint64_t offset;
	uint32_t count, done;
	bool probe; /* say whether the file goes on behind count */
	bool probing, eof, over, cancelled;
	char next;         /* the byte behind count */
	uint64_t file_end; /* the file was that long when a part was given by reference */
	uint8_t *stage;
	uint32_t stage_at, stage_n;
	int64_t result; /* of the pool */
};

static void reading_free(struct isled_op *op)
{
	struct reading *r = (struct reading *)op;

	if (r->stage)
		isled_stage_give_back(op->files, r->stage);
	isle_later_stop(op->files->host, &r->later);
}

static void finish_later(struct isle_later *later)
{
	isled_op_finish(later->state);
}

/* The last of fill(): what waits behind must not be started from inside the session's output. */
static int end_fill(struct reading *r, struct isle_fill *fill, int error)
{
	struct isled_op *op = &r->op;

	if (!error || r->done) {
		fill->end = true;
		fill->words_n = isled_read_results(fill->words, r->done, r->eof);
		error = 0;
	}
	op->token = NULL;
	r->later.run = finish_later;
	r->later.state = op;
	if (op->open->lanes[op->lane].first)
		isle_later_start(op->files->host, &r->later);
	else
		isled_op_finish(op);
	return error;
}

static uint32_t wanted(const struct reading *r)
{
	return r->count - r->done;
}

static uint32_t take_from_stage(struct reading *r, void *to, uint32_t max)
{
	uint32_t n = r->stage_n - r->stage_at;

	if (n > max)
		n = max;
	memcpy(to, r->stage + r->stage_at, n);
	r->stage_at += n;
	r->done += n;
	return n;
}

static void run(struct isled_op *op)
{
	struct reading *r = (struct reading *)op;
	uint32_t want = wanted(r);

	if (r->probing)
		r->result =
			isled_read_into(&op->open->file, &r->next, 1, r->offset, r->count, true);
	else
		r->result = isled_read_into(&op->open->file, r->stage,
					    want < ISLED_FILE_STAGE_BYTES ? want
									  : ISLED_FILE_STAGE_BYTES,
					    r->offset, r->done, true);
}

static void resume(struct isled_op *op)
{
	isle_token_resume(op->token);
}

static void cancel(struct isled_op *op)
{
	((struct reading *)op)->cancelled = true;
	if (op->token && !op->pooled)
		isle_token_resume(op->token);
}

static bool get_stage(struct reading *r)
{
	if (!r->stage)
		r->stage = isled_stage_take(r->op.files);
	return r->stage;
}

/*
 * A result of reading that is not data for the frame. Returns: 1: look again; 0: nothing now; or
 * the error with which to end.
 */
static int digest(struct reading *r, int64_t n)
{
	if (n == 0) {
		r->eof = r->over = true;
		return 1;
	}
	if (n == ISLED_COLD)
		return isled_op_pool(&r->op);
	if (n == ISLED_WAIT && !r->done)
		return isled_op_wait(&r->op);
	if (n == ISLED_WAIT) {
		r->over = true;
		return 1;
	}
	return (int)n;
}

/* What the pool has read. */
static bool take_result(struct reading *r, int64_t *ret_n)
{
	int64_t n = r->result;

	r->result = INT64_MIN;
	if (n == INT64_MIN)
		return false;
	*ret_n = n;
	return true;
}

/*
 * Give the next part as a range of the file. Only of one that nobody is working on: what is done
 * to those pages before the link has sent them would show, also zeros where the file was cut.
 * Returns: whether that was possible.
 */
static bool fill_by_file(struct reading *r, struct isle_fill *fill)
{
	struct isled_file *file = &r->op.open->file;
	uint64_t at = r->offset + r->done, size;
	uint32_t range = wanted(r);
	bool quiet;

	if (fill->file_max < BY_FILE_MIN || range < BY_FILE_MIN || r->probe ||
	    !isled_file_can_send(file) || isled_file_size(file, &size, &quiet) < 0 || !quiet ||
	    at >= size)
		return false;
	if (range > fill->file_max)
		range = fill->file_max;
	if (range > size - at)
		range = (uint32_t)(size - at);
	if (range < BY_FILE_MIN || !isled_file_is_hot(file, at, range))
		return false;
	fill->file = file->fd;
	fill->file_offset = at;
	fill->bytes = range;
	r->file_end = at + range;
	r->done += range;
	return true;
}

/* Was the file cut while a part of it was on its way by reference? That part is filling then. */
static void look_at_size(struct reading *r)
{
	uint64_t size;
	bool quiet;

	if (!r->file_end || isled_file_size(&r->op.open->file, &size, &quiet) < 0 ||
	    size >= r->file_end)
		return;
	r->done = size > r->offset ? (uint32_t)(size - r->offset) : 0;
	r->eof = r->over = true;
}

static int fill_by_copy(struct reading *r, struct isle_fill *fill)
{
	bool direct = isled_file_is_direct(&r->op.open->file);
	bool staged = direct || r->probe || (fill->max < DIRECT_MIN && wanted(r) > fill->max);
	uint32_t bytes = wanted(r), room = staged ? ISLED_FILE_STAGE_BYTES : fill->max;
	int64_t n;

	if (!get_stage(r))
		return -ISLE_ENOMEM;
	if (bytes > room)
		bytes = room;
	if (!take_result(r, &n)) {
		n = isled_read_into(&r->op.open->file, staged ? (void *)r->stage : fill->buffer,
				    bytes, r->offset, r->done, false);
		if (n > 0 && !staged) {
			r->done += (uint32_t)n;
			fill->bytes = (uint32_t)n;
			return 0;
		}
	}
	if (n <= 0)
		return digest(r, n);
	/* Where it ended so, another read would not begin where one may. */
	if (direct && n < bytes)
		r->eof = r->over = true;
	r->stage_at = 0;
	r->stage_n = (uint32_t)n;
	return 1;
}

/* Does the file go on behind count? Asked before the last bytes leave. Returns: as digest(). */
static int look_behind(struct reading *r)
{
	int64_t n;

	r->probing = true;
	if (!take_result(r, &n))
		n = isled_read_into(&r->op.open->file, &r->next, 1, r->offset, r->count, false);
	if (n == ISLED_COLD && isled_op_pool(&r->op) >= 0)
		return 0;
	r->eof = n == 0;
	r->over = true;
	return 1;
}

static int fill_from_stage(struct reading *r, struct isle_fill *fill)
{
	if (r->probe && !r->over && r->stage_n - r->stage_at == wanted(r))
		return look_behind(r);
	fill->bytes = take_from_stage(r, fill->buffer, fill->max);
	return 0;
}

static int fill(struct isle_token *token, void *state, struct isle_fill *fill)
{
	struct reading *r = state;
	int rc = 1;

	(void)token;
	if (r->op.pooled || r->op.waiting)
		return 0;
	if (r->cancelled)
		return end_fill(r, fill, -ISLE_ECANCELED);
	look_at_size(r);
	while (rc == 1) {
		if (r->stage_at < r->stage_n)
			rc = fill_from_stage(r, fill);
		else if (r->over || !wanted(r))
			return end_fill(r, fill, 0);
		else if (r->result == INT64_MIN && fill_by_file(r, fill))
			/* (unless the pool has read these bytes already) */
			return wanted(r) ? 0 : end_fill(r, fill, 0);
		else
			rc = fill_by_copy(r, fill);
	}
	if (rc < 0)
		return end_fill(r, fill, rc);
	/* The last bytes and the answer are one frame. */
	if (fill->bytes && r->stage_at == r->stage_n && !wanted(r))
		return end_fill(r, fill, 0);
	return 0;
}

int isled_read_stream(struct isled_files *files, struct isle_token *token, struct isled_open *open,
		      uint64_t offset, uint32_t count, bool probe)
{
	static const struct isle_token_ops ops = { .gone = isled_op_gone };
	struct reading *r = isled_op_new(files, sizeof(*r), token, open, ISLED_LANE_IN);

	if (!r)
		return -ISLE_ENOMEM;
	r->offset = offset;
	r->count = count;
	r->probe = probe;
	r->result = INT64_MIN;
	r->op.run = run;
	r->op.pool_end = r->op.ready = resume;
	r->op.cancel = cancel;
	r->op.free = reading_free;
	isled_op_take_lane(&r->op);
	isle_token_stream(token, &ops, r, fill, ISLE_FILE_PREAD_RESULTS_WORDS);
	return 0;
}
