/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Two ends of ours: either may die at any instant and come back. Outside the rings each has a line of its
 * own, at life_da the driver's, behind it the device's:
 *
 * | off | size | name | meaning |
 * |---|---|---|---|
 * | 0 | u32 | epoch | lives of this end so far, times 4; + 2; + 1 = it can do doorbells by index |
 * | 4 | u32 | answer | the other end's epoch. Driver: for which the rings are made. Device: which it knows |
 *
 * The driver makes the rings only after the device's answer says that it has let go of what was before;
 * the device touches them only while the driver's answer is its own epoch. Each step is one store, so that
 * an end that dies between two of them leaves a state that its next life goes on from.
 */
#include "transport/shm/link.h"

#define EVENTS 1u
#define ANSWER 4u

static void answer(struct isle__shm *l, uint32_t epoch)
{
	l->theirs = epoch;
	isle__life_put(l, l->life + ANSWER, epoch);
	isle__shm_kick(l->shm, l->shm->ring[l->tx.nr].notify);
}

static int start(struct isle__shm *l)
{
	const struct isle_shm *shm = l->shm;

	l->life = isle__shm_at(shm, shm->life_da, ISLE_SHM_EPOCH_BYTES(shm->line_bytes));
	if (!l->life)
		return -ISLE_EINVAL;
	l->their_life = l->life + shm->line_bytes;
	if (!l->tx.nr) { /* the device */
		l->their_life = l->life;
		l->life += shm->line_bytes;
	}
	isle__life_put(l, l->life + ANSWER, 0);
	l->epoch = (isle__life_get(l, l->life) | 3u) + 1u;
	l->epoch |= 2u | isle__shm_events(l);
	isle__life_put(l, l->life, l->epoch);
	answer(l, 0);
	return 0;
}

/* The rings are made while the answer is none; the device answers whatever it sees. */
static bool meet(struct isle__shm *l)
{
	uint32_t epoch = isle__life_get(l, l->their_life), reply = l->tx.nr ? 0 : epoch;
	uint32_t answered = isle__life_get(l, l->their_life + ANSWER);

	if (l->up && epoch == l->theirs && answered == l->epoch)
		return true;
	if (!isle__shm_apart(l))
		return false;
	if (l->theirs != reply)
		answer(l, reply);
	if (!epoch || answered != l->epoch)
		return false;
	isle__shm_up(l, true, epoch & EVENTS);
	if (l->theirs != epoch)
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
