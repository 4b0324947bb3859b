/* SPDX-License-Identifier: BSD-3-Clause */
/* serial:PATH[,SPEED][,rtscts] or serial:PATH,pty - a terminal line of this machine. */
#define _GNU_SOURCE /* posix_openpt, ptsname_r */
#include "transport/serial/serial_linux.h"

#include <asm/termbits.h> /* before sys/ioctl.h; termios.h knows no free speeds */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "transport/serial/line.h"
#include "transport/socket_linux.h"

#define SPEED_DEFAULT 115200u
#define SPEED_MAX     20000000u
#define RAW_BYTES_MAX 4096u
#define BLOCKED_MS    5u /* who waits for bytes meanwhile does not see that there is room */

/* Some machines have free speeds in the only struct there is. */
#ifdef TCGETS2
typedef struct termios2 settings;
#define GET_SETTINGS TCGETS2
#define SET_SETTINGS TCSETS2
#else
typedef struct termios settings;
#define GET_SETTINGS TCGETS
#define SET_SETTINGS TCSETS
#endif

struct serial_link {
	struct isle__line line; /* first */
	struct isle_uart uart;
	int fd, other;        /* other: only of who listens, see open_tty() */
	int blocked;          /* the kernel takes no more; read by wait() of another thread */
	uint32_t queue_bytes; /* so many may lie in the kernel */
	uint32_t pace_ms;     /* the time of half of them */
	uint8_t *raw;
	uint16_t raw_cap, raw_at, raw_len;
	bool read_once; /* in this turn: the rest is for the next one */
	bool paced;     /* the line has enough for a while */
};

_Static_assert(sizeof(struct serial_link) <= ISLE_LINK_BYTES_MAX, "a link fits its memory");

/* ---- addresses ---- */

static int parse_speed(const char *text, size_t len, uint32_t *ret_speed)
{
	uint32_t speed = 0;

	while (len--) {
		if (*text < '0' || *text > '9' || speed > SPEED_MAX)
			return -ISLE_EINVAL;
		speed = speed * 10 + (uint32_t)(*text++ - '0');
	}
	if (speed < 50 || speed > SPEED_MAX)
		return -ISLE_EINVAL;
	*ret_speed = speed;
	return 0;
}

int isle__serial_parse(const char *text, struct isle__serial_address *ret_address)
{
	struct isle__serial_address a = { .speed = 0 };
	size_t len = strcspn(text, ",");

	if (text[0] != '/' || text[len - 1] == '/')
		return -ISLE_EINVAL;
	if (len >= sizeof(a.path))
		return -ISLE_ENAMETOOLONG;
	memcpy(a.path, text, len);
	for (text += len; *text; text += len) {
		len = strcspn(++text, ",");
		if (len == 6 && !strncmp(text, "rtscts", len) && !a.rtscts)
			a.rtscts = true;
		else if (len == 3 && !strncmp(text, "pty", len) && !a.pty)
			a.pty = true;
		else if (a.speed || parse_speed(text, len, &a.speed))
			return -ISLE_EINVAL;
	}
	if (a.pty && a.rtscts)
		return -ISLE_EINVAL;
	if (!a.speed)
		a.speed = SPEED_DEFAULT;
	*ret_address = a;
	return 0;
}

/* ---- opening ---- */

/* Every byte as it is, eight bits, no parity. A speed that the hardware cannot come near is refused. */
static int set_raw(int fd, const struct isle__serial_address *a)
{
	settings s;

	if (ioctl(fd, GET_SETTINGS, &s))
		return errno == ENOTTY ? -ISLE_ENOTTY : isle__socket_error();
	s.c_iflag = IGNBRK;
	s.c_oflag = s.c_lflag = 0;
	s.c_cflag = CS8 | CREAD | CLOCAL | BOTHER | (a->rtscts ? (tcflag_t)CRTSCTS : 0);
	s.c_ispeed = s.c_ospeed = a->speed;
	s.c_cc[VMIN] = 1; /* no bytes is EAGAIN; 0 is the end */
	s.c_cc[VTIME] = 0;
	if (ioctl(fd, SET_SETTINGS, &s) || ioctl(fd, GET_SETTINGS, &s))
		return isle__socket_error();
	if (s.c_ospeed / 33 <
	    (s.c_ospeed > a->speed ? s.c_ospeed - a->speed : a->speed - s.c_ospeed))
		return -ISLE_EINVAL;
	return 0;
}

