/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the files of the worker share: the host, parties, contexts, tokens, links. The rules:
 *
 *  - an attachment is one connection: a link, a session, the tokens of that session;
 *  - a party is what outlives a connection: contexts, handles, what services keep for it;
 *  - a token belongs to an attachment and ends with it, at the latest.
 */
#ifndef ISLED_HOST_H
#define ISLED_HOST_H

#include <sys/types.h>

#include <isle/errors.h>
#include <isle/limits.h>
#include <isle/proto.h>
#include <isle/service.h>
#include <isle/session.h>
#include <isle/transport.h>

#include "config.h"
#include "handles.h"
#include "identity.h"
#include "loop.h"
#include "requests.h"
#include "walls.h"
#include "wire/frame.h"

#define ISLED_SERVICES_MAX 32
#define ISLED_METHODS_MAX  64
#define ISLED_WORDS_MAX    40     /* result words of one answer */
#define ISLED_PIECE_MAX    65536u /* bytes of one write to a channel, or of lent room */
#define ISLED_HELLO_MS     5000u  /* a connection that has said nothing useful by then is closed */
#define ISLED_UNKNOWN_MAX  8u     /* connections that have not said hello, per listener */

struct isled_batch;

struct isled_service {
	const struct isle_service *table;
	void *state;
	const struct isle_method *methods[ISLED_METHODS_MAX]; /* by number */
	uint16_t props[ISLED_METHODS_MAX];
	uint8_t result_words[ISLED_METHODS_MAX]; /* 0 also when not known */
};

enum isled_token_state {
	ISLED_TOKEN_FREE,
	ISLED_TOKEN_COLLECTING, /* argument data is not yet complete */
	ISLED_TOKEN_HANDLING,   /* inside the service's handler */
	ISLED_TOKEN_KEPT,
	ISLED_TOKEN_STREAMING, /* fill() makes the answer */
	ISLED_TOKEN_ANSWERED   /* the engine has it, or the batch */
};

struct isle_token {
	struct isle_call call; /* unused in an operation of a batch */
	struct isled_attachment *attachment;
	struct isle_context *context;
	struct isled_batch *batch; /* set: an operation of this batch */
	struct isled_batch *runs;  /* set: this call is a batch and runs that one */
	const struct isled_service *service;
	const struct isle_method *method;
	const struct isle_token_ops *ops;
	void *state;
	int (*fill)(struct isle_token *token, void *state, struct isle_fill *fill);
	uint8_t phase;   /* enum isled_token_state */
	bool is_channel; /* counted in the party's channels */
	bool ended;      /* END was given to isle_token_write() */
	uint8_t words_n;
	uint8_t *args; /* argument data collected so far */
	uint32_t args_bytes, args_max;
	uint8_t *buffer; /* result data on its way */
	uint32_t buffer_max;
	uint32_t words[ISLED_WORDS_MAX];
};

struct isle_context {
	struct isle_party *party;
	uint8_t number;
	uint32_t handles;
	char name[ISLE_NAME_BYTES_MAX * 4 + 1]; /* escaped */
	void *slots[ISLED_SERVICES_MAX];
};

struct isle_party {
	struct isle_party *next;
	struct isle_host *host;
	enum isle_role role;
	uint32_t serial;
	uint64_t id; /* of the session */
	uint16_t last_tag;
	struct isled_attachment *attachment; /* NULL: lingers */
	struct isle_peer credentials;
	bool may_control;
	struct isle_timer linger;
	uint64_t since_ms;
	char name[ISLE_NAME_BYTES_MAX * 4 + 1]; /* escaped */
	struct isle_context *contexts[ISLE_CONTEXTS_MAX];
	struct isled_handles handles;
	uint32_t channels;
	uint64_t held_bytes; /* of tokens' buffers */
	uint64_t refused;
	void *slots[ISLED_SERVICES_MAX];
};

