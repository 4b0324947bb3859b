/* SPDX-License-Identifier: BSD-3-Clause */
/* Made by tools/islegen from proto/: do not edit. */
/* clang-format off */
#ifndef ISLE_PROTO_H
#define ISLE_PROTO_H

#include <isle/limits.h>

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Numbers of the wire: enums, flags, services, methods, and where each word of a fixed part lies. */

enum isle_frame_kind {
	ISLE_KIND_HELLO   = 1, /* introduces one end to the other; nothing else is accepted before it */
	ISLE_KIND_CALL    = 2, /* a request */
	ISLE_KIND_REPLY   = 3, /* the one answer of a call */
	ISLE_KIND_DATA    = 4, /* a part of the argument stream, or with ANSWER of the result stream */
	ISLE_KIND_CREDIT  = 5, /* says how far the other end may send */
	ISLE_KIND_CANCEL  = 6, /* the caller gives up a call or resets a channel */
	ISLE_KIND_PING    = 7, /* asks for a PONG */
	ISLE_KIND_PONG    = 8, /* answers a PING with three timestamps */
	ISLE_KIND_PAUSED  = 9, /* the sender will be silent for a while */
	ISLE_KIND_GOODBYE = 10 /* the sender ends the session */
};

/* frame_flags: bits of a word. */
#define ISLE_FLAG_END     0x01u /* last frame of this direction's stream */
#define ISLE_FLAG_EOM     0x02u /* last frame of a message on a channel of messages */
#define ISLE_FLAG_URGENT  0x04u /* may overtake frames that are not urgent */
#define ISLE_FLAG_ANSWER  0x08u /* from the callee to the caller; in HELLO: the answer of the accepting side */
#define ISLE_FLAG_CHANNEL 0x10u /* in CALL: opens a channel */
#define ISLE_FLAG_MESSAGE 0x20u /* in CALL with CHANNEL: of messages */
#define ISLE_FLAG_ALL     0x3fu /* every bit that has a meaning */

enum isle_session_role {
	ISLE_ROLE_CLIENT  = 1, /* a client runtime; the daemon has exactly one; presents its session id */
	ISLE_ROLE_PROGRAM = 2, /* a Linux program, or another daemon; presents */
	ISLE_ROLE_DAEMON  = 3 /* accepts: draws session ids */
};

/* features: bits of a word. */
#define ISLE_FEATURE_CONTEXTS 0x01u /* CONTEXT_OPEN is served */
#define ISLE_FEATURE_BATCH    0x02u /* BATCH is served */
#define ISLE_FEATURE_CHANNELS 0x04u /* channels are served */
#define ISLE_FEATURE_ALL      0x7u /* every bit that has a meaning */

/* batch_flags: bits of a word. */
#define ISLE_BATCH_KEEP 0x01u /* the handle made by this operation outlives the batch */
#define ISLE_BATCH_ALL  0x1u /* every bit that has a meaning */

enum isle_console_stream {
	ISLE_CONSOLE_STDIO  = 0, /* towards the daemon the client's stdout, towards the client its stdin */
	ISLE_CONSOLE_STDERR = 1 /* towards the daemon the client's stderr */
};

/* console_watch_flags: bits of a word. */
#define ISLE_CONSOLE_WATCH_REPLAY 0x01u /* begin with what the ring has kept */
#define ISLE_CONSOLE_WATCH_WRITE  0x02u /* what is sent becomes the client's stdin */
#define ISLE_CONSOLE_WATCH_ALL    0x3u /* every bit that has a meaning */

/* open_flags: bits of a word. */
#define ISLE_O_RDONLY    0x00000001u /* open for reading */
#define ISLE_O_WRONLY    0x00000002u /* open for writing */
#define ISLE_O_RDWR      0x00000003u /* both */
#define ISLE_O_ACCMODE   0x00000003u /* mask of the access mode; 0 is valid with PATH only */
#define ISLE_O_CREAT     0x00000010u /* create the file if it does not exist */
#define ISLE_O_EXCL      0x00000020u /* with CREAT: fail if it exists */
#define ISLE_O_TRUNC     0x00000040u /* cut it to size 0 */
#define ISLE_O_APPEND    0x00000080u /* every write goes to the end */
#define ISLE_O_NONBLOCK  0x00000100u /* EAGAIN instead of waiting */
#define ISLE_O_DIRECTORY 0x00000200u /* fail unless it is a directory */
#define ISLE_O_NOFOLLOW  0x00000400u /* fail if the last component is a symbolic link */
#define ISLE_O_CLOEXEC   0x00000800u /* always in force */
#define ISLE_O_NOCTTY    0x00001000u /* always in force */
#define ISLE_O_SYNC      0x00002000u /* writes return when data and metadata are on the medium */
#define ISLE_O_DSYNC     0x00004000u /* writes return when the data is on the medium */
#define ISLE_O_PATH      0x00008000u /* only name the file */
#define ISLE_O_TMPFILE   0x00010000u /* make a file without a name in that directory */
#define ISLE_O_NOATIME   0x00020000u /* leave the access time alone */
#define ISLE_O_DIRECT    0x00040000u /* no page cache */
#define ISLE_O_ALL       0x7fff3u /* every bit that has a meaning */

enum isle_file_type {
	ISLE_FILE_TYPE_UNKNOWN   = 0, /* not told */
	ISLE_FILE_TYPE_REGULAR   = 1, /* regular file */
	ISLE_FILE_TYPE_DIRECTORY = 2, /* directory */
	ISLE_FILE_TYPE_SYMLINK   = 3, /* symbolic link */
	ISLE_FILE_TYPE_CHAR      = 4, /* character device */
	ISLE_FILE_TYPE_BLOCK     = 5, /* block device */
	ISLE_FILE_TYPE_FIFO      = 6, /* FIFO or pipe */
	ISLE_FILE_TYPE_SOCKET    = 7 /* socket */
};

/* file_traits: bits of a word. */
#define ISLE_FILE_IS_SEEKABLE 0x01u /* has offsets */
#define ISLE_FILE_IS_STREAM   0x02u /* has none: use ISLE_OFFSET_CURRENT */
#define ISLE_FILE_IS_TTY      0x04u /* is a terminal */
#define ISLE_FILE_IS_VIRTUAL  0x08u /* made up by the kernel while it is read (/proc, /sys): its size says nothing */
#define ISLE_FILE_IS_ALL      0xfu /* every bit that has a meaning */

enum isle_whence {
	ISLE_SEEK_SET  = 0, /* from the start */
	ISLE_SEEK_CUR  = 1, /* from the present position; never sent */
	ISLE_SEEK_END  = 2, /* from the end */
	ISLE_SEEK_DATA = 3, /* next data at or after the offset */
	ISLE_SEEK_HOLE = 4 /* next hole at or after the offset */
};

/* access_mode: bits of a word. */
#define ISLE_ACCESS_EXISTS  0x00u /* is it there */
#define ISLE_ACCESS_EXECUTE 0x01u /* may it be executed or searched */
#define ISLE_ACCESS_WRITE   0x02u /* may it be written */
#define ISLE_ACCESS_READ    0x04u /* may it be read */
#define ISLE_ACCESS_ALL     0x7u /* every bit that has a meaning */

