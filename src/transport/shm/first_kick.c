/* SPDX-License-Identifier: BSD-3-Clause */
/* A fixed layout and nothing else in the memory: the driver makes the rings and rings, and there it is. */
#include "transport/shm/link.h"

static int driver_start(struct isle__shm *l)
{
	isle__shm_up(l, true, true);
	isle__shm_barrier(l->shm);
	isle__shm_kick(l->shm, l->shm->ring[0].notify);
	return 0;
}

static bool driver_meet(struct isle__shm *l)
{
	return l->up;
}

static int device_start(struct isle__shm *l)
{
	l->kicked = false;
	return 0;
}

static bool device_meet(struct isle__shm *l)
{
	if (!l->up && l->kicked) {
		isle__shm_barrier(l->shm);
		isle__shm_up(l, true, true);
	}
	return l->up;
}

static void leave(struct isle__shm *l)
{
	(void)l;
}

const struct isle_shm_end isle_shm_driver_kick = {
	.role = &isle__role_driver,
	.start = driver_start,
	.meet = driver_meet,
	.leave = leave,
};

const struct isle_shm_end isle_shm_device_kick = {
	.role = &isle__role_device,
	.start = device_start,
	.meet = device_meet,
	.leave = leave,
};
