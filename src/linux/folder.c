/* SPDX-License-Identifier: BSD-3-Clause */
/* Folders: names in portions. A cookie is the kernel's own; nothing is kept between portions. */
#include "linux/errors.h"
#include "linux/file.h"
#include "linux/flags.h"

#include <isle/errors.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define STATX_WANTED (STATX_BASIC_STATS | STATX_BTIME)

enum { PROC_ROOT_INO = 1, BYTES_MIN = 1024 };

/* Cookies of names that are not there but lead to exports; the kernel's are smaller. */
#define BEYOND ((uint64_t)1 << 63)

/* What getdents64() fills in. */
struct host_entry {
	uint64_t ino;
	int64_t off;
	uint16_t record_bytes;
	uint8_t type;
	char name[];
};

int isled_folder_start(struct isled_folder *folder, const struct isled_exports *exports,
		       const struct isled_file *file, uint64_t cookie, size_t bytes_hint)
{
	struct stat st;

	if (file->type != ISLE_FILE_TYPE_DIRECTORY)
		return -ISLE_ENOTDIR;
	if (!(file->flags & ISLE_O_RDONLY))
		return -ISLE_EBADF;
	if (cookie > INT64_MAX &&
	    (file->fd < 0 || !file->path || cookie - BEYOND > ISLED_EXPORTS_MAX))
		return -ISLE_EINVAL;
	folder->exports = exports;
	folder->file = file;
	folder->cookie = cookie;
	folder->pos = folder->len = 0;
	folder->max = bytes_hint < BYTES_MIN            ? BYTES_MIN
		      : bytes_hint < ISLED_FOLDER_BYTES ? bytes_hint & ~(size_t)7
							: ISLED_FOLDER_BYTES;
	folder->proc_root = folder->rules = false;
	if (file->fd < 0)
		return 0;
	if (file->fs == ISLED_FS_PROC || file->path) {
		if (fstat(file->fd, &st))
			return isled_error(errno);
		folder->dev = st.st_dev;
		folder->proc_root = file->fs == ISLED_FS_PROC && st.st_ino == PROC_ROOT_INO;
		folder->rules = file->path && file->export->rules_n;
	}
	if (cookie & BEYOND)
		return 0;
	return lseek(file->fd, (off_t)cookie, SEEK_SET) < 0 ? isled_error(errno) : 0;
}

/* ---- a parent of exports ---- */

/* The name beneath this parent that leads to the export, if the export lies beneath it. */
static size_t name_towards(const struct isled_file *f, const struct isled_export *e,
			   const char **ret_name)
{
	size_t len = strlen(f->path);

	if (e->path_len <= len || !isled_path_within(e->path, e->path_len, f->path, len))
		return 0;
	*ret_name = e->path + len + 1;
	return strcspn(*ret_name, "/");
}

/* Several exports may lie behind one name: it comes with the first. */
static bool came_before(const struct isled_folder *d, unsigned index, const char *name, size_t len)
{
	const char *other;

	for (unsigned i = 0; i < index; i++)
		if (name_towards(d->file, &d->exports->list[i], &other) == len &&
		    !memcmp(other, name, len))
			return true;
	return false;
}

/* Real folders have the name themselves, as a rule. */
static bool is_there(const struct isled_folder *d, const char *name)
{
	struct stat st;

	return d->file->fd >= 0 && !fstatat(d->file->fd, name, &st, AT_SYMLINK_NOFOLLOW);
}

static int next_made_up(struct isled_folder *d, struct isled_entry *ret_entry)
{
	const char *name;
	size_t len;

	while ((d->cookie & ~BEYOND) < d->exports->count) {
		unsigned i = (unsigned)(d->cookie++ & ~BEYOND);

		len = name_towards(d->file, &d->exports->list[i], &name);
		if (!len || came_before(d, i, name, len))
			continue;
		memcpy(d->name, name, len);
		d->name[len] = 0;
		if (is_there(d, d->name))
			continue;
		*ret_entry = (struct isled_entry){ .name = d->name,
						   .name_len = len,
						   .ino = 1,
						   .cookie = d->cookie,
						   .type = ISLE_FILE_TYPE_DIRECTORY };
		return 1;
	}
	return 0;
}

