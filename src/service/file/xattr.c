/* SPDX-License-Identifier: BSD-3-Clause */
/* Extended attributes. A value or list that does not fit is answered with its length. */
#include "service/file/file.h"

#include <stdlib.h>

#include "wire/gen/file.h"

/* How often a value that grows while it is fetched is measured again. */
enum { TRIES = 4 };

/* A request's data: the path, the attribute's name, and what follows. */
struct parts {
	struct isled_path path;
	struct isled_xattr xattr;
	const uint8_t *value;
	uint32_t value_bytes;
};

static int take_parts(void *state, const struct isle_token *token,
		      const struct isle_request *request, uint32_t path_bytes, uint32_t name_bytes,
		      struct parts *ret_parts)
{
	const uint8_t *data = request->data;
	uint32_t left = request->data_bytes;

	if (path_bytes > left || name_bytes > left - path_bytes)
		return -ISLE_EINVAL;
	left -= path_bytes + name_bytes;
	*ret_parts = (struct parts){ isled_files_path(state, token, data, path_bytes),
				     { data + path_bytes, name_bytes },
				     data + path_bytes + name_bytes,
				     left };
	return 0;
}

/* As take_parts, where the name is all that follows the path. */
static int take_path_and_name(void *state, const struct isle_token *token,
			      const struct isle_request *request, uint32_t path_bytes,
			      struct parts *ret_parts)
{
	if (path_bytes > request->data_bytes)
		return -ISLE_EINVAL;
	return take_parts(state, token, request, path_bytes, request->data_bytes - path_bytes,
			  ret_parts);
}

/* Refusals are about the path. */
static int refused(const struct isle_token *token, const char *verb, const struct isled_path *path,
		   int result)
{
	return isled_files_refused(token, verb, path->text, (uint32_t)path->len, result);
}

/* Answers with the length, and with the bytes when they fit. */
static int answer(struct isle_token *token, const void *bytes, uint32_t count)
{
	const struct isle__file_getxattr_results r = { .count = count };
	uint32_t words[ISLE_FILE_GETXATTR_RESULTS_WORDS], n;

	n = isle__file_getxattr_results_put(&r, words);
	if (count > isle_token_window(token))
		isle_token_fail_words(token, -ISLE_ERANGE, words, n);
	else
		isle_token_reply(token, words, n, bytes, count);
	return 0;
}

ISLED_FILE_HANDLER(do_getxattr)
{
	struct isle__file_getxattr_args args;
	struct parts p;
	void *room = NULL;
	int rc, length = 0;

	isle__file_getxattr_args_get(request->words, request->words_n, &args);
	rc = take_path_and_name(state, token, request, args.path_bytes, &p);
	if (rc < 0)
		return rc;
	for (int i = 0; i < TRIES; i++) {
		length = isled_path_get_xattr(&p.path, args.flags, &p.xattr, NULL, 0);
		if (length <= 0 || (uint32_t)length > isle_token_window(token))
			break;
		if (isle_token_lend(token, (uint32_t)length, &room) < (uint32_t)length)
			return -ISLE_ENOMEM;
		length = isled_path_get_xattr(&p.path, args.flags, &p.xattr, room, (size_t)length);
		if (length != -ISLE_ERANGE)
			break;
	}
	return length < 0 ? refused(token, "getxattr", &p.path, length)
			  : answer(token, room, (uint32_t)length);
}

ISLED_FILE_HANDLER(do_listxattr)
{
	struct isled_path path = isled_files_path(state, token, request->data, request->data_bytes);
	struct isle__file_listxattr_args args;
	char *names;
	int rc;

	isle__file_listxattr_args_get(request->words, request->words_n, &args);
	rc = isled_path_list_xattr(&path, args.flags, &names);
	if (rc < 0)
		return refused(token, "listxattr", &path, rc);
	rc = answer(token, names, (uint32_t)rc);
	free(names);
	return rc;
}

ISLED_FILE_HANDLER(do_setxattr)
{
	struct isle__file_setxattr_args args;
	struct parts p;
	int rc;

	isle__file_setxattr_args_get(request->words, request->words_n, &args);
	rc = take_parts(state, token, request, args.path_bytes, args.name_bytes, &p);
	if (rc < 0)
		return rc;
	rc = isled_path_set_xattr(&p.path, args.flags, args.how, &p.xattr, p.value, p.value_bytes);
	if (rc < 0)
		return refused(token, "setxattr", &p.path, rc);
	isle_token_reply(token, NULL, 0, NULL, 0);
	return 0;
}

ISLED_FILE_HANDLER(do_removexattr)
{
	struct isle__file_removexattr_args args;
	struct parts p;
	int rc;

	isle__file_removexattr_args_get(request->words, request->words_n, &args);
	rc = take_path_and_name(state, token, request, args.path_bytes, &p);
	if (rc < 0)
		return rc;
	rc = isled_path_remove_xattr(&p.path, args.flags, &p.xattr);
	if (rc < 0)
		return refused(token, "removexattr", &p.path, rc);
	isle_token_reply(token, NULL, 0, NULL, 0);
	return 0;
}
