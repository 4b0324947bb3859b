/* SPDX-License-Identifier: BSD-3-Clause */
/* The sections and keys of a configuration, as tables. A new key is one line here. */
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include <isle/errors.h>
#include <isle/limits.h>

#include "config_take.h"

struct section {
	const char *name;
	const char *rest; /* what must follow the word; NULL = nothing may */
	bool repeat;
};

static const struct section sections[] = {
	{ "client", NULL, false }, { "console", NULL, false }, { "export", "PATH", true },
	{ "grants", NULL, false }, { "forward", NULL, false }, { "limits", NULL, false },
};
#define SECTIONS_N (sizeof(sections) / sizeof(sections[0]))

/* ---- the tables ---- */

#define CONFIG(field) .offset = offsetof(struct isled_config, field)
#define LIMIT(field)  .offset = offsetof(struct isled_config, limits.field)
#define EXPORT(field) \
	.offset = offsetof(struct isled_config_export, field), .owner = ISLED_OF_EXPORT
#define RANGE(from, to) .min = (from), .max = (to)
#define REPEAT          .repeat = true

static const struct isled_key keys[] = {
	{ "client", "name", isled_take_name, CONFIG(name) },
	{ "client", "link", isled_take_link, CONFIG(link) },
	{ "client", "peer_uid", isled_take_peer_uid, REPEAT },
	{ "client", "peer", isled_take_peer, REPEAT },
	{ "client", "user", isled_take_user, CONFIG(user) },
	{ "client", "control_group", isled_take_group, CONFIG(control_group) },
	{ "client", "programs", isled_take_programs, CONFIG(any_program) },
	{ "client", "keepalive", isled_take_duration, CONFIG(keepalive_ms),
	  RANGE(0, ISLE_KEEPALIVE_MS_MAX) },
	{ "client", "linger", isled_take_duration, CONFIG(linger_ms), RANGE(0, 600000) },
	{ "client", "frame_max", isled_take_bytes, CONFIG(frame_max),
	  RANGE(ISLE_FRAME_BYTES_MIN, ISLE_FRAME_BYTES_MAX) },
	{ "client", "testing", isled_take_bool, CONFIG(testing) },
	{ "client", "confine", isled_take_bool, CONFIG(confine) },
	{ "client", "restart_backoff", isled_take_switch, CONFIG(restart_backoff) },
	{ "console", "log", isled_take_log, CONFIG(log) },
	{ "console", "log_size", isled_take_bytes64, CONFIG(log_bytes), RANGE(4096, 1ULL << 40) },
	{ "console", "log_keep", isled_take_number, CONFIG(log_keep), RANGE(0, 99) },
	{ "console", "ring", isled_take_bytes, CONFIG(ring_bytes), RANGE(1024, 16777216) },
	{ "console", "filter", isled_take_bool, CONFIG(filter) },
	{ "export", "root", isled_take_root, EXPORT(root) },
	{ "export", "mode", isled_take_mode, EXPORT(read_only) },
	{ "export", "hide", isled_take_hide, REPEAT, EXPORT(hide) },
	{ "export", "xdev", isled_take_bool, EXPORT(xdev) },
	{ "export", "mknod", isled_take_nodes, EXPORT(nodes) },
	{ "grants", "grant", isled_take_grant, REPEAT },
	{ "grants", "ioctl", isled_take_request, REPEAT },
	{ "forward", "forward", isled_take_forward, REPEAT },
	{ "limits", "handles", isled_take_number, LIMIT(handles), RANGE(1, ISLE_HANDLES_MAX) },
	{ "limits", "context_handles", isled_take_number, LIMIT(context_handles),
	  RANGE(1, ISLE_HANDLES_MAX) },
	{ "limits", "contexts", isled_take_number, LIMIT(contexts), RANGE(1, ISLE_CONTEXTS_MAX) },
	{ "limits", "calls", isled_take_number, LIMIT(calls), RANGE(4, ISLE_CALLS_MAX) },
	{ "limits", "channels", isled_take_number, LIMIT(channels), RANGE(1, ISLE_CALLS_MAX) },
	{ "limits", "watchers", isled_take_number, LIMIT(watchers), RANGE(0, 64) },
	{ "limits", "programs", isled_take_number, LIMIT(programs), RANGE(0, 256) },
	{ "limits", "services", isled_take_number, LIMIT(services),
	  RANGE(0, ISLE_REGISTRATIONS_MAX) },
	{ "limits", "forwards", isled_take_number, LIMIT(forwards), RANGE(1, 1024) },
	{ "limits", "queued", isled_take_bytes, LIMIT(queued_bytes), RANGE(65536, 1 << 28) },
	{ "limits", "window", isled_take_bytes, LIMIT(window), RANGE(4096, ISLE_WINDOW_BYTES_MAX) },
	{ "limits", "log_lines", isled_take_number, LIMIT(log_lines), RANGE(1, 10000) },
	{ "limits", "locks", isled_take_number, LIMIT(locks), RANGE(0, 65536) },
	{ "limits", "waits", isled_take_number, LIMIT(waits), RANGE(0, 256) },
	{ "limits", "watches", isled_take_number, LIMIT(watches), RANGE(0, 65536) },
	{ "limits", "watch_handles", isled_take_number, LIMIT(watch_handles), RANGE(0, 64) },
};
#define KEYS_N (sizeof(keys) / sizeof(keys[0]))