/* poll_events: bits of a word. */
#define ISLE_POLL_IN   0x01u /* data can be read */
#define ISLE_POLL_PRI  0x02u /* exceptional condition, for instance a changed sysfs attribute */
#define ISLE_POLL_OUT  0x04u /* data can be written */
#define ISLE_POLL_ERR  0x08u /* error */
#define ISLE_POLL_HUP  0x10u /* the other end is gone */
#define ISLE_POLL_NVAL 0x20u /* no such handle */
#define ISLE_POLL_ALL  0x3fu /* every bit that has a meaning */

/* at_flags: bits of a word. */
#define ISLE_AT_NOFOLLOW 0x01u /* the link itself, if the last component is a symbolic link */
#define ISLE_AT_FOLLOW   0x02u /* in LINK: follow it, if the old path names a symbolic link */
#define ISLE_AT_ALL      0x3u /* every bit that has a meaning */

/* write_flags: bits of a word. */
#define ISLE_WRITE_APPEND 0x01u /* at the end, whatever the offset says */
#define ISLE_WRITE_ALL    0x1u /* every bit that has a meaning */

/* read_result: bits of a word. */
#define ISLE_READ_EOF 0x01u /* the file ended within or right behind this data */
#define ISLE_READ_ALL 0x1u /* every bit that has a meaning */

/* rename_flags: bits of a word. */
#define ISLE_RENAME_NOREPLACE 0x01u /* fail with EEXIST if the new path exists */
#define ISLE_RENAME_ALL       0x1u /* every bit that has a meaning */

/* readdir_flags: bits of a word. */
#define ISLE_READDIR_ATTRS 0x01u /* with the words of struct stat in each entry */
#define ISLE_READDIR_ALL   0x1u /* every bit that has a meaning */

/* fallocate_flags: bits of a word. */
#define ISLE_FALLOCATE_KEEP_SIZE  0x01u /* the size stays, also where the range ends behind it */
#define ISLE_FALLOCATE_PUNCH_HOLE 0x02u /* give the range back, it reads as zero; only with KEEP_SIZE */
#define ISLE_FALLOCATE_ZERO_RANGE 0x04u /* the range reads as zero and stays allocated */
#define ISLE_FALLOCATE_ALL        0x7u /* every bit that has a meaning */

enum isle_lock_kind {
	ISLE_LOCK_NONE  = 0, /* unlock */
	ISLE_LOCK_READ  = 1, /* shared with other readers */
	ISLE_LOCK_WRITE = 2 /* for one alone */
};

/* lock_flags: bits of a word. */
#define ISLE_LOCK_WAIT  0x01u /* wait until it can be had */
#define ISLE_LOCK_WHOLE 0x02u /* the lock that flock() takes, on the whole file; start and length are 0 */
#define ISLE_LOCK_ALL   0x3u /* every bit that has a meaning */

/* xattr_flags: bits of a word. */
#define ISLE_XATTR_CREATE  0x01u /* fail with EEXIST if it exists */
#define ISLE_XATTR_REPLACE 0x02u /* fail with ENODATA if it does not */
#define ISLE_XATTR_ALL     0x3u /* every bit that has a meaning */

/* watch_mask: bits of a word. */
#define ISLE_WATCH_ACCESS        0x00000001u /* was read */
#define ISLE_WATCH_MODIFY        0x00000002u /* was written */
#define ISLE_WATCH_ATTRIB        0x00000004u /* attributes changed, a name of it too */
#define ISLE_WATCH_CLOSE_WRITE   0x00000008u /* closed after being open for writing */
#define ISLE_WATCH_CLOSE_NOWRITE 0x00000010u /* closed otherwise */
#define ISLE_WATCH_OPEN          0x00000020u /* was opened */
#define ISLE_WATCH_MOVED_FROM    0x00000040u /* a name left the directory */
#define ISLE_WATCH_MOVED_TO      0x00000080u /* a name came into the directory */
#define ISLE_WATCH_CREATE        0x00000100u /* a name was made in the directory */
#define ISLE_WATCH_DELETE        0x00000200u /* a name was removed from the directory */
#define ISLE_WATCH_DELETE_SELF   0x00000400u /* what is watched was removed */
#define ISLE_WATCH_MOVE_SELF     0x00000800u /* what is watched was moved */
#define ISLE_WATCH_EVENTS        0x00000fffu /* all of these */
#define ISLE_WATCH_ONLYDIR       0x00001000u /* asked: fail with ENOTDIR unless it is a directory */
#define ISLE_WATCH_NOFOLLOW      0x00002000u /* asked: the link itself, if the last component is a symbolic link */
#define ISLE_WATCH_ONESHOT       0x00004000u /* asked: end after one change */
#define ISLE_WATCH_ISDIR         0x00010000u /* told: the change is about a directory */
#define ISLE_WATCH_OVERFLOW      0x00020000u /* told: changes were lost, look at everything again; watch is 0 */
#define ISLE_WATCH_GONE          0x00040000u /* told: this watch has ended; nothing more comes of it */
#define ISLE_WATCH_UNMOUNT       0x00080000u /* told: its file system is gone */
#define ISLE_WATCH_ALL           0xf7fffu /* every bit that has a meaning */

/* statvfs_flags: bits of a word. */
#define ISLE_MOUNT_RDONLY 0x01u /* mounted or exported read-only */
#define ISLE_MOUNT_NOSUID 0x02u /* set-uid bits are ignored */
#define ISLE_MOUNT_NODEV  0x04u /* device nodes are ignored */
#define ISLE_MOUNT_NOEXEC 0x08u /* nothing can be executed */
#define ISLE_MOUNT_ALL    0xfu /* every bit that has a meaning */

/* stat_mask: bits of a word. */
#define ISLE_STAT_HAS_BTIME 0x01u /* btime is known */
#define ISLE_STAT_HAS_ALL   0x1u /* every bit that has a meaning */

enum isle_control_list {
	ISLE_CONTROL_LIST_CONTEXTS = 0, /* contexts of the client */
	ISLE_CONTROL_LIST_SERVICES = 1, /* registered services */
	ISLE_CONTROL_LIST_HANDLES  = 2, /* handles that are open */
	ISLE_CONTROL_LIST_PROGRAMS = 3 /* Linux programs that are attached */
};

/* Below 0x10000 the daemon knows the request and translates it. From 0x10000 on it is what the configuration lists, passed on as it is. */
enum isle_ioctl_request {
	ISLE_IOCTL_READABLE = 0x0001 /* value out: bytes that can be read at once */
};

