/* SPDX-License-Identifier: BSD-3-Clause */
/* The sections and keys of a configuration, as tables. A new key is one line here. */
#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <isle/errors.h>
#include <isle/limits.h>

#include "config_values.h"

#define SHOWN 96 /* bytes of a value that an error shows */

enum owner { OF_CONFIG, OF_EXPORT };

struct key {
	const char *section, *name;
	/* Says what is wrong by isled_parser_fail(). `field` lies in the config or the export. */
	void (*take)(struct isled_parser *parser, const struct key *key, const char *value,
		     void *field);
	size_t offset;
	uint64_t min, max; /* of numbers */
	bool repeat;       /* may be given several times */
	enum owner owner;
};

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

static const char *shown(const char *value)
{
	static char text[SHOWN];

	isle_text_escape(text, sizeof(text), value, strlen(value));
	return text;
}

/* ---- values ---- */

static void take_text(struct isled_parser *parser, const char *value, char **field)
{
	char *copy = isled_parser_copy(parser, value);

	if (copy) {
		free(*field);
		*field = copy;
	}
}

static void take_name(struct isled_parser *parser, const struct key *key, const char *value,
		      void *field)
{
	if (!isled_value_is_name(value))
		isled_parser_fail(parser,
				  "%s = %s: a name is 1 to %u of the characters A-Z a-z 0-9 . _ - "
				  "and does not begin with . or -",
				  key->name, shown(value), ISLE_NAME_BYTES_MAX - 1);
	else
		take_text(parser, value, field);
}

static bool folder_exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool parent_exists(const char *path)
{
	char parent[ISLE_PATH_BYTES_MAX + 1];
	const char *slash = strrchr(path, '/');
	size_t n = slash && slash > path ? (size_t)(slash - path) : 1;

	memcpy(parent, path, n);
	parent[n] = 0;
	return folder_exists(parent);
}

/* An absolute path whose folder exists. */
static bool good_new_path(struct isled_parser *parser, const char *name, const char *value,
			  char *ret_path, size_t max)
{
	if (isled_value_path(value, ret_path, max) < 0) {
		isled_parser_fail(parser,
				  "%s = %s: not a plain absolute path (no empty, . or .. part)",
				  name, shown(value));
		return false;
	}
	if ((parser->flags & ISLED_CONFIG_LOOK) && !parent_exists(ret_path)) {
		isled_parser_fail(parser, "%s = %s: its folder does not exist", name, shown(value));
		return false;
	}
	return true;
}

static bool good_unix(struct isled_parser *parser, const char *address)
{
	char path[ISLE_PATH_BYTES_MAX + 1];

	if (!good_new_path(parser, "link", address, path, sizeof(path)))
		return false;
	if (strlen(path) > 107)
		isled_parser_fail(parser, "link = %s: a socket's path has at most 107 bytes",
				  shown(address));
	return strlen(path) <= 107;
}

static bool good_tcp(struct isled_parser *parser, const char *address)
{
	struct sockaddr_in6 endpoint;
	bool loopback;

	if (isled_value_endpoint(address, &endpoint, &loopback) == 0)
		return true;
	isled_parser_fail(parser,
			  "link = tcp:%s: permitted: tcp:ADDRESS:PORT, as tcp:127.0.0.1:7000",
			  shown(address));
	return false;
}

static const struct {
	const char *scheme;
	bool (*good)(struct isled_parser *parser, const char *address);
} schemes[] = { { "unix:", good_unix }, { "seqpacket:", good_unix }, { "tcp:", good_tcp } };

static void take_link(struct isled_parser *parser, const struct key *key, const char *value,
		      void *field)
{
	(void)key;
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		size_t n = strlen(schemes[i].scheme);

		if (strncmp(value, schemes[i].scheme, n) != 0)
			continue;
		if (schemes[i].good(parser, value + n))
			take_text(parser, value, field);
		return;
	}
	isled_parser_fail(parser,
			  "link = %s: permitted: unix:/PATH, seqpacket:/PATH, tcp:ADDRESS:PORT",
			  shown(value));
}

