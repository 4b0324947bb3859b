/* SPDX-License-Identifier: BSD-3-Clause */
/* Directories. A cookie of the wire has 64 bits and telldir() 32, so it tells the number of the entry. */
#define _DEFAULT_SOURCE
#include <dirent.h>
#include <errno.h>
#include <string.h>

#include "port/newlib/system.h"

typedef char entry_fits[sizeof(struct dirent) <= sizeof(((DIR *)0)->entry) ? 1 : -1];

DIR *opendir(const char *path)
{
	DIR *dir = isle_newlib.dirs, *end = dir + isle_newlib.dirs_n;
	int r = -ISLE_EMFILE;

	while (dir < end && dir->dir.file.epoch)
		dir++;
	if (dir < end) {
		dir->told = 0;
		r = isle_file_opendir(isle_newlib.ctx, path, 0, dir->buf, sizeof(dir->buf),
				      &dir->dir);
	}
	return isle__newlib_result(r) < 0 ? NULL : dir;
}

struct dirent *readdir(DIR *dir)
{
	struct dirent *entry = (void *)dir->entry;
	struct isle_dirent found;
	int r = isle_file_readdir(isle_newlib.ctx, &dir->dir, &found, NULL);

	if (isle__newlib_result(r) <= 0)
		return NULL;
	dir->told++;
	entry->d_ino = (ino_t)found.ino;
	entry->d_type = (unsigned char)isle__newlib_type(found.type);
	memcpy(entry->d_name, found.name, found.name_bytes + 1u);
	return entry;
}

void rewinddir(DIR *dir)
{
	dir->told = 0;
	isle_file_seekdir(&dir->dir, 0);
}

long telldir(DIR *dir)
{
	return (long)dir->told;
}

void seekdir(DIR *dir, long place)
{
	rewinddir(dir);
	while (dir->told < (unsigned long)place && readdir(dir))
		;
}

int closedir(DIR *dir)
{
	return isle__newlib_result(isle_file_closedir(isle_newlib.ctx, &dir->dir));
}
