/* SPDX-License-Identifier: BSD-3-Clause */
/* Made by tools/islegen from proto/file.isle: do not edit. */
/* clang-format off */
#include "wire/gen/file.h"

#include "wire/words.h"

void isle__stat_get(const uint32_t *words, unsigned n, struct isle_stat *ret)
{
	ret->dev = isle__word64(words, n, 0);
	ret->ino = isle__word64(words, n, 2);
	ret->type = isle__word(words, n, 4);
	ret->mode = isle__word(words, n, 5);
	ret->nlink = isle__word(words, n, 6);
	ret->uid = isle__word(words, n, 7);
	ret->gid = isle__word(words, n, 8);
	ret->blksize = isle__word(words, n, 9);
	ret->rdev = isle__word64(words, n, 10);
	ret->size = isle__word64(words, n, 12);
	ret->blocks = isle__word64(words, n, 14);
	ret->atime_s = (int64_t)isle__word64(words, n, 16);
	ret->atime_ns = isle__word(words, n, 18);
	ret->mtime_s = (int64_t)isle__word64(words, n, 19);
	ret->mtime_ns = isle__word(words, n, 21);
	ret->ctime_s = (int64_t)isle__word64(words, n, 22);
	ret->ctime_ns = isle__word(words, n, 24);
	ret->btime_s = (int64_t)isle__word64(words, n, 25);
	ret->btime_ns = isle__word(words, n, 27);
	ret->mask = isle__word(words, n, 28);
	ret->reserved = isle__word(words, n, 29);
}

unsigned isle__stat_put(const struct isle_stat *from, uint32_t *words)
{
	isle__word64_put(words + 0, from->dev);
	isle__word64_put(words + 2, from->ino);
	words[4] = from->type;
	words[5] = from->mode;
	words[6] = from->nlink;
	words[7] = from->uid;
	words[8] = from->gid;
	words[9] = from->blksize;
	isle__word64_put(words + 10, from->rdev);
	isle__word64_put(words + 12, from->size);
	isle__word64_put(words + 14, from->blocks);
	isle__word64_put(words + 16, (uint64_t)from->atime_s);
	words[18] = from->atime_ns;
	isle__word64_put(words + 19, (uint64_t)from->mtime_s);
	words[21] = from->mtime_ns;
	isle__word64_put(words + 22, (uint64_t)from->ctime_s);
	words[24] = from->ctime_ns;
	isle__word64_put(words + 25, (uint64_t)from->btime_s);
	words[27] = from->btime_ns;
	words[28] = from->mask;
	words[29] = from->reserved;
	return 30;
}

void isle__statvfs_get(const uint32_t *words, unsigned n, struct isle_statvfs *ret)
{
	ret->bsize = isle__word(words, n, 0);
	ret->frsize = isle__word(words, n, 1);
	ret->blocks = isle__word64(words, n, 2);
	ret->bfree = isle__word64(words, n, 4);
	ret->bavail = isle__word64(words, n, 6);
	ret->files = isle__word64(words, n, 8);
	ret->ffree = isle__word64(words, n, 10);
	ret->favail = isle__word64(words, n, 12);
	ret->fsid = isle__word64(words, n, 14);
	ret->flags = isle__word(words, n, 16);
	ret->namemax = isle__word(words, n, 17);
}

unsigned isle__statvfs_put(const struct isle_statvfs *from, uint32_t *words)
{
	words[0] = from->bsize;
	words[1] = from->frsize;
	isle__word64_put(words + 2, from->blocks);
	isle__word64_put(words + 4, from->bfree);
	isle__word64_put(words + 6, from->bavail);
	isle__word64_put(words + 8, from->files);
	isle__word64_put(words + 10, from->ffree);
	isle__word64_put(words + 12, from->favail);
	isle__word64_put(words + 14, from->fsid);
	words[16] = from->flags;
	words[17] = from->namemax;
	return 18;
}

void isle__dirent_get(const uint32_t *words, unsigned n, struct isle__dirent *ret)
{
	ret->ino = isle__word64(words, n, 0);
	ret->cookie = isle__word64(words, n, 2);
	ret->type = isle__word(words, n, 4);
	ret->name_bytes = isle__word(words, n, 5);
}

