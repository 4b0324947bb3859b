/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <isle/errors.h>
#include <isle/limits.h>

#include "args.h"

static const struct cli_option common[] = {
	{ 'h', "help", CLI_FLAG, offsetof(struct cli_args, help), 0, 0 },
	{ 0, "run-dir", CLI_TEXT, offsetof(struct cli_args, run_dir), 0, 0 },
};
#define COMMON_N (sizeof(common) / sizeof(common[0]))

struct parser {
	const struct cli_syntax *syntax;
	struct cli_args *args;
	char **argv;
	int argc, next;
};

__attribute__((format(printf, 2, 3))) static int wrong(struct cli_args *args, const char *format,
						       ...)
{
	va_list list;

	va_start(list, format);
	vsnprintf(args->wrong, sizeof(args->wrong), format, list);
	va_end(list);
	return -ISLE_EINVAL;
}

int cli_number_parse(const char *text, uint32_t most, uint32_t *ret_value)
{
	bool hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	const char *digits = hex ? text + 2 : text;
	const char *permitted = hex ? "0123456789abcdefABCDEF" : "0123456789";
	unsigned long long value;

	if (!*digits || digits[strspn(digits, permitted)])
		return -ISLE_EINVAL;
	errno = 0;
	value = strtoull(digits, NULL, hex ? 16 : 10);
	if (errno || value > most)
		return -ISLE_ERANGE;
	*ret_value = (uint32_t)value;
	return 0;
}

static int hex_digit(char c)
{
	static const char digits[] = "00112233445566778899aAbBcCdDeEfF";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) / 2 : -1;
}

int cli_hex_parse(const char *text, uint8_t *ret_bytes, size_t max)
{
	size_t n = 0;

	for (;;) {
		int high, low;

		text += strspn(text, " :\t\n");
		if (!*text)
			return (int)n;
		high = hex_digit(text[0]);
		low = high < 0 ? -1 : hex_digit(text[1]);
		if (low < 0)
			return -ISLE_EINVAL;
		if (n == max)
			return -ISLE_EMSGSIZE;
		ret_bytes[n++] = (uint8_t)(high << 4 | low);
		text += 2;
	}
}

bool cli_name_is_good(const char *name)
{
	size_t length = strlen(name);

	return length && length <= ISLE_NAME_BYTES_MAX && name[0] != '.' && !strchr(name, '/');
}

static bool is_option(const struct cli_option *option, const char *word, size_t length)
{
	if (word[0] == '-')
		return option->name && strlen(option->name) == length - 1 &&
		       memcmp(option->name, word + 1, length - 1) == 0;
	return option->letter && length == 1 && option->letter == word[0];
}

static const struct cli_option *find(const struct cli_syntax *syntax, const char *word,
				     size_t length)
{
	for (unsigned i = 0; i < COMMON_N; i++)
		if (is_option(&common[i], word, length))
			return &common[i];
	for (unsigned i = 0; i < syntax->options_n; i++)
		if (is_option(&syntax->options[i], word, length))
			return &syntax->options[i];
	return NULL;
}

static int take_value(struct parser *p, const struct cli_option *option, const char *word,
		      const char *value)
{
	char *place = (char *)p->args + option->at;
	uint32_t number;

	if (option->kind == CLI_TEXT) {
		memcpy(place, &value, sizeof(value));
		return 0;
	}
	if (cli_number_parse(value, option->most, &number) || number < option->least)
		return wrong(p->args, "%s takes a number from %u to %u", word, option->least,
			     option->most);
	memcpy(place, &number, sizeof(number));
	return 0;
}

/* `word` begins with a dash: -l, -lVALUE, --name, --name=VALUE, or the value in the next word. */
static int take_option(struct parser *p, const char *word)
{
	bool is_long = word[1] == '-';
	const char *equals = is_long ? strchr(word, '=') : NULL;
	size_t length = equals ? (size_t)(equals - word) - 1 : is_long ? strlen(word + 1) : 1;
	const struct cli_option *option = find(p->syntax, word + 1, length);
	const char *value = equals ? equals + 1 : NULL;
	bool yes = true;

	if (!option)
		return wrong(p->args, "there is no option %.60s here", word);
	if (!is_long && word[2])
		value = word + 2;
	if (option->kind == CLI_FLAG) {
		if (value)
			return wrong(p->args, "%.60s takes no value", word);
		memcpy((char *)p->args + option->at, &yes, sizeof(yes));
		return 0;
	}
	if (!value) {
		if (p->next == p->argc)
			return wrong(p->args, "%.60s needs a value", word);
		value = p->argv[p->next++];
	}
	return take_value(p, option, word, value);
}

static int take_operand(struct parser *p, const char *word)
{
	if (p->args->operands_n == p->syntax->operands_max)
		return wrong(p->args, "%.60s is one word too many", word);
	p->args->operand[p->args->operands_n++] = word;
	return 0;
}

int cli_args_parse(const struct cli_syntax *syntax, int argc, char **argv, struct cli_args *args)
{
	struct parser p = { syntax, args, argv, argc, 0 };
	bool options = true;
	int error = 0;

	while (!error && p.next < argc) {
		const char *word = argv[p.next++];

		if (!options || word[0] != '-' || !word[1])
			error = take_operand(&p, word);
		else if (strcmp(word, "--") == 0)
			options = false;
		else
			error = take_option(&p, word);
	}
	if (!error && !args->help && args->operands_n < syntax->operands_min)
		error = wrong(args, "an argument is missing");
	return error;
}