/* What is known about a file. */
struct isle_stat {
	uint64_t dev; /* file system */
	uint64_t ino; /* number in it */
	uint32_t type; /* kind of file (file_type) */
	uint32_t mode; /* permission bits, at most 07777 */
	uint32_t nlink; /* names */
	uint32_t uid; /* owner */
	uint32_t gid; /* group */
	uint32_t blksize; /* preferred size of a transfer, in bytes */
	uint64_t rdev; /* of a device node: major << 32 | minor */
	uint64_t size; /* bytes */
	uint64_t blocks; /* 512-byte blocks in use */
	int64_t atime_s; /* last access: seconds since 1970 */
	uint32_t atime_ns; /* and nanoseconds */
	int64_t mtime_s; /* last change of the contents */
	uint32_t mtime_ns; /* and nanoseconds */
	int64_t ctime_s; /* last change of this record */
	uint32_t ctime_ns; /* and nanoseconds */
	int64_t btime_s; /* birth */
	uint32_t btime_ns; /* and nanoseconds */
	uint32_t mask; /* which optional fields are known (stat_mask) */
	uint32_t reserved; /* 0 */
};

/* What is known about a file system. */
struct isle_statvfs {
	uint32_t bsize; /* preferred size of a transfer, in bytes */
	uint32_t frsize; /* unit of the block counts, in bytes */
	uint64_t blocks; /* size of the file system */
	uint64_t bfree; /* free */
	uint64_t bavail; /* free for the daemon */
	uint64_t files; /* files it can hold */
	uint64_t ffree; /* free */
	uint64_t favail; /* free for the daemon */
	uint64_t fsid; /* its identity */
	uint32_t flags; /* how it is mounted (statvfs_flags) */
	uint32_t namemax; /* longest name, in bytes */
};

/* Words of the fixed part of each frame kind, counted from byte 16. */
#define ISLE_FRAME_HELLO_MAGIC        0u
#define ISLE_FRAME_HELLO_VERSION_MIN  1u
#define ISLE_FRAME_HELLO_VERSION_MAX  2u
#define ISLE_FRAME_HELLO_FEATURES     3u
#define ISLE_FRAME_HELLO_FRAME_MAX    4u
#define ISLE_FRAME_HELLO_WINDOW       5u
#define ISLE_FRAME_HELLO_CALLS_MAX    6u
#define ISLE_FRAME_HELLO_KEEPALIVE_MS 7u
#define ISLE_FRAME_HELLO_ROLE         8u
#define ISLE_FRAME_HELLO_NONCE        9u
#define ISLE_FRAME_HELLO_TAG          10u
#define ISLE_FRAME_HELLO_RESERVED     11u
#define ISLE_FRAME_HELLO_SESSION_ID   12u
#define ISLE_FRAME_HELLO_WORDS        14u
#define ISLE_FRAME_CALL_BUDGET_MS 0u
#define ISLE_FRAME_CALL_WINDOW    1u
#define ISLE_FRAME_CALL_WORDS     2u
#define ISLE_FRAME_REPLY_WORDS 0u
#define ISLE_FRAME_DATA_WORDS 0u
#define ISLE_FRAME_CREDIT_GRANTED 0u
#define ISLE_FRAME_CREDIT_DONE    1u
#define ISLE_FRAME_CREDIT_WORDS   2u
#define ISLE_FRAME_CANCEL_WORDS 0u
#define ISLE_FRAME_PING_T1_US 0u
#define ISLE_FRAME_PING_WORDS 2u
#define ISLE_FRAME_PONG_T1_US 0u
#define ISLE_FRAME_PONG_T2_US 2u
#define ISLE_FRAME_PONG_T3_US 4u
#define ISLE_FRAME_PONG_WORDS 6u
#define ISLE_FRAME_PAUSED_MAX_S    0u
#define ISLE_FRAME_PAUSED_RESERVED 1u
#define ISLE_FRAME_PAUSED_WORDS    2u
#define ISLE_FRAME_GOODBYE_WORDS 0u

/* Words of shared layouts, counted from their start. */
#define ISLE_BATCH_OP_SERVICE    0u
#define ISLE_BATCH_OP_METHOD     1u
#define ISLE_BATCH_OP_FLAGS      2u
#define ISLE_BATCH_OP_WORDS_N    3u
#define ISLE_BATCH_OP_DATA_BYTES 4u
#define ISLE_BATCH_OP_RESERVED   5u
#define ISLE_BATCH_OP_WORDS      6u
#define ISLE_BATCH_OP_BYTES 24u
#define ISLE_BATCH_RESULT_STATUS     0u
#define ISLE_BATCH_RESULT_WORDS_N    1u
#define ISLE_BATCH_RESULT_DATA_BYTES 2u
#define ISLE_BATCH_RESULT_RESERVED   3u
#define ISLE_BATCH_RESULT_WORDS      4u
#define ISLE_BATCH_RESULT_BYTES 16u
#define ISLE_STAT_DEV      0u
#define ISLE_STAT_INO      2u
#define ISLE_STAT_TYPE     4u
#define ISLE_STAT_MODE     5u
#define ISLE_STAT_NLINK    6u
#define ISLE_STAT_UID      7u
#define ISLE_STAT_GID      8u
#define ISLE_STAT_BLKSIZE  9u
#define ISLE_STAT_RDEV     10u
#define ISLE_STAT_SIZE     12u
#define ISLE_STAT_BLOCKS   14u
#define ISLE_STAT_ATIME_S  16u
#define ISLE_STAT_ATIME_NS 18u
#define ISLE_STAT_MTIME_S  19u
#define ISLE_STAT_MTIME_NS 21u
#define ISLE_STAT_CTIME_S  22u
#define ISLE_STAT_CTIME_NS 24u
#define ISLE_STAT_BTIME_S  25u
#define ISLE_STAT_BTIME_NS 27u
#define ISLE_STAT_MASK     28u
#define ISLE_STAT_RESERVED 29u
#define ISLE_STAT_WORDS    30u
#define ISLE_STAT_BYTES 120u
#define ISLE_STATVFS_BSIZE   0u
#define ISLE_STATVFS_FRSIZE  1u
#define ISLE_STATVFS_BLOCKS  2u
#define ISLE_STATVFS_BFREE   4u
#define ISLE_STATVFS_BAVAIL  6u
#define ISLE_STATVFS_FILES   8u
#define ISLE_STATVFS_FFREE   10u
#define ISLE_STATVFS_FAVAIL  12u
#define ISLE_STATVFS_FSID    14u
#define ISLE_STATVFS_FLAGS   16u
#define ISLE_STATVFS_NAMEMAX 17u
#define ISLE_STATVFS_WORDS   18u
#define ISLE_STATVFS_BYTES 72u
#define ISLE_DIRENT_INO        0u
#define ISLE_DIRENT_COOKIE     2u
#define ISLE_DIRENT_TYPE       4u
#define ISLE_DIRENT_NAME_BYTES 5u
#define ISLE_DIRENT_WORDS      6u
#define ISLE_DIRENT_BYTES 24u
#define ISLE_CHANGE_WATCH      0u
#define ISLE_CHANGE_MASK       1u
#define ISLE_CHANGE_COOKIE     2u
#define ISLE_CHANGE_NAME_BYTES 3u
#define ISLE_CHANGE_WORDS      4u
#define ISLE_CHANGE_BYTES 16u

