/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Packets on a line that loses, flips, repeats and inserts bytes (UART): a head of 7 bytes, at most one
 * frame, CRC-32, coded by COBS so that no zero is left in it, between two zeros. Whatever happens to the
 * line, the next zero ends what was damaged.
 *
 * | off | size | name | meaning |
 * |---|---|---|---|
 * | 0 | u8 | seq | number of the frame behind the head, if there is one |
 * | 1 | u8 | ack | all frames before this number were taken |
 * | 2 | u8 | stamp | counts packets with a frame in the order they are sent |
 * | 3 | u8 | came | the stamp that came last |
 * | 4 | u8 | damaged | counts what came damaged |
 * | 5 | u16 | have | bit i: frame ack + i has come |
 *
 * A packet of 3 bytes is a SYN, the link reset:
 * | off | size | name | meaning |
 * |---|---|---|---|
 * | 0 | u8 | flags | window - 1 in the low 4 bits; ISLE__LINE_UP |
 * | 1 | u8 | nonce | the sender's: 3 mod 4 of a daemon, 1 mod 4 of others |
 * | 2 | u8 | peer | the receiver's nonce as the sender heard it; 0 = not yet |
 *
 * Waits: never. Memory: nothing is kept. Context: any, interrupts included.
 */
#ifndef ISLE_WIRE_LINE_H
#define ISLE_WIRE_LINE_H

#include <isle/errors.h>

#include "wire/words.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ISLE__LINE_HEAD_BYTES 7u
#define ISLE__LINE_SYN_BYTES  3u
#define ISLE__LINE_FRAME_MAX  256u
#define ISLE__LINE_CRC_BYTES  4u
#define ISLE__LINE_PACKET_BYTES \
	(ISLE__LINE_HEAD_BYTES + ISLE__LINE_FRAME_MAX + ISLE__LINE_CRC_BYTES)
#define ISLE__LINE_CODED_BYTES (ISLE__LINE_PACKET_BYTES + ISLE__LINE_PACKET_BYTES / 254u + 3u)
#define ISLE__LINE_SHORT_BYTES 16u /* a damaged piece below this length held no frame */

#define ISLE__LINE_UP     0x10u /* the sender has heard its own nonce and wants no answer */
#define ISLE__LINE_NONCES 4u    /* from one nonce to the next */

/* CRC-32 as everybody has it (IEEE 802.3): 0xcbf43926 for "123456789". */
uint32_t isle__line_crc(const uint8_t *at, size_t len);

/* Codes the `len` bytes of a packet, at most ISLE__LINE_PACKET_BYTES - 4; its CRC is written behind them.
 * Returns the bytes written to `out`, zeros before and behind included: at most ISLE__LINE_CODED_BYTES. */
size_t isle__line_encode(uint8_t *out, uint8_t *packet, size_t len);

/* Bytes of one packet as they come in. All zero at first. */
struct isle__line_decoder {
	uint8_t left; /* of the block, before its end */
	uint8_t zero; /* the block stands for a zero behind it, unless it is the last */
	uint16_t len; /* of what is decoded so far */
	uint8_t *at;  /* ISLE__LINE_PACKET_BYTES, the caller's */
};

/* Takes one byte. Returns 0: no packet ends here; > 0: a packet of so many bytes at decoder->at, its CRC
 * not counted, until the next byte; -ISLE_EPROTO: a damaged one that may have held a frame. */
int isle__line_decode(struct isle__line_decoder *decoder, uint8_t byte);

#ifdef __cplusplus
}
#endif

#endif
