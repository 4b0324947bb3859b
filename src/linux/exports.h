/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * exports.h - which parts of the Linux tree policy opens to a client.
 *
 * An export is a directory that the client names by an absolute path; everything happens beneath
 * its root descriptor. The longest export by whole components wins. Inner rules hide a name
 * beneath an export or make it read-only; an export beneath another one is a boundary of the
 * outer one.
 */
#ifndef ISLED_LINUX_EXPORTS_H
#define ISLED_LINUX_EXPORTS_H

#include "linux/filesystems.h"

#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>

enum { ISLED_EXPORTS_MAX = 64, ISLED_RULES_MAX = 256, ISLED_OWN_PIDS_MAX = 4 };

#define ISLED_EXPORT_RO       0x1u /* nothing can be changed through it */
#define ISLED_EXPORT_NO_XDEV  0x2u /* mounts below it are outside */
#define ISLED_EXPORT_NO_NODES 0x4u /* MKNOD makes nothing */
#define ISLED_EXPORT_DEVICES  0x8u /* MKNOD makes devices too, if Linux lets it */

enum isled_rule_kind { ISLED_RULE_HIDE, ISLED_RULE_RO };

/* Which object a name stood for. */
struct isled_id {
	dev_t dev;
	ino_t ino;
	bool known;
};

/* What applies to one name beneath an export, and to the object behind it under any other name. */
struct isled_rule {
	char *path;     /* the client's absolute path, as written in the policy */
	char *physical; /* the same with the links of its folders resolved, as of the last look */
	enum isled_rule_kind kind;
	struct isled_id id;
};

struct isled_export {
	char *path; /* the client's absolute path, "" for "/" */
	size_t path_len;
	int root; /* O_PATH descriptor, owned */
	unsigned flags;
	bool walk; /* rules, or an export, beneath it: needs the component walk */
	bool has_mount;
	uint64_t mount; /* id of the mount its root lies on, when has_mount */
	enum isled_fs fs;
	struct isled_id id;
	struct isled_rule *rules;
	unsigned rules_n;
	int64_t looked_s; /* when the rules' objects were looked up */
};

struct isled_exports {
	struct isled_export list[ISLED_EXPORTS_MAX];
	unsigned count;
	pid_t own_pids[ISLED_OWN_PIDS_MAX];
	unsigned own_pids_n;
	bool force_walk; /* test switch: never openat2 */
};

/* An empty set. The memory is the caller's. */
void isled_exports_init(struct isled_exports *exports);

/* Closes all roots and frees what was allocated. */
void isled_exports_fini(struct isled_exports *exports);

/*
 * Add an export. `path` is absolute, without ".", ".." and empty components; take_root is an
 * O_PATH (or any) descriptor of a directory and belongs to the set when 0 is returned.
 * Returns: 0; -ISLE_EINVAL (path or root is not what it has to be), -ISLE_EEXIST (that path is
 * there), -ISLE_ENOSPC (full), -ISLE_ENOMEM.
 */
int isled_exports_add(struct isled_exports *exports, const char *path, int take_root,
		      unsigned flags);

/* As add, but the root stays the caller's: it is duplicated. */
int isled_exports_add_lent(struct isled_exports *exports, const char *path, int root,
			   unsigned flags);

/*
 * Write to the medium what was written to the file systems of exports that can be written. Waits:
 * for that; belongs into the pool. Returns: 0, or the first error.
 */
int isled_exports_sync(const struct isled_exports *exports);

/*
 * Add an inner rule for the client path `path`, which must lie truly beneath an export that was
 * added before. It need not exist: the rule then holds for whatever appears there.
 * Returns: 0; -ISLE_EINVAL (malformed, or beneath no export), -ISLE_ENOSPC, -ISLE_ENOMEM.
 */
int isled_exports_add_rule(struct isled_exports *exports, const char *path,
			   enum isled_rule_kind kind);

/*
 * A process whose /proc entry no client may reach: the supervisor's and the worker's.
 * Returns: 0; -ISLE_ENOSPC.
 */
int isled_exports_add_own_pid(struct isled_exports *exports, pid_t pid);

/*
 * The last step: from now on the set is only read (but for what rules remember).
 * Context: init, add*, seal, fini and all resolving are called from one thread.
 */
void isled_exports_seal(struct isled_exports *exports);

/* ---- for the resolver ---- */

/* The export whose path is exactly this canonical path ("" for the root), or NULL. */
const struct isled_export *isled_exports_at(const struct isled_exports *exports, const char *path,
					    size_t len);

/* Is this canonical path a true parent of an export? */
bool isled_exports_above(const struct isled_exports *exports, const char *path, size_t len);

/* The export with the longest path that is `path` or a parent of it, or NULL. */
const struct isled_export *isled_exports_of(const struct isled_exports *exports, const char *path,
					    size_t len);

/* The export beneath `outer` whose root is this object, or NULL. */
const struct isled_export *isled_exports_by_id(const struct isled_exports *exports,
					       const struct isled_export *outer, dev_t dev,
					       ino_t ino);

/*
 * The file system of an object found beneath this export. The export's own is known; what lies
 * on a real device is a disk; only others are looked at, each time, because their numbers are
 * reused.
 */
enum isled_fs isled_export_fs(const struct isled_export *export, int fd, const struct statx *sx);

/* Bits 1 << kind of the rules that hold for exactly this path, or for this object. */
unsigned isled_export_rules_for_path(const struct isled_export *export, const char *path,
				     size_t len);
unsigned isled_export_rules_for_id(const struct isled_export *export, dev_t dev, ino_t ino);

/* Does a rule or another export lie truly beneath this path? Then it must keep its name. */
bool isled_exports_inside(const struct isled_exports *exports, const char *path, size_t len);

/* Is this name in the root of a procfs one that leads to the daemon itself? */
bool isled_exports_own_proc(const struct isled_exports *exports, const char *name);

/* Is `text` `parent` itself or beneath it, by whole components? Both canonical. */
bool isled_path_within(const char *text, size_t len, const char *parent, size_t parent_len);

#endif
