/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * resolve.h - from a client's path to an object, or to a folder and one name in it.
 *
 * Everything that is done to a path goes through one of the two functions below. Exports without
 * inner rules are resolved by one openat2(); the component walk does the rest: inner rules,
 * links that leave their export, paths with borders of exports, read-only exports, /proc, old
 * kernels. Nothing is looked at first and opened by its name afterwards.
 *
 * Errors of both, besides those of the operation itself: -ISLE_EACCES (outside the exports or
 * refused by Linux), -ISLE_ENOENT (missing, hidden, or empty path), -ISLE_ENOTDIR, -ISLE_ELOOP,
 * -ISLE_ENAMETOOLONG, -ISLE_EINVAL (zero byte in the path), -ISLE_EMFILE, -ISLE_ENOMEM,
 * -ISLE_EIO.
 * Waits: for a medium at worst. Context: the thread that owns the exports.
 */
#ifndef ISLED_LINUX_RESOLVE_H
#define ISLED_LINUX_RESOLVE_H

#include "linux/exports.h"

#include <isle/limits.h>

#include <sys/stat.h>

/* A path as a client gives it: any bytes. */
struct isled_path {
	struct isled_exports *exports;
	const char *cwd; /* canonical working directory: "" for "/" */
	const void *text;
	size_t len;
};

/* An open object. */
struct isled_object {
	const struct isled_export *export; /* NULL: a parent of exports, which exists nowhere */
	int fd;                            /* owned; -1 for a parent of exports */
	bool ro;                           /* nothing can be changed through it */
	enum isled_fs fs;
	struct statx sx; /* of the open object */
};

/*
 * Open what the path leads to. `flags` are host flags; O_PATH makes an O_PATH descriptor.
 * O_CLOEXEC is added. O_NOFOLLOW without O_PATH refuses a link at the end (ELOOP), with O_PATH
 * opens the link itself. A parent of exports can be opened for reading: fd is -1 then. ret_path
 * may be NULL; else it is the object's canonical path where rules may depend on it (in an export
 * with walk set, in a parent of exports), and "" elsewhere. With O_TMPFILE the path leads to the
 * folder; the object is the file made in it.
 * Returns: 0; -ISLE_EROFS (writing asked and not allowed), -ISLE_ENXIO (FIFO without a reader,
 * or a socket) and what open(2) says.
 */
int isled_resolve_open(const struct isled_path *path, int flags, mode_t mode,
		       struct isled_object *ret_object, char *ret_path);

enum isled_place_kind {
	ISLED_PLACE_NAME,   /* a name in a folder */
	ISLED_PLACE_DOT,    /* the path ends in "." */
	ISLED_PLACE_DOTDOT, /* the path ends in ".." */
	ISLED_PLACE_ROOT,   /* root of an export or a parent of exports */
};

/* A folder and one name in it. */
struct isled_place {
	enum isled_place_kind kind;
	const struct isled_export *export;
	int dir;      /* O_PATH descriptor of the folder */
	bool own_dir; /* to be closed */
	bool ro;      /* name or folder is read-only */
	bool fixed;   /* a rule or an export lies beneath it: it must keep its name */
	bool slash;   /* slashes followed the name; name then ends in one */
	char name[ISLE_FILE_NAME_BYTES_MAX + 2];
};

/*
 * Find folder and name, for an operation that takes both (mkdirat ...). The name need not exist.
 * With `follow`, a link of that name is followed first, and so is one before a slash.
 * Memory: isled_place_close() gives back the folder, after success only.
 */
int isled_place_find(const struct isled_path *path, bool follow, struct isled_place *ret_place);
void isled_place_close(struct isled_place *place);

/*
 * Canonical path of the directory that the path leads to, with all links resolved: what CHDIR
 * keeps. Returns: its length; -ISLE_ENOTDIR and the errors above.
 */
int isled_resolve_folder(const struct isled_path *path, char ret_path[ISLE_PATH_BYTES_MAX + 1]);

/*
 * Canonical path of whatever the path leads to, with all links resolved, as the client sees the
 * tree. Returns: its length; the errors above.
 */
int isled_resolve_real(const struct isled_path *path, char ret_path[ISLE_PATH_BYTES_MAX + 1]);

/*
 * When the path is one plain name directly beneath an export that needs no walk: that name, for
 * a single *at() call that follows no link. Returns: whether it is.
 */
bool isled_resolve_single(const struct isled_path *path, const struct isled_export **ret_export,
			  char ret_name[ISLE_FILE_NAME_BYTES_MAX + 1]);

/* Is openat2() there, and not switched off for this set? */
bool isled_resolve_has_openat2(const struct isled_exports *exports);

#endif
