/* SPDX-License-Identifier: BSD-3-Clause */
/* Made by tools/islegen from proto/file.isle: do not edit. */
/* clang-format off */
#ifndef ISLE_WIRE_GEN_FILE_H
#define ISLE_WIRE_GEN_FILE_H

#include <isle/proto.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Words of file.isle to structs and back. `words` is in host order.
 *
 * _get: Fields beyond the `n` words that are there read as zero, words beyond the fields are skipped.
 * _put: Returns: how many words were written, always even, ISLE_..._WORDS of proto.h.
 * Waits: never. Memory: nothing is kept. Context: any.
 */

void isle__stat_get(const uint32_t *words, unsigned n, struct isle_stat *ret);
unsigned isle__stat_put(const struct isle_stat *from, uint32_t *words);

void isle__statvfs_get(const uint32_t *words, unsigned n, struct isle_statvfs *ret);
unsigned isle__statvfs_put(const struct isle_statvfs *from, uint32_t *words);

/* Precedes each name in the result data of READDIR. With ATTRS the words of struct stat follow, then the name, padded to 8 bytes. */
struct isle__dirent {
	uint64_t ino; /* number of the file */
	uint64_t cookie; /* for READDIR: go on behind this entry */
	uint32_t type; /* kind of file, as far as the directory tells (file_type) */
	uint32_t name_bytes; /* length of the name, without padding */
};
void isle__dirent_get(const uint32_t *words, unsigned n, struct isle__dirent *ret);
unsigned isle__dirent_put(const struct isle__dirent *from, uint32_t *words);

/* What PREAD gives of a handle from WATCH: whole records, each with the name behind it, padded to 8 bytes. */
struct isle__change {
	uint32_t watch; /* from WATCH_ADD; 0 with OVERFLOW */
	uint32_t mask; /* what happened (watch_mask) */
	uint32_t cookie; /* joins MOVED_FROM and MOVED_TO */
	uint32_t name_bytes; /* length of the name in the directory that is watched, without padding; 0 for the watched itself */
};
void isle__change_get(const uint32_t *words, unsigned n, struct isle__change *ret);
unsigned isle__change_put(const struct isle__change *from, uint32_t *words);

struct isle__file_open_args {
	uint32_t flags; /* how; an unknown bit is EINVAL, a known one that is not served ENOTSUP (open_flags) */
	uint32_t mode; /* permission bits of a file that is created */
};
void isle__file_open_args_get(const uint32_t *words, unsigned n, struct isle__file_open_args *ret);
unsigned isle__file_open_args_put(const struct isle__file_open_args *from, uint32_t *words);

struct isle__file_open_results {
	uint32_t handle; /* closed by CLOSE */
	uint32_t type; /* kind of file (file_type) */
	uint64_t size; /* in bytes */
	uint32_t traits; /* what can be done with it (file_traits) */
	uint32_t reserved; /* 0 */
};
void isle__file_open_results_get(const uint32_t *words, unsigned n, struct isle__file_open_results *ret);
unsigned isle__file_open_results_put(const struct isle__file_open_results *from, uint32_t *words);

struct isle__file_close_args {
	uint32_t handle; /* from OPEN, OPENDIR or DUP */
};
void isle__file_close_args_get(const uint32_t *words, unsigned n, struct isle__file_close_args *ret);
unsigned isle__file_close_args_put(const struct isle__file_close_args *from, uint32_t *words);

struct isle__file_pread_args {
	uint32_t handle; /* opened for reading */
	uint32_t count; /* bytes wanted */
	uint64_t offset; /* where; ISLE_OFFSET_CURRENT for a stream */
};
void isle__file_pread_args_get(const uint32_t *words, unsigned n, struct isle__file_pread_args *ret);
unsigned isle__file_pread_args_put(const struct isle__file_pread_args *from, uint32_t *words);

struct isle__file_pread_results {
	uint32_t count; /* bytes read; result data beyond it is filling and to be dropped */
	uint32_t flags; /* how it ended (read_result) */
};
void isle__file_pread_results_get(const uint32_t *words, unsigned n, struct isle__file_pread_results *ret);
unsigned isle__file_pread_results_put(const struct isle__file_pread_results *from, uint32_t *words);

