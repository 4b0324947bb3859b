/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A hostile client at the path resolver, and a hostile Linux program beside it: nothing outside the
 * exports may be read, changed or even looked at. Each race runs for about a second against each
 * resolver and prints how often it tried.
 */
#include "race.h"

#include <sys/mman.h>
#include <sys/wait.h>

/* ---- races ---- */

static bool read_it(struct tree *t, const char *path, int *ret_result)
{
	char text[32];

	*ret_result = slurp(t, path, text, sizeof(text));
	return *ret_result >= 0 && !strcmp(text, "secret");
}

static bool stat_it(struct tree *t, const char *path, int *ret_result)
{
	struct isle_stat st;

	*ret_result = stat_of(t, path, 0, &st);
	return *ret_result >= 0 && st.size == 6; /* inside it has 4 bytes */
}

static bool change_it(struct tree *t, const char *path, int *ret_result)
{
	static const struct timespec times[2] = { { 77, 0 }, { 77, 0 } };
	struct isled_path p = path_of(t, path);
	struct stat st;

	*ret_result = isled_path_chmod(&p, 0, 0600);
	isled_path_utimens(&p, 0, times);
	isled_path_truncate(&p, 1);
	CHECK_EQ(stat(at(t, "out/secret"), &st), 0);
	return (st.st_mode & 07777) != 0644 || st.st_mtime == 77 || st.st_size != 6;
}

static bool make_it(struct tree *t, const char *path, int *ret_result)
{
	struct isled_path p = path_of(t, path);
	struct stat st;
	bool escaped;

	*ret_result = isled_path_mkdir(&p, 0755);
	escaped = !lstat(at(t, "out/victim"), &st);
	isled_path_rmdir(&p);
	escaped |= try_open(t, path, ISLE_O_WRONLY | ISLE_O_CREAT) >= 0 &&
		   !lstat(at(t, "out/victim"), &st);
	isled_path_unlink(&p);
	return escaped | !lstat(at(t, "out/victim"), &st);
}

static bool remove_it(struct tree *t, const char *path, int *ret_result)
{
	struct isled_path p = path_of(t, path), q = path_of(t, at(t, "rw/loot"));
	struct isled_path l = path_of(t, at(t, "rw/hard"));
	struct stat st;

	*ret_result = isled_path_link(&p, &l, ISLE_AT_FOLLOW);
	if (*ret_result >= 0) {
		CHECK_EQ(stat(at(t, "rw/hard"), &st), 0);
		if (st.st_size == 6)
			return true;
		isled_path_unlink(&l);
	}
	*ret_result = isled_path_rename(&p, &q, 0);
	if (*ret_result >= 0)
		isled_path_rename(&q, &p, 0);
	return lstat(at(t, "out/secret"), &st) != 0;
}

TEST_BOTH_WAYS(attack, "race: a folder becomes a relative link that leads out; open")
{
	swap_folder(t, "../out", "rw/a/secret", read_it);
}

TEST_BOTH_WAYS(attack, "race: a folder becomes an absolute link that leads out; open")
{
	swap_folder(t, at(t, "out"), "rw/a/secret", read_it);
}

TEST_BOTH_WAYS(attack, "race: a folder becomes a link that leads out; stat")
{
	swap_folder(t, "../out", "rw/a/secret", stat_it);
}

TEST_BOTH_WAYS(attack, "race: a folder becomes a link that leads out; chmod, utimens, truncate")
{
	swap_folder(t, at(t, "out"), "rw/a/secret", change_it);
}

TEST_BOTH_WAYS(attack, "race: a folder becomes a link that leads out; mkdir, create, unlink")
{
	swap_folder(t, "../out", "rw/a/victim", make_it);
}

TEST_BOTH_WAYS(attack, "race: a folder becomes a link that leads out; link and rename")
{
	swap_folder(t, at(t, "out"), "rw/a/secret", remove_it);
}

TEST_BOTH_WAYS(attack, "race: the file itself becomes a link that leads out; open")
{
	swap_file(t, read_it);
}

TEST_BOTH_WAYS(attack, "race: the file itself becomes a link that leads out; stat")
{
	swap_file(t, stat_it);
}

TEST_BOTH_WAYS(attack,
	       "race: the file itself becomes a link that leads out; chmod, utimens, truncate")
{
	swap_file(t, change_it);
}

