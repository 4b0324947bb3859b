/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Shared memory whose other end writes anything. First byte: the role, how the two find each other, copied
 * or not. Then patches: offset (2 bytes), length (1), bytes; between any two of them the end takes a turn.
 * Whatever comes, it stays within the regions, and frames have 1 to 65520 bytes.
 */
#include <stdlib.h>
#include <string.h>

#include "transport/shm/link.h"
#include "wire/words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define RINGS_BYTES   0x800u
#define BUFFERS_BYTES 0x1000u
#define BUFFER_BYTES  256u

static unsigned sum;

static void barrier(void *self)
{
	(void)self;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
}

static bool received(struct isle_rpmsg_endpoint *endpoint, const struct isle_rpmsg_message *message)
{
	(void)endpoint;
	if (!message->len || message->len > 65520)
		abort();
	sum += message->data[0] + message->data[message->len - 1];
	return false;
}

static void announced(struct isle_link *link, const char *name, uint32_t address)
{
	(void)link;
	if (strlen(name) >= ISLE_RPMSG_NAME_BYTES + 1)
		abort();
	sum += address;
}

static const struct isle_rpmsg_owner owner = { received, NULL };

static void turn(struct isle_link *link)
{
	const struct isle_transport *t = &isle_transport_rings;
	const uint8_t *frame;
	struct isle_tx tx;
	int n;

	for (unsigned i = 0; i < 40 && (n = t->receive(link, &frame)) > 0; i++) {
		if (n > 65520)
			abort();
		sum += frame[0] + frame[n - 1];
		t->give_back(link);
	}
	if (!t->lend(link, &tx)) {
		memset(tx.buf, (int)sum, tx.cap);
		tx.len = sum % (tx.cap + 1);
		t->send(link, &tx);
	}
	t->flush(link);
}

static int begin(struct isle_link *link, struct isle_shm *shm,
		 const struct isle_shm_region *regions, const struct isle_link_memory *memory,
		 uint8_t how)
{
	static const struct isle_port port = { .barrier = barrier };
	static const struct isle_shm_end *const ends[] = {
		&isle_shm_device_epochs, &isle_shm_driver_epochs, &isle_shm_device_status,
		&isle_shm_driver_status, &isle_shm_device_kick,   &isle_shm_driver_kick,
	};

	*shm = (struct isle_shm){
		.port = &port,
		.end = ends[how % 6],
		.regions = regions,
		.regions_n = 2,
		.flags = (uint8_t)(how & 0xc0 ? ISLE_SHM_COPY
				   : how & 8  ? ISLE_SHM_EVENT_IDX
					      : 0),
		.line_bytes = 64,
		.ring = { { 0x100, 64, 0, 8 }, { 0x400, 64, 1, 8 } },
		.buffer_bytes = BUFFER_BYTES,
		.buffers_da = { 0x10000, 0x10800 },
		.announced = announced,
	};
	if (isle_shm_check(shm))
		abort();
	return isle_shm_run(link, shm, memory);
}

static void read_table(const uint8_t *data, size_t size)
{
	struct isle_shm_table table;
	struct isle_shm_carveout carveout;
	uint32_t *copy = malloc((size + 3) & ~(size_t)3);

	if (!copy)
		abort();
	memcpy(copy, data, size);
	if (!isle_shm_table_read(copy, size, &table) &&
	    (table.ring[0].entries < 2 || table.ring[1].entries > ISLE_SHM_ENTRIES_MAX))
		abort();
	for (uint32_t i = 0; i < 70; i++)
		if (!isle_shm_table_carveout(copy, size, i, &carveout))
			sum += (unsigned)strlen(carveout.name);
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct isle_rpmsg_endpoint tty = { .owner = &owner, .name = "tty" };
	struct isle_link_memory memory = { malloc(600), 600, malloc(600), 600 };
	uint8_t *rings = calloc(1, RINGS_BYTES), *buffers = calloc(1, BUFFERS_BYTES);
	struct isle_shm_region regions[] = { { 0, RINGS_BYTES, rings },
					     { 0x10000, BUFFERS_BYTES, buffers } };
	struct isle__shm *l = calloc(1, sizeof(*l));
	struct isle_shm shm;

	if (!size || !rings || !buffers || !memory.rx || !memory.tx || !l ||
	    begin(&l->link, &shm, regions, &memory, data[0]) || isle_rpmsg_open(&l->link, &tty))
		goto out;
	read_table(data + 1, size - 1);
	isle_shm_kicked(&l->link);
	for (data++, size--; size > 3;) {
		size_t at = isle__le16_get(data) % (RINGS_BYTES + BUFFERS_BYTES), len = data[2];

		data += 3;
		size -= 3;
		for (; len && size && at < RINGS_BYTES + BUFFERS_BYTES; len--, size--, at++)
			*(at < RINGS_BYTES ? rings + at : buffers + at - RINGS_BYTES) = *data++;
		turn(&l->link);
	}
	isle_transport_rings.close(&l->link);
out:
	free(memory.rx);
	free(memory.tx);
	free(rings);
	free(buffers);
	free(l);
	return 0;
}
