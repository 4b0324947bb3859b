/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * file.h - between the files of the file service.
 *
 * Most calls are served before their handler returns. What cannot be - a cold read, fsync, an idle
 * terminal, data that is still on its way - becomes an operation (struct isled_op) that keeps the
 * token. Operations of one open file run one after the other; a stream (tty, FIFO) has two lanes,
 * one for each direction, so that a blocked read holds up no write. Nothing here waits.
 */
#ifndef ISLED_SERVICE_FILE_H
#define ISLED_SERVICE_FILE_H

#include <isle/errors.h>
#include <isle/proto.h>
#include <isle/service.h>

#include "linux/file.h"
#include "linux/lock.h"
#include "linux/pool.h"
#include "linux/quota.h"
#include "linux/waiter.h"

#define ISLED_FILE_STAGE_BYTES   65536u  /* data in memory of one operation at a time */
#define ISLED_FILE_STREAM_MIN    32768u  /* from here on a read is a stream at once */
#define ISLED_FILE_COLLECT_BYTES 262144u /* most data that one write(2) gets at once */

/* NEITHER: moves no data; waits for its turn only where there is but one lane. */
enum isled_lane { ISLED_LANE_IN, ISLED_LANE_OUT, ISLED_LANES, ISLED_LANE_NEITHER = ISLED_LANES };

struct isled_op;

struct isled_files {
	struct isle_host *host;
	struct isled_exports exports;
	struct isled_pool *pool;
	struct isle_watch pool_watch;
	struct isled_pool *device_pool; /* for what a device may hold up: others go on meanwhile */
	struct isle_watch device_watch;
	struct isled_waiters *waiters; /* NULL until one is needed */
	struct isle_watch waiters_watch;
	struct isle_timer nudge; /* until those that were interrupted have ended */
	struct isled_locks locks;
	struct isled_op *ops; /* all, to be freed at the end */
	struct isled_closing *closings;
	uint8_t *spare_stage; /* one buffer of STAGE_BYTES, kept for the next operation */
	uint32_t open_n, ops_n;
	uint64_t pooled, waited; /* operations that went to the pool, that waited for a peer */
};

/* An open file; the object behind a handle. */
struct isled_open {
	struct isled_files *files;
	struct isled_file file;
	struct isle_watch watch;
	bool watched;
	struct isled_op *waiting; /* for the descriptor, whatever their lane */
	struct isled_op *polls;   /* in no lane */
	uint32_t untold; /* ISLE_POLL_* that no poll was told, and that will not be seen again */
	bool passing;    /* the next handler is the one whose turn it is */
	unsigned refs;
	struct isled_open *same; /* ring of those that DUP made of one another; itself when alone */
	struct {
		struct isled_op *active, *first, **end;
		bool turning; /* somebody is starting what waits */
	} lanes[ISLED_LANES];
};

/* What did not end at once. Each kind begins with this. */
struct isled_op {
	struct isled_job job; /* first */
	struct isled_op *next;
	struct isled_op *all_next, **all_at;
	struct isled_files *files;
	struct isled_open *open;  /* holds a reference; NULL: none yet */
	struct isle_token *token; /* NULL: nobody waits for it any more */
	enum isled_lane lane;
	bool pooled;                /* a job of it is under way */
	bool on_device;             /* its jobs go to the pool for devices */
	bool waiting;               /* for the descriptor to be ready; then: */
	bool due;                   /* it is */
	unsigned awaited;           /* ISLE_WATCH_* */
	struct isled_op *wait_next; /* in open->waiting */
	bool polling;               /* is in open->polls; then: */
	struct isled_op *poll_next;
	bool blocked;                          /* a thread of its own waits; then: */
	struct isled_waiter waiter;            /* that thread */
	struct isled_quota *quota;             /* in which it counts */
	bool queued;                           /* for its turn */
	void (*turn)(struct isled_op *op);     /* its turn has come */
	void (*ready)(struct isled_op *op);    /* the descriptor is ready */
	void (*run)(struct isled_op *op);      /* in the pool, or in its thread */
	void (*pool_end)(struct isled_op *op); /* back from there; the token is still there */
	/* Optional: the handle is closed; ends soon by itself, as a stream of data must. */
	void (*cancel)(struct isled_op *op);
	void (*free)(struct isled_op *op); /* optional: what it holds besides itself */
};

#define ISLED_OP_OF(waiter_) \
	((struct isled_op *)(void *)((char *)(waiter_)-offsetof(struct isled_op, waiter)))

typedef int isled_handler(void *state, struct isle_token *token,
			  const struct isle_request *request);

extern const struct isle_handle_type isled_file_handle;

/* ---- open.c ---- */

/* Takes file. Returns: an open file with one reference, or NULL (no memory; file is closed). */
struct isled_open *isled_open_new(struct isled_files *files, struct isled_file *file);
/* The last reference closes. Returns: what close said then, else 0. */
int isled_open_drop(struct isled_open *open);

/* ---- closing.c ---- */

