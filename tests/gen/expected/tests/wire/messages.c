/* SPDX-License-Identifier: BSD-3-Clause */
/* Made by tools/islegen from proto/: do not edit. */
/* clang-format off */
#include "tests/wire/messages.h"

#include "wire/gen/link.h"
#include "wire/gen/demo.h"

static const char *ping_wrong(const uint32_t *words, unsigned n)
{
	struct isle__ping m;

	isle__ping_get(words, n, &m);
	if (m.t1_us != 1230066624862749444ull)
		return "t1_us";
	return 0;
}

static unsigned ping_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__ping m;

	isle__ping_get(words, n, &m);
	return isle__ping_put(&m, ret);
}

static const char *call_wrong(const uint32_t *words, unsigned n)
{
	struct isle__call m;

	isle__call_get(words, n, &m);
	if (m.budget_ms != 16909060ull)
		return "budget_ms";
	if (m.window != 286397204ull)
		return "window";
	return 0;
}

static unsigned call_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__call m;

	isle__call_get(words, n, &m);
	return isle__call_put(&m, ret);
}

static const char *credit_wrong(const uint32_t *words, unsigned n)
{
	struct isle__credit m;

	isle__credit_get(words, n, &m);
	if (m.granted != 16909060ull)
		return "granted";
	if (m.done != 286397204ull)
		return "done";
	return 0;
}

static unsigned credit_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__credit m;

	isle__credit_get(words, n, &m);
	return isle__credit_put(&m, ret);
}

static const char *point_wrong(const uint32_t *words, unsigned n)
{
	struct isle_point m;

	isle__point_get(words, n, &m);
	if (m.x != 16909060ll)
		return "x";
	if (m.y != 2387509390271976212ll)
		return "y";
	if (m.z != 825373492ull)
		return "z";
	return 0;
}

static unsigned point_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle_point m;

	isle__point_get(words, n, &m);
	return isle__point_put(&m, ret);
}

static const char *entry_wrong(const uint32_t *words, unsigned n)
{
	struct isle__entry m;

	isle__entry_get(words, n, &m);
	if (m.colour != 16909060ull)
		return "colour";
	if (m.name_bytes != 286397204ull)
		return "name_bytes";
	return 0;
}

static unsigned entry_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__entry m;

	isle__entry_get(words, n, &m);
	return isle__entry_put(&m, ret);
}

static const char *demo_make_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__demo_make_args m;

	isle__demo_make_args_get(words, n, &m);
	if (m.colour != 16909060ull)
		return "colour";
	return 0;
}

static unsigned demo_make_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__demo_make_args m;

	isle__demo_make_args_get(words, n, &m);
	return isle__demo_make_args_put(&m, ret);
}

static const char *demo_make_results_wrong(const uint32_t *words, unsigned n)
{
	struct isle__demo_make_results m;

	isle__demo_make_results_get(words, n, &m);
	if (m.thing != 16909060ull)
		return "thing";
	if (m.size != 2387509390271976212ull)
		return "size";
	return 0;
}

static unsigned demo_make_results_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__demo_make_results m;

	isle__demo_make_results_get(words, n, &m);
	return isle__demo_make_results_put(&m, ret);
}

static const char *demo_look_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__demo_look_args m;

	isle__demo_look_args_get(words, n, &m);
	if (m.thing != 16909060ull)
		return "thing";
	return 0;
}

static unsigned demo_look_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__demo_look_args m;

	isle__demo_look_args_get(words, n, &m);
	return isle__demo_look_args_put(&m, ret);
}

static const char *demo_look_results_wrong(const uint32_t *words, unsigned n)
{
	struct isle_point m;

	isle__demo_look_results_get(words, n, &m);
	if (m.x != 16909060ll)
		return "x";
	if (m.y != 2387509390271976212ll)
		return "y";
	if (m.z != 825373492ull)
		return "z";
	return 0;
}

static unsigned demo_look_results_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle_point m;

	isle__demo_look_results_get(words, n, &m);
	return isle__demo_look_results_put(&m, ret);
}

static const char *demo_talk_args_wrong(const uint32_t *words, unsigned n)
{
	struct isle__demo_talk_args m;

	isle__demo_talk_args_get(words, n, &m);
	if (m.since != 1230066624862749444ll)
		return "since";
	return 0;
}

static unsigned demo_talk_args_copy(const uint32_t *words, unsigned n, uint32_t *ret)
{
	struct isle__demo_talk_args m;

	isle__demo_talk_args_get(words, n, &m);
	return isle__demo_talk_args_put(&m, ret);
}

const struct message_case message_cases[] = {
	{"link.PING", 0, ping_wrong, ping_copy},
	{"link.CALL", 0, call_wrong, call_copy},
	{"link.CREDIT", 0, credit_wrong, credit_copy},
	{"struct.point", 0, point_wrong, point_copy},
	{"record.entry", 0, entry_wrong, entry_copy},
	{"demo.MAKE.call", 2, demo_make_args_wrong, demo_make_args_copy},
	{"demo.MAKE.reply", 0, demo_make_results_wrong, demo_make_results_copy},
	{"demo.LOOK.call", 2, demo_look_args_wrong, demo_look_args_copy},
	{"demo.LOOK.reply", 0, demo_look_results_wrong, demo_look_results_copy},
	{"demo.TALK.call", 2, demo_talk_args_wrong, demo_talk_args_copy},
	{0, 0, 0, 0},
};
