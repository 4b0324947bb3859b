/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The pipe framing. First byte: size of the buffer; second: of the chunks. The same bytes must give the
 * same frames and the same end, however they are cut.
 */
#include <stdlib.h>
#include <string.h>

#include "wire/pipe.h"

#define FRAME_MAX 300u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct outcome {
	unsigned frames;
	uint32_t sum;
	int error;
};

static int take_all(struct isle__pipe *pipe, struct outcome *out)
{
	const uint8_t *frame;
	int len;

	while ((len = isle__pipe_next(pipe, &frame)) > 0) {
		int i;

		if (len < 16 || len > (int)FRAME_MAX)
			abort();
		for (i = 0; i < len; i++)
			out->sum = out->sum * 31 + frame[i];
		out->frames++;
	}
	out->error = len;
	return len;
}

static struct outcome run(const uint8_t *data, size_t size, uint32_t cap, size_t chunk)
{
	struct outcome out = { 0, 0, 0 };
	struct isle__pipe pipe;
	uint8_t *buf = malloc(cap);

	if (!buf || isle__pipe_init(&pipe, buf, cap, FRAME_MAX))
		abort();
	while (size) {
		size_t room, n;
		uint8_t *at = isle__pipe_room(&pipe, &room);

		if (!room || at < buf || room > (size_t)(buf + cap - at))
			abort();
		n = chunk < room ? chunk : room;
		n = n < size ? n : size;
		memcpy(at, data, n);
		data += n;
		size -= n;
		isle__pipe_received(&pipe, n);
		if (take_all(&pipe, &out) < 0)
			break;
	}
	free(buf);
	return out;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct outcome cut, whole;

	if (size < 2)
		return 0;
	cut = run(data + 2, size - 2, 4 + FRAME_MAX + data[0], 1u + data[1]);
	whole = run(data + 2, size - 2, 65536, 65536);
	if (cut.frames != whole.frames || cut.sum != whole.sum || cut.error != whole.error)
		abort();
	return 0;
}
