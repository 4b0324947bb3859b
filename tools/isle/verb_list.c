/* SPDX-License-Identifier: BSD-3-Clause */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <isle/control.h>

#include "door.h"
#include "lines.h"
#include "text.h"
#include "verbs.h"

#define EACH_MS  500u
#define TEXT_MAX 65536u
#define ENDING   ".sock"

static int is_door(const struct dirent *entry)
{
	size_t n = strlen(entry->d_name), ending = strlen(ENDING);

	return n > ending && entry->d_name[0] != '.' &&
	       strcmp(entry->d_name + n - ending, ENDING) == 0;
}

static void print_found(const char *text, size_t n, const char *section, const char *key)
{
	struct cli_piece value;

	if (cli_lines_find(text, n, section, key, &value))
		cli_text_print(stdout, value.at, value.n);
	else
		putchar('-');
}

static void show_state(const char *text, size_t n)
{
	struct cli_piece up = { "", 0 };

	cli_lines_find(text, n, "link", "up", &up);
	fputs(cli_piece_is(up, "yes") ? "connected  " : "waiting    ", stdout);
	print_found(text, n, "link", "client");
	fputs("  ", stdout);
	print_found(text, n, "link", "address");
	putchar('\n');
}

static const char *reason(int error)
{
	if (error == -ISLE_ECONNREFUSED || error == -ISLE_ENOENT)
		return "not running";
	return error == -ISLE_EPERM ? "running; more needs authority over isled"
				    : isle_error_text(error);
}

/* "NAME  STATE  CLIENT  LINK", or why that is not known. */
static void show(const char *folder, const char *file)
{
	static char text[TEXT_MAX];
	char path[1024];
	struct isle_context *ctx;
	size_t name_n = strlen(file) - strlen(ENDING);
	int n = -ISLE_ENAMETOOLONG;

	cli_text_print(stdout, file, name_n);
	printf("%*s", name_n < 16 ? 16 - (int)name_n : 1, "");
	if (snprintf(path, sizeof(path), "%s/%s", folder, file) < (int)sizeof(path))
		n = cli_door_open(path, EACH_MS, &ctx);
	if (n == 0)
		n = isle_control_status(ctx, text, sizeof(text));
	cli_door_close();
	if (n < 0)
		printf("%s\n", reason(n));
	else
		show_state(text, (size_t)n);
}

/* Returns: how many doors there were. */
static int show_folder(const char *folder)
{
	struct dirent **entries;
	int n = scandir(folder, &entries, is_door, alphasort);

	if (n < 0)
		return 0;
	for (int i = 0; i < n; i++) {
		show(folder, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	return n;
}

static int run(const struct cli_args *args)
{
	const char *folders[CLI_FOLDERS_MAX];
	unsigned n = cli_door_folders(args, folders);
	int found = 0;

	for (unsigned i = 0; i < n; i++)
		found += show_folder(folders[i]);
	if (!found)
		fprintf(stderr, "isle: no isled has its door in %s%s%s\n", folders[0],
			n > 1 ? " or " : "", n > 1 ? folders[1] : "");
	return CLI_DONE;
}

const struct cli_verb cli_verb_list = {
	.name = "list",
	.synopsis = "",
	.summary = "lists the clients that have an isled here, and whether they are connected",
	.help = "One line for each: its name, connected or waiting, what the client calls itself, its link.\n",
	.syntax = { NULL, 0, 0, 0 },
	.run = run,
};
