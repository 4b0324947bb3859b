/* SPDX-License-Identifier: BSD-3-Clause */
#include "linux/errors.h"

#include <isle/errors.h>

#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>

#define SAME(name) [name] = ISLE_##name

static const uint16_t canonical[] = {
	SAME(EPERM),
	SAME(ENOENT),
	SAME(ESRCH),
	SAME(EINTR),
	SAME(EIO),
	SAME(ENXIO),
	SAME(E2BIG),
	SAME(ENOEXEC),
	SAME(EBADF),
	SAME(ECHILD),
	SAME(EAGAIN),
	SAME(ENOMEM),
	SAME(EACCES),
	SAME(EFAULT),
	SAME(ENOTBLK),
	SAME(EBUSY),
	SAME(EEXIST),
	SAME(EXDEV),
	SAME(ENODEV),
	SAME(ENOTDIR),
	SAME(EISDIR),
	SAME(EINVAL),
	SAME(ENFILE),
	SAME(EMFILE),
	SAME(ENOTTY),
	SAME(ETXTBSY),
	SAME(EFBIG),
	SAME(ENOSPC),
	SAME(ESPIPE),
	SAME(EROFS),
	SAME(EMLINK),
	SAME(EPIPE),
	SAME(EDOM),
	SAME(ERANGE),
	SAME(EDEADLK),
	SAME(ENAMETOOLONG),
	SAME(ENOLCK),
	SAME(ENOSYS),
	SAME(ENOTEMPTY),
	SAME(ELOOP),
	SAME(ENOMSG),
	SAME(EIDRM),
	SAME(EILSEQ),
	SAME(EOVERFLOW),
	SAME(ENOSTR),
	SAME(ENODATA),
	SAME(ETIME),
	SAME(ENOSR),
	SAME(EREMOTE),
	SAME(ENOLINK),
	SAME(ECOMM),
	SAME(EPROTO),
	SAME(EMULTIHOP),
	SAME(EBADMSG),
	SAME(EBADFD),
	SAME(EREMCHG),
	SAME(EUSERS),
	SAME(ENOTSOCK),
	SAME(EDESTADDRREQ),
	SAME(EMSGSIZE),
	SAME(EPROTOTYPE),
	SAME(ENOPROTOOPT),
	SAME(EPROTONOSUPPORT),
	SAME(ESOCKTNOSUPPORT),
	SAME(EPFNOSUPPORT),
	SAME(EAFNOSUPPORT),
	SAME(EADDRINUSE),
	SAME(EADDRNOTAVAIL),
	SAME(ENETDOWN),
	SAME(ENETUNREACH),
	SAME(ENETRESET),
	SAME(ECONNABORTED),
	SAME(ECONNRESET),
	SAME(ENOBUFS),
	SAME(EISCONN),
	SAME(ENOTCONN),
	SAME(ESHUTDOWN),
	SAME(ETOOMANYREFS),
	SAME(ETIMEDOUT),
	SAME(ECONNREFUSED),
	SAME(EHOSTDOWN),
	SAME(EHOSTUNREACH),
	SAME(EALREADY),
	SAME(EINPROGRESS),
	SAME(ESTALE),
	SAME(EREMOTEIO),
	SAME(EDQUOT),
	SAME(ENOMEDIUM),
	SAME(EMEDIUMTYPE),
	SAME(ECANCELED),
	SAME(EOWNERDEAD),
	SAME(ENOTRECOVERABLE),
	SAME(ENOKEY),
	SAME(EKEYEXPIRED),
	SAME(EKEYREVOKED),
	SAME(EKEYREJECTED),
	SAME(EHWPOISON),
	SAME(ERFKILL),
	SAME(ENOTUNIQ),
	SAME(ENONET),
	[EOPNOTSUPP] = ISLE_ENOTSUP,
	[ERESTART] = ISLE_EINTR,
};

static _Atomic uint32_t unmapped_count;
static _Atomic int unmapped_last;

int isled_error(int host_errno)
{
	size_t n = sizeof(canonical) / sizeof(canonical[0]);

	if (host_errno > 0 && (size_t)host_errno < n && canonical[host_errno])
		return -(int)canonical[host_errno];
	atomic_store_explicit(&unmapped_last, host_errno, memory_order_relaxed);
	atomic_fetch_add_explicit(&unmapped_count, 1, memory_order_relaxed);
	return -ISLE_EIO;
}

uint32_t isled_error_unmapped(int *ret_last_errno)
{
	uint32_t count = atomic_load_explicit(&unmapped_count, memory_order_relaxed);

	if (count)
		*ret_last_errno = atomic_load_explicit(&unmapped_last, memory_order_relaxed);
	return count;
}
