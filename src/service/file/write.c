/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * PWRITE and PUTFILE. Data goes to the file as it comes; but a file that is made while it is
 * written (/proc, /sys), an append and a short write to a stream get all bytes in one write(2).
 */
#include "service/file/file.h"

#include <stdlib.h>
#include <string.h>

#include "wire/gen/file.h"

/* Blocks of media. */
enum { BLOCK_MIN = 512, BLOCK_MAX = 4096 };

struct writing {
	struct isled_op op;
	uint64_t offset;
	uint32_t count, received, written;
	bool append, collect, whole; /* whole: a short write is the answer */
	bool ended;                  /* all data has come */
	uint32_t piece;              /* with DIRECT: what is written at once; 0: as it comes */
	uint8_t *pending;            /* data that could not be written yet */
	uint32_t at, n, room;
	uint8_t *job; /* what the pool writes */
	uint32_t job_at, job_n;
	int64_t result;
	/* PUTFILE: until the path is complete there is no file. */
	uint32_t flags, mode, path_n, path_bytes;
	char path[];
};

static void writing_free(struct isled_op *op)
{
	struct writing *w = (struct writing *)op;

	free(w->pending);
	free(w->job);
}

static void answer(struct writing *w, int error)
{
	const struct isle__file_pwrite_results r = { .count = w->written };
	uint32_t words[ISLE_FILE_PWRITE_RESULTS_WORDS];

	isled_op_end(&w->op, error, words, isle__file_pwrite_results_put(&r, words), NULL, 0);
}

static int64_t write_from(struct writing *w, const uint8_t *data, uint32_t bytes, bool may_wait)
{
	struct isled_file *file = &w->op.open->file;
	struct iovec iov = { (void *)data, bytes };
	bool moves = (file->traits & ISLE_FILE_IS_SEEKABLE) && !w->append;

	return isled_file_write(file, &iov, 1, moves ? w->offset + w->written : w->offset,
				w->append, may_wait);
}

/*
 * With DIRECT data cannot be written as the frames cut it. A piece is complete whatever credit was not
 * given back yet, which is half of it at most.
 */
static uint32_t piece_of(const struct writing *w)
{
	uint32_t half = isle_token_in_window(w->op.token) / 2;

	if (!isled_file_is_direct(&w->op.open->file))
		return 0;
	if (half >= ISLED_FILE_STAGE_BYTES)
		return ISLED_FILE_STAGE_BYTES;
	return half & ~((half < BLOCK_MAX ? BLOCK_MIN : BLOCK_MAX) - 1u);
}

/* How the file wants its data. */
static int set_manner(struct writing *w)
{
	const struct isled_file *file = &w->op.open->file;

	if (!(file->traits & ISLE_FILE_IS_SEEKABLE))
		w->append = false;
	w->whole = file->traits & ISLE_FILE_IS_VIRTUAL;
	w->collect = w->whole || ((w->append || file->access == ISLED_CLASS_POLL ||
				   (isled_file_flags(file) & ISLE_O_APPEND)) &&
				  w->count <= ISLED_FILE_COLLECT_BYTES);
	w->piece = piece_of(w);
	return w->whole && w->count > ISLED_FILE_COLLECT_BYTES ? -ISLE_EMSGSIZE : 0;
}

/* ---- writing ---- */

static bool is_held_up(const struct writing *w)
{
	return w->op.queued || w->op.pooled || w->op.waiting || !w->op.open ||
	       (!w->ended && (w->collect || w->n - w->at < w->piece));
}

static int keep_pending(struct writing *w, const uint8_t *data, uint32_t bytes)
{
	uint32_t room = w->n + bytes;
	uint8_t *more;

	if (room > w->room) {
		if (w->collect && room < w->count)
			room = w->count;
		more = realloc(w->pending, room);
		if (!more)
			return -ISLE_ENOMEM;
		w->pending = more;
		w->room = room;
	}
	if (bytes)
		memcpy(w->pending + w->n, data, bytes);
	w->n += bytes;
	return 0;
}

/* Credit is given back when data is written; what is collected is bounded by itself. */
static void written(struct writing *w, uint32_t bytes)
{
	w->written += bytes;
	if (!w->collect && bytes)
		isle_token_consumed(w->op.token, bytes);
}

static int to_pool(struct writing *w)
{
	uint32_t rest = w->piece && !w->ended ? (w->n - w->at) % w->piece : 0;
	int rc = 0;

	free(w->job);
	w->job = w->pending;
	w->job_at = w->at;
	w->job_n = w->n - rest;
	w->pending = NULL;
	w->at = w->n = w->room = 0;
	if (rest)
		rc = keep_pending(w, w->job + w->job_n, rest);
	return rc < 0 ? rc : isled_op_pool(&w->op);
}

