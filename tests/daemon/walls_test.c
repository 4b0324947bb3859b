/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The walls around the worker: tried out in a process that has them, and for other machines by running
 * their filter here.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <isle/errors.h>

#include "daemon/filter.h"
#include "daemon/landlock.h"
#include "daemon/walls.h"
#include "harness.h"
#include "tests/daemon/bpf.h"

TEST(walls, "have names that can be written and read")
{
	char text[ISLED_WALLS_TEXT_MAX];
	unsigned walls;

	for (unsigned i = 0; i <= ISLED_WALLS_ALL; i++) {
		isled_walls_text(i, text);
		CHECK_EQ(isled_walls_read(text, &walls), 0);
		CHECK_EQ(walls, i);
	}
	CHECK_EQ(isled_walls_read("all", &walls), 0);
	CHECK_EQ(walls, ISLED_WALLS_ALL);
	CHECK_EQ(isled_walls_read("landlock,all", &walls), 0);
	CHECK_EQ(isled_walls_read("", &walls), -ISLE_EINVAL);
	CHECK_EQ(isled_walls_read("landlock,", &walls), -ISLE_EINVAL);
	CHECK_EQ(isled_walls_read("landlocked", &walls), -ISLE_EINVAL);
}

/* ---- Landlock ---- */

static struct isle_export export_of(const char *name, bool read_only)
{
	struct isle_export export = { .read_only = read_only };
	char path[300];

	snprintf(path, sizeof(path), "%s/%s", test_folder(), name);
	CHECK_EQ(mkdir(path, 0755), 0);
	export.root = (int)CHECK_OK(open(path, O_PATH | O_DIRECTORY | O_CLOEXEC));
	return export;
}

static void make(int folder, const char *name)
{
	close((int)CHECK_OK(openat(folder, name, O_CREAT | O_WRONLY | O_CLOEXEC, 0644)));
}

static int try_open(int folder, const char *name, int flags)
{
	int fd = openat(folder, name, flags | O_CLOEXEC, 0644);

	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

/* In a process of its own, which is left without a sanitizer's last look at /proc. */
static void live_with_landlock(const struct isle_export *exports)
{
	static const char *const beside[] = { "/dev/null", "/dev/there-is-no-such", NULL };
	int rw = exports[0].root, ro = exports[1].root;

	CHECK_EQ(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
	if (!CHECK_OK(isled_landlock(exports, 2, beside)))
		_exit(99);
	CHECK_EQ(try_open(rw, "f", O_RDWR), 0);
	CHECK_EQ(try_open(rw, "new", O_CREAT | O_WRONLY), 0);
	CHECK_EQ(renameat(rw, "new", rw, "d/new"), 0); /* also into another folder */
	CHECK_EQ(unlinkat(rw, "d/new", 0), 0);
	CHECK_EQ(try_open(ro, "f", O_RDONLY), 0);
	CHECK_EQ(try_open(ro, ".", O_RDONLY | O_DIRECTORY), 0);
	CHECK_EQ(try_open(ro, "f", O_WRONLY), -EACCES);
	CHECK_EQ(try_open(ro, "new", O_CREAT | O_WRONLY), -EACCES);
	CHECK_EQ(unlinkat(ro, "f", 0) ? errno : 0, EACCES);
	CHECK(linkat(ro, "f", rw, "g", 0) != 0);
	CHECK_EQ(try_open(ro, "..", O_RDONLY | O_DIRECTORY), -EACCES);
	CHECK_EQ(try_open(AT_FDCWD, "/etc/passwd", O_RDONLY), -EACCES);
	CHECK_EQ(try_open(AT_FDCWD, "/proc/self/mem", O_RDWR), -EACCES);
	CHECK_EQ(try_open(AT_FDCWD, "/proc/self/maps", O_RDONLY), -EACCES);
	CHECK_EQ(try_open(AT_FDCWD, "/dev/null", O_RDWR), 0);
	_exit(0);
}

TEST(walls, "landlock opens the exports as they are exported, and nothing else")
{
	struct isle_export exports[2] = { export_of("rw", false), export_of("ro", true) };
	int status;
	pid_t pid;

	make(exports[0].root, "f");
	make(exports[1].root, "f");
	CHECK_EQ(mkdirat(exports[0].root, "d", 0755), 0);
	pid = fork();
	if (pid == 0)
		live_with_landlock(exports);
	CHECK_EQ(waitpid(pid, &status, 0), pid);
	close(exports[0].root);
	close(exports[1].root);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 99)
		SKIP("this kernel has no landlock");
	CHECK_EQ(status, 0);
}

/* ---- the filter on this machine ---- */

static void *answer_42(void *argument)
{
	*(int *)argument = 42;
	return NULL;
}

/* In a process of its own, with the filter: exit status 0, or the number of what went wrong. */
static int live_with_filter(void)
{
	int value = 0, pair[2];
	pthread_t thread;

	if (pthread_create(&thread, NULL, answer_42, &value) || pthread_join(thread, NULL) ||
	    value != 42)
		return 1;
	if (socket(AF_INET, SOCK_STREAM, 0) >= 0 || errno != ENOSYS)
		return 2;
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) >= 0 || errno != ENOSYS)
		return 3;
	if (mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
		    MAP_FAILED ||
	    errno != ENOSYS)
		return 4;
	if (ioctl(0, TIOCSTI, "x") >= 0 || errno != ENOSYS)
		return 5;
	if (syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0) >= 0 || errno != ENOSYS)
		return 6;
	if (kill(getppid(), 0) >= 0 || errno != ENOSYS)
		return 7;
	if (prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) >= 0 || errno != ENOSYS)
		return 8;
	if (syscall(SYS_tgkill, getppid(), getppid(), 0) >= 0 || errno != ENOSYS)
		return 9;
	if (pthread_kill(pthread_self(), 0))
		return 10;
	return 0;
}