static void take_user(struct isled_parser *parser, const struct key *key, const char *value,
		      void *field)
{
	struct isled_config *config = parser->config;

	(void)field;
	if (isled_value_user(value, &config->user, &config->user_group) < 0)
		isled_parser_fail(parser, "%s = %s: no such user", key->name, shown(value));
	else if (config->user == 0)
		isled_parser_fail(parser, "%s = %s: the worker does not run as root", key->name,
				  shown(value));
	else
		config->user_given = true;
}

static void take_group(struct isled_parser *parser, const struct key *key, const char *value,
		       void *field)
{
	if (isled_value_group(value, &parser->config->control_gid) < 0)
		isled_parser_fail(parser, "%s = %s: no such group", key->name, shown(value));
	else
		take_text(parser, value, field);
}

static void take_peer_uid(struct isled_parser *parser, const struct key *key, const char *value,
			  void *field)
{
	struct isled_config *config = parser->config;
	uid_t uid;
	gid_t gid;

	(void)field;
	if (config->peer_uids_n == ISLED_UIDS_MAX)
		isled_parser_fail(parser, "%s: at most %u", key->name, ISLED_UIDS_MAX);
	else if (isled_value_user(value, &uid, &gid) < 0)
		isled_parser_fail(parser, "%s = %s: no such user; a name or a number", key->name,
				  shown(value));
	else
		config->peer_uids[config->peer_uids_n++] = uid;
}

static void take_peer(struct isled_parser *parser, const struct key *key, const char *value,
		      void *field)
{
	struct isled_config *config = parser->config;

	(void)field;
	if (config->peers_n == ISLED_NETS_MAX)
		isled_parser_fail(parser, "%s: at most %u", key->name, ISLED_NETS_MAX);
	else if (isled_value_net(value, &config->peers[config->peers_n]) < 0)
		isled_parser_fail(parser,
				  "%s = %s: permitted: ADDRESS or ADDRESS/BITS, as 10.0.0.0/8",
				  key->name, shown(value));
	else
		config->peers_n++;
}

static bool in_range(struct isled_parser *parser, const struct key *key, const char *value,
		     int error, uint64_t number, const char *unit)
{
	if (error == 0 && number >= key->min && number <= key->max)
		return true;
	isled_parser_fail(parser, "%s = %s: permitted: %llu to %llu%s", key->name, shown(value),
			  (unsigned long long)key->min, (unsigned long long)key->max, unit);
	return false;
}

static void take_number(struct isled_parser *parser, const struct key *key, const char *value,
			void *field)
{
	uint64_t number = 0;
	int error = isled_value_number(value, &number);

	if (in_range(parser, key, value, error, number, ""))
		*(uint32_t *)field = (uint32_t)number;
}

static void take_duration(struct isled_parser *parser, const struct key *key, const char *value,
			  void *field)
{
	uint64_t ms = 0;
	int error = isled_value_duration(value, &ms);

	if (in_range(parser, key, value, error, ms, " ms, with a unit: ms, s or min"))
		*(uint32_t *)field = (uint32_t)ms;
}

static void take_bytes(struct isled_parser *parser, const struct key *key, const char *value,
		       void *field)
{
	uint64_t bytes = 0;
	int error = isled_value_bytes(value, &bytes);

	if (in_range(parser, key, value, error, bytes, " bytes; units: K, M, G"))
		*(uint32_t *)field = (uint32_t)bytes;
}

static void take_bytes64(struct isled_parser *parser, const struct key *key, const char *value,
			 void *field)
{
	uint64_t bytes = 0;
	int error = isled_value_bytes(value, &bytes);

	if (in_range(parser, key, value, error, bytes, " bytes; units: K, M, G"))
		*(uint64_t *)field = bytes;
}

