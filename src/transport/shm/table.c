/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The resource table: what firmware asks for, in memory that both ends see. The reader trusts no word of
 * it, and reads each once.
 *
 * | off | size | name | meaning |
 * |---|---|---|---|
 * | 0 | u32 | version | 1 |
 * | 4 | u32 | entries | |
 * | 8 | 8 | reserved | 0 |
 * | 16 | u32 each | offsets | of the entries, each of which begins with its type |
 */
#include <string.h>

#include "transport/shm/access.h"

#include <isle/shm.h>

#define HEAD_BYTES     16u
#define ENTRIES_MAX    64u
#define CARVEOUT       0u
#define CARVEOUT_BYTES 56u
#define VDEV           3u
#define VDEV_BYTES     28u
#define VRING_BYTES    20u
#define ID_RPMSG       7u
#define VDEV_AT        20u /* in a table of ours */

struct reader {
	const uint8_t *at;
	uint32_t bytes, entries;
};

static bool inside(const struct reader *t, uint32_t offset, uint32_t bytes)
{
	return offset <= t->bytes && bytes <= t->bytes - offset && !(offset & 3u);
}

static int begin(struct reader *t, const void *at, size_t bytes)
{
	t->at = at;
	t->bytes = bytes < 0x10000u ? (uint32_t)bytes : 0x10000u;
	if ((uintptr_t)at & 3u || t->bytes < HEAD_BYTES || isle__shm_get32(t->at) != 1u)
		return -ISLE_EPROTO;
	t->entries = isle__shm_get32(t->at + 4);
	if (t->entries > ENTRIES_MAX || !inside(t, HEAD_BYTES, 4 * t->entries))
		return -ISLE_EPROTO;
	return 0;
}

/* The offset of entry `i` when it is of that type; 0 = of another. */
static int entry(const struct reader *t, uint32_t i, uint32_t type, uint32_t bytes,
		 uint32_t *ret_offset)
{
	uint32_t offset = isle__shm_get32(t->at + HEAD_BYTES + 4 * i);

	if (!inside(t, offset, 4))
		return -ISLE_EPROTO;
	*ret_offset = 0;
	if (isle__shm_get32(t->at + offset) != type)
		return 0;
	if (!inside(t, offset, bytes))
		return -ISLE_EPROTO;
	*ret_offset = offset;
	return 0;
}

static int read_ring(const struct reader *t, uint32_t offset, struct isle_shm_ring *ring)
{
	uint32_t align, entries;

	ring->da = isle__shm_get32(t->at + offset);
	align = ring->align = isle__shm_get32(t->at + offset + 4);
	entries = isle__shm_get32(t->at + offset + 8);
	ring->notify = isle__shm_get32(t->at + offset + 12);
	if (align < 4 || align > 65536u || align & (align - 1u) || entries < 2 ||
	    entries > ISLE_SHM_ENTRIES_MAX || entries & (entries - 1u))
		return -ISLE_EPROTO;
	ring->entries = (uint16_t)entries;
	return 0;
}

/* Rings behind the first two are nobody's. */
static int read_vdev(const struct reader *t, uint32_t offset, struct isle_shm_table *table)
{
	uint32_t rings = isle__shm_get32(t->at + offset + 24) >> 8 & 0xffu;
	int r;

	if (rings < 2 || !inside(t, offset, VDEV_BYTES + rings * VRING_BYTES))
		return -ISLE_EPROTO;
	table->vdev = offset;
	table->notify = isle__shm_get32(t->at + offset + 8);
	table->features = isle__shm_get32(t->at + offset + 12);
	r = read_ring(t, offset + VDEV_BYTES, &table->ring[0]);
	return r ? r : read_ring(t, offset + VDEV_BYTES + VRING_BYTES, &table->ring[1]);
}

int isle_shm_table_read(const void *at, size_t bytes, struct isle_shm_table *ret_table)
{
	struct isle_shm_table table = { 0 };
	struct reader t;
	uint32_t i, offset;
	int r = begin(&t, at, bytes);

	for (i = 0; !r && i < t.entries; i++) {
		r = entry(&t, i, CARVEOUT, CARVEOUT_BYTES, &offset);
		table.carveout_n += !r && offset;
		if (!r)
			r = entry(&t, i, VDEV, VDEV_BYTES, &offset);
		if (!r && offset && !table.vdev && isle__shm_get32(t.at + offset + 4) == ID_RPMSG)
			r = read_vdev(&t, offset, &table);
	}
	if (!r && !table.vdev)
		r = -ISLE_ENOENT;
	if (!r)
		*ret_table = table;
	return r;
}

static void read_name(const uint8_t *at, char *name)
{
	uint32_t words[8];
	unsigned i;

	for (i = 0; i < 8; i++)
		isle__shm_put32(&words[i], isle__shm_get32(at + 4 * i));
	memcpy(name, words, sizeof(words));
	name[sizeof(words)] = 0;
}

int isle_shm_table_carveout(const void *at, size_t bytes, uint32_t n,
			    struct isle_shm_carveout *ret_carveout)
{
	struct reader t;
	uint32_t i, offset;
	int r = begin(&t, at, bytes);

	for (i = 0; !r && i < t.entries; i++) {
		r = entry(&t, i, CARVEOUT, CARVEOUT_BYTES, &offset);
		if (r || !offset || n--)
			continue;
		ret_carveout->da = isle__shm_get32(t.at + offset + 4);
		ret_carveout->pa = isle__shm_get32(t.at + offset + 8);
		ret_carveout->bytes = isle__shm_get32(t.at + offset + 12);
		read_name(t.at + offset + 24, ret_carveout->name);
		return 0;
	}
	return r ? r : -ISLE_ENOENT;
}

int isle_shm_table_write(void *at, size_t bytes, const struct isle_shm_table *table)
{
	uint8_t *to = at;
	uint32_t word[ISLE_SHM_TABLE_BYTES / 4] = {
		1, 1, 0, 0, VDEV_AT, VDEV, ID_RPMSG, table->notify, table->features, 0, 0, 2u << 8
	};
	unsigned i;

	if (bytes < ISLE_SHM_TABLE_BYTES || (uintptr_t)at & 3u)
		return -ISLE_EINVAL;
	for (i = 0; i < 2; i++) {
		const struct isle_shm_ring *ring = &table->ring[i];
		uint32_t *w = word + (VDEV_AT + VDEV_BYTES + i * VRING_BYTES) / 4;

		if (ring->da >> 32 || ring->entries < 2 || ring->entries > ISLE_SHM_ENTRIES_MAX)
			return -ISLE_EINVAL;
		w[0] = (uint32_t)ring->da;
		w[1] = ring->align;
		w[2] = ring->entries;
		w[3] = ring->notify;
	}
	for (i = 0; i < ISLE_SHM_TABLE_BYTES / 4; i++)
		isle__shm_put32(to + 4 * i, word[i]);
	return (int)ISLE_SHM_TABLE_BYTES;
}
