/* SPDX-License-Identifier: BSD-3-Clause */
#include "linux/filesystems.h"

#include <linux/magic.h>
#include <stddef.h>
#include <sys/vfs.h>

/* Not in every <linux/magic.h>. */
#define MAGIC_XFS   0x58465342u
#define MAGIC_VFAT  0x4d44u
#define MAGIC_EXFAT 0x2011bab0u
#define MAGIC_UBIFS 0x24051905u
#define MAGIC_NTFS3 0x7366746eu
#define MAGIC_ZFS   0x2fc12fc1u

static const struct {
	uint32_t magic;
	enum isled_fs fs;
} known[] = {
	{ EXT4_SUPER_MAGIC, ISLED_FS_DISK },
	{ BTRFS_SUPER_MAGIC, ISLED_FS_DISK },
	{ MAGIC_XFS, ISLED_FS_DISK },
	{ OVERLAYFS_SUPER_MAGIC, ISLED_FS_DISK },
	{ F2FS_SUPER_MAGIC, ISLED_FS_DISK },
	{ SQUASHFS_MAGIC, ISLED_FS_DISK },
	{ MAGIC_VFAT, ISLED_FS_DISK },
	{ MAGIC_EXFAT, ISLED_FS_DISK },
	{ ISOFS_SUPER_MAGIC, ISLED_FS_DISK },
	{ MAGIC_UBIFS, ISLED_FS_DISK },
	{ MAGIC_NTFS3, ISLED_FS_DISK },
	{ MAGIC_ZFS, ISLED_FS_DISK },
	{ TMPFS_MAGIC, ISLED_FS_MEMORY },
	{ RAMFS_MAGIC, ISLED_FS_MEMORY },
	{ HUGETLBFS_MAGIC, ISLED_FS_MEMORY },
	{ DEVPTS_SUPER_MAGIC, ISLED_FS_MEMORY },
	{ PROC_SUPER_MAGIC, ISLED_FS_PROC },
	{ SYSFS_MAGIC, ISLED_FS_KERNEL },
	{ DEBUGFS_MAGIC, ISLED_FS_KERNEL },
	{ TRACEFS_MAGIC, ISLED_FS_KERNEL },
	{ CGROUP_SUPER_MAGIC, ISLED_FS_KERNEL },
	{ CGROUP2_SUPER_MAGIC, ISLED_FS_KERNEL },
	{ SECURITYFS_MAGIC, ISLED_FS_KERNEL },
	{ PSTOREFS_MAGIC, ISLED_FS_KERNEL },
	{ BPF_FS_MAGIC, ISLED_FS_KERNEL },
	{ EFIVARFS_MAGIC, ISLED_FS_KERNEL },
	{ BINFMTFS_MAGIC, ISLED_FS_KERNEL },
};

enum isled_fs isled_fs_of(int fd)
{
	struct statfs facts;

	if (fstatfs(fd, &facts))
		return ISLED_FS_REMOTE;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i].magic == (uint32_t)facts.f_type)
			return known[i].fs;
	return ISLED_FS_REMOTE;
}