unsigned isle__dirent_put(const struct isle__dirent *from, uint32_t *words)
{
	isle__word64_put(words + 0, from->ino);
	isle__word64_put(words + 2, from->cookie);
	words[4] = from->type;
	words[5] = from->name_bytes;
	return 6;
}

void isle__change_get(const uint32_t *words, unsigned n, struct isle__change *ret)
{
	ret->watch = isle__word(words, n, 0);
	ret->mask = isle__word(words, n, 1);
	ret->cookie = isle__word(words, n, 2);
	ret->name_bytes = isle__word(words, n, 3);
}

unsigned isle__change_put(const struct isle__change *from, uint32_t *words)
{
	words[0] = from->watch;
	words[1] = from->mask;
	words[2] = from->cookie;
	words[3] = from->name_bytes;
	return 4;
}

void isle__file_open_args_get(const uint32_t *words, unsigned n, struct isle__file_open_args *ret)
{
	ret->flags = isle__word(words, n, 0);
	ret->mode = isle__word(words, n, 1);
}

unsigned isle__file_open_args_put(const struct isle__file_open_args *from, uint32_t *words)
{
	words[0] = from->flags;
	words[1] = from->mode;
	return 2;
}

void isle__file_open_results_get(const uint32_t *words, unsigned n, struct isle__file_open_results *ret)
{
	ret->handle = isle__word(words, n, 0);
	ret->type = isle__word(words, n, 1);
	ret->size = isle__word64(words, n, 2);
	ret->traits = isle__word(words, n, 4);
	ret->reserved = isle__word(words, n, 5);
}

unsigned isle__file_open_results_put(const struct isle__file_open_results *from, uint32_t *words)
{
	words[0] = from->handle;
	words[1] = from->type;
	isle__word64_put(words + 2, from->size);
	words[4] = from->traits;
	words[5] = from->reserved;
	return 6;
}

void isle__file_close_args_get(const uint32_t *words, unsigned n, struct isle__file_close_args *ret)
{
	ret->handle = isle__word(words, n, 0);
}

unsigned isle__file_close_args_put(const struct isle__file_close_args *from, uint32_t *words)
{
	words[0] = from->handle;
	words[1] = 0;
	return 2;
}

void isle__file_pread_args_get(const uint32_t *words, unsigned n, struct isle__file_pread_args *ret)
{
	ret->handle = isle__word(words, n, 0);
	ret->count = isle__word(words, n, 1);
	ret->offset = isle__word64(words, n, 2);
}

unsigned isle__file_pread_args_put(const struct isle__file_pread_args *from, uint32_t *words)
{
	words[0] = from->handle;
	words[1] = from->count;
	isle__word64_put(words + 2, from->offset);
	return 4;
}

void isle__file_pread_results_get(const uint32_t *words, unsigned n, struct isle__file_pread_results *ret)
{
	ret->count = isle__word(words, n, 0);
	ret->flags = isle__word(words, n, 1);
}

unsigned isle__file_pread_results_put(const struct isle__file_pread_results *from, uint32_t *words)
{
	words[0] = from->count;
	words[1] = from->flags;
	return 2;
}

void isle__file_pwrite_args_get(const uint32_t *words, unsigned n, struct isle__file_pwrite_args *ret)
{
	ret->handle = isle__word(words, n, 0);
	ret->flags = isle__word(words, n, 1);
	ret->offset = isle__word64(words, n, 2);
	ret->count = isle__word(words, n, 4);
}

unsigned isle__file_pwrite_args_put(const struct isle__file_pwrite_args *from, uint32_t *words)
{
	words[0] = from->handle;
	words[1] = from->flags;
	isle__word64_put(words + 2, from->offset);
	words[4] = from->count;
	words[5] = 0;
	return 6;
}

void isle__file_pwrite_results_get(const uint32_t *words, unsigned n, struct isle__file_pwrite_results *ret)
{
	ret->count = isle__word(words, n, 0);
}

