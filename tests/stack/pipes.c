/* SPDX-License-Identifier: BSD-3-Clause */
/* Byte pipes with delay, pieces and an end, below the product's own framing. */
#include "stack.h"

#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#define WAY_BYTES 262144u

/* One direction. What was sent becomes visible to the receiver piece by piece. */
struct way {
	uint8_t bytes[WAY_BYTES];
	uint32_t head, len, visible;
	uint64_t due_us;
};

static struct conn {
	bool used, accepted, cut;
	bool open[2];       /* by end: 0 the client's, 1 the worker's */
	struct way ways[2]; /* [n]: towards end n */
} conns[CONNS];

static struct conn *conn_of(int fd)
{
	if (fd < FD_FIRST || fd >= FD_LISTEN)
		st_fail("descriptor %d is no end of a pipe", fd);
	return &conns[(fd - FD_FIRST) / 2];
}

static unsigned end_of(int fd)
{
	return (unsigned)(fd - FD_FIRST) & 1u;
}

static void free_when_done(struct conn *c)
{
	if (!c->open[0] && !c->open[1])
		c->used = false;
}

void pipes_reset(void)
{
	unsigned i;

	for (i = 0; i < CONNS; i++)
		conns[i].used = false;
}

static uint64_t soon(void)
{
	return world.now_us + st_below(2 * world.f.delay_us + 1);
}

uint64_t pipes_next(unsigned *ret_way)
{
	uint64_t best = NEVER;
	unsigned i;

	for (i = 0; i < 2 * CONNS; i++) {
		const struct way *w = &conns[i / 2].ways[i % 2];

		if (!conns[i / 2].used || w->visible == w->len || w->due_us >= best)
			continue;
		best = w->due_us;
		*ret_way = i;
	}
	return best;
}

void pipes_arrive(unsigned way)
{
	struct way *w = &conns[way / 2].ways[way % 2];
	uint32_t more = w->len - w->visible, piece = 1 + st_below(world.f.chunk);

	w->visible += more < piece ? more : piece;
	w->due_us = soon();
}

bool pipes_stall(void)
{
	unsigned i = st_below(2 * CONNS);

	st_trace("way %u stalls", i);
	conns[i / 2].ways[i % 2].due_us = world.now_us + st_below(200000);
	return true;
}

static void cut(struct conn *c)
{
	unsigned i;

	c->cut = true;
	for (i = 0; i < 2; i++) {
		struct way *w = &c->ways[i];

		w->len = w->visible + st_below(w->len - w->visible + 1);
	}
}

void pipes_cut(void)
{
	unsigned i;

	for (i = 0; i < CONNS; i++)
		if (conns[i].used && !conns[i].cut)
			cut(&conns[i]);
}

void pipes_end_of(unsigned side)
{
	unsigned i;

	for (i = 0; i < CONNS; i++) {
		struct conn *c = &conns[i];

		if (!c->used)
			continue;
		if (!c->cut)
			cut(c);
		c->open[side] = false;
		if (side == 1 || !c->accepted)
			c->open[1] = c->open[1] && c->accepted;
		free_when_done(c);
	}
}

void pipes_close(int fd)
{
	struct conn *c = conn_of(fd);

	c->open[end_of(fd)] = false;
	/* What the closing end sent before still arrives; what was sent to it does not. */
	c->ways[end_of(fd)].len = c->ways[end_of(fd)].visible = 0;
	free_when_done(c);
}

static bool at_end(const struct conn *c, unsigned end)
{
	return c->ways[end].len == 0 && (c->cut || !c->open[!end]);
}

unsigned pipes_events(int fd)
{
	struct conn *c;
	unsigned end, events = 0, i;

	if (fd == FD_LISTEN) {
		for (i = 0; i < CONNS; i++)
			if (conns[i].used && !conns[i].accepted)
				events = EPOLLIN;
		return events;
	}
	c = conn_of(fd);
	end = end_of(fd);
	if (c->ways[end].visible || at_end(c, end))
		events |= EPOLLIN;
	if (at_end(c, end))
		events |= EPOLLHUP;
	if (c->cut || c->ways[!end].len < world.f.buffer_bytes)
		events |= EPOLLOUT;
	return events;
}

/* --- the four functions below the framing -------------------------------------------------------- */

static int pipe_send(struct isle__pipe_link *p, const uint8_t *data, size_t len, bool more)
{
	struct conn *c = conn_of(p->fd);
	struct way *w = &c->ways[!end_of(p->fd)];
	size_t room = w->len < world.f.buffer_bytes ? world.f.buffer_bytes - w->len : 0;

	(void)more;
	system_point();
	if (c->cut || !c->open[!end_of(p->fd)])
		return -ISLE_ELINK;
	if (len > room)
		len = room;
	if (len > 1 && st_chance(10))
		len = 1 + st_below((uint32_t)len);
	if (!len)
		return 0;
	if (w->head + w->len + len > WAY_BYTES) {
		memmove(w->bytes, w->bytes + w->head, w->len);
		w->head = 0;
	}
	memcpy(w->bytes + w->head + w->len, data, len);
	if (w->len == w->visible)
		w->due_us = soon();
	w->len += (uint32_t)len;
	return (int)len;
}