TEST_BOTH_WAYS(attack,
	       "race: a file within a hidden folder cannot be reached through swapped links")
{
	char a[512], b[512], where[600];
	struct swapper s = { .a = a, .b = b, .exchange = true };

	make_folder(at(t, "mix/shown/x"));
	put_file(at(t, "mix/shown/x/file"), "good");
	put_file(at(t, "mix/hidden/file"), "secret");
	CHECK_EQ(symlink("../hidden", at(t, "mix/shown/y")), 0);
	snprintf(a, sizeof(a), "%s", at(t, "mix/shown/x"));
	snprintf(b, sizeof(b), "%s", at(t, "mix/shown/y"));
	snprintf(where, sizeof(where), "%s", at(t, "mix/shown/x/file"));
	race(t, &s, where, read_it);
}

TEST_BOTH_WAYS(attack, "race: an ancestor moves out of the export while a path goes up again")
{
	char a[512], b[512], where[600];
	struct swapper s = { .a = a, .b = b };

	put_file(at(t, "rw/a/secret"), "good");
	/* When rw/a/b has become out/b, its ".." is out. */
	snprintf(a, sizeof(a), "%s", at(t, "rw/a/b"));
	snprintf(b, sizeof(b), "%s", at(t, "out/b"));
	snprintf(where, sizeof(where), "%s", at(t, "rw/a/b/../secret"));
	race(t, &s, where, read_it);
}

TEST_BOTH_WAYS(attack, "race: deep below an ancestor that moves out, through many levels")
{
	char a[512], b[512], where[1200];
	struct swapper s = { .a = a, .b = b };

	snprintf(a, sizeof(a), "%s", at(t, "rw/a"));
	snprintf(b, sizeof(b), "%s", at(t, "out/a"));
	snprintf(where, sizeof(where), "%s", at(t, "rw/a/b/d"));
	put_file(at(t, "rw/secret"), "good");
	make_folder(where);
	for (int i = 0; i < 20; i++)
		make_folder(strcat(where, "/d"));
	for (int i = 0; i < 23; i++)
		strcat(where, "/..");
	strcat(where, "/secret");
	race(t, &s, where, read_it);
}

/* ---- what needs no race ---- */

TEST_BOTH_WAYS(attack, "chains of .. lead nowhere, at every operation")
{
	static const char *const texts[] = { "rw/../out/secret", "rw/a/../../out/secret",
					     "rw/../../../../../../../../../../etc/passwd",
					     "rw/./.././out/./secret",
					     "rw/a/b/../../..//out/secret" };
	static const struct timespec times[2] = { { 77, 0 }, { 77, 0 } };
	char target[ISLE_PATH_BYTES_MAX + 1];
	struct isle_statvfs v;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct isled_path p = path_of(t, at(t, texts[i]));
		struct isled_path q = path_of(t, at(t, "rw/x"));

		CHECK_EQ(try_open(t, p.text, ISLE_O_RDONLY), -ISLE_EACCES);
		CHECK_EQ(try_open(t, p.text, ISLE_O_WRONLY | ISLE_O_CREAT), -ISLE_EACCES);
		CHECK_EQ(exists(t, p.text), -ISLE_EACCES);
		CHECK_EQ(isled_path_statvfs(&p, &v), -ISLE_EACCES);
		CHECK_EQ(isled_path_chmod(&p, 0, 0), -ISLE_EACCES);
		CHECK_EQ(isled_path_utimens(&p, 0, times), -ISLE_EACCES);
		CHECK_EQ(isled_path_access(&p, 0, 0), -ISLE_EACCES);
		CHECK_EQ(isled_path_truncate(&p, 0), -ISLE_EACCES);
		CHECK_EQ(isled_path_readlink(&p, target), -ISLE_EACCES);
		CHECK_EQ(isled_path_mkdir(&p, 0755), -ISLE_EACCES);
		CHECK_EQ(isled_path_rmdir(&p), -ISLE_EACCES);
		CHECK_EQ(isled_path_unlink(&p), -ISLE_EACCES);
		CHECK_EQ(isled_path_rename(&p, &q, 0), -ISLE_EACCES);
		CHECK_EQ(isled_path_link(&p, &q, 0), -ISLE_EACCES);
		CHECK_EQ(isled_path_symlink("x", 1, &p), -ISLE_EACCES);
		CHECK_EQ(isled_resolve_folder(&p, target), -ISLE_EACCES);
	}
}

TEST_BOTH_WAYS(attack, "a link into the client's own export leads by the client's names only")
{
	/* The link's text is the host's way in; it is resolved as the client's. */
	CHECK_EQ(symlink("/proc/self/cwd", at(t, "rw/cwd")), 0);
	CHECK_EQ(symlink("/proc/self/root", at(t, "rw/root")), 0);
	CHECK_EQ(symlink("/dev/fd", at(t, "rw/fd")), 0);
	CHECK_EQ(exists(t, at(t, "rw/cwd")), -ISLE_EACCES);
	CHECK_EQ(exists(t, at(t, "rw/root/etc/passwd")), -ISLE_EACCES);
	CHECK_EQ(exists(t, at(t, "rw/fd/0")), -ISLE_EACCES);
}

