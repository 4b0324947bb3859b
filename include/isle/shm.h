/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A link over shared memory: RPMsg messages in two virtio rings, as open-amp, rpmsg-lite and Linux have
 * them. Either role: the driver (host, master) makes the rings and owns all buffers, the device
 * (remote) uses them. ring[0] goes from the device to the driver, ring[1] the other way.
 *
 *	static const struct isle_shm_region memory = { 0, 0x20000, (void *)0x20010000 };
 *	static const struct isle_shm shm = {
 *		.port = &port, .end = &isle_shm_device_epochs, .regions = &memory, .regions_n = 1,
 *		.ring = { { 0x100, 64, 0, 16 }, { 0x400, 64, 1, 16 } }, .life_da = 0, .line_bytes = 64,
 *	};
 *
 *	static int dial(struct isle_client *client)
 *	{
 *		return isle_shm_run(client->config->link, &shm, &client->config->memory);
 *	}
 *
 * with config.transport = &isle_transport_rings and config.dial = dial.
 *
 * The peer may change any byte of the memory at any time; what it can gain by that is garbage in its
 * messages, and the end of the link. Words are little-endian on every core.
 */
#ifndef ISLE_SHM_H
#define ISLE_SHM_H

#include <isle/errors.h>
#include <isle/port.h>
#include <isle/transport.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ISLE_SHM_ENTRIES_MAX      1024u  /* buffers of one ring; a power of two, at least 2 */
#define ISLE_SHM_BUFFER_BYTES_MAX 65536u /* and at least ISLE_SHM_BUFFER_BYTES_MIN */
#define ISLE_SHM_BUFFER_BYTES_MIN 64u
#define ISLE_SHM_LINK_BUFFER_MIN  208u /* smallest buffer that isle's own frames fit into */
#define ISLE_SHM_LINE_BYTES       64u  /* struct isle_shm.line_bytes where nothing else is known */
#define ISLE_SHM_REGIONS_MAX      16u

/* Bytes of a ring of `n` buffers: descriptors, the driver's part, and at `align` the device's. */
#define ISLE_SHM_USED_OFFSET(n, align) \
	((18u * (uint32_t)(n) + 6u + (uint32_t)(align)-1u) & ~((uint32_t)(align)-1u))
#define ISLE_SHM_RING_BYTES(n, align) (ISLE_SHM_USED_OFFSET(n, align) + 6u + 8u * (uint32_t)(n))

/* What each end tells the other outside the rings, for ends with epochs: a line of each. */
#define ISLE_SHM_EPOCH_BYTES(line) (2u * (line))

/* A piece of the memory. Descriptors name bytes by `da`, the device address; a buffer lies in one
 * region. All three are multiples of 8, and of the line where caches are not coherent. */
struct isle_shm_region {
	uint64_t da;
	size_t bytes;
	void *at;
};

struct isle_shm_ring {
	uint64_t da;      /* its descriptors */
	uint32_t align;   /* of the device's part: a power of two, 4 to 65536 */
	uint32_t notify;  /* the doorbell that says something changed in it */
	uint16_t entries; /* buffers */
};

enum isle_shm_flag {
	ISLE_SHM_ALWAYS_KICK =
		1, /* for peers whose barriers are weak: no doorbell is spared either way */
	ISLE_SHM_EVENT_IDX =
		2,             /* doorbells are spared by index; used when the peer can do it too */
	ISLE_SHM_POLLED = 4,   /* asks for no doorbell: the owner looks again and again */
	ISLE_SHM_NO_NAMES = 8, /* no name service: addresses of both ends are fixed */
	ISLE_SHM_COPY =
		16, /* the peer is not trusted: what is received is copied before it is looked at */
	/* What kind of memory it is for this end, with `lines` below; neither of them: cached and coherent,
	 * any access. Where regions differ, what any of them needs. */
	ISLE_SHM_WORDS =
		32 /* device memory, not cached: aligned words only, so that all data is copied */
};

struct isle_shm_lines;
extern const struct isle_shm_lines isle_shm_lines;

/* Which role this end has, and how the two find that the other one is there. */
struct isle_shm_end;
/* Both ends are ours: an epoch of each, outside the rings, at `life_da`. Either end may die at any instant
 * and come back; the other one need not. */
