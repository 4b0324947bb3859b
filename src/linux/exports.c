/* SPDX-License-Identifier: BSD-3-Clause */
#include "linux/exports.h"

#include "linux/errors.h"

#include <isle/errors.h>
#include <isle/limits.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

void isled_exports_init(struct isled_exports *exports)
{
	memset(exports, 0, sizeof(*exports));
}

void isled_exports_fini(struct isled_exports *exports)
{
	for (unsigned i = 0; i < exports->count; i++) {
		struct isled_export *e = &exports->list[i];

		for (unsigned r = 0; r < e->rules_n; r++) {
			free(e->rules[r].path);
			free(e->rules[r].physical);
		}
		free(e->rules);
		free(e->path);
		close(e->root);
	}
	memset(exports, 0, sizeof(*exports));
}

/* Absolute, no empty, "." or ".." component, no slash at the end; "/" has the length 0. */
static bool is_canonical(const char *path, size_t *ret_len)
{
	size_t len = strlen(path);

	if (path[0] != '/' || len > ISLE_PATH_BYTES_MAX)
		return false;
	*ret_len = len == 1 ? 0 : len;
	for (const char *p = path; *ret_len && *p; p += strcspn(p, "/")) {
		size_t n = strcspn(++p, "/");

		if (!n || n > ISLE_FILE_NAME_BYTES_MAX || (n == 1 && p[0] == '.') ||
		    (n == 2 && p[0] == '.' && p[1] == '.'))
			return false;
	}
	return true;
}

/* Bind mounts share st_dev with what they show; only the mount's id tells them apart. */
static void note_mount(struct isled_export *e)
{
	struct statx sx;

	if (statx(e->root, "", AT_EMPTY_PATH, STATX_MNT_ID, &sx))
		return;
	e->has_mount = sx.stx_mask & STATX_MNT_ID;
	e->mount = sx.stx_mnt_id;
}

int isled_exports_add(struct isled_exports *exports, const char *path, int take_root,
		      unsigned flags)
{
	struct isled_export *e = &exports->list[exports->count];
	struct stat st;
	size_t len;

	if (!is_canonical(path, &len) || fstat(take_root, &st) || !S_ISDIR(st.st_mode))
		return -ISLE_EINVAL;
	if (isled_exports_at(exports, path, len))
		return -ISLE_EEXIST;
	if (exports->count == ISLED_EXPORTS_MAX)
		return -ISLE_ENOSPC;
	memset(e, 0, sizeof(*e));
	e->path = strndup(path, len);
	if (!e->path)
		return -ISLE_ENOMEM;
	e->path_len = len;
	e->root = take_root;
	e->flags = flags;
	e->fs = isled_fs_of(take_root);
	e->id = (struct isled_id){ st.st_dev, st.st_ino, true };
	note_mount(e);
	exports->count++;
	return 0;
}

int isled_exports_add_lent(struct isled_exports *exports, const char *path, int root,
			   unsigned flags)
{
	int fd = fcntl(root, F_DUPFD_CLOEXEC, 0), rc;

	if (fd < 0)
		return isled_error(errno);
	rc = isled_exports_add(exports, path, fd, flags);
	if (rc < 0)
		close(fd);
	return rc;
}