/* A link left over from the last time may be replaced, nothing else. */
static int make_link(const char *target, const char *path)
{
	char old[16] = "";

	if (readlink(path, old, sizeof(old) - 1) > 0 && !strncmp(old, "/dev/pts/", 9))
		unlink(path);
	return symlink(target, path) ? isle__socket_error() : 0;
}

/* The other end is held as well: a pty whose other end nobody holds has ended. */
static int open_pty(const struct isle__serial_address *a, struct isle_link_fds *fds)
{
	char name[64];
	int r = -ISLE_EIO;

	fds->fd[0] = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (fds->fd[0] < 0)
		return isle__socket_error();
	fds->fd[1] = -1;
	if (!grantpt(fds->fd[0]) && !unlockpt(fds->fd[0]) &&
	    !ptsname_r(fds->fd[0], name, sizeof(name)))
		fds->fd[1] = open(name, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (fds->fd[1] >= 0)
		r = set_raw(fds->fd[1], a);
	if (!r)
		r = make_link(name, a->path);
	fds->n = 2;
	if (!r)
		return 0;
	close(fds->fd[0]);
	if (fds->fd[1] >= 0)
		close(fds->fd[1]);
	return r;
}

/* Who listens has a second descriptor; run() knows by it which of the two it is. */
static int open_tty(const struct isle__serial_address *a, enum isle_open_how how,
		    struct isle_link_fds *fds)
{
	int fd = open(a->path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC), r;

	if (fd < 0)
		return isle__socket_error();
	r = set_raw(fd, a);
	if (r) {
		close(fd);
		return r;
	}
	ioctl(fd, TCFLSH, TCIOFLUSH); /* what lies there was meant for somebody else */
	fds->fd[0] = fd;
	fds->n = 1;
	if (how != ISLE_OPEN_LISTEN)
		return 0;
	fds->fd[1] = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	fds->n = 2;
	if (fds->fd[1] >= 0)
		return 0;
	r = isle__socket_error();
	close(fd);
	return r;
}

static int serial_open(const char *address, enum isle_open_how how, struct isle_link_fds *ret_fds)
{
	struct isle__serial_address a;
	struct isle_link_fds fds = { .n = 0 };
	int r = isle__serial_parse(address, &a);

	if (!r && a.pty && how != ISLE_OPEN_LISTEN)
		r = -ISLE_EINVAL;
	if (!r)
		r = a.pty ? open_pty(&a, &fds) : open_tty(&a, how, &fds);
	if (!r)
		*ret_fds = fds;
	return r;
}

/* ---- below the line ---- */

static int moved(ssize_t n)
{
	if (n > 0)
		return (int)n;
	return n < 0 && (errno == EAGAIN || errno == EINTR) ? -ISLE_EAGAIN : -ISLE_ELINK;
}

/* What the kernel has is not overtaken by anything urgent: little, but enough until the next turn. */
static size_t room(const struct serial_link *q)
{
	int queued = 0;

	if (ioctl(q->fd, TIOCOUTQ, &queued) || queued <= 0)
		return q->queue_bytes;
	return (uint32_t)queued < q->queue_bytes ? q->queue_bytes - (uint32_t)queued : 0;
}

static int serial_write(void *self, const uint8_t *bytes, size_t len)
{
	struct serial_link *q = self;
	size_t most = room(q);
	int n;

	q->paced = !most;
	if (!most)
		return -ISLE_EAGAIN;
	n = moved(write(q->fd, bytes, len < most ? len : most));
	if (q->blocked != (n == -ISLE_EAGAIN))
		__atomic_store_n(&q->blocked, n == -ISLE_EAGAIN, __ATOMIC_RELAXED);
	return n;
}

static int serial_read(void *self)
{
	struct serial_link *q = self;
	int n;

	if (q->raw_at == q->raw_len) {
		if (q->read_once)
			return -ISLE_EAGAIN;
		q->read_once = true;
		n = moved(read(q->fd, q->raw, q->raw_cap));
		if (n < 0)
			return n;
		q->raw_at = 0;
		q->raw_len = (uint16_t)n;
	}
	return q->raw[q->raw_at++];
}

static uint32_t serial_time_ms(void *self)
{
	struct timespec now;

	(void)self;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint32_t)((uint64_t)now.tv_sec * 1000u + (uint64_t)now.tv_nsec / 1000000u);
}

