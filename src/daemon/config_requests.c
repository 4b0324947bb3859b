/* SPDX-License-Identifier: BSD-3-Clause */
/* Device requests that a configuration names: a vendor's by number, the dangerous ones by name. */
#include <stdlib.h>
#include <string.h>

#include <isle/errors.h>
#include <isle/limits.h>

#include "config_take.h"
#include "linux/device.h"

static const struct {
	const char *word;
	unsigned direction;
	bool by_value, sized;
} ways[] = {
	{ "none", 0, false, false },
	{ "value", 0, true, false },
	{ "in", ISLED_IOCTL_IN, false, true },
	{ "out", ISLED_IOCTL_OUT, false, true },
	{ "inout", ISLED_IOCTL_INOUT, false, true },
};

#define WAYS_N (sizeof(ways) / sizeof(ways[0]))

/* The next word of *at, in place. */
static const char *next_word(char **at)
{
	char *word = *at + strspn(*at, " \t"), *end = word + strcspn(word, " \t");

	*at = *end ? end + 1 : end;
	*end = 0;
	return word;
}

static void add(struct isled_parser *parser, const struct isled_key *key, const char *path,
		const struct isle_request_rule *rule)
{
	struct isled_config *config = parser->config;
	struct isle_request_rule *to = &config->requests[config->requests_n];

	if (config->requests_n == ISLED_REQUESTS_MAX) {
		isled_parser_fail(parser, "%s: at most %u", key->name, ISLED_REQUESTS_MAX);
		return;
	}
	*to = *rule;
	to->path = isled_parser_copy(parser, path);
	config->requests_n += to->path != NULL;
}

/* "0xC0105512 inout 16" */
static void take_number(struct isled_parser *parser, const struct isled_key *key,
			const char *number, char *rest, const char *path)
{
	static const char shape[] =
		"permitted: NUMBER none|value PATH, NUMBER in|out|inout BYTES PATH";
	const char *way = next_word(&rest), *bytes_text = next_word(&rest);
	struct isle_request_rule rule = { 0 };
	struct isled_ioctl what;
	uint64_t bytes = 0;
	char *end;
	size_t i;
	int rc;

	rule.request = (uint32_t)strtoul(number, &end, 16);
	for (i = 0; i < WAYS_N && strcmp(ways[i].word, way) != 0; i++)
		;
	if (*end || strlen(number) > 10 || i == WAYS_N || *next_word(&rest) ||
	    (ways[i].sized ? isled_value_number(bytes_text, &bytes) < 0 || bytes > UINT32_MAX
			   : *bytes_text)) {
		isled_parser_fail(parser, "%s = %s: %s", key->name, isled_shown(number), shape);
		return;
	}
	rule.direction = ways[i].direction;
	rule.by_value = ways[i].by_value;
	rule.bytes = (uint32_t)bytes;
	rc = isled_ioctl_vendor(rule.request, rule.direction, rule.bytes, rule.by_value, &what);
	if (rc == -ISLE_EPERM)
		isled_parser_fail(parser, "%s = %s: this request is never permitted", key->name,
				  isled_shown(number));
	else if (rule.request < ISLED_IOCTL_VENDOR)
		isled_parser_fail(parser, "%s = %s: numbers below 0x10000 are isle's own",
				  key->name, isled_shown(number));
	else if (rc < 0)
		isled_parser_fail(
			parser,
			"%s = %s: the number says %u bytes and another direction or size; "
			"at most %u bytes",
			key->name, isled_shown(number), rule.request >> 16 & 0x3fff,
			ISLE_IOCTL_BYTES_MAX);
	else
		add(parser, key, path, &rule);
}

/* "BLOCK_DISCARD BLOCK_ZERO" */
static void take_names(struct isled_parser *parser, const struct isled_key *key, const char *name,
		       char *rest, const char *path)
{
	for (; *name; name = next_word(&rest)) {
		const struct isled_ioctl *what = isled_ioctl_find_name(name);

		if (!what) {
			isled_parser_fail(parser, "%s = %s: no request has this name", key->name,
					  isled_shown(name));
			return;
		}
		add(parser, key, path, &(struct isle_request_rule){ .request = what->request });
	}
}

void isled_take_request(struct isled_parser *parser, const struct isled_key *key, const char *value,
			void *field)
{
	const char *slash = strchr(value, '/'), *first;
	char path[ISLE_PATH_BYTES_MAX + 1];
	char *words, *rest;

	(void)field;
	if (!slash || slash == value || slash[-1] != ' ' ||
	    isled_value_path(slash, path, sizeof(path)) < 0) {
		isled_parser_fail(parser, "%s = %s: it ends with the path of a grant or a pattern",
				  key->name, isled_shown(value));
		return;
	}
	words = strndup(value, (size_t)(slash - value));
	if (!words)
		return;
	rest = words;
	first = next_word(&rest);
	if (strncmp(first, "0x", 2) == 0)
		take_number(parser, key, first, rest, path);
	else
		take_names(parser, key, first, rest, path);
	free(words);
}
