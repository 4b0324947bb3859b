/* SPDX-License-Identifier: BSD-3-Clause */
/* Walks a tree of the Linux side with attributes, copies it file by file, and compares sums. */
#define _GNU_SOURCE
#include "demo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sha256.h"

#define PIECE 65536u
#define SHOWN 3u /* names said of each kind */

struct sum {
	char *name; /* relative to the tree */
	uint8_t digest[32];
	bool compared;
};

struct walk {
	struct demo *demo;
	char **folders; /* to be visited, relative; "" is the tree itself */
	size_t folders_n, folders_max;
	struct sum *sums;
	size_t sums_n, sums_max;
	uint64_t bytes, told_ms;
	unsigned links, special, unreadable, too_much;
	int error;
};

static void *grown(void *list, size_t n, size_t *max, size_t each)
{
	if (n < *max)
		return list;
	*max = *max ? *max * 2 : 256;
	list = realloc(list, *max * each);
	if (!list)
		abort();
	return list;
}

static const char *joined(char *path, size_t bytes, const char *top, const char *name)
{
	size_t top_len = strlen(top), name_len = strlen(name);

	if (top_len + name_len + 2 > bytes)
		return ""; /* which no call accepts */
	memcpy(path, top, top_len + 1);
	if (*name) {
		path[top_len] = '/';
		memcpy(path + top_len + 1, name, name_len + 1);
	}
	return path;
}

static void progress(struct walk *w, bool last)
{
	uint64_t now = now_ms();

	if (!last && now - w->told_ms < 250)
		return;
	w->told_ms = now;
	say(w->demo, "\r  %zu files, %.1f MB%s", w->sums_n, (double)w->bytes / 1e6,
	    last ? "\n" : "");
}

/* ---- one file -------------------------------------------------------------------------------------- */

/* Large files go by pieces. */
static int copy_pieces(struct walk *w, const char *from, const char *to, uint32_t mode,
		       struct sha256 *sum)
{
	static uint8_t data[PIECE];
	struct isle_context *ctx = &w->demo->client.context;
	struct isle_file in, out;
	int n, r;

	r = isle_file_open(ctx, from, ISLE_O_RDONLY, 0, &in);
	if (r)
		return r;
	r = isle_file_open(ctx, to, ISLE_O_WRONLY | ISLE_O_CREAT | ISLE_O_TRUNC, mode, &out);
	while (!r) {
		n = isle_file_read(ctx, &in, data, sizeof(data));
		if (n <= 0) {
			r = n;
			break;
		}
		sha256_add(sum, data, (size_t)n);
		w->bytes += (unsigned)n;
		r = isle_file_write(ctx, &out, data, (size_t)n);
		r = r == n ? 0 : r < 0 ? r : -ISLE_ENOSPC;
		progress(w, false);
	}
	isle_file_close(ctx, &in);
	isle_file_close(ctx, &out);
	return r;
}

/* Small ones in two calls. */
static int copy_whole(struct walk *w, const char *from, const char *to, uint32_t mode,
		      struct sha256 *sum)
{
	static uint8_t data[PIECE];
	struct isle_context *ctx = &w->demo->client.context;
	bool whole;
	int n = isle_file_get(ctx, from, data, sizeof(data), &whole), r;

	if (n < 0)
		return n;
	if (!whole)
		return copy_pieces(w, from, to, mode, sum);
	sha256_add(sum, data, (size_t)n);
	w->bytes += (unsigned)n;
	r = isle_file_put(ctx, to, data, (size_t)n, ISLE_O_CREAT | ISLE_O_TRUNC, mode);
	return r == n ? 0 : r < 0 ? r : -ISLE_ENOSPC;
}

static void copy_file(struct walk *w, const char *name, const struct isle_stat *st)
{
	char from[4096], to[4096];
	struct sha256 sum;
	struct sum *s;
	int r;

	if (w->bytes + st->size > w->demo->most) {
		if (w->too_much++ < SHOWN)
			say(w->demo, "\r  left out: %s is too much for %llu MB\n", name,
			    (unsigned long long)w->demo->most / 1000000);
		return;
	}
	joined(from, sizeof(from), w->demo->tree, name);
	joined(to, sizeof(to), w->demo->copy, name);
	sha256_init(&sum);
	r = (st->size < PIECE ? copy_whole : copy_pieces)(w, from, to, st->mode & 0777, &sum);
	if (r == -ISLE_EACCES) {
		if (w->unreadable++ < SHOWN)
			say(w->demo, "\r  left out: %s: %s\n", name, isle_error_text(r));
		return;
	}
	if (r) {
		say(w->demo, "\r  %s: %s\n", name, isle_error_text(r));
		w->error = r;
		return;
	}
	w->sums = grown(w->sums, w->sums_n, &w->sums_max, sizeof(*w->sums));
	s = &w->sums[w->sums_n++];
	s->name = strdup(name);
	s->compared = false;
	sha256_end(&sum, s->digest);
	progress(w, false);
}

/* ---- the tree -------------------------------------------------------------------------------------- */

static void take_entry(struct walk *w, const char *folder, const struct isle_dirent *e,
		       const struct isle_stat *st)
{
	char name[4096];

	snprintf(name, sizeof(name), "%s%s%s", folder, *folder ? "/" : "", e->name);
	switch (st->type) {
	case ISLE_FILE_TYPE_REGULAR:
		copy_file(w, name, st);
		break;
	case ISLE_FILE_TYPE_DIRECTORY:
		w->folders = grown(w->folders, w->folders_n, &w->folders_max, sizeof(*w->folders));
		w->folders[w->folders_n++] = strdup(name);
		break;
	case ISLE_FILE_TYPE_SYMLINK:
		w->links++;
		break;
	default:
		w->special++;
	}
}

