/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * service.h - the one interface through which a service joins the daemon.
 *
 * A service is a filled const table (struct isle_service). What is built in and what is loaded
 * from elsewhere see the same things: tokens (one per call, answered exactly once), contexts and
 * handles, policy and limits, the loop, the log. Everything here runs in the worker's only
 * thread, from the loop; nothing here waits. Callbacks may call any function of this page.
 *
 * Arguments and results are the fixed parts of the wire as arrays of 32-bit words in host order;
 * the generated codecs of each service read and fill them. Nothing a peer sent may be trusted:
 * `words` may be fewer or more than the decoder expects (missing ones read as zero), `data` may
 * hold any bytes.
 *
 * int results: >= 0 good, < 0 an error of <isle/errors.h>, negated.
 */
#ifndef ISLE_SERVICE_H
#define ISLE_SERVICE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct isle_host;    /* the worker as a service sees it; one per process */
struct isle_party;   /* one attached session: the client runtime, or a Linux program at the door */
struct isle_context; /* one application inside a party: own handles, cwd, quota */
struct isle_token;   /* one call that waits for its answer */
struct isle_outcall; /* one call that a service makes to a party */

/* ---- the service's own table ------------------------------------------------------------- */

/* Properties of a method (struct isle_method.props). Those that the schema states for a built-in
 * method are added when the service is registered. */
#define ISLE_METHOD_HANDLE    0x0001u /* the first argument word is a handle */
#define ISLE_METHOD_STREAM_IN 0x0002u /* argument data comes piece by piece, not collected */
#define ISLE_METHOD_CHANNEL   0x0004u /* opens a channel: a call that stays open */
#define ISLE_METHOD_NO_BATCH  0x0008u /* refused inside a batch (may block for long) */
#define ISLE_METHOD_CONTROL   0x0010u /* asks for isle_party_may_control() */
#define ISLE_METHOD_CLIENT    0x0020u /* for the client runtime only, not for programs */
#define ISLE_METHOD_PROGRAM   0x0040u /* for programs only, not for the client runtime */

/* What a handler gets; everything is borrowed and valid until the handler returns. */
struct isle_request {
	const uint32_t *words; /* argument words, host order; a handle comes first */
	uint32_t words_n;
	const void *data; /* argument data; whole, or the first piece with STREAM_IN/CHANNEL */
	uint32_t data_bytes;
	bool data_end; /* no more argument data follows; always true without STREAM_IN/CHANNEL */
};

struct isle_method {
	const char *name;
	uint16_t number;
	uint16_t props;
	uint32_t data_max; /* most argument data that is collected for it; more is EMSGSIZE */
	/*
	 * Serve one call. Before it returns the handler has answered (isle_token_reply,
	 * isle_token_fail), kept the token (isle_token_keep, isle_token_stream), or it returns
	 * an error, with which the call is then failed; after an answer it returns 0.
	 */
	int (*handle)(void *service_state, struct isle_token *token,
		      const struct isle_request *request);
};

/* A kind of handle; the address of the (const) object is its identity. */
struct isle_handle_type {
	const char *name;
	/* The handle is gone (closed, batch ended, context closed, session freed). Frees object. */
	void (*close)(void *object);
};

struct isle_service {
	const char *name;
	uint8_t number; /* 1..31; the number in a CALL's header */
	uint8_t version;
	const struct isle_method *methods;
	uint32_t method_count;
	/* All optional. start: < 0 ends the worker with a message. */
	int (*start)(struct isle_host *host, void **ret_service_state);
	void (*stop)(void *service_state);
	/* A party has attached (session agreed, `resumed`: the same session after a blink). */
	void (*party_attached)(void *service_state, struct isle_party *party, bool resumed);
	/* The link is lost, the session lingers: handles and registrations stay. */
	void (*party_lost)(void *service_state, struct isle_party *party);
	/* The session is freed; its contexts are closed already. Forget the party now. */
	void (*party_gone)(void *service_state, struct isle_party *party);
	/* The context is closed, its handles too; free what isle_context_slot() holds. */
	void (*context_closed)(void *service_state, struct isle_context *context);
	/* Add lines "section.key=value" to the answer of `isle status` (isle_status_line). */
	void (*status)(void *service_state, struct isle_party *client, void *out);
};

