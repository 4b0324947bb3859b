/* SPDX-License-Identifier: BSD-3-Clause */
/* The line between two UARTs, under virtual time: what it does to bytes, and what comes through. */
#include <isle/serial.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "line_sim.h"

/* LINE_PART: 1, or a larger number where an emulated processor shall do only that part of the long runs. */
#define LONG_US  (100000000u / LINE_PART)
#define LIVES    (10000u / LINE_PART)
#define RESTARTS (200u / LINE_PART)

static struct sim sim;

static void begin(uint64_t seed, uint32_t speed, unsigned window)
{
	sim_init(&sim, seed, speed);
	sim_start(&sim, 0, window);
	sim_start(&sim, 1, window);
}

#define RUN(us)    CHECK_STR(sim_run(&sim, us) ? "" : sim.wrong, "")
#define FINISH(us) CHECK_STR(sim_finish(&sim, us) ? "" : sim.wrong, "")

/* ---- packets ---- */

static int decode(struct isle__line_decoder *d, const uint8_t *bytes, size_t n)
{
	int result = 0;

	while (n-- && !result)
		result = isle__line_decode(d, *bytes++);
	return result;
}

static uint8_t memory[ISLE__LINE_PACKET_BYTES + 8];
static struct isle__line_decoder decoder = { .at = memory };

TEST(line, "packets are coded as everybody codes them")
{
	static const struct {
		uint8_t len, packet[12], coded[20];
	} golden[] = {
		{ 3, { 0x4f, 1, 0 }, { 0, 3, 0x4f, 1, 5, 0xae, 0x22, 0x9c, 0x9d, 0 } },
		{ 6, { 5, 4, 9, 7, 3, 0 }, { 0, 6, 5, 4, 9, 7, 3, 5, 0x1c, 0x9c, 0xe5, 0x47, 0 } },
		{ 6, { 0 }, { 0, 1, 1, 1, 1, 1, 1, 5, 0xa3, 0xa1, 0xc2, 0xb1, 0 } },
		{ 10,
		  { 1, 2, 3, 4, 5, 6, 0x11, 0, 0, 0x22 },
		  { 0, 8, 1, 2, 3, 4, 5, 6, 0x11, 1, 6, 0x22, 0x33, 0x1d, 0x36, 0xba, 0 } },
	};

	CHECK_EQ(isle__line_crc((const uint8_t *)"123456789", 9), 0xcbf43926);
	CHECK_EQ(isle__line_crc((const uint8_t *)"", 0), 0);
	for (unsigned i = 0; i < sizeof(golden) / sizeof(golden[0]); i++) {
		uint8_t packet[16], out[24];
		size_t n;

		memcpy(packet, golden[i].packet, sizeof(golden[i].packet));
		n = isle__line_encode(out, packet, golden[i].len);
		CHECK_EQ(n, golden[i].len + 7);
		CHECK_MEM(out, golden[i].coded, n);
		CHECK_EQ(decode(&decoder, out, n), golden[i].len);
		CHECK_MEM(memory, golden[i].packet, golden[i].len);
	}
}

TEST(line, "blocks of 254 bytes without a zero stand for no zero")
{
	uint8_t packet[ISLE__LINE_PACKET_BYTES], out[ISLE__LINE_CODED_BYTES];
	size_t n, i;

	for (i = 0; i < 262; i++)
		packet[i] = (uint8_t)(1 + i % 255);
	n = isle__line_encode(out, packet, 262);
	CHECK_EQ(n, 270);
	CHECK_EQ(isle__line_crc(out, n), 0xcad6cabc);
	n = isle__line_encode(out, packet, 250); /* 254 with the CRC: an empty block follows */
	CHECK_EQ(n, 258);
	CHECK_EQ(isle__line_crc(out, n), 0xfc309f61);
}

TEST(line, "packets of every length and any bytes come out as they went in")
{
	for (unsigned round = 0; round < 40; round++)
		for (size_t len = 3; len <= 262; len++) {
			uint8_t packet[ISLE__LINE_PACKET_BYTES], copy[262],
				out[ISLE__LINE_CODED_BYTES];
			size_t n, i;

			for (i = 0; i < len; i++)
				packet[i] = (uint8_t)(test_random() % (1 + round * round));
			memcpy(copy, packet, len);
			n = isle__line_encode(out, packet, len);
			CHECK(n <= ISLE__LINE_CODED_BYTES);
			CHECK(!out[0] && !out[n - 1] && !memchr(out + 1, 0, n - 2));
			CHECK_EQ(decode(&decoder, out, n), len);
			CHECK_MEM(memory, copy, len);
		}
}

