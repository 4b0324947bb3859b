/* SPDX-License-Identifier: BSD-3-Clause */
/* Made by tools/islegen from proto/errors.isle: do not edit. */
/* clang-format off */
#include <isle/errors.h>

#include <stddef.h>
#include <string.h>

struct entry {
	int number;
	const char *name;
	const char *text;
};

static const struct entry entries[] = {
	{0, "OK", "success"},
	{2, "ENOENT", "not there"},
	{300, "EIO", "broken"},
};

#define ENTRIES_N (sizeof(entries) / sizeof(entries[0]))

static const struct entry *find(int error)
{
	size_t i;

	for (i = 0; i < ENTRIES_N; i++)
		if (entries[i].number == error || entries[i].number == -(long)error)
			return &entries[i];
	return NULL;
}

const char *isle_error_name(int error)
{
	const struct entry *entry = find(error);

	return entry ? entry->name : "E?";
}

const char *isle_error_text(int error)
{
	const struct entry *entry = find(error);

	return entry ? entry->text : "unknown error";
}

int isle_error_by_name(const char *name)
{
	size_t i;

	for (i = 0; i < ENTRIES_N; i++)
		if (strcmp(entries[i].name, name) == 0)
			return entries[i].number;
	return 0;
}
