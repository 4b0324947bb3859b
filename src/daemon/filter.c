/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include "filter.h"

#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <isle/errors.h>

#include "walls.h"

/* A name that a machine does not have is passed over; the old and the new form of a call stand together. */
static const char *const allowed[] = {
	/* data */
	"read",
	"write",
	"readv",
	"writev",
	"pread64",
	"pwrite64",
	"preadv",
	"pwritev",
	"preadv2",
	"pwritev2",
	"lseek",
	"_llseek",
	"sendfile",
	"sendfile64",
	"copy_file_range",
	"splice",
	"fsync",
	"fdatasync",
	"sync",
	"syncfs",
	"ftruncate",
	"ftruncate64",
	"truncate",
	"truncate64",
	"fallocate",
	"fadvise64",
	"fadvise64_64",
	"arm_fadvise64_64",
	"readahead",
	/* descriptors */
	"close",
	"close_range",
	"dup",
	"dup2",
	"dup3",
	"fcntl",
	"fcntl64",
	"flock",
	"pipe",
	"pipe2",
	/* names */
	"open",
	"openat",
	"openat2",
	"stat",
	"stat64",
	"lstat",
	"lstat64",
	"fstat",
	"fstat64",
	"newfstatat",
	"fstatat64",
	"statx",
	"statfs",
	"statfs64",
	"fstatfs",
	"fstatfs64",
	"faccessat",
	"faccessat2",
	"getdents64",
	"mkdirat",
	"mknodat",
	"unlinkat",
	"renameat",
	"renameat2",
	"linkat",
	"symlinkat",
	"readlink",
	"readlinkat",
	"umask",
	/* attributes */
	"fchmod",
	"fchmodat",
	"fchmodat2",
	"fchown",
	"fchown32",
	"fchownat",
	"utimensat",
	"utimensat_time64",
	"getxattr",
	"lgetxattr",
	"fgetxattr",
	"setxattr",
	"lsetxattr",
	"fsetxattr",
	"listxattr",
	"llistxattr",
	"flistxattr",
	"removexattr",
	"lremovexattr",
	"fremovexattr",
	/* events */
	"epoll_create1",
	"epoll_ctl",
	"epoll_wait",
	"epoll_pwait",
	"epoll_pwait2",
	"poll",
	"ppoll",
	"ppoll_time64",
	"eventfd2",
	"signalfd4",
	"timerfd_create",
	"timerfd_settime",
	"timerfd_settime64",
	"timerfd_gettime",
	"timerfd_gettime64",
	"inotify_init1",
	"inotify_add_watch",
	"inotify_rm_watch",
	/* sockets that others opened */
	"accept",
	"accept4",
	"recvmsg",
	"sendmsg",
	"recvfrom",
	"sendto",
	"recv",
	"send",
	"getsockopt",
	"setsockopt",
	"getsockname",
	"getpeername",
	"shutdown",
	"socketcall",
	/* memory and threads */
	"brk",
	"munmap",
	"mremap",
	"madvise",
	"futex",
	"futex_time64",
	"set_robust_list",
	"rseq",
	"set_tid_address",
	"membarrier",
	"sched_yield",
	"sched_getaffinity",
	"exit",
	"exit_group",
	"memfd_create",
	/* signals, time, itself */
	"rt_sigaction",
	"rt_sigprocmask",
	"rt_sigreturn",
	"sigreturn",
	"sigaltstack",
	"restart_syscall",
	"clock_gettime",
	"clock_gettime64",
	"clock_getres",
	"clock_getres_time64",
	"clock_nanosleep",
	"clock_nanosleep_time64",
	"nanosleep",
	"gettimeofday",
	"time",
	"getrandom",
	"getpid",
	"gettid",
	"getppid",
	"getuid",
	"getuid32",
	"geteuid",
	"geteuid32",
	"getgid",
	"getgid32",
	"getegid",
	"getegid32",
	"getrlimit",
	"ugetrlimit",
	"getrusage",
	"uname",
};

static const char *const deadly[] = {
	"execve",
	"execveat",
	"ptrace",
	"process_vm_readv",
	"fork",
	"process_vm_writev",
	"pidfd_open",
	"pidfd_getfd",
	"vfork",
	"mount",
	"umount2",
	"pivot_root",
	"chroot",
	"move_mount",
	"open_tree",
	"fsopen",
	"fsconfig",
	"fsmount",
	"fspick",
	"mount_setattr",
	"unshare",
	"setns",
	"bpf",
	"io_uring_setup",
	"reboot",
	"io_uring_enter",
	"io_uring_register",
	"init_module",
	"swapon",
	"finit_module",
	"delete_module",
	"kexec_load",
	"swapoff",
	"kexec_file_load",
	"perf_event_open",
	"userfaultfd",
	"keyctl",
	"add_key",
	"request_key",
	"setuid",
	"setresuid",
	"setreuid",
	"setgid",
	"setresgid",
	"setgroups",
	"capset",
	"personality",
	"open_by_handle_at",
	"name_to_handle_at",
};