/* Services. */
enum isle_service_number {
	ISLE_SERVICE_SESSION = 0,
	ISLE_SERVICE_CONSOLE = 1,
	ISLE_SERVICE_FILE    = 2,
	ISLE_SERVICE_IPC     = 4,
	ISLE_SERVICE_CONTROL = 7
};

/* Methods. ARGS count from word 2 of a CALL, RESULTS from word 0 of a REPLY. */

/* Makes an application inside the client known: it gets its own handles, working directory and share. */
#define ISLE_SESSION_CONTEXT_OPEN 1u
#define ISLE_SESSION_CONTEXT_OPEN_ARGS_WORDS 0u
#define ISLE_SESSION_CONTEXT_OPEN_RESULTS_CONTEXT 0u
#define ISLE_SESSION_CONTEXT_OPEN_RESULTS_WORDS   2u

/* Frees everything the context owns; its pending calls end with ECANCELED. Context 0 cannot be closed. */
#define ISLE_SESSION_CONTEXT_CLOSE 2u
#define ISLE_SESSION_CONTEXT_CLOSE_ARGS_CONTEXT 0u
#define ISLE_SESSION_CONTEXT_CLOSE_ARGS_WORDS   2u
#define ISLE_SESSION_CONTEXT_CLOSE_RESULTS_WORDS 0u

/*
 * Runs up to 8 operations in order and stops behind the first that fails. A handle argument of ISLE_BATCH_REF + n stands
 * for the handle made by operation n. Handles made here and not marked KEEP are closed when the batch ends.
 */
#define ISLE_SESSION_BATCH 3u
#define ISLE_SESSION_BATCH_ARGS_OPS   0u
#define ISLE_SESSION_BATCH_ARGS_WORDS 2u
#define ISLE_SESSION_BATCH_RESULTS_DONE  0u
#define ISLE_SESSION_BATCH_RESULTS_WORDS 2u

/* Returns what it was given: for measuring and for tests. */
#define ISLE_SESSION_ECHO 4u
#define ISLE_SESSION_ECHO_ARGS_WORDS 0u
#define ISLE_SESSION_ECHO_RESULTS_WORDS 0u

/* Opens one of the client's streams. The daemon never lets it stall because nobody reads the console. */
#define ISLE_CONSOLE_ATTACH 1u
#define ISLE_CONSOLE_ATTACH_ARGS_STREAM 0u
#define ISLE_CONSOLE_ATTACH_ARGS_WORDS  2u
#define ISLE_CONSOLE_ATTACH_RESULTS_WORDS 0u

/* For Linux programs: sees the client's output from now on, and may type. */
#define ISLE_CONSOLE_WATCH 2u
#define ISLE_CONSOLE_WATCH_ARGS_FLAGS 0u
#define ISLE_CONSOLE_WATCH_ARGS_WORDS 2u
#define ISLE_CONSOLE_WATCH_RESULTS_WORDS 0u

/* CLOEXEC and NOCTTY are always in force. Without NONBLOCK, opening a FIFO for writing waits for a reader, and the first read for a writer. */
#define ISLE_FILE_OPEN 1u
#define ISLE_FILE_OPEN_ARGS_FLAGS 0u
#define ISLE_FILE_OPEN_ARGS_MODE  1u
#define ISLE_FILE_OPEN_ARGS_WORDS 2u
#define ISLE_FILE_OPEN_RESULTS_HANDLE   0u
#define ISLE_FILE_OPEN_RESULTS_TYPE     1u
#define ISLE_FILE_OPEN_RESULTS_SIZE     2u
#define ISLE_FILE_OPEN_RESULTS_TRAITS   4u
#define ISLE_FILE_OPEN_RESULTS_RESERVED 5u
#define ISLE_FILE_OPEN_RESULTS_WORDS    6u

/* Reports an error of earlier writes, as far as the file system tells; the handle is gone in any case. */
#define ISLE_FILE_CLOSE 2u
#define ISLE_FILE_CLOSE_ARGS_HANDLE 0u
#define ISLE_FILE_CLOSE_ARGS_WORDS  2u
#define ISLE_FILE_CLOSE_RESULTS_WORDS 0u

/* Sends what can be read as result data: at most `count` bytes, less at the end of the file or when a stream has no more now. */
#define ISLE_FILE_PREAD 3u
#define ISLE_FILE_PREAD_ARGS_HANDLE 0u
#define ISLE_FILE_PREAD_ARGS_COUNT  1u
#define ISLE_FILE_PREAD_ARGS_OFFSET 2u
#define ISLE_FILE_PREAD_ARGS_WORDS  4u
#define ISLE_FILE_PREAD_RESULTS_COUNT 0u
#define ISLE_FILE_PREAD_RESULTS_FLAGS 1u
#define ISLE_FILE_PREAD_RESULTS_WORDS 2u

/* One call is one write as far as the file can tell it: virtual files and streams get all bytes at once. */
#define ISLE_FILE_PWRITE 4u
#define ISLE_FILE_PWRITE_ARGS_HANDLE 0u
#define ISLE_FILE_PWRITE_ARGS_FLAGS  1u
#define ISLE_FILE_PWRITE_ARGS_OFFSET 2u
#define ISLE_FILE_PWRITE_ARGS_COUNT  4u
#define ISLE_FILE_PWRITE_ARGS_WORDS  6u
#define ISLE_FILE_PWRITE_RESULTS_COUNT 0u
#define ISLE_FILE_PWRITE_RESULTS_WORDS 2u

#define ISLE_FILE_FSYNC 5u
#define ISLE_FILE_FSYNC_ARGS_HANDLE    0u
#define ISLE_FILE_FSYNC_ARGS_DATA_ONLY 1u
#define ISLE_FILE_FSYNC_ARGS_WORDS     2u
#define ISLE_FILE_FSYNC_RESULTS_WORDS 0u

#define ISLE_FILE_FTRUNCATE 6u
#define ISLE_FILE_FTRUNCATE_ARGS_HANDLE 0u
#define ISLE_FILE_FTRUNCATE_ARGS_SIZE   1u
#define ISLE_FILE_FTRUNCATE_ARGS_WORDS  4u
#define ISLE_FILE_FTRUNCATE_RESULTS_WORDS 0u

#define ISLE_FILE_TRUNCATE 7u
#define ISLE_FILE_TRUNCATE_ARGS_SIZE  0u
#define ISLE_FILE_TRUNCATE_ARGS_WORDS 2u
#define ISLE_FILE_TRUNCATE_RESULTS_WORDS 0u