static int walk_folder(struct walk *w, const char *folder)
{
	static uint64_t memory[8192];
	struct isle_context *ctx = &w->demo->client.context;
	struct isle_dirent e;
	struct isle_stat st;
	struct isle_dir dir;
	char path[4096];
	int r;

	if (*folder) {
		r = isle_file_mkdir(ctx, joined(path, sizeof(path), w->demo->copy, folder), 0755);
		if (r && r != -ISLE_EEXIST)
			return r;
	}
	joined(path, sizeof(path), w->demo->tree, folder);
	r = isle_file_opendir(ctx, path, ISLE_READDIR_ATTRS, memory, sizeof(memory), &dir);
	if (r)
		return r;
	while (!w->error && (r = isle_file_readdir(ctx, &dir, &e, &st)) == 1)
		take_entry(w, folder, &e, &st);
	isle_file_closedir(ctx, &dir);
	return w->error ? w->error : r;
}

static void say_left_out(struct walk *w)
{
	say(w->demo,
	    "  left out: %u symbolic links, %u special files, %u unreadable, %u beyond %llu MB\n",
	    w->links, w->special, w->unreadable, w->too_much,
	    (unsigned long long)w->demo->most / 1000000);
}

/* ---- comparing ------------------------------------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct sum *)a)->name, ((const struct sum *)b)->name);
}

/* A whole file of any length, terminated; the caller frees it. */
static char *load(struct demo *demo, const char *path)
{
	struct isle_context *ctx = &demo->client.context;
	struct isle_file file;
	size_t used = 0, max = 0;
	char *text = NULL;
	int r = isle_file_open(ctx, path, ISLE_O_RDONLY, 0, &file);

	if (r)
		return NULL;
	do {
		text = realloc(text, max += 1000000);
		if (!text)
			abort();
		r = isle_file_read(ctx, &file, text + used, max - used - 1);
		used += r > 0 ? (size_t)r : 0;
	} while (r > 0);
	text[used] = 0;
	isle_file_close(ctx, &file);
	return text;
}

static void print_digest(const uint8_t *digest, char *ret_text)
{
	unsigned i;

	for (i = 0; i < 32; i++)
		sprintf(ret_text + 2 * i, "%02x", digest[i]);
}

/* One line of sha256sum's list: 64 digits, two characters, the name. Returns 1 when it differs. */
static unsigned compare_line(struct walk *w, const char *line)
{
	struct sum key, *found;
	char digits[65];

	if (strlen(line) < 67)
		return 0;
	key.name = (char *)(uintptr_t)line + 66;
	found = bsearch(&key, w->sums, w->sums_n, sizeof(*w->sums), by_name);
	if (!found)
		return 0; /* left out */
	found->compared = true;
	print_digest(found->digest, digits);
	if (!strncmp(digits, line, 64))
		return 0;
	say(w->demo, "  differs: %s\n", found->name);
	return 1;
}

static int compare(struct walk *w)
{
	char path[4096], *text, *line, *next;
	unsigned differ = 0, alone = 0;
	size_t i;

	text = load(w->demo, joined(path, sizeof(path), w->demo->copy, "SHA256SUMS"));
	if (!text) {
		say(w->demo, "  there is no list of Linux's sums\n");
		return -ISLE_ENOENT;
	}
	qsort(w->sums, w->sums_n, sizeof(*w->sums), by_name);
	for (line = text; *line; line = next) {
		next = strchrnul(line, '\n');
		if (*next)
			*next++ = 0;
		differ += compare_line(w, line);
	}
	free(text);
	for (i = 0; i < w->sums_n; i++)
		if (!w->sums[i].compared && alone++ < SHOWN)
			say(w->demo, "  not in Linux's list: %s\n", w->sums[i].name);
	say(w->demo, "  %zu sums compared with those of sha256sum: %u differ\n", w->sums_n - alone,
	    differ);
	return differ ? -ISLE_EILSEQ : 0;
}

/* ---- all of it ------------------------------------------------------------------------------------- */

static void release(struct walk *w)
{
	size_t i;

	for (i = 0; i < w->sums_n; i++)
		free(w->sums[i].name);
	for (i = 0; i < w->folders_n; i++)
		free(w->folders[i]);
	free(w->sums);
	free(w->folders);
}

int demo_copy(struct demo *demo)
{
	struct walk w = { .demo = demo, .told_ms = now_ms() };
	uint64_t start = now_ms(), took;
	size_t i;
	int r = 0;

	say(demo, "copying %s to %s\n", demo->tree, demo->copy);
	w.folders = grown(NULL, 0, &w.folders_max, sizeof(*w.folders));
	w.folders[w.folders_n++] = strdup("");
	for (i = 0; i < w.folders_n && !r; i++)
		r = walk_folder(&w, w.folders[i]);
	took = now_ms() - start + 1;
	progress(&w, true);
	say_left_out(&w);
	if (r)
		say(demo, "copying failed: %s\n", isle_error_text(r));
	say(demo, "| files walked, copied, summed | %zu in %zu folders | %llu files/s |\n",
	    w.sums_n, w.folders_n, (unsigned long long)(w.sums_n * 1000 / took));
	say(demo, "| bytes read and written | %.1f MB | %.1f MB/s |\n", (double)w.bytes / 1e6,
	    (double)w.bytes / 1e3 / (double)took);
	say(demo, "| left out | %u | counted above |\n",
	    w.links + w.special + w.unreadable + w.too_much);
	if (!r)
		r = compare(&w);
	release(&w);
	return r;
}