struct isled_attachment {
	struct isle_session session; /* first: the session's callbacks cast */
	struct isled_attachment *next;
	struct isle_host *host;
	struct isle_party *party; /* NULL until hello, and after the session's end */
	bool is_client;           /* came by the client's link, else by the door */
	bool closing;             /* what lies unsent goes out, then it is closed */
	bool dead;                /* the link is closed; freed by the reaper */
	bool readable, turning;
	struct isle_peer credentials;
	bool may_control;
	struct isle_link *link;
	struct isle_link_memory memory;
	uint8_t *block; /* of memory.rx and .tx */
	struct isle_watch watch;
	struct isle_timer tick, hello;
	struct isle_later pump, reap;
	uint64_t bytes_in, bytes_out;
	struct isle_token *tokens;
	uint32_t tokens_n;
};

struct isle_outcall {
	struct isle_call call; /* first */
	struct isled_attachment *attachment;
	const struct isle_outcall_ops *ops;
	void *state;
	uint32_t words[ISLED_WORDS_MAX], result[ISLED_WORDS_MAX];
	uint8_t *out; /* argument data on its way */
	uint8_t *in;  /* result data, when the service wants it whole */
	uint32_t out_max;
	uint32_t party_held; /* counted in the party's held_bytes */
	bool ended, cancelled;
};

struct isled_listener {
	struct isle_watch watch;
	struct isle_timer
		pause; /* no descriptors are left: not watched until then; or to join again */
	struct isle_link_fds fds; /* of a link that needs no accepting */
	struct isle_host *host;
	const struct isle_transport *transport;
	bool is_client;
};

struct isle_host {
	struct isled_loop loop;
	struct isled_config *config;
	struct isle_session_config session; /* the same for all */
	const struct isle_transport *link;  /* the client's */
	struct isled_service services[ISLED_SERVICES_MAX];
	struct isle_party *parties;
	struct isled_attachment *attachments;
	struct isle_party *client;
	struct isled_listener listeners[2];
	uint32_t next_serial;
	uint32_t programs; /* connections at the door */
	bool hold;
	/* From the supervisor. */
	int supervisor; /* socket */
	struct isle_watch supervisor_watch;
	struct isle_timer alive, log_summary;
	bool asked_rotation;
	void (*rotated)(void *state);
	void *rotated_state;
	uint64_t supervisor_facts[ISLED_FACTS];
	unsigned walls; /* enum isled_wall */
	char walls_text[ISLED_WALLS_TEXT_MAX];
	struct isle_export exports[ISLED_EXPORTS_MAX];
	struct isle_grant grants[ISLED_REQUEST_FDS_MAX];
	struct isle_forward forwards[ISLED_FORWARDS_MAX];
	uint32_t exports_n, grants_n, forwards_n;
	char *grant_names;
	struct isle_console_policy console;
	uint64_t refusals, violations;
	uint32_t pid;
	bool ending;
};

/* ---- attach.c: one connection ---- */

/* Start a session on an accepted connection. On failure the descriptors stay the caller's. */
int isled_attach(struct isled_listener *listener, const struct isle_link_fds *fds,
		 const struct isle_peer *credentials, bool may_control);
/* Something may have to be sent: look after the current callback. */
void isled_attachment_kick(struct isled_attachment *attachment);
/* Say goodbye and close once it has left. */
void isled_attachment_end(struct isled_attachment *attachment, int error);
/* Close now, at the end of the worker. */
void isled_attachments_close(struct isle_host *host);

/* ---- accept.c: who may come ---- */

int isled_listen(struct isle_host *host, const struct isle_transport *transport, int fd,
		 bool is_client);
void isled_listen_no_more(struct isle_host *host);
/* A link of the client without a listener is one connection, begun at once, and again when it has ended:
 * isled_rejoin(), which does nothing for others. */
void isled_join(struct isle_host *host, const struct isle_transport *transport, const int *fds,
		uint32_t n);