unsigned isle__file_pwrite_results_put(const struct isle__file_pwrite_results *from, uint32_t *words)
{
	words[0] = from->count;
	words[1] = 0;
	return 2;
}

void isle__file_fsync_args_get(const uint32_t *words, unsigned n, struct isle__file_fsync_args *ret)
{
	ret->handle = isle__word(words, n, 0);
	ret->data_only = isle__word(words, n, 1);
}

unsigned isle__file_fsync_args_put(const struct isle__file_fsync_args *from, uint32_t *words)
{
	words[0] = from->handle;
	words[1] = from->data_only;
	return 2;
}

void isle__file_ftruncate_args_get(const uint32_t *words, unsigned n, struct isle__file_ftruncate_args *ret)
{
	ret->handle = isle__word(words, n, 0);
	ret->size = isle__word64(words, n, 1);
}

unsigned isle__file_ftruncate_args_put(const struct isle__file_ftruncate_args *from, uint32_t *words)
{
	words[0] = from->handle;
	isle__word64_put(words + 1, from->size);
	words[3] = 0;
	return 4;
}

void isle__file_truncate_args_get(const uint32_t *words, unsigned n, struct isle__file_truncate_args *ret)
{
	ret->size = isle__word64(words, n, 0);
}

unsigned isle__file_truncate_args_put(const struct isle__file_truncate_args *from, uint32_t *words)
{
	isle__word64_put(words + 0, from->size);
	return 2;
}

void isle__file_stat_args_get(const uint32_t *words, unsigned n, struct isle__file_stat_args *ret)
{
	ret->flags = isle__word(words, n, 0);
}

unsigned isle__file_stat_args_put(const struct isle__file_stat_args *from, uint32_t *words)
{
	words[0] = from->flags;
	words[1] = 0;
	return 2;
}

void isle__file_fstat_args_get(const uint32_t *words, unsigned n, struct isle__file_fstat_args *ret)
{
	ret->handle = isle__word(words, n, 0);
}

unsigned isle__file_fstat_args_put(const struct isle__file_fstat_args *from, uint32_t *words)
{
	words[0] = from->handle;
	words[1] = 0;
	return 2;
}

void isle__file_chmod_args_get(const uint32_t *words, unsigned n, struct isle__file_chmod_args *ret)
{
	ret->mode = isle__word(words, n, 0);
	ret->flags = isle__word(words, n, 1);
}

unsigned isle__file_chmod_args_put(const struct isle__file_chmod_args *from, uint32_t *words)
{
	words[0] = from->mode;
	words[1] = from->flags;
	return 2;
}

void isle__file_fchmod_args_get(const uint32_t *words, unsigned n, struct isle__file_fchmod_args *ret)
{
	ret->handle = isle__word(words, n, 0);
	ret->mode = isle__word(words, n, 1);
}

unsigned isle__file_fchmod_args_put(const struct isle__file_fchmod_args *from, uint32_t *words)
{
	words[0] = from->handle;
	words[1] = from->mode;
	return 2;
}

void isle__file_utimens_args_get(const uint32_t *words, unsigned n, struct isle__file_utimens_args *ret)
{
	ret->flags = isle__word(words, n, 0);
	ret->atime_s = (int64_t)isle__word64(words, n, 1);
	ret->atime_ns = isle__word(words, n, 3);
	ret->mtime_s = (int64_t)isle__word64(words, n, 4);
	ret->mtime_ns = isle__word(words, n, 6);
}

unsigned isle__file_utimens_args_put(const struct isle__file_utimens_args *from, uint32_t *words)
{
	words[0] = from->flags;
	isle__word64_put(words + 1, (uint64_t)from->atime_s);
	words[3] = from->atime_ns;
	isle__word64_put(words + 4, (uint64_t)from->mtime_s);
	words[6] = from->mtime_ns;
	words[7] = 0;
	return 8;
}

void isle__file_futimens_args_get(const uint32_t *words, unsigned n, struct isle__file_futimens_args *ret)
{
	ret->handle = isle__word(words, n, 0);
	ret->atime_s = (int64_t)isle__word64(words, n, 1);
	ret->atime_ns = isle__word(words, n, 3);
	ret->mtime_s = (int64_t)isle__word64(words, n, 4);
	ret->mtime_ns = isle__word(words, n, 6);
}