/*
 * Register a service before the worker starts to serve; the table is borrowed for good.
 * Checks it: name, number free, methods sorted by number from 1 up, a handler each.
 * Returns: 0, -ISLE_EINVAL (bad table), -ISLE_EEXIST (number or name taken), -ISLE_ENFILE (full).
 */
int isle_service_register(struct isle_host *host, const struct isle_service *service);

/* ---- tokens: calls to be answered --------------------------------------------------------- */

#define ISLE_PIECE_END 0x01u /* last piece of this direction */
#define ISLE_PIECE_EOM 0x02u /* end of a message (message channels) */

/*
 * Callbacks of a kept token; each may be NULL. After `gone`, and after reply or fail, the token
 * does not exist any more.
 */
struct isle_token_ops {
	/*
	 * A further piece of argument data (STREAM_IN, CHANNEL). All of it must be taken now:
	 * credit never exceeds what isle_token_consumed() has given back, so a service needs
	 * room for at most isle_token_in_window(token) bytes.
	 */
	void (*data)(struct isle_token *token, void *state, const void *data, uint32_t bytes,
		     unsigned piece_flags);
	/* isle_token_write() will take something again, after it took less than it was given. */
	void (*room)(struct isle_token *token, void *state);
	/* Nobody waits any more: cancelled, deadline (-ISLE_ETIMEDOUT), link lost (-ISLE_ELINK),
	 * context closed. Stop the work, undo a half-made handle, forget the token. */
	void (*gone)(struct isle_token *token, void *state, int reason);
};

/*
 * Keep the token beyond the handler. Always good. May be called again to replace ops and state.
 */
void isle_token_keep(struct isle_token *token, const struct isle_token_ops *ops, void *state);

/*
 * Answer. `words` are the result words (at most 40), `data` result data; both are copied (or
 * sent) before it returns, except data that lies where isle_token_lend() said. Data beyond a frame
 * is sent as fragments.
 * Returns: 0, or the error that the caller gets instead: -ISLE_EMSGSIZE (data beyond the caller's
 * window), -ISLE_ENOMEM. The token is gone in any case.
 */
int isle_token_reply(struct isle_token *token, const uint32_t *words, uint32_t words_n,
		     const void *data, uint32_t data_bytes);

/* Answer with an error (error < 0). The token is gone. */
void isle_token_fail(struct isle_token *token, int error);

/* As fail, with result words (for instance how much of a write was done). */
void isle_token_fail_words(struct isle_token *token, int error, const uint32_t *words,
			   uint32_t words_n);

/*
 * Room for result data that is not copied again: the answer by isle_token_reply() may name it (or
 * its beginning) as `data`. It stays until the token is answered; lending again replaces it.
 * Returns: bytes at *ret_room: min(want, what the caller or the batch can take, 64 KiB); 0 and
 * *ret_room untouched when there is no memory. For more than that use isle_token_stream().
 */
uint32_t isle_token_lend(struct isle_token *token, uint32_t want, void **ret_room);

/* One turn of a result stream. In: buffer, max, file_max. Out: the rest, zeroed before. */
struct isle_fill {
	void *buffer;      /* place the next bytes here */
	uint32_t max;      /* > 0; as many as a frame and the credit allow */
	uint32_t file_max; /* > 0: a file range of at most this many bytes may be given instead */
	uint32_t bytes;    /* how many were placed; or the length of the file range */
	int file;          /* descriptor of the range, or -1 */
	uint64_t file_offset;
	bool end; /* that was the last: the answer follows with status and words */
	int status;
	uint32_t words_n; /* never more than isle_token_stream() was told */
	uint32_t words[16];
};

/*
 * Answer with a stream that `fill` produces whenever there is room; `words_n`: how many result words
 * will follow at its end (room for them is kept in each frame, so that the last data and the
 * answer are one frame). fill returns 0, or < 0 to end the call with that error; 0 bytes without `end` means later:
 * the service calls isle_token_resume(). A batch collects the stream into its own answer.
 * `gone` of `ops` as usual. The service frees `state` at `end`, at an error or at `gone`.
 */
void isle_token_stream(struct isle_token *token, const struct isle_token_ops *ops, void *state,
		       int (*fill)(struct isle_token *token, void *state, struct isle_fill *fill),
		       uint32_t words_n);