static void check_own_proc(struct tree *t, const char *format, long pid)
{
	static const char *const below[] = { "",          "/mem",    "/maps",   "/environ",
					     "/fd/0",     "/root",   "/exe",    "/cwd",
					     "/task",     "/status", "/fdinfo", "/ns/mnt",
					     "/map_files" };
	char path[128];

	for (size_t i = 0; i < sizeof(below) / sizeof(below[0]); i++) {
		int n = snprintf(path, sizeof(path), format, pid);

		snprintf(path + n, sizeof(path) - (size_t)n, "%s", below[i]);
		CHECK_EQ(exists(t, path), -ISLE_ENOENT);
		CHECK_EQ(try_open(t, path, ISLE_O_RDONLY), -ISLE_ENOENT);
		CHECK_EQ(try_open(t, path, ISLE_O_RDWR), -ISLE_ENOENT);
	}
}

static void *idle(void *arg)
{
	_Atomic long *tid = arg;

	atomic_store(tid, syscall(SYS_gettid));
	while (atomic_load(tid))
		usleep(1000);
	return NULL;
}

/* The daemon's processes and threads in /proc, by every name. */
static void check_proc(struct tree *t, const char *top)
{
	static struct isled_folder folder;
	char format[128], names[64];
	struct isled_entry e;
	struct isled_file f;
	_Atomic long tid = 0;
	pthread_t thread;
	pid_t other;

	other = fork();
	CHECK(other >= 0);
	if (!other) {
		pause();
		_exit(0);
	}
	CHECK_EQ(isled_exports_add_own_pid(&t->exports, getppid()), 0);
	isled_exports_seal(&t->exports);
	CHECK_EQ(pthread_create(&thread, NULL, idle, (void *)&tid), 0);
	while (!atomic_load(&tid))
		usleep(1000);
	snprintf(format, sizeof(format), "%s/self", top);
	check_own_proc(t, format, 0);
	snprintf(format, sizeof(format), "%s/thread-self", top);
	check_own_proc(t, format, 0);
	snprintf(format, sizeof(format), "%s/%%ld", top);
	check_own_proc(t, format, getpid());
	check_own_proc(t, format, getppid());
	check_own_proc(t, format, atomic_load(&tid));
	snprintf(format, sizeof(format), "%s/./sys/..//%%ld", top);
	check_own_proc(t, format, getpid());
	snprintf(format, sizeof(format), "%s/0%%ld",
		 top); /* the kernel knows no such name either */
	check_own_proc(t, format, getpid());

	/* Another process is there, but no magic link of it is followed. */
	snprintf(format, sizeof(format), "%s/%d/status", top, other);
	CHECK_EQ(exists(t, format), 0);
	snprintf(format, sizeof(format), "%s/%d/root/proc/%d/mem", top, other, getpid());
	CHECK_EQ(exists(t, format), -ISLE_ELOOP);
	snprintf(format, sizeof(format), "%s/%d/cwd", top, other);
	CHECK_EQ(exists(t, format), -ISLE_ELOOP);
	snprintf(format, sizeof(format), "%s/%d/fd/0", top, other);
	CHECK_EQ(try_open(t, format, ISLE_O_RDONLY), -ISLE_ELOOP);
	snprintf(format, sizeof(format), "%s/%d/exe", top, other);
	CHECK_EQ(try_open(t, format, ISLE_O_RDONLY), -ISLE_ELOOP);

	f = must_open(t, top, ISLE_O_RDONLY);
	CHECK_EQ(isled_folder_start(&folder, &t->exports, &f, 0, 0), 0);
	while (isled_folder_next(&folder, &e) == 1) {
		CHECK(strcmp(e.name, "self") != 0);
		snprintf(names, sizeof(names), "%d", getpid());
		CHECK(strcmp(e.name, names) != 0);
	}
	isled_file_close(&f);
	atomic_store(&tid, 0);
	pthread_join(thread, NULL);
	kill(other, SIGKILL);
	waitpid(other, NULL, 0);
}

TEST_BOTH_WAYS(attack, "the daemon's own processes are not in an exported /proc")
{
	CHECK_EQ(export_at(t, "/proc", 0), 0);
	check_proc(t, "/proc");
}