unsigned isle__file_futimens_args_put(const struct isle__file_futimens_args *from, uint32_t *words)
{
	words[0] = from->handle;
	isle__word64_put(words + 1, (uint64_t)from->atime_s);
	words[3] = from->atime_ns;
	isle__word64_put(words + 4, (uint64_t)from->mtime_s);
	words[6] = from->mtime_ns;
	words[7] = 0;
	return 8;
}

void isle__file_fstatvfs_args_get(const uint32_t *words, unsigned n, struct isle__file_fstatvfs_args *ret)
{
	ret->handle = isle__word(words, n, 0);
}

unsigned isle__file_fstatvfs_args_put(const struct isle__file_fstatvfs_args *from, uint32_t *words)
{
	words[0] = from->handle;
	words[1] = 0;
	return 2;
}

void isle__file_opendir_results_get(const uint32_t *words, unsigned n, struct isle__file_opendir_results *ret)
{
	ret->handle = isle__word(words, n, 0);
}

unsigned isle__file_opendir_results_put(const struct isle__file_opendir_results *from, uint32_t *words)
{
	words[0] = from->handle;
	words[1] = 0;
	return 2;
}

void isle__file_readdir_args_get(const uint32_t *words, unsigned n, struct isle__file_readdir_args *ret)
{
	ret->handle = isle__word(words, n, 0);
	ret->flags = isle__word(words, n, 1);
	ret->cookie = isle__word64(words, n, 2);
	ret->entries_max = isle__word(words, n, 4);
}

unsigned isle__file_readdir_args_put(const struct isle__file_readdir_args *from, uint32_t *words)
{
	words[0] = from->handle;
	words[1] = from->flags;
	isle__word64_put(words + 2, from->cookie);
	words[4] = from->entries_max;
	words[5] = 0;
	return 6;
}

void isle__file_readdir_results_get(const uint32_t *words, unsigned n, struct isle__file_readdir_results *ret)
{
	ret->entries = isle__word(words, n, 0);
	ret->eof = isle__word(words, n, 1);
	ret->cookie = isle__word64(words, n, 2);
}

unsigned isle__file_readdir_results_put(const struct isle__file_readdir_results *from, uint32_t *words)
{
	words[0] = from->entries;
	words[1] = from->eof;
	isle__word64_put(words + 2, from->cookie);
	return 4;
}

void isle__file_mkdir_args_get(const uint32_t *words, unsigned n, struct isle__file_mkdir_args *ret)
{
	ret->mode = isle__word(words, n, 0);
}

unsigned isle__file_mkdir_args_put(const struct isle__file_mkdir_args *from, uint32_t *words)
{
	words[0] = from->mode;
	words[1] = 0;
	return 2;
}

void isle__file_rename_args_get(const uint32_t *words, unsigned n, struct isle__file_rename_args *ret)
{
	ret->flags = isle__word(words, n, 0);
	ret->old_bytes = isle__word(words, n, 1);
}

unsigned isle__file_rename_args_put(const struct isle__file_rename_args *from, uint32_t *words)
{
	words[0] = from->flags;
	words[1] = from->old_bytes;
	return 2;
}

void isle__file_link_args_get(const uint32_t *words, unsigned n, struct isle__file_link_args *ret)
{
	ret->flags = isle__word(words, n, 0);
	ret->old_bytes = isle__word(words, n, 1);
}

unsigned isle__file_link_args_put(const struct isle__file_link_args *from, uint32_t *words)
{
	words[0] = from->flags;
	words[1] = from->old_bytes;
	return 2;
}

void isle__file_symlink_args_get(const uint32_t *words, unsigned n, struct isle__file_symlink_args *ret)
{
	ret->target_bytes = isle__word(words, n, 0);
}

unsigned isle__file_symlink_args_put(const struct isle__file_symlink_args *from, uint32_t *words)
{
	words[0] = from->target_bytes;
	words[1] = 0;
	return 2;
}

