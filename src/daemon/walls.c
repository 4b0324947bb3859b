/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include "walls.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <isle/errors.h>

#include "filter.h"
#include "host.h"
#include "landlock.h"
#include "log.h"

static const struct {
	unsigned wall;
	const char *name;
} names[] = {
	{ 0, "same-uid" },
	{ ISLED_WALL_UID, "separate-uid" },
	{ ISLED_WALL_LANDLOCK, "landlock" },
	{ ISLED_WALL_SECCOMP, "seccomp" },
	{ ISLED_WALLS_ALL, "all" },
};

void isled_walls_text(unsigned walls, char ret_text[ISLED_WALLS_TEXT_MAX])
{
	snprintf(ret_text, ISLED_WALLS_TEXT_MAX, "%s%s%s",
		 walls & ISLED_WALL_UID ? "separate-uid" : "same-uid",
		 walls & ISLED_WALL_LANDLOCK ? ",landlock" : "",
		 walls & ISLED_WALL_SECCOMP ? ",seccomp" : "");
}

static int read_one(const char *text, size_t bytes, unsigned *walls)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strlen(names[i].name) == bytes && memcmp(names[i].name, text, bytes) == 0) {
			*walls |= names[i].wall;
			return 0;
		}
	return -ISLE_EINVAL;
}

int isled_walls_read(const char *text, unsigned *ret_walls)
{
	unsigned walls = 0;
	size_t bytes;

	for (;; text += bytes + 1) {
		bytes = strcspn(text, ",");
		if (read_one(text, bytes, &walls) < 0)
			return -ISLE_EINVAL;
		if (!text[bytes])
			break;
	}
	*ret_walls = walls;
	return 0;
}

static int put_up(struct isle_host *host)
{
	/* Where the supervisor has no terminal for the console, the worker makes one. */
	static const char *const terminals[] = { "/dev/ptmx", "/dev/pts/ptmx", "/dev/pts", NULL };
	static const char *const nothing[] = { NULL };
	int done;

	done = isled_landlock(host->exports, host->exports_n,
			      host->console.terminal > 0 ? nothing : terminals);
	if (done < 0)
		return done;
	host->walls |= done ? ISLED_WALL_LANDLOCK : 0;
	done = isled_filter_load();
	if (done < 0)
		return done;
	host->walls |= done ? ISLED_WALL_SECCOMP : 0;
	return 0;
}

int isled_walls_up(struct isle_host *host, unsigned required)
{
	char want[ISLED_WALLS_TEXT_MAX];
	int error = host->config->confine && !ISLED_SANITIZER ? put_up(host) : 0;

	isled_walls_text(host->walls, host->walls_text);
	isle_log(ISLE_LOG_NOTICE, "worker", "confinement: %s (uid %u)", host->walls_text,
		 (unsigned)geteuid());
	if (error < 0)
		isle_log(ISLE_LOG_ERROR, "worker", "the system refuses to confine the worker");
	if (!error && required & ~host->walls) {
		isled_walls_text(required, want);
		isle_log(ISLE_LOG_ERROR, "worker", "required: %s", want);
		error = -ISLE_EPERM;
	}
	return error;
}
