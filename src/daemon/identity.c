/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include "identity.h"

#include <dirent.h>
#include <grp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <isle/errors.h>

void isled_identity_close_up(void)
{
	const struct rlimit none = { 0, 0 };

	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

unsigned isled_identity_files(unsigned wanted)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files) < 0)
		return 0;
	if (files.rlim_cur < wanted) {
		files.rlim_cur = files.rlim_max < wanted ? files.rlim_max : wanted;
		if (setrlimit(RLIMIT_NOFILE, &files) < 0 && getrlimit(RLIMIT_NOFILE, &files) < 0)
			return 0;
	}
	return files.rlim_cur < wanted ? (unsigned)files.rlim_cur : wanted;
}

static bool is_now(uid_t uid, gid_t gid)
{
	uid_t r, e, s;
	gid_t rg, eg, sg;

	if (getresuid(&r, &e, &s) < 0 || getresgid(&rg, &eg, &sg) < 0)
		return false;
	return r == uid && e == uid && s == uid && rg == gid && eg == gid && sg == gid &&
	       getgroups(0, NULL) == 0 && setuid(0) < 0 && setgid(0) < 0;
}

int isled_identity_drop(uid_t uid, gid_t gid)
{
	bool separate = false;

	if (geteuid() == 0) {
		if (uid == 0 || gid == 0 || setgroups(0, NULL) < 0 ||
		    setresgid(gid, gid, gid) < 0 || setresuid(uid, uid, uid) < 0 ||
		    !is_now(uid, gid))
			return -ISLE_EPERM;
		separate = true;
	}
	isled_identity_close_up();
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -ISLE_EPERM;
	return separate;
}

void isled_identity_close_from(int first)
{
	struct dirent *entry;
	DIR *folder;

	if (syscall(SYS_close_range, (unsigned)first, ~0u, 0) == 0)
		return;
	folder = opendir("/proc/self/fd");
	if (!folder) {
		for (int fd = first; fd < 1024; fd++)
			close(fd);
		return;
	}
	while ((entry = readdir(folder)) != NULL) {
		int fd = atoi(entry->d_name);

		if (fd >= first && fd != dirfd(folder))
			close(fd);
	}
	closedir(folder);
}
