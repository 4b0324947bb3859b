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

static uint32_t wishes(const struct isle__shm *l)
{
	uint32_t features = 0;

	if (!(l->shm->flags & ISLE_SHM_NO_NAMES))
		features |= ISLE_SHM_FEATURE_NAMES;
	if (isle__shm_events(l))
		features |= ISLE_SHM_FEATURE_EVENT_IDX;
	return features;
}

static void up(struct isle__shm *l, uint32_t features)
{
	isle__shm_up(l, features & ISLE_SHM_FEATURE_NAMES, features & ISLE_SHM_FEATURE_EVENT_IDX);
}

static int find(struct isle__shm *l)
{
	l->life = isle__shm_at(l->shm, l->shm->life_da, ENTRY_BYTES);
	return l->life ? 0 : -ISLE_EINVAL;
}

static int driver_start(struct isle__shm *l)
{
	uint32_t features;
	int r = find(l);

	if (r)
		return r;
	features = isle__life_get(l, l->life + OFFERED) & wishes(l);
	isle__life_put(l, l->life + TAKEN, features);
	up(l, features);
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
	int r = find(l);

	if (!r)
		set_status(l, 0);
	return r;
}

static bool device_meet(struct isle__shm *l)
{
	bool there = (status(l) & DRIVER_OK) != 0;

	if (there != l->up && isle__shm_apart(l) && there) {
		isle__shm_barrier(l->shm);
		up(l, isle__life_get(l, l->life + TAKEN));
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