void isle__file_access_args_get(const uint32_t *words, unsigned n, struct isle__file_access_args *ret)
{
	ret->mode = isle__word(words, n, 0);
	ret->flags = isle__word(words, n, 1);
}

unsigned isle__file_access_args_put(const struct isle__file_access_args *from, uint32_t *words)
{
	words[0] = from->mode;
	words[1] = from->flags;
	return 2;
}

void isle__file_getfile_args_get(const uint32_t *words, unsigned n, struct isle__file_getfile_args *ret)
{
	ret->count = isle__word(words, n, 0);
}

unsigned isle__file_getfile_args_put(const struct isle__file_getfile_args *from, uint32_t *words)
{
	words[0] = from->count;
	words[1] = 0;
	return 2;
}

void isle__file_getfile_results_get(const uint32_t *words, unsigned n, struct isle__file_getfile_results *ret)
{
	ret->count = isle__word(words, n, 0);
	ret->flags = isle__word(words, n, 1);
}

unsigned isle__file_getfile_results_put(const struct isle__file_getfile_results *from, uint32_t *words)
{
	words[0] = from->count;
	words[1] = from->flags;
	return 2;
}

void isle__file_putfile_args_get(const uint32_t *words, unsigned n, struct isle__file_putfile_args *ret)
{
	ret->flags = isle__word(words, n, 0);
	ret->mode = isle__word(words, n, 1);
	ret->path_bytes = isle__word(words, n, 2);
	ret->count = isle__word(words, n, 3);
}

unsigned isle__file_putfile_args_put(const struct isle__file_putfile_args *from, uint32_t *words)
{
	words[0] = from->flags;
	words[1] = from->mode;
	words[2] = from->path_bytes;
	words[3] = from->count;
	return 4;
}

void isle__file_putfile_results_get(const uint32_t *words, unsigned n, struct isle__file_putfile_results *ret)
{
	ret->count = isle__word(words, n, 0);
}

unsigned isle__file_putfile_results_put(const struct isle__file_putfile_results *from, uint32_t *words)
{
	words[0] = from->count;
	words[1] = 0;
	return 2;
}

void isle__file_lseek_args_get(const uint32_t *words, unsigned n, struct isle__file_lseek_args *ret)
{
	ret->handle = isle__word(words, n, 0);
	ret->whence = isle__word(words, n, 1);
	ret->offset = (int64_t)isle__word64(words, n, 2);
}

unsigned isle__file_lseek_args_put(const struct isle__file_lseek_args *from, uint32_t *words)
{
	words[0] = from->handle;
	words[1] = from->whence;
	isle__word64_put(words + 2, (uint64_t)from->offset);
	return 4;
}

void isle__file_lseek_results_get(const uint32_t *words, unsigned n, struct isle__file_lseek_results *ret)
{
	ret->offset = isle__word64(words, n, 0);
}

unsigned isle__file_lseek_results_put(const struct isle__file_lseek_results *from, uint32_t *words)
{
	isle__word64_put(words + 0, from->offset);
	return 2;
}

void isle__file_dup_args_get(const uint32_t *words, unsigned n, struct isle__file_dup_args *ret)
{
	ret->handle = isle__word(words, n, 0);
}

unsigned isle__file_dup_args_put(const struct isle__file_dup_args *from, uint32_t *words)
{
	words[0] = from->handle;
	words[1] = 0;
	return 2;
}

void isle__file_dup_results_get(const uint32_t *words, unsigned n, struct isle__file_dup_results *ret)
{
	ret->handle = isle__word(words, n, 0);
}

unsigned isle__file_dup_results_put(const struct isle__file_dup_results *from, uint32_t *words)
{
	words[0] = from->handle;
	words[1] = 0;
	return 2;
}

void isle__file_getfl_args_get(const uint32_t *words, unsigned n, struct isle__file_getfl_args *ret)
{
	ret->handle = isle__word(words, n, 0);
}

unsigned isle__file_getfl_args_put(const struct isle__file_getfl_args *from, uint32_t *words)
{
	words[0] = from->handle;
	words[1] = 0;
	return 2;
}

void isle__file_getfl_results_get(const uint32_t *words, unsigned n, struct isle__file_getfl_results *ret)
{
	ret->flags = isle__word(words, n, 0);
	ret->reserved = isle__word(words, n, 1);
}

