/* SPDX-License-Identifier: BSD-3-Clause */
/* Made by tools/islegen from proto/errors.isle: do not edit. */
/* clang-format off */
#ifndef ISLE_ERRORS_H
#define ISLE_ERRORS_H

#ifdef __cplusplus
extern "C" {
#endif

/* What can go wrong. Functions return it negative: -ISLE_ENOENT. */
enum isle_error {
	ISLE_OK              = 0, /* success */
	ISLE_EPERM           = 1, /* operation not permitted */
	ISLE_ENOENT          = 2, /* no such file or directory */
	ISLE_ESRCH           = 3, /* no such process */
	ISLE_EINTR           = 4, /* interrupted */
	ISLE_EIO             = 5, /* input or output error */
	ISLE_ENXIO           = 6, /* no such device or address */
	ISLE_E2BIG           = 7, /* argument list too long */
	ISLE_ENOEXEC         = 8, /* not an executable format */
	ISLE_EBADF           = 9, /* no such handle, or not opened for that */
	ISLE_ECHILD          = 10, /* no child process */
	ISLE_EAGAIN          = 11, /* not now, try again */
	ISLE_ENOMEM          = 12, /* out of memory */
	ISLE_EACCES          = 13, /* access refused */
	ISLE_EFAULT          = 14, /* bad address */
	ISLE_ENOTBLK         = 15, /* not a block device */
	ISLE_EBUSY           = 16, /* busy */
	ISLE_EEXIST          = 17, /* exists already */
	ISLE_EXDEV           = 18, /* link across file systems */
	ISLE_ENODEV          = 19, /* no such device */
	ISLE_ENOTDIR         = 20, /* not a directory */
	ISLE_EISDIR          = 21, /* is a directory */
	ISLE_EINVAL          = 22, /* invalid argument */
	ISLE_ENFILE          = 23, /* too many open files in the system */
	ISLE_EMFILE          = 24, /* too many open handles */
	ISLE_ENOTTY          = 25, /* not a terminal, or unknown ioctl */
	ISLE_ETXTBSY         = 26, /* program file is being executed */
	ISLE_EFBIG           = 27, /* file too large */
	ISLE_ENOSPC          = 28, /* no space left */
	ISLE_ESPIPE          = 29, /* cannot seek in this kind of file */
	ISLE_EROFS           = 30, /* read-only file system */
	ISLE_EMLINK          = 31, /* too many links */
	ISLE_EPIPE           = 32, /* nobody reads the other end */
	ISLE_EDOM            = 33, /* argument outside the domain */
	ISLE_ERANGE          = 34, /* result out of range */
	ISLE_EDEADLK         = 35, /* would deadlock */
	ISLE_ENAMETOOLONG    = 36, /* name too long */
	ISLE_ENOLCK          = 37, /* no locks available */
	ISLE_ENOSYS          = 38, /* function does not exist */
	ISLE_ENOTEMPTY       = 39, /* directory not empty */
	ISLE_ELOOP           = 40, /* too many symbolic links */
	ISLE_ENOMSG          = 41, /* no message of that type */
	ISLE_EIDRM           = 42, /* identifier removed */
	ISLE_EILSEQ          = 43, /* invalid byte sequence */
	ISLE_EOVERFLOW       = 44, /* value too large for its type */
	ISLE_ENOSTR          = 45, /* not a stream */
	ISLE_ENODATA         = 46, /* no data available */
	ISLE_ETIME           = 47, /* timer expired */
	ISLE_ENOSR           = 48, /* out of stream resources */
	ISLE_EREMOTE         = 49, /* object is remote */
	ISLE_ENOLINK         = 50, /* link of a file was severed */
	ISLE_ECOMM           = 51, /* communication error on send */
	ISLE_EPROTO          = 52, /* protocol violation */
	ISLE_EMULTIHOP       = 53, /* multihop attempted */
	ISLE_EBADMSG         = 54, /* not a valid message */
	ISLE_EBADFD          = 55, /* handle in a bad state */
	ISLE_EREMCHG         = 56, /* remote address changed */
	ISLE_EUSERS          = 57, /* too many users */
	ISLE_ENOTSOCK        = 58, /* not a socket */
	ISLE_EDESTADDRREQ    = 59, /* destination address required */
	ISLE_EMSGSIZE        = 60, /* message too long */
	ISLE_EPROTOTYPE      = 61, /* wrong protocol for this socket */
	ISLE_ENOPROTOOPT     = 62, /* no such protocol option */
	ISLE_EPROTONOSUPPORT = 63, /* protocol not supported */
	ISLE_ESOCKTNOSUPPORT = 64, /* socket type not supported */
	ISLE_ENOTSUP         = 65, /* not supported */
	ISLE_EPFNOSUPPORT    = 66, /* protocol family not supported */
	ISLE_EAFNOSUPPORT    = 67, /* address family not supported */
	ISLE_EADDRINUSE      = 68, /* address in use */
	ISLE_EADDRNOTAVAIL   = 69, /* address not available */
	ISLE_ENETDOWN        = 70, /* network is down */
	ISLE_ENETUNREACH     = 71, /* network unreachable */
	ISLE_ENETRESET       = 72, /* network dropped the connection */
	ISLE_ECONNABORTED    = 73, /* connection aborted */
	ISLE_ECONNRESET      = 74, /* connection reset by the peer */
	ISLE_ENOBUFS         = 75, /* no buffer space */
	ISLE_EISCONN         = 76, /* already connected */
	ISLE_ENOTCONN        = 77, /* not connected */
	ISLE_ESHUTDOWN       = 78, /* sending after shutdown */
	ISLE_ETOOMANYREFS    = 79, /* too many references */
	ISLE_ETIMEDOUT       = 80, /* deadline passed */
	ISLE_ECONNREFUSED    = 81, /* connection refused */
	ISLE_EHOSTDOWN       = 82, /* host is down */
	ISLE_EHOSTUNREACH    = 83, /* host unreachable */
	ISLE_EALREADY        = 84, /* already in progress */
	ISLE_EINPROGRESS     = 85, /* in progress */
	ISLE_ESTALE          = 86, /* handle of an earlier session, or the file is no longer the same */
	ISLE_EREMOTEIO       = 87, /* remote input or output error */
	ISLE_EDQUOT          = 88, /* quota exceeded */
	ISLE_ENOMEDIUM       = 89, /* no medium */
	ISLE_EMEDIUMTYPE     = 90, /* wrong medium type */
	ISLE_ECANCELED       = 91, /* cancelled */
	ISLE_EOWNERDEAD      = 92, /* owner died */
	ISLE_ENOTRECOVERABLE = 93, /* state not recoverable */
	ISLE_ENOKEY          = 94, /* key not available */
	ISLE_EKEYEXPIRED     = 95, /* key expired */
	ISLE_EKEYREVOKED     = 96, /* key revoked */
	ISLE_EKEYREJECTED    = 97, /* key rejected */
	ISLE_EHWPOISON       = 98, /* memory page has a hardware error */
	ISLE_ERFKILL         = 99, /* radio switched off */
	ISLE_ENOTUNIQ        = 100, /* name not unique */
	ISLE_ENONET          = 101, /* machine not on the network */
	ISLE_ENOATTR         = 102, /* no such attribute */
	ISLE_ELINK           = 200, /* link lost while the call was pending */
	ISLE_EVERSION        = 201, /* no protocol version in common */
	ISLE_ENOSERVICE      = 202, /* no such service, or it is not registered now */
	ISLE_EREPLACED       = 203, /* another connection took over this client's name */
	ISLE_ESTOPPING       = 204, /* the peer is going away */
	ISLE_ESLEEPING       = 205, /* the peer announced a pause */
	ISLE_EGONE           = 206, /* the other side of the channel went away */
};

#define ISLE_ERROR_MAX 206u

/*
 * Name ("ENOENT") and text of an error, given positive or negative.
 * Waits: never.
 * Returns: a string that lasts; for a number without entry "E?" and "unknown error".
 * Context: any. A program that calls neither does not carry the tables.
 */
const char *isle_error_name(int error);
const char *isle_error_text(int error);

/*
 * Number of an error by its name ("ENOENT").
 * Returns: the positive number, 0 for an unknown name.
 */
int isle_error_by_name(const char *name);

#ifdef __cplusplus
}
#endif

#endif
