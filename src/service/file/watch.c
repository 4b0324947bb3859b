/* SPDX-License-Identifier: BSD-3-Clause */
/* WATCH and what is watched by it. Its changes are read by PREAD. */
#include "service/file/file.h"

#include "linux/watch.h"
#include "wire/gen/file.h"

ISLED_FILE_HANDLER(do_watch)
{
	struct isled_files *files = state;
	struct isled_quota *quota = isled_files_quota(files, token);
	struct isle__file_watch_args args;
	struct isled_file file;
	int rc;

	isle__file_watch_args_get(request->words, request->words_n, &args);
	if (!quota)
		return -ISLE_ENOMEM;
	rc = isled_watch_open(&files->exports, quota, args.flags, &file);
	return rc < 0 ? rc : isled_files_answer_handle(files, token, &file, NULL);
}

/* They neither wait for a read nor does one wait for them. */
static int watch_of(struct isle_token *token, const struct isle_request *request,
		    struct isled_file **ret_file)
{
	struct isled_open *open;
	int rc = isled_op_enter(token, request, ISLED_LANE_NEITHER, &open);

	if (rc == 1)
		return -ISLE_EINVAL; /* something else than a watch, and busy */
	if (rc >= 0)
		*ret_file = &open->file;
	return rc;
}

ISLED_FILE_HANDLER(do_watch_add)
{
	struct isled_path path = isled_files_path(state, token, request->data, request->data_bytes);
	struct isle__file_watch_add_args args;
	uint32_t words[ISLE_FILE_WATCH_ADD_RESULTS_WORDS] = { 0 };
	struct isled_file *file;
	int rc = watch_of(token, request, &file);

	isle__file_watch_add_args_get(request->words, request->words_n, &args);
	if (rc >= 0)
		rc = isled_watch_add(file, &path, args.mask, &words[0]);
	if (rc < 0)
		return isled_files_refused(token, "watch", path.text, (uint32_t)path.len, rc);
	isle_token_reply(token, words, ISLE_FILE_WATCH_ADD_RESULTS_WORDS, NULL, 0);
	return 0;
}

ISLED_FILE_HANDLER(do_watch_remove)
{
	struct isle__file_watch_remove_args args;
	struct isled_file *file;
	int rc = watch_of(token, request, &file);

	(void)state;
	isle__file_watch_remove_args_get(request->words, request->words_n, &args);
	if (rc >= 0)
		rc = isled_watch_remove(file, args.watch);
	if (rc < 0)
		return rc;
	isle_token_reply(token, NULL, 0, NULL, 0);
	return 0;
}
