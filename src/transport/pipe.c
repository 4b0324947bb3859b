/* SPDX-License-Identifier: BSD-3-Clause */
#include "transport/pipe.h"

#include <string.h>

#define STAGE_BYTES 16384u /* so much may lie unsent; see struct isle_transport.lend */
#define FILE_BYTES  65536u /* pages of one frame: a multiple of the page, so offsets stay aligned */
#define PLACE_BYTES 2048u  /* a shorter rest is cheaper to copy than to receive apart */
#define BULK_BYTES  8192u
#define HEAD_BYTES  1024u /* a short frame, or a head and a little that is copied */
#define BULK_FRAMES 4u    /* so many short frames end a bulk transfer */

/* The longest frame that cannot be cut: what is lent has room for it. */
#define HELLO_BYTES (ISLE_FRAME_HEADER_BYTES + 4u * ISLE_FRAME_HELLO_WORDS + ISLE_NAME_BYTES_MAX)

static const uint8_t zeros[512];

int isle__pipe_link_init(struct isle__pipe_link *p, const struct isle__pipe_os *os, int fd,
			 const struct isle_link_memory *memory, uint32_t frame_max)
{
	uint32_t skip = (4u - (uint32_t)(uintptr_t)memory->tx) & 7u;
	struct isle_link link = p->link;

	if (memory->rx_bytes < ISLE_PIPE_LENGTH_BYTES + ISLE_FRAME_BYTES_MIN ||
	    memory->tx_bytes < skip + ISLE_PIPE_LENGTH_BYTES + HELLO_BYTES)
		return -ISLE_EINVAL;
	memset(p, 0, sizeof(*p));
	p->link = link;
	p->os = os;
	p->fd = fd;
	p->tx = memory->tx + skip;
	p->tx_cap = (uint32_t)memory->tx_bytes - skip;
	if (frame_max > memory->rx_bytes - ISLE_PIPE_LENGTH_BYTES)
		frame_max = (uint32_t)memory->rx_bytes - ISLE_PIPE_LENGTH_BYTES;
	return isle__pipe_init(&p->rx, memory->rx, (uint32_t)memory->rx_bytes, frame_max);
}

static void forget_file(struct isle__pipe_link *p)
{
	if (p->file_kept)
		p->os->drop_file(p->file);
	p->file_kept = false;
	p->padding = false;
	p->file_left = 0;
}

void isle__pipe_link_fini(struct isle__pipe_link *p)
{
	forget_file(p);
}

/* ---- sending ------------------------------------------------------------------------------------- */

int isle__pipe_lend(struct isle_link *link, struct isle_tx *ret_tx)
{
	struct isle__pipe_link *p = (struct isle__pipe_link *)link;

	if (p->blocked)
		return -ISLE_EAGAIN;
	/* A frame in a small remainder would be cut into pieces: better write first. */
	if (p->tx_end >= STAGE_BYTES || p->tx_end > p->tx_cap / 2 ||
	    p->tx_cap - p->tx_end < ISLE_PIPE_LENGTH_BYTES + ISLE_FRAME_BYTES_MIN) {
		int r = link->transport->flush(link);

		if (r)
			return r;
	}
	ret_tx->buf = p->tx + p->tx_end + ISLE_PIPE_LENGTH_BYTES;
	ret_tx->cap = p->tx_cap - p->tx_end - ISLE_PIPE_LENGTH_BYTES;
	ret_tx->file_max = p->os->send_file ? FILE_BYTES : 0;
	return 0;
}

int isle__pipe_send(struct isle_link *link, struct isle_tx *tx)
{
	struct isle__pipe_link *p = (struct isle__pipe_link *)link;
	int r;

	if (!tx->len)
		return 0;
	isle__pipe_encode(p->tx + p->tx_end, (uint32_t)(tx->len + tx->file_len));
	p->tx_end += ISLE_PIPE_LENGTH_BYTES + (uint32_t)tx->len;
	if (!tx->file_len)
		return 0;
	p->file = tx->file;
	p->file_offset = tx->file_offset;
	p->file_left = (uint32_t)tx->file_len;
	r = link->transport->flush(link);
	if (r != -ISLE_EAGAIN || p->padding)
		return r == -ISLE_EAGAIN ? 0 : r;
	/* The owner may close the file before the rest has gone. */
	p->file = p->os->keep_file(p->file);
	p->file_kept = p->file >= 0;
	return p->file_kept ? 0 : -ISLE_ELINK;
}

/* A length was promised: what the file no longer has is made up by zeros. */
static int send_file_bytes(struct isle__pipe_link *p)
{
	size_t len = p->file_left;
	int n;

	if (!p->padding) {
		n = p->os->send_file(p, p->file, p->file_offset, len);
		if (n != -ISLE_ENODATA)
			return n;
		p->padding = true;
	}
	if (len > sizeof(zeros))
		len = sizeof(zeros);
	return p->os->send(p, zeros, len, len < p->file_left);
}