#define ISLE_FILE_STAT 8u
#define ISLE_FILE_STAT_ARGS_FLAGS 0u
#define ISLE_FILE_STAT_ARGS_WORDS 2u
#define ISLE_FILE_STAT_RESULTS_DEV      0u
#define ISLE_FILE_STAT_RESULTS_INO      2u
#define ISLE_FILE_STAT_RESULTS_TYPE     4u
#define ISLE_FILE_STAT_RESULTS_MODE     5u
#define ISLE_FILE_STAT_RESULTS_NLINK    6u
#define ISLE_FILE_STAT_RESULTS_UID      7u
#define ISLE_FILE_STAT_RESULTS_GID      8u
#define ISLE_FILE_STAT_RESULTS_BLKSIZE  9u
#define ISLE_FILE_STAT_RESULTS_RDEV     10u
#define ISLE_FILE_STAT_RESULTS_SIZE     12u
#define ISLE_FILE_STAT_RESULTS_BLOCKS   14u
#define ISLE_FILE_STAT_RESULTS_ATIME_S  16u
#define ISLE_FILE_STAT_RESULTS_ATIME_NS 18u
#define ISLE_FILE_STAT_RESULTS_MTIME_S  19u
#define ISLE_FILE_STAT_RESULTS_MTIME_NS 21u
#define ISLE_FILE_STAT_RESULTS_CTIME_S  22u
#define ISLE_FILE_STAT_RESULTS_CTIME_NS 24u
#define ISLE_FILE_STAT_RESULTS_BTIME_S  25u
#define ISLE_FILE_STAT_RESULTS_BTIME_NS 27u
#define ISLE_FILE_STAT_RESULTS_MASK     28u
#define ISLE_FILE_STAT_RESULTS_RESERVED 29u
#define ISLE_FILE_STAT_RESULTS_WORDS    30u

#define ISLE_FILE_FSTAT 9u
#define ISLE_FILE_FSTAT_ARGS_HANDLE 0u
#define ISLE_FILE_FSTAT_ARGS_WORDS  2u
#define ISLE_FILE_FSTAT_RESULTS_DEV      0u
#define ISLE_FILE_FSTAT_RESULTS_INO      2u
#define ISLE_FILE_FSTAT_RESULTS_TYPE     4u
#define ISLE_FILE_FSTAT_RESULTS_MODE     5u
#define ISLE_FILE_FSTAT_RESULTS_NLINK    6u
#define ISLE_FILE_FSTAT_RESULTS_UID      7u
#define ISLE_FILE_FSTAT_RESULTS_GID      8u
#define ISLE_FILE_FSTAT_RESULTS_BLKSIZE  9u
#define ISLE_FILE_FSTAT_RESULTS_RDEV     10u
#define ISLE_FILE_FSTAT_RESULTS_SIZE     12u
#define ISLE_FILE_FSTAT_RESULTS_BLOCKS   14u
#define ISLE_FILE_FSTAT_RESULTS_ATIME_S  16u
#define ISLE_FILE_FSTAT_RESULTS_ATIME_NS 18u
#define ISLE_FILE_FSTAT_RESULTS_MTIME_S  19u
#define ISLE_FILE_FSTAT_RESULTS_MTIME_NS 21u
#define ISLE_FILE_FSTAT_RESULTS_CTIME_S  22u
#define ISLE_FILE_FSTAT_RESULTS_CTIME_NS 24u
#define ISLE_FILE_FSTAT_RESULTS_BTIME_S  25u
#define ISLE_FILE_FSTAT_RESULTS_BTIME_NS 27u
#define ISLE_FILE_FSTAT_RESULTS_MASK     28u
#define ISLE_FILE_FSTAT_RESULTS_RESERVED 29u
#define ISLE_FILE_FSTAT_RESULTS_WORDS    30u

#define ISLE_FILE_CHMOD 10u
#define ISLE_FILE_CHMOD_ARGS_MODE  0u
#define ISLE_FILE_CHMOD_ARGS_FLAGS 1u
#define ISLE_FILE_CHMOD_ARGS_WORDS 2u
#define ISLE_FILE_CHMOD_RESULTS_WORDS 0u

#define ISLE_FILE_FCHMOD 11u
#define ISLE_FILE_FCHMOD_ARGS_HANDLE 0u
#define ISLE_FILE_FCHMOD_ARGS_MODE   1u
#define ISLE_FILE_FCHMOD_ARGS_WORDS  2u
#define ISLE_FILE_FCHMOD_RESULTS_WORDS 0u

/* Nanoseconds may be ISLE_TIME_NS_NOW or ISLE_TIME_NS_OMIT. */
#define ISLE_FILE_UTIMENS 12u
#define ISLE_FILE_UTIMENS_ARGS_FLAGS    0u
#define ISLE_FILE_UTIMENS_ARGS_ATIME_S  1u
#define ISLE_FILE_UTIMENS_ARGS_ATIME_NS 3u
#define ISLE_FILE_UTIMENS_ARGS_MTIME_S  4u
#define ISLE_FILE_UTIMENS_ARGS_MTIME_NS 6u
#define ISLE_FILE_UTIMENS_ARGS_WORDS    8u
#define ISLE_FILE_UTIMENS_RESULTS_WORDS 0u

#define ISLE_FILE_FUTIMENS 13u
#define ISLE_FILE_FUTIMENS_ARGS_HANDLE   0u
#define ISLE_FILE_FUTIMENS_ARGS_ATIME_S  1u
#define ISLE_FILE_FUTIMENS_ARGS_ATIME_NS 3u
#define ISLE_FILE_FUTIMENS_ARGS_MTIME_S  4u
#define ISLE_FILE_FUTIMENS_ARGS_MTIME_NS 6u
#define ISLE_FILE_FUTIMENS_ARGS_WORDS    8u
#define ISLE_FILE_FUTIMENS_RESULTS_WORDS 0u

#define ISLE_FILE_STATVFS 14u
#define ISLE_FILE_STATVFS_ARGS_WORDS 0u
#define ISLE_FILE_STATVFS_RESULTS_BSIZE   0u
#define ISLE_FILE_STATVFS_RESULTS_FRSIZE  1u
#define ISLE_FILE_STATVFS_RESULTS_BLOCKS  2u
#define ISLE_FILE_STATVFS_RESULTS_BFREE   4u
#define ISLE_FILE_STATVFS_RESULTS_BAVAIL  6u
#define ISLE_FILE_STATVFS_RESULTS_FILES   8u
#define ISLE_FILE_STATVFS_RESULTS_FFREE   10u
#define ISLE_FILE_STATVFS_RESULTS_FAVAIL  12u
#define ISLE_FILE_STATVFS_RESULTS_FSID    14u
#define ISLE_FILE_STATVFS_RESULTS_FLAGS   16u
#define ISLE_FILE_STATVFS_RESULTS_NAMEMAX 17u
#define ISLE_FILE_STATVFS_RESULTS_WORDS   18u