/* ---- a real one ---- */

static size_t path_of(const struct isled_folder *d, const struct isled_entry *entry,
		      char ret_path[ISLE_PATH_BYTES_MAX + ISLE_FILE_NAME_BYTES_MAX + 2])
{
	size_t len = strlen(d->file->path);

	memcpy(ret_path, d->file->path, len);
	ret_path[len++] = '/';
	memcpy(ret_path + len, entry->name, entry->name_len);
	return len + entry->name_len;
}

static bool hidden_by_rule(const struct isled_folder *d, const struct isled_entry *entry)
{
	char path[ISLE_PATH_BYTES_MAX + ISLE_FILE_NAME_BYTES_MAX + 2];
	const struct isled_export *export = d->file->export;
	size_t len = path_of(d, entry, path);
	unsigned kinds;

	kinds = isled_export_rules_for_path(export, path, len) |
		isled_export_rules_for_id(export, d->dev, entry->ino);
	return kinds & 1u << ISLED_RULE_HIDE;
}

/* The export whose root this entry is in the client's eyes, or NULL. */
static const struct isled_export *export_behind(const struct isled_folder *d,
						const struct isled_entry *entry)
{
	char path[ISLE_PATH_BYTES_MAX + ISLE_FILE_NAME_BYTES_MAX + 2];

	if (!d->file->path)
		return NULL;
	return isled_exports_at(d->exports, path, path_of(d, entry, path));
}

static bool is_shown(const struct isled_folder *d, const struct isled_entry *entry)
{
	const char *n = entry->name;

	if (n[0] == '.' && (!n[1] || (n[1] == '.' && !n[2])))
		return false;
	if (d->proc_root && isled_exports_own_proc(d->exports, n))
		return false;
	return !d->rules || !hidden_by_rule(d, entry);
}

static int refill(struct isled_folder *d)
{
	long n = syscall(SYS_getdents64, d->file->fd, d->buffer, d->max);

	if (n < 0)
		return isled_error(errno);
	d->pos = 0;
	d->len = (size_t)n;
	return n > 0;
}

int isled_folder_next(struct isled_folder *d, struct isled_entry *ret_entry)
{
	const struct host_entry *h;
	struct isled_entry e;
	int rc;

	if (d->file->fd < 0 || (d->cookie & BEYOND))
		return next_made_up(d, ret_entry);
	do {
		if (d->pos == d->len && (rc = refill(d)) <= 0) {
			if (rc < 0 || !d->file->path)
				return rc;
			d->cookie = BEYOND;
			return next_made_up(d, ret_entry);
		}
		h = (const struct host_entry *)(d->buffer + d->pos);
		d->pos += h->record_bytes;
		e = (struct isled_entry){ .name = h->name,
					  .name_len = strlen(h->name),
					  .ino = h->ino,
					  .cookie = (uint64_t)h->off,
					  .type = isled_flags_dtype(h->type) };
	} while (!is_shown(d, &e));
	*ret_entry = e;
	return 1;
}

int isled_folder_stat(const struct isled_folder *d, const struct isled_entry *entry,
		      struct isle_stat *ret_stat)
{
	const struct isled_export *export = export_behind(d, entry);
	struct statx sx;

	if (!export && entry->name == d->name) {
		*ret_stat = (struct isle_stat){ .ino = entry->ino,
						.type = entry->type,
						.mode = 0555,
						.nlink = 2,
						.blksize = 4096 };
		return 0;
	}
	if (export ? statx(export->root, "", AT_EMPTY_PATH, STATX_WANTED, &sx)
		   : statx(d->file->fd, entry->name, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT,
			   STATX_WANTED, &sx))
		return isled_error(errno);
	isled_flags_stat(&sx, ret_stat);
	return 0;
}