/* Takes file if closing it may take long. Returns: whether it did; else the caller closes it. */
bool isled_closing_start(struct isled_files *files, const struct isled_file *file);
/* The one that was started last, files->closings, answers this CLOSE when it has ended. */
void isled_closing_answers(struct isled_closing *closing, struct isle_token *token);
/* Once the pool has stopped: what it has not closed is closed now. */
void isled_closing_stop(struct isled_files *files);

/* ---- open.c ---- */

/* The token's path argument. */
struct isled_path isled_files_path(struct isled_files *files, const struct isle_token *token,
				   const void *text, uint32_t bytes);
/* Open by path, grants first. Returns: as isled_file_open(). Refusals are audited. */
int isled_files_open(struct isled_files *files, const struct isle_token *token, const void *text,
		     uint32_t bytes, uint32_t flags, uint32_t mode, struct isled_file *ret_file,
		     uint64_t *ret_size);
/* The grant for this path, or NULL. */
const struct isle_grant *isled_files_grant(struct isled_files *files,
					   const struct isled_path *path);
/* How much the caller's session may have, borrowed. Returns: NULL when there is no memory. */
struct isled_quota *isled_files_quota(struct isled_files *files, const struct isle_token *token);
/*
 * Makes the handle of an answer; takes file, which DUP made of `of` unless that is NULL.
 * Returns: 0; -ISLE_EMFILE, -ISLE_ENOMEM.
 */
int isled_files_make_handle(struct isled_files *files, struct isle_token *token,
			    struct isled_file *file, struct isled_open *of, uint32_t *ret_handle);
/* The same, and answers with it. Returns: 0, or an error with which to fail. */
int isled_files_answer_handle(struct isled_files *files, struct isle_token *token,
			      struct isled_file *file, struct isled_open *of);
/* Logs refusals. Returns: result. */
int isled_files_refused(const struct isle_token *token, const char *verb, const void *text,
			uint32_t bytes, int result);

/* ---- op.c: what takes longer ---- */

/*
 * The file behind the first argument word, whatever is under way with it. Of a file opened with PATH
 * there are but a few methods.
 * Returns: 0; -ISLE_EBADF, -ISLE_ESTALE.
 */
int isled_open_of(const struct isle_token *token, const struct isle_request *request,
		  struct isled_open **ret_open);

/*
 * Get the file behind the first argument word.
 * Returns: 0 and *ret_open (borrowed: not to be touched once the token is answered); 1: another
 * operation is before this one in its lane; -ISLE_EBADF, -ISLE_ESTALE, -ISLE_EAGAIN (busy, and the
 * call is part of a batch).
 */
int isled_op_enter(struct isle_token *token, const struct isle_request *request,
		   enum isled_lane lane, struct isled_open **ret_open);

/*
 * As enter; but a call that must wait for its turn is set aside and comes back to `handler`, which
 * has the name of the caller. Returns: 0; 1: set aside, nothing more to do; or an error.
 */
int isled_op_enter_or_queue(struct isled_files *files, struct isle_token *token,
			    const struct isle_request *request, enum isled_lane lane,
			    isled_handler *handler, struct isled_open **ret_open);

/*
 * A new operation of `bytes` (which begins with struct isled_op), zeroed, for this token and file.
 * The caller sets the callbacks and calls isled_op_begin(). Returns: NULL when there is no memory.
 */
void *isled_op_new(struct isled_files *files, size_t bytes, struct isle_token *token,
		   struct isled_open *open, enum isled_lane lane);
/* Its turn comes now or behind what runs. */
void isled_op_begin(struct isled_op *op);
/* Its turn comes behind what runs and waits, not before isled_open_run(). */
void isled_op_queue(struct isled_op *op);
/* Whoever's turn it is; operations of this file may be gone afterwards. */
void isled_open_run(struct isled_open *open);
/* The lane is this operation's, without `turn`: for a handler that has entered. */
void isled_op_take_lane(struct isled_op *op);
/* Run op->run in the pool, then op->pool_end here. Returns: 0; -ISLE_EAGAIN (too many jobs). */
int isled_op_pool(struct isled_op *op);
/* The file became the operation's own only now (PUTFILE). */
void isled_op_adopt(struct isled_op *op, struct isled_open *open);
/* Nobody waits any more: struct isle_token_ops.gone of all operations. */
void isled_op_gone(struct isle_token *token, void *state, int reason);
/* Give the lane back and free the operation; its token is answered already, or NULL. */
void isled_op_finish(struct isled_op *op);
/* Answer (error < 0: fail, with the words) and finish. */
void isled_op_end(struct isled_op *op, int error, const uint32_t *words, uint32_t words_n,
		  const void *data, uint32_t data_bytes);
/* The handle is closed: what has not ended ends now. */
void isled_open_cancel(struct isled_open *open);

/* Back from the pool or a thread. */
void isled_op_back(struct isled_op *op);

uint8_t *isled_stage_take(struct isled_files *files);
void isled_stage_give_back(struct isled_files *files, uint8_t *stage);

/* ---- wait.c: what waits for others ---- */

