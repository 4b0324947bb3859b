/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The benchmark: each row is one operation of the product, measured in slices of about 50 ms that
 * alternate with slices of its floor, which is what the machine can do at all in the same placement.
 *
 * Whatever fails here ends the program with a message: there is no result to be had then.
 */
#ifndef ISLE_BENCH_H
#define ISLE_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define BENCH_SLICE_MS   50u
#define BENCH_ROUNDS     13u /* of which the quieter BENCH_KEPT count */
#define BENCH_KEPT       7u
#define BENCH_FILE_BYTES (256u << 20)
#define BENCH_PEERS_MAX  3u

/* What one slice found. */
struct bench_figure {
	double value;     /* us per operation (p50), MB/s, or what the row's unit says */
	double p99;       /* latencies only, else 0 */
	double disturbed; /* share of the slice in which others had the CPU */
};

struct bench;

struct bench_row {
	const char *name, *unit;
	const char *floor_name; /* NULL: none, the bar is on the value */
	double bar;             /* of the ratio, or of the value where there is no floor */
	double bar_value;       /* second bar, on the value; 0 = none */
	bool higher;            /* the bar is a least value */
	const char *placement;
	int cpu_of_peer; /* 0 or 1: which of our two CPUs the other end has */
	/* The row's parameters, as its functions take them. */
	const char *path;
	uint32_t frame_max;
	bool (*there)(
		const struct bench *b); /* this machine has what the row needs; NULL = always */
	void (*begin)(struct bench *b, const struct bench_row *row);
	void (*slice)(struct bench *b, const struct bench_row *row, struct bench_figure *ret);
	void (*floor)(struct bench *b, const struct bench_row *row, struct bench_figure *ret);
	void (*end)(struct bench *b, const struct bench_row *row);
	/* Does the row's operation once, for bench/counts. NULL: there is no call in it. */
	void (*once)(struct bench *b, const struct bench_row *row);
};

struct bench_daemon {
	pid_t supervisor, worker; /* 0: not running */
	double ready_ms;          /* exec to ready */
};

/* State of a run. */
struct bench {
	const char *bin;    /* folder of isled */
	const char *config; /* which the next isled has; NULL = isled.conf */
	char folder[256];   /* ours; removed at the end */
	int cpu[2];
	struct bench_daemon daemon;
	uint64_t at;    /* where a sequential reader stands */
	uint8_t *buf;   /* 64 KiB */
	bool counting;  /* for bench/counts: one operation after the other */
	char note[128]; /* of the row that runs */
};

/* Ends the program: "bench: WHAT: reason of errno". */
void bench_die(const char *what) __attribute__((noreturn));
void bench_check(bool good, const char *what);

/* ---- machine.c ---- */
uint64_t bench_now_ns(void);
void bench_pin(pid_t pid, int cpu); /* all threads of a process; 0 = ours */
void bench_find_cpus(struct bench *b);
double bench_median(double *values, unsigned n);
pid_t bench_child_of(pid_t parent); /* 0: none */
double bench_rss_mb(pid_t pid);
uint64_t bench_cpu_ns(pid_t pid); /* that its main thread used; 0 = ours */
/* Forks the other end of a floor on a CPU; it ends with us. */
pid_t bench_fork(void (*run)(void *arg), void *arg, int cpu);
void bench_reap(pid_t pid);

/* Times the operations of one slice. */
struct bench_clock {
	pid_t pid[BENCH_PEERS_MAX]; /* 0: this process, -1: none */
	uint64_t run_ns, delay_ns;  /* of all of them at the start */
	uint64_t start_ns, end_ns;
	bool same_cpu;
};
/* Begins a slice; `peer`: the process at the other end. */
void bench_clock_start(struct bench_clock *c, const struct bench_row *row, pid_t peer);
/* Share of the slice during which a third party had the CPU. */
double bench_clock_disturbed(const struct bench_clock *c);
/* Runs `op` until the slice is over: p50 and p99 in us. */
void bench_latency(struct bench_clock *c, void (*op)(void *arg), void *arg,
		   struct bench_figure *ret);
/* Runs `op`, which returns how many bytes it moved, until the slice is over: MB/s. */
void bench_rate(struct bench_clock *c, size_t (*op)(void *arg), void *arg,
		struct bench_figure *ret);

/* The content of the big file: every word says where it stands. */
void bench_pattern_fill(uint8_t *buf, uint64_t offset, size_t len);
/* All words, or the first and last of each 4 KiB. */
bool bench_pattern_holds(const uint8_t *buf, uint64_t offset, size_t len, bool all);

/* ---- floor/ ---- */
double bench_floor_polled_us(struct bench *b);
void bench_floor_pingpong(struct bench *b, const struct bench_row *row, struct bench_figure *ret);
void bench_floor_stream(struct bench *b, const struct bench_row *row, struct bench_figure *ret);
void bench_floor_pread(struct bench *b, const struct bench_row *row, struct bench_figure *ret);
/* A board that only moves bytes: both end when all of them have come. */
void bench_floor_uart_begin(struct bench *b);
void bench_floor_uart_end(void);
void bench_floor_uart_down(const uint8_t *bytes, uint32_t len);
void bench_floor_uart_up(uint32_t len);

/* ---- board.c ---- */
/* There are an emulator and the firmware (./dev build firmware). */
bool bench_board_there(const struct bench *b);
/* Starts a board with a firmware of the build whose UART is that terminal. It ends with us. */
pid_t bench_board_start(const struct bench *b, const char *firmware, const char *tty);
void bench_board_stop(pid_t pid);

/* ---- daemon.c ---- */
/* Makes the folder with what the rows read; and removes it. */
void bench_tree_make(struct bench *b);
void bench_tree_remove(struct bench *b);
/* Starts isled there and waits until it is ready; stops it. Both may be repeated. */
void bench_daemon_start(struct bench *b);
void bench_daemon_stop(struct bench *b);

/* ---- client.c ---- */
struct isle_context;
/* Connects to the daemon's link, or as a program to the door at `address`. One client at a time. */
struct isle_context *bench_client_open(struct bench *b, const char *address, uint32_t frame_max);
void bench_client_close(void);

/* ---- rows ---- */
extern const struct bench_row bench_rows_file[], bench_rows_serial[], bench_rows_uart[],
	bench_rows_idle[], bench_rows_walls[];
extern const unsigned bench_rows_file_n, bench_rows_serial_n, bench_rows_uart_n, bench_rows_idle_n,
	bench_rows_walls_n;

/* ---- table.c ---- */
/* What the rounds of one row came to. */
struct bench_result {
	const struct bench_row *row;
	double value, p99, floor, ratio, disturbed;
	const char *note;
};
void bench_table_head(const struct bench *b, double polled_us);
void bench_table_row(const struct bench_result *result);
void bench_json_row(const char *file, const struct bench_result *result);

#endif
