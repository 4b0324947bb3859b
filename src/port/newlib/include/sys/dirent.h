/* SPDX-License-Identifier: BSD-3-Clause */
/* What newlib's <dirent.h> wants of the system. This folder goes before the compiler's own. */
#ifndef ISLE_SYS_DIRENT_H
#define ISLE_SYS_DIRENT_H

#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct isle_newlib_dir DIR;

struct dirent {
	ino_t d_ino;
	unsigned char d_type;
	char d_name[256];
};

#define DT_UNKNOWN 0
#define DT_FIFO    1
#define DT_CHR     2
#define DT_DIR     4
#define DT_BLK     6
#define DT_REG     8
#define DT_LNK     10
#define DT_SOCK    12

#ifdef __cplusplus
}
#endif

#endif
