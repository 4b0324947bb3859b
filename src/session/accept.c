/* SPDX-License-Identifier: BSD-3-Clause */
/* The accepting side of hello, in a file of its own: a client runtime does not link it. */
#include "session/internal.h"

/* A repeated hello gets the same answer as long as nothing else was heard: the answer
 * may just have crossed the repetition. Not when calls of ours are out: it may as well come from a new
 * life with the same nonce, which knows nothing of them. */
int isle_session_accepts(struct isle_session *s, const struct isle_hello *h,
			 const struct isle_frame *frame)
{
	uint64_t presented = h->session_id, id = presented;
	int r;

	if (frame->flags & ISLE_FLAG_ANSWER) {
		s->counters.dropped++;
		return 0;
	}
	if (s->state == ISLE_SESSION_UP && s->fresh && !s->in_flight && h->nonce == s->nonce &&
	    presented == s->presented) {
		s->due |= ISLE__DUE_HELLO;
		return 0;
	}
	isle__session_lose(s, ISLE_SESSION_HELLO, -ISLE_ELINK);
	r = h->version_min > ISLE_VERSION || h->version_max < ISLE_VERSION
		    ? -ISLE_EVERSION
		    : s->config->ops->accept(s, h, &id);
	s->nonce = h->nonce;
	s->due = ISLE__DUE_HELLO;
	s->bye = 0;
	if (r < 0) {
		s->bye = (uint8_t)-r;
		return 0;
	}
	s->presented = presented;
	/* A tag that no frame of the session before carries, as far as one of us remembers it; 0 is for
	 * hello alone. */
	s->tag = (uint16_t)((s->tag ? s->tag : h->tag) + 1 + (id & 0x7fff));
	if (!s->tag)
		s->tag = 1;
	isle__session_adopt(s, h, id, r > 0);
	return 0;
}
