/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * FALLOCATE and COPY. Both go to the pool piece by piece: between two pieces others have their turn
 * there, and a call that nobody waits for any more ends.
 */
#include "service/file/file.h"

#include <stdlib.h>

#include "wire/gen/file.h"

#define ALLOCATE_PIECE (64u << 20)
#define COPY_PIECE     (1u << 20)

static const struct isle_token_ops ops_of_op = { .gone = isled_op_gone };

static int started(struct isled_op *op)
{
	isle_token_keep(op->token, &ops_of_op, op);
	return 0;
}

/* ---- FALLOCATE ---- */

struct allocating {
	struct isled_op op;
	uint32_t flags;
	uint64_t offset, left;
	uint32_t piece;
	int result;
};

static void allocate_run(struct isled_op *op)
{
	struct allocating *a = (struct allocating *)op;

	a->piece = a->left < ALLOCATE_PIECE ? (uint32_t)a->left : ALLOCATE_PIECE;
	a->result = isled_file_allocate(&op->open->file, a->flags, a->offset, a->piece);
}

static void allocate_end(struct isled_op *op)
{
	struct allocating *a = (struct allocating *)op;
	int rc = a->result;

	a->offset += a->piece;
	a->left -= a->piece;
	if (rc >= 0 && a->left)
		rc = isled_op_pool(op);
	if (rc < 0 || !a->left)
		isled_op_end(op, rc, NULL, 0, NULL, 0);
}

ISLED_FILE_HANDLER(do_fallocate)
{
	struct isle__file_fallocate_args args;
	struct allocating *a;
	struct isled_open *open;
	int rc;

	isle__file_fallocate_args_get(request->words, request->words_n, &args);
	rc = isled_op_enter_or_queue(state, token, request, ISLED_LANE_OUT, isled_file_do_fallocate,
				     &open);
	if (rc == 1)
		return 0;
	if (rc >= 0)
		rc = isled_file_check_allocate(&open->file, args.flags, args.offset, args.length);
	if (rc < 0)
		return rc;
	a = isled_op_new(state, sizeof(*a), token, open, ISLED_LANE_OUT);
	if (!a)
		return -ISLE_ENOMEM;
	a->flags = args.flags;
	a->offset = args.offset;
	a->left = args.length;
	a->op.run = allocate_run;
	a->op.pool_end = allocate_end;
	isled_op_take_lane(&a->op);
	rc = started(&a->op);
	if (isled_op_pool(&a->op) < 0)
		isled_op_end(&a->op, -ISLE_EAGAIN, NULL, 0, NULL, 0);
	return rc;
}

/* ---- COPY ---- */

/*
 * A copy has its turn at two files. Both places are taken when the call comes, so that of two calls
 * the same one is first at both, and none waits for the other in a circle.
 */
struct copying {
	struct isled_op op;  /* at the source */
	struct place *place; /* at the other file; NULL: it is the same one */
	struct isled_open *to;
	uint64_t offset, to_offset, left, done;
	uint32_t turns; /* still to come */
	uint32_t budget_ms;
	uint64_t began_ms;
	/* What the pool did. */
	uint64_t moved;
	int64_t result;
};

struct place {
	struct isled_op op;
	struct copying *copying; /* NULL: it has ended */
};

static void copy_answer(struct copying *c, int error)
{
	const struct isle__file_copy_results r = { .count = c->done };
	uint32_t words[ISLE_FILE_COPY_RESULTS_WORDS];

	isled_op_end(&c->op, error, words, isle__file_copy_results_put(&r, words), NULL, 0);
}

static void copying_free(struct isled_op *op)
{
	struct copying *c = (struct copying *)op;
	struct place *place = c->place;

	c->place = NULL;
	if (place) {
		place->copying = NULL;
		isled_op_end(&place->op, 0, NULL, 0, NULL, 0);
	}
	isled_open_drop(c->to);
}

/* The other file's handle is closed, or its turn there was taken away otherwise. */
static void place_free(struct isled_op *op)
{
	struct copying *c = ((struct place *)op)->copying;

	if (!c)
		return;
	c->place = NULL;
	copy_answer(c, -ISLE_ECANCELED);
}

