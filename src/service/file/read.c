/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * PREAD and GETFILE. A small read of what is at hand is one answer out of lent memory, a long or
 * cold one a stream (read_stream.c); a read of a terminal or FIFO that has nothing waits in the
 * loop.
 */
#include "service/file/file.h"

#include <stdlib.h>
#include <string.h>

#include "wire/gen/file.h"

int64_t isled_read_into(struct isled_file *file, void *buffer, size_t bytes, uint64_t offset,
			uint64_t done, bool may_wait)
{
	struct iovec iov = { buffer, bytes };
	bool seekable = file->traits & ISLE_FILE_IS_SEEKABLE;

	return isled_file_read(file, &iov, 1, seekable ? offset + done : offset, may_wait);
}

uint32_t isled_read_results(uint32_t *words, uint32_t count, bool eof)
{
	const struct isle__file_pread_results r = { .count = count,
						    .flags = eof ? ISLE_READ_EOF : 0 };

	return isle__file_pread_results_put(&r, words);
}

/*
 * Read all that is wanted into `room`, without waiting. Returns: bytes; ISLED_COLD, ISLED_WAIT
 * or an error when there are none.
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
		n = isled_read_into(file, room + done, count - done, offset, done, false);
		if (n > 0)
			done += (uint32_t)n;
	}
	if (n > 0 && probe && done == count)
		n = isled_read_into(file, &next, 1, offset, done, false);
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
		isled_op_end(op, 0, words, isled_read_results(words, (uint32_t)got, eof), room,
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
	if (count >= ISLED_FILE_STREAM_MIN && !stream && !probe)
		return isled_read_stream(files, token, open, offset, count, probe);
	if (count && isle_token_lend(token, count, &room) < count)
		return isled_read_stream(files, token, open, offset, count, probe);
	n = read_at_hand(&open->file, room, count, offset, probe, &eof);
	if (n == ISLED_COLD || (n == ISLED_WAIT && !stream))
		return isled_read_stream(files, token, open, offset, count, probe);
	if (n == ISLED_WAIT)
		return read_blocked(files, token, open, offset, count);
	if (n < 0)
		return (int)n;
	isle_token_reply(token, words, isled_read_results(words, (uint32_t)n, eof), room,
			 (uint32_t)n);
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
