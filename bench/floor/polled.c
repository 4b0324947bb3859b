/* SPDX-License-Identifier: BSD-3-Clause */
/* A polled exchange of one line in shared memory: tells in which state the pair of CPUs is. */
#define _GNU_SOURCE
#include <sys/mman.h>

#include "../bench.h"

struct lines {
	_Alignas(64) uint32_t there;
	_Alignas(64) uint32_t back;
	_Alignas(64) uint32_t stop;
};

static void answer(void *arg)
{
	struct lines *l = arg;
	uint32_t seen = 0;

	while (!__atomic_load_n(&l->stop, __ATOMIC_RELAXED)) {
		uint32_t now = __atomic_load_n(&l->there, __ATOMIC_ACQUIRE);

		if (now == seen)
			continue;
		seen = now;
		__atomic_store_n(&l->back, now, __ATOMIC_RELEASE);
	}
}

static void exchange(void *arg)
{
	struct lines *l = arg;
	uint32_t next = l->there + 1;
	uint64_t spins = 0;

	__atomic_store_n(&l->there, next, __ATOMIC_RELEASE);
	while (__atomic_load_n(&l->back, __ATOMIC_ACQUIRE) != next)
		bench_check(++spins >> 32 == 0, "polled exchange");
}

double bench_floor_polled_us(struct bench *b)
{
	static const struct bench_row row = { .cpu_of_peer = 1 };
	struct lines *l =
		mmap(NULL, sizeof(*l), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct bench_figure figure;
	struct bench_clock clock;
	pid_t pid;

	bench_check(l != MAP_FAILED, "shared memory");
	if (b->cpu[0] == b->cpu[1])
		return 0;
	bench_pin(0, b->cpu[0]);
	pid = bench_fork(answer, l, b->cpu[1]);
	exchange(l); /* the other end has arrived on its CPU */
	bench_clock_start(&clock, &row, pid);
	bench_latency(&clock, exchange, l, &figure);
	__atomic_store_n(&l->stop, 1, __ATOMIC_RELAXED);
	bench_reap(pid);
	munmap(l, sizeof(*l));
	return figure.value;
}