struct isle__file_pwrite_args {
	uint32_t handle; /* opened for writing */
	uint32_t flags; /* an unknown bit is EINVAL (write_flags) */
	uint64_t offset; /* where; ISLE_OFFSET_CURRENT for a stream */
	uint32_t count; /* bytes in the argument data, all frames together */
};
void isle__file_pwrite_args_get(const uint32_t *words, unsigned n, struct isle__file_pwrite_args *ret);
unsigned isle__file_pwrite_args_put(const struct isle__file_pwrite_args *from, uint32_t *words);

struct isle__file_pwrite_results {
	uint32_t count; /* bytes written; counts also when the call failed later */
};
void isle__file_pwrite_results_get(const uint32_t *words, unsigned n, struct isle__file_pwrite_results *ret);
unsigned isle__file_pwrite_results_put(const struct isle__file_pwrite_results *from, uint32_t *words);

struct isle__file_fsync_args {
	uint32_t handle; /* any */
	uint32_t data_only; /* 1: what is needed to read the data again, no more */
};
void isle__file_fsync_args_get(const uint32_t *words, unsigned n, struct isle__file_fsync_args *ret);
unsigned isle__file_fsync_args_put(const struct isle__file_fsync_args *from, uint32_t *words);

struct isle__file_ftruncate_args {
	uint32_t handle; /* opened for writing */
	uint64_t size; /* new size in bytes */
};
void isle__file_ftruncate_args_get(const uint32_t *words, unsigned n, struct isle__file_ftruncate_args *ret);
unsigned isle__file_ftruncate_args_put(const struct isle__file_ftruncate_args *from, uint32_t *words);

struct isle__file_truncate_args {
	uint64_t size; /* new size in bytes */
};
void isle__file_truncate_args_get(const uint32_t *words, unsigned n, struct isle__file_truncate_args *ret);
unsigned isle__file_truncate_args_put(const struct isle__file_truncate_args *from, uint32_t *words);

struct isle__file_stat_args {
	uint32_t flags; /* an unknown bit is EINVAL (at_flags) */
};
void isle__file_stat_args_get(const uint32_t *words, unsigned n, struct isle__file_stat_args *ret);
unsigned isle__file_stat_args_put(const struct isle__file_stat_args *from, uint32_t *words);

#define isle__file_stat_results_get isle__stat_get
#define isle__file_stat_results_put isle__stat_put

struct isle__file_fstat_args {
	uint32_t handle; /* any */
};
void isle__file_fstat_args_get(const uint32_t *words, unsigned n, struct isle__file_fstat_args *ret);
unsigned isle__file_fstat_args_put(const struct isle__file_fstat_args *from, uint32_t *words);

#define isle__file_fstat_results_get isle__stat_get
#define isle__file_fstat_results_put isle__stat_put

struct isle__file_chmod_args {
	uint32_t mode; /* permission bits */
	uint32_t flags; /* an unknown bit is EINVAL (at_flags) */
};
void isle__file_chmod_args_get(const uint32_t *words, unsigned n, struct isle__file_chmod_args *ret);
unsigned isle__file_chmod_args_put(const struct isle__file_chmod_args *from, uint32_t *words);

struct isle__file_fchmod_args {
	uint32_t handle; /* any */
	uint32_t mode; /* permission bits */
};
void isle__file_fchmod_args_get(const uint32_t *words, unsigned n, struct isle__file_fchmod_args *ret);
unsigned isle__file_fchmod_args_put(const struct isle__file_fchmod_args *from, uint32_t *words);

struct isle__file_utimens_args {
	uint32_t flags; /* an unknown bit is EINVAL (at_flags) */
	int64_t atime_s; /* last access */
	uint32_t atime_ns; /* and nanoseconds */
	int64_t mtime_s; /* last change */
	uint32_t mtime_ns; /* and nanoseconds */
};
void isle__file_utimens_args_get(const uint32_t *words, unsigned n, struct isle__file_utimens_args *ret);
unsigned isle__file_utimens_args_put(const struct isle__file_utimens_args *from, uint32_t *words);

struct isle__file_futimens_args {
	uint32_t handle; /* any */
	int64_t atime_s; /* last access */
	uint32_t atime_ns; /* and nanoseconds */
	int64_t mtime_s; /* last change */
	uint32_t mtime_ns; /* and nanoseconds */
};
void isle__file_futimens_args_get(const uint32_t *words, unsigned n, struct isle__file_futimens_args *ret);
unsigned isle__file_futimens_args_put(const struct isle__file_futimens_args *from, uint32_t *words);

#define isle__file_statvfs_results_get isle__statvfs_get
#define isle__file_statvfs_results_put isle__statvfs_put