void isled_rejoin(struct isle_host *host);

/* ---- party.c ---- */

/* Decide about a hello (struct isle_session_ops.accept). */
int isled_party_accept(struct isled_attachment *attachment, const struct isle_hello *hello,
		       uint64_t *ret_id);
/* The session of this attachment is up, or it has ended. */
void isled_party_up(struct isled_attachment *attachment, bool resumed);
void isled_party_lost(struct isled_attachment *attachment, int error);
void isled_party_free(struct isle_party *party);
/* Returns: the number of the new context; -ISLE_EINVAL, -ISLE_EMFILE, -ISLE_EEXIST, -ISLE_ENOMEM. */
int isled_context_open(struct isle_party *party, const void *name, uint32_t bytes);
void isled_context_close(struct isle_context *context);

/* ---- router.c: calls in ---- */

/* struct isle_session_ops.serve and .fill */
void isled_router_event(struct isle_call *call, enum isle_call_event what,
			const struct isle_frame *frame);
size_t isled_router_fill(struct isle_call *call, struct isle_tx *tx, uint8_t *dst, size_t max,
			 bool *ret_end);
/* Find and permit a method for a caller. Returns 0, -ISLE_ENOTSUP (none such), -ISLE_EPERM. */
int isled_router_find(const struct isle_party *party, uint32_t service, uint32_t method,
		      const struct isled_service **ret_service,
		      const struct isle_method **ret_method);
/* Run the token's handler and see to it that the token is answered or kept. */
void isled_router_handle(struct isle_token *token, const struct isle_request *request);
/* Everything pending of this context ends: tokens are told and answered. */
void isled_router_cancel_context(struct isle_context *context, int reason);

extern const struct isle_service isled_service_session;

/* ---- token.c ---- */

/* Tell the service that nobody waits any more; the token is then no longer its own. */
void isled_token_gone(struct isle_token *token, int reason);
/* Make *memory, with room for *max bytes, hold at least `bytes`; counted against the party's limit.
 * Returns 0, -ISLE_ENOBUFS, -ISLE_ENOMEM. */
int isled_token_reserve(struct isle_token *token, uint8_t **memory, uint32_t *max, uint32_t bytes);
uint16_t isled_token_props(const struct isle_token *token);
/* The engine has let go of the call, for good (see struct isle_call, CLOSED). */
void isled_token_closed(struct isle_token *token);

/* ---- batch.c ---- */

int isled_batch_start(struct isle_token *token, const struct isle_request *request);
/* The caller is gone: stop the operation under way. */
void isled_batch_gone(struct isled_batch *batch, int reason);
/* An operation has been answered (token.c). */
void isled_batch_answer(struct isle_token *operation, int status, const uint32_t *words,
			uint32_t words_n, const void *data, uint32_t data_bytes);
uint32_t isled_batch_lend(struct isle_token *operation, uint32_t want, void **ret_room);
uint32_t isled_batch_window(const struct isled_batch *batch);
void isled_batch_made(struct isled_batch *batch, uint32_t handle);
void isled_batch_pull(struct isle_token *operation);

/* ---- given.c: what the supervisor gives ---- */

/* One request of the start; logs what fails. ret_fds has ISLED_REQUEST_FDS_MAX places. */
int isled_given_ask(struct isle_host *host, enum isled_request request, int *ret_fds,
		    uint32_t *ret_n);
/* Facts, configuration, exports, grants, forwards, the console's log. */
int isled_given_all(struct isle_host *host);

/* ---- host.c, register.c ---- */

extern const struct isle_service *const isled_services[]; /* services.c; NULL at the end */
extern const char isled_version[];                        /* version.c */

void isled_host_each_service(struct isle_host *host,
			     void (*tell)(struct isled_service *service, void *argument),
			     void *argument);
struct isled_service *isled_host_service(struct isle_host *host, const struct isle_service *table);
void isled_host_init_session(struct isle_host *host);

#endif
