/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE /* accept4, struct ucred */
#include "transport/socket_linux.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include <isle/errors.h>

_Static_assert(sizeof(struct isle__pipe_link) <= ISLE_LINK_BYTES_MAX, "a link fits its memory");

static const struct {
	int native, ours;
} errors[] = {
	{ EACCES, ISLE_EACCES },
	{ EADDRINUSE, ISLE_EADDRINUSE },
	{ EADDRNOTAVAIL, ISLE_EADDRNOTAVAIL },
	{ EAFNOSUPPORT, ISLE_EAFNOSUPPORT },
	{ EAGAIN, ISLE_EAGAIN },
	{ ECONNABORTED, ISLE_ECONNABORTED },
	{ ECONNREFUSED, ISLE_ECONNREFUSED },
	{ ECONNRESET, ISLE_ECONNRESET },
	{ EHOSTUNREACH, ISLE_EHOSTUNREACH },
	{ EINTR, ISLE_EINTR },
	{ EINVAL, ISLE_EINVAL },
	{ EMFILE, ISLE_EMFILE },
	{ ENETUNREACH, ISLE_ENETUNREACH },
	{ ENFILE, ISLE_ENFILE },
	{ ENOBUFS, ISLE_ENOBUFS },
	{ ENOENT, ISLE_ENOENT },
	{ ENOMEM, ISLE_ENOMEM },
	{ ENOTDIR, ISLE_ENOTDIR },
	{ EPERM, ISLE_EPERM },
	{ EPROTOTYPE, ISLE_EPROTOTYPE },
	{ EROFS, ISLE_EROFS },
	{ ETIMEDOUT, ISLE_ETIMEDOUT },
};

int isle__socket_error(void)
{
	size_t i;

	for (i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (errors[i].native == errno)
			return -errors[i].ours;
	return -ISLE_EIO;
}

/* ---- opening ------------------------------------------------------------------------------------- */

/* A socket file that nobody listens on any more may be replaced. */
static bool stale(int type, const struct sockaddr *address, socklen_t len)
{
	struct stat st;
	bool refused;
	int fd;

	if (address->sa_family != AF_UNIX ||
	    lstat(((const struct sockaddr_un *)address)->sun_path, &st) || !S_ISSOCK(st.st_mode))
		return false;
	fd = socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return false;
	refused = connect(fd, address, len) && errno == ECONNREFUSED;
	close(fd);
	return refused;
}

static int start_listening(int fd, int type, const struct sockaddr *address, socklen_t len)
{
	static const int one = 1;

	if (address->sa_family != AF_UNIX)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(fd, address, len)) {
		if (errno != EADDRINUSE)
			return -1;
		if (!stale(type, address, len)) {
			errno = EADDRINUSE;
			return -1;
		}
		if (unlink(((const struct sockaddr_un *)address)->sun_path) ||
		    bind(fd, address, len))
			return -1;
	}
	return listen(fd, 16);
}

/* Connected without waiting; afterwards its calls may wait (MSG_DONTWAIT where they must not). */
static int start_connecting(int fd, const struct sockaddr *address, socklen_t len)
{
	int flags = fcntl(fd, F_GETFL);

	if (connect(fd, address, len) && errno != EINPROGRESS)
		return -1;
	return fcntl(fd, F_SETFL, flags & ~O_NONBLOCK);
}

int isle__socket_open(int type, const struct sockaddr *address, socklen_t len,
		      enum isle_open_how how, struct isle_link_fds *ret_fds)
{
	int fd = socket(address->sa_family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), r;

	if (fd < 0)
		return isle__socket_error();
	if (how == ISLE_OPEN_LISTEN)
		r = start_listening(fd, type, address, len);
	else
		r = start_connecting(fd, address, len);
	if (r) {
		r = isle__socket_error();
		close(fd);
		return r;
	}
	memset(ret_fds, 0, sizeof(*ret_fds));
	ret_fds->fd[0] = fd;
	ret_fds->n = 1;
	return 0;
}

int isle__socket_accept(int listener, struct sockaddr *ret_address, socklen_t *len,
			struct isle_link_fds *ret_fds)
{
	int fd = accept4(listener, ret_address, len, SOCK_CLOEXEC | SOCK_NONBLOCK);

