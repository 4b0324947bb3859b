/* SPDX-License-Identifier: BSD-3-Clause */
#include "config_take.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <isle/errors.h>
#include <isle/limits.h>

#include "transport/serial/serial_linux.h"

#define SHOWN 96 /* bytes of a value that a mistake shows */

const char *isled_shown(const char *value)
{
	static char text[SHOWN];

	isle_text_escape(text, sizeof(text), value, strlen(value));
	return text;
}

static void take_text(struct isled_parser *parser, const char *value, char **field)
{
	char *copy = isled_parser_copy(parser, value);

	if (copy) {
		free(*field);
		*field = copy;
	}
}

void isled_take_name(struct isled_parser *parser, const struct isled_key *key, const char *value,
		     void *field)
{
	if (!isled_value_is_name(value))
		isled_parser_fail(parser,
				  "%s = %s: a name is 1 to %u of the characters A-Z a-z 0-9 . _ - "
				  "and does not begin with . or -",
				  key->name, isled_shown(value), ISLE_NAME_BYTES_MAX - 1);
	else
		take_text(parser, value, field);
}

bool isled_folder_exists(const char *path)
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
	return isled_folder_exists(parent);
}

/* An absolute path whose folder exists. */
static bool good_new_path(struct isled_parser *parser, const char *name, const char *value,
			  char *ret_path, size_t max)
{
	if (isled_value_path(value, ret_path, max) < 0) {
		isled_parser_fail(parser,
				  "%s = %s: not a plain absolute path (no empty, . or .. part)",
				  name, isled_shown(value));
		return false;
	}
	if ((parser->flags & ISLED_CONFIG_LOOK) && !parent_exists(ret_path)) {
		isled_parser_fail(parser, "%s = %s: its folder does not exist", name,
				  isled_shown(value));
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
				  isled_shown(address));
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
			  isled_shown(address));
	return false;
}

static bool good_serial(struct isled_parser *parser, const char *address)
{
	struct isle__serial_address line;

	if (isle__serial_parse(address, &line) == 0)
		return true;
	isled_parser_fail(
		parser,
		"link = serial:%s: permitted: serial:/dev/TTY,SPEED or with ,rtscts behind; "
		"serial:/PATH,pty",
		isled_shown(address));
	return false;
}

static const struct {
	const char *scheme;
	bool (*good)(struct isled_parser *parser, const char *address);
} schemes[] = { { "unix:", good_unix },
		{ "seqpacket:", good_unix },
		{ "tcp:", good_tcp },
		{ "serial:", good_serial } };

void isled_take_link(struct isled_parser *parser, const struct isled_key *key, const char *value,
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
			  "link = %s: permitted: unix:/PATH, seqpacket:/PATH, tcp:ADDRESS:PORT, "
			  "serial:/dev/TTY,SPEED",
			  isled_shown(value));
}

void isled_take_user(struct isled_parser *parser, const struct isled_key *key, const char *value,
		     void *field)
{
	struct isled_config *config = parser->config;

	(void)field;
	if (isled_value_user(value, &config->user, &config->user_group) < 0)
		isled_parser_fail(parser, "%s = %s: no such user", key->name, isled_shown(value));
	else if (config->user == 0)
		isled_parser_fail(parser, "%s = %s: the worker does not run as root", key->name,
				  isled_shown(value));
	else
		config->user_given = true;
}

void isled_take_group(struct isled_parser *parser, const struct isled_key *key, const char *value,
		      void *field)
{
	if (isled_value_group(value, &parser->config->control_gid) < 0)
		isled_parser_fail(parser, "%s = %s: no such group", key->name, isled_shown(value));
	else
		take_text(parser, value, field);
}

void isled_take_peer_uid(struct isled_parser *parser, const struct isled_key *key,
			 const char *value, void *field)
{
	struct isled_config *config = parser->config;
	uid_t uid;
	gid_t gid;

	(void)field;
	if (config->peer_uids_n == ISLED_UIDS_MAX)
		isled_parser_fail(parser, "%s: at most %u", key->name, ISLED_UIDS_MAX);
	else if (isled_value_user(value, &uid, &gid) < 0)
		isled_parser_fail(parser, "%s = %s: no such user; a name or a number", key->name,
				  isled_shown(value));
	else
		config->peer_uids[config->peer_uids_n++] = uid;
}

void isled_take_peer(struct isled_parser *parser, const struct isled_key *key, const char *value,
		     void *field)
{
	struct isled_config *config = parser->config;

	(void)field;
	if (config->peers_n == ISLED_NETS_MAX)
		isled_parser_fail(parser, "%s: at most %u", key->name, ISLED_NETS_MAX);
	else if (isled_value_net(value, &config->peers[config->peers_n]) < 0)
		isled_parser_fail(parser,
				  "%s = %s: permitted: ADDRESS or ADDRESS/BITS, as 10.0.0.0/8",
				  key->name, isled_shown(value));
	else
		config->peers_n++;
}

