/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The command line as data: each verb has a table of options and says how many operands it takes.
 */
#ifndef CLI_ARGS_H
#define CLI_ARGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CLI_OPERANDS_MAX 5

/* What a command line asked for; strings are borrowed from argv. */
struct cli_args {
	const char *operand[CLI_OPERANDS_MAX + 1];
	unsigned operands_n;
	const char *run_dir;
	uint32_t timeout_ms;
	uint32_t for_s; /* 0 = not given */
	bool help, json, hex, off, no_input, replay_only, raw;
	char wrong[160]; /* for a person, after a failure */
};

enum cli_option_kind { CLI_FLAG, CLI_TEXT, CLI_NUMBER };

struct cli_option {
	char letter;      /* 0 = none */
	const char *name; /* without the dashes; NULL = none */
	enum cli_option_kind kind;
	size_t at; /* offset in struct cli_args of a bool, const char * or uint32_t */
	uint32_t least, most;
};

/* Offers --help and --run-dir, and what `options` adds. */
struct cli_syntax {
	const struct cli_option *options;
	unsigned options_n;
	unsigned operands_min, operands_max;
};

/*
 * Options and operands in any order; everything behind "--" is an operand, and so is "-".
 * Memory: `argv` is read and stays referenced. `args` comes with its defaults and keeps them where
 * nothing was said.
 * Returns: 0; -ISLE_EINVAL with a reason in args->wrong. --help ends the check of the operands.
 */
int cli_args_parse(const struct cli_syntax *syntax, int argc, char **argv, struct cli_args *args);

/* A decimal or 0x number of at most `most`. Returns: 0, -ISLE_EINVAL, -ISLE_ERANGE. */
int cli_number_parse(const char *text, uint32_t most, uint32_t *ret_value);

/*
 * Hexadecimal digits, pairs may be parted by blanks or colons. `ret_bytes` may be `text` itself.
 * Returns: the number of bytes, -ISLE_EINVAL, -ISLE_EMSGSIZE (more than `max`).
 */
int cli_hex_parse(const char *text, uint8_t *ret_bytes, size_t max);

/* A client's name as it may stand in a path. */
bool cli_name_is_good(const char *name);

#endif