	if (fd < 0)
		return isle__socket_error();
	memset(ret_fds, 0, sizeof(*ret_fds));
	ret_fds->fd[0] = fd;
	ret_fds->n = 1;
	return 0;
}

void isle__socket_credentials(int fd, struct isle_peer *ret_peer)
{
	struct ucred cred;
	socklen_t len = sizeof(cred);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &cred, &len))
		return;
	ret_peer->known = true;
	ret_peer->uid = cred.uid;
	ret_peer->gid = cred.gid;
	ret_peer->pid = (uint32_t)cred.pid;
	snprintf(ret_peer->address, sizeof(ret_peer->address), "uid %u, pid %u", (unsigned)cred.uid,
		 (unsigned)cred.pid);
}

int isle__unix_open(int type, const char *address, enum isle_open_how how,
		    struct isle_link_fds *ret_fds)
{
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	size_t len = strlen(address);

	if (!len)
		return -ISLE_EINVAL;
	if (len >= sizeof(un.sun_path))
		return -ISLE_ENAMETOOLONG;
	memcpy(un.sun_path, address, len);
	if (address[0] == '@')
		un.sun_path[0] = 0;
	len += offsetof(struct sockaddr_un, sun_path) + (address[0] != '@');
	return isle__socket_open(type, (struct sockaddr *)&un, (socklen_t)len, how, ret_fds);
}

int isle__unix_accept(int listener, struct isle_link_fds *ret_fds, struct isle_peer *ret_peer)
{
	int r = isle__socket_accept(listener, NULL, NULL, ret_fds);

	if (r)
		return r;
	memset(ret_peer, 0, sizeof(*ret_peer));
	isle__socket_credentials(ret_fds->fd[0], ret_peer);
	return 0;
}

/* ---- waiting ------------------------------------------------------------------------------------- */

void isle__socket_poll(int fd, bool writable, uint32_t timeout_ms)
{
	struct pollfd p = { .fd = fd, .events = (short)(POLLIN | (writable ? POLLOUT : 0)) };

	poll(&p, 1, timeout_ms > 0x7fffffffu ? -1 : (int)timeout_ms);
}

bool isle__socket_blocks(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	return flags >= 0 && !(flags & O_NONBLOCK);
}

/* A power of two not above the time asked for: a spurious end is permitted, a system call for each
 * deadline is not worth it. */
void isle__socket_tick(int fd, uint32_t timeout_ms, uint32_t *tick_ms)
{
	uint32_t tick = 1;
	struct timeval tv;

	if (*tick_ms == timeout_ms ||
	    (*tick_ms && *tick_ms <= timeout_ms && *tick_ms >= timeout_ms / 16 &&
	     *tick_ms != ISLE_NO_DEADLINE && timeout_ms != ISLE_NO_DEADLINE))
		return;
	while (tick <= timeout_ms / 2 && tick < 1u << 20)
		tick *= 2;
	if (timeout_ms == ISLE_NO_DEADLINE)
		tick = timeout_ms;
	tv.tv_sec = tick == ISLE_NO_DEADLINE ? 0 : (time_t)(tick / 1000);
	tv.tv_usec = tick == ISLE_NO_DEADLINE ? 0 : (suseconds_t)(tick % 1000 * 1000);
	if (!setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)))
		*tick_ms = tick;
}

/* ---- stream sockets as pipes --------------------------------------------------------------------- */

/* A call that failed: 0 = later, else the link has ended. */
static int moved(ssize_t n)
{
	if (n >= 0)
		return (int)n;
	return errno == EAGAIN || errno == EINTR || errno == ENOBUFS || errno == ENOMEM
		       ? 0
		       : -ISLE_ELINK;
}

static int stream_send(struct isle__pipe_link *p, const uint8_t *data, size_t len, bool more)
{
	return moved(send(p->fd, data, len, MSG_NOSIGNAL | MSG_DONTWAIT | (more ? MSG_MORE : 0)));
}