void isle_token_resume(struct isle_token *token);

/*
 * Channels and STREAM_IN. accept: take a channel (it has no deadline from then on); writing to it
 * does that too. consumed: give credit back. in_window: how many bytes may lie unconsumed here; the
 * limit `window`, the same for every call.
 */
void isle_token_accept(struct isle_token *token);
void isle_token_consumed(struct isle_token *token, uint32_t bytes);
uint32_t isle_token_in_window(const struct isle_token *token);

/*
 * Channels: send bytes towards the caller. They are copied; what was taken before must have left
 * first, so the rest stays with the service until `room`. With ISLE_PIECE_END, which counts only
 * when all of `bytes` was taken, this direction is closed. On a channel of messages each write is
 * one message, taken wholly or not at all.
 * Returns: bytes taken (0 and bytes > 0: wait for room), -ISLE_EAGAIN (bytes is 0: wait for room),
 * -ISLE_EPIPE after END, -ISLE_EMSGSIZE (a message of more than 64 KiB), -ISLE_ENOMEM.
 */
int isle_token_write(struct isle_token *token, const void *data, uint32_t bytes,
		     unsigned piece_flags);
uint32_t isle_token_room(const struct isle_token *token); /* what write would take now */

/* Facts of a call. */
struct isle_host *isle_token_host(const struct isle_token *token);
struct isle_party *isle_token_party(const struct isle_token *token);
struct isle_context *isle_token_context(const struct isle_token *token);
uint16_t isle_token_method(const struct isle_token *token);
uint32_t isle_token_window(const struct isle_token *token);    /* result bytes the caller takes */
uint32_t isle_token_budget_ms(const struct isle_token *token); /* left; UINT32_MAX = no end */
bool isle_token_in_batch(const struct isle_token *token);      /* must not block for long */
bool isle_token_is_urgent(const struct isle_token *token);
bool isle_token_is_message(const struct isle_token *token); /* a channel of messages */

/* ---- handles -------------------------------------------------------------------------------
 * 32 bits: never 0, never 0xffffffxx. A session's handles answer ESTALE in every other session.
 * Order: calls are handed over in the order they came; a service that keeps a token must itself
 * keep later operations on the same handle behind it.
 */

/*
 * Make a handle of `context` for object. In a batch it is closed with it unless kept.
 * Returns: 0; -ISLE_EMFILE (quota of the context or the session; object stays the caller's).
 */
int isle_handle_open(struct isle_token *token, const struct isle_handle_type *type, void *object,
		     uint32_t *ret_handle);
/*
 * Returns: 0; -ISLE_EBADF (not open, other type, other context), -ISLE_ESTALE (of an earlier
 * session or worker).
 */
int isle_handle_get(struct isle_context *context, uint32_t handle,
		    const struct isle_handle_type *type, void **ret_object);
/* Close: the object's close function runs before it returns. Returns: as get. */
int isle_handle_close(struct isle_context *context, uint32_t handle,
		      const struct isle_handle_type *type);
/* As close, but the object goes to the caller and its close function does not run. */
int isle_handle_take(struct isle_context *context, uint32_t handle,
		     const struct isle_handle_type *type, void **ret_object);

/* ---- contexts and parties ----------------------------------------------------------------- */

enum isle_role { ISLE_PEER_CLIENT = 1, ISLE_PEER_PROGRAM = 2 };

uint8_t isle_context_number(const struct isle_context *context);   /* 0..15 */
const char *isle_context_name(const struct isle_context *context); /* safe to print */
struct isle_party *isle_context_party(const struct isle_context *context);
/* One pointer per service and context, NULL at first; the service owns what it points to. */
void **isle_context_slot(struct isle_context *context, const struct isle_service *service);