static int pipe_receive(struct isle__pipe_link *p, struct isle__span *spans, unsigned n)
{
	struct conn *c = conn_of(p->fd);
	struct way *w = &c->ways[end_of(p->fd)];
	unsigned i;
	int got = 0;

	system_point();
	if (at_end(c, end_of(p->fd)))
		return -ISLE_ELINK;
	for (i = 0; i < n; i++) {
		uint32_t some = w->visible < spans[i].len ? w->visible : (uint32_t)spans[i].len;

		memcpy(spans[i].at, w->bytes + w->head, some);
		w->head += some;
		w->len -= some;
		w->visible -= some;
		got += (int)some;
	}
	if (!w->len)
		w->head = 0;
	return got;
}

static int pipe_send_file(struct isle__pipe_link *p, int file, uint64_t offset, size_t len)
{
	static uint8_t page[65536];
	ssize_t n = pread(file, page, len < sizeof(page) ? len : sizeof(page), (off_t)offset);

	return n > 0 ? pipe_send(p, page, (size_t)n, false) : -ISLE_ENODATA;
}

static int keep_file(int file)
{
	return dup(file);
}

static void drop_file(int file)
{
	close(file);
}

static const struct isle__pipe_os os = { .send = pipe_send,
					 .receive = pipe_receive,
					 .send_file = pipe_send_file,
					 .keep_file = keep_file,
					 .drop_file = drop_file };

/* --- the transport ------------------------------------------------------------------------------- */

static int open_end(const char *address, enum isle_open_how how, struct isle_link_fds *ret_fds)
{
	struct conn *c;
	unsigned i;

	(void)address;
	(void)how;
	if (!world.daemon_alive)
		return -ISLE_ECONNREFUSED;
	for (i = 0; i < CONNS && conns[i].used; i++)
		;
	if (i == CONNS)
		return -ISLE_EAGAIN;
	c = &conns[i];
	c->used = c->open[0] = c->open[1] = true;
	c->accepted = c->cut = false;
	c->ways[0].head = c->ways[0].len = c->ways[0].visible = 0;
	c->ways[1].head = c->ways[1].len = c->ways[1].visible = 0;
	ret_fds->fd[0] = FD_FIRST + 2 * (int)i;
	ret_fds->n = 1;
	return 0;
}

static int accept_end(int listener, struct isle_link_fds *ret_fds, struct isle_peer *ret_peer)
{
	unsigned i;

	(void)listener;
	for (i = 0; i < CONNS; i++) {
		if (!conns[i].used || conns[i].accepted)
			continue;
		conns[i].accepted = true;
		ret_fds->fd[0] = FD_FIRST + 2 * (int)i + 1;
		ret_fds->n = 1;
		*ret_peer = (struct isle_peer){
			.known = true, .uid = geteuid(), .gid = getegid(), .pid = 1
		};
		return 0;
	}
	return -ISLE_EAGAIN;
}

static int run(struct isle_link *link, const struct isle_link_fds *fds,
	       const struct isle_link_memory *memory)
{
	return isle__pipe_link_init((struct isle__pipe_link *)link, &os, fds->fd[0], memory, 65792);
}

static int flush(struct isle_link *link)
{
	struct isle__pipe_link *p = (struct isle__pipe_link *)link;
	int r = isle__pipe_flush(link);

	p->blocked = r == -ISLE_EAGAIN;
	return r;
}

static void interest(const struct isle_link *link, struct isle_link_interest *ret_interest)
{
	const struct isle__pipe_link *p = (const struct isle__pipe_link *)link;

	ret_interest->fd = p->fd;
	ret_interest->readable = true;
	ret_interest->writable = p->blocked;
	ret_interest->timeout_ms = isle__pipe_has_frame(p) ? 0 : ISLE_NO_DEADLINE;
}

static bool readable(const void *argument)
{
	const struct isle__pipe_link *p = argument;

	return pipes_events(p->fd) & (EPOLLIN | (p->blocked ? EPOLLOUT : 0));
}

static int wait(struct isle_link *link, uint32_t timeout_ms)
{
	struct isle__pipe_link *p = (struct isle__pipe_link *)link;

	if (!timeout_ms || isle__pipe_has_frame(p))
		return 0;
	p->drained = false;
	st_wait(timeout_ms, readable, p);
	return 0;
}

static void close_end(struct isle_link *link)
{
	struct isle__pipe_link *p = (struct isle__pipe_link *)link;

	isle__pipe_link_fini(p);
	pipes_close(p->fd);
	p->fd = -1;
}

const struct isle_transport stack_transport = {
	.scheme = "stack",
	.capabilities = ISLE_LINK_END | ISLE_LINK_CONNECTS | ISLE_LINK_CREDENTIALS | ISLE_LINK_FILE,
	.frame_max = 65792,
	.link_bytes = sizeof(struct isle__pipe_link),
	.open = open_end,
	.accept = accept_end,
	.run = run,
	.lend = isle__pipe_lend,
	.send = isle__pipe_send,
	.flush = flush,
	.receive = isle__pipe_receive,
	.give_back = isle__pipe_give_back,
	.interest = interest,
	.wait = wait,
	.close = close_end,
};
