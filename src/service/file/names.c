/* SPDX-License-Identifier: BSD-3-Clause */
/* Names and folders. */
#include "service/file/file.h"

#include <stdlib.h>
#include <string.h>

#include "service/services.h"
#include "wire/gen/file.h"

static int done(struct isle_token *token, const char *verb, const struct isle_request *request,
		int result)
{
	isled_files_refused(token, verb, request->data, request->data_bytes, result);
	if (result >= 0)
		isle_token_reply(token, NULL, 0, NULL, 0);
	return result < 0 ? result : 0;
}

static struct isled_path path_of(void *state, const struct isle_token *token,
				 const struct isle_request *request)
{
	return isled_files_path(state, token, request->data, request->data_bytes);
}

ISLED_FILE_HANDLER(do_mkdir)
{
	struct isled_path path = path_of(state, token, request);
	struct isle__file_mkdir_args args;

	isle__file_mkdir_args_get(request->words, request->words_n, &args);
	return done(token, "mkdir", request, isled_path_mkdir(&path, args.mode));
}

ISLED_FILE_HANDLER(do_mknod)
{
	struct isled_path path = path_of(state, token, request);
	struct isle__file_mknod_args args;

	isle__file_mknod_args_get(request->words, request->words_n, &args);
	return done(token, "mknod", request,
		    isled_path_mknod(&path, args.type, args.mode, args.rdev));
}

ISLED_FILE_HANDLER(do_rmdir)
{
	struct isled_path path = path_of(state, token, request);

	return done(token, "rmdir", request, isled_path_rmdir(&path));
}

ISLED_FILE_HANDLER(do_unlink)
{
	struct isled_path path = path_of(state, token, request);

	return done(token, "unlink", request, isled_path_unlink(&path));
}

/* Data of two parts: the first has `bytes`, the second the rest. */
static int split(void *state, const struct isle_token *token, const struct isle_request *request,
		 uint32_t bytes, struct isled_path *ret_first, struct isled_path *ret_second)
{
	const uint8_t *data = request->data;

	if (bytes > request->data_bytes)
		return -ISLE_EINVAL;
	*ret_first = isled_files_path(state, token, data, bytes);
	*ret_second = isled_files_path(state, token, data + bytes, request->data_bytes - bytes);
	return 0;
}

ISLED_FILE_HANDLER(do_rename)
{
	struct isle__file_rename_args args;
	struct isled_path from, to;
	int rc;

	isle__file_rename_args_get(request->words, request->words_n, &args);
	rc = split(state, token, request, args.old_bytes, &from, &to);
	if (rc >= 0)
		rc = isled_path_rename(&from, &to, args.flags);
	return done(token, "rename", request, rc);
}

ISLED_FILE_HANDLER(do_link)
{
	struct isle__file_link_args args;
	struct isled_path from, to;
	int rc;

	isle__file_link_args_get(request->words, request->words_n, &args);
	rc = split(state, token, request, args.old_bytes, &from, &to);
	if (rc >= 0)
		rc = isled_path_link(&from, &to, args.flags);
	return done(token, "link", request, rc);
}

ISLED_FILE_HANDLER(do_symlink)
{
	struct isle__file_symlink_args args;
	struct isled_path target, path;
	int rc;

	isle__file_symlink_args_get(request->words, request->words_n, &args);
	rc = split(state, token, request, args.target_bytes, &target, &path);
	if (rc >= 0)
		rc = isled_path_symlink(target.text, target.len, &path);
	return done(token, "symlink", request, rc);
}

ISLED_FILE_HANDLER(do_readlink)
{
	struct isled_path path = path_of(state, token, request);
	char target[ISLE_PATH_BYTES_MAX + 1];
	int rc = isled_path_readlink(&path, target);

	if (rc < 0)
		return done(token, "readlink", request, rc);
	isle_token_reply(token, NULL, 0, target, (uint32_t)rc);
	return 0;
}

ISLED_FILE_HANDLER(do_realpath)
{
	struct isled_path path = path_of(state, token, request);
	char real[ISLE_PATH_BYTES_MAX + 1];
	int rc = isled_resolve_real(&path, real);

	if (rc < 0)
		return done(token, "realpath", request, rc);
	isle_token_reply(token, NULL, 0, real, (uint32_t)rc);
	return 0;
}

/* ---- the working directory ---- */

ISLED_FILE_HANDLER(do_getcwd)
{
	void **slot = isle_context_slot(isle_token_context(token), &isled_service_file);
	const char *cwd = *slot && *(char *)*slot ? *slot : "/";

	(void)state, (void)request;
	isle_token_reply(token, NULL, 0, cwd, (uint32_t)strlen(cwd));
	return 0;
}