TEST_BOTH_WAYS(attack, "the daemon's own processes are not in a /proc that lies below an export")
{
	CHECK_EQ(export_at(t, "/", ISLED_EXPORT_RO), 0);
	/* No inner rules and no walk: this is what an exported / alone would be. */
	isled_exports_seal(&t->exports);
	CHECK_EQ(exists(t, "/dev/fd/0"), -ISLE_ENOENT);
	CHECK_EQ(exists(t, "/proc/mounts"), -ISLE_ENOENT);
}

TEST(attack, "an exported / without any rule does not serve the daemon's /proc entries either")
{
	struct tree t = { .cwd = "" };
	int fd = open("/", O_PATH | O_CLOEXEC);

	isled_exports_init(&t.exports);
	CHECK_EQ(isled_exports_add(&t.exports, "/", fd, ISLED_EXPORT_RO), 0);
	isled_exports_seal(&t.exports);
	CHECK(!t.exports.list[0].walk);
	CHECK_EQ(exists(&t, "/proc/meminfo"), 0);
	check_own_proc(&t, "/proc/self", 0);
	check_own_proc(&t, "/proc/%ld", getpid());
	check_own_proc(&t, "proc/%ld", getpid());
	isled_exports_fini(&t.exports);
}

TEST(attack, "mem of the daemon cannot be written through any path")
{
	static const char secret[] = "unchanged";
	struct tree t = { .cwd = "" };
	char path[64];
	int fd = open("/", O_PATH | O_CLOEXEC);

	isled_exports_init(&t.exports);
	CHECK_EQ(isled_exports_add(&t.exports, "/", fd, 0), 0);
	isled_exports_seal(&t.exports);
	for (int walk = 0; walk < 2; walk++) {
		t.exports.force_walk = walk;
		snprintf(path, sizeof(path), "/proc/%d/mem", getpid());
		CHECK(try_open(&t, path, ISLE_O_RDWR) < 0);
		snprintf(path, sizeof(path), "/proc/%d/task/%d/mem", getpid(), getpid());
		CHECK(try_open(&t, path, ISLE_O_RDWR) < 0);
		CHECK(try_open(&t, "/proc/self/mem", ISLE_O_RDWR) < 0);
	}
	CHECK_STR(secret, "unchanged");
	isled_exports_fini(&t.exports);
}

TEST(attack, "with xdev = no, what is mounted below an export is outside it")
{
	struct tree t = { .cwd = "" };
	struct stat top, proc;
	int fd;

	CHECK_EQ(stat("/", &top), 0);
	CHECK_EQ(stat("/proc", &proc), 0);
	for (int walk = 0; walk < 2; walk++) {
		isled_exports_init(&t.exports);
		t.exports.force_walk = walk;
		fd = open("/", O_PATH | O_CLOEXEC);
		CHECK_EQ(isled_exports_add(&t.exports, "/", fd, ISLED_EXPORT_NO_XDEV), 0);
		isled_exports_seal(&t.exports);
		CHECK_EQ(exists(&t, "/etc"), 0);
		CHECK_EQ(exists(&t, "/proc/meminfo"), -ISLE_EACCES);
		CHECK_EQ(exists(&t, "/proc"), -ISLE_EACCES);
		CHECK_EQ(try_open(&t, "/proc/meminfo", ISLE_O_RDONLY), -ISLE_EACCES);
		isled_exports_fini(&t.exports);
	}
}

TEST_BOTH_WAYS(attack, "a hostile path costs a bounded number of steps")
{
	char text[4096], where[512];
	size_t n, top;
	double began;
	int rc;

	snprintf(where, sizeof(where), "%s", at(t, "rw/d"));
	make_folder(where);
	CHECK_EQ(symlink("d/..", at(t, "rw/s")), 0);
	/* Links that name the longest paths of links there are. */
	for (int i = 0; i < 3; i++) {
		n = 0;
		while (n < 4000)
			n += (size_t)snprintf(text + n, sizeof(text) - n, i ? "l%d/" : "d/../",
					      i - 1);
		text[n - 1] = 0;
		snprintf(where, sizeof(where), "rw/l%d", i);
		CHECK_EQ(symlink(text, at(t, where)), 0);
	}
	top = (size_t)snprintf(text, sizeof(text), "%s", at(t, "rw"));
	while (top < 4000)
		top += (size_t)snprintf(text + top, sizeof(text) - top, "/l2");
	began = now();
	rc = exists(t, text);
	CHECK(rc == -ISLE_ELOOP || rc == -ISLE_ENAMETOOLONG);
	printf("# %.1f ms\n", (now() - began) * 1000);
}