unsigned isle__file_getfl_results_put(const struct isle__file_getfl_results *from, uint32_t *words)
{
	words[0] = from->flags;
	words[1] = from->reserved;
	return 2;
}

void isle__file_setfl_args_get(const uint32_t *words, unsigned n, struct isle__file_setfl_args *ret)
{
	ret->handle = isle__word(words, n, 0);
	ret->flags = isle__word(words, n, 1);
}

unsigned isle__file_setfl_args_put(const struct isle__file_setfl_args *from, uint32_t *words)
{
	words[0] = from->handle;
	words[1] = from->flags;
	return 2;
}

void isle__file_poll_args_get(const uint32_t *words, unsigned n, struct isle__file_poll_args *ret)
{
	ret->handle = isle__word(words, n, 0);
	ret->events = isle__word(words, n, 1);
}

unsigned isle__file_poll_args_put(const struct isle__file_poll_args *from, uint32_t *words)
{
	words[0] = from->handle;
	words[1] = from->events;
	return 2;
}

void isle__file_poll_results_get(const uint32_t *words, unsigned n, struct isle__file_poll_results *ret)
{
	ret->events = isle__word(words, n, 0);
	ret->reserved = isle__word(words, n, 1);
}

unsigned isle__file_poll_results_put(const struct isle__file_poll_results *from, uint32_t *words)
{
	words[0] = from->events;
	words[1] = from->reserved;
	return 2;
}

void isle__file_lock_args_get(const uint32_t *words, unsigned n, struct isle__file_lock_args *ret)
{
	ret->handle = isle__word(words, n, 0);
	ret->kind = isle__word(words, n, 1);
	ret->flags = isle__word(words, n, 2);
	ret->start = isle__word64(words, n, 3);
	ret->length = isle__word64(words, n, 5);
}

unsigned isle__file_lock_args_put(const struct isle__file_lock_args *from, uint32_t *words)
{
	words[0] = from->handle;
	words[1] = from->kind;
	words[2] = from->flags;
	isle__word64_put(words + 3, from->start);
	isle__word64_put(words + 5, from->length);
	words[7] = 0;
	return 8;
}

void isle__file_getlock_args_get(const uint32_t *words, unsigned n, struct isle__file_getlock_args *ret)
{
	ret->handle = isle__word(words, n, 0);
	ret->kind = isle__word(words, n, 1);
	ret->start = isle__word64(words, n, 2);
	ret->length = isle__word64(words, n, 4);
}

unsigned isle__file_getlock_args_put(const struct isle__file_getlock_args *from, uint32_t *words)
{
	words[0] = from->handle;
	words[1] = from->kind;
	isle__word64_put(words + 2, from->start);
	isle__word64_put(words + 4, from->length);
	return 6;
}

void isle__file_getlock_results_get(const uint32_t *words, unsigned n, struct isle__file_getlock_results *ret)
{
	ret->kind = isle__word(words, n, 0);
	ret->pid = isle__word(words, n, 1);
	ret->start = isle__word64(words, n, 2);
	ret->length = isle__word64(words, n, 4);
}

unsigned isle__file_getlock_results_put(const struct isle__file_getlock_results *from, uint32_t *words)
{
	words[0] = from->kind;
	words[1] = from->pid;
	isle__word64_put(words + 2, from->start);
	isle__word64_put(words + 4, from->length);
	return 6;
}

void isle__file_chown_args_get(const uint32_t *words, unsigned n, struct isle__file_chown_args *ret)
{
	ret->uid = isle__word(words, n, 0);
	ret->gid = isle__word(words, n, 1);
	ret->flags = isle__word(words, n, 2);
}

unsigned isle__file_chown_args_put(const struct isle__file_chown_args *from, uint32_t *words)
{
	words[0] = from->uid;
	words[1] = from->gid;
	words[2] = from->flags;
	words[3] = 0;
	return 4;
}

