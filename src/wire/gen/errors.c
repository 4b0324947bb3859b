/* SPDX-License-Identifier: BSD-3-Clause */
/* Made by tools/islegen from proto/errors.isle: do not edit. */
/* clang-format off */
#include <isle/errors.h>

#include <stddef.h>
#include <string.h>

struct entry {
	int number;
	const char *name;
	const char *text;
};

static const struct entry entries[] = {
	{0, "OK", "success"},
	{1, "EPERM", "operation not permitted"},
	{2, "ENOENT", "no such file or directory"},
	{3, "ESRCH", "no such process"},
	{4, "EINTR", "interrupted"},
	{5, "EIO", "input or output error"},
	{6, "ENXIO", "no such device or address"},
	{7, "E2BIG", "argument list too long"},
	{8, "ENOEXEC", "not an executable format"},
	{9, "EBADF", "no such handle, or not opened for that"},
	{10, "ECHILD", "no child process"},
	{11, "EAGAIN", "not now, try again"},
	{12, "ENOMEM", "out of memory"},
	{13, "EACCES", "access refused"},
	{14, "EFAULT", "bad address"},
	{15, "ENOTBLK", "not a block device"},
	{16, "EBUSY", "busy"},
	{17, "EEXIST", "exists already"},
	{18, "EXDEV", "link across file systems"},
	{19, "ENODEV", "no such device"},
	{20, "ENOTDIR", "not a directory"},
	{21, "EISDIR", "is a directory"},
	{22, "EINVAL", "invalid argument"},
	{23, "ENFILE", "too many open files in the system"},
	{24, "EMFILE", "too many open handles"},
	{25, "ENOTTY", "not a terminal, or unknown ioctl"},
	{26, "ETXTBSY", "program file is being executed"},
	{27, "EFBIG", "file too large"},
	{28, "ENOSPC", "no space left"},
	{29, "ESPIPE", "cannot seek in this kind of file"},
	{30, "EROFS", "read-only file system"},
	{31, "EMLINK", "too many links"},
	{32, "EPIPE", "nobody reads the other end"},
	{33, "EDOM", "argument outside the domain"},
	{34, "ERANGE", "result out of range"},
	{35, "EDEADLK", "would deadlock"},
	{36, "ENAMETOOLONG", "name too long"},
	{37, "ENOLCK", "no locks available"},
	{38, "ENOSYS", "function does not exist"},
	{39, "ENOTEMPTY", "directory not empty"},
	{40, "ELOOP", "too many symbolic links"},
	{41, "ENOMSG", "no message of that type"},
	{42, "EIDRM", "identifier removed"},
	{43, "EILSEQ", "invalid byte sequence"},
	{44, "EOVERFLOW", "value too large for its type"},
	{45, "ENOSTR", "not a stream"},
	{46, "ENODATA", "no data available"},
	{47, "ETIME", "timer expired"},
	{48, "ENOSR", "out of stream resources"},
	{49, "EREMOTE", "object is remote"},
	{50, "ENOLINK", "link of a file was severed"},
	{51, "ECOMM", "communication error on send"},
	{52, "EPROTO", "protocol violation"},
	{53, "EMULTIHOP", "multihop attempted"},
	{54, "EBADMSG", "not a valid message"},
	{55, "EBADFD", "handle in a bad state"},
	{56, "EREMCHG", "remote address changed"},
	{57, "EUSERS", "too many users"},
	{58, "ENOTSOCK", "not a socket"},
	{59, "EDESTADDRREQ", "destination address required"},
	{60, "EMSGSIZE", "message too long"},
	{61, "EPROTOTYPE", "wrong protocol for this socket"},
	{62, "ENOPROTOOPT", "no such protocol option"},
	{63, "EPROTONOSUPPORT", "protocol not supported"},
	{64, "ESOCKTNOSUPPORT", "socket type not supported"},
	{65, "ENOTSUP", "not supported"},
	{66, "EPFNOSUPPORT", "protocol family not supported"},
	{67, "EAFNOSUPPORT", "address family not supported"},
	{68, "EADDRINUSE", "address in use"},
	{69, "EADDRNOTAVAIL", "address not available"},
	{70, "ENETDOWN", "network is down"},
	{71, "ENETUNREACH", "network unreachable"},
	{72, "ENETRESET", "network dropped the connection"},
	{73, "ECONNABORTED", "connection aborted"},
	{74, "ECONNRESET", "connection reset by the peer"},
	{75, "ENOBUFS", "no buffer space"},
	{76, "EISCONN", "already connected"},
	{77, "ENOTCONN", "not connected"},
	{78, "ESHUTDOWN", "sending after shutdown"},
	{79, "ETOOMANYREFS", "too many references"},
	{80, "ETIMEDOUT", "deadline passed"},
	{81, "ECONNREFUSED", "connection refused"},
	{82, "EHOSTDOWN", "host is down"},
	{83, "EHOSTUNREACH", "host unreachable"},
	{84, "EALREADY", "already in progress"},
	{85, "EINPROGRESS", "in progress"},
	{86, "ESTALE", "handle of an earlier session, or the file is no longer the same"},
	{87, "EREMOTEIO", "remote input or output error"},
	{88, "EDQUOT", "quota exceeded"},
	{89, "ENOMEDIUM", "no medium"},
	{90, "EMEDIUMTYPE", "wrong medium type"},
	{91, "ECANCELED", "cancelled"},
	{92, "EOWNERDEAD", "owner died"},
	{93, "ENOTRECOVERABLE", "state not recoverable"},
	{94, "ENOKEY", "key not available"},
	{95, "EKEYEXPIRED", "key expired"},
	{96, "EKEYREVOKED", "key revoked"},
	{97, "EKEYREJECTED", "key rejected"},
	{98, "EHWPOISON", "memory page has a hardware error"},
	{99, "ERFKILL", "radio switched off"},
	{100, "ENOTUNIQ", "name not unique"},
	{101, "ENONET", "machine not on the network"},
	{102, "ENOATTR", "no such attribute"},
	{200, "ELINK", "link lost while the call was pending"},
	{201, "EVERSION", "no protocol version in common"},
	{202, "ENOSERVICE", "no such service, or it is not registered now"},
	{203, "EREPLACED", "another connection took over this client's name"},
	{204, "ESTOPPING", "the peer is going away"},
	{205, "ESLEEPING", "the peer announced a pause"},
	{206, "EGONE", "the other side of the channel went away"},
};

#define ENTRIES_N (sizeof(entries) / sizeof(entries[0]))

static const struct entry *find(int error)
{
	size_t i;

	for (i = 0; i < ENTRIES_N; i++)
		if (entries[i].number == error || entries[i].number == -(long)error)
			return &entries[i];
	return NULL;
}

const char *isle_error_name(int error)
{
	const struct entry *entry = find(error);

	return entry ? entry->name : "E?";
}

const char *isle_error_text(int error)
{
	const struct entry *entry = find(error);

	return entry ? entry->text : "unknown error";
}

int isle_error_by_name(const char *name)
{
	size_t i;

	for (i = 0; i < ENTRIES_N; i++)
		if (strcmp(entries[i].name, name) == 0)
			return entries[i].number;
	return 0;
}