static void never_taken(const uint8_t *coded, size_t n)
{
	int result = decode(&decoder, coded, n);

	CHECK(result <= 0);
	if (!result)
		isle__line_decode(&decoder, 0);
}

TEST(line, "no single fault anywhere in a packet gives a packet")
{
	uint8_t packet[ISLE__LINE_PACKET_BYTES], out[ISLE__LINE_CODED_BYTES];
	uint8_t harmed[ISLE__LINE_CODED_BYTES + 1];
	size_t n, i;

	for (i = 0; i < 262; i++)
		packet[i] = (uint8_t)(i % 7 ? i * 11 : 0);
	n = isle__line_encode(out, packet, 262);
	for (i = 1; i < n - 1; i++) {
		for (unsigned value = 0; value < 256; value++) {
			if (value == out[i])
				continue;
			memcpy(harmed, out, n);
			harmed[i] = (uint8_t)value;
			never_taken(harmed, n);
		}
		memcpy(harmed, out, i); /* lost */
		memcpy(harmed + i, out + i + 1, n - i - 1);
		never_taken(harmed, n - 1);
		memcpy(harmed, out, i); /* repeated */
		memcpy(harmed + i, out + i - 1, n - i + 1);
		harmed[i] = out[i];
		never_taken(harmed, n + 1);
	}
}

TEST(line, "bytes without an end stay within the decoder's memory")
{
	struct isle__line_decoder d = { .at = memory };

	memset(memory, 0xee, sizeof(memory));
	for (unsigned i = 0; i < 100000; i++)
		CHECK_EQ(isle__line_decode(&d, (uint8_t)(1 + i % 255)), 0);
	CHECK_EQ(memory[ISLE__LINE_PACKET_BYTES], 0xee);
	CHECK_EQ(isle__line_decode(&d, 0), -ISLE_EPROTO);
	CHECK_EQ(isle__line_decode(&d, 0), 0);
}

/* ---- frames ---- */

TEST(line, "a clean line carries frames of every length both ways with every window")
{
	for (unsigned window = 1; window <= 16; window *= 2) {
		begin(window, 115200, window);
		sim.end[0].want = 600;
		sim.end[1].want = 700;
		FINISH(60000000);
	}
}

TEST(line, "windows may differ from end to end, and nothing is sent in vain")
{
	begin(1, 9600, 16);
	sim_start(&sim, 1, 2);
	sim.end[0].want = sim.end[1].want = 60;
	FINISH(60000000);
	CHECK(sim.end[0].line_bytes < 60 * (136 + 20) * 5 / 4);
	CHECK(sim.end[1].line_bytes < 60 * (136 + 20) * 5 / 4);
}

TEST(line, "memory decides the window, too little is refused")
{
	static uint8_t bytes[2][SIM_MEMORY];
	struct isle_link_memory m = { bytes[0], 0, bytes[1], SIM_MEMORY };
	struct sim_end *e = &sim.end[0];

	sim_init(&sim, 1, 115200);
	m.rx_bytes = ISLE_SERIAL_MEMORY_BYTES(1) - 1;
	CHECK_EQ(isle_uart_run(&e->space.link, &e->uart, e, &m), -ISLE_EINVAL);
	for (unsigned window = 1; window <= 16; window *= 2) {
		m.rx_bytes = ISLE_SERIAL_MEMORY_BYTES(window);
		CHECK_EQ(isle_uart_run(&e->space.link, &e->uart, e, &m), 0);
		CHECK_EQ(sim_line(&sim, 0)->last, window - 1);
		m.rx_bytes = ISLE_SERIAL_MEMORY_BYTES(2 * window) - 1;
		CHECK_EQ(isle_uart_run(&e->space.link, &e->uart, e, &m), 0);
		CHECK_EQ(sim_line(&sim, 0)->last, window - 1);
	}
	CHECK_EQ(isle_transport_check(&isle_transport_uart), 0);
}

/* Frames of one end that arrive in some seconds; the other end sends of its own without limit, or nothing. */
static uint32_t delivered(uint64_t seed, uint32_t faults, bool full, bool back, uint64_t us)
{
	uint32_t before;

	begin(seed, 115200, 16);
	sim.faults = faults;
	sim.full = full;
	sim.end[1].want = back ? 0xffffffffu : 0;
	RUN(2000000);
	before = sim.end[1].got;
	RUN(us);
	return sim.end[1].got - before;
}