_Static_assert(KEYS_N <= sizeof(((struct isled_parser *)0)->seen) / sizeof(int), "seen[] is short");
_Static_assert(SECTIONS_N <= sizeof(((struct isled_parser *)0)->section_seen) / sizeof(int),
	       "section_seen[] is short");

/* ---- sections and lines ---- */

static void add_word(char *list, size_t max, const char *word)
{
	size_t at = strlen(list);

	snprintf(list + at, max - at, "%s%s", at ? ", " : "", word);
}

static const char *permitted_keys(const char *section)
{
	static char list[512];

	list[0] = 0;
	for (size_t i = 0; i < KEYS_N; i++)
		if (strcmp(keys[i].section, section) == 0)
			add_word(list, sizeof(list), keys[i].name);
	return list;
}

static void begin_export(struct isled_parser *parser, const char *text)
{
	struct isled_config *config = parser->config;
	char path[ISLE_PATH_BYTES_MAX + 1];
	struct isled_config_export *export;

	for (size_t i = 0; i < KEYS_N; i++)
		if (keys[i].owner == ISLED_OF_EXPORT)
			parser->seen[i] = 0;
	if (isled_value_path(text, path, sizeof(path)) < 0) {
		isled_parser_fail(parser,
				  "[export %s]: not a plain absolute path (no empty, . or .. part)",
				  isled_shown(text));
		return;
	}
	for (unsigned i = 0; i < config->exports_n; i++)
		if (strcmp(config->exports[i]->path, path) == 0) {
			isled_parser_fail(parser, "[export %s] stands in line %d already",
					  isled_shown(path), config->exports[i]->line);
			return;
		}
	if (config->exports_n == ISLED_EXPORTS_MAX) {
		isled_parser_fail(parser, "at most %u exports", ISLED_EXPORTS_MAX);
		return;
	}
	export = calloc(1, sizeof(*export));
	if (export)
		export->path = isled_parser_copy(parser, path);
	if (!export || !export->path) {
		free(export);
		return;
	}
	export->read_only = true;
	export->xdev = true;
	export->line = parser->line;
	config->exports[config->exports_n++] = export;
	parser->in_export = export;
}

void isled_parser_section(struct isled_parser *parser, const char *word, const char *rest)
{
	char list[128] = "";
	size_t i;

	parser->in_export = NULL;
	parser->section[0] = 0;
	for (i = 0; i < SECTIONS_N && strcmp(sections[i].name, word) != 0; i++)
		add_word(list, sizeof(list), sections[i].name);
	if (i == SECTIONS_N) {
		isled_parser_fail(parser, "unknown section [%s]; permitted: %s", isled_shown(word),
				  list);
		strcpy(parser->section, "?");
		return;
	}
	strcpy(parser->section, word);
	if (!sections[i].rest != !*rest)
		isled_parser_fail(parser,
				  sections[i].rest ? "[%s] needs a path: [%s /data]"
						   : "[%s] stands alone",
				  word, word);
	else if (!sections[i].repeat && parser->section_seen[i])
		isled_parser_fail(parser, "[%s] stands in line %d already", word,
				  parser->section_seen[i]);
	else if (sections[i].rest)
		begin_export(parser, rest);
	parser->section_seen[i] = parser->line;
}

static void *field_of(struct isled_parser *parser, const struct isled_key *key)
{
	char *owner = key->owner == ISLED_OF_EXPORT ? (char *)parser->in_export
						    : (char *)parser->config;

	return owner + key->offset;
}

