/* SPDX-License-Identifier: BSD-3-Clause */
/* Values of two parts: grants and forwards. */
#include <stdlib.h>
#include <string.h>

#include <isle/limits.h>

#include "config_take.h"

/* "PATH ro|wo|rw" */
void isled_take_grant(struct isled_parser *parser, const struct isled_key *key, const char *value,
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
				  key->name, isled_shown(value));
		return;
	}
	memcpy(path, value, n);
	path[n] = 0;
	if (isled_value_path(path, path, sizeof(path)) < 0) {
		isled_parser_fail(parser,
				  "%s = %s: not a plain absolute path (no empty, . or .. part)",
				  key->name, isled_shown(value));
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

void isled_take_forward(struct isled_parser *parser, const struct isled_key *key, const char *value,
			void *field)
{
	struct isled_config *config = parser->config;
	struct isled_config_forward *forward = forward_of(parser, value);

	(void)field;
	if (!forward) {
		isled_parser_fail(parser, "%s = %s: permitted: tcp:ADDRESS:PORT -> SERVICE",
				  key->name, isled_shown(value));
		return;
	}
	for (unsigned i = 0; i < config->forwards_n; i++)
		if (strcmp(config->forwards[i]->address, forward->address) == 0)
			isled_parser_fail(parser, "%s = %s: line %d has this address already",
					  key->name, isled_shown(value), config->forwards[i]->line);
	if (config->forwards_n < ISLED_FORWARDS_MAX) {
		config->forwards[config->forwards_n++] = forward;
		return;
	}
	isled_parser_fail(parser, "%s: at most %u", key->name, ISLED_FORWARDS_MAX);
	free(forward->address);
	free(forward->service);
	free(forward);
}
