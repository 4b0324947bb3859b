/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * walk.h - the component walk: a client's path, one component after the other, beneath exports.
 *
 * Each step opens one name with O_PATH | O_NOFOLLOW relative to the descriptor of the step
 * before, so that nothing that is renamed or replaced meanwhile leads out. Symbolic links are
 * read and walked as the client would see them: through the exports, from the root when
 * absolute. ".." goes up in the client's view, never by asking the kernel for "..".
 *
 *	isled_walk_start, isled_walk_on
 *	while the last name turns out to be a link: isled_walk_follow, isled_walk_on
 *	isled_walk_end, always
 */
#ifndef ISLED_LINUX_WALK_H
#define ISLED_LINUX_WALK_H

#include "linux/exports.h"

#include <isle/limits.h>

#include <sys/stat.h>

/*
 * Steps of one path, links included: what the longest paths of honest programs stay far below. A
 * hostile path ends after about 10 ms.
 */
enum { ISLED_WALK_LEVELS = 16, ISLED_WALK_STEPS_MAX = 16384 };

struct isled_level {
	int fd;
	bool ro;        /* here and below */
	bool proc;      /* in a procfs */
	bool proc_root; /* its root */
};

struct isled_walk {
	struct isled_exports *exports;
	const struct isled_export *export;            /* NULL: in a parent of exports */
	struct isled_level root;                      /* of the export */
	struct isled_level levels[ISLED_WALK_LEVELS]; /* the last folders below it */
	unsigned depth;                               /* folders below the root */
	unsigned kept;                                /* of them in levels */
	char at[ISLE_PATH_BYTES_MAX + 1];             /* canonical path of the present folder */
	size_t at_len;
	char rest[3 * (ISLE_PATH_BYTES_MAX + 1)]; /* still to go, at the end of the buffer */
	size_t rest_pos;
	unsigned links, steps;
	bool blind; /* rules do not apply */

	/* After isled_walk_on(): */
	char name[ISLE_FILE_NAME_BYTES_MAX + 1]; /* last name; "": the present folder itself */
	size_t name_len;
	unsigned dots; /* with "": the path ended in that many dots */
	bool slash;    /* with a name: slashes follow, so it has to be a folder */
};

/*
 * Begin with the `len` bytes at text; a relative path begins at the canonical path cwd.
 * Memory: borrows exports. Returns: 0; -ISLE_ENOENT (empty), -ISLE_EINVAL (zero byte),
 * -ISLE_ENAMETOOLONG.
 */
int isled_walk_start(struct isled_walk *walk, struct isled_exports *exports, const char *cwd,
		     const void *text, size_t len);

/*
 * Go on to the last name. Returns: 0; -ISLE_EACCES (outside the exports), -ISLE_ENOENT (missing
 * or hidden), -ISLE_ENOTDIR, -ISLE_ELOOP (too many links, a magic link, too many steps),
 * -ISLE_ENAMETOOLONG, other errors of opening a folder.
 */
int isled_walk_on(struct isled_walk *walk);

/* The last name is a link: put what it says in its place. Then call isled_walk_on() again. */
int isled_walk_follow(struct isled_walk *walk);

/* The present folder; not in a parent of exports. */
const struct isled_level *isled_walk_level(const struct isled_walk *walk);

/*
 * Before something is done to the last name: its rules by name.
 * Returns: 0 and whether it is read-only; -ISLE_ENOENT (hidden).
 */
int isled_walk_check_name(struct isled_walk *walk, bool *ret_ro);

/*
 * After it was opened: its rules by object. *ret_export is the export it belongs to.
 * Returns: 0; -ISLE_ENOENT (hidden), -ISLE_EACCES (on another mount).
 */
int isled_walk_check_object(struct isled_walk *walk, const struct statx *sx, bool *ret_ro,
			    const struct isled_export **ret_export);

/* Canonical path of the last name (or of the present folder): at most PATH_BYTES_MAX. */
int isled_walk_path(const struct isled_walk *walk, char ret_path[ISLE_PATH_BYTES_MAX + 1],
		    size_t *ret_len);

/*
 * rules.c: find out, once a second at most, which objects an export's rules are about. An object
 * that took a rule's name is known by that name at once, under other names only from the next
 * look on.
 */
void isled__walk_look_rules_up(struct isled_exports *exports, const struct isled_export *export);

/* Frees the descriptors. */
void isled_walk_end(struct isled_walk *walk);

/* As end, but the present folder goes to the caller. Returns: the descriptor, or -1 for a root. */
int isled_walk_end_take(struct isled_walk *walk);

#endif
