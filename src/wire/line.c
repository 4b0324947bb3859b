/* SPDX-License-Identifier: BSD-3-Clause */
#include "wire/line.h"

/* What is left of the CRC over a packet and its own CRC. */
#define RESIDUE 0x2144df1cu

/* Four bits at a time: 64 bytes of table instead of 1 KiB. */
uint32_t isle__line_crc(const uint8_t *at, size_t len)
{
	static const uint32_t table[16] = {
		0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4,
		0x4db26158, 0x5005713c, 0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
		0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
	};
	uint32_t crc = 0xffffffffu;

	while (len--) {
		crc ^= *at++;
		crc = crc >> 4 ^ table[crc & 15];
		crc = crc >> 4 ^ table[crc & 15];
	}
	return ~crc;
}

size_t isle__line_encode(uint8_t *out, uint8_t *packet, size_t len)
{
	uint8_t *to = out, *code, byte = 0;

	isle__le32_put(packet + len, isle__line_crc(packet, len));
	*to++ = 0;
	code = to;
	for (len += ISLE__LINE_CRC_BYTES;; len--) {
		if (!byte || to - code == 255) { /* a block begins, the one before is known */
			*code = (uint8_t)(to - code);
			code = to++;
		}
		if (!len)
			break;
		byte = *packet++;
		if (byte)
			*to++ = byte;
	}
	*code = (uint8_t)(to - code);
	*to++ = 0;
	return (size_t)(to - out);
}

int isle__line_decode(struct isle__line_decoder *d, uint8_t byte)
{
	unsigned n = d->len;
	uint8_t left = d->left;

	if (!byte) {
		d->len = d->left = d->zero = 0;
		/* Less than four bytes never have that residue. */
		if (!left && isle__line_crc(d->at, n) == RESIDUE)
			return (int)(n - ISLE__LINE_CRC_BYTES);
		return n < ISLE__LINE_SHORT_BYTES ? 0 : -ISLE_EPROTO;
	}
	if (left) {
		d->left = (uint8_t)(left - 1u);
	} else {
		left = d->zero;
		d->zero = (uint8_t)(byte + 1u); /* 0 behind a block of 254 */
		d->left = (uint8_t)(byte - 1u);
		byte = 0;
	}
	if (left && n < ISLE__LINE_PACKET_BYTES) {
		d->at[n] = byte;
		d->len = (uint16_t)(n + 1u);
	}
	return 0;
}
