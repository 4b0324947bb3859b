/* SPDX-License-Identifier: BSD-3-Clause */
/* Links that break and workers that die in the middle of work, by the seed. */
#include "bed.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define BLOCKS 40
#define BLOCK  12000u

static const struct peer_options mortal = { .die_at = 1500 };

static uint32_t below(uint32_t n)
{
	return (uint32_t)(test_random() % n);
}

/* Something may happen to the link, in the middle of what is under way. */
static void harm(struct bed *bed, unsigned cuts, unsigned kills)
{
	for (unsigned i = below(3); i; i--)
		isle_client_poll(&bed->peer->client);
	if (cuts && below(cuts) == 0 && isle_client_is_up(&bed->peer->client))
		peer_cut(bed->peer);
	else if (kills && below(kills) == 0)
		daemon_kill_worker(&bed->daemon);
}

static void until_up(struct bed *bed)
{
	uint64_t start = now_ms();

	while (!isle_client_is_up(&bed->peer->client)) {
		isle_client_poll_wait(&bed->peer->client, 5);
		CHECK(now_ms() - start < 10000);
	}
}

/* One block, as often as it takes; an answer is the truth. */
static void write_block(struct bed *bed, struct isle_file *file, unsigned i, unsigned cuts,
			unsigned kills)
{
	static uint8_t bytes[BLOCK], back[BLOCK];
	struct isle_op op;
	int r, fd;

	pattern_fill(bytes, BLOCK, i);
	do {
		until_up(bed);
		isle_async(bed->ctx, &op, NULL, NULL);
		r = isle_file_pwrite(bed->ctx, file, bytes, BLOCK, (uint64_t)i * BLOCK);
		if (r == 0) {
			harm(bed, cuts, kills);
			r = isle_op_wait(&op);
		}
		if (r == -ISLE_ESTALE) {
			until_up(bed);
			r = isle_file_open(bed->ctx, "/data/f", ISLE_O_RDWR | ISLE_O_CREAT, 0644,
					   file);
			CHECK(r == 0 || r == -ISLE_ELINK);
			r = -ISLE_ELINK;
		}
		CHECK(r == (int)BLOCK || r == -ISLE_ELINK);
	} while (r < 0);
	fd = open(data_path(&bed->daemon, "f"), O_RDONLY | O_CLOEXEC);
	CHECK_EQ(pread(fd, back, BLOCK, (off_t)i * BLOCK), BLOCK);
	close(fd);
	pattern_check(back, BLOCK, i);
}

static void copy_through(struct bed *bed, unsigned cuts, unsigned kills)
{
	uint8_t *all = malloc(BLOCKS * BLOCK);
	struct isle_file file = { 0 };
	int r;

	do {
		until_up(bed);
		r = isle_file_open(bed->ctx, "/data/f", ISLE_O_RDWR | ISLE_O_CREAT, 0644, &file);
		CHECK(r == 0 || r == -ISLE_ELINK);
	} while (r);
	for (unsigned i = 0; i < BLOCKS; i++)
		write_block(bed, &file, i, cuts, kills);
	CHECK_EQ(data_get(&bed->daemon, "f", all, BLOCKS * BLOCK), BLOCKS * BLOCK);
	for (unsigned i = 0; i < BLOCKS; i++)
		pattern_check(all + i * BLOCK, BLOCK, i);
	peer_calm(bed->peer);
	do /* the last harm may not have been noticed yet */
		until_up(bed);
	while (isle_client_echo(bed->ctx, all, 1, all) < 0);
	free(all);
}

SCENARIO_WITH(faults, "a link that is cut again and again loses no acknowledged write", NULL,
	      &mortal)
{
	copy_through(bed, 5, 0);
	CHECK(bed->peer->downs > 0);
	CHECK_EQ(bed->peer->resumed, bed->peer->ups - 1);
	bed_status_is(bed, "daemon.restarts", 0);
}

SCENARIO_WITH(faults, "a worker that is killed again and again loses no acknowledged write", NULL,
	      &mortal)
{
	copy_through(bed, 20, 8);
	CHECK(bed_status(bed, "daemon.restarts") > 0);
}