extern const struct isle_shm_end isle_shm_driver_epochs;
extern const struct isle_shm_end isle_shm_device_epochs;
/* The status of a virtio device in a resource table: `life_da` is the table's vdev entry. */
extern const struct isle_shm_end isle_shm_driver_status;
extern const struct isle_shm_end isle_shm_device_status;
/* Fixed layout without a table, as rpmsg-lite has it: the driver rings ring[0] once it is ready. */
extern const struct isle_shm_end isle_shm_driver_kick;
extern const struct isle_shm_end isle_shm_device_kick;

/* The memory and how it is used. Const; until the link's close(). */
struct isle_shm {
	/* time_us is not used. barrier must be there: a full one, which orders the compiler as well. kick:
	 * NULL = the peer polls. cache_clean and cache_invalidate for `lines`. address: for device
	 * addresses in none of the regions; NULL = refused. */
	const struct isle_port *port;
	const struct isle_shm_end *end;
	const struct isle_shm_region *regions;
	uint8_t regions_n;
	uint8_t flags;       /* enum isle_shm_flag */
	uint16_t line_bytes; /* largest cache line of both ends; a power of two, 8 to 1024 */
	struct isle_shm_ring ring[2];
	uint64_t life_da;
	uint32_t life_notify; /* status: doorbell of the vdev */
	uint32_t buffer_bytes; /* driver: of each buffer, its head of 16 bytes included; a multiple of 8.
				* device: 0 */
	uint64_t buffers_da[2]; /* driver: of the buffers of each ring, one behind the other */
	uint32_t address;       /* of the endpoint `isle`; 0 = the next free one */
	uint32_t peer; /* of the peer's; 0 = as the name service or a first message tells */
	/* &isle_shm_lines where caches are not coherent: the port cleans and invalidates whole lines. */
	const struct isle_shm_lines *lines;
	/* Optional, client side: waits for a doorbell, at most timeout_ms; may end early. `self`: port's. */
	void (*wait)(void *self, uint32_t timeout_ms);
	/* Optional, cached memory: memcpy, faster than the words that data is copied by else. */
	void *(*copy)(void *to, const void *from, size_t bytes);
	/* Optional: the peer announced a name that no endpoint here waits for. Open one later, not now. */
	void (*announced)(struct isle_link *link, const char *name, uint32_t address);
};

extern const struct isle_transport isle_transport_rings;

/* Memory that a link needs in struct isle_link_memory: rx and tx each. `copied`: with ISLE_SHM_COPY or
 * ISLE_SHM_WORDS; `buffer`: the largest of both ends. At 0 mod 4, better 4 mod 8. */
#define ISLE_SHM_MEMORY_BYTES(entries, copied, buffer) \
	(ISLE_SHM_BITS_BYTES(entries) + ((copied) ? (buffer) : 0u))
#define ISLE_SHM_BITS_BYTES(entries) (((entries) + 63u) / 64u * 8u + 4u)

/* Checks figures that do not stand in the source: each in its range, aligned as the kind of memory asks,
 * the port's functions there. Returns 0 or -ISLE_EINVAL. */
int isle_shm_check(const struct isle_shm *shm);

/*
 * Starts a link over shared memory: takes the place of open() and run(). The figures are sound, see
 * isle_shm_check().
 * Memory: `shm` and `memory` until close().
 * Returns 0; -ISLE_EINVAL: rings or buffers outside of the regions, or memory missing.
 */
int isle_shm_run(struct isle_link *link, const struct isle_shm *shm,
		 const struct isle_link_memory *memory);

/* A doorbell rang. Needed with isle_shm_device_kick only. Context: any, interrupts included. */
void isle_shm_kicked(struct isle_link *link);

/* True when something lies there for receive() or, after a lend() without success, for lend(): one
 * word is looked at, for those who spin. Context: the link's owner. */
bool isle_shm_pending(const struct isle_link *link);

/* Bytes that a message can have now: the size of a buffer without its head. 0 = not known yet. */
uint32_t isle_shm_mtu(const struct isle_link *link);

/* ---- endpoints ---- */

#define ISLE_RPMSG_ANY        0xffffffffu /* address of nobody in particular */
#define ISLE_RPMSG_DYNAMIC    1024u       /* addresses given out begin here */
#define ISLE_RPMSG_NAME_BYTES 32u         /* a name with its terminating zero */

struct isle_rpmsg_endpoint;