static void execute(void)
{
	char *args[] = { "/bin/true", NULL };

	execv(args[0], args);
}
static void set_user(void)
{
	syscall(SYS_setresuid, 0, 0, 0);
}
static void ring(void)
{
	syscall(425, 1, NULL); /* io_uring_setup, on every machine */
}
static void look_into_another(void)
{
	syscall(SYS_ptrace, 16 /* PTRACE_ATTACH */, getppid(), 0, 0);
}

/* Status of a process that has the filter and does this. */
static int with_filter(void (*act)(void))
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
		if (isled_filter_load() != 1)
			_exit(99);
		if (!act)
			_exit(live_with_filter());
		act();
		_exit(98);
	}
	CHECK_EQ(waitpid(pid, &status, 0), pid);
	return status;
}

TEST(walls, "a process with the filter does its work, and is ended when it tries to get out")
{
	static void (*const ways_out[])(void) = { execute, set_user, ring, look_into_another };
	int status = with_filter(NULL);

	if (WIFEXITED(status) && WEXITSTATUS(status) == 99)
		SKIP("no filter with this kernel, or this sanitizer");
	CHECK(WIFEXITED(status));
	CHECK_EQ(WEXITSTATUS(status), 0);
	for (size_t i = 0; i < sizeof(ways_out) / sizeof(ways_out[0]); i++) {
		status = with_filter(ways_out[i]);
		CHECK(WIFSIGNALED(status));
		CHECK_EQ(WTERMSIG(status), SIGSYS);
	}
}

/* ---- the filter of every machine ---- */

struct machine {
	uint32_t arch, other;
	struct sock_filter program[4096];
	size_t length;
};

static void get_filter(struct machine *m)
{
	int fd = (int)CHECK_OK(memfd_create("filter", MFD_CLOEXEC));
	ssize_t bytes;

	CHECK_EQ(isled_filter_export(m->arch, fd), 0);
	bytes = pread(fd, m->program, sizeof(m->program), 0);
	CHECK(bytes > 0 && (size_t)bytes < sizeof(m->program));
	m->length = (size_t)bytes / sizeof(m->program[0]);
	close(fd);
}

static uint32_t answer(const struct machine *m, uint32_t arch, int number, uint64_t a0, uint64_t a1,
		       uint64_t a2)
{
	const struct seccomp_data data = { .nr = number, .arch = arch, .args = { a0, a1, a2 } };

	return bpf_run(m->program, m->length, &data);
}

static int number_of(const struct machine *m, const char *name)
{
	return seccomp_syscall_resolve_name_arch(m->arch, name);
}

static void check_lists(const struct machine *m)
{
	unsigned known = 0, n;
	const char *name;

	for (unsigned i = 0; (name = isled_filter_allowed(i)) != NULL; i++)
		if ((n = (unsigned)number_of(m, name)) < 100000) {
			CHECK_EQ(answer(m, m->arch, (int)n, 0, 0, 0), SECCOMP_RET_ALLOW);
			known++;
		}
	CHECK(known > 80);
	for (unsigned i = 0; (name = isled_filter_deadly(i)) != NULL; i++)
		if ((n = (unsigned)number_of(m, name)) < 100000) {
			CHECK_EQ(answer(m, m->arch, (int)n, 0, 0, 0), SECCOMP_RET_KILL_PROCESS);
			known++;
		}
	CHECK(known > 110);
}

