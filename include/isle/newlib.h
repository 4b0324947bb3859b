/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The C library of a microcontroller over isled: what newlib asks of a system (src/port/newlib), so that
 * printf(), fopen(), fgets(), stat(), opendir(), time() and their like work as on Linux. The program defines
 * one object of this name, and fills it in before it uses them:
 *
 *	static struct isle_file files[8];
 *	static struct isle_newlib_dir dirs[2];
 *	struct isle_newlib isle_newlib = { .files = files, .files_n = 8, .dirs = dirs, .dirs_n = 2 };
 *
 *	isle_client_connect(&client, 5000);
 *	isle_newlib.ctx = &client.context;
 *	if (isle_console_open(...) == 0)
 *		isle_newlib.console = &console;
 *	printf("hello\n");
 *
 * Memory: this part has none of its own and calls no malloc(). newlib's stdio does: it takes 1 KiB for each
 * stream at its first use, and what printf() of floating point and setenv() need.
 *
 * Waits: each function as one call of libisle does, at most ctx->timeout_ms; close() of a file written to as
 * often as its buffer needs. Reading standard input waits until something is typed, over losses of the link
 * too, and turns the client meanwhile. Writing to the console waits for a lost link as long as the timeout
 * of the console's context lasts.
 *
 * Errors: errno is newlib's number for what libisle returned, see isle_newlib_errno().
 *
 * Context: one task, as newlib's streams without locks are. Handlers of services run inside of any of these
 * calls; they may print only if isle_client_config.callbacks_in_poll is set, and never read standard input.
 *
 * What is different from Linux: off_t has 32 bits, a larger file's size is EOVERFLOW; ino_t has 16, so that
 * two files may seem to be one; readdir() does not tell "." and "..".
 */
#ifndef ISLE_NEWLIB_H
#define ISLE_NEWLIB_H

#include <isle/console.h>
#include <isle/file.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ISLE_NEWLIB_DIR_BYTES 512u /* of entries that come in one round trip */

/* What opendir() hands out. All members are the library's. */
struct isle_newlib_dir {
	struct isle_dir dir;
	uint32_t told; /* entries since the start: telldir() */
	uint64_t entry[34];
	uint64_t buf[ISLE_NEWLIB_DIR_BYTES / 8];
};

struct isle_newlib {
	/* The program's; may be changed between two calls. */
	struct isle_context *ctx;     /* whose files, how long a call may take */
	struct isle_console *console; /* descriptors 0, 1, 2; NULL: they are not open */
	struct isle_file *files;      /* descriptors from 3 on; zeroed */
	struct isle_newlib_dir *dirs; /* open directories; zeroed */
	uint16_t files_n, dirs_n;
	/* How standard input is read. NULL: bytes as they come. */
	int (*hear)(char *buf, int len);
	uint64_t clock_us; /* time since 1970 when the port's clock was 0 */
	void *heap; /* for malloc(); 8-aligned. Not needed where the board has a _sbrk() of its own */
	size_t heap_bytes;

	/* The library's. */
	size_t heap_used;
	struct isle_file none;
};

extern struct isle_newlib isle_newlib;

/* Standard input by the line, for a person at `isle console`: what is typed is echoed, Enter is newline,
 * backspace takes back, ^D in an empty line is the end. To be set as isle_newlib.hear. */
int isle_newlib_lines(char *buf, int len);

/*
 * Sets the clock by that of Linux, to two seconds; it goes on by the port's. Before it begins in 1970. A program
 * that runs for days sets it again now and then; a board that has a clock sets isle_newlib.clock_us.
 * It comes from /proc/stat and /proc/uptime, so both must be granted or in an export, and is read
 * as a stream.
 * Returns 0, or -1: not to be had (see errno), the clock is as it was.
 */
int isle_newlib_clock(void);

/*
 * Makes the environment of a file of lines NAME=VALUE; other lines are passed over. What does not fit is
 * left out. A program that has its environment in itself sets `environ` instead.
 * Memory: `text` and `table` for ever: they are the environment.
 * Returns the number of variables; errors as isle_file_get(). Then the environment is as it was.
 */
int isle_newlib_environment(const char *path, char *text, size_t text_bytes, char **table,
			    size_t table_n);

/* newlib's errno for an error of libisle, given positive or negative. What only libisle knows is told by the
 * nearest: the link was lost ENOLINK, no such service ENXIO. Waits: never. */
int isle_newlib_errno(int error);

#ifdef __cplusplus
}
#endif

#endif
