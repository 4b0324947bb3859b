/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Files of the Linux side. Names, meanings and errors are those of POSIX with the flags of proto.h; the
 * context stands first and carries deadline and working directory.
 *
 * Waits: as long as the call lasts, at most ctx->timeout_ms; see isle_async() for calls without waiting
 * and isle_batch_begin() for several in one round trip. Where a comment says "local", never.
 * Memory: buffers, paths and structs are used until the function returns, nothing is kept.
 *
 * Returns of every function, beside what stands with it: -ISLE_ETIMEDOUT deadline (see ctx->maybe),
 * -ISLE_ELINK no session or lost meanwhile (see ctx->maybe), -ISLE_ESTALE the file is of an earlier
 * session, -ISLE_EACCES refused by the daemon's policy or by Linux, -ISLE_EBADF, -ISLE_EIO,
 * -ISLE_ENAMETOOLONG, and the errors that POSIX gives the operation.
 */
#ifndef ISLE_FILE_H
#define ISLE_FILE_H

#include <isle/client.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Most bytes that one call moves; more is cut to it, as a short count. */
#define ISLE_FILE_BYTES_MAX 0x1000000u

/* An open file. Caller-owned. The position lives here: one task at a time reads or writes by position. */
struct isle_file {
	uint64_t position;
	uint64_t size; /* when it was opened */
	uint32_t handle;
	uint32_t epoch; /* session it belongs to */
	uint32_t flags; /* as opened, ISLE_O_* */
	uint8_t type;   /* enum isle_file_type */
	uint8_t traits; /* ISLE_FILE_IS_* */
};

/* Opens `path`; ISLE_O_RDONLY, WRONLY or RDWR must be there, or PATH: then only fstat, fstatvfs, dup, get_flags
 * and close are served. `mode` counts with CREAT and TMPFILE only. With TMPFILE `path` is a directory. Returns 0. */
int isle_file_open(struct isle_context *ctx, const char *path, uint32_t flags, uint32_t mode,
		   struct isle_file *ret_file);

/* The handle is gone in any case. Returns 0 or a late error of earlier writes. */
int isle_file_close(struct isle_context *ctx, struct isle_file *file);

/* Another handle for the same open file. */
int isle_file_dup(struct isle_context *ctx, const struct isle_file *file,
		  struct isle_file *ret_file);

/* Return the number of bytes, 0 = end of file. Data of any length is one call. A tty or FIFO returns what
 * it has; with NONBLOCK -ISLE_EAGAIN when that is nothing. */
int isle_file_read(struct isle_context *ctx, struct isle_file *file, void *buf, size_t len);
int isle_file_pread(struct isle_context *ctx, const struct isle_file *file, void *buf, size_t len,
		    uint64_t offset);
int isle_file_readv(struct isle_context *ctx, struct isle_file *file, const struct isle_part *parts,
		    unsigned parts_n);

/* Return the number of bytes. After an error ctx->acked_bytes says how many had been consumed for certain.
 * A file opened with APPEND is written at its end, and the position stays. */
int isle_file_write(struct isle_context *ctx, struct isle_file *file, const void *data, size_t len);
int isle_file_pwrite(struct isle_context *ctx, const struct isle_file *file, const void *data,
		     size_t len, uint64_t offset);
int isle_file_writev(struct isle_context *ctx, struct isle_file *file,
		     const struct isle_part *parts, unsigned parts_n);

/* Sets file->position; SET and CUR are local. Returns 0; -ISLE_ESPIPE; -ISLE_EINVAL: before the start. */
int isle_file_seek(struct isle_context *ctx, struct isle_file *file, int64_t offset,
		   enum isle_whence whence);

/*
 * Flags of the open file in force now, ISLE_O_*; brings file->flags up to date, where they were set by way of
 * another handle that isle_file_dup() made. Returns them.
 */
int isle_file_get_flags(struct isle_context *ctx, struct isle_file *file);
/* Sets APPEND, NONBLOCK, NOATIME and DIRECT as they stand in `flags`, for all handles of the open file; others
 * are passed over. Returns 0; -ISLE_EPERM, -ISLE_EINVAL: not to be had for this file. */
int isle_file_set_flags(struct isle_context *ctx, struct isle_file *file, uint32_t flags);

