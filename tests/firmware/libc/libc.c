/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the C library and the system below it do, told line by line: the same program runs on a board over isled
 * and as a process of Linux, and has to print the same. It works in the folder that is its working directory.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "examples/firmware/start.h"

#define OPEN_MAX_HERE 8    /* files at once, beside the streams */
#define HOUR          3600 /* an emulated board loses ticks while its machine is busy elsewhere */

int lstat(const char *path, struct stat *ret_stat); /* newlib has it not for every system */

static const char *error_name(int error)
{
	static const struct {
		int error;
		const char *name;
	} names[] = { { EACCES, "EACCES" },       { EBADF, "EBADF" },
		      { EEXIST, "EEXIST" },       { EINVAL, "EINVAL" },
		      { EISDIR, "EISDIR" },       { ELOOP, "ELOOP" },
		      { EMFILE, "EMFILE" },       { ENAMETOOLONG, "ENAMETOOLONG" },
		      { ENOENT, "ENOENT" },       { ENOTDIR, "ENOTDIR" },
		      { ENOTEMPTY, "ENOTEMPTY" }, { ENOTTY, "ENOTTY" },
		      { ERANGE, "ERANGE" },       { ESPIPE, "ESPIPE" } };

	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].error == error)
			return names[i].name;
	return "another error";
}

/* A number, or why there is none. */
static int tell(const char *what, long r)
{
	if (r >= 0)
		printf("%s: %ld\n", what, r);
	else
		printf("%s: %s\n", what, error_name(errno));
	return (int)r;
}

static void tell_text(const char *what, const char *text)
{
	printf("%s: %s\n", what, text ? text : error_name(errno));
}

static void put(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	if (!file || fputs(text, file) < 0 || fclose(file))
		tell(path, -1);
}

static void show(const char *path)
{
	char text[80] = "";
	FILE *file = fopen(path, "r");
	size_t n = file ? fread(text, 1, sizeof(text) - 1, file) : 0;

	text[n] = 0;
	printf("%s holds \"%s\"\n", path, text);
	if (file)
		fclose(file);
}

/* ---- descriptors ------------------------------------------------------------------------------------- */

static void opening(void)
{
	char name[300];
	int fd;

	tell("a missing file", open("missing", O_RDONLY));
	fd = open("file", O_RDWR | O_CREAT | O_EXCL, 0640);
	tell("a new file is written", write(fd, "0123456789", 10));
	tell("closed", close(fd));
	tell("closed again", close(fd));
	tell("new once more", open("file", O_RDWR | O_CREAT | O_EXCL, 0640));
	tell("a file as folder", open("file/in", O_RDONLY));
	tell("only a folder", open("file", O_RDONLY | O_DIRECTORY));
	tell("mkdir", mkdir("folder", 0755));
	tell("a folder to be written", open("folder", O_WRONLY));
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = 0;
	tell("a long name", open(name, O_RDONLY));
	tell("symlink", symlink("file", "pointer"));
	tell("not through a link", open("pointer", O_RDONLY | O_NOFOLLOW));
	fd = open("pointer", O_RDONLY);
	tell("writing what is open for reading", write(fd, "x", 1));
	tell("closed", close(fd));
	fd = open("file", O_WRONLY | O_TRUNC);
	tell("reading what is open for writing", read(fd, name, 1));
	tell("closed", close(fd));
	show("file");
}

static void too_many(void)
{
	int fds[OPEN_MAX_HERE + 1], n = 0;

	while (n <= OPEN_MAX_HERE && (fds[n] = open("file", O_RDONLY)) >= 0)
		n++;
	tell("open at once", n);
	tell("one more", fds[n < OPEN_MAX_HERE ? n : OPEN_MAX_HERE]);
	while (n > 0)
		tell("closed", close(fds[--n]));
}