/* Call op->ready once the descriptor is ready. Returns: 0; -ISLE_EAGAIN (in a batch, NONBLOCK). */
int isled_op_wait(struct isled_op *op);
/*
 * The same for events (ISLE_WATCH_*), whatever NONBLOCK says; isled_op_end() stops it.
 * Returns: 0; -ISLE_EPERM (such a descriptor tells nothing: op waits until it is ended), -ISLE_ENOMEM ...
 */
int isled_op_wait_for(struct isled_op *op, unsigned awaited);
/*
 * Run op->run in a thread of its own, which may wait for others as long as isled_op_end() does not
 * interrupt it, then op->pool_end here. Returns: 0; -ISLE_ENOLCK (the quota, or no thread), -ISLE_ENOMEM,
 * -ISLE_EMFILE.
 */
int isled_op_block(struct isled_op *op, struct isled_quota *quota);
/* Put it among the operations of its file that have no lane, until isled_op_end(). */
void isled_op_list_poll(struct isled_op *op);
/* That thread shall end; pool_end comes soon. */
void isled_op_interrupt(struct isled_op *op);
/* Waits: for those threads, which are interrupted. */
void isled_op_stop_waiters(struct isled_files *files);
/* It waits for no descriptor any more, and is no POLL: it ends. */
void isled_op_stop_waiting(struct isled_op *op);

/* ---- read.c, read_stream.c ---- */

/* One isled_file_read() at offset + done, or at the position of a file that has no offsets. */
int64_t isled_read_into(struct isled_file *file, void *buffer, size_t bytes, uint64_t offset,
			uint64_t done, bool may_wait);
/* Result words of PREAD and GETFILE. Returns: how many. */
uint32_t isled_read_results(uint32_t *words, uint32_t count, bool eof);
/*
 * Answer the token with `count` bytes as a stream. probe: and say whether the file goes on behind
 * them. Returns: 0; -ISLE_ENOMEM.
 */
int isled_read_stream(struct isled_files *files, struct isle_token *token, struct isled_open *open,
		      uint64_t offset, uint32_t count, bool probe);

/* ---- handlers ---- */

#define ISLED_FILE_HANDLER(name)                                     \
	int isled_file_##name(void *state, struct isle_token *token, \
			      const struct isle_request *request)

ISLED_FILE_HANDLER(do_open);
ISLED_FILE_HANDLER(do_close);
ISLED_FILE_HANDLER(do_opendir);
ISLED_FILE_HANDLER(do_dup);
ISLED_FILE_HANDLER(do_pread);
ISLED_FILE_HANDLER(do_getfile);
ISLED_FILE_HANDLER(do_pwrite);
ISLED_FILE_HANDLER(do_putfile);
ISLED_FILE_HANDLER(do_fsync);
ISLED_FILE_HANDLER(do_sync);
ISLED_FILE_HANDLER(do_ftruncate);
ISLED_FILE_HANDLER(do_truncate);
ISLED_FILE_HANDLER(do_stat);
ISLED_FILE_HANDLER(do_fstat);
ISLED_FILE_HANDLER(do_chmod);
ISLED_FILE_HANDLER(do_fchmod);
ISLED_FILE_HANDLER(do_utimens);
ISLED_FILE_HANDLER(do_futimens);
ISLED_FILE_HANDLER(do_statvfs);
ISLED_FILE_HANDLER(do_fstatvfs);
ISLED_FILE_HANDLER(do_readdir);
ISLED_FILE_HANDLER(do_mkdir);
ISLED_FILE_HANDLER(do_rmdir);
ISLED_FILE_HANDLER(do_unlink);
ISLED_FILE_HANDLER(do_rename);
ISLED_FILE_HANDLER(do_link);
ISLED_FILE_HANDLER(do_symlink);
ISLED_FILE_HANDLER(do_readlink);
ISLED_FILE_HANDLER(do_access);
ISLED_FILE_HANDLER(do_getcwd);
ISLED_FILE_HANDLER(do_chdir);
ISLED_FILE_HANDLER(do_lseek);
ISLED_FILE_HANDLER(do_getfl);
ISLED_FILE_HANDLER(do_setfl);
ISLED_FILE_HANDLER(do_chown);
ISLED_FILE_HANDLER(do_fchown);
ISLED_FILE_HANDLER(do_mknod);
ISLED_FILE_HANDLER(do_fallocate);
ISLED_FILE_HANDLER(do_copy);
ISLED_FILE_HANDLER(do_getxattr);
ISLED_FILE_HANDLER(do_setxattr);
ISLED_FILE_HANDLER(do_listxattr);
ISLED_FILE_HANDLER(do_removexattr);
ISLED_FILE_HANDLER(do_realpath);
ISLED_FILE_HANDLER(do_ioctl);
ISLED_FILE_HANDLER(do_poll);
ISLED_FILE_HANDLER(do_lock);
ISLED_FILE_HANDLER(do_getlock);
ISLED_FILE_HANDLER(do_watch);
ISLED_FILE_HANDLER(do_watch_add);
ISLED_FILE_HANDLER(do_watch_remove);

#endif
