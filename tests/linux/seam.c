/* SPDX-License-Identifier: BSD-3-Clause */
#include "seam.h"

struct seam seam;
uint8_t seam_out[ISLE_IOCTL_BYTES_MAX];

static int record(int fd, unsigned long request, void *argument)
{
	struct seam_call *c;

	if (seam.serve)
		return seam.serve(request, argument);
	CHECK(seam.n < 4);
	c = &seam.calls[seam.n++];
	c->fd = fd;
	c->request = request;
	c->argument = argument;
	if (seam.native) {
		memcpy(c->bytes, argument, seam.native);
		if (seam.answer)
			memcpy(argument, seam.answer, seam.native);
	}
	return seam.result;
}

void seam_use(size_t native, const void *answer, int result)
{
	memset(&seam, 0, sizeof(seam));
	CHECK(native <= sizeof(seam.calls[0].bytes));
	seam.native = native;
	seam.answer = answer;
	seam.result = result;
	isled_ioctl_native = record;
}

int seam_run(uint32_t request, uint32_t value, const void *in, uint32_t in_bytes,
	     struct isled_ioctl_call *ret_call)
{
	const struct isled_ioctl *what = isled_ioctl_find(request);
	struct isled_ioctl_call call = { .value = value, .in = in, .in_bytes = in_bytes };
	int rc;

	CHECK(what != NULL);
	memset(seam_out, 0xee, sizeof(seam_out));
	rc = isled_ioctl_measure(what, &call);
	if (rc >= 0) {
		CHECK(call.out_bytes <= sizeof(seam_out));
		call.out = seam_out;
		rc = isled_ioctl_run(what, 7, &call);
	}
	if (ret_call)
		*ret_call = call;
	return rc;
}

uint32_t seam_words(uint8_t *to, const uint32_t *words, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		isled_ioctl_put_word(to, i, words[i]);
	return 4 * n;
}

uint32_t seam_word(unsigned n)
{
	const uint8_t *at = seam_out + 4 * (size_t)n;

	return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}