/* One of two words. */
static void take_choice(struct isled_parser *parser, const struct key *key, const char *value,
			const char *on, const char *off, bool *field)
{
	if (strcmp(value, on) != 0 && strcmp(value, off) != 0)
		isled_parser_fail(parser, "%s = %s: permitted: %s, %s", key->name, shown(value), on,
				  off);
	else
		*field = strcmp(value, on) == 0;
}

static void take_bool(struct isled_parser *parser, const struct key *key, const char *value,
		      void *field)
{
	take_choice(parser, key, value, "yes", "no", field);
}

static void take_switch(struct isled_parser *parser, const struct key *key, const char *value,
			void *field)
{
	take_choice(parser, key, value, "on", "off", field);
}

static void take_mode(struct isled_parser *parser, const struct key *key, const char *value,
		      void *field)
{
	take_choice(parser, key, value, "ro", "rw", field);
}

static void take_programs(struct isled_parser *parser, const struct key *key, const char *value,
			  void *field)
{
	take_choice(parser, key, value, "anyone", "control", field);
}

static void take_log(struct isled_parser *parser, const struct key *key, const char *value,
		     void *field)
{
	char path[ISLE_PATH_BYTES_MAX + 1];

	if (good_new_path(parser, key->name, value, path, sizeof(path)))
		take_text(parser, path, field);
}

static void take_root(struct isled_parser *parser, const struct key *key, const char *value,
		      void *field)
{
	char path[ISLE_PATH_BYTES_MAX + 1];

	if (isled_value_path(value, path, sizeof(path)) < 0)
		isled_parser_fail(parser,
				  "%s = %s: not a plain absolute path (no empty, . or .. part)",
				  key->name, shown(value));
	else
		take_text(parser, path, field);
	if (*(char **)field && (parser->flags & ISLED_CONFIG_LOOK) && !folder_exists(path))
		isled_parser_fail(parser, "%s = %s: no such folder", key->name, shown(value));
}

static void take_hide(struct isled_parser *parser, const struct key *key, const char *value,
		      void *field)
{
	struct isled_config_export *export = parser->in_export;
	char path[ISLE_PATH_BYTES_MAX + 1];

	(void)field;
	if (export->hide_n == ISLED_HIDES_MAX) {
		isled_parser_fail(parser, "%s: at most %u in an export", key->name,
				  ISLED_HIDES_MAX);
		return;
	}
	if (isled_value_inner_path(value, path, sizeof(path)) < 0) {
		isled_parser_fail(
			parser, "%s = %s: a path below the export, without leading slash, . or ..",
			key->name, shown(value));
		return;
	}
	export->hide[export->hide_n] = isled_parser_copy(parser, path);
	export->hide_n += export->hide[export->hide_n] != NULL;
}

/* "PATH ro|wo|rw" */
static void take_grant(struct isled_parser *parser, const struct key *key, const char *value,
		       void *field)
{
	struct isled_config *config = parser->config;
	const char *space = strrchr(value, ' ');
	char path[ISLE_PATH_BYTES_MAX + 1];
	struct isled_config_grant *grant;
	size_t n;

	(void)field;
	if (config->grants_n == ISLED_GRANTS_MAX) {
		isled_parser_fail(parser, "%s: at most %u", key->name, ISLED_GRANTS_MAX);
		return;
	}
	n = space ? (size_t)(space - value) : 0;
	while (n && value[n - 1] == ' ')
		n--;
	if (!n || n >= sizeof(path) ||
	    (strcmp(space, " ro") != 0 && strcmp(space, " wo") != 0 && strcmp(space, " rw") != 0)) {
		isled_parser_fail(parser, "%s = %s: permitted: PATH ro, PATH wo, PATH rw",
				  key->name, shown(value));
		return;
	}
	memcpy(path, value, n);
	path[n] = 0;
	if (isled_value_path(path, path, sizeof(path)) < 0) {
		isled_parser_fail(parser,
				  "%s = %s: not a plain absolute path (no empty, . or .. part)",
				  key->name, shown(value));
		return;
	}
	grant = calloc(1, sizeof(*grant));
	if (grant)
		grant->path = isled_parser_copy(parser, path);
	if (!grant || !grant->path) {
		free(grant);
		return;
	}
	grant->read = space[1] == 'r';
	grant->write = space[1] == 'w' || space[2] == 'w';
	grant->line = parser->line;
	config->grants[config->grants_n++] = grant;
}

