/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include <isle/errors.h>

#include "harness.h"
#include "tools/isle/args.h"

static const struct cli_option options[] = {
	{ 'x', "hex", CLI_FLAG, offsetof(struct cli_args, hex), 0, 0 },
	{ 't', "timeout", CLI_NUMBER, offsetof(struct cli_args, timeout_ms), 1, 60000 },
};
static const struct cli_syntax syntax = { options, 2, 2, 3 };

/* Parses words that are parted by single blanks. */
static int parse(const char *line, struct cli_args *ret_args)
{
	static char words[256];
	char *argv[16], *next = words, *word;
	int argc = 0;

	strcpy(words, line);
	while ((word = strsep(&next, " ")) != NULL)
		argv[argc++] = word;
	memset(ret_args, 0, sizeof(*ret_args));
	ret_args->timeout_ms = 5000;
	return cli_args_parse(&syntax, argc, argv, ret_args);
}

TEST(args, "operands and options come in any order")
{
	static const char *const lines[] = { "-x -t 70 a b c",    "a -x b --timeout=70 c",
					     "a b c -x -t70",     "a b --hex --timeout 70 c",
					     "-x -t 70 -- a b c", "-t 0x46 -x a b c" };
	struct cli_args args;

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		CHECK_EQ(parse(lines[i], &args), 0);
		CHECK_EQ(args.operands_n, 3);
		CHECK_STR(args.operand[0], "a");
		CHECK_STR(args.operand[1], "b");
		CHECK_STR(args.operand[2], "c");
		CHECK(args.hex && args.timeout_ms == 70 && !args.help);
	}
}

TEST(args, "defaults stay where nothing was said")
{
	struct cli_args args;

	CHECK_EQ(parse("a b", &args), 0);
	CHECK_EQ(args.timeout_ms, 5000);
	CHECK(!args.hex && !args.run_dir);
}

TEST(args, "a dash alone is an operand, and so is everything behind two")
{
	struct cli_args args;

	CHECK_EQ(parse("a b -", &args), 0);
	CHECK_STR(args.operand[2], "-");
	CHECK_EQ(parse("a -- -x --", &args), 0);
	CHECK_STR(args.operand[1], "-x");
	CHECK_STR(args.operand[2], "--");
	CHECK(!args.hex);
}

TEST(args, "each wrong command line is refused with a reason")
{
	static const char *const lines[] = {
		"a",        "a b c d",    "a b -y",     "a b --hexa",
		"a b -t",   "a b -t 0",   "a b -t 6e4", "a b -t 60001",
		"a b -t -", "a b -xhex",  "a b --hex=", "a b --he",
		"a b -xt",  "a b -t 1x1", "a b ---hex", "a b --run-dir"
	};
	struct cli_args args;

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		CHECK_EQ(parse(lines[i], &args), -ISLE_EINVAL);
		CHECK(args.wrong[0]);
	}
}

TEST(args, "help and the run folder belong to every verb; help needs no operands")
{
	struct cli_args args;

	CHECK_EQ(parse("--help", &args), 0);
	CHECK(args.help);
	CHECK_EQ(parse("a b --run-dir /x", &args), 0);
	CHECK_STR(args.run_dir, "/x");
	CHECK_EQ(parse("a --run-dir=/y b", &args), 0);
	CHECK_STR(args.run_dir, "/y");
}

TEST(args, "a long wrong word does not overflow the reason")
{
	static char line[200] = "a b --";
	struct cli_args args;

	memset(line + 6, 'z', 190);
	CHECK_EQ(parse(line, &args), -ISLE_EINVAL);
	CHECK(strlen(args.wrong) < sizeof(args.wrong));
}

TEST(args, "numbers are decimal or hexadecimal and bounded")
{
	uint32_t value = 7;

	CHECK_EQ(cli_number_parse("0", 10, &value), 0);
	CHECK_EQ(value, 0);
	CHECK_EQ(cli_number_parse("0xfF", 255, &value), 0);
	CHECK_EQ(value, 255);
	CHECK_EQ(cli_number_parse("4294967295", 0xffffffffu, &value), 0);
	CHECK_EQ(value, 0xffffffffu);
	CHECK_EQ(cli_number_parse("4294967296", 0xffffffffu, &value), -ISLE_ERANGE);
	CHECK_EQ(cli_number_parse("99999999999999999999999", 0xffffffffu, &value), -ISLE_ERANGE);
	CHECK_EQ(cli_number_parse("11", 10, &value), -ISLE_ERANGE);
	CHECK_EQ(value, 0xffffffffu);
	CHECK_EQ(cli_number_parse("", 10, &value), -ISLE_EINVAL);
	CHECK_EQ(cli_number_parse("0x", 10, &value), -ISLE_EINVAL);
	CHECK_EQ(cli_number_parse("-1", 10, &value), -ISLE_EINVAL);
	CHECK_EQ(cli_number_parse(" 1", 10, &value), -ISLE_EINVAL);
	CHECK_EQ(cli_number_parse("1 ", 10, &value), -ISLE_EINVAL);
}

TEST(args, "hexadecimal bytes are pairs of digits")
{
	uint8_t bytes[4];

	CHECK_EQ(cli_hex_parse("0aFf00", bytes, 4), 3);
	CHECK_MEM(bytes, "\x0a\xff\x00", 3);
	CHECK_EQ(cli_hex_parse(" 01:02 03 ", bytes, 4), 3);
	CHECK_MEM(bytes, "\1\2\3", 3);
	CHECK_EQ(cli_hex_parse("", bytes, 4), 0);
	CHECK_EQ(cli_hex_parse("0", bytes, 4), -ISLE_EINVAL);
	CHECK_EQ(cli_hex_parse("0 0", bytes, 4), -ISLE_EINVAL);
	CHECK_EQ(cli_hex_parse("0g", bytes, 4), -ISLE_EINVAL);
	CHECK_EQ(cli_hex_parse("0x00", bytes, 4), -ISLE_EINVAL);
	CHECK_EQ(cli_hex_parse("0102030405", bytes, 4), -ISLE_EMSGSIZE);
}

TEST(args, "a name that could leave the folder of the doors is none")
{
	char name[66];

	CHECK(cli_name_is_good("m4"));
	CHECK(!cli_name_is_good(""));
	CHECK(!cli_name_is_good("."));
	CHECK(!cli_name_is_good(".."));
	CHECK(!cli_name_is_good("../m4"));
	CHECK(!cli_name_is_good("a/b"));
	memset(name, 'a', sizeof(name));
	name[64] = '\0';
	CHECK(cli_name_is_good(name));
	name[64] = 'a';
	name[65] = '\0';
	CHECK(!cli_name_is_good(name));
}
