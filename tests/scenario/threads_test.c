/* SPDX-License-Identifier: BSD-3-Clause */
/* Several threads share one client. */
#include "bed.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct worker {
	pthread_t thread;
	struct bed *bed;
	struct isle_context own;
	struct isle_context ctx;
	char name[16];
	int number, rounds;
	_Atomic unsigned done;
};

/* Its own file, written and read back, again and again. */
static void *work(void *arg)
{
	struct worker *w = arg;
	uint8_t *out = malloc(30000), *in = malloc(30000);
	struct isle_file file;
	char path[32];

	snprintf(path, sizeof(path), "/data/%d", w->number);
	for (int i = 0; i < w->rounds; i++) {
		uint32_t len = (uint32_t)(w->number * 977 + i * 131) % 30000;

		pattern_fill(out, len, len);
		CHECK_EQ(isle_file_open(&w->ctx, path, ISLE_O_RDWR | ISLE_O_CREAT | ISLE_O_TRUNC,
					0644, &file),
			 0);
		CHECK_EQ(isle_file_write(&w->ctx, &file, out, len), len);
		CHECK_EQ(isle_file_pread(&w->ctx, &file, in, 30000, 0), len);
		pattern_check(in, len, len);
		CHECK_EQ(isle_file_close(&w->ctx, &file), 0);
		atomic_fetch_add(&w->done, 1);
	}
	free(out);
	free(in);
	return NULL;
}

SCENARIO(threads, "four threads work on files of their own through one client")
{
	static struct worker workers[4];

	for (int i = 0; i < 4; i++) {
		struct worker *w = &workers[i];

		w->bed = bed;
		w->number = i;
		w->rounds = 40;
		snprintf(w->name, sizeof(w->name), "t%d", i);
		if (i % 2)
			CHECK_EQ(isle_context_open(&bed->peer->client, w->name, 5000, &w->own), 0);
		isle_context_share(i % 2 ? &w->own : bed->ctx, &w->ctx);
		CHECK_EQ(pthread_create(&w->thread, NULL, work, w), 0);
	}
	for (int i = 0; i < 4; i++) {
		pthread_join(workers[i].thread, NULL);
		CHECK_EQ(workers[i].done, 40);
	}
	bed_status_is(bed, "session.handles", 0);
}

static void *blocked(void *arg)
{
	struct worker *w = arg;
	struct isle_file file;
	char text[8];
	int r;

	CHECK_EQ(isle_file_open(&w->ctx, "/data/p", ISLE_O_RDONLY, 0, &file), 0);
	atomic_fetch_add(&w->done, 1);
	r = isle_file_read(&w->ctx, &file, text, sizeof(text));
	CHECK_EQ(r, 3);
	CHECK_MEM(text, "end", 3);
	CHECK_EQ(isle_file_close(&w->ctx, &file), 0);
	return NULL;
}

SCENARIO(threads, "a thread that waits for a FIFO leaves the link to the others")
{
	static struct worker waiter, other;
	const char *path = data_path(&bed->daemon, "p");
	uint64_t start = 0;
	int fd;

	CHECK_EQ(mkfifo(path, 0666), 0);
	data_give(path);
	fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	CHECK(fd >= 0);
	waiter.bed = other.bed = bed;
	isle_context_share(bed->ctx, &waiter.ctx);
	isle_context_share(bed->ctx, &other.ctx);
	other.rounds = 30;
	other.number = 7;
	CHECK_EQ(pthread_create(&waiter.thread, NULL, blocked, &waiter), 0);
	while (!atomic_load(&waiter.done) && still_waiting(&start))
		;
	CHECK_EQ(pthread_create(&other.thread, NULL, work, &other), 0);
	pthread_join(other.thread, NULL);
	CHECK_EQ(write(fd, "end", 3), 3);
	pthread_join(waiter.thread, NULL);
	close(fd);
}

/* Goes on over losses: what failed with the link is done again. */
static void *persist(void *arg)
{
	struct worker *w = arg;
	char path[32], back[32];
	int r;

	snprintf(path, sizeof(path), "/data/p%d", w->number);
	for (int i = 0; i < 60; i++) {
		uint64_t start = 0;

		do {
			r = isle_file_put(&w->ctx, path, path, strlen(path),
					  ISLE_O_CREAT | ISLE_O_TRUNC, 0644);
			CHECK(r > 0 || r == -ISLE_ELINK);
		} while (r < 0 && still_waiting(&start));
		do {
			r = isle_file_get(&w->ctx, path, back, sizeof(back), NULL);
			CHECK(r >= 0 || r == -ISLE_ELINK);
		} while (r < 0 && still_waiting(&start));
		CHECK_EQ(r, strlen(path));
		CHECK_MEM(back, path, (size_t)r);
		atomic_fetch_add(&w->done, 1);
	}
	return NULL;
}

SCENARIO(threads, "threads go on when the link breaks and when the worker is killed under them")
{
	static struct worker workers[3];
	unsigned done = 0;

	for (int i = 0; i < 3; i++) {
		workers[i].bed = bed;
		workers[i].number = i;
		isle_context_share(bed->ctx, &workers[i].ctx);
		CHECK_EQ(pthread_create(&workers[i].thread, NULL, persist, &workers[i]), 0);
	}
	for (int i = 0; i < 3; i++) {
		uint64_t start = 0;

		while (atomic_load(&workers[0].done) < done + 5 && still_waiting(&start))
			;
		done = atomic_load(&workers[0].done);
		if (done < 55)
			daemon_kill_worker(&bed->daemon);
	}
	for (int i = 0; i < 3; i++) {
		pthread_join(workers[i].thread, NULL);
		CHECK_EQ(workers[i].done, 60);
	}
}
