/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Watches each frame a side sends, by what that side was told: never more than the credit, frames no
 * longer than the peer takes, the session's tag, one answer for each call, nothing after the end.
 */
#include "sim.h"

#include <string.h>

#define SIDE "side %u sends "

void watch_reset(struct side *side)
{
	side->watched_n = 0;
}

static struct watched *find(struct side *side, uint32_t id, bool mine)
{
	unsigned i;

	for (i = side->watched_n; i-- > 0;)
		if (side->watched[i].id == id && side->watched[i].mine == mine)
			return &side->watched[i];
	return NULL;
}

static struct watched *add(struct side *side, uint32_t id, bool mine, uint32_t granted)
{
	const unsigned max = sizeof(side->watched) / sizeof(*side->watched);
	struct watched *w;
	unsigned i;

	for (i = 0; i < side->watched_n && !side->watched[i].closed; i++)
		;
	if (i == side->watched_n) {
		if (i == max)
			sim_fail("side %u: more than %u calls at a time", side->nr, max);
		side->watched_n++;
	}
	w = &side->watched[i];
	*w = (struct watched){ .id = id, .mine = mine, .live = true, .granted = granted };
	return w;
}

static unsigned lying(const struct side *side)
{
	unsigned i, n = 0;

	for (i = 0; i < side->watched_n; i++)
		n += side->watched[i].mine && side->watched[i].live;
	return n;
}

static void count(struct side *side, struct watched *w, const struct isle_frame *f)
{
	if (world.f.mode == LINK_LOSSY)
		return; /* what it was told may have been damaged on the way */
	if (f->data_len > w->granted - w->sent)
		sim_fail(SIDE "%u bytes of call %u where %u are permitted", side->nr, f->data_len,
			 f->id, w->granted - w->sent);
	w->sent += f->data_len;
	if (w->ended)
		sim_fail(SIDE "data of call %u after its end", side->nr, f->id);
	w->ended = f->flags & ISLE_FLAG_END;
}

static void out_call(struct side *side, const struct isle_frame *f)
{
	const struct side *peer = &world.sides[!side->nr];
	struct watched *w = find(side, f->id, true);

	if (w && w->live)
		sim_fail(SIDE "call %u twice", side->nr, f->id);
	if (w)
		w->closed = true;
	count(side, add(side, f->id, true, peer->config.window), f);
	if (lying(side) > peer->config.calls_max && world.f.mode != LINK_LOSSY)
		sim_fail(SIDE "%u calls, %u are permitted", side->nr, lying(side),
			 peer->config.calls_max);
}

static void out_stream(struct side *side, const struct isle_frame *f)
{
	bool answer = f->flags & ISLE_FLAG_ANSWER;
	struct watched *w = find(side, f->id, !answer);

	if (!w || w->closed)
		sim_fail(SIDE "kind %u of call %u, which is not open", side->nr, f->kind, f->id);
	if (f->kind == ISLE_KIND_CREDIT || f->kind == ISLE_KIND_CANCEL)
		return;
	if (f->kind == ISLE_KIND_REPLY && w->ended && !f->data_len) {
		w->closed = true;
		return;
	}
	count(side, w, f);
	w->closed = f->kind == ISLE_KIND_REPLY;
}

void watch_out(struct side *side, const uint8_t *frame, uint32_t len)
{
	const struct side *peer = &world.sides[!side->nr];
	struct isle_frame f;

	if (isle__frame_decode(frame, len, &f))
		sim_fail(SIDE "a bad frame", side->nr);
	sim_trace("%u -> kind %u flags %02x tag %04x id %u code %u data %u", side->nr, f.kind,
		  f.flags, f.tag, f.id, f.code, f.data_len);
	if (len > peer->config.frame_max && f.kind != ISLE_KIND_HELLO && world.f.mode != LINK_LOSSY)
		sim_fail(SIDE "a frame of %u bytes, the peer takes %u", side->nr, len,
			 peer->config.frame_max);
	if (f.tag != (f.kind == ISLE_KIND_HELLO ? 0 : side->s.tag))
		sim_fail(SIDE "kind %u with tag %04x", side->nr, f.kind, f.tag);
	world.total.frames++;
	if (f.kind == ISLE_KIND_CALL)
		out_call(side, &f);
	else if (f.id)
		out_stream(side, &f);
}

/* Only what the side will take: the frame has its tag. */
void watch_in(struct side *side, const uint8_t *frame, uint32_t len)
{
	struct isle_frame f;
	struct watched *w;
	bool answer;

	if (isle__frame_decode_head(frame, len < 2048 ? len : 2048, len, &f) || !f.id ||
	    side->s.state != ISLE_SESSION_UP || f.tag != side->s.tag)
		return;
	answer = f.flags & ISLE_FLAG_ANSWER;
	w = find(side, f.id, answer);
	if (f.kind == ISLE_KIND_CALL && !answer) {
		if (w && w->closed)
			w->id = 0;
		if (!w || w->closed)
			add(side, f.id, false, isle__frame_word(&f, 1));
	} else if (f.kind == ISLE_KIND_CREDIT && w) {
		if ((int32_t)(isle__frame_word(&f, 0) - w->granted) > 0)
			w->granted = isle__frame_word(&f, 0);
	} else if (f.kind == ISLE_KIND_REPLY && answer && w) {
		w->live = false;
		w->closed = true;
	}
}
