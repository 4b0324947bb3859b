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
	/* Optional: closing the descriptor may take long, and whoever has a thread do it first calls this, after
	 * which the file is of no use but for isled_file_close(). */
	void (*leave)(struct isled_file *file);
};

struct isled_file {
	int fd;          /* -1: a parent of exports, opened as a folder */
	uint32_t type;   /* ISLE_FILE_TYPE_* */
	uint32_t traits; /* ISLE_FILE_IS_* */
	uint32_t flags;  /* ISLE_O_* in force; see isled_file_flags() */
	bool ro;         /* nothing about it can be changed */
	bool adopted;    /* others may hold the same open file */
	enum isled_fs fs;
	enum isled_access_class access;
	bool no_nowait;   /* learned: RWF_NOWAIT is not served here */
	bool no_copy;     /* learned: copy_file_range() is not; for whoever has the file's turn */
	uint64_t hot_end; /* isled_file_is_hot() found the bytes before it in memory */
	const struct isled_export *export;
	char *path;                          /* of a folder whose names rules may hide; else NULL */
	const struct isled_records *records; /* reads are translated; else NULL */
	void *records_state;
	const char *granted; /* path of the grant that it was opened by, borrowed; else NULL */
	struct isled_holder *holder; /* lock.h: shared with its duplicates; NULL: no locks yet */
};

/* The flags, of which some change while the pool is at work. */
static inline uint32_t isled_file_flags(const struct isled_file *file)
{
	return __atomic_load_n(&file->flags, __ATOMIC_RELAXED);
}

/* Past the page cache? (Of a pipe the flag means something else.) */
static inline bool isled_file_is_direct(const struct isled_file *file)
{
	return (isled_file_flags(file) & ISLE_O_DIRECT) && file->access != ISLED_CLASS_POLL;
}

/*
 * Open. Devices other than ttys and null, zero, full, random, urandom need a grant:
 * -ISLE_EACCES. A FIFO opens for reading at once; that nobody has written yet is seen by the
 * first read. With PATH anything may be opened; nothing but its attributes can be had then.
 * Returns: 0 and *ret_size; ISLED_RETRY (not with NONBLOCK: -ISLE_ENXIO then).
 */
int isled_file_open(const struct isled_path *path, uint32_t flags, uint32_t mode,
		    struct isled_file *ret_file, uint64_t *ret_size);

/*
 * A file that somebody else opened (a grant); fd is duplicated.
 * Returns: 0; -ISLE_EACCES (flags ask for more than can_read and can_write), -ISLE_ENOTSUP (SYNC,
 * DSYNC, TMPFILE, NOATIME, DIRECT), -ISLE_EMFILE.
 */
int isled_file_adopt(int fd, uint32_t flags, bool can_read, bool can_write,
		     struct isled_file *ret_file, uint64_t *ret_size);

/* Another file for the same open file. Close both. Returns: 0; -ISLE_EMFILE, -ISLE_EBADF (it has records). */
int isled_file_dup(struct isled_file *file, struct isled_file *ret_file);

/* Returns: 0, or an error of an earlier write; the file is closed in any case. */
int isled_file_close(struct isled_file *file);
/* The descriptor only, on any thread; isled_file_close() does the rest. */
void isled_file_close_early(struct isled_file *file);

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

/*
 * ISLE_POLL_* that hold now, of those that are asked for and of those that are always told; 0: none.
 * Some attributes of /proc tell a change once only: what this returned is to be passed on.
 */
uint32_t isled_file_poll(struct isled_file *file, uint32_t events);

/*
 * Must a thread wait for these? Attributes of /proc forget a change while they are asked for it,
 * as epoll does before it listens: only one poll() that does both misses none.
 */
bool isled_file_poll_needs_thread(const struct isled_file *file, uint32_t events);

/* Waits: until one of the events holds (returned), or for a signal (0). Context: any thread. */
uint32_t isled_file_poll_wait(const struct isled_file *file, uint32_t events);

/* Is the file's page cache or memory behind it, so that sendfile(2) may send it? */
bool isled_file_can_send(const struct isled_file *file);

/* Waits: for the medium; belongs into the pool. */
int isled_file_sync(struct isled_file *file, bool data_only);

int isled_file_truncate(struct isled_file *file, uint64_t size);

/* ISLE_SEEK_END, DATA, HOLE (and SET). Returns: 0; -ISLE_EINVAL, -ISLE_ESPIPE, -ISLE_ENXIO. */
int isled_file_seek(struct isled_file *file, uint32_t whence, int64_t offset, uint64_t *ret_offset);

/* Returns: 0; -ISLE_EINVAL (flags, range), -ISLE_EBADF (not opened for writing), -ISLE_EFBIG. */
int isled_file_check_allocate(const struct isled_file *file, uint32_t flags, uint64_t offset,
			      uint64_t length);
