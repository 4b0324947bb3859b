/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A folder with a running isled, a client of it, and isle run in it.
 */
#ifndef TEST_PLACE_H
#define TEST_PLACE_H

#include <stddef.h>
#include <sys/types.h>

struct place {
	const char *folder;
	pid_t isled, client;
	/* What the last isle printed, terminated. */
	char out[65536], err[8192];
	size_t out_n;
};

/* Starts isled for the client "t"; its door is in the case's folder. */
void place_start(struct place *place);

/* Starts a client that calls itself `name`, prints `greeting` on its console, prints "got TEXT" for what is
 * typed, and offers the service "svc": echo, fail (EACCES), busy (verdict -EBUSY, data "part"), odd (verdict
 * -9999), slow (no answer). Returns when the service is there. */
void place_client(struct place *place, const char *name, const char *greeting);

/* Ends what was started. */
void place_stop(struct place *place);

/* Runs isle with words parted by single blanks ("_" = an empty word), `in` (NULL = nothing) as its standard
 * input. Returns its exit status. */
int place_isle(struct place *place, const char *words, const char *in, size_t in_n);

/* Builds the arguments of isle: argv[0] and the words, NULL behind. `line` is changed. */
void place_words(char *line, char **ret_argv, size_t max);

#endif