enum isle_role isle_party_role(const struct isle_party *party);
const char *isle_party_name(const struct isle_party *party); /* safe to print */
bool isle_party_is_up(const struct isle_party *party);       /* attached, not lingering */
bool isle_party_may_control(const struct isle_party *party);
uint32_t isle_party_uid(const struct isle_party *party); /* UINT32_MAX: not known (tcp) */
uint32_t isle_party_pid(const struct isle_party *party); /* 0: not known */
/* A number for this party that is never used again in this worker's life. */
uint32_t isle_party_serial(const struct isle_party *party);
struct isle_context *isle_party_context(struct isle_party *party, uint8_t number); /* or NULL */
/*
 * Count bytes that a service keeps for a party, beside what the daemon itself keeps for it, against the
 * one limit `queued`; release what was held, before the party is gone.
 * Returns: 0; -ISLE_ENOBUFS (would exceed the limit; nothing is held).
 */
int isle_party_hold(struct isle_party *party, uint32_t bytes);
void isle_party_release(struct isle_party *party, uint32_t bytes);
/* One pointer per service and party, NULL at first. */
void **isle_party_slot(struct isle_party *party, const struct isle_service *service);

struct isle_party *isle_host_client(struct isle_host *host); /* the client runtime, or NULL */
/* Walk all parties: NULL gives the first; NULL is the end. */
struct isle_party *isle_host_next_party(struct isle_host *host, const struct isle_party *after);

/* ---- calls from a service to a party ------------------------------------------------------ */

struct isle_result {
	const uint32_t *words;
	uint32_t words_n;
	const void *data; /* the tail of the reply; streamed data came through `data` before */
	uint32_t data_bytes;
};

struct isle_outcall_ops {
	/* Result data ahead of the answer (optional for plain calls: collected then, up to the
	 * window, and handed over with `done`). Give credit back with isle_outcall_consumed(). */
	void (*data)(struct isle_outcall *call, void *state, const void *data, uint32_t bytes,
		     unsigned piece_flags);
	/* What was given has left, at first the data of the start if there was any; or there is more credit,
	 * at first when the peer accepts a channel. */
	void (*room)(struct isle_outcall *call, void *state);
	/* Exactly once, and last: status 0 or < 0 (deadline, link lost, the peer's own error).
	 * `result` is never NULL. */
	void (*done)(struct isle_outcall *call, void *state, int status,
		     const struct isle_result *result);
};

#define ISLE_OUTCALL_CHANNEL 0x01u /* keep open: bytes both ways */
#define ISLE_OUTCALL_MESSAGE 0x02u /* with CHANNEL: messages */
#define ISLE_OUTCALL_URGENT  0x04u
#define ISLE_OUTCALL_MORE    0x08u /* argument data goes on: isle_outcall_write */

struct isle_outcall_args {
	uint8_t context; /* of the called party */
	uint8_t service;
	uint16_t method;
	uint32_t flags;
	uint32_t budget_ms; /* UINT32_MAX: no end */
	uint32_t window;    /* result data that can be taken */
	const uint32_t *words;
	uint32_t words_n;
	const void *data; /* copied or sent before start returns */
	uint32_t data_bytes;
};

/*
 * Returns: 0; -ISLE_ELINK (not attached), -ISLE_EAGAIN (too many calls in flight or queue full),
 * -ISLE_EMSGSIZE. After a failure `done` does not run.
 */
int isle_outcall_start(struct isle_party *party, const struct isle_outcall_args *args,
		       const struct isle_outcall_ops *ops, void *state,
		       struct isle_outcall **ret_call);
int isle_outcall_write(struct isle_outcall *call, const void *data, uint32_t bytes,
		       unsigned piece_flags);
uint32_t isle_outcall_room(const struct isle_outcall *call);
void isle_outcall_consumed(struct isle_outcall *call, uint32_t bytes);
/* Give the call up with a reason (< 0). `done` does not run; the call is gone. */
void isle_outcall_cancel(struct isle_outcall *call, int reason);

/* ---- policy and limits ------------------------------------------------------------------------ */

/* What MKNOD makes: regular files, FIFOs and sockets; nothing; these and devices. */
enum isle_nodes { ISLE_NODES_FIFO, ISLE_NODES_NONE, ISLE_NODES_ANY };

struct isle_export {
	const char *path; /* as the client names it: absolute, no trailing slash (but "/") */
	int root;         /* O_PATH descriptor of the real directory, borrowed */
	bool read_only;
	bool xdev; /* mounts below are crossed */
	enum isle_nodes nodes;
	const char *const *hide; /* paths relative to the export, no leading slash */
	uint32_t hide_count;
};

