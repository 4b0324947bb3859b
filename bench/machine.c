/* SPDX-License-Identifier: BSD-3-Clause */
/* Time, CPUs, processes and statistics. */
#define _GNU_SOURCE
#include "bench.h"

#include <dirent.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SAMPLES_MAX (1u << 18)

static uint32_t samples[SAMPLES_MAX];

void bench_die(const char *what)
{
	fprintf(stderr, "bench: %s: %s\n", what, errno ? strerror(errno) : "it is wrong");
	exit(1);
}

void bench_check(bool good, const char *what)
{
	if (!good)
		bench_die(what);
}

uint64_t bench_now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

/* ---- CPUs and processes -------------------------------------------------------------------------- */

/* The first two CPUs that we may use; one twice where there is only one. */
void bench_find_cpus(struct bench *b)
{
	unsigned n = 0;
	cpu_set_t set;
	int cpu;

	bench_check(!sched_getaffinity(0, sizeof(set), &set), "CPUs");
	for (cpu = 0; cpu < CPU_SETSIZE && n < 2; cpu++)
		if (CPU_ISSET(cpu, &set))
			b->cpu[n++] = cpu;
	if (n == 1)
		b->cpu[1] = b->cpu[0];
}

void bench_pin(pid_t pid, int cpu)
{
	char path[64];
	struct dirent *entry;
	cpu_set_t set;
	DIR *tasks;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	snprintf(path, sizeof(path), "/proc/%d/task", (int)(pid ? pid : getpid()));
	tasks = opendir(path);
	bench_check(tasks != NULL, path);
	while ((entry = readdir(tasks)) != NULL) {
		pid_t task = (pid_t)atoi(entry->d_name);

		if (task && sched_setaffinity(task, sizeof(set), &set) && errno != ESRCH)
			bench_die("pinning");
	}
	closedir(tasks);
}

/* Fields of /proc/PID/NAME as one line. */
static bool read_proc(pid_t pid, const char *name, char *line, size_t size)
{
	char path[64];
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
	f = fopen(path, "re");
	if (!f)
		return false;
	n = fread(line, 1, size - 1, f);
	line[n] = 0;
	fclose(f);
	return n > 0;
}

pid_t bench_child_of(pid_t parent)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	pid_t found = 0;
	char line[512];

	bench_check(proc != NULL, "/proc");
	while (!found && (entry = readdir(proc)) != NULL) {
		pid_t pid = (pid_t)atoi(entry->d_name);
		const char *rest;
		int above;

		if (!pid || !read_proc(pid, "stat", line, sizeof(line)))
			continue;
		rest = strrchr(line, ')');
		if (rest && sscanf(rest + 1, " %*c %d", &above) == 1 && above == parent)
			found = pid;
	}
	closedir(proc);
	return found;
}

double bench_rss_mb(pid_t pid)
{
	char line[4096];
	const char *at;

	if (!read_proc(pid, "status", line, sizeof(line)) || !(at = strstr(line, "VmRSS:")))
		return 0;
	return atof(at + 6) * 1024 / 1e6;
}

pid_t bench_fork(void (*run)(void *arg), void *arg, int cpu)
{
	pid_t pid = fork();

	bench_check(pid >= 0, "fork");
	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	bench_pin(0, cpu);
	run(arg);
	_exit(0);
}

void bench_reap(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
}

/* ---- slices -------------------------------------------------------------------------------------- */

/* Adds the time that a process ran, and stood ready without a CPU. */
static void add_times(pid_t pid, uint64_t *run_ns, uint64_t *delay_ns)
{
	unsigned long long run, delay;
	char line[128];

	if (read_proc(pid ? pid : getpid(), "schedstat", line, sizeof(line)) &&
	    sscanf(line, "%llu %llu", &run, &delay) == 2) {
		*run_ns += run;
		*delay_ns += delay;
	}
}

uint64_t bench_cpu_ns(pid_t pid)
{
	uint64_t run = 0, delay = 0;

	add_times(pid, &run, &delay);
	return run;
}

static void times_of(const struct bench_clock *c, uint64_t *ret_run, uint64_t *ret_delay)
{
	unsigned i;

	*ret_run = *ret_delay = 0;
	for (i = 0; i < BENCH_PEERS_MAX; i++)
		if (c->pid[i] >= 0)
			add_times(c->pid[i], ret_run, ret_delay);
}

void bench_clock_start(struct bench_clock *c, const struct bench_row *row, pid_t peer)
{
	c->pid[0] = 0;
	c->pid[1] = peer ? peer : -1;
	c->pid[2] = -1;
	c->same_cpu = row->cpu_of_peer == 0;
	times_of(c, &c->run_ns, &c->delay_ns);
	c->start_ns = bench_now_ns();
	c->end_ns = c->start_ns + BENCH_SLICE_MS * 1000000u;
}

/* Ends that share a CPU wait for each other: there only time in which none of them ran counts. */
double bench_clock_disturbed(const struct bench_clock *c)
{
	double wall = (double)(bench_now_ns() - c->start_ns), share;
	uint64_t run, delay;

	times_of(c, &run, &delay);
	share = c->same_cpu ? 1 - (double)(run - c->run_ns) / wall
			    : (double)(delay - c->delay_ns) / wall;
	return share < 0 ? 0 : share;
}

static int by_size(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

void bench_latency(struct bench_clock *c, void (*op)(void *arg), void *arg,
		   struct bench_figure *ret)
{
	uint64_t before = bench_now_ns(), after = before;
	unsigned n;

	for (n = 0; n < SAMPLES_MAX && after < c->end_ns; n++) {
		op(arg);
		after = bench_now_ns();
		samples[n] = (uint32_t)(after - before);
		before = after;
	}
	ret->disturbed = bench_clock_disturbed(c);
	qsort(samples, n, sizeof(*samples), by_size);
	ret->value = samples[n / 2] / 1e3;
	ret->p99 = samples[(uint64_t)n * 99 / 100] / 1e3;
}

void bench_rate(struct bench_clock *c, size_t (*op)(void *arg), void *arg, struct bench_figure *ret)
{
	uint64_t bytes = 0, now;

	do {
		bytes += op(arg);
		now = bench_now_ns();
	} while (now < c->end_ns);
	ret->value = (double)bytes * 1e3 / (double)(now - c->start_ns);
	ret->p99 = 0;
	ret->disturbed = bench_clock_disturbed(c);
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double bench_median(double *values, unsigned n)
{
	qsort(values, n, sizeof(*values), by_value);
	return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

/* ---- content ------------------------------------------------------------------------------------- */

void bench_pattern_fill(uint8_t *buf, uint64_t offset, size_t len)
{
	uint64_t word;
	size_t at;

	for (at = 0; at < len; at += sizeof(word)) {
		word = (offset + at) * 0x9e3779b97f4a7c15u;
		memcpy(buf + at, &word, sizeof(word));
	}
}

static bool word_holds(const uint8_t *buf, uint64_t offset, size_t at)
{
	uint64_t word;

	memcpy(&word, buf + at, sizeof(word));
	return word == (offset + at) * 0x9e3779b97f4a7c15u;
}

bool bench_pattern_holds(const uint8_t *buf, uint64_t offset, size_t len, bool all)
{
	size_t step = all ? 8 : 4096, at;

	for (at = 0; at < len; at += step)
		if (!word_holds(buf, offset, at) || !word_holds(buf, offset, at + step - 8))
			return false;
	return true;
}
