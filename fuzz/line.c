/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The line of a UART. First byte: what follows is (odd) a list of packets, each behind its length, which get
 * a right CRC here, or (even) bytes as they come from the line; second: the window. Whatever comes, the end
 * stays within its memory, hands out frames of 1 to 256 bytes, and says nothing longer than a packet.
 */
#include <stdlib.h>
#include <string.h>

#include "transport/serial/line.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct end {
	union isle_link_space space;
	const uint8_t *at, *stop;
	uint32_t ms, written;
};

static int take(void *self, const uint8_t *bytes, size_t len)
{
	struct end *e = self;

	if (!len || len > ISLE__LINE_CODED_BYTES)
		abort();
	e->written += bytes[0] + bytes[len - 1];
	return e->ms % 3 ? (int)(len + 1) / 2 : -ISLE_EAGAIN;
}

static int give(void *self)
{
	struct end *e = self;

	return e->at < e->stop ? *e->at++ : -ISLE_EAGAIN;
}

static uint32_t time_ms(void *self)
{
	return ((struct end *)self)->ms;
}

static const struct isle_uart uart = {
	.write = take, .read = give, .time_ms = time_ms, .patience_ms = 20
};

/* One turn of an owner that sends whenever it may. */
static void turn(struct end *e)
{
	struct isle_link *link = &e->space.link;
	struct isle_tx tx;
	const uint8_t *frame;
	int n;

	while ((n = isle__line_receive(link, &frame)) > 0) {
		if (n > (int)ISLE__LINE_FRAME_MAX)
			abort();
		e->written += frame[0] + frame[n - 1];
		isle__line_give_back(link);
	}
	if (n)
		abort();
	if (!isle__line_lend(link, &tx)) {
		memset(tx.buf, 0x55, tx.cap);
		tx.len = 1 + e->ms % tx.cap;
		isle__line_send(link, &tx);
	}
	isle__line_flush(link);
	isle__line_due(link);
	e->ms += 7;
}

static void packets(struct end *e, const uint8_t *data, size_t size)
{
	uint8_t packet[ISLE__LINE_PACKET_BYTES + 16], coded[ISLE__LINE_CODED_BYTES + 16];

	while (size) {
		size_t len = data[0] < 8 ? data[0] : data[0] + 8u; /* up to the longest: 263 */

		data++;
		size--;
		if (len > size)
			len = size;
		memcpy(packet, data, len);
		data += len;
		size -= len;
		e->at = coded;
		e->stop = coded + isle__line_encode(coded, packet, len);
		turn(e);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct isle_link_memory memory;
	struct end *e;
	size_t bytes;

	if (size < 2)
		return 0;
	e = calloc(1, sizeof(*e));
	bytes = ISLE_SERIAL_MEMORY_BYTES(1u << data[1] % 5);
	memory = (struct isle_link_memory){ malloc(bytes), bytes, malloc(bytes), bytes };
	if (!e || !memory.rx || !memory.tx || isle_uart_run(&e->space.link, &uart, e, &memory))
		abort();
	if (data[0] & 1) {
		packets(e, data + 2, size - 2);
	} else {
		for (size_t at = 2; at < size; at += 1u + data[1]) {
			e->at = data + at;
			e->stop = size - at > 1u + data[1] ? e->at + 1u + data[1] : data + size;
			turn(e);
		}
	}
	free(memory.rx);
	free(memory.tx);
	free(e);
	return 0;
}