/* After the check. Waits: for the medium; belongs into the pool. */
int isled_file_allocate(struct isled_file *file, uint32_t flags, uint64_t offset, uint64_t length);

enum { ISLED_COPY_BUFFER = 65536 };

/*
 * May this be copied? Cuts *count to what there can be.
 * Returns: 0; -ISLE_EBADF (not opened for that, or `to` is for appending), -ISLE_EISDIR,
 * -ISLE_ESPIPE (no offsets), -ISLE_EINVAL (beyond the end of numbers, or both ranges overlap).
 */
int isled_file_check_copy(const struct isled_file *from, uint64_t offset,
			  const struct isled_file *to, uint64_t to_offset, uint64_t *count);
/*
 * After the check: one step of copying. Waits: for the media; belongs into the pool.
 * Returns: bytes, at most count, as a rule fewer; 0: the source has ended; or an error.
 */
int64_t isled_file_copy(struct isled_file *from, uint64_t offset, struct isled_file *to,
			uint64_t to_offset, size_t count);

/*
 * Sets ISLED_FLAGS_STATUS of the open file as they stand in `flags`, for all descriptors of it;
 * file->flags is left to the caller. Returns: 0; -ISLE_EINVAL (unknown bit, not to be had here),
 * -ISLE_EPERM (NOATIME of a foreign file, APPEND of one that can only grow), -ISLE_EBADF (PATH).
 */
int isled_file_set_status(const struct isled_file *file, uint32_t flags);

int isled_file_stat(const struct isled_file *file, struct isle_stat *ret_stat);
int isled_file_statvfs(const struct isled_file *file, struct isle_statvfs *ret_statvfs);
int isled_file_chmod(const struct isled_file *file, uint32_t mode);
int isled_file_utimens(const struct isled_file *file, const struct timespec times[2]);
/* UINT32_MAX leaves it. */
int isled_file_chown(const struct isled_file *file, uint32_t uid, uint32_t gid);

/* ---- by path: meta.c ---- */

/* at_flags: ISLE_AT_NOFOLLOW; any other bit is -ISLE_EINVAL. */
int isled_path_stat(const struct isled_path *path, uint32_t at_flags, struct isle_stat *ret_stat);
int isled_path_statvfs(const struct isled_path *path, struct isle_statvfs *ret_statvfs);
/* Set-uid, set-gid, sticky: -ISLE_EPERM. A link itself: -ISLE_ENOTSUP. */
int isled_path_chmod(const struct isled_path *path, uint32_t at_flags, uint32_t mode);
int isled_path_utimens(const struct isled_path *path, uint32_t at_flags,
		       const struct timespec times[2]);
int isled_path_chown(const struct isled_path *path, uint32_t at_flags, uint32_t uid, uint32_t gid);
int isled_path_access(const struct isled_path *path, uint32_t at_flags, uint32_t mode);
int isled_path_truncate(const struct isled_path *path, uint64_t size);
/* Returns: bytes of the target, without a zero at the end; -ISLE_EINVAL (not a link). */
int isled_path_readlink(const struct isled_path *path, char ret_target[ISLE_PATH_BYTES_MAX + 1]);

/* ---- extended attributes: xattr.c ---- */

/*
 * Names are bytes, begin with "user." and go on behind it.
 * Errors of all: -ISLE_EPERM (another name), -ISLE_EINVAL (a zero byte, nothing behind "user."),
 * -ISLE_ERANGE (more than 255 bytes), -ISLE_ENOTSUP (the file system has none), -ISLE_EROFS.
 */
struct isled_xattr {
	const void *name;
	size_t name_len;
};

/* bytes 0: no value, only its length. Returns: length; -ISLE_ENODATA, -ISLE_ERANGE (longer). */
int isled_path_get_xattr(const struct isled_path *path, uint32_t at_flags,
			 const struct isled_xattr *xattr, void *ret_value, size_t bytes);
/* Returns: 0; -ISLE_EEXIST, -ISLE_ENODATA, -ISLE_ENOSPC, -ISLE_E2BIG. */
int isled_path_set_xattr(const struct isled_path *path, uint32_t at_flags, uint32_t how,
			 const struct isled_xattr *xattr, const void *value, size_t bytes);
int isled_path_remove_xattr(const struct isled_path *path, uint32_t at_flags,
			    const struct isled_xattr *xattr);
/*
 * The names a client may use, each with its zero, in *ret_names (the caller frees it, also when
 * there are none). Returns: their bytes.
 */
int isled_path_list_xattr(const struct isled_path *path, uint32_t at_flags, char **ret_names);

/* ---- names: names.c ---- */

/* -ISLE_EPERM: the export does not allow that type. -ISLE_EINVAL: rdev of what is no device. */
int isled_path_mknod(const struct isled_path *path, uint32_t type, uint32_t mode, uint64_t rdev);

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