struct isle__file_fstatvfs_args {
	uint32_t handle; /* any */
};
void isle__file_fstatvfs_args_get(const uint32_t *words, unsigned n, struct isle__file_fstatvfs_args *ret);
unsigned isle__file_fstatvfs_args_put(const struct isle__file_fstatvfs_args *from, uint32_t *words);

#define isle__file_fstatvfs_results_get isle__statvfs_get
#define isle__file_fstatvfs_results_put isle__statvfs_put

struct isle__file_opendir_results {
	uint32_t handle; /* closed by CLOSE */
};
void isle__file_opendir_results_get(const uint32_t *words, unsigned n, struct isle__file_opendir_results *ret);
unsigned isle__file_opendir_results_put(const struct isle__file_opendir_results *from, uint32_t *words);

struct isle__file_readdir_args {
	uint32_t handle; /* from OPENDIR */
	uint32_t flags; /* an unknown bit is EINVAL (readdir_flags) */
	uint64_t cookie; /* 0 for the start, else from the last entry */
	uint32_t entries_max; /* 0 for any number */
};
void isle__file_readdir_args_get(const uint32_t *words, unsigned n, struct isle__file_readdir_args *ret);
unsigned isle__file_readdir_args_put(const struct isle__file_readdir_args *from, uint32_t *words);

struct isle__file_readdir_results {
	uint32_t entries; /* number sent */
	uint32_t eof; /* 1 when the directory ended with them */
	uint64_t cookie; /* for the next READDIR */
};
void isle__file_readdir_results_get(const uint32_t *words, unsigned n, struct isle__file_readdir_results *ret);
unsigned isle__file_readdir_results_put(const struct isle__file_readdir_results *from, uint32_t *words);

struct isle__file_mkdir_args {
	uint32_t mode; /* permission bits */
};
void isle__file_mkdir_args_get(const uint32_t *words, unsigned n, struct isle__file_mkdir_args *ret);
unsigned isle__file_mkdir_args_put(const struct isle__file_mkdir_args *from, uint32_t *words);

struct isle__file_rename_args {
	uint32_t flags; /* an unknown bit is EINVAL (rename_flags) */
	uint32_t old_bytes; /* length of the old path */
};
void isle__file_rename_args_get(const uint32_t *words, unsigned n, struct isle__file_rename_args *ret);
unsigned isle__file_rename_args_put(const struct isle__file_rename_args *from, uint32_t *words);

struct isle__file_link_args {
	uint32_t flags; /* an unknown bit is EINVAL (at_flags) */
	uint32_t old_bytes; /* length of the old path */
};
void isle__file_link_args_get(const uint32_t *words, unsigned n, struct isle__file_link_args *ret);
unsigned isle__file_link_args_put(const struct isle__file_link_args *from, uint32_t *words);

struct isle__file_symlink_args {
	uint32_t target_bytes; /* length of the target, which is not looked at */
};
void isle__file_symlink_args_get(const uint32_t *words, unsigned n, struct isle__file_symlink_args *ret);
unsigned isle__file_symlink_args_put(const struct isle__file_symlink_args *from, uint32_t *words);

struct isle__file_access_args {
	uint32_t mode; /* what is asked (access_mode) */
	uint32_t flags; /* an unknown bit is EINVAL (at_flags) */
};
void isle__file_access_args_get(const uint32_t *words, unsigned n, struct isle__file_access_args *ret);
unsigned isle__file_access_args_put(const struct isle__file_access_args *from, uint32_t *words);

struct isle__file_getfile_args {
	uint32_t count; /* bytes wanted at most */
};
void isle__file_getfile_args_get(const uint32_t *words, unsigned n, struct isle__file_getfile_args *ret);
unsigned isle__file_getfile_args_put(const struct isle__file_getfile_args *from, uint32_t *words);

struct isle__file_getfile_results {
	uint32_t count; /* bytes read; result data beyond it is filling and to be dropped */
	uint32_t flags; /* EOF is missing when the file is longer (read_result) */
};
void isle__file_getfile_results_get(const uint32_t *words, unsigned n, struct isle__file_getfile_results *ret);
unsigned isle__file_getfile_results_put(const struct isle__file_getfile_results *from, uint32_t *words);