int isle_file_fsync(struct isle_context *ctx, const struct isle_file *file);
int isle_file_fdatasync(struct isle_context *ctx, const struct isle_file *file);
int isle_file_sync(struct isle_context *ctx);
int isle_file_ftruncate(struct isle_context *ctx, const struct isle_file *file, uint64_t size);
int isle_file_truncate(struct isle_context *ctx, const char *path, uint64_t size);

/* Takes, frees or clears a range of the file. how: ISLE_FALLOCATE_*. What was done before an error stays. */
int isle_file_allocate(struct isle_context *ctx, const struct isle_file *file, uint32_t how,
		       uint64_t offset, uint64_t length);

/*
 * Copies inside the daemon; no byte comes here. Less than `count` means that the source ended, or that the
 * deadline is near: call again. Positions stay.
 * Returns 0 and *ret_copied, 0 at the end of the source; after an error *ret_copied is what was copied before
 * (only of a blocking call: elsewhere 0). -ISLE_EBADF: `to` was opened for appending, too; -ISLE_EINVAL: the
 * ranges overlap; -ISLE_ESPIPE.
 */
int isle_file_copy(struct isle_context *ctx, const struct isle_file *from, uint64_t offset,
		   const struct isle_file *to, uint64_t to_offset, uint64_t count,
		   uint64_t *ret_copied);

int isle_file_stat(struct isle_context *ctx, const char *path, struct isle_stat *ret_stat);
int isle_file_lstat(struct isle_context *ctx, const char *path, struct isle_stat *ret_stat);
int isle_file_fstat(struct isle_context *ctx, const struct isle_file *file,
		    struct isle_stat *ret_stat);
int isle_file_statvfs(struct isle_context *ctx, const char *path, struct isle_statvfs *ret_statvfs);
int isle_file_fstatvfs(struct isle_context *ctx, const struct isle_file *file,
		       struct isle_statvfs *ret_statvfs);

int isle_file_chmod(struct isle_context *ctx, const char *path, uint32_t mode);
int isle_file_fchmod(struct isle_context *ctx, const struct isle_file *file, uint32_t mode);

/* Times to be set; ns may be ISLE_TIME_NS_NOW or ISLE_TIME_NS_OMIT. */
struct isle_times {
	int64_t atime_s, mtime_s;
	uint32_t atime_ns, mtime_ns;
};
/* flags: 0 or ISLE_AT_NOFOLLOW. */
int isle_file_utimens(struct isle_context *ctx, const char *path, const struct isle_times *times,
		      uint32_t flags);
int isle_file_futimens(struct isle_context *ctx, const struct isle_file *file,
		       const struct isle_times *times);

/* UINT32_MAX leaves an identity as it is; others than the client's own at Linux are -ISLE_EPERM.
 * flags: 0 or ISLE_AT_NOFOLLOW. */
int isle_file_chown(struct isle_context *ctx, const char *path, uint32_t uid, uint32_t gid,
		    uint32_t flags);
int isle_file_fchown(struct isle_context *ctx, const struct isle_file *file, uint32_t uid,
		     uint32_t gid);

/* Most bytes of an extended attribute's value. */
#define ISLE_FILE_XATTR_BYTES_MAX 65536u

/* Extended attributes; names begin with "user.", others are -ISLE_EPERM. flags: 0 or ISLE_AT_NOFOLLOW.
 * get and list return the number of bytes; with len 0 how many there are. list: names, each with its zero.
 * how: ISLE_XATTR_*; set is not for a batch. Returns beside those: -ISLE_ENODATA, -ISLE_ENOTSUP: the file system
 * has none; -ISLE_ERANGE: does not fit. */
int isle_file_get_xattr(struct isle_context *ctx, const char *path, const char *name, void *buf,
			size_t len, uint32_t flags);
int isle_file_list_xattr(struct isle_context *ctx, const char *path, char *buf, size_t len,
			 uint32_t flags);
int isle_file_set_xattr(struct isle_context *ctx, const char *path, const char *name,
			const void *value, size_t len, uint32_t how, uint32_t flags);
int isle_file_remove_xattr(struct isle_context *ctx, const char *path, const char *name,
			   uint32_t flags);

/* ---- directories ----------------------------------------------------------------------------------- */

