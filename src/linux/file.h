/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * file.h - open files and what is done to names, with canonical arguments and results.
 *
 * Descriptors are never waited on: all are O_NONBLOCK. Three results say what a caller that
 * wants to wait has to do; none of them is an ISLE error.
 *
 * Everywhere: path errors as in resolve.h; -ISLE_EROFS where export, rule or mount is read-only;
 * other errors are the system call's own. EINTR does not come out. SIGPIPE and SIGXFSZ must be
 * ignored in this process. The process's umask applies to what is created.
 * Context: the thread that owns the exports; reads, writes and syncs of an open file any thread.
 */
#ifndef ISLED_LINUX_FILE_H
#define ISLED_LINUX_FILE_H

#include "linux/resolve.h"

#include <isle/proto.h>

#include <stdbool.h>
#include <stdint.h>
#include <sys/uio.h>

enum {
	ISLED_RETRY =
		-100001, /* open: a FIFO without a reader; nothing tells when: try again later */
	ISLED_COLD = -100002, /* would wait for a medium: the same with may_wait, in the pool */
	ISLED_WAIT = -100003, /* not ready: when poll() says so */
};

enum isled_access_class {
	ISLED_CLASS_DISK,   /* read: RWF_NOWAIT first; write: inline */
	ISLED_CLASS_INLINE, /* never waits */
	ISLED_CLASS_POOL,   /* may wait for hardware or another machine */
	ISLED_CLASS_POLL,   /* tty, FIFO, socket: poll() tells */
};

struct isled_file;

/*
 * How a descriptor that gives native records (inotify, GPIO lines) is read in canonical ones. Such a file
 * is of class POLL and a STREAM, has one handle (no DUP), and all of it runs in the thread that owns the exports.
 */
struct isled_records {
	/* Whole records only. Returns: bytes; ISLED_WAIT (none); -ISLE_EINVAL (not even one fits). */
	int64_t (*read)(struct isled_file *file, void *to, size_t bytes);
	/* Would read give one, if there was room? poll() cannot know what was translated ahead or is not told. */
	bool (*ready)(struct isled_file *file);
	/* Frees file->records_state; the descriptor is closed behind it. */
	void (*close)(struct isled_file *file);
};

struct isled_file {
	int fd;          /* -1: a parent of exports, opened as a folder */
	uint32_t type;   /* ISLE_FILE_TYPE_* */
	uint32_t traits; /* ISLE_FILE_IS_* */
	uint32_t flags;  /* ISLE_O_* as asked */
	bool ro;         /* nothing about it can be changed */
	enum isled_fs fs;
	enum isled_access_class access;
	bool no_nowait;   /* learned: RWF_NOWAIT is not served here */
	uint64_t hot_end; /* isled_file_is_hot() found the bytes before it in memory */
	const struct isled_export *export;
	char *path;                          /* of a folder whose names rules may hide; else NULL */
	const struct isled_records *records; /* reads are translated; else NULL */
	void *records_state;
};

/*
 * Open. Devices other than ttys and null, zero, full, random, urandom need a grant:
 * -ISLE_EACCES. A FIFO opens for reading at once; that nobody has written yet is seen by the
 * first read.
 * Returns: 0 and *ret_size; ISLED_RETRY (not with NONBLOCK: -ISLE_ENXIO then).
 */
int isled_file_open(const struct isled_path *path, uint32_t flags, uint32_t mode,
		    struct isled_file *ret_file, uint64_t *ret_size);

/*
 * A file that somebody else opened (a grant); fd is duplicated.
 * Returns: 0; -ISLE_EACCES (flags ask for more than can_read and can_write), -ISLE_EMFILE.
 */
int isled_file_adopt(int fd, uint32_t flags, bool can_read, bool can_write,
		     struct isled_file *ret_file, uint64_t *ret_size);

/* Another file for the same open file. Close both. Returns: 0; -ISLE_EMFILE, -ISLE_EBADF (it has records). */
int isled_file_dup(const struct isled_file *file, struct isled_file *ret_file);

/* Returns: 0, or an error of an earlier write; the file is closed in any case. */
int isled_file_close(struct isled_file *file);

/*
 * Read into / write from iov. offset: ISLE_OFFSET_CURRENT for files without SEEKABLE, and only
 * for them. may_wait: this thread may wait for a medium (never for a peer). A write is one
 * system call.
 * Returns: bytes, which may be fewer than asked; 0 from read: end of file. ISLED_COLD (not with
 * may_wait), ISLED_WAIT; -ISLE_EBADF (not opened for that), -ISLE_EINVAL, -ISLE_ESPIPE,
 * -ISLE_EISDIR, -ISLE_EPIPE.
 */
int64_t isled_file_read(struct isled_file *file, const struct iovec *iov, int n, uint64_t offset,
			bool may_wait);
int64_t isled_file_write(struct isled_file *file, const struct iovec *iov, int n, uint64_t offset,
			 bool append, bool may_wait);