#define ISLE_FILE_FSTATVFS 15u
#define ISLE_FILE_FSTATVFS_ARGS_HANDLE 0u
#define ISLE_FILE_FSTATVFS_ARGS_WORDS  2u
#define ISLE_FILE_FSTATVFS_RESULTS_BSIZE   0u
#define ISLE_FILE_FSTATVFS_RESULTS_FRSIZE  1u
#define ISLE_FILE_FSTATVFS_RESULTS_BLOCKS  2u
#define ISLE_FILE_FSTATVFS_RESULTS_BFREE   4u
#define ISLE_FILE_FSTATVFS_RESULTS_BAVAIL  6u
#define ISLE_FILE_FSTATVFS_RESULTS_FILES   8u
#define ISLE_FILE_FSTATVFS_RESULTS_FFREE   10u
#define ISLE_FILE_FSTATVFS_RESULTS_FAVAIL  12u
#define ISLE_FILE_FSTATVFS_RESULTS_FSID    14u
#define ISLE_FILE_FSTATVFS_RESULTS_FLAGS   16u
#define ISLE_FILE_FSTATVFS_RESULTS_NAMEMAX 17u
#define ISLE_FILE_FSTATVFS_RESULTS_WORDS   18u

#define ISLE_FILE_OPENDIR 16u
#define ISLE_FILE_OPENDIR_ARGS_WORDS 0u
#define ISLE_FILE_OPENDIR_RESULTS_HANDLE 0u
#define ISLE_FILE_OPENDIR_RESULTS_WORDS  2u

/* As many entries as fit into the window that the caller stated, at most `entries_max`. Not even one fits: EMSGSIZE. */
#define ISLE_FILE_READDIR 17u
#define ISLE_FILE_READDIR_ARGS_HANDLE      0u
#define ISLE_FILE_READDIR_ARGS_FLAGS       1u
#define ISLE_FILE_READDIR_ARGS_COOKIE      2u
#define ISLE_FILE_READDIR_ARGS_ENTRIES_MAX 4u
#define ISLE_FILE_READDIR_ARGS_WORDS       6u
#define ISLE_FILE_READDIR_RESULTS_ENTRIES 0u
#define ISLE_FILE_READDIR_RESULTS_EOF     1u
#define ISLE_FILE_READDIR_RESULTS_COOKIE  2u
#define ISLE_FILE_READDIR_RESULTS_WORDS   4u

#define ISLE_FILE_MKDIR 18u
#define ISLE_FILE_MKDIR_ARGS_MODE  0u
#define ISLE_FILE_MKDIR_ARGS_WORDS 2u
#define ISLE_FILE_MKDIR_RESULTS_WORDS 0u

#define ISLE_FILE_RMDIR 19u
#define ISLE_FILE_RMDIR_ARGS_WORDS 0u
#define ISLE_FILE_RMDIR_RESULTS_WORDS 0u

#define ISLE_FILE_UNLINK 20u
#define ISLE_FILE_UNLINK_ARGS_WORDS 0u
#define ISLE_FILE_UNLINK_RESULTS_WORDS 0u

#define ISLE_FILE_RENAME 21u
#define ISLE_FILE_RENAME_ARGS_FLAGS     0u
#define ISLE_FILE_RENAME_ARGS_OLD_BYTES 1u
#define ISLE_FILE_RENAME_ARGS_WORDS     2u
#define ISLE_FILE_RENAME_RESULTS_WORDS 0u

#define ISLE_FILE_LINK 22u
#define ISLE_FILE_LINK_ARGS_FLAGS     0u
#define ISLE_FILE_LINK_ARGS_OLD_BYTES 1u
#define ISLE_FILE_LINK_ARGS_WORDS     2u
#define ISLE_FILE_LINK_RESULTS_WORDS 0u

#define ISLE_FILE_SYMLINK 23u
#define ISLE_FILE_SYMLINK_ARGS_TARGET_BYTES 0u
#define ISLE_FILE_SYMLINK_ARGS_WORDS        2u
#define ISLE_FILE_SYMLINK_RESULTS_WORDS 0u

#define ISLE_FILE_READLINK 24u
#define ISLE_FILE_READLINK_ARGS_WORDS 0u
#define ISLE_FILE_READLINK_RESULTS_WORDS 0u

#define ISLE_FILE_ACCESS 25u
#define ISLE_FILE_ACCESS_ARGS_MODE  0u
#define ISLE_FILE_ACCESS_ARGS_FLAGS 1u
#define ISLE_FILE_ACCESS_ARGS_WORDS 2u
#define ISLE_FILE_ACCESS_RESULTS_WORDS 0u

#define ISLE_FILE_GETCWD 26u
#define ISLE_FILE_GETCWD_ARGS_WORDS 0u
#define ISLE_FILE_GETCWD_RESULTS_WORDS 0u

#define ISLE_FILE_CHDIR 27u
#define ISLE_FILE_CHDIR_ARGS_WORDS 0u
#define ISLE_FILE_CHDIR_RESULTS_WORDS 0u

/* A whole small file at once: open, read, close. */
#define ISLE_FILE_GETFILE 28u
#define ISLE_FILE_GETFILE_ARGS_COUNT 0u
#define ISLE_FILE_GETFILE_ARGS_WORDS 2u
#define ISLE_FILE_GETFILE_RESULTS_COUNT 0u
#define ISLE_FILE_GETFILE_RESULTS_FLAGS 1u
#define ISLE_FILE_GETFILE_RESULTS_WORDS 2u

/* A whole small file at once: open, write, close. Existing contents are replaced. */
#define ISLE_FILE_PUTFILE 29u
#define ISLE_FILE_PUTFILE_ARGS_FLAGS      0u
#define ISLE_FILE_PUTFILE_ARGS_MODE       1u
#define ISLE_FILE_PUTFILE_ARGS_PATH_BYTES 2u
#define ISLE_FILE_PUTFILE_ARGS_COUNT      3u
#define ISLE_FILE_PUTFILE_ARGS_WORDS      4u
#define ISLE_FILE_PUTFILE_RESULTS_COUNT 0u
#define ISLE_FILE_PUTFILE_RESULTS_WORDS 2u

/* What only the daemon can tell: the position lives in the client. */
#define ISLE_FILE_LSEEK 30u
#define ISLE_FILE_LSEEK_ARGS_HANDLE 0u
#define ISLE_FILE_LSEEK_ARGS_WHENCE 1u
#define ISLE_FILE_LSEEK_ARGS_OFFSET 2u
#define ISLE_FILE_LSEEK_ARGS_WORDS  4u
#define ISLE_FILE_LSEEK_RESULTS_OFFSET 0u
#define ISLE_FILE_LSEEK_RESULTS_WORDS  2u

/* Everything that was written through this daemon. */
#define ISLE_FILE_SYNC 31u
#define ISLE_FILE_SYNC_ARGS_WORDS 0u
#define ISLE_FILE_SYNC_RESULTS_WORDS 0u

#define ISLE_FILE_DUP 32u
#define ISLE_FILE_DUP_ARGS_HANDLE 0u
#define ISLE_FILE_DUP_ARGS_WORDS  2u
#define ISLE_FILE_DUP_RESULTS_HANDLE 0u
#define ISLE_FILE_DUP_RESULTS_WORDS  2u

#define ISLE_FILE_GETFL 33u
#define ISLE_FILE_GETFL_ARGS_HANDLE 0u
#define ISLE_FILE_GETFL_ARGS_WORDS  2u
#define ISLE_FILE_GETFL_RESULTS_FLAGS    0u
#define ISLE_FILE_GETFL_RESULTS_RESERVED 1u
#define ISLE_FILE_GETFL_RESULTS_WORDS    2u

