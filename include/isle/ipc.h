/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Services by name: offered here and called from Linux programs, or offered by them and called here. The
 * same for firmware and for Linux programs. Payloads are opaque bytes.
 */
#ifndef ISLE_IPC_H
#define ISLE_IPC_H

#include <isle/channel.h>
#include <isle/client.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- offering ------------------------------------------------------------------------------------ */

struct isle_ipc_request;

struct isle_ipc_method {
	const char *name;
	/* Answers by isle_ipc_reply() or isle_ipc_fail(), now or later from any task. Runs in whichever task
	 * turns the client (see config->callbacks_in_poll); while it runs, no other handler does. */
	void (*handler)(struct isle_ipc_request *request);
};

/* A service that is offered. Caller-owned; fill the first group, the rest is the library's. */
struct isle_ipc_service {
	const char *name; /* <= ISLE_SERVICE_NAME_BYTES_MAX */
	uint32_t version;
	const struct isle_ipc_method *methods; /* numbered from 0; <= ISLE_METHODS_MAX */
	unsigned methods_n;
	/* A channel is asked for: isle_channel_accept() or isle_ipc_fail(). request->data is the peer's
	 * address as text. NULL = refused. */
	void (*connect)(struct isle_ipc_request *request);
	void *self; /* the application's */

	struct isle_hook hook; /* first of the library's members */
	struct isle_context *ctx;
	struct isle_op op;
	uint32_t handle, cookie, epoch;
	unsigned piece; /* of the list of names that is being sent */
};

/* A call from the other side, and the memory for one at a time. */
struct isle_ipc_request {
	struct isle_call call; /* the library's, first */
	void (*take)(struct isle_call *call, enum isle_call_event what,
		     const struct isle_frame *frame); /* the library's, second */
	/* For the handler. */
	const struct isle_ipc_service *service;
	uint32_t method;
	uint8_t *data; /* payload; the whole buffer may be used for the answer */
	uint32_t len, cap;
	void *self; /* the application's: for work that outlasts the handler */
	/* The library's. */
	struct isle_client *client;
	struct isle_channel *channel;
	struct isle_notice notice;
	uint32_t words[2];
	uint32_t got; /* bytes at data: len, and what a channel brought before it was accepted */
	uint8_t state;
	bool ended;     /* the caller has sent all */
	bool cancelled; /* it gave up */
	bool gone;      /* the engine has let go of the call */
};

/*
 * Gives memory for `n` incoming calls at a time, before isle_client_connect(). `buf`: n buffers of
 * config->window bytes each, one after the other. Memory: until isle_client_fini().
 */
void isle_ipc_serve(struct isle_client *client, struct isle_ipc_request *requests, unsigned n,
		    void *buf);

/*
 * Offers a service, and again after each loss of the session. Memory: `service` until it was unregistered.
 * Waits: ctx->timeout_ms for the first answer.
 * Returns 0; -ISLE_EEXIST: the name is taken; -ISLE_EACCES, -ISLE_EINVAL; -ISLE_ELINK, -ISLE_ETIMEDOUT: not
 * yet, it goes on trying.
 */
int isle_ipc_register(struct isle_context *ctx, struct isle_ipc_service *service);
int isle_ipc_unregister(struct isle_context *ctx, struct isle_ipc_service *service);

/* Answers: `status` is the service's own verdict, any number; `data` is copied to request->data (may lie in
 * it). The request must not be touched afterwards. Data longer than request->cap or than the caller can
 * take: the caller gets -ISLE_EMSGSIZE. */
void isle_ipc_reply(struct isle_ipc_request *request, int32_t status, const void *data, size_t len);

/* Answers that it could not be served: the caller's call returns `error` (< 0). */
void isle_ipc_fail(struct isle_ipc_request *request, int error);

/* True when the caller gave up: answering soon is all that is left to do. */
bool isle_ipc_cancelled(struct isle_ipc_request *request);

/* ---- using --------------------------------------------------------------------------------------- */

/* A service found. Caller-owned. Bound again by its next call after the loss of a session. */
struct isle_ipc_binding {
	const char *name;
	uint32_t version_min, version, methods, handle, epoch;
};

/* Finds a service. Memory: `name` stays. Returns 0; -ISLE_ENOSERVICE; -ISLE_EVERSION: only older ones. */
int isle_ipc_bind(struct isle_context *ctx, const char *name, uint32_t version_min,
		  struct isle_ipc_binding *ret_binding);
int isle_ipc_unbind(struct isle_context *ctx, struct isle_ipc_binding *binding);

/* The number of a named method. Returns it; -ISLE_ENOENT. */
int isle_ipc_method(struct isle_context *ctx, struct isle_ipc_binding *binding, const char *name);

/* Calls. Returns the number of bytes of the answer in `out`; -ISLE_ENOSERVICE: not registered now;
 * -ISLE_EMSGSIZE: the answer is longer than out_max. *ret_status (may be NULL): the service's verdict. */
int isle_ipc_call(struct isle_context *ctx, struct isle_ipc_binding *binding, uint32_t method,
		  const void *in, size_t in_len, void *out, size_t out_max, int32_t *ret_status);

/* Opens a channel to the service; see channel.h. `address`: text about us, may be "". Waits until it is
 * accepted, ctx->timeout_ms. Returns 0; -ISLE_ECONNREFUSED, -ISLE_ENOSERVICE ... */
int isle_ipc_connect(struct isle_context *ctx, struct isle_ipc_binding *binding,
		     const char *address, struct isle_channel *channel);

#ifdef __cplusplus
}
#endif

#endif