#define LENGTH(list) (sizeof(list) / sizeof((list)[0]))

const char *isled_filter_allowed(unsigned i)
{
	return i < LENGTH(allowed) ? allowed[i] : NULL;
}

const char *isled_filter_deadly(unsigned i)
{
	return i < LENGTH(deadly) ? deadly[i] : NULL;
}

/* Calls that are good with some arguments only: the argument, masked, has this value. */
struct narrow {
	const char *name;
	unsigned argument;
	enum scmp_compare compare;
	scmp_datum_t a, b;
};

static const struct narrow narrow[] = {
	/* Memory is never made executable, by whichever of the two names. */
	{ "mmap", 2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0 },
	{ "mmap2", 2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0 },
	{ "mprotect", 2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0 },
	/* Threads, no processes. clone3 hides its arguments; without it the C library takes this. */
	{ "clone", 0, SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD },
	{ "prctl", 0, SCMP_CMP_EQ, PR_SET_NAME, 0 },
	/* Reads the own limits, and sets none. */
	{ "prlimit64", 2, SCMP_CMP_EQ, 0, 0 },
};

static int add(scmp_filter_ctx filter, uint32_t action, const char *name, unsigned args_n,
	       const struct scmp_arg_cmp *args)
{
	int number = seccomp_syscall_resolve_name(name);

	if (number == __NR_SCMP_ERROR)
		return 0; /* newer than the library */
	/* -EDOM: this machine does not have it. */
	number = seccomp_rule_add_array(filter, action, number, args_n, args);
	return number == -EDOM ? 0 : number;
}

/* Signals are for the process that has the filter: a thread number of another one is of no use. */
static int add_signals(scmp_filter_ctx filter)
{
	const struct scmp_arg_cmp is = { 0, SCMP_CMP_MASKED_EQ, UINT32_MAX,
					 (scmp_datum_t)getpid() };

	return add(filter, SCMP_ACT_ALLOW, "tgkill", 1, &is);
}

/*
 * Nothing types for the person at a terminal: every request but this one. The kernel looks at the lower
 * half of the argument alone, a comparison at all of it: what differs in one bit of that half is allowed.
 */
static int add_ioctl(scmp_filter_ctx filter)
{
	int error = 0;

	for (scmp_datum_t bit = 1; !error && bit <= UINT32_C(1) << 31; bit <<= 1) {
		const struct scmp_arg_cmp is = { 1, SCMP_CMP_MASKED_EQ, bit,
						 ~(scmp_datum_t)TIOCSTI & bit };

		error = add(filter, SCMP_ACT_ALLOW, "ioctl", 1, &is);
	}
	return error;
}

static int fill(scmp_filter_ctx filter)
{
	int error = 0;

	for (size_t i = 0; !error && i < LENGTH(allowed); i++)
		error = add(filter, SCMP_ACT_ALLOW, allowed[i], 0, NULL);
	for (size_t i = 0; !error && i < LENGTH(deadly); i++)
		error = add(filter, SCMP_ACT_KILL_PROCESS, deadly[i], 0, NULL);
	for (size_t i = 0; !error && i < LENGTH(narrow); i++) {
		const struct narrow *n = &narrow[i];
		const struct scmp_arg_cmp is = { n->argument, n->compare, n->a, n->b };

		error = add(filter, SCMP_ACT_ALLOW, n->name, 1, &is);
	}
	if (!error)
		error = add_signals(filter);
	return error ? error : add_ioctl(filter);
}

/* A filter for `arch`, 0 = this machine; NULL: could not be made. */
static scmp_filter_ctx make(uint32_t arch)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
	int error = 0;

	if (!filter)
		return NULL;
	if (arch && arch != seccomp_arch_native()) {
		error = seccomp_arch_add(filter, arch);
		if (!error)
			error = seccomp_arch_remove(filter, seccomp_arch_native());
	}
	if (!error)
		error = fill(filter);
	if (!error)
		return filter;
	seccomp_release(filter);
	return NULL;
}

int isled_filter_load(void)
{
	scmp_filter_ctx filter;
	int error;

	if (ISLED_SANITIZER)
		return 0;
	filter = make(0);
	if (!filter)
		return -ISLE_EPERM;
	/* The kernel's log tells of what was refused; where it cannot, nothing else is lost. */
	seccomp_attr_set(filter, SCMP_FLTATR_CTL_LOG, 1);
	error = seccomp_load(filter);
	seccomp_release(filter);
	if (error == -EINVAL || error == -ENOSYS || error == -EOPNOTSUPP)
		return 0;
	return error < 0 ? -ISLE_EPERM : 1;
}

int isled_filter_export(uint32_t arch, int fd)
{
	scmp_filter_ctx filter = make(arch);
	int error = filter ? seccomp_export_bpf(filter, fd) : -1;

	if (filter)
		seccomp_release(filter);
	return error < 0 ? -ISLE_EIO : 0;
}