struct isle__file_putfile_args {
	uint32_t flags; /* added to WRONLY; CREAT, EXCL, TRUNC and APPEND are of use (open_flags) */
	uint32_t mode; /* permission bits of a file that is created */
	uint32_t path_bytes; /* length of the path */
	uint32_t count; /* bytes of contents, all frames together */
};
void isle__file_putfile_args_get(const uint32_t *words, unsigned n, struct isle__file_putfile_args *ret);
unsigned isle__file_putfile_args_put(const struct isle__file_putfile_args *from, uint32_t *words);

struct isle__file_putfile_results {
	uint32_t count; /* bytes written */
};
void isle__file_putfile_results_get(const uint32_t *words, unsigned n, struct isle__file_putfile_results *ret);
unsigned isle__file_putfile_results_put(const struct isle__file_putfile_results *from, uint32_t *words);

struct isle__file_lseek_args {
	uint32_t handle; /* of a seekable file */
	uint32_t whence; /* END, DATA or HOLE (whence) */
	int64_t offset; /* counted from there */
};
void isle__file_lseek_args_get(const uint32_t *words, unsigned n, struct isle__file_lseek_args *ret);
unsigned isle__file_lseek_args_put(const struct isle__file_lseek_args *from, uint32_t *words);

struct isle__file_lseek_results {
	uint64_t offset; /* counted from the start */
};
void isle__file_lseek_results_get(const uint32_t *words, unsigned n, struct isle__file_lseek_results *ret);
unsigned isle__file_lseek_results_put(const struct isle__file_lseek_results *from, uint32_t *words);

struct isle__file_dup_args {
	uint32_t handle; /* from OPEN */
};
void isle__file_dup_args_get(const uint32_t *words, unsigned n, struct isle__file_dup_args *ret);
unsigned isle__file_dup_args_put(const struct isle__file_dup_args *from, uint32_t *words);

struct isle__file_dup_results {
	uint32_t handle; /* another one for the same open file */
};
void isle__file_dup_results_get(const uint32_t *words, unsigned n, struct isle__file_dup_results *ret);
unsigned isle__file_dup_results_put(const struct isle__file_dup_results *from, uint32_t *words);

struct isle__file_getfl_args {
	uint32_t handle; /* from OPEN */
};
void isle__file_getfl_args_get(const uint32_t *words, unsigned n, struct isle__file_getfl_args *ret);
unsigned isle__file_getfl_args_put(const struct isle__file_getfl_args *from, uint32_t *words);

struct isle__file_getfl_results {
	uint32_t flags; /* access mode, and those in force now of APPEND, NONBLOCK, SYNC, DSYNC, PATH, NOATIME, DIRECT (open_flags) */
	uint32_t reserved; /* 0 */
};
void isle__file_getfl_results_get(const uint32_t *words, unsigned n, struct isle__file_getfl_results *ret);
unsigned isle__file_getfl_results_put(const struct isle__file_getfl_results *from, uint32_t *words);

struct isle__file_setfl_args {
	uint32_t handle; /* from OPEN */
	uint32_t flags; /* APPEND, NONBLOCK, NOATIME and DIRECT as they shall be; an unknown bit is EINVAL (open_flags) */
};
void isle__file_setfl_args_get(const uint32_t *words, unsigned n, struct isle__file_setfl_args *ret);
unsigned isle__file_setfl_args_put(const struct isle__file_setfl_args *from, uint32_t *words);

struct isle__file_poll_args {
	uint32_t handle; /* from OPEN or WATCH */
	uint32_t events; /* an unknown bit is EINVAL (poll_events) */
};
void isle__file_poll_args_get(const uint32_t *words, unsigned n, struct isle__file_poll_args *ret);
unsigned isle__file_poll_args_put(const struct isle__file_poll_args *from, uint32_t *words);

struct isle__file_poll_results {
	uint32_t events; /* what holds (poll_events) */
	uint32_t reserved; /* 0 */
};
void isle__file_poll_results_get(const uint32_t *words, unsigned n, struct isle__file_poll_results *ret);
unsigned isle__file_poll_results_put(const struct isle__file_poll_results *from, uint32_t *words);

struct isle__file_lock_args {
	uint32_t handle; /* from OPEN */
	uint32_t kind; /* NONE unlocks (lock_kind) */
	uint32_t flags; /* an unknown bit is EINVAL (lock_flags) */
	uint64_t start; /* first byte */
	uint64_t length; /* bytes; 0 = to the end, wherever it is */
};
void isle__file_lock_args_get(const uint32_t *words, unsigned n, struct isle__file_lock_args *ret);
unsigned isle__file_lock_args_put(const struct isle__file_lock_args *from, uint32_t *words);

