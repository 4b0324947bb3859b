/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "tools/isle/text.h"

static const char *printed(void (*print)(FILE *out, const char *text, size_t n), const char *text,
			   size_t n)
{
	static char result[512];
	FILE *out = fmemopen(result, sizeof(result), "w");

	CHECK(out != NULL);
	print(out, text, n);
	fclose(out);
	return result;
}

#define PRINTED(literal) printed(cli_text_print, literal, sizeof(literal) - 1)
#define JSON(literal)    printed(cli_json_print, literal, sizeof(literal) - 1)

TEST(text, "what a terminal would obey is shown, not sent")
{
	CHECK_STR(PRINTED("a\x1b]0;x\ab"), "a\\x1b]0;x\\x07b");
	CHECK_STR(PRINTED("a\r\n\t\x7f"), "a\\x0d\\x0a\\x09\\x7f");
	CHECK_STR(PRINTED("\xc2\x9b"
			  "2J"),
		  "\\xc2\\x9b2J");
	CHECK_STR(PRINTED("a\\x1bb"), "a\\x1bb");
	CHECK_STR(PRINTED("\0"), "\\x00");
}

TEST(text, "printable UTF-8 stays")
{
	CHECK_STR(PRINTED("gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x9a\x80"),
		  "gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x9a\x80");
}

TEST(text, "broken, overlong and misleading UTF-8 is shown byte by byte")
{
	CHECK_STR(PRINTED("\xff\xc3"), "\\xff\\xc3");
	CHECK_STR(PRINTED("\xc0\xaf"), "\\xc0\\xaf");
	CHECK_STR(PRINTED("\xe0\x80\xaf"), "\\xe0\\x80\\xaf");
	CHECK_STR(PRINTED("\xed\xa0\x80"), "\\xed\\xa0\\x80");
	CHECK_STR(PRINTED("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");
	CHECK_STR(PRINTED("\xe2\x80\xae"), "\\xe2\\x80\\xae"); /* right-to-left override */
	CHECK_STR(PRINTED("\xe2\x82"), "\\xe2\\x82");
}

TEST(text, "a JSON string holds nothing but printable characters")
{
	CHECK_STR(JSON("a\"b\\c\n\x1b"), "\"a\\\"b\\\\c\\u000a\\u001b\"");
	CHECK_STR(JSON("\xff\xc3\xbc"), "\"\\u00ff\xc3\xbc\"");
	CHECK_STR(JSON(""), "\"\"");
}

TEST(text, "only what JSON takes as a number is one")
{
	CHECK(cli_json_is_number("0", 1));
	CHECK(cli_json_is_number("-12", 3));
	CHECK(cli_json_is_number("18446744073709551615", 20));
	CHECK(!cli_json_is_number("", 0));
	CHECK(!cli_json_is_number("-", 1));
	CHECK(!cli_json_is_number("012", 3));
	CHECK(!cli_json_is_number("1e3", 3));
	CHECK(!cli_json_is_number("0x1", 3));
	CHECK(!cli_json_is_number("111111111111111111111", 21));
}
