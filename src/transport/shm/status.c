/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A virtio device in a resource table: the driver says in its status that the rings are there. Others set
 * that bit alone or with more, so that no other is looked at.
 */
#include "transport/shm/link.h"

#define ENTRY_BYTES 28u
#define OFFERED     12u /* features: of the device, and those of them that the driver takes */
#define TAKEN       16u
#define STATUS      24u /* one byte */

#define DRIVER_OK   4u
#define NEEDS_RESET 0x40u

static uint32_t status(const struct isle__shm *l)
{
	isle__shm_see(l->shm, l->life + STATUS, 1);
	return isle__shm_get8(l->life + STATUS);
}

static void set_status(const struct isle__shm *l, uint32_t value)
{
	isle__shm_put8(l->life + STATUS, value);
	isle__shm_show(l->shm, l->life + STATUS, 1);
	isle__shm_barrier(l->shm);
	isle__shm_kick(l->shm, l->shm->life_notify);
}

static int driver_start(struct isle__shm *l)
{
	uint32_t features;
	int r = isle__life_find(l, ENTRY_BYTES);

	if (r)
		return r;
	features = isle__life_get(l, OFFERED) & isle__shm_features(l);
	isle__life_put(l, TAKEN, features);
	isle__shm_up(l, features);
	isle__shm_barrier(l->shm);
	set_status(l, status(l) | DRIVER_OK);
	return 0;
}

static bool driver_meet(struct isle__shm *l)
{
	return l->up && (!(status(l) & NEEDS_RESET) || !isle__shm_apart(l));
}

static void driver_leave(struct isle__shm *l)
{
	set_status(l, 0);
}

static int device_start(struct isle__shm *l)
{
	int r = isle__life_find(l, ENTRY_BYTES);

	if (!r)
		set_status(l, 0);
	return r;
}

static bool device_meet(struct isle__shm *l)
{
	bool there = (status(l) & DRIVER_OK) != 0;

	if (there != l->up && isle__shm_apart(l) && there) {
		isle__shm_barrier(l->shm);
		isle__shm_up(l, isle__life_get(l, TAKEN) & isle__shm_features(l));
	}
	return there && l->up;
}

static void device_leave(struct isle__shm *l)
{
	set_status(l, status(l) | NEEDS_RESET);
}

const struct isle_shm_end isle_shm_driver_status = {
	.role = &isle__role_driver,
	.start = driver_start,
	.meet = driver_meet,
	.leave = driver_leave,
};

const struct isle_shm_end isle_shm_device_status = {
	.role = &isle__role_device,
	.start = device_start,
	.meet = device_meet,
	.leave = device_leave,
};