struct isle_grant {
	const char *path;
	int fd; /* opened by the supervisor, borrowed */
	bool read, write;
};

/* A device request that the configuration names for granted files. */
struct isle_request_rule {
	uint32_t request; /* of enum isle_ioctl_request, or the kernel's own number from 0x10000 on */
	uint32_t direction; /* of the latter: 1 in, 2 out, 3 both, 0 no data */
	uint32_t bytes;     /* of its data */
	bool by_value;      /* without data: the client's value is passed on */
	const char *path; /* pattern for the paths of grants, as of fnmatch(3) with FNM_PATHNAME */
};

struct isle_forward {
	const char *address; /* to show: "127.0.0.1:8080" */
	int listener;        /* listening descriptor, non-blocking, borrowed */
	const char *service; /* registered name at the client */
};

struct isle_limits {
	uint32_t handles;         /* per session */
	uint32_t context_handles; /* per context */
	uint32_t contexts;        /* per session, context 0 included */
	uint32_t calls;           /* in flight per session and direction */
	uint32_t channels;        /* open per session */
	uint32_t watchers;        /* of a console */
	uint32_t programs;        /* attached at the door at once */
	uint32_t services;        /* registered per session */
	uint32_t forwards;        /* open connections per forward */
	uint32_t queued_bytes;    /* held for one session until the link takes it */
	uint32_t window;          /* credit given for a stream of argument data */
	uint32_t log_lines;       /* per second and kind */
	uint32_t locks;           /* ranges of files that a session has locked */
	uint32_t waits;           /* threads that wait for a lock on behalf of a session */
	uint32_t watches;         /* files and folders that a session watches */
	uint32_t watch_handles;   /* handles of a session that tell of them */
};

struct isle_console_policy {
	uint32_t ring_bytes;
	bool filter;        /* dangerous terminal sequences are filtered for watchers */
	int log;            /* descriptor of the log file, or -1; changes on rotation */
	uint64_t log_bytes; /* rotate beyond this; 0 never */
	uint32_t log_keep;  /* old files kept */
	int terminal;       /* master of a pseudo terminal, borrowed; 0 or less: make one */
	int terminal_opens; /* readable when its slave is opened (inotify); 0 or less: not to be had */
};

const struct isle_export *isle_host_exports(struct isle_host *host, uint32_t *ret_count);
const struct isle_grant *isle_host_grants(struct isle_host *host, uint32_t *ret_count);
const struct isle_request_rule *isle_host_request_rules(struct isle_host *host,
							uint32_t *ret_count);
const struct isle_forward *isle_host_forwards(struct isle_host *host, uint32_t *ret_count);
const struct isle_limits *isle_host_limits(struct isle_host *host);
const struct isle_console_policy *isle_host_console(struct isle_host *host);
const char *isle_host_name(struct isle_host *host); /* the client's name in the configuration */

/*
 * Have the console's log file rotated by the supervisor; isle_host_console()->log is the new file
 * when `done` runs (from the loop). Returns: 0, -ISLE_EAGAIN (one is under way already).
 */
int isle_host_rotate_log(struct isle_host *host, void (*done)(void *state), void *state);

/* ---- facts for status --------------------------------------------------------------------------- */

struct isle_party_facts {
	uint64_t session_id;
	uint64_t up_ms; /* since the session was agreed */
	uint64_t frames_in, frames_out, bytes_in, bytes_out;
	uint64_t calls_in, calls_out, refused, violations;
	uint32_t version, frame_max, keepalive_ms, handles, contexts;
	int64_t clock_offset_us;
	uint32_t round_trip_us;
	bool up, held;
	char link[128]; /* safe to print */
};
struct isle_host_facts {
	uint32_t supervisor_pid, worker_pid;
	uint32_t restarts;  /* of the worker, after the first start */
	uint64_t uptime_ms; /* of the supervisor */
	uint64_t log_suppressed, audit_refusals, link_violations;
	const char *confinement; /* "separate-uid,landlock,seccomp" */
	const char *link;        /* where the client connects; safe to print */
	const char *version;
};
void isle_party_facts(const struct isle_party *party, struct isle_party_facts *ret_facts);
void isle_host_facts(struct isle_host *host, struct isle_host_facts *ret_facts);
/* Walk the handles of a party: *cursor starts at 0. Returns false at the end. */
bool isle_party_next_handle(const struct isle_party *party, uint32_t *cursor, uint32_t *ret_handle,
			    uint8_t *ret_context, const char **ret_type);