struct isle__file_getlock_args {
	uint32_t handle; /* from OPEN */
	uint32_t kind; /* READ or WRITE (lock_kind) */
	uint64_t start; /* first byte */
	uint64_t length; /* bytes; 0 = to the end */
};
void isle__file_getlock_args_get(const uint32_t *words, unsigned n, struct isle__file_getlock_args *ret);
unsigned isle__file_getlock_args_put(const struct isle__file_getlock_args *from, uint32_t *words);

struct isle__file_getlock_results {
	uint32_t kind; /* NONE: it could be had; else what somebody holds (lock_kind) */
	uint32_t pid; /* of a Linux process that holds it by fcntl(), else 0 */
	uint64_t start; /* its first byte */
	uint64_t length; /* its bytes; 0 = to the end */
};
void isle__file_getlock_results_get(const uint32_t *words, unsigned n, struct isle__file_getlock_results *ret);
unsigned isle__file_getlock_results_put(const struct isle__file_getlock_results *from, uint32_t *words);

struct isle__file_chown_args {
	uint32_t uid; /* owner */
	uint32_t gid; /* group */
	uint32_t flags; /* an unknown bit is EINVAL (at_flags) */
};
void isle__file_chown_args_get(const uint32_t *words, unsigned n, struct isle__file_chown_args *ret);
unsigned isle__file_chown_args_put(const struct isle__file_chown_args *from, uint32_t *words);

struct isle__file_fchown_args {
	uint32_t handle; /* any */
	uint32_t uid; /* owner */
	uint32_t gid; /* group */
};
void isle__file_fchown_args_get(const uint32_t *words, unsigned n, struct isle__file_fchown_args *ret);
unsigned isle__file_fchown_args_put(const struct isle__file_fchown_args *from, uint32_t *words);

struct isle__file_mknod_args {
	uint32_t type; /* REGULAR, FIFO, SOCKET, CHAR or BLOCK (file_type) */
	uint32_t mode; /* permission bits */
	uint64_t rdev; /* of a device node: major << 32 | minor; else 0 */
};
void isle__file_mknod_args_get(const uint32_t *words, unsigned n, struct isle__file_mknod_args *ret);
unsigned isle__file_mknod_args_put(const struct isle__file_mknod_args *from, uint32_t *words);

struct isle__file_fallocate_args {
	uint32_t handle; /* opened for writing */
	uint32_t flags; /* an unknown bit is EINVAL (fallocate_flags) */
	uint64_t offset; /* first byte */
	uint64_t length; /* bytes */
};
void isle__file_fallocate_args_get(const uint32_t *words, unsigned n, struct isle__file_fallocate_args *ret);
unsigned isle__file_fallocate_args_put(const struct isle__file_fallocate_args *from, uint32_t *words);

struct isle__file_copy_args {
	uint32_t handle; /* opened for reading */
	uint32_t to_handle; /* opened for writing; not a reference into a batch */
	uint64_t offset; /* where in the source */
	uint64_t to_offset; /* where in the other */
	uint64_t count; /* bytes */
};
void isle__file_copy_args_get(const uint32_t *words, unsigned n, struct isle__file_copy_args *ret);
unsigned isle__file_copy_args_put(const struct isle__file_copy_args *from, uint32_t *words);

struct isle__file_copy_results {
	uint64_t count; /* bytes copied; counts also when the call failed later */
};
void isle__file_copy_results_get(const uint32_t *words, unsigned n, struct isle__file_copy_results *ret);
unsigned isle__file_copy_results_put(const struct isle__file_copy_results *from, uint32_t *words);

struct isle__file_getxattr_args {
	uint32_t flags; /* an unknown bit is EINVAL (at_flags) */
	uint32_t path_bytes; /* length of the path */
};
void isle__file_getxattr_args_get(const uint32_t *words, unsigned n, struct isle__file_getxattr_args *ret);
unsigned isle__file_getxattr_args_put(const struct isle__file_getxattr_args *from, uint32_t *words);

struct isle__file_getxattr_results {
	uint32_t count; /* bytes of the value; more than the window takes is ERANGE with this word */
	uint32_t reserved; /* 0 */
};
void isle__file_getxattr_results_get(const uint32_t *words, unsigned n, struct isle__file_getxattr_results *ret);
unsigned isle__file_getxattr_results_put(const struct isle__file_getxattr_results *from, uint32_t *words);

