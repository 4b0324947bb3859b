/* SPDX-License-Identifier: BSD-3-Clause */
/* SHA-256 (FIPS 180-4), small rather than fast. */
#ifndef DEMO_SHA256_H
#define DEMO_SHA256_H

#include <stddef.h>
#include <stdint.h>

struct sha256 {
	uint32_t state[8];
	uint64_t bytes;
	uint8_t block[64];
};

void sha256_init(struct sha256 *sum);
void sha256_add(struct sha256 *sum, const void *data, size_t len);
void sha256_end(struct sha256 *sum, uint8_t ret_digest[32]);

#endif
