/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * PREAD and GETFILE. A small read of what is at hand is one answer out of lent memory; a long one
 * is a stream that goes straight from the file into the link's frames, or by reference to the file
 * where the link can send that; what is cold is fetched by the pool first.
 */
#include "service/file/file.h"

#include <stdlib.h>
#include <string.h>

#include "wire/gen/file.h"

/* Frames smaller than this are filled from a stage: one system call for many of them. */
#define DIRECT_MIN 4096u
/* Shorter ranges are copied faster than they are referred to. */
#define BY_FILE_MIN 32768u
/*
 * What is given by reference is filled up with zeros when the file is cut before it has gone. So as
 * long as somebody works on a file, the end of a read is copied: that and the length then tell
 * whether what went before was still there. It must be some data, since a stream may have no credit
 * left to end without.
 */
#define TAIL_BYTES 512u

struct reading {
	struct isled_op op;
	struct isle_later later; /* ends the operation outside of fill */
	uint64_t offset;
	uint32_t count, done;
	bool probe; /* say whether the file goes on behind count */
	bool probing, eof, over;
	char next;         /* the byte behind count */
	uint64_t file_end; /* the file was that long when a part was given by reference */
	uint8_t *stage;
	uint32_t stage_at, stage_n;
	int64_t result; /* of the pool */
};

static int64_t read_into(struct isled_file *file, void *buffer, size_t bytes, uint64_t offset,
			 uint64_t done, bool may_wait)
{
	struct iovec iov = { buffer, bytes };
	bool seekable = file->traits & ISLE_FILE_IS_SEEKABLE;

	return isled_file_read(file, &iov, 1, seekable ? offset + done : offset, may_wait);
}

static uint32_t put_results(uint32_t *words, uint32_t count, bool eof)
{
	const struct isle__file_pread_results r = { .count = count,
						    .flags = eof ? ISLE_READ_EOF : 0 };

	return isle__file_pread_results_put(&r, words);
}

/* ---- streams of data ---- */

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
		fill->words_n = put_results(fill->words, r->done, r->eof);
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
		r->result = read_into(&op->open->file, &r->next, 1, r->offset, r->count, true);
	else
		r->result = read_into(&op->open->file, r->stage,
				      want < ISLED_FILE_STAGE_BYTES ? want : ISLED_FILE_STAGE_BYTES,
				      r->offset, r->done, true);
}

static void resume(struct isled_op *op)
{
	isle_token_resume(op->token);
}

static bool get_stage(struct reading *r)
{
	if (!r->stage)
		r->stage = isled_stage_take(r->op.files);
	return r->stage;
}