/* A message that was received. Borrowed until `received` returns, or until isle_rpmsg_release(). */
struct isle_rpmsg_message {
	const uint8_t *data;
	uint32_t len;
	uint32_t src;
	uint16_t ticket; /* the link's */
	bool in_place;   /* may be kept */
};

struct isle_rpmsg_owner {
	/* A message came. Returns true to keep it, only when in_place: the peer has one buffer less until
	 * isle_rpmsg_release(). */
	bool (*received)(struct isle_rpmsg_endpoint *endpoint,
			 const struct isle_rpmsg_message *message);
	/* Optional. endpoint->peer became known, or is ISLE_RPMSG_ANY again (peer or its endpoint gone). */
	void (*bound)(struct isle_rpmsg_endpoint *endpoint);
};

/* An end of a channel in a link. Caller-owned; fill the first group, the rest is the link's. */
struct isle_rpmsg_endpoint {
	const struct isle_rpmsg_owner *owner;
	const char *name; /* announced and looked for: 1 to 31 characters; NULL = not */
	uint32_t address; /* 0 = the next free one from ISLE_RPMSG_DYNAMIC */
	uint32_t peer;    /* 0 = not known yet */
	struct isle_rpmsg_endpoint *next;
	bool fixed, announced;
};

/*
 * All of these: Context: the link's owner, not within `received` or `bound`, but for lend and send.
 *
 * Adds an endpoint. It is announced now, and with each new life of the link.
 * Returns 0; -ISLE_EADDRINUSE.
 */
int isle_rpmsg_open(struct isle_link *link, struct isle_rpmsg_endpoint *endpoint);

/* Takes an endpoint away and says so to the peer. Returns 0; -ISLE_EAGAIN: no buffer now, nothing done. */
int isle_rpmsg_close(struct isle_link *link, struct isle_rpmsg_endpoint *endpoint);

/* As lend() and send() of a transport, for one message of `endpoint` to its peer. Returns besides
 * -ISLE_ENOTCONN: the peer is not known. Several may be lent at once, also of different endpoints, but
 * those given back unused must be the ones lent last. In memory that is not cached: one. */
int isle_rpmsg_lend(struct isle_link *link, struct isle_rpmsg_endpoint *endpoint,
		    struct isle_tx *ret_tx);
int isle_rpmsg_send(struct isle_link *link, struct isle_rpmsg_endpoint *endpoint,
		    struct isle_tx *tx);

/* Gives a kept message back. */
void isle_rpmsg_release(struct isle_link *link, uint16_t ticket);

/* ---- resource table ---- */

#define ISLE_SHM_TABLE_BYTES 88u /* of the table that isle_shm_table_write() makes */

struct isle_shm_table {
	uint32_t vdev;     /* offset of the vdev entry in the table */
	uint32_t notify;   /* its doorbell */
	uint32_t features; /* what the device can do */
	struct isle_shm_ring ring[2];
	uint32_t carveout_n;
};

/* Memory that the device wants to have, as a table tells. */
struct isle_shm_carveout {
	uint32_t da, pa, bytes;
	char name[33];
};

/* Makes the table of a device: one vdev with its two rings. notify, features and ring are used; ring
 * addresses are of 32 bits. Returns ISLE_SHM_TABLE_BYTES; -ISLE_EINVAL: a figure is out of range, or
 * `bytes` too few. Memory: `at` is at 0 mod 4. */
int isle_shm_table_write(void *at, size_t bytes, const struct isle_shm_table *table);

/*
 * Reads a table that somebody else wrote, and may still be writing: the first RPMsg device of version 1.
 * Returns 0; -ISLE_EPROTO: not a table, or figures out of range; -ISLE_ENOENT: no RPMsg device in it.
 */
int isle_shm_table_read(const void *at, size_t bytes, struct isle_shm_table *ret_table);

/* Carveout `n` of a table. Returns 0; -ISLE_ENOENT; -ISLE_EPROTO. */
int isle_shm_table_carveout(const void *at, size_t bytes, uint32_t n,
			    struct isle_shm_carveout *ret_carveout);

#define ISLE_SHM_FEATURE_NAMES     1u          /* virtio feature bit: name service */
#define ISLE_SHM_FEATURE_EVENT_IDX 0x20000000u /* virtio feature bit 29 */

#ifdef __cplusplus
}
#endif
#endif