/* Length now, and whether nobody changed the file in the last seconds. Returns: 0; -ISLE_EIO ... */
int isled_file_size(const struct isled_file *file, uint64_t *ret_size, bool *ret_quiet);

/* Can this part be read without waiting for a medium? A guess, from its first and last page. */
bool isled_file_is_hot(struct isled_file *file, uint64_t offset, uint32_t bytes);

/* Is the file's page cache or memory behind it, so that sendfile(2) may send it? */
bool isled_file_can_send(const struct isled_file *file);

/* Waits: for the medium; belongs into the pool. */
int isled_file_sync(struct isled_file *file, bool data_only);

int isled_file_truncate(struct isled_file *file, uint64_t size);

/* ISLE_SEEK_END, DATA, HOLE (and SET). Returns: 0; -ISLE_EINVAL, -ISLE_ESPIPE, -ISLE_ENXIO. */
int isled_file_seek(struct isled_file *file, uint32_t whence, int64_t offset, uint64_t *ret_offset);

int isled_file_stat(const struct isled_file *file, struct isle_stat *ret_stat);
int isled_file_statvfs(const struct isled_file *file, struct isle_statvfs *ret_statvfs);
int isled_file_chmod(const struct isled_file *file, uint32_t mode);
int isled_file_utimens(const struct isled_file *file, const struct timespec times[2]);

/* ---- by path: meta.c ---- */

/* at_flags: ISLE_AT_NOFOLLOW; any other bit is -ISLE_EINVAL. */
int isled_path_stat(const struct isled_path *path, uint32_t at_flags, struct isle_stat *ret_stat);
int isled_path_statvfs(const struct isled_path *path, struct isle_statvfs *ret_statvfs);
/* Set-uid, set-gid, sticky: -ISLE_EPERM. A link itself: -ISLE_ENOTSUP. */
int isled_path_chmod(const struct isled_path *path, uint32_t at_flags, uint32_t mode);
int isled_path_utimens(const struct isled_path *path, uint32_t at_flags,
		       const struct timespec times[2]);
int isled_path_access(const struct isled_path *path, uint32_t at_flags, uint32_t mode);
int isled_path_truncate(const struct isled_path *path, uint64_t size);
/* Returns: bytes of the target, without a zero at the end; -ISLE_EINVAL (not a link). */
int isled_path_readlink(const struct isled_path *path, char ret_target[ISLE_PATH_BYTES_MAX + 1]);

/* ---- names: names.c ---- */

int isled_path_mkdir(const struct isled_path *path, uint32_t mode);
int isled_path_rmdir(const struct isled_path *path);
int isled_path_unlink(const struct isled_path *path);
/* -ISLE_EBUSY: the root of an export, or a folder with an export or a rule beneath it. */
int isled_path_rename(const struct isled_path *from, const struct isled_path *to,
		      uint32_t rename_flags);
/* at_flags: ISLE_AT_FOLLOW. -ISLE_EXDEV: the two places have different rights. */
int isled_path_link(const struct isled_path *from, const struct isled_path *to, uint32_t at_flags);
/* The target is kept as it is, any bytes but zero. */
int isled_path_symlink(const void *target, size_t target_len, const struct isled_path *path);

/* ---- folders: folder.c ---- */

/* One name; valid until the next call. */
struct isled_entry {
	const char *name;
	size_t name_len;
	uint64_t ino;
	uint64_t cookie; /* go on behind it */
	uint32_t type;   /* ISLE_FILE_TYPE_*, as far as the folder tells */
};

enum { ISLED_FOLDER_BYTES = 16384 };

/* One pass over a part of a folder; the storage is the caller's, nothing has to be freed. */
struct isled_folder {
	const struct isled_exports *exports;
	const struct isled_file *file;
	uint64_t cookie;
	size_t pos, len, max;
	dev_t dev;
	bool proc_root;                          /* the daemon's own processes do not come */
	bool rules;                              /* some names may be hidden */
	char name[ISLE_FILE_NAME_BYTES_MAX + 1]; /* in a parent of exports */
	char buffer[ISLED_FOLDER_BYTES] __attribute__((aligned(8)));
};

/*
 * Begin behind `cookie` (0: at the start). bytes_hint: about how much the caller can use.
 * Returns: 0; -ISLE_ENOTDIR, -ISLE_EBADF (not opened for reading), -ISLE_EINVAL (a cookie that
 * never was one).
 */
int isled_folder_start(struct isled_folder *folder, const struct isled_exports *exports,
		       const struct isled_file *file, uint64_t cookie, size_t bytes_hint);

/*
 * The next name that is not hidden; "." and ".." do not come.
 * Returns: 1; 0 (end of the folder); an error.
 */
int isled_folder_next(struct isled_folder *folder, struct isled_entry *ret_entry);

/* What is known about an entry. Returns: 0; -ISLE_ENOENT (gone meanwhile) ... */
int isled_folder_stat(const struct isled_folder *folder, const struct isled_entry *entry,
		      struct isle_stat *ret_stat);

#endif