/*
 * Write what can be written of `data`. Returns: bytes; *ret_rc: 0 all, 1 the rest has to wait
 * (ISLED_COLD or ISLED_WAIT in *ret_why), 2 the answer is due, < 0 an error.
 */
static uint32_t write_now(struct writing *w, const uint8_t *data, uint32_t bytes, int *ret_rc,
			  int64_t *ret_why)
{
	uint32_t done = 0;
	int64_t n;

	*ret_rc = 0;
	while (done < bytes) {
		n = write_from(w, data + done, bytes - done, false);
		if (n == ISLED_COLD || n == ISLED_WAIT) {
			*ret_rc = 1;
			*ret_why = n;
			break;
		}
		if (n <= 0) {
			*ret_rc = n ? (int)n : -ISLE_EIO;
			break;
		}
		done += (uint32_t)n;
		written(w, (uint32_t)n);
		if (w->whole) {
			*ret_rc = 2;
			break;
		}
	}
	return done;
}

/* Goes on with what is pending, as far as that is possible now. May end the operation. */
static void pump(struct writing *w)
{
	int64_t why = 0;
	int rc = 0;

	if (is_held_up(w))
		return;
	if (w->at < w->n) {
		w->at += write_now(w, w->pending + w->at, w->n - w->at, &rc, &why);
		if (rc == 0)
			w->at = w->n = 0;
		else if (rc == 1)
			rc = why == ISLED_COLD ? to_pool(w) : isled_op_wait(&w->op);
		if (rc == 0 && is_held_up(w))
			return;
	}
	if (rc < 0)
		answer(w, rc);
	else if (rc == 2 || (w->ended && w->received == w->count))
		answer(w, 0);
	else if (w->ended)
		answer(w, -ISLE_EINVAL); /* less came than was announced */
}

static void run(struct isled_op *op)
{
	struct writing *w = (struct writing *)op;

	w->result = write_from(w, w->job + w->job_at, w->job_n - w->job_at, true);
}

static void pool_end(struct isled_op *op)
{
	struct writing *w = (struct writing *)op;
	int rc = 0;

	if (w->result == ISLED_WAIT) {
		rc = isled_op_wait(op);
	} else if (w->result <= 0) {
		rc = w->result ? (int)w->result : -ISLE_EIO;
	} else {
		w->job_at += (uint32_t)w->result;
		written(w, (uint32_t)w->result);
		if (w->whole)
			rc = 2;
		else if (w->job_at < w->job_n)
			rc = isled_op_pool(op);
	}
	if (rc)
		answer(w, rc == 2 ? 0 : rc);
	else
		pump(w);
}

static void ready(struct isled_op *op)
{
	struct writing *w = (struct writing *)op;
	int rc;

	if (w->job_at == w->job_n) {
		pump(w);
		return;
	}
	rc = isled_op_pool(op);
	if (rc < 0)
		answer(w, rc);
}

/* ---- data that comes ---- */

static void take_data(struct writing *w, const uint8_t *data, uint32_t bytes)
{
	uint32_t done = 0;
	int64_t why = 0;
	int rc = 0;

	if (bytes > w->count - w->received) {
		answer(w, -ISLE_EINVAL);
		return;
	}
	w->received += bytes;
	if (w->collect)
		isle_token_consumed(w->op.token, bytes);
	if (!w->piece && !is_held_up(w) && w->at == w->n) {
		done = write_now(w, data, bytes, &rc, &why);
		if (rc < 0 || rc == 2) {
			answer(w, rc == 2 ? 0 : rc);
			return;
		}
	}
	rc = keep_pending(w, data + done, bytes - done);
	if (rc < 0)
		answer(w, rc);
	else
		pump(w);
}

static void data(struct isle_token *token, void *state, const void *bytes, uint32_t n,
		 unsigned piece_flags)
{
	struct writing *w = state;

	(void)token;
	w->ended = piece_flags & ISLE_PIECE_END;
	take_data(w, bytes, n);
}

static const struct isle_token_ops writing_ops = { .data = data, .gone = isled_op_gone };

static void turn(struct isled_op *op)
{
	pump((struct writing *)op);
}

static void set_callbacks(struct writing *w)
{
	w->op.turn = turn;
	w->op.ready = ready;
	w->op.run = run;
	w->op.pool_end = pool_end;
	w->op.free = writing_free;
}