/* Walk the services in order of number: NULL gives the first. */
const struct isle_service *isle_host_next_service(struct isle_host *host,
						  const struct isle_service *after);
/* Let every service's `status` add its lines to `out`. */
void isle_host_collect_status(struct isle_host *host, void *out);
/* Add one line to the answer of status; `out` is what the service's status() got. The text
 * sink is made by whoever asks (the control service). */
void isle_status_line(void *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
struct isle_status_sink {
	void (*line)(struct isle_status_sink *sink, const char *text);
};
/* Suspend (or resume) the expiry of the client's keep-alive, for `isle hold`. */
void isle_host_hold(struct isle_host *host, bool hold);

/* ---- the loop ------------------------------------------------------------------------------------- */

#define ISLE_WATCH_READ   0x1u
#define ISLE_WATCH_WRITE  0x2u
#define ISLE_WATCH_HANGUP 0x4u /* told also when not asked for */
#define ISLE_WATCH_PRI    0x8u /* an exceptional condition: EPOLLPRI */

/* Storage is the service's; all fields below `priv` are the loop's. Zero before first use. */
struct isle_watch {
	void (*ready)(struct isle_watch *watch, unsigned events);
	void *state;
	int fd;
	unsigned priv_events;
	struct isle_watch *priv_next;
};
struct isle_timer {
	void (*due)(struct isle_timer *timer);
	void *state;
	uint64_t priv_at_ms;
	uint32_t priv_slot; /* place in the heap + 1; 0 = not running */
};
struct isle_later {
	void (*run)(struct isle_later *later);
	void *state;
	struct isle_later *priv_next;
	bool priv_queued;
};

/*
 * Watch watch->fd (non-blocking) for events; level-triggered. set with 0 events keeps it
 * registered for hang-up only. stop before close(fd).
 * Returns: 0, -ISLE_ENOSPC / -ISLE_ENOMEM (kernel), -ISLE_EPERM (this kind of file always is
 * ready and cannot be watched).
 */
int isle_watch_start(struct isle_host *host, struct isle_watch *watch, unsigned events);
int isle_watch_set(struct isle_host *host, struct isle_watch *watch, unsigned events);
void isle_watch_stop(struct isle_host *host, struct isle_watch *watch);

/* (Re)start a one-shot timer. Returns: 0, -ISLE_ENOMEM. */
int isle_timer_start(struct isle_host *host, struct isle_timer *timer, uint32_t after_ms);
void isle_timer_stop(struct isle_host *host, struct isle_timer *timer);

/* Run from the loop, after the current callback, before it sleeps; once per call. */
void isle_later_start(struct isle_host *host, struct isle_later *later);
void isle_later_stop(struct isle_host *host, struct isle_later *later);

uint64_t isle_host_now_ms(struct isle_host *host); /* monotonic, taken once per turn */

/* ---- log ---------------------------------------------------------------------------------------------- */

enum isle_level {
	ISLE_LOG_ERROR = 3,
	ISLE_LOG_WARNING = 4,
	ISLE_LOG_NOTICE = 5,
	ISLE_LOG_INFO = 6,
	ISLE_LOG_DEBUG = 7
};

/*
 * One line to the daemon's log. `kind` is a constant word ("file", "console"): lines of a kind
 * beyond the limit per second are counted and summed up instead. Text made by a peer goes
 * through isle_text_escape() first; control bytes that slip through are escaped anyway.
 */
void isle_log(enum isle_level level, const char *kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* One refusal by policy: counted, and logged within the limit. `what` peer-made, any bytes. */
void isle_audit(const struct isle_token *token, const char *verb, const void *what,
		uint32_t what_bytes, int error);

/*
 * Make bytes safe to print: printable UTF-8 stays, everything else becomes \xNN, backslash
 * becomes \\. Always terminated, cut with "..." when it does not fit (max >= 8).
 * Returns: length written.
 */
size_t isle_text_escape(char *ret_text, size_t max, const void *bytes, size_t count);

#ifdef __cplusplus
}
#endif
#endif