struct isle__file_setxattr_args {
	uint32_t flags; /* an unknown bit is EINVAL (at_flags) */
	uint32_t how; /* an unknown bit is EINVAL (xattr_flags) */
	uint32_t path_bytes; /* length of the path */
	uint32_t name_bytes; /* length of the name */
};
void isle__file_setxattr_args_get(const uint32_t *words, unsigned n, struct isle__file_setxattr_args *ret);
unsigned isle__file_setxattr_args_put(const struct isle__file_setxattr_args *from, uint32_t *words);

struct isle__file_listxattr_args {
	uint32_t flags; /* an unknown bit is EINVAL (at_flags) */
};
void isle__file_listxattr_args_get(const uint32_t *words, unsigned n, struct isle__file_listxattr_args *ret);
unsigned isle__file_listxattr_args_put(const struct isle__file_listxattr_args *from, uint32_t *words);

struct isle__file_listxattr_results {
	uint32_t count; /* bytes of all names; more than the window takes is ERANGE with this word */
	uint32_t reserved; /* 0 */
};
void isle__file_listxattr_results_get(const uint32_t *words, unsigned n, struct isle__file_listxattr_results *ret);
unsigned isle__file_listxattr_results_put(const struct isle__file_listxattr_results *from, uint32_t *words);

struct isle__file_removexattr_args {
	uint32_t flags; /* an unknown bit is EINVAL (at_flags) */
	uint32_t path_bytes; /* length of the path */
};
void isle__file_removexattr_args_get(const uint32_t *words, unsigned n, struct isle__file_removexattr_args *ret);
unsigned isle__file_removexattr_args_put(const struct isle__file_removexattr_args *from, uint32_t *words);

struct isle__file_watch_args {
	uint32_t flags; /* 0 or NONBLOCK (open_flags) */
};
void isle__file_watch_args_get(const uint32_t *words, unsigned n, struct isle__file_watch_args *ret);
unsigned isle__file_watch_args_put(const struct isle__file_watch_args *from, uint32_t *words);

struct isle__file_watch_results {
	uint32_t handle; /* closed by CLOSE */
};
void isle__file_watch_results_get(const uint32_t *words, unsigned n, struct isle__file_watch_results *ret);
unsigned isle__file_watch_results_put(const struct isle__file_watch_results *from, uint32_t *words);

struct isle__file_watch_add_args {
	uint32_t handle; /* from WATCH */
	uint32_t mask; /* what to tell; an unknown bit is EINVAL (watch_mask) */
};
void isle__file_watch_add_args_get(const uint32_t *words, unsigned n, struct isle__file_watch_add_args *ret);
unsigned isle__file_watch_add_args_put(const struct isle__file_watch_add_args *from, uint32_t *words);

struct isle__file_watch_add_results {
	uint32_t watch; /* stands in the records */
};
void isle__file_watch_add_results_get(const uint32_t *words, unsigned n, struct isle__file_watch_add_results *ret);
unsigned isle__file_watch_add_results_put(const struct isle__file_watch_add_results *from, uint32_t *words);

struct isle__file_watch_remove_args {
	uint32_t handle; /* from WATCH */
	uint32_t watch; /* from WATCH_ADD */
};
void isle__file_watch_remove_args_get(const uint32_t *words, unsigned n, struct isle__file_watch_remove_args *ret);
unsigned isle__file_watch_remove_args_put(const struct isle__file_watch_remove_args *from, uint32_t *words);

struct isle__file_ioctl_args {
	uint32_t handle; /* from OPEN, or made by a request */
	uint32_t request; /* what to do (ioctl_request) */
	uint32_t value; /* of a request that takes one, else 0 */
};
void isle__file_ioctl_args_get(const uint32_t *words, unsigned n, struct isle__file_ioctl_args *ret);
unsigned isle__file_ioctl_args_put(const struct isle__file_ioctl_args *from, uint32_t *words);

struct isle__file_ioctl_results {
	uint32_t handle; /* made by the request, else 0 */
	uint32_t value; /* of a request that gives one, else 0 */
};
void isle__file_ioctl_results_get(const uint32_t *words, unsigned n, struct isle__file_ioctl_results *ret);
unsigned isle__file_ioctl_results_put(const struct isle__file_ioctl_results *from, uint32_t *words);

#ifdef __cplusplus
}
#endif

#endif