static bool check_write_args(const struct isle__file_pwrite_args *args)
{
	return !(args->flags & ~(uint32_t)ISLE_WRITE_APPEND) && args->count <= ISLE_FILE_COUNT_MAX;
}

/* Behind what is before it. Its turn may come in here already, and with it its end. */
static void wait_for_turn(struct writing *w, const struct isle_request *request)
{
	int rc = -ISLE_EINVAL;

	if (request->data_bytes <= w->count)
		rc = keep_pending(w, request->data, request->data_bytes);
	if (rc < 0) {
		answer(w, rc);
		return;
	}
	w->received = request->data_bytes;
	if (w->collect)
		isle_token_consumed(w->op.token, request->data_bytes);
	isled_op_begin(&w->op);
}

ISLED_FILE_HANDLER(do_pwrite)
{
	struct isle__file_pwrite_args args;
	struct isled_open *open;
	struct writing *w;
	int busy, rc;

	isle__file_pwrite_args_get(request->words, request->words_n, &args);
	if (!check_write_args(&args))
		return -ISLE_EINVAL;
	busy = isled_op_enter(token, request, ISLED_LANE_OUT, &open);
	if (busy < 0)
		return busy;
	if (!(open->file.flags & ISLE_O_WRONLY))
		return -ISLE_EBADF;
	w = isled_op_new(state, sizeof(*w), token, open, ISLED_LANE_OUT);
	if (!w)
		return -ISLE_ENOMEM;
	set_callbacks(w);
	w->offset = args.offset;
	w->count = args.count;
	w->append = args.flags & ISLE_WRITE_APPEND;
	w->ended = request->data_end;
	isle_token_keep(token, &writing_ops, w);
	rc = set_manner(w);
	if (!busy)
		isled_op_take_lane(&w->op);
	if (rc < 0)
		answer(w, rc);
	else if (busy)
		wait_for_turn(w, request);
	else
		take_data(w, request->data, request->data_bytes);
	return 0;
}

/* ---- PUTFILE ---- */

/* The path is complete. Returns: 0, or an error that has been answered. */
static int open_for(struct writing *w)
{
	struct isled_files *files = w->op.files;
	struct isled_open *open;
	struct isled_file file;
	uint64_t size;
	int rc;

	rc = isled_files_open(files, w->op.token, w->path, w->path_bytes, w->flags, w->mode, &file,
			      &size);
	if (rc >= 0) {
		open = isled_open_new(files, &file);
		if (!open) {
			rc = -ISLE_ENOMEM;
		} else {
			isled_op_adopt(&w->op, open);
			isled_open_drop(open); /* the operation is its only holder */
			rc = set_manner(w);
		}
	}
	if (rc < 0)
		answer(w, rc);
	return rc;
}

static void take_put(struct writing *w, const uint8_t *bytes, uint32_t n)
{
	uint32_t take = w->path_bytes - w->path_n;

	if (take > n)
		take = n;
	if (take) {
		memcpy(w->path + w->path_n, bytes, take);
		w->path_n += take;
		isle_token_consumed(w->op.token, take);
	}
	if (w->path_n < w->path_bytes) {
		if (w->ended)
			answer(w, -ISLE_EINVAL);
		return;
	}
	if (!w->op.open && open_for(w) < 0)
		return;
	take_data(w, bytes + take, n - take);
}

static void put_data(struct isle_token *token, void *state, const void *bytes, uint32_t n,
		     unsigned piece_flags)
{
	struct writing *w = state;

	(void)token;
	w->ended = piece_flags & ISLE_PIECE_END;
	take_put(w, bytes, n);
}

ISLED_FILE_HANDLER(do_putfile)
{
	static const struct isle_token_ops ops = { .data = put_data, .gone = isled_op_gone };
	struct isle__file_putfile_args args;
	struct writing *w;

	isle__file_putfile_args_get(request->words, request->words_n, &args);
	if ((args.flags & ISLE_O_RDONLY) || args.count > ISLE_FILE_COUNT_MAX)
		return -ISLE_EINVAL;
	if (args.path_bytes > ISLE_PATH_BYTES_MAX)
		return -ISLE_ENAMETOOLONG;
	w = isled_op_new(state, sizeof(*w) + args.path_bytes, token, NULL, ISLED_LANE_OUT);
	if (!w)
		return -ISLE_ENOMEM;
	set_callbacks(w);
	w->flags = args.flags | ISLE_O_WRONLY | ISLE_O_NONBLOCK;
	w->mode = args.mode;
	w->path_bytes = args.path_bytes;
	w->count = args.count;
	w->ended = request->data_end;
	isle_token_keep(token, &ops, w);
	take_put(w, request->data, request->data_bytes);
	return 0;
}
