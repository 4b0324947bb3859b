/* SPDX-License-Identifier: BSD-3-Clause */
/* The frame decoder: whatever it accepts lies within its bytes and is encoded to them again. */
#include <stdlib.h>
#include <string.h>

#include "wire/frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_frame(const struct isle_frame *f)
{
	uint32_t words[32];
	uint8_t head[ISLE_FRAME_HEADER_BYTES];
	unsigned n = (f->fixed_bytes - ISLE_FRAME_HEADER_BYTES) / 4u;

	if (f->fixed_bytes % 8 || f->fixed_bytes + f->data_len != f->len ||
	    f->data + f->data_len != f->bytes + f->len)
		abort();
	isle__frame_encode_header(head, f);
	/* The last two bytes are reserved: ignored when received. */
	if (memcmp(head, f->bytes, sizeof(head) - 2))
		abort();
	isle__frame_words(f, 0, words, 32);
	if (n < 32 && words[n])
		abort();
	if (n && isle__frame_word(f, n - 1) != isle__le32_get(f->bytes + f->fixed_bytes - 4))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct isle_frame f, head;
	int whole = isle__frame_decode(data, size, &f);
	size_t n;

	if (whole)
		return 0;
	check_frame(&f);
	/* A head says the same as the whole frame, once its fixed part is there. */
	for (n = 0; n <= f.fixed_bytes; n++) {
		int error = isle__frame_decode_head(data, n, size, &head);

		if (error != (n < f.fixed_bytes ? -ISLE_EAGAIN : 0))
			abort();
	}
	if (head.data != f.data || head.data_len != f.data_len || head.id != f.id)
		abort();
	return 0;
}