/* Sets what can be set of an open file, for every handle that DUP made of it; the access mode and what counts only at OPEN is passed over. */
#define ISLE_FILE_SETFL 34u
#define ISLE_FILE_SETFL_ARGS_HANDLE 0u
#define ISLE_FILE_SETFL_ARGS_FLAGS  1u
#define ISLE_FILE_SETFL_ARGS_WORDS  2u
#define ISLE_FILE_SETFL_RESULTS_WORDS 0u

/*
 * Waits until one of these holds. ERR, HUP and NVAL are told also when not asked for. A regular file is always ready.
 * For an attribute of sysfs: read it, then ask for PRI, which comes when it changed since.
 */
#define ISLE_FILE_POLL 35u
#define ISLE_FILE_POLL_ARGS_HANDLE 0u
#define ISLE_FILE_POLL_ARGS_EVENTS 1u
#define ISLE_FILE_POLL_ARGS_WORDS  2u
#define ISLE_FILE_POLL_RESULTS_EVENTS   0u
#define ISLE_FILE_POLL_RESULTS_RESERVED 1u
#define ISLE_FILE_POLL_RESULTS_WORDS    2u

/*
 * Locks belong to the open file (all handles that DUP made of it), and are gone with its last handle. They hold against
 * other handles and against Linux programs. In a batch WAIT does not wait.
 */
#define ISLE_FILE_LOCK 36u
#define ISLE_FILE_LOCK_ARGS_HANDLE 0u
#define ISLE_FILE_LOCK_ARGS_KIND   1u
#define ISLE_FILE_LOCK_ARGS_FLAGS  2u
#define ISLE_FILE_LOCK_ARGS_START  3u
#define ISLE_FILE_LOCK_ARGS_LENGTH 5u
#define ISLE_FILE_LOCK_ARGS_WORDS  8u
#define ISLE_FILE_LOCK_RESULTS_WORDS 0u

/* Who stands in the way of such a lock. */
#define ISLE_FILE_GETLOCK 37u
#define ISLE_FILE_GETLOCK_ARGS_HANDLE 0u
#define ISLE_FILE_GETLOCK_ARGS_KIND   1u
#define ISLE_FILE_GETLOCK_ARGS_START  2u
#define ISLE_FILE_GETLOCK_ARGS_LENGTH 4u
#define ISLE_FILE_GETLOCK_ARGS_WORDS  6u
#define ISLE_FILE_GETLOCK_RESULTS_KIND   0u
#define ISLE_FILE_GETLOCK_RESULTS_PID    1u
#define ISLE_FILE_GETLOCK_RESULTS_START  2u
#define ISLE_FILE_GETLOCK_RESULTS_LENGTH 4u
#define ISLE_FILE_GETLOCK_RESULTS_WORDS  6u

/* All ones leaves an identity as it is. The client has one identity at Linux: giving files away is EPERM. */
#define ISLE_FILE_CHOWN 38u
#define ISLE_FILE_CHOWN_ARGS_UID   0u
#define ISLE_FILE_CHOWN_ARGS_GID   1u
#define ISLE_FILE_CHOWN_ARGS_FLAGS 2u
#define ISLE_FILE_CHOWN_ARGS_WORDS 4u
#define ISLE_FILE_CHOWN_RESULTS_WORDS 0u

#define ISLE_FILE_FCHOWN 39u
#define ISLE_FILE_FCHOWN_ARGS_HANDLE 0u
#define ISLE_FILE_FCHOWN_ARGS_UID    1u
#define ISLE_FILE_FCHOWN_ARGS_GID    2u
#define ISLE_FILE_FCHOWN_ARGS_WORDS  4u
#define ISLE_FILE_FCHOWN_RESULTS_WORDS 0u

/* Which types policy allows stands in the configuration. */
#define ISLE_FILE_MKNOD 40u
#define ISLE_FILE_MKNOD_ARGS_TYPE  0u
#define ISLE_FILE_MKNOD_ARGS_MODE  1u
#define ISLE_FILE_MKNOD_ARGS_RDEV  2u
#define ISLE_FILE_MKNOD_ARGS_WORDS 4u
#define ISLE_FILE_MKNOD_RESULTS_WORDS 0u

#define ISLE_FILE_FALLOCATE 41u
#define ISLE_FILE_FALLOCATE_ARGS_HANDLE 0u
#define ISLE_FILE_FALLOCATE_ARGS_FLAGS  1u
#define ISLE_FILE_FALLOCATE_ARGS_OFFSET 2u
#define ISLE_FILE_FALLOCATE_ARGS_LENGTH 4u
#define ISLE_FILE_FALLOCATE_ARGS_WORDS  6u
#define ISLE_FILE_FALLOCATE_RESULTS_WORDS 0u

/* Copies between two open files inside the daemon. Less than asked means that the source ended, or that the budget is nearly used up. */
#define ISLE_FILE_COPY 42u
#define ISLE_FILE_COPY_ARGS_HANDLE    0u
#define ISLE_FILE_COPY_ARGS_TO_HANDLE 1u
#define ISLE_FILE_COPY_ARGS_OFFSET    2u
#define ISLE_FILE_COPY_ARGS_TO_OFFSET 4u
#define ISLE_FILE_COPY_ARGS_COUNT     6u
#define ISLE_FILE_COPY_ARGS_WORDS     8u
#define ISLE_FILE_COPY_RESULTS_COUNT 0u
#define ISLE_FILE_COPY_RESULTS_WORDS 2u

/* The names a client may use begin with "user.". */
#define ISLE_FILE_GETXATTR 43u
#define ISLE_FILE_GETXATTR_ARGS_FLAGS      0u
#define ISLE_FILE_GETXATTR_ARGS_PATH_BYTES 1u
#define ISLE_FILE_GETXATTR_ARGS_WORDS      2u
#define ISLE_FILE_GETXATTR_RESULTS_COUNT    0u
#define ISLE_FILE_GETXATTR_RESULTS_RESERVED 1u
#define ISLE_FILE_GETXATTR_RESULTS_WORDS    2u

#define ISLE_FILE_SETXATTR 44u
#define ISLE_FILE_SETXATTR_ARGS_FLAGS      0u
#define ISLE_FILE_SETXATTR_ARGS_HOW        1u
#define ISLE_FILE_SETXATTR_ARGS_PATH_BYTES 2u
#define ISLE_FILE_SETXATTR_ARGS_NAME_BYTES 3u
#define ISLE_FILE_SETXATTR_ARGS_WORDS      4u
#define ISLE_FILE_SETXATTR_RESULTS_WORDS 0u

#define ISLE_FILE_LISTXATTR 45u
#define ISLE_FILE_LISTXATTR_ARGS_FLAGS 0u
#define ISLE_FILE_LISTXATTR_ARGS_WORDS 2u
#define ISLE_FILE_LISTXATTR_RESULTS_COUNT    0u
#define ISLE_FILE_LISTXATTR_RESULTS_RESERVED 1u
#define ISLE_FILE_LISTXATTR_RESULTS_WORDS    2u