TEST(line, "one byte in a thousand harmed: seven tenths of the clean rate and more, once, in order")
{
	for (unsigned full = 0; full < 2; full++) {
		uint32_t clean = delivered(1, 0, full, false, LONG_US);

		printf("# %s frames, clean: %u\n", full ? "long" : "all", clean);
		CHECK(clean * (full ? 270 : 150) >
		      LONG_US / 1000 * 11520 / 1000 * 95 / 100); /* the line is full */
		for (uint64_t seed = 1; seed <= 3; seed++)
			for (unsigned back = 0; back < 2; back++) {
				uint32_t lossy = delivered(seed, 1000, full, back, LONG_US);

				printf("# %s, harmed: %u\n", back ? "both ways" : "one way", lossy);
				CHECK(lossy * 10 >= clean * 7);
			}
	}
}

/* Frames in a second from an end with one window to an end with another one. */
static uint32_t delivered_by(unsigned window, unsigned other)
{
	uint32_t before;

	begin(1, 921600, window);
	sim_start(&sim, 1, other);
	sim.full = true;
	sim.end[1].want = 0;
	RUN(1000000);
	before = sim.end[1].got;
	RUN(1000000);
	return sim.end[1].got - before;
}

TEST(line, "who has little memory is not made to wait by who has much")
{
	for (unsigned window = 1; window <= 16; window *= 2) {
		uint32_t equals = delivered_by(window, window);
		uint32_t unequals = delivered_by(window, 16);

		printf("# window %u: %u frames/s, to one of 16: %u\n", window, equals, unequals);
		CHECK(unequals * 10 >= equals * 9);
	}
}

TEST(line, "one byte in a hundred harmed: it still works")
{
	uint32_t clean = delivered(1, 0, false, false, LONG_US);

	for (uint64_t seed = 1; seed <= 3; seed++)
		CHECK(delivered(seed, 10000, false, true, LONG_US) * 20 > clean);
}

TEST(line, "an urgent frame waits for two frames at most")
{
	for (uint32_t faults = 0; faults <= 1000; faults += 500) {
		begin(7, 115200, 16);
		sim.faults = faults;
		RUN(60000000);
		CHECK(sim.end[0].got > 1000);
		for (unsigned i = 0; i < 2;
		     i++) /* one on the line and one behind it: and the UART's */
			CHECK(sim.end[i].urgent_bytes_max <=
			      ISLE__LINE_CODED_BYTES + sim.end[i].fifo_bytes);
	}
}

TEST(line, "an owner that does not take its frames stops the other end, and nobody else")
{
	uint32_t got;

	begin(3, 115200, 4);
	sim_start(&sim, 0, 16);
	RUN(1000000);
	sim.end[1].halted = true;
	RUN(5000000);
	CHECK_EQ(sim_line(&sim, 0)->s.tx_count, 4);
	sim.end[1].halted = false;
	got = sim.end[1].got;
	RUN(1000000);
	CHECK(sim.end[1].got > got + 50);
}

TEST(line, "a line that carries nothing is not flooded, and goes on when it carries again")
{
	uint32_t bytes, got;

	begin(4, 115200, 16);
	RUN(1000000);
	sim.faults = 1000000; /* and what is harmed never makes a packet */
	RUN(1000000);
	bytes = sim.end[0].line_bytes;
	RUN(60000000);
	CHECK(sim.end[0].line_bytes - bytes < 60u * 11520 / 2);
	sim.faults = 0;
	got = sim.end[0].got;
	RUN(2000000);
	CHECK(sim.end[0].got > got + 100);
}

TEST(line, "a minute of noise brings no frame and little answer, then frames come")
{
	uint32_t got, bytes;

	begin(5, 115200, 8);
	RUN(1000000);
	sim.end[0].want = sim.end[0].sent;
	sim.end[1].want = sim.end[1].sent;
	FINISH(1000000);
	sim.end[0].halted = true; /* nobody there: only noise */
	sim.noise[1] = true;
	bytes = sim.end[1].line_bytes;
	got = sim.end[1].got;
	RUN(60000000);
	CHECK_EQ(sim.end[1].got, got);
	CHECK(sim.end[1].line_bytes - bytes < 60u * 11520 / 8);
	sim.noise[1] = false;
	sim.end[0].halted = false;
	sim.end[0].want += 100;
	sim.end[1].want += 100;
	FINISH(5000000);
}

/* ---- resets ---- */

TEST(line, "an end that starts again in the middle of a frame begins anew with the other one")
{
	begin(6, 115200, 8);
	for (unsigned i = 0; i < RESTARTS; i++) {
		RUN(300000 + sim_below(&sim, 300000));
		sim.end[i & 1].uart.start = 0; /* a board that cannot tell its starts */
		sim_start(&sim, i & 1, 8);
		RUN(2000000);
		CHECK(sim_line(&sim, 0)->up && sim_line(&sim, 1)->up);
		CHECK(sim.end[0].got && sim.end[1].got);
	}
}

/* The daemon's second answer and its first frames are on their way when the board starts again: it takes them
 * for an answer to itself. */
