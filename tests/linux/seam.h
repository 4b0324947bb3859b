/* SPDX-License-Identifier: BSD-3-Clause */
/* Instead of the kernel's device requests: what it would have got is kept, and answered as the test says. */
#ifndef TEST_LINUX_SEAM_H
#define TEST_LINUX_SEAM_H

#include <isle/errors.h>
#include <isle/limits.h>
#include <isle/proto.h>
#include <stdint.h>
#include <string.h>

#include "harness.h"
#include "linux/device.h"

struct seam_call {
	int fd;
	unsigned long request;
	void *argument;      /* as a number, when there are no bytes */
	uint8_t bytes[1024]; /* what it pointed to */
};

struct seam {
	unsigned n;
	struct seam_call calls[4];
	size_t native;      /* bytes of the kernel's struct */
	const void *answer; /* put there, when not NULL */
	int result;
	/* Instead of all that. */
	int (*serve)(unsigned long request, void *argument);
};

extern struct seam seam;

/* From now on; `native` 0: the argument is a number. */
void seam_use(size_t native, const void *answer, int result);

/* Measure and do a request on descriptor 7. Returns as isled_ioctl_run(). */
int seam_run(uint32_t request, uint32_t value, const void *in, uint32_t in_bytes,
	     struct isled_ioctl_call *ret_call);

/* What the last request gave. */
extern uint8_t seam_out[ISLE_IOCTL_BYTES_MAX];

/* Words as they cross the wire; returns bytes. */
uint32_t seam_words(uint8_t *to, const uint32_t *words, unsigned n);
uint32_t seam_word(unsigned n); /* of seam_out */

#endif
