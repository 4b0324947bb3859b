/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include "mounts.h"

#include <stdio.h>
#include <string.h>
#include <sys/mount.h>

/* Does what is mounted there reach other namespaces? */
static bool is_shared(const char *folder)
{
	FILE *f = fopen("/proc/self/mountinfo", "re");
	char line[2048], at[1024];
	bool shared = true;

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "%*s %*s %*s %*s %1023s", at) == 1 && strcmp(at, folder) == 0)
			shared = strstr(line, " shared:") != NULL;
	if (f)
		fclose(f);
	return shared;
}

bool mounts_stay_here(const char *folder)
{
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0)
		return true;
	if (mount(folder, folder, NULL, MS_BIND, NULL) < 0)
		return false;
	if (!is_shared(folder))
		return true;
	umount(folder);
	return false;
}