static void copy_run(struct isled_op *op)
{
	struct copying *c = (struct copying *)op;
	uint64_t piece = c->left < COPY_PIECE ? c->left : COPY_PIECE, done = 0;
	int64_t n = 1;

	while (n > 0 && done < piece) {
		n = isled_file_copy(&op->open->file, c->offset + c->done + done, &c->to->file,
				    c->to_offset + c->done + done, (size_t)(piece - done));
		if (n > 0)
			done += (uint64_t)n;
	}
	c->moved = done;
	c->result = n;
}

/* The caller would rather have what was copied than the end of its deadline. */
static bool budget_ends(const struct copying *c)
{
	uint64_t gone_ms = isle_host_now_ms(c->op.files->host) - c->began_ms;

	return c->done && c->budget_ms != UINT32_MAX && gone_ms > c->budget_ms - c->budget_ms / 4;
}

static void copy_end(struct isled_op *op)
{
	struct copying *c = (struct copying *)op;
	int rc = 0;

	c->done += c->moved;
	c->left -= c->moved;
	if (c->result > 0 && c->left && !budget_ends(c)) {
		rc = isled_op_pool(op);
		if (rc >= 0)
			return;
	}
	copy_answer(c, c->result < 0 ? (int)c->result : rc);
}

/* The files' turn: what was before may have changed how long the source is. */
static void copy_turn(struct copying *c)
{
	int rc;

	if (--c->turns)
		return;
	rc = isled_file_check_copy(&c->op.open->file, c->offset, &c->to->file, c->to_offset,
				   &c->left);
	if (rc >= 0 && c->left)
		rc = isled_op_pool(&c->op);
	if (rc < 0 || !c->left)
		copy_answer(c, rc);
}

static void source_turn(struct isled_op *op)
{
	copy_turn((struct copying *)op);
}

static void place_turn(struct isled_op *op)
{
	copy_turn(((struct place *)op)->copying);
}

/* Memory for a copy, at its two places; nothing has begun. Returns: NULL: there is none. */
static struct copying *new_copying(struct isled_files *files, struct isle_token *token,
				   struct isled_open *from, struct isled_open *to)
{
	struct place *place = NULL;
	struct copying *c;

	if (from != to) {
		place = isled_op_new(files, sizeof(*place), NULL, to, ISLED_LANE_OUT);
		if (!place)
			return NULL;
	}
	c = isled_op_new(files, sizeof(*c), token, from, ISLED_LANE_IN);
	if (!c) {
		if (place)
			isled_op_finish(&place->op);
		return NULL;
	}
	if (place) {
		place->copying = c;
		place->op.turn = place_turn;
		place->op.free = place_free;
	}
	c->place = place;
	c->to = to;
	to->refs++;
	c->turns = place ? 2 : 1;
	c->op.turn = source_turn;
	c->op.run = copy_run;
	c->op.pool_end = copy_end;
	c->op.free = copying_free;
	return c;
}

/* Both files of a COPY, and whether they can be copied at all. Returns: 0 or an error. */
static int copy_files(struct isle_token *token, const struct isle_request *request,
		      const struct isle__file_copy_args *args, struct isled_open **ret_from,
		      struct isled_open **ret_to)
{
	const struct isle_request other = { .words = &args->to_handle, .words_n = 1 };
	uint64_t count = args->count;
	int rc = isled_open_of(token, request, ret_from);

	if (rc >= 0)
		rc = isled_open_of(token, &other, ret_to);
	return rc < 0 ? rc
		      : isled_file_check_copy(&(*ret_from)->file, args->offset, &(*ret_to)->file,
					      args->to_offset, &count);
}

ISLED_FILE_HANDLER(do_copy)
{
	struct isle__file_copy_args args;
	struct isled_files *files = state;
	struct isled_open *from, *to;
	struct copying *c;
	int rc;

	isle__file_copy_args_get(request->words, request->words_n, &args);
	rc = copy_files(token, request, &args, &from, &to);
	if (rc < 0)
		return rc;
	c = new_copying(files, token, from, to);
	if (!c)
		return -ISLE_ENOMEM;
	c->offset = args.offset;
	c->to_offset = args.to_offset;
	c->left = args.count;
	c->budget_ms = isle_token_budget_ms(token);
	c->began_ms = isle_host_now_ms(files->host);
	started(&c->op);
	/* A CLOSE that waited before it ends it at once. */
	from->refs++;
	if (c->place)
		isled_op_queue(&c->place->op);
	isled_op_queue(&c->op);
	isled_open_run(to);
	isled_open_run(from);
	isled_open_drop(from);
	return 0;
}