void isled_parser_value(struct isled_parser *parser, const char *name, const char *value)
{
	size_t i;

	if (strcmp(parser->section, "?") == 0)
		return; /* its section was refused */
	if (!parser->section[0]) {
		isled_parser_fail(parser, "%s: stands before the first [section]",
				  isled_shown(name));
		return;
	}
	for (i = 0; i < KEYS_N; i++)
		if (strcmp(keys[i].section, parser->section) == 0 &&
		    strcmp(keys[i].name, name) == 0)
			break;
	if (i == KEYS_N) {
		isled_parser_fail(parser, "unknown key %s in [%s]; permitted: %s",
				  isled_shown(name), parser->section,
				  permitted_keys(parser->section));
		return;
	}
	if (keys[i].owner == ISLED_OF_EXPORT && !parser->in_export)
		return; /* its section was refused */
	if (!*value)
		isled_parser_fail(parser, "%s has no value", name);
	else if (parser->seen[i] && !keys[i].repeat)
		isled_parser_fail(parser, "%s stands in line %d already", name, parser->seen[i]);
	else
		keys[i].take(parser, &keys[i], value, field_of(parser, &keys[i]));
	parser->seen[i] = parser->line;
}

void isled_parser_begin(struct isled_parser *parser)
{
	struct isled_config *config = parser->config;

	config->file = isled_parser_copy(parser, parser->file);
	config->control_gid = (gid_t)-1;
	config->keepalive_ms = 5000;
	config->linger_ms = ISLE_LINGER_MS;
	config->frame_max = 65792; /* 64 KiB of data and its heads */
	config->restart_backoff = config->confine = true;
	config->log_bytes = 1048576;
	config->log_keep = 4;
	config->ring_bytes = ISLE_CONSOLE_RING_BYTES;
	config->filter = true;
	config->limits = (struct isle_limits){
		.handles = 1024,
		.context_handles = 256,
		.contexts = ISLE_CONTEXTS_MAX,
		.calls = 64,
		.channels = 32,
		.watchers = 8,
		.programs = 16,
		.services = ISLE_REGISTRATIONS_MAX,
		.forwards = 16,
		.queued_bytes = 4194304,
		.window = 262144,
		.log_lines = 20,
		.locks = 256,
		.waits = 16,
		.watches = 256,
		.watch_handles = 8,
	};
}

static int line_of(const struct isled_parser *parser, const char *name)
{
	for (size_t i = 0; i < KEYS_N; i++)
		if (strcmp(keys[i].name, name) == 0)
			return parser->seen[i];
	return 0;
}

static void check_exports(struct isled_parser *parser)
{
	struct isled_config *config = parser->config;

	for (unsigned i = 0; i < config->exports_n; i++) {
		struct isled_config_export *export = config->exports[i];

		if (export->root)
			continue;
		parser->line = export->line;
		export->root = isled_parser_copy(parser, export->path);
		if (export->root && (parser->flags & ISLED_CONFIG_LOOK) &&
		    !isled_folder_exists(export->root))
			isled_parser_fail(parser, "[export %s]: no such folder",
					  isled_shown(export->path));
	}
}

static void check_grants(struct isled_parser *parser)
{
	struct isled_config *config = parser->config;

	for (unsigned i = 0; i < config->grants_n; i++) {
		glob_t found = { 0 };

		parser->line = config->grants[i]->line;
		if (glob(config->grants[i]->path, GLOB_NOSORT, NULL, &found) != 0)
			isled_parser_fail(parser, "grant = %s: no such file",
					  isled_shown(config->grants[i]->path));
		globfree(&found);
	}
}

static void check_tcp(struct isled_parser *parser)
{
	const struct isled_config *config = parser->config;
	struct sockaddr_in6 endpoint;
	bool loopback;

	if (!config->link || strncmp(config->link, "tcp:", 4) != 0)
		return;
	parser->line = line_of(parser, "link");
	if (isled_value_endpoint(config->link + 4, &endpoint, &loopback) == 0 && !loopback &&
	    !config->peers_n)
		isled_parser_fail(parser, "link = %s: beyond loopback it needs peer = ADDRESS/BITS",
				  isled_shown(config->link));
}

void isled_parser_finish(struct isled_parser *parser)
{
	struct isled_config *config = parser->config;
	int last = parser->line ? parser->line : 1;

	parser->line = last;
	if (!line_of(parser, "name"))
		isled_parser_fail(parser, "[client] name is missing");
	if (!line_of(parser, "link"))
		isled_parser_fail(parser, "[client] link is missing");
	if (!config->restart_backoff && !config->testing) {
		parser->line = line_of(parser, "restart_backoff");
		isled_parser_fail(parser, "restart_backoff = off needs testing = yes");
	}
	if (!config->confine && !config->testing) {
		parser->line = line_of(parser, "confine");
		isled_parser_fail(parser, "confine = no needs testing = yes");
	}
	check_tcp(parser);
	check_exports(parser);
	if (parser->flags & ISLED_CONFIG_LOOK)
		check_grants(parser);
}
