/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Two ends of a serial line under virtual time: UARTs with a FIFO, a line with a speed and a delay that
 * loses, flips, repeats and inserts bytes, and owners that send numbered frames and check what comes.
 */
#ifndef LINE_SIM_H
#define LINE_SIM_H

#include "transport/serial/line.h"

#define SIM_QUEUE  8192u
#define SIM_MEMORY (ISLE_SERIAL_MEMORY_BYTES(16) + 8u)

struct sim_end {
	union isle_link_space space; /* first */
	struct isle_uart uart;
	uint8_t rx[SIM_MEMORY], tx[SIM_MEMORY];
	size_t memory_bytes;
	/* The UART: what is to be sent; what has arrived, and when. */
	uint8_t out[SIM_QUEUE], in[SIM_QUEUE];
	uint64_t in_us[SIM_QUEUE];
	uint32_t out_at, out_end, in_at, in_end;
	uint32_t fifo_bytes, turn_us;
	uint64_t next_us; /* the owner's turn */
	/* The owner. */
	uint32_t life;             /* counts starts */
	uint32_t sent, got;        /* frames in this life; the next number of the peer's */
	uint32_t peer_life;        /* whose frames come now */
	uint32_t want;             /* frames to be sent in this life */
	uint32_t urgent_bytes_max; /* line bytes between the send of a frame and its last byte, at most */
	uint32_t line_bytes;       /* put on the line */
	bool halted;               /* takes no turns */
};

struct sim {
	struct sim_end end[2];
	uint64_t random, now_us, line_ns;
	uint32_t byte_ns, delay_us;
	uint32_t faults;   /* of each million bytes */
	uint32_t clock_ms; /* added to what the ends see */
	uint64_t loose_us; /* until then the ends may not yet have agreed again */
	bool noise[2];     /* towards an end: bytes at random whenever the line is free */
	bool echo;         /* each end hears itself */
	bool full;         /* all frames have the largest size */
	const char *wrong;
};

void sim_init(struct sim *sim, uint64_t seed, uint32_t speed);
uint32_t sim_below(struct sim *sim, uint32_t n);

/* (Re)starts an end with a window: a new life, its memory and FIFO forgotten. */
void sim_start(struct sim *sim, unsigned end, unsigned window);

/* Lets time pass; false when something was wrong, see sim->wrong. */
bool sim_run(struct sim *sim, uint64_t us);

/* Until both have all that the other one shall send, at most `us`. */
bool sim_finish(struct sim *sim, uint64_t us);

struct isle__line *sim_line(struct sim *sim, unsigned end);

#endif