static bool in_range(struct isled_parser *parser, const struct isled_key *key, const char *value,
		     int error, uint64_t number, const char *unit)
{
	if (error == 0 && number >= key->min && number <= key->max)
		return true;
	isled_parser_fail(parser, "%s = %s: permitted: %llu to %llu%s", key->name,
			  isled_shown(value), (unsigned long long)key->min,
			  (unsigned long long)key->max, unit);
	return false;
}

void isled_take_number(struct isled_parser *parser, const struct isled_key *key, const char *value,
		       void *field)
{
	uint64_t number = 0;
	int error = isled_value_number(value, &number);

	if (in_range(parser, key, value, error, number, ""))
		*(uint32_t *)field = (uint32_t)number;
}

void isled_take_duration(struct isled_parser *parser, const struct isled_key *key,
			 const char *value, void *field)
{
	uint64_t ms = 0;
	int error = isled_value_duration(value, &ms);

	if (in_range(parser, key, value, error, ms, " ms, with a unit: ms, s or min"))
		*(uint32_t *)field = (uint32_t)ms;
}

void isled_take_bytes(struct isled_parser *parser, const struct isled_key *key, const char *value,
		      void *field)
{
	uint64_t bytes = 0;
	int error = isled_value_bytes(value, &bytes);

	if (in_range(parser, key, value, error, bytes, " bytes; units: K, M, G"))
		*(uint32_t *)field = (uint32_t)bytes;
}

void isled_take_bytes64(struct isled_parser *parser, const struct isled_key *key, const char *value,
			void *field)
{
	uint64_t bytes = 0;
	int error = isled_value_bytes(value, &bytes);

	if (in_range(parser, key, value, error, bytes, " bytes; units: K, M, G"))
		*(uint64_t *)field = bytes;
}

/* One of two words. */
static void take_choice(struct isled_parser *parser, const struct isled_key *key, const char *value,
			const char *on, const char *off, bool *field)
{
	if (strcmp(value, on) != 0 && strcmp(value, off) != 0)
		isled_parser_fail(parser, "%s = %s: permitted: %s, %s", key->name,
				  isled_shown(value), on, off);
	else
		*field = strcmp(value, on) == 0;
}

void isled_take_bool(struct isled_parser *parser, const struct isled_key *key, const char *value,
		     void *field)
{
	take_choice(parser, key, value, "yes", "no", field);
}

void isled_take_switch(struct isled_parser *parser, const struct isled_key *key, const char *value,
		       void *field)
{
	take_choice(parser, key, value, "on", "off", field);
}

void isled_take_mode(struct isled_parser *parser, const struct isled_key *key, const char *value,
		     void *field)
{
	take_choice(parser, key, value, "ro", "rw", field);
}

void isled_take_nodes(struct isled_parser *parser, const struct isled_key *key, const char *value,
		      void *field)
{
	static const char *const words[] = {
		[ISLE_NODES_FIFO] = "fifo", [ISLE_NODES_NONE] = "none", [ISLE_NODES_ANY] = "any"
	};

	for (unsigned i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(value, words[i]) == 0) {
			*(enum isle_nodes *)field = (enum isle_nodes)i;
			return;
		}
	isled_parser_fail(parser, "%s = %s: permitted: none, fifo, any", key->name,
			  isled_shown(value));
}

void isled_take_programs(struct isled_parser *parser, const struct isled_key *key,
			 const char *value, void *field)
{
	take_choice(parser, key, value, "anyone", "control", field);
}

void isled_take_log(struct isled_parser *parser, const struct isled_key *key, const char *value,
		    void *field)
{
	char path[ISLE_PATH_BYTES_MAX + 1];

	if (good_new_path(parser, key->name, value, path, sizeof(path)))
		take_text(parser, path, field);
}

void isled_take_root(struct isled_parser *parser, const struct isled_key *key, const char *value,
		     void *field)
{
	char path[ISLE_PATH_BYTES_MAX + 1];

	if (isled_value_path(value, path, sizeof(path)) < 0)
		isled_parser_fail(parser,
				  "%s = %s: not a plain absolute path (no empty, . or .. part)",
				  key->name, isled_shown(value));
	else
		take_text(parser, path, field);
	if (*(char **)field && (parser->flags & ISLED_CONFIG_LOOK) && !isled_folder_exists(path))
		isled_parser_fail(parser, "%s = %s: no such folder", key->name, isled_shown(value));
}

void isled_take_hide(struct isled_parser *parser, const struct isled_key *key, const char *value,
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
			key->name, isled_shown(value));
		return;
	}
	export->hide[export->hide_n] = isled_parser_copy(parser, path);
	export->hide_n += export->hide[export->hide_n] != NULL;
}