static struct isled_config_forward *forward_of(struct isled_parser *parser, const char *value)
{
	const char *arrow = strstr(value, "->"), *end, *service;
	struct isled_config_forward *forward;
	struct sockaddr_in6 endpoint;
	bool loopback;

	if (!arrow || strncmp(value, "tcp:", 4) != 0)
		return NULL;
	for (end = arrow; end > value + 4 && end[-1] == ' '; end--)
		;
	for (service = arrow + 2; *service == ' '; service++)
		;
	forward = calloc(1, sizeof(*forward));
	if (!forward)
		return NULL;
	forward->line = parser->line;
	forward->address = strndup(value + 4, (size_t)(end - value - 4));
	forward->service = strdup(service);
	if (forward->address && forward->service && isled_value_is_name(service) &&
	    isled_value_endpoint(forward->address, &endpoint, &loopback) == 0)
		return forward;
	free(forward->address);
	free(forward->service);
	free(forward);
	return NULL;
}

static void take_forward(struct isled_parser *parser, const struct key *key, const char *value,
			 void *field)
{
	struct isled_config *config = parser->config;
	struct isled_config_forward *forward = forward_of(parser, value);

	(void)field;
	if (!forward) {
		isled_parser_fail(parser, "%s = %s: permitted: tcp:ADDRESS:PORT -> SERVICE",
				  key->name, shown(value));
		return;
	}
	for (unsigned i = 0; i < config->forwards_n; i++)
		if (strcmp(config->forwards[i]->address, forward->address) == 0)
			isled_parser_fail(parser, "%s = %s: line %d has this address already",
					  key->name, shown(value), config->forwards[i]->line);
	if (config->forwards_n < ISLED_FORWARDS_MAX) {
		config->forwards[config->forwards_n++] = forward;
		return;
	}
	isled_parser_fail(parser, "%s: at most %u", key->name, ISLED_FORWARDS_MAX);
	free(forward->address);
	free(forward->service);
	free(forward);
}

/* ---- the tables ---- */

#define CONFIG(field)   .offset = offsetof(struct isled_config, field)
#define LIMIT(field)    .offset = offsetof(struct isled_config, limits.field)
#define EXPORT(field)   .offset = offsetof(struct isled_config_export, field), .owner = OF_EXPORT
#define RANGE(from, to) .min = (from), .max = (to)
#define REPEAT          .repeat = true