/*
 * A result of reading that is not data for the frame. Returns: 1: look again; 0: nothing now; or the
 * error with which to end.
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

/* Give the next part as a range of the file. Returns: whether that was possible. */
static bool fill_by_file(struct reading *r, struct isle_fill *fill)
{
	struct isled_file *file = &r->op.open->file;
	uint64_t at = r->offset + r->done, size;
	uint32_t range = wanted(r);
	bool quiet;

	if (fill->file_max < BY_FILE_MIN || range < BY_FILE_MIN || r->probe ||
	    !isled_file_can_send(file) || isled_file_size(file, &size, &quiet) < 0 || at >= size)
		return false;
	if (range > fill->file_max)
		range = fill->file_max;
	if (range > size - at)
		range = (uint32_t)(size - at);
	if (range == wanted(r) && !quiet)
		range -= TAIL_BYTES;
	if (range < BY_FILE_MIN - TAIL_BYTES || !isled_file_is_hot(file, at, range))
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
	bool staged = r->probe || (fill->max < DIRECT_MIN && wanted(r) > fill->max);
	uint32_t bytes = wanted(r), room = staged ? ISLED_FILE_STAGE_BYTES : fill->max;
	int64_t n;

	if (!get_stage(r))
		return -ISLE_ENOMEM;
	if (bytes > room)
		bytes = room;
	if (!take_result(r, &n)) {
		n = read_into(&r->op.open->file, staged ? (void *)r->stage : fill->buffer, bytes,
			      r->offset, r->done, false);
		if (n > 0 && !staged) {
			r->done += (uint32_t)n;
			fill->bytes = (uint32_t)n;
			return 0;
		}
	}
	if (n <= 0)
		return digest(r, n);
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
		n = read_into(&r->op.open->file, &r->next, 1, r->offset, r->count, false);
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

static int read_stream(struct isled_files *files, struct isle_token *token, struct isled_open *open,
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
	r->op.free = reading_free;
	isled_op_take_lane(&r->op);
	isle_token_stream(token, &ops, r, fill, ISLE_FILE_PREAD_RESULTS_WORDS);
	return 0;
}

/* ---- one answer ---- */

/*
 * Read all that is wanted into `room`, without waiting. Returns: bytes; ISLED_COLD, ISLED_WAIT or an
 * error when there are none.
 */
static int64_t read_at_hand(struct isled_file *file, uint8_t *room, uint32_t count, uint64_t offset,
			    bool probe, bool *ret_eof)
{
	bool stream = file->access == ISLED_CLASS_POLL;
	uint32_t done = 0;
	int64_t n = 1;
	char next;

	*ret_eof = false;
	while (n > 0 && done < count && !(stream && done)) {
		n = read_into(file, room + done, count - done, offset, done, false);
		if (n > 0)
			done += (uint32_t)n;
	}
	if (n > 0 && probe && done == count)
		n = read_into(file, &next, 1, offset, done, false);
	*ret_eof = n == 0;
	/* Begun inline and cold then: the stream reads it again. */
	return n == ISLED_COLD || !done ? n < 0 ? n : done : done;
}

struct blocked_read {
	struct isled_op op;
	uint64_t offset;
	uint32_t count;
};

/* A stream has something, or has ended. */
static void blocked_ready(struct isled_op *op)
{
	struct blocked_read *b = (struct blocked_read *)op;
	uint32_t words[ISLE_FILE_PREAD_RESULTS_WORDS], n;
	struct isled_file *file = &op->open->file;
	void *room = NULL;
	bool eof = false;
	int64_t got;
	int rc;

	n = isle_token_lend(op->token, b->count, &room);
	got = n ? read_at_hand(file, room, n, b->offset, false, &eof) : -ISLE_ENOMEM;
	if (got == ISLED_WAIT) {
		rc = isled_op_wait(op);
		if (rc >= 0)
			return;
		got = rc;
	}
	if (got < 0)
		isled_op_end(op, (int)got, NULL, 0, NULL, 0);
	else
		isled_op_end(op, 0, words, put_results(words, (uint32_t)got, eof), room,
			     (uint32_t)got);
}

static int read_blocked(struct isled_files *files, struct isle_token *token,
			struct isled_open *open, uint64_t offset, uint32_t count)
{
	static const struct isle_token_ops ops = { .gone = isled_op_gone };
	struct blocked_read *b = isled_op_new(files, sizeof(*b), token, open, ISLED_LANE_IN);
	int rc;

	if (!b)
		return -ISLE_ENOMEM;
	b->offset = offset;
	b->count = count;
	b->op.ready = blocked_ready;
	isled_op_take_lane(&b->op);
	isle_token_keep(token, &ops, b);
	rc = isled_op_wait(&b->op);
	if (rc < 0)
		isled_op_end(&b->op, rc, NULL, 0, NULL, 0);
	return 0;
}

static int start_read(struct isled_files *files, struct isle_token *token, struct isled_open *open,
		      uint64_t offset, uint32_t count, bool probe)
{
	uint32_t words[ISLE_FILE_PREAD_RESULTS_WORDS], window = isle_token_window(token);
	bool stream = open->file.access == ISLED_CLASS_POLL, eof;
	void *room = NULL;
	int64_t n;

	if (count > window)
		count = window;
	if (stream && count > ISLED_FILE_STAGE_BYTES)
		count = ISLED_FILE_STAGE_BYTES;
	if (count >= BY_FILE_MIN && !stream && !probe)
		return read_stream(files, token, open, offset, count, probe);
	if (count && isle_token_lend(token, count, &room) < count)
		return read_stream(files, token, open, offset, count, probe);
	n = read_at_hand(&open->file, room, count, offset, probe, &eof);
	if (n == ISLED_COLD || (n == ISLED_WAIT && !stream))
		return read_stream(files, token, open, offset, count, probe);
	if (n == ISLED_WAIT)
		return read_blocked(files, token, open, offset, count);
	if (n < 0)
		return (int)n;
	isle_token_reply(token, words, put_results(words, (uint32_t)n, eof), room, (uint32_t)n);
	return 0;
}

ISLED_FILE_HANDLER(do_pread)
{
	struct isle__file_pread_args args;
	struct isled_open *open;
	int rc;

	isle__file_pread_args_get(request->words, request->words_n, &args);
	if (args.count > ISLE_FILE_COUNT_MAX)
		return -ISLE_EINVAL;
	rc = isled_op_enter_or_queue(state, token, request, ISLED_LANE_IN, isled_file_do_pread,
				     &open);
	if (rc)
		return rc < 0 ? rc : 0;
	return start_read(state, token, open, args.offset, args.count, false);
}

ISLED_FILE_HANDLER(do_getfile)
{
	struct isle__file_getfile_args args;
	struct isled_open *open;
	struct isled_file file;
	uint64_t size, offset;
	int rc;

	isle__file_getfile_args_get(request->words, request->words_n, &args);
	if (args.count > ISLE_FILE_COUNT_MAX)
		return -ISLE_EINVAL;
	rc = isled_files_open(state, token, request->data, request->data_bytes,
			      ISLE_O_RDONLY | ISLE_O_NONBLOCK, 0, &file, &size);
	if (rc < 0)
		return rc;
	open = isled_open_new(state, &file);
	if (!open)
		return -ISLE_ENOMEM;
	offset = file.traits & ISLE_FILE_IS_SEEKABLE ? 0 : ISLE_OFFSET_CURRENT;
	rc = start_read(state, token, open, offset, args.count, true);
	isled_open_drop(open);
	return rc;
}