void isle__file_fchown_args_get(const uint32_t *words, unsigned n, struct isle__file_fchown_args *ret)
{
	ret->handle = isle__word(words, n, 0);
	ret->uid = isle__word(words, n, 1);
	ret->gid = isle__word(words, n, 2);
}

unsigned isle__file_fchown_args_put(const struct isle__file_fchown_args *from, uint32_t *words)
{
	words[0] = from->handle;
	words[1] = from->uid;
	words[2] = from->gid;
	words[3] = 0;
	return 4;
}

void isle__file_mknod_args_get(const uint32_t *words, unsigned n, struct isle__file_mknod_args *ret)
{
	ret->type = isle__word(words, n, 0);
	ret->mode = isle__word(words, n, 1);
	ret->rdev = isle__word64(words, n, 2);
}

unsigned isle__file_mknod_args_put(const struct isle__file_mknod_args *from, uint32_t *words)
{
	words[0] = from->type;
	words[1] = from->mode;
	isle__word64_put(words + 2, from->rdev);
	return 4;
}

void isle__file_fallocate_args_get(const uint32_t *words, unsigned n, struct isle__file_fallocate_args *ret)
{
	ret->handle = isle__word(words, n, 0);
	ret->flags = isle__word(words, n, 1);
	ret->offset = isle__word64(words, n, 2);
	ret->length = isle__word64(words, n, 4);
}

unsigned isle__file_fallocate_args_put(const struct isle__file_fallocate_args *from, uint32_t *words)
{
	words[0] = from->handle;
	words[1] = from->flags;
	isle__word64_put(words + 2, from->offset);
	isle__word64_put(words + 4, from->length);
	return 6;
}

void isle__file_copy_args_get(const uint32_t *words, unsigned n, struct isle__file_copy_args *ret)
{
	ret->handle = isle__word(words, n, 0);
	ret->to_handle = isle__word(words, n, 1);
	ret->offset = isle__word64(words, n, 2);
	ret->to_offset = isle__word64(words, n, 4);
	ret->count = isle__word64(words, n, 6);
}

unsigned isle__file_copy_args_put(const struct isle__file_copy_args *from, uint32_t *words)
{
	words[0] = from->handle;
	words[1] = from->to_handle;
	isle__word64_put(words + 2, from->offset);
	isle__word64_put(words + 4, from->to_offset);
	isle__word64_put(words + 6, from->count);
	return 8;
}

void isle__file_copy_results_get(const uint32_t *words, unsigned n, struct isle__file_copy_results *ret)
{
	ret->count = isle__word64(words, n, 0);
}

unsigned isle__file_copy_results_put(const struct isle__file_copy_results *from, uint32_t *words)
{
	isle__word64_put(words + 0, from->count);
	return 2;
}

void isle__file_getxattr_args_get(const uint32_t *words, unsigned n, struct isle__file_getxattr_args *ret)
{
	ret->flags = isle__word(words, n, 0);
	ret->path_bytes = isle__word(words, n, 1);
}

unsigned isle__file_getxattr_args_put(const struct isle__file_getxattr_args *from, uint32_t *words)
{
	words[0] = from->flags;
	words[1] = from->path_bytes;
	return 2;
}

void isle__file_getxattr_results_get(const uint32_t *words, unsigned n, struct isle__file_getxattr_results *ret)
{
	ret->count = isle__word(words, n, 0);
	ret->reserved = isle__word(words, n, 1);
}

unsigned isle__file_getxattr_results_put(const struct isle__file_getxattr_results *from, uint32_t *words)
{
	words[0] = from->count;
	words[1] = from->reserved;
	return 2;
}

void isle__file_setxattr_args_get(const uint32_t *words, unsigned n, struct isle__file_setxattr_args *ret)
{
	ret->flags = isle__word(words, n, 0);
	ret->how = isle__word(words, n, 1);
	ret->path_bytes = isle__word(words, n, 2);
	ret->name_bytes = isle__word(words, n, 3);
}

unsigned isle__file_setxattr_args_put(const struct isle__file_setxattr_args *from, uint32_t *words)
{
	words[0] = from->flags;
	words[1] = from->how;
	words[2] = from->path_bytes;
	words[3] = from->name_bytes;
	return 4;
}

