/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The configuration: one INI file per client. isled_config_read() reports every mistake of a
 * file, each with its line and with what would have been permitted; a file with a mistake gives
 * no configuration at all.
 */
#ifndef ISLED_CONFIG_H
#define ISLED_CONFIG_H

#include <netinet/in.h>
#include <stdio.h>
#include <sys/types.h>

#include <isle/service.h>

#define ISLED_CONFIG_BYTES_MAX 262144
#define ISLED_UIDS_MAX         16
#define ISLED_NETS_MAX         16
#define ISLED_EXPORTS_MAX      64
#define ISLED_HIDES_MAX        64
#define ISLED_GRANTS_MAX       64
#define ISLED_FORWARDS_MAX     32
#define ISLED_REQUESTS_MAX     64

/* An address range, IPv4 as ::ffff:a.b.c.d. */
struct isled_net {
	struct in6_addr address;
	unsigned bits;
};

struct isled_config_export {
	char *path; /* as the client names it */
	char *root; /* on Linux; NULL until the end of the file = path */
	bool read_only, xdev;
	enum isle_nodes nodes;
	char *hide[ISLED_HIDES_MAX];
	unsigned hide_n;
	int line;
};

struct isled_config_grant {
	char *path; /* may be a glob */
	bool read, write;
	int line;
};

struct isled_config_forward {
	char *address; /* 127.0.0.1:8080 */
	char *service;
	int line;
};

struct isled_config {
	char *file;
	/* [client] */
	char *name, *link, *control_group;
	uid_t user, peer_uids[ISLED_UIDS_MAX];
	gid_t user_group, control_gid;
	unsigned peer_uids_n;
	struct isled_net peers[ISLED_NETS_MAX];
	unsigned peers_n;
	uint32_t keepalive_ms, linger_ms, frame_max;
	bool testing, restart_backoff, any_program, confine;
	bool user_given;
	/* [console] */
	char *log;
	uint32_t log_keep;
	uint64_t log_bytes;
	uint32_t ring_bytes;
	bool filter;
	/* the rest */
	struct isle_limits limits;
	struct isled_config_export *exports[ISLED_EXPORTS_MAX];
	unsigned exports_n;
	struct isled_config_grant *grants[ISLED_GRANTS_MAX];
	unsigned grants_n;
	struct isle_request_rule requests[ISLED_REQUESTS_MAX]; /* path: from the heap */
	unsigned requests_n;
	struct isled_config_forward *forwards[ISLED_FORWARDS_MAX];
	unsigned forwards_n;
};

/* Where mistakes go: `text` is one line, "FILE:LINE: what". */
struct isled_config_errors {
	void (*report)(void *state, const char *text);
	void *state;
};

/* Look at the file system too: folders exist, users are known. */
#define ISLED_CONFIG_LOOK 0x1u

/*
 * Read a configuration from text (the contents of `file`, whose name is only shown).
 * Waits: with LOOK for the file system and the user database.
 * Memory: the heap; isled_config_free() gives it back.
 * Returns: 0; -ISLE_EINVAL after at least one report; -ISLE_ENOMEM.
 */
int isled_config_read(const char *file, const char *text, size_t bytes, unsigned flags,
		      const struct isled_config_errors *errors, struct isled_config **ret_config);
/* NULL is permitted. */
void isled_config_free(struct isled_config *config);

/* The policy in plain words, for `isle policy check`. */
void isled_config_explain(const struct isled_config *config, FILE *out);

/*
 * The contents of a file, terminated. Returns: its length; -ISLE_ENOENT, -ISLE_EACCES, -ISLE_EIO,
 * -ISLE_EFBIG (more than ISLED_CONFIG_BYTES_MAX), -ISLE_ENOMEM.
 */
int isled_config_load(const char *file, char **ret_text);

/*
 * The usual way: load and read `file`, look at the file system, log every mistake. The text and
 * what it says are the caller's. Returns: as isled_config_load() and isled_config_read().
 */
int isled_config_open(const char *file, char **ret_text, size_t *ret_bytes,
		      struct isled_config **ret_config);

/* ---- between config.c and config_keys.c ---- */

struct isled_parser {
	struct isled_config *config;
	const struct isled_config_errors *errors;
	const char *file, *text, *end; /* what is not read yet */
	unsigned flags;
	int line;
	int failures;
	char section[256];                     /* its word: "export" */
	struct isled_config_export *in_export; /* the section's own */
	int seen[64];                          /* line of each key of the table, 0 = not yet */
	int section_seen[16];
};

/* Report a mistake of the present line. */
void isled_parser_fail(struct isled_parser *parser, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Begin a section: `word` and what follows it ("" when nothing). */
void isled_parser_section(struct isled_parser *parser, const char *word, const char *rest);
void isled_parser_value(struct isled_parser *parser, const char *name, const char *value);
/* Defaults before the first line; what needs the whole file after the last. */
void isled_parser_begin(struct isled_parser *parser);
void isled_parser_finish(struct isled_parser *parser);
char *isled_parser_copy(struct isled_parser *parser, const char *text);

#endif