static void positions(void)
{
	int fd = open("file", O_RDWR | O_CREAT | O_TRUNC, 0666);
	char text[20] = "";
	struct stat st;

	tell("write", write(fd, "0123456789", 10));
	tell("to 4", lseek(fd, 4, SEEK_SET));
	tell("read", read(fd, text, 3));
	tell_text("it was", text);
	tell("back by 2", lseek(fd, -2, SEEK_CUR));
	tell("from the end", lseek(fd, -1, SEEK_END));
	tell("before the start", lseek(fd, -1, SEEK_SET));
	tell("the position stays", lseek(fd, 0, SEEK_CUR));
	tell("no such way", lseek(fd, 0, 77));
	tell("ftruncate", ftruncate(fd, 5));
	tell("ftruncate to less than nothing", ftruncate(fd, -1));
	tell("fstat", fstat(fd, &st));
	tell("its size", (long)st.st_size);
	tell("fsync", fsync(fd));
	tell("a file is no terminal", isatty(fd));
	tell("its access mode", fcntl(fd, F_GETFL) & O_ACCMODE);
	close(fd);
	fd = open("file", O_WRONLY | O_APPEND);
	tell("append", write(fd, "abc", 3));
	tell("appending is told", !!(fcntl(fd, F_GETFL) & O_APPEND));
	close(fd);
	show("file");
	fd = open("file", O_WRONLY | O_SYNC);
	tell("written through", write(fd, "x", 1));
	tell("that is told", (fcntl(fd, F_GETFL) & O_SYNC) == O_SYNC);
	close(fd);
	tell("no such descriptor, read", read(99, text, 1));
	tell("no such descriptor, lseek", lseek(99, 0, SEEK_SET));
	tell("no such descriptor, fstat", fstat(99, &st));
	tell("no such descriptor, fcntl", fcntl(99, F_GETFL));
	tell("no such descriptor, fsync", fsync(99));
	tell("standard input has no position", lseek(0, 0, SEEK_CUR));
}

/* ---- streams ----------------------------------------------------------------------------------------- */

static void streams(void)
{
	FILE *file = fopen("stream", "w+");
	char line[40] = "";
	int number = 0;

	for (int i = 0; i < 300; i++)
		fprintf(file, "line %03d: %6.2f\n", i, i / 4.0);
	tell("fseek", fseek(file, 17L * 250, SEEK_SET));
	tell_text("line 250", fgets(line, sizeof(line), file));
	tell("ftell", ftell(file));
	tell("ungetc", ungetc('L', file) == 'L');
	tell_text("line 251", fgets(line, sizeof(line), file));
	rewind(file);
	tell("fscanf", fscanf(file, "line %d", &number));
	tell("number", number);
	fseek(file, 0, SEEK_END);
	tell("bytes", ftell(file));
	tell("at the end there is nothing", fgetc(file) == EOF && feof(file) && !ferror(file));
	tell("fclose", fclose(file));
	file = fopen("stream", "a");
	fputs("the end\n", file);
	tell("position when appending", ftell(file));
	fclose(file);
	file = fopen("stream", "rb+");
	fwrite("LINE", 1, 4, file);
	fseek(file, -8, SEEK_END);
	tell_text("last line", fgets(line, sizeof(line), file));
	rewind(file);
	tell_text("first line", fgets(line, sizeof(line), file));
	fclose(file);
	tell_text("exclusively", fopen("stream", "wx") ? "opened" : NULL);
	tell_text("for reading, missing", fopen("missing", "r") ? "opened" : NULL);
	tell("remove", remove("stream"));
	tell("remove again", remove("stream"));
}

static void much(void)
{
	static unsigned char bytes[20000];
	FILE *file = fopen("much", "wb");
	uint32_t x = 1, wrong = 0;
	size_t n;

	for (n = 0; n < sizeof(bytes); n++) {
		x = x * 1664525u + 1013904223u;
		bytes[n] = (unsigned char)(x >> 24);
	}
	tell("written", (long)fwrite(bytes, 1, sizeof(bytes), file));
	fclose(file);
	memset(bytes, 0, sizeof(bytes));
	file = fopen("much", "rb");
	setvbuf(file, NULL, _IOFBF, 700);
	tell("read", (long)fread(bytes, 1, sizeof(bytes), file));
	fclose(file);
	for (x = 1, n = 0; n < sizeof(bytes); n++) {
		x = x * 1664525u + 1013904223u;
		wrong += bytes[n] != (unsigned char)(x >> 24);
	}
	tell("of it wrong", wrong);
	tell("unlink", unlink("much"));
}

/* ---- names ------------------------------------------------------------------------------------------- */

