/* SPDX-License-Identifier: BSD-3-Clause */
/* What is behind a file that tells of changes; between watch.c and watch_read.c. */
#ifndef ISLED_LINUX_WATCHING_H
#define ISLED_LINUX_WATCHING_H

#include "linux/watch.h"

enum { ISLED_WATCH_NATIVE_BYTES = 4096 };

struct isled_watched {
	int wd;
	const struct isled_export *export;
	struct isled_id id;
	char *path; /* where rules may depend on it; else NULL */
	bool proc;
};

/* The state behind the file. */
struct isled_watching {
	struct isled_exports *exports;
	struct isled_quota *quota;
	struct isled_watched *entries; /* in order of wd */
	uint32_t n, room;
	uint32_t at, end;  /* of what was read and not told yet */
	bool first_is_due; /* what stands at `at` will be told */
	/* The folder that was looked into last. It stays open for one read only: the kernel does not tell
	 * the end of what somebody has open. */
	int folder, folder_wd;
	char native[ISLED_WATCH_NATIVE_BYTES] __attribute__((aligned(8)));
};

/* watch.c: the entry with this wd, or NULL. */
struct isled_watched *isled__watch_find(const struct isled_watching *watching, int wd);
/* It is not watched any more. */
void isled__watch_drop(struct isled_watching *watching, struct isled_watched *entry);

/* watch_read.c: of struct isled_records. */
bool isled__watch_ready(struct isled_file *file);
int64_t isled__watch_read(struct isled_file *file, void *to, size_t bytes);

#endif
