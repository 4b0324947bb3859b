/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Two ends of ours: either may die at any instant and come back. Outside the rings each has a line of its
 * own, at life_da the driver's, behind it the device's:
 *
 * | off | size | name | meaning |
 * |---|---|---|---|
 * | 0 | u32 | epoch | lives of this end so far, times 2; + 1 = it can do doorbells by index; never 0 |
 * | 4 | u32 | answer | the other end's epoch. Driver: for which the rings are made. Device: which it knows |
 *
 * The driver makes the rings only after the device's answer says that it has let go of what was before;
 * the device touches them only while the driver's answer is its own epoch. Each step is one store, so that
 * an end that dies between two of them leaves a state that its next life goes on from.
 */
#include "transport/shm/link.h"

#define EVENTS 1u
#define ANSWER 4u

static uint32_t own_line(const struct isle__shm *l)
{
	return l->rx.role->sends ? 0 : l->shm->line_bytes;
}

static void kick(const struct isle__shm *l)
{
	isle__shm_kick(l->shm, l->shm->ring[l->tx.nr].notify);
}

static void answer(struct isle__shm *l, uint32_t epoch)
{
	l->theirs = epoch;
	isle__life_put(l, own_line(l) + ANSWER, epoch);
	kick(l);
}

static int start(struct isle__shm *l)
{
	if (isle__life_find(l, ISLE_SHM_EPOCH_BYTES(l->shm->line_bytes)))
		return -ISLE_EINVAL;
	answer(l, 0);
	l->epoch = (isle__life_get(l, own_line(l)) | EVENTS) + 1u;
	if (!l->epoch)
		l->epoch = 2;
	if (l->shm->flags & ISLE_SHM_EVENT_IDX)
		l->epoch |= EVENTS;
	isle__life_put(l, own_line(l), l->epoch);
	kick(l);
	return 0;
}

static void join(struct isle__shm *l, uint32_t epoch)
{
	uint32_t features = ISLE_SHM_FEATURE_NAMES;

	if (epoch & EVENTS)
		features |= ISLE_SHM_FEATURE_EVENT_IDX;
	isle__shm_up(l, features & isle__shm_features(l));
}

static bool meet(struct isle__shm *l)
{
	uint32_t line = l->shm->line_bytes - own_line(l);
	uint32_t epoch = isle__life_get(l, line), answered = isle__life_get(l, line + ANSWER);
	bool driver = l->rx.role->sends;

	if (l->up && epoch == l->theirs && answered == l->epoch)
		return true;
	if (!isle__shm_apart(l))
		return false;
	if (l->theirs != (driver ? 0 : epoch))
		answer(l, driver ? 0 : epoch);
	if (!epoch || answered != l->epoch)
		return false;
	join(l, epoch);
	if (driver)
		answer(l, epoch);
	return true;
}

static void leave(struct isle__shm *l)
{
	answer(l, 0);
}

const struct isle_shm_end isle_shm_driver_epochs = {
	.role = &isle__role_driver,
	.start = start,
	.meet = meet,
	.leave = leave,
};

const struct isle_shm_end isle_shm_device_epochs = {
	.role = &isle__role_device,
	.start = start,
	.meet = meet,
	.leave = leave,
};