#define ISLE_FILE_REMOVEXATTR 46u
#define ISLE_FILE_REMOVEXATTR_ARGS_FLAGS      0u
#define ISLE_FILE_REMOVEXATTR_ARGS_PATH_BYTES 1u
#define ISLE_FILE_REMOVEXATTR_ARGS_WORDS      2u
#define ISLE_FILE_REMOVEXATTR_RESULTS_WORDS 0u

/* The absolute path without links, as the client sees the tree. */
#define ISLE_FILE_REALPATH 47u
#define ISLE_FILE_REALPATH_ARGS_WORDS 0u
#define ISLE_FILE_REALPATH_RESULTS_WORDS 0u

/* A handle that tells of changes: PREAD with ISLE_OFFSET_CURRENT gives records of struct change and waits for the first one. */
#define ISLE_FILE_WATCH 48u
#define ISLE_FILE_WATCH_ARGS_FLAGS 0u
#define ISLE_FILE_WATCH_ARGS_WORDS 2u
#define ISLE_FILE_WATCH_RESULTS_HANDLE 0u
#define ISLE_FILE_WATCH_RESULTS_WORDS  2u

/* Watches a file or a directory with the names in it, not what lies below. Again for the same: the new mask replaces the old one. */
#define ISLE_FILE_WATCH_ADD 49u
#define ISLE_FILE_WATCH_ADD_ARGS_HANDLE 0u
#define ISLE_FILE_WATCH_ADD_ARGS_MASK   1u
#define ISLE_FILE_WATCH_ADD_ARGS_WORDS  2u
#define ISLE_FILE_WATCH_ADD_RESULTS_WATCH 0u
#define ISLE_FILE_WATCH_ADD_RESULTS_WORDS 2u

#define ISLE_FILE_WATCH_REMOVE 50u
#define ISLE_FILE_WATCH_REMOVE_ARGS_HANDLE 0u
#define ISLE_FILE_WATCH_REMOVE_ARGS_WATCH  1u
#define ISLE_FILE_WATCH_REMOVE_ARGS_WORDS  2u
#define ISLE_FILE_WATCH_REMOVE_RESULTS_WORDS 0u

/* Requests, their values and their data stand in enum ioctl_request; what policy does not list is EPERM, what neither it nor the daemon knows ENOTTY. */
#define ISLE_FILE_IOCTL 51u
#define ISLE_FILE_IOCTL_ARGS_HANDLE  0u
#define ISLE_FILE_IOCTL_ARGS_REQUEST 1u
#define ISLE_FILE_IOCTL_ARGS_VALUE   2u
#define ISLE_FILE_IOCTL_ARGS_WORDS   4u
#define ISLE_FILE_IOCTL_RESULTS_HANDLE 0u
#define ISLE_FILE_IOCTL_RESULTS_VALUE  1u
#define ISLE_FILE_IOCTL_RESULTS_WORDS  2u

/* Offers a service. The registrar is called with ipc CALL and CONNECT, its cookie in the place of the handle. */
#define ISLE_IPC_REGISTER 1u
#define ISLE_IPC_REGISTER_ARGS_VERSION 0u
#define ISLE_IPC_REGISTER_ARGS_FLAGS   1u
#define ISLE_IPC_REGISTER_ARGS_COOKIE  2u
#define ISLE_IPC_REGISTER_ARGS_WORDS   4u
#define ISLE_IPC_REGISTER_RESULTS_REGISTRATION 0u
#define ISLE_IPC_REGISTER_RESULTS_WORDS        2u

/* Calls in flight may still be answered, new ones are refused. */
#define ISLE_IPC_UNREGISTER 2u
#define ISLE_IPC_UNREGISTER_ARGS_REGISTRATION 0u
#define ISLE_IPC_UNREGISTER_ARGS_WORDS        2u
#define ISLE_IPC_UNREGISTER_RESULTS_WORDS 0u

/* Finds a service. It may go and come back while bound. */
#define ISLE_IPC_BIND 3u
#define ISLE_IPC_BIND_ARGS_VERSION_MIN 0u
#define ISLE_IPC_BIND_ARGS_WAIT_MS     1u
#define ISLE_IPC_BIND_ARGS_WORDS       2u
#define ISLE_IPC_BIND_RESULTS_BINDING 0u
#define ISLE_IPC_BIND_RESULTS_VERSION 1u
#define ISLE_IPC_BIND_RESULTS_METHODS 2u
#define ISLE_IPC_BIND_RESULTS_WORDS   4u

#define ISLE_IPC_UNBIND 4u
#define ISLE_IPC_UNBIND_ARGS_BINDING 0u
#define ISLE_IPC_UNBIND_ARGS_WORDS   2u
#define ISLE_IPC_UNBIND_RESULTS_WORDS 0u

/* Calls a method of the service; payload and result are opaque. */
#define ISLE_IPC_CALL 5u
#define ISLE_IPC_CALL_ARGS_TARGET 0u
#define ISLE_IPC_CALL_ARGS_METHOD 1u
#define ISLE_IPC_CALL_ARGS_WORDS  2u
#define ISLE_IPC_CALL_RESULTS_STATUS 0u
#define ISLE_IPC_CALL_RESULTS_WORDS  2u

/* Opens a byte channel to the service. */
#define ISLE_IPC_CONNECT 6u
#define ISLE_IPC_CONNECT_ARGS_TARGET 0u
#define ISLE_IPC_CONNECT_ARGS_WORDS  2u
#define ISLE_IPC_CONNECT_RESULTS_WORDS 0u

#define ISLE_IPC_LOOKUP_METHOD 7u
#define ISLE_IPC_LOOKUP_METHOD_ARGS_BINDING 0u
#define ISLE_IPC_LOOKUP_METHOD_ARGS_WORDS   2u
#define ISLE_IPC_LOOKUP_METHOD_RESULTS_METHOD 0u
#define ISLE_IPC_LOOKUP_METHOD_RESULTS_WORDS  2u

#define ISLE_CONTROL_STATUS 1u
#define ISLE_CONTROL_STATUS_ARGS_WORDS 0u
#define ISLE_CONTROL_STATUS_RESULTS_WORDS 0u

/* Suspends the expiry of the client's session and calls, for instance while a debugger halts it. */
#define ISLE_CONTROL_HOLD 2u
#define ISLE_CONTROL_HOLD_ARGS_ON      0u
#define ISLE_CONTROL_HOLD_ARGS_SECONDS 1u
#define ISLE_CONTROL_HOLD_ARGS_WORDS   2u
#define ISLE_CONTROL_HOLD_RESULTS_WORDS 0u

#define ISLE_CONTROL_LIST 3u
#define ISLE_CONTROL_LIST_ARGS_WHAT  0u
#define ISLE_CONTROL_LIST_ARGS_WORDS 2u
#define ISLE_CONTROL_LIST_RESULTS_WORDS 0u

#ifdef __cplusplus
}
#endif

#endif