#define NO_SUCH (SECCOMP_RET_ERRNO | ENOSYS)

static void check_narrow(const struct machine *m)
{
	const char *map = number_of(m, "mmap2") >= 0 && number_of(m, "mmap2") < 100000 ? "mmap2"
										       : "mmap";

	CHECK_EQ(answer(m, m->arch, number_of(m, map), 0, 0, PROT_READ), SECCOMP_RET_ALLOW);
	CHECK_EQ(answer(m, m->arch, number_of(m, map), 0, 0, PROT_READ | PROT_EXEC), NO_SUCH);
	CHECK_EQ(answer(m, m->arch, number_of(m, "mprotect"), 0, 0, PROT_EXEC), NO_SUCH);
	CHECK_EQ(answer(m, m->arch, number_of(m, "clone"), SIGCHLD, 0, 0), NO_SUCH);
	CHECK_EQ(answer(m, m->arch, number_of(m, "clone"), CLONE_THREAD | CLONE_VM, 0, 0),
		 SECCOMP_RET_ALLOW);
	CHECK_EQ(answer(m, m->arch, number_of(m, "clone3"), 0, 0, 0), NO_SUCH);
	CHECK_EQ(answer(m, m->arch, number_of(m, "ioctl"), 0, TIOCSTI, 0), NO_SUCH);
	/* The kernel does not look at the upper half. */
	CHECK_EQ(answer(m, m->arch, number_of(m, "ioctl"), 0, TIOCSTI | 1ull << 32, 0), NO_SUCH);
	CHECK_EQ(answer(m, m->arch, number_of(m, "ioctl"), 0, TIOCSTI | ~0ull << 32, 0), NO_SUCH);
	CHECK_EQ(answer(m, m->arch, number_of(m, "ioctl"), 0, 0x5401, 0), SECCOMP_RET_ALLOW);
	CHECK_EQ(answer(m, m->arch, number_of(m, "ioctl"), 0, 0x80045430, 0), SECCOMP_RET_ALLOW);
	CHECK_EQ(answer(m, m->arch, number_of(m, "prctl"), PR_SET_NAME, 0, 0), SECCOMP_RET_ALLOW);
	CHECK_EQ(answer(m, m->arch, number_of(m, "prctl"), PR_SET_DUMPABLE, 1, 0), NO_SUCH);
	CHECK_EQ(answer(m, m->arch, number_of(m, "prlimit64"), 0, 7, 4096), NO_SUCH);
}

TEST(walls,
     "the filter of each machine allows what the list says, kills what must not be, and knows no more")
{
	static struct machine machines[] = {
		{ .arch = SCMP_ARCH_X86_64, .other = SCMP_ARCH_X86 },
		{ .arch = SCMP_ARCH_AARCH64, .other = SCMP_ARCH_ARM },
		{ .arch = SCMP_ARCH_ARM, .other = SCMP_ARCH_AARCH64 },
		{ .arch = SCMP_ARCH_RISCV64, .other = SCMP_ARCH_X86_64 },
	};

	for (size_t i = 0; i < sizeof(machines) / sizeof(machines[0]); i++) {
		struct machine *m = &machines[i];

		get_filter(m);
		check_lists(m);
		check_narrow(m);
		CHECK_EQ(answer(m, m->arch, 6000, 0, 0, 0), NO_SUCH);
		CHECK_EQ(answer(m, m->arch, number_of(m, "socket"), 2, 1, 0), NO_SUCH);
		/* The same numbers as another machine counts them. */
		CHECK(answer(m, m->other, 0, 0, 0, 0) <= SECCOMP_RET_KILL_THREAD ||
		      answer(m, m->other, 0, 0, 0, 0) == SECCOMP_RET_KILL_PROCESS);
	}
}

TEST(walls, "numbers of the second kind that a machine has are refused as another machine's are")
{
	static struct machine m = { .arch = SCMP_ARCH_X86_64 };

	get_filter(&m);
	/* x32: bit 30 of the number. */
	CHECK(answer(&m, m.arch, 0x40000000, 0, 0, 0) != SECCOMP_RET_ALLOW);
}
