/* SPDX-License-Identifier: BSD-3-Clause */
/* Frames by hand, and a peer made of them. */
#include "pair.h"

#include <stdlib.h>
#include <string.h>

static void put16(uint8_t *p, unsigned v)
{
	p[0] = (uint8_t)v;
	p[1] = (uint8_t)(v >> 8);
}

static void put32(uint8_t *p, uint32_t v)
{
	put16(p, v & 0xffff);
	put16(p + 2, v >> 16);
}

static uint32_t get32(const uint8_t *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static void raw_decode(struct raw *r)
{
	CHECK(r->len >= 16);
	r->kind = r->bytes[0];
	r->flags = r->bytes[1];
	r->tag = (uint16_t)(r->bytes[2] | r->bytes[3] << 8);
	r->id = get32(r->bytes + 4);
	r->context = r->bytes[8];
	r->service = r->bytes[9];
	r->code = (uint16_t)(r->bytes[10] | r->bytes[11] << 8);
	r->fixed = (uint16_t)(r->bytes[12] | r->bytes[13] << 8);
	CHECK(r->fixed >= 16 && r->fixed % 8 == 0 && r->fixed <= r->len);
	CHECK_EQ(r->bytes[14] | r->bytes[15], 0);
	r->data = r->bytes + r->fixed;
	r->data_len = r->len - r->fixed;
}

bool end_output(struct end *e, struct raw *r)
{
	struct isle_tx tx = { .buf = r->bytes, .cap = sizeof(r->bytes), .file = -1 };
	bool some;
	unsigned i;

	memset(r->bytes, 0xee, 4096);
	some = isle_session_output(&e->s, pair.now, &tx);
	CHECK_EQ(some, tx.len > 0);
	CHECK_EQ(tx.file_len, 0);
	if (!some)
		return false;
	r->len = tx.len;
	raw_decode(r);
	for (i = 16; r->kind == DATA && i < r->fixed; i++)
		CHECK(r->bytes[i] != 0xee); /* nothing of what the memory held before */
	if (e->s.peer_frame_max && r->kind != HELLO)
		CHECK(r->len <= e->s.peer_frame_max);
	return true;
}

/* A copy of the exact size, so that a read beyond its end is seen by a sanitizer. */
int end_input(struct end *e, const struct raw *r)
{
	uint8_t *copy = malloc(r->len ? r->len : 1);
	int err;

	memcpy(copy, r->bytes, r->len);
	err = isle_session_input(&e->s, pair.now, copy, r->len);
	free(copy);
	return err;
}

uint32_t raw_word(const struct raw *r, unsigned at)
{
	return at + 4 <= r->fixed ? get32(r->bytes + at) : 0;
}

void raw_frame(struct raw *r, unsigned kind, unsigned flags, unsigned tag, uint32_t id)
{
	memset(r->bytes, 0, 256);
	r->bytes[0] = (uint8_t)kind;
	r->bytes[1] = (uint8_t)flags;
	put16(r->bytes + 2, tag);
	put32(r->bytes + 4, id);
	put16(r->bytes + 12, 16);
	r->len = 16;
	raw_decode(r);
}

void raw_words(struct raw *r, unsigned n, const uint32_t *words)
{
	unsigned i;

	for (i = 0; i < n; i++)
		put32(r->bytes + r->len + 4 * i, words[i]);
	r->len += 4 * n;
	if (n % 2) {
		put32(r->bytes + r->len, 0);
		r->len += 4;
	}
	put16(r->bytes + 12, (unsigned)r->len);
	raw_decode(r);
}

void raw_data(struct raw *r, const void *data, size_t len)
{
	if (data)
		memcpy(r->bytes + r->len, data, len);
	else
		memset(r->bytes + r->len, 'x', len);
	r->len += len;
	raw_decode(r);
}

void raw_call(struct raw *r, unsigned tag, uint32_t id, unsigned method, unsigned flags)
{
	raw_frame(r, CALL, flags, tag, id);
	r->bytes[9] = SERVICE;
	put16(r->bytes + 10, method);
	raw_words(r, 2, (const uint32_t[]){ ISLE_NO_DEADLINE, 4096 });
}

void raw_hello(struct raw *r, unsigned flags, uint32_t nonce, unsigned tag, uint64_t id)
{
	uint32_t role = flags & ANSWER ? ISLE_ROLE_DAEMON : ISLE_ROLE_CLIENT;

	raw_frame(r, HELLO, flags, 0, 0);
	raw_words(r, 14,
		  (const uint32_t[]){ MAGIC, 1, 1, 7, 1024, 4096, 8, 0, role, nonce, tag, 0,
				      (uint32_t)id, (uint32_t)(id >> 32) });
	raw_data(r, "raw", 3);
}

void raw_expect(struct end *e, struct raw *r, unsigned kind)
{
	if (!end_output(e, r))
		FAIL("silent, where a frame of kind %u was expected", kind);
	if (r->kind != kind)
		FAIL("a frame of kind %u, where %u was expected", r->kind, kind);
}

unsigned raw_up(struct end *e)
{
	static struct raw r;
	unsigned tag = 0x1234;

	isle_session_link_up(&e->s, pair.now, 99);
	if (e->ops.accept) {
		raw_hello(&r, 0, 5, 0, 0);
		CHECK_OK(end_input(e, &r));
		raw_expect(e, &r, HELLO);
		CHECK_EQ(r.flags, ANSWER);
		tag = raw_word(&r, 56);
	} else {
		raw_expect(e, &r, HELLO);
		raw_hello(&r, ANSWER, raw_word(&r, 52), tag, 42);
		CHECK_OK(end_input(e, &r));
	}
	CHECK_EQ(e->s.state, ISLE_SESSION_UP);
	return tag;
}
