/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reading a configuration. inih splits lines into keys and values; the lines themselves are handed
 * to it one by one from here, because it neither counts them nor tells a section that is begun
 * twice, and would cut long lines and section names without a word.
 */
#include "config.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <ini.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <isle/errors.h>

void isled_parser_fail(struct isled_parser *parser, const char *format, ...)
{
	char text[1024];
	va_list args;
	int at;

	parser->failures++;
	at = snprintf(text, sizeof(text), "%s:%d: ", parser->file, parser->line);
	if (at < 0 || (size_t)at >= sizeof(text))
		at = 0;
	va_start(args, format);
	vsnprintf(text + at, sizeof(text) - (size_t)at, format, args);
	va_end(args);
	if (parser->errors && parser->errors->report)
		parser->errors->report(parser->errors->state, text);
}

char *isled_parser_copy(struct isled_parser *parser, const char *text)
{
	char *copy = strdup(text);

	if (!copy)
		isled_parser_fail(parser, "out of memory");
	return copy;
}

/* "[export /data]" -> the section. `line` is trimmed and may be changed. */
static void take_section(struct isled_parser *parser, char *line)
{
	char *end = strchr(line, ']'), *rest;

	if (!end || (end[1] && end[1] != ';' && end[1] != '#' && !isspace((unsigned char)end[1]))) {
		isled_parser_fail(parser, "a section is written [name] or [export PATH]");
		return;
	}
	*end = 0;
	rest = line + 1;
	while (*rest && !isspace((unsigned char)*rest))
		rest++;
	if (*rest)
		*rest++ = 0;
	while (isspace((unsigned char)*rest))
		rest++;
	while (end > rest && isspace((unsigned char)end[-1]))
		*--end = 0;
	isled_parser_section(parser, line + 1, rest);
}

/* Returns whether inih is to see the line: it holds a key and a value. */
static bool take_line(struct isled_parser *parser, char *line)
{
	if (!*line || *line == ';' || *line == '#')
		return false;
	if (*line == '[') {
		take_section(parser, line);
		return false;
	}
	if (!strpbrk(line, "=:") || strchr("=:", *line)) {
		isled_parser_fail(parser, "expected KEY = VALUE, [SECTION] or a comment");
		return false;
	}
	return true;
}

/* inih's reader: the next line, trimmed; empty where inih has nothing to do. */
static char *next_line(char *ret_line, int max, void *state)
{
	struct isled_parser *parser = state;
	const char *start = parser->text, *stop;
	size_t n;

	if (start == parser->end)
		return NULL;
	parser->line++;
	stop = memchr(start, '\n', (size_t)(parser->end - start));
	parser->text = stop ? stop + 1 : parser->end;
	if (!stop)
		stop = parser->end;
	while (start < stop && isspace((unsigned char)*start))
		start++;
	while (stop > start && isspace((unsigned char)stop[-1]))
		stop--;
	n = (size_t)(stop - start);
	ret_line[0] = 0;
	if (memchr(start, 0, n)) {
		isled_parser_fail(parser, "a zero byte");
	} else if (n > (size_t)max - 3) {
		isled_parser_fail(parser, "the line is longer than %d bytes", max - 3);
	} else {
		memcpy(ret_line, start, n);
		ret_line[n] = 0;
		if (!take_line(parser, ret_line))
			ret_line[0] = 0;
	}
	return ret_line;
}

static int take_value(void *state, const char *section, const char *name, const char *value)
{
	(void)section;
	isled_parser_value(state, name, value);
	return 1;
}

int isled_config_read(const char *file, const char *text, size_t bytes, unsigned flags,
		      const struct isled_config_errors *errors, struct isled_config **ret_config)
{
	struct isled_parser parser = {
		.errors = errors, .file = file, .text = text, .end = text + bytes, .flags = flags
	};

	/* A byte order mark would hide the first key. */
	if (bytes >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		parser.text += 3;
	parser.config = calloc(1, sizeof(*parser.config));
	if (!parser.config)
		return -ISLE_ENOMEM;
	isled_parser_begin(&parser);
	if (ini_parse_stream(next_line, &parser, take_value, &parser) != 0 && !parser.failures)
		isled_parser_fail(&parser, "cannot be read");
	isled_parser_finish(&parser);
	if (parser.failures) {
		isled_config_free(parser.config);
		return -ISLE_EINVAL;
	}
	*ret_config = parser.config;
	return 0;
}

static void free_export(struct isled_config_export *export)
{
	for (unsigned i = 0; i < export->hide_n; i++)
		free(export->hide[i]);
	free(export->path);
	free(export->root);
	free(export);
}

void isled_config_free(struct isled_config *config)
{
	if (!config)
		return;
	for (unsigned i = 0; i < config->exports_n; i++)
		free_export(config->exports[i]);
	for (unsigned i = 0; i < config->requests_n; i++)
		free((char *)config->requests[i].path);
	for (unsigned i = 0; i < config->grants_n; i++) {
		free(config->grants[i]->path);
		free(config->grants[i]);
	}
	for (unsigned i = 0; i < config->forwards_n; i++) {
		free(config->forwards[i]->address);
		free(config->forwards[i]->service);
		free(config->forwards[i]);
	}
	free(config->file);
	free(config->name);
	free(config->link);
	free(config->control_group);
	free(config->log);
	free(config);
}

static int read_all(int fd, char *text, size_t max, size_t *ret_bytes)
{
	size_t at = 0;

	for (;;) {
		ssize_t n = read(fd, text + at, max - at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -ISLE_EIO;
		at += (size_t)n;
		if (n == 0 || at == max)
			break;
	}
	*ret_bytes = at;
	return 0;
}

int isled_config_load(const char *file, char **ret_text)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK), error;
	size_t bytes = 0;
	char *text;

	if (fd < 0)
		return errno == ENOENT ? -ISLE_ENOENT : errno == EACCES ? -ISLE_EACCES : -ISLE_EIO;
	text = malloc(ISLED_CONFIG_BYTES_MAX + 1);
	error = text ? read_all(fd, text, ISLED_CONFIG_BYTES_MAX + 1, &bytes) : -ISLE_ENOMEM;
	close(fd);
	if (error == 0 && bytes > ISLED_CONFIG_BYTES_MAX)
		error = -ISLE_EFBIG;
	if (error < 0) {
		free(text);
		return error;
	}
	text[bytes] = 0;
	*ret_text = text;
	return (int)bytes;
}

static void report(void *state, const char *text)
{
	(void)state;
	isle_log(ISLE_LOG_ERROR, "configuration", "%s", text);
}

int isled_config_open(const char *file, char **ret_text, size_t *ret_bytes,
		      struct isled_config **ret_config)
{
	const struct isled_config_errors errors = { .report = report };
	char *text;
	int bytes = isled_config_load(file, &text), error;

	if (bytes < 0) {
		isle_log(ISLE_LOG_ERROR, "configuration", "%s: %s", file, isle_error_text(-bytes));
		return bytes;
	}
	error = isled_config_read(file, text, (size_t)bytes, ISLED_CONFIG_LOOK, &errors,
				  ret_config);
	if (error < 0) {
		free(text);
		return error;
	}
	*ret_text = text;
	*ret_bytes = (size_t)bytes;
	return 0;
}
