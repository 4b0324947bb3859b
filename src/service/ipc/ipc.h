/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ipc.h - between the files of the ipc service.
 *
 * An offer is a registered service; a binding holds only its name, so that the service may go and
 * come back. A relay joins a caller's token and the call to the registrar; a forward joins an
 * accepted connection and a channel to the client's service.
 */
#ifndef ISLED_IPC_H
#define ISLED_IPC_H

#include <isle/errors.h>
#include <isle/proto.h>
#include <isle/service.h>

#include "service/fifo.h"

#define ISLED_IPC_CHANNEL_WINDOW 65536u /* bytes that one direction of a channel may hold here */

struct isled_ipc;

struct isled_offer {
	struct isled_ipc *ipc;
	struct isle_party *party;
	uint8_t context;
	uint32_t version, cookie;
	uint32_t methods_n;
	char *methods; /* their names, each ended by a zero */
	char name[ISLE_SERVICE_NAME_BYTES_MAX + 1];
	struct isled_offer *next;
};

struct isled_binding {
	struct isled_ipc *ipc;
	struct isle_party *party;
	uint32_t version_min;
	char name[ISLE_SERVICE_NAME_BYTES_MAX + 1];
	struct isled_binding *next;
};

/* A BIND that waits for its service. */
struct isled_waiter {
	struct isled_ipc *ipc;
	struct isle_token *token;
	struct isle_timer timer;
	uint32_t version_min;
	char name[ISLE_SERVICE_NAME_BYTES_MAX + 1];
	struct isled_waiter *next;
};

struct isled_connection; /* connection.c */

/* A listener of the configuration. */
struct isled_forward {
	struct isled_ipc *ipc;
	const struct isle_forward *policy;
	struct isle_watch watch;
	struct isle_timer pause;
	bool watching;
	uint32_t open;
	uint64_t accepted, reset;
	struct isled_connection *connections;
};

struct isled_ipc {
	struct isle_host *host;
	struct isled_offer *offers;
	struct isled_binding *bindings;
	struct isled_waiter *waiters;
	struct isled_forward *forwards;
	uint32_t forwards_n;
	uint64_t calls, channels, failed;
};

/* ---- registry.c ---- */

/* The service of that name, of `party` only when it is not NULL. Returns: it, or NULL. */
struct isled_offer *isled_ipc_find(struct isled_ipc *ipc, const char *name,
				   const struct isle_party *party);

/*
 * What a binding's handle stands for at present.
 * Returns: 0; -ISLE_EBADF, -ISLE_ESTALE (handle), -ISLE_ENOSERVICE (not registered now),
 * -ISLE_EVERSION (came back older).
 */
int isled_ipc_resolve(struct isled_ipc *ipc, const struct isle_token *token, uint32_t handle,
		      struct isled_offer **ret_offer);

int isled_ipc_register(void *state, struct isle_token *token, const struct isle_request *request);
int isled_ipc_unregister(void *state, struct isle_token *token, const struct isle_request *request);
int isled_ipc_bind(void *state, struct isle_token *token, const struct isle_request *request);
int isled_ipc_unbind(void *state, struct isle_token *token, const struct isle_request *request);
int isled_ipc_lookup(void *state, struct isle_token *token, const struct isle_request *request);

/* ---- names.c ---- */

/*
 * A name: letters, digits and . _ - / : , not beginning with . or / .
 * Returns: 0, -ISLE_EINVAL.
 */
int isled_ipc_name(const void *bytes, uint32_t count, char *ret_name, uint32_t bytes_max);

/*
 * Names of methods, as they come behind the service's name: zero, name, zero, name ...
 * Memory: *ret_methods by malloc, NULL when there are none.
 * Returns: how many; -ISLE_EINVAL (a name, twice the same, more than ISLE_METHODS_MAX),
 * -ISLE_ENOMEM.
 */
int isled_ipc_methods(const char *bytes, uint32_t count, char **ret_methods);

/* ---- call.c, connect.c ---- */

/*
 * Send on to the callee what waits of a caller's token, and behind it the end when *end; what it takes is
 * given back to the caller as credit. Clears *end when that has left.
 * Returns: 0 (also when nothing is taken now), or an error with which to end both.
 */
int isled_ipc_pass(struct isle_token *token, struct isle_outcall *call, struct isled_fifo *waiting,
		   bool *end);

int isled_ipc_call(void *state, struct isle_token *token, const struct isle_request *request);
int isled_ipc_connect(void *state, struct isle_token *token, const struct isle_request *request);

/* ---- connection.c ---- */

/*
 * Join an accepted connection to the client's service; the descriptor is then the connection's.
 * Returns: 0; < 0: the service is not there, or more than the limit; the descriptor stays the caller's.
 */
int isled_connection_open(struct isled_forward *forward, int fd, const char *peer);
/* Reset all of this forward. */
void isled_connections_reset(struct isled_forward *forward, int reason);

/* ---- forward.c ---- */

int isled_ipc_forwards_start(struct isled_ipc *ipc);
void isled_ipc_forwards_stop(struct isled_ipc *ipc);
void isled_ipc_forwards_status(struct isled_ipc *ipc, void *out);

#endif