int isle__pipe_flush(struct isle_link *link)
{
	struct isle__pipe_link *p = (struct isle__pipe_link *)link;
	int n;

	while (p->tx_start < p->tx_end) {
		n = p->os->send(p, p->tx + p->tx_start, p->tx_end - p->tx_start, p->file_left != 0);
		if (n <= 0)
			return n ? n : -ISLE_EAGAIN;
		p->tx_start += (uint32_t)n;
	}
	p->tx_start = p->tx_end = 0;
	while (p->file_left) {
		n = send_file_bytes(p);
		if (n <= 0)
			return n ? n : -ISLE_EAGAIN;
		p->file_left -= (uint32_t)n;
		p->file_offset += (uint32_t)n;
	}
	forget_file(p);
	return 0;
}

/* ---- receiving ----------------------------------------------------------------------------------- */

bool isle__pipe_has_frame(const struct isle__pipe_link *p)
{
	const uint8_t *head;
	uint32_t len = 0xffffffffu;
	size_t here = isle__pipe_peek(&p->rx, &head, &len);

	return len > p->rx.frame_max ? len != 0xffffffffu : here >= len;
}

/* Where the tail of the partial frame belongs, if the session knows a better place. NULL = nowhere. */
static uint8_t *place(const struct isle__pipe_link *p, const uint8_t *head, size_t here,
		      uint32_t len, size_t *ret_bytes)
{
	return isle_session_place(p->link.session, head, here, len, ret_bytes);
}

bool isle__pipe_in_body(const struct isle__pipe_link *p)
{
	const uint8_t *head;
	uint32_t len = 0;
	size_t here = isle__pipe_peek(&p->rx, &head, &len);

	if (p->placed)
		return true;
	return p->link.session && here >= ISLE_FRAME_HEADER_BYTES && len <= p->rx.frame_max &&
	       len - here >= PLACE_BYTES && here >= isle__le16_get(head + 12);
}

struct isle__span isle__pipe_room_for(struct isle__pipe_link *p)
{
	struct isle__span span;

	span.at = isle__pipe_room(&p->rx, &span.len);
	if (p->bulk && p->rx.start == p->rx.end && span.len > HEAD_BYTES)
		span.len = HEAD_BYTES;
	return span;
}

void isle__pipe_arrived(struct isle__pipe_link *p, size_t asked, size_t got)
{
	isle__pipe_received(&p->rx, got);
	p->drained = got < asked;
}

/* The frame whose tail was received elsewhere is complete; what stands in the buffer behind its head belongs
 * to the next one. */
static int body_done(struct isle__pipe_link *p, const uint8_t *head, size_t here, uint32_t len,
		     uint8_t *dst, size_t extra)
{
	size_t fixed = isle__le16_get(head + 12);

	if (dst)
		memcpy(dst, head + fixed, here - fixed);
	p->rx.start = p->rx.end;
	p->rx.end += (uint32_t)extra;
	p->placed = 0;
	p->bulk = BULK_FRAMES;
	return isle_session_input_placed(p->link.session, p->link.session->now_ms, head, here, len)
		       ? -ISLE_EPROTO
		       : 1;
}

/* Receives more of a tail at its place. When its call was given up meanwhile, the rest is received into the
 * link's buffer and forgotten. */
static int fill_body(struct isle__pipe_link *p)
{
	size_t room, here, bytes = 0, rest, got;
	struct isle__span spans[2];
	const uint8_t *head;
	uint32_t len = 0;
	uint8_t *dst;
	int n;

	spans[0].at = spans[1].at = isle__pipe_room(&p->rx, &room);
	here = isle__pipe_peek(&p->rx, &head, &len);
	rest = len - here - p->placed;
	dst = place(p, head, here, len, &bytes);
	spans[0].len = rest < room ? rest : room;
	spans[1].len = 0;
	if (dst) {
		spans[0].at = dst + (here - (len - bytes)) + p->placed;
		spans[0].len = rest;
		spans[1].len = room < HEAD_BYTES ? room : HEAD_BYTES;
	}
	n = p->os->receive(p, spans, 2);
	if (n <= 0)
		return n;
	got = (size_t)n < rest ? (size_t)n : rest;
	p->placed += (uint32_t)got;
	p->drained = (size_t)n < spans[0].len + spans[1].len;
	if (got < rest)
		return 1;
	return body_done(p, head, here, len, dst, (size_t)n - got);
}

static int fill(struct isle__pipe_link *p)
{
	struct isle__span span;
	const uint8_t *head;
	uint32_t len = 0;
	size_t here = isle__pipe_peek(&p->rx, &head, &len), bytes;
	int n;

	if (p->placed || (isle__pipe_in_body(p) && place(p, head, here, len, &bytes)))
		return fill_body(p);
	span = isle__pipe_room_for(p);
	n = p->os->receive(p, &span, 1);
	if (n > 0)
		isle__pipe_arrived(p, span.len, (size_t)n);
	return n;
}

int isle__pipe_receive(struct isle_link *link, const uint8_t **ret_frame)
{
	struct isle__pipe_link *p = (struct isle__pipe_link *)link;

	for (;;) {
		int n = isle__pipe_next(&p->rx, ret_frame);

		if (n) {
			if (n >= (int)BULK_BYTES)
				p->bulk = BULK_FRAMES;
			else if (p->bulk)
				p->bulk--;
			return n;
		}
		if (p->drained) { /* known to be empty: no system call for it */
			p->drained = false;
			return 0;
		}
		n = fill(p);
		if (n <= 0)
			return n;
	}
}

void isle__pipe_give_back(struct isle_link *link)
{
	(void)link; /* the frame lies in the buffer until the next read */
}