static const struct key keys[] = {
	{ "client", "name", take_name, CONFIG(name) },
	{ "client", "link", take_link, CONFIG(link) },
	{ "client", "peer_uid", take_peer_uid, REPEAT },
	{ "client", "peer", take_peer, REPEAT },
	{ "client", "user", take_user, CONFIG(user) },
	{ "client", "control_group", take_group, CONFIG(control_group) },
	{ "client", "programs", take_programs, CONFIG(any_program) },
	{ "client", "keepalive", take_duration, CONFIG(keepalive_ms),
	  RANGE(0, ISLE_KEEPALIVE_MS_MAX) },
	{ "client", "linger", take_duration, CONFIG(linger_ms), RANGE(0, 600000) },
	{ "client", "frame_max", take_bytes, CONFIG(frame_max),
	  RANGE(ISLE_FRAME_BYTES_MIN, ISLE_FRAME_BYTES_MAX) },
	{ "client", "testing", take_bool, CONFIG(testing) },
	{ "client", "restart_backoff", take_switch, CONFIG(restart_backoff) },
	{ "console", "log", take_log, CONFIG(log) },
	{ "console", "log_size", take_bytes64, CONFIG(log_bytes), RANGE(4096, 1ULL << 40) },
	{ "console", "log_keep", take_number, CONFIG(log_keep), RANGE(0, 99) },
	{ "console", "ring", take_bytes, CONFIG(ring_bytes), RANGE(1024, 16777216) },
	{ "console", "filter", take_bool, CONFIG(filter) },
	{ "export", "root", take_root, EXPORT(root) },
	{ "export", "mode", take_mode, EXPORT(read_only) },
	{ "export", "hide", take_hide, REPEAT, EXPORT(hide) },
	{ "export", "xdev", take_bool, EXPORT(xdev) },
	{ "grants", "grant", take_grant, REPEAT },
	{ "forward", "forward", take_forward, REPEAT },
	{ "limits", "handles", take_number, LIMIT(handles), RANGE(1, ISLE_HANDLES_MAX) },
	{ "limits", "context_handles", take_number, LIMIT(context_handles),
	  RANGE(1, ISLE_HANDLES_MAX) },
	{ "limits", "contexts", take_number, LIMIT(contexts), RANGE(1, ISLE_CONTEXTS_MAX) },
	{ "limits", "calls", take_number, LIMIT(calls), RANGE(4, ISLE_CALLS_MAX) },
	{ "limits", "channels", take_number, LIMIT(channels), RANGE(1, ISLE_CALLS_MAX) },
	{ "limits", "watchers", take_number, LIMIT(watchers), RANGE(0, 64) },
	{ "limits", "programs", take_number, LIMIT(programs), RANGE(0, 256) },
	{ "limits", "services", take_number, LIMIT(services), RANGE(0, ISLE_REGISTRATIONS_MAX) },
	{ "limits", "forwards", take_number, LIMIT(forwards), RANGE(1, 1024) },
	{ "limits", "queued", take_bytes, LIMIT(queued_bytes), RANGE(65536, 1 << 28) },
	{ "limits", "window", take_bytes, LIMIT(window), RANGE(4096, ISLE_WINDOW_BYTES_MAX) },
	{ "limits", "log_lines", take_number, LIMIT(log_lines), RANGE(1, 10000) },
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
		if (keys[i].owner == OF_EXPORT)
			parser->seen[i] = 0;
	if (isled_value_path(text, path, sizeof(path)) < 0) {
		isled_parser_fail(parser,
				  "[export %s]: not a plain absolute path (no empty, . or .. part)",
				  shown(text));
		return;
	}
	for (unsigned i = 0; i < config->exports_n; i++)
		if (strcmp(config->exports[i]->path, path) == 0) {
			isled_parser_fail(parser, "[export %s] stands in line %d already",
					  shown(path), config->exports[i]->line);
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
		isled_parser_fail(parser, "unknown section [%s]; permitted: %s", shown(word), list);
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

static void *field_of(struct isled_parser *parser, const struct key *key)
{
	char *owner = key->owner == OF_EXPORT ? (char *)parser->in_export : (char *)parser->config;

	return owner + key->offset;
}

void isled_parser_value(struct isled_parser *parser, const char *name, const char *value)
{
	size_t i;

	if (strcmp(parser->section, "?") == 0)
		return; /* its section was refused */
	if (!parser->section[0]) {
		isled_parser_fail(parser, "%s: stands before the first [section]", shown(name));
		return;
	}
	for (i = 0; i < KEYS_N; i++)
		if (strcmp(keys[i].section, parser->section) == 0 &&
		    strcmp(keys[i].name, name) == 0)
			break;
	if (i == KEYS_N) {
		isled_parser_fail(parser, "unknown key %s in [%s]; permitted: %s", shown(name),
				  parser->section, permitted_keys(parser->section));
		return;
	}
	if (keys[i].owner == OF_EXPORT && !parser->in_export)
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
	config->restart_backoff = true;
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
		    !folder_exists(export->root))
			isled_parser_fail(parser, "[export %s]: no such folder",
					  shown(export->path));
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
					  shown(config->grants[i]->path));
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
				  shown(config->link));
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
	check_tcp(parser);
	check_exports(parser);
	if (parser->flags & ISLED_CONFIG_LOOK)
		check_grants(parser);
}