static int stream_receive(struct isle__pipe_link *p, struct isle__span *spans, unsigned n)
{
	struct iovec iov[2] = { { spans[0].at, spans[0].len } };
	struct msghdr msg = { .msg_iov = iov, .msg_iovlen = n };
	ssize_t got;

	if (n == 2) {
		iov[1].iov_base = spans[1].at;
		iov[1].iov_len = spans[1].len;
		got = recvmsg(p->fd, &msg, MSG_DONTWAIT);
	} else {
		got = recv(p->fd, spans[0].at, spans[0].len, MSG_DONTWAIT);
	}
	return got ? moved(got) : -ISLE_ELINK;
}

static int stream_send_file(struct isle__pipe_link *p, int file, uint64_t offset, size_t len)
{
	off_t at = (off_t)offset;
	ssize_t n = sendfile(p->fd, file, &at, len);

	return n ? moved(n) : -ISLE_ENODATA;
}

static int keep_file(int file)
{
	return fcntl(file, F_DUPFD_CLOEXEC, 0);
}

static void drop_file(int file)
{
	close(file);
}

static const struct isle__pipe_os waiting = { .send = stream_send, .receive = stream_receive };
/* sendfile() knows no MSG_DONTWAIT, so it needs a descriptor that never waits. */
static const struct isle__pipe_os unwaiting = { .send = stream_send,
						.receive = stream_receive,
						.send_file = stream_send_file,
						.keep_file = keep_file,
						.drop_file = drop_file };

int isle__stream_run(struct isle_link *link, const struct isle_link_fds *fds,
		     const struct isle_link_memory *memory)
{
	struct isle__pipe_link *p = (struct isle__pipe_link *)link;
	bool blocks;
	int r;

	if (fds->n != 1)
		return -ISLE_EINVAL;
	blocks = isle__socket_blocks(fds->fd[0]);
	r = isle__pipe_link_init(p, blocks ? &waiting : &unwaiting, fds->fd[0], memory,
				 ISLE__SOCKET_FRAME_MAX);
	if (r)
		return r;
	p->blocks = blocks;
	p->tick_ms = ISLE_NO_DEADLINE;
	return 0;
}

int isle__stream_flush(struct isle_link *link)
{
	struct isle__pipe_link *p = (struct isle__pipe_link *)link;
	int r = isle__pipe_flush(link);

	if (p->blocked != (r == -ISLE_EAGAIN))
		__atomic_store_n(&p->blocked, r == -ISLE_EAGAIN, __ATOMIC_RELAXED);
	return r;
}

void isle__stream_interest(const struct isle_link *link, struct isle_link_interest *ret_interest)
{
	const struct isle__pipe_link *p = (const struct isle__pipe_link *)link;

	ret_interest->fd = p->fd;
	ret_interest->readable = true;
	ret_interest->writable = p->blocked;
	ret_interest->timeout_ms = isle__pipe_has_frame(p) ? 0 : ISLE_NO_DEADLINE;
}

/* A blocking read is the wait, where nothing speaks against it: one system call instead of two. The memory
 * of a call may be gone by the time it ends, so only the link's own buffer is read into. */
int isle__stream_wait(struct isle_link *link, uint32_t timeout_ms)
{
	struct isle__pipe_link *p = (struct isle__pipe_link *)link;
	bool blocked = __atomic_load_n(&p->blocked, __ATOMIC_RELAXED);
	struct isle__span span;
	ssize_t n;

	if (!timeout_ms || isle__pipe_has_frame(p))
		return 0;
	p->drained = false;
	if (!p->blocks || blocked || isle__pipe_in_body(p)) {
		isle__socket_poll(p->fd, blocked, timeout_ms);
		return 0;
	}
	isle__socket_tick(p->fd, timeout_ms, &p->tick_ms);
	span = isle__pipe_room_for(p);
	n = recv(p->fd, span.at, span.len, 0);
	if (n > 0)
		isle__pipe_arrived(p, span.len, (size_t)n);
	return 0;
}

void isle__stream_close(struct isle_link *link)
{
	struct isle__pipe_link *p = (struct isle__pipe_link *)link;

	isle__pipe_link_fini(p);
	close(p->fd);
	p->fd = -1;
}