static void names(void)
{
	char text[40] = "";
	struct stat st;

	put("one", "one");
	put("two", "two");
	tell("rename over another", rename("one", "two"));
	show("two");
	tell("rename a missing one", rename("one", "two"));
	tell("link", link("two", "three"));
	tell("stat", stat("three", &st));
	tell("its names", (long)st.st_nlink);
	tell("chmod", chmod("two", 0604));
	tell("stat", stat("two", &st));
	tell("its mode", st.st_mode & 07777);
	tell("it is a file", S_ISREG(st.st_mode));
	tell("truncate", truncate("three", 1));
	show("two");
	tell("unlink", unlink("three"));
	tell("unlink a folder", unlink("folder"));
	put("folder/in", "inside");
	tell("rmdir of a full one", rmdir("folder"));
	tell("rename a folder", rename("folder", "drawer"));
	show("drawer/in");
	tell("mkdir where one is", mkdir("drawer", 0777));
	tell("access", access("drawer/in", R_OK | W_OK));
	tell("access to run it", access("drawer/in", X_OK));
	tell("lstat", lstat("pointer", &st));
	tell("it is a link", S_ISLNK(st.st_mode));
	tell("readlink", (long)readlink("pointer", text, sizeof(text) - 1));
	tell_text("it points to", text);
	tell("chdir", chdir("drawer"));
	show("in");
	tell_text("getcwd", getcwd(text, 2));
	tell("back", chdir(".."));
	unlink("drawer/in");
	tell("rmdir", rmdir("drawer"));
	tell("rmdir of a file", rmdir("two"));
	unlink("two");
	unlink("pointer");
	unlink("file");
}

/* ---- folders ------------------------------------------------------------------------------------------ */

/* The next entry that is not one of the two that each folder has. */
static struct dirent *next(DIR *dir)
{
	struct dirent *entry;

	while ((entry = readdir(dir)) &&
	       (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")))
		;
	return entry;
}

static void folders(void)
{
	char name[40], sixth[40] = "none";
	long place = 0, files = 0, n = 0;
	struct dirent *entry;
	DIR *dir;

	tell("mkdir", mkdir("many", 0777));
	for (int i = 0; i < 60; i++) {
		snprintf(name, sizeof(name), "many/a file with number %02d", i);
		put(name, "");
	}
	dir = opendir("many");
	while ((entry = next(dir)) != NULL) {
		files += entry->d_type == DT_REG;
		if (++n == 5)
			place = telldir(dir);
		else if (n == 6)
			strcpy(sixth, entry->d_name);
	}
	tell("entries", n);
	tell("of them files", files);
	seekdir(dir, place);
	entry = next(dir);
	tell_text("after seekdir",
		  entry && !strcmp(entry->d_name, sixth) ? "the sixth" : "another");
	rewinddir(dir);
	for (n = 0; (entry = next(dir)) != NULL; n++)
		snprintf(name, sizeof(name), "many/%.30s", entry->d_name), unlink(name);
	tell("removed", n);
	tell("closedir", closedir(dir));
	tell("rmdir", rmdir("many"));
	tell_text("a missing folder", opendir("many") ? "opened" : NULL);
	put("file", "");
	tell_text("a file as folder", opendir("file") ? "opened" : NULL);
}

/* ---- the rest ------------------------------------------------------------------------------------------ */

static void surroundings(void)
{
	struct timeval now;
	clock_t begin = clock();
	struct stat st;
	void *memory = malloc(100000);

	tell("gettimeofday", gettimeofday(&now, NULL));
	put("file", "now");
	tell("stat", stat("file", &st));
	tell("the time is that of Linux", now.tv_sec - st.st_mtime > -10 &&
						  now.tv_sec - st.st_mtime < 10 &&
						  time(NULL) >= now.tv_sec);
	tell("the clock goes on", clock() >= begin);
	tell_text("getenv", getenv("GIVEN"));
	tell("a variable that is not there", !getenv("NOT_GIVEN"));
	tell("malloc", memory != NULL);
	free(memory);
	unlink("file");
}

/* The time is over, and not before. */
static void sleeping(void)
{
	struct timeval begin, end;

	gettimeofday(&begin, NULL);
	tell("sleep", (int)sleep(1));
	tell("usleep", usleep(20000));
	gettimeofday(&end, NULL);
	tell("it has slept",
	     (end.tv_sec - begin.tv_sec) * 1000000L + end.tv_usec - begin.tv_usec >= 1020000);
}

static void lines(void)
{
	char line[40];

	printf("type now\n");
	fflush(stdout);
	while (fgets(line, sizeof(line), stdin) && strcmp(line, "typed enough\n"))
		printf("got %s", line);
}

int main(void)
{
	static void (*const parts[])(void) = { opening, too_many, positions,    streams,  much,
					       names,   folders,  surroundings, sleeping, lines };
	const char *data;

	firmware_start("libc");
	data = getenv("DATA");
	tell("chdir", chdir(data ? data : "/nowhere"));
	for (unsigned i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		parts[i]();
	printf("end of the list\n");
	fflush(stdout);
	return 0;
}