TEST(line, "a board that starts twice within a round trip, with the same nonce, ends up well")
{
	for (unsigned ms = 1; ms < 120; ms++) {
		begin(ms, 115200, 8);
		sim.delay_us = 20000;
		RUN(ms * 1000);
		sim.end[0].uart.start = 0;
		sim_start(&sim, 0, 8);
		sim_line(&sim, 0)->nonce = 1;
		RUN(1000000);
		CHECK(sim.end[0].got > 20 && sim.end[1].got > 20);
	}
}

TEST(line, "who hears only itself has no link")
{
	uint32_t bytes;

	begin(9, 115200, 4);
	sim.echo = true;
	RUN(10000000);
	CHECK(!sim_line(&sim, 0)->up && !sim_line(&sim, 1)->up);
	bytes = sim.end[0].line_bytes;
	RUN(10000000);
	CHECK(sim.end[0].line_bytes - bytes < 11520);
}

TEST(line, "the clock may overflow")
{
	sim_init(&sim, 10, 115200);
	sim.clock_ms = 0u - 3000u;
	sim.faults = 3000;
	sim_start(&sim, 0, 8);
	sim_start(&sim, 1, 8);
	sim.end[0].want = sim.end[1].want = 400;
	FINISH(30000000);
}

TEST(line, "a link asks for a turn when its time has come, and not without cause")
{
	struct isle__line *l;

	begin(11, 115200, 8);
	l = sim_line(&sim, 0);
	CHECK_EQ(isle__line_lend(&l->link, &(struct isle_tx){ 0 }), -ISLE_EAGAIN);
	sim.end[0].want = sim.end[1].want = 5;
	FINISH(2000000);
	RUN(100000);
	isle__line_flush(&l->link);
	CHECK_EQ(isle__line_due(&l->link), ISLE_NO_DEADLINE);
	sim.end[1].halted = true;
	sim.end[0].want++;
	RUN(50000);
	isle__line_flush(&l->link);
	CHECK(isle__line_due(&l->link) <= l->uart->patience_ms);
}

TEST_WITHIN(line, 300, "short lives with any window, speed, faults and restarts end well")
{
	static const uint32_t speeds[] = { 38400, 115200, 921600, 1000000, 3000000 };

	for (unsigned i = 0; i < LIVES; i++) {
		uint64_t seed = test_seed() * 100000 + i;
		uint32_t speed, unit;

		sim_init(&sim, seed, 115200);
		speed = speeds[sim_below(&sim, 5)];
		unit = 50 * (10000000u / speed); /* some packets' time */
		sim_init(&sim, seed, speed);
		sim.faults = sim_below(&sim, 3) * sim_below(&sim, 5000);
		sim.delay_us = sim_below(&sim, 2000);
		for (unsigned end = 0; end < 2; end++) {
			sim.end[end].fifo_bytes = 1 + sim_below(&sim, 300);
			sim.end[end].turn_us = 100 + sim_below(&sim, 3000);
			sim.end[end].want = 1 + sim_below(&sim, 40);
			sim_start(&sim, end, 1u << sim_below(&sim, 5));
		}
		for (unsigned part = sim_below(&sim, 4); part && !sim.wrong; part--) {
			sim_run(&sim, sim_below(&sim, 40 * unit));
			if (sim_below(&sim, 2)) {
				unsigned window = 1u << sim_below(&sim, 5);

				unsigned end = sim_below(&sim, 2);

				sim_start(&sim, end, window);
			}
		}
		sim_run(&sim, sim.loose_us > sim.now_us ? sim.loose_us - sim.now_us : 0);
		for (unsigned end = 0; end < 2; end++)
			sim.end[end].want = sim.end[end].sent + 1 + sim_below(&sim, 20);
		sim_finish(&sim, 120000000);
		if (sim.wrong)
			FAIL("seed %llu: %s", (unsigned long long)seed, sim.wrong);
	}
}

/* ---- what boards use ---- */

TEST(line, "the ring between interrupt and task keeps order and says when it is full")
{
	static volatile uint8_t bytes[16];
	struct isle_uart_ring ring = { .bytes = bytes, .mask = 15, .head = 65530, .tail = 65530 };
	uint8_t in = 0, out = 0;

	for (unsigned i = 0; i < 10000; i++) {
		if (test_random() & 1) {
			bool full = (uint8_t)(in - out) == 16;

			CHECK_EQ(isle_uart_ring_put(&ring, in), !full);
			in = (uint8_t)(in + !full);
		} else if (in == out) {
			CHECK_EQ(isle_uart_ring_get(&ring), -ISLE_EAGAIN);
		} else {
			CHECK_EQ(isle_uart_ring_get(&ring), out);
			out++;
		}
	}
}