int isled_exports_sync(const struct isled_exports *exports)
{
	int rc = 0, fd;

	for (unsigned i = 0; i < exports->count; i++) {
		if (exports->list[i].flags & ISLED_EXPORT_RO)
			continue;
		fd = openat(exports->list[i].root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if ((fd < 0 || syncfs(fd)) && !rc)
			rc = isled_error(errno);
		if (fd >= 0)
			close(fd);
	}
	return rc;
}

int isled_exports_add_rule(struct isled_exports *exports, const char *path,
			   enum isled_rule_kind kind)
{
	struct isled_export *e;
	struct isled_rule *rules, *rule;
	size_t len;

	if (!is_canonical(path, &len))
		return -ISLE_EINVAL;
	e = (struct isled_export *)isled_exports_of(exports, path, len);
	if (!e || e->path_len == len)
		return -ISLE_EINVAL;
	if (e->rules_n == ISLED_RULES_MAX)
		return -ISLE_ENOSPC;
	rules = realloc(e->rules, (e->rules_n + 1) * sizeof(*rules));
	if (!rules)
		return -ISLE_ENOMEM;
	e->rules = rules;
	rule = &rules[e->rules_n];
	*rule = (struct isled_rule){ .path = strdup(path), .physical = strdup(path), .kind = kind };
	if (!rule->path || !rule->physical) {
		free(rule->path);
		free(rule->physical);
		return -ISLE_ENOMEM;
	}
	e->rules_n++;
	return 0;
}

int isled_exports_add_own_pid(struct isled_exports *exports, pid_t pid)
{
	if (exports->own_pids_n == ISLED_OWN_PIDS_MAX)
		return -ISLE_ENOSPC;
	exports->own_pids[exports->own_pids_n++] = pid;
	return 0;
}

void isled_exports_seal(struct isled_exports *exports)
{
	for (unsigned i = 0; i < exports->count; i++) {
		struct isled_export *e = &exports->list[i];

		e->walk = e->rules_n || e->fs == ISLED_FS_PROC ||
			  isled_exports_above(exports, e->path, e->path_len);
		e->looked_s = INT64_MIN;
	}
}

bool isled_path_within(const char *text, size_t len, const char *parent, size_t parent_len)
{
	return len >= parent_len && !memcmp(text, parent, parent_len) &&
	       (len == parent_len || text[parent_len] == '/');
}

const struct isled_export *isled_exports_at(const struct isled_exports *exports, const char *path,
					    size_t len)
{
	for (unsigned i = 0; i < exports->count; i++) {
		const struct isled_export *e = &exports->list[i];

		if (e->path_len == len && !memcmp(e->path, path, len))
			return e;
	}
	return NULL;
}

bool isled_exports_above(const struct isled_exports *exports, const char *path, size_t len)
{
	for (unsigned i = 0; i < exports->count; i++) {
		const struct isled_export *e = &exports->list[i];

		if (e->path_len > len && isled_path_within(e->path, e->path_len, path, len))
			return true;
	}
	return false;
}

const struct isled_export *isled_exports_of(const struct isled_exports *exports, const char *path,
					    size_t len)
{
	const struct isled_export *best = NULL;

	for (unsigned i = 0; i < exports->count; i++) {
		const struct isled_export *e = &exports->list[i];

		if (isled_path_within(path, len, e->path, e->path_len) &&
		    (!best || e->path_len > best->path_len))
			best = e;
	}
	return best;
}

const struct isled_export *isled_exports_by_id(const struct isled_exports *exports,
					       const struct isled_export *outer, dev_t dev,
					       ino_t ino)
{
	for (unsigned i = 0; i < exports->count; i++) {
		const struct isled_export *e = &exports->list[i];

		if (e != outer && e->id.ino == ino && e->id.dev == dev &&
		    isled_path_within(e->path, e->path_len, outer->path, outer->path_len))
			return e;
	}
	return NULL;
}

enum isled_fs isled_export_fs(const struct isled_export *export, int fd, const struct statx *sx)
{
	if (makedev(sx->stx_dev_major, sx->stx_dev_minor) == export->id.dev)
		return export->fs;
	return sx->stx_dev_major ? ISLED_FS_DISK : isled_fs_of(fd);
}

unsigned isled_export_rules_for_path(const struct isled_export *export, const char *path,
				     size_t len)
{
	unsigned kinds = 0;

	for (unsigned i = 0; i < export->rules_n; i++) {
		const struct isled_rule *r = &export->rules[i];

		if ((strlen(r->path) == len && !memcmp(r->path, path, len)) ||
		    (strlen(r->physical) == len && !memcmp(r->physical, path, len)))
			kinds |= 1u << r->kind;
	}
	return kinds;
}

unsigned isled_export_rules_for_id(const struct isled_export *export, dev_t dev, ino_t ino)
{
	unsigned kinds = 0;

	for (unsigned i = 0; i < export->rules_n; i++) {
		const struct isled_id *id = &export->rules[i].id;

		if (id->known && id->ino == ino && id->dev == dev)
			kinds |= 1u << export->rules[i].kind;
	}
	return kinds;
}

bool isled_exports_inside(const struct isled_exports *exports, const char *path, size_t len)
{
	const struct isled_export *e = isled_exports_of(exports, path, len);

	if (isled_exports_above(exports, path, len))
		return true;
	for (unsigned i = 0; e && i < e->rules_n; i++) {
		const struct isled_rule *r = &e->rules[i];

		if (isled_path_within(r->path, strlen(r->path), path, len) ||
		    isled_path_within(r->physical, strlen(r->physical), path, len))
			return true;
	}
	return false;
}

/* Signal 0 asks whether the thread is one of that process, without doing anything to it. */
static bool is_thread_of(pid_t pid, long tid)
{
	return tid == pid || !syscall(SYS_tgkill, pid, tid, 0) || errno == EPERM;
}

bool isled_exports_own_proc(const struct isled_exports *exports, const char *name)
{
	char *end;
	long tid;

	if (!strcmp(name, "self") || !strcmp(name, "thread-self"))
		return true;
	if (name[0] < '0' || name[0] > '9')
		return false;
	errno = 0;
	tid = strtol(name, &end, 10);
	if (*end || errno || tid <= 0 || tid > INT32_MAX)
		return false;
	if (is_thread_of(getpid(), tid))
		return true;
	for (unsigned i = 0; i < exports->own_pids_n; i++)
		if (is_thread_of(exports->own_pids[i], tid))
			return true;
	return false;
}