void isle__file_listxattr_args_get(const uint32_t *words, unsigned n, struct isle__file_listxattr_args *ret)
{
	ret->flags = isle__word(words, n, 0);
}

unsigned isle__file_listxattr_args_put(const struct isle__file_listxattr_args *from, uint32_t *words)
{
	words[0] = from->flags;
	words[1] = 0;
	return 2;
}

void isle__file_listxattr_results_get(const uint32_t *words, unsigned n, struct isle__file_listxattr_results *ret)
{
	ret->count = isle__word(words, n, 0);
	ret->reserved = isle__word(words, n, 1);
}

unsigned isle__file_listxattr_results_put(const struct isle__file_listxattr_results *from, uint32_t *words)
{
	words[0] = from->count;
	words[1] = from->reserved;
	return 2;
}

void isle__file_removexattr_args_get(const uint32_t *words, unsigned n, struct isle__file_removexattr_args *ret)
{
	ret->flags = isle__word(words, n, 0);
	ret->path_bytes = isle__word(words, n, 1);
}

unsigned isle__file_removexattr_args_put(const struct isle__file_removexattr_args *from, uint32_t *words)
{
	words[0] = from->flags;
	words[1] = from->path_bytes;
	return 2;
}

void isle__file_watch_args_get(const uint32_t *words, unsigned n, struct isle__file_watch_args *ret)
{
	ret->flags = isle__word(words, n, 0);
}

unsigned isle__file_watch_args_put(const struct isle__file_watch_args *from, uint32_t *words)
{
	words[0] = from->flags;
	words[1] = 0;
	return 2;
}

void isle__file_watch_results_get(const uint32_t *words, unsigned n, struct isle__file_watch_results *ret)
{
	ret->handle = isle__word(words, n, 0);
}

unsigned isle__file_watch_results_put(const struct isle__file_watch_results *from, uint32_t *words)
{
	words[0] = from->handle;
	words[1] = 0;
	return 2;
}

void isle__file_watch_add_args_get(const uint32_t *words, unsigned n, struct isle__file_watch_add_args *ret)
{
	ret->handle = isle__word(words, n, 0);
	ret->mask = isle__word(words, n, 1);
}

unsigned isle__file_watch_add_args_put(const struct isle__file_watch_add_args *from, uint32_t *words)
{
	words[0] = from->handle;
	words[1] = from->mask;
	return 2;
}

void isle__file_watch_add_results_get(const uint32_t *words, unsigned n, struct isle__file_watch_add_results *ret)
{
	ret->watch = isle__word(words, n, 0);
}

unsigned isle__file_watch_add_results_put(const struct isle__file_watch_add_results *from, uint32_t *words)
{
	words[0] = from->watch;
	words[1] = 0;
	return 2;
}

void isle__file_watch_remove_args_get(const uint32_t *words, unsigned n, struct isle__file_watch_remove_args *ret)
{
	ret->handle = isle__word(words, n, 0);
	ret->watch = isle__word(words, n, 1);
}

unsigned isle__file_watch_remove_args_put(const struct isle__file_watch_remove_args *from, uint32_t *words)
{
	words[0] = from->handle;
	words[1] = from->watch;
	return 2;
}

void isle__file_ioctl_args_get(const uint32_t *words, unsigned n, struct isle__file_ioctl_args *ret)
{
	ret->handle = isle__word(words, n, 0);
	ret->request = isle__word(words, n, 1);
	ret->value = isle__word(words, n, 2);
}

unsigned isle__file_ioctl_args_put(const struct isle__file_ioctl_args *from, uint32_t *words)
{
	words[0] = from->handle;
	words[1] = from->request;
	words[2] = from->value;
	words[3] = 0;
	return 4;
}

void isle__file_ioctl_results_get(const uint32_t *words, unsigned n, struct isle__file_ioctl_results *ret)
{
	ret->handle = isle__word(words, n, 0);
	ret->value = isle__word(words, n, 1);
}

unsigned isle__file_ioctl_results_put(const struct isle__file_ioctl_results *from, uint32_t *words)
{
	words[0] = from->handle;
	words[1] = from->value;
	return 2;
}
