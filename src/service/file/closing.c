/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Descriptors whose close takes long: that of a change watch waits, in the kernel, for everybody who may be
 * looking at its marks, up to tens of milliseconds. A thread closes it, and it counts as open until then.
 */
#include "service/file/file.h"

#include <stdlib.h>

struct isled_closing {
	struct isled_job job; /* first */
	struct isled_files *files;
	struct isled_file file;
	struct isle_token *token; /* of the CLOSE; NULL: nobody waits */
	struct isled_closing *next, **at;
};

static void finish(struct isled_closing *closing)
{
	*closing->at = closing->next;
	if (closing->next)
		closing->next->at = closing->at;
	isled_file_close(&closing->file);
	if (closing->token)
		isle_token_reply(closing->token, NULL, 0, NULL, 0);
	free(closing);
}

static void run(struct isled_job *job)
{
	struct isled_closing *closing = (struct isled_closing *)job;

	isled_file_close_early(&closing->file);
}

static void done(struct isled_job *job)
{
	finish((struct isled_closing *)job);
}

bool isled_closing_start(struct isled_files *files, const struct isled_file *file)
{
	struct isled_closing *closing;

	if (!file->records || !file->records->leave || !files->pool)
		return false;
	closing = calloc(1, sizeof(*closing));
	if (!closing)
		return false;
	closing->files = files;
	closing->file = *file;
	closing->job.run = run;
	closing->job.done = done;
	if (isled_pool_submit(files->pool, &closing->job) < 0) {
		free(closing);
		return false;
	}
	file->records->leave(&closing->file);
	closing->next = files->closings;
	closing->at = &files->closings;
	if (closing->next)
		closing->next->at = &closing->next;
	files->closings = closing;
	return true;
}

static void gone(struct isle_token *token, void *state, int reason)
{
	struct isled_closing *closing = state;

	(void)token;
	(void)reason;
	closing->token = NULL;
}

void isled_closing_answers(struct isled_closing *closing, struct isle_token *token)
{
	static const struct isle_token_ops ops = { .gone = gone };

	closing->token = token;
	isle_token_keep(token, &ops, closing);
}

void isled_closing_stop(struct isled_files *files)
{
	while (files->closings)
		finish(files->closings);
}
