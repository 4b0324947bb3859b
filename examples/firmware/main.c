/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * main.c: an ordinary C program. On a microcontroller its files, its streams and its clock are those of Linux;
 * as a process of Linux it is the same program. It works in the folder that DATA names.
 *
 * What is isled's: two lines of start, and a service that Linux may call.
 */
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "start.h"

#define DEPTH_MAX 3
#define PATH_SIZE 256

static const char *data;

/* ---- a call from Linux ------------------------------------------------------------------------------- */

static void greet(struct isle_ipc_request *request)
{
	char text[120];
	int n = snprintf(text, sizeof(text), "hello, %.*s, from the firmware\n",
			 request->len < 80 ? (int)request->len : 80, (char *)request->data);

	isle_ipc_reply(request, 0, text, (size_t)n);
}

static const struct isle_ipc_method methods[] = { { "greet", greet } };
static struct isle_ipc_service service = {
	.name = "demo", .version = 1, .methods = methods, .methods_n = 1
};

/* ---- files ------------------------------------------------------------------------------------------- */

static char *in_data(char *path, const char *name)
{
	snprintf(path, PATH_SIZE, "%s/%s", data, name);
	return path;
}

/* The checksum of POSIX, so that Linux can compare: cksum FILE. */
static uint32_t cksum_byte(uint32_t sum, unsigned byte)
{
	sum ^= (uint32_t)byte << 24;
	for (unsigned bit = 0; bit < 8; bit++)
		sum = sum & 0x80000000u ? sum << 1 ^ 0x04c11db7u : sum << 1;
	return sum;
}

static int cksum(const char *path)
{
	FILE *file = fopen(path, "rb");
	unsigned long size = 0, left;
	uint32_t sum = 0;
	int byte;

	if (!file) {
		perror(path);
		return -1;
	}
	for (; (byte = getc(file)) != EOF; size++)
		sum = cksum_byte(sum, (unsigned)byte);
	for (left = size; left; left >>= 8)
		sum = cksum_byte(sum, left & 255u);
	byte = ferror(file);
	fclose(file);
	printf("%lu %lu %s\n", (unsigned long)(~sum & 0xffffffffu), size, path);
	return byte ? -1 : 0;
}

/* Writes a table, reads it back from the middle, and gives it its name when it is whole. */
static int keep_a_table(void)
{
	char path[PATH_SIZE], final[PATH_SIZE], line[40];
	FILE *file = fopen(in_data(path, "table.tmp"), "w+");
	struct stat st;
	int i, square = 0;

	if (!file)
		return -1;
	for (i = 0; i < 50; i++)
		fprintf(file, "%2d squared is %4d\n", i, i * i);
	if (fseek(file, 19L * 20, SEEK_SET) || !fgets(line, sizeof(line), file) ||
	    sscanf(line, "20 squared is %d", &square) != 1 || square != 400)
		printf("line 20 reads: %s", line);
	if (fclose(file) || rename(path, in_data(final, "table.txt")) || stat(final, &st))
		return -1;
	printf("table.txt has %ld bytes, its line 20 says %d\n", (long)st.st_size, square);
	return 0;
}

/* Several files at once: one line to each in turn. */
static int deal_out(void)
{
	static const char *const names[] = { "red", "green", "blue" };
	char path[PATH_SIZE], line[40];
	FILE *files[3];
	int i, r = 0;

	for (i = 0; i < 3; i++) {
		files[i] = fopen(in_data(path, names[i]), "w");
		if (!files[i])
			return -1;
	}
	for (i = 0; i < 9; i++)
		r |= fprintf(files[i % 3], "card %d\n", i) < 0;
	for (i = 0; i < 3; i++)
		r |= fclose(files[i]);
	for (i = 0; i < 3 && !r; i++) {
		files[0] = fopen(in_data(path, names[i]), "r");
		printf("%s begins with %s", names[i],
		       files[0] && fgets(line, sizeof(line), files[0]) ? line : "nothing\n");
		if (files[0])
			fclose(files[0]);
		r = unlink(path);
	}
	return r;
}

/* ---- a tree ------------------------------------------------------------------------------------------ */

static void walk(const char *path, int depth)
{
	char name[PATH_SIZE];
	struct dirent *entry;
	struct stat st;
	DIR *dir = opendir(path);

	if (!dir) {
		perror(path);
		return;
	}
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.' ||
		    snprintf(name, sizeof(name), "%s/%s", path, entry->d_name) >= PATH_SIZE)
			continue;
		if (stat(name, &st))
			perror(name);
		else if (S_ISDIR(st.st_mode))
			printf("%*s%s/\n", depth * 2, "", entry->d_name);
		else
			printf("%*s%s, %ld bytes\n", depth * 2, "", entry->d_name,
			       (long)st.st_size);
		if (S_ISDIR(st.st_mode) && depth < DEPTH_MAX)
			walk(name, depth + 1);
	}
	closedir(dir);
}

/* ---- what is not allowed ------------------------------------------------------------------------------- */

static int be_refused(void)
{
	FILE *file = fopen("/etc/shadow", "r");

	if (file) {
		fclose(file);
		return -1;
	}
	printf("/etc/shadow: %s\n", strerror(errno));
	return errno == EACCES ? 0 : -1;
}

/* ---- at the console ------------------------------------------------------------------------------------ */

static void tell_time(void)
{
	char text[40];
	time_t now = time(NULL);

	strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", gmtime(&now));
	printf("it is %s UTC\n", text);
}

/* Returns false when it is enough. */
static bool obey(char *line)
{
	char *what = strtok(line, " \n"), *path = strtok(NULL, "\n");

	if (!what)
		return true;
	if (!strcmp(what, "sum") && path)
		cksum(path);
	else if (!strcmp(what, "walk"))
		walk(path ? path : data, 1);
	else if (!strcmp(what, "time"))
		tell_time();
	else if (!strcmp(what, "quit"))
		return false;
	else
		printf("sum FILE, walk [FOLDER], time or quit\n");
	return true;
}

static int show(void)
{
	static int (*const parts[])(void) = { keep_a_table, deal_out, be_refused };
	char path[PATH_SIZE];
	unsigned i;

	for (i = 0; i < 3; i++)
		if (parts[i]()) {
			perror("it went wrong");
			return -1;
		}
	printf("%s holds\n", data);
	walk(data, 1);
	return cksum(in_data(path, "table.txt"));
}

int main(void)
{
	struct isle_context *ctx = firmware_start("m4");
	const char *name = getenv("NAME");
	char line[PATH_SIZE];
	int r;

	data = getenv("DATA");
	data = data ? data : "/data";
	printf("hello from %s\n", name ? name : "somebody");
	tell_time();
	r = show();
	if (isle_ipc_register(ctx, &service) < 0)
		printf("the service is not there yet\n");
	printf(r ? "failed\n" : "ready\n");
	while (fgets(line, sizeof(line), stdin) && obey(line))
		;
	printf("goodbye\n");
	return r ? 1 : 0;
}
