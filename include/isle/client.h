/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The client: one session over one link, for an application or a whole client runtime.
 *
 *	static struct isle_client client;
 *
 *	isle_client_init(&client, &config);
 *	if (isle_client_connect(&client, 5000) == 0)
 *		isle_file_get(&client.context, "/proc/uptime", text, sizeof(text), NULL);
 *
 * No heap, no globals: all memory is the caller's, named in struct isle_client_config. When the link
 * ends, everything pending ends once with -ISLE_ELINK and the client dials again by itself, as often
 * as it is turned: by isle_client_poll() from a superloop or a task, or by any blocking call.
 *
 * Blocking functions end by the deadline of the context they are given. Several tasks may use one
 * client when its port has lock(), unlock(), wait() and wake(); each uses a context of its own
 * (isle_context_share()). The library holds no lock while it waits or calls back.
 *
 * Context of every function: task; callbacks may call everything. Never from an interrupt: that
 * calls the port's wake() and leaves the work to a task.
 */
#ifndef ISLE_CLIENT_H
#define ISLE_CLIENT_H

#include <isle/errors.h>
#include <isle/limits.h>
#include <isle/port.h>
#include <isle/proto.h>
#include <isle/session.h>
#include <isle/transport.h>

#ifdef __cplusplus
extern "C" {
#endif

struct isle_client;
struct isle_context;
struct isle_op;

/* A callback that waits for its turn outside the lock. The library's. */
struct isle_notice {
	struct isle_notice *next;
	void (*run)(struct isle_notice *notice);
	bool queued;
};

/* What is to be done whenever there is a session again. The library's. */
struct isle_hook {
	struct isle_hook *next;
	struct isle_notice notice;
};

/*
 * One application inside a client runtime: own handles, working directory and share. Also the
 * caller's view of each call: the deadline goes in, what is known of the last call comes out. So a
 * task that shares a context with others has a struct of its own.
 */
struct isle_context {
	struct isle_client *client;
	uint32_t timeout_ms; /* of each call made with it; ISLE_NO_DEADLINE. May be changed any time */

	/* About the last blocking call. */
	bool maybe;           /* it ended without an answer, but may have happened all the same */
	uint32_t acked_bytes; /* argument data that the daemon had consumed by then */

	/* The library's. */
	int (*take)(struct isle_context *ctx,
		    struct isle_op *op); /* isle_async(), isle_batch_begin() */
	void *taker;
	struct isle_context *owner; /* whose number counts */
	int (*reopen)(struct isle_context *owner);
	const char *name;
	uint32_t epoch;
	uint8_t number;
};

struct isle_client_config {
	const struct isle_port *port;
	const struct isle_transport *transport;
	const char *address;    /* for transport->open(): what follows "scheme:" */
	struct isle_link *link; /* transport->link_bytes, aligned for any type */
	struct isle_link_memory
		memory; /* rx_bytes, tx_bytes >= 8 + frame_max; 16 KiB more make batches */
	/* Optional, instead of transport->open() and run(): starts `config->link`. Must not wait.
	 * Returns 0 or an error, which isle_client_connect() reports. */
	int (*dial)(struct isle_client *client);
	void *dial_self;    /* for dial() */
	const char *name;   /* <= ISLE_NAME_BYTES_MAX bytes */
	uint32_t role;      /* ISLE_ROLE_CLIENT, ISLE_ROLE_PROGRAM */
	uint32_t frame_max; /* largest frame to receive; ISLE_FRAME_BYTES_MIN .. */
	uint32_t window;    /* bytes of arguments that one incoming call may bring: the size of the
				* buffers given to isle_ipc_serve(); 0 = frame_max */
	uint32_t keepalive_ms; /* silence after which the link counts as lost; 0 = never */
	uint32_t timeout_ms;   /* of client.context; 0 = 5000 */
	uint32_t retry_max_ms; /* longest time between two attempts to connect; 0 = 1000 */
	uint32_t poll_frames;  /* frames per isle_client_poll() and direction; 0 = 32 */
	/* Handlers and done() run in isle_client_poll() only, not in whichever task waits just now. */
	bool callbacks_in_poll;
	/* Optional. The session is up (error 0; resumed: handles of before are still good), or lost. */
	void (*changed)(struct isle_client *client, int error, bool resumed);
	void *self; /* the application's */
};

/* Where the client stands. */
enum isle_client_state {
	ISLE_CLIENT_CLOSED, /* does not want a link */
	ISLE_CLIENT_DOWN,   /* wants one; dials when its time has come */
	ISLE_CLIENT_HELLO,  /* has a link, no session yet */
	ISLE_CLIENT_UP
};

/* All members are the library's, except that `context` and `config` may be used. Small ones stand first:
 * small cores reach them with short instructions. */
struct isle_client {
	uint8_t state;
	uint8_t settled; /* up, or refused */
	bool wanted;
	bool resumed;
	bool turning;     /* a task turns the link */
	bool dispatching; /* a task runs callbacks */
	bool broken;      /* the link ended; whoever turns it closes it */
	bool stuck;       /* frames lie unsent */
	bool more;        /* not all that had arrived was taken */
	bool stirred;     /* something ended in this turn that a task may wait for */
	uint16_t waiting;
	uint32_t frames_max;
	const struct isle_client_config *config;
	uint32_t now_ms;
	uint32_t now_us; /* its lower half */
	uint32_t epoch;  /* counts sessions that are not the continuation of the one before */
	uint32_t dial_ms, retry_ms, up_ms;
	int error; /* why there is no session */
	struct isle_notice *notices, **notices_end;
	struct isle_hook *hooks;
	struct isle_notice told;     /* config->changed() */
	struct isle_context context; /* context 0 */
	struct isle_session_config session_config;
	struct isle_session session;
};

/*
 * Sets up a client. Nothing is sent. Memory: `client`, `config` and all it names until isle_client_fini().
 * Returns 0; -ISLE_EINVAL: a mandatory member of `config` is missing or a size contradicts another.
 */
int isle_client_init(struct isle_client *client, const struct isle_client_config *config);

/*
 * Wants a session from now on, and waits for it. Waits: at most timeout_ms; 0 = not at all: then
 * isle_client_poll() brings it.
 * Returns 0 up; -ISLE_E* of the last attempt (ECONNREFUSED, ENOENT, EACCES ...) or -ISLE_ETIMEDOUT; the
 * client goes on trying. What the peer answered to hello (EBUSY, EVERSION ...) is returned at once.
 */
int isle_client_connect(struct isle_client *client, uint32_t timeout_ms);

/* Says goodbye and closes the link. Pending calls end with -ISLE_ELINK; config->changed() is told
 * -ISLE_ESHUTDOWN. A new isle_client_connect() may follow. Waits: never. */
void isle_client_close(struct isle_client *client);

/* Ends use of the client: no task is inside it, nothing is pending. Closes if need be. */
void isle_client_fini(struct isle_client *client);

/*
 * Turns the client once: dials, sends, receives at most config->poll_frames frames, lets time pass, runs
 * callbacks. Waits: never. Bounded under any load of input.
 * Returns the milliseconds until it must be called again when nothing arrives before.
 */
uint32_t isle_client_poll(struct isle_client *client);

/* The same, and waits for input before, at most timeout_ms. For a task that has nothing else to do. */
uint32_t isle_client_poll_wait(struct isle_client *client, uint32_t timeout_ms);

/* True while there is a session. */
bool isle_client_is_up(struct isle_client *client);

/* Calls a method of the built-in service `session` that returns what it was given. Returns the number of
 * bytes, which is len; -ISLE_E*. `ret_data` has room for len bytes. */
int isle_client_echo(struct isle_context *ctx, const void *data, size_t len, void *ret_data);

/* ---- contexts ---------------------------------------------------------------------------------- */

/*
 * Makes a context of its own known to the daemon. After the loss of a session it is opened again by its
 * next call; handles and working directory are new then.
 * Memory: `name` stays. Waits: as a call, timeout_ms.
 * Returns 0; -ISLE_EMFILE: all 15 are in use; -ISLE_EEXIST: the name is; -ISLE_ETIMEDOUT, -ISLE_ELINK.
 */
int isle_context_open(struct isle_client *client, const char *name, uint32_t timeout_ms,
		      struct isle_context *ret_ctx);

/* Another task's view of the same context. Memory: `from` must outlive it. */
void isle_context_share(struct isle_context *from, struct isle_context *ret_ctx);

/*
 * Frees what the context owns at the daemon, and ends its calls with -ISLE_ECANCELED; `ctx` is not used
 * again, whatever is returned. Not for shares, nor for client->context. Waits: as a call.
 * Returns 0; -ISLE_EINVAL: one of those; -ISLE_ESTALE: a later session, so it is gone already;
 * -ISLE_ETIMEDOUT, -ISLE_ELINK.
 */
int isle_context_close(struct isle_context *ctx);

/* ---- asynchronous calls -------------------------------------------------------------------------- */

/* A piece of data to be sent or received. */
struct isle_part {
	const void *data;
	size_t len;
};

/* One call on its way. Caller-owned; all members but `self` and `result` are the library's. */
struct isle_op {
	struct isle_call call;
	struct isle_context *ctx;
	int (*finish)(struct isle_op *op); /* makes result of the result words */
	void *target;                      /* where finish() leaves what it finds */
	int result;                        /* valid once finished */
	uint32_t epoch;                    /* session the handle belongs to; 0 = no handle */
	/* Argument data in pieces: the one being sent, one after it, then the caller's, then what next() makes. */
	struct isle_part part;
	const struct isle_part *parts;
	unsigned parts_left;
	bool (*next)(struct isle_op *op);
	struct isle_part second;
	void (*data)(struct isle_op *op, const uint8_t *data, size_t len);
	void (*done)(struct isle_op *op, int result);
	uint8_t finished;
	bool in_pieces;
	bool inward;       /* the pieces are for result data */
	bool makes_handle; /* the first result word is one */
	void *self;        /* the application's */
	struct isle_notice notice;
	uint32_t words[8];
	uint32_t ret[ISLE_STAT_WORDS];
};

/*
 * The next call made with `ctx`, through any function of the library that takes a context, is not waited
 * for: it returns 0 as soon as it is under way, or at once -ISLE_EAGAIN when it would have to wait before
 * it could leave, or another error. When it was taken, done(op, result) tells its result, exactly once,
 * from isle_client_poll() or from a blocking call of any task; with done = NULL ask isle_op_wait().
 * Memory: `op`, `ctx` and everything the call was given (buffers, paths, structs for results) until then.
 *
 *	isle_async(&ctx, &op, when_read, my_self);
 *	r = isle_file_pread(&ctx, &file, buf, sizeof(buf), 0);
 */
void isle_async(struct isle_context *ctx, struct isle_op *op,
		void (*done)(struct isle_op *op, int result), void *self);

/* Gives a call up. done() comes with -ISLE_ECANCELED, unless it has its result already. */
void isle_op_cancel(struct isle_op *op);

/* Waits for a call that was started without done(); its own deadline bounds that. Returns its result. */
int isle_op_wait(struct isle_op *op);

/* True once the result is there. */
bool isle_op_finished(struct isle_op *op);

#ifdef __cplusplus
}
#endif

#endif