/* ---- the link ---- */

static void set_speed(struct serial_link *q)
{
	settings s;
	uint32_t speed = SPEED_DEFAULT;

	if (!ioctl(q->other >= 0 ? q->other : q->fd, GET_SETTINGS, &s) && s.c_ospeed >= 50)
		speed = s.c_ospeed;
	q->uart.patience_ms = ISLE_SERIAL_PATIENCE_MS(speed);
	/* A packet, or ten milliseconds of a fast line. */
	q->queue_bytes = speed / 1000u > ISLE__LINE_CODED_BYTES ? speed / 1000u
								: ISLE__LINE_CODED_BYTES;
	q->pace_ms = q->queue_bytes * 5000u / speed + 1u;
}

static int serial_run(struct isle_link *link, const struct isle_link_fds *fds,
		      const struct isle_link_memory *memory)
{
	struct serial_link *q = (struct serial_link *)link;
	struct isle_link_memory rest = *memory;
	size_t raw = memory->rx_bytes / 8;
	uint8_t start;
	int r;

	if (raw > RAW_BYTES_MAX)
		raw = RAW_BYTES_MAX;
	if (fds->n < 1 || fds->n > 2 || !raw)
		return -ISLE_EINVAL;
	rest.rx_bytes -= raw;
	memset(&q->uart, 0, sizeof(*q) - offsetof(struct serial_link, uart));
	q->fd = fds->fd[0];
	q->other = fds->n == 2 ? fds->fd[1] : -1;
	q->raw = rest.rx + rest.rx_bytes;
	q->raw_cap = (uint16_t)raw;
	q->uart.write = serial_write;
	q->uart.read = serial_read;
	q->uart.time_ms = serial_time_ms;
	set_speed(q);
	r = isle_uart_run(link, &q->uart, q, &rest);
	if (r)
		return r;
	if (getrandom(&start, sizeof(start), GRND_NONBLOCK) < 0)
		start = (uint8_t)getpid();
	q->line.nonce = (uint8_t)(start * ISLE__LINE_NONCES + (q->other >= 0 ? 3u : 1u));
	return 0;
}

static int serial_receive(struct isle_link *link, const uint8_t **ret_frame)
{
	struct serial_link *q = (struct serial_link *)link;
	int n = isle__line_receive(link, ret_frame);

	if (n <= 0)
		q->read_once = false;
	return n;
}

static uint32_t serial_due(const struct isle_link *link)
{
	const struct serial_link *q = (const struct serial_link *)link;

	if (q->line.out_len)
		return q->paced ? q->pace_ms : BLOCKED_MS;
	return isle__line_due(link);
}

static void serial_interest(const struct isle_link *link, struct isle_link_interest *ret_interest)
{
	const struct serial_link *q = (const struct serial_link *)link;

	ret_interest->fd = q->fd;
	ret_interest->readable = true;
	ret_interest->writable = q->blocked;
	ret_interest->timeout_ms = q->blocked ? ISLE_NO_DEADLINE : serial_due(link);
}

static int serial_wait(struct isle_link *link, uint32_t timeout_ms)
{
	struct serial_link *q = (struct serial_link *)link;

	if (timeout_ms && q->raw_at == q->raw_len)
		isle__socket_poll(q->fd, __atomic_load_n(&q->blocked, __ATOMIC_RELAXED),
				  timeout_ms);
	return 0;
}

/* Closing would wait for a peer that has stopped us by its CTS. */
static void serial_close(struct isle_link *link)
{
	struct serial_link *q = (struct serial_link *)link;
	int lines;

	if (!ioctl(q->fd, TIOCMGET, &lines) && !(lines & TIOCM_CTS))
		ioctl(q->fd, TCFLSH, TCOFLUSH);
	close(q->fd);
	if (q->other >= 0)
		close(q->other);
	q->fd = q->other = -1;
}

const struct isle_transport isle_transport_serial = {
	.scheme = "serial",
	.frame_max = ISLE_SERIAL_FRAME_BYTES_MAX,
	.link_bytes = sizeof(struct serial_link),
	.open = serial_open,
	.run = serial_run,
	.lend = isle__line_lend,
	.send = isle__line_send,
	.flush = isle__line_flush,
	.receive = serial_receive,
	.give_back = isle__line_give_back,
	.interest = serial_interest,
	.wait = serial_wait,
	.due = serial_due,
	.close = serial_close,
};