/* An open directory with the entries that were fetched ahead. Caller-owned. */
struct isle_dir {
	struct isle_file file;
	uint64_t cookie; /* of the entry returned last */
	uint8_t *buf;    /* the caller's, 8-aligned; one entry takes at most 400 bytes */
	uint32_t cap, used, at;
	uint32_t flags; /* ISLE_READDIR_* */
	bool eof;
};

struct isle_dirent {
	uint64_t ino;
	uint64_t cookie; /* for isle_file_seekdir(): go on behind this entry */
	uint32_t type;   /* enum isle_file_type, as far as the directory tells */
	uint32_t name_bytes;
	const char *name; /* terminated; lies in dir->buf until the next isle_file_readdir() */
};

/* Opens a directory. `buf`: `cap` bytes for entries; the more, the fewer round trips.
 * flags: ISLE_READDIR_ATTRS to have attributes come along. */
int isle_file_opendir(struct isle_context *ctx, const char *path, uint32_t flags, void *buf,
		      size_t cap, struct isle_dir *ret_dir);

/* The next entry, and with ATTRS what lstat would say (ret_stat NULL = not wanted). "." and ".." are not
 * told. Returns 1; 0 at the end; -ISLE_EMSGSIZE: buffer too small for one entry. */
int isle_file_readdir(struct isle_context *ctx, struct isle_dir *dir, struct isle_dirent *ret_entry,
		      struct isle_stat *ret_stat);

/* Fetches the next bufferful; isle_file_readdir() does so by itself. For isle_async(). Returns 0. */
int isle_file_fetchdir(struct isle_context *ctx, struct isle_dir *dir);

/* Goes on behind the entry with that cookie; 0 = from the start. Local. */
void isle_file_seekdir(struct isle_dir *dir, uint64_t cookie);
int isle_file_closedir(struct isle_context *ctx, struct isle_dir *dir);

/* ---- names ------------------------------------------------------------------------------------------- */

int isle_file_mkdir(struct isle_context *ctx, const char *path, uint32_t mode);
/* type: ISLE_FILE_TYPE_FIFO, SOCKET, REGULAR, or CHAR and BLOCK with rdev = major << 32 | minor. -ISLE_EPERM: not by
 * policy. */
int isle_file_mknod(struct isle_context *ctx, const char *path, enum isle_file_type type,
		    uint32_t mode, uint64_t rdev);
int isle_file_rmdir(struct isle_context *ctx, const char *path);
int isle_file_unlink(struct isle_context *ctx, const char *path);
/* flags: 0 or ISLE_RENAME_NOREPLACE. */
int isle_file_rename(struct isle_context *ctx, const char *from, const char *to, uint32_t flags);
/* flags: 0 or ISLE_AT_FOLLOW. */
int isle_file_link(struct isle_context *ctx, const char *from, const char *to, uint32_t flags);
int isle_file_symlink(struct isle_context *ctx, const char *target, const char *path);
/* Returns the number of bytes; not terminated, as in POSIX. */
int isle_file_readlink(struct isle_context *ctx, const char *path, char *buf, size_t len);
/* mode: ISLE_ACCESS_*. */
int isle_file_access(struct isle_context *ctx, const char *path, uint32_t mode);
/* Terminated. Returns the length; -ISLE_ERANGE: does not fit. */
int isle_file_getcwd(struct isle_context *ctx, char *buf, size_t len);
/* The path without links, as the client sees the tree. Terminated. Returns the length; -ISLE_ERANGE. */
int isle_file_realpath(struct isle_context *ctx, const char *path, char *buf, size_t len);
int isle_file_chdir(struct isle_context *ctx, const char *path);

/* ---- whole files in one round trip --------------------------------------------------------------------- */

/* Reads a file from its start. *ret_whole (may be NULL): false when it has more than len bytes. Returns the
 * number of bytes. */
int isle_file_get(struct isle_context *ctx, const char *path, void *buf, size_t len,
		  bool *ret_whole);

/* Makes or replaces a file. flags: any of ISLE_O_CREAT, EXCL, TRUNC, APPEND. Returns the number of bytes. */
int isle_file_put(struct isle_context *ctx, const char *path, const void *data, size_t len,
		  uint32_t flags, uint32_t mode);

#ifdef __cplusplus
}
#endif

#endif