ISLED_FILE_HANDLER(do_chdir)
{
	void **slot = isle_context_slot(isle_token_context(token), &isled_service_file);
	struct isled_path path = path_of(state, token, request);
	char folder[ISLE_PATH_BYTES_MAX + 1];
	char *copy;
	int rc = isled_resolve_folder(&path, folder);

	if (rc < 0)
		return done(token, "chdir", request, rc);
	copy = strdup(folder);
	if (!copy)
		return -ISLE_ENOMEM;
	free(*slot);
	*slot = copy;
	isle_token_reply(token, NULL, 0, NULL, 0);
	return 0;
}

/* ---- READDIR ---- */

#define ENTRY_BYTES (ISLE_DIRENT_WORDS * 4u)
#define STAT_BYTES  (ISLE_STAT_WORDS * 4u)

struct listing {
	uint8_t *room;
	uint32_t max, used, entries, entries_max;
	bool attrs, full;
	struct isle__file_readdir_results results;
};

static uint8_t *put_words(uint8_t *at, const uint32_t *words, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		for (int shift = 0; shift < 32; shift += 8)
			*at++ = (uint8_t)(words[i] >> shift);
	return at;
}

/* What comes behind the record: attributes, when they can be had still, and the name. */
static uint32_t put_entry(const struct isled_folder *folder, const struct isled_entry *entry,
			  const struct listing *l, uint8_t *at)
{
	struct isle__dirent d = { .ino = entry->ino,
				  .cookie = entry->cookie,
				  .type = entry->type,
				  .name_bytes = (uint32_t)entry->name_len };
	uint32_t words[ISLE_STAT_WORDS] = { 0 }, n, name = (d.name_bytes + 7u) & ~7u;
	uint8_t *head = at;
	struct isle_stat st = { .ino = entry->ino, .type = entry->type };

	at += ENTRY_BYTES;
	if (l->attrs) {
		if (isled_folder_stat(folder, entry, &st) >= 0)
			d.type = st.type;
		n = isle__stat_put(&st, words);
		at = put_words(at, words, n);
	}
	n = isle__dirent_put(&d, words);
	put_words(head, words, n);
	memset(at, 0, name);
	memcpy(at, entry->name, d.name_bytes);
	return (uint32_t)(at - head) + name;
}

static int list(struct isled_folder *folder, struct listing *l)
{
	struct isled_entry entry;
	uint32_t bytes;
	int rc = 1;

	while (!l->entries_max || l->entries < l->entries_max) {
		rc = isled_folder_next(folder, &entry);
		if (rc <= 0)
			break;
		bytes = ENTRY_BYTES + (l->attrs ? STAT_BYTES : 0) +
			(((uint32_t)entry.name_len + 7u) & ~7u);
		if (bytes > l->max - l->used) {
			if (!l->entries)
				return -ISLE_EMSGSIZE;
			break;
		}
		l->used += put_entry(folder, &entry, l, l->room + l->used);
		l->results.cookie = entry.cookie;
		l->entries++;
	}
	l->results.eof = rc == 0;
	/* What was listed before an error is an answer; the error comes again. */
	return rc < 0 && !l->entries ? rc : 0;
}

ISLED_FILE_HANDLER(do_readdir)
{
	uint32_t words[ISLE_FILE_READDIR_RESULTS_WORDS];
	struct isle__file_readdir_args args;
	struct isled_folder folder;
	struct isled_files *files = state;
	struct isled_open *open;
	struct listing l = { 0 };
	void *room = NULL;
	int rc;

	isle__file_readdir_args_get(request->words, request->words_n, &args);
	if (args.flags & ~(uint32_t)ISLE_READDIR_ATTRS)
		return -ISLE_EINVAL;
	rc = isled_op_enter_or_queue(files, token, request, ISLED_LANE_NEITHER,
				     isled_file_do_readdir, &open);
	if (rc)
		return rc < 0 ? rc : 0;
	l.max = isle_token_lend(token, ISLED_FILE_STAGE_BYTES, &room);
	l.room = room;
	l.entries_max = args.entries_max;
	l.attrs = args.flags & ISLE_READDIR_ATTRS;
	l.results.cookie = args.cookie;
	rc = isled_folder_start(&folder, &files->exports, &open->file, args.cookie, l.max);
	if (rc >= 0)
		rc = list(&folder, &l);
	if (rc < 0)
		return rc;
	l.results.entries = l.entries;
	isle_token_reply(token, words, isle__file_readdir_results_put(&l.results, words), l.room,
			 l.used);
	return 0;
}
